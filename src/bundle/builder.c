/* Signatures of the older forms, from the places where they are kept. */
#include "bundle/legacy.h"
#include "crypto/pem.h"
#include "util/base64.h"
#include "util/json.h"
#include "util/limits.h"
#include "x509/sct.h"

#include <stdlib.h>

struct cosign_bundle_builder {
	cosign_bundle_t *bundle; /* NULL: given away */
};

/* A TimeStampResp starts as every SEQUENCE does, and no JSON. */
#define DER_SEQUENCE 0x30

static cosign_rc_t
check_data(const void *data, size_t len, cosign_error_t *err)
{
	if (data == NULL)
		return csn_fail(err, COSIGN_E_ARGUMENT,
		    "bundle: nowhere to read from or write to");
	if (len > CSN_BUNDLE_MAX)
		return csn_fail(err, COSIGN_E_LIMIT,
		    "bundle: %zu bytes, at most %zu", len, CSN_BUNDLE_MAX);
	return COSIGN_OK;
}

static cosign_rc_t
check_arguments(const cosign_bundle_builder_t *builder, const void *data,
    size_t len, cosign_error_t *err)
{
	if (builder == NULL || builder->bundle == NULL)
		return csn_fail(
		    err, COSIGN_E_ARGUMENT, "bundle: nothing to add to");
	return check_data(data, len, err);
}

cosign_rc_t
cosign_bundle_builder_new(cosign_bundle_builder_t **out, const void *signature,
    size_t len, cosign_error_t *err)
{
	cosign_bundle_builder_t *builder = NULL;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	cosign_bundle_t *b = NULL;

	if (out != NULL)
		*out = NULL;
	CSN_TRY(check_data(out, 0, err));
	CSN_TRY(cosign_bundle_parse_any(&b, signature, len, err));
	if (b->form == COSIGN_FORM_SIGSTORE)
		CSN_TRY(csn_fail(err, COSIGN_E_CONFLICT,
		    "bundle: a Sigstore bundle is whole by itself"));
	builder = malloc(sizeof(*builder));
	if (builder == NULL)
		CSN_TRY(csn_fail_nomem(err));
	builder->bundle = b;
	b = NULL;
	*out = builder;
	rc = COSIGN_OK;
out:
	cosign_bundle_free(b);
	return rc;
}

void
cosign_bundle_builder_free(cosign_bundle_builder_t *builder)
{
	if (builder == NULL)
		return;
	cosign_bundle_free(builder->bundle);
	free(builder);
}

cosign_rc_t
cosign_bundle_builder_finish(cosign_bundle_builder_t *builder,
    cosign_bundle_t **out, cosign_error_t *err)
{
	if (out != NULL)
		*out = NULL;
	if (out == NULL || builder == NULL || builder->bundle == NULL)
		return csn_fail(err, COSIGN_E_ARGUMENT,
		    "bundle: nothing to finish, or nowhere to write to");
	*out = builder->bundle;
	builder->bundle = NULL;
	return COSIGN_OK;
}

static cosign_rc_t
add_pem(cosign_bundle_t *b, struct csn_span text, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL, found;
	struct csn_pem pem;
	size_t at = 0;

	for (;;) {
		memset(&pem, 0, sizeof(pem));
		found = csn_pem_next(&pem, text, &at, err);
		if (found == COSIGN_E_NOT_FOUND && b->chain_count > 0)
			break;
		if (found == COSIGN_E_NOT_FOUND)
			found = csn_fail(err, COSIGN_E_PEM, "no PEM");
		CSN_TRY(found);
		if (!csn_pem_is(&pem, "CERTIFICATE"))
			CSN_TRY(csn_fail(
			    err, COSIGN_E_MALFORMED, "not a certificate"));
		CSN_TRY(csn_bundle_add_certificate(b, &pem.der, err));
		csn_pem_dispose(&pem);
	}
	cosign_error_clear(err);
	rc = COSIGN_OK;
out:
	csn_pem_dispose(&pem);
	return rc;
}

