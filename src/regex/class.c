/* Classes of characters: [...], \d and the like, \p{...}, [:alpha:]. */
#include "regex/parser.h"
#include "regex/unicode.h"

/* Classes of ASCII: of brackets by name, of escapes by letter. */
static const struct named {
	char name[8];
	char ranges[9]; /* first and last of each */
	uint8_t count;
} named[] = {
	{ "alnum", "09AZaz", 3 },
	{ "alpha", "AZaz", 2 },
	{ "ascii", "\0\x7f", 1 },
	{ "blank", "\t\t  ", 2 },
	{ "cntrl", "\0\x1f\x7f\x7f", 2 },
	{ "digit", "09", 1 },
	{ "graph", "!~", 1 },
	{ "lower", "az", 1 },
	{ "print", " ~", 1 },
	{ "punct", "!/:@[`{~", 4 },
	{ "space", "\t\r  ", 2 },
	{ "upper", "AZ", 1 },
	{ "word", "09AZ__az", 4 },
	{ "xdigit", "09AFaf", 3 },
	{ "d", "09", 1 },
	{ "s", "\t\n\f\r  ", 3 },
	{ "w", "09AZ__az", 4 },
};

/* Add the item to the set. */
static cosign_rc_t
take_item(struct csn_rx_parser *p, int fold, int negate)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	if (fold)
		csn_unicode_fold(&p->item);
	else
		csn_rx_set_tidy(&p->item);
	if (negate)
		csn_rx_set_negate(&p->item);
	CSN_TRY(csn_buf_finish(&p->item.ranges, p->err));
	csn_rx_set_add_all(&p->set, &p->item);
	csn_rx_set_clear(&p->item);
	rc = csn_buf_finish(&p->set.ranges, p->err);
out:
	return rc;
}

static cosign_rc_t
take_named(
    struct csn_rx_parser *p, struct csn_span name, int negate, int *found)
{
	const struct named *row = named;
	size_t i;

	for (; row < named + CSN_ARRAY_LEN(named); row++)
		if (csn_span_eq(name, csn_span_str(row->name)))
			break;
	*found = row < named + CSN_ARRAY_LEN(named);
	if (!*found)
		return COSIGN_OK;
	for (i = 0; i < row->count; i++)
		csn_rx_set_add(&p->item, (uint8_t)row->ranges[2 * i],
		    (uint8_t)row->ranges[2 * i + 1]);
	return take_item(p, (p->flags & CSN_RX_FLAG_FOLD) != 0, negate);
}

/* The text up to an end that has been looked for, which is passed over. */
static struct csn_span
take_name(struct csn_rx_parser *p, const uint8_t *end, size_t end_len)
{
	const uint8_t *from = p->text.p + p->at;
	const struct csn_span name = csn_span(from, (size_t)(end - from));

	p->at += name.len + end_len;
	return name;
}

/* From a backslash on: \pL, \p{Greek}, \p{^Greek} and the same with \P. */
static cosign_rc_t
read_unicode(struct csn_rx_parser *p)
{
	const size_t start = p->at;
	int negate = csn_rx_parser_peek(p, 1) == 'P';
	struct csn_unicode_class class;
	struct csn_span name;
	const uint8_t *end;

	p->at += 2;
	if (csn_rx_parser_peek(p, 0) == '{') {
		p->at++;
		end = memchr(p->text.p + p->at, '}', p->text.len - p->at);
		if (end == NULL)
			return csn_rx_parser_fail(
			    p, start, "\\p{ is not closed");
		name = take_name(p, end, 1);
	} else {
		name = csn_span(p->text.p + p->at, p->at < p->text.len ? 1 : 0);
		p->at += name.len;
	}
	if (name.len > 1 && name.p[0] == '^') {
		negate = !negate;
		name = csn_span(name.p + 1, name.len - 1);
	}
	if (!csn_unicode_find(&class, name))
		return csn_rx_parser_fail(p, start, "unknown Unicode class");
	csn_unicode_add(&p->item, &class);
	return take_item(
	    p, (p->flags & CSN_RX_FLAG_FOLD) != 0 && !class.no_fold, negate);
}

