#include "util/json.h"
#include "util/limits.h"

#include "table.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <malloc.h>
#include <stdio.h>
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
		{ "{\"a\":1,\"a\":2}", COSIGN_E_JSON,
		    "line 1 column 11: member name is repeated" },
		{ "{\"a\":1,\"\\u0061\":2}", COSIGN_E_JSON,
		    "line 1 column 16: member name is repeated" },
		{ "{\"b\":[{\"a\":1,\"a\":1}]}", COSIGN_E_JSON,
		    "line 1 column 17: member name is repeated" },
		/* T-JN-02: NUL */
		{ "{\"a\":\"\\u0000\"}", COSIGN_E_JSON,
		    "line 1 column 13: NUL in a string" },
		{ "{\"a\\u0000\":1}", COSIGN_E_JSON,
		    "line 1 column 10: NUL in a string" },
		/* T-JN-03: numbers */
		{ "{\"a\":9223372036854775808}", COSIGN_E_JSON,
		    "line 1 column 6: integer exceeds 64 bits" },
		{ "{\"a\":-9223372036854775809}", COSIGN_E_JSON,
		    "line 1 column 6: integer exceeds 64 bits" },
		{ "{\"a\":1e400}", COSIGN_E_JSON,
		    "line 1 column 6: number is too large" },
		{ "{\"a\":01}", COSIGN_E_JSON,
		    "line 1 column 6: malformed number" },
		{ "{\"a\":-}", COSIGN_E_JSON,
		    "line 1 column 6: malformed number" },
		{ "{\"a\":-a}", COSIGN_E_JSON,
		    "line 1 column 6: malformed number" },
		{ "{\"a\":+1}", COSIGN_E_JSON,
		    "line 1 column 6: no value here" },
		{ "{\"a\":0x1}", COSIGN_E_JSON,
		    "line 1 column 7: ',' or '}' is missing" },
		{ "{\"a\":.5}", COSIGN_E_JSON,
		    "line 1 column 6: no value here" },
		{ "{\"a\":5.}", COSIGN_E_JSON,
		    "line 1 column 6: malformed number" },
		{ "{\"a\":1e}", COSIGN_E_JSON,
		    "line 1 column 6: malformed number" },
		{ "{\"a\":1e+}", COSIGN_E_JSON,
		    "line 1 column 6: malformed number" },
		{ "{\"a\":NaN}", COSIGN_E_JSON,
		    "line 1 column 6: no value here" },
		{ "{\"a\":Infinity}", COSIGN_E_JSON,
		    "line 1 column 6: no value here" },
		/* T-JN-05: text */
		{ "\xef\xbb\xbf{}", COSIGN_E_JSON,
		    "line 1 column 1: neither an object nor an array" },
		{ "{\"a\":\"\xff\"}", COSIGN_E_JSON,
		    "line 1 column 7: not UTF-8" },
		{ "{\"a\":\"\xc0\x80\"}", COSIGN_E_JSON,
		    "line 1 column 7: not UTF-8" },
		{ "{\"a\":\"\xed\xa0\x80\"}", COSIGN_E_JSON,
		    "line 1 column 7: not UTF-8" },
		{ "{\"a\":\"\xf4\x90\x80\x80\"}", COSIGN_E_JSON,
		    "line 1 column 7: not UTF-8" },
		{ "{\"a\":\"\xe2\x82\"}", COSIGN_E_JSON,
		    "line 1 column 7: not UTF-8" },
		{ "{\"a\":\"\\ud800\"}", COSIGN_E_JSON,
		    "line 1 column 13: half of a surrogate pair" },
		{ "{\"a\":\"\\udc00\"}", COSIGN_E_JSON,
		    "line 1 column 13: half of a surrogate pair" },
		{ "{\"a\":\"\\ud800\\ud800\"}", COSIGN_E_JSON,
		    "line 1 column 19: half of a surrogate pair" },
		{ "[\"\\udc00\\udc00\"]", COSIGN_E_JSON,
		    "line 1 column 9: half of a surrogate pair" },
		{ "{\"a\":\"\\ud800x\"}", COSIGN_E_JSON,
		    "line 1 column 13: half of a surrogate pair" },
		{ "{\"a\":\"\\u12\"}", COSIGN_E_JSON,
		    "line 1 column 11: unknown escape" },
		{ "{\"a\":\"\\u12g4\"}", COSIGN_E_JSON,
		    "line 1 column 11: unknown escape" },
		{ "{\"a\":\"\\x\"}", COSIGN_E_JSON,
		    "line 1 column 8: unknown escape" },
		{ "{\"a\":\"\\", COSIGN_E_JSON,
		    "line 1 column 8: the text ends early" },
		{ "{\"a\":\"\t\"}", COSIGN_E_JSON,
		    "line 1 column 7: control character in a string" },
		{ "{\"a\":\"\n\"}", COSIGN_E_JSON,
		    "line 1 column 7: control character in a string" },
		{ "{\"a\":\"\x1f\"}", COSIGN_E_JSON,
		    "line 1 column 7: control character in a string" },
		{ "{\"a\":\"b", COSIGN_E_JSON,
		    "line 1 column 8: the text ends early" },
		/* structure */
		{ "", COSIGN_E_JSON, "line 1 column 1: the text ends early" },
		{ " ", COSIGN_E_JSON, "line 1 column 2: the text ends early" },
		{ "null", COSIGN_E_JSON,
		    "line 1 column 1: neither an object nor an array" },
		{ "1", COSIGN_E_JSON,
		    "line 1 column 1: neither an object nor an array" },
		{ "\"a\"", COSIGN_E_JSON,
		    "line 1 column 1: neither an object nor an array" },
		{ "true", COSIGN_E_JSON,
		    "line 1 column 1: neither an object nor an array" },
		{ "{", COSIGN_E_JSON, "line 1 column 2: the text ends early" },
		{ "[", COSIGN_E_JSON, "line 1 column 2: the text ends early" },
		{ "{\"a\"", COSIGN_E_JSON,
		    "line 1 column 5: the text ends early" },
		{ "{\"a\":", COSIGN_E_JSON,
		    "line 1 column 6: the text ends early" },
		{ "{\"a\":1", COSIGN_E_JSON,
		    "line 1 column 7: the text ends early" },
		{ "{\"a\":1,", COSIGN_E_JSON,
		    "line 1 column 8: the text ends early" },
		{ "{\"a\":1,}", COSIGN_E_JSON,
		    "line 1 column 8: member name is missing" },
		{ "{,}", COSIGN_E_JSON,
		    "line 1 column 2: member name is missing" },
		{ "{1:2}", COSIGN_E_JSON,
		    "line 1 column 2: member name is missing" },
		{ "{\"a\" 1}", COSIGN_E_JSON,
		    "line 1 column 6: ':' is missing" },
		{ "[1,]", COSIGN_E_JSON, "line 1 column 4: no value here" },
		{ "[,1]", COSIGN_E_JSON, "line 1 column 2: no value here" },
		{ "[1 2]", COSIGN_E_JSON,
		    "line 1 column 4: ',' or ']' is missing" },
		{ "[1}", COSIGN_E_JSON,
		    "line 1 column 3: ',' or ']' is missing" },
		{ "{\"a\":1]", COSIGN_E_JSON,
		    "line 1 column 7: ',' or '}' is missing" },
		{ "{} {}", COSIGN_E_JSON,
		    "line 1 column 4: something follows the document" },
		{ "{}x", COSIGN_E_JSON,
		    "line 1 column 3: something follows the document" },
		{ "{},", COSIGN_E_JSON,
		    "line 1 column 3: something follows the document" },
		{ "[tru]", COSIGN_E_JSON, "line 1 column 2: no value here" },
		{ "[True]", COSIGN_E_JSON, "line 1 column 2: no value here" },
		{ "[nullx]", COSIGN_E_JSON,
		    "line 1 column 6: ',' or ']' is missing" },
		{ "[/**/]", COSIGN_E_JSON, "line 1 column 2: no value here" },
		{ "['a']", COSIGN_E_JSON, "line 1 column 2: no value here" },
		{ "{\n\"a\":\n\n x}", COSIGN_E_JSON,
		    "line 4 column 2: no value here" },
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

