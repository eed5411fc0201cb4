#include "util/buf.h"

#include "vectors.h"

#include <criterion/criterion.h>
#include <stdlib.h>

Test(buf, holds_the_maximum_and_no_more)
{
	cosign_error_t *err = cosign_error_new();
	struct csn_buf b;
	size_t max, i;

	for (max = 0; max < 200; max++) {
		csn_buf_init(&b, max);
		for (i = 0; i < max; i++)
			csn_buf_add_char(&b, (char)('a' + i % 26));
		MUST(csn_buf_finish(&b, err));
		cr_expect_eq(b.len, max);
		cr_expect_eq(b.p[max], '\0');
		csn_buf_add_char(&b, 'x');
		expect_error(
		    err, csn_buf_finish(&b, err), COSIGN_E_LIMIT, "more than ");
		cr_expect_eq(b.len, max);
		csn_buf_dispose(&b);
	}
	cosign_error_free(err);
}

Test(buf, grows_and_keeps_its_bytes)
{
	struct csn_buf b;
	size_t i;

	csn_buf_init(&b, 100000);
	for (i = 0; i < 20000; i++)
		csn_buf_addf(&b, "%05zu", i);
	MUST(csn_buf_finish(&b, NULL));
	cr_expect_eq(b.len, 100000);
	cr_expect_eq(memcmp(b.p, "0000000001", 10), 0);
	cr_expect_str_eq((const char *)b.p + 99990, "1999819999");
	csn_buf_dispose(&b);
}

Test(buf, does_nothing_after_a_failure)
{
	cosign_error_t *err = cosign_error_new();
	struct csn_buf b;
	char *out = (char *)err;
	size_t len = 1;

	csn_buf_init(&b, 4);
	csn_buf_add_str(&b, "abc");
	csn_buf_add_str(&b, "de");
	csn_buf_add_str(&b, "f"); /* would fit */
	csn_buf_addf(&b, "%d", 1);
	csn_buf_fail(&b, COSIGN_E_NOMEM, "later");
	cr_expect_eq(b.len, 3);
	expect_error(err, csn_buf_take(&b, &out, &len, err), COSIGN_E_LIMIT,
	    "more than 4 bytes");
	cr_expect_null(out);
	cr_expect_eq(len, 0);
	csn_buf_dispose(&b);
	cosign_error_free(err);
}

Test(buf, tells_the_first_failure)
{
	cosign_error_t *err = cosign_error_new();
	struct csn_buf b;

	csn_buf_init(&b, 4);
	csn_buf_fail(&b, COSIGN_E_MALFORMED, "first");
	csn_buf_fail(&b, COSIGN_E_NOMEM, NULL);
	expect_error(err, csn_buf_finish(&b, err), COSIGN_E_MALFORMED, "first");
	csn_buf_dispose(&b);
	csn_buf_fail(&b, COSIGN_E_NOMEM, NULL);
	expect_error(
	    err, csn_buf_finish(&b, err), COSIGN_E_NOMEM, "out of memory");
	csn_buf_dispose(&b);
	cosign_error_free(err);
}

Test(buf, lengths_do_not_wrap)
{
	cosign_error_t *err = cosign_error_new();
	struct csn_buf b;

	csn_buf_init(&b, SIZE_MAX);
	csn_buf_add_char(&b, 'a');
	csn_buf_reserve(&b, SIZE_MAX);
	expect_error(err, csn_buf_finish(&b, err), COSIGN_E_LIMIT, "");
	csn_buf_dispose(&b);
	cosign_error_free(err);
}

Test(buf, gives_its_bytes_away)
{
	struct csn_buf b;
	char *out = NULL;
	size_t len = 0;

	csn_buf_init(&b, 10);
	csn_buf_add(&b, "a\0b", 3);
	csn_buf_add(&b, NULL, 0);
	MUST(csn_buf_take(&b, &out, &len, NULL));
	cr_expect_eq(len, 3);
	cr_expect_eq(memcmp(out, "a\0b", 4), 0);
	cr_expect(b.p == NULL && b.len == 0);
	free(out);
	MUST(csn_buf_take(&b, &out, NULL, NULL));
	cr_expect_str_eq(out, "");
	free(out);
	csn_buf_dispose(&b);
	csn_buf_dispose(&b);
}

/* What was reserved is where the bytes go: a secret is not copied about. */
Test(buf, does_not_move_what_was_reserved)
{
	struct csn_buf b;
	const uint8_t *p;
	int i;

	csn_buf_init(&b, 10000);
	csn_buf_reserve(&b, 1000);
	p = b.p;
	for (i = 0; i < 100; i++)
		csn_buf_add_str(&b, "0123456789");
	MUST(csn_buf_finish(&b, NULL));
	cr_expect_eq(b.p, p);
	csn_buf_dispose_secret(&b);
	cr_expect_null(b.p);
}
