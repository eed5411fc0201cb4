/* Signed digits of a factor (width-w non-adjacent form), with which a product
   of a point takes few additions of its odd multiples. */
#ifndef CSN_CRYPTO_DIGITS_H
#define CSN_CRYPTO_DIGITS_H

#include "util/span.h"

#include <stdint.h>

/*
 * For each bit that the factor (big-endian) may have a digit, and at least one
 * more: 0 or odd, below 2^(window - 1) either way. Those that are not 0 stand a
 * window apart or more. A window has 2 to 8 bits.
 */
void csn_digits(
    int8_t *digits, size_t count, struct csn_span factor, int window);

#endif
