/*
 * A process that writes a key pair is killed before each system call that
 * changes something, in turn. Whatever it leaves, a reader finds both halves
 * of one generation or neither, and the next run succeeds.
 */
#include "file/pair.h"

#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static size_t calls_left; /* 0: nobody is killed */

static void
count_down(void)
{
	if (calls_left == 0)
		return;
	if (--calls_left == 0)
		(void)raise(SIGKILL);
}

/* Linked in the place of the real ones: --wrap, see CMakeLists.txt. */
#define WRAPPED(type, name, parameters, arguments) \
	type __real_##name parameters;             \
	type __wrap_##name parameters;             \
	type __wrap_##name parameters              \
	{                                          \
		count_down();                      \
		return __real_##name arguments;    \
	}

WRAPPED(int, mkdirat, (int d, const char *p, mode_t m), (d, p, m))
WRAPPED(int, symlinkat, (const char *t, int d, const char *p), (t, d, p))
WRAPPED(int, linkat, (int d, const char *p, int e, const char *q, int f),
    (d, p, e, q, f))
WRAPPED(
    int, renameat, (int d, const char *p, int e, const char *q), (d, p, e, q))
WRAPPED(int, unlinkat, (int d, const char *p, int f), (d, p, f))
WRAPPED(int, fsync, (int d), (d))
WRAPPED(int, flock, (int d, int op), (d, op))
WRAPPED(ssize_t, write, (int d, const void *p, size_t n), (d, p, n))

static void
fail(const char *what, size_t at)
{
	(void)fprintf(stderr, "killed before call %zu: %s\n", at, what);
	exit(1);
}

/* Content of a name, "" if it cannot be opened. */
static void
content(const char *name, char text[16])
{
	int fd = open(name, O_RDONLY);
	ssize_t n = fd < 0 ? 0 : read(fd, text, 15);

	text[n > 0 ? n : 0] = '\0';
	if (fd >= 0)
		(void)close(fd);
}

static void
write_pair(char generation, int overwrite)
{
	char key[8], pub[8];

	(void)snprintf(key, sizeof(key), "key %c", generation);
	(void)snprintf(pub, sizeof(pub), "pub %c", generation);
	if (csn_pair_write("a", csn_span_str(key), csn_span_str(pub), overwrite,
		NULL) != COSIGN_OK)
		exit(2);
}

/* Both halves of one of the generations; '-' stands for neither. */
static char
generation(size_t at)
{
	char key[16], pub[16];

	content("a.key", key);
	content("a.pub", pub);
	if (key[0] == '\0' && pub[0] == '\0')
		return '-';
	if (strlen(key) != 5 || strlen(pub) != 5 || key[4] != pub[4])
		fail("the halves do not belong together", at);
	return key[4];
}

/* Returns 0 once the child lived to its end. */
static int
run_and_kill(char new, int overwrite, size_t at)
{
	int status = 0;
	pid_t child = fork();

	if (child == 0) {
		calls_left = at;
		write_pair(new, overwrite);
		calls_left = 0;
		_exit(0);
	}
	if (child < 0 || waitpid(child, &status, 0) != child)
		fail("no child", at);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return 0;
	if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGKILL)
		fail("the child failed by itself", at);
	return 1;
}

static size_t entries;

static int
count_entry(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)path;
	(void)st;
	(void)type;
	(void)at;
	entries++;
	return 0;
}

/* The folder, the two files, and nothing else. */
static void
expect_tidy(size_t at)
{
	struct stat st;

	entries = 0;
	(void)nftw(".", count_entry, 8, FTW_PHYS);
	if (entries != 3)
		fail("something was left", at);
	if (lstat("a.key", &st) != 0 || !S_ISREG(st.st_mode) ||
	    (st.st_mode & 0777) != 0600)
		fail("the key is no file of mode 0600", at);
	if (lstat("a.pub", &st) != 0 || !S_ISREG(st.st_mode) ||
	    (st.st_mode & 0777) != 0640)
		fail("the public half is no file of mode 0640", at);
}

static int
remove_entry(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st;
	(void)type;
	return at->level == 0 ? 0 : remove(path);
}

static void
clear_folder(void)
{
	(void)nftw(".", remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}

static size_t
try_all(int with_old)
{
	size_t at;
	char found;
	int killed;

	for (at = 1;; at++) {
		clear_folder();
		if (with_old)
			write_pair('1', 0);
		killed = run_and_kill('2', with_old, at);
		found = generation(at);
		if (found != '2' && found != (with_old ? '1' : '-'))
			fail("another pair than the old or the new", at);
		if (!killed && found != '2')
			fail("done, but not there", at);
		/* The next run finds what is there, or nothing, and works. */
		if (found == '-'
			? csn_pair_check("a", 0, NULL) != COSIGN_OK
			: csn_pair_check("a", 0, NULL) != COSIGN_E_EXISTS)
			fail("the check is wrong about what is there", at);
		if (generation(at) != found)
			fail("tidying up changed the pair", at);
		if (killed && found != '-')
			expect_tidy(at);
		write_pair('3', 1);
		if (generation(at) != '3')
			fail("the next run failed", at);
		expect_tidy(at);
		if (!killed)
			return at - 1;
	}
}

int
main(void)
{
	char folder[] = "/tmp/cosign-pair-XXXXXX";
	size_t fresh, over;

	(void)umask(027);
	if (mkdtemp(folder) == NULL || chdir(folder) != 0)
		return 1;
	fresh = try_all(0);
	over = try_all(1);
	clear_folder();
	(void)rmdir(folder);
	(void)printf("killed before each of %zu calls that write a pair, and "
		     "of %zu that replace one\n",
	    fresh, over);
	return fresh > 10 && over > 10 ? 0 : 1;
}
