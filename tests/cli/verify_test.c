/* verify-blob. */
#include "cosignc.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A key pair, another, f and its signature in all forms: bundle b, older
   bundle l, detached s (base64) and r (bytes). */
static void
setup(void)
{
	cosignc_setup_key();
	cosignc_material("other.key other.pub b l s r");
	file_text("g", "changed\n");
	(void)unsetenv("COSIGN_PASSWORD");
}

TestSuite(verify, .init = setup, .fini = cosignc_teardown);

#define WARNING                                                             \
	"WARNING: Skipping tlog verification is an insecure practice that " \
	"lacks transparency and auditability verification for the blob.\n"
#define SIGNATURE_NOTICE                                                \
	"Flag --signature has been deprecated, please use --bundle to " \
	"provide a signature\n"

/* The digest of "hello\n". */
#define HELLO "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03"
#define HELLO_UPPER \
	"5891B5B522D5DF086D0FF0B110FBD9D21BB4FC7163AF34D08286A2E846F6BE03"

struct accepted {
	char words[160]; /* after verify-blob --key cosign.pub */
	char err[400];   /* before the last line */
};

ParameterizedTestParameters(verify, accepts)
{
	static struct accepted rows[] = {
		{ "--insecure-ignore-tlog --bundle b f", WARNING },
		{ "--insecure-ignore-tlog=true --bundle=b f", WARNING },
		{ "-bundle b -insecure-ignore-tlog f",
		    "WARNING: the -bundle flag is deprecated and will be "
		    "removed in a future release. Please use the --bundle flag "
		    "instead.\n"
		    "WARNING: the -insecure-ignore-tlog flag is deprecated "
		    "and will be removed in a future release. Please use the "
		    "--insecure-ignore-tlog flag instead.\n" WARNING },
		{ "--insecure-ignore-tlog --bundle l f", WARNING },
		{ "--insecure-ignore-tlog --signature s f",
		    SIGNATURE_NOTICE WARNING },
		{ "--insecure-ignore-tlog --signature r f",
		    SIGNATURE_NOTICE WARNING },
		{ "--insecure-ignore-tlog --signature env://SIGNATURE f",
		    SIGNATURE_NOTICE WARNING },
		{ "--insecure-ignore-tlog --bundle l --signature s f",
		    SIGNATURE_NOTICE WARNING },
		{ "--private-infrastructure --bundle b f",
		    "Flag --private-infrastructure has been deprecated, please "
		    "use --insecure-ignore-tlog instead\n" },
		{ "--private-infrastructure --insecure-ignore-tlog "
		  "--bundle b f",
		    "Flag --private-infrastructure has been deprecated, please "
		    "use --insecure-ignore-tlog instead\n" },
		{ "--insecure-ignore-tlog --offline --bundle b f",
		    "Flag --offline has been deprecated, To verify in an "
		    "airgapped environment, provide a --bundle with the "
		    "signature and verification material, and a "
		    "--trusted-root file with the service keys and "
		    "certificates\n" WARNING },
		{ "--insecure-ignore-tlog --new-bundle-format --bundle b f",
		    "Flag --new-bundle-format has been deprecated, this will "
		    "be the only supported format in future "
		    "versions\n" WARNING },
		{ "--insecure-ignore-tlog --new-bundle-format=false "
		  "--bundle l f",
		    "Flag --new-bundle-format has been deprecated, this will "
		    "be the only supported format in future "
		    "versions\n" WARNING },
		{ "--insecure-ignore-tlog --bundle b "
		  "--signature-digest-algorithm sha256 f",
		    "Flag --signature-digest-algorithm has been deprecated, "
		    "please use --bundle, which already includes the digest "
		    "algorithm\n" WARNING },
		{ "--insecure-ignore-tlog --bundle b "
		  "--signature-digest-algorithm SHA256 f",
		    "Flag --signature-digest-algorithm has been deprecated, "
		    "please use --bundle, which already includes the digest "
		    "algorithm\n" WARNING },
		{ "--insecure-ignore-tlog --bundle l --ca-roots none f",
		    "Flag --ca-roots has been deprecated, please use "
		    "--trusted-root to provide CA certificates\n" WARNING
		    "WARNING: --ca-roots is not looked at: --key says who has "
		    "to have signed\n" },
		{ "--insecure-ignore-tlog --bundle b sha256:" HELLO, WARNING },
		{ "--insecure-ignore-tlog --bundle b sha256:" HELLO_UPPER,
		    WARNING },
		{ "--insecure-ignore-tlog --bundle l sha256:" HELLO, WARNING },
		{ "--insecure-ignore-tlog --bundle b env://BLOB", WARNING },
		{ "--insecure-ignore-tlog --bundle b --trusted-root root f",
		    WARNING },
		{ "--insecure-ignore-tlog --bundle b --key ring.pub f",
		    WARNING },
		{ "--insecure-ignore-tlog --bundle b --key env://KEY f",
		    WARNING },
		{ "--insecure-ignore-tlog --bundle b -o text f", WARNING },
		{ "--key other.pub --key cosign.pub --insecure-ignore-tlog "
		  "--bundle b f",
		    WARNING },
	};

	return cr_make_param_array(struct accepted, rows, ARRAY_LEN(rows));
}

