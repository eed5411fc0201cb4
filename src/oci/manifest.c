#include "oci/manifest.h"

#include "oci/document.h"
#include "util/json.h"
#include "util/limits.h"
#include "util/text.h"

#include <stdlib.h>

struct cosign_manifest {
	int is_index;
	char *media_type;
	struct csn_bytes bytes;
	cosign_descriptor_t *descriptor;
	cosign_descriptor_t *config;
	cosign_descriptors_t *children;
	cosign_descriptor_t *subject;
	char *artifact_type;
	struct csn_annotations annotations;
};

static const struct type {
	const char *name;
	int is_index;
} types[] = {
	{ CSN_OCI_MANIFEST, 0 },
	{ CSN_OCI_INDEX, 1 },
	{ CSN_DOCKER_MANIFEST, 0 },
	{ CSN_DOCKER_LIST, 1 },
};

static const struct csn_member members[] = {
	{ "schemaVersion", 0, NULL },
	{ "mediaType", 0, NULL },
	{ "config", 0, NULL },
	{ "layers", 0, NULL },
	{ "manifests", 0, NULL },
	{ "annotations", 1, NULL },
	{ "subject", 0, NULL },
	{ "artifactType", 1, NULL },
	{ NULL, 0, NULL },
};

static const struct type *
type_of(const char *media_type)
{
	size_t i;

	for (i = 0; i < CSN_ARRAY_LEN(types); i++)
		if (strcmp(types[i].name, media_type) == 0)
			return &types[i];
	return NULL;
}

int
csn_is_manifest_type(const char *media_type)
{
	return type_of(media_type) != NULL;
}

int
csn_is_index_type(const char *media_type)
{
	const struct type *type = type_of(media_type);

	return type != NULL && type->is_index;
}

static int
has(const json_t *o, const char *name)
{
	const json_t *v = json_object_get(o, name);

	return v != NULL && !json_is_null(v);
}

static cosign_rc_t
check_version(const json_t *o, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	int64_t version;

	CSN_TRY(csn_json_int(&version, o, "schemaVersion", err));
	if (version == 1)
		return csn_fail(err, COSIGN_E_UNSUPPORTED,
		    "schema version 1 of docker, whose content is not what "
		    "its digest names");
	if (version != 2)
		return csn_fail(err, COSIGN_E_UNSUPPORTED,
		    "schemaVersion %lld is not supported", (long long)version);
	rc = COSIGN_OK;
out:
	return rc;
}

/* What it is by its members. Both at once would be an image to some and an
   index to others (CVE-2021-41190). */
static cosign_rc_t
find_shape(int *is_index, const json_t *o, cosign_error_t *err)
{
	const int image = has(o, "config") || has(o, "layers");

	*is_index = has(o, "manifests");
	if (*is_index && image)
		return csn_fail(err, COSIGN_E_MALFORMED,
		    "both an image and an index: manifests beside config or "
		    "layers");
	return COSIGN_OK;
}

/* said: by whoever gave the manifest; NULL if nothing. */
static cosign_rc_t
read_type(cosign_manifest_t *m, const json_t *o, const char *said,
    cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	const struct type *type;
	int shape;

	CSN_TRY(find_shape(&shape, o, err));
	CSN_TRY(csn_media_type_read(&m->media_type, o, "mediaType", err));
	if (m->media_type != NULL && said != NULL &&
	    strcmp(m->media_type, said) != 0)
		return csn_fail(err, COSIGN_E_PROTOCOL,
		    "given as \"%.*s\", but is \"%.*s\"", CSN_QUOTE_MAX, said,
		    CSN_QUOTE_MAX, m->media_type);
	if (m->media_type == NULL && said == NULL)
		said = shape ? CSN_OCI_INDEX : CSN_OCI_MANIFEST;
	if (m->media_type == NULL)
		CSN_TRY(csn_text_copy(&m->media_type, said, err));
	type = type_of(m->media_type);
	if (type == NULL)
		return csn_fail(err, COSIGN_E_UNSUPPORTED,
		    "media type \"%.*s\" is not supported", CSN_QUOTE_MAX,
		    m->media_type);
	m->is_index = type->is_index;
	if (m->is_index ? has(o, "config") || has(o, "layers") : shape)
		return csn_fail(err, COSIGN_E_MALFORMED,
		    "an %s by its media type, an %s by its members",
		    m->is_index ? "index" : "image",
		    m->is_index ? "image" : "index");
	rc = COSIGN_OK;
out:
	return rc;
}

