/* Keys, and signing with them. */
#include "options.h"

/* The library's names of what it generates. */
#define SIGNING_ALGORITHMS                                    \
	"ecdsa-sha2-256-nistp256 ecdsa-sha2-384-nistp384 "    \
	"ecdsa-sha2-512-nistp521 rsa-sign-pkcs1-2048-sha256 " \
	"rsa-sign-pkcs1-3072-sha256 rsa-sign-pkcs1-4096-sha256 ed25519"

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
	SIGNING_CONFIG_ROWS(
	    "TrustedRoot; verify each signature once it is made"),
	YES_ROW,
};

const struct cli_command cli_command_generate_key_pair = {
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
};

const struct cli_command cli_command_import_key_pair = {
	.name = "import-key-pair",
	.summary = "Take over a private key from elsewhere",
	.about = "Read a private key in PEM or DER form (PKCS#8, plain or "
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
};

const struct cli_command cli_command_public_key = {
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
};

const struct cli_command cli_command_sign_blob = {
	.name = "sign-blob",
	.summary = "Sign files",
	.about = "Sign files with a private key; - stands for standard "
		 "input. Files may be of any size.\n\n"
		 "The result goes where the options say: --bundle writes a "
		 "Sigstore bundle, --output-signature the signature by "
		 "itself, both may be given. With neither the signature is "
		 "printed as base64. Files are replaced whole or not at "
		 "all.\n\n" NO_SERVICES "\n\n" PASSWORD_NOTE,
	.arguments = "FILE...",
	.examples = "# a bundle\n" CLI_NAME
		    " sign-blob --key cosign.key --tlog-upload=false --bundle "
		    "app.sigstore.json app.tar\n"
		    "# a signature on standard output\n" CLI_NAME
		    " sign-blob --key cosign.key --tlog-upload=false app.tar\n",
	.completes_files = true,
	.min_args = 1,
	.max_args = CLI_ANY_ARGS,
	OPTIONS(sign_blob_options),
	.run = cli_sign_blob,
};
