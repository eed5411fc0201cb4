/* Whom to trust, and what a bundle holds. */
#include "options.h"

#define SERVICE_ROW(ID, NAME, HELP)                           \
	{                                                     \
		.id = (ID), .name = (NAME), .kind = CLI_LIST, \
		.metavar = "KEY=VALUE,...", .help = (HELP)    \
	}

#define OLD_ROW(ID, NAME, METAVAR, HELP, INSTEAD)                             \
	{                                                                     \
		.id = (ID), .name = (NAME), .kind = CLI_LIST,                 \
		.metavar = (METAVAR), .help = (HELP), .deprecated = (INSTEAD) \
	}

#define WITHOUT_ROW(ID, NAME, HELP)                           \
	{                                                     \
		.id = (ID), .name = (NAME), .kind = CLI_BOOL, \
		.value = "false", .help = (HELP)              \
	}

#define AUTHORITY_KEYS                                                     \
	"url, certificate-chain (a PEM file, the root last), and if need " \
	"be start-time and end-time"
#define LOG_KEYS                                                    \
	"url, public-key (a PEM file), start-time, and if need be " \
	"end-time and origin"

static const struct cli_option trusted_root_options[] = {
	OLD_ROW(CLI_OPT_CERTIFICATE_CHAIN, "certificate-chain", "FILE",
	    "certificates of an authority, the root last",
	    "use --fulcio instead"),
	SERVICE_ROW(CLI_OPT_CTFE, "ctfe", "a certificate log: " LOG_KEYS),
	OLD_ROW(CLI_OPT_CTFE_END_TIME, "ctfe-end-time", "TIME",
	    "end of the --ctfe-key at the same place", "use --ctfe instead"),
	OLD_ROW(CLI_OPT_CTFE_KEY, "ctfe-key", "FILE",
	    "public key of a certificate log", "use --ctfe instead"),
	OLD_ROW(CLI_OPT_CTFE_START_TIME, "ctfe-start-time", "TIME",
	    "start of the --ctfe-key at the same place", "use --ctfe instead"),
	OLD_ROW(CLI_OPT_CTFE_URL, "ctfe-url", "URL",
	    "URL of the --ctfe-key at the same place", "use --ctfe instead"),
	SERVICE_ROW(CLI_OPT_FULCIO, "fulcio",
	    "a certificate authority: " AUTHORITY_KEYS),
	OLD_ROW(CLI_OPT_FULCIO_URI, "fulcio-uri", "URL",
	    "URL of the --certificate-chain at the same place",
	    "use --fulcio instead"),
	WITHOUT_ROW(CLI_OPT_NO_DEFAULT_CTFE, "no-default-ctfe",
	    "with --with-default-services: not their certificate logs"),
	WITHOUT_ROW(CLI_OPT_NO_DEFAULT_FULCIO, "no-default-fulcio",
	    "with --with-default-services: not their certificate "
	    "authorities"),
	WITHOUT_ROW(CLI_OPT_NO_DEFAULT_REKOR, "no-default-rekor",
	    "with --with-default-services: not their transparency logs"),
	WITHOUT_ROW(CLI_OPT_NO_DEFAULT_TSA, "no-default-tsa",
	    "with --with-default-services: not their timestamp authorities"),
	{
	    .id = CLI_OPT_OUT,
	    .name = "out",
	    .kind = CLI_FILE,
	    .metavar = "FILE",
	    .help = "write to FILE instead of standard output",
	},
	SERVICE_ROW(CLI_OPT_REKOR, "rekor", "a transparency log: " LOG_KEYS),
	OLD_ROW(CLI_OPT_REKOR_END_TIME, "rekor-end-time", "TIME",
	    "end of the --rekor-key at the same place", "use --rekor instead"),
	OLD_ROW(CLI_OPT_REKOR_KEY, "rekor-key", "FILE[,ORIGIN]",
	    "public key of a transparency log", "use --rekor instead"),
	OLD_ROW(CLI_OPT_REKOR_START_TIME, "rekor-start-time", "TIME",
	    "start of the --rekor-key at the same place",
	    "use --rekor instead"),
	OLD_ROW(CLI_OPT_REKOR_URL, "rekor-url", "URL",
	    "URL of the --rekor-key at the same place", "use --rekor instead"),
	OLD_ROW(CLI_OPT_TIMESTAMP_CHAIN, "timestamp-certificate-chain", "FILE",
	    "certificates of a timestamp authority, the root last",
	    "use --tsa instead"),
	OLD_ROW(CLI_OPT_TIMESTAMP_URI, "timestamp-uri", "URL",
	    "URL of the --timestamp-certificate-chain at the same place",
	    "use --tsa instead"),
	SERVICE_ROW(CLI_OPT_TSA, "tsa",
	    "a timestamp authority: " AUTHORITY_KEYS
	    "; the first certificate is that which signs"),
	WITHOUT_ROW(CLI_OPT_WITH_DEFAULT_SERVICES, "with-default-services",
	    "start with those of Sigstore's public-good instance, as they "
	    "are built in"),
};

const struct cli_command cli_command_trusted_root_create = {
	.name = "trusted-root create",
	.summary = "Write down which services are trusted",
	.about =
	    "Make a TrustedRoot, which --trusted-root of other commands "
	    "takes. Each service is an option of its own with a list of "
	    "KEY=VALUE, which may be given several times. Times are those of "
	    "RFC 3339. Without start-time an authority is trusted from the "
	    "start of its own validity.",
	.arguments = "",
	.examples =
	    "# an instance of one's own\n" CLI_NAME " trusted-root create "
	    "--fulcio=url=https://fulcio.example.com,certificate-chain="
	    "fulcio.pem "
	    "--rekor=url=https://rekor.example.com,public-key=rekor.pub,"
	    "start-time=2026-01-01T00:00:00Z --out trusted_root.json\n",
	.max_args = 0,
	OPTIONS(trusted_root_options),
	.run = cli_trusted_root_create,
};

static const struct cli_option inspect_options[] = {
	{
	    .id = CLI_OPT_OUTPUT,
	    .name = "output",
	    .shorthand = 'o',
	    .kind = CLI_WORD,
	    .value = "text",
	    .metavar = "FORM",
	    .words = "text json",
	    .help = "text for people, or a JSON document",
	},
	{
	    .id = CLI_OPT_TRUSTED_ROOT,
	    .name = "trusted-root",
	    .kind = CLI_FILE,
	    .metavar = "FILE",
	    .help = "TrustedRoot that knows the names of the services; "
		    "without it, that of Sigstore's public-good instance, as "
		    "it is built in",
	},
};

const struct cli_command cli_command_bundle_inspect = {
	.name = "bundle inspect",
	.summary = "Show what a bundle holds",
	.about = "Show what a bundle, of whatever form, says: who signed what, "
		 "when, and which log has it. Nothing of it is verified.",
	.arguments = "FILE",
	.examples = CLI_NAME " bundle inspect app.sigstore.json\n",
	.completes_files = true,
	.min_args = 1,
	.max_args = 1,
	OPTIONS(inspect_options),
	.run = cli_bundle_inspect,
};
