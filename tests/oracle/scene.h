/*
 * What every oracle test is made of: a folder of its own, the two programs,
 * keys that neither of them made, and a count of verdicts.
 */
#ifndef TESTS_ORACLE_SCENE_H
#define TESTS_ORACLE_SCENE_H

#include "actor.h"

extern struct actor ours, theirs;

/* Take the first four arguments: COSIGNC COSIGN GENERATION TRUSTED-ROOT. The
   folder is removed when the program ends. */
void scene_enter(int argc, char **argv);

/* A new private key as openssl writes it. OPTION may be NULL. */
void make_pem(const char *algorithm, const char *option, const char *path);
/* Its public half. */
void make_pub(const char *pem, const char *path);

/* One verdict of one side. */
void judge(const struct actor *who, int got, int want, const char *row);

/* Where both sides are asked: what each must say, and, where that differs,
   the heading in docs/differences.md that says why. */
struct verdicts {
	int theirs;
	int ours;
	const char *reason;
};
void judge_both(struct verdicts got, struct verdicts want, const char *row);

/* Prints the count; the exit status. */
int scene_end(void);

#endif
