/* Wishes about who signed. */
#ifndef CSN_POLICY_IDENTITY_H
#define CSN_POLICY_IDENTITY_H

#include "policy/subject.h"
#include "regex/regex.h"

#include <cosign/policy.h>

#include <stdatomic.h>

/* What a wish is about: one of Fulcio's extensions, or these. */
#define CSN_WISH_SUBJECT 0u
#define CSN_WISH_ISSUER  (CSN_FULCIO_MAX + 1u)

/* Never changes once made; identities share it. */
struct csn_wish {
	atomic_size_t refs;
	uint32_t about;
	cosign_match_t match;
	char *text;
	struct csn_regex *regex; /* NULL unless that */
};

struct cosign_identity {
	struct csn_wish **wishes;
	size_t count;
};

/* The name that meets all wishes about the subject, if all others are met,
   too; else NULL. COSIGN_E_NOMEM. */
cosign_rc_t csn_identity_match(const struct csn_subject_name **name,
    const struct cosign_identity *identity, const struct csn_subject *subject,
    const struct csn_certificate *leaf, cosign_error_t *err);

/* One that shares its wishes. COSIGN_E_ARGUMENT if it lacks one about subject
   or issuer; COSIGN_E_NOMEM. */
cosign_rc_t csn_identity_copy(struct cosign_identity **out,
    const struct cosign_identity *identity, cosign_error_t *err);

#endif
