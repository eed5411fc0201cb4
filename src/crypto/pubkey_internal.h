/* What a public key is made of; for src/crypto alone. */
#ifndef CSN_CRYPTO_PUBKEY_INTERNAL_H
#define CSN_CRYPTO_PUBKEY_INTERNAL_H

#include "crypto/key_internal.h"

#include <stdatomic.h>

#define CSN_FINGERPRINT_SIZE 32
#define CSN_HINT_SIZE        45 /* base64 of it and NUL */

/* The key itself, shared by its handles of different algorithms. */
struct csn_key_material {
	atomic_size_t refs;
	enum csn_key_kind kind;
	uint32_t rsa_bits;
	struct csn_ecdsa_key *ecdsa; /* EC keys */
	EVP_PKEY *pkey;              /* the others */
	struct csn_buf der;          /* SubjectPublicKeyInfo */
	struct csn_buf pem;
	struct csn_digest fingerprint;
	char hint[CSN_HINT_SIZE];
};

struct cosign_pubkey {
	/* Itself: what owners and operations change is reached through it,
	   also from a handle that is const to its user. */
	cosign_pubkey_t *self;
	atomic_size_t refs;
	const struct csn_alg *alg;
	struct csn_key_material *material;
	struct csn_ctx_pool pool; /* RSA: verify contexts of the own hash */
};

#endif
