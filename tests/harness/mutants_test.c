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
