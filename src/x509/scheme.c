#include "crypto/der.h"
#include "x509/certificate.h"

/* RFC 5758 3.2, RFC 4055 5 and 3.1, RFC 8410 3. */
static const uint8_t oid_ecdsa[] = { 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3 };
static const uint8_t oid_pkcs1[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1 };
static const uint8_t oid_ed25519[] = { 0x2b, 0x65, 0x70 };
/* RFC 4055 2.1, 2.2. */
static const uint8_t oid_sha2[] = { 0x60, 0x86, 0x48, 1, 101, 3, 4, 2 };
static const uint8_t oid_mgf1[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1,
	8 };

/* Last number of an OBJECT IDENTIFIER that begins so, -1 for another. */
static int
last_of(struct csn_span oid, const uint8_t *prefix, size_t len)
{
	if (oid.len != len + 1 || memcmp(oid.p, prefix, len) != 0)
		return -1;
	return oid.p[len];
}

#define LAST_OF(oid, prefix) last_of(oid, prefix, sizeof(prefix))

static cosign_rc_t
fail_algorithm(cosign_error_t *err)
{
	return csn_fail(err, COSIGN_E_UNSUPPORTED,
	    "signature algorithm is none of ECDSA, RSA, Ed25519 with SHA-2");
}

/* From the last number of ecdsa-with-SHA2 (2 to 4), shaWithRSAEncryption (11
   to 13) or a SHA-2 hash (1 to 3), counted from the first. */
static cosign_rc_t
pick_hash(cosign_hash_t *hash, int number, int first, cosign_error_t *err)
{
	switch (number - first) {
	case 0:
		*hash = COSIGN_HASH_SHA256;
		return COSIGN_OK;
	case 1:
		*hash = COSIGN_HASH_SHA384;
		return COSIGN_OK;
	case 2:
		*hash = COSIGN_HASH_SHA512;
		return COSIGN_OK;
	default:
		return fail_algorithm(err);
	}
}

/* NULL, or where that is allowed nothing. */
static cosign_rc_t
read_no_parameters(struct csn_span in, int may_be_absent, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_span none;

	if (in.len == 0 && may_be_absent)
		return COSIGN_OK;
	CSN_TRY(csn_der_read(&in, CSN_DER_NULL, &none, err));
	CSN_TRY(csn_der_end(none, err));
	CSN_TRY(csn_der_end(in, err));
	rc = COSIGN_OK;
out:
	return rc;
}

cosign_rc_t
csn_hash_algorithm_read(
    struct csn_span *in, cosign_hash_t *hash, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_span algorithm, oid;

	*hash = COSIGN_HASH_NONE;
	CSN_TRY(csn_der_read(in, CSN_DER_SEQUENCE, &algorithm, err));
	CSN_TRY(csn_der_read(&algorithm, CSN_DER_OID, &oid, err));
	CSN_TRY(read_no_parameters(algorithm, 1, err));
	if (pick_hash(hash, LAST_OF(oid, oid_sha2), 1, NULL) != COSIGN_OK)
		CSN_TRY(csn_fail(err, COSIGN_E_UNSUPPORTED,
		    "hash is none of SHA-256, SHA-384, SHA-512"));
	rc = COSIGN_OK;
out:
	return rc;
}

/*
 * RSASSA-PSS-params (RFC 4055 3.1), as Go wants them: MGF1 with the same hash,
 * a salt of its length, the only trailer that there is (by default).
 */
