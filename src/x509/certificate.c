#include "x509/certificate.h"

#include "crypto/der.h"
#include "util/utf8.h"
#include "x509/asn1_time.h"
#include "x509/extension.h"

/* 2050-01-01T00:00:00Z */
#define SEC_2050 2524608000

static int
is_utf8(struct csn_span s)
{
	return csn_utf8_is_valid(s.p, s.len);
}

static int
is_ascii(struct csn_span s)
{
	size_t i;

	for (i = 0; i < s.len; i++)
		if (s.p[i] > 0x7f)
			return 0;
	return 1;
}

static int
is_made_of(struct csn_span s, const char *characters)
{
	size_t i;

	for (i = 0; i < s.len; i++)
		if (s.p[i] == 0 || strchr(characters, s.p[i]) == NULL)
			return 0;
	return 1;
}

static int
is_numeric(struct csn_span s)
{
	return is_made_of(s, " 0123456789");
}

/* The asterisk and the ampersand are not of X.680, but of real names. */
static int
is_printable(struct csn_span s)
{
	return is_made_of(s,
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	    "0123456789 '()+,-./:=?*&");
}

/* There is no agreement on what they stand for. */
static int
is_teletex(struct csn_span s)
{
	(void)s;
	return 1;
}

static int
is_bmp(struct csn_span s)
{
	return s.len % 2 == 0;
}

/* Types of text in names (RFC 5280 4.1.2.4), by their tags. */
static const struct {
	int tag;
	int (*is)(struct csn_span s);
} texts[] = {
	{ CSN_DER_UTF8_STRING, is_utf8 },
	{ 0x12, is_numeric },
	{ 0x13, is_printable },
	{ 0x14, is_teletex },
	{ 0x16, is_ascii },
	{ 0x1e, is_bmp },
};

static cosign_rc_t
check_text(int tag, struct csn_span text, cosign_error_t *err)
{
	size_t i;

	for (i = 0; i < CSN_ARRAY_LEN(texts); i++)
		if (texts[i].tag == tag && texts[i].is(text))
			return COSIGN_OK;
	return csn_fail(err, COSIGN_E_MALFORMED, "a name that is not text");
}

/* AttributeTypeAndValue and what holds them (RFC 5280 4.1.2.4), for their
   shape. Names are compared as bytes. */
static cosign_rc_t
check_name(struct csn_span rdns, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_span set, pair, field, element;
	int tag;

	while (rdns.len > 0) {
		CSN_TRY(csn_der_read(&rdns, CSN_DER_SET, &set, err));
		do {
			CSN_TRY(
			    csn_der_read(&set, CSN_DER_SEQUENCE, &pair, err));
			CSN_TRY(csn_der_read(&pair, CSN_DER_OID, &field, err));
			CSN_TRY(csn_der_read_any(
			    &pair, &tag, &element, &field, err));
			CSN_TRY(csn_der_end(pair, err));
			CSN_TRY(check_text(tag, field, err));
		} while (set.len > 0);
	}
	rc = COSIGN_OK;
out:
	return rc;
}

static cosign_rc_t
read_name(struct csn_span *in, struct csn_span *name, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_span content;
	int tag;

	CSN_TRY(csn_der_read_any(in, &tag, name, &content, err));
	if (tag != CSN_DER_SEQUENCE)
		CSN_TRY(csn_fail(err, COSIGN_E_DER, "not a Name"));
	CSN_TRY(check_name(content, err));
	rc = COSIGN_OK;
out:
	return rc;
}

/* Version 1 is not written, 2 and 3 are. */
static cosign_rc_t
read_version(struct csn_span *tbs, int *version, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_span field;
	uint32_t number;

	*version = 1;
	if (csn_der_peek(*tbs) != CSN_DER_CONTEXT_CONSTRUCTED(0))
		return COSIGN_OK;
	CSN_TRY(csn_der_read(tbs, CSN_DER_CONTEXT_CONSTRUCTED(0), &field, err));
	CSN_TRY(csn_der_read_small(&field, &number, err));
	CSN_TRY(csn_der_end(field, err));
	if (number != 1 && number != 2)
		CSN_TRY(csn_fail(err, COSIGN_E_MALFORMED,
		    "no certificate has version number %u",
		    (unsigned int)number));
	*version = (int)number + 1;
	rc = COSIGN_OK;
out:
	return rc;
}

/* Some write GeneralizedTime where UTCTime belongs. */
static cosign_rc_t
read_time(struct csn_span *in, struct csn_certificate *c, struct csn_time *out,
    cosign_error_t *err)
{
	const int is_general = csn_der_peek(*in) == CSN_DER_GENERALIZED_TIME;
	cosign_rc_t rc = csn_x509_time_read(in, out, err);

	if (rc == COSIGN_OK && is_general && out->sec < SEC_2050)
		c->has_odd_time = 1;
	return rc;
}

static cosign_rc_t
read_validity(
    struct csn_span *tbs, struct csn_certificate *c, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_span validity;

	CSN_TRY(csn_der_read(tbs, CSN_DER_SEQUENCE, &validity, err));
	CSN_TRY(read_time(&validity, c, &c->not_before, err));
	CSN_TRY(read_time(&validity, c, &c->not_after, err));
	CSN_TRY(csn_der_end(validity, err));
	rc = COSIGN_OK;
out:
	return csn_fail_at(err, rc, "validity");
}

