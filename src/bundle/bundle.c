#include "bundle/entity.h"

#include "bundle/media_type.h"
#include "util/json.h"
#include "util/limits.h"

#include <stdlib.h>

/* Bytes that tell what a text is meant as: one in 2^42 random ones of that
   length has no control. */
#define MEANT_SEEN 256

size_t
cosign_bundle_max_size(void)
{
	return CSN_BUNDLE_MAX;
}

cosign_rc_t
csn_bundle_new(
    cosign_bundle_t **out, cosign_bundle_form_t form, cosign_error_t *err)
{
	*out = calloc(1, sizeof(**out));
	if (*out == NULL)
		return csn_fail_nomem(err);
	(*out)->form = form;
	return COSIGN_OK;
}

void
cosign_bundle_free(cosign_bundle_t *bundle)
{
	size_t i;

	if (bundle == NULL)
		return;
	free(bundle->media_type);
	free(bundle->key_hint);
	free(bundle->signature.p);
	free(bundle->payload.p);
	csn_envelope_dispose(&bundle->envelope);
	free(bundle->envelope_text.p);
	for (i = 0; i < bundle->chain_count; i++)
		free(bundle->chain[i].p);
	free(bundle->leaf);
	free(bundle->sct.p);
	for (i = 0; i < bundle->entry_count; i++)
		csn_entry_dispose(&bundle->entries[i]);
	free(bundle->entries);
	for (i = 0; i < bundle->timestamp_count; i++)
		free(bundle->timestamps[i].p);
	free(bundle->timestamps);
	free(bundle);
}

cosign_rc_t
csn_bundle_add_certificate(
    cosign_bundle_t *b, struct csn_buf *der, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	if (b->chain_count == CSN_CHAIN_MAX)
		return csn_fail(err, COSIGN_E_LIMIT,
		    "more than %d certificates", CSN_CHAIN_MAX);
	csn_bytes_take(&b->chain[b->chain_count], der);
	b->chain_count++;
	if (b->leaf != NULL)
		return COSIGN_OK;
	b->leaf = malloc(sizeof(*b->leaf));
	if (b->leaf == NULL)
		return csn_fail_nomem(err);
	b->signer = CSN_SIGNER_CERTIFICATE;
	CSN_TRY(
	    csn_certificate_read(b->leaf, csn_bytes_span(&b->chain[0]), err));
	rc = COSIGN_OK;
out:
	return rc;
}

cosign_rc_t
csn_bundle_set_envelope(cosign_bundle_t *b, const json_t *root,
    struct csn_span text, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	CSN_TRY(csn_envelope_read(&b->envelope, root, err));
	CSN_TRY(csn_bytes_copy(&b->envelope_text, text, err));
	b->content = CSN_CONTENT_ENVELOPE;
	rc = COSIGN_OK;
out:
	return rc;
}

struct csn_entry *
csn_bundle_add_entry(cosign_bundle_t *b, cosign_error_t *err)
{
	struct csn_entry *more =
	    realloc(b->entries, (b->entry_count + 1) * sizeof(*b->entries));

	if (more == NULL) {
		(void)csn_fail_nomem(err);
		return NULL;
	}
	b->entries = more;
	memset(&more[b->entry_count], 0, sizeof(*more));
	return &more[b->entry_count++];
}

cosign_rc_t
csn_bundle_add_timestamp(
    cosign_bundle_t *b, struct csn_buf *der, cosign_error_t *err)
{
	struct csn_bytes *more;

	if (b->timestamp_count == CSN_TIMESTAMPS_MAX)
		return csn_fail(err, COSIGN_E_LIMIT, "more than %d timestamps",
		    CSN_TIMESTAMPS_MAX);
	more = realloc(
	    b->timestamps, (b->timestamp_count + 1) * sizeof(*b->timestamps));
	if (more == NULL)
		return csn_fail_nomem(err);
	b->timestamps = more;
	more[b->timestamp_count] = (struct csn_bytes){ NULL, 0 };
	csn_bytes_take(&more[b->timestamp_count], der);
	b->timestamp_count++;
	return COSIGN_OK;
}

