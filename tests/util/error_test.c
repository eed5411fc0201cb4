#include "util/util.h"

#include "vectors.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

Test(error, first_cause_with_places_before_it)
{
	cosign_error_t *err = cosign_error_new();

	cr_expect_eq(cosign_error_code(err), COSIGN_OK);
	cr_expect_str_eq(cosign_error_message(err), "");
	cr_expect_eq(csn_fail(err, COSIGN_E_DIGEST, "%s differs", "hash"),
	    COSIGN_E_DIGEST);
	cr_expect_eq(
	    csn_fail_at(err, COSIGN_E_DIGEST, "entry %d", 1), COSIGN_E_DIGEST);
	cr_expect_eq(
	    csn_fail_at(err, COSIGN_E_DIGEST, "bundle"), COSIGN_E_DIGEST);
	cr_expect_str_eq(
	    cosign_error_message(err), "bundle: entry 1: hash differs");
	cr_expect_eq(cosign_error_code(err), COSIGN_E_DIGEST);
	cr_expect_null(cosign_error_hint(err));
	cosign_error_free(err);
}

Test(error, place_of_success_is_nothing)
{
	cosign_error_t *err = cosign_error_new();

	cr_expect_eq(csn_fail_at(err, COSIGN_OK, "place"), COSIGN_OK);
	cr_expect_str_eq(cosign_error_message(err), "");
	cosign_error_free(err);
}

/* Whoever fails without a word gets the code's own text, not an old one. */
Test(error, place_without_a_cause)
{
	cosign_error_t *err = cosign_error_new();

	(void)csn_fail(err, COSIGN_E_IO, "old");
	(void)csn_fail_at(err, COSIGN_E_DIGEST, "place");
	cr_expect_str_eq(
	    cosign_error_message(err), "place: artifact digest differs");
	cr_expect_eq(cosign_error_code(err), COSIGN_E_DIGEST);
	cosign_error_free(err);
}

Test(error, failing_is_never_success)
{
	cosign_error_t *err = cosign_error_new();

	cr_expect_eq(csn_fail(err, COSIGN_OK, "x"), COSIGN_E_INTERNAL);
	cr_expect_eq(cosign_error_code(err), COSIGN_E_INTERNAL);
	cr_expect_eq(csn_fail(NULL, COSIGN_OK, "x"), COSIGN_E_INTERNAL);
	cosign_error_free(err);
}

Test(error, hint_and_cause)
{
	cosign_error_t *err = cosign_error_new();

	(void)csn_fail(err, COSIGN_E_CRYPTO, "x");
	csn_hint(err, "try %s\n", "this");
	csn_cause(err, COSIGN_CAUSE_OPENSSL, 0x0a000086);
	(void)csn_fail_at(err, COSIGN_E_CRYPTO, "place");
	cr_expect_str_eq(cosign_error_hint(err), "try this\\x0a");
	cr_expect_eq(cosign_error_cause(err), COSIGN_CAUSE_OPENSSL);
	cr_expect_eq(cosign_error_cause_code(err), 0x0a000086);
	csn_hint(err, "another");
	cr_expect_str_eq(cosign_error_hint(err), "another");
	/* The next failure forgets all of it. */
	(void)csn_fail(err, COSIGN_E_IO, "y");
	cr_expect_null(cosign_error_hint(err));
	cr_expect_eq(cosign_error_cause(err), COSIGN_CAUSE_NONE);
	cr_expect_eq(cosign_error_cause_code(err), 0);
	cosign_error_clear(err);
	cr_expect_eq(cosign_error_code(err), COSIGN_OK);
	cr_expect_str_eq(cosign_error_message(err), "");
	cosign_error_free(err);
}

