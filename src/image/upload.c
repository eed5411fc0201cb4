/* Files as images, as cosign upload makes them. */
#include "image/signatures.h"
#include "image/sniff.h"

#include "util/json.h"
#include "util/json_write.h"
#include "util/limits.h"
#include "util/source.h"
#include "util/text.h"

#include <cosign/stored.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct file {
	char *path;
	char *media_type; /* NULL: by its content */
	char *platform;   /* NULL without */
};

struct cosign_upload {
	struct file *files;
	size_t file_count;
	struct csn_pair *annotations; /* texts are owned */
	size_t annotation_count;
	char *config_type; /* NULL: an image's */
};

/* ---- what shall be pushed ---- */

cosign_rc_t
cosign_upload_new(cosign_upload_t **out, cosign_error_t *err)
{
	if (out == NULL)
		return csn_fail(
		    err, COSIGN_E_ARGUMENT, "upload: nowhere to write to");
	*out = calloc(1, sizeof(**out));
	return *out != NULL ? COSIGN_OK : csn_fail_nomem(err);
}

static void
dispose_file(struct file *file)
{
	free(file->path);
	free(file->media_type);
	free(file->platform);
}

void
cosign_upload_free(cosign_upload_t *upload)
{
	size_t i;

	if (upload == NULL)
		return;
	for (i = 0; i < upload->file_count; i++)
		dispose_file(&upload->files[i]);
	for (i = 0; i < upload->annotation_count; i++) {
		free((void *)(uintptr_t)upload->annotations[i].name);
		free((void *)(uintptr_t)upload->annotations[i].value);
	}
	free(upload->files);
	free(upload->annotations);
	free(upload->config_type);
	free(upload);
}

/* "os/arch" or "os/arch/variant", nothing of it empty. */
static int
is_platform(const char *text)
{
	size_t slashes = 0, i;

	for (i = 0; text[i] != '\0'; i++) {
		if (text[i] == '/') {
			slashes++;
			if (i == 0 || text[i - 1] == '/')
				return 0;
		} else if (!csn_is_alnum((unsigned char)text[i]) &&
		    strchr("._-", text[i]) == NULL) {
			return 0;
		}
	}
	return i > 0 && text[i - 1] != '/' && (slashes == 1 || slashes == 2);
}

cosign_rc_t
cosign_upload_add_file(cosign_upload_t *upload, const char *path,
    const char *media_type, const char *platform, cosign_error_t *err)
{
	struct file file = { 0 }, *more;
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	if (upload == NULL || path == NULL)
		return csn_fail(
		    err, COSIGN_E_ARGUMENT, "upload: no file to add");
	if (platform != NULL && !is_platform(platform))
		return csn_fail(err, COSIGN_E_ARGUMENT,
		    "upload: no platform: \"%.*s\"", CSN_QUOTE_MAX, platform);
	if (upload->file_count >= CSN_UPLOAD_FILES_MAX)
		return csn_fail(err, COSIGN_E_LIMIT,
		    "upload: more than %d files", CSN_UPLOAD_FILES_MAX);
	more = realloc(upload->files, (upload->file_count + 1) * sizeof(*more));
	if (more == NULL)
		return csn_fail_nomem(err);
	upload->files = more;
	CSN_TRY(csn_text_copy(&file.path, path, err));
	CSN_TRY(csn_text_copy(&file.media_type, media_type, err));
	CSN_TRY(csn_text_copy(&file.platform, platform, err));
	upload->files[upload->file_count++] = file;
	memset(&file, 0, sizeof(file));
	rc = COSIGN_OK;
out:
	dispose_file(&file);
	return rc;
}

