/*
 * The numbers of a private key: read from the forms that keys come in, made,
 * checked against their public half, written as cosign writes them.
 */
#ifndef CSN_KEYS_PRIVATE_H
#define CSN_KEYS_PRIVATE_H

#include "crypto/key_internal.h"
#include "keys/secret.h"

/* RSAPrivateKey (RFC 8017 A.1.2), in its order. */
enum csn_rsa_number {
	CSN_RSA_N,
	CSN_RSA_E,
	CSN_RSA_D,
	CSN_RSA_P,
	CSN_RSA_Q,
	CSN_RSA_DP,
	CSN_RSA_DQ,
	CSN_RSA_QINV,
	CSN_RSA_NUMBERS
};

/* A key may be given its public half twice: by PKCS#8 and by SEC1 inside. */
#define CSN_PUBLIC_CLAIMS 2

/* Views into bytes that the reader was given. */
struct csn_private {
	enum csn_key_kind kind;
	struct csn_span number; /* EC: the private number; Ed25519: the seed */
	struct csn_span rsa[CSN_RSA_NUMBERS]; /* big-endian */
	/* Said to be the public half; empty if nothing is said. */
	struct csn_span claims[CSN_PUBLIC_CLAIMS];
};

/*
 * Reading to the last byte: PrivateKeyInfo and OneAsymmetricKey (RFC 5958 2),
 * ECPrivateKey that names its curve (RFC 5915 3), RSAPrivateKey of two primes
 * (RFC 8017 A.1.2). COSIGN_OK, COSIGN_E_DER, _MALFORMED, _UNSUPPORTED,
 * _WEAK_KEY (curve).
 */
cosign_rc_t csn_pkcs8_read(
    struct csn_private *out, struct csn_span der, cosign_error_t *err);
cosign_rc_t csn_sec1_read(
    struct csn_private *out, struct csn_span der, cosign_error_t *err);
cosign_rc_t csn_pkcs1_read(
    struct csn_private *out, struct csn_span der, cosign_error_t *err);

/*
 * PrivateKeyInfo, byte for byte as Go's x509.MarshalPKCS8PrivateKey writes
 * it. The number is padded to the field's size; point is the public half of
 * an EC key.
 */
cosign_rc_t csn_pkcs8_write(struct csn_secret *out,
    const struct csn_private *key, struct csn_span point, cosign_error_t *err);

/* Bytes of the longest public point: P-521, uncompressed. */
#define CSN_POINT_MAX 133

/*
 * Elliptic curves. A new private number, of the field's size; the padded
 * number and the public point that belongs to a number, which the claims must
 * agree with (COSIGN_E_KEY_MISMATCH); an OpenSSL key of both.
 */
struct csn_ec {
	struct csn_secret number;
	uint8_t point[CSN_POINT_MAX];
	size_t point_len;
};
cosign_rc_t csn_ec_generate(
    struct csn_secret *number, enum csn_key_kind kind, cosign_error_t *err);
cosign_rc_t csn_ec_complete(
    struct csn_ec *out, const struct csn_private *key, cosign_error_t *err);
void csn_ec_dispose(struct csn_ec *ec);
cosign_rc_t csn_ec_open(EVP_PKEY **out, enum csn_key_kind kind,
    const struct csn_ec *ec, cosign_error_t *err);

/*
 * RSA. New numbers, which lie in bytes; whether the numbers fit together
 * (COSIGN_E_KEY_MISMATCH); an OpenSSL key, whose numbers lie in ordinary
 * memory: freed, and thereby wiped, as soon as it has signed.
 */
cosign_rc_t csn_rsa_generate(struct csn_private *out, struct csn_secret *bytes,
    uint32_t bits, cosign_error_t *err);
cosign_rc_t csn_rsa_check(const struct csn_private *key, cosign_error_t *err);
cosign_rc_t csn_rsa_open(
    EVP_PKEY **out, const struct csn_private *key, cosign_error_t *err);

/*
 * Ed25519 (RFC 8032 5.1), with libsodium: OpenSSL 3.0 would put the seed into
 * ordinary memory, and cannot make Ed25519ph. A pair is the seed and the
 * public key behind it.
 */
#define CSN_ED25519_SIZE           ((size_t)32)
#define CSN_ED25519_PAIR_SIZE      ((size_t)64)
#define CSN_ED25519_SIGNATURE_SIZE ((size_t)64)
cosign_rc_t csn_ed25519_generate(struct csn_secret *seed, cosign_error_t *err);
/* The claims must agree with the public key. */
cosign_rc_t csn_ed25519_complete(struct csn_secret *pair,
    const struct csn_private *key, cosign_error_t *err);
cosign_rc_t csn_ed25519_sign(uint8_t signature[CSN_ED25519_SIGNATURE_SIZE],
    struct csn_span pair, struct csn_span message, cosign_error_t *err);
/* Prehashed, with an empty context: over SHA-512 of the message. */
cosign_rc_t csn_ed25519ph_sign(uint8_t signature[CSN_ED25519_SIGNATURE_SIZE],
    struct csn_span pair, struct csn_span digest, cosign_error_t *err);

/* COSIGN_E_KEY_MISMATCH for a claim that is neither empty nor these bytes. */
cosign_rc_t csn_claims_check(
    const struct csn_private *key, struct csn_span point, cosign_error_t *err);

#endif
