/* What is stored beside an image is listed with what it says of itself. */
#include "images.h"
#include "virtual/virtual.h"

#include <cosign/stored.h>

#include <criterion/criterion.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SIGNED "https://sigstore.dev/cosign/sign/v1"

static cosign_image_options_t *options;
static cosign_key_t *key;
static cosign_error_t *err;

static void
enter(void)
{
	images_open();
	images_put("image", "one");
	MUST(cosign_image_options_new(&options, NULL));
	MUST(cosign_key_generate(&key, COSIGN_ALG_NONE, NULL));
	err = cosign_error_new();
}

static void
leave(void)
{
	cosign_error_free(err);
	cosign_key_free(key);
	cosign_image_options_free(options);
	images_close();
}

TestSuite(tree, .init = enter, .fini = leave);

static cosign_image_tree_t *
tree_of(const char *name)
{
	cosign_reference_t *ref = images_ref(name);
	cosign_image_tree_t *tree = NULL;

	MUST(cosign_image_tree(&tree, images_oci, ref, options, NULL));
	cosign_reference_free(ref);
	return tree;
}

Test(tree, may_be_bare)
{
	cosign_image_tree_t *tree = tree_of("image");
	char *digest = images_digest("image");

	cr_expect_eq(cosign_image_tree_count(tree), 0);
	cr_expect_str_eq(
	    cosign_reference_digest(cosign_image_tree_image(tree)), digest);
	cr_expect_null(cosign_image_tree_place(tree, 0));
	cr_expect_null(cosign_image_tree_digest(tree, 0));
	cr_expect_null(cosign_image_tree_layer(tree, 0, 0));
	cr_expect_null(cosign_image_tree_signer(tree, 0, 0));
	cr_expect_eq(cosign_image_tree_layer_count(tree, 0), 0);
	cr_expect_eq(cosign_image_tree_kinds(tree, 0), 0);
	cr_expect_eq(cosign_image_tree_is_referrer(tree, 0), 0);
	free(digest);
	cosign_image_tree_free(tree);
	cosign_image_tree_free(NULL);
}

/* An image in the place of an SBOM. */
static void
put_sbom(void)
{
	cosign_reference_t *ref = images_ref("image"), *tag = NULL, *from;
	char *digest = images_digest("image");
	cosign_manifest_t *manifest = NULL;

	images_put("sbom", "an SBOM");
	from = images_ref("sbom");
	MUST(cosign_oci_manifest_fetch(&manifest, images_oci, from, NULL));
	MUST(cosign_image_tag(&tag, ref, digest, "sbom", NULL, NULL));
	MUST(cosign_oci_manifest_push(images_oci, tag, manifest, NULL));
	cosign_manifest_free(manifest);
	cosign_reference_free(from);
	cosign_reference_free(tag);
	cosign_reference_free(ref);
	free(digest);
}

/* An attestation under the tag whose only layer is these bytes as a bundle. */
static void
put_as_bundle(const char *bytes, size_t len)
{
	cosign_reference_t *ref = images_ref("image"), *tag = NULL;
	cosign_descriptor_t *layer = NULL;
	char *digest = images_digest("image");
	cosign_manifest_t *manifest = NULL;
	char json[1024];

	MUST(cosign_oci_blob_push(
	    images_oci, ref, "text/plain", bytes, len, &layer, NULL));
	(void)snprintf(json, sizeof(json),
	    "{\"schemaVersion\":2,\"mediaType\":"
	    "\"application/vnd.oci.image.manifest.v1+json\",\"config\":{"
	    "\"mediaType\":\"text/plain\",\"size\":%zu,\"digest\":\"%s\"},"
	    "\"layers\":[{\"mediaType\":"
	    "\"application/vnd.dev.sigstore.bundle.v0.3+json\",\"size\":%zu,"
	    "\"digest\":\"%s\"}]}",
	    len, cosign_descriptor_digest(layer), len,
	    cosign_descriptor_digest(layer));
	MUST(cosign_manifest_parse(&manifest, json, strlen(json), NULL));
	MUST(cosign_image_tag(&tag, ref, digest, "att", NULL, NULL));
	MUST(cosign_oci_manifest_push(images_oci, tag, manifest, NULL));
	cosign_manifest_free(manifest);
	cosign_descriptor_free(layer);
	cosign_reference_free(tag);
	cosign_reference_free(ref);
	free(digest);
}

