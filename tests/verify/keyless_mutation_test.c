/*
 * Mutants of every form of a keyless signature, of the trusted root, and of the
 * public conformance cases. What is still accepted stands in a list, with the
 * reason; and what stands in the list is accepted.
 */
#include "keyless_harmless.h"

#include "cases.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct subject s;
static size_t tried, accepted;

/* A failed expectation each is enough to look at. */
#define SHOWN_MAX 20
static size_t shown;

static void
complain(const struct mutant *m, const char *what)
{
	if (shown++ < SHOWN_MAX)
		cr_expect(0, "%s: %s %s, byte %zu of %zu: %s", s.form->name,
		    m->place, m->deed, m->byte, m->total, what);
	else
		cr_assert_lt(shown, 10 * SHOWN_MAX, "and many more");
}

static void
judge(void *user, const struct mutant *m)
{
	const enum way way = *(const enum way *)user;
	const int ok = subject_accepts(&s, m->text, m->len);
	struct harmless *row = harmless_find(&s, way, m);

	tried++;
	accepted += ok ? 1 : 0;
	if (ok && row == NULL)
		complain(m, "accepted without a reason");
	if (!ok && row != NULL && !row->some)
		complain(m, "is listed, and refused");
	if (ok && row != NULL)
		row->used++;
}

static const unsigned char low[] = { 0x01 };
static const unsigned char letters[] = { 0x01, 0x20 };

/* All of a form's mutants. */
static void
mutate(void)
{
	enum way way = MEMBERS;

	cr_assert(subject_accepts(&s, s.text, strlen(s.text)));
	mutants_of_members(s.text, judge, &way);
	way = PAIRS;
	mutants_of_pairs(s.text, judge, &way);
	way = LINES;
	mutants_of_lines(s.text, judge, &way);
	way = INSIDE;
	mutants_inside(s.text, judge, &way);
	way = BYTES;
	mutants_of_bytes(s.text, 1, low, 1, judge, &way);
	way = TEXT;
	mutants_of_text(s.text, letters, 2, judge, &way);
}

Test(keyless_mutation, of_every_form)
{
	size_t i;

	for (i = 0; i < form_count; i++) {
		subject_make(&s, &forms[i]);
		mutate();
		subject_free(&s);
	}
	harmless_expect_used(FORMS);
	/* Most are refused, and none is left out. */
	cr_expect_gt(tried, 200000, "%zu", tried);
	cr_expect_lt(accepted, tried / 20, "%zu of %zu", accepted, tried);
}

/* Every value of every byte of the smallest. */
Test(keyless_mutation, of_every_value)
{
	unsigned char masks[255];
	enum way way = TEXT;
	size_t i;

	for (i = 0; i < sizeof(masks); i++)
		masks[i] = (unsigned char)(i + 1);
	for (i = 0; i < form_count; i++)
		if (strcmp(forms[i].name, "v0.3, no log") == 0)
			subject_make(&s, &forms[i]);
	cr_assert_not_null(s.form);
	mutants_of_text(s.text, masks, sizeof(masks), judge, &way);
	cr_expect_eq(tried, 255 * strlen(s.text));
	harmless_expect_used(VALUES);
	subject_free(&s);
}
