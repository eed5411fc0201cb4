/*
 * What every signed format becomes. The verifier sees this and never JSON.
 */
#ifndef CSN_BUNDLE_ENTITY_H
#define CSN_BUNDLE_ENTITY_H

#include "crypto/digest.h"
#include "util/span.h"

#include <cosign/bundle.h>

struct csn_bytes {
	uint8_t *p; /* owned */
	size_t len;
};

enum csn_content {
	CSN_CONTENT_MESSAGE,  /* a signature over the artifact */
	CSN_CONTENT_ENVELOPE, /* a DSSE envelope */
};

struct cosign_bundle {
	cosign_bundle_form_t form;
	char *media_type; /* NULL unless a Sigstore bundle */
	enum csn_content content;

	struct csn_bytes signature;
	int has_digest; /* digest.hash may be one we do not know */
	struct csn_digest digest;

	int has_key_hint; /* signer is a public key */
	char *key_hint;
	int has_certificate;          /* signer is a certificate */
	struct csn_bytes certificate; /* leaf, DER */

	size_t tlog_count;
	size_t timestamp_count;
};

/* A new bundle for a signature just made; the signature is copied. */
cosign_rc_t csn_bundle_new_signed(cosign_bundle_t **out, struct csn_span sig,
    const struct csn_digest *digest, const char *key_hint, cosign_error_t *err);

#endif
