/*
 * Pieces (frames.h) are numbers: two factors, and what multiple of the
 * generator the second one's point is; or change the x that is looked for. The
 * sum of both products has the x that OpenSSL finds, and no other; a no is
 * allowed where points meet on the way, alone.
 */
#define OPENSSL_SUPPRESS_DEPRECATED

#include "frames.h"

#include "../tests/crypto/p384_walk.h"
#include "crypto/p384.h"

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/obj_mac.h>

enum use {
	FACTOR = 'a',
	OTHER_FACTOR = 'b',
	MULTIPLE = 'm',
	NEGATIVE =
	    'n',      /* the order less the multiple or factor in front of it */
	CHANGE = 'x', /* is added to x bit by bit */
};

#define NUMBERS 3

struct input {
	BIGNUM *numbers[NUMBERS]; /* factor, other factor, multiple */
	uint8_t change[CSN_P384_BYTES];
};

static EC_GROUP *group;
static const BIGNUM *order;
static BN_CTX *ctx;
static struct csn_p384_table *generator[2];

static struct csn_p384_table *
table_of(const EC_POINT *point, int whole)
{
	uint8_t bytes[1 + 2 * CSN_P384_BYTES];
	struct csn_p384_table *table;

	HOLDS(EC_POINT_point2oct(group, point, POINT_CONVERSION_UNCOMPRESSED,
		  bytes, sizeof(bytes), ctx) == sizeof(bytes));
	table = csn_p384_table_new(bytes + 1, whole);
	HOLDS(table != NULL);
	return table;
}

static void
set_up(void)
{
	int whole;

	if (group != NULL)
		return;
	group = EC_GROUP_new_by_curve_name(NID_secp384r1);
	ctx = BN_CTX_new();
	HOLDS(group != NULL && ctx != NULL);
	order = EC_GROUP_get0_order(group);
	for (whole = 0; whole < 2; whole++)
		generator[whole] =
		    table_of(EC_GROUP_get0_generator(group), whole);
}

static void
read_input(struct input *in, struct csn_span data)
{
	BIGNUM *last = in->numbers[2];
	struct csn_span piece;
	unsigned int use;

	while (next_frame(&data, &use, &piece)) {
		if (piece.len > CSN_P384_BYTES)
			piece.len = CSN_P384_BYTES;
		if (use == CHANGE && piece.len > 0)
			memcpy(in->change, piece.p, piece.len);
		else if (use == NEGATIVE)
			HOLDS(BN_mod_sub(last, order, last, order, ctx) == 1);
		if (use != FACTOR && use != OTHER_FACTOR && use != MULTIPLE)
			continue;
		last = in->numbers[use == FACTOR ? 0
			: use == OTHER_FACTOR    ? 1
						 : 2];
		HOLDS(BN_bin2bn(piece.p, (int)piece.len, last) != NULL);
	}
	/* A point is somewhere. */
	HOLDS(BN_nnmod(in->numbers[2], in->numbers[2], order, ctx) == 1);
	if (BN_is_zero(in->numbers[2]))
		HOLDS(BN_one(in->numbers[2]) == 1);
}

/* What OpenSSL finds, or 0 where there is nothing. */
static void
find_x(uint8_t x[CSN_P384_BYTES], const struct input *in, const EC_POINT *point)
{
	EC_POINT *sum = EC_POINT_new(group);
	BIGNUM *n = BN_new();

	HOLDS(sum != NULL && n != NULL);
	HOLDS(EC_POINT_mul(
		  group, sum, in->numbers[0], point, in->numbers[1], ctx) == 1);
	if (!EC_POINT_is_at_infinity(group, sum))
		HOLDS(EC_POINT_get_affine_coordinates(
			  group, sum, n, NULL, ctx) == 1);
	HOLDS(BN_bn2binpad(n, x, CSN_P384_BYTES) == CSN_P384_BYTES);
	EC_POINT_free(sum);
	BN_free(n);
}

/* Two numbers that are the same modulo the field's are one x. */
static int
is_changed(uint8_t x[CSN_P384_BYTES], const uint8_t change[CSN_P384_BYTES])
{
	BIGNUM *before = BN_bin2bn(x, CSN_P384_BYTES, NULL), *after;
	int i, changed;

	for (i = 0; i < CSN_P384_BYTES; i++)
		x[i] ^= change[i];
	after = BN_bin2bn(x, CSN_P384_BYTES, NULL);
	HOLDS(before != NULL && after != NULL);
	HOLDS(BN_nnmod(after, after, EC_GROUP_get0_field(group), ctx) == 1);
	changed = BN_cmp(before, after) != 0;
	BN_free(before);
	BN_free(after);
	return changed;
}

static void
try_tables(const struct input *in, const EC_POINT *point, int whole)
{
	uint8_t factors[2][CSN_P384_BYTES], x[CSN_P384_BYTES];
	struct csn_p384_table *table = table_of(point, whole);
	const struct csn_p384_product products[] = {
		{ generator[whole], factors[0] },
		{ table, factors[1] },
	};
	const struct p384_part parts[] = {
		{ in->numbers[0], BN_value_one() },
		{ in->numbers[1], in->numbers[2] },
	};
	const int plain = p384_is_plain(parts, 2, whole, order, ctx);
	int i;

	HOLDS(plain >= 0);
	for (i = 0; i < 2; i++)
		HOLDS(BN_bn2binpad(in->numbers[i], factors[i],
			  CSN_P384_BYTES) == CSN_P384_BYTES);
	find_x(x, in, point);
	HOLDS(csn_p384_sum_has_x(products, 2, x) == plain);
	if (is_changed(x, in->change))
		HOLDS(!csn_p384_sum_has_x(products, 2, x));
	csn_p384_table_free(table);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { { NULL }, { 0 } };
	EC_POINT *point;
	int i;

	set_up();
	for (i = 0; i < NUMBERS; i++) {
		in.numbers[i] = BN_new();
		HOLDS(in.numbers[i] != NULL);
	}
	point = EC_POINT_new(group);
	HOLDS(point != NULL);
	read_input(&in, csn_span(data, size));
	HOLDS(EC_POINT_mul(group, point, in.numbers[2], NULL, NULL, ctx) == 1);
	try_tables(&in, point, 0);
	try_tables(&in, point, 1);
	EC_POINT_free(point);
	for (i = 0; i < NUMBERS; i++)
		BN_free(in.numbers[i]);
	return 0;
}
