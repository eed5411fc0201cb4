#include "image/belongings.h"

#include "image/parallel.h"
#include "image/signatures.h"
#include "util/limits.h"
#include "util/text.h"

#include <stdlib.h>
#include <string.h>

#define IN_TOTO_TYPE "application/vnd.in-toto+json"

#define CLAIMS (COSIGN_STORED_SIGNATURES | COSIGN_STORED_ATTESTATIONS)

static const struct tag_kind {
	const char *suffix;
	uint32_t kind;
} tag_kinds[] = {
	{ "sig", COSIGN_STORED_SIGNATURES },
	{ "att", COSIGN_STORED_ATTESTATIONS },
	{ "sbom", COSIGN_STORED_SBOMS },
};

/* Types by how they begin. */
static const struct type_kind {
	const char *type;
	uint32_t kind;
} type_kinds[] = {
	{ CSN_SIGNATURE_ARTIFACT, COSIGN_STORED_SIGNATURES },
	{ IN_TOTO_TYPE, COSIGN_STORED_ATTESTATIONS },
	{ CSN_SBOM_ARTIFACT, COSIGN_STORED_SBOMS },
	{ "application/spdx+", COSIGN_STORED_SBOMS },
	{ "text/spdx", COSIGN_STORED_SBOMS },
	{ "application/vnd.cyclonedx", COSIGN_STORED_SBOMS },
	{ "application/vnd.syft", COSIGN_STORED_SBOMS },
};

static int
begins(const char *text, const char *start)
{
	return text != NULL && strncmp(text, start, strlen(start)) == 0;
}

/* The type of the only layer; NULL if there is another number of them. */
static const char *
layer_type(const cosign_manifest_t *manifest)
{
	const cosign_descriptors_t *layers = cosign_manifest_children(manifest);

	if (cosign_manifest_is_index(manifest) ||
	    cosign_descriptors_count(layers) != 1)
		return NULL;
	return cosign_descriptor_media_type(cosign_descriptors_at(layers, 0));
}

/* The type that a list of referrers shows is that of the config where the
   manifest has none of its own, which then tells nothing. */
const char *
csn_artifact_type(const cosign_manifest_t *manifest)
{
	const cosign_descriptor_t *config = cosign_manifest_config(manifest);
	const char *type = csn_manifest_artifact_type(manifest);

	if (type == NULL && config != NULL)
		type = cosign_descriptor_artifact_type(config);
	if (type == NULL && config != NULL)
		type = cosign_descriptor_media_type(config);
	if (type == NULL || strcmp(type, CSN_OCI_EMPTY) == 0 ||
	    strcmp(type, CSN_OCI_CONFIG) == 0)
		return layer_type(manifest);
	return type;
}

static uint32_t
bundle_kinds(const cosign_manifest_t *manifest)
{
	const char *predicate = cosign_descriptor_annotation(
	    cosign_manifest_descriptor(manifest), CSN_NOTE_PREDICATE);

	if (predicate == NULL)
		return CLAIMS;
	return strcmp(predicate, CSN_PREDICATE_SIGNED) == 0
	    ? COSIGN_STORED_SIGNATURES
	    : COSIGN_STORED_ATTESTATIONS;
}

uint32_t
csn_referrer_kinds(const cosign_manifest_t *manifest)
{
	const char *type = csn_artifact_type(manifest);
	size_t i;

	if (csn_is_bundle_type(type) ||
	    csn_is_bundle_type(layer_type(manifest)))
		return bundle_kinds(manifest);
	for (i = 0; i < CSN_ARRAY_LEN(type_kinds); i++)
		if (begins(type, type_kinds[i].type))
			return type_kinds[i].kind;
	return COSIGN_STORED_OTHERS;
}

/* One call of csn_belongings_fetch(), or of csn_belongings_try(). */
struct gathering {
	struct csn_belongings *out;
	struct csn_store *store;
	int goes_on;
};

static int
is_end(const struct gathering *g, cosign_rc_t rc)
{
	return rc != COSIGN_OK && (!g->goes_on || csn_ends_all(rc));
}

/* What is not known, and why. */
static cosign_rc_t
note_failure(struct csn_belonging *one, cosign_rc_t rc, cosign_error_t *err)
{
	one->code = rc;
	return csn_text_copy(&one->message, cosign_error_message(err), err);
}

static cosign_rc_t
add_tag(struct csn_belongings *out, const struct tag_kind *kind,
    const char *digest, const cosign_image_options_t *options,
    cosign_error_t *err)
{
	struct csn_belonging *one = &out->list[out->count];
	const cosign_rc_t rc = csn_image_tag_text(
	    &one->tag, options->tag_prefix, digest, kind->suffix, err);

	if (rc != COSIGN_OK)
		return rc;
	one->suffix = kind->suffix;
	one->kinds = kind->kind;
	out->count++;
	return COSIGN_OK;
}

/* An image does not belong to itself, whatever a list says. */
static cosign_rc_t
add_referrer(struct csn_belongings *out, const cosign_descriptor_t *entry,
    const char *image, cosign_error_t *err)
{
	const char *digest = cosign_descriptor_digest(entry);
	cosign_rc_t rc;

	if (strcmp(digest, image) == 0)
		return COSIGN_OK;
	rc = csn_text_copy(&out->list[out->count].digest, digest, err);
	if (rc == COSIGN_OK)
		out->count++;
	return rc;
}

