/* Small changes to files that carry a signature. */
#ifndef TESTS_ORACLE_DOCUMENT_H
#define TESTS_ORACLE_DOCUMENT_H

#include "actor.h"

#include <stddef.h>

struct text {
	char *p; /* NUL-terminated */
	size_t len;
};

/* Each ends the program when it cannot do its work. */
struct text text_load(const char *path);
void text_save(const char *path, const void *p, size_t len);
void text_free(struct text *t);

/* Put TO in the place of the first FROM ("": the beginning, NULL: all). */
void edit_text(struct text *t, const char *from, const char *to);

/* Base64 of the signature in a file of any form. */
struct text signature_of(enum form form, const char *path);

/* Write a copy of a file with another signature, given as base64. */
void replace_signature(
    enum form form, const char *from, const char *to, const char *base64);

/* Base64 of a binary file. */
struct text base64_of(const char *path);

#endif
