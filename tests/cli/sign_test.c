/* sign-blob. */
#include "cosignc.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

TestSuite(sign, .init = cosignc_setup_key, .fini = cosignc_teardown);

#define TLOG_NOTICE                                               \
	"Flag --tlog-upload has been deprecated, prefer using a " \
	"--signing-config file with no transparency log services\n"
#define FORMAT_NOTICE                                                     \
	"Flag --new-bundle-format has been deprecated, this will be the " \
	"only supported format in future versions\n"
#define SIGNATURE_NOTICE                                                    \
	"Flag --output-signature has been deprecated, please use --bundle " \
	"to provide the output bundle location, which will include the "    \
	"signature\n"
#define OUTPUT_NOTICE                                                        \
	"Flag --output has been deprecated, please use --bundle to provide " \
	"the output bundle location, which will include the signature\n"
#define OUTPUT_WARNING                                                       \
	"WARNING: the '--output' flag is deprecated and will be removed in " \
	"the future. Use '--output-signature'\n"
#define B64_NOTICE                                                            \
	"Flag --b64 has been deprecated, please use --bundle, which already " \
	"base64 encodes content as appropriate\n"

/* Configurations: of the public instance, cut down to nothing. */
static const char no_services[] =
    "{\"mediaType\":\"application/vnd.dev.sigstore.signingconfig.v0.2+json\","
    "\"rekorTlogConfig\":{},\"tsaConfig\":{}}";
static const char certificates_only[] =
    "{\"mediaType\":\"application/vnd.dev.sigstore.signingconfig.v0.2+json\","
    "\"caUrls\":[{\"url\":\"https://fulcio.sigstore.dev\","
    "\"majorApiVersion\":1,\"validFor\":{\"start\":"
    "\"2022-04-13T20:06:15.000Z\"},\"operator\":\"sigstore.dev\"}],"
    "\"rekorTlogConfig\":{},\"tsaConfig\":{}}";
static const char with_log[] =
    "{\"mediaType\":\"application/vnd.dev.sigstore.signingconfig.v0.2+json\","
    "\"rekorTlogUrls\":[{\"url\":\"https://rekor.sigstore.dev\","
    "\"majorApiVersion\":1,\"validFor\":{\"start\":"
    "\"2021-01-12T11:53:27.000Z\"},\"operator\":\"sigstore.dev\"}],"
    "\"rekorTlogConfig\":{\"selector\":\"ANY\"},\"tsaConfig\":{}}";
static const char with_authority[] =
    "{\"mediaType\":\"application/vnd.dev.sigstore.signingconfig.v0.2+json\","
    "\"tsaUrls\":[{\"url\":\"https://timestamp.sigstore.dev/api/v1/timestamp\","
    "\"majorApiVersion\":1,\"validFor\":{\"start\":"
    "\"2025-07-04T00:00:00Z\"},\"operator\":\"sigstore.dev\"}],"
    "\"rekorTlogConfig\":{},\"tsaConfig\":{\"selector\":\"ANY\"}}";

static void
write_configs(void)
{
	file_text("none.json", no_services);
	file_text("ca.json", certificates_only);
	file_text("log.json", with_log);
	file_text("tsa.json", with_authority);
}

struct line {
	char words[112]; /* after sign-blob --key cosign.key, before f */
};

