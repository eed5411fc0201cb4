/* Storing signatures. What a manifest names is there before the manifest. */
#include "image/signatures.h"

#include "util/limits.h"
#include "util/text.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

static struct csn_time
now(const cosign_image_options_t *options)
{
	struct csn_time t = { options->time, 0 };

	if (!options->has_time)
		t.sec = (int64_t)time(NULL);
	return t;
}

static cosign_rc_t
say_place(char **place, const struct csn_image_target *to,
    const struct csn_name *name, cosign_error_t *err)
{
	return csn_image_place(place, to->asked, to->options, name, err);
}

/* ---- the newer form ---- */

/* The config of a manifest that is no image. It names the artifact's type, by
   which cosign finds what it may delete. */
static cosign_rc_t
push_empty(
    cosign_descriptor_t **out, struct csn_store *store, cosign_error_t *err)
{
	const struct csn_descriptor_parts parts = {
		.media_type = CSN_OCI_EMPTY,
		.digest = CSN_OCI_EMPTY_DIGEST,
		.size = (int64_t)strlen(CSN_OCI_EMPTY_BYTES),
		.artifact_type = CSN_BUNDLE_TYPE,
	};
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	cosign_descriptor_t *pushed = NULL;

	CSN_TRY(csn_blob_push_bytes(&pushed, store, CSN_OCI_EMPTY,
	    csn_span_str(CSN_OCI_EMPTY_BYTES), err));
	CSN_TRY(csn_descriptor_new(out, &parts, err));
	rc = COSIGN_OK;
out:
	cosign_descriptor_free(pushed);
	return rc;
}

/* Only what names the subject, as cosign writes it. */
static cosign_rc_t
plain_descriptor(cosign_descriptor_t **out, const cosign_descriptor_t *image,
    cosign_error_t *err)
{
	const struct csn_descriptor_parts parts = {
		.media_type = cosign_descriptor_media_type(image),
		.digest = cosign_descriptor_digest(image),
		.size = cosign_descriptor_size(image),
	};

	return csn_descriptor_new(out, &parts, err);
}

static cosign_rc_t
build_bundle_manifest(cosign_manifest_t **out,
    const struct csn_image_target *to, const cosign_descriptor_t *config,
    const cosign_descriptor_t *layer, const char *predicate,
    cosign_error_t *err)
{
	cosign_descriptor_t *subject = NULL;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_buf created;
	struct csn_pair notes[] = {
		{ CSN_NOTE_CONTENT, "dsse-envelope" },
		{ CSN_NOTE_PREDICATE, predicate },
		{ CSN_NOTE_CREATED, NULL },
	};
	struct csn_manifest_parts parts = {
		.config = config,
		.children = &layer,
		.child_count = 1,
		.annotations = notes,
		.annotation_count = CSN_ARRAY_LEN(notes),
		.artifact_type = CSN_BUNDLE_TYPE,
	};

	csn_buf_init(&created, 64);
	csn_time_write_go(&created, now(to->options));
	CSN_TRY(csn_buf_finish(&created, err));
	notes[2].value = (const char *)created.p;
	CSN_TRY(plain_descriptor(&subject, to->image, err));
	parts.subject = subject;
	CSN_TRY(csn_manifest_build(out, &parts, err));
	rc = COSIGN_OK;
out:
	cosign_descriptor_free(subject);
	csn_buf_dispose(&created);
	return rc;
}

/* The layer is in the store in any case. */
static cosign_rc_t
push_layer(cosign_descriptor_t **out, const struct csn_image_target *to,
    struct csn_span bundle, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	cosign_descriptor_t *layer = NULL;

	CSN_TRY(csn_blob_push_bytes(
	    &layer, to->store, CSN_BUNDLE_TYPE, bundle, err));
	if (to->options->embeds_bundle && bundle.len <= CSN_EMBEDDED_MAX) {
		CSN_TRY(csn_descriptor_with_bytes(
		    out, CSN_BUNDLE_TYPE, bundle, err));
	} else {
		*out = layer;
		layer = NULL;
	}
	rc = COSIGN_OK;
out:
	cosign_descriptor_free(layer);
	return rc;
}

