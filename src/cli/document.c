/*
 * docs/cosignc.md and docs/man/ are what these functions print. They are
 * made anew by "cmake --build build --target cosignc-docs".
 */
#include "cli.h"

#include <stdio.h>
#include <string.h>

/* What the table does not hold, for both forms. Blank lines part the
   paragraphs; the first line is the heading. */
static const char *const chapters[] = {
	"Exit status\n\n"
	"0: done; the signature is good. 1: anything else: a wrong command "
	"line, a bad signature, a file that cannot be read. verify also has "
	"10: "
	"the image has no signature, 11: there is no such image, 12: none of "
	"its signatures is as wanted; of several images the first that fails "
	"decides.",

	"Output\n\n"
	"The result goes to standard output, everything else to standard "
	"error. An error is one line that starts with \"cosignc: \" and says "
	"where and what; a line that starts with \"hint: \" may follow.",

	"Environment\n\n"
	"COSIGN_PASSWORD is the password of private keys. Every option "
	"--some-name can be given as COSIGN_SOME_NAME, but for --help, "
	"--output-file and what completion, env, help, login, logout and "
	"version have of their own; the command line comes first, empty "
	"variables do not count. NO_COLOR, if not empty, turns colors off. "
	"The command env shows them all.",

	"Registries\n\n"
	"Who asks a registry is told by --registry-username and "
	"--registry-password, or by --registry-token; else by "
	"DOCKER_AUTH_CONFIG, and by the first of these files that is there: "
	"config.json in DOCKER_CONFIG or ~/.docker, REGISTRY_AUTH_FILE, "
	"containers/auth.json in XDG_RUNTIME_DIR, then in XDG_CONFIG_HOME or "
	"~/.config. Where that names a helper, docker-credential-NAME is run, "
	"and has COSIGN_CREDENTIAL_HELPER_TIMEOUT to answer (a minute). "
	"Proxies are those of HTTPS_PROXY, HTTP_PROXY and NO_PROXY. Hosts on "
	"the loopback and in private networks are tried by http, too.",

	"Old spellings\n\n"
	"-key is read as --key and --y as -y, with a warning, as cosign does. "
	"Values of options are left alone.",
};

/* Where a chapter's text starts. */
static const char *
chapter_text(const char *chapter)
{
	return strchr(chapter, '\n') + 2;
}

/* A command's name where a blank cannot stand. */
static void
dashed(const char *name, const char *dash)
{
	for (; *name != '\0'; name++) {
		if (*name == ' ' || *name == '-')
			(void)fputs(dash, stdout);
		else
			(void)putchar(*name);
	}
}

static void
markdown_text(const char *text)
{
	for (; *text != '\0'; text++) {
		if (strchr("<>*_[]`|\\", *text) != NULL)
			(void)putchar('\\');
		(void)putchar(*text);
	}
}

static void
markdown_options(const struct cli_option *options, size_t count)
{
	char label[CLI_LABEL_MAX];
	const char *shown;
	size_t i;

	(void)puts("| Option | Default | |\n|---|---|---|");
	for (i = 0; i < count; i++) {
		const struct cli_option *o = &options[i];

		if (o->hidden)
			continue;
		cli_label(label, o);
		shown = label + strspn(label, " ");
		(void)printf("| `%s` | %s%s%s | ", shown,
		    o->value == NULL ? "" : "`",
		    o->value == NULL ? "" : o->value,
		    o->value == NULL ? "" : "`");
		markdown_text(o->help);
		if (o->words != NULL && o->kind == CLI_TEXT) {
			(void)printf("; one of: ");
			markdown_text(o->words);
		}
		if (o->deprecated != NULL) {
			(void)printf(". Deprecated: ");
			markdown_text(o->deprecated);
		}
		(void)puts(" |");
	}
	(void)putchar('\n');
}

static void
markdown_command(const struct cli_command *command)
{
	(void)printf("## %s\n\n", command->name);
	markdown_text(command->about);
	(void)printf("\n\n```\n" CLI_NAME " %s [OPTION...]%s%s\n```\n\n",
	    command->name, *command->arguments == '\0' ? "" : " ",
	    command->arguments);
	if (command->option_count > 0 && !command->options[0].hidden)
		markdown_options(command->options, command->option_count);
	if (command->examples != NULL)
		(void)printf("```\n%s```\n\n", command->examples);
}

void
cli_markdown(void)
{
	size_t i;

	(void)puts("<!-- Made by cosignc help --format markdown from the table "
		   "of its options. -->\n"
		   "# cosignc\n\n"
		   "Sign files and verify signatures as Sigstore does, with "
		   "the command lines of cosign.\n\n"
		   "```\n" CLI_NAME " COMMAND [OPTION...]\n```\n\n"
		   "| Command | |\n|---|---|");
	for (i = 0; i < cli_command_count; i++) {
		(void)printf("| [%s](#", cli_commands[i]->name);
		dashed(cli_commands[i]->name, "-");
		(void)printf(") | %s |\n", cli_commands[i]->summary);
	}
	(void)puts("\nOptions of every command:\n");
	markdown_options(cli_globals, cli_global_count);
	for (i = 0; i < CLI_ARRAY_LEN(chapters); i++) {
		(void)printf("## %.*s\n\n", (int)strcspn(chapters[i], "\n"),
		    chapters[i]);
		markdown_text(chapter_text(chapters[i]));
		(void)puts("\n");
	}
	for (i = 0; i < cli_command_count; i++)
		markdown_command(cli_commands[i]);
}

