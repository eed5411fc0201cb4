/* What belongs to an image is deleted, the image and others' never. */
#include "call_fail.h"
#include "signer.h"

#include <cosign/stored.h>

#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
enter(void)
{
	signer_enter();
	/* The n-th call is the same each time. */
	MUST(cosign_image_options_set_workers(options, 1, NULL));
	MUST(cosign_image_options_set_forms(
	    options, COSIGN_IMAGE_BUNDLE | COSIGN_IMAGE_LEGACY, NULL));
	images_sign("image", key, options);
	images_sign("other", key, options);
}

TestSuite(clean, .init = enter, .fini = signer_leave);

static size_t told;
static int stop;

static int
tell(void *user, uint32_t kinds, const char *place)
{
	(void)user;
	cr_expect_neq(kinds, 0);
	cr_expect_not_null(strstr(place, "oci:images"), "%s", place);
	told++;
	return stop;
}

static cosign_rc_t
clean(const char *name, uint32_t kinds, uint32_t forms)
{
	cosign_reference_t *ref = images_ref(name);
	cosign_rc_t rc;

	told = 0;
	rc = cosign_image_clean(
	    images_oci, ref, kinds, forms, options, tell, NULL, err);
	cosign_reference_free(ref);
	return rc;
}

static void
must_clean(uint32_t kinds, uint32_t forms, size_t count)
{
	const cosign_rc_t rc = clean("image", kinds, forms);

	cr_expect_eq(rc, COSIGN_OK, "%s: %s", cosign_rc_name(rc),
	    cosign_error_message(err));
	cr_expect_eq(told, count, "%zu instead of %zu", told, count);
}

static void
expect(const char *name, uint32_t form, cosign_rc_t code)
{
	cosign_image_options_t *o = NULL;

	MUST(cosign_image_options_new(&o, NULL));
	MUST(cosign_image_options_set_forms(o, form, NULL));
	images_expect(name, policy, o, code, "no signature");
	cosign_image_options_free(o);
}

Test(clean, deletes_all_and_leaves_the_rest)
{
	must_clean(0, 0, 2);
	expect("image", COSIGN_IMAGE_BUNDLE, COSIGN_E_NO_SIGNATURE);
	expect("image", COSIGN_IMAGE_LEGACY, COSIGN_E_NO_SIGNATURE);
	expect("other", COSIGN_IMAGE_BUNDLE, COSIGN_OK);
	expect("other", COSIGN_IMAGE_LEGACY, COSIGN_OK);
	/* What is gone is no failure. */
	must_clean(0, 0, 0);
}

Test(clean, deletes_some_forms)
{
	must_clean(0, COSIGN_CLEAN_TAGS, 1);
	expect("image", COSIGN_IMAGE_BUNDLE, COSIGN_OK);
	expect("image", COSIGN_IMAGE_LEGACY, COSIGN_E_NO_SIGNATURE);
	must_clean(0, COSIGN_CLEAN_REFERRERS, 1);
	expect("image", COSIGN_IMAGE_BUNDLE, COSIGN_E_NO_SIGNATURE);
}

Test(clean, deletes_some_kinds)
{
	must_clean(COSIGN_STORED_ATTESTATIONS | COSIGN_STORED_SBOMS |
		COSIGN_STORED_OTHERS,
	    0, 0);
	expect("image", COSIGN_IMAGE_BUNDLE, COSIGN_OK);
	must_clean(COSIGN_STORED_SIGNATURES, 0, 2);
	expect("image", COSIGN_IMAGE_BUNDLE, COSIGN_E_NO_SIGNATURE);
}

/* cosign deletes at the image's place, without prefix, whatever it is told. */
Test(clean, deletes_where_it_is_told_to)
{
	cosign_reference_t *elsewhere = NULL;

	MUST(cosign_reference_parse(&elsewhere, "oci:images-too", NULL));
	MUST(cosign_image_options_set_repository(options, elsewhere, NULL));
	MUST(cosign_image_options_set_tag_prefix(options, "p-", NULL));
	images_sign("image", key, options);
	must_clean(0, 0, 2);
	images_expect(
	    "image", policy, options, COSIGN_E_NO_SIGNATURE, "no signature");
	expect("image", COSIGN_IMAGE_BUNDLE, COSIGN_OK);
	expect("image", COSIGN_IMAGE_LEGACY, COSIGN_OK);
	cosign_reference_free(elsewhere);
}

