#include "bundle/entity.h"
#include "verifying.h"

#include <cosign/sign.h>

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdlib.h>
#include <string.h>

#define BLOB     "hello world\n"
#define BLOB_LEN (sizeof(BLOB) - 1)

static cosign_bundle_t *
sign_bytes(const cosign_key_t *key, const void *data, size_t len)
{
	cosign_artifact_t *artifact = NULL;
	cosign_bundle_t *b = NULL;

	MUST(cosign_artifact_from_bytes(&artifact, data, len, NULL));
	MUST(cosign_sign_blob(&b, key, artifact, NULL));
	cosign_artifact_free(artifact);
	return b;
}

/* A key of each algorithm that can be made, what its bundle records, and which
   forms verify without being told the algorithm. */
struct row {
	cosign_alg_t alg;
	cosign_hash_t recorded;
	cosign_hash_t used;
};

ParameterizedTestParameters(sign_blob, verifies_in_every_form)
{
	static struct row rows[] = {
		{ COSIGN_ALG_NONE, COSIGN_HASH_SHA256, COSIGN_HASH_SHA256 },
		{ COSIGN_ALG_ECDSA_P256_SHA256, COSIGN_HASH_SHA256,
		    COSIGN_HASH_SHA256 },
		{ COSIGN_ALG_ECDSA_P384_SHA384, COSIGN_HASH_SHA384,
		    COSIGN_HASH_SHA384 },
		{ COSIGN_ALG_ECDSA_P521_SHA512, COSIGN_HASH_SHA512,
		    COSIGN_HASH_SHA512 },
		{ COSIGN_ALG_RSA_PKCS1_2048_SHA256, COSIGN_HASH_SHA256,
		    COSIGN_HASH_SHA256 },
		{ COSIGN_ALG_RSA_PKCS1_3072_SHA256, COSIGN_HASH_SHA256,
		    COSIGN_HASH_SHA256 },
		{ COSIGN_ALG_RSA_PKCS1_4096_SHA256, COSIGN_HASH_SHA256,
		    COSIGN_HASH_SHA256 },
		{ COSIGN_ALG_RSA_PSS_2048_SHA256, COSIGN_HASH_SHA256,
		    COSIGN_HASH_SHA256 },
		{ COSIGN_ALG_ED25519, COSIGN_HASH_SHA256, COSIGN_HASH_NONE },
		{ COSIGN_ALG_ED25519_PH, COSIGN_HASH_SHA512,
		    COSIGN_HASH_SHA512 },
	};

	return cr_make_param_array(struct row, rows, ARRAY_LEN(rows));
}

static const cosign_encoding_t encodings[] = { COSIGN_ENCODE_BASE64,
	COSIGN_ENCODE_RAW, COSIGN_ENCODE_LEGACY, COSIGN_ENCODE_V03 };

static void
expect_verdicts(const struct row *row, const cosign_policy_t *policy,
    const cosign_bundle_t *b)
{
	cosign_result_t *result = NULL;

	cr_expect_eq(
	    verify_bytes(&result, policy, b, BLOB, BLOB_LEN, NULL), COSIGN_OK);
	cr_expect_eq(
	    cosign_candidate_hash(cosign_result_signer(result)), row->used);
	cosign_result_free(result);
	cr_expect_eq(verify_bytes(NULL, policy, b, BLOB, BLOB_LEN - 1, NULL),
	    COSIGN_E_SIGNATURE);
}

ParameterizedTest(struct row *row, sign_blob, verifies_in_every_form)
{
	cosign_key_t *key = NULL;
	cosign_policy_t *policy;
	cosign_bundle_t *made, *read;
	cosign_hash_t hash;
	size_t len, i;
	char *text;

	MUST(cosign_key_generate(&key, row->alg, NULL));
	policy = policy_for(cosign_key_public(key));
	made = sign_bytes(key, BLOB, BLOB_LEN);
	cr_expect_eq(cosign_bundle_form(made), COSIGN_FORM_SIGSTORE);
	cr_expect_str_eq(cosign_bundle_key_hint(made),
	    cosign_pubkey_hint(cosign_key_public(key)));
	cr_expect_not_null(cosign_bundle_digest(made, &hash, &len));
	cr_expect_eq(hash, row->recorded);
	expect_verdicts(row, policy, made);
	for (i = 0; i < ARRAY_LEN(encodings); i++) {
		MUST(cosign_bundle_encode(
		    made, encodings[i], &text, &len, NULL));
		read = bundle_of(text, len);
		expect_verdicts(row, policy, read);
		cosign_bundle_free(read);
		cosign_free(text);
	}
	cosign_bundle_free(made);
	cosign_policy_free(policy);
	cosign_key_free(key);
}

