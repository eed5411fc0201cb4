#include "oci/layout/layout.h"

#include "file/fd.h"
#include "oci/layout/folder.h"
#include "oci/layout/store.h"
#include "util/limits.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

/* Never changes: each operation opens what it needs. */
struct layout {
	struct csn_store store;
	char *path;
};

static const char *
path_of(const struct csn_store *store)
{
	return ((const struct layout *)store)->path;
}

static void
close_fd(int fd)
{
	if (fd >= 0)
		(void)close(fd);
}

/* Whether an entry, which says nothing of the kind, refers to something. */
static cosign_rc_t
is_referrer(
    int *yes, int folder, const cosign_descriptor_t *entry, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	cosign_manifest_t *m = NULL;

	*yes = 0;
	if (!csn_is_manifest_type(cosign_descriptor_media_type(entry)))
		return COSIGN_OK;
	CSN_TRY(csn_layout_manifest_of(&m, folder, entry, err));
	*yes = cosign_manifest_subject(m) != NULL;
	rc = COSIGN_OK;
out:
	cosign_manifest_free(m);
	return rc;
}

static cosign_rc_t
several(cosign_error_t *err)
{
	(void)csn_fail(
	    err, COSIGN_E_REFERENCE, "the layout holds several images");
	csn_hint(err, "name one of them by tag or digest");
	return COSIGN_E_REFERENCE;
}

/*
 * The image that a reference without tag and digest means: the one that cosign
 * has saved; else the only one, where what belongs to images does not count:
 * signatures by their tag never, a referrer unless it is the only entry.
 */
static cosign_rc_t
find_only(size_t *at, const struct csn_index *index, int folder, int saved,
    cosign_error_t *err)
{
	const size_t count = cosign_descriptors_count(index->entries);
	const cosign_descriptor_t *entry;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	int referrer = 0;
	size_t i;

	*at = count;
	for (i = 0; i < count; i++) {
		entry = cosign_descriptors_at(index->entries, i);
		if (saved ? !csn_entry_is_saved_image(entry)
			  : csn_entry_is_attached(entry))
			continue;
		if (*at < count &&
		    csn_descriptor_is_same(
			entry, cosign_descriptors_at(index->entries, *at)))
			continue;
		if (!saved && count > 1)
			CSN_TRY(is_referrer(&referrer, folder, entry, err));
		if (referrer)
			continue;
		if (*at < count)
			return several(err);
		*at = i;
	}
	rc = COSIGN_OK;
out:
	return rc;
}

static cosign_rc_t
find_named(size_t *at, const struct csn_index *index, int folder,
    const char *tag, cosign_error_t *err)
{
	const size_t count = cosign_descriptors_count(index->entries);
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	if (tag != NULL) {
		CSN_TRY(csn_index_find_tag(at, index, tag, err));
		if (*at == count)
			return csn_fail(err, COSIGN_E_NO_IMAGE,
			    "no tag \"%s\" in the layout", tag);
		return COSIGN_OK;
	}
	CSN_TRY(find_only(at, index, folder, 1, err));
	if (*at == count)
		CSN_TRY(find_only(at, index, folder, 0, err));
	if (*at == count)
		return csn_fail(
		    err, COSIGN_E_NO_IMAGE, "there is no image in the layout");
	rc = COSIGN_OK;
out:
	return rc;
}

static cosign_rc_t
fetch_listed(
    cosign_manifest_t **out, int folder, const char *tag, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_index index;
	size_t at;

	csn_index_init(&index);
	CSN_TRY(csn_index_load(&index, folder, err));
	CSN_TRY(find_named(&at, &index, folder, tag, err));
	CSN_TRY(csn_layout_manifest_of(
	    out, folder, cosign_descriptors_at(index.entries, at), err));
	rc = COSIGN_OK;
out:
	csn_index_dispose(&index);
	return rc;
}

