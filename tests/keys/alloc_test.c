/* Each allocation of each operation with a private key fails in turn: an
   error, nothing half done, nothing leaked, no signature that is none. */
#include "alloc_fail.h"
#include "crypto/digest.h"
#include "crypto/ossl.h"
#include "keys/key_internal.h"
#include "keys/sodium.h"
#include "password.h"
#include "scratch.h"
#include "vectors.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <dirent.h>
#include <stdlib.h>
#include <unistd.h>

/* What an operation works with ... */
struct given {
	cosign_alg_t alg;
	struct vector file; /* a private key */
	struct vector pub;  /* its public half */
	cosign_key_t *key;
	uint32_t flags;
};

/* ... and what comes out. */
struct made {
	cosign_key_t *key;
	char *pem;
	uint8_t signature[COSIGN_SIGNATURE_MAX];
	size_t len; /* of either */
};

typedef cosign_rc_t (*operate_fn)(
    struct made *m, const struct given *g, cosign_error_t *err);
typedef void (*check_fn)(const struct made *m, const struct given *g);

/* Where out-parameters lead before. */
static char elsewhere;
#define ELSEWHERE ((void *)&elsewhere)

/*
 * In the place of libsodium's functions stand these: guarded memory is mapped,
 * which nobody else counts, and scrypt is asked once for each salt, since the
 * hundreds of allocations after it would each wait for it again.
 */
static struct csn_sodium real;
static size_t guarded; /* how much is held */

static void *
guarded_malloc(size_t size)
{
	void *volatile counted = malloc(1);
	void *p = NULL;

	if (counted != NULL)
		p = real.malloc(size);
	if (p != NULL)
		guarded++;
	free(counted);
	return p;
}

static void
guarded_free(void *p)
{
	guarded--;
	real.free(p);
}

static int
scrypt_once(const uint8_t *password, size_t password_len, const uint8_t *salt,
    size_t salt_len, uint64_t n, uint32_t r, uint32_t p, uint8_t *out,
    size_t len)
{
	static uint8_t known[32], known_salt[32];
	static size_t known_len;

	cr_assert_leq(salt_len, sizeof(known_salt));
	cr_assert_eq(len, sizeof(known));
	if (known_len != salt_len || memcmp(known_salt, salt, salt_len) != 0) {
		if (real.scrypt(password, password_len, salt, salt_len, n, r, p,
			known, len) != 0)
			return -1;
		memcpy(known_salt, salt, salt_len);
		known_len = salt_len;
	}
	memcpy(out, known, len);
	return 0;
}

/* Without memory for the library context OpenSSL leaks, which is tried in
   crypto/ossl_alloc; without it for the secure heap's tables it ends the
   process (an assertion in sh_init()). */
static void
set_up(void)
{
	const struct csn_sodium *sodium;
	const struct csn_ossl *ossl;
	struct csn_sodium *table;

	MUST(csn_ossl_get(&ossl, NULL));
	MUST(csn_secure_heap(NULL));
	MUST(csn_sodium_get(&sodium, NULL));
	real = *sodium;
	table = (struct csn_sodium *)(uintptr_t)sodium;
	table->malloc = guarded_malloc;
	table->free = guarded_free;
	table->scrypt = scrypt_once;
	scratch_enter();
}

TestSuite(keys_alloc, .init = set_up, .fini = scratch_leave);

static int
ends_with(const char *text, const char *end)
{
	const size_t len = strlen(text), end_len = strlen(end);

	return len >= end_len && strcmp(text + len - end_len, end) == 0;
}

/*
 * Whether OpenSSL hides that memory was what it lacked. Its newest reason is
 * another; or it gives none, as EVP_Digest(), EVP_PKEY_fromdata(),
 * EVP_KDF_derive() and the generation of a key may: messages that end so.
 */
static int
is_hidden(const cosign_error_t *err)
{
	static const char *const silent[] = { "hashing", "EC key", "PBKDF2",
		"new RSA key" };
	size_t i;

	if (cosign_error_cause(err) == COSIGN_CAUSE_OPENSSL)
		return ERR_GET_REASON(cosign_error_cause_code(err)) !=
		    ERR_R_MALLOC_FAILURE;
	for (i = 0; i < ARRAY_LEN(silent); i++)
		if (ends_with(cosign_error_message(err), silent[i]))
			return 1;
	return 0;
}

