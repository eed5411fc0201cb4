#include "place.h"

#include "scratch.h"

#include <cosign/file.h>

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define TEXT_SIZE 4096

static const char *
in(const char *folder, const char *name)
{
	static char path[512];

	(void)snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

void
place_make(const char *folder, const char *layout, const char *index)
{
	cr_assert_eq(mkdir(folder, 0755), 0);
	cr_assert_eq(mkdir(in(folder, "blobs"), 0755), 0);
	cr_assert_eq(mkdir(in(folder, "blobs/sha256"), 0755), 0);
	if (layout != NULL)
		scratch_write(in(folder, "oci-layout"), layout, strlen(layout));
	if (index != NULL)
		scratch_write(in(folder, "index.json"), index, strlen(index));
}

const char *
place_path(const char *folder, const char *digest)
{
	static char path[512];

	(void)snprintf(path, sizeof(path), "%s/blobs/%s", folder, digest);
	*strchr(path + strlen(folder) + strlen("/blobs/"), ':') = '/';
	return path;
}

void
place_blob(const char *folder, const void *p, size_t len,
    char digest[CSN_DIGEST_TEXT_SIZE])
{
	char text[CSN_DIGEST_TEXT_SIZE];
	struct csn_digest d;

	csn_digest_bytes(&d, COSIGN_HASH_SHA256, p, len);
	csn_digest_write(text, &d);
	scratch_write(place_path(folder, text), p, len);
	if (digest != NULL)
		memcpy(digest, text, sizeof(text));
}

void
place_vector(const char *folder, const char *file)
{
	struct vector v = vector_load("oci", file);

	place_blob(folder, v.data, v.len, NULL);
	vector_free(&v);
}

void
place_fill(const char *folder, const char *index)
{
	place_make(folder, LAYOUT_FILE, index);
	place_vector(folder, "image.json");
	place_vector(folder, "signature.json");
	place_vector(folder, "bundle.json");
	place_vector(folder, "referrers.json");
}

cosign_oci_t *
place_client(void)
{
	cosign_oci_t *oci = NULL;

	MUST(cosign_oci_new(&oci, NULL, NULL, NULL));
	return oci;
}

cosign_reference_t *
place_ref(const char *text)
{
	cosign_reference_t *ref = NULL;

	MUST(cosign_reference_parse(&ref, text, NULL));
	return ref;
}

static void
expect_same(const cosign_descriptor_t *a, const cosign_descriptor_t *b)
{
	cr_expect_str_eq(
	    cosign_descriptor_digest(a), cosign_descriptor_digest(b));
	cr_expect_str_eq(
	    cosign_descriptor_media_type(a), cosign_descriptor_media_type(b));
	cr_expect_eq(cosign_descriptor_size(a), cosign_descriptor_size(b));
}

const char *
place_digest(const char *text)
{
	static char digest[CSN_DIGEST_TEXT_SIZE];
	cosign_reference_t *ref = place_ref(text);
	cosign_descriptor_t *d = NULL;
	cosign_oci_t *oci = place_client();
	cosign_manifest_t *m = NULL;
	cosign_rc_t rc = cosign_oci_resolve(&d, oci, ref, NULL), same;

	(void)snprintf(digest, sizeof(digest), "%s",
	    rc == COSIGN_OK ? cosign_descriptor_digest(d) : cosign_rc_name(rc));
	/* What is fetched is what was resolved. */
	same = cosign_oci_manifest_fetch(&m, oci, ref, NULL);
	cr_expect_eq(same, rc);
	if (m != NULL && d != NULL)
		expect_same(d, cosign_manifest_descriptor(m));
	cosign_manifest_free(m);
	cosign_descriptor_free(d);
	cosign_oci_free(oci);
	cosign_reference_free(ref);
	return digest;
}

const char *
place_referrers(const char *text, const char *artifact_type)
{
	static char found[TEXT_SIZE];
	cosign_reference_t *ref = place_ref(text);
	cosign_descriptors_t *list = NULL;
	cosign_oci_t *oci = place_client();
	cosign_rc_t rc =
	    cosign_oci_referrers(&list, oci, ref, artifact_type, NULL);
	size_t i, count = rc == COSIGN_OK ? cosign_descriptors_count(list) : 0;
	int at;

	cr_expect_eq(list != NULL, rc == COSIGN_OK);
	at = rc == COSIGN_OK
	    ? snprintf(found, sizeof(found), "%zu:", count)
	    : snprintf(found, sizeof(found), "%s", cosign_rc_name(rc));
	for (i = 0; i < count; i++)
		at += snprintf(found + at, sizeof(found) - (size_t)at, " %.8s",
		    cosign_descriptor_digest(cosign_descriptors_at(list, i)) +
			strlen("sha256:"));
	cosign_descriptors_free(list);
	cosign_oci_free(oci);
	cosign_reference_free(ref);
	return found;
}

static int
add_tag(void *user, const char *tag)
{
	char *tags = user;

	(void)snprintf(
	    tags + strlen(tags), TEXT_SIZE - strlen(tags), "%s ", tag);
	return 0;
}

const char *
place_tags(const char *text)
{
	static char tags[TEXT_SIZE];
	cosign_reference_t *ref = place_ref(text);
	cosign_oci_t *oci = place_client();
	cosign_rc_t rc;

	tags[0] = '\0';
	rc = cosign_oci_tags(oci, ref, add_tag, tags, NULL);
	if (rc != COSIGN_OK)
		(void)snprintf(tags, sizeof(tags), "%s", cosign_rc_name(rc));
	cosign_oci_free(oci);
	cosign_reference_free(ref);
	return tags;
}

cosign_rc_t
place_push(const char *text, const void *json, size_t len, cosign_error_t *err)
{
	cosign_reference_t *ref = place_ref(text);
	cosign_oci_t *oci = place_client();
	cosign_manifest_t *m = NULL;
	cosign_rc_t rc = cosign_manifest_parse(&m, json, len, err);

	if (rc == COSIGN_OK)
		rc = cosign_oci_manifest_push(oci, ref, m, err);
	cosign_manifest_free(m);
	cosign_oci_free(oci);
	cosign_reference_free(ref);
	return rc;
}

cosign_rc_t
place_push_blob(const char *text, const void *p, size_t len,
    cosign_descriptor_t **out, cosign_error_t *err)
{
	cosign_reference_t *ref = place_ref(text);
	cosign_descriptor_t *blob = NULL;
	cosign_oci_t *oci = place_client();
	cosign_rc_t rc =
	    cosign_oci_blob_push(oci, ref, "a/b", p, len, &blob, err);

	cr_expect_eq(blob != NULL, rc == COSIGN_OK);
	if (out != NULL)
		*out = blob;
	else
		cosign_descriptor_free(blob);
	cosign_oci_free(oci);
	cosign_reference_free(ref);
	return rc;
}

void
place_image(const char *text, unsigned int number,
    char digest[CSN_DIGEST_TEXT_SIZE], cosign_error_t *err)
{
	cosign_descriptor_t *config = NULL;
	char bytes[32], json[512];
	struct csn_digest d;

	(void)snprintf(bytes, sizeof(bytes), "{\"number\":%u}", number);
	MUST(place_push_blob(text, bytes, strlen(bytes), &config, err));
	(void)snprintf(json, sizeof(json),
	    "{\"schemaVersion\":2,\"mediaType\":\"" OCI_MANIFEST
	    "\",\"config\":{\"mediaType\":\"application/vnd.oci.image.config."
	    "v1+json\",\"size\":%zu,\"digest\":\"%s\"},\"layers\":[]}",
	    strlen(bytes), cosign_descriptor_digest(config));
	MUST(place_push(text, json, strlen(json), err));
	if (digest != NULL) {
		csn_digest_bytes(&d, COSIGN_HASH_SHA256, json, strlen(json));
		csn_digest_write(digest, &d);
	}
	cosign_descriptor_free(config);
}

cosign_rc_t
place_delete(const char *text, cosign_error_t *err)
{
	cosign_reference_t *ref = place_ref(text);
	cosign_oci_t *oci = place_client();
	cosign_rc_t rc = cosign_oci_manifest_delete(oci, ref, err);

	cosign_oci_free(oci);
	cosign_reference_free(ref);
	return rc;
}

void
place_expect(const char *path, const char *content)
{
	char *text = NULL;
	size_t len = 0;

	MUST(cosign_file_load(&text, &len, path, 1 << 20, NULL));
	cr_expect_str_eq(text, content);
	cosign_free(text);
}
