#include "extract.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool
cli_extract_fail(struct cli_extract *out, size_t line, const char *why)
{
	out->line = line;
	(void)snprintf(out->why, sizeof(out->why), "%s", why);
	return false;
}

bool
cli_extract_is_layout(const char *name, size_t len)
{
	return len >= 4 && memcmp(name, "oci:", 4) == 0;
}

/* False without memory, or with too many. */
bool
cli_extract_add(struct cli_extract *out, const char *name, size_t len)
{
	size_t i;

	for (i = 0; i < out->count; i++)
		if (strlen(out->names[i]) == len &&
		    memcmp(out->names[i], name, len) == 0)
			return true;
	if (out->names == NULL)
		out->names = calloc(CLI_EXTRACT_MAX + 1, sizeof(*out->names));
	if (out->names == NULL)
		return cli_extract_fail(out, 0, "out of memory");
	if (out->count == CLI_EXTRACT_MAX)
		return cli_extract_fail(out, 0, "too many images");
	out->names[out->count] = strndup(name, len);
	if (out->names[out->count] == NULL)
		return cli_extract_fail(out, 0, "out of memory");
	out->count++;
	return true;
}

void
cli_extract_dispose(struct cli_extract *out)
{
	size_t i;

	for (i = 0; i < out->count; i++)
		free(out->names[i]);
	free(out->names);
	memset(out, 0, sizeof(*out));
}
