/*
 * Why not jansson's own parser: when memory runs out while a token grows, it
 * drops the byte and goes on, so that a text may read as another; in a locale
 * whose decimal point has several bytes an assertion of its ends the process;
 * it passes over a NUL that follows a number; and it reads 9007199254740993.0
 * as 9007199254740992, where protobuf JSON has an exact integer. Its trees are
 * used all the same.
 */
#include "util/json.h"
#include "util/limits.h"
#include "util/number.h"
#include "util/utf8.h"

struct parser {
	const char *text;
	size_t len;
	size_t at;
	int depth;
	enum csn_json_numbers numbers;
	const char *passed;   /* member of the document; NULL: none */
	int forgetting;       /* within that member */
	size_t held;          /* values and names in memory */
	struct csn_buf names; /* of the members being read, each with a NUL */
	struct csn_buf token; /* a decoded string, the digits of a number */
	cosign_error_t *err;
};

/* The place is that of the next byte, counted in lines and characters. */
static cosign_rc_t
fail(struct parser *p, const char *what)
{
	size_t line = 1, column = 1, i;

	for (i = 0; i < p->at; i++) {
		if (p->text[i] == '\n') {
			line++;
			column = 1;
		} else if (((uint8_t)p->text[i] & 0xc0) != 0x80) {
			column++;
		}
	}
	return csn_fail(p->err, COSIGN_E_JSON, "line %zu column %zu: %s", line,
	    column, what);
}

/* The next byte, or -1 at the end. */
static int
peek(const struct parser *p)
{
	return p->at < p->len ? (uint8_t)p->text[p->at] : -1;
}

static int
peek_token(struct parser *p)
{
	int c = peek(p);

	while (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
		p->at++;
		c = peek(p);
	}
	return c;
}

static cosign_rc_t
fail_at_token(struct parser *p, const char *what)
{
	return fail(p, peek(p) < 0 ? "the text ends early" : what);
}

/* Four hexadecimal digits. */
static cosign_rc_t
read_unit(struct parser *p, uint32_t *out)
{
	int i, c;

	*out = 0;
	for (i = 0; i < 4; i++) {
		c = peek(p);
		if (c >= '0' && c <= '9')
			c -= '0';
		else if (c >= 'a' && c <= 'f')
			c -= 'a' - 10;
		else if (c >= 'A' && c <= 'F')
			c -= 'A' - 10;
		else
			return fail_at_token(p, "unknown escape");
		*out = *out << 4 | (uint32_t)c;
		p->at++;
	}
	return COSIGN_OK;
}

/* After "\u": a code point, of one unit or of a pair. */
static cosign_rc_t
read_code_point(struct parser *p)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	uint32_t point, low = 0;
	uint8_t bytes[4];

	CSN_TRY(read_unit(p, &point));
	if (point == 0)
		return fail(p, "NUL in a string");
	if (point >= 0xd800 && point <= 0xdfff) {
		if (point <= 0xdbff && p->len - p->at >= 2 &&
		    memcmp(p->text + p->at, "\\u", 2) == 0) {
			p->at += 2;
			CSN_TRY(read_unit(p, &low));
		}
		if (low < 0xdc00 || low > 0xdfff)
			return fail(p, "half of a surrogate pair");
		point = 0x10000 + ((point - 0xd800) << 10) + (low - 0xdc00);
	}
	csn_buf_add(&p->token, bytes, csn_utf8_encode(bytes, point));
	rc = COSIGN_OK;
out:
	return rc;
}

static cosign_rc_t
read_escape(struct parser *p)
{
	static const char letters[] = "\"\\/bfnrt", codes[] = "\"\\/\b\f\n\r\t";
	int c;
	const char *found;

	p->at++; /* the backslash */
	c = peek(p);
	if (c == 'u') {
		p->at++;
		return read_code_point(p);
	}
	found = c > 0 ? strchr(letters, c) : NULL;
	if (found == NULL)
		return fail_at_token(p, "unknown escape");
	p->at++;
	csn_buf_add_char(&p->token, codes[found - letters]);
	return COSIGN_OK;
}

#define EACH_BYTE(c) (UINT64_C(0x0101010101010101) * (c))

/* Eight bytes at a time that stand for themselves: ASCII, but no control, quote
   or backslash. A subtraction borrows into a byte's highest bit where it is
   less than what is taken away. */
static void
skip_words(struct parser *p)
{
	uint64_t w, quote, backslash;

	for (; p->len - p->at >= sizeof(w); p->at += sizeof(w)) {
		memcpy(&w, p->text + p->at, sizeof(w));
		quote = w ^ EACH_BYTE('"');
		backslash = w ^ EACH_BYTE('\\');
		if (((w | (w - EACH_BYTE(0x20)) | (quote - EACH_BYTE(1)) |
			 (backslash - EACH_BYTE(1))) &
			EACH_BYTE(0x80)) != 0)
			break;
	}
}

