/* trusted-root create. */
#include "verdict.h"

#include <cosign/trust.h>

#include <stdlib.h>
#include <string.h>

static void
setup(void)
{
	cosignc_setup();
	cosignc_material("app root keyless stamped rekor2 legacy cert.pem "
			 "chain.pem roots.pem intermediates.pem tsa.pem "
			 "rekor.pub rekor2.pub ct.pub today.chain");
}

TestSuite(trusted_root, .init = setup, .fini = cosignc_teardown);

#define CREATE "trusted-root create "
#define START  ",start-time=2025-01-01T00:00:00Z"
#define FULCIO "--fulcio url=https://f.test,certificate-chain=chain.pem"
#define TSA    "--tsa url=https://t.test,certificate-chain=tsa.pem"
#define CTFE   "--ctfe url=https://c.test,public-key=ct.pub" START
#define REKOR  "--rekor url=https://r.test,public-key=rekor.pub" START
#define REKOR2                                                                \
	"--rekor url=https://log2025-1.rekor.sigstore.test,public-key=rekor2" \
	".pub,origin=log2025-1.rekor.sigstore.test" START

/* How many there are of each kind. */
struct counts {
	size_t cas, tsas, tlogs, ctlogs;
};

/* What the program wrote, read back. */
static cosign_trust_t *
read_back(const char *json, size_t len)
{
	cosign_error_t *err = cosign_error_new();
	cosign_trust_t *trust;

	cr_assert_eq(cosign_trust_parse(&trust, json, len, err), COSIGN_OK,
	    "%s: %s", cosign_error_message(err), json);
	cosign_error_free(err);
	return trust;
}

static void
expect_counts(const char *json, size_t len, struct counts wanted)
{
	cosign_trust_t *trust = read_back(json, len);

	cr_expect_eq(cosign_trust_ca_count(trust), wanted.cas, "%s", json);
	cr_expect_eq(cosign_trust_tsa_count(trust), wanted.tsas, "%s", json);
	cr_expect_eq(cosign_trust_tlog_count(trust), wanted.tlogs, "%s", json);
	cr_expect_eq(
	    cosign_trust_ctlog_count(trust), wanted.ctlogs, "%s", json);
	cr_expect_eq(cosign_trust_skipped_count(trust), 0);
	cosign_trust_free(trust);
}

struct written {
	char words[500]; /* after trusted-root create */
	struct counts counts;
	char parts[3][96]; /* of the document */
};

#define URI(url)         "\"uri\":\"https://" url "\""
#define URL(url)         "\"baseUrl\":\"https://" url "\""
#define FROM(time, rest) "\"validFor\":{\"start\":\"" time "\"" rest

