#include "image/tree.h"

#include "image/parallel.h"
#include "image/signatures.h"
#include "util/json_write.h"
#include "util/limits.h"
#include "util/text.h"

#include <stdlib.h>
#include <string.h>

#define TREE_VERSION 1

/* All that there may be, each text of some kilobytes at most. */
#define TREE_JSON_MAX ((size_t)1024 * 1024 * 1024)

/* ---- sorting ---- */

/* Signatures before attestations and so on, whatever else it may be. */
static uint32_t
rank(const struct csn_belonging *b)
{
	return b->kinds & (~b->kinds + 1);
}

static int
compare(const void *a, const void *b)
{
	const struct csn_belonging *x = a, *y = b;

	if (rank(x) != rank(y))
		return rank(x) < rank(y) ? -1 : 1;
	if ((x->tag != NULL) != (y->tag != NULL))
		return x->tag != NULL ? -1 : 1;
	if (x->tag != NULL)
		return strcmp(x->tag, y->tag);
	return strcmp(x->digest, y->digest);
}

/* ---- making ---- */

/* One call of cosign_image_tree(). */
struct growing {
	cosign_image_tree_t *tree;
	struct csn_store *store;
};

static cosign_rc_t
add_node(struct csn_tree_node *node, const struct csn_belonging *stored,
    const cosign_reference_t *image, const cosign_image_options_t *options,
    cosign_error_t *err)
{
	const struct csn_name name = { stored->tag, stored->digest };
	const cosign_descriptors_t *layers =
	    cosign_manifest_children(stored->manifest);
	const size_t count = cosign_descriptors_count(layers);
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	size_t i;

	node->stored = stored;
	CSN_TRY(csn_image_place(&node->place, image, options, &name, err));
	node->layers = calloc(count + 1, sizeof(*node->layers));
	if (node->layers == NULL)
		CSN_TRY(csn_fail_nomem(err));
	for (i = 0; i < count; i++)
		node->layers[i].descriptor = cosign_descriptors_at(layers, i);
	node->layer_count = count;
	rc = COSIGN_OK;
out:
	return rc;
}

static cosign_rc_t
read_node(void *user, size_t index, cosign_error_t *err)
{
	const struct growing *g = user;
	struct csn_tree_node *node = &g->tree->nodes[index];
	cosign_rc_t rc;
	size_t i;

	for (i = 0; i < node->layer_count; i++) {
		rc = csn_tree_layer_read(
		    &node->layers[i], node->stored, g->store, err);
		if (rc != COSIGN_OK)
			return csn_fail_at(err, rc, "%s", node->place);
	}
	return COSIGN_OK;
}

static cosign_rc_t
grow(struct growing *g, const cosign_reference_t *image,
    const cosign_image_options_t *options, cosign_error_t *err)
{
	cosign_image_tree_t *tree = g->tree;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	size_t i;

	CSN_TRY(csn_belongings_fetch(&tree->stored, g->store,
	    cosign_reference_digest(tree->image), COSIGN_STORED_ALL, options,
	    err));
	if (tree->stored.count > 1)
		qsort(tree->stored.list, tree->stored.count,
		    sizeof(*tree->stored.list), compare);
	tree->nodes = calloc(tree->stored.count + 1, sizeof(*tree->nodes));
	if (tree->nodes == NULL)
		CSN_TRY(csn_fail_nomem(err));
	for (i = 0; i < tree->stored.count; i++)
		CSN_TRY(add_node(&tree->nodes[i], &tree->stored.list[i], image,
		    options, err));
	CSN_TRY(csn_parallel_try(
	    tree->stored.count, options->workers, read_node, g, err));
	rc = COSIGN_OK;
out:
	return rc;
}

