/* login, logout: what docker's config.json, or the helper that it names, knows
   of us. */
#include "image.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct login {
	char *key;  /* what the file calls the registry */
	char *path; /* of the file */
	char *json; /* NULL: there is none */
	size_t len;
	char *helper; /* that keeps secrets; NULL: the file does */
	char *password;
	size_t password_size; /* with the NUL, and whatever is behind it */
};

/* The password has at most as much; the library says so. */
#define PASSWORD_MAX ((size_t)64 * 1024)

static void
wipe(char *text, size_t len)
{
	if (text != NULL)
		explicit_bzero(text, len);
	cosign_free(text);
}

static void
close_login(struct login *l)
{
	wipe(l->json, l->len);
	wipe(l->password, l->password_size);
	cosign_free(l->helper);
	cosign_free(l->key);
	free(l->path);
}

/* ---- the file ---- */

static cosign_rc_t
find_path(struct cli *c, struct login *l)
{
	const char *folder = getenv("DOCKER_CONFIG"), *home = getenv("HOME");
	int len;

	if (folder != NULL && *folder != '\0')
		len = asprintf(&l->path, "%s/config.json", folder);
	else if (home != NULL && *home != '\0')
		len = asprintf(&l->path, "%s/.docker/config.json", home);
	else {
		cli_fail(c, COSIGN_E_NOT_FOUND,
		    "neither DOCKER_CONFIG nor HOME says where docker's "
		    "config.json is");
		return COSIGN_E_NOT_FOUND;
	}
	if (len >= 0)
		return COSIGN_OK;
	l->path = NULL;
	cli_fail(c, COSIGN_E_NOMEM, "out of memory");
	return COSIGN_E_NOMEM;
}

static cosign_rc_t
open_login(struct cli *c, struct login *l)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	CLI_TRY(cli_fail_at(c, cosign_login_key(&l->key, c->args[0], c->err),
	    "%s", c->args[0]));
	CLI_TRY(find_path(c, l));
	if (access(l->path, F_OK) != 0 && errno == ENOENT)
		return COSIGN_OK;
	CLI_TRY(cosign_file_load(
	    &l->json, &l->len, l->path, CLI_CONFIG_MAX, c->err));
	CLI_TRY(cli_fail_at(c,
	    cosign_login_helper(&l->helper, l->json, l->len, l->key, c->err),
	    "%s", l->path));
	rc = COSIGN_OK;
out:
	return rc;
}

/* The folder of the file, if that is new, as docker makes it. */
static cosign_rc_t
make_folder(struct cli *c, const struct login *l)
{
	char *slash = strrchr(l->path, '/');
	char reason[128];
	int error = 0;

	*slash = '\0';
	if (mkdir(l->path, 0700) != 0 && errno != EEXIST)
		error = errno;
	if (error != 0)
		(void)cli_fail(c, COSIGN_E_IO, "%s: %s", l->path,
		    strerror_r(error, reason, sizeof(reason)));
	*slash = '/';
	return error == 0 ? COSIGN_OK : COSIGN_E_IO;
}

/* Before a secret is in it: nobody else's to read. */
static cosign_rc_t
close_to_others(struct cli *c, const struct login *l)
{
	char reason[128];
	struct stat st;

	if (stat(l->path, &st) != 0 || (st.st_mode & 077) == 0 ||
	    chmod(l->path, st.st_mode & 0700) == 0)
		return COSIGN_OK;
	return cli_fail(c, COSIGN_E_PERMISSION, "%s: others can read it: %s",
	    l->path, strerror_r(errno, reason, sizeof(reason)));
}

static cosign_rc_t
save(struct cli *c, const struct login *l, char *json, size_t len)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	CLI_TRY(make_folder(c, l));
	CLI_TRY(close_to_others(c, l));
	CLI_TRY(cli_save(c, l->path, json, len, 0600));
	rc = COSIGN_OK;
out:
	wipe(json, len);
	return rc;
}

/* ---- login ---- */

static cosign_rc_t
refuse(struct cli *c)
{
	return cli_fail(c, COSIGN_E_ARGUMENT, "username and password required");
}

