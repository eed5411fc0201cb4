/*
 * Reading a pattern from its first byte to its last. Groups that are open
 * stand on a stack of our own: nesting takes no stack of the thread.
 */
#include "regex/parser.h"
#include "regex/unicode.h"

#include "util/limits.h"
#include "util/utf8.h"

struct group {
	size_t at;            /* its parenthesis */
	uint32_t node;        /* of the group */
	uint32_t alternative; /* that grows */
	uint32_t last;        /* item of it, or 0 */
	uint32_t flags;       /* outside */
	/* How often repetitions in it have its innermost part written: in the
	   last item, and at most in those before it. */
	uint32_t last_copies, copies;
};

/* Counts of a repetition. */
struct counts {
	uint32_t min, max;
};

uint32_t
csn_rx_parser_take(struct csn_rx_parser *p)
{
	uint32_t point;

	p->at +=
	    csn_utf8_decode(&point, p->text.p + p->at, p->text.len - p->at);
	return point;
}

static cosign_rc_t
fail_with(
    const struct csn_rx_parser *p, size_t at, cosign_rc_t rc, const char *what)
{
	return csn_fail(p->err, rc, "at byte %zu: %s", at + 1, what);
}

cosign_rc_t
csn_rx_parser_fail(const struct csn_rx_parser *p, size_t at, const char *what)
{
	return fail_with(p, at, COSIGN_E_ARGUMENT, what);
}

static struct group *
innermost(const struct csn_rx_parser *p)
{
	struct group *groups = (struct group *)p->groups.p;

	return &groups[p->groups.len / sizeof(*groups) - 1];
}

/* There is room for every node that a pattern can have. */
static uint32_t
new_node(struct csn_rx_parser *p, enum csn_rx_node_op op, uint32_t value)
{
	const struct csn_rx_node node = { .op = (uint8_t)op, .value = value };

	csn_buf_add(&p->tree->nodes, &node, sizeof(node));
	return (uint32_t)csn_rx_tree_count(p->tree) - 1;
}

/* Put an item behind the last one. */
static struct csn_rx_node *
add_item(struct csn_rx_parser *p, enum csn_rx_node_op op, uint32_t value)
{
	struct group *g = innermost(p);
	const uint32_t i = new_node(p, op, value);

	if (g->last == 0)
		csn_rx_tree_node(p->tree, g->alternative)->value = i;
	else
		csn_rx_tree_node(p->tree, g->last)->next = i;
	g->last = i;
	if (g->copies < g->last_copies)
		g->copies = g->last_copies;
	g->last_copies = 1;
	return csn_rx_tree_node(p->tree, i);
}

static cosign_rc_t
push_group(struct csn_rx_parser *p, size_t at, uint32_t node)
{
	struct group g = {
		.at = at, .node = node, .flags = p->flags, .copies = 1
	};

	g.alternative = new_node(p, CSN_RX_NODE_ALTERNATIVE, 0);
	csn_rx_tree_node(p->tree, node)->value = g.alternative;
	csn_buf_add(&p->groups, &g, sizeof(g));
	return csn_buf_finish(&p->groups, p->err);
}

static cosign_rc_t
open_group(struct csn_rx_parser *p)
{
	const size_t start = p->at;
	uint32_t flags = p->flags;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	int opens = 1;

	if (csn_rx_parser_peek(p, 1) == '?')
		CSN_TRY(csn_rx_parser_group(p, &flags, &opens));
	else
		p->at++;
	if (opens) {
		/* The one around all is open as well. */
		if (p->groups.len / sizeof(struct group) ==
		    CSN_REGEX_NESTING_MAX)
			return fail_with(
			    p, start, COSIGN_E_LIMIT, "groups nest too deep");
		(void)add_item(p, CSN_RX_NODE_GROUP, 0);
		CSN_TRY(push_group(p, start, innermost(p)->last));
	}
	p->flags = flags;
	rc = COSIGN_OK;
out:
	return rc;
}

static void
next_alternative(struct csn_rx_parser *p)
{
	struct group *g = innermost(p);
	const uint32_t i = new_node(p, CSN_RX_NODE_ALTERNATIVE, 0);

	p->at++;
	csn_rx_tree_node(p->tree, g->alternative)->next = i;
	g->alternative = i;
	g->last = 0;
}

