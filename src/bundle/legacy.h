/* What is read of cosign's own formats in more than one place. */
#ifndef CSN_BUNDLE_LEGACY_H
#define CSN_BUNDLE_LEGACY_H

#include "bundle/entity.h"

/* {"SignedEntryTimestamp", "Payload"}: an entry of Rekor v1 with its promise,
   added to the bundle. */
cosign_rc_t csn_rekor_bundle_read(
    cosign_bundle_t *b, const json_t *rekor, cosign_error_t *err);

#endif
