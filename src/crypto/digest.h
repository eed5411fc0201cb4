/* Hashing. */
#ifndef CSN_CRYPTO_DIGEST_H
#define CSN_CRYPTO_DIGEST_H

#include "util/util.h"

#include <cosign/algorithm.h>

struct csn_digest {
	cosign_hash_t hash;
	size_t len;
	uint8_t bytes[COSIGN_DIGEST_MAX];
};

/* Hash bytes in memory. */
cosign_rc_t csn_digest_bytes(struct csn_digest *out, cosign_hash_t hash,
    const void *p, size_t len, cosign_error_t *err);

/* Hashing in pieces, several hashes at once: bit (1u << hash) of a set. */
struct csn_hasher;
cosign_rc_t csn_hasher_new(
    struct csn_hasher **out, unsigned int set, cosign_error_t *err);
cosign_rc_t csn_hasher_update(
    struct csn_hasher *h, const void *p, size_t len, cosign_error_t *err);
/* The digest for one hash of the set; once for each. */
cosign_rc_t csn_hasher_final(struct csn_hasher *h, cosign_hash_t hash,
    struct csn_digest *out, cosign_error_t *err);
void csn_hasher_free(struct csn_hasher *h);

#endif
