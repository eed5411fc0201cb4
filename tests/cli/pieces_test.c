/* What cosign kept before there were Sigstore bundles and trusted roots: a
   signature, and around it files for each thing that is known of it. */
#include "verdict.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The logs are known by variables, as they were then. */
static void
setup(void)
{
	cosignc_setup();
	cosignc_material("app root keyless keyed.pub legacy legacy-unseen "
			 "signature cert.pem cert.der stamp sct chain.pem "
			 "roots.pem intermediates.pem tsa.pem rekor.pub ct.pub "
			 "today.signature today.pem today.chain today.ct");
	(void)setenv("SIGSTORE_REKOR_PUBLIC_KEY", "rekor.pub", 1);
	(void)setenv("SIGSTORE_CT_LOG_PUBLIC_KEY_FILE", "ct.pub", 1);
}

TestSuite(pieces, .init = setup, .fini = cosignc_teardown);

#define LEGACY   "--bundle legacy app"
#define CHAIN    "--certificate-chain chain.pem "
#define DETACHED "--signature signature --certificate cert.pem "
#define STAMP    "--rfc3161-timestamp stamp "
#define TSA      "--timestamp-certificate-chain tsa.pem "
#define NO_LOG   "--insecure-ignore-tlog "
#define TODAY                                                  \
	"--signature today.signature --certificate today.pem " \
	"--certificate-chain today.chain " NO_LOG

struct row {
	char words[300]; /* after verify-blob, with Alice */
	char variable[64];
	char error[160]; /* "": accepted */
	char hint[120];
};

#define NO_PATH                                                      \
	"app: certificate: no path to an authority that is trusted " \
	"at the time of the signature\n"
#define HINT_REST                                                       \
	"trusted is what options and variables name, and for all else " \
	"Sigstore's public-good instance"
#define NO_LOG_KNOWN "app: tlogEntries[0]: of a log that is not trusted\n"
#define PAIR(given, missing) \
	"when specifying " given ", you must also specify " missing "\n"
#define WISH "--use-signed-timestamps or --timestamp-certificate-chain"

