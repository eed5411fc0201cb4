/* Images: signing them, and what is stored beside them. */
#include "options.h"

#define OLDER "older form: "

static const struct cli_option sign_options[] = {
	ANNOTATIONS_ROW("sign this along with the image"),
	ATTACHMENT_ROW("sign"),
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
	    .id = CLI_OPT_EMBED_BUNDLE,
	    .name = "embed-bundle",
	    .kind = CLI_BOOL,
	    .value = "false",
	    .help = "the manifest of the bundle holds a copy of it, which "
		    "saves those who verify a request",
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
	    .help = OLDER "sign the text in FILE, whatever it says; it has no "
			  "place for --annotations and "
			  "--sign-container-identity",
	    .deprecated = "signatures in bundles have a payload of their own",
	},
	{
	    .id = CLI_OPT_RECORD_CREATION,
	    .name = "record-creation-timestamp",
	    .kind = CLI_BOOL,
	    .value = "false",
	    .help = "say in the image of signatures when it was made, as the "
		    "manifest of a bundle does in any case: now, or when "
		    "SOURCE_DATE_EPOCH says",
	    .deprecated = "the manifest of a bundle always says when it was "
			  "made",
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
	REGISTRY_ROWS,
	SIGNING_CONFIG_ROWS(
	    "TrustedRoot; no more than read: without services there is nothing "
	    "to trust, and each signature is verified in any case"),
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

/* ---- what is beside an image ---- */

static const struct cli_option attach_signature_options[] = {
	TAG_PREFIX_ROW,
	{
	    .id = CLI_OPT_BUNDLE,
	    .name = "bundle",
	    .kind = CLI_FILE,
	    .metavar = "FILE",
	    .help = "Sigstore bundle around a statement about the image, "
		    "stored as it is",
	},
	{
	    .id = CLI_OPT_CERTIFICATE,
	    .name = "certificate",
	    .kind = CLI_FILE,
	    .metavar = "FILE",
	    .help = OLDER "the signer's certificate, PEM; DER without a "
			  "chain",
	},
	{
	    .id = CLI_OPT_CERTIFICATE_CHAIN,
	    .name = "certificate-chain",
	    .kind = CLI_FILE,
	    .metavar = "FILE",
	    .help = OLDER "PEM file of the certificates above that one",
	},
	{
	    .id = CLI_OPT_PAYLOAD,
	    .name = "payload",
	    .kind = CLI_FILE,
	    .metavar = "FILE",
	    .help = OLDER "what the signature is over; not given, what "
			  "generate prints; a Sigstore bundle is taken as "
			  "--bundle",
	},
	REGISTRY_ROWS,
	{
	    .id = CLI_OPT_REKOR_RESPONSE,
	    .name = "rekor-response",
	    .kind = CLI_FILE,
	    .metavar = "FILE",
	    .help = OLDER "log entry as cosign keeps it "
			  "(SignedEntryTimestamp, Payload)",
	},
	{
	    .id = CLI_OPT_SIGNATURE,
	    .name = "signature",
	    .kind = CLI_FILE,
	    .metavar = "FILE",
	    .help = OLDER "the signature as base64, or as bytes; -: standard "
			  "input",
	},
	{
	    .id = CLI_OPT_TSR,
	    .name = "tsr",
	    .kind = CLI_FILE,
	    .metavar = "FILE",
	    .help = OLDER "timestamp of the signature, as the authority "
			  "answered it",
	},
};

static const struct cli_option download_signature_options[] = {
	TAG_PREFIX_ROW,
	REGISTRY_ROWS,
};

static const struct cli_option generate_options[] = {
	ANNOTATIONS_ROW("say this of the image, too"),
	REGISTRY_ROWS,
};

static const struct cli_option triangulate_options[] = {
	TAG_PREFIX_ROW,
	REGISTRY_ROWS,
	{
	    .id = CLI_OPT_TYPE,
	    .name = "type",
	    .kind = CLI_TEXT,
	    .value = "signature",
	    .metavar = "TYPE",
	    .words = "signature attestation sbom digest",
	    .help = "what to find; digest: the image itself",
	},
};

const struct cli_command cli_command_attach_signature = {
	.name = "attach signature",
	.summary = "Store a signature made elsewhere beside an image",
	.about = "Store a signature made elsewhere beside an image: a "
		 "Sigstore bundle, or one of the older form from the files "
		 "that hold its parts. What it says is not looked at: verify "
		 "does that.\n\n" IMAGE_NAMES,
	.arguments = "IMAGE",
	.examples = CLI_NAME " attach signature --signature sig "
			     "--payload payload.json oci:app:1.0\n",
	.min_args = 1,
	.max_args = 1,
	OPTIONS(attach_signature_options),
	.run = cli_attach_signature,
};

const struct cli_command cli_command_download_signature = {
	.name = "download signature",
	.summary = "Print the signatures of an image",
	.about = "Print the signatures that are stored beside an image, each "
		 "as a line of JSON: its bundles (attestations among them); "
		 "if there are none, its signatures of the older form. "
		 "Nothing is verified.\n\n" IMAGE_NAMES,
	.arguments = "IMAGE",
	.examples = CLI_NAME " download signature oci:app:1.0\n",
	.min_args = 1,
	.max_args = 1,
	OPTIONS(download_signature_options),
	.run = cli_download_signature,
};

const struct cli_command cli_command_generate = {
	.name = "generate",
	.summary = "Print what is signed of an image in the older form",
	.about = "Print the text that a signature of the older form is over, "
		 "without a newline at its end, to be signed "
		 "elsewhere.\n\n" IMAGE_NAMES,
	.arguments = "IMAGE",
	.examples =
	    CLI_NAME " generate -a build=17 oci:app:1.0 >payload.json\n",
	.min_args = 1,
	.max_args = 1,
	OPTIONS(generate_options),
	.run = cli_generate,
};

const struct cli_command cli_command_triangulate = {
	.name = "triangulate",
	.summary = "Print where the signatures of an image are",
	.about = "Print the reference under which what belongs to an image "
		 "is stored in the older form, whether it is there or "
		 "not.\n\n" IMAGE_NAMES,
	.arguments = "IMAGE",
	.examples = CLI_NAME " triangulate oci:app:1.0\n",
	.min_args = 1,
	.max_args = 1,
	OPTIONS(triangulate_options),
	.run = cli_triangulate,
};
