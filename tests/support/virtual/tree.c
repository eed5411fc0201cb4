/*
 * Merkle trees (RFC 6962, 2.1) of any size: some leaves are entries, all
 * others are one and the same, so that what lies between entries has a hash
 * that depends on its size alone.
 */
#include "tools.h"

#include <string.h>

#define LEAVES_MAX 1024

struct vs_tree {
	uint64_t size;
	size_t count;
	struct {
		uint64_t index;
		struct vs_bytes hash;
	} leaves[LEAVES_MAX];
};

struct vs_tree *
vs_tree_new(struct vs *vs, uint64_t size)
{
	struct vs_tree *tree = vs_alloc(vs, sizeof(*tree));

	tree->size = size;
	return tree;
}

uint64_t
vs_tree_size(const struct vs_tree *tree)
{
	return tree->size;
}

static struct vs_bytes
hash(struct vs *vs, int prefix, struct vs_bytes left, struct vs_bytes right)
{
	return vs_digest(vs, "SHA256",
	    VS_CAT(vs, vs_number(vs, (uint64_t)prefix, 1), left, right));
}

void
vs_tree_put(
    struct vs *vs, struct vs_tree *tree, uint64_t index, struct vs_bytes leaf)
{
	size_t i;

	for (i = 0; i < tree->count && tree->leaves[i].index != index; i++)
		continue;
	VS_NEED(i < LEAVES_MAX);
	tree->leaves[i].index = index;
	tree->leaves[i].hash = hash(vs, 0, leaf, VS_NOTHING);
	if (i == tree->count)
		tree->count++;
	if (index >= tree->size)
		tree->size = index + 1;
}

/* The largest power of two below n. */
static uint64_t
split(uint64_t n)
{
	uint64_t k = 1;

	while (k < n - k)
		k *= 2;
	return k;
}

static struct vs_bytes
same_leaves(struct vs *vs, uint64_t n)
{
	struct vs_bytes left;
	uint64_t k;

	if (n == 1)
		return hash(vs, 0, vs_of("somebody else's"), VS_NOTHING);
	k = split(n);
	left = same_leaves(vs, k);
	return hash(vs, 1, left, k == n - k ? left : same_leaves(vs, n - k));
}

/* Of n leaves from start on. */
static struct vs_bytes
range(struct vs *vs, const struct vs_tree *tree, uint64_t start, uint64_t n)
{
	const uint64_t k = n > 1 ? split(n) : 0;
	size_t i;

	for (i = 0; i < tree->count; i++)
		if (tree->leaves[i].index >= start &&
		    tree->leaves[i].index - start < n)
			break;
	if (i == tree->count)
		return same_leaves(vs, n);
	if (n == 1)
		return tree->leaves[i].hash;
	return hash(vs, 1, range(vs, tree, start, k),
	    range(vs, tree, start + k, n - k));
}

struct vs_bytes
vs_tree_root(struct vs *vs, const struct vs_tree *tree, uint64_t size)
{
	return range(vs, tree, 0, size);
}

static struct vs_bytes
path(struct vs *vs, const struct vs_tree *tree, uint64_t index, uint64_t start,
    uint64_t n)
{
	uint64_t k;

	if (n == 1)
		return VS_NOTHING;
	k = split(n);
	if (index < k)
		return VS_CAT(vs, path(vs, tree, index, start, k),
		    range(vs, tree, start + k, n - k));
	return VS_CAT(vs, path(vs, tree, index - k, start + k, n - k),
	    range(vs, tree, start, k));
}

struct vs_bytes
vs_tree_proof(
    struct vs *vs, const struct vs_tree *tree, uint64_t index, uint64_t size)
{
	VS_NEED(index < size);
	return path(vs, tree, index, 0, size);
}
