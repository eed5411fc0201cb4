/* Signed attributes of a token (RFC 5652 5.3, RFC 5035). */
#ifndef CSN_TIMESTAMP_ATTRIBUTES_H
#define CSN_TIMESTAMP_ATTRIBUTES_H

#include "timestamp/token.h"

/*
 * Check what the signer says of what it signed: content type, digest, its own
 * certificate, and the time if it says one.
 * COSIGN_OK, COSIGN_E_TIMESTAMP, _DER, _MALFORMED, _LIMIT.
 */
cosign_rc_t csn_attributes_check(const struct csn_token *token,
    const struct csn_certificate *signer, cosign_error_t *err);

#endif
