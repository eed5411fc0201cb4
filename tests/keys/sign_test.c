#include "bytes.h"
#include "crypto/digest.h"
#include "keys/key_internal.h"
#include "password.h"
#include "vectors.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>

static cosign_key_t *
key_of(const char *file)
{
	struct vector v = vector_load("keys/accepted", file);
	cosign_key_t *key = NULL;

	MUST(cosign_key_import(&key, v.data, v.len, NULL, NULL, NULL));
	vector_free(&v);
	return key;
}

static cosign_key_t *
key_as(const char *file, cosign_alg_t alg)
{
	cosign_key_t *key = key_of(file), *as = NULL;

	MUST(cosign_key_with_algorithm(&as, key, alg, NULL));
	cosign_key_free(key);
	return as;
}

struct known {
	cosign_alg_t alg;
	char pkcs8[100];
	char message[16];
	char signature[132];
};

/* RFC 8032 7.1 (second), 7.3; and formats.md 2.6. */
ParameterizedTestParameters(sign, gives_known_answers)
{
	static struct known rows[] = {
		{ COSIGN_ALG_ED25519,
		    "302e020100300506032b657004220420"
		    "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4f"
		    "b8a6fb",
		    "r",
		    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223eb"
		    "db69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d"
		    "291612bb0c00" },
		{ COSIGN_ALG_ED25519_PH,
		    "302e020100300506032b657004220420"
		    "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96d"
		    "ca3d42",
		    "abc",
		    "98a70222f0b8121aa9d30f813d683f809e462b469c7ff87639499bb94e"
		    "6dae4131f85042463c2a355a2003d062adf5aaa10b8c61e636062aaad1"
		    "1c2a26083406" },
		{ COSIGN_ALG_ED25519,
		    "302e020100300506032b657004220420"
		    "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c"
		    "1d1e1f",
		    "hello world\n",
		    "283e6f0d9cff561c0ae728c33d1a155455807c53a01e6051f0a3fc9a75"
		    "5aba50f0d7c40b877b254871107b6ac33c7e4eb49dcba9e0e355a13a83"
		    "9d3ff63d5e05" },
		{ COSIGN_ALG_ED25519_PH,
		    "302e020100300506032b657004220420"
		    "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c"
		    "1d1e1f",
		    "hello world\n",
		    "f3603aafd02b233fc571364e9cfa04e6e12af4287d15d44740d9fe608a"
		    "f80f91d5b7424708e920c6b8eb6250d696e06912ceed93f4d2025899e3"
		    "f5c92fce2000" },
	};

	return cr_make_param_array(struct known, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct known *row, sign, gives_known_answers)
{
	uint8_t der[64], signature[64];
	cosign_key_t *key = NULL, *as = NULL;
	size_t len = 0;

	MUST(cosign_key_import(
	    &key, der, unhex(der, sizeof(der), row->pkcs8), NULL, NULL, NULL));
	MUST(cosign_key_with_algorithm(&as, key, row->alg, NULL));
	MUST(cosign_key_sign_message(as, row->message, strlen(row->message),
	    signature, sizeof(signature), &len, NULL));
	expect_hex(signature, len, row->signature);
	cosign_key_free(key);
	cosign_key_free(as);
}

struct signer {
	char file[24];
	cosign_alg_t alg;
	size_t least, most; /* bytes of a signature */
};

ParameterizedTestParameters(sign, verifies)
{
	static struct signer rows[] = {
		{ "p256-pkcs8.der", COSIGN_ALG_ECDSA_P256_SHA256, 66, 72 },
		{ "p384-pkcs8.der", COSIGN_ALG_ECDSA_P384_SHA384, 96, 104 },
		{ "p521-pkcs8.der", COSIGN_ALG_ECDSA_P521_SHA512, 130, 139 },
		{ "rsa2048-pkcs8.der", COSIGN_ALG_RSA_PKCS1_2048_SHA256, 256,
		    256 },
		{ "rsa2048-pkcs8.der", COSIGN_ALG_RSA_PSS_2048_SHA256, 256,
		    256 },
		{ "rsa3072-pkcs8.der", COSIGN_ALG_RSA_PKCS1_3072_SHA256, 384,
		    384 },
		{ "rsa3072-pkcs8.der", COSIGN_ALG_RSA_PSS_3072_SHA256, 384,
		    384 },
		{ "rsa4096-pkcs8.der", COSIGN_ALG_RSA_PKCS1_4096_SHA256, 512,
		    512 },
		{ "rsa4096-pkcs8.der", COSIGN_ALG_RSA_PSS_4096_SHA256, 512,
		    512 },
		{ "ed25519-pkcs8.der", COSIGN_ALG_ED25519, 64, 64 },
		{ "ed25519-pkcs8.der", COSIGN_ALG_ED25519_PH, 64, 64 },
	};

	return cr_make_param_array(struct signer, rows, ARRAY_LEN(rows));
}

/* Several times, so that the contexts are used again. */
ParameterizedTest(struct signer *row, sign, verifies)
{
	cosign_key_t *key = key_as(row->file, row->alg);
	const cosign_pubkey_t *pub = cosign_key_public(key);
	uint8_t signature[COSIGN_SIGNATURE_MAX];
	char message[] = "message 0";
	size_t len;
	int i;

	cr_expect_eq(cosign_key_algorithm(key), row->alg);
	for (i = 0; i < 5; i++, message[8]++) {
		MUST(cosign_key_sign_message(key, message, sizeof(message),
		    signature, sizeof(signature), &len, NULL));
		cr_expect(len >= row->least && len <= row->most, "%zu", len);
		MUST(cosign_pubkey_verify_message(pub, COSIGN_HASH_NONE,
		    message, sizeof(message), signature, len, NULL));
	}
	MUST(cosign_key_sign_message(
	    key, NULL, 0, signature, sizeof(signature), &len, NULL));
	MUST(cosign_pubkey_verify_message(
	    pub, COSIGN_HASH_NONE, "", 0, signature, len, NULL));
	cosign_key_free(key);
}

/* A digest and its message give the same; RSA PKCS#1 v1.5 and Ed25519ph know
   no randomness. */
ParameterizedTestParameters(sign, takes_digests)
{
	static struct signer rows[] = {
		{ "rsa2048-pkcs8.der", COSIGN_ALG_RSA_PKCS1_2048_SHA256, 0, 0 },
		{ "ed25519-pkcs8.der", COSIGN_ALG_ED25519_PH, 0, 0 },
	};

	return cr_make_param_array(struct signer, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct signer *row, sign, takes_digests)
{
	uint8_t one[COSIGN_SIGNATURE_MAX], two[COSIGN_SIGNATURE_MAX];
	cosign_key_t *key = key_as(row->file, row->alg);
	struct csn_digest digest;
	size_t one_len, two_len;

	csn_digest_bytes(&digest, cosign_alg_hash(row->alg), "text", 4);
	MUST(cosign_key_sign_digest(
	    key, digest.bytes, digest.len, one, sizeof(one), &one_len, NULL));
	MUST(cosign_key_sign_message(
	    key, "text", 4, two, sizeof(two), &two_len, NULL));
	cr_expect_eq(one_len, two_len);
	cr_expect_arr_eq(one, two, one_len);
	cosign_key_free(key);
}

struct argument {
	char file[24];
	size_t digest_len, size;
	cosign_rc_t rc;
	char message[64];
};

ParameterizedTestParameters(sign, refuses_arguments)
{
	static struct argument rows[] = {
		{ "p256-pkcs8.der", 31, 512, COSIGN_E_ARGUMENT,
		    "signing: digest of 31 bytes, 32 are needed" },
		{ "p256-pkcs8.der", 48, 512, COSIGN_E_ARGUMENT,
		    "signing: digest of 48 bytes, 32 are needed" },
		{ "p384-pkcs8.der", 32, 512, COSIGN_E_ARGUMENT,
		    "signing: digest of 32 bytes, 48 are needed" },
		{ "p256-pkcs8.der", 32, 71, COSIGN_E_ARGUMENT,
		    "signing: room for 71 bytes, 72 are needed" },
		{ "p256-pkcs8.der", 32, 72, COSIGN_OK, "" },
		{ "rsa2048-pkcs8.der", 32, 255, COSIGN_E_ARGUMENT,
		    "signing: room for 255 bytes, 256 are needed" },
		{ "rsa2048-pkcs8.der", 32, 256, COSIGN_OK, "" },
		{ "rsa2048-pkcs8.der", 0, 256, COSIGN_E_ARGUMENT,
		    "signing: digest of 0 bytes, 32 are needed" },
		{ "ed25519-pkcs8.der", 64, 64, COSIGN_E_NO_CONTENT,
		    "signing: ed25519 signs the content, not a digest" },
	};

	return cr_make_param_array(struct argument, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct argument *row, sign, refuses_arguments)
{
	uint8_t digest[64] = { 0 }, signature[COSIGN_SIGNATURE_MAX];
	cosign_error_t *err = cosign_error_new();
	cosign_key_t *key = key_of(row->file);
	cosign_rc_t rc;
	size_t len = 7;

	rc = cosign_key_sign_digest(
	    key, digest, row->digest_len, signature, row->size, &len, err);
	if (row->rc != COSIGN_OK) {
		expect_error(err, rc, row->rc, row->message);
		cr_expect_eq(len, 0);
	} else {
		MUST(rc);
	}
	cosign_key_free(key);
	cosign_error_free(err);
}

Test(sign, refuses_what_is_missing)
{
	uint8_t digest[32] = { 0 }, signature[COSIGN_SIGNATURE_MAX];
	cosign_key_t *key = key_of("p256-pkcs8.der");
	size_t len = 7;

	cr_expect_eq(cosign_key_sign_digest(NULL, digest, 32, signature,
			 sizeof(signature), &len, NULL),
	    COSIGN_E_ARGUMENT);
	cr_expect_eq(len, 0);
	cr_expect_eq(cosign_key_sign_digest(key, NULL, 32, signature,
			 sizeof(signature), &len, NULL),
	    COSIGN_E_ARGUMENT);
	cr_expect_eq(
	    cosign_key_sign_digest(key, digest, 32, NULL, 512, &len, NULL),
	    COSIGN_E_ARGUMENT);
	cr_expect_eq(cosign_key_sign_digest(key, digest, 32, signature,
			 sizeof(signature), NULL, NULL),
	    COSIGN_E_ARGUMENT);
	cr_expect_eq(cosign_key_sign_message(key, NULL, 1, signature,
			 sizeof(signature), &len, NULL),
	    COSIGN_E_ARGUMENT);
	cosign_key_free(key);
}

struct changed {
	char file[24];
	cosign_alg_t alg;
	char message[72];
};

ParameterizedTestParameters(sign, refuses_foreign_algorithms)
{
	static struct changed rows[] = {
		{ "p256-pkcs8.der", COSIGN_ALG_ECDSA_P384_SHA384,
		    "public key: ecdsa-sha2-384-nistp384 is not for this" },
		{ "p384-pkcs8.der", COSIGN_ALG_ECDSA_P384_SHA256,
		    "key: ecdsa-sha2-256-nistp384 is verified, not made" },
		{ "rsa2048-pkcs8.der", COSIGN_ALG_RSA_PSS_3072_SHA256,
		    "public key: rsa-sign-pss-3072-sha256 is not for this" },
		{ "ed25519-pkcs8.der", COSIGN_ALG_NONE,
		    "public key: no such algorithm" },
	};

	return cr_make_param_array(struct changed, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct changed *row, sign, refuses_foreign_algorithms)
{
	cosign_error_t *err = cosign_error_new();
	cosign_key_t *key = key_of(row->file), *as = key;

	expect_error(err, cosign_key_with_algorithm(&as, key, row->alg, err),
	    COSIGN_E_ALGORITHM, row->message);
	cr_expect_null(as);
	cosign_key_free(key);
	cosign_error_free(err);
}

/* In any order of freeing. */
Test(sign, shares_a_key_among_owners)
{
	cosign_key_t *key = key_of("rsa2048-pkcs8.der"), *as = NULL, *more;
	uint8_t signature[COSIGN_SIGNATURE_MAX];
	size_t len;

	MUST(cosign_key_with_algorithm(
	    &as, key, COSIGN_ALG_RSA_PSS_2048_SHA256, NULL));
	more = cosign_key_ref(as);
	cr_expect_eq(more, as);
	cosign_key_free(key);
	cosign_key_free(as);
	MUST(cosign_key_sign_message(
	    more, "text", 4, signature, sizeof(signature), &len, NULL));
	MUST(cosign_pubkey_verify_message(cosign_key_public(more),
	    COSIGN_HASH_NONE, "text", 4, signature, len, NULL));
	cosign_key_free(more);
	cosign_key_free(NULL);
	cr_expect_null(cosign_key_ref(NULL));
	cr_expect_null(cosign_key_public(NULL));
	cr_expect_eq(cosign_key_algorithm(NULL), COSIGN_ALG_NONE);
}