static cosign_rc_t
make_tree(cosign_image_tree_t **out, cosign_oci_t *oci,
    const cosign_reference_t *image, const cosign_image_options_t *options,
    cosign_error_t *err)
{
	struct growing g = { calloc(1, sizeof(*g.tree)), NULL };
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	cosign_descriptor_t *meant = NULL;

	if (g.tree == NULL)
		return csn_fail_nomem(err);
	CSN_TRY(csn_image_resolve(&meant, oci, image, options, err));
	CSN_TRY(cosign_reference_with_digest(
	    &g.tree->image, image, cosign_descriptor_digest(meant), err));
	CSN_TRY(csn_image_store(&g.store, oci, image, options, err));
	CSN_TRY(grow(&g, image, options, err));
	*out = g.tree;
	g.tree = NULL;
	rc = COSIGN_OK;
out:
	csn_store_close(g.store);
	cosign_image_tree_free(g.tree);
	cosign_descriptor_free(meant);
	return rc;
}

cosign_rc_t
cosign_image_tree(cosign_image_tree_t **out, cosign_oci_t *oci,
    const cosign_reference_t *image, const cosign_image_options_t *options,
    cosign_error_t *err)
{
	if (out != NULL)
		*out = NULL;
	if (out == NULL || oci == NULL || image == NULL)
		return csn_fail(err, COSIGN_E_ARGUMENT,
		    "tree: client or reference is missing");
	return make_tree(out, oci, image, csn_image_options(options), err);
}

static void
dispose_node(struct csn_tree_node *node)
{
	size_t i;

	for (i = 0; i < node->layer_count; i++) {
		free(node->layers[i].predicate);
		free(node->layers[i].signer);
	}
	free(node->layers);
	free(node->place);
}

void
cosign_image_tree_free(cosign_image_tree_t *tree)
{
	size_t i;

	if (tree == NULL)
		return;
	for (i = 0; tree->nodes != NULL && i < tree->stored.count; i++)
		dispose_node(&tree->nodes[i]);
	free(tree->nodes);
	csn_belongings_dispose(&tree->stored);
	cosign_reference_free(tree->image);
	free(tree);
}

/* ---- asking ---- */

static const struct csn_tree_node *
node_at(const cosign_image_tree_t *tree, size_t node)
{
	if (tree == NULL || node >= tree->stored.count)
		return NULL;
	return &tree->nodes[node];
}

static const struct csn_tree_layer *
layer_at(const cosign_image_tree_t *tree, size_t node, size_t layer)
{
	const struct csn_tree_node *n = node_at(tree, node);

	if (n == NULL || layer >= n->layer_count)
		return NULL;
	return &n->layers[layer];
}

const cosign_reference_t *
cosign_image_tree_image(const cosign_image_tree_t *tree)
{
	return tree != NULL ? tree->image : NULL;
}

size_t
cosign_image_tree_count(const cosign_image_tree_t *tree)
{
	return tree != NULL ? tree->stored.count : 0;
}

uint32_t
cosign_image_tree_kinds(const cosign_image_tree_t *tree, size_t node)
{
	const struct csn_tree_node *n = node_at(tree, node);

	return n != NULL ? n->stored->kinds : 0;
}

const char *
cosign_image_tree_place(const cosign_image_tree_t *tree, size_t node)
{
	const struct csn_tree_node *n = node_at(tree, node);

	return n != NULL ? n->place : NULL;
}

const char *
cosign_image_tree_digest(const cosign_image_tree_t *tree, size_t node)
{
	const struct csn_tree_node *n = node_at(tree, node);

	return n != NULL ? cosign_descriptor_digest(
			       cosign_manifest_descriptor(n->stored->manifest))
			 : NULL;
}

int
cosign_image_tree_is_referrer(const cosign_image_tree_t *tree, size_t node)
{
	const struct csn_tree_node *n = node_at(tree, node);

	return n != NULL && n->stored->tag == NULL;
}

const char *
cosign_image_tree_artifact_type(const cosign_image_tree_t *tree, size_t node)
{
	const struct csn_tree_node *n = node_at(tree, node);

	return n != NULL ? csn_artifact_type(n->stored->manifest) : NULL;
}

size_t
cosign_image_tree_layer_count(const cosign_image_tree_t *tree, size_t node)
{
	const struct csn_tree_node *n = node_at(tree, node);

	return n != NULL ? n->layer_count : 0;
}

