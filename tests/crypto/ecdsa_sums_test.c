/*
 * Signatures on P-384 whose two parts of a sum are chosen: that meet on the
 * way, are equal, opposite, or nothing, for keys that are small multiples of
 * the generator. What csn_ecdsa_verify() says, with and without the table of a
 * key, is what ECDSA_do_verify() says.
 */
#define OPENSSL_SUPPRESS_DEPRECATED

#include "crypto/ecdsa.h"

#include "own_curves.h"
#include "p384_walk.h"
#include "vectors.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/obj_mac.h>
#include <openssl/rand.h>

#define BYTES 48

static EC_GROUP *group;
static const BIGNUM *order;
static BN_CTX *ctx;

static void
setup(void)
{
	group = EC_GROUP_new_by_curve_name(NID_secp384r1);
	order = EC_GROUP_get0_order(group);
	ctx = BN_CTX_new();
}

static void
teardown(void)
{
	EC_GROUP_free(group);
	BN_CTX_free(ctx);
}

TestSuite(ecdsa_sums, .init = setup, .fini = teardown);

/* A key that is a multiple of the generator, as the library and OpenSSL have
   it. */
struct key {
	BIGNUM *multiple;
	struct csn_ecdsa_key *ours;
	EC_KEY *openssl;
};

static void
key_init(struct key *key, const BIGNUM *multiple)
{
	EC_POINT *point = EC_POINT_new(group);
	uint8_t bytes[2 * BYTES + 1];

	key->multiple = BN_dup(multiple);
	cr_assert_eq(EC_POINT_mul(group, point, multiple, NULL, NULL, ctx), 1);
	cr_assert_eq(
	    EC_POINT_point2oct(group, point, POINT_CONVERSION_UNCOMPRESSED,
		bytes, sizeof(bytes), ctx),
	    sizeof(bytes));
	MUST(csn_ecdsa_key_new(
	    &key->ours, CSN_KEY_P384, csn_span(bytes, sizeof(bytes)), NULL));
	key->openssl = EC_KEY_new_by_curve_name(NID_secp384r1);
	cr_assert_eq(EC_KEY_set_public_key(key->openssl, point), 1);
	EC_POINT_free(point);
}

static void
key_dispose(struct key *key)
{
	BN_free(key->multiple);
	csn_ecdsa_key_free(key->ours);
	EC_KEY_free(key->openssl);
}

/* The x of a multiple of the generator, modulo the order; 1 for nothing. */
static void
set_r(BIGNUM *r, const BIGNUM *multiple)
{
	EC_POINT *point = EC_POINT_new(group);

	cr_assert_eq(BN_one(r), 1);
	cr_assert_eq(EC_POINT_mul(group, point, multiple, NULL, NULL, ctx), 1);
	if (!EC_POINT_is_at_infinity(group, point))
		cr_assert_eq(
		    EC_POINT_get_affine_coordinates(group, point, r, NULL, ctx),
		    1);
	cr_assert_eq(BN_nnmod(r, r, order, ctx), 1);
	EC_POINT_free(point);
}

/* What both say of r, and an s and a digest that make u1 and u2 of it. */
static int
verdict(struct key *key, const BIGNUM *u1, const BIGNUM *u2, const BIGNUM *r)
{
	uint8_t digest[BYTES], r_bytes[BYTES], s_bytes[BYTES];
	BIGNUM *s = BN_new(), *e = BN_new();
	ECDSA_SIG *sig = ECDSA_SIG_new();
	cosign_rc_t rc;
	int yes;

	cr_assert_not_null(BN_mod_inverse(s, u2, order, ctx));
	cr_assert_eq(BN_mod_mul(s, s, r, order, ctx), 1);
	cr_assert_eq(BN_mod_mul(e, u1, s, order, ctx), 1);
	cr_assert_eq(BN_bn2binpad(e, digest, BYTES), BYTES);
	cr_assert_eq(BN_bn2binpad(r, r_bytes, BYTES), BYTES);
	cr_assert_eq(BN_bn2binpad(s, s_bytes, BYTES), BYTES);
	cr_assert_eq(ECDSA_SIG_set0(sig, BN_dup(r), s), 1);
	yes = ECDSA_do_verify(digest, BYTES, sig, key->openssl) == 1;
	rc = csn_ecdsa_verify(key->ours, csn_span(digest, BYTES),
	    csn_span(r_bytes, BYTES), csn_span(s_bytes, BYTES), NULL);
	cr_assert_eq(rc, yes ? COSIGN_OK : COSIGN_E_SIGNATURE,
	    "%d: u1 %s, u2 %s, key %s, r %s", (int)rc, BN_bn2hex(u1),
	    BN_bn2hex(u2), BN_bn2hex(key->multiple), BN_bn2hex(r));
	ECDSA_SIG_free(sig);
	BN_free(e);
	return yes;
}

/* The sum's own r is a yes, unless it is nothing; those of its first part, of
   twice the sum and of its neighbour are none. */
