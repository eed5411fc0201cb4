/*
 * Threads that share keys, policies and bundles, as cosign.h allows. A program
 * of its own, since Criterion does not start under the thread sanitizer.
 */
#include <cosign/verify.h>

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define THREADS 8
#define ROUNDS  50

static const char blob[] = "hello world\n";

static const char *const kinds[] = { "p256", "p384", "ed25519", "rsa2048" };
#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

static cosign_policy_t *policy; /* of all keys */
static cosign_bundle_t *bundles[KINDS];
static atomic_int failures;

static void
check(int condition, const char *what)
{
	if (condition)
		return;
	(void)fprintf(stderr, "%s\n", what);
	atomic_fetch_add(&failures, 1);
}

static char *
load(const char *kind, const char *suffix, size_t *len)
{
	static char text[65536];
	char path[512];
	FILE *f;

	(void)snprintf(path, sizeof(path), "%s/bundle/accepted/%s%s",
	    COSIGN_VECTORS, kind, suffix);
	f = fopen(path, "rb");
	if (f == NULL) {
		perror(path);
		exit(1);
	}
	*len = fread(text, 1, sizeof(text), f);
	(void)fclose(f);
	return text;
}

static void
set_up(void)
{
	size_t i, len;

	check(cosign_policy_new(&policy, NULL) == COSIGN_OK, "policy");
	cosign_policy_insecure_ignore_tlog(policy);
	for (i = 0; i < KINDS; i++) {
		cosign_pubkey_t *key = NULL;
		const char *text = load(kinds[i], ".pub", &len);

		check(cosign_pubkey_parse(&key, text, len, NULL) == COSIGN_OK,
		    "key");
		check(cosign_policy_add_key(policy, key, NULL) == COSIGN_OK,
		    "key of policy");
		cosign_pubkey_free(key);
		text = load(kinds[i], "-v3.sigstore.json", &len);
		check(cosign_bundle_parse(&bundles[i], text, len, NULL) ==
			COSIGN_OK,
		    "bundle");
	}
}

static void
verify_once(size_t i, const char *data, size_t len, cosign_rc_t expected)
{
	cosign_artifact_t *artifact = NULL;
	cosign_result_t *result = NULL;
	cosign_rc_t rc;
	char *text = NULL;

	check(
	    cosign_artifact_from_bytes(&artifact, data, len, NULL) == COSIGN_OK,
	    "artifact");
	rc = cosign_verify_blob(
	    &result, NULL, policy, bundles[i], artifact, NULL);
	check(rc == expected, cosign_rc_name(rc));
	check(cosign_result_json(result, &text, &len, NULL) == COSIGN_OK,
	    "document");
	cosign_free(text);
	cosign_result_free(result);
	cosign_artifact_free(artifact);
}

static void *
verify_many(void *arg)
{
	size_t round, i;

	for (round = 0; round < ROUNDS; round++) {
		i = round % KINDS;
		verify_once(i, blob, sizeof(blob) - 1, COSIGN_OK);
		verify_once(i, blob, sizeof(blob), COSIGN_E_SIGNATURE);
	}
	return arg;
}

int
main(void)
{
	pthread_t threads[THREADS];
	size_t i;

	set_up();
	for (i = 0; i < THREADS; i++)
		check(pthread_create(&threads[i], NULL, verify_many, NULL) == 0,
		    "thread");
	for (i = 0; i < THREADS; i++)
		(void)pthread_join(threads[i], NULL);
	for (i = 0; i < KINDS; i++)
		cosign_bundle_free(bundles[i]);
	cosign_policy_free(policy);
	return failures != 0;
}
