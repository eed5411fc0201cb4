/* COSIGN_<OPTION> variables, and the command that shows them. */
#include "cli.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void
cli_variable(char out[CLI_VARIABLE_MAX], const struct cli_option *o)
{
	char *p;

	(void)snprintf(out, CLI_VARIABLE_MAX, "COSIGN_%s", o->name);
	for (p = out; *p != '\0'; p++)
		*p = *p == '-' ? '_' : (char)toupper((unsigned char)*p);
}

static void
bind_options(struct cli *c, const struct cli_option *options, size_t count)
{
	char name[CLI_VARIABLE_MAX];
	const char *text, *why;
	size_t i;

	for (i = 0; i < count; i++) {
		const struct cli_option *o = &options[i];

		if (o->unbound || cli_given(c, o->id))
			continue;
		cli_variable(name, o);
		text = getenv(name);
		if (text == NULL || *text == '\0')
			continue;
		if (!cli_valid(o, text, &why)) {
			cli_warn(
			    c, "%s is ignored: \"%s\": %s", name, text, why);
			continue;
		}
		c->values[o->id].text = text;
		c->values[o->id].source = CLI_ENVIRONMENT;
	}
}

void
cli_bind_environment(struct cli *c)
{
	const struct cli_command *command = c->command;

	if (!command->unbound)
		bind_options(c, command->options, command->option_count);
	bind_options(c, cli_globals, cli_global_count);
	c->quiet = cli_on(c, CLI_OPT_QUIET);
}

/* A variable that is read: on its own account, or for an option. */
struct variable {
	char name[CLI_VARIABLE_MAX];
	const char *help;
	const char *expects;
	bool sensitive;
	const struct cli_option *option;
	const struct cli_command *command; /* NULL: every one */
	size_t order;                      /* among those of the same name */
};

static const struct variable own_variables[] = {
	{
	    .name = "COSIGN_CREDENTIAL_HELPER_TIMEOUT",
	    .help = "how long docker-credential-NAME may take",
	    .expects = "time such as 90s (not set: a minute)",
	},
	{
	    .name = "COSIGN_DOCKER_MEDIA_TYPES",
	    .help = "signatures of images in the older form have docker's "
		    "media types",
	    .expects = "true or false",
	},
	{
	    .name = "COSIGN_PASSWORD",
	    .help = "password of private keys, even if empty",
	    .expects = "text (not set: asked for, or standard input)",
	    .sensitive = true,
	},
	{
	    .name = "COSIGN_REPOSITORY",
	    .help = "where signatures of images are, if not beside them",
	    .expects = "a repository, or oci:DIR",
	},
	{
	    .name = "SIGSTORE_CT_LOG_PUBLIC_KEY_FILE",
	    .help = "certificate logs that older forms are verified with",
	    .expects = "a PEM file of public keys",
	},
	{
	    .name = "SIGSTORE_REKOR_PUBLIC_KEY",
	    .help = "transparency logs that older forms are verified with",
	    .expects = "a PEM file of public keys",
	},
	{
	    .name = "SIGSTORE_ROOT_FILE",
	    .help = "certificate authorities that older forms are verified "
		    "with",
	    .expects = "a PEM file of certificates",
	},
	{
	    .name = "SIGSTORE_TSA_CERTIFICATE_FILE",
	    .help = "timestamp authority that older forms are verified with",
	    .expects = "a PEM file of certificates, the root last",
	},
	{
	    .name = "DOCKER_AUTH_CONFIG",
	    .help = "credentials of registries, before those in files",
	    .expects = "the text of docker's config.json",
	    .sensitive = true,
	},
	{
	    .name = "DOCKER_CONFIG",
	    .help = "where docker's config.json is",
	    .expects = "a folder (not set: ~/.docker)",
	},
	{
	    .name = "HTTPS_PROXY",
	    .help = "proxy to registries; or https_proxy",
	    .expects = "a URL",
	    .sensitive = true,
	},
	{
	    .name = "HTTP_PROXY",
	    .help = "proxy to registries reached by http; or http_proxy",
	    .expects = "a URL",
	    .sensitive = true,
	},
	{
	    .name = "NO_PROXY",
	    .help = "hosts that are reached without a proxy; or no_proxy",
	    .expects = "names and networks, commas between",
	},
	{
	    .name = "REGISTRY_AUTH_FILE",
	    .help = "podman's auth.json, where docker has no file",
	    .expects = "path of a file",
	},
	{
	    .name = "XDG_CONFIG_HOME",
	    .help = "where podman's containers/auth.json may be, third",
	    .expects = "a folder (not set: ~/.config)",
	},
	{
	    .name = "XDG_RUNTIME_DIR",
	    .help = "where podman's containers/auth.json may be, second",
	    .expects = "a folder",
	},
	{
	    .name = "NO_COLOR",
	    .help = "no colors on the terminal",
	    .expects = "anything but nothing",
	},
	{
	    .name = "SOURCE_DATE_EPOCH",
	    .help = "when signatures were made, for "
		    "--record-creation-timestamp",
	    .expects = "seconds since 1970 (not set: now)",
	},
	{
	    .name = "TERM",
	    .help = "kind of terminal; dumb and nothing have no colors",
	    .expects = "name of a terminal",
	},
};

struct variables {
	struct variable *rows;
	size_t count;
};

static void
add_options(struct variables *v, const struct cli_command *command,
    const struct cli_option *options, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		struct variable *row = &v->rows[v->count];

		if (options[i].unbound || options[i].hidden)
			continue;
		*row = (struct variable){ .option = &options[i],
			.command = command,
			.sensitive = options[i].sensitive,
			.order = v->count };
		cli_variable(row->name, &options[i]);
		v->count++;
	}
}

