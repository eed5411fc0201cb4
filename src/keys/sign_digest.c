#include "crypto/ossl.h"
#include "keys/key_internal.h"

#include <openssl/rsa.h>

static cosign_rc_t
fail_sign(cosign_error_t *err)
{
	return csn_fail_openssl(err, COSIGN_E_CRYPTO, "signing");
}

static cosign_rc_t
context_new(EVP_PKEY_CTX **out, EVP_PKEY *pkey, cosign_error_t *err)
{
	const struct csn_ossl *ossl;
	cosign_rc_t rc = csn_ossl_get(&ossl, err);

	*out = NULL;
	if (rc != COSIGN_OK)
		return rc;
	*out = EVP_PKEY_CTX_new_from_pkey(ossl->libctx, pkey, NULL);
	if (*out == NULL)
		return fail_sign(err);
	if (EVP_PKEY_sign_init(*out) != 1) {
		EVP_PKEY_CTX_free(*out);
		*out = NULL;
		return fail_sign(err);
	}
	return COSIGN_OK;
}

static cosign_rc_t
sign_ec(const cosign_key_t *key, struct csn_span digest, uint8_t *signature,
    size_t *len, cosign_error_t *err)
{
	const struct csn_ossl *ossl;
	cosign_rc_t rc = csn_ossl_get(&ossl, err);
	EVP_PKEY_CTX *ctx;

	/* Also where a context is at hand: OpenSSL may have cleaned up. */
	if (rc != COSIGN_OK)
		return rc;
	ctx = csn_pool_take(&key->self->pool);
	if (ctx == NULL) {
		rc = context_new(&ctx, key->material->ec, err);
		if (rc != COSIGN_OK)
			return rc;
	}
	if (EVP_PKEY_sign(ctx, signature, len, digest.p, digest.len) != 1) {
		rc = fail_sign(err);
		EVP_PKEY_CTX_free(ctx);
		return rc;
	}
	csn_pool_give(&key->self->pool, ctx);
	return COSIGN_OK;
}

/* The salt is as long as fits, as cosign makes it. */
static int
set_rsa(EVP_PKEY_CTX *ctx, const struct csn_alg *alg)
{
	const struct csn_ossl *ossl;

	if (csn_ossl_get(&ossl, NULL) != COSIGN_OK ||
	    EVP_PKEY_CTX_set_rsa_padding(ctx,
		alg->pss ? RSA_PKCS1_PSS_PADDING : RSA_PKCS1_PADDING) != 1 ||
	    EVP_PKEY_CTX_set_signature_md(ctx, csn_ossl_md(ossl, alg->hash)) !=
		1)
		return 0;
	return !alg->pss ||
	    EVP_PKEY_CTX_set_rsa_pss_saltlen(ctx, RSA_PSS_SALTLEN_MAX) == 1;
}

/*
 * OpenSSL keeps the numbers of an RSA key in ordinary memory, and its primes a
 * second time once it has signed. So each signature is made by a key of its
 * own, which is wiped right after it; that costs blinding anew, which is a
 * quarter of an RSA 4096 signature and as much again as an RSA 2048 signature.
 */
static cosign_rc_t
sign_rsa(const cosign_key_t *key, struct csn_span digest, uint8_t *signature,
    size_t *len, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_private numbers;
	EVP_PKEY_CTX *ctx = NULL;
	EVP_PKEY *pkey = NULL;

	CSN_TRY(csn_pkcs8_read(
	    &numbers, csn_secret_span(&key->material->pkcs8), err));
	CSN_TRY(csn_rsa_open(&pkey, &numbers, err));
	CSN_TRY(context_new(&ctx, pkey, err));
	if (!set_rsa(ctx, key->alg) ||
	    EVP_PKEY_sign(ctx, signature, len, digest.p, digest.len) != 1) {
		rc = fail_sign(err);
		goto out;
	}
	rc = COSIGN_OK;
out:
	EVP_PKEY_CTX_free(ctx);
	EVP_PKEY_free(pkey);
	csn_stack_wipe();
	return rc;
}

static cosign_rc_t
sign_ed25519(const cosign_key_t *key, struct csn_span in, uint8_t *signature,
    size_t *len, cosign_error_t *err)
{
	const struct csn_span pair = csn_secret_span(&key->material->ed25519);

	*len = CSN_ED25519_SIGNATURE_SIZE;
	if (key->alg->hash == COSIGN_HASH_NONE)
		return csn_ed25519_sign(signature, pair, in, err);
	return csn_ed25519ph_sign(signature, pair, in, err);
}

