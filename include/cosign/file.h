/*
 * Files, read with a limit and written whole or not at all (libcosign only).
 */
#ifndef COSIGN_FILE_H
#define COSIGN_FILE_H

#include <cosign/error.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Read a small file.
 *
 * @param[out] out  yours; cosign_free(). A NUL follows, not counted.
 * @param max       most bytes it may have.
 * @return COSIGN_OK, COSIGN_E_NOT_FOUND, _PERMISSION, _DIRECTORY,
 *   _FILE_KIND, _CHANGED, _LIMIT, _IO, _ARGUMENT, _NOMEM.
 */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_file_load(
    char **out, size_t *len, const char *path, size_t max, cosign_error_t *err);

/**
 * Write a file: temporary file beside it, fsync, rename. A kill at any moment
 * leaves the old file or the new one, and perhaps the temporary one, named
 * .cosign- and sixteen hexadecimal digits, which nobody removes. Something
 * that is no regular file (/dev/stdout, a FIFO with a reader) is written in
 * place.
 *
 * @param mode  permission bits of a new file, less the umask; an existing
 *              file keeps its own.
 * @return COSIGN_OK, COSIGN_E_NOT_FOUND (folder), _PERMISSION, _DIRECTORY,
 *   _FILE_KIND (a socket, a FIFO without a reader), _NO_SPACE, _IO, _ARGUMENT,
 *   _NOMEM.
 */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_file_save(const char *path,
    const void *data, size_t len, uint32_t mode, cosign_error_t *err);

#ifdef __cplusplus
}
#endif

#endif