cosign_rc_t
cosign_upload_add_annotation(cosign_upload_t *upload, const char *name,
    const char *value, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	char *n = NULL, *v = NULL;
	struct csn_pair *more;
	size_t i;

	if (upload == NULL || name == NULL || value == NULL)
		return csn_fail(
		    err, COSIGN_E_ARGUMENT, "upload: no annotation to add");
	for (i = 0; i < upload->annotation_count; i++)
		if (strcmp(upload->annotations[i].name, name) == 0)
			return csn_fail(err, COSIGN_E_ARGUMENT,
			    "upload: annotation \"%.*s\" twice", CSN_QUOTE_MAX,
			    name);
	if (upload->annotation_count >= CSN_ANNOTATIONS_MAX)
		return csn_fail(err, COSIGN_E_LIMIT,
		    "upload: more than %d annotations", CSN_ANNOTATIONS_MAX);
	more = realloc(upload->annotations,
	    (upload->annotation_count + 1) * sizeof(*more));
	if (more == NULL)
		return csn_fail_nomem(err);
	upload->annotations = more;
	CSN_TRY(csn_text_copy(&n, name, err));
	CSN_TRY(csn_text_copy(&v, value, err));
	more[upload->annotation_count].name = n;
	more[upload->annotation_count++].value = v;
	n = v = NULL;
	rc = COSIGN_OK;
out:
	free(n);
	free(v);
	return rc;
}

cosign_rc_t
cosign_upload_set_config_type(
    cosign_upload_t *upload, const char *media_type, cosign_error_t *err)
{
	char *copy = NULL;
	cosign_rc_t rc;

	if (upload == NULL || media_type == NULL)
		return csn_fail(
		    err, COSIGN_E_ARGUMENT, "upload: no type of the config");
	rc = csn_text_copy(&copy, media_type, err);
	if (rc != COSIGN_OK)
		return rc;
	free(upload->config_type);
	upload->config_type = copy;
	return COSIGN_OK;
}

/* ---- pushing it ---- */

/* One call of cosign_upload_push(). */
struct pushing {
	cosign_oci_t *oci;
	const cosign_reference_t *to;
	const cosign_upload_t *upload;
	struct csn_store *store;
};

static cosign_rc_t
sniff_file(const char **type, int fd, const char *path, cosign_error_t *err)
{
	uint8_t start[CSN_SNIFF_SIZE];
	ssize_t n = pread(fd, start, sizeof(start), 0);

	if (n < 0)
		return csn_fail_errno(err, errno, "%s", path);
	*type = csn_sniff(csn_span(start, (size_t)n));
	return COSIGN_OK;
}

static cosign_rc_t
push_layer(cosign_descriptor_t **out, const struct pushing *p,
    const struct file *file, cosign_error_t *err)
{
	const char *type = file->media_type;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	int fd = -1;

	CSN_TRY(csn_open_source(&fd, file->path, err));
	if (type == NULL)
		CSN_TRY(sniff_file(&type, fd, file->path, err));
	CSN_TRY(csn_fail_at(err,
	    cosign_oci_blob_push_file(p->oci, p->to, type, fd, out, err), "%s",
	    file->path));
	rc = COSIGN_OK;
out:
	if (fd >= 0)
		(void)close(fd);
	return rc;
}

static cosign_rc_t
push_config(cosign_descriptor_t **out, const struct pushing *p,
    const cosign_descriptor_t *layer, cosign_error_t *err)
{
	const char *type = p->upload->config_type;
	const struct csn_time never = CSN_NEVER;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_buf text;

	csn_buf_init(&text, CSN_BUNDLE_MAX);
	csn_image_config_write(&text, never, &layer, 1);
	CSN_TRY(csn_buf_finish(&text, err));
	CSN_TRY(cosign_oci_blob_push(p->oci, p->to,
	    type != NULL ? type : CSN_OCI_CONFIG, text.p, text.len, out, err));
	rc = COSIGN_OK;
out:
	csn_buf_dispose(&text);
	return rc;
}

