#include "image/copy.h"

#include "image/parallel.h"
#include "image/signatures.h"
#include "util/limits.h"
#include "util/text.h"

#include <stdlib.h>
#include <string.h>

/* One call of csn_copy_run(). */
struct copying {
	const struct csn_copy *copy;
	struct csn_store *images; /* where the images are */
	struct csn_store *beside; /* and what belongs to them */
	struct csn_store *target;
	/* Those that are there with all that belongs to them. */
	cosign_descriptors_t *done;
};

/* What is copied, and how. */
struct entity {
	const cosign_manifest_t *manifest;
	struct csn_store *store;
	const cosign_reference_t *base; /* the same in words */
	int is_wanted; /* itself, not only what belongs to it */
	int is_part;   /* another one lists it */
	int is_first;  /* it was asked for */
	unsigned int depth;
};

static const char *
digest_of(const cosign_manifest_t *manifest)
{
	return cosign_descriptor_digest(cosign_manifest_descriptor(manifest));
}

/* ---- blobs ---- */

struct blobs {
	const struct copying *c;
	struct csn_store *from;
	cosign_descriptors_t *list;
};

static cosign_rc_t
add_blob(
    struct blobs *blobs, const cosign_descriptor_t *blob, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	cosign_descriptor_t *copy;

	/* What may be had elsewhere is not kept by registries. */
	if (csn_descriptor_is_elsewhere(blob) ||
	    csn_descriptors_find(blobs->list, cosign_descriptor_digest(blob)) <
		cosign_descriptors_count(blobs->list))
		return COSIGN_OK;
	CSN_TRY(csn_descriptor_copy(&copy, blob, err));
	CSN_TRY(csn_descriptors_add(blobs->list, copy, err));
	rc = COSIGN_OK;
out:
	return rc;
}

static cosign_rc_t
list_blobs(
    struct blobs *blobs, const cosign_manifest_t *manifest, cosign_error_t *err)
{
	const cosign_descriptors_t *children =
	    cosign_manifest_children(manifest);
	const int is_index = cosign_manifest_is_index(manifest);
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	const cosign_descriptor_t *child;
	size_t i;

	if (cosign_manifest_config(manifest) != NULL)
		CSN_TRY(add_blob(blobs, cosign_manifest_config(manifest), err));
	for (i = 0; i < cosign_descriptors_count(children); i++) {
		child = cosign_descriptors_at(children, i);
		/* Of an index those are images, which come by themselves. */
		if (is_index &&
		    csn_is_manifest_type(cosign_descriptor_media_type(child)))
			continue;
		CSN_TRY(add_blob(blobs, child, err));
	}
	rc = COSIGN_OK;
out:
	return rc;
}

static cosign_rc_t
copy_blob(void *user, size_t index, cosign_error_t *err)
{
	const struct blobs *blobs = user;

	return csn_blob_copy(blobs->from, blobs->c->target,
	    cosign_descriptors_at(blobs->list, index), err);
}

static cosign_rc_t
copy_blobs(const struct copying *c, const struct entity *e, cosign_error_t *err)
{
	struct blobs blobs = { c, e->store, NULL };
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	CSN_TRY(csn_descriptors_new(&blobs.list, err));
	CSN_TRY(list_blobs(&blobs, e->manifest, err));
	CSN_TRY(csn_parallel_try(cosign_descriptors_count(blobs.list),
	    c->copy->source.workers, copy_blob, &blobs, err));
	rc = COSIGN_OK;
out:
	cosign_descriptors_free(blobs.list);
	return rc;
}

/* ---- manifests ---- */

