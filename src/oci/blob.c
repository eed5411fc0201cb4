#include "oci/blob.h"

#include "file/fd.h"
#include "oci/spool.h"
#include "util/limits.h"

#include <stdlib.h>
#include <unistd.h>

static cosign_rc_t
check_write(void *user, struct csn_span bytes, cosign_error_t *err)
{
	struct csn_blob_check *check = user;
	const int64_t size = cosign_descriptor_size(check->blob);

	if (bytes.len > (uint64_t)(size - check->got))
		return csn_fail(err, COSIGN_E_PROTOCOL,
		    "%s: more than its %lld bytes",
		    cosign_descriptor_digest(check->blob), (long long)size);
	check->got += (int64_t)bytes.len;
	csn_hasher_update(&check->hasher, bytes.p, bytes.len);
	return check->to == NULL
	    ? COSIGN_OK
	    : check->to->write(check->to->user, bytes, err);
}

void
csn_blob_check_begin(struct csn_blob_check *check,
    const cosign_descriptor_t *blob, const struct csn_blob_sink *to)
{
	check->blob = blob;
	check->to = to;
	check->got = 0;
	csn_hasher_init(
	    &check->hasher, csn_hash_bit(csn_descriptor_digest(blob)->hash));
	check->sink.write = check_write;
	check->sink.user = check;
}

cosign_rc_t
csn_blob_check_end(struct csn_blob_check *check, cosign_error_t *err)
{
	const struct csn_digest *wanted = csn_descriptor_digest(check->blob);
	const int64_t size = cosign_descriptor_size(check->blob);
	struct csn_digest is;

	if (check->got != size)
		return csn_fail(err, COSIGN_E_PROTOCOL,
		    "%s: %lld bytes instead of %lld",
		    cosign_descriptor_digest(check->blob),
		    (long long)check->got, (long long)size);
	csn_hasher_final(&check->hasher, wanted->hash, &is);
	if (!csn_digest_eq(wanted, &is))
		return csn_fail(err, COSIGN_E_PROTOCOL,
		    "%s: its bytes have another digest",
		    cosign_descriptor_digest(check->blob));
	return COSIGN_OK;
}

cosign_rc_t
csn_blob_pass(const struct csn_blob_source *source,
    const struct csn_blob_sink *sink, cosign_error_t *err)
{
	uint8_t *piece = malloc(CSN_BLOB_PIECE);
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	size_t got;
	int errnum;

	if (piece == NULL)
		return csn_fail_nomem(err);
	for (;;) {
		got = 0;
		errnum =
		    source->read(source->user, piece, CSN_BLOB_PIECE, &got);
		if (errnum != 0) {
			rc = csn_fail_errno(err, errnum, "reading a blob");
			goto out;
		}
		if (got == 0)
			break;
		CSN_TRY(sink->write(sink->user, csn_span(piece, got), err));
	}
	rc = COSIGN_OK;
out:
	free(piece);
	return rc;
}

void
csn_blob_source_close(struct csn_blob_source *source)
{
	if (source->close != NULL)
		source->close(source->user);
	source->close = NULL;
}

static int
read_memory(void *user, uint8_t *buf, size_t size, size_t *got)
{
	struct csn_blob_memory *memory = user;
	const size_t left = memory->bytes.len - memory->at;

	*got = size < left ? size : left;
	if (*got > 0)
		memcpy(buf, memory->bytes.p + memory->at, *got);
	memory->at += *got;
	return 0;
}

static int
rewind_memory(void *user)
{
	struct csn_blob_memory *memory = user;

	memory->at = 0;
	return 0;
}

void
csn_blob_from_memory(
    struct csn_blob_source *out, struct csn_blob_memory *memory)
{
	memory->at = 0;
	out->size = (int64_t)memory->bytes.len;
	out->read = read_memory;
	out->rewind = rewind_memory;
	out->close = NULL;
	out->user = memory;
}

static int
read_file(void *user, uint8_t *buf, size_t size, size_t *got)
{
	const struct csn_blob_file *file = user;

	return csn_fd_read(file->fd, buf, size, got);
}

