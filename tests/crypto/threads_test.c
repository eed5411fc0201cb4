/* Many threads verify with one key, from its very first use on. */
#include <cosign/pubkey.h>

#include "known.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#define THREADS 8
#define ROUNDS  50

static cosign_pubkey_t *shared;
static pthread_barrier_t together;

/* 0: all as it should be. */
static int
use_key(const cosign_pubkey_t *key, unsigned int round)
{
	unsigned char sig[sizeof(known_p256_signature)];
	cosign_error_t *err = cosign_error_new();
	cosign_rc_t good, bad;

	memcpy(sig, known_p256_signature, sizeof(sig));
	good = cosign_pubkey_verify_message(key, COSIGN_HASH_NONE,
	    KNOWN_MESSAGE, strlen(KNOWN_MESSAGE), sig, sizeof(sig), err);
	sig[sizeof(sig) - 1 - round % 32] ^= 1;
	bad = cosign_pubkey_verify_message(key, COSIGN_HASH_NONE, KNOWN_MESSAGE,
	    strlen(KNOWN_MESSAGE), sig, sizeof(sig), err);
	cosign_error_free(err);
	return good != COSIGN_OK || bad != COSIGN_E_SIGNATURE;
}

static void *
work(void *wrong)
{
	unsigned int round;

	(void)pthread_barrier_wait(&together);
	for (round = 0; round < ROUNDS; round++) {
		cosign_pubkey_t *mine = cosign_pubkey_ref(shared);
		cosign_pubkey_t *own = NULL;

		if (use_key(mine, round) != 0)
			*(int *)wrong = 1;
		cosign_pubkey_free(mine);
		/* One more key, and another handle on the shared one. */
		if (cosign_pubkey_parse(
			&own, KNOWN_P256, strlen(KNOWN_P256), NULL) != 0 ||
		    use_key(own, round) != 0)
			*(int *)wrong = 1;
		cosign_pubkey_free(own);
		if (cosign_pubkey_with_algorithm(&own, shared,
			COSIGN_ALG_ECDSA_P256_SHA256, NULL) != 0 ||
		    use_key(own, round) != 0)
			*(int *)wrong = 1;
		cosign_pubkey_free(own);
	}
	return NULL;
}

int
main(void)
{
	pthread_t threads[THREADS];
	int wrong[THREADS] = { 0 };
	int failed = 0;
	size_t i;

	if (cosign_pubkey_parse(
		&shared, KNOWN_P256, strlen(KNOWN_P256), NULL) != COSIGN_OK ||
	    pthread_barrier_init(&together, NULL, THREADS) != 0)
		return 1;
	for (i = 0; i < THREADS; i++)
		if (pthread_create(&threads[i], NULL, work, &wrong[i]) != 0)
			return 1;
	for (i = 0; i < THREADS; i++) {
		(void)pthread_join(threads[i], NULL);
		if (wrong[i] != 0) {
			(void)fprintf(stderr, "thread %zu\n", i);
			failed = 1;
		}
	}
	(void)pthread_barrier_destroy(&together);
	cosign_pubkey_free(shared);
	return failed;
}
