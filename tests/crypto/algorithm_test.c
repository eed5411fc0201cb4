#include "crypto/key_internal.h"

#include "vectors.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>

struct hash {
	cosign_hash_t hash;
	int number;
	size_t size;
	char name[16];
	char spec_name[16];
};

ParameterizedTestParameters(algorithm, knows_hashes)
{
	static struct hash rows[] = {
		{ COSIGN_HASH_SHA256, 1, 32, "sha256", "SHA2_256" },
		{ COSIGN_HASH_SHA384, 2, 48, "sha384", "SHA2_384" },
		{ COSIGN_HASH_SHA512, 3, 64, "sha512", "SHA2_512" },
	};

	return cr_make_param_array(struct hash, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct hash *row, algorithm, knows_hashes)
{
	cr_expect_eq((int)row->hash, row->number);
	cr_expect_eq(cosign_hash_size(row->hash), row->size);
	cr_expect_leq(row->size, cosign_digest_max());
	cr_expect_str_eq(cosign_hash_name(row->hash), row->name);
	cr_expect_str_eq(cosign_hash_spec_name(row->hash), row->spec_name);
	cr_expect_eq(cosign_hash_from_name(row->name), row->hash);
	cr_expect_eq(cosign_hash_from_name(row->spec_name), COSIGN_HASH_NONE);
}

Test(algorithm, unknown_hashes_are_none)
{
	static const char *const names[] = { "", "SHA256", "sha-256", "sha1",
		"sha224", "md5", "sha256 " };
	static const int numbers[] = { 0, -1, 4, 5, 256 };
	size_t i;

	for (i = 0; i < ARRAY_LEN(names); i++)
		cr_expect_eq(cosign_hash_from_name(names[i]), COSIGN_HASH_NONE,
		    "%s", names[i]);
	cr_expect_eq(cosign_hash_from_name(NULL), COSIGN_HASH_NONE);
	for (i = 0; i < ARRAY_LEN(numbers); i++) {
		const cosign_hash_t hash = (cosign_hash_t)numbers[i];

		cr_expect_eq(cosign_hash_size(hash), 0);
		cr_expect_null(cosign_hash_name(hash));
		cr_expect_null(cosign_hash_spec_name(hash));
	}
}

struct alg {
	int number;
	char name[32];
	char spec_name[40];
	cosign_hash_t hash;
	enum csn_key_kind kind;
	uint32_t bits;
	int is_default;
};

/* formats.md 2.1 of the specification notes; numbers and names are those of
   protobuf-specs. */
ParameterizedTestParameters(algorithm, knows_the_registry)
{
	static struct alg rows[] = {
		{ 5, "ecdsa-sha2-256-nistp256", "PKIX_ECDSA_P256_SHA_256",
		    COSIGN_HASH_SHA256, CSN_KEY_P256, 0, 1 },
		{ 7, "ed25519", "PKIX_ED25519", COSIGN_HASH_NONE,
		    CSN_KEY_ED25519, 0, 1 },
		{ 8, "ed25519-ph", "PKIX_ED25519_PH", COSIGN_HASH_SHA512,
		    CSN_KEY_ED25519, 0, 0 },
		{ 9, "rsa-sign-pkcs1-2048-sha256",
		    "PKIX_RSA_PKCS1V15_2048_SHA256", COSIGN_HASH_SHA256,
		    CSN_KEY_RSA, 2048, 1 },
		{ 10, "rsa-sign-pkcs1-3072-sha256",
		    "PKIX_RSA_PKCS1V15_3072_SHA256", COSIGN_HASH_SHA256,
		    CSN_KEY_RSA, 3072, 1 },
		{ 11, "rsa-sign-pkcs1-4096-sha256",
		    "PKIX_RSA_PKCS1V15_4096_SHA256", COSIGN_HASH_SHA256,
		    CSN_KEY_RSA, 4096, 1 },
		{ 12, "ecdsa-sha2-384-nistp384", "PKIX_ECDSA_P384_SHA_384",
		    COSIGN_HASH_SHA384, CSN_KEY_P384, 0, 1 },
		{ 13, "ecdsa-sha2-512-nistp521", "PKIX_ECDSA_P521_SHA_512",
		    COSIGN_HASH_SHA512, CSN_KEY_P521, 0, 1 },
		{ 16, "rsa-sign-pss-2048-sha256", "PKIX_RSA_PSS_2048_SHA256",
		    COSIGN_HASH_SHA256, CSN_KEY_RSA, 2048, 0 },
		{ 17, "rsa-sign-pss-3072-sha256", "PKIX_RSA_PSS_3072_SHA256",
		    COSIGN_HASH_SHA256, CSN_KEY_RSA, 3072, 0 },
		{ 18, "rsa-sign-pss-4096-sha256", "PKIX_RSA_PSS_4096_SHA256",
		    COSIGN_HASH_SHA256, CSN_KEY_RSA, 4096, 0 },
		{ 19, "ecdsa-sha2-256-nistp384", "PKIX_ECDSA_P384_SHA_256",
		    COSIGN_HASH_SHA256, CSN_KEY_P384, 0, 0 },
		{ 20, "ecdsa-sha2-256-nistp521", "PKIX_ECDSA_P521_SHA_256",
		    COSIGN_HASH_SHA256, CSN_KEY_P521, 0, 0 },
	};

	return cr_make_param_array(struct alg, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct alg *row, algorithm, knows_the_registry)
{
	const cosign_alg_t alg = (cosign_alg_t)row->number;
	const struct csn_alg *csn = csn_alg_row(alg);

	cr_assert_not_null(csn);
	cr_expect_eq(csn->alg, alg);
	cr_expect_eq(csn->kind, row->kind);
	cr_expect_eq(csn->rsa_bits, row->bits);
	cr_expect_eq(csn->is_default, row->is_default);
	cr_expect_eq(csn->pss, row->number >= 16 && row->number <= 18);
	cr_expect_eq(csn->read_only, row->number >= 19);
	cr_expect_str_eq(cosign_alg_name(alg), row->name);
	cr_expect_str_eq(cosign_alg_spec_name(alg), row->spec_name);
	cr_expect_eq(cosign_alg_from_name(row->name), alg);
	cr_expect_eq(cosign_alg_hash(alg), row->hash);
	cr_expect_eq(
	    csn_alg_default(row->kind, row->bits) == csn, row->is_default);
}

Test(algorithm, unknown_algorithms_are_none)
{
	/* Deprecated ones without a size, HMAC, LMS, ML-DSA, reserved. */
	static const int numbers[] = { 0, 1, 2, 3, 4, 6, 14, 15, 21, 22, 23, 24,
		-1 };
	size_t i;

	for (i = 0; i < ARRAY_LEN(numbers); i++) {
		const cosign_alg_t alg = (cosign_alg_t)numbers[i];

		cr_expect_null(csn_alg_row(alg), "%d", numbers[i]);
		cr_expect_null(cosign_alg_name(alg));
		cr_expect_null(cosign_alg_spec_name(alg));
		cr_expect_eq(cosign_alg_hash(alg), COSIGN_HASH_NONE);
	}
	cr_expect_eq(cosign_alg_from_name("ml-dsa-65"), COSIGN_ALG_NONE);
	cr_expect_eq(cosign_alg_from_name("ED25519"), COSIGN_ALG_NONE);
	cr_expect_eq(cosign_alg_from_name(""), COSIGN_ALG_NONE);
	cr_expect_eq(cosign_alg_from_name(NULL), COSIGN_ALG_NONE);
	cr_expect_null(csn_alg_default(CSN_KEY_RSA, 1024));
	cr_expect_null(csn_alg_default(CSN_KEY_RSA, 0));
	cr_expect_null(csn_alg_default(CSN_KEY_P256, 256));
}

Test(algorithm, constants_have_function_twins)
{
	cr_expect_eq(cosign_digest_max(), COSIGN_DIGEST_MAX);
	cr_expect_eq(cosign_signature_max(), COSIGN_SIGNATURE_MAX);
}
