/*
 * Result codes and the error object.
 *
 * A function that can fail returns a cosign_rc_t and, when the caller passes
 * a cosign_error_t, records there one line of text, a hint where a next step
 * is known, and the foreign cause (errno, an OpenSSL reason ...).
 *
 * Codes have classes; switch on the class. "Rejected" means that everything
 * was checked and the answer is no; "unavailable" means that the answer could
 * not be found out. Neither is ever success. Codes are only ever appended.
 */
#ifndef COSIGN_ERROR_H
#define COSIGN_ERROR_H

#include <cosign/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Every code: symbol, number, text. The comment above a row says when it is
 * returned. Programs may expand this table themselves.
 */
#define COSIGN_RC_TABLE(ROW)                                                   \
	/* Done; for a verification: accepted. */                              \
	ROW(COSIGN_OK, 0, "success")                                           \
                                                                               \
	/* 1xx argument: the caller can put it right. */                       \
	/* An argument is missing, out of range or meaningless. */             \
	ROW(COSIGN_E_ARGUMENT, 100, "invalid argument")                        \
	/* Two wishes exclude each other. */                                   \
	ROW(COSIGN_E_CONFLICT, 101, "contradictory options")                   \
	/* A callback of the caller returned non-zero. */                      \
	ROW(COSIGN_E_CALLBACK, 102, "stopped by a callback")                   \
	/* The caller, or the person at the prompt, called it off. */          \
	ROW(COSIGN_E_CANCELLED, 103, "cancelled")                              \
	/* A file is in the way and overwriting was not allowed. */            \
	ROW(COSIGN_E_EXISTS, 104, "file exists")                               \
	/* The password does not open the key. */                              \
	ROW(COSIGN_E_PASSWORD, 105, "wrong password")                          \
	/* A password is needed and there is nobody to ask. */                 \
	ROW(COSIGN_E_NO_PASSWORD, 106, "no password given")                    \
	/* A private key where a public one belongs, or the reverse, or        \
	   another kind of object. */                                          \
	ROW(COSIGN_E_KEY_KIND, 107, "not this kind of key")                    \
	/* A key reference of an unknown scheme, an unset variable, or what    \
	   names no image. */                                                  \
	ROW(COSIGN_E_REFERENCE, 108, "unusable reference")                     \
	/* Key and requested algorithm do not belong together. */              \
	ROW(COSIGN_E_ALGORITHM, 109, "algorithm does not fit the key")         \
	/* The artifact's bytes are needed and only a digest was given, or     \
	   they were read already. */                                          \
	ROW(COSIGN_E_NO_CONTENT, 110, "content needed")                        \
                                                                               \
	/* 2xx malformed: the bytes are not what they claim to be. */          \
	/* Not the format: syntax, missing or unknown members, tails. */       \
	ROW(COSIGN_E_MALFORMED, 200, "malformed")                              \
	/* Well formed, of a version, type or algorithm not supported. */      \
	ROW(COSIGN_E_UNSUPPORTED, 201, "unsupported")                          \
	/* Larger, deeper or more than a limit allows. */                      \
	ROW(COSIGN_E_LIMIT, 202, "limit exceeded")                             \
	/* A key below the accepted strength or off the list of curves. */     \
	ROW(COSIGN_E_WEAK_KEY, 203, "key too weak or of unlisted kind")        \
	/* Private and public half do not belong together. */                  \
	ROW(COSIGN_E_KEY_MISMATCH, 204, "key halves do not match")             \
	/* Base64 text with a character, a length or an ending that does not   \
	   belong there. */                                                    \
	ROW(COSIGN_E_BASE64, 205, "malformed base64")                          \
	/* DER that is cut, not minimal, or followed by more bytes. */         \
	ROW(COSIGN_E_DER, 206, "malformed DER")                                \
	/* JSON syntax, a repeated name, NUL, wrong type. */                   \
	ROW(COSIGN_E_JSON, 207, "malformed JSON")                              \
	/* PEM armour that is missing or damaged. */                           \
	ROW(COSIGN_E_PEM, 208, "malformed PEM")                                \
	/* KDF parameters off the list of accepted ones; no memory was         \
	   taken. */                                                           \
	ROW(COSIGN_E_KDF, 209, "unsupported key derivation")                   \
                                                                               \
	/* 3xx rejected: checked, and the answer is no. */                     \
	/* No candidate passed, for more than one reason. */                   \
	ROW(COSIGN_E_REJECTED, 300, "rejected")                                \
	/* The signature does not verify under this key. */                    \
	ROW(COSIGN_E_SIGNATURE, 301, "invalid signature")                      \
	/* The artifact is not the one whose digest was recorded. */           \
	ROW(COSIGN_E_DIGEST, 302, "artifact digest differs")                   \
	/* There is no signature at all. */                                    \
	ROW(COSIGN_E_NO_SIGNATURE, 303, "no signature")                        \
	/* Signed by a certificate where a key is required, or the reverse. */ \
	ROW(COSIGN_E_SIGNER_KIND, 304, "signed by another kind of signer")     \
	/* The policy wants a transparency-log entry and there is none. */     \
	ROW(COSIGN_E_NO_TLOG, 305, "no transparency log entry")                \
	/* The policy wants a signed timestamp and there is none. */           \
	ROW(COSIGN_E_NO_TIMESTAMP, 306, "no signed timestamp")                 \
	/* No path from the certificate to a trusted authority. */             \
	ROW(COSIGN_E_UNTRUSTED, 307, "certificate is not trusted")             \
	/* A certificate, key or authority was not valid when it signed. */    \
	ROW(COSIGN_E_EXPIRED, 308, "not valid at that time")                   \
	/* A certificate that may not sign what it signed: usage, constraints, \
	   names. */                                                           \
	ROW(COSIGN_E_USAGE, 309, "certificate is not for this use")            \
	/* A chain of certificates where the policy allows none. */            \
	ROW(COSIGN_E_CHAIN, 310, "certificate chain not allowed")              \
	/* The certificate was not shown to enough certificate logs. */        \
	ROW(COSIGN_E_SCT, 311, "no signed certificate timestamp")              \
	/* The signer is none of those that the policy names. */               \
	ROW(COSIGN_E_IDENTITY, 312, "another identity")                        \
	/* A log entry's promise (SET) is not signed by the log. */            \
	ROW(COSIGN_E_PROMISE, 313, "invalid inclusion promise")                \
	/* A log's checkpoint is not signed by it, or is of another tree. */   \
	ROW(COSIGN_E_CHECKPOINT, 314, "invalid checkpoint")                    \
	/* A log entry is not where its proof says. */                         \
	ROW(COSIGN_E_PROOF, 315, "invalid inclusion proof")                    \
	/* A log entry is about another signature, key or artifact. */         \
	ROW(COSIGN_E_ENTRY, 316, "log entry of something else")                \
	/* The same log entry or timestamp twice. */                           \
	ROW(COSIGN_E_DUPLICATE, 317, "duplicate evidence")                     \
	/* A timestamp is not signed by a trusted authority, or is of          \
	   something else. */                                                  \
	ROW(COSIGN_E_TIMESTAMP, 318, "invalid timestamp")                      \
	/* Nobody who is trusted says when it was signed. */                   \
	ROW(COSIGN_E_NO_TIME, 319, "no trusted time of signing")               \
	/* An attestation whose signed text is no statement. */                \
	ROW(COSIGN_E_STATEMENT, 320, "not a statement")                        \
	/* An attestation about other artifacts. */                            \
	ROW(COSIGN_E_SUBJECT, 321, "attestation of something else")            \
	/* An attestation of another type. */                                  \
	ROW(COSIGN_E_PREDICATE, 322, "another predicate type")                 \
	/* An annotation that the policy wants is missing or another. */       \
	ROW(COSIGN_E_ANNOTATION, 323, "missing or wrong annotation")           \
	/* Fewer signers than the policy wants. */                             \
	ROW(COSIGN_E_SIGNERS, 324, "too few signers")                          \
	/* A signature where an attestation is wanted, or the reverse. */      \
	ROW(COSIGN_E_CONTENT, 325, "another kind of content")                  \
	/* An image has signatures, and none is as the policy wants. */        \
	ROW(COSIGN_E_NO_MATCH, 326, "no matching signature")                   \
                                                                               \
	/* 4xx unavailable: could not find out. */                             \
	/* Something needed could not be reached or used. */                   \
	ROW(COSIGN_E_UNAVAILABLE, 400, "unavailable")                          \
	/* Reading or writing failed; the cause is an errno. */                \
	ROW(COSIGN_E_IO, 401, "input or output failed")                        \
	/* No such file. */                                                    \
	ROW(COSIGN_E_NOT_FOUND, 402, "not found")                              \
	/* The file may not be read or written. */                             \
	ROW(COSIGN_E_PERMISSION, 403, "permission denied")                     \
	/* A directory where a file belongs. */                                \
	ROW(COSIGN_E_DIRECTORY, 404, "is a directory")                         \
	/* A FIFO, socket or device where a file belongs. */                   \
	ROW(COSIGN_E_FILE_KIND, 405, "not a regular file")                     \
	/* The file changed while it was read. */                              \
	ROW(COSIGN_E_CHANGED, 406, "changed while being read")                 \
	/* The disk or quota is full. */                                       \
	ROW(COSIGN_E_NO_SPACE, 407, "no space left")                           \
	/* A library loaded on first use is not installed. */                  \
	ROW(COSIGN_E_NO_LIBRARY, 408, "library not available")                 \
	/* The network is not allowed to be used. */                           \
	ROW(COSIGN_E_OFFLINE, 409, "network not allowed")                      \
	/* The deadline of an operation passed. */                             \
	ROW(COSIGN_E_TIMEOUT, 410, "deadline passed")                          \
	/* No connection, or it was lost: a name, an address, a cable. */      \
	ROW(COSIGN_E_CONNECT, 411, "cannot be reached")                        \
	/* TLS failed: an authority that is not trusted, another name. */      \
	ROW(COSIGN_E_TLS, 412, "no secure connection")                         \
	/* A server answered with a status that is none of those expected. */  \
	ROW(COSIGN_E_HTTP, 413, "unexpected answer")                           \
	/* A server wants to know who asks, or does not let them. */           \
	ROW(COSIGN_E_UNAUTHORIZED, 414, "not authorised")                      \
	/* The registry or layout has no such image, manifest or blob. */      \
	ROW(COSIGN_E_NO_IMAGE, 415, "no such image")                           \
	/* A server breaks its protocol: a digest or length that is not that   \
	   of the bytes, a missing header, pages without end. */               \
	ROW(COSIGN_E_PROTOCOL, 416, "protocol broken")                         \
	/* Credentials are configured and cannot be had or read. */            \
	ROW(COSIGN_E_CREDENTIALS, 417, "credentials unavailable")              \
	/* Others kept writing to the same place until it was given up. */     \
	ROW(COSIGN_E_CONTENTION, 418, "others keep writing")                   \
                                                                               \
	/* 5xx internal: our fault or the machine's. */                        \
	/* A state that should not be reachable. */                            \
	ROW(COSIGN_E_INTERNAL, 500, "internal error")                          \
	/* Memory could not be had; nothing is half changed. */                \
	ROW(COSIGN_E_NOMEM, 501, "out of memory")                              \
	/* The cryptographic library failed; its reason is the cause. */       \
	ROW(COSIGN_E_CRYPTO, 502, "cryptographic library failed")

