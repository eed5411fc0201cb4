#include "tools.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

char *
vs_dump(struct vs *vs, json_t *value, int sorted)
{
	char *text;

	VS_NEED(value != NULL);
	text = json_dumps(value, JSON_COMPACT | (sorted ? JSON_SORT_KEYS : 0));
	json_decref(value);
	return vs_own(vs, text, free);
}

json_t *
vs_json_base64(struct vs *vs, struct vs_bytes bytes)
{
	return json_string(vs_base64(vs, bytes));
}

json_t *
vs_json_int64(struct vs *vs, int64_t n)
{
	return json_string(vs_text(vs, "%lld", (long long)n));
}

char *
vs_digest_enum(struct vs *vs, const char *digest)
{
	VS_NEED(strncmp(digest, "SHA", 3) == 0);
	return vs_text(vs, "SHA2_%s", digest + 3);
}

char *
vs_digest_lower(struct vs *vs, const char *digest)
{
	char *text = vs_text(vs, "%s", digest), *p;

	for (p = text; *p != '\0'; p++)
		*p = (char)tolower((unsigned char)*p);
	return text;
}
