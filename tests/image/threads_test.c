/*
 * Eight threads sign one image at once, each with a key of its own, in both
 * forms; then each of eight verifies it by one of the keys. No signature is
 * lost.
 */
#include "util/util.h"

#include <cosign/image.h>
#include <cosign/key.h>

#include <ftw.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define THREADS 8
#define MANIFEST                                                              \
	"{\"schemaVersion\":2,\"mediaType\":\"application/"                   \
	"vnd.oci.image.manifest.v1+json\",\"config\":{\"mediaType\":\"a/b\"," \
	"\"size\":2,\"digest\":\"sha256:44136fa355b3678a1146ad16f7e8649e94fb" \
	"4fc21fe77e8310c060f61caaff8a\"},\"layers\":[]}"

static cosign_oci_t *oci;
static cosign_reference_t *image;
static cosign_key_t *keys[THREADS];
static atomic_int failures;

static void
check(cosign_rc_t rc, const cosign_error_t *err)
{
	if (rc == COSIGN_OK)
		return;
	(void)fprintf(
	    stderr, "%s: %s\n", cosign_rc_name(rc), cosign_error_message(err));
	atomic_fetch_add(&failures, 1);
}

static void
push_image(cosign_error_t *err)
{
	cosign_descriptor_t *config = NULL;
	cosign_manifest_t *manifest = NULL;

	check(cosign_oci_new(&oci, NULL, NULL, err), err);
	check(cosign_reference_parse(&image, "oci:d:1", err), err);
	check(cosign_oci_blob_push(oci, image, "a/b", "{}", 2, &config, err),
	    err);
	check(cosign_manifest_parse(&manifest, MANIFEST, strlen(MANIFEST), err),
	    err);
	check(cosign_oci_manifest_push(oci, image, manifest, err), err);
	cosign_manifest_free(manifest);
	cosign_descriptor_free(config);
}

static void *
sign(void *arg)
{
	const cosign_key_t *key = *(cosign_key_t **)arg;
	cosign_error_t *err = cosign_error_new();
	cosign_image_signatures_t **made = NULL;
	cosign_image_options_t *options = NULL;
	size_t count = 0;

	check(cosign_image_options_new(&options, err), err);
	check(cosign_image_options_set_forms(
		  options, COSIGN_IMAGE_BUNDLE | COSIGN_IMAGE_LEGACY, err),
	    err);
	check(
	    cosign_image_sign(&made, &count, oci, image, &key, 1, options, err),
	    err);
	while (count > 0)
		cosign_image_signatures_free(made[--count]);
	cosign_free(made);
	cosign_image_options_free(options);
	cosign_error_free(err);
	return NULL;
}

static void
verify_in(const cosign_policy_t *policy, uint32_t form, cosign_error_t *err)
{
	cosign_image_options_t *options = NULL;
	cosign_image_result_t *result = NULL;

	check(cosign_image_options_new(&options, err), err);
	check(cosign_image_options_set_forms(options, form, err), err);
	check(cosign_image_verify(
		  &result, oci, image, NULL, policy, options, err),
	    err);
	if (cosign_image_signatures_count(
		cosign_image_result_signatures(result)) != THREADS) {
		(void)fprintf(stderr, "signatures are lost\n");
		atomic_fetch_add(&failures, 1);
	}
	cosign_image_result_free(result);
	cosign_image_options_free(options);
}

static void *
verify(void *arg)
{
	const cosign_key_t *key = *(cosign_key_t **)arg;
	cosign_error_t *err = cosign_error_new();
	cosign_policy_t *policy = NULL;

	check(cosign_policy_new(&policy, err), err);
	check(cosign_policy_add_key(policy, cosign_key_public(key), err), err);
	cosign_policy_insecure_ignore_tlog(policy);
	verify_in(policy, COSIGN_IMAGE_BUNDLE, err);
	verify_in(policy, COSIGN_IMAGE_LEGACY, err);
	cosign_policy_free(policy);
	cosign_error_free(err);
	return NULL;
}

static void
run(void *(*fn)(void *))
{
	pthread_t threads[THREADS];
	size_t i;

	for (i = 0; i < THREADS; i++)
		if (pthread_create(&threads[i], NULL, fn, &keys[i]) != 0)
			abort();
	for (i = 0; i < THREADS; i++)
		(void)pthread_join(threads[i], NULL);
}

static int
remove_entry(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st;
	(void)type;
	(void)at;
	return remove(path);
}

int
main(void)
{
	char folder[] = "/tmp/cosign-threads-XXXXXX";
	cosign_error_t *err = cosign_error_new();
	size_t i;

	if (mkdtemp(folder) == NULL || chdir(folder) != 0)
		return 1;
	push_image(err);
	for (i = 0; i < THREADS; i++)
		check(cosign_key_generate(&keys[i], COSIGN_ALG_NONE, err), err);
	run(sign);
	run(verify);
	for (i = 0; i < THREADS; i++)
		cosign_key_free(keys[i]);
	cosign_reference_free(image);
	cosign_oci_free(oci);
	cosign_error_free(err);
	(void)nftw(folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
	return atomic_load(&failures) != 0;
}
