#include "checks.h"

#include "crypto/key_internal.h"
#include "measure.h"

#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECKS_MAX 16
#define BYTES_MAX  4096

/* One check: a digest, or a message of pure Ed25519, and a signature. */
static struct check {
	cosign_pubkey_t *key;
	cosign_hash_t hash;
	int pss;
	uint8_t text[BYTES_MAX];
	size_t text_len;
	uint8_t signature[COSIGN_SIGNATURE_MAX];
	size_t signature_len;
} checks[CHECKS_MAX];
static size_t count;
static int is_noting;

/* The names are the linker's. */
/* NOLINTBEGIN(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp) */
cosign_rc_t __real_csn_pubkey_verify_as(const cosign_pubkey_t *key,
    cosign_hash_t hash, int pss, struct csn_span message, struct csn_span sig,
    cosign_error_t *err);
cosign_rc_t __wrap_csn_pubkey_verify_as(const cosign_pubkey_t *key,
    cosign_hash_t hash, int pss, struct csn_span message, struct csn_span sig,
    cosign_error_t *err);
cosign_rc_t __real_cosign_pubkey_verify_digest(const cosign_pubkey_t *key,
    cosign_hash_t hash, const uint8_t *digest, size_t digest_len,
    const uint8_t *signature, size_t signature_len, cosign_error_t *err);
cosign_rc_t __wrap_cosign_pubkey_verify_digest(const cosign_pubkey_t *key,
    cosign_hash_t hash, const uint8_t *digest, size_t digest_len,
    const uint8_t *signature, size_t signature_len, cosign_error_t *err);
cosign_rc_t __real_cosign_pubkey_verify_message(const cosign_pubkey_t *key,
    cosign_hash_t hash, const void *message, size_t message_len,
    const uint8_t *signature, size_t signature_len, cosign_error_t *err);
cosign_rc_t __wrap_cosign_pubkey_verify_message(const cosign_pubkey_t *key,
    cosign_hash_t hash, const void *message, size_t message_len,
    const uint8_t *signature, size_t signature_len, cosign_error_t *err);

static void
note(const cosign_pubkey_t *key, cosign_hash_t hash, int pss,
    struct csn_span text, struct csn_span sig)
{
	struct check *c = &checks[count++];

	if (count > CHECKS_MAX || text.len > BYTES_MAX ||
	    sig.len > sizeof(c->signature))
		bench_die("too many checks, or too long ones");
	c->key = cosign_pubkey_ref(key);
	c->hash = hash;
	c->pss = pss;
	memcpy(c->text, text.p, text.len);
	c->text_len = text.len;
	memcpy(c->signature, sig.p, sig.len);
	c->signature_len = sig.len;
}

/* A message that is hashed counts as its digest: that a verifier has to hash is
   its own cost. */
static void
note_message(const cosign_pubkey_t *key, cosign_hash_t hash, int pss,
    struct csn_span message, struct csn_span sig)
{
	struct csn_digest digest;

	if (hash != COSIGN_HASH_NONE) {
		csn_digest_bytes(&digest, hash, message.p, message.len);
		message = csn_span(digest.bytes, digest.len);
	}
	note(key, hash, pss, message, sig);
}

cosign_rc_t
__wrap_csn_pubkey_verify_as(const cosign_pubkey_t *key, cosign_hash_t hash,
    int pss, struct csn_span message, struct csn_span sig, cosign_error_t *err)
{
	if (is_noting)
		note_message(key, hash, pss, message, sig);
	return __real_csn_pubkey_verify_as(key, hash, pss, message, sig, err);
}

cosign_rc_t
__wrap_cosign_pubkey_verify_digest(const cosign_pubkey_t *key,
    cosign_hash_t hash, const uint8_t *digest, size_t digest_len,
    const uint8_t *signature, size_t signature_len, cosign_error_t *err)
{
	if (is_noting)
		note(key, hash, csn_pubkey_alg(key)->pss,
		    csn_span(digest, digest_len),
		    csn_span(signature, signature_len));
	return __real_cosign_pubkey_verify_digest(
	    key, hash, digest, digest_len, signature, signature_len, err);
}