static cosign_rc_t
read_pss(struct csn_span in, cosign_hash_t *hash, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_span params, field, mgf, oid;
	cosign_hash_t mgf_hash;
	uint32_t salt = 0;

	CSN_TRY(csn_der_read(&in, CSN_DER_SEQUENCE, &params, err));
	CSN_TRY(csn_der_end(in, err));
	CSN_TRY(
	    csn_der_read(&params, CSN_DER_CONTEXT_CONSTRUCTED(0), &field, err));
	CSN_TRY(csn_hash_algorithm_read(&field, hash, err));
	CSN_TRY(csn_der_end(field, err));
	CSN_TRY(
	    csn_der_read(&params, CSN_DER_CONTEXT_CONSTRUCTED(1), &field, err));
	CSN_TRY(csn_der_read(&field, CSN_DER_SEQUENCE, &mgf, err));
	CSN_TRY(csn_der_end(field, err));
	CSN_TRY(csn_der_read(&mgf, CSN_DER_OID, &oid, err));
	CSN_TRY(csn_hash_algorithm_read(&mgf, &mgf_hash, err));
	CSN_TRY(csn_der_end(mgf, err));
	CSN_TRY(
	    csn_der_read(&params, CSN_DER_CONTEXT_CONSTRUCTED(2), &field, err));
	CSN_TRY(csn_der_read_small(&field, &salt, err));
	CSN_TRY(csn_der_end(field, err));
	CSN_TRY(csn_der_end(params, err));
	if (!csn_span_eq(oid, csn_span(oid_mgf1, sizeof(oid_mgf1))) ||
	    mgf_hash != *hash || salt != cosign_hash_size(*hash))
		CSN_TRY(csn_fail(err, COSIGN_E_UNSUPPORTED,
		    "RSASSA-PSS with unusual parameters"));
	rc = COSIGN_OK;
out:
	return rc;
}

static cosign_rc_t
read_rsa(struct csn_signature_scheme *out, int number, struct csn_span params,
    cosign_error_t *err)
{
	cosign_rc_t rc;

	out->kind = CSN_KEY_RSA;
	out->pss = number == 10;
	if (out->pss)
		return read_pss(params, &out->hash, err);
	rc = pick_hash(&out->hash, number, 11, err);
	return rc == COSIGN_OK ? read_no_parameters(params, 0, err) : rc;
}

cosign_rc_t
csn_signature_scheme_read(
    struct csn_span *in, struct csn_signature_scheme *out, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_span algorithm, oid;

	memset(out, 0, sizeof(*out));
	CSN_TRY(csn_der_read(in, CSN_DER_SEQUENCE, &algorithm, err));
	CSN_TRY(csn_der_read(&algorithm, CSN_DER_OID, &oid, err));
	if (LAST_OF(oid, oid_ecdsa) >= 0) {
		out->kind = CSN_KEY_P256;
		CSN_TRY(pick_hash(&out->hash, LAST_OF(oid, oid_ecdsa), 2, err));
		CSN_TRY(csn_der_end(algorithm, err));
	} else if (LAST_OF(oid, oid_pkcs1) >= 0) {
		CSN_TRY(read_rsa(out, LAST_OF(oid, oid_pkcs1), algorithm, err));
	} else if (csn_span_eq(
		       oid, csn_span(oid_ed25519, sizeof(oid_ed25519)))) {
		out->kind = CSN_KEY_ED25519;
		CSN_TRY(csn_der_end(algorithm, err));
	} else {
		CSN_TRY(fail_algorithm(err));
	}
	rc = COSIGN_OK;
out:
	return rc;
}

static int
is_ec(enum csn_key_kind kind)
{
	return kind == CSN_KEY_P256 || kind == CSN_KEY_P384 ||
	    kind == CSN_KEY_P521;
}

cosign_rc_t
csn_scheme_verify(const struct csn_signature_scheme *scheme,
    const cosign_pubkey_t *key, struct csn_span message,
    struct csn_span signature, cosign_error_t *err)
{
	const enum csn_key_kind kind = csn_pubkey_kind(key);

	if (is_ec(scheme->kind) ? !is_ec(kind) : kind != scheme->kind)
		return csn_fail(err, COSIGN_E_ALGORITHM,
		    "signature algorithm is for another kind of key");
	return csn_pubkey_verify_as(
	    key, scheme->hash, scheme->pss, message, signature, err);
}
