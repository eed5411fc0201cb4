/* Referrers in layouts: what is found, and what is not passed over. */
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

TestSuite(layout_referrers, .init = scratch_enter, .fini = scratch_leave);

/* A rotten blob that speaks of the image is not passed over in silence,
   whatever it is now; something else that does is no referrer. */
Test(layout_referrers, rotten_referrers)
{
	struct vector v = vector_load("oci", "bundle.json");
	static const char other[] =
	    "{\"critical\":{\"image\":\"" IMAGE_DIGEST "\"}}";

	place_fill("d", INDEX(IMAGE("")));
	place_blob("d", other, strlen(other), NULL);
	cr_expect_str_eq(
	    place_referrers("oci:d@" IMAGE_DIGEST, NULL), "1: 333dc3e6");
	scratch_write("d/blobs/sha256/.cosign-0123456789abcdef", v.data, v.len);
	scratch_write("d/blobs/sha256/file", v.data, v.len);
	cr_expect_str_eq(
	    place_referrers("oci:d@" IMAGE_DIGEST, NULL), "1: 333dc3e6");
	scratch_write(place_path("d", SIGNATURE_DIGEST), v.data, v.len - 1);
	cr_expect_str_eq(
	    place_referrers("oci:d@" IMAGE_DIGEST, NULL), "COSIGN_E_PROTOCOL");
	scratch_write(place_path("d", SIGNATURE_DIGEST), v.data, v.len);
	cr_expect_str_eq(
	    place_referrers("oci:d@" IMAGE_DIGEST, NULL), "COSIGN_E_PROTOCOL");
	/* Cut off, and that is what its name says. */
	place_fill("e", INDEX(IMAGE("")));
	place_blob("e", v.data, v.len - 1, NULL);
	cr_expect_str_eq(
	    place_referrers("oci:e@" IMAGE_DIGEST, NULL), "COSIGN_E_JSON");
	vector_free(&v);
}

#define DEEP                                        \
	",\"x\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[" \
	"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]"  \
	"]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"  \
	"]]]]]]]]]]]]]]]]]]]]]]"

/* JSON that speaks of the image, and what is found then. */
struct odd {
	char json[768];
	char found[32];
};

ParameterizedTestParameters(layout_referrers, odd_referrers)
{
#define REFERRER(type, more)                                          \
	"{\"schemaVersion\":2,\"mediaType\":\"" type                  \
	"\",\"config\":{\"mediaType\":\"a/b\",\"size\":2,\"digest\":" \
	"\"" BUNDLE_DIGEST "\"},\"layers\":[],\"subject\":" IMAGE("") more "}"
	static struct odd rows[] = {
		{ REFERRER("a/b", ""), "COSIGN_E_UNSUPPORTED" },
		{ REFERRER(OCI_MANIFEST, DEEP), "COSIGN_E_LIMIT" },
		{ REFERRER(OCI_MANIFEST, ",\"artifactType\":7"),
		    "COSIGN_E_JSON" },
		{ REFERRER(OCI_MANIFEST, ",\"manifests\":[]"),
		    "COSIGN_E_MALFORMED" },
		{ "{\"schemaVersion\":2,\"mediaType\":\"" OCI_MANIFEST
		  "\",\"config\":" IMAGE("") ",\"layers\":[" IMAGE(
		      ",\"data\":\"!!\"") "],\"subject\":" IMAGE("") "}",
		    "COSIGN_E_BASE64" },
		/* Its members by other names of the same, and twice. */
		{ "{\"schemaVersion\":2,\"\\u0073ubject\":" IMAGE("") "}",
		    "COSIGN_E_MALFORMED" },
		{ REFERRER(OCI_MANIFEST, ",\"subject\":" IMAGE("")),
		    "COSIGN_E_JSON" },
		/* Of no concern to us. */
		{ "{\"schemaVersion\":1,\"x\":\"" IMAGE_DIGEST "\"}", "0:" },
		{ "{\"subject\":[\"" IMAGE_DIGEST "\"]" DEEP "}", "0:" },
		{ "{\"subject\":[\"" IMAGE_DIGEST
		  "\"],\"predicate\":{\"schemaVersion\":2}}",
		    "0:" },
	};

	return cr_make_param_array(struct odd, rows, ARRAY_LEN(rows));
}