static cosign_rc_t
close_group(struct csn_rx_parser *p)
{
	const struct group g = *innermost(p);

	if (g.node == 0)
		return csn_rx_parser_fail(p, p->at, ") without its (");
	p->at++;
	p->flags = g.flags;
	p->groups.len -= sizeof(g);
	innermost(p)->last_copies =
	    g.copies > g.last_copies ? g.copies : g.last_copies;
	return COSIGN_OK;
}

/* Digits that stand for a count. *v is cut to one too many. 0 if there are
   none, or zeros before them. */
static size_t
scan_count(const struct csn_rx_parser *p, size_t ahead, uint32_t *v)
{
	const size_t start = ahead;
	int c;

	*v = 0;
	for (;; ahead++) {
		c = csn_rx_parser_peek(p, ahead);
		if (c < '0' || c > '9')
			break;
		*v = *v * 10 + (uint32_t)(c - '0');
		if (*v > CSN_REGEX_REPEAT_MAX)
			*v = CSN_REGEX_REPEAT_MAX + 1;
	}
	if (ahead - start > 1 && csn_rx_parser_peek(p, start) == '0')
		return 0;
	return ahead - start;
}

/* The length of {n}, {n,} or {n,m}; 0 if the brace stands for itself. */
static size_t
scan_counts(const struct csn_rx_parser *p, struct counts *out)
{
	size_t n = scan_count(p, 1, &out->min), used = n + 1;

	if (n == 0)
		return 0;
	out->max = out->min;
	if (csn_rx_parser_peek(p, used) == ',') {
		used++;
		out->max = CSN_RX_ENDLESS;
		if (csn_rx_parser_peek(p, used) != '}') {
			n = scan_count(p, used, &out->max);
			if (n == 0)
				return 0;
			used += n;
		}
	}
	return csn_rx_parser_peek(p, used) == '}' ? used + 1 : 0;
}

/* How often a part is written that is written so often already. */
static uint32_t
copies_of(uint32_t copies, struct counts c)
{
	const uint32_t times = c.max == CSN_RX_ENDLESS ? c.min : c.max;

	if (c.max == 0)
		return 1;
	return times > 1 ? copies * times : copies;
}

/* Have the last item repeated: a new node takes what it was. */
static cosign_rc_t
repeat_last(struct csn_rx_parser *p, size_t at, struct counts c)
{
	struct group *g = innermost(p);
	struct csn_rx_node *node;
	uint32_t moved;

	if (g->last == 0)
		return csn_rx_parser_fail(p, at, "nothing to repeat");
	g->last_copies = copies_of(g->last_copies, c);
	if (g->last_copies > CSN_REGEX_REPEAT_MAX)
		return fail_with(
		    p, at, COSIGN_E_LIMIT, "nested repeat counts are too high");
	moved = new_node(p, CSN_RX_NODE_REPEAT, 0);
	node = csn_rx_tree_node(p->tree, g->last);
	*csn_rx_tree_node(p->tree, moved) = *node;
	node->op = CSN_RX_NODE_REPEAT;
	node->look = CSN_RX_LOOK_OTHER;
	node->min = (uint16_t)c.min;
	node->max = (uint16_t)c.max;
	node->value = moved;
	return COSIGN_OK;
}

/* again: what comes before is a repetition itself. */
static cosign_rc_t
read_repeat(struct csn_rx_parser *p, struct counts c, size_t len, int again)
{
	const size_t start = p->at;

	if (c.min > CSN_REGEX_REPEAT_MAX ||
	    (c.max > CSN_REGEX_REPEAT_MAX && c.max != CSN_RX_ENDLESS))
		return fail_with(
		    p, start, COSIGN_E_LIMIT, "repeat count is too high");
	if (c.min > c.max)
		return csn_rx_parser_fail(
		    p, start, "repeat counts are the wrong way round");
	p->at += len;
	if (csn_rx_parser_peek(p, 0) == '?')
		p->at++;
	if (again)
		return csn_rx_parser_fail(p, start, "repetition is repeated");
	return repeat_last(p, start, c);
}

