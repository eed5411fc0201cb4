#include "oci/spool.h"

#include "file/fd.h"
#include "util/limits.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

/* A new file whose name goes at once. 0 or an errno. */
static int
open_named(int *fd)
{
	const int flags = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
	char name[CSN_TEMPORARY_NAME_SIZE];
	char path[sizeof(P_tmpdir "/") + sizeof(name)];
	int errnum = csn_temporary_name(name);

	if (errnum != 0)
		return errnum;
	(void)snprintf(path, sizeof(path), P_tmpdir "/%s", name);
	*fd = openat(AT_FDCWD, path, flags, S_IRUSR | S_IWUSR);
	if (*fd < 0)
		return errno;
	if (unlinkat(AT_FDCWD, path, 0) == 0)
		return 0;
	errnum = errno;
	(void)close(*fd);
	*fd = -1;
	return errnum;
}

/* A file that nobody else sees. 0 or an errno. */
static int
open_unseen(int *fd)
{
	const int flags = O_TMPFILE | O_RDWR | O_EXCL | O_CLOEXEC;

	*fd = openat(AT_FDCWD, P_tmpdir, flags, S_IRUSR | S_IWUSR);
	if (*fd >= 0)
		return 0;
	/* What file systems and kernels say that have none without a name. */
	if (errno == EOPNOTSUPP || errno == EISDIR || errno == ENOENT)
		return open_named(fd);
	return errno;
}

/* What was kept in memory so far moves to a file. */
static cosign_rc_t
open_file(struct csn_spool *spool, cosign_error_t *err)
{
	int errnum = open_unseen(&spool->fd);

	if (errnum != 0)
		return csn_fail_errno(
		    err, errnum, "%s: temporary file", P_tmpdir);
	errnum = csn_fd_write(spool->fd, spool->memory.p, spool->memory.len);
	csn_buf_dispose(&spool->memory);
	if (errnum != 0)
		return csn_fail_errno(
		    err, errnum, "%s: temporary file", P_tmpdir);
	return COSIGN_OK;
}

static cosign_rc_t
write_spool(void *user, struct csn_span bytes, cosign_error_t *err)
{
	struct csn_spool *spool = user;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	int errnum;

	spool->size += (int64_t)bytes.len;
	if (spool->fd < 0 &&
	    bytes.len <= spool->memory.max - spool->memory.len) {
		csn_buf_add(&spool->memory, bytes.p, bytes.len);
		return csn_buf_finish(&spool->memory, err);
	}
	if (spool->fd < 0)
		CSN_TRY(open_file(spool, err));
	errnum = csn_fd_write(spool->fd, bytes.p, bytes.len);
	if (errnum != 0)
		return csn_fail_errno(
		    err, errnum, "%s: temporary file", P_tmpdir);
	rc = COSIGN_OK;
out:
	return rc;
}

void
csn_spool_init(struct csn_spool *spool)
{
	csn_buf_init(&spool->memory, CSN_SPOOL_MEMORY_MAX);
	spool->fd = -1;
	spool->size = 0;
	spool->sink.write = write_spool;
	spool->sink.user = spool;
}

void
csn_spool_dispose(struct csn_spool *spool)
{
	csn_buf_dispose(&spool->memory);
	if (spool->fd >= 0)
		(void)close(spool->fd);
	spool->fd = -1;
}

void
csn_spool_source(struct csn_blob_source *out, struct csn_spool *spool)
{
	if (spool->fd >= 0) {
		spool->file.fd = spool->fd;
		spool->file.start = 0;
		csn_blob_from_file(out, &spool->file, spool->size);
		(void)out->rewind(out->user);
		return;
	}
	spool->reader.bytes = csn_span(spool->memory.p, spool->memory.len);
	csn_blob_from_memory(out, &spool->reader);
}
