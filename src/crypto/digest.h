/*
 * SHA-2 by the functions that OpenSSL has had from the beginning. They need
 * no context, no provider and no memory and cannot fail; EVP's would take a
 * third of the time in which a small program verifies one file. They are
 * deprecated since OpenSSL 3.0 and there in all that followed.
 */
#ifndef CSN_CRYPTO_DIGEST_H
#define CSN_CRYPTO_DIGEST_H

#include "util/util.h"

#include <cosign/algorithm.h>

#include <openssl/sha.h>

struct csn_digest {
	cosign_hash_t hash;
	size_t len;
	uint8_t bytes[COSIGN_DIGEST_MAX];
};

/* Hash bytes in memory. What is no hash gives a digest of no bytes. */
void csn_digest_bytes(
    struct csn_digest *out, cosign_hash_t hash, const void *p, size_t len);

/* A hash as a member of a set; 0 for what is none. */
unsigned int csn_hash_bit(cosign_hash_t hash);

/* Hashing in pieces, all hashes of a set at once. */
struct csn_hasher {
	unsigned int set;
	SHA256_CTX sha256;
	SHA512_CTX sha384;
	SHA512_CTX sha512;
};
void csn_hasher_init(struct csn_hasher *h, unsigned int set);
void csn_hasher_update(struct csn_hasher *h, const void *p, size_t len);
/* The digest for one hash of the set, once for each; of no bytes for another.
 */
void csn_hasher_final(
    struct csn_hasher *h, cosign_hash_t hash, struct csn_digest *out);

/* SHA-1, for the one place where RFC 5035 names a certificate by it. The hash
   is NONE, the length 20. */
void csn_digest_sha1(struct csn_digest *out, const void *p, size_t len);

#endif
