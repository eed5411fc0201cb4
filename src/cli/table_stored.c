/* Images with what is stored beside them, as a whole. */
#include "options.h"

#define FORCE_ROW                                                              \
	{                                                                      \
		.id = CLI_OPT_FORCE, .name = "force", .shorthand = 'f',        \
		.kind = CLI_BOOL, .value = "false",                            \
		.help = "take the place of another image, or of what belongs " \
			"to it",                                               \
	}

/* ---- copying ---- */

static const struct cli_option copy_options[] = {
	TAG_PREFIX_ROW,
	FORCE_ROW,
	{
	    .id = CLI_OPT_ONLY,
	    .name = "only",
	    .kind = CLI_LIST,
	    .metavar = "KIND",
	    .words = "sig att sbom",
	    .help = "without the image, what belongs to it of this kind: sig, "
		    "att or sbom; several, or with commas between",
	},
	{
	    .id = CLI_OPT_PLATFORM,
	    .name = "platform",
	    .kind = CLI_TEXT,
	    .metavar = "OS/ARCH[/VARIANT]",
	    .help = "of an index, and nothing else: this one of its images "
		    "alone",
	},
	REGISTRY_ROWS,
	{
	    .id = CLI_OPT_SIG_ONLY,
	    .name = "sig-only",
	    .kind = CLI_BOOL,
	    .value = "false",
	    .help = "copy the signatures, without the image",
	    .deprecated = "please use --only=sig",
	},
};

const struct cli_command cli_command_copy = {
	.name = "copy",
	.summary = "Copy an image with what is stored beside it",
	.about =
	    "Copy an image, or an index with all images in it, and what is "
	    "stored beside each: signatures, attestations, SBOMs and all else "
	    "that refers to it. Every manifest keeps its digest. The tag of "
	    "the whole is written last; another image that has it stays, and "
	    "the command fails.\n\n"
	    "An image is named as docker names it, or as oci:DIR, "
	    "oci:DIR:TAG or oci:DIR@sha256:HEX in an image layout on disk. "
	    "COSIGN_REPOSITORY names another repository for what belongs to "
	    "the source; at the destination it is beside the image.",
	.arguments = "SOURCE DESTINATION",
	.examples = CLI_NAME " copy registry.example/app:1.0 oci:app:1.0\n"
			     "# signatures alone\n" CLI_NAME
			     " copy --only=sig registry.example/app:1.0 "
			     "mirror.example/app:1.0\n",
	.min_args = 2,
	.max_args = 2,
	OPTIONS(copy_options),
	.run = cli_copy,
};

/* ---- saving and loading ---- */

#define DIR_ROW(text)                                               \
	{                                                           \
		.id = CLI_OPT_DIR, .name = "dir", .kind = CLI_FILE, \
		.metavar = "DIR", .help = text,                     \
	}

static const struct cli_option load_options[] = {
	TAG_PREFIX_ROW,
	DIR_ROW("folder that save wrote, or another image layout with one "
		"image in it"),
	FORCE_ROW,
	REGISTRY_ROWS,
};

static const struct cli_option save_options[] = {
	TAG_PREFIX_ROW,
	DIR_ROW("folder to write to; what another image in it has stays"),
	REGISTRY_ROWS,
};

const struct cli_command cli_command_load = {
	.name = "load",
	.summary = "Store an image that save wrote, with what belongs to it",
	.about = "Store an image that save wrote to a folder, and all that "
		 "was stored beside it, under the name given. Another image "
		 "that has the name stays, and the command fails.\n\n"
		 "An image is named as docker names it, or as oci:DIR or "
		 "oci:DIR:TAG in an image layout on disk.",
	.arguments = "IMAGE",
	.examples = CLI_NAME " load --dir app mirror.example/app:1.0\n",
	.min_args = 1,
	.max_args = 1,
	OPTIONS(load_options),
	.run = cli_load_image,
};

const struct cli_command cli_command_save = {
	.name = "save",
	.summary = "Write an image with what is stored beside it to a folder",
	.about = "Write an image, or an index with all images in it, to a "
		 "folder, an image layout, with what is stored beside it: "
		 "signatures, attestations, SBOMs and all else that refers to "
		 "it. load reads it, and so do verify --local-image and "
		 "cosign.\n\n" IMAGE_NAMES,
	.arguments = "IMAGE",
	.examples =
	    CLI_NAME " save --dir app registry.example/app:1.0\n" CLI_NAME
		     " verify --key cosign.pub --local-image "
		     "app\n",
	.min_args = 1,
	.max_args = 1,
	OPTIONS(save_options),
	.run = cli_save_image,
};

