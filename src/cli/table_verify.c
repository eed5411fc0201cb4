/* Verifying files and attestations about them. */
#include "options.h"

#define TEXT_ROW(ID, NAME, METAVAR, HELP)                     \
	{                                                     \
		.id = (ID), .name = (NAME), .kind = CLI_TEXT, \
		.metavar = (METAVAR), .help = (HELP)          \
	}

#define SWITCH_ROW(ID, NAME, HELP)                            \
	{                                                     \
		.id = (ID), .name = (NAME), .kind = CLI_BOOL, \
		.value = "false", .help = (HELP)              \
	}

#define OLD_FILE_ROW(ID, NAME, HELP, INSTEAD)                              \
	{                                                                  \
		.id = (ID), .name = (NAME), .kind = CLI_FILE,              \
		.metavar = "FILE", .help = (HELP), .deprecated = (INSTEAD) \
	}

/* Who may have signed, and who vouches for them. */
#define ALLOW_CHAIN_ROW                                                      \
	SWITCH_ROW(CLI_OPT_ALLOW_CHAIN, "allow-certificate-chain",           \
	    "take a bundle v0.3 with a chain of certificates, and use them " \
	    "to reach a trusted authority")

#define BUNDLE_ROW                                                        \
	{                                                                 \
		.id = CLI_OPT_BUNDLE, .name = "bundle", .kind = CLI_FILE, \
		.metavar = "FILE",                                        \
		.help = "bundle that holds the signature: Sigstore v0.1 " \
			"to v0.3, or cosign's older form",                \
	}

#define AUTHORITY_ROWS                                                        \
	OLD_FILE_ROW(CLI_OPT_CA_INTERMEDIATES, "ca-intermediates",            \
	    "PEM file of certificates between that of the signer and "        \
	    "--ca-roots",                                                     \
	    "please use --trusted-root to provide CA certificates"),          \
	    OLD_FILE_ROW(CLI_OPT_CA_ROOTS, "ca-roots",                        \
		"PEM file of certificate authorities to trust",               \
		"please use --trusted-root to provide CA certificates"),      \
	    OLD_FILE_ROW(CLI_OPT_CERTIFICATE, "certificate",                  \
		"the signer's certificate, PEM or DER",                       \
		"please use --bundle with --trusted-root to provide the "     \
		"public certificate"),                                        \
	    OLD_FILE_ROW(CLI_OPT_CERTIFICATE_CHAIN, "certificate-chain",      \
		"PEM file of the certificates above the signer's, the root "  \
		"last, which is trusted",                                     \
		"please use --trusted-root to provide the certificate "       \
		"chain"),                                                     \
	    TEXT_ROW(CLI_OPT_WORKFLOW_NAME,                                   \
		"certificate-github-workflow-name", "NAME",                   \
		"the GitHub workflow has to have this name"),                 \
	    TEXT_ROW(CLI_OPT_WORKFLOW_REF, "certificate-github-workflow-ref", \
		"REF",                                                        \
		"the GitHub workflow has to have run for this Git "           \
		"reference"),                                                 \
	    TEXT_ROW(CLI_OPT_WORKFLOW_REPOSITORY,                             \
		"certificate-github-workflow-repository", "OWNER/REPO",       \
		"the GitHub workflow has to be of this repository"),          \
	    TEXT_ROW(CLI_OPT_WORKFLOW_SHA, "certificate-github-workflow-sha", \
		"HASH",                                                       \
		"the GitHub workflow has to have run for this Git commit"),   \
	    TEXT_ROW(CLI_OPT_WORKFLOW_TRIGGER,                                \
		"certificate-github-workflow-trigger", "EVENT",               \
		"this event has to have started the GitHub workflow"),        \
	    TEXT_ROW(CLI_OPT_CERTIFICATE_IDENTITY, "certificate-identity",    \
		"NAME",                                                       \
		"who has to have signed: the certificate's e-mail address "   \
		"or URI"),                                                    \
	    TEXT_ROW(CLI_OPT_CERTIFICATE_IDENTITY_REGEXP,                     \
		"certificate-identity-regexp", "REGEXP",                      \
		"the same as a regular expression (RE2's syntax); a part of " \
		"the name suffices, unless ^ and $ say otherwise"),           \
	    TEXT_ROW(CLI_OPT_CERTIFICATE_ISSUER, "certificate-oidc-issuer",   \
		"URL",                                                        \
		"who has to have vouched for the signer: the issuer of the "  \
		"identity token"),                                            \
	    TEXT_ROW(CLI_OPT_CERTIFICATE_ISSUER_REGEXP,                       \
		"certificate-oidc-issuer-regexp", "REGEXP",                   \
		"the same as a regular expression")

