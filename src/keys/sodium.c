#include "keys/sodium.h"

#include "loader/loader.h"

#define SONAME "libsodium.so.23"

CSN_LOADER_NOTE("keys", "Private keys", SONAME);

static struct csn_sodium table;

#define FIND(member, name) csn_loader_find(library, #name, &table.member)

static int
find_all(void *library)
{
	return FIND(scrypt, crypto_pwhash_scryptsalsa208sha256_ll) &&
	    FIND(secretbox_seal, crypto_secretbox_easy) &&
	    FIND(secretbox_open, crypto_secretbox_open_easy) &&
	    FIND(sign_seed, crypto_sign_seed_keypair) &&
	    FIND(sign, crypto_sign_detached) &&
	    FIND(sha512_init, crypto_hash_sha512_init) &&
	    FIND(sha512_update, crypto_hash_sha512_update) &&
	    FIND(sha512_final, crypto_hash_sha512_final) &&
	    FIND(scalar_reduce, crypto_core_ed25519_scalar_reduce) &&
	    FIND(scalar_mul, crypto_core_ed25519_scalar_mul) &&
	    FIND(scalar_add, crypto_core_ed25519_scalar_add) &&
	    FIND(base_multiply, crypto_scalarmult_ed25519_base_noclamp) &&
	    FIND(malloc, sodium_malloc) && FIND(free, sodium_free) &&
	    FIND(wipe_stack, sodium_stackzero);
}

static int
start(void *library)
{
	__typeof__(sodium_init) *init;

	return csn_loader_find(library, "sodium_init", &init) && init() >= 0;
}

static struct csn_loader loader = {
	.soname = SONAME,
	.hint = "private keys need libsodium: install the package libsodium23 "
		"(Debian) or libsodium",
	.find_all = find_all,
	.oldest = "1.0.18",
	.start = start,
	.loading = PTHREAD_MUTEX_INITIALIZER,
};

cosign_rc_t
csn_sodium_get(const struct csn_sodium **out, cosign_error_t *err)
{
	const cosign_rc_t rc = csn_loader_get(&loader, err);

	*out = rc == COSIGN_OK ? &table : NULL;
	return rc;
}
