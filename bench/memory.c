/*
 * What a call of the library costs beside the bare OpenSSL operation inside
 * it. Both sides use the same key; each prints "name value ..." lines.
 *
 * One thread: short slices of either side by turns (bare, ours, ours, bare),
 * the median of the rounds' ratios. A neighbour who takes the processor for a
 * while spoils some rounds, not the median.
 *
 * Two threads: the best slice of each kind. Contention is there in every
 * slice, a neighbour on the second core only in some.
 */
#include "measure.h"

#include <cosign.h>

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROUNDS        300
#define THREAD_ROUNDS 150
#define SLICE         100 /* operations: about 2 ms of signing */
#define THREAD_SLICE  200
#define THREADS       2
#define MESSAGE_SIZE  1024

/* Shared by all threads, read-only while they run. */
struct keys {
	EVP_PKEY *bare;
	cosign_key_t *ours;
	uint8_t message[MESSAGE_SIZE];
	uint8_t digest[32];
	uint8_t signature[COSIGN_SIGNATURE_MAX];
	size_t signature_len;
};

/* One thread's side of a comparison. */
struct side {
	const struct keys *keys;
	EVP_PKEY_CTX *ctx; /* bare sides reuse one */
	void (*op)(const struct side *side);
};

static void
must(int ok, const char *what)
{
	if (!ok)
		bench_die("%s failed", what);
}

static void
bare_sign(const struct side *side)
{
	uint8_t signature[COSIGN_SIGNATURE_MAX];
	size_t len = sizeof(signature);

	must(EVP_PKEY_sign(side->ctx, signature, &len, side->keys->digest,
		 sizeof(side->keys->digest)) == 1,
	    "EVP_PKEY_sign");
}

static void
bare_verify(const struct side *side)
{
	const struct keys *k = side->keys;

	must(EVP_PKEY_verify(side->ctx, k->signature, k->signature_len,
		 k->digest, sizeof(k->digest)) == 1,
	    "EVP_PKEY_verify");
}

static void
our_sign(const struct side *side)
{
	uint8_t signature[COSIGN_SIGNATURE_MAX];
	size_t len = 0;

	must(cosign_key_sign_digest(side->keys->ours, side->keys->digest,
		 sizeof(side->keys->digest), signature, sizeof(signature), &len,
		 NULL) == COSIGN_OK,
	    "cosign_key_sign_digest");
}

static void
our_verify(const struct side *side)
{
	const struct keys *k = side->keys;

	must(cosign_pubkey_verify_digest(cosign_key_public(k->ours),
		 COSIGN_HASH_NONE, k->digest, sizeof(k->digest), k->signature,
		 k->signature_len, NULL) == COSIGN_OK,
	    "cosign_pubkey_verify_digest");
}

static void
our_bundle(const struct side *side)
{
	cosign_artifact_t *artifact = NULL;
	cosign_bundle_t *bundle = NULL;
	char *json = NULL;
	size_t len = 0;

	must(cosign_artifact_from_bytes(&artifact, side->keys->message,
		 sizeof(side->keys->message), NULL) == COSIGN_OK,
	    "cosign_artifact_from_bytes");
	must(cosign_sign_blob(&bundle, side->keys->ours, artifact, NULL) ==
		COSIGN_OK,
	    "cosign_sign_blob");
	must(cosign_bundle_encode(
		 bundle, COSIGN_ENCODE_V03, &json, &len, NULL) == COSIGN_OK,
	    "cosign_bundle_encode");
	cosign_free(json);
	cosign_bundle_free(bundle);
	cosign_artifact_free(artifact);
}

static void
keys_init(struct keys *k)
{
	uint8_t *der = NULL;
	int len;

	k->bare = EVP_EC_gen("P-256");
	must(k->bare != NULL, "EVP_EC_gen");
	len = i2d_PrivateKey(k->bare, &der);
	must(len > 0, "i2d_PrivateKey");
	must(cosign_key_import(&k->ours, der, (size_t)len, NULL, NULL, NULL) ==
		COSIGN_OK,
	    "cosign_key_import");
	OPENSSL_clear_free(der, (size_t)len);
	memset(k->message, 'm', sizeof(k->message));
	must(EVP_Digest(k->message, sizeof(k->message), k->digest, NULL,
		 EVP_sha256(), NULL) == 1,
	    "EVP_Digest");
	must(cosign_key_sign_digest(k->ours, k->digest, sizeof(k->digest),
		 k->signature, sizeof(k->signature), &k->signature_len,
		 NULL) == COSIGN_OK,
	    "cosign_key_sign_digest");
}

