#include "oci/registry/credentials.h"

#include "oci/registry/docker_config.h"
#include "util/limits.h"
#include "util/text.h"

#include <stdio.h>
#include <stdlib.h>

struct csn_credentials {
	struct cosign_credential given;       /* by set_password */
	struct cosign_credential given_token; /* by set_registry_token */
	struct csn_docker_config **files;
	size_t file_count;
	cosign_credential_helper_fn helper;
	void *helper_user;
};

cosign_rc_t
csn_credentials_new(struct csn_credentials **out, cosign_error_t *err)
{
	*out = calloc(1, sizeof(**out));
	return *out != NULL ? COSIGN_OK : csn_fail_nomem(err);
}

void
csn_credentials_free(struct csn_credentials *credentials)
{
	size_t i;

	if (credentials == NULL)
		return;
	csn_credential_dispose(&credentials->given);
	csn_credential_dispose(&credentials->given_token);
	for (i = 0; i < credentials->file_count; i++)
		csn_docker_config_free(credentials->files[i]);
	free(credentials->files);
	free(credentials);
}

cosign_rc_t
csn_credentials_copy(struct csn_credentials **out,
    const struct csn_credentials *credentials, cosign_error_t *err)
{
	struct csn_credentials *copy = NULL;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	size_t i;

	*out = NULL;
	CSN_TRY(csn_credentials_new(&copy, err));
	CSN_TRY(csn_credential_copy(&copy->given, &credentials->given, err));
	CSN_TRY(csn_credential_copy(
	    &copy->given_token, &credentials->given_token, err));
	if (credentials->file_count > 0) {
		copy->files = calloc(credentials->file_count,
		    sizeof(struct csn_docker_config *));
		if (copy->files == NULL) {
			rc = csn_fail_nomem(err);
			goto out;
		}
	}
	for (i = 0; i < credentials->file_count; i++)
		copy->files[i] = csn_docker_config_ref(credentials->files[i]);
	copy->file_count = credentials->file_count;
	copy->helper = credentials->helper;
	copy->helper_user = credentials->helper_user;

	*out = copy;
	copy = NULL;
	rc = COSIGN_OK;
out:
	csn_credentials_free(copy);
	return rc;
}

cosign_rc_t
csn_credentials_set_password(struct csn_credentials *credentials,
    const char *user, const char *password, cosign_error_t *err)
{
	if (user == NULL || *user == '\0')
		return csn_credentials_set_registry_token(
		    credentials, password, err);
	return cosign_credential_set_password(
	    &credentials->given, user, password, err);
}

cosign_rc_t
csn_credentials_set_registry_token(
    struct csn_credentials *credentials, const char *token, cosign_error_t *err)
{
	return cosign_credential_set_registry_token(
	    &credentials->given_token, token, err);
}

cosign_rc_t
csn_credentials_add(struct csn_credentials *credentials, const char *name,
    const char *json, size_t len, cosign_error_t *err)
{
	struct csn_docker_config **files;
	struct csn_docker_config *file = NULL;
	cosign_rc_t rc;

	if (credentials->file_count == CSN_CREDENTIALS_FILES_MAX)
		return csn_fail(err, COSIGN_E_LIMIT,
		    "more than %d files of credentials",
		    CSN_CREDENTIALS_FILES_MAX);
	rc = csn_docker_config_parse(&file, name, json, len, err);
	if (rc != COSIGN_OK)
		return rc;
	files = realloc(credentials->files,
	    (credentials->file_count + 1) * sizeof(struct csn_docker_config *));
	if (files == NULL) {
		csn_docker_config_free(file);
		return csn_fail_nomem(err);
	}
	files[credentials->file_count++] = file;
	credentials->files = files;
	return COSIGN_OK;
}

void
csn_credentials_set_helper(struct csn_credentials *credentials,
    cosign_credential_helper_fn fn, void *user)
{
	credentials->helper = fn;
	credentials->helper_user = user;
}

/* Who is looked for, and under which names, the closest first. */
struct search {
	const struct csn_credentials *credentials;
	const char *registry;
	const char *repository;
	const char *keys[4];
	size_t key_count;
};

