/* Layouts as other programs write them, and as nobody should. */
#include "entries.h"
#include "place.h"
#include "scratch.h"

#include "oci/layout/layout.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NO_IMAGE "COSIGN_E_NO_IMAGE"

TestSuite(layout_read, .init = scratch_enter, .fini = scratch_leave);

/* skopeo and buildah name images by the tag alone. */
Test(layout_read, of_skopeo)
{
	place_fill("d",
	    INDEX(IMAGE(NOTES(REF_NAME("1.0"))) "," SIGNATURE(
		NOTES(REF_NAME("other")))));
	cr_expect_str_eq(place_digest("oci:d:1.0"), IMAGE_DIGEST);
	cr_expect_str_eq(place_digest("oci:d:other"), SIGNATURE_DIGEST);
	cr_expect_str_eq(place_digest("oci:d:2.0"), NO_IMAGE);
	cr_expect_str_eq(place_digest("oci:d@" IMAGE_DIGEST), IMAGE_DIGEST);
	cr_expect_str_eq(place_digest("oci:d"), "COSIGN_E_REFERENCE");
	cr_expect_str_eq(place_tags("oci:d"), "1.0 other ");
}

/* buildah without a tag; the index has no media type. */
Test(layout_read, of_buildah)
{
	place_make(
	    "d", "{ \"imageLayoutVersion\": \"1.0.0\" }\n", INDEX(IMAGE("")));
	place_vector("d", "image.json");
	cr_expect_str_eq(place_digest("oci:d"), IMAGE_DIGEST);
	cr_expect_str_eq(place_digest("oci:d/"), IMAGE_DIGEST);
	cr_expect_str_eq(place_tags("oci:d"), "");
	cr_expect_str_eq(place_digest("oci:d:latest"), NO_IMAGE);
}

/* docker gives the tag, and the whole name under one of its own; containerd
   whole names as the tag. */
Test(layout_read, of_docker_and_containerd)
{
	place_fill("d",
	    INDEX(IMAGE(NOTES(
		"\"io.containerd.image.name\":"
		"\"docker.io/library/a:1\"," REF_NAME(
		    "1"))) "," SIGNATURE(NOTES(REF_NAME("docker.io/library/"
							"b:2")))));
	cr_expect_str_eq(place_digest("oci:d:1"), IMAGE_DIGEST);
	cr_expect_str_eq(place_tags("oci:d"), "1 ");
	cr_expect_str_eq(
	    place_digest("oci:d@" SIGNATURE_DIGEST), SIGNATURE_DIGEST);
}

/* crane: an index in the index, in three blanks. */
Test(layout_read, of_crane)
{
	struct vector v = vector_load("oci", "referrers.json");
	char digest[CSN_DIGEST_TEXT_SIZE], text[512];

	place_make("d", "{\n    \"imageLayoutVersion\": \"1.0.0\"\n}", NULL);
	place_blob("d", v.data, v.len, digest);
	(void)snprintf(text, sizeof(text),
	    "{\n   \"schemaVersion\": 2,\n   \"mediaType\": \"" OCI_INDEX
	    "\",\n   \"manifests\": [\n      {\n         \"mediaType\": "
	    "\"" OCI_INDEX "\",\n         \"size\": %zu,\n"
	    "         \"digest\": \"%s\"\n      }\n   ]\n}",
	    v.len, digest);
	scratch_write("d/index.json", text, strlen(text));
	cr_expect_str_eq(place_digest("oci:d"), digest);
	vector_free(&v);
}

/* cosign save: the roles are kinds, the bundle is in no index. */
static void
fill_saved(void)
{
	place_fill("d",
	    INDEX(IMAGE(NOTES(KIND("image"))) "," SIGNATURE(
		NOTES(KIND("sigs")))));
}

