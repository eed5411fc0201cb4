/*
 * Threads that sign with one key and verify what the others made. A program of
 * its own, since Criterion does not start under the thread sanitizer.
 */
#include <cosign/sign.h>
#include <cosign/verify.h>

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

#define THREADS 8
#define ROUNDS  25

static const cosign_alg_t algs[] = { COSIGN_ALG_ECDSA_P256_SHA256,
	COSIGN_ALG_ED25519, COSIGN_ALG_RSA_PKCS1_2048_SHA256 };
#define KEYS (sizeof(algs) / sizeof(algs[0]))

static cosign_key_t *keys[KEYS];
static cosign_policy_t *policy; /* of all keys */
static atomic_int failures;

static void
check(cosign_rc_t rc)
{
	if (rc == COSIGN_OK)
		return;
	(void)fprintf(stderr, "%s\n", cosign_rc_name(rc));
	atomic_fetch_add(&failures, 1);
}

static void
sign_and_verify(const cosign_key_t *key, const unsigned char *data, size_t len)
{
	cosign_artifact_t *artifact = NULL, *again = NULL;
	cosign_bundle_t *made = NULL, *read = NULL;
	char *text = NULL;
	size_t text_len = 0;

	check(cosign_artifact_from_bytes(&artifact, data, len, NULL));
	check(cosign_artifact_from_bytes(&again, data, len, NULL));
	check(cosign_sign_blob(&made, key, artifact, NULL));
	check(cosign_bundle_encode(
	    made, COSIGN_ENCODE_V03, &text, &text_len, NULL));
	check(cosign_bundle_parse(&read, text, text_len, NULL));
	check(cosign_verify_blob(NULL, NULL, policy, read, again, NULL));
	cosign_bundle_free(read);
	cosign_free(text);
	cosign_bundle_free(made);
	cosign_artifact_free(again);
	cosign_artifact_free(artifact);
}

static void *
work(void *arg)
{
	unsigned char data[64] = { 0 };
	size_t round;

	for (round = 0; round < ROUNDS; round++) {
		data[0] = (unsigned char)round;
		data[1] = *(unsigned char *)arg;
		sign_and_verify(keys[round % KEYS], data, sizeof(data));
	}
	return NULL;
}

int
main(void)
{
	pthread_t threads[THREADS];
	unsigned char names[THREADS];
	size_t i;

	check(cosign_policy_new(&policy, NULL));
	cosign_policy_insecure_ignore_tlog(policy);
	for (i = 0; i < KEYS; i++) {
		check(cosign_key_generate(&keys[i], algs[i], NULL));
		check(cosign_policy_add_key(
		    policy, cosign_key_public(keys[i]), NULL));
	}
	for (i = 0; i < THREADS; i++) {
		names[i] = (unsigned char)i;
		if (pthread_create(&threads[i], NULL, work, &names[i]) != 0)
			return 1;
	}
	for (i = 0; i < THREADS; i++)
		(void)pthread_join(threads[i], NULL);
	for (i = 0; i < KEYS; i++)
		cosign_key_free(keys[i]);
	cosign_policy_free(policy);
	return failures != 0;
}
