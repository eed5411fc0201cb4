/*
 * What a program that links libcosign-verify does: all bytes in memory. The
 * signature is that of vectors/bundle/worked.
 */
#include <cosign.h>

#include <stdio.h>
#include <string.h>

static const char pem[] =
    "-----BEGIN PUBLIC KEY-----\n"
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEvDmCZltBCTohWe7MmaV+/j9v/WpF\n"
    "QUfjVzilqotidw/i4PQdpKlopd0pvMz7rvpXQi1g3lnwoo2HsmUJNP2+5A==\n"
    "-----END PUBLIC KEY-----\n";
static const char signature[] =
    "MEQCIEQMmlNrfblshxt8+obIBGXC8VBWSRE7YM09pB2lfmK9"
    "AiANqmIdWRORXbjf8hsvdFytU8+EjV2Z+d9/0kp5eqM09w==";

static cosign_rc_t
verify(const char *text, cosign_error_t *err)
{
	cosign_pubkey_t *key = NULL;
	cosign_policy_t *policy = NULL;
	cosign_bundle_t *bundle = NULL;
	cosign_artifact_t *artifact = NULL;
	cosign_rc_t rc;

	rc = cosign_pubkey_parse(&key, pem, strlen(pem), err);
	if (rc == COSIGN_OK)
		rc = cosign_policy_new(&policy, err);
	if (rc == COSIGN_OK)
		rc = cosign_policy_add_key(policy, key, err);
	if (rc == COSIGN_OK)
		rc = cosign_bundle_from_signature(
		    &bundle, signature, strlen(signature), err);
	if (rc == COSIGN_OK)
		rc = cosign_artifact_from_bytes(
		    &artifact, text, strlen(text), err);
	if (rc == COSIGN_OK) {
		cosign_policy_insecure_ignore_tlog(policy);
		rc = cosign_verify_blob(
		    NULL, NULL, policy, bundle, artifact, err);
	}
	cosign_artifact_free(artifact);
	cosign_bundle_free(bundle);
	cosign_policy_free(policy);
	cosign_pubkey_free(key);
	return rc;
}

int
main(void)
{
	cosign_error_t *err = cosign_error_new();
	const int good = strcmp(cosign_version(), COSIGN_VERSION) == 0 &&
	    verify("hello world\n", err) == COSIGN_OK &&
	    verify("hello w0rld\n", err) == COSIGN_E_SIGNATURE;

	if (!good)
		fprintf(stderr, "%s: %s\n", cosign_version(),
		    cosign_error_message(err));
	cosign_error_free(err);
	return good ? 0 : 1;
}
