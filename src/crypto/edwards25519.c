/*
 * A number modulo p = 2^255 - 19 is held in ten limbs of 26 bits, which needs
 * no products but of 64 bits, whatever the machine: ten of loose limbs still
 * add up.
 *
 * U stands for 2^26 + 2^24, which the limbs of every product stay below: the
 * lowest, to which comes what the highest carries; the others have 26 bits.
 * Sums and differences are looser; how much is said where they are made. The
 * factors of a product may have 24 U^2 together: its columns, of ten such, and
 * what they get from the one below, stay below 2^61, and what the highest
 * carries, folded, below 2^24.
 */
#include "crypto/edwards25519.h"

#include "crypto/digits.h"

#include <string.h>

#define LIMBS     10
#define LIMB_BITS 26
#define LIMB_MASK (((uint32_t)1 << LIMB_BITS) - 1)
#define BYTES     CSN_EDWARDS25519_BYTES
#define BITS      255

struct number {
	uint32_t limb[LIMBS];
};

static const struct number one = { { 1 } };
/* 32 p, whose limbs can be subtracted from: k of it, up to 4, are at least
   k - 1 U, and below k U, in every limb. */
static const struct number zero = { { LIMB_MASK - 607, LIMB_MASK, LIMB_MASK,
    LIMB_MASK, LIMB_MASK, LIMB_MASK, LIMB_MASK, LIMB_MASK, LIMB_MASK,
    LIMB_MASK } };
/* 2^260 is 608, modulo p. */
#define FOLD 608

static void
reduce(struct number *out, const uint64_t *columns)
{
	uint64_t high[LIMBS], carried, sum;
	int i;

	carried = columns[LIMBS - 1] >> LIMB_BITS;
	for (i = 0; i < LIMBS - 1; i++) {
		carried += columns[i + LIMBS];
		high[i] = carried & LIMB_MASK;
		carried >>= LIMB_BITS;
	}
	high[LIMBS - 1] = carried;
	carried = 0;
	for (i = 0; i < LIMBS; i++) {
		sum = columns[i];
		if (i == LIMBS - 1)
			sum &= LIMB_MASK;
		carried += sum + high[i] * FOLD;
		out->limb[i] = (uint32_t)carried & LIMB_MASK;
		carried >>= LIMB_BITS;
	}
	out->limb[0] += (uint32_t)carried * FOLD;
}

#define P(i, j) ((uint64_t)x[i] * y[j])
#define S(i)    ((uint64_t)x[i] * x[i])

/* out may be a or b. */
static void
multiply(struct number *out, const struct number *a, const struct number *b)
{
	const uint32_t *x = a->limb, *y = b->limb;
	uint64_t columns[2 * LIMBS - 1];

	columns[0] = P(0, 0);
	columns[1] = P(0, 1) + P(1, 0);
	columns[2] = P(0, 2) + P(1, 1) + P(2, 0);
	columns[3] = P(0, 3) + P(1, 2) + P(2, 1) + P(3, 0);
	columns[4] = P(0, 4) + P(1, 3) + P(2, 2) + P(3, 1) + P(4, 0);
	columns[5] = P(0, 5) + P(1, 4) + P(2, 3) + P(3, 2) + P(4, 1) + P(5, 0);
	columns[6] =
	    P(0, 6) + P(1, 5) + P(2, 4) + P(3, 3) + P(4, 2) + P(5, 1) + P(6, 0);
	columns[7] = P(0, 7) + P(1, 6) + P(2, 5) + P(3, 4) + P(4, 3) + P(5, 2) +
	    P(6, 1) + P(7, 0);
	columns[8] = P(0, 8) + P(1, 7) + P(2, 6) + P(3, 5) + P(4, 4) + P(5, 3) +
	    P(6, 2) + P(7, 1) + P(8, 0);
	columns[9] = P(0, 9) + P(1, 8) + P(2, 7) + P(3, 6) + P(4, 5) + P(5, 4) +
	    P(6, 3) + P(7, 2) + P(8, 1) + P(9, 0);
	columns[10] = P(1, 9) + P(2, 8) + P(3, 7) + P(4, 6) + P(5, 5) +
	    P(6, 4) + P(7, 3) + P(8, 2) + P(9, 1);
	columns[11] = P(2, 9) + P(3, 8) + P(4, 7) + P(5, 6) + P(6, 5) +
	    P(7, 4) + P(8, 3) + P(9, 2);
	columns[12] =
	    P(3, 9) + P(4, 8) + P(5, 7) + P(6, 6) + P(7, 5) + P(8, 4) + P(9, 3);
	columns[13] = P(4, 9) + P(5, 8) + P(6, 7) + P(7, 6) + P(8, 5) + P(9, 4);
	columns[14] = P(5, 9) + P(6, 8) + P(7, 7) + P(8, 6) + P(9, 5);
	columns[15] = P(6, 9) + P(7, 8) + P(8, 7) + P(9, 6);
	columns[16] = P(7, 9) + P(8, 8) + P(9, 7);
	columns[17] = P(8, 9) + P(9, 8);
	columns[18] = P(9, 9);
	reduce(out, columns);
}

