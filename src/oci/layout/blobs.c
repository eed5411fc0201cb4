#include "oci/layout/folder.h"

#include "file/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

void
csn_blob_path(char path[CSN_BLOB_PATH_SIZE], const struct csn_digest *digest)
{
	char text[CSN_DIGEST_TEXT_SIZE];

	csn_digest_write(text, digest);
	*strchr(text, ':') = '/';
	(void)snprintf(path, CSN_BLOB_PATH_SIZE, "blobs/%s", text);
}

static cosign_rc_t
open_blob(int *fd, struct stat *st, int folder, const cosign_descriptor_t *blob,
    cosign_error_t *err)
{
	char path[CSN_BLOB_PATH_SIZE];

	csn_blob_path(path, csn_descriptor_digest(blob));
	return csn_folder_open_file(fd, st, folder, path, err);
}

cosign_rc_t
csn_folder_open_blob(
    int *fd, int folder, const cosign_descriptor_t *blob, cosign_error_t *err)
{
	const char *digest = cosign_descriptor_digest(blob);
	struct stat st;
	cosign_rc_t rc = open_blob(fd, &st, folder, blob, err);

	if (rc != COSIGN_OK)
		return rc;
	if (*fd < 0)
		return csn_fail(err, COSIGN_E_NO_IMAGE, "no blob %s", digest);
	if (st.st_size == cosign_descriptor_size(blob))
		return COSIGN_OK;
	(void)close(*fd);
	*fd = -1;
	return csn_fail(err, COSIGN_E_PROTOCOL,
	    "%s: %lld bytes instead of %lld", digest, (long long)st.st_size,
	    (long long)cosign_descriptor_size(blob));
}

cosign_rc_t
csn_folder_has_blob(
    int *has, int folder, const cosign_descriptor_t *blob, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_blob_check check;
	struct csn_blob_source source;
	struct csn_blob_file file = { 0 };
	struct stat st;
	int fd;

	*has = 0;
	CSN_TRY(open_blob(&fd, &st, folder, blob, err));
	if (fd < 0)
		return COSIGN_OK;
	file.fd = fd;
	csn_blob_from_file(&source, &file, st.st_size);
	csn_blob_check_begin(&check, blob, NULL);
	if (st.st_size == cosign_descriptor_size(blob))
		rc = csn_blob_pass(&source, &check.sink, err);
	else
		rc = COSIGN_E_PROTOCOL;
	if (rc == COSIGN_OK)
		rc = csn_blob_check_end(&check, err);
	*has = rc == COSIGN_OK;
	/* Something else under that name is as good as nothing. */
	if (rc == COSIGN_E_PROTOCOL)
		rc = COSIGN_OK;
	(void)close(fd);
out:
	return rc;
}

static cosign_rc_t
make_folder(int folder, const char *name, cosign_error_t *err)
{
	int errnum = 0;

	if (mkdirat(folder, name, 0777) == 0)
		errnum = csn_folder_sync(folder);
	else if (errno != EEXIST)
		errnum = errno;
	if (errnum != 0)
		return csn_fail_errno(err, errnum, "%s", name);
	return COSIGN_OK;
}

/* A folder in another one, -1 if it is not there; no link is followed. */
static cosign_rc_t
enter(int *out, int folder, const char *name, cosign_error_t *err)
{
	const int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;

	*out = openat(folder, name, flags);
	if (*out >= 0 || errno == ENOENT)
		return COSIGN_OK;
	if (errno == ELOOP || errno == ENOTDIR)
		return csn_fail(err, COSIGN_E_FILE_KIND,
		    "%s: not a folder, which alone is written to", name);
	return csn_fail_errno(err, errno, "%s", name);
}

cosign_rc_t
csn_folder_enter_blobs(
    int *out, int folder, const struct csn_digest *digest, cosign_error_t *err)
{
	cosign_rc_t rc;
	int blobs;

	*out = -1;
	rc = enter(&blobs, folder, "blobs", err);
	if (rc != COSIGN_OK || blobs < 0)
		return rc;
	rc = csn_fail_at(err,
	    enter(out, blobs, cosign_hash_name(digest->hash), err), "blobs");
	(void)close(blobs);
	return rc;
}

