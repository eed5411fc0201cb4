/* Each allocation of what is done with images fails in turn: there is no half
   of anything, and nothing leaks. */
#include "alloc_fail.h"
#include "place.h"
#include "scratch.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TestSuite(oci_alloc, .init = scratch_enter, .fini = scratch_leave);

static cosign_oci_t *oci;
static cosign_error_t *err;

/* An operation that gives 1 if it left something although it failed. */
typedef cosign_rc_t (*operation)(int *left);

static void
fail_each(operation fn, size_t least)
{
	cosign_rc_t rc;
	int met, left;
	size_t n;

	err = cosign_error_new();
	oci = place_client();
	for (n = 1;; n++) {
		left = 0;
		alloc_fail_arm(n);
		rc = fn(&left);
		met = alloc_fail_disarm();
		cr_expect_not(left, "allocation %zu", n);
		if (rc != COSIGN_OK)
			cr_expect_eq(rc, COSIGN_E_NOMEM,
			    "allocation %zu: %s: %s", n, cosign_rc_name(rc),
			    cosign_error_message(err));
		if (!met)
			break;
	}
	cr_expect_eq(rc, COSIGN_OK, "%s", cosign_error_message(err));
	cr_expect_gt(n, least, "%zu allocations", n);
	cosign_oci_free(oci);
	cosign_error_free(err);
}

static cosign_rc_t
parse_reference(int *left)
{
	cosign_reference_t *ref = NULL, *other = NULL;
	cosign_rc_t rc = cosign_reference_parse(&ref, "a.b/c:1", err);

	*left = rc != COSIGN_OK && ref != NULL;
	if (rc == COSIGN_OK)
		rc = cosign_reference_with_digest(
		    &other, ref, IMAGE_DIGEST, err);
	*left |= rc != COSIGN_OK && other != NULL;
	cosign_reference_free(other);
	cosign_reference_free(ref);
	return rc;
}

Test(oci_alloc, references)
{
	fail_each(parse_reference, 10);
}

static struct vector document;

static cosign_rc_t
parse_manifest(int *left)
{
	cosign_manifest_t *m = NULL;
	cosign_rc_t rc =
	    cosign_manifest_parse(&m, document.data, document.len, err);

	*left = rc != COSIGN_OK && m != NULL;
	cosign_manifest_free(m);
	return rc;
}

Test(oci_alloc, manifests)
{
	document = vector_load("oci", "bundle.json");
	fail_each(parse_manifest, 50);
	vector_free(&document);
}

static cosign_rc_t
build_manifest(int *left)
{
	const struct csn_pair pair = { "c", "d" };
	struct csn_descriptor_parts descriptor = { .media_type = "a/b",
		.size = 1,
		.digest = IMAGE_DIGEST,
		.annotations = &pair,
		.annotation_count = 1 };
	struct csn_manifest_parts parts = { .annotations = &pair,
		.annotation_count = 1 };
	cosign_descriptor_t *d = NULL;
	cosign_manifest_t *m = NULL;
	cosign_rc_t rc = csn_descriptor_new(&d, &descriptor, err);

	*left = rc != COSIGN_OK && d != NULL;
	parts.config = parts.subject = d;
	if (rc == COSIGN_OK)
		rc = csn_manifest_build(&m, &parts, err);
	*left |= rc != COSIGN_OK && m != NULL;
	cosign_manifest_free(m);
	cosign_descriptor_free(d);
	return rc;
}

Test(oci_alloc, building)
{
	fail_each(build_manifest, 50);
}

static cosign_reference_t *ref;
static cosign_descriptor_t *config;

static cosign_rc_t
read_layout(int *left)
{
	cosign_descriptors_t *list = NULL;
	cosign_descriptor_t *d = NULL;
	cosign_manifest_t *m = NULL;
	uint8_t *bytes = NULL;
	size_t len = 0;
	cosign_rc_t rc = cosign_oci_resolve(&d, oci, ref, err);

	*left = rc != COSIGN_OK && d != NULL;
	if (rc == COSIGN_OK)
		rc = cosign_oci_manifest_fetch(&m, oci, ref, err);
	*left |= rc != COSIGN_OK && m != NULL;
	if (rc == COSIGN_OK)
		rc = cosign_oci_referrers(&list, oci, ref, NULL, err);
	*left |= rc != COSIGN_OK && list != NULL;
	if (rc == COSIGN_OK)
		rc = cosign_oci_blob_read(
		    &bytes, &len, oci, ref, config, 100, err);
	*left |= rc != COSIGN_OK && bytes != NULL;
	if (list != NULL)
		cr_expect_eq(cosign_descriptors_count(list), 1);
	cosign_free(bytes);
	cosign_descriptors_free(list);
	cosign_manifest_free(m);
	cosign_descriptor_free(d);
	return rc;
}

#define INDEX                                                                \
	"{\"schemaVersion\":2,\"manifests\":[{\"mediaType\":\"" OCI_MANIFEST \
	"\",\"size\":247,\"digest\":\"" IMAGE_DIGEST "\"}]}"

Test(oci_alloc, reading_a_layout)
{
	place_make("d", LAYOUT_FILE, INDEX);
	place_vector("d", "image.json");
	place_vector("d", "bundle.json");
	MUST(place_push_blob("oci:d", "hello", 5, &config, NULL));
	ref = place_ref("oci:d@" IMAGE_DIGEST);
	fail_each(read_layout, 100);
	cosign_reference_free(ref);
	ref = place_ref("oci:d");
	cosign_reference_free(ref);
	cosign_descriptor_free(config);
}

static cosign_manifest_t *image;

/* From nothing each time: what is there already is not written again. */
static cosign_rc_t
write_layout(int *left)
{
	cosign_descriptor_t *blob = NULL;
	cosign_rc_t rc;

	cr_assert_eq(system("rm -rf d"), 0);
	rc = cosign_oci_blob_push(oci, ref, "a/b", "1", 1, &blob, err);
	*left = rc != COSIGN_OK && blob != NULL;
	cosign_descriptor_free(blob);
	if (rc == COSIGN_OK)
		rc = cosign_oci_manifest_push(oci, ref, image, err);
	return rc;
}

Test(oci_alloc, writing_a_layout)
{
	static const char json[] =
	    "{\"schemaVersion\":2,\"config\":{\"mediaType\":\"a/b\",\"size\":1,"
	    "\"digest\":\"sha256:6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d"
	    "49c01e52ddb7875b4b\"},\"layers\":[]}";

	ref = place_ref("oci:d:1");
	MUST(cosign_manifest_parse(&image, json, strlen(json), NULL));
	fail_each(write_layout, 100);
	cr_expect_str_eq(place_tags("oci:d"), "1 ");
	cosign_manifest_free(image);
	cosign_reference_free(ref);
}
