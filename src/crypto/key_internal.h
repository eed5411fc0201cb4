/*
 * Keys as the code sees them: what kind, which scheme, and the OpenSSL key
 * with its pool of reusable operation contexts.
 */
#ifndef CSN_CRYPTO_KEY_INTERNAL_H
#define CSN_CRYPTO_KEY_INTERNAL_H

#include "crypto/digest.h"
#include "util/buf.h"
#include "util/span.h"

#include <cosign/pubkey.h>

#include <openssl/evp.h>

enum csn_key_kind {
	CSN_KEY_P256,
	CSN_KEY_P384,
	CSN_KEY_P521,
	CSN_KEY_RSA,
	CSN_KEY_ED25519,
};

/* Row of the algorithm table (crypto/algorithm.c). */
struct csn_alg {
	cosign_alg_t alg;
	const char *name;      /* registry */
	const char *spec_name; /* PublicKeyDetails */
	enum csn_key_kind kind;
	uint32_t rsa_bits; /* 0 for other kinds */
	cosign_hash_t hash;
	int pss;
	int read_only;  /* never made, only verified */
	int is_default; /* for its kind and size */
};

/* NULL for NONE and for numbers that are no algorithm. */
const struct csn_alg *csn_alg_row(cosign_alg_t alg);
/* The default of a kind; rsa_bits as for the key. NULL off the list. */
const struct csn_alg *csn_alg_default(
    enum csn_key_kind kind, uint32_t rsa_bits);

/* Bytes of an EC field element, or of an Ed25519 key; 0 for RSA. */
size_t csn_key_field_size(enum csn_key_kind kind);

/*
 * The fields of a public key. Views: they live as long as the bytes that they
 * were read from.
 */
struct csn_spki {
	enum csn_key_kind kind;
	struct csn_span point;   /* EC: uncompressed point; Ed25519: 32 bytes */
	struct csn_span modulus; /* RSA, big-endian, no leading zero */
	struct csn_span exponent; /* RSA */
	uint32_t rsa_bits;        /* set by csn_spki_check() */
};

/*
 * Read SubjectPublicKeyInfo (RFC 5280 4.1.2.7) to its last byte. No OpenSSL
 * decoder is involved: the fields are read here and handed over, so explicit
 * curves, tails and foreign parameters are refused by construction.
 * COSIGN_E_DER, _MALFORMED, _UNSUPPORTED (algorithm), _WEAK_KEY (curve).
 */
cosign_rc_t csn_spki_read(
    struct csn_spki *out, struct csn_span der, cosign_error_t *err);
/* RSAPublicKey (RFC 8017 A.1.1), likewise. */
cosign_rc_t csn_rsa_public_read(
    struct csn_spki *out, struct csn_span der, cosign_error_t *err);
/* Sizes, and for RSA what Go's crypto/rsa wants of modulus and exponent;
   whether a point is on its curve is found out later, with OpenSSL. */
cosign_rc_t csn_spki_check(struct csn_spki *spki, cosign_error_t *err);
/* Write SubjectPublicKeyInfo for checked fields. */
void csn_spki_write(struct csn_buf *out, const struct csn_spki *spki);

/* AlgorithmIdentifier of a key, as SubjectPublicKeyInfo and PrivateKeyInfo
   hold it: which kind of key it announces. */
cosign_rc_t csn_key_algorithm_read(
    struct csn_span *in, enum csn_key_kind *kind, cosign_error_t *err);
void csn_key_algorithm_write(struct csn_buf *out, enum csn_key_kind kind);
/* OBJECT IDENTIFIER of a named curve on the list. */
cosign_rc_t csn_curve_read(
    struct csn_span *in, enum csn_key_kind *kind, cosign_error_t *err);
void csn_curve_write(struct csn_buf *out, enum csn_key_kind kind);
/* OpenSSL's name of the curve; NULL for RSA and Ed25519. */
const char *csn_curve_name(enum csn_key_kind kind);

cosign_rc_t csn_pubkey_from_spki(
    cosign_pubkey_t **out, struct csn_span der, cosign_error_t *err);
/* A public key from fields, which are checked (point on curve, sizes). */
cosign_rc_t csn_pubkey_from_fields(
    cosign_pubkey_t **out, const struct csn_spki *fields, cosign_error_t *err);

/*
 * Verify a signature in a format that says hash and padding (NONE and 0: pure
 * Ed25519), with a key of the kind that they are for. ECDSA signatures are DER
 * and nothing else. COSIGN_OK, COSIGN_E_SIGNATURE, _NO_SIGNATURE, _ALGORITHM,
 * _CRYPTO, _NOMEM.
 */
cosign_rc_t csn_pubkey_verify_as(const cosign_pubkey_t *key, cosign_hash_t hash,
    int pss, struct csn_span message, struct csn_span sig, cosign_error_t *err);

/* The key of a certificate (DER). */
cosign_rc_t csn_certificate_spki(
    struct csn_spki *out, struct csn_span der, cosign_error_t *err);

/*
 * What bytes of a public key are: PEM of a label, or DER of a shape. One
 * reader for cosign_pubkey_parse() and the others, which differ in what they
 * take.
 */
enum csn_key_format {
	CSN_FORMAT_SPKI,
	CSN_FORMAT_RSA_PUBLIC, /* PKCS#1 */
	CSN_FORMAT_CERTIFICATE,
	CSN_FORMAT_PRIVATE,
	CSN_FORMAT_OTHER,
};

/* The label of a PEM block; SPKI for "PUBLIC KEY" and so on. */
enum csn_key_format csn_key_format_of_label(struct csn_span label);
/* By the first elements; OTHER also for damaged DER. */
enum csn_key_format csn_key_format_of_der(struct csn_span der);

enum csn_key_kind csn_pubkey_kind(const cosign_pubkey_t *key);
const struct csn_alg *csn_pubkey_alg(const cosign_pubkey_t *key);

/* Fail with COSIGN_E_ALGORITHM unless the algorithm is for this kind and size
   of key. */
cosign_rc_t csn_alg_check(cosign_alg_t alg, enum csn_key_kind kind,
    uint32_t rsa_bits, cosign_error_t *err);

/*
 * A few reusable operation contexts beside a key: taking one is lock-free,
 * an empty pool makes a new one. A fresh context for each operation would
 * cost a fifth of a P-256 signature.
 */
#define CSN_POOL_SLOTS 16
struct csn_ctx_pool {
	_Atomic(EVP_PKEY_CTX *) slots[CSN_POOL_SLOTS];
};
EVP_PKEY_CTX *csn_pool_take(struct csn_ctx_pool *pool); /* NULL: empty */
/* Frees the context instead if there is no slot left. */
void csn_pool_give(struct csn_ctx_pool *pool, EVP_PKEY_CTX *ctx);
void csn_pool_dispose(struct csn_ctx_pool *pool);

#endif