/* Pass over text that stands for itself. */
static cosign_rc_t
skip_plain(struct parser *p)
{
	uint32_t point;
	size_t n;
	int c;

	skip_words(p);
	for (c = peek(p); c >= 0x20 && c != '"' && c != '\\'; c = peek(p)) {
		if (c < 0x80) {
			p->at++;
			continue;
		}
		n = csn_utf8_decode(
		    &point, (const uint8_t *)p->text + p->at, p->len - p->at);
		if (n == 0)
			return fail(p, "not UTF-8");
		p->at += n;
	}
	if (c < 0)
		return fail(p, "the text ends early");
	if (c < 0x20)
		return fail(p, "control character in a string");
	return COSIGN_OK;
}

/*
 * A string, from the quote on. *out is part of the text, or what the token
 * buffer holds if there are escapes.
 */
static cosign_rc_t
read_string(struct parser *p, struct csn_span *out)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	size_t start;

	p->token.len = 0;
	p->at++;
	for (;;) {
		start = p->at;
		CSN_TRY(skip_plain(p));
		*out = csn_span(p->text + start, p->at - start);
		if (peek(p) == '"')
			break;
		csn_buf_add(&p->token, out->p, out->len);
		CSN_TRY(read_escape(p));
	}
	if (p->token.len > 0) {
		csn_buf_add(&p->token, out->p, out->len);
		*out = csn_span(p->token.p, p->token.len);
	}
	p->at++;
	CSN_TRY(csn_buf_finish(&p->token, p->err));
	rc = COSIGN_OK;
out:
	return rc;
}

/* One thing more in memory. */
static cosign_rc_t
hold(struct parser *p)
{
	if (++p->held > CSN_JSON_VALUES_MAX)
		return csn_fail(p->err, COSIGN_E_LIMIT, "more than %d values",
		    CSN_JSON_VALUES_MAX);
	return COSIGN_OK;
}

/* What was read before a failure, of which nobody knows whether it is secret.
 */
static void
drop(json_t *v)
{
	if (v == NULL)
		return;
	csn_json_wipe(v);
	json_decref(v);
}

/* What was made, if it was, and if it is not too much. */
static cosign_rc_t
made(struct parser *p, json_t **v)
{
	cosign_rc_t rc = *v != NULL ? hold(p) : csn_fail_nomem(p->err);

	if (rc != COSIGN_OK) {
		drop(*v);
		*v = NULL;
	}
	return rc;
}

static cosign_rc_t
parse_string(struct parser *p, json_t **out)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_span s;

	CSN_TRY(read_string(p, &s));
	if (p->forgetting) {
		*out = json_null();
		return COSIGN_OK;
	}
	*out = json_stringn_nocheck((const char *)s.p, s.len);
	rc = made(p, out);
out:
	return rc;
}

static cosign_rc_t
parse_number(struct parser *p, json_t **out)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_number n;
	int64_t integer;
	double real;
	size_t used = csn_number_scan(&n, p->text + p->at, p->len - p->at);

	if (used == 0)
		return fail(p, "malformed number");
	if ((n.plain || p->numbers == CSN_JSON_NUMBERS_PROTO) &&
	    csn_number_int(&integer, &n)) {
		*out = json_integer(integer);
	} else if (n.plain && p->numbers == CSN_JSON_NUMBERS_PLAIN) {
		return fail(p, "integer exceeds 64 bits");
	} else {
		CSN_TRY(csn_number_double(&real, &n, &p->token, p->err));
		*out = json_real(real);
	}
	p->at += used;
	rc = p->forgetting ? COSIGN_OK : made(p, out);
out:
	if (rc == COSIGN_E_JSON)
		return fail(p, "number is too large");
	return rc;
}

static cosign_rc_t
parse_literal(struct parser *p, json_t **out)
{
	static const struct {
		char text[6];
		size_t len;
		json_t *(*make)(void);
	} rows[] = {
		{ "true", 4, json_true },
		{ "false", 5, json_false },
		{ "null", 4, json_null },
	};
	size_t i;

	for (i = 0; i < CSN_ARRAY_LEN(rows); i++) {
		if (p->len - p->at < rows[i].len ||
		    memcmp(p->text + p->at, rows[i].text, rows[i].len) != 0)
			continue;
		p->at += rows[i].len;
		*out = rows[i].make();
		return COSIGN_OK;
	}
	return fail_at_token(p, "no value here");
}

static cosign_rc_t parse_value(struct parser *p, json_t **out);

/* Of one member nothing is kept but of what type it is; within it, names are
   kept as long as their object is open, since none may be repeated. */
static cosign_rc_t
parse_member_value(struct parser *p, const char *name, json_t **out)
{
	const int starts = !p->forgetting && p->depth == 1 &&
	    p->passed != NULL && strcmp(name, p->passed) == 0;
	cosign_rc_t rc;

	p->forgetting |= starts;
	rc = parse_value(p, out);
	if (starts)
		p->forgetting = 0;
	if (rc == COSIGN_OK && p->forgetting) {
		json_decref(*out);
		*out = json_null();
		rc = hold(p);
	}
	return rc;
}

