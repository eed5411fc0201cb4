/* cosign/oci.h's functions: a store is opened, asked and closed, and what it
   gave is checked. */
#include "oci/blob.h"
#include "oci/digest.h"
#include "util/source.h"

#include <stdlib.h>
#include <unistd.h>

static struct csn_name
name_of(const cosign_reference_t *ref)
{
	const struct csn_name name = {
		.tag = cosign_reference_tag(ref),
		.digest = cosign_reference_digest(ref),
	};

	return name;
}

static cosign_rc_t
open_store(struct csn_store **out, cosign_oci_t *oci,
    const cosign_reference_t *ref, cosign_error_t *err)
{
	*out = NULL;
	if (oci == NULL || ref == NULL)
		return csn_fail(err, COSIGN_E_ARGUMENT, "oci: no %s",
		    oci == NULL ? "client" : "reference");
	return csn_store_open(out, oci, ref, err);
}

static cosign_rc_t
no_out(cosign_error_t *err)
{
	return csn_fail(err, COSIGN_E_ARGUMENT, "oci: nowhere to write to");
}

static cosign_rc_t
no_blob(cosign_error_t *err)
{
	return csn_fail(err, COSIGN_E_ARGUMENT, "oci: no blob");
}

/* The error's place is the reference. */
static cosign_rc_t
at(const cosign_reference_t *ref, cosign_rc_t rc, cosign_error_t *err)
{
	if (ref == NULL || rc == COSIGN_OK)
		return rc;
	return csn_fail_at(err, rc, "%s", cosign_reference_text(ref));
}

cosign_rc_t
cosign_oci_resolve(cosign_descriptor_t **out, cosign_oci_t *oci,
    const cosign_reference_t *ref, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_store *store = NULL;
	struct csn_name name;

	if (out == NULL)
		return no_out(err);
	*out = NULL;
	CSN_TRY(open_store(&store, oci, ref, err));
	name = name_of(ref);
	CSN_TRY(at(ref, store->ops->resolve(out, store, &name, err), err));
	rc = COSIGN_OK;
out:
	csn_store_close(store);
	return rc;
}

cosign_rc_t
cosign_oci_manifest_fetch(cosign_manifest_t **out, cosign_oci_t *oci,
    const cosign_reference_t *ref, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_store *store = NULL;
	struct csn_name name;

	if (out == NULL)
		return no_out(err);
	*out = NULL;
	CSN_TRY(open_store(&store, oci, ref, err));
	name = name_of(ref);
	CSN_TRY(at(ref, csn_manifest_fetch(out, store, &name, err), err));
	rc = COSIGN_OK;
out:
	csn_store_close(store);
	return rc;
}

cosign_rc_t
cosign_oci_manifest_push(cosign_oci_t *oci, const cosign_reference_t *ref,
    const cosign_manifest_t *manifest, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_store *store = NULL;
	struct csn_name name;

	if (manifest == NULL)
		return csn_fail(err, COSIGN_E_ARGUMENT, "oci: no manifest");
	CSN_TRY(open_store(&store, oci, ref, err));
	name = name_of(ref);
	if (name.digest != NULL &&
	    csn_manifest_check(manifest, name.digest, err) != COSIGN_OK) {
		rc = at(ref, csn_fail_as(err, COSIGN_E_ARGUMENT), err);
		goto out;
	}
	CSN_TRY(at(ref, store->ops->push(store, &name, manifest, err), err));
	rc = COSIGN_OK;
out:
	csn_store_close(store);
	return rc;
}

cosign_rc_t
cosign_oci_manifest_delete(
    cosign_oci_t *oci, const cosign_reference_t *ref, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_store *store = NULL;
	struct csn_name name;

	CSN_TRY(open_store(&store, oci, ref, err));
	name = name_of(ref);
	if (name.tag == NULL && name.digest == NULL)
		CSN_TRY(at(ref,
		    csn_fail(err, COSIGN_E_ARGUMENT,
			"what is removed needs a tag or a digest"),
		    err));
	CSN_TRY(at(ref, store->ops->remove(store, &name, err), err));
	rc = COSIGN_OK;
out:
	csn_store_close(store);
	return rc;
}

