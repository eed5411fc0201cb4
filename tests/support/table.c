#include "table.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

struct table
table_open(const char *folder, const char *name)
{
	struct table t = { .v = vector_load(folder, name) };

	t.next = t.v.data;
	return t;
}

void
table_close(struct table *t)
{
	vector_free(&t->v);
}

int
table_row(struct table *t, size_t columns)
{
	char *line, *end;
	size_t i;

	do {
		line = t->next;
		if (*line == '\0')
			return 0;
		end = strchr(line, '\n');
		cr_assert_not_null(end, "line %zu is cut", t->line + 1);
		*end = '\0';
		t->next = end + 1;
		t->line++;
	} while (*line == '#');
	for (i = 0; i < columns; i++) {
		cr_assert_not_null(line, "line %zu: %zu columns", t->line, i);
		t->column[i] = line;
		line = strchr(line, '\t');
		if (line != NULL)
			*line++ = '\0';
	}
	cr_assert_null(
	    line, "line %zu: more than %zu columns", t->line, columns);
	return 1;
}

struct vector
table_hex(const char *hex)
{
	struct vector v = { NULL, strlen(hex) / 2 };
	char pair[3] = "", *end;
	size_t i;

	v.data = calloc(v.len + 1, 1);
	cr_assert_not_null(v.data);
	for (i = 0; i < v.len; i++) {
		memcpy(pair, hex + 2 * i, 2);
		v.data[i] = (char)strtol(pair, &end, 16);
		cr_assert_eq(*end, '\0', "not hexadecimal: %s", hex);
	}
	return v;
}