static void
expect_failed(const struct made *m, cosign_rc_t rc, const cosign_error_t *err)
{
	const char *message = cosign_error_message(err);

	cr_expect_eq(cosign_error_code(err), rc);
	if (rc == COSIGN_E_NOMEM)
		cr_expect(ends_with(message, "out of memory"), "%s", message);
	else
		cr_expect(rc == COSIGN_E_CRYPTO && is_hidden(err), "%s: %s",
		    cosign_rc_name(rc), message);
	cr_assert_null(m->key);
	cr_assert_null(m->pem);
	cr_expect_eq(m->len, 0);
}

/* Each allocation fails, or some where a run takes long; there are more than
   least. */
static void
fail(operate_fn operate, check_fn check, const struct given *g, size_t least,
    int some)
{
	cosign_error_t *err = cosign_error_new();
	const size_t before = guarded;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	int met = 1;
	size_t n;

	for (n = 1; met; n += some ? 1 + n / 8 : 1) {
		struct made m = { .key = NULL };

		alloc_fail_arm(n);
		rc = operate(&m, g, err);
		met = alloc_fail_disarm();
		/* OpenSSL can do without some of what it asks for. */
		if (rc == COSIGN_OK)
			check(&m, g);
		else
			expect_failed(&m, rc, err);
		cosign_key_free(m.key);
		cosign_free(m.pem);
		cr_expect_eq(guarded, before, "allocation %zu: a secret", n);
	}
	cr_expect_eq(rc, COSIGN_OK, "%s", cosign_error_message(err));
	cr_expect_gt(n, least, "%zu allocations", n);
	cosign_error_free(err);
}

static void
fail_each(
    operate_fn operate, check_fn check, const struct given *g, size_t least)
{
	fail(operate, check, g, least, 0);
}

/* A key in the given form, under an algorithm if there is one. */
static struct given
given(const char *file, const char *pub, cosign_alg_t alg)
{
	struct given g = { .alg = alg };
	struct typist t = typist(PASSWORD);
	cosign_key_t *key = NULL;

	g.file = vector_load("keys/accepted", file);
	g.pub = vector_load("keys/accepted", pub);
	MUST(cosign_key_import(
	    &key, g.file.data, g.file.len, type_password, &t, NULL));
	if (alg == COSIGN_ALG_NONE)
		alg = cosign_key_algorithm(key);
	MUST(cosign_key_with_algorithm(&g.key, key, alg, NULL));
	cosign_key_free(key);
	return g;
}

static void
given_dispose(struct given *g)
{
	cosign_key_free(g->key);
	vector_free(&g->file);
	vector_free(&g->pub);
}

static void
expect_signature(const struct made *m, const cosign_key_t *key)
{
	MUST(cosign_pubkey_verify_message(cosign_key_public(key),
	    COSIGN_HASH_NONE, "text", 4, m->signature, m->len, NULL));
}

static cosign_rc_t
sign_with(struct made *m, const cosign_key_t *key, cosign_error_t *err)
{
	m->len = 1;
	return cosign_key_sign_message(
	    key, "text", 4, m->signature, sizeof(m->signature), &m->len, err);
}

/* It is whole: it signs, and is the one that was meant. */
static void
expect_key(const struct made *m, const struct given *g)
{
	struct made s;

	if (g->alg != COSIGN_ALG_NONE)
		cr_expect_eq(cosign_key_algorithm(m->key), g->alg);
	if (g->pub.data != NULL)
		cr_expect_str_eq(
		    cosign_pubkey_pem(cosign_key_public(m->key)), g->pub.data);
	MUST(sign_with(&s, m->key, NULL));
	expect_signature(&s, m->key);
}

static cosign_rc_t
generate(struct made *m, const struct given *g, cosign_error_t *err)
{
	m->key = ELSEWHERE;
	return cosign_key_generate(&m->key, g->alg, err);
}

struct generated {
	cosign_alg_t alg;
	size_t least;
	int some; /* such keys take long to find */
};

