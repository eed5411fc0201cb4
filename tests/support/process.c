#include "process.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define SECONDS 60

static int
input_file(const struct process_options *o)
{
	FILE *f;
	int ends[2], fd;

	if (o->input == NULL)
		return open("/dev/null", O_RDONLY);
	if (o->input_pipe) {
		/* What fits into the pipe needs no second process. */
		if (o->input_len > 65536 || pipe(ends) != 0)
			return -1;
		if (write(ends[1], o->input, o->input_len) !=
		    (ssize_t)o->input_len)
			return -1;
		(void)close(ends[1]);
		return ends[0];
	}
	f = tmpfile();
	if (f == NULL || fwrite(o->input, 1, o->input_len, f) != o->input_len ||
	    fflush(f) != 0)
		return -1;
	rewind(f);
	fd = dup(fileno(f));
	(void)fclose(f);
	return fd;
}

static void
set_environment(const char *const *env)
{
	for (; env != NULL && *env != NULL; env++) {
		const char *equals = strchr(*env, '=');
		char name[128];

		(void)snprintf(name, sizeof(name), "%.*s",
		    equals == NULL ? 127 : (int)(equals - *env), *env);
		if (equals == NULL)
			(void)unsetenv(name);
		else
			(void)setenv(name, equals + 1, 1);
	}
}

__attribute__((noreturn)) static void
become(const struct process_options *o, int in, int out, int err)
{
	int to = out;

	if (o->out_path != NULL)
		to = open(o->out_path, O_WRONLY);
	if (to < 0 || dup2(in, 0) < 0 || dup2(to, 1) < 0 || dup2(err, 2) < 0)
		_exit(126);
	/* Nothing else of ours: not even the other side of a pipe. */
	if (close_range(3, ~0u, 0) != 0)
		_exit(126);
	if (o->closed != 0)
		(void)close(o->closed);
	set_environment(o->env);
	(void)alarm(SECONDS);
	/* execvp() does not write to the strings. */
	(void)execvp(o->argv[0], (char *const *)(uintptr_t)o->argv);
	_exit(127);
}

static char *
slurp(FILE *f, size_t *len)
{
	char *text;
	long size;

	if (fseek(f, 0, SEEK_END) != 0 || (size = ftell(f)) < 0)
		return NULL;
	rewind(f);
	text = malloc((size_t)size + 1);
	if (text == NULL)
		return NULL;
	*len = fread(text, 1, (size_t)size, f);
	text[*len] = '\0';
	return text;
}

int
process_run(
    struct process_result *result, const struct process_options *options)
{
	FILE *out = tmpfile(), *err = tmpfile();
	int in = input_file(options), status = 0;
	pid_t child;

	memset(result, 0, sizeof(*result));
	if (out == NULL || err == NULL || in < 0)
		goto failed;
	(void)fflush(NULL);
	child = fork();
	if (child < 0)
		goto failed;
	if (child == 0)
		become(options, in, fileno(out), fileno(err));
	(void)close(in);
	if (waitpid(child, &status, 0) != child)
		goto failed;
	result->status =
	    WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
	result->out = slurp(out, &result->out_len);
	result->err = slurp(err, &result->err_len);
	(void)fclose(out);
	(void)fclose(err);
	if (result->out != NULL && result->err != NULL)
		return 0;
failed:
	perror(options->argv[0]);
	return -1;
}

void
process_dispose(struct process_result *result)
{
	free(result->out);
	free(result->err);
	memset(result, 0, sizeof(*result));
}