static cosign_rc_t
ask_helper(struct csn_login *out, const struct search *search,
    const struct csn_docker_config *file, const char *name, const char *key,
    cosign_error_t *err)
{
	const struct csn_credentials *credentials = search->credentials;
	const char *from = csn_docker_config_name(file);
	cosign_rc_t rc;

	(void)snprintf(out->source, sizeof(out->source),
	    "the credentials of the helper %.80s", name);
	if (credentials->helper == NULL)
		return csn_fail(err, COSIGN_E_CREDENTIALS,
		    "%.*s: the helper %.*s has the credentials, and nothing is "
		    "there to run it",
		    CSN_QUOTE_MAX, from, CSN_QUOTE_MAX, name);
	rc = credentials->helper(
	    credentials->helper_user, name, key, &out->who, err);
	if (rc != COSIGN_OK || csn_credential_is_empty(&out->who))
		csn_credential_dispose(&out->who);
	if (rc == COSIGN_OK)
		return COSIGN_OK;
	if (cosign_error_code(err) == COSIGN_OK)
		(void)csn_fail(err, rc, "cannot be asked");
	if (rc != COSIGN_E_NOMEM)
		rc = csn_fail_as(err, COSIGN_E_CREDENTIALS);
	return csn_fail_at(err, rc, "%.*s: the helper %.*s", CSN_QUOTE_MAX,
	    from, CSN_QUOTE_MAX, name);
}

static cosign_rc_t
take_entry(struct csn_login *out, const struct csn_docker_config *file,
    const struct cosign_credential *who, cosign_error_t *err)
{
	(void)snprintf(out->source, sizeof(out->source),
	    "the credentials of %.160s", csn_docker_config_name(file));
	return csn_credential_copy(&out->who, who, err);
}

/* cosign knows the repository and the registry; what is of a part of a
   registry, podman's way, is for those that cosign finds nobody for. */
static cosign_rc_t
search_file(struct csn_login *out, const struct search *search,
    const struct csn_docker_config *file, cosign_error_t *err)
{
	const struct cosign_credential *who = NULL;
	const char *helper;
	cosign_rc_t rc = COSIGN_OK;
	size_t i;

	for (i = 0; i < search->key_count && rc == COSIGN_OK; i++) {
		helper = csn_docker_config_helper(file, search->keys[i]);
		if (helper != NULL)
			rc = ask_helper(
			    out, search, file, helper, search->keys[i], err);
		if (rc != COSIGN_OK || !csn_credential_is_empty(&out->who))
			return rc;
		who = csn_docker_config_entry(file, search->keys[i]);
		if (who != NULL)
			return take_entry(out, file, who, err);
	}
	who = csn_docker_config_entry_of_host(
	    file, search->registry, search->repository);
	return who == NULL ? COSIGN_OK : take_entry(out, file, who, err);
}

static cosign_rc_t
take_given(struct csn_login *out, const struct cosign_credential *given,
    cosign_error_t *err)
{
	(void)snprintf(out->source, sizeof(out->source),
	    "the credentials that were given");
	return csn_credential_copy(&out->who, given, err);
}

static cosign_rc_t
search_files(struct csn_login *out, struct search *search, const char *full,
    cosign_error_t *err)
{
	const struct csn_credentials *credentials = search->credentials;
	cosign_rc_t rc = COSIGN_OK;
	size_t i;

	search->keys[search->key_count++] = full;
	if (strcmp(search->registry, CSN_DOCKER_HUB) == 0) {
		search->keys[search->key_count++] = CSN_DOCKER_HUB_KEY;
		search->keys[search->key_count++] = CSN_DOCKER_HUB_SHORT;
	} else {
		search->keys[search->key_count++] = search->registry;
	}
	for (i = 0; i < credentials->file_count && rc == COSIGN_OK &&
	     csn_credential_is_empty(&out->who);
	     i++)
		rc = search_file(out, search, credentials->files[i], err);
	return rc;
}

cosign_rc_t
csn_credentials_find(struct csn_login *out,
    const struct csn_credentials *credentials, const char *registry,
    const char *repository, cosign_error_t *err)
{
	struct search search = { credentials, registry, repository, { 0 }, 0 };
	char full[CSN_REGISTRY_MAX + CSN_REPOSITORY_MAX + 2];
	cosign_rc_t rc;

	memset(out, 0, sizeof(*out));
	if (!csn_credential_is_empty(&credentials->given))
		return take_given(out, &credentials->given, err);
	if (!csn_credential_is_empty(&credentials->given_token))
		return take_given(out, &credentials->given_token, err);
	(void)snprintf(full, sizeof(full), "%s/%s", registry, repository);
	rc = search_files(out, &search, full, err);
	if (rc == COSIGN_OK && csn_credential_is_empty(&out->who))
		(void)snprintf(
		    out->source, sizeof(out->source), "no credentials");
	return rc;
}

void
csn_login_dispose(struct csn_login *login)
{
	csn_credential_dispose(&login->who);
}
