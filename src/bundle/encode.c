/* Writing bundles, byte for byte as cosign does. */
#include "bundle/entity.h"
#include "bundle/media_type.h"
#include "util/base64.h"
#include "util/json_write.h"
#include "util/limits.h"

/* Every name and brace of a v0.3 bundle, with room to spare. */
#define V03_FRAME 320

/*
 * Log entries, timestamps and certificates are not written yet: a bundle
 * without them would have lost them silently.
 */
static cosign_rc_t
check_nothing_lost(const cosign_bundle_t *b, cosign_error_t *err)
{
	if (b->signer == CSN_SIGNER_CERTIFICATE)
		return csn_fail(err, COSIGN_E_UNSUPPORTED,
		    "bundles with a certificate cannot be written");
	if (b->entry_count > 0 || b->timestamp_count > 0)
		return csn_fail(err, COSIGN_E_UNSUPPORTED,
		    "bundles with log entries or timestamps cannot be written");
	return COSIGN_OK;
}

static void
write_message(struct csn_json_writer *w, const cosign_bundle_t *b)
{
	csn_jw_name(w, "messageSignature");
	csn_jw_object_begin(w);
	csn_jw_name(w, "messageDigest");
	csn_jw_object_begin(w);
	csn_jw_name(w, "algorithm");
	csn_jw_str(w, cosign_hash_spec_name(b->digest.hash));
	csn_jw_name(w, "digest");
	csn_jw_base64(w, b->digest.bytes, b->digest.len);
	csn_jw_object_end(w);
	csn_jw_name(w, "signature");
	csn_jw_base64(w, b->signature.p, b->signature.len);
	csn_jw_object_end(w);
}

static void
write_envelope(struct csn_json_writer *w, const struct csn_envelope *e)
{
	csn_jw_name(w, "dsseEnvelope");
	csn_jw_object_begin(w);
	csn_jw_name(w, "payload");
	csn_jw_base64(w, e->payload.p, e->payload.len);
	csn_jw_name(w, "payloadType");
	csn_jw_string(w, e->payload_type.p, e->payload_type.len);
	csn_jw_name(w, "signatures");
	csn_jw_array_begin(w);
	csn_jw_object_begin(w);
	csn_jw_name(w, "sig");
	csn_jw_base64(w, e->signatures[0].p, e->signatures[0].len);
	csn_jw_object_end(w);
	csn_jw_array_end(w);
	csn_jw_object_end(w);
}

static void
write_v03(struct csn_json_writer *w, const cosign_bundle_t *b)
{
	csn_jw_object_begin(w);
	csn_jw_name(w, "mediaType");
	csn_jw_str(w, CSN_MEDIA_TYPE_V03);
	csn_jw_name(w, "verificationMaterial");
	csn_jw_object_begin(w);
	csn_jw_name(w, "publicKey");
	csn_jw_object_begin(w);
	csn_jw_name(w, "hint");
	csn_jw_str(w, b->key_hint);
	csn_jw_object_end(w);
	csn_jw_object_end(w);
	if (b->content == CSN_CONTENT_ENVELOPE)
		write_envelope(w, &b->envelope);
	else
		write_message(w, b);
	csn_jw_object_end(w);
}

static size_t
v03_size(const cosign_bundle_t *b)
{
	const struct csn_envelope *e = &b->envelope;

	if (b->content != CSN_CONTENT_ENVELOPE)
		return csn_base64_size(b->digest.len) +
		    csn_base64_size(b->signature.len);
	return csn_base64_size(e->payload.len) + e->payload_type.len +
	    csn_base64_size(e->signatures[0].len);
}

/* Of Sigstore's bundles one has one signature. */
static cosign_rc_t
check_v03(const cosign_bundle_t *b, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	CSN_TRY(check_nothing_lost(b, err));
	if (b->key_hint == NULL)
		return csn_fail(err, COSIGN_E_ARGUMENT, "no key hint");
	if (b->content == CSN_CONTENT_ENVELOPE && b->envelope.count != 1)
		return csn_fail(err, COSIGN_E_UNSUPPORTED,
		    "an envelope with several signatures cannot be written");
	if (b->content == CSN_CONTENT_MESSAGE && b->digest.len == 0)
		return csn_fail(err, COSIGN_E_ARGUMENT, "no digest");
	rc = COSIGN_OK;
out:
	return rc;
}

static cosign_rc_t
encode_v03(struct csn_buf *to, const cosign_bundle_t *b, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_json_writer w;

	CSN_TRY(check_v03(b, err));
	csn_buf_reserve(to, V03_FRAME + strlen(b->key_hint) + v03_size(b));
	csn_jw_init(&w, to, CSN_JSON_PROTO);
	write_v03(&w, b);
	rc = COSIGN_OK;
out:
	return rc;
}

static cosign_rc_t
encode_legacy(struct csn_buf *to, const cosign_bundle_t *b, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_json_writer w;

	CSN_TRY(check_nothing_lost(b, err));
	csn_jw_init(&w, to, CSN_JSON_GO);
	csn_jw_object_begin(&w);
	csn_jw_name(&w, "base64Signature");
	csn_jw_base64(&w, b->signature.p, b->signature.len);
	csn_jw_object_end(&w);
	rc = COSIGN_OK;
out:
	return rc;
}

static cosign_rc_t
encode(struct csn_buf *to, const cosign_bundle_t *b, cosign_encoding_t encoding,
    cosign_error_t *err)
{
	if (b->content == CSN_CONTENT_ENVELOPE && encoding == COSIGN_ENCODE_V03)
		return encode_v03(to, b, err);
	if (b->content == CSN_CONTENT_ENVELOPE)
		return csn_fail(err, COSIGN_E_UNSUPPORTED,
		    "envelopes are written in Sigstore's bundles alone");
	if (b->signature.len == 0)
		return csn_fail(err, COSIGN_E_ARGUMENT, "no signature");
	if (b->payload.p != NULL && encoding != COSIGN_ENCODE_BASE64 &&
	    encoding != COSIGN_ENCODE_RAW)
		return csn_fail(err, COSIGN_E_UNSUPPORTED,
		    "a payload cannot be written beside the signature");
	switch (encoding) {
	case COSIGN_ENCODE_BASE64:
		csn_base64_encode(to, b->signature.p, b->signature.len);
		return COSIGN_OK;
	case COSIGN_ENCODE_RAW:
		csn_buf_add(to, b->signature.p, b->signature.len);
		return COSIGN_OK;
	case COSIGN_ENCODE_LEGACY:
		return encode_legacy(to, b, err);
	case COSIGN_ENCODE_V03:
		return encode_v03(to, b, err);
	}
	return csn_fail(
	    err, COSIGN_E_ARGUMENT, "no encoding has number %d", (int)encoding);
}

cosign_rc_t
cosign_bundle_encode(const cosign_bundle_t *bundle, cosign_encoding_t encoding,
    char **out, size_t *len, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_buf text;

	if (out == NULL || len == NULL)
		return csn_fail(
		    err, COSIGN_E_ARGUMENT, "bundle: nowhere to write to");
	*out = NULL;
	*len = 0;
	if (bundle == NULL)
		return csn_fail(
		    err, COSIGN_E_ARGUMENT, "bundle: nothing to write");
	/* Twice the limit of what is read: base64 of it has to fit. */
	csn_buf_init(&text, 2 * CSN_BUNDLE_MAX);
	CSN_TRY(encode(&text, bundle, encoding, err));
	CSN_TRY(csn_buf_take(&text, out, len, err));
	rc = COSIGN_OK;
out:
	csn_buf_dispose(&text);
	return csn_fail_at(err, rc, "bundle");
}
