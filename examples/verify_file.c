/* Verify a file offline with a public key: verify_file KEY.pub BUNDLE FILE */
#include <cosign.h>
#include <stdio.h>

int
main(int argc, char **argv)
{
	cosign_error_t *err = cosign_error_new();
	cosign_policy_t *policy = NULL;
	cosign_pubkey_t *key = NULL;
	cosign_bundle_t *bundle = NULL;
	cosign_artifact_t *file = NULL;
	char *json = NULL;
	size_t len = 0;

	int ok = argc == 4 && !cosign_policy_new(&policy, err) &&
	    !cosign_pubkey_load(&key, argv[1], err) &&
	    !cosign_policy_add_key(policy, key, err) &&
	    !cosign_file_load(&json, &len, argv[2], 1 << 20, err) &&
	    !cosign_bundle_parse_any(&bundle, json, len, err) &&
	    !cosign_artifact_from_path(&file, argv[3], err);
	if (ok) {
		/* No transparency log: this key alone is trusted. */
		cosign_policy_insecure_ignore_tlog(policy);
		ok = !cosign_verify_blob(NULL, NULL, policy, bundle, file, err);
	}
	puts(ok ? "accepted" : cosign_error_message(err));

	cosign_artifact_free(file);
	cosign_bundle_free(bundle);
	cosign_free(json);
	cosign_policy_free(policy);
	cosign_pubkey_free(key);
	cosign_error_free(err);
	return ok ? 0 : 1;
}
