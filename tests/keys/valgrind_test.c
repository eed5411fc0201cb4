/*
 * What is done with private keys, in good ways and in bad, once more under
 * valgrind: unlike the sanitizers it sees reads of memory that nobody wrote,
 * and looks into OpenSSL and libsodium.
 */
#include "password.h"

#include <cosign/file.h>
#include <cosign/key.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

static void
expect(cosign_rc_t rc, cosign_rc_t expected, const char *what)
{
	if (rc == expected)
		return;
	(void)fprintf(stderr, "%s: %s instead of %s\n", what,
	    cosign_rc_name(rc), cosign_rc_name(expected));
	exit(2);
}

/* Every byte of a result counts: valgrind complains of a branch on one that
   was never written. */
static void
look_at(const void *p, size_t len)
{
	const uint8_t *bytes = p;
	static volatile size_t zeros;
	size_t i;

	for (i = 0; i < len; i++)
		if (bytes[i] == 0)
			zeros++;
}

static void
use_key(const cosign_key_t *key, const char *what)
{
	const cosign_pubkey_t *pub = cosign_key_public(key);
	uint8_t signature[COSIGN_SIGNATURE_MAX];
	size_t len = 0;
	int i;

	/* Twice: the second time with a context that was used before. */
	for (i = 0; i < 2; i++) {
		expect(cosign_key_sign_message(key, "text", 4, signature,
			   sizeof(signature), &len, NULL),
		    COSIGN_OK, what);
		look_at(signature, len);
		expect(cosign_pubkey_verify_message(pub, COSIGN_HASH_NONE,
			   "text", 4, signature, len, NULL),
		    COSIGN_OK, what);
		expect(cosign_pubkey_verify_message(pub, COSIGN_HASH_NONE,
			   "texT", 4, signature, len, NULL),
		    COSIGN_E_SIGNATURE, what);
	}
}

static void
use_as(const cosign_key_t *key, cosign_alg_t alg, const char *what)
{
	cosign_key_t *as = NULL;

	expect(cosign_key_with_algorithm(&as, key, alg, NULL), COSIGN_OK, what);
	use_key(as, what);
	cosign_key_free(as);
}

static void
live(cosign_alg_t alg, cosign_alg_t also)
{
	const char *name = cosign_alg_name(alg);
	cosign_key_t *made = NULL, *read = NULL;
	struct typist t = typist(PASSWORD);
	char *pem = NULL;
	size_t len = 0;

	expect(cosign_key_generate(&made, alg, NULL), COSIGN_OK, name);
	use_key(made, name);
	use_as(made, also, name);
	expect(cosign_key_encrypt(made, type_password, &t, &pem, &len, NULL),
	    COSIGN_OK, name);
	look_at(pem, len);
	expect(cosign_key_parse(&read, pem, len, type_password, &t, NULL),
	    COSIGN_OK, name);
	if (strcmp(cosign_pubkey_pem(cosign_key_public(made)),
		cosign_pubkey_pem(cosign_key_public(read))) != 0)
		expect(COSIGN_E_KEY_MISMATCH, COSIGN_OK, name);
	use_key(read, name);
	cosign_free(pem);
	cosign_key_free(made);
	cosign_key_free(read);
}

/* A vector; exits without it. */
static char *
load(const char *folder, const char *file, size_t *len)
{
	char path[512], *data = NULL;

	(void)snprintf(
	    path, sizeof(path), "%s/keys/%s/%s", COSIGN_VECTORS, folder, file);
	if (cosign_file_load(&data, len, path, 65536, NULL) == COSIGN_OK)
		return data;
	(void)fprintf(stderr, "%s cannot be read\n", path);
	exit(2);
}

