/*
 * Verification: a bundle, an artifact and a policy give a result.
 *
 * A policy is built by one thread and from then on only read: any number of
 * threads may verify under it. An empty policy accepts nothing, and whatever
 * weakens a check says "insecure".
 */
#ifndef COSIGN_VERIFY_H
#define COSIGN_VERIFY_H

#include <cosign/artifact.h>
#include <cosign/bundle.h>
#include <cosign/pubkey.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct cosign_policy cosign_policy_t;
typedef struct cosign_result cosign_result_t;

/** A policy without any signer. Yours; cosign_policy_free(). */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_policy_new(
    cosign_policy_t **out, cosign_error_t *err);
COSIGN_API void cosign_policy_free(cosign_policy_t *policy); /* NULL is fine */

/** Accept signatures of this key; of several keys any one suffices. The key
 *  is shared, not copied. */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_policy_add_key(
    cosign_policy_t *policy, const cosign_pubkey_t *key, cosign_error_t *err);

/** Hash that the signature was made over, where it is not the key's own.
 *  COSIGN_HASH_NONE returns to the default: the key's own, and for P-384
 *  and P-521 then SHA-256, as sigstore-go does. Ed25519 takes no choice. */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_policy_set_hash(
    cosign_policy_t *policy, cosign_hash_t hash, cosign_error_t *err);

/** Do not ask for a transparency-log entry; entries present are not
 *  checked. */
COSIGN_API void cosign_policy_insecure_ignore_tlog(cosign_policy_t *policy);

/**
 * Verify one artifact.
 *
 * @param[out] result  yours; cosign_result_free(). Set whenever there is a
 *   verdict, that is with COSIGN_OK and with every code of the class
 *   rejected; NULL otherwise. May be NULL itself.
 * @return COSIGN_OK if and only if the artifact is accepted. Rejected:
 *   COSIGN_E_SIGNATURE, _DIGEST, _NO_SIGNATURE, _SIGNER_KIND, _NO_TLOG.
 *   COSIGN_E_UNSUPPORTED where the policy asks for a check that this version
 *   does not have. _ARGUMENT for a policy without signer. _ALGORITHM or
 *   _NO_CONTENT for a ready digest that does not suffice. What reading the
 *   artifact can return: _IO, _DIRECTORY, _CHANGED, _LIMIT, _CALLBACK. _CRYPTO,
 *   _NOMEM.
 */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_verify_blob(
    cosign_result_t **result, const cosign_policy_t *policy,
    const cosign_bundle_t *bundle, cosign_artifact_t *artifact,
    cosign_error_t *err);

/** 1 if accepted, else 0 (also for NULL). */
COSIGN_API int cosign_result_accepted(const cosign_result_t *result);
/** COSIGN_OK, or why it was rejected. */
COSIGN_API cosign_rc_t cosign_result_code(const cosign_result_t *result);
/** The key that verified it; NULL unless accepted. Borrowed. */
COSIGN_API const cosign_pubkey_t *cosign_result_key(
    const cosign_result_t *result);
/** The hash the signature was made over; NONE for pure Ed25519. */
COSIGN_API cosign_hash_t cosign_result_hash(const cosign_result_t *result);
/** Digest of the artifact that was verified. Borrowed; NULL if none was
 *  needed. */
COSIGN_API const uint8_t *cosign_result_digest(
    const cosign_result_t *result, cosign_hash_t *hash, size_t *len);

/**
 * Everything the verdict holds as one JSON document (docs/result.md), one
 * line without newline.
 * @param[out] out  yours; cosign_free(). NUL-terminated.
 */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_result_json(
    const cosign_result_t *result, char **out, size_t *len,
    cosign_error_t *err);
COSIGN_API void cosign_result_free(cosign_result_t *result); /* NULL is fine */

#ifdef __cplusplus
}
#endif

#endif
