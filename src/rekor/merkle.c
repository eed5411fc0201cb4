#include "rekor/merkle.h"

#include "crypto/digest.h"

/* RFC 6962 2.1: what is hashed begins with its kind. */
static const uint8_t leaf_prefix = 0;
static const uint8_t node_prefix = 1;

static void
finish(struct csn_hasher *h, uint8_t out[CSN_HASH_SIZE])
{
	struct csn_digest digest;

	csn_hasher_final(h, COSIGN_HASH_SHA256, &digest);
	memcpy(out, digest.bytes, CSN_HASH_SIZE);
}

void
csn_leaf_hash(uint8_t out[CSN_HASH_SIZE], struct csn_span entry)
{
	struct csn_hasher h;

	csn_hasher_init(&h, csn_hash_bit(COSIGN_HASH_SHA256));
	csn_hasher_update(&h, &leaf_prefix, 1);
	csn_hasher_update(&h, entry.p, entry.len);
	finish(&h, out);
}

static void
node_hash(uint8_t out[CSN_HASH_SIZE], const uint8_t *left, const uint8_t *right)
{
	struct csn_hasher h;

	csn_hasher_init(&h, csn_hash_bit(COSIGN_HASH_SHA256));
	csn_hasher_update(&h, &node_prefix, 1);
	csn_hasher_update(&h, left, CSN_HASH_SIZE);
	csn_hasher_update(&h, right, CSN_HASH_SIZE);
	finish(&h, out);
}

static unsigned int
bit_length(uint64_t v)
{
	unsigned int bits = 0;

	for (; v > 0; v >>= 1)
		bits++;
	return bits;
}

static unsigned int
bits_set(uint64_t v)
{
	unsigned int bits = 0;

	for (; v > 0; v &= v - 1)
		bits++;
	return bits;
}

static cosign_rc_t
refuse(cosign_error_t *err, const char *why)
{
	return csn_fail(err, COSIGN_E_PROOF, "inclusion proof: %s", why);
}

/*
 * Below the point where the paths of the leaf and of the last leaf part, a
 * hash stands on the side that the bit of the index says; from there on up,
 * where a level has nothing to the right, always on the left.
 */
cosign_rc_t
csn_inclusion_verify(const struct csn_inclusion *proof,
    const uint8_t leaf[CSN_HASH_SIZE], struct csn_span root,
    cosign_error_t *err)
{
	uint8_t hash[CSN_HASH_SIZE];
	unsigned int inner, border;
	size_t i;

	if (proof->index >= proof->size)
		return refuse(err, "index is beyond the size of the tree");
	inner = bit_length(proof->index ^ (proof->size - 1));
	border = inner < 64 ? bits_set(proof->index >> inner) : 0;
	if (proof->count != (size_t)inner + border)
		return csn_fail(err, COSIGN_E_PROOF,
		    "inclusion proof: %zu hashes instead of %u", proof->count,
		    inner + border);
	memcpy(hash, leaf, sizeof(hash));
	for (i = 0; i < proof->count; i++) {
		const uint8_t *other = proof->hashes[i];

		if (i < inner && (proof->index >> i & 1) == 0)
			node_hash(hash, hash, other);
		else
			node_hash(hash, other, hash);
	}
	if (!csn_span_eq(root, csn_span(hash, sizeof(hash))))
		return refuse(err, "root hash differs");
	return COSIGN_OK;
}
