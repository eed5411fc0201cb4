/*
 * Cases made by others, read from beside the checkout (environment variable
 * COSIGN_CASES, else ../shared/cases) and never part of it.
 */
#ifndef TESTS_SUPPORT_CASES_H
#define TESTS_SUPPORT_CASES_H

#include "vectors.h"

/* Ends the test as skipped, in words, where the folder is absent. */
void cases_require(const char *folder);

/* FOLDER/NAME of the cases; ends the test if it cannot be read. */
struct vector cases_load(const char *folder, const char *name);

/* Where it is, or would be. */
void cases_path(char *path, size_t size, const char *folder, const char *name);

/* Whether it is there. */
int cases_has(const char *folder, const char *name);

/* Called with the name of each entry of a folder, sorted; returns how many
   there were. */
size_t cases_each(const char *folder, void (*fn)(const char *name));

#endif
