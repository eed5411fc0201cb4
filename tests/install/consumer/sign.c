/* What a program that links libcosign does: make a key and sign with it. */
#include <cosign.h>

#include <stdio.h>
#include <string.h>

static cosign_rc_t
sign(cosign_error_t *err)
{
	static const char text[] = "hello world\n";
	cosign_key_t *key = NULL;
	cosign_artifact_t *artifact = NULL;
	cosign_bundle_t *bundle = NULL;
	char *json = NULL;
	size_t len = 0;
	cosign_rc_t rc;

	rc = cosign_key_generate(&key, COSIGN_ALG_NONE, err);
	if (rc == COSIGN_OK)
		rc = cosign_artifact_from_bytes(
		    &artifact, text, strlen(text), err);
	if (rc == COSIGN_OK)
		rc = cosign_sign_blob(&bundle, key, artifact, err);
	if (rc == COSIGN_OK)
		rc = cosign_bundle_encode(
		    bundle, COSIGN_ENCODE_V03, &json, &len, err);
	if (rc == COSIGN_OK && len != strlen(json))
		rc = COSIGN_E_INTERNAL;
	cosign_free(json);
	cosign_bundle_free(bundle);
	cosign_artifact_free(artifact);
	cosign_key_free(key);
	return rc;
}

int
main(void)
{
	cosign_error_t *err = cosign_error_new();
	const cosign_rc_t rc = sign(err);

	if (rc != COSIGN_OK)
		fprintf(stderr, "%s\n", cosign_error_message(err));
	cosign_error_free(err);
	return rc == COSIGN_OK ? 0 : 1;
}
