/* Images: signing them, and what is stored beside them. */
#include "options.h"

#define OLDER "older form: "

static const struct cli_option sign_options[] = {
	ANNOTATIONS_ROW("sign this along with the image"),
	TAG_PREFIX_ROW,
	{
	    .id = CLI_OPT_BUNDLE,
	    .name = "bundle",
	    .kind = CLI_FILE,
	    .metavar = "FILE",
	    .help = "also write the bundle to FILE; with --recursive the "
		    "image's digest is added to the name",
	},
	{
	    .id = CLI_OPT_FORMAT,
	    .name = "format",
	    .kind = CLI_WORD,
	    .metavar = "FORM",
	    .words = "bundle legacy both",
	    .help = "form of the signature: a Sigstore bundle, cosign's older "
		    "one under a tag, or both; not given, a bundle",
	},
	{
	    .id = CLI_OPT_KEY,
	    .name = "key",
	    .kind = CLI_KEYREF,
	    .metavar = "REF",
	    .help = "private key: a key file, or env://NAME for the content "
		    "of a variable; given several times, each one signs",
	},
	NEW_BUNDLE_FORMAT("given as false, sign in cosign's older form, as "
			  "--format legacy does"),
	{
	    .id = CLI_OPT_OUTPUT_PAYLOAD,
	    .name = "output-payload",
	    .kind = CLI_FILE,
	    .metavar = "FILE",
	    .help = OLDER "also write what is signed to FILE",
	    .deprecated = "please use --bundle to provide the output bundle "
			  "location, which will include the payload",
	},
	{
	    .id = CLI_OPT_OUTPUT_SIGNATURE,
	    .name = "output-signature",
	    .kind = CLI_FILE,
	    .metavar = "FILE",
	    .help = OLDER "also write the signature to FILE, as base64",
	    .deprecated = "please use --bundle to provide the output bundle "
			  "location, which will include the signature",
	},
	{
	    .id = CLI_OPT_PAYLOAD,
	    .name = "payload",
	    .kind = CLI_FILE,
	    .metavar = "FILE",
	    .help = OLDER "sign the text in FILE, whatever it says",
	    .deprecated = "signatures in bundles have a payload of their own",
	},
	{
	    .id = CLI_OPT_RECURSIVE,
	    .name = "recursive",
	    .shorthand = 'r',
	    .kind = CLI_BOOL,
	    .value = "false",
	    .help = "also sign every image of an index",
	},
	{
	    .id = CLI_OPT_REFERRERS_MODE,
	    .name = "registry-referrers-mode",
	    .kind = CLI_WORD,
	    .metavar = "MODE",
	    .words = "legacy oci-1-1",
	    .help = OLDER "legacy: under a tag; oci-1-1: as a manifest that "
			  "refers to the image",
	},
	{
	    .id = CLI_OPT_CONTAINER_IDENTITY,
	    .name = "sign-container-identity",
	    .kind = CLI_LIST,
	    .metavar = "NAME",
	    .help = OLDER "sign this in place of the image's name; several: "
			  "a signature for each",
	    .deprecated = "signatures in bundles are over the digest alone",
	},
	SIGNING_CONFIG_ROWS,
	{
	    .id = CLI_OPT_UPLOAD,
	    .name = "upload",
	    .kind = CLI_BOOL,
	    .value = "true",
	    .help = "store the signature beside the image",
	},
	YES_ROW,
};

const struct cli_command cli_command_sign = {
	.name = "sign",
	.summary = "Sign images",
	.about =
	    "Sign images with private keys and store the signatures beside "
	    "them. An image is named as docker names it, best by its digest, "
	    "or as oci:DIR, oci:DIR:TAG or oci:DIR@sha256:HEX in an image "
	    "layout on disk. What was signed is printed, by its digest. "
	    "Every signature is verified before it is stored.\n\n"
	    "COSIGN_REPOSITORY names another repository for the "
	    "signatures.\n\n" NO_SERVICES "\n\n" PASSWORD_NOTE,
	.arguments = "IMAGE...",
	.examples = "# an image layout on disk\n" CLI_NAME
		    " sign --key cosign.key --tlog-upload=false oci:app:1.0\n"
		    "# every image of an index, in both forms\n" CLI_NAME
		    " sign --key cosign.key --tlog-upload=false -r --format "
		    "both oci:app@sha256:HEX\n",
	.min_args = 1,
	.max_args = CLI_ANY_ARGS,
	OPTIONS(sign_options),
	.run = cli_sign,
};
