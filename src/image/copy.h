/* Copying images with what belongs to them: cosign_image_copy(), and saving and
   loading, which are copies with a layout at one end. */
#ifndef CSN_IMAGE_COPY_H
#define CSN_IMAGE_COPY_H

#include "image/belongings.h"

/* What is asked for. */
struct csn_copy {
	cosign_oci_t *oci;
	const cosign_reference_t *from, *to;
	uint32_t kinds, flags;
	/* How tags are called at both ends, and where what belongs to images is
	   at the first; the destination's are beside the image. */
	cosign_image_options_t source, target;
	cosign_copied_fn fn;
	void *user;
	/*
	 * NULL, or told instead of giving a tag: to the image that was meant
	 * (suffix NULL), and to its signatures or attestations. It is there
	 * by its digest as a part. *taken 0: it gets its tag all the same.
	 */
	cosign_rc_t (*keep)(void *keeper, int *taken, const char *suffix,
	    const cosign_manifest_t *manifest, cosign_error_t *err);
	void *keeper;
};

/* The options of both ends as the caller's are. */
void csn_copy_init(
    struct csn_copy *copy, const cosign_image_options_t *options);
cosign_rc_t csn_copy_run(const struct csn_copy *copy, cosign_error_t *err);

#endif
