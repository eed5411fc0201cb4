/*
 * A host that verifies and frees its keys late: in a handler that runs after
 * OpenSSL has cleaned up, as destructors of static objects may. What needs
 * nothing that was cleaned up still works. And one that unloads the library
 * (argument: the shared library) before it exits.
 */
#include <cosign/pubkey.h>

#include "known.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static cosign_pubkey_t *key, *ed25519;

/* Not its signature; that is found out only if OpenSSL is asked. */
static cosign_rc_t
refuse(void)
{
	static const uint8_t signature[64] = { 1 };

	return cosign_pubkey_verify_message(ed25519, COSIGN_HASH_NONE, "", 0,
	    signature, sizeof(signature), NULL);
}

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
	const cosign_rc_t rc = verify(), other = refuse();

	cosign_pubkey_free(key);
	cosign_pubkey_free(ed25519);
	if (rc != COSIGN_OK || other != COSIGN_E_CRYPTO) {
		(void)fprintf(stderr, "late verification: %s, %s\n",
		    cosign_rc_name(rc), cosign_rc_name(other));
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
		COSIGN_OK ||
	    cosign_pubkey_parse(&ed25519, KNOWN_ED25519, strlen(KNOWN_ED25519),
		NULL) != COSIGN_OK)
		return 1;
	return verify() == COSIGN_OK && refuse() == COSIGN_E_SIGNATURE ? 0 : 1;
}
