/*
 * The use cases of signing files, carried out at a command line: by cosignc,
 * or by a real cosign. Both are given the command lines of one cosign
 * version, since cosignc takes the lines of either.
 */
#ifndef TESTS_ORACLE_ACTOR_H
#define TESTS_ORACLE_ACTOR_H

#include <stddef.h>

enum form {
	FORM_BASE64, /* detached signature */
	FORM_RAW,
	FORM_BUNDLE, /* v0.3 */
	FORM_LEGACY,
	FORM_COUNT
};

struct actor {
	const char *name;
	const char *program;
	int generation;           /* of the command lines: 2 or 3 */
	const char *trusted_root; /* generation 2 wants one with a bundle */
	const char *password;     /* NULL: "pass word" */
	char *last_words;         /* what it printed on stderr the last time */
};

#define LAST_WORDS_SIZE 4096

/* What a program answered. Anything else than a clean success or refusal is
   a crash: a signal, a time-out, an exit status that is neither 0 nor 1. */
#define YES   1
#define NO    0
#define CRASH (-1)

const char *form_name(enum form form);

/* generate-key-pair: PREFIX.key and PREFIX.pub. */
int actor_generate(const struct actor *a, const char *prefix);
int actor_import(const struct actor *a, const char *pem, const char *prefix);
int actor_public_key(const struct actor *a, const char *key, const char *out);
int actor_sign(const struct actor *a, enum form form, const char *key,
    const char *file, const char *out);
/* pub, digest (of --signature-digest-algorithm): NULL: not given. */
int actor_verify(const struct actor *a, enum form form, const char *pub,
    const char *digest, const char *signature, const char *file);

/* Run openssl; ends the test if it fails. */
void run_openssl(const char *const *argv);

#endif
