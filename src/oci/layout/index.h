/* index.json: what a layout holds by name. */
#ifndef CSN_OCI_LAYOUT_INDEX_H
#define CSN_OCI_LAYOUT_INDEX_H

#include "oci/manifest.h"
#include "util/buf.h"

/* The kinds that cosign gives to what it saves (pkg/oci/layout). */
#define CSN_KIND_PREFIX "dev.cosignproject.cosign/"

struct csn_index {
	json_t *root; /* NULL: there was no file */
	cosign_descriptors_t *entries;
};

void csn_index_init(struct csn_index *index);
void csn_index_dispose(struct csn_index *index);
/* Without the file the layout is empty. COSIGN_E_MALFORMED, _JSON,
   _UNSUPPORTED, _LIMIT, _FILE_KIND, _PERMISSION, _IO, _NOMEM. */
cosign_rc_t csn_index_load(
    struct csn_index *index, int folder, cosign_error_t *err);
/* The bytes of an index.json. */
cosign_rc_t csn_index_parse(
    struct csn_index *index, const char *json, size_t len, cosign_error_t *err);
/* With all that the file said besides. The lock is held. */
cosign_rc_t csn_index_save(
    const struct csn_index *index, int folder, cosign_error_t *err);
void csn_index_encode(struct csn_buf *out, const struct csn_index *index);

/*
 * The entry that a tag names. *at is the count of entries if there is none;
 * COSIGN_E_MALFORMED if there are several that differ. A tag is an annotation,
 * org.opencontainers.image.ref.name. In what cosign has saved, which names
 * nothing, the tags of its image's signatures and attestations
 * (sha256-HEX.sig, .att) name what it says to be those.
 */
cosign_rc_t csn_index_find_tag(size_t *at, const struct csn_index *index,
    const char *tag, cosign_error_t *err);

/* An entry that is no image by what it says itself: cosign's signatures, or
   what has a tag that is made of an image's digest. */
int csn_entry_is_attached(const cosign_descriptor_t *entry);
/* Whether cosign says that it is the image it has saved. */
int csn_entry_is_saved_image(const cosign_descriptor_t *entry);

/* Let a manifest be found by a tag (NULL: by its digest alone), and nothing
   else by that. *changed is 0 if it was so already. */
cosign_rc_t csn_index_put(int *changed, struct csn_index *index,
    const cosign_manifest_t *manifest, const char *tag, cosign_error_t *err);
/* Let the index say of manifests, and of nothing else, that cosign has saved
   them as something: "image", "sigs". What has a tag besides keeps it. */
struct csn_saved {
	const char *kind;
	const cosign_manifest_t *manifest;
};
cosign_rc_t csn_index_put_saved(struct csn_index *index,
    const struct csn_saved *list, size_t count, cosign_error_t *err);
/* *removed is 0 if there was nothing of the kind. What cosign has saved and has
   a tag besides loses that alone. */
cosign_rc_t csn_index_remove_tag(int *removed, struct csn_index *index,
    const char *tag, cosign_error_t *err);
void csn_index_remove_digest(
    int *removed, struct csn_index *index, const char *digest);

#endif
