/* Signed digits add up to their factor and keep their range and distance: of
   every width of a window, of edges and of random factors. */
#include "crypto/digits.h"

#include "vectors.h"

#include <criterion/criterion.h>
#include <openssl/bn.h>
#include <openssl/rand.h>

#define FACTOR_MAX 48
#define DIGITS_MAX (8 * FACTOR_MAX + 20)
#define RANDOM     50

/* Whether digits are 0, or odd and below 2^(window - 1) either way, and stand a
   window apart. */
static int
are_sparse(const int8_t *digits, size_t count, int window)
{
	const int end = 1 << (window - 1);
	size_t i, next = 0;

	for (i = 0; i < count; i++) {
		if (digits[i] == 0)
			continue;
		if (i < next || digits[i] % 2 == 0 || digits[i] >= end ||
		    digits[i] <= -end)
			return 0;
		next = i + (size_t)window;
	}
	return 1;
}

static int
add_up_to(const int8_t *digits, size_t count, const BIGNUM *factor)
{
	BIGNUM *sum = BN_new();
	size_t i;
	int same;

	BN_zero(sum);
	for (i = count; i-- > 0;) {
		const BN_ULONG size =
		    (BN_ULONG)(digits[i] < 0 ? -digits[i] : digits[i]);

		cr_assert_eq(BN_lshift1(sum, sum), 1);
		cr_assert_eq(digits[i] < 0 ? BN_sub_word(sum, size)
					   : BN_add_word(sum, size),
		    1);
	}
	same = BN_cmp(sum, factor) == 0;
	BN_free(sum);
	return same;
}

/* With as few digits as are allowed, and with more; nothing is written behind
   them. */
static void
try_factor(struct csn_span factor)
{
	static const size_t more[] = { 1, 2, 8, 19 };
	int8_t digits[DIGITS_MAX];
	BIGNUM *n = BN_bin2bn(factor.p, (int)factor.len, NULL);
	char *text = BN_bn2hex(n);
	int window;
	size_t i;

	for (window = 2; window <= 8; window++)
		for (i = 0; i < ARRAY_LEN(more); i++) {
			const size_t count = 8 * factor.len + more[i];

			memset(digits, 77, sizeof(digits));
			csn_digits(digits, count, factor, window);
			cr_assert(are_sparse(digits, count, window),
			    "window %d: %s", window, text);
			cr_assert(add_up_to(digits, count, n), "window %d: %s",
			    window, text);
			cr_assert_eq(digits[count], 77);
		}
	OPENSSL_free(text);
	BN_free(n);
}

Test(digits, are_those_of_small_factors)
{
	uint8_t factor[2];
	int i;

	for (i = 0; i < 0x10000; i++) {
		factor[0] = (uint8_t)(i >> 8);
		factor[1] = (uint8_t)i;
		try_factor(csn_span(factor, 2));
		if (i < 0x100)
			try_factor(csn_span(factor + 1, 1));
	}
}

/* 2^bit, less 1, and all above it: where a digit carries, and how far. */
Test(digits, are_those_of_edges)
{
	uint8_t power[FACTOR_MAX], below[FACTOR_MAX], above[FACTOR_MAX];
	size_t len, bit, i;

	for (len = 0; len <= FACTOR_MAX; len += len < 2 ? 1 : 23)
		for (bit = 0; bit < 8 * len; bit++) {
			for (i = 0; i < 8 * len; i++) {
				const size_t at = len - 1 - i / 8;
				const uint8_t mask = (uint8_t)(1 << i % 8);

				if (i % 8 == 0)
					power[at] = below[at] = above[at] = 0;
				if (i == bit)
					power[at] |= mask;
				if (i < bit)
					below[at] |= mask;
				else
					above[at] |= mask;
			}
			try_factor(csn_span(power, len));
			try_factor(csn_span(below, len));
			try_factor(csn_span(above, len));
		}
}

Test(digits, are_those_of_patterns)
{
	uint8_t factor[FACTOR_MAX];
	int i;

	for (i = 0; i < 0x100; i++) {
		memset(factor, i, sizeof(factor));
		try_factor(csn_span(factor, sizeof(factor)));
	}
}

Test(digits, are_those_of_random_factors)
{
	uint8_t factor[FACTOR_MAX];
	int i;

	for (i = 0; i < RANDOM; i++) {
		cr_assert_eq(RAND_bytes(factor, sizeof(factor)), 1);
		try_factor(csn_span(factor, sizeof(factor)));
		try_factor(csn_span(factor, 32));
	}
}

/* As edwards25519.c has it: a factor that leaves the last bit of its bytes free
   needs a digit for each bit of them. */
Test(digits, are_enough_for_a_factor_with_a_free_bit)
{
	int8_t digits[257];
	uint8_t factor[32];
	BIGNUM *n = BN_new();
	int i, window;

	for (i = 0; i < RANDOM; i++) {
		memset(factor, 0xff, sizeof(factor));
		if (i > 0)
			cr_assert_eq(RAND_bytes(factor, sizeof(factor)), 1);
		factor[0] &= 0x7f;
		cr_assert_not_null(BN_bin2bn(factor, sizeof(factor), n));
		for (window = 2; window <= 8; window++) {
			digits[256] = 77;
			csn_digits(digits, 256,
			    csn_span(factor, sizeof(factor)), window);
			cr_assert(are_sparse(digits, 256, window));
			cr_assert(add_up_to(digits, 256, n));
			cr_assert_eq(digits[256], 77);
		}
	}
	BN_free(n);
}
