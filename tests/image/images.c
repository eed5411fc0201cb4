#include "images.h"

#include "scratch.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MANIFEST "application/vnd.oci.image.manifest.v1+json"
#define INDEX    "application/vnd.oci.image.index.v1+json"
#define CONFIG   "application/vnd.oci.image.config.v1+json"
#define LAYER    "application/vnd.oci.image.layer.v1.tar"

cosign_oci_t *images_oci;

void
images_open(void)
{
	scratch_enter();
	MUST(cosign_oci_new(&images_oci, NULL, NULL, NULL));
}

void
images_close(void)
{
	cosign_oci_free(images_oci);
	scratch_leave();
}

cosign_reference_t *
images_ref(const char *name)
{
	cosign_reference_t *ref = NULL;
	static char text[4096];

	(void)snprintf(text, sizeof(text), "oci:images:%s", name);
	MUST(cosign_reference_parse(&ref, text, NULL));
	return ref;
}

static void
put_manifest(const char *name, const char *json)
{
	cosign_reference_t *ref = images_ref(name);
	cosign_manifest_t *manifest = NULL;

	MUST(cosign_manifest_parse(&manifest, json, strlen(json), NULL));
	MUST(cosign_oci_manifest_push(images_oci, ref, manifest, NULL));
	cosign_manifest_free(manifest);
	cosign_reference_free(ref);
}

static void
write_descriptor(char *out, size_t size, const char *name,
    const char *media_type, const char *bytes)
{
	cosign_descriptor_t *descriptor = NULL;
	cosign_reference_t *ref = images_ref(name);

	MUST(cosign_oci_blob_push(images_oci, ref, media_type, bytes,
	    strlen(bytes), &descriptor, NULL));
	(void)snprintf(out, size,
	    "{\"mediaType\":\"%s\",\"size\":%zu,\"digest\":\"%s\"}", media_type,
	    strlen(bytes), cosign_descriptor_digest(descriptor));
	cosign_descriptor_free(descriptor);
	cosign_reference_free(ref);
}

void
images_put(const char *name, const char *text)
{
	static char config[512], layer[512], manifest[2048];

	write_descriptor(config, sizeof(config), name, CONFIG, "{}");
	write_descriptor(layer, sizeof(layer), name, LAYER, text);
	(void)snprintf(manifest, sizeof(manifest),
	    "{\"schemaVersion\":2,\"mediaType\":\"" MANIFEST
	    "\",\"config\":%s,\"layers\":[%s]}",
	    config, layer);
	put_manifest(name, manifest);
}

void
images_put_example(const char *name)
{
	static const char config[] =
	    "{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{"
	    "\"type\":\"layers\",\"diff_ids\":[]},\"config\":{}}";
	static char descriptor[512], manifest[2048];

	write_descriptor(descriptor, sizeof(descriptor), name, CONFIG, config);
	(void)snprintf(manifest, sizeof(manifest),
	    "{\"schemaVersion\":2,\"mediaType\":\"" MANIFEST
	    "\",\"config\":%s,\"layers\":[]}",
	    descriptor);
	put_manifest(name, manifest);
}

void
images_put_index(const char *name, const char *const *images)
{
	static char json[8192];
	size_t len;

	len = (size_t)snprintf(json, sizeof(json),
	    "{\"schemaVersion\":2,\"mediaType\":\"" INDEX "\",\"manifests\":[");
	for (; *images != NULL; images++) {
		cosign_reference_t *ref = images_ref(*images);
		cosign_descriptor_t *found = NULL;

		MUST(cosign_oci_resolve(&found, images_oci, ref, NULL));
		len += (size_t)snprintf(json + len, sizeof(json) - len,
		    "{\"mediaType\":\"%s\",\"size\":%lld,\"digest\":\"%s\","
		    "\"platform\":{\"architecture\":\"%s\",\"os\":\"linux\"}}"
		    "%s",
		    cosign_descriptor_media_type(found),
		    (long long)cosign_descriptor_size(found),
		    cosign_descriptor_digest(found), *images,
		    images[1] != NULL ? "," : "");
		cosign_descriptor_free(found);
		cosign_reference_free(ref);
	}
	(void)snprintf(json + len, sizeof(json) - len, "]}");
	put_manifest(name, json);
}

char *
images_find(const char *name)
{
	cosign_reference_t *ref = images_ref(name);
	cosign_descriptor_t *found = NULL;
	char *digest = NULL;
	const cosign_rc_t rc =
	    cosign_oci_resolve(&found, images_oci, ref, NULL);

	cr_assert(rc == COSIGN_OK || rc == COSIGN_E_NO_IMAGE, "%s",
	    cosign_rc_name(rc));
	if (rc == COSIGN_OK)
		digest = strdup(cosign_descriptor_digest(found));
	cosign_descriptor_free(found);
	cosign_reference_free(ref);
	return digest;
}

