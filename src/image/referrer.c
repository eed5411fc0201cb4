/* The newer form: a manifest that refers to the image and holds a bundle. */
#include "image/signatures.h"

#include "dsse/statement.h"
#include "util/limits.h"
#include "util/text.h"

#include <cosign/bundle.h>

#include <string.h>

int
csn_refers_to(const cosign_manifest_t *manifest, const char *digest)
{
	const cosign_descriptor_t *subject = cosign_manifest_subject(manifest);

	return subject != NULL &&
	    strcmp(cosign_descriptor_digest(subject), digest) == 0;
}

/* The one layer, if it is a bundle; NULL. */
static const cosign_descriptor_t *
bundle_layer(const cosign_manifest_t *manifest)
{
	const cosign_descriptors_t *layers = cosign_manifest_children(manifest);
	const cosign_descriptor_t *layer;

	if (cosign_manifest_is_index(manifest) ||
	    cosign_descriptors_count(layers) != 1)
		return NULL;
	layer = cosign_descriptors_at(layers, 0);
	return csn_is_bundle_type(cosign_descriptor_media_type(layer)) ? layer
								       : NULL;
}

static cosign_rc_t
read_layer(struct csn_image_signature *row, struct csn_reading *reading,
    const cosign_descriptor_t *layer, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	CSN_TRY(
	    csn_text_copy(&row->layer, cosign_descriptor_digest(layer), err));
	CSN_TRY(csn_blob_check_copy(layer, err));
	CSN_TRY(csn_fail_unread(
	    csn_signature_fetch(row, reading, layer, err), err));
	CSN_TRY(cosign_bundle_parse(
	    &row->bundle, (const char *)row->content.p, row->content.len, err));
	rc = COSIGN_OK;
out:
	return rc;
}

cosign_rc_t
csn_referrer_read(struct csn_image_signature *row, int *is_one,
    struct csn_reading *reading, const cosign_descriptor_t *entry,
    cosign_error_t *err)
{
	const struct csn_name name = {
		.digest = cosign_descriptor_digest(entry),
	};
	const cosign_descriptor_t *layer = NULL;
	cosign_manifest_t *manifest = NULL;
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	*is_one = 1;
	CSN_TRY(csn_fail_unread(
	    csn_manifest_fetch(&manifest, reading->store, &name, err), err));
	/* Registries are believed nothing: what does not refer to the image is
	   not its signature, whatever list it stands in. */
	if (csn_refers_to(manifest, reading->digest))
		layer = bundle_layer(manifest);
	if (layer == NULL) {
		*is_one = 0;
		rc = COSIGN_OK;
		goto out;
	}
	CSN_TRY(csn_descriptor_copy(
	    &row->described, cosign_manifest_descriptor(manifest), err));
	CSN_TRY(read_layer(row, reading, layer, err));
	rc = COSIGN_OK;
out:
	cosign_manifest_free(manifest);
	return rc;
}

cosign_rc_t
csn_predicate_type(
    char **out, const cosign_bundle_t *bundle, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_statement statement = { 0 };
	struct csn_span text;

	*out = NULL;
	text.p = cosign_bundle_payload(bundle, &text.len);
	if (!cosign_bundle_has_envelope(bundle) || text.p == NULL)
		return COSIGN_OK;
	CSN_TRY(csn_statement_read(&statement, text, CSN_STATEMENT_LAX, err));
	CSN_TRY(csn_text_copy(out, statement.predicate_type, err));
	rc = COSIGN_OK;
out:
	csn_statement_dispose(&statement);
	return rc;
}
