#include "crypto/der.h"
#include "keys/private.h"
#include "util/limits.h"

#include <string.h>

/* RFC 5958 2: v1 is 0, v2 (with the public key) is 1. */
#define VERSION_MAX 1

/* RFC 5915 3. */
#define SEC1_VERSION 1

/* An INTEGER of one byte, with its header. */
#define SMALL_INTEGER_SIZE 3

static cosign_rc_t
read_version(
    struct csn_span *in, uint32_t max, const char *what, cosign_error_t *err)
{
	uint32_t version = 0;
	cosign_rc_t rc = csn_der_read_small(in, &version, err);

	if (rc == COSIGN_OK && version > max)
		rc = csn_fail(
		    err, COSIGN_E_UNSUPPORTED, "%s: version %u", what, version);
	return rc;
}

/* [0] EXPLICIT ECParameters: which curve. *found: whether it is there. */
static cosign_rc_t
read_curve(struct csn_span *in, enum csn_key_kind *kind, int *found,
    cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_span content;

	*found = csn_der_peek(*in) == CSN_DER_CONTEXT_CONSTRUCTED(0);
	if (!*found)
		return COSIGN_OK;
	CSN_TRY(
	    csn_der_read(in, CSN_DER_CONTEXT_CONSTRUCTED(0), &content, err));
	CSN_TRY(csn_curve_read(&content, kind, err));
	CSN_TRY(csn_der_end(content, err));
	rc = COSIGN_OK;
out:
	return rc;
}

/* [1] EXPLICIT BIT STRING: the point. */
static cosign_rc_t
read_point(struct csn_span *in, struct csn_span *point, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_span content;

	if (csn_der_peek(*in) != CSN_DER_CONTEXT_CONSTRUCTED(1))
		return COSIGN_OK;
	CSN_TRY(
	    csn_der_read(in, CSN_DER_CONTEXT_CONSTRUCTED(1), &content, err));
	CSN_TRY(csn_der_read_bits(&content, point, err));
	CSN_TRY(csn_der_end(content, err));
	rc = COSIGN_OK;
out:
	return rc;
}

/* ECPrivateKey; the curve must be named here or already be known. */
static cosign_rc_t
read_sec1(struct csn_private *out, struct csn_span der, int known,
    cosign_error_t *err)
{
	enum csn_key_kind kind = CSN_KEY_P256;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_span fields;
	uint32_t version;
	int found;

	CSN_TRY(csn_der_read(&der, CSN_DER_SEQUENCE, &fields, err));
	CSN_TRY(csn_der_end(der, err));
	CSN_TRY(csn_der_read_small(&fields, &version, err));
	if (version != SEC1_VERSION)
		return csn_fail(
		    err, COSIGN_E_UNSUPPORTED, "EC key: version %u", version);
	CSN_TRY(csn_der_read(&fields, CSN_DER_OCTET_STRING, &out->number, err));
	CSN_TRY(read_curve(&fields, &kind, &found, err));
	CSN_TRY(read_point(&fields, &out->claims[1], err));
	CSN_TRY(csn_der_end(fields, err));
	if (!found && !known)
		return csn_fail(
		    err, COSIGN_E_MALFORMED, "EC key: names no curve");
	if (found && known && kind != out->kind)
		return csn_fail(
		    err, COSIGN_E_MALFORMED, "EC key: names two curves");
	if (found)
		out->kind = kind;
	rc = COSIGN_OK;
out:
	return rc;
}

cosign_rc_t
csn_sec1_read(struct csn_private *out, struct csn_span der, cosign_error_t *err)
{
	memset(out, 0, sizeof(*out));
	return read_sec1(out, der, 0, err);
}