static void
import_each(void)
{
	static const char *const files[] = { "p256-pkcs8.pem", "p384-pkcs8.der",
		"p256-ecparam.pem", "p384-sec1.pem", "p521-sec1.der",
		"rsa2048-pkcs8.pem", "rsa3072-pkcs1.der", "rsa4096-pkcs1.pem",
		"ed25519-pkcs8.pem", "rfc8410.pem", "p256-sha1-aes128.pem",
		"rsa2048-sha256-aes256.pem", "p256-scrypt-aes256.pem",
		"example-32768.key" };
	struct typist t = typist(PASSWORD);
	cosign_key_t *key;
	char *data;
	size_t i, len;

	for (i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		data = load("accepted", files[i], &len);
		expect(
		    cosign_key_import(&key, data, len, type_password, &t, NULL),
		    COSIGN_OK, files[i]);
		use_key(key, files[i]);
		cosign_key_free(key);
		cosign_free(data);
	}
}

static cosign_rc_t
refuse(const void *data, size_t len, const char *password, const char *what)
{
	cosign_error_t *err = cosign_error_new();
	struct typist t = typist(password);
	cosign_key_t *key = NULL;
	cosign_rc_t rc;

	rc = cosign_key_import(&key, data, len, type_password, &t, err);
	if (rc == COSIGN_OK)
		expect(rc, COSIGN_E_MALFORMED, what);
	look_at(cosign_error_message(err), strlen(cosign_error_message(err)));
	cosign_key_free(key);
	cosign_error_free(err);
	return rc;
}

static void
refuse_each(void)
{
	DIR *dir = opendir(COSIGN_VECTORS "/keys/rejected");
	struct dirent *entry;
	char *data;
	size_t len;

	if (dir == NULL)
		exit(2);
	while ((entry = readdir(dir)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		data = load("rejected", entry->d_name, &len);
		(void)refuse(data, len, PASSWORD, entry->d_name);
		cosign_free(data);
	}
	(void)closedir(dir);
}

/* Bits of each byte before end flipped in turn, and the file cut there. */
static void
refuse_damaged(const char *file, uint8_t bits, size_t end)
{
	size_t len, i;
	char *data = load("accepted", file, &len);

	for (i = 0; i < len && i < end; i++) {
		data[i] = (char)(data[i] ^ bits);
		(void)refuse(data, len, PASSWORD, file);
		(void)refuse(data, i, PASSWORD, file);
		data[i] = (char)(data[i] ^ bits);
	}
	cosign_free(data);
}

static void
refuse_password(const char *file)
{
	struct typist t = typist(PASSWORD);
	cosign_key_t *key;
	size_t len;
	char *data = load("accepted", file, &len);

	expect(refuse(data, len, "wrong", file), COSIGN_E_PASSWORD, file);
	t.result = COSIGN_E_CANCELLED;
	expect(cosign_key_import(&key, data, len, type_password, &t, NULL),
	    COSIGN_E_CANCELLED, file);
	expect(cosign_key_import(&key, data, len, NULL, NULL, NULL),
	    COSIGN_E_NO_PASSWORD, file);
	cosign_free(data);
}

int
main(void)
{
	live(COSIGN_ALG_ECDSA_P256_SHA256, COSIGN_ALG_ECDSA_P256_SHA256);
	live(COSIGN_ALG_ECDSA_P384_SHA384, COSIGN_ALG_ECDSA_P384_SHA384);
	live(COSIGN_ALG_ECDSA_P521_SHA512, COSIGN_ALG_ECDSA_P521_SHA512);
	live(COSIGN_ALG_ED25519, COSIGN_ALG_ED25519_PH);
	live(COSIGN_ALG_RSA_PKCS1_2048_SHA256, COSIGN_ALG_RSA_PSS_2048_SHA256);
	import_each();
	refuse_each();
	refuse_damaged("p256-pkcs8.der", 0x80, SIZE_MAX);
	refuse_damaged("p256-sec1.pem", 0x80, 60);
	refuse_damaged("rsa2048-pkcs1.der", 0x80, 40);
	refuse_damaged("ed25519-pkcs8.der", 0x80, 16);
	/* As far as the salt. */
	refuse_damaged("example-32768.key", 0x01, 120);
	refuse_damaged("p256-sha256-aes256.der", 0x80, 100);
	refuse_password("example-32768.key");
	refuse_password("p256-sha256-aes256.pem");
	refuse_password("p256-scrypt-aes256.pem");
	return 0;
}
