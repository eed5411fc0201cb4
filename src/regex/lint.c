#include "regex/states.h"
#include "regex/tree.h"

#include <stdlib.h>

/*
 * Can what is in the set come to one of these instructions (a bit for each
 * enum csn_rx_inst_op) without a character, and without being at this place?
 */
static int
comes_to(struct csn_rx_states *s, const struct csn_regex *re, uint32_t ops,
    enum csn_rx_place but)
{
	const struct csn_rx_inst *code = csn_regex_code(re);
	size_t i;

	for (i = 0; i < s->count; i++) {
		const uint32_t at = s->list[i];
		const uint32_t op = code[at].op;

		if ((ops >> op & 1) != 0)
			return 1;
		if (op == CSN_RX_INST_SPLIT ||
		    (op == CSN_RX_INST_PLACE && code[at].value != but))
			csn_rx_states_enter(s, at + 1);
		if (op == CSN_RX_INST_SPLIT || op == CSN_RX_INST_JUMP)
			csn_rx_states_enter(s, code[at].to);
	}
	return 0;
}

static uint32_t
lint_ends(const struct csn_regex *re)
{
	const uint32_t characters =
	    1u << CSN_RX_INST_CHAR | 1u << CSN_RX_INST_CLASS;
	const uint32_t match = 1u << CSN_RX_INST_MATCH;
	const size_t n = csn_regex_code_len(re);
	struct csn_rx_states s = { 0 };
	uint32_t flags = 0, i;

	s.list = calloc(2 * n, sizeof(*s.list));
	if (s.list == NULL)
		return 0;
	s.place = s.list + n;
	csn_rx_states_enter(&s, 0);
	if (comes_to(&s, re, characters | match, CSN_RX_PLACE_TEXT_START))
		flags |= CSN_REGEX_OPEN_START;
	s.count = 0;
	csn_rx_states_enter(&s, 0);
	for (i = 0; i < n; i++)
		if ((characters >> csn_regex_code(re)[i].op & 1) != 0)
			csn_rx_states_enter(&s, i + 1);
	if (comes_to(&s, re, match, CSN_RX_PLACE_TEXT_END))
		flags |= CSN_REGEX_OPEN_END;
	free(s.list);
	return flags;
}

/* The item after it; the group around all, which looks like nothing, if there
   is none. */
static const struct csn_rx_node *
next_of(const struct csn_rx_tree *tree, const struct csn_rx_node *node)
{
	return csn_rx_tree_node(tree, node->next);
}

/* What an item begins with, or ends with. Of alternatives, which mostly look
   alike, the first. */
static const struct csn_rx_node *
edge_of(const struct csn_rx_tree *tree, const struct csn_rx_node *node, int end)
{
	while (
	    node->op == CSN_RX_NODE_GROUP || node->op == CSN_RX_NODE_REPEAT) {
		node = csn_rx_tree_node(tree, node->value);
		if (node->op != CSN_RX_NODE_ALTERNATIVE)
			continue;
		if (node->value == 0)
			break;
		node = csn_rx_tree_node(tree, node->value);
		while (end && node->next != 0)
			node = next_of(tree, node);
	}
	return node;
}

static uint32_t
lint_dots(const struct csn_rx_tree *tree)
{
	const uint32_t n = (uint32_t)csn_rx_tree_count(tree);
	const struct csn_rx_node *before, *dot;
	uint32_t i;

	for (i = 0; i < n; i++) {
		before = csn_rx_tree_node(tree, i);
		dot = next_of(tree, before);
		if (dot->look == CSN_RX_LOOK_DOT && dot->next != 0 &&
		    edge_of(tree, before, 1)->look == CSN_RX_LOOK_HOST &&
		    edge_of(tree, next_of(tree, dot), 0)->look ==
			CSN_RX_LOOK_HOST)
			return CSN_REGEX_HOST_DOT;
	}
	return 0;
}

uint32_t
csn_regex_lint(struct csn_span pattern)
{
	struct csn_regex *re = NULL;
	struct csn_rx_tree tree;
	uint32_t flags = 0;

	if (csn_regex_build(&re, &tree, pattern, NULL) == COSIGN_OK)
		flags = lint_ends(re) | lint_dots(&tree);
	csn_rx_tree_dispose(&tree);
	csn_regex_free(re);
	return flags;
}
