#include "crypto/digest.h"

#include "crypto/ossl.h"

#include <stdlib.h>
#include <string.h>

#define HASHES (COSIGN_HASH_SHA512 + 1)

struct csn_hasher {
	EVP_MD_CTX *ctx[HASHES]; /* by hash; NULL: not in the set */
};

cosign_rc_t
csn_digest_bytes(struct csn_digest *out, cosign_hash_t hash, const void *p,
    size_t len, cosign_error_t *err)
{
	const struct csn_ossl *ossl;
	const EVP_MD *md;
	cosign_rc_t rc;

	memset(out, 0, sizeof(*out));
	rc = csn_ossl_get(&ossl, err);
	if (rc != COSIGN_OK)
		return rc;
	md = csn_ossl_md(ossl, hash);
	if (md == NULL)
		return csn_fail(err, COSIGN_E_ARGUMENT, "no such hash");
	CSN_OSSL_ENTER();
	if (EVP_Digest(p, len, out->bytes, NULL, md, NULL) != 1)
		rc = csn_fail_openssl(err, COSIGN_E_CRYPTO, "hashing");
	CSN_OSSL_LEAVE();
	if (rc != COSIGN_OK)
		return rc;
	out->hash = hash;
	out->len = cosign_hash_size(hash);
	return COSIGN_OK;
}

static cosign_rc_t
start(EVP_MD_CTX **out, const EVP_MD *md, cosign_error_t *err)
{
	*out = EVP_MD_CTX_new();
	if (*out == NULL)
		return csn_fail_nomem(err);
	if (EVP_DigestInit_ex2(*out, md, NULL) != 1)
		return csn_fail_openssl(err, COSIGN_E_CRYPTO, "hashing");
	return COSIGN_OK;
}

cosign_rc_t
csn_hasher_new(struct csn_hasher **out, unsigned int set, cosign_error_t *err)
{
	const struct csn_ossl *ossl;
	struct csn_hasher *h = NULL;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	int i;

	*out = NULL;
	CSN_OSSL_ENTER();
	CSN_TRY(csn_ossl_get(&ossl, err));
	h = calloc(1, sizeof(*h));
	if (h == NULL) {
		rc = csn_fail_nomem(err);
		goto out;
	}
	for (i = COSIGN_HASH_SHA256; i < HASHES; i++)
		if ((set & 1u << i) != 0)
			CSN_TRY(start(&h->ctx[i],
			    csn_ossl_md(ossl, (cosign_hash_t)i), err));
	*out = h;
	h = NULL;
	rc = COSIGN_OK;
out:
	CSN_OSSL_LEAVE();
	csn_hasher_free(h);
	return rc;
}

cosign_rc_t
csn_hasher_update(
    struct csn_hasher *h, const void *p, size_t len, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_OK;
	int i;

	CSN_OSSL_ENTER();
	for (i = 0; i < HASHES && rc == COSIGN_OK; i++)
		if (h->ctx[i] != NULL &&
		    EVP_DigestUpdate(h->ctx[i], p, len) != 1)
			rc = csn_fail_openssl(err, COSIGN_E_CRYPTO, "hashing");
	CSN_OSSL_LEAVE();
	return rc;
}

cosign_rc_t
csn_hasher_final(struct csn_hasher *h, cosign_hash_t hash,
    struct csn_digest *out, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_OK;

	memset(out, 0, sizeof(*out));
	if (cosign_hash_size(hash) == 0 || h->ctx[hash] == NULL)
		return csn_fail(
		    err, COSIGN_E_INTERNAL, "hash is not in the set");
	CSN_OSSL_ENTER();
	if (EVP_DigestFinal_ex(h->ctx[hash], out->bytes, NULL) != 1)
		rc = csn_fail_openssl(err, COSIGN_E_CRYPTO, "hashing");
	EVP_MD_CTX_free(h->ctx[hash]);
	h->ctx[hash] = NULL;
	CSN_OSSL_LEAVE();
	if (rc != COSIGN_OK)
		return rc;
	out->hash = hash;
	out->len = cosign_hash_size(hash);
	return COSIGN_OK;
}

void
csn_hasher_free(struct csn_hasher *h)
{
	size_t i;

	if (h == NULL)
		return;
	for (i = 0; i < HASHES; i++)
		EVP_MD_CTX_free(h->ctx[i]);
	free(h);
}
