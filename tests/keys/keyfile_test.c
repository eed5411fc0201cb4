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

struct parsed {
	char file[40];
	char password[16];
	char pub[24];
};

ParameterizedTestParameters(keyfile, opens)
{
	static struct parsed rows[] = {
		{ "example.key", PASSWORD, "example.pub" },
		{ "example-32768.key", PASSWORD, "example.pub" },
		{ "example-empty.key", "", "example.pub" },
		{ "cosign-3.1.3.key", PASSWORD, "cosign-3.1.3.pub" },
		{ "cosign-3.1.3-empty.key", "", "cosign-3.1.3-empty.pub" },
		{ "cosign-2.6.5.key", PASSWORD, "cosign-2.6.5.pub" },
		{ "cosign-3.1.3-import-p256.key", PASSWORD, "p256.pub" },
		{ "cosign-3.1.3-import-p384.key", PASSWORD, "p384.pub" },
		{ "cosign-3.1.3-import-p521.key", PASSWORD, "p521.pub" },
		{ "cosign-3.1.3-import-rsa2048.key", PASSWORD, "rsa2048.pub" },
		{ "cosign-3.1.3-import-rsa3072.key", PASSWORD, "rsa3072.pub" },
		{ "cosign-3.1.3-import-rsa4096.key", PASSWORD, "rsa4096.pub" },
		{ "cosign-3.1.3-import-ed25519.key", PASSWORD, "ed25519.pub" },
	};

	return cr_make_param_array(struct parsed, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct parsed *row, keyfile, opens)
{
	struct vector file = vector_load("keys/accepted", row->file);
	struct vector pub = vector_load("keys/accepted", row->pub);
	struct typist t = typist(row->password);
	uint8_t signature[COSIGN_SIGNATURE_MAX];
	cosign_key_t *key = NULL;
	size_t len = 0;

	MUST(cosign_key_parse(
	    &key, file.data, file.len, type_password, &t, NULL));
	cr_expect_eq(t.asked, 1);
	cr_expect_eq(t.purpose, COSIGN_PASSWORD_OPEN);
	cr_expect_eq(t.size, COSIGN_PASSWORD_MAX);
	cr_expect_str_eq(cosign_pubkey_pem(cosign_key_public(key)), pub.data);
	MUST(cosign_key_sign_message(
	    key, "text", 4, signature, sizeof(signature), &len, NULL));
	MUST(cosign_pubkey_verify_message(cosign_key_public(key),
	    COSIGN_HASH_NONE, "text", 4, signature, len, NULL));
	cosign_key_free(key);
	vector_free(&file);
	vector_free(&pub);
}

/* cosign takes the first block and looks at nothing else. */
Test(keyfile, ignores_text_around_the_key)
{
	struct vector file = vector_load("keys/accepted", "example.key");
	struct typist t = typist(PASSWORD);
	cosign_key_t *key = NULL;
	static char text[4096];
	int len;

	len = snprintf(text, sizeof(text),
	    "My key:\r\n\r\n%s-----BEGIN PRIVATE KEY-----\nrubbish", file.data);
	MUST(
	    cosign_key_parse(&key, text, (size_t)len, type_password, &t, NULL));
	cr_expect_not_null(key);
	cosign_key_free(key);
	vector_free(&file);
}

struct damaged {
	char find[40], replace[80];
	cosign_rc_t rc;
	char message[80];
};

#define KEY_FILE "key file: "

/* The example's JSON with one thing changed; none needs the password. */
ParameterizedTestParameters(keyfile, refuses_damage)
{
	static struct damaged rows[] = {
		{ "\"kdf\"", "\"kdg\"", COSIGN_E_MALFORMED, KEY_FILE "no kdf" },
		{ "\"kdf\":{", "\"kdf\":7,\"x\":{", COSIGN_E_JSON,
		    KEY_FILE "kdf: not an object" },
		{ "\"scrypt\"", "\"argon2id\"", COSIGN_E_KDF,
		    KEY_FILE "kdf: argon2id instead of scrypt" },
		{ "\"name\":\"scrypt\",", "", COSIGN_E_MALFORMED,
		    KEY_FILE "kdf: no name" },
		{ "\"N\":65536", "\"N\":65537", COSIGN_E_KDF,
		    KEY_FILE "kdf: scrypt with N=65537 r=8 p=1, which" },
		{ "\"N\":65536", "\"N\":16384", COSIGN_E_KDF,
		    KEY_FILE "kdf: scrypt with N=16384" },
		{ "\"N\":65536", "\"N\":262144", COSIGN_E_KDF,
		    KEY_FILE "kdf: scrypt with N=262144" },
		{ "\"N\":65536", "\"N\":1099511627776", COSIGN_E_KDF,
		    KEY_FILE "kdf: scrypt with N=1099511627776" },
		{ "\"N\":65536", "\"N\":0", COSIGN_E_KDF,
		    KEY_FILE "kdf: scrypt with N=0" },
		{ "\"N\":65536", "\"N\":-65536", COSIGN_E_KDF,
		    KEY_FILE "kdf: scrypt with N=-65536" },
		{ "\"N\":65536", "\"N\":65536.0", COSIGN_E_JSON,
		    KEY_FILE "kdf: N: not an integer" },
		{ "\"N\":65536", "\"N\":\"65536\"", COSIGN_E_JSON,
		    KEY_FILE "kdf: N: not an integer" },
		{ "\"N\":65536,", "", COSIGN_E_MALFORMED,
		    KEY_FILE "kdf: no N" },
		{ "\"r\":8", "\"r\":4294967304", COSIGN_E_KDF,
		    KEY_FILE "kdf: scrypt with N=65536 r=4294967304" },
		{ "\"r\":8", "\"r\":16", COSIGN_E_KDF,
		    KEY_FILE "kdf: scrypt with N=65536 r=16" },
		{ "\"p\":1", "\"p\":2", COSIGN_E_KDF,
		    KEY_FILE "kdf: scrypt with N=65536 r=8 p=2" },
		{ "\"p\":1", "\"p\":1,\"p\":1", COSIGN_E_JSON,
		    KEY_FILE "line 1 column 60: " },
		{ "\"AAECAwQF", "\"AAECAwQ", COSIGN_E_BASE64,
		    KEY_FILE "kdf: salt: base64" },
		{ "\"salt\":", "\"salz\":", COSIGN_E_MALFORMED,
		    KEY_FILE "kdf: no salt" },
		{ "secretbox\"", "secretstream\"", COSIGN_E_UNSUPPORTED,
		    KEY_FILE "cipher: nacl/secretstream instead of" },
		{ "\"cipher\":", "\"cypher\":", COSIGN_E_MALFORMED,
		    KEY_FILE "no cipher" },
		{ "\"ZGVmZ2hp", "\"ZGVmZ2hpZGVm", COSIGN_E_MALFORMED,
		    KEY_FILE "cipher: nonce: 27 bytes instead of 24" },
		{ "\"ZGVmZ2hp", "\"ZGVm", COSIGN_E_MALFORMED,
		    KEY_FILE "cipher: nonce: 21 bytes instead of 24" },
		{ "\"ZGVmZ2hp", "\"!GVmZ2hp", COSIGN_E_BASE64,
		    KEY_FILE "cipher: nonce: base64" },
		{ "\"ciphertext\":", "\"ciphertest\":", COSIGN_E_MALFORMED,
		    KEY_FILE "no ciphertext" },
		{ "\"ciphertext\":\"6nU7",
		    "\"ciphertext\":\"AAAAAAAAAAAAAAAAAAAA\",\"x\":\"6nU7",
		    COSIGN_E_MALFORMED,
		    KEY_FILE "ciphertext: 15 bytes, shorter than its tag" },
		{ "{\"kdf\"", "[{\"kdf\"", COSIGN_E_JSON, KEY_FILE "line 1" },
		{ "{\"kdf\"", "{}{\"kdf\"", COSIGN_E_JSON, KEY_FILE "line 1" },
	};

	return cr_make_param_array(struct damaged, rows, ARRAY_LEN(rows));
}

/* The text with its first "find" replaced; ends the test if there is none. */
static void
replace(char *out, size_t size, const char *text, const char *find,
    const char *with)
{
	const char *at = strstr(text, find);

	cr_assert_not_null(at, "%s", find);
	(void)snprintf(out, size, "%.*s%s%s", (int)(at - text), text, with,
	    at + strlen(find));
}

/* A key file that holds this JSON. */
static struct csn_buf
file_of(const char *json)
{
	struct csn_buf file;

	csn_buf_init(&file, 1 << 20);
	csn_pem_write(&file, CSN_KEYFILE_LABEL, json, strlen(json));
	MUST(csn_buf_finish(&file, NULL));
	return file;
}

ParameterizedTest(struct damaged *row, keyfile, refuses_damage)
{
	struct vector json = vector_load("keys/accepted", "example.json");
	cosign_error_t *err = cosign_error_new();
	cosign_key_t *key = (cosign_key_t *)err;
	struct typist t = typist(PASSWORD);
	struct csn_buf file;
	static char text[2048];

	replace(text, sizeof(text), json.data, row->find, row->replace);
	file = file_of(text);
	expect_error(err,
	    cosign_key_parse(&key, file.p, file.len, type_password, &t, err),
	    row->rc, row->message);
	cr_expect_null(key);
	cr_expect_eq(t.asked, 0);
	csn_buf_dispose(&file);
	cosign_error_free(err);
	vector_free(&json);
}

/* encoding/json skips what it does not know; so do we. */
Test(keyfile, ignores_unknown_members)
{
	struct vector json = vector_load("keys/accepted", "example.json");
	struct typist t = typist(PASSWORD);
	cosign_key_t *key = NULL;
	struct csn_buf file;
	static char text[2048];

	replace(text, sizeof(text), json.data, "{\"kdf\":{",
	    "{\"a\":[{}],\"kdf\":{\"b\":null,");
	file = file_of(text);
	MUST(cosign_key_parse(&key, file.p, file.len, type_password, &t, NULL));
	cosign_key_free(key);
	csn_buf_dispose(&file);
	vector_free(&json);
}

struct typed {
	char password[16];
	size_t len; /* 0: the text's */
	int result;
	cosign_rc_t rc;
	char message[72];
};

#define WRONG KEY_FILE "wrong password, or damaged ciphertext"

ParameterizedTestParameters(keyfile, wants_the_right_password)
{
	static struct typed rows[] = {
		{ "", 0, 0, COSIGN_E_PASSWORD, WRONG },
		{ "correct hors", 0, 0, COSIGN_E_PASSWORD, WRONG },
		{ PASSWORD "\n", 0, 0, COSIGN_E_PASSWORD, WRONG },
		{ "", COSIGN_PASSWORD_MAX, 0, COSIGN_E_PASSWORD, WRONG },
		{ "", COSIGN_PASSWORD_MAX + 1, 0, COSIGN_E_LIMIT,
		    "password: more than 4096 bytes" },
		{ "", SIZE_MAX, 0, COSIGN_E_LIMIT, "password: more than" },
		{ "", 0, COSIGN_E_CANCELLED, COSIGN_E_CANCELLED,
		    "password: cancelled" },
		{ "", 0, COSIGN_E_IO, COSIGN_E_IO, "password: input or out" },
		{ "", 0, 1, COSIGN_E_CALLBACK, "password: callback gave up" },
		{ "", 0, -1, COSIGN_E_CALLBACK, "password: callback gave up" },
	};

	return cr_make_param_array(struct typed, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct typed *row, keyfile, wants_the_right_password)
{
	struct vector file = vector_load("keys/accepted", "example-32768.key");
	cosign_error_t *err = cosign_error_new();
	cosign_key_t *key = (cosign_key_t *)err;
	struct typist t = typist(row->password);

	if (row->len > 0)
		t.len = row->len;
	if (t.len > sizeof(row->password))
		t.text = NULL;
	t.result = row->result;
	expect_error(err,
	    cosign_key_parse(&key, file.data, file.len, type_password, &t, err),
	    row->rc, row->message);
	cr_expect_null(key);
	cr_expect_eq(t.asked, 1);
	cosign_error_free(err);
	vector_free(&file);
}

Test(keyfile, needs_somebody_to_ask)
{
	struct vector file = vector_load("keys/accepted", "example.key");
	cosign_error_t *err = cosign_error_new();
	cosign_key_t *key = NULL;

	expect_error(err,
	    cosign_key_parse(&key, file.data, file.len, NULL, NULL, err),
	    COSIGN_E_NO_PASSWORD, "password: needed, and nobody to ask");
	cosign_error_free(err);
	vector_free(&file);
}

struct other {
	char text[160];
	cosign_rc_t rc;
	char message[72];
};

ParameterizedTestParameters(keyfile, refuses_other_files)
{
	static struct other rows[] = {
		{ "", COSIGN_E_PEM, KEY_FILE "no PEM block" },
		{ "no key\n", COSIGN_E_PEM, KEY_FILE "no PEM block" },
		{ "-----BEGIN PRIVATE KEY-----\nAAAA\n"
		  "-----END PRIVATE KEY-----\n",
		    COSIGN_E_KEY_KIND, KEY_FILE "PRIVATE KEY, not cosign's" },
		{ "-----BEGIN PUBLIC KEY-----\nAAAA\n"
		  "-----END PUBLIC KEY-----\n",
		    COSIGN_E_KEY_KIND, KEY_FILE "PUBLIC KEY, not cosign's" },
		{ "-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----\nAAAA\n",
		    COSIGN_E_PEM, KEY_FILE "PEM: no END line" },
		{ "-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----\nAAA\n"
		  "-----END ENCRYPTED SIGSTORE PRIVATE KEY-----\n",
		    COSIGN_E_BASE64, KEY_FILE "PEM: base64" },
		{ "-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----\n"
		  "-----END ENCRYPTED SIGSTORE PRIVATE KEY-----\n",
		    COSIGN_E_JSON, KEY_FILE "line 1" },
		{ "-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----\nbnVsbA==\n"
		  "-----END ENCRYPTED SIGSTORE PRIVATE KEY-----\n",
		    COSIGN_E_JSON, KEY_FILE "line 1" },
	};

	return cr_make_param_array(struct other, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct other *row, keyfile, refuses_other_files)
{
	cosign_error_t *err = cosign_error_new();
	cosign_key_t *key = (cosign_key_t *)err;
	struct typist t = typist(PASSWORD);

	expect_error(err,
	    cosign_key_parse(
		&key, row->text, strlen(row->text), type_password, &t, err),
	    row->rc, row->message);
	cr_expect_null(key);
	cr_expect_eq(t.asked, 0);
	cosign_error_free(err);
}

Test(keyfile, says_how_a_plain_key_gets_in)
{
	struct vector file = vector_load("keys/accepted", "p256-pkcs8.pem");
	cosign_error_t *err = cosign_error_new();
	cosign_key_t *key = NULL;

	cr_expect_eq(
	    cosign_key_parse(&key, file.data, file.len, NULL, NULL, err),
	    COSIGN_E_KEY_KIND);
	cr_assert_not_null(cosign_error_hint(err));
	expect_prefix(cosign_error_hint(err), "import-key-pair makes a key");
	cosign_error_free(err);
	vector_free(&file);
}

Test(keyfile, knows_its_limit)
{
	cosign_error_t *err = cosign_error_new();
	size_t max = cosign_pubkey_max_size();
	char *text = calloc(1, max + 1);
	cosign_key_t *key = NULL;

	expect_error(err, cosign_key_parse(&key, text, max, NULL, NULL, err),
	    COSIGN_E_PEM, KEY_FILE "no PEM block");
	expect_error(err,
	    cosign_key_parse(&key, text, max + 1, NULL, NULL, err),
	    COSIGN_E_LIMIT, KEY_FILE "more than 1048576 bytes");
	expect_error(err, cosign_key_parse(&key, NULL, 0, NULL, NULL, err),
	    COSIGN_E_ARGUMENT, KEY_FILE "no data");
	free(text);
	cosign_error_free(err);
}

struct inside {
	char file[24]; /* of vectors/keys/accepted; cut or longer by so much */
	int more;
	cosign_rc_t rc;
	char message[72];
};

/* What the box holds when it opens is PKCS#8 and nothing else. */
ParameterizedTestParameters(keyfile, wants_pkcs8_inside)
{
	static struct inside rows[] = {
		{ "p256-pkcs8.der", 0, COSIGN_OK, "" },
		{ "p256-pkcs8.der", -1, COSIGN_E_DER,
		    KEY_FILE "PKCS#8 inside: DER: cut" },
		{ "p256-pkcs8.der", 1, COSIGN_E_DER,
		    KEY_FILE "PKCS#8 inside: DER: 1 bytes too many" },
		{ "p256-sec1.der", 0, COSIGN_E_DER,
		    KEY_FILE "PKCS#8 inside: algorithm: DER: tag 0x04" },
		{ "rsa2048-pkcs1.der", 0, COSIGN_E_DER,
		    KEY_FILE "PKCS#8 inside: algorithm: DER: tag 0x02" },
		{ "p256-pkcs8.pem", 0, COSIGN_E_DER,
		    KEY_FILE "PKCS#8 inside: DER: " },
		{ "", 0, COSIGN_E_DER, KEY_FILE "PKCS#8 inside: DER: cut" },
	};

	return cr_make_param_array(struct inside, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct inside *row, keyfile, wants_pkcs8_inside)
{
	uint8_t salt[CSN_KEYFILE_SALT_SIZE], nonce[CSN_KEYFILE_NONCE_SIZE];
	struct vector plain = { calloc(1, 1), 0 };
	cosign_error_t *err = cosign_error_new();
	struct typist t = typist(PASSWORD);
	cosign_key_t *key = NULL;
	cosign_rc_t rc;
	char *pem;
	size_t len;

	if (row->file[0] != '\0') {
		vector_free(&plain);
		plain = vector_load("keys/accepted", row->file);
	}
	plain.len = (size_t)((int)plain.len + row->more);
	example_salt_and_nonce(salt, nonce);
	MUST(csn_keyfile_write(&pem, &len, csn_span(plain.data, plain.len),
	    csn_span_str(PASSWORD), salt, nonce, NULL));
	rc = cosign_key_parse(&key, pem, len, type_password, &t, err);
	if (row->rc == COSIGN_OK)
		MUST(rc);
	else
		expect_error(err, rc, row->rc, row->message);
	cr_expect_eq(key != NULL, row->rc == COSIGN_OK);
	cosign_key_free(key);
	cosign_free(pem);
	cosign_error_free(err);
	vector_free(&plain);
}

/*
 * Every byte of a key file's JSON changed in turn. What is still read either
 * asks for another key of scrypt (salt, parameters), or does not open, or
 * holds what it held before.
 */
Test(keyfile, opens_no_mutant)
{
	struct vector json = vector_load("keys/accepted", "example.json");
	const struct csn_span good = csn_span(json.data, json.len);
	size_t i, b, unread = 0, unopened = 0, other_key = 0, same = 0;
	static const char bits[] = { 0x01, 0x02, 0x20, 0x40 };
	struct csn_secret key, plain;
	struct csn_keyfile was, is;

	MUST(csn_keyfile_read(&was, good, NULL));
	MUST(csn_scrypt(&key, 32, csn_span_str(PASSWORD),
	    csn_span(was.salt.p, was.salt.len), was.n, was.r, was.p, NULL));
	for (i = 0; i < json.len; i++)
		for (b = 0; b < ARRAY_LEN(bits); b++) {
			json.data[i] ^= bits[b];
			if (csn_keyfile_read(&is, good, NULL) != COSIGN_OK) {
				unread++;
			} else if (is.n != was.n ||
			    is.salt.len != was.salt.len ||
			    memcmp(is.salt.p, was.salt.p, is.salt.len) != 0) {
				other_key++;
			} else if (csn_keyfile_unseal(&plain, &is,
				       csn_secret_span(&key),
				       NULL) != COSIGN_OK) {
				unopened++;
			} else {
				cr_expect_eq(is.box.len, was.box.len);
				cr_expect_arr_eq(
				    is.box.p, was.box.p, is.box.len);
				same++;
				csn_secret_dispose(&plain);
			}
			csn_keyfile_dispose(&is);
			json.data[i] ^= bits[b];
		}
	cr_expect_gt(unread, 500, "%zu", unread);
	cr_expect_gt(other_key, 100, "%zu", other_key);
	cr_expect_gt(unopened, 700, "%zu", unopened);
	/* Bits of base64's last letter that say nothing. */
	cr_expect_lt(same, 10, "%zu", same);
	csn_secret_dispose(&key);
	csn_keyfile_dispose(&was);
	vector_free(&json);
}