/* A referrer that we cannot read is not none. */
ParameterizedTest(struct odd *row, layout_referrers, odd_referrers)
{
	place_make("d", LAYOUT_FILE, NULL);
	place_blob("d", row->json, strlen(row->json), NULL);
	cr_expect_str_eq(
	    place_referrers("oci:d@" IMAGE_DIGEST, NULL), row->found);
}

/* One referrer, and that one. */
static void
expect_referrer(const char *text, const char *digest)
{
	char expected[16];

	(void)snprintf(
	    expected, sizeof(expected), "1: %.8s", strchr(digest, ':') + 1);
	cr_expect_str_eq(place_referrers(text, NULL), expected);
}

/* A digest may be written with escapes, too. */
Test(layout_referrers, an_escaped_subject)
{
	struct vector v = vector_load("oci", "bundle.json");
	char *at = strstr(v.data, "\"digest\":\"" IMAGE_DIGEST), *text;
	char digest[CSN_DIGEST_TEXT_SIZE];
	size_t before;

	cr_assert_not_null(at);
	at += strlen("\"digest\":\"sha256:");
	before = (size_t)(at - v.data);
	text = malloc(v.len + 16);
	cr_assert_not_null(text);
	memcpy(text, v.data, before);
	(void)snprintf(text + before, v.len + 16 - before, "\\u0063%s", at + 1);
	place_make("d", LAYOUT_FILE, INDEX(""));
	place_blob("d", text, strlen(text), digest);
	expect_referrer("oci:d@" IMAGE_DIGEST, digest);
	free(text);
	vector_free(&v);
}

Test(layout_referrers, what_is_too_large_for_a_look_is_found_by_name)
{
	struct vector v = vector_load("oci", "bundle.json");
	const size_t size = 4 * 1024 * 1024 + 1;
	char *text = malloc(size + 1), index[512];
	char digest[CSN_DIGEST_TEXT_SIZE];

	cr_assert_not_null(text);
	memset(text, ' ', size);
	memcpy(text, v.data, v.len);
	place_make("d", LAYOUT_FILE, INDEX(""));
	place_blob("d", text, size, digest);
	cr_expect_str_eq(place_referrers("oci:d@" IMAGE_DIGEST, NULL), "0:");
	(void)snprintf(index, sizeof(index),
	    "{\"schemaVersion\":2,\"manifests\":[{\"mediaType\":\"" OCI_MANIFEST
	    "\",\"size\":%zu,\"digest\":\"%s\"}]}",
	    size, digest);
	scratch_write("d/index.json", index, strlen(index));
	expect_referrer("oci:d@" IMAGE_DIGEST, digest);
	free(text);
	vector_free(&v);
}

/* What is listed and is not what its entry says. */
struct broken {
	char index[512];
	size_t len; /* bytes of the bundle that are there */
	char message[192];
};

ParameterizedTestParameters(layout_referrers, broken)
{
#define OTHER ": its bytes have another digest"
	static struct broken rows[] = {
		{ INDEX(BUNDLE("")), 0, OTHER },
		/* All but the subject, which comes last. */
		{ INDEX(BUNDLE("")), 500, OTHER },
		{ INDEX(BUNDLE("")), 876, OTHER },
		{ INDEX(ENTRY(BUNDLE_DIGEST, 9999999, "")), 0, OTHER },
		{ INDEX(ENTRY(BUNDLE_DIGEST, 9999999, "")), 877,
		    ": 877 bytes instead of 9999999" },
		{ INDEX(BUNDLE("") "," ENTRY(BUNDLE_DIGEST, 876, "")), 877,
		    ": 877 bytes instead of 876" },
		{ INDEX("{\"mediaType\":\"" OCI_INDEX
			"\",\"size\":877,\"digest\":\"" BUNDLE_DIGEST "\"}"),
		    877, ": manifest: given as \"" OCI_INDEX "\"" },
	};

	return cr_make_param_array(struct broken, rows, ARRAY_LEN(rows));
}

