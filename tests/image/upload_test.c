/* Files become images as cosign makes them, signed before they have a name. */
#include "images.h"
#include "image/sniff.h"
#include "scratch.h"

#include <cosign/stored.h>

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static cosign_upload_t *upload;
static cosign_policy_t *policy;
static cosign_key_t *key;
static cosign_error_t *err;

static void
enter(void)
{
	images_open();
	scratch_write("text", "hello\n", 6);
	scratch_write("program",
	    "\x7f"
	    "ELF",
	    4);
	MUST(cosign_upload_new(&upload, NULL));
	MUST(cosign_key_generate(&key, COSIGN_ALG_NONE, NULL));
	policy = images_policy(key);
	err = cosign_error_new();
}

static void
leave(void)
{
	cosign_error_free(err);
	cosign_policy_free(policy);
	cosign_key_free(key);
	cosign_upload_free(upload);
	images_close();
}

TestSuite(upload, .init = enter, .fini = leave);

static cosign_rc_t
push(const char *name, size_t keys)
{
	cosign_reference_t *ref = images_ref(name), *image = NULL;
	const cosign_key_t *one = key;
	const cosign_rc_t rc = cosign_upload_push(
	    &image, images_oci, ref, upload, &one, keys, NULL, err);
	char *digest;

	cr_expect_eq(image != NULL, rc == COSIGN_OK);
	if (rc == COSIGN_OK) {
		digest = images_digest(name);
		cr_expect_str_eq(cosign_reference_digest(image), digest);
		free(digest);
	}
	cosign_reference_free(image);
	cosign_reference_free(ref);
	return rc;
}

static cosign_manifest_t *
fetch(const char *name)
{
	cosign_reference_t *ref = images_ref(name);
	cosign_manifest_t *manifest = NULL;

	MUST(cosign_oci_manifest_fetch(&manifest, images_oci, ref, NULL));
	cosign_reference_free(ref);
	return manifest;
}

/* What cosign 3.1.3 makes of the same files. */
#define FILE_DIGEST \
	"sha256:"   \
	"b297f35a2509271e94524745d28c0e336009026ceeac9098c88d7ebc250706e8"
#define FILES_DIGEST \
	"sha256:"    \
	"c451e5ebd72458452286e6eca425533954c6313234553d5a2be3025ee9c60d3e"

static void
expect_digest(const char *name, const char *digest)
{
	char *found = images_digest(name);

	cr_expect_str_eq(found, digest);
	free(found);
}

Test(upload, makes_an_image_of_a_file)
{
	cosign_manifest_t *manifest;
	const cosign_descriptor_t *layer;

	MUST(cosign_upload_add_file(upload, "text", NULL, NULL, NULL));
	MUST(cosign_upload_add_annotation(upload, "b", "2", NULL));
	MUST(cosign_upload_add_annotation(upload, "a", "1", NULL));
	MUST(push("file", 0));
	expect_digest("file", FILE_DIGEST);
	manifest = fetch("file");
	layer = cosign_descriptors_at(cosign_manifest_children(manifest), 0);
	cr_expect_str_eq(cosign_descriptor_media_type(layer), "text/plain");
	cr_expect_eq(cosign_descriptor_size(layer), 6);
	cr_expect_str_eq(cosign_descriptor_digest(layer),
	    "sha256:5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846"
	    "f6be03");
	cr_expect_str_eq(
	    cosign_descriptor_media_type(cosign_manifest_config(manifest)),
	    "application/vnd.oci.image.config.v1+json");
	cr_expect_str_eq(cosign_descriptor_annotation(
			     cosign_manifest_descriptor(manifest), "a"),
	    "1");
	cosign_manifest_free(manifest);
	images_expect(
	    "file", policy, NULL, COSIGN_E_NO_SIGNATURE, "no signature");
}

Test(upload, signs_in_the_same_call)
{
	MUST(cosign_upload_add_file(upload, "text", "a/b", NULL, NULL));
	MUST(cosign_upload_set_config_type(upload, "c/d", NULL));
	MUST(push("file", 1));
	images_expect("file", policy, NULL, COSIGN_OK, NULL);
}

Test(upload, makes_an_index_of_several)
{
	const cosign_descriptors_t *children;
	cosign_manifest_t *manifest;

	MUST(cosign_upload_add_file(upload, "text", NULL, "linux/amd64", NULL));
	MUST(cosign_upload_add_file(
	    upload, "program", NULL, "linux/arm64", NULL));
	MUST(cosign_upload_add_annotation(upload, "a", "1", NULL));
	MUST(push("files", 1));
	expect_digest("files", FILES_DIGEST);
	manifest = fetch("files");
	cr_assert(cosign_manifest_is_index(manifest));
	children = cosign_manifest_children(manifest);
	cr_assert_eq(cosign_descriptors_count(children), 2);
	cr_expect_str_eq(
	    cosign_descriptor_platform(cosign_descriptors_at(children, 0)),
	    "linux/amd64");
	cr_expect_str_eq(
	    cosign_descriptor_platform(cosign_descriptors_at(children, 1)),
	    "linux/arm64");
	cosign_manifest_free(manifest);
	images_expect("files", policy, NULL, COSIGN_OK, NULL);
}

