/*
 * Rows of options that several commands have: part of the table, which is in
 * the files table*.c.
 */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include "cli.h"

extern const struct cli_command cli_command_attach_signature;
extern const struct cli_command cli_command_bundle_inspect;
extern const struct cli_command cli_command_completion;
extern const struct cli_command cli_command_clean;
extern const struct cli_command cli_command_copy;
extern const struct cli_command cli_command_dockerfile_verify;
extern const struct cli_command cli_command_download_signature;
extern const struct cli_command cli_command_env;
extern const struct cli_command cli_command_generate;
extern const struct cli_command cli_command_generate_key_pair;
extern const struct cli_command cli_command_help;
extern const struct cli_command cli_command_import_key_pair;
extern const struct cli_command cli_command_load;
extern const struct cli_command cli_command_login;
extern const struct cli_command cli_command_logout;
extern const struct cli_command cli_command_manifest_verify;
extern const struct cli_command cli_command_public_key;
extern const struct cli_command cli_command_save;
extern const struct cli_command cli_command_sign;
extern const struct cli_command cli_command_sign_blob;
extern const struct cli_command cli_command_tree;
extern const struct cli_command cli_command_triangulate;
extern const struct cli_command cli_command_trusted_root_create;
extern const struct cli_command cli_command_upload_blob;
extern const struct cli_command cli_command_verify;
extern const struct cli_command cli_command_verify_blob;
extern const struct cli_command cli_command_verify_blob_attestation;
extern const struct cli_command cli_command_version;

#define OPTIONS(rows) .options = (rows), .option_count = CLI_ARRAY_LEN(rows)

#define PASSWORD_NOTE                                                     \
	"The password is the value of COSIGN_PASSWORD, even if that is "  \
	"empty; else it is asked for at the terminal; else it is all of " \
	"standard input, a newline at the end included."

#define NO_SERVICES                                                          \
	"This version uses no transparency log and no timestamp authority, " \
	"and it does not act as if it did: say so with "                     \
	"--tlog-upload=false, or with --signing-config and a file that "     \
	"lists none."

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

/* Which services signing shall use. */
#define SIGNING_CONFIG_ROWS(root)                                             \
	{                                                                     \
		.id = CLI_OPT_SIGNING_CONFIG,                                 \
		.name = "signing-config",                                     \
		.kind = CLI_FILE,                                             \
		.metavar = "FILE",                                            \
		.help = "SigningConfig that says which services to use; one " \
			"without transparency logs and timestamp "            \
			"authorities means: none",                            \
	},                                                                    \
	    {                                                                 \
		    .id = CLI_OPT_TLOG_UPLOAD,                                \
		    .name = "tlog-upload",                                    \
		    .kind = CLI_BOOL,                                         \
		    .value = "true",                                          \
		    .help = "record the signature in a transparency log; "    \
			    "--tlog-upload=false: use no service at all",     \
		    .deprecated = "prefer using a --signing-config file "     \
				  "with no transparency log services",        \
	    },                                                                \
	    {                                                                 \
		    .id = CLI_OPT_TRUSTED_ROOT,                               \
		    .name = "trusted-root",                                   \
		    .kind = CLI_FILE,                                         \
		    .metavar = "FILE",                                        \
		    .help = root,                                             \
	    },                                                                \
	{                                                                     \
		.id = CLI_OPT_USE_SIGNING_CONFIG,                             \
		.name = "use-signing-config", .kind = CLI_BOOL,               \
		.value = "true",                                              \
		.help = "let a SigningConfig choose the services; "           \
			"--use-signing-config=false: the options do",         \
	}

#define YES_ROW                                                      \
	{                                                            \
		.id = CLI_OPT_YES, .name = "yes", .shorthand = 'y',  \
		.kind = CLI_BOOL, .value = "false",                  \
		.help = "ask nothing (signing without services has " \
			"no questions)",                             \
	}

#define ANNOTATIONS_ROW(text)                                                \
	{                                                                    \
		.id = CLI_OPT_ANNOTATIONS, .name = "annotations",            \
		.shorthand = 'a', .kind = CLI_LIST, .metavar = "NAME=VALUE", \
		.help = text "; several, or with commas between",            \
	}

#define ATTACHMENT_ROW(text)                                               \
	{                                                                  \
		.id = CLI_OPT_ATTACHMENT, .name = "attachment",            \
		.kind = CLI_WORD, .metavar = "KIND", .words = "sbom",      \
		.help = text " what is stored beside the image under its " \
			     "tag, sha256-HEX.sbom, in place of the "      \
			     "image",                                      \
		.deprecated = "please use OCI referrers for attachments",  \
	}

