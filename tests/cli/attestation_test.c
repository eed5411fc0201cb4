/* verify-blob-attestation. */
#include "verdict.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void
setup(void)
{
	cosignc_setup();
	cosignc_material("app root custom slsaprovenance slsaprovenance1 spdx "
			 "cyclonedx link vuln openvex uri large-digests "
			 "keyed-custom keyed-custom.pub keyless signature "
			 "cert.pem envelope envelope.pem envelope.stamp "
			 "legacy-custom");
	file_text("changed", "changed\n");
}

TestSuite(attestation, .init = setup, .fini = cosignc_teardown);

#define NOTICE(option, instead) \
	"Flag --" option " has been deprecated, please use " instead "\n"
#define NOTICE_SIGNATURE NOTICE("signature", "--bundle to provide a signature")
#define NOTICE_CERTIFICATE                                        \
	NOTICE("certificate",                                     \
	    "--bundle with --trusted-root to provide the public " \
	    "certificate")
#define NOTICE_STAMP                                                      \
	NOTICE("rfc3161-timestamp",                                       \
	    "--bundle to provide the output bundle location, which will " \
	    "include the signed timestamp")
#define NO_TLOG                                                             \
	"WARNING: Skipping tlog verification is an insecure practice that " \
	"lacks transparency and auditability verification for the blob "    \
	"attestation.\n"

#define SHA256 \
	"a948904f2f0f479b8f8197694b30184b0d2ed1c1cd2a1ec0fb85d299a192a447"
#define SHA384                                                             \
	"6b3b69ff0a404f28d75e98a066d3fc64fffd9940870cc68bece28545b9a75086" \
	"b343d7a1366838083e4b8f3ca6fd3c80"
#define SHA512                                                             \
	"db3974a97f2407b7cae1ae637c0030687a11913274d578492558e39c16c017de" \
	"84eacdc8c62fe34ee4e12b4b1428817f09b6a2760c3f8a664ceae94d2434a593"

struct accepted {
	char words[360]; /* after verify-blob-attestation --trusted-root root */
	char err[640];   /* before the last line */
};

