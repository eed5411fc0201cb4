#define OPENSSL_SUPPRESS_DEPRECATED

#include "crypto/digest.h"

#include <string.h>

static int
is_in(const struct csn_hasher *h, cosign_hash_t hash)
{
	return (h->set & csn_hash_bit(hash)) != 0;
}

unsigned int
csn_hash_bit(cosign_hash_t hash)
{
	return cosign_hash_size(hash) == 0 ? 0 : 1u << hash;
}

void
csn_hasher_init(struct csn_hasher *h, unsigned int set)
{
	h->set = set;
	if (is_in(h, COSIGN_HASH_SHA256))
		(void)SHA256_Init(&h->sha256);
	if (is_in(h, COSIGN_HASH_SHA384))
		(void)SHA384_Init(&h->sha384);
	if (is_in(h, COSIGN_HASH_SHA512))
		(void)SHA512_Init(&h->sha512);
}

void
csn_hasher_update(struct csn_hasher *h, const void *p, size_t len)
{
	if (len == 0)
		return;
	if (is_in(h, COSIGN_HASH_SHA256))
		(void)SHA256_Update(&h->sha256, p, len);
	if (is_in(h, COSIGN_HASH_SHA384))
		(void)SHA384_Update(&h->sha384, p, len);
	if (is_in(h, COSIGN_HASH_SHA512))
		(void)SHA512_Update(&h->sha512, p, len);
}

void
csn_hasher_final(
    struct csn_hasher *h, cosign_hash_t hash, struct csn_digest *out)
{
	memset(out, 0, sizeof(*out));
	if (!is_in(h, hash))
		return;
	out->hash = hash;
	out->len = cosign_hash_size(hash);
	switch (hash) {
	case COSIGN_HASH_NONE:
		break;
	case COSIGN_HASH_SHA256:
		(void)SHA256_Final(out->bytes, &h->sha256);
		break;
	case COSIGN_HASH_SHA384:
		(void)SHA384_Final(out->bytes, &h->sha384);
		break;
	case COSIGN_HASH_SHA512:
		(void)SHA512_Final(out->bytes, &h->sha512);
		break;
	}
}

void
csn_digest_bytes(
    struct csn_digest *out, cosign_hash_t hash, const void *p, size_t len)
{
	struct csn_hasher h;

	csn_hasher_init(&h, csn_hash_bit(hash));
	csn_hasher_update(&h, p, len);
	csn_hasher_final(&h, hash, out);
}

void
csn_digest_sha1(struct csn_digest *out, const void *p, size_t len)
{
	SHA_CTX sha1;

	memset(out, 0, sizeof(*out));
	(void)SHA1_Init(&sha1);
	(void)SHA1_Update(&sha1, p, len);
	(void)SHA1_Final(out->bytes, &sha1);
	out->len = SHA_DIGEST_LENGTH;
}