ParameterizedTestParameters(trusted_root, writes)
{
	static struct written rows[] = {
		{ "", { 0, 0, 0, 0 }, { "" } },
		{ FULCIO, { 1, 0, 0, 0 },
		    { URI("f.test"), "\"organization\":\"sigstore.test\"",
			/* from when the root is valid */
			FROM("2024-06-15T15:06:40Z", "}") } },
		{ FULCIO START, { 1, 0, 0, 0 },
		    { FROM("2025-01-01T00:00:00Z", "}") } },
		{ FULCIO START ",end-time=2026-01-01T00:00:00Z", { 1, 0, 0, 0 },
		    { FROM("2025-01-01T00:00:00Z",
			",\"end\":\"2026-01-01T00:00:00Z\"}") } },
		{ FULCIO " --fulcio "
			 "certificate-chain=today.chain,url=https://g.test",
		    { 2, 0, 0, 0 }, { URI("f.test"), URI("g.test") } },
		{ TSA, { 0, 1, 0, 0 },
		    { URI("t.test"), FROM("2024-06-15T15:06:40Z", "}") } },
		{ TSA ",end-time=2026-01-01T00:00:00Z", { 0, 1, 0, 0 },
		    { ",\"end\":\"2026-01-01T00:00:00Z\"}" } },
		{ CTFE, { 0, 0, 0, 1 },
		    { URL("c.test"), FROM("2025-01-01T00:00:00Z", "}}") } },
		{ REKOR, { 0, 0, 1, 0 },
		    { URL("r.test"), FROM("2025-01-01T00:00:00Z", "}}"),
			"\"keyDetails\":\"PKIX_ECDSA_P256_SHA_256\"" } },
		{ REKOR ",end-time=2026-01-01T02:00:00+02:00", { 0, 0, 1, 0 },
		    { FROM("2025-01-01T00:00:00Z",
			",\"end\":\"2026-01-01T00:00:00Z\"}") } },
		{ REKOR2, { 0, 0, 1, 0 },
		    { URL("log2025-1.rekor.sigstore.test"),
			"\"keyDetails\":\"PKIX_ED25519\"" } },
		{ FULCIO " " TSA " " CTFE " " REKOR " " REKOR2, { 1, 1, 2, 1 },
		    { "" } },
		/* A log of the same key is the same log. */
		{ REKOR " --rekor url=https://s.test,public-key=rekor.pub"
			",start-time=2025-02-01T00:00:00Z",
		    { 0, 0, 1, 0 },
		    { URL("s.test"), FROM("2025-02-01T00:00:00Z", "}}") } },
		{ REKOR " --rekor url=https://s.test,public-key=ct.pub" START,
		    { 0, 0, 2, 0 }, { URL("r.test"), URL("s.test") } },
		/* By place. */
		{ "--certificate-chain chain.pem", { 1, 0, 0, 0 },
		    { FROM("2024-06-15T15:06:40Z", "}") } },
		{ "--certificate-chain chain.pem --certificate-chain "
		  "today.chain --fulcio-uri https://f.test "
		  "--fulcio-uri https://g.test",
		    { 2, 0, 0, 0 }, { URI("f.test"), URI("g.test") } },
		{ "--timestamp-certificate-chain tsa.pem "
		  "--timestamp-uri https://t.test",
		    { 0, 1, 0, 0 }, { URI("t.test") } },
		{ "--rekor-key rekor.pub", { 0, 0, 1, 0 },
		    { FROM("1970-01-01T00:00:00Z", "}}") } },
		{ "--rekor-key rekor.pub --rekor-url https://r.test "
		  "--rekor-start-time 2025-01-01T00:00:00Z "
		  "--rekor-end-time 2026-01-01T00:00:00Z",
		    { 0, 0, 1, 0 },
		    { URL("r.test"),
			FROM("2025-01-01T00:00:00Z",
			    ",\"end\":\"2026-01-01T00:00:00Z\"}") } },
		{ "--rekor-key rekor.pub --rekor-key ct.pub "
		  "--rekor-url https://r.test --rekor-url https://s.test "
		  "--rekor-start-time= "
		  "--rekor-start-time 2025-01-01T00:00:00Z",
		    { 0, 0, 2, 0 },
		    { FROM("1970-01-01T00:00:00Z", "}}"),
			FROM("2025-01-01T00:00:00Z", "}}") } },
		{ "--rekor-key rekor2.pub,r.test --rekor-url https://r.test",
		    { 0, 0, 1, 0 }, { URL("r.test") } },
		{ "--ctfe-key ct.pub --ctfe-url https://c.test "
		  "--ctfe-start-time 2025-01-01T00:00:00Z "
		  "--ctfe-end-time 2026-01-01T00:00:00Z",
		    { 0, 0, 0, 1 },
		    { URL("c.test"),
			FROM("2025-01-01T00:00:00Z",
			    ",\"end\":\"2026-01-01T00:00:00Z\"}") } },
		/* Without what it would belong to, a URL says nothing. */
		{ "--rekor-url https://r.test --fulcio-uri https://f.test",
		    { 0, 0, 0, 0 }, { "" } },
		/* Those that are built in. */
		{ "--no-default-fulcio", { 0, 0, 0, 0 }, { "" } },
		{ "--with-default-services --no-default-fulcio "
		  "--no-default-tsa --no-default-rekor --no-default-ctfe",
		    { 0, 0, 0, 0 }, { "" } },
		{ "--with-default-services --no-default-fulcio "
		  "--no-default-tsa --no-default-rekor --no-default-ctfe " REKOR
		  " " FULCIO,
		    { 1, 0, 1, 0 }, { URI("f.test"), URL("r.test") } },
	};

	return cr_make_param_array(struct written, rows, ARRAY_LEN(rows));
}

