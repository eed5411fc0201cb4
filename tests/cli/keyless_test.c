/* verify-blob of Sigstore bundles that were signed by a certificate. */
#include "verdict.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void
setup(void)
{
	cosignc_setup();
	cosignc_material("app root keyless stamped rekor2 rekor2-unstamped "
			 "unlogged unseen keyed keyed.pub chained workflow "
			 "today today.root other.pub");
	file_text("changed", "changed\n");
}

TestSuite(keyless, .init = setup, .fini = cosignc_teardown);

#define URI "https://github.com/o/r/.github/workflows/ci.yml@refs/heads/main"
#define WORKFLOW \
	"--certificate-identity " URI " " ISSUER ROOT "--bundle workflow "
#define GITHUB "--certificate-github-workflow-"

#define OPEN(option)                                                        \
	"WARNING: --certificate-" option " matches any name that contains " \
	"it: to mean the whole, start with ^ and end with $\n"
#define DOT(option)                                                \
	"WARNING: --certificate-" option ": a dot in a host name " \
	"stands for any character: write \\.\n"
#define NO_TLOG                                                             \
	"WARNING: Skipping tlog verification is an insecure practice that " \
	"lacks transparency and auditability verification for the blob.\n"

struct accepted {
	char words[420]; /* after verify-blob */
	char err[400];   /* before the last line */
};

#define SUBJECT_LIKE(pattern)                                    \
	"--certificate-identity-regexp " pattern " " ISSUER ROOT \
	"--bundle keyless app"
#define ISSUER_LIKE(pattern)                                         \
	SUBJECT "--certificate-oidc-issuer-regexp " pattern " " ROOT \
		"--bundle keyless app"

