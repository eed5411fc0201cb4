#include "util/base64.h"

#include "table.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdio.h>
#include <stdlib.h>

static const char mode_names[][8] = { "strict", "go", "proto" };

/* Against one column of what Go says: hex, or "-" where it refuses. */
static void
compare(const struct vector *text, enum csn_base64_mode mode, const char *want,
    const char *about)
{
	cosign_error_t *err = cosign_error_new();
	struct csn_buf out;
	struct vector bytes;
	cosign_rc_t rc, check;

	csn_buf_init(&out, text->len + 8);
	csn_buf_add_str(&out, "before");
	check = csn_base64_check(text->data, text->len, mode, NULL);
	rc = csn_base64_decode(&out, text->data, text->len, mode, err);
	cr_expect_eq(rc, check);
	if (strcmp(want, "-") == 0) {
		expect_error(err, rc, COSIGN_E_BASE64, "base64: ");
		cr_expect_eq(out.len, 6, "%s: something was appended", about);
	} else {
		bytes = table_hex(want);
		cr_expect_eq(rc, COSIGN_OK, "%s, %s", about, mode_names[mode]);
		cr_expect(csn_span_eq(csn_span(out.p + 6, out.len - 6),
			      csn_span(bytes.data, bytes.len)),
		    "%s, %s", about, mode_names[mode]);
		vector_free(&bytes);
	}
	csn_buf_dispose(&out);
	cosign_error_free(err);
}

/* T-B64-01 and four hundred texts drawn at random. */
Test(base64, reads_as_go_does)
{
	struct table t = table_open("util/go", "base64.tsv");

	while (table_row(&t, 4)) {
		struct vector text = table_hex(t.column[0]);

		compare(&text, CSN_BASE64_STRICT, t.column[1], t.column[0]);
		compare(&text, CSN_BASE64_GO, t.column[2], t.column[0]);
		compare(&text, CSN_BASE64_PROTO, t.column[3], t.column[0]);
		vector_free(&text);
	}
	cr_expect_gt(t.line, 450);
	table_close(&t);
}

struct refused {
	char text[16];
	char message[48];
};

