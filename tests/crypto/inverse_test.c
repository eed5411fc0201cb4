/* Inverses are what OpenSSL has for them: modulo the orders of curves and other
   odd numbers, of edges and of random numbers; and none where there is none. */
#include "crypto/inverse.h"

#include "vectors.h"

#include <criterion/criterion.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/obj_mac.h>

#define RANDOM 400

static BN_CTX *ctx;

static void
setup(void)
{
	ctx = BN_CTX_new();
}

static void
teardown(void)
{
	BN_CTX_free(ctx);
}

TestSuite(inverse, .init = setup, .fini = teardown);

static void
try_number(const BIGNUM *number, const BIGNUM *modulus, size_t len)
{
	uint8_t n[CSN_INVERSE_BYTES], m[CSN_INVERSE_BYTES];
	uint8_t out[CSN_INVERSE_BYTES + 1], wanted[CSN_INVERSE_BYTES];
	BIGNUM *inverse;
	bool found;

	cr_assert_eq(BN_bn2binpad(number, n, (int)len), (int)len);
	cr_assert_eq(BN_bn2binpad(modulus, m, (int)len), (int)len);
	memset(out, 0xa5, sizeof(out));
	found = csn_inverse(out, n, m, len);
	cr_expect_eq(out[len], 0xa5);
	inverse = BN_mod_inverse(NULL, number, modulus, ctx);
	cr_expect_eq(found, inverse != NULL, "%s modulo %s", BN_bn2hex(number),
	    BN_bn2hex(modulus));
	if (inverse != NULL && found) {
		cr_assert_eq(BN_bn2binpad(inverse, wanted, (int)len), (int)len);
		cr_expect_arr_eq(out, wanted, len, "%s modulo %s",
		    BN_bn2hex(number), BN_bn2hex(modulus));
	}
	BN_free(inverse);
}

/* Near the ends and near powers of two, from below and above. */
static void
try_edges(const BIGNUM *modulus, size_t len)
{
	BIGNUM *n = BN_new();
	int bit, near;

	for (bit = 0; bit < BN_num_bits(modulus); bit++)
		for (near = -2; near <= 2; near++) {
			BN_zero(n);
			cr_assert(BN_set_bit(n, bit));
			cr_assert(near < 0 ? BN_sub_word(n, (BN_ULONG)-near)
					   : BN_add_word(n, (BN_ULONG)near));
			if (BN_is_negative(n) || BN_cmp(n, modulus) >= 0)
				continue;
			try_number(n, modulus, len);
			cr_assert(BN_sub(n, modulus, n));
			if (BN_cmp(n, modulus) < 0)
				try_number(n, modulus, len);
		}
	BN_free(n);
}

static void
try_random(const BIGNUM *modulus, size_t len)
{
	BIGNUM *n = BN_new();
	int i;

	for (i = 0; i < RANDOM; i++) {
		cr_assert_eq(BN_rand_range(n, modulus), 1);
		try_number(n, modulus, len);
		/* Short ones, too. */
		cr_assert_eq(BN_rshift(n, n, i % BN_num_bits(modulus)), 1);
		try_number(n, modulus, len);
	}
	BN_free(n);
}

Test(inverse, modulo_orders_of_curves)
{
	static const int curves[] = { NID_X9_62_prime256v1, NID_secp384r1 };
	size_t i;

	for (i = 0; i < ARRAY_LEN(curves); i++) {
		EC_GROUP *group = EC_GROUP_new_by_curve_name(curves[i]);
		const BIGNUM *order = EC_GROUP_get0_order(group);
		const size_t len = (size_t)BN_num_bytes(order);

		try_edges(order, len);
		try_random(order, len);
		EC_GROUP_free(group);
	}
}

/* Few of them are primes: many numbers have no inverse. */
Test(inverse, modulo_other_odd_numbers)
{
	BIGNUM *modulus = BN_new();
	size_t len;
	int i;

	for (len = 8; len <= CSN_INVERSE_BYTES; len += 4)
		for (i = 0; i < 6; i++) {
			cr_assert_eq(BN_rand(modulus, (int)len * 8 - i * 9,
					 BN_RAND_TOP_ANY, BN_RAND_BOTTOM_ODD),
			    1);
			try_random(modulus, len);
		}
	BN_free(modulus);
}

/* The largest and the smallest of a length. */
Test(inverse, modulo_edges)
{
	BIGNUM *modulus = BN_new();
	size_t len;

	for (len = 8; len <= CSN_INVERSE_BYTES; len += 4) {
		BN_zero(modulus);
		cr_assert(BN_set_bit(modulus, (int)len * 8));
		cr_assert(BN_sub_word(modulus, 1));
		try_edges(modulus, len);
		BN_zero(modulus);
		cr_assert(BN_set_bit(modulus, (int)len * 8 - 1));
		cr_assert(BN_add_word(modulus, 1));
		try_edges(modulus, len);
	}
	BN_free(modulus);
}
