/* What the files of a layout's store share. */
#ifndef CSN_OCI_LAYOUT_STORE_H
#define CSN_OCI_LAYOUT_STORE_H

#include "oci/layout/index.h"
#include "oci/store.h"

/* A manifest by its digest; media_type as csn_manifest_parse_as().
   COSIGN_E_NO_IMAGE; _PROTOCOL if it is another one. */
cosign_rc_t csn_layout_manifest(cosign_manifest_t **out, int folder,
    const char *digest, const char *media_type, cosign_error_t *err);
/* The same by an entry of index.json, whose size it must have. If it is not
   there: COSIGN_E_PROTOCOL where index.json still lists it, else _CONTENTION:
   it was there when index.json was read. */
cosign_rc_t csn_layout_manifest_of(cosign_manifest_t **out, int folder,
    const cosign_descriptor_t *entry, cosign_error_t *err);

/* What lists manifests: index.json, or an index in it, by its digest. */
struct csn_layout_list {
	const char *name;
	const char *digest; /* NULL: index.json */
};
/* The bytes of a manifest by its entry in a list, whatever they are; else the
   same. */
cosign_rc_t csn_layout_bytes_of(struct csn_buf *out, int folder,
    const struct csn_layout_list *list, const cosign_descriptor_t *entry,
    cosign_error_t *err);
/* COSIGN_E_PROTOCOL if bytes have another digest than they are kept under. */
cosign_rc_t csn_layout_check_bytes(
    const char *digest, const struct csn_buf *bytes, cosign_error_t *err);

/* Manifests of a layout whose subject has a digest: those that index.json or
   the fallback tag lists, and all others that are among the blobs, as cosign
   leaves them. COSIGN_E_PROTOCOL if one that is listed is missing or is not
   what its entry says: it may have been one of them. */
cosign_rc_t csn_layout_referrers(cosign_descriptors_t **out, int folder,
    const char *digest, const char *artifact_type, cosign_error_t *err);

#endif
