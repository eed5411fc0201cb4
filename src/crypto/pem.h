/* PEM as Go's encoding/pem reads it (RFC 7468 laxer form), and as both
   cosign and we write it. */
#ifndef CSN_CRYPTO_PEM_H
#define CSN_CRYPTO_PEM_H

#include "util/buf.h"

struct csn_pem {
	struct csn_span label; /* of the text */
	int has_headers;       /* "Proc-Type: 4,ENCRYPTED" and the like */
	struct csn_span body;  /* of the text: base64 with line ends */
	struct csn_buf der;    /* decoded body */
};

/* Whether the text holds a line "-----BEGIN". */
int csn_pem_looks_like(struct csn_span text);

/*
 * The next block from *at on: text before it is skipped, *at is moved behind
 * it. COSIGN_OK, COSIGN_E_NOT_FOUND if there is no block any more,
 * COSIGN_E_PEM for a damaged one, _BASE64, _LIMIT, _NOMEM. The body's memory
 * is wiped by csn_pem_dispose().
 */
cosign_rc_t csn_pem_next(
    struct csn_pem *out, struct csn_span text, size_t *at, cosign_error_t *err);
void csn_pem_dispose(struct csn_pem *pem);

/*
 * The two halves of that, for bodies that are nobody's business: the block
 * with its body as it stands, and the decoding. Both buffers are the caller's
 * and need body.len bytes and a little; packed is scratch.
 */
cosign_rc_t csn_pem_find(
    struct csn_pem *out, struct csn_span text, size_t *at, cosign_error_t *err);
cosign_rc_t csn_pem_decode(struct csn_buf *der, struct csn_buf *packed,
    struct csn_span body, cosign_error_t *err);

int csn_pem_is(const struct csn_pem *pem, const char *label);

/* 64 columns, one newline after the END line. */
void csn_pem_write(
    struct csn_buf *out, const char *label, const void *der, size_t len);

#endif
