/*
 * Sums of products against OpenSSL's: small, large and odd factors, those that
 * add up to nothing, and those that meet on the way.
 *
 * Environment variable COSIGN_P384_ROUNDS: how many random sums are compared.
 */
#define OPENSSL_SUPPRESS_DEPRECATED

#include "crypto/p384.h"

#include "p384_walk.h"

#include <criterion/criterion.h>

#ifdef __SIZEOF_INT128__

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/obj_mac.h>
#include <openssl/rand.h>
#include <stdlib.h>

#define RANDOM  40
#define MEETING 1500

/* The curve, its generator, another point, and tables of either: small ones and
   whole ones. */
static EC_GROUP *group;
static BN_CTX *ctx;
static const EC_POINT *generator;
static EC_POINT *other;
static struct csn_p384_table *tables[2][2];

static struct csn_p384_table *
table_of(const EC_POINT *point, int whole)
{
	uint8_t bytes[1 + 2 * CSN_P384_BYTES];
	struct csn_p384_table *table;

	cr_assert(
	    EC_POINT_point2oct(group, point, POINT_CONVERSION_UNCOMPRESSED,
		bytes, sizeof(bytes), ctx) == sizeof(bytes));
	table = csn_p384_table_new(bytes + 1, whole);
	cr_assert_not_null(table);
	return table;
}

static void
setup(void)
{
	BIGNUM *n = BN_new();
	int whole;

	ctx = BN_CTX_new();
	group = EC_GROUP_new_by_curve_name(NID_secp384r1);
	generator = EC_GROUP_get0_generator(group);
	other = EC_POINT_new(group);
	cr_assert(BN_dec2bn(&n, "987654321987654321") > 0);
	cr_assert(EC_POINT_mul(group, other, n, NULL, NULL, ctx) == 1);
	BN_free(n);
	for (whole = 0; whole < 2; whole++) {
		tables[whole][0] = table_of(generator, whole);
		tables[whole][1] = table_of(other, whole);
	}
}

static void
teardown(void)
{
	int whole;

	for (whole = 0; whole < 2; whole++) {
		csn_p384_table_free(tables[whole][0]);
		csn_p384_table_free(tables[whole][1]);
	}
	EC_POINT_free(other);
	EC_GROUP_free(group);
	BN_CTX_free(ctx);
}

TestSuite(p384, .init = setup, .fini = teardown);

static void
write_number(uint8_t out[CSN_P384_BYTES], const BIGNUM *n)
{
	cr_assert(BN_bn2binpad(n, out, CSN_P384_BYTES) == CSN_P384_BYTES);
}

/* a times the generator and b times the other point. */
static void
expect_sum(const BIGNUM *a, const BIGNUM *b)
{
	uint8_t a_bytes[CSN_P384_BYTES], b_bytes[CSN_P384_BYTES];
	uint8_t x_bytes[CSN_P384_BYTES];
	EC_POINT *sum = EC_POINT_new(group);
	char *a_text = BN_bn2hex(a), *b_text = BN_bn2hex(b);
	BIGNUM *x = BN_new();
	int whole;

	write_number(a_bytes, a);
	write_number(b_bytes, b);
	cr_assert(EC_POINT_mul(group, sum, a, other, b, ctx) == 1);
	cr_assert(EC_POINT_get_affine_coordinates(group, sum, x, NULL, ctx));
	for (whole = 0; whole < 2; whole++) {
		const struct csn_p384_product products[] = {
			{ tables[whole][0], a_bytes },
			{ tables[whole][1], b_bytes },
		};

		write_number(x_bytes, x);
		cr_expect(csn_p384_sum_has_x(products, 2, x_bytes),
		    "whole %d: %s, %s", whole, a_text, b_text);
		x_bytes[a_bytes[47] % CSN_P384_BYTES] ^= 1;
		cr_expect(!csn_p384_sum_has_x(products, 2, x_bytes),
		    "whole %d, another x: %s, %s", whole, a_text, b_text);
	}
	OPENSSL_free(a_text);
	OPENSSL_free(b_text);
	EC_POINT_free(sum);
	BN_free(x);
}

/* Around a power of two, where digits change. */
Test(p384, multiplies_by_edges)
{
	BIGNUM *a = BN_new(), *b = BN_new();
	int bit, less;

	for (bit = 0; bit < 384; bit++)
		for (less = 0; less < 3 - (bit == 0); less++) {
			BN_zero(a);
			cr_assert(BN_set_bit(a, bit) == 1);
			cr_assert(BN_add_word(a, 1) == 1);
			cr_assert(BN_sub_word(a, (BN_ULONG)less) == 1);
			cr_assert(BN_set_word(b, (BN_ULONG)bit) == 1);
			expect_sum(a, b);
		}
	/* Every bit, up to the last. */
	BN_zero(a);
	cr_assert(BN_set_bit(a, 384) == 1);
	cr_assert(BN_sub_word(a, 1) == 1);
	expect_sum(a, a);
	BN_free(a);
	BN_free(b);
}