static int
rewind_file(void *user)
{
	const struct csn_blob_file *file = user;

	return lseek(file->fd, (off_t)file->start, SEEK_SET) < 0;
}

void
csn_blob_from_file(
    struct csn_blob_source *out, struct csn_blob_file *file, int64_t size)
{
	out->size = size;
	out->read = read_file;
	out->rewind = rewind_file;
	out->close = NULL;
	out->user = file;
}

/* Some registries say of a repository that is not there yet that nobody may ask
   for it: whether it may be pushed to is seen by pushing. */
static cosign_rc_t
exists_to_push(int *exists, struct csn_store *store,
    const cosign_descriptor_t *blob, cosign_error_t *err)
{
	const cosign_rc_t rc =
	    store->ops->blob_exists(exists, store, blob, err);

	if (rc != COSIGN_E_UNAUTHORIZED)
		return rc;
	cosign_error_clear(err);
	*exists = 0;
	return COSIGN_OK;
}

cosign_rc_t
csn_blob_push(struct csn_store *store, const cosign_descriptor_t *blob,
    const struct csn_blob_source *source, cosign_error_t *err)
{
	cosign_rc_t rc;
	int exists = 0;

	rc = exists_to_push(&exists, store, blob, err);
	if (rc == COSIGN_OK && !exists)
		rc = store->ops->blob_push(store, blob, source, err);
	return rc;
}

cosign_rc_t
csn_blob_push_bytes(cosign_descriptor_t **out, struct csn_store *store,
    const char *media_type, struct csn_span bytes, cosign_error_t *err)
{
	struct csn_blob_memory memory = { bytes, 0 };
	cosign_descriptor_t *blob = NULL;
	struct csn_blob_source source;
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	*out = NULL;
	csn_blob_from_memory(&source, &memory);
	CSN_TRY(csn_descriptor_of_bytes(
	    &blob, media_type, bytes.p, bytes.len, err));
	CSN_TRY(csn_blob_push(store, blob, &source, err));
	*out = blob;
	blob = NULL;
	rc = COSIGN_OK;
out:
	cosign_descriptor_free(blob);
	return rc;
}

cosign_rc_t
csn_blob_fetch(struct csn_store *store, const cosign_descriptor_t *blob,
    const struct csn_blob_sink *sink, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_blob_check check;

	csn_blob_check_begin(&check, blob, sink);
	CSN_TRY(store->ops->blob_fetch(store, blob, &check.sink, err));
	CSN_TRY(csn_blob_check_end(&check, err));
	rc = COSIGN_OK;
out:
	return rc;
}

static cosign_rc_t
write_buf(void *user, struct csn_span bytes, cosign_error_t *err)
{
	struct csn_buf *out = user;

	csn_buf_add(out, bytes.p, bytes.len);
	return csn_buf_finish(out, err);
}

cosign_rc_t
csn_blob_check_copy(const cosign_descriptor_t *blob, cosign_error_t *err)
{
	if (!csn_descriptor_has_other_data(blob))
		return COSIGN_OK;
	return csn_fail(err, COSIGN_E_MALFORMED,
	    "%s: what the manifest has as a copy is another blob",
	    cosign_descriptor_digest(blob));
}

cosign_rc_t
csn_blob_read(struct csn_buf *out, struct csn_store *store,
    const cosign_descriptor_t *blob, size_t max, cosign_error_t *err)
{
	const int64_t size = cosign_descriptor_size(blob);
	const struct csn_span data = csn_descriptor_data(blob);
	const struct csn_blob_sink sink = { write_buf, out };
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	csn_buf_init(out, max);
	if ((uint64_t)size > max)
		return csn_fail(err, COSIGN_E_LIMIT,
		    "%s: %lld bytes are more than %zu",
		    cosign_descriptor_digest(blob), (long long)size, max);
	CSN_TRY(csn_blob_check_copy(blob, err));
	if (data.p != NULL)
		csn_buf_add(out, data.p, data.len);
	else
		CSN_TRY(csn_blob_fetch(store, blob, &sink, err));
	CSN_TRY(csn_buf_finish(out, err));
	rc = COSIGN_OK;
out:
	if (rc != COSIGN_OK)
		csn_buf_dispose(out);
	return rc;
}

