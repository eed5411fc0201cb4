/* The folder of a layout: its files, written whole or not at all. */
#ifndef CSN_OCI_LAYOUT_FOLDER_H
#define CSN_OCI_LAYOUT_FOLDER_H

#include "oci/blob.h"
#include "util/buf.h"

#include <sys/stat.h>

#define CSN_LAYOUT_INDEX "index.json"
#define CSN_LAYOUT_LOCK  "index.json.lock"
#define CSN_LAYOUT_FILE  "oci-layout"

/*
 * Open a folder, which must be a layout. COSIGN_E_NO_IMAGE if there is none,
 * _UNSUPPORTED (another version), _MALFORMED, _JSON, _LIMIT, _FILE_KIND,
 * _PERMISSION, _IO, _NOMEM.
 */
cosign_rc_t csn_folder_read(int *folder, const char *path, cosign_error_t *err);
/* The same to write there; it is made if it is not there. COSIGN_E_NOT_FOUND
   if the folder above is missing, _EXISTS if it holds other things,
   _CONTENTION, _NO_SPACE. */
cosign_rc_t csn_folder_write(
    int *folder, const char *path, cosign_error_t *err);

/* The lock of who changes the index; it is let go by close(). Whoever waits
   longer than some time is told COSIGN_E_CONTENTION. */
cosign_rc_t csn_folder_lock(
    int *lock, int folder, int64_t wait_ms, cosign_error_t *err);

/* A regular file below the folder; *fd is -1 if it is not there. */
cosign_rc_t csn_folder_open_file(int *fd, struct stat *st, int folder,
    const char *name, cosign_error_t *err);
/* A file below the folder, whole. *found is 0 if it is not there, and out is
   empty then. */
cosign_rc_t csn_folder_load(struct csn_buf *out, int *found, int folder,
    const char *name, size_t max, cosign_error_t *err);
/* A file in the folder, replaced in one step. The lock is held. */
cosign_rc_t csn_folder_save(
    int folder, const char *name, struct csn_span bytes, cosign_error_t *err);

/* A blob, opened. COSIGN_E_NO_IMAGE; _PROTOCOL if it has another size than
   the descriptor says. */
cosign_rc_t csn_folder_open_blob(
    int *fd, int folder, const cosign_descriptor_t *blob, cosign_error_t *err);
/* A blob that is there and what it should be is left alone; what is there and
   is something else is replaced. */
cosign_rc_t csn_folder_write_blob(int folder, const cosign_descriptor_t *blob,
    const struct csn_blob_writer *writer, cosign_error_t *err);
/* The folder that blobs of a digest's hash are in, to change what is there: no
   link is followed, COSIGN_E_FILE_KIND. *out is -1 if it is not there. */
cosign_rc_t csn_folder_enter_blobs(
    int *out, int folder, const struct csn_digest *digest, cosign_error_t *err);
/* 1 if it is there, whole. */
cosign_rc_t csn_folder_has_blob(
    int *has, int folder, const cosign_descriptor_t *blob, cosign_error_t *err);

/* Where a blob is, below the folder. */
#define CSN_BLOB_PATH_SIZE (sizeof("blobs/") + CSN_DIGEST_TEXT_SIZE)
void csn_blob_path(
    char path[CSN_BLOB_PATH_SIZE], const struct csn_digest *digest);

#endif
