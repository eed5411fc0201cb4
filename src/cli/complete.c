/*
 * Completion scripts, made from the table. They are static: the shell does
 * not run cosignc while a line is typed.
 */
#include "cli.h"

#include <stdio.h>
#include <string.h>

static void
bash_words(const struct cli_option *options, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		if (options[i].hidden)
			continue;
		(void)printf(" --%s", options[i].name);
		if (options[i].shorthand != '\0')
			(void)printf(" -%c", options[i].shorthand);
	}
}

/* "--key | -k) _cosignc_files; return ;;" for options with a value. */
static void
bash_values(const struct cli_option *options, size_t count, const char *indent)
{
	size_t i;

	for (i = 0; i < count; i++) {
		const struct cli_option *o = &options[i];

		if (o->hidden || o->kind == CLI_BOOL)
			continue;
		(void)printf("%s--%s", indent, o->name);
		if (o->shorthand != '\0')
			(void)printf(" | -%c", o->shorthand);
		if (o->words != NULL)
			(void)printf(") _" CLI_NAME "_words \"%s\"", o->words);
		else if (o->kind == CLI_FILE || o->kind == CLI_KEYREF)
			(void)printf(") _" CLI_NAME "_files");
		else
			(void)printf(") :");
		(void)puts("; return ;;");
	}
}

/* First words: of commands, and once of each group. */
static void
command_names(void)
{
	const char *separator = "";
	size_t i, len;

	for (i = 0; i < cli_command_count; i++) {
		const struct cli_command *command = cli_commands[i];

		if (cli_group_of(command, &len) != NULL &&
		    !cli_leads_group(command))
			continue;
		(void)printf("%s%.*s", separator, (int)len, command->name);
		separator = " ";
	}
}

/* Second words of a group; with what stands before each. */
static void
group_names(
    const struct cli_command *leader, const char *before, const char *after)
{
	const char *group, *own;
	size_t len, other, i;

	group = cli_group_of(leader, &len);
	for (i = 0; i < cli_command_count; i++) {
		own = cli_group_of(cli_commands[i], &other);
		if (own != NULL && other == len && memcmp(own, group, len) == 0)
			(void)printf("%s%s%s", before, own + len + 1, after);
	}
}

/* "bundle:inspect " for each command of two words. */
static void
pairs(void)
{
	const char *group;
	size_t i, len;

	for (i = 0; i < cli_command_count; i++) {
		group = cli_group_of(cli_commands[i], &len);
		if (group != NULL)
			(void)printf(
			    "%.*s:%s ", (int)len, group, group + len + 1);
	}
}

static void
bash_command(const struct cli_command *command)
{
	(void)printf("\t'%s')\n\t\twords=\"", command->name);
	bash_words(command->options, command->option_count);
	bash_words(cli_globals, cli_global_count);
	(void)printf("\"\n\t\tcase $prev in\n");
	bash_values(command->options, command->option_count, "\t\t");
	bash_values(cli_globals, cli_global_count, "\t\t");
	(void)printf("\t\tesac\n\t\trest=");
	if (command->words != NULL)
		(void)printf("\"%s\"", command->words);
	else if (command->completes_commands)
		(void)printf("\"$commands\"");
	else if (command->completes_files)
		(void)printf("files");
	(void)puts("\n\t\t;;");
}

/* The first word of several commands: the second is to come. */
static void
bash_group(const struct cli_command *leader)
{
	size_t len;
	const char *group = cli_group_of(leader, &len);

	(void)printf("\t%.*s)\n\t\twords=\"", (int)len, group);
	bash_words(cli_globals, cli_global_count);
	(void)printf("\"\n\t\trest=\"");
	group_names(leader, "", " ");
	(void)puts("\"\n\t\t;;");
}

