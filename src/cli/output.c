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

/* The character at p, and its length; 0 if it is none of UTF-8. */
static size_t
decode(uint32_t *point, const char *p, size_t len)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	const uint8_t lead = (uint8_t)*p;
	size_t n = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4, i;

	*point = lead;
	if (lead < 0x80)
		return 1;
	if (lead < 0xc0 || n > len)
		return 0;
	*point = lead & (0x7fu >> n);
	for (i = 1; i < n; i++) {
		if (((uint8_t)p[i] & 0xc0) != 0x80)
			return 0;
		*point = *point << 6 | ((uint8_t)p[i] & 0x3f);
	}
	if (lead > 0xf4 || *point < least[n] || *point > 0x10ffff ||
	    (*point >= 0xd800 && *point < 0xe000))
		return 0;
	return n;
}

/* Whether a terminal may see it: as messages have it, but for what JSON has
   between its lines. */
static bool
is_shown(const char *p, size_t n)
{
	char one[5] = { 0 }, shown[20];

	if (*p == '\n' || *p == '\t')
		return true;
	memcpy(one, p, n);
	return cosign_text_escape(shown, sizeof(shown), one) == n &&
	    memcmp(shown, p, n) == 0;
}

/*
 * What strangers wrote can move a terminal's cursor, or turn the order of what
 * stands there. In JSON it says the same as an escape.
 */
void
cli_print_json(const void *json, size_t len)
{
	const char *p = json;
	uint32_t point;
	size_t n;

	for (; len > 0; p += n, len -= n) {
		n = decode(&point, p, len);
		if (n > 0 && is_shown(p, n)) {
			(void)fwrite(p, 1, n, stdout);
			continue;
		}
		if (n == 0) {
			point = 0xfffd;
			n = 1;
		}
		if (point > 0xffff)
			(void)printf("\\u%04x", 0xd7c0 + (point >> 10));
		(void)printf("\\u%04x",
		    point > 0xffff ? 0xdc00 | (point & 0x3ff) : point);
	}
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
