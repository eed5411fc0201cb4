#include "crypto/key_internal.h"

struct hash_row {
	cosign_hash_t hash;
	size_t size;
	const char *name;
	const char *spec_name;
};

static const struct hash_row hashes[] = {
	{ COSIGN_HASH_SHA256, 32, "sha256", "SHA2_256" },
	{ COSIGN_HASH_SHA384, 48, "sha384", "SHA2_384" },
	{ COSIGN_HASH_SHA512, 64, "sha512", "SHA2_512" },
};

#define SHA256 COSIGN_HASH_SHA256
#define SHA384 COSIGN_HASH_SHA384
#define SHA512 COSIGN_HASH_SHA512

/* protobuf-specs sigstore_common.proto (PublicKeyDetails) and its algorithm
   registry. */
static const struct csn_alg algs[] = {
	{ COSIGN_ALG_ECDSA_P256_SHA256, "ecdsa-sha2-256-nistp256",
	    "PKIX_ECDSA_P256_SHA_256", CSN_KEY_P256, 0, SHA256,
	    .is_default = 1 },
	{ COSIGN_ALG_ECDSA_P384_SHA384, "ecdsa-sha2-384-nistp384",
	    "PKIX_ECDSA_P384_SHA_384", CSN_KEY_P384, 0, SHA384,
	    .is_default = 1 },
	{ COSIGN_ALG_ECDSA_P384_SHA256, "ecdsa-sha2-256-nistp384",
	    "PKIX_ECDSA_P384_SHA_256", CSN_KEY_P384, 0, SHA256,
	    .read_only = 1 },
	{ COSIGN_ALG_ECDSA_P521_SHA512, "ecdsa-sha2-512-nistp521",
	    "PKIX_ECDSA_P521_SHA_512", CSN_KEY_P521, 0, SHA512,
	    .is_default = 1 },
	{ COSIGN_ALG_ECDSA_P521_SHA256, "ecdsa-sha2-256-nistp521",
	    "PKIX_ECDSA_P521_SHA_256", CSN_KEY_P521, 0, SHA256,
	    .read_only = 1 },
	{ COSIGN_ALG_ED25519, "ed25519", "PKIX_ED25519", CSN_KEY_ED25519, 0,
	    COSIGN_HASH_NONE, .is_default = 1 },
	{ COSIGN_ALG_ED25519_PH, "ed25519-ph", "PKIX_ED25519_PH",
	    CSN_KEY_ED25519, 0, SHA512, .is_default = 0 },
	{ COSIGN_ALG_RSA_PKCS1_2048_SHA256, "rsa-sign-pkcs1-2048-sha256",
	    "PKIX_RSA_PKCS1V15_2048_SHA256", CSN_KEY_RSA, 2048, SHA256,
	    .is_default = 1 },
	{ COSIGN_ALG_RSA_PKCS1_3072_SHA256, "rsa-sign-pkcs1-3072-sha256",
	    "PKIX_RSA_PKCS1V15_3072_SHA256", CSN_KEY_RSA, 3072, SHA256,
	    .is_default = 1 },
	{ COSIGN_ALG_RSA_PKCS1_4096_SHA256, "rsa-sign-pkcs1-4096-sha256",
	    "PKIX_RSA_PKCS1V15_4096_SHA256", CSN_KEY_RSA, 4096, SHA256,
	    .is_default = 1 },
	{ COSIGN_ALG_RSA_PSS_2048_SHA256, "rsa-sign-pss-2048-sha256",
	    "PKIX_RSA_PSS_2048_SHA256", CSN_KEY_RSA, 2048, SHA256, .pss = 1 },
	{ COSIGN_ALG_RSA_PSS_3072_SHA256, "rsa-sign-pss-3072-sha256",
	    "PKIX_RSA_PSS_3072_SHA256", CSN_KEY_RSA, 3072, SHA256, .pss = 1 },
	{ COSIGN_ALG_RSA_PSS_4096_SHA256, "rsa-sign-pss-4096-sha256",
	    "PKIX_RSA_PSS_4096_SHA256", CSN_KEY_RSA, 4096, SHA256, .pss = 1 },
};

size_t
cosign_digest_max(void)
{
	return COSIGN_DIGEST_MAX;
}

size_t
cosign_signature_max(void)
{
	return COSIGN_SIGNATURE_MAX;
}

static const struct hash_row *
hash_row(cosign_hash_t hash)
{
	size_t i;

	for (i = 0; i < CSN_ARRAY_LEN(hashes); i++)
		if (hashes[i].hash == hash)
			return &hashes[i];
	return NULL;
}

const char *
cosign_hash_name(cosign_hash_t hash)
{
	const struct hash_row *row = hash_row(hash);

	return row == NULL ? NULL : row->name;
}

const char *
cosign_hash_spec_name(cosign_hash_t hash)
{
	const struct hash_row *row = hash_row(hash);

	return row == NULL ? NULL : row->spec_name;
}

cosign_hash_t
cosign_hash_from_name(const char *name)
{
	size_t i;

	if (name == NULL)
		return COSIGN_HASH_NONE;
	for (i = 0; i < CSN_ARRAY_LEN(hashes); i++)
		if (strcmp(hashes[i].name, name) == 0)
			return hashes[i].hash;
	return COSIGN_HASH_NONE;
}

size_t
cosign_hash_size(cosign_hash_t hash)
{
	const struct hash_row *row = hash_row(hash);

	return row == NULL ? 0 : row->size;
}

const struct csn_alg *
csn_alg_row(cosign_alg_t alg)
{
	size_t i;

	for (i = 0; i < CSN_ARRAY_LEN(algs); i++)
		if (algs[i].alg == alg)
			return &algs[i];
	return NULL;
}

const struct csn_alg *
csn_alg_default(enum csn_key_kind kind, uint32_t rsa_bits)
{
	size_t i;

	for (i = 0; i < CSN_ARRAY_LEN(algs); i++)
		if (algs[i].kind == kind && algs[i].rsa_bits == rsa_bits &&
		    algs[i].is_default)
			return &algs[i];
	return NULL;
}

const char *
cosign_alg_name(cosign_alg_t alg)
{
	const struct csn_alg *row = csn_alg_row(alg);

	return row == NULL ? NULL : row->name;
}

const char *
cosign_alg_spec_name(cosign_alg_t alg)
{
	const struct csn_alg *row = csn_alg_row(alg);

	return row == NULL ? NULL : row->spec_name;
}

cosign_alg_t
cosign_alg_from_name(const char *name)
{
	size_t i;

	if (name == NULL)
		return COSIGN_ALG_NONE;
	for (i = 0; i < CSN_ARRAY_LEN(algs); i++)
		if (strcmp(algs[i].name, name) == 0)
			return algs[i].alg;
	return COSIGN_ALG_NONE;
}

cosign_hash_t
cosign_alg_hash(cosign_alg_t alg)
{
	const struct csn_alg *row = csn_alg_row(alg);

	return row == NULL ? COSIGN_HASH_NONE : row->hash;
}