/* Up to where each command says what follows it. */
static void
bash_head(void)
{
	(void)printf(
	    "# bash completion for " CLI_NAME "\n\n"
	    "_" CLI_NAME "_words() {\n"
	    "\tmapfile -t COMPREPLY < <(compgen -W \"$1\" -- \"$cur\")\n"
	    "}\n\n"
	    "_" CLI_NAME "_files() {\n"
	    "\tcompopt -o filenames 2>/dev/null\n"
	    "\tmapfile -t COMPREPLY < <(compgen -f -- \"$cur\")\n"
	    "}\n\n"
	    "_" CLI_NAME "() {\n"
	    "\tlocal cur=${COMP_WORDS[COMP_CWORD]} prev='' command='' i\n"
	    "\tlocal words='' rest='' commands='");
	command_names();
	(void)printf("' pairs=' ");
	pairs();
	(void)printf(
	    "'\n\tCOMPREPLY=()\n"
	    "\tfor ((i = 1; i < COMP_CWORD; i++)); do\n"
	    "\t\tif [[ -z $command ]]; then\n"
	    "\t\t\tif [[ \" $commands \" == *\" ${COMP_WORDS[i]} \"* ]]; "
	    "then\n"
	    "\t\t\t\tcommand=${COMP_WORDS[i]}\n"
	    "\t\t\tfi\n"
	    "\t\telif [[ $pairs == *\" $command:${COMP_WORDS[i]} \"* ]]; "
	    "then\n"
	    "\t\t\tcommand=\"$command ${COMP_WORDS[i]}\"\n"
	    "\t\t\tbreak\n"
	    "\t\tfi\n"
	    "\tdone\n"
	    "\t# --name=value arrives as three words\n"
	    "\tif [[ $cur == '=' ]]; then\n"
	    "\t\tcur=''\n"
	    "\t\tprev=${COMP_WORDS[COMP_CWORD - 1]}\n"
	    "\telif ((COMP_CWORD > 2)) && "
	    "[[ ${COMP_WORDS[COMP_CWORD - 1]} == '=' ]]; then\n"
	    "\t\tprev=${COMP_WORDS[COMP_CWORD - 2]}\n"
	    "\telif ((COMP_CWORD > 0)); then\n"
	    "\t\tprev=${COMP_WORDS[COMP_CWORD - 1]}\n"
	    "\tfi\n"
	    "\tcase $command in\n");
}

static void
bash(void)
{
	size_t i;

	bash_head();
	for (i = 0; i < cli_command_count; i++) {
		if (cli_leads_group(cli_commands[i]))
			bash_group(cli_commands[i]);
		bash_command(cli_commands[i]);
	}
	(void)printf("\t*)\n\t\twords=\"");
	bash_words(cli_globals, cli_global_count);
	(void)printf("\"\n\t\tcase $prev in\n");
	bash_values(cli_globals, cli_global_count, "\t\t");
	(void)printf("\t\tesac\n\t\trest=$commands\n\t\t;;\n\tesac\n"
		     "\tif [[ $cur == -* ]]; then\n"
		     "\t\t_" CLI_NAME "_words \"$words\"\n"
		     "\telif [[ $rest == files ]]; then\n"
		     "\t\t_" CLI_NAME "_files\n"
		     "\telse\n"
		     "\t\t_" CLI_NAME "_words \"$rest\"\n"
		     "\tfi\n"
		     "}\n\n"
		     "complete -F _" CLI_NAME " " CLI_NAME "\n");
}

/* Text inside single quotes; zsh's _arguments has separators of its own. */
static void
quoted(const char *text, const char *quote, const char *escape)
{
	for (; *text != '\0'; text++) {
		if (*text == '\'') {
			(void)fputs(quote, stdout);
			continue;
		}
		if (strchr(escape, *text) != NULL)
			(void)putchar('\\');
		(void)putchar(*text);
	}
}

#define ZSH_QUOTE  "'\\''"
#define FISH_QUOTE "\\'"