cosign_rc_t
csn_push_bundle(char **place, const struct csn_image_target *to,
    const char *json, size_t len, const char *predicate, cosign_error_t *err)
{
	cosign_descriptor_t *config = NULL, *layer = NULL;
	cosign_manifest_t *manifest = NULL;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_name name = { 0 };

	*place = NULL;
	CSN_TRY(push_empty(&config, to->store, err));
	CSN_TRY(
	    push_layer(&layer, to, csn_span((const uint8_t *)json, len), err));
	CSN_TRY(build_bundle_manifest(
	    &manifest, to, config, layer, predicate, err));
	name.digest =
	    cosign_descriptor_digest(cosign_manifest_descriptor(manifest));
	CSN_TRY(to->store->ops->push(to->store, &name, manifest, err));
	CSN_TRY(say_place(place, to, &name, err));
	rc = COSIGN_OK;
out:
	cosign_manifest_free(manifest);
	cosign_descriptor_free(layer);
	cosign_descriptor_free(config);
	return rc;
}

/* ---- the older form ---- */

/* The image of signatures while a layer is added. */
struct addition {
	const struct csn_image_target *to;
	const struct csn_legacy_layer *layer;
	cosign_descriptor_t *descriptor; /* of the layer */
};

static cosign_rc_t
push_config(cosign_descriptor_t **out, const struct csn_image_target *to,
    const cosign_manifest_t *there, const cosign_descriptor_t *const *layers,
    size_t count, cosign_error_t *err)
{
	const char *type = CSN_OCI_CONFIG;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_time created;
	struct csn_buf text;

	if (to->options->as_referrer)
		type = CSN_SIGNATURE_ARTIFACT;
	else if (to->options->docker_types)
		type = CSN_DOCKER_CONFIG;
	csn_buf_init(&text, CSN_BUNDLE_MAX);
	CSN_TRY(csn_image_created(&created, to, there, err));
	csn_image_config_write(&text, created, layers, count);
	CSN_TRY(csn_buf_finish(&text, err));
	rc = csn_blob_push_bytes(
	    out, to->store, type, csn_span(text.p, text.len), err);
out:
	csn_buf_dispose(&text);
	return rc;
}

static cosign_rc_t
build_legacy_manifest(cosign_manifest_t **out,
    const struct csn_image_target *to, const cosign_manifest_t *there,
    const cosign_descriptor_t *const *layers, size_t count, cosign_error_t *err)
{
	cosign_descriptor_t *config = NULL, *subject = NULL;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_manifest_parts parts = {
		.media_type =
		    to->options->docker_types ? CSN_DOCKER_MANIFEST : NULL,
		.children = layers,
		.child_count = count,
	};

	CSN_TRY(push_config(&config, to, there, layers, count, err));
	parts.config = config;
	if (to->options->as_referrer) {
		CSN_TRY(plain_descriptor(&subject, to->image, err));
		parts.subject = subject;
		parts.artifact_type = CSN_SIGNATURE_ARTIFACT;
	}
	CSN_TRY(csn_manifest_build(out, &parts, err));
	rc = COSIGN_OK;
out:
	cosign_descriptor_free(subject);
	cosign_descriptor_free(config);
	return rc;
}

/* Whether two layers differ in their signature alone. */
static int
is_like(const cosign_descriptor_t *a, const cosign_descriptor_t *b)
{
	const size_t count = cosign_descriptor_annotation_count(a);
	size_t i;

	if (strcmp(cosign_descriptor_digest(a), cosign_descriptor_digest(b)) !=
		0 ||
	    strcmp(cosign_descriptor_media_type(a),
		cosign_descriptor_media_type(b)) != 0 ||
	    cosign_descriptor_annotation_count(b) != count)
		return 0;
	for (i = 0; i < count; i++) {
		const char *name = cosign_descriptor_annotation_name(a, i);
		const char *other = cosign_descriptor_annotation(b, name);

		if (other == NULL)
			return 0;
		if (strcmp(name, CSN_NOTE_SIGNATURE) != 0 &&
		    strcmp(cosign_descriptor_annotation_value(a, i), other) !=
			0)
			return 0;
	}
	return 1;
}

/* Whether a layer is the new one, or one like it with a signature by the same
   key. Its digest does not tell: it is that of the payload. */
static int
is_equal(const struct addition *add, const cosign_descriptor_t *layer)
{
	const char *there =
	    cosign_descriptor_annotation(layer, CSN_NOTE_SIGNATURE);
	const char *added =
	    cosign_descriptor_annotation(add->descriptor, CSN_NOTE_SIGNATURE);

	if (there == NULL || added == NULL || !is_like(layer, add->descriptor))
		return 0;
	return strcmp(there, added) == 0 ||
	    (add->layer->is_equal != NULL &&
		add->layer->is_equal(add->layer->user, there));
}

