#include "util/json.h"
#include "util/limits.h"

#include "vectors.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <inttypes.h>
#include <stdlib.h>

struct text {
	char text[96];
	cosign_rc_t rc;
	char message[64];
};

ParameterizedTestParameters(json, refuses)
{
	static struct text rows[] = {
		/* T-JN-01: repeated names, also in another spelling */
		{ "{\"a\":1,\"a\":2}", COSIGN_E_JSON, "line 1 column " },
		{ "{\"a\":1,\"\\u0061\":2}", COSIGN_E_JSON, "line 1 column " },
		{ "{\"b\":[{\"a\":1,\"a\":1}]}", COSIGN_E_JSON,
		    "line 1 column " },
		/* T-JN-02: NUL */
		{ "{\"a\":\"\\u0000\"}", COSIGN_E_JSON, "line 1 column " },
		{ "{\"a\\u0000\":1}", COSIGN_E_JSON, "line 1 column " },
		/* T-JN-03: numbers */
		{ "{\"a\":9223372036854775808}", COSIGN_E_JSON, "line 1 " },
		{ "{\"a\":-9223372036854775809}", COSIGN_E_JSON, "line 1 " },
		{ "{\"a\":1e400}", COSIGN_E_JSON, "line 1 column " },
		{ "{\"a\":01}", COSIGN_E_JSON, "line 1 column " },
		{ "{\"a\":-}", COSIGN_E_JSON, "line 1 column " },
		{ "{\"a\":-a}", COSIGN_E_JSON, "line 1 column " },
		{ "{\"a\":+1}", COSIGN_E_JSON, "line 1 column " },
		{ "{\"a\":0x1}", COSIGN_E_JSON, "line 1 column " },
		{ "{\"a\":.5}", COSIGN_E_JSON, "line 1 column " },
		{ "{\"a\":5.}", COSIGN_E_JSON, "line 1 column " },
		{ "{\"a\":1e}", COSIGN_E_JSON, "line 1 column " },
		{ "{\"a\":1e+}", COSIGN_E_JSON, "line 1 column " },
		{ "{\"a\":NaN}", COSIGN_E_JSON, "line 1 column " },
		{ "{\"a\":Infinity}", COSIGN_E_JSON, "line 1 column " },
		/* T-JN-05: text */
		{ "\xef\xbb\xbf{}", COSIGN_E_JSON, "line 1 column " },
		{ "{\"a\":\"\xff\"}", COSIGN_E_JSON, "line 1 column " },
		{ "{\"a\":\"\xc0\x80\"}", COSIGN_E_JSON, "line 1 column " },
		{ "{\"a\":\"\xed\xa0\x80\"}", COSIGN_E_JSON, "line 1 column " },
		{ "{\"a\":\"\xf4\x90\x80\x80\"}", COSIGN_E_JSON, "line 1 col" },
		{ "{\"a\":\"\xe2\x82\"}", COSIGN_E_JSON, "line 1 column " },
		{ "{\"a\":\"\\ud800\"}", COSIGN_E_JSON, "line 1 column " },
		{ "{\"a\":\"\\udc00\"}", COSIGN_E_JSON, "line 1 column " },
		{ "{\"a\":\"\\ud800\\ud800\"}", COSIGN_E_JSON, "line 1 col" },
		{ "{\"a\":\"\\ud800x\"}", COSIGN_E_JSON, "line 1 column " },
		{ "{\"a\":\"\\u12\"}", COSIGN_E_JSON, "line 1 column " },
		{ "{\"a\":\"\\u12g4\"}", COSIGN_E_JSON, "line 1 column " },
		{ "{\"a\":\"\\x\"}", COSIGN_E_JSON, "line 1 column " },
		{ "{\"a\":\"\\", COSIGN_E_JSON, "line 1 column " },
		{ "{\"a\":\"\t\"}", COSIGN_E_JSON, "line 1 column " },
		{ "{\"a\":\"\n\"}", COSIGN_E_JSON, "line 1 column " },
		{ "{\"a\":\"\x1f\"}", COSIGN_E_JSON, "line 1 column " },
		{ "{\"a\":\"b", COSIGN_E_JSON, "line 1 column " },
		/* structure */
		{ "", COSIGN_E_JSON, "line 1 column 0: " },
		{ " ", COSIGN_E_JSON, "line 1 column 1: " },
		{ "null", COSIGN_E_JSON, "line 1 column " },
		{ "1", COSIGN_E_JSON, "line 1 column " },
		{ "\"a\"", COSIGN_E_JSON, "line 1 column " },
		{ "true", COSIGN_E_JSON, "line 1 column " },
		{ "{", COSIGN_E_JSON, "line 1 column 1: " },
		{ "[", COSIGN_E_JSON, "line 1 column 1: " },
		{ "{\"a\"", COSIGN_E_JSON, "line 1 column 4: " },
		{ "{\"a\":", COSIGN_E_JSON, "line 1 column 5: " },
		{ "{\"a\":1", COSIGN_E_JSON, "line 1 column 6: " },
		{ "{\"a\":1,", COSIGN_E_JSON, "line 1 column 7: " },
		{ "{\"a\":1,}", COSIGN_E_JSON, "line 1 column " },
		{ "{,}", COSIGN_E_JSON, "line 1 column " },
		{ "{1:2}", COSIGN_E_JSON, "line 1 column " },
		{ "{\"a\" 1}", COSIGN_E_JSON, "line 1 column " },
		{ "[1,]", COSIGN_E_JSON, "line 1 column " },
		{ "[,1]", COSIGN_E_JSON, "line 1 column " },
		{ "[1 2]", COSIGN_E_JSON, "line 1 column " },
		{ "[1}", COSIGN_E_JSON, "line 1 column " },
		{ "{\"a\":1]", COSIGN_E_JSON, "line 1 column " },
		{ "{} {}", COSIGN_E_JSON, "line 1 column 4: " },
		{ "{}x", COSIGN_E_JSON, "line 1 column 3: " },
		{ "{},", COSIGN_E_JSON, "line 1 column 3: " },
		{ "[tru]", COSIGN_E_JSON, "line 1 column " },
		{ "[True]", COSIGN_E_JSON, "line 1 column " },
		{ "[nullx]", COSIGN_E_JSON, "line 1 column " },
		{ "[/**/]", COSIGN_E_JSON, "line 1 column " },
		{ "['a']", COSIGN_E_JSON, "line 1 column " },
		{ "{\n\"a\":\n\n x}", COSIGN_E_JSON, "line 4 column " },
	};

	return cr_make_param_array(struct text, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct text *row, json, refuses)
{
	cosign_error_t *err = cosign_error_new();
	json_t *out = json_true();
	cosign_rc_t rc =
	    csn_json_parse(&out, row->text, strlen(row->text), err);

	cr_expect_null(out, "%s", row->text);
	expect_error(err, rc, row->rc, row->message);
	cosign_error_free(err);
}

Test(json, refuses_a_nul_after_the_document)
{
	cosign_error_t *err = cosign_error_new();
	json_t *out = NULL;
	cosign_rc_t rc = csn_json_parse(&out, "{}", 3, err);

	expect_error(err, rc, COSIGN_E_JSON, "line 1 column ");
	cosign_error_free(err);
}

ParameterizedTestParameters(json, accepts)
{
	static struct text rows[] = {
		{ "{}", COSIGN_OK, "" },
		{ " \t\r\n[ ]\n", COSIGN_OK, "" },
		{ "{\"a\":1,\"A\":2,\"\":3}", COSIGN_OK, "" },
		{ "[9223372036854775807,-9223372036854775808]", COSIGN_OK, "" },
		{ "[-0,0,0.5,1e5,1E+2,1.25e-3,1e-400]", COSIGN_OK, "" },
		{ "[\"\\u00e9\\ud83d\\ude00\\/\\b\\f\\n\\r\\t\\\\\\\"\"]",
		    COSIGN_OK, "" },
		{ "[\"\x7f\xc2\x80\xef\xbf\xbf\xf4\x8f\xbf\xbf\"]", COSIGN_OK,
		    "" },
		{ "[{\"a\":1},{\"a\":1}]", COSIGN_OK, "" },
		{ "[true,false,null]", COSIGN_OK, "" },
	};

	return cr_make_param_array(struct text, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct text *row, json, accepts)
{
	json_t *out = NULL;

	MUST(csn_json_parse(&out, row->text, strlen(row->text), NULL));
	cr_expect_not_null(out);
	json_decref(out);
}

Test(json, reads_what_is_written)
{
	static const char text[] = "[\"\\u00e9\\ud83d\\ude00\\/\\b\\f\\n\\r\\t"
				   "\\\\\\\"\\u001F\",-12,2.5e1,\"\"]";
	static const char value[] =
	    "\xc3\xa9\xf0\x9f\x98\x80/\b\f\n\r\t\\\"\x1f";
	json_t *out = NULL;

	MUST(csn_json_parse(&out, text, strlen(text), NULL));
	cr_assert_eq(json_array_size(out), 4);
	cr_expect_str_eq(json_string_value(json_array_get(out, 0)), value);
	cr_expect_eq(json_integer_value(json_array_get(out, 1)), -12);
	cr_expect_eq(json_real_value(json_array_get(out, 2)), 25.0);
	cr_expect_eq(json_string_length(json_array_get(out, 3)), 0);
	json_decref(out);
}

/* Brackets in strings do not count, those around them do. */
static cosign_rc_t
parse_nested(size_t depth, const char *inside)
{
	char text[2 * CSN_JSON_DEPTH_MAX + 64] = "";
	json_t *out = NULL;
	cosign_rc_t rc;
	size_t i;

	for (i = 0; i < depth; i++)
		(void)strcat(text, "[");
	(void)strcat(text, inside);
	for (i = 0; i < depth; i++)
		(void)strcat(text, "]");
	rc = csn_json_parse(&out, text, strlen(text), NULL);
	cr_expect_eq(out != NULL, rc == COSIGN_OK);
	json_decref(out);
	return rc;
}

Test(json, limits_depth)
{
	const size_t max = CSN_JSON_DEPTH_MAX;

	cr_expect_eq(parse_nested(max, ""), COSIGN_OK);
	cr_expect_eq(parse_nested(max + 1, ""), COSIGN_E_LIMIT);
	cr_expect_eq(parse_nested(max - 1, "{\"a\":1}"), COSIGN_OK);
	cr_expect_eq(parse_nested(max, "{\"a\":1}"), COSIGN_E_LIMIT);
	cr_expect_eq(parse_nested(max, "\"[[\\\"{{\""), COSIGN_OK);
	cr_expect_eq(parse_nested(max, "1,\"]\\\\\",2"), COSIGN_OK);
}

Test(json, survives_brackets_without_end)
{
	const size_t len = 1000000;
	char *text = malloc(len);
	cosign_error_t *err = cosign_error_new();
	json_t *out = NULL;
	cosign_rc_t rc;

	cr_assert_not_null(text);
	memset(text, '[', len);
	rc = csn_json_parse(&out, text, len, err);
	expect_error(err, rc, COSIGN_E_LIMIT, "nested deeper than 64");
	cosign_error_free(err);
	free(text);
}

Test(json, limits_size)
{
	cosign_error_t *err = cosign_error_new();
	json_t *out = NULL;
	cosign_rc_t rc;

	MUST(csn_json_parse_max(&out, "{ }", 3, 3, "thing", err));
	json_decref(out);
	rc = csn_json_parse_max(&out, "{ }", 3, 2, "thing", err);
	cr_expect_null(out);
	expect_error(err, rc, COSIGN_E_LIMIT, "thing: 3 bytes are more than 2");
	rc = csn_json_parse_max(&out, "{", 1, 2, "thing", err);
	expect_error(err, rc, COSIGN_E_JSON, "thing: line 1 column ");
	cosign_error_free(err);
}

/* Foreign bytes in the parser's message come out printable. */
Test(json, escapes_what_it_quotes)
{
	cosign_error_t *err = cosign_error_new();
	const char *message;
	json_t *out = NULL;

	(void)csn_json_parse(&out, "[\x1b[31m]", 7, err);
	message = cosign_error_message(err);
	cr_expect_null(strchr(message, '\x1b'), "%s", message);
	cosign_error_free(err);
}

static json_t *
parse(const char *text)
{
	json_t *out = NULL;

	MUST(csn_json_parse(&out, text, strlen(text), NULL));
	return out;
}

static const char every_type[] =
    "{\"o\":{\"x\":1},\"a\":[1],\"s\":\"text\",\"e\":\"\",\"i\":-7,"
    "\"r\":1.0,\"t\":true,\"n\":null,\"S\":\"upper\"}";

Test(json, getters_give_what_is_there)
{
	json_t *root = parse(every_type);
	const json_t *v = NULL;
	struct csn_span s;
	int64_t i = 0;

	MUST(csn_json_object(&v, root, "o", NULL));
	cr_expect_eq(json_object_size(v), 1);
	MUST(csn_json_object_opt(&v, root, "o", NULL));
	cr_expect_eq(json_object_size(v), 1);
	MUST(csn_json_array_opt(&v, root, "a", NULL));
	cr_expect_eq(json_array_size(v), 1);
	MUST(csn_json_string(&s, root, "s", NULL));
	cr_expect(csn_span_eq(s, csn_span_str("text")));
	MUST(csn_json_string_opt(&s, root, "s", NULL));
	cr_expect(csn_span_eq(s, csn_span_str("text")));
	MUST(csn_json_string(&s, root, "e", NULL));
	cr_expect(s.p != NULL && s.len == 0);
	MUST(csn_json_int(&i, root, "i", NULL));
	cr_expect_eq(i, -7);
	json_decref(root);
}

Test(json, getters_tell_what_is_missing)
{
	cosign_error_t *err = cosign_error_new();
	json_t *root = parse(every_type);
	static const char names[][2] = { "n", "z", "I" };
	const json_t *v;
	struct csn_span s;
	int64_t number;
	size_t i;

	for (i = 0; i < ARRAY_LEN(names); i++) {
		const char *name = names[i];

		v = root;
		expect_error(err, csn_json_object(&v, root, name, err),
		    COSIGN_E_MALFORMED, "no ");
		cr_expect_null(v);
		s = csn_span("x", 1);
		expect_error(err, csn_json_string(&s, root, name, err),
		    COSIGN_E_MALFORMED, "no ");
		cr_expect(s.p == NULL && s.len == 0);
		number = 1;
		expect_error(err, csn_json_int(&number, root, name, err),
		    COSIGN_E_MALFORMED, "no ");
		cr_expect_eq(number, 0);
		v = root;
		MUST(csn_json_object_opt(&v, root, name, err));
		cr_expect_null(v);
		v = root;
		MUST(csn_json_array_opt(&v, root, name, err));
		cr_expect_null(v);
		s = csn_span("x", 1);
		MUST(csn_json_string_opt(&s, root, name, err));
		cr_expect(s.p == NULL && s.len == 0);
	}
	json_decref(root);
	cosign_error_free(err);
}

/* T-JN-04: any other type is refused, never read as empty or zero. */
Test(json, getters_refuse_other_types)
{
	cosign_error_t *err = cosign_error_new();
	json_t *root = parse(every_type);
	const json_t *v;
	struct csn_span s;
	int64_t number;
	const char *name;

	for (name = "asirt"; *name != '\0'; name++) {
		const char one[2] = { *name, '\0' };

		v = root;
		expect_error(err, csn_json_object(&v, root, one, err),
		    COSIGN_E_JSON, "");
		cr_expect_null(v);
		expect_error(err, csn_json_object_opt(&v, root, one, err),
		    COSIGN_E_JSON, "");
	}
	for (name = "osirt"; *name != '\0'; name++) {
		const char one[2] = { *name, '\0' };

		expect_error(err, csn_json_array_opt(&v, root, one, err),
		    COSIGN_E_JSON, "");
	}
	for (name = "oairt"; *name != '\0'; name++) {
		const char one[2] = { *name, '\0' };

		expect_error(err, csn_json_string(&s, root, one, err),
		    COSIGN_E_JSON, "");
		expect_error(err, csn_json_string_opt(&s, root, one, err),
		    COSIGN_E_JSON, "");
	}
	for (name = "oaset"; *name != '\0'; name++) {
		const char one[2] = { *name, '\0' };

		number = 1;
		expect_error(err, csn_json_int(&number, root, one, err),
		    COSIGN_E_JSON, "");
		cr_expect_eq(number, 0);
	}
	/* 1.0 and "7" are no integers here */
	expect_error(err, csn_json_int(&number, root, "r", err), COSIGN_E_JSON,
	    "r: not an integer");
	json_decref(root);
	cosign_error_free(err);
}

Test(json, getters_want_an_object)
{
	cosign_error_t *err = cosign_error_new();
	json_t *root = parse("[1]");
	const json_t *v = root;

	expect_error(err, csn_json_object_opt(&v, root, "a", err),
	    COSIGN_E_JSON, "not an object");
	cr_expect_null(v);
	json_decref(root);
	cosign_error_free(err);
}

/* T-JN-06: names are exact; two spellings are two members. */
Test(json, names_are_case_sensitive)
{
	json_t *root = parse("{\"Payload\":\"a\",\"payload\":\"b\"}");
	struct csn_span s;

	MUST(csn_json_string(&s, root, "payload", NULL));
	cr_expect(csn_span_eq(s, csn_span_str("b")));
	cr_expect_eq(
	    csn_json_string(&s, root, "PAYLOAD", NULL), COSIGN_E_MALFORMED);
	json_decref(root);
}