/* roff: a dash is a minus, and no line starts with a control character. */
static void
man_text(const char *text, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++) {
		if (text[i] == '\\')
			(void)fputs("\\e", stdout);
		else if (text[i] == '-')
			(void)fputs("\\-", stdout);
		else if ((text[i] == '.' || text[i] == '\'') &&
		    (i == 0 || text[i - 1] == '\n'))
			(void)printf("\\&%c", text[i]);
		else
			(void)putchar(text[i]);
	}
}

static void
man_paragraphs(const char *text)
{
	while (*text != '\0') {
		const char *end = strstr(text, "\n\n");
		const size_t len =
		    end == NULL ? strlen(text) : (size_t)(end - text);

		man_text(text, len);
		(void)putchar('\n');
		text += len + (end == NULL ? 0 : 2);
		if (*text != '\0')
			(void)puts(".PP");
	}
}

static void
man_options(const char *title, const struct cli_option *options, size_t count)
{
	char label[CLI_LABEL_MAX];
	const char *shown;
	size_t i;

	(void)printf(".SH %s\n", title);
	for (i = 0; i < count; i++) {
		const struct cli_option *o = &options[i];

		if (o->hidden)
			continue;
		cli_label(label, o);
		shown = label + strspn(label, " ");
		(void)printf(".TP\n\\fB");
		man_text(shown, strlen(shown));
		(void)printf("\\fR\n");
		man_text(o->help, strlen(o->help));
		if (o->words != NULL && o->kind == CLI_TEXT) {
			(void)printf("; one of: ");
			man_text(o->words, strlen(o->words));
		}
		if (o->value != NULL && strcmp(o->value, "false") != 0) {
			(void)printf(" (default: ");
			man_text(o->value, strlen(o->value));
			(void)putchar(')');
		}
		if (o->deprecated != NULL) {
			(void)printf(". Deprecated: ");
			man_text(o->deprecated, strlen(o->deprecated));
		}
		(void)putchar('\n');
	}
}

static void
man_chapters(void)
{
	size_t i, len;
	const char *p;

	for (i = 0; i < CLI_ARRAY_LEN(chapters); i++) {
		len = strcspn(chapters[i], "\n");
		(void)printf(".SH \"");
		for (p = chapters[i]; p < chapters[i] + len; p++)
			(void)putchar(*p >= 'a' && *p <= 'z' ? *p - 32 : *p);
		(void)puts("\"");
		man_paragraphs(chapter_text(chapters[i]));
	}
}

static void
man_commands(const struct cli_command *except)
{
	const char *comma = "";
	size_t i;

	(void)puts(".SH \"SEE ALSO\"");
	if (except != NULL) {
		(void)printf(".BR " CLI_NAME " (1)");
		comma = ",\n";
	}
	for (i = 0; i < cli_command_count; i++) {
		if (cli_commands[i] == except)
			continue;
		(void)printf("%s.BR " CLI_NAME "\\-", comma);
		dashed(cli_commands[i]->name, "\\-");
		(void)printf(" (1)");
		comma = ",\n";
	}
	(void)putchar('\n');
}

static void
man_overview(void)
{
	size_t i;

	(void)puts(".TH COSIGNC 1 \"\" \"cosignc " COSIGN_VERSION "\"\n"
		   ".SH NAME\n" CLI_NAME " \\- sign files and verify "
		   "signatures as Sigstore does\n"
		   ".SH SYNOPSIS\n.B " CLI_NAME "\n.I COMMAND\n[\\fIOPTION\\fR"
		   "...]\n.SH COMMANDS");
	for (i = 0; i < cli_command_count; i++) {
		(void)printf(".TP\n\\fB");
		man_text(cli_commands[i]->name, strlen(cli_commands[i]->name));
		(void)printf("\\fR\n%s\n", cli_commands[i]->summary);
	}
	man_options(
	    "\"OPTIONS OF EVERY COMMAND\"", cli_globals, cli_global_count);
	man_chapters();
	man_commands(NULL);
}

void
cli_man(const struct cli_command *command)
{
	if (command == NULL) {
		man_overview();
		return;
	}
	(void)printf(".TH COSIGNC\\-");
	for (const char *p = command->name; *p != '\0'; p++)
		(void)printf(*p == '-' || *p == ' ' ? "\\-" : "%c",
		    *p >= 'a' && *p <= 'z' ? *p - 32 : *p);
	(void)printf(" 1 \"\" \"cosignc " COSIGN_VERSION "\"\n"
		     ".SH NAME\n" CLI_NAME "\\-");
	dashed(command->name, "\\-");
	(void)printf(
	    " \\- %s\n.SH SYNOPSIS\n.B " CLI_NAME " ", command->summary);
	man_text(command->name, strlen(command->name));
	(void)printf("\n[\\fIOPTION\\fR...]\n%s%s.SH DESCRIPTION\n",
	    command->arguments, *command->arguments == '\0' ? "" : "\n");
	man_paragraphs(command->about);
	if (command->option_count > 0 && !command->options[0].hidden)
		man_options("OPTIONS", command->options, command->option_count);
	(void)puts(
	    ".PP\nOptions of every command are in\n.BR " CLI_NAME " (1).");
	if (command->examples != NULL) {
		(void)puts(".SH EXAMPLES\n.nf");
		man_text(command->examples, strlen(command->examples));
		(void)puts(".fi");
	}
	man_commands(command);
}
