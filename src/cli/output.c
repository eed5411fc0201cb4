/* Standard output, and files written. */
#include "cli.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/*
 * A standard stream that is closed would be taken by the next file opened,
 * and what is printed would land in that file. The placeholders cannot be
 * read or written the way a standard stream is, so using one still fails.
 */
void
cli_guard_descriptors(void)
{
	struct stat st;
	int fd;

	for (fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		if (fstat(fd, &st) == 0 || errno != EBADF)
			continue;
		if (open("/dev/null",
			fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) != fd)
			_exit(1);
	}
}

/* --output-file */
cosign_rc_t
cli_redirect(struct cli *c)
{
	const char *path = cli_text(c, CLI_OPT_OUTPUT_FILE);
	char reason[128];
	int fd;

	if (path == NULL)
		return COSIGN_OK;
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (fd < 0 || dup2(fd, STDOUT_FILENO) < 0) {
		const int errnum = errno;

		if (fd >= 0)
			(void)close(fd);
		return cli_fail(c, COSIGN_E_IO,
		    "error creating output file %s: %s", path,
		    strerror_r(errnum, reason, sizeof(reason)));
	}
	(void)close(fd);
	return COSIGN_OK;
}

/* Success is said only when what was printed has arrived. */
cosign_rc_t
cli_flush(struct cli *c)
{
	const char *path = cli_text(c, CLI_OPT_OUTPUT_FILE);
	const bool failed = ferror(stdout) != 0;
	char reason[128];

	errno = 0;
	if (fclose(stdout) == 0 && !failed)
		return COSIGN_OK;
	return cli_fail(c, COSIGN_E_IO, "%s: %s",
	    path != NULL ? path : "standard output",
	    strerror_r(errno != 0 ? errno : EIO, reason, sizeof(reason)));
}

cosign_rc_t
cli_save(struct cli *c, const char *path, const void *data, size_t len,
    uint32_t mode)
{
	cosign_rc_t rc;

	cli_hold_deadline(true);
	rc = cosign_file_save(path, data, len, mode, c->err);
	cli_hold_deadline(false);
	return rc;
}