static void
expect_silent(void)
{
	cosign_image_tree_t *tree = tree_of("image");

	cr_assert_eq(cosign_image_tree_count(tree), 1);
	cr_expect_eq(cosign_image_tree_layer_count(tree, 0), 1);
	cr_expect_null(cosign_image_tree_predicate_type(tree, 0, 0));
	cosign_image_tree_free(tree);
}

/* What is no bundle, or too large for one, says nothing; one that is missing
   might have said something. */
Test(tree, lists_what_says_nothing)
{
	const size_t len = (size_t)32 * 1024 * 1024 + 1;
	cosign_reference_t *ref = images_ref("image");
	cosign_image_tree_t *tree = NULL;
	char *bytes = calloc(len, 1);

	cr_assert_not_null(bytes);
	put_as_bundle("{}", 2);
	expect_silent();
	put_as_bundle(bytes, len);
	expect_silent();
	put_as_bundle("{}", 2);
	cr_assert_eq(remove("images/blobs/sha256/"
			    "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310"
			    "c060f61caaff8a"),
	    0);
	cr_expect_eq(cosign_image_tree(&tree, images_oci, ref, options, err),
	    COSIGN_E_NO_IMAGE, "%s", cosign_error_message(err));
	cr_expect_null(tree);
	cosign_reference_free(ref);
	free(bytes);
}

Test(tree, lists_all_of_it_in_order)
{
	cosign_image_tree_t *tree;
	const char *place;

	put_sbom();
	MUST(cosign_image_options_set_forms(
	    options, COSIGN_IMAGE_BUNDLE | COSIGN_IMAGE_LEGACY, NULL));
	images_sign("image", key, options);
	tree = tree_of("image");
	cr_assert_eq(cosign_image_tree_count(tree), 3);

	place = cosign_image_tree_place(tree, 0);
	cr_expect_not_null(strstr(place, ".sig"), "%s", place);
	cr_expect_eq(
	    cosign_image_tree_kinds(tree, 0), COSIGN_STORED_SIGNATURES);
	cr_expect_not(cosign_image_tree_is_referrer(tree, 0));
	cr_expect_eq(cosign_image_tree_layer_count(tree, 0), 1);
	cr_expect_null(cosign_image_tree_signer(tree, 0, 0));
	cr_expect_null(cosign_image_tree_predicate_type(tree, 0, 0));

	place = cosign_image_tree_place(tree, 1);
	cr_expect_not_null(strstr(place, "oci:images@sha256:"), "%s", place);
	cr_expect(cosign_image_tree_is_referrer(tree, 1));
	cr_expect_eq(
	    cosign_image_tree_kinds(tree, 1), COSIGN_STORED_SIGNATURES);
	cr_expect_str_eq(cosign_image_tree_artifact_type(tree, 1),
	    "application/vnd.dev.sigstore.bundle.v0.3+json");
	cr_expect_str_eq(cosign_image_tree_predicate_type(tree, 1, 0), SIGNED);
	cr_expect_str_eq(cosign_image_tree_signer_kind(tree, 1, 0), "keyHint");
	cr_expect_eq(strlen(cosign_image_tree_signer(tree, 1, 0)), 44);
	cr_expect_null(cosign_image_tree_signer(tree, 1, 1));

	place = cosign_image_tree_place(tree, 2);
	cr_expect_not_null(strstr(place, ".sbom"), "%s", place);
	cr_expect_eq(cosign_image_tree_kinds(tree, 2), COSIGN_STORED_SBOMS);
	cr_expect_str_eq(
	    cosign_descriptor_media_type(cosign_image_tree_layer(tree, 2, 0)),
	    "application/vnd.oci.image.layer.v1.tar");
	cosign_image_tree_free(tree);
}

