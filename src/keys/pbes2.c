#include "keys/pbes2.h"

#include "crypto/der.h"
#include "crypto/ossl.h"
#include "keys/keyfile.h"
#include "util/limits.h"

#include <openssl/core_names.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#define BLOCK CSN_PBES2_IV_SIZE

/* RFC 8018 A, RFC 7914 7, RFC 8018 B. */
static const uint8_t oid_pbes2[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 5,
	13 };
static const uint8_t oid_pbkdf2[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 5,
	12 };
static const uint8_t oid_scrypt[] = { 0x2b, 6, 1, 4, 1, 0xda, 0x47, 4, 11 };
#define IS_OID(span, oid) csn_span_eq(span, csn_span(oid, sizeof(oid)))

/* 1.2.840.113549.2.x: hmacWithSHA1 and so on. */
static const uint8_t oid_hmac[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 2 };
static const struct prf {
	uint8_t last;
	const char *hash;
} prfs[] = {
	{ 7, "SHA1" },
	{ 9, "SHA2-256" },
	{ 10, "SHA2-384" },
	{ 11, "SHA2-512" },
};

/* 2.16.840.1.101.3.4.1.x: aes128-CBC-PAD and so on. */
static const uint8_t oid_aes[] = { 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 1 };
static const struct cipher {
	uint8_t last;
	size_t key_size;
	const char *name;
} ciphers[] = {
	{ 2, 16, "AES-128-CBC" },
	{ 22, 24, "AES-192-CBC" },
	{ 42, 32, "AES-256-CBC" },
};

/* An OID under an arc: its last number; -1 if it is not. */
static int
last_of(struct csn_span oid, const uint8_t *arc, size_t len)
{
	if (oid.len != len + 1 || memcmp(oid.p, arc, len) != 0)
		return -1;
	return oid.p[len];
}

/* AlgorithmIdentifier: name, and its parameters unread. */
static cosign_rc_t
read_algorithm(struct csn_span *oid, struct csn_span *parameters,
    struct csn_span *in, cosign_error_t *err)
{
	cosign_rc_t rc = csn_der_read(in, CSN_DER_SEQUENCE, parameters, err);

	if (rc == COSIGN_OK)
		rc = csn_der_read(parameters, CSN_DER_OID, oid, err);
	return rc;
}

static cosign_rc_t
read_cipher(struct csn_pbes2 *out, struct csn_span *in, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_span oid, parameters;
	size_t i;
	int last;

	CSN_TRY(read_algorithm(&oid, &parameters, in, err));
	last = last_of(oid, oid_aes, sizeof(oid_aes));
	for (i = 0; i < CSN_ARRAY_LEN(ciphers); i++) {
		if (ciphers[i].last != last)
			continue;
		out->cipher = ciphers[i].name;
		out->key_size = ciphers[i].key_size;
	}
	if (out->cipher == NULL)
		return csn_fail(err, COSIGN_E_UNSUPPORTED,
		    "cipher is none of AES-128, -192, -256 in CBC mode");
	CSN_TRY(csn_der_read(&parameters, CSN_DER_OCTET_STRING, &out->iv, err));
	CSN_TRY(csn_der_end(parameters, err));
	if (out->iv.len != CSN_PBES2_IV_SIZE)
		return csn_fail(err, COSIGN_E_MALFORMED,
		    "IV of %zu bytes instead of %d", out->iv.len,
		    CSN_PBES2_IV_SIZE);
	rc = COSIGN_OK;
out:
	return rc;
}

/* keyLength is OPTIONAL; if it is there it must be the cipher's. */
static cosign_rc_t
read_key_length(
    const struct csn_pbes2 *box, struct csn_span *in, cosign_error_t *err)
{
	uint32_t len = 0;
	cosign_rc_t rc;

	if (csn_der_peek(*in) != CSN_DER_INTEGER)
		return COSIGN_OK;
	rc = csn_der_read_small(in, &len, err);
	if (rc == COSIGN_OK && len != box->key_size)
		rc = csn_fail(err, COSIGN_E_MALFORMED,
		    "key length %u does not fit the cipher", len);
	return rc;
}

