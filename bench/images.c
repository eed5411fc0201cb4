/*
 * Verifying images in a registry that takes its time to answer:
 *
 *	bench-images FOLDER COUNT THREADS MS [COSIGN COSIGNC ONES]
 *
 * Signs COUNT images in each form in a registry of this process, then adds MS
 * milliseconds to each of its answers and verifies them all in THREADS threads.
 * Prints how many requests that were, how long it took against what they wait
 * for, how many connections and tokens there were, and how many answers stand
 * one behind the other when a single image is verified. A key is left in
 * FOLDER. With COSIGN and COSIGNC (paths of the programs) ONES images are
 * verified by one process each.
 */
#include "measure.h"
#include "process.h"

#include "registry.h"

#include <cosign.h>

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MANIFEST   "application/vnd.oci.image.manifest.v1+json"
#define CONFIG     "application/vnd.oci.image.config.v1+json"
#define REPOSITORY "bench/images"
/* Far above what an answer takes by itself. */
#define DEPTH_MS 200

static const struct form {
	const char *name;
	const char *by_digest;
	uint32_t forms;
	int embeds_bundle;
} forms[] = {
	{ "bundle", "bundle-by-digest", COSIGN_IMAGE_BUNDLE, 0 },
	{ "embedded", "embedded-by-digest", COSIGN_IMAGE_BUNDLE, 1 },
	{ "legacy", "legacy-by-digest", COSIGN_IMAGE_LEGACY, 0 },
};
#define FORMS (sizeof(forms) / sizeof(*forms))

static struct {
	char public_key[512];
	struct registry *registry;
	cosign_oci_t *oci;
	cosign_key_t *key;
	cosign_policy_t *policy;
	size_t count; /* of images in one form */
	atomic_size_t next;
	int by_digest;
	int wait_ms; /* now */
} b;

static void
must(cosign_rc_t rc, const cosign_error_t *err)
{
	if (rc != COSIGN_OK)
		bench_die(
		    "%s: %s", cosign_rc_name(rc), cosign_error_message(err));
}

static size_t
number(const char *text)
{
	const long n = strtol(text, NULL, 10);

	if (n <= 0)
		bench_die("%s is no number", text);
	return (size_t)n;
}

static void
take_time(struct registry *registry, const struct http_request *request,
    struct http_answer *answer)
{
	(void)registry;
	(void)request;
	answer->delay_ms = b.wait_ms;
}

static void
put_image(size_t i)
{
	char config[128], manifest[512], tag[32];
	const char *digest;

	(void)snprintf(config, sizeof(config),
	    "{\"architecture\":\"amd64\",\"os\":\"linux\",\"config\":{"
	    "\"User\":\"%zu\"}}",
	    i);
	digest = registry_put_blob(b.registry, REPOSITORY, config);
	(void)snprintf(manifest, sizeof(manifest),
	    "{\"schemaVersion\":2,\"mediaType\":\"" MANIFEST
	    "\",\"config\":{\"mediaType\":\"" CONFIG
	    "\",\"size\":%zu,\"digest\":\"%s\"},\"layers\":[]}",
	    strlen(config), digest);
	(void)snprintf(tag, sizeof(tag), "i%zu", i);
	(void)registry_put_manifest(
	    b.registry, REPOSITORY, tag, MANIFEST, manifest);
}

static cosign_reference_t *
image(size_t i)
{
	cosign_reference_t *ref = NULL, *by_digest = NULL;
	cosign_error_t *err = cosign_error_new();
	cosign_descriptor_t *found = NULL;
	char text[256];

	(void)snprintf(text, sizeof(text), "%s/" REPOSITORY ":i%zu",
	    registry_host(b.registry), i);
	must(cosign_reference_parse(&ref, text, err), err);
	if (b.by_digest) {
		must(cosign_oci_resolve(&found, b.oci, ref, err), err);
		must(cosign_reference_with_digest(
			 &by_digest, ref, cosign_descriptor_digest(found), err),
		    err);
		cosign_reference_free(ref);
		ref = by_digest;
	}
	cosign_descriptor_free(found);
	cosign_error_free(err);
	return ref;
}

static void
sign(size_t i, const cosign_image_options_t *options)
{
	const cosign_key_t *const keys[] = { b.key };
	cosign_reference_t *ref = image(i);
	cosign_image_signatures_t **made = NULL;
	cosign_error_t *err = cosign_error_new();
	size_t count = 0;

	must(
	    cosign_image_sign(&made, &count, b.oci, ref, keys, 1, options, err),
	    err);
	while (count > 0)
		cosign_image_signatures_free(made[--count]);
	cosign_free(made);
	cosign_error_free(err);
	cosign_reference_free(ref);
}

static void *
verify_some(void *user)
{
	cosign_error_t *err = cosign_error_new();
	cosign_reference_t **images = user;
	size_t i;

	while ((i = atomic_fetch_add(&b.next, 1)) < b.count)
		must(cosign_image_verify(
			 NULL, b.oci, images[i], NULL, b.policy, NULL, err),
		    err);
	cosign_error_free(err);
	return NULL;
}

/* Milliseconds for all of them. */
static double
verify_all(size_t threads, cosign_reference_t **images)
{
	pthread_t *ids = calloc(threads, sizeof(*ids));
	double begin = bench_now();
	size_t i;

	if (ids == NULL)
		bench_die("no memory");
	atomic_store(&b.next, 0);
	for (i = 0; i < threads; i++)
		if (pthread_create(&ids[i], NULL, verify_some, images) != 0)
			bench_die("no thread");
	for (i = 0; i < threads; i++)
		(void)pthread_join(ids[i], NULL);
	free(ids);
	return (bench_now() - begin) / 1e6;
}

