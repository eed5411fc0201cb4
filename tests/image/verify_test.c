/* What does not make an image a signed one, and what the result says. */
#include "signer.h"

#include "image/signatures.h"
#include "util/limits.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define STATEMENTS "application/vnd.in-toto+json"
#define BUNDLE     "application/vnd.dev.sigstore.bundle.v0.3+json"
#define SIMPLE     "application/vnd.dev.cosign.simplesigning.v1+json"

TestSuite(verify_image, .init = signer_enter, .fini = signer_leave);

/* "sha256-....sig" of an image */
static char *
signatures_tag(const char *name)
{
	cosign_reference_t *ref = images_ref(name), *tag = NULL;
	char *digest = images_digest(name), *out;

	MUST(cosign_image_tag(&tag, ref, digest, "sig", NULL, NULL));
	out = strdup(cosign_reference_tag(tag));
	cosign_reference_free(tag);
	cosign_reference_free(ref);
	free(digest);
	return out;
}

/* ---- five answers ---- */

Test(verify_image, tells_five_answers_apart)
{
	cosign_key_t *stranger = NULL;
	cosign_policy_t *others;

	images_expect("absent", policy, NULL, COSIGN_E_NO_IMAGE, "absent");
	images_expect(
	    "image", policy, NULL, COSIGN_E_NO_SIGNATURE, ": no signature");
	sign_in("image", COSIGN_IMAGE_BUNDLE | COSIGN_IMAGE_LEGACY);
	images_expect("image", policy, NULL, COSIGN_OK, NULL);
	MUST(cosign_key_generate(&stranger, COSIGN_ALG_NONE, NULL));
	others = images_policy(stranger);
	images_expect("image", others, NULL, COSIGN_E_NO_MATCH,
	    "the signature does not verify under the key");
	cosign_policy_free(others);
	cosign_key_free(stranger);
}

/* Whoever names a digest is told the same. */
Test(verify_image, tells_them_apart_by_digest)
{
	static const char absent[] =
	    "oci:images@sha256:"
	    "000000000000000000000000000000000000000000000000000000000000dead";
	char *digest = images_digest("image");
	cosign_reference_t *ref = NULL, *tag = images_ref("image");

	MUST(cosign_reference_with_digest(&ref, tag, digest, NULL));
	cr_expect_eq(
	    cosign_image_verify(NULL, images_oci, ref, NULL, policy, NULL, err),
	    COSIGN_E_NO_SIGNATURE);
	sign_in("image", COSIGN_IMAGE_BUNDLE);
	cr_expect_eq(
	    cosign_image_verify(NULL, images_oci, ref, NULL, policy, NULL, err),
	    COSIGN_OK);
	cosign_reference_free(ref);
	MUST(cosign_reference_parse(&ref, absent, NULL));
	cr_expect_eq(
	    cosign_image_verify(NULL, images_oci, ref, NULL, policy, NULL, err),
	    COSIGN_E_NO_IMAGE, "%s", cosign_error_message(err));
	cosign_reference_free(ref);
	cosign_reference_free(tag);
	free(digest);
}

static void
expect_by_digest(const char *place, const cosign_image_options_t *o,
    cosign_rc_t code, const char *message)
{
	cosign_image_result_t *result = NULL;
	cosign_reference_t *ref;
	static char text[256];

	(void)snprintf(text, sizeof(text), "%s", place);
	ref = parse(text);
	expect_error(err,
	    cosign_image_verify(&result, images_oci, ref, NULL, policy, o, err),
	    code, message);
	cr_expect_null(result);
	cosign_reference_free(ref);
}

/* Nor is an image in a layout that is none. */
Test(verify_image, finds_no_image_where_no_layout_is)
{
	static const char digest[] =
	    "@sha256:"
	    "000000000000000000000000000000000000000000000000000000000000dead";
	static char place[256];

	(void)snprintf(place, sizeof(place), "oci:nowhere%s", digest);
	expect_by_digest(place, NULL, COSIGN_E_NO_IMAGE, place);
	cr_assert_eq(mkdir("empty", 0755), 0);
	(void)snprintf(place, sizeof(place), "oci:empty%s", digest);
	expect_by_digest(place, NULL, COSIGN_E_NO_IMAGE, place);
	MUST(
	    cosign_image_options_set_forms(options, COSIGN_IMAGE_LEGACY, NULL));
	expect_by_digest(place, options, COSIGN_E_NO_IMAGE, place);
}