/* DEFAULT hmacWithSHA1. */
static cosign_rc_t
read_prf(struct csn_pbes2 *out, struct csn_span *in, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_span oid, parameters, none;
	size_t i;
	int last;

	out->prf = prfs[0].hash;
	if (csn_der_peek(*in) != CSN_DER_SEQUENCE)
		return COSIGN_OK;
	CSN_TRY(read_algorithm(&oid, &parameters, in, err));
	out->prf = NULL;
	last = last_of(oid, oid_hmac, sizeof(oid_hmac));
	for (i = 0; i < CSN_ARRAY_LEN(prfs); i++)
		if (prfs[i].last == last)
			out->prf = prfs[i].hash;
	if (out->prf == NULL)
		return csn_fail(err, COSIGN_E_UNSUPPORTED,
		    "PBKDF2 with another function than HMAC with SHA-1, -256, "
		    "-384 or -512");
	CSN_TRY(csn_der_read(&parameters, CSN_DER_NULL, &none, err));
	CSN_TRY(csn_der_end(none, err));
	CSN_TRY(csn_der_end(parameters, err));
	rc = COSIGN_OK;
out:
	return rc;
}

static cosign_rc_t
read_pbkdf2(struct csn_pbes2 *out, struct csn_span in, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	CSN_TRY(csn_der_read(&in, CSN_DER_OCTET_STRING, &out->salt, err));
	CSN_TRY(csn_der_read_small(&in, &out->iterations, err));
	CSN_TRY(read_key_length(out, &in, err));
	CSN_TRY(read_prf(out, &in, err));
	CSN_TRY(csn_der_end(in, err));
	if (out->iterations == 0 || out->iterations > CSN_PBKDF2_ITERATIONS_MAX)
		return csn_fail(err, COSIGN_E_KDF,
		    "PBKDF2 with %u iterations, not 1 to %d", out->iterations,
		    CSN_PBKDF2_ITERATIONS_MAX);
	rc = COSIGN_OK;
out:
	return rc;
}

/* 128 N r bytes are needed, and p times that is worked through. */
static int
is_affordable(uint64_t n, uint64_t r, uint64_t p)
{
	if (n < 2 || (n & (n - 1)) != 0 || r == 0 || p == 0)
		return 0;
	/* Each is below 2^32, and n r far below after the first comparison. */
	return n * r <= CSN_SCRYPT_MEMORY_MAX / 128 &&
	    n * r * p <= CSN_SCRYPT_WORK_MAX / 128;
}

static cosign_rc_t
read_scrypt(struct csn_pbes2 *out, struct csn_span in, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	CSN_TRY(csn_der_read(&in, CSN_DER_OCTET_STRING, &out->salt, err));
	CSN_TRY(csn_der_read_small(&in, &out->n, err));
	CSN_TRY(csn_der_read_small(&in, &out->r, err));
	CSN_TRY(csn_der_read_small(&in, &out->p, err));
	CSN_TRY(read_key_length(out, &in, err));
	CSN_TRY(csn_der_end(in, err));
	if (!is_affordable(out->n, out->r, out->p))
		return csn_fail(err, COSIGN_E_KDF,
		    "scrypt with N=%u r=%u p=%u, which costs too much or is "
		    "none",
		    out->n, out->r, out->p);
	rc = COSIGN_OK;
out:
	return rc;
}

