/*
 * Numbers in limbs against OpenSSL's, for the test of a file that computes with
 * them. Included behind that file, whose functions and struct number it takes,
 * and behind LIMB, the type of a limb, LOOSE, what that file says the limbs of
 * a product stay below, and LOOSEST, the most that any limb may be.
 */
#ifndef TESTS_CRYPTO_LIMBS_H
#define TESTS_CRYPTO_LIMBS_H

#include "vectors.h"

#include <criterion/criterion.h>
#include <openssl/bn.h>
#include <openssl/rand.h>
#include <inttypes.h>
#include <stdio.h>

/* The number that the file computes modulo, and what it holds 1 as. */
static BIGNUM *field, *unit;
static BN_CTX *ctx;

static void
value_of(BIGNUM *out, const struct number *n)
{
	int i;

	BN_zero(out);
	for (i = LIMBS - 1; i >= 0; i--) {
		cr_assert_eq(BN_lshift(out, out, LIMB_BITS), 1);
		cr_assert_eq(BN_add_word(out, n->limb[i]), 1);
	}
}

/* As limbs that are not loose; the last one may be. */
static void
hold(struct number *out, const BIGNUM *n)
{
	int i;

	memset(out, 0, sizeof(*out));
	for (i = 0; i < BN_num_bits(n); i++)
		if (BN_is_bit_set(n, i)) {
			const int place =
			    i / LIMB_BITS < LIMBS ? i / LIMB_BITS : LIMBS - 1;

			out->limb[place] |= (LIMB)1 << (i - place * LIMB_BITS);
		}
}

static void
open_field(const char *hex)
{
	ctx = BN_CTX_new();
	field = BN_new();
	unit = BN_new();
	cr_assert_gt(BN_hex2bn(&field, hex), 0);
	value_of(unit, &one);
}

static void
close_field(void)
{
	BN_free(field);
	BN_free(unit);
	BN_CTX_free(ctx);
}

/* ---- numbers to try ---- */

static uint64_t
random_below(uint64_t end)
{
	uint64_t n;

	cr_assert_eq(RAND_bytes((uint8_t *)&n, sizeof(n)), 1);
	return n % end;
}

/* So many primes, and a power of two unless it is below 0, and a bit more. */
struct extreme {
	int primes, power, more;
};

#define HELD_BITS (LIMBS * LIMB_BITS)

static const struct extreme extremes[] = {
	{ 0, -1, 0 },
	{ 0, -1, 1 },
	{ 0, -1, 2 },
	{ 1, -1, -2 },
	{ 1, -1, -1 },
	{ 1, -1, 0 },
	{ 1, -1, 1 },
	{ 2, -1, -1 },
	{ 2, -1, 0 },
	{ 2, -1, 1 },
	{ 3, -1, 0 },
	{ 0, BITS, -20 },
	{ 0, BITS, -1 },
	{ 0, BITS, 0 },
	{ 0, BITS, 1 },
	{ 0, BITS - 1, 0 },
	{ 0, HELD_BITS, -1 },
	{ 0, HELD_BITS - 1, 0 },
};

static void
make_extreme(BIGNUM *out, const struct extreme *e)
{
	BN_zero(out);
	if (e->power >= 0)
		cr_assert_eq(BN_set_bit(out, e->power), 1);
	for (int i = 0; i < e->primes; i++)
		cr_assert_eq(BN_add(out, out, field), 1);
	if (e->more < 0)
		cr_assert_eq(BN_sub_word(out, (BN_ULONG)-e->more), 1);
	else
		cr_assert_eq(BN_add_word(out, (BN_ULONG)e->more), 1);
}

static int
is_within(const struct number *n, uint64_t times)
{
	int i;

	for (i = 0; i < LIMBS; i++)
		if (n->limb[i] > times * LOOSE)
			return 0;
	return 1;
}

/* Each limb alone, all of them, and some, as loose as can be; random; and the
   extremes, first as they are, if the limbs hold them, and then with zeros
   added. */
#define SHAPES (LIMBS + 4 + 2 * (int)ARRAY_LEN(extremes))