/* A file as an image, whose blobs are there. */
static cosign_rc_t
make_image(cosign_manifest_t **out, const struct pushing *p,
    const struct file *file, cosign_error_t *err)
{
	cosign_descriptor_t *layer = NULL, *config = NULL;
	const cosign_descriptor_t *children[1];
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_manifest_parts parts = {
		.children = children,
		.child_count = 1,
		.annotations = p->upload->annotations,
		.annotation_count = p->upload->annotation_count,
	};

	CSN_TRY(push_layer(&layer, p, file, err));
	CSN_TRY(push_config(&config, p, layer, err));
	children[0] = layer;
	parts.config = config;
	CSN_TRY(csn_manifest_build(out, &parts, err));
	rc = COSIGN_OK;
out:
	cosign_descriptor_free(config);
	cosign_descriptor_free(layer);
	return rc;
}

/* A piece of "os/arch/variant" up to the next slash. */
static void
write_piece(struct csn_json_writer *w, const char *name, const char **text)
{
	const size_t len = strcspn(*text, "/");

	csn_jw_name(w, name);
	csn_jw_string(w, *text, len);
	*text += len + ((*text)[len] == '/');
}

/* As it stands in an index. */
static cosign_rc_t
describe_child(cosign_descriptor_t **out, const cosign_manifest_t *image,
    const char *platform, cosign_error_t *err)
{
	const cosign_descriptor_t *d = cosign_manifest_descriptor(image);
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_json_writer w;
	const char *os = platform;
	struct csn_buf text;
	json_t *root = NULL;

	csn_buf_init(&text, CSN_MANIFEST_MAX);
	csn_jw_init(&w, &text, CSN_JSON_GO);
	csn_jw_object_begin(&w);
	csn_jw_name(&w, "mediaType");
	csn_jw_str(&w, cosign_descriptor_media_type(d));
	csn_jw_name(&w, "size");
	csn_jw_int(&w, cosign_descriptor_size(d));
	csn_jw_name(&w, "digest");
	csn_jw_str(&w, cosign_descriptor_digest(d));
	csn_jw_name(&w, "platform");
	csn_jw_object_begin(&w);
	platform = strchr(platform, '/') + 1;
	write_piece(&w, "architecture", &platform);
	write_piece(&w, "os", &os);
	if (*platform != '\0')
		write_piece(&w, "variant", &platform);
	csn_jw_object_end(&w);
	csn_jw_name(&w, "artifactType");
	csn_jw_str(&w, cosign_descriptor_artifact_type(d));
	csn_jw_object_end(&w);
	CSN_TRY(csn_buf_finish(&text, err));
	CSN_TRY(csn_json_parse(&root, (const char *)text.p, text.len, err));
	CSN_TRY(csn_descriptor_read(out, root, err));
	rc = COSIGN_OK;
out:
	json_decref(root);
	csn_buf_dispose(&text);
	return rc;
}

static cosign_rc_t
add_child(cosign_descriptors_t *list, const struct pushing *p,
    const struct file *file, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	cosign_manifest_t *image = NULL;
	cosign_descriptor_t *child;

	CSN_TRY(make_image(&image, p, file, err));
	CSN_TRY(csn_manifest_push_part(p->store, image, err));
	CSN_TRY(describe_child(&child, image, file->platform, err));
	CSN_TRY(csn_descriptors_add(list, child, err));
	rc = COSIGN_OK;
out:
	cosign_manifest_free(image);
	return rc;
}

static cosign_rc_t
make_index(
    cosign_manifest_t **out, const struct pushing *p, cosign_error_t *err)
{
	const size_t count = p->upload->file_count;
	const cosign_descriptor_t **children;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	cosign_descriptors_t *list = NULL;
	struct csn_manifest_parts parts = {
		.is_index = 1,
		.child_count = count,
		.annotations = p->upload->annotations,
		.annotation_count = p->upload->annotation_count,
	};
	size_t i;

	children = calloc(count, sizeof(*children));
	if (children == NULL)
		return csn_fail_nomem(err);
	CSN_TRY(csn_descriptors_new(&list, err));
	for (i = 0; i < count; i++)
		CSN_TRY(add_child(list, p, &p->upload->files[i], err));
	for (i = 0; i < count; i++)
		children[i] = cosign_descriptors_at(list, i);
	parts.children = children;
	CSN_TRY(csn_manifest_build(out, &parts, err));
	rc = COSIGN_OK;
out:
	cosign_descriptors_free(list);
	free(children);
	return rc;
}

