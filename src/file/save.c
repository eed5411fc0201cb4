#include "file/fd.h"

#include <cosign/file.h>

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Symbolic links followed one after the other: as the kernel, MAXSYMLINKS. */
#define LINKS_MAX 40

/* What a path leads to once links are followed. */
struct target {
	int folder;
	const char *name; /* in the folder; points into the path or text */
	char *text;       /* of the last link */
	int fd;           /* of what is there; -1 if nothing is */
	struct stat st;
};

static void
target_dispose(struct target *t)
{
	if (t->fd >= 0)
		(void)close(t->fd);
	if (t->folder >= 0)
		(void)close(t->folder);
	free(t->text);
}

/*
 * The descriptor that a path stands for, -1 if for none. Opening such a path
 * anew would write over what others have written through the descriptor.
 */
static int
descriptor_of(const char *path)
{
	static const char *const folders[] = { "/dev/fd/", "/proc/self/fd/" };
	char *end;
	size_t i, len;
	long n;

	if (strcmp(path, "/dev/stdout") == 0)
		return STDOUT_FILENO;
	if (strcmp(path, "/dev/stderr") == 0)
		return STDERR_FILENO;
	for (i = 0; i < CSN_ARRAY_LEN(folders); i++) {
		len = strlen(folders[i]);
		if (strncmp(path, folders[i], len) != 0 || path[len] < '0' ||
		    path[len] > '9')
			continue;
		n = strtol(path + len, &end, 10);
		if (*end == '\0' && n <= INT_MAX)
			return (int)n;
	}
	return -1;
}

/* Put the link's text in place of the path that led to it. */
static cosign_rc_t
read_link(struct target *t, const char *path, cosign_error_t *err)
{
	char *text = malloc(PATH_MAX);
	ssize_t n;

	if (text == NULL)
		return csn_fail_nomem(err);
	n = readlinkat(t->folder, t->name, text, PATH_MAX);
	if (n < 0 || n >= PATH_MAX) {
		n = n < 0 ? errno : ENAMETOOLONG;
		free(text);
		return csn_fail_errno(err, (int)n, "%s", path);
	}
	text[n] = '\0';
	free(t->text);
	t->text = text;
	return COSIGN_OK;
}

/* Look at the last part of a path. *again: it is a link, now in t->text. */
static cosign_rc_t
step(struct target *t, const char *path, int *again, cosign_error_t *err)
{
	const int flags =
	    O_WRONLY | O_NONBLOCK | O_NOFOLLOW | O_NOCTTY | O_CLOEXEC;

	*again = 0;
	do
		t->fd = openat(t->folder, t->name, flags);
	while (t->fd < 0 && errno == EINTR);
	if (t->fd >= 0)
		return fstat(t->fd, &t->st) == 0
		    ? COSIGN_OK
		    : csn_fail_errno(err, errno, "%s", path);
	switch (errno) {
	case ENOENT:
		return COSIGN_OK;
	case ELOOP:
		*again = 1;
		return read_link(t, path, err);
	case ENXIO:
		return csn_fail(err, COSIGN_E_FILE_KIND,
		    "%s: is a socket, or a FIFO that nobody reads", path);
	default:
		return csn_fail_errno(err, errno, "%s", path);
	}
}

/* A link is written through: what it points to changes, not the link. */
static cosign_rc_t
find_target(struct target *t, const char *path, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	const char *rest = path;
	int folder, again = 1, links;

	for (links = 0; links <= LINKS_MAX; links++) {
		/* t->text is the caller's to free.
		   NOLINTNEXTLINE(clang-analyzer-unix.Malloc) */
		CSN_TRY(csn_folder_open(&folder, &t->name,
		    t->folder >= 0 ? t->folder : AT_FDCWD, rest, err));
		if (t->folder >= 0)
			(void)close(t->folder);
		t->folder = folder;
		CSN_TRY(step(t, path, &again, err));
		if (!again)
			return COSIGN_OK;
		rest = t->text;
	}
	rc = csn_fail_errno(err, ELOOP, "%s", path);
out:
	return rc;
}

static cosign_rc_t
write_in_place(
    int fd, const char *path, const void *data, size_t len, cosign_error_t *err)
{
	const int errnum = csn_fd_write(fd, data, len);

	if (errnum != 0)
		return csn_fail_errno(err, errnum, "%s", path);
	return COSIGN_OK;
}

/* Beside the target first, then in its place. 0 or an errno. */
static int
replace(const struct target *t, uint32_t mode, const void *data, size_t len)
{
	const struct csn_file_meta meta = {
		.mode = t->fd >= 0 ? t->st.st_mode & 0777u : mode & 0777u,
		.exact = t->fd >= 0,
		.owned = t->fd >= 0,
		.uid = t->st.st_uid,
		.gid = t->st.st_gid,
	};
	char name[CSN_TEMPORARY_NAME_SIZE];
	int errnum;

	errnum = csn_temporary_name(name);
	if (errnum == 0)
		errnum = csn_file_create(t->folder, name, &meta, data, len);
	if (errnum != 0)
		return errnum;
	if (renameat(t->folder, name, t->folder, t->name) != 0) {
		errnum = errno;
		(void)unlinkat(t->folder, name, 0);
		return errnum;
	}
	return csn_folder_sync(t->folder);
}

cosign_rc_t
cosign_file_save(const char *path, const void *data, size_t len, uint32_t mode,
    cosign_error_t *err)
{
	struct target t = { .folder = -1, .fd = -1 };
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	int errnum, fd;

	if (path == NULL || *path == '\0' || (data == NULL && len > 0))
		return csn_fail(err, COSIGN_E_ARGUMENT, "file: no path");
	fd = descriptor_of(path);
	if (fd >= 0)
		return write_in_place(fd, path, data, len, err);
	CSN_TRY(find_target(&t, path, err));
	if (t.fd >= 0 && !S_ISREG(t.st.st_mode)) {
		CSN_TRY(write_in_place(t.fd, path, data, len, err));
	} else {
		errnum = replace(&t, mode, data, len);
		if (errnum != 0) {
			rc = csn_fail_errno(err, errnum, "%s", path);
			goto out;
		}
	}
	rc = COSIGN_OK;
out:
	target_dispose(&t);
	return rc;
}