/* A blob of one store, for another one that takes bytes. */
struct fetching {
	struct csn_store *from;
	const cosign_descriptor_t *blob;
};

static cosign_rc_t
fetch_into(void *user, const struct csn_blob_sink *sink, cosign_error_t *err)
{
	const struct fetching *f = user;

	return csn_blob_fetch(f->from, f->blob, sink, err);
}

/* Where one store gives bytes and the other asks for them. */
static cosign_rc_t
copy_spooled(struct csn_store *from, struct csn_store *to,
    const cosign_descriptor_t *blob, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_blob_source source;
	struct csn_spool spool;

	csn_spool_init(&spool);
	/* Nothing large is fetched for whom it is not taken from. */
	if ((uint64_t)cosign_descriptor_size(blob) > CSN_SPOOL_MEMORY_MAX &&
	    to->ops->check_push != NULL)
		CSN_TRY(csn_fail_at(err, to->ops->check_push(to, err),
		    "blob %s", cosign_descriptor_digest(blob)));
	CSN_TRY(csn_blob_fetch(from, blob, &spool.sink, err));
	csn_spool_source(&source, &spool);
	CSN_TRY(to->ops->blob_push(to, blob, &source, err));
	rc = COSIGN_OK;
out:
	csn_spool_dispose(&spool);
	return rc;
}

static cosign_rc_t
copy_bytes(struct csn_store *from, struct csn_store *to,
    const cosign_descriptor_t *blob, cosign_error_t *err)
{
	struct csn_blob_memory copy = { csn_descriptor_data(blob), 0 };
	struct fetching fetching = { from, blob };
	const struct csn_blob_writer writer = { fetch_into, &fetching };
	struct csn_blob_source source;
	cosign_rc_t rc;

	if (copy.bytes.p != NULL) {
		csn_blob_from_memory(&source, &copy);
		return to->ops->blob_push(to, blob, &source, err);
	}
	if (to->ops->blob_write != NULL)
		return to->ops->blob_write(to, blob, &writer, err);
	if (from->ops->blob_source == NULL)
		return copy_spooled(from, to, blob, err);
	rc = from->ops->blob_source(&source, from, blob, err);
	if (rc != COSIGN_OK)
		return rc;
	rc = to->ops->blob_push(to, blob, &source, err);
	csn_blob_source_close(&source);
	return rc;
}

cosign_rc_t
csn_blob_copy(struct csn_store *from, struct csn_store *to,
    const cosign_descriptor_t *blob, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	int done;

	CSN_TRY(exists_to_push(&done, to, blob, err));
	if (!done && from->ops == to->ops)
		CSN_TRY(to->ops->blob_mount(&done, to, from, blob, err));
	if (!done)
		CSN_TRY(copy_bytes(from, to, blob, err));
	rc = COSIGN_OK;
out:
	return rc;
}

cosign_rc_t
csn_manifest_fetch(cosign_manifest_t **out, struct csn_store *store,
    const struct csn_name *name, cosign_error_t *err)
{
	cosign_manifest_t *m = NULL;
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	*out = NULL;
	CSN_TRY(store->ops->fetch(&m, store, name, err));
	if (name->digest != NULL)
		CSN_TRY(csn_manifest_check(m, name->digest, err));
	*out = m;
	m = NULL;
	rc = COSIGN_OK;
out:
	cosign_manifest_free(m);
	return rc;
}

cosign_rc_t
csn_manifest_push_part(struct csn_store *store,
    const cosign_manifest_t *manifest, cosign_error_t *err)
{
	const struct csn_name name = {
		.digest = cosign_descriptor_digest(
		    cosign_manifest_descriptor(manifest)),
	};

	if (store->ops->push_part != NULL)
		return store->ops->push_part(store, manifest, err);
	return store->ops->push(store, &name, manifest, err);
}
