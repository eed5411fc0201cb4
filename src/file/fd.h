/* Descriptors: reading and writing to the end, folders, new files. */
#ifndef CSN_FILE_FD_H
#define CSN_FILE_FD_H

#include "util/util.h"

#include <sys/types.h>

/* Results of these two are 0 or an errno. */

/* Write everything. */
int csn_fd_write(int fd, const void *p, size_t len);
/* Read until size bytes are there or the file ends. */
int csn_fd_read(int fd, void *p, size_t size, size_t *got);

/*
 * Where a path's last part is: the folder opened, to work in and to sync, and
 * the rest of the path, "." if nothing is left. Relative paths start at the
 * folder base (AT_FDCWD).
 */
cosign_rc_t csn_folder_open(int *folder, const char **name, int base,
    const char *path, cosign_error_t *err);
/* What happened to names in a folder is on disk. 0 or an errno. */
int csn_folder_sync(int folder);

/* A name that nobody has: ".cosign-" and 16 random hexadecimal digits. */
#define CSN_TEMPORARY_NAME_SIZE 32
int csn_temporary_name(char name[CSN_TEMPORARY_NAME_SIZE]);

/* What a new file shall have. */
struct csn_file_meta {
	mode_t mode;
	int exact; /* mode as it is, instead of less the umask */
	int owned; /* change to these owners where that is possible */
	uid_t uid;
	gid_t gid;
};

/* Make a new file with this content, on disk. It is removed again if that
   fails. 0 or an errno. */
int csn_file_create(int folder, const char *name,
    const struct csn_file_meta *meta, const void *data, size_t len);

#endif
