/*
 * A host that frees its keys late: in a handler that runs after OpenSSL has
 * cleaned up, as destructors of static objects may. And one that unloads the
 * library (argument: the shared library) before it exits.
 */
#include <cosign/pubkey.h>

#include "known.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static cosign_pubkey_t *key;

static cosign_rc_t
verify(void)
{
	return cosign_pubkey_verify_message(key, COSIGN_HASH_NONE,
	    KNOWN_MESSAGE, strlen(KNOWN_MESSAGE), known_p256_signature,
	    sizeof(known_p256_signature), NULL);
}

static void
free_late(void)
{
	const cosign_rc_t rc = verify();

	cosign_pubkey_free(key);
	if (rc != COSIGN_E_CRYPTO) {
		(void)fprintf(
		    stderr, "late verification: %s\n", cosign_rc_name(rc));
		_exit(1);
	}
}

static int
use_and_unload(const char *path)
{
	void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	cosign_rc_t (*parse)(
	    cosign_pubkey_t **, const void *, size_t, cosign_error_t *);
	void (*free_key)(cosign_pubkey_t *);
	cosign_pubkey_t *other = NULL;

	if (library == NULL) {
		(void)fprintf(stderr, "%s\n", dlerror());
		return 1;
	}
	*(void **)&parse = dlsym(library, "cosign_pubkey_parse");
	*(void **)&free_key = dlsym(library, "cosign_pubkey_free");
	if (parse == NULL || free_key == NULL ||
	    parse(&other, KNOWN_P256, strlen(KNOWN_P256), NULL) != COSIGN_OK)
		return 1;
	free_key(other);
	return dlclose(library);
}

int
main(int argc, char **argv)
{
	if (argc == 2)
		return use_and_unload(argv[1]);
	/* Before OpenSSL's own handler is there: runs after it. */
	if (atexit(free_late) != 0)
		return 1;
	if (cosign_pubkey_parse(&key, KNOWN_P256, strlen(KNOWN_P256), NULL) !=
	    COSIGN_OK)
		return 1;
	return verify() == COSIGN_OK ? 0 : 1;
}
