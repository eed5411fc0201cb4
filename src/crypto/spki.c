#include "crypto/der.h"
#include "crypto/key_internal.h"

/* RFC 5480 2.1.1, RFC 8017 A.1, RFC 8410 3. */
static const uint8_t oid_ec[] = { 0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1 };
static const uint8_t oid_rsa[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1,
	1 };
static const uint8_t oid_rsa_pss[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1,
	10 };
static const uint8_t oid_ed25519[] = { 0x2b, 0x65, 0x70 };
/* RFC 5480 2.1.1.1. */
static const uint8_t oid_p256[] = { 0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7 };
static const uint8_t oid_p384[] = { 0x2b, 0x81, 4, 0, 34 };
static const uint8_t oid_p521[] = { 0x2b, 0x81, 4, 0, 35 };

struct curve {
	enum csn_key_kind kind;
	const char *name;
	const uint8_t *oid;
	size_t oid_len;
	size_t field_size;
};

static const struct curve curves[] = {
	{ CSN_KEY_P256, "P-256", oid_p256, sizeof(oid_p256), 32 },
	{ CSN_KEY_P384, "P-384", oid_p384, sizeof(oid_p384), 48 },
	{ CSN_KEY_P521, "P-521", oid_p521, sizeof(oid_p521), 66 },
};

#define ED25519_KEY_SIZE 32

/* Go's crypto/rsa: odd, and no larger than this. */
#define RSA_EXPONENT_MIN 3
#define RSA_EXPONENT_MAX 0x7fffffff

#define IS_OID(span, oid) csn_span_eq(span, csn_span(oid, sizeof(oid)))

static const struct curve *
curve_of(enum csn_key_kind kind)
{
	size_t i;

	for (i = 0; i < CSN_ARRAY_LEN(curves); i++)
		if (curves[i].kind == kind)
			return &curves[i];
	return NULL;
}

const char *
csn_curve_name(enum csn_key_kind kind)
{
	const struct curve *curve = curve_of(kind);

	return curve == NULL ? NULL : curve->name;
}

size_t
csn_key_field_size(enum csn_key_kind kind)
{
	const struct curve *curve = curve_of(kind);

	if (curve != NULL)
		return curve->field_size;
	return kind == CSN_KEY_ED25519 ? ED25519_KEY_SIZE : 0;
}

cosign_rc_t
csn_curve_read(
    struct csn_span *in, enum csn_key_kind *kind, cosign_error_t *err)
{
	struct csn_span oid;
	cosign_rc_t rc;
	size_t i;

	/* RFC 5480 2.1.1: parameters spelled out MUST NOT be used. They could
	   describe a curve that looks like a listed one and is not. */
	if (csn_der_peek(*in) == CSN_DER_SEQUENCE)
		return csn_fail(err, COSIGN_E_WEAK_KEY,
		    "curve is given by explicit parameters");
	rc = csn_der_read(in, CSN_DER_OID, &oid, err);
	if (rc != COSIGN_OK)
		return rc;
	for (i = 0; i < CSN_ARRAY_LEN(curves); i++) {
		if (!csn_span_eq(
			oid, csn_span(curves[i].oid, curves[i].oid_len)))
			continue;
		*kind = curves[i].kind;
		return COSIGN_OK;
	}
	return csn_fail(
	    err, COSIGN_E_WEAK_KEY, "curve is none of P-256, P-384, P-521");
}

void
csn_curve_write(struct csn_buf *out, enum csn_key_kind kind)
{
	const struct curve *curve = curve_of(kind);

	if (curve != NULL)
		csn_der_add(
		    out, CSN_DER_OID, csn_span(curve->oid, curve->oid_len));
}

/* RFC 8017 A.1: NULL, as Go demands. */
static cosign_rc_t
read_null(struct csn_span *in, cosign_error_t *err)
{
	struct csn_span none;
	cosign_rc_t rc = csn_der_read(in, CSN_DER_NULL, &none, err);

	return rc == COSIGN_OK ? csn_der_end(none, err) : rc;
}

