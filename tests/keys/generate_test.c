#include "password.h"
#include "vectors.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>

struct made {
	cosign_alg_t asked, given;
};

ParameterizedTestParameters(generate, keys_survive_their_file)
{
	static struct made rows[] = {
		{ COSIGN_ALG_NONE, COSIGN_ALG_ECDSA_P256_SHA256 },
		{ COSIGN_ALG_ECDSA_P384_SHA384, COSIGN_ALG_ECDSA_P384_SHA384 },
		{ COSIGN_ALG_ECDSA_P521_SHA512, COSIGN_ALG_ECDSA_P521_SHA512 },
		{ COSIGN_ALG_ED25519, COSIGN_ALG_ED25519 },
		{ COSIGN_ALG_RSA_PKCS1_2048_SHA256,
		    COSIGN_ALG_RSA_PKCS1_2048_SHA256 },
		{ COSIGN_ALG_RSA_PKCS1_3072_SHA256,
		    COSIGN_ALG_RSA_PKCS1_3072_SHA256 },
	};

	return cr_make_param_array(struct made, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct made *row, generate, keys_survive_their_file)
{
	cosign_key_t *made = NULL, *read = NULL;
	struct typist t = typist(PASSWORD);
	uint8_t signature[COSIGN_SIGNATURE_MAX];
	const cosign_pubkey_t *pub;
	size_t len = 0, pem_len = 0;
	char *pem = NULL;

	MUST(cosign_key_generate(&made, row->asked, NULL));
	cr_expect_eq(cosign_key_algorithm(made), row->given);
	MUST(cosign_key_encrypt(made, type_password, &t, &pem, &pem_len, NULL));
	cr_expect_eq(t.purpose, COSIGN_PASSWORD_CREATE);
	cr_expect_eq(strlen(pem), pem_len);
	MUST(cosign_key_parse(&read, pem, pem_len, type_password, &t, NULL));
	cr_expect_eq(cosign_key_algorithm(read), row->given);

	pub = cosign_key_public(made);
	cr_expect_str_eq(
	    cosign_pubkey_pem(cosign_key_public(read)), cosign_pubkey_pem(pub));
	MUST(cosign_key_sign_message(
	    read, "text", 4, signature, sizeof(signature), &len, NULL));
	MUST(cosign_pubkey_verify_message(
	    pub, COSIGN_HASH_NONE, "text", 4, signature, len, NULL));
	cr_expect_eq(cosign_pubkey_verify_message(pub, COSIGN_HASH_NONE, "texT",
			 4, signature, len, NULL),
	    COSIGN_E_SIGNATURE);
	cosign_free(pem);
	cosign_key_free(made);
	cosign_key_free(read);
}

/* Of other algorithms than the default for their kind; without a file. */
ParameterizedTestParameters(generate, makes_each_algorithm)
{
	static struct made rows[] = {
		{ COSIGN_ALG_ED25519_PH, COSIGN_ALG_ED25519_PH },
		{ COSIGN_ALG_RSA_PSS_2048_SHA256,
		    COSIGN_ALG_RSA_PSS_2048_SHA256 },
	};

	return cr_make_param_array(struct made, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct made *row, generate, makes_each_algorithm)
{
	uint8_t signature[COSIGN_SIGNATURE_MAX];
	cosign_key_t *key = NULL;
	size_t len = 0;

	MUST(cosign_key_generate(&key, row->asked, NULL));
	cr_expect_eq(cosign_key_algorithm(key), row->given);
	cr_expect_eq(
	    cosign_pubkey_algorithm(cosign_key_public(key)), row->given);
	MUST(cosign_key_sign_message(
	    key, "text", 4, signature, sizeof(signature), &len, NULL));
	MUST(cosign_pubkey_verify_message(cosign_key_public(key),
	    COSIGN_HASH_NONE, "text", 4, signature, len, NULL));
	cosign_key_free(key);
}

ParameterizedTestParameters(generate, refuses_what_is_only_read)
{
	static struct made rows[] = {
		{ COSIGN_ALG_ECDSA_P384_SHA256, COSIGN_ALG_NONE },
		{ COSIGN_ALG_ECDSA_P521_SHA256, COSIGN_ALG_NONE },
		{ (cosign_alg_t)21, COSIGN_ALG_NONE }, /* ML-DSA-65 */
		{ (cosign_alg_t)-1, COSIGN_ALG_NONE },
	};

	return cr_make_param_array(struct made, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct made *row, generate, refuses_what_is_only_read)
{
	cosign_error_t *err = cosign_error_new();
	cosign_key_t *key = (cosign_key_t *)err;

	expect_error(err, cosign_key_generate(&key, row->asked, err),
	    COSIGN_E_UNSUPPORTED, "new key: no algorithm to make keys for");
	cr_expect_null(key);
	cosign_error_free(err);
}

/* No key, salt or nonce comes twice. */
Test(generate, is_random)
{
	cosign_key_t *a = NULL, *b = NULL;
	struct typist t = typist("");
	char *one = NULL, *two = NULL;
	size_t one_len, two_len;

	MUST(cosign_key_generate(&a, COSIGN_ALG_NONE, NULL));
	MUST(cosign_key_generate(&b, COSIGN_ALG_NONE, NULL));
	cr_expect_str_neq(cosign_pubkey_pem(cosign_key_public(a)),
	    cosign_pubkey_pem(cosign_key_public(b)));
	MUST(cosign_key_encrypt(a, type_password, &t, &one, &one_len, NULL));
	MUST(cosign_key_encrypt(a, type_password, &t, &two, &two_len, NULL));
	cr_expect_str_neq(one, two);
	cosign_free(one);
	cosign_free(two);
	cosign_key_free(a);
	cosign_key_free(b);
}
