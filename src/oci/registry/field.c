#include "oci/registry/field.h"

#include <strings.h>

void
csn_field_skip(struct csn_span *in)
{
	while (in->len > 0 && (*in->p == ' ' || *in->p == '\t')) {
		in->p++;
		in->len--;
	}
}

int
csn_field_take(struct csn_span *in, char c)
{
	if (in->len == 0 || *in->p != (uint8_t)c)
		return 0;
	in->p++;
	in->len--;
	return 1;
}

static int
is_token(uint8_t c)
{
	return csn_is_alnum(c) ||
	    (c != 0 && strchr("!#$%&'*+-.^_`|~", c) != NULL);
}

struct csn_span
csn_field_token(struct csn_span *in)
{
	struct csn_span token = csn_span(in->p, 0);

	while (in->len > 0 && is_token(*in->p)) {
		in->p++;
		in->len--;
		token.len++;
	}
	return token;
}

/* Behind the opening quote, up to and with the closing one. */
static int
take_quoted(struct csn_span *in, struct csn_buf *out)
{
	while (in->len > 0 && *in->p != '"') {
		if (csn_field_take(in, '\\') && in->len == 0)
			return 0;
		csn_buf_add_char(out, (char)*in->p);
		in->p++;
		in->len--;
	}
	return csn_field_take(in, '"');
}

int
csn_field_value(struct csn_span *in, struct csn_buf *out)
{
	struct csn_span token;

	if (csn_field_take(in, '"'))
		return take_quoted(in, out);
	token = csn_field_token(in);
	csn_buf_add(out, token.p, token.len);
	return token.len > 0;
}

int
csn_field_number(struct csn_span *in, int64_t *out)
{
	size_t digits = 0;

	for (*out = 0; in->len > 0 && *in->p >= '0' && *in->p <= '9';
	     digits++) {
		if (digits == 18) {
			*out = 0;
			return 0;
		}
		*out = *out * 10 + (*in->p - '0');
		in->p++;
		in->len--;
	}
	return digits > 0;
}

int
csn_field_is(struct csn_span text, const char *name)
{
	return text.len == strlen(name) &&
	    strncasecmp((const char *)text.p, name, text.len) == 0;
}