ParameterizedTestParameters(attestation, accepts)
{
	static struct accepted rows[] = {
		{ ALICE "--bundle custom app", "" },
		{ ALICE "--bundle custom --type custom app", "" },
		{ ALICE "--bundle custom --check-claims app", "" },
		/* Words, and the types that they stand for. */
		{ ALICE "--bundle custom --type "
			"https://cosign.sigstore.dev/attestation/v1 app",
		    "" },
		{ ALICE "--bundle slsaprovenance --type slsaprovenance app",
		    "" },
		{ ALICE "--bundle slsaprovenance --type slsaprovenance02 app",
		    "" },
		{ ALICE "--bundle slsaprovenance1 --type slsaprovenance1 app",
		    "" },
		{ ALICE "--bundle slsaprovenance1 --type "
			"https://slsa.dev/provenance/v1 app",
		    "" },
		{ ALICE "--bundle spdx --type spdx app", "" },
		{ ALICE "--bundle spdx --type spdxjson app", "" },
		{ ALICE "--bundle cyclonedx --type cyclonedx app", "" },
		{ ALICE "--bundle link --type link app", "" },
		{ ALICE "--bundle vuln --type vuln app", "" },
		{ ALICE "--bundle openvex --type openvex app", "" },
		{ ALICE "--bundle uri --type https://example.com/predicate/v1 "
			"app",
		    "" },
		/* A digest instead of the file. */
		{ ALICE "--bundle custom --digest " SHA256
			" --digestAlg sha256",
		    "" },
		{ ALICE "--bundle large-digests --digest " SHA384
			" --digestAlg sha384",
		    "" },
		{ ALICE "--bundle large-digests --digest " SHA512
			" --digestAlg sha512",
		    "" },
		{ ALICE "--bundle large-digests app", "" },
		/* About anything. */
		{ ALICE "--bundle custom --check-claims=false", "" },
		{ ALICE "--bundle custom --check-claims=false changed", "" },
		{ ALICE "--bundle custom --check-claims=false missing", "" },
		/* A key. */
		{ "--key keyed-custom.pub --bundle keyed-custom app", "" },
		{ "--key keyed-custom.pub --insecure-ignore-tlog "
		  "--bundle keyed-custom app",
		    NO_TLOG },
		/* Older forms. */
		{ ALICE "--bundle legacy-custom app", "" },
		{ ALICE "--bundle legacy-custom --signature envelope app",
		    NOTICE_SIGNATURE },
		{ ALICE "--signature envelope --certificate envelope.pem "
			"--rfc3161-timestamp envelope.stamp "
			"--use-signed-timestamps --insecure-ignore-tlog app",
		    NOTICE_SIGNATURE NOTICE_CERTIFICATE NOTICE_STAMP NO_TLOG },
	};

	return cr_make_param_array(struct accepted, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct accepted *row, attestation, accepts)
{
	char line[512];

	(void)snprintf(line, sizeof(line), "verify-blob-attestation " ROOT "%s",
	    row->words);
	expect_verified(line, row->err);
}

struct refused {
	char words[360]; /* after verify-blob-attestation --trusted-root root */
	char error[200];
	char hint[80];
};

#define NO_SUBJECT                                                         \
	"must provide path to blob or digest and digestAlg; run `cosignc " \
	"verify-blob-attestation -h` for more help\n"
#define ANOTHER ": statement: none of its subjects is the artifact\n"
#define TYPE_IS "app: statement: predicate type is "

ParameterizedTestParameters(attestation, refuses)
{
	static struct refused rows[] = {
		/* About something else. */
		{ ALICE "--bundle custom changed", "changed" ANOTHER, "" },
		{ ALICE "--bundle large-digests --digest " SHA256
			" --digestAlg sha256",
		    SHA256 ANOTHER, "" },
		{ ALICE "--bundle custom --digest " SHA512
			" --digestAlg sha512",
		    SHA512 ANOTHER, "" },
		{ ALICE "--bundle large-digests changed", "changed" ANOTHER,
		    "" },
		/* Of another type. */
		{ ALICE "--bundle uri app",
		    TYPE_IS "https://example.com/predicate/v1\n", "" },
		{ ALICE "--bundle uri --type https://example.com/predicate/v "
			"app",
		    TYPE_IS "https://example.com/predicate/v1\n", "" },
		{ ALICE "--bundle custom --type vuln app",
		    TYPE_IS "https://cosign.sigstore.dev/attestation/v1\n",
		    "" },
		{ ALICE "--bundle slsaprovenance --type slsaprovenance1 app",
		    TYPE_IS "https://slsa.dev/provenance/v0.2\n", "" },
		{ ALICE "--bundle custom --type nonsense app",
		    TYPE_IS "https://cosign.sigstore.dev/attestation/v1\n",
		    "" },
		{ ALICE "--bundle vuln --check-claims=false",
		    "attestation: statement: predicate type is "
		    "https://cosign.sigstore.dev/attestation/vuln/v1\n",
		    "" },
		{ ALICE "--bundle custom --type= app",
		    "--type: no predicate type\n", "" },
		/* No attestation at all. */
		{ ALICE "--bundle keyless app",
		    "app: signed is the artifact itself, not a statement\n",
		    "" },
		{ ALICE "--bundle keyless --check-claims=false",
		    "attestation: signed is the artifact itself, not a "
		    "statement\n",
		    "" },
		{ ALICE "--signature signature --certificate cert.pem app",
		    "signature: is no DSSE envelope\n", "" },
		/* By somebody else. */
		{ "--certificate-identity bob " ISSUER "--bundle custom app",
		    "app: signed by alice@example.com, says "
		    "https://oidc.sigstore.test\n",
		    "" },
		{ "--certificate-identity bob " ISSUER
		  "--bundle custom --check-claims=false",
		    "attestation: signed by alice@example.com, says "
		    "https://oidc.sigstore.test\n",
		    "" },
		{ ALICE "--bundle keyed-custom app",
		    "app: signed by a key, a certificate was asked for\n", "" },
		{ "--bundle custom app", REQUIRES_SUBJECT, HINT_KEY },
		{ SUBJECT "--bundle custom app", REQUIRES_ISSUER, "" },
		{ ALICE "--key keyed-custom.pub --bundle custom app",
		    "exactly one of: key reference (--key) or certificate "
		    "identity (--certificate-identity or "
		    "--certificate-identity-regexp), must be provided\n",
		    "" },
		/* What it shall be about. */
		{ ALICE "--bundle custom", NO_SUBJECT, "" },
		{ ALICE "--bundle custom --digest " SHA256, NO_SUBJECT, "" },
		{ ALICE "--bundle custom --digestAlg sha256", NO_SUBJECT, "" },
		{ ALICE "--bundle custom --digest " SHA256
			" --digestAlg sha256 app",
		    "give the file, or --digest and --digestAlg\n", "" },
		{ ALICE "--bundle custom --digest " SHA256 " --digestAlg sha1",
		    "unsupported --digestAlg \"sha1\"; supported values are "
		    "sha256, sha384, sha512\n",
		    "" },
		{ ALICE "--bundle custom --digest " SHA256
			" --digestAlg sha512",
		    "--digest: not the hexadecimal digits of a sha512 digest\n",
		    "" },
		{ ALICE "--bundle custom --digest xx --digestAlg sha256",
		    "--digest: not the hexadecimal digits of a sha256 digest\n",
		    "" },
		{ ALICE "--bundle custom app app",
		    "accepts at most 1 arg(s), received 2\n", "" },
		/* Files; - is none. */
		{ ALICE "--bundle custom -", "-: No such file or directory\n",
		    "" },
		{ ALICE "--bundle custom missing",
		    "missing: No such file or directory\n", "" },
		{ ALICE "--bundle custom .", ".: is a directory\n", "" },
		{ ALICE "--bundle custom fifo", "fifo: is a FIFO, not a file\n",
		    "pass its content through standard input" },
		{ ALICE "--bundle missing app",
		    "missing: No such file or directory\n", "" },
		{ ALICE "--bundle app app",
		    "app: bundle: line 1 column 1: neither an object nor an "
		    "array\n",
		    "" },
		{ ALICE "--signature missing --certificate envelope.pem app",
		    "missing: No such file or directory\n", "" },
		{ ALICE "--certificate envelope.pem app",
		    "please specify path to the DSSE envelope signature via "
		    "--signature or --bundle\n",
		    "give --bundle, or --signature" },
		{ ALICE "app",
		    "provide a key with --key, a certificate to verify against "
		    "with --certificate, or a bundle with --bundle\n",
		    "" },
		/* Older forms: no log entry; another signature. */
		{ ALICE "--signature envelope --certificate envelope.pem app",
		    "app: no transparency log entry in the bundle\n", "" },
		{ ALICE "--bundle legacy-custom --signature signature app",
		    "--signature: is not the signature in legacy-custom\n",
		    "" },
		{ ALICE "--bundle legacy-custom changed", "changed" ANOTHER,
		    "" },
	};

	return cr_make_param_array(struct refused, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct refused *row, attestation, refuses)
{
	char line[512];

	cr_assert_eq(mkfifo("fifo", 0600), 0);
	(void)snprintf(line, sizeof(line), "verify-blob-attestation " ROOT "%s",
	    row->words);
	expect_refused(line, row->error, row->hint);
}

/* verify-blob takes an attestation of any type for a signature, as cosign
   does; what it is about counts. */
Test(attestation, is_a_signature_to_verify_blob)
{
	expect_verified("verify-blob " ALICE ROOT "--bundle vuln app", "");
	expect_refused("verify-blob " ALICE ROOT "--bundle vuln changed",
	    "changed" ANOTHER, "");
}

Test(attestation, json_holds_what_was_signed)
{
	struct process_result p = cosignc("verify-blob-attestation " ALICE ROOT
					  "--bundle vuln --type vuln -o json "
					  "app");

	expect_status(&p, 0);
	cr_expect_str_eq(p.err, "Verified OK\n");
	expect_prefix(p.out, "{\"version\":1,\"accepted\":true,");
	expect_contains(p.out,
	    "\"attestation\":{\"predicateType\":"
	    "\"https://cosign.sigstore.dev/attestation/vuln/v1\","
	    "\"payload\":\"");
	process_dispose(&p);
	p = cosignc(
	    "verify-blob-attestation " ALICE ROOT "--bundle vuln -o json app");
	expect_error_line(
	    &p, TYPE_IS "https://cosign.sigstore.dev/attestation/vuln/v1\n");
	expect_prefix(p.out,
	    "{\"version\":1,\"accepted\":false,"
	    "\"code\":\"COSIGN_E_PREDICATE\",");
	expect_contains(p.out, "\"attestation\":null");
	process_dispose(&p);
}