static cosign_key_t *
worked_key(void)
{
	struct vector v = vector_load("bundle/worked", "key.pkcs8");
	cosign_key_t *key = NULL;

	MUST(cosign_key_import(&key, v.data, v.len, NULL, NULL, NULL));
	vector_free(&v);
	return key;
}

/* All but the signature is known beforehand. */
Test(sign_blob, writes_the_worked_example)
{
	struct vector v = vector_load("bundle/worked", "bundle.sigstore.json");
	cosign_key_t *key = worked_key();
	cosign_bundle_t *b = sign_bytes(key, BLOB, BLOB_LEN);
	const char *end = strstr(v.data, "\"signature\":\"");
	char *text = NULL;
	size_t len;

	MUST(cosign_bundle_encode(b, COSIGN_ENCODE_V03, &text, &len, NULL));
	cr_assert_not_null(end);
	cr_expect_eq(
	    strncmp(text, v.data, (size_t)(end - v.data) + 13), 0, "%s", text);
	cosign_free(text);
	cosign_bundle_free(b);
	cosign_key_free(key);
	vector_free(&v);
}

/* Ed25519 is deterministic: the signature that is known, pure. */
Test(sign_blob, writes_the_known_ed25519_signature)
{
	/* RFC 8410 PrivateKeyInfo of the seed 00 01 ... 1f */
	uint8_t der[48] = { 0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06,
		0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20 };
	struct vector known = vector_load("verify/ed25519", "pure.sig");
	cosign_key_t *key = NULL;
	cosign_bundle_t *b;
	char *text = NULL;
	size_t len, i;

	for (i = 0; i < 32; i++)
		der[16 + i] = (uint8_t)i;
	MUST(cosign_key_import(&key, der, sizeof(der), NULL, NULL, NULL));
	b = sign_bytes(key, BLOB, BLOB_LEN);
	MUST(cosign_bundle_encode(b, COSIGN_ENCODE_BASE64, &text, &len, NULL));
	cr_expect_str_eq(text, known.data);
	cosign_free(text);
	cosign_bundle_free(b);
	cosign_key_free(key);
	vector_free(&known);
}

/* Two signatures of one key: no part of one bundle passes in the other. */
Test(sign_blob, binds_each_part_to_its_artifact)
{
	cosign_key_t *key = worked_key();
	cosign_policy_t *policy = policy_for(cosign_key_public(key));
	cosign_bundle_t *one = sign_bytes(key, "one", 3);
	cosign_bundle_t *two = sign_bytes(key, "two", 3);
	cosign_bundle_t *mixed = NULL;
	const uint8_t *p;
	size_t len;

	/* the digest of one, the signature of two */
	p = cosign_bundle_signature(two, &len);
	MUST(csn_bundle_new_signed(&mixed, csn_span(p, len), &one->digest,
	    cosign_bundle_key_hint(one), NULL));
	cr_expect_eq(verify_bytes(NULL, policy, mixed, "one", 3, NULL),
	    COSIGN_E_SIGNATURE);
	cr_expect_eq(
	    verify_bytes(NULL, policy, mixed, "two", 3, NULL), COSIGN_E_DIGEST);
	cr_expect_eq(
	    verify_bytes(NULL, policy, one, "one", 3, NULL), COSIGN_OK);
	cr_expect_eq(verify_bytes(NULL, policy, one, "two", 3, NULL),
	    COSIGN_E_SIGNATURE);
	cosign_bundle_free(mixed);
	cosign_bundle_free(one);
	cosign_bundle_free(two);
	cosign_policy_free(policy);
	cosign_key_free(key);
}

