/*
 * What every signed format becomes. The verifier sees this and never JSON.
 */
#ifndef CSN_BUNDLE_ENTITY_H
#define CSN_BUNDLE_ENTITY_H

#include "crypto/digest.h"
#include "dsse/envelope.h"
#include "rekor/entry.h"
#include "util/buf.h"
#include "x509/certificate.h"

#include <cosign/bundle.h>

#include <jansson.h>

enum csn_content {
	CSN_CONTENT_MESSAGE,  /* a signature over the artifact, or a payload */
	CSN_CONTENT_ENVELOPE, /* a DSSE envelope */
};

/* What the bundle says about who signed; never what is believed. */
enum csn_signer {
	CSN_SIGNER_UNNAMED,
	CSN_SIGNER_KEY,
	CSN_SIGNER_CERTIFICATE,
};

struct cosign_bundle {
	cosign_bundle_form_t form;
	enum csn_content content;
	enum csn_signer signer;
	char *media_type; /* NULL unless a Sigstore bundle */
	char *key_hint;   /* NULL without; only with CSN_SIGNER_KEY */

	/* CSN_CONTENT_MESSAGE */
	struct csn_bytes signature;
	struct csn_digest digest; /* claimed; hash NONE without */
	/* What is signed in place of the artifact, which it names: simple
	   signing. p is NULL without. */
	struct csn_bytes payload;

	/* CSN_CONTENT_ENVELOPE: one signature in a Sigstore bundle */
	struct csn_envelope envelope;
	struct csn_bytes envelope_text; /* of older forms: as it stood there */

	/* CSN_SIGNER_CERTIFICATE: DER, the signer's first */
	struct csn_bytes chain[CSN_CHAIN_MAX];
	size_t chain_count;
	struct csn_certificate *leaf;
	int chain_needs_consent; /* a chain where a bundle may have none */
	struct csn_bytes sct;    /* detached; empty without */

	struct csn_entry *entries;
	size_t entry_count;
	int needs_proof; /* a promise alone makes no entry: from v0.2 on */
	struct csn_bytes *timestamps; /* TimeStampResp */
	size_t timestamp_count;
};

cosign_rc_t csn_bundle_new(
    cosign_bundle_t **out, cosign_bundle_form_t form, cosign_error_t *err);

/* A new bundle for a signature just made; everything is copied. */
cosign_rc_t csn_bundle_new_signed(cosign_bundle_t **out, struct csn_span sig,
    const struct csn_digest *digest, const char *key_hint, cosign_error_t *err);

/* The same for an envelope. */
cosign_rc_t csn_bundle_new_envelope(cosign_bundle_t **out, struct csn_span sig,
    struct csn_span type, struct csn_span payload, const char *key_hint,
    cosign_error_t *err);

/* The two JSON forms from a parsed document. */
cosign_rc_t csn_bundle_read_sigstore(
    cosign_bundle_t **out, const json_t *root, cosign_error_t *err);
cosign_rc_t csn_bundle_read_legacy(
    cosign_bundle_t **out, const json_t *root, cosign_error_t *err);

/* Members of a JSON object that make it a Sigstore bundle: mediaType in one
   of protobuf's spellings. */
const json_t *csn_bundle_media_type_member(const json_t *root);

/* One more certificate of the chain, which becomes the bundle's. The first is
   the signer's. COSIGN_E_DER, _MALFORMED, _UNSUPPORTED, _LIMIT, _NOMEM. */
cosign_rc_t csn_bundle_add_certificate(
    cosign_bundle_t *b, struct csn_buf *der, cosign_error_t *err);

/* An envelope's text becomes the bundle's content. */
cosign_rc_t csn_bundle_set_envelope(cosign_bundle_t *b, const json_t *root,
    struct csn_span text, cosign_error_t *err);

/* Room for one more; zeroed. NULL without memory. */
struct csn_entry *csn_bundle_add_entry(cosign_bundle_t *b, cosign_error_t *err);
cosign_rc_t csn_bundle_add_timestamp(
    cosign_bundle_t *b, struct csn_buf *der, cosign_error_t *err);

/* Signatures over the content: of a message one, of an envelope all. */
size_t csn_bundle_signature_count(const cosign_bundle_t *b);
struct csn_span csn_bundle_signature(const cosign_bundle_t *b, size_t index);

#endif
