/*
 * The version in a bundle's media type, which decides what else the bundle
 * may hold.
 */
#ifndef CSN_BUNDLE_MEDIA_TYPE_H
#define CSN_BUNDLE_MEDIA_TYPE_H

#include "util/span.h"
#include "util/util.h"

/* What is written. */
#define CSN_MEDIA_TYPE_V03 "application/vnd.dev.sigstore.bundle.v0.3+json"

struct csn_version {
	uint32_t major;
	uint32_t minor;
	uint32_t patch;
	int prerelease;
};

/*
 * Both spellings, 0.1.0 or later and before 0.4.0 by the rules of semantic
 * versions, as sigstore-go. COSIGN_OK or COSIGN_E_UNSUPPORTED.
 */
cosign_rc_t csn_media_type_version(
    struct csn_version *out, struct csn_span type, cosign_error_t *err);

/* Whether v is 0.minor.0 or later; 0.3.0-rc1 is before 0.3.0. */
int csn_version_at_least(const struct csn_version *v, uint32_t minor);

#endif
