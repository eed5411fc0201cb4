/* Header fields (RFC 9110 5). */
#ifndef CSN_NET_HEADER_H
#define CSN_NET_HEADER_H

#include "util/buf.h"

/* A field's name, and a method: a token. */
int csn_is_token(struct csn_span text);
/* A value without its outer blanks: no control characters but tabs. */
int csn_is_header_value(struct csn_span text);

/*
 * A line of an answer's head, with or without its end. COSIGN_OK with name and
 * value, which are parts of it, or COSIGN_E_PROTOCOL.
 */
cosign_rc_t csn_header_parse(struct csn_span *name, struct csn_span *value,
    struct csn_span line, cosign_error_t *err);

/* Fields in a buffer, each as name, NUL, value, NUL. */
void csn_headers_add(
    struct csn_buf *headers, struct csn_span name, struct csn_span value);
/* By index among those of the name, whatever its case; NULL without. */
const char *csn_headers_find(
    const struct csn_buf *headers, const char *name, size_t index);

#endif
