/* What became of verifying an image. */
#ifndef CSN_IMAGE_RESULT_H
#define CSN_IMAGE_RESULT_H

#include "image/signatures.h"

struct cosign_image_result {
	cosign_rc_t code;
	char *message; /* NULL with COSIGN_OK */
	cosign_reference_t *asked;
	cosign_image_signatures_t *signatures;
	/* On those that could be read; NULL if none could. */
	cosign_result_t *verdict;
	/* By signature: index in the verdict, or -1. */
	int *candidates;
};

#endif
