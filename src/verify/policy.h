#ifndef CSN_VERIFY_POLICY_H
#define CSN_VERIFY_POLICY_H

#include "util/limits.h"

#include <cosign/verify.h>

/* All zero is the strictest: no signer, a log entry asked for. */
struct cosign_policy {
	cosign_pubkey_t *keys[CSN_KEYRING_MAX]; /* owned references */
	size_t key_count;
	cosign_hash_t hash; /* NONE: by the key */
	int ignore_tlog;
};

#endif
