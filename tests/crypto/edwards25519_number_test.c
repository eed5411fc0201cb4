/*
 * The arithmetic below edwards25519, from inside: numbers in limbs as loose as
 * edwards25519.c says they may be, its constants, and sums of points held in
 * such limbs, against OpenSSL's numbers.
 */
#include "crypto/edwards25519.c"

#include "edwards.h"

#define LIMB    uint64_t
#define LOOSE   (((uint64_t)1 << 51) + ((uint64_t)1 << 13)) /* U */
#define LOOSEST (24 * LOOSE)
#include "limbs.h"

#define POINTS 40

static void
setup(void)
{
	open_field("7fffffffffffffffffffffffffffffff"
		   "ffffffffffffffffffffffffffffffed");
	edwards_open();
}

static void
teardown(void)
{
	edwards_close();
	close_field();
}

TestSuite(edwards25519_number, .init = setup, .fini = teardown);

Test(edwards25519_number, multiplies)
{
	/* What the formulas have, and the other ends of 24 U^2. */
	static const int times[][2] = { { 1, 1 }, { 4, 5 }, { 5, 3 }, { 3, 2 },
		{ 3, 3 }, { 4, 6 }, { 8, 3 }, { 1, 24 }, { 24, 1 } };
	size_t i;

	for (i = 0; i < ARRAY_LEN(times); i++)
		try_products((uint64_t)times[i][0], (uint64_t)times[i][1]);
}

Test(edwards25519_number, squares)
{
	uint64_t times;

	for (times = 1; times <= 4; times++)
		try_squares(times);
}

Test(edwards25519_number, adds)
{
	try_zero(4);
	try_sums(1, 1);
	try_sums(2, 3);
}

static void
try_difference(const struct number *a, const struct number *b, uint64_t zeros,
    uint64_t most)
{
	BIGNUM *left, *right;
	struct number out;

	BN_CTX_start(ctx);
	left = BN_CTX_get(ctx);
	right = BN_CTX_get(ctx);
	subtract(&out, a, b, zeros);
	value_of(left, a);
	value_of(right, b);
	cr_assert_eq(BN_sub(left, left, right), 1);
	cr_assert(is_value(&out, left), "%s- %s", text_of(a), text_of(b));
	cr_assert(is_within(&out, most));
	BN_CTX_end(ctx);
}

/* From numbers, and from zero, which is one more itself. */
Test(edwards25519_number, subtracts)
{
	struct number a, b;
	uint64_t zeros;
	int i, j;

	for (i = 0; i < SHAPES; i++)
		for (j = 0; j < SHAPES; j++) {
			for (zeros = 2; zeros <= 4; zeros++) {
				make_shape(&a, 2, i);
				make_shape(&b, zeros - 1, j);
				try_difference(&a, &b, zeros, zeros + 2);
			}
			make_shape(&b, 1, j);
			try_difference(&zero, &b, 1, 2);
		}
}

static void
try_write(const struct number *a)
{
	uint8_t bytes[BYTES], expected[BYTES];
	struct number again;
	BIGNUM *value;

	BN_CTX_start(ctx);
	value = BN_CTX_get(ctx);
	value_of(value, a);
	cr_assert_eq(BN_nnmod(value, value, field, ctx), 1);
	cr_assert_eq(BN_bn2lebinpad(value, expected, BYTES), BYTES);
	write_number(bytes, a);
	cr_assert(memcmp(bytes, expected, BYTES) == 0, "%s", text_of(a));
	cr_assert_eq(is_odd(a), BN_is_odd(value));
	cr_assert_eq(is_zero(a), BN_is_zero(value));
	read_number(&again, bytes);
	cr_assert(is_value(&again, value));
	BN_CTX_end(ctx);
}

Test(edwards25519_number, writes)
{
	struct number a;
	uint64_t times;
	int i, round;

	for (times = 1; times <= 24; times++)
		for (i = 0; i < SHAPES; i++) {
			make_shape(&a, times, i);
			try_write(&a);
			for (round = 0; round < 8; round++) {
				loosen(&a, 8);
				try_write(&a);
			}
		}
}

/* Multiples of the prime, in whatever limbs, and their neighbours. */
Test(edwards25519_number, knows_what_is_zero)
{
	BIGNUM *n = BN_new();
	struct number a;
	uint64_t i, factor;
	int more;

	for (i = 0; i < 3000; i++)
		for (more = -1; more <= 1; more++) {
			factor = 1 + (i < 1000 ? i : random_below(6 << 5));
			make_multiple(n, factor, more);
			hold(&a, n);
			cr_assert_eq(is_zero(&a), more == 0);
			loosen(&a, 7);
			cr_assert_eq(is_zero(&a), more == 0, "%s", text_of(&a));
		}
	BN_free(n);
}

