/* Help, documents and completion, all from one table. */
#include "cosignc.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

TestSuite(help, .init = cosignc_setup, .fini = cosignc_teardown);

#define REMEDY "stale: run cmake --build build --target cosignc-docs"

struct command {
	char name[32];
	char options[700]; /* that its help must name, in this order */
};

#define REGISTRY                                                          \
	"--allow-http-registry --allow-insecure-registry "                \
	"--registry-cacert --registry-client-cert --registry-client-key " \
	"--registry-password --registry-server-name --registry-token "    \
	"--registry-username "

static struct command commands[] = {
	{ "attach signature",
	    "--bundle --certificate --certificate-chain --payload "
	    "--rekor-response --signature --tsr --attachment-tag-prefix" },
	{ "bundle inspect", "--output --trusted-root" },
	{ "clean", "--force " REGISTRY "--type --attachment-tag-prefix" },
	{ "completion", "" },
	{ "copy",
	    "--force --only --platform " REGISTRY
	    "--attachment-tag-prefix --sig-only" },
	{ "dockerfile verify",
	    "--base-image-only --annotations --check-claims --key --output "
	    "--trusted-root --attachment-tag-prefix" },
	{ "download signature", REGISTRY "--attachment-tag-prefix" },
	{ "env", "--show-descriptions --show-sensitive-values" },
	{ "generate", "--annotations " REGISTRY "" },
	{ "generate-key-pair", "--output-key-prefix --signing-algorithm" },
	{ "help", "" },
	{ "import-key-pair", "--key --output-key-prefix --yes" },
	{ "load", "--dir --force " REGISTRY "--attachment-tag-prefix" },
	{ "login", "--password --password-stdin --username" },
	{ "logout", "" },
	{ "manifest verify",
	    "--annotations --check-claims --key --max-workers --output "
	    "--platform --trusted-root --attachment-tag-prefix" },
	{ "public-key", "--key --outfile" },
	{ "save", "--dir " REGISTRY "--attachment-tag-prefix" },
	{ "sign",
	    "--annotations --bundle --format --key --recursive "
	    "--registry-referrers-mode --signing-config --trusted-root "
	    "--use-signing-config --upload --yes --attachment "
	    "--attachment-tag-prefix "
	    "--new-bundle-format --output-payload --output-signature "
	    "--payload --record-creation-timestamp --sign-container-identity "
	    "--tlog-upload" },
	{ "sign-blob",
	    "--bundle --key --signing-config --trusted-root "
	    "--use-signing-config --yes --b64 --new-bundle-format --output "
	    "--output-signature --tlog-upload" },
	{ "tree",
	    "--output " REGISTRY "--attachment-tag-prefix "
	    "--experimental-oci11" },
	{ "triangulate", REGISTRY "--type --attachment-tag-prefix" },
	{ "trusted-root create",
	    "--ctfe --fulcio --no-default-ctfe --no-default-fulcio "
	    "--no-default-rekor --no-default-tsa --out --rekor --tsa "
	    "--with-default-services --certificate-chain --ctfe-end-time "
	    "--ctfe-key --ctfe-start-time --ctfe-url --fulcio-uri "
	    "--rekor-end-time --rekor-key --rekor-start-time --rekor-url "
	    "--timestamp-certificate-chain --timestamp-uri" },
	{ "upload blob", "--annotations --ct --files " REGISTRY },
	{ "verify",
	    "--allow-certificate-chain --annotations "
	    "--certificate-github-workflow-name --certificate-identity "
	    "--certificate-oidc-issuer --check-claims --insecure-ignore-sct "
	    "--insecure-ignore-tlog --key --local-image --max-workers "
	    "--output --platform --trusted-root --use-signed-timestamps "
	    "--attachment --attachment-tag-prefix --ca-roots --certificate "
	    "--experimental-oci11 --new-bundle-format --offline "
	    "--payload --private-infrastructure --sct --signature "
	    "--signature-digest-algorithm --timestamp-certificate-chain" },
	{ "verify-blob",
	    "--allow-certificate-chain --bundle "
	    "--certificate-github-workflow-name "
	    "--certificate-identity --certificate-identity-regexp "
	    "--certificate-oidc-issuer --certificate-oidc-issuer-regexp "
	    "--insecure-ignore-sct --insecure-ignore-tlog --key "
	    "--max-workers --output --trusted-root "
	    "--use-signed-timestamps --ca-intermediates --ca-roots "
	    "--certificate --certificate-chain --new-bundle-format --offline "
	    "--private-infrastructure --rfc3161-timestamp --sct --signature "
	    "--signature-digest-algorithm --timestamp-certificate-chain" },
	{ "verify-blob-attestation",
	    "--allow-certificate-chain --bundle --certificate-identity "
	    "--check-claims --digest --digestAlg --insecure-ignore-sct "
	    "--insecure-ignore-tlog --key --output --trusted-root --type "
	    "--use-signed-timestamps --certificate --signature" },
	{ "version", "--json" },
};