/* It may have referred to the image, although nothing says so any more. */
ParameterizedTest(struct broken *row, layout_referrers, broken)
{
	struct vector v = vector_load("oci", "bundle.json");
	cosign_reference_t *ref = place_ref("oci:d@" IMAGE_DIGEST);
	cosign_error_t *err = cosign_error_new();
	cosign_descriptors_t *list = NULL;
	cosign_oci_t *oci = place_client();
	char message[512];

	cr_assert_geq(v.len, row->len);
	place_make("d", LAYOUT_FILE, row->index);
	scratch_write(place_path("d", BUNDLE_DIGEST), v.data, row->len);
	(void)snprintf(message, sizeof(message),
	    "oci:d@" IMAGE_DIGEST ": " BUNDLE_DIGEST "%s", row->message);
	expect_error(err, cosign_oci_referrers(&list, oci, ref, NULL, err),
	    COSIGN_E_PROTOCOL, message);
	cr_expect_null(list);
	cosign_oci_free(oci);
	cosign_error_free(err);
	cosign_reference_free(ref);
	vector_free(&v);
}

/* A listed manifest that is whole, and no manifest to us. */
Test(layout_referrers, listed_and_malformed)
{
	static const char of_image[] = "{\"x\":\"" IMAGE_DIGEST "\"}";
	static const char of_none[] = "{\"x\":\"" BUNDLE_DIGEST "\"}";
	char index[512], digest[CSN_DIGEST_TEXT_SIZE];

	place_make("d", LAYOUT_FILE, NULL);
	place_blob("d", of_none, strlen(of_none), digest);
	(void)snprintf(
	    index, sizeof(index), INDEX(ENTRY("%s", 79, "")), digest);
	scratch_write("d/index.json", index, strlen(index));
	cr_expect_str_eq(place_referrers("oci:d@" IMAGE_DIGEST, NULL), "0:");
	place_blob("d", of_image, strlen(of_image), digest);
	cr_expect_str_eq(place_referrers("oci:d@" IMAGE_DIGEST, NULL), "0:");
	(void)snprintf(
	    index, sizeof(index), INDEX(ENTRY("%s", 79, "")), digest);
	scratch_write("d/index.json", index, strlen(index));
	cr_expect_str_eq(
	    place_referrers("oci:d@" IMAGE_DIGEST, NULL), "COSIGN_E_MALFORMED");
}

/* By SHA-512 a manifest is found where it is listed, and only once. */
Test(layout_referrers, of_sha512)
{
	struct vector v = vector_load("oci", "bundle.json");
	cosign_reference_t *ref = place_ref("oci:d@" IMAGE_DIGEST), *found;
	char index[512], digest[CSN_DIGEST_TEXT_SIZE];
	cosign_descriptors_t *list = NULL;
	cosign_oci_t *oci = place_client();
	cosign_manifest_t *m = NULL;
	const cosign_descriptor_t *d;
	struct csn_digest hash;

	csn_digest_bytes(&hash, COSIGN_HASH_SHA512, v.data, v.len);
	csn_digest_write(digest, &hash);
	(void)snprintf(
	    index, sizeof(index), INDEX(ENTRY("%s", 877, "")), digest);
	place_make("d", LAYOUT_FILE, index);
	cr_expect_str_eq(
	    place_referrers("oci:d@" IMAGE_DIGEST, NULL), "COSIGN_E_PROTOCOL");
	cr_assert_eq(mkdir("d/blobs/sha512", 0755), 0);
	scratch_write(place_path("d", digest), v.data, v.len);
	MUST(cosign_oci_referrers(&list, oci, ref, NULL, NULL));
	cr_assert_eq(cosign_descriptors_count(list), 1);
	d = cosign_descriptors_at(list, 0);
	cr_expect_str_eq(cosign_descriptor_digest(d), digest);
	cr_expect_str_eq(cosign_descriptor_artifact_type(d), BUNDLE_TYPE);
	cr_expect_eq(cosign_descriptor_size(d), 877);
	cr_expect_not_null(cosign_descriptor_annotation(
	    d, "dev.sigstore.bundle.predicateType"));
	/* It is there by that. */
	MUST(cosign_reference_with_digest(&found, ref, digest, NULL));
	MUST(cosign_oci_manifest_fetch(&m, oci, found, NULL));
	place_vector("d", "bundle.json");
	expect_referrer("oci:d@" IMAGE_DIGEST, digest);
	cosign_manifest_free(m);
	cosign_descriptors_free(list);
	cosign_oci_free(oci);
	cosign_reference_free(found);
	cosign_reference_free(ref);
	vector_free(&v);
}