/* All bits but the last, also what is above the prime. */
Test(edwards25519_number, reads)
{
	uint8_t bytes[BYTES];
	BIGNUM *n = BN_new();
	struct number out;
	int i;

	for (i = 0; i < 500; i++) {
		cr_assert_eq(BN_rand(n, BITS + 1, BN_RAND_TOP_ANY, 0), 1);
		if (i < (int)ARRAY_LEN(extremes))
			make_extreme(n, &extremes[i]);
		if (BN_num_bits(n) > BITS + 1)
			continue;
		cr_assert_eq(BN_bn2lebinpad(n, bytes, BYTES), BYTES);
		if (BN_is_bit_set(n, BITS))
			cr_assert_eq(BN_clear_bit(n, BITS), 1);
		read_number(&out, bytes);
		cr_assert(is_value(&out, n) && is_within(&out, 1));
	}
	BN_free(n);
}

Test(edwards25519_number, inverts)
{
	try_inverses(200);
}

/* a^(2^count) b */
static void
try_raise(int times_a, int times_b, int count)
{
	BIGNUM *n = BN_new(), *m = BN_new(), *power = BN_new();
	struct number a, b, out;
	int i;

	for (i = 0; i < 2 * (int)ARRAY_LEN(extremes); i++) {
		make_residue(n, i);
		make_residue(m, 2 * (int)ARRAY_LEN(extremes) - 1 - i);
		hold_loosely(&a, n, (uint64_t)times_a);
		hold_loosely(&b, m, (uint64_t)times_b);
		BN_zero(power);
		cr_assert_eq(BN_set_bit(power, count), 1);
		cr_assert_eq(BN_mod_exp(n, n, power, field, ctx), 1);
		cr_assert_eq(BN_mod_mul(n, n, m, field, ctx), 1);
		raise(&out, &a, count, &b);
		residue_of(m, &out);
		cr_assert(BN_cmp(m, n) == 0, "%s, %d", text_of(&a), count);
		cr_assert(is_within(&out, 1));
	}
	BN_free(n);
	BN_free(m);
	BN_free(power);
}

Test(edwards25519_number, raises)
{
	BIGNUM *n = BN_new(), *power = BN_new(), *got = BN_new();
	struct number a;
	int i;

	try_raise(4, 24, 1);
	try_raise(4, 1, 100);
	cr_assert_eq(BN_set_bit(power, 252), 1);
	cr_assert_eq(BN_sub_word(power, 3), 1);
	for (i = 0; i < 100; i++) {
		make_residue(n, i);
		hold_loosely(&a, n, 2);
		raise_252_3(&a, &a);
		residue_of(got, &a);
		cr_assert_eq(BN_mod_exp(n, n, power, field, ctx), 1);
		cr_assert_eq(BN_cmp(got, n), 0);
	}
	BN_free(n);
	BN_free(power);
	BN_free(got);
}

/* ---- points ---- */

static int
is_point(const struct point *a)
{
	return is_within(&a->x, 1) && is_within(&a->y, 1) &&
	    is_within(&a->z, 1) && is_within(&a->t, 1);
}

static int
is_addend(const struct addend *a)
{
	return is_within(&a->sum, 2) && is_within(&a->difference, 3) &&
	    is_within(&a->z, 2) && is_within(&a->t, 1);
}

/* A random multiple of the base point; with one of small order now and then,
   which are 8 points, and 0 among them. */
static struct edwards *
random_point(int i)
{
	struct edwards *base = edwards_new(), *p = edwards_new();
	BIGNUM *n = BN_new();

	edwards_set_base(base);
	cr_assert_eq(BN_rand_range(n, edwards_order), 1);
	edwards_multiply(p, n, base);
	if (i % 4 == 0)
		edwards_multiply(p, edwards_order, base);
	if (i % 4 <= 1) {
		uint8_t eighth[BYTES] = "\xc7\x17\x6a\x70\x3d\x4d\xd8\x4f\xba"
					"\x3c\x0b\x76\x0d\x10\x67\x0f\x2a\x20"
					"\x53\xfa\x2c\x39\xcc\xc6\x4e\xc7\xfd"
					"\x77\x92\xac\x03\x7a";

		cr_assert(edwards_read(base, eighth));
		for (i /= 4; i > 0; i--)
			edwards_add(p, p, base);
	}
	edwards_free(base);
	BN_free(n);
	return p;
}

/* With a random z. */
static void
hold_point(struct point *out, const struct edwards *p)
{
	BIGNUM *x = BN_new(), *y = BN_new(), *z = BN_new(), *t = BN_new();

	edwards_get(x, y, p);
	cr_assert_eq(BN_rand_range(z, field), 1);
	cr_assert_eq(BN_add_word(z, BN_is_zero(z) ? 1 : 0), 1);
	cr_assert_eq(BN_mod_mul(x, x, z, field, ctx), 1);
	cr_assert_eq(BN_mod_mul(t, x, y, field, ctx), 1);
	cr_assert_eq(BN_mod_mul(y, y, z, field, ctx), 1);
	hold(&out->x, x);
	hold(&out->y, y);
	hold(&out->z, z);
	hold(&out->t, t);
	BN_free(x);
	BN_free(y);
	BN_free(z);
	BN_free(t);
}