/* PEM, base64 of it, or DER. */
static cosign_rc_t
read_certificates(
    cosign_bundle_t *b, const void *data, size_t len, cosign_error_t *err)
{
	struct csn_span text = csn_span(data, len);
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_buf bytes;

	csn_buf_init(&bytes, CSN_BUNDLE_MAX);
	if (len > 0 && text.p[0] == DER_SEQUENCE) {
		csn_buf_add(&bytes, data, len);
		CSN_TRY(csn_buf_finish(&bytes, err));
		CSN_TRY(csn_bundle_add_certificate(b, &bytes, err));
	} else {
		if (!csn_pem_looks_like(text)) {
			CSN_TRY(csn_base64_decode(
			    &bytes, data, len, CSN_BASE64_GO, err));
			text = csn_span(bytes.p, bytes.len);
		}
		CSN_TRY(add_pem(b, text, err));
	}
	rc = COSIGN_OK;
out:
	csn_buf_dispose(&bytes);
	return rc;
}

/* Where the bundle has a certificate, another one says nothing or
   contradicts. */
static cosign_rc_t
compare_certificates(
    const cosign_bundle_t *b, const void *data, size_t len, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	cosign_bundle_t *other = NULL;

	CSN_TRY(csn_bundle_new(&other, COSIGN_FORM_DETACHED, err));
	CSN_TRY(read_certificates(other, data, len, err));
	if (!csn_span_eq(b->leaf->der, other->leaf->der))
		CSN_TRY(csn_fail(
		    err, COSIGN_E_CONFLICT, "is not the one in the bundle"));
	rc = COSIGN_OK;
out:
	cosign_bundle_free(other);
	return rc;
}

cosign_rc_t
cosign_bundle_builder_add_certificates(cosign_bundle_builder_t *builder,
    const void *data, size_t len, cosign_error_t *err)
{
	cosign_rc_t rc = check_arguments(builder, data, len, err);

	if (rc != COSIGN_OK)
		return rc;
	rc = builder->bundle->leaf != NULL
	    ? compare_certificates(builder->bundle, data, len, err)
	    : read_certificates(builder->bundle, data, len, err);
	return csn_fail_at(err, rc, "certificate");
}

cosign_rc_t
cosign_bundle_builder_add_entry(cosign_bundle_builder_t *builder,
    const char *json, size_t len, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	json_t *root = NULL;

	CSN_TRY(check_arguments(builder, json, len, err));
	if (builder->bundle->entry_count > 0)
		CSN_TRY(csn_fail(err, COSIGN_E_CONFLICT,
		    "rekorBundle: the bundle has a log entry"));
	CSN_TRY(csn_json_parse_max(
	    &root, json, len, CSN_BUNDLE_MAX, "rekorBundle", err));
	if (!json_is_object(root))
		CSN_TRY(
		    csn_fail(err, COSIGN_E_JSON, "rekorBundle: not an object"));
	CSN_TRY(csn_rekor_bundle_read(builder->bundle, root, err));
	rc = COSIGN_OK;
out:
	json_decref(root);
	return rc;
}

/* Base64 in a member of a document. */
static cosign_rc_t
read_base64(
    struct csn_buf *out, const json_t *o, const char *name, cosign_error_t *err)
{
	struct csn_span text;
	cosign_rc_t rc = csn_json_string(&text, o, name, err);

	if (rc != COSIGN_OK)
		return rc;
	return csn_fail_at(err,
	    csn_base64_decode(
		out, (const char *)text.p, text.len, CSN_BASE64_STRICT, err),
	    "%s", name);
}

static cosign_rc_t
parse_object(json_t **out, const char *json, size_t len, cosign_error_t *err)
{
	cosign_rc_t rc = csn_json_parse(out, json, len, err);

	if (rc == COSIGN_OK && !json_is_object(*out))
		rc = csn_fail(err, COSIGN_E_JSON, "not an object");
	return rc;
}

static cosign_rc_t
read_timestamp(
    struct csn_buf *der, const void *data, size_t len, cosign_error_t *err)
{
	const uint8_t *p = data;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	json_t *root = NULL;

	if (len > 0 && p[0] == DER_SEQUENCE) {
		csn_buf_add(der, data, len);
		return csn_buf_finish(der, err);
	}
	CSN_TRY(parse_object(&root, data, len, err));
	CSN_TRY(read_base64(der, root, "SignedRFC3161Timestamp", err));
	rc = COSIGN_OK;
out:
	json_decref(root);
	return rc;
}