/* Says what is about to be stored: by tag (NULL: by digest). */
static cosign_rc_t
tell(const struct copying *c, const struct entity *e, const char *tag,
    cosign_error_t *err)
{
	const char *digest = digest_of(e->manifest);
	cosign_reference_t *from = NULL, *to = NULL;
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	if (c->copy->fn == NULL)
		return COSIGN_OK;
	CSN_TRY(cosign_reference_with_digest(&from, e->base, digest, err));
	CSN_TRY(tag != NULL
		? cosign_reference_with_tag(&to, c->copy->to, tag, err)
		: cosign_reference_with_digest(&to, c->copy->to, digest, err));
	if (c->copy->fn(c->copy->user, cosign_reference_text(from),
		cosign_reference_text(to)) != 0)
		CSN_TRY(csn_fail(
		    err, COSIGN_E_CALLBACK, "stopped by whoever is told"));
	rc = COSIGN_OK;
out:
	cosign_reference_free(to);
	cosign_reference_free(from);
	return rc;
}

/* A tag that another image has is not taken from it without a word. */
struct tagging {
	const cosign_manifest_t *manifest;
	const cosign_reference_t *to;
	const char *tag;
};

static cosign_rc_t
refuse_other(const struct tagging *t, const char *there, cosign_error_t *err)
{
	(void)csn_fail(err, COSIGN_E_EXISTS,
	    "%s:%s: another image is there, %s",
	    cosign_reference_context(t->to), t->tag, there);
	csn_hint(err, "it gives way to this one only if it is told to");
	return COSIGN_E_EXISTS;
}

static cosign_rc_t
take_if_free(void *user, cosign_manifest_t **out,
    const cosign_manifest_t *there, cosign_error_t *err)
{
	const struct tagging *t = user;

	*out = NULL;
	if (there == NULL)
		return csn_manifest_copy(out, t->manifest, err);
	if (strcmp(digest_of(there), digest_of(t->manifest)) == 0)
		return COSIGN_OK;
	return refuse_other(t, digest_of(there), err);
}

static int
has_taken(void *user, const cosign_manifest_t *there)
{
	const struct tagging *t = user;

	return strcmp(digest_of(there), digest_of(t->manifest)) == 0;
}

static cosign_rc_t
put_tag(const struct copying *c, const cosign_manifest_t *manifest,
    const char *tag, int overwrite, cosign_error_t *err)
{
	struct tagging t = { manifest, c->copy->to, tag };
	const struct csn_update update = { take_if_free, has_taken, &t };
	const struct csn_name name = { .tag = tag };

	if (overwrite)
		return c->target->ops->push(c->target, &name, manifest, err);
	return c->target->ops->update(c->target, tag, &update, err);
}

static cosign_rc_t
push_by_digest(
    const struct copying *c, const struct entity *e, cosign_error_t *err)
{
	const struct csn_name name = { .digest = digest_of(e->manifest) };

	if (e->is_part)
		return csn_manifest_push_part(c->target, e->manifest, err);
	return c->target->ops->push(c->target, &name, e->manifest, err);
}

/* The tag without suffix. In a registry that lists no referrers it is the tag
   of their list, which is not overwritten whatever is said. */
static cosign_rc_t
put_digest_tag(
    const struct copying *c, const struct entity *e, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	char *tag = NULL;

	if ((c->copy->flags & COSIGN_COPY_DIGEST_TAGS) == 0)
		return COSIGN_OK;
	CSN_TRY(csn_image_tag_text(&tag, c->copy->target.tag_prefix,
	    digest_of(e->manifest), NULL, err));
	CSN_TRY(tell(c, e, tag, err));
	CSN_TRY(put_tag(c, e->manifest, tag, 0, err));
	rc = COSIGN_OK;
out:
	free(tag);
	return rc;
}

/* ---- an image and all around it ---- */

static cosign_rc_t copy_entity(
    struct copying *c, const struct entity *e, cosign_error_t *err);

static cosign_rc_t
deeper(struct entity *to, const struct entity *from, cosign_error_t *err)
{
	if (from->depth == 0)
		return csn_fail(err, COSIGN_E_LIMIT,
		    "%s: nested more than %d deep", digest_of(from->manifest),
		    CSN_INDEX_DEPTH_MAX);
	to->depth = from->depth - 1;
	return COSIGN_OK;
}

