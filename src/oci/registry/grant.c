#include "oci/registry/session.h"
#include "util/limits.h"
#include "util/text.h"

#include <stdio.h>
#include <stdlib.h>

/* What may be done, and what is sent to prove it; of a registry, under its
   lock. */
struct csn_grant {
	struct csn_grant *next;
	char *key;    /* scopes, separated by blanks, or "basic REPOSITORY" */
	char *extra;  /* scopes that the registry asked for besides */
	char *header; /* NULL: nothing is sent */
	char source[CSN_SOURCE_SIZE];
	uint64_t generation; /* 0: it was never got */
	int is_busy;         /* somebody gets it */
};

void
csn_grants_free(struct csn_grant *grants)
{
	struct csn_grant *grant;

	while ((grant = grants) != NULL) {
		grants = grant->next;
		csn_text_wipe(&grant->header);
		free(grant->extra);
		free(grant->key);
		free(grant);
	}
}

void
csn_pass_dispose(struct csn_pass *pass)
{
	csn_text_wipe(&pass->header);
	pass->grant = NULL;
	pass->generation = 0;
}

/* Credentials may be of a repository, and tokens are: both are in the key. */
static cosign_rc_t
write_key(struct csn_buf *out, const struct csn_op *op,
    enum csn_auth_scheme scheme, cosign_error_t *err)
{
	const char *repository = op->registry->repository;

	if (scheme == CSN_AUTH_BASIC) {
		csn_buf_addf(out, "basic %s", repository);
	} else {
		csn_buf_addf(out, "repository:%s:%s", repository, op->actions);
		if (op->from != NULL && strcmp(op->from, repository) != 0)
			csn_buf_addf(out, " repository:%s:" CSN_PULL, op->from);
	}
	return csn_buf_finish(out, err);
}

static struct csn_grant *
find(struct csn_host *host, const char *key)
{
	struct csn_grant *grant = host->grants;

	while (grant != NULL && strcmp(grant->key, key) != 0)
		grant = grant->next;
	return grant;
}

static cosign_rc_t
find_or_make(struct csn_grant **out, struct csn_host *host, const char *key,
    cosign_error_t *err)
{
	cosign_rc_t rc;

	*out = find(host, key);
	if (*out != NULL)
		return COSIGN_OK;
	*out = calloc(1, sizeof(**out));
	if (*out == NULL)
		return csn_fail_nomem(err);
	rc = csn_text_copy(&(*out)->key, key, err);
	if (rc != COSIGN_OK) {
		free(*out);
		*out = NULL;
		return rc;
	}
	(*out)->next = host->grants;
	host->grants = *out;
	return COSIGN_OK;
}

/* ---- scopes ---- */

static int
lists(struct csn_span actions, struct csn_span action)
{
	struct csn_span one;
	size_t i;

	for (; actions.len > 0; actions.p += i, actions.len -= i) {
		for (i = 0; i < actions.len && actions.p[i] != ','; i++)
			continue;
		one = csn_span(actions.p, i);
		if (csn_span_eq(one, action))
			return 1;
		i += i < actions.len;
	}
	return 0;
}

/* type:name:actions, where a name may have colons. */
static int
split_scope(
    struct csn_span scope, struct csn_span *resource, struct csn_span *actions)
{
	size_t i = scope.len;

	while (i > 0 && scope.p[i - 1] != ':')
		i--;
	*resource = csn_span(scope.p, i);
	*actions = csn_span(scope.p + i, scope.len - i);
	return i > 0;
}

static int
one_holds(struct csn_span held, struct csn_span wanted)
{
	struct csn_span have, have_actions, want, want_actions;
	size_t i;

	if (csn_span_eq(held, wanted))
		return 1;
	if (!split_scope(held, &have, &have_actions) ||
	    !split_scope(wanted, &want, &want_actions) ||
	    !csn_span_eq(have, want))
		return 0;
	for (; want_actions.len > 0;
	     want_actions.p += i, want_actions.len -= i) {
		for (i = 0; i < want_actions.len && want_actions.p[i] != ',';
		     i++)
			continue;
		if (!lists(have_actions, csn_span(want_actions.p, i)))
			return 0;
		i += i < want_actions.len;
	}
	return 1;
}