/* issuerUniqueID and subjectUniqueID (4.1.2.8) say nothing to anybody. */
static cosign_rc_t
skip_unique_ids(struct csn_span *tbs, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_OK;
	struct csn_span skipped;
	int i;

	for (i = 1; i <= 2 && rc == COSIGN_OK; i++)
		if (csn_der_peek(*tbs) == CSN_DER_CONTEXT(i))
			rc = csn_der_read(
			    tbs, CSN_DER_CONTEXT(i), &skipped, err);
	return rc;
}

static cosign_rc_t
read_extensions(
    struct csn_span *tbs, struct csn_certificate *c, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_span field;

	if (csn_der_peek(*tbs) != CSN_DER_CONTEXT_CONSTRUCTED(3))
		return COSIGN_OK;
	CSN_TRY(csn_der_read(tbs, CSN_DER_CONTEXT_CONSTRUCTED(3), &field, err));
	CSN_TRY(csn_der_read(&field, CSN_DER_SEQUENCE, &c->extensions, err));
	CSN_TRY(csn_der_end(field, err));
	if (c->version != 3)
		CSN_TRY(csn_fail(err, COSIGN_E_MALFORMED,
		    "extensions in version %d", c->version));
	CSN_TRY(csn_extensions_read(c, err));
	rc = COSIGN_OK;
out:
	return rc;
}

/* TBSCertificate (4.1.2) to its last byte. */
static cosign_rc_t
read_tbs(struct csn_certificate *c, struct csn_span tbs,
    struct csn_span *algorithm, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_span content;
	int tag;

	CSN_TRY(read_version(&tbs, &c->version, err));
	CSN_TRY(csn_der_read_unsigned(&tbs, &c->serial, err));
	CSN_TRY(csn_der_read_any(&tbs, &tag, algorithm, &content, err));
	CSN_TRY(csn_fail_at(err, read_name(&tbs, &c->issuer, err), "issuer"));
	CSN_TRY(read_validity(&tbs, c, err));
	CSN_TRY(csn_fail_at(err, read_name(&tbs, &c->subject, err), "subject"));
	CSN_TRY(csn_der_read_any(&tbs, &tag, &c->spki, &content, err));
	if (tag != CSN_DER_SEQUENCE)
		CSN_TRY(csn_fail(err, COSIGN_E_DER, "no public key"));
	CSN_TRY(skip_unique_ids(&tbs, err));
	CSN_TRY(read_extensions(&tbs, c, err));
	CSN_TRY(csn_der_end(tbs, err));
	rc = COSIGN_OK;
out:
	return rc;
}

/* One that nobody here knows leaves the rest readable. */
static cosign_rc_t
read_scheme(struct csn_certificate *c, struct csn_span *in, cosign_error_t *err)
{
	const cosign_rc_t rc = csn_signature_scheme_read(in, &c->scheme, err);

	if (rc != COSIGN_E_UNSUPPORTED)
		return rc;
	c->has_unknown_scheme = 1;
	cosign_error_clear(err);
	return COSIGN_OK;
}

/* Certificate (4.1): what is signed, how, and the signature. */
static cosign_rc_t
read_outer(
    struct csn_certificate *c, struct csn_span certificate, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_span tbs, algorithm, inner;
	int tag;

	CSN_TRY(csn_der_read_any(&certificate, &tag, &c->tbs, &tbs, err));
	if (tag != CSN_DER_SEQUENCE)
		CSN_TRY(csn_fail(err, COSIGN_E_DER, "not a certificate"));
	algorithm = certificate;
	CSN_TRY(read_scheme(c, &certificate, err));
	algorithm.len -= certificate.len;
	CSN_TRY(csn_der_read_bits(&certificate, &c->signature, err));
	CSN_TRY(csn_der_end(certificate, err));
	CSN_TRY(read_tbs(c, tbs, &inner, err));
	/* 4.1.1.2: what was signed says it too. */
	if (!csn_span_eq(algorithm, inner))
		CSN_TRY(csn_fail(err, COSIGN_E_MALFORMED,
		    "signature algorithms inside and outside differ"));
	rc = COSIGN_OK;
out:
	return rc;
}

cosign_rc_t
csn_certificate_read(
    struct csn_certificate *out, struct csn_span der, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_span certificate;

	memset(out, 0, sizeof(*out));
	out->der = der;
	out->path_len = -1;
	if (der.len > CSN_CERTIFICATE_MAX)
		CSN_TRY(csn_fail(err, COSIGN_E_LIMIT, "%zu bytes, at most %zu",
		    der.len, CSN_CERTIFICATE_MAX));
	CSN_TRY(csn_der_read(&der, CSN_DER_SEQUENCE, &certificate, err));
	CSN_TRY(csn_der_end(der, err));
	CSN_TRY(read_outer(out, certificate, err));
	rc = COSIGN_OK;
out:
	return rc;
}

cosign_rc_t
csn_certificate_key(cosign_pubkey_t **out,
    const struct csn_certificate *certificate, cosign_error_t *err)
{
	return csn_fail_at(err,
	    csn_pubkey_from_spki(out, certificate->spki, err), "public key");
}

int
csn_certificate_is_self_issued(const struct csn_certificate *certificate)
{
	return csn_span_eq(certificate->issuer, certificate->subject);
}
