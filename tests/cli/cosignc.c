#include "cosignc.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define WORDS_MAX 48

const char *const *
cosignc_argv(const char *line)
{
	static char copy[4096];
	static const char *argv[WORDS_MAX];
	size_t n = 0;
	char *at = copy;

	(void)snprintf(copy, sizeof(copy), "%s", line);
	argv[n++] = COSIGNC;
	while (at != NULL && *at != '\0') {
		cr_assert_lt(n + 1, ARRAY_LEN(argv));
		argv[n++] = strsep(&at, " ");
	}
	argv[n] = NULL;
	return argv;
}

struct process_result
cosignc_with(const char *line, struct process_options options)
{
	struct process_result p;

	options.argv = cosignc_argv(line);
	cr_assert_eq(process_run(&p, &options), 0);
	return p;
}

struct process_result
cosignc(const char *line)
{
	return cosignc_with(line, (struct process_options){ .argv = NULL });
}

struct terminal
cosignc_terminal(const char *line)
{
	return terminal_start(cosignc_argv(line));
}

void
expect_status(const struct process_result *p, int status)
{
	cr_expect_eq(p->status, status, "status %d instead of %d: %s",
	    p->status, status, p->err);
}

/* The error is one line; hints and notices are others. */
void
expect_error_line(const struct process_result *p, const char *line)
{
	char expected[1024];
	const char *at = p->err;
	size_t lines = 0;

	expect_status(p, 1);
	(void)snprintf(expected, sizeof(expected), "cosignc: %s", line);
	while (*at != '\0') {
		const size_t len = strcspn(at, "\n");

		if (strncmp(at, "cosignc: ", 9) == 0) {
			lines++;
			cr_expect(strncmp(at, expected, strlen(expected)) == 0,
			    "\"%.*s\" instead of \"%s\"", (int)len, at,
			    expected);
		}
		at += len + (at[len] == '\n' ? 1 : 0);
	}
	cr_expect_eq(lines, 1, "%zu error lines: %s", lines, p->err);
}

void
expect_contains(const char *text, const char *part)
{
	cr_expect(
	    strstr(text, part) != NULL, "\"%s\" is not in \"%s\"", part, text);
}

void
cosignc_must(const char *line)
{
	struct process_result p = cosignc(line);

	cr_assert_eq(p.status, 0, "cosignc %s: %s", line, p.err);
	process_dispose(&p);
}

void
cosignc_setup(void)
{
	static const char *const prefixes[] = { "COSIGN_", "SIGSTORE_", "TUF_",
		"NO_COLOR=", "TERM=" };
	char name[256];
	size_t i, at = 0;

	while (environ[at] != NULL) {
		for (i = 0; i < ARRAY_LEN(prefixes); i++)
			if (strncmp(environ[at], prefixes[i],
				strlen(prefixes[i])) == 0)
				break;
		if (i == ARRAY_LEN(prefixes)) {
			at++;
			continue;
		}
		(void)snprintf(name, sizeof(name), "%.*s",
		    (int)strcspn(environ[at], "="), environ[at]);
		(void)unsetenv(name);
	}
	scratch_enter();
}

void
cosignc_teardown(void)
{
	scratch_leave();
}

void
cosignc_setup_key(void)
{
	cosignc_setup();
	(void)setenv("COSIGN_PASSWORD", "secret", 1);
	cosignc_material("cosign.key cosign.pub f");
}

void
cosignc_material(const char *names)
{
	static char path[4096];
	char copy[512], *at = copy, *name, *data;
	size_t len;

	(void)snprintf(copy, sizeof(copy), "%s", names);
	while ((name = strsep(&at, " ")) != NULL) {
		(void)snprintf(
		    path, sizeof(path), COSIGN_CLI_MATERIAL "/%s", name);
		data = file_read(path, &len);
		scratch_write(name, data, len);
		free(data);
	}
}

void
file_text(const char *path, const char *text)
{
	scratch_write(path, text, strlen(text));
}

char *
file_read(const char *path, size_t *len)
{
	struct stat st;
	char *text;
	FILE *f;

	f = fopen(path, "rb");
	cr_assert(f != NULL, "%s cannot be opened", path);
	cr_assert(fstat(fileno(f), &st) == 0);
	text = calloc(1, (size_t)st.st_size + 1);
	cr_assert(text != NULL);
	cr_assert(fread(text, 1, (size_t)st.st_size, f) == (size_t)st.st_size);
	(void)fclose(f);
	if (len != NULL)
		*len = (size_t)st.st_size;
	return text;
}

bool
file_exists(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0;
}

unsigned int
file_mode(const char *path)
{
	struct stat st;

	cr_assert(stat(path, &st) == 0, "%s is not there", path);
	return st.st_mode & 07777u;
}
