/* Layouts that cosign has saved, which has marked what is what. */
#include "place.h"
#include "scratch.h"

#include <cosign/file.h>

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What cosign has saved, where the image was given a tag afterwards. */
#define SAVED_SIGNATURE                                  \
	"{\"mediaType\":\"" OCI_MANIFEST                 \
	"\",\"size\":558,\"digest\":\"" SIGNATURE_DIGEST \
	"\",\"annotations\":{\"kind\":\"dev.cosignproject.cosign/sigs\"}}"
#define NAMED(name) ",\"org.opencontainers.image.ref.name\":\"" name "\""
#define SAVED_IMAGE(more)                                                      \
	"{\"mediaType\":\"" OCI_MANIFEST                                       \
	"\",\"size\":247,\"digest\":\"" IMAGE_DIGEST                           \
	"\",\"annotations\":{\"kind\":\"dev.cosignproject.cosign/image\"" more \
	"}}"
#define SAVED_INDEX(name)                                 \
	"{\"schemaVersion\":2,\"mediaType\":\"" OCI_INDEX \
	"\",\"manifests\":[" SAVED_IMAGE(NAMED(name)) "," SAVED_SIGNATURE "]}"
#define SIGNATURE_TAG                                                         \
	"sha256-cfb9fbd954f1031ed93e96c90f3177978d8149071b7b0723c72b6a4fa187" \
	"55c3.sig"

TestSuite(layout_saved, .init = scratch_enter, .fini = scratch_leave);

/* In what cosign has saved, a new signature takes the place of the old. */
Test(layout_saved, signatures_of_what_cosign_saved)
{
	char one[CSN_DIGEST_TEXT_SIZE], expected[1024];

	place_make("d", LAYOUT_FILE,
	    "{\"schemaVersion\":2,\"mediaType\":\"" OCI_INDEX "\","
	    "\"manifests\":[{\"mediaType\":\"" OCI_MANIFEST "\",\"size\":247,"
	    "\"digest\":\"" IMAGE_DIGEST "\",\"annotations\":{\"kind\":"
	    "\"dev.cosignproject.cosign/"
	    "image\"}},{\"mediaType\":\"" OCI_MANIFEST
	    "\",\"size\":558,\"digest\":\"" SIGNATURE_DIGEST
	    "\",\"annotations\":{\"kind\":\"dev.cosignproject.cosign/"
	    "sigs\"}}]}");
	place_vector("d", "image.json");
	place_vector("d", "signature.json");
	place_image("oci:d:" SIGNATURE_TAG, 1, one, NULL);
	cr_expect_str_eq(place_digest("oci:d:" SIGNATURE_TAG), one);
	cr_expect_str_eq(place_digest("oci:d"), IMAGE_DIGEST);
	(void)snprintf(expected, sizeof(expected),
	    "{\"schemaVersion\":2,\"mediaType\":\"" OCI_INDEX "\","
	    "\"manifests\":[{\"mediaType\":\"" OCI_MANIFEST "\",\"size\":247,"
	    "\"digest\":\"" IMAGE_DIGEST "\",\"annotations\":{\"kind\":"
	    "\"dev.cosignproject.cosign/"
	    "image\"}},{\"mediaType\":\"" OCI_MANIFEST
	    "\",\"size\":247,\"digest\":\"%s\","
	    "\"annotations\":{\"kind\":\"dev.cosignproject.cosign/sigs\"}}]}",
	    one);
	place_expect("d/index.json", expected);
}

/* Another image in the place of the saved one is not what cosign has saved, and
   has not its signatures. */
Test(layout_saved, another_image_than_cosign_saved)
{
	char one[CSN_DIGEST_TEXT_SIZE], expected[1024], text[256];

	place_make("d", LAYOUT_FILE, SAVED_INDEX("1"));
	place_vector("d", "image.json");
	place_vector("d", "signature.json");
	cr_expect_str_eq(
	    place_digest("oci:d:" SIGNATURE_TAG), SIGNATURE_DIGEST);
	place_image("oci:d:1", 1, one, NULL);
	(void)snprintf(expected, sizeof(expected),
	    "{\"schemaVersion\":2,\"mediaType\":\"" OCI_INDEX "\","
	    "\"manifests\":[{\"mediaType\":\"" OCI_MANIFEST "\",\"size\":247,"
	    "\"digest\":\"%s\",\"annotations\":{"
	    "\"org.opencontainers.image.ref.name\":\"1\"}}," SAVED_SIGNATURE
	    "]}",
	    one);
	place_expect("d/index.json", expected);
	(void)snprintf(
	    text, sizeof(text), "oci:d:sha256-%s.sig", strchr(one, ':') + 1);
	cr_expect_str_eq(place_digest(text), "COSIGN_E_NO_IMAGE");
	cr_expect_str_eq(
	    place_digest("oci:d:" SIGNATURE_TAG), "COSIGN_E_NO_IMAGE");
}

