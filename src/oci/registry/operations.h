/* What a registry's store does, as its table has it. */
#ifndef CSN_OCI_REGISTRY_OPERATIONS_H
#define CSN_OCI_REGISTRY_OPERATIONS_H

#include "oci/registry/session.h"

/* ---- manifests ---- */

cosign_rc_t csn_registry_resolve(cosign_descriptor_t **out,
    struct csn_store *store, const struct csn_name *name, cosign_error_t *err);
cosign_rc_t csn_registry_fetch(cosign_manifest_t **out, struct csn_store *store,
    const struct csn_name *name, cosign_error_t *err);
cosign_rc_t csn_registry_push(struct csn_store *store,
    const struct csn_name *name, const cosign_manifest_t *manifest,
    cosign_error_t *err);
cosign_rc_t csn_registry_remove(
    struct csn_store *store, const struct csn_name *name, cosign_error_t *err);

/* The same within an operation. name is a tag or a digest. */
cosign_rc_t csn_manifest_get(cosign_manifest_t **out, struct csn_op *op,
    const struct csn_name *name, cosign_error_t *err);
/* *subject_seen is 1 if the registry says that it took up the subject. */
cosign_rc_t csn_manifest_put(struct csn_op *op, const struct csn_name *name,
    const cosign_manifest_t *manifest, int *subject_seen, cosign_error_t *err);

/* ---- blobs ---- */

cosign_rc_t csn_registry_blob_exists(int *exists, struct csn_store *store,
    const cosign_descriptor_t *blob, cosign_error_t *err);
cosign_rc_t csn_registry_blob_fetch(struct csn_store *store,
    const cosign_descriptor_t *blob, const struct csn_blob_sink *sink,
    cosign_error_t *err);
cosign_rc_t csn_registry_blob_push(struct csn_store *store,
    const cosign_descriptor_t *blob, const struct csn_blob_source *source,
    cosign_error_t *err);
cosign_rc_t csn_registry_blob_mount(int *done, struct csn_store *store,
    struct csn_store *from, const cosign_descriptor_t *blob,
    cosign_error_t *err);
cosign_rc_t csn_registry_check_push(
    struct csn_store *store, cosign_error_t *err);
cosign_rc_t csn_blob_head(int *exists, struct csn_op *op,
    const cosign_descriptor_t *blob, cosign_error_t *err);

/* ---- lists ---- */

/* A list in pages: each answer with status 200 is given to fn; Link leads on.
   An answer with another status ends it, and is in out. */
typedef cosign_rc_t (*csn_page_fn)(
    void *user, const struct csn_response *page, cosign_error_t *err);
cosign_rc_t csn_pages_read(struct csn_op *op, const char *url,
    const char *accept, size_t page_max, csn_page_fn fn, void *user,
    struct csn_response *out, cosign_error_t *err);

cosign_rc_t csn_registry_tags(
    struct csn_store *store, cosign_tag_fn fn, void *user, cosign_error_t *err);
cosign_rc_t csn_registry_referrers(cosign_descriptors_t **out,
    struct csn_store *store, const char *digest, const char *artifact_type,
    cosign_error_t *err);
/* Whether the registry lists referrers, asked if nobody knows. */
cosign_rc_t csn_referrers_probe(
    int *present, struct csn_op *op, const char *digest, cosign_error_t *err);

/* ---- changes ---- */

cosign_rc_t csn_registry_update(struct csn_store *store, const char *tag,
    const struct csn_update *update, cosign_error_t *err);

/* Fallback tags: lists of referrers that we keep ourselves. */

/* Empty if there is no list there. */
cosign_rc_t csn_fallback_read(cosign_descriptors_t **out, struct csn_op *op,
    const char *digest, cosign_error_t *err);
cosign_rc_t csn_fallback_add(struct csn_store *store,
    const cosign_manifest_t *manifest, cosign_error_t *err);
cosign_rc_t csn_fallback_remove(struct csn_store *store,
    const cosign_manifest_t *manifest, cosign_error_t *err);

#endif
