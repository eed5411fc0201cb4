#include "bundle/entity.h"
#include "dsse/pae.h"
#include "util/base64.h"
#include "util/limits.h"

#include <cosign/sign.h>

/* What stands in a bundle besides the payload, with room to spare. */
#define FRAME 4096

static cosign_rc_t
check_arguments(cosign_bundle_t **out, const cosign_key_t *key,
    const char *type, const void *payload, size_t len, cosign_error_t *err)
{
	if (out == NULL || key == NULL || type == NULL || payload == NULL)
		return csn_fail(err, COSIGN_E_ARGUMENT,
		    "key, payload or its type is missing");
	if (len > CSN_BUNDLE_MAX || strlen(type) > FRAME / 4 ||
	    csn_base64_size(len) > CSN_BUNDLE_MAX - FRAME)
		return csn_fail(err, COSIGN_E_LIMIT,
		    "payload of %zu bytes, more than a bundle holds", len);
	if (cosign_key_algorithm(key) == COSIGN_ALG_ED25519_PH)
		return csn_fail(err, COSIGN_E_ALGORITHM,
		    "envelopes are signed with pure Ed25519");
	return COSIGN_OK;
}

static cosign_rc_t
sign_text(const cosign_key_t *key, struct csn_span type,
    struct csn_span payload, uint8_t *signature, size_t size, size_t *len,
    cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_buf pae;

	csn_buf_init(&pae, 2 * CSN_BUNDLE_MAX);
	csn_pae_write(&pae, type, payload);
	CSN_TRY(csn_buf_finish(&pae, err));
	rc = cosign_key_sign_message(
	    key, pae.p, pae.len, signature, size, len, err);
out:
	csn_buf_dispose(&pae);
	return rc;
}

cosign_rc_t
cosign_sign_envelope(cosign_bundle_t **out, const cosign_key_t *key,
    const char *type, const void *payload, size_t len, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	uint8_t signature[COSIGN_SIGNATURE_MAX];
	size_t signature_len;

	if (out != NULL)
		*out = NULL;
	CSN_TRY(check_arguments(out, key, type, payload, len, err));
	CSN_TRY(sign_text(key, csn_span_str(type), csn_span(payload, len),
	    signature, sizeof(signature), &signature_len, err));
	rc = csn_bundle_new_envelope(out, csn_span(signature, signature_len),
	    csn_span_str(type), csn_span(payload, len),
	    cosign_pubkey_hint(cosign_key_public(key)), err);
out:
	return rc;
}
