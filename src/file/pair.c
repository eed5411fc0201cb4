#include "file/pair.h"

#include "file/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* The two halves: name in the staging folder, ending of the real name. */
static const struct half {
	const char *name;
	mode_t mode;
} halves[] = {
	{ "key", 0600 },
	{ "pub", 0644 },
};
#define HALVES CSN_ARRAY_LEN(halves)

struct pair {
	const char *prefix;
	int dir;                          /* folder that holds the pair */
	char names[HALVES][NAME_MAX + 1]; /* in it */
	char stage_name[NAME_MAX + 1];    /* ".NAME.pair" */
	int stage;                        /* open and locked, or -1 */
};

static cosign_rc_t
pair_open(struct pair *p, const char *prefix, cosign_error_t *err)
{
	const char *slash = strrchr(prefix, '/');
	const char *base = slash == NULL ? prefix : slash + 1;
	size_t i;
	int n;

	p->prefix = prefix;
	p->dir = p->stage = -1;
	if (*base == '\0')
		return csn_fail(
		    err, COSIGN_E_ARGUMENT, "%s: no name for a key", prefix);
	for (i = 0; i < HALVES; i++) {
		n = snprintf(p->names[i], sizeof(p->names[i]), "%s.%s", base,
		    halves[i].name);
		if (n < 0 || (size_t)n >= sizeof(p->names[i]))
			return csn_fail_errno(err, ENAMETOOLONG, "%s", prefix);
	}
	n = snprintf(p->stage_name, sizeof(p->stage_name), ".%s.pair", base);
	if (n < 0 || (size_t)n >= sizeof(p->stage_name))
		return csn_fail_errno(err, ENAMETOOLONG, "%s", prefix);
	return csn_folder_open(&p->dir, &base, AT_FDCWD, prefix, err);
}

static void
pair_close(struct pair *p)
{
	if (p->stage >= 0)
		(void)close(p->stage);
	if (p->dir >= 0)
		(void)close(p->dir);
	p->dir = p->stage = -1;
}

/* Whether a name of the pair is a link into the staging folder. */
static int
is_staged(const struct pair *p, size_t half)
{
	char target[NAME_MAX + 16];
	const size_t len = strlen(p->stage_name);
	ssize_t n;

	n = readlinkat(p->dir, p->names[half], target, sizeof(target) - 1);
	if (n < 0)
		return 0;
	target[n] = '\0';
	return strncmp(target, p->stage_name, len) == 0 && target[len] == '/';
}

/* Whether the one step was taken. */
static int
is_switched(const struct pair *p)
{
	char target[8];
	ssize_t n = readlinkat(p->stage, "now", target, sizeof(target));

	return n == 3 && memcmp(target, "new", 3) == 0;
}

/* Real files for the links, from the side that "now" leads to. */
static int
unstage(const struct pair *p)
{
	const char *side = is_switched(p) ? "new" : "old";
	char from[16];
	size_t i;

	for (i = 0; i < HALVES; i++) {
		if (!is_staged(p, i))
			continue;
		(void)snprintf(
		    from, sizeof(from), "%s/%s", side, halves[i].name);
		if (renameat(p->stage, from, p->dir, p->names[i]) == 0)
			continue;
		/* Nothing was there before: nothing is there again. */
		if (errno != ENOENT || unlinkat(p->dir, p->names[i], 0) != 0)
			return 0;
	}
	return csn_folder_sync(p->dir) == 0;
}

/* Only after unstage(): nothing leads into the folder any more. */
static void
empty_stage(const struct pair *p)
{
	static const char *const files[] = { "now", "next", "link", "old/key",
		"old/pub", "new/key", "new/pub" };
	size_t i;

	for (i = 0; i < CSN_ARRAY_LEN(files); i++)
		(void)unlinkat(p->stage, files[i], 0);
	(void)unlinkat(p->stage, "old", AT_REMOVEDIR);
	(void)unlinkat(p->stage, "new", AT_REMOVEDIR);
}

/* Finish or undo what is in the staging folder, and remove it. */
static cosign_rc_t
leave_stage(struct pair *p, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_OK;

	if (unstage(p)) {
		empty_stage(p);
		(void)unlinkat(p->dir, p->stage_name, AT_REMOVEDIR);
	} else {
		rc = csn_fail_errno(err, errno, "%s", p->prefix);
	}
	(void)close(p->stage);
	p->stage = -1;
	return rc;
}

/*
 * Whether the folder that was opened and locked is still the one of that
 * name: who held the lock before has removed it. And whether nobody else
 * writes there: in a folder for everybody (/tmp) the name may have been taken
 * to catch a key.
 */