/* Signing a ready digest is signing its artifact. */
struct given {
	cosign_alg_t alg;
	cosign_hash_t hash;
	cosign_rc_t rc;
};

ParameterizedTestParameters(sign_blob, takes_digests_of_the_keys_hash)
{
	static struct given rows[] = {
		{ COSIGN_ALG_ECDSA_P256_SHA256, 1, COSIGN_OK },
		{ COSIGN_ALG_ECDSA_P256_SHA256, 3, COSIGN_E_ALGORITHM },
		{ COSIGN_ALG_ECDSA_P384_SHA384, 2, COSIGN_OK },
		{ COSIGN_ALG_ECDSA_P384_SHA384, 1, COSIGN_E_ALGORITHM },
		{ COSIGN_ALG_ED25519, 1, COSIGN_E_NO_CONTENT },
		{ COSIGN_ALG_ED25519_PH, 3, COSIGN_OK },
		{ COSIGN_ALG_ED25519_PH, 1, COSIGN_E_ALGORITHM },
	};

	return cr_make_param_array(struct given, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct given *row, sign_blob, takes_digests_of_the_keys_hash)
{
	struct csn_digest digest;
	cosign_key_t *key = NULL;
	cosign_artifact_t *artifact = NULL;
	cosign_bundle_t *b = NULL;
	cosign_error_t *err = cosign_error_new();
	cosign_policy_t *policy;

	csn_digest_bytes(&digest, row->hash, BLOB, BLOB_LEN);
	MUST(cosign_key_generate(&key, row->alg, NULL));
	MUST(cosign_artifact_from_digest(
	    &artifact, row->hash, digest.bytes, digest.len, NULL));
	expect_error(
	    err, cosign_sign_blob(&b, key, artifact, err), row->rc, "");
	cr_assert_eq(b != NULL, row->rc == COSIGN_OK);
	if (b != NULL) {
		policy = policy_for(cosign_key_public(key));
		cr_expect_eq(
		    verify_bytes(NULL, policy, b, BLOB, BLOB_LEN, NULL),
		    COSIGN_OK);
		cosign_policy_free(policy);
	}
	cosign_bundle_free(b);
	cosign_error_free(err);
	cosign_artifact_free(artifact);
	cosign_key_free(key);
}

static int
break_off(void *user, uint8_t *buf, size_t size, size_t *got)
{
	(void)user;
	(void)buf;
	(void)size;
	*got = 0;
	return 1;
}

Test(sign_blob, signs_nothing_that_it_could_not_read)
{
	cosign_key_t *key = worked_key();
	cosign_artifact_t *artifact = NULL;
	cosign_bundle_t *b = NULL;
	cosign_error_t *err = cosign_error_new();

	MUST(cosign_artifact_from_reader(&artifact, break_off, NULL, NULL));
	expect_error(err, cosign_sign_blob(&b, key, artifact, err),
	    COSIGN_E_CALLBACK, "");
	cr_expect_null(b);
	cosign_artifact_free(artifact);
	cosign_error_free(err);
	cosign_key_free(key);
}

Test(sign_blob, needs_its_arguments)
{
	cosign_key_t *key = worked_key();
	cosign_artifact_t *artifact = NULL;
	cosign_bundle_t *b = (void *)1;
	cosign_error_t *err = cosign_error_new();

	MUST(cosign_artifact_from_bytes(&artifact, BLOB, BLOB_LEN, NULL));
	expect_error(err, cosign_sign_blob(NULL, key, artifact, err),
	    COSIGN_E_ARGUMENT, "key or artifact is missing");
	expect_error(err, cosign_sign_blob(&b, NULL, artifact, err),
	    COSIGN_E_ARGUMENT, "key or artifact is missing");
	expect_error(err, cosign_sign_blob(&b, key, NULL, err),
	    COSIGN_E_ARGUMENT, "key or artifact is missing");
	cr_expect_null(b);
	cosign_artifact_free(artifact);
	cosign_error_free(err);
	cosign_key_free(key);
}