/* ---- listing ---- */

static const struct cli_option tree_options[] = {
	TAG_PREFIX_ROW,
	{
	    .id = CLI_OPT_EXPERIMENTAL_OCI11,
	    .name = "experimental-oci11",
	    .kind = CLI_BOOL,
	    .value = "true",
	    .help = "list manifests that refer to the image, too (which is "
		    "done in any case)",
	    .deprecated = "referrers are always listed",
	},
	{
	    .id = CLI_OPT_OUTPUT,
	    .name = "output",
	    .shorthand = 'o',
	    .kind = CLI_WORD,
	    .value = "text",
	    .metavar = "FORM",
	    .words = "text json",
	    .help = "text: a tree; json: one document that says all of it",
	},
	REGISTRY_ROWS,
};

const struct cli_command cli_command_tree = {
	.name = "tree",
	.summary = "List what is stored beside an image",
	.about =
	    "List the signatures, attestations, SBOMs and other artifacts that "
	    "are stored beside an image, with what they say of themselves: "
	    "the type, and who signed. Nothing is verified: whoever may write "
	    "there may say what he likes.\n\n" IMAGE_NAMES,
	.arguments = "IMAGE",
	.examples = CLI_NAME " tree oci:app:1.0\n" CLI_NAME
			     " tree -o json oci:app:1.0\n",
	.min_args = 1,
	.max_args = 1,
	OPTIONS(tree_options),
	.run = cli_tree,
};

/* ---- deleting ---- */

static const struct cli_option clean_options[] = {
	TAG_PREFIX_ROW,
	{
	    .id = CLI_OPT_FORCE,
	    .name = "force",
	    .shorthand = 'f',
	    .kind = CLI_BOOL,
	    .value = "false",
	    .help = "ask nothing",
	},
	REGISTRY_ROWS,
	{
	    .id = CLI_OPT_TYPE,
	    .name = "type",
	    .kind = CLI_TEXT,
	    .value = "all",
	    .metavar = "TYPE",
	    .words = "all attestation referrer sbom signature",
	    .help = "what goes, in either form; referrer: all that refers to "
		    "the image",
	},
};

const struct cli_command cli_command_clean = {
	.name = "clean",
	.summary = "Delete what is stored beside an image",
	.about = "Delete signatures, attestations and SBOMs of an image, in "
		 "both forms; never the image. What cannot be deleted does not "
		 "keep the rest, and is an error.\n\n" IMAGE_NAMES,
	.arguments = "IMAGE",
	.examples = CLI_NAME " clean registry.example/app:1.0\n" CLI_NAME
			     " clean --force --type signature oci:app:1.0\n",
	.min_args = 1,
	.max_args = 1,
	OPTIONS(clean_options),
	.run = cli_clean,
};

/* ---- uploading ---- */

static const struct cli_option upload_options[] = {
	{
	    .id = CLI_OPT_ANNOTATIONS,
	    .name = "annotations",
	    .shorthand = 'a',
	    .kind = CLI_LIST,
	    .metavar = "NAME=VALUE",
	    .help = "of the image; several, or with commas between",
	},
	{
	    .id = CLI_OPT_MEDIA_TYPE,
	    .name = "ct",
	    .kind = CLI_TEXT,
	    .metavar = "TYPE",
	    .help = "media type of the files; found out otherwise",
	},
	{
	    .id = CLI_OPT_FILES,
	    .name = "files",
	    .shorthand = 'f',
	    .kind = CLI_LIST,
	    .metavar = "FILE[:OS/ARCH[/VARIANT]]",
	    .help = "what to store; several, each with its platform, become an "
		    "index",
	},
	REGISTRY_ROWS,
};

const struct cli_command cli_command_upload_blob = {
	.name = "upload blob",
	.summary = "Store a file as an image",
	.about = "Store a file as an image with one layer, or several files, "
		 "one for each platform, as an index. Prints the image by its "
		 "digest, as sign wants it.\n\n"
		 "The image is named as docker names it, or as oci:DIR or "
		 "oci:DIR:TAG in an image layout on disk.",
	.arguments = "IMAGE",
	.examples =
	    CLI_NAME " upload blob -f app registry.example/app:1.0\n" CLI_NAME
		     " upload blob -f app.x86:linux/amd64 -f "
		     "app.arm:linux/arm64 oci:app:1.0\n",
	.min_args = 1,
	.max_args = 1,
	OPTIONS(upload_options),
	.run = cli_upload_blob,
};