ParameterizedTestParameters(pieces, make_a_whole)
{
	static struct row rows[] = {
		{ CHAIN LEGACY, "", "", "" },
		{ "--ca-roots roots.pem --ca-intermediates "
		  "intermediates.pem " LEGACY,
		    "", "", "" },
		{ LEGACY, "SIGSTORE_ROOT_FILE=roots.pem", NO_PATH, HINT_REST },
		{ LEGACY, "SIGSTORE_ROOT_FILE=chain.pem", "", "" },
		{ "--ca-intermediates intermediates.pem " LEGACY,
		    "SIGSTORE_ROOT_FILE=roots.pem", "", "" },
		/* An option goes before a variable. */
		{ CHAIN LEGACY, "SIGSTORE_ROOT_FILE=missing", "", "" },
		/* A trusted root goes before all of them. */
		{ ROOT LEGACY, "SIGSTORE_ROOT_FILE=missing", "", "" },
		{ ROOT LEGACY, "SIGSTORE_REKOR_PUBLIC_KEY=missing", "", "" },
		{ ROOT DETACHED STAMP "--use-signed-timestamps " NO_LOG "app",
		    "", "", "" },
		/* The certificate twice. */
		{ CHAIN "--certificate cert.pem " LEGACY, "", "", "" },
		{ CHAIN "--certificate cert.der " LEGACY, "", "", "" },
		{ CHAIN "--certificate today.pem " LEGACY, "",
		    "today.pem: certificate: is not the one in the bundle\n",
		    "" },
		/* The signature twice. */
		{ CHAIN "--signature signature " LEGACY, "", "", "" },
		{ CHAIN "--signature today.signature " LEGACY, "",
		    "--signature: is not the signature in legacy\n", "" },
		/* Timestamps. */
		{ CHAIN DETACHED STAMP TSA NO_LOG "app", "", "", "" },
		{ CHAIN DETACHED STAMP NO_LOG "--use-signed-timestamps app",
		    "SIGSTORE_TSA_CERTIFICATE_FILE=tsa.pem", "", "" },
		{ CHAIN DETACHED STAMP TSA NO_LOG "app",
		    "SIGSTORE_TSA_CERTIFICATE_FILE=missing", "", "" },
		{ CHAIN STAMP TSA LEGACY, "", "", "" },
		{ CHAIN DETACHED STAMP NO_LOG "--use-signed-timestamps app", "",
		    "app: timestamps[0]: timestamp: signed by another than the "
		    "authority's certificate\n",
		    HINT_REST },
		{ CHAIN DETACHED STAMP NO_LOG "app", "",
		    PAIR("--rfc3161-timestamp", WISH), "" },
		{ CHAIN DETACHED TSA NO_LOG "app", "",
		    PAIR(WISH, "--rfc3161-timestamp"), "" },
		{ CHAIN "--use-signed-timestamps " LEGACY, "",
		    PAIR(WISH, "--rfc3161-timestamp"), "" },
		/* A certificate timestamp by itself. */
		{ CHAIN "--sct sct --bundle legacy-unseen app", "", "", "" },
		{ CHAIN "--insecure-ignore-sct --bundle legacy-unseen app", "",
		    "", "" },
		{ CHAIN "--bundle legacy-unseen app", "",
		    "app: certificate: no signed certificate timestamp\n", "" },
		{ CHAIN "--sct sct --bundle legacy-unseen app",
		    "SIGSTORE_CT_LOG_PUBLIC_KEY_FILE=today.ct",
		    "app: scts[0]: of a certificate log that is not trusted\n",
		    "" },
		/* By the clock. */
		{ TODAY "app", "SIGSTORE_CT_LOG_PUBLIC_KEY_FILE=today.ct", "",
		    "" },
		{ TODAY "app", "",
		    "app: scts[0]: of a certificate log that is "
		    "not trusted\n",
		    "" },
		{ CHAIN DETACHED NO_LOG "app", "",
		    "app: path: certificate: expired at the time of the "
		    "signature\n",
		    "" },
		/* Nothing by itself says enough. */
		{ CHAIN DETACHED "app", "",
		    "app: no transparency log entry in the bundle\n", "" },
		{ LEGACY, "", NO_PATH, HINT_REST },
		{ "--ca-roots roots.pem " LEGACY, "", NO_PATH, HINT_REST },
		{ "--ca-intermediates intermediates.pem " LEGACY, "", NO_PATH,
		    HINT_REST },
		{ "--certificate-chain today.chain " LEGACY, "", NO_PATH,
		    HINT_REST },
		{ CHAIN LEGACY, "SIGSTORE_REKOR_PUBLIC_KEY=ct.pub",
		    NO_LOG_KNOWN, HINT_REST },
		{ CHAIN LEGACY, "SIGSTORE_REKOR_PUBLIC_KEY=", NO_LOG_KNOWN,
		    HINT_REST },
		{ CHAIN LEGACY, "SIGSTORE_CT_LOG_PUBLIC_KEY_FILE=rekor.pub",
		    "app: scts[0]: of a certificate log that is not trusted\n",
		    "" },
		{ CHAIN "--signature signature app", "",
		    "provide a key with --key, a certificate to verify against "
		    "with --certificate, or a bundle with --bundle\n",
		    "" },
		{ CHAIN "--certificate cert.pem app", "",
		    "missing flag '--signature'\n",
		    "give --bundle, or --signature" },
		/* What excludes each other. */
		{ CHAIN "--ca-roots roots.pem " LEGACY, "",
		    "--certificate-chain excludes --ca-roots and "
		    "--ca-intermediates\n",
		    "" },
		{ CHAIN "--ca-intermediates intermediates.pem " LEGACY, "",
		    "--certificate-chain excludes --ca-roots and "
		    "--ca-intermediates\n",
		    "" },
		/* Files. */
		{ "--certificate-chain missing " LEGACY, "",
		    "missing: No such file or directory\n", "" },
		{ "--certificate-chain app " LEGACY, "",
		    "app: certificate authority: no certificates\n", "" },
		{ "--certificate-chain rekor.pub " LEGACY, "",
		    "rekor.pub: certificate authority: something else than "
		    "certificates\n",
		    "" },
		{ "--ca-roots . " LEGACY, "", ".: is a directory\n", "" },
		{ "--ca-roots roots.pem --ca-intermediates missing " LEGACY, "",
		    "missing: No such file or directory\n", "" },
		{ "--ca-roots roots.pem --ca-intermediates app " LEGACY, "",
		    "roots.pem: certificate authority: intermediates: no "
		    "certificates\n",
		    "" },
		{ "--timestamp-certificate-chain empty " STAMP LEGACY, "",
		    "empty: timestamp authority: no certificates\n", "" },
		{ CHAIN "--certificate . " LEGACY, "", ".: is a directory\n",
		    "" },
		{ CHAIN "--certificate app --signature signature app", "",
		    "app: certificate: base64: foreign character at 5\n", "" },
		{ CHAIN "--certificate empty --signature signature app", "",
		    "empty: certificate: no PEM\n", "" },
		{ CHAIN "--certificate huge --signature signature app", "",
		    "huge: more than 33554432 bytes\n", "" },
		{ CHAIN "--sct app " LEGACY, "",
		    "app: SCT: line 1 column 1: neither an object nor an "
		    "array\n",
		    "" },
		{ CHAIN "--sct missing " LEGACY, "",
		    "missing: No such file or directory\n", "" },
		{ CHAIN TSA "--rfc3161-timestamp app " LEGACY, "",
		    "app: timestamp: line 1 column 1: neither an object nor "
		    "an array\n",
		    "" },
		{ CHAIN TSA "--rfc3161-timestamp missing " LEGACY, "",
		    "missing: No such file or directory\n", "" },
		{ LEGACY, "SIGSTORE_REKOR_PUBLIC_KEY=missing",
		    "missing: No such file or directory\n", "" },
		{ LEGACY, "SIGSTORE_REKOR_PUBLIC_KEY=app",
		    "app: keyring: neither PEM nor DER\n", "" },
		{ LEGACY, "SIGSTORE_CT_LOG_PUBLIC_KEY_FILE=.",
		    ".: is a directory\n", "" },
		{ LEGACY, "SIGSTORE_ROOT_FILE=app",
		    "app: certificate authority: roots: no certificates\n",
		    "" },
		{ LEGACY, "SIGSTORE_TSA_CERTIFICATE_FILE=app",
		    "app: timestamp authority: no certificates\n", "" },
	};

	return cr_make_param_array(struct row, rows, ARRAY_LEN(rows));
}

