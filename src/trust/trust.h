/* What a trust object holds. */
#ifndef CSN_TRUST_TRUST_H
#define CSN_TRUST_TRUST_H

#include "trust/log.h"
#include "util/limits.h"
#include "x509/path.h"

#include <cosign/trust.h>

struct csn_log_list {
	struct csn_log **items; /* each an owner's share */
	size_t count;
};

/*
 * A timestamp authority: who signs, if the trusted root says so, and the chain
 * above. The leaf is the first issuer of the authority then.
 */
struct csn_authority_list {
	struct csn_authority **items;
	size_t count;
};

struct cosign_trust {
	cosign_trust_t *self; /* what owners change is reached through it */
	atomic_size_t refs;
	struct csn_log_list tlogs;
	struct csn_log_list ctlogs;
	struct csn_authority_list cas;
	struct csn_authority_list tsas;
	size_t skipped;
};

cosign_rc_t csn_trust_new(cosign_trust_t **out, cosign_error_t *err);

/* The item becomes the list's, also on failure. COSIGN_E_LIMIT, _NOMEM. */
cosign_rc_t csn_log_list_add(
    struct csn_log_list *list, struct csn_log *log, cosign_error_t *err);
cosign_rc_t csn_authority_list_add(struct csn_authority_list *list,
    struct csn_authority *authority, cosign_error_t *err);

/* Add what another has of some kinds; its items are shared. */
cosign_rc_t csn_trust_add(cosign_trust_t *trust, const cosign_trust_t *other,
    uint32_t kinds, cosign_error_t *err);

enum csn_authority_kind {
	CSN_AUTHORITY_CA,
	CSN_AUTHORITY_TSA,
};

/*
 * An authority from its certificates. Of a CA all may issue; of a TSA the
 * first need not. COSIGN_E_DER, _MALFORMED, _UNSUPPORTED, _LIMIT, _CRYPTO,
 * _NOMEM.
 */
cosign_rc_t csn_authority_new(struct csn_authority **out,
    enum csn_authority_kind kind, const struct csn_span *certificates,
    size_t count, struct csn_span uri, const struct csn_window *window,
    cosign_error_t *err);

/* The certificate that a TSA signs with; NULL where the trusted root does not
   say. */
const struct csn_issuer *csn_tsa_leaf(const struct csn_authority *tsa);

#endif
