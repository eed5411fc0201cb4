/* A view of bytes that somebody else owns. */
#ifndef CSN_UTIL_SPAN_H
#define CSN_UTIL_SPAN_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct csn_span {
	const uint8_t *p;
	size_t len;
};

static inline struct csn_span
csn_span(const void *p, size_t len)
{
	struct csn_span s = { p, len };

	return s;
}

static inline struct csn_span
csn_span_str(const char *s)
{
	return csn_span(s, strlen(s));
}

/* For public data: neither time nor access pattern is constant. */
static inline int
csn_span_eq(struct csn_span a, struct csn_span b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.p, b.p, a.len) == 0);
}

/* Of ASCII, whatever the locale. */
static inline uint8_t
csn_lower(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? (uint8_t)(c - 'A' + 'a') : c;
}

/* Equal but for the case of ASCII letters. */
static inline int
csn_span_eq_nocase(struct csn_span a, struct csn_span b)
{
	size_t i;

	if (a.len != b.len)
		return 0;
	for (i = 0; i < a.len; i++)
		if (csn_lower(a.p[i]) != csn_lower(b.p[i]))
			return 0;
	return 1;
}

/* A line, without its end, is taken away from the front of in. */
static inline struct csn_span
csn_span_take_line(struct csn_span *in)
{
	const uint8_t *end = memchr(in->p, '\n', in->len);
	const size_t len = end == NULL ? in->len : (size_t)(end - in->p);
	const struct csn_span line = csn_span(in->p, len);
	const size_t taken = end == NULL ? len : len + 1;

	in->p += taken;
	in->len -= taken;
	return line;
}

#endif
