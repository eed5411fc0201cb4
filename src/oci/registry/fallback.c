/*
 * Where a registry does not list referrers, a tag made of the subject's digest
 * is an index of them (OCI distribution specification, "Referrers Tag Schema").
 */
#include "oci/registry/operations.h"

cosign_rc_t
csn_fallback_read(cosign_descriptors_t **out, struct csn_op *op,
    const char *digest, cosign_error_t *err)
{
	char tag[CSN_DIGEST_TEXT_SIZE];
	const struct csn_name name = { tag, NULL };
	cosign_manifest_t *manifest = NULL;
	cosign_rc_t rc;

	*out = NULL;
	rc = csn_fallback_tag(tag, digest, err);
	if (rc != COSIGN_OK)
		return rc;
	rc = csn_manifest_get(&manifest, op, &name, err);
	if (rc == COSIGN_E_NO_IMAGE)
		cosign_error_clear(err);
	else if (rc != COSIGN_OK)
		return rc;
	if (manifest != NULL && csn_is_fallback_list(manifest, digest))
		rc = csn_descriptors_copy(
		    out, cosign_manifest_children(manifest), err);
	else
		rc = csn_descriptors_new(out, err);
	cosign_manifest_free(manifest);
	return rc;
}

struct change {
	const char *subject;
	const char *tag;
	const cosign_descriptor_t *entry;
	int is_removed;
};

static int
holds(void *user, const cosign_manifest_t *there)
{
	const struct change *change = user;
	const cosign_descriptors_t *list;
	int is_there = 0;

	if (there != NULL && csn_is_fallback_list(there, change->subject)) {
		list = cosign_manifest_children(there);
		is_there = csn_descriptors_find(
			       list, cosign_descriptor_digest(change->entry)) <
		    cosign_descriptors_count(list);
	}
	return change->is_removed ? !is_there : is_there;
}

static cosign_rc_t
edit(cosign_descriptors_t *list, const struct change *change,
    cosign_error_t *err)
{
	cosign_descriptor_t *copy = NULL;
	cosign_rc_t rc;

	if (change->is_removed) {
		csn_descriptors_replace(list,
		    csn_descriptors_find(
			list, cosign_descriptor_digest(change->entry)),
		    NULL);
		return COSIGN_OK;
	}
	rc = csn_descriptor_copy(&copy, change->entry, err);
	if (rc == COSIGN_OK)
		rc = csn_descriptors_add(list, copy, err);
	if (rc == COSIGN_OK)
		csn_descriptors_sort(list);
	return rc;
}

static cosign_rc_t
change_list(void *user, cosign_manifest_t **out, const cosign_manifest_t *there,
    cosign_error_t *err)
{
	const struct change *change = user;
	cosign_descriptors_t *list = NULL;
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	*out = NULL;
	if (holds(user, there))
		return COSIGN_OK;
	if (there != NULL && !csn_is_fallback_list(there, change->subject))
		return csn_fail(err, COSIGN_E_EXISTS,
		    "the tag %s is no list of referrers and stays as it is",
		    change->tag);
	if (there != NULL)
		CSN_TRY(csn_descriptors_copy(
		    &list, cosign_manifest_children(there), err));
	else
		CSN_TRY(csn_descriptors_new(&list, err));
	CSN_TRY(edit(list, change, err));
	CSN_TRY(csn_manifest_build_index(out, list, err));
	rc = COSIGN_OK;
out:
	cosign_descriptors_free(list);
	return rc;
}

static cosign_rc_t
update(struct csn_store *store, const cosign_manifest_t *manifest,
    int is_removed, cosign_error_t *err)
{
	char tag[CSN_DIGEST_TEXT_SIZE];
	cosign_descriptor_t *entry = NULL;
	struct change change = {
		.subject =
		    cosign_descriptor_digest(cosign_manifest_subject(manifest)),
		.tag = tag,
		.is_removed = is_removed,
	};
	const struct csn_update how = { change_list, holds, &change };
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	CSN_TRY(csn_fallback_tag(tag, change.subject, err));
	CSN_TRY(csn_manifest_entry(&entry, manifest, 1, err));
	change.entry = entry;
	CSN_TRY(csn_registry_update(store, tag, &how, err));
	rc = COSIGN_OK;
out:
	cosign_descriptor_free(entry);
	return csn_fail_at(err, rc, "referrers");
}

cosign_rc_t
csn_fallback_add(struct csn_store *store, const cosign_manifest_t *manifest,
    cosign_error_t *err)
{
	return update(store, manifest, 0, err);
}

cosign_rc_t
csn_fallback_remove(struct csn_store *store, const cosign_manifest_t *manifest,
    cosign_error_t *err)
{
	return update(store, manifest, 1, err);
}
