#include "crypto/der.h"
#include "crypto/key_internal.h"

static cosign_rc_t
skip(struct csn_span *in, int tag, cosign_error_t *err)
{
	struct csn_span content;

	return csn_der_read(in, tag, &content, err);
}

static cosign_rc_t
skip_optional(struct csn_span *in, int tag, cosign_error_t *err)
{
	return csn_der_peek(*in) == tag ? skip(in, tag, err) : COSIGN_OK;
}

/* TBSCertificate, RFC 5280 4.1.2, to its last byte. */
static cosign_rc_t
read_tbs(struct csn_spki *out, struct csn_span tbs, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_span content, key;
	int tag;

	CSN_TRY(skip_optional(&tbs, CSN_DER_CONTEXT_CONSTRUCTED(0), err));
	CSN_TRY(skip(&tbs, CSN_DER_INTEGER, err));  /* serialNumber */
	CSN_TRY(skip(&tbs, CSN_DER_SEQUENCE, err)); /* signature */
	CSN_TRY(skip(&tbs, CSN_DER_SEQUENCE, err)); /* issuer */
	CSN_TRY(skip(&tbs, CSN_DER_SEQUENCE, err)); /* validity */
	CSN_TRY(skip(&tbs, CSN_DER_SEQUENCE, err)); /* subject */
	CSN_TRY(csn_der_read_any(&tbs, &tag, &key, &content, err));
	/* issuerUniqueID, subjectUniqueID, extensions */
	CSN_TRY(skip_optional(&tbs, CSN_DER_CONTEXT(1), err));
	CSN_TRY(skip_optional(&tbs, CSN_DER_CONTEXT(2), err));
	CSN_TRY(skip_optional(&tbs, CSN_DER_CONTEXT_CONSTRUCTED(3), err));
	CSN_TRY(csn_der_end(tbs, err));
	rc = csn_spki_read(out, key, err);
	return csn_fail_at(err, rc, "public key");
out:
	return rc;
}

cosign_rc_t
csn_certificate_spki(
    struct csn_spki *out, struct csn_span der, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_span certificate, tbs, bits;

	memset(out, 0, sizeof(*out));
	CSN_TRY(csn_der_read(&der, CSN_DER_SEQUENCE, &certificate, err));
	CSN_TRY(csn_der_end(der, err));
	CSN_TRY(csn_der_read(&certificate, CSN_DER_SEQUENCE, &tbs, err));
	CSN_TRY(skip(&certificate, CSN_DER_SEQUENCE, err));
	CSN_TRY(csn_der_read_bits(&certificate, &bits, err));
	CSN_TRY(csn_der_end(certificate, err));
	CSN_TRY(read_tbs(out, tbs, err));
	rc = COSIGN_OK;
out:
	return rc;
}