static cosign_rc_t
read_children(cosign_manifest_t *m, const json_t *o, cosign_error_t *err)
{
	const char *name = m->is_index ? "manifests" : "layers";
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	cosign_descriptor_t *one;
	const json_t *list;
	size_t i, count;

	CSN_TRY(csn_descriptors_new(&m->children, err));
	/* null is what Go writes of a list without memory. */
	CSN_TRY(csn_json_array_opt(&list, o, name, err));
	count = json_array_size(list);
	if (count > CSN_DESCRIPTORS_MAX)
		return csn_fail(err, COSIGN_E_LIMIT, "%s: %zu are more than %d",
		    name, count, CSN_DESCRIPTORS_MAX);
	for (i = 0; i < count; i++) {
		CSN_TRY(csn_fail_at(err,
		    csn_descriptor_read(&one, json_array_get(list, i), err),
		    "%s[%zu]", name, i));
		CSN_TRY(csn_descriptors_add(m->children, one, err));
	}
	rc = COSIGN_OK;
out:
	return rc;
}

static cosign_rc_t
read_one(cosign_descriptor_t **out, const json_t *o, const char *name,
    cosign_error_t *err)
{
	return csn_fail_at(err,
	    csn_descriptor_read(out, json_object_get(o, name), err), "%s",
	    name);
}

static cosign_rc_t
read_members(cosign_manifest_t *m, const json_t *o, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	CSN_TRY(read_children(m, o, err));
	if (!m->is_index && !has(o, "config"))
		return csn_fail(err, COSIGN_E_MALFORMED, "no config");
	if (!m->is_index)
		CSN_TRY(read_one(&m->config, o, "config", err));
	if (has(o, "subject"))
		CSN_TRY(read_one(&m->subject, o, "subject", err));
	CSN_TRY(csn_media_type_read(&m->artifact_type, o, "artifactType", err));
	CSN_TRY(csn_annotations_read(&m->annotations, o, err));
	rc = COSIGN_OK;
out:
	return rc;
}

/* A list of referrers shows the type of its config where a manifest has no
   artifactType (OCI distribution specification, "Listing Referrers"). */
static const char *
shown_type(const cosign_manifest_t *m)
{
	if (m->artifact_type != NULL || m->config == NULL)
		return m->artifact_type;
	return cosign_descriptor_media_type(m->config);
}

static cosign_rc_t
describe(cosign_descriptor_t **out, const cosign_manifest_t *m,
    const char *artifact_type, int with_annotations, cosign_error_t *err)
{
	const size_t count = with_annotations ? m->annotations.count : 0;
	struct csn_digest digest;
	struct csn_pair *pairs;
	char text[CSN_DIGEST_TEXT_SIZE];
	struct csn_descriptor_parts parts = {
		.media_type = m->media_type,
		.digest = text,
		.size = (int64_t)m->bytes.len,
		.artifact_type = artifact_type,
		.annotation_count = count,
	};
	cosign_rc_t rc;
	size_t i;

	*out = NULL;
	pairs = calloc(count + 1, sizeof(*pairs));
	if (pairs == NULL)
		return csn_fail_nomem(err);
	for (i = 0; i < count; i++) {
		pairs[i].name = m->annotations.list[i].name;
		pairs[i].value = m->annotations.list[i].value;
	}
	parts.annotations = pairs;
	csn_digest_bytes(&digest, COSIGN_HASH_SHA256, m->bytes.p, m->bytes.len);
	csn_digest_write(text, &digest);
	rc = csn_descriptor_new(out, &parts, err);
	free(pairs);
	return rc;
}

