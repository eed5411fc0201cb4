/* attach signature, download signature, generate, triangulate. */
#include "cosignc.h"
#include "imaged.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

TestSuite(image_stored, .init = imaged_setup, .fini = imaged_teardown);

#define SIGN   "sign --key cosign.key --tlog-upload=false "
#define VERIFY "verify --key cosign.pub --private-infrastructure "

/* ---- triangulate ---- */

struct place {
	char words[64];
	char before[32], after[32]; /* of the digits */
};

ParameterizedTestParameters(image_stored, triangulates)
{
	static struct place rows[] = {
		{ "", "oci:images:sha256-", ".sig\n" },
		{ "--type signature", "oci:images:sha256-", ".sig\n" },
		{ "--type attestation", "oci:images:sha256-", ".att\n" },
		{ "--type sbom", "oci:images:sha256-", ".sbom\n" },
		{ "--type digest", "oci:images@sha256:", "\n" },
		{ "--attachment-tag-prefix pre-", "oci:images:pre-sha256-",
		    ".sig\n" },
	};

	return cr_make_param_array(struct place, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct place *row, image_stored, triangulates)
{
	char *digest = images_digest("app"), line[128], wanted[160];
	struct process_result p;

	(void)snprintf(line, sizeof(line), "triangulate %s%soci:images:app",
	    row->words, row->words[0] == '\0' ? "" : " ");
	p = cosignc(line);
	expect_status(&p, 0);
	(void)snprintf(wanted, sizeof(wanted), "%s%s%s", row->before,
	    digest + strlen("sha256:"), row->after);
	cr_expect_str_eq(p.out, wanted, "%s", p.out);
	process_dispose(&p);
	free(digest);
}

Test(image_stored, triangulates_elsewhere)
{
	struct process_result p;

	(void)setenv("COSIGN_REPOSITORY", "oci:elsewhere", 1);
	p = cosignc("triangulate oci:images:app");
	expect_prefix(p.out, "oci:elsewhere:sha256-");
	process_dispose(&p);
}

/* What is by its digest need not be there. */
Test(image_stored, triangulates_a_digest)
{
	struct process_result p;

	p = cosignc("triangulate registry.example/app@sha256:"
		    "cfb9fbd954f1031ed93e96c90f3177978d8149071b7b0723c72b6a4f"
		    "a18755c3");
	expect_status(&p, 0);
	cr_expect_str_eq(p.out,
	    "registry.example/app:sha256-"
	    "cfb9fbd954f1031ed93e96c90f3177978d8149071b7b0723c72b6a4fa18755c3"
	    ".sig\n",
	    "%s", p.out);
	process_dispose(&p);
}

/* ---- generate ---- */

Test(image_stored, generates_what_sign_signs)
{
	struct process_result p = cosignc("generate -a b=1,a=2 oci:images:app");
	char *text;

	expect_status(&p, 0);
	cosignc_must(SIGN "--format legacy -a a=2 -a b=1 --output-payload p "
			  "oci:images:app");
	text = file_read("p", NULL);
	cr_expect_str_eq(p.out, text, "%s", p.out);
	expect_contains(p.out, ",\"optional\":{\"a\":\"2\",\"b\":\"1\"}}");
	free(text);
	process_dispose(&p);
}

/* ---- download signature ---- */

Test(image_stored, downloads_bundles)
{
	struct process_result p;
	char *text;

	cosignc_must(SIGN "--format both --bundle b oci:images:app");
	p = cosignc("download signature oci:images:app");
	expect_status(&p, 0);
	text = file_read("b", NULL);
	cr_assert_eq(p.out_len, strlen(text) + 1, "%s", p.out);
	cr_expect_eq(strncmp(p.out, text, strlen(text)), 0);
	cr_expect_eq(p.out[p.out_len - 1], '\n');
	free(text);
	process_dispose(&p);
}

Test(image_stored, downloads_the_older_form)
{
	struct process_result p;
	char *text, *line;

	cosignc_must(SIGN "--format legacy --output-signature s "
			  "--sign-container-identity a,b oci:images:app");
	p = cosignc("download signature oci:images:app");
	expect_status(&p, 0);
	text = file_read("s", NULL);
	*strchr(text, '\n') = '\0';
	expect_prefix(p.out, "{\"Base64Signature\":\"");
	expect_prefix(p.out + strlen("{\"Base64Signature\":\""), text);
	line = strchr(p.out, '\n') + 1;
	expect_contains(p.out, "\",\"Payload\":\"eyJjcml0aWNhbCI6");
	expect_contains(p.out,
	    "\",\"Cert\":null,\"Chain\":null,\"Bundle\":null,"
	    "\"RFC3161Timestamp\":null}\n");
	expect_prefix(line, "{\"Base64Signature\":\"");
	free(text);
	process_dispose(&p);
}

/* ---- attach signature ---- */

#define PIECES                                                    \
	SIGN "--upload=false --format legacy --output-payload p " \
	     "--output-signature s oci:images:app"

struct attached {
	char words[80];
	bool input; /* s on standard input */
};

ParameterizedTestParameters(image_stored, attaches)
{
	static struct attached rows[] = {
		{ "--signature s --payload p", false },
		{ "--signature - --payload p", true },
		{ "--signature s", false },
		{ "--bundle b", false },
		{ "--payload b", false },
	};

	return cr_make_param_array(struct attached, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct attached *row, image_stored, attaches)
{
	struct process_options options = { .argv = NULL };
	struct process_result p;
	char line[160], *text;

	cosignc_must(PIECES);
	cosignc_must(SIGN "--upload=false --bundle b oci:images:app");
	text = file_read("s", NULL);
	if (row->input) {
		options.input = text;
		options.input_len = strlen(text);
	}
	(void)snprintf(line, sizeof(line), "attach signature %s oci:images:app",
	    row->words);
	p = cosignc_with(line, options);
	expect_status(&p, 0);
	cr_expect_str_empty(p.out);
	cr_expect_eq(strstr(p.err, "no --payload is given") != NULL,
	    strcmp(row->words, "--signature s") == 0, "%s", p.err);
	process_dispose(&p);
	cr_expect_eq(imaged_count("app"), 1);
	cosignc_must(VERIFY "oci:images:app");
	free(text);
}

Test(image_stored, attaches_under_another_tag)
{
	cosignc_must(PIECES);
	cosignc_must("attach signature --signature s --payload p "
		     "--attachment-tag-prefix pre- oci:images:app");
	cr_expect_eq(imaged_count("app"), 0);
	cosignc_must(VERIFY "--attachment-tag-prefix pre- oci:images:app");
}

/* Certificates come back when it is downloaded; a signature by another key is
   none by theirs. */
Test(image_stored, attaches_evidence)
{
	struct process_result p;

	cosignc_material("cert.pem chain.pem");
	cosignc_must(PIECES);
	p = cosignc("attach signature --signature s --payload p --certificate "
		    "cert.pem --certificate-chain chain.pem oci:images:app");
	expect_status(&p, 0);
	process_dispose(&p);
	p = cosignc("download signature oci:images:app");
	expect_contains(p.out, "\"Cert\":{\"Raw\":\"MII");
	expect_contains(p.out, "\"Chain\":[{\"Raw\":\"MII");
	process_dispose(&p);
	p = cosignc(VERIFY "oci:images:app");
	expect_status(&p, 12);
	process_dispose(&p);
}

/* The signer's is not passed over for what stands before it, or its form. */
Test(image_stored, attaches_a_chain_to_pem_alone)
{
	static const char *const files[] = { "nul.pem", "s" };
	char *pem, line[160];
	struct process_result p;
	size_t len, i;

	cosignc_material("cert.pem chain.pem");
	cosignc_must(PIECES);
	pem = file_read("cert.pem", &len);
	pem[0] = '\0';
	scratch_write("nul.pem", pem, len);
	free(pem);
	for (i = 0; i < ARRAY_LEN(files); i++) {
		(void)snprintf(line, sizeof(line),
		    "attach signature --signature s --payload p --certificate "
		    "%s --certificate-chain chain.pem oci:images:app",
		    files[i]);
		p = cosignc(line);
		expect_status(&p, 1);
		expect_contains(p.err,
		    ": not PEM, as it has to be with --certificate-chain\n");
		process_dispose(&p);
	}
}

/* ---- terminals ---- */

/* "\u009b": what follows, a terminal may take for a command. */
#define CSI "\xc2\x9b"

/* b, with this for the first characters of its key's name. */
static void
put_hinted(void)
{
	char *text, *hint;
	size_t len;

	cosignc_must(SIGN "--upload=false --bundle b oci:images:app");
	text = file_read("b", &len);
	hint = strstr(text, "\"hint\":\"");
	cr_assert_not_null(hint, "%s", text);
	memcpy(hint + strlen("\"hint\":\""), CSI, sizeof(CSI) - 1);
	scratch_write("b", text, len);
	free(text);
	cosignc_must("attach signature --bundle b oci:images:app");
}

struct shown {
	char setup[96]; /* "": a bundle with a hint */
	char words[96];
};

ParameterizedTestParameters(image_stored, shows_no_controls)
{
	static struct shown rows[] = {
		{ SIGN "-a a=" CSI " oci:images:app", VERIFY "oci:images:app" },
		{ SIGN "-a a=" CSI " oci:images:app",
		    VERIFY "-o json oci:images:app" },
		{ SIGN "--format legacy -a a=" CSI " oci:images:app",
		    VERIFY "oci:images:app" },
		{ SIGN "--format legacy -a a=" CSI " oci:images:app",
		    VERIFY "-o json oci:images:app" },
		{ "", VERIFY "-o result oci:images:app" },
		{ "", "download signature oci:images:app" },
		{ "", "tree -o json oci:images:app" },
		{ "", "bundle inspect -o json b" },
	};

	return cr_make_param_array(struct shown, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct shown *row, image_stored, shows_no_controls)
{
	struct process_result p;

	if (row->setup[0] != '\0')
		cosignc_must(row->setup);
	else
		put_hinted();
	p = cosignc(row->words);
	expect_status(&p, 0);
	expect_contains(p.out, "\\u009b");
	cr_expect_null(strstr(p.out, CSI));
	process_dispose(&p);
}

/* What is signed stays as it is, and so does other text. */
Test(image_stored, shows_the_rest)
{
	struct process_result p =
	    cosignc("generate -a a=" CSI " oci:images:app");

	expect_contains(p.out, "{\"a\":\"" CSI "\"}");
	process_dispose(&p);
	cosignc_must(SIGN "-a a=<\xc3\xa9\xf0\x9f\x98\x80\xf3\xa0\x80\x81> "
			  "oci:images:app");
	p = cosignc(VERIFY "oci:images:app");
	expect_contains(p.out, "\xc3\xa9\xf0\x9f\x98\x80\\udb40\\udc01\\u003e");
	process_dispose(&p);
}

struct refused {
	char words[112];
	char error[128];
};

ParameterizedTestParameters(image_stored, refuses)
{
	static struct refused rows[] = {
		{ "triangulate", "accepts 1 arg(s), received 0\n" },
		{ "triangulate --type x oci:images:app",
		    "unknown attachment type x\n" },
		{ "triangulate --type digest --attachment-tag-prefix a "
		  "oci:images:app",
		    "--attachment-tag-prefix: a digest is no tag\n" },
		{ "triangulate oci:images:none", "oci:images:none: " },
		{ "triangulate Bad/Name", "reference: " },
		{ "generate", "accepts 1 arg(s), received 0\n" },
		{ "generate -a x oci:images:app",
		    "unable to parse annotation: x\n" },
		{ "generate oci:images:none", "oci:images:none: " },
		{ "download signature oci:images:app",
		    "oci:images:app: no signatures associated\n" },
		{ "download signature oci:images:none", "oci:images:none: " },
		{ "attach signature oci:images:app",
		    "give a signature with --signature, or a bundle with "
		    "--bundle\n" },
		{ "attach signature --signature s --bundle b --payload b "
		  "oci:images:app",
		    "--bundle and --payload: give one of them\n" },
		{ "attach signature --bundle f oci:images:app", "f: " },
		{ "attach signature --bundle b --signature s oci:images:app",
		    "--signature: b is a Sigstore bundle, which is whole\n" },
		{ "attach signature --bundle b --tsr s oci:images:app",
		    "--tsr: b is a Sigstore bundle, which is whole\n" },
		{ "attach signature --payload b --certificate s "
		  "oci:images:app",
		    "--certificate: b is a Sigstore bundle, which is "
		    "whole\n" },
		/* of a file: over no statement */
		{ "attach signature --bundle b oci:images:app",
		    "oci:images:app: bundle: " },
		{ "attach signature --signature empty oci:images:app",
		    "empty: empty signature\n" },
		{ "attach signature --signature none oci:images:app",
		    "none: No such file or directory\n" },
		{ "attach signature --signature s --payload none "
		  "oci:images:app",
		    "none: No such file or directory\n" },
		{ "attach signature --signature s --certificate f "
		  "oci:images:app",
		    "f: " },
		{ "attach signature --signature s --certificate-chain f "
		  "oci:images:app",
		    "--certificate-chain: is for a signer's "
		    "--certificate\n" },
		{ "attach signature --signature s --rekor-response f "
		  "oci:images:app",
		    "f: " },
		{ "attach signature --signature s --tsr empty oci:images:app",
		    "empty: " },
		{ "attach signature --signature s oci:images:none",
		    "oci:images:none: " },
	};

	return cr_make_param_array(struct refused, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct refused *row, image_stored, refuses)
{
	struct process_result p;

	cosignc_material("b s");
	file_text("empty", "");
	p = cosignc(row->words);
	expect_status(&p, 1);
	if (strstr(p.err, "cosignc: ") != NULL)
		expect_prefix(strstr(p.err, "cosignc: ") + 9, row->error);
	else
		cr_expect(false, "%s", p.err);
	cr_expect_str_empty(p.out);
	cr_expect_eq(imaged_count("app"), 0);
	process_dispose(&p);
}