static void
expect_point(
    const struct point *got, const struct edwards *expected, int with_t)
{
	BIGNUM *x = BN_new(), *y = BN_new(), *z = BN_new(), *n = BN_new();

	cr_assert(is_point(got), "limbs");
	edwards_get(x, y, expected);
	value_of(z, &got->z);
	cr_assert(!is_zero(&got->z));
	cr_assert_eq(BN_mod_mul(n, x, z, field, ctx), 1);
	cr_assert(is_value(&got->x, n), "x");
	cr_assert_eq(BN_mod_mul(n, n, y, field, ctx), 1);
	cr_assert(!with_t || is_value(&got->t, n), "t");
	cr_assert_eq(BN_mod_mul(n, y, z, field, ctx), 1);
	cr_assert(is_value(&got->y, n), "y");
	BN_free(x);
	BN_free(y);
	BN_free(z);
	BN_free(n);
}

Test(edwards25519_number, doubles_points)
{
	struct edwards *p;
	struct point a;
	int i, with_t;

	for (i = 0; i < POINTS; i++)
		for (with_t = 0; with_t < 2; with_t++) {
			p = random_point(i);
			hold_point(&a, p);
			edwards_add(p, p, p);
			twice(&a, with_t);
			expect_point(&a, p, with_t);
			edwards_free(p);
		}
}

/* All pairs, also of equal points and opposite ones, which the formula need not
   know. */
static void
try_addition(const struct edwards *a, const struct edwards *b)
{
	struct edwards *expected = edwards_new();
	struct point left, right;
	struct addend addend;
	int negative;

	hold_point(&right, b);
	make_addend(&addend, &right);
	cr_assert(is_addend(&addend));
	for (negative = 0; negative < 2; negative++) {
		hold_point(&left, a);
		add_point(&left, &addend, negative);
		edwards_multiply(expected, BN_value_one(), b);
		if (negative)
			edwards_negate(expected);
		edwards_add(expected, expected, a);
		expect_point(&left, expected, 1);
	}
	edwards_free(expected);
}

Test(edwards25519_number, adds_points)
{
	struct edwards *points[POINTS];
	int i, j;

	for (i = 0; i < POINTS; i++)
		points[i] = random_point(i);
	for (i = 0; i < POINTS; i++)
		for (j = 0; j < POINTS; j++)
			try_addition(points[i], points[j]);
	for (i = 0; i < POINTS; i++)
		edwards_free(points[i]);
}

/* Limbs stay within what is said of them whatever the numbers are, on the curve
   or not. */
Test(edwards25519_number, keeps_sums_within_bounds)
{
	struct addend addend;
	struct point a, b;
	int i, j;

	for (i = 0; i < SHAPES; i++)
		for (j = 0; j < SHAPES; j++) {
			make_shape(&b.x, 1, i);
			make_shape(&b.y, 1, j);
			make_shape(&b.z, 1, (i + j) % SHAPES);
			make_shape(&b.t, 1, LIMBS);
			a = b;
			twice(&a, 1);
			cr_assert(is_point(&a), "doubled: %d, %d", i, j);
			make_addend(&addend, &b);
			cr_assert(is_addend(&addend), "addend: %d, %d", i, j);
			make_shape(&addend.sum, 2, i);
			make_shape(&addend.difference, 3, j);
			make_shape(&addend.z, 2, (i + j) % SHAPES);
			make_shape(&addend.t, 1, LIMBS);
			a = b;
			add_point(&a, &addend, i & 1);
			cr_assert(is_point(&a), "added: %d, %d", i, j);
		}
}

/* ---- constants ---- */

Test(edwards25519_number, has_the_constants_of_the_curve)
{
	BIGNUM *n = BN_new();

	cr_expect_eq(BN_cmp(field, edwards_prime), 0);
	cr_expect(is_value(&d, edwards_d) && is_within(&d, 1));
	cr_assert_eq(BN_mod_add(n, edwards_d, edwards_d, field, ctx), 1);
	cr_expect(is_value(&twice_d, n) && is_within(&twice_d, 1));
	value_of(n, &root);
	cr_expect(is_within(&root, 1));
	cr_assert_eq(BN_mod_sqr(n, n, field, ctx), 1);
	cr_assert_eq(BN_add_word(n, 1), 1);
	cr_expect_eq(BN_cmp(n, field), 0, "a root of -1");
	BN_free(n);
}

