/* Certificates, without their extensions. */
#include "inspect/describe.h"
#include "inspect/value.h"
#include "x509/name.h"

#include <stdlib.h>

/* An empty name is nobody's. */
static int
is_empty_name(struct csn_span name)
{
	return name.len <= 2;
}

static void
report_subject(struct csn_report *r, const struct csn_certificate *c)
{
	if (is_empty_name(c->subject))
		csn_report_null(r, "subject");
	else
		csn_report_written(
		    r, "Subject", "subject", csn_value_name, c->subject);
}

static void
report_issuer(struct csn_report *r, const struct csn_certificate *c)
{
	static const struct {
		int type;
		const char *label;
	} rows[] = {
		{ CSN_NAME_COMMON_NAME, "Common Name" },
		{ CSN_NAME_ORGANIZATION, "Organization" },
		{ CSN_NAME_COUNTRY, "Country" },
	};
	struct csn_span text;
	size_t i, known = 0;

	csn_report_written(r, NULL, "issuer", csn_value_name, c->issuer);
	if (r->is_json || is_empty_name(c->issuer))
		return;
	for (i = 0; i < CSN_ARRAY_LEN(rows); i++) {
		text = csn_name_attribute(c->issuer, rows[i].type);
		if (text.len == 0)
			continue;
		if (known++ == 0)
			csn_report_heading(r, "Issuer", NULL);
		csn_report_text(r, rows[i].label, NULL, text);
	}
	if (known > 0)
		csn_report_heading_end(r);
	else
		csn_report_written(
		    r, "Issuer", NULL, csn_value_name, c->issuer);
}

static unsigned int
bit_length(struct csn_span number)
{
	unsigned int bits = (unsigned int)number.len * 8;
	uint8_t first;

	if (number.len == 0)
		return 0;
	for (first = number.p[0]; (first & 0x80) == 0;
	     first = (uint8_t)(first << 1))
		bits--;
	return bits;
}

static void
report_key_parts(struct csn_report *r, const struct csn_spki *key)
{
	csn_report_str(
	    r, "Algorithm", "algorithm", csn_value_key_kind(key->kind));
	csn_report_str(r, "Curve", "curve", csn_value_curve(key->kind));
	if (key->kind == CSN_KEY_RSA) {
		csn_report_textf(
		    r, "Key Size", "%u bits", bit_length(key->modulus));
		csn_report_uint(r, NULL, "bits", bit_length(key->modulus));
		return;
	}
	csn_report_null(r, "bits");
	csn_report_written(
	    r, "Public Key", NULL, csn_report_short_hex, key->point);
}

static void
report_key(struct csn_report *r, const struct csn_certificate *c)
{
	struct csn_spki key;

	csn_report_open(r, "Subject Public Key Info", "key");
	if (csn_report_refused(r, csn_spki_read(&key, c->spki, r->reason))) {
		csn_report_str(r, "Algorithm", NULL, "Unknown");
		csn_report_null(r, "algorithm");
		csn_report_null(r, "curve");
		csn_report_null(r, "bits");
	} else {
		report_key_parts(r, &key);
	}
	csn_report_present(r, NULL, "publicKey", c->spki);
	csn_report_close(r);
}

static void
report_fields(struct csn_report *r, const struct csn_certificate *c)
{
	csn_report_str(r, "Signature Algorithm", "signatureAlgorithm",
	    csn_value_scheme(&c->scheme));
	report_subject(r, c);
	report_issuer(r, c);
	csn_report_hex(r, NULL, "serialNumber", c->serial);
	csn_report_heading(r, "Validity", NULL);
	csn_report_time(r, "Not Before", "notBefore", c->not_before);
	csn_report_time(r, "Not After", "notAfter", c->not_after);
	csn_report_heading_end(r);
	report_key(r, c);
	csn_report_heading(r, "Extensions", NULL);
	csn_describe_usage(r, c);
	csn_describe_extensions(r, c);
	csn_report_heading_end(r);
	csn_report_present(r, "Signature", "signature", c->signature);
}

void
csn_describe_certificate(struct csn_report *r, struct csn_span der)
{
	struct csn_certificate *c = malloc(sizeof(*c));

	if (c == NULL) {
		csn_buf_fail(&r->out, COSIGN_E_NOMEM, NULL);
		return;
	}
	if (csn_report_refused(r, csn_certificate_read(c, der, r->reason)))
		csn_report_present(r, "Certificate", "unreadable", der);
	else
		report_fields(r, c);
	free(c);
}
