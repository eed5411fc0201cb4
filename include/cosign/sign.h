/*
 * Signing files and other bytes (libcosign only).
 */
#ifndef COSIGN_SIGN_H
#define COSIGN_SIGN_H

#include <cosign/artifact.h>
#include <cosign/bundle.h>
#include <cosign/key.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Sign an artifact with a key, without log or timestamp. The result can be
 * written in every form with cosign_bundle_encode().
 *
 * The signature is over the hash of the key's algorithm; the bundle also
 * records the artifact's digest under that hash (SHA-256 for pure Ed25519,
 * which has none of its own).
 *
 * @param[out] out  yours; cosign_bundle_free(). NULL on failure.
 * @return COSIGN_OK; COSIGN_E_ALGORITHM if the artifact is a digest of
 *   another hash; _NO_CONTENT if it is a digest and the key is pure Ed25519;
 *   what reading can return: _IO, _DIRECTORY, _CHANGED, _LIMIT, _CALLBACK;
 *   _ARGUMENT, _CRYPTO, _NOMEM.
 */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_sign_blob(cosign_bundle_t **out,
    const cosign_key_t *key, cosign_artifact_t *artifact, cosign_error_t *err);

/**
 * Sign a payload in a DSSE envelope: a statement, mostly. The signature is over
 * its pre-authentication encoding under the hash of the key's algorithm. The
 * result can be written as a Sigstore bundle.
 *
 * @param type  of the payload, "application/vnd.in-toto+json".
 * @param[out] out  yours; cosign_bundle_free(). NULL on failure.
 * @return COSIGN_OK; COSIGN_E_LIMIT for a payload that no bundle could hold;
 *   _ALGORITHM for Ed25519ph, which no envelope is signed with; _ARGUMENT,
 *   _CRYPTO, _NOMEM.
 */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_sign_envelope(
    cosign_bundle_t **out, const cosign_key_t *key, const char *type,
    const void *payload, size_t len, cosign_error_t *err);

#ifdef __cplusplus
}
#endif

#endif
