/* Making Ed25519ph signatures (RFC 8032 5.1, empty context): OpenSSL 3.0
   cannot. */
#ifndef CSN_KEYS_ED25519PH_SIGN_H
#define CSN_KEYS_ED25519PH_SIGN_H

#include "keys/key_internal.h"

/* Over SHA-512 of the message. */
cosign_rc_t csn_ed25519ph_sign(const cosign_key_t *key, struct csn_span digest,
    uint8_t *signature, size_t *len, cosign_error_t *err);

#endif
