/* Multiples of a point of P-384, with which products of it take a third of the
   additions and hardly a doubling. */
#ifndef CSN_CRYPTO_ECDSA_TABLE_H
#define CSN_CRYPTO_ECDSA_TABLE_H

#include <openssl/ec.h>

struct csn_ecdsa_table;

/* NULL if it cannot be had. */
struct csn_ecdsa_table *csn_ecdsa_table_new(
    const EC_GROUP *group, const EC_POINT *point, BN_CTX *ctx);
void csn_ecdsa_table_free(struct csn_ecdsa_table *table); /* NULL is fine */

/* A point and its factor: less than 2^384, not negative. */
struct csn_ecdsa_product {
	const struct csn_ecdsa_table *table;
	const BIGNUM *factor;
};

#define CSN_ECDSA_PRODUCTS_MAX 2

/* The sum of products. 1 done, 0 could not be computed. */
int csn_ecdsa_sum(const EC_GROUP *group, EC_POINT *sum,
    const struct csn_ecdsa_product *products, size_t count, BN_CTX *ctx);

#endif
