#include "edit.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

struct vector
edit(const struct vector *v, const char *from, const char *to)
{
	const size_t removed = from[0] == '\0' ? v->len : strlen(from);
	const char *at = from[0] == '\0' ? v->data : strstr(v->data, from);
	struct vector edited;
	size_t before;

	cr_assert(at != NULL, "\"%s\" is not there", from);
	cr_assert(from[0] == '\0' || strstr(at + 1, from) == NULL,
	    "\"%s\" is there twice", from);
	before = (size_t)(at - v->data);
	edited.len = v->len - removed + strlen(to);
	edited.data = malloc(edited.len + 1);
	cr_assert(edited.data != NULL);
	memcpy(edited.data, v->data, before);
	memcpy(edited.data + before, to, strlen(to));
	memcpy(edited.data + before + strlen(to), at + removed,
	    v->len - before - removed);
	edited.data[edited.len] = '\0';
	return edited;
}
