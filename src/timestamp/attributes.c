#include "timestamp/attributes.h"

#include "crypto/der.h"
#include "x509/asn1_time.h"

/* id-contentType, id-messageDigest, id-signingTime (RFC 5652 11). */
static const uint8_t pkcs9[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9 };
#define CONTENT_TYPE   3
#define MESSAGE_DIGEST 4
#define SIGNING_TIME   5
/* id-aa-signingCertificate, id-aa-signingCertificateV2 (RFC 5035). */
static const uint8_t smime_aa[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9,
	16, 2 };
#define SIGNING_CERTIFICATE    12
#define SIGNING_CERTIFICATE_V2 47

static const uint8_t oid_tst_info[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1,
	9, 16, 1, 4 };

/* What is said; p NULL: nothing. Each is the content of the one value. */
struct said {
	struct csn_span content_type;
	struct csn_span message_digest;
	struct csn_span signing_time;
	struct csn_span certificate;
	struct csn_span certificate_v2;
};

static cosign_rc_t
refuse(cosign_error_t *err, const char *why)
{
	return csn_fail(err, COSIGN_E_TIMESTAMP, "%s", why);
}

static int
last_of(struct csn_span oid, const uint8_t *prefix, size_t len)
{
	if (oid.len != len + 1 || memcmp(oid.p, prefix, len) != 0)
		return -1;
	return oid.p[len];
}

/* Where the value of an attribute is kept; NULL for others. */
static struct csn_span *
place_of(struct said *said, struct csn_span oid)
{
	switch (last_of(oid, pkcs9, sizeof(pkcs9))) {
	case CONTENT_TYPE:
		return &said->content_type;
	case MESSAGE_DIGEST:
		return &said->message_digest;
	case SIGNING_TIME:
		return &said->signing_time;
	default:
		break;
	}
	switch (last_of(oid, smime_aa, sizeof(smime_aa))) {
	case SIGNING_CERTIFICATE:
		return &said->certificate;
	case SIGNING_CERTIFICATE_V2:
		return &said->certificate_v2;
	default:
		return NULL;
	}
}

/* X.690 11.6: elements of a SET OF stand in the order of their bytes. */
static int
is_before(struct csn_span a, struct csn_span b)
{
	const size_t common = a.len < b.len ? a.len : b.len;
	const int order = memcmp(a.p, b.p, common);

	return order != 0 ? order < 0 : a.len <= b.len;
}

static cosign_rc_t
read_attribute(
    struct said *said, struct csn_span attribute, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_span oid, values, element, content, *place;
	int tag;

	CSN_TRY(csn_der_read(&attribute, CSN_DER_OID, &oid, err));
	CSN_TRY(csn_der_read(&attribute, CSN_DER_SET, &values, err));
	CSN_TRY(csn_der_end(attribute, err));
	place = place_of(said, oid);
	if (place == NULL)
		return COSIGN_OK;
	CSN_TRY(csn_der_read_any(&values, &tag, &element, &content, err));
	if (values.len > 0 || place->p != NULL)
		CSN_TRY(csn_fail(
		    err, COSIGN_E_MALFORMED, "an attribute has two values"));
	*place = element;
	rc = COSIGN_OK;
out:
	return rc;
}

static cosign_rc_t
read_all(struct said *said, struct csn_span set, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_span element, content, before = { NULL, 0 };
	size_t count;
	int tag;

	memset(said, 0, sizeof(*said));
	for (count = 0; set.len > 0; count++) {
		if (count == CSN_ATTRIBUTES_MAX)
			CSN_TRY(csn_fail(err, COSIGN_E_LIMIT,
			    "more than %d attributes", CSN_ATTRIBUTES_MAX));
		CSN_TRY(csn_der_read_any(&set, &tag, &element, &content, err));
		if (tag != CSN_DER_SEQUENCE ||
		    (count > 0 && !is_before(before, element)))
			CSN_TRY(csn_fail(
			    err, COSIGN_E_DER, "attributes are not in order"));
		CSN_TRY(read_attribute(said, content, err));
		before = element;
	}
	rc = COSIGN_OK;
out:
	return rc;
}

static cosign_rc_t
check_content_type(const struct said *said, cosign_error_t *err)
{
	struct csn_span value = said->content_type, oid;

	if (csn_der_read(&value, CSN_DER_OID, &oid, NULL) != COSIGN_OK ||
	    !csn_span_eq(oid, csn_span(oid_tst_info, sizeof(oid_tst_info))))
		return refuse(err, "content type is not TSTInfo's");
	return COSIGN_OK;
}

