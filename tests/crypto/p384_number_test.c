/*
 * The arithmetic below the products of P-384, from inside: numbers in limbs as
 * loose as p384.c says they may be, and sums of points held in such, against
 * OpenSSL's.
 */
#define OPENSSL_SUPPRESS_DEPRECATED

#include "crypto/p384.c"

#include <criterion/criterion.h>

#ifdef __SIZEOF_INT128__

#include <openssl/ec.h>
#include <openssl/obj_mac.h>

#define LIMB    uint64_t
#define LOOSE   (((uint64_t)1 << 56) + ((uint64_t)1 << 50)) /* T */
#define LOOSEST (64 * LOOSE)
#include "limbs.h"

#define POINTS 60

static EC_GROUP *group;

static void
setup(void)
{
	open_field("ffffffffffffffffffffffffffffffff"
		   "fffffffffffffffffffffffffffffffe"
		   "ffffffff0000000000000000ffffffff");
	group = EC_GROUP_new_by_curve_name(NID_secp384r1);
}

static void
teardown(void)
{
	EC_GROUP_free(group);
	close_field();
}

TestSuite(p384_number, .init = setup, .fini = teardown);

/* Numbers are held times 2^168. */
Test(p384_number, is_held_times_a_power_of_two)
{
	BIGNUM *power = BN_new();

	BN_zero(power);
	cr_assert_eq(BN_set_bit(power, 168), 1);
	cr_expect_eq(BN_cmp(unit, power), 0);
	cr_expect_eq(BN_cmp(field, EC_GROUP_get0_field(group)), 0);
	cr_expect(is_value(&prime, field));
	BN_free(power);
}

Test(p384_number, multiplies)
{
	/* What the formulas have, and the other ends of 64 T^2. */
	static const int times[][2] = { { 1, 1 }, { 7, 8 }, { 6, 4 }, { 1, 8 },
		{ 3, 6 }, { 8, 8 }, { 1, 64 }, { 64, 1 }, { 2, 32 },
		{ 16, 4 } };
	size_t i;

	for (i = 0; i < ARRAY_LEN(times); i++)
		try_products((uint64_t)times[i][0], (uint64_t)times[i][1]);
}

Test(p384_number, squares)
{
	uint64_t times;

	for (times = 1; times <= 8; times++)
		try_squares(times);
}

Test(p384_number, adds)
{
	try_zero(50);
	try_sums(1, 1);
	try_sums(6, 1);
}

/* a - k b, with the zeros that the formulas add. */
struct difference {
	uint64_t times_a, k, times_b, zeros;
};

static void
try_difference(
    const struct difference *d, const struct number *a, const struct number *b)
{
	BIGNUM *left, *right;
	struct number out;

	BN_CTX_start(ctx);
	left = BN_CTX_get(ctx);
	right = BN_CTX_get(ctx);
	subtract(&out, a, d->k, b, d->zeros);
	value_of(left, a);
	value_of(right, b);
	cr_assert_eq(BN_mul_word(right, d->k), 1);
	cr_assert_eq(BN_sub(left, left, right), 1);
	cr_assert(is_value(&out, left), "%s- %d %s", text_of(a), (int)d->k,
	    text_of(b));
	cr_assert(is_within(&out, d->times_a + d->zeros));
	BN_CTX_end(ctx);
}

Test(p384_number, subtracts)
{
	static const struct difference rows[] = { { 6, 1, 1, 2 },
		{ 1, 2, 1, 3 }, { 1, 1, 4, 5 }, { 1, 1, 6, 7 }, { 2, 1, 4, 5 },
		{ 4, 1, 1, 2 }, { 1, 1, 1, 2 }, { 1, 1, 1, 1 } };
	struct number a, b;
	size_t row;
	int i, j;

	for (row = 0; row < ARRAY_LEN(rows); row++)
		for (i = 0; i < SHAPES; i++)
			for (j = 0; j < SHAPES; j++) {
				const struct difference *d = &rows[row];

				make_shape(&a, d->times_a, i);
				make_shape(&b, d->times_b, j);
				/* From zero, which is one more itself. */
				if (d->zeros == d->k * d->times_b)
					a = zero;
				try_difference(d, &a, &b);
			}
}

