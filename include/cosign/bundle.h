/*
 * Signatures in every form they are stored in. A bundle object is what was
 * read or made; it never changes. Parsing checks structure only: nothing is
 * verified, and an empty signature in a document is left to the verifier.
 */
#ifndef COSIGN_BUNDLE_H
#define COSIGN_BUNDLE_H

#include <cosign/algorithm.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct cosign_bundle cosign_bundle_t;

/** Where a bundle object came from. */
typedef enum cosign_bundle_form {
	COSIGN_FORM_DETACHED = 1, /**< a signature by itself */
	COSIGN_FORM_LEGACY = 2,   /**< cosign's own JSON, before Sigstore's */
	COSIGN_FORM_SIGSTORE = 3  /**< Sigstore bundle, v0.1 to v0.3 */
} cosign_bundle_form_t;

/** What cosign_bundle_encode() writes. */
typedef enum cosign_encoding {
	COSIGN_ENCODE_BASE64 = 1, /**< signature, base64, no newline */
	COSIGN_ENCODE_RAW = 2,    /**< signature, bytes */
	COSIGN_ENCODE_LEGACY = 3, /**< cosign's own JSON, no newline */
	COSIGN_ENCODE_V03 = 4     /**< Sigstore bundle v0.3, no newline */
} cosign_encoding_t;

/** Most bytes a bundle or signature file may have. */
COSIGN_API size_t cosign_bundle_max_size(void);

/**
 * Parse a Sigstore bundle (protobuf JSON, v0.1 to v0.3, both spellings of the
 * media type). Names may be lowerCamelCase or snake_case; unknown or repeated
 * ones are refused. Log entries and timestamps are checked for their shape.
 *
 * @param[out] out  yours; cosign_bundle_free(). NULL on failure.
 * @param json      UTF-8, need not end in NUL; not kept.
 * @param len       bytes; at most cosign_bundle_max_size().
 * @param err       filled on failure; may be NULL.
 * @return COSIGN_OK, COSIGN_E_JSON, _MALFORMED, _BASE64, _DER (certificate),
 *   _UNSUPPORTED (media type, digest algorithm, kind of log entry), _LIMIT,
 *   _ARGUMENT or _NOMEM.
 */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_bundle_parse(
    cosign_bundle_t **out, const char *json, size_t len, cosign_error_t *err);

/**
 * Parse cosign's older bundle: base64Signature, cert, rekorBundle. Unknown
 * names are ignored; known ones are exact, another case of them is refused. A
 * public key in "cert" is never used for anything. Otherwise as above, and
 * COSIGN_E_PEM for a damaged certificate.
 */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_bundle_parse_legacy(
    cosign_bundle_t **out, const char *json, size_t len, cosign_error_t *err);

/**
 * A detached signature: base64 text as cosign reads it (line ends anywhere),
 * or, where the bytes are not that, the raw signature.
 * @return COSIGN_OK, COSIGN_E_NO_SIGNATURE if empty, _LIMIT, _NOMEM.
 */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_bundle_from_signature(
    cosign_bundle_t **out, const void *data, size_t len, cosign_error_t *err);

/**
 * A DSSE envelope by itself, as .att files hold it. Several signatures may
 * stand in it; key ids are passed over.
 * @return COSIGN_OK, COSIGN_E_JSON, _MALFORMED, _BASE64, _LIMIT, _ARGUMENT,
 *   _NOMEM.
 */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_bundle_from_envelope(
    cosign_bundle_t **out, const char *json, size_t len, cosign_error_t *err);

/**
 * Any of the four: a JSON object with a mediaType member is a Sigstore bundle,
 * one with a payloadType an envelope, another one the older form, all else a
 * detached signature. Text that starts as an object and is damaged is refused,
 * not taken for a signature. Codes as those four.
 */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_bundle_parse_any(
    cosign_bundle_t **out, const void *data, size_t len, cosign_error_t *err);

/**
 * Write a bundle in one of the forms.
 *
 * @param[out] out  yours; cosign_free(). A NUL follows, not counted.
 * @return COSIGN_OK; COSIGN_E_ARGUMENT if the object lacks what the form
 *   needs (a signature; a hint or a digest for V03); _UNSUPPORTED if it holds
 *   what would be lost: an envelope but for V03, and for the two JSON forms a
 *   payload, a certificate, log entries or timestamps; _NOMEM.
 */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_bundle_encode(
    const cosign_bundle_t *bundle, cosign_encoding_t encoding, char **out,
    size_t *len, cosign_error_t *err);

COSIGN_API cosign_bundle_form_t cosign_bundle_form(
    const cosign_bundle_t *bundle);

/* Borrowed, valid until the bundle is freed; NULL where there is none, and of
   NULL. hash and len may be NULL. */
