/* Opening files that somebody names, and noticing that they change. */
#ifndef CSN_UTIL_SOURCE_H
#define CSN_UTIL_SOURCE_H

#include "util/util.h"

#include <sys/stat.h>

/*
 * Open a file to read it once. Never waits: a FIFO in a folder, whose opening
 * could take for ever, is refused (COSIGN_E_FILE_KIND); a pipe that a shell
 * passes as /dev/fd/N is not. Directories and sockets are refused, devices
 * are read. The error's place is the path.
 */
cosign_rc_t csn_open_source(int *out, const char *path, cosign_error_t *err);

/* What a regular file was when reading began. */
struct csn_source_state {
	struct stat st;
	uint64_t left; /* bytes from the present position; 0 if unknown */
};

cosign_rc_t csn_source_begin(
    struct csn_source_state *state, int fd, cosign_error_t *err);

/* COSIGN_E_CHANGED if it is a regular file that is not what it was, or gave
   another number of bytes than it had. */
cosign_rc_t csn_source_unchanged(const struct csn_source_state *state, int fd,
    uint64_t got, cosign_error_t *err);

#endif
