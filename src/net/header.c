#include "net/header.h"

#include "util/limits.h"

#include <string.h>

int
csn_is_token(struct csn_span text)
{
	size_t i;

	for (i = 0; i < text.len; i++)
		if (!csn_is_alnum(text.p[i]) &&
		    (text.p[i] == '\0' ||
			strchr("!#$%&'*+-.^_`|~", text.p[i]) == NULL))
			return 0;
	return text.len > 0;
}

int
csn_is_header_value(struct csn_span text)
{
	size_t i;

	for (i = 0; i < text.len; i++)
		if ((text.p[i] < 0x20 && text.p[i] != '\t') ||
		    text.p[i] == 0x7f)
			return 0;
	return 1;
}

static int
is_blank(uint8_t c)
{
	return c == ' ' || c == '\t';
}

static struct csn_span
trim(struct csn_span text)
{
	while (text.len > 0 && is_blank(text.p[0])) {
		text.p++;
		text.len--;
	}
	while (text.len > 0 && is_blank(text.p[text.len - 1]))
		text.len--;
	return text;
}

cosign_rc_t
csn_header_parse(struct csn_span *name, struct csn_span *value,
    struct csn_span line, cosign_error_t *err)
{
	const uint8_t *colon;

	*name = *value = csn_span(line.p, 0);
	if (line.len > 0 && line.p[line.len - 1] == '\n')
		line.len--;
	if (line.len > 0 && line.p[line.len - 1] == '\r')
		line.len--;
	colon = line.len == 0 ? NULL : memchr(line.p, ':', line.len);
	/* A line that begins with a blank goes on with the one before, which
	   servers must not send (RFC 9112 5.2): it is none of these. */
	if (colon == NULL ||
	    !csn_is_token(csn_span(line.p, (size_t)(colon - line.p))))
		return csn_fail(err, COSIGN_E_PROTOCOL,
		    "answer with a line that is no header");
	*name = csn_span(line.p, (size_t)(colon - line.p));
	*value = trim(csn_span(colon + 1, line.len - name->len - 1));
	if (!csn_is_header_value(*value)) {
		*value = csn_span(line.p, 0);
		return csn_fail(err, COSIGN_E_PROTOCOL,
		    "answer with a control character in its header %.*s",
		    (int)(name->len < CSN_QUOTE_MAX ? name->len
						    : CSN_QUOTE_MAX),
		    (const char *)name->p);
	}
	return COSIGN_OK;
}

void
csn_headers_add(
    struct csn_buf *headers, struct csn_span name, struct csn_span value)
{
	csn_buf_add(headers, name.p, name.len);
	csn_buf_add_char(headers, '\0');
	csn_buf_add(headers, value.p, value.len);
	csn_buf_add_char(headers, '\0');
}

const char *
csn_headers_find(const struct csn_buf *headers, const char *name, size_t index)
{
	const char *p = (const char *)headers->p, *value;
	size_t left = headers->failed == COSIGN_OK ? headers->len : 0, n;

	for (; left > 0; p += n, left -= n) {
		value = p + strlen(p) + 1;
		n = (size_t)(value - p) + strlen(value) + 1;
		if (csn_span_eq_nocase(csn_span_str(p), csn_span_str(name)) &&
		    index-- == 0)
			return value;
	}
	return NULL;
}
