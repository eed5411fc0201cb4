/*
 * Products by signed digits (width-w non-adjacent form) with a table, in
 * Jacobian coordinates.
 *
 * A number modulo p = 2^384 - 2^128 - 2^96 + 2^32 - 1 is held in seven limbs
 * of 56 bits, so that a product's columns add up, and sums and differences
 * need no carry. Like Montgomery's, a product comes divided by a power of two,
 * here 2^168: of its fourteen limbs the four highest are folded down (2^392 is
 * 2^136 + 2^104 - 2^40 + 2^8) and the three lowest up, by adding the multiple
 * of p that makes them 0. All numbers are therefore held times 2^168.
 *
 * T stands for 2^56 + 2^50, which the limbs of every product stay below. Sums
 * and differences are looser; how much is said where they are made. The
 * factors of a product may have 64 T^2 together: its columns, of seven such,
 * stay below 2^121, the topmost carry below 2^63, and what is left of column 8,
 * the last to carry, below 2^105.
 */
#include "crypto/p384.h"

#include "crypto/digits.h"
#include "crypto/inverse.h"

#include <stdlib.h>
#include <string.h>

#if defined(__SIZEOF_INT128__) && !defined(CSN_WITHOUT_INT128)

__extension__ typedef unsigned __int128 wide;
__extension__ typedef __int128 wide_signed;

#define LIMBS     7
#define LIMB_BITS 56
#define LIMB_MASK (((uint64_t)1 << LIMB_BITS) - 1)
#define COLUMNS   (2 * LIMBS)

struct number {
	uint64_t limb[LIMBS];
};

static const struct number one = { { 0, 0, 0, 1, 0, 0, 0 } };

static inline uint64_t
low(wide column)
{
	return (uint64_t)column & LIMB_MASK;
}

/* What a column carries to the next; it may be negative. */
static inline wide
carry(wide column)
{
	return (wide)((wide_signed)column >> LIMB_BITS);
}

/* By so many p has to be multiplied that a column becomes 0: p is 2^32 - 1
   modulo 2^56, and its inverse -(2^32 + 1). */
static inline uint64_t
cancel(wide column)
{
	return low((uint64_t)column + ((uint64_t)column << 32));
}

static inline wide
cancelled(wide column, uint64_t f)
{
	return carry(column + (wide)f * 0xffffffff);
}

/* Inlined so that columns stay in registers: a tenth of a verification. */
__attribute__((always_inline)) static inline void
reduce(struct number *out, const wide *c)
{
	wide c9 = c[9] + (c[8] >> LIMB_BITS);
	wide c10 = c[10] + (c9 >> LIMB_BITS);
	wide c11 = c[11] + (c10 >> LIMB_BITS);
	wide c12 = c[12] + (c11 >> LIMB_BITS);
	const uint64_t h3 = low(c10), h4 = low(c11), h5 = low(c12);
	const uint64_t h6 = (uint64_t)(c12 >> LIMB_BITS);
	const uint64_t k = ((uint64_t)1 << 40) - (1 << 8);
	const uint64_t m0 = cancel(c[0]);
	wide t = c[1] + cancelled(c[0], m0) - ((wide)m0 << 40);
	const uint64_t m1 = cancel(t);
	t = c[2] + cancelled(t, m1) - ((wide)m0 << 16) - ((wide)m1 << 40);
	const uint64_t m2 = cancel(t);

	t = c[3] + cancelled(t, m2) - ((wide)m1 << 16) - ((wide)m2 << 40) -
	    (wide)h3 * k;
	out->limb[0] = low(t);
	t = c[4] + carry(t) - ((wide)m2 << 16) + ((wide)h3 << 48) -
	    (wide)h4 * k;
	out->limb[1] = low(t);
	t = c[5] + carry(t) + ((wide)h3 << 24) + ((wide)h4 << 48) -
	    (wide)h5 * k;
	out->limb[2] = low(t);
	t = c[6] + carry(t) + ((wide)h4 << 24) + ((wide)(h5 + m0) << 48) -
	    (wide)h6 * k;
	out->limb[3] = low(t);
	t = c[7] + carry(t) + ((wide)h5 << 24) + ((wide)(h6 + m1) << 48);
	out->limb[4] = low(t);
	t = low(c[8]) + carry(t) + ((wide)h6 << 24) + ((wide)m2 << 48);
	out->limb[5] = low(t);
	out->limb[6] = low(c9) + (uint64_t)carry(t);
}

