/*
 * From the tree to instructions, each part from its first one on and out at
 * its end: whatever follows a part is written behind it, and nothing has to
 * be moved. What is open stands on a stack of our own.
 */
#include "regex/tree.h"

#include "util/limits.h"

/* A node whose parts are being written. */
struct frame {
	uint32_t node;
	uint32_t part;  /* GROUP: its alternative, ALTERNATIVE: its item */
	uint32_t done;  /* REPEAT: times that it was written */
	uint32_t start; /* instruction that the last time began with */
	uint32_t split; /* GROUP: the way to the next alternative */
	/* Instructions that lead to the end, each to the one before, counted
	   from 1; 0: no more. */
	uint32_t ends;
};

struct compiler {
	const struct csn_rx_tree *tree;
	struct csn_regex *re;
	struct csn_buf frames;
};

static uint32_t
here(const struct compiler *c)
{
	return (uint32_t)csn_regex_code_len(c->re);
}

/* Write an instruction; its place. */
static uint32_t
emit(struct compiler *c, enum csn_rx_inst_op op, uint32_t to, uint32_t value)
{
	const struct csn_rx_inst inst = { (uint8_t)op, (uint16_t)to, value };

	if (here(c) == CSN_REGEX_CODE_MAX)
		csn_buf_fail(
		    &c->re->code, COSIGN_E_LIMIT, "compiled it is too large");
	csn_buf_add(&c->re->code, &inst, sizeof(inst));
	return here(c) - 1;
}

static void
lead_to(struct compiler *c, uint32_t inst, uint32_t to)
{
	((struct csn_rx_inst *)c->re->code.p)[inst].to = (uint16_t)to;
}

static void
lead_here(struct compiler *c, uint32_t ends)
{
	uint32_t before;

	for (; ends != 0; ends = before) {
		before = csn_regex_code(c->re)[ends - 1].to;
		lead_to(c, ends - 1, here(c));
	}
}

static void
push(struct compiler *c, uint32_t node)
{
	const struct frame f = { .node = node };

	csn_buf_add(&c->frames, &f, sizeof(f));
}

static void
pop(struct compiler *c)
{
	c->frames.len -= sizeof(struct frame);
}

/* The next alternative, entered by a choice between it and the rest. */
static void
step_group(struct compiler *c, struct frame *f, const struct csn_rx_node *node)
{
	const struct csn_rx_node *part;

	if (f->part == 0) {
		f->part = node->value;
	} else {
		f->part = csn_rx_tree_node(c->tree, f->part)->next;
		if (f->part != 0) {
			f->ends = emit(c, CSN_RX_INST_JUMP, f->ends, 0) + 1;
			lead_to(c, f->split, here(c));
		}
	}
	if (f->part == 0) {
		lead_here(c, f->ends);
		pop(c);
		return;
	}
	part = csn_rx_tree_node(c->tree, f->part);
	if (part->next != 0)
		f->split = emit(c, CSN_RX_INST_SPLIT, 0, 0);
	push(c, f->part);
}

static void
step_alternative(
    struct compiler *c, struct frame *f, const struct csn_rx_node *node)
{
	/* Items follow what was the first one. */
	f->part = f->done++ == 0 ? node->value
				 : csn_rx_tree_node(c->tree, f->part)->next;
	if (f->part == 0)
		pop(c);
	else
		push(c, f->part);
}

/*
 * x{2,4} is xx(x(x)?)?, x{2,} is xx+. x* leads back to its start, where the
 * choice stands.
 */
static void
step_repeat(struct compiler *c, struct frame *f, const struct csn_rx_node *node)
{
	const int endless = node->max == CSN_RX_ENDLESS;
	const uint32_t last = !endless ? node->max
	    : node->min > 0            ? node->min
				       : 1;

	if (f->done == last) {
		if (endless)
			(void)emit(c,
			    node->min > 0 ? CSN_RX_INST_SPLIT
					  : CSN_RX_INST_JUMP,
			    f->start, 0);
		lead_here(c, f->ends);
		pop(c);
		return;
	}
	f->start = here(c);
	if (f->done >= node->min)
		f->ends = emit(c, CSN_RX_INST_SPLIT, f->ends, 0) + 1;
	f->done++;
	push(c, node->value);
}

static void
step(struct compiler *c)
{
	struct frame *frames = (struct frame *)c->frames.p;
	struct frame *f = &frames[c->frames.len / sizeof(*frames) - 1];
	const struct csn_rx_node *node = csn_rx_tree_node(c->tree, f->node);

	switch ((enum csn_rx_node_op)node->op) {
	case CSN_RX_NODE_GROUP:
		step_group(c, f, node);
		return;
	case CSN_RX_NODE_ALTERNATIVE:
		step_alternative(c, f, node);
		return;
	case CSN_RX_NODE_REPEAT:
		step_repeat(c, f, node);
		return;
	case CSN_RX_NODE_CHAR:
		(void)emit(c, CSN_RX_INST_CHAR, 0, node->value);
		break;
	case CSN_RX_NODE_CLASS:
		(void)emit(c, CSN_RX_INST_CLASS, 0, node->value);
		break;
	case CSN_RX_NODE_PLACE:
		(void)emit(c, CSN_RX_INST_PLACE, 0, node->value);
		break;
	}
	pop(c);
}

cosign_rc_t
csn_rx_tree_compile(
    struct csn_regex *re, const struct csn_rx_tree *tree, cosign_error_t *err)
{
	struct compiler c = { .tree = tree, .re = re };
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	csn_buf_init(&c.frames, csn_rx_tree_count(tree) * sizeof(struct frame));
	push(&c, 0);
	while (c.frames.len > 0 && c.frames.failed == COSIGN_OK &&
	    re->code.failed == COSIGN_OK)
		step(&c);
	CSN_TRY(csn_buf_finish(&c.frames, err));
	(void)emit(&c, CSN_RX_INST_MATCH, 0, 0);
	rc = csn_buf_finish(&re->code, err);
out:
	csn_buf_dispose(&c.frames);
	return rc;
}