cosign_rc_t
__wrap_cosign_pubkey_verify_message(const cosign_pubkey_t *key,
    cosign_hash_t hash, const void *message, size_t message_len,
    const uint8_t *signature, size_t signature_len, cosign_error_t *err)
{
	if (is_noting)
		note_message(key, hash, csn_pubkey_alg(key)->pss,
		    csn_span(message, message_len),
		    csn_span(signature, signature_len));
	return __real_cosign_pubkey_verify_message(
	    key, hash, message, message_len, signature, signature_len, err);
}

void
bench_checks_begin(void)
{
	is_noting = 1;
}

size_t
bench_checks_end(char *text, size_t size)
{
	size_t len = 0;

	is_noting = 0;
	text[0] = '\0';
	for (size_t i = 0; i < count && len < size; i++)
		len += (size_t)snprintf(text + len, size - len, "%s%s",
		    i > 0 ? ", " : "", csn_pubkey_alg(checks[i].key)->name);
	return count;
}

static int
check_ours(const struct check *c)
{
	if (c->hash == COSIGN_HASH_NONE)
		return __real_cosign_pubkey_verify_message(c->key, c->hash,
			   c->text, c->text_len, c->signature, c->signature_len,
			   NULL) == COSIGN_OK;
	return __real_cosign_pubkey_verify_digest(c->key, c->hash, c->text,
		   c->text_len, c->signature, c->signature_len,
		   NULL) == COSIGN_OK;
}
/* NOLINTEND(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp) */

void
bench_checks_ours(void *data)
{
	(void)data;
	for (size_t i = 0; i < count; i++)
		if (!check_ours(&checks[i]))
			bench_die("check %zu failed", i);
}

struct bench_openssl {
	EVP_PKEY *keys[CHECKS_MAX];
	EVP_PKEY_CTX *contexts[CHECKS_MAX]; /* NULL for Ed25519 */
	EVP_MD_CTX *pure;
};

static EVP_PKEY_CTX *
openssl_context(const struct check *c, EVP_PKEY *key)
{
	EVP_PKEY_CTX *ctx;

	if (c->pss || EVP_PKEY_get_id(key) == EVP_PKEY_RSA)
		bench_die("RSA: not among the bundles that are measured");
	if (c->hash == COSIGN_HASH_NONE)
		return NULL;
	ctx = EVP_PKEY_CTX_new(key, NULL);
	if (ctx == NULL || EVP_PKEY_verify_init(ctx) != 1)
		bench_die("OpenSSL: no context");
	return ctx;
}

struct bench_openssl *
bench_openssl_new(void)
{
	struct bench_openssl *o = calloc(1, sizeof(*o));

	if (o == NULL || (o->pure = EVP_MD_CTX_new()) == NULL)
		bench_die("no memory");
	for (size_t i = 0; i < count; i++) {
		size_t len = 0;
		const uint8_t *der = cosign_pubkey_der(checks[i].key, &len);

		o->keys[i] = d2i_PUBKEY(NULL, &der, (long)len);
		if (o->keys[i] == NULL)
			bench_die("OpenSSL: no key");
		o->contexts[i] = openssl_context(&checks[i], o->keys[i]);
	}
	return o;
}

void
bench_openssl_free(struct bench_openssl *o)
{
	for (size_t i = 0; i < count; i++) {
		EVP_PKEY_CTX_free(o->contexts[i]);
		EVP_PKEY_free(o->keys[i]);
	}
	EVP_MD_CTX_free(o->pure);
	free(o);
}

void
bench_checks_openssl(void *data)
{
	const struct bench_openssl *o = data;

	for (size_t i = 0; i < count; i++) {
		const struct check *c = &checks[i];
		const int ok = o->contexts[i] != NULL
		    ? EVP_PKEY_verify(o->contexts[i], c->signature,
			  c->signature_len, c->text, c->text_len) == 1
		    : EVP_DigestVerifyInit(
			  o->pure, NULL, NULL, NULL, o->keys[i]) == 1 &&
			EVP_DigestVerify(o->pure, c->signature,
			    c->signature_len, c->text, c->text_len) == 1;

		if (!ok)
			bench_die("OpenSSL: check %zu failed", i);
	}
}

void
bench_checks_free(void)
{
	while (count > 0)
		cosign_pubkey_free(checks[--count].key);
}
