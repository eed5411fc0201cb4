/*
 * Push a file as an image and sign it: push_signed KEY.key FILE oci:DIR:TAG
 *
 * Prints the image by its digest; the password is read from standard input.
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
push_signed(const char *key_path, const char *path, const char *place,
    cosign_error_t *err)
{
	cosign_key_t *key = NULL;
	cosign_oci_t *oci = NULL;
	cosign_upload_t *upload = NULL;
	cosign_reference_t *to = NULL, *image = NULL;
	cosign_rc_t rc;

	rc = cosign_key_load(&key, key_path, read_password, NULL, err);
	if (rc == COSIGN_OK)
		rc = cosign_oci_new(&oci, NULL, NULL, err);
	if (rc == COSIGN_OK)
		rc = cosign_reference_parse(&to, place, err);
	if (rc == COSIGN_OK)
		rc = cosign_upload_new(&upload, err);
	if (rc == COSIGN_OK)
		rc = cosign_upload_add_file(upload, path, NULL, NULL, err);
	if (rc == COSIGN_OK) {
		const cosign_key_t *keys[] = { key };

		rc = cosign_upload_push(
		    &image, oci, to, upload, keys, 1, NULL, err);
	}
	if (rc == COSIGN_OK)
		printf("%s\n", cosign_reference_text(image));

	cosign_reference_free(image);
	cosign_reference_free(to);
	cosign_upload_free(upload);
	cosign_oci_free(oci);
	cosign_key_free(key);
	return rc;
}

int
main(int argc, char **argv)
{
	cosign_error_t *err = cosign_error_new();
	cosign_rc_t rc = COSIGN_E_ARGUMENT;

	if (argc == 4)
		rc = push_signed(argv[1], argv[2], argv[3], err);
	if (rc != COSIGN_OK)
		fprintf(stderr, "%s\n", cosign_error_message(err));
	cosign_error_free(err);
	return rc == COSIGN_OK ? 0 : 1;
}
