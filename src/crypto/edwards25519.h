/* Points of edwards25519 (RFC 8032 5.1), as verifying a signature takes them.
   How long it takes depends on the numbers: nothing here is for secrets. */
#ifndef CSN_CRYPTO_EDWARDS25519_H
#define CSN_CRYPTO_EDWARDS25519_H

#include <stdint.h>

#define CSN_EDWARDS25519_BYTES 32 /* of a point or a factor */

/*
 * [s]B - [h]A, encoded by 5.1.2, of the base point B, and A decoded by 5.1.3
 * as Go does it: its y may be p or more, and its x 0 and called odd. Factors
 * are big-endian and below 2^255. Whether A is a point.
 */
int csn_edwards25519_difference(uint8_t out[CSN_EDWARDS25519_BYTES],
    const uint8_t s[CSN_EDWARDS25519_BYTES],
    const uint8_t h[CSN_EDWARDS25519_BYTES],
    const uint8_t point[CSN_EDWARDS25519_BYTES]);

#endif
