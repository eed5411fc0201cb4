/*
 * The one table of commands and options. Parsing, help, completion,
 * environment and docs/ are made from it; nothing else lists an option.
 *
 * Names, short forms, defaults and notices are cosign's (3.1 and 2.6).
 */
#include "cli.h"

#include <string.h>

#define OPTIONS(rows) .options = (rows), .option_count = CLI_ARRAY_LEN(rows)

/* The library's names of what it generates. */
#define SIGNING_ALGORITHMS                                    \
	"ecdsa-sha2-256-nistp256 ecdsa-sha2-384-nistp384 "    \
	"ecdsa-sha2-512-nistp521 rsa-sign-pkcs1-2048-sha256 " \
	"rsa-sign-pkcs1-3072-sha256 rsa-sign-pkcs1-4096-sha256 ed25519"

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

static const struct cli_option generate_options[] = {
	{
	    .id = CLI_OPT_KEY_PREFIX,
	    .name = "output-key-prefix",
	    .kind = CLI_FILE,
	    .value = "cosign",
	    .metavar = "PREFIX",
	    .help = "write PREFIX.key and PREFIX.pub",
	},
	{
	    .id = CLI_OPT_SIGNING_ALGORITHM,
	    .name = "signing-algorithm",
	    .kind = CLI_TEXT,
	    .value = "ecdsa-sha2-256-nistp256",
	    .metavar = "NAME",
	    .words = SIGNING_ALGORITHMS,
	    .help = "kind of key to make",
	},
};

static const struct cli_option import_options[] = {
	{
	    .id = CLI_OPT_KEY,
	    .name = "key",
	    .shorthand = 'k',
	    .kind = CLI_KEYREF,
	    .metavar = "REF",
	    .help = "private key to import: a file, or env://NAME for the "
		    "content of a variable",
	},
	{
	    .id = CLI_OPT_KEY_PREFIX,
	    .name = "output-key-prefix",
	    .shorthand = 'o',
	    .kind = CLI_FILE,
	    .value = "import-cosign",
	    .metavar = "PREFIX",
	    .help = "write PREFIX.key and PREFIX.pub",
	},
	{
	    .id = CLI_OPT_YES,
	    .name = "yes",
	    .shorthand = 'y',
	    .kind = CLI_BOOL,
	    .value = "false",
	    .help = "overwrite existing files without asking",
	},
};

static const struct cli_option public_key_options[] = {
	PRIVATE_KEY,
	{
	    .id = CLI_OPT_OUTFILE,
	    .name = "outfile",
	    .kind = CLI_FILE,
	    .metavar = "FILE",
	    .help = "write the public key to FILE",
	},
};

