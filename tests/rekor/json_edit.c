#include "json_edit.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static json_t *
child(json_t *v, const char *name)
{
	return json_is_array(v)
	    ? json_array_get(v, (size_t)strtoul(name, NULL, 10))
	    : json_object_get(v, name);
}

static void
put(json_t *parent, const char *name, json_t *value)
{
	if (json_is_array(parent) && value != NULL)
		cr_assert_eq(json_array_set_new(parent,
				 (size_t)strtoul(name, NULL, 10), value),
		    0);
	else if (json_is_array(parent))
		cr_assert_eq(
		    json_array_remove(parent, (size_t)strtoul(name, NULL, 10)),
		    0);
	else if (value != NULL)
		cr_assert_eq(json_object_set_new(parent, name, value), 0);
	else
		cr_assert_eq(json_object_del(parent, name), 0);
}

void
json_edit(json_t *root, const char *path, const char *text)
{
	json_t *value =
	    text == NULL ? NULL : json_loads(text, JSON_DECODE_ANY, NULL);
	json_t *parent = root;
	char name[64];
	size_t len;

	cr_assert_eq(value != NULL, text != NULL, "%s", text);
	for (;;) {
		len = strcspn(path, ".");
		(void)snprintf(name, sizeof(name), "%.*s", (int)len, path);
		path += len;
		if (*path == '\0')
			break;
		path++;
		parent = child(parent, name);
		cr_assert_not_null(parent, "%s is not there", name);
	}
	put(parent, name, value);
}