/* cosign drops it. */
Test(upload, keeps_variants)
{
	cosign_manifest_t *manifest;

	MUST(cosign_upload_add_file(
	    upload, "text", NULL, "linux/arm64/v8", NULL));
	MUST(cosign_upload_add_file(
	    upload, "program", NULL, "linux/arm/v7", NULL));
	MUST(push("files", 0));
	manifest = fetch("files");
	cr_expect_str_eq(cosign_descriptor_platform(cosign_descriptors_at(
			     cosign_manifest_children(manifest), 1)),
	    "linux/arm/v7");
	cosign_manifest_free(manifest);
}

Test(upload, refuses_what_it_cannot_do)
{
	cosign_upload_t *other = NULL;

	expect_error(err, push("none", 0), COSIGN_E_ARGUMENT,
	    "upload: client, reference or file is missing");
	expect_error(err, cosign_upload_new(NULL, err), COSIGN_E_ARGUMENT,
	    "upload: nowhere to write to");
	expect_error(err, cosign_upload_add_file(upload, NULL, NULL, NULL, err),
	    COSIGN_E_ARGUMENT, "upload: no file to add");
	expect_error(err,
	    cosign_upload_add_file(upload, "text", NULL, "linux", err),
	    COSIGN_E_ARGUMENT, "upload: no platform: \"linux\"");
	expect_error(err,
	    cosign_upload_add_file(upload, "text", NULL, "linux//v8", err),
	    COSIGN_E_ARGUMENT, "upload: no platform: ");
	MUST(cosign_upload_add_annotation(upload, "a", "1", NULL));
	expect_error(err, cosign_upload_add_annotation(upload, "a", "2", err),
	    COSIGN_E_ARGUMENT, "upload: annotation \"a\" twice");
	MUST(cosign_upload_add_file(upload, "absent", NULL, NULL, NULL));
	cr_expect_eq(push("none", 1), COSIGN_E_NOT_FOUND);
	MUST(cosign_upload_add_file(upload, "text", NULL, NULL, NULL));
	expect_error(err, push("none", 0), COSIGN_E_ARGUMENT,
	    "upload: absent: of several files each needs a platform");
	cr_expect_null(images_find("none"));
	MUST(cosign_upload_new(&other, NULL));
	cosign_upload_free(other);
	cosign_upload_free(NULL);
}

/* Nothing is pushed that could not be signed as it was asked for. */
Test(upload, refuses_what_it_would_not_sign)
{
	static const cosign_key_t *const none[] = { NULL };
	const cosign_key_t *one = key;
	cosign_reference_t *ref = images_ref("file"), *image = NULL;
	cosign_image_options_t *options = NULL;

	MUST(cosign_upload_add_file(upload, "text", NULL, NULL, NULL));
	expect_error(err,
	    cosign_upload_push(
		&image, images_oci, ref, upload, NULL, 1, NULL, err),
	    COSIGN_E_ARGUMENT, "upload: key is missing");
	expect_error(err,
	    cosign_upload_push(
		&image, images_oci, ref, upload, none, 1, NULL, err),
	    COSIGN_E_ARGUMENT, "upload: key is missing");
	MUST(cosign_image_options_new(&options, NULL));
	cosign_image_options_set_upload(options, 0);
	expect_error(err,
	    cosign_upload_push(
		&image, images_oci, ref, upload, &one, 1, options, err),
	    COSIGN_E_ARGUMENT, "upload: signatures have to be stored");
	cr_expect_null(image);
	cr_expect_neq(access("images", F_OK), 0);
	cosign_image_options_free(options);
	cosign_reference_free(ref);
}

Test(upload, refuses_the_platform_of_a_single_file)
{
	MUST(cosign_upload_add_file(upload, "text", NULL, "linux/amd64", NULL));
	expect_error(err, push("file", 0), COSIGN_E_ARGUMENT,
	    "upload: text: a single file has no platform");
	cr_expect_null(images_find("file"));
}

struct start {
	char bytes[32];
	size_t len;
	char type[32];
};

ParameterizedTestParameters(sniff, knows)
{
	static struct start rows[] = {
		{ "%PDF-1.7", 8, "application/pdf" },
		{ "%!PS-Adobe-3", 12, "application/postscript" },
		{ "\0asm\1\0\0\0", 8, "application/wasm" },
		{ "\x1f\x8b\x08\0", 4, "application/x-gzip" },
		{ "PK\x03\x04", 4, "application/zip" },
		{ "GIF89a", 6, "image/gif" },
		{ "\xff\xd8\xff\xe0", 4, "image/jpeg" },
		{ "\x89PNG\r\n\x1a\n", 8, "image/png" },
		{ " \n<!DOCTYPE html>", 17, "text/html" },
		{ "<HTML>", 6, "text/html" },
		{ "<htmlx>", 7, "text/plain" },
		{ "<html", 5, "text/plain" },
		{ "\t<?xml ", 7, "text/xml" },
		{ "{\"a\":1}\n", 8, "text/plain" },
		{ "\xef\xbb\xbf\1", 4, "text/plain" },
		{ "caf\xc3\xa9\x1b", 6, "text/plain" },
		{ "", 0, "text/plain" },
		{ "a\1", 2, "application/octet-stream" },
		{ "\x7f"
		  "ELF\2\1",
		    6, "application/octet-stream" },
		{ "PK\x03", 3, "application/octet-stream" },
	};

	return cr_make_param_array(
	    struct start, rows, sizeof(rows) / sizeof(rows[0]));
}

ParameterizedTest(struct start *row, sniff, knows)
{
	cr_expect_str_eq(
	    csn_sniff(csn_span((const uint8_t *)row->bytes, row->len)),
	    row->type);
}
