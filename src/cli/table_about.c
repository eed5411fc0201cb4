/* What cosignc says of itself. */
#include "options.h"

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

const struct cli_command cli_command_completion = {
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
	    " completion fish > ~/.config/fish/completions/" CLI_NAME ".fish\n",
	.words = "bash zsh fish",
	.unbound = true,
	.min_args = 1,
	.max_args = 1,
	.run = cli_completion,
};

const struct cli_command cli_command_env = {
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
};

const struct cli_command cli_command_help = {
	.name = "help",
	.summary = "Help about any command",
	.about = "Show help for a command.",
	.arguments = "[COMMAND]",
	.completes_commands = true,
	.unbound = true,
	.max_args = CLI_ANY_ARGS,
	OPTIONS(help_options),
	.run = cli_help,
};

const struct cli_command cli_command_version = {
	.name = "version",
	.summary = "Show the version",
	.about = "Show the version of " CLI_NAME ", how it was built, "
		 "and the libraries that it uses.",
	.arguments = "",
	.unbound = true,
	.max_args = CLI_ANY_ARGS,
	OPTIONS(version_options),
	.run = cli_version,
};
