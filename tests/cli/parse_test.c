/* The command line, with the texts of cosign 3.1.3 for the same lines. */
#include "cosignc.h"

#include <stdlib.h>
#include <string.h>

TestSuite(parse, .init = cosignc_setup, .fini = cosignc_teardown);

#define HINT(command) "hint: run 'cosignc " command "--help' for usage\n"
#define OLD(from, to)                                                   \
	"WARNING: the " from " is deprecated and will be removed in a " \
	"future release. Please use the " to ".\n"

struct refused {
	char line[64];
	char err[400];
};

ParameterizedTestParameters(parse, refuses)
{
	static struct refused rows[] = {
		{ "foo",
		    "cosignc: unknown command \"foo\" for \"cosignc\"\n" HINT(
			"") },
		{ "foo env",
		    "cosignc: unknown command \"foo\" for \"cosignc\"\n" HINT(
			"") },
		{ "versoin",
		    "cosignc: unknown command \"versoin\" for \"cosignc\"\n"
		    "hint: did you mean \"version\"?\n" },
		{ "\033[31m",
		    "cosignc: unknown command \"\\x1b[31m\" for "
		    "\"cosignc\"\n" HINT("") },
		{ "--version", "cosignc: unknown flag: --version\n" HINT("") },
		{ "-v",
		    "cosignc: unknown shorthand flag: 'v' in -v\n" HINT("") },
		{ "--foo env", "cosignc: unknown flag: --foo\n" HINT("env ") },
		{ "env --foo", "cosignc: unknown flag: --foo\n" HINT("env ") },
		{ "env --foo=bar",
		    "cosignc: unknown flag: --foo\n" HINT("env ") },
		{ "env --show-desc",
		    "cosignc: unknown flag: --show-desc\n" HINT("env ") },
		{ "env --json",
		    "cosignc: unknown flag: --json\n" HINT("env ") },
		{ "env -x",
		    "cosignc: unknown shorthand flag: 'x' in -x\n" HINT(
			"env ") },
		{ "env -xy",
		    OLD("-xy flag", "--xy flag instead") "cosignc: unknown "
							 "flag: --xy\n" HINT(
							     "env ") },
		{ "env -t5s",
		    OLD("-t5s flag", "--t5s flag instead") "cosignc: unknown "
							   "flag: --t5s\n" HINT(
							       "env ") },
		{ "env --=x", "cosignc: bad flag syntax: --=x\n" },
		{ "env ---x", "cosignc: bad flag syntax: ---x\n" },
		{ "env -=x",
		    OLD("-=x flag", "--=x flag instead") "cosignc: bad flag "
							 "syntax: --=x\n" },
		{ "env --output-file",
		    "cosignc: flag needs an argument: --output-file\n" },
		{ "env -t", "cosignc: flag needs an argument: 't' in -t\n" },
		{ "env --quiet=maybe",
		    "cosignc: invalid argument \"maybe\" for \"--quiet\" flag: "
		    "strconv.ParseBool: parsing \"maybe\": invalid syntax\n" },
		{ "env -h=yes",
		    "cosignc: invalid argument \"yes\" for \"-h, --help\" "
		    "flag: strconv.ParseBool: parsing \"yes\": invalid "
		    "syntax\n" },
		{ "env --timeout 5",
		    "cosignc: invalid argument \"5\" for \"-t, --timeout\" "
		    "flag: time: invalid duration \"5\"\n" },
		{ "env -t=9223372037s",
		    "cosignc: invalid argument \"9223372037s\" for \"-t, "
		    "--timeout\" flag: time: invalid duration "
		    "\"9223372037s\"\n" },
		/* A value is a value, whatever it looks like. */
		{ "-t --help version",
		    "cosignc: invalid argument \"--help\" for \"-t, "
		    "--timeout\" flag: time: invalid duration \"--help\"\n" },
		{ "-t -x version",
		    "cosignc: invalid argument \"-x\" for \"-t, --timeout\" "
		    "flag: time: invalid duration \"-x\"\n" },
		{ "env x",
		    "cosignc: unknown command \"x\" for \"cosignc env\"\n" },
		{ "env -- -x",
		    "cosignc: unknown command \"-x\" for \"cosignc env\"\n" },
		{ "env -",
		    "cosignc: unknown command \"-\" for \"cosignc env\"\n" },
		{ "env --show-descriptions false",
		    "cosignc: unknown command \"false\" for \"cosignc "
		    "env\"\n" },
		{ "env -version",
		    OLD("-version flag",
			"--version flag instead") "cosignc: unknown flag: "
						  "--version\n" HINT("env ") },
		{ "completion", "cosignc: accepts 1 arg(s), received 0\n" },
		{ "completion bash zsh",
		    "cosignc: accepts 1 arg(s), received 2\n" },
		{ "completion powershell",
		    "cosignc: invalid argument \"powershell\" for "
		    "\"cosignc completion\"\n" },
		{ "help foo",
		    "cosignc: unknown help topic \"foo\"\n" HINT("") },
		{ "help env foo",
		    "cosignc: unknown help topic \"foo\"\n" HINT("") },
		{ "help --format html",
		    "cosignc: invalid argument \"html\" for \"--format\" flag: "
		    "must be one of: text markdown man\n" },
		{ "env --output-file no/such",
		    "cosignc: error creating output file no/such: No such file "
		    "or directory\n" },
		{ "env --output-file .",
		    "cosignc: error creating output file .: Is a "
		    "directory\n" },
	};

	return cr_make_param_array(struct refused, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct refused *row, parse, refuses)
{
	struct process_result p = cosignc(row->line);

	expect_status(&p, 1);
	cr_expect_str_eq(p.err, row->err, "%s: \"%s\" instead of \"%s\"",
	    row->line, p.err, row->err);
	cr_expect_str_empty(p.out);
	process_dispose(&p);
}

struct taken {
	char line[64];
	char out[40]; /* how it starts */
	char err[200];
};

#define JSON    "{\n  \"gitVersion\": \"v"
#define OPTIONS "Show the version of cosignc"

ParameterizedTestParameters(parse, takes)
{
	static struct taken rows[] = {
		{ "version --json", JSON, "" },
		{ "version --json=true", JSON, "" },
		{ "version --json=T", JSON, "" },
		{ "version --json=0 --json=1", JSON, "" },
		{ "--json version", JSON, "" },
		{ "-json version", JSON,
		    OLD("-json flag", "--json flag instead") },
		{ "version -json=true", JSON,
		    OLD("-json=true flag", "--json=true flag instead") },
		{ "version anything --json", JSON, "" },
		{ "version -- --json", "  ______", "" },
		{ "version --json=false", "  ______", "" },
		{ "-version", "  ______",
		    OLD("-version flag", "version subcommand instead") },
		{ "--timeout 1m version --json", JSON, "" },
		{ "-t 1h2m3.5s version --json", JSON, "" },
		{ "-t=90s version --json", JSON, "" },
		{ "version --t 0 --json", JSON,
		    "WARNING: the flag --t is deprecated and will be removed "
		    "in a future release. Please use the flag -t.\n" },
		{ "version --help", OPTIONS, "" },
		{ "version -h", OPTIONS, "" },
		{ "version -h=1", OPTIONS, "" },
		{ "--help version", OPTIONS, "" },
		{ "help version", OPTIONS, "" },
		{ "completion --help", "Print a script", "" },
		{ "completion -h zsh fish", "Print a script", "" },
		{ "--help", "Sign files and verify", "" },
		{ "-h", "Sign files and verify", "" },
		{ "help", "Sign files and verify", "" },
		{ "", "Sign files and verify", "" },
		{ "--quiet", "Sign files and verify", "" },
		{ "version --help=false --json", JSON, "" },
	};

	return cr_make_param_array(struct taken, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct taken *row, parse, takes)
{
	struct process_result p = cosignc(row->line);

	expect_status(&p, 0);
	expect_prefix(p.out, row->out);
	cr_expect_str_eq(p.err, row->err, "%s: \"%s\"", row->line, p.err);
	process_dispose(&p);
}

Test(parse, output_file_takes_what_stdout_would_get)
{
	struct process_result p;
	char *text;

	file_text("o",
	    "longer than what is written, and older. "
	    "longer than what is written, and older. "
	    "longer than what is written, and older. "
	    "longer than what is written, and older. "
	    "longer than what is written, and older. "
	    "longer than what is written, and older. "
	    "longer than what is written, and older. "
	    "longer than what is written, and older. "
	    "longer than what is written, and older. ");
	p = cosignc("--output-file o version --json");
	expect_status(&p, 0);
	cr_expect_str_empty(p.out);
	text = file_read("o", NULL);
	expect_prefix(text, JSON);
	cr_expect_null(strstr(text, "older"));
	free(text);
	process_dispose(&p);
}

Test(parse, output_file_is_not_bound_to_the_environment)
{
	struct process_result p;

	(void)setenv("COSIGN_OUTPUT_FILE", "o", 1);
	p = cosignc("version --json");
	expect_status(&p, 0);
	expect_prefix(p.out, JSON);
	cr_expect_not(file_exists("o"));
	process_dispose(&p);
}

Test(parse, environment_with_a_bad_value_is_named_and_ignored)
{
	struct process_result p;

	(void)setenv("COSIGN_TIMEOUT", "soon", 1);
	p = cosignc("version --json");
	expect_status(&p, 0);
	cr_expect_str_eq(p.err,
	    "WARNING: COSIGN_TIMEOUT is ignored: \"soon\": "
	    "invalid duration\n");
	process_dispose(&p);
}

Test(parse, environment_of_some_commands_does_not_reach_their_options)
{
	struct process_result p;

	(void)setenv("COSIGN_JSON", "true", 1);
	p = cosignc("version");
	expect_prefix(p.out, "  ______");
	process_dispose(&p);
}
