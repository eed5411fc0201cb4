/*
 * libsodium, loaded on first use: a program that only verifies never pays for
 * it. No other file knows that it exists.
 */
#ifndef CSN_KEYS_SODIUM_H
#define CSN_KEYS_SODIUM_H

#include "util/util.h"

#include <sodium.h>

struct csn_sodium {
	__typeof__(crypto_pwhash_scryptsalsa208sha256_ll) *scrypt;
	__typeof__(crypto_secretbox_easy) *secretbox_seal;
	__typeof__(crypto_secretbox_open_easy) *secretbox_open;
	__typeof__(crypto_sign_seed_keypair) *sign_seed;
	__typeof__(crypto_sign_detached) *sign;
	__typeof__(crypto_hash_sha512_init) *sha512_init;
	__typeof__(crypto_hash_sha512_update) *sha512_update;
	__typeof__(crypto_hash_sha512_final) *sha512_final;
	__typeof__(crypto_core_ed25519_scalar_reduce) *scalar_reduce;
	__typeof__(crypto_core_ed25519_scalar_mul) *scalar_mul;
	__typeof__(crypto_core_ed25519_scalar_add) *scalar_add;
	__typeof__(crypto_scalarmult_ed25519_base_noclamp) *base_multiply;
	__typeof__(sodium_malloc) *malloc;
	__typeof__(sodium_free) *free;
	__typeof__(sodium_stackzero) *wipe_stack;
};

/* COSIGN_OK or COSIGN_E_NO_LIBRARY. Cheap after the first call; a failure is
   not remembered, so that a host may install the library and go on. */
cosign_rc_t csn_sodium_get(const struct csn_sodium **out, cosign_error_t *err);

#endif
