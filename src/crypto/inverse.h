/* Inverses modulo odd numbers, where nothing is secret. */
#ifndef CSN_CRYPTO_INVERSE_H
#define CSN_CRYPTO_INVERSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Most bytes of a modulus. */
#define CSN_INVERSE_BYTES 48

/*
 * The inverse of a number modulo an odd modulus that is above it. All three are
 * big-endian and len bytes long: 8 to CSN_INVERSE_BYTES, a multiple of 4. False
 * if there is none. How long it takes tells of the numbers.
 */
bool csn_inverse(
    uint8_t *out, const uint8_t *number, const uint8_t *modulus, size_t len);

#endif
