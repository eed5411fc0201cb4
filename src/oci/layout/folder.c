#include "oci/layout/folder.h"

#include "file/fd.h"
#include "util/json.h"
#include "util/limits.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define LAYOUT_TEXT "{\"imageLayoutVersion\":\"1.0.0\"}"
#define INDEX_TEXT                                            \
	"{\"schemaVersion\":2,\"mediaType\":\"" CSN_OCI_INDEX \
	"\",\"manifests\":[]}"

/* Milliseconds between two looks at a lock. */
#define LOCK_STEP_MS 5

#define FOLDER_FLAGS (O_RDONLY | O_DIRECTORY | O_CLOEXEC)

cosign_rc_t
csn_folder_open_file(
    int *fd, struct stat *st, int folder, const char *name, cosign_error_t *err)
{
	/* Not blocking: it could be a FIFO. */
	const int flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
	cosign_rc_t rc = COSIGN_OK;

	do
		*fd = openat(folder, name, flags);
	while (*fd < 0 && errno == EINTR);
	if (*fd < 0 && (errno == ENOENT || errno == ENOTDIR))
		return COSIGN_OK;
	if (*fd < 0)
		return csn_fail_errno(err, errno, "%s", name);
	if (fstat(*fd, st) != 0)
		rc = csn_fail_errno(err, errno, "%s", name);
	else if (!S_ISREG(st->st_mode))
		rc = csn_fail(
		    err, COSIGN_E_FILE_KIND, "%s: not a regular file", name);
	if (rc == COSIGN_OK)
		return COSIGN_OK;
	(void)close(*fd);
	*fd = -1;
	return rc;
}

cosign_rc_t
csn_folder_load(struct csn_buf *out, int *found, int folder, const char *name,
    size_t max, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	uint8_t *piece = NULL;
	struct stat st;
	size_t got;
	int fd, errnum;

	csn_buf_init(out, max);
	*found = 0;
	CSN_TRY(csn_folder_open_file(&fd, &st, folder, name, err));
	if (fd < 0)
		return COSIGN_OK;
	piece = malloc(CSN_BLOB_PIECE);
	if (piece == NULL) {
		rc = csn_fail_nomem(err);
		goto out;
	}
	if (st.st_size > 0 && (uint64_t)st.st_size <= max)
		csn_buf_reserve(out, (size_t)st.st_size);
	do {
		errnum = csn_fd_read(fd, piece, CSN_BLOB_PIECE, &got);
		if (errnum != 0) {
			rc = csn_fail_errno(err, errnum, "%s", name);
			goto out;
		}
		csn_buf_add(out, piece, got);
		CSN_TRY(csn_fail_at(err, csn_buf_finish(out, err), "%s", name));
	} while (got > 0);
	*found = 1;
	rc = COSIGN_OK;
out:
	free(piece);
	if (fd >= 0)
		(void)close(fd);
	if (rc != COSIGN_OK)
		csn_buf_dispose(out);
	return rc;
}

static cosign_rc_t
check_version(const struct csn_buf *text, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_span version;
	json_t *root = NULL;

	CSN_TRY(csn_json_parse(&root, (const char *)text->p, text->len, err));
	CSN_TRY(csn_json_string(&version, root, "imageLayoutVersion", err));
	if (!csn_span_eq(version, csn_span_str("1.0.0")))
		CSN_TRY(csn_fail(err, COSIGN_E_UNSUPPORTED,
		    "version \"%.*s\" of layouts is not supported",
		    (int)(version.len < CSN_QUOTE_MAX ? version.len
						      : CSN_QUOTE_MAX),
		    (const char *)version.p));
	rc = COSIGN_OK;
out:
	json_decref(root);
	return rc;
}

/* Whether the folder is a layout. */
static cosign_rc_t
check_layout(int *is_layout, int folder, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_buf text;

	CSN_TRY(csn_folder_load(&text, is_layout, folder, CSN_LAYOUT_FILE,
	    CSN_LAYOUT_FILE_MAX, err));
	if (*is_layout)
		rc = csn_fail_at(
		    err, check_version(&text, err), CSN_LAYOUT_FILE);
	else
		rc = COSIGN_OK;
	csn_buf_dispose(&text);
out:
	return rc;
}

