/*
 * Ed25519ph (RFC 8032 5.1, prehash SHA-512, empty context). OpenSSL 3.0 has
 * no such algorithm and its Ed25519 takes no digest, so the equation is
 * checked here, on public values, with OpenSSL's curve arithmetic.
 */
#ifndef CSN_CRYPTO_ED25519PH_H
#define CSN_CRYPTO_ED25519PH_H

#include "util/util.h"

#define CSN_ED25519_KEY       32
#define CSN_ED25519_SIGNATURE 64
#define CSN_ED25519_DIGEST    64

/* COSIGN_OK, COSIGN_E_SIGNATURE, COSIGN_E_CRYPTO, COSIGN_E_NOMEM. */
cosign_rc_t csn_ed25519ph_verify(const uint8_t key[CSN_ED25519_KEY],
    const uint8_t digest[CSN_ED25519_DIGEST],
    const uint8_t signature[CSN_ED25519_SIGNATURE], cosign_error_t *err);

#endif
