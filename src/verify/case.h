/*
 * One bundle being verified. Each step refuses or adds to what is known; the
 * next ones rely on it.
 */
#ifndef CSN_VERIFY_CASE_H
#define CSN_VERIFY_CASE_H

#include "policy/policy.h"
#include "trust/trust.h"
#include "verify/candidate.h"
#include "verify/reading.h"

/* Times of every log entry and every timestamp, and the clock's. */
#define CSN_MOMENTS_MAX (CSN_TLOG_ENTRIES_MAX + CSN_TIMESTAMPS_MAX + 1)

struct csn_case {
	const cosign_trust_t *trust; /* never NULL */
	const cosign_policy_t *policy;
	const cosign_bundle_t *bundle;
	struct csn_reading *reading;
	/* What a signature over a message is over: the artifact, or a payload
	   that names it. */
	struct csn_reading *message;
	struct csn_reading payload; /* owned */
	cosign_candidate_t *c;

	/* csn_case_signer() */
	int has_certificate;
	cosign_pubkey_t *key; /* owned: who signed, if anybody */
	/* The signature that is verified already, if there were several keys
	   to choose from. */
	int is_verified;
	cosign_hash_t hash; /* that it was made over */
	size_t signature;   /* index of the envelope's */

	/* csn_case_tlog() */
	const struct csn_log *logs[CSN_TLOG_ENTRIES_MAX]; /* by entry or NULL */
	size_t log_count;
	/* Once the logs were asked: signatures that entries are about, one bit
	   for each. */
	int has_asked_logs;
	uint32_t logged;

	/* csn_case_tlog(), csn_case_time() */
	struct csn_moment moments[CSN_MOMENTS_MAX];
	size_t moment_count;

	/* csn_case_certificate() */
	struct csn_issuer *untrusted; /* owned */
	size_t untrusted_count;
	const struct csn_issuer *issuer;

	unsigned int budget; /* of signatures on certificates */
};

/* csn_case_signer: who may have signed is of the kind that the policy wants;
   and the key. COSIGN_E_SIGNER_KIND, _CHAIN, _SIGNATURE. */
cosign_rc_t csn_case_signer(struct csn_case *v, cosign_error_t *err);
/* Enough logs hold what was signed. COSIGN_E_NO_TLOG, _UNTRUSTED, _PROMISE,
   _EXPIRED, _CHECKPOINT, _PROOF, _ENTRY, _DUPLICATE. */
cosign_rc_t csn_case_tlog(struct csn_case *v, cosign_error_t *err);
/* Enough sources say when. COSIGN_E_NO_TIME, _NO_TIMESTAMP, _TIMESTAMP,
   _EXPIRED, _UNTRUSTED, _USAGE, _DUPLICATE. */
cosign_rc_t csn_case_time(struct csn_case *v, cosign_error_t *err);
/* A path to a trusted authority at every time. COSIGN_E_UNTRUSTED, _EXPIRED,
   _USAGE. */
cosign_rc_t csn_case_certificate(struct csn_case *v, cosign_error_t *err);
/* Enough certificate logs saw it. COSIGN_E_SCT. */
cosign_rc_t csn_case_sct(struct csn_case *v, cosign_error_t *err);
/* The key was valid at every time. COSIGN_E_EXPIRED, _NO_TIME. */
cosign_rc_t csn_case_key(struct csn_case *v, cosign_error_t *err);
/* The signature. COSIGN_E_SIGNATURE, _NO_SIGNATURE. */
cosign_rc_t csn_case_signature(struct csn_case *v, cosign_error_t *err);
/* The digest that stands beside it. COSIGN_E_DIGEST. */
cosign_rc_t csn_case_digest(struct csn_case *v, cosign_error_t *err);
/* What an attestation says: each a step of its own. COSIGN_E_STATEMENT,
   _SUBJECT; _PREDICATE; _ANNOTATION. */
cosign_rc_t csn_case_claims(struct csn_case *v, cosign_error_t *err);
/* Whose it is. COSIGN_E_IDENTITY. */
cosign_rc_t csn_case_identity(struct csn_case *v, cosign_error_t *err);

/* Everything that was found, into the candidate. COSIGN_E_NOMEM. */
cosign_rc_t csn_case_keep(struct csn_case *v, cosign_error_t *err);
void csn_case_dispose(struct csn_case *v);

/* For signer.c and signature.c: try one key with all its hashes and all
   signatures. COSIGN_E_SIGNATURE; what says neither yes nor no. */
cosign_rc_t csn_case_try_key(
    struct csn_case *v, const cosign_pubkey_t *key, cosign_error_t *err);
/* What is malformed in evidence, or too much, is evidence that does not count:
   rc under another code then. */
cosign_rc_t csn_case_evidence(
    cosign_rc_t rc, cosign_rc_t as, cosign_error_t *err);
/* What a key, or each of the policy's, may ask of the artifact for a bundle. */
void csn_expect_key(struct csn_reading *reading, const cosign_policy_t *policy,
    const cosign_bundle_t *bundle, const cosign_pubkey_t *key);
void csn_expect_keys(struct csn_reading *reading, const cosign_policy_t *policy,
    const cosign_bundle_t *bundle);
/* Whether the key is trusted for some time only. */
int csn_case_is_key_limited(const struct csn_case *v);
/* What a signature that does not verify may come from. */
void csn_case_hint(const struct csn_case *v, cosign_error_t *err);
/* Whether an entry is about that signature of the bundle, where one has to
   be. */
int csn_case_is_logged(const struct csn_case *v, size_t signature);

/* The digest of the artifact: as the bundle claims it, which a later step
   checks, or computed. COSIGN_E_ENTRY if the bundle claims another hash. */
cosign_rc_t csn_case_artifact_digest(struct csn_case *v, cosign_hash_t hash,
    struct csn_digest *out, cosign_error_t *err);

int csn_case_is_in_window(
    const struct csn_case *v, const struct csn_window *window);

#endif