static cosign_rc_t
fetch_from(cosign_manifest_t **out, int folder, const struct csn_name *name,
    cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	int i;

	if (name->digest != NULL)
		return csn_layout_manifest(
		    out, folder, name->digest, NULL, err);
	/* What was listed is gone, and something else may be there now. */
	for (i = 0; i < CSN_LAYOUT_TRIES; i++) {
		cosign_error_clear(err);
		rc = fetch_listed(out, folder, name->tag, err);
		if (rc != COSIGN_E_CONTENTION)
			break;
	}
	return rc;
}

static cosign_rc_t
fetch(cosign_manifest_t **out, struct csn_store *store,
    const struct csn_name *name, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	int folder = -1;

	*out = NULL;
	CSN_TRY(csn_folder_read(&folder, path_of(store), err));
	CSN_TRY(fetch_from(out, folder, name, err));
	rc = COSIGN_OK;
out:
	close_fd(folder);
	return rc;
}

/* What an index says of a manifest is not believed: it is looked at. */
static cosign_rc_t
resolve(cosign_descriptor_t **out, struct csn_store *store,
    const struct csn_name *name, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	const cosign_descriptor_t *d;
	struct csn_descriptor_parts parts = { 0 };
	cosign_manifest_t *m = NULL;

	*out = NULL;
	CSN_TRY(fetch(&m, store, name, err));
	d = cosign_manifest_descriptor(m);
	parts.media_type = cosign_descriptor_media_type(d);
	parts.size = cosign_descriptor_size(d);
	parts.digest =
	    name->digest != NULL ? name->digest : cosign_descriptor_digest(d);
	CSN_TRY(csn_descriptor_new(out, &parts, err));
	rc = COSIGN_OK;
out:
	cosign_manifest_free(m);
	return rc;
}

/* What a manifest consists of must be there, or elsewhere. */
static cosign_rc_t
check_part(int folder, const cosign_descriptor_t *part, const char *what,
    size_t at, cosign_error_t *err)
{
	cosign_rc_t rc;
	int fd;

	if (csn_descriptor_is_elsewhere(part))
		return COSIGN_OK;
	rc = csn_folder_open_blob(&fd, folder, part, err);
	if (rc == COSIGN_OK)
		close_fd(fd);
	return csn_fail_at(err, rc, "manifest: %s[%zu]", what, at);
}

static cosign_rc_t
check_parts(int folder, const cosign_manifest_t *m, cosign_error_t *err)
{
	const cosign_descriptors_t *children = cosign_manifest_children(m);
	const char *what = cosign_manifest_is_index(m) ? "manifests" : "layers";
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	size_t i;

	if (cosign_manifest_config(m) != NULL)
		CSN_TRY(check_part(
		    folder, cosign_manifest_config(m), "config", 0, err));
	for (i = 0; i < cosign_descriptors_count(children); i++)
		CSN_TRY(check_part(
		    folder, cosign_descriptors_at(children, i), what, i, err));
	rc = COSIGN_OK;
out:
	return rc;
}

static cosign_rc_t
fill_from_source(
    void *user, const struct csn_blob_sink *sink, cosign_error_t *err)
{
	const struct csn_blob_source *source = user;

	return csn_blob_pass(source, sink, err);
}

static cosign_rc_t
write_manifest(int folder, const cosign_manifest_t *m, cosign_error_t *err)
{
	struct csn_blob_memory memory = { 0 };
	struct csn_blob_source source;
	const struct csn_blob_writer writer = { fill_from_source, &source };
	const char *bytes = cosign_manifest_bytes(m, &memory.bytes.len);

	memory.bytes.p = (const uint8_t *)bytes;
	csn_blob_from_memory(&source, &memory);
	return csn_folder_write_blob(
	    folder, cosign_manifest_descriptor(m), &writer, err);
}

/* Under the lock. */
static cosign_rc_t
put(int folder, struct csn_index *index, const cosign_manifest_t *manifest,
    const char *tag, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	int changed;

	CSN_TRY(check_parts(folder, manifest, err));
	CSN_TRY(write_manifest(folder, manifest, err));
	CSN_TRY(csn_index_put(&changed, index, manifest, tag, err));
	if (changed)
		CSN_TRY(csn_index_save(index, folder, err));
	rc = COSIGN_OK;
out:
	return rc;
}

