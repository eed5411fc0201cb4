#include "oci/descriptor.h"

#include "oci/document.h"
#include "util/base64.h"
#include "util/json.h"
#include "util/limits.h"
#include "util/text.h"

#include <stdlib.h>

struct cosign_descriptor {
	char *media_type;
	char *digest_text;
	struct csn_digest digest;
	int64_t size;
	char *artifact_type;
	char *platform;
	struct csn_annotations annotations;
	int is_elsewhere;
	struct csn_bytes data;
	int has_other_data;
	struct csn_bytes json;
};

struct cosign_descriptors {
	cosign_descriptor_t **list;
	size_t count;
	size_t room;
};

static const struct csn_member platform_members[] = {
	{ "architecture", 0, NULL },
	{ "os", 0, NULL },
	{ "os.version", 1, NULL },
	{ "os.features", 1, NULL },
	{ "variant", 1, NULL },
	{ "features", 1, NULL },
	{ NULL, 0, NULL },
};

static const struct csn_member members[] = {
	{ "mediaType", 0, NULL },
	{ "size", 0, NULL },
	{ "digest", 0, NULL },
	{ "data", 1, NULL },
	{ "urls", 1, NULL },
	{ "annotations", 1, NULL },
	{ "platform", 0, platform_members },
	{ "artifactType", 1, NULL },
	{ NULL, 0, NULL },
};

