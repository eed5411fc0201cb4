#include "crypto/pubkey_internal.h"

#include "keys.h"

#include "bytes.h"
#include "crypto/digest.h"
#include "table.h"
#include "vectors.h"

#include <criterion/criterion.h>
#include <openssl/err.h>

/* A bare digest and the message give the same answer. */
static void
verify_both(const cosign_pubkey_t *key, cosign_hash_t hash,
    const struct vector *sig, cosign_rc_t rc, const char *message,
    const char *what)
{
	struct vector m = vector_load("crypto", "message");
	cosign_error_t *err = cosign_error_new();
	const uint8_t *bytes = (const uint8_t *)sig->data;
	struct csn_digest d;
	cosign_rc_t got;

	got = cosign_pubkey_verify_message(
	    key, hash, m.data, m.len, bytes, sig->len, err);
	cr_expect(got == rc, "%s: %s", what, cosign_error_message(err));
	if (rc != COSIGN_OK)
		expect_error(err, got, rc, message);
	if (hash == COSIGN_HASH_NONE)
		hash = cosign_alg_hash(cosign_pubkey_algorithm(key));
	if (hash != COSIGN_HASH_NONE) {
		csn_digest_bytes(&d, hash, m.data, m.len);
		got = cosign_pubkey_verify_digest(
		    key, hash, d.bytes, d.len, bytes, sig->len, err);
		cr_expect(got == rc, "%s: %s", what, cosign_error_message(err));
		if (rc != COSIGN_OK)
			expect_error(err, got, rc, message);
	}
	cosign_error_free(err);
	vector_free(&m);
}

Test(verify_sig, accepts)
{
	struct table t = table_open("crypto/accepted", "signatures.txt");
	size_t rows = 0;

	while (table_row(&t, 4)) {
		cosign_pubkey_t *key = load_key(t.column[0]);
		struct vector sig = table_hex(t.column[2]);
		const cosign_hash_t hash = cosign_hash_from_name(t.column[1]);

		verify_both(key, hash, &sig, COSIGN_OK, "", t.column[3]);
		/* The key's own hash need not be named, and is no other. */
		if (hash == cosign_alg_hash(cosign_pubkey_algorithm(key)))
			verify_both(key, COSIGN_HASH_NONE, &sig, COSIGN_OK, "",
			    t.column[3]);
		else
			verify_both(key, COSIGN_HASH_NONE, &sig,
			    COSIGN_E_SIGNATURE, "signature does not verify",
			    t.column[3]);
		vector_free(&sig);
		cosign_pubkey_free(key);
		rows++;
	}
	cr_expect_geq(rows, 40);
	table_close(&t);
}

Test(verify_sig, refuses)
{
	struct table t = table_open("crypto/rejected", "signatures.txt");
	size_t rows = 0;

	while (table_row(&t, 4)) {
		cosign_pubkey_t *key = load_key(t.column[0]);
		struct vector sig = table_hex(t.column[1]);

		verify_both(key, COSIGN_HASH_NONE, &sig, COSIGN_E_SIGNATURE,
		    t.column[2], t.column[3]);
		vector_free(&sig);
		cosign_pubkey_free(key);
		rows++;
	}
	cr_expect_geq(rows, 90);
	table_close(&t);
}

/* The first accepted signature of a key. */
static struct vector
good_signature(const char *name, cosign_hash_t hash)
{
	struct table t = table_open("crypto/accepted", "signatures.txt");
	struct vector sig = { NULL, 0 };

	while (sig.data == NULL && table_row(&t, 4))
		if (strcmp(t.column[0], name) == 0 &&
		    cosign_hash_from_name(t.column[1]) == hash)
			sig = table_hex(t.column[2]);
	cr_assert_not_null(sig.data);
	table_close(&t);
	return sig;
}

/* What one key keeps from one operation is right for the next. */
Test(verify_sig, hashes_may_change_from_call_to_call)
{
	static const char *const names[] = { "p256", "rsa2048" };
	static const cosign_hash_t hashes[] = { COSIGN_HASH_SHA256,
		COSIGN_HASH_SHA512, COSIGN_HASH_SHA384, COSIGN_HASH_SHA256,
		COSIGN_HASH_SHA512 };
	size_t i, k;

	for (k = 0; k < ARRAY_LEN(names); k++) {
		cosign_pubkey_t *key = load_key(names[k]);

		for (i = 0; i < ARRAY_LEN(hashes); i++) {
			struct vector sig = good_signature(names[k], hashes[i]);

			verify_both(
			    key, hashes[i], &sig, COSIGN_OK, "", names[k]);
			verify_both(key,
			    hashes[i] == COSIGN_HASH_SHA256
				? COSIGN_HASH_SHA384
				: COSIGN_HASH_SHA256,
			    &sig, COSIGN_E_SIGNATURE,
			    "signature does not verify", names[k]);
			vector_free(&sig);
		}
		cosign_pubkey_free(key);
	}
}

