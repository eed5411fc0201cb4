/*
 * Public keys. A key knows its signature algorithm; nothing in a document
 * chooses it. Finished keys never change and serve any number of threads.
 */
#ifndef COSIGN_PUBKEY_H
#define COSIGN_PUBKEY_H

#include <cosign/algorithm.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct cosign_pubkey cosign_pubkey_t;
typedef struct cosign_keyring cosign_keyring_t;

/** Most bytes a key, certificate or ring may have. */
COSIGN_API size_t cosign_pubkey_max_size(void);

/**
 * Parse one public key: PEM "PUBLIC KEY" (SubjectPublicKeyInfo, RFC 5280
 * 4.1.2.7) or "RSA PUBLIC KEY" (PKCS#1, RFC 8017 A.1.1), or either as DER.
 * ECDSA on P-256, P-384, P-521 by named curve; RSA of 2048, 3072 or 4096
 * bits; Ed25519. The algorithm is the key's default (protobuf-specs
 * algorithm registry): the curve's own hash, RSA PKCS#1 v1.5 with SHA-256,
 * pure Ed25519.
 *
 * @param[out] out  yours; cosign_pubkey_free(). NULL on failure.
 * @param data      not kept.
 * @param len       bytes; at most cosign_pubkey_max_size().
 * @param err       filled on failure; may be NULL.
 * @return COSIGN_OK; COSIGN_E_PEM, _BASE64, _DER or _MALFORMED for damage
 *   (also a second key in the PEM text: see cosign_keyring_parse());
 *   _KEY_KIND for a private key or a certificate; _WEAK_KEY for a size or
 *   curve off the list; _UNSUPPORTED for another algorithm; _LIMIT; _CRYPTO;
 *   _NOMEM.
 */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_pubkey_parse(
    cosign_pubkey_t **out, const void *data, size_t len, cosign_error_t *err);

/**
 * The public key of an X.509 certificate (PEM "CERTIFICATE" or DER). Only the
 * key is taken: validity, issuer and names are not looked at.
 * Ownership and codes as cosign_pubkey_parse().
 */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_pubkey_from_certificate(
    cosign_pubkey_t **out, const void *data, size_t len, cosign_error_t *err);

/**
 * The same key under another algorithm that fits it: RSA-PSS instead of
 * PKCS#1 v1.5, Ed25519ph instead of pure, SHA-256 on P-384 or P-521.
 *
 * @param[out] out  yours; cosign_pubkey_free(). Shares the key's memory.
 * @return COSIGN_OK, COSIGN_E_ALGORITHM if it does not fit, _NOMEM.
 */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_pubkey_with_algorithm(
    cosign_pubkey_t **out, const cosign_pubkey_t *key, cosign_alg_t alg,
    cosign_error_t *err);

COSIGN_API cosign_alg_t cosign_pubkey_algorithm(const cosign_pubkey_t *key);

/** SubjectPublicKeyInfo DER. Borrowed: valid until @p key is freed. */
COSIGN_API const uint8_t *cosign_pubkey_der(
    const cosign_pubkey_t *key, size_t *len);

/** PEM "PUBLIC KEY", 64 columns, one newline at the end, NUL after it.
 *  Borrowed. */
COSIGN_API const char *cosign_pubkey_pem(const cosign_pubkey_t *key);

/** SHA-256 of the DER, 32 bytes: the log id of RFC 6962, and what a bundle's
 *  hint holds. Borrowed. */
COSIGN_API const uint8_t *cosign_pubkey_fingerprint(const cosign_pubkey_t *key);

/** Base64 of the fingerprint, as bundles write it. Borrowed. */
COSIGN_API const char *cosign_pubkey_hint(const cosign_pubkey_t *key);

/** Another owner of the same key; never fails. NULL gives NULL. */
COSIGN_API cosign_pubkey_t *cosign_pubkey_ref(const cosign_pubkey_t *key);
COSIGN_API void cosign_pubkey_free(cosign_pubkey_t *key); /* NULL is fine */

/**
 * Verify a signature over a ready digest.
 *
 * ECDSA signatures are DER or, as cosign takes them too, raw r || s: two
 * halves of equal length, of at most 66 bytes each. High s is accepted. RSA
 * signatures have the modulus' length, RSA-PSS salts any length.
 *
 * @param hash    what made the digest; COSIGN_HASH_NONE means the key's own.
 *                Another hash than the key's is allowed for ECDSA and RSA:
 *                the caller says so, never a document.
 * @param digest  of exactly cosign_hash_size() bytes.
 * @return COSIGN_OK if it verifies; COSIGN_E_SIGNATURE if not, whatever the
 *   reason; COSIGN_E_NO_SIGNATURE for an empty one; _ARGUMENT for a digest
 *   of the wrong length; _NO_CONTENT for pure Ed25519; _ALGORITHM; _CRYPTO;
 *   _NOMEM.
 */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_pubkey_verify_digest(
    const cosign_pubkey_t *key, cosign_hash_t hash, const uint8_t *digest,
    size_t digest_len, const uint8_t *signature, size_t signature_len,
    cosign_error_t *err);

/** Verify a signature over a message in memory; otherwise as above. */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_pubkey_verify_message(
    const cosign_pubkey_t *key, cosign_hash_t hash, const void *message,
    size_t message_len, const uint8_t *signature, size_t signature_len,
    cosign_error_t *err);

/** cosign_keyring_parse(): also take the keys of "CERTIFICATE" blocks. */
#define COSIGN_KEYRING_CERTIFICATES 0x1u
COSIGN_API uint32_t cosign_keyring_certificates(void);

/**
 * Parse every public key of a PEM text, in order, or one DER key. Blocks of
 * other kinds are refused, not skipped.
 *
 * @param[out] out  yours; cosign_keyring_free(). NULL on failure.
 * @return as cosign_pubkey_parse(); the place says which key it was.
 */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_keyring_parse(
    cosign_keyring_t **out, const void *data, size_t len, uint32_t flags,
    cosign_error_t *err);
COSIGN_API size_t cosign_keyring_count(const cosign_keyring_t *ring);
/** Borrowed; NULL beyond the last. */
COSIGN_API const cosign_pubkey_t *cosign_keyring_key(
    const cosign_keyring_t *ring, size_t index);
COSIGN_API void cosign_keyring_free(cosign_keyring_t *ring); /* NULL is fine */

#ifdef __cplusplus
}
#endif

#endif
