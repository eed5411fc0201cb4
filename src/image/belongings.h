/* What belongs to an image: tags that are made of its digest, and manifests
   that refer to it. */
#ifndef CSN_IMAGE_BELONGINGS_H
#define CSN_IMAGE_BELONGINGS_H

#include "image/options.h"
#include "oci/blob.h"

#include <cosign/stored.h>

#define CSN_SBOM_ARTIFACT "application/vnd.dev.cosign.artifact.sbom.v1+json"

struct csn_belonging {
	uint32_t kinds; /* of COSIGN_STORED_ */
	/* Of what is found by tag: what stands behind the digest; NULL of a
	   referrer. */
	const char *suffix;
	char *tag;    /* NULL of a referrer */
	char *digest; /* of a referrer, as it was listed; NULL */
	cosign_manifest_t *manifest;
	/* Of what is not known (csn_belongings_try()): why, without a manifest;
	   a referrer has no kinds then. */
	cosign_rc_t code;
	char *message; /* NULL with COSIGN_OK */
};

struct csn_belongings {
	struct csn_belonging *list;
	size_t count;
};

/*
 * All of these kinds (one of them suffices), tags first, then referrers in the
 * order of their digests. What is listed and not there is left out. Of the
 * options: tag prefix, workers.
 */
cosign_rc_t csn_belongings_fetch(struct csn_belongings *out,
    struct csn_store *store, const char *digest, uint32_t kinds,
    const cosign_image_options_t *options, cosign_error_t *err);
/*
 * The same where one that cannot be read does not keep the rest: it is listed
 * with a code. So is the list of referrers, as a referrer with the image's
 * digest. What ends all still does.
 */
cosign_rc_t csn_belongings_try(struct csn_belongings *out,
    struct csn_store *store, const char *digest, uint32_t kinds,
    const cosign_image_options_t *options, cosign_error_t *err);
void csn_belongings_dispose(struct csn_belongings *belongings);

/* Of which kinds a manifest that refers to an image is. */
uint32_t csn_referrer_kinds(const cosign_manifest_t *manifest);
/* What a manifest holds, if it says so: its artifact type, or the type of a
   layer. Borrowed. */
const char *csn_artifact_type(const cosign_manifest_t *manifest);

#endif
