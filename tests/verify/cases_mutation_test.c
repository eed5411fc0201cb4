/*
 * Mutants of the cases that the public conformance suite wants accepted. What
 * is still accepted stands in a list, with the reason.
 */
#include "keyless_judge.h"

#include "cases.h"

#include <criterion/criterion.h>
#include <string.h>

static struct subject s;
static struct judge j;
static size_t cases;

static const unsigned char low[] = { 0x01 };
static const unsigned char letters[] = { 0x01, 0x20 };

/* One of either Rekor. Only of these is each character changed, and each byte
   of what is base64; of the others every second byte. */
static int
is_typical(const char *name)
{
	return strcmp(name, "happy-path-v0.3") == 0 ||
	    strcmp(name, "rekor2-happy-path") == 0;
}

static void
mutate(const char *name)
{
	if (!subject_of_case(&s, name))
		return;
	cases++;
	judge_take_bundle(&j, &s);
	j.way = MEMBERS;
	mutants_of_members(s.text, judge_mutant, &j);
	j.way = PAIRS;
	mutants_of_pairs(s.text, judge_mutant, &j);
	j.way = LINES;
	mutants_of_lines(s.text, judge_mutant, &j);
	j.way = INSIDE;
	mutants_inside(s.text, judge_mutant, &j);
	j.way = BYTES;
	mutants_of_bytes(s.text, JUDGE_EVERY(is_typical(name) ? 1 : 2), low, 1,
	    judge_mutant, &j);
	j.way = TEXT;
	if (is_typical(name))
		mutants_of_text(s.text, letters, 2, judge_mutant, &j);
	subject_free(&s);
}

Test(cases_mutation, of_every_accepted_case)
{
	cases_require(CASES_FOLDER);
	(void)cases_each(CASES_FOLDER, mutate);
	judge_expect_used(&harmless_bundles, CASES);
	cr_expect_eq(cases, 21);
	/* Most are refused, and none is left out. */
	cr_expect_gt(j.tried, 80000, "%zu", j.tried);
	cr_expect_lt(
	    j.accepted, j.tried / 20, "%zu of %zu", j.accepted, j.tried);
}
