#include "oci/spool.h"

#include "file/fd.h"
#include "util/limits.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

/* What was kept in memory so far moves to a file that nobody else sees. */
static cosign_rc_t
open_file(struct csn_spool *spool, cosign_error_t *err)
{
	int errnum;

	spool->fd = open(P_tmpdir, O_TMPFILE | O_RDWR | O_EXCL | O_CLOEXEC,
	    S_IRUSR | S_IWUSR);
	if (spool->fd < 0)
		return csn_fail_errno(
		    err, errno, "%s: temporary file", P_tmpdir);
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
