#include "util/hex.h"

#include "vectors.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdlib.h>

Test(hex, there_and_back)
{
	uint8_t bytes[256], back[256];
	struct csn_buf text;
	size_t i;

	for (i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)i;
	csn_buf_init(&text, 512);
	csn_hex_encode(&text, bytes, sizeof(bytes));
	MUST(csn_buf_finish(&text, NULL));
	cr_expect_eq(text.len, 512);
	cr_expect_eq(
	    memcmp(text.p, "000102030405060708090a0b0c0d0e0f10", 34), 0);
	cr_expect_str_eq((const char *)text.p + 508, "feff");
	MUST(csn_hex_decode(
	    back, sizeof(back), (const char *)text.p, text.len, NULL));
	cr_expect_eq(memcmp(bytes, back, sizeof(back)), 0);
	csn_buf_dispose(&text);
}

Test(hex, reads_capitals_and_nothing)
{
	uint8_t out[2];

	MUST(csn_hex_decode(out, 2, "aBFf", 4, NULL));
	cr_expect(out[0] == 0xab && out[1] == 0xff);
	MUST(csn_hex_decode(NULL, 0, "", 0, NULL));
}

struct refused {
	char text[8];
	char message[48];
};

ParameterizedTestParameters(hex, refuses)
{
	static struct refused rows[] = {
		{ "", "hex: 0 characters instead of 4" },
		{ "abc", "hex: 3 characters instead of 4" },
		{ "abcde", "hex: 5 characters instead of 4" },
		{ "abcdef", "hex: 6 characters instead of 4" },
		{ "gbcd", "hex: foreign character at 0" },
		{ "agcd", "hex: foreign character at 1" },
		{ "ab d", "hex: foreign character at 2" },
		{ "abc/", "hex: foreign character at 3" },
		{ "abc:", "hex: foreign character at 3" },
		{ "abc@", "hex: foreign character at 3" },
		{ "abc`", "hex: foreign character at 3" },
		{ "0x00", "hex: foreign character at 1" },
	};

	return cr_make_param_array(struct refused, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct refused *row, hex, refuses)
{
	cosign_error_t *err = cosign_error_new();
	uint8_t out[2] = { 1, 1 };

	expect_error(err,
	    csn_hex_decode(out, 2, row->text, strlen(row->text), err),
	    COSIGN_E_MALFORMED, row->message);
	cr_expect(out[0] == 0 && out[1] == 0, "something is left");
	cosign_error_free(err);
}

Test(hex, stops_at_the_maximum)
{
	cosign_error_t *err = cosign_error_new();
	struct csn_buf out;

	csn_buf_init(&out, 3);
	csn_hex_encode(&out, "ab", 2);
	expect_error(err, csn_buf_finish(&out, err), COSIGN_E_LIMIT,
	    "more than 3 bytes");
	csn_buf_dispose(&out);
	csn_buf_init(&out, 3);
	csn_hex_encode(&out, "ab", SIZE_MAX / 2 + 1);
	expect_error(err, csn_buf_finish(&out, err), COSIGN_E_LIMIT, "");
	csn_buf_dispose(&out);
	cosign_error_free(err);
}
