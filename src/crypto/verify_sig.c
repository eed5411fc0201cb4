#include "crypto/der.h"
#include "crypto/ecdsa.h"
#include "crypto/ed25519.h"
#include "crypto/ossl.h"
#include "crypto/pubkey_internal.h"

#include <openssl/rsa.h>

/* Both halves of a raw ECDSA signature as cosign takes it: any even length up
   to that of P-521. */
#define RAW_MAX 132

/* What is signed, once it is known how long it must be, and for RSA how. */
struct signed_digest {
	const uint8_t *p;
	size_t len;
	cosign_hash_t hash;
	int pss;
};

static cosign_rc_t
refuse(cosign_error_t *err)
{
	return csn_fail(err, COSIGN_E_SIGNATURE, "signature does not verify");
}

static cosign_rc_t
check_length(size_t len, size_t want, cosign_error_t *err)
{
	if (len == want)
		return COSIGN_OK;
	return csn_fail(err, COSIGN_E_SIGNATURE,
	    "signature has %zu bytes instead of %zu", len, want);
}

static int
init_rsa(EVP_PKEY_CTX *ctx, const EVP_MD *md, int pss)
{
	if (EVP_PKEY_CTX_set_rsa_padding(
		ctx, pss ? RSA_PKCS1_PSS_PADDING : RSA_PKCS1_PADDING) != 1 ||
	    EVP_PKEY_CTX_set_signature_md(ctx, md) != 1)
		return 0;
	return !pss ||
	    EVP_PKEY_CTX_set_rsa_pss_saltlen(ctx, RSA_PSS_SALTLEN_AUTO) == 1;
}

static cosign_rc_t
new_rsa_context(EVP_PKEY_CTX **out, const cosign_pubkey_t *key,
    const struct csn_ossl *ossl, const struct signed_digest *digest,
    cosign_error_t *err)
{
	EVP_PKEY_CTX *ctx;
	EVP_PKEY *pkey;
	cosign_rc_t rc = csn_pubkey_evp(&pkey, key, err);

	*out = NULL;
	if (rc != COSIGN_OK)
		return rc;
	ctx = EVP_PKEY_CTX_new_from_pkey(ossl->libctx, pkey, NULL);
	if (ctx == NULL || EVP_PKEY_verify_init(ctx) != 1 ||
	    !init_rsa(ctx, csn_ossl_md(ossl, digest->hash), digest->pss)) {
		EVP_PKEY_CTX_free(ctx);
		return csn_fail_openssl(
		    err, COSIGN_E_CRYPTO, "preparing to verify");
	}
	*out = ctx;
	return COSIGN_OK;
}

/* OpenSSL's answer: 1 yes, 0 no, negative for trouble. A context is bound to
   its hash and padding, and only those of the key's own are kept. */
static cosign_rc_t
ask_rsa(int *answer, const cosign_pubkey_t *key,
    const struct signed_digest *digest, struct csn_span sig,
    cosign_error_t *err)
{
	const int pooled =
	    digest->hash == key->alg->hash && digest->pss == key->alg->pss;
	const struct csn_ossl *ossl;
	EVP_PKEY_CTX *ctx = NULL;
	cosign_rc_t rc = csn_ossl_get(&ossl, err);

	*answer = 0;
	if (rc != COSIGN_OK)
		return rc;
	if (pooled)
		ctx = csn_pool_take(&key->self->pool);
	if (ctx == NULL) {
		rc = new_rsa_context(&ctx, key, ossl, digest, err);
		if (rc != COSIGN_OK)
			return rc;
	}
	*answer = EVP_PKEY_verify(ctx, sig.p, sig.len, digest->p, digest->len);
	if (pooled)
		csn_pool_give(&key->self->pool, ctx);
	else
		EVP_PKEY_CTX_free(ctx);
	return COSIGN_OK;
}

static int
is_minimal(struct csn_span number)
{
	if (number.len < 2)
		return number.len == 1;
	return !(number.p[0] == 0 && number.p[1] < 0x80) &&
	    !(number.p[0] == 0xff && number.p[1] >= 0x80);
}

/*
 * Whether Go's asn1.Unmarshal would take the bytes for SEQUENCE { INTEGER,
 * INTEGER }: it passes over what follows, inside and outside. cosign asks it
 * which of the two forms a signature has.
 */
static int
looks_like_der(struct csn_span sig)
{
	struct csn_span fields, number;
	int i;

	if (csn_der_read(&sig, CSN_DER_SEQUENCE, &fields, NULL) != COSIGN_OK)
		return 0;
	for (i = 0; i < 2; i++)
		if (csn_der_read(&fields, CSN_DER_INTEGER, &number, NULL) !=
			COSIGN_OK ||
		    !is_minimal(number))
			return 0;
	return 1;
}

/* To the last byte, neither number negative. */
static int
read_der(struct csn_span *r, struct csn_span *s, struct csn_span sig)
{
	struct csn_span fields;

	return csn_der_read(&sig, CSN_DER_SEQUENCE, &fields, NULL) ==
	    COSIGN_OK &&
	    csn_der_end(sig, NULL) == COSIGN_OK &&
	    csn_der_read_unsigned(&fields, r, NULL) == COSIGN_OK &&
	    csn_der_read_unsigned(&fields, s, NULL) == COSIGN_OK &&
	    csn_der_end(fields, NULL) == COSIGN_OK;
}