Test(p384_number, scales)
{
	BIGNUM *expected = BN_new(), *got = BN_new();
	struct number a, out;
	uint64_t k;
	int i;

	for (k = 2; k <= 4; k++)
		for (i = 0; i < SHAPES; i++) {
			make_shape(&a, 4, i);
			scale(&out, k, &a);
			value_of(expected, &a);
			value_of(got, &out);
			cr_assert_eq(BN_mul_word(expected, k), 1);
			cr_assert_eq(BN_cmp(got, expected), 0);
		}
	BN_free(expected);
	BN_free(got);
}

static void
try_settle(const struct number *a)
{
	struct number out = *a;
	BIGNUM *value, *before;

	BN_CTX_start(ctx);
	value = BN_CTX_get(ctx);
	before = BN_CTX_get(ctx);
	value_of(before, a);
	settle(&out);
	value_of(value, &out);
	cr_assert_leq(BN_num_bits(value), BITS, "%s", text_of(a));
	cr_assert(is_value(&out, before), "%s", text_of(a));
	hold(&out, value);
	settle(&out);
	value_of(before, &out);
	cr_assert_eq(BN_cmp(value, before), 0, "%s", text_of(a));
	cr_assert_eq(
	    is_zero(a), BN_is_zero(value) || BN_cmp(value, field) == 0);
	BN_CTX_end(ctx);
}

Test(p384_number, settles)
{
	struct number a;
	uint64_t times;
	int i;

	for (times = 1; times <= 16; times++)
		for (i = 0; i < SHAPES; i++) {
			make_shape(&a, times, i);
			try_settle(&a);
			loosen(&a, 8);
			try_settle(&a);
		}
}

/* Multiples of the prime, in whatever limbs, and their neighbours. */
Test(p384_number, knows_what_is_zero)
{
	BIGNUM *n = BN_new();
	struct number a;
	uint64_t i, factor;
	int more;

	for (i = 0; i < 3000; i++)
		for (more = -1; more <= 1; more++) {
			factor = 1 + (i < 1000 ? i : random_below(7 << 8));
			make_multiple(n, factor, more);
			hold(&a, n);
			cr_assert_eq(is_zero(&a), more == 0);
			loosen(&a, 7);
			cr_assert_eq(is_zero(&a), more == 0, "%s", text_of(&a));
		}
	BN_free(n);
}

/* Of any bytes, also those above the prime. */
Test(p384_number, reads)
{
	uint8_t bytes[CSN_P384_BYTES];
	BIGNUM *n = BN_new(), *got = BN_new();
	struct number out;
	int i;

	for (i = 0; i < 500; i++) {
		cr_assert_eq(BN_rand(n, BITS, BN_RAND_TOP_ANY, 0), 1);
		if (i < (int)ARRAY_LEN(extremes))
			make_extreme(n, &extremes[i]);
		if (BN_num_bits(n) > BITS)
			continue;
		cr_assert_eq(BN_bn2binpad(n, bytes, sizeof(bytes)), 48);
		read_number(&out, bytes);
		residue_of(got, &out);
		cr_assert_eq(BN_nnmod(n, n, field, ctx), 1);
		cr_assert_eq(BN_cmp(got, n), 0);
		cr_assert(is_within(&out, 1));
	}
	BN_free(n);
	BN_free(got);
}

/* Also what comes out of the product as the prime, or above it. */
Test(p384_number, writes)
{
	uint8_t bytes[CSN_P384_BYTES], expected[CSN_P384_BYTES];
	BIGNUM *n = BN_new();
	struct number a;
	int i;

	for (i = 0; i < 500; i++) {
		make_residue(n, i);
		cr_assert_eq(BN_bn2binpad(n, expected, sizeof(expected)), 48);
		hold_loosely(&a, n, 1);
		write_number(bytes, &a);
		cr_assert_arr_eq(bytes, expected, sizeof(bytes));
		hold_loosely(&a, n, 8);
		write_number(bytes, &a);
		cr_assert_arr_eq(bytes, expected, sizeof(bytes));
	}
	BN_free(n);
}