Test(verify_sig, each_changed_bit_is_noticed)
{
	static const struct {
		const char *key;
		cosign_hash_t hash;
	} rows[] = {
		{ "p256", COSIGN_HASH_SHA256 },
		{ "rsa2048", COSIGN_HASH_SHA256 },
		{ "rsa2048-pss", COSIGN_HASH_SHA256 },
		{ "ed25519", COSIGN_HASH_NONE },
		{ "ed25519-ph", COSIGN_HASH_SHA512 },
	};
	struct vector m = vector_load("crypto", "message");
	size_t row, bit;

	for (row = 0; row < ARRAY_LEN(rows); row++) {
		cosign_pubkey_t *key = load_key(rows[row].key);
		struct vector sig =
		    good_signature(rows[row].key, rows[row].hash);

		for (bit = 0; bit < sig.len * 8; bit++) {
			const uint8_t *p = (const uint8_t *)sig.data;

			sig.data[bit / 8] ^= (char)(1 << bit % 8);
			cr_expect_eq(
			    cosign_pubkey_verify_message(key, COSIGN_HASH_NONE,
				m.data, m.len, p, sig.len, NULL),
			    COSIGN_E_SIGNATURE, "%s, bit %zu", rows[row].key,
			    bit);
			sig.data[bit / 8] ^= (char)(1 << bit % 8);
		}
		vector_free(&sig);
		cosign_pubkey_free(key);
	}
	vector_free(&m);
}

Test(verify_sig, wants_arguments)
{
	static const uint8_t bytes[64];
	cosign_pubkey_t *p256 = load_key("p256");
	cosign_pubkey_t *pure = load_key("ed25519");
	cosign_pubkey_t *ph = load_key("ed25519-ph");
	cosign_error_t *err = cosign_error_new();

#define VERIFY(key, hash, p, len, sig, sig_len) \
	cosign_pubkey_verify_digest(key, hash, p, len, sig, sig_len, err)
	expect_error(err, VERIFY(NULL, 0, bytes, 32, bytes, 64),
	    COSIGN_E_ARGUMENT, "no key");
	expect_error(err, VERIFY(p256, 0, NULL, 32, bytes, 64),
	    COSIGN_E_ARGUMENT, "nothing to verify");
	expect_error(err, VERIFY(p256, 0, bytes, 32, NULL, 64),
	    COSIGN_E_ARGUMENT, "no signature");
	expect_error(err, VERIFY(p256, 0, bytes, 32, bytes, 0),
	    COSIGN_E_NO_SIGNATURE, "signature is empty");
	expect_error(err, VERIFY(p256, 0, bytes, 32, NULL, 0),
	    COSIGN_E_NO_SIGNATURE, "signature is empty");
	expect_error(err, VERIFY(p256, 0, bytes, 31, bytes, 64),
	    COSIGN_E_ARGUMENT, "a sha256 digest has 32 bytes, not 31");
	expect_error(err, VERIFY(p256, 0, bytes, 64, bytes, 64),
	    COSIGN_E_ARGUMENT, "a sha256 digest has 32 bytes, not 64");
	expect_error(err,
	    VERIFY(p256, COSIGN_HASH_SHA384, bytes, 32, bytes, 64),
	    COSIGN_E_ARGUMENT, "a sha384 digest has 48 bytes, not 32");
	expect_error(err, VERIFY(p256, (cosign_hash_t)9, bytes, 20, bytes, 64),
	    COSIGN_E_ARGUMENT, "no such hash");
	expect_error(err, VERIFY(pure, 0, bytes, 64, bytes, 64),
	    COSIGN_E_NO_CONTENT, "pure Ed25519 needs the content");
	expect_error(err,
	    VERIFY(pure, COSIGN_HASH_SHA512, bytes, 64, bytes, 64),
	    COSIGN_E_NO_CONTENT, "pure Ed25519 needs the content");
	expect_error(err, VERIFY(ph, COSIGN_HASH_SHA256, bytes, 32, bytes, 64),
	    COSIGN_E_ALGORITHM, "sha256 does not go with ed25519-ph");
	expect_error(err, VERIFY(ph, 0, bytes, 32, bytes, 64),
	    COSIGN_E_ARGUMENT, "a sha512 digest has 64 bytes, not 32");
#undef VERIFY

#define VERIFY(key, hash, p, len, sig, sig_len) \
	cosign_pubkey_verify_message(key, hash, p, len, sig, sig_len, err)
	expect_error(err, VERIFY(NULL, 0, "", 0, bytes, 64), COSIGN_E_ARGUMENT,
	    "no key");
	expect_error(err, VERIFY(p256, 0, NULL, 1, bytes, 64),
	    COSIGN_E_ARGUMENT, "nothing to verify");
	expect_error(err, VERIFY(p256, 0, NULL, 0, bytes, 64),
	    COSIGN_E_SIGNATURE, "signature does not verify");
	expect_error(err, VERIFY(pure, 0, NULL, 0, bytes, 64),
	    COSIGN_E_SIGNATURE, "signature does not verify");
	expect_error(err, VERIFY(p256, 0, "", 0, bytes, 0),
	    COSIGN_E_NO_SIGNATURE, "signature is empty");
	expect_error(err, VERIFY(pure, 0, "", 0, bytes, 0),
	    COSIGN_E_NO_SIGNATURE, "signature is empty");
	expect_error(err, VERIFY(pure, COSIGN_HASH_SHA512, "", 0, bytes, 64),
	    COSIGN_E_ALGORITHM, "sha512 does not go with ed25519");
	expect_error(err, VERIFY(p256, (cosign_hash_t)4, "", 0, bytes, 64),
	    COSIGN_E_ARGUMENT, "no such hash");
#undef VERIFY

	cosign_error_free(err);
	cosign_pubkey_free(p256);
	cosign_pubkey_free(pure);
	cosign_pubkey_free(ph);
}

