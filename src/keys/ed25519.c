#include "crypto/ossl.h"
#include "keys/private.h"

cosign_rc_t
csn_ed25519_generate(struct csn_secret *seed, cosign_error_t *err)
{
	cosign_rc_t rc = csn_secret_new(seed, CSN_ED25519_SIZE, err);

	if (rc != COSIGN_OK)
		return rc;
	seed->len = CSN_ED25519_SIZE;
	rc = csn_random(seed->p, seed->len, err);
	if (rc != COSIGN_OK)
		csn_secret_dispose(seed);
	return rc;
}

cosign_rc_t
csn_ed25519_open(EVP_PKEY **out, uint8_t point[CSN_ED25519_SIZE],
    const struct csn_private *key, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	size_t len = CSN_ED25519_SIZE;
	const struct csn_ossl *ossl;
	EVP_PKEY *pkey = NULL;

	*out = NULL;
	CSN_OSSL_ENTER();
	CSN_TRY(csn_secure_heap(err));
	CSN_TRY(csn_ossl_get(&ossl, err));
	pkey = EVP_PKEY_new_raw_private_key_ex(
	    ossl->libctx, "ED25519", NULL, key->number.p, key->number.len);
	if (pkey == NULL ||
	    EVP_PKEY_get_raw_public_key(pkey, point, &len) != 1 ||
	    len != CSN_ED25519_SIZE) {
		rc = csn_fail_openssl(err, COSIGN_E_CRYPTO, "Ed25519 key");
		goto out;
	}
	CSN_TRY(csn_claims_check(key, csn_span(point, len), err));
	*out = pkey;
	pkey = NULL;
	rc = COSIGN_OK;
out:
	EVP_PKEY_free(pkey);
	CSN_OSSL_LEAVE();
	return rc;
}
