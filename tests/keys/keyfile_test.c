#include "keys/keyfile.h"

#include "bytes.h"
#include "crypto/pem.h"
#include "keys/key_internal.h"
#include "password.h"
#include "vectors.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdlib.h>

/* The example of formats.md 1.9: salt 00 01 ... 1f, nonce 64 65 ... 7b. */
static const char example_pkcs8[] =
    "308187020100301306072a8648ce3d020106082a8648ce3d030107046d306b0201010420"
    "45d6dc510a82471157f1a3238ec2ca7d7150272aa6f0dbf8f95e28087161a198a1440342"
    "0004bc3982665b41093a2159eecc99a57efe3f6ffd6a454147e35738a5aa8b62770fe2e0"
    "f41da4a968a5dd29bcccfbaefa57422d60de59f0a28d87b2650934fdbee4";

static void
example_salt_and_nonce(uint8_t *salt, uint8_t *nonce)
{
	size_t i;

	for (i = 0; i < CSN_KEYFILE_SALT_SIZE; i++)
		salt[i] = (uint8_t)i;
	for (i = 0; i < CSN_KEYFILE_NONCE_SIZE; i++)
		nonce[i] = (uint8_t)(100 + i);
}

Test(keyfile, is_written_as_cosign_writes_it)
{
	uint8_t salt[CSN_KEYFILE_SALT_SIZE], nonce[CSN_KEYFILE_NONCE_SIZE];
	struct vector want = vector_load("keys/accepted", "example.key");
	uint8_t plain[200];
	char *pem = NULL;
	size_t len = 0;

	example_salt_and_nonce(salt, nonce);
	MUST(csn_keyfile_write(&pem, &len,
	    csn_span(plain, unhex(plain, sizeof(plain), example_pkcs8)),
	    csn_span_str(PASSWORD), salt, nonce, NULL));
	cr_expect_eq(len, want.len);
	cr_expect_str_eq(pem, want.data);
	cosign_free(pem);
	vector_free(&want);
}

struct derived {
	char password[16];
	uint64_t n;
	char key[80];
};

ParameterizedTestParameters(keyfile, derives_keys)
{
	static struct derived rows[] = {
		{ PASSWORD, 65536,
		    "d88dd954315ef92b27d902c52d3c1b2c90b4f0f755030167664638ca50"
		    "6f2a5c" },
		{ PASSWORD, 32768,
		    "1f7e3f8177f2ebba25fc61bc2851630b64978195d094bf365e6b5cea7f"
		    "d2505e" },
		{ PASSWORD, 131072,
		    "87fb17bb014e4beeffc075d66631ca40e473256be8e58f461d72053a55"
		    "fc8eb7" },
		{ "", 65536,
		    "82ca78749f24524d967d8be4261b258a647074d33325ebbf1dbd93825e"
		    "9dc276" },
	};

	return cr_make_param_array(struct derived, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct derived *row, keyfile, derives_keys)
{
	uint8_t salt[CSN_KEYFILE_SALT_SIZE], nonce[CSN_KEYFILE_NONCE_SIZE];
	struct csn_secret key;

	example_salt_and_nonce(salt, nonce);
	MUST(csn_scrypt(&key, 32, csn_span_str(row->password),
	    csn_span(salt, sizeof(salt)), row->n, 8, 1, NULL));
	expect_hex(key.p, key.len, row->key);
	csn_secret_dispose(&key);
}

struct opened {
	char file[32];
	char password[16];
	char pub[32];
};

ParameterizedTestParameters(keyfile, opens)
{
	static struct opened rows[] = {
		{ "example.key", PASSWORD, "example.pub" },
		{ "example-32768.key", PASSWORD, "example.pub" },
		{ "example-empty.key", "", "example.pub" },
	};

	return cr_make_param_array(struct opened, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct opened *row, keyfile, opens)
{
	struct vector file = vector_load("keys/accepted", row->file);
	struct vector pub = vector_load("keys/accepted", row->pub);
	struct typist t = typist(row->password);
	cosign_key_t *key = NULL;

	MUST(cosign_key_parse(
	    &key, file.data, file.len, type_password, &t, NULL));
	cr_expect_eq(t.asked, 1);
	cr_expect_eq(t.purpose, COSIGN_PASSWORD_OPEN);
	cr_expect_eq(t.size, COSIGN_PASSWORD_MAX);
	cr_expect_str_eq(cosign_pubkey_pem(cosign_key_public(key)), pub.data);
	cosign_key_free(key);
	vector_free(&file);
	vector_free(&pub);
}