/* RFC 8032 7.3, the example of Ed25519ph. */
Test(verify_sig, ed25519ph_is_that_of_the_rfc)
{
	uint8_t der[64], sig[64];
	cosign_pubkey_t *key = NULL, *ph = NULL;
	size_t len;

	len = unhex(der, sizeof(der),
	    "302a300506032b6570032100"
	    "ec172b93ad5e563bf4932c70e1245034"
	    "c35467ef2efd4d64ebf819683467e2bf");
	MUST(cosign_pubkey_parse(&key, der, len, NULL));
	MUST(cosign_pubkey_with_algorithm(
	    &ph, key, COSIGN_ALG_ED25519_PH, NULL));
	len = unhex(sig, sizeof(sig),
	    "98a70222f0b8121aa9d30f813d683f80"
	    "9e462b469c7ff87639499bb94e6dae41"
	    "31f85042463c2a355a2003d062adf5aa"
	    "a10b8c61e636062aaad11c2a26083406");
	MUST(cosign_pubkey_verify_message(
	    ph, COSIGN_HASH_NONE, "abc", 3, sig, len, NULL));
	cr_expect_eq(cosign_pubkey_verify_message(
			 ph, COSIGN_HASH_NONE, "abd", 3, sig, len, NULL),
	    COSIGN_E_SIGNATURE);
	cr_expect_eq(cosign_pubkey_verify_message(
			 key, COSIGN_HASH_NONE, "abc", 3, sig, len, NULL),
	    COSIGN_E_SIGNATURE);
	cosign_pubkey_free(key);
	cosign_pubkey_free(ph);
}

/* A host that left an error there finds it, alone, after each answer. */
Test(verify_sig, leaves_the_error_queue_of_the_host)
{
	static const char *const names[] = { "p256", "rsa2048", "rsa2048-pss",
		"ed25519", "ed25519-ph" };
	static const uint8_t zeros[256];
	size_t i;

	for (i = 0; i < ARRAY_LEN(names); i++) {
		const int rsa = names[i][0] == 'r';
		cosign_pubkey_t *key;

		ERR_clear_error();
		ERR_raise(ERR_LIB_USER, 77);
		key = load_key(names[i]);
		cr_expect_eq(cosign_pubkey_verify_message(key, COSIGN_HASH_NONE,
				 "", 0, zeros, rsa ? 256 : 64, NULL),
		    COSIGN_E_SIGNATURE);
		cosign_pubkey_free(key);
		cr_expect_eq(ERR_GET_REASON(ERR_peek_error()), 77);
		cr_expect_eq(ERR_peek_error(), ERR_peek_last_error());

		ERR_clear_error();
		key = load_key(names[i]);
		cr_expect_eq(cosign_pubkey_verify_message(key, COSIGN_HASH_NONE,
				 "", 0, zeros, rsa ? 256 : 64, NULL),
		    COSIGN_E_SIGNATURE);
		cosign_pubkey_free(key);
		cr_expect_eq(ERR_peek_error(), 0, "%s", names[i]);
	}
}

/* A trusted root may hold such a key that no bundle needs. */
Test(verify_sig, makes_an_ed25519_key_when_it_is_used)
{
	uint8_t der[44] = { 0x30, 0x2a, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 3,
		0x21, 0, 0x58 };
	static const uint8_t signature[64] = { 1 };
	cosign_error_t *err = cosign_error_new();
	cosign_pubkey_t *key = NULL;
	EVP_PKEY *first = NULL, *again = NULL;

	memset(der + 13, 0x66, sizeof(der) - 13); /* the generator */
	MUST(cosign_pubkey_parse(&key, der, sizeof(der), err));
	cr_expect_null(key->material->pkey);
	expect_error(err,
	    cosign_pubkey_verify_message(key, COSIGN_HASH_NONE, "m", 1,
		signature, sizeof(signature), err),
	    COSIGN_E_SIGNATURE, "signature does not verify");
	cr_expect_not_null(key->material->pkey);
	MUST(csn_pubkey_evp(&first, key, err));
	MUST(csn_pubkey_evp(&again, key, err));
	cr_expect_eq(first, again);
	cosign_pubkey_free(key);
	cosign_error_free(err);
}