static cosign_rc_t
check_stage(const struct pair *p, int *gone, cosign_error_t *err)
{
	struct stat mine, named;

	*gone = 0;
	if (fstat(p->stage, &mine) != 0)
		return csn_fail_errno(err, errno, "%s", p->prefix);
	if (fstatat(p->dir, p->stage_name, &named, AT_SYMLINK_NOFOLLOW) != 0) {
		if (errno != ENOENT)
			return csn_fail_errno(err, errno, "%s", p->prefix);
		*gone = 1;
		return COSIGN_OK;
	}
	*gone = mine.st_dev != named.st_dev || mine.st_ino != named.st_ino;
	if (*gone)
		return COSIGN_OK;
	if (mine.st_uid != geteuid() || (mine.st_mode & 022) != 0)
		return csn_fail(err, COSIGN_E_PERMISSION,
		    "%s: its staging folder %s is not ours alone", p->prefix,
		    p->stage_name);
	return COSIGN_OK;
}

/* Open the staging folder and lock it, without waiting: p->stage stays -1
   where there is none, or with *busy where somebody works in it. */
static cosign_rc_t
lock_stage(struct pair *p, int *busy, cosign_error_t *err)
{
	const int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
	cosign_rc_t rc;
	int gone;

	*busy = 0;
	do {
		p->stage = openat(p->dir, p->stage_name, flags);
		if (p->stage < 0)
			return errno == ENOENT
			    ? COSIGN_OK
			    : csn_fail_errno(err, errno, "%s", p->prefix);
		if (flock(p->stage, LOCK_EX | LOCK_NB) == 0) {
			rc = check_stage(p, &gone, err);
			if (rc == COSIGN_OK && !gone)
				return COSIGN_OK;
		} else {
			*busy = errno == EWOULDBLOCK;
			gone = 0;
			rc = COSIGN_OK;
			if (!*busy)
				rc =
				    csn_fail_errno(err, errno, "%s", p->prefix);
		}
		(void)close(p->stage);
		p->stage = -1;
	} while (gone && rc == COSIGN_OK);
	return rc;
}

static cosign_rc_t
fail_busy(const struct pair *p, cosign_error_t *err)
{
	return csn_fail(err, COSIGN_E_UNAVAILABLE,
	    "%s: another process is writing this key pair", p->prefix);
}

/* Finish or undo what a killed process left. Whoever is alive is left
   alone. */
static cosign_rc_t
recover(struct pair *p, cosign_error_t *err)
{
	cosign_rc_t rc;
	int busy;

	rc = lock_stage(p, &busy, err);
	if (busy)
		return fail_busy(p, err);
	if (rc != COSIGN_OK || p->stage < 0)
		return rc;
	return leave_stage(p, err);
}

static cosign_rc_t
check_names(struct pair *p, int overwrite, cosign_error_t *err)
{
	const char *slash = strrchr(p->prefix, '/');
	const int folder = slash == NULL ? 0 : (int)(slash - p->prefix) + 1;
	struct stat st;
	size_t i;

	for (i = 0; i < HALVES; i++) {
		if (fstatat(p->dir, p->names[i], &st, AT_SYMLINK_NOFOLLOW) !=
		    0) {
			if (errno == ENOENT)
				continue;
			return csn_fail_errno(err, errno, "%.*s%s", folder,
			    p->prefix, p->names[i]);
		}
		if (S_ISDIR(st.st_mode))
			return csn_fail(err, COSIGN_E_DIRECTORY,
			    "%.*s%s: is a directory", folder, p->prefix,
			    p->names[i]);
		if (!overwrite)
			return csn_fail(err, COSIGN_E_EXISTS,
			    "%.*s%s: file exists", folder, p->prefix,
			    p->names[i]);
		if (!S_ISREG(st.st_mode))
			return csn_fail(err, COSIGN_E_FILE_KIND,
			    "%.*s%s: not a regular file", folder, p->prefix,
			    p->names[i]);
	}
	return COSIGN_OK;
}

static cosign_rc_t
make_stage(struct pair *p, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_OK;
	int busy = 0;

	while (rc == COSIGN_OK && p->stage < 0 && !busy) {
		if (mkdirat(p->dir, p->stage_name, 0700) != 0 &&
		    errno != EEXIST)
			return csn_fail_errno(err, errno, "%s", p->prefix);
		rc = lock_stage(p, &busy, err);
	}
	if (busy)
		return fail_busy(p, err);
	if (rc != COSIGN_OK)
		return rc;
	if (!unstage(p))
		return csn_fail_errno(err, errno, "%s", p->prefix);
	empty_stage(p);
	return COSIGN_OK;
}