static cosign_rc_t
copy_child(struct copying *c, const struct entity *e,
    const cosign_descriptor_t *child,
    cosign_error_t *err) /* NOLINT(misc-no-recursion): bounded by depth */
{
	const struct csn_name name = {
		.digest = cosign_descriptor_digest(child),
	};
	struct entity one = { .store = e->store,
		.base = e->base,
		.is_wanted = e->is_wanted,
		.is_part = 1 };
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	cosign_manifest_t *manifest = NULL;

	CSN_TRY(deeper(&one, e, err));
	CSN_TRY(csn_manifest_fetch(&manifest, e->store, &name, err));
	one.manifest = manifest;
	CSN_TRY(copy_entity(c, &one, err));
	rc = COSIGN_OK;
out:
	cosign_manifest_free(manifest);
	return rc;
}

static cosign_rc_t
copy_children(struct copying *c, const struct entity *e,
    cosign_error_t *err) /* NOLINT(misc-no-recursion): bounded by depth */
{
	const cosign_descriptors_t *children =
	    cosign_manifest_children(e->manifest);
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	const cosign_descriptor_t *child;
	size_t i;

	if (!cosign_manifest_is_index(e->manifest))
		return COSIGN_OK;
	for (i = 0; i < cosign_descriptors_count(children); i++) {
		child = cosign_descriptors_at(children, i);
		if (csn_is_manifest_type(cosign_descriptor_media_type(child)))
			CSN_TRY(copy_child(c, e, child, err));
	}
	rc = COSIGN_OK;
out:
	return rc;
}

/* Of what has a tag at the source, the tag at the destination. */
static cosign_rc_t
tag_belonging(const struct copying *c, const struct entity *owner,
    const struct csn_belonging *b, const struct entity *one,
    cosign_error_t *err)
{
	const int overwrite = (c->copy->flags & COSIGN_COPY_OVERWRITE) != 0;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	char *tag = NULL;
	int taken = 0;

	if (owner->is_first && c->copy->keep != NULL)
		CSN_TRY(c->copy->keep(
		    c->copy->keeper, &taken, b->suffix, b->manifest, err));
	if (taken)
		return COSIGN_OK;
	CSN_TRY(csn_image_tag_text(&tag, c->copy->target.tag_prefix,
	    digest_of(owner->manifest), b->suffix, err));
	CSN_TRY(tell(c, one, tag, err));
	CSN_TRY(put_tag(c, b->manifest, tag, overwrite, err));
	rc = COSIGN_OK;
out:
	free(tag);
	return rc;
}

static cosign_rc_t
copy_belonging(struct copying *c, const struct entity *owner,
    const struct csn_belonging *b,
    cosign_error_t *err) /* NOLINT(misc-no-recursion): bounded by depth */
{
	const cosign_image_options_t *source = &c->copy->source;
	struct entity one = { .manifest = b->manifest,
		.store = c->beside,
		.base = source->repository != NULL ? source->repository
						   : c->copy->from,
		.is_wanted = 1,
		.is_part = b->suffix != NULL };
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	CSN_TRY(deeper(&one, owner, err));
	CSN_TRY(copy_entity(c, &one, err));
	if (b->suffix != NULL)
		CSN_TRY(tag_belonging(c, owner, b, &one, err));
	rc = COSIGN_OK;
out:
	return rc;
}

static cosign_rc_t
copy_belongings(struct copying *c, const struct entity *e,
    cosign_error_t *err) /* NOLINT(misc-no-recursion): bounded by depth */
{
	const uint32_t kinds = c->copy->kinds;
	struct csn_belongings found = { 0 };
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	size_t i;

	CSN_TRY(csn_belongings_fetch(&found, c->beside, digest_of(e->manifest),
	    kinds != 0 ? kinds : COSIGN_STORED_ALL, &c->copy->source, err));
	for (i = 0; i < found.count; i++)
		CSN_TRY(copy_belonging(c, e, &found.list[i], err));
	rc = COSIGN_OK;
out:
	csn_belongings_dispose(&found);
	return rc;
}

