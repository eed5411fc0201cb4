/*
 * What every signed format becomes. The verifier sees this and never JSON.
 */
#ifndef CSN_BUNDLE_ENTITY_H
#define CSN_BUNDLE_ENTITY_H

#include "crypto/digest.h"
#include "util/buf.h"

#include <cosign/bundle.h>

#include <jansson.h>

struct csn_bytes {
	uint8_t *p; /* owned */
	size_t len;
};

enum csn_content {
	CSN_CONTENT_MESSAGE,  /* a signature over the artifact */
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

	struct csn_bytes signature; /* of an envelope: its only one */
	struct csn_digest digest;   /* claimed; hash NONE without */

	/* Their shape was checked; what they say is not kept yet. */
	size_t tlog_count;
	size_t timestamp_count;
};

/* The buffer's bytes become the entity's. */
void csn_bytes_take(struct csn_bytes *to, struct csn_buf *from);

cosign_rc_t csn_bundle_new(
    cosign_bundle_t **out, cosign_bundle_form_t form, cosign_error_t *err);

/* A new bundle for a signature just made; everything is copied. */
cosign_rc_t csn_bundle_new_signed(cosign_bundle_t **out, struct csn_span sig,
    const struct csn_digest *digest, const char *key_hint, cosign_error_t *err);

/* The two JSON forms from a parsed document. */
cosign_rc_t csn_bundle_read_sigstore(
    cosign_bundle_t **out, const json_t *root, cosign_error_t *err);
cosign_rc_t csn_bundle_read_legacy(
    cosign_bundle_t **out, const json_t *root, cosign_error_t *err);

/* Members of a JSON object that make it a Sigstore bundle: mediaType in one
   of protobuf's spellings. */
const json_t *csn_bundle_media_type_member(const json_t *root);

#endif
