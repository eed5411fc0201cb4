/* A pattern that has been read, as a tree in an array. */
#ifndef CSN_REGEX_TREE_H
#define CSN_REGEX_TREE_H

#include "regex/program.h"

enum csn_rx_node_op {
	CSN_RX_NODE_GROUP,       /* value: its first alternative */
	CSN_RX_NODE_ALTERNATIVE, /* value: its first item, or 0 */
	CSN_RX_NODE_REPEAT,      /* value: what comes min to max times */
	CSN_RX_NODE_CHAR,        /* value: the code point */
	CSN_RX_NODE_CLASS,       /* value: the number of the class */
	CSN_RX_NODE_PLACE,       /* value: an enum csn_rx_place */
};

/* How a single item was written, as far as csn_regex_lint() asks. */
enum csn_rx_node_look {
	CSN_RX_LOOK_OTHER,
	CSN_RX_LOOK_HOST, /* letters, digits and hyphens alone */
	CSN_RX_LOOK_DOT,
};

#define CSN_RX_ENDLESS UINT16_MAX

struct csn_rx_node {
	uint8_t op;   /* enum csn_rx_node_op */
	uint8_t look; /* enum csn_rx_node_look */
	uint16_t min, max;
	uint32_t value;
	uint32_t next; /* the alternative or item after it, or 0 */
};

struct csn_rx_tree {
	struct csn_buf nodes; /* the first one is a group around all */
};

static inline struct csn_rx_node *
csn_rx_tree_node(const struct csn_rx_tree *tree, uint32_t i)
{
	return &((struct csn_rx_node *)tree->nodes.p)[i];
}

static inline size_t
csn_rx_tree_count(const struct csn_rx_tree *tree)
{
	return tree->nodes.len / sizeof(struct csn_rx_node);
}

void csn_rx_tree_dispose(struct csn_rx_tree *tree);

/* Read a pattern. Its classes become those of re. On failure there is nothing
   to dispose of. */
cosign_rc_t csn_rx_tree_parse(struct csn_rx_tree *tree, struct csn_regex *re,
    struct csn_span pattern, cosign_error_t *err);

/* Write the instructions of re. */
cosign_rc_t csn_rx_tree_compile(
    struct csn_regex *re, const struct csn_rx_tree *tree, cosign_error_t *err);

/* Both: csn_regex_new() that keeps the tree. */
cosign_rc_t csn_regex_build(struct csn_regex **out, struct csn_rx_tree *tree,
    struct csn_span pattern, cosign_error_t *err);

#endif