cosign_rc_t
csn_rx_parser_class_escape(struct csn_rx_parser *p, int *taken)
{
	const int c = csn_rx_parser_peek(p, 1);
	char name;

	*taken = c == 'p' || c == 'P';
	if (*taken)
		return read_unicode(p);
	if (c == 'd' || c == 's' || c == 'w')
		name = (char)c;
	else if (c == 'D' || c == 'S' || c == 'W')
		name = (char)(c - 'A' + 'a');
	else
		return COSIGN_OK;
	p->at += 2;
	return take_named(p, csn_span(&name, 1), name != c, taken);
}

/* From "[:" on. Without a ":]" somewhere it is nothing special. */
static cosign_rc_t
read_named(struct csn_rx_parser *p, int *taken)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	const size_t start = p->at;
	const uint8_t *end =
	    memmem(p->text.p + p->at + 2, p->text.len - p->at - 2, ":]", 2);
	int negate, found = 0;
	struct csn_span name;

	*taken = end != NULL;
	if (!*taken)
		return COSIGN_OK;
	p->at += 2;
	name = take_name(p, end, 2);
	negate = name.len > 0 && name.p[0] == '^';
	if (negate)
		name = csn_span(name.p + 1, name.len - 1);
	/* Names of a letter are those of escapes. */
	if (name.len > 1)
		CSN_TRY(take_named(p, name, negate, &found));
	if (!found)
		return csn_rx_parser_fail(p, start, "unknown class name");
	rc = COSIGN_OK;
out:
	return rc;
}

static cosign_rc_t
read_point(struct csn_rx_parser *p, size_t bracket, uint32_t *point)
{
	if (p->at == p->text.len)
		return csn_rx_parser_fail(p, bracket, "[ is not closed");
	if (csn_rx_parser_peek(p, 0) == '\\')
		return csn_rx_parser_escape(p, point);
	*point = csn_rx_parser_take(p);
	return COSIGN_OK;
}

/* One character, or from one to another. */
static cosign_rc_t
read_range(struct csn_rx_parser *p, size_t bracket)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	const size_t start = p->at;
	uint32_t first = 0, last;
	int c;

	CSN_TRY(read_point(p, bracket, &first));
	last = first;
	c = csn_rx_parser_peek(p, 1);
	if (csn_rx_parser_peek(p, 0) == '-' && c >= 0 && c != ']') {
		p->at++;
		CSN_TRY(read_point(p, bracket, &last));
	}
	if (first > last)
		return csn_rx_parser_fail(p, start, "range goes backwards");
	csn_rx_set_add(&p->item, first, last);
	rc = take_item(p, (p->flags & CSN_RX_FLAG_FOLD) != 0, 0);
out:
	return rc;
}

static cosign_rc_t
read_element(struct csn_rx_parser *p, size_t bracket)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	int taken = 0;

	if (csn_rx_parser_peek(p, 0) == '[' && csn_rx_parser_peek(p, 1) == ':')
		CSN_TRY(read_named(p, &taken));
	else if (csn_rx_parser_peek(p, 0) == '\\')
		CSN_TRY(csn_rx_parser_class_escape(p, &taken));
	if (!taken)
		CSN_TRY(read_range(p, bracket));
	rc = COSIGN_OK;
out:
	return rc;
}

cosign_rc_t
csn_rx_parser_brackets(struct csn_rx_parser *p)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	const size_t bracket = p->at;
	int negate;

	p->at++;
	negate = csn_rx_parser_peek(p, 0) == '^';
	if (negate)
		p->at++;
	/* A bracket that comes first closes nothing. */
	do {
		CSN_TRY(read_element(p, bracket));
	} while (csn_rx_parser_peek(p, 0) != ']');
	p->at++;
	csn_rx_set_tidy(&p->set);
	if (negate)
		csn_rx_set_negate(&p->set);
	rc = csn_buf_finish(&p->set.ranges, p->err);
out:
	return rc;
}
