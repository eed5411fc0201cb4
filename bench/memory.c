/*
 * What a call of the library costs beside the bare OpenSSL operation inside
 * it. Both sides use the same key; each prints "name value ..." lines.
 */
#include "compare.h"
#include "measure.h"

#include <cosign.h>

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROUNDS        300
#define THREAD_ROUNDS 150
#define SLICE         100 /* operations: about 2 ms of signing */
#define THREAD_SLICE  200
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
};

static void
must(int ok, const char *what)
{
	if (!ok)
		bench_die("%s failed", what);
}

static void
bare_sign(void *data)
{
	const struct side *side = data;
	uint8_t signature[COSIGN_SIGNATURE_MAX];
	size_t len = sizeof(signature);

	must(EVP_PKEY_sign(side->ctx, signature, &len, side->keys->digest,
		 sizeof(side->keys->digest)) == 1,
	    "EVP_PKEY_sign");
}

static void
bare_verify(void *data)
{
	const struct side *side = data;
	const struct keys *k = side->keys;

	must(EVP_PKEY_verify(side->ctx, k->signature, k->signature_len,
		 k->digest, sizeof(k->digest)) == 1,
	    "EVP_PKEY_verify");
}

static void
our_sign(void *data)
{
	const struct side *side = data;
	uint8_t signature[COSIGN_SIGNATURE_MAX];
	size_t len = 0;

	must(cosign_key_sign_digest(side->keys->ours, side->keys->digest,
		 sizeof(side->keys->digest), signature, sizeof(signature), &len,
		 NULL) == COSIGN_OK,
	    "cosign_key_sign_digest");
}

static void
our_verify(void *data)
{
	const struct side *side = data;
	const struct keys *k = side->keys;

	must(cosign_pubkey_verify_digest(cosign_key_public(k->ours),
		 COSIGN_HASH_NONE, k->digest, sizeof(k->digest), k->signature,
		 k->signature_len, NULL) == COSIGN_OK,
	    "cosign_pubkey_verify_digest");
}

static void
our_bundle(void *data)
{
	const struct side *side = data;
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
side_of(const struct keys *keys, void (*op)(void *))
{
	struct side side = { keys, NULL };

	side.ctx = EVP_PKEY_CTX_new(keys->bare, NULL);
	must(side.ctx != NULL, "EVP_PKEY_CTX_new");
	if (op == bare_verify)
		must(EVP_PKEY_verify_init(side.ctx) == 1, "verify_init");
	else
		must(EVP_PKEY_sign_init(side.ctx) == 1, "sign_init");
	return side;
}

static void
compare_one(const char *name, const struct keys *keys, void (*bare_op)(void *),
    void (*our_op)(void *))
{
	struct side bare = side_of(keys, bare_op);
	struct side ours = side_of(keys, our_op);
	const struct bench_pair pair = { { bare_op, &bare }, { our_op, &ours },
		ROUNDS, SLICE };
	struct bench_ratio r = bench_compare(&pair);

	printf("%s %.4f %.0f\n", name, 1 / r.ours_by_bare, r.ours_ns);
	EVP_PKEY_CTX_free(bare.ctx);
	EVP_PKEY_CTX_free(ours.ctx);
}

/* How much faster two threads are than one: ours, then bare. */
static void
compare_two(const char *name, const struct keys *keys, void (*bare_op)(void *),
    void (*our_op)(void *))
{
	struct bench_side bare[BENCH_THREADS], ours[BENCH_THREADS];
	struct side data[2 * BENCH_THREADS];
	double gain[2];

	for (size_t i = 0; i < BENCH_THREADS; i++) {
		data[i] = side_of(keys, bare_op);
		bare[i] = (struct bench_side){ bare_op, &data[i] };
		data[BENCH_THREADS + i] = side_of(keys, our_op);
		ours[i] =
		    (struct bench_side){ our_op, &data[BENCH_THREADS + i] };
	}
	bench_gain(gain, ours, bare, THREAD_ROUNDS, THREAD_SLICE);
	printf("%s %.4f %.4f\n", name, gain[0], gain[1]);
	for (size_t i = 0; i < 2 * BENCH_THREADS; i++)
		EVP_PKEY_CTX_free(data[i].ctx);
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
