/* Which images are meant, and where their signatures are. */
#include "image/signatures.h"

#include "util/limits.h"
#include "util/text.h"

#include <stdlib.h>
#include <string.h>

cosign_rc_t
csn_image_store(struct csn_store **out, cosign_oci_t *oci,
    const cosign_reference_t *image, const cosign_image_options_t *options,
    cosign_error_t *err)
{
	return csn_store_open(out, oci,
	    options->repository != NULL ? options->repository : image, err);
}

cosign_rc_t
csn_image_place(char **out, const cosign_reference_t *image,
    const cosign_image_options_t *options, const struct csn_name *name,
    cosign_error_t *err)
{
	const cosign_reference_t *base =
	    options->repository != NULL ? options->repository : image;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	cosign_reference_t *place = NULL;

	if (name->tag != NULL)
		CSN_TRY(
		    cosign_reference_with_tag(&place, base, name->tag, err));
	else
		CSN_TRY(cosign_reference_with_digest(
		    &place, base, name->digest, err));
	CSN_TRY(csn_text_copy(out, cosign_reference_text(place), err));
	rc = COSIGN_OK;
out:
	cosign_reference_free(place);
	return rc;
}

static int
is_platform(const char *platform, const char *wanted)
{
	return platform != NULL && strcmp(platform, wanted) == 0;
}

/* "linux/arm64" is also "linux/arm64/v8", where it is the only one. */
static int
is_variant(const char *platform, const char *wanted)
{
	const size_t len = strlen(wanted);

	return platform != NULL && strncmp(platform, wanted, len) == 0 &&
	    platform[len] == '/';
}

typedef int (*fits_fn)(const char *platform, const char *wanted);

static cosign_rc_t
fail_several(const cosign_manifest_t *index, const char *wanted, fits_fn fits,
    cosign_error_t *err)
{
	const cosign_descriptors_t *children = cosign_manifest_children(index);
	const char *separator = "";
	struct csn_buf names;
	cosign_rc_t rc;
	size_t i;

	csn_buf_init(&names, CSN_MANIFEST_MAX);
	for (i = 0; i < cosign_descriptors_count(children); i++) {
		const char *platform = cosign_descriptor_platform(
		    cosign_descriptors_at(children, i));

		if (!fits(platform, wanted))
			continue;
		csn_buf_addf(
		    &names, "%s%.*s", separator, CSN_QUOTE_MAX, platform);
		separator = ", ";
	}
	rc = csn_buf_finish(&names, err);
	if (rc == COSIGN_OK)
		rc = csn_fail(err, COSIGN_E_ARGUMENT,
		    "platform %.*s is that of several images: %.*s",
		    CSN_QUOTE_MAX, wanted, 4 * CSN_QUOTE_MAX,
		    (const char *)names.p);
	csn_hint(err, "name the image by its digest");
	csn_buf_dispose(&names);
	return rc;
}

/* The only image whose platform fits; NULL without. */
static cosign_rc_t
find_platform(const cosign_descriptor_t **out, const cosign_manifest_t *index,
    const char *wanted, fits_fn fits, cosign_error_t *err)
{
	const cosign_descriptors_t *children = cosign_manifest_children(index);
	size_t i;

	*out = NULL;
	for (i = 0; i < cosign_descriptors_count(children); i++) {
		const cosign_descriptor_t *child =
		    cosign_descriptors_at(children, i);

		if (!fits(cosign_descriptor_platform(child), wanted))
			continue;
		if (*out != NULL &&
		    strcmp(cosign_descriptor_digest(*out),
			cosign_descriptor_digest(child)) != 0)
			return fail_several(index, wanted, fits, err);
		*out = child;
	}
	return COSIGN_OK;
}

/* What stands in an index for a platform. An image by itself is of whichever
   one it is: as with cosign, nothing is taken for what was asked for. */