/* What is listed and missing may have referred to the image: not known is not
   none, whatever the size it should have. */
Test(layout_referrers, missing_referrers)
{
	static const char fallback[] =
	    "sha256-"
	    "cfb9fbd954f1031ed93e96c90f3177978d8149071b7b0723c72b6a4fa18755c3";
	static const char list[] = INDEX(SIGNATURE(""));
	char index[512], digest[CSN_DIGEST_TEXT_SIZE];

	place_fill("d", INDEX(IMAGE("") "," BUNDLE("")));
	cr_expect_str_eq(
	    place_referrers("oci:d@" IMAGE_DIGEST, NULL), "1: 333dc3e6");
	cr_assert_eq(unlink(place_path("d", SIGNATURE_DIGEST)), 0);
	scratch_write("d/index.json", list, strlen(list));
	cr_expect_str_eq(
	    place_referrers("oci:d@" IMAGE_DIGEST, NULL), "COSIGN_E_PROTOCOL");
	(void)snprintf(index, sizeof(index), "%s",
	    INDEX(ENTRY(SIGNATURE_DIGEST, 9999999, "")));
	scratch_write("d/index.json", index, strlen(index));
	cr_expect_str_eq(
	    place_referrers("oci:d@" IMAGE_DIGEST, NULL), "COSIGN_E_PROTOCOL");
	/* What the list of the fallback tag has, and the list itself. */
	place_blob("d", list, strlen(list), digest);
	(void)snprintf(index, sizeof(index),
	    INDEX(
		"{\"mediaType\":\"" OCI_INDEX
		"\",\"size\":%zu,\"digest\":\"%s\"" NOTES(REF_NAME("%s")) "}"),
	    strlen(list), digest, fallback);
	scratch_write("d/index.json", index, strlen(index));
	cr_expect_str_eq(
	    place_referrers("oci:d@" IMAGE_DIGEST, NULL), "COSIGN_E_PROTOCOL");
	cr_assert_eq(unlink(place_path("d", digest)), 0);
	cr_expect_str_eq(
	    place_referrers("oci:d@" IMAGE_DIGEST, NULL), "COSIGN_E_PROTOCOL");
}

/* Of a digest by SHA-512, as an index may name its images, the tag has the
   first half. */
Test(layout_referrers, the_fallback_tag_of_sha512)
{
	static const char list[] = INDEX(SIGNATURE(""));
	char index[512], digest[CSN_DIGEST_TEXT_SIZE],
	    image[CSN_DIGEST_TEXT_SIZE];
	cosign_error_t *err = cosign_error_new();
	cosign_descriptors_t *found = NULL;
	struct csn_store *store = NULL;

	(void)snprintf(image, sizeof(image), "sha512:%0128d", 1);
	place_make("d", LAYOUT_FILE, NULL);
	place_blob("d", list, strlen(list), digest);
	(void)snprintf(index, sizeof(index),
	    INDEX("{\"mediaType\":\"" OCI_INDEX
		  "\",\"size\":%zu,\"digest\":\"%s\"" NOTES(
		      REF_NAME("sha512-%064d")) "}"),
	    strlen(list), digest, 0);
	scratch_write("d/index.json", index, strlen(index));
	MUST(csn_layout_open(&store, "d", NULL));
	/* What it lists is missing. */
	expect_error(err,
	    store->ops->referrers(&found, store, image, NULL, err),
	    COSIGN_E_PROTOCOL, SIGNATURE_DIGEST ": sha512-000");
	cr_expect_null(found);
	csn_store_close(store);
	cosign_error_free(err);
}

