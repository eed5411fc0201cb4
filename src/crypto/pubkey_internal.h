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
	/* RSA and Ed25519, once csn_pubkey_evp() made it. */
	_Atomic(EVP_PKEY *) pkey;
	struct csn_buf der; /* SubjectPublicKeyInfo */
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

/*
 * OpenSSL's object of an RSA or Ed25519 key, made when it is first used:
 * trusted roots have such keys, many bundles do not need them, and nothing else
 * of a bundle needs OpenSSL's configuration and providers, which take longer
 * than verifying it. COSIGN_OK, COSIGN_E_CRYPTO, _NOMEM.
 */
cosign_rc_t csn_pubkey_evp(
    EVP_PKEY **out, const cosign_pubkey_t *key, cosign_error_t *err);

#endif