/* The next of several between blanks. */
static int
next_scope(const char **list, struct csn_span *out)
{
	*list += strspn(*list, " ");
	*out = csn_span(*list, strcspn(*list, " "));
	*list += out->len;
	return out->len > 0;
}

static int
holds(const char *list, struct csn_span wanted)
{
	struct csn_span held;

	while (list != NULL && next_scope(&list, &held))
		if (one_holds(held, wanted))
			return 1;
	return 0;
}

int
csn_pass_holds(struct csn_op *op, const char *scope)
{
	struct csn_host *host = op->registry->host;
	const struct csn_grant *grant;
	struct csn_span wanted;
	struct csn_buf key;
	int result = 1;

	csn_buf_init(&key, CSN_REGISTRY_URL_MAX);
	if (write_key(&key, op, CSN_AUTH_BEARER, NULL) == COSIGN_OK) {
		(void)pthread_mutex_lock(&host->lock);
		grant = find(host, (const char *)key.p);
		while (result && next_scope(&scope, &wanted))
			result = holds((const char *)key.p, wanted) ||
			    (grant != NULL && holds(grant->extra, wanted));
		(void)pthread_mutex_unlock(&host->lock);
	}
	csn_buf_dispose(&key);
	return result;
}

/* ---- getting ---- */

/* What somebody gets without holding the lock. */
struct getting {
	struct csn_challenge challenge;
	struct csn_login login;
	char *scopes; /* asked for first those besides, as
	                 go-containerregistry does */
	struct csn_buf header;
};

static cosign_rc_t
begin(struct getting *getting, struct csn_host *host,
    const struct csn_grant *grant, const char *extra, cosign_error_t *err)
{
	struct csn_buf scopes;
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	csn_buf_init(&scopes, CSN_REGISTRY_URL_MAX);
	CSN_TRY(csn_challenge_copy(&getting->challenge, &host->challenge, err));
	if (extra != NULL)
		csn_buf_addf(&scopes, "%s ", extra);
	if (grant->extra != NULL)
		csn_buf_addf(&scopes, "%s ", grant->extra);
	csn_buf_add_str(&scopes, grant->key);
	CSN_TRY(csn_buf_take(&scopes, &getting->scopes, NULL, err));
	rc = COSIGN_OK;
out:
	csn_buf_dispose(&scopes);
	return rc;
}

static cosign_rc_t
write_header(struct getting *getting, struct csn_op *op, cosign_error_t *err)
{
	const struct cosign_credential *who = &getting->login.who;

	if (who->registry_token != NULL) {
		csn_buf_reserve(
		    &getting->header, 7 + strlen(who->registry_token));
		csn_buf_addf(
		    &getting->header, "Bearer %s", who->registry_token);
		return csn_buf_finish(&getting->header, err);
	}
	if (getting->challenge.scheme == CSN_AUTH_BEARER)
		return csn_token_fetch(&getting->header, op,
		    &getting->challenge, &getting->login, getting->scopes, err);
	/* An identity token is for servers of tokens alone. */
	if (who->user == NULL)
		return COSIGN_OK;
	return csn_basic_write(&getting->header, &getting->login, err);
}

static cosign_rc_t
get(struct getting *getting, struct csn_op *op, cosign_error_t *err)
{
	cosign_rc_t rc;

	rc = csn_credentials_find(&getting->login,
	    op->registry->all->credentials, op->registry->host->name,
	    op->registry->repository, err);
	if (rc != COSIGN_OK)
		return rc;
	return write_header(getting, op, err);
}