/* The same, made if it is not there. */
static cosign_rc_t
make_blobs(
    int *out, int folder, const struct csn_digest *digest, cosign_error_t *err)
{
	const char *hash = cosign_hash_name(digest->hash);
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	int blobs = -1;

	*out = -1;
	CSN_TRY(make_folder(folder, "blobs", err));
	CSN_TRY(enter(&blobs, folder, "blobs", err));
	if (blobs < 0)
		CSN_TRY(csn_fail_errno(err, ENOENT, "blobs"));
	CSN_TRY(csn_fail_at(err, make_folder(blobs, hash, err), "blobs"));
	CSN_TRY(csn_fail_at(err, enter(out, blobs, hash, err), "blobs"));
	if (*out < 0)
		CSN_TRY(csn_fail_errno(err, ENOENT, "blobs: %s", hash));
	rc = COSIGN_OK;
out:
	if (blobs >= 0)
		(void)close(blobs);
	return rc;
}

static cosign_rc_t
write_fd(void *user, struct csn_span bytes, cosign_error_t *err)
{
	const int errnum = csn_fd_write(*(const int *)user, bytes.p, bytes.len);

	if (errnum != 0)
		return csn_fail_errno(err, errnum, "temporary file");
	return COSIGN_OK;
}

/* A new file with the bytes, checked, on disk. It is removed again if that
   fails. */
static cosign_rc_t
write_temporary(int folder, const char *name, const cosign_descriptor_t *blob,
    const struct csn_blob_writer *writer, cosign_error_t *err)
{
	const int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_blob_check check;
	int fd = openat(folder, name, flags, 0666);
	const struct csn_blob_sink sink = { write_fd, &fd };

	if (fd < 0)
		return csn_fail_errno(err, errno, "temporary file");
	csn_blob_check_begin(&check, blob, &sink);
	CSN_TRY(writer->fill(writer->user, &check.sink, err));
	CSN_TRY(csn_blob_check_end(&check, err));
	if (fsync(fd) != 0 && errno != EINVAL)
		CSN_TRY(csn_fail_errno(err, errno, "temporary file"));
	rc = COSIGN_OK;
out:
	if (close(fd) != 0 && rc == COSIGN_OK)
		rc = csn_fail_errno(err, errno, "temporary file");
	if (rc != COSIGN_OK)
		(void)unlinkat(folder, name, 0);
	return rc;
}

/*
 * Under a name of its own in the layout's folder first: cosign takes every
 * file beside the blobs for one.
 */
static cosign_rc_t
write_blob(int folder, int blobs, const cosign_descriptor_t *blob,
    const struct csn_blob_writer *writer, cosign_error_t *err)
{
	const char *digest = cosign_descriptor_digest(blob);
	char name[CSN_TEMPORARY_NAME_SIZE];
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	int errnum = csn_temporary_name(name);

	if (errnum != 0)
		return csn_fail_errno(err, errnum, "temporary file");
	CSN_TRY(write_temporary(folder, name, blob, writer, err));
	if (renameat(folder, name, blobs, strchr(digest, ':') + 1) != 0) {
		errnum = errno;
		(void)unlinkat(folder, name, 0);
		return csn_fail_errno(err, errnum, "%s", digest);
	}
	errnum = csn_folder_sync(blobs);
	if (errnum != 0)
		return csn_fail_errno(err, errnum, "%s", digest);
	rc = COSIGN_OK;
out:
	return rc;
}

cosign_rc_t
csn_folder_write_blob(int folder, const cosign_descriptor_t *blob,
    const struct csn_blob_writer *writer, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	int has, blobs = -1;

	CSN_TRY(csn_folder_has_blob(&has, folder, blob, err));
	if (has)
		return COSIGN_OK;
	CSN_TRY(make_blobs(&blobs, folder, csn_descriptor_digest(blob), err));
	CSN_TRY(write_blob(folder, blobs, blob, writer, err));
	rc = COSIGN_OK;
out:
	if (blobs >= 0)
		(void)close(blobs);
	return rc;
}