/* A trusted root without anything in it. */
static const char empty_root[] =
    "{\"mediaType\":\"application/vnd.dev.sigstore.trustedroot+json;"
    "version=0.1\"}";

ParameterizedTest(struct accepted *row, verify, accepts)
{
	char line[256], expected[512], ring[512], *pub, *other, *signature;
	struct process_result p;

	pub = file_read("cosign.pub", NULL);
	other = file_read("other.pub", NULL);
	signature = file_read("s", NULL);
	(void)snprintf(ring, sizeof(ring), "%s%s", other, pub);
	file_text("ring.pub", ring);
	file_text("root", empty_root);
	(void)setenv("BLOB", "hello\n", 1);
	(void)setenv("KEY", pub, 1);
	(void)setenv("SIGNATURE", signature, 1);
	(void)snprintf(
	    line, sizeof(line), "verify-blob --key cosign.pub %s", row->words);
	(void)snprintf(expected, sizeof(expected), "%sVerified OK\n", row->err);
	p = cosignc(line);
	expect_status(&p, 0);
	cr_expect_str_eq(p.err, expected, "\"%s\"", p.err);
	cr_expect_str_empty(p.out);
	process_dispose(&p);
	free(pub);
	free(other);
	free(signature);
}

struct refused {
	char words[160]; /* after verify-blob */
	char error[160];
	char hint[64]; /* a part */
};

#define PUB   "--key cosign.pub --insecure-ignore-tlog "
#define OTHER "--key other.pub --insecure-ignore-tlog "