static const char media_type[] =
    "{\"mediaType\":\"application/vnd.dev.sigstore.trustedroot+json;"
    "version=0.1\"";

ParameterizedTest(struct written *row, trusted_root, writes)
{
	struct process_result p;
	char line[640];
	size_t i;

	(void)snprintf(line, sizeof(line), CREATE "%s", row->words);
	if (row->words[0] == '\0')
		line[strlen(line) - 1] = '\0';
	p = cosignc(line);
	expect_status(&p, 0);
	cr_expect_null(strstr(p.err, "cosignc: "), "%s", p.err);
	expect_prefix(p.out, media_type);
	cr_expect_eq(strchr(p.out, '\n'), p.out + p.out_len - 1);
	for (i = 0; i < ARRAY_LEN(row->parts); i++)
		expect_contains(p.out, row->parts[i]);
	expect_counts(p.out, p.out_len, row->counts);
	process_dispose(&p);
}

struct without {
	char option[32];
	struct counts counts;
};

/* Each option leaves out one kind, and that alone. */
ParameterizedTestParameters(trusted_root, leaves_out_default_services)
{
	static struct without rows[] = {
		{ "", { 1, 1, 1, 1 } },
		{ " --no-default-fulcio", { 0, 1, 1, 1 } },
		{ " --no-default-tsa", { 1, 0, 1, 1 } },
		{ " --no-default-rekor", { 1, 1, 0, 1 } },
		{ " --no-default-ctfe", { 1, 1, 1, 0 } },
	};

	return cr_make_param_array(struct without, rows, ARRAY_LEN(rows));
}

ParameterizedTest(
    struct without *row, trusted_root, leaves_out_default_services)
{
	cosign_trust_t *trust, *defaults;
	struct process_result p;
	char line[128];

	if (cosign_trust_public_good(&defaults, NULL) != COSIGN_OK)
		cr_skip_test("the public-good root is not built in");
	(void)snprintf(line, sizeof(line), CREATE "--with-default-services%s",
	    row->option);
	p = cosignc(line);
	expect_status(&p, 0);
	cr_expect_str_empty(p.err);
	trust = read_back(p.out, p.out_len);
	cr_expect_gt(cosign_trust_ca_count(defaults), 0);
	cr_expect_eq(cosign_trust_ca_count(trust),
	    row->counts.cas * cosign_trust_ca_count(defaults));
	cr_expect_eq(cosign_trust_tsa_count(trust),
	    row->counts.tsas * cosign_trust_tsa_count(defaults));
	cr_expect_eq(cosign_trust_tlog_count(trust),
	    row->counts.tlogs * cosign_trust_tlog_count(defaults));
	cr_expect_eq(cosign_trust_ctlog_count(trust),
	    row->counts.ctlogs * cosign_trust_ctlog_count(defaults));
	cosign_trust_free(trust);
	cosign_trust_free(defaults);
	process_dispose(&p);
}

struct refused {
	char words[300]; /* after trusted-root create */
	char error[160];
	char hint[80];
};

#define MISSING(key, kind)                                                \
	"parsing " kind " spec: missing or empty required key '" key "' " \
	"in " kind " spec\n"
#define BOTH(kind) \
	"cannot use --" kind " and old " kind " flags at the same time\n"
#define LOG "url=https://r.test,public-key="

