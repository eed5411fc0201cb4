/* Every allocation fails once: an error, nothing half done, nothing leaked. */
#include "regex/regex.h"

#include "alloc_fail.h"
#include "vectors.h"

#include <criterion/criterion.h>

/* Groups, classes and repetitions enough for every buffer to grow. */
static const char pattern[] =
    "^(?i)https://((((((((a|b)|c)|d)|e)|f)|g)|h)|[^\\P{Lu}\\pN])"
    "(?:\\w+[a-z\\d\\x{3b1}]{2,5}|\\p{Greek}{20}|[[:^alpha:]])*$"
    "[\\p{Han}a][\\p{Han}b][\\p{Lo}c][\\p{Cn}d]";

Test(alloc, regex_new)
{
	cosign_error_t *err = cosign_error_new();
	struct csn_regex *re;
	cosign_rc_t rc;
	size_t n;

	for (n = 1;; n++) {
		re = (struct csn_regex *)err;
		alloc_fail_arm(n);
		rc = csn_regex_new(&re, csn_span_str(pattern), err);
		if (!alloc_fail_disarm())
			break;
		cr_expect_null(re);
		expect_error(err, rc, COSIGN_E_NOMEM,
		    "regular expression: out of memory");
	}
	cr_expect_eq(rc, COSIGN_OK);
	cr_expect_gt(n, 30);
	csn_regex_free(re);
	cosign_error_free(err);
}

Test(alloc, regex_search)
{
	cosign_error_t *err = cosign_error_new();
	struct csn_regex *re = NULL;
	int found = 1;

	MUST(csn_regex_new(&re, csn_span_str("a*"), NULL));
	alloc_fail_arm(1);
	expect_error(err, csn_regex_search(re, csn_span_str("a"), &found, err),
	    COSIGN_E_NOMEM, "out of memory");
	cr_expect(alloc_fail_disarm());
	cr_expect_eq(found, 0);
	/* There is one alone. */
	alloc_fail_arm(2);
	MUST(csn_regex_search(re, csn_span_str("a"), &found, err));
	cr_expect(!alloc_fail_disarm());
	cr_expect_eq(found, 1);
	csn_regex_free(re);
	cosign_error_free(err);
}

Test(alloc, regex_lint)
{
	uint32_t flags;
	size_t n;

	for (n = 1;; n++) {
		alloc_fail_arm(n);
		flags = csn_regex_lint(csn_span_str("(^a|[b-z])*c.d"));
		if (!alloc_fail_disarm())
			break;
		/* The last one is for the anchors alone. */
		cr_expect(flags == 0 || flags == CSN_REGEX_HOST_DOT);
	}
	cr_expect_eq(flags,
	    CSN_REGEX_OPEN_START | CSN_REGEX_OPEN_END | CSN_REGEX_HOST_DOT);
	cr_expect_gt(n, 5);
}