#define SIGNER_ROWS ALLOW_CHAIN_ROW, BUNDLE_ROW, AUTHORITY_ROWS

/* What else is asked for. */
#define IGNORE_ROWS                                                      \
	SWITCH_ROW(CLI_OPT_IGNORE_SCT, "insecure-ignore-sct",            \
	    "do not ask whether a certificate log saw the certificate"), \
	    SWITCH_ROW(CLI_OPT_IGNORE_TLOG, "insecure-ignore-tlog",      \
		"do not ask for an entry in a transparency log")

#define PUBLIC_KEY_ROW                                                      \
	{                                                                   \
		.id = CLI_OPT_KEY, .name = "key", .kind = CLI_KEYREF,       \
		.metavar = "REF",                                           \
		.help = "public key: a PEM or DER file, or env://NAME for " \
			"the content of a variable; of several keys any "   \
			"one suffices",                                     \
	}

#define MAX_WORKERS_ROW(text)                                                  \
	{                                                                      \
		.id = CLI_OPT_MAX_WORKERS, .name = "max-workers",              \
		.kind = CLI_TEXT, .value = "10", .metavar = "N", .help = text, \
	}

#define OFFLINE_ROW(text)                                                     \
	{                                                                     \
		.id = CLI_OPT_OFFLINE, .name = "offline", .kind = CLI_BOOL,   \
		.value = "false", .help = text,                               \
		.deprecated =                                                 \
		    "To verify in an airgapped environment, provide a "       \
		    "--bundle with the signature and verification material, " \
		    "and a --trusted-root file with the service keys and "    \
		    "certificates",                                           \
	}

#define OUTPUT_ROW(usual, forms, text)                                    \
	{                                                                 \
		.id = CLI_OPT_OUTPUT, .name = "output", .shorthand = 'o', \
		.kind = CLI_WORD, .value = usual, .metavar = "FORM",      \
		.words = forms, .help = text,                             \
	}

#define PRIVATE_INFRASTRUCTURE_ROW                                          \
	{                                                                   \
		.id = CLI_OPT_PRIVATE_INFRASTRUCTURE,                       \
		.name = "private-infrastructure", .kind = CLI_BOOL,         \
		.value = "false",                                           \
		.help = "like --insecure-ignore-tlog, without its warning", \
		.deprecated = "please use --insecure-ignore-tlog instead",  \
	}

#define SCT_ROW                                                     \
	OLD_FILE_ROW(CLI_OPT_SCT, "sct",                            \
	    "certificate timestamp that is not in the certificate", \
	    "a Signed Certificate Timestamp is now provided via a " \
	    "Sigstore bundle")

#define CHECK_ROWS                                                            \
	IGNORE_ROWS, PUBLIC_KEY_ROW,                                          \
	    MAX_WORKERS_ROW("how many signatures to verify at the same time " \
			    "at most; of a file there is one"),               \
	    NEW_BUNDLE_FORMAT(                                                \
		"both forms of --bundle are read, whatever is given"),        \
	    OFFLINE_ROW("use no network (none is used in any case)"),         \
	    OUTPUT_ROW("text", "text json",                                   \
		"text: a line on standard error; json: also a document on "   \
		"standard output, for good and bad signatures"),              \
	    PRIVATE_INFRASTRUCTURE_ROW,                                       \
	    OLD_FILE_ROW(CLI_OPT_RFC3161_TIMESTAMP, "rfc3161-timestamp",      \
		"timestamp of a signature by itself, as cosign writes it",    \
		"please use --bundle to provide the output bundle location, " \
		"which will include the signed timestamp"),                   \
	    SCT_ROW