static cosign_rc_t
read_algorithm(
    struct csn_span algid, enum csn_key_kind *kind, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_span oid;

	CSN_TRY(csn_der_read(&algid, CSN_DER_OID, &oid, err));
	if (IS_OID(oid, oid_ec)) {
		CSN_TRY(csn_curve_read(&algid, kind, err));
	} else if (IS_OID(oid, oid_rsa)) {
		*kind = CSN_KEY_RSA;
		CSN_TRY(read_null(&algid, err));
	} else if (IS_OID(oid, oid_ed25519)) {
		*kind = CSN_KEY_ED25519; /* RFC 8410 3: no parameters */
	} else if (IS_OID(oid, oid_rsa_pss)) {
		return csn_fail(err, COSIGN_E_UNSUPPORTED,
		    "key is bound to RSASSA-PSS, which cosign does not read");
	} else {
		return csn_fail(err, COSIGN_E_UNSUPPORTED,
		    "algorithm is none of ECDSA, RSA, Ed25519");
	}
	CSN_TRY(csn_der_end(algid, err));
	rc = COSIGN_OK;
out:
	return rc;
}

cosign_rc_t
csn_key_algorithm_read(
    struct csn_span *in, enum csn_key_kind *kind, cosign_error_t *err)
{
	struct csn_span algid;
	cosign_rc_t rc = csn_der_read(in, CSN_DER_SEQUENCE, &algid, err);

	if (rc == COSIGN_OK)
		rc = read_algorithm(algid, kind, err);
	return csn_fail_at(err, rc, "algorithm");
}

/* Bytes of the AlgorithmIdentifier's content. */
static size_t
algorithm_size(enum csn_key_kind kind)
{
	const struct curve *curve = curve_of(kind);

	if (curve != NULL)
		return csn_der_size(sizeof(oid_ec)) +
		    csn_der_size(curve->oid_len);
	if (kind == CSN_KEY_RSA)
		return csn_der_size(sizeof(oid_rsa)) + csn_der_size(0);
	return csn_der_size(sizeof(oid_ed25519));
}

void
csn_key_algorithm_write(struct csn_buf *out, enum csn_key_kind kind)
{
	csn_der_add_header(out, CSN_DER_SEQUENCE, algorithm_size(kind));
	switch (kind) {
	case CSN_KEY_P256:
	case CSN_KEY_P384:
	case CSN_KEY_P521:
		csn_der_add(out, CSN_DER_OID, csn_span(oid_ec, sizeof(oid_ec)));
		csn_curve_write(out, kind);
		break;
	case CSN_KEY_RSA:
		csn_der_add(
		    out, CSN_DER_OID, csn_span(oid_rsa, sizeof(oid_rsa)));
		csn_der_add_header(out, CSN_DER_NULL, 0);
		break;
	case CSN_KEY_ED25519:
		csn_der_add(out, CSN_DER_OID,
		    csn_span(oid_ed25519, sizeof(oid_ed25519)));
		break;
	}
}

cosign_rc_t
csn_rsa_public_read(
    struct csn_spki *out, struct csn_span der, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_span fields;

	memset(out, 0, sizeof(*out));
	out->kind = CSN_KEY_RSA;
	CSN_TRY(csn_der_read(&der, CSN_DER_SEQUENCE, &fields, err));
	CSN_TRY(csn_der_end(der, err));
	CSN_TRY(csn_der_read_unsigned(&fields, &out->modulus, err));
	CSN_TRY(csn_der_read_unsigned(&fields, &out->exponent, err));
	CSN_TRY(csn_der_end(fields, err));
	rc = COSIGN_OK;
out:
	return rc;
}

cosign_rc_t
csn_spki_read(struct csn_spki *out, struct csn_span der, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	enum csn_key_kind kind = CSN_KEY_RSA;
	struct csn_span info, key;

	memset(out, 0, sizeof(*out));
	CSN_TRY(csn_der_read(&der, CSN_DER_SEQUENCE, &info, err));
	CSN_TRY(csn_der_end(der, err));
	CSN_TRY(csn_key_algorithm_read(&info, &kind, err));
	CSN_TRY(csn_der_read_bits(&info, &key, err));
	CSN_TRY(csn_der_end(info, err));
	if (kind == CSN_KEY_RSA)
		return csn_rsa_public_read(out, key, err);
	out->kind = kind;
	out->point = key;
	rc = COSIGN_OK;
out:
	return rc;
}

static uint32_t
bit_length(struct csn_span number)
{
	uint32_t bits;
	unsigned int first;

	if (number.len == 0)
		return 0;
	bits = (uint32_t)(number.len - 1) * 8;
	for (first = number.p[0]; first > 0; first >>= 1)
		bits++;
	return bits;
}

