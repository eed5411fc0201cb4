/* The older form: layers of an image under a tag made of the digest. */
#include "image/signatures.h"

#include "util/limits.h"
#include "util/text.h"

#include <cosign/bundle.h>

#include <stdlib.h>
#include <string.h>

static cosign_rc_t
add_layer(cosign_image_signatures_t *signatures,
    const cosign_descriptor_t *layer, const char *place, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_image_signature *row;

	CSN_TRY(csn_signatures_add(&row, signatures, err));
	row->form = COSIGN_IMAGE_LEGACY;
	CSN_TRY(csn_text_copy(&row->place, place, err));
	CSN_TRY(
	    csn_text_copy(&row->layer, cosign_descriptor_digest(layer), err));
	CSN_TRY(csn_descriptor_copy(&row->described, layer, err));
	rc = COSIGN_OK;
out:
	return rc;
}

cosign_rc_t
csn_legacy_list(cosign_image_signatures_t *signatures,
    const cosign_manifest_t *manifest, const char *place, cosign_error_t *err)
{
	const cosign_descriptors_t *layers = cosign_manifest_children(manifest);
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	size_t i;

	if (cosign_manifest_is_index(manifest))
		return csn_fail(err, COSIGN_E_MALFORMED,
		    "%s: an index where signatures belong", place);
	if (cosign_descriptors_count(layers) > CSN_IMAGE_SIGNATURES_MAX)
		return csn_fail(err, COSIGN_E_UNAVAILABLE,
		    "%s: more than %d signatures", place,
		    CSN_IMAGE_SIGNATURES_MAX);
	for (i = 0; i < cosign_descriptors_count(layers); i++)
		CSN_TRY(add_layer(
		    signatures, cosign_descriptors_at(layers, i), place, err));
	rc = COSIGN_OK;
out:
	return rc;
}

/* A member of the layer's annotations; empty is none. */
static const char *
note(const struct csn_image_signature *row, const char *name)
{
	const char *text = cosign_descriptor_annotation(row->described, name);

	return text != NULL && text[0] != '\0' ? text : NULL;
}

/* The certificate, and those above it. */
static cosign_rc_t
add_certificates(cosign_bundle_builder_t *builder,
    const struct csn_image_signature *row, cosign_error_t *err)
{
	const char *leaf = note(row, CSN_NOTE_CERTIFICATE);
	const char *chain = note(row, CSN_NOTE_CHAIN);
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_buf text;

	csn_buf_init(&text, CSN_BUNDLE_MAX);
	if (leaf == NULL)
		return COSIGN_OK;
	csn_buf_add_str(&text, leaf);
	csn_buf_add_char(&text, '\n');
	if (chain != NULL)
		csn_buf_add_str(&text, chain);
	CSN_TRY(csn_buf_finish(&text, err));
	CSN_TRY(cosign_bundle_builder_add_certificates(
	    builder, text.p, text.len, err));
	rc = COSIGN_OK;
out:
	csn_buf_dispose(&text);
	return rc;
}

static cosign_rc_t
add_evidence(cosign_bundle_builder_t *builder,
    const struct csn_image_signature *row, cosign_error_t *err)
{
	const char *entry = note(row, CSN_NOTE_ENTRY);
	const char *stamp = note(row, CSN_NOTE_TIMESTAMP);
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	CSN_TRY(add_certificates(builder, row, err));
	if (entry != NULL)
		CSN_TRY(cosign_bundle_builder_add_entry(
		    builder, entry, strlen(entry), err));
	if (stamp != NULL)
		CSN_TRY(cosign_bundle_builder_add_timestamp(
		    builder, stamp, strlen(stamp), err));
	rc = COSIGN_OK;
out:
	return rc;
}

static cosign_rc_t
assemble(struct csn_image_signature *row, cosign_error_t *err)
{
	const char *signature = note(row, CSN_NOTE_SIGNATURE);
	cosign_bundle_builder_t *builder = NULL;
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	CSN_TRY(cosign_bundle_builder_new(
	    &builder, signature, strlen(signature), err));
	CSN_TRY(cosign_bundle_builder_set_payload(
	    builder, row->content.p, row->content.len, err));
	CSN_TRY(add_evidence(builder, row, err));
	CSN_TRY(cosign_bundle_builder_finish(builder, &row->bundle, err));
	rc = COSIGN_OK;
out:
	cosign_bundle_builder_free(builder);
	return rc;
}

cosign_rc_t
csn_legacy_read(struct csn_image_signature *row, struct csn_reading *reading,
    cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	/* Without one it is no signature, whatever its bytes are. */
	if (note(row, CSN_NOTE_SIGNATURE) == NULL)
		return csn_fail(err, COSIGN_E_MALFORMED,
		    "layer %s: no annotation " CSN_NOTE_SIGNATURE, row->layer);
	CSN_TRY(csn_blob_check_copy(row->described, err));
	CSN_TRY(csn_fail_unread(
	    csn_signature_fetch(row, reading, row->described, err), err));
	CSN_TRY(assemble(row, err));
	rc = COSIGN_OK;
out:
	return rc;
}
