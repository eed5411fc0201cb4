/* How csn_p384_sum_has_x() comes to a sum, step by step, in multiples of the
   generator: which sums it cannot know. */
#ifndef TESTS_CRYPTO_P384_WALK_H
#define TESTS_CRYPTO_P384_WALK_H

#include <openssl/bn.h>

#include <stddef.h>

/* factor times what is multiple times the generator; neither is 0 modulo the
   order. */
struct p384_part {
	const BIGNUM *factor, *multiple;
};

/* Whether no addition on the way is of equal or opposite points, and something
   is added; by tables that are whole or not. 1 yes, 0 no, -1 no memory. */
int p384_is_plain(const struct p384_part *parts, size_t count, int whole,
    const BIGNUM *order, BN_CTX *ctx);

#endif
