/*
 * Verify an image with a public key: verify_image KEY.pub IMAGE
 *
 * Prints the digest that was verified, which is what to run: a tag may stand
 * for something else a moment later. Exit status 1: not signed so; 2: could
 * not find out.
 */
#include <cosign.h>

#include <stdio.h>

static cosign_rc_t
make_policy(cosign_policy_t **policy, const char *path, cosign_error_t *err)
{
	cosign_pubkey_t *key = NULL;
	cosign_rc_t rc = cosign_pubkey_load(&key, path, err);

	if (rc == COSIGN_OK)
		rc = cosign_policy_new(policy, err);
	if (rc == COSIGN_OK)
		rc = cosign_policy_add_key(*policy, key, err);
	if (rc == COSIGN_OK)
		cosign_policy_insecure_ignore_tlog(*policy);
	cosign_pubkey_free(key);
	return rc;
}

static cosign_rc_t
verify_image(
    const cosign_policy_t *policy, const char *name, cosign_error_t *err)
{
	cosign_image_result_t *result = NULL;
	cosign_reference_t *image = NULL;
	cosign_oci_t *oci = NULL;
	cosign_rc_t rc = cosign_oci_new(&oci, NULL, NULL, err);

	if (rc == COSIGN_OK)
		rc = cosign_reference_parse(&image, name, err);
	if (rc == COSIGN_OK)
		rc = cosign_image_verify(
		    &result, oci, image, NULL, policy, NULL, err);
	if (rc == COSIGN_OK)
		puts(cosign_reference_text(cosign_image_result_image(result)));
	cosign_image_result_free(result);
	cosign_reference_free(image);
	cosign_oci_free(oci);
	return rc;
}

int
main(int argc, char **argv)
{
	cosign_error_t *err = cosign_error_new();
	cosign_policy_t *policy = NULL;
	cosign_rc_t rc = COSIGN_E_ARGUMENT;

	if (argc == 3)
		rc = make_policy(&policy, argv[1], err);
	if (rc == COSIGN_OK)
		rc = verify_image(policy, argv[2], err);
	if (rc != COSIGN_OK)
		fprintf(stderr, "%s\n", cosign_error_message(err));
	cosign_policy_free(policy);
	cosign_error_free(err);
	if (rc == COSIGN_OK)
		return 0;
	return cosign_rc_class(rc) == COSIGN_CLASS_REJECTED ? 1 : 2;
}