/*
 * A member. Its name waits in the buffer of names, behind those of the
 * objects around, until the value is there.
 */
static cosign_rc_t
parse_member(struct parser *p, json_t *object)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	const size_t at = p->names.len;
	struct csn_span name;
	json_t *value = NULL;

	if (peek_token(p) != '"')
		return fail_at_token(p, "member name is missing");
	CSN_TRY(read_string(p, &name));
	csn_buf_add(&p->names, name.p, name.len);
	csn_buf_add_char(&p->names, '\0');
	CSN_TRY(csn_buf_finish(&p->names, p->err));
	if (json_object_get(object, (const char *)p->names.p + at) != NULL)
		return fail(p, "member name is repeated");
	if (peek_token(p) != ':')
		return fail_at_token(p, "':' is missing");
	p->at++;
	CSN_TRY(parse_member_value(p, (const char *)p->names.p + at, &value));
	if (csn_json_put(object, (const char *)p->names.p + at, value) != 0)
		return csn_fail_nomem(p->err);
	p->names.len = at;
	rc = COSIGN_OK;
out:
	return rc;
}

static cosign_rc_t
parse_element(struct parser *p, json_t *array)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	json_t *value = NULL;

	CSN_TRY(parse_value(p, &value));
	if (p->forgetting)
		json_decref(value);
	else if (csn_json_put(array, NULL, value) != 0)
		return csn_fail_nomem(p->err);
	rc = COSIGN_OK;
out:
	return rc;
}

/* An object or array, from the bracket on. */
static cosign_rc_t
parse_container(struct parser *p, json_t **out)
{
	const int object = peek(p) == '{';
	const int close = object ? '}' : ']';
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	json_t *v = NULL;

	if (++p->depth > CSN_JSON_DEPTH_MAX)
		return csn_fail(p->err, COSIGN_E_LIMIT,
		    "nested deeper than %d levels", CSN_JSON_DEPTH_MAX);
	v = object ? json_object() : json_array();
	CSN_TRY(made(p, &v));
	p->at++;
	if (peek_token(p) != close) {
		for (;;) {
			CSN_TRY(
			    object ? parse_member(p, v) : parse_element(p, v));
			if (peek_token(p) != ',')
				break;
			p->at++;
		}
	}
	if (peek_token(p) != close) {
		rc = fail_at_token(p,
		    object ? "',' or '}' is missing" : "',' or ']' is missing");
		goto out;
	}
	p->at++;
	p->depth--;
	if (p->forgetting) {
		p->held -= json_object_size(v) + 1;
		(void)json_object_clear(v);
	}
	*out = v;
	v = NULL;
	rc = COSIGN_OK;
out:
	drop(v);
	return rc;
}

static cosign_rc_t
parse_value(struct parser *p, json_t **out)
{
	const int c = peek_token(p);

	if (c == '{' || c == '[')
		return parse_container(p, out);
	if (c == '"')
		return parse_string(p, out);
	if (c == '-' || (c >= '0' && c <= '9'))
		return parse_number(p, out);
	return parse_literal(p, out);
}

cosign_rc_t
csn_json_parse_numbers(json_t **out, const char *text, size_t len,
    enum csn_json_numbers numbers, cosign_error_t *err)
{
	return csn_json_parse_passing(out, text, len, numbers, NULL, err);
}

cosign_rc_t
csn_json_parse_passing(json_t **out, const char *text, size_t len,
    enum csn_json_numbers numbers, const char *passed, cosign_error_t *err)
{
	struct parser p = { .text = text,
		.len = len,
		.numbers = numbers,
		.passed = passed,
		.err = err };
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	json_t *v = NULL;
	int c;

	*out = NULL;
	/* What is decoded is never longer than the text; a name has a NUL
	   more, a number an exponent. */
	csn_buf_init(&p.names, len + 1);
	csn_buf_init(&p.token, len + 32);
	c = peek_token(&p);
	if (c != '{' && c != '[') {
		rc = fail_at_token(&p, "neither an object nor an array");
		goto out;
	}
	CSN_TRY(parse_container(&p, &v));
	if (peek_token(&p) >= 0) {
		rc = fail(&p, "something follows the document");
		goto out;
	}
	*out = v;
	v = NULL;
	rc = COSIGN_OK;
out:
	drop(v);
	csn_buf_dispose_secret(&p.token);
	csn_buf_dispose(&p.names);
	return rc;
}

cosign_rc_t
csn_json_parse(json_t **out, const char *text, size_t len, cosign_error_t *err)
{
	return csn_json_parse_numbers(
	    out, text, len, CSN_JSON_NUMBERS_PLAIN, err);
}
