#include "file/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

/* A descriptor of the host may be non-blocking. 0 or an errno. */
static int
wait_for(int fd, short events)
{
	struct pollfd p = { fd, events, 0 };

	while (poll(&p, 1, -1) < 0)
		if (errno != EINTR)
			return errno;
	return 0;
}

/* After a failed read or write: 0 to try again, or the errno. */
static int
again(int fd, short events)
{
	if (errno == EINTR)
		return 0;
	if (errno == EAGAIN)
		return wait_for(fd, events);
	return errno;
}

int
csn_fd_write(int fd, const void *p, size_t len)
{
	const uint8_t *at = p;
	ssize_t n;
	int errnum;

	while (len > 0) {
		n = write(fd, at, len);
		if (n < 0) {
			errnum = again(fd, POLLOUT);
			if (errnum != 0)
				return errnum;
			continue;
		}
		at += n;
		len -= (size_t)n;
	}
	return 0;
}

int
csn_fd_read(int fd, void *p, size_t size, size_t *got)
{
	uint8_t *at = p;
	ssize_t n;
	int errnum;

	*got = 0;
	while (*got < size) {
		n = read(fd, at + *got, size - *got);
		if (n < 0) {
			errnum = again(fd, POLLIN);
			if (errnum != 0)
				return errnum;
			continue;
		}
		if (n == 0)
			break;
		*got += (size_t)n;
	}
	return 0;
}

cosign_rc_t
csn_folder_open(int *folder, const char **name, int base, const char *path,
    cosign_error_t *err)
{
	const char *slash = strrchr(path, '/');
	char *text = NULL;

	*folder = -1;
	*name = slash == NULL ? path : slash + 1;
	if (**name == '\0')
		*name = ".";
	if (slash == NULL)
		text = strdup(".");
	else if (slash == path)
		text = strdup("/");
	else
		text = strndup(path, (size_t)(slash - path));
	if (text == NULL)
		return csn_fail_nomem(err);
	do
		*folder =
		    openat(base, text, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	while (*folder < 0 && errno == EINTR);
	free(text);
	if (*folder < 0)
		return csn_fail_errno(err, errno, "%s: folder", path);
	return COSIGN_OK;
}

int
csn_folder_sync(int folder)
{
	/* Some file systems cannot, and say EINVAL. */
	if (fsync(folder) != 0 && errno != EINVAL)
		return errno;
	return 0;
}

int
csn_temporary_name(char name[CSN_TEMPORARY_NAME_SIZE])
{
	uint64_t random;

	/* Never interrupted for so few bytes. */
	if (getrandom(&random, sizeof(random), 0) != sizeof(random))
		return errno;
	(void)snprintf(name, CSN_TEMPORARY_NAME_SIZE, ".cosign-%016llx",
	    (unsigned long long)random);
	return 0;
}

/* Owners first: changing them clears permission bits. 0 or an errno. */
static int
set_meta(int fd, const struct csn_file_meta *meta)
{
	mode_t mode = meta->mode;

	/* As another user the file becomes ours, and what its group might do
	   is not for our group. */
	if (meta->owned && fchown(fd, meta->uid, meta->gid) != 0)
		mode &= ~(mode_t)S_IRWXG;
	if (meta->exact && fchmod(fd, mode) != 0)
		return errno;
	return 0;
}

static int
fill(int fd, const struct csn_file_meta *meta, const void *data, size_t len)
{
	int errnum = set_meta(fd, meta);

	if (errnum == 0)
		errnum = csn_fd_write(fd, data, len);
	if (errnum == 0 && fsync(fd) != 0 && errno != EINVAL)
		errnum = errno;
	if (close(fd) != 0 && errnum == 0)
		errnum = errno;
	return errnum;
}

int
csn_file_create(int folder, const char *name, const struct csn_file_meta *meta,
    const void *data, size_t len)
{
	const int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
	int fd, errnum;

	/* Nobody else reads it before its owner and mode are right. */
	do
		fd = openat(folder, name, flags,
		    meta->exact ? S_IRUSR | S_IWUSR : meta->mode);
	while (fd < 0 && errno == EINTR);
	if (fd < 0)
		return errno;
	errnum = fill(fd, meta, data, len);
	if (errnum != 0)
		(void)unlinkat(folder, name, 0);
	return errnum;
}
