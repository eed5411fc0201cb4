/*
 * Sign an image with an encrypted key: sign_image KEY.key IMAGE
 *
 * IMAGE is "oci:DIR:TAG" or "oci:DIR@sha256:...". The password is read from
 * standard input. Prints the digest that was signed.
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
sign_image(cosign_oci_t *oci, const cosign_key_t *key, const char *name,
    cosign_error_t *err)
{
	cosign_image_signatures_t **made = NULL;
	cosign_reference_t *image = NULL;
	size_t count = 0;
	cosign_rc_t rc;

	rc = cosign_reference_parse(&image, name, err);
	if (rc == COSIGN_OK)
		rc = cosign_image_sign(
		    &made, &count, oci, image, &key, 1, NULL, err);
	while (count > 0) {
		puts(cosign_reference_text(
		    cosign_image_signatures_image(made[--count])));
		cosign_image_signatures_free(made[count]);
	}
	cosign_free(made);
	cosign_reference_free(image);
	return rc;
}

int
main(int argc, char **argv)
{
	cosign_error_t *err = cosign_error_new();
	cosign_rc_t rc = COSIGN_E_ARGUMENT;
	cosign_key_t *key = NULL;
	cosign_oci_t *oci = NULL;

	if (argc == 3)
		rc = cosign_key_load(&key, argv[1], read_password, NULL, err);
	if (rc == COSIGN_OK)
		rc = cosign_oci_new(&oci, NULL, NULL, err);
	if (rc == COSIGN_OK)
		rc = sign_image(oci, key, argv[2], err);
	if (rc != COSIGN_OK)
		fprintf(stderr, "%s\n", cosign_error_message(err));
	cosign_oci_free(oci);
	cosign_key_free(key);
	cosign_error_free(err);
	return rc == COSIGN_OK ? 0 : 1;
}