/* An image that is an index may have that tag, too; what it consists of need
   not be there. */
Test(layout_referrers, an_image_with_the_fallback_tag)
{
	static const char image[] = INDEX(SIGNATURE(""));
	char index[512], text[256], digest[CSN_DIGEST_TEXT_SIZE];

	place_make("d", LAYOUT_FILE, NULL);
	place_blob("d", image, strlen(image), digest);
	(void)snprintf(index, sizeof(index),
	    INDEX("{\"mediaType\":\"" OCI_INDEX
		  "\",\"size\":%zu,\"digest\":\"%s\"" NOTES(
		      REF_NAME("sha256-%s")) "}"),
	    strlen(image), digest, strchr(digest, ':') + 1);
	scratch_write("d/index.json", index, strlen(index));
	(void)snprintf(text, sizeof(text), "oci:d@%s", digest);
	cr_expect_str_eq(place_referrers(text, NULL), "0:");
}

/* Nor is docker's kind of index a list of referrers. */
Test(layout_referrers, a_docker_list_with_the_fallback_tag)
{
	static const char image[] = INDEX(SIGNATURE(""));
	char index[512], digest[CSN_DIGEST_TEXT_SIZE];

	place_make("d", LAYOUT_FILE, NULL);
	place_blob("d", image, strlen(image), digest);
	(void)snprintf(index, sizeof(index),
	    INDEX(
		"{\"mediaType\":\"application/vnd.docker.distribution."
		"manifest.list.v2+json\",\"size\":%zu,\"digest\":\"%s\"" NOTES(
		    REF_NAME("sha256-%s")) "}"),
	    strlen(image), digest, strchr(IMAGE_DIGEST, ':') + 1);
	scratch_write("d/index.json", index, strlen(index));
	cr_expect_str_eq(place_referrers("oci:d@" IMAGE_DIGEST, NULL), "0:");
}

/* A large one, listed by the tag that stands for the referrers API. */
Test(layout_referrers, the_fallback_tag)
{
	struct vector v = vector_load("oci", "bundle.json");
	const size_t size = 4 * 1024 * 1024 + 1;
	char *text = malloc(size + 1), index[512], list[512];
	char digest[CSN_DIGEST_TEXT_SIZE], list_digest[CSN_DIGEST_TEXT_SIZE];

	cr_assert_not_null(text);
	memset(text, ' ', size);
	memcpy(text, v.data, v.len);
	place_make("d", LAYOUT_FILE, NULL);
	place_blob("d", text, size, digest);
	(void)snprintf(list, sizeof(list),
	    "{\"schemaVersion\":2,\"manifests\":[{\"mediaType\":\"" OCI_MANIFEST
	    "\",\"size\":%zu,\"digest\":\"%s\"}]}",
	    size, digest);
	place_blob("d", list, strlen(list), list_digest);
	(void)snprintf(index, sizeof(index),
	    "{\"schemaVersion\":2,\"manifests\":[{\"mediaType\":\"" OCI_INDEX
	    "\",\"size\":%zu,\"digest\":\"%s\",\"annotations\":{"
	    "\"org.opencontainers.image.ref.name\":\"sha256-%s\"}}]}",
	    strlen(list), list_digest, strchr(IMAGE_DIGEST, ':') + 1);
	scratch_write("d/index.json", index, strlen(index));
	expect_referrer("oci:d@" IMAGE_DIGEST, digest);
	free(text);
	vector_free(&v);
}
