#include "util/json_write.h"
#include "util/json.h"

#include "table.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

static struct csn_buf buf;
static struct csn_json_writer w;

static void
start(enum csn_json_style style)
{
	csn_buf_init(&buf, 1 << 20);
	csn_jw_init(&w, &buf, style);
}

/* What was written is this; begins anew. */
static void
expect(const char *text, const char *about)
{
	MUST(csn_buf_finish(&buf, NULL));
	cr_expect_str_eq((const char *)buf.p, text, "%s", about);
	csn_buf_dispose(&buf);
}

static void
expect_failure(cosign_rc_t rc, const char *message)
{
	cosign_error_t *err = cosign_error_new();

	expect_error(err, csn_buf_finish(&buf, err), rc, message);
	cosign_error_free(err);
	csn_buf_dispose(&buf);
}

Test(json_write, strings_as_go)
{
	struct table t = table_open("util/go", "strings.tsv");

	while (table_row(&t, 3)) {
		struct vector in = table_hex(t.column[0]);

		start(CSN_JSON_GO);
		csn_jw_string(&w, in.data, in.len);
		expect(t.column[1], t.column[0]);
		start(CSN_JSON_PROTO);
		csn_jw_string(&w, in.data, in.len);
		if (strcmp(t.column[2], "-") == 0)
			expect_failure(COSIGN_E_MALFORMED, "text is not UTF-8");
		else
			expect(t.column[2], t.column[0]);
		vector_free(&in);
	}
	cr_expect_gt(t.line, 100);
	table_close(&t);
}

Test(json_write, doubles_as_go)
{
	struct table t = table_open("util/go", "doubles.tsv");

	while (table_row(&t, 2)) {
		const uint64_t bits = strtoull(t.column[0], NULL, 16);
		double v;

		memcpy(&v, &bits, sizeof(v));
		start(CSN_JSON_GO);
		csn_jw_double(&w, v);
		expect(t.column[1], t.column[0]);
	}
	cr_expect_gt(t.line, 1000);
	table_close(&t);
}

Test(json_write, refuses_what_is_no_number)
{
	static const double values[] = { NAN, INFINITY, -INFINITY };
	size_t i;

	for (i = 0; i < ARRAY_LEN(values); i++) {
		start(CSN_JSON_GO);
		csn_jw_double(&w, values[i]);
		expect_failure(COSIGN_E_MALFORMED, "number is not finite");
	}
}

Test(json_write, trees_as_go)
{
	struct table t = table_open("util/go", "trees.tsv");
	json_t *tree;

	while (table_row(&t, 3)) {
		const char *in = t.column[0];

		/* Go's map takes an integer of any size as a double. */
		tree = json_loads(in, JSON_DECODE_INT_AS_REAL, NULL);
		cr_assert_not_null(tree);
		start(CSN_JSON_GO);
		csn_jw_tree(&w, tree);
		expect(t.column[1], in);
		start(CSN_JSON_PROTO);
		csn_jw_tree(&w, tree);
		expect(t.column[2], in);
		json_decref(tree);
	}
	cr_expect_gt(t.line, 10);
	table_close(&t);
}

Test(json_write, integers_of_a_tree)
{
	json_t *tree = json_pack(
	    "[I, I]", (json_int_t)INT64_MIN, (json_int_t)9007199254740993);

	start(CSN_JSON_GO);
	csn_jw_tree(&w, tree);
	expect("[-9223372036854775808,9007199254740993]", "exact");
	start(CSN_JSON_PROTO);
	csn_jw_tree(&w, tree);
	expect("[-9223372036854776000,9007199254740992]", "as doubles");
	json_decref(tree);
}

Test(json_write, refuses_a_tree_without_end)
{
	json_t *outer = json_array(), *inner = outer;
	int i;

	for (i = 0; i < 70; i++) {
		json_t *next = json_array();

		cr_assert_eq(json_array_append_new(inner, next), 0);
		inner = next;
	}
	start(CSN_JSON_GO);
	csn_jw_tree(&w, outer);
	expect_failure(COSIGN_E_LIMIT, "nested too deeply");
	json_decref(outer);
}

Test(json_write, puts_commas)
{
	start(CSN_JSON_GO);
	csn_jw_object_begin(&w);
	csn_jw_name(&w, "a");
	csn_jw_object_begin(&w);
	csn_jw_object_end(&w);
	csn_jw_name(&w, "b");
	csn_jw_array_begin(&w);
	csn_jw_array_end(&w);
	csn_jw_name(&w, "c");
	csn_jw_array_begin(&w);
	csn_jw_int(&w, 1);
	csn_jw_array_begin(&w);
	csn_jw_null(&w);
	csn_jw_array_end(&w);
	csn_jw_bool(&w, 1);
	csn_jw_bool(&w, 0);
	csn_jw_json(&w, "{\"<\": 1}", 8);
	csn_jw_object_begin(&w);
	csn_jw_name(&w, "<d\n>");
	csn_jw_str(&w, "x");
	csn_jw_object_end(&w);
	csn_jw_array_end(&w);
	csn_jw_text(&w, "d", "y");
	csn_jw_text(&w, "e", NULL);
	csn_jw_object_end(&w);
	expect("{\"a\":{},\"b\":[],\"c\":[1,[null],true,false,"
	       "{\"<\": 1},{\"\\u003cd\\n\\u003e\":\"x\"}],"
	       "\"d\":\"y\",\"e\":null}",
	    "nested");
}

Test(json_write, scalars)
{
	start(CSN_JSON_PROTO);
	csn_jw_array_begin(&w);
	csn_jw_int(&w, INT64_MIN);
	csn_jw_int(&w, INT64_MAX);
	csn_jw_int(&w, 0);
	csn_jw_uint(&w, UINT64_MAX);
	csn_jw_int_string(&w, INT64_MIN);
	csn_jw_int_string(&w, 120);
	csn_jw_base64(&w, "ab\xff?", 4);
	csn_jw_base64(&w, NULL, 0);
	csn_jw_hex(&w, "\x00\xfe", 2);
	csn_jw_array_end(&w);
	expect("[-9223372036854775808,9223372036854775807,0,"
	       "18446744073709551615,\"-9223372036854775808\",\"120\","
	       "\"YWL/Pw==\",\"\",\"00fe\"]",
	    "scalars");
}

Test(json_write, stops_at_the_maximum)
{
	csn_buf_init(&buf, 5);
	csn_jw_init(&w, &buf, CSN_JSON_GO);
	csn_jw_str(&w, "abc");
	expect("\"abc\"", "as long as the maximum");
	csn_buf_init(&buf, 4);
	csn_jw_init(&w, &buf, CSN_JSON_GO);
	csn_jw_str(&w, "abc");
	expect_failure(COSIGN_E_LIMIT, "more than 4 bytes");
}