Test(error, null_is_fine_everywhere)
{
	cr_expect_eq(csn_fail(NULL, COSIGN_E_IO, "x"), COSIGN_E_IO);
	cr_expect_eq(csn_fail_errno(NULL, ENOENT, "x"), COSIGN_E_NOT_FOUND);
	cr_expect_eq(csn_fail_nomem(NULL), COSIGN_E_NOMEM);
	cr_expect_eq(csn_fail_at(NULL, COSIGN_E_IO, "x"), COSIGN_E_IO);
	csn_hint(NULL, "x");
	csn_cause(NULL, COSIGN_CAUSE_ERRNO, 1);
	cosign_error_clear(NULL);
	cosign_error_free(NULL);
	cr_expect_eq(cosign_error_code(NULL), COSIGN_OK);
	cr_expect_str_eq(cosign_error_message(NULL), "");
	cr_expect_null(cosign_error_hint(NULL));
	cr_expect_eq(cosign_error_cause(NULL), COSIGN_CAUSE_NONE);
	cr_expect_eq(cosign_error_cause_code(NULL), 0);
}

struct shown {
	char text[32];
	char as[64];
};

/* T-ER-01: what comes from outside is one printable line. */
ParameterizedTestParameters(error, escapes)
{
	static struct shown rows[] = {
		{ "plain ~", "plain ~" },
		{ "\x1b[31mred", "\\x1b[31mred" },
		{ "a\nb\r\tc\x7f", "a\\x0ab\\x0d\\x09c\\x7f" },
		{ "caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80",
		    "caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80" },
		/* malformed, overlong, surrogate, too large */
		{ "\xff", "\\xff" },
		{ "\xc3", "\\xc3" },
		{ "\xe2\x82", "\\xe2\\x82" },
		{ "\xc0\x80", "\\xc0\\x80" },
		{ "\xed\xa0\x80", "\\xed\\xa0\\x80" },
		{ "\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80" },
		/* C1, among them a one-byte escape sequence */
		{ "\xc2\x9b"
		  "31m",
		    "\\xc2\\x9b31m" },
		{ "\xc2\x80", "\\xc2\\x80" },
		{ "\xc2\xa0", "\xc2\xa0" },
		/* direction: right-to-left override, isolates, marks */
		{ "\xe2\x80\xae", "\\xe2\\x80\\xae" },
		{ "\xe2\x81\xa6", "\\xe2\\x81\\xa6" },
		{ "\xe2\x81\xa9", "\\xe2\\x81\\xa9" },
		{ "\xe2\x80\x8f", "\\xe2\\x80\\x8f" },
		{ "\xd8\x9c", "\\xd8\\x9c" },
		/* unseen: zero width, joiner, soft hyphen, BOM, tag */
		{ "\xe2\x80\x8b", "\\xe2\\x80\\x8b" },
		{ "\xe2\x81\xa0", "\\xe2\\x81\\xa0" },
		{ "\xc2\xad", "\\xc2\\xad" },
		{ "\xef\xbb\xbf", "\\xef\\xbb\\xbf" },
		{ "\xf3\xa0\x81\x81", "\\xf3\\xa0\\x81\\x81" },
		/* line and paragraph separators, no characters */
		{ "\xe2\x80\xa8", "\\xe2\\x80\\xa8" },
		{ "\xe2\x80\xa9", "\\xe2\\x80\\xa9" },
		{ "\xef\xbf\xbf", "\\xef\\xbf\\xbf" },
		{ "\xef\xb7\x90", "\\xef\\xb7\\x90" },
	};

	return cr_make_param_array(struct shown, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct shown *row, error, escapes)
{
	cosign_error_t *err = cosign_error_new();
	char twice[160];

	(void)csn_fail(err, COSIGN_E_IO, "%s", row->text);
	cr_expect_str_eq(cosign_error_message(err), row->as);
	(void)csn_fail_at(err, COSIGN_E_IO, "%s", row->text);
	(void)snprintf(twice, sizeof(twice), "%s: %s", row->as, row->as);
	cr_expect_str_eq(cosign_error_message(err), twice);
	csn_hint(err, "%s", row->text);
	cr_expect_str_eq(cosign_error_hint(err), row->as);
	cosign_error_free(err);
}

/* Cut between characters, and it shows. */
static void
expect_cut(const char *message, const char *unit)
{
	const size_t len = strlen(message), step = strlen(unit);
	size_t at = 0;

	cr_expect_gt(len, 400);
	cr_expect_str_eq(message + len - 3, "...");
	while (len - 3 - at >= step && memcmp(message + at, unit, step) == 0)
		at += step;
	cr_expect_eq(at, len - 3, "cut inside \"%s\": %s", unit, message + at);
}

Test(error, cuts_what_is_long)
{
	static const char units[][8] = { "a", "\xc3\xa9", "\xe2\x82\xac",
		"\xf0\x9f\x98\x80", "\xff" };
	cosign_error_t *err = cosign_error_new();
	static char text[4096];
	size_t i, shift, n;

	for (i = 0; i < ARRAY_LEN(units); i++) {
		const char *as =
		    strcmp(units[i], "\xff") == 0 ? "\\xff" : units[i];

		for (shift = 0; shift < 8; shift++) {
			const size_t step = strlen(units[i]);

			memset(text, 'x', shift);
			for (n = shift; n + step < sizeof(text); n += step)
				memcpy(text + n, units[i], step);
			text[n] = '\0';
			(void)csn_fail(err, COSIGN_E_IO, "%s", text);
			expect_cut(cosign_error_message(err) + shift, as);
			csn_hint(err, "%s", text);
			expect_cut(cosign_error_hint(err) + shift, as);
			/* Escapes are plain text when a place is added. */
			if (*as == '\\')
				continue;
			(void)csn_fail_at(err, COSIGN_E_IO, "ab");
			expect_cut(cosign_error_message(err) + 4 + shift, as);
		}
	}
	cosign_error_free(err);
}

Test(error, a_full_line_stays_one)
{
	cosign_error_t *err = cosign_error_new();
	const char *message;
	int i;

	(void)csn_fail(err, COSIGN_E_IO, "what");
	for (i = 0; i < 1000; i++)
		(void)csn_fail_at(err, COSIGN_E_IO, "place");
	message = cosign_error_message(err);
	cr_expect_eq(strncmp(message, "place: place: ", 14), 0);
	cr_expect_str_eq(message + strlen(message) - 3, "...");
	cosign_error_free(err);
}

struct number {
	int errnum;
	cosign_rc_t rc;
	char message[48];
};

ParameterizedTestParameters(error, errno_to_code)
{
	static struct number rows[] = {
		{ ENOENT, COSIGN_E_NOT_FOUND, "f: No such file or directory" },
		{ ENOTDIR, COSIGN_E_NOT_FOUND, "f: Not a directory" },
		{ EACCES, COSIGN_E_PERMISSION, "f: Permission denied" },
		{ EPERM, COSIGN_E_PERMISSION, "f: Operation not permitted" },
		{ EROFS, COSIGN_E_PERMISSION, "f: Read-only file system" },
		{ EISDIR, COSIGN_E_DIRECTORY, "f: Is a directory" },
		{ EEXIST, COSIGN_E_EXISTS, "f: File exists" },
		{ ENOSPC, COSIGN_E_NO_SPACE, "f: No space left on device" },
		{ EDQUOT, COSIGN_E_NO_SPACE, "f: Disk quota exceeded" },
		{ EFBIG, COSIGN_E_NO_SPACE, "f: File too large" },
		{ ENOMEM, COSIGN_E_NOMEM, "f: Cannot allocate memory" },
		{ ENXIO, COSIGN_E_FILE_KIND, "f: No such device or address" },
		{ EIO, COSIGN_E_IO, "f: Input/output error" },
		{ EPIPE, COSIGN_E_IO, "f: Broken pipe" },
		{ 9999, COSIGN_E_IO, "f: errno 9999" },
	};

	return cr_make_param_array(struct number, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct number *row, error, errno_to_code)
{
	cosign_error_t *err = cosign_error_new();

	/* The host's language has no part in it. */
	(void)setlocale(LC_ALL, "de_DE.UTF-8");
	expect_error(err, csn_fail_errno(err, row->errnum, "%s", "f"), row->rc,
	    row->message);
	cr_expect_str_eq(cosign_error_message(err), row->message);
	cr_expect_eq(cosign_error_cause(err), COSIGN_CAUSE_ERRNO);
	cr_expect_eq(cosign_error_cause_code(err), (uint64_t)row->errnum);
	cosign_error_free(err);
}