typedef enum cosign_rc {
#define COSIGN_RC_ENUM_(symbol, number, text) symbol = number,
	COSIGN_RC_TABLE(COSIGN_RC_ENUM_)
#undef COSIGN_RC_ENUM_
} cosign_rc_t;

typedef enum cosign_rc_class {
	COSIGN_CLASS_OK = 0,
	COSIGN_CLASS_ARGUMENT = 1,
	COSIGN_CLASS_MALFORMED = 2,
	COSIGN_CLASS_REJECTED = 3,
	COSIGN_CLASS_UNAVAILABLE = 4,
	COSIGN_CLASS_INTERNAL = 5
} cosign_rc_class_t;

/** The symbol, "COSIGN_E_DIGEST"; NULL for a number that is no code. */
COSIGN_API const char *cosign_rc_name(cosign_rc_t rc);

/** The text, "artifact digest differs"; NULL for a number that is no code. */
COSIGN_API const char *cosign_rc_text(cosign_rc_t rc);

/** The class; COSIGN_CLASS_INTERNAL for a number that is no code. */
COSIGN_API cosign_rc_class_t cosign_rc_class(cosign_rc_t rc);

/** Number of codes, and the code at an index (COSIGN_E_INTERNAL beyond it):
 *  for bindings that build their own table. */