static cosign_rc_t
read_kdf(struct csn_pbes2 *out, struct csn_span oid, struct csn_span parameters,
    cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_span fields;
	const int is_pbkdf2 = IS_OID(oid, oid_pbkdf2);

	if (!is_pbkdf2 && !IS_OID(oid, oid_scrypt))
		return csn_fail(err, COSIGN_E_UNSUPPORTED,
		    "key derivation is neither PBKDF2 nor scrypt");
	CSN_TRY(csn_der_read(&parameters, CSN_DER_SEQUENCE, &fields, err));
	CSN_TRY(csn_der_end(parameters, err));
	CSN_TRY(is_pbkdf2 ? read_pbkdf2(out, fields, err)
			  : read_scrypt(out, fields, err));
	rc = COSIGN_OK;
out:
	return rc;
}

/* PBES2-params: the cipher stands last and is needed first. */
static cosign_rc_t
read_scheme(struct csn_pbes2 *out, struct csn_span *in, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_span oid, parameters, fields, kdf_oid, kdf_parameters;

	CSN_TRY(read_algorithm(&oid, &parameters, in, err));
	if (!IS_OID(oid, oid_pbes2)) {
		rc = csn_fail(err, COSIGN_E_UNSUPPORTED,
		    "encryption scheme is not PBES2");
		csn_hint(err,
		    "openssl pkcs8 -topk8 -v2 aes-256-cbc writes "
		    "what is read here");
		goto out;
	}
	CSN_TRY(csn_der_read(&parameters, CSN_DER_SEQUENCE, &fields, err));
	CSN_TRY(csn_der_end(parameters, err));
	CSN_TRY(read_algorithm(&kdf_oid, &kdf_parameters, &fields, err));
	CSN_TRY(read_cipher(out, &fields, err));
	CSN_TRY(csn_der_end(fields, err));
	CSN_TRY(read_kdf(out, kdf_oid, kdf_parameters, err));
	rc = COSIGN_OK;
out:
	return rc;
}

cosign_rc_t
csn_pbes2_read(struct csn_pbes2 *out, struct csn_span der, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_span info;

	memset(out, 0, sizeof(*out));
	CSN_TRY(csn_der_read(&der, CSN_DER_SEQUENCE, &info, err));
	CSN_TRY(csn_der_end(der, err));
	CSN_TRY(read_scheme(out, &info, err));
	CSN_TRY(
	    csn_der_read(&info, CSN_DER_OCTET_STRING, &out->ciphertext, err));
	CSN_TRY(csn_der_end(info, err));
	if (out->ciphertext.len > CSN_KEY_DER_MAX)
		CSN_TRY(csn_fail(err, COSIGN_E_LIMIT,
		    "ciphertext of %zu bytes, at most %zu", out->ciphertext.len,
		    CSN_KEY_DER_MAX));
	if (out->ciphertext.len == 0 || out->ciphertext.len % BLOCK != 0)
		CSN_TRY(csn_fail(err, COSIGN_E_MALFORMED,
		    "ciphertext of %zu bytes", out->ciphertext.len));
	rc = COSIGN_OK;
out:
	return csn_fail_at(err, rc, "encrypted PKCS#8");
}

static cosign_rc_t
derive_pbkdf2(struct csn_secret *key, const struct csn_pbes2 *box,
    struct csn_span password, const struct csn_ossl *ossl, cosign_error_t *err)
{
	EVP_KDF *kdf = EVP_KDF_fetch(ossl->libctx, "PBKDF2", NULL);
	EVP_KDF_CTX *ctx = EVP_KDF_CTX_new(kdf);
	struct csn_span salt = box->salt;
	uint32_t iterations = box->iterations;
	cosign_rc_t rc = COSIGN_OK;
	char prf[16];
	OSSL_PARAM params[5];

	(void)snprintf(prf, sizeof(prf), "%s", box->prf);
	params[0] = OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_PASSWORD,
	    (void *)(uintptr_t)password.p, password.len);
	params[1] = OSSL_PARAM_construct_octet_string(
	    OSSL_KDF_PARAM_SALT, (void *)(uintptr_t)salt.p, salt.len);
	params[2] =
	    OSSL_PARAM_construct_uint32(OSSL_KDF_PARAM_ITER, &iterations);
	params[3] =
	    OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, prf, 0);
	params[4] = OSSL_PARAM_construct_end();
	if (ctx == NULL || EVP_KDF_derive(ctx, key->p, key->size, params) != 1)
		rc = csn_fail_openssl(err, COSIGN_E_CRYPTO, "PBKDF2");
	else
		key->len = key->size;
	EVP_KDF_CTX_free(ctx);
	EVP_KDF_free(kdf);
	return rc;
}

