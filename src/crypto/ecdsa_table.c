/*
 * Products by signed digits (width-w non-adjacent form) with a table, as
 * OpenSSL has it in ec_wNAF_mul(), but without what a verifier does not need:
 * that brings points of every product into affine form anew, which takes as
 * long as forty additions, and blinds the sum, for which it seeds a generator
 * of random numbers, which takes as long as half a verification.
 */
#define OPENSSL_SUPPRESS_DEPRECATED

#include "crypto/ecdsa_table.h"

#include <stdint.h>
#include <stdlib.h>

#define BITS   384
#define WINDOW 6                           /* bits of a digit, with its sign */
#define ODD    ((size_t)1 << (WINDOW - 2)) /* odd multiples: 1, 3 ... 31 */
#define STEP   8 /* bits from one block of a whole table to the next */
#define BLOCKS (BITS / STEP + 1)
#define DIGITS (BLOCKS * STEP)

/* Odd multiples of the point: of a whole table also of it times 2^8, 2^16 and
   so on, all of them affine. */
struct csn_ecdsa_table {
	size_t blocks; /* BLOCKS or 1 */
	EC_POINT *points[];
};

/* Odd multiples of what stands at block[0]. */
static int
fill_block(const EC_GROUP *group, EC_POINT **block, BN_CTX *ctx)
{
	EC_POINT *twice = EC_POINT_new(group);
	int ok = twice != NULL && EC_POINT_dbl(group, twice, block[0], ctx);
	size_t i;

	for (i = 1; i < ODD && ok; i++) {
		block[i] = EC_POINT_new(group);
		ok = block[i] != NULL &&
		    EC_POINT_add(group, block[i], block[i - 1], twice, ctx);
	}
	EC_POINT_free(twice);
	return ok;
}

static int
fill(struct csn_ecdsa_table *table, const EC_GROUP *group,
    const EC_POINT *point, BN_CTX *ctx)
{
	EC_POINT **block = table->points;
	size_t i, j;

	for (i = 0; i < table->blocks; i++, block += ODD) {
		block[0] = EC_POINT_dup(point, group);
		if (block[0] == NULL)
			return 0;
		for (j = 0; i > 0 && j < STEP; j++)
			if (!EC_POINT_dbl(group, block[0], block[0], ctx))
				return 0;
		if (!fill_block(group, block, ctx))
			return 0;
		point = block[0];
	}
	/* That pays where the points are used again. */
	return table->blocks == 1 ||
	    EC_POINTs_make_affine(group, BLOCKS * ODD, table->points, ctx);
}

struct csn_ecdsa_table *
csn_ecdsa_table_new(
    const EC_GROUP *group, const EC_POINT *point, int whole, BN_CTX *ctx)
{
	const size_t blocks = whole ? BLOCKS : 1;
	struct csn_ecdsa_table *table =
	    calloc(1, sizeof(*table) + blocks * ODD * sizeof(*table->points));

	if (table == NULL)
		return NULL;
	table->blocks = blocks;
	if (fill(table, group, point, ctx))
		return table;
	csn_ecdsa_table_free(table);
	return NULL;
}

void
csn_ecdsa_table_free(struct csn_ecdsa_table *table)
{
	size_t i;

	for (i = 0; table != NULL && i < table->blocks * ODD; i++)
		EC_POINT_free(table->points[i]);
	free(table);
}

/* Digits that are 0 or odd, from -31 to 31, of which those that are not 0 stand
   six apart at least; the last stands at bit 384. */
static void
recode(int8_t digits[DIGITS], const BIGNUM *factor)
{
	int i = 0, j, digit, carry = 0;

	while (i < DIGITS) {
		digits[i] = 0;
		if (BN_is_bit_set(factor, i) == carry) {
			i++;
			continue;
		}
		digit = carry;
		for (j = 0; j < WINDOW; j++)
			digit += BN_is_bit_set(factor, i + j) << j;
		carry = digit >= 1 << (WINDOW - 1);
		digits[i] = (int8_t)(digit - (carry << WINDOW));
		for (j = 1; j < WINDOW && i + j < DIGITS; j++)
			digits[i + j] = 0;
		i += WINDOW;
	}
}

/* What the digits of one sign add at one place of every block. */
static int
add_digits(const EC_GROUP *group, EC_POINT *sum,
    const struct csn_ecdsa_table *table, const int8_t *digits, int sign,
    BN_CTX *ctx)
{
	EC_POINT *const *block = table->points;
	size_t i;
	int digit;

	for (i = 0; i < table->blocks; i++, block += ODD) {
		digit = digits[i * STEP] * sign;
		if (digit > 0 &&
		    !EC_POINT_add(group, sum, sum, block[digit / 2], ctx))
			return 0;
	}
	return 1;
}

int
csn_ecdsa_sum(const EC_GROUP *group, EC_POINT *sum,
    const struct csn_ecdsa_product *products, size_t count, BN_CTX *ctx)
{
	int8_t digits[CSN_ECDSA_PRODUCTS_MAX][DIGITS];
	int place = DIGITS, sign;
	size_t i;

	for (i = 0; i < count; i++)
		recode(digits[i], products[i].factor);
	if (!EC_POINT_set_to_infinity(group, sum))
		return 0;
	if (count > 0 && products[0].table->blocks > 1)
		place = STEP;
	while (place-- > 0) {
		if (!EC_POINT_dbl(group, sum, sum, ctx))
			return 0;
		/* What is subtracted is added to the inverse. */
		for (sign = 1; sign >= -1; sign -= 2) {
			for (i = 0; i < count; i++)
				if (!add_digits(group, sum, products[i].table,
					digits[i] + place, sign, ctx))
					return 0;
			if (!EC_POINT_invert(group, sum, ctx))
				return 0;
		}
	}
	return 1;
}
