#include "edwards.h"

#include <criterion/criterion.h>
#include <openssl/err.h>
#include <stdlib.h>
#include <string.h>

BIGNUM *edwards_prime, *edwards_d, *edwards_order;
BN_CTX *edwards_ctx;

#define OK(call) cr_assert_eq((call), 1, #call)

void
edwards_open(void)
{
	edwards_ctx = BN_CTX_new();
	cr_assert_gt(BN_hex2bn(&edwards_prime,
			 "7fffffffffffffffffffffffffffffff"
			 "ffffffffffffffffffffffffffffffed"),
	    0);
	cr_assert_gt(BN_hex2bn(&edwards_order,
			 "10000000000000000000000000000000"
			 "14def9dea2f79cd65812631a5cf5d3ed"),
	    0);
	/* -121665 / 121666 */
	edwards_d = BN_new();
	OK(BN_set_word(edwards_d, 121666));
	cr_assert_not_null(
	    BN_mod_inverse(edwards_d, edwards_d, edwards_prime, edwards_ctx));
	OK(BN_mul_word(edwards_d, 121665));
	BN_set_negative(edwards_d, 1);
	OK(BN_nnmod(edwards_d, edwards_d, edwards_prime, edwards_ctx));
}

void
edwards_close(void)
{
	BN_free(edwards_prime);
	BN_free(edwards_d);
	BN_free(edwards_order);
	BN_CTX_free(edwards_ctx);
	edwards_prime = edwards_d = edwards_order = NULL;
}

static void
multiply(BIGNUM *out, const BIGNUM *a, const BIGNUM *b)
{
	OK(BN_mod_mul(out, a, b, edwards_prime, edwards_ctx));
}

static void
add(BIGNUM *out, const BIGNUM *a, const BIGNUM *b)
{
	OK(BN_mod_add_quick(out, a, b, edwards_prime));
}

static void
subtract(BIGNUM *out, const BIGNUM *a, const BIGNUM *b)
{
	OK(BN_mod_sub_quick(out, a, b, edwards_prime));
}

struct edwards *
edwards_new(void)
{
	struct edwards *p = malloc(sizeof(*p));

	cr_assert_not_null(p);
	p->x = BN_new();
	p->y = BN_new();
	p->z = BN_new();
	p->t = BN_new();
	edwards_set(p, BN_value_one(), BN_value_one());
	BN_zero(p->x);
	BN_zero(p->t);
	return p;
}

void
edwards_free(struct edwards *p)
{
	if (p == NULL)
		return;
	BN_free(p->x);
	BN_free(p->y);
	BN_free(p->z);
	BN_free(p->t);
	free(p);
}

void
edwards_set(struct edwards *out, const BIGNUM *x, const BIGNUM *y)
{
	cr_assert_not_null(BN_copy(out->x, x));
	cr_assert_not_null(BN_copy(out->y, y));
	OK(BN_one(out->z));
	multiply(out->t, x, y);
}

void
edwards_get(BIGNUM *x, BIGNUM *y, const struct edwards *p)
{
	BIGNUM *inverse = BN_new();

	cr_assert_not_null(
	    BN_mod_inverse(inverse, p->z, edwards_prime, edwards_ctx));
	multiply(x, p->x, inverse);
	multiply(y, p->y, inverse);
	BN_free(inverse);
}

void
edwards_set_base(struct edwards *out)
{
	uint8_t bytes[EDWARDS_BYTES];

	/* 4 / 5, and the even x */
	memset(bytes, 0x66, sizeof(bytes));
	bytes[0] = 0x58;
	OK(edwards_read(out, bytes));
}

/* 5.1.4, word by word. */
void
edwards_add(
    struct edwards *out, const struct edwards *a, const struct edwards *b)
{
	BIGNUM *n[8];
	size_t i;