static const struct cli_option sign_blob_options[] = {
	{
	    .id = CLI_OPT_B64,
	    .name = "b64",
	    .kind = CLI_BOOL,
	    .value = "true",
	    .help = "write the signature by itself as base64; "
		    "--b64=false: as bytes",
	    .deprecated = "please use --bundle, which already base64 encodes "
			  "content as appropriate",
	},
	{
	    .id = CLI_OPT_BUNDLE,
	    .name = "bundle",
	    .kind = CLI_FILE,
	    .metavar = "FILE",
	    .help = "write a Sigstore bundle (v0.3) to FILE; with "
		    "--new-bundle-format=false cosign's older form",
	},
	PRIVATE_KEY,
	NEW_BUNDLE_FORMAT("given as true, insist on --bundle; as false, write "
			  "--bundle in cosign's older form"),
	{
	    .id = CLI_OPT_OUTPUT,
	    .name = "output",
	    .kind = CLI_FILE,
	    .metavar = "FILE",
	    .help = "older name of --output-signature",
	    .deprecated = "please use --bundle to provide the output bundle "
			  "location, which will include the signature",
	},
	{
	    .id = CLI_OPT_OUTPUT_SIGNATURE,
	    .name = "output-signature",
	    .kind = CLI_FILE,
	    .metavar = "FILE",
	    .help = "write the signature by itself to FILE",
	    .deprecated = "please use --bundle to provide the output bundle "
			  "location, which will include the signature",
	},
	{
	    .id = CLI_OPT_SIGNING_CONFIG,
	    .name = "signing-config",
	    .kind = CLI_FILE,
	    .metavar = "FILE",
	    .help = "SigningConfig that says which services to use; one "
		    "without transparency logs and timestamp authorities "
		    "means: none",
	},
	{
	    .id = CLI_OPT_TLOG_UPLOAD,
	    .name = "tlog-upload",
	    .kind = CLI_BOOL,
	    .value = "true",
	    .help = "record the signature in a transparency log; "
		    "--tlog-upload=false: use no service at all",
	    .deprecated = "prefer using a --signing-config file with no "
			  "transparency log services",
	},
	{
	    .id = CLI_OPT_TRUSTED_ROOT,
	    .name = "trusted-root",
	    .kind = CLI_FILE,
	    .metavar = "FILE",
	    .help = "TrustedRoot; verify each signature once it is made",
	},
	{
	    .id = CLI_OPT_USE_SIGNING_CONFIG,
	    .name = "use-signing-config",
	    .kind = CLI_BOOL,
	    .value = "true",
	    .help = "let a SigningConfig choose the services; "
		    "--use-signing-config=false: the options do",
	},
	{
	    .id = CLI_OPT_YES,
	    .name = "yes",
	    .shorthand = 'y',
	    .kind = CLI_BOOL,
	    .value = "false",
	    .help = "ask nothing (signing without services has no questions)",
	},
};

static const struct cli_option verify_blob_options[] = {
	{
	    .id = CLI_OPT_BUNDLE,
	    .name = "bundle",
	    .kind = CLI_FILE,
	    .metavar = "FILE",
	    .help = "bundle that holds the signature: Sigstore v0.1 to v0.3, "
		    "or cosign's older form",
	},
	{
	    .id = CLI_OPT_IGNORE_TLOG,
	    .name = "insecure-ignore-tlog",
	    .kind = CLI_BOOL,
	    .value = "false",
	    .help = "do not ask for an entry in a transparency log",
	},
	{
	    .id = CLI_OPT_KEY,
	    .name = "key",
	    .kind = CLI_KEYREF,
	    .metavar = "REF",
	    .help = "public key: a PEM or DER file, or env://NAME for the "
		    "content of a variable; of several keys any one suffices",
	},
	NEW_BUNDLE_FORMAT("both forms of --bundle are read, whatever is given"),
	{
	    .id = CLI_OPT_OFFLINE,
	    .name = "offline",
	    .kind = CLI_BOOL,
	    .value = "false",
	    .help = "use no network (none is used in any case)",
	    .deprecated = "To verify in an airgapped environment, provide a "
			  "--bundle with the signature and verification "
			  "material, and a --trusted-root file with the "
			  "service keys and certificates",
	},
	{
	    .id = CLI_OPT_OUTPUT,
	    .name = "output",
	    .shorthand = 'o',
	    .kind = CLI_WORD,
	    .value = "text",
	    .metavar = "FORM",
	    .words = "text json",
	    .help = "text: a line on standard error; json: also a document "
		    "on standard output, for good and bad signatures",
	},
	{
	    .id = CLI_OPT_PRIVATE_INFRASTRUCTURE,
	    .name = "private-infrastructure",
	    .kind = CLI_BOOL,
	    .value = "false",
	    .help = "like --insecure-ignore-tlog, without its warning",
	    .deprecated = "please use --insecure-ignore-tlog instead",
	},
	{
	    .id = CLI_OPT_SIGNATURE,
	    .name = "signature",
	    .kind = CLI_FILE,
	    .metavar = "SIG",
	    .help = "signature by itself: a file with base64 or bytes, "
		    "env://NAME, or the base64 text",
	    .deprecated = "please use --bundle to provide a signature",
	},
	{
	    .id = CLI_OPT_DIGEST_ALGORITHM,
	    .name = "signature-digest-algorithm",
	    .kind = CLI_TEXT,
	    .metavar = "HASH",
	    .words = "sha256 sha384 sha512",
	    .help = "hash that the signature was made over; not given, the "
		    "key's own and then SHA-256",
	    .deprecated = "please use --bundle, which already includes the "
			  "digest algorithm",
	},
	{
	    .id = CLI_OPT_TRUSTED_ROOT,
	    .name = "trusted-root",
	    .kind = CLI_FILE,
	    .metavar = "FILE",
	    .help = "TrustedRoot with the keys of the services",
	},
};

