#include "crypto/ed25519.h"

#include "crypto/digest.h"
#include "crypto/edwards25519.h"

#include <string.h>

#define BYTES 32 /* of a number, of a point */

/* The order of the base point, in words of 32 bits from below. */
#define WORDS 8
static const uint32_t order[WORDS] = { 0x5cf5d3ed, 0x5812631a, 0xa2f79cd6,
	0x14def9de, 0, 0, 0, 0x10000000 };

/* Takes the order away once, if it can be. Whether it could. */
static int
reduce_once(uint32_t words[WORDS])
{
	uint32_t less[WORDS];
	int64_t borrow = 0;
	int i;

	for (i = 0; i < WORDS; i++) {
		borrow += (int64_t)words[i] - order[i];
		less[i] = (uint32_t)borrow;
		borrow >>= 32;
	}
	if (borrow < 0)
		return 0;
	memcpy(words, less, sizeof(less));
	return 1;
}

/* A number (little-endian) modulo the order, big-endian. Whether it was below
   the order. */
static int
read_factor(uint8_t out[BYTES], const uint8_t *bytes, int len)
{
	uint32_t words[WORDS] = { 0 };
	int i, j, below = 1;

	for (i = 8 * len - 1; i >= 0; i--) {
		for (j = WORDS - 1; j > 0; j--)
			words[j] = words[j] << 1 | words[j - 1] >> 31;
		words[0] = words[0] << 1 | (bytes[i / 8] >> i % 8 & 1);
		if (reduce_once(words))
			below = 0;
	}
	for (i = 0; i < BYTES; i++)
		out[BYTES - 1 - i] = (uint8_t)(words[i / 4] >> i % 4 * 8);
	return below;
}

/* RFC 8032 2: dom2(1, "") stands before everything that Ed25519ph hashes. */
#define DOMAIN_SIZE 34
static const char domain[] = "SigEd25519 no Ed25519 collisions\1\0";

/* RFC 8032 5.1.7: whether [s]B - [h]A is R, which is compared as it is written:
   what is not canonical never verifies. */
static int
verify(const uint8_t *key, struct csn_span prefix, struct csn_span message,
    const uint8_t *signature)
{
	uint8_t h[BYTES], s[BYTES], encoded[BYTES];
	struct csn_hasher hasher;
	struct csn_digest hash;

	if (!read_factor(s, signature + BYTES, BYTES))
		return 0;
	csn_hasher_init(&hasher, csn_hash_bit(COSIGN_HASH_SHA512));
	csn_hasher_update(&hasher, prefix.p, prefix.len);
	csn_hasher_update(&hasher, signature, BYTES);
	csn_hasher_update(&hasher, key, BYTES);
	csn_hasher_update(&hasher, message.p, message.len);
	csn_hasher_final(&hasher, COSIGN_HASH_SHA512, &hash);
	(void)read_factor(h, hash.bytes, COSIGN_DIGEST_MAX);
	return csn_edwards25519_difference(encoded, s, h, key) &&
	    memcmp(encoded, signature, BYTES) == 0;
}

int
csn_ed25519_verifies(const uint8_t key[CSN_ED25519_KEY],
    struct csn_span message, const uint8_t signature[CSN_ED25519_SIGNATURE])
{
	return verify(key, csn_span(NULL, 0), message, signature);
}

int
csn_ed25519ph_verifies(const uint8_t key[CSN_ED25519_KEY],
    const uint8_t digest[CSN_ED25519_DIGEST],
    const uint8_t signature[CSN_ED25519_SIGNATURE])
{
	return verify(key, csn_span((const uint8_t *)domain, DOMAIN_SIZE),
	    csn_span(digest, CSN_ED25519_DIGEST), signature);
}
