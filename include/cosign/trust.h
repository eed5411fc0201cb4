/*
 * Whom to trust: certificate authorities, timestamp authorities, transparency
 * logs and certificate logs, each with its window of time.
 *
 * A trust object never changes once made: any number of threads may verify
 * with it, and several of different content may be used side by side in one
 * process. What comes with a signature never adds to it.
 */
#ifndef COSIGN_TRUST_H
#define COSIGN_TRUST_H

#include <cosign/pubkey.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct cosign_trust cosign_trust_t;
typedef struct cosign_trust_builder cosign_trust_builder_t;

/** Most bytes a trusted root may have. */
COSIGN_API size_t cosign_trust_max_size(void);

/**
 * Parse a TrustedRoot (sigstore_trustroot.proto, v0.1 or v0.2, protobuf JSON).
 * Names may be lowerCamelCase or snake_case; unknown or repeated ones are
 * refused. Keys and authorities of algorithms that this version does not know
 * are left out and counted: a new algorithm must not make old programs trust
 * nobody.
 *
 * @param[out] out  yours; cosign_trust_free(). NULL on failure.
 * @param json      UTF-8, need not end in NUL; not kept.
 * @return COSIGN_OK, COSIGN_E_JSON, _MALFORMED, _BASE64, _DER, _KEY_MISMATCH
 *   (key and its details), _UNSUPPORTED (media type, hash algorithm, an
 *   unknown name of an enumeration), _LIMIT, _ARGUMENT, _CRYPTO, _NOMEM.
 */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_trust_parse(
    cosign_trust_t **out, const char *json, size_t len, cosign_error_t *err);

/**
 * The trusted root of Sigstore's public-good instance, as it was when this
 * library was built. COSIGN_E_UNSUPPORTED where it was left out of the build.
 */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_trust_public_good(
    cosign_trust_t **out, cosign_error_t *err);

/** All that each of several objects trusts; they are shared, not copied. */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_trust_combine(
    cosign_trust_t **out, const cosign_trust_t *const *parts, size_t count,
    cosign_error_t *err);

/** Another owner of the same object; never fails. NULL gives NULL. */
COSIGN_API cosign_trust_t *cosign_trust_ref(const cosign_trust_t *trust);
COSIGN_API void cosign_trust_free(cosign_trust_t *trust); /* NULL is fine */

/* How many of each are trusted. */
COSIGN_API size_t cosign_trust_ca_count(const cosign_trust_t *trust);
COSIGN_API size_t cosign_trust_tsa_count(const cosign_trust_t *trust);
COSIGN_API size_t cosign_trust_tlog_count(const cosign_trust_t *trust);
COSIGN_API size_t cosign_trust_ctlog_count(const cosign_trust_t *trust);
/** Keys and authorities that were left out. */
COSIGN_API size_t cosign_trust_skipped_count(const cosign_trust_t *trust);

/** URL of the log with this id, transparency or certificate log; NULL if it is
 *  not trusted or has none. Borrowed. */
COSIGN_API const char *cosign_trust_log_url(
    const cosign_trust_t *trust, const uint8_t *id, size_t len);

/**
 * Write a TrustedRoot v0.1, one line without newline, as cosign does.
 * @param[out] out  yours; cosign_free(). NUL-terminated.
 */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_trust_encode(
    const cosign_trust_t *trust, char **out, size_t *len, cosign_error_t *err);

/** An empty builder. Yours; cosign_trust_builder_free(). One thread at a
 *  time. */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_trust_builder_new(
    cosign_trust_builder_t **out, cosign_error_t *err);
COSIGN_API void cosign_trust_builder_free(cosign_trust_builder_t *builder);

/**
 * Add a certificate authority, or a timestamp authority.
 *
 * @param chain  certificates, PEM: intermediates, if any, nearest to the leaf
 *               first, and the root, which is trusted. Of a timestamp
 *               authority the certificate that signs may stand before them.
 * @param uri    what it is called; may be NULL.
 * @param start  RFC 3339; NULL: always; "": from when the root, or the
 *               certificate that signs timestamps, is valid. Both ends are
 *               included.
 * @param end    RFC 3339; NULL: for ever.
 * @return COSIGN_OK, COSIGN_E_PEM, _BASE64, _DER, _MALFORMED, _UNSUPPORTED,
 *   _LIMIT, _ARGUMENT, _CRYPTO, _NOMEM.
 */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_trust_builder_add_ca(
    cosign_trust_builder_t *builder, const void *chain, size_t len,
    const char *uri, const char *start, const char *end, cosign_error_t *err);
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_trust_builder_add_tsa(
    cosign_trust_builder_t *builder, const void *chain, size_t len,
    const char *uri, const char *start, const char *end, cosign_error_t *err);

/**
 * Add certificate authorities that are in two files: each of @p roots is
 * trusted by itself, and those of @p intermediates may stand below any.
 * @param intermediates  NULL: none. PEM like @p roots.
 */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_trust_builder_add_roots(
    cosign_trust_builder_t *builder, const void *roots, size_t roots_len,
    const void *intermediates, size_t intermediates_len, cosign_error_t *err);

/**
 * Add a transparency log, or a certificate log.
 *
 * @param key     shared, not copied.
 * @param url     base URL; a log of Rekor v2 is known by its host. May be NULL.
 * @param origin  of Rekor v2: the name in its checkpoints, which its id is made
 *                of and which has to be the URL's host. NULL: the id is the
 *                key's fingerprint. A log of the same id is replaced.
 */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_trust_builder_add_tlog(
    cosign_trust_builder_t *builder, const cosign_pubkey_t *key,
    const char *url, const char *origin, const char *start, const char *end,
    cosign_error_t *err);
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_trust_builder_add_ctlog(
    cosign_trust_builder_t *builder, const cosign_pubkey_t *key,
    const char *url, const char *start, const char *end, cosign_error_t *err);

/** What kinds of those who are trusted. */
#define COSIGN_TRUST_CA    0x1u /**< certificate authorities */
#define COSIGN_TRUST_TSA   0x2u /**< timestamp authorities */
#define COSIGN_TRUST_TLOG  0x4u /**< transparency logs */
#define COSIGN_TRUST_CTLOG 0x8u /**< certificate logs */
#define COSIGN_TRUST_ALL   0xfu
COSIGN_API uint32_t cosign_trust_all(void);

/** What another object trusts, of these kinds. */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_trust_builder_add(
    cosign_trust_builder_t *builder, const cosign_trust_t *trust,
    uint32_t kinds, cosign_error_t *err);

/** What was added, as an object; the builder is empty again. */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_trust_builder_finish(
    cosign_trust_builder_t *builder, cosign_trust_t **out, cosign_error_t *err);

#ifdef __cplusplus
}
#endif

#endif