COSIGN_API size_t cosign_rc_count(void);
COSIGN_API cosign_rc_t cosign_rc_at(size_t index);

/**
 * Details of one failure. One thread at a time. Reusable: a function that
 * fails first forgets what was recorded before. Recording allocates nothing.
 */
typedef struct cosign_error cosign_error_t;

/** Where cosign_error_cause_code() comes from. */
typedef enum cosign_cause {
	COSIGN_CAUSE_NONE = 0,
	COSIGN_CAUSE_ERRNO = 1,   /**< errno */
	COSIGN_CAUSE_OPENSSL = 2, /**< ERR_get_error() */
	COSIGN_CAUSE_CURL = 3,    /**< CURLcode */
	COSIGN_CAUSE_HTTP = 4,    /**< HTTP status */
	COSIGN_CAUSE_PKCS11 = 5   /**< CK_RV */
} cosign_cause_t;

/** A new, empty error object, or NULL without memory (NULL may be passed
 *  wherever an error object is taken). Yours: cosign_error_free(). */
COSIGN_API COSIGN_MUST_CHECK cosign_error_t *cosign_error_new(void);
COSIGN_API void cosign_error_free(cosign_error_t *err); /* NULL is fine */

/** Forget what was recorded. NULL is fine. */
COSIGN_API void cosign_error_clear(cosign_error_t *err);

