#include "regex/parser.h"

static int
is_name(int c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
	    (c >= 'a' && c <= 'z') || c == '_';
}

/* From the "<" on. Go does not mind if two groups have one name. */
static cosign_rc_t
read_name(struct csn_rx_parser *p, size_t start)
{
	size_t n = 0;

	p->at++;
	while (is_name(csn_rx_parser_peek(p, n)))
		n++;
	if (n == 0 || csn_rx_parser_peek(p, n) != '>')
		return csn_rx_parser_fail(p, start, "malformed group name");
	p->at += n + 1;
	return COSIGN_OK;
}

/* The flag of a letter; 0 if there is no such letter. */
static uint32_t
flag_of(int c, int *known)
{
	*known = 1;
	switch (c) {
	case 'i':
		return CSN_RX_FLAG_FOLD;
	case 'm':
		return CSN_RX_FLAG_LINES;
	case 's':
		return CSN_RX_FLAG_DOT_ALL;
	case 'U':
		return 0;
	default:
		*known = 0;
		return 0;
	}
}

/* Letters, perhaps '-' and letters, then ')' or ':'. */
static cosign_rc_t
read_flags(struct csn_rx_parser *p, size_t start, uint32_t *flags, int *opens)
{
	int c, known, clear = 0, letters = 0;
	uint32_t flag;

	for (;; p->at++) {
		c = csn_rx_parser_peek(p, 0);
		flag = flag_of(c, &known);
		if (known) {
			*flags = clear ? *flags & ~flag : *flags | flag;
			letters++;
			continue;
		}
		if (c != '-' || clear)
			break;
		clear = 1;
		letters = 0;
	}
	if ((c != ':' && c != ')') || (clear && letters == 0))
		return csn_rx_parser_fail(p, start, "unknown kind of group");
	p->at++;
	*opens = c == ':';
	return COSIGN_OK;
}

cosign_rc_t
csn_rx_parser_group(struct csn_rx_parser *p, uint32_t *flags, int *opens)
{
	const size_t start = p->at;

	*opens = 1;
	*flags = p->flags;
	p->at += 2;
	if (csn_rx_parser_peek(p, 0) == '<')
		return read_name(p, start);
	if (csn_rx_parser_peek(p, 0) == 'P' &&
	    csn_rx_parser_peek(p, 1) == '<') {
		p->at++;
		return read_name(p, start);
	}
	return read_flags(p, start, flags, opens);
}
