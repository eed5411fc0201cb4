/* What a signature needs, and whose it may be. */
#ifndef CSN_POLICY_POLICY_H
#define CSN_POLICY_POLICY_H

#include "policy/identity.h"

#include <cosign/policy.h>

/* A signer that is accepted: a key, or an identity. */
struct csn_wanted {
	cosign_pubkey_t *key; /* NULL: an identity */
	int has_window;
	struct csn_window window; /* of the key */
	struct cosign_identity *identity;
};

struct csn_wanted_annotation {
	char *name;
	char *value;
};

/* All zero is the strictest: nobody is accepted, everything is asked for. */
struct cosign_policy {
	cosign_policy_t *self; /* what owners change is reached through it */
	atomic_size_t refs;
	struct csn_wanted *wanted;
	size_t count;
	uint32_t signers;   /* 0: one */
	cosign_hash_t hash; /* NONE: by the key */

	int ignore_tlog;
	uint32_t tlogs; /* 0: one */
	int ignore_scts;
	uint32_t scts; /* 0: one */
	/* By source; all 0: of a certificate one of any, of a key none. */
	uint32_t times[COSIGN_TIME_CLOCK + 1];
	struct csn_time clock; /* with COSIGN_TIME_CLOCK */
	cosign_content_t content;
	int allow_chain;

	char *predicate; /* NULL: any, or none */
	struct csn_wanted_annotation *annotations;
	size_t annotation_count;
	int ignore_claims;
};

/* How many have to have signed. */
size_t csn_policy_signers(const cosign_policy_t *policy);

/* Whether a key, or an identity, is among those that are accepted. */
int csn_policy_has_keys(const cosign_policy_t *policy);
int csn_policy_has_identities(const cosign_policy_t *policy);

/*
 * The most signers that can be told apart: claims[i * count + j] is 1 if i-th
 * of those who signed is the policy's j-th; everybody counts once.
 * COSIGN_E_NOMEM.
 */
cosign_rc_t csn_count_signers(size_t *out, const uint8_t *claims, size_t people,
    size_t count, cosign_error_t *err);

#endif
