/*
 * Inclusion proofs: index and size of the tree, eight bytes each, the entry's
 * hash, and the others. The root that is believed is the one that the
 * definition of the tree gives, and no proof is longer or shorter.
 */
#include "fuzz.h"

#include "rekor/merkle.h"

#include <openssl/sha.h>

#define HEAD (8 + 8 + CSN_HASH_SIZE)

static uint64_t
number(const uint8_t *p)
{
	uint64_t v = 0;
	int i;

	for (i = 0; i < 8; i++)
		v = v << 8 | p[i];
	return v;
}

struct walk {
	const uint8_t *hashes; /* the one nearest to the root is the last */
	size_t count;
	int is_short;
};

static void
join(uint8_t out[CSN_HASH_SIZE], const uint8_t *left, const uint8_t *right)
{
	uint8_t both[1 + 2 * CSN_HASH_SIZE] = { 1 };

	memcpy(both + 1, left, CSN_HASH_SIZE);
	memcpy(both + 1 + CSN_HASH_SIZE, right, CSN_HASH_SIZE);
	(void)SHA256(both, sizeof(both), out);
}

/* RFC 6962 2.1.1, PATH(m, D[n]) read backwards: where the tree parts, the last
   hash is of the half that the entry is not in. */
static void
climb(uint8_t out[CSN_HASH_SIZE], struct walk *w, uint64_t index, uint64_t size,
    const uint8_t *leaf)
{
	uint8_t half[CSN_HASH_SIZE];
	const uint8_t *other;
	uint64_t split = 1;

	memcpy(out, leaf, CSN_HASH_SIZE);
	if (size == 1)
		return;
	if (w->count == 0) {
		w->is_short = 1;
		return;
	}
	while (split < size - split)
		split *= 2;
	other = w->hashes + --w->count * CSN_HASH_SIZE;
	if (index < split) {
		climb(half, w, index, split, leaf);
		join(out, half, other);
	} else {
		climb(half, w, index - split, size - split, leaf);
		join(out, other, half);
	}
}

static cosign_rc_t
ask(uint64_t index, uint64_t size, const uint8_t *data, size_t count,
    struct csn_span root)
{
	static uint8_t hashes[CSN_PROOF_HASHES_MAX][CSN_HASH_SIZE];
	const struct csn_inclusion proof = { index, size,
		(const uint8_t(*)[CSN_HASH_SIZE])hashes, count };

	memcpy(hashes, data + HEAD, count * CSN_HASH_SIZE);
	return csn_inclusion_verify(&proof, data + 16, root, NULL);
}

static void
check(const uint8_t *data, size_t count)
{
	const uint64_t index = number(data), size = number(data + 8);
	struct walk w = { data + HEAD, count, 0 };
	uint8_t root[CSN_HASH_SIZE] = { 0 };
	int good = 0;

	if (index < size) {
		climb(root, &w, index, size, data + 16);
		good = !w.is_short && w.count == 0;
	}
	HOLDS(ask(index, size, data, count, csn_span(root, sizeof(root))) ==
	    (good ? COSIGN_OK : COSIGN_E_PROOF));
	root[count % CSN_HASH_SIZE] ^= 1;
	HOLDS(ask(index, size, data, count, csn_span(root, sizeof(root))) ==
	    COSIGN_E_PROOF);
	HOLDS(ask(index, size, data, count, csn_span(root, sizeof(root) - 1)) ==
	    COSIGN_E_PROOF);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t count;

	if (size < HEAD)
		return 0;
	count = (size - HEAD) / CSN_HASH_SIZE;
	if (count <= CSN_PROOF_HASHES_MAX)
		check(data, count);
	return 0;
}
