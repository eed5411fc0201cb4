/* Deleting what belongs to an image. */
#include "image/belongings.h"
#include "image/signatures.h"

#include "util/limits.h"

#include <stdlib.h>
#include <string.h>

#define USUAL_KINDS (COSIGN_STORED_ALL & ~COSIGN_STORED_OTHERS)
#define BOTH_FORMS  (COSIGN_CLEAN_TAGS | COSIGN_CLEAN_REFERRERS)

/* One call of cosign_image_clean(). */
struct cleaning {
	const cosign_reference_t *image;
	const char *digest; /* what is meant by it */
	const cosign_image_options_t *options;
	uint32_t forms;
	cosign_deleted_fn fn;
	void *user;
	struct csn_store *store;
	cosign_descriptors_t *gone; /* referrers that were deleted */
	/* The first failure that did not end all, and how many there were. */
	cosign_rc_t failed;
	size_t failures;
	cosign_error_t *first;
};

static const char *
digest_of(const struct csn_belonging *b)
{
	return cosign_descriptor_digest(
	    cosign_manifest_descriptor(b->manifest));
}

/* Some registries delete by digest alone; those say 400 or 405. One that is
   busy, or out of order, says nothing about that. */
static int
deletes_no_tags(cosign_rc_t rc, const cosign_error_t *err)
{
	return rc == COSIGN_E_UNSUPPORTED ||
	    (rc == COSIGN_E_HTTP &&
		cosign_error_cause(err) == COSIGN_CAUSE_HTTP &&
		cosign_error_cause_code(err) == 400);
}

static cosign_rc_t
remove_tag(const struct cleaning *c, const struct csn_belonging *b,
    cosign_error_t *err)
{
	const struct csn_name by_tag = { .tag = b->tag };
	struct csn_name by_digest = { 0 };
	const cosign_rc_t rc = c->store->ops->remove(c->store, &by_tag, err);

	if (!deletes_no_tags(rc, err))
		return rc;
	if (b->manifest == NULL)
		return csn_fail(err, COSIGN_E_UNSUPPORTED,
		    "the registry deletes no tags, and what has this one "
		    "cannot be read: %s",
		    b->message);
	by_digest.digest = digest_of(b);
	if (strcmp(by_digest.digest, c->digest) == 0)
		return csn_fail(err, COSIGN_E_UNSUPPORTED,
		    "the registry deletes no tags, and what has this one is "
		    "the image itself");
	return c->store->ops->remove(c->store, &by_digest, err);
}

static cosign_rc_t
remove_referrer(const struct cleaning *c, const struct csn_belonging *b,
    cosign_error_t *err)
{
	const struct csn_name name = { .digest = b->digest };
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	cosign_descriptor_t *copy;

	CSN_TRY(csn_descriptor_copy(
	    &copy, cosign_manifest_descriptor(b->manifest), err));
	CSN_TRY(csn_descriptors_add(c->gone, copy, err));
	rc = c->store->ops->remove(c->store, &name, err);
	if (rc != COSIGN_OK && rc != COSIGN_E_NO_IMAGE)
		csn_descriptors_replace(
		    c->gone, cosign_descriptors_count(c->gone) - 1, NULL);
out:
	return rc;
}

static void
note_failure(
    struct cleaning *c, cosign_rc_t rc, const char *place, const char *message)
{
	if (c->failures++ > 0)
		return;
	c->failed = rc;
	(void)csn_fail(c->first, rc, "%s: %s", place, message);
}

/* Nobody knows what could not be read. What was read under a tag and is no
   manifest is of the kind that the tag says. */
static int
is_unknown(const struct csn_belonging *b)
{
	return b->code != COSIGN_OK &&
	    (b->tag == NULL || b->code != COSIGN_E_MALFORMED);
}

/* A list under a tag may name what refers to another image, or to none: that is
   not this image's. */
static int
is_others(const struct cleaning *c, const struct csn_belonging *b)
{
	return b->tag == NULL && b->manifest != NULL &&
	    !csn_refers_to(b->manifest, c->digest);
}

static cosign_rc_t
delete_one(
    struct cleaning *c, const struct csn_belonging *b, cosign_error_t *err)
{
	const struct csn_name name = { b->tag, b->digest };
	cosign_rc_t rc = COSIGN_E_INTERNAL, removed;
	char *place = NULL;

	CSN_TRY(csn_image_place(&place, c->image, c->options, &name, err));
	if (is_unknown(b)) {
		note_failure(c, b->code, place, b->message);
		rc = COSIGN_OK;
		goto out;
	}
	removed =
	    b->tag != NULL ? remove_tag(c, b, err) : remove_referrer(c, b, err);
	if (csn_ends_all(removed))
		CSN_TRY(csn_fail_at(err, removed, "%s", place));
	if (removed == COSIGN_OK && c->fn != NULL &&
	    c->fn(c->user, b->kinds, place) != 0)
		CSN_TRY(csn_fail(
		    err, COSIGN_E_CALLBACK, "stopped by whoever is told"));
	if (removed != COSIGN_OK && removed != COSIGN_E_NO_IMAGE)
		note_failure(c, removed, place, cosign_error_message(err));
	rc = COSIGN_OK;
out:
	free(place);
	return rc;
}

/* ---- lists of referrers under a tag ---- */

static int
is_gone(const struct cleaning *c, const cosign_descriptor_t *entry)
{
	return csn_descriptors_find(c->gone, cosign_descriptor_digest(entry)) <
	    cosign_descriptors_count(c->gone);
}

