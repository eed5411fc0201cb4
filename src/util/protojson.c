#include "util/protojson.h"

#include "util/base64.h"
#include "util/limits.h"
#include "util/number.h"

/* Fields that one message can have: as many as the set of seen ones holds. */
#define FIELDS_MAX 64

static int
is_spelling(const struct csn_pj_field *field, const char *name)
{
	return strcmp(field->name, name) == 0 ||
	    (field->proto != NULL && strcmp(field->proto, name) == 0);
}

/* The index of the field, or FIELDS_MAX. */
static size_t
index_of(const struct csn_pj_message *message, const char *name)
{
	size_t i;

	for (i = 0; i < FIELDS_MAX && message->fields[i].name != NULL; i++)
		if (is_spelling(&message->fields[i], name))
			return i;
	return FIELDS_MAX;
}

static cosign_rc_t
wrong_type(cosign_error_t *err, const char *what)
{
	return csn_fail(err, COSIGN_E_JSON, "not %s", what);
}

/* A number, or a string that holds nothing but a number. */
static int
read_int(int64_t *out, const json_t *v)
{
	struct csn_number n;

	*out = 0;
	if (json_is_integer(v)) {
		*out = json_integer_value(v);
		return 1;
	}
	if (!json_is_string(v))
		return 0;
	return json_string_length(v) > 0 &&
	    csn_number_scan(&n, json_string_value(v), json_string_length(v)) ==
	    json_string_length(v) &&
	    csn_number_int(out, &n);
}

static cosign_rc_t
check_int(const json_t *v, int64_t least, int64_t most, cosign_error_t *err)
{
	int64_t number;

	if (!json_is_number(v) && !json_is_string(v))
		return wrong_type(err, "a number");
	if (!read_int(&number, v))
		return csn_fail(
		    err, COSIGN_E_MALFORMED, "not an integer of 64 bits");
	if (number < least || number > most)
		return csn_fail(err, COSIGN_E_MALFORMED, "out of range");
	return COSIGN_OK;
}

static const struct csn_pj_enum *
find_value(const struct csn_pj_enum *values, const char *name)
{
	for (; values->name != NULL; values++)
		if (strcmp(values->name, name) == 0)
			return values;
	return NULL;
}

static cosign_rc_t
check_enum(
    const json_t *v, const struct csn_pj_enum *values, cosign_error_t *err)
{
	if (json_is_number(v))
		return check_int(v, INT32_MIN, INT32_MAX, err);
	if (!json_is_string(v))
		return wrong_type(err, "a name or a number");
	if (find_value(values, json_string_value(v)) == NULL)
		return csn_fail(err, COSIGN_E_UNSUPPORTED, "unknown value %.*s",
		    CSN_QUOTE_MAX, json_string_value(v));
	return COSIGN_OK;
}

static cosign_rc_t
check_string_map(const json_t *o, size_t max, cosign_error_t *err)
{
	const char *name;
	json_t *v;

	if (!json_is_object(o))
		return wrong_type(err, "an object");
	if (max > 0 && json_object_size(o) > max)
		return csn_fail(
		    err, COSIGN_E_LIMIT, "more than %zu members", max);
	json_object_foreach(csn_json_iterable(o), name,
	    v) if (!json_is_string(v)) return csn_fail(err, COSIGN_E_JSON,
	    "%.*s: not a string", CSN_QUOTE_MAX, name);
	return COSIGN_OK;
}

/* One value of a field: itself, or an element of a repeated one. */
static cosign_rc_t
check_value(
    const json_t *v, const struct csn_pj_field *field, cosign_error_t *err)
{
	struct csn_time t;

	switch (field->type) {
	case CSN_PJ_INT64:
		return check_int(v, INT64_MIN, INT64_MAX, err);
	case CSN_PJ_INT32:
		return check_int(v, INT32_MIN, INT32_MAX, err);
	case CSN_PJ_UINT32:
		return check_int(v, 0, UINT32_MAX, err);
	case CSN_PJ_BOOL:
		return json_is_boolean(v) ? COSIGN_OK
					  : wrong_type(err, "true or false");
	case CSN_PJ_ENUM:
		return check_enum(v, field->values, err);
	case CSN_PJ_MESSAGE:
		return csn_pj_check(v, field->message, err);
	case CSN_PJ_STRING_MAP:
		return check_string_map(v, field->max, err);
	case CSN_PJ_STRUCT:
		return json_is_object(v) ? COSIGN_OK
					 : wrong_type(err, "an object");
	case CSN_PJ_STRING:
	case CSN_PJ_BYTES:
	case CSN_PJ_TIMESTAMP:
		break;
	}
	if (!json_is_string(v))
		return wrong_type(err, "a string");
	if (field->type == CSN_PJ_BYTES)
		return csn_base64_check(json_string_value(v),
		    json_string_length(v), CSN_BASE64_PROTO, err);
	if (field->type == CSN_PJ_TIMESTAMP)
		return csn_time_parse(
		    &t, json_string_value(v), json_string_length(v), err);
	return COSIGN_OK;
}