/* Where signatures are kept elsewhere, the first one makes that place. */
Test(verify_image, finds_no_signature_where_none_was_stored_yet)
{
	cosign_reference_t *elsewhere = parse("oci:not-yet"), *by_digest;
	cosign_reference_t *ref = images_ref("image");
	char *digest = images_digest("image");

	MUST(cosign_image_options_set_repository(options, elsewhere, NULL));
	images_expect(
	    "image", policy, options, COSIGN_E_NO_SIGNATURE, ": no signature");
	MUST(cosign_reference_with_digest(&by_digest, ref, digest, NULL));
	expect_error(err,
	    cosign_image_verify(
		NULL, images_oci, by_digest, NULL, policy, options, err),
	    COSIGN_E_NO_SIGNATURE, cosign_reference_text(by_digest));
	cosign_reference_free(by_digest);
	cosign_reference_free(ref);
	cosign_reference_free(elsewhere);
	free(digest);
}

Test(verify_image, needs_somebody_to_look_for)
{
	cosign_policy_t *nobody = NULL;

	MUST(cosign_policy_new(&nobody, NULL));
	images_expect("image", nobody, NULL, COSIGN_E_ARGUMENT,
	    "the policy names no signer");
	images_expect(
	    "image", NULL, NULL, COSIGN_E_ARGUMENT, "policy is missing");
	cosign_policy_free(nobody);
}

/* Nobody shall think that all images in an index were verified. */
Test(verify_image, is_of_one_image)
{
	cosign_reference_t *ref = images_ref("image");
	cosign_image_signatures_t *found = NULL;

	cosign_image_options_set_recursive(options, 1);
	images_expect("image", policy, options, COSIGN_E_ARGUMENT,
	    "recursive is for signing alone");
	expect_error(err,
	    cosign_image_signatures_fetch(
		&found, images_oci, ref, options, err),
	    COSIGN_E_ARGUMENT, "image: recursive is for signing alone");
	cr_expect_null(found);
	cosign_reference_free(ref);
}

/* ---- signatures that belong to another image ---- */

/* The manifest of one image's signatures under the other's tag. */
Test(verify_image, refuses_signatures_that_were_moved)
{
	char *from, *to;
	cosign_reference_t *source, *target;
	cosign_manifest_t *manifest = NULL;

	sign_in("image", COSIGN_IMAGE_LEGACY);
	from = signatures_tag("image");
	to = signatures_tag("other");
	source = images_ref(from);
	target = images_ref(to);
	MUST(cosign_oci_manifest_fetch(&manifest, images_oci, source, NULL));
	MUST(cosign_oci_manifest_push(images_oci, target, manifest, NULL));
	images_expect("other", policy, NULL, COSIGN_E_NO_MATCH,
	    "payload: about another image, sha256:");
	cosign_manifest_free(manifest);
	cosign_reference_free(target);
	cosign_reference_free(source);
	free(to);
	free(from);
}

static cosign_image_signatures_t *
fetch(const char *name)
{
	cosign_reference_t *ref = images_ref(name);
	cosign_image_signatures_t *found = NULL;

	MUST(
	    cosign_image_signatures_fetch(&found, images_oci, ref, NULL, NULL));
	cosign_reference_free(ref);
	return found;
}

Test(verify_image, refuses_a_bundle_that_was_moved)
{
	cosign_reference_t *other = images_ref("other");
	cosign_image_signatures_t *found;
	const uint8_t *json;
	size_t len;

	sign_in("image", COSIGN_IMAGE_BUNDLE);
	found = fetch("image");
	json = cosign_image_signature_content(found, 0, &len);
	MUST(cosign_image_attach_bundle(
	    images_oci, other, (const char *)json, len, NULL, NULL));
	images_expect("other", policy, NULL, COSIGN_E_NO_MATCH,
	    "statement: none of its subjects is the artifact");
	cosign_image_signatures_free(found);
	cosign_reference_free(other);
}