/* How a key signs: over a digest, or over the message for pure Ed25519. */
static cosign_rc_t
sign(const cosign_key_t *key, struct csn_span in, uint8_t *signature,
    size_t *len, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	CSN_OSSL_ENTER();
	switch (key->alg->kind) {
	case CSN_KEY_P256:
	case CSN_KEY_P384:
	case CSN_KEY_P521:
		rc = sign_ec(key, in, signature, len, err);
		break;
	case CSN_KEY_RSA:
		rc = sign_rsa(key, in, signature, len, err);
		break;
	case CSN_KEY_ED25519:
		rc = sign_ed25519(key, in, signature, len, err);
		break;
	}
	CSN_OSSL_LEAVE();
	return rc;
}

/* Most bytes that a signature of this key may have: for ECDSA a SEQUENCE of
   two INTEGERs that may need a sign byte, whose headers take 2, 2 and 3. */
static size_t
signature_size(const struct csn_alg *alg)
{
	switch (alg->kind) {
	case CSN_KEY_P256:
	case CSN_KEY_P384:
	case CSN_KEY_P521:
		return 2 * (csn_key_field_size(alg->kind) + 3) +
		    (alg->kind == CSN_KEY_P521 ? 3 : 2);
	case CSN_KEY_RSA:
		return alg->rsa_bits / 8;
	case CSN_KEY_ED25519:
		return CSN_ED25519_SIGNATURE_SIZE;
	}
	return COSIGN_SIGNATURE_MAX;
}

static cosign_rc_t
check_out(const cosign_key_t *key, const uint8_t *signature, size_t size,
    size_t *len, cosign_error_t *err)
{
	if (len != NULL)
		*len = 0;
	if (key == NULL || signature == NULL || len == NULL)
		return csn_fail(err, COSIGN_E_ARGUMENT,
		    "signing: key or room for a signature is missing");
	if (size < signature_size(key->alg))
		return csn_fail(err, COSIGN_E_ARGUMENT,
		    "signing: room for %zu bytes, %zu are needed", size,
		    signature_size(key->alg));
	return COSIGN_OK;
}

cosign_rc_t
cosign_key_sign_digest(const cosign_key_t *key, const uint8_t *digest,
    size_t digest_len, uint8_t *signature, size_t size, size_t *len,
    cosign_error_t *err)
{
	cosign_rc_t rc = check_out(key, signature, size, len, err);
	size_t made = size;

	if (rc != COSIGN_OK)
		return rc;
	if (key->alg->hash == COSIGN_HASH_NONE)
		return csn_fail(err, COSIGN_E_NO_CONTENT,
		    "signing: %s signs the content, not a digest",
		    key->alg->name);
	if (digest == NULL || digest_len != cosign_hash_size(key->alg->hash))
		return csn_fail(err, COSIGN_E_ARGUMENT,
		    "signing: digest of %zu bytes, %zu are needed", digest_len,
		    cosign_hash_size(key->alg->hash));
	rc = sign(key, csn_span(digest, digest_len), signature, &made, err);
	if (rc != COSIGN_OK)
		return rc;
	/* Without memory to encode an ECDSA signature, OpenSSL 3.0 reports
	   success and a length of -1. */
	if (made == 0 || made > size)
		return csn_fail_nomem(err);
	*len = made;
	return COSIGN_OK;
}

cosign_rc_t
cosign_key_sign_message(const cosign_key_t *key, const void *message,
    size_t message_len, uint8_t *signature, size_t size, size_t *len,
    cosign_error_t *err)
{
	cosign_rc_t rc = check_out(key, signature, size, len, err);
	struct csn_digest digest;
	size_t made = size;

	if (rc != COSIGN_OK)
		return rc;
	if (message == NULL && message_len > 0)
		return csn_fail(err, COSIGN_E_ARGUMENT, "signing: no message");
	if (key->alg->hash == COSIGN_HASH_NONE) {
		rc = sign(
		    key, csn_span(message, message_len), signature, &made, err);
		if (rc == COSIGN_OK)
			*len = made;
		return rc;
	}
	csn_digest_bytes(&digest, key->alg->hash, message, message_len);
	return cosign_key_sign_digest(
	    key, digest.bytes, digest.len, signature, size, len, err);
}

cosign_rc_t
csn_key_try(const cosign_key_t *key, cosign_error_t *err)
{
	static const uint8_t digest[COSIGN_DIGEST_MAX] = { 1 };
	const size_t digest_len = cosign_hash_size(key->alg->hash);
	uint8_t signature[COSIGN_SIGNATURE_MAX];
	cosign_rc_t rc;
	size_t len;

	/* The others' public halves are computed, not taken. */
	if (key->alg->kind != CSN_KEY_RSA)
		return COSIGN_OK;
	rc = cosign_key_sign_digest(
	    key, digest, digest_len, signature, sizeof(signature), &len, err);
	if (rc != COSIGN_OK)
		return rc;
	rc = cosign_pubkey_verify_digest(key->pub, COSIGN_HASH_NONE, digest,
	    digest_len, signature, len, err);
	if (rc == COSIGN_E_SIGNATURE)
		rc = csn_fail(err, COSIGN_E_KEY_MISMATCH,
		    "RSA key: its signatures do not verify");
	return rc;
}