/* Nothing but letters, digits and hyphens. */
static int
is_of_host(const struct csn_rx_set *set)
{
	/* The last two fold to s and k. */
	static const struct csn_rx_range host[] = { { '-', '-' }, { '0', '9' },
		{ 'A', 'Z' }, { 'a', 'z' }, { 0x17f, 0x17f },
		{ 0x212a, 0x212a } };
	size_t i, k, inside = 0;

	for (i = 0; i < csn_rx_set_count(set); i++)
		for (k = 0; k < CSN_ARRAY_LEN(host); k++)
			inside +=
			    csn_rx_set_ranges(set)[i].first >= host[k].first &&
			    csn_rx_set_ranges(set)[i].last <= host[k].last;
	return inside > 0 && inside == csn_rx_set_count(set);
}

/* The set becomes an item, and is empty again. */
static cosign_rc_t
add_class(struct csn_rx_parser *p)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_rx_node *node;
	uint32_t number;

	csn_rx_set_tidy(&p->set);
	CSN_TRY(csn_buf_finish(&p->set.ranges, p->err));
	if (csn_rx_set_count(&p->set) == 1 &&
	    csn_rx_set_ranges(&p->set)->first ==
		csn_rx_set_ranges(&p->set)->last) {
		node = add_item(
		    p, CSN_RX_NODE_CHAR, csn_rx_set_ranges(&p->set)->first);
	} else {
		CSN_TRY(csn_regex_add_class(&number, p->re, &p->set, p->err));
		node = add_item(p, CSN_RX_NODE_CLASS, number);
	}
	if (is_of_host(&p->set))
		node->look = CSN_RX_LOOK_HOST;
	csn_rx_set_clear(&p->set);
	rc = COSIGN_OK;
out:
	return rc;
}

static cosign_rc_t
add_point(struct csn_rx_parser *p, uint32_t point)
{
	csn_rx_set_add(&p->set, point, point);
	if ((p->flags & CSN_RX_FLAG_FOLD) != 0)
		csn_unicode_fold(&p->set);
	return add_class(p);
}

static cosign_rc_t
add_dot(struct csn_rx_parser *p)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	p->at++;
	if ((p->flags & CSN_RX_FLAG_DOT_ALL) != 0) {
		csn_rx_set_add(&p->set, 0, CSN_RX_POINT_MAX);
	} else {
		csn_rx_set_add(&p->set, 0, '\n' - 1);
		csn_rx_set_add(&p->set, '\n' + 1, CSN_RX_POINT_MAX);
	}
	CSN_TRY(add_class(p));
	csn_rx_tree_node(p->tree, innermost(p)->last)->look = CSN_RX_LOOK_DOT;
	rc = COSIGN_OK;
out:
	return rc;
}

static cosign_rc_t
add_place(struct csn_rx_parser *p, enum csn_rx_place place, size_t len)
{
	p->at += len;
	(void)add_item(p, CSN_RX_NODE_PLACE, place);
	return COSIGN_OK;
}

/* After \Q: all up to \E, or to the end, stands for itself. */
static cosign_rc_t
read_quoted(struct csn_rx_parser *p)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	p->at += 2;
	while (p->at < p->text.len) {
		if (csn_rx_parser_peek(p, 0) == '\\' &&
		    csn_rx_parser_peek(p, 1) == 'E') {
			p->at += 2;
			break;
		}
		CSN_TRY(add_point(p, csn_rx_parser_take(p)));
	}
	rc = COSIGN_OK;
out:
	return rc;
}

static cosign_rc_t
read_backslash(struct csn_rx_parser *p)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	uint32_t point;
	int taken = 0;

	switch (csn_rx_parser_peek(p, 1)) {
	case 'A':
		return add_place(p, CSN_RX_PLACE_TEXT_START, 2);
	case 'z':
		return add_place(p, CSN_RX_PLACE_TEXT_END, 2);
	case 'b':
		return add_place(p, CSN_RX_PLACE_BOUNDARY, 2);
	case 'B':
		return add_place(p, CSN_RX_PLACE_NO_BOUNDARY, 2);
	case 'Q':
		return read_quoted(p);
	default:
		break;
	}
	CSN_TRY(csn_rx_parser_class_escape(p, &taken));
	if (taken) {
		CSN_TRY(add_class(p));
	} else {
		CSN_TRY(csn_rx_parser_escape(p, &point));
		CSN_TRY(add_point(p, point));
	}
	rc = COSIGN_OK;
out:
	return rc;
}