static cosign_rc_t
check_rsa(struct csn_spki *spki, cosign_error_t *err)
{
	const uint32_t bits = bit_length(spki->modulus);
	uint64_t e = 0;
	size_t i;

	if (csn_alg_default(CSN_KEY_RSA, bits) == NULL)
		return csn_fail(err, COSIGN_E_WEAK_KEY,
		    "RSA of %u bits, not 2048, 3072 or 4096", bits);
	if ((spki->modulus.p[spki->modulus.len - 1] & 1) == 0)
		return csn_fail(err, COSIGN_E_MALFORMED, "RSA modulus is even");
	for (i = 0; i < spki->exponent.len && e <= RSA_EXPONENT_MAX; i++)
		e = e << 8 | spki->exponent.p[i];
	if (e < RSA_EXPONENT_MIN || e > RSA_EXPONENT_MAX || (e & 1) == 0)
		return csn_fail(err, COSIGN_E_WEAK_KEY,
		    "RSA exponent is not odd and between 3 and 2^31 - 1");
	spki->rsa_bits = bits;
	return COSIGN_OK;
}

static cosign_rc_t
check_point(const struct csn_spki *spki, cosign_error_t *err)
{
	const size_t field = csn_key_field_size(spki->kind);
	const struct csn_span point = spki->point;

	/* SEC 1 2.3.3: 2 and 3 compressed, 6 and 7 hybrid. */
	if (point.len == 0 || point.p[0] != 4)
		return csn_fail(err, COSIGN_E_UNSUPPORTED,
		    "point is not in uncompressed form");
	if (point.len != 1 + 2 * field)
		return csn_fail(err, COSIGN_E_MALFORMED,
		    "point has %zu bytes instead of %zu", point.len,
		    1 + 2 * field);
	return COSIGN_OK;
}

/*
 * y of the points of order 1, 2, 4 and 8, and of order 1 and 4 written with p
 * added. With such a key everybody can make a signature of any message.
 */
static const uint8_t small_order[][ED25519_KEY_SIZE] = {
	{ 0 },
	{ 1 },
	{ 0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4,
	    0x89, 0xf2, 0xef, 0x98, 0xf0, 0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6,
	    0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05 },
	{ 0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b,
	    0x76, 0x0d, 0x10, 0x67, 0x0f, 0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39,
	    0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a },
	{ 0xec, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f },
	{ 0xed, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f },
	{ 0xee, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f },
};

static cosign_rc_t
check_ed25519(const struct csn_spki *spki, cosign_error_t *err)
{
	uint8_t y[ED25519_KEY_SIZE];
	size_t i;

	if (spki->point.len != ED25519_KEY_SIZE)
		return csn_fail(err, COSIGN_E_MALFORMED,
		    "Ed25519 key has %zu bytes instead of %d", spki->point.len,
		    ED25519_KEY_SIZE);
	memcpy(y, spki->point.p, sizeof(y));
	y[ED25519_KEY_SIZE - 1] &= 0x7f; /* the sign of x */
	for (i = 0; i < CSN_ARRAY_LEN(small_order); i++)
		if (memcmp(y, small_order[i], sizeof(y)) == 0)
			return csn_fail(err, COSIGN_E_WEAK_KEY,
			    "Ed25519 key is a point of small order");
	return COSIGN_OK;
}

cosign_rc_t
csn_spki_check(struct csn_spki *spki, cosign_error_t *err)
{
	spki->rsa_bits = 0;
	switch (spki->kind) {
	case CSN_KEY_P256:
	case CSN_KEY_P384:
	case CSN_KEY_P521:
		return check_point(spki, err);
	case CSN_KEY_RSA:
		return check_rsa(spki, err);
	case CSN_KEY_ED25519:
		return check_ed25519(spki, err);
	}
	return csn_fail(err, COSIGN_E_INTERNAL, "key kind");
}

void
csn_spki_write(struct csn_buf *out, const struct csn_spki *spki)
{
	const size_t algorithm = csn_der_size(algorithm_size(spki->kind));
	const size_t rsa = csn_der_unsigned_size(spki->modulus) +
	    csn_der_unsigned_size(spki->exponent);
	const int is_rsa = spki->kind == CSN_KEY_RSA;
	/* The BIT STRING begins with the number of unused bits. */
	const size_t key = 1 + (is_rsa ? csn_der_size(rsa) : spki->point.len);

	csn_der_add_header(
	    out, CSN_DER_SEQUENCE, algorithm + csn_der_size(key));
	csn_key_algorithm_write(out, spki->kind);
	csn_der_add_header(out, CSN_DER_BIT_STRING, key);
	csn_buf_add_char(out, '\0');
	if (!is_rsa) {
		csn_buf_add(out, spki->point.p, spki->point.len);
		return;
	}
	csn_der_add_header(out, CSN_DER_SEQUENCE, rsa);
	csn_der_add_unsigned(out, spki->modulus);
	csn_der_add_unsigned(out, spki->exponent);
}