static cosign_rc_t
read_pkcs1(struct csn_private *out, struct csn_span der, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_span fields;
	size_t i;

	CSN_TRY(csn_der_read(&der, CSN_DER_SEQUENCE, &fields, err));
	CSN_TRY(csn_der_end(der, err));
	/* Version 1 has more than two primes. */
	CSN_TRY(read_version(&fields, 0, "RSA key", err));
	for (i = 0; i < CSN_RSA_NUMBERS; i++)
		CSN_TRY(csn_der_read_unsigned(&fields, &out->rsa[i], err));
	CSN_TRY(csn_der_end(fields, err));
	rc = COSIGN_OK;
out:
	return rc;
}

cosign_rc_t
csn_pkcs1_read(
    struct csn_private *out, struct csn_span der, cosign_error_t *err)
{
	memset(out, 0, sizeof(*out));
	out->kind = CSN_KEY_RSA;
	return read_pkcs1(out, der, err);
}

/* RFC 8410 7: CurvePrivateKey is an OCTET STRING in the OCTET STRING. */
static cosign_rc_t
read_ed25519(struct csn_private *out, struct csn_span der, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	CSN_TRY(csn_der_read(&der, CSN_DER_OCTET_STRING, &out->number, err));
	CSN_TRY(csn_der_end(der, err));
	if (out->number.len != CSN_ED25519_SIZE)
		return csn_fail(err, COSIGN_E_MALFORMED,
		    "Ed25519 key of %zu bytes", out->number.len);
	rc = COSIGN_OK;
out:
	return rc;
}

/* [0] IMPLICIT Attributes, which say nothing to us, and [1] IMPLICIT BIT
   STRING, the public key. */
static cosign_rc_t
read_tail(struct csn_private *out, struct csn_span *in, cosign_error_t *err)
{
	struct csn_span *claim = &out->claims[0];
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_span attributes;

	if (csn_der_peek(*in) == CSN_DER_CONTEXT_CONSTRUCTED(0))
		CSN_TRY(csn_der_read(
		    in, CSN_DER_CONTEXT_CONSTRUCTED(0), &attributes, err));
	if (csn_der_peek(*in) == CSN_DER_CONTEXT(1)) {
		CSN_TRY(csn_der_read(in, CSN_DER_CONTEXT(1), claim, err));
		if (claim->len < 2 || claim->p[0] != 0)
			return csn_fail(err, COSIGN_E_DER,
			    "DER: BIT STRING is not of whole bytes");
		*claim = csn_span(claim->p + 1, claim->len - 1);
	}
	CSN_TRY(csn_der_end(*in, err));
	rc = COSIGN_OK;
out:
	return rc;
}

static cosign_rc_t
read_inner(struct csn_private *out, struct csn_span key, cosign_error_t *err)
{
	switch (out->kind) {
	case CSN_KEY_P256:
	case CSN_KEY_P384:
	case CSN_KEY_P521:
		return read_sec1(out, key, 1, err);
	case CSN_KEY_RSA:
		return read_pkcs1(out, key, err);
	case CSN_KEY_ED25519:
		return read_ed25519(out, key, err);
	}
	return csn_fail(err, COSIGN_E_INTERNAL, "key kind");
}

cosign_rc_t
csn_pkcs8_read(
    struct csn_private *out, struct csn_span der, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_span info, key;

	memset(out, 0, sizeof(*out));
	CSN_TRY(csn_der_read(&der, CSN_DER_SEQUENCE, &info, err));
	CSN_TRY(csn_der_end(der, err));
	CSN_TRY(read_version(&info, VERSION_MAX, "PKCS#8", err));
	CSN_TRY(csn_key_algorithm_read(&info, &out->kind, err));
	CSN_TRY(csn_der_read(&info, CSN_DER_OCTET_STRING, &key, err));
	CSN_TRY(read_tail(out, &info, err));
	CSN_TRY(read_inner(out, key, err));
	rc = COSIGN_OK;
out:
	return rc;
}