static void
make_shape(struct number *out, uint64_t times, int shape)
{
	const uint64_t most = times * LOOSE;
	BIGNUM *n = BN_new();
	int i;

	memset(out, 0, sizeof(*out));
	for (i = 0; i < LIMBS; i++)
		if (shape == i || shape == LIMBS)
			out->limb[i] = (LIMB)most;
		else if (shape == LIMBS + 1)
			out->limb[i] = (LIMB)(most * random_below(2));
		else if (shape == LIMBS + 2)
			out->limb[i] = (LIMB)(most - random_below(1 << 20));
		else if (shape == LIMBS + 3)
			out->limb[i] = (LIMB)random_below(most + 1);
	shape -= LIMBS + 4;
	if (shape >= 0) {
		make_extreme(n, &extremes[shape / 2]);
		hold(out, n);
		if (!is_within(out, shape % 2 == 0 ? times : 1)) {
			cr_assert_eq(BN_nnmod(n, n, field, ctx), 1);
			hold(out, n);
		}
		for (i = 0; i < LIMBS && shape % 2 != 0; i++)
			out->limb[i] +=
			    (LIMB)((times - 1) * (uint64_t)zero.limb[i]);
	}
	BN_free(n);
}

/* What the limbs above have is partly moved to those below: the value stays. */
static void
loosen(struct number *n, uint64_t most)
{
	uint64_t moved;
	int i;

	for (i = LIMBS - 1; i > 0; i--) {
		moved = random_below(most);
		if (moved > n->limb[i])
			moved = n->limb[i];
		if (n->limb[i - 1] + (moved << LIMB_BITS) > LOOSEST)
			continue;
		n->limb[i] -= (LIMB)moved;
		n->limb[i - 1] += (LIMB)(moved << LIMB_BITS);
	}
}

/* So many primes, and one more or less. */
static void
make_multiple(BIGNUM *out, uint64_t primes, int more)
{
	cr_assert_not_null(BN_copy(out, field));
	cr_assert_eq(BN_mul_word(out, primes), 1);
	if (more < 0)
		cr_assert_eq(BN_sub_word(out, 1), 1);
	if (more > 0)
		cr_assert_eq(BN_add_word(out, 1), 1);
}

/* ---- what is expected ---- */

static const char *
text_of(const struct number *n)
{
	static char texts[4][LIMBS * 17 + 1];
	static int next;
	char *text = texts[next++ % 4];
	int i, len = 0;

	for (i = 0; i < LIMBS; i++)
		len +=
		    sprintf(text + len, "%" PRIx64 " ", (uint64_t)n->limb[i]);
	return text;
}

/* Whether it is this, modulo the prime. */
static int
is_value(const struct number *n, const BIGNUM *expected)
{
	BIGNUM *value, *difference;
	int yes;

	BN_CTX_start(ctx);
	value = BN_CTX_get(ctx);
	difference = BN_CTX_get(ctx);
	value_of(value, n);
	cr_assert_eq(BN_mod_sub(difference, value, expected, field, ctx), 1);
	yes = BN_is_zero(difference);
	BN_CTX_end(ctx);
	return yes;
}

/* Whether it is a times b, and below LOOSE. */
static int
is_product(
    const struct number *n, const struct number *a, const struct number *b)
{
	BIGNUM *left, *right, *product;
	int yes;

	BN_CTX_start(ctx);
	left = BN_CTX_get(ctx);
	right = BN_CTX_get(ctx);
	product = BN_CTX_get(ctx);
	value_of(left, a);
	value_of(right, b);
	cr_assert_eq(BN_mod_mul(product, left, right, field, ctx), 1);
	value_of(left, n);
	cr_assert_eq(BN_mod_mul(left, left, unit, field, ctx), 1);
	yes = BN_cmp(left, product) == 0 && is_within(n, 1);
	BN_CTX_end(ctx);
	return yes;
}

static void
try_product(const struct number *a, const struct number *b)
{
	struct number out, left = *a, right = *b;

	multiply(&out, a, b);
	cr_assert(is_product(&out, a, b), "%s* %s= %s", text_of(a), text_of(b),
	    text_of(&out));
	multiply(&left, &left, b);
	cr_assert(memcmp(&left, &out, sizeof(out)) == 0, "into the first");
	multiply(&right, a, &right);
	cr_assert(memcmp(&right, &out, sizeof(out)) == 0, "into the second");
}

static void
try_square(const struct number *a)
{
	struct number out, same = *a;

	square(&out, a);
	cr_assert(
	    is_product(&out, a, a), "%ssquared= %s", text_of(a), text_of(&out));
	square(&same, &same);
	cr_assert(memcmp(&same, &out, sizeof(out)) == 0, "into itself");
}

