#include "all_message.h"

#include "table.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdio.h>
#include <stdlib.h>

/* Where we and Go differ, on purpose. */
struct difference {
	char document[64];
	char ours[64];
	/* why */
};

static const struct difference differences[] = {
	/* NUL has no place in a name or a text of ours. */
	{ "{\"text\":\"\\u0000\"}", "-" },
	/* Go reads what stands before a separator and forgets the rest. */
	{ "{\"bigInt\":\"1,0\"}", "-" },
	{ "{\"bigInt\":\"1\\u0000\"}", "-" },
	/* An integer all the same; Go counts the digits of the text. */
	{ "{\"bigInt\":0.0000000000000000000000001e25}", "{\"bigInt\":\"1\"}" },
};

static const char *
expected(const char *document, const char *go)
{
	size_t i;

	for (i = 0; i < ARRAY_LEN(differences); i++)
		if (strcmp(differences[i].document, document) == 0)
			return differences[i].ours;
	return go;
}

static cosign_rc_t
parse(json_t **out, const char *text, cosign_error_t *err)
{
	return csn_pj_parse(
	    out, text, strlen(text), 1 << 20, &all_message, err);
}

Test(protojson, reads_as_go_does)
{
	struct table t = table_open("util/go", "protojson.tsv");

	while (table_row(&t, 2)) {
		const char *in = t.column[0];
		const char *want = expected(in, t.column[1]);
		json_t *o = NULL;
		struct csn_buf buf;

		csn_buf_init(&buf, 4096);
		if (parse(&o, in, NULL) == COSIGN_OK)
			all_write(&buf, o);
		else
			csn_buf_add_str(&buf, "-");
		MUST(csn_buf_finish(&buf, NULL));
		cr_expect_str_eq((const char *)buf.p, want, "%s", in);
		csn_buf_dispose(&buf);
		json_decref(o);
	}
	cr_expect_gt(t.line, 240);
	table_close(&t);
}

struct refused {
	char text[80];
	cosign_rc_t rc;
	char message[64];
};

