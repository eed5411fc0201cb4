#ifndef CSN_VERIFY_RESULT_H
#define CSN_VERIFY_RESULT_H

#include "bundle/entity.h"
#include "crypto/digest.h"

#include <cosign/verify.h>

/* The steps of a verification, in order. */
enum csn_check {
	CSN_CHECK_SIGNER,
	CSN_CHECK_TLOG,
	CSN_CHECK_TIMESTAMP,
	CSN_CHECK_SIGNATURE,
	CSN_CHECK_DIGEST,
	CSN_CHECK_COUNT,
};

enum csn_check_state {
	CSN_CHECK_NOT_REACHED,
	CSN_CHECK_PASSED,
	CSN_CHECK_FAILED,
	CSN_CHECK_SKIPPED,
};

struct csn_check_row {
	enum csn_check_state state;
	const char *reason; /* of a skipped one; static */
};

struct cosign_result {
	int accepted;
	cosign_rc_t code;
	char *message;
	char *hint; /* may be NULL */
	struct csn_check_row checks[CSN_CHECK_COUNT];

	/* of the bundle */
	cosign_bundle_form_t form;
	char *media_type; /* may be NULL */
	char *key_hint;   /* may be NULL */
	size_t tlog_count;
	size_t timestamp_count;

	/* of the artifact, once it was read */
	int was_read;
	int only_digest;
	uint64_t size;
	struct csn_digest digests[COSIGN_HASH_SHA512 + 1]; /* by hash */

	/* of the signature, once it verified */
	cosign_pubkey_t *key; /* owned reference */
	cosign_hash_t hash;
	cosign_hash_t verified; /* the digest it stands for */
};

/* Nothing checked yet, not accepted. */
cosign_rc_t csn_result_new(
    cosign_result_t **out, const cosign_bundle_t *bundle, cosign_error_t *err);

/* Record how a check ended; returns rc. One that was skipped stays so. */
cosign_rc_t csn_result_check(
    cosign_result_t *r, enum csn_check check, cosign_rc_t rc);
void csn_result_skip(
    cosign_result_t *r, enum csn_check check, const char *reason);

/* The verdict, with what err holds. */
cosign_rc_t csn_result_close(
    cosign_result_t *r, cosign_rc_t rc, cosign_error_t *err);

#endif
