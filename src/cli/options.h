/*
 * Rows of options that several commands have: part of the table, which is in
 * the files table*.c.
 */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include "cli.h"

extern const struct cli_command cli_command_bundle_inspect;
extern const struct cli_command cli_command_completion;
extern const struct cli_command cli_command_env;
extern const struct cli_command cli_command_generate_key_pair;
extern const struct cli_command cli_command_help;
extern const struct cli_command cli_command_import_key_pair;
extern const struct cli_command cli_command_public_key;
extern const struct cli_command cli_command_sign_blob;
extern const struct cli_command cli_command_trusted_root_create;
extern const struct cli_command cli_command_verify_blob;
extern const struct cli_command cli_command_verify_blob_attestation;
extern const struct cli_command cli_command_version;

#define OPTIONS(rows) .options = (rows), .option_count = CLI_ARRAY_LEN(rows)

#define PASSWORD_NOTE                                                     \
	"The password is the value of COSIGN_PASSWORD, even if that is "  \
	"empty; else it is asked for at the terminal; else it is all of " \
	"standard input, a newline at the end included."

#define PRIVATE_KEY                                                       \
	{                                                                 \
		.id = CLI_OPT_KEY, .name = "key", .kind = CLI_KEYREF,     \
		.metavar = "REF",                                         \
		.help = "private key: a key file, or env://NAME for the " \
			"content of a variable"                           \
	}

#define NEW_BUNDLE_FORMAT(text)                                               \
	{                                                                     \
		.id = CLI_OPT_NEW_BUNDLE_FORMAT, .name = "new-bundle-format", \
		.kind = CLI_BOOL, .value = "true", .help = text,              \
		.deprecated = "this will be the only supported format in "    \
			      "future versions"                               \
	}

#endif
