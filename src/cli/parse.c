/*
 * The command line as cosign reads it: cobra's and pflag's rules, and before
 * them cosign's own rewriting of old spellings ("-key" is "--key", "--y" is
 * "-y"). cosign rewrites whatever looks like an option; here values and what
 * follows "--" stay as they are.
 */
#include "cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum token_kind {
	TOKEN_WORD,
	TOKEN_END,     /* "--" */
	TOKEN_LONG,    /* text is what follows the dashes */
	TOKEN_SHORT,   /* likewise */
	TOKEN_VERSION, /* "-version", once an option, now a command */
};

enum rewritten {
	AS_IS,
	DASH_ADDED,
	DASH_DROPPED,
};

struct token {
	enum token_kind kind;
	enum rewritten rewritten;
	const char *text;
};

/* The options that may be given: the command's own, then everybody's. */
static const struct cli_option *
option_at(const struct cli_command *command, size_t i)
{
	const size_t own = command == NULL ? 0 : command->option_count;

	if (i < own)
		return &command->options[i];
	return i - own < cli_global_count ? &cli_globals[i - own] : NULL;
}

static const struct cli_option *
find_long(const struct cli_command *command, const char *name, size_t len)
{
	const struct cli_option *o;
	size_t i;

	for (i = 0; (o = option_at(command, i)) != NULL; i++)
		if (strlen(o->name) == len && memcmp(o->name, name, len) == 0)
			return o;
	return NULL;
}

static const struct cli_option *
find_short(const struct cli_command *command, char shorthand)
{
	const struct cli_option *o;
	size_t i;

	for (i = 0; (o = option_at(command, i)) != NULL; i++)
		if (o->shorthand != '\0' && o->shorthand == shorthand)
			return o;
	return NULL;
}

static struct token
classify(const struct cli_command *command, const char *element)
{
	struct token t = { TOKEN_WORD, AS_IS, element };

	if (element[0] != '-' || element[1] == '\0')
		return t;
	if (element[1] == '-') {
		t.text = element + 2;
		if (element[2] == '\0') {
			t.kind = TOKEN_END;
		} else if (element[3] == '\0') {
			t.kind = TOKEN_SHORT;
			t.rewritten = DASH_DROPPED;
		} else {
			t.kind = TOKEN_LONG;
		}
		return t;
	}
	t.text = element + 1;
	if (element[2] == '\0' ||
	    (element[2] == '=' && find_short(command, element[1]) != NULL)) {
		t.kind = TOKEN_SHORT;
	} else if (command == NULL && strcmp(element, "-version") == 0) {
		t.kind = TOKEN_VERSION;
	} else {
		t.kind = TOKEN_LONG;
		t.rewritten = DASH_ADDED;
	}
	return t;
}

static void
warn_rewritten(const struct cli *c, const struct token *t)
{
	static const char when[] =
	    "deprecated and will be removed in a future release.";

	if (t->rewritten == DASH_DROPPED)
		cli_warn(c, "the flag --%s is %s Please use the flag -%s.",
		    t->text, when, t->text);
	else if (t->rewritten == DASH_ADDED)
		cli_warn(c,
		    "the -%s flag is %s Please use the --%s flag instead.",
		    t->text, when, t->text);
}

/* An option of any command whose value is the next element. */
static bool
takes_next(const struct token *t)
{
	const struct cli_option *o = NULL;
	size_t i;

	if (strchr(t->text, '=') != NULL)
		return false;
	for (i = 0; i < cli_command_count && o == NULL; i++)
		o = t->kind == TOKEN_LONG
		    ? find_long(cli_commands[i], t->text, strlen(t->text))
		    : find_short(cli_commands[i], t->text[0]);
	return o != NULL && o->kind != CLI_BOOL;
}

/* Where the next word of the command's name stands; argc if there is none.
   Options may come before it, those of the command as well. */
static int
find_command_word(int argc, char **argv, int from)
{
	int i;

	for (i = from; i < argc; i++) {
		const struct token t = classify(NULL, argv[i]);

		if (t.kind == TOKEN_WORD || t.kind == TOKEN_VERSION)
			return i;
		if (t.kind == TOKEN_END)
			return i + 1;
		if (takes_next(&t))
			i++;
	}
	return argc;
}

/* Edits that make one name of the other, at most. */
#define SUGGEST_DISTANCE 2

static size_t
distance(const char *a, const char *b)
{
	size_t row[CLI_VARIABLE_MAX], diagonal, above, i, j;
	const size_t len = strlen(b);

	if (len >= CLI_ARRAY_LEN(row))
		return SIZE_MAX;
	for (j = 0; j <= len; j++)
		row[j] = j;
	for (i = 0; a[i] != '\0'; i++) {
		diagonal = row[0];
		row[0] = i + 1;
		for (j = 0; j < len; j++) {
			above = row[j + 1];
			if (a[i] != b[j])
				diagonal++;
			if (above + 1 < diagonal)
				diagonal = above + 1;
			if (row[j] + 1 < diagonal)
				diagonal = row[j] + 1;
			row[j + 1] = diagonal;
			diagonal = above;
		}
	}
	return row[len];
}

