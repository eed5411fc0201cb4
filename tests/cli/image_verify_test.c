/* verify: images in a layout of the test's own, "oci:images:NAME". */
#include "cosignc.h"
#include "imaged.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

TestSuite(image_verify, .init = imaged_setup, .fini = imaged_teardown);

#define SIGN   "sign --key cosign.key --tlog-upload=false "
#define VERIFY "verify --key cosign.pub --private-infrastructure "
#define NOTICE                                                           \
	"Flag --private-infrastructure has been deprecated, please use " \
	"--insecure-ignore-tlog instead\n"
#define HEADER(name)                                                 \
	"\nVerification for " name " --\nThe following checks were " \
	"performed on each of these signatures:\n"
#define CLAIMS "  - The cosign claims were validated\n"
#define BY_KEY                                                           \
	"  - The signatures were verified against the specified public " \
	"key\n"

/* "%s" is the digest of app. */
static void
expect_claims(const struct process_result *p, const char *wanted)
{
	const char *at = strstr(wanted, "%s");
	char *digest = images_digest("app"), text[1024];

	(void)snprintf(text, sizeof(text), "%.*s%s%s", (int)(at - wanted),
	    wanted, digest, at + 2);
	cr_expect_str_eq(p->out, text, "%s", p->out);
	free(digest);
}

#define BUNDLE_CLAIM(optional)                                            \
	"{\"critical\":{\"identity\":{\"docker-reference\":\"oci:images:" \
	"app\"},\"image\":{\"docker-manifest-digest\":\"%s\"},\"type\":"  \
	"\"https://sigstore.dev/cosign/sign/v1\"},\"optional\":" optional "}"
#define LEGACY_CLAIM(optional)                                             \
	"{\"critical\":{\"identity\":{\"docker-reference\":\"oci:images\"" \
	"},\"image\":{\"docker-manifest-digest\":\"%s\"},\"type\":"        \
	"\"cosign container image signature\"},\"optional\":" optional "}"

struct printed {
	char sign[96];
	char verify[64];
	char out[400];
	char err[400];
};

