/* Vectors of one case a line: columns between tabs, '#' before a remark. */
#ifndef TESTS_SUPPORT_TABLE_H
#define TESTS_SUPPORT_TABLE_H

#include "vectors.h"

#define TABLE_COLUMNS_MAX 8

struct table {
	struct vector v;
	char *next;
	size_t line; /* of the row read last, from 1 */
	char *column[TABLE_COLUMNS_MAX];
};

/* vectors/FOLDER/NAME; ends the test if it cannot be read. */
struct table table_open(const char *folder, const char *name);
void table_close(struct table *t);

/* The next row, which must have this many columns. 0 after the last one. */
int table_row(struct table *t, size_t columns);

/* Decode a column of hexadecimal. The result is NUL-terminated; free(). */
struct vector table_hex(const char *hex);

#endif
