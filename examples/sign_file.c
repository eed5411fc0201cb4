/*
 * Sign a file with an encrypted key: sign_file KEY.key FILE BUNDLE
 *
 * Writes a Sigstore bundle v0.3; the password is read from standard input.
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

static cosign_rc_t
sign_file(const char *key_path, const char *path, const char *bundle_path,
    cosign_error_t *err)
{
	cosign_key_t *key = NULL;
	cosign_artifact_t *file = NULL;
	cosign_bundle_t *bundle = NULL;
	char *json = NULL;
	size_t len = 0;
	cosign_rc_t rc;

	rc = cosign_key_load(&key, key_path, read_password, NULL, err);
	if (rc == COSIGN_OK)
		rc = cosign_artifact_from_path(&file, path, err);
	if (rc == COSIGN_OK)
		rc = cosign_sign_blob(&bundle, key, file, err);
	if (rc == COSIGN_OK)
		rc = cosign_bundle_encode(
		    bundle, COSIGN_ENCODE_V03, &json, &len, err);
	if (rc == COSIGN_OK)
		rc = cosign_file_save(bundle_path, json, len, 0600, err);

	cosign_free(json);
	cosign_bundle_free(bundle);
	cosign_artifact_free(file);
	cosign_key_free(key);
	return rc;
}

int
main(int argc, char **argv)
{
	cosign_error_t *err = cosign_error_new();
	cosign_rc_t rc = COSIGN_E_ARGUMENT;

	if (argc == 4)
		rc = sign_file(argv[1], argv[2], argv[3], err);
	if (rc != COSIGN_OK)
		fprintf(stderr, "%s\n", cosign_error_message(err));
	cosign_error_free(err);
	return rc == COSIGN_OK ? 0 : 1;
}
