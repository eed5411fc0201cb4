/* Merkle trees of logs (RFC 6962 2.1, RFC 9162 2.1.3). */
#ifndef CSN_REKOR_MERKLE_H
#define CSN_REKOR_MERKLE_H

#include "util/limits.h"
#include "util/span.h"
#include "util/util.h"

#define CSN_HASH_SIZE 32

/* Hash of a leaf. */
void csn_leaf_hash(uint8_t out[CSN_HASH_SIZE], struct csn_span entry);

/* Hashes from a leaf to the root, of CSN_HASH_SIZE bytes each. */
struct csn_inclusion {
	uint64_t index;
	uint64_t size; /* of the tree */
	const uint8_t (*hashes)[CSN_HASH_SIZE];
	size_t count;
};

/*
 * RFC 9162 2.1.3.2: the root that a leaf and its hashes lead to is this one,
 * and no hash is left over. COSIGN_OK, COSIGN_E_PROOF.
 */
cosign_rc_t csn_inclusion_verify(const struct csn_inclusion *proof,
    const uint8_t leaf[CSN_HASH_SIZE], struct csn_span root,
    cosign_error_t *err);

#endif