/* A certificate says who it is for, whoever made it. */
Test(tree, names_whom_certificates_are_for)
{
	const struct vs_leaf_options leaf = { .issuer = NULL };
	struct vs *vs = vs_new(NULL);
	cosign_reference_t *ref = images_ref("image");
	cosign_bundle_builder_t *builder = NULL;
	cosign_bundle_t *bundle = NULL;
	cosign_image_tree_t *tree;
	const char *pem = vs_cert_pem(vs, vs_leaf(vs, &leaf));

	MUST(cosign_bundle_builder_new(&builder, "AAAA", 4, NULL));
	MUST(cosign_bundle_builder_set_payload(builder, "{}", 2, NULL));
	MUST(cosign_bundle_builder_add_certificates(
	    builder, pem, strlen(pem), NULL));
	MUST(cosign_bundle_builder_finish(builder, &bundle, NULL));
	MUST(
	    cosign_image_attach_signature(images_oci, ref, bundle, NULL, NULL));
	tree = tree_of("image");
	cr_assert_eq(cosign_image_tree_count(tree), 1);
	cr_expect_str_eq(
	    cosign_image_tree_signer(tree, 0, 0), "alice@example.com");
	cr_expect_str_eq(cosign_image_tree_signer_kind(tree, 0, 0), "email");
	cosign_image_tree_free(tree);
	cosign_bundle_free(bundle);
	cosign_bundle_builder_free(builder);
	cosign_reference_free(ref);
	vs_free(vs);
}

Test(tree, is_a_document)
{
	cosign_image_tree_t *tree;
	json_t *root, *node;
	char *json = NULL;
	size_t len;

	put_sbom();
	images_sign("image", key, NULL);
	tree = tree_of("image");
	MUST(cosign_image_tree_json(tree, &json, &len, NULL));
	root = json_loadb(json, len, 0, NULL);
	cr_assert_not_null(root);
	cr_expect_eq(json_integer_value(json_object_get(root, "version")), 1);
	cr_assert_eq(json_array_size(json_object_get(root, "nodes")), 2);
	node = json_array_get(json_object_get(root, "nodes"), 0);
	cr_expect_str_eq(
	    json_string_value(json_object_get(node, "form")), "referrer");
	cr_expect_str_eq(json_string_value(
			     json_array_get(json_object_get(node, "kinds"), 0)),
	    "signature");
	node = json_array_get(json_object_get(node, "layers"), 0);
	cr_expect_str_eq(
	    json_string_value(json_object_get(node, "predicateType")), SIGNED);
	node = json_array_get(json_object_get(root, "nodes"), 1);
	cr_expect_str_eq(
	    json_string_value(json_object_get(node, "form")), "tag");
	json_decref(root);
	cosign_free(json);
	cosign_image_tree_free(tree);
}

Test(tree, needs_an_image)
{
	cosign_reference_t *ref = images_ref("absent");
	cosign_image_tree_t *tree = NULL;
	char *json = NULL;
	size_t len;

	expect_error(err, cosign_image_tree(&tree, images_oci, ref, NULL, err),
	    COSIGN_E_NO_IMAGE, "oci:images:absent: no tag");
	expect_error(err, cosign_image_tree(&tree, NULL, ref, NULL, err),
	    COSIGN_E_ARGUMENT, "tree: client or reference is missing");
	expect_error(err, cosign_image_tree_json(NULL, &json, &len, err),
	    COSIGN_E_ARGUMENT, "tree: nothing to write");
	cr_expect_null(tree);
	cosign_reference_free(ref);
}
