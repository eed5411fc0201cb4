/* Storing a signature that was made elsewhere. */
#include "image/signatures.h"

#include "crypto/pem.h"
#include "util/base64.h"
#include "util/json_write.h"
#include "util/limits.h"

#include <stdlib.h>
#include <string.h>

/* Texts of a layer's annotations. */
struct notes {
	struct csn_buf signature, certificate, chain, entry, timestamp;
	struct csn_pair pairs[5];
	size_t count;
};

static void
notes_init(struct notes *notes)
{
	memset(notes, 0, sizeof(*notes));
	csn_buf_init(&notes->signature, CSN_BUNDLE_MAX);
	csn_buf_init(&notes->certificate, CSN_BUNDLE_MAX);
	csn_buf_init(&notes->chain, CSN_BUNDLE_MAX);
	csn_buf_init(&notes->entry, CSN_BUNDLE_MAX);
	csn_buf_init(&notes->timestamp, CSN_BUNDLE_MAX);
}

static void
notes_dispose(struct notes *notes)
{
	csn_buf_dispose(&notes->signature);
	csn_buf_dispose(&notes->certificate);
	csn_buf_dispose(&notes->chain);
	csn_buf_dispose(&notes->entry);
	csn_buf_dispose(&notes->timestamp);
}

static cosign_rc_t
note(struct notes *notes, const char *name, struct csn_buf *text,
    cosign_error_t *err)
{
	const cosign_rc_t rc = csn_buf_finish(text, err);

	if (rc != COSIGN_OK)
		return rc;
	notes->pairs[notes->count].name = name;
	notes->pairs[notes->count++].value = (const char *)text->p;
	return COSIGN_OK;
}

static void
write_pem(struct csn_buf *out, const struct csn_bytes *der)
{
	csn_pem_write(out, "CERTIFICATE", der->p, der->len);
}

static cosign_rc_t
note_certificates(
    struct notes *notes, const cosign_bundle_t *b, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	size_t i;

	if (b->chain_count == 0)
		return COSIGN_OK;
	write_pem(&notes->certificate, &b->chain[0]);
	for (i = 1; i < b->chain_count; i++)
		write_pem(&notes->chain, &b->chain[i]);
	CSN_TRY(note(notes, CSN_NOTE_CERTIFICATE, &notes->certificate, err));
	CSN_TRY(note(notes, CSN_NOTE_CHAIN, &notes->chain, err));
	rc = COSIGN_OK;
out:
	return rc;
}

void
csn_note_entry_write(struct csn_buf *out, const struct csn_entry *entry)
{
	struct csn_json_writer w;

	csn_jw_init(&w, out, CSN_JSON_GO);
	csn_jw_object_begin(&w);
	csn_jw_name(&w, "SignedEntryTimestamp");
	csn_jw_base64(&w, entry->promise.p, entry->promise.len);
	csn_jw_name(&w, "Payload");
	csn_jw_object_begin(&w);
	csn_jw_name(&w, "body");
	csn_jw_base64(&w, entry->text.p, entry->text.len);
	csn_jw_name(&w, "integratedTime");
	csn_jw_int(&w, entry->integrated_time);
	csn_jw_name(&w, "logIndex");
	csn_jw_int(&w, entry->index);
	csn_jw_name(&w, "logID");
	csn_jw_hex(&w, entry->log_id.p, entry->log_id.len);
	csn_jw_object_end(&w);
	csn_jw_object_end(&w);
}

void
csn_note_timestamp_write(struct csn_buf *out, const struct csn_bytes *der)
{
	struct csn_json_writer w;

	csn_jw_init(&w, out, CSN_JSON_GO);
	csn_jw_object_begin(&w);
	csn_jw_name(&w, "SignedRFC3161Timestamp");
	csn_jw_base64(&w, der->p, der->len);
	csn_jw_object_end(&w);
}

static cosign_rc_t
note_evidence(
    struct notes *notes, const cosign_bundle_t *b, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	if (b->entry_count > 1 || b->timestamp_count > 1)
		return csn_fail(err, COSIGN_E_UNSUPPORTED,
		    "signature: the older form has one log entry and one "
		    "timestamp");
	if (b->entry_count == 1) {
		if (b->entries[0].promise.len == 0)
			return csn_fail(err, COSIGN_E_UNSUPPORTED,
			    "signature: the older form has entries with a "
			    "promise alone");
		csn_note_entry_write(&notes->entry, &b->entries[0]);
		CSN_TRY(note(notes, CSN_NOTE_ENTRY, &notes->entry, err));
	}
	if (b->timestamp_count == 1) {
		csn_note_timestamp_write(&notes->timestamp, &b->timestamps[0]);
		CSN_TRY(
		    note(notes, CSN_NOTE_TIMESTAMP, &notes->timestamp, err));
	}
	rc = COSIGN_OK;
out:
	return rc;
}

