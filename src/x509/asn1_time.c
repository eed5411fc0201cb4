#include "x509/asn1_time.h"

#include "crypto/der.h"

#include <stdio.h>

/* Digits of YYYYMMDDHHMMSS, and the year's. */
#define DIGITS      14
#define YEAR_DIGITS 4
#define TEXT_MAX    64

static cosign_rc_t
fail_time(cosign_error_t *err)
{
	return csn_fail(err, COSIGN_E_MALFORMED, "not a time of RFC 5280");
}

/*
 * "YYYYMMDDHHMMSS", with a fraction or not, and "Z": written with RFC 3339's
 * punctuation it is a time that everybody reads.
 */
static cosign_rc_t
read_text(
    struct csn_time *out, const char *text, size_t len, cosign_error_t *err)
{
	char written[TEXT_MAX];
	int n;

	if (len <= DIGITS || len + 8 > sizeof(written))
		return fail_time(err);
	n = snprintf(written, sizeof(written),
	    "%.4s-%.2s-%.2sT%.2s:%.2s:%.2s%.*s", text, text + 4, text + 6,
	    text + 8, text + 10, text + 12, (int)(len - DIGITS), text + DIGITS);
	if (n < 0 || (size_t)n != len + 5 || written[len + 4] != 'Z' ||
	    csn_time_parse(out, written, (size_t)n, NULL) != COSIGN_OK)
		return fail_time(err);
	return COSIGN_OK;
}

cosign_rc_t
csn_generalized_time_read(
    struct csn_span *in, struct csn_time *out, cosign_error_t *err)
{
	struct csn_span text;
	cosign_rc_t rc;

	*out = (struct csn_time){ 0, 0 };
	rc = csn_der_read(in, CSN_DER_GENERALIZED_TIME, &text, err);
	if (rc != COSIGN_OK)
		return rc;
	/* Without a zero at the end of its fraction, and without an empty
	   one, which is not read in any case. */
	if (text.len > DIGITS + 2 && text.p[text.len - 2] == '0' &&
	    text.p[DIGITS] == '.')
		return fail_time(err);
	return read_text(out, (const char *)text.p, text.len, err);
}

/* RFC 5280 4.1.2.5.1: two digits of a year between 1950 and 2049. */
static cosign_rc_t
utc_time_read(struct csn_span *in, struct csn_time *out, cosign_error_t *err)
{
	char text[DIGITS + 2];
	struct csn_span utc;
	cosign_rc_t rc;

	*out = (struct csn_time){ 0, 0 };
	rc = csn_der_read(in, CSN_DER_UTC_TIME, &utc, err);
	if (rc != COSIGN_OK)
		return rc;
	if (utc.len != DIGITS - 2 + 1)
		return fail_time(err);
	text[0] = utc.p[0] < '5' ? '2' : '1';
	text[1] = utc.p[0] < '5' ? '0' : '9';
	memcpy(text + 2, utc.p, utc.len);
	return read_text(out, text, DIGITS + 1, err);
}

cosign_rc_t
csn_x509_time_read(
    struct csn_span *in, struct csn_time *out, cosign_error_t *err)
{
	cosign_rc_t rc;

	if (csn_der_peek(*in) != CSN_DER_GENERALIZED_TIME)
		return utc_time_read(in, out, err);
	rc = csn_generalized_time_read(in, out, err);
	if (rc != COSIGN_OK)
		return rc;
	return out->nsec == 0 ? COSIGN_OK : fail_time(err);
}

cosign_rc_t
csn_cms_time_read(
    struct csn_span *in, struct csn_time *out, cosign_error_t *err)
{
	if (csn_der_peek(*in) == CSN_DER_UTC_TIME)
		return utc_time_read(in, out, err);
	return csn_generalized_time_read(in, out, err);
}