/* Notices and warnings are elsewhere; here the verdict counts. */
static void
expect_accepted(const char *line)
{
	struct process_result p = cosignc(line);
	const char *last = "Verified OK\n";

	expect_status(&p, 0);
	cr_expect(p.err_len >= strlen(last) &&
		strcmp(p.err + p.err_len - strlen(last), last) == 0,
	    "%s", p.err);
	cr_expect_str_empty(p.out);
	process_dispose(&p);
}

ParameterizedTest(struct row *row, pieces, make_a_whole)
{
	char line[512], *value;

	file_text("empty", "");
	file_text("huge", "");
	cr_assert_eq(truncate("huge", 40 << 20), 0);
	value = strchr(row->variable, '=');
	if (value != NULL) {
		*value++ = '\0';
		(void)setenv(row->variable, value, 1);
	}
	(void)snprintf(
	    line, sizeof(line), "verify-blob " ALICE "%s", row->words);
	if (row->error[0] == '\0')
		expect_accepted(line);
	else
		expect_refused(line, row->error, row->hint);
}

struct notice {
	char option[32];
	char file[24];
	char text[140];
};

ParameterizedTestParameters(pieces, are_called_deprecated)
{
	static struct notice rows[] = {
		{ "certificate", "cert.pem",
		    "please use --bundle with --trusted-root to provide the "
		    "public certificate" },
		{ "certificate-chain", "chain.pem",
		    "please use --trusted-root to provide the certificate "
		    "chain" },
		{ "ca-roots", "roots.pem",
		    "please use --trusted-root to provide CA certificates" },
		{ "ca-intermediates", "intermediates.pem",
		    "please use --trusted-root to provide CA certificates" },
		{ "rfc3161-timestamp", "stamp",
		    "please use --bundle to provide the output bundle "
		    "location, which will include the signed timestamp" },
		{ "timestamp-certificate-chain", "tsa.pem",
		    "please use --trusted-root to provide the timestamp "
		    "authority certificate chain" },
		{ "sct", "sct",
		    "a Signed Certificate Timestamp is now provided via a "
		    "Sigstore bundle" },
	};

	return cr_make_param_array(struct notice, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct notice *row, pieces, are_called_deprecated)
{
	static const char *const commands[] = { "verify-blob",
		"verify-blob-attestation" };
	char line[256], expected[256];
	struct process_result p;
	size_t i;

	(void)snprintf(expected, sizeof(expected),
	    "Flag --%s has been deprecated, %s\n", row->option, row->text);
	for (i = 0; i < ARRAY_LEN(commands); i++) {
		(void)snprintf(line, sizeof(line), "%s --%s %s " ALICE LEGACY,
		    commands[i], row->option, row->file);
		p = cosignc(line);
		expect_prefix(p.err, expected);
		process_dispose(&p);
	}
}

/* What is given and changes nothing is said to change nothing. */
Test(pieces, that_are_of_no_use_are_named)
{
	static const struct {
		const char *words, *warning; /* NULL: none */
	} rows[] = {
		{ ROOT "--certificate-chain chain.pem " LEGACY,
		    "WARNING: --certificate-chain is not looked at: "
		    "--trusted-root says whom to trust\n" },
		{ ROOT "--ca-roots roots.pem " LEGACY,
		    "WARNING: --ca-roots is not looked at: --trusted-root "
		    "says whom to trust\n" },
		{ ROOT TSA STAMP LEGACY,
		    "WARNING: --timestamp-certificate-chain is not looked "
		    "at: --trusted-root says whom to trust\n" },
		{ "--ca-intermediates intermediates.pem " LEGACY,
		    "WARNING: --ca-intermediates is not looked at without "
		    "--ca-roots\n" },
		{ "--ca-roots roots.pem --ca-intermediates "
		  "intermediates.pem " LEGACY,
		    NULL },
		{ ROOT LEGACY, NULL },
		{ CHAIN LEGACY, NULL },
	};
	char line[256];
	struct process_result p;
	const char *found;
	size_t i;

	for (i = 0; i < ARRAY_LEN(rows); i++) {
		(void)snprintf(line, sizeof(line), "verify-blob " ALICE "%s",
		    rows[i].words);
		p = cosignc(line);
		found = strstr(p.err, "WARNING: ");
		if (rows[i].warning == NULL)
			cr_expect_null(found, "%s: %s", line, p.err);
		else
			expect_prefix(
			    found != NULL ? found : p.err, rows[i].warning);
		process_dispose(&p);
	}
}

/* A bundle without a certificate has none, whatever is trusted. */
Test(pieces, a_certificate_is_asked_for)
{
	cosignc_material("s f l");
	expect_refused("verify-blob " ALICE CHAIN "--bundle l f",
	    "bundle does not contain cert for verification, please provide "
	    "public key\n",
	    "");
	expect_refused("verify-blob --key keyed.pub --certificate cert.pem "
		       "--signature signature app",
	    "exactly one of: key reference (--key) or certificate "
	    "(--certificate) must be provided\n",
	    "");
	expect_refused("verify-blob --key keyed.pub --bundle legacy app",
	    "app: signed by a certificate, a key was asked for\n", "");
}