static const struct cli_option version_options[] = {
	{
	    .id = CLI_OPT_JSON,
	    .name = "json",
	    .kind = CLI_BOOL,
	    .value = "false",
	    .help = "print JSON instead of text",
	},
};

static const struct cli_option env_options[] = {
	{
	    .id = CLI_OPT_SHOW_DESCRIPTIONS,
	    .name = "show-descriptions",
	    .kind = CLI_BOOL,
	    .value = "true",
	    .help = "say what each variable is for",
	},
	{
	    .id = CLI_OPT_SHOW_SENSITIVE,
	    .name = "show-sensitive-values",
	    .kind = CLI_BOOL,
	    .value = "false",
	    .help = "show passwords and values of unknown variables",
	},
};

static const struct cli_option help_options[] = {
	{
	    .id = CLI_OPT_FORMAT,
	    .name = "format",
	    .kind = CLI_WORD,
	    .hidden = true,
	    .value = "text",
	    .metavar = "FORM",
	    .words = "text markdown man",
	    .help = "form of what docs/ holds",
	},
};

const struct cli_command cli_commands[] = {
	{
	    .name = "completion",
	    .summary = "Print a completion script for a shell",
	    .about = "Print a script that completes the commands, options and "
		     "values of " CLI_NAME " in bash, zsh or fish.",
	    .arguments = "bash|zsh|fish",
	    .examples =
		"# this session, bash\n"
		"source <(" CLI_NAME " completion bash)\n"
		"# every session, zsh\n" CLI_NAME
		" completion zsh > \"${fpath[1]}/_" CLI_NAME "\"\n"
		"# every session, fish\n" CLI_NAME
		" completion fish > ~/.config/fish/completions/" CLI_NAME
		".fish\n",
	    .words = "bash zsh fish",
	    .unbound = true,
	    .min_args = 1,
	    .max_args = 1,
	    .run = cli_completion,
	},
	{
	    .name = "env",
	    .summary = "Show the environment variables that count",
	    .about = "Show every environment variable that " CLI_NAME
		     " reads, with its value, then other variables whose "
		     "names start with COSIGN_, SIGSTORE_ or TUF_. Secrets and "
		     "values of unknown variables are masked.",
	    .arguments = "",
	    .examples = "# names and values alone\n" CLI_NAME
			" env --show-descriptions=false\n",
	    .unbound = true,
	    OPTIONS(env_options),
	    .run = cli_env,
	},
	{
	    .name = "generate-key-pair",
	    .summary = "Make a key pair",
	    .about = "Make a key pair and write PREFIX.key, encrypted with a "
		     "password, and PREFIX.pub. Both files appear, or change, "
		     "together. Existing files are replaced only after a "
		     "question.\n\n" PASSWORD_NOTE,
	    .arguments = "",
	    .examples =
		"# cosign.key and cosign.pub\n" CLI_NAME " generate-key-pair\n"
		"# release.key and release.pub, Ed25519\n" CLI_NAME
		" generate-key-pair --output-key-prefix release "
		"--signing-algorithm ed25519\n",
	    .max_args = CLI_ANY_ARGS,
	    OPTIONS(generate_options),
	    .run = cli_generate_key_pair,
	},
	{
	    .name = "help",
	    .summary = "Help about any command",
	    .about = "Show help for a command.",
	    .arguments = "[COMMAND]",
	    .completes_commands = true,
	    .unbound = true,
	    .max_args = CLI_ANY_ARGS,
	    OPTIONS(help_options),
	    .run = cli_help,
	},
	{
	    .name = "import-key-pair",
	    .summary = "Take over a private key from elsewhere",
	    .about =
		"Read a private key in PEM or DER form (PKCS#8, plain or "
		"encrypted; PKCS#1; SEC1) and write it as PREFIX.key, "
		"encrypted with a password, with its public half in "
		"PREFIX.pub.\n\n" PASSWORD_NOTE
		" Where the key to import is encrypted itself, its password "
		"is taken in the same way.",
	    .arguments = "",
	    .examples = "# import-cosign.key and import-cosign.pub\n" CLI_NAME
			" import-key-pair --key openssl.pem\n",
	    .max_args = CLI_ANY_ARGS,
	    OPTIONS(import_options),
	    .run = cli_import_key_pair,
	},
	{
	    .name = "public-key",
	    .summary = "Print the public half of a key pair",
	    .about = "Open a private key and print its public key as PEM, or "
		     "write that to a file.\n\n" PASSWORD_NOTE,
	    .arguments = "",
	    .examples =
		CLI_NAME " public-key --key cosign.key --outfile cosign.pub\n",
	    .max_args = CLI_ANY_ARGS,
	    OPTIONS(public_key_options),
	    .run = cli_public_key,
	},
	{
	    .name = "sign-blob",
	    .summary = "Sign files",
	    .about = "Sign files with a private key; - stands for standard "
		     "input. Files may be of any size.\n\n"
		     "The result goes where the options say: --bundle writes a "
		     "Sigstore bundle, --output-signature the signature by "
		     "itself, both may be given. With neither the signature is "
		     "printed as base64. Files are replaced whole or not at "
		     "all.\n\n"
		     "This version uses no transparency log and no timestamp "
		     "authority, and it does not act as if it did: say so with "
		     "--tlog-upload=false, or with --signing-config and a file "
		     "that lists none.\n\n" PASSWORD_NOTE,
	    .arguments = "FILE...",
	    .examples =
		"# a bundle\n" CLI_NAME
		" sign-blob --key cosign.key --tlog-upload=false --bundle "
		"app.sigstore.json app.tar\n"
		"# a signature on standard output\n" CLI_NAME
		" sign-blob --key cosign.key --tlog-upload=false app.tar\n",
	    .completes_files = true,
	    .min_args = 1,
	    .max_args = CLI_ANY_ARGS,
	    OPTIONS(sign_blob_options),
	    .run = cli_sign_blob,
	},
	{
	    .name = "verify-blob",
	    .summary = "Verify the signature of a file",
	    .about =
		"Verify a file's signature with a public key. FILE may be - "
		"for standard input, env://NAME, or, where no such file "
		"exists, the file's digest as sha256:HEX (also sha384, "
		"sha512).\n\n"
		"The signature comes from --bundle, or by itself from "
		"--signature. Without --insecure-ignore-tlog it has to be "
		"in a transparency log.",
	    .arguments = "FILE",
	    .examples =
		"# a bundle\n" CLI_NAME
		" verify-blob --key cosign.pub --insecure-ignore-tlog "
		"--bundle app.sigstore.json app.tar\n"
		"# a signature by itself, the verdict as JSON\n" CLI_NAME
		" verify-blob --key cosign.pub --insecure-ignore-tlog "
		"--signature app.tar.sig -o json app.tar\n",
	    .completes_files = true,
	    .min_args = 1,
	    .max_args = 1,
	    OPTIONS(verify_blob_options),
	    .run = cli_verify_blob,
	},
	{
	    .name = "version",
	    .summary = "Show the version",
	    .about = "Show the version of " CLI_NAME ", how it was built, "
		     "and the libraries that it uses.",
	    .arguments = "",
	    .unbound = true,
	    .max_args = CLI_ANY_ARGS,
	    OPTIONS(version_options),
	    .run = cli_version,
	},
};
const size_t cli_command_count = CLI_ARRAY_LEN(cli_commands);

const struct cli_command *
cli_find_command(const char *name)
{
	size_t i;

	for (i = 0; i < cli_command_count; i++)
		if (strcmp(cli_commands[i].name, name) == 0)
			return &cli_commands[i];
	return NULL;
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
