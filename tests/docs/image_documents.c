/*
 * Prints documents of cosign_image_result_json(), one on a line: of an image
 * that is accepted, that is signed by somebody else, that has no signature, and
 * one of whose signatures is gone.
 *
 * usage: image-documents, in an empty folder
 */
#include <cosign.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MANIFEST                                                              \
	"{\"schemaVersion\":2,\"mediaType\":\"application/"                   \
	"vnd.oci.image.manifest.v1+json\",\"config\":{\"mediaType\":\"a/b\"," \
	"\"size\":2,\"digest\":\"sha256:44136fa355b3678a1146ad16f7e8649e94fb" \
	"4fc21fe77e8310c060f61caaff8a\"},\"layers\":[]}"

static cosign_oci_t *oci;
static cosign_reference_t *image;
static cosign_error_t *err;

static void
must(cosign_rc_t rc)
{
	if (rc == COSIGN_OK)
		return;
	(void)fprintf(
	    stderr, "%s: %s\n", cosign_rc_name(rc), cosign_error_message(err));
	exit(1);
}

static void
push_image(void)
{
	cosign_descriptor_t *config = NULL;
	cosign_manifest_t *manifest = NULL;

	must(cosign_oci_blob_push(oci, image, "a/b", "{}", 2, &config, err));
	must(cosign_manifest_parse(&manifest, MANIFEST, strlen(MANIFEST), err));
	must(cosign_oci_manifest_push(oci, image, manifest, err));
	cosign_manifest_free(manifest);
	cosign_descriptor_free(config);
}

static void
print_verdict(const cosign_key_t *key, cosign_rc_t code)
{
	cosign_image_result_t *result = NULL;
	cosign_policy_t *policy = NULL;
	cosign_rc_t rc;
	char *json = NULL;
	size_t len;

	must(cosign_policy_new(&policy, err));
	must(cosign_policy_add_key(policy, cosign_key_public(key), err));
	cosign_policy_insecure_ignore_tlog(policy);
	rc = cosign_image_verify(&result, oci, image, NULL, policy, NULL, err);
	if (rc != code)
		must(rc != COSIGN_OK ? rc : COSIGN_E_INTERNAL);
	must(cosign_image_result_json(result, &json, &len, err));
	(void)puts(json);
	cosign_free(json);
	cosign_image_result_free(result);
	cosign_policy_free(policy);
}

/* In both forms. The place of the payload. */
static void
sign(const cosign_key_t *key, char *payload, size_t size)
{
	cosign_image_signatures_t **made = NULL;
	cosign_image_options_t *options = NULL;
	size_t count = 0;

	must(cosign_image_options_new(&options, err));
	must(cosign_image_options_set_forms(
	    options, COSIGN_IMAGE_BUNDLE | COSIGN_IMAGE_LEGACY, err));
	must(cosign_image_sign(
	    &made, &count, oci, image, &key, 1, options, err));
	(void)snprintf(payload, size, "layout/blobs/sha256/%s",
	    strchr(cosign_image_signature_layer(made[0], 1), ':') + 1);
	cosign_image_signatures_free(made[0]);
	cosign_free(made);
	cosign_image_options_free(options);
}

int
main(void)
{
	cosign_key_t *key = NULL, *stranger = NULL;
	char payload[256];

	err = cosign_error_new();
	must(cosign_oci_new(&oci, NULL, NULL, err));
	must(cosign_reference_parse(&image, "oci:layout:app", err));
	must(cosign_key_generate(&key, COSIGN_ALG_NONE, err));
	must(cosign_key_generate(&stranger, COSIGN_ALG_NONE, err));
	push_image();
	print_verdict(key, COSIGN_E_NO_SIGNATURE);
	sign(key, payload, sizeof(payload));
	print_verdict(key, COSIGN_OK);
	print_verdict(stranger, COSIGN_E_NO_MATCH);
	if (remove(payload) != 0)
		return 1;
	print_verdict(key, COSIGN_OK);
	print_verdict(stranger, COSIGN_E_NO_IMAGE);
	cosign_key_free(stranger);
	cosign_key_free(key);
	cosign_reference_free(image);
	cosign_oci_free(oci);
	cosign_error_free(err);
	return 0;
}