ParameterizedTestParameters(verify, refuses)
{
	static struct refused rows[] = {
		/* Bad signatures. */
		{ PUB "--bundle b g", "g: ", "" },
		{ PUB "--bundle l g", "g: ", "" },
		{ PUB "--signature s g", "g: ", "" },
		{ PUB "--signature r g", "g: ", "" },
		{ OTHER "--bundle b f", "f: ", "" },
		{ OTHER "--bundle l f", "f: ", "" },
		{ OTHER "--signature s f", "f: ", "" },
		{ PUB "--signature AAAA f", "f: ", "" },
		{ PUB "--bundle b env://OTHER_BLOB", "env://OTHER_BLOB: ", "" },
		{ PUB "--bundle b sha256:"
		      "00000000000000000000000000000000"
		      "00000000000000000000000000000000",
		    "sha256:0000", "" },
		{ PUB "--bundle b --signature-digest-algorithm sha512 f",
		    "f: ", "" },
		/* What is asked of certificates would be asked of none. */
		{ PUB "--certificate-oidc-issuer a --bundle b f",
		    "--certificate-oidc-issuer: is about a certificate", "" },
		{ PUB "--certificate-github-workflow-name a --bundle b f",
		    "--certificate-github-workflow-name: is about a "
		    "certificate",
		    "" },
		{ PUB "--sct t --bundle l f", "--sct: is about a certificate",
		    "" },
		{ PUB "--sct t --signature s f",
		    "--sct: is about a certificate", "" },
		/* A log is asked for. */
		{ "--key cosign.pub --bundle b f",
		    "f: ", "--insecure-ignore-tlog" },
		{ "--key cosign.pub --signature s f",
		    "f: ", "--insecure-ignore-tlog" },
		/* And no authority. */
		{ "--key cosign.pub --ca-roots missing --bundle l f",
		    "f: ", "--insecure-ignore-tlog" },
		{ "--key cosign.pub --certificate-chain g --signature s f",
		    "f: ", "--insecure-ignore-tlog" },
		{ "--key cosign.pub --insecure-ignore-tlog=false --bundle b f",
		    "f: ", "--insecure-ignore-tlog" },
		{ "--key cosign.pub --trusted-root root --bundle b f",
		    "f: ", "--insecure-ignore-tlog" },
		/* Something is missing. */
		{ "f", "provide a key with --key, a certificate to verify ",
		    "" },
		{ "--signature s f",
		    "provide a key with --key, a certificate to verify ", "" },
		{ "--bundle b f",
		    "--certificate-identity or --certificate-identity-regexp "
		    "is required for verification in keyless mode\n",
		    "--key" },
		{ "--certificate-identity a --bundle b f",
		    "--certificate-oidc-issuer or "
		    "--certificate-oidc-issuer-regexp is required for "
		    "verification in keyless mode\n",
		    "" },
		{ PUB "f", "missing flag '--signature'\n", "--bundle" },
		{ PUB "--bundle b missing",
		    "missing: No such file or directory\n", "" },
		{ PUB "--bundle b sha256:00",
		    "sha256:00: No such file or directory\n", "" },
		{ PUB "--bundle b sha256:" HELLO "00", "sha256:5891", "" },
		{ PUB "--bundle b sha256:x891b5b522d5df086d0ff0b110fbd9d21bb4f"
		      "c7163af34d08286a2e846f6be03",
		    "sha256:x891", "" },
		{ PUB "--bundle b md5:" HELLO, "md5:5891", "" },
		{ PUB "--bundle b .", ".: is a directory\n", "" },
		{ PUB "--bundle b fifo", "fifo: ", "" },
		{ PUB "--bundle b env://NOT_SET",
		    "env://NOT_SET: the variable is not set\n", "" },
		{ PUB "--bundle b https://localhost/f",
		    "https://localhost/f: reading from a URL is not "
		    "supported\n",
		    "" },
		{ PUB "--bundle missing f",
		    "missing: No such file or directory\n", "" },
		{ PUB "--bundle . f", ".: is a directory\n", "" },
		{ PUB "--bundle fifo f", "fifo: ", "" },
		{ PUB "--bundle s f", "s: ", "" },
		{ PUB "--bundle empty f", "empty: ", "" },
		{ PUB "--bundle null f", "null: ", "" },
		{ PUB "--signature f.sig f",
		    "f.sig: No such file or directory\n", "" },
		{ PUB "--signature empty f", "empty: ", "" },
		{ PUB "--signature . f", ".: is a directory\n", "" },
		{ PUB "--signature https://localhost/s f",
		    "https://localhost/s: reading from a URL is not "
		    "supported\n",
		    "" },
		{ PUB "--signature env://NOT_SET f",
		    "env://NOT_SET: the variable is not set\n", "" },
		{ PUB "--bundle b --signature s f",
		    "unsupported: signature may not be provided using "
		    "--signature when using --new-bundle-format\n",
		    "" },
		{ PUB "--bundle l --signature r2 f",
		    "--signature: is not the signature in l\n", "" },
		{ "--insecure-ignore-tlog --key missing --bundle b f",
		    "missing: No such file or directory\n", "" },
		{ "--insecure-ignore-tlog --key . --bundle b f",
		    ".: is a directory\n", "" },
		{ "--insecure-ignore-tlog --key fifo --bundle b f",
		    "fifo: ", "" },
		{ "--insecure-ignore-tlog --key empty --bundle b f",
		    "empty: ", "" },
		{ "--insecure-ignore-tlog --key cosign.key --bundle b f",
		    "cosign.key: ", "" },
		{ "--insecure-ignore-tlog --key env://NOT_SET --bundle b f",
		    "env://NOT_SET: ", "" },
		{ "--insecure-ignore-tlog --key https://localhost/k "
		  "--bundle b f",
		    "https://localhost/k: ", "" },
		{ PUB "--trusted-root missing --bundle b f",
		    "missing: No such file or directory\n", "" },
		{ PUB "--trusted-root b --bundle b f", "b: ", "" },
		{ PUB "--bundle b --signature-digest-algorithm sha224 f",
		    "unknown digest algorithm: sha224\n", "" },
		{ PUB "--bundle b --signature-digest-algorithm sha25 f",
		    "unknown digest algorithm: sha25\n", "" },
		{ PUB "--bundle b --signature-digest-algorithm sha2567 f",
		    "unknown digest algorithm: sha2567\n", "" },
		{ PUB "--bundle b -o yaml f",
		    "invalid argument \"yaml\" for \"-o, --output\" flag: must "
		    "be one of: text json\n",
		    "" },
		{ PUB "--bundle b f g", "accepts 1 arg(s), received 2\n", "" },
		{ PUB "--bundle b", "accepts 1 arg(s), received 0\n", "" },
		{ PUB "--certificate-identity a --bundle b f",
		    "exactly one of: key reference (--key) or certificate "
		    "identity ",
		    "" },
		{ PUB "--certificate-identity-regexp a --bundle b f",
		    "exactly one of: key reference (--key) or certificate "
		    "identity ",
		    "" },
		{ PUB "--certificate c f",
		    "exactly one of: key reference (--key) or certificate "
		    "(--certificate) must be provided\n",
		    "" },
		{ PUB "--certificate-chain c --ca-roots d f",
		    "--certificate-chain excludes --ca-roots and ", "" },
		{ PUB "--certificate-chain c --ca-intermediates d f",
		    "--certificate-chain excludes --ca-roots and ", "" },
		{ PUB "--use-signed-timestamps --bundle b f",
		    "f: no signed timestamp in the bundle\n", "" },
		{ PUB "--use-signed-timestamps --bundle l f",
		    "when specifying --use-signed-timestamps or "
		    "--timestamp-certificate-chain, you must also specify "
		    "--rfc3161-timestamp\n",
		    "" },
		{ PUB "--rfc3161-timestamp t --bundle l f",
		    "t: No such file or directory\n", "" },
		{ PUB "--rfc3161-timestamp t --bundle b f",
		    "unsupported: RFC3161 timestamp may not be provided using "
		    "--rfc3161-timestamp when using --new-bundle-format\n",
		    "" },
		{ PUB "--sct t --bundle b f",
		    "unsupported: SCT may not be provided using --sct when "
		    "using --new-bundle-format\n",
		    "" },
		{ PUB "--certificate-chain t --bundle b f",
		    "unsupported: certificate chain must be in bundle and ",
		    "" },
		{ PUB "--ca-roots t --bundle b f",
		    "unsupported: CA roots/intermediates must be provided ",
		    "" },
		{ PUB "--timestamp-certificate-chain t --bundle b f",
		    "unsupported: TSA certificate chain path may only ", "" },
		{ PUB "--max-workers 0 --bundle b f",
		    "--max-workers: \"0\" is no number above 0\n", "" },
		{ PUB "--max-workers x --bundle b f",
		    "--max-workers: \"x\" is no number above 0\n", "" },
		/* What this version cannot do is unknown. */
		{ PUB "--cert-chain c f", "unknown flag: --cert-chain\n", "" },
		{ PUB "--rekor-url u --bundle b f",
		    "unknown flag: --rekor-url\n", "" },
		{ PUB "--sk f", "unknown flag: --sk\n", "" },
		{ PUB "--bun b f", "unknown flag: --bun\n", "" },
	};

	return cr_make_param_array(struct refused, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct refused *row, verify, refuses)
{
	struct process_result p;
	char line[256];

	file_text("root", empty_root);
	file_text("empty", "");
	file_text("null", "null");
	cr_assert_eq(mkfifo("fifo", 0600), 0);
	(void)setenv("COSIGN_PASSWORD", "secret", 1);
	cosignc_must("sign-blob --key cosign.key --tlog-upload=false "
		     "--output-signature r2 f");
	(void)unsetenv("COSIGN_PASSWORD");
	(void)setenv("OTHER_BLOB", "hello", 1);
	(void)snprintf(line, sizeof(line), "verify-blob %s", row->words);
	p = cosignc(line);
	expect_error_line(&p, row->error);
	expect_contains(p.err, row->hint);
	cr_expect_str_empty(p.out);
	cr_expect_null(strstr(p.err, "Verified OK"));
	process_dispose(&p);
}

Test(verify, literal_signature)
{
	struct process_result p;
	char line[512], *signature = file_read("s", NULL);

	(void)snprintf(line, sizeof(line),
	    "verify-blob " PUB "--signature %s f", signature);
	p = cosignc(line);
	expect_status(&p, 0);
	process_dispose(&p);
	(void)snprintf(line, sizeof(line),
	    "verify-blob " PUB "--signature %s g", signature);
	p = cosignc(line);
	expect_error_line(&p, "g: ");
	process_dispose(&p);
	free(signature);
}

Test(verify, standard_input)
{
	struct process_result p =
	    cosignc_with("verify-blob " PUB "--bundle b -",
		(struct process_options){
		    .input = "hello\n", .input_len = 6, .input_pipe = 1 });

	expect_status(&p, 0);
	process_dispose(&p);
	p = cosignc_with("verify-blob " PUB "--bundle b -",
	    (struct process_options){
		.input = "hello", .input_len = 5, .input_pipe = 1 });
	expect_error_line(&p, "standard input: ");
	process_dispose(&p);
}

/* They are there for other commands. */
Test(verify, variables_about_certificates_are_nothing_to_a_key)
{
	struct process_result p;

	(void)setenv("COSIGN_CERTIFICATE_OIDC_ISSUER", "https://a.example", 1);
	(void)setenv("COSIGN_CERTIFICATE_GITHUB_WORKFLOW_NAME", "a", 1);
	(void)setenv("COSIGN_CA_ROOTS", "missing", 1);
	(void)setenv("COSIGN_SCT", "missing", 1);
	cosignc_must("verify-blob " PUB "--bundle l f");
	cosignc_must("verify-blob " PUB "--signature s f");
	(void)unsetenv("COSIGN_SCT");
	(void)unsetenv("COSIGN_CA_ROOTS");
	cosignc_must("verify-blob " PUB "--bundle b f");
	(void)setenv("SIGSTORE_ROOT_FILE", "missing", 1);
	(void)setenv("SIGSTORE_CT_LOG_PUBLIC_KEY_FILE", "missing", 1);
	p = cosignc("verify-blob --key cosign.pub --bundle l f");
	expect_error_line(&p, "f: ");
	process_dispose(&p);
}

Test(verify, a_file_comes_before_a_digest_of_that_name)
{
	struct process_result p;

	file_text("sha256:" HELLO, "something else");
	p = cosignc("verify-blob " PUB "--bundle b sha256:" HELLO);
	expect_error_line(&p, "sha256:" HELLO ": ");
	process_dispose(&p);
}

Test(verify, quiet_says_nothing_but_the_warning)
{
	struct process_result p =
	    cosignc("verify-blob --quiet " PUB "--signature s f");

	expect_status(&p, 0);
	cr_expect_str_eq(p.err, WARNING);
	process_dispose(&p);
}

Test(verify, json_for_both_verdicts)
{
	struct process_result p;

	p = cosignc("verify-blob " PUB "--bundle b -o json f");
	expect_status(&p, 0);
	cr_expect_str_eq(p.err, WARNING "Verified OK\n");
	expect_prefix(p.out, "{\"");
	expect_contains(p.out, "\"accepted\":true");
	cr_expect_str_eq(p.out + p.out_len - 2, "}\n");
	process_dispose(&p);
	p = cosignc("verify-blob " PUB "--bundle b --output=json g");
	expect_error_line(&p, "g: ");
	expect_contains(p.out, "\"accepted\":false");
	expect_contains(p.out, "COSIGN_E_");
	cr_expect_str_eq(p.out + p.out_len - 2, "}\n");
	process_dispose(&p);
	/* Not a verdict. */
	p = cosignc("verify-blob " PUB "--bundle b --output=json missing");
	expect_error_line(&p, "missing: No such file or directory\n");
	cr_expect_str_empty(p.out);
	process_dispose(&p);
	p = cosignc("verify-blob " PUB "--output-file o --bundle b -o json f");
	expect_status(&p, 0);
	cr_expect_str_empty(p.out);
	cr_expect(file_exists("o"));
	process_dispose(&p);
}

Test(verify, a_verdict_that_cannot_be_printed_is_an_error)
{
	struct process_result p =
	    cosignc_with("verify-blob " PUB "--bundle b -o json f",
		(struct process_options){ .out_path = "/dev/full" });

	expect_error_line(&p, "standard output: No space left on device\n");
	process_dispose(&p);
	p = cosignc_with("verify-blob " PUB "--bundle b f",
	    (struct process_options){ .closed = STDOUT_FILENO });
	expect_status(&p, 0);
	process_dispose(&p);
}

Test(verify, large_curves_need_no_flag)
{
	static const char *const names[] = { "ecdsa-sha2-384-nistp384",
		"ecdsa-sha2-512-nistp521" };
	char line[160];
	size_t i;

	for (i = 0; i < ARRAY_LEN(names); i++) {
		(void)setenv("COSIGN_PASSWORD", "secret", 1);
		(void)snprintf(line, sizeof(line),
		    "generate-key-pair --output-key-prefix %zu "
		    "--signing-algorithm %s",
		    i, names[i]);
		cosignc_must(line);
		(void)snprintf(line, sizeof(line),
		    "sign-blob --key %zu.key --tlog-upload=false --bundle c f",
		    i);
		cosignc_must(line);
		(void)snprintf(line, sizeof(line),
		    "verify-blob --key %zu.pub --insecure-ignore-tlog "
		    "--bundle c f",
		    i);
		cosignc_must(line);
		(void)unlink("c");
	}
}

Test(verify, foreign_text_is_escaped)
{
	struct process_result p =
	    cosignc("verify-blob " PUB "--bundle b \033[2Jmissing");

	expect_error_line(&p, "\\x1b[2Jmissing: No such file or directory\n");
	process_dispose(&p);
}