/* A folder to write to, locked, and its index. */
struct change {
	int folder;
	int lock;
	struct csn_index index;
};

static cosign_rc_t
change_begin(
    struct change *c, const struct csn_store *store, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	c->folder = c->lock = -1;
	csn_index_init(&c->index);
	CSN_TRY(csn_folder_write(&c->folder, path_of(store), err));
	CSN_TRY(csn_folder_lock(&c->lock, c->folder, CSN_LAYOUT_WAIT_MS, err));
	CSN_TRY(csn_index_load(&c->index, c->folder, err));
	rc = COSIGN_OK;
out:
	return rc;
}

static void
change_end(struct change *c)
{
	csn_index_dispose(&c->index);
	close_fd(c->lock);
	close_fd(c->folder);
}

static cosign_rc_t
push(struct csn_store *store, const struct csn_name *name,
    const cosign_manifest_t *manifest, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct change c = { -1, -1, { 0 } };

	if (name->digest != NULL &&
	    strcmp(name->digest,
		cosign_descriptor_digest(
		    cosign_manifest_descriptor(manifest))) != 0)
		CSN_TRY(csn_fail(err, COSIGN_E_UNSUPPORTED,
		    "manifests are put into layouts by SHA-256"));
	CSN_TRY(change_begin(&c, store, err));
	CSN_TRY(put(c.folder, &c.index, manifest, name->tag, err));
	rc = COSIGN_OK;
out:
	change_end(&c);
	return rc;
}

/* Blobs need no lock, and index.json lists what is found by itself alone. */
static cosign_rc_t
push_part(struct csn_store *store, const cosign_manifest_t *manifest,
    cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	int folder = -1;

	CSN_TRY(csn_folder_write(&folder, path_of(store), err));
	CSN_TRY(check_parts(folder, manifest, err));
	CSN_TRY(write_manifest(folder, manifest, err));
	rc = COSIGN_OK;
out:
	close_fd(folder);
	return rc;
}

static cosign_rc_t
update(struct csn_store *store, const char *tag,
    const struct csn_update *update, cosign_error_t *err)
{
	cosign_manifest_t *there = NULL, *new = NULL;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct change c;
	size_t at;

	CSN_TRY(change_begin(&c, store, err));
	CSN_TRY(csn_index_find_tag(&at, &c.index, tag, err));
	if (at < cosign_descriptors_count(c.index.entries))
		CSN_TRY(csn_layout_manifest_of(&there, c.folder,
		    cosign_descriptors_at(c.index.entries, at), err));
	CSN_TRY(update->change(update->user, &new, there, err));
	if (new != NULL)
		CSN_TRY(put(c.folder, &c.index, new, tag, err));
	rc = COSIGN_OK;
out:
	cosign_manifest_free(new);
	cosign_manifest_free(there);
	change_end(&c);
	return rc;
}

cosign_rc_t
csn_layout_put_saved(struct csn_store *store, const struct csn_saved *list,
    size_t count, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct change c;
	size_t i;

	CSN_TRY(change_begin(&c, store, err));
	for (i = 0; i < count; i++) {
		CSN_TRY(check_parts(c.folder, list[i].manifest, err));
		CSN_TRY(write_manifest(c.folder, list[i].manifest, err));
	}
	CSN_TRY(csn_index_put_saved(&c.index, list, count, err));
	CSN_TRY(csn_index_save(&c.index, c.folder, err));
	rc = COSIGN_OK;
out:
	change_end(&c);
	return rc;
}

static cosign_rc_t
unlink_blob(int blobs, const char *digest, cosign_error_t *err)
{
	int errnum = 0;

	if (unlinkat(blobs, strchr(digest, ':') + 1, 0) == 0)
		errnum = csn_folder_sync(blobs);
	else if (errno != ENOENT)
		errnum = errno;
	if (errnum != 0)
		return csn_fail_errno(err, errnum, "%s", digest);
	return COSIGN_OK;
}

/* By digest the manifest itself goes, too, so that nothing finds it any more.
   Its blobs stay: others may have them in common with it. What must not be
   changed is refused before anything is. */