/* Something that may refer to the image; nobody knows what. */
static cosign_rc_t
add_unlisted(struct csn_belongings *out, const char *image, cosign_rc_t failed,
    cosign_error_t *err)
{
	struct csn_belonging *one = &out->list[out->count];
	const cosign_rc_t rc = note_failure(one, failed, err);

	out->count++;
	return rc == COSIGN_OK ? csn_text_copy(&one->digest, image, err) : rc;
}

/* What there may be; nothing is fetched but the list of referrers. */
static cosign_rc_t
list(struct gathering *g, const char *digest, uint32_t kinds,
    const cosign_image_options_t *options, cosign_error_t *err)
{
	cosign_descriptors_t *referrers = NULL;
	struct csn_belongings *out = g->out;
	cosign_rc_t rc = COSIGN_E_INTERNAL, listed;
	size_t i, count = 0;

	listed =
	    g->store->ops->referrers(&referrers, g->store, digest, NULL, err);
	if (listed != COSIGN_E_NO_IMAGE && is_end(g, listed))
		CSN_TRY(listed);
	if (referrers != NULL) {
		csn_descriptors_sort(referrers);
		count = cosign_descriptors_count(referrers);
	}
	out->list =
	    calloc(count + CSN_ARRAY_LEN(tag_kinds) + 1, sizeof(*out->list));
	if (out->list == NULL)
		CSN_TRY(csn_fail_nomem(err));
	/* Where there is no repository, nothing belongs to anything. */
	if (listed == COSIGN_E_NO_IMAGE)
		cosign_error_clear(err);
	else if (listed != COSIGN_OK)
		CSN_TRY(add_unlisted(out, digest, listed, err));
	for (i = 0; i < CSN_ARRAY_LEN(tag_kinds); i++)
		if ((kinds & tag_kinds[i].kind) != 0)
			CSN_TRY(
			    add_tag(out, &tag_kinds[i], digest, options, err));
	for (i = 0; i < count; i++)
		CSN_TRY(add_referrer(
		    out, cosign_descriptors_at(referrers, i), digest, err));
	rc = COSIGN_OK;
out:
	cosign_descriptors_free(referrers);
	return rc;
}

static cosign_rc_t
fetch_one(void *user, size_t index, cosign_error_t *err)
{
	const struct gathering *g = user;
	struct csn_belonging *one = &g->out->list[index];
	const struct csn_name name = { one->tag, one->digest };
	cosign_rc_t rc;

	if (one->code != COSIGN_OK)
		return COSIGN_OK;
	rc = csn_manifest_fetch(&one->manifest, g->store, &name, err);
	if (rc == COSIGN_E_NO_IMAGE) {
		cosign_error_clear(err);
		return COSIGN_OK;
	}
	if (is_end(g, rc))
		return csn_fail_at(
		    err, rc, "%s", one->tag != NULL ? one->tag : one->digest);
	if (rc != COSIGN_OK)
		return note_failure(one, rc, err);
	if (one->digest != NULL)
		one->kinds = csn_referrer_kinds(one->manifest);
	return COSIGN_OK;
}

static void
dispose_one(struct csn_belonging *one)
{
	free(one->tag);
	free(one->digest);
	free(one->message);
	cosign_manifest_free(one->manifest);
}

/* What is not there, or of another kind, goes. */
static void
keep(struct csn_belongings *out, uint32_t kinds)
{
	size_t i, kept = 0;

	for (i = 0; i < out->count; i++) {
		const struct csn_belonging *one = &out->list[i];

		if (one->code != COSIGN_OK ||
		    (one->manifest != NULL && (one->kinds & kinds) != 0))
			out->list[kept++] = out->list[i];
		else
			dispose_one(&out->list[i]);
	}
	out->count = kept;
}

static cosign_rc_t
gather(struct gathering *g, const char *digest, uint32_t kinds,
    const cosign_image_options_t *options, cosign_error_t *err)
{
	struct csn_belongings *out = g->out;
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	out->list = NULL;
	out->count = 0;
	CSN_TRY(list(g, digest, kinds, options, err));
	CSN_TRY(
	    csn_parallel_try(out->count, options->workers, fetch_one, g, err));
	keep(out, kinds);
	rc = COSIGN_OK;
out:
	if (rc != COSIGN_OK)
		csn_belongings_dispose(out);
	return rc;
}

cosign_rc_t
csn_belongings_fetch(struct csn_belongings *out, struct csn_store *store,
    const char *digest, uint32_t kinds, const cosign_image_options_t *options,
    cosign_error_t *err)
{
	struct gathering g = { out, store, 0 };

	return gather(&g, digest, kinds, options, err);
}

cosign_rc_t
csn_belongings_try(struct csn_belongings *out, struct csn_store *store,
    const char *digest, uint32_t kinds, const cosign_image_options_t *options,
    cosign_error_t *err)
{
	struct gathering g = { out, store, 1 };

	return gather(&g, digest, kinds, options, err);
}

void
csn_belongings_dispose(struct csn_belongings *belongings)
{
	size_t i;

	for (i = 0; i < belongings->count; i++)
		dispose_one(&belongings->list[i]);
	free(belongings->list);
	belongings->list = NULL;
	belongings->count = 0;
}
