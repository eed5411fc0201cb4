#include "bundle/certificate.h"

#include "crypto/der.h"

static cosign_rc_t
read_tbs(struct csn_span tbs, struct csn_span *issuer, struct csn_span *subject,
    cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_span skipped;

	if (csn_der_peek(tbs) == CSN_DER_CONTEXT_CONSTRUCTED(0))
		CSN_TRY(csn_der_read(&tbs, CSN_DER_CONTEXT_CONSTRUCTED(0),
		    &skipped, err)); /* version */
	CSN_TRY(csn_der_read(&tbs, CSN_DER_INTEGER, &skipped, err));
	CSN_TRY(csn_der_read(&tbs, CSN_DER_SEQUENCE, &skipped, err));
	CSN_TRY(csn_der_read(&tbs, CSN_DER_SEQUENCE, issuer, err));
	CSN_TRY(csn_der_read(&tbs, CSN_DER_SEQUENCE, &skipped, err));
	CSN_TRY(csn_der_read(&tbs, CSN_DER_SEQUENCE, subject, err));
	CSN_TRY(csn_der_read(&tbs, CSN_DER_SEQUENCE, &skipped, err));
	rc = COSIGN_OK;
out:
	return rc;
}

cosign_rc_t
csn_certificate_check(
    struct csn_span der, int *self_issued, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_span certificate, tbs, issuer, subject, skipped;

	*self_issued = 0;
	CSN_TRY(csn_der_read(&der, CSN_DER_SEQUENCE, &certificate, err));
	CSN_TRY(csn_der_end(der, err));
	CSN_TRY(csn_der_read(&certificate, CSN_DER_SEQUENCE, &tbs, err));
	CSN_TRY(csn_der_read(&certificate, CSN_DER_SEQUENCE, &skipped, err));
	CSN_TRY(csn_der_read_bits(&certificate, &skipped, err));
	CSN_TRY(csn_der_end(certificate, err));
	CSN_TRY(read_tbs(tbs, &issuer, &subject, err));
	*self_issued = csn_span_eq(issuer, subject);
	rc = COSIGN_OK;
out:
	return rc;
}
