/*
 * Where passwords come from, as in cosign: COSIGN_PASSWORD even if empty,
 * else the terminal, else all of standard input. Never the command line.
 */
#include "cli.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define VARIABLE "COSIGN_PASSWORD"
#define PROMPT   "Enter password for private key"

bool
cli_password_is_piped(void)
{
	return getenv(VARIABLE) == NULL && isatty(STDIN_FILENO) != 1;
}

static cosign_rc_t
too_long(struct cli *c, const char *source)
{
	return cli_fail(c, COSIGN_E_LIMIT, "%s: more than %zu bytes", source,
	    cosign_password_max());
}

static cosign_rc_t
from_variable(
    struct cli *c, const char *value, uint8_t *buf, size_t size, size_t *len)
{
	const size_t n = strnlen(value, size + 1);

	if (n > size)
		return too_long(c, VARIABLE);
	memcpy(buf, value, n);
	*len = n;
	return COSIGN_OK;
}

static cosign_rc_t
new_from_terminal(struct cli *c, uint8_t *buf, size_t size, size_t *len)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	uint8_t *again = malloc(size);
	size_t again_len = 0;

	if (again == NULL)
		return cli_fail(c, COSIGN_E_NOMEM, "out of memory");
	CLI_TRY(cli_read_hidden(c, PROMPT ": ", buf, size, len));
	CLI_TRY(cli_read_hidden(c, PROMPT " again: ", again, size, &again_len));
	if (*len != again_len || memcmp(buf, again, again_len) != 0) {
		rc = cli_fail(c, COSIGN_E_CANCELLED, "passwords do not match");
		goto out;
	}
	rc = COSIGN_OK;
out:
	explicit_bzero(again, size);
	free(again);
	return rc;
}

/* Everything, newlines included. A device that is no terminal (/dev/null) is
   not taken for an empty password. */
static cosign_rc_t
read_pipe(struct cli *c, uint8_t *buf, size_t size, size_t *len)
{
	struct stat st;
	ssize_t n;
	uint8_t more;

	if (fstat(STDIN_FILENO, &st) != 0 || S_ISCHR(st.st_mode)) {
		cli_hint(c,
		    "set " VARIABLE ", or pipe the password to "
		    "standard input");
		return cli_fail(c, COSIGN_E_NO_PASSWORD,
		    "password: there is no terminal to ask at");
	}
	for (;;) {
		n = *len < size ? read(STDIN_FILENO, buf + *len, size - *len)
				: read(STDIN_FILENO, &more, 1);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return cli_fail(c, COSIGN_E_IO,
			    "password: standard input cannot be read");
		if (n == 0)
			return COSIGN_OK;
		if (*len == size)
			return too_long(c, "password");
		*len += (size_t)n;
	}
}

/* The key to import and the new file may both ask: a pipe is read once. */
static cosign_rc_t
from_pipe(struct cli *c, uint8_t *buf, size_t size, size_t *len)
{
	cosign_rc_t rc;

	if (c->piped == NULL) {
		c->piped = malloc(size);
		if (c->piped == NULL)
			return cli_fail(c, COSIGN_E_NOMEM, "out of memory");
		rc = read_pipe(c, c->piped, size, &c->piped_len);
		if (rc != COSIGN_OK)
			return rc;
	}
	if (c->piped_len > size)
		return too_long(c, "password");
	memcpy(buf, c->piped, c->piped_len);
	*len = c->piped_len;
	return COSIGN_OK;
}

void
cli_forget_password(struct cli *c)
{
	if (c->piped != NULL)
		explicit_bzero(c->piped, cosign_password_max());
	free(c->piped);
	c->piped = NULL;
}

int
cli_password(void *user, int purpose, uint8_t *buf, size_t size, size_t *len)
{
	const struct cli_asker *asker = user;
	const char *value = getenv(VARIABLE);

	*len = 0;
	if (value != NULL)
		return (int)from_variable(asker->c, value, buf, size, len);
	if (isatty(STDIN_FILENO) != 1)
		return (int)from_pipe(asker->c, buf, size, len);
	if (purpose == COSIGN_PASSWORD_CREATE)
		return (int)new_from_terminal(asker->c, buf, size, len);
	return (int)cli_read_hidden(asker->c,
	    asker->open_prompt != NULL ? asker->open_prompt : PROMPT ": ", buf,
	    size, len);
}
