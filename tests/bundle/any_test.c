#include "edit.h"
#include "vectors.h"

#include <cosign/bundle.h>

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdlib.h>
#include <string.h>

/* Bytes, and what a reader that takes every form makes of them. */
struct any {
	char bytes[80];
	size_t len;
	cosign_rc_t rc;
	cosign_bundle_form_t form;
	size_t signature_len;
	char message[48];
};

#define BYTES(text) text, sizeof(text) - 1

ParameterizedTestParameters(bundle_any, tells_forms_apart)
{
	static struct any rows[] = {
		{ BYTES(""), COSIGN_E_NO_SIGNATURE, 0, 0, "signature: empty" },
		{ BYTES("\n"), COSIGN_E_NO_SIGNATURE, 0, 0,
		    "signature: empty" },
		{ BYTES("AAAA"), COSIGN_OK, COSIGN_FORM_DETACHED, 3, "" },
		{ BYTES("AA\r\nAA\n"), COSIGN_OK, COSIGN_FORM_DETACHED, 3, "" },
		/* not base64: the bytes themselves */
		{ BYTES("AAAA "), COSIGN_OK, COSIGN_FORM_DETACHED, 5, "" },
		{ BYTES("AA-_"), COSIGN_OK, COSIGN_FORM_DETACHED, 4, "" },
		{ BYTES("\x30\x06\x02\x01\x01\x02\x01\x01"), COSIGN_OK,
		    COSIGN_FORM_DETACHED, 8, "" },
		{ BYTES("{\x01\x02\xff"), COSIGN_OK, COSIGN_FORM_DETACHED, 4,
		    "" },
		{ BYTES("{\"x\":\0}"), COSIGN_OK, COSIGN_FORM_DETACHED, 7, "" },
		{ BYTES("[]"), COSIGN_OK, COSIGN_FORM_DETACHED, 2, "" },
		{ BYTES("{\"base64Signature\":\"AAAA\"}"), COSIGN_OK,
		    COSIGN_FORM_LEGACY, 3, "" },
		{ BYTES(" \t\r\n{\"base64Signature\":\"AAAA\"} \n"), COSIGN_OK,
		    COSIGN_FORM_LEGACY, 3, "" },
		{ BYTES("{"), COSIGN_E_JSON, 0, 0, "bundle: line 1" },
		{ BYTES("{}"), COSIGN_E_MALFORMED, 0, 0,
		    "legacy bundle: no base64Signature" },
		{ BYTES("{\"base64Signature\":\"AAAA\"}x"), COSIGN_E_JSON, 0, 0,
		    "bundle: line 1" },
		/* what has a media type is never taken for the older form */
		{ BYTES("{\"base64Signature\":\"AAAA\",\"mediaType\":\"x\"}"),
		    COSIGN_E_UNSUPPORTED, 0, 0, "bundle: media type \"x\"" },
		{ BYTES("{\"base64Signature\":\"AAAA\",\"media_type\":null}"),
		    COSIGN_E_MALFORMED, 0, 0, "bundle: no mediaType" },
	};

	return cr_make_param_array(struct any, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct any *row, bundle_any, tells_forms_apart)
{
	cosign_bundle_t *b = NULL;
	cosign_error_t *err = cosign_error_new();
	size_t len;

	expect_error(err,
	    cosign_bundle_parse_any(&b, row->bytes, row->len, err), row->rc,
	    row->message);
	cr_assert_eq(b != NULL, row->rc == COSIGN_OK);
	if (b != NULL) {
		cr_expect_eq(cosign_bundle_form(b), row->form);
		cr_expect(cosign_bundle_signature(b, &len) != NULL);
		cr_expect_eq(len, row->signature_len);
	}
	cosign_bundle_free(b);
	cosign_error_free(err);
}

/* The same signature in each of its files. */
Test(bundle_any, reads_one_signature_in_every_form)
{
	static const char *const names[] = { "signature.sig",
		"bundle.legacy.json", "with-key.legacy.json",
		"with-entry.legacy.json", "bundle.sigstore.json",
		"with-entry.sigstore.json" };
	cosign_bundle_t *first = NULL, *b = NULL;
	const uint8_t *one, *other;
	size_t one_len, other_len, i;

	for (i = 0; i < ARRAY_LEN(names); i++) {
		struct vector v = vector_load("bundle/worked", names[i]);

		MUST(cosign_bundle_parse_any(&b, v.data, v.len, NULL));
		if (first == NULL)
			first = b;
		one = cosign_bundle_signature(first, &one_len);
		other = cosign_bundle_signature(b, &other_len);
		cr_assert_eq(one_len, other_len, "%s", names[i]);
		cr_expect_eq(memcmp(one, other, one_len), 0, "%s", names[i]);
		if (b != first)
			cosign_bundle_free(b);
		vector_free(&v);
	}
	cosign_bundle_free(first);
}

Test(bundle_any, takes_what_a_file_may_hold_and_no_more)
{
	const size_t max = cosign_bundle_max_size();
	char *text = malloc(max + 1);
	cosign_bundle_t *b = NULL;
	cosign_error_t *err = cosign_error_new();

	cr_assert(text != NULL);
	memset(text, '-', max + 1);
	MUST(cosign_bundle_from_signature(&b, text, max, err));
	cosign_bundle_free(b);
	expect_error(err, cosign_bundle_from_signature(&b, text, max + 1, err),
	    COSIGN_E_LIMIT, "signature: ");
	cr_expect_null(b);
	free(text);
	cosign_error_free(err);
}

Test(bundle_any, needs_its_arguments)
{
	cosign_bundle_t *const stale = (void *)1, *b = stale;
	cosign_error_t *err = cosign_error_new();

	expect_error(err, cosign_bundle_parse_any(NULL, "", 0, err),
	    COSIGN_E_ARGUMENT, "bundle: ");
	expect_error(err, cosign_bundle_from_signature(NULL, "", 0, err),
	    COSIGN_E_ARGUMENT, "signature: ");
	expect_error(err, cosign_bundle_from_signature(&b, NULL, 1, err),
	    COSIGN_E_ARGUMENT, "signature: ");
	cr_expect_null(b);
	b = stale;
	expect_error(err, cosign_bundle_parse_any(&b, NULL, 1, err),
	    COSIGN_E_ARGUMENT, "bundle: ");
	cr_expect_null(b);
	expect_error(err, cosign_bundle_from_signature(&b, NULL, 0, err),
	    COSIGN_E_NO_SIGNATURE, "signature: ");
	cosign_error_free(err);
}

/* Of a long text the first bytes tell what it is meant as. */
Test(bundle_any, takes_late_controls_for_damage)
{
	cosign_error_t *err = cosign_error_new();
	cosign_bundle_t *b = NULL;
	char text[300];

	memset(text, ' ', sizeof(text));
	text[0] = '{';
	text[255] = '\1';
	MUST(cosign_bundle_parse_any(&b, text, sizeof(text), err));
	cr_expect_eq(cosign_bundle_form(b), COSIGN_FORM_DETACHED);
	cosign_bundle_free(b);
	text[255] = ' ';
	text[256] = '\1';
	expect_error(err, cosign_bundle_parse_any(&b, text, sizeof(text), err),
	    COSIGN_E_JSON, "bundle: line 1 column 257: member name is missing");
	cr_expect_null(b);
	cosign_error_free(err);
}
