/*
 * Who answered, from inside: a good signature is known by the library's own
 * way, whose no OpenSSL would make up for, and a spoiled one is left to it.
 */
#define OPENSSL_SUPPRESS_DEPRECATED

#include "crypto/ecdsa.c"

#include "own_curves.h"
#include "vectors.h"

#include <criterion/criterion.h>
#include <openssl/err.h>
#include <criterion/parameterized.h>

#define NUMBER 66

struct curve {
	enum csn_key_kind kind;
	int quick; /* whether there is a way */
	int table; /* whether its keys come to have a table */
};

ParameterizedTestParameters(ecdsa_path, is_the_quick_one)
{
	static struct curve rows[] = {
		{ CSN_KEY_P256, COSIGN_OWN_CURVES, 0 },
		{ CSN_KEY_P384, OWN_P384, OWN_P384 },
		{ CSN_KEY_P521, 0, 0 },
	};

	return cr_make_param_array(struct curve, rows, ARRAY_LEN(rows));
}

static struct csn_ecdsa_key *
key_of(enum csn_key_kind kind, const EC_KEY *ec)
{
	uint8_t bytes[2 * NUMBER + 1];
	const size_t len = EC_POINT_point2oct(EC_KEY_get0_group(ec),
	    EC_KEY_get0_public_key(ec), POINT_CONVERSION_UNCOMPRESSED, bytes,
	    sizeof(bytes), NULL);
	struct csn_ecdsa_key *key = NULL;

	MUST(csn_ecdsa_key_new(&key, kind, csn_span(bytes, len), NULL));
	return key;
}

/* A signature of this digest: r, then s. */
static void
sign(uint8_t out[2 * NUMBER], size_t width, EC_KEY *ec, struct csn_span digest)
{
	ECDSA_SIG *sig = ECDSA_do_sign(digest.p, (int)digest.len, ec);
	const BIGNUM *r, *s;

	cr_assert_not_null(sig);
	ECDSA_SIG_get0(sig, &r, &s);
	cr_assert_eq(BN_bn2binpad(r, out, (int)width), (int)width);
	cr_assert_eq(BN_bn2binpad(s, out + width, (int)width), (int)width);
	ECDSA_SIG_free(sig);
}

/* A good one, and ones with a bit of r, of s and of the digest changed. */
static void
try_signature(
    struct csn_ecdsa_key *key, EC_KEY *ec, int quick, unsigned int round)
{
	const size_t width = (size_t)(EC_GROUP_order_bits(key->group) + 7) / 8;
	uint8_t bytes[2 * NUMBER];
	uint8_t digest_bytes[48] = { 0x17, (uint8_t)round };
	const struct csn_span digest =
	    csn_span(digest_bytes, sizeof(digest_bytes));
	const struct csn_span r = csn_span(bytes, width);
	const struct csn_span s = csn_span(bytes + width, width);
	uint8_t *spoiled[] = { bytes + width - 1, bytes + 2 * width - 1,
		digest_bytes };
	size_t i;

	sign(bytes, width, ec, digest);
	cr_expect_eq(is_quickly_verified(key, digest, r, s), quick,
	    "round %u, table %d", round, csn_ecdsa_has_table(key));
	for (i = 0; i < ARRAY_LEN(spoiled); i++) {
		*spoiled[i] ^= 1;
		cr_expect_eq(is_quickly_verified(key, digest, r, s), 0,
		    "round %u, spoiled %zu", round, i);
		*spoiled[i] ^= 1;
	}
	MUST(csn_ecdsa_verify(key, digest, r, s, NULL));
}

/* An error of the host stays, alone, whatever the answer. */
static void
try_queue(struct csn_ecdsa_key *key, EC_KEY *ec)
{
	const size_t width = (size_t)(EC_GROUP_order_bits(key->group) + 7) / 8;
	uint8_t bytes[2 * NUMBER];
	uint8_t digest_bytes[48] = { 0x18 };
	const struct csn_span digest =
	    csn_span(digest_bytes, sizeof(digest_bytes));
	int spoiled;

	sign(bytes, width, ec, digest);
	for (spoiled = 0; spoiled < 2; spoiled++) {
		ERR_clear_error();
		ERR_raise(ERR_LIB_USER, 77);
		cr_expect_eq(
		    csn_ecdsa_verify(key, digest, csn_span(bytes, width),
			csn_span(bytes + width, width), NULL),
		    spoiled ? COSIGN_E_SIGNATURE : COSIGN_OK);
		cr_expect_eq(ERR_GET_REASON(ERR_peek_error()), 77);
		cr_expect_eq(ERR_peek_error(), ERR_peek_last_error());
		bytes[width - 1] ^= 1;
	}
	ERR_clear_error();
}

ParameterizedTest(struct curve *row, ecdsa_path, is_the_quick_one)
{
	EC_KEY *ec = EC_KEY_new_by_curve_name(csn_ecdsa_nid(row->kind));
	struct csn_ecdsa_key *key;
	unsigned int round;

	cr_assert_eq(EC_KEY_generate_key(ec), 1);
	key = key_of(row->kind, ec);
	cr_expect_eq(csn_ecdsa_has_table(key), 0);
	for (round = 0; round < 2 * CSN_ECDSA_TABLE_AFTER; round++) {
		try_signature(key, ec, row->quick, round);
		try_queue(key, ec);
	}
	cr_expect_eq(csn_ecdsa_has_table(key), row->table);
	csn_ecdsa_key_free(key);
	EC_KEY_free(ec);
}
