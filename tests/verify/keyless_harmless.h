/* Mutants of keyless signatures that are accepted, and why that harms nobody:
   for keyless_mutation_test.c. */
#ifndef TESTS_VERIFY_KEYLESS_HARMLESS_H
#define TESTS_VERIFY_KEYLESS_HARMLESS_H

#include "keyless.h"
#include "mutants.h"

/* How a mutant was made; a row may name several. */
enum way {
	MEMBERS = 1,
	PAIRS = 2,
	LINES = 4,
	INSIDE = 8,
	BYTES = 16,
	TEXT = 32,
};

struct harmless {
	int ways;
	/* With * for anything; "!" before the first: all others. */
	const char *form, *place, *deed;
	const char *reason;
	/* Not all that fit the row are accepted: it depends on lengths and
	   bytes that differ from run to run. */
	int some;
	/* The change does this as well. */
	int (*is)(const struct subject *s, const struct mutant *m);
	int list;
	size_t used;
};

/* Where a row has to be of use. */
#define FORMS  0
#define VALUES 1
#define CASES  2
#define ROOTS  3
#define VARIES 4

/* The first row that a mutant fits; NULL: none. */
struct harmless *harmless_find(
    const struct subject *s, enum way way, const struct mutant *m);

/* Each row of the list is there for something. */
void harmless_expect_used(int list);

#endif