static cosign_rc_t
fill_stage(struct pair *p, cosign_error_t *err)
{
	if (mkdirat(p->stage, "old", 0700) != 0 ||
	    mkdirat(p->stage, "new", 0700) != 0 ||
	    symlinkat("old", p->stage, "now") != 0)
		return csn_fail_errno(err, errno, "%s", p->prefix);
	return COSIGN_OK;
}

/* The new half, and a second name for the old one if there is one. */
static cosign_rc_t
fill_half(
    struct pair *p, size_t half, struct csn_span bytes, cosign_error_t *err)
{
	const struct csn_file_meta meta = { .mode = halves[half].mode };
	char to[16];
	int errnum;

	(void)snprintf(to, sizeof(to), "new/%s", halves[half].name);
	errnum = csn_file_create(p->stage, to, &meta, bytes.p, bytes.len);
	if (errnum != 0)
		return csn_fail_errno(err, errnum, "%s", p->prefix);
	(void)snprintf(to, sizeof(to), "old/%s", halves[half].name);
	if (linkat(p->dir, p->names[half], p->stage, to, 0) != 0 &&
	    errno != ENOENT)
		return csn_fail_errno(err, errno, "%s", p->prefix);
	return COSIGN_OK;
}

/* The names in one side are on disk before anything leads there. */
static cosign_rc_t
sync_side(const struct pair *p, const char *side, cosign_error_t *err)
{
	const int fd =
	    openat(p->stage, side, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int errnum;

	if (fd < 0)
		return csn_fail_errno(err, errno, "%s", p->prefix);
	errnum = csn_folder_sync(fd);
	(void)close(fd);
	if (errnum != 0)
		return csn_fail_errno(err, errnum, "%s", p->prefix);
	return COSIGN_OK;
}

/* Make one name of the pair lead through "now". */
static cosign_rc_t
stage_half(struct pair *p, size_t half, cosign_error_t *err)
{
	char target[NAME_MAX + 16], old[16];
	int rc;

	(void)snprintf(target, sizeof(target), "%s/now/%s", p->stage_name,
	    halves[half].name);
	(void)snprintf(old, sizeof(old), "old/%s", halves[half].name);
	if (faccessat(p->stage, old, F_OK, 0) == 0) {
		/* The name exists, with the consent to replace it. */
		rc = symlinkat(target, p->stage, "link");
		if (rc == 0)
			rc = renameat(p->stage, "link", p->dir, p->names[half]);
	} else {
		/* Fails if the name has come to exist by now. */
		rc = symlinkat(target, p->dir, p->names[half]);
	}
	if (rc != 0)
		return csn_fail_errno(err, errno, "%s", p->prefix);
	return COSIGN_OK;
}

static cosign_rc_t
switch_pair(struct pair *p, cosign_error_t *err)
{
	size_t i;

	for (i = 0; i < HALVES; i++) {
		cosign_rc_t rc = stage_half(p, i, err);

		if (rc != COSIGN_OK)
			return rc;
	}
	if (symlinkat("new", p->stage, "next") != 0 ||
	    csn_folder_sync(p->stage) != 0 || csn_folder_sync(p->dir) != 0 ||
	    renameat(p->stage, "next", p->stage, "now") != 0 ||
	    csn_folder_sync(p->stage) != 0)
		return csn_fail_errno(err, errno, "%s", p->prefix);
	return COSIGN_OK;
}

cosign_rc_t
csn_pair_check(const char *prefix, int overwrite, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct pair p;

	CSN_TRY(pair_open(&p, prefix, err));
	CSN_TRY(recover(&p, err));
	CSN_TRY(check_names(&p, overwrite, err));
	rc = COSIGN_OK;
out:
	pair_close(&p);
	return rc;
}

cosign_rc_t
csn_pair_write(const char *prefix, struct csn_span key, struct csn_span pub,
    int overwrite, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct pair p;

	CSN_TRY(pair_open(&p, prefix, err));
	CSN_TRY(make_stage(&p, err));
	CSN_TRY(check_names(&p, overwrite, err));
	CSN_TRY(fill_stage(&p, err));
	CSN_TRY(fill_half(&p, 0, key, err));
	CSN_TRY(fill_half(&p, 1, pub, err));
	CSN_TRY(sync_side(&p, "new", err));
	CSN_TRY(sync_side(&p, "old", err));
	CSN_TRY(switch_pair(&p, err));
	CSN_TRY(leave_stage(&p, err));
	rc = COSIGN_OK;
out:
	if (p.stage >= 0)
		(void)leave_stage(&p, NULL); /* the first failure counts */
	pair_close(&p);
	return rc;
}