/* How registries are reached. */
#define REGISTRY_ROWS                                                          \
	{                                                                      \
		.id = CLI_OPT_ALLOW_HTTP_REGISTRY,                             \
		.name = "allow-http-registry",                                 \
		.kind = CLI_BOOL,                                              \
		.value = "false",                                              \
		.help = "reach a registry by http if https does not answer, "  \
			"wherever it is",                                      \
	},                                                                     \
	    {                                                                  \
		    .id = CLI_OPT_ALLOW_INSECURE_REGISTRY,                     \
		    .name = "allow-insecure-registry",                         \
		    .kind = CLI_BOOL,                                          \
		    .value = "false",                                          \
		    .help =                                                    \
			"take any certificate of a registry, and http, too",   \
	    },                                                                 \
	    {                                                                  \
		    .id = CLI_OPT_K8S_KEYCHAIN,                                \
		    .name = "k8s-keychain",                                    \
		    .kind = CLI_BOOL,                                          \
		    .value = "false",                                          \
		    .hidden = true,                                            \
		    .help = "credentials of cloud providers: not supported",   \
	    },                                                                 \
	    {                                                                  \
		    .id = CLI_OPT_REGISTRY_CACERT,                             \
		    .name = "registry-cacert",                                 \
		    .kind = CLI_FILE,                                          \
		    .metavar = "FILE",                                         \
		    .help =                                                    \
			"PEM file of authorities to trust in place of the "    \
			"system's",                                            \
	    },                                                                 \
	    {                                                                  \
		    .id = CLI_OPT_REGISTRY_CLIENT_CERT,                        \
		    .name = "registry-client-cert",                            \
		    .kind = CLI_FILE,                                          \
		    .metavar = "FILE",                                         \
		    .help =                                                    \
			"PEM file with the certificate to show to a registry", \
	    },                                                                 \
	    {                                                                  \
		    .id = CLI_OPT_REGISTRY_CLIENT_KEY,                         \
		    .name = "registry-client-key",                             \
		    .kind = CLI_FILE,                                          \
		    .metavar = "FILE",                                         \
		    .help = "PEM file with its private key, not encrypted",    \
	    },                                                                 \
	    {                                                                  \
		    .id = CLI_OPT_REGISTRY_PASSWORD,                           \
		    .name = "registry-password",                               \
		    .kind = CLI_TEXT,                                          \
		    .metavar = "TEXT",                                         \
		    .sensitive = true,                                         \
		    .help =                                                    \
			"password for --registry-username; others see it on "  \
			"a command line, not in COSIGN_REGISTRY_PASSWORD",     \
	    },                                                                 \
	    {                                                                  \
		    .id = CLI_OPT_REGISTRY_SERVER_NAME,                        \
		    .name = "registry-server-name",                            \
		    .kind = CLI_TEXT,                                          \
		    .metavar = "NAME",                                         \
		    .help =                                                    \
			"name that a registry's certificate has to have in "   \
			"place of its host's",                                 \
	    },                                                                 \
	    {                                                                  \
		    .id = CLI_OPT_REGISTRY_TOKEN,                              \
		    .name = "registry-token",                                  \
		    .kind = CLI_TEXT,                                          \
		    .metavar = "TOKEN",                                        \
		    .sensitive = true,                                         \
		    .help = "token to send to registries as it is",            \
	    },                                                                 \
	{                                                                      \
		.id = CLI_OPT_REGISTRY_USERNAME, .name = "registry-username",  \
		.kind = CLI_TEXT, .metavar = "NAME",                           \
		.help = "user in place of whom docker's and podman's files "   \
			"have",                                                \
	}

#define IMAGE_NAMES                                                       \
	"An image is named as docker names it, or as oci:DIR, "           \
	"oci:DIR:TAG or oci:DIR@sha256:HEX in an image layout on disk. "  \
	"COSIGN_REPOSITORY names another repository for what belongs to " \
	"it."

#define TAG_PREFIX_ROW                                                     \
	{                                                                  \
		.id = CLI_OPT_TAG_PREFIX, .name = "attachment-tag-prefix", \
		.kind = CLI_TEXT, .metavar = "TEXT",                       \
		.help = "older form: stands before sha256-HEX.sig",        \
		.deprecated = "please use OCI referrers",                  \
	}

#endif
