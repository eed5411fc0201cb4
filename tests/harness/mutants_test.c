/* Mutants are what they are said to be. */
#include "mutants.h"

#include "vectors.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <string.h>

/* Every value but the outermost: a, b, its two elements, c, and c's d. */
static const char pretty[] = "{\n  \"a\": 1,\n  \"b\": [ 2 , 3 ],\n"
			     "  \"c\": {\n    \"d\": \"x\"\n  }\n}\n";
#define REMOVABLE 6

static size_t removed;

static void
count_removed(void *user, const struct mutant *m)
{
	json_t *root;

	(void)user;
	if (strcmp(m->deed, "removed") != 0)
		return;
	root = json_loadb(m->text, m->len, 0, NULL);
	cr_expect_not_null(root, "without %s: %s", m->place, m->text);
	json_decref(root);
	removed++;
}

/* With blanks around the commas, too. */
Test(mutants, what_is_left_of_a_document_is_json)
{
	mutants_of_members(pretty, count_removed, NULL);
	cr_expect_eq(removed, REMOVABLE, "%zu", removed);
}

Test(mutants, patterns)
{
	static const struct {
		const char *pattern, *text;
		int fits;
	} rows[] = {
		{ "a", "a", 1 },
		{ "a", "ab", 0 },
		{ "ab", "a", 0 },
		{ "a?c", "abc", 1 },
		{ "a?", "a", 0 },
		{ "*", "", 1 },
		{ "a*c*", "abbcd", 1 },
		{ "*.b", "a.b.c", 0 },
		{ "a|b", "a", 1 },
		{ "a|b", "b", 1 },
		{ "a|b", "a|b", 0 },
		{ "a*|b", "c", 0 },
		{ "a|", "", 1 },
		{ "*a|b", "ab", 0 },
		{ "x|*a|b?", "bc", 1 },
	};
	size_t i;

	for (i = 0; i < ARRAY_LEN(rows); i++)
		cr_expect_eq(mutant_fits(rows[i].pattern, rows[i].text),
		    rows[i].fits, "%s %s", rows[i].pattern, rows[i].text);
}