#define TRUST_ROWS                                                           \
	{                                                                    \
		.id = CLI_OPT_DIGEST_ALGORITHM,                              \
		.name = "signature-digest-algorithm",                        \
		.kind = CLI_TEXT,                                            \
		.metavar = "HASH",                                           \
		.words = "sha256 sha384 sha512",                             \
		.help = "hash that the signature was made over; not given, " \
			"the key's own and then SHA-256",                    \
		.deprecated = "please use --bundle, which already includes " \
			      "the digest algorithm",                        \
	},                                                                   \
	    OLD_FILE_ROW(CLI_OPT_TIMESTAMP_CHAIN,                            \
		"timestamp-certificate-chain",                               \
		"PEM file of a timestamp authority, the root last; implies " \
		"--use-signed-timestamps",                                   \
		"please use --trusted-root to provide the timestamp "        \
		"authority certificate chain"),                              \
	{                                                                    \
		.id = CLI_OPT_TRUSTED_ROOT, .name = "trusted-root",          \
		.kind = CLI_FILE, .metavar = "FILE",                         \
		.help = "TrustedRoot with the keys of the services; "        \
			"without it, that of Sigstore's public-good "        \
			"instance, as it is built in",                       \
	}

#define TIMESTAMPS_ROW                                                 \
	SWITCH_ROW(CLI_OPT_SIGNED_TIMESTAMPS, "use-signed-timestamps", \
	    "ask for a timestamp of a trusted authority")

static const struct cli_option verify_blob_options[] = {
	SIGNER_ROWS,
	CHECK_ROWS,
	{
	    .id = CLI_OPT_SIGNATURE,
	    .name = "signature",
	    .kind = CLI_FILE,
	    .metavar = "SIG",
	    .help = "signature by itself: a file with base64 or bytes, "
		    "env://NAME, or the base64 text",
	    .deprecated = "please use --bundle to provide a signature",
	},
	TRUST_ROWS,
	TIMESTAMPS_ROW,
};

#define VERIFY_IMAGE_ROWS                                                     \
	ALLOW_CHAIN_ROW,                                                      \
	    ANNOTATIONS_ROW("want this to be signed along with the image"),   \
	    ATTACHMENT_ROW("verify the signature of"), TAG_PREFIX_ROW,        \
	    AUTHORITY_ROWS,                                                   \
	    {                                                                 \
		    .id = CLI_OPT_CHECK_CLAIMS,                               \
		    .name = "check-claims",                                   \
		    .kind = CLI_BOOL,                                         \
		    .value = "true",                                          \
		    .help = "ask what the signature says; "                   \
			    "--check-claims=false: of "                       \
			    "the older form it may be of any image, and "     \
			    "annotations "                                    \
			    "are not looked at",                              \
	    },                                                                \
	    {                                                                 \
		    .id = CLI_OPT_EXPERIMENTAL_OCI11,                         \
		    .name = "experimental-oci11",                             \
		    .kind = CLI_BOOL,                                         \
		    .value = "false",                                         \
		    .help = "look at manifests that refer to the image, too " \
			    "(which "                                         \
			    "is done in any case)",                           \
		    .deprecated = "referrers are always looked at",           \
	    },                                                                \
	    IGNORE_ROWS, PUBLIC_KEY_ROW,                                      \
	    SWITCH_ROW(CLI_OPT_LOCAL_IMAGE, "local-image",                    \
		"IMAGE is a folder as save writes it: oci:IMAGE"),            \
	    MAX_WORKERS_ROW(                                                  \
		"how many signatures to fetch at the same time at "           \
		"most"),                                                      \
	    NEW_BUNDLE_FORMAT(                                                \
		"both forms are looked for; given as false, only "            \
		"the older one"),                                             \
	    OFFLINE_ROW(                                                      \
		"ask no transparency log (none is asked in any case)"),       \
	    OUTPUT_ROW("json", "json text result",                            \
		"json: what was signed, as cosign prints it, an array for "   \
		"each "                                                       \
		"image; text: a line for each signature; result: a document " \
		"about everything that was found, for good and bad images"),  \
	    {                                                                 \
		    .id = CLI_OPT_PAYLOAD,                                    \
		    .name = "payload",                                        \
		    .kind = CLI_FILE,                                         \
		    .metavar = "FILE",                                        \
		    .help = "what --signature is over; not given, what "      \
			    "cosign signs "                                   \
			    "for the image's name",                           \
		    .deprecated =                                             \
			"signatures in bundles have a payload of their own",  \
	    },                                                                \
	    TEXT_ROW(CLI_OPT_PLATFORM, "platform", "OS/ARCH[/VARIANT]",       \
		"of an index, and nothing else: verify this one of its "      \
		"images; not for --signature"),                               \
	    PRIVATE_INFRASTRUCTURE_ROW, REGISTRY_ROWS, SCT_ROW,               \
	    {                                                                 \
		    .id = CLI_OPT_SIGNATURE,                                  \
		    .name = "signature",                                      \
		    .kind = CLI_FILE,                                         \
		    .metavar = "SIG",                                         \
		    .help =                                                   \
			"verify this signature of the older form, not those " \
			"beside the image: a file with base64 or bytes, "     \
			"env://NAME, or the base64 text",                     \
		    .deprecated = "signatures are found beside the image",    \
	    },                                                                \
	    TRUST_ROWS, TIMESTAMPS_ROW

