/*
 * Mutants: a JSON document with one thing about it changed, each in turn. What
 * a program may make of them is the test's affair.
 *
 * The document is one that somebody wrote well: nothing is checked. What
 * cannot be done ends the process. One thread at a time.
 */
#ifndef TESTS_SUPPORT_MUTANTS_H
#define TESTS_SUPPORT_MUTANTS_H

#include <stddef.h>

struct mutant {
	/* Whose value: "verificationMaterial.tlogEntries[0].logIndex"; behind
	   '>' stands what is inside of an encoded one. */
	const char *place;
	const char *deed; /* "removed" */
	size_t byte;      /* of bytes: which */
	size_t total;     /* of how many */
	/* The document. A NUL follows, not counted. */
	const char *text;
	size_t len;
};

typedef void mutant_fn(void *user, const struct mutant *mutant);

/* Of each member, element and value all that can be done to it: removed,
   repeated, renamed; other types; other numbers; other spellings. */
void mutants_of_members(const char *json, mutant_fn *fn, void *user);

/* Each two strings, and each two numbers, in each other's place. */
void mutants_of_pairs(const char *json, mutant_fn *fn, void *user);

/* Every byte of the text, XORed with each of the masks. The place is that of
   the innermost value, "name of" it in a name; the byte counts from its
   start. */
void mutants_of_text(const char *json, const unsigned char *masks, size_t count,
    mutant_fn *fn, void *user);

/* Of each string that is base64, every step-th byte of what it stands for, the
   same; then it is encoded again. Deeds: "bytes". */
void mutants_of_bytes(const char *json, size_t step, const unsigned char *masks,
    size_t count, mutant_fn *fn, void *user);

/* Documents in base64 inside of the document: their members, and those of
   documents in them. */
void mutants_inside(const char *json, mutant_fn *fn, void *user);

/* Lines of texts of several lines: each removed, repeated, and in the place of
   the one before. */
void mutants_of_lines(const char *json, mutant_fn *fn, void *user);

/* Whether a text is what a pattern says, in which * stands for anything and ?
   for one character; | stands between patterns of which one is enough. */
int mutant_fits(const char *pattern, const char *text);

/* How many values a document has. */
size_t mutants_value_count(const char *json);

#endif
