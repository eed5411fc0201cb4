/* The first use of the library, by many threads at once. */
#include <cosign/pubkey.h>

#include "known.h"

#include <pthread.h>
#include <string.h>

#define THREADS 8

static pthread_barrier_t together;

static void *
parse(void *out)
{
	(void)pthread_barrier_wait(&together);
	if (cosign_pubkey_parse(out, KNOWN_P256, strlen(KNOWN_P256), NULL) !=
	    COSIGN_OK)
		*(cosign_pubkey_t **)out = NULL;
	return NULL;
}

int
main(void)
{
	cosign_pubkey_t *keys[THREADS] = { NULL };
	pthread_t threads[THREADS];
	int failed = 0;
	size_t i;

	if (pthread_barrier_init(&together, NULL, THREADS) != 0)
		return 1;
	for (i = 0; i < THREADS; i++)
		if (pthread_create(&threads[i], NULL, parse, &keys[i]) != 0)
			return 1;
	for (i = 0; i < THREADS; i++) {
		(void)pthread_join(threads[i], NULL);
		failed |= keys[i] == NULL;
		cosign_pubkey_free(keys[i]);
	}
	(void)pthread_barrier_destroy(&together);
	return failed;
}