	BN_CTX_start(edwards_ctx);
	for (i = 0; i < 8; i++)
		n[i] = BN_CTX_get(edwards_ctx);
	cr_assert_not_null(n[7]);
	subtract(n[0], a->y, a->x);
	subtract(n[1], b->y, b->x);
	multiply(n[0], n[0], n[1]); /* A */
	add(n[1], a->y, a->x);
	add(n[2], b->y, b->x);
	multiply(n[1], n[1], n[2]); /* B */
	multiply(n[2], a->t, b->t);
	multiply(n[2], n[2], edwards_d);
	add(n[2], n[2], n[2]); /* C */
	multiply(n[3], a->z, b->z);
	add(n[3], n[3], n[3]);      /* D */
	subtract(n[4], n[1], n[0]); /* E */
	subtract(n[5], n[3], n[2]); /* F */
	add(n[6], n[3], n[2]);      /* G */
	add(n[7], n[1], n[0]);      /* H */
	multiply(out->x, n[4], n[5]);
	multiply(out->y, n[6], n[7]);
	multiply(out->t, n[4], n[7]);
	multiply(out->z, n[5], n[6]);
	BN_CTX_end(edwards_ctx);
}

void
edwards_negate(struct edwards *p)
{
	BIGNUM *zero = BN_new();

	BN_zero(zero);
	subtract(p->x, zero, p->x);
	subtract(p->t, zero, p->t);
	BN_free(zero);
}

void
edwards_multiply(struct edwards *out, const BIGNUM *n, const struct edwards *p)
{
	int bit;

	BN_zero(out->x);
	OK(BN_one(out->y));
	OK(BN_one(out->z));
	BN_zero(out->t);
	for (bit = BN_num_bits(n) - 1; bit >= 0; bit--) {
		edwards_add(out, out, out);
		if (BN_is_bit_set(n, bit))
			edwards_add(out, out, p);
	}
}

/* The root of (y^2 - 1) / (d y^2 + 1), whose denominator is never 0. */
static int
recover_x(BIGNUM *x, const BIGNUM *y)
{
	BIGNUM *square, *v;
	int found;

	BN_CTX_start(edwards_ctx);
	square = BN_CTX_get(edwards_ctx);
	v = BN_CTX_get(edwards_ctx);
	multiply(square, y, y);
	multiply(v, square, edwards_d);
	add(v, v, BN_value_one());
	subtract(square, square, BN_value_one());
	cr_assert_not_null(BN_mod_inverse(v, v, edwards_prime, edwards_ctx));
	multiply(square, square, v);
	ERR_set_mark();
	found = BN_mod_sqrt(x, square, edwards_prime, edwards_ctx) != NULL;
	ERR_pop_to_mark();
	BN_CTX_end(edwards_ctx);
	return found;
}

int
edwards_read(struct edwards *out, const uint8_t bytes[EDWARDS_BYTES])
{
	uint8_t y_bytes[EDWARDS_BYTES];
	BIGNUM *x = BN_new(), *y = BN_new();
	int found;

	memcpy(y_bytes, bytes, sizeof(y_bytes));
	y_bytes[EDWARDS_BYTES - 1] &= 0x7f;
	cr_assert_not_null(BN_lebin2bn(y_bytes, sizeof(y_bytes), y));
	OK(BN_nnmod(y, y, edwards_prime, edwards_ctx));
	found = recover_x(x, y);
	if (found && !BN_is_zero(x) &&
	    BN_is_odd(x) != bytes[EDWARDS_BYTES - 1] >> 7)
		OK(BN_sub(x, edwards_prime, x));
	if (found)
		edwards_set(out, x, y);
	BN_free(x);
	BN_free(y);
	return found;
}

void
edwards_write(uint8_t bytes[EDWARDS_BYTES], const struct edwards *p)
{
	BIGNUM *x = BN_new(), *y = BN_new();

	edwards_get(x, y, p);
	cr_assert_eq(BN_bn2lebinpad(y, bytes, EDWARDS_BYTES), EDWARDS_BYTES);
	bytes[EDWARDS_BYTES - 1] |= (uint8_t)(BN_is_odd(x) << 7);
	BN_free(x);
	BN_free(y);
}
