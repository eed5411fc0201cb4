#include "terminal.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

/* Generous: sanitizers and valgrind are slow, and a hang is a failure. */
#define PATIENCE 60

static char shown[8192];

static int64_t
milliseconds(void)
{
	struct timespec ts;

	(void)clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static int
status_of(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		cr_assert(errno == EINTR);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

struct terminal
terminal_start(const char *const argv[])
{
	struct terminal t = { .master = -1, .seen = shown };
	const char *slave;
	int fd;

	shown[0] = '\0';
	t.master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	cr_assert(
	    t.master >= 0 && grantpt(t.master) == 0 && unlockpt(t.master) == 0);
	slave = ptsname(t.master);
	cr_assert(slave != NULL);
	(void)fflush(NULL);
	t.pid = fork();
	cr_assert(t.pid >= 0);
	if (t.pid > 0)
		return t;
	(void)setsid();
	fd = open(slave, O_RDWR);
	if (fd < 0 || ioctl(fd, TIOCSCTTY, 0) != 0)
		_exit(120);
	for (int i = 0; i < 3; i++)
		(void)dup2(fd, i);
	(void)execv(argv[0], (char *const *)(uintptr_t)argv);
	_exit(121);
}

/* False at the end: nobody has the terminal open any more. */
static bool
terminal_read(struct terminal *t, int64_t end)
{
	struct pollfd input = { .fd = t->master, .events = POLLIN };
	ssize_t n;

	if (poll(&input, 1, 1000) == 0 && milliseconds() > end) {
		(void)kill(t->pid, SIGKILL);
		cr_assert_fail("nothing happens after \"%s\"", t->seen);
	}
	if (input.revents == 0)
		return true;
	cr_assert_lt(t->seen_len + 1, sizeof(shown), "too much output");
	n = read(
	    t->master, t->seen + t->seen_len, sizeof(shown) - 1 - t->seen_len);
	if (n <= 0)
		return n < 0 && errno == EINTR;
	t->seen_len += (size_t)n;
	t->seen[t->seen_len] = '\0';
	return true;
}

void
terminal_expect(struct terminal *t, const char *text)
{
	const int64_t end = milliseconds() + PATIENCE * 1000;
	const char *found;

	while ((found = strstr(t->seen + t->read_to, text)) == NULL)
		cr_assert(terminal_read(t, end), "\"%s\" does not come: \"%s\"",
		    text, t->seen + t->read_to);
	t->read_to = (size_t)(found - t->seen) + strlen(text);
}

void
terminal_type(struct terminal *t, const char *text)
{
	const size_t len = strlen(text);

	cr_assert(write(t->master, text, len) == (ssize_t)len);
}

bool
terminal_echoes(const struct terminal *t)
{
	struct termios mode;

	/* On Linux the master answers for the terminal. */
	cr_assert(tcgetattr(t->master, &mode) == 0);
	return (mode.c_lflag & ECHO) != 0;
}

int
terminal_wait(struct terminal *t)
{
	const int64_t end = milliseconds() + PATIENCE * 1000;

	while (terminal_read(t, end))
		continue;
	return status_of(t->pid);
}
