/*
 * Pieces (frames.h) are a seed and a message, which OpenSSL signs, and what is
 * done to key and signature then. Whether the signature verifies is what
 * OpenSSL says, and a yes if nothing was done.
 */
#include "frames.h"

#include "crypto/ed25519.h"

#include <openssl/bn.h>
#include <openssl/evp.h>

enum use {
	SEED = 's',
	MESSAGE = 'm',
	KEY = 'k',       /* instead of the beginning of the key */
	SIGNATURE = 'g', /* instead of the beginning of the signature */
	S = 'n',         /* instead of the beginning of s */
	CHANGE = 'x',    /* to key, signature and message, bit by bit */
	ORDER = 'l',     /* the order, as often as there are bytes, to s */
};

#define HALF (CSN_ED25519_SIGNATURE / 2)

/* As it lies in an input; the change goes over all of it. */
struct signed_message {
	uint8_t key[CSN_ED25519_KEY];
	uint8_t sig[CSN_ED25519_SIGNATURE];
	uint8_t message[256];
};

struct input {
	uint8_t seed[CSN_ED25519_KEY];
	struct signed_message is;
	size_t len;
};

static void
put(uint8_t *out, size_t size, struct csn_span piece)
{
	if (piece.len > size)
		piece.len = size;
	if (piece.len > 0)
		memcpy(out, piece.p, piece.len);
}

static void
read_what_is_signed(struct input *in, struct csn_span data)
{
	struct csn_span piece;
	unsigned int use;

	while (next_frame(&data, &use, &piece))
		if (use == SEED) {
			put(in->seed, sizeof(in->seed), piece);
		} else if (use == MESSAGE) {
			put(in->is.message, sizeof(in->is.message), piece);
			in->len = piece.len;
			if (in->len > sizeof(in->is.message))
				in->len = sizeof(in->is.message);
		}
}

static void
sign(struct input *in)
{
	EVP_PKEY *key = EVP_PKEY_new_raw_private_key(
	    EVP_PKEY_ED25519, NULL, in->seed, sizeof(in->seed));
	size_t len = sizeof(in->is.key), sig_len = sizeof(in->is.sig);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();

	HOLDS(key != NULL && ctx != NULL);
	HOLDS(EVP_PKEY_get_raw_public_key(key, in->is.key, &len) == 1);
	HOLDS(EVP_DigestSignInit(ctx, NULL, NULL, NULL, key) == 1);
	HOLDS(EVP_DigestSign(
		  ctx, in->is.sig, &sig_len, in->is.message, in->len) == 1);
	EVP_MD_CTX_free(ctx);
	EVP_PKEY_free(key);
}

static void
add_order(uint8_t s[HALF])
{
	BIGNUM *n = BN_lebin2bn(s, HALF, NULL), *order = NULL;

	HOLDS(n != NULL &&
	    BN_hex2bn(&order,
		"10000000000000000000000000000000"
		"14def9dea2f79cd65812631a5cf5d3ed") > 0);
	HOLDS(BN_add(n, n, order) == 1);
	(void)BN_mask_bits(n, 8 * HALF); /* 0 if it is shorter */
	HOLDS(BN_bn2lebinpad(n, s, HALF) == HALF);
	BN_free(n);
	BN_free(order);
}

static void
change(struct input *in, struct csn_span data)
{
	uint8_t *bytes = (uint8_t *)&in->is;
	struct csn_span piece;
	unsigned int use;
	size_t i;

	while (next_frame(&data, &use, &piece)) {
		if (use == KEY)
			put(in->is.key, sizeof(in->is.key), piece);
		else if (use == SIGNATURE)
			put(in->is.sig, sizeof(in->is.sig), piece);
		else if (use == S)
			put(in->is.sig + HALF, HALF, piece);
		for (i = 0; use == CHANGE && i < piece.len; i++)
			bytes[i % sizeof(in->is)] ^= piece.p[i];
		for (i = 0; use == ORDER && i < piece.len && i < 16; i++)
			add_order(in->is.sig + HALF);
	}
}

static int
evp_says(const struct input *in)
{
	EVP_PKEY *key = EVP_PKEY_new_raw_public_key(
	    EVP_PKEY_ED25519, NULL, in->is.key, sizeof(in->is.key));
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	int answer;

	HOLDS(key != NULL && ctx != NULL);
	HOLDS(EVP_DigestVerifyInit(ctx, NULL, NULL, NULL, key) == 1);
	answer = EVP_DigestVerify(
	    ctx, in->is.sig, sizeof(in->is.sig), in->is.message, in->len);
	EVP_MD_CTX_free(ctx);
	EVP_PKEY_free(key);
	return answer == 1;
}

static int
we_say(const struct input *in)
{
	return csn_ed25519_verifies(
	    in->is.key, csn_span(in->is.message, in->len), in->is.sig);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { { 0 }, { { 0 }, { 0 }, { 0 } }, 0 };

	read_what_is_signed(&in, csn_span(data, size));
	sign(&in);
	HOLDS(we_say(&in));
	change(&in, csn_span(data, size));
	HOLDS(we_say(&in) == evp_says(&in));
	return 0;
}
