#include "util/json_write.h"

#include "util/base64.h"
#include "util/hex.h"
#include "util/json.h"
#include "util/limits.h"
#include "util/number.h"
#include "util/utf8.h"

#include <math.h>
#include <stdlib.h>

void
csn_jw_init(
    struct csn_json_writer *w, struct csn_buf *out, enum csn_json_style style)
{
	w->out = out;
	w->style = style;
	w->comma = 0;
}

/* Before each element, and after it a comma is due. */
static void
element(struct csn_json_writer *w)
{
	if (w->comma)
		csn_buf_add_char(w->out, ',');
	w->comma = 1;
}

static void
begin(struct csn_json_writer *w, char bracket)
{
	element(w);
	csn_buf_add_char(w->out, bracket);
	w->comma = 0;
}

static void
end(struct csn_json_writer *w, char bracket)
{
	csn_buf_add_char(w->out, bracket);
	w->comma = 1;
}

void
csn_jw_object_begin(struct csn_json_writer *w)
{
	begin(w, '{');
}

void
csn_jw_object_end(struct csn_json_writer *w)
{
	end(w, '}');
}

void
csn_jw_array_begin(struct csn_json_writer *w)
{
	begin(w, '[');
}

void
csn_jw_array_end(struct csn_json_writer *w)
{
	end(w, ']');
}

static void
add_escape(struct csn_buf *out, uint8_t c)
{
	static const char digits[] = "0123456789abcdef";
	static const char controls[] = "bfnrt", codes[] = "\b\f\n\r\t";
	const char *at = c == 0 ? NULL : strchr(codes, c);
	char text[6] = { '\\', 'u', '0', '0' };

	if (c == '"' || c == '\\') {
		text[1] = (char)c;
		csn_buf_add(out, text, 2);
	} else if (at != NULL) {
		text[1] = controls[at - codes];
		csn_buf_add(out, text, 2);
	} else {
		text[4] = digits[c >> 4];
		text[5] = digits[c & 0x0f];
		csn_buf_add(out, text, 6);
	}
}

/* A character that is not ASCII. Returns the bytes used. */
static size_t
add_wide(struct csn_json_writer *w, const uint8_t *p, size_t len)
{
	uint32_t point;
	size_t n = csn_utf8_decode(&point, p, len);

	if (n == 0 && w->style == CSN_JSON_PROTO) {
		csn_buf_fail(w->out, COSIGN_E_MALFORMED, "text is not UTF-8");
		return len;
	}
	if (n == 0) {
		csn_buf_add_str(w->out, "\\ufffd");
		return 1;
	}
	if (w->style == CSN_JSON_GO && (point == 0x2028 || point == 0x2029))
		csn_buf_add_str(
		    w->out, point == 0x2028 ? "\\u2028" : "\\u2029");
	else
		csn_buf_add(w->out, p, n);
	return n;
}

static int
is_plain(uint8_t c, enum csn_json_style style)
{
	if (c < 0x20 || c >= 0x80 || c == '"' || c == '\\')
		return 0;
	return style != CSN_JSON_GO || (c != '<' && c != '>' && c != '&');
}

static void
add_quoted(struct csn_json_writer *w, const uint8_t *p, size_t len)
{
	size_t n;

	csn_buf_add_char(w->out, '"');
	while (len > 0) {
		n = 0;
		while (n < len && is_plain(p[n], w->style))
			n++;
		csn_buf_add(w->out, p, n);
		if (n < len && p[n] < 0x80)
			add_escape(w->out, p[n++]);
		else if (n < len)
			n += add_wide(w, p + n, len - n);
		p += n;
		len -= n;
	}
	csn_buf_add_char(w->out, '"');
}

void
csn_jw_name(struct csn_json_writer *w, const char *name)
{
	element(w);
	add_quoted(w, (const uint8_t *)name, strlen(name));
	csn_buf_add_char(w->out, ':');
	w->comma = 0;
}

void
csn_jw_string(struct csn_json_writer *w, const void *text, size_t len)
{
	element(w);
	add_quoted(w, text, len);
}

void
csn_jw_str(struct csn_json_writer *w, const char *text)
{
	csn_jw_string(w, text, strlen(text));
}

void
csn_jw_base64(struct csn_json_writer *w, const void *p, size_t len)
{
	element(w);
	csn_buf_add_char(w->out, '"');
	csn_base64_encode(w->out, p, len);
	csn_buf_add_char(w->out, '"');
}

void
csn_jw_hex(struct csn_json_writer *w, const void *p, size_t len)
{
	element(w);
	csn_buf_add_char(w->out, '"');
	csn_hex_encode(w->out, p, len);
	csn_buf_add_char(w->out, '"');
}