static cosign_rc_t
derive(struct csn_secret *key, const struct csn_pbes2 *box,
    struct csn_span password, const struct csn_ossl *ossl, cosign_error_t *err)
{
	cosign_rc_t rc;

	if (box->prf == NULL)
		return csn_scrypt(key, box->key_size, password, box->salt,
		    box->n, box->r, box->p, err);
	rc = csn_secret_new(key, box->key_size, err);
	if (rc == COSIGN_OK)
		rc = derive_pbkdf2(key, box, password, ossl, err);
	return rc;
}

static cosign_rc_t
fail_password(cosign_error_t *err)
{
	return csn_fail(err, COSIGN_E_PASSWORD,
	    "encrypted PKCS#8: wrong password, or damaged ciphertext");
}

static cosign_rc_t
decrypt(struct csn_secret *plain, const struct csn_pbes2 *box,
    struct csn_span key, const struct csn_ossl *ossl, cosign_error_t *err)
{
	EVP_CIPHER *cipher = EVP_CIPHER_fetch(ossl->libctx, box->cipher, NULL);
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	int len = 0, rest = 0;

	if (ctx == NULL)
		rc = csn_fail_nomem(err);
	else if (cipher == NULL ||
	    EVP_DecryptInit_ex2(ctx, cipher, key.p, box->iv.p, NULL) != 1 ||
	    EVP_DecryptUpdate(ctx, plain->p, &len, box->ciphertext.p,
		(int)box->ciphertext.len) != 1)
		rc = csn_fail_openssl(err, COSIGN_E_CRYPTO, "AES");
	else if (EVP_DecryptFinal_ex(ctx, plain->p + len, &rest) != 1)
		rc = fail_password(err); /* the padding */
	else
		rc = COSIGN_OK;
	plain->len = (size_t)len + (size_t)rest;
	EVP_CIPHER_CTX_free(ctx);
	EVP_CIPHER_free(cipher);
	return rc;
}

/* One wrong key in 256 leaves a padding that looks right; what it leaves
   before that is hardly PrivateKeyInfo. */
static int
is_plausible(struct csn_span plain)
{
	struct csn_span info;
	uint32_t version;

	return csn_der_read(&plain, CSN_DER_SEQUENCE, &info, NULL) ==
	    COSIGN_OK &&
	    csn_der_end(plain, NULL) == COSIGN_OK &&
	    csn_der_read_small(&info, &version, NULL) == COSIGN_OK;
}

cosign_rc_t
csn_pbes2_open(struct csn_secret *plain, const struct csn_pbes2 *box,
    struct csn_span password, cosign_error_t *err)
{
	struct csn_secret key = { NULL, 0, 0 };
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	const struct csn_ossl *ossl;

	memset(plain, 0, sizeof(*plain));
	CSN_OSSL_ENTER();
	CSN_TRY(csn_ossl_get(&ossl, err));
	CSN_TRY(derive(&key, box, password, ossl, err));
	CSN_TRY(csn_secret_new(plain, box->ciphertext.len + BLOCK, err));
	CSN_TRY(decrypt(plain, box, csn_secret_span(&key), ossl, err));
	if (!is_plausible(csn_secret_span(plain))) {
		rc = fail_password(err);
		goto out;
	}
	rc = COSIGN_OK;
out:
	CSN_OSSL_LEAVE();
	csn_secret_dispose(&key);
	if (rc != COSIGN_OK)
		csn_secret_dispose(plain);
	return rc;
}
