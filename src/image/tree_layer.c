/* What signatures and attestations say of themselves, unverified. */
#include "image/tree.h"

#include "bundle/entity.h"
#include "image/signatures.h"
#include "policy/subject.h"
#include "util/limits.h"
#include "util/text.h"

#include <cosign/bundle.h>

#include <stdlib.h>
#include <string.h>

#define NOTE_PREDICATE "predicateType"

/* Too large for a stack. */
struct holder {
	struct csn_certificate certificate;
	struct csn_subject subject;
};

/* The first name of a certificate. */
static cosign_rc_t
name_signer(
    struct csn_tree_layer *layer, struct csn_span der, cosign_error_t *err)
{
	struct holder *h = calloc(1, sizeof(*h));
	const struct csn_subject_name *name;
	cosign_rc_t rc = COSIGN_OK;

	if (h == NULL)
		return csn_fail_nomem(err);
	name = &h->subject.names[0];
	/* Text that ends early is somebody's trick. */
	if (csn_certificate_read(&h->certificate, der, NULL) == COSIGN_OK &&
	    csn_subject_read(&h->subject, &h->certificate, CSN_SUBJECT_ANY,
		NULL) == COSIGN_OK &&
	    h->subject.count > 0 &&
	    memchr(name->text.p, '\0', name->text.len) == NULL) {
		layer->signer_kind = name->kind;
		rc = csn_text_from_span(&layer->signer, name->text, err);
	}
	free(h);
	return rc;
}

static cosign_rc_t
describe_signer(struct csn_tree_layer *layer, const cosign_bundle_t *bundle,
    cosign_error_t *err)
{
	const char *hint = cosign_bundle_key_hint(bundle);
	struct csn_span der;

	der.p = cosign_bundle_certificate(bundle, &der.len);
	if (der.p != NULL)
		return name_signer(layer, der, err);
	if (hint == NULL || hint[0] == '\0')
		return COSIGN_OK;
	layer->signer_kind = "keyHint";
	return csn_text_copy(&layer->signer, hint, err);
}

/* NOMEM is the machine's; everything else is what the document is like. */
static cosign_rc_t
unless_nomem(cosign_rc_t rc)
{
	return rc == COSIGN_E_NOMEM ? rc : COSIGN_OK;
}

static cosign_rc_t
read_bundle(
    struct csn_tree_layer *layer, struct csn_store *store, cosign_error_t *err)
{
	struct csn_image_signature row = { 0 };
	struct csn_reading reading = { .store = store };
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	rc = csn_signature_fetch(&row, &reading, layer->descriptor, err);
	if (cosign_rc_class(rc) == COSIGN_CLASS_MALFORMED) {
		rc = COSIGN_OK;
		goto out;
	}
	if (rc != COSIGN_OK)
		goto out;
	rc = cosign_bundle_parse(
	    &row.bundle, (const char *)row.content.p, row.content.len, err);
	if (rc != COSIGN_OK) {
		rc = unless_nomem(rc);
		goto out;
	}
	rc = csn_predicate_type(&layer->predicate, row.bundle, err);
	if (rc != COSIGN_OK)
		CSN_TRY(unless_nomem(rc));
	CSN_TRY(describe_signer(layer, row.bundle, err));
	rc = COSIGN_OK;
out:
	csn_signature_dispose(&row);
	return rc;
}

/* Of the older forms the annotations tell all; an attestation's may lack its
   type. */
static cosign_rc_t
read_annotations(struct csn_tree_layer *layer, cosign_error_t *err)
{
	const char *pem = cosign_descriptor_annotation(
	    layer->descriptor, CSN_NOTE_CERTIFICATE);
	const char *predicate =
	    cosign_descriptor_annotation(layer->descriptor, NOTE_PREDICATE);
	cosign_bundle_builder_t *builder = NULL;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	cosign_bundle_t *bundle = NULL;

	CSN_TRY(csn_text_copy(&layer->predicate, predicate, err));
	if (pem == NULL || pem[0] == '\0')
		return COSIGN_OK;
	/* The signature is not looked at. */
	CSN_TRY(cosign_bundle_builder_new(&builder, "AAAA", 4, err));
	rc = cosign_bundle_builder_add_certificates(
	    builder, pem, strlen(pem), err);
	if (rc == COSIGN_OK)
		rc = cosign_bundle_builder_finish(builder, &bundle, err);
	if (rc == COSIGN_OK)
		rc = describe_signer(layer, bundle, err);
	rc = unless_nomem(rc);
out:
	cosign_bundle_free(bundle);
	cosign_bundle_builder_free(builder);
	return rc;
}

cosign_rc_t
csn_tree_layer_read(struct csn_tree_layer *layer,
    const struct csn_belonging *stored, struct csn_store *store,
    cosign_error_t *err)
{
	const char *type = cosign_descriptor_media_type(layer->descriptor);

	if (cosign_manifest_is_index(stored->manifest))
		return COSIGN_OK;
	if (csn_is_bundle_type(type))
		return read_bundle(layer, store, err);
	return read_annotations(layer, err);
}