#define P(i, j) ((wide)x[i] * y[j])

/* out may be a or b. */
static void
multiply(struct number *out, const struct number *a, const struct number *b)
{
	const uint64_t *x = a->limb, *y = b->limb;
	wide columns[COLUMNS];

	columns[0] = P(0, 0);
	columns[1] = P(0, 1) + P(1, 0);
	columns[2] = P(0, 2) + P(1, 1) + P(2, 0);
	columns[3] = P(0, 3) + P(1, 2) + P(2, 1) + P(3, 0);
	columns[4] = P(0, 4) + P(1, 3) + P(2, 2) + P(3, 1) + P(4, 0);
	columns[5] = P(0, 5) + P(1, 4) + P(2, 3) + P(3, 2) + P(4, 1) + P(5, 0);
	columns[6] =
	    P(0, 6) + P(1, 5) + P(2, 4) + P(3, 3) + P(4, 2) + P(5, 1) + P(6, 0);
	columns[7] = P(1, 6) + P(2, 5) + P(3, 4) + P(4, 3) + P(5, 2) + P(6, 1);
	columns[8] = P(2, 6) + P(3, 5) + P(4, 4) + P(5, 3) + P(6, 2);
	columns[9] = P(3, 6) + P(4, 5) + P(5, 4) + P(6, 3);
	columns[10] = P(4, 6) + P(5, 5) + P(6, 4);
	columns[11] = P(5, 6) + P(6, 5);
	columns[12] = P(6, 6);
	reduce(out, columns);
}

static void
square(struct number *out, const struct number *a)
{
	const uint64_t *x = a->limb;
	const uint64_t y[LIMBS] = { 2 * x[0], 2 * x[1], 2 * x[2], 2 * x[3],
		2 * x[4], 2 * x[5], 2 * x[6] };
	wide columns[COLUMNS];

	columns[0] = (wide)x[0] * x[0];
	columns[1] = P(0, 1);
	columns[2] = P(0, 2) + (wide)x[1] * x[1];
	columns[3] = P(0, 3) + P(1, 2);
	columns[4] = P(0, 4) + P(1, 3) + (wide)x[2] * x[2];
	columns[5] = P(0, 5) + P(1, 4) + P(2, 3);
	columns[6] = P(0, 6) + P(1, 5) + P(2, 4) + (wide)x[3] * x[3];
	columns[7] = P(1, 6) + P(2, 5) + P(3, 4);
	columns[8] = P(2, 6) + P(3, 5) + (wide)x[4] * x[4];
	columns[9] = P(3, 6) + P(4, 5);
	columns[10] = P(4, 6) + (wide)x[5] * x[5];
	columns[11] = P(5, 6);
	columns[12] = (wide)x[6] * x[6];
	reduce(out, columns);
}

/* 2^8 p, whose limbs can be subtracted from: k of it, up to 50, are at least
   k - 1 T, and below k T, in every limb. */
static const struct number zero = { { ((uint64_t)1 << 56) +
	((uint64_t)1 << 40) - (1 << 8),
    LIMB_MASK - ((uint64_t)1 << 48), LIMB_MASK - (1 << 24), LIMB_MASK,
    LIMB_MASK, LIMB_MASK, LIMB_MASK } };

/* a - k b, with so many zeros that no limb is negative. */
static void
subtract(struct number *out, const struct number *a, uint64_t k,
    const struct number *b, uint64_t zeros)
{
	int i;

	for (i = 0; i < LIMBS; i++)
		out->limb[i] =
		    a->limb[i] + zeros * zero.limb[i] - k * b->limb[i];
}

static void
add(struct number *out, const struct number *a, const struct number *b)
{
	int i;

	for (i = 0; i < LIMBS; i++)
		out->limb[i] = a->limb[i] + b->limb[i];
}