static cosign_rc_t
attach_legacy(const struct csn_image_target *to, const cosign_bundle_t *b,
    cosign_error_t *err)
{
	struct csn_legacy_layer layer = {
		.payload = csn_bytes_span(&b->payload),
	};
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct notes notes;
	char *place = NULL;

	notes_init(&notes);
	if (b->signature.len == 0)
		CSN_TRY(csn_fail(
		    err, COSIGN_E_NO_SIGNATURE, "signature: it is empty"));
	csn_base64_encode(&notes.signature, b->signature.p, b->signature.len);
	CSN_TRY(note(&notes, CSN_NOTE_SIGNATURE, &notes.signature, err));
	CSN_TRY(note_certificates(&notes, b, err));
	CSN_TRY(note_evidence(&notes, b, err));
	layer.annotations = notes.pairs;
	layer.annotation_count = notes.count;
	rc = csn_push_legacy(&place, to, &layer, err);
out:
	notes_dispose(&notes);
	free(place);
	return rc;
}

/* The text as it came, so that nothing of it is lost. */
static cosign_rc_t
attach_bundle(const struct csn_image_target *to, const cosign_bundle_t *b,
    const char *json, size_t len, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	char *predicate = NULL, *place = NULL;

	CSN_TRY(csn_predicate_type(&predicate, b, err));
	if (predicate == NULL)
		CSN_TRY(csn_fail(err, COSIGN_E_CONTENT,
		    "bundle: it holds no statement, as one of an image does"));
	rc = csn_push_bundle(&place, to, json, len, predicate, err);
out:
	free(predicate);
	free(place);
	return rc;
}

static cosign_rc_t
attach(const struct csn_image_target *to, const cosign_bundle_t *b,
    const char *json, size_t len, cosign_error_t *err)
{
	if (json != NULL)
		return attach_bundle(to, b, json, len, err);
	if (b->payload.p == NULL)
		return csn_fail(err, COSIGN_E_CONTENT,
		    "signature: there is no payload that it is over");
	return attach_legacy(to, b, err);
}

static cosign_rc_t
open_and_attach(cosign_oci_t *oci, const cosign_reference_t *image,
    const cosign_bundle_t *b, const char *json, size_t len,
    const cosign_image_options_t *options, cosign_error_t *err)
{
	struct csn_image_target to = { NULL, image, options, NULL };
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	cosign_descriptor_t *meant = NULL;

	if (oci == NULL || image == NULL || b == NULL)
		return csn_fail(err, COSIGN_E_ARGUMENT,
		    "image: client, reference or signature is missing");
	CSN_TRY(csn_image_check_single(options, err));
	if (options->keep_local)
		CSN_TRY(csn_fail(err, COSIGN_E_ARGUMENT,
		    "image: what is attached has to be stored"));
	CSN_TRY(csn_image_resolve(&meant, oci, image, options, err));
	to.image = meant;
	CSN_TRY(csn_image_store(&to.store, oci, image, options, err));
	rc = attach(&to, b, json, len, err);
out:
	csn_store_close(to.store);
	cosign_descriptor_free(meant);
	return rc;
}

cosign_rc_t
cosign_image_attach_bundle(cosign_oci_t *oci, const cosign_reference_t *image,
    const char *json, size_t len, const cosign_image_options_t *options,
    cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	cosign_bundle_t *b = NULL;

	CSN_TRY(cosign_bundle_parse(&b, json, len, err));
	rc = open_and_attach(
	    oci, image, b, json, len, csn_image_options(options), err);
out:
	cosign_bundle_free(b);
	return rc;
}

cosign_rc_t
cosign_image_attach_signature(cosign_oci_t *oci,
    const cosign_reference_t *image, const cosign_bundle_t *bundle,
    const cosign_image_options_t *options, cosign_error_t *err)
{
	return open_and_attach(
	    oci, image, bundle, NULL, 0, csn_image_options(options), err);
}
