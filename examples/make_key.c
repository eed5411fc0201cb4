/*
 * Make an encrypted P-256 key pair: make_key PREFIX
 *
 * Writes PREFIX.key and PREFIX.pub; the password is read from standard input.
 */
#include <cosign.h>

#include <stdio.h>
#include <string.h>

static int
read_password(void *user, int purpose, uint8_t *buf, size_t size, size_t *len)
{
	(void)user;
	(void)purpose;
	if (fgets((char *)buf, (int)size, stdin) == NULL)
		return COSIGN_E_CANCELLED;
	*len = strcspn((char *)buf, "\n");
	return 0;
}

int
main(int argc, char **argv)
{
	cosign_error_t *err = cosign_error_new();
	cosign_key_t *key = NULL;
	cosign_rc_t rc = COSIGN_E_ARGUMENT;

	if (argc == 2)
		rc = cosign_key_generate(&key, COSIGN_ALG_NONE, err);
	if (rc == COSIGN_OK)
		rc = cosign_key_save_pair(
		    key, argv[1], 0, read_password, NULL, err);
	if (rc == COSIGN_OK)
		printf("%s", cosign_pubkey_pem(cosign_key_public(key)));
	else
		fprintf(stderr, "%s\n", cosign_error_message(err));
	cosign_key_free(key);
	cosign_error_free(err);
	return rc == COSIGN_OK ? 0 : 1;
}
