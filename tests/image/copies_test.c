/* Copies of blobs in manifests ("data") that are copies of something else. */
#include "signer.h"

#include <cosign/stored.h>

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TestSuite(image_copies, .init = signer_enter, .fini = signer_leave);

static cosign_reference_t *
signatures_ref(void)
{
	cosign_reference_t *ref = images_ref("image"), *tag = NULL;
	char *digest = images_digest("image");

	MUST(cosign_image_tag(&tag, ref, digest, "sig", NULL, NULL));
	cosign_reference_free(ref);
	free(digest);
	return tag;
}

/* A text with another one behind the first place where this one is. */
static char *
insert(const char *text, const char *behind, const char *more)
{
	const char *at = strstr(text, behind);
	const size_t size = strlen(text) + strlen(more) + 1;
	char *out = malloc(size);

	cr_assert_not_null(at, "%s", text);
	cr_assert_not_null(out);
	at += strlen(behind);
	(void)snprintf(out, size, "%.*s%s%s", (int)(at - text), text, more, at);
	return out;
}

#define OTHER ",\"data\":\"b3RoZXI=\""

/* The manifest of signatures, with the copy of another blob behind what the
   config or a layer begins with. */
static void
contradict(const char *behind)
{
	cosign_reference_t *ref = signatures_ref();
	cosign_manifest_t *manifest = NULL;
	char *json;

	MUST(cosign_oci_manifest_fetch(&manifest, images_oci, ref, NULL));
	json = insert(cosign_manifest_bytes(manifest, NULL), behind, OTHER);
	cosign_manifest_free(manifest);
	MUST(cosign_manifest_parse(&manifest, json, strlen(json), NULL));
	MUST(cosign_oci_manifest_push(images_oci, ref, manifest, NULL));
	cosign_manifest_free(manifest);
	cosign_reference_free(ref);
	free(json);
}

#define CONFIG "\"mediaType\":\"application/vnd.oci.image.config.v1+json\""
#define SIMPLE \
	"\"mediaType\":\"application/vnd.dev.cosign.simplesigning.v1+json\""

/* Whoever may write the image of signatures must not keep others from adding
   theirs. */
Test(image_copies, of_another_config_do_not_keep_from_signing)
{
	cosign_key_t *other = NULL;
	cosign_policy_t *theirs;

	MUST(
	    cosign_image_options_set_forms(options, COSIGN_IMAGE_LEGACY, NULL));
	cosign_image_options_record_creation(options, 1);
	images_sign("image", key, options);
	cosign_image_options_record_creation(options, 0);
	contradict(CONFIG);
	MUST(cosign_key_generate(&other, COSIGN_ALG_NONE, NULL));
	images_sign("image", other, options);
	images_expect("image", policy, NULL, COSIGN_OK, NULL);
	theirs = images_policy(other);
	images_expect("image", theirs, NULL, COSIGN_OK, NULL);
	cosign_policy_free(theirs);
	cosign_key_free(other);
}

/* Known from a manifest that was read whole: one that does not count, whatever
   the blob is. */
Test(image_copies, of_another_payload_make_no_signature)
{
	sign_in("image", COSIGN_IMAGE_LEGACY);
	contradict(SIMPLE);
	images_expect("image", policy, NULL, COSIGN_E_NO_MATCH,
	    "what the manifest has as a copy is another blob");
	sign_in("image", COSIGN_IMAGE_BUNDLE);
	images_expect("image", policy, NULL, COSIGN_OK, NULL);
}

#define BUNDLE "application/vnd.dev.sigstore.bundle.v0.3+json"

Test(image_copies, of_another_bundle_make_no_signature)
{
	images_put_referrer("image", BUNDLE, BUNDLE, "{}", OTHER);
	images_expect("image", policy, NULL, COSIGN_E_NO_MATCH,
	    "what the manifest has as a copy is another blob");
	sign_in("image", COSIGN_IMAGE_BUNDLE);
	images_expect("image", policy, NULL, COSIGN_OK, NULL);
}