static cosign_rc_t
unknown_in_group(struct cli *c, const char *group, const char *name)
{
	cli_hint(c, "run '" CLI_NAME " %s --help' for usage", group);
	return cli_fail(c, COSIGN_E_ARGUMENT,
	    "unknown command \"%s\" for \"" CLI_NAME " %s\"", name, group);
}

static cosign_rc_t
unknown_command(struct cli *c, const char *name)
{
	size_t i;

	cli_hint(c, "run '" CLI_NAME " --help' for usage");
	for (i = 0; i < cli_command_count; i++) {
		if (distance(name, cli_commands[i]->name) <= SUGGEST_DISTANCE) {
			cli_hint(
			    c, "did you mean \"%s\"?", cli_commands[i]->name);
			break;
		}
	}
	return cli_fail(c, COSIGN_E_ARGUMENT,
	    "unknown command \"%s\" for \"" CLI_NAME "\"", name);
}

static cosign_rc_t
unknown_flag(struct cli *c, const struct token *t, size_t len)
{
	cli_hint(c, "run '" CLI_NAME "%s%s --help' for usage",
	    c->command == NULL ? "" : " ",
	    c->command == NULL ? "" : c->command->name);
	if (t->kind == TOKEN_SHORT)
		return cli_fail(c, COSIGN_E_ARGUMENT,
		    "unknown shorthand flag: '%c' in -%s", t->text[0], t->text);
	return cli_fail(
	    c, COSIGN_E_ARGUMENT, "unknown flag: --%.*s", (int)len, t->text);
}

static cosign_rc_t
invalid_value(struct cli *c, const struct cli_option *o, const char *text,
    const char *why)
{
	char label[CLI_LABEL_MAX];

	if (o->shorthand != '\0')
		(void)snprintf(
		    label, sizeof(label), "-%c, --%s", o->shorthand, o->name);
	else
		(void)snprintf(label, sizeof(label), "--%s", o->name);
	switch (o->kind) {
	case CLI_BOOL:
		return cli_fail(c, COSIGN_E_ARGUMENT,
		    "invalid argument \"%s\" for \"%s\" flag: "
		    "strconv.ParseBool: parsing \"%s\": %s",
		    text, label, text, why);
	case CLI_DURATION:
		return cli_fail(c, COSIGN_E_ARGUMENT,
		    "invalid argument \"%s\" for \"%s\" flag: time: %s \"%s\"",
		    text, label, why, text);
	case CLI_WORD:
		return cli_fail(c, COSIGN_E_ARGUMENT,
		    "invalid argument \"%s\" for \"%s\" flag: %s: %s", text,
		    label, why, o->words);
	case CLI_TEXT:
	case CLI_FILE:
	case CLI_KEYREF:
	case CLI_LIST:
		break;
	}
	return cli_fail(c, COSIGN_E_ARGUMENT,
	    "invalid argument \"%s\" for \"%s\" flag: %s", text, label, why);
}

/* One option and its value, which may be argv[*i + 1]. */
static cosign_rc_t
take_option(struct cli *c, const struct token *t, int argc, char **argv, int *i)
{
	const char *value = strchr(t->text, '='), *why;
	const size_t len =
	    value == NULL ? strlen(t->text) : (size_t)(value - t->text);
	const struct cli_option *o;

	if (t->kind == TOKEN_LONG && (len == 0 || t->text[0] == '-'))
		return cli_fail(
		    c, COSIGN_E_ARGUMENT, "bad flag syntax: --%s", t->text);
	o = t->kind == TOKEN_LONG ? find_long(c->command, t->text, len)
				  : find_short(c->command, t->text[0]);
	if (o == NULL)
		return unknown_flag(c, t, len);
	if (value != NULL) {
		value++;
	} else if (o->kind == CLI_BOOL) {
		value = "true";
	} else if (*i + 1 < argc) {
		value = argv[++*i];
	} else if (t->kind == TOKEN_SHORT) {
		return cli_fail(c, COSIGN_E_ARGUMENT,
		    "flag needs an argument: '%c' in -%s", o->shorthand,
		    t->text);
	} else {
		return cli_fail(c, COSIGN_E_ARGUMENT,
		    "flag needs an argument: --%s", o->name);
	}
	if (!cli_valid(o, value, &why))
		return invalid_value(c, o, value, why);
	c->values[o->id].text = value;
	c->values[o->id].source = CLI_COMMAND_LINE;
	c->given[c->given_count++] = (struct cli_given_option){ o, value };
	return COSIGN_OK;
}

