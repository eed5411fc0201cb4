/* Points of edwards25519 on OpenSSL's numbers, by the text of RFC 8032 5.1:
   slow, and what our own arithmetic is compared with. */
#ifndef TESTS_CRYPTO_EDWARDS_H
#define TESTS_CRYPTO_EDWARDS_H

#include <openssl/bn.h>
#include <stdint.h>

#define EDWARDS_BYTES 32

/* The field's prime, the curve's d, the order of the base point, and room to
   compute; between open and close. */
extern BIGNUM *edwards_prime, *edwards_d, *edwards_order;
extern BN_CTX *edwards_ctx;
void edwards_open(void);
void edwards_close(void);

/* Extended coordinates (5.1.4). */
struct edwards {
	BIGNUM *x, *y, *z, *t;
};

/* Neutral; edwards_free(). */
struct edwards *edwards_new(void);
void edwards_free(struct edwards *p);

void edwards_set(struct edwards *out, const BIGNUM *x, const BIGNUM *y);
void edwards_get(BIGNUM *x, BIGNUM *y, const struct edwards *p);
void edwards_set_base(struct edwards *out);

/* out may be a or b. */
void edwards_add(
    struct edwards *out, const struct edwards *a, const struct edwards *b);
void edwards_negate(struct edwards *p);
/* out is not p. */
void edwards_multiply(
    struct edwards *out, const BIGNUM *n, const struct edwards *p);

/* 5.1.3, but as Go and OpenSSL do it: y may be the prime or more, and an x of 0
   be called odd. Whether there is a point. */
int edwards_read(struct edwards *out, const uint8_t bytes[EDWARDS_BYTES]);
void edwards_write(uint8_t bytes[EDWARDS_BYTES], const struct edwards *p);

#endif