cosign_rc_t
csn_manifest_parse_as(cosign_manifest_t **out, const char *json, size_t len,
    const char *media_type, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	cosign_manifest_t *m = NULL;
	json_t *root = NULL;

	*out = NULL;
	CSN_TRY(csn_json_parse_max(
	    &root, json, len, CSN_MANIFEST_MAX, "manifest", err));
	m = calloc(1, sizeof(*m));
	if (m == NULL)
		CSN_TRY(csn_fail_nomem(err));
	if (!json_is_object(root))
		CSN_TRY(
		    csn_fail(err, COSIGN_E_JSON, "manifest: not an object"));
	CSN_TRY(csn_fail_at(
	    err, csn_members_check(root, members, err), "manifest"));
	CSN_TRY(csn_fail_at(err, check_version(root, err), "manifest"));
	CSN_TRY(
	    csn_fail_at(err, read_type(m, root, media_type, err), "manifest"));
	CSN_TRY(csn_fail_at(err, read_members(m, root, err), "manifest"));
	CSN_TRY(csn_bytes_copy(&m->bytes, csn_span(json, len), err));
	CSN_TRY(describe(&m->descriptor, m, shown_type(m), 1, err));
	*out = m;
	m = NULL;
	rc = COSIGN_OK;
out:
	cosign_manifest_free(m);
	json_decref(root);
	return rc;
}

cosign_rc_t
cosign_manifest_parse(
    cosign_manifest_t **out, const char *json, size_t len, cosign_error_t *err)
{
	if (out == NULL)
		return csn_fail(
		    err, COSIGN_E_ARGUMENT, "manifest: nowhere to write to");
	*out = NULL;
	if (json == NULL)
		return csn_fail(err, COSIGN_E_ARGUMENT, "manifest: no bytes");
	return csn_manifest_parse_as(out, json, len, NULL, err);
}

cosign_rc_t
csn_manifest_copy(cosign_manifest_t **out, const cosign_manifest_t *manifest,
    cosign_error_t *err)
{
	return csn_manifest_parse_as(out, (const char *)manifest->bytes.p,
	    manifest->bytes.len, manifest->media_type, err);
}

cosign_rc_t
csn_manifest_check(
    const cosign_manifest_t *manifest, const char *digest, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_digest wanted, is;
	char text[CSN_DIGEST_TEXT_SIZE];

	CSN_TRY(csn_digest_parse(&wanted, csn_span_str(digest), err));
	csn_digest_bytes(
	    &is, wanted.hash, manifest->bytes.p, manifest->bytes.len);
	if (csn_digest_eq(&wanted, &is))
		return COSIGN_OK;
	csn_digest_write(text, &is);
	rc = csn_fail(err, COSIGN_E_PROTOCOL,
	    "manifest: its digest is %s instead of %s", text, digest);
out:
	return rc;
}

cosign_rc_t
csn_manifest_entry(cosign_descriptor_t **out, const cosign_manifest_t *manifest,
    int with_annotations, cosign_error_t *err)
{
	return describe(out, manifest,
	    manifest->subject != NULL ? shown_type(manifest) : NULL,
	    with_annotations, err);
}

const char *
csn_manifest_artifact_type(const cosign_manifest_t *manifest)
{
	return manifest->artifact_type;
}

void
cosign_manifest_free(cosign_manifest_t *manifest)
{
	if (manifest == NULL)
		return;
	free(manifest->media_type);
	free(manifest->bytes.p);
	cosign_descriptor_free(manifest->descriptor);
	cosign_descriptor_free(manifest->config);
	cosign_descriptors_free(manifest->children);
	cosign_descriptor_free(manifest->subject);
	free(manifest->artifact_type);
	csn_annotations_dispose(&manifest->annotations);
	free(manifest);
}

const char *
cosign_manifest_bytes(const cosign_manifest_t *manifest, size_t *len)
{
	if (len != NULL)
		*len = manifest->bytes.len;
	return (const char *)manifest->bytes.p;
}

const cosign_descriptor_t *
cosign_manifest_descriptor(const cosign_manifest_t *manifest)
{
	return manifest->descriptor;
}

int
cosign_manifest_is_index(const cosign_manifest_t *manifest)
{
	return manifest->is_index;
}

const cosign_descriptor_t *
cosign_manifest_config(const cosign_manifest_t *manifest)
{
	return manifest->config;
}

const cosign_descriptors_t *
cosign_manifest_children(const cosign_manifest_t *manifest)
{
	return manifest->children;
}

const cosign_descriptor_t *
cosign_manifest_subject(const cosign_manifest_t *manifest)
{
	return manifest->subject;
}

int
csn_is_fallback_list(const cosign_manifest_t *manifest, const char *subject)
{
	const cosign_descriptor_t *d = manifest->descriptor;

	return strcmp(cosign_descriptor_media_type(d), CSN_OCI_INDEX) == 0 &&
	    strcmp(cosign_descriptor_digest(d), subject) != 0;
}
