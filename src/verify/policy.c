#include "verify/policy.h"

#include "util/util.h"

#include <stdlib.h>

cosign_rc_t
cosign_policy_new(cosign_policy_t **out, cosign_error_t *err)
{
	if (out == NULL)
		return csn_fail(
		    err, COSIGN_E_ARGUMENT, "policy: nowhere to write to");
	*out = calloc(1, sizeof(**out));
	return *out != NULL ? COSIGN_OK : csn_fail_nomem(err);
}

void
cosign_policy_free(cosign_policy_t *policy)
{
	size_t i;

	if (policy == NULL)
		return;
	for (i = 0; i < policy->key_count; i++)
		cosign_pubkey_free(policy->keys[i]);
	free(policy);
}

cosign_rc_t
cosign_policy_add_key(
    cosign_policy_t *policy, const cosign_pubkey_t *key, cosign_error_t *err)
{
	if (policy == NULL || key == NULL)
		return csn_fail(err, COSIGN_E_ARGUMENT, "policy: no key");
	if (policy->key_count == CSN_KEYRING_MAX)
		return csn_fail(err, COSIGN_E_LIMIT,
		    "policy: more than %d keys", CSN_KEYRING_MAX);
	policy->keys[policy->key_count++] = cosign_pubkey_ref(key);
	return COSIGN_OK;
}

cosign_rc_t
cosign_policy_set_hash(
    cosign_policy_t *policy, cosign_hash_t hash, cosign_error_t *err)
{
	if (policy == NULL)
		return csn_fail(
		    err, COSIGN_E_ARGUMENT, "policy: nowhere to write to");
	if (hash != COSIGN_HASH_NONE && cosign_hash_size(hash) == 0)
		return csn_fail(err, COSIGN_E_ARGUMENT,
		    "policy: no hash has number %d", (int)hash);
	policy->hash = hash;
	return COSIGN_OK;
}

void
cosign_policy_insecure_ignore_tlog(cosign_policy_t *policy)
{
	if (policy != NULL)
		policy->ignore_tlog = 1;
}
