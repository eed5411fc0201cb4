/* Keys, bundles and policies from vectors, ready for a verification. */
#ifndef TESTS_SUPPORT_VERIFYING_H
#define TESTS_SUPPORT_VERIFYING_H

#include "vectors.h"

#include <cosign/verify.h>

/* Each ends the test if it fails. */
cosign_pubkey_t *pubkey_load(const char *folder, const char *name);
cosign_bundle_t *bundle_load(const char *folder, const char *name);
/* In whatever form; len 0: of a NUL-terminated text. */
cosign_bundle_t *bundle_of(const void *data, size_t len);

/* A policy for a key (NULL: none yet) that asks for no log entry. */
cosign_policy_t *policy_for(const cosign_pubkey_t *key);

/* cosign_verify_blob() of bytes in memory. */
cosign_rc_t verify_bytes(cosign_result_t **result,
    const cosign_policy_t *policy, const cosign_bundle_t *bundle,
    const void *data, size_t len, cosign_error_t *err);

#endif