static cosign_rc_t
remove_digest(struct change *c, const char *digest, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	cosign_manifest_t *m = NULL;
	struct csn_digest d;
	int removed, blobs = -1;

	CSN_TRY(csn_digest_parse(&d, csn_span_str(digest), err));
	CSN_TRY(csn_folder_enter_blobs(&blobs, c->folder, &d, err));
	csn_index_remove_digest(&removed, &c->index, digest);
	if (removed)
		CSN_TRY(csn_index_save(&c->index, c->folder, err));
	else /* Only a manifest is removed so, no other blob. */
		CSN_TRY(csn_layout_manifest(&m, c->folder, digest, NULL, err));
	if (blobs >= 0)
		CSN_TRY(unlink_blob(blobs, digest, err));
	rc = COSIGN_OK;
out:
	close_fd(blobs);
	cosign_manifest_free(m);
	return rc;
}

static cosign_rc_t
remove_tag(struct change *c, const char *tag, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	int removed;

	CSN_TRY(csn_index_remove_tag(&removed, &c->index, tag, err));
	if (!removed)
		return csn_fail(
		    err, COSIGN_E_NO_IMAGE, "no tag \"%s\" in the layout", tag);
	CSN_TRY(csn_index_save(&c->index, c->folder, err));
	rc = COSIGN_OK;
out:
	return rc;
}

static cosign_rc_t
remove_named(
    struct csn_store *store, const struct csn_name *name, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	int folder = -1;
	struct change c = { -1, -1, { 0 } };

	/* Nothing is made in order to remove something. */
	CSN_TRY(csn_folder_read(&folder, path_of(store), err));
	CSN_TRY(change_begin(&c, store, err));
	if (name->tag != NULL)
		CSN_TRY(remove_tag(&c, name->tag, err));
	else
		CSN_TRY(remove_digest(&c, name->digest, err));
	rc = COSIGN_OK;
out:
	change_end(&c);
	close_fd(folder);
	return rc;
}

static cosign_rc_t
blob_exists(int *exists, struct csn_store *store,
    const cosign_descriptor_t *blob, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	int folder = -1;

	*exists = 0;
	rc = csn_folder_read(&folder, path_of(store), err);
	/* Where there is no layout, there is no blob. */
	if (rc == COSIGN_E_NO_IMAGE)
		return COSIGN_OK;
	if (rc != COSIGN_OK)
		return rc;
	rc = csn_folder_has_blob(exists, folder, blob, err);
	close_fd(folder);
	return rc;
}

static void
close_blob(void *user)
{
	struct csn_blob_file *file = user;

	close_fd(file->fd);
	free(file);
}

static cosign_rc_t
blob_source(struct csn_blob_source *out, struct csn_store *store,
    const cosign_descriptor_t *blob, cosign_error_t *err)
{
	struct csn_blob_file *file = calloc(1, sizeof(*file));
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	int folder = -1;

	if (file == NULL)
		return csn_fail_nomem(err);
	CSN_TRY(csn_folder_read(&folder, path_of(store), err));
	CSN_TRY(csn_folder_open_blob(&file->fd, folder, blob, err));
	csn_blob_from_file(out, file, cosign_descriptor_size(blob));
	out->close = close_blob;
	file = NULL;
	rc = COSIGN_OK;
out:
	close_fd(folder);
	free(file);
	return rc;
}

static cosign_rc_t
blob_fetch(struct csn_store *store, const cosign_descriptor_t *blob,
    const struct csn_blob_sink *sink, cosign_error_t *err)
{
	struct csn_blob_source source;
	cosign_rc_t rc = blob_source(&source, store, blob, err);

	if (rc != COSIGN_OK)
		return rc;
	rc = csn_blob_pass(&source, sink, err);
	csn_blob_source_close(&source);
	return rc;
}

static cosign_rc_t
blob_write(struct csn_store *store, const cosign_descriptor_t *blob,
    const struct csn_blob_writer *writer, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	int folder = -1;

	CSN_TRY(csn_folder_write(&folder, path_of(store), err));
	CSN_TRY(csn_folder_write_blob(folder, blob, writer, err));
	rc = COSIGN_OK;
out:
	close_fd(folder);
	return rc;
}