Test(layout_read, of_cosign_save)
{
	fill_saved();
	cr_expect_str_eq(place_digest("oci:d"), IMAGE_DIGEST);
	cr_expect_str_eq(
	    place_digest("oci:d:sha256-cfb9fbd954f1031ed93e96c90f3177978d814"
			 "9071b7b0723c72b6a4fa18755c3.sig"),
	    SIGNATURE_DIGEST);
	cr_expect_str_eq(
	    place_digest("oci:d:sha256-cfb9fbd954f1031ed93e96c90f3177978d814"
			 "9071b7b0723c72b6a4fa18755c3.att"),
	    NO_IMAGE);
	/* Of another image. */
	cr_expect_str_eq(
	    place_digest("oci:d:sha256-dfb9fbd954f1031ed93e96c90f3177978d814"
			 "9071b7b0723c72b6a4fa18755c3.sig"),
	    NO_IMAGE);
	cr_expect_str_eq(
	    place_referrers("oci:d@" IMAGE_DIGEST, NULL), "1: 333dc3e6");
	cr_expect_str_eq(
	    place_referrers("oci:d@" IMAGE_DIGEST, BUNDLE_TYPE), "1: 333dc3e6");
	cr_expect_str_eq(place_referrers("oci:d@" IMAGE_DIGEST, "a/b"), "0:");
	cr_expect_str_eq(
	    place_referrers("oci:d@" SIGNATURE_DIGEST, NULL), "0:");
}

/* With its type and its annotations. */
Test(layout_read, a_referrer_is_described)
{
	cosign_reference_t *ref = place_ref("oci:d@" IMAGE_DIGEST);
	cosign_oci_t *oci = place_client();
	cosign_descriptors_t *list = NULL;
	const cosign_descriptor_t *d;

	fill_saved();
	MUST(cosign_oci_referrers(&list, oci, ref, NULL, NULL));
	d = cosign_descriptors_at(list, 0);
	cr_expect_str_eq(cosign_descriptor_media_type(d), OCI_MANIFEST);
	cr_expect_str_eq(cosign_descriptor_digest(d), BUNDLE_DIGEST);
	cr_expect_eq(cosign_descriptor_size(d), 877);
	cr_expect_str_eq(cosign_descriptor_artifact_type(d), BUNDLE_TYPE);
	cr_expect_str_eq(cosign_descriptor_annotation(
			     d, "dev.sigstore.bundle.predicateType"),
	    "https://sigstore.dev/cosign/sign/v1");
	cosign_descriptors_free(list);
	cosign_oci_free(oci);
	cosign_reference_free(ref);
}

/* What belongs to images is no image: signatures by their tag, referrers by
   what they are. */
Test(layout_read, the_only_image)
{
	place_fill("d",
	    INDEX(SIGNATURE(NOTES(REF_NAME(
		"sha256-cfb9fbd954f1031ed93e96c90f3177978d8149071b7b0723c72b6a"
		"4fa18755c3.sig"))) "," BUNDLE("") "," IMAGE("") "," IMAGE(NOTES(REF_NAME("1")))));
	cr_expect_str_eq(place_digest("oci:d"), IMAGE_DIGEST);
	place_fill("e", INDEX(""));
	cr_expect_str_eq(place_digest("oci:e"), NO_IMAGE);
	place_fill("f", INDEX(BUNDLE("")));
	cr_expect_str_eq(place_digest("oci:f"), BUNDLE_DIGEST);
	/* Killed before there was an index, or written by who makes none. */
	place_fill("g", NULL);
	cr_expect_str_eq(place_digest("oci:g"), NO_IMAGE);
	cr_expect_str_eq(place_tags("oci:g"), "");
}

/* A tag that names one image twice names it. */
Test(layout_read, a_tag_twice)
{
	place_fill("d",
	    INDEX(IMAGE(NOTES(REF_NAME("1"))) "," IMAGE(NOTES(REF_NAME("1")))));
	cr_expect_str_eq(place_digest("oci:d:1"), IMAGE_DIGEST);
	cr_expect_str_eq(place_tags("oci:d"), "1 ");
	place_fill("e",
	    INDEX(IMAGE(NOTES(REF_NAME("1"))) "," SIGNATURE(
		NOTES(REF_NAME("1")))));
	cr_expect_str_eq(place_digest("oci:e:1"), "COSIGN_E_MALFORMED");
}

/* What is wrong with a layout, and what is said of it. */
struct bad {
	char layout[64];
	char index[512];
	char text[96]; /* the reference */
	cosign_rc_t rc;
	char message[192];
};

