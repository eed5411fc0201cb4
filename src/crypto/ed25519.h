/*
 * Verifying Ed25519 and Ed25519ph (RFC 8032 5.1). OpenSSL 3.0 has no Ed25519ph,
 * and its Ed25519 is reached by way of providers and a configuration file
 * alone, which take a program that verifies one file longer than all else that
 * it verifies.
 */
#ifndef CSN_CRYPTO_ED25519_H
#define CSN_CRYPTO_ED25519_H

#include "util/span.h"

#include <stdint.h>

#define CSN_ED25519_KEY       32
#define CSN_ED25519_SIGNATURE 64
#define CSN_ED25519_DIGEST    64 /* SHA-512, what Ed25519ph signs */

/*
 * Whether the signature verifies, without the cofactor, as Go and OpenSSL
 * check it. A key may be written as Go takes it: its y with p added, or its x 0
 * and called odd. Nothing here is secret, and time depends on it.
 */
int csn_ed25519_verifies(const uint8_t key[CSN_ED25519_KEY],
    struct csn_span message, const uint8_t signature[CSN_ED25519_SIGNATURE]);

/* The same of Ed25519ph, with an empty context. */
int csn_ed25519ph_verifies(const uint8_t key[CSN_ED25519_KEY],
    const uint8_t digest[CSN_ED25519_DIGEST],
    const uint8_t signature[CSN_ED25519_SIGNATURE]);

#endif
