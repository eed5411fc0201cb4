/*
 * DER (X.690 10), read strictly: definite, minimal lengths, low tag numbers.
 * Readers consume what they read and fail with COSIGN_E_DER.
 */
#ifndef CSN_CRYPTO_DER_H
#define CSN_CRYPTO_DER_H

#include "util/buf.h"

#define CSN_DER_BOOLEAN                0x01
#define CSN_DER_INTEGER                0x02
#define CSN_DER_BIT_STRING             0x03
#define CSN_DER_OCTET_STRING           0x04
#define CSN_DER_NULL                   0x05
#define CSN_DER_OID                    0x06
#define CSN_DER_UTF8_STRING            0x0c
#define CSN_DER_UTC_TIME               0x17
#define CSN_DER_GENERALIZED_TIME       0x18
#define CSN_DER_SEQUENCE               0x30
#define CSN_DER_SET                    0x31
#define CSN_DER_CONTEXT(n)             (0x80 | (n)) /* primitive */
#define CSN_DER_CONTEXT_CONSTRUCTED(n) (0xa0 | (n))

/* The content of the next element, which must have this tag. */
cosign_rc_t csn_der_read(struct csn_span *in, int tag, struct csn_span *content,
    cosign_error_t *err);
/* Whole element (header and content), any tag. */
cosign_rc_t csn_der_read_any(struct csn_span *in, int *tag,
    struct csn_span *element, struct csn_span *content, cosign_error_t *err);
/* Tag of the next element; -1 at the end. */
int csn_der_peek(struct csn_span in);
/* An INTEGER >= 0, minimal, its bytes without leading zeros: none for 0. */
cosign_rc_t csn_der_read_unsigned(
    struct csn_span *in, struct csn_span *bytes, cosign_error_t *err);
/* One that fits; for versions and counts. */
cosign_rc_t csn_der_read_small(
    struct csn_span *in, uint32_t *value, cosign_error_t *err);
/* BOOLEAN: 0 or 255 (X.690 11.1). */
cosign_rc_t csn_der_read_bool(
    struct csn_span *in, int *value, cosign_error_t *err);
/* BIT STRING of whole bytes. */
cosign_rc_t csn_der_read_bits(
    struct csn_span *in, struct csn_span *bytes, cosign_error_t *err);
/* COSIGN_E_DER unless everything is consumed. */
cosign_rc_t csn_der_end(struct csn_span in, cosign_error_t *err);

/* Bytes of an element, header included, by the length of its content. */
size_t csn_der_size(size_t content_len);
/* The same for an INTEGER >= 0 of these big-endian bytes. */
size_t csn_der_unsigned_size(struct csn_span bytes);

/* Append tag and length; the content is the caller's to append. */
void csn_der_add_header(struct csn_buf *out, int tag, size_t content_len);
/* Append a whole element. */
void csn_der_add(struct csn_buf *out, int tag, struct csn_span content);
/* Append an INTEGER >= 0; leading zeros in its bytes are fine. */
void csn_der_add_unsigned(struct csn_buf *out, struct csn_span bytes);

#endif