ParameterizedTestParameters(protojson, refuses)
{
	static struct refused rows[] = {
		{ "{", COSIGN_E_JSON, "line 1 column 2: " },
		{ "[]", COSIGN_E_JSON, "not an object" },
		{ "{\"x\":1}", COSIGN_E_MALFORMED, "unknown member x of All" },
		{ "{\"x\":null}", COSIGN_E_MALFORMED, "unknown member x of " },
		{ "{\"\\u001b[2J\":1}", COSIGN_E_MALFORMED,
		    "unknown member \\x1b[2J of All" },
		{ "{\"inner\":{\"inner\":{\"text\":\"a\"}}}",
		    COSIGN_E_MALFORMED,
		    "inner: inner: unknown member text of Inner" },
		{ "{\"manyInner\":[{},{\"x\":1}]}", COSIGN_E_MALFORMED,
		    "manyInner[1]: unknown member x of Inner" },
		{ "{\"rawBytes\":\"\",\"raw_bytes\":\"\"}", COSIGN_E_JSON,
		    "rawBytes is given in two spellings" },
		{ "{\"raw_bytes\":null,\"rawBytes\":null}", COSIGN_E_JSON,
		    "rawBytes is given in two spellings" },
		{ "{\"thisOne\":\"\",\"thatOne\":{}}", COSIGN_E_MALFORMED,
		    "thisOne and thatOne exclude each other" },
		{ "{\"text\":1}", COSIGN_E_JSON, "text: not a string" },
		{ "{\"rawBytes\":1}", COSIGN_E_JSON, "rawBytes: not a string" },
		{ "{\"raw_bytes\":\"a\"}", COSIGN_E_BASE64,
		    "rawBytes: base64: " },
		{ "{\"bigInt\":true}", COSIGN_E_JSON, "bigInt: not a number" },
		{ "{\"bigInt\":\"\"}", COSIGN_E_MALFORMED,
		    "bigInt: not an integer of 64 bits" },
		{ "{\"bigInt\":1.5}", COSIGN_E_MALFORMED,
		    "bigInt: not an integer of 64 bits" },
		{ "{\"bigInt\":9223372036854775808}", COSIGN_E_MALFORMED,
		    "bigInt: not an integer of 64 bits" },
		{ "{\"smallInt\":2147483648}", COSIGN_E_MALFORMED,
		    "smallInt: out of range" },
		{ "{\"smallInt\":\"-2147483649\"}", COSIGN_E_MALFORMED,
		    "smallInt: out of range" },
		{ "{\"smallUint\":-1}", COSIGN_E_MALFORMED,
		    "smallUint: out of range" },
		{ "{\"smallUint\":4294967296}", COSIGN_E_MALFORMED,
		    "smallUint: out of range" },
		{ "{\"flag\":1}", COSIGN_E_JSON, "flag: not true or false" },
		{ "{\"kind\":\"THIRD\"}", COSIGN_E_UNSUPPORTED,
		    "kind: unknown value THIRD" },
		{ "{\"kind\":{}}", COSIGN_E_JSON,
		    "kind: not a name or a number" },
		{ "{\"kind\":2147483648}", COSIGN_E_MALFORMED,
		    "kind: out of range" },
		{ "{\"time\":1}", COSIGN_E_JSON, "time: not a string" },
		{ "{\"time\":\"now\"}", COSIGN_E_MALFORMED,
		    "time: not a time of RFC 3339" },
		{ "{\"inner\":[]}", COSIGN_E_JSON, "inner: not an object" },
		{ "{\"notes\":[]}", COSIGN_E_JSON, "notes: not an object" },
		{ "{\"notes\":{\"a\":1}}", COSIGN_E_JSON,
		    "notes: a: not a string" },
		{ "{\"free\":[]}", COSIGN_E_JSON, "free: not an object" },
		{ "{\"manyTexts\":{}}", COSIGN_E_JSON,
		    "manyTexts: not an array" },
		{ "{\"manyTexts\":[\"\",null]}", COSIGN_E_JSON,
		    "manyTexts[1]: not a string" },
		{ "{\"manyTexts\":[1,2,3,4]}", COSIGN_E_LIMIT,
		    "manyTexts: more than 3 elements" },
		{ "{\"notes\":{\"a\":1,\"b\":2,\"c\":3,\"d\":4}}",
		    COSIGN_E_LIMIT, "notes: more than 3 members" },
	};

	return cr_make_param_array(struct refused, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct refused *row, protojson, refuses)
{
	cosign_error_t *err = cosign_error_new();
	json_t *o = json_true();

	expect_error(err, parse(&o, row->text, err), row->rc, row->message);
	cr_expect_null(o);
	cosign_error_free(err);
}

Test(protojson, limits)
{
	static const char three[] =
	    "{\"manyTexts\":[\"\",\"\",\"\"],"
	    "\"notes\":{\"a\":\"\",\"b\":\"\",\"c\":\"\"}}";
	const size_t len = strlen(three);
	cosign_error_t *err = cosign_error_new();
	json_t *o = NULL;

	MUST(csn_pj_parse(&o, three, len, len, &all_message, err));
	json_decref(o);
	expect_error(err,
	    csn_pj_parse(&o, three, len, len - 1, &all_message, err),
	    COSIGN_E_LIMIT, "55 bytes are more than 54");
	cr_expect_null(o);
	cosign_error_free(err);
}

Test(protojson, what_is_not_set_is_zero)
{
	cosign_error_t *err = cosign_error_new();
	struct csn_time t = { 1, 1 };
	struct csn_buf buf;
	json_t *o = NULL;
	size_t i;

	MUST(parse(&o, "{\"kind\":null}", err));
	for (i = 0; all_fields[i].name != NULL; i++) {
		cr_expect_null(csn_pj_get(o, &all_fields[i]));
		cr_expect_null(
		    csn_pj_find(o, &all_message, all_fields[i].name));
	}
	cr_expect_null(csn_pj_find(o, &all_message, "nothing"));
	cr_expect_eq(csn_pj_string(NULL).len, 0);
	cr_expect_eq(csn_pj_int(NULL), 0);
	cr_expect_eq(csn_pj_enum_number(NULL, all_kinds), 0);
	MUST(csn_pj_time(&t, NULL, err));
	cr_expect(t.sec == 0 && t.nsec == 0);
	csn_buf_init(&buf, 16);
	MUST(csn_pj_bytes(&buf, NULL, err));
	cr_expect_eq(buf.len, 0);
	csn_buf_dispose(&buf);
	json_decref(o);
	cosign_error_free(err);
}

/* T-PJ-01: cut anywhere, it is refused, and soon. */
Test(protojson, refuses_each_truncation)
{
	static const char whole[] =
	    "{\"text\":\"a\\u00e9\",\"raw_bytes\":\"QUI=\",\"bigInt\":\"-1\","
	    "\"flag\":true,\"inner\":{\"inner\":{}},\"notes\":{\"a\":\"b\"},"
	    "\"free\":{\"x\":[1.5e3,null]},\"manyKinds\":[\"FIRST\",2]}";
	json_t *o = NULL;
	size_t len;

	MUST(parse(&o, whole, NULL));
	json_decref(o);
	for (len = 0; len < strlen(whole); len++) {
		cr_expect_eq(
		    csn_pj_parse(&o, whole, len, 1024, &all_message, NULL),
		    COSIGN_E_JSON, "%zu", len);
		cr_expect_null(o);
	}
}