size_t
csn_bundle_signature_count(const cosign_bundle_t *b)
{
	return b->content == CSN_CONTENT_ENVELOPE ? b->envelope.count : 1;
}

struct csn_span
csn_bundle_signature(const cosign_bundle_t *b, size_t index)
{
	return b->content == CSN_CONTENT_ENVELOPE
	    ? csn_bytes_span(&b->envelope.signatures[index])
	    : csn_bytes_span(&b->signature);
}

/* A Sigstore bundle of a key, with nothing in it yet. */
static cosign_rc_t
new_of_key(cosign_bundle_t **out, const char *key_hint, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	cosign_bundle_t *b = NULL;

	*out = NULL;
	CSN_TRY(csn_bundle_new(&b, COSIGN_FORM_SIGSTORE, err));
	b->signer = CSN_SIGNER_KEY;
	b->media_type = strdup(CSN_MEDIA_TYPE_V03);
	b->key_hint = strdup(key_hint);
	if (b->media_type == NULL || b->key_hint == NULL)
		CSN_TRY(csn_fail_nomem(err));
	*out = b;
	b = NULL;
	rc = COSIGN_OK;
out:
	cosign_bundle_free(b);
	return rc;
}

cosign_rc_t
csn_bundle_new_signed(cosign_bundle_t **out, struct csn_span sig,
    const struct csn_digest *digest, const char *key_hint, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	cosign_bundle_t *b = NULL;

	*out = NULL;
	CSN_TRY(new_of_key(&b, key_hint, err));
	b->content = CSN_CONTENT_MESSAGE;
	b->digest = *digest;
	CSN_TRY(csn_bytes_copy(&b->signature, sig, err));
	*out = b;
	b = NULL;
	rc = COSIGN_OK;
out:
	cosign_bundle_free(b);
	return rc;
}

cosign_rc_t
csn_bundle_new_envelope(cosign_bundle_t **out, struct csn_span sig,
    struct csn_span type, struct csn_span payload, const char *key_hint,
    cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	cosign_bundle_t *b = NULL;
	struct csn_envelope *e;

	*out = NULL;
	CSN_TRY(new_of_key(&b, key_hint, err));
	b->content = CSN_CONTENT_ENVELOPE;
	e = &b->envelope;
	e->signatures = calloc(1, sizeof(*e->signatures));
	if (e->signatures == NULL)
		CSN_TRY(csn_fail_nomem(err));
	e->count = 1;
	CSN_TRY(csn_bytes_copy(&e->signatures[0], sig, err));
	CSN_TRY(csn_bytes_copy(&e->payload_type, type, err));
	CSN_TRY(csn_bytes_copy(&e->payload, payload, err));
	*out = b;
	b = NULL;
	rc = COSIGN_OK;
out:
	cosign_bundle_free(b);
	return rc;
}

static cosign_rc_t
check_arguments(cosign_bundle_t **out, const void *data, cosign_error_t *err)
{
	if (out != NULL)
		*out = NULL;
	if (out == NULL || data == NULL)
		return csn_fail(err, COSIGN_E_ARGUMENT,
		    "bundle: nowhere to read from or write to");
	return COSIGN_OK;
}

static cosign_rc_t
check_size(size_t len, cosign_error_t *err)
{
	if (len > CSN_BUNDLE_MAX)
		return csn_fail(err, COSIGN_E_LIMIT,
		    "bundle: %zu bytes, at most %zu", len, CSN_BUNDLE_MAX);
	return COSIGN_OK;
}

/* Numbers are read as protobuf JSON or encoding/json reads them. */
static cosign_rc_t
parse_json(json_t **out, const char *json, size_t len,
    enum csn_json_numbers numbers, cosign_error_t *err)
{
	return csn_fail_at(err,
	    csn_json_parse_numbers(out, json, len, numbers, err), "bundle");
}

typedef cosign_rc_t (*read_fn)(
    cosign_bundle_t **out, const json_t *root, cosign_error_t *err);

