/*
 * Checkpoints: what a log says of its tree, as signed notes (C2SP signed-note
 * and tlog-checkpoint; Rekor v1 wrote them before that was settled).
 */
#ifndef CSN_REKOR_CHECKPOINT_H
#define CSN_REKOR_CHECKPOINT_H

#include "rekor/merkle.h"
#include "trust/log.h"

struct csn_checkpoint {
	struct csn_span origin; /* of the note */
	uint64_t size;
	uint8_t root[CSN_HASH_SIZE];
};

/*
 * Verify a note and read it. A line that is signed by somebody else is passed
 * over; one of the log's that does not verify refuses the note.
 *
 * Rekor v1: signatures are the log's if they have the first bytes of its id,
 * whatever name stands there. Rekor v2: if name and key hash are the log's;
 * the name has to be the origin, too.
 *
 * COSIGN_OK, COSIGN_E_CHECKPOINT, _LIMIT, _CRYPTO, _NOMEM.
 */
cosign_rc_t csn_checkpoint_verify_v1(struct csn_checkpoint *out,
    struct csn_span note, const struct csn_log *log, cosign_error_t *err);
cosign_rc_t csn_checkpoint_verify_v2(struct csn_checkpoint *out,
    struct csn_span note, const struct csn_log *log, cosign_error_t *err);

/* Read the text alone, for looking at it. */
cosign_rc_t csn_checkpoint_read(
    struct csn_checkpoint *out, struct csn_span note, cosign_error_t *err);

#endif
