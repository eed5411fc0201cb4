/* Bytes of blobs, checked while they pass. */
#ifndef CSN_OCI_BLOB_H
#define CSN_OCI_BLOB_H

#include "oci/store.h"
#include "util/buf.h"

/* Bytes that are passed at a time. */
#define CSN_BLOB_PIECE ((size_t)64 * 1024)

/* A sink in front of another one: no byte too many gets through. */
struct csn_blob_check {
	const cosign_descriptor_t *blob;
	const struct csn_blob_sink *to; /* NULL: nowhere */
	struct csn_hasher hasher;
	int64_t got;
	struct csn_blob_sink sink; /* to be written to */
};

void csn_blob_check_begin(struct csn_blob_check *check,
    const cosign_descriptor_t *blob, const struct csn_blob_sink *to);
/* Once all was written: COSIGN_E_PROTOCOL if it was too little or something
   else. */
cosign_rc_t csn_blob_check_end(
    struct csn_blob_check *check, cosign_error_t *err);

/* Everything that a source has, to a sink. COSIGN_E_IO. */
cosign_rc_t csn_blob_pass(const struct csn_blob_source *source,
    const struct csn_blob_sink *sink, cosign_error_t *err);
void csn_blob_source_close(struct csn_blob_source *source);

/* Bytes in memory as a source; at is where reading stands. */
struct csn_blob_memory {
	struct csn_span bytes;
	size_t at;
};
void csn_blob_from_memory(
    struct csn_blob_source *out, struct csn_blob_memory *memory);

/* A file as a source, from an offset; size bytes are what there is. */
struct csn_blob_file {
	int fd;
	int64_t start;
};
void csn_blob_from_file(
    struct csn_blob_source *out, struct csn_blob_file *file, int64_t size);

/* A blob that is there is not written again. */
cosign_rc_t csn_blob_push(struct csn_store *store,
    const cosign_descriptor_t *blob, const struct csn_blob_source *source,
    cosign_error_t *err);
/* The same for bytes in memory, which are described. */
cosign_rc_t csn_blob_push_bytes(cosign_descriptor_t **out,
    struct csn_store *store, const char *media_type, struct csn_span bytes,
    cosign_error_t *err);
/* Checked. */
cosign_rc_t csn_blob_fetch(struct csn_store *store,
    const cosign_descriptor_t *blob, const struct csn_blob_sink *sink,
    cosign_error_t *err);
/* COSIGN_E_MALFORMED if it came with a copy that is another blob: none is read
   then, as with go-containerregistry, wherever it is. */
cosign_rc_t csn_blob_check_copy(
    const cosign_descriptor_t *blob, cosign_error_t *err);
/* Into memory, at most max bytes; nobody is asked for those that came with the
   descriptor. Also what csn_blob_check_copy() can. */
cosign_rc_t csn_blob_read(struct csn_buf *out, struct csn_store *store,
    const cosign_descriptor_t *blob, size_t max, cosign_error_t *err);
cosign_rc_t csn_blob_copy(struct csn_store *from, struct csn_store *to,
    const cosign_descriptor_t *blob, cosign_error_t *err);

/* A manifest by whatever name, with the digest that was asked for. */
cosign_rc_t csn_manifest_fetch(cosign_manifest_t **out, struct csn_store *store,
    const struct csn_name *name, cosign_error_t *err);
/* See csn_store_ops. */
cosign_rc_t csn_manifest_push_part(struct csn_store *store,
    const cosign_manifest_t *manifest, cosign_error_t *err);

#endif