static int
holds(void *user, const cosign_manifest_t *there)
{
	const cosign_descriptors_t *list;
	size_t i;

	if (there == NULL)
		return 1;
	list = cosign_manifest_children(there);
	for (i = 0; i < cosign_descriptors_count(list); i++)
		if (is_gone(user, cosign_descriptors_at(list, i)))
			return 0;
	return 1;
}

/* Without those that are gone. An image that has the tag stays as it is. */
static cosign_rc_t
prune(void *user, cosign_manifest_t **out, const cosign_manifest_t *there,
    cosign_error_t *err)
{
	const struct cleaning *c = user;
	const cosign_descriptors_t *list;
	cosign_descriptors_t *kept = NULL;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	cosign_descriptor_t *copy;
	size_t i;

	*out = NULL;
	if (there == NULL || !cosign_manifest_is_index(there) ||
	    holds(user, there))
		return COSIGN_OK;
	list = cosign_manifest_children(there);
	CSN_TRY(csn_descriptors_new(&kept, err));
	for (i = 0; i < cosign_descriptors_count(list); i++) {
		if (is_gone(c, cosign_descriptors_at(list, i)))
			continue;
		CSN_TRY(csn_descriptor_copy(
		    &copy, cosign_descriptors_at(list, i), err));
		CSN_TRY(csn_descriptors_add(kept, copy, err));
	}
	CSN_TRY(csn_manifest_build_index(out, kept, err));
	rc = COSIGN_OK;
out:
	cosign_descriptors_free(kept);
	return rc;
}

static cosign_rc_t
prune_list(struct cleaning *c, cosign_error_t *err)
{
	const struct csn_update update = { prune, holds, c };
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	char *tag = NULL;

	if (cosign_descriptors_count(c->gone) == 0)
		return COSIGN_OK;
	CSN_TRY(csn_image_tag_text(&tag, NULL, c->digest, NULL, err));
	CSN_TRY(csn_fail_at(err,
	    c->store->ops->update(c->store, tag, &update, err), "%s", tag));
	rc = COSIGN_OK;
out:
	free(tag);
	return rc;
}

/* ---- all of it ---- */

static cosign_rc_t
delete_all(
    struct cleaning *c, const struct csn_belongings *found, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	size_t i;

	for (i = 0; i < found->count; i++) {
		const struct csn_belonging *b = &found->list[i];
		const uint32_t form =
		    b->tag != NULL ? COSIGN_CLEAN_TAGS : COSIGN_CLEAN_REFERRERS;

		if ((c->forms & form) != 0 && !is_others(c, b))
			CSN_TRY(delete_one(c, b, err));
	}
	rc = COSIGN_OK;
out:
	return rc;
}

static cosign_rc_t
clean(
    struct cleaning *c, cosign_oci_t *oci, uint32_t kinds, cosign_error_t *err)
{
	struct csn_belongings found = { 0 };
	cosign_rc_t rc = COSIGN_E_INTERNAL, pruned;
	cosign_descriptor_t *meant = NULL;

	c->first = cosign_error_new();
	if (c->first == NULL)
		return csn_fail_nomem(err);
	CSN_TRY(csn_image_resolve(&meant, oci, c->image, c->options, err));
	c->digest = cosign_descriptor_digest(meant);
	CSN_TRY(csn_image_store(&c->store, oci, c->image, c->options, err));
	CSN_TRY(csn_descriptors_new(&c->gone, err));
	CSN_TRY(csn_belongings_try(
	    &found, c->store, c->digest, kinds, c->options, err));
	rc = delete_all(c, &found, err);
	/* Also where it was stopped in the middle. */
	pruned = prune_list(c, rc == COSIGN_OK ? err : NULL);
	if (rc == COSIGN_OK)
		CSN_TRY(pruned);
	if (rc == COSIGN_OK && c->failures > 0)
		rc = csn_fail(err, c->failed, "%zu could not be deleted: %s",
		    c->failures, cosign_error_message(c->first));
out:
	csn_belongings_dispose(&found);
	cosign_descriptor_free(meant);
	return rc;
}

cosign_rc_t
cosign_image_clean(cosign_oci_t *oci, const cosign_reference_t *image,
    uint32_t kinds, uint32_t forms, const cosign_image_options_t *options,
    cosign_deleted_fn fn, void *user, cosign_error_t *err)
{
	struct cleaning c = {
		.image = image,
		.options = csn_image_options(options),
		.forms = forms != 0 ? forms : BOTH_FORMS,
		.fn = fn,
		.user = user,
	};
	cosign_error_t *own = NULL;
	cosign_rc_t rc;

	if (oci == NULL || image == NULL)
		return csn_fail(err, COSIGN_E_ARGUMENT,
		    "clean: client or reference is missing");
	if ((kinds & ~COSIGN_STORED_ALL) != 0 || (forms & ~BOTH_FORMS) != 0)
		return csn_fail(
		    err, COSIGN_E_ARGUMENT, "clean: no such kind or form");
	/* What went wrong decides how it goes on. */
	if (err == NULL) {
		err = own = cosign_error_new();
		if (own == NULL)
			return COSIGN_E_NOMEM;
	}
	rc = csn_fail_at(err,
	    clean(&c, oci, kinds != 0 ? kinds : USUAL_KINDS, err), "clean");
	csn_store_close(c.store);
	cosign_descriptors_free(c.gone);
	cosign_error_free(c.first);
	cosign_error_free(own);
	return rc;
}
