/*
 * Whose signatures are accepted, and what else they need.
 *
 * A policy is built by one thread and from then on only read: any number of
 * threads may verify under it. Once it has another owner (cosign_policy_ref())
 * it does not change any more: functions that would change it give
 * COSIGN_E_CONFLICT, or do nothing. An empty policy accepts nothing. As it
 * comes it is as strict as can be; whatever weakens a check says "insecure".
 */
#ifndef COSIGN_POLICY_H
#define COSIGN_POLICY_H

#include <cosign/pubkey.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct cosign_policy cosign_policy_t;
typedef struct cosign_identity cosign_identity_t;

/** How a text of a certificate is compared. */
typedef enum cosign_match {
	/** Byte for byte. */
	COSIGN_MATCH_EXACT = 1,
	/** RE2's syntax; it suffices that a part of the text matches. */
	COSIGN_MATCH_REGEX = 2,
	/** The whole text: * stands for characters other than / . @ # ? and
	 *  colon, ** for any, ? for one other than these. */
	COSIGN_MATCH_GLOB = 3
} cosign_match_t;

/**
 * An identity without any wish. Yours; cosign_identity_free(). Before it can
 * be added to a policy it needs a wish about the subject and one about the
 * issuer.
 */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_identity_new(
    cosign_identity_t **out, cosign_error_t *err);
COSIGN_API void cosign_identity_free(cosign_identity_t *identity);

/**
 * What the certificate's subject alternative name has to be, and who has to
 * have vouched for it (Fulcio's issuer extension). Several wishes have to be
 * met all.
 * @return COSIGN_OK, COSIGN_E_ARGUMENT (an empty text, a bad pattern), _LIMIT,
 *   _NOMEM.
 */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_identity_add_subject(
    cosign_identity_t *identity, cosign_match_t match, const char *text,
    cosign_error_t *err);
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_identity_add_issuer(
    cosign_identity_t *identity, cosign_match_t match, const char *text,
    cosign_error_t *err);

/**
 * What one of Fulcio's extensions 1.3.6.1.4.1.57264.1.NUMBER has to be: 2 to 6
 * and 9 to 24; of the issuer see above. A certificate without it does not
 * match. COSIGN_E_ARGUMENT for other numbers.
 */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_identity_add_extension(
    cosign_identity_t *identity, uint32_t number, cosign_match_t match,
    const char *text, cosign_error_t *err);

/** Name of an extension, "buildSignerURI"; NULL for other numbers. */
COSIGN_API const char *cosign_extension_name(uint32_t number);

/** What is doubtful about a regular expression for an identity. */
#define COSIGN_REGEX_OPEN_START 0x1u /**< may begin anywhere */
#define COSIGN_REGEX_OPEN_END   0x2u /**< may end anywhere */
#define COSIGN_REGEX_OPEN_DOT   0x4u /**< a dot of a host name is any letter */
COSIGN_API uint32_t cosign_regex_doubts(const char *pattern);

/** A policy without any signer. Yours; cosign_policy_free(). */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_policy_new(
    cosign_policy_t **out, cosign_error_t *err);
/** Another owner of the same policy, which is then finished. NULL gives
 *  NULL. */
COSIGN_API cosign_policy_t *cosign_policy_ref(const cosign_policy_t *policy);
COSIGN_API void cosign_policy_free(cosign_policy_t *policy); /* NULL is fine */

/** Accept signatures of this key; of several signers any one suffices. The key
 *  is shared, not copied. */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_policy_add_key(
    cosign_policy_t *policy, const cosign_pubkey_t *key, cosign_error_t *err);

/** An end of a window of time that is open. */
#define COSIGN_TIME_OPEN INT64_MIN
COSIGN_API int64_t cosign_time_open(void);

/**
 * The same for signatures made in a window of time, both ends included, in
 * seconds since 1970. Every verified time has to be within it; without one the
 * signature is refused.
 */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_policy_add_key_between(
    cosign_policy_t *policy, const cosign_pubkey_t *key, int64_t start,
    int64_t end, cosign_error_t *err);

/** Accept signatures of certificates of this identity. It is copied, and
 *  COSIGN_E_ARGUMENT if it lacks a wish about subject or issuer. */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_policy_add_identity(
    cosign_policy_t *policy, const cosign_identity_t *identity,
    cosign_error_t *err);

