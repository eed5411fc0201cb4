/* Multiples of a point of P-384, with which products of it take fewer
   additions. */
#ifndef CSN_CRYPTO_ECDSA_TABLE_H
#define CSN_CRYPTO_ECDSA_TABLE_H

#include <openssl/ec.h>

struct csn_ecdsa_table;

/* With a whole table hardly a doubling is left, but it takes as long as some
   two verifications to make, and 280 kB; one that is not whole hardly anything
   of either. NULL if it cannot be had. */
struct csn_ecdsa_table *csn_ecdsa_table_new(
    const EC_GROUP *group, const EC_POINT *point, int whole, BN_CTX *ctx);
void csn_ecdsa_table_free(struct csn_ecdsa_table *table); /* NULL is fine */

/* A point and its factor: less than 2^384, not negative. */
struct csn_ecdsa_product {
	const struct csn_ecdsa_table *table;
	const BIGNUM *factor;
};

#define CSN_ECDSA_PRODUCTS_MAX 2

/* The sum of products, whose tables are all whole or none. 1 done, 0 could not
   be computed. */
int csn_ecdsa_sum(const EC_GROUP *group, EC_POINT *sum,
    const struct csn_ecdsa_product *products, size_t count, BN_CTX *ctx);

#endif