cosign_rc_t
cosign_oci_blob_exists(int *exists, cosign_oci_t *oci,
    const cosign_reference_t *ref, const cosign_descriptor_t *blob,
    cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_store *store = NULL;

	if (exists == NULL)
		return no_out(err);
	*exists = 0;
	if (blob == NULL)
		return no_blob(err);
	CSN_TRY(open_store(&store, oci, ref, err));
	CSN_TRY(
	    at(ref, store->ops->blob_exists(exists, store, blob, err), err));
	rc = COSIGN_OK;
out:
	csn_store_close(store);
	return rc;
}

/* A caller's function as a sink. */
struct receiver {
	cosign_write_fn fn;
	void *user;
};

static cosign_rc_t
give(void *user, struct csn_span bytes, cosign_error_t *err)
{
	const struct receiver *r = user;

	if (r->fn(r->user, bytes.p, bytes.len) != 0)
		return csn_fail(
		    err, COSIGN_E_CALLBACK, "stopped by whoever receives it");
	return COSIGN_OK;
}

cosign_rc_t
cosign_oci_blob_fetch(cosign_oci_t *oci, const cosign_reference_t *ref,
    const cosign_descriptor_t *blob, cosign_write_fn fn, void *user,
    cosign_error_t *err)
{
	struct receiver receiver = { fn, user };
	const struct csn_blob_sink sink = { give, &receiver };
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_store *store = NULL;

	if (fn == NULL)
		return no_out(err);
	if (blob == NULL)
		return no_blob(err);
	CSN_TRY(open_store(&store, oci, ref, err));
	CSN_TRY(at(ref, csn_blob_fetch(store, blob, &sink, err), err));
	rc = COSIGN_OK;
out:
	csn_store_close(store);
	return rc;
}

cosign_rc_t
cosign_oci_blob_read(uint8_t **out, size_t *len, cosign_oci_t *oci,
    const cosign_reference_t *ref, const cosign_descriptor_t *blob, size_t max,
    cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_store *store = NULL;
	struct csn_buf bytes;

	if (out == NULL || len == NULL)
		return no_out(err);
	*out = NULL;
	*len = 0;
	if (blob == NULL)
		return no_blob(err);
	csn_buf_init(&bytes, 0);
	CSN_TRY(open_store(&store, oci, ref, err));
	CSN_TRY(at(ref, csn_blob_read(&bytes, store, blob, max, err), err));
	*out = bytes.p;
	*len = bytes.len;
	csn_buf_init(&bytes, 0);
	rc = COSIGN_OK;
out:
	csn_buf_dispose(&bytes);
	csn_store_close(store);
	return rc;
}

cosign_rc_t
cosign_oci_blob_push(cosign_oci_t *oci, const cosign_reference_t *ref,
    const char *media_type, const void *p, size_t len,
    cosign_descriptor_t **out, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_store *store = NULL;

	if (out == NULL)
		return no_out(err);
	*out = NULL;
	if (media_type == NULL || (p == NULL && len > 0))
		return no_blob(err);
	CSN_TRY(open_store(&store, oci, ref, err));
	CSN_TRY(at(ref,
	    csn_blob_push_bytes(out, store, media_type, csn_span(p, len), err),
	    err));
	rc = COSIGN_OK;
out:
	csn_store_close(store);
	return rc;
}

static cosign_rc_t
hash(void *user, struct csn_span bytes, cosign_error_t *err)
{
	(void)err;
	csn_hasher_update(user, bytes.p, bytes.len);
	return COSIGN_OK;
}

/* What a file holds from where it stands. */
static cosign_rc_t
describe_file(cosign_descriptor_t **out, const char *media_type,
    const struct csn_blob_source *source, cosign_error_t *err)
{
	char text[CSN_DIGEST_TEXT_SIZE];
	const struct csn_descriptor_parts parts = {
		.media_type = media_type,
		.digest = text,
		.size = source->size,
	};
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_digest digest;
	struct csn_hasher hasher;
	const struct csn_blob_sink sink = { hash, &hasher };

	csn_hasher_init(&hasher, csn_hash_bit(COSIGN_HASH_SHA256));
	CSN_TRY(csn_blob_pass(source, &sink, err));
	csn_hasher_final(&hasher, COSIGN_HASH_SHA256, &digest);
	csn_digest_write(text, &digest);
	CSN_TRY(csn_descriptor_new(out, &parts, err));
	rc = COSIGN_OK;
out:
	return rc;
}

