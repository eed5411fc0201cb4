#include "file/fd.h"
#include "util/source.h"

#include <cosign/file.h>

#include <stdlib.h>
#include <unistd.h>

/* What is asked for first where a file does not know its size. */
#define FIRST_SIZE ((size_t)4096)

/* Room for the file's size, one byte to see its end, and a NUL. */
static size_t
first_size(const struct csn_source_state *state, size_t max)
{
	const uint64_t left = state->left;

	if (left == 0)
		return max < FIRST_SIZE ? max + 2 : FIRST_SIZE;
	return left >= max ? max + 2 : (size_t)left + 2;
}

/* Twice the room, at most for max bytes. */
static cosign_rc_t
grow(char **p, size_t *size, size_t max, cosign_error_t *err)
{
	const size_t more = *size > max / 2 ? max + 2 : *size * 2;
	char *moved = realloc(*p, more);

	if (moved == NULL)
		return csn_fail_nomem(err);
	*p = moved;
	*size = more;
	return COSIGN_OK;
}

/* Everything up to max bytes, with a NUL. *out is freed by the caller, also
   on failure. */
static cosign_rc_t
read_all(char **out, size_t *len, int fd, size_t max, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_source_state state;
	size_t size, got;
	int errnum;

	CSN_TRY(csn_source_begin(&state, fd, err));
	size = first_size(&state, max);
	*out = malloc(size);
	if (*out == NULL)
		return csn_fail_nomem(err);
	for (;;) {
		errnum = csn_fd_read(fd, *out + *len, size - 1 - *len, &got);
		if (errnum != 0)
			return csn_fail_errno(err, errnum, "reading");
		*len += got;
		if (*len > max)
			return csn_fail(
			    err, COSIGN_E_LIMIT, "more than %zu bytes", max);
		if (*len < size - 1)
			break;
		CSN_TRY(grow(out, &size, max, err));
	}
	CSN_TRY(csn_source_unchanged(&state, fd, *len, err));
	(*out)[*len] = '\0';
	rc = COSIGN_OK;
out:
	return rc;
}

cosign_rc_t
cosign_file_load(
    char **out, size_t *len, const char *path, size_t max, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	char *data = NULL;
	size_t got = 0;
	int fd = -1;

	*out = NULL;
	*len = 0;
	if (path == NULL || max > SIZE_MAX - 2)
		return csn_fail(err, COSIGN_E_ARGUMENT, "file: no path");
	CSN_TRY(csn_open_source(&fd, path, err));
	rc = read_all(&data, &got, fd, max, err);
	if (rc != COSIGN_OK) {
		(void)csn_fail_at(err, rc, "%s", path);
		goto out;
	}
	*out = data;
	*len = got;
	data = NULL;
	rc = COSIGN_OK;
out:
	if (fd >= 0)
		(void)close(fd);
	free(data);
	return rc;
}