/* '*'{-k,--key=}'[help]:REF:_files' */
static void
zsh_option(const struct cli_option *o)
{
	const char *equals = o->kind == CLI_BOOL ? "" : "=";

	(void)printf("\t\t'*'");
	if (o->shorthand != '\0')
		(void)printf("{-%c,--%s%s}", o->shorthand, o->name, equals);
	else
		(void)printf("--%s%s", o->name, equals);
	(void)printf("'[");
	quoted(o->help, ZSH_QUOTE, "[]:\\");
	(void)putchar(']');
	if (o->kind != CLI_BOOL) {
		(void)printf(":%s:", o->metavar);
		if (o->words != NULL)
			(void)printf("(%s)", o->words);
		else if (o->kind == CLI_FILE || o->kind == CLI_KEYREF)
			(void)printf("_files");
	}
	(void)puts("' \\");
}

static void
zsh_options(const struct cli_option *options, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (!options[i].hidden)
			zsh_option(&options[i]);
}

/* "'name:what it does'" for _describe. */
static void
zsh_description(const char *name, size_t len, const char *summary)
{
	(void)printf("\t\t\t'%.*s:", (int)len, name);
	quoted(summary, ZSH_QUOTE, ":\\");
	(void)puts("'");
}

static void
zsh_first_words(void)
{
	size_t i, len;

	for (i = 0; i < cli_command_count; i++) {
		const struct cli_command *command = cli_commands[i];

		if (cli_group_of(command, &len) == NULL)
			zsh_description(command->name, len, command->summary);
		else if (cli_leads_group(command))
			zsh_description(command->name, len, "a group");
	}
}

static void
zsh_arguments(const struct cli_command *command)
{
	(void)printf("\t\t_arguments \\\n");
	zsh_options(command->options, command->option_count);
	zsh_options(cli_globals, cli_global_count);
	if (command->completes_files) {
		(void)puts("\t\t'*:file:_files'");
		return;
	}
	(void)printf(
	    "\t\t'*:word:(%s", command->words != NULL ? command->words : "");
	if (command->completes_commands)
		command_names();
	(void)puts(")'");
}

/* A second word, and what follows it. */
static void
zsh_group(const struct cli_command *leader)
{
	size_t len, other, i;
	const char *group = cli_group_of(leader, &len), *own;

	(void)printf(
	    "\t\t%.*s)\n\t\t_arguments -C '1:command:(", (int)len, group);
	group_names(leader, "", " ");
	(void)puts(")' '*::argument:->second'\n\t\tcase $line[1] in");
	for (i = 0; i < cli_command_count; i++) {
		own = cli_group_of(cli_commands[i], &other);
		if (own == NULL || other != len || memcmp(own, group, len) != 0)
			continue;
		(void)printf("\t\t%s)\n", own + len + 1);
		zsh_arguments(cli_commands[i]);
		(void)puts("\t\t;;");
	}
	(void)puts("\t\tesac\n\t\t;;");
}

static void
zsh(void)
{
	size_t i, len;

	(void)puts("#compdef " CLI_NAME "\n\n_" CLI_NAME "() {\n"
		   "\tlocal curcontext=\"$curcontext\" state line\n"
		   "\t_arguments -C \\");
	zsh_options(cli_globals, cli_global_count);
	(void)puts("\t\t'1:command:->command' '*::argument:->argument'\n"
		   "\tcase $state in\n\tcommand)\n"
		   "\t\tlocal -a commands=(");
	zsh_first_words();
	(void)puts("\t\t)\n\t\t_describe command commands\n\t\t;;\n"
		   "\targument)\n\t\tcase $line[1] in");
	for (i = 0; i < cli_command_count; i++) {
		const struct cli_command *command = cli_commands[i];

		if (cli_leads_group(command))
			zsh_group(command);
		if (cli_group_of(command, &len) != NULL)
			continue;
		(void)printf("\t\t%s)\n", command->name);
		zsh_arguments(command);
		(void)puts("\t\t;;");
	}
	(void)puts("\t\tesac\n\t\t;;\n\tesac\n}\n\n"
		   "if [[ $funcstack[1] == _" CLI_NAME " ]]; then\n"
		   "\t_" CLI_NAME " \"$@\"\nelse\n"
		   "\tcompdef _" CLI_NAME " " CLI_NAME "\nfi");
}