ParameterizedTestParameters(help, names_every_option)
{
	return cr_make_param_array(
	    struct command, commands, ARRAY_LEN(commands));
}

ParameterizedTest(struct command *row, help, names_every_option)
{
	char line[64], copy[700], *at = copy, *option;
	struct process_result p, same;
	const char *seen;

	(void)snprintf(line, sizeof(line), "%s --help", row->name);
	p = cosignc(line);
	expect_status(&p, 0);
	cr_expect_str_empty(p.err);
	seen = strstr(p.out, "\nUsage:\n  cosignc ");
	cr_assert_not_null(seen);
	(void)snprintf(copy, sizeof(copy), "%s", row->options);
	while ((option = strsep(&at, " ")) != NULL && *option != '\0') {
		seen = strstr(seen, option);
		cr_assert_not_null(seen, "%s is not in its place", option);
	}
	cr_expect_not_null(strstr(seen, "--output-file FILE\n"));
	(void)snprintf(line, sizeof(line), "help %s", row->name);
	same = cosignc(line);
	cr_expect_str_eq(same.out, p.out);
	process_dispose(&p);
	process_dispose(&same);
}

/* No line of prose is longer than a terminal; examples are copied whole. */
ParameterizedTestParameters(help, fits_the_screen)
{
	return cr_make_param_array(
	    struct command, commands, ARRAY_LEN(commands));
}

ParameterizedTest(struct command *row, help, fits_the_screen)
{
	char line[64], *at, *text;
	struct process_result p;

	(void)snprintf(line, sizeof(line), "%s --help", row->name);
	p = cosignc(line);
	at = p.out;
	while ((text = strsep(&at, "\n")) != NULL)
		cr_expect(
		    strlen(text) <= 80 || strstr(text, "cosignc ") != NULL,
		    "%s", text);
	process_dispose(&p);
}

Test(help, of_a_group_lists_its_commands)
{
	struct process_result p = cosignc("bundle"), same;

	expect_status(&p, 0);
	cr_expect_str_empty(p.err);
	expect_contains(p.out, "Usage:\n  cosignc bundle COMMAND ");
	expect_contains(p.out, "  bundle inspect ");
	cr_expect_null(strstr(p.out, "trusted-root create"));
	same = cosignc("help bundle");
	cr_expect_str_eq(same.out, p.out);
	process_dispose(&same);
	process_dispose(&p);
	p = cosignc("bundle nonsense");
	expect_status(&p, 1);
	expect_error_line(
	    &p, "unknown command \"nonsense\" for \"cosignc bundle\"\n");
	process_dispose(&p);
	p = cosignc("help bundle nonsense");
	expect_status(&p, 1);
	expect_error_line(&p, "unknown help topic \"nonsense\"\n");
	process_dispose(&p);
}

Test(help, lists_every_command)
{
	struct process_result p = cosignc("--help");
	size_t i;

	for (i = 0; i < ARRAY_LEN(commands); i++)
		expect_contains(p.out, commands[i].name);
	process_dispose(&p);
}

static void
expect_same_document(const char *line, const char *path)
{
	struct process_result p = cosignc(line);
	char *text;

	expect_status(&p, 0);
	cr_assert_eq(access(path, R_OK), 0, "%s is missing: " REMEDY, path);
	text = file_read(path, NULL);
	cr_expect(strcmp(p.out, text) == 0, "%s is " REMEDY, path);
	free(text);
	process_dispose(&p);
}

Test(help, documents_are_what_the_table_says)
{
	char line[64], path[512];
	size_t i, pages = 0;
	struct dirent *entry;
	DIR *folder;

	expect_same_document(
	    "help --format markdown", COSIGN_DOCS "/cosignc.md");
	expect_same_document("help --format man", COSIGN_DOCS "/man/cosignc.1");
	for (i = 0; i < ARRAY_LEN(commands); i++) {
		(void)snprintf(line, sizeof(line), "help --format man %.32s",
		    commands[i].name);
		(void)snprintf(path, sizeof(path),
		    COSIGN_DOCS "/man/cosignc-%.32s.1", commands[i].name);
		if (strchr(commands[i].name, ' ') != NULL)
			*strrchr(path, ' ') = '-';
		expect_same_document(line, path);
	}
	folder = opendir(COSIGN_DOCS "/man");
	cr_assert_not_null(folder);
	while ((entry = readdir(folder)) != NULL)
		pages += entry->d_name[0] != '.';
	(void)closedir(folder);
	cr_expect_eq(pages, ARRAY_LEN(commands) + 1, "a page too many");
}

