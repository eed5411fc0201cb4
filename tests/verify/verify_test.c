#include "edit.h"
#include "verifying.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdio.h>
#include <string.h>

#define BLOB     "hello world\n"
#define BLOB_LEN (sizeof(BLOB) - 1)

struct kind {
	char name[16];
	cosign_hash_t hash;
	int in_v2;
};

#define KINDS                                                                 \
	{ "p256", COSIGN_HASH_SHA256, 1 }, { "p384", COSIGN_HASH_SHA384, 1 }, \
	    { "p521", COSIGN_HASH_SHA512, 1 },                                \
	    { "rsa2048", COSIGN_HASH_SHA256, 1 },                             \
	    { "rsa3072", COSIGN_HASH_SHA256, 1 },                             \
	    { "rsa4096", COSIGN_HASH_SHA256, 1 },                             \
	{                                                                     \
		"ed25519", COSIGN_HASH_NONE, 0                                \
	}

static const char *const suffixes[] = { "sigstore.json", "legacy.json", "sig" };

static cosign_pubkey_t *
key_of(const char *kind)
{
	char name[256];

	(void)snprintf(name, sizeof(name), "%s.pub", kind);
	return pubkey_load("bundle/accepted", name);
}

static cosign_bundle_t *
recorded(const char *kind, const char *version, const char *suffix)
{
	char name[256];

	(void)snprintf(name, sizeof(name), "%s-%s.%s", kind, version, suffix);
	return bundle_load("bundle/accepted", name);
}

static void
expect_recorded(const struct kind *kind, const char *version,
    const cosign_pubkey_t *key, const cosign_policy_t *policy)
{
	cosign_result_t *result;
	cosign_error_t *err = cosign_error_new();
	size_t i;

	for (i = 0; i < ARRAY_LEN(suffixes); i++) {
		cosign_bundle_t *b = recorded(kind->name, version, suffixes[i]);

		result = NULL;
		expect_error(err,
		    verify_bytes(&result, policy, b, BLOB, BLOB_LEN, err),
		    COSIGN_OK, "");
		cr_assert_not_null(result);
		cr_expect(cosign_result_accepted(result));
		cr_expect_eq(cosign_result_code(result), COSIGN_OK);
		cr_expect_eq(
		    cosign_candidate_hash(cosign_result_signer(result)),
		    kind->hash);
		cr_expect_str_eq(cosign_pubkey_hint(cosign_candidate_key(
				     cosign_result_signer(result))),
		    cosign_pubkey_hint(key));
		cosign_result_free(result);

		result = NULL;
		expect_error(err,
		    verify_bytes(&result, policy, b, "hello world", 11, err),
		    COSIGN_E_SIGNATURE, "the signature does not verify under");
		cr_assert_not_null(result);
		cr_expect_not(cosign_result_accepted(result));
		cr_expect_eq(cosign_result_code(result), COSIGN_E_SIGNATURE);
		cr_expect_null(
		    cosign_candidate_key(cosign_result_signer(result)));
		cosign_result_free(result);
		cosign_bundle_free(b);
	}
	cosign_error_free(err);
}

