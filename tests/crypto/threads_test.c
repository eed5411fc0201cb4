/* Many threads verify with one key, from its very first use on; with one of
   P-384 while its table is made, too. */
#include <cosign/pubkey.h>

#include "known.h"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#define THREADS 8
#define ROUNDS  50

static cosign_pubkey_t *shared, *p384;
static uint8_t p384_signature[COSIGN_SIGNATURE_MAX];
static size_t p384_len;
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

static int
use_p384(unsigned int round)
{
	uint8_t sig[COSIGN_SIGNATURE_MAX];
	cosign_rc_t good, bad;

	memcpy(sig, p384_signature, p384_len);
	good = cosign_pubkey_verify_message(p384, COSIGN_HASH_NONE,
	    KNOWN_MESSAGE, strlen(KNOWN_MESSAGE), sig, p384_len, NULL);
	sig[p384_len - 1 - round % 32] ^= 1;
	bad = cosign_pubkey_verify_message(p384, COSIGN_HASH_NONE,
	    KNOWN_MESSAGE, strlen(KNOWN_MESSAGE), sig, p384_len, NULL);
	return good != COSIGN_OK || bad != COSIGN_E_SIGNATURE;
}

/* A new key and its signature. 0: done. */
static int
make_p384(void)
{
	EVP_PKEY *pkey = EVP_EC_gen("P-384");
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	uint8_t *der = NULL;
	int len, failed;

	p384_len = sizeof(p384_signature);
	failed = pkey == NULL || ctx == NULL ||
	    EVP_DigestSignInit(ctx, NULL, EVP_sha384(), NULL, pkey) != 1 ||
	    EVP_DigestSign(ctx, p384_signature, &p384_len,
		(const uint8_t *)KNOWN_MESSAGE, strlen(KNOWN_MESSAGE)) != 1;
	len = i2d_PUBKEY(pkey, &der);
	if (!failed)
		failed = len <= 0 ||
		    cosign_pubkey_parse(&p384, der, (size_t)len, NULL) !=
			COSIGN_OK;
	OPENSSL_free(der);
	EVP_MD_CTX_free(ctx);
	EVP_PKEY_free(pkey);
	return failed;
}

static void *
work(void *wrong)
{
	unsigned int round;

	(void)pthread_barrier_wait(&together);
	for (round = 0; round < ROUNDS; round++) {
		cosign_pubkey_t *mine = cosign_pubkey_ref(shared);
		cosign_pubkey_t *own = NULL;

		if (use_key(mine, round) != 0 || use_p384(round) != 0)
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
	    make_p384() != 0 ||
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
	cosign_pubkey_free(p384);
	return failed;
}
