/* A private key from elsewhere: whole, or refused with a reason. */
#include "private_key.h"

/* As cosign imports it: signatures verify, and the exponent is 65537. */
static void
check_rsa(const cosign_key_t *key)
{
	static const uint8_t exponent[] = { 0x02, 0x03, 0x01, 0x00, 0x01 };
	size_t len;
	const uint8_t *der = cosign_pubkey_der(cosign_key_public(key), &len);

	HOLDS(len > sizeof(exponent));
	HOLDS(memcmp(der + len - sizeof(exponent), exponent,
		  sizeof(exponent)) == 0);
	check_signature(key);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	cosign_error_t *err = cosign_error_new();
	cosign_key_t *key = NULL;
	cosign_rc_t rc;
	int asked = 0;

	rc = cosign_key_import(&key, data, size, give_up, &asked, err);
	HOLDS((key != NULL) == (rc == COSIGN_OK));
	if (rc == COSIGN_OK) {
		HOLDS(asked == 0);
		check_private_key(key);
		if (is_rsa(key))
			check_rsa(key);
	} else {
		check_reason(rc, asked, err);
	}
	cosign_key_free(key);
	/* A password is needed where one was asked for. */
	if (asked > 0)
		HOLDS(cosign_key_import(&key, data, size, NULL, NULL, NULL) ==
		    COSIGN_E_NO_PASSWORD);
	cosign_error_free(err);
	return 0;
}