static cosign_rc_t
open_folder(int *folder, const char *path, cosign_error_t *err)
{
	do
		*folder = open(path, FOLDER_FLAGS);
	while (*folder < 0 && errno == EINTR);
	if (*folder >= 0)
		return COSIGN_OK;
	if (errno == ENOENT)
		return csn_fail(
		    err, COSIGN_E_NO_IMAGE, "there is no such layout");
	if (errno == ENOTDIR)
		return csn_fail(err, COSIGN_E_FILE_KIND, "is no folder");
	return csn_fail_errno(err, errno, "folder");
}

cosign_rc_t
csn_folder_read(int *folder, const char *path, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	int is_layout;

	CSN_TRY(open_folder(folder, path, err));
	CSN_TRY(check_layout(&is_layout, *folder, err));
	if (!is_layout) {
		rc = csn_fail(err, COSIGN_E_NO_IMAGE,
		    "is no layout: it has no file " CSN_LAYOUT_FILE);
		goto out;
	}
	return COSIGN_OK;
out:
	if (*folder >= 0)
		(void)close(*folder);
	*folder = -1;
	return rc;
}

/* What we leave in a folder before it is a layout. */
static int
is_ours(const char *name)
{
	static const char *const names[] = { ".", "..", "blobs",
		CSN_LAYOUT_INDEX, CSN_LAYOUT_LOCK, CSN_LAYOUT_FILE };
	size_t i;

	for (i = 0; i < CSN_ARRAY_LEN(names); i++)
		if (strcmp(name, names[i]) == 0)
			return 1;
	return strncmp(name, ".cosign-", strlen(".cosign-")) == 0;
}

/* A folder that holds other things does not become a layout: somebody has
   mistaken a name. */
static cosign_rc_t
check_empty(int folder, cosign_error_t *err)
{
	const int fd = openat(folder, ".", FOLDER_FLAGS);
	cosign_rc_t rc = COSIGN_OK;
	const struct dirent *entry;
	DIR *dir;

	dir = fd < 0 ? NULL : fdopendir(fd);
	if (dir == NULL) {
		rc = csn_fail_errno(err, errno, "folder");
		if (fd >= 0)
			(void)close(fd);
		return rc;
	}
	do {
		errno = 0;
		entry = readdir(dir);
		if (entry == NULL && errno != 0)
			rc = csn_fail_errno(err, errno, "folder");
		else if (entry != NULL && !is_ours(entry->d_name))
			rc = csn_fail(err, COSIGN_E_EXISTS,
			    "is no layout, and holds \"%.*s\"", CSN_QUOTE_MAX,
			    entry->d_name);
	} while (rc == COSIGN_OK && entry != NULL);
	(void)closedir(dir);
	return rc;
}

static cosign_rc_t
make_folder(int folder, const char *name, cosign_error_t *err)
{
	if (mkdirat(folder, name, 0777) != 0 && errno != EEXIST)
		return csn_fail_errno(err, errno, "%s", name);
	return COSIGN_OK;
}

static int64_t
now_ms(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

cosign_rc_t
csn_folder_lock(int *lock, int folder, int64_t wait_ms, cosign_error_t *err)
{
	/* Writable, since NFS locks what may be written alone. */
	const int flags =
	    O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;
	const struct timespec step = { 0, LOCK_STEP_MS * 1000000L };
	const int64_t start = now_ms();
	cosign_rc_t rc = COSIGN_OK;

	do
		*lock = openat(folder, CSN_LAYOUT_LOCK, flags, 0666);
	while (*lock < 0 && errno == EINTR);
	if (*lock < 0)
		return csn_fail_errno(err, errno, CSN_LAYOUT_LOCK);
	while (flock(*lock, LOCK_EX | LOCK_NB) != 0) {
		if (errno == EINTR)
			continue;
		if (errno != EWOULDBLOCK)
			rc = csn_fail_errno(err, errno, CSN_LAYOUT_LOCK);
		else if (now_ms() - start >= wait_ms)
			rc = csn_fail(err, COSIGN_E_CONTENTION,
			    "somebody else keeps writing to the layout");
		else
			(void)nanosleep(&step, NULL);
		if (rc == COSIGN_OK)
			continue;
		(void)close(*lock);
		*lock = -1;
		return rc;
	}
	return COSIGN_OK;
}

/* A new file under a name of its own, on disk. */
static cosign_rc_t
save_temporary(int folder, char name[CSN_TEMPORARY_NAME_SIZE],
    struct csn_span bytes, cosign_error_t *err)
{
	const struct csn_file_meta meta = { .mode = 0666 };
	int errnum = csn_temporary_name(name);

	if (errnum == 0)
		errnum =
		    csn_file_create(folder, name, &meta, bytes.p, bytes.len);
	if (errnum != 0)
		return csn_fail_errno(err, errnum, "temporary file");
	return COSIGN_OK;
}

/* Whether a name is there, and of what mode; no link is followed. */
static cosign_rc_t
look_at(int *is_there, mode_t *mode, int folder, const char *name,
    cosign_error_t *err)
{
	struct stat st;

	*is_there = fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW) == 0;
	if (!*is_there && errno != ENOENT)
		return csn_fail_errno(err, errno, "%s", name);
	*mode = *is_there ? st.st_mode : 0;
	return COSIGN_OK;
}