/** How many different ones of the signers have to have signed, each in a
 *  bundle of its own: 1 by default; COSIGN_ALL_SIGNERS. */
#define COSIGN_ALL_SIGNERS UINT32_MAX
COSIGN_API uint32_t cosign_all_signers(void);
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_policy_set_signers(
    cosign_policy_t *policy, uint32_t count, cosign_error_t *err);

/** Hash that the signature was made over, where it is not the key's own.
 *  COSIGN_HASH_NONE returns to the default: the key's own, and for P-384
 *  and P-521 then SHA-256, as sigstore-go does. Ed25519 takes no choice. */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_policy_set_hash(
    cosign_policy_t *policy, cosign_hash_t hash, cosign_error_t *err);

/** How many different transparency logs have to hold the signature: 1 by
 *  default. 0 is COSIGN_E_ARGUMENT, here and below. */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_policy_set_tlogs(
    cosign_policy_t *policy, uint32_t count, cosign_error_t *err);
/** Do not ask for a transparency-log entry; entries present are not
 *  checked. */
COSIGN_API void cosign_policy_insecure_ignore_tlog(cosign_policy_t *policy);

/** How many different certificate logs have to have seen the certificate: 1 by
 *  default. */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_policy_set_scts(
    cosign_policy_t *policy, uint32_t count, cosign_error_t *err);
/** Do not ask certificate logs. */
COSIGN_API void cosign_policy_insecure_ignore_scts(cosign_policy_t *policy);

/** Who may say when it was signed. */
typedef enum cosign_time_source {
	/** A log by its promise, or a timestamp authority. */
	COSIGN_TIME_ANY = 0,
	/** A log by its promise: Rekor v1. */
	COSIGN_TIME_LOG = 1,
	/** A timestamp authority (RFC 3161). */
	COSIGN_TIME_TIMESTAMP = 2,
	/** The clock that the caller read. */
	COSIGN_TIME_CLOCK = 3
} cosign_time_source_t;

/**
 * How many times of a source a signature needs: of a certificate one of any by
 * default, of a key none. Each source has a count of its own, and all have to
 * be met. Where sources are named, times of others are not looked at. Whatever
 * time is found, all certificates have to have been valid at it.
 */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_policy_set_times(
    cosign_policy_t *policy, cosign_time_source_t source, uint32_t count,
    cosign_error_t *err);

/**
 * Take certificates that are valid now, whenever they signed: for signatures
 * without log and timestamp. Other sources are not looked at then.
 * @param now  seconds since 1970, by the caller's clock.
 */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_policy_insecure_set_clock(
    cosign_policy_t *policy, int64_t now, cosign_error_t *err);

/** Let certificates that come with a bundle v0.3 be part of a chain to a
 *  trusted authority. */
COSIGN_API void cosign_policy_allow_chain(cosign_policy_t *policy);

/** What may have been signed. */
typedef enum cosign_content {
	COSIGN_CONTENT_ANY = 0,
	/** The artifact itself. */
	COSIGN_CONTENT_SIGNATURE = 1,
	/** A statement about it, of whatever type. */
	COSIGN_CONTENT_ATTESTATION = 2
} cosign_content_t;

/** Want signatures or attestations alone. By default both count, as with
 *  cosign: an attestation of any type is a signature then. */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_policy_set_content(
    cosign_policy_t *policy, cosign_content_t content, cosign_error_t *err);

/** Want an attestation of this predicate type; a signature of the artifact
 *  itself does not suffice then. A simple-signing payload counts as one of
 *  "https://sigstore.dev/cosign/sign/v1". */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_policy_set_predicate(
    cosign_policy_t *policy, const char *type, cosign_error_t *err);

/** Want an annotation of the subject that an attestation is about, or of a
 *  simple-signing payload. */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_policy_add_annotation(
    cosign_policy_t *policy, const char *name, const char *value,
    cosign_error_t *err);

/** Accept an attestation, or a simple-signing payload, whatever it is about;
 *  no artifact is needed then. */
COSIGN_API void cosign_policy_insecure_ignore_claims(cosign_policy_t *policy);

#ifdef __cplusplus
}
#endif

#endif