static cosign_rc_t
choose_platform(cosign_descriptor_t **image, cosign_oci_t *oci,
    const cosign_reference_t *ref, const char *wanted, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	cosign_reference_t *by_digest = NULL;
	cosign_descriptor_t *chosen = NULL;
	cosign_manifest_t *index = NULL;
	const cosign_descriptor_t *child;

	if (!csn_is_index_type(cosign_descriptor_media_type(*image)))
		return csn_fail(err, COSIGN_E_NO_IMAGE,
		    "%s: no index, of which platform %.*s could be chosen",
		    cosign_reference_text(ref), CSN_QUOTE_MAX, wanted);
	CSN_TRY(cosign_reference_with_digest(
	    &by_digest, ref, cosign_descriptor_digest(*image), err));
	CSN_TRY(cosign_oci_manifest_fetch(&index, oci, by_digest, err));
	CSN_TRY(csn_fail_at(err,
	    find_platform(&child, index, wanted, is_platform, err), "%s",
	    cosign_reference_text(ref)));
	if (child == NULL)
		CSN_TRY(csn_fail_at(err,
		    find_platform(&child, index, wanted, is_variant, err), "%s",
		    cosign_reference_text(ref)));
	if (child == NULL)
		CSN_TRY(csn_fail(err, COSIGN_E_NO_IMAGE,
		    "%s: no image for platform %.*s",
		    cosign_reference_text(ref), CSN_QUOTE_MAX, wanted));
	CSN_TRY(csn_descriptor_copy(&chosen, child, err));
	cosign_descriptor_free(*image);
	*image = chosen;
	rc = COSIGN_OK;
out:
	cosign_manifest_free(index);
	cosign_reference_free(by_digest);
	return rc;
}

cosign_rc_t
csn_image_resolve(cosign_descriptor_t **out, cosign_oci_t *oci,
    const cosign_reference_t *image, const cosign_image_options_t *options,
    cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	cosign_descriptor_t *found = NULL;

	*out = NULL;
	CSN_TRY(cosign_oci_resolve(&found, oci, image, err));
	if (options->platform != NULL)
		CSN_TRY(choose_platform(
		    &found, oci, image, options->platform, err));
	*out = found;
	found = NULL;
	rc = COSIGN_OK;
out:
	cosign_descriptor_free(found);
	return rc;
}

/* A walk through an index and those in it. */
struct walk {
	cosign_oci_t *oci;
	const cosign_reference_t *image;
	cosign_rc_t (*fn)(
	    void *user, const cosign_descriptor_t *image, cosign_error_t *err);
	void *user;
	cosign_descriptors_t *seen;
};

static cosign_rc_t
visit(struct walk *w, const cosign_descriptor_t *image, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	cosign_descriptor_t *copy = NULL;

	CSN_TRY(csn_descriptor_copy(&copy, image, err));
	CSN_TRY(csn_descriptors_add(w->seen, copy, err));
	rc = w->fn(w->user, image, err);
out:
	return rc;
}

/* An image, or an index and all below it. */
static cosign_rc_t
walk(struct walk *w, const cosign_descriptor_t *image, unsigned int depth,
    cosign_error_t *err) /* NOLINT(misc-no-recursion): bounded by depth */
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	cosign_reference_t *ref = NULL;
	cosign_manifest_t *index = NULL;
	const cosign_descriptors_t *children;
	size_t i;

	if (csn_descriptors_find(w->seen, cosign_descriptor_digest(image)) <
	    cosign_descriptors_count(w->seen))
		return COSIGN_OK;
	CSN_TRY(visit(w, image, err));
	if (!csn_is_index_type(cosign_descriptor_media_type(image)))
		return COSIGN_OK;
	if (depth == 0)
		CSN_TRY(csn_fail(err, COSIGN_E_LIMIT,
		    "%s: indexes nested more than %d deep",
		    cosign_reference_text(w->image), CSN_INDEX_DEPTH_MAX));
	CSN_TRY(cosign_reference_with_digest(
	    &ref, w->image, cosign_descriptor_digest(image), err));
	CSN_TRY(cosign_oci_manifest_fetch(&index, w->oci, ref, err));
	children = cosign_manifest_children(index);
	for (i = 0; i < cosign_descriptors_count(children); i++) {
		const cosign_descriptor_t *child =
		    cosign_descriptors_at(children, i);

		if (csn_is_manifest_type(cosign_descriptor_media_type(child)))
			CSN_TRY(walk(w, child, depth - 1, err));
	}
	rc = COSIGN_OK;
out:
	cosign_manifest_free(index);
	cosign_reference_free(ref);
	return rc;
}

cosign_rc_t
csn_image_walk(cosign_oci_t *oci, const cosign_reference_t *image,
    const cosign_image_options_t *options,
    cosign_rc_t (*fn)(
	void *user, const cosign_descriptor_t *image, cosign_error_t *err),
    void *user, cosign_error_t *err)
{
	struct walk w = { oci, image, fn, user, NULL };
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	cosign_descriptor_t *first = NULL;

	CSN_TRY(csn_image_resolve(&first, oci, image, options, err));
	CSN_TRY(csn_descriptors_new(&w.seen, err));
	rc = options->is_recursive ? walk(&w, first, CSN_INDEX_DEPTH_MAX, err)
				   : fn(user, first, err);
out:
	cosign_descriptors_free(w.seen);
	cosign_descriptor_free(first);
	return rc;
}
