#include "policy/policy.h"

#include "vectors.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#define MOST 4

static size_t
count_of(const uint8_t *claims, size_t people, size_t count)
{
	size_t found = 77;

	MUST(csn_count_signers(&found, claims, people, count, NULL));
	return found;
}

/* Every way to tell everybody who he is. */
static size_t
brute(const uint8_t *claims, size_t people, size_t count, size_t person,
    unsigned int taken)
{
	size_t best, j, n;

	if (person == people)
		return 0;
	best = brute(claims, people, count, person + 1, taken);
	for (j = 0; j < count; j++) {
		if (!claims[person * count + j] || (taken >> j & 1) != 0)
			continue;
		n = 1 +
		    brute(claims, people, count, person + 1, taken | 1u << j);
		if (n > best)
			best = n;
	}
	return best;
}

static void
expect_all(size_t people, size_t count)
{
	const size_t cells = people * count;
	uint8_t claims[MOST * MOST];
	size_t i, wrong = 0;
	uint32_t set;

	for (set = 0; set < (uint32_t)1 << cells; set++) {
		for (i = 0; i < cells; i++)
			claims[i] = (uint8_t)(set >> i & 1);
		if (count_of(claims, people, count) !=
		    brute(claims, people, count, 0, 0))
			wrong++;
	}
	cr_expect_eq(wrong, 0, "%zu of %zu by %zu", wrong, people, count);
}

Test(signers, are_counted_as_well_as_can_be)
{
	size_t people, count;

	for (people = 1; people <= MOST; people++)
		for (count = 1; count <= MOST; count++)
			expect_all(people, count);
}

Test(signers, may_be_none)
{
	static const uint8_t claims[1] = { 1 };

	cr_expect_eq(count_of(claims, 0, 1), 0);
	cr_expect_eq(count_of(claims, 1, 0), 0);
	cr_expect_eq(count_of(NULL, 0, 0), 0);
}

/* Everybody has to move for the last one: each may be himself or the next, who
   is taken, and the last only the first. */
Test(signers, move_up_along_long_chains)
{
	const size_t n = CSN_BUNDLES_MAX;
	uint8_t *claims = calloc(n, n);
	size_t i;

	cr_assert_not_null(claims);
	for (i = 0; i + 1 < n; i++)
		claims[i * n + i] = claims[i * n + i + 1] = 1;
	claims[(n - 1) * n] = 1;
	cr_expect_eq(count_of(claims, n, n), n);
	/* without the last free place */
	claims[(n - 2) * n + n - 1] = 0;
	cr_expect_eq(count_of(claims, n, n), n - 1);
	free(claims);
}

Test(signers, count_everybody_once)
{
	uint8_t claims[64];

	memset(claims, 1, sizeof(claims));
	cr_expect_eq(count_of(claims, 1, 64), 1);
	cr_expect_eq(count_of(claims, 64, 1), 1);
	cr_expect_eq(count_of(claims, 8, 8), 8);
	cr_expect_eq(count_of(claims, 4, 16), 4);
}