static void
square(struct number *out, const struct number *a)
{
	const uint32_t *x = a->limb;
	uint32_t y[LIMBS];
	uint64_t columns[2 * LIMBS - 1];
	int i;

	for (i = 0; i < LIMBS; i++)
		y[i] = 2 * x[i];
	columns[0] = S(0);
	columns[1] = P(0, 1);
	columns[2] = P(0, 2) + S(1);
	columns[3] = P(0, 3) + P(1, 2);
	columns[4] = P(0, 4) + P(1, 3) + S(2);
	columns[5] = P(0, 5) + P(1, 4) + P(2, 3);
	columns[6] = P(0, 6) + P(1, 5) + P(2, 4) + S(3);
	columns[7] = P(0, 7) + P(1, 6) + P(2, 5) + P(3, 4);
	columns[8] = P(0, 8) + P(1, 7) + P(2, 6) + P(3, 5) + S(4);
	columns[9] = P(0, 9) + P(1, 8) + P(2, 7) + P(3, 6) + P(4, 5);
	columns[10] = P(1, 9) + P(2, 8) + P(3, 7) + P(4, 6) + S(5);
	columns[11] = P(2, 9) + P(3, 8) + P(4, 7) + P(5, 6);
	columns[12] = P(3, 9) + P(4, 8) + P(5, 7) + S(6);
	columns[13] = P(4, 9) + P(5, 8) + P(6, 7);
	columns[14] = P(5, 9) + P(6, 8) + S(7);
	columns[15] = P(6, 9) + P(7, 8);
	columns[16] = P(7, 9) + S(8);
	columns[17] = P(8, 9);
	columns[18] = S(9);
	reduce(out, columns);
}

static void
add(struct number *out, const struct number *a, const struct number *b)
{
	int i;

	for (i = 0; i < LIMBS; i++)
		out->limb[i] = a->limb[i] + b->limb[i];
}

/* With as many zeros as b may have U, and one more: so many more U. */
static void
subtract(struct number *out, const struct number *a, const struct number *b,
    uint32_t zeros)
{
	int i;

	for (i = 0; i < LIMBS; i++)
		out->limb[i] = a->limb[i] + zeros * zero.limb[i] - b->limb[i];
}

static void
carry(struct number *a)
{
	int i;

	for (i = 0; i < LIMBS - 1; i++) {
		a->limb[i + 1] += a->limb[i] >> LIMB_BITS;
		a->limb[i] &= LIMB_MASK;
	}
}

#define TOP_BITS (BITS - (LIMBS - 1) * LIMB_BITS) /* of the last limb */
#define TOP_MASK (((uint32_t)1 << TOP_BITS) - 1)