static cosign_rc_t
blob_push(struct csn_store *store, const cosign_descriptor_t *blob,
    const struct csn_blob_source *source, cosign_error_t *err)
{
	struct csn_blob_source copy = *source;
	const struct csn_blob_writer writer = { fill_from_source, &copy };

	return blob_write(store, blob, &writer, err);
}

/* The bytes pass in any case, so that they are looked at. */
static cosign_rc_t
blob_mount(int *done, struct csn_store *store, struct csn_store *from,
    const cosign_descriptor_t *blob, cosign_error_t *err)
{
	(void)store;
	(void)from;
	(void)blob;
	(void)err;
	*done = 0;
	return COSIGN_OK;
}

static int
compare_names(const void *a, const void *b)
{
	const char *const *x = a, *const *y = b;

	return strcmp(*x, *y);
}

/* In their order, each once. */
static cosign_rc_t
give_names(const char **names, size_t count, cosign_tag_fn fn, void *user,
    cosign_error_t *err)
{
	size_t i;

	qsort(names, count, sizeof(*names), compare_names);
	for (i = 0; i < count; i++) {
		if (i > 0 && strcmp(names[i - 1], names[i]) == 0)
			continue;
		if (fn(user, names[i]) != 0)
			return csn_fail(err, COSIGN_E_CALLBACK,
			    "stopped by whoever receives the tags");
	}
	return COSIGN_OK;
}

static cosign_rc_t
tags(struct csn_store *store, cosign_tag_fn fn, void *user, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	const char **names = NULL, *name;
	struct csn_index index;
	size_t i, count, n = 0;
	int folder = -1;

	csn_index_init(&index);
	CSN_TRY(csn_folder_read(&folder, path_of(store), err));
	CSN_TRY(csn_index_load(&index, folder, err));
	count = cosign_descriptors_count(index.entries);
	names = calloc(count + 1, sizeof(*names));
	if (names == NULL)
		CSN_TRY(csn_fail_nomem(err));
	for (i = 0; i < count; i++) {
		name = cosign_descriptor_annotation(
		    cosign_descriptors_at(index.entries, i),
		    CSN_ANNOTATION_REF_NAME);
		/* Names that are no tags are of no use to anybody here. */
		if (name != NULL && csn_tag_is_valid(name))
			names[n++] = name;
	}
	CSN_TRY(give_names(names, n, fn, user, err));
	rc = COSIGN_OK;
out:
	free(names);
	csn_index_dispose(&index);
	close_fd(folder);
	return rc;
}

static cosign_rc_t
referrers(cosign_descriptors_t **out, struct csn_store *store,
    const char *digest, const char *artifact_type, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	int folder = -1;

	*out = NULL;
	CSN_TRY(csn_folder_read(&folder, path_of(store), err));
	CSN_TRY(csn_layout_referrers(out, folder, digest, artifact_type, err));
	rc = COSIGN_OK;
out:
	close_fd(folder);
	return rc;
}

static void
close_layout(struct csn_store *store)
{
	struct layout *l = (struct layout *)store;

	free(l->path);
	free(l);
}

static const struct csn_store_ops ops = {
	.resolve = resolve,
	.fetch = fetch,
	.push = push,
	.push_part = push_part,
	.remove = remove_named,
	.blob_exists = blob_exists,
	.blob_fetch = blob_fetch,
	.blob_push = blob_push,
	.blob_source = blob_source,
	.blob_write = blob_write,
	.blob_mount = blob_mount,
	.tags = tags,
	.referrers = referrers,
	.update = update,
	.close = close_layout,
};

cosign_rc_t
csn_layout_open(struct csn_store **out, const char *folder, cosign_error_t *err)
{
	struct layout *l = calloc(1, sizeof(*l));

	*out = NULL;
	if (l == NULL)
		return csn_fail_nomem(err);
	l->path = strdup(folder);
	if (l->path == NULL) {
		free(l);
		return csn_fail_nomem(err);
	}
	l->store.ops = &ops;
	*out = &l->store;
	return COSIGN_OK;
}