/* What was got replaces what was there. */
static cosign_rc_t
keep(struct csn_grant *grant, struct getting *getting, const char *extra,
    cosign_error_t *err)
{
	struct csn_buf all;
	char *header = NULL, *extras = NULL;
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	csn_buf_init(&all, CSN_REGISTRY_URL_MAX);
	if (extra != NULL) {
		csn_buf_addf(&all, "%s%s%s", extra,
		    grant->extra == NULL ? "" : " ",
		    grant->extra == NULL ? "" : grant->extra);
		CSN_TRY(csn_buf_take(&all, &extras, NULL, err));
	}
	if (getting->header.len > 0)
		CSN_TRY(csn_buf_take(&getting->header, &header, NULL, err));
	if (extras != NULL) {
		free(grant->extra);
		grant->extra = extras;
	}
	csn_text_wipe(&grant->header);
	grant->header = header;
	memcpy(grant->source, getting->login.source, sizeof(grant->source));
	grant->generation++;
	return COSIGN_OK;
out:
	free(extras);
	csn_buf_dispose(&all);
	return rc;
}

/* Under the lock, which is let go meanwhile. */
static cosign_rc_t
renew(struct csn_grant *grant, struct csn_op *op, const char *extra,
    cosign_error_t *err)
{
	struct csn_host *host = op->registry->host;
	struct getting getting;
	cosign_rc_t rc;

	memset(&getting, 0, sizeof(getting));
	csn_buf_init(&getting.header,
	    4 * CSN_CREDENTIAL_MAX + 16 + CSN_TOKEN_ANSWER_MAX);
	rc = begin(&getting, host, grant, extra, err);
	if (rc == COSIGN_OK) {
		grant->is_busy = 1;
		(void)pthread_mutex_unlock(&host->lock);
		rc = get(&getting, op, err);
		(void)pthread_mutex_lock(&host->lock);
		if (rc == COSIGN_OK)
			rc = keep(grant, &getting, extra, err);
		grant->is_busy = 0;
		(void)pthread_cond_broadcast(&host->changed);
	}
	csn_challenge_dispose(&getting.challenge);
	csn_login_dispose(&getting.login);
	csn_buf_dispose_secret(&getting.header);
	free(getting.scopes);
	return rc;
}

static cosign_rc_t
get_locked(struct csn_pass *pass, struct csn_op *op, const char *extra,
    const char *key, cosign_error_t *err)
{
	struct csn_host *host = op->registry->host;
	struct csn_grant *grant = NULL;
	uint64_t refused;
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	CSN_TRY(find_or_make(&grant, host, key, err));
	while (grant->is_busy)
		(void)pthread_cond_wait(&host->changed, &host->lock);
	refused = pass->grant == grant ? pass->generation : 0;
	/* Whoever waited takes what was got meanwhile. */
	if (grant->generation == refused)
		CSN_TRY(renew(grant, op, extra, err));
	csn_pass_dispose(pass);
	CSN_TRY(csn_text_copy(&pass->header, grant->header, err));
	pass->grant = grant;
	pass->generation = grant->generation;
	memcpy(op->source, grant->source, sizeof(op->source));
	rc = COSIGN_OK;
out:
	return rc;
}

cosign_rc_t
csn_pass_get(struct csn_pass *pass, struct csn_op *op, const char *extra,
    cosign_error_t *err)
{
	struct csn_host *host = op->registry->host;
	struct csn_buf key;
	cosign_rc_t rc = COSIGN_OK;

	csn_buf_init(&key, CSN_REGISTRY_URL_MAX);
	(void)pthread_mutex_lock(&host->lock);
	if (host->challenge.scheme != CSN_AUTH_NONE) {
		rc = write_key(&key, op, host->challenge.scheme, err);
		if (rc == COSIGN_OK)
			rc = get_locked(
			    pass, op, extra, (const char *)key.p, err);
	}
	(void)pthread_mutex_unlock(&host->lock);
	csn_buf_dispose(&key);
	return rc;
}
