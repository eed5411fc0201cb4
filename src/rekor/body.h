/*
 * What a log keeps of a signature: the canonicalized bodies of Rekor's entry
 * types. Only what a verifier compares is kept.
 */
#ifndef CSN_REKOR_BODY_H
#define CSN_REKOR_BODY_H

#include "crypto/digest.h"
#include "util/buf.h"

enum csn_entry_type {
	CSN_ENTRY_HASHEDREKORD_V001,
	CSN_ENTRY_HASHEDREKORD_V002, /* Rekor v2 */
	CSN_ENTRY_DSSE_V001,
	CSN_ENTRY_INTOTO_V001, /* keeps no signature */
	CSN_ENTRY_INTOTO_V002,
	CSN_ENTRY_REKORD_V001,
};

/* Whether an entry of this type may be about an envelope, or about a message.
 */
int csn_entry_may_be_of(enum csn_entry_type type, int is_envelope);

struct csn_entry_body {
	enum csn_entry_type type;
	struct csn_digest hash;     /* of the artifact, or of the payload; of a
	                               DSSE envelope in v2: of its PAE */
	struct csn_digest envelope; /* of its JSON text; dsse, intoto */
	struct csn_bytes signature; /* intoto 0.0.1: none */
	struct csn_bytes verifier;  /* DER: certificate, or public key */
	int has_certificate;
	struct csn_bytes payload_type; /* intoto 0.0.2 */
	struct csn_bytes payload;      /* the same, where it was kept */
};

/*
 * Read a body to its last member: unknown ones are refused.
 * COSIGN_E_JSON, _MALFORMED, _BASE64, _PEM, _UNSUPPORTED (kind, version, hash),
 * _LIMIT, _NOMEM.
 */
cosign_rc_t csn_entry_body_read(
    struct csn_entry_body *out, struct csn_span text, cosign_error_t *err);
void csn_entry_body_dispose(struct csn_entry_body *body);

/* "hashedrekord" and "0.0.1" */
const char *csn_entry_kind(enum csn_entry_type type);
const char *csn_entry_version(enum csn_entry_type type);

/* What a hashedrekord 0.0.2 says, canonicalized (RFC 8785): the log hashes
   these bytes. */
struct csn_entry_v002 {
	const char *key_details; /* name of PublicKeyDetails */
	struct csn_digest digest;
	struct csn_span signature;
	struct csn_span verifier; /* DER */
	int has_certificate;
};
void csn_entry_v002_write(
    struct csn_buf *out, const struct csn_entry_v002 *entry);

#endif