#define RANDOM_PRODUCTS 2000

/* All shapes against all, and more of those that are random. */
static void
try_products(uint64_t times_a, uint64_t times_b)
{
	struct number a, b;
	int i, j;

	for (i = 0; i < RANDOM_PRODUCTS; i++) {
		make_shape(&a, times_a, LIMBS + 1 + i % 3);
		make_shape(&b, times_b, LIMBS + 1 + i / 3 % 3);
		try_product(&a, &b);
	}

	for (i = 0; i < SHAPES; i++)
		for (j = 0; j < SHAPES; j++) {
			make_shape(&a, times_a, i);
			make_shape(&b, times_b, j);
			try_product(&a, &b);
		}
}

static void
try_squares(uint64_t times)
{
	struct number a;
	int i;

	for (i = 0; i < SHAPES; i++) {
		make_shape(&a, times, i);
		try_square(&a);
	}
}

static void
try_sums(uint64_t times_a, uint64_t times_b)
{
	BIGNUM *sum = BN_new(), *other = BN_new();
	struct number a, b, out;
	int i, j;

	for (i = 0; i < SHAPES; i++)
		for (j = 0; j < SHAPES; j++) {
			make_shape(&a, times_a, i);
			make_shape(&b, times_b, j);
			value_of(sum, &a);
			value_of(other, &b);
			cr_assert_eq(BN_add(sum, sum, other), 1);
			add(&out, &a, &b);
			value_of(other, &out);
			cr_assert_eq(BN_cmp(sum, other), 0, "%s+ %s",
			    text_of(&a), text_of(&b));
		}
	BN_free(sum);
	BN_free(other);
}

/* zero is 0, and so many of it can be subtracted from. */
static void
try_zero(uint64_t most)
{
	uint64_t times;
	int i;

	BN_CTX_start(ctx);
	cr_assert(is_value(&zero, field));
	for (times = 1; times <= most; times++)
		for (i = 0; i < LIMBS; i++) {
			cr_assert_geq(
			    times * zero.limb[i], (times - 1) * LOOSE);
			cr_assert_leq(times * zero.limb[i], times * LOOSE);
		}
	BN_CTX_end(ctx);
}

/* A random number, or an extreme one, modulo the prime. */
static void
make_residue(BIGNUM *out, int i)
{
	if (i < (int)ARRAY_LEN(extremes)) {
		make_extreme(out, &extremes[i]);
		cr_assert_eq(BN_nnmod(out, out, field, ctx), 1);
	} else {
		cr_assert_eq(BN_rand_range(out, field), 1);
	}
}

/* A residue as the file holds it, in limbs as loose as can be. */
static void
hold_loosely(struct number *out, const BIGNUM *residue, uint64_t times)
{
	BIGNUM *n = BN_new();
	int i;

	cr_assert_eq(BN_mod_mul(n, residue, unit, field, ctx), 1);
	hold(out, n);
	for (i = 0; i < LIMBS; i++)
		out->limb[i] += (LIMB)((times - 1) * (uint64_t)zero.limb[i]);
	BN_free(n);
}

/* What is held, as a residue. */
static void
residue_of(BIGNUM *out, const struct number *n)
{
	BIGNUM *inverse = BN_new();

	value_of(out, n);
	cr_assert_not_null(BN_mod_inverse(inverse, unit, field, ctx));
	cr_assert_eq(BN_mod_mul(out, out, inverse, field, ctx), 1);
	BN_free(inverse);
}

/* The inverse of 0 is 0. */
static void
try_inverses(int count)
{
	BIGNUM *n = BN_new(), *expected = BN_new(), *got = BN_new();
	struct number a, out;
	int i;

	for (i = 0; i < count; i++) {
		make_residue(n, i);
		hold_loosely(&a, n, 1);
		invert(&out, &a);
		residue_of(got, &out);
		BN_zero(expected);
		if (!BN_is_zero(n))
			cr_assert_not_null(
			    BN_mod_inverse(expected, n, field, ctx));
		cr_assert(BN_cmp(got, expected) == 0, "1 / %s", text_of(&a));
		cr_assert(is_within(&out, 1));
		invert(&a, &a);
		cr_assert(memcmp(&a, &out, sizeof(a)) == 0, "into itself");
	}
	BN_free(n);
	BN_free(expected);
	BN_free(got);
}

#endif
