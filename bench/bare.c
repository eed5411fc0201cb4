/*
 * The least that a C program with libcrypto and jansson does to verify a file
 * against a v0.3 bundle and a public key: no limits, no strictness, no error
 * texts. Shows how much of a verification is the two libraries' own start.
 */
#include "measure.h"

#include <jansson.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <string.h>

#define SIGNATURE_MAX 1024

static size_t
read_signature(const char *path, uint8_t out[SIGNATURE_MAX])
{
	json_t *bundle = json_load_file(path, 0, NULL);
	const char *text = NULL;
	size_t len;
	int n;

	if (json_unpack(bundle, "{s:{s:s}}", "messageSignature", "signature",
		&text) != 0)
		bench_die("%s holds no signature", path);
	len = strlen(text);
	if (len % 4 != 0 || len == 0 || len / 4 * 3 > SIGNATURE_MAX)
		bench_die("%s: length", path);
	n = EVP_DecodeBlock(out, (const uint8_t *)text, (int)len);
	if (n < 0)
		bench_die("%s: base64", path);
	/* EVP_DecodeBlock() counts the padding as bytes. */
	n -= text[len - 1] == '=';
	n -= text[len - 2] == '=';
	json_decref(bundle);
	return (size_t)n;
}

static EVP_PKEY *
read_key(const char *path)
{
	FILE *f = fopen(path, "rb");
	EVP_PKEY *key = f != NULL ? PEM_read_PUBKEY(f, NULL, NULL, NULL) : NULL;

	if (key == NULL)
		bench_die("%s holds no key", path);
	(void)fclose(f);
	return key;
}

int
main(int argc, char **argv)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	uint8_t signature[SIGNATURE_MAX];
	static uint8_t chunk[4096];
	EVP_PKEY *key;
	size_t len;
	size_t n;
	FILE *f;

	if (argc != 4)
		bench_die("bare: KEY BUNDLE FILE");
	key = read_key(argv[1]);
	len = read_signature(argv[2], signature);
	f = fopen(argv[3], "rb");
	if (f == NULL ||
	    EVP_DigestVerifyInit(ctx, NULL, EVP_sha256(), NULL, key) != 1)
		bench_die("%s cannot be read", argv[3]);
	while ((n = fread(chunk, 1, sizeof(chunk), f)) > 0)
		if (EVP_DigestVerifyUpdate(ctx, chunk, n) != 1)
			bench_die("hashing failed");
	if (EVP_DigestVerifyFinal(ctx, signature, len) != 1)
		bench_die("not verified");
	(void)fclose(f);
	EVP_MD_CTX_free(ctx);
	EVP_PKEY_free(key);
	return 0;
}
