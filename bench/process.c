#include "process.h"

#include "measure.h"

#include <fcntl.h>
#include <spawn.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

struct usage {
	double ms;
	double cpu_ms;
	double peak_kb;
};

static void
wait_for(pid_t pid, const char *program, struct rusage *usage)
{
	int status = 0;

	if (wait4(pid, &status, 0, usage) != pid || !WIFEXITED(status) ||
	    WEXITSTATUS(status) != 0)
		bench_die("%s failed (status 0x%x)", program, status);
}

/* posix_spawnp() changes no argument, but its type does not say so. */
static char *const *
spawn_args(const char *const *args)
{
	union {
		const char *const *in;
		char *const *out;
	} u = { args };

	return u.out;
}

/* Input from a descriptor, or nothing (-1); output to a descriptor, or nowhere
   (-1). */
static pid_t
start(const char *const *args, int in, int out, const char *err_path)
{
	posix_spawn_file_actions_t actions;
	pid_t pid = 0;

	(void)posix_spawn_file_actions_init(&actions);
	if (in < 0)
		(void)posix_spawn_file_actions_addopen(
		    &actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	else
		(void)posix_spawn_file_actions_adddup2(
		    &actions, in, STDIN_FILENO);
	if (out < 0)
		(void)posix_spawn_file_actions_addopen(
		    &actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
	else
		(void)posix_spawn_file_actions_adddup2(
		    &actions, out, STDOUT_FILENO);
	(void)posix_spawn_file_actions_addopen(&actions, STDERR_FILENO,
	    err_path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (posix_spawnp(
		&pid, args[0], &actions, NULL, spawn_args(args), environ) != 0)
		bench_die("%s cannot be run", args[0]);
	(void)posix_spawn_file_actions_destroy(&actions);
	return pid;
}

static double
milliseconds(struct timeval t)
{
	return (double)t.tv_sec * 1e3 + (double)t.tv_usec / 1e3;
}

static struct usage
run(const char *const *args)
{
	struct rusage usage;
	struct usage u;
	double begin = bench_now();

	wait_for(start(args, -1, -1, "/dev/null"), args[0], &usage);
	u.ms = (bench_now() - begin) / 1e6;
	u.cpu_ms = milliseconds(usage.ru_utime) + milliseconds(usage.ru_stime);
	u.peak_kb = (double)usage.ru_maxrss;
	return u;
}

void
bench_interleave(struct bench_program *programs, size_t n, size_t runs)
{
	double *ms = calloc(n * runs, sizeof(*ms));
	double *cpu = calloc(n * runs, sizeof(*cpu));
	double *kb = calloc(n * runs, sizeof(*kb));

	if (ms == NULL || cpu == NULL || kb == NULL)
		bench_die("no memory");
	for (size_t i = 0; i < n; i++)
		(void)run(programs[i].args);
	for (size_t r = 0; r < runs; r++)
		for (size_t i = 0; i < n; i++) {
			struct usage u = run(programs[i].args);

			ms[i * runs + r] = u.ms;
			cpu[i * runs + r] = u.cpu_ms;
			kb[i * runs + r] = u.peak_kb;
		}
	for (size_t i = 0; i < n; i++) {
		programs[i].ms = bench_median(ms + i * runs, runs);
		programs[i].cpu_ms = bench_median(cpu + i * runs, runs);
		programs[i].peak_kb = bench_median(kb + i * runs, runs);
	}
	free(ms);
	free(cpu);
	free(kb);
}

void
bench_capture(const char *const *args, char *text, size_t size)
{
	struct rusage usage;
	size_t len = 0;
	ssize_t got;
	int fds[2];
	pid_t pid;

	if (pipe2(fds, O_CLOEXEC) != 0)
		bench_die("no pipe");
	pid = start(args, -1, fds[1], "/dev/null");
	(void)close(fds[1]);
	while (len < size - 1 &&
	    (got = read(fds[0], text + len, size - 1 - len)) > 0)
		len += (size_t)got;
	text[len] = '\0';
	(void)close(fds[0]);
	wait_for(pid, args[0], &usage);
}

void
bench_stderr_to(const char *const *args, const char *path)
{
	struct rusage usage;

	wait_for(start(args, -1, -1, path), args[0], &usage);
}

void
bench_peer_start(struct bench_peer *peer, const char *const *args)
{
	int in[2], out[2];

	if (pipe2(in, O_CLOEXEC) != 0 || pipe2(out, O_CLOEXEC) != 0)
		bench_die("no pipe");
	/* One that ended is found out by its silence. */
	(void)signal(SIGPIPE, SIG_IGN);
	peer->pid = start(args, in[0], out[1], "/dev/null");
	(void)close(in[0]);
	(void)close(out[1]);
	peer->in = fdopen(in[1], "w");
	peer->out = fdopen(out[0], "r");
	if (peer->in == NULL || peer->out == NULL)
		bench_die("no memory");
}

double
bench_peer_ask(struct bench_peer *peer, int count)
{
	char text[64];

	if (fprintf(peer->in, "%d\n", count) < 0 || fflush(peer->in) != 0 ||
	    fgets(text, sizeof(text), peer->out) == NULL)
		return -1;
	return strtod(text, NULL);
}

void
bench_peer_stop(struct bench_peer *peer)
{
	int status;

	(void)fclose(peer->in);
	(void)fclose(peer->out);
	(void)waitpid(peer->pid, &status, 0);
}