COSIGN_API const char *cosign_bundle_media_type(const cosign_bundle_t *bundle);
COSIGN_API const uint8_t *cosign_bundle_signature(
    const cosign_bundle_t *bundle, size_t *len);
COSIGN_API const char *cosign_bundle_key_hint(const cosign_bundle_t *bundle);
/** The digest the bundle claims for the artifact; *hash is NONE without. */
COSIGN_API const uint8_t *cosign_bundle_digest(
    const cosign_bundle_t *bundle, cosign_hash_t *hash, size_t *len);

/** 1 or 0. */
COSIGN_API int cosign_bundle_has_certificate(const cosign_bundle_t *bundle);
COSIGN_API int cosign_bundle_has_envelope(const cosign_bundle_t *bundle);
/** The signer's certificate, DER; and what is in the envelope, or was set as
 *  payload. */
COSIGN_API const uint8_t *cosign_bundle_certificate(
    const cosign_bundle_t *bundle, size_t *len);
COSIGN_API const uint8_t *cosign_bundle_payload(
    const cosign_bundle_t *bundle, size_t *len);
COSIGN_API size_t cosign_bundle_tlog_count(const cosign_bundle_t *bundle);
COSIGN_API size_t cosign_bundle_timestamp_count(const cosign_bundle_t *bundle);
/** What an entry says of itself, true or not: its index in the log, and when it
 *  was logged in seconds since 1970, 0 without (Rekor v2) and beyond the
 *  last. */
COSIGN_API int64_t cosign_bundle_tlog_index(
    const cosign_bundle_t *bundle, size_t entry);
COSIGN_API int64_t cosign_bundle_tlog_time(
    const cosign_bundle_t *bundle, size_t entry);

COSIGN_API void cosign_bundle_free(cosign_bundle_t *bundle); /* NULL is fine */

/**
 * The older forms keep what belongs to a signature in several places. A
 * builder puts it together; one thread at a time.
 */
typedef struct cosign_bundle_builder cosign_bundle_builder_t;

/**
 * Start with what was signed with: what cosign_bundle_parse_any() takes, but
 * for a Sigstore bundle, which is whole by itself.
 *
 * @param[out] out  yours; cosign_bundle_builder_free(). After a failed
 *                  addition there is nothing else to do with it.
 * @return as that; COSIGN_E_CONFLICT for a Sigstore bundle.
 */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_bundle_builder_new(
    cosign_bundle_builder_t **out, const void *signature, size_t len,
    cosign_error_t *err);
COSIGN_API void cosign_bundle_builder_free(cosign_bundle_builder_t *builder);

/**
 * The signer's certificate, which may be followed by those above it: PEM,
 * base64 of PEM, or one as DER.
 * @return COSIGN_OK, COSIGN_E_PEM, _BASE64, _DER, _MALFORMED, _UNSUPPORTED,
 *   _LIMIT, _NOMEM; COSIGN_E_CONFLICT if another certificate is there.
 */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_bundle_builder_add_certificates(
    cosign_bundle_builder_t *builder, const void *data, size_t len,
    cosign_error_t *err);

/** An entry of Rekor v1 as cosign keeps it: {"SignedEntryTimestamp",
 *  "Payload"}. */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_bundle_builder_add_entry(
    cosign_bundle_builder_t *builder, const char *json, size_t len,
    cosign_error_t *err);

/** An RFC 3161 TimeStampResp: DER, or {"SignedRFC3161Timestamp"}. */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_bundle_builder_add_timestamp(
    cosign_bundle_builder_t *builder, const void *data, size_t len,
    cosign_error_t *err);

/** A certificate timestamp that is not in the certificate: the JSON that a
 *  certificate log answers (RFC 6962 4.1). */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_bundle_builder_add_sct(
    cosign_bundle_builder_t *builder, const char *json, size_t len,
    cosign_error_t *err);

/**
 * What the signature is over, where that is not the artifact itself: the
 * simple-signing payload of an image. It names the image by its digest: the
 * artifact to verify with is then the image's manifest, or its SHA-256 digest.
 * @return COSIGN_OK, COSIGN_E_ARGUMENT, _LIMIT, _NOMEM; COSIGN_E_CONFLICT if
 *   there is one, or an envelope, or a digest of what was signed.
 */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_bundle_builder_set_payload(
    cosign_bundle_builder_t *builder, const void *data, size_t len,
    cosign_error_t *err);

/** What was put together. The builder has nothing more to give then. */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_bundle_builder_finish(
    cosign_bundle_builder_t *builder, cosign_bundle_t **out,
    cosign_error_t *err);

#ifdef __cplusplus
}
#endif

#endif
