/* What is stored beside an image, and what it says of itself. */
#ifndef CSN_IMAGE_TREE_H
#define CSN_IMAGE_TREE_H

#include "image/belongings.h"

struct csn_tree_layer {
	const cosign_descriptor_t *descriptor; /* of the manifest */
	char *predicate;                       /* NULL without */
	char *signer;                          /* NULL without */
	const char *signer_kind;
};

struct csn_tree_node {
	const struct csn_belonging *stored;
	char *place;
	struct csn_tree_layer *layers;
	size_t layer_count;
};

struct cosign_image_tree {
	cosign_reference_t *image;
	struct csn_belongings stored;
	struct csn_tree_node *nodes; /* as many */
};

/* What a layer says of itself. What is no bundle, or too large for one, says
   nothing; what could not be fetched is a failure. */
cosign_rc_t csn_tree_layer_read(struct csn_tree_layer *layer,
    const struct csn_belonging *stored, struct csn_store *store,
    cosign_error_t *err);

#endif