cosign_rc_t
csn_folder_save(
    int folder, const char *name, struct csn_span bytes, cosign_error_t *err)
{
	char temporary[CSN_TEMPORARY_NAME_SIZE];
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	int errnum, is_there;
	mode_t mode;

	CSN_TRY(look_at(&is_there, &mode, folder, name, err));
	if (is_there && !S_ISREG(mode))
		return csn_fail(err, COSIGN_E_FILE_KIND,
		    "%s: not a regular file, which alone is replaced", name);
	CSN_TRY(save_temporary(folder, temporary, bytes, err));
	if (renameat(folder, temporary, folder, name) != 0) {
		errnum = errno;
		(void)unlinkat(folder, temporary, 0);
		return csn_fail_errno(err, errnum, "%s", name);
	}
	errnum = csn_folder_sync(folder);
	if (errnum != 0)
		return csn_fail_errno(err, errnum, "%s", name);
	rc = COSIGN_OK;
out:
	return rc;
}

/* oci-layout comes last: until it is there, nobody finds a layout. */
static cosign_rc_t
fill_folder(int folder, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	int is_there;
	mode_t mode;

	CSN_TRY(make_folder(folder, "blobs", err));
	CSN_TRY(look_at(&is_there, &mode, folder, CSN_LAYOUT_INDEX, err));
	if (!is_there)
		CSN_TRY(csn_folder_save(
		    folder, CSN_LAYOUT_INDEX, csn_span_str(INDEX_TEXT), err));
	CSN_TRY(csn_folder_save(
	    folder, CSN_LAYOUT_FILE, csn_span_str(LAYOUT_TEXT), err));
	rc = COSIGN_OK;
out:
	return rc;
}

static cosign_rc_t
make_layout(int folder, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	int lock = -1, is_layout;

	CSN_TRY(check_empty(folder, err));
	CSN_TRY(csn_folder_lock(&lock, folder, CSN_LAYOUT_WAIT_MS, err));
	/* Somebody else may have been faster. */
	CSN_TRY(check_layout(&is_layout, folder, err));
	if (!is_layout)
		CSN_TRY(fill_folder(folder, err));
	rc = COSIGN_OK;
out:
	if (lock >= 0)
		(void)close(lock);
	return rc;
}

/* The folder itself, where the one above it is there. */
static cosign_rc_t
create_folder(const char *path, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	size_t len = strlen(path);
	const char *name;
	char *trimmed = NULL;
	int above = -1, errnum;

	while (len > 1 && path[len - 1] == '/')
		len--;
	trimmed = strndup(path, len);
	if (trimmed == NULL)
		return csn_fail_nomem(err);
	CSN_TRY(csn_folder_open(&above, &name, AT_FDCWD, trimmed, err));
	if (mkdirat(above, name, 0777) == 0) {
		errnum = csn_folder_sync(above);
		if (errnum != 0)
			CSN_TRY(csn_fail_errno(err, errnum, "folder"));
	} else if (errno != EEXIST) {
		CSN_TRY(csn_fail_errno(err, errno, "folder"));
	}
	rc = COSIGN_OK;
out:
	if (above >= 0)
		(void)close(above);
	free(trimmed);
	return rc;
}

cosign_rc_t
csn_folder_write(int *folder, const char *path, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	int is_layout;

	rc = open_folder(folder, path, err);
	if (rc == COSIGN_E_NO_IMAGE) {
		CSN_TRY(create_folder(path, err));
		rc = open_folder(folder, path, err);
	}
	if (rc != COSIGN_OK)
		return rc;
	CSN_TRY(check_layout(&is_layout, *folder, err));
	if (!is_layout)
		CSN_TRY(make_layout(*folder, err));
	return COSIGN_OK;
out:
	if (*folder >= 0)
		(void)close(*folder);
	*folder = -1;
	return rc;
}
