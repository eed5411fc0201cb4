#include "der_text.h"

#include <criterion/criterion.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct reader {
	const char *at;
	uint8_t *out;
	size_t len, size;
};

static int
digit(char c)
{
	const char *digits = "0123456789abcdef";
	const char *found = c == '\0' ? NULL : strchr(digits, c);

	return found == NULL ? -1 : (int)(found - digits);
}

static void
put(struct reader *r, const void *p, size_t len)
{
	cr_assert_leq(len, r->size - r->len);
	memcpy(r->out + r->len, p, len);
	r->len += len;
}

static int
read_byte(struct reader *r, uint8_t *byte)
{
	const int high = digit(r->at[0]);
	const int low = high < 0 ? -1 : digit(r->at[1]);

	if (high < 0)
		return 0;
	cr_assert_geq(low, 0, "an odd digit before \"%.20s\"", r->at);
	*byte = (uint8_t)(high << 4 | low);
	r->at += 2;
	return 1;
}

static void
read_bytes(struct reader *r)
{
	uint8_t byte;

	while (read_byte(r, &byte))
		put(r, &byte, 1);
}

static void
read_quoted(struct reader *r)
{
	const char *end = strchr(r->at, '\'');

	cr_assert_not_null(end);
	put(r, r->at, (size_t)(end - r->at));
	r->at = end + 1;
}

/* Tag and length are put before what was written from start on. */
static void
wrap(struct reader *r, size_t start, uint8_t tag)
{
	const size_t len = r->len - start;
	uint8_t header[6] = { tag };
	size_t n = 2, bytes = 0, i;

	header[1] = (uint8_t)len;
	if (len >= 0x80) {
		while (len >> 8 * bytes > 0)
			bytes++;
		header[1] = (uint8_t)(0x80 | bytes);
		for (i = bytes; i > 0; i--)
			header[n++] = (uint8_t)(len >> 8 * (i - 1));
	}
	cr_assert_leq(n, r->size - r->len);
	memmove(r->out + start + n, r->out + start, len);
	memcpy(r->out + start, header, n);
	r->len += n;
}

static void read_elements(struct reader *r);

static void
read_element(struct reader *r)
{
	const size_t start = r->len;
	uint8_t tag;

	if (*r->at == '=') {
		r->at++;
		read_bytes(r);
		return;
	}
	cr_assert(read_byte(r, &tag), "no tag at \"%.20s\"", r->at);
	switch (*r->at++) {
	case ':':
		read_bytes(r);
		break;
	case '\'':
		read_quoted(r);
		break;
	case '{':
		read_elements(r);
		cr_assert_eq(*r->at++, '}', "a brace is missing");
		break;
	default:
		cr_assert_fail("no contents at \"%.20s\"", r->at - 1);
	}
	wrap(r, start, tag);
}

static void
read_elements(struct reader *r)
{
	for (;;) {
		while (*r->at == ' ')
			r->at++;
		if (*r->at == '\0' || *r->at == '}')
			return;
		read_element(r);
	}
}

struct vector
der_text(const char *text)
{
	/* A header is as long as the tag and one more sign of its text, or
	   stands before more than 60 bytes. */
	struct reader r = { .at = text, .size = 2 * strlen(text) + 8 };
	struct vector v;

	r.out = malloc(r.size + 1);
	cr_assert_not_null(r.out);
	read_elements(&r);
	cr_assert_eq(*r.at, '\0', "a brace too many");
	r.out[r.len] = 0;
	v.data = (char *)r.out;
	v.len = r.len;
	return v;
}

struct csn_span
der_view(const struct vector *v)
{
	return csn_span(v->data, v->len);
}