/* jansson's own parser passes over the second. */
Test(json, refuses_a_nul_between_tokens)
{
	cosign_error_t *err = cosign_error_new();
	json_t *out = NULL;

	expect_error(err, csn_json_parse(&out, "{}", 3, err), COSIGN_E_JSON,
	    "line 1 column 3: something follows the document");
	expect_error(err, csn_json_parse(&out, "[1\0,2]", 6, err),
	    COSIGN_E_JSON, "line 1 column 3: ',' or ']' is missing");
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

/* Depth is how deep, not how many. */
Test(json, counts_no_siblings)
{
	static char text[4096] = "[[]";
	json_t *out = NULL;
	int i;

	for (i = 0; i < 500; i++)
		(void)strcat(text, i % 2 == 0 ? ",{}" : ",[[]]");
	(void)strcat(text, "]");
	MUST(csn_json_parse(&out, text, strlen(text), NULL));
	cr_expect_eq(json_array_size(out), 501);
	json_decref(out);
}

/* A list of so many: it is one value more. */
static cosign_rc_t
parse_list_of(const char *value, size_t count, cosign_error_t *err)
{
	const size_t len = strlen(value);
	char *text = malloc((len + 1) * count + 3), *to = text;
	json_t *out = NULL;
	cosign_rc_t rc;
	size_t i;

	cr_assert_not_null(text);
	for (i = 0; i < count; i++)
		to += sprintf(to, "%c%s", i == 0 ? '[' : ',', value);
	(void)sprintf(to, "]");
	rc = csn_json_parse(&out, text, strlen(text), err);
	cr_expect_eq(out != NULL, rc == COSIGN_OK);
	json_decref(out);
	free(text);
	return rc;
}

/* The one too many is of each kind in turn: the sanitizers see whether it is
   let go. */
Test(json, limits_values)
{
	static const char *const values[] = { "1", "1.5", "\"a\"", "[]", "{}" };
	cosign_error_t *err = cosign_error_new();
	size_t i;

	for (i = 0; i < ARRAY_LEN(values); i++) {
		MUST(parse_list_of(values[i], CSN_JSON_VALUES_MAX - 1, err));
		expect_error(err,
		    parse_list_of(values[i], CSN_JSON_VALUES_MAX, err),
		    COSIGN_E_LIMIT, "more than 131072 values");
	}
	cosign_error_free(err);
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

Test(json, protobuf_numbers)
{
	static const char text[] =
	    "[1.0,1e3,-12.50e1,9007199254740993.0,9223372036854775807e0,"
	    "-9223372036854775808.0,0.000e99999999999999999999,1.5,"
	    "9223372036854775808,1e19,1e-1,-0.0,100e-2]";
	static const int64_t integers[] = { 1, 1000, -125, 9007199254740993,
		INT64_MAX, INT64_MIN, 0 };
	static const double reals[] = { 1.5, 9223372036854775808.0, 1e19, 0.1 };
	json_t *out = NULL;
	size_t i;

	MUST(csn_json_parse_numbers(
	    &out, text, strlen(text), CSN_JSON_NUMBERS_PROTO, NULL));
	cr_assert_eq(json_array_size(out), 13);
	for (i = 0; i < 7; i++) {
		cr_assert(json_is_integer(json_array_get(out, i)), "%zu", i);
		cr_expect_eq(json_integer_value(json_array_get(out, i)),
		    integers[i], "%zu", i);
	}
	for (; i < 11; i++) {
		cr_assert(json_is_real(json_array_get(out, i)), "%zu", i);
		cr_expect_eq(json_real_value(json_array_get(out, i)),
		    reals[i - 7], "%zu", i);
	}
	cr_expect(json_is_integer(json_array_get(out, 11)));
	cr_expect_eq(json_integer_value(json_array_get(out, 12)), 1);
	json_decref(out);
}

/* All doubles that the writer's vectors hold come back as they were. */
Test(json, reads_doubles_exactly)
{
	struct table t = table_open("util/go", "doubles.tsv");

	while (table_row(&t, 2)) {
		const uint64_t bits = strtoull(t.column[0], NULL, 16);
		char text[512];
		json_t *out = NULL;
		double v, want;

		memcpy(&want, &bits, sizeof(want));
		(void)snprintf(text, sizeof(text), "[%s%s]", t.column[1],
		    strpbrk(t.column[1], ".e") != NULL ? "" : "e0");
		MUST(csn_json_parse(&out, text, strlen(text), NULL));
		v = json_real_value(json_array_get(out, 0));
		cr_expect(memcmp(&v, &want, sizeof(v)) == 0, "%s", text);
		json_decref(out);
	}
	table_close(&t);
}

/* A million digits are one number, whichever way round. */
Test(json, reads_long_numbers)
{
	const size_t len = 1000000;
	char *text = malloc(len + 32);
	json_t *out = NULL;

	cr_assert_not_null(text);
	memset(text, '0', len);
	memcpy(text, "[0.", 3);
	(void)snprintf(text + len, 32, "125e%zu]", len);
	MUST(csn_json_parse(&out, text, strlen(text), NULL));
	cr_expect_eq(json_real_value(json_array_get(out, 0)), 125.0);
	json_decref(out);
	memset(text, '7', len);
	text[0] = '[';
	(void)snprintf(text + len, 32, "e-%zu]", len - 2);
	MUST(csn_json_parse(&out, text, strlen(text), NULL));
	cr_expect_float_eq(
	    json_real_value(json_array_get(out, 0)), 7.77777777, 1e-6);
	json_decref(out);
	free(text);
}

Test(json, names_of_nested_objects_stay_apart)
{
	json_t *root = NULL;
	const json_t *v;
	int64_t i;
	static const char text[] = "{\"one\":{\"two\":{\"three\":3},"
				   "\"t\\u0077o2\":2},\"on\":1}";

	MUST(csn_json_parse(&root, text, strlen(text), NULL));
	MUST(csn_json_int(&i, root, "on", NULL));
	cr_expect_eq(i, 1);
	MUST(csn_json_object(&v, root, "one", NULL));
	MUST(csn_json_int(&i, v, "two2", NULL));
	cr_expect_eq(i, 2);
	MUST(csn_json_object(&v, v, "two", NULL));
	MUST(csn_json_int(&i, v, "three", NULL));
	cr_expect_eq(i, 3);
	json_decref(root);
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

/* What is wrong with a byte in the midst of a string of a's, or "". */
static const char *
wrong_with(int c)
{
	if (c < 0x20)
		return "control character in a string";
	if (c == '"')
		return "',' or ']' is missing";
	if (c == '\\')
		return "unknown escape";
	return c >= 0x80 ? "not UTF-8" : "";
}

/* Bytes are looked at by eights where they may. */
Test(json, sees_each_byte_of_a_string)
{
	cosign_error_t *err = cosign_error_new();
	char text[64], message[64];
	json_t *out = NULL;
	size_t at;
	int c;

	for (at = 0; at < 19; at++)
		for (c = 1; c < 256; c++) {
			const char *what = wrong_with(c);
			const int is_fine = what[0] == '\0';
			const size_t column =
			    at + (c == '"' || c == '\\' ? 4 : 3);

			(void)snprintf(
			    text, sizeof(text), "[\"aaaaaaaaaaaaaaaaaaaa\"]");
			text[2 + at] = (char)c;
			(void)snprintf(message, sizeof(message),
			    "line 1 column %zu: %s", column, what);
			expect_error(err,
			    csn_json_parse(&out, text, strlen(text), err),
			    is_fine ? COSIGN_OK : COSIGN_E_JSON,
			    is_fine ? "" : message);
			if (is_fine)
				cr_expect_eq(json_string_value(
						 json_array_get(out, 0))[at],
				    (char)c);
			json_decref(out);
			cosign_error_clear(err);
		}
	cosign_error_free(err);
}

/* ---- what is left in memory ---- */

#define SECRET "hunter2hunter2hunter2"

static unsigned int left;

/* malloc_usable_size() is all of a block. */
static void
free_seen(void *p)
{
	left += p != NULL &&
	    memmem(p, malloc_usable_size(p), SECRET, strlen(SECRET)) != NULL;
	free(p);
}

Test(json, nothing_is_left_of_what_was_refused)
{
	static const char *const texts[] = {
		"{\"auths\":{\"a\":{\"auth\":\"" SECRET "\"},}}",
		"{\"a\":[{\"b\":\"" SECRET "\"}],\"a\":1}",
		"{\"a\":\"" SECRET "\"} {}",
		"{\"a\":\"" SECRET "\",\"b\":\"",
	};
	json_t *out = NULL;
	size_t i;

	json_set_alloc_funcs(malloc, free_seen);
	for (i = 0; i < CSN_ARRAY_LEN(texts); i++)
		cr_expect_eq(
		    csn_json_parse(&out, texts[i], strlen(texts[i]), NULL),
		    COSIGN_E_JSON, "%zu", i);
	cr_expect_eq(left, 0);
	cr_expect_eq(parse_list_of("\"" SECRET "\"", CSN_JSON_VALUES_MAX, NULL),
	    COSIGN_E_LIMIT);
	cr_expect_eq(left, 0);
	/* It would have been seen. */
	cr_assert_eq(
	    csn_json_parse(&out, "[\"" SECRET "\"]", strlen(SECRET) + 4, NULL),
	    COSIGN_OK);
	json_decref(out);
	cr_expect_eq(left, 1);
}
