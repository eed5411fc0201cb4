/* Lower-case hexadecimal. */
#ifndef CSN_UTIL_HEX_H
#define CSN_UTIL_HEX_H

#include "util/buf.h"

void csn_hex_encode(struct csn_buf *out, const void *p, size_t len);

/* Decode exactly out_len bytes; either case of letters is read. COSIGN_OK or
   COSIGN_E_MALFORMED (a foreign character, another length), then out is all
   zero. */
cosign_rc_t csn_hex_decode(uint8_t *out, size_t out_len, const char *text,
    size_t len, cosign_error_t *err);

#endif
