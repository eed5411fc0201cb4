#include "verifying.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#define BLOB     "hello world\n"
#define BLOB_LEN (sizeof(BLOB) - 1)

/* A verification of the worked example: what a test wants to see of it. */
struct flow {
	cosign_pubkey_t *key;
	cosign_policy_t *policy;
	cosign_bundle_t *bundle;
	cosign_result_t *result;
};

static cosign_rc_t
run(struct flow *f, const char *name, int ignore_tlog, const char *blob)
{
	memset(f, 0, sizeof(*f));
	f->key = pubkey_load("bundle/worked", "key.pub");
	f->bundle = bundle_load("bundle/worked", name);
	MUST(cosign_policy_new(&f->policy, NULL));
	MUST(cosign_policy_add_key(f->policy, f->key, NULL));
	if (ignore_tlog)
		cosign_policy_insecure_ignore_tlog(f->policy);
	return verify_bytes(
	    &f->result, f->policy, f->bundle, blob, strlen(blob), NULL);
}

static void
end(struct flow *f)
{
	cosign_result_free(f->result);
	cosign_bundle_free(f->bundle);
	cosign_policy_free(f->policy);
	cosign_pubkey_free(f->key);
}

static json_t *
document(const struct flow *f)
{
	char *text = NULL;
	size_t len = 0;
	json_t *o;

	MUST(cosign_result_json(f->result, &text, &len, NULL));
	cr_assert_eq(strlen(text), len);
	cr_expect_null(strchr(text, '\n'));
	o = json_loadb(text, len, JSON_REJECT_DUPLICATES, NULL);
	cr_assert_not_null(o, "%s", text);
	cosign_free(text);
	return o;
}

/* What a document says of its only bundle. */
static json_t *
only_bundle(json_t *o)
{
	json_t *bundles = json_object_get(o, "bundles");

	cr_assert_eq(json_array_size(bundles), 1);
	return json_array_get(bundles, 0);
}

/* The n-th example of docs/result.md. */
static json_t *
example(size_t n)
{
	static const char fence[] = "```json\n";
	struct vector v = vector_read(COSIGN_VECTORS "/../docs/result.md");
	const char *at = v.data;
	json_error_t error;
	json_t *o;

	do {
		at = strstr(at, fence);
		cr_assert_not_null(at);
		at += strlen(fence);
	} while (n-- > 0);
	o = json_loadb(at, (size_t)(strstr(at, "```") - at), 0, &error);
	cr_assert_not_null(o, "line %d: %s", error.line, error.text);
	vector_free(&v);
	return o;
}

static void
expect_example(const struct flow *f, size_t n)
{
	json_t *got = document(f), *documented = example(n);

	cr_expect(
	    json_equal(got, documented), "%s", json_dumps(got, JSON_INDENT(2)));
	json_decref(documented);
	json_decref(got);
}

Test(result, is_what_its_documentation_shows)
{
	struct flow f;

	cr_expect_eq(run(&f, "bundle.sigstore.json", 1, BLOB), COSIGN_OK);
	expect_example(&f, 0);
	end(&f);
	cr_expect_eq(run(&f, "signature.sig", 0, BLOB), COSIGN_E_NO_TLOG);
	expect_example(&f, 1);
	end(&f);
}

Test(result, tells_digest_and_hash)
{
	struct flow f;
	cosign_hash_t hash = COSIGN_HASH_NONE;
	size_t len = 0;

	MUST(run(&f, "bundle.sigstore.json", 1, BLOB));
	cr_expect_eq(cosign_result_digest(f.result, &hash, &len)[0], 0xa9);
	cr_expect_eq(hash, COSIGN_HASH_SHA256);
	cr_expect_eq(len, 32);
	cr_expect_eq(cosign_candidate_hash(cosign_result_signer(f.result)),
	    COSIGN_HASH_SHA256);
	end(&f);
}

Test(result, holds_nothing_of_a_signer_when_rejected)
{
	struct flow f;
	cosign_hash_t hash;
	size_t len;
	json_t *o;

	cr_expect_eq(
	    run(&f, "bundle.sigstore.json", 1, "other"), COSIGN_E_SIGNATURE);
	cr_expect_eq(cosign_result_code(f.result), COSIGN_E_SIGNATURE);
	cr_expect_null(cosign_candidate_key(cosign_result_signer(f.result)));
	cr_expect_null(cosign_result_digest(f.result, &hash, &len));
	cr_expect_eq(hash, COSIGN_HASH_NONE);
	cr_expect_eq(len, 0);
	o = document(&f);
	cr_expect(json_is_null(json_object_get(only_bundle(o), "key")));
	cr_expect_eq(json_integer_value(json_object_get(
			 json_object_get(o, "artifact"), "size")),
	    5);
	json_decref(o);
	end(&f);
}

Test(result, outlives_all_that_it_was_made_of)
{
	struct flow f;
	cosign_result_t *result;

	MUST(run(&f, "bundle.sigstore.json", 1, BLOB));
	result = f.result;
	f.result = NULL;
	end(&f);
	f.result = result;
	cr_expect_str_eq(cosign_pubkey_hint(cosign_candidate_key(
			     cosign_result_signer(result))),
	    "GSo0Dju+eW4/hYbDRXlAdVwMTt3ys+Y9YCpemll2qFY=");
	json_decref(document(&f));
	cosign_result_free(result);
}

/* Pure Ed25519 verifies no digest; a claimed one is the one that was
   verified beside it. */
Test(result, of_pure_ed25519_has_the_claimed_digest_only)
{
	cosign_pubkey_t *key = pubkey_load("bundle/accepted", "ed25519.pub");
	cosign_policy_t *policy = policy_for(key);
	cosign_bundle_t *b =
	    bundle_load("bundle/accepted", "ed25519-v3.sigstore.json");
	cosign_result_t *result = NULL;
	cosign_hash_t hash;
	struct flow f = { NULL, NULL, NULL, NULL };
	size_t len;
	json_t *o;

	MUST(verify_bytes(&result, policy, b, BLOB, BLOB_LEN, NULL));
	cr_expect_null(cosign_result_digest(result, &hash, &len));
	f.result = result;
	o = document(&f);
	cr_expect_eq(json_object_size(json_object_get(
			 json_object_get(o, "artifact"), "digests")),
	    0);
	cr_expect(json_is_null(
	    json_object_get(json_object_get(only_bundle(o), "key"), "hash")));
	json_decref(o);
	cosign_result_free(result);
	cosign_bundle_free(b);
	cosign_policy_free(policy);
	cosign_pubkey_free(key);
}

Test(result, needs_its_arguments)
{
	struct flow f;
	char *text = NULL;
	size_t len;
	cosign_error_t *err = cosign_error_new();

	MUST(run(&f, "bundle.sigstore.json", 1, BLOB));
	expect_error(err, cosign_result_json(NULL, &text, &len, err),
	    COSIGN_E_ARGUMENT, "result: nothing to write");
	cr_expect_null(text);
	expect_error(err, cosign_result_json(f.result, NULL, &len, err),
	    COSIGN_E_ARGUMENT, "result: nowhere to write to");
	expect_error(err, cosign_result_json(f.result, &text, NULL, err),
	    COSIGN_E_ARGUMENT, "result: nowhere to write to");
	cosign_error_free(err);
	end(&f);
}
