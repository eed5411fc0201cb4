/*
 * A number modulo p = 2^255 - 19 is held in five limbs of 51 bits. What a
 * product has at 2^255 and above is folded down at once, times 19.
 *
 * U stands for 2^51 + 2^13, which the limbs of every product stay below: the
 * second, to which comes what the lowest carries; the others have 51 bits. Sums
 * and differences are looser; how much is said where they are made. The factors
 * of a product may have 24 U^2 together: its columns, of five such, four of
 * them folded, stay below 2^113, what they carry below 2^62, and what the
 * highest carries, folded, below 2^63.
 */
#include "crypto/edwards25519.h"

#include "crypto/digits.h"

#include <string.h>

#define LIMBS     5
#define LIMB_BITS 51
#define LIMB_MASK (((uint64_t)1 << LIMB_BITS) - 1)
#define BYTES     CSN_EDWARDS25519_BYTES
#define BITS      255

struct number {
	uint64_t limb[LIMBS];
};

static const struct number one = { { 1 } };
/* p, whose limbs can be subtracted from: k of it, up to 4, are at least k - 1
   U, and below k U, in every limb. */
static const struct number zero = { { LIMB_MASK - 18, LIMB_MASK, LIMB_MASK,
    LIMB_MASK, LIMB_MASK } };

/* A limb of a product, of x[0] z[4] to x[4] z[0] and what the one below
   carries; and what it carries itself. */
#if defined(__SIZEOF_INT128__) && !defined(CSN_WITHOUT_INT128)
__extension__ typedef unsigned __int128 wide;

static inline uint64_t
take_column(
    uint64_t *limb, const uint64_t *x, const uint64_t *z, uint64_t below)
{
	const wide column = (wide)x[0] * z[4] + (wide)x[1] * z[3] +
	    (wide)x[2] * z[2] + (wide)x[3] * z[1] + (wide)x[4] * z[0] + below;

	*limb = (uint64_t)column & LIMB_MASK;
	return (uint64_t)(column >> LIMB_BITS);
}
#else
static uint64_t
take_column(
    uint64_t *limb, const uint64_t *x, const uint64_t *z, uint64_t below)
{
	const uint64_t half = UINT32_MAX;
	uint64_t low = below, high = 0, a, b, c;
	int i;

	for (i = 0; i < LIMBS; i++) {
		const uint64_t y = z[LIMBS - 1 - i];

		a = (x[i] & half) * (y & half);
		b = (x[i] >> 32) * (y & half) + (a >> 32);
		c = (x[i] & half) * (y >> 32) + (b & half);
		high += (x[i] >> 32) * (y >> 32) + (b >> 32) + (c >> 32);
		a = (a & half) | c << 32;
		low += a;
		high += low < a;
	}
	*limb = low & LIMB_MASK;
	return low >> LIMB_BITS | high << (64 - LIMB_BITS);
}
#endif

/* out may be a or b. */
static void
multiply(struct number *out, const struct number *a, const struct number *b)
{
	const uint64_t *y = b->limb;
	const uint64_t z[] = { 19 * y[1], 19 * y[2], 19 * y[3], 19 * y[4], y[0],
		y[1], y[2], y[3], y[4] };
	uint64_t carried = 0;
	struct number n;
	int i;

	for (i = 0; i < LIMBS; i++)
		carried = take_column(&n.limb[i], a->limb, z + i, carried);
	n.limb[0] += 19 * carried;
	n.limb[1] += n.limb[0] >> LIMB_BITS;
	n.limb[0] &= LIMB_MASK;
	*out = n;
}

static void
square(struct number *out, const struct number *a)
{
	multiply(out, a, a);
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
    uint64_t zeros)
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
#define TOP_MASK (((uint64_t)1 << TOP_BITS) - 1)

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
		    (uint64_t)(bytes[i / 8] >> i % 8 & 1) << i % LIMB_BITS;
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

static const struct number d = { { 0x34dca135978a3, 0x1a8283b156ebd,
    0x5e7a26001c029, 0x739c663a03cbb, 0x52036cee2b6ff } };
static const struct number twice_d = { { 0x69b9426b2f159, 0x35050762add7a,
    0x3cf44c0038052, 0x6738cc7407977, 0x2406d9dc56dff } };
/* The square root of -1. */
static const struct number root = { { 0x61b274a0ea0b0, 0xd5a5fc8f189d,
    0x7ef5e9cbd0c60, 0x78595a6804c9e, 0x2b8324804fc1d } };
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
	{ { { 0x493c6f58c3b85, 0xdf7181c325f7, 0xf50b0b3e4cb7, 0x5329385a44c32,
	      0x7cf9d3a33d4b } },
	    { { 0x3905d740913e, 0xba2817d673a2, 0x23e2827f4e67c,
		0x133d2e0c21a34, 0x44fd2f9298f81 } },
	    { { 2 } },
	    { { 0x11205877aaa68, 0x479955893d579, 0x50d66309b67a0,
		0x2d42d0dbee5ee, 0x6f117b689f0c6 } } },
	{ { { 0x5b0a84cee9730, 0x61d10c97155e4, 0x4059cc8096a10,
	      0x47a608da8014f, 0x7a164e1b9a80f } },
	    { { 0x11fe8a4fcd265, 0x7bcb8374faacc, 0x52f5af4ef4d4f,
		0x5314098f98d10, 0x2ab91587555bd } },
	    { { 2 } },
	    { { 0x6933f0dd0d889, 0x44386bb4c4295, 0x3cb6d3162508c,
		0x26368b872a2c6, 0x5a2826af12b9b } } },
	{ { { 0x2bc4408a5bb33, 0x78ebdda05442, 0x2ffb112354123, 0x375ee8df5862d,
	      0x2945ccf146e20 } },
	    { { 0x182c3a447d6ba, 0x22964e536eff2, 0x192821f540053,
		0x2f9f19e788e5c, 0x154a7e73eb1b5 } },
	    { { 2 } },
	    { { 0x3dbf1812a8285, 0xfa17ba3f9797, 0x6f69cb49c3820,
		0x34d5a0db3858d, 0x43aabe696b3bb } } },
	{ { { 0x25cd0944ea3bf, 0x75673b81a4d63, 0x150b925d1c0d4,
	      0x13f38d9294114, 0x461bea69283c9 } },
	    { { 0x72c9aaa3221b1, 0x267774474f74d, 0x64b0e9b28085,
		0x3f04ef53b27c9, 0x1d6edd5d2e531 } },
	    { { 2 } },
	    { { 0x36dc801b8b3a2, 0xe0a7d4935e30, 0x1deb7cecc0d7d,
		0x53a94e20dd2c, 0x7a9fbb1c6a0f9 } } },
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
