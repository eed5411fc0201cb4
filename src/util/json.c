#include "util/json.h"

#include <openssl/crypto.h>

cosign_rc_t
csn_json_parse_max(json_t **out, const char *text, size_t len, size_t max,
    const char *what, cosign_error_t *err)
{
	cosign_rc_t rc;

	*out = NULL;
	rc = len > max ? csn_fail(err, COSIGN_E_LIMIT,
			     "%zu bytes are more than %zu", len, max)
		       : csn_json_parse(out, text, len, err);
	return csn_fail_at(err, rc, "%s", what);
}

/* The member, or NULL where it is missing or null. */
static cosign_rc_t
find(const json_t **out, const json_t *o, const char *name, cosign_error_t *err)
{
	*out = NULL;
	if (!json_is_object(o))
		return csn_fail(err, COSIGN_E_JSON, "not an object");
	*out = json_object_get(o, name);
	if (json_is_null(*out))
		*out = NULL;
	return COSIGN_OK;
}

/* As find(), and of this type if it is there. */
static cosign_rc_t
find_type(const json_t **out, const json_t *o, const char *name, json_type type,
    const char *what, cosign_error_t *err)
{
	cosign_rc_t rc = find(out, o, name, err);

	if (rc != COSIGN_OK || *out == NULL || json_typeof(*out) == type)
		return rc;
	*out = NULL;
	return csn_fail(err, COSIGN_E_JSON, "%s: not %s", name, what);
}

static cosign_rc_t
missing(const char *name, cosign_error_t *err)
{
	return csn_fail(err, COSIGN_E_MALFORMED, "no %s", name);
}

cosign_rc_t
csn_json_object_opt(
    const json_t **out, const json_t *o, const char *name, cosign_error_t *err)
{
	return find_type(out, o, name, JSON_OBJECT, "an object", err);
}

cosign_rc_t
csn_json_object(
    const json_t **out, const json_t *o, const char *name, cosign_error_t *err)
{
	cosign_rc_t rc = csn_json_object_opt(out, o, name, err);

	return rc == COSIGN_OK && *out == NULL ? missing(name, err) : rc;
}

cosign_rc_t
csn_json_array_opt(
    const json_t **out, const json_t *o, const char *name, cosign_error_t *err)
{
	return find_type(out, o, name, JSON_ARRAY, "an array", err);
}

/* found tells a missing string from an empty one. */
static cosign_rc_t
find_string(struct csn_span *out, int *found, const json_t *o, const char *name,
    cosign_error_t *err)
{
	const json_t *v;
	cosign_rc_t rc = find_type(&v, o, name, JSON_STRING, "a string", err);

	*out = csn_span(NULL, 0);
	*found = rc == COSIGN_OK && v != NULL;
	if (*found)
		*out = csn_span(json_string_value(v), json_string_length(v));
	return rc;
}

cosign_rc_t
csn_json_string_opt(struct csn_span *out, const json_t *o, const char *name,
    cosign_error_t *err)
{
	int found;

	return find_string(out, &found, o, name, err);
}

cosign_rc_t
csn_json_string(struct csn_span *out, const json_t *o, const char *name,
    cosign_error_t *err)
{
	int found;
	cosign_rc_t rc = find_string(out, &found, o, name, err);

	return rc == COSIGN_OK && !found ? missing(name, err) : rc;
}

cosign_rc_t
csn_json_int(
    int64_t *out, const json_t *o, const char *name, cosign_error_t *err)
{
	const json_t *v;
	cosign_rc_t rc =
	    find_type(&v, o, name, JSON_INTEGER, "an integer", err);

	*out = 0;
	if (rc != COSIGN_OK)
		return rc;
	if (v == NULL)
		return missing(name, err);
	*out = json_integer_value(v);
	return COSIGN_OK;
}

/* The tree is ours alone, and its bytes are no constants. */
void
csn_json_wipe(const json_t *v)
{
	union {
		const char *in;
		char *out;
	} text;
	const char *name;
	json_t *child;
	size_t i;

	if (json_is_string(v)) {
		text.in = json_string_value(v);
		OPENSSL_cleanse(text.out, json_string_length(v));
	}
	json_object_foreach(csn_json_iterable(v), name, child)
	{
		csn_json_wipe(child);
	}
	json_array_foreach(v, i, child)
	{
		csn_json_wipe(child);
	}
}

int
csn_json_put(json_t *into, const char *name, json_t *value)
{
	int rc;

	(void)json_incref(value);
	rc = name != NULL ? json_object_set_new_nocheck(into, name, value)
			  : json_array_append_new(into, value);
	if (rc != 0)
		csn_json_wipe(value);
	json_decref(value);
	return rc;
}
