#include "timestamp/token.h"

#include "crypto/der.h"
#include "x509/asn1_time.h"
#include "x509/extension.h"

/* id-signedData (RFC 5652 5.1), id-ct-TSTInfo (RFC 3161 2.4.2),
   rsaEncryption (RFC 8017 A.1). */
static const uint8_t oid_signed_data[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d,
	1, 7, 2 };
static const uint8_t oid_tst_info[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1,
	9, 16, 1, 4 };
static const uint8_t oid_rsa[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1,
	1 };

#define IS_OID(oid, known) csn_span_eq(oid, csn_span(known, sizeof(known)))

/* PKIStatus (RFC 3161 2.4.2): with modifications is not as asked. */
#define STATUS_GRANTED 0

static cosign_rc_t
fail_malformed(cosign_error_t *err, const char *what)
{
	return csn_fail(err, COSIGN_E_MALFORMED, "%s", what);
}

static cosign_rc_t
require_oid(struct csn_span *in, const uint8_t *oid, size_t len,
    const char *what, cosign_error_t *err)
{
	struct csn_span found;
	cosign_rc_t rc = csn_der_read(in, CSN_DER_OID, &found, err);

	if (rc == COSIGN_OK && !csn_span_eq(found, csn_span(oid, len)))
		rc = fail_malformed(err, what);
	return rc;
}

#define REQUIRE_OID(in, oid, what, err) \
	require_oid(in, oid, sizeof(oid), what, err)

/* MessageImprint */
static cosign_rc_t
read_imprint(struct csn_digest *out, struct csn_span *in, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_span imprint, digest;

	memset(out, 0, sizeof(*out));
	CSN_TRY(csn_der_read(in, CSN_DER_SEQUENCE, &imprint, err));
	CSN_TRY(csn_hash_algorithm_read(&imprint, &out->hash, err));
	CSN_TRY(csn_der_read(&imprint, CSN_DER_OCTET_STRING, &digest, err));
	CSN_TRY(csn_der_end(imprint, err));
	if (digest.len != cosign_hash_size(out->hash))
		CSN_TRY(fail_malformed(err, "digest of another size"));
	out->len = digest.len;
	memcpy(out->bytes, digest.p, digest.len);
	rc = COSIGN_OK;
out:
	return csn_fail_at(err, rc, "messageImprint");
}

static cosign_rc_t
skip_optional(struct csn_span *in, int tag, cosign_error_t *err)
{
	struct csn_span skipped;

	return csn_der_peek(*in) == tag ? csn_der_read(in, tag, &skipped, err)
					: COSIGN_OK;
}

/* Such as statements of qualified authorities (ETSI EN 319 422). A critical one
   would have to be known. */
static cosign_rc_t
check_extensions(struct csn_span *in, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_extension extension;
	struct csn_span list;

	CSN_TRY(csn_der_read(in, CSN_DER_CONTEXT_CONSTRUCTED(1), &list, err));
	do {
		CSN_TRY(csn_extension_next(&list, &extension, err));
		if (extension.critical)
			CSN_TRY(csn_fail(
			    err, COSIGN_E_UNSUPPORTED, "a critical extension"));
	} while (list.len > 0);
	rc = COSIGN_OK;
out:
	return rc;
}

/* Accuracy, ordering, nonce and the authority's name say nothing to a verifier
   that did not ask for the timestamp. */
static cosign_rc_t
skip_rest(struct csn_span *in, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	CSN_TRY(skip_optional(in, CSN_DER_SEQUENCE, err));
	CSN_TRY(skip_optional(in, CSN_DER_BOOLEAN, err));
	CSN_TRY(skip_optional(in, CSN_DER_INTEGER, err));
	CSN_TRY(skip_optional(in, CSN_DER_CONTEXT_CONSTRUCTED(0), err));
	if (csn_der_peek(*in) == CSN_DER_CONTEXT_CONSTRUCTED(1))
		CSN_TRY(check_extensions(in, err));
	CSN_TRY(csn_der_end(*in, err));
	rc = COSIGN_OK;
out:
	return rc;
}