/* Images of one form, from the first on. */
static void
measure(
    const char *name, size_t first, size_t threads, int wait_ms, int by_digest)
{
	cosign_reference_t **images = calloc(b.count, sizeof(*images));
	unsigned int requests, connections, tokens;
	double ms, least;
	size_t i;

	if (images == NULL)
		bench_die("no memory");
	b.by_digest = by_digest;
	for (i = 0; i < b.count; i++)
		images[i] = image(first + i);
	http_server_forget(b.registry->server);
	connections = http_server_connections(b.registry->server);
	tokens = b.registry->tokens;
	b.wait_ms = wait_ms;
	ms = verify_all(threads, images);
	b.wait_ms = 0;
	requests = (unsigned int)http_server_requests(b.registry->server);
	least = (double)requests * wait_ms / (double)threads;
	printf("%s %.2f %.3f %u %u %.1f\n", name,
	    (double)requests / (double)b.count, ms / least,
	    http_server_connections(b.registry->server) - connections,
	    b.registry->tokens - tokens, ms);
	for (i = 0; i < b.count; i++)
		cosign_reference_free(images[i]);
	free(images);
	b.by_digest = 0;
}

/* Of one image, by digest, by a client that has a token: how many times longer
   it takes than an answer. */
static void
measure_depth(const char *name, size_t i)
{
	cosign_error_t *err = cosign_error_new();
	cosign_reference_t *ref;
	double begin;

	b.by_digest = 1;
	ref = image(i);
	b.by_digest = 0;
	b.wait_ms = DEPTH_MS;
	begin = bench_now();
	must(cosign_image_verify(NULL, b.oci, ref, NULL, b.policy, NULL, err),
	    err);
	printf("%s-depth %d\n", name,
	    (int)((bench_now() - begin) / 1e6 / DEPTH_MS));
	b.wait_ms = 0;
	cosign_reference_free(ref);
	cosign_error_free(err);
}

/* A new client: it knows nothing of the registry yet. */
static void
open_client(void)
{
	cosign_error_t *err = cosign_error_new();
	cosign_http_options_t *options = NULL;
	cosign_http_t *http = NULL;

	cosign_oci_free(b.oci);
	must(cosign_http_options_new(&options, err), err);
	must(cosign_http_new(&http, options, err), err);
	must(cosign_oci_new(&b.oci, http, NULL, err), err);
	cosign_http_free(http);
	cosign_http_options_free(options);
	cosign_error_free(err);
}

static void
setup(const char *folder)
{
	cosign_error_t *err = cosign_error_new();
	const char *pem;

	(void)snprintf(
	    b.public_key, sizeof(b.public_key), "%s/images.pub", folder);
	b.registry = registry_start();
	b.registry->auth = REGISTRY_BEARER;
	b.registry->may_read = 0;
	b.registry->after = take_time;
	must(cosign_key_generate(&b.key, COSIGN_ALG_NONE, err), err);
	must(cosign_policy_new(&b.policy, err), err);
	must(cosign_policy_add_key(b.policy, cosign_key_public(b.key), err),
	    err);
	cosign_policy_insecure_ignore_tlog(b.policy);
	pem = cosign_pubkey_pem(cosign_key_public(b.key));
	must(cosign_file_save(b.public_key, pem, strlen(pem), 0600, err), err);
	open_client();
	cosign_error_free(err);
}

/* A set of images for each form. */
static void
sign_all(void)
{
	cosign_image_options_t *options = NULL;
	cosign_error_t *err = cosign_error_new();
	size_t i;

	must(cosign_image_options_new(&options, err), err);
	for (i = 0; i < FORMS * b.count; i++) {
		const struct form *form = &forms[i / b.count];

		must(cosign_image_options_set_forms(options, form->forms, err),
		    err);
		cosign_image_options_embed_bundle(options, form->embeds_bundle);
		put_image(i);
		sign(i, options);
	}
	cosign_image_options_free(options);
	cosign_error_free(err);
}

/* One process for an image: the real cosign's, and ours. */
static void
measure_processes(
    const char *cosign, const char *cosignc, size_t ones, int wait_ms)
{
	char image_text[256];
	struct bench_program programs[] = {
		{ .args = { cosign, "verify", "--key", b.public_key,
		      "--insecure-ignore-tlog", image_text } },
		{ .args = { cosignc, "verify", "--key", b.public_key,
		      "--insecure-ignore-tlog", image_text } },
	};

	(void)snprintf(image_text, sizeof(image_text), "%s/" REPOSITORY ":i0",
	    registry_host(b.registry));
	b.wait_ms = wait_ms;
	bench_interleave(programs, 2, ones);
	b.wait_ms = 0;
	printf("process %.2f %.2f\n", programs[0].ms, programs[1].ms);
}

int
main(int argc, char **argv)
{
	size_t threads, i;
	int wait_ms;

	if (argc != 5 && argc != 8)
		bench_die(
		    "images: FOLDER COUNT THREADS MS [COSIGN COSIGNC ONES]");
	b.count = number(argv[2]);
	threads = number(argv[3]);
	wait_ms = (int)number(argv[4]);
	setup(argv[1]);
	sign_all();
	open_client();
	for (i = 0; i < FORMS; i++) {
		measure(forms[i].name, i * b.count, threads, wait_ms, 0);
		measure(forms[i].by_digest, i * b.count, threads, wait_ms, 1);
		measure_depth(forms[i].name, i * b.count);
	}
	if (argc == 8)
		measure_processes(argv[5], argv[6], number(argv[7]), wait_ms);
	registry_stop(b.registry);
	cosign_oci_free(b.oci);
	cosign_policy_free(b.policy);
	cosign_key_free(b.key);
	return 0;
}