static cosign_rc_t
check_digest(
    const struct said *said, const struct csn_token *token, cosign_error_t *err)
{
	struct csn_span value = said->message_digest, bytes;
	struct csn_digest digest;

	csn_digest_bytes(
	    &digest, token->digest_hash, token->info.p, token->info.len);
	if (csn_der_read(&value, CSN_DER_OCTET_STRING, &bytes, NULL) !=
		COSIGN_OK ||
	    !csn_span_eq(bytes, csn_span(digest.bytes, digest.len)))
		return refuse(err, "digest of TSTInfo differs");
	return COSIGN_OK;
}

/* Said by the signer's clock; it has to have had the certificate then. */
static cosign_rc_t
check_signing_time(const struct said *said,
    const struct csn_certificate *signer, cosign_error_t *err)
{
	struct csn_span value = said->signing_time;
	struct csn_time t;
	cosign_rc_t rc;

	if (value.p == NULL)
		return COSIGN_OK;
	rc = csn_cms_time_read(&value, &t, err);
	if (rc != COSIGN_OK)
		return rc;
	if (csn_time_cmp(t, signer->not_before) < 0 ||
	    csn_time_cmp(t, signer->not_after) > 0)
		return refuse(
		    err, "signing time is outside of the signer's validity");
	return COSIGN_OK;
}

/* IssuerSerial (RFC 5035 5): one directoryName. */
static cosign_rc_t
check_issuer_serial(struct csn_span in, const struct csn_certificate *signer,
    cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_span fields, names, name, serial;

	CSN_TRY(csn_der_read(&in, CSN_DER_SEQUENCE, &fields, err));
	CSN_TRY(csn_der_end(in, err));
	CSN_TRY(csn_der_read(&fields, CSN_DER_SEQUENCE, &names, err));
	CSN_TRY(
	    csn_der_read(&names, CSN_DER_CONTEXT_CONSTRUCTED(4), &name, err));
	CSN_TRY(csn_der_end(names, err));
	CSN_TRY(csn_der_read_unsigned(&fields, &serial, err));
	CSN_TRY(csn_der_end(fields, err));
	if (!csn_span_eq(name, signer->issuer) ||
	    !csn_span_eq(serial, signer->serial))
		CSN_TRY(refuse(err, "names another certificate of its signer"));
	rc = COSIGN_OK;
out:
	return rc;
}

/* ESSCertID and ESSCertIDv2, the first of a list: the signer's. */
static cosign_rc_t
check_certificate_id(struct csn_span value, int v2,
    const struct csn_certificate *signer, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_span fields, list, id, bytes;
	cosign_hash_t hash = COSIGN_HASH_SHA256;
	struct csn_digest digest;

	CSN_TRY(csn_der_read(&value, CSN_DER_SEQUENCE, &fields, err));
	CSN_TRY(csn_der_read(&fields, CSN_DER_SEQUENCE, &list, err));
	CSN_TRY(csn_der_read(&list, CSN_DER_SEQUENCE, &id, err));
	if (v2 && csn_der_peek(id) == CSN_DER_SEQUENCE)
		CSN_TRY(csn_hash_algorithm_read(&id, &hash, err));
	CSN_TRY(csn_der_read(&id, CSN_DER_OCTET_STRING, &bytes, err));
	if (v2)
		csn_digest_bytes(&digest, hash, signer->der.p, signer->der.len);
	else
		csn_digest_sha1(&digest, signer->der.p, signer->der.len);
	if (!csn_span_eq(bytes, csn_span(digest.bytes, digest.len)))
		CSN_TRY(refuse(err, "names another certificate of its signer"));
	if (id.len > 0)
		CSN_TRY(check_issuer_serial(id, signer, err));
	rc = COSIGN_OK;
out:
	return rc;
}

/* RFC 3161 2.4.2: the signer's certificate is named in what is signed. */
static cosign_rc_t
check_certificate(const struct said *said, const struct csn_certificate *signer,
    cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_OK;

	if (said->certificate.p == NULL && said->certificate_v2.p == NULL)
		return refuse(err, "does not name its signer's certificate");
	if (said->certificate_v2.p != NULL)
		rc = check_certificate_id(said->certificate_v2, 1, signer, err);
	if (rc == COSIGN_OK && said->certificate.p != NULL)
		rc = check_certificate_id(said->certificate, 0, signer, err);
	return rc;
}

cosign_rc_t
csn_attributes_check(const struct csn_token *token,
    const struct csn_certificate *signer, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct said said;

	CSN_TRY(read_all(&said, token->attributes, err));
	CSN_TRY(check_content_type(&said, err));
	CSN_TRY(check_digest(&said, token, err));
	CSN_TRY(check_signing_time(&said, signer, err));
	CSN_TRY(check_certificate(&said, signer, err));
	rc = COSIGN_OK;
out:
	return csn_fail_at(err, rc, "signed attributes");
}
