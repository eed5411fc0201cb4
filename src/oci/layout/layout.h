/*
 * An image layout on disk (OCI image specification, image-layout.md) as a
 * store. docs/layouts.md says what is stored where.
 *
 * Reading follows symbolic links: what is found is a regular file, and has the
 * digest that it is named by. Writing follows none below the folder itself.
 * Whoever changes index.json holds a lock on index.json.lock; blobs are
 * written without, since those of one name are alike.
 */
#ifndef CSN_OCI_LAYOUT_LAYOUT_H
#define CSN_OCI_LAYOUT_LAYOUT_H

#include "oci/layout/index.h"
#include "oci/store.h"

/* Nothing is opened yet: the folder need not be there. */
cosign_rc_t csn_layout_open(
    struct csn_store **out, const char *folder, cosign_error_t *err);
/* Of a layout: csn_index_put_saved(), in one step. All that they name is
   there. */
cosign_rc_t csn_layout_put_saved(struct csn_store *store,
    const struct csn_saved *list, size_t count, cosign_error_t *err);

#endif