/* A document of one form. */
static cosign_rc_t
parse(cosign_bundle_t **out, const char *json, size_t len,
    enum csn_json_numbers numbers, read_fn read, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	json_t *root = NULL;

	CSN_TRY(check_arguments(out, json, err));
	CSN_TRY(check_size(len, err));
	CSN_TRY(parse_json(&root, json, len, numbers, err));
	CSN_TRY(read(out, root, err));
	rc = COSIGN_OK;
out:
	json_decref(root);
	return rc;
}

cosign_rc_t
cosign_bundle_parse(
    cosign_bundle_t **out, const char *json, size_t len, cosign_error_t *err)
{
	return parse(out, json, len, CSN_JSON_NUMBERS_PROTO,
	    csn_bundle_read_sigstore, err);
}

cosign_rc_t
cosign_bundle_parse_legacy(
    cosign_bundle_t **out, const char *json, size_t len, cosign_error_t *err)
{
	return parse(out, json, len, CSN_JSON_NUMBERS_PLAIN,
	    csn_bundle_read_legacy, err);
}

/* A document by itself; the reader of older forms is not protobuf's. */
static cosign_rc_t
read_envelope(cosign_bundle_t **out, const json_t *root, struct csn_span text,
    cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	cosign_bundle_t *b = NULL;

	CSN_TRY(csn_bundle_new(&b, COSIGN_FORM_DETACHED, err));
	CSN_TRY(csn_bundle_set_envelope(b, root, text, err));
	*out = b;
	b = NULL;
	rc = COSIGN_OK;
out:
	cosign_bundle_free(b);
	return rc;
}

cosign_rc_t
cosign_bundle_from_envelope(
    cosign_bundle_t **out, const char *json, size_t len, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	json_t *root = NULL;

	CSN_TRY(check_arguments(out, json, err));
	CSN_TRY(check_size(len, err));
	CSN_TRY(parse_json(&root, json, len, CSN_JSON_NUMBERS_PLAIN, err));
	CSN_TRY(read_envelope(out, root, csn_span(json, len), err));
	rc = COSIGN_OK;
out:
	json_decref(root);
	return rc;
}

/* A document with a media type is a Sigstore bundle or nothing, one with a
   payload type an envelope. */
static cosign_rc_t
parse_document(
    cosign_bundle_t **out, const char *json, size_t len, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	json_t *root = NULL;
	int is_envelope;

	CSN_TRY(check_size(len, err));
	CSN_TRY(parse_json(&root, json, len, CSN_JSON_NUMBERS_PROTO, err));
	if (csn_bundle_media_type_member(root) != NULL) {
		rc = csn_bundle_read_sigstore(out, root, err);
		goto out;
	}
	/* Read anew, as plain JSON. */
	is_envelope = csn_is_envelope(root);
	json_decref(root);
	root = NULL;
	rc = is_envelope ? cosign_bundle_from_envelope(out, json, len, err)
			 : cosign_bundle_parse_legacy(out, json, len, err);
out:
	json_decref(root);
	return rc;
}

/*
 * Whether bytes are meant as a JSON object, well formed or not: a damaged
 * bundle shall be called that, not a bad signature. A raw signature may start
 * with any byte, but 64 or more random ones hold controls that JSON never does;
 * of a long text the first bytes tell.
 */
static int
is_meant_as_json(const uint8_t *p, size_t len)
{
	static const char space[] = " \t\n\r";
	const size_t seen = len < MEANT_SEEN ? len : MEANT_SEEN;
	size_t i;

	for (i = 0; i < seen; i++)
		if (p[i] < 0x20 && (p[i] == 0 || strchr(space, p[i]) == NULL))
			return 0;
	for (i = 0; i < len && strchr(space, p[i]) != NULL; i++)
		;
	return i < len && p[i] == '{';
}

cosign_rc_t
cosign_bundle_parse_any(
    cosign_bundle_t **out, const void *data, size_t len, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	CSN_TRY(check_arguments(out, data, err));
	if (is_meant_as_json(data, len))
		CSN_TRY(parse_document(out, data, len, err));
	else
		CSN_TRY(cosign_bundle_from_signature(out, data, len, err));
	rc = COSIGN_OK;
out:
	return rc;
}
