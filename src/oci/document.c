#include "oci/document.h"

#include "util/json.h"
#include "util/limits.h"
#include "util/text.h"

/* The two characters beyond ASCII that Go's folding makes equal to one of
   it. */
#define LONG_S      "\xc5\xbf"     /* U+017F: s */
#define KELVIN_SIGN "\xe2\x84\xaa" /* U+212A: k */

/* The next character of a name as lower-case ASCII; others byte by byte. */
static int
fold(const char **at)
{
	const char *s = *at;

	if (strncmp(s, LONG_S, strlen(LONG_S)) == 0) {
		*at += strlen(LONG_S);
		return 's';
	}
	if (strncmp(s, KELVIN_SIGN, strlen(KELVIN_SIGN)) == 0) {
		*at += strlen(KELVIN_SIGN);
		return 'k';
	}
	(*at)++;
	return csn_lower((uint8_t)*s);
}

static int
is_same_folded(const char *a, const char *b)
{
	int x, y;

	do {
		x = fold(&a);
		y = fold(&b);
	} while (x == y && x != '\0');
	return x == y;
}

static const struct csn_member *
find(const struct csn_member *known, const char *name)
{
	for (; known->name != NULL; known++)
		if (is_same_folded(known->name, name))
			return known;
	return NULL;
}

cosign_rc_t
csn_members_check(
    const json_t *o, const struct csn_member *known, cosign_error_t *err)
{
	const struct csn_member *member;
	const char *name;
	json_t *value;

	json_object_foreach(csn_json_iterable(o), name, value)
	{
		member = find(known, name);
		if (member != NULL && strcmp(member->name, name) != 0)
			return csn_fail(err, COSIGN_E_MALFORMED,
			    "member \"%.*s\" differs from %s in case alone",
			    CSN_QUOTE_MAX, name, member->name);
	}
	return COSIGN_OK;
}

static int
is_left_out(const json_t *v, const struct csn_member *member)
{
	if (v == NULL || json_is_null(v))
		return 1;
	if (!member->omit_empty)
		return 0;
	switch (json_typeof(v)) {
	case JSON_STRING:
		return json_string_length(v) == 0;
	case JSON_ARRAY:
		return json_array_size(v) == 0;
	case JSON_OBJECT:
		return json_object_size(v) == 0;
	default:
		return 0;
	}
}

void
csn_members_write(
    struct csn_json_writer *w, const json_t *o, const struct csn_member *known)
{
	const struct csn_member *member;
	const char *name;
	json_t *value;

	csn_jw_object_begin(w);
	for (member = known; member->name != NULL; member++) {
		value = json_object_get(o, member->name);
		if (is_left_out(value, member))
			continue;
		csn_jw_name(w, member->name);
		if (member->members != NULL && json_is_object(value))
			csn_members_write(w, value, member->members);
		else
			csn_jw_tree(w, value);
	}
	json_object_foreach(csn_json_iterable(o), name, value)
	{
		if (find(known, name) != NULL)
			continue;
		csn_jw_name(w, name);
		csn_jw_tree(w, value);
	}
	csn_jw_object_end(w);
}

cosign_rc_t
csn_media_type_check(struct csn_span type, cosign_error_t *err)
{
	size_t i;

	if (type.len == 0)
		return csn_fail(err, COSIGN_E_MALFORMED, "is empty");
	if (type.len > CSN_MEDIA_TYPE_MAX)
		return csn_fail(err, COSIGN_E_LIMIT,
		    "%zu characters are more than %d", type.len,
		    CSN_MEDIA_TYPE_MAX);
	for (i = 0; i < type.len; i++)
		if (type.p[i] < 0x20 || type.p[i] > 0x7e)
			return csn_fail(err, COSIGN_E_MALFORMED,
			    "\"%.*s\" is not of printable ASCII",
			    (int)(type.len < CSN_QUOTE_MAX ? type.len
							   : CSN_QUOTE_MAX),
			    (const char *)type.p);
	return COSIGN_OK;
}

cosign_rc_t
csn_media_type_read(
    char **out, const json_t *o, const char *name, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_span text;

	*out = NULL;
	CSN_TRY(csn_json_string_opt(&text, o, name, err));
	if (text.len == 0)
		return COSIGN_OK;
	CSN_TRY(csn_fail_at(err, csn_media_type_check(text, err), "%s", name));
	CSN_TRY(csn_text_from_span(out, text, err));
	rc = COSIGN_OK;
out:
	return rc;
}
