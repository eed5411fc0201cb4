/* Mutants that are accepted, and why that harms nobody: for tests of mutants of
   bundles and of trusted roots. */
#ifndef TESTS_VERIFY_KEYLESS_HARMLESS_H
#define TESTS_VERIFY_KEYLESS_HARMLESS_H

#include "mutants.h"

#include <stddef.h>

/* How a mutant was made; a row may name several. */
enum way {
	MEMBERS = 1,
	PAIRS = 2,
	LINES = 4,
	INSIDE = 8,
	BYTES = 16,
	TEXT = 32,
};

/* Which test a row has to be of use to. */
enum list {
	FORMS,
	VALUES,
	CASES,
	ROOTS,
	CASE_ROOTS,
	VARIES, /* none: it depends on lengths that differ from run to run */
};

struct harmless {
	int ways;
	/* As mutant_fits() has it; the form is the subject's name, and "!"
	   before it: all others. */
	const char *form, *place, *deed;
	const char *reason;
	/* Not all that fit the row are accepted: it depends on lengths and
	   bytes. */
	int some;
	/* The change of the document, as it was, does this as well. */
	int (*is)(const char *was, const struct mutant *m);
	enum list list;
	int chosen; /* by the subject */
	size_t used;
};

/* Everyone's rows, those of bundles, those of trusted roots. */
struct harmless_table {
	struct harmless *rows;
	size_t count;
};
extern const struct harmless_table harmless_everywhere;
extern const struct harmless_table harmless_bundles;
extern const struct harmless_table harmless_roots;

/* Where a document and one of the same length, or nearly, differ. */
size_t place_of_change(const char *was, const struct mutant *m);

#define HARMLESS_ROW(ways, form, place, deed, reason, some, is, list) \
	{                                                             \
		ways, form, place, deed, reason, some, is, list, 0, 0 \
	}

/* What several tables have to say. */
#define JSON     "JSON says the same"
#define SPELLING "protobuf's JSON has several spellings"
#define NUMBER   "protobuf's JSON: the same number"
#define GO_TEXT  "base64 of the same bytes, as Go reads it"

#endif