static struct side
side_of(const struct keys *keys, void (*op)(const struct side *side))
{
	struct side side = { keys, NULL, op };

	side.ctx = EVP_PKEY_CTX_new(keys->bare, NULL);
	must(side.ctx != NULL, "EVP_PKEY_CTX_new");
	if (op == bare_verify)
		must(EVP_PKEY_verify_init(side.ctx) == 1, "verify_init");
	else
		must(EVP_PKEY_sign_init(side.ctx) == 1, "sign_init");
	return side;
}

static double
slice(const struct side *side, int n)
{
	double start = bench_now();

	for (int i = 0; i < n; i++)
		side->op(side);
	return bench_now() - start;
}

static void
compare_one(const char *name, const struct keys *keys,
    void (*bare_op)(const struct side *), void (*our_op)(const struct side *))
{
	struct side bare = side_of(keys, bare_op);
	struct side ours = side_of(keys, our_op);
	static double ratios[ROUNDS];
	static double times[ROUNDS];

	(void)slice(&bare, SLICE);
	(void)slice(&ours, SLICE);
	for (int i = 0; i < ROUNDS; i++) {
		double b = slice(&bare, SLICE);
		double o = slice(&ours, SLICE);

		o += slice(&ours, SLICE);
		b += slice(&bare, SLICE);
		ratios[i] = b / o;
		times[i] = o / (2 * SLICE);
	}
	printf("%s %.4f %.0f\n", name, bench_median(ratios, ROUNDS),
	    bench_median(times, ROUNDS));
	EVP_PKEY_CTX_free(bare.ctx);
	EVP_PKEY_CTX_free(ours.ctx);
}

struct worker {
	pthread_t thread;
	pthread_barrier_t *barrier;
	struct side side;
	double start;
	double end;
};

static void *
work(void *arg)
{
	struct worker *w = arg;

	(void)slice(&w->side, 2);
	(void)pthread_barrier_wait(w->barrier);
	w->start = bench_now();
	(void)slice(&w->side, THREAD_SLICE);
	w->end = bench_now();
	return NULL;
}

/* Nanoseconds from the first start to the last end, for each operation. */
static double
threads_slice(
    const struct keys *keys, void (*op)(const struct side *), unsigned int n)
{
	struct worker w[THREADS];
	pthread_barrier_t barrier;
	double start = 0;
	double end = 0;

	must(pthread_barrier_init(&barrier, NULL, n) == 0, "barrier");
	for (unsigned int i = 0; i < n; i++) {
		w[i].barrier = &barrier;
		w[i].side = side_of(keys, op);
		must(pthread_create(&w[i].thread, NULL, work, &w[i]) == 0,
		    "pthread_create");
	}
	for (unsigned int i = 0; i < n; i++) {
		must(pthread_join(w[i].thread, NULL) == 0, "pthread_join");
		EVP_PKEY_CTX_free(w[i].side.ctx);
		if (i == 0 || w[i].start < start)
			start = w[i].start;
		if (w[i].end > end)
			end = w[i].end;
	}
	(void)pthread_barrier_destroy(&barrier);
	return (end - start) / (THREAD_SLICE * n);
}

static void
keep_best(double *best, double value)
{
	if (*best == 0 || value < *best)
		*best = value;
}

/* How much faster two threads are than one: ours, then bare. */
static void
compare_two(const char *name, const struct keys *keys,
    void (*bare_op)(const struct side *), void (*our_op)(const struct side *))
{
	double bare[2] = { 0, 0 };
	double ours[2] = { 0, 0 };

	for (int i = 0; i < THREAD_ROUNDS; i++)
		for (unsigned int n = 1; n <= THREADS; n++) {
			keep_best(
			    &bare[n - 1], threads_slice(keys, bare_op, n));
			keep_best(&ours[n - 1], threads_slice(keys, our_op, n));
		}
	printf("%s %.4f %.4f\n", name, ours[0] / ours[1], bare[0] / bare[1]);
}

int
main(void)
{
	struct keys keys;

	memset(&keys, 0, sizeof(keys));
	keys_init(&keys);
	compare_one("sign", &keys, bare_sign, our_sign);
	compare_one("verify", &keys, bare_verify, our_verify);
	compare_one("bundle", &keys, bare_sign, our_bundle);
	compare_two("sign-threads", &keys, bare_sign, our_sign);
	compare_two("verify-threads", &keys, bare_verify, our_verify);
	cosign_key_free(keys.ours);
	EVP_PKEY_free(keys.bare);
	return 0;
}
