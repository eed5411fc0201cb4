/* Each allocation of a whole signature, from artifact to document, fails in
   turn: there is no half of a bundle, and nothing leaks. */
#include "alloc_fail.h"
#include "vectors.h"

#include <cosign/sign.h>

#include <criterion/criterion.h>
#include <criterion/parameterized.h>

#define BLOB "hello world\n"

static cosign_rc_t
sign(const cosign_key_t *key, cosign_encoding_t encoding, char **text,
    cosign_error_t *err)
{
	cosign_artifact_t *artifact = NULL;
	cosign_bundle_t *b = NULL;
	cosign_rc_t rc;
	size_t len;

	*text = NULL;
	rc = cosign_artifact_from_bytes(&artifact, BLOB, sizeof(BLOB) - 1, err);
	if (rc == COSIGN_OK) {
		rc = cosign_sign_blob(&b, key, artifact, err);
		cr_expect_eq(b != NULL, rc == COSIGN_OK);
	}
	if (rc == COSIGN_OK)
		rc = cosign_bundle_encode(b, encoding, text, &len, err);
	cosign_bundle_free(b);
	cosign_artifact_free(artifact);
	return rc;
}

struct row {
	cosign_alg_t alg;
	cosign_encoding_t encoding;
};

ParameterizedTestParameters(sign_alloc, fails_as_a_whole)
{
	static struct row rows[] = {
		{ COSIGN_ALG_ECDSA_P256_SHA256, COSIGN_ENCODE_V03 },
		{ COSIGN_ALG_ECDSA_P256_SHA256, COSIGN_ENCODE_LEGACY },
		{ COSIGN_ALG_ECDSA_P256_SHA256, COSIGN_ENCODE_BASE64 },
		{ COSIGN_ALG_ECDSA_P521_SHA512, COSIGN_ENCODE_V03 },
		{ COSIGN_ALG_RSA_PKCS1_2048_SHA256, COSIGN_ENCODE_V03 },
		{ COSIGN_ALG_ED25519, COSIGN_ENCODE_V03 },
		{ COSIGN_ALG_ED25519_PH, COSIGN_ENCODE_V03 },
	};

	return cr_make_param_array(struct row, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct row *row, sign_alloc, fails_as_a_whole)
{
	cosign_error_t *err = cosign_error_new();
	cosign_key_t *key = NULL;
	cosign_rc_t rc;
	char *text;
	size_t n;
	int met;

	MUST(cosign_key_generate(&key, row->alg, NULL));
	for (n = 1;; n++) {
		alloc_fail_arm(n);
		rc = sign(key, row->encoding, &text, err);
		met = alloc_fail_disarm();
		cr_expect_eq(text != NULL, rc == COSIGN_OK);
		cosign_free(text);
		if (rc != COSIGN_OK) {
			cr_expect_eq(cosign_rc_class(rc), COSIGN_CLASS_INTERNAL,
			    "allocation %zu: %s", n, cosign_rc_name(rc));
			cr_expect_eq(cosign_error_code(err), rc);
		}
		if (!met)
			break;
	}
	cr_expect_eq(rc, COSIGN_OK);
	cr_expect_gt(n, 5, "%zu allocations", n);
	cosign_key_free(key);
	cosign_error_free(err);
}
