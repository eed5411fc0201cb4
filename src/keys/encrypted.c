#include "crypto/pem.h"
#include "keys/key_internal.h"
#include "keys/keyfile.h"
#include "util/limits.h"

size_t
cosign_password_max(void)
{
	return COSIGN_PASSWORD_MAX;
}

cosign_rc_t
csn_key_from_keyfile(cosign_key_t **out, struct csn_span json,
    cosign_password_fn password, void *user, cosign_error_t *err)
{
	struct csn_secret typed = { NULL, 0, 0 }, plain = { NULL, 0, 0 };
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_private numbers;
	struct csn_keyfile file;

	/* Nobody is asked for the password of a damaged file. */
	CSN_TRY(csn_keyfile_read(&file, json, err));
	CSN_TRY(csn_password_ask(
	    &typed, password, user, COSIGN_PASSWORD_OPEN, err));
	CSN_TRY(csn_keyfile_open(&plain, &file, csn_secret_span(&typed), err));
	CSN_TRY(csn_fail_at(err,
	    csn_pkcs8_read(&numbers, csn_secret_span(&plain), err),
	    "key file: PKCS#8 inside"));
	CSN_TRY(csn_fail_at(
	    err, csn_key_from_private(out, &numbers, err), "key file"));
	rc = COSIGN_OK;
out:
	csn_secret_dispose(&plain);
	csn_secret_dispose(&typed);
	csn_keyfile_dispose(&file);
	csn_stack_wipe();
	return rc;
}

/* The first block is the key; text before and after it is ignored, as cosign
   does. */
static cosign_rc_t
read_pem(struct csn_pem *pem, struct csn_span text, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	size_t at = 0;

	rc = csn_pem_next(pem, text, &at, err);
	if (rc == COSIGN_E_NOT_FOUND)
		return csn_fail(err, COSIGN_E_PEM, "key file: no PEM block");
	if (rc != COSIGN_OK)
		return csn_fail_at(err, rc, "key file");
	if (csn_pem_is(pem, CSN_KEYFILE_LABEL) ||
	    csn_pem_is(pem, CSN_KEYFILE_LABEL_OLD))
		return COSIGN_OK;
	(void)csn_fail(err, COSIGN_E_KEY_KIND,
	    "key file: %.*s, not cosign's encrypted key",
	    (int)(pem->label.len < CSN_QUOTE_MAX ? pem->label.len
						 : CSN_QUOTE_MAX),
	    (const char *)pem->label.p);
	csn_hint(err, "import-key-pair makes a key file of a private key");
	return COSIGN_E_KEY_KIND;
}

cosign_rc_t
cosign_key_parse(cosign_key_t **out, const void *data, size_t len,
    cosign_password_fn password, void *user, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_pem pem = { 0 };

	if (out == NULL)
		return csn_fail(err, COSIGN_E_ARGUMENT, "key file: no out");
	*out = NULL;
	if (data == NULL)
		return csn_fail(err, COSIGN_E_ARGUMENT, "key file: no data");
	if (len > CSN_KEY_FILE_MAX)
		return csn_fail(err, COSIGN_E_LIMIT,
		    "key file: more than %zu bytes", CSN_KEY_FILE_MAX);
	CSN_TRY(read_pem(&pem, csn_span(data, len), err));
	CSN_TRY(csn_key_from_keyfile(
	    out, csn_span(pem.der.p, pem.der.len), password, user, err));
	rc = COSIGN_OK;
out:
	csn_pem_dispose(&pem);
	return rc;
}

cosign_rc_t
cosign_key_encrypt(const cosign_key_t *key, cosign_password_fn password,
    void *user, char **pem, size_t *len, cosign_error_t *err)
{
	uint8_t salt[CSN_KEYFILE_SALT_SIZE], nonce[CSN_KEYFILE_NONCE_SIZE];
	struct csn_secret typed = { NULL, 0, 0 };
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	if (pem == NULL || len == NULL)
		return csn_fail(err, COSIGN_E_ARGUMENT, "key file: no out");
	*pem = NULL;
	*len = 0;
	if (key == NULL)
		return csn_fail(err, COSIGN_E_ARGUMENT, "key file: no key");
	CSN_TRY(csn_password_ask(
	    &typed, password, user, COSIGN_PASSWORD_CREATE, err));
	CSN_TRY(csn_random(salt, sizeof(salt), err));
	CSN_TRY(csn_random(nonce, sizeof(nonce), err));
	CSN_TRY(
	    csn_keyfile_write(pem, len, csn_secret_span(&key->material->pkcs8),
		csn_secret_span(&typed), salt, nonce, err));
	rc = COSIGN_OK;
out:
	csn_secret_dispose(&typed);
	csn_stack_wipe();
	return rc;
}