char *
images_digest(const char *name)
{
	char *digest = images_find(name);

	cr_assert_not_null(digest, "no image %s", name);
	return digest;
}

void
images_sign(const char *name, const cosign_key_t *key,
    const cosign_image_options_t *options)
{
	cosign_reference_t *ref = images_ref(name);
	cosign_image_signatures_t **made = NULL;
	cosign_error_t *err = cosign_error_new();
	cosign_rc_t rc;
	size_t count;

	rc = cosign_image_sign(
	    &made, &count, images_oci, ref, &key, 1, options, err);
	cr_assert_eq(rc, COSIGN_OK, "%s: %s", cosign_rc_name(rc),
	    cosign_error_message(err));
	while (count > 0)
		cosign_image_signatures_free(made[--count]);
	cosign_free(made);
	cosign_error_free(err);
	cosign_reference_free(ref);
}

cosign_policy_t *
images_policy(const cosign_key_t *key)
{
	cosign_policy_t *policy = NULL;

	MUST(cosign_policy_new(&policy, NULL));
	MUST(cosign_policy_add_key(policy, cosign_key_public(key), NULL));
	cosign_policy_insecure_ignore_tlog(policy);
	return policy;
}

void
images_expect(const char *name, const cosign_policy_t *policy,
    const cosign_image_options_t *options, cosign_rc_t code,
    const char *message)
{
	cosign_reference_t *ref = images_ref(name);
	cosign_error_t *err = cosign_error_new();
	cosign_image_result_t *result = NULL;
	cosign_rc_t rc;

	rc = cosign_image_verify(
	    &result, images_oci, ref, NULL, policy, options, err);
	if (code == COSIGN_OK)
		cr_expect_eq(rc, COSIGN_OK, "%s: %s", cosign_rc_name(rc),
		    cosign_error_message(err));
	else {
		cr_expect_eq(rc, code, "%s: %s", cosign_rc_name(rc),
		    cosign_error_message(err));
		cr_expect_not_null(strstr(cosign_error_message(err), message),
		    "%s", cosign_error_message(err));
	}
	cr_expect_eq(cosign_image_result_accepted(result), code == COSIGN_OK);
	if (result != NULL)
		cr_expect_eq(cosign_image_result_code(result), rc);
	cosign_image_result_free(result);
	cosign_error_free(err);
	cosign_reference_free(ref);
}

void
images_put_referrer(const char *name, const char *media_type,
    const char *artifact, const char *text, const char *more)
{
	cosign_reference_t *ref = images_ref(name), *target = NULL;
	cosign_descriptor_t *config = NULL, *layer = NULL, *image = NULL;
	cosign_manifest_t *manifest = NULL;
	static char json[4096];

	MUST(cosign_oci_resolve(&image, images_oci, ref, NULL));
	MUST(cosign_oci_blob_push(images_oci, ref,
	    "application/vnd.oci.empty.v1+json", "{}", 2, &config, NULL));
	MUST(cosign_oci_blob_push(
	    images_oci, ref, media_type, text, strlen(text), &layer, NULL));
	(void)snprintf(json, sizeof(json),
	    "{\"schemaVersion\":2,\"mediaType\":"
	    "\"application/vnd.oci.image.manifest.v1+json\",\"config\":{"
	    "\"mediaType\":\"application/vnd.oci.empty.v1+json\",\"size\":2,"
	    "\"digest\":\"%s\"},\"layers\":[{\"mediaType\":\"%s\","
	    "\"size\":%zu,\"digest\":\"%s\"%s}],\"subject\":{\"mediaType\":"
	    "\"%s\",\"size\":%lld,\"digest\":\"%s\"},\"artifactType\":\"%s\"}",
	    cosign_descriptor_digest(config), media_type, strlen(text),
	    cosign_descriptor_digest(layer), more,
	    cosign_descriptor_media_type(image),
	    (long long)cosign_descriptor_size(image),
	    cosign_descriptor_digest(image), artifact);
	MUST(cosign_manifest_parse(&manifest, json, strlen(json), NULL));
	MUST(cosign_reference_with_digest(&target, ref,
	    cosign_descriptor_digest(cosign_manifest_descriptor(manifest)),
	    NULL));
	MUST(cosign_oci_manifest_push(images_oci, target, manifest, NULL));
	cosign_reference_free(target);
	cosign_manifest_free(manifest);
	cosign_descriptor_free(layer);
	cosign_descriptor_free(config);
	cosign_descriptor_free(image);
	cosign_reference_free(ref);
}