static void
try_sum(struct key *key, const BIGNUM *u1, const BIGNUM *u2)
{
	BIGNUM *sum = BN_new(), *other[3], *r = BN_new(), *own = BN_new();
	size_t i;

	for (i = 0; i < ARRAY_LEN(other); i++)
		other[i] = BN_new();
	cr_assert_eq(BN_mod_mul(sum, u2, key->multiple, order, ctx), 1);
	cr_assert_eq(BN_mod_add(sum, sum, u1, order, ctx), 1);
	cr_assert_not_null(BN_copy(other[0], u1));
	cr_assert_eq(BN_mod_lshift1(other[1], sum, order, ctx), 1);
	cr_assert_eq(BN_mod_sub(other[2], sum, BN_value_one(), order, ctx), 1);
	set_r(own, sum);
	cr_assert_eq(verdict(key, u1, u2, own), !BN_is_zero(sum));
	for (i = 0; i < ARRAY_LEN(other); i++) {
		set_r(r, other[i]);
		if (BN_cmp(r, own) != 0)
			cr_assert(!verdict(key, u1, u2, r), "other %zu", i);
		BN_free(other[i]);
	}
	BN_free(sum);
	BN_free(r);
	BN_free(own);
}

static int
meets(const struct key *key, const BIGNUM *u1, const BIGNUM *u2, int whole)
{
	const struct p384_part parts[] = { { u1, BN_value_one() },
		{ u2, key->multiple } };
	const int plain = p384_is_plain(parts, 2, whole, order, ctx);

	cr_assert_neq(plain, -1);
	return !plain;
}

/* n, or the order less n */
static void
set_factor(BIGNUM *out, int n, int shift)
{
	cr_assert_eq(BN_set_word(out, (BN_ULONG)(n < 0 ? -n : n)), 1);
	BN_set_negative(out, n < 0);
	cr_assert_eq(BN_lshift(out, out, shift), 1);
	cr_assert_eq(BN_nnmod(out, out, order, ctx), 1);
}

/* A key without a table for each, and one for all that has it. */
static int
try_both(struct key *lasting, const BIGNUM *u1, const BIGNUM *u2)
{
	const int whole = csn_ecdsa_has_table(lasting->ours);
	struct key fresh;

	key_init(&fresh, lasting->multiple);
	try_sum(&fresh, u1, u2);
	cr_assert(!csn_ecdsa_has_table(fresh.ours));
	key_dispose(&fresh);
	try_sum(lasting, u1, u2);
	return meets(lasting, u1, u2, 0) + (whole && meets(lasting, u1, u2, 1));
}

struct small {
	int multiple;
	int meets; /* with any of the factors */
};

ParameterizedTestParameters(ecdsa_sums, small_factors_of_small_keys)
{
	static struct small rows[] = { { 1, 1 }, { -1, 1 }, { 2, 1 }, { -3, 1 },
		{ 5, 1 }, { 16, 1 }, { -17, 0 }, { 256, 1 } };

	return cr_make_param_array(struct small, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct small *row, ecdsa_sums, small_factors_of_small_keys)
{
	static const int factors[] = { -3, -1, 1, 2, 5, 16, 31, 256 };
	BIGNUM *u1 = BN_new(), *u2 = BN_new(), *multiple = BN_new();
	struct key key;
	int met = 0;
	size_t i, j;

	set_factor(multiple, row->multiple, 0);
	key_init(&key, multiple);
	for (i = 0; i < ARRAY_LEN(factors); i++)
		for (j = 0; j < ARRAY_LEN(factors); j++) {
			set_factor(u1, factors[i], 0);
			set_factor(u2, factors[j], 0);
			met += try_both(&key, u1, u2);
		}
	/* A part that is nothing. */
	BN_zero(u1);
	cr_expect_eq(try_both(&key, u1, u2), 0);
	cr_expect(csn_ecdsa_has_table(key.ours) == OWN_P384);
	cr_expect_eq(met > 0, row->meets, "%d", met);
	key_dispose(&key);
	BN_free(u1);
	BN_free(u2);
	BN_free(multiple);
}

/* The upper halves of both parts are the same, or opposite: points meet, and
   there is more to add. */
Test(ecdsa_sums, parts_that_meet_half_way)
{
	static const int multiples[] = { 1, -2, 3, 16 };
	BIGNUM *u1 = BN_new(), *u2 = BN_new(), *multiple = BN_new();
	int met = 0, n, shift;
	struct key key;
	size_t i;

	for (i = 0; i < ARRAY_LEN(multiples); i++) {
		set_factor(multiple, multiples[i], 0);
		key_init(&key, multiple);
		for (n = 1; n < 16; n += 3)
			for (shift = 5; shift < 370; shift += 91) {
				set_factor(u1, n * multiples[i], shift);
				set_factor(u2, n, shift);
				cr_assert_eq(BN_add_word(u1, 1), 1);
				met += try_both(&key, u1, u2);
				set_factor(u1, -n * multiples[i], shift);
				cr_assert_eq(BN_add_word(u2, 77), 1);
				met += try_both(&key, u1, u2);
			}
		key_dispose(&key);
	}
	cr_expect(met > 50, "%d", met);
	BN_free(u1);
	BN_free(u2);
	BN_free(multiple);
}
