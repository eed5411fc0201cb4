/* A public key that is read is one for OpenSSL too, with the same bytes. */
#include "keys.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	cosign_pubkey_t *key = NULL;
	const cosign_rc_t rc = cosign_pubkey_parse(&key, data, size, NULL);

	check_parsed(rc, key);
	cosign_pubkey_free(key);
	return 0;
}
