/* Entries of transparency logs, and what a log says of them. */
#ifndef CSN_REKOR_ENTRY_H
#define CSN_REKOR_ENTRY_H

#include "rekor/body.h"
#include "rekor/merkle.h"
#include "trust/log.h"

struct csn_entry_proof {
	int64_t index; /* in the tree of the log's shard */
	int64_t size;
	struct csn_bytes root;
	uint8_t (*hashes)[CSN_HASH_SIZE];
	size_t count;                /* at most CSN_PROOF_HASHES_MAX */
	struct csn_bytes checkpoint; /* a signed note */
};

/* An entry as a bundle holds it. */
struct csn_entry {
	int64_t index; /* of the log, across its shards */
	struct csn_bytes log_id;
	int64_t integrated_time;       /* seconds since 1970; 0: none */
	struct csn_bytes promise;      /* SET; empty: none */
	struct csn_entry_proof *proof; /* NULL: none */
	struct csn_bytes text;         /* canonicalized body */
	int is_readable;               /* the body below is that text's */
	struct csn_entry_body body;
};

void csn_entry_dispose(struct csn_entry *entry);

/* Rekor v2's have no promise, no time, and one index. */
int csn_entry_is_v2(const struct csn_entry *entry);

/*
 * Verify the promise of a Rekor v1 entry: the log signed body, time, id and
 * index, while its key was valid. COSIGN_E_PROMISE, _EXPIRED, _CRYPTO, _NOMEM.
 */
cosign_rc_t csn_entry_verify_promise(const struct csn_entry *entry,
    const struct csn_log *log, cosign_error_t *err);

/*
 * Verify the inclusion proof and the checkpoint that it ends at. text is what
 * is hashed: the entry as it follows from what was signed.
 * COSIGN_E_CHECKPOINT, _PROOF, _LIMIT, _CRYPTO, _NOMEM.
 */
cosign_rc_t csn_entry_verify_proof(const struct csn_entry *entry,
    const struct csn_log *log, struct csn_span text, cosign_error_t *err);

#endif