const cosign_descriptor_t *
cosign_image_tree_layer(
    const cosign_image_tree_t *tree, size_t node, size_t layer)
{
	const struct csn_tree_layer *l = layer_at(tree, node, layer);

	return l != NULL ? l->descriptor : NULL;
}

const char *
cosign_image_tree_predicate_type(
    const cosign_image_tree_t *tree, size_t node, size_t layer)
{
	const struct csn_tree_layer *l = layer_at(tree, node, layer);

	return l != NULL ? l->predicate : NULL;
}

const char *
cosign_image_tree_signer(
    const cosign_image_tree_t *tree, size_t node, size_t layer)
{
	const struct csn_tree_layer *l = layer_at(tree, node, layer);

	return l != NULL ? l->signer : NULL;
}

const char *
cosign_image_tree_signer_kind(
    const cosign_image_tree_t *tree, size_t node, size_t layer)
{
	const struct csn_tree_layer *l = layer_at(tree, node, layer);

	return l != NULL ? l->signer_kind : NULL;
}

/* ---- as JSON ---- */

static void
write_kinds(struct csn_json_writer *w, uint32_t kinds)
{
	static const char *const names[] = { "signature", "attestation", "sbom",
		"other" };
	size_t i;

	csn_jw_name(w, "kinds");
	csn_jw_array_begin(w);
	for (i = 0; i < CSN_ARRAY_LEN(names); i++)
		if ((kinds >> i & 1) != 0)
			csn_jw_str(w, names[i]);
	csn_jw_array_end(w);
}

static void
write_layer(struct csn_json_writer *w, const struct csn_tree_layer *layer)
{
	csn_jw_object_begin(w);
	csn_jw_text(w, "digest", cosign_descriptor_digest(layer->descriptor));
	csn_jw_text(
	    w, "mediaType", cosign_descriptor_media_type(layer->descriptor));
	csn_jw_name(w, "size");
	csn_jw_int(w, cosign_descriptor_size(layer->descriptor));
	csn_jw_text(w, "predicateType", layer->predicate);
	csn_jw_text(w, "signer", layer->signer);
	csn_jw_text(w, "signerKind", layer->signer_kind);
	csn_jw_object_end(w);
}

static void
write_node(
    struct csn_json_writer *w, const cosign_image_tree_t *tree, size_t node)
{
	const struct csn_tree_node *n = &tree->nodes[node];
	size_t i;

	csn_jw_object_begin(w);
	write_kinds(w, n->stored->kinds);
	csn_jw_text(w, "form", n->stored->tag != NULL ? "tag" : "referrer");
	csn_jw_text(w, "place", n->place);
	csn_jw_text(w, "digest", cosign_image_tree_digest(tree, node));
	csn_jw_text(
	    w, "artifactType", cosign_image_tree_artifact_type(tree, node));
	csn_jw_name(w, "layers");
	csn_jw_array_begin(w);
	for (i = 0; i < n->layer_count; i++)
		write_layer(w, &n->layers[i]);
	csn_jw_array_end(w);
	csn_jw_object_end(w);
}

cosign_rc_t
cosign_image_tree_json(const cosign_image_tree_t *tree, char **out, size_t *len,
    cosign_error_t *err)
{
	struct csn_json_writer w;
	struct csn_buf text;
	cosign_rc_t rc;
	size_t i;

	if (out != NULL)
		*out = NULL;
	if (out == NULL || tree == NULL)
		return csn_fail(err, COSIGN_E_ARGUMENT,
		    "tree: nothing to write, or nowhere to");
	csn_buf_init(&text, TREE_JSON_MAX);
	csn_jw_init(&w, &text, CSN_JSON_GO);
	csn_jw_object_begin(&w);
	csn_jw_name(&w, "version");
	csn_jw_uint(&w, TREE_VERSION);
	csn_jw_text(&w, "image", cosign_reference_text(tree->image));
	csn_jw_name(&w, "nodes");
	csn_jw_array_begin(&w);
	for (i = 0; i < tree->stored.count; i++)
		write_node(&w, tree, i);
	csn_jw_array_end(&w);
	csn_jw_object_end(&w);
	rc = csn_buf_take(&text, out, len, err);
	csn_buf_dispose(&text);
	return rc;
}