static void
add_uint(struct csn_buf *out, uint64_t v)
{
	char text[20]; /* 2^64 has 20 digits */
	size_t at = sizeof(text);

	do {
		text[--at] = (char)('0' + v % 10);
		v /= 10;
	} while (v > 0);
	csn_buf_add(out, text + at, sizeof(text) - at);
}

static void
add_int(struct csn_buf *out, int64_t v)
{
	if (v < 0)
		csn_buf_add_char(out, '-');
	/* Negated as unsigned: INT64_MIN has no positive twin. */
	add_uint(out, v < 0 ? 0 - (uint64_t)v : (uint64_t)v);
}

void
csn_jw_int(struct csn_json_writer *w, int64_t v)
{
	element(w);
	add_int(w->out, v);
}

void
csn_jw_uint(struct csn_json_writer *w, uint64_t v)
{
	element(w);
	add_uint(w->out, v);
}

void
csn_jw_int_string(struct csn_json_writer *w, int64_t v)
{
	element(w);
	csn_buf_add_char(w->out, '"');
	add_int(w->out, v);
	csn_buf_add_char(w->out, '"');
}

void
csn_jw_bool(struct csn_json_writer *w, int v)
{
	element(w);
	csn_buf_add_str(w->out, v ? "true" : "false");
}

void
csn_jw_null(struct csn_json_writer *w)
{
	element(w);
	csn_buf_add_str(w->out, "null");
}

void
csn_jw_text(struct csn_json_writer *w, const char *name, const char *text)
{
	csn_jw_name(w, name);
	if (text != NULL)
		csn_jw_str(w, text);
	else
		csn_jw_null(w);
}

void
csn_jw_time(struct csn_json_writer *w, struct csn_time t)
{
	element(w);
	csn_buf_add_char(w->out, '"');
	if (w->style == CSN_JSON_GO)
		csn_time_write_go(w->out, t);
	else
		csn_time_write_proto(w->out, t);
	csn_buf_add_char(w->out, '"');
}

void
csn_jw_double(struct csn_json_writer *w, double v)
{
	element(w);
	if (isfinite(v))
		csn_number_write(w->out, v);
	else
		csn_buf_fail(
		    w->out, COSIGN_E_MALFORMED, "number is not finite");
}

void
csn_jw_json(struct csn_json_writer *w, const void *text, size_t len)
{
	element(w);
	csn_buf_add(w->out, text, len);
}

static int
compare_names(const void *a, const void *b)
{
	const char *const *x = a, *const *y = b;

	return strcmp(*x, *y);
}

static void add_tree(struct csn_json_writer *w, const json_t *v, int depth);

static void
add_object(struct csn_json_writer *w, const json_t *o, int depth)
{
	const size_t count = json_object_size(o);
	const char **names;
	const char *name;
	json_t *value;
	size_t n = 0;

	names = calloc(count + 1, sizeof(*names));
	if (names == NULL) {
		csn_buf_fail(w->out, COSIGN_E_NOMEM, NULL);
		return;
	}
	json_object_foreach(csn_json_iterable(o), name, value) names[n++] =
	    name;
	qsort(names, n, sizeof(*names), compare_names);
	csn_jw_object_begin(w);
	for (n = 0; n < count; n++) {
		csn_jw_name(w, names[n]);
		add_tree(w, json_object_get(o, names[n]), depth);
	}
	csn_jw_object_end(w);
	free(names);
}

static void
add_array(struct csn_json_writer *w, const json_t *a, int depth)
{
	size_t i;

	csn_jw_array_begin(w);
	for (i = 0; i < json_array_size(a); i++)
		add_tree(w, json_array_get(a, i), depth);
	csn_jw_array_end(w);
}

static void
add_tree(struct csn_json_writer *w, const json_t *v, int depth)
{
	if (depth > CSN_JSON_DEPTH_MAX) {
		csn_buf_fail(w->out, COSIGN_E_LIMIT, "nested too deeply");
		return;
	}
	switch (json_typeof(v)) {
	case JSON_OBJECT:
		add_object(w, v, depth + 1);
		break;
	case JSON_ARRAY:
		add_array(w, v, depth + 1);
		break;
	case JSON_STRING:
		csn_jw_string(w, json_string_value(v), json_string_length(v));
		break;
	case JSON_INTEGER:
		if (w->style == CSN_JSON_PROTO)
			csn_jw_double(w, (double)json_integer_value(v));
		else
			csn_jw_int(w, json_integer_value(v));
		break;
	case JSON_REAL:
		csn_jw_double(w, json_real_value(v));
		break;
	case JSON_TRUE:
	case JSON_FALSE:
		csn_jw_bool(w, json_is_true(v));
		break;
	case JSON_NULL:
		csn_jw_null(w);
		break;
	}
}

void
csn_jw_tree(struct csn_json_writer *w, const json_t *v)
{
	add_tree(w, v, 0);
}
