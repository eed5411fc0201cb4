/* Images with what is stored beside them, as a whole. */
#include "options.h"

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
