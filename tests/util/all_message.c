#include "all_message.h"

#include "util/json_write.h"

const struct csn_pj_enum all_kinds[] = {
	{ "KIND_UNSPECIFIED", 0 },
	{ "FIRST", 1 },
	{ "SECOND", 2 },
	{ NULL, 0 },
};

static const struct csn_pj_message all_inner;

static const struct csn_pj_field all_inner_fields[] = {
	{ .name = "rawBytes", .proto = "raw_bytes", .type = CSN_PJ_BYTES },
	{ .name = "inner", .type = CSN_PJ_MESSAGE, .message = &all_inner },
	{ .name = NULL },
};

static const struct csn_pj_message all_inner = { "Inner", all_inner_fields };

const struct csn_pj_field all_fields[] = {
	{ .name = "text", .type = CSN_PJ_STRING },
	{ .name = "rawBytes", .proto = "raw_bytes", .type = CSN_PJ_BYTES },
	{ .name = "bigInt", .proto = "big_int", .type = CSN_PJ_INT64 },
	{ .name = "smallInt", .proto = "small_int", .type = CSN_PJ_INT32 },
	{ .name = "smallUint", .proto = "small_uint", .type = CSN_PJ_UINT32 },
	{ .name = "flag", .type = CSN_PJ_BOOL },
	{ .name = "kind", .type = CSN_PJ_ENUM, .values = all_kinds },
	{ .name = "time", .type = CSN_PJ_TIMESTAMP },
	{ .name = "inner", .type = CSN_PJ_MESSAGE, .message = &all_inner },
	{ .name = "notes", .type = CSN_PJ_STRING_MAP, .max = 3 },
	{ .name = "free", .type = CSN_PJ_STRUCT },
	{ .name = "manyTexts",
	    .proto = "many_texts",
	    .type = CSN_PJ_STRING,
	    .repeated = 1,
	    .max = 3 },
	{ .name = "manyInner",
	    .proto = "many_inner",
	    .type = CSN_PJ_MESSAGE,
	    .repeated = 1,
	    .message = &all_inner },
	{ .name = "manyKinds",
	    .proto = "many_kinds",
	    .type = CSN_PJ_ENUM,
	    .repeated = 1,
	    .values = all_kinds },
	{ .name = "thisOne",
	    .proto = "this_one",
	    .type = CSN_PJ_STRING,
	    .oneof = 1 },
	{ .name = "thatOne",
	    .proto = "that_one",
	    .type = CSN_PJ_MESSAGE,
	    .oneof = 1,
	    .message = &all_inner },
	{ .name = "_type", .proto = "type", .type = CSN_PJ_STRING },
	{ .name = NULL },
};

const struct csn_pj_message all_message = { "All", all_fields };

static void write_message(struct csn_json_writer *w, const json_t *o,
    const struct csn_pj_message *message);

static const struct csn_pj_enum *
named(const struct csn_pj_enum *values, int32_t number)
{
	for (; values->name != NULL; values++)
		if (values->number == number)
			return values;
	return NULL;
}

static void
write_bytes(struct csn_json_writer *w, const json_t *v)
{
	struct csn_buf bytes;

	csn_buf_init(&bytes, 1 << 20);
	if (csn_pj_bytes(&bytes, v, NULL) != COSIGN_OK)
		csn_buf_fail(w->out, COSIGN_E_INTERNAL, "checked, but bad");
	csn_jw_base64(w, bytes.p, bytes.len);
	csn_buf_dispose(&bytes);
}

static size_t
count_bytes(const json_t *v)
{
	struct csn_buf bytes;
	size_t n;

	csn_buf_init(&bytes, 1 << 20);
	(void)csn_pj_bytes(&bytes, v, NULL);
	n = bytes.len;
	csn_buf_dispose(&bytes);
	return n;
}

static void
write_value(struct csn_json_writer *w, const json_t *v,
    const struct csn_pj_field *field)
{
	const struct csn_pj_enum *value;
	struct csn_span text;
	struct csn_time t;

	switch (field->type) {
	case CSN_PJ_STRING:
		text = csn_pj_string(v);
		csn_jw_string(w, text.p, text.len);
		break;
	case CSN_PJ_BYTES:
		write_bytes(w, v);
		break;
	case CSN_PJ_INT64:
		csn_jw_int_string(w, csn_pj_int(v));
		break;
	case CSN_PJ_INT32:
	case CSN_PJ_UINT32:
		csn_jw_int(w, csn_pj_int(v));
		break;
	case CSN_PJ_BOOL:
		csn_jw_bool(w, json_is_true(v));
		break;
	case CSN_PJ_ENUM:
		value =
		    named(field->values, csn_pj_enum_number(v, field->values));
		if (value != NULL)
			csn_jw_str(w, value->name);
		else
			csn_jw_int(w, csn_pj_enum_number(v, field->values));
		break;
	case CSN_PJ_TIMESTAMP:
		if (csn_pj_time(&t, v, NULL) != COSIGN_OK)
			csn_buf_fail(
			    w->out, COSIGN_E_INTERNAL, "checked, but bad");
		csn_jw_time(w, t);
		break;
	case CSN_PJ_MESSAGE:
		write_message(w, v, field->message);
		break;
	case CSN_PJ_STRING_MAP:
	case CSN_PJ_STRUCT:
		csn_jw_tree(w, v);
		break;
	}
}

static int
is_empty(const json_t *v, const struct csn_pj_field *field)
{
	if (v == NULL)
		return 1;
	if (field->repeated)
		return json_array_size(v) == 0;
	if (field->oneof > 0)
		return 0;
	switch (field->type) {
	case CSN_PJ_STRING:
		return csn_pj_string(v).len == 0;
	case CSN_PJ_BYTES:
		return count_bytes(v) == 0;
	case CSN_PJ_INT64:
	case CSN_PJ_INT32:
	case CSN_PJ_UINT32:
		return csn_pj_int(v) == 0;
	case CSN_PJ_BOOL:
		return json_is_false(v);
	case CSN_PJ_ENUM:
		return csn_pj_enum_number(v, field->values) == 0;
	case CSN_PJ_STRING_MAP:
		return json_object_size(v) == 0;
	case CSN_PJ_TIMESTAMP:
	case CSN_PJ_MESSAGE:
	case CSN_PJ_STRUCT:
		break;
	}
	return 0;
}

static void
write_message(struct csn_json_writer *w, const json_t *o,
    const struct csn_pj_message *message)
{
	const struct csn_pj_field *field;
	size_t i;

	csn_jw_object_begin(w);
	for (field = message->fields; field->name != NULL; field++) {
		const json_t *v = csn_pj_find(o, message, field->name);

		if (is_empty(v, field))
			continue;
		csn_jw_name(w, field->name);
		if (!field->repeated) {
			write_value(w, v, field);
			continue;
		}
		csn_jw_array_begin(w);
		for (i = 0; i < json_array_size(v); i++)
			write_value(w, json_array_get(v, i), field);
		csn_jw_array_end(w);
	}
	csn_jw_object_end(w);
}

void
all_write(struct csn_buf *out, const json_t *o)
{
	struct csn_json_writer w;

	csn_jw_init(&w, out, CSN_JSON_PROTO);
	write_message(&w, o, &all_message);
}
