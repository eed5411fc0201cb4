/* The values of a JSON document, and where they stand. For mutants*.c alone. */
#ifndef TESTS_SUPPORT_MUTANTS_DOCUMENT_H
#define TESTS_SUPPORT_MUTANTS_DOCUMENT_H

#include "mutants.h"

enum kind { OBJECT, ARRAY, STRING, NUMBER, WORD };

#define NO_PARENT ((size_t)-1)

struct value {
	enum kind kind;
	char *place;
	char *name;        /* of a member; NULL: an element, or the root */
	size_t parent;     /* index, or NO_PARENT */
	size_t first;      /* of the member's name, or of the value */
	size_t start, end; /* of the value */
};

struct document {
	const char *text;
	size_t len;
	struct value *values; /* parents before children */
	size_t count;
};

struct document document_read(const char *text);
void document_free(struct document *d);

/* Text that grows; ends in a NUL. */
struct growing {
	char *p;
	size_t len, size;
};

void grow(struct growing *g, const char *p, size_t len);
void grow_text(struct growing *g, const char *text);
__attribute__((format(printf, 2, 3))) void grow_format(
    struct growing *g, const char *format, ...);

/* What is in hand while a document is changed. */
struct changing {
	struct document d;
	mutant_fn *fn;
	void *user;
};

/* One mutant: bytes from start to end become others. */
void change(const struct changing *c, const char *place, const char *deed,
    size_t start, size_t end, const char *text);
/* The same of a struct mutant whose place, deed and numbers are known. */
void change_with(const struct changing *c, struct mutant m, size_t start,
    size_t end, const char *text, size_t len);

/* What a string's base64 stands for: malloc()ed, with a NUL behind it; NULL if
   it is none, or shorter than 16 characters. */
unsigned char *value_decode(
    const struct document *d, const struct value *v, size_t *len);
/* Base64 between quotes, malloc()ed. */
char *quoted_base64(const unsigned char *p, size_t len);

#endif
