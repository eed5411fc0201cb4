/* The key of a certificate. */
#include "keys.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	cosign_pubkey_t *key = NULL;
	const cosign_rc_t rc =
	    cosign_pubkey_from_certificate(&key, data, size, NULL);

	check_parsed(rc, key);
	cosign_pubkey_free(key);
	return 0;
}