/* TSTInfo (RFC 3161 2.4.2) */
static cosign_rc_t
read_info(struct csn_token *out, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_span in = out->info, fields;
	uint32_t version;

	CSN_TRY(csn_der_read(&in, CSN_DER_SEQUENCE, &fields, err));
	CSN_TRY(csn_der_end(in, err));
	CSN_TRY(csn_der_read_small(&fields, &version, err));
	if (version != 1)
		CSN_TRY(
		    csn_fail(err, COSIGN_E_UNSUPPORTED, "version is not 1"));
	CSN_TRY(csn_der_read(&fields, CSN_DER_OID, &out->policy, err));
	CSN_TRY(read_imprint(&out->imprint, &fields, err));
	CSN_TRY(csn_der_read(&fields, CSN_DER_INTEGER, &out->serial, err));
	CSN_TRY(csn_generalized_time_read(&fields, &out->time, err));
	CSN_TRY(skip_rest(&fields, err));
	rc = COSIGN_OK;
out:
	return csn_fail_at(err, rc, "TSTInfo");
}

/* EncapsulatedContentInfo (RFC 5652 5.2) */
static cosign_rc_t
read_content(struct csn_token *out, struct csn_span *in, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_span fields, content;

	CSN_TRY(csn_der_read(in, CSN_DER_SEQUENCE, &fields, err));
	CSN_TRY(REQUIRE_OID(
	    &fields, oid_tst_info, "its content is no TSTInfo", err));
	CSN_TRY(csn_der_read(
	    &fields, CSN_DER_CONTEXT_CONSTRUCTED(0), &content, err));
	CSN_TRY(csn_der_end(fields, err));
	CSN_TRY(csn_der_read(&content, CSN_DER_OCTET_STRING, &out->info, err));
	CSN_TRY(csn_der_end(content, err));
	CSN_TRY(read_info(out, err));
	rc = COSIGN_OK;
out:
	return rc;
}

/* CertificateSet, of certificates alone; which are looked at later. */
static cosign_rc_t
read_certificates(
    struct csn_token *out, struct csn_span *in, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_span set, element, content;
	int tag;

	if (csn_der_peek(*in) != CSN_DER_CONTEXT_CONSTRUCTED(0))
		return COSIGN_OK;
	CSN_TRY(csn_der_read(in, CSN_DER_CONTEXT_CONSTRUCTED(0), &set, err));
	while (set.len > 0) {
		CSN_TRY(csn_der_read_any(&set, &tag, &element, &content, err));
		if (tag != CSN_DER_SEQUENCE)
			CSN_TRY(fail_malformed(
			    err, "something else among its certificates"));
		if (out->certificate_count == CSN_TOKEN_CERTIFICATES_MAX)
			CSN_TRY(csn_fail(err, COSIGN_E_LIMIT,
			    "more than %d certificates",
			    CSN_TOKEN_CERTIFICATES_MAX));
		out->certificates[out->certificate_count++] = element;
	}
	rc = COSIGN_OK;
out:
	return rc;
}

/* Revocation lists would have to be asked, not passed over. */
static cosign_rc_t
refuse_lists(struct csn_span in, cosign_error_t *err)
{
	return csn_der_peek(in) == CSN_DER_CONTEXT_CONSTRUCTED(1)
	    ? csn_fail(err, COSIGN_E_UNSUPPORTED, "carries revocation lists")
	    : COSIGN_OK;
}