cosign_rc_t
cosign_bundle_builder_add_timestamp(cosign_bundle_builder_t *builder,
    const void *data, size_t len, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_buf der;

	csn_buf_init(&der, CSN_BUNDLE_MAX);
	CSN_TRY(check_arguments(builder, data, len, err));
	CSN_TRY(csn_fail_at(
	    err, read_timestamp(&der, data, len, err), "timestamp"));
	CSN_TRY(csn_bundle_add_timestamp(builder->bundle, &der, err));
	rc = COSIGN_OK;
out:
	csn_buf_dispose(&der);
	return rc;
}

static void
add_number(struct csn_buf *out, uint64_t v, unsigned int bytes)
{
	while (bytes-- > 0)
		csn_buf_add_char(out, (char)(v >> 8 * bytes));
}

/* RFC 6962 4.1 as 3.2 has it: the signature is written that way already. */
static cosign_rc_t
write_sct(struct csn_buf *out, const json_t *root, cosign_error_t *err)
{
	struct csn_buf id, extensions, signature;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	int64_t version, timestamp;

	csn_buf_init(&id, CSN_CERTIFICATE_MAX);
	csn_buf_init(&extensions, CSN_CERTIFICATE_MAX);
	csn_buf_init(&signature, CSN_CERTIFICATE_MAX);
	CSN_TRY(csn_json_int(&version, root, "sct_version", err));
	CSN_TRY(csn_json_int(&timestamp, root, "timestamp", err));
	CSN_TRY(read_base64(&id, root, "id", err));
	CSN_TRY(read_base64(&extensions, root, "extensions", err));
	CSN_TRY(read_base64(&signature, root, "signature", err));
	if (version != 0)
		CSN_TRY(csn_fail(
		    err, COSIGN_E_UNSUPPORTED, "sct_version is not 0"));
	if (timestamp < 0 || id.len != CSN_LOG_ID_SIZE ||
	    extensions.len > UINT16_MAX)
		CSN_TRY(csn_fail(err, COSIGN_E_MALFORMED,
		    "id, timestamp or extensions out of range"));
	add_number(out, (uint64_t)version, 1);
	csn_buf_add(out, id.p, id.len);
	add_number(out, (uint64_t)timestamp, 8);
	add_number(out, extensions.len, 2);
	csn_buf_add(out, extensions.p, extensions.len);
	csn_buf_add(out, signature.p, signature.len);
	CSN_TRY(csn_buf_finish(out, err));
	rc = COSIGN_OK;
out:
	csn_buf_dispose(&id);
	csn_buf_dispose(&extensions);
	csn_buf_dispose(&signature);
	return rc;
}

cosign_rc_t
cosign_bundle_builder_add_sct(cosign_bundle_builder_t *builder,
    const char *json, size_t len, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	json_t *root = NULL;
	struct csn_buf sct;

	csn_buf_init(&sct, 4 * CSN_CERTIFICATE_MAX);
	CSN_TRY(check_arguments(builder, json, len, err));
	CSN_TRY(parse_object(&root, json, len, err));
	CSN_TRY(write_sct(&sct, root, err));
	csn_bytes_take(&builder->bundle->sct, &sct);
	rc = COSIGN_OK;
out:
	csn_buf_dispose(&sct);
	json_decref(root);
	return csn_fail_at(err, rc, "SCT");
}

cosign_rc_t
cosign_bundle_builder_set_payload(cosign_bundle_builder_t *builder,
    const void *data, size_t len, cosign_error_t *err)
{
	cosign_bundle_t *b;
	cosign_rc_t rc = check_arguments(builder, data, len, err);

	if (rc != COSIGN_OK)
		return csn_fail_at(err, rc, "payload");
	b = builder->bundle;
	if (b->content != CSN_CONTENT_MESSAGE || b->payload.p != NULL ||
	    b->digest.len > 0)
		return csn_fail(err, COSIGN_E_CONFLICT,
		    "payload: the bundle tells what is signed");
	return csn_bytes_copy(&b->payload, csn_span(data, len), err);
}