ParameterizedTestParameters(keyless, accepts)
{
	static struct accepted rows[] = {
		{ ALICE ROOT "--bundle keyless app", "" },
		{ ALICE ROOT "--bundle stamped app", "" },
		{ ALICE ROOT "--bundle rekor2 app", "" },
		{ ALICE ROOT "--bundle stamped --use-signed-timestamps app",
		    "" },
		{ ALICE ROOT "--bundle unlogged --insecure-ignore-tlog "
			     "--use-signed-timestamps app",
		    NO_TLOG },
		{ ALICE ROOT "--bundle unlogged --private-infrastructure "
			     "--use-signed-timestamps app",
		    "Flag --private-infrastructure has been deprecated, please "
		    "use --insecure-ignore-tlog instead\n" },
		/* By the clock alone. */
		{ ALICE "--trusted-root today.root --bundle today "
			"--insecure-ignore-tlog app",
		    NO_TLOG },
		{ ALICE ROOT "--bundle unseen --insecure-ignore-sct app", "" },
		{ ALICE ROOT "--bundle chained --allow-certificate-chain app",
		    "" },
		{ ALICE ROOT "--bundle keyless --max-workers 3 app", "" },
		{ ALICE ROOT "--bundle keyless --offline app",
		    "Flag --offline has been deprecated, To verify in an "
		    "airgapped environment, provide a --bundle with the "
		    "signature and verification material, and a "
		    "--trusted-root file with the service keys and "
		    "certificates\n" },
		/* A certificate's key has a hash of its own. */
		{ ALICE ROOT "--signature-digest-algorithm sha512 "
			     "--bundle keyless app",
		    "Flag --signature-digest-algorithm has been deprecated, "
		    "please use --bundle, which already includes the digest "
		    "algorithm\nWARNING: --signature-digest-algorithm is not "
		    "looked at: a certificate's key has a hash of its own\n" },
		/* The last of several. */
		{ "--certificate-identity bob " ALICE ROOT
		  "--bundle missing --bundle keyless app",
		    "" },
		/* By a digest. */
		{ ALICE ROOT "--bundle keyless sha256:a948904f2f0f479b8f8197694"
			     "b30184b0d2ed1c1cd2a1ec0fb85d299a192a447",
		    "" },
		/* Patterns. */
		{ SUBJECT_LIKE("^alice@example\\.com$"), "" },
		{ SUBJECT_LIKE("^(alice|bob)@example\\.com$"), "" },
		{ SUBJECT_LIKE("(?i)^ALICE@EXAMPLE\\.COM$"), "" },
		{ SUBJECT_LIKE("^.*$"), "" },
		{ SUBJECT_LIKE("alice"), OPEN("identity-regexp") },
		{ SUBJECT_LIKE("^alice"), OPEN("identity-regexp") },
		{ SUBJECT_LIKE("\\.com$"), OPEN("identity-regexp") },
		{ SUBJECT_LIKE(".*"), OPEN("identity-regexp") },
		{ SUBJECT_LIKE("^alice@example.com$"), DOT("identity-regexp") },
		{ ISSUER_LIKE("^https://oidc\\.sigstore\\.test$"), "" },
		{ ISSUER_LIKE("oidc"), OPEN("oidc-issuer-regexp") },
		{ ISSUER_LIKE("https://oidc.sigstore.test"),
		    OPEN("oidc-issuer-regexp") DOT("oidc-issuer-regexp") },
		{ "--certificate-identity-regexp alice "
		  "--certificate-oidc-issuer-regexp oidc " ROOT
		  "--bundle keyless app",
		    OPEN("identity-regexp") OPEN("oidc-issuer-regexp") },
		{ ALICE ROOT "--certificate-oidc-issuer-regexp "
			     "^https://oidc\\.sigstore\\.test$ "
			     "--bundle keyless app",
		    "" },
		/* GitHub's workflows. */
		{ WORKFLOW "app", "" },
		{ WORKFLOW GITHUB "trigger push " GITHUB "sha c0ffee " GITHUB
				  "name ci " GITHUB "repository o/r " GITHUB
				  "ref refs/heads/main app",
		    "" },
		{ WORKFLOW GITHUB "trigger push app", "" },
		{ WORKFLOW GITHUB "sha c0ffee app", "" },
		{ WORKFLOW GITHUB "name ci app", "" },
		{ WORKFLOW GITHUB "repository o/r app", "" },
		{ WORKFLOW GITHUB "ref refs/heads/main app", "" },
		/* Empty is not given. */
		{ WORKFLOW GITHUB "name= app", "" },
		/* A key, with a log. */
		{ "--key keyed.pub " ROOT "--bundle keyed app", "" },
	};

	return cr_make_param_array(struct accepted, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct accepted *row, keyless, accepts)
{
	char line[512];

	(void)snprintf(line, sizeof(line), "verify-blob %s", row->words);
	expect_verified(line, row->err);
}

struct refused {
	char words[420]; /* after verify-blob */
	char error[160];
	char hint[120];
};

#define BY_ALICE \
	"app: signed by alice@example.com, says https://oidc.sigstore.test\n"
#define BY_WORKFLOW "app: signed by " URI ", says https://oidc.sigstore.test\n"
#define NO_ENTRY    "app: no transparency log entry in the bundle\n"
#define NO_STAMP    "app: no signed timestamp in the bundle\n"
#define FIFO        "fifo: is a FIFO, not a file\n"
#define HINT_FIFO   "pass its content through standard input"
#define ONE_SIGNER                                              \
	"exactly one of: key reference (--key) or certificate " \
	"identity (--certificate-identity or "                  \
	"--certificate-identity-regexp), must be provided\n"

ParameterizedTestParameters(keyless, refuses)
{
	static struct refused rows[] = {
		/* Somebody else. */
		{ "--certificate-identity bob@example.com " ISSUER ROOT
		  "--bundle keyless app",
		    BY_ALICE, "" },
		{ "--certificate-identity alice@example.co " ISSUER ROOT
		  "--bundle keyless app",
		    BY_ALICE, "" },
		{ "--certificate-identity Alice@example.com " ISSUER ROOT
		  "--bundle keyless app",
		    BY_ALICE, "" },
		{ SUBJECT "--certificate-oidc-issuer "
			  "https://oidc.sigstore.test/ " ROOT
			  "--bundle keyless app",
		    BY_ALICE, "" },
		{ SUBJECT_LIKE("^bob"), BY_ALICE, "" },
		{ SUBJECT_LIKE("^ALICE@EXAMPLE\\.COM$"), BY_ALICE, "" },
		{ ISSUER_LIKE("^oidc"), BY_ALICE, "" },
		{ ALICE ROOT "--certificate-oidc-issuer-regexp ^x$ "
			     "--bundle keyless app",
		    BY_ALICE, "" },
		{ ALICE ROOT "--bundle workflow app", BY_WORKFLOW, "" },
		{ WORKFLOW GITHUB "trigger pull_request app", BY_WORKFLOW, "" },
		{ WORKFLOW GITHUB "sha c0ffe app", BY_WORKFLOW, "" },
		{ WORKFLOW GITHUB "name c. app", BY_WORKFLOW, "" },
		{ WORKFLOW GITHUB "repository o app", BY_WORKFLOW, "" },
		{ WORKFLOW GITHUB "ref refs/heads/mai app", BY_WORKFLOW, "" },
		/* A certificate without that extension. */
		{ ALICE ROOT "--bundle keyless " GITHUB "name ci app", BY_ALICE,
		    "" },
		/* Another file, another instance. */
		{ ALICE ROOT "--bundle keyless changed",
		    "changed: the signature does not verify under the "
		    "certificate's key\n",
		    "the artifact is not the one that was signed: its digest "
		    "differs from the bundle's" },
		{ ALICE "--trusted-root today.root --bundle keyless app",
		    "app: tlogEntries[0]: of a log that is not trusted\n", "" },
		{ ALICE "--bundle keyless app",
		    "app: tlogEntries[0]: of a log that is not trusted\n",
		    HINT_PUBLIC_GOOD },
		{ "--key keyed.pub --bundle keyed app",
		    "app: tlogEntries[0]: of a log that is not trusted\n",
		    HINT_PUBLIC_GOOD },
		/* The other kind of signer. */
		{ ALICE ROOT "--bundle keyed app",
		    "app: signed by a key, a certificate was asked for\n", "" },
		{ "--key keyed.pub " ROOT "--bundle keyless app",
		    "app: signed by a certificate, a key was asked for\n", "" },
		{ "--key other.pub " ROOT "--bundle keyed app",
		    "app: tlogEntries[0]: is about another key than the given "
		    "one\n",
		    "" },
		/* Evidence that is missing. */
		{ ALICE ROOT "--bundle unlogged app", NO_ENTRY, "" },
		{ ALICE ROOT "--bundle unlogged --insecure-ignore-tlog=false "
			     "--use-signed-timestamps app",
		    NO_ENTRY, "" },
		{ ALICE "--trusted-root today.root --bundle today app",
		    NO_ENTRY, "" },
		{ ALICE ROOT "--bundle unlogged --insecure-ignore-tlog app",
		    "app: path: certificate: expired at the time of the "
		    "signature\n",
		    "" },
		{ ALICE ROOT "--bundle keyless --use-signed-timestamps app",
		    NO_STAMP, "" },
		{ ALICE ROOT "--bundle rekor2-unstamped app", NO_STAMP, "" },
		{ ALICE ROOT "--bundle unseen app",
		    "app: certificate: no signed certificate timestamp\n", "" },
		{ ALICE ROOT "--bundle chained app",
		    "app: the bundle has a chain of certificates instead of "
		    "one\n",
		    "if the signer is known to use one, add "
		    "--allow-certificate-chain" },
		/* Who it is has to be told, once. */
		{ ROOT "--bundle keyless app", REQUIRES_SUBJECT, HINT_KEY },
		{ ISSUER ROOT "--bundle keyless app", REQUIRES_SUBJECT,
		    HINT_KEY },
		{ "--certificate-identity-regexp= " ISSUER ROOT
		  "--bundle keyless app",
		    REQUIRES_SUBJECT, HINT_KEY },
		{ SUBJECT ROOT "--bundle keyless app", REQUIRES_ISSUER, "" },
		{ SUBJECT "--certificate-oidc-issuer= " ROOT
			  "--bundle keyless app",
		    REQUIRES_ISSUER, "" },
		{ ALICE ROOT "--certificate-identity-regexp . "
			     "--bundle keyless app",
		    ONE_SIGNER, "" },
		{ ALICE ROOT "--key keyed.pub --bundle keyless app", ONE_SIGNER,
		    "" },
		/* Patterns that are none. */
		{ SUBJECT_LIKE("("),
		    "--certificate-identity-regexp: regular expression: at "
		    "byte 1: ( is not closed\n",
		    "" },
		{ SUBJECT_LIKE("a(?=b)"),
		    "--certificate-identity-regexp: regular expression: at "
		    "byte 2: unknown kind of group\n",
		    "" },
		{ ISSUER_LIKE("[z-a]"),
		    "--certificate-oidc-issuer-regexp: regular expression: at "
		    "byte 2: range goes backwards\n",
		    "" },
		/* Files. */
		{ ALICE ROOT "--bundle missing app",
		    "missing: No such file or directory\n", "" },
		{ ALICE ROOT "--bundle . app", ".: is a directory\n", "" },
		{ ALICE ROOT "--bundle fifo app", FIFO, HINT_FIFO },
		{ ALICE ROOT "--bundle empty app", "empty: signature: empty\n",
		    "" },
		{ ALICE ROOT "--bundle app app",
		    "app: bundle: line 1 column 1: neither an object nor an "
		    "array\n",
		    "" },
		{ ALICE ROOT "--bundle huge app",
		    "huge: more than 33554432 bytes\n", "" },
		{ ALICE ROOT "--bundle keyless missing",
		    "missing: No such file or directory\n", "" },
		{ ALICE ROOT "--bundle keyless .", ".: is a directory\n", "" },
		{ ALICE ROOT "--bundle keyless fifo", FIFO, HINT_FIFO },
		{ ALICE "--trusted-root missing --bundle keyless app",
		    "missing: No such file or directory\n", "" },
		{ ALICE "--trusted-root . --bundle keyless app",
		    ".: is a directory\n", "" },
		{ ALICE "--trusted-root empty --bundle keyless app",
		    "empty: trusted root: line 1 column 1: the text ends "
		    "early\n",
		    "" },
		{ ALICE "--trusted-root keyless --bundle keyless app",
		    "keyless: trusted root: media type "
		    "\"application/vnd.dev.sigstore.bundle.v0.3+json\" is not "
		    "supported\n",
		    "" },
		{ ALICE "--trusted-root huge --bundle keyless app",
		    "huge: more than 4194304 bytes\n", "" },
		{ ALICE ROOT "app",
		    "provide a key with --key, a certificate to verify against "
		    "with --certificate, or a bundle with --bundle\n",
		    "" },
	};

	return cr_make_param_array(struct refused, rows, ARRAY_LEN(rows));
}

/* A hole of 40 MiB: no disk is filled. */
static void
make_odd_files(void)
{
	file_text("empty", "");
	file_text("huge", "");
	cr_assert_eq(truncate("huge", 40 << 20), 0);
	cr_assert_eq(mkfifo("fifo", 0600), 0);
}

ParameterizedTest(struct refused *row, keyless, refuses)
{
	char line[512];

	make_odd_files();
	(void)snprintf(line, sizeof(line), "verify-blob %s", row->words);
	expect_refused(line, row->error, row->hint);
}

/* A certificate has to be in the bundle, and who is trusted in the root. */
struct piece {
	char option[32];
	char why[120];
};

ParameterizedTestParameters(keyless, takes_no_pieces_beside_a_bundle)
{
	static struct piece rows[] = {
		{ "certificate",
		    "certificate must be in bundle and may not be provided "
		    "using --certificate" },
		{ "certificate-chain",
		    "certificate chain must be in bundle and may not be "
		    "provided using --certificate-chain" },
		{ "ca-roots",
		    "CA roots/intermediates must be provided using "
		    "--trusted-root" },
		{ "ca-intermediates",
		    "CA roots/intermediates must be provided using "
		    "--trusted-root" },
		{ "timestamp-certificate-chain",
		    "TSA certificate chain path may only be provided using "
		    "--trusted-root" },
		{ "rfc3161-timestamp",
		    "RFC3161 timestamp may not be provided using "
		    "--rfc3161-timestamp" },
		{ "signature",
		    "signature may not be provided using --signature" },
		{ "sct", "SCT may not be provided using --sct" },
	};

	return cr_make_param_array(struct piece, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct piece *row, keyless, takes_no_pieces_beside_a_bundle)
{
	static const char *const commands[] = { "verify-blob",
		"verify-blob-attestation" };
	char line[512], error[256];
	size_t i;

	(void)snprintf(error, sizeof(error),
	    "unsupported: %s when using --new-bundle-format\n", row->why);
	for (i = 0; i < ARRAY_LEN(commands); i++) {
		(void)snprintf(line, sizeof(line),
		    "%s " ALICE ROOT "--bundle keyless --%s app app",
		    commands[i], row->option);
		expect_refused(line, error, "");
	}
}

Test(keyless, standard_input_is_the_file)
{
	static const char text[] = "hello world\n";
	struct process_options o = {
		.input = text, .input_len = sizeof(text) - 1, .input_pipe = 1
	};
	struct process_result p;

	p = cosignc_with("verify-blob " ALICE ROOT "--bundle keyless -", o);
	expect_status(&p, 0);
	cr_expect_str_eq(p.err, "Verified OK\n");
	process_dispose(&p);
	o.input_len--;
	p = cosignc_with("verify-blob " ALICE ROOT "--bundle keyless -", o);
	expect_error_line(&p,
	    "standard input: the signature does not verify under the "
	    "certificate's key\n");
	process_dispose(&p);
}

/* Each option by its variable; the command line goes before. */
Test(keyless, options_come_from_the_environment)
{
	(void)setenv("COSIGN_CERTIFICATE_IDENTITY", "alice@example.com", 1);
	(void)setenv(
	    "COSIGN_CERTIFICATE_OIDC_ISSUER", "https://oidc.sigstore.test", 1);
	(void)setenv("COSIGN_TRUSTED_ROOT", "root", 1);
	(void)setenv("COSIGN_BUNDLE", "keyless", 1);
	expect_verified("verify-blob app", "");
	expect_refused(
	    "verify-blob --certificate-identity bob app", BY_ALICE, "");
	(void)setenv("COSIGN_USE_SIGNED_TIMESTAMPS", "true", 1);
	expect_refused("verify-blob app", NO_STAMP, "");
	expect_verified("verify-blob --use-signed-timestamps=false app", "");
}

/* For older forms alone: a bundle wants all of a trusted root. */
Test(keyless, variables_for_pieces_want_a_trusted_root)
{
	static const char *const names[] = { "SIGSTORE_ROOT_FILE",
		"SIGSTORE_TSA_CERTIFICATE_FILE", "SIGSTORE_REKOR_PUBLIC_KEY",
		"SIGSTORE_CT_LOG_PUBLIC_KEY_FILE" };
	char hint[128];
	size_t i;

	for (i = 0; i < ARRAY_LEN(names); i++) {
		(void)setenv(names[i], "missing", 1);
		(void)snprintf(hint, sizeof(hint),
		    "%s is set, which is for older forms alone", names[i]);
		expect_refused("verify-blob " ALICE "--bundle keyless app",
		    "trusted root is required when using new bundle format\n",
		    hint);
		expect_verified(
		    "verify-blob " ALICE ROOT "--bundle keyless app", "");
		(void)unsetenv(names[i]);
	}
}

Test(keyless, quiet_keeps_warnings)
{
	struct process_result p = cosignc(
	    "verify-blob --quiet --certificate-identity-regexp alice " ISSUER
		ROOT "--bundle keyless app");

	expect_status(&p, 0);
	cr_expect_str_eq(p.err, OPEN("identity-regexp"));
	cr_expect_str_empty(p.out);
	process_dispose(&p);
}

Test(keyless, json_goes_to_standard_output_alone)
{
	struct process_result p =
	    cosignc("verify-blob " ALICE ROOT "--bundle keyless -o json app");

	expect_status(&p, 0);
	cr_expect_str_eq(p.err, "Verified OK\n");
	expect_prefix(p.out, "{\"version\":1,\"accepted\":true,");
	expect_contains(p.out, "\"subject\":\"alice@example.com\"");
	expect_contains(p.out, "\"issuer\":\"https://oidc.sigstore.test\"");
	cr_expect_eq(strchr(p.out, '\n'), p.out + p.out_len - 1);
	process_dispose(&p);
	p = cosignc("verify-blob --certificate-identity bob " ISSUER ROOT
		    "--bundle keyless -o json app");
	expect_error_line(&p, BY_ALICE);
	expect_prefix(p.out,
	    "{\"version\":1,\"accepted\":false,"
	    "\"code\":\"COSIGN_E_IDENTITY\",\"class\":\"rejected\",");
	expect_contains(p.out, "\"certificate\":null");
	cr_expect_eq(strchr(p.out, '\n'), p.out + p.out_len - 1);
	process_dispose(&p);
	p = cosignc("verify-blob " ALICE ROOT "--bundle missing -o json app");
	expect_error_line(&p, "missing: No such file or directory\n");
	cr_expect_str_empty(p.out);
	process_dispose(&p);
}