/* DigestAlgorithmIdentifiers: a preview for who reads it as it comes. */
static cosign_rc_t
read_digests(struct csn_span *in, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_span set, algorithm, skipped;
	int tag;

	CSN_TRY(csn_der_read(in, CSN_DER_SET, &set, err));
	while (set.len > 0) {
		CSN_TRY(csn_der_read(&set, CSN_DER_SEQUENCE, &algorithm, err));
		CSN_TRY(csn_der_read(&algorithm, CSN_DER_OID, &skipped, err));
		if (algorithm.len > 0)
			CSN_TRY(csn_der_read_any(
			    &algorithm, &tag, &skipped, &skipped, err));
		CSN_TRY(csn_der_end(algorithm, err));
	}
	rc = COSIGN_OK;
out:
	return rc;
}

/* Attributes that nobody signed say nothing, but have to be some. */
static cosign_rc_t
skip_unsigned(struct csn_span *in, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_span list, attribute, skipped;

	if (csn_der_peek(*in) != CSN_DER_CONTEXT_CONSTRUCTED(1))
		return COSIGN_OK;
	CSN_TRY(csn_der_read(in, CSN_DER_CONTEXT_CONSTRUCTED(1), &list, err));
	while (list.len > 0) {
		CSN_TRY(csn_der_read(&list, CSN_DER_SEQUENCE, &attribute, err));
		CSN_TRY(csn_der_read(&attribute, CSN_DER_OID, &skipped, err));
		CSN_TRY(csn_der_read(&attribute, CSN_DER_SET, &skipped, err));
		CSN_TRY(csn_der_end(attribute, err));
	}
	rc = COSIGN_OK;
out:
	return rc;
}

/* As certificates name it, or rsaEncryption, where the digest says the rest. */
static cosign_rc_t
read_scheme(struct csn_token *out, struct csn_span *in, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_span look = *in, algorithm, oid;

	CSN_TRY(csn_der_read(&look, CSN_DER_SEQUENCE, &algorithm, err));
	CSN_TRY(csn_der_read(&algorithm, CSN_DER_OID, &oid, err));
	if (!IS_OID(oid, oid_rsa))
		return csn_signature_scheme_read(in, &out->scheme, err);
	CSN_TRY(skip_optional(&algorithm, CSN_DER_NULL, err));
	CSN_TRY(csn_der_end(algorithm, err));
	*in = look;
	out->scheme.kind = CSN_KEY_RSA;
	out->scheme.hash = out->digest_hash;
	rc = COSIGN_OK;
out:
	return rc;
}

/* IssuerAndSerialNumber; a key identifier names nobody in particular. */
static cosign_rc_t
read_signer(struct csn_token *out, struct csn_span *in, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_span fields, content;
	int tag;

	if (csn_der_peek(*in) != CSN_DER_SEQUENCE)
		CSN_TRY(fail_malformed(
		    err, "signer is not named by issuer and serial number"));
	CSN_TRY(csn_der_read(in, CSN_DER_SEQUENCE, &fields, err));
	CSN_TRY(csn_der_read_any(&fields, &tag, &out->issuer, &content, err));
	CSN_TRY(csn_der_read_unsigned(&fields, &out->signer_serial, err));
	CSN_TRY(csn_der_end(fields, err));
	rc = COSIGN_OK;
out:
	return rc;
}

/* SignerInfo (RFC 5652 5.3) */
static cosign_rc_t
read_signer_info(
    struct csn_token *out, struct csn_span info, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	uint32_t version;

	CSN_TRY(csn_der_read_small(&info, &version, err));
	CSN_TRY(read_signer(out, &info, err));
	CSN_TRY(csn_hash_algorithm_read(&info, &out->digest_hash, err));
	if (csn_der_peek(info) != CSN_DER_CONTEXT_CONSTRUCTED(0))
		CSN_TRY(fail_malformed(err, "no signed attributes"));
	CSN_TRY(csn_der_read(
	    &info, CSN_DER_CONTEXT_CONSTRUCTED(0), &out->attributes, err));
	CSN_TRY(read_scheme(out, &info, err));
	CSN_TRY(
	    csn_der_read(&info, CSN_DER_OCTET_STRING, &out->signature, err));
	CSN_TRY(skip_unsigned(&info, err));
	CSN_TRY(csn_der_end(info, err));
	rc = COSIGN_OK;
out:
	return csn_fail_at(err, rc, "SignerInfo");
}

