#include "x509/name.h"

#include "der_text.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <string.h>

struct row {
	char name[128];
	int type;
	char text[16];
};

#define CN CSN_NAME_COMMON_NAME
#define O  CSN_NAME_ORGANIZATION
#define C  CSN_NAME_COUNTRY

ParameterizedTestParameters(name, has_attributes)
{
	static struct row rows[] = {
		{ "30{31{30{06:550403 0c'cn'}}}", CN, "cn" },
		{ "30{31{30{06:55040a 0c'org'}}}", O, "org" },
		{ "30{31{30{06:550406 13'DE'}}}", C, "DE" },
		{ "30{31{30{06:550403 13'cn'}}}", CN, "cn" },
		{ "30{31{30{06:550403 16'cn'}}}", CN, "cn" },
		{ "30{31{30{06:550403 0c:c3a9}}}", CN, "\xc3\xa9" },
		/* others are passed over, in one set or in several */
		{ "30{31{30{06:55040a 0c'org'} 30{06:550403 0c'cn'}}}", CN,
		    "cn" },
		{ "30{31{30{06:55040a 0c'org'}} 31{30{06:550403 0c'cn'}}}", CN,
		    "cn" },
		{ "30{31{30{06:55040a 0c'org'}} 31{30{06:550403 0c'cn'}}}", O,
		    "org" },
		/* the last one of them */
		{ "30{31{30{06:550403 0c'a'}} 31{30{06:550403 0c'b'}}}", CN,
		    "b" },
		{ "30{31{30{06:550403 0c'a'} 30{06:550403 0c'b'}}}", CN, "b" },
		{ "30{31{30{06:550403 0c'a'}} 31{30{06:550403 1e:0062}}}", CN,
		    "a" },
		/* none */
		{ "30{}", CN, "" },
		{ "30{31{30{06:55040a 0c'org'}}}", CN, "" },
		{ "30{31{30{06:55040300 0c'cn'}}}", CN, "" },
		{ "30{31{30{06:5504 0c'cn'}}}", CN, "" },
		{ "30{31{30{06:550503 0c'cn'}}}", CN, "" },
		{ "30{31{30{06:550403 0c''}}}", CN, "" },
		/* other kinds of text, and what is none */
		{ "30{31{30{06:550403 1e:0063}}}", CN, "" },
		{ "30{31{30{06:550403 14'cn'}}}", CN, "" },
		{ "30{31{30{06:550403 04'cn'}}}", CN, "" },
		{ "30{31{30{06:550403 0c:ff}}}", CN, "" },
		{ "30{31{30{06:550403 0c:61c3}}}", CN, "" },
		{ "30{31{30{06:550403 0c:eda080}}}", CN, "" },
		/* damaged: what was read before it stands */
		{ "", CN, "" },
		{ "31{}", CN, "" },
		{ "30{31{30{06:550403 0c'a'}} 05:}", CN, "a" },
		{ "30{31{30{06:550403 0c'a'} 05:}}", CN, "a" },
		{ "30{31{05: 30{06:550403 0c'a'}}}", CN, "" },
		{ "30{31{30{06:550403}}}", CN, "" },
		{ "30{31{30{06:550403 0c'a'}} 31{30{}}}", CN, "a" },
	};

	return cr_make_param_array(struct row, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct row *row, name, has_attributes)
{
	struct vector der = der_text(row->name);
	const struct csn_span text =
	    csn_name_attribute(der_view(&der), row->type);

	cr_expect(csn_span_eq(text, csn_span_str(row->text)),
	    "\"%.*s\" instead of \"%s\" in %s", (int)text.len,
	    (const char *)text.p, row->text, row->name);
	vector_free(&der);
}
