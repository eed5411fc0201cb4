/*
 * Verification: bundles, an artifact, trust and a policy give a result.
 */
#ifndef COSIGN_VERIFY_H
#define COSIGN_VERIFY_H

#include <cosign/artifact.h>
#include <cosign/bundle.h>
#include <cosign/policy.h>
#include <cosign/trust.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct cosign_result cosign_result_t;
typedef struct cosign_candidate cosign_candidate_t;

/**
 * Verify one artifact: is it signed, or attested to, as the policy wants?
 *
 * @param[out] result  yours; cosign_result_free(). Set whenever there is a
 *   verdict, that is with COSIGN_OK and with every code of the class
 *   rejected; NULL otherwise. May be NULL itself.
 * @param trust     needed for certificates, logs and timestamps; NULL trusts
 *                  nobody.
 * @param artifact  NULL where the policy ignores claims.
 * @return COSIGN_OK if and only if the artifact is accepted. A code of class
 *   rejected if everything was checked and the answer is no. _ARGUMENT for a
 *   policy without signer. _ALGORITHM or _NO_CONTENT for a ready digest that
 *   does not suffice. What reading the artifact can return: _IO, _DIRECTORY,
 *   _CHANGED, _LIMIT, _CALLBACK. _CRYPTO, _NOMEM.
 */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_verify_blob(
    cosign_result_t **result, const cosign_trust_t *trust,
    const cosign_policy_t *policy, const cosign_bundle_t *bundle,
    cosign_artifact_t *artifact, cosign_error_t *err);

/**
 * The same with several bundles: as many different signers as the policy wants
 * have to have signed. All are looked at; one that fails is one signer less.
 * With one bundle the code is what is wrong with that one, with several
 * COSIGN_E_SIGNERS.
 */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_verify_bundles(
    cosign_result_t **result, const cosign_trust_t *trust,
    const cosign_policy_t *policy, const cosign_bundle_t *const *bundles,
    size_t count, cosign_artifact_t *artifact, cosign_error_t *err);

/** 1 if accepted, else 0 (also for NULL). */
COSIGN_API int cosign_result_accepted(const cosign_result_t *result);
/** COSIGN_OK, or why it was rejected. */
COSIGN_API cosign_rc_t cosign_result_code(const cosign_result_t *result);
/** One line, as in the error object. Borrowed. */
COSIGN_API const char *cosign_result_message(const cosign_result_t *result);
/* Getters of a result that is NULL give NULL or 0, and COSIGN_E_ARGUMENT. */

/**
 * Digest of the artifact that was verified. Borrowed; NULL unless accepted,
 * and if none was needed.
 */
COSIGN_API const uint8_t *cosign_result_digest(
    const cosign_result_t *result, cosign_hash_t *hash, size_t *len);

/** What was found out about each bundle, in their order. Borrowed; NULL beyond
 *  the last. */
COSIGN_API size_t cosign_result_count(const cosign_result_t *result);
COSIGN_API const cosign_candidate_t *cosign_result_candidate(
    const cosign_result_t *result, size_t index);
/** The first that was accepted; NULL if none was. */
COSIGN_API const cosign_candidate_t *cosign_result_signer(
    const cosign_result_t *result);

/* One bundle's outcome. What is returned is borrowed and lives as long as the
   result. Getters of what was verified give NULL or 0 unless it was accepted,
   and for NULL. */
COSIGN_API int cosign_candidate_accepted(const cosign_candidate_t *candidate);
COSIGN_API cosign_rc_t cosign_candidate_code(
    const cosign_candidate_t *candidate);
COSIGN_API const char *cosign_candidate_message(
    const cosign_candidate_t *candidate);
/** What to try next, or NULL. */
COSIGN_API const char *cosign_candidate_hint(
    const cosign_candidate_t *candidate);

/** 1 if it is signed by the policy's signer of this number, in the order in
 *  which they were added; it may be several of them. */
COSIGN_API int cosign_candidate_is_signer(
    const cosign_candidate_t *candidate, size_t index);

/** Digest of the artifact that decided; NULL if none was needed. hash and len
 *  may be NULL, here and below. */
COSIGN_API const uint8_t *cosign_candidate_digest(
    const cosign_candidate_t *candidate, cosign_hash_t *hash, size_t *len);

/** The key that verified it: the policy's, or the certificate's. */
COSIGN_API const cosign_pubkey_t *cosign_candidate_key(
    const cosign_candidate_t *candidate);
/** The hash the signature was made over; NONE for pure Ed25519. */
COSIGN_API cosign_hash_t cosign_candidate_hash(
    const cosign_candidate_t *candidate);

/** The certificate, DER; NULL if it was signed by a key. */
COSIGN_API const uint8_t *cosign_candidate_certificate(
    const cosign_candidate_t *candidate, size_t *len);
/** Its subject alternative name, as text, and its kind: "email", "uri",
 *  "dns", "ip", "otherName". */
COSIGN_API const char *cosign_candidate_subject(
    const cosign_candidate_t *candidate);
COSIGN_API const char *cosign_candidate_subject_kind(
    const cosign_candidate_t *candidate);
/** Who vouched for it (extension 8, or 1). */
COSIGN_API const char *cosign_candidate_issuer(
    const cosign_candidate_t *candidate);
/** Value of Fulcio's extension 1.3.6.1.4.1.57264.1.NUMBER; NULL without. */
COSIGN_API const char *cosign_candidate_extension(
    const cosign_candidate_t *candidate, uint32_t number);

/** When it was signed: times that were verified. */
COSIGN_API size_t cosign_candidate_time_count(
    const cosign_candidate_t *candidate);
/** Seconds since 1970; 0 beyond the last. */
COSIGN_API int64_t cosign_candidate_time(
    const cosign_candidate_t *candidate, size_t index);
COSIGN_API cosign_time_source_t cosign_candidate_time_source(
    const cosign_candidate_t *candidate, size_t index);
/** URL of the log or authority; may be NULL. */
COSIGN_API const char *cosign_candidate_time_url(
    const cosign_candidate_t *candidate, size_t index);

/** Log entries that were verified. */
COSIGN_API size_t cosign_candidate_tlog_count(
    const cosign_candidate_t *candidate);
/** Index in the log, across its shards; 0 beyond the last. */
COSIGN_API int64_t cosign_candidate_tlog_index(
    const cosign_candidate_t *candidate, size_t index);
COSIGN_API const char *cosign_candidate_tlog_url(
    const cosign_candidate_t *candidate, size_t index);
COSIGN_API const uint8_t *cosign_candidate_tlog_id(
    const cosign_candidate_t *candidate, size_t index, size_t *len);

/** The signed text of an attestation, byte for byte; NULL for a signature of
 *  the artifact itself. */
COSIGN_API const uint8_t *cosign_candidate_payload(
    const cosign_candidate_t *candidate, size_t *len);
COSIGN_API const char *cosign_candidate_predicate_type(
    const cosign_candidate_t *candidate);

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