/* Whether an equal signature is among layers; NULL has none. */
static int
is_signed(const struct addition *add, const cosign_manifest_t *there)
{
	const cosign_descriptors_t *layers;
	size_t i;

	if (there == NULL)
		return 0;
	layers = cosign_manifest_children(there);
	for (i = 0; i < cosign_descriptors_count(layers); i++)
		if (is_equal(add, cosign_descriptors_at(layers, i)))
			return 1;
	return 0;
}

/* The layers of the image that is there (NULL: none), and the new one. */
static cosign_rc_t
append(cosign_manifest_t **out, const struct addition *add,
    const cosign_manifest_t *there, cosign_error_t *err)
{
	const cosign_descriptors_t *layers =
	    there != NULL ? cosign_manifest_children(there) : NULL;
	const size_t count =
	    layers != NULL ? cosign_descriptors_count(layers) : 0;
	const cosign_descriptor_t **all;
	cosign_rc_t rc;
	size_t i;

	if (count >= CSN_IMAGE_SIGNATURES_MAX)
		return csn_fail(err, COSIGN_E_LIMIT,
		    "image: %d signatures are there already",
		    CSN_IMAGE_SIGNATURES_MAX);
	all = calloc(count + 1, sizeof(const cosign_descriptor_t *));
	if (all == NULL)
		return csn_fail_nomem(err);
	for (i = 0; i < count; i++)
		all[i] = cosign_descriptors_at(layers, i);
	all[count] = add->descriptor;
	rc = build_legacy_manifest(out, add->to, there, all, count + 1, err);
	free(all);
	return rc;
}

static cosign_rc_t
change(void *user, cosign_manifest_t **out, const cosign_manifest_t *there,
    cosign_error_t *err)
{
	const struct addition *add = user;

	*out = NULL;
	if (there != NULL && cosign_manifest_is_index(there))
		return csn_fail(err, COSIGN_E_MALFORMED,
		    "an index is where signatures belong");
	if (is_signed(add, there))
		return COSIGN_OK;
	return append(out, add, there, err);
}

/* Whether the layer is there. */
static int
holds(void *user, const cosign_manifest_t *there)
{
	return is_signed(user, there);
}

static cosign_rc_t
push_as_referrer(char **place, const struct addition *add, cosign_error_t *err)
{
	cosign_manifest_t *manifest = NULL;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_name name = { 0 };

	CSN_TRY(append(&manifest, add, NULL, err));
	name.digest =
	    cosign_descriptor_digest(cosign_manifest_descriptor(manifest));
	CSN_TRY(
	    add->to->store->ops->push(add->to->store, &name, manifest, err));
	CSN_TRY(say_place(place, add->to, &name, err));
	rc = COSIGN_OK;
out:
	cosign_manifest_free(manifest);
	return rc;
}

static cosign_rc_t
push_to_tag(char **place, struct addition *add, cosign_error_t *err)
{
	const struct csn_update update = { change, holds, add };
	const struct csn_image_target *to = add->to;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	cosign_reference_t *tag = NULL;
	struct csn_name name = { 0 };

	CSN_TRY(cosign_image_tag(&tag, to->asked,
	    cosign_descriptor_digest(to->image), "sig", to->options, err));
	name.tag = cosign_reference_tag(tag);
	CSN_TRY(to->store->ops->update(to->store, name.tag, &update, err));
	CSN_TRY(say_place(place, to, &name, err));
	rc = COSIGN_OK;
out:
	cosign_reference_free(tag);
	return rc;
}

cosign_rc_t
csn_push_legacy(char **place, const struct csn_image_target *to,
    const struct csn_legacy_layer *layer, cosign_error_t *err)
{
	struct addition add = { .to = to, .layer = layer };
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	cosign_descriptor_t *blob = NULL;
	struct csn_descriptor_parts parts = {
		.media_type = CSN_SIMPLE_TYPE,
		.annotations = layer->annotations,
		.annotation_count = layer->annotation_count,
	};

	*place = NULL;
	CSN_TRY(csn_blob_push_bytes(
	    &blob, to->store, CSN_SIMPLE_TYPE, layer->payload, err));
	parts.digest = cosign_descriptor_digest(blob);
	parts.size = cosign_descriptor_size(blob);
	CSN_TRY(csn_descriptor_new(&add.descriptor, &parts, err));
	CSN_TRY(to->options->as_referrer ? push_as_referrer(place, &add, err)
					 : push_to_tag(place, &add, err));
	rc = COSIGN_OK;
out:
	cosign_descriptor_free(add.descriptor);
	cosign_descriptor_free(blob);
	return rc;
}