/* ---- attestations ---- */

static void
attest(const char *name, const char *predicate)
{
	cosign_reference_t *ref = images_ref(name);
	char *digest = images_digest(name), *json = NULL;
	cosign_bundle_t *bundle = NULL;
	static char statement[1024];
	size_t len;

	(void)snprintf(statement, sizeof(statement),
	    "{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":[{"
	    "\"digest\":{\"sha256\":\"%s\"}}],\"predicateType\":\"%s\","
	    "\"predicate\":{}}",
	    digest + strlen("sha256:"), predicate);
	MUST(cosign_sign_envelope(
	    &bundle, key, STATEMENTS, statement, strlen(statement), NULL));
	MUST(
	    cosign_bundle_encode(bundle, COSIGN_ENCODE_V03, &json, &len, NULL));
	MUST(
	    cosign_image_attach_bundle(images_oci, ref, json, len, NULL, NULL));
	cosign_free(json);
	cosign_bundle_free(bundle);
	cosign_reference_free(ref);
	free(digest);
}

Test(verify_image, does_not_take_an_attestation_for_a_signature)
{
	attest("image", "https://slsa.dev/provenance/v1");
	images_expect("image", policy, NULL, COSIGN_E_NO_MATCH,
	    "statement: predicate type is https://slsa.dev/provenance/v1");
	cosign_image_options_accept_attestations(options, 1);
	images_expect("image", policy, options, COSIGN_OK, NULL);
	MUST(cosign_policy_set_predicate(
	    policy, "https://slsa.dev/provenance/v1", NULL));
	images_expect("image", policy, NULL, COSIGN_OK, NULL);
}

/* ---- what is stored badly ---- */

/* A manifest of signatures with this layer, under the image's tag. */
static void
put_layer(const char *media_type, const char *payload, const char *annotations)
{
	cosign_descriptor_t *config = NULL, *layer = NULL;
	char *tag = signatures_tag("image");
	cosign_reference_t *ref = images_ref(tag);
	cosign_manifest_t *manifest = NULL;
	static char json[4096];

	MUST(cosign_oci_blob_push(
	    images_oci, ref, "application/json", "{}", 2, &config, NULL));
	MUST(cosign_oci_blob_push(images_oci, ref, media_type, payload,
	    strlen(payload), &layer, NULL));
	(void)snprintf(json, sizeof(json),
	    "{\"schemaVersion\":2,\"mediaType\":"
	    "\"application/vnd.oci.image.manifest.v1+json\",\"config\":{"
	    "\"mediaType\":\"application/json\",\"size\":2,\"digest\":\"%s\"},"
	    "\"layers\":[{\"mediaType\":\"%s\",\"size\":%zu,\"digest\":\"%s\","
	    "\"annotations\":{%s}}]}",
	    cosign_descriptor_digest(config), media_type, strlen(payload),
	    cosign_descriptor_digest(layer), annotations);
	MUST(cosign_manifest_parse(&manifest, json, strlen(json), NULL));
	MUST(cosign_oci_manifest_push(images_oci, ref, manifest, NULL));
	cosign_manifest_free(manifest);
	cosign_descriptor_free(layer);
	cosign_descriptor_free(config);
	cosign_reference_free(ref);
	free(tag);
}

#define NOTE "\"dev.cosignproject.cosign/signature\":"

Test(verify_image, says_what_is_wrong_with_a_layer)
{
	static const struct {
		const char *payload, *annotations, *message;
	} rows[] = {
		{ "{}", "",
		    "no annotation dev.cosignproject.cosign/signature" },
		{ "{}", NOTE "\"\"",
		    "no annotation dev.cosignproject.cosign/signature" },
		{ "{}", NOTE "\"AAAA\"",
		    "the signature does not verify under the key" },
		{ "{}",
		    NOTE "\"AAAA\",\"dev.sigstore.cosign/certificate\":\"x\"",
		    "certificate: " },
		{ "{}", NOTE "\"AAAA\",\"dev.sigstore.cosign/bundle\":\"x\"",
		    "rekorBundle: line 1" },
		{ "{}",
		    NOTE "\"AAAA\","
			 "\"dev.sigstore.cosign/rfc3161timestamp\":\"{}\"",
		    "timestamp: no SignedRFC3161Timestamp" },
	};
	size_t i;

	for (i = 0; i < ARRAY_LEN(rows); i++) {
		put_layer(SIMPLE, rows[i].payload, rows[i].annotations);
		images_expect(
		    "image", policy, NULL, COSIGN_E_NO_MATCH, rows[i].message);
	}
	/* It does not hide a good one. */
	sign_in("image", COSIGN_IMAGE_LEGACY | COSIGN_IMAGE_BUNDLE);
	images_expect("image", policy, NULL, COSIGN_OK, NULL);
}

/* It was read, and is no signature. Nor does it hide one. */
Test(verify_image, finds_no_signatures_in_an_index)
{
	static const char *const none[] = { NULL };
	char *tag = signatures_tag("image");
	cosign_image_signatures_t *found;

	images_put_index(tag, none);
	images_expect("image", policy, NULL, COSIGN_E_NO_MATCH,
	    ".sig: an index where signatures belong");
	found = fetch("image");
	cr_assert_eq(cosign_image_signatures_count(found), 1);
	cr_expect_eq(cosign_image_signature_code(found, 0), COSIGN_E_MALFORMED);
	cosign_image_signatures_free(found);
	sign_in("image", COSIGN_IMAGE_BUNDLE);
	images_expect("image", policy, NULL, COSIGN_OK, NULL);
	free(tag);
}

/* An index that refers to the image as signatures of the older form do. */
static void
put_index_of_signatures(void)
{
	cosign_reference_t *ref = images_ref("image"), *target = NULL;
	cosign_descriptor_t *image = NULL;
	cosign_manifest_t *manifest = NULL;
	static char json[1024];

	MUST(cosign_oci_resolve(&image, images_oci, ref, NULL));
	(void)snprintf(json, sizeof(json),
	    "{\"schemaVersion\":2,\"mediaType\":"
	    "\"application/vnd.oci.image.index.v1+json\",\"artifactType\":"
	    "\"application/vnd.dev.cosign.artifact.sig.v1+json\","
	    "\"manifests\":[],\"subject\":{\"mediaType\":\"%s\","
	    "\"size\":%lld,\"digest\":\"%s\"}}",
	    cosign_descriptor_media_type(image),
	    (long long)cosign_descriptor_size(image),
	    cosign_descriptor_digest(image));
	MUST(cosign_manifest_parse(&manifest, json, strlen(json), NULL));
	MUST(cosign_reference_with_digest(&target, ref,
	    cosign_descriptor_digest(cosign_manifest_descriptor(manifest)),
	    NULL));
	MUST(cosign_oci_manifest_push(images_oci, target, manifest, NULL));
	cosign_reference_free(target);
	cosign_manifest_free(manifest);
	cosign_descriptor_free(image);
	cosign_reference_free(ref);
}

Test(verify_image, finds_no_signatures_in_an_index_that_refers_to_it)
{
	put_index_of_signatures();
	images_expect("image", policy, NULL, COSIGN_E_NO_MATCH,
	    ": an index where signatures belong");
	sign_in("image", COSIGN_IMAGE_BUNDLE);
	images_expect("image", policy, NULL, COSIGN_OK, NULL);
}

Test(verify_image, passes_over_what_is_no_signature)
{
	images_put_referrer(
	    "image", "text/spdx+json", "text/spdx+json", "{}", "");
	images_put_referrer("image", "text/plain", BUNDLE, "{}", "");
	images_expect(
	    "image", policy, NULL, COSIGN_E_NO_SIGNATURE, ": no signature");
	sign_in("image", COSIGN_IMAGE_BUNDLE);
	images_expect("image", policy, NULL, COSIGN_OK, NULL);
}

Test(verify_image, says_what_is_wrong_with_a_bundle)
{
	images_put_referrer("image", BUNDLE, BUNDLE, "{}", "");
	images_expect(
	    "image", policy, NULL, COSIGN_E_NO_MATCH, "bundle: no mediaType");
	sign_in("image", COSIGN_IMAGE_BUNDLE);
	images_expect("image", policy, NULL, COSIGN_OK, NULL);
}

/* The image's manifest signed as a file is: all is good but what it is of. */
static char *
sign_as_file(const char *name)
{
	cosign_reference_t *ref = images_ref(name);
	cosign_manifest_t *manifest = NULL;
	cosign_artifact_t *artifact = NULL;
	cosign_bundle_t *bundle = NULL;
	const char *bytes;
	char *json = NULL;
	size_t len;

	MUST(cosign_oci_manifest_fetch(&manifest, images_oci, ref, NULL));
	bytes = cosign_manifest_bytes(manifest, &len);
	MUST(cosign_artifact_from_bytes(&artifact, bytes, len, NULL));
	MUST(cosign_sign_blob(&bundle, key, artifact, NULL));
	MUST(
	    cosign_bundle_encode(bundle, COSIGN_ENCODE_V03, &json, &len, NULL));
	cosign_bundle_free(bundle);
	cosign_artifact_free(artifact);
	cosign_manifest_free(manifest);
	cosign_reference_free(ref);
	return json;
}

Test(verify_image, takes_no_bundle_of_a_file)
{
	cosign_image_result_t *result = NULL;
	cosign_reference_t *ref = images_ref("image");
	char *json = sign_as_file("image");

	images_put_referrer("image", BUNDLE, BUNDLE, json, "");
	cr_expect_eq(cosign_image_verify(
			 &result, images_oci, ref, NULL, policy, NULL, err),
	    COSIGN_E_NO_MATCH);
	cr_assert_eq(cosign_image_signatures_count(
			 cosign_image_result_signatures(result)),
	    1);
	cr_expect_str_eq(cosign_image_signature_message(
			     cosign_image_result_signatures(result), 0),
	    "a bundle of a file, not of an image");
	cosign_image_result_free(result);
	cosign_reference_free(ref);
	cosign_free(json);
}

/* The layer that the image's signature is, so many times: the last with the
   signature, the others with none that is good. */
static void
fill_place(
    const cosign_manifest_t *manifest, cosign_reference_t *ref, size_t count)
{
	const cosign_descriptor_t *config = cosign_manifest_config(manifest);
	const cosign_descriptor_t *layer =
	    cosign_descriptors_at(cosign_manifest_children(manifest), 0);
	const char *good = cosign_descriptor_annotation(
	    layer, "dev.cosignproject.cosign/signature");
	const size_t size = (size_t)1024 * 1024;
	cosign_manifest_t *full = NULL;
	char *json = malloc(size);
	size_t i, len;

	cr_assert_not_null(json);
	len = (size_t)snprintf(json, size,
	    "{\"schemaVersion\":2,\"mediaType\":"
	    "\"application/vnd.oci.image.manifest.v1+json\",\"config\":{"
	    "\"mediaType\":\"%s\",\"size\":%lld,\"digest\":\"%s\"},"
	    "\"layers\":[",
	    cosign_descriptor_media_type(config),
	    (long long)cosign_descriptor_size(config),
	    cosign_descriptor_digest(config));
	for (i = 0; i < count; i++)
		len += (size_t)snprintf(json + len, size - len,
		    "%s{\"mediaType\":\"" SIMPLE
		    "\",\"size\":%lld,\"digest\":\"%s\","
		    "\"annotations\":{" NOTE "\"%s\"}}",
		    i == 0 ? "" : ",", (long long)cosign_descriptor_size(layer),
		    cosign_descriptor_digest(layer),
		    i + 1 < count ? "AAAA" : good);
	(void)snprintf(json + len, size - len, "]}");
	MUST(cosign_manifest_parse(&full, json, strlen(json), NULL));
	MUST(cosign_oci_manifest_push(images_oci, ref, full, NULL));
	cosign_manifest_free(full);
	free(json);
}

Test(verify_image, looks_at_every_one)
{
	const size_t others = 25;
	cosign_manifest_t *manifest = NULL;
	cosign_key_t *stranger = NULL;
	cosign_reference_t *ref;
	char *tag;
	size_t i;

	sign_in("image", COSIGN_IMAGE_LEGACY);
	tag = signatures_tag("image");
	ref = images_ref(tag);
	MUST(cosign_oci_manifest_fetch(&manifest, images_oci, ref, NULL));
	fill_place(manifest, ref, CSN_IMAGE_SIGNATURES_MAX);
	MUST(cosign_key_generate(&stranger, COSIGN_ALG_NONE, NULL));
	for (i = 0; i < others; i++)
		images_sign("image", stranger, NULL);
	images_expect("image", policy, NULL, COSIGN_OK, NULL);
	/* With one more it is not known what they are. */
	fill_place(manifest, ref, CSN_IMAGE_SIGNATURES_MAX + 1);
	images_expect("image", policy, NULL, COSIGN_E_UNAVAILABLE,
	    "more than 1000 signatures");
	sign_in("image", COSIGN_IMAGE_BUNDLE);
	images_expect("image", policy, NULL, COSIGN_OK, NULL);
	cosign_key_free(stranger);
	cosign_manifest_free(manifest);
	cosign_reference_free(ref);
	free(tag);
}

/* The layer of the first row. */
static void
remove_layer(const cosign_image_signatures_t *found)
{
	const char *layer = cosign_image_signature_layer(found, 0);
	static char path[256];

	(void)snprintf(path, sizeof(path), "images/blobs/sha256/%s",
	    layer + strlen("sha256:"));
	cr_assert_eq(remove(path), 0);
}

/* What is not even said to be one need not be there. */
Test(verify_image, fetches_no_layer_without_a_signature)
{
	cosign_image_signatures_t *found;

	put_layer(SIMPLE, "nothing", "");
	found = fetch("image");
	remove_layer(found);
	images_expect("image", policy, NULL, COSIGN_E_NO_MATCH,
	    "no annotation dev.cosignproject.cosign/signature");
	cosign_image_signatures_free(found);
}

static void
read_with(size_t held, const cosign_descriptor_t *layer, cosign_rc_t code)
{
	cosign_reference_t *ref = images_ref("image");
	struct csn_image_signature row = { 0 };
	struct csn_reading reading = { .held = held };

	MUST(csn_store_open(&reading.store, images_oci, ref, NULL));
	cr_expect_eq(csn_signature_fetch(&row, &reading, layer, err), code,
	    "%s", cosign_error_message(err));
	cr_expect_eq(row.content.p != NULL, code == COSIGN_OK);
	cr_expect_eq(
	    atomic_load(&reading.held), held + (code == COSIGN_OK ? 2 : 0));
	csn_signature_dispose(&row);
	csn_store_close(reading.store);
	cosign_reference_free(ref);
}

/* What is too much is not refused: it is not known what it is. */
Test(verify_image, holds_so_many_bytes_at_once)
{
	cosign_reference_t *ref = images_ref("image");
	cosign_descriptor_t *layer = NULL;

	MUST(cosign_oci_blob_push(
	    images_oci, ref, BUNDLE, "{}", 2, &layer, NULL));
	read_with(0, layer, COSIGN_OK);
	read_with(CSN_IMAGE_CONTENTS_MAX - 2, layer, COSIGN_OK);
	read_with(CSN_IMAGE_CONTENTS_MAX - 1, layer, COSIGN_E_UNAVAILABLE);
	cr_assert_eq(remove("images/blobs/sha256/"
			    "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310"
			    "c060f61caaff8a"),
	    0);
	read_with(0, layer, COSIGN_E_NO_IMAGE);
	cosign_descriptor_free(layer);
	cosign_reference_free(ref);
}

/* Whether a signature that cannot be fetched is one is not known: that is no
   rejection. */
Test(verify_image, cannot_say_no_without_having_seen_all)
{
	cosign_image_signatures_t *found;

	sign_in("image", COSIGN_IMAGE_LEGACY);
	found = fetch("image");
	remove_layer(found);
	images_expect("image", policy, NULL, COSIGN_E_NO_IMAGE,
	    "not every signature could be looked at");
	sign_in("image", COSIGN_IMAGE_BUNDLE);
	images_expect("image", policy, NULL, COSIGN_OK, NULL);
	cosign_image_signatures_free(found);
}

/* ---- what the result says ---- */

static json_t *
result_of(const char *name, cosign_rc_t code)
{
	cosign_reference_t *ref = images_ref(name);
	cosign_image_result_t *result = NULL;
	char *text = NULL;
	json_t *root;
	size_t len;

	cr_assert_eq(cosign_image_verify(
			 &result, images_oci, ref, NULL, policy, NULL, NULL),
	    code);
	MUST(cosign_image_result_json(result, &text, &len, NULL));
	cr_expect_eq(strlen(text), len);
	root = json_loadb(text, len, 0, NULL);
	cr_assert_not_null(root, "%s", text);
	cosign_free(text);
	cosign_image_result_free(result);
	cosign_reference_free(ref);
	return root;
}

static const char *
member(const json_t *o, const char *name)
{
	return json_string_value(json_object_get(o, name));
}

Test(verify_image, says_of_each_signature_where_it_was)
{
	char *digest = images_digest("image");
	json_t *root, *rows;
	size_t i;

	sign_in("image", COSIGN_IMAGE_BUNDLE | COSIGN_IMAGE_LEGACY);
	root = result_of("image", COSIGN_OK);
	rows = json_object_get(root, "signatures");
	cr_expect(json_is_true(json_object_get(root, "accepted")));
	cr_expect_str_eq(member(root, "code"), "COSIGN_OK");
	cr_expect_str_eq(member(root, "asked"), "oci:images:image");
	cr_expect_str_eq(member(root, "digest"), digest);
	cr_assert_eq(json_array_size(rows), 2);
	for (i = 0; i < 2; i++) {
		const json_t *row = json_array_get(rows, i);

		cr_expect(json_is_true(json_object_get(row, "accepted")));
		cr_expect_eq(
		    strncmp(member(row, "place"), "oci:images", 10), 0);
		cr_expect_eq(strncmp(member(row, "layer"), "sha256:", 7), 0);
	}
	cr_expect(json_is_object(json_object_get(root, "verification")));
	json_decref(root);
	free(digest);
}

Test(verify_image, says_why_there_is_none)
{
	json_t *root = result_of("image", COSIGN_E_NO_SIGNATURE);

	cr_expect(json_is_false(json_object_get(root, "accepted")));
	cr_expect_str_eq(member(root, "code"), "COSIGN_E_NO_SIGNATURE");
	cr_expect_eq(json_array_size(json_object_get(root, "signatures")), 0);
	cr_expect(json_is_null(json_object_get(root, "verification")));
	json_decref(root);
}

/* A tag is resolved once: what it stands for afterwards is another image. */
Test(verify_image, returns_the_digest_that_was_verified)
{
	cosign_reference_t *ref = images_ref("image");
	cosign_image_result_t *result = NULL;
	char *digest = images_digest("image");

	sign_in("image", COSIGN_IMAGE_BUNDLE);
	MUST(cosign_image_verify(
	    &result, images_oci, ref, NULL, policy, NULL, NULL));
	cr_expect_str_eq(
	    cosign_reference_digest(cosign_image_result_image(result)), digest);
	cr_expect_null(cosign_reference_tag(cosign_image_result_image(result)));
	cr_expect_eq(
	    cosign_candidate_accepted(cosign_image_result_candidate(result, 0)),
	    1);
	cr_expect_null(cosign_image_result_candidate(result, 1));
	images_put("image", "three");
	images_expect(
	    "image", policy, NULL, COSIGN_E_NO_SIGNATURE, ": no signature");
	cosign_image_result_free(result);
	cosign_reference_free(ref);
	free(digest);
}
