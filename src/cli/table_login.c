/* Who we are to registries, kept for later. */
#include "options.h"

#define LOGIN_FILE                                                           \
	"That is in config.json in DOCKER_CONFIG or ~/.docker, whose other " \
	"members stay; where it names a helper, docker-credential-NAME has " \
	"the password, and the file just the registry's name."

#define SERVER_NAME                                                    \
	"A server is named as images are, \"registry.example:5000\"; " \
	"docker.io is Docker Hub."

static const struct cli_option login_options[] = {
	{
	    .id = CLI_OPT_PASSWORD,
	    .name = "password",
	    .shorthand = 'p',
	    .kind = CLI_TEXT,
	    .metavar = "TEXT",
	    .sensitive = true,
	    .help = "password or token; others see it on a command line",
	},
	{
	    .id = CLI_OPT_PASSWORD_STDIN,
	    .name = "password-stdin",
	    .kind = CLI_BOOL,
	    .value = "false",
	    .help = "read it from standard input, all but a newline at the "
		    "end",
	},
	{
	    .id = CLI_OPT_USERNAME,
	    .name = "username",
	    .shorthand = 'u',
	    .kind = CLI_TEXT,
	    .metavar = "NAME",
	    .help = "user of the registry",
	},
};

const struct cli_command cli_command_login = {
	.name = "login",
	.summary = "Keep a user and a password for a registry",
	.about = "Keep a user and a password for a registry where docker, "
		 "cosign and all commands here look for them. " LOGIN_FILE
		 " Whether the registry takes them is not asked. Without "
		 "--password and --password-stdin the terminal is "
		 "asked.\n\n" SERVER_NAME,
	.arguments = "SERVER",
	.examples = CLI_NAME " login -u alice registry.example\n" CLI_NAME
			     " login -u ci --password-stdin docker.io <token\n",
	.unbound = true, /* COSIGN_PASSWORD is of keys */
	.min_args = 1,
	.max_args = 1,
	OPTIONS(login_options),
	.run = cli_login,
};

const struct cli_command cli_command_logout = {
	.name = "logout",
	.summary = "Forget the password for a registry",
	.about = "Forget what login, or docker, keeps for a registry as a "
		 "whole. " LOGIN_FILE "\n\n" SERVER_NAME,
	.arguments = "SERVER",
	.examples = CLI_NAME " logout registry.example\n",
	.unbound = true,
	.min_args = 1,
	.max_args = 1,
	.run = cli_logout,
};