/* The only form below p, little-endian. */
static void
write_number(uint8_t out[BYTES], const struct number *a)
{
	struct number n = *a, more;
	int i, shift;

	/* What is at 2^255 and above is folded down, which leaves less than
	   2 p. */
	n.limb[0] += 19 * (n.limb[LIMBS - 1] >> TOP_BITS);
	n.limb[LIMBS - 1] &= TOP_MASK;
	carry(&n);
	/* p and above are what 19 more bring to 2^255. */
	more = n;
	more.limb[0] += 19;
	carry(&more);
	if (more.limb[LIMBS - 1] >> TOP_BITS != 0)
		n = more;
	n.limb[LIMBS - 1] &= TOP_MASK;
	memset(out, 0, BYTES);
	for (i = 0; i < BITS; i++) {
		shift = i % LIMB_BITS;
		out[i / 8] |=
		    (uint8_t)((n.limb[i / LIMB_BITS] >> shift & 1) << i % 8);
	}
}

/* All but the last bit. */
static void
read_number(struct number *out, const uint8_t bytes[BYTES])
{
	int i;

	memset(out, 0, sizeof(*out));
	for (i = 0; i < BITS; i++)
		out->limb[i / LIMB_BITS] |=
		    (uint32_t)(bytes[i / 8] >> i % 8 & 1) << i % LIMB_BITS;
}

static int
is_odd(const struct number *a)
{
	uint8_t bytes[BYTES];

	write_number(bytes, a);
	return bytes[0] & 1;
}

static int
is_zero(const struct number *a)
{
	static const uint8_t nothing[BYTES];
	uint8_t bytes[BYTES];

	write_number(bytes, a);
	return memcmp(bytes, nothing, BYTES) == 0;
}

/* a^(2^count) b */
static void
raise(struct number *out, const struct number *a, int count,
    const struct number *b)
{
	struct number power = *a;

	while (count-- > 0)
		square(&power, &power);
	multiply(out, &power, b);
}

/* a^(2^252 - 3): 250 ones, and 01. */
static void
raise_252_3(struct number *out, const struct number *a)
{
	struct number n, five, ten; /* so many ones */

	raise(&n, a, 1, a);
	raise(&five, &n, 1, a);
	raise(&five, &five, 2, &n);
	raise(&ten, &five, 5, &five);
	raise(&n, &ten, 10, &ten);
	raise(&n, &n, 20, &n);
	raise(&n, &n, 10, &ten);
	raise(&ten, &n, 50, &n);
	raise(&ten, &ten, 100, &ten);
	raise(&n, &ten, 50, &n);
	raise(out, &n, 2, a);
}

/* 1 / a, by Fermat: a^(2^255 - 21), which is ((2^252 - 3) 2^3 + 3). */
static void
invert(struct number *out, const struct number *a)
{
	struct number n, three;

	multiply(&n, a, a);
	multiply(&three, &n, a);
	raise_252_3(&n, a);
	raise(out, &n, 3, &three);
}

/* Extended coordinates of -x^2 + y^2 = 1 + d x^2 y^2: x / z, y / z, and t with
   x y = t z. All are below U. */
struct point {
	struct number x, y, z, t;
};

static const struct number d = { { 0x35978a3, 0x2d37284, 0x18ab75e, 0x1350507,
    0x700a, 0x1de7a26, 0x740797, 0x3f9ce33, 0xee2b6f, 0x1480db } };
static const struct number twice_d = { { 0x2b2f159, 0x1a6e509, 0x3156ebd,
    0x26a0a0e, 0xe014, 0x3bcf44c, 0xe80f2e, 0x3f39c66, 0x1dc56df, 0x901b6 } };
/* The square root of -1. */
static const struct number root = { { 0x20ea0b0, 0x386c9d2, 0x2478c4e, 0x1ab4bf,
    0x32f4318, 0x37ef5e9, 0xd00993, 0x37c2cad, 0x804fc1, 0xae0c9 } };
/* Whether t is wanted: to double a point takes none. */
static void
twice(struct point *a, int with_t)
{
	struct number e, f, g, h, xx, yy;

	square(&xx, &a->x);
	square(&yy, &a->y);
	add(&h, &xx, &yy); /* 2 U */
	add(&e, &a->x, &a->y);
	square(&e, &e);
	subtract(&e, &h, &e, 2);   /* 4 U */
	subtract(&g, &xx, &yy, 2); /* 3 U */
	square(&f, &a->z);
	add(&f, &f, &f);
	add(&f, &f, &g); /* 5 U */
	multiply(&a->x, &e, &f);
	multiply(&a->y, &g, &h);
	multiply(&a->z, &f, &g);
	if (with_t)
		multiply(&a->t, &e, &h);
}