static cosign_rc_t
take_elements(
    struct cli *c, int argc, char **argv, int command_word, int second_word)
{
	bool options = true;
	cosign_rc_t rc;
	int i;

	for (i = 1; i < argc; i++) {
		struct token t = { TOKEN_WORD, AS_IS, argv[i] };

		if (i == command_word || i == second_word)
			continue;
		if (options)
			t = classify(c->command, argv[i]);
		switch (t.kind) {
		case TOKEN_WORD:
		case TOKEN_VERSION:
			c->args[c->arg_count++] = argv[i];
			break;
		case TOKEN_END:
			options = false;
			break;
		case TOKEN_LONG:
		case TOKEN_SHORT:
			warn_rewritten(c, &t);
			rc = take_option(c, &t, argc, argv, &i);
			if (rc != COSIGN_OK)
				return rc;
			break;
		}
	}
	return COSIGN_OK;
}

static void
set_defaults(struct cli *c)
{
	const struct cli_option *o;
	size_t i;

	for (i = 0; (o = option_at(c->command, i)) != NULL; i++)
		c->values[o->id].text = o->value;
}

static cosign_rc_t
check_args(struct cli *c)
{
	const struct cli_command *command = c->command;
	const size_t n = c->arg_count;

	if (command->max_args == 0 && n > 0)
		return cli_fail(c, COSIGN_E_ARGUMENT,
		    "unknown command \"%s\" for \"" CLI_NAME " %s\"",
		    c->args[0], command->name);
	if (command->min_args == command->max_args && n != command->min_args)
		return cli_fail(c, COSIGN_E_ARGUMENT,
		    "accepts %zu arg(s), received %zu", command->min_args, n);
	if (n < command->min_args)
		return cli_fail(c, COSIGN_E_ARGUMENT,
		    "requires at least %zu arg(s), only received %zu",
		    command->min_args, n);
	if (n > command->max_args)
		return cli_fail(c, COSIGN_E_ARGUMENT,
		    "accepts at most %zu arg(s), received %zu",
		    command->max_args, n);
	if (command->words != NULL && !cli_is_word(command->words, c->args[0]))
		return cli_fail(c, COSIGN_E_ARGUMENT,
		    "invalid argument \"%s\" for \"" CLI_NAME " %s\"",
		    c->args[0], command->name);
	return COSIGN_OK;
}

static void
show_notices(const struct cli *c)
{
	size_t i;

	for (i = 0; i < c->given_count; i++)
		if (c->given[i].option->deprecated != NULL)
			cli_info(c, "Flag --%s has been deprecated, %s",
			    c->given[i].option->name,
			    c->given[i].option->deprecated);
}

/* The command that the line names, by one word or by two. */
static cosign_rc_t
find_command(struct cli *c, int argc, char **argv, int word, int *second)
{
	*second = argc;
	if (word == argc)
		return COSIGN_OK;
	if (strcmp(argv[word], "-version") == 0) {
		cli_warn(c,
		    "the -version flag is deprecated and will be "
		    "removed in a future release. Please use the "
		    "version subcommand instead.");
		c->command = cli_find_command("version");
		return COSIGN_OK;
	}
	if (!cli_is_group(argv[word])) {
		c->command = cli_find_command(argv[word]);
		return c->command != NULL ? COSIGN_OK
					  : unknown_command(c, argv[word]);
	}
	c->group = argv[word];
	*second = find_command_word(argc, argv, word + 1);
	if (*second == argc)
		return COSIGN_OK;
	c->command = cli_find_in_group(c->group, argv[*second]);
	return c->command != NULL
	    ? COSIGN_OK
	    : unknown_in_group(c, c->group, argv[*second]);
}

/* The order of checks is cobra's. */
cosign_rc_t
cli_parse(struct cli *c, int argc, char **argv)
{
	const int word = find_command_word(argc, argv, 1);
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	int second;

	c->args = calloc((size_t)argc + 1, sizeof(*c->args));
	c->given = calloc((size_t)argc + 1, sizeof(*c->given));
	if (c->args == NULL || c->given == NULL)
		return cli_fail(c, COSIGN_E_NOMEM, "out of memory");
	CLI_TRY(find_command(c, argc, argv, word, &second));
	set_defaults(c);
	CLI_TRY(take_elements(c, argc, argv, word, second));
	c->quiet = cli_on(c, CLI_OPT_QUIET);
	show_notices(c);
	if (c->command == NULL || cli_on(c, CLI_OPT_HELP)) {
		c->stopped_early = true;
		return COSIGN_OK;
	}
	CLI_TRY(check_args(c));
	rc = COSIGN_OK;
out:
	return rc;
}