static void
scale(struct number *out, uint64_t k, const struct number *a)
{
	int i;

	for (i = 0; i < LIMBS; i++)
		out->limb[i] = k * a->limb[i];
}

/* p */
static const struct number prime = { { 0xffffffff,
    LIMB_MASK - ((uint64_t)1 << 40) + 1, LIMB_MASK - (1 << 16), LIMB_MASK,
    LIMB_MASK, LIMB_MASK, LIMB_MASK >> 8 } };

/* Folds what is at 2^384 and above down, and carries. The first time may leave
   2^384 and next to nothing more, the second time nothing there. */
static void
settle(struct number *a)
{
	uint64_t high;
	int64_t carried;
	int round, i;

	for (round = 0; round < 2; round++) {
		high = a->limb[6] >> 48;
		a->limb[6] &= LIMB_MASK >> 8;
		a->limb[0] += high - (high << 32);
		a->limb[1] += high << 40;
		a->limb[2] += high << 16;
		for (i = 0; i < LIMBS - 1; i++) {
			carried = (int64_t)a->limb[i] >> LIMB_BITS;
			a->limb[i] &= LIMB_MASK;
			a->limb[i + 1] += (uint64_t)carried;
		}
	}
}

static int
is_zero(const struct number *a)
{
	static const struct number nothing = { { 0 } };
	struct number settled = *a;

	settle(&settled);
	return memcmp(&settled, &nothing, sizeof(settled)) == 0 ||
	    memcmp(&settled, &prime, sizeof(settled)) == 0;
}

static void
read_number(struct number *out, const uint8_t bytes[CSN_P384_BYTES])
{
	/* 2^336, held times 2^168 */
	const struct number factor = { { 0, 0, 0, 0, 0, 0, 1 } };
	int i;

	memset(out, 0, sizeof(*out));
	for (i = 0; i < CSN_P384_BYTES; i++)
		out->limb[i / 7] |= (uint64_t)bytes[CSN_P384_BYTES - 1 - i]
		    << i % 7 * 8;
	multiply(out, out, &factor);
}

static int
is_below(const struct number *a, const struct number *b)
{
	int i = LIMBS - 1;

	while (i > 0 && a->limb[i] == b->limb[i])
		i--;
	return a->limb[i] < b->limb[i];
}

/* Of a settled one, as it is held. */
static void
write_limbs(uint8_t bytes[CSN_P384_BYTES], const struct number *a)
{
	int i;

	for (i = 0; i < CSN_P384_BYTES; i++)
		bytes[CSN_P384_BYTES - 1 - i] =
		    (uint8_t)(a->limb[i / 7] >> i % 7 * 8);
}

static void
write_number(uint8_t bytes[CSN_P384_BYTES], const struct number *a)
{
	/* 2^-168, held times 2^168 */
	const struct number factor = { { 1 } };
	struct number n;

	multiply(&n, a, &factor);
	settle(&n);
	if (!is_below(&n, &prime)) {
		subtract(&n, &n, 1, &prime, 0);
		settle(&n);
	}
	write_limbs(bytes, &n);
}

/* 1 / a; of 0 it is 0. */
static void
invert(struct number *out, const struct number *a)
{
	uint8_t bytes[CSN_P384_BYTES], modulus[CSN_P384_BYTES];

	write_number(bytes, a);
	write_limbs(modulus, &prime);
	if (!csn_inverse(bytes, bytes, modulus, CSN_P384_BYTES))
		memset(bytes, 0, sizeof(bytes));
	read_number(out, bytes);
}

/* Jacobian coordinates: x / z^2 and y / z^3. Of a sum x is at most 6 T in every
   limb, y 4 T, z T. At infinity z is 0, for good: nothing added afterwards
   leaves it. */
struct point {
	struct number x, y, z;
};