Test(edwards25519_number, has_odd_multiples_of_the_base_point)
{
	struct edwards *base = edwards_new(), *p = edwards_new();
	BIGNUM *x = BN_new(), *y = BN_new(), *n = BN_new();
	int i;

	edwards_set_base(base);
	for (i = 0; i < ODD; i++) {
		const struct addend *a = &base_table[i];

		cr_assert_eq(BN_set_word(n, (BN_ULONG)(2 * i + 1)), 1);
		edwards_multiply(p, n, base);
		edwards_get(x, y, p);
		cr_assert_eq(BN_mod_add(n, y, x, field, ctx), 1);
		cr_expect(is_value(&a->sum, n));
		cr_assert_eq(BN_mod_sub(n, y, x, field, ctx), 1);
		cr_expect(is_value(&a->difference, n));
		cr_assert_eq(BN_set_word(n, 2), 1);
		cr_expect(is_value(&a->z, n));
		cr_assert_eq(BN_mod_mul(n, n, x, field, ctx), 1);
		cr_assert_eq(BN_mod_mul(n, n, y, field, ctx), 1);
		cr_assert_eq(BN_mod_mul(n, n, edwards_d, field, ctx), 1);
		cr_expect(is_value(&a->t, n));
		cr_expect(is_addend(a));
	}
	BN_free(x);
	BN_free(y);
	BN_free(n);
	edwards_free(p);
	edwards_free(base);
}

/* ---- what others call ---- */

/* Every y that is written with the prime added, and below; those next to the
   prime; and random ones. */
static void
make_encoding(uint8_t bytes[BYTES], int i)
{
	cr_assert_eq(RAND_bytes(bytes, BYTES), 1);
	if (i >= 160)
		return;
	memset(bytes, i % 80 < 40 ? 0 : 0xff, BYTES);
	bytes[0] = (uint8_t)(i % 80 < 40 ? i % 40 : 255 - i % 40);
	bytes[BYTES - 1] = (uint8_t)((bytes[BYTES - 1] & 0x7f) | i / 80 << 7);
}

Test(edwards25519_number, reads_points)
{
	struct edwards *p = edwards_new();
	uint8_t bytes[BYTES];
	struct point got;
	int i, found = 0;

	for (i = 0; i < 400; i++) {
		make_encoding(bytes, i);
		cr_assert_eq(read_opposite(&got, bytes), edwards_read(p, bytes),
		    "whether: %d", i);
		if (!edwards_read(p, bytes))
			continue;
		found++;
		edwards_negate(p);
		expect_point(&got, p, 1);
	}
	cr_expect(found > 100 && found < 300, "%d points", found);
	edwards_free(p);
}

#define ALL_BITS                           \
	"7fffffffffffffffffffffffffffffff" \
	"ffffffffffffffffffffffffffffffff"

static void
write_factor(uint8_t bytes[BYTES], BIGNUM *n, int i)
{
	cr_assert_eq(BN_rand(n, BITS, BN_RAND_TOP_ANY, 0), 1);
	if (i < 4)
		cr_assert_eq(BN_set_word(n, (BN_ULONG)i), 1);
	else if (i < 6)
		cr_assert_eq(BN_sub(n, edwards_order, BN_value_one()), 1);
	else if (i < 8)
		cr_assert_not_null(BN_copy(n, edwards_order));
	else if (i < 9)
		cr_assert_gt(BN_hex2bn(&n, ALL_BITS), 0);
	cr_assert_eq(BN_bn2binpad(n, bytes, BYTES), BYTES);
}

/* [s]B - [h]A, of factors up to the last bit, and any point. */
Test(edwards25519_number, computes_differences)
{
	struct edwards *base = edwards_new(), *left = edwards_new();
	struct edwards *right = edwards_new(), *p;
	uint8_t s_bytes[BYTES], h_bytes[BYTES], key[BYTES];
	uint8_t expected[BYTES], got[BYTES];
	BIGNUM *s = BN_new(), *h = BN_new();
	int i, j;

	edwards_set_base(base);
	for (i = 0; i < 12; i++)
		for (j = 0; j < 12; j++) {
			p = random_point(i + j);
			edwards_write(key, p);
			write_factor(s_bytes, s, i);
			write_factor(h_bytes, h, j);
			edwards_multiply(left, s, base);
			edwards_negate(p);
			edwards_multiply(right, h, p);
			edwards_add(left, left, right);
			edwards_write(expected, left);
			cr_assert(csn_edwards25519_difference(
			    got, s_bytes, h_bytes, key));
			cr_assert(
			    memcmp(got, expected, BYTES) == 0, "%d, %d", i, j);
			edwards_free(p);
		}
	BN_free(s);
	BN_free(h);
	edwards_free(base);
	edwards_free(left);
	edwards_free(right);
}
