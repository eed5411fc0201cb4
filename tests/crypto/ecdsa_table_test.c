/* Products by a table against OpenSSL's: small, large and odd factors. */
#define OPENSSL_SUPPRESS_DEPRECATED

#include "crypto/ecdsa_table.h"

#include <criterion/criterion.h>
#include <openssl/bn.h>
#include <openssl/obj_mac.h>

#define RANDOM 40

/* The curve, its generator, another point, and a table of either. */
static EC_GROUP *group;
static BN_CTX *ctx;
static const EC_POINT *generator;
static EC_POINT *other;
static struct csn_ecdsa_table *tables[2]; /* whole ones */
static struct csn_ecdsa_table *small[2];

static void
setup(void)
{
	BIGNUM *n = BN_new();

	ctx = BN_CTX_new();
	group = EC_GROUP_new_by_curve_name(NID_secp384r1);
	generator = EC_GROUP_get0_generator(group);
	other = EC_POINT_new(group);
	cr_assert(BN_dec2bn(&n, "987654321987654321") > 0);
	cr_assert(EC_POINT_mul(group, other, n, NULL, NULL, ctx) == 1);
	BN_free(n);
	tables[0] = csn_ecdsa_table_new(group, generator, 1, ctx);
	tables[1] = csn_ecdsa_table_new(group, other, 1, ctx);
	small[0] = csn_ecdsa_table_new(group, generator, 0, ctx);
	small[1] = csn_ecdsa_table_new(group, other, 0, ctx);
	cr_assert(tables[0] != NULL && tables[1] != NULL);
	cr_assert(small[0] != NULL && small[1] != NULL);
}

static void
teardown(void)
{
	csn_ecdsa_table_free(tables[0]);
	csn_ecdsa_table_free(tables[1]);
	csn_ecdsa_table_free(small[0]);
	csn_ecdsa_table_free(small[1]);
	EC_POINT_free(other);
	EC_GROUP_free(group);
	BN_CTX_free(ctx);
}

TestSuite(ecdsa_table, .init = setup, .fini = teardown);

static void
expect_sum(const BIGNUM *a, const BIGNUM *b)
{
	const struct csn_ecdsa_product products[] = { { tables[0], a },
		{ tables[1], b } };
	const struct csn_ecdsa_product slower[] = { { small[0], a },
		{ small[1], b } };
	EC_POINT *sum = EC_POINT_new(group), *plain = EC_POINT_new(group);
	char *a_text = BN_bn2hex(a), *b_text = BN_bn2hex(b);

	cr_assert(EC_POINT_mul(group, plain, a, other, b, ctx) == 1);
	cr_assert(csn_ecdsa_sum(group, sum, products, 2, ctx) == 1);
	cr_expect(EC_POINT_cmp(group, sum, plain, ctx) == 0, "%s, %s", a_text,
	    b_text);
	cr_assert(csn_ecdsa_sum(group, sum, slower, 2, ctx) == 1);
	cr_expect(EC_POINT_cmp(group, sum, plain, ctx) == 0, "small: %s, %s",
	    a_text, b_text);
	OPENSSL_free(a_text);
	OPENSSL_free(b_text);
	EC_POINT_free(sum);
	EC_POINT_free(plain);
}

/* Around a power of two, where digits change. */
Test(ecdsa_table, multiplies_by_edges)
{
	BIGNUM *a = BN_new(), *b = BN_new();
	int bit, less;

	for (bit = 0; bit < 384; bit++)
		for (less = 0; less < 3; less++) {
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

Test(ecdsa_table, multiplies_by_random_numbers)
{
	const BIGNUM *order = EC_GROUP_get0_order(group);
	BIGNUM *a = BN_new(), *b = BN_new();
	int i;

	for (i = 0; i < RANDOM; i++) {
		cr_assert(BN_rand_range(a, order) == 1);
		cr_assert(BN_rand_range(b, order) == 1);
		expect_sum(a, b);
	}
	BN_free(a);
	BN_free(b);
}

/* A point and its opposite; a point times 0; no points. */
Test(ecdsa_table, adds_up_to_nothing)
{
	const BIGNUM *order = EC_GROUP_get0_order(group);
	EC_POINT *sum = EC_POINT_new(group);
	BIGNUM *a = BN_new(), *b = BN_new();
	const struct csn_ecdsa_product products[] = { { tables[0], a },
		{ tables[0], b } };

	cr_assert(BN_set_word(a, 12345) == 1);
	cr_assert(BN_sub(b, order, a) == 1);
	cr_expect(csn_ecdsa_sum(group, sum, products, 2, ctx) == 1);
	cr_expect(EC_POINT_is_at_infinity(group, sum));
	BN_zero(b);
	cr_expect(csn_ecdsa_sum(group, sum, products + 1, 1, ctx) == 1);
	cr_expect(EC_POINT_is_at_infinity(group, sum));
	cr_expect(csn_ecdsa_sum(group, sum, products, 0, ctx) == 1);
	cr_expect(EC_POINT_is_at_infinity(group, sum));
	EC_POINT_free(sum);
	BN_free(a);
	BN_free(b);
}
