/* The bundles of vectors/, whole. */
#include "look.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdio.h>
#include <string.h>

struct golden {
	char file[64];
	char name[48];
};

ParameterizedTestParameters(inspect_vectors, are_described)
{
	static struct golden rows[] = {
		{ "accepted/p256-v3.sigstore.json", "key.txt" },
		{ "accepted/envelope-v3.sigstore.json", "attestation.txt" },
		{ "accepted/envelope-v3.legacy.json",
		    "attestation-legacy.txt" },
		{ "accepted/p256-v2.legacy.json", "key-legacy.txt" },
		{ "accepted/p256-v3.sig", "signature.txt" },
		{ "worked/with-entry.sigstore.json", "entry.txt" },
		{ "worked/with-entry.legacy.json", "entry-legacy.txt" },
	};

	return cr_make_param_array(struct golden, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct golden *row, inspect_vectors, are_described)
{
	struct vector v = vector_load("bundle", row->file);
	char *text = look_text_of(v.data, NULL);
	json_t *root = look_json_of(v.data, NULL);

	expect_golden(text, row->name);
	json_decref(root);
	cosign_free(text);
	vector_free(&v);
}

/* What stands in docs/inspect.md after its last "```json". */
static json_t *
documented_example(const char *doc)
{
	const char *at, *start = NULL;
	json_t *root;

	for (at = doc; (at = strstr(at, "```json\n")) != NULL; at++)
		start = at;
	cr_assert(start != NULL);
	root = json_loads(start + strlen("```json\n"),
	    JSON_DISABLE_EOF_CHECK | JSON_REJECT_DUPLICATES, NULL);
	cr_assert(root != NULL);
	return root;
}

Test(inspect_vectors, json_is_as_documented)
{
	struct vector doc = vector_read(COSIGN_INSPECT_DOC);
	struct vector v =
	    vector_load("bundle", "worked/with-entry.sigstore.json");
	json_t *want = documented_example(doc.data);
	json_t *root = look_json_of(v.data, NULL);

	cr_expect(json_equal(root, want), "%s", json_dumps(root, 0));
	json_decref(root);
	json_decref(want);
	vector_free(&v);
	vector_free(&doc);
}

Test(inspect_vectors, services_have_the_names_that_are_given)
{
	struct vector v =
	    vector_load("bundle", "worked/with-entry.legacy.json");
	cosign_trust_t *names = NULL;
	json_t *root;
	char *text;

	if (cosign_trust_public_good(&names, NULL) != COSIGN_OK)
		cr_skip("without the public good's trusted root");
	text = look_text_of(v.data, names);
	root = look_json_of(v.data, names);
	expect_line(text, "- Log URL: https://rekor.sigstore.dev");
	expect_line(
	    text, "It claims that the log https://rekor.sigstore.dev *");
	expect_no_line(text, "- Log ID: *");
	cr_expect_str_eq(text_at(root, "tlogEntries/0/logUrl"),
	    "https://rekor.sigstore.dev");
	json_decref(root);
	cosign_free(text);
	cosign_trust_free(names);
	vector_free(&v);
}

Test(inspect_vectors, needs_its_arguments)
{
	cosign_error_t *err = cosign_error_new();
	cosign_bundle_t *b = look_parse("AAAA");
	char *const stale = (void *)1, *text = stale;
	size_t len = 1;

	expect_error(err,
	    cosign_bundle_inspect(
		b, NULL, COSIGN_INSPECT_TEXT, NULL, &len, err),
	    COSIGN_E_ARGUMENT, "inspect: nowhere to write to");
	expect_error(err,
	    cosign_bundle_inspect(
		b, NULL, COSIGN_INSPECT_TEXT, &text, NULL, err),
	    COSIGN_E_ARGUMENT, "inspect: nowhere to write to");
	cr_expect_null(text);
	text = stale;
	expect_error(err,
	    cosign_bundle_inspect(
		NULL, NULL, COSIGN_INSPECT_TEXT, &text, &len, err),
	    COSIGN_E_ARGUMENT, "inspect: nothing to look at");
	cr_expect_null(text);
	cr_expect_eq(len, 0);
	expect_error(err,
	    cosign_bundle_inspect(
		b, NULL, (cosign_inspect_form_t)3, &text, &len, err),
	    COSIGN_E_ARGUMENT, "inspect: no form 3");
	cr_expect_null(text);
	cr_expect_eq(cosign_bundle_inspect(b, NULL, 0, &text, &len, NULL),
	    COSIGN_E_ARGUMENT);
	cosign_bundle_free(b);
	cosign_error_free(err);
}
