#include "util/source.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <sys/vfs.h>
#include <unistd.h>

/* Whether a FIFO is a pipe without a name, made by pipe(2). */
static int
is_anonymous_pipe(int fd)
{
	struct statfs fs;

	return fstatfs(fd, &fs) == 0 && fs.f_type == PIPEFS_MAGIC;
}

/* Files of /proc and /sys are regular and lie about their size. */
static int
is_synthetic(int fd)
{
	struct statfs fs;

	return fstatfs(fd, &fs) == 0 &&
	    (fs.f_type == PROC_SUPER_MAGIC || fs.f_type == SYSFS_MAGIC);
}

static cosign_rc_t
check_kind(int fd, const struct stat *st, const char *path, cosign_error_t *err)
{
	if (S_ISDIR(st->st_mode))
		return csn_fail(
		    err, COSIGN_E_DIRECTORY, "%s: is a directory", path);
	if (S_ISFIFO(st->st_mode) && !is_anonymous_pipe(fd)) {
		(void)csn_fail(
		    err, COSIGN_E_FILE_KIND, "%s: is a FIFO, not a file", path);
		csn_hint(err, "pass its content through standard input");
		return COSIGN_E_FILE_KIND;
	}
	if (S_ISSOCK(st->st_mode))
		return csn_fail(err, COSIGN_E_FILE_KIND,
		    "%s: is a socket, not a file", path);
	return COSIGN_OK;
}

cosign_rc_t
csn_open_source(int *out, const char *path, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct stat st;
	int fd, flags;

	*out = -1;
	/* Not blocking until it is known not to be a FIFO. */
	do
		fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	while (fd < 0 && errno == EINTR);
	if (fd < 0)
		return csn_fail_errno(err, errno, "%s", path);
	if (fstat(fd, &st) != 0) {
		rc = csn_fail_errno(err, errno, "%s", path);
		goto out;
	}
	CSN_TRY(check_kind(fd, &st, path, err));
	flags = fcntl(fd, F_GETFL);
	if (flags < 0 || fcntl(fd, F_SETFL, flags & ~O_NONBLOCK) != 0) {
		rc = csn_fail_errno(err, errno, "%s", path);
		goto out;
	}
	*out = fd;
	fd = -1;
	rc = COSIGN_OK;
out:
	if (fd >= 0)
		(void)close(fd);
	return rc;
}

cosign_rc_t
csn_source_begin(struct csn_source_state *state, int fd, cosign_error_t *err)
{
	off_t at;

	state->left = 0;
	if (fstat(fd, &state->st) != 0)
		return csn_fail_errno(err, errno, "reading");
	if (S_ISDIR(state->st.st_mode))
		return csn_fail(
		    err, COSIGN_E_DIRECTORY, "reading: is a directory");
	if (!S_ISREG(state->st.st_mode))
		return COSIGN_OK;
	at = lseek(fd, 0, SEEK_CUR);
	if (at >= 0 && at < state->st.st_size)
		state->left = (uint64_t)(state->st.st_size - at);
	/* Advice only: not every file system has it. */
	(void)posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
	return COSIGN_OK;
}

cosign_rc_t
csn_source_unchanged(const struct csn_source_state *state, int fd, uint64_t got,
    cosign_error_t *err)
{
	const struct stat *was = &state->st;
	struct stat is;

	if (!S_ISREG(was->st_mode) || is_synthetic(fd))
		return COSIGN_OK;
	if (fstat(fd, &is) != 0)
		return csn_fail_errno(err, errno, "reading");
	if (got < state->left)
		return csn_fail(err, COSIGN_E_CHANGED,
		    "shrank while it was read: %llu bytes of %llu",
		    (unsigned long long)got, (unsigned long long)state->left);
	if (got > state->left || is.st_size != was->st_size ||
	    is.st_mtim.tv_sec != was->st_mtim.tv_sec ||
	    is.st_mtim.tv_nsec != was->st_mtim.tv_nsec)
		return csn_fail(
		    err, COSIGN_E_CHANGED, "was written to while it was read");
	return COSIGN_OK;
}
