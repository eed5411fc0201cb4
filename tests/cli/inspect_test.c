/* bundle inspect: its words are tested in tests/inspect. */
#include "verdict.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void
setup(void)
{
	cosignc_setup();
	cosignc_material("app root keyless stamped rekor2 keyed custom "
			 "chained legacy legacy-custom envelope signature b l "
			 "s r");
}

TestSuite(inspect, .init = setup, .fini = cosignc_teardown);

#define WARNING                                                            \
	"WARNING: This command only inspects the contents of the bundle. " \
	"It does not verify anything.\n"

/* Every form, with a line that it has. */
struct form {
	char file[16];
	char line[96]; /* of the text */
	char form[12]; /* of the JSON */
};

ParameterizedTestParameters(inspect, describes)
{
	static struct form rows[] = {
		{ "keyless", "        - Email: alice@example.com\n",
		    "sigstore" },
		{ "stamped", "- Time: 2025-06-15T15:06:42Z\n", "sigstore" },
		{ "rekor2", "- Kind: hashedrekord\n", "sigstore" },
		{ "chained", "- Content: X.509 Certificate Chain\n",
		    "sigstore" },
		{ "keyed", "- Content: Public Key Identifier\n", "sigstore" },
		{ "custom", "- Type: DSSE Envelope\n", "sigstore" },
		{ "b", "- Content: Public Key Identifier\n", "sigstore" },
		{ "legacy", "        - Email: alice@example.com\n", "legacy" },
		{ "legacy-custom", "- Type: DSSE Envelope\n", "legacy" },
		{ "l", "- Bundle Form: cosign's, before Sigstore's\n",
		    "legacy" },
		{ "envelope", "- Type: DSSE Envelope\n", "detached" },
		{ "signature", "- Bundle Form: signature by itself\n",
		    "detached" },
		{ "s", "- Bundle Form: signature by itself\n", "detached" },
		{ "r", "- Bundle Form: signature by itself\n", "detached" },
	};

	return cr_make_param_array(struct form, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct form *row, inspect, describes)
{
	struct process_result p;
	char line[64], begin[64];

	(void)snprintf(line, sizeof(line), "bundle inspect %s", row->file);
	p = cosignc(line);
	expect_status(&p, 0);
	cr_expect_str_eq(p.err, WARNING);
	expect_prefix(p.out,
	    "This is what the bundle claims. Nothing of it was verified.\n");
	expect_contains(p.out, row->line);
	process_dispose(&p);
	(void)snprintf(
	    line, sizeof(line), "bundle inspect -o json %s", row->file);
	(void)snprintf(
	    begin, sizeof(begin), "{\"version\":1,\"form\":\"%s\",", row->form);
	p = cosignc(line);
	expect_status(&p, 0);
	cr_expect_str_eq(p.err, WARNING);
	expect_prefix(p.out, begin);
	cr_expect_eq(strchr(p.out, '\n'), p.out + p.out_len - 1);
	process_dispose(&p);
}

/* Of what is wrong with a bundle it speaks; that is no failure. */
Test(inspect, a_contradiction_is_a_warning)
{
	static const char digest[] = "\"digest\":\"";
	static const char warning[] =
	    "[!] WARNING: about another digest than the bundle's\n";
	char *text = file_read("keyless", NULL), *at = strstr(text, digest);
	struct process_result p = cosignc("bundle inspect keyless");

	cr_expect_null(strstr(p.out, "[!]"), "%s", p.out);
	process_dispose(&p);
	cr_assert_not_null(at);
	at += strlen(digest);
	*at = *at == 'A' ? 'B' : 'A';
	file_text("changed", text);
	free(text);
	p = cosignc("bundle inspect changed");
	expect_status(&p, 0);
	cr_expect_str_eq(p.err, WARNING);
	expect_contains(p.out, warning);
	process_dispose(&p);
}

Test(inspect, a_trusted_root_names_the_services)
{
	struct process_result p = cosignc("bundle inspect keyless");

	cr_expect_null(strstr(p.out, "sigstore.test/2025"));
	cr_expect_null(strstr(p.out, "https://rekor.sigstore.test"));
	process_dispose(&p);
	p = cosignc("bundle inspect --trusted-root root keyless");
	expect_status(&p, 0);
	expect_contains(
	    p.out, "- Authority URL: https://fulcio.sigstore.test\n");
	expect_contains(p.out, "- Log URL: https://ct.sigstore.test/2025\n");
	expect_contains(p.out, "- Log URL: https://rekor.sigstore.test\n");
	process_dispose(&p);
	(void)setenv("COSIGN_TRUSTED_ROOT", "root", 1);
	(void)setenv("COSIGN_OUTPUT", "json", 1);
	p = cosignc("bundle inspect keyless");
	expect_contains(p.out, "\"logUrl\":\"https://rekor.sigstore.test\"");
	process_dispose(&p);
}

struct refused {
	char words[80]; /* after bundle inspect */
	char error[120];
	char hint[64];
};

ParameterizedTestParameters(inspect, refuses)
{
	static struct refused rows[] = {
		{ "missing", "missing: No such file or directory\n", "" },
		{ "-", "-: No such file or directory\n", "" },
		{ "env://HOME", "env://HOME: No such file or directory\n", "" },
		{ ".", ".: is a directory\n", "" },
		{ "fifo", "fifo: is a FIFO, not a file\n",
		    "pass its content through standard input" },
		{ "empty", "empty: signature: empty\n", "" },
		{ "huge", "huge: more than 33554432 bytes\n", "" },
		{ "null", "null: bundle: no mediaType\n", "" },
		{ "cut", "cut: bundle: line 1 column ", "" },
		{ "--trusted-root missing keyless",
		    "missing: No such file or directory\n", "" },
		{ "--trusted-root app keyless",
		    "app: trusted root: line 1 column 1: neither an object nor "
		    "an array\n",
		    "" },
		{ "--trusted-root keyless keyless",
		    "keyless: trusted root: media type ", "" },
	};

	return cr_make_param_array(struct refused, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct refused *row, inspect, refuses)
{
	char line[128], *text;
	size_t len;

	file_text("empty", "");
	file_text("null", "{\"mediaType\":null}");
	file_text("huge", "");
	cr_assert_eq(truncate("huge", 40 << 20), 0);
	cr_assert_eq(mkfifo("fifo", 0600), 0);
	text = file_read("keyless", &len);
	scratch_write("cut", text, len - 1);
	free(text);
	(void)snprintf(line, sizeof(line), "bundle inspect %s", row->words);
	expect_refused(line, row->error, row->hint);
}

ParameterizedTestParameters(inspect, wants_one_file_and_a_known_form)
{
	static struct refused rows[] = {
		{ "", "accepts 1 arg(s), received 0\n", "" },
		{ " keyless keyless", "accepts 1 arg(s), received 2\n", "" },
		{ " -o yaml keyless",
		    "invalid argument \"yaml\" for \"-o, --output\" flag: must "
		    "be one of: text json\n",
		    "" },
		{ " --key k keyless", "unknown flag: --key\n", "" },
	};

	return cr_make_param_array(struct refused, rows, ARRAY_LEN(rows));
}

/* Nothing was inspected: no word about that. */
ParameterizedTest(struct refused *row, inspect, wants_one_file_and_a_known_form)
{
	struct process_result p;
	char line[128];

	(void)snprintf(line, sizeof(line), "bundle inspect%s", row->words);
	p = cosignc(line);
	expect_error_line(&p, row->error);
	cr_expect_null(strstr(p.err, "WARNING"));
	cr_expect_str_empty(p.out);
	process_dispose(&p);
}

/* As a shell hands it over. */
Test(inspect, standard_input_has_a_path)
{
	size_t len;
	char *text = file_read("keyless", &len);
	struct process_result p, same = cosignc("bundle inspect keyless");
	struct process_options o = { .input = text, .input_len = len };

	for (o.input_pipe = 0; o.input_pipe < 2; o.input_pipe++) {
		p = cosignc_with("bundle inspect /dev/stdin", o);
		expect_status(&p, 0);
		cr_expect_str_eq(p.out, same.out);
		process_dispose(&p);
	}
	process_dispose(&same);
	free(text);
}

Test(inspect, output_goes_where_it_is_told_or_fails)
{
	struct process_result p =
	    cosignc("--quiet --output-file o bundle inspect keyless");
	char *text;

	expect_status(&p, 0);
	cr_expect_str_eq(p.err, WARNING);
	cr_expect_str_empty(p.out);
	process_dispose(&p);
	text = file_read("o", NULL);
	expect_prefix(text, "This is what the bundle claims. ");
	free(text);
	p = cosignc_with("bundle inspect keyless",
	    (struct process_options){ .out_path = "/dev/full" });
	expect_error_line(&p, "standard output: No space left on device\n");
	process_dispose(&p);
}
