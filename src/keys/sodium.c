#include "keys/sodium.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#define SONAME "libsodium.so.23"

/*
 * What package builders read to find libraries that no DT_NEEDED names
 * (systemd.io/ELF_DLOPEN_METADATA): an ELF note of type 0x407c0c0a.
 */
#define NOTE                                                       \
	"[{\"feature\":\"keys\",\"description\":\"Private keys\"," \
	"\"priority\":\"recommended\",\"soname\":[\"" SONAME "\"]}]"
static const struct {
	uint32_t owner_size, text_size, type;
	char owner[4];
	char text[(sizeof(NOTE) + 3) / 4 * 4];
} note __attribute__((used, aligned(4), section(".note.dlopen"))) = {
	sizeof("FDO"), sizeof(NOTE), 0x407c0c0a, "FDO", NOTE
};

static struct csn_sodium table;
/* &table once it is filled. */
static _Atomic(const struct csn_sodium *) ready;
static pthread_mutex_t loading = PTHREAD_MUTEX_INITIALIZER;

/* POSIX lets dlsym()'s result be a function; ISO C knows no such cast. */
static int
find(void *library, const char *name, void *function)
{
	void *symbol = dlsym(library, name);

	memcpy(function, &symbol, sizeof(symbol));
	return symbol != NULL;
}

#define FIND(member, name) find(library, #name, &s->member)

static int
find_all(struct csn_sodium *s, void *library)
{
	__typeof__(sodium_init) *init;

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
	    FIND(wipe_stack, sodium_stackzero) &&
	    find(library, "sodium_init", &init) && init() >= 0;
}

static cosign_rc_t
load(cosign_error_t *err)
{
	void *library = dlopen(SONAME, RTLD_NOW | RTLD_LOCAL);
	cosign_rc_t rc;

	if (library == NULL) {
		rc = csn_fail(err, COSIGN_E_NO_LIBRARY, "%s", dlerror());
		csn_hint(err,
		    "private keys need libsodium: install the "
		    "package libsodium23 (Debian) or libsodium");
		return rc;
	}
	if (!find_all(&table, library)) {
		(void)dlclose(library);
		return csn_fail(
		    err, COSIGN_E_NO_LIBRARY, SONAME ": cannot be initialised");
	}
	/* Stays loaded: guarded memory may live as long as the process. */
	atomic_store(&ready, &table);
	return COSIGN_OK;
}

cosign_rc_t
csn_sodium_get(const struct csn_sodium **out, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_OK;

	*out = atomic_load_explicit(&ready, memory_order_acquire);
	if (*out != NULL)
		return COSIGN_OK;
	(void)pthread_mutex_lock(&loading);
	if (atomic_load(&ready) == NULL)
		rc = load(err);
	(void)pthread_mutex_unlock(&loading);
	if (rc == COSIGN_OK)
		*out = &table;
	return rc;
}
