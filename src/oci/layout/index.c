#include "oci/layout/index.h"

#include "oci/layout/folder.h"
#include "util/json.h"
#include "util/json_write.h"
#include "util/limits.h"

void
csn_index_init(struct csn_index *index)
{
	index->root = NULL;
	index->entries = NULL;
}

void
csn_index_dispose(struct csn_index *index)
{
	json_decref(index->root);
	cosign_descriptors_free(index->entries);
	csn_index_init(index);
}

cosign_rc_t
csn_index_parse(
    struct csn_index *index, const char *json, size_t len, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	cosign_manifest_t *m = NULL;

	csn_index_init(index);
	CSN_TRY(cosign_manifest_parse(&m, json, len, err));
	if (!cosign_manifest_is_index(m))
		CSN_TRY(csn_fail(err, COSIGN_E_MALFORMED, "is no index"));
	CSN_TRY(csn_descriptors_copy(
	    &index->entries, cosign_manifest_children(m), err));
	CSN_TRY(csn_json_parse(&index->root, json, len, err));
	rc = COSIGN_OK;
out:
	cosign_manifest_free(m);
	if (rc != COSIGN_OK)
		csn_index_dispose(index);
	return csn_fail_at(err, rc, CSN_LAYOUT_INDEX);
}

cosign_rc_t
csn_index_load(struct csn_index *index, int folder, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_buf text;
	int found;

	csn_index_init(index);
	CSN_TRY(csn_folder_load(
	    &text, &found, folder, CSN_LAYOUT_INDEX, CSN_MANIFEST_MAX, err));
	rc = found ? csn_index_parse(index, (const char *)text.p, text.len, err)
		   : csn_descriptors_new(&index->entries, err);
	csn_buf_dispose(&text);
out:
	return rc;
}

/* The entries are ours, everything else is as it was. */
static void
write_others(struct csn_json_writer *w, const json_t *root)
{
	static const char *const ours[] = { "schemaVersion", "mediaType",
		"manifests" };
	const char *name;
	json_t *value;
	size_t i;

	json_object_foreach(csn_json_iterable(root), name, value)
	{
		for (i = 0; i < CSN_ARRAY_LEN(ours); i++)
			if (strcmp(name, ours[i]) == 0)
				break;
		if (i < CSN_ARRAY_LEN(ours))
			continue;
		csn_jw_name(w, name);
		csn_jw_tree(w, value);
	}
}

void
csn_index_encode(struct csn_buf *out, const struct csn_index *index)
{
	const json_t *type = json_object_get(index->root, "mediaType");
	const size_t count = cosign_descriptors_count(index->entries);
	struct csn_json_writer w;
	struct csn_span json;
	size_t i;

	csn_jw_init(&w, out, CSN_JSON_GO);
	csn_jw_object_begin(&w);
	csn_jw_name(&w, "schemaVersion");
	csn_jw_int(&w, 2);
	csn_jw_name(&w, "mediaType");
	csn_jw_str(
	    &w, json_is_string(type) ? json_string_value(type) : CSN_OCI_INDEX);
	csn_jw_name(&w, "manifests");
	csn_jw_array_begin(&w);
	for (i = 0; i < count; i++) {
		json = csn_descriptor_json(
		    cosign_descriptors_at(index->entries, i));
		csn_jw_json(&w, json.p, json.len);
	}
	csn_jw_array_end(&w);
	write_others(&w, index->root);
	csn_jw_object_end(&w);
}

cosign_rc_t
csn_index_save(const struct csn_index *index, int folder, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_buf text;

	csn_buf_init(&text, CSN_MANIFEST_MAX);
	csn_index_encode(&text, index);
	CSN_TRY(csn_fail_at(err, csn_buf_finish(&text, err), CSN_LAYOUT_INDEX));
	CSN_TRY(csn_folder_save(
	    folder, CSN_LAYOUT_INDEX, csn_span(text.p, text.len), err));
	rc = COSIGN_OK;
out:
	csn_buf_dispose(&text);
	return rc;
}
