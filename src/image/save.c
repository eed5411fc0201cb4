/* Saving and loading as cosign does: copies with a layout at one end. */
#include "image/copy.h"

#include "oci/layout/layout.h"

#include <string.h>

/* The image, its signatures and its attestations. */
enum { IMAGE, SIGNATURES, ATTESTATIONS, SAVED };

struct saving {
	cosign_manifest_t *manifests[SAVED];
};

static cosign_rc_t
keep(void *keeper, int *taken, const char *suffix,
    const cosign_manifest_t *manifest, cosign_error_t *err)
{
	struct saving *saving = keeper;
	int which;

	*taken = 0;
	if (suffix == NULL)
		which = IMAGE;
	else if (strcmp(suffix, "sig") == 0)
		which = SIGNATURES;
	else if (strcmp(suffix, "att") == 0)
		which = ATTESTATIONS;
	else
		return COSIGN_OK;
	*taken = 1;
	return csn_manifest_copy(&saving->manifests[which], manifest, err);
}

static cosign_rc_t
put_saved(
    struct csn_store *store, const struct saving *saving, cosign_error_t *err)
{
	const int is_index = cosign_manifest_is_index(saving->manifests[IMAGE]);
	const char *const kinds[SAVED] = { is_index ? "imageIndex" : "image",
		"sigs", "atts" };
	struct csn_saved list[SAVED];
	size_t i, count = 0;

	for (i = 0; i < SAVED; i++) {
		if (saving->manifests[i] == NULL)
			continue;
		list[count].kind = kinds[i];
		list[count++].manifest = saving->manifests[i];
	}
	return csn_layout_put_saved(store, list, count, err);
}

static cosign_rc_t
check_layout(const cosign_reference_t *layout, cosign_error_t *err)
{
	if (layout != NULL && !cosign_reference_is_layout(layout))
		return csn_fail(err, COSIGN_E_ARGUMENT, "%s: no layout",
		    cosign_reference_text(layout));
	return COSIGN_OK;
}

static cosign_rc_t
check_unnamed(const cosign_reference_t *layout, cosign_error_t *err)
{
	if (layout != NULL &&
	    (cosign_reference_tag(layout) != NULL ||
		cosign_reference_digest(layout) != NULL))
		return csn_fail(err, COSIGN_E_ARGUMENT,
		    "%s: what is saved has neither tag nor digest",
		    cosign_reference_text(layout));
	return COSIGN_OK;
}

cosign_rc_t
cosign_image_save(cosign_oci_t *oci, const cosign_reference_t *image,
    const cosign_reference_t *layout, const cosign_image_options_t *options,
    cosign_copied_fn fn, void *user, cosign_error_t *err)
{
	struct saving saving = { { NULL } };
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_store *store = NULL;
	struct csn_copy copy;
	size_t i;

	CSN_TRY(check_layout(layout, err));
	CSN_TRY(check_unnamed(layout, err));
	csn_copy_init(&copy, options);
	copy.oci = oci;
	copy.from = image;
	copy.to = layout;
	copy.flags = COSIGN_COPY_OVERWRITE;
	copy.target.tag_prefix = NULL;
	copy.fn = fn;
	copy.user = user;
	copy.keep = keep;
	copy.keeper = &saving;
	CSN_TRY(csn_copy_run(&copy, err));
	CSN_TRY(csn_store_open(&store, oci, layout, err));
	CSN_TRY(put_saved(store, &saving, err));
	rc = COSIGN_OK;
out:
	csn_store_close(store);
	for (i = 0; i < SAVED; i++)
		cosign_manifest_free(saving.manifests[i]);
	return rc;
}

cosign_rc_t
cosign_image_load(cosign_oci_t *oci, const cosign_reference_t *layout,
    const cosign_reference_t *to, uint32_t flags,
    const cosign_image_options_t *options, cosign_copied_fn fn, void *user,
    cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_copy copy;

	CSN_TRY(check_layout(layout, err));
	csn_copy_init(&copy, options);
	copy.oci = oci;
	copy.from = layout;
	copy.to = to;
	copy.flags = flags;
	copy.source.repository = NULL;
	copy.source.tag_prefix = NULL;
	copy.fn = fn;
	copy.user = user;
	CSN_TRY(csn_copy_run(&copy, err));
	rc = COSIGN_OK;
out:
	return rc;
}