static void
fish_options(
    const char *condition, const struct cli_option *options, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		const struct cli_option *o = &options[i];

		if (o->hidden)
			continue;
		(void)printf(
		    "complete -c " CLI_NAME "%s -l %s", condition, o->name);
		if (o->shorthand != '\0')
			(void)printf(" -s %c", o->shorthand);
		if (o->words != NULL)
			(void)printf(" -x -a '%s'", o->words);
		else if (o->kind == CLI_FILE || o->kind == CLI_KEYREF)
			(void)printf(" -r -F");
		else if (o->kind != CLI_BOOL)
			(void)printf(" -x");
		(void)printf(" -d '");
		quoted(o->help, FISH_QUOTE, "\\");
		(void)puts("'");
	}
}

static void
fish_word(
    const char *condition, const char *word, size_t len, const char *summary)
{
	(void)printf("complete -c " CLI_NAME "%s -a %.*s -d '", condition,
	    (int)len, word);
	quoted(summary, FISH_QUOTE, "\\");
	(void)puts("'");
}

/* When a command's name has been typed, or of two words the first. */
static void
fish_condition(char *out, size_t size, const struct cli_command *command)
{
	size_t len;
	const char *group = cli_group_of(command, &len);

	if (group == NULL)
		(void)snprintf(out, size,
		    " -n '__fish_seen_subcommand_from %s'", command->name);
	else
		(void)snprintf(out, size,
		    " -n '__fish_seen_subcommand_from %.*s; and "
		    "__fish_seen_subcommand_from %s'",
		    (int)len, group, group + len + 1);
}

static void
fish_names(const struct cli_command *command)
{
	static const char first[] = " -n __fish_use_subcommand";
	char condition[160];
	size_t len;
	const char *group = cli_group_of(command, &len);

	if (group == NULL) {
		fish_word(first, command->name, len, command->summary);
		return;
	}
	if (cli_leads_group(command))
		fish_word(first, group, len, "a group");
	(void)snprintf(condition, sizeof(condition),
	    " -n '__fish_seen_subcommand_from %.*s; and not "
	    "__fish_seen_subcommand_from %s'",
	    (int)len, group, group + len + 1);
	fish_word(condition, group + len + 1, strlen(group + len + 1),
	    command->summary);
}

static void
fish_arguments(const struct cli_command *command)
{
	char condition[160];

	fish_condition(condition, sizeof(condition), command);
	fish_options(condition, command->options, command->option_count);
	if (command->completes_files) {
		(void)printf("complete -c " CLI_NAME "%s -F\n", condition);
	} else if (command->words != NULL || command->completes_commands) {
		(void)printf("complete -c " CLI_NAME "%s -a '%s", condition,
		    command->words != NULL ? command->words : "");
		if (command->completes_commands)
			command_names();
		(void)puts("'");
	}
}

static void
fish(void)
{
	size_t i;

	(void)puts("# fish completion for " CLI_NAME "\n\n"
		   "complete -c " CLI_NAME " -f");
	fish_options("", cli_globals, cli_global_count);
	for (i = 0; i < cli_command_count; i++)
		fish_names(cli_commands[i]);
	for (i = 0; i < cli_command_count; i++)
		fish_arguments(cli_commands[i]);
}

cosign_rc_t
cli_completion(struct cli *c)
{
	static const struct {
		const char *shell;
		void (*print)(void);
	} rows[] = {
		{ "bash", bash },
		{ "zsh", zsh },
		{ "fish", fish },
	};
	size_t i;

	for (i = 0; i < CLI_ARRAY_LEN(rows); i++)
		if (strcmp(c->args[0], rows[i].shell) == 0)
			rows[i].print();
	return COSIGN_OK;
}