static cosign_rc_t
sign(const struct pushing *p, const cosign_reference_t *image,
    const cosign_key_t *const *keys, size_t count,
    const cosign_image_options_t *options, cosign_error_t *err)
{
	cosign_image_signatures_t **made = NULL;
	cosign_rc_t rc;
	size_t n = 0;

	if (count == 0)
		return COSIGN_OK;
	rc = cosign_image_sign(
	    &made, &n, p->oci, image, keys, count, options, err);
	while (n > 0)
		cosign_image_signatures_free(made[--n]);
	cosign_free(made);
	return rc;
}

/* Before anything is there that nobody can sign any more. */
static cosign_rc_t
check_keys(const cosign_key_t *const *keys, size_t count,
    const cosign_image_options_t *options, cosign_error_t *err)
{
	size_t i;

	if (count == 0)
		return COSIGN_OK;
	for (i = 0; i < count; i++)
		if (keys == NULL || keys[i] == NULL)
			return csn_fail(
			    err, COSIGN_E_ARGUMENT, "upload: key is missing");
	if (options->keep_local)
		return csn_fail(err, COSIGN_E_ARGUMENT,
		    "upload: signatures have to be stored");
	return COSIGN_OK;
}

static cosign_rc_t
check_upload(const struct pushing *p, cosign_error_t *err)
{
	const cosign_upload_t *upload = p->upload;
	size_t i;

	if (p->oci == NULL || p->to == NULL || upload == NULL ||
	    upload->file_count == 0)
		return csn_fail(err, COSIGN_E_ARGUMENT,
		    "upload: client, reference or file is missing");
	if (cosign_reference_digest(p->to) != NULL)
		return csn_fail(err, COSIGN_E_ARGUMENT,
		    "upload: the digest is what comes of it: name a tag");
	if (upload->file_count == 1 && upload->files[0].platform != NULL)
		return csn_fail(err, COSIGN_E_ARGUMENT,
		    "upload: %s: a single file has no platform",
		    upload->files[0].path);
	for (i = 0; i < upload->file_count && upload->file_count > 1; i++)
		if (upload->files[i].platform == NULL)
			return csn_fail(err, COSIGN_E_ARGUMENT,
			    "upload: %s: of several files each needs a "
			    "platform",
			    upload->files[i].path);
	return COSIGN_OK;
}

cosign_rc_t
cosign_upload_push(cosign_reference_t **out, cosign_oci_t *oci,
    const cosign_reference_t *to, const cosign_upload_t *upload,
    const cosign_key_t *const *keys, size_t key_count,
    const cosign_image_options_t *options, cosign_error_t *err)
{
	struct pushing p = { oci, to, upload, NULL };
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	cosign_reference_t *image = NULL;
	cosign_manifest_t *manifest = NULL;
	struct csn_name name = { 0 };

	if (out != NULL)
		*out = NULL;
	CSN_TRY(check_upload(&p, err));
	CSN_TRY(check_keys(keys, key_count, csn_image_options(options), err));
	name.tag = cosign_reference_tag(to);
	CSN_TRY(csn_store_open(&p.store, oci, to, err));
	CSN_TRY(upload->file_count == 1
		? make_image(&manifest, &p, &upload->files[0], err)
		: make_index(&manifest, &p, err));
	CSN_TRY(csn_manifest_push_part(p.store, manifest, err));
	CSN_TRY(cosign_reference_with_digest(&image, to,
	    cosign_descriptor_digest(cosign_manifest_descriptor(manifest)),
	    err));
	CSN_TRY(sign(&p, image, keys, key_count, options, err));
	/* The name comes last. */
	CSN_TRY(p.store->ops->push(p.store, &name, manifest, err));
	if (out != NULL) {
		*out = image;
		image = NULL;
	}
	rc = COSIGN_OK;
out:
	csn_store_close(p.store);
	cosign_reference_free(image);
	cosign_manifest_free(manifest);
	return rc;
}