static unsigned long
rounds(void)
{
	const char *text = getenv("COSIGN_P384_ROUNDS");

	return text == NULL ? RANDOM : strtoul(text, NULL, 10);
}

Test(p384, multiplies_by_random_numbers)
{
	const unsigned long count = rounds();
	const BIGNUM *order = EC_GROUP_get0_order(group);
	BIGNUM *a = BN_new(), *b = BN_new();
	unsigned long i;

	for (i = 0; i < count; i++) {
		cr_assert(BN_rand_range(a, order) == 1);
		cr_assert(BN_rand_range(b, order) == 1);
		expect_sum(a, b);
	}
	BN_free(a);
	BN_free(b);
}

/* Points with an x of 0, and with the greatest and least others: their numbers
   are all zeros, or all ones. */
Test(p384, multiplies_points_with_odd_coordinates)
{
	const BIGNUM *field = EC_GROUP_get0_field(group);
	uint8_t bytes[CSN_P384_BYTES], x_bytes[CSN_P384_BYTES];
	EC_POINT *point = EC_POINT_new(group), *product = EC_POINT_new(group);
	BIGNUM *x = BN_new(), *factor = BN_new();
	int i, whole, found = 0;

	for (i = -20; i < 20; i++) {
		cr_assert(BN_set_word(x, (BN_ULONG)(i < 0 ? -i : i)) == 1);
		if (i < 0)
			cr_assert(BN_sub(x, field, x) == 1);
		if (!EC_POINT_set_compressed_coordinates(
			group, point, x, i & 1, ctx))
			continue;
		found++;
		cr_assert(BN_rand_range(factor, EC_GROUP_get0_order(group)));
		cr_assert(EC_POINT_mul(
			      group, product, NULL, point, factor, ctx) == 1);
		cr_assert(EC_POINT_get_affine_coordinates(
		    group, product, x, NULL, ctx));
		write_number(bytes, factor);
		write_number(x_bytes, x);
		for (whole = 0; whole < 2; whole++) {
			struct csn_p384_table *table = table_of(point, whole);
			const struct csn_p384_product one = { table, bytes };

			cr_expect(csn_p384_sum_has_x(&one, 1, x_bytes),
			    "x = %d, whole %d", i, whole);
			csn_p384_table_free(table);
		}
	}
	cr_expect(found > 10, "%d points", found);
	EC_POINT_free(point);
	EC_POINT_free(product);
	BN_free(x);
	BN_free(factor);
}

/* What adds up to the point at infinity, or passes it on the way, is left to
   who knows how: also if 0 is looked for, which X / 0 might be taken for. */
Test(p384, knows_no_sum_of_nothing)
{
	static const uint8_t nothing[CSN_P384_BYTES];
	const BIGNUM *order = EC_GROUP_get0_order(group);
	uint8_t a_bytes[CSN_P384_BYTES], b_bytes[CSN_P384_BYTES];
	BIGNUM *a = BN_new(), *b = BN_new();
	int whole;

	cr_assert(BN_set_word(a, 12345) == 1);
	cr_assert(BN_sub(b, order, a) == 1);
	write_number(a_bytes, a);
	write_number(b_bytes, b);
	for (whole = 0; whole < 2; whole++) {
		const struct csn_p384_table *table = tables[whole][0];
		const struct csn_p384_product products[] = {
			{ table, a_bytes },
			{ table, b_bytes },
			{ table, nothing },
		};

		cr_expect(!csn_p384_sum_has_x(products, 2, nothing));
		cr_expect(!csn_p384_sum_has_x(products, 2, a_bytes));
		cr_expect(!csn_p384_sum_has_x(products + 2, 1, nothing));
	}
	BN_free(a);
	BN_free(b);
}

/* Equal points are doubled, not added: formulas for a sum give 0 / 0. */
Test(p384, knows_no_sum_of_equal_points)
{
	static const uint8_t one[CSN_P384_BYTES] = { [47] = 1 };
	const struct csn_p384_product products[] = {
		{ tables[0][0], one },
		{ tables[0][0], one },
	};
	uint8_t x_bytes[CSN_P384_BYTES];
	EC_POINT *sum = EC_POINT_new(group);
	BIGNUM *x = BN_new();

	cr_assert(EC_POINT_dbl(group, sum, generator, ctx) == 1);
	cr_assert(EC_POINT_get_affine_coordinates(group, sum, x, NULL, ctx));
	write_number(x_bytes, x);
	cr_expect(!csn_p384_sum_has_x(products, 2, x_bytes));
	memset(x_bytes, 0, sizeof(x_bytes));
	cr_expect(!csn_p384_sum_has_x(products, 2, x_bytes));
	EC_POINT_free(sum);
	BN_free(x);
}

/* ---- points that meet ---- */

