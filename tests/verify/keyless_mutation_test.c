/*
 * Mutants of every form of a keyless signature. What is still accepted stands
 * in a list, with the reason; and what stands in the list is accepted.
 */
#include "keyless_judge.h"

#include <criterion/criterion.h>
#include <string.h>

static struct subject s;
static struct judge j;

static const unsigned char low[] = { 0x01 };
static const unsigned char letters[] = { 0x01, 0x20 };

/* All of a form's mutants. */
static void
mutate(void)
{
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
	mutants_of_bytes(s.text, 1, low, 1, judge_mutant, &j);
	j.way = TEXT;
	mutants_of_text(s.text, letters, 2, judge_mutant, &j);
}

Test(keyless_mutation, of_every_form)
{
	size_t i;

	for (i = 0; i < form_count; i++) {
		subject_make(&s, &forms[i]);
		mutate();
		subject_free(&s);
	}
	judge_expect_used(&harmless_everywhere, FORMS);
	judge_expect_used(&harmless_bundles, FORMS);
	/* Most are refused, and none is left out. */
	cr_expect_gt(j.tried, 200000, "%zu", j.tried);
	cr_expect_lt(
	    j.accepted, j.tried / 20, "%zu of %zu", j.accepted, j.tried);
}

/* Every value of every byte of the smallest. */
Test(keyless_mutation, of_every_value)
{
	unsigned char masks[255];
	size_t i;

	for (i = 0; i < sizeof(masks); i++)
		masks[i] = (unsigned char)(i + 1);
	for (i = 0; i < form_count; i++)
		if (strcmp(forms[i].name, "v0.3, no log") == 0)
			subject_make(&s, &forms[i]);
	cr_assert_not_null(s.form);
	judge_take_bundle(&j, &s);
	j.way = TEXT;
	mutants_of_text(s.text, masks, sizeof(masks), judge_mutant, &j);
	cr_expect_eq(j.tried, 255 * strlen(s.text));
	judge_expect_used(&harmless_bundles, VALUES);
	subject_free(&s);
}