Test(p384_number, inverts)
{
	try_inverses(200);
}

/* ---- points ---- */

/* What is said of sums. */
#define X_TIMES 6
#define Y_TIMES 4

static int
is_sum(const struct point *a)
{
	return is_within(&a->x, X_TIMES) && is_within(&a->y, Y_TIMES) &&
	    is_within(&a->z, 1);
}

static EC_POINT *
random_point(void)
{
	EC_POINT *point = EC_POINT_new(group);
	BIGNUM *n = BN_new();

	cr_assert_eq(BN_rand_range(n, EC_GROUP_get0_order(group)), 1);
	cr_assert_eq(EC_POINT_mul(group, point, n, NULL, NULL, ctx), 1);
	BN_free(n);
	return point;
}

/* With a random z, and its numbers as loose as a sum's may be, or a product's.
 */
static void
hold_point(struct point *out, const EC_POINT *point, int loose)
{
	BIGNUM *x = BN_new(), *y = BN_new(), *z = BN_new();

	cr_assert_eq(
	    EC_POINT_get_affine_coordinates(group, point, x, y, ctx), 1);
	cr_assert_eq(BN_rand_range(z, field), 1);
	hold_loosely(&out->z, z, 1);
	cr_assert_eq(BN_mod_mul(x, x, z, field, ctx), 1);
	cr_assert_eq(BN_mod_mul(x, x, z, field, ctx), 1);
	hold_loosely(&out->x, x, loose ? X_TIMES : 1);
	cr_assert_eq(BN_mod_mul(y, y, z, field, ctx), 1);
	cr_assert_eq(BN_mod_mul(y, y, z, field, ctx), 1);
	cr_assert_eq(BN_mod_mul(y, y, z, field, ctx), 1);
	hold_loosely(&out->y, y, loose ? Y_TIMES : 1);
	BN_free(x);
	BN_free(y);
	BN_free(z);
}

static void
hold_affine(struct affine *out, const EC_POINT *point)
{
	BIGNUM *x = BN_new(), *y = BN_new();

	cr_assert_eq(
	    EC_POINT_get_affine_coordinates(group, point, x, y, ctx), 1);
	hold_loosely(&out->x, x, 1);
	hold_loosely(&out->y, y, 1);
	BN_free(x);
	BN_free(y);
}

static void
expect_point(const struct point *got, const EC_POINT *expected)
{
	BIGNUM *x = BN_new(), *y = BN_new(), *z = BN_new();
	EC_POINT *point = EC_POINT_new(group);

	cr_assert(is_sum(got), "limbs");
	residue_of(x, &got->x);
	residue_of(y, &got->y);
	residue_of(z, &got->z);
	cr_assert(!BN_is_zero(z));
	cr_assert_eq(EC_POINT_set_Jprojective_coordinates_GFp(
			 group, point, x, y, z, ctx),
	    1);
	cr_assert_eq(EC_POINT_cmp(group, point, expected, ctx), 0);
	EC_POINT_free(point);
	BN_free(x);
	BN_free(y);
	BN_free(z);
}

Test(p384_number, doubles_points)
{
	EC_POINT *point, *expected = EC_POINT_new(group);
	struct point a;
	int i;

	for (i = 0; i < POINTS; i++) {
		point = random_point();
		hold_point(&a, point, 1);
		twice(&a);
		cr_assert_eq(EC_POINT_dbl(group, expected, point, ctx), 1);
		expect_point(&a, expected);
		EC_POINT_free(point);
	}
	EC_POINT_free(expected);
}