ParameterizedTestParameters(trusted_root, refuses)
{
	static struct refused rows[] = {
		{ "--fulcio certificate-chain=chain.pem",
		    MISSING("url", "fulcio"), "" },
		{ "--fulcio url=,certificate-chain=chain.pem",
		    MISSING("url", "fulcio"), "" },
		{ "--fulcio url=https://f.test",
		    MISSING("certificate-chain", "fulcio"), "" },
		{ "--tsa certificate-chain=tsa.pem", MISSING("url", "tsa"),
		    "" },
		{ "--tsa url=https://t.test",
		    MISSING("certificate-chain", "tsa"), "" },
		{ "--rekor public-key=rekor.pub" START, MISSING("url", "rekor"),
		    "" },
		{ "--rekor url=https://r.test" START,
		    MISSING("public-key", "rekor"), "" },
		{ "--rekor " LOG "rekor.pub", MISSING("start-time", "rekor"),
		    "" },
		{ "--ctfe public-key=ct.pub" START, MISSING("url", "ctfe"),
		    "" },
		{ "--ctfe url=https://c.test" START,
		    MISSING("public-key", "ctfe"), "" },
		{ "--ctfe " LOG "ct.pub", MISSING("start-time", "ctfe"), "" },
		{ "--rekor x",
		    "parsing rekor spec: invalid key-value pair: x\n", "" },
		{ REKOR ",", "parsing rekor spec: invalid key-value pair: \n",
		    "" },
		{ REKOR ",certificate-chain=chain.pem",
		    "parsing rekor spec: no such key 'certificate-chain'\n",
		    "" },
		{ FULCIO ",public-key=rekor.pub",
		    "parsing fulcio spec: no such key 'public-key'\n", "" },
		{ TSA ",origin=t.test",
		    "parsing tsa spec: no such key 'origin'\n", "" },
		{ REKOR ",url=https://s.test",
		    "parsing rekor spec: 'url' is given twice\n", "" },
		{ FULCIO " --certificate-chain chain.pem", BOTH("fulcio"), "" },
		{ TSA " --timestamp-certificate-chain tsa.pem", BOTH("tsa"),
		    "" },
		{ REKOR " --rekor-key rekor.pub", BOTH("rekor"), "" },
		{ CTFE " --ctfe-key ct.pub", BOTH("ctfe"), "" },
		/* Times. */
		{ "--rekor " LOG "rekor.pub,start-time=yesterday",
		    "rekor.pub: transparency log: \"yesterday\": not a time of "
		    "RFC 3339\n",
		    "" },
		{ REKOR ",end-time=2024-01-01T00:00:00Z",
		    "rekor.pub: transparency log: it ends before it begins\n",
		    "" },
		{ CTFE ",end-time=2024-01-01T00:00:00Z",
		    "ct.pub: certificate log: it ends before it begins\n", "" },
		{ FULCIO START ",end-time=2024-01-01T00:00:00Z",
		    "chain.pem: certificate authority: it ends before it "
		    "begins\n",
		    "" },
		{ TSA ",start-time=2025-01-01",
		    "tsa.pem: timestamp authority: \"2025-01-01\": not a time "
		    "of RFC 3339\n",
		    "" },
		/* No entry would name such a log. */
		{ "--rekor " LOG "rekor2.pub,origin=s.test" START,
		    "rekor2.pub: transparency log: its origin is not the host "
		    "of its URL\n",
		    "" },
		/* Files. */
		{ "--rekor " LOG "missing" START,
		    "missing: No such file or directory\n", "" },
		{ "--rekor " LOG "." START, ".: is a directory\n", "" },
		{ "--rekor " LOG "app" START,
		    "app: keyring: neither PEM nor DER\n", "" },
		{ "--rekor " LOG "cert.pem" START,
		    "cert.pem: keyring: key 1: a certificate, not a public "
		    "key\n",
		    "" },
		{ "--rekor " LOG "two.pub" START,
		    "two.pub: more than one public key\n", "" },
		{ "--fulcio url=https://f.test,certificate-chain=missing",
		    "missing: No such file or directory\n", "" },
		{ "--fulcio url=https://f.test,certificate-chain=app",
		    "app: certificate authority: no certificates\n", "" },
		{ "--fulcio url=https://f.test,certificate-chain=rekor.pub",
		    "rekor.pub: certificate authority: something else than "
		    "certificates\n",
		    "" },
		{ "--tsa url=https://t.test,certificate-chain=cert.pem",
		    "cert.pem: timestamp authority: chain of a timestamp "
		    "authority without a root\n",
		    "" },
		{ FULCIO " --out .", ".: Is a directory\n", "" },
		{ FULCIO " --out missing/root",
		    "missing/root: folder: No such file or directory\n", "" },
		{ "more",
		    "unknown command \"more\" for \"cosignc trusted-root "
		    "create\"\n",
		    "" },
	};

	return cr_make_param_array(struct refused, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct refused *row, trusted_root, refuses)
{
	char line[512], *one = file_read("rekor.pub", NULL);
	char *other = file_read("ct.pub", NULL), both[1024];

	(void)snprintf(both, sizeof(both), "%s%s", one, other);
	file_text("two.pub", both);
	free(one);
	free(other);
	(void)snprintf(line, sizeof(line), CREATE "%s", row->words);
	expect_refused(line, row->error, row->hint);
}

/* All that verifies under the root of the virtual Sigstore does so under one
   that was put together here, and nothing does where a part is missing. */
#define UNTRUSTED "app: tlogEntries[0]: of a log that is not trusted\n"

static const char *const services[] = { FULCIO, TSA, CTFE, REKOR, REKOR2 };

struct use {
	int without; /* index into services; -1: all are there */
	char bundle[16];
	char flags[32];
	char error[120]; /* "": accepted */
};

ParameterizedTestParameters(trusted_root, is_what_bundles_are_verified_with)
{
	static struct use rows[] = {
		{ -1, "keyless", "", "" },
		{ -1, "rekor2", "", "" },
		{ -1, "stamped", "--use-signed-timestamps ", "" },
		{ -1, "legacy", "", "" },
		{ 0, "keyless", "",
		    "app: certificate: no path to an authority that is trusted "
		    "at the time of the signature\n" },
		{ 1, "stamped", "--use-signed-timestamps ",
		    "app: timestamps[0]: timestamp: no timestamp authority is "
		    "trusted\n" },
		{ 2, "keyless", "",
		    "app: scts[0]: of a certificate log that is not "
		    "trusted\n" },
		{ 3, "keyless", "", UNTRUSTED },
		{ 4, "rekor2", "", UNTRUSTED },
	};

	return cr_make_param_array(struct use, rows, ARRAY_LEN(rows));
}

ParameterizedTest(
    struct use *row, trusted_root, is_what_bundles_are_verified_with)
{
	char line[1024] = CREATE "--out made", *json;
	size_t len, i;

	for (i = 0; i < ARRAY_LEN(services); i++)
		if ((int)i != row->without) {
			len = strlen(line);
			(void)snprintf(
			    line + len, sizeof(line) - len, " %s", services[i]);
		}
	cosignc_must(line);
	cr_expect_eq(file_mode("made"), 0600);
	json = file_read("made", &len);
	cr_expect_eq(json[len - 1], '}');
	free(json);
	(void)snprintf(line, sizeof(line),
	    "verify-blob " ALICE "--trusted-root made %s--bundle %s app",
	    row->flags, row->bundle);
	if (row->error[0] == '\0')
		expect_verified(line, "");
	else
		expect_refused(line, row->error, "");
}

Test(trusted_root, out_replaces_a_file_whole)
{
	file_text("made",
	    "something that is longer than any such document, "
	    "which would leave a tail behind if it were written "
	    "over: {}{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}");
	cosignc_must(CREATE "--out made");
	expect_refused("verify-blob " ALICE
		       "--trusted-root made --bundle keyless app",
	    UNTRUSTED, "");
	expect_refused(CREATE "--out made --rekor x",
	    "parsing rekor spec: invalid key-value pair: x\n", "");
	expect_refused("verify-blob " ALICE
		       "--trusted-root made --bundle keyless app",
	    UNTRUSTED, "");
}

/* Blanks around names and values are passed over; in a list of the shell they
   are one word, which cosignc() would part. */
Test(trusted_root, blanks_in_a_list_say_nothing)
{
	const char *const argv[] = { COSIGNC, "trusted-root", "create",
		"--rekor",
		" url = https://r.test , public-key = rekor.pub, "
		"start-time =\t2025-01-01T00:00:00Z ",
		NULL };
	const struct process_options o = { .argv = argv };
	struct process_result p, same = cosignc(CREATE REKOR);

	cr_assert_eq(process_run(&p, &o), 0);
	expect_status(&p, 0);
	cr_expect_str_eq(p.out, same.out);
	process_dispose(&p);
	process_dispose(&same);
}

/* By place an origin stands behind the key; the log's id is made of it. */
Test(trusted_root, an_origin_makes_another_log)
{
	struct process_result list = cosignc(
	    CREATE "--rekor url=https://r.test,public-key=rekor2.pub,origin=r"
		   ".test" START);
	struct process_result without = cosignc(
	    CREATE "--rekor url=https://r.test,public-key=rekor2.pub" START);
	struct process_result place =
	    cosignc(CREATE "--rekor-key rekor2.pub,r.test "
			   "--rekor-url https://r.test "
			   "--rekor-start-time 2025-01-01T00:00:00Z");

	expect_status(&list, 0);
	cr_expect_str_eq(place.out, list.out);
	cr_expect_str_neq(without.out, list.out);
	process_dispose(&list);
	process_dispose(&without);
	process_dispose(&place);
}

Test(trusted_root, old_options_are_called_deprecated)
{
	struct process_result p = cosignc(
	    CREATE "--certificate-chain chain.pem --fulcio-uri https://f.test "
		   "--rekor-key rekor.pub --rekor-url https://r.test "
		   "--rekor-start-time 2025-01-01T00:00:00Z "
		   "--rekor-end-time 2026-01-01T00:00:00Z --ctfe-key ct.pub "
		   "--ctfe-url https://c.test "
		   "--ctfe-start-time 2025-01-01T00:00:00Z "
		   "--ctfe-end-time 2026-01-01T00:00:00Z "
		   "--timestamp-certificate-chain tsa.pem "
		   "--timestamp-uri https://t.test");
	static const char *const old[][2] = { { "certificate-chain", "fulcio" },
		{ "fulcio-uri", "fulcio" }, { "rekor-key", "rekor" },
		{ "rekor-url", "rekor" }, { "rekor-start-time", "rekor" },
		{ "rekor-end-time", "rekor" }, { "ctfe-key", "ctfe" },
		{ "ctfe-url", "ctfe" }, { "ctfe-start-time", "ctfe" },
		{ "ctfe-end-time", "ctfe" },
		{ "timestamp-certificate-chain", "tsa" },
		{ "timestamp-uri", "tsa" } };
	char line[128];
	size_t i;

	expect_status(&p, 0);
	for (i = 0; i < ARRAY_LEN(old); i++) {
		(void)snprintf(line, sizeof(line),
		    "Flag --%s has been deprecated, use --%s instead\n",
		    old[i][0], old[i][1]);
		expect_contains(p.err, line);
	}
	expect_counts(p.out, p.out_len, (struct counts){ 1, 1, 1, 1 });
	process_dispose(&p);
}

Test(trusted_root, what_cannot_be_printed_is_an_error)
{
	struct process_result p = cosignc_with(
	    CREATE FULCIO, (struct process_options){ .out_path = "/dev/full" });

	expect_error_line(&p, "standard output: No space left on device\n");
	process_dispose(&p);
}
