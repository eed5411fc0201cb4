/* verify: images that certificates signed, "oci:images:app". */
#include "cosignc.h"
#include "imaged.h"
#include "verdict.h"

#include <stdlib.h>
#include <string.h>

#define FILES                                                                \
	"root image.bundle image.attestation image.payload image.signature " \
	"image.pem image.entry image.stamp chain.pem rekor.pub ct.pub"

static void
enter(void)
{
	imaged_setup();
	images_put_example("app");
	cosignc_material(FILES);
}

TestSuite(image_keyless, .init = enter, .fini = imaged_teardown);

#define ATTACH_OLDER                                                          \
	"attach signature --signature image.signature --payload "             \
	"image.payload --certificate image.pem --rekor-response image.entry " \
	"--tsr image.stamp oci:images:app"
#define WORKFLOW                                                       \
	"--certificate-identity-regexp ^https://github\\.com/o/r/.*$ " \
	"--certificate-github-workflow-name ci " ISSUER

Test(image_keyless, in_a_bundle)
{
	struct process_result p;

	cosignc_must("attach signature --bundle image.bundle oci:images:app");
	p = cosignc("verify " ALICE ROOT "oci:images:app");
	expect_status(&p, 0);
	cr_expect_str_eq(p.err,
	    "\nVerification for oci:images:app --\n"
	    "The following checks were performed on each of these "
	    "signatures:\n"
	    "  - The cosign claims were validated\n"
	    "  - Existence of the claims in the transparency log was verified "
	    "offline\n"
	    "  - The code-signing certificate was verified using trusted "
	    "certificate authority certificates\n",
	    "%s", p.err);
	expect_prefix(p.out,
	    "\n[{\"critical\":{\"identity\":{\"docker-reference\":"
	    "\"oci:images:app\"},");
	expect_contains(p.out, "\"optional\":{}}]\n");
	process_dispose(&p);
}

Test(image_keyless, by_another_is_refused)
{
	struct process_result p;

	cosignc_must("attach signature --bundle image.bundle oci:images:app");
	p = cosignc("verify --certificate-identity bob@example.com " ISSUER ROOT
		    "oci:images:app");
	expect_status(&p, 12);
	cr_expect_str_empty(p.out);
	process_dispose(&p);
	/* Trusted is the public-good instance. */
	p = cosignc("verify " ALICE "oci:images:app");
	expect_status(&p, 12);
	expect_contains(p.err, HINT_PUBLIC_GOOD);
	process_dispose(&p);
}

Test(image_keyless, an_attestation_is_no_signature)
{
	struct process_result p;

	cosignc_must(
	    "attach signature --bundle image.attestation oci:images:app");
	p = cosignc("verify " ALICE ROOT "oci:images:app");
	expect_status(&p, 12);
	process_dispose(&p);
}

/* What the certificate says stands over what was signed under the same
   name. */
Test(image_keyless, in_the_older_form)
{
	struct process_result p;

	cosignc_must(ATTACH_OLDER);
	p = cosignc("verify " WORKFLOW ROOT "--quiet oci:images:app");
	expect_status(&p, 0);
	expect_contains(p.out,
	    "\"optional\":{\"1.3.6.1.4.1.57264.1.1\":"
	    "\"https://oidc.sigstore.test\","
	    "\"1.3.6.1.4.1.57264.1.2\":\"push\","
	    "\"1.3.6.1.4.1.57264.1.3\":\"c0ffee\","
	    "\"1.3.6.1.4.1.57264.1.4\":\"ci\","
	    "\"1.3.6.1.4.1.57264.1.5\":\"o/r\","
	    "\"1.3.6.1.4.1.57264.1.6\":\"refs/heads/main\",\"Bundle\":{");
	expect_contains(p.out, "\"SignedEntryTimestamp\":\"");
	expect_contains(p.out, "\"Issuer\":\"https://oidc.sigstore.test\"");
	expect_contains(
	    p.out, "\"RFC3161Timestamp\":{\"SignedRFC3161Timestamp\":\"");
	expect_contains(p.out, "\"Subject\":\"https://github.com/o/r/.github/");
	expect_contains(p.out, ",\"a\":1,\"githubWorkflowName\":\"ci\",");
	cr_expect_null(strstr(p.out, "nobody"));
	process_dispose(&p);
}

Test(image_keyless, as_text)
{
	struct process_result p;
	char *payload, wanted[512];

	cosignc_must(ATTACH_OLDER);
	p = cosignc("verify " WORKFLOW ROOT "-o text oci:images:app");
	expect_status(&p, 0);
	payload = file_read("image.payload", NULL);
	(void)snprintf(wanted, sizeof(wanted), "%s\n", payload);
	cr_expect_str_eq(p.out, wanted, "%s", p.out);
	expect_contains(p.err,
	    "\nCertificate subject: https://github.com/o/r/.github/workflows/"
	    "ci.yml@refs/heads/main\n"
	    "Certificate issuer URL: https://oidc.sigstore.test\n"
	    "GitHub Workflow Trigger: push\n"
	    "GitHub Workflow SHA: c0ffee\n"
	    "GitHub Workflow Name: ci\n"
	    "GitHub Workflow Repository: o/r\n"
	    "GitHub Workflow Ref: refs/heads/main\n");
	free(payload);
	process_dispose(&p);
}

/* Then bundles are not looked at. */
Test(image_keyless, trusted_one_by_one)
{
	struct process_result p;

	(void)setenv("SIGSTORE_REKOR_PUBLIC_KEY", "rekor.pub", 1);
	(void)setenv("SIGSTORE_CT_LOG_PUBLIC_KEY_FILE", "ct.pub", 1);
	cosignc_must("attach signature --bundle image.bundle oci:images:app");
	p = cosignc(
	    "verify --certificate-chain chain.pem " ALICE "oci:images:app");
	expect_status(&p, 10);
	expect_contains(p.err, "only signatures of the older form");
	process_dispose(&p);
	cosignc_must(ATTACH_OLDER);
	cosignc_must(
	    "verify --certificate-chain chain.pem " WORKFLOW "oci:images:app");
}

/* A bundle by itself has no log entry in this form, and a certificate is of
   no use without one. */
Test(image_keyless, a_signature_by_itself)
{
	struct process_result p;

	p = cosignc("verify --signature image.signature --payload "
		    "image.payload --certificate image.pem " WORKFLOW ROOT
		    "oci:images:app");
	expect_status(&p, 12);
	expect_contains(
	    p.err, "cosignc: no matching signatures: oci:images:app: ");
	process_dispose(&p);
}