ParameterizedTestParameters(keys_alloc, makes_keys)
{
	static struct generated rows[] = {
		{ COSIGN_ALG_ECDSA_P256_SHA256, 200, 0 },
		{ COSIGN_ALG_ECDSA_P384_SHA384, 200, 0 },
		{ COSIGN_ALG_ECDSA_P521_SHA512, 200, 0 },
		{ COSIGN_ALG_ED25519, 10, 0 },
		{ COSIGN_ALG_ED25519_PH, 10, 0 },
		{ COSIGN_ALG_RSA_PKCS1_2048_SHA256, 400, 1 },
	};

	return cr_make_param_array(struct generated, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct generated *row, keys_alloc, makes_keys)
{
	struct given g = { .alg = row->alg };

	fail(generate, expect_key, &g, row->least, row->some);
}

static cosign_rc_t
import(struct made *m, const struct given *g, cosign_error_t *err)
{
	struct typist t = typist(PASSWORD);

	m->key = ELSEWHERE;
	return cosign_key_import(
	    &m->key, g->file.data, g->file.len, type_password, &t, err);
}

struct imported {
	char file[40];
	char pub[20];
	size_t least;
};

ParameterizedTestParameters(keys_alloc, imports_keys)
{
	static struct imported rows[] = {
		{ "p256-pkcs8.pem", "p256.pub", 200 },
		{ "p384-pkcs8.der", "p384.pub", 200 },
		{ "p256-ecparam.pem", "p256.pub", 200 },
		{ "p521-sec1.der", "p521.pub", 200 },
		{ "rsa2048-pkcs8.der", "rsa2048.pub", 150 },
		{ "rsa2048-pkcs1.pem", "rsa2048.pub", 150 },
		{ "ed25519-pkcs8.pem", "ed25519.pub", 10 },
		{ "rfc8410.pem", "rfc8410.pub", 10 },
		{ "p256-sha256-aes256.pem", "p256.pub", 200 },
		{ "p256-scrypt-aes256.pem", "p256.pub", 200 },
		{ "example-32768.key", "example.pub", 200 },
	};

	return cr_make_param_array(struct imported, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct imported *row, keys_alloc, imports_keys)
{
	struct given g = given(row->file, row->pub, COSIGN_ALG_NONE);

	fail_each(import, expect_key, &g, row->least);
	given_dispose(&g);
}

static cosign_rc_t
parse(struct made *m, const struct given *g, cosign_error_t *err)
{
	struct typist t = typist(PASSWORD);

	m->key = ELSEWHERE;
	return cosign_key_parse(
	    &m->key, g->file.data, g->file.len, type_password, &t, err);
}

Test(keys_alloc, opens_key_files)
{
	struct given g =
	    given("example-32768.key", "example.pub", COSIGN_ALG_NONE);

	fail_each(parse, expect_key, &g, 200);
	given_dispose(&g);
}

static cosign_rc_t
encrypt(struct made *m, const struct given *g, cosign_error_t *err)
{
	struct typist t = typist(PASSWORD);

	m->pem = ELSEWHERE;
	m->len = 1;
	return cosign_key_encrypt(
	    g->key, type_password, &t, &m->pem, &m->len, err);
}

static void
expect_file(const struct made *m, const struct given *g)
{
	struct typist t = typist(PASSWORD);
	struct made read = { .key = NULL };

	cr_expect_eq(m->len, strlen(m->pem));
	MUST(cosign_key_parse(
	    &read.key, m->pem, m->len, type_password, &t, NULL));
	expect_key(&read, g);
	cosign_key_free(read.key);
}

Test(keys_alloc, encrypts_keys)
{
	struct given g =
	    given("p256-pkcs8.der", "p256.pub", COSIGN_ALG_ECDSA_P256_SHA256);

	fail_each(encrypt, expect_file, &g, 5);
	given_dispose(&g);
}

/* Each time with a handle whose pool is empty. */
static cosign_rc_t
sign_message(struct made *m, const struct given *g, cosign_error_t *err)
{
	cosign_key_t *key = NULL;
	cosign_rc_t rc = cosign_key_with_algorithm(&key, g->key, g->alg, err);

	if (rc == COSIGN_OK)
		rc = sign_with(m, key, err);
	cosign_key_free(key);
	return rc;
}

static cosign_rc_t
sign_digest(struct made *m, const struct given *g, cosign_error_t *err)
{
	struct csn_digest digest;
	cosign_key_t *key = NULL;
	cosign_rc_t rc;

	csn_digest_bytes(&digest, cosign_alg_hash(g->alg), "text", 4);
	rc = cosign_key_with_algorithm(&key, g->key, g->alg, err);
	m->len = rc == COSIGN_OK ? 1 : 0;
	if (rc == COSIGN_OK)
		rc = cosign_key_sign_digest(key, digest.bytes, digest.len,
		    m->signature, sizeof(m->signature), &m->len, err);
	cosign_key_free(key);
	return rc;
}

static void
expect_own_signature(const struct made *m, const struct given *g)
{
	expect_signature(m, g->key);
}

struct signer {
	char file[24];
	char pub[20];
	cosign_alg_t alg;
	size_t least;
};

ParameterizedTestParameters(keys_alloc, signs)
{
	static struct signer rows[] = {
		{ "p256-pkcs8.der", "p256.pub", COSIGN_ALG_ECDSA_P256_SHA256,
		    30 },
		{ "p384-pkcs8.der", "p384.pub", COSIGN_ALG_ECDSA_P384_SHA384,
		    30 },
		{ "p521-pkcs8.der", "p521.pub", COSIGN_ALG_ECDSA_P521_SHA512,
		    30 },
		{ "rsa2048-pkcs8.der", "rsa2048.pub",
		    COSIGN_ALG_RSA_PKCS1_2048_SHA256, 100 },
		{ "rsa2048-pkcs8.der", "rsa2048.pub",
		    COSIGN_ALG_RSA_PSS_2048_SHA256, 100 },
		{ "ed25519-pkcs8.der", "ed25519.pub", COSIGN_ALG_ED25519, 2 },
		{ "ed25519-pkcs8.der", "ed25519.pub", COSIGN_ALG_ED25519_PH,
		    4 },
	};

	return cr_make_param_array(struct signer, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct signer *row, keys_alloc, signs)
{
	struct given g = given(row->file, row->pub, row->alg);

	fail_each(sign_message, expect_own_signature, &g, row->least);
	if (row->alg != COSIGN_ALG_ED25519)
		fail_each(sign_digest, expect_own_signature, &g, row->least);
	given_dispose(&g);
}

static cosign_rc_t
change(struct made *m, const struct given *g, cosign_error_t *err)
{
	m->key = ELSEWHERE;
	return cosign_key_with_algorithm(&m->key, g->key, g->alg, err);
}

ParameterizedTestParameters(keys_alloc, changes_the_algorithm)
{
	static struct signer rows[] = {
		{ "rsa2048-pkcs8.der", "rsa2048.pub",
		    COSIGN_ALG_RSA_PSS_2048_SHA256, 2 },
		{ "ed25519-pkcs8.der", "ed25519.pub", COSIGN_ALG_ED25519_PH,
		    2 },
	};

	return cr_make_param_array(struct signer, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct signer *row, keys_alloc, changes_the_algorithm)
{
	struct given g = given(row->file, row->pub, row->alg);

	fail_each(change, expect_key, &g, row->least);
	given_dispose(&g);
}

static size_t
names_here(void)
{
	DIR *dir = opendir(".");
	size_t count = 0;

	cr_assert_not_null(dir);
	while (readdir(dir) != NULL)
		count++;
	cr_assert_eq(closedir(dir), 0);
	return count - 2; /* "." and ".." */
}

static void
expect_content(const char *path, const char *text)
{
	struct vector v = vector_read(path);

	cr_expect_str_eq(v.data, text);
	vector_free(&v);
}

static cosign_rc_t
save(struct made *m, const struct given *g, cosign_error_t *err)
{
	struct typist t = typist(PASSWORD);

	(void)m;
	return cosign_key_save_pair(
	    g->key, "a", g->flags, type_password, &t, err);
}

static cosign_rc_t
save_new(struct made *m, const struct given *g, cosign_error_t *err)
{
	const cosign_rc_t rc = save(m, g, err);

	if (rc != COSIGN_OK)
		cr_expect_eq(names_here(), 0);
	return rc;
}

static cosign_rc_t
save_other(struct made *m, const struct given *g, cosign_error_t *err)
{
	cosign_rc_t rc;

	scratch_write("a.key", "old key", 7);
	scratch_write("a.pub", "old pub", 7);
	rc = save(m, g, err);
	if (rc == COSIGN_OK)
		return rc;
	cr_expect_eq(names_here(), 2);
	expect_content("a.key", "old key");
	expect_content("a.pub", "old pub");
	return rc;
}

/* Both halves and nothing else; and away with them. */
static void
expect_pair(const struct made *m, const struct given *g)
{
	struct typist t = typist(PASSWORD);
	struct made read = { .key = NULL };

	(void)m;
	cr_expect_eq(names_here(), 2);
	expect_content("a.pub", g->pub.data);
	MUST(cosign_key_load(&read.key, "a.key", type_password, &t, NULL));
	expect_key(&read, g);
	cosign_key_free(read.key);
	cr_assert_eq(unlink("a.key"), 0);
	cr_assert_eq(unlink("a.pub"), 0);
}

Test(keys_alloc, saves_new_pairs)
{
	struct given g =
	    given("p256-pkcs8.der", "p256.pub", COSIGN_ALG_ECDSA_P256_SHA256);

	fail_each(save_new, expect_pair, &g, 7);
	given_dispose(&g);
}

Test(keys_alloc, replaces_pairs)
{
	struct given g =
	    given("p256-pkcs8.der", "p256.pub", COSIGN_ALG_ECDSA_P256_SHA256);

	g.flags = COSIGN_SAVE_OVERWRITE;
	fail_each(save_other, expect_pair, &g, 7);
	given_dispose(&g);
}
