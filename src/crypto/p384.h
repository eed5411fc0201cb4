/*
 * Sums of products on P-384 (SP 800-186, 3.2.1.4), as verifying a signature
 * takes them. How long they take depends on the numbers: nothing here is for
 * secrets.
 */
#ifndef CSN_CRYPTO_P384_H
#define CSN_CRYPTO_P384_H

#include <stddef.h>
#include <stdint.h>

#define CSN_P384_BYTES 48 /* of a coordinate or a factor, big-endian */

/* Multiples of a point. */
struct csn_p384_table;

/*
 * Of a point that is on the curve: its x, then its y. With a whole table
 * hardly a doubling is left, but it takes as long as some five products to
 * make, and 90 kB; one that is not whole hardly anything of either. NULL if it
 * cannot be had.
 */
struct csn_p384_table *csn_p384_table_new(
    const uint8_t point[2 * CSN_P384_BYTES], int whole);
void csn_p384_table_free(struct csn_p384_table *table); /* NULL is fine */

struct csn_p384_product {
	const struct csn_p384_table *table;
	const uint8_t *factor;
};

#define CSN_P384_PRODUCTS_MAX 2

/*
 * Whether the sum of products, whose tables are all whole or none, has this
 * x-coordinate. 0 also if an addition on the way was none of two points that
 * differ, which happens to nobody by chance: a no has to be asked elsewhere.
 */
int csn_p384_sum_has_x(const struct csn_p384_product *products, size_t count,
    const uint8_t x[CSN_P384_BYTES]);

#endif