ParameterizedTestParameters(image_verify, prints_as_cosign)
{
	static struct printed rows[] = {
		{ "", "", "\n[" BUNDLE_CLAIM("{}") "]\n",
		    NOTICE HEADER("oci:images:app") CLAIMS BY_KEY },
		{ "", "-o json", "\n[" BUNDLE_CLAIM("{}") "]\n",
		    NOTICE HEADER("oci:images:app") CLAIMS BY_KEY },
		{ "", "--output text", BUNDLE_CLAIM("{}") "\n",
		    NOTICE HEADER("oci:images:app") CLAIMS BY_KEY },
		{ "", "--quiet", "\n[" BUNDLE_CLAIM("{}") "]\n", "" },
		{ "-a b=2,a=1", "-a a=1",
		    "\n[" BUNDLE_CLAIM("{\"a\":\"1\",\"b\":\"2\"}") "]\n",
		    NOTICE HEADER(
			"oci:images:app") "  - The specified annotations were "
					  "verified.\n" CLAIMS BY_KEY },
		{ "--format legacy", "", "\n[" LEGACY_CLAIM("null") "]\n",
		    NOTICE HEADER("oci:images:app") CLAIMS BY_KEY },
		{ "--format legacy -a a=1", "-o text -a a=1",
		    LEGACY_CLAIM("{\"a\":\"1\"}") "\n",
		    NOTICE HEADER(
			"oci:images:app") "  - The specified annotations were "
					  "verified.\n" CLAIMS BY_KEY },
		{ "--format legacy", "--check-claims=false",
		    "\n[" LEGACY_CLAIM("null") "]\n",
		    NOTICE HEADER("oci:images:app") BY_KEY },
		{ "--format legacy --registry-referrers-mode oci-1-1",
		    "--quiet --experimental-oci11",
		    "\n[" LEGACY_CLAIM("null") "]\n", "" },
		{ "--format both", "--quiet --new-bundle-format=false",
		    "\n[" LEGACY_CLAIM("null") "]\n", "" },
		{ "--format legacy --attachment-tag-prefix pre-",
		    "--quiet --attachment-tag-prefix pre-",
		    "\n[" LEGACY_CLAIM("null") "]\n", "" },
		{ "", "--quiet --max-workers 1 --offline --new-bundle-format",
		    "\n[" BUNDLE_CLAIM("{}") "]\n", "" },
	};

	return cr_make_param_array(struct printed, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct printed *row, image_verify, prints_as_cosign)
{
	struct process_result p;
	char line[256];

	(void)snprintf(line, sizeof(line), SIGN "%s%soci:images:app", row->sign,
	    row->sign[0] == '\0' ? "" : " ");
	cosignc_must(line);
	(void)snprintf(line, sizeof(line), VERIFY "%s%soci:images:app",
	    row->verify, row->verify[0] == '\0' ? "" : " ");
	p = cosignc(line);
	expect_status(&p, 0);
	expect_claims(&p, row->out);
	cr_expect_str_eq(p.err, row->err, "%s", p.err);
	process_dispose(&p);
}

Test(image_verify, prints_both_forms)
{
	struct process_result p;

	cosignc_must(SIGN "--format both oci:images:app");
	p = cosignc(VERIFY "oci:images:app");
	expect_status(&p, 0);
	expect_prefix(p.out, "\n[{\"critical\":");
	expect_contains(p.out, "\"optional\":{}},{\"critical\":");
	expect_contains(p.out, "\"optional\":null}]\n");
	process_dispose(&p);
}

Test(image_verify, the_whole_document)
{
	struct process_result p;

	cosignc_must(SIGN "oci:images:app");
	p = cosignc(VERIFY "-o result oci:images:app");
	expect_status(&p, 0);
	expect_prefix(p.out,
	    "{\"version\":1,\"accepted\":true,\"code\":"
	    "\"COSIGN_OK\",");
	cr_expect_eq(p.out[p.out_len - 1], '\n');
	process_dispose(&p);
	cosignc_material("other.pub");
	p = cosignc("verify --key other.pub --private-infrastructure -o "
		    "result oci:images:app");
	expect_status(&p, 12);
	expect_prefix(p.out,
	    "{\"version\":1,\"accepted\":false,\"code\":"
	    "\"COSIGN_E_NO_MATCH\",");
	process_dispose(&p);
}

struct refused {
	char sign[64]; /* "": not at all */
	char words[128];
	int status;
	char error[160];
	char hint[64];
};

#define KEY "--key cosign.pub "
#define ABOUT_CERTIFICATES \
	": is about a certificate, and --key says who has to have signed\n"

ParameterizedTestParameters(image_verify, refuses)
{
	static struct refused rows[] = {
		/* what became of an image */
		{ "", KEY "--insecure-ignore-tlog oci:images:app", 10,
		    "oci:images:app: no signatures found\n", "" },
		{ "", KEY "--insecure-ignore-tlog oci:images:none", 11,
		    "image tag not found: ", "" },
		{ "", KEY "--insecure-ignore-tlog oci:missing:none", 11,
		    "image tag not found: ", "" },
		{ "oci:images:app",
		    "--key other.pub --insecure-ignore-tlog oci:images:app", 12,
		    "no matching signatures: oci:images@sha256:", "" },
		{ "oci:images:app",
		    KEY "--insecure-ignore-tlog -a x=1 oci:images:app", 12,
		    "no matching signatures: ", "" },
		{ "--format legacy oci:images:app",
		    KEY "--insecure-ignore-tlog -a x=1 oci:images:app", 12,
		    "no matching signatures: ", "" },
		{ "oci:images:app", KEY "oci:images:app", 12,
		    "no matching signatures: ", "add --insecure-ignore-tlog" },
		{ "oci:images:app",
		    "--certificate-identity a --certificate-oidc-issuer b "
		    "oci:images:app",
		    12, "no matching signatures: ", "" },
		{ "oci:images:app",
		    KEY "--insecure-ignore-tlog --new-bundle-format=false "
			"oci:images:app",
		    10, "oci:images:app: no signatures found\n", "" },
		{ "--format legacy oci:images:app",
		    KEY "--insecure-ignore-tlog --attachment-tag-prefix x- "
			"oci:images:app",
		    10, "oci:images:app: no signatures found\n", "" },
		{ "oci:images:app", KEY "--ca-roots roots.pem oci:images:app",
		    10, "oci:images:app: no signatures found\n",
		    "only signatures of the older form" },
		/* what was asked */
		{ "", "oci:images:app", 1,
		    "--certificate-identity or --certificate-identity-regexp "
		    "is required for verification in keyless mode\n",
		    "for a signature by a key, give --key" },
		{ "", "--certificate-identity a oci:images:app", 1,
		    "--certificate-oidc-issuer or "
		    "--certificate-oidc-issuer-regexp is required for "
		    "verification in keyless mode\n",
		    "" },
		{ "", KEY "--certificate-identity a oci:images:app", 1,
		    "exactly one of: key reference (--key) or certificate "
		    "identity",
		    "" },
		{ "", KEY "", 1,
		    "requires at least 1 arg(s), only received 0\n", "" },
		{ "", KEY "--max-workers 0 oci:images:app", 1,
		    "--max-workers: \"0\" is no number above 0\n", "" },
		{ "", KEY "-a x oci:images:app", 1,
		    "unable to parse annotation: x\n", "" },
		{ "", KEY "-o yaml oci:images:app", 1,
		    "invalid argument \"yaml\" for \"-o, --output\" flag: "
		    "must be one of: json text result\n",
		    "" },
		{ "", KEY "--payload f oci:images:app", 1,
		    "--payload: is for a signature given by --signature", "" },
		{ "", "--certificate f oci:images:app", 1,
		    "--certificate: is for a signature given by --signature",
		    "" },
		{ "", KEY "--sct f oci:images:app", 1,
		    "--sct: is for a signature given by --signature", "" },
		{ "", KEY "--signature s -o result oci:images:app", 1,
		    "--output result: is about what is found", "" },
		{ "", KEY "--signature s --platform linux/a oci:images:app", 1,
		    "--platform: is for signatures found beside an image", "" },
		{ "oci:images:app",
		    KEY "--insecure-ignore-tlog --attachment sbom "
			"oci:images:app",
		    11, "image tag not found: oci:images:sha256-",
		    ".sbom: no tag \"sha256-" },
		{ "",
		    KEY "--insecure-ignore-tlog --attachment sbom "
			"oci:images:none",
		    11, "image tag not found: oci:images:none: no tag \"none\"",
		    "" },
		{ "",
		    KEY "--signature s --attachment-tag-prefix a "
			"oci:images:app",
		    1,
		    "--attachment-tag-prefix: is for signatures found beside "
		    "an image, not for --signature\n",
		    "" },
		{ "", KEY "--signature f --sct f oci:images:app", 1,
		    "--sct" ABOUT_CERTIFICATES, "" },
		{ "", KEY "--certificate-oidc-issuer a oci:images:app", 1,
		    "--certificate-oidc-issuer" ABOUT_CERTIFICATES, "" },
		{ "", KEY "--certificate-oidc-issuer-regexp a oci:images:app",
		    1, "--certificate-oidc-issuer-regexp" ABOUT_CERTIFICATES,
		    "" },
		{ "", KEY "--certificate-github-workflow-ref a oci:images:app",
		    1, "--certificate-github-workflow-ref" ABOUT_CERTIFICATES,
		    "" },
		{ "", KEY "--attachment sbom --platform linux/a oci:images:app",
		    1,
		    "--platform and --attachment: give the digest of the "
		    "image\n",
		    "" },
		{ "", KEY "-a a=\"b oci:images:app", 1,
		    "a=\"b: quotation marks that do not match\n", "" },
		{ "", KEY "--trusted-root f oci:images:app", 1, "f: ", "" },
		{ "--format legacy oci:images:app",
		    KEY "--ca-roots none oci:images:app", 12,
		    "no matching signatures: oci:images@sha256:", "" },
		{ "", "--key missing oci:images:app", 1,
		    "missing: No such file or directory\n", "" },
		{ "", KEY "--insecure-ignore-tlog Bad/Name", 1,
		    "reference: ", "" },
		{ "", KEY "--rekor-url x oci:images:app", 1,
		    "unknown flag: --rekor-url\n", "" },
	};

	return cr_make_param_array(struct refused, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct refused *row, image_verify, refuses)
{
	struct process_result p;
	char line[224];

	cosignc_material("other.pub roots.pem");
	if (row->sign[0] != '\0') {
		(void)snprintf(line, sizeof(line), SIGN "%s", row->sign);
		cosignc_must(line);
	}
	(void)snprintf(line, sizeof(line), "verify %s", row->words);
	p = cosignc(line);
	expect_status(&p, row->status);
	if (strstr(p.err, "cosignc: ") != NULL)
		expect_prefix(strstr(p.err, "cosignc: ") + 9, row->error);
	else
		cr_expect(false, "%s", p.err);
	expect_contains(p.err, row->hint);
	cr_expect_str_empty(p.out);
	process_dispose(&p);
}

Test(image_verify, warns_without_a_log)
{
	struct process_result p;

	cosignc_must(SIGN "oci:images:app");
	p = cosignc("verify --key cosign.pub --insecure-ignore-tlog "
		    "oci:images:app");
	expect_status(&p, 0);
	expect_prefix(p.err,
	    "WARNING: Skipping tlog verification is an insecure practice "
	    "that lacks transparency and auditability verification for the "
	    "signature.\n");
	process_dispose(&p);
}

/* Each has its own result; the first that fails decides. */
Test(image_verify, several_images)
{
	struct process_result p;

	images_put("lib", "more");
	images_put("new", "newest");
	cosignc_must(SIGN "oci:images:app oci:images:lib");
	p = cosignc(VERIFY "--quiet oci:images:app oci:images:new "
			   "oci:images:none oci:images:lib");
	expect_status(&p, 10);
	cr_expect(strstr(p.err,
		      "cosignc: oci:images:new: no signatures found\n"
		      "cosignc: image tag not found: ") == p.err,
	    "%s", p.err);
	expect_contains(p.out, "\"oci:images:app\"");
	expect_contains(p.out, "\"oci:images:lib\"");
	process_dispose(&p);
	p = cosignc(VERIFY "oci:images:app oci:images:lib");
	expect_status(&p, 0);
	process_dispose(&p);
}

/* The older form may be of another image; a bundle may not. */
Test(image_verify, without_claims)
{
	struct process_result p;

	images_put("lib", "more");
	cosignc_must(SIGN "--upload=false --format legacy --output-payload p "
			  "--output-signature s oci:images:lib");
	cosignc_must(SIGN "--format legacy --payload p oci:images:app");
	p = cosignc(VERIFY "oci:images:app");
	expect_status(&p, 12);
	process_dispose(&p);
	cosignc_must(VERIFY "--check-claims=false oci:images:app");
	/* And annotations are not looked at. */
	cosignc_must(VERIFY "--check-claims=false -a x=1 oci:images:app");
	cosignc_must(SIGN "--bundle b oci:images:lib");
	cosignc_must(VERIFY "--check-claims=false -a x=1 oci:images:lib");
	images_put("new", "newest");
	cosignc_must("attach signature --bundle b oci:images:new");
	p = cosignc(VERIFY "--check-claims=false oci:images:new");
	expect_status(&p, 12);
	expect_contains(p.err, "cosignc: no matching signatures: oci:images@");
	process_dispose(&p);
}

Test(image_verify, a_signature_by_itself)
{
	struct process_result p;

	images_put("lib", "more");
	cosignc_must(SIGN "--upload=false --format legacy --output-payload p "
			  "--output-signature s oci:images:app");
	p = cosignc(VERIFY "--signature s oci:images:app");
	expect_status(&p, 0);
	expect_contains(p.err, "WARNING: no --payload is given");
	expect_claims(&p, "\n[" LEGACY_CLAIM("null") "]\n");
	process_dispose(&p);
	p = cosignc(VERIFY "--signature s --payload p -o text oci:images:app");
	expect_status(&p, 0);
	cr_expect_null(strstr(p.err, "no --payload"));
	expect_claims(&p, LEGACY_CLAIM("null") "\n");
	process_dispose(&p);
	p = cosignc(VERIFY "--signature s --payload p oci:images:lib");
	expect_status(&p, 12);
	expect_contains(p.err,
	    "cosignc: no matching signatures: oci:images:lib: payload: about "
	    "another image");
	process_dispose(&p);
	cosignc_must(VERIFY "--signature s --payload p --check-claims=false "
			    "oci:images:lib");
	p = cosignc(VERIFY "--signature s --payload f oci:images:app");
	expect_status(&p, 12);
	process_dispose(&p);
	p = cosignc(VERIFY "--signature s --payload no oci:images:app");
	expect_status(&p, 1);
	process_dispose(&p);
}

Test(image_verify, a_folder)
{
	struct process_result p;

	cosignc_must(SIGN "oci:images:app");
	p = cosignc(VERIFY "--local-image images");
	expect_status(&p, 0);
	expect_contains(p.out, "\"docker-reference\":\"oci:images\"");
	process_dispose(&p);
	p = cosignc(VERIFY "--local-image none");
	expect_status(&p, 11);
	process_dispose(&p);
}

Test(image_verify, one_of_an_index)
{
	const char *const images[] = { "app", "lib", NULL };
	struct process_result p;

	images_put("lib", "more");
	images_put_index("all", images);
	cosignc_must(SIGN "oci:images:app");
	cosignc_must(VERIFY "--platform linux/app oci:images:all");
	p = cosignc(VERIFY "--platform linux/lib oci:images:all");
	expect_status(&p, 10);
	process_dispose(&p);
	p = cosignc(VERIFY "oci:images:all");
	expect_status(&p, 10);
	process_dispose(&p);
	/* Which platform that is for nobody asked. */
	p = cosignc(VERIFY "--platform linux/app oci:images:app");
	expect_status(&p, 11);
	expect_contains(p.err, "no index, of which platform linux/app");
	process_dispose(&p);
}

struct attached {
	char form[32];
	char prefix[8];
};

ParameterizedTestParameters(image_verify, what_is_attached)
{
	static struct attached rows[] = {
		{ "--format bundle", "" },
		{ "--format bundle", "pre-" },
		{ "--format legacy", "" },
		{ "--format legacy", "pre-" },
		{ "--format both", "" },
	};

	return cr_make_param_array(struct attached, rows, ARRAY_LEN(rows));
}

static struct process_result
verify_attached(const struct attached *row)
{
	char line[192];

	(void)snprintf(line, sizeof(line),
	    VERIFY "--attachment sbom%s%s oci:images:app",
	    row->prefix[0] != '\0' ? " --attachment-tag-prefix " : "",
	    row->prefix);
	return cosignc(line);
}

static void
sign_attached(const struct attached *row, const char *digest)
{
	struct process_result p;
	char line[192];

	(void)snprintf(line, sizeof(line),
	    SIGN "--attachment sbom %s%s%s oci:images:app", row->form,
	    row->prefix[0] != '\0' ? " --attachment-tag-prefix " : "",
	    row->prefix);
	p = cosignc(line);
	expect_status(&p, 0);
	expect_contains(p.out, digest);
	process_dispose(&p);
}

/* The SBOM's signature is not the image's, nor the other way round. */
ParameterizedTest(struct attached *row, image_verify, what_is_attached)
{
	char *image = images_digest("app"), *digest, tag[128], line[160];
	struct process_result p;

	(void)snprintf(
	    tag, sizeof(tag), "%ssha256-%s.sbom", row->prefix, image + 7);
	images_put(tag, "what is in it");
	digest = images_digest(tag);
	(void)snprintf(line, sizeof(line), SIGN "%s oci:images:app", row->form);
	cosignc_must(line);
	p = verify_attached(row);
	expect_status(&p, 10);
	process_dispose(&p);
	sign_attached(row, digest);
	p = verify_attached(row);
	expect_status(&p, 0);
	expect_contains(p.out, digest);
	cr_expect_null(strstr(p.out, image));
	expect_contains(p.err, "\nVerification for oci:images:");
	process_dispose(&p);
	free(digest);
	free(image);
}

Test(image_verify, a_signature_of_what_is_attached_is_none_of_the_image)
{
	const struct attached row = { "--format both", "" };
	char *digest = images_digest("app"), tag[128];
	struct process_result p;

	(void)snprintf(tag, sizeof(tag), "sha256-%s.sbom", digest + 7);
	free(digest);
	images_put(tag, "what is in it");
	sign_attached(&row, "sha256:");
	p = cosignc(VERIFY "oci:images:app");
	expect_status(&p, 10);
	process_dispose(&p);
}

Test(image_verify, in_another_repository)
{
	struct process_result p;

	(void)setenv("COSIGN_REPOSITORY", "oci:elsewhere", 1);
	cosignc_must(SIGN "--format both oci:images:app");
	cosignc_must(VERIFY "oci:images:app");
	(void)unsetenv("COSIGN_REPOSITORY");
	p = cosignc(VERIFY "oci:images:app");
	expect_status(&p, 10);
	process_dispose(&p);
}