static void
twice(struct point *a)
{
	struct number delta, gamma, alpha, beta, t;

	square(&delta, &a->z);
	square(&gamma, &a->y);
	subtract(&t, &a->x, 1, &delta, 2); /* 8 T */
	add(&alpha, &a->x, &delta);        /* 7 T */
	multiply(&alpha, &alpha, &t);
	scale(&alpha, 3, &alpha);
	scale(&t, 4, &gamma);
	multiply(&beta, &a->x, &t); /* 4 x y^2 */
	scale(&t, 2, &a->y);        /* 8 T */
	multiply(&a->z, &a->z, &t);
	square(&t, &alpha);
	subtract(&a->x, &t, 2, &beta, 3); /* 4 T */
	subtract(&t, &beta, 1, &a->x, 5); /* 6 T */
	scale(&gamma, 2, &gamma);
	square(&gamma, &gamma); /* 4 y^4 */
	multiply(&t, &alpha, &t);
	subtract(&a->y, &t, 2, &gamma, 3); /* 4 T */
}

/* u and s are the other point's x and y at the same z. Of equal points and of
   opposite ones the sum comes out with a z of 0. */
static void
add_point(struct point *a, const struct number *u, const struct number *s)
{
	struct number h, r, v, t;

	subtract(&h, u, 1, &a->x, 7); /* 8 T */
	subtract(&r, s, 1, &a->y, 5); /* 6 T, or 7 T */
	multiply(&a->z, &a->z, &h);
	square(&t, &h);
	multiply(&v, &a->x, &t);
	multiply(&h, &h, &t);
	square(&t, &r);
	subtract(&t, &t, 2, &v, 3);
	subtract(&a->x, &t, 1, &h, 2); /* 6 T */
	subtract(&t, &v, 1, &a->x, 7); /* 8 T */
	multiply(&t, &t, &r);
	multiply(&h, &h, &a->y);
	subtract(&a->y, &t, 1, &h, 2); /* 3 T */
}

/* Jacobian ones, of a table that is being made. */
static void
add_jacobian(struct point *a, const struct point *b)
{
	struct number za, zb, u, s;

	square(&za, &a->z);
	square(&zb, &b->z);
	multiply(&a->x, &a->x, &zb);
	multiply(&zb, &zb, &b->z);
	multiply(&a->y, &a->y, &zb);
	multiply(&u, &b->x, &za);
	multiply(&za, &za, &a->z);
	multiply(&s, &b->y, &za);
	multiply(&a->z, &a->z, &b->z);
	add_point(a, &u, &s);
}

/* Of a table: x and y as they are. */
struct affine {
	struct number x, y;
};

static void
add_affine(struct point *a, const struct affine *b, int negative)
{
	struct number zz, u, s;

	square(&zz, &a->z);
	multiply(&u, &b->x, &zz);
	multiply(&zz, &zz, &a->z);
	multiply(&s, &b->y, &zz);
	if (negative)
		subtract(&s, &zero, 1, &s, 1); /* 2 T */
	add_point(a, &u, &s);
}

#define BITS         (8 * CSN_P384_BYTES)
#define WHOLE_WINDOW 6 /* bits of a digit, with its sign */
#define SMALL_WINDOW 5
#define ODD_MAX      ((size_t)1 << (WHOLE_WINDOW - 2))
#define STEP         8 /* bits from one block of a whole table to the next */
#define BLOCKS       (BITS / STEP + 1)
#define DIGITS       ((size_t)BLOCKS * STEP)

/* Odd multiples of the point, 1, 3 and so on: of a whole table also of it times
   2^8, 2^16 and so on. */
struct csn_p384_table {
	int window;
	size_t odd, blocks;
	struct affine points[];
};

/* Odd multiples of what stands at block[0]. */
static void
fill_block(struct point *block, size_t odd)
{
	struct point two = block[0];
	size_t i;

	twice(&two);
	for (i = 1; i < odd; i++) {
		block[i] = block[i - 1];
		add_jacobian(&block[i], &two);
	}
}

/* One inversion for all: the product of every z is inverted, and taken apart
   again from behind. */
static void
make_affine(struct affine *out, struct point *points, size_t count)
{
	struct number product = one, inverse, t;
	size_t i;

	/* What came before stands in out. */
	for (i = 0; i < count; i++) {
		out[i].x = product;
		multiply(&product, &product, &points[i].z);
	}
	invert(&inverse, &product);
	while (count-- > 0) {
		multiply(&product, &inverse, &out[count].x);
		multiply(&inverse, &inverse, &points[count].z);
		square(&t, &product);
		multiply(&out[count].x, &points[count].x, &t);
		multiply(&t, &t, &product);
		multiply(&out[count].y, &points[count].y, &t);
	}
}