cosign_rc_t
csn_claims_check(
    const struct csn_private *key, struct csn_span point, cosign_error_t *err)
{
	size_t i;

	for (i = 0; i < CSN_PUBLIC_CLAIMS; i++)
		if (key->claims[i].len > 0 &&
		    !csn_span_eq(key->claims[i], point))
			return csn_fail(err, COSIGN_E_KEY_MISMATCH,
			    "public key does not belong to the private key");
	return COSIGN_OK;
}

static void
write_small(struct csn_buf *out, char value)
{
	csn_der_add(out, CSN_DER_INTEGER, csn_span(&value, 1));
}

/* Bytes of the point's BIT STRING, header included. */
static size_t
point_size(struct csn_span point)
{
	return csn_der_size(1 + point.len);
}

/* Bytes of the inner structure's content. */
static size_t
inner_size(const struct csn_private *key, struct csn_span point)
{
	size_t size = SMALL_INTEGER_SIZE, i;

	switch (key->kind) {
	case CSN_KEY_P256:
	case CSN_KEY_P384:
	case CSN_KEY_P521:
		return size + csn_der_size(key->number.len) +
		    csn_der_size(point_size(point));
	case CSN_KEY_RSA:
		for (i = 0; i < CSN_RSA_NUMBERS; i++)
			size += csn_der_unsigned_size(key->rsa[i]);
		return size;
	case CSN_KEY_ED25519:
		return key->number.len;
	}
	return 0;
}

static void
write_inner(struct csn_buf *out, const struct csn_private *key,
    struct csn_span point, size_t size)
{
	size_t i;

	switch (key->kind) {
	case CSN_KEY_P256:
	case CSN_KEY_P384:
	case CSN_KEY_P521:
		csn_der_add_header(out, CSN_DER_SEQUENCE, size);
		write_small(out, SEC1_VERSION);
		csn_der_add(out, CSN_DER_OCTET_STRING, key->number);
		csn_der_add_header(
		    out, CSN_DER_CONTEXT_CONSTRUCTED(1), point_size(point));
		csn_der_add_header(out, CSN_DER_BIT_STRING, 1 + point.len);
		csn_buf_add_char(out, '\0');
		csn_buf_add(out, point.p, point.len);
		break;
	case CSN_KEY_RSA:
		csn_der_add_header(out, CSN_DER_SEQUENCE, size);
		write_small(out, 0);
		for (i = 0; i < CSN_RSA_NUMBERS; i++)
			csn_der_add_unsigned(out, key->rsa[i]);
		break;
	case CSN_KEY_ED25519:
		csn_der_add(out, CSN_DER_OCTET_STRING, key->number);
		break;
	}
}

cosign_rc_t
csn_pkcs8_write(struct csn_secret *out, const struct csn_private *key,
    struct csn_span point, cosign_error_t *err)
{
	const size_t inner = inner_size(key, point);
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_buf algorithm, b;
	size_t size;

	memset(out, 0, sizeof(*out));
	csn_buf_init(&algorithm, CSN_KEY_DER_MAX);
	csn_key_algorithm_write(&algorithm, key->kind);
	CSN_TRY(csn_buf_finish(&algorithm, err));
	size = SMALL_INTEGER_SIZE + algorithm.len +
	    csn_der_size(csn_der_size(inner));
	/* And the NUL that a buffer puts behind. */
	CSN_TRY(csn_secret_new(out, csn_der_size(size) + 1, err));
	csn_secret_buf(&b, out);
	csn_der_add_header(&b, CSN_DER_SEQUENCE, size);
	write_small(&b, 0);
	csn_buf_add(&b, algorithm.p, algorithm.len);
	csn_der_add_header(&b, CSN_DER_OCTET_STRING, csn_der_size(inner));
	write_inner(&b, key, point, inner);
	CSN_TRY(csn_secret_finish(out, &b, err));
	rc = COSIGN_OK;
out:
	csn_buf_dispose(&algorithm);
	if (rc != COSIGN_OK)
		csn_secret_dispose(out);
	return rc;
}
