#include "crypto/der.h"
#include "crypto/key_internal.h"

static int
ends_with(struct csn_span label, const char *suffix)
{
	const size_t len = strlen(suffix);

	return label.len >= len &&
	    memcmp(label.p + label.len - len, suffix, len) == 0;
}

enum csn_key_format
csn_key_format_of_label(struct csn_span label)
{
	if (csn_span_eq(label, csn_span_str("PUBLIC KEY")))
		return CSN_FORMAT_SPKI;
	if (csn_span_eq(label, csn_span_str("RSA PUBLIC KEY")))
		return CSN_FORMAT_RSA_PUBLIC;
	if (csn_span_eq(label, csn_span_str("CERTIFICATE")))
		return CSN_FORMAT_CERTIFICATE;
	/* PKCS#8 plain and encrypted, PKCS#1, SEC1, cosign's own. */
	if (ends_with(label, "PRIVATE KEY"))
		return CSN_FORMAT_PRIVATE;
	return CSN_FORMAT_OTHER;
}

/* A number first: the version of a private key (0 or 1), or a modulus. */
static enum csn_key_format
format_of_number(struct csn_span fields)
{
	struct csn_span number;

	if (csn_der_read_unsigned(&fields, &number, NULL) != COSIGN_OK)
		return CSN_FORMAT_OTHER;
	return number.len <= 1 ? CSN_FORMAT_PRIVATE : CSN_FORMAT_RSA_PUBLIC;
}

/* A sequence first: AlgorithmIdentifier (of a public or of an encrypted
   private key), or a certificate's content. */
static enum csn_key_format
format_of_sequence(struct csn_span fields)
{
	struct csn_span first;

	if (csn_der_read(&fields, CSN_DER_SEQUENCE, &first, NULL) != COSIGN_OK)
		return CSN_FORMAT_OTHER;
	if (csn_der_peek(first) != CSN_DER_OID)
		return csn_der_peek(fields) == CSN_DER_SEQUENCE
		    ? CSN_FORMAT_CERTIFICATE
		    : CSN_FORMAT_OTHER;
	return csn_der_peek(fields) == CSN_DER_OCTET_STRING ? CSN_FORMAT_PRIVATE
							    : CSN_FORMAT_SPKI;
}

enum csn_key_format
csn_key_format_of_der(struct csn_span der)
{
	struct csn_span fields;

	if (csn_der_read(&der, CSN_DER_SEQUENCE, &fields, NULL) != COSIGN_OK)
		return CSN_FORMAT_OTHER;
	if (csn_der_peek(fields) == CSN_DER_INTEGER)
		return format_of_number(fields);
	if (csn_der_peek(fields) == CSN_DER_SEQUENCE)
		return format_of_sequence(fields);
	return CSN_FORMAT_OTHER;
}
