/* Which hash a signature may be over, and what a ready digest can answer. */
#include "util/util.h"
#include "verifying.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <openssl/evp.h>
#include <string.h>

#define BLOB     "hello world\n"
#define BLOB_LEN (sizeof(BLOB) - 1)

struct row {
	char key[20];
	cosign_alg_t alg; /* NONE: the key's default */
	char signature[32];
	cosign_hash_t asked; /* of the policy */
	cosign_rc_t rc;
	cosign_hash_t used;
};

static cosign_pubkey_t *
key_as(const char *name, cosign_alg_t alg)
{
	cosign_pubkey_t *key = pubkey_load("verify", name), *other = NULL;

	if (alg == COSIGN_ALG_NONE)
		return key;
	MUST(cosign_pubkey_with_algorithm(&other, key, alg, NULL));
	cosign_pubkey_free(key);
	return other;
}

#define P256  "hashes/p256.pub", 0
#define P384  "hashes/p384.pub", 0
#define P521  "hashes/p521.pub", 0
#define RSA   "hashes/rsa.pub", 0
#define PSS   "hashes/rsa.pub", COSIGN_ALG_RSA_PSS_2048_SHA256
#define EDDSA "ed25519/key.pub", 0
#define PH    "ed25519/key.pub", COSIGN_ALG_ED25519_PH
#define BAD   COSIGN_E_SIGNATURE, 0

