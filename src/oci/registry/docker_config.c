#include "oci/registry/docker_config.h"

#include "util/base64.h"
#include "util/json.h"
#include "util/limits.h"
#include "util/text.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <strings.h>

struct entry {
	char *key;
	struct cosign_credential who;
};

struct helper {
	char *key;
	char *name;
};

struct csn_docker_config {
	atomic_size_t refs;
	char *name;
	struct entry *entries;
	size_t entry_count;
	struct helper *helpers;
	size_t helper_count;
	char *store; /* NULL without */
};

struct csn_docker_config *
csn_docker_config_ref(struct csn_docker_config *config)
{
	(void)atomic_fetch_add(&config->refs, 1);
	return config;
}

void
csn_docker_config_free(struct csn_docker_config *config)
{
	size_t i;

	if (config == NULL || atomic_fetch_sub(&config->refs, 1) > 1)
		return;
	for (i = 0; i < config->entry_count; i++) {
		free(config->entries[i].key);
		csn_credential_dispose(&config->entries[i].who);
	}
	for (i = 0; i < config->helper_count; i++) {
		free(config->helpers[i].key);
		free(config->helpers[i].name);
	}
	free(config->entries);
	free(config->helpers);
	free(config->store);
	free(config->name);
	free(config);
}

/* What stands in a header must not end its line. */
static int
is_one_line(struct csn_span text)
{
	return memchr(text.p, '\r', text.len) == NULL &&
	    memchr(text.p, '\n', text.len) == NULL &&
	    memchr(text.p, '\0', text.len) == NULL;
}

/* A member that is a secret or a name; NULL if it is missing or empty. */
static cosign_rc_t
read_text(char **out, const json_t *o, const char *name, cosign_error_t *err)
{
	struct csn_span text = { NULL, 0 };
	const cosign_rc_t rc = csn_json_string_opt(&text, o, name, err);

	*out = NULL;
	if (rc != COSIGN_OK)
		return rc;
	if (text.len > CSN_CREDENTIAL_MAX)
		return csn_fail(err, COSIGN_E_LIMIT, "%s: more than %zu bytes",
		    name, CSN_CREDENTIAL_MAX);
	if (text.len > 0 && !is_one_line(text))
		return csn_fail(err, COSIGN_E_MALFORMED,
		    "%s: the end of a line in it", name);
	return csn_text_from_span(out, text, err);
}

/* "user:password", as docker/cli's decodeAuth() reads it. */
static cosign_rc_t
split_auth(
    struct cosign_credential *who, struct csn_span text, cosign_error_t *err)
{
	const uint8_t *colon = memchr(text.p, ':', text.len);
	struct csn_span user, password;
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	if (colon == NULL || colon == text.p)
		return csn_fail(err, COSIGN_E_MALFORMED,
		    "auth: not a user, a colon and a password");
	user = csn_span(text.p, (size_t)(colon - text.p));
	password = csn_span(colon + 1, text.len - user.len - 1);
	while (password.len > 0 && password.p[password.len - 1] == '\0')
		password.len--;
	if (!is_one_line(user) || !is_one_line(password))
		return csn_fail(err, COSIGN_E_MALFORMED,
		    "auth: a NUL or the end of a line in it");
	CSN_TRY(csn_text_from_span(&who->user, user, err));
	CSN_TRY(csn_text_from_span(&who->password, password, err));
	rc = COSIGN_OK;
out:
	return rc;
}

static cosign_rc_t
read_auth(struct cosign_credential *who, const json_t *o, cosign_error_t *err)
{
	struct csn_span text = { NULL, 0 };
	struct csn_buf plain;
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	csn_buf_init(&plain, CSN_CREDENTIAL_MAX);
	CSN_TRY(csn_json_string_opt(&text, o, "auth", err));
	if (text.len == 0) {
		CSN_TRY(read_text(&who->user, o, "username", err));
		CSN_TRY(read_text(&who->password, o, "password", err));
		return COSIGN_OK;
	}
	rc = csn_base64_decode(
	    &plain, (const char *)text.p, text.len, CSN_BASE64_GO, err);
	if (rc == COSIGN_OK)
		rc = csn_buf_finish(&plain, err);
	(void)csn_fail_at(err, rc, "auth");
	if (rc == COSIGN_OK)
		rc = split_auth(who, csn_span(plain.p, plain.len), err);
out:
	csn_buf_dispose_secret(&plain);
	return rc;
}

