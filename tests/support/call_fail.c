#include "call_fail.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <sys/stat.h>
#include <unistd.h>

static atomic_llong countdown; /* 0 and less: not armed */
static atomic_int failure, met;
static void (*_Atomic others)(void);

void
call_fail_arm(size_t n, int errnum)
{
	atomic_store(&met, 0);
	atomic_store(&failure, errnum);
	atomic_store(&others, NULL);
	atomic_store(&countdown, (long long)n);
}

void
call_fail_arm_others(size_t n, void (*fn)(void))
{
	atomic_store(&met, 0);
	atomic_store(&others, fn);
	atomic_store(&countdown, (long long)n);
}

int
call_fail_disarm(void)
{
	atomic_store(&countdown, 0);
	return atomic_load(&met);
}

/* Of several threads one meets it. */
static int
fails(void)
{
	const int errnum = atomic_load(&failure);
	void (*const fn)(void) = atomic_load(&others);
	int before;

	if (atomic_fetch_sub(&countdown, 1) != 1)
		return 0;
	atomic_store(&met, 1);
	if (fn != NULL) {
		before = errno;
		fn();
		errno = before;
		return 0;
	}
	if (errnum == CALL_FAIL_KILL)
		(void)raise(SIGKILL);
	errno = errnum;
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

WRAP(int, fstat, (int fd, struct stat *st), (fd, st))
WRAP(int, fstatat, (int fd, const char *path, struct stat *st, int flags),
    (fd, path, st, flags))

struct dirent *__real_readdir(DIR *dir);
struct dirent *__wrap_readdir(DIR *dir);

struct dirent *
__wrap_readdir(DIR *dir)
{
	return fails() ? NULL : __real_readdir(dir);
}

int __real_openat(int fd, const char *path, int flags, ...);
int __wrap_openat(int fd, const char *path, int flags, ...);

int
__wrap_openat(int fd, const char *path, int flags, ...)
{
	mode_t mode = 0;
	va_list ap;

	if ((flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE) {
		va_start(ap, flags);
		mode = va_arg(ap, mode_t);
		va_end(ap);
	}
	return fails() ? -1 : __real_openat(fd, path, flags, mode);
}
