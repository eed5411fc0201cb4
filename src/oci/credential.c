#include "oci/credential.h"

#include "util/limits.h"
#include "util/text.h"

#include <string.h>

void
csn_credential_dispose(struct cosign_credential *credential)
{
	csn_text_wipe(&credential->user);
	csn_text_wipe(&credential->password);
	csn_text_wipe(&credential->identity_token);
	csn_text_wipe(&credential->registry_token);
}

/* A password without a user is nobody's. */
int
csn_credential_is_empty(const struct cosign_credential *credential)
{
	return credential->user == NULL && credential->identity_token == NULL &&
	    credential->registry_token == NULL;
}

cosign_rc_t
csn_credential_copy(struct cosign_credential *out,
    const struct cosign_credential *credential, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	memset(out, 0, sizeof(*out));
	CSN_TRY(csn_text_copy(&out->user, credential->user, err));
	CSN_TRY(csn_text_copy(&out->password, credential->password, err));
	CSN_TRY(csn_text_copy(
	    &out->identity_token, credential->identity_token, err));
	CSN_TRY(csn_text_copy(
	    &out->registry_token, credential->registry_token, err));
	rc = COSIGN_OK;
out:
	if (rc != COSIGN_OK)
		csn_credential_dispose(out);
	return rc;
}

/* NULL and "" are nothing. Whatever is said stands in a header one day. */
static cosign_rc_t
set_text(char **place, const char *text, const char *what, cosign_error_t *err)
{
	char *copy = NULL;
	cosign_rc_t rc;

	if (text != NULL && strlen(text) > CSN_CREDENTIAL_MAX)
		return csn_fail(err, COSIGN_E_LIMIT, "%s: more than %zu bytes",
		    what, CSN_CREDENTIAL_MAX);
	if (text != NULL && strpbrk(text, "\r\n") != NULL)
		return csn_fail(err, COSIGN_E_ARGUMENT,
		    "%s: the end of a line in it", what);
	rc = csn_text_copy(
	    &copy, text == NULL || *text == '\0' ? NULL : text, err);
	if (rc != COSIGN_OK)
		return rc;
	csn_text_wipe(place);
	*place = copy;
	return COSIGN_OK;
}

cosign_rc_t
cosign_credential_set_password(cosign_credential_t *credential,
    const char *user, const char *password, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	cosign_error_clear(err);
	if (user != NULL && strchr(user, ':') != NULL)
		return csn_fail(
		    err, COSIGN_E_ARGUMENT, "user: a colon in it (RFC 7617 2)");
	CSN_TRY(set_text(&credential->user, user, "user", err));
	CSN_TRY(set_text(&credential->password, password, "password", err));
	rc = COSIGN_OK;
out:
	return rc;
}

cosign_rc_t
cosign_credential_set_identity_token(
    cosign_credential_t *credential, const char *token, cosign_error_t *err)
{
	cosign_error_clear(err);
	return set_text(
	    &credential->identity_token, token, "identity token", err);
}

cosign_rc_t
cosign_credential_set_registry_token(
    cosign_credential_t *credential, const char *token, cosign_error_t *err)
{
	cosign_error_clear(err);
	return set_text(
	    &credential->registry_token, token, "registry token", err);
}