/* A list of referrers under a tag, as in what came from a registry. */
Test(clean, keeps_lists_true)
{
	char *digest = images_digest("image");
	cosign_reference_t *ref = images_ref("image"), *by_digest = NULL;
	cosign_descriptors_t *list = NULL;
	cosign_manifest_t *index = NULL;
	char json[1024], tag[128];
	const cosign_descriptor_t *one;

	MUST(cosign_reference_with_digest(&by_digest, ref, digest, NULL));
	MUST(cosign_oci_referrers(&list, images_oci, by_digest, NULL, NULL));
	one = cosign_descriptors_at(list, 0);
	(void)snprintf(json, sizeof(json),
	    "{\"schemaVersion\":2,\"mediaType\":\"application/"
	    "vnd.oci.image.index.v1+json\",\"manifests\":[{\"mediaType\":\"%"
	    "s\","
	    "\"size\":%lld,\"digest\":\"%s\"}]}",
	    cosign_descriptor_media_type(one),
	    (long long)cosign_descriptor_size(one),
	    cosign_descriptor_digest(one));
	(void)snprintf(tag, sizeof(tag), "sha256-%s", strchr(digest, ':') + 1);
	cosign_reference_free(ref);
	ref = images_ref(tag);
	MUST(cosign_manifest_parse(&index, json, strlen(json), NULL));
	MUST(cosign_oci_manifest_push(images_oci, ref, index, NULL));
	cosign_manifest_free(index);
	must_clean(0, 0, 2);
	MUST(cosign_oci_manifest_fetch(&index, images_oci, ref, NULL));
	cr_expect_eq(
	    cosign_descriptors_count(cosign_manifest_children(index)), 0);
	cosign_manifest_free(index);
	cosign_descriptors_free(list);
	cosign_reference_free(by_digest);
	cosign_reference_free(ref);
	free(digest);
}

/* Whatever call fails: what could not be deleted is told, what could is gone,
   and the next one deletes the rest. */
Test(clean, goes_on_after_failures)
{
	size_t n, partly = 0;
	cosign_rc_t rc;
	int met;

	for (n = 1;; n += 2) {
		cr_assert_eq(system("rm -rf images"), 0);
		images_put("image", "one");
		images_sign("image", key, options);
		call_fail_arm(n, EIO);
		rc = clean("image", 0, 0);
		met = call_fail_disarm();
		if (rc != COSIGN_OK) {
			cr_expect_eq(rc, COSIGN_E_IO, "call %zu: %s: %s", n,
			    cosign_rc_name(rc), cosign_error_message(err));
			cr_expect_eq(
			    strncmp(cosign_error_message(err), "clean: ", 7),
			    0);
			partly += told > 0;
		}
		/* What failed may have been done all the same. */
		MUST(clean("image", 0, 0));
		cr_expect_leq(told, rc == COSIGN_OK ? 0 : 2);
		images_expect("image", policy, NULL, COSIGN_E_NO_SIGNATURE,
		    "no signature");
		if (!met)
			break;
	}
	cr_expect_gt(n, 10);
	cr_expect_gt(partly, 2);
}

Test(clean, stops_where_it_is_told_to)
{
	stop = 1;
	expect_error(err, clean("image", 0, 0), COSIGN_E_CALLBACK,
	    "clean: stopped by whoever is told");
	cr_expect_eq(told, 1);
}

Test(clean, refuses_what_it_cannot_do)
{
	expect_error(err, clean("absent", 0, 0), COSIGN_E_NO_IMAGE,
	    "clean: oci:images:absent: no tag");
	expect_error(err, clean("image", 16, 0), COSIGN_E_ARGUMENT,
	    "clean: no such kind or form");
	expect_error(err, clean("image", 0, 4), COSIGN_E_ARGUMENT,
	    "clean: no such kind or form");
	expect_error(err,
	    cosign_image_clean(images_oci, NULL, 0, 0, NULL, NULL, NULL, err),
	    COSIGN_E_ARGUMENT, "clean: client or reference is missing");
	expect("image", COSIGN_IMAGE_BUNDLE, COSIGN_OK);
}
