#include "bundle/entity.h"

#include "util/base64.h"
#include "util/limits.h"

/* As cosign: what decodes is base64, what does not is the signature itself.
   An empty text decodes too. */
static cosign_rc_t
decode(struct csn_buf *bytes, const void *data, size_t len, cosign_error_t *err)
{
	const cosign_rc_t rc =
	    csn_base64_decode(bytes, data, len, CSN_BASE64_GO, err);

	if (rc != COSIGN_E_BASE64)
		return rc;
	cosign_error_clear(err);
	csn_buf_dispose(bytes);
	csn_buf_add(bytes, data, len);
	return csn_buf_finish(bytes, err);
}

cosign_rc_t
cosign_bundle_from_signature(
    cosign_bundle_t **out, const void *data, size_t len, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	cosign_bundle_t *b = NULL;
	struct csn_buf bytes;

	if (out != NULL)
		*out = NULL;
	if (out == NULL || (data == NULL && len > 0))
		return csn_fail(err, COSIGN_E_ARGUMENT,
		    "signature: nowhere to read from or write to");
	csn_buf_init(&bytes, CSN_BUNDLE_MAX);
	if (len > CSN_BUNDLE_MAX)
		CSN_TRY(csn_fail(err, COSIGN_E_LIMIT,
		    "signature: %zu bytes, at most %zu", len, CSN_BUNDLE_MAX));
	CSN_TRY(decode(&bytes, data, len, err));
	if (bytes.len == 0)
		CSN_TRY(
		    csn_fail(err, COSIGN_E_NO_SIGNATURE, "signature: empty"));
	CSN_TRY(csn_bundle_new(&b, COSIGN_FORM_DETACHED, err));
	csn_bytes_take(&b->signature, &bytes);
	*out = b;
	b = NULL;
	rc = COSIGN_OK;
out:
	csn_buf_dispose(&bytes);
	cosign_bundle_free(b);
	return rc;
}