static cosign_rc_t
read_entry(struct cosign_credential *who, const json_t *o, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	if (!json_is_object(o))
		return csn_fail(err, COSIGN_E_JSON, "not an object");
	CSN_TRY(read_auth(who, o, err));
	CSN_TRY(read_text(&who->identity_token, o, "identitytoken", err));
	CSN_TRY(read_text(&who->registry_token, o, "registrytoken", err));
	rc = COSIGN_OK;
out:
	return rc;
}

static cosign_rc_t
new_list(void *list, size_t size, size_t count, const char *what,
    cosign_error_t *err)
{
	void *p = NULL;

	if (count > CSN_CREDENTIALS_MAX)
		return csn_fail(err, COSIGN_E_LIMIT, "%s: more than %d", what,
		    CSN_CREDENTIALS_MAX);
	if (count > 0) {
		p = calloc(count, size);
		if (p == NULL)
			return csn_fail_nomem(err);
	}
	memcpy(list, &p, sizeof(p));
	return COSIGN_OK;
}

static cosign_rc_t
read_entries(
    struct csn_docker_config *config, const json_t *root, cosign_error_t *err)
{
	const json_t *auths = NULL;
	const char *key;
	json_t *value;
	struct entry *entry;
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	CSN_TRY(csn_json_object_opt(&auths, root, "auths", err));
	CSN_TRY(new_list(&config->entries, sizeof(*entry),
	    json_object_size(auths), "auths", err));
	json_object_foreach(csn_json_iterable(auths), key, value)
	{
		entry = &config->entries[config->entry_count++];
		CSN_TRY(csn_text_copy(&entry->key, key, err));
		CSN_TRY(csn_fail_at(err, read_entry(&entry->who, value, err),
		    "auths: %.*s", CSN_QUOTE_MAX, key));
	}
	rc = COSIGN_OK;
out:
	return rc;
}

/* The end of a program's name, "docker-credential-" and this: it must not lead
   to another folder. */
static cosign_rc_t
check_helper(const char *name, cosign_error_t *err)
{
	size_t i;

	for (i = 0; name[i] != '\0'; i++)
		if (!csn_is_alnum((unsigned char)name[i]) &&
		    strchr("._-", name[i]) == NULL)
			break;
	if (i == 0 || name[i] != '\0')
		return csn_fail(err, COSIGN_E_MALFORMED,
		    "\"%.*s\" is not the name of a helper", CSN_QUOTE_MAX,
		    name);
	return COSIGN_OK;
}

static cosign_rc_t
read_helpers(
    struct csn_docker_config *config, const json_t *root, cosign_error_t *err)
{
	const json_t *helpers = NULL;
	const char *key;
	json_t *value;
	struct helper *helper;
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	CSN_TRY(csn_json_object_opt(&helpers, root, "credHelpers", err));
	CSN_TRY(new_list(&config->helpers, sizeof(*helper),
	    json_object_size(helpers), "credHelpers", err));
	json_object_foreach(csn_json_iterable(helpers), key, value)
	{
		helper = &config->helpers[config->helper_count++];
		CSN_TRY(csn_text_copy(&helper->key, key, err));
		CSN_TRY(csn_fail_at(err,
		    read_text(&helper->name, helpers, key, err),
		    "credHelpers"));
		if (helper->name != NULL)
			CSN_TRY(csn_fail_at(err,
			    check_helper(helper->name, err), "credHelpers"));
	}
	CSN_TRY(read_text(&config->store, root, "credsStore", err));
	if (config->store != NULL)
		CSN_TRY(csn_fail_at(
		    err, check_helper(config->store, err), "credsStore"));
	rc = COSIGN_OK;
out:
	return rc;
}