static cosign_rc_t
check_repeated(
    const json_t *a, const struct csn_pj_field *field, cosign_error_t *err)
{
	cosign_rc_t rc;
	size_t i;

	if (!json_is_array(a))
		return csn_fail_at(
		    err, wrong_type(err, "an array"), "%s", field->name);
	/* Before an element is looked at. */
	if (field->max > 0 && json_array_size(a) > field->max)
		return csn_fail(err, COSIGN_E_LIMIT,
		    "%s: more than %zu elements", field->name, field->max);
	for (i = 0; i < json_array_size(a); i++) {
		rc = check_value(json_array_get(a, i), field, err);
		if (rc != COSIGN_OK)
			return csn_fail_at(err, rc, "%s[%zu]", field->name, i);
	}
	return COSIGN_OK;
}

/* Both spellings are one field, and null is one of them. */
static cosign_rc_t
check_member(const char *name, const json_t *v,
    const struct csn_pj_message *message, uint64_t *seen, cosign_error_t *err)
{
	const size_t i = index_of(message, name);
	const struct csn_pj_field *field;

	if (i == FIELDS_MAX)
		return csn_fail(err, COSIGN_E_MALFORMED,
		    "unknown member %.*s of %s", CSN_QUOTE_MAX, name,
		    message->name);
	field = &message->fields[i];
	if ((*seen & (uint64_t)1 << i) != 0)
		return csn_fail(err, COSIGN_E_JSON,
		    "%s is given in two spellings", field->name);
	*seen |= (uint64_t)1 << i;
	if (json_is_null(v))
		return COSIGN_OK;
	if (field->repeated)
		return check_repeated(v, field, err);
	return csn_fail_at(err, check_value(v, field, err), "%s", field->name);
}

/* At most one field of each oneof is set. */
static cosign_rc_t
check_oneofs(
    const json_t *o, const struct csn_pj_message *message, cosign_error_t *err)
{
	const struct csn_pj_field *a, *b;

	for (a = message->fields; a->name != NULL; a++) {
		if (a->oneof == 0 || csn_pj_get(o, a) == NULL)
			continue;
		for (b = a + 1; b->name != NULL; b++)
			if (b->oneof == a->oneof && csn_pj_get(o, b) != NULL)
				return csn_fail(err, COSIGN_E_MALFORMED,
				    "%s and %s exclude each other", a->name,
				    b->name);
	}
	return COSIGN_OK;
}

cosign_rc_t
csn_pj_check(
    const json_t *o, const struct csn_pj_message *message, cosign_error_t *err)
{
	const char *name;
	json_t *v;
	uint64_t seen = 0;
	cosign_rc_t rc;

	if (!json_is_object(o))
		return wrong_type(err, "an object");
	json_object_foreach(csn_json_iterable(o), name, v)
	{
		rc = check_member(name, v, message, &seen, err);
		if (rc != COSIGN_OK)
			return rc;
	}
	return check_oneofs(o, message, err);
}

cosign_rc_t
csn_pj_parse(json_t **out, const char *text, size_t len, size_t max,
    const struct csn_pj_message *message, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	json_t *o = NULL;

	*out = NULL;
	if (len > max)
		return csn_fail(err, COSIGN_E_LIMIT,
		    "%zu bytes are more than %zu", len, max);
	CSN_TRY(
	    csn_json_parse_numbers(&o, text, len, CSN_JSON_NUMBERS_PROTO, err));
	CSN_TRY(csn_pj_check(o, message, err));
	*out = o;
	o = NULL;
	rc = COSIGN_OK;
out:
	json_decref(o);
	return rc;
}

const json_t *
csn_pj_get(const json_t *o, const struct csn_pj_field *field)
{
	const json_t *v = json_object_get(o, field->name);

	if (v == NULL && field->proto != NULL)
		v = json_object_get(o, field->proto);
	return json_is_null(v) ? NULL : v;
}

const json_t *
csn_pj_find(
    const json_t *o, const struct csn_pj_message *message, const char *name)
{
	const size_t i = index_of(message, name);

	return i == FIELDS_MAX ? NULL : csn_pj_get(o, &message->fields[i]);
}

struct csn_span
csn_pj_string(const json_t *v)
{
	return csn_span(json_string_value(v), json_string_length(v));
}

int64_t
csn_pj_int(const json_t *v)
{
	int64_t number;

	(void)read_int(&number, v);
	return number;
}

cosign_rc_t
csn_pj_bytes(struct csn_buf *out, const json_t *v, cosign_error_t *err)
{
	const struct csn_span text = csn_pj_string(v);

	return csn_base64_decode(
	    out, (const char *)text.p, text.len, CSN_BASE64_PROTO, err);
}

int32_t
csn_pj_enum_number(const json_t *v, const struct csn_pj_enum *values)
{
	const struct csn_pj_enum *found;

	if (!json_is_string(v))
		return (int32_t)json_integer_value(v);
	found = find_value(values, json_string_value(v));
	return found == NULL ? 0 : found->number;
}

cosign_rc_t
csn_pj_time(struct csn_time *out, const json_t *v, cosign_error_t *err)
{
	const struct csn_span text = csn_pj_string(v);

	out->sec = 0;
	out->nsec = 0;
	if (v == NULL)
		return COSIGN_OK;
	return csn_time_parse(out, (const char *)text.p, text.len, err);
}
