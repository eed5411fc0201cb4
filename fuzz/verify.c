/* Bytes in whatever form, verified under one key: accepted is the signature
   that is known, and no other. */
#include "mutate.h"

#include "util/span.h"

#include <cosign/verify.h>

static const char blob[] = "hello world\n";

/* vectors/bundle/worked: its key and signature */
static const char key_pem[] =
    "-----BEGIN PUBLIC KEY-----\n"
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEvDmCZltBCTohWe7MmaV+/j9v/WpF\n"
    "QUfjVzilqotidw/i4PQdpKlopd0pvMz7rvpXQi1g3lnwoo2HsmUJNP2+5A==\n"
    "-----END PUBLIC KEY-----\n";
static const char signature_text[] =
    "MEQCIEQMmlNrfblshxt8+obIBGXC8VBWSRE7YM09pB2lfmK9AiANqmIdWRORXbjf8hsvdFyt"
    "U8+EjV2Z+d9/0kp5eqM09w==";

static cosign_policy_t *
policy(void)
{
	static cosign_policy_t *p;
	cosign_pubkey_t *key = NULL;

	if (p != NULL)
		return p;
	HOLDS(cosign_pubkey_parse(&key, key_pem, sizeof(key_pem) - 1, NULL) ==
	    COSIGN_OK);
	HOLDS(cosign_policy_new(&p, NULL) == COSIGN_OK);
	HOLDS(cosign_policy_add_key(p, key, NULL) == COSIGN_OK);
	cosign_policy_insecure_ignore_tlog(p);
	cosign_pubkey_free(key);
	return p;
}

static struct csn_span
known_signature(void)
{
	static cosign_bundle_t *b;
	const uint8_t *p;
	size_t len;

	if (b == NULL)
		HOLDS(cosign_bundle_from_signature(&b, signature_text,
			  sizeof(signature_text) - 1, NULL) == COSIGN_OK);
	p = cosign_bundle_signature(b, &len);
	return csn_span(p, len);
}

static void
check_verdict(const cosign_bundle_t *b)
{
	cosign_artifact_t *artifact = NULL;
	cosign_result_t *result = NULL;
	const uint8_t *p;
	char *text = NULL;
	size_t len = 0;
	cosign_rc_t rc;

	HOLDS(cosign_artifact_from_bytes(
		  &artifact, blob, sizeof(blob) - 1, NULL) == COSIGN_OK);
	rc = cosign_verify_blob(&result, NULL, policy(), b, artifact, NULL);
	HOLDS(cosign_result_accepted(result) == (rc == COSIGN_OK));
	if (rc == COSIGN_OK) {
		p = cosign_bundle_signature(b, &len);
		HOLDS(csn_span_eq(csn_span(p, len), known_signature()));
	} else {
		HOLDS(rc == COSIGN_E_UNSUPPORTED ||
		    cosign_rc_class(rc) == COSIGN_CLASS_REJECTED);
	}
	if (result != NULL) {
		HOLDS(cosign_result_code(result) == rc);
		HOLDS(
		    cosign_result_json(result, &text, &len, NULL) == COSIGN_OK);
		cosign_free(text);
	}
	cosign_result_free(result);
	cosign_artifact_free(artifact);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	cosign_bundle_t *b = NULL;

	if (cosign_bundle_parse_any(&b, data, size, NULL) == COSIGN_OK)
		check_verdict(b);
	cosign_bundle_free(b);
	return 0;
}