static void
try_addition(const EC_POINT *left, const EC_POINT *right)
{
	EC_POINT *expected = EC_POINT_new(group), *opposite;
	struct affine affine;
	struct point a, b;

	opposite = EC_POINT_dup(right, group);
	cr_assert_eq(EC_POINT_invert(group, opposite, ctx), 1);
	hold_affine(&affine, right);
	hold_point(&b, right, 1);

	cr_assert_eq(EC_POINT_add(group, expected, left, right, ctx), 1);
	hold_point(&a, left, 1);
	add_affine(&a, &affine, 0);
	expect_point(&a, expected);
	hold_point(&a, left, 1);
	add_jacobian(&a, &b);
	expect_point(&a, expected);

	cr_assert_eq(EC_POINT_add(group, expected, left, opposite, ctx), 1);
	hold_point(&a, left, 1);
	add_affine(&a, &affine, 1);
	expect_point(&a, expected);
	EC_POINT_free(expected);
	EC_POINT_free(opposite);
}

Test(p384_number, adds_points)
{
	EC_POINT *left, *right;
	int i;

	for (i = 0; i < POINTS; i++) {
		left = random_point();
		right = random_point();
		try_addition(left, right);
		EC_POINT_free(left);
		EC_POINT_free(right);
	}
}

/* Of equal points and opposite ones z is 0, and stays so. */
Test(p384_number, ends_with_a_z_of_zero)
{
	EC_POINT *point = random_point(), *more = random_point();
	struct affine same, other;
	struct point a, b;
	int negative;

	hold_affine(&same, point);
	hold_affine(&other, more);
	for (negative = 0; negative < 2; negative++) {
		hold_point(&a, point, 1);
		add_affine(&a, &same, negative);
		cr_expect(is_zero(&a.z));
		twice(&a);
		cr_expect(is_zero(&a.z) && is_sum(&a));
		add_affine(&a, &other, negative);
		cr_expect(is_zero(&a.z) && is_sum(&a));
		twice(&a);
		hold_point(&b, more, 1);
		add_jacobian(&a, &b);
		cr_expect(is_zero(&a.z) && is_sum(&a));
	}
	EC_POINT_free(point);
	EC_POINT_free(more);
}

/* Limbs stay within what is said of them whatever the numbers are, on the curve
   or not. */
Test(p384_number, keeps_sums_within_bounds)
{
	struct point a, b;
	struct affine affine;
	int i, j;

	for (i = 0; i < SHAPES; i++)
		for (j = 0; j < SHAPES; j++) {
			make_shape(&b.x, X_TIMES, i);
			make_shape(&b.y, Y_TIMES, j);
			make_shape(&b.z, 1, (i + j) % SHAPES);
			make_shape(&affine.x, 1, j);
			make_shape(&affine.y, 1, i);
			a = b;
			twice(&a);
			cr_assert(is_sum(&a), "doubled: %d, %d", i, j);
			a = b;
			add_affine(&a, &affine, i & 1);
			cr_assert(is_sum(&a), "added: %d, %d", i, j);
			make_shape(&a.x, X_TIMES, j);
			make_shape(&a.y, Y_TIMES, i);
			make_shape(&a.z, 1, LIMBS);
			add_jacobian(&a, &b);
			cr_assert(is_sum(&a), "both: %d, %d", i, j);
		}
}

/* Of any z. */
Test(p384_number, makes_points_affine)
{
	EC_POINT *points[5];
	struct point held[5];
	struct affine out[5];
	size_t i;

	for (i = 0; i < ARRAY_LEN(points); i++) {
		points[i] = random_point();
		hold_point(&held[i], points[i], 1);
	}
	make_affine(out, held, ARRAY_LEN(held));
	for (i = 0; i < ARRAY_LEN(points); i++) {
		struct point got = { out[i].x, out[i].y, one };

		expect_point(&got, points[i]);
		cr_expect(is_within(&got.x, 1) && is_within(&got.y, 1));
		EC_POINT_free(points[i]);
	}
}

#endif
