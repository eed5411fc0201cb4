#include "verify/reading.h"

cosign_hash_t
csn_reading_given(const struct csn_reading *reading)
{
	return reading->artifact == NULL
	    ? COSIGN_HASH_NONE
	    : csn_artifact_given_hash(reading->artifact);
}

void
csn_reading_expect(struct csn_reading *reading, unsigned int set, int whole)
{
	const cosign_hash_t given = csn_reading_given(reading);

	/* A ready digest can be asked for itself alone. */
	if (given != COSIGN_HASH_NONE) {
		set &= csn_hash_bit(given);
		whole = 0;
	}
	reading->set |= set;
	reading->whole |= whole;
}

cosign_rc_t
csn_reading_need(struct csn_reading *reading, unsigned int set, int whole,
    cosign_error_t *err)
{
	cosign_rc_t rc;

	if (reading->artifact == NULL)
		return csn_fail(
		    err, COSIGN_E_NO_CONTENT, "there is no artifact");
	rc = csn_artifact_read(reading->artifact, set | reading->set,
	    whole || reading->whole, err);
	/* Too large for those who need it whole; this one does not. */
	if (rc == COSIGN_E_LIMIT && !whole) {
		reading->whole = 0;
		rc = csn_artifact_read(
		    reading->artifact, set | reading->set, 0, err);
	}
	if (rc == COSIGN_OK)
		reading->is_done = 1;
	return rc;
}

struct csn_digest
csn_reading_digest(const struct csn_reading *reading, cosign_hash_t hash)
{
	struct csn_digest digest = { .hash = hash };
	const uint8_t *p = reading->is_done
	    ? cosign_artifact_digest(reading->artifact, hash)
	    : NULL;

	if (p != NULL) {
		digest.len = cosign_hash_size(hash);
		memcpy(digest.bytes, p, digest.len);
	}
	return digest;
}
