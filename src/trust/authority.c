#include "trust/trust.h"

#include "util/text.h"

#include <stdlib.h>

const struct csn_issuer *
csn_tsa_leaf(const struct csn_authority *tsa)
{
	return tsa->issuers[0].certificate.is_ca ? NULL : &tsa->issuers[0];
}

/* Of a TSA the first certificate may be the one that signs, if another one
   stands behind it. */
static cosign_rc_t
check_order(const struct csn_authority *a, enum csn_authority_kind kind,
    cosign_error_t *err)
{
	size_t i = kind == CSN_AUTHORITY_TSA ? 1 : a->count;

	if (kind == CSN_AUTHORITY_TSA && a->count == 1 &&
	    csn_tsa_leaf(a) != NULL)
		return csn_fail(err, COSIGN_E_UNSUPPORTED,
		    "chain of a timestamp authority without a root");
	for (; i < a->count; i++)
		if (!a->issuers[i].certificate.is_ca)
			return csn_fail(err, COSIGN_E_UNSUPPORTED,
			    "certificates[%zu]: is no CA", i);
	return COSIGN_OK;
}

cosign_rc_t
csn_authority_new(struct csn_authority **out, enum csn_authority_kind kind,
    const struct csn_span *certificates, size_t count, struct csn_span uri,
    const struct csn_window *window, cosign_error_t *err)
{
	struct csn_authority *a = NULL;
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	*out = NULL;
	if (count == 0)
		return csn_fail(err, COSIGN_E_MALFORMED, "no certificates");
	if (count > CSN_CHAIN_MAX)
		return csn_fail(err, COSIGN_E_LIMIT,
		    "more than %d certificates", CSN_CHAIN_MAX);
	a = calloc(1, sizeof(*a));
	if (a == NULL)
		return csn_fail_nomem(err);
	atomic_init(&a->refs, 1);
	a->window = *window;
	a->issuers = calloc(count, sizeof(*a->issuers));
	if (a->issuers == NULL)
		CSN_TRY(csn_fail_nomem(err));
	for (; a->count < count; a->count++)
		CSN_TRY(csn_fail_at(err,
		    csn_issuer_init(
			&a->issuers[a->count], certificates[a->count], err),
		    "certificates[%zu]", a->count));
	CSN_TRY(check_order(a, kind, err));
	CSN_TRY(csn_text_from_span(&a->uri, uri, err));
	*out = a;
	a = NULL;
	rc = COSIGN_OK;
out:
	csn_authority_unref(a);
	return rc;
}
