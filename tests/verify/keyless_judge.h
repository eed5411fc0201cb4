/* Mutants of a subject's document, or of its trusted root: what is accepted
   stands in the tables, and what stands in the tables is accepted. */
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
void judge_take_root(struct judge *j, const struct subject *s);

/* A mutant_fn, for a struct judge. */
void judge_mutant(void *user, const struct mutant *m);

/* Each row of the list was there for something. */
void judge_expect_used(const struct harmless_table *table, enum list list);

/* Every byte of what is base64 costs most; under a sanitizer, which makes it
   several times slower, every fourth of those is enough. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define JUDGE_SLOWLY
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(JUDGE_SLOWLY)
#define JUDGE_EVERY(n) (4 * (size_t)(n))
#else
#define JUDGE_EVERY(n) ((size_t)(n))
#endif

#endif
