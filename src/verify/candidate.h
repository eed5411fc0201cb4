/* What is found out about one bundle. */
#ifndef CSN_VERIFY_CANDIDATE_H
#define CSN_VERIFY_CANDIDATE_H

#include "bundle/entity.h"
#include "util/timefmt.h"

#include <cosign/verify.h>

/* The steps of a verification, in order. */
enum csn_check {
	CSN_CHECK_SIGNER,      /* of the kind that is wanted */
	CSN_CHECK_TLOG,        /* logged */
	CSN_CHECK_TIME,        /* when */
	CSN_CHECK_CERTIFICATE, /* trusted then */
	CSN_CHECK_SCT,         /* and shown to certificate logs */
	CSN_CHECK_KEY,         /* the key: valid then */
	CSN_CHECK_SIGNATURE,
	CSN_CHECK_DIGEST,    /* as claimed beside a signature */
	CSN_CHECK_STATEMENT, /* an attestation of this artifact */
	CSN_CHECK_PREDICATE,
	CSN_CHECK_ANNOTATIONS,
	CSN_CHECK_IDENTITY, /* one who is wanted */
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

/* A time that was verified. */
struct csn_moment {
	struct csn_time time;
	cosign_time_source_t source;
	struct csn_span by; /* log id or URI: who says it, counted once */
	const char *url;    /* may be NULL */
};

/* Evidence that does not count, and why. */
struct csn_skipped {
	const char *what; /* "tlogEntries", "timestamps", "scts" */
	size_t index;
	cosign_rc_t code;
	char *message; /* may be NULL */
};

struct csn_found_time {
	int64_t sec;
	cosign_time_source_t source;
	char *url; /* may be NULL */
};

struct csn_found_entry {
	int64_t index;
	struct csn_bytes log_id;
	char *url; /* may be NULL */
};

struct cosign_candidate {
	int accepted;
	cosign_rc_t code;
	char *message;
	char *hint; /* may be NULL */
	struct csn_check_row checks[CSN_CHECK_COUNT];
	struct csn_skipped *skipped;
	size_t skipped_count;

	/* of the bundle */
	cosign_bundle_form_t form;
	char *media_type; /* may be NULL */
	char *key_hint;   /* may be NULL */
	size_t tlog_count;
	size_t timestamp_count;

	/* of the signer; which of the policy's it is, one byte for each */
	cosign_pubkey_t *key;
	cosign_hash_t hash;
	uint8_t *claims;
	size_t claim_count;
	struct csn_bytes certificate;
	char *subject; /* NULL without certificate, and so on */
	const char *subject_kind;
	char *issuer;
	char *extensions[CSN_FULCIO_MAX + 1];

	/* of the evidence */
	struct csn_found_time *times;
	size_t time_count;
	struct csn_found_entry *entries;
	size_t entry_count;

	/* of what was signed */
	struct csn_digest digest; /* of the artifact, that decided */
	struct csn_bytes payload;
	char *predicate_type;
};

/* Nothing checked yet, not accepted. */
cosign_rc_t csn_candidate_new(cosign_candidate_t **out,
    const cosign_bundle_t *bundle, cosign_error_t *err);
void csn_candidate_free(cosign_candidate_t *c); /* NULL is fine */

/* Record how a check ended; returns rc. One that was skipped stays so. */
cosign_rc_t csn_candidate_check(
    cosign_candidate_t *c, enum csn_check check, cosign_rc_t rc);
void csn_candidate_skip(
    cosign_candidate_t *c, enum csn_check check, const char *reason);

/* Record evidence that does not count, with what err holds. COSIGN_E_NOMEM. */
cosign_rc_t csn_candidate_pass_over(cosign_candidate_t *c, const char *what,
    size_t index, cosign_rc_t why, cosign_error_t *err);
/* Fail as the last of those did; rc and text where there is none. */
cosign_rc_t csn_candidate_fail_passed(const cosign_candidate_t *c,
    const char *what, cosign_rc_t rc, const char *text, cosign_error_t *err);

/* The outcome, with what err holds. COSIGN_E_NOMEM. */
cosign_rc_t csn_candidate_close(
    cosign_candidate_t *c, cosign_rc_t rc, cosign_error_t *err);

#endif