ParameterizedTestParameters(verify_hash, follows_key_and_policy)
{
	static struct row rows[] = {
		{ P256, "hashes/p256-sha256.sig", 0, COSIGN_OK, 1 },
		{ P256, "hashes/p256-sha384.sig", 0, BAD },
		{ P256, "hashes/p256-sha512.sig", 0, BAD },
		{ P256, "hashes/p256-sha512.sig", 3, COSIGN_OK, 3 },
		{ P256, "hashes/p256-sha256.sig", 3, BAD },
		{ P384, "hashes/p384-sha384.sig", 0, COSIGN_OK, 2 },
		{ P384, "hashes/p384-sha256.sig", 0, COSIGN_OK, 1 },
		{ P384, "hashes/p384-sha512.sig", 0, BAD },
		/* a hash that the caller names is the only one */
		{ P384, "hashes/p384-sha384.sig", 1, BAD },
		{ P384, "hashes/p384-sha256.sig", 2, BAD },
		{ P384, "hashes/p384-sha256.sig", 1, COSIGN_OK, 1 },
		{ P521, "hashes/p521-sha512.sig", 0, COSIGN_OK, 3 },
		{ P521, "hashes/p521-sha256.sig", 0, COSIGN_OK, 1 },
		{ P521, "hashes/p521-sha384.sig", 0, BAD },
		{ P521, "hashes/p521-sha384.sig", 2, COSIGN_OK, 2 },
		{ "hashes/p384.pub", COSIGN_ALG_ECDSA_P384_SHA256,
		    "hashes/p384-sha256.sig", 0, COSIGN_OK, 1 },
		{ "hashes/p384.pub", COSIGN_ALG_ECDSA_P384_SHA256,
		    "hashes/p384-sha384.sig", 0, BAD },
		{ RSA, "hashes/rsa-sha256.sig", 0, COSIGN_OK, 1 },
		{ RSA, "hashes/rsa-sha384.sig", 0, BAD },
		{ RSA, "hashes/rsa-sha512.sig", 3, COSIGN_OK, 3 },
		/* T-ALG-04: neither padding passes for the other */
		{ RSA, "hashes/rsa-pss-sha256.sig", 0, BAD },
		{ PSS, "hashes/rsa-sha256.sig", 0, BAD },
		{ PSS, "hashes/rsa-pss-sha256.sig", 0, COSIGN_OK, 1 },
		/* T-ALG-05; Ed25519 takes no choice of hash */
		{ EDDSA, "ed25519/pure.sig", 0, COSIGN_OK, 0 },
		{ EDDSA, "ed25519/pure.sig", 1, COSIGN_OK, 0 },
		{ EDDSA, "ed25519/prehash.sig", 0, BAD },
		{ PH, "ed25519/prehash.sig", 0, COSIGN_OK, 3 },
		{ PH, "ed25519/prehash.sig", 1, COSIGN_OK, 3 },
		{ PH, "ed25519/pure.sig", 0, BAD },
		/* another kind of key's signature */
		{ RSA, "hashes/p256-sha256.sig", 0, BAD },
		{ EDDSA, "hashes/p256-sha256.sig", 0, BAD },
		{ P256, "ed25519/pure.sig", 0, BAD },
	};

	return cr_make_param_array(struct row, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct row *row, verify_hash, follows_key_and_policy)
{
	cosign_pubkey_t *key = key_as(row->key, row->alg);
	cosign_policy_t *policy = policy_for(key);
	cosign_bundle_t *b = bundle_load("verify", row->signature);
	cosign_error_t *err = cosign_error_new();
	cosign_result_t *result = NULL;

	MUST(cosign_policy_set_hash(policy, row->asked, NULL));
	expect_error(err, verify_bytes(&result, policy, b, BLOB, BLOB_LEN, err),
	    row->rc,
	    row->rc == COSIGN_OK ? "" : "the signature does not verify");
	cr_assert_not_null(result);
	cr_expect_eq(
	    cosign_candidate_hash(cosign_result_signer(result)), row->used);
	cosign_result_free(result);
	cosign_error_free(err);
	cosign_bundle_free(b);
	cosign_policy_free(policy);
	cosign_pubkey_free(key);
}

/* A digest instead of the artifact. */
struct digest_row {
	char keys[2][32];
	char bundle[56];
	cosign_hash_t asked;
	cosign_hash_t given;
	int wrong; /* digest of something else */
	cosign_rc_t rc;
	char message[96];
};

#define NO_KEY ""

ParameterizedTestParameters(verify_digest, answers_what_it_can)
{
	static struct digest_row rows[] = {
		{ { "verify/hashes/p256.pub", NO_KEY },
		    "verify/hashes/p256-sha256.sig", 0, 1, 0, COSIGN_OK, "" },
		{ { "verify/hashes/p256.pub", NO_KEY },
		    "verify/hashes/p256-sha256.sig", 0, 1, 1,
		    COSIGN_E_SIGNATURE, "the signature does not verify" },
		{ { "verify/hashes/p256.pub", NO_KEY },
		    "verify/hashes/p256-sha512.sig", 0, 3, 0,
		    COSIGN_E_ALGORITHM, "the key does not sign over a sha512" },
		{ { "verify/hashes/p256.pub", NO_KEY },
		    "verify/hashes/p256-sha512.sig", 3, 3, 0, COSIGN_OK, "" },
		{ { "verify/hashes/p384.pub", NO_KEY },
		    "verify/hashes/p384-sha256.sig", 0, 1, 0, COSIGN_OK, "" },
		/* what is not known is not refused */
		{ { "verify/hashes/p384.pub", NO_KEY },
		    "verify/hashes/p384-sha384.sig", 0, 1, 0,
		    COSIGN_E_ALGORITHM,
		    "the signature does not verify over the sha256 digest" },
		{ { "verify/hashes/p384.pub", NO_KEY },
		    "verify/hashes/p384-sha384.sig", 2, 2, 1,
		    COSIGN_E_SIGNATURE,
		    "the signature does not verify under the key" },
		{ { "verify/ed25519/key.pub", NO_KEY },
		    "verify/ed25519/pure.sig", 0, 1, 0, COSIGN_E_NO_CONTENT,
		    "pure Ed25519 needs the artifact" },
		{ { "verify/ed25519/key.pub", "verify/hashes/p256.pub" },
		    "verify/ed25519/pure.sig", 0, 1, 0, COSIGN_E_NO_CONTENT,
		    "the signature does not verify under the keys that could "
		    "be tried, and not every key could" },
		{ { "verify/ed25519/key.pub", "verify/hashes/p256.pub" },
		    "verify/hashes/p256-sha256.sig", 0, 1, 0, COSIGN_OK, "" },
		/* its length says that it is none of Ed25519 */
		{ { "verify/ed25519/key.pub", "verify/hashes/p256.pub" },
		    "verify/hashes/p256-sha256.sig", 0, 1, 1,
		    COSIGN_E_SIGNATURE,
		    "the signature does not verify under any" },
		{ { "bundle/worked/key.pub", NO_KEY },
		    "bundle/worked/bundle.sigstore.json", 0, 1, 0, COSIGN_OK,
		    "" },
		{ { "bundle/worked/key.pub", NO_KEY },
		    "bundle/worked/bundle.sigstore.json", 0, 1, 1,
		    COSIGN_E_SIGNATURE, "the signature does not verify" },
		{ { "bundle/worked/key.pub", NO_KEY },
		    "bundle/worked/bundle.sigstore.json", 3, 3, 0,
		    COSIGN_E_SIGNATURE,
		    "the signature does not verify under the key" },
		{ { "bundle/accepted/p256.pub", NO_KEY },
		    "bundle/rejected/digest-of-other-artifact.json", 0, 1, 0,
		    COSIGN_E_DIGEST, "the bundle records another digest" },
	};

	return cr_make_param_array(struct digest_row, rows, ARRAY_LEN(rows));
}

static cosign_artifact_t *
digest_of(const char *text, cosign_hash_t hash)
{
	static const char *const names[] = { "", "SHA256", "SHA384", "SHA512" };
	uint8_t digest[COSIGN_DIGEST_MAX];
	cosign_artifact_t *artifact = NULL;
	size_t len = 0;

	cr_assert_eq(EVP_Q_digest(NULL, names[hash], NULL, text, strlen(text),
			 digest, &len),
	    1);
	MUST(cosign_artifact_from_digest(&artifact, hash, digest, len, NULL));
	return artifact;
}

ParameterizedTest(struct digest_row *row, verify_digest, answers_what_it_can)
{
	cosign_policy_t *policy = policy_for(NULL);
	cosign_bundle_t *b = bundle_load(".", row->bundle);
	cosign_artifact_t *artifact =
	    digest_of(row->wrong ? "" : BLOB, row->given);
	cosign_error_t *err = cosign_error_new();
	cosign_result_t *result = NULL;
	size_t i;

	for (i = 0; i < ARRAY_LEN(row->keys) && row->keys[i][0] != '\0'; i++) {
		cosign_pubkey_t *key = pubkey_load(".", row->keys[i]);

		MUST(cosign_policy_add_key(policy, key, NULL));
		cosign_pubkey_free(key);
	}
	MUST(cosign_policy_set_hash(policy, row->asked, NULL));
	expect_error(err,
	    cosign_verify_blob(&result, NULL, policy, b, artifact, err),
	    row->rc, row->message);
	cr_expect_eq(result != NULL,
	    row->rc == COSIGN_OK ||
		cosign_rc_class(row->rc) == COSIGN_CLASS_REJECTED);
	cosign_result_free(result);
	cosign_error_free(err);
	cosign_artifact_free(artifact);
	cosign_bundle_free(b);
	cosign_policy_free(policy);
}

/* Bytes that pass by are read once, whatever has to be computed. */
struct source {
	size_t given;
	int fail;
};

static int
give(void *user, uint8_t *buf, size_t size, size_t *got)
{
	struct source *source = user;

	*got = 0;
	if (source->fail)
		return 1;
	if (source->given < BLOB_LEN && size > 0) {
		buf[0] = (uint8_t)BLOB[source->given++];
		*got = 1;
	}
	return 0;
}

static cosign_rc_t
verify_source(struct source *source, const char *key_name, const char *name,
    cosign_error_t *err)
{
	cosign_pubkey_t *key = pubkey_load("bundle/accepted", key_name);
	cosign_policy_t *policy = policy_for(key);
	cosign_bundle_t *b = bundle_load("bundle/accepted", name);
	cosign_artifact_t *artifact = NULL;
	cosign_rc_t rc;

	MUST(cosign_artifact_from_reader(&artifact, give, source, NULL));
	rc = cosign_verify_blob(NULL, NULL, policy, b, artifact, err);
	if (rc == COSIGN_OK)
		cr_expect_eq(cosign_artifact_size(artifact), BLOB_LEN);
	cosign_artifact_free(artifact);
	cosign_bundle_free(b);
	cosign_policy_free(policy);
	cosign_pubkey_free(key);
	return rc;
}

Test(verify_reading, takes_one_pass)
{
	struct source source = { 0, 0 };

	MUST(verify_source(&source, "p384.pub", "p384-v3.sigstore.json", NULL));
	cr_expect_eq(source.given, BLOB_LEN);
	source.given = 0;
	MUST(verify_source(
	    &source, "ed25519.pub", "ed25519-v3.sigstore.json", NULL));
	cr_expect_eq(source.given, BLOB_LEN);
}

Test(verify_reading, gives_no_verdict_when_it_fails)
{
	struct source source = { 0, 1 };
	cosign_error_t *err = cosign_error_new();

	cr_expect_eq(
	    verify_source(&source, "p256.pub", "p256-v3.sigstore.json", err),
	    COSIGN_E_CALLBACK, "%s", cosign_error_message(err));
	cosign_error_free(err);
}
