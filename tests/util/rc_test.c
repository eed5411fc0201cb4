#include <cosign/error.h>

#include "vectors.h"

#include <criterion/criterion.h>
#include <ctype.h>
#include <string.h>

/* As a program outside expands the table. */
struct row {
	cosign_rc_t rc;
	int number;
	const char *name;
	const char *text;
};

static const struct row rows[] = {
#define ROW(symbol, number, text) { symbol, number, #symbol, text },
	COSIGN_RC_TABLE(ROW)
#undef ROW
};

Test(rc, library_and_header_agree)
{
	size_t i;

	cr_assert_eq(cosign_rc_count(), ARRAY_LEN(rows));
	for (i = 0; i < ARRAY_LEN(rows); i++) {
		cr_expect_eq((int)rows[i].rc, rows[i].number);
		cr_expect_eq(cosign_rc_at(i), rows[i].rc);
		cr_expect_str_eq(cosign_rc_name(rows[i].rc), rows[i].name);
		cr_expect_str_eq(cosign_rc_text(rows[i].rc), rows[i].text);
		cr_expect_eq((int)cosign_rc_class(rows[i].rc),
		    rows[i].number / 100, "%s", rows[i].name);
	}
	cr_expect_eq(cosign_rc_at(i), COSIGN_E_INTERNAL);
	cr_expect_eq(cosign_rc_at(SIZE_MAX), COSIGN_E_INTERNAL);
}

/* Numbers, names and texts each belong to one code, in rising order. */
Test(rc, unique)
{
	size_t i, k;

	for (i = 0; i < ARRAY_LEN(rows); i++)
		for (k = i + 1; k < ARRAY_LEN(rows); k++) {
			cr_expect_lt(
			    rows[i].number, rows[k].number, "%s", rows[k].name);
			cr_expect_str_neq(rows[i].name, rows[k].name);
			cr_expect_str_neq(rows[i].text, rows[k].text);
		}
}

Test(rc, texts_are_fit_to_print)
{
	const char *p;
	size_t i;

	cr_expect_eq((int)COSIGN_OK, 0);
	for (i = 0; i < ARRAY_LEN(rows); i++) {
		cr_expect(rows[i].rc == COSIGN_OK ||
		    strncmp(rows[i].name, "COSIGN_E_", 9) == 0);
		cr_expect(rows[i].number == 0 ||
			(rows[i].number >= 100 && rows[i].number < 600),
		    "%s is in no class", rows[i].name);
		cr_expect_neq(rows[i].text[0], '\0');
		cr_expect_neq(rows[i].text[strlen(rows[i].text) - 1], '.');
		for (p = rows[i].text; *p != '\0'; p++)
			cr_expect(isprint((unsigned char)*p));
	}
}

Test(rc, what_is_no_code)
{
	static const int numbers[] = { -1, 1, 99, 199, 299, 399, 499, 599, 600,
		1000000 };
	size_t i;

	for (i = 0; i < ARRAY_LEN(numbers); i++) {
		const cosign_rc_t rc = (cosign_rc_t)numbers[i];

		cr_expect_null(cosign_rc_name(rc));
		cr_expect_null(cosign_rc_text(rc));
		cr_expect_eq(cosign_rc_class(rc), COSIGN_CLASS_INTERNAL);
	}
}