static cosign_rc_t
config_new(
    struct csn_docker_config **out, const char *name, cosign_error_t *err)
{
	struct csn_docker_config *config = calloc(1, sizeof(*config));

	*out = config;
	if (config == NULL)
		return csn_fail_nomem(err);
	atomic_init(&config->refs, 1);
	return csn_text_copy(&config->name, name, err);
}

cosign_rc_t
csn_docker_config_parse(struct csn_docker_config **out, const char *name,
    const char *json, size_t len, cosign_error_t *err)
{
	struct csn_docker_config *config = NULL;
	json_t *root = NULL;
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	*out = NULL;
	CSN_TRY(config_new(&config, name, err));
	CSN_TRY(csn_json_parse_max(&root, json, len, CSN_CREDENTIALS_FILE_MAX,
	    "a file of credentials", err));
	if (!json_is_object(root)) {
		rc = csn_fail(err, COSIGN_E_JSON, "not an object");
		goto out;
	}
	CSN_TRY(read_entries(config, root, err));
	CSN_TRY(read_helpers(config, root, err));

	*out = config;
	config = NULL;
	rc = COSIGN_OK;
out:
	csn_json_wipe(root);
	json_decref(root);
	csn_docker_config_free(config);
	return csn_fail_at(err, rc, "%.*s", 2 * CSN_QUOTE_MAX, name);
}

const char *
csn_docker_config_name(const struct csn_docker_config *config)
{
	return config->name;
}

const char *
csn_docker_config_helper(
    const struct csn_docker_config *config, const char *key)
{
	size_t i;

	for (i = 0; i < config->helper_count; i++)
		if (strcmp(config->helpers[i].key, key) == 0)
			return config->helpers[i].name;
	return config->store;
}

const struct cosign_credential *
csn_docker_config_entry(const struct csn_docker_config *config, const char *key)
{
	const struct entry *entry;
	size_t i;

	for (i = 0; i < config->entry_count; i++) {
		entry = &config->entries[i];
		if (strcmp(entry->key, key) == 0)
			return csn_credential_is_empty(&entry->who)
			    ? NULL
			    : &entry->who;
	}
	return NULL;
}

/* podman's name of Docker Hub is as good as docker's. */
static int
is_host(const char *host, size_t len, const char *registry)
{
	if (len == strlen(registry) && strncasecmp(host, registry, len) == 0)
		return 1;
	return strcmp(registry, CSN_DOCKER_HUB) == 0 &&
	    len == strlen(CSN_DOCKER_HUB_SHORT) &&
	    strncasecmp(host, CSN_DOCKER_HUB_SHORT, len) == 0;
}

/* How much of the repository a key is about, counted from 1 for its registry
   as a whole; 0: nothing. A URL is about its host, whatever its path. */
static size_t
reach(const char *key, const char *registry, const char *repository)
{
	const char *scheme_end = strstr(key, "://");
	const char *host = scheme_end == NULL ? key : scheme_end + 3;
	const size_t host_len = strcspn(host, "/");
	size_t len;

	if (!is_host(host, host_len, registry))
		return 0;
	if (scheme_end != NULL || host[host_len] == '\0')
		return 1;
	host += host_len + 1;
	len = strlen(host);
	if (len == 0)
		return 1;
	if (strncmp(host, repository, len) != 0 ||
	    (repository[len] != '/' && repository[len] != '\0'))
		return 0;
	return 1 + len;
}

const struct cosign_credential *
csn_docker_config_entry_of_host(const struct csn_docker_config *config,
    const char *registry, const char *repository)
{
	const struct cosign_credential *best = NULL;
	const struct entry *entry;
	size_t i, len, best_len = 0;

	for (i = 0; i < config->entry_count; i++) {
		entry = &config->entries[i];
		len = reach(entry->key, registry, repository);
		if (len <= best_len || csn_credential_is_empty(&entry->who))
			continue;
		best = &entry->who;
		best_len = len;
	}
	return best;
}

int
csn_docker_config_is_of(const char *key, const char *registry)
{
	return reach(key, registry, "") == 1;
}
