/* How images are signed and verified. */
#ifndef CSN_IMAGE_OPTIONS_H
#define CSN_IMAGE_OPTIONS_H

#include "simple/payload.h"

#include <cosign/image.h>

#define CSN_IMAGE_FORMS (COSIGN_IMAGE_BUNDLE | COSIGN_IMAGE_LEGACY)

/* All zero is what options are created as. */
struct cosign_image_options {
	uint32_t forms; /* 0: the default of each operation */
	cosign_reference_t *repository;
	char *tag_prefix;
	char *platform;
	int is_recursive;
	uint32_t workers; /* 0: as csn_parallel_try() has it */

	struct csn_simple_annotation *annotations; /* texts are owned */
	size_t annotation_count;
	char **identities;
	size_t identity_count;
	struct csn_bytes payload; /* p NULL: as cosign writes it */
	int as_referrer;
	int docker_types;
	int has_time;
	int64_t time;
	int records_time;
	int embeds_bundle;
	int keep_local; /* nothing is stored */

	int accept_attestations;
};

/* What NULL stands for. */
const cosign_image_options_t *csn_image_options(
    const cosign_image_options_t *options);

/* What is about one image is not for all in an index: COSIGN_E_ARGUMENT. */
cosign_rc_t csn_image_check_single(
    const cosign_image_options_t *options, cosign_error_t *err);

/* The tag "[PREFIX]sha256-HEX[.SUFFIX]" of a digest; suffix NULL: without.
   free(). */
cosign_rc_t csn_image_tag_text(char **out, const char *prefix,
    const char *digest, const char *suffix, cosign_error_t *err);

#endif