static cosign_rc_t
verify_ecdsa(const cosign_pubkey_t *key, const struct signed_digest *digest,
    struct csn_span sig, cosign_error_t *err)
{
	struct csn_span r, s;

	if (!looks_like_der(sig)) {
		if (sig.len % 2 != 0 || sig.len > RAW_MAX)
			return csn_fail(err, COSIGN_E_SIGNATURE,
			    "signature is neither DER nor r and s of equal "
			    "length");
		r = csn_span(sig.p, sig.len / 2);
		s = csn_span(sig.p + sig.len / 2, sig.len / 2);
	} else if (!read_der(&r, &s, sig)) {
		return csn_fail(err, COSIGN_E_SIGNATURE,
		    "signature is DER with something besides r and s");
	}
	return csn_ecdsa_verify(
	    key->material->ecdsa, csn_span(digest->p, digest->len), r, s, err);
}

/*
 * RSA and Ed25519 answer no also when OpenSSL lacks memory, mostly without a
 * reason in the queue. Only a no that is said twice is one.
 */
#define ANSWERS 2

static cosign_rc_t
verify_rsa(const cosign_pubkey_t *key, const struct signed_digest *digest,
    struct csn_span sig, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	int answer = 0, i;

	CSN_OSSL_ENTER();
	CSN_TRY(check_length(sig.len, key->material->rsa_bits / 8, err));
	for (i = 0; i < ANSWERS && answer != 1; i++)
		CSN_TRY(ask_rsa(&answer, key, digest, sig, err));
	rc = answer == 1 ? COSIGN_OK : refuse(err);
out:
	CSN_OSSL_LEAVE();
	return rc;
}

/* The key is what SubjectPublicKeyInfo ends with. */
static const uint8_t *
ed25519_bytes(const cosign_pubkey_t *key)
{
	const struct csn_buf *der = &key->material->der;

	return der->p + der->len - CSN_ED25519_KEY;
}

static cosign_rc_t
verify_ed25519ph(const cosign_pubkey_t *key, const struct signed_digest *digest,
    struct csn_span sig, cosign_error_t *err)
{
	const cosign_rc_t rc =
	    check_length(sig.len, CSN_ED25519_SIGNATURE, err);

	if (rc != COSIGN_OK)
		return rc;
	if (!csn_ed25519ph_verifies(ed25519_bytes(key), digest->p, sig.p))
		return refuse(err);
	return COSIGN_OK;
}

static cosign_rc_t
ask_pure(int *answer, const cosign_pubkey_t *key, struct csn_span message,
    struct csn_span sig, cosign_error_t *err)
{
	const struct csn_ossl *ossl;
	cosign_rc_t rc = csn_ossl_get(&ossl, err);
	EVP_PKEY *pkey;
	EVP_MD_CTX *ctx;

	*answer = 0;
	if (rc == COSIGN_OK)
		rc = csn_pubkey_evp(&pkey, key, err);
	if (rc != COSIGN_OK)
		return rc;
	ctx = EVP_MD_CTX_new();
	if (ctx == NULL ||
	    EVP_DigestVerifyInit_ex(
		ctx, NULL, NULL, ossl->libctx, NULL, pkey, NULL) != 1)
		rc = csn_fail_openssl(
		    err, COSIGN_E_CRYPTO, "preparing to verify");
	else
		*answer = EVP_DigestVerify(
		    ctx, sig.p, sig.len, message.p, message.len);
	EVP_MD_CTX_free(ctx);
	return rc;
}

static cosign_rc_t
verify_pure_by_openssl(const cosign_pubkey_t *key, struct csn_span message,
    struct csn_span sig, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	int answer = 0, i;

	CSN_OSSL_ENTER();
	for (i = 0; i < ANSWERS && answer != 1; i++)
		CSN_TRY(ask_pure(&answer, key, message, sig, err));
	rc = answer == 1 ? COSIGN_OK : refuse(err);
out:
	CSN_OSSL_LEAVE();
	return rc;
}

/* Of what verifies by our own arithmetic (a build option) OpenSSL is not
   asked. */
static cosign_rc_t
verify_pure(const cosign_pubkey_t *key, struct csn_span message,
    struct csn_span sig, cosign_error_t *err)
{
	const cosign_rc_t rc =
	    check_length(sig.len, CSN_ED25519_SIGNATURE, err);

	if (rc != COSIGN_OK ||
	    (COSIGN_OWN_CURVES &&
		csn_ed25519_verifies(ed25519_bytes(key), message, sig.p)))
		return rc;
	return verify_pure_by_openssl(key, message, sig, err);
}

