#include "file/pair.h"
#include "keys/key_internal.h"

uint32_t
cosign_save_overwrite(void)
{
	return COSIGN_SAVE_OVERWRITE;
}

cosign_rc_t
cosign_key_save_pair(const cosign_key_t *key, const char *prefix,
    uint32_t flags, cosign_password_fn password, void *user,
    cosign_error_t *err)
{
	const int overwrite = (flags & COSIGN_SAVE_OVERWRITE) != 0;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	char *pem = NULL;
	size_t len;

	if (key == NULL || prefix == NULL || *prefix == '\0' ||
	    (flags & ~COSIGN_SAVE_OVERWRITE) != 0)
		return csn_fail(err, COSIGN_E_ARGUMENT,
		    "key pair: no key, no prefix or unknown flags");
	/* First, so that nobody types a password in vain. */
	CSN_TRY(csn_pair_check(prefix, overwrite, err));
	CSN_TRY(cosign_key_encrypt(key, password, user, &pem, &len, err));
	CSN_TRY(csn_pair_write(prefix, csn_span(pem, len),
	    csn_span_str(cosign_pubkey_pem(key->pub)), overwrite, err));
	rc = COSIGN_OK;
out:
	cosign_free(pem);
	return rc;
}
