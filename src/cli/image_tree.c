/* tree: what is stored beside an image. */
#include "image.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What strangers wrote, as far as a terminal may see it. */
static void
print_foreign(const char *text)
{
	char shown[512];

	(void)cosign_text_escape(shown, sizeof(shown), text);
	(void)fputs(shown, stdout);
}

/* Beside a layer: what it is, and who is said to have signed it. */
static void
print_note(const cosign_image_tree_t *tree, size_t node, size_t layer)
{
	const char *signer = cosign_image_tree_signer(tree, node, layer);
	const char *kind = cosign_image_tree_signer_kind(tree, node, layer);
	const char *type = cosign_image_tree_predicate_type(tree, node, layer);

	if (type == NULL)
		type = cosign_descriptor_media_type(
		    cosign_image_tree_layer(tree, node, layer));
	if (type == NULL && signer == NULL)
		return;
	(void)fputs(" (", stdout);
	if (type != NULL)
		print_foreign(type);
	if (signer != NULL) {
		(void)printf("%sby %s ", type != NULL ? ", " : "",
		    strcmp(kind, "keyHint") == 0 ? "key" : kind);
		print_foreign(signer);
	}
	(void)putchar(')');
}

static void
print_heading(const cosign_image_tree_t *tree, size_t node)
{
	static const struct {
		uint32_t kind;
		const char *heading;
	} rows[] = {
		{ COSIGN_STORED_SIGNATURES, "🔐 Signatures" },
		{ COSIGN_STORED_ATTESTATIONS, "💾 Attestations" },
		{ COSIGN_STORED_SBOMS, "📦 SBOMs" },
	};
	const uint32_t kinds = cosign_image_tree_kinds(tree, node);
	const char *type = cosign_image_tree_predicate_type(tree, node, 0);
	size_t i;

	(void)fputs("└── ", stdout);
	if (!cosign_image_tree_is_referrer(tree, node)) {
		for (i = 0; i < CLI_ARRAY_LEN(rows); i++)
			if ((kinds & rows[i].kind) != 0)
				(void)printf(
				    "%s for an image tag: ", rows[i].heading);
		return;
	}
	if (type == NULL)
		type = cosign_image_tree_artifact_type(tree, node);
	(void)fputs("🔗 ", stdout);
	print_foreign(type != NULL ? type : "other");
	(void)fputs(" artifacts via OCI referrer: ", stdout);
}

static void
print_node(const cosign_image_tree_t *tree, size_t node)
{
	const size_t count = cosign_image_tree_layer_count(tree, node);
	size_t i;

	print_heading(tree, node);
	(void)puts(cosign_image_tree_place(tree, node));
	for (i = 0; i < count; i++) {
		(void)printf("   %s 🍒 %s", i + 1 < count ? "├──" : "└──",
		    cosign_descriptor_digest(
			cosign_image_tree_layer(tree, node, i)));
		print_note(tree, node, i);
		(void)putchar('\n');
	}
}

/* As cosign draws it. */
static void
print_tree(const cosign_image_tree_t *tree, const cosign_reference_t *image)
{
	const char *name = cosign_reference_text(image);
	const size_t count = cosign_image_tree_count(tree);
	size_t i;

	if (count == 0) {
		(void)printf("No Supply Chain Security Related Artifacts found "
			     "for image %s,\n start creating one with simply "
			     "running$ " CLI_NAME " sign %s\n",
		    name, name);
		return;
	}
	(void)printf("📦 Supply Chain Security Related artifacts for an "
		     "image: %s\n",
	    name);
	for (i = 0; i < count; i++)
		print_node(tree, i);
}

static cosign_rc_t
print_json(struct cli *c, const cosign_image_tree_t *tree)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	char *json = NULL;
	size_t len;

	CLI_TRY(cosign_image_tree_json(tree, &json, &len, c->err));
	cli_print_json(json, len);
	(void)putchar('\n');
	rc = COSIGN_OK;
out:
	cosign_free(json);
	return rc;
}

cosign_rc_t
cli_tree(struct cli *c)
{
	const bool json = strcmp(cli_text(c, CLI_OPT_OUTPUT), "json") == 0;
	struct cli_images images = { .oci = NULL };
	cosign_reference_t *image = NULL;
	cosign_image_tree_t *tree = NULL;
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	CLI_TRY(cli_open_reference(c, &image, c->args[0]));
	CLI_TRY(cli_open_images(c, &images));
	CLI_TRY(cli_fail_at(c,
	    cosign_image_tree(&tree, images.oci, image, images.options, c->err),
	    "%s", c->args[0]));
	if (json)
		CLI_TRY(print_json(c, tree));
	else
		print_tree(tree, image);
	rc = COSIGN_OK;
out:
	cosign_image_tree_free(tree);
	cosign_reference_free(image);
	cli_close_images(&images);
	return rc;
}