static cosign_rc_t
verify_digest(const cosign_pubkey_t *key, const struct signed_digest *digest,
    struct csn_span sig, cosign_error_t *err)
{
	switch (key->alg->kind) {
	case CSN_KEY_P256:
	case CSN_KEY_P384:
	case CSN_KEY_P521:
		return verify_ecdsa(key, digest, sig, err);
	case CSN_KEY_RSA:
		return verify_rsa(key, digest, sig, err);
	case CSN_KEY_ED25519:
		return verify_ed25519ph(key, digest, sig, err);
	}
	return csn_fail(err, COSIGN_E_INTERNAL, "key kind");
}

/* Whether the caller's hash can be used with the key; NONE is the key's. */
static cosign_rc_t
pick_hash(cosign_hash_t *hash, const cosign_pubkey_t *key, cosign_error_t *err)
{
	if (*hash == COSIGN_HASH_NONE)
		*hash = key->alg->hash;
	if (*hash == key->alg->hash)
		return COSIGN_OK;
	if (cosign_hash_size(*hash) == 0)
		return csn_fail(err, COSIGN_E_ARGUMENT, "no such hash");
	if (key->alg->kind == CSN_KEY_ED25519)
		return csn_fail(err, COSIGN_E_ALGORITHM,
		    "%s does not go with %s", cosign_hash_name(*hash),
		    key->alg->name);
	return COSIGN_OK;
}

static cosign_rc_t
check_arguments(const cosign_pubkey_t *key, const void *text, size_t len,
    struct csn_span sig, cosign_error_t *err)
{
	if (key == NULL)
		return csn_fail(err, COSIGN_E_ARGUMENT, "no key");
	if (text == NULL && len > 0)
		return csn_fail(err, COSIGN_E_ARGUMENT, "nothing to verify");
	if (sig.p == NULL && sig.len > 0)
		return csn_fail(err, COSIGN_E_ARGUMENT, "no signature");
	if (sig.len == 0)
		return csn_fail(
		    err, COSIGN_E_NO_SIGNATURE, "signature is empty");
	return COSIGN_OK;
}

cosign_rc_t
cosign_pubkey_verify_digest(const cosign_pubkey_t *key, cosign_hash_t hash,
    const uint8_t *digest, size_t digest_len, const uint8_t *signature,
    size_t signature_len, cosign_error_t *err)
{
	const struct csn_span sig = csn_span(signature, signature_len);
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct signed_digest d;

	CSN_TRY(check_arguments(key, digest, digest_len, sig, err));
	if (key->alg->alg == COSIGN_ALG_ED25519)
		return csn_fail(err, COSIGN_E_NO_CONTENT,
		    "pure Ed25519 needs the content, not its digest");
	CSN_TRY(pick_hash(&hash, key, err));
	if (digest_len != cosign_hash_size(hash))
		return csn_fail(err, COSIGN_E_ARGUMENT,
		    "a %s digest has %zu bytes, not %zu",
		    cosign_hash_name(hash), cosign_hash_size(hash), digest_len);
	d.p = digest;
	d.len = digest_len;
	d.hash = hash;
	d.pss = key->alg->pss;
	rc = verify_digest(key, &d, sig, err);
out:
	return rc;
}

cosign_rc_t
cosign_pubkey_verify_message(const cosign_pubkey_t *key, cosign_hash_t hash,
    const void *message, size_t message_len, const uint8_t *signature,
    size_t signature_len, cosign_error_t *err)
{
	const struct csn_span sig = csn_span(signature, signature_len);
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_digest digest;

	CSN_TRY(check_arguments(key, message, message_len, sig, err));
	CSN_TRY(pick_hash(&hash, key, err));
	if (hash != COSIGN_HASH_NONE) {
		csn_digest_bytes(&digest, hash, message, message_len);
		return cosign_pubkey_verify_digest(key, hash, digest.bytes,
		    digest.len, signature, signature_len, err);
	}
	rc = verify_pure(key, csn_span(message, message_len), sig, err);
out:
	return rc;
}

/* As cosign_pubkey_verify_message(), for a format that says hash and padding,
   and has ECDSA signatures as DER alone. */
cosign_rc_t
csn_pubkey_verify_as(const cosign_pubkey_t *key, cosign_hash_t hash, int pss,
    struct csn_span message, struct csn_span sig, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_span r, s;
	struct csn_digest d;
	struct signed_digest digest;

	CSN_TRY(check_arguments(key, message.p, message.len, sig, err));
	csn_digest_bytes(&d, hash, message.p, message.len);
	digest = (struct signed_digest){ d.bytes, d.len, hash, pss };
	switch (key->alg->kind) {
	case CSN_KEY_P256:
	case CSN_KEY_P384:
	case CSN_KEY_P521:
		rc = read_der(&r, &s, sig)
		    ? csn_ecdsa_verify(key->material->ecdsa,
			  csn_span(d.bytes, d.len), r, s, err)
		    : csn_fail(err, COSIGN_E_SIGNATURE,
			  "signature is not DER of r and s");
		break;
	case CSN_KEY_RSA:
		rc = verify_rsa(key, &digest, sig, err);
		break;
	case CSN_KEY_ED25519:
		rc = hash == COSIGN_HASH_NONE
		    ? verify_pure(key, message, sig, err)
		    : csn_fail(err, COSIGN_E_ALGORITHM,
			  "Ed25519 signs no digest here");
		break;
	}
out:
	return rc;
}
