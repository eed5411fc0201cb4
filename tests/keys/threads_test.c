/*
 * Many threads use the same private keys, from the first use of the library
 * on: they sign, verify what they made, come and go as owners, take the keys
 * under other algorithms, and import keys of their own meanwhile.
 */
#include "password.h"

#include <cosign/key.h>

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

#define THREADS 8
#define ROUNDS  32
/* Two threads meet in a few instructions only if they try often. */
#define MEETINGS 20000

/* What is shared, under which algorithm it is taken too, and what a thread
   imports for itself. */
static const struct row {
	const char *shared;
	cosign_alg_t also;
	const char *own;
} rows[] = {
	{ "p256-pkcs8.der", COSIGN_ALG_ECDSA_P256_SHA256, "p256-sec1.pem" },
	{ "rsa2048-pkcs8.der", COSIGN_ALG_RSA_PSS_2048_SHA256,
	    "rsa2048-pkcs1.der" },
	{ "ed25519-pkcs8.der", COSIGN_ALG_ED25519_PH, "ed25519-pkcs8.pem" },
	/* Ed25519ph: a handle on the one before. */
	{ NULL, COSIGN_ALG_ED25519, "p256-sha256-aes256.pem" },
};
#define KEYS (sizeof(rows) / sizeof(rows[0]))

static cosign_key_t *shared[KEYS];
static pthread_barrier_t together;
static atomic_int failures;

static void
check(int condition, const char *what)
{
	if (condition)
		return;
	(void)fprintf(stderr, "%s\n", what);
	atomic_fetch_add(&failures, 1);
}

static cosign_key_t *
import(const char *file)
{
	struct typist t = typist(PASSWORD);
	cosign_key_t *key = NULL;
	char path[512];

	(void)snprintf(
	    path, sizeof(path), "%s/keys/accepted/%s", COSIGN_VECTORS, file);
	check(cosign_key_import_load(&key, path, type_password, &t, NULL) ==
		COSIGN_OK,
	    file);
	return key;
}

static cosign_key_t *
take_as(const cosign_key_t *key, cosign_alg_t alg)
{
	cosign_key_t *as = NULL;

	check(cosign_key_with_algorithm(&as, key, alg, NULL) == COSIGN_OK,
	    "another algorithm");
	return as;
}

/* The good signature verifies, and a changed one does not. */
static void
use_key(const cosign_key_t *key, size_t round)
{
	const cosign_pubkey_t *pub = cosign_key_public(key);
	uint8_t signature[COSIGN_SIGNATURE_MAX];
	size_t len = 0;

	check(cosign_key_sign_message(key, &round, sizeof(round), signature,
		  sizeof(signature), &len, NULL) == COSIGN_OK,
	    "signing");
	if (len == 0)
		return;
	check(cosign_pubkey_verify_message(pub, COSIGN_HASH_NONE, &round,
		  sizeof(round), signature, len, NULL) == COSIGN_OK,
	    "verifying");
	signature[len - 1 - round % 32] ^= 1;
	check(cosign_pubkey_verify_message(pub, COSIGN_HASH_NONE, &round,
		  sizeof(round), signature, len, NULL) == COSIGN_E_SIGNATURE,
	    "verifying what was changed");
}

static void
use_and_free(cosign_key_t *key, size_t round)
{
	use_key(key, round);
	cosign_key_free(key);
}

/* Owners that come and go, and signatures with contexts that go from hand to
   hand. */
static void
meet(const cosign_key_t *key)
{
	uint8_t signature[COSIGN_SIGNATURE_MAX];
	size_t len, i;

	for (i = 0; i < MEETINGS; i++)
		cosign_key_free(cosign_key_ref(key));
	for (i = 0; i < MEETINGS / 100; i++)
		check(cosign_key_sign_message(key, &i, sizeof(i), signature,
			  sizeof(signature), &len, NULL) == COSIGN_OK,
		    "signing again");
}

/* The first threads make what is shared; the others find the library in its
   first use as well. */
static void
make_shared(size_t me)
{
	if (me >= KEYS || rows[me].shared == NULL) {
		cosign_key_free(import(rows[me % KEYS].own));
		return;
	}
	shared[me] = import(rows[me].shared);
	if (rows[me].also == COSIGN_ALG_ED25519_PH)
		shared[me + 1] = take_as(shared[me], rows[me].also);
}

static void *
work(void *arg)
{
	const size_t me = *(const size_t *)arg;
	cosign_key_t *mine[KEYS];
	size_t round, i;

	(void)pthread_barrier_wait(&together);
	make_shared(me);
	(void)pthread_barrier_wait(&together);
	for (i = 0; i < KEYS; i++)
		mine[i] = cosign_key_ref(shared[i]);
	(void)pthread_barrier_wait(&together);
	if (me < KEYS)
		cosign_key_free(shared[me]);
	for (round = 0; round < ROUNDS; round++) {
		i = round % KEYS;
		use_key(mine[i], round);
		use_and_free(cosign_key_ref(mine[i]), round);
		use_and_free(take_as(mine[i], rows[i].also), round);
		use_and_free(import(rows[i].own), round);
	}
	(void)pthread_barrier_wait(&together);
	meet(mine[0]);
	for (i = 0; i < KEYS; i++)
		cosign_key_free(mine[i]);
	return NULL;
}

int
main(void)
{
	pthread_t threads[THREADS];
	size_t names[THREADS], i;

	if (pthread_barrier_init(&together, NULL, THREADS) != 0)
		return 1;
	for (i = 0; i < THREADS; i++) {
		names[i] = i;
		if (pthread_create(&threads[i], NULL, work, &names[i]) != 0)
			return 1;
	}
	for (i = 0; i < THREADS; i++)
		(void)pthread_join(threads[i], NULL);
	(void)pthread_barrier_destroy(&together);
	return failures != 0;
}