struct completed {
	char words[80];   /* the last one is being typed */
	char replies[80]; /* blanks between; "" nothing */
};

ParameterizedTestParameters(help, bash_completes)
{
	static struct completed rows[] = {
		{ "cosignc ver",
		    "verify verify-blob verify-blob-attestation version" },
		{ "cosignc bun", "bundle" },
		{ "cosignc bundle ", "inspect" },
		{ "cosignc bundle inspect --tr", "--trusted-root" },
		{ "cosignc bundle inspect some", "some file.key" },
		{ "cosignc trusted-root cr", "create" },
		{ "cosignc help bun", "bundle" },
		{ "cosignc vers", "version" },
		{ "cosignc sign-blob --bun", "--bundle" },
		{ "cosignc sign-blob --bundle some", "some file.key" },
		{ "cosignc sign-blob som", "some file.key" },
		{ "cosignc verify-blob -o ", "text json" },
		{ "cosignc verify-blob --output = j", "json" },
		{ "cosignc verify-blob --output =", "text json" },
		{ "cosignc --quiet import-key-pair -k some", "some file.key" },
		{ "cosignc --qu", "--quiet" },
		{ "cosignc env --show-s", "--show-sensitive-values" },
		{ "cosignc completion ", "bash zsh fish" },
		{ "cosignc completion z", "zsh" },
		{ "cosignc help en", "env" },
		{ "cosignc version -",
		    "--json --help -h --output-file "
		    "--quiet --timeout -t" },
		{ "cosignc version --output-file some", "some file.key" },
		{ "cosignc version --output-file = some", "some file.key" },
		{ "cosignc version --timeout ", "" },
		{ "cosignc env ", "" },
	};

	return cr_make_param_array(struct completed, rows, ARRAY_LEN(rows));
}

static struct process_result
run(const char *const *argv)
{
	const struct process_options o = { .argv = argv };
	struct process_result p;

	cr_assert_eq(process_run(&p, &o), 0);
	return p;
}

/* Bash itself, with the variables that it sets while completing. */
static const char completer[] = "set -u\n"
				"source ./script || exit 1\n"
				"IFS=' ' read -r -a COMP_WORDS <<< \"$1\"\n"
				"[[ $1 == *' ' ]] && COMP_WORDS+=('')\n"
				"COMP_CWORD=$((${#COMP_WORDS[@]} - 1))\n"
				"_cosignc\n"
				"IFS=' '\n"
				"printf '%s' \"${COMPREPLY[*]}\"\n";

ParameterizedTest(struct completed *row, help, bash_completes)
{
	const char *argv[] = { "/bin/bash", "./completer", row->words, NULL };
	struct process_result p;

	if (access(argv[0], X_OK) != 0)
		cr_skip_test("there is no bash");
	p = cosignc("--output-file script completion bash");
	expect_status(&p, 0);
	process_dispose(&p);
	file_text("completer", completer);
	file_text("some file.key", "");
	p = run(argv);
	expect_status(&p, 0);
	cr_expect_str_eq(p.out, row->replies, "%s: \"%s\"", row->words, p.out);
	cr_expect_str_empty(p.err);
	process_dispose(&p);
}

struct shell {
	char name[8];
	char path[24];
};

ParameterizedTestParameters(help, scripts_parse)
{
	static struct shell rows[] = {
		{ "bash", "/bin/bash" },
		{ "zsh", "/usr/bin/zsh" },
		{ "fish", "/usr/bin/fish" },
	};

	return cr_make_param_array(struct shell, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct shell *row, help, scripts_parse)
{
	const char *argv[] = { row->path, "-n", "script", NULL };
	char line[64];
	struct process_result p;

	(void)snprintf(line, sizeof(line), "--output-file script completion %s",
	    row->name);
	cosignc_must(line);
	if (access(row->path, X_OK) != 0)
		cr_skip_test("%s is not installed", row->name);
	p = run(argv);
	expect_status(&p, 0);
	cr_expect_str_empty(p.err);
	process_dispose(&p);
}
