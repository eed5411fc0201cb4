#include "call_fail.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <unistd.h>

static size_t countdown; /* 0: not armed */
static int failure, met;

void
call_fail_arm(size_t n, int errnum)
{
	met = 0;
	failure = errnum;
	countdown = n;
}

int
call_fail_disarm(void)
{
	countdown = 0;
	return met;
}

static int
fails(void)
{
	if (countdown == 0 || --countdown > 0)
		return 0;
	met = 1;
	if (failure == CALL_FAIL_KILL)
		(void)raise(SIGKILL);
	errno = failure;
	return 1;
}

/* A call of fixed arguments that returns -1 on failure. */
#define WRAP(type, name, params, args)                    \
	type __real_##name params;                        \
	type __wrap_##name params;                        \
	type __wrap_##name params                         \
	{                                                 \
		return fails() ? -1 : __real_##name args; \
	}

WRAP(ssize_t, write, (int fd, const void *p, size_t n), (fd, p, n))
WRAP(int, fsync, (int fd), (fd))
WRAP(int, fchmod, (int fd, mode_t mode), (fd, mode))
WRAP(int, mkdirat, (int fd, const char *path, mode_t mode), (fd, path, mode))
WRAP(int, unlinkat, (int fd, const char *path, int flags), (fd, path, flags))
WRAP(int, symlinkat, (const char *to, int fd, const char *path), (to, fd, path))
WRAP(int, linkat,
    (int fd, const char *path, int fd2, const char *path2, int flags),
    (fd, path, fd2, path2, flags))
WRAP(int, renameat, (int fd, const char *path, int fd2, const char *path2),
    (fd, path, fd2, path2))

int __real_openat(int fd, const char *path, int flags, ...);
int __wrap_openat(int fd, const char *path, int flags, ...);

int
__wrap_openat(int fd, const char *path, int flags, ...)
{
	mode_t mode = 0;
	va_list ap;

	if ((flags & O_CREAT) != 0) {
		va_start(ap, flags);
		mode = va_arg(ap, mode_t);
		va_end(ap);
	}
	return fails() ? -1 : __real_openat(fd, path, flags, mode);
}
