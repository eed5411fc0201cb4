#include "crypto/key_internal.h"

#include "bytes.h"
#include "keys.h"
#include "table.h"
#include "util/limits.h"
#include "vectors.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <openssl/err.h>
#include <stdlib.h>

struct key {
	char file[32];
	cosign_alg_t alg;
	char same_as[16]; /* PEM that it is written as */
	int certificate;
};

ParameterizedTestParameters(pubkey, reads)
{
	static struct key rows[] = {
		{ "p256.pub", COSIGN_ALG_ECDSA_P256_SHA256, "p256.pub", 0 },
		{ "p384.pub", COSIGN_ALG_ECDSA_P384_SHA384, "p384.pub", 0 },
		{ "p521.pub", COSIGN_ALG_ECDSA_P521_SHA512, "p521.pub", 0 },
		{ "rsa2048.pub", COSIGN_ALG_RSA_PKCS1_2048_SHA256,
		    "rsa2048.pub", 0 },
		{ "rsa3072.pub", COSIGN_ALG_RSA_PKCS1_3072_SHA256,
		    "rsa3072.pub", 0 },
		{ "rsa4096.pub", COSIGN_ALG_RSA_PKCS1_4096_SHA256,
		    "rsa4096.pub", 0 },
		{ "ed25519.pub", COSIGN_ALG_ED25519, "ed25519.pub", 0 },
		{ "p256.der", COSIGN_ALG_ECDSA_P256_SHA256, "p256.pub", 0 },
		{ "rsa2048-pkcs1.pub", COSIGN_ALG_RSA_PKCS1_2048_SHA256,
		    "rsa2048.pub", 0 },
		{ "rsa2048-pkcs1.der", COSIGN_ALG_RSA_PKCS1_2048_SHA256,
		    "rsa2048.pub", 0 },
		{ "rsa2048-e3.pub", COSIGN_ALG_RSA_PKCS1_2048_SHA256,
		    "rsa2048-e3.pub", 0 },
		{ "rsa2048-e31.pub", COSIGN_ALG_RSA_PKCS1_2048_SHA256,
		    "rsa2048-e31.pub", 0 },
		{ "p256.crt", COSIGN_ALG_ECDSA_P256_SHA256, "p256.pub", 1 },
		{ "p256-v1.crt", COSIGN_ALG_ECDSA_P256_SHA256, "p256.pub", 1 },
		{ "p256-crt.der", COSIGN_ALG_ECDSA_P256_SHA256, "p256.pub", 1 },
		{ "p384.crt", COSIGN_ALG_ECDSA_P384_SHA384, "p384.pub", 1 },
		{ "p521.crt", COSIGN_ALG_ECDSA_P521_SHA512, "p521.pub", 1 },
		{ "rsa2048.crt", COSIGN_ALG_RSA_PKCS1_2048_SHA256,
		    "rsa2048.pub", 1 },
		{ "rsa4096.crt", COSIGN_ALG_RSA_PKCS1_4096_SHA256,
		    "rsa4096.pub", 1 },
		{ "ed25519.crt", COSIGN_ALG_ED25519, "ed25519.pub", 1 },
	};

	return cr_make_param_array(struct key, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct key *row, pubkey, reads)
{
	struct vector v = vector_load("crypto/accepted", row->file);
	struct vector pem = vector_load("crypto/accepted", row->same_as);
	cosign_error_t *err = cosign_error_new();
	cosign_pubkey_t *key = NULL, *again = NULL;
	cosign_rc_t rc;
	const uint8_t *der;
	size_t len;

	rc = row->certificate
	    ? cosign_pubkey_from_certificate(&key, v.data, v.len, err)
	    : cosign_pubkey_parse(&key, v.data, v.len, err);
	cr_assert_eq(rc, COSIGN_OK, "%s", cosign_error_message(err));
	cr_expect_eq(cosign_pubkey_algorithm(key), row->alg);
	cr_expect_str_eq(cosign_pubkey_pem(key), pem.data);

	der = cosign_pubkey_der(key, &len);
	MUST(cosign_pubkey_parse(&again, der, len, err));
	cr_expect_str_eq(cosign_pubkey_pem(again), pem.data);

	/* The other function says what it is instead. */
	cosign_pubkey_free(again);
	rc = row->certificate
	    ? cosign_pubkey_parse(&again, v.data, v.len, err)
	    : cosign_pubkey_from_certificate(&again, v.data, v.len, err);
	expect_error(err, rc, COSIGN_E_KEY_KIND,
	    row->certificate ? "public key: a certificate, not a public key"
			     : "certificate: a public key, not a certificate");
	cr_expect_null(again);
	cosign_pubkey_free(key);
	cosign_error_free(err);
	vector_free(&pem);
	vector_free(&v);
}

/* formats.md 2.6 and 1.9 of the specification notes: values that cosign made.
 */
Test(pubkey, has_fingerprint_and_hint)
{
	cosign_pubkey_t *key = load_key("ed25519");

	cr_expect_str_eq(cosign_pubkey_hint(key),
	    "oFCDfYUHBYLM9zlLCYiEfMMSy4glm4lImfbyOc8XkaU=");
	expect_hex(cosign_pubkey_fingerprint(key), 32,
	    "a050837d85070582ccf7394b0988847c"
	    "c312cb88259b894899f6f239cf1791a5");
	cosign_pubkey_free(key);
}

static void
expect_refused(cosign_rc_t (*parse)(
		   cosign_pubkey_t **, const void *, size_t, cosign_error_t *),
    const void *data, size_t len, cosign_rc_t rc, const char *message)
{
	cosign_error_t *err = cosign_error_new();
	int dummy;
	cosign_pubkey_t *key = (cosign_pubkey_t *)&dummy;

	expect_error(err, parse(&key, data, len, err), rc, message);
	cr_expect_null(key);
	cr_expect_eq(ERR_peek_error(), 0);
	cosign_error_free(err);
}

static void
expect_table_refused(const char *file,
    cosign_rc_t (*parse)(
	cosign_pubkey_t **, const void *, size_t, cosign_error_t *),
    size_t least)
{
	struct table t = table_open("crypto/rejected", file);
	size_t rows = 0;

	while (table_row(&t, 4)) {
		struct vector der = table_hex(t.column[0]);

		expect_refused(parse, der.data, der.len, code_of(t.column[1]),
		    t.column[2]);
		vector_free(&der);
		rows++;
	}
	cr_expect_geq(rows, least);
	table_close(&t);
}

Test(pubkey, refuses_bad_keys)
{
	expect_table_refused("keys.txt", cosign_pubkey_parse, 90);
}

Test(pubkey, refuses_bad_certificates)
{
	expect_table_refused(
	    "certificates.txt", cosign_pubkey_from_certificate, 12);
}

Test(pubkey, refuses_each_cut)
{
	static const char *const files[] = { "p256.der", "rsa2048-pkcs1.der",
		"p256-crt.der" };
	size_t i, len;

	for (i = 0; i < ARRAY_LEN(files); i++) {
		struct vector v = vector_load("crypto/accepted", files[i]);

		for (len = 0; len < v.len; len++) {
			cosign_pubkey_t *key = NULL;
			cosign_rc_t rc = i < 2
			    ? cosign_pubkey_parse(&key, v.data, len, NULL)
			    : cosign_pubkey_from_certificate(
				  &key, v.data, len, NULL);

			cr_expect_eq(rc,
			    len == 0 ? COSIGN_E_MALFORMED : COSIGN_E_DER,
			    "%s, %zu bytes: %s", files[i], len,
			    cosign_rc_name(rc));
			cr_expect_null(key);
		}
		vector_free(&v);
	}
}

struct text {
	char text[160];
	cosign_rc_t rc;
	char message[96];
};

#define ED25519_BODY \
	"MCowBQYDK2VwAyEAA6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg="

ParameterizedTestParameters(pubkey, refuses_other_text)
{
	static struct text rows[] = {
		{ "", COSIGN_E_MALFORMED, "public key: empty" },
		{ "\n", COSIGN_E_PEM, "public key: neither PEM nor DER" },
		{ ED25519_BODY, COSIGN_E_PEM,
		    "public key: neither PEM nor DER" },
		{ "----BEGIN PUBLIC KEY-----\n", COSIGN_E_PEM,
		    "public key: neither PEM nor DER" },
		{ "-----BEGIN PUBLIC KEY-----\n" ED25519_BODY "\n",
		    COSIGN_E_PEM, "public key: PEM: no END line" },
		{ "-----BEGIN PUBLIC KEY-----\n" ED25519_BODY
		  "\n-----END PRIVATE KEY-----\n",
		    COSIGN_E_PEM, "public key: PEM: labels of BEGIN and END" },
		{ "-----BEGIN PUBLIC KEY-----\n*" ED25519_BODY
		  "\n-----END PUBLIC KEY-----\n",
		    COSIGN_E_BASE64, "public key: PEM: base64: " },
		{ "-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----\n",
		    COSIGN_E_DER, "public key: DER: cut" },
		/* the label decides, not the content */
		{ "-----BEGIN RSA PUBLIC KEY-----\n" ED25519_BODY
		  "\n-----END RSA PUBLIC KEY-----\n",
		    COSIGN_E_DER, "public key: DER: tag 0x30 where 0x02" },
		{ "-----BEGIN CERTIFICATE-----\n" ED25519_BODY
		  "\n-----END CERTIFICATE-----\n",
		    COSIGN_E_KEY_KIND,
		    "public key: a certificate, not a public key" },
		{ "-----BEGIN PRIVATE KEY-----\nAAAA\n"
		  "-----END PRIVATE KEY-----\n",
		    COSIGN_E_KEY_KIND,
		    "public key: a private key, not a public one" },
		{ "-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----\nAAAA\n"
		  "-----END ENCRYPTED SIGSTORE PRIVATE KEY-----\n",
		    COSIGN_E_KEY_KIND,
		    "public key: a private key, not a public one" },
		{ "-----BEGIN EC PARAMETERS-----\nAAAA\n"
		  "-----END EC PARAMETERS-----\n",
		    COSIGN_E_KEY_KIND,
		    "public key: PEM of \"EC PARAMETERS\", not of a public" },
		{ "-----BEGIN -----\nAAAA\n-----END -----\n", COSIGN_E_KEY_KIND,
		    "public key: PEM of \"\", not of a public key" },
		{ "-----BEGIN \033[1m-----\nAAAA\n-----END \033[1m-----\n",
		    COSIGN_E_KEY_KIND,
		    "public key: PEM of \"\\x1b[1m\", not of a public key" },
	};

	return cr_make_param_array(struct text, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct text *row, pubkey, refuses_other_text)
{
	expect_refused(cosign_pubkey_parse, row->text, strlen(row->text),
	    row->rc, row->message);
}

Test(pubkey, refuses_a_second_block)
{
	struct vector ring = vector_load("crypto/accepted", "ring.pem");

	expect_refused(cosign_pubkey_parse, ring.data, ring.len,
	    COSIGN_E_MALFORMED, "public key: more than one block");
	vector_free(&ring);
}

Test(pubkey, has_a_largest_size)
{
	const size_t max = cosign_pubkey_max_size();
	struct vector v = vector_load("crypto/accepted", "p256.pub");
	cosign_pubkey_t *key = NULL;
	char *text = malloc(max + 1);

	cr_assert_not_null(text);
	memset(text, '\n', max + 1);
	memcpy(text + max - v.len, v.data, v.len);
	MUST(cosign_pubkey_parse(&key, text, max, NULL));
	cosign_pubkey_free(key);
	expect_refused(cosign_pubkey_parse, text, max + 1, COSIGN_E_LIMIT,
	    "public key: more than 1048576 bytes");
	free(text);
	vector_free(&v);
}

Test(pubkey, wants_arguments)
{
	cosign_error_t *err = cosign_error_new();
	cosign_pubkey_t *key = load_key("p256"), *other = NULL;
	size_t len = 7;

	expect_error(err, cosign_pubkey_parse(NULL, "", 0, err),
	    COSIGN_E_ARGUMENT, "public key: no out");
	expect_error(err, cosign_pubkey_from_certificate(NULL, "", 0, err),
	    COSIGN_E_ARGUMENT, "certificate: no out");
	expect_refused(cosign_pubkey_parse, NULL, 1, COSIGN_E_ARGUMENT,
	    "public key: no data");
	expect_refused(cosign_pubkey_from_certificate, NULL, 0,
	    COSIGN_E_MALFORMED, "certificate: empty");
	expect_error(err, cosign_pubkey_with_algorithm(NULL, key, 5, err),
	    COSIGN_E_ARGUMENT, "public key: no out");
	expect_error(err, cosign_pubkey_with_algorithm(&other, NULL, 5, err),
	    COSIGN_E_ARGUMENT, "public key: no key");
	cr_expect_eq(cosign_pubkey_algorithm(NULL), COSIGN_ALG_NONE);
	cr_expect_null(cosign_pubkey_der(NULL, &len));
	cr_expect_eq(len, 0);
	cr_expect_not_null(cosign_pubkey_der(key, NULL));
	cr_expect_null(cosign_pubkey_pem(NULL));
	cr_expect_null(cosign_pubkey_hint(NULL));
	cr_expect_null(cosign_pubkey_fingerprint(NULL));
	cr_expect_null(cosign_pubkey_ref(NULL));
	cosign_pubkey_free(NULL);
	cosign_pubkey_free(key);
	cosign_error_free(err);
}

struct change {
	char key[16];
	cosign_alg_t alg;
	cosign_rc_t rc;
};

ParameterizedTestParameters(pubkey, takes_algorithms_that_fit)
{
	static struct change rows[] = {
		{ "p256", COSIGN_ALG_ECDSA_P256_SHA256, COSIGN_OK },
		{ "p384", COSIGN_ALG_ECDSA_P384_SHA256, COSIGN_OK },
		{ "p521", COSIGN_ALG_ECDSA_P521_SHA256, COSIGN_OK },
		{ "rsa3072", COSIGN_ALG_RSA_PSS_3072_SHA256, COSIGN_OK },
		{ "ed25519", COSIGN_ALG_ED25519_PH, COSIGN_OK },
		{ "p256", COSIGN_ALG_ECDSA_P384_SHA256, COSIGN_E_ALGORITHM },
		{ "p384", COSIGN_ALG_ECDSA_P521_SHA256, COSIGN_E_ALGORITHM },
		{ "rsa2048", COSIGN_ALG_RSA_PSS_3072_SHA256,
		    COSIGN_E_ALGORITHM },
		{ "rsa2048", COSIGN_ALG_ED25519, COSIGN_E_ALGORITHM },
		{ "ed25519", COSIGN_ALG_ECDSA_P256_SHA256, COSIGN_E_ALGORITHM },
		{ "p256", COSIGN_ALG_NONE, COSIGN_E_ALGORITHM },
		{ "p256", (cosign_alg_t)6, COSIGN_E_ALGORITHM },
	};

	return cr_make_param_array(struct change, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct change *row, pubkey, takes_algorithms_that_fit)
{
	cosign_error_t *err = cosign_error_new();
	cosign_pubkey_t *key = load_key(row->key), *other = NULL;
	const cosign_alg_t was = cosign_pubkey_algorithm(key);
	cosign_rc_t rc;

	rc = cosign_pubkey_with_algorithm(&other, key, row->alg, err);
	if (row->rc == COSIGN_OK) {
		MUST(rc);
		cr_expect_eq(cosign_pubkey_algorithm(other), row->alg);
		cr_expect_eq(cosign_pubkey_algorithm(key), was);
		/* The same bytes, which outlive the first handle. */
		cosign_pubkey_free(key);
		key = load_key(row->key);
		cr_expect_str_eq(
		    cosign_pubkey_pem(other), cosign_pubkey_pem(key));
	} else {
		expect_error(err, rc, row->rc, "public key: ");
		cr_expect_null(other);
	}
	cosign_pubkey_free(key);
	cosign_pubkey_free(other);
	cosign_error_free(err);
}

Test(pubkey, lives_until_its_last_owner_frees_it)
{
	cosign_pubkey_t *key = load_key("p256");
	cosign_pubkey_t *same = cosign_pubkey_ref(key);

	cr_expect_eq(same, key);
	cosign_pubkey_free(key);
	cr_expect_eq(
	    cosign_pubkey_algorithm(same), COSIGN_ALG_ECDSA_P256_SHA256);
	cosign_pubkey_free(same);
}

Test(keyring, reads_keys_in_order)
{
	struct vector v = vector_load("crypto/accepted", "ring.pem");
	cosign_keyring_t *ring = NULL;

	MUST(cosign_keyring_parse(&ring, v.data, v.len, 0, NULL));
	cr_expect_eq(cosign_keyring_count(ring), 2);
	cr_expect_eq(cosign_pubkey_algorithm(cosign_keyring_key(ring, 0)),
	    COSIGN_ALG_ECDSA_P256_SHA256);
	cr_expect_eq(cosign_pubkey_algorithm(cosign_keyring_key(ring, 1)),
	    COSIGN_ALG_ED25519);
	cr_expect_null(cosign_keyring_key(ring, 2));
	cosign_keyring_free(ring);
	vector_free(&v);
}

Test(keyring, reads_one_key_as_pem_or_der)
{
	static const char *const files[] = { "p256.pub", "p256.der",
		"rsa2048-pkcs1.pub", "rsa2048-pkcs1.der" };
	size_t i;

	for (i = 0; i < ARRAY_LEN(files); i++) {
		struct vector v = vector_load("crypto/accepted", files[i]);
		cosign_keyring_t *ring = NULL;

		MUST(cosign_keyring_parse(&ring, v.data, v.len, 0, NULL));
		cr_expect_eq(cosign_keyring_count(ring), 1);
		cosign_keyring_free(ring);
		vector_free(&v);
	}
}

Test(keyring, takes_certificates_only_if_told)
{
	static const char *const files[] = { "ring-certificate.pem", "p256.crt",
		"p256-crt.der" };
	static const char *const messages[] = { "keyring: key 2: a certificate",
		"keyring: key 1: a certificate", "keyring: a certificate" };
	cosign_error_t *err = cosign_error_new();
	size_t i;

	cr_expect_eq(
	    cosign_keyring_certificates(), COSIGN_KEYRING_CERTIFICATES);
	for (i = 0; i < ARRAY_LEN(files); i++) {
		struct vector v = vector_load("crypto/accepted", files[i]);
		cosign_keyring_t *ring = NULL;

		expect_error(err,
		    cosign_keyring_parse(&ring, v.data, v.len, 0, err),
		    COSIGN_E_KEY_KIND, messages[i]);
		cr_expect_null(ring);
		MUST(cosign_keyring_parse(
		    &ring, v.data, v.len, COSIGN_KEYRING_CERTIFICATES, err));
		cr_expect_eq(cosign_keyring_count(ring), i == 0 ? 2 : 1);
		cosign_keyring_free(ring);
		vector_free(&v);
	}
	cosign_error_free(err);
}

Test(keyring, refuses)
{
	static const char private[] = "-----BEGIN PRIVATE KEY-----\nAAAA\n"
				      "-----END PRIVATE KEY-----\n";
	struct vector key = vector_load("crypto/accepted", "p256.pub");
	cosign_error_t *err = cosign_error_new();
	cosign_keyring_t *ring = NULL;
	char text[512];

	expect_error(err, cosign_keyring_parse(NULL, "", 0, 0, err),
	    COSIGN_E_ARGUMENT, "keyring: no out");
	expect_error(err, cosign_keyring_parse(&ring, "", 0, 2, err),
	    COSIGN_E_ARGUMENT, "keyring: flags");
	expect_error(err, cosign_keyring_parse(&ring, NULL, 1, 0, err),
	    COSIGN_E_ARGUMENT, "keyring: no data");
	expect_error(err, cosign_keyring_parse(&ring, "", 0, 0, err),
	    COSIGN_E_MALFORMED, "keyring: empty");
	expect_error(err, cosign_keyring_parse(&ring, "x", 1, 0, err),
	    COSIGN_E_PEM, "keyring: neither PEM nor DER");
	(void)snprintf(text, sizeof(text), "%s%s", key.data, private);
	expect_error(err,
	    cosign_keyring_parse(&ring, text, strlen(text), 0, err),
	    COSIGN_E_KEY_KIND, "keyring: key 2: a private key");
	(void)snprintf(text, sizeof(text), "%s-----BEGIN X-----\n", key.data);
	expect_error(err,
	    cosign_keyring_parse(&ring, text, strlen(text), 0, err),
	    COSIGN_E_PEM, "keyring: key 2: PEM: no END line");
	cr_expect_null(ring);
	cr_expect_eq(cosign_keyring_count(NULL), 0);
	cr_expect_null(cosign_keyring_key(NULL, 0));
	cosign_keyring_free(NULL);
	cosign_error_free(err);
	vector_free(&key);
}

Test(keyring, has_a_largest_count)
{
	struct vector key = vector_load("crypto/accepted", "ed25519.pub");
	cosign_error_t *err = cosign_error_new();
	cosign_keyring_t *ring = NULL;
	char *text = malloc((CSN_KEYRING_MAX + 1) * key.len);
	size_t i;

	cr_assert_not_null(text);
	for (i = 0; i <= CSN_KEYRING_MAX; i++)
		memcpy(text + i * key.len, key.data, key.len);
	MUST(cosign_keyring_parse(
	    &ring, text, CSN_KEYRING_MAX * key.len, 0, err));
	cr_expect_eq(cosign_keyring_count(ring), CSN_KEYRING_MAX);
	cosign_keyring_free(ring);
	expect_error(err,
	    cosign_keyring_parse(
		&ring, text, (CSN_KEYRING_MAX + 1) * key.len, 0, err),
	    COSIGN_E_LIMIT, "keyring: key 1025: more than 1024 keys");
	cr_expect_null(ring);
	free(text);
	cosign_error_free(err);
	vector_free(&key);
}