ParameterizedTestParameters(base64, says_why)
{
	static struct refused rows[] = {
		{ "QQ==QQ==", "base64: foreign character at 4" },
		{ "QR==", "base64: unused bits are set" },
		{ "QUJ=", "base64: unused bits are set" },
		{ "Q===", "base64: foreign character at 1" },
		{ "QUJ", "base64: padding is missing" },
		{ "QUJDR", "base64: cut" },
		{ "QQ=", "base64: padding is cut" },
		{ "QU-_", "base64: foreign character at 2" },
		{ "Q Q=", "base64: foreign character at 1" },
		{ "QUJD\n", "base64: foreign character at 4" },
		{ "====", "base64: foreign character at 0" },
		{ "QUI=Q", "base64: foreign character at 4" },
		{ "QQ==\xff", "base64: foreign character at 4" },
	};

	return cr_make_param_array(struct refused, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct refused *row, base64, says_why)
{
	cosign_error_t *err = cosign_error_new();
	struct csn_buf out;

	csn_buf_init(&out, 64);
	expect_error(err,
	    csn_base64_decode(
		&out, row->text, strlen(row->text), CSN_BASE64_STRICT, err),
	    COSIGN_E_BASE64, row->message);
	csn_buf_dispose(&out);
	cosign_error_free(err);
}

Test(base64, refuses_every_foreign_byte)
{
	struct csn_buf out;
	int c;

	for (c = 0; c < 256; c++) {
		const char text[4] = { 'Q', (char)c, 'Q', 'Q' };
		const int digit = (c >= 'A' && c <= 'Z') ||
		    (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
		    c == '+' || c == '/';

		csn_buf_init(&out, 64);
		cr_expect_eq(
		    csn_base64_decode(&out, text, 4, CSN_BASE64_STRICT, NULL),
		    digit ? COSIGN_OK : COSIGN_E_BASE64, "%02x", c);
		csn_buf_dispose(&out);
	}
}

Test(base64, there_and_back)
{
	uint8_t bytes[256];
	struct csn_buf text, out;
	size_t len;

	for (len = 0; len < sizeof(bytes); len++)
		bytes[len] = (uint8_t)(len * 167 + 13);
	for (len = 0; len <= sizeof(bytes); len++) {
		csn_buf_init(&text, csn_base64_size(len));
		csn_buf_init(&out, len);
		csn_base64_encode(&text, bytes, len);
		MUST(csn_buf_finish(&text, NULL));
		cr_expect_eq(text.len, csn_base64_size(len));
		cr_expect_leq(len, csn_base64_decoded_max(text.len));
		/* The buffer holds exactly that many bytes, no more. */
		MUST(csn_base64_decode(&out, (const char *)text.p, text.len,
		    CSN_BASE64_STRICT, NULL));
		cr_expect(csn_span_eq(
		    csn_span(out.p, out.len), csn_span(bytes, len)));
		csn_buf_dispose(&text);
		csn_buf_dispose(&out);
	}
}

Test(base64, stops_at_the_maximum)
{
	cosign_error_t *err = cosign_error_new();
	struct csn_buf out;

	csn_buf_init(&out, 3);
	MUST(csn_base64_decode(&out, "QUJD", 4, CSN_BASE64_STRICT, err));
	csn_buf_dispose(&out);
	csn_buf_init(&out, 2);
	expect_error(err,
	    csn_base64_decode(&out, "QUJD", 4, CSN_BASE64_STRICT, err),
	    COSIGN_E_LIMIT, "more than 2 bytes");
	csn_buf_dispose(&out);
	csn_buf_init(&out, 3);
	csn_base64_encode(&out, "a", 1);
	expect_error(err, csn_buf_finish(&out, err), COSIGN_E_LIMIT,
	    "more than 3 bytes");
	csn_buf_dispose(&out);
	csn_buf_init(&out, SIZE_MAX);
	csn_base64_encode(&out, "a", SIZE_MAX);
	expect_error(err, csn_buf_finish(&out, err), COSIGN_E_LIMIT, "");
	csn_buf_dispose(&out);
	cosign_error_free(err);
}

/* Of every length, into a buffer that would have to grow. */
Test(base64, without_padding)
{
	uint8_t bytes[256];
	struct csn_buf text, out;
	size_t len;

	for (len = 0; len < sizeof(bytes); len++)
		bytes[len] = (uint8_t)(len * 167 + 13);
	for (len = 0; len <= sizeof(bytes); len++) {
		csn_buf_init(&text, csn_base64_size(len));
		csn_buf_init(&out, 1 << 20);
		csn_base64_encode(&text, bytes, len);
		MUST(csn_buf_finish(&text, NULL));
		while (text.len > 0 && text.p[text.len - 1] == '=')
			text.len--;
		MUST(csn_base64_decode(&out, (const char *)text.p, text.len,
		    CSN_BASE64_PROTO, NULL));
		cr_expect(
		    csn_span_eq(csn_span(out.p, out.len), csn_span(bytes, len)),
		    "%zu bytes", len);
		csn_buf_dispose(&text);
		csn_buf_dispose(&out);
	}
}

Test(base64, skips_line_ends_wherever_they_are)
{
	static const char digits[] = "QUJDREVGR0hJSktMTU5P";
	static const char *const ends[] = { "\n", "\r\n", "\n\n\n\n", "\r" };
	cosign_error_t *err = cosign_error_new();
	char text[32], message[64];
	struct csn_buf out;
	size_t at, i;

	for (i = 0; i < ARRAY_LEN(ends); i++)
		for (at = 0; at < sizeof(digits); at++) {
			(void)snprintf(text, sizeof(text), "%.*s%s%s", (int)at,
			    digits, ends[i], digits + at);
			csn_buf_init(&out, 15);
			MUST(csn_base64_decode(
			    &out, text, strlen(text), CSN_BASE64_GO, err));
			cr_expect(csn_span_eq(csn_span(out.p, out.len),
			    csn_span_str("ABCDEFGHIJKLMNO")));
			csn_buf_dispose(&out);
			text[strlen(text) - 1] = '!';
			(void)snprintf(message, sizeof(message),
			    "base64: foreign character at %zu",
			    strlen(text) - 1);
			csn_buf_init(&out, 15);
			expect_error(err,
			    csn_base64_decode(
				&out, text, strlen(text), CSN_BASE64_GO, err),
			    COSIGN_E_BASE64, message);
			csn_buf_dispose(&out);
		}
	cosign_error_free(err);
}
