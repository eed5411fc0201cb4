/* Rings: what is taken without certificates is taken with them. */
#include "keys.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	cosign_keyring_t *plain = NULL, *ring = NULL;
	cosign_pubkey_t *key = NULL;
	cosign_rc_t plain_rc, rc;
	size_t i;

	plain_rc = cosign_keyring_parse(&plain, data, size, 0, NULL);
	rc = cosign_keyring_parse(
	    &ring, data, size, COSIGN_KEYRING_CERTIFICATES, NULL);
	HOLDS((plain != NULL) == (plain_rc == COSIGN_OK));
	HOLDS((ring != NULL) == (rc == COSIGN_OK));
	HOLDS(plain == NULL ||
	    cosign_keyring_count(plain) == cosign_keyring_count(ring));
	for (i = 0; i < cosign_keyring_count(ring); i++)
		check_parsed(COSIGN_OK, cosign_keyring_key(ring, i));
	/* One key is a ring of one. */
	if (cosign_pubkey_parse(&key, data, size, NULL) == COSIGN_OK)
		HOLDS(cosign_keyring_count(plain) == 1 &&
		    strcmp(cosign_pubkey_pem(key),
			cosign_pubkey_pem(cosign_keyring_key(plain, 0))) == 0);
	cosign_pubkey_free(key);
	cosign_keyring_free(plain);
	cosign_keyring_free(ring);
	return 0;
}