static const struct cli_option verify_options[] = { VERIFY_IMAGE_ROWS };

static const struct cli_option dockerfile_options[] = {
	SWITCH_ROW(CLI_OPT_BASE_IMAGE_ONLY, "base-image-only",
	    "only the image that the last stage begins with"),
	VERIFY_IMAGE_ROWS,
};

static const struct cli_option verify_attestation_options[] = {
	SIGNER_ROWS,
	{
	    .id = CLI_OPT_CHECK_CLAIMS,
	    .name = "check-claims",
	    .kind = CLI_BOOL,
	    .value = "true",
	    .help = "ask whether the attestation is about the file; "
		    "--check-claims=false: it may be about anything",
	},
	TEXT_ROW(CLI_OPT_DIGEST, "digest", "HEX",
	    "the file's digest, instead of the file"),
	{
	    .id = CLI_OPT_DIGEST_ALG,
	    .name = "digestAlg",
	    .kind = CLI_TEXT,
	    .metavar = "HASH",
	    .words = "sha256 sha384 sha512",
	    .help = "what --digest was made with",
	},
	CHECK_ROWS,
	{
	    .id = CLI_OPT_SIGNATURE,
	    .name = "signature",
	    .kind = CLI_FILE,
	    .metavar = "FILE",
	    .help = "DSSE envelope by itself",
	    .deprecated = "please use --bundle to provide a signature",
	},
	TRUST_ROWS,
	{
	    .id = CLI_OPT_TYPE,
	    .name = "type",
	    .kind = CLI_TEXT,
	    .value = "custom",
	    .metavar = "TYPE",
	    .words = "slsaprovenance slsaprovenance02 slsaprovenance1 link "
		     "spdx spdxjson cyclonedx vuln openvex custom",
	    .help = "what the attestation has to be: a word or the predicate "
		    "type's URI",
	},
	TIMESTAMPS_ROW,
};

#define WHO                                                                   \
	"Who has to have signed is told by --key, or by "                     \
	"--certificate-identity and --certificate-oidc-issuer (or their "     \
	"regular expressions) for certificates.\n\n"                          \
	"The signature comes from --bundle, or by itself from --signature. "  \
	"It has to be in a transparency log, and of a certificate it has to " \
	"be known when it signed; what is trusted for that stands in "        \
	"--trusted-root. No network is used."

#define FILE_VERDICT                                                       \
	"Each image is verified as by verify, with the same options, and " \
	"all are named on standard error first. An image named twice is "  \
	"verified once. The exit status is that of the first which fails " \
	"(10, 11 and 12 among them, see verify), "                         \
	"and a file without images is an error. An image layout on disk "  \
	"(oci:DIR) is refused: nothing that reads the file would take it."

const struct cli_command cli_command_dockerfile_verify = {
	.name = "dockerfile verify",
	.summary = "Verify the images that a Dockerfile names",
	.about =
	    "Verify the images of FROM, COPY --from and RUN "
	    "--mount=from=, but for stages and scratch. In FROM, variables "
	    "are what ARG sets before the first FROM; those without a value "
	    "are taken from the environment, as --build-arg NAME does, and "
	    "what else --build-arg sets is not known here. The image of a "
	    "syntax directive, which docker "
	    "runs to read the file, is one of them. " FILE_VERDICT
	    "\n\nWhat is not understood is refused: documents in the file "
	    "(<<), escape directives, control characters, and lines that end "
	    "in two backslashes among it. So is what builders read "
	    "differently: variables that they set by themselves, such as "
	    "TARGETARCH; images that are others without what comes from the "
	    "environment, also by ${NAME:-WORD}; names of stages that are not "
	    "in lower case, that two stages have, that are referred to in "
	    "another case or by a variable; what buildah reads from this "
	    "machine, such as dir:PATH; and --platform beside a FROM with a "
	    "platform of its own.",
	.arguments = "FILE",
	.examples = CLI_NAME " dockerfile verify --key cosign.pub Dockerfile\n",
	.image_statuses = true,
	.completes_files = true,
	.min_args = 1,
	.max_args = 1,
	OPTIONS(dockerfile_options),
	.run = cli_dockerfile_verify,
};

