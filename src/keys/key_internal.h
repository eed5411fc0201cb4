/* What a private key is made of. */
#ifndef CSN_KEYS_KEY_INTERNAL_H
#define CSN_KEYS_KEY_INTERNAL_H

#include "keys/private.h"

#include <cosign/key.h>

#include <stdatomic.h>

/* The key itself, shared by its handles of different algorithms. */
struct csn_private_material {
	atomic_size_t refs;
	struct csn_secret pkcs8; /* as it goes into a key file */
	/* What signs: of EC keys OpenSSL's, of Ed25519 keys libsodium's, of RSA
	   keys something new each time (sign_digest.c). */
	EVP_PKEY *ec;
	struct csn_secret ed25519;
};

struct cosign_key {
	/* Itself: what owners and operations change is reached through it,
	   also from a handle that is const to its user. */
	cosign_key_t *self;
	atomic_size_t refs;
	const struct csn_alg *alg;
	cosign_pubkey_t *pub; /* of the same algorithm */
	struct csn_private_material *material;
	struct csn_ctx_pool pool; /* EC: sign contexts */
};

/* A key from its numbers: they are checked and copied. */
cosign_rc_t csn_key_from_private(
    cosign_key_t **out, const struct csn_private *key, cosign_error_t *err);

/* A key file's JSON, opened. */
cosign_rc_t csn_key_from_keyfile(cosign_key_t **out, struct csn_span json,
    cosign_password_fn password, void *user, cosign_error_t *err);

/* Sign with RSA once and verify: whether the primes are primes. */
cosign_rc_t csn_key_try(const cosign_key_t *key, cosign_error_t *err);

#endif
