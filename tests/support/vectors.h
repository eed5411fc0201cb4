/* Reading vectors/, and checks that the tests share. */
#ifndef TESTS_SUPPORT_VECTORS_H
#define TESTS_SUPPORT_VECTORS_H

#include <cosign/error.h>

#include <stddef.h>

#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))

/* The value of a failed step that must not fail: ends the test. */
#define MUST(expr) must((expr), #expr, __FILE__, __LINE__)
void must(cosign_rc_t rc, const char *what, const char *file, int line);

struct vector {
	char *data; /* NUL-terminated */
	size_t len;
};

/* A file, whole; ends the test if it cannot be read. */
struct vector vector_read(const char *path);
/* The same of vectors/FOLDER/NAME. */
struct vector vector_load(const char *folder, const char *name);
void vector_free(struct vector *v);

/* The message starts so; says both if not. */
void expect_prefix(const char *message, const char *prefix);

/* A failed call left exactly this: code, and how its message starts. */
void expect_error(const cosign_error_t *err, cosign_rc_t got, cosign_rc_t rc,
    const char *prefix);

#endif