/* Every way in which cosign 2 and 3 say: local key, no log. */
ParameterizedTestParameters(sign, without_a_log)
{
	static struct line rows[] = {
		{ "--tlog-upload=false" },
		{ "--tlog-upload=0 --yes" },
		{ "-tlog-upload=false" },
		{ "--use-signing-config=false --tlog-upload=false" },
		{ "--use-signing-config=true --tlog-upload=false" },
		{ "--use-signing-config --tlog-upload=false -y" },
		{ "--signing-config none.json" },
		{ "--signing-config=none.json --tlog-upload=false" },
		{ "--signing-config none.json --use-signing-config" },
		{ "--signing-config none.json --use-signing-config=false" },
		{ "--signing-config ca.json" },
		{ "--new-bundle-format --tlog-upload=false" },
		{ "--new-bundle-format=true --signing-config none.json" },
		{ "--new-bundle-format=true --use-signing-config=false "
		  "--tlog-upload=false" },
		{ "--tlog-upload=true --tlog-upload=false" },
	};

	return cr_make_param_array(struct line, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct line *row, sign, without_a_log)
{
	char line[256];

	write_configs();
	(void)snprintf(line, sizeof(line),
	    "sign-blob --key cosign.key %s --bundle b f", row->words);
	cosignc_must(line);
	cosignc_must(
	    "verify-blob --key cosign.pub --insecure-ignore-tlog --bundle b f");
	/* The older form, where that does not contradict. */
	if (strstr(row->words, "--new-bundle-format") != NULL)
		return;
	(void)snprintf(line, sizeof(line),
	    "sign-blob --key cosign.key %s --new-bundle-format=false "
	    "--bundle l f",
	    row->words);
	cosignc_must(line);
	cosignc_must(
	    "verify-blob --key cosign.pub --insecure-ignore-tlog --bundle l f");
	(void)snprintf(line, sizeof(line),
	    "sign-blob --key cosign.key %s --output-signature s f", row->words);
	cosignc_must(line);
	cosignc_must("verify-blob --key cosign.pub --insecure-ignore-tlog "
		     "--signature s f");
}

struct refused {
	char words[112];
	char error[200];
	char hint[64]; /* a part */
};

#define NO_LOG "sign-blob: uploading to a transparency log is not supported\n"

/* Before a password is asked: there is none, and nobody to ask. */
ParameterizedTestParameters(sign, refuses_services)
{
	static struct refused rows[] = {
		{ "", NO_LOG, "--tlog-upload=false" },
		{ "-y", NO_LOG, "--signing-config" },
		{ "--tlog-upload=true", NO_LOG, "--tlog-upload=false" },
		{ "--tlog-upload", NO_LOG, "--tlog-upload=false" },
		{ "--use-signing-config=false", NO_LOG, "--tlog-upload=false" },
		{ "--use-signing-config", NO_LOG, "--tlog-upload=false" },
		{ "--tlog-upload=false --tlog-upload=true", NO_LOG, "" },
		{ "--signing-config none.json --tlog-upload=true", NO_LOG, "" },
		{ "--signing-config log.json",
		    "log.json: transparency logs listed: using them is not "
		    "supported\n",
		    "without rekorTlogUrls" },
		{ "--signing-config log.json --tlog-upload=false",
		    "log.json: transparency logs listed", "" },
		{ "--signing-config tsa.json",
		    "tsa.json: timestamp authorities listed: using them is "
		    "not supported\n",
		    "tsaUrls" },
		{ "--signing-config missing.json",
		    "missing.json: No such file or directory\n", "" },
		{ "--signing-config f", "f: ", "" },
		{ "--rekor-url http://localhost --tlog-upload=false",
		    "unknown flag: --rekor-url\n", "sign-blob --help" },
		{ "--fulcio-url http://localhost --tlog-upload=false",
		    "unknown flag: --fulcio-url\n", "" },
		{ "--timestamp-server-url http://localhost",
		    "unknown flag: --timestamp-server-url\n", "" },
		{ "--certificate c --tlog-upload=false",
		    "unknown flag: --certificate\n", "" },
		{ "--cert c --tlog-upload=false", "unknown flag: --cert\n",
		    "" },
		{ "--sk --tlog-upload=false", "unknown flag: --sk\n", "" },
		{ "--identity-token t", "unknown flag: --identity-token\n",
		    "" },
		{ "--issue-certificate", "unknown flag: --issue-certificate\n",
		    "" },
		{ "-d --tlog-upload=false",
		    "unknown shorthand flag: 'd' in -d\n", "" },
	};

	return cr_make_param_array(struct refused, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct refused *row, sign, refuses_services)
{
	struct process_result p;
	char line[256];

	write_configs();
	(void)unsetenv("COSIGN_PASSWORD");
	(void)snprintf(line, sizeof(line),
	    "sign-blob --key cosign.key%s%s --bundle b f",
	    row->words[0] == '\0' ? "" : " ", row->words);
	p = cosignc(line);
	expect_error_line(&p, row->error);
	expect_contains(p.err, row->hint);
	cr_expect_str_empty(p.out);
	cr_expect_not(file_exists("b"));
	process_dispose(&p);
}

/* Other wishes that cannot be met, told before anything is done. */
ParameterizedTestParameters(sign, refuses)
{
	static struct refused rows[] = {
		{ "--key cosign.key --new-bundle-format f",
		    "must specify --bundle with --new-bundle-format\n", "" },
		{ "--key cosign.key --new-bundle-format=true "
		  "--output-signature s f",
		    "must specify --bundle with --new-bundle-format\n", "" },
		{ "--bundle b f",
		    "sign-blob: signing without a key is not supported\n",
		    "--key" },
		{ "--key cosign.key --bundle b f g",
		    "--bundle b: 2 files cannot share it\n", "" },
		{ "--key cosign.key --output-signature s f g f",
		    "--output-signature s: 3 files cannot share it\n", "" },
		{ "--key cosign.key --output s f g",
		    "--output s: 2 files cannot share it\n", "" },
		{ "--key cosign.key --bundle f f",
		    "--bundle f: that is the file to sign\n", "" },
		{ "--key cosign.key --bundle b --output-signature b f",
		    "--output-signature b: is also given as --bundle\n", "" },
		{ "--key cosign.key --output s --output-signature s f",
		    "--output s: is also given as --output-signature\n", "" },
		{ "--key cosign.key - f -",
		    "standard input: can be signed only once\n", "" },
		{ "--key cosign.pub --bundle b f", "cosign.pub: ", "" },
		{ "--key missing --bundle b f",
		    "missing: No such file or directory\n", "" },
		{ "--key . --bundle b f", ".: is a directory\n", "" },
		{ "--key fifo --bundle b f", "fifo: ", "" },
		{ "--key https://localhost/k --bundle b f",
		    "https://localhost/k: ", "" },
		{ "--key cosign.key --bundle b missing",
		    "missing: No such file or directory\n", "" },
		{ "--key cosign.key --bundle b .", ".: is a directory\n", "" },
		{ "--key cosign.key --bundle b fifo", "fifo: ", "" },
		{ "--key cosign.key --bundle no/b f",
		    "no/b: folder: No such file or directory\n", "" },
		{ "--key cosign.key --bundle . f", ".: Is a directory\n", "" },
		{ "--key cosign.key --bundle /dev/full f",
		    "/dev/full: No space left on device\n", "" },
		{ "--key cosign.key --trusted-root missing --bundle b f",
		    "missing: No such file or directory\n", "" },
		{ "--key cosign.key --trusted-root f --bundle b f", "f: ", "" },
	};

	return cr_make_param_array(struct refused, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct refused *row, sign, refuses)
{
	struct process_result p;
	char line[256], *f;

	file_text("g", "more\n");
	cr_assert_eq(mkfifo("fifo", 0600), 0);
	(void)snprintf(
	    line, sizeof(line), "sign-blob --tlog-upload=false %s", row->words);
	p = cosignc(line);
	expect_error_line(&p, row->error);
	expect_contains(p.err, row->hint);
	cr_expect_str_empty(p.out);
	cr_expect_not(file_exists("b"));
	cr_expect_not(file_exists("s"));
	f = file_read("f", NULL);
	cr_expect_str_eq(f, "hello\n");
	free(f);
	process_dispose(&p);
}

struct outputs {
	char words[112];
	char err[640]; /* all of standard error */
	bool prints;
	bool bundle;    /* in b, v0.3 */
	bool older;     /* in b, the older form */
	bool signature; /* in s, base64 without newline */
};

ParameterizedTestParameters(sign, writes)
{
	static struct outputs rows[] = {
		{ "",
		    TLOG_NOTICE "Using payload from: f\nSigning artifact...\n",
		    true, false, false, false },
		{ "--bundle b",
		    TLOG_NOTICE "Using payload from: f\nSigning "
				"artifact...\nWrote bundle to file b\n",
		    false, true, false, false },
		{ "--bundle b --new-bundle-format",
		    TLOG_NOTICE FORMAT_NOTICE
		    "Using payload from: f\nSigning artifact...\nWrote bundle "
		    "to file b\n",
		    false, true, false, false },
		{ "--bundle b --new-bundle-format=false",
		    TLOG_NOTICE FORMAT_NOTICE
		    "Using payload from: f\nSigning artifact...\nWrote bundle "
		    "to file b\n",
		    true, false, true, false },
		{ "--output-signature s",
		    TLOG_NOTICE SIGNATURE_NOTICE
		    "Using payload from: f\nSigning artifact...\nWrote "
		    "signature to file s\n",
		    false, false, false, true },
		{ "--output s",
		    TLOG_NOTICE OUTPUT_NOTICE OUTPUT_WARNING
		    "Using payload from: f\nSigning artifact...\nWrote "
		    "signature to file s\n",
		    false, false, false, true },
		{ "--bundle b --output-signature s",
		    TLOG_NOTICE SIGNATURE_NOTICE
		    "Using payload from: f\nSigning artifact...\nWrote bundle "
		    "to file b\n"
		    "Wrote signature to file s\n",
		    false, true, false, true },
		{ "--bundle b --output-signature s --new-bundle-format=false",
		    TLOG_NOTICE SIGNATURE_NOTICE FORMAT_NOTICE
		    "Using payload from: f\nSigning artifact...\nWrote bundle "
		    "to file b\n"
		    "Wrote signature to file s\n",
		    false, false, true, true },
		{ "--quiet --bundle b", "", false, true, false, false },
	};

	return cr_make_param_array(struct outputs, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct outputs *row, sign, writes)
{
	struct process_result p;
	char line[256], *text;

	(void)snprintf(line, sizeof(line),
	    "sign-blob --key cosign.key --tlog-upload=false%s%s f",
	    row->words[0] == '\0' ? "" : " ", row->words);
	p = cosignc(line);
	expect_status(&p, 0);
	cr_expect_str_eq(p.err, row->err, "\"%s\"", p.err);
	cr_expect_eq(p.out_len > 0, row->prints, "\"%s\"", p.out);
	if (row->prints) {
		cr_expect_eq(p.out[p.out_len - 1], '\n');
		p.out[p.out_len - 1] = '\0';
		(void)snprintf(line, sizeof(line),
		    "verify-blob --key cosign.pub --insecure-ignore-tlog "
		    "--signature %s f",
		    p.out);
		cosignc_must(line);
	}
	cr_expect_eq(file_exists("b"), row->bundle || row->older);
	if (row->bundle || row->older) {
		text = file_read("b", NULL);
		expect_prefix(text,
		    row->older ? "{\"base64Signature\":\""
			       : "{\"mediaType\":\"application/"
				 "vnd.dev.sigstore.bundle.v0.3+json\"");
		cr_expect_eq(file_mode("b"), 0600);
		free(text);
		cosignc_must("verify-blob --key cosign.pub "
			     "--insecure-ignore-tlog --bundle b f");
	}
	cr_expect_eq(file_exists("s"), row->signature);
	if (row->signature) {
		text = file_read("s", NULL);
		cr_expect_null(strchr(text, '\n'));
		cr_expect_eq(file_mode("s"), 0600);
		free(text);
		cosignc_must("verify-blob --key cosign.pub "
			     "--insecure-ignore-tlog --signature s f");
	}
	process_dispose(&p);
}

Test(sign, raw_signatures)
{
	struct process_result p;
	char *text;
	size_t len;

	p = cosignc("sign-blob --key cosign.key --tlog-upload=false "
		    "--b64=false f");
	expect_status(&p, 0);
	expect_contains(p.err, B64_NOTICE);
	cr_expect_eq((unsigned char)p.out[0], 0x30);
	cr_expect_eq(p.out_len, (size_t)p.out[1] + 2);
	process_dispose(&p);
	cosignc_must("sign-blob --key cosign.key --tlog-upload=false "
		     "--b64=false --output-signature s f");
	text = file_read("s", &len);
	cr_expect_eq((unsigned char)text[0], 0x30);
	cr_expect_eq(len, (size_t)text[1] + 2);
	free(text);
	cosignc_must("verify-blob --key cosign.pub --insecure-ignore-tlog "
		     "--signature s f");
}

Test(sign, several_files_to_standard_output)
{
	struct process_result p;
	char line[256], *at, *signature;
	static const char *const files[] = { "f", "g", "-f" };
	size_t i;

	file_text("g", "more\n");
	file_text("-f", "a name with a dash\n");
	p = cosignc("sign-blob --key cosign.key --tlog-upload=false f g -- -f");
	expect_status(&p, 0);
	expect_contains(p.err,
	    "Using payload from: f\nSigning artifact...\n"
	    "Using payload from: g\nSigning artifact...\n"
	    "Using payload from: -f\n");
	at = p.out;
	for (i = 0; i < ARRAY_LEN(files); i++) {
		signature = strsep(&at, "\n");
		(void)snprintf(line, sizeof(line),
		    "verify-blob --key cosign.pub --insecure-ignore-tlog "
		    "--signature %s -- %s",
		    signature, files[i]);
		cosignc_must(line);
	}
	cr_expect_str_empty(at);
	process_dispose(&p);
}

Test(sign, standard_input)
{
	struct process_result p = cosignc_with(
	    "sign-blob --key cosign.key --tlog-upload=false --bundle b -",
	    (struct process_options){
		.input = "hello\n", .input_len = 6, .input_pipe = 1 });

	expect_status(&p, 0);
	cr_expect_str_eq(
	    p.err, TLOG_NOTICE "Signing artifact...\nWrote bundle to file b\n");
	process_dispose(&p);
	cosignc_must(
	    "verify-blob --key cosign.pub --insecure-ignore-tlog --bundle b f");
}

Test(sign, empty_file)
{
	file_text("empty", "");
	cosignc_must(
	    "sign-blob --key cosign.key --tlog-upload=false --bundle b empty");
	cosignc_must("verify-blob --key cosign.pub --insecure-ignore-tlog "
		     "--bundle b empty");
}

Test(sign, wrong_password_leaves_the_old_bundle)
{
	struct process_result p;
	char *text;

	file_text("b", "old");
	(void)setenv("COSIGN_PASSWORD", "wrong", 1);
	p = cosignc(
	    "sign-blob --key cosign.key --tlog-upload=false --bundle b f");
	expect_error_line(&p, "cosign.key: key file: wrong password");
	text = file_read("b", NULL);
	cr_expect_str_eq(text, "old");
	free(text);
	process_dispose(&p);
}

Test(sign, closed_stdout_matters_only_where_it_is_used)
{
	struct process_result p;

	p = cosignc_with("sign-blob --key cosign.key --tlog-upload=false f",
	    (struct process_options){ .closed = STDOUT_FILENO });
	expect_error_line(&p, "standard output: Bad file descriptor\n");
	process_dispose(&p);
	p = cosignc_with(
	    "sign-blob --key cosign.key --tlog-upload=false --bundle b f",
	    (struct process_options){ .closed = STDOUT_FILENO });
	expect_status(&p, 0);
	process_dispose(&p);
}

Test(sign, full_standard_output)
{
	struct process_result p =
	    cosignc_with("sign-blob --key cosign.key --tlog-upload=false f",
		(struct process_options){ .out_path = "/dev/full" });

	expect_error_line(&p, "standard output: No space left on device\n");
	process_dispose(&p);
}

Test(sign, options_from_variables)
{
	(void)setenv("COSIGN_KEY", "cosign.key", 1);
	(void)setenv("COSIGN_TLOG_UPLOAD", "false", 1);
	(void)setenv("COSIGN_BUNDLE", "b", 1);
	cosignc_must("sign-blob f");
	cr_expect(file_exists("b"));
}

Test(sign, notices_are_not_given_for_variables)
{
	struct process_result p;

	(void)setenv("COSIGN_TLOG_UPLOAD", "false", 1);
	p = cosignc("sign-blob --key cosign.key --bundle b f");
	expect_status(&p, 0);
	cr_expect_str_eq(p.err,
	    "Using payload from: f\nSigning artifact...\nWrote bundle to file "
	    "b\n");
	process_dispose(&p);
}

Test(sign, progress_only_for_large_files_on_a_terminal)
{
	struct terminal t;

	cr_assert_eq(truncate("f", 80 * 1024 * 1024), 0);
	t = cosignc_terminal(
	    "sign-blob --key cosign.key --tlog-upload=false --bundle b f");
	terminal_expect(&t, "%");
	terminal_expect(&t, "Wrote bundle to file b\r\n");
	cr_expect_eq(terminal_wait(&t), 0);
	t = cosignc_terminal("sign-blob --key cosign.key --tlog-upload=false "
			     "--bundle b --quiet f");
	cr_expect_eq(terminal_wait(&t), 0);
	cr_expect_str_empty(t.seen);
	cr_assert_eq(truncate("f", 1024), 0);
	t = cosignc_terminal(
	    "sign-blob --key cosign.key --tlog-upload=false --bundle b f");
	cr_expect_eq(terminal_wait(&t), 0);
	cr_expect_null(strchr(t.seen, '%'));
}
