/*
 * The one table of commands and options. Parsing, help, completion,
 * environment and docs/ are made from it; nothing else lists an option. The
 * commands themselves are in the other files of this name.
 *
 * Names, short forms, defaults and notices are cosign's (3.1 and 2.6).
 */
#include "options.h"

#include <string.h>

const struct cli_option cli_globals[] = {
	{
	    .id = CLI_OPT_HELP,
	    .name = "help",
	    .shorthand = 'h',
	    .kind = CLI_BOOL,
	    .unbound = true,
	    .value = "false",
	    .help = "show this help",
	},
	{
	    .id = CLI_OPT_OUTPUT_FILE,
	    .name = "output-file",
	    .kind = CLI_FILE,
	    .unbound = true,
	    .metavar = "FILE",
	    .help = "write to FILE what would go to standard output",
	},
	{
	    .id = CLI_OPT_QUIET,
	    .name = "quiet",
	    .kind = CLI_BOOL,
	    .value = "false",
	    .help = "say nothing but errors, warnings and questions",
	},
	{
	    .id = CLI_OPT_TIMEOUT,
	    .name = "timeout",
	    .shorthand = 't',
	    .kind = CLI_DURATION,
	    .value = "0s",
	    .metavar = "TIME",
	    .help = "give up after this time, such as 90s or 1h30m; 0s: never",
	},
};
const size_t cli_global_count = CLI_ARRAY_LEN(cli_globals);

const struct cli_command *const cli_commands[] = {
	&cli_command_attach_signature,
	&cli_command_bundle_inspect,
	&cli_command_clean,
	&cli_command_completion,
	&cli_command_copy,
	&cli_command_dockerfile_verify,
	&cli_command_download_signature,
	&cli_command_env,
	&cli_command_generate,
	&cli_command_generate_key_pair,
	&cli_command_help,
	&cli_command_import_key_pair,
	&cli_command_load,
	&cli_command_login,
	&cli_command_logout,
	&cli_command_manifest_verify,
	&cli_command_public_key,
	&cli_command_save,
	&cli_command_sign,
	&cli_command_sign_blob,
	&cli_command_tree,
	&cli_command_triangulate,
	&cli_command_trusted_root_create,
	&cli_command_upload_blob,
	&cli_command_verify,
	&cli_command_verify_blob,
	&cli_command_verify_blob_attestation,
	&cli_command_version,
};
const size_t cli_command_count = CLI_ARRAY_LEN(cli_commands);

const struct cli_command *
cli_find_command(const char *name)
{
	size_t i;

	for (i = 0; i < cli_command_count; i++)
		if (strcmp(cli_commands[i]->name, name) == 0)
			return cli_commands[i];
	return NULL;
}

const char *
cli_group_of(const struct cli_command *command, size_t *len)
{
	*len = strcspn(command->name, " ");
	return command->name[*len] == ' ' ? command->name : NULL;
}

bool
cli_is_group(const char *word)
{
	const char *group;
	size_t len, i;

	for (i = 0; i < cli_command_count; i++) {
		group = cli_group_of(cli_commands[i], &len);
		if (group != NULL && strlen(word) == len &&
		    memcmp(word, group, len) == 0)
			return true;
	}
	return false;
}

const struct cli_command *
cli_find_in_group(const char *group, const char *name)
{
	const char *own;
	size_t len, i;

	for (i = 0; i < cli_command_count; i++) {
		own = cli_group_of(cli_commands[i], &len);
		if (own != NULL && strlen(group) == len &&
		    memcmp(group, own, len) == 0 &&
		    strcmp(own + len + 1, name) == 0)
			return cli_commands[i];
	}
	return NULL;
}

bool
cli_leads_group(const struct cli_command *command)
{
	const char *group, *other;
	size_t len, other_len, i;

	group = cli_group_of(command, &len);
	if (group == NULL)
		return false;
	for (i = 0; cli_commands[i] != command; i++) {
		other = cli_group_of(cli_commands[i], &other_len);
		if (other != NULL && other_len == len &&
		    memcmp(other, group, len) == 0)
			return false;
	}
	return true;
}

const char *
cli_next_word(const char **at, size_t *len)
{
	const char *word = *at + strspn(*at, " ");

	*len = strcspn(word, " ");
	*at = word + *len;
	return *len == 0 ? NULL : word;
}

bool
cli_is_word(const char *words, const char *word)
{
	const char *w;
	size_t len;

	while ((w = cli_next_word(&words, &len)) != NULL)
		if (strlen(word) == len && memcmp(w, word, len) == 0)
			return true;
	return false;
}
