#include <cosign/error.h>

#include "vectors.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <string.h>

struct row {
	char from[48];
	size_t size;
	char to[64];
};

ParameterizedTestParameters(text, becomes_one_printable_line)
{
	static struct row rows[] = {
		{ "a.key", 64, "a.key" },
		{ "", 64, "" },
		{ "two\nlines\t", 64, "two\\x0alines\\x09" },
		{ "\033[31mred", 64, "\\x1b[31mred" },
		{ "caf\xc3\xa9", 64, "caf\xc3\xa9" },
		{ "\xc3", 64, "\\xc3" },
		{ "\xc2\x9b"
		  "1m",
		    64, "\\xc2\\x9b1m" },
		{ "a\xe2\x80\xae"
		  "b",
		    64, "a\\xe2\\x80\\xaeb" },
		{ "exactly", 8, "exactly" },
		{ "one more", 8, "one ..." },
		{ "no\nroom", 6, "no..." },
		{ "anything", 1, "" },
	};

	return cr_make_param_array(struct row, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct row *row, text, becomes_one_printable_line)
{
	char to[64];

	memset(to, 'x', sizeof(to));
	cr_expect_eq(
	    cosign_text_escape(to, row->size, row->from), strlen(row->to));
	cr_expect_str_eq(to, row->to);
}

Test(text, nothing_becomes_nothing)
{
	char to[4] = "abc";

	cr_expect_eq(cosign_text_escape(to, sizeof(to), NULL), 0);
	cr_expect_str_eq(to, "");
	cr_expect_eq(cosign_text_escape(NULL, 8, "a"), 0);
	to[0] = 'x';
	cr_expect_eq(cosign_text_escape(to, 0, "a"), 0);
	cr_expect_eq(to[0], 'x');
}

Test(text, crypto_version_names_the_library)
{
	expect_prefix(cosign_crypto_version(), "OpenSSL 3.");
}
