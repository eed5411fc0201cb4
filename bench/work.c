/*
 * Work that is measured as a whole process, or that prepares such a process:
 *
 *   setup DIR           key.key, key.pub, raw.key, message, message.json
 *   zeros FILE SIZE     a file of that many bytes
 *   sign KEY FILE       hash and sign a file with an unencrypted key
 *   files DIR COUNT     DIR/0 ..., small
 *   many KEY DIR COUNT  sign each of them to DIR/0.json ...: prints the
 *                       milliseconds to open the key, and the microseconds
 *                       for each file
 */
#include "measure.h"

#include <cosign.h>

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MESSAGE_SIZE 1024
#define CHUNK        ((size_t)1024 * 1024)
#define KEY_FILE_MAX ((size_t)64 * 1024)

/* The password that table.c hands to cosign and cosignc. */
static const char password[] = "bench";

static cosign_error_t *err;

static void
must(cosign_rc_t rc, const char *what)
{
	if (rc != COSIGN_OK)
		bench_die("%s: %s", what, cosign_error_message(err));
}

static int
give_password(void *user, int purpose, uint8_t *buf, size_t size, size_t *len)
{
	(void)user;
	(void)purpose;
	(void)size;
	memcpy(buf, password, sizeof(password) - 1);
	*len = sizeof(password) - 1;
	return 0;
}

static char *
path_of(const char *dir, const char *name)
{
	char *path = NULL;

	if (asprintf(&path, "%s/%s", dir, name) < 0)
		bench_die("no memory");
	return path;
}

static void
save(const char *dir, const char *name, const void *data, size_t len)
{
	char *path = path_of(dir, name);

	must(cosign_file_save(path, data, len, 0600, err), path);
	free(path);
}

/* Sign one file; json may be NULL if only the signature is wanted. */
static void
sign_file(const cosign_key_t *key, const char *path, char **json, size_t *len)
{
	cosign_artifact_t *artifact = NULL;
	cosign_bundle_t *bundle = NULL;

	must(cosign_artifact_from_path(&artifact, path, err), path);
	must(cosign_sign_blob(&bundle, key, artifact, err), path);
	if (json != NULL)
		must(cosign_bundle_encode(
			 bundle, COSIGN_ENCODE_V03, json, len, err),
		    path);
	cosign_bundle_free(bundle);
	cosign_artifact_free(artifact);
}

static void
setup(const char *dir)
{
	cosign_key_t *key = NULL;
	EVP_PKEY *bare = EVP_EC_gen("P-256");
	char *prefix = path_of(dir, "key");
	char *path = path_of(dir, "message");
	char message[MESSAGE_SIZE];
	uint8_t *der = NULL;
	char *json = NULL;
	size_t len = 0;
	int der_len = i2d_PrivateKey(bare, &der);

	if (der_len <= 0)
		bench_die("no key");
	must(cosign_key_import(&key, der, (size_t)der_len, NULL, NULL, err),
	    "import");
	must(cosign_key_save_pair(key, prefix, 0, give_password, NULL, err),
	    "save pair");
	save(dir, "raw.key", der, (size_t)der_len);
	memset(message, 'm', sizeof(message));
	save(dir, "message", message, sizeof(message));
	sign_file(key, path, &json, &len);
	save(dir, "message.json", json, len);

	cosign_free(json);
	OPENSSL_clear_free(der, (size_t)der_len);
	free(path);
	free(prefix);
	EVP_PKEY_free(bare);
	cosign_key_free(key);
}

static void
zeros(const char *path, const char *size)
{
	unsigned long long left = strtoull(size, NULL, 10);
	char *chunk = calloc(1, CHUNK);
	FILE *f = fopen(path, "wb");

	if (chunk == NULL || f == NULL)
		bench_die("%s cannot be made", path);
	while (left > 0) {
		size_t n = left < CHUNK ? (size_t)left : CHUNK;

		if (fwrite(chunk, 1, n, f) != n)
			bench_die("%s cannot be written", path);
		left -= n;
	}
	if (fclose(f) != 0)
		bench_die("%s cannot be written", path);
	free(chunk);
}

static void
sign(const char *key_path, const char *path)
{
	cosign_key_t *key = NULL;
	char *der = NULL;
	size_t len = 0;

	must(cosign_file_load(&der, &len, key_path, KEY_FILE_MAX, err),
	    key_path);
	must(cosign_key_import(&key, der, len, NULL, NULL, err), key_path);
	sign_file(key, path, NULL, NULL);
	cosign_free(der);
	cosign_key_free(key);
}

static void
sign_numbered(const cosign_key_t *key, const char *dir, unsigned long i)
{
	char name[32];
	char *path;
	char *json = NULL;
	size_t len = 0;

	(void)snprintf(name, sizeof(name), "%lu", i);
	path = path_of(dir, name);
	sign_file(key, path, &json, &len);
	(void)snprintf(name, sizeof(name), "%lu.json", i);
	save(dir, name, json, len);
	cosign_free(json);
	free(path);
}

static void
files(const char *dir, const char *count)
{
	unsigned long n = strtoul(count, NULL, 10);
	char message[MESSAGE_SIZE];

	memset(message, 'm', sizeof(message));
	for (unsigned long i = 0; i < n; i++) {
		char name[32];

		(void)snprintf(name, sizeof(name), "%lu", i);
		memcpy(message, name, strlen(name));
		save(dir, name, message, sizeof(message));
	}
}

static void
many(const char *key_path, const char *dir, const char *count)
{
	unsigned long n = strtoul(count, NULL, 10);
	double start = bench_now();
	cosign_key_t *key = NULL;
	double opened;

	must(cosign_key_load(&key, key_path, give_password, NULL, err),
	    key_path);
	opened = bench_now();
	for (unsigned long i = 0; i < n; i++)
		sign_numbered(key, dir, i);
	printf("many %.1f %.1f\n", (opened - start) / 1e6,
	    (bench_now() - opened) / 1e3 / (double)n);
	cosign_key_free(key);
}

int
main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";

	err = cosign_error_new();
	if (err == NULL)
		bench_die("no memory");
	if (strcmp(what, "setup") == 0 && argc == 3)
		setup(argv[2]);
	else if (strcmp(what, "zeros") == 0 && argc == 4)
		zeros(argv[2], argv[3]);
	else if (strcmp(what, "sign") == 0 && argc == 4)
		sign(argv[2], argv[3]);
	else if (strcmp(what, "files") == 0 && argc == 4)
		files(argv[2], argv[3]);
	else if (strcmp(what, "many") == 0 && argc == 5)
		many(argv[2], argv[3], argv[4]);
	else
		bench_die("work: unknown task \"%s\"", what);
	cosign_error_free(err);
	return 0;
}