static cosign_rc_t
read_brackets(struct csn_rx_parser *p)
{
	const cosign_rc_t rc = csn_rx_parser_brackets(p);

	return rc == COSIGN_OK ? add_class(p) : rc;
}

/* One piece of the pattern that is no repetition. */
static cosign_rc_t
read_piece(struct csn_rx_parser *p)
{
	const int lines = (p->flags & CSN_RX_FLAG_LINES) != 0;

	switch (csn_rx_parser_peek(p, 0)) {
	case '(':
		return open_group(p);
	case ')':
		return close_group(p);
	case '|':
		next_alternative(p);
		return COSIGN_OK;
	case '^':
		return add_place(p,
		    lines ? CSN_RX_PLACE_LINE_START : CSN_RX_PLACE_TEXT_START,
		    1);
	case '$':
		return add_place(p,
		    lines ? CSN_RX_PLACE_LINE_END : CSN_RX_PLACE_TEXT_END, 1);
	case '.':
		return add_dot(p);
	case '[':
		return read_brackets(p);
	case '\\':
		return read_backslash(p);
	default:
		return add_point(p, csn_rx_parser_take(p));
	}
}

/* The length of a repetition that comes next, or 0. */
static size_t
scan_repeat(const struct csn_rx_parser *p, struct counts *c)
{
	c->min = 0;
	c->max = CSN_RX_ENDLESS;
	switch (csn_rx_parser_peek(p, 0)) {
	case '*':
		return 1;
	case '+':
		c->min = 1;
		return 1;
	case '?':
		c->max = 1;
		return 1;
	case '{':
		return scan_counts(p, c);
	default:
		return 0;
	}
}

static cosign_rc_t
check_text(const struct csn_rx_parser *p)
{
	uint32_t point;
	size_t at = 0, n;

	if (p->text.len > CSN_REGEX_PATTERN_MAX)
		return csn_fail(p->err, COSIGN_E_LIMIT,
		    "%zu bytes, at most %zu", p->text.len,
		    CSN_REGEX_PATTERN_MAX);
	for (; at < p->text.len; at += n) {
		n = csn_utf8_decode(&point, p->text.p + at, p->text.len - at);
		if (n == 0)
			return csn_rx_parser_fail(p, at, "not UTF-8");
	}
	return COSIGN_OK;
}

static cosign_rc_t
read_all(struct csn_rx_parser *p)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct counts counts;
	size_t len;
	int again = 0;

	CSN_TRY(push_group(p, 0, new_node(p, CSN_RX_NODE_GROUP, 0)));
	while (p->at < p->text.len) {
		len = scan_repeat(p, &counts);
		if (len > 0)
			CSN_TRY(read_repeat(p, counts, len, again));
		else
			CSN_TRY(read_piece(p));
		again = len > 0;
	}
	if (innermost(p)->node != 0)
		return csn_rx_parser_fail(
		    p, innermost(p)->at, "( is not closed");
	rc = COSIGN_OK;
out:
	return rc;
}

void
csn_rx_tree_dispose(struct csn_rx_tree *tree)
{
	csn_buf_dispose(&tree->nodes);
}

cosign_rc_t
csn_rx_tree_parse(struct csn_rx_tree *tree, struct csn_regex *re,
    struct csn_span pattern, cosign_error_t *err)
{
	struct csn_rx_parser p = {
		.text = pattern, .re = re, .tree = tree, .err = err
	};
	/* A byte is two nodes at most: a group and its alternative. */
	const size_t room =
	    (2 * CSN_REGEX_PATTERN_MAX + 2) * sizeof(struct csn_rx_node);
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	csn_buf_init(&tree->nodes, room);
	csn_buf_init(&p.groups, CSN_REGEX_NESTING_MAX * sizeof(struct group));
	csn_rx_set_init(&p.set);
	csn_rx_set_init(&p.item);
	CSN_TRY(check_text(&p));
	csn_buf_reserve(
	    &tree->nodes, (2 * pattern.len + 2) * sizeof(struct csn_rx_node));
	CSN_TRY(csn_buf_finish(&tree->nodes, err));
	CSN_TRY(read_all(&p));
	rc = COSIGN_OK;
out:
	if (rc != COSIGN_OK)
		csn_rx_tree_dispose(tree);
	csn_rx_set_dispose(&p.item);
	csn_rx_set_dispose(&p.set);
	csn_buf_dispose(&p.groups);
	return rc;
}
