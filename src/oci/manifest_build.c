#include "oci/manifest.h"

#include "util/json_write.h"
#include "util/limits.h"

#include <stdlib.h>

static void
write_descriptor(struct csn_json_writer *w, const cosign_descriptor_t *d)
{
	const struct csn_span json = csn_descriptor_json(d);

	csn_jw_json(w, json.p, json.len);
}

static int
compare_pairs(const void *a, const void *b)
{
	const struct csn_pair *x = a, *y = b;

	return strcmp(x->name, y->name);
}

/* Sorted, as Go writes maps; nothing without any. */
static void
write_annotations(
    struct csn_json_writer *w, const struct csn_pair *pairs, size_t count)
{
	struct csn_pair *sorted;
	size_t i;

	if (count == 0)
		return;
	sorted = calloc(count, sizeof(*sorted));
	if (sorted == NULL) {
		csn_buf_fail(w->out, COSIGN_E_NOMEM, NULL);
		return;
	}
	memcpy(sorted, pairs, count * sizeof(*sorted));
	qsort(sorted, count, sizeof(*sorted), compare_pairs);
	csn_jw_name(w, "annotations");
	csn_jw_object_begin(w);
	for (i = 0; i < count; i++) {
		csn_jw_name(w, sorted[i].name);
		csn_jw_str(w, sorted[i].value);
	}
	csn_jw_object_end(w);
	free(sorted);
}

static void
write_manifest(
    struct csn_json_writer *w, const struct csn_manifest_parts *parts)
{
	const char *type = parts->media_type;
	size_t i;

	if (type == NULL)
		type = parts->is_index ? CSN_OCI_INDEX : CSN_OCI_MANIFEST;
	csn_jw_object_begin(w);
	csn_jw_name(w, "schemaVersion");
	csn_jw_int(w, 2);
	csn_jw_name(w, "mediaType");
	csn_jw_str(w, type);
	if (parts->config != NULL) {
		csn_jw_name(w, "config");
		write_descriptor(w, parts->config);
	}
	csn_jw_name(w, parts->is_index ? "manifests" : "layers");
	csn_jw_array_begin(w);
	for (i = 0; i < parts->child_count; i++)
		write_descriptor(w, parts->children[i]);
	csn_jw_array_end(w);
	write_annotations(w, parts->annotations, parts->annotation_count);
	if (parts->subject != NULL) {
		csn_jw_name(w, "subject");
		write_descriptor(w, parts->subject);
	}
	if (parts->artifact_type != NULL) {
		csn_jw_name(w, "artifactType");
		csn_jw_str(w, parts->artifact_type);
	}
	csn_jw_object_end(w);
}

cosign_rc_t
csn_manifest_build(cosign_manifest_t **out,
    const struct csn_manifest_parts *parts, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_json_writer w;
	struct csn_buf text;

	*out = NULL;
	csn_buf_init(&text, CSN_MANIFEST_MAX);
	csn_jw_init(&w, &text, CSN_JSON_GO);
	write_manifest(&w, parts);
	CSN_TRY(csn_fail_at(err, csn_buf_finish(&text, err), "manifest"));
	/* What is written is what is read: one way to make a manifest. */
	CSN_TRY(
	    cosign_manifest_parse(out, (const char *)text.p, text.len, err));
	rc = COSIGN_OK;
out:
	csn_buf_dispose(&text);
	return rc;
}

cosign_rc_t
csn_manifest_build_index(cosign_manifest_t **out,
    const cosign_descriptors_t *list, cosign_error_t *err)
{
	const size_t count = cosign_descriptors_count(list);
	struct csn_manifest_parts parts = { .is_index = 1,
		.child_count = count };
	const cosign_descriptor_t **children;
	cosign_rc_t rc;
	size_t i;

	*out = NULL;
	children = calloc(count + 1, sizeof(*children));
	if (children == NULL)
		return csn_fail_nomem(err);
	for (i = 0; i < count; i++)
		children[i] = cosign_descriptors_at(list, i);
	parts.children = children;
	rc = csn_manifest_build(out, &parts, err);
	free(children);
	return rc;
}
