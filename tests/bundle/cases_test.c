/*
 * Bundles of the public conformance suite, for their structure: what has to
 * verify has to parse, and what is broken in its structure is refused.
 */
#include "cases.h"

#include <cosign/bundle.h>

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#define FOLDER "sigstore-conformance/bundle-verify"

static const struct broken {
	const char *name;
	cosign_rc_t rc;
	const char *message;
} broken[] = {
	{ "bundle-empty-certificate-chain_fail", COSIGN_E_MALFORMED,
	    "bundle: verificationMaterial: x509CertificateChain: no cert" },
	{ "bundle-invalid-base64-signature_fail", COSIGN_E_BASE64,
	    "bundle: messageSignature: signature" },
	{ "bundle-malformed-json_fail", COSIGN_E_JSON, "bundle: line 1" },
	{ "bundle-negative-log-index_fail", COSIGN_E_MALFORMED,
	    "bundle: verificationMaterial: tlogEntries[0]: logIndex: less" },
	{ "bundle-unknown-version_fail", COSIGN_E_UNSUPPORTED,
	    "bundle: media type" },
	{ "bundle-with-root-cert_fail", COSIGN_E_MALFORMED,
	    "bundle: verificationMaterial: x509CertificateChain: "
	    "certificates[1]: self-signed" },
	{ "intoto-log-entry-mismatch_fail", COSIGN_E_BASE64,
	    "bundle: verificationMaterial: tlogEntries[0]: "
	    "canonicalizedBody: intoto 0.0.2: envelope: sig: base64 inside" },
	{ "intoto-missing-inclusion-proof_fail", COSIGN_E_MALFORMED,
	    "bundle: verificationMaterial: tlogEntries: none has an incl" },
	{ "invalid-inclusion-proof_fail", COSIGN_E_MALFORMED,
	    "bundle: verificationMaterial: tlogEntries[0]: inclusionProof: "
	    "no checkpoint" },
	{ "rekor2-no-inclusion-proof_fail", COSIGN_E_MALFORMED,
	    "bundle: verificationMaterial: tlogEntries: none has an incl" },
	/* its base64 holds line ends */
	{ "rekor2-timestamp-with-incorrect-time_fail", COSIGN_E_BASE64,
	    "bundle: verificationMaterial: timestampVerificationData" },
};

static size_t parsed, refused;

static void
check_case(const char *name)
{
	char file[512];
	struct vector v;
	cosign_bundle_t *b = NULL;
	cosign_error_t *err;
	cosign_rc_t rc;
	size_t i;

	/* files beside the cases' folders */
	if (strchr(name, '.') != NULL && strstr(name, "v0.") == NULL)
		return;
	err = cosign_error_new();
	(void)snprintf(file, sizeof(file), "%s/bundle.sigstore.json", name);
	v = cases_load(FOLDER, file);
	rc = cosign_bundle_parse(&b, v.data, v.len, err);
	for (i = 0; i < ARRAY_LEN(broken); i++)
		if (strcmp(name, broken[i].name) == 0)
			break;
	if (i < ARRAY_LEN(broken)) {
		expect_error(err, rc, broken[i].rc, broken[i].message);
		refused++;
	} else {
		cr_expect_eq(
		    rc, COSIGN_OK, "%s: %s", name, cosign_error_message(err));
		parsed++;
	}
	cosign_bundle_free(b);
	cosign_error_free(err);
	vector_free(&v);
}

Test(bundle_cases, of_the_conformance_suite_parse)
{
	cases_require(FOLDER);
	(void)cases_each(FOLDER, check_case);
	cr_expect_gt(parsed, 50);
	cr_expect_eq(refused, ARRAY_LEN(broken));
}