ParameterizedTestParameters(layout_read, refuses)
{
	static struct bad rows[] = {
		{ LAYOUT_FILE, INDEX(""), "oci:none", COSIGN_E_NO_IMAGE,
		    "oci:none: there is no such layout" },
		{ LAYOUT_FILE, INDEX(""), "oci:d/oci-layout",
		    COSIGN_E_FILE_KIND, "oci:d/oci-layout: is no folder" },
		{ LAYOUT_FILE, INDEX(""), "oci:.", COSIGN_E_NO_IMAGE,
		    "oci:.: is no layout: it has no file oci-layout" },
		{ "", INDEX(""), "oci:d", COSIGN_E_JSON,
		    "oci:d: oci-layout: line 1 column 1" },
		{ "{}", INDEX(""), "oci:d", COSIGN_E_MALFORMED,
		    "oci:d: oci-layout: no imageLayoutVersion" },
		{ "{\"imageLayoutVersion\":1}", INDEX(""), "oci:d",
		    COSIGN_E_JSON,
		    "oci:d: oci-layout: imageLayoutVersion: not a string" },
		{ "{\"imageLayoutVersion\":\"2.0.0\"}", INDEX(""), "oci:d",
		    COSIGN_E_UNSUPPORTED,
		    "oci:d: oci-layout: version \"2.0.0\" of layouts is not" },
		{ LAYOUT_FILE, "", "oci:d", COSIGN_E_JSON,
		    "oci:d: index.json: manifest: line 1 column 1" },
		{ LAYOUT_FILE, "{\"schemaVersion\":2}", "oci:d",
		    COSIGN_E_MALFORMED,
		    "oci:d: index.json: manifest: no config" },
		{ LAYOUT_FILE, INDEX("7"), "oci:d", COSIGN_E_JSON,
		    "oci:d: index.json: manifest: manifests[0]: not an "
		    "object" },
		{ LAYOUT_FILE, INDEX(IMAGE(NOTES("\"kind\":true"))), "oci:d",
		    COSIGN_E_JSON,
		    "oci:d: index.json: manifest: manifests[0]: annotations: "
		    "kind: not a string" },
		{ LAYOUT_FILE,
		    INDEX(ENTRY("sha256:../../../../etc/passwd", 1, "")),
		    "oci:d", COSIGN_E_MALFORMED,
		    "oci:d: index.json: manifest: manifests[0]: digest" },
		{ LAYOUT_FILE, INDEX(""),
		    "oci:d:x\xc2\xa0"
		    "y",
		    COSIGN_E_REFERENCE, "reference: " },
		{ LAYOUT_FILE, INDEX(""), "oci:d:1", COSIGN_E_NO_IMAGE,
		    "oci:d:1: no tag \"1\" in the layout" },
		{ LAYOUT_FILE, INDEX(""), "oci:d@" BUNDLE_DIGEST,
		    COSIGN_E_NO_IMAGE,
		    "oci:d@" BUNDLE_DIGEST ": no manifest sha256:333" },
		/* Listed, and not there, is no absence. */
		{ LAYOUT_FILE, INDEX(BUNDLE("")), "oci:d", COSIGN_E_PROTOCOL,
		    "oci:d: " BUNDLE_DIGEST
		    ": index.json lists it, its blob is missing" },
		{ LAYOUT_FILE, INDEX(BUNDLE(NOTES(REF_NAME("1")))), "oci:d:1",
		    COSIGN_E_PROTOCOL,
		    "oci:d:1: " BUNDLE_DIGEST
		    ": index.json lists it, its blob is missing" },
		{ LAYOUT_FILE, INDEX(BUNDLE("")), "oci:d@" BUNDLE_DIGEST,
		    COSIGN_E_NO_IMAGE,
		    "oci:d@" BUNDLE_DIGEST ": no manifest " BUNDLE_DIGEST },
		/* The entry says another size, or another type. */
		{ LAYOUT_FILE, INDEX(ENTRY(IMAGE_DIGEST, 248, "")), "oci:d",
		    COSIGN_E_PROTOCOL,
		    "oci:d: " IMAGE_DIGEST ": 247 bytes instead of 248" },
		{ LAYOUT_FILE,
		    INDEX("{\"mediaType\":\"" OCI_INDEX
			  "\",\"size\":247,\"digest\":\"" IMAGE_DIGEST "\"}"),
		    "oci:d", COSIGN_E_PROTOCOL,
		    "oci:d: " IMAGE_DIGEST ": manifest: given as \"" },
		/* Bytes that are not what their name says. */
		{ LAYOUT_FILE, INDEX(SIGNATURE("")), "oci:d", COSIGN_E_PROTOCOL,
		    "oci:d: " SIGNATURE_DIGEST ": its bytes have another" },
	};

	return cr_make_param_array(struct bad, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct bad *row, layout_read, refuses)
{
	cosign_error_t *err = cosign_error_new();
	cosign_oci_t *oci = place_client();
	cosign_reference_t *ref = NULL;
	cosign_manifest_t *m = NULL;
	cosign_rc_t rc;

	place_make("d", row->layout, row->index);
	place_vector("d", "image.json");
	scratch_write(place_path("d", SIGNATURE_DIGEST), "{}", 2);
	rc = cosign_reference_parse(&ref, row->text, err);
	if (rc == COSIGN_OK)
		rc = cosign_oci_manifest_fetch(&m, oci, ref, err);
	expect_error(err, rc, row->rc, row->message);
	cr_expect_null(m);
	cosign_reference_free(ref);
	cosign_oci_free(oci);
	cosign_error_free(err);
}

Test(layout_read, several_images_are_none)
{
	cosign_error_t *err = cosign_error_new();
	cosign_reference_t *ref = place_ref("oci:d");
	cosign_oci_t *oci = place_client();
	cosign_manifest_t *m = NULL;

	place_fill("d", INDEX(IMAGE("") "," SIGNATURE("")));
	expect_error(err, cosign_oci_manifest_fetch(&m, oci, ref, err),
	    COSIGN_E_REFERENCE, "oci:d: the layout holds several images");
	cr_expect_str_eq(
	    cosign_error_hint(err), "name one of them by tag or digest");
	cosign_oci_free(oci);
	cosign_reference_free(ref);
	cosign_error_free(err);
}

/* Links are followed when reading: what they lead to is looked at like all
   else. What is no regular file is not opened for long. */
Test(layout_read, through_links)
{
	struct vector v = vector_load("oci", "image.json");

	place_make("d", NULL, NULL);
	scratch_write("layout", LAYOUT_FILE, strlen(LAYOUT_FILE));
	scratch_write("index", INDEX(IMAGE("")), strlen(INDEX(IMAGE(""))));
	scratch_write("blob", v.data, v.len);
	cr_assert_eq(symlink("../layout", "d/oci-layout"), 0);
	cr_assert_eq(symlink("../index", "d/index.json"), 0);
	cr_assert_eq(
	    symlink("../../../blob", place_path("d", IMAGE_DIGEST)), 0);
	cr_assert_eq(symlink("d", "e"), 0);
	cr_expect_str_eq(place_digest("oci:d"), IMAGE_DIGEST);
	cr_expect_str_eq(place_digest("oci:e"), IMAGE_DIGEST);
	cr_assert_eq(symlink("/dev/zero", place_path("d", BUNDLE_DIGEST)), 0);
	cr_assert_eq(mkfifo(place_path("d", SIGNATURE_DIGEST), 0600), 0);
	cr_expect_str_eq(
	    place_digest("oci:d@" BUNDLE_DIGEST), "COSIGN_E_FILE_KIND");
	cr_expect_str_eq(
	    place_digest("oci:d@" SIGNATURE_DIGEST), "COSIGN_E_FILE_KIND");
	cr_expect_str_eq(place_referrers("oci:d@" IMAGE_DIGEST, NULL), "0:");
	vector_free(&v);
}

static int
append(void *user, const uint8_t *p, size_t len)
{
	char *text = user;

	(void)strncat(text, (const char *)p, len);
	return 0;
}

static int
stop(void *user, const uint8_t *p, size_t len)
{
	(void)user;
	(void)p;
	(void)len;
	return 1;
}

static int
stop_tags(void *user, const char *tag)
{
	(void)user;
	(void)tag;
	return 1;
}

/* A descriptor of its text, which may lie. */
static cosign_descriptor_t *
blob_of(const char *text, size_t size)
{
	char json[512], digest[CSN_DIGEST_TEXT_SIZE];
	cosign_descriptor_t *d = NULL;
	struct csn_digest hash;
	json_t *root;

	csn_digest_bytes(&hash, COSIGN_HASH_SHA256, text, strlen(text));
	csn_digest_write(digest, &hash);
	(void)snprintf(json, sizeof(json),
	    "{\"mediaType\":\"a/b\",\"size\":%zu,\"digest\":\"%s\"}", size,
	    digest);
	root = json_loads(json, 0, NULL);
	MUST(csn_descriptor_read(&d, root, NULL));
	json_decref(root);
	return d;
}

Test(layout_read, blobs)
{
	cosign_descriptor_t *hello = blob_of("hello", 5),
			    *longer = blob_of("hello", 6),
			    *wrong = blob_of("world", 5),
			    *none = blob_of("none", 4);
	cosign_error_t *err = cosign_error_new();
	cosign_reference_t *ref = place_ref("oci:d");
	cosign_oci_t *oci = place_client();
	uint8_t *bytes = NULL;
	char text[64] = "";
	size_t len = 0;
	int exists;

	place_fill("d", INDEX(IMAGE(NOTES(REF_NAME("1")))));
	place_blob("d", "hello", 5, NULL);
	scratch_write(
	    place_path("d", cosign_descriptor_digest(wrong)), "w0rld", 5);
	MUST(cosign_oci_blob_exists(&exists, oci, ref, hello, NULL));
	cr_expect(exists);
	MUST(cosign_oci_blob_exists(&exists, oci, ref, longer, NULL));
	cr_expect_not(exists);
	MUST(cosign_oci_blob_exists(&exists, oci, ref, wrong, NULL));
	cr_expect_not(exists);
	MUST(cosign_oci_blob_exists(&exists, oci, ref, none, NULL));
	cr_expect_not(exists);

	MUST(cosign_oci_blob_fetch(oci, ref, hello, append, text, NULL));
	cr_expect_str_eq(text, "hello");
	MUST(cosign_oci_blob_read(&bytes, &len, oci, ref, hello, 5, NULL));
	cr_expect_eq(len, 5);
	cr_expect_str_eq((const char *)bytes, "hello");
	cosign_free(bytes);
	expect_error(err,
	    cosign_oci_blob_read(&bytes, &len, oci, ref, hello, 4, err),
	    COSIGN_E_LIMIT, "oci:d: sha256:2cf24dba");
	cr_expect_null(bytes);
	expect_error(err,
	    cosign_oci_blob_read(&bytes, &len, oci, ref, longer, 6, err),
	    COSIGN_E_PROTOCOL,
	    "oci:d: sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73"
	    "043362938b9824: 5 bytes instead of 6");
	expect_error(err,
	    cosign_oci_blob_read(&bytes, &len, oci, ref, wrong, 9, err),
	    COSIGN_E_PROTOCOL,
	    "oci:d: sha256:486ea46224d1bb4fb680f34f7c9ad96a8f24ec88be73ea8e5a"
	    "6c65260e9cb8a7: its bytes have another digest");
	cr_expect_null(bytes);
	cr_expect_eq(len, 0);
	expect_error(err,
	    cosign_oci_blob_fetch(oci, ref, none, append, text, err),
	    COSIGN_E_NO_IMAGE, "oci:d: no blob sha256:");
	expect_error(err, cosign_oci_blob_fetch(oci, ref, hello, stop, 0, err),
	    COSIGN_E_CALLBACK, "oci:d: stopped by whoever receives it");
	expect_error(err, cosign_oci_tags(oci, ref, stop_tags, NULL, err),
	    COSIGN_E_CALLBACK, "oci:d: stopped by whoever receives the tags");
	cosign_oci_free(oci);
	cosign_reference_free(ref);
	cosign_error_free(err);
	cosign_descriptor_free(hello);
	cosign_descriptor_free(longer);
	cosign_descriptor_free(wrong);
	cosign_descriptor_free(none);
}