const struct cli_command cli_command_manifest_verify = {
	.name = "manifest verify",
	.summary = "Verify the images that a Kubernetes manifest names",
	.about =
	    "Verify the images of all containers, init containers and "
	    "ephemeral containers in a YAML file, and of volumes "
	    "(image.reference), of whatever kind the objects are. " FILE_VERDICT
	    "\n\nMappings and lists in blocks are understood, with text in "
	    "one line or in a block of its own, and lists and mappings in "
	    "brackets that name neither containers nor images. Anything else, "
	    "such as anchors, is refused: an image that was overlooked would "
	    "run without a verdict.",
	.arguments = "FILE",
	.examples = CLI_NAME " manifest verify --key cosign.pub app.yaml\n",
	.image_statuses = true,
	.completes_files = true,
	.min_args = 1,
	.max_args = 1,
	OPTIONS(verify_options),
	.run = cli_manifest_verify,
};

const struct cli_command cli_command_verify = {
	.name = "verify",
	.summary = "Verify signatures of images",
	.about =
	    "Verify that images are signed: one good signature suffices, in "
	    "whichever form. An image is named as docker names it, or as "
	    "oci:DIR, oci:DIR:TAG or oci:DIR@sha256:HEX in an image layout on "
	    "disk. A tag is resolved once. An attestation is no signature.\n\n"
	    "Who has to have signed is told by --key, or by "
	    "--certificate-identity and --certificate-oidc-issuer (or their "
	    "regular expressions) for certificates. The signature has to be "
	    "in a transparency log, and of a certificate it has to be known "
	    "when it signed; what is trusted for that stands in "
	    "--trusted-root.\n\n"
	    "Services that are trusted one by one (--ca-roots and the like, "
	    "SIGSTORE_ROOT_FILE and the like) are for the older form, and "
	    "only that is looked for then.\n\n"
	    "The exit status is 10 for an image without signatures, 11 if "
	    "there is no such image, 12 if none of its signatures is as "
	    "wanted. COSIGN_REPOSITORY names another repository for the "
	    "signatures.",
	.arguments = "IMAGE...",
	.examples =
	    "# signed by a workflow\n" CLI_NAME
	    " verify --certificate-identity-regexp "
	    "'^https://github\\.com/example/' --certificate-oidc-issuer "
	    "https://token.actions.githubusercontent.com oci:app:1.0\n"
	    "# signed by a key, without a log\n" CLI_NAME
	    " verify --key cosign.pub --insecure-ignore-tlog oci:app:1.0\n",
	.image_statuses = true,
	.min_args = 1,
	.max_args = CLI_ANY_ARGS,
	OPTIONS(verify_options),
	.run = cli_verify,
};

const struct cli_command cli_command_verify_blob = {
	.name = "verify-blob",
	.summary = "Verify the signature of a file",
	.about =
	    "Verify a file's signature. FILE may be - for standard input, "
	    "env://NAME, or, where no such file exists, the file's digest as "
	    "sha256:HEX (also sha384, sha512).\n\n" WHO,
	.arguments = "FILE",
	.examples =
	    "# signed by a person or a workflow\n" CLI_NAME
	    " verify-blob --certificate-identity alice@example.com "
	    "--certificate-oidc-issuer https://accounts.example.com --bundle "
	    "app.sigstore.json app.tar\n"
	    "# signed by a key, without a log\n" CLI_NAME
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
};

const struct cli_command cli_command_verify_blob_attestation = {
	.name = "verify-blob-attestation",
	.summary = "Verify what somebody says about a file",
	.about =
	    "Verify an attestation (a DSSE envelope around an in-toto "
	    "statement) about a file. Instead of the file its digest may be "
	    "given by --digest and --digestAlg.\n\n" WHO,
	.arguments = "[FILE]",
	.examples =
	    "# provenance by a workflow\n" CLI_NAME
	    " verify-blob-attestation --certificate-identity-regexp "
	    "'^https://github\\.com/example/' --certificate-oidc-issuer "
	    "https://token.actions.githubusercontent.com --type "
	    "slsaprovenance1 --bundle app.sigstore.json app.tar\n",
	.completes_files = true,
	.max_args = 1,
	OPTIONS(verify_attestation_options),
	.run = cli_verify_blob_attestation,
};