/* A point that is added again and again. */
struct addend {
	struct number sum;        /* y + x: 2 U */
	struct number difference; /* y - x: 3 U */
	struct number z;          /* 2 z: 2 U */
	struct number t;          /* 2 d t */
};

static void
make_addend(struct addend *out, const struct point *a)
{
	add(&out->sum, &a->y, &a->x);
	subtract(&out->difference, &a->y, &a->x, 2);
	add(&out->z, &a->z, &a->z);
	multiply(&out->t, &a->t, &twice_d);
}

static void
add_point(struct point *a, const struct addend *b, int negative)
{
	struct number e, f, g, h, u, v;

	subtract(&u, &a->y, &a->x, 2); /* 3 U */
	add(&v, &a->y, &a->x);         /* 2 U */
	multiply(&u, &u, negative ? &b->sum : &b->difference);
	multiply(&v, &v, negative ? &b->difference : &b->sum);
	subtract(&e, &v, &u, 2); /* 3 U */
	add(&h, &v, &u);         /* 2 U */
	multiply(&u, &a->t, &b->t);
	multiply(&v, &a->z, &b->z);
	add(negative ? &f : &g, &v, &u);         /* 2 U */
	subtract(negative ? &g : &f, &v, &u, 2); /* 3 U */
	multiply(&a->x, &e, &f);
	multiply(&a->y, &g, &h);
	multiply(&a->z, &f, &g);
	multiply(&a->t, &e, &h);
}

/* RFC 8032 5.1.3, of the point with the opposite x. Whether there is one. */
static int
read_opposite(struct point *out, const uint8_t bytes[BYTES])
{
	struct number u, v, n, x;

	read_number(&out->y, bytes);
	square(&u, &out->y);
	multiply(&v, &u, &d);
	add(&v, &v, &one);         /* 2 U */
	subtract(&u, &u, &one, 2); /* 3 U */
	/* x = u v^3 (u v^7)^(2^252 - 3) has v x^2 = u or -u, if u / v is a
	   square. */
	square(&n, &v);
	multiply(&n, &n, &v);
	multiply(&x, &n, &u);
	multiply(&n, &n, &x);
	multiply(&n, &n, &v);
	raise_252_3(&n, &n);
	multiply(&x, &x, &n);
	square(&n, &x);
	multiply(&n, &n, &v);
	subtract(&v, &n, &u, 4); /* 5 U */
	if (!is_zero(&v)) {
		add(&n, &n, &u);
		if (!is_zero(&n))
			return 0;
		multiply(&x, &x, &root);
	}
	if (is_odd(&x) == bytes[BYTES - 1] >> 7)
		subtract(&x, &zero, &x, 1);
	multiply(&out->x, &x, &one);
	multiply(&out->t, &out->x, &out->y);
	out->z = one;
	return 1;
}

#define WINDOW 4
#define ODD    (1 << (WINDOW - 2)) /* odd multiples: 1, 3 and so on */
#define DIGITS (BITS + 1)