ParameterizedTestParameters(verify_blob, accepts_what_cosign_signed)
{
	static struct kind rows[] = { KINDS };

	return cr_make_param_array(struct kind, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct kind *kind, verify_blob, accepts_what_cosign_signed)
{
	cosign_pubkey_t *key = key_of(kind->name);
	cosign_policy_t *policy = policy_for(key);

	expect_recorded(kind, "v3", key, policy);
	if (kind->in_v2)
		expect_recorded(kind, "v2", key, policy);
	cosign_policy_free(policy);
	cosign_pubkey_free(key);
}

/* Every other key says no, by itself and all together. */
ParameterizedTestParameters(verify_blob, rejects_other_keys)
{
	static struct kind rows[] = { KINDS };

	return cr_make_param_array(struct kind, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct kind *kind, verify_blob, rejects_other_keys)
{
	static const struct kind kinds[] = { KINDS };
	cosign_bundle_t *b = recorded(kind->name, "v3", "sigstore.json");
	cosign_error_t *err = cosign_error_new();
	cosign_policy_t *all = policy_for(NULL);
	cosign_pubkey_t *key;
	size_t i;

	for (i = 0; i < ARRAY_LEN(kinds); i++) {
		cosign_policy_t *one;

		if (strcmp(kinds[i].name, kind->name) == 0)
			continue;
		key = key_of(kinds[i].name);
		one = policy_for(key);
		expect_error(err,
		    verify_bytes(NULL, one, b, BLOB, BLOB_LEN, err),
		    COSIGN_E_SIGNATURE,
		    "the signature does not verify under the key");
		expect_prefix(cosign_error_hint(err),
		    "the bundle names another key, of hint ");
		MUST(cosign_policy_add_key(all, key, NULL));
		cosign_policy_free(one);
		cosign_pubkey_free(key);
	}
	expect_error(err, verify_bytes(NULL, all, b, BLOB, BLOB_LEN, err),
	    COSIGN_E_SIGNATURE,
	    "the signature does not verify under any of the keys");
	key = key_of(kind->name);
	MUST(cosign_policy_add_key(all, key, NULL));
	expect_error(err, verify_bytes(NULL, all, b, BLOB, BLOB_LEN, err),
	    COSIGN_OK, "");
	cosign_pubkey_free(key);
	cosign_policy_free(all);
	cosign_error_free(err);
	cosign_bundle_free(b);
}

/* What a bundle of a good shape is refused for. */
struct refused {
	char folder[20];
	char file[40];
	cosign_rc_t rc;
	char message[60];
	char hint[60];
};

ParameterizedTestParameters(verify_blob, refuses)
{
	static struct refused rows[] = {
		{ "bundle/rejected", "digest-of-other-artifact.json",
		    COSIGN_E_DIGEST, "the bundle records another digest", "" },
		{ "bundle/rejected", "signature-empty.json",
		    COSIGN_E_NO_SIGNATURE, "the signature is empty", "" },
		{ "bundle/rejected", "signature-missing.json",
		    COSIGN_E_NO_SIGNATURE, "the signature is empty", "" },
		{ "bundle/rejected", "signature-cut.json", COSIGN_E_SIGNATURE,
		    "the signature does not verify", "" },
		{ "bundle/rejected", "by-certificate.json",
		    COSIGN_E_SIGNER_KIND, "signed by a certificate", "" },
		{ "bundle/rejected", "chain-in-v0.3.json", COSIGN_E_SIGNER_KIND,
		    "signed by a certificate", "" },
		{ "bundle/worked", "with-entry.legacy.json",
		    COSIGN_E_SIGNER_KIND, "signed by a certificate", "" },
	};

	return cr_make_param_array(struct refused, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct refused *row, verify_blob, refuses)
{
	cosign_pubkey_t *key = key_of("p256");
	cosign_policy_t *policy = policy_for(key);
	cosign_bundle_t *b = bundle_load(row->folder, row->file);
	cosign_error_t *err = cosign_error_new();
	cosign_result_t *result = NULL;

	expect_error(err, verify_bytes(&result, policy, b, BLOB, BLOB_LEN, err),
	    row->rc, row->message);
	cr_expect_eq(
	    result != NULL, cosign_rc_class(row->rc) == COSIGN_CLASS_REJECTED);
	cr_expect_not(cosign_result_accepted(result));
	cosign_result_free(result);
	cosign_error_free(err);
	cosign_bundle_free(b);
	cosign_policy_free(policy);
	cosign_pubkey_free(key);
}

/* A false digest is worth a hint when it is the signature that fails. */
Test(verify_blob, tells_when_it_is_another_artifact)
{
	cosign_pubkey_t *key = pubkey_load("bundle/worked", "key.pub");
	cosign_policy_t *policy = policy_for(key);
	cosign_bundle_t *b =
	    bundle_load("bundle/worked", "bundle.sigstore.json");
	cosign_error_t *err = cosign_error_new();

	expect_error(err, verify_bytes(NULL, policy, b, "", 0, err),
	    COSIGN_E_SIGNATURE, "the signature does not verify");
	expect_prefix(cosign_error_hint(err), "the artifact is not the one");
	cosign_error_free(err);
	cosign_bundle_free(b);
	cosign_policy_free(policy);
	cosign_pubkey_free(key);
}

Test(verify_blob, asks_for_a_log_entry_unless_told_otherwise)
{
	cosign_pubkey_t *key = pubkey_load("bundle/worked", "key.pub");
	cosign_policy_t *policy = NULL;
	cosign_bundle_t *without =
	    bundle_load("bundle/worked", "bundle.sigstore.json");
	cosign_bundle_t *with =
	    bundle_load("bundle/worked", "with-entry.sigstore.json");
	cosign_error_t *err = cosign_error_new();
	cosign_result_t *result = NULL;

	MUST(cosign_policy_new(&policy, NULL));
	MUST(cosign_policy_add_key(policy, key, NULL));
	expect_error(err,
	    verify_bytes(&result, policy, without, BLOB, BLOB_LEN, err),
	    COSIGN_E_NO_TLOG, "no transparency log entry");
	expect_prefix(cosign_error_hint(err), "to rely on the key alone");
	cr_expect_eq(cosign_result_code(result), COSIGN_E_NO_TLOG);
	cosign_result_free(result);
	expect_error(err,
	    verify_bytes(&result, policy, with, BLOB, BLOB_LEN, err),
	    COSIGN_E_UNTRUSTED, "tlogEntries[0]: of a log that is not");
	cr_expect_eq(cosign_result_code(result), COSIGN_E_UNTRUSTED);
	cosign_result_free(result);

	cosign_policy_insecure_ignore_tlog(policy);
	MUST(verify_bytes(NULL, policy, without, BLOB, BLOB_LEN, NULL));
	MUST(verify_bytes(NULL, policy, with, BLOB, BLOB_LEN, NULL));
	cosign_error_free(err);
	cosign_bundle_free(with);
	cosign_bundle_free(without);
	cosign_policy_free(policy);
	cosign_pubkey_free(key);
}

/* GHSA-fx35-mq7g-6g98: the key in "cert" verifies nothing, and does not stand
   in the way of the caller's. */
Test(verify_blob, never_uses_a_key_from_a_bundle)
{
	cosign_pubkey_t *right = pubkey_load("bundle/worked", "key.pub");
	cosign_pubkey_t *wrong = key_of("p256");
	cosign_policy_t *for_right = policy_for(right);
	cosign_policy_t *for_wrong = policy_for(wrong);
	cosign_policy_t *for_nobody = policy_for(NULL);
	cosign_bundle_t *b =
	    bundle_load("bundle/worked", "with-key.legacy.json");
	cosign_error_t *err = cosign_error_new();

	MUST(verify_bytes(NULL, for_right, b, BLOB, BLOB_LEN, err));
	expect_error(err, verify_bytes(NULL, for_wrong, b, BLOB, BLOB_LEN, err),
	    COSIGN_E_SIGNATURE, "the signature does not verify");
	expect_error(err,
	    verify_bytes(NULL, for_nobody, b, BLOB, BLOB_LEN, err),
	    COSIGN_E_ARGUMENT, "the policy names no signer");
	cosign_error_free(err);
	cosign_bundle_free(b);
	cosign_policy_free(for_nobody);
	cosign_policy_free(for_wrong);
	cosign_policy_free(for_right);
	cosign_pubkey_free(wrong);
	cosign_pubkey_free(right);
}

Test(verify_blob, needs_its_arguments)
{
	cosign_pubkey_t *key = pubkey_load("bundle/worked", "key.pub");
	cosign_policy_t *policy = policy_for(key);
	cosign_bundle_t *b =
	    bundle_load("bundle/worked", "bundle.sigstore.json");
	cosign_artifact_t *artifact = NULL;
	cosign_error_t *err = cosign_error_new();

	MUST(cosign_artifact_from_bytes(&artifact, BLOB, BLOB_LEN, NULL));
	expect_error(err,
	    cosign_verify_blob(NULL, NULL, NULL, b, artifact, err),
	    COSIGN_E_ARGUMENT, "policy or bundle is missing");
	expect_error(err,
	    cosign_verify_blob(NULL, NULL, policy, NULL, artifact, err),
	    COSIGN_E_ARGUMENT, "bundle is missing");
	expect_error(err, cosign_verify_blob(NULL, NULL, policy, b, NULL, err),
	    COSIGN_E_ARGUMENT, "artifact is missing");
	expect_error(err, cosign_policy_add_key(policy, NULL, err),
	    COSIGN_E_ARGUMENT, "policy: no key");
	expect_error(err, cosign_policy_add_key(NULL, key, err),
	    COSIGN_E_ARGUMENT, "policy: nowhere to write");
	expect_error(err, cosign_policy_set_hash(policy, (cosign_hash_t)4, err),
	    COSIGN_E_ARGUMENT, "policy: no hash has number 4");
	expect_error(err, cosign_policy_new(NULL, err), COSIGN_E_ARGUMENT,
	    "policy: nowhere");
	cr_expect_not(cosign_result_accepted(NULL));
	cosign_result_free(NULL);
	cosign_policy_free(NULL);
	cosign_error_free(err);
	cosign_artifact_free(artifact);
	cosign_bundle_free(b);
	cosign_policy_free(policy);
	cosign_pubkey_free(key);
}

Test(verify_policy, takes_1024_keys_and_no_more)
{
	cosign_pubkey_t *key = pubkey_load("bundle/worked", "key.pub");
	cosign_policy_t *policy = policy_for(NULL);
	cosign_error_t *err = cosign_error_new();
	size_t i;

	for (i = 0; i < 1024; i++)
		MUST(cosign_policy_add_key(policy, key, err));
	expect_error(err, cosign_policy_add_key(policy, key, err),
	    COSIGN_E_LIMIT, "policy: more than 1024 signers");
	cosign_error_free(err);
	cosign_policy_free(policy);
	cosign_pubkey_free(key);
}
