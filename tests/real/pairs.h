/* What cosignc, cosign and the cosign before (2.6.5) do one after the other in
   a real registry: their lines, where they differ. */
#ifndef TESTS_REAL_PAIRS_H
#define TESTS_REAL_PAIRS_H

#include "real_suite.h"
#include "vectors.h"

/* Who begins, who goes on, and where: "cosignc", "cosign", "cosign-2.6.5". */
struct pair {
	enum real_kind kind;
	char by[16], then[16];
};

enum pairs_form { PAIRS_OLDER, PAIRS_BUNDLE };

extern struct real *pairs_registry;

/* For .init and .fini: a key pair of cosign's in cosign.key and cosign.pub,
   and root.json, a trusted root that trusts nobody. */
void pairs_enter(void);
void pairs_leave(void);
/* A registry with one image, PAIRS_ONE. */
void pairs_start(enum real_kind kind);
#define PAIRS_ONE   real_at(pairs_registry, "%s/a/b:one")
#define PAIRS_OTHER real_at(pairs_registry, "%s/c/d:one")

/* Not the cosign before. */
int pairs_is_new(const char *program);
/* An image, which is PAIRS_ONE or a layout for cosignc. */
void pairs_sign_with(const char *key, const char *program, enum pairs_form form,
    const char *image);
#define pairs_sign(program, form) \
	pairs_sign_with("cosign.key", (program), (form), PAIRS_ONE)
struct process_result pairs_verify_with(const char *pub, const char *program,
    enum pairs_form form, const char *image);
/* With cosign.pub, and it is well. */
void pairs_verify(const char *program, enum pairs_form form, const char *image);
/* There is nothing to verify. */
void pairs_expect_none(
    const char *program, enum pairs_form form, const char *image);

/* Rows for each direction with each cosign. */
#define PAIRS_ON(kind)                             \
	{ (kind), "cosignc", "cosign" },           \
	    { (kind), "cosignc", "cosign-2.6.5" }, \
	    { (kind), "cosign", "cosignc" },       \
	{                                          \
		(kind), "cosign-2.6.5", "cosignc"  \
	}

#define PAIRS(suite, name, rows)                         \
	ParameterizedTestParameters(suite, name)         \
	{                                                \
		return cr_make_param_array(              \
		    struct pair, rows, ARRAY_LEN(rows)); \
	}                                                \
	ParameterizedTest(struct pair *p, suite, name)

#endif
