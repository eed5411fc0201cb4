/* Each allocation of a whole verification, from policy to document, fails in
   turn: nothing is accepted, nothing is called rejected, nothing leaks. */
#include "alloc_fail.h"
#include "verifying.h"

#include <criterion/criterion.h>
#include <string.h>

#define BLOB     "hello world\n"
#define BLOB_LEN (sizeof(BLOB) - 1)

struct verification {
	cosign_pubkey_t *key;
	struct vector bundle;
	cosign_result_t *result;
	char *text;
};

static cosign_rc_t
verify_with(
    cosign_policy_t *policy, struct verification *v, cosign_error_t *err)
{
	cosign_artifact_t *artifact = NULL;
	cosign_bundle_t *b = NULL;
	cosign_rc_t rc;
	size_t len;

	cosign_policy_insecure_ignore_tlog(policy);
	rc = cosign_policy_add_key(policy, v->key, err);
	if (rc == COSIGN_OK)
		rc = cosign_bundle_parse_any(
		    &b, v->bundle.data, v->bundle.len, err);
	if (rc == COSIGN_OK)
		rc = cosign_artifact_from_bytes(&artifact, BLOB, BLOB_LEN, err);
	if (rc == COSIGN_OK)
		rc = cosign_verify_blob(
		    &v->result, NULL, policy, b, artifact, err);
	if (rc == COSIGN_OK)
		rc = cosign_result_json(v->result, &v->text, &len, err);
	cosign_artifact_free(artifact);
	cosign_bundle_free(b);
	return rc;
}

static cosign_rc_t
verify(struct verification *v, cosign_error_t *err)
{
	cosign_policy_t *policy = NULL;
	cosign_rc_t rc;

	v->result = NULL;
	v->text = NULL;
	rc = cosign_policy_new(&policy, err);
	if (rc == COSIGN_OK)
		rc = verify_with(policy, v, err);
	cosign_policy_free(policy);
	return rc;
}

/* OpenSSL 3.0 says 0 to an Ed25519 signature, and nothing else, when it lacks
   the memory for its own hash context: that cannot be told from a bad one. */
static int
is_no_verdict(cosign_rc_t rc, const char *bundle)
{
	return cosign_rc_class(rc) == COSIGN_CLASS_INTERNAL ||
	    (rc == COSIGN_E_SIGNATURE && strstr(bundle, "ed25519") != NULL);
}

static void
fail_each(const char *key, const char *bundle, int with_error)
{
	struct verification v = { pubkey_load("bundle", key),
		vector_load("bundle", bundle), NULL, NULL };
	cosign_error_t *err = with_error ? cosign_error_new() : NULL;
	cosign_rc_t rc;
	size_t n;
	int met;

	/* What is made once in a process has a test of its own. */
	MUST(verify(&v, err));
	cosign_free(v.text);
	cosign_result_free(v.result);
	for (n = 1;; n++) {
		alloc_fail_arm(n);
		rc = verify(&v, err);
		met = alloc_fail_disarm();
		if (rc != COSIGN_OK) {
			cr_expect(is_no_verdict(rc, bundle),
			    "%s: allocation %zu: %s", bundle, n,
			    cosign_rc_name(rc));
			if (err != NULL)
				cr_expect_eq(cosign_error_code(err), rc);
			cr_expect_null(v.text);
		}
		cosign_free(v.text);
		cosign_result_free(v.result);
		if (!met)
			break;
	}
	cr_expect_eq(rc, COSIGN_OK);
	cr_expect_gt(n, 10, "%zu allocations", n);
	cosign_error_free(err);
	cosign_pubkey_free(v.key);
	vector_free(&v.bundle);
}

Test(verify_alloc, of_a_bundle)
{
	fail_each("worked/key.pub", "worked/bundle.sigstore.json", 1);
	fail_each("worked/key.pub", "worked/bundle.sigstore.json", 0);
}

Test(verify_alloc, of_a_bundle_with_a_log_entry)
{
	fail_each("worked/key.pub", "worked/with-entry.sigstore.json", 1);
}

Test(verify_alloc, of_an_older_bundle)
{
	fail_each("worked/key.pub", "worked/with-key.legacy.json", 1);
}

Test(verify_alloc, of_a_signature)
{
	fail_each("worked/key.pub", "worked/signature.sig", 1);
}

Test(verify_alloc, of_other_kinds_of_keys)
{
	fail_each("accepted/ed25519.pub", "accepted/ed25519-v3.legacy.json", 1);
	fail_each("accepted/p384.pub", "accepted/p384-v3.sigstore.json", 1);
	fail_each(
	    "accepted/rsa2048.pub", "accepted/rsa2048-v3.sigstore.json", 1);
}
