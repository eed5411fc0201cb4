/* Payloads signed in DSSE envelopes. */
#include "bundle/entity.h"
#include "verifying.h"

#include <cosign/sign.h>

#include <criterion/criterion.h>
#include <string.h>

#define TYPE "application/vnd.in-toto+json"
#define BLOB "hello world\n"
/* SHA-256 of BLOB */
#define STATEMENT                                                           \
	"{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":[{"     \
	"\"digest\":{\"sha256\":\"a948904f2f0f479b8f8197694b30184b0d2ed1c1" \
	"cd2a1ec0fb85d299a192a447\"}}],\"predicateType\":\"t\","            \
	"\"predicate\":{}}"

static void
expect_verdicts(const cosign_policy_t *policy, const cosign_bundle_t *b)
{
	cr_expect_eq(
	    verify_bytes(NULL, policy, b, BLOB, strlen(BLOB), NULL), COSIGN_OK);
	cr_expect_eq(
	    verify_bytes(NULL, policy, b, BLOB, strlen(BLOB) - 1, NULL),
	    COSIGN_E_SUBJECT);
}

Test(sign_envelope, verifies_as_it_is_and_written)
{
	static const cosign_alg_t algs[] = { COSIGN_ALG_NONE,
		COSIGN_ALG_ECDSA_P384_SHA384, COSIGN_ALG_ECDSA_P521_SHA512,
		COSIGN_ALG_RSA_PKCS1_2048_SHA256,
		COSIGN_ALG_RSA_PSS_2048_SHA256, COSIGN_ALG_ED25519 };
	size_t i, len;

	for (i = 0; i < ARRAY_LEN(algs); i++) {
		cosign_bundle_t *made = NULL, *read = NULL;
		cosign_key_t *key = NULL;
		cosign_policy_t *policy;
		char *text = NULL;

		MUST(cosign_key_generate(&key, algs[i], NULL));
		policy = policy_for(cosign_key_public(key));
		MUST(cosign_sign_envelope(
		    &made, key, TYPE, STATEMENT, strlen(STATEMENT), NULL));
		expect_verdicts(policy, made);
		MUST(cosign_bundle_encode(
		    made, COSIGN_ENCODE_V03, &text, &len, NULL));
		MUST(cosign_bundle_parse(&read, text, len, NULL));
		expect_verdicts(policy, read);
		cosign_free(text);
		cosign_bundle_free(read);
		cosign_bundle_free(made);
		cosign_policy_free(policy);
		cosign_key_free(key);
	}
}

/* A bundle that cosign 3.1.3 wrote for an image. */
Test(sign_envelope, is_written_as_cosign_does)
{
	static const char text[] =
	    "{\"mediaType\":\"application/vnd.dev.sigstore.bundle.v0.3+js"
	    "on\",\"verificationMaterial\":{\"publicKey\":{\"hint\":\"GSo"
	    "0Dju+eW4/hYbDRXlAdVwMTt3ys+Y9YCpemll2qFY=\"}},\"dsseEnvelope"
	    "\":{\"payload\":\"eyJfdHlwZSI6Imh0dHBzOi8vaW4tdG90by5pby9TdG"
	    "F0ZW1lbnQvdjEiLCJzdWJqZWN0IjpbeyJkaWdlc3QiOnsic2hhMjU2IjoiY2"
	    "ZiOWZiZDk1NGYxMDMxZWQ5M2U5NmM5MGYzMTc3OTc4ZDgxNDkwNzFiN2IwNz"
	    "IzYzcyYjZhNGZhMTg3NTVjMyJ9LCJhbm5vdGF0aW9ucyI6e319XSwicHJlZG"
	    "ljYXRlVHlwZSI6Imh0dHBzOi8vc2lnc3RvcmUuZGV2L2Nvc2lnbi9zaWduL3"
	    "YxIiwicHJlZGljYXRlIjp7fX0=\",\"payloadType\":\"application/v"
	    "nd.in-toto+json\",\"signatures\":[{\"sig\":\"MEUCIQCLMko/7SS"
	    "Fy2TMGboMrt4G7syvbljDtLWCRyHs/bIZsQIgfTT7+Lhs/2EKd+d4ojxaPC2"
	    "NMuYEIW2OJgF+ISXFA8k=\"}]}}";
	cosign_bundle_t *b = NULL;
	char *again = NULL;
	size_t len;

	MUST(cosign_bundle_parse(&b, text, strlen(text), NULL));
	MUST(cosign_bundle_encode(b, COSIGN_ENCODE_V03, &again, &len, NULL));
	cr_expect_str_eq(again, text);
	cosign_free(again);
	cosign_bundle_free(b);
}

Test(sign_envelope, refuses_what_cannot_be)
{
	cosign_error_t *err = cosign_error_new();
	cosign_key_t *key = NULL, *other = NULL;
	cosign_bundle_t *b = NULL;
	size_t len;
	char *text;

	MUST(cosign_key_generate(&key, COSIGN_ALG_ED25519, NULL));
	MUST(cosign_key_with_algorithm(
	    &other, key, COSIGN_ALG_ED25519_PH, NULL));
	expect_error(err,
	    cosign_sign_envelope(&b, other, TYPE, STATEMENT, 1, err),
	    COSIGN_E_ALGORITHM, "envelopes are signed with pure Ed25519");
	expect_error(err, cosign_sign_envelope(&b, key, TYPE, NULL, 0, err),
	    COSIGN_E_ARGUMENT, "key, payload or its type is missing");
	expect_error(err,
	    cosign_sign_envelope(
		&b, key, TYPE, STATEMENT, cosign_bundle_max_size(), err),
	    COSIGN_E_LIMIT, "payload of ");
	cr_expect_null(b);
	MUST(cosign_sign_envelope(&b, key, TYPE, "{}", 2, NULL));
	expect_error(err,
	    cosign_bundle_encode(b, COSIGN_ENCODE_LEGACY, &text, &len, err),
	    COSIGN_E_UNSUPPORTED, "bundle: envelopes are written in");
	cosign_bundle_free(b);
	cosign_key_free(other);
	cosign_key_free(key);
	cosign_error_free(err);
}
