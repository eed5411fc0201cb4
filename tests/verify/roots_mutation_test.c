/*
 * Mutants of trusted roots, and whether a good bundle is still accepted under
 * them: of the virtual Sigstore's, and of those of the public conformance
 * suite. Where it is, a list has the reason.
 */
#include "keyless_judge.h"

#include "cases.h"

#include <criterion/criterion.h>
#include <string.h>

static struct subject s;
static struct judge j;

static const unsigned char low[] = { 0x01 };

static const unsigned char letters[] = { 0x01, 0x20 };

static void
mutate(size_t step)
{
	judge_take_root(&j, &s);
	j.way = MEMBERS;
	mutants_of_members(s.root, judge_mutant, &j);
	j.way = BYTES;
	mutants_of_bytes(s.root, step, low, 1, judge_mutant, &j);
}

/* Each asks something else of the same trusted root. */
static int
is_typical(const char *name)
{
	return mutant_fits("v0.3|v0.3, timestamp, no promise|v0.3, Rekor v2|"
			   "v0.3, both logs|v0.3, no log|v0.3, chain|v0.3, key",
	    name);
}

Test(roots_mutation, of_a_virtual_root)
{
	size_t i;

	for (i = 0; i < form_count; i++) {
		if (!is_typical(forms[i].name))
			continue;
		subject_make(&s, &forms[i]);
		mutate(JUDGE_EVERY(1));
		/* Dates and URLs stand in no base64. */
		j.way = TEXT;
		if (mutant_fits("v0.3|v0.3, Rekor v2", forms[i].name))
			mutants_of_text(s.root, letters, 2, judge_mutant, &j);
		subject_free(&s);
	}
	judge_expect_used(&harmless_roots, ROOTS);
	cr_expect_gt(j.tried, 7 * 2000, "%zu", j.tried);
}

/* One case for each trusted root that the suite accepts anything under. */
static const char *const cases[] = {
	"bundle-with-sct-with-extensions",
	"intoto-with-custom-trust-root",
	"managed-key-and-trusted-root",
	"rekor2-dsse-happy-path",
	"rekor2-happy-path",
	"rekor2-timestamp-with-expired-cert-chain",
	"trust-root-tlog-validity-end-inclusive",
	"trust-root-tsa-validity-end-inclusive",
};

/* Their keys are P-384 and RSA for the most part: of their bytes every seventh
   is enough. */
Test(roots_mutation, of_the_suite_s_roots)
{
	size_t i;

	cases_require(CASES_FOLDER);
	for (i = 0; i < ARRAY_LEN(cases); i++) {
		cr_assert(subject_of_case(&s, cases[i]));
		cr_assert_not_null(s.root);
		mutate(JUDGE_EVERY(7));
		subject_free(&s);
	}
	judge_expect_used(&harmless_roots, CASE_ROOTS);
	cr_expect_gt(j.tried, ARRAY_LEN(cases) * 1000, "%zu", j.tried);
}
