/* The verdict, and all that led to it. */
#ifndef CSN_VERIFY_RESULT_H
#define CSN_VERIFY_RESULT_H

#include "verify/candidate.h"
#include "verify/reading.h"

struct cosign_result {
	int accepted;
	cosign_rc_t code;
	char *message;
	char *hint; /* may be NULL */

	/* of the artifact, once it was read */
	int was_read;
	int only_digest;
	uint64_t size;
	struct csn_digest digests[COSIGN_HASH_SHA512 + 1]; /* by hash */

	cosign_candidate_t **candidates;
	size_t count;
};

/* No candidate yet, room for some; not accepted. */
cosign_rc_t csn_result_new(
    cosign_result_t **out, size_t room, cosign_error_t *err);

/* One more candidate, which is the result's. */
cosign_rc_t csn_result_add(cosign_candidate_t **out, cosign_result_t *result,
    const cosign_bundle_t *bundle, cosign_error_t *err);

/* How many different ones of the policy's signers have signed. */
cosign_rc_t csn_result_signers(size_t *out, const cosign_result_t *result,
    size_t wanted, cosign_error_t *err);

/* The verdict, with what err holds. */
cosign_rc_t csn_result_close(cosign_result_t *result, cosign_rc_t rc,
    const struct csn_reading *reading, cosign_error_t *err);

#endif