static int
is_done(const struct copying *c, const struct entity *e)
{
	return csn_descriptors_find(c->done, digest_of(e->manifest)) <
	    cosign_descriptors_count(c->done);
}

/* Marked before what refers to it is looked at: nothing goes round in
   circles. */
static cosign_rc_t
mark(const struct copying *c, const struct entity *e, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	cosign_descriptor_t *copy;

	CSN_TRY(csn_descriptor_copy(
	    &copy, cosign_manifest_descriptor(e->manifest), err));
	CSN_TRY(csn_descriptors_add(c->done, copy, err));
	rc = COSIGN_OK;
out:
	return rc;
}

static cosign_rc_t
copy_entity(struct copying *c, const struct entity *e,
    cosign_error_t *err) /* NOLINT(misc-no-recursion): bounded by depth */
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	if (is_done(c, e))
		return COSIGN_OK;
	CSN_TRY(copy_children(c, e, err));
	if (e->is_wanted) {
		CSN_TRY(copy_blobs(c, e, err));
		CSN_TRY(tell(c, e, NULL, err));
		CSN_TRY(push_by_digest(c, e, err));
	}
	CSN_TRY(mark(c, e, err));
	CSN_TRY(copy_belongings(c, e, err));
	if (e->is_wanted && e->store == c->images)
		CSN_TRY(put_digest_tag(c, e, err));
	rc = COSIGN_OK;
out:
	return rc;
}

/* ---- the whole ---- */

static cosign_rc_t
open_stores(struct copying *c, cosign_error_t *err)
{
	const struct csn_copy *copy = c->copy;
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	CSN_TRY(csn_store_open(&c->images, copy->oci, copy->from, err));
	CSN_TRY(csn_image_store(
	    &c->beside, copy->oci, copy->from, &copy->source, err));
	CSN_TRY(csn_store_open(&c->target, copy->oci, copy->to, err));
	CSN_TRY(csn_descriptors_new(&c->done, err));
	rc = COSIGN_OK;
out:
	return rc;
}

/* Before anything is copied in vain. What counts is put_tag(). */
static cosign_rc_t
check_target(const struct copying *c, const cosign_manifest_t *manifest,
    cosign_error_t *err)
{
	const struct csn_name name = {
		.tag = cosign_reference_tag(c->copy->to),
	};
	const struct tagging t = { manifest, c->copy->to, name.tag };
	const char *digest = cosign_reference_digest(c->copy->to);
	cosign_descriptor_t *there = NULL;
	cosign_rc_t rc = COSIGN_E_INTERNAL, found;

	if (digest != NULL &&
	    csn_manifest_check(manifest, digest, err) != COSIGN_OK)
		return csn_fail_as(err, COSIGN_E_ARGUMENT);
	if (name.tag == NULL || c->copy->kinds != 0 ||
	    (c->copy->flags & COSIGN_COPY_OVERWRITE) != 0)
		return COSIGN_OK;
	found = c->target->ops->resolve(&there, c->target, &name, err);
	/* Some let nobody ask for a repository that is not there yet. */
	if (found == COSIGN_E_NO_IMAGE || found == COSIGN_E_UNAUTHORIZED) {
		cosign_error_clear(err);
		return COSIGN_OK;
	}
	CSN_TRY(found);
	if (strcmp(cosign_descriptor_digest(there), digest_of(manifest)) != 0)
		CSN_TRY(refuse_other(&t, cosign_descriptor_digest(there), err));
	rc = COSIGN_OK;
out:
	cosign_descriptor_free(there);
	return rc;
}