static int
by_name(const void *a, const void *b)
{
	const struct variable *x = a, *y = b;
	const int order = strcmp(x->name, y->name);

	if (order != 0)
		return order;
	return (x->order > y->order) - (x->order < y->order);
}

static cosign_rc_t
collect(struct cli *c, struct variables *v)
{
	size_t count = CLI_ARRAY_LEN(own_variables) + cli_global_count, i;

	for (i = 0; i < cli_command_count; i++)
		count += cli_commands[i]->option_count;
	v->rows = calloc(count, sizeof(*v->rows));
	if (v->rows == NULL)
		return cli_fail(c, COSIGN_E_NOMEM, "out of memory");
	memcpy(v->rows, own_variables, sizeof(own_variables));
	v->count = CLI_ARRAY_LEN(own_variables);
	add_options(v, NULL, cli_globals, cli_global_count);
	for (i = 0; i < cli_command_count; i++)
		if (!cli_commands[i]->unbound)
			add_options(v, cli_commands[i],
			    cli_commands[i]->options,
			    cli_commands[i]->option_count);
	qsort(v->rows, v->count, sizeof(*v->rows), by_name);
	return COSIGN_OK;
}

/* What the values of an option are, for a person. */
static const char *
expectation(const struct cli_option *o)
{
	switch (o->kind) {
	case CLI_BOOL:
		return "true or false";
	case CLI_TEXT:
	case CLI_WORD:
	case CLI_LIST:
		return o->words != NULL ? o->words : "text";
	case CLI_FILE:
		return "path of a file";
	case CLI_KEYREF:
		return "path of a file, or env://NAME";
	case CLI_DURATION:
		return "time such as 90s or 1h30m";
	}
	return NULL;
}

/* Rows of the same name are one variable: an option of several commands. */
static void
describe(const struct variable *row, size_t same)
{
	size_t i;

	if (row->option == NULL) {
		(void)printf("# %s %s\n# Expects: %s\n", row->name, row->help,
		    row->expects);
		return;
	}
	(void)printf("# %s --%s of ", row->name, row->option->name);
	for (i = 0; i < same; i++)
		(void)printf("%s%s", i == 0 ? "" : ", ",
		    row[i].command == NULL ? "every command"
					   : row[i].command->name);
	(void)printf("\n# Expects: ");
	for (i = 0; i < same; i++)
		if (i == 0 || row[i].option->kind != row[i - 1].option->kind)
			(void)printf("%s%s", i == 0 ? "" : "; ",
			    expectation(row[i].option));
	(void)putchar('\n');
}

static bool
is_known(const struct variables *v, const char *name, size_t len)
{
	size_t i;

	for (i = 0; i < v->count; i++)
		if (strlen(v->rows[i].name) == len &&
		    memcmp(v->rows[i].name, name, len) == 0)
			return true;
	return false;
}

/* "NAME=VALUE", of whoever's making. */
static cosign_rc_t
show(struct cli *c, const char *name, size_t len, const char *value)
{
	char *line = NULL, *shown = NULL;
	size_t size;

	if (asprintf(&line, "%.*s=%s", (int)len, name, value) < 0)
		return cli_fail(c, COSIGN_E_NOMEM, "out of memory");
	size = strlen(line) * 4 + 1;
	shown = malloc(size);
	if (shown == NULL) {
		free(line);
		return cli_fail(c, COSIGN_E_NOMEM, "out of memory");
	}
	(void)cosign_text_escape(shown, size, line);
	(void)puts(shown);
	free(shown);
	free(line);
	return COSIGN_OK;
}

static cosign_rc_t
show_others(struct cli *c, const struct variables *v, bool values)
{
	static const char *const prefixes[] = { "COSIGN_", "SIGSTORE_",
		"TUF_" };
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	bool announced = false;
	size_t i, len;
	char **at;

	for (at = environ; *at != NULL; at++) {
		for (i = 0; i < CLI_ARRAY_LEN(prefixes); i++)
			if (strncmp(*at, prefixes[i], strlen(prefixes[i])) == 0)
				break;
		len = strcspn(*at, "=");
		if (i == CLI_ARRAY_LEN(prefixes) || is_known(v, *at, len))
			continue;
		if (!announced)
			(void)puts("# Variables below are not read by " CLI_NAME
				   ",\n# though their names look like it.");
		announced = true;
		CLI_TRY(show(c, *at, len,
		    !values                 ? "******"
			: (*at)[len] == '=' ? *at + len + 1
					    : ""));
	}
	rc = COSIGN_OK;
out:
	return rc;
}

cosign_rc_t
cli_env(struct cli *c)
{
	const bool sensitive = cli_on(c, CLI_OPT_SHOW_SENSITIVE);
	struct variables v = { NULL, 0 };
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	size_t i, same;
	const char *value;

	CLI_TRY(collect(c, &v));
	for (i = 0; i < v.count; i += same) {
		for (same = 1; i + same < v.count; same++)
			if (strcmp(v.rows[i].name, v.rows[i + same].name) != 0)
				break;
		if (cli_on(c, CLI_OPT_SHOW_DESCRIPTIONS))
			describe(&v.rows[i], same);
		value = getenv(v.rows[i].name);
		if (value == NULL)
			value = "";
		if (*value != '\0' && v.rows[i].sensitive && !sensitive)
			value = "******";
		CLI_TRY(show(c, v.rows[i].name, strlen(v.rows[i].name), value));
	}
	CLI_TRY(show_others(c, &v, sensitive));
	rc = COSIGN_OK;
out:
	free(v.rows);
	return rc;
}
