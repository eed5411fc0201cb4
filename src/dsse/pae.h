/* Pre-authentication encoding of DSSE v1: what is signed. */
#ifndef CSN_DSSE_PAE_H
#define CSN_DSSE_PAE_H

#include "crypto/digest.h"
#include "util/buf.h"

/* "DSSEv1 LEN TYPE LEN BODY"; lengths count bytes. */
void csn_pae_write(
    struct csn_buf *out, struct csn_span type, struct csn_span payload);
/* Its digest, without writing it. */
void csn_pae_digest(struct csn_digest *out, cosign_hash_t hash,
    struct csn_span type, struct csn_span payload);

#define CSN_PAYLOAD_TYPE_INTOTO "application/vnd.in-toto+json"

#endif
