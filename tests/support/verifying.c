#include "verifying.h"

#include <string.h>

cosign_pubkey_t *
pubkey_load(const char *folder, const char *name)
{
	struct vector v = vector_load(folder, name);
	cosign_pubkey_t *key = NULL;

	MUST(cosign_pubkey_parse(&key, v.data, v.len, NULL));
	vector_free(&v);
	return key;
}

cosign_bundle_t *
bundle_of(const void *data, size_t len)
{
	cosign_bundle_t *b = NULL;

	MUST(cosign_bundle_parse_any(
	    &b, data, len > 0 ? len : strlen(data), NULL));
	return b;
}

cosign_bundle_t *
bundle_load(const char *folder, const char *name)
{
	struct vector v = vector_load(folder, name);
	cosign_bundle_t *b = bundle_of(v.data, v.len);

	vector_free(&v);
	return b;
}

cosign_policy_t *
policy_for(const cosign_pubkey_t *key)
{
	cosign_policy_t *policy = NULL;

	MUST(cosign_policy_new(&policy, NULL));
	if (key != NULL)
		MUST(cosign_policy_add_key(policy, key, NULL));
	cosign_policy_insecure_ignore_tlog(policy);
	return policy;
}

cosign_rc_t
verify_bytes(cosign_result_t **result, const cosign_policy_t *policy,
    const cosign_bundle_t *bundle, const void *data, size_t len,
    cosign_error_t *err)
{
	cosign_artifact_t *artifact = NULL;
	cosign_rc_t rc;

	MUST(cosign_artifact_from_bytes(&artifact, data, len, NULL));
	rc = cosign_verify_blob(result, NULL, policy, bundle, artifact, err);
	cosign_artifact_free(artifact);
	return rc;
}