/** The code recorded; COSIGN_OK if none, or for NULL. */
COSIGN_API cosign_rc_t cosign_error_code(const cosign_error_t *err);

/**
 * One line, where: what, without a final period or newline. Bytes that came
 * from outside are printable: controls are escaped, long ones cut. Never
 * NULL, never a secret. Borrowed: until the object is used or freed.
 */
COSIGN_API const char *cosign_error_message(const cosign_error_t *err);

/** What to try next, or NULL. Borrowed like the message. */
COSIGN_API const char *cosign_error_hint(const cosign_error_t *err);

/** The foreign cause and its number; NONE and 0 if there is none. */
COSIGN_API cosign_cause_t cosign_error_cause(const cosign_error_t *err);
COSIGN_API uint64_t cosign_error_cause_code(const cosign_error_t *err);

/**
 * Make foreign text one printable line, as messages are: controls, marks that
 * change the order of text, and bytes that are no UTF-8 become \xHH; what has
 * no room is cut, and "..." marks the place.
 *
 * @param to    ends in NUL; four times the length of @p from and 1 is always
 *              enough.
 * @param size  bytes there; at least 1.
 * @return bytes written, without the NUL; 0 for NULL.
 */
COSIGN_API size_t cosign_text_escape(char *to, size_t size, const char *from);

#ifdef __cplusplus
}
#endif

#endif