/* SignedData (RFC 5652 5.1) */
static cosign_rc_t
read_signed_data(struct csn_token *out, struct csn_span in, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_span data, signers, signer;
	uint32_t version;

	CSN_TRY(csn_der_read(&in, CSN_DER_SEQUENCE, &data, err));
	CSN_TRY(csn_der_end(in, err));
	CSN_TRY(csn_der_read_small(&data, &version, err));
	CSN_TRY(read_digests(&data, err));
	CSN_TRY(read_content(out, &data, err));
	CSN_TRY(read_certificates(out, &data, err));
	CSN_TRY(refuse_lists(data, err));
	CSN_TRY(csn_der_read(&data, CSN_DER_SET, &signers, err));
	CSN_TRY(csn_der_end(data, err));
	CSN_TRY(csn_der_read(&signers, CSN_DER_SEQUENCE, &signer, err));
	if (signers.len > 0)
		CSN_TRY(fail_malformed(err, "more than one signer"));
	CSN_TRY(read_signer_info(out, signer, err));
	rc = COSIGN_OK;
out:
	return rc;
}

/* ContentInfo (RFC 5652 3) */
static cosign_rc_t
read_token(struct csn_token *out, struct csn_span *in, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_span fields, content;

	CSN_TRY(csn_der_read(in, CSN_DER_SEQUENCE, &fields, err));
	CSN_TRY(REQUIRE_OID(
	    &fields, oid_signed_data, "token is no SignedData", err));
	CSN_TRY(csn_der_read(
	    &fields, CSN_DER_CONTEXT_CONSTRUCTED(0), &content, err));
	CSN_TRY(csn_der_end(fields, err));
	CSN_TRY(read_signed_data(out, content, err));
	rc = COSIGN_OK;
out:
	return rc;
}

/* PKIStatusInfo: what a person is told is passed over, a failure is not. */
static cosign_rc_t
read_status(struct csn_span *in, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_span fields;
	uint32_t status;

	CSN_TRY(csn_der_read(in, CSN_DER_SEQUENCE, &fields, err));
	CSN_TRY(csn_der_read_small(&fields, &status, err));
	CSN_TRY(skip_optional(&fields, CSN_DER_SEQUENCE, err));
	if (status != STATUS_GRANTED || fields.len > 0)
		CSN_TRY(csn_fail(err, COSIGN_E_TIMESTAMP,
		    "not granted: status %u", (unsigned int)status));
	rc = COSIGN_OK;
out:
	return rc;
}

cosign_rc_t
csn_token_read(
    struct csn_token *out, struct csn_span response, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_span fields;

	memset(out, 0, sizeof(*out));
	if (response.len > CSN_TIMESTAMP_MAX)
		CSN_TRY(csn_fail(err, COSIGN_E_LIMIT, "%zu bytes, at most %zu",
		    response.len, CSN_TIMESTAMP_MAX));
	CSN_TRY(csn_der_read(&response, CSN_DER_SEQUENCE, &fields, err));
	CSN_TRY(csn_der_end(response, err));
	CSN_TRY(read_status(&fields, err));
	CSN_TRY(read_token(out, &fields, err));
	CSN_TRY(csn_der_end(fields, err));
	rc = COSIGN_OK;
out:
	return csn_fail_at(err, rc, "timestamp");
}

cosign_rc_t
csn_token_check_imprint(
    const struct csn_token *token, struct csn_span stamped, cosign_error_t *err)
{
	struct csn_digest digest;

	csn_digest_bytes(&digest, token->imprint.hash, stamped.p, stamped.len);
	if (csn_span_eq(csn_span(digest.bytes, digest.len),
		csn_span(token->imprint.bytes, token->imprint.len)))
		return COSIGN_OK;
	return csn_fail(
	    err, COSIGN_E_TIMESTAMP, "timestamp: is of another signature");
}