/* A tag that goes leaves what cosign has saved as it was saved; what its kind
   alone gives a tag goes with that. */
Test(layout_saved, tags_of_what_cosign_saved_are_removed)
{
	static const char saved[] =
	    "{\"schemaVersion\":2,\"mediaType\":\"" OCI_INDEX "\","
	    "\"manifests\":[" SAVED_IMAGE("");
	static const char signature[] = "," SAVED_SIGNATURE "]}";
	cosign_error_t *err = cosign_error_new();
	char expected[1024];

	place_make("d", LAYOUT_FILE, SAVED_INDEX("1"));
	place_vector("d", "image.json");
	place_vector("d", "signature.json");
	MUST(place_delete("oci:d:1", NULL));
	(void)snprintf(expected, sizeof(expected), "%s%s", saved, signature);
	place_expect("d/index.json", expected);
	expect_error(err, place_delete("oci:d:1", err), COSIGN_E_NO_IMAGE,
	    "oci:d:1: no tag \"1\" in the layout");
	MUST(place_delete("oci:d:" SIGNATURE_TAG, NULL));
	(void)snprintf(expected, sizeof(expected), "%s]}", saved);
	place_expect("d/index.json", expected);
	expect_error(err, place_delete("oci:d:" SIGNATURE_TAG, err),
	    COSIGN_E_NO_IMAGE, "oci:d:" SIGNATURE_TAG ": no tag");
	cosign_error_free(err);
}

/* Signatures that have a name besides. */
static void
fill_named(void)
{
	static const char index[] =
	    "{\"schemaVersion\":2,\"manifests\":[" SAVED_IMAGE(
		"") ",{\"mediaType\":\"" OCI_MANIFEST
		    "\",\"size\":558,\"digest\":\"" SIGNATURE_DIGEST
		    "\",\"annotations\":{\"kind\":\"dev.cosignproject.cosign/"
		    "sigs\"" NAMED("s") "}}]}";

	place_make("d", LAYOUT_FILE, index);
	place_vector("d", "image.json");
	place_vector("d", "signature.json");
}

/* They are found by that. */
Test(layout_saved, names_of_saved_signatures_stay)
{
	fill_named();
	MUST(place_delete("oci:d:" SIGNATURE_TAG, NULL));
	cr_expect_str_eq(place_tags("oci:d"), "s ");
	cr_expect_str_eq(place_digest("oci:d:s"), SIGNATURE_DIGEST);
	cr_expect_str_eq(
	    place_digest("oci:d:" SIGNATURE_TAG), "COSIGN_E_NO_IMAGE");
}

/* What is put under one of both is not found by the other. */
Test(layout_saved, one_tag_of_two_is_put)
{
	char one[CSN_DIGEST_TEXT_SIZE];

	fill_named();
	place_image("oci:d:" SIGNATURE_TAG, 1, one, NULL);
	cr_expect_str_eq(place_digest("oci:d:" SIGNATURE_TAG), one);
	cr_expect_str_eq(place_digest("oci:d:s"), SIGNATURE_DIGEST);
	cr_expect_str_eq(place_tags("oci:d"), "s ");
	cr_assert_eq(system("rm -r d"), 0);
	fill_named();
	place_image("oci:d:s", 1, NULL, NULL);
	cr_expect_str_eq(place_digest("oci:d:s"), one);
	cr_expect_str_eq(
	    place_digest("oci:d:" SIGNATURE_TAG), SIGNATURE_DIGEST);
}

/* A name that the same image had twice, once by what cosign has saved. */
Test(layout_saved, a_saved_image_keeps_its_mark)
{
	char *text = NULL;
	size_t len;

	place_make("d", LAYOUT_FILE,
	    "{\"schemaVersion\":2,\"manifests\":[{\"mediaType\":\"" OCI_MANIFEST
	    "\",\"size\":247,\"digest\":\"" IMAGE_DIGEST
	    "\",\"annotations\":{\"org.opencontainers.image.ref.name\":\"1\"}}"
	    "," SAVED_IMAGE(NAMED("1")) "]}");
	place_vector("d", "image.json");
	place_image("oci:d:1", 1, NULL, NULL);
	cr_expect_str_eq(place_digest("oci:d"), IMAGE_DIGEST);
	MUST(cosign_file_load(&text, &len, "d/index.json", 4096, NULL));
	cr_expect_not_null(strstr(text, SAVED_IMAGE("")));
	cosign_free(text);
}