/* Read twice: once for its digest, which tells whether it is there already,
   then to be sent. */
static cosign_rc_t
push_file(cosign_descriptor_t **out, struct csn_store *store,
    const char *media_type, int fd, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_source_state state;
	struct csn_blob_source source;
	struct csn_blob_file file = { .fd = fd };

	CSN_TRY(csn_source_begin(&state, fd, err));
	if (!S_ISREG(state.st.st_mode))
		return csn_fail(err, COSIGN_E_FILE_KIND,
		    "blob: not a regular file: it cannot be read twice");
	file.start = (int64_t)lseek(fd, 0, SEEK_CUR);
	csn_blob_from_file(&source, &file, (int64_t)state.left);
	CSN_TRY(describe_file(out, media_type, &source, err));
	(void)source.rewind(source.user);
	CSN_TRY(csn_source_unchanged(&state, fd, state.left, err));
	rc = csn_blob_push(store, *out, &source, err);
	/* Another content is the file's doing, nobody else's. */
	if (rc == COSIGN_OK || rc == COSIGN_E_PROTOCOL)
		CSN_TRY(csn_source_unchanged(&state, fd, state.left, err));
out:
	return rc;
}

cosign_rc_t
cosign_oci_blob_push_file(cosign_oci_t *oci, const cosign_reference_t *ref,
    const char *media_type, int fd, cosign_descriptor_t **out,
    cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	cosign_descriptor_t *blob = NULL;
	struct csn_store *store = NULL;

	if (out == NULL)
		return no_out(err);
	*out = NULL;
	if (media_type == NULL || fd < 0)
		return no_blob(err);
	CSN_TRY(open_store(&store, oci, ref, err));
	CSN_TRY(at(ref, push_file(&blob, store, media_type, fd, err), err));
	*out = blob;
	blob = NULL;
	rc = COSIGN_OK;
out:
	cosign_descriptor_free(blob);
	csn_store_close(store);
	return rc;
}

cosign_rc_t
cosign_oci_blob_copy(cosign_oci_t *oci, const cosign_reference_t *from,
    const cosign_reference_t *to, const cosign_descriptor_t *blob,
    cosign_error_t *err)
{
	struct csn_store *source = NULL, *target = NULL;
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	if (blob == NULL)
		return no_blob(err);
	CSN_TRY(open_store(&source, oci, from, err));
	CSN_TRY(open_store(&target, oci, to, err));
	CSN_TRY(at(to, csn_blob_copy(source, target, blob, err), err));
	rc = COSIGN_OK;
out:
	csn_store_close(source);
	csn_store_close(target);
	return rc;
}

cosign_rc_t
cosign_oci_tags(cosign_oci_t *oci, const cosign_reference_t *ref,
    cosign_tag_fn fn, void *user, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_store *store = NULL;

	if (fn == NULL)
		return no_out(err);
	CSN_TRY(open_store(&store, oci, ref, err));
	CSN_TRY(at(ref, store->ops->tags(store, fn, user, err), err));
	rc = COSIGN_OK;
out:
	csn_store_close(store);
	return rc;
}

cosign_rc_t
cosign_oci_referrers(cosign_descriptors_t **out, cosign_oci_t *oci,
    const cosign_reference_t *ref, const char *artifact_type,
    cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_store *store = NULL;

	if (out == NULL)
		return no_out(err);
	*out = NULL;
	CSN_TRY(open_store(&store, oci, ref, err));
	if (cosign_reference_digest(ref) == NULL)
		CSN_TRY(at(ref,
		    csn_fail(err, COSIGN_E_ARGUMENT,
			"referrers are those of a digest"),
		    err));
	CSN_TRY(at(ref,
	    store->ops->referrers(
		out, store, cosign_reference_digest(ref), artifact_type, err),
	    err));
	rc = COSIGN_OK;
out:
	csn_store_close(store);
	return rc;
}