static int
fill(struct csn_p384_table *table, const uint8_t *point)
{
	const size_t count = table->blocks * table->odd;
	struct point *points = calloc(count, sizeof(*points)), *block = points;
	size_t i;
	int j;

	if (points == NULL)
		return 0;
	read_number(&block->x, point);
	read_number(&block->y, point + CSN_P384_BYTES);
	block->z = one;
	fill_block(block, table->odd);
	for (i = 1; i < table->blocks; i++) {
		block[table->odd] = block[0];
		block += table->odd;
		for (j = 0; j < STEP; j++)
			twice(block);
		fill_block(block, table->odd);
	}
	make_affine(table->points, points, count);
	free(points);
	return 1;
}

struct csn_p384_table *
csn_p384_table_new(const uint8_t point[2 * CSN_P384_BYTES], int whole)
{
	const int window = whole ? WHOLE_WINDOW : SMALL_WINDOW;
	const size_t odd = (size_t)1 << (window - 2);
	const size_t blocks = whole ? BLOCKS : 1;
	struct csn_p384_table *table =
	    malloc(sizeof(*table) + blocks * odd * sizeof(table->points[0]));

	if (table == NULL)
		return NULL;
	table->window = window;
	table->odd = odd;
	table->blocks = blocks;
	if (fill(table, point))
		return table;
	free(table);
	return NULL;
}

void
csn_p384_table_free(struct csn_p384_table *table)
{
	free(table);
}

/* What the digits at one place of every block add. */
static void
add_digits(struct point *sum, int *started, const struct csn_p384_table *table,
    const int8_t *digits)
{
	const struct affine *block = table->points, *found;
	size_t i;

	for (i = 0; i < table->blocks; i++, block += table->odd) {
		const int8_t digit = digits[i * STEP];

		if (digit == 0)
			continue;
		found = &block[(digit > 0 ? digit : -digit) / 2];
		if (*started) {
			add_affine(sum, found, digit < 0);
			continue;
		}
		*started = 1;
		sum->x = found->x;
		sum->y = found->y;
		if (digit < 0)
			subtract(&sum->y, &zero, 1, &sum->y, 1);
		sum->z = one;
	}
}

int
csn_p384_sum_has_x(const struct csn_p384_product *products, size_t count,
    const uint8_t x[CSN_P384_BYTES])
{
	int8_t digits[CSN_P384_PRODUCTS_MAX][DIGITS];
	int place = (int)DIGITS, started = 0;
	struct number wanted, zz;
	struct point sum;
	size_t i;

	for (i = 0; i < count; i++)
		csn_digits(digits[i], DIGITS,
		    csn_span(products[i].factor, CSN_P384_BYTES),
		    products[i].table->window);
	if (products[0].table->blocks > 1)
		place = STEP;
	while (place-- > 0) {
		if (started)
			twice(&sum);
		for (i = 0; i < count; i++)
			add_digits(&sum, &started, products[i].table,
			    digits[i] + place);
	}
	if (!started || is_zero(&sum.z))
		return 0;
	/* X / Z^2 is x if X is x Z^2. */
	square(&zz, &sum.z);
	read_number(&wanted, x);
	multiply(&wanted, &wanted, &zz);
	subtract(&wanted, &wanted, 1, &sum.x, 7);
	return is_zero(&wanted);
}
#else
struct csn_p384_table *
csn_p384_table_new(const uint8_t point[2 * CSN_P384_BYTES], int whole)
{
	(void)point;
	(void)whole;
	return NULL;
}

void
csn_p384_table_free(struct csn_p384_table *table)
{
	(void)table;
}

int
csn_p384_sum_has_x(const struct csn_p384_product *products, size_t count,
    const uint8_t x[CSN_P384_BYTES])
{
	(void)products;
	(void)count;
	(void)x;
	return 0;
}
#endif
