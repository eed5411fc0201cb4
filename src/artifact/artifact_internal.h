/* Reading an artifact once, for all the digests that are wanted. */
#ifndef CSN_ARTIFACT_INTERNAL_H
#define CSN_ARTIFACT_INTERNAL_H

#include "util/span.h"
#include "util/util.h"

#include <cosign/artifact.h>

/*
 * Read the artifact: compute the digests of a set (bit 1u << hash), and keep
 * the bytes when whole is set (pure Ed25519). May be called any number of
 * times for bytes in memory. Bytes that pass by (descriptor, reader) are read
 * by the first call: later ones may only ask for what it kept, or get
 * COSIGN_E_NO_CONTENT. COSIGN_E_LIMIT if there is too much to be kept; the
 * digests are there then.
 *
 * A given digest must be the only one asked for: COSIGN_E_ALGORITHM
 * otherwise, COSIGN_E_NO_CONTENT when whole is set.
 */
cosign_rc_t csn_artifact_read(cosign_artifact_t *artifact, unsigned int set,
    int whole, cosign_error_t *err);

/* The bytes kept; only after a read with whole. */
struct csn_span csn_artifact_bytes(const cosign_artifact_t *artifact);

/* The one hash of an artifact that is a ready digest; NONE for others. */
cosign_hash_t csn_artifact_given_hash(const cosign_artifact_t *artifact);

#endif
