/* One character of UTF-8 at a time (RFC 3629). */
#ifndef CSN_UTIL_UTF8_H
#define CSN_UTIL_UTF8_H

#include <stddef.h>
#include <stdint.h>

/*
 * Length of the character at s, and its code point. 0 if the bytes are not
 * well formed: cut, overlong, a surrogate, beyond U+10FFFF. len is at least 1.
 */
size_t csn_utf8_decode(uint32_t *point, const uint8_t *s, size_t len);

/* Whether bytes are well formed, all of them. */
int csn_utf8_is_valid(const uint8_t *s, size_t len);

/* The character's bytes, 1 to 4. The code point is a valid one. */
size_t csn_utf8_encode(uint8_t out[4], uint32_t point);

#endif
