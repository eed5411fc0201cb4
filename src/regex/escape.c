#include "regex/parser.h"

/* The value of a digit, or -1. */
static int
hex_digit(int c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

static int
is_octal(int c)
{
	return c >= '0' && c <= '7';
}

/* Up to three digits. */
static uint32_t
read_octal(struct csn_rx_parser *p)
{
	uint32_t v = 0;
	int i;

	for (i = 0; i < 3 && is_octal(csn_rx_parser_peek(p, 0)); i++)
		v = v * 8 + (uint32_t)(p->text.p[p->at++] - '0');
	return v;
}

/* After \x: two digits, or any number of them in braces. */
static cosign_rc_t
read_hex(struct csn_rx_parser *p, size_t start, uint32_t *point)
{
	const int braces = csn_rx_parser_peek(p, 0) == '{';
	size_t n = 0;
	int digit;

	if (braces)
		p->at++;
	for (;;) {
		digit = hex_digit(csn_rx_parser_peek(p, 0));
		if (digit < 0 || (!braces && n == 2))
			break;
		*point = *point * 16 + (uint32_t)digit;
		if (*point > CSN_RX_POINT_MAX)
			return csn_rx_parser_fail(
			    p, start, "no character has this number");
		n++;
		p->at++;
	}
	if (n == 0 || (!braces && n < 2))
		return csn_rx_parser_fail(p, start, "\\x without its digits");
	if (braces && csn_rx_parser_peek(p, 0) != '}')
		return csn_rx_parser_fail(p, start, "\\x{ is not closed");
	if (braces)
		p->at++;
	return COSIGN_OK;
}

cosign_rc_t
csn_rx_parser_escape(struct csn_rx_parser *p, uint32_t *point)
{
	static const char letters[] = "afnrtv", codes[] = "\a\f\n\r\t\v";
	const size_t start = p->at;
	const char *found;
	int c;

	*point = 0;
	p->at++; /* the backslash */
	c = csn_rx_parser_peek(p, 0);
	if (c < 0)
		return csn_rx_parser_fail(p, start, "backslash at the end");
	/* A single digit would refer back to a group. */
	if (c == '0' || (is_octal(c) && is_octal(csn_rx_parser_peek(p, 1)))) {
		*point = read_octal(p);
		return COSIGN_OK;
	}
	p->at++;
	if (c == 'x')
		return read_hex(p, start, point);
	found = c != '\0' ? strchr(letters, c) : NULL;
	if (found != NULL)
		c = (uint8_t)codes[found - letters];
	else if (c >= 0x80 || (c >= '0' && c <= '9') ||
	    (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'))
		return csn_rx_parser_fail(p, start, "unknown escape");
	*point = (uint32_t)c;
	return COSIGN_OK;
}
