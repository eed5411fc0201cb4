/* What a program that keeps credentials answers (docker-credential-helpers). */
#include "oci/registry/docker_config.h"

#include "util/limits.h"
#include "util/text.h"

#include <string.h>

/* A member, NUL-terminated; "" if it is empty. */
static cosign_rc_t
read_member(
    char **out, const json_t *root, const char *name, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_span text;

	CSN_TRY(csn_json_string(&text, root, name, err));
	if (text.len > CSN_CREDENTIAL_MAX)
		CSN_TRY(csn_fail(err, COSIGN_E_LIMIT, "%s: more than %zu bytes",
		    name, CSN_CREDENTIAL_MAX));
	if (memchr(text.p, '\0', text.len) != NULL)
		CSN_TRY(
		    csn_fail(err, COSIGN_E_MALFORMED, "%s: a NUL in it", name));
	rc = csn_text_copy(out, (const char *)text.p, err);
out:
	return rc;
}

static cosign_rc_t
read_answer(
    cosign_credential_t *credential, const json_t *root, cosign_error_t *err)
{
	char *user = NULL, *secret = NULL;
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	CSN_TRY(read_member(&user, root, "Username", err));
	CSN_TRY(read_member(&secret, root, "Secret", err));
	if (strcmp(user, "<token>") == 0)
		rc = cosign_credential_set_identity_token(
		    credential, secret, err);
	else
		rc = cosign_credential_set_password(
		    credential, user, secret, err);
out:
	csn_text_wipe(&secret);
	csn_text_wipe(&user);
	return rc;
}

cosign_rc_t
cosign_credential_set_answer(cosign_credential_t *credential, const char *json,
    size_t len, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	json_t *root = NULL;

	cosign_error_clear(err);
	if (credential == NULL || json == NULL)
		return csn_fail(err, COSIGN_E_ARGUMENT,
		    "answer: nothing to read, or nowhere to write to");
	CSN_TRY(csn_json_parse_max(
	    &root, json, len, CSN_CREDENTIALS_FILE_MAX, "answer", err));
	if (!json_is_object(root))
		CSN_TRY(csn_fail(err, COSIGN_E_JSON, "not an object"));
	rc = read_answer(credential, root, err);
	/* It came from a program, not from the caller. */
	if (rc == COSIGN_E_ARGUMENT)
		rc = csn_fail_as(err, COSIGN_E_MALFORMED);
out:
	if (rc != COSIGN_OK)
		csn_credential_dispose(credential);
	csn_json_wipe(root);
	json_decref(root);
	return csn_fail_at(err, rc, "answer");
}

cosign_rc_t
cosign_credential_fail(
    cosign_credential_t *credential, const char *text, cosign_error_t *err)
{
	if (credential != NULL)
		csn_credential_dispose(credential);
	return csn_fail(err, COSIGN_E_CREDENTIALS, "%s",
	    text != NULL ? text : "no credentials");
}
