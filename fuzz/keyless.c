/* Bytes in whatever form, verified as those of one signer whom a Sigstore
   vouches for: accepted is what was signed, logged and stamped, and nothing
   else; and never for somebody else. */
#include "known.h"
#include "mutate.h"

#include "bundle/entity.h"

#include <cosign/verify.h>

static const char *const names[] = { "v1", "v1-timestamp", "v2",
	"v1-attestation", "v1-intoto", "v2-attestation", "v01-promise",
	"v02-chain", "v2-witnesses", "legacy", "legacy-attestation" };

static cosign_policy_t *
policy_for(const char *subject)
{
	cosign_identity_t *identity = NULL;
	cosign_policy_t *p = NULL;

	HOLDS(cosign_identity_new(&identity, NULL) == COSIGN_OK);
	HOLDS(cosign_identity_add_subject(
		  identity, COSIGN_MATCH_EXACT, subject, NULL) == COSIGN_OK);
	HOLDS(cosign_identity_add_issuer(identity, COSIGN_MATCH_EXACT,
		  KNOWN_ISSUER, NULL) == COSIGN_OK);
	HOLDS(cosign_policy_new(&p, NULL) == COSIGN_OK);
	HOLDS(cosign_policy_add_identity(p, identity, NULL) == COSIGN_OK);
	cosign_policy_allow_chain(p);
	cosign_identity_free(identity);
	return p;
}

static const cosign_bundle_t *
good_one(size_t i)
{
	static cosign_bundle_t *bundles[CSN_ARRAY_LEN(names)];
	struct csn_span json;

	if (bundles[i] == NULL) {
		json = known("keyless", names[i]);
		HOLDS(cosign_bundle_parse_any(
			  &bundles[i], json.p, json.len, NULL) == COSIGN_OK);
	}
	return bundles[i];
}

/* Same signature, same certificate, and the same that was signed. */
static int
is_like(const cosign_bundle_t *a, const cosign_bundle_t *b)
{
	return csn_span_eq(
		   csn_bundle_signature(a, 0), csn_bundle_signature(b, 0)) &&
	    a->content == b->content &&
	    csn_span_eq(
		csn_bytes_span(&a->chain[0]), csn_bytes_span(&b->chain[0])) &&
	    csn_span_eq(csn_bytes_span(&a->envelope.payload),
		csn_bytes_span(&b->envelope.payload)) &&
	    csn_span_eq(csn_bytes_span(&a->envelope.payload_type),
		csn_bytes_span(&b->envelope.payload_type));
}

static int
was_signed(const cosign_bundle_t *b)
{
	size_t i;

	for (i = 0; i < CSN_ARRAY_LEN(names); i++)
		if (is_like(b, good_one(i)))
			return 1;
	return 0;
}

static void
check_result(const cosign_result_t *result, cosign_rc_t rc)
{
	char *text = NULL;
	size_t len = 0;

	HOLDS(cosign_result_accepted(result) == (rc == COSIGN_OK));
	if (result == NULL)
		return;
	HOLDS(cosign_result_code(result) == rc);
	HOLDS(cosign_result_json(result, &text, &len, NULL) == COSIGN_OK);
	cosign_free(text);
}

static cosign_rc_t
verify(const cosign_policy_t *policy, const cosign_bundle_t *b)
{
	cosign_artifact_t *artifact = NULL;
	cosign_result_t *result = NULL;
	cosign_rc_t rc;

	HOLDS(cosign_artifact_from_bytes(&artifact, KNOWN_ARTIFACT,
		  sizeof(KNOWN_ARTIFACT) - 1, NULL) == COSIGN_OK);
	rc = cosign_verify_blob(
	    &result, known_trust(), policy, b, artifact, NULL);
	check_result(result, rc);
	HOLDS(rc == COSIGN_OK || rc == COSIGN_E_UNSUPPORTED ||
	    rc == COSIGN_E_LIMIT ||
	    cosign_rc_class(rc) == COSIGN_CLASS_REJECTED);
	cosign_result_free(result);
	cosign_artifact_free(artifact);
	return rc;
}

/* Otherwise nothing would be tested. */
static void
check_good_ones(const cosign_policy_t *policy)
{
	size_t i;

	for (i = 0; i < CSN_ARRAY_LEN(names); i++)
		HOLDS(verify(policy, good_one(i)) == COSIGN_OK);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static cosign_policy_t *alice, *bob;
	cosign_bundle_t *b = NULL;

	if (alice == NULL) {
		alice = policy_for(KNOWN_IDENTITY);
		bob = policy_for("bob@example.com");
		check_good_ones(alice);
	}
	if (cosign_bundle_parse_any(&b, data, size, NULL) == COSIGN_OK &&
	    verify(alice, b) == COSIGN_OK) {
		HOLDS(was_signed(b));
		HOLDS(verify(bob, b) == COSIGN_E_IDENTITY);
	}
	cosign_bundle_free(b);
	return 0;
}
