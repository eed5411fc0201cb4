/* Mutants of a subject's document: what is accepted stands in the tables, and
   what stands in the tables is accepted. */
#ifndef TESTS_VERIFY_KEYLESS_JUDGE_H
#define TESTS_VERIFY_KEYLESS_JUDGE_H

#include "keyless.h"
#include "keyless_harmless.h"

/* Begins as zeros; counts go on from subject to subject. */
struct judge {
	const struct subject *s;
	const char *was; /* the document, unchanged */
	int (*accepts)(const struct subject *s, const char *text, size_t len);
	const struct harmless_table *own;
	enum way way; /* what is being made */
	size_t tried, accepted;
};

void judge_take_bundle(struct judge *j, const struct subject *s);

/* A mutant_fn, for a struct judge. */
void judge_mutant(void *user, const struct mutant *m);

/* Each row of the list was there for something. */
void judge_expect_used(const struct harmless_table *table, enum list list);

#endif
