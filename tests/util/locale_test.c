/* Numbers are written and read alike whatever locale the host has set. */
#include "util/json.h"
#include "util/json_write.h"

#include "vectors.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <locale.h>
#include <stdio.h>

struct locale {
	char name[16];
};

ParameterizedTestParameters(locale, has_no_part)
{
	static struct locale rows[] = { { "C" }, { "de_DE.UTF-8" },
		{ "ps_AF.UTF-8" } };

	return cr_make_param_array(struct locale, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct locale *row, locale, has_no_part)
{
	static const char text[] = "[1.5,-0.000001,1e+21,1.25e-7,0.1,123.456]";
	struct csn_json_writer w;
	struct csn_buf buf;
	json_t *out = NULL;

	if (setlocale(LC_ALL, row->name) == NULL) {
		(void)printf("%s: no such locale here\n", row->name);
		cr_skip_test();
	}
	MUST(csn_json_parse(&out, text, strlen(text), NULL));
	cr_expect_eq(json_real_value(json_array_get(out, 0)), 1.5);
	cr_expect_eq(json_real_value(json_array_get(out, 4)), 0.1);
	csn_buf_init(&buf, 256);
	csn_jw_init(&w, &buf, CSN_JSON_GO);
	csn_jw_tree(&w, out);
	MUST(csn_buf_finish(&buf, NULL));
	cr_expect_str_eq((const char *)buf.p, text);
	csn_buf_dispose(&buf);
	json_decref(out);
}
