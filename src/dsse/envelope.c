#include "dsse/envelope.h"

#include "util/base64.h"
#include "util/limits.h"

#include <stdlib.h>

int
csn_is_envelope(const json_t *root)
{
	return json_object_get(root, "payloadType") != NULL;
}

static cosign_rc_t
read_base64(struct csn_bytes *out, const json_t *o, const char *name,
    enum csn_base64_mode mode, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_span text;
	struct csn_buf bytes;

	csn_buf_init(&bytes, CSN_BUNDLE_MAX);
	CSN_TRY(csn_json_string(&text, o, name, err));
	CSN_TRY(csn_fail_at(err,
	    csn_base64_decode(
		&bytes, (const char *)text.p, text.len, mode, err),
	    "%s", name));
	csn_bytes_take(out, &bytes);
	rc = COSIGN_OK;
out:
	csn_buf_dispose(&bytes);
	return rc;
}

static cosign_rc_t
read_signatures(
    struct csn_envelope *out, const json_t *list, cosign_error_t *err)
{
	const size_t count = json_array_size(list);
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	if (count == 0)
		return csn_fail(err, COSIGN_E_MALFORMED, "signatures: none");
	if (count > CSN_ENVELOPE_SIGNATURES_MAX)
		return csn_fail(err, COSIGN_E_LIMIT,
		    "signatures: %zu, at most %d", count,
		    CSN_ENVELOPE_SIGNATURES_MAX);
	out->signatures = calloc(count, sizeof(*out->signatures));
	if (out->signatures == NULL)
		return csn_fail_nomem(err);
	for (; out->count < count; out->count++) {
		const json_t *one = json_array_get(list, out->count);

		if (!json_is_object(one))
			CSN_TRY(csn_fail(err, COSIGN_E_JSON,
			    "signatures[%zu]: not an object", out->count));
		CSN_TRY(csn_fail_at(err,
		    read_base64(&out->signatures[out->count], one, "sig",
			CSN_BASE64_GO, err),
		    "signatures[%zu]", out->count));
	}
	rc = COSIGN_OK;
out:
	return rc;
}

cosign_rc_t
csn_envelope_read(
    struct csn_envelope *out, const json_t *root, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_span type;
	const json_t *list;

	memset(out, 0, sizeof(*out));
	if (!json_is_object(root))
		CSN_TRY(csn_fail(err, COSIGN_E_JSON, "not an object"));
	CSN_TRY(csn_json_string(&type, root, "payloadType", err));
	CSN_TRY(csn_bytes_copy(&out->payload_type, type, err));
	CSN_TRY(
	    read_base64(&out->payload, root, "payload", CSN_BASE64_PROTO, err));
	CSN_TRY(csn_json_array_opt(&list, root, "signatures", err));
	CSN_TRY(read_signatures(out, list, err));
	rc = COSIGN_OK;
out:
	if (rc != COSIGN_OK)
		csn_envelope_dispose(out);
	return csn_fail_at(err, rc, "envelope");
}

void
csn_envelope_dispose(struct csn_envelope *envelope)
{
	size_t i;

	for (i = 0; i < envelope->count; i++)
		free(envelope->signatures[i].p);
	free(envelope->signatures);
	free(envelope->payload.p);
	free(envelope->payload_type.p);
	memset(envelope, 0, sizeof(*envelope));
}