/* The last step: before it, what was asked for is not there. */
static cosign_rc_t
finish(const struct copying *c, const struct entity *e, cosign_error_t *err)
{
	const int overwrite = (c->copy->flags & COSIGN_COPY_OVERWRITE) != 0;
	const char *tag = cosign_reference_tag(c->copy->to);
	const struct csn_name unnamed = { 0 };
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	int taken = 0;

	if (c->copy->kinds != 0)
		return COSIGN_OK;
	if (c->copy->keep != NULL)
		CSN_TRY(c->copy->keep(
		    c->copy->keeper, &taken, NULL, e->manifest, err));
	if (taken || cosign_reference_digest(c->copy->to) != NULL)
		return COSIGN_OK;
	CSN_TRY(tell(c, e, tag, err));
	/* Only a layout has images without a name. */
	CSN_TRY(tag != NULL
		? put_tag(c, e->manifest, tag, overwrite, err)
		: c->target->ops->push(c->target, &unnamed, e->manifest, err));
	rc = COSIGN_OK;
out:
	return rc;
}

static cosign_rc_t
run(struct copying *c, cosign_error_t *err)
{
	const struct csn_copy *copy = c->copy;
	struct entity first = { .base = copy->from,
		.is_wanted = copy->kinds == 0,
		.is_first = 1,
		.depth = CSN_INDEX_DEPTH_MAX };
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	cosign_descriptor_t *meant = NULL;
	cosign_manifest_t *manifest = NULL;
	struct csn_name name = { 0 };

	CSN_TRY(csn_image_resolve(
	    &meant, copy->oci, copy->from, &copy->source, err));
	CSN_TRY(open_stores(c, err));
	name.digest = cosign_descriptor_digest(meant);
	CSN_TRY(csn_manifest_fetch(&manifest, c->images, &name, err));
	first.manifest = manifest;
	first.store = c->images;
	first.is_part = cosign_reference_digest(copy->to) == NULL;
	CSN_TRY(check_target(c, manifest, err));
	CSN_TRY(copy_entity(c, &first, err));
	CSN_TRY(finish(c, &first, err));
	rc = COSIGN_OK;
out:
	cosign_manifest_free(manifest);
	cosign_descriptor_free(meant);
	return rc;
}

void
csn_copy_init(struct csn_copy *copy, const cosign_image_options_t *options)
{
	memset(copy, 0, sizeof(*copy));
	copy->source = copy->target = *csn_image_options(options);
	copy->target.repository = NULL;
}

cosign_rc_t
csn_copy_run(const struct csn_copy *copy, cosign_error_t *err)
{
	struct copying c = { .copy = copy };
	cosign_rc_t rc;

	if (copy->oci == NULL || copy->from == NULL || copy->to == NULL)
		return csn_fail(err, COSIGN_E_ARGUMENT,
		    "copy: client or reference is missing");
	if ((copy->kinds & ~COSIGN_STORED_ALL) != 0 ||
	    (copy->flags &
		~(COSIGN_COPY_OVERWRITE | COSIGN_COPY_DIGEST_TAGS)) != 0)
		return csn_fail(
		    err, COSIGN_E_ARGUMENT, "copy: no such kind or flag");
	rc = run(&c, err);
	csn_store_close(c.images);
	csn_store_close(c.beside);
	csn_store_close(c.target);
	cosign_descriptors_free(c.done);
	return csn_fail_at(err, rc, "copy");
}

cosign_rc_t
cosign_image_copy(cosign_oci_t *oci, const cosign_reference_t *from,
    const cosign_reference_t *to, uint32_t kinds, uint32_t flags,
    const cosign_image_options_t *options, cosign_copied_fn fn, void *user,
    cosign_error_t *err)
{
	struct csn_copy copy;

	csn_copy_init(&copy, options);
	copy.oci = oci;
	copy.from = from;
	copy.to = to;
	copy.kinds = kinds;
	copy.flags = flags;
	copy.fn = fn;
	copy.user = user;
	return csn_copy_run(&copy, err);
}
