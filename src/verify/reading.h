/* The artifact of a verification, read once and only if something needs it. */
#ifndef CSN_VERIFY_READING_H
#define CSN_VERIFY_READING_H

#include "artifact/artifact_internal.h"
#include "crypto/digest.h"

struct csn_reading {
	cosign_artifact_t *artifact; /* NULL: none was given */
	/* Hashes, and whether the bytes themselves, that may be asked for:
	   what passes by can be read only once. */
	unsigned int set;
	int whole;
	int is_done; /* something was read */
};

/* NONE unless the artifact is a ready digest. */
cosign_hash_t csn_reading_given(const struct csn_reading *reading);

/* More that may be asked for; only before the first question. */
void csn_reading_expect(
    struct csn_reading *reading, unsigned int set, int whole);

/*
 * Digests of a set, and the bytes. COSIGN_E_NO_CONTENT without artifact; what
 * csn_artifact_read() returns.
 */
cosign_rc_t csn_reading_need(struct csn_reading *reading, unsigned int set,
    int whole, cosign_error_t *err);
/* One that was read; of no bytes if it was not. */
struct csn_digest csn_reading_digest(
    const struct csn_reading *reading, cosign_hash_t hash);

#endif
