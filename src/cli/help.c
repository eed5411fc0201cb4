/* Help on standard output, made from the table. */
#include "cli.h"

#include <stdio.h>
#include <string.h>

#define COLUMNS 80
#define INDENT  10 /* of the help of an option */

void
cli_label(char out[CLI_LABEL_MAX], const struct cli_option *o)
{
	char shorthand[5] = "    ";

	if (o->shorthand != '\0')
		(void)snprintf(
		    shorthand, sizeof(shorthand), "-%c, ", o->shorthand);
	(void)snprintf(out, CLI_LABEL_MAX, "%s--%s%s%s", shorthand, o->name,
	    o->metavar == NULL ? "" : " ",
	    o->metavar == NULL ? "" : o->metavar);
}

void
cli_wrap(const char *text, size_t len, size_t indent)
{
	const char *const end = text + len;
	size_t at = indent;
	bool fresh = true;

	for (;;) {
		const char *word = text;

		while (word < end && *word == ' ')
			word++;
		text = word;
		while (text < end && *text != ' ')
			text++;
		len = (size_t)(text - word);
		if (len == 0)
			break;
		if (!fresh && at + 1 + len > COLUMNS) {
			(void)printf("\n%*s", (int)indent, "");
			at = indent;
			fresh = true;
		}
		(void)printf("%s%.*s", fresh ? "" : " ", (int)len, word);
		at += len + (fresh ? 0 : 1);
		fresh = false;
	}
	(void)putchar('\n');
}

/* Paragraphs are kept apart by empty lines. */
static void
show_paragraphs(const char *text)
{
	while (*text != '\0') {
		const char *end = strstr(text, "\n\n");
		const size_t len =
		    end == NULL ? strlen(text) : (size_t)(end - text);

		cli_wrap(text, len, 0);
		(void)putchar('\n');
		text += len + (end == NULL ? 0 : 2);
	}
}

static void
show_option(const struct cli_option *o)
{
	char label[CLI_LABEL_MAX], text[512];
	size_t len;

	cli_label(label, o);
	(void)printf("  %s\n%*s", label, INDENT, "");
	(void)snprintf(text, sizeof(text), "%s", o->help);
	len = strlen(text);
	if (o->value != NULL && strcmp(o->value, "false") != 0)
		(void)snprintf(
		    text + len, sizeof(text) - len, " (default: %s)", o->value);
	len = strlen(text);
	if (o->kind == CLI_TEXT && o->words != NULL)
		(void)snprintf(
		    text + len, sizeof(text) - len, "; one of: %s", o->words);
	cli_wrap(text, strlen(text), INDENT);
}

static void
show_options(const char *title, const struct cli_option *options, size_t count,
    bool deprecated)
{
	bool titled = false;
	size_t i;

	for (i = 0; i < count; i++) {
		if (options[i].hidden ||
		    (options[i].deprecated != NULL) != deprecated)
			continue;
		if (!titled)
			(void)printf("%s\n", title);
		titled = true;
		show_option(&options[i]);
	}
	if (titled)
		(void)putchar('\n');
}

/* All, or those of a group. */
static void
show_commands(const char *group)
{
	const char *own;
	size_t i, len;

	(void)puts("Available Commands:");
	for (i = 0; i < cli_command_count; i++) {
		own = cli_group_of(cli_commands[i], &len);
		if (group != NULL &&
		    (own == NULL || strlen(group) != len ||
			memcmp(group, own, len) != 0))
			continue;
		(void)printf("  %-24s %s\n", cli_commands[i]->name,
		    cli_commands[i]->summary);
	}
	(void)putchar('\n');
}

static void
show_examples(const char *examples)
{
	size_t len;

	(void)puts("Examples:");
	while (*examples != '\0') {
		len = strcspn(examples, "\n");
		(void)printf("  %.*s\n", (int)len, examples);
		examples += len + (examples[len] != '\0' ? 1 : 0);
	}
	(void)putchar('\n');
}

void
cli_show_help(const struct cli_command *command, const char *group)
{
	if (command == NULL && group != NULL) {
		(void)printf(
		    "Usage:\n  " CLI_NAME " %s COMMAND [OPTION...]\n\n", group);
		show_commands(group);
	} else if (command == NULL) {
		(void)printf(
		    "Sign files and verify signatures as Sigstore does\n\n"
		    "Usage:\n  " CLI_NAME " COMMAND [OPTION...]\n\n");
		show_commands(NULL);
	} else {
		show_paragraphs(command->about);
		(void)printf("Usage:\n  " CLI_NAME " %s [OPTION...]%s%s\n\n",
		    command->name, *command->arguments == '\0' ? "" : " ",
		    command->arguments);
		if (command->examples != NULL)
			show_examples(command->examples);
		show_options(
		    "Options:", command->options, command->option_count, false);
		show_options("Deprecated options of cosign, which work:",
		    command->options, command->option_count, true);
	}
	show_options(
	    "Options of every command:", cli_globals, cli_global_count, false);
	if (command == NULL)
		(void)puts("\"" CLI_NAME " COMMAND --help\" tells more about a "
			   "command.");
	else if (!command->unbound)
		(void)puts("An option --some-name can also be given as "
			   "variable COSIGN_SOME_NAME.");
}

static cosign_rc_t
unknown_topic(struct cli *c, const char *topic)
{
	cli_hint(c, "run '" CLI_NAME " --help' for usage");
	return cli_fail(
	    c, COSIGN_E_ARGUMENT, "unknown help topic \"%s\"", topic);
}

/* What the arguments name: a command, a group, or nothing. */
static cosign_rc_t
find_topic(struct cli *c, const struct cli_command **command)
{
	size_t words = c->arg_count == 0 ? 0 : 1;

	*command = NULL;
	if (words == 1 && cli_is_group(c->args[0])) {
		c->group = c->args[0];
		if (c->arg_count > 1) {
			*command = cli_find_in_group(c->group, c->args[1]);
			if (*command == NULL)
				return unknown_topic(c, c->args[1]);
			words = 2;
		}
	} else if (words == 1) {
		*command = cli_find_command(c->args[0]);
		if (*command == NULL)
			return unknown_topic(c, c->args[0]);
	}
	return c->arg_count > words ? unknown_topic(c, c->args[words])
				    : COSIGN_OK;
}

/* "help COMMAND". A word that is no command fails: cosign shows the list of
   commands then and succeeds. */
cosign_rc_t
cli_help(struct cli *c)
{
	const char *format = cli_text(c, CLI_OPT_FORMAT);
	const struct cli_command *command;
	cosign_rc_t rc = find_topic(c, &command);

	if (rc != COSIGN_OK)
		return rc;
	if (strcmp(format, "markdown") == 0)
		cli_markdown();
	else if (strcmp(format, "man") == 0)
		cli_man(command);
	else
		cli_show_help(command, c->group);
	return COSIGN_OK;
}
