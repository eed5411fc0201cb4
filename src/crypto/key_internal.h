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

/*
 * Read SubjectPublicKeyInfo (RFC 5280 4.1.2.7) to its last byte. No OpenSSL
 * decoder is involved: the fields are read here and handed over, so explicit
 * curves, tails and foreign parameters are refused by construction.
 */
cosign_rc_t csn_pubkey_from_spki(
    cosign_pubkey_t **out, struct csn_span der, cosign_error_t *err);

/* What each kind's fields are; read by csn_spki_read() and used by private
   key import to compare halves. */
struct csn_spki {
	enum csn_key_kind kind;
	struct csn_span point;   /* EC: uncompressed point; Ed25519: 32 bytes */
	struct csn_span modulus; /* RSA, big-endian, no leading zero */
	struct csn_span exponent; /* RSA */
	uint32_t rsa_bits;
};

/* Write SubjectPublicKeyInfo for these fields. */
void csn_spki_write(struct csn_buf *out, const struct csn_spki *spki);
/* A public key from fields, which are checked (point on curve, sizes). */
cosign_rc_t csn_pubkey_from_fields(
    cosign_pubkey_t **out, const struct csn_spki *spki, cosign_error_t *err);

enum csn_key_kind csn_pubkey_kind(const cosign_pubkey_t *key);
const struct csn_alg *csn_pubkey_alg(const cosign_pubkey_t *key);

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
void csn_pool_give(struct csn_ctx_pool *pool, EVP_PKEY_CTX *ctx);
void csn_pool_dispose(struct csn_ctx_pool *pool);

#endif