/* All of standard input, but for a newline at its end. */
static cosign_rc_t
read_piped(struct cli *c, char *out, size_t size)
{
	size_t len;

	/* No copy of it stays behind. */
	(void)setvbuf(stdin, NULL, _IONBF, 0);
	len = fread(out, 1, size, stdin);

	if (ferror(stdin) != 0)
		return cli_fail(c, COSIGN_E_IO,
		    "--password-stdin: standard input cannot be read");
	if (len == size)
		return cli_fail(c, COSIGN_E_LIMIT,
		    "--password-stdin: more than %zu bytes", size - 1);
	if (len > 0 && out[len - 1] == '\n')
		len--;
	if (len > 0 && out[len - 1] == '\r')
		len--;
	if (memchr(out, '\0', len) != NULL)
		return cli_fail(
		    c, COSIGN_E_ARGUMENT, "--password-stdin: a NUL in it");
	out[len] = '\0';
	return COSIGN_OK;
}

static cosign_rc_t
ask_password(struct cli *c, char *out, size_t size)
{
	size_t len = 0;
	cosign_rc_t rc;

	if (isatty(STDIN_FILENO) != 1)
		return refuse(c);
	rc = cli_read_hidden(c, "Password: ", (uint8_t *)out, size - 1, &len);
	if (rc != COSIGN_OK)
		return rc;
	if (memchr(out, '\0', len) != NULL)
		return cli_fail(c, COSIGN_E_ARGUMENT, "password: a NUL in it");
	out[len] = '\0';
	return COSIGN_OK;
}

static cosign_rc_t
get_password(struct cli *c, struct login *l)
{
	const char *given = cli_text(c, CLI_OPT_PASSWORD);
	const bool piped = cli_on(c, CLI_OPT_PASSWORD_STDIN);
	cosign_rc_t rc;

	if (given != NULL && piped)
		return cli_fail(c, COSIGN_E_CONFLICT,
		    "--password and --password-stdin: give one of them");
	if (cli_text(c, CLI_OPT_USERNAME) == NULL)
		return refuse(c);
	/* As large as it gets: what is wiped is all there was. */
	l->password_size = given != NULL ? strlen(given) + 1 : PASSWORD_MAX;
	l->password = calloc(1, l->password_size);
	if (l->password == NULL)
		return cli_fail(c, COSIGN_E_NOMEM, "out of memory");
	if (given != NULL) {
		memcpy(l->password, given, l->password_size);
		return COSIGN_OK;
	}
	rc = piped ? read_piped(c, l->password, PASSWORD_MAX)
		   : ask_password(c, l->password, PASSWORD_MAX);
	if (rc == COSIGN_OK && *l->password == '\0')
		rc = refuse(c);
	return rc;
}

/* The file tells others that the helper has it, as docker's does. */
static cosign_rc_t
keep_by_helper(struct cli *c, const struct login *l, char **json, size_t *len)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	char *request = NULL;
	size_t request_len = 0;

	CLI_TRY(cosign_login_request(&request, &request_len, l->key,
	    cli_text(c, CLI_OPT_USERNAME), l->password, c->err));
	CLI_TRY(cli_tell_helper(c, l->helper, "store", request, request_len));
	CLI_TRY(cosign_login_store(
	    json, len, l->json, l->len, l->key, NULL, NULL, c->err));
	rc = COSIGN_OK;
out:
	wipe(request, request_len);
	return rc;
}

cosign_rc_t
cli_login(struct cli *c)
{
	struct login l = { .key = NULL };
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	char *json = NULL;
	size_t len = 0;

	CLI_TRY(open_login(c, &l));
	CLI_TRY(get_password(c, &l));
	if (l.helper != NULL)
		CLI_TRY(keep_by_helper(c, &l, &json, &len));
	else
		CLI_TRY(cosign_login_store(&json, &len, l.json, l.len, l.key,
		    cli_text(c, CLI_OPT_USERNAME), l.password, c->err));
	CLI_TRY(save(c, &l, json, len));
	cli_info(c, "logged in via %s", l.path);
	rc = COSIGN_OK;
out:
	close_login(&l);
	return rc;
}

/* ---- logout ---- */

cosign_rc_t
cli_logout(struct cli *c)
{
	struct login l = { .key = NULL };
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	char *json = NULL;
	size_t len = 0;

	CLI_TRY(open_login(c, &l));
	if (l.helper != NULL)
		CLI_TRY(cli_tell_helper(
		    c, l.helper, "erase", l.key, strlen(l.key)));
	if (l.json != NULL)
		CLI_TRY(cli_fail_at(c,
		    cosign_login_erase(
			&json, &len, l.json, l.len, l.key, c->err),
		    "%s", l.path));
	if (json != NULL)
		CLI_TRY(save(c, &l, json, len));
	if (json == NULL && l.helper == NULL)
		cli_info(c, "not logged in to %s", c->args[0]);
	else
		cli_info(c, "logged out via %s", l.path);
	rc = COSIGN_OK;
out:
	close_login(&l);
	return rc;
}