static unsigned int
random_below(unsigned int end)
{
	unsigned int n;

	cr_assert(RAND_bytes((uint8_t *)&n, sizeof(n)) == 1);
	return n % end;
}

/* At most count times 2^shift, modulo the order, either way. */
static void
make_small(BIGNUM *out, unsigned int count, unsigned int shift)
{
	const BIGNUM *order = EC_GROUP_get0_order(group);

	cr_assert(BN_set_word(out, 1 + random_below(count)) == 1);
	cr_assert(BN_lshift(out, out, (int)shift) == 1);
	if (random_below(2) == 1)
		BN_set_negative(out, 1);
	cr_assert(BN_nnmod(out, out, order, ctx) == 1);
}

/* The first factor's upper bits are the multiple times the second's, so that
   both parts have come to the same when the lower ones begin. */
static void
make_parts(BIGNUM *a, BIGNUM *b, BIGNUM *multiple, int whole)
{
	const unsigned int shift = random_below(300);
	BIGNUM *less = BN_new();

	make_small(multiple, 40, whole ? 8 * random_below(3) : 0);
	make_small(b, 20, 0);
	cr_assert(BN_mul(a, b, multiple, ctx) == 1);
	if (random_below(2) == 1)
		BN_set_negative(a, 1);
	cr_assert(BN_nnmod(a, a, EC_GROUP_get0_order(group), ctx) == 1);
	if (BN_num_bits(a) + (int)shift < 383 &&
	    BN_num_bits(b) + (int)shift < 383) {
		cr_assert(BN_lshift(a, a, (int)shift) == 1);
		cr_assert(BN_lshift(b, b, (int)shift) == 1);
		cr_assert(BN_rand(less, (int)shift, BN_RAND_TOP_ANY, 0) == 1);
		cr_assert(BN_rshift(less, less, (int)random_below(300)) == 1);
		cr_assert(BN_add(a, a, less) == 1);
		cr_assert(BN_rand(less, (int)shift, BN_RAND_TOP_ANY, 0) == 1);
		cr_assert(BN_rshift(less, less, (int)random_below(300)) == 1);
		cr_assert(BN_add(b, b, less) == 1);
	}
	BN_free(less);
}

/* What is expected of a times the generator and b times a multiple of it: that
   its x is known unless points met. Whether they did. */
static int
try_meeting(const BIGNUM *a, const BIGNUM *b, const BIGNUM *multiple, int whole)
{
	const struct p384_part parts[] = { { a, BN_value_one() },
		{ b, multiple } };
	const int plain =
	    p384_is_plain(parts, 2, whole, EC_GROUP_get0_order(group), ctx);
	uint8_t a_bytes[CSN_P384_BYTES], b_bytes[CSN_P384_BYTES];
	uint8_t x_bytes[CSN_P384_BYTES] = { 0 };
	EC_POINT *point = EC_POINT_new(group), *sum = EC_POINT_new(group);
	struct csn_p384_product products[] = { { tables[whole][0], a_bytes },
		{ NULL, b_bytes } };
	struct csn_p384_table *table;
	BIGNUM *x = BN_new();

	write_number(a_bytes, a);
	write_number(b_bytes, b);
	cr_assert(EC_POINT_mul(group, point, multiple, NULL, NULL, ctx) == 1);
	table = table_of(point, whole);
	products[1].table = table;
	cr_assert(EC_POINT_mul(group, sum, a, point, b, ctx) == 1);
	if (!EC_POINT_is_at_infinity(group, sum)) {
		cr_assert(
		    EC_POINT_get_affine_coordinates(group, sum, x, NULL, ctx));
		write_number(x_bytes, x);
	}
	cr_assert(csn_p384_sum_has_x(products, 2, x_bytes) == plain,
	    "whole %d: %s, %s, %s", whole, BN_bn2hex(a), BN_bn2hex(b),
	    BN_bn2hex(multiple));
	x_bytes[random_below(CSN_P384_BYTES)] ^=
	    (uint8_t)(1 << random_below(8));
	cr_assert(!csn_p384_sum_has_x(products, 2, x_bytes));
	csn_p384_table_free(table);
	EC_POINT_free(point);
	EC_POINT_free(sum);
	BN_free(x);
	return !plain;
}

Test(p384, knows_all_sums_whose_points_do_not_meet)
{
	BIGNUM *a = BN_new(), *b = BN_new(), *multiple = BN_new();
	int met[2] = { 0 }, whole, i;

	for (i = 0; i < MEETING; i++) {
		/* A whole table takes longer to make. */
		whole = i % 4 == 0;
		make_parts(a, b, multiple, whole);
		met[whole] += try_meeting(a, b, multiple, whole);
	}
	cr_expect(met[0] > 50 && met[0] < MEETING * 3 / 4 - 50, "%d", met[0]);
	cr_expect(met[1] > 10 && met[1] < MEETING / 4 - 10, "%d", met[1]);
	BN_free(a);
	BN_free(b);
	BN_free(multiple);
}

#endif
