/*
 * A host that signs and frees its key late: in a handler that runs after
 * OpenSSL has cleaned up, as destructors of static objects may.
 */
#include <cosign/key.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static cosign_key_t *key;

static cosign_rc_t
sign(void)
{
	static const uint8_t digest[32] = { 1 };
	uint8_t signature[COSIGN_SIGNATURE_MAX];
	size_t len;

	return cosign_key_sign_digest(key, digest, sizeof(digest), signature,
	    sizeof(signature), &len, NULL);
}

static void
sign_late(void)
{
	const cosign_rc_t rc = sign();

	cosign_key_free(key);
	if (rc != COSIGN_E_CRYPTO) {
		(void)fprintf(
		    stderr, "late signature: %s\n", cosign_rc_name(rc));
		_exit(1);
	}
}

int
main(void)
{
	/* Handlers run in the reverse order: this one after OpenSSL's. */
	if (atexit(sign_late) != 0)
		return 1;
	if (cosign_key_generate(&key, COSIGN_ALG_NONE, NULL) != COSIGN_OK)
		return 1;
	/* A signing context is now kept with the key. */
	return sign() == COSIGN_OK ? 0 : 1;
}