static int
compare_annotations(const void *a, const void *b)
{
	const struct csn_annotation *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static cosign_rc_t
add_annotation(struct csn_annotations *to, const char *name, const json_t *v,
    cosign_error_t *err)
{
	struct csn_annotation *one = &to->list[to->count];

	if (!json_is_string(v))
		return csn_fail(err, COSIGN_E_JSON,
		    "annotations: %.*s: not a string", CSN_QUOTE_MAX, name);
	to->count++;
	one->name = strdup(name);
	one->value = strdup(json_string_value(v));
	return one->name != NULL && one->value != NULL ? COSIGN_OK
						       : csn_fail_nomem(err);
}

cosign_rc_t
csn_annotations_read(
    struct csn_annotations *out, const json_t *o, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	const json_t *map;
	const char *name;
	json_t *value;
	size_t count;

	out->list = NULL;
	out->count = 0;
	CSN_TRY(csn_json_object_opt(&map, o, "annotations", err));
	count = json_object_size(map);
	if (count == 0)
		return COSIGN_OK;
	if (count > CSN_ANNOTATIONS_MAX)
		return csn_fail(err, COSIGN_E_LIMIT,
		    "annotations: %zu are more than %d", count,
		    CSN_ANNOTATIONS_MAX);
	out->list = calloc(count, sizeof(*out->list));
	if (out->list == NULL)
		return csn_fail_nomem(err);
	json_object_foreach(csn_json_iterable(map), name, value)
	    CSN_TRY(add_annotation(out, name, value, err));
	qsort(out->list, out->count, sizeof(*out->list), compare_annotations);
	rc = COSIGN_OK;
out:
	return rc;
}

void
csn_annotations_dispose(struct csn_annotations *annotations)
{
	size_t i;

	for (i = 0; i < annotations->count; i++) {
		free(annotations->list[i].name);
		free(annotations->list[i].value);
	}
	free(annotations->list);
	annotations->list = NULL;
	annotations->count = 0;
}

const char *
csn_annotations_find(
    const struct csn_annotations *annotations, const char *name)
{
	size_t i;

	for (i = 0; i < annotations->count; i++)
		if (strcmp(annotations->list[i].name, name) == 0)
			return annotations->list[i].value;
	return NULL;
}

static cosign_rc_t
read_digest(cosign_descriptor_t *d, const json_t *o, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_span text;

	CSN_TRY(csn_json_string(&text, o, "digest", err));
	CSN_TRY(csn_digest_parse(&d->digest, text, err));
	CSN_TRY(csn_text_from_span(&d->digest_text, text, err));
	rc = COSIGN_OK;
out:
	return rc;
}

static cosign_rc_t
read_size(cosign_descriptor_t *d, const json_t *o, cosign_error_t *err)
{
	cosign_rc_t rc = csn_json_int(&d->size, o, "size", err);

	if (rc == COSIGN_OK && d->size < 0)
		return csn_fail(
		    err, COSIGN_E_MALFORMED, "size: less than nothing");
	return rc;
}

static cosign_rc_t
read_urls(cosign_descriptor_t *d, const json_t *o, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	const json_t *urls;
	size_t i, count;

	CSN_TRY(csn_json_array_opt(&urls, o, "urls", err));
	count = json_array_size(urls);
	if (count > CSN_URLS_MAX)
		return csn_fail(err, COSIGN_E_LIMIT,
		    "urls: %zu are more than %d", count, CSN_URLS_MAX);
	for (i = 0; i < count; i++)
		if (!json_is_string(json_array_get(urls, i)))
			return csn_fail(
			    err, COSIGN_E_JSON, "urls[%zu]: not a string", i);
	d->is_elsewhere = count > 0;
	rc = COSIGN_OK;
out:
	return rc;
}

/* Whether they are what the descriptor names. */
static int
is_named(const cosign_descriptor_t *d, struct csn_span bytes)
{
	struct csn_digest digest;

	if ((uint64_t)d->size != bytes.len)
		return 0;
	csn_digest_bytes(&digest, d->digest.hash, bytes.p, bytes.len);
	return csn_digest_eq(&digest, &d->digest);
}

static cosign_rc_t
read_data(cosign_descriptor_t *d, const json_t *o, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_span text;
	struct csn_buf bytes;

	csn_buf_init(&bytes, CSN_MANIFEST_MAX);
	CSN_TRY(csn_json_string_opt(&text, o, "data", err));
	if (text.p == NULL)
		return COSIGN_OK;
	CSN_TRY(csn_fail_at(err,
	    csn_base64_decode(
		&bytes, (const char *)text.p, text.len, CSN_BASE64_GO, err),
	    "data"));
	CSN_TRY(csn_buf_finish(&bytes, err));
	if (is_named(d, csn_span(bytes.p, bytes.len)))
		csn_bytes_take(&d->data, &bytes);
	else
		d->has_other_data = 1;
	rc = COSIGN_OK;
out:
	csn_buf_dispose(&bytes);
	return rc;
}

/* "linux/arm64/v8" */
static cosign_rc_t
read_platform(cosign_descriptor_t *d, const json_t *o, cosign_error_t *err)
{
	static const char *const names[] = { "os", "architecture", "variant" };
	struct csn_span part[CSN_ARRAY_LEN(names)];
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	const json_t *platform;
	struct csn_buf text;
	size_t i;

	csn_buf_init(&text, CSN_MANIFEST_MAX);
	CSN_TRY(csn_json_object_opt(&platform, o, "platform", err));
	if (platform == NULL)
		return COSIGN_OK;
	CSN_TRY(csn_fail_at(err,
	    csn_members_check(platform, platform_members, err), "platform"));
	for (i = 0; i < CSN_ARRAY_LEN(names); i++) {
		CSN_TRY(csn_fail_at(err,
		    csn_json_string_opt(&part[i], platform, names[i], err),
		    "platform"));
		if (part[i].len == 0)
			continue;
		if (text.len > 0)
			csn_buf_add_char(&text, '/');
		csn_buf_add(&text, part[i].p, part[i].len);
	}
	if (text.len > 0)
		CSN_TRY(csn_buf_take(&text, &d->platform, NULL, err));
	rc = COSIGN_OK;
out:
	csn_buf_dispose(&text);
	return rc;
}

static cosign_rc_t
keep_json(cosign_descriptor_t *d, const json_t *o, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_json_writer w;
	struct csn_buf text;

	csn_buf_init(&text, CSN_MANIFEST_MAX);
	csn_jw_init(&w, &text, CSN_JSON_GO);
	csn_members_write(&w, o, members);
	CSN_TRY(csn_buf_finish(&text, err));
	csn_bytes_take(&d->json, &text);
	rc = COSIGN_OK;
out:
	csn_buf_dispose(&text);
	return rc;
}

static cosign_rc_t
read_members(cosign_descriptor_t *d, const json_t *o, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	CSN_TRY(csn_members_check(o, members, err));
	CSN_TRY(csn_media_type_read(&d->media_type, o, "mediaType", err));
	if (d->media_type == NULL)
		return csn_fail(err, COSIGN_E_MALFORMED, "no mediaType");
	CSN_TRY(read_size(d, o, err));
	CSN_TRY(read_digest(d, o, err));
	CSN_TRY(read_data(d, o, err));
	CSN_TRY(read_urls(d, o, err));
	CSN_TRY(csn_annotations_read(&d->annotations, o, err));
	CSN_TRY(read_platform(d, o, err));
	CSN_TRY(csn_media_type_read(&d->artifact_type, o, "artifactType", err));
	CSN_TRY(keep_json(d, o, err));
	rc = COSIGN_OK;
out:
	return rc;
}

cosign_rc_t
csn_descriptor_read(
    cosign_descriptor_t **out, const json_t *o, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	cosign_descriptor_t *d = NULL;

	*out = NULL;
	if (!json_is_object(o))
		return csn_fail(err, COSIGN_E_JSON, "not an object");
	d = calloc(1, sizeof(*d));
	if (d == NULL)
		return csn_fail_nomem(err);
	CSN_TRY(read_members(d, o, err));
	*out = d;
	d = NULL;
	rc = COSIGN_OK;
out:
	cosign_descriptor_free(d);
	return rc;
}

/* Of text that we have written. */
static cosign_rc_t
read_text(cosign_descriptor_t **out, struct csn_span json, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	json_t *root = NULL;

	*out = NULL;
	CSN_TRY(csn_json_parse(&root, (const char *)json.p, json.len, err));
	CSN_TRY(csn_descriptor_read(out, root, err));
	rc = COSIGN_OK;
out:
	json_decref(root);
	return rc;
}

cosign_rc_t
csn_descriptor_new(cosign_descriptor_t **out,
    const struct csn_descriptor_parts *parts, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_json_writer w;
	struct csn_buf text;
	size_t i;

	*out = NULL;
	csn_buf_init(&text, CSN_MANIFEST_MAX);
	csn_jw_init(&w, &text, CSN_JSON_GO);
	csn_jw_object_begin(&w);
	csn_jw_name(&w, "mediaType");
	csn_jw_str(&w, parts->media_type);
	csn_jw_name(&w, "size");
	csn_jw_int(&w, parts->size);
	csn_jw_name(&w, "digest");
	csn_jw_str(&w, parts->digest);
	if (parts->data.p != NULL) {
		csn_jw_name(&w, "data");
		csn_jw_base64(&w, parts->data.p, parts->data.len);
	}
	csn_jw_name(&w, "annotations");
	csn_jw_object_begin(&w);
	for (i = 0; i < parts->annotation_count; i++) {
		csn_jw_name(&w, parts->annotations[i].name);
		csn_jw_str(&w, parts->annotations[i].value);
	}
	csn_jw_object_end(&w);
	if (parts->artifact_type != NULL) {
		csn_jw_name(&w, "artifactType");
		csn_jw_str(&w, parts->artifact_type);
	}
	csn_jw_object_end(&w);
	CSN_TRY(csn_buf_finish(&text, err));
	CSN_TRY(read_text(out, csn_span(text.p, text.len), err));
	rc = COSIGN_OK;
out:
	csn_buf_dispose(&text);
	return csn_fail_at(err, rc, "descriptor");
}

static cosign_rc_t
describe(cosign_descriptor_t **out, const char *media_type,
    struct csn_span bytes, struct csn_span copy, cosign_error_t *err)
{
	char text[CSN_DIGEST_TEXT_SIZE];
	struct csn_digest digest;
	const struct csn_descriptor_parts parts = {
		.media_type = media_type,
		.digest = text,
		.size = (int64_t)bytes.len,
		.data = copy,
	};

	csn_digest_bytes(&digest, COSIGN_HASH_SHA256, bytes.p, bytes.len);
	csn_digest_write(text, &digest);
	return csn_descriptor_new(out, &parts, err);
}

cosign_rc_t
csn_descriptor_of_bytes(cosign_descriptor_t **out, const char *media_type,
    const void *p, size_t len, cosign_error_t *err)
{
	return describe(
	    out, media_type, csn_span(p, len), csn_span(NULL, 0), err);
}

cosign_rc_t
csn_descriptor_with_bytes(cosign_descriptor_t **out, const char *media_type,
    struct csn_span bytes, cosign_error_t *err)
{
	return describe(out, media_type, bytes, bytes, err);
}

cosign_rc_t
csn_descriptor_copy(cosign_descriptor_t **out,
    const cosign_descriptor_t *descriptor, cosign_error_t *err)
{
	return read_text(out, csn_bytes_span(&descriptor->json), err);
}

/* 0, or -1 without memory. */
static int
set_annotation(json_t *o, const char *name, const char *value)
{
	json_t *map = json_object_get(o, "annotations");

	if (value == NULL) {
		(void)json_object_del(map, name);
		return 0;
	}
	if (!json_is_object(map)) {
		map = json_object();
		if (json_object_set_new(o, "annotations", map) != 0)
			return -1;
	}
	return json_object_set_new(map, name, json_string(value));
}

cosign_rc_t
csn_descriptor_annotate(cosign_descriptor_t **out,
    const cosign_descriptor_t *descriptor, const char *name, const char *value,
    cosign_error_t *err)
{
	const struct csn_span text = csn_bytes_span(&descriptor->json);
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	json_t *root = NULL;

	*out = NULL;
	CSN_TRY(csn_json_parse(&root, (const char *)text.p, text.len, err));
	if (set_annotation(root, name, value) != 0) {
		rc = csn_fail_nomem(err);
		goto out;
	}
	CSN_TRY(csn_descriptor_read(out, root, err));
	rc = COSIGN_OK;
out:
	json_decref(root);
	return rc;
}

struct csn_span
csn_descriptor_json(const cosign_descriptor_t *descriptor)
{
	return csn_bytes_span(&descriptor->json);
}

struct csn_span
csn_descriptor_data(const cosign_descriptor_t *descriptor)
{
	return csn_bytes_span(&descriptor->data);
}

void
csn_descriptor_drop_data(cosign_descriptor_t *descriptor)
{
	free(descriptor->data.p);
	descriptor->data.p = NULL;
	descriptor->data.len = 0;
}

int
csn_descriptor_has_other_data(const cosign_descriptor_t *descriptor)
{
	return descriptor->has_other_data;
}

const struct csn_digest *
csn_descriptor_digest(const cosign_descriptor_t *descriptor)
{
	return &descriptor->digest;
}

int
csn_descriptor_is_elsewhere(const cosign_descriptor_t *descriptor)
{
	return descriptor->is_elsewhere;
}

int
csn_descriptor_is_same(
    const cosign_descriptor_t *a, const cosign_descriptor_t *b)
{
	return csn_digest_eq(&a->digest, &b->digest);
}

void
cosign_descriptor_free(cosign_descriptor_t *descriptor)
{
	if (descriptor == NULL)
		return;
	free(descriptor->media_type);
	free(descriptor->digest_text);
	free(descriptor->artifact_type);
	free(descriptor->platform);
	csn_annotations_dispose(&descriptor->annotations);
	free(descriptor->data.p);
	free(descriptor->json.p);
	free(descriptor);
}

const char *
cosign_descriptor_media_type(const cosign_descriptor_t *descriptor)
{
	return descriptor->media_type;
}

const char *
cosign_descriptor_digest(const cosign_descriptor_t *descriptor)
{
	return descriptor->digest_text;
}

int64_t
cosign_descriptor_size(const cosign_descriptor_t *descriptor)
{
	return descriptor->size;
}

const char *
cosign_descriptor_artifact_type(const cosign_descriptor_t *descriptor)
{
	return descriptor->artifact_type;
}

const char *
cosign_descriptor_platform(const cosign_descriptor_t *descriptor)
{
	return descriptor->platform;
}

const char *
cosign_descriptor_annotation(
    const cosign_descriptor_t *descriptor, const char *name)
{
	return csn_annotations_find(&descriptor->annotations, name);
}

size_t
cosign_descriptor_annotation_count(const cosign_descriptor_t *descriptor)
{
	return descriptor->annotations.count;
}

const char *
cosign_descriptor_annotation_name(
    const cosign_descriptor_t *descriptor, size_t index)
{
	return index < descriptor->annotations.count
	    ? descriptor->annotations.list[index].name
	    : NULL;
}

const char *
cosign_descriptor_annotation_value(
    const cosign_descriptor_t *descriptor, size_t index)
{
	return index < descriptor->annotations.count
	    ? descriptor->annotations.list[index].value
	    : NULL;
}

cosign_rc_t
csn_descriptors_new(cosign_descriptors_t **out, cosign_error_t *err)
{
	*out = calloc(1, sizeof(**out));
	return *out != NULL ? COSIGN_OK : csn_fail_nomem(err);
}

cosign_rc_t
csn_descriptors_add(cosign_descriptors_t *list, cosign_descriptor_t *descriptor,
    cosign_error_t *err)
{
	const size_t room = list->room == 0 ? 8 : 2 * list->room;
	cosign_descriptor_t **moved;

	if (list->count >= CSN_DESCRIPTORS_MAX) {
		cosign_descriptor_free(descriptor);
		return csn_fail(err, COSIGN_E_LIMIT, "more than %d descriptors",
		    CSN_DESCRIPTORS_MAX);
	}
	if (list->count == list->room) {
		moved = realloc(list->list, room * sizeof(*moved));
		if (moved == NULL) {
			cosign_descriptor_free(descriptor);
			return csn_fail_nomem(err);
		}
		list->list = moved;
		list->room = room;
	}
	list->list[list->count++] = descriptor;
	return COSIGN_OK;
}

cosign_rc_t
csn_descriptors_copy(cosign_descriptors_t **out,
    const cosign_descriptors_t *list, cosign_error_t *err)
{
	cosign_descriptors_t *copy = NULL;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	cosign_descriptor_t *one;
	size_t i;

	*out = NULL;
	CSN_TRY(csn_descriptors_new(&copy, err));
	for (i = 0; i < list->count; i++) {
		CSN_TRY(csn_descriptor_copy(&one, list->list[i], err));
		CSN_TRY(csn_descriptors_add(copy, one, err));
	}
	*out = copy;
	copy = NULL;
	rc = COSIGN_OK;
out:
	cosign_descriptors_free(copy);
	return rc;
}

void
csn_descriptors_replace(
    cosign_descriptors_t *list, size_t index, cosign_descriptor_t *descriptor)
{
	cosign_descriptor_free(list->list[index]);
	list->list[index] = descriptor;
	if (descriptor != NULL)
		return;
	list->count--;
	memmove(&list->list[index], &list->list[index + 1],
	    (list->count - index) * sizeof(*list->list));
}

static int
compare_digests(const void *a, const void *b)
{
	const cosign_descriptor_t *const *x = a, *const *y = b;

	return strcmp((*x)->digest_text, (*y)->digest_text);
}

void
csn_descriptors_sort(cosign_descriptors_t *list)
{
	if (list->count > 1)
		qsort(list->list, list->count, sizeof(*list->list),
		    compare_digests);
}

size_t
csn_descriptors_find(const cosign_descriptors_t *list, const char *digest)
{
	size_t i;

	for (i = 0; i < list->count; i++)
		if (strcmp(list->list[i]->digest_text, digest) == 0)
			break;
	return i;
}

void
cosign_descriptors_free(cosign_descriptors_t *list)
{
	size_t i;

	if (list == NULL)
		return;
	for (i = 0; i < list->count; i++)
		cosign_descriptor_free(list->list[i]);
	free(list->list);
	free(list);
}

size_t
cosign_descriptors_count(const cosign_descriptors_t *list)
{
	return list->count;
}

const cosign_descriptor_t *
cosign_descriptors_at(const cosign_descriptors_t *list, size_t index)
{
	return index < list->count ? list->list[index] : NULL;
}
