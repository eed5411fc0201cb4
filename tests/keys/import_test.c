#include "crypto/der.h"
#include "crypto/pem.h"
#include "keys/key_internal.h"
#include "password.h"
#include "vectors.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdlib.h>

struct imported {
	char file[40];
	char pub[20];
	int asked;
};

ParameterizedTestParameters(import, takes)
{
	static struct imported rows[] = {
		{ "p256-pkcs8.pem", "p256.pub", 0 },
		{ "p256-pkcs8.der", "p256.pub", 0 },
		{ "p256-sec1.pem", "p256.pub", 0 },
		{ "p256-sec1.der", "p256.pub", 0 },
		{ "p256-ecparam.pem", "p256.pub", 0 },
		{ "p384-pkcs8.pem", "p384.pub", 0 },
		{ "p384-pkcs8.der", "p384.pub", 0 },
		{ "p384-sec1.pem", "p384.pub", 0 },
		{ "p384-sec1.der", "p384.pub", 0 },
		{ "p521-pkcs8.pem", "p521.pub", 0 },
		{ "p521-pkcs8.der", "p521.pub", 0 },
		{ "p521-sec1.pem", "p521.pub", 0 },
		{ "p521-sec1.der", "p521.pub", 0 },
		{ "rsa2048-pkcs8.pem", "rsa2048.pub", 0 },
		{ "rsa2048-pkcs8.der", "rsa2048.pub", 0 },
		{ "rsa2048-pkcs1.pem", "rsa2048.pub", 0 },
		{ "rsa2048-pkcs1.der", "rsa2048.pub", 0 },
		{ "rsa3072-pkcs8.pem", "rsa3072.pub", 0 },
		{ "rsa3072-pkcs1.der", "rsa3072.pub", 0 },
		{ "rsa4096-pkcs8.der", "rsa4096.pub", 0 },
		{ "rsa4096-pkcs1.pem", "rsa4096.pub", 0 },
		{ "ed25519-pkcs8.pem", "ed25519.pub", 0 },
		{ "ed25519-pkcs8.der", "ed25519.pub", 0 },
		{ "rfc8410.pem", "rfc8410.pub", 0 },
		{ "p256-sha1-aes128.pem", "p256.pub", 1 },
		{ "p256-sha256-aes192.pem", "p256.pub", 1 },
		{ "p256-sha256-aes256.pem", "p256.pub", 1 },
		{ "p256-sha256-aes256.der", "p256.pub", 1 },
		{ "p256-sha384-aes256.pem", "p256.pub", 1 },
		{ "p256-sha512-aes256.pem", "p256.pub", 1 },
		{ "p256-scrypt-aes256.pem", "p256.pub", 1 },
		{ "rsa2048-sha256-aes256.pem", "rsa2048.pub", 1 },
		{ "cosign-3.1.3.key", "cosign-3.1.3.pub", 1 },
		{ "cosign-3.1.3-import-ed25519.key", "ed25519.pub", 1 },
	};

	return cr_make_param_array(struct imported, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct imported *row, import, takes)
{
	struct vector file = vector_load("keys/accepted", row->file);
	struct vector pub = vector_load("keys/accepted", row->pub);
	struct typist t = typist(PASSWORD);
	uint8_t signature[COSIGN_SIGNATURE_MAX];
	cosign_key_t *key = NULL;
	size_t len = 0;

	MUST(cosign_key_import(
	    &key, file.data, file.len, type_password, &t, NULL));
	cr_expect_eq(t.asked, row->asked);
	cr_expect_str_eq(cosign_pubkey_pem(cosign_key_public(key)), pub.data);
	MUST(cosign_key_sign_message(
	    key, "text", 4, signature, sizeof(signature), &len, NULL));
	MUST(cosign_pubkey_verify_message(cosign_key_public(key),
	    COSIGN_HASH_NONE, "text", 4, signature, len, NULL));
	cosign_key_free(key);
	vector_free(&file);
	vector_free(&pub);
}

struct plain {
	char from[24], same_as[24];
};

/* What goes into the key file is what Go writes, which for these keys is
   what OpenSSL writes as PKCS#8. */
ParameterizedTestParameters(import, keeps_the_form_that_cosign_reads)
{
	static struct plain rows[] = {
		{ "p256-sec1.der", "p256-pkcs8.der" },
		{ "p384-sec1.der", "p384-pkcs8.der" },
		{ "p521-sec1.der", "p521-pkcs8.der" },
		{ "p521-pkcs8.pem", "p521-pkcs8.der" },
		{ "rsa2048-pkcs1.der", "rsa2048-pkcs8.der" },
		{ "rsa3072-pkcs1.der", "rsa3072-pkcs8.der" },
		{ "rsa4096-pkcs8.pem", "rsa4096-pkcs8.der" },
		{ "ed25519-pkcs8.pem", "ed25519-pkcs8.der" },
	};

	return cr_make_param_array(struct plain, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct plain *row, import, keeps_the_form_that_cosign_reads)
{
	struct vector from = vector_load("keys/accepted", row->from);
	struct vector want = vector_load("keys/accepted", row->same_as);
	cosign_key_t *key = NULL;

	MUST(cosign_key_import(&key, from.data, from.len, NULL, NULL, NULL));
	cr_expect(csn_span_eq(csn_secret_span(&key->material->pkcs8),
	    csn_span(want.data, want.len)));
	cosign_key_free(key);
	vector_free(&from);
	vector_free(&want);
}

struct refused {
	char file[32];
	cosign_rc_t rc;
	char message[72];
};

ParameterizedTestParameters(import, refuses)
{
	static struct refused rows[] = {
		{ "rsa1024.pem", COSIGN_E_WEAK_KEY,
		    "import: RSA of 1024 bits, not 2048, 3072 or 4096" },
		{ "rsa2056.pem", COSIGN_E_WEAK_KEY,
		    "import: RSA of 2056 bits" },
		{ "rsa2048-exponent-3.pem", COSIGN_E_WEAK_KEY,
		    "import: RSA exponent is not 65537" },
		{ "rsa2048-composite.pem", COSIGN_E_KEY_MISMATCH,
		    "import: RSA key: its signatures do not verify" },
		{ "rsa2048-long-exponent.pem", COSIGN_E_KEY_MISMATCH,
		    "import: RSA key: its numbers do not belong together" },
		{ "rsa2048-three-primes.pem", COSIGN_E_UNSUPPORTED,
		    "import: RSA key: version 1" },
		{ "rsa2048-pss-only.pem", COSIGN_E_UNSUPPORTED,
		    "import: algorithm: key is bound to RSASSA-PSS" },
		{ "secp256k1.pem", COSIGN_E_WEAK_KEY,
		    "import: algorithm: curve is none of P-256" },
		{ "explicit-curve.pem", COSIGN_E_WEAK_KEY,
		    "import: algorithm: curve is given by explicit" },
		{ "explicit-curve-sec1.pem", COSIGN_E_WEAK_KEY,
		    "import: curve is given by explicit parameters" },
		{ "x25519.pem", COSIGN_E_UNSUPPORTED,
		    "import: algorithm: algorithm is none of" },
		{ "ed448.pem", COSIGN_E_UNSUPPORTED,
		    "import: algorithm: algorithm is none of" },
		{ "dsa.pem", COSIGN_E_UNSUPPORTED,
		    "import: algorithm: algorithm is none of" },
		{ "des3.pem", COSIGN_E_UNSUPPORTED,
		    "import: encrypted PKCS#8: cipher is none of AES" },
		{ "pbes1.pem", COSIGN_E_UNSUPPORTED,
		    "import: encrypted PKCS#8: encryption scheme is not" },
		{ "dek-info.pem", COSIGN_E_UNSUPPORTED,
		    "import: PEM with headers, the old way" },
		{ "iterations.pem", COSIGN_E_KDF,
		    "import: encrypted PKCS#8: PBKDF2 with 10000001 iter" },
		{ "openssh.pem", COSIGN_E_UNSUPPORTED,
		    "import: OPENSSH PRIVATE KEY, no private key" },
		{ "only-parameters.pem", COSIGN_E_PEM,
		    "import: EC PARAMETERS and no key" },
		{ "public.pem", COSIGN_E_KEY_KIND,
		    "import: PUBLIC KEY, no private key" },
		{ "certificate.pem", COSIGN_E_KEY_KIND,
		    "import: CERTIFICATE, no private key" },
	};

	return cr_make_param_array(struct refused, rows, ARRAY_LEN(rows));
}

/* Nobody is asked for a password in vain. */
ParameterizedTest(struct refused *row, import, refuses)
{
	struct vector file = vector_load("keys/rejected", row->file);
	cosign_error_t *err = cosign_error_new();
	struct typist t = typist(PASSWORD);
	cosign_key_t *key = (cosign_key_t *)err;

	expect_error(err,
	    cosign_key_import(
		&key, file.data, file.len, type_password, &t, err),
	    row->rc, row->message);
	cr_expect_null(key);
	cr_expect_eq(t.asked, 0);
	cosign_error_free(err);
	vector_free(&file);
}

struct text {
	char text[120];
	cosign_rc_t rc;
	char message[72];
};

ParameterizedTestParameters(import, refuses_text)
{
	static struct text rows[] = {
		{ "", COSIGN_E_DER, "import: DER: cut" },
		{ "text", COSIGN_E_DER, "import: DER: cut" },
		{ "-----BEGIN PRIVATE KEY-----\n", COSIGN_E_PEM,
		    "import: PEM: no END line" },
		{ "-----BEGIN PRIVATE KEY-----\n?\n-----END PRIVATE KEY-----",
		    COSIGN_E_BASE64, "import: PEM: base64" },
		{ "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----",
		    COSIGN_E_DER, "import: DER: cut" },
		{ "-----BEGIN KEY-----\n-----END KEY-----", COSIGN_E_KEY_KIND,
		    "import: KEY, no private key that can be imported" },
		{ "0\x03\x02\x01", COSIGN_E_DER, "import: DER: cut" },
		{ "0\x06\x02\x01\x01\x04\x01\x01", COSIGN_E_MALFORMED,
		    "import: EC key: names no curve" },
		{ "0\x06\x02\x01\x02\x04\x01\x01", COSIGN_E_UNSUPPORTED,
		    "import: EC key: version 2" },
		{ "0\x03\x02\x01\x01", COSIGN_E_MALFORMED,
		    "import: neither PEM nor a key" },
	};

	return cr_make_param_array(struct text, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct text *row, import, refuses_text)
{
	cosign_error_t *err = cosign_error_new();
	cosign_key_t *key = (cosign_key_t *)err;

	expect_error(err,
	    cosign_key_import(
		&key, row->text, strlen(row->text), NULL, NULL, err),
	    row->rc, row->message);
	cr_expect_null(key);
	cosign_error_free(err);
}

struct given {
	char file[32];
	char password[20];
	int result;
	cosign_rc_t rc;
	char message[80];
};

#define DAMAGED \
	"import: encrypted PKCS#8: wrong password, or damaged ciphertext"

ParameterizedTestParameters(import, wants_the_right_password)
{
	static struct given rows[] = {
		{ "p256-sha256-aes256.pem", "wrong", 0, COSIGN_E_PASSWORD,
		    DAMAGED },
		{ "p256-sha256-aes256.pem", PASSWORD "\n", 0, COSIGN_E_PASSWORD,
		    DAMAGED },
		{ "p256-sha256-aes256.pem", "", 0, COSIGN_E_PASSWORD, DAMAGED },
		{ "p256-scrypt-aes256.pem", "wrong", 0, COSIGN_E_PASSWORD,
		    DAMAGED },
		{ "p256-sha256-aes256.pem", "", COSIGN_E_CANCELLED,
		    COSIGN_E_CANCELLED, "import: password: cancelled" },
		{ "p256-sha256-aes256.pem", "", -1, COSIGN_E_CALLBACK,
		    "import: password: callback gave up" },
		{ "cosign-3.1.3.key", "wrong", 0, COSIGN_E_PASSWORD,
		    "import: key file: wrong password, or damaged" },
	};

	return cr_make_param_array(struct given, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct given *row, import, wants_the_right_password)
{
	struct vector file = vector_load("keys/accepted", row->file);
	cosign_error_t *err = cosign_error_new();
	cosign_key_t *key = (cosign_key_t *)err;
	struct typist t = typist(row->password);

	t.result = row->result;
	expect_error(err,
	    cosign_key_import(
		&key, file.data, file.len, type_password, &t, err),
	    row->rc, row->message);
	cr_expect_null(key);
	cr_expect_eq(t.asked, 1);
	expect_error(err,
	    cosign_key_import(&key, file.data, file.len, NULL, NULL, err),
	    COSIGN_E_NO_PASSWORD, "import: password: needed");
	cosign_error_free(err);
	vector_free(&file);
}

/* One byte of a DER file replaced, found by what stands before it. */
struct patched {
	char file[32];
	uint8_t before[16];
	size_t before_len;
	uint8_t byte;
	cosign_rc_t rc;
	char message[80];
};

#define PBES2 "import: encrypted PKCS#8: "

ParameterizedTestParameters(import, refuses_one_byte_less_right)
{
	static struct patched rows[] = {
		/* N=16385, r=0, r=127 (260 MiB), p=127 (16 times 128 MiB) */
		{ "p256-scrypt-aes256.pem", { 0x02, 0x02, 0x40 }, 3, 1,
		    COSIGN_E_KDF, PBES2 "scrypt with N=16385" },
		{ "p256-scrypt-aes256.pem",
		    { 0x02, 0x02, 0x40, 0x00, 0x02, 0x01 }, 6, 0, COSIGN_E_KDF,
		    PBES2 "scrypt with N=16384 r=0" },
		{ "p256-scrypt-aes256.pem",
		    { 0x02, 0x02, 0x40, 0x00, 0x02, 0x01 }, 6, 127,
		    COSIGN_E_KDF, PBES2 "scrypt with N=16384 r=127" },
		{ "p256-scrypt-aes256.pem",
		    { 0x02, 0x02, 0x40, 0x00, 0x02, 0x01, 0x08, 0x02, 0x01 }, 9,
		    127, COSIGN_E_KDF, PBES2 "scrypt with N=16384 r=8 p=127" },
		/* iterations: 2048 becomes -2040, 8.25 million and so on */
		{ "p256-sha256-aes256.der", { 0x02, 0x02 }, 2, 0x88,
		    COSIGN_E_DER, PBES2 "DER: negative INTEGER" },
		/* the PRF's and the cipher's last numbers */
		{ "p256-sha256-aes256.der",
		    { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x02 }, 7, 5,
		    COSIGN_E_UNSUPPORTED, PBES2 "PBKDF2 with another" },
		{ "p256-sha256-aes256.der",
		    { 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x01 }, 8, 41,
		    COSIGN_E_UNSUPPORTED, PBES2 "cipher is none of" },
		{ "p256-sha256-aes256.der",
		    { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05, 0x0d,
			0x30, 0x4a, 0x30, 0x29, 0x06, 0x09 },
		    15, 0x2b, COSIGN_E_UNSUPPORTED,
		    PBES2 "key derivation is neither" },
		/* version, curve, scalar, point, tail */
		{ "p256-pkcs8.der", { 0x30, 0x81, 0x87, 0x02, 0x01 }, 5, 2,
		    COSIGN_E_UNSUPPORTED, "import: PKCS#8: version 2" },
		{ "p256-pkcs8.der",
		    { 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01 }, 7, 8,
		    COSIGN_E_WEAK_KEY, "import: algorithm: curve is none" },
		{ "p256-pkcs8.der", { 0x30, 0x6b, 0x02, 0x01 }, 4, 0,
		    COSIGN_E_UNSUPPORTED, "import: EC key: version 0" },
		{ "ed25519-pkcs8.der", { 0x04, 0x22, 0x04 }, 3, 0x1f,
		    COSIGN_E_DER, "import: DER: 1 bytes too many" },
	};

	return cr_make_param_array(struct patched, rows, ARRAY_LEN(rows));
}

/* The DER of a vector, PEM or not. */
static struct csn_buf
der_of(const char *file)
{
	struct vector v = vector_load("keys/accepted", file);
	struct csn_pem pem = { 0 };
	size_t at = 0;

	csn_buf_init(&pem.der, 1 << 20);
	if (strstr(file, ".der") != NULL)
		csn_buf_add(&pem.der, v.data, v.len);
	else
		MUST(csn_pem_next(&pem, csn_span(v.data, v.len), &at, NULL));
	vector_free(&v);
	return pem.der;
}

ParameterizedTest(struct patched *row, import, refuses_one_byte_less_right)
{
	cosign_error_t *err = cosign_error_new();
	struct csn_buf der = der_of(row->file);
	struct typist t = typist(PASSWORD);
	cosign_key_t *key = NULL;
	uint8_t *at;

	at = memmem(der.p, der.len, row->before, row->before_len);
	cr_assert_not_null(at);
	at[row->before_len] = row->byte;
	expect_error(err,
	    cosign_key_import(&key, der.p, der.len, type_password, &t, err),
	    row->rc, row->message);
	cr_expect_null(key);
	cr_expect_eq(t.asked, 0);
	cosign_error_free(err);
	csn_buf_dispose(&der);
}

/*
 * Every byte of a key changed in turn, the last bit and the first. Accepted
 * is what says the same, the other version of PKCS#8, and what is whole: of
 * Ed25519 PKCS#8 without its public half every seed is a key.
 */
struct mutated {
	char file[24];
	size_t version;     /* 0: it has none */
	size_t first, last; /* bytes that may be changed */
};

ParameterizedTestParameters(import, refuses_mutants)
{
	static struct mutated rows[] = {
		{ "p256-pkcs8.der", 5, 0, 0 },
		{ "p384-sec1.der", 0, 0, 0 },
		{ "p521-pkcs8.der", 5, 0, 0 },
		{ "rsa2048-pkcs1.der", 0, 0, 0 },
		{ "rsa2048-pkcs8.der", 6, 0, 0 },
		{ "ed25519-pkcs8.der", 4, 16, 48 },
	};

	return cr_make_param_array(struct mutated, rows, ARRAY_LEN(rows));
}

static int
may_change(const struct mutated *row, size_t at, uint8_t bits)
{
	return (at > 0 && at == row->version && bits == 1) ||
	    (at >= row->first && at < row->last);
}

ParameterizedTest(struct mutated *row, import, refuses_mutants)
{
	static const uint8_t bits[] = { 0x01, 0x80 };
	struct csn_buf der = der_of(row->file);
	cosign_error_t *err = cosign_error_new();
	cosign_key_t *key;
	cosign_rc_t rc;
	size_t i, b;

	for (i = 0; i < der.len; i++)
		for (b = 0; b < sizeof(bits); b++) {
			der.p[i] ^= bits[b];
			rc = cosign_key_import(
			    &key, der.p, der.len, NULL, NULL, err);
			cr_expect(
			    (rc == COSIGN_OK) == may_change(row, i, bits[b]),
			    "byte %zu ^ %02x: %s", i, bits[b],
			    cosign_rc_name(rc));
			cosign_key_free(key);
			der.p[i] ^= bits[b];
		}
	cosign_error_free(err);
	csn_buf_dispose(&der);
}

ParameterizedTestParameters(import, refuses_cut_and_longer_keys)
{
	static struct mutated rows[] = {
		{ "p256-pkcs8.der", 0, 0, 0 },
		{ "p256-sec1.der", 0, 0, 0 },
		{ "rsa2048-pkcs1.der", 0, 0, 0 },
		{ "ed25519-pkcs8.der", 0, 0, 0 },
		{ "p256-sha256-aes256.der", 0, 0, 0 },
	};

	return cr_make_param_array(struct mutated, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct mutated *row, import, refuses_cut_and_longer_keys)
{
	cosign_error_t *err = cosign_error_new();
	struct csn_buf der = der_of(row->file);
	cosign_key_t *key;
	size_t len;

	for (len = 0; len < der.len; len++)
		cr_expect_eq(
		    cosign_key_import(&key, der.p, len, NULL, NULL, err),
		    COSIGN_E_DER, "%zu bytes", len);
	csn_buf_add_char(&der, '\0');
	expect_error(err,
	    cosign_key_import(&key, der.p, der.len, NULL, NULL, err),
	    COSIGN_E_DER, "import: ");
	cosign_error_free(err);
	csn_buf_dispose(&der);
}

Test(import, refuses_halves_of_two_keys)
{
	struct csn_buf one = der_of("p256-pkcs8.der");
	struct vector two = vector_load("keys/accepted", "example.pub");
	cosign_error_t *err = cosign_error_new();
	cosign_pubkey_t *pub = NULL;
	cosign_key_t *key = NULL;
	const uint8_t *spki;
	size_t len;

	MUST(cosign_pubkey_parse(&pub, two.data, two.len, NULL));
	spki = cosign_pubkey_der(pub, &len);
	/* Both end with the point. */
	memcpy(one.p + one.len - 65, spki + len - 65, 65);
	expect_error(err,
	    cosign_key_import(&key, one.p, one.len, NULL, NULL, err),
	    COSIGN_E_KEY_MISMATCH, "import: public key does not belong to");
	cosign_pubkey_free(pub);
	cosign_error_free(err);
	csn_buf_dispose(&one);
	vector_free(&two);
}

/* The public half of a SEC 1 key in another form (SEC 1 2.3.3), with the right
   bit for y or the wrong one. */
struct claimed {
	uint8_t form;
	uint8_t wrong;
	size_t len;
	cosign_rc_t rc;
};

ParameterizedTestParameters(import, knows_each_form_of_a_point)
{
	static struct claimed rows[] = {
		{ 0x02, 0, 33, COSIGN_OK },
		{ 0x02, 1, 33, COSIGN_E_KEY_MISMATCH },
		{ 0x06, 0, 65, COSIGN_OK },
		{ 0x06, 1, 65, COSIGN_E_KEY_MISMATCH },
		{ 0x08, 0, 33, COSIGN_E_KEY_MISMATCH },
		{ 0x00, 0, 1, COSIGN_E_KEY_MISMATCH },
	};

	return cr_make_param_array(struct claimed, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct claimed *row, import, knows_each_form_of_a_point)
{
	struct csn_buf der = der_of("p256-sec1.der");
	cosign_error_t *err = cosign_error_new();
	uint8_t *point = der.p + der.len - 65;
	cosign_key_t *key = NULL;
	cosign_rc_t rc;

	/* Three lengths before it: SEQUENCE, [1], BIT STRING. */
	der.len -= 65 - row->len;
	der.p[1] = (uint8_t)(der.len - 2);
	point[-4] = (uint8_t)(row->len + 3);
	point[-2] = (uint8_t)(row->len + 1);
	point[0] = row->form;
	if (row->len > 1)
		point[0] |= (point[64] & 1) ^ row->wrong;
	rc = cosign_key_import(&key, der.p, der.len, NULL, NULL, err);
	if (row->rc == COSIGN_OK)
		MUST(rc);
	else
		expect_error(
		    err, rc, row->rc, "import: public key does not belong to");
	cosign_key_free(key);
	cosign_error_free(err);
	csn_buf_dispose(&der);
}

Test(import, knows_its_limit)
{
	cosign_error_t *err = cosign_error_new();
	size_t max = cosign_pubkey_max_size();
	cosign_key_t *key = NULL;
	char *text = calloc(1, max + 1);

	expect_error(err, cosign_key_import(&key, text, max, NULL, NULL, err),
	    COSIGN_E_DER, "import: ");
	expect_error(err,
	    cosign_key_import(&key, text, max + 1, NULL, NULL, err),
	    COSIGN_E_LIMIT, "import: more than 1048576 bytes");
	expect_error(err, cosign_key_import(&key, NULL, 0, NULL, NULL, err),
	    COSIGN_E_ARGUMENT, "import: no data");
	cr_expect_eq(cosign_key_import(NULL, text, 1, NULL, NULL, NULL),
	    COSIGN_E_ARGUMENT);
	free(text);
	cosign_error_free(err);
}