/* Of the base point. */
static const struct addend base_table[ODD] = {
	{ { { 0x18c3b85, 0x324f1bd, 0xe192fb, 0x31bee30, 0x2cf932d, 0x10f50b0,
	      0xb48986, 0x2e9949c, 0x13a33d4, 0x1f3e7 } },
	    { { 0x340913e, 0xe4175, 0x3eb39d1, 0x174502, 0x1fd399f, 0x223e282,
		0x184346, 0x499e97, 0x39298f8, 0x113f4b } },
	    { { 2 } },
	    { { 0x37aaa68, 0x2448161, 0x49eabc, 0x8f32ab, 0x26d9e8, 0x350d663,
		0x1b7dcbd, 0x196a168, 0x3689f0c, 0x1bc45e } } },
	{ { { 0xee9730, 0x16c2a13, 0xb8aaf2, 0xc3a219, 0x2025a84, 0x3c059cc,
	      0x1b50029, 0x3e3d304, 0x21b9a80, 0x1e8593 } },
	    { { 0xfcd265, 0x47fa29, 0x3a7d566, 0x3f79706, 0x13bd353, 0x52f5af,
		0x31f31a2, 0x3698a04, 0x187555b, 0xaae45 } },
	    { { 2 } },
	    { { 0x1d0d889, 0x3a4cfc3, 0x1a6214a, 0x8870d7, 0x589423, 0x33cb6d3,
		0x30e5458, 0x2d31b45, 0x2af12b9, 0x168a09 } } },
	{ { { 0xa5bb33, 0xaf1102, 0x2d02a21, 0x30f1d7b, 0x8d5048, 0x2affb11,
	      0x1beb0c5, 0x1baf74, 0xf146e2, 0xa5173 } },
	    { { 0x47d6ba, 0x60b0e9, 0x29b77f9, 0x3452c9c, 0x3d50014, 0x2192821,
		0x3cf11cb, 0x157cf8c, 0x273eb1b, 0x5529f } },
	    { { 2 } },
	    { { 0x12a8285, 0x2f6fc60, 0x11fcbcb, 0x1f42f7, 0x1270e08, 0x2ef69cb,
		0x1b670b1, 0x2da6ad0, 0x2696b3b, 0x10eaaf } } },
	{ { { 0x4ea3bf, 0x2973425, 0xd26b1, 0xeace77, 0x1747035, 0x2150b92,
	      0x3252822, 0x249f9c6, 0x269283c, 0x1186fa } },
	    { { 0x23221b1, 0x3cb26aa, 0x23a7ba6, 0x14ceee8, 0x26ca021, 0x864b0e,
		0x2a764f9, 0x5f8277, 0x15d2e53, 0x75bb7 } },
	    { { 2 } },
	    { { 0x1b8b3a2, 0xdb7200, 0x249af18, 0x11c14fa, 0x3b3035f, 0x21deb7c,
		0x1c41ba5, 0x2429d4a, 0x31c6a0f, 0x1ea7ee } } },
};

static void
make_table(struct addend table[ODD], const struct point *point)
{
	struct point multiple = *point, two = *point;
	struct addend step;
	int i;

	twice(&two, 1);
	make_addend(&step, &two);
	make_addend(&table[0], &multiple);
	for (i = 1; i < ODD; i++) {
		add_point(&multiple, &step, 0);
		make_addend(&table[i], &multiple);
	}
}

static void
add_digit(struct point *sum, const struct addend table[ODD], int digit)
{
	if (digit > 0)
		add_point(sum, &table[digit / 2], 0);
	else if (digit < 0)
		add_point(sum, &table[-digit / 2], 1);
}

/* a times the base point and b times another. */
static void
compute_sum(struct point *sum, const uint8_t a[BYTES], const uint8_t b[BYTES],
    const struct point *other)
{
	struct addend table[ODD];
	int8_t a_digits[DIGITS], b_digits[DIGITS];
	int i;

	csn_digits(a_digits, DIGITS, csn_span(a, BYTES), WINDOW);
	csn_digits(b_digits, DIGITS, csn_span(b, BYTES), WINDOW);
	make_table(table, other);
	for (i = DIGITS - 1; i >= 0; i--) {
		twice(sum, a_digits[i] != 0 || b_digits[i] != 0);
		add_digit(sum, base_table, a_digits[i]);
		add_digit(sum, table, b_digits[i]);
	}
}

int
csn_edwards25519_difference(uint8_t out[BYTES], const uint8_t s[BYTES],
    const uint8_t h[BYTES], const uint8_t point[BYTES])
{
	struct point opposite, sum = { .y = one, .z = one };
	struct number inverse;

	if (!read_opposite(&opposite, point))
		return 0;
	compute_sum(&sum, s, h, &opposite);
	invert(&inverse, &sum.z);
	multiply(&sum.x, &sum.x, &inverse);
	multiply(&sum.y, &sum.y, &inverse);
	write_number(out, &sum.y);
	out[BYTES - 1] |= (uint8_t)(is_odd(&sum.x) << 7);
	return 1;
}
