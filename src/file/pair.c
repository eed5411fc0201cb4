#include "file/pair.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#define RANDOM_LETTERS 6

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
	char stage_prefix[NAME_MAX + 1];  /* ".NAME.pair-" */

	/* The staging folder: name, and open and locked, or -1. */
	char stage_name[NAME_MAX + 1];
	int stage;
};

/* The folder part of a prefix, "." if it has none. */
static cosign_rc_t
open_folder(int *fd, const char *prefix, const char *base, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_OK;
	char *folder;

	if (base == prefix)
		folder = strdup(".");
	else
		folder = strndup(prefix, (size_t)(base - prefix));
	if (folder == NULL)
		return csn_fail_nomem(err);
	*fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (*fd < 0)
		rc = csn_fail_errno(err, errno, "%s", folder);
	free(folder);
	return rc;
}

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
	n = snprintf(
	    p->stage_prefix, sizeof(p->stage_prefix), ".%s.pair-", base);
	if (n < 0 || (size_t)n + RANDOM_LETTERS >= sizeof(p->stage_prefix))
		return csn_fail_errno(err, ENAMETOOLONG, "%s", prefix);
	return open_folder(&p->dir, prefix, base, err);
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
	return fsync(p->dir) == 0;
}

/* Only after unstage(): nothing leads into the folder any more. */
static void
remove_stage(struct pair *p)
{
	static const char *const files[] = { "now", "next", "link", "old/key",
		"old/pub", "new/key", "new/pub" };
	size_t i;

	for (i = 0; i < CSN_ARRAY_LEN(files); i++)
		(void)unlinkat(p->stage, files[i], 0);
	(void)unlinkat(p->stage, "old", AT_REMOVEDIR);
	(void)unlinkat(p->stage, "new", AT_REMOVEDIR);
	(void)unlinkat(p->dir, p->stage_name, AT_REMOVEDIR);
}

/* Open and lock the staging folder of that name. 0: somebody works in it. */
static int
take_stage(struct pair *p, const char *name)
{
	(void)snprintf(p->stage_name, sizeof(p->stage_name), "%s", name);
	p->stage = openat(
	    p->dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (p->stage < 0)
		return 0;
	if (flock(p->stage, LOCK_EX | LOCK_NB) == 0)
		return 1;
	(void)close(p->stage);
	p->stage = -1;
	return 0;
}

static void
drop_stage(struct pair *p)
{
	(void)close(p->stage);
	p->stage = -1;
}

/* Finish or undo what killed processes left. */
static cosign_rc_t
recover(struct pair *p, cosign_error_t *err)
{
	int fd = openat(p->dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	cosign_rc_t rc = COSIGN_OK;
	struct dirent *entry;

	if (dir == NULL) {
		rc = csn_fail_errno(err, errno, "%s", p->prefix);
		if (fd >= 0)
			(void)close(fd);
		return rc;
	}
	while (rc == COSIGN_OK && (entry = readdir(dir)) != NULL) {
		const size_t len = strlen(p->stage_prefix);

		if (strncmp(entry->d_name, p->stage_prefix, len) != 0 ||
		    strlen(entry->d_name) != len + RANDOM_LETTERS ||
		    !take_stage(p, entry->d_name))
			continue;
		if (unstage(p))
			remove_stage(p);
		else
			rc = csn_fail_errno(err, errno,
			    "%s: what an interrupted run left", p->prefix);
		drop_stage(p);
	}
	(void)closedir(dir);
	return rc;
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
	static const char letters[] = "0123456789abcdefghijklmnopqrstuv";
	unsigned char random[RANDOM_LETTERS];
	char name[NAME_MAX + 1];
	size_t i, at;

	if (getrandom(random, sizeof(random), 0) != (ssize_t)sizeof(random))
		return csn_fail_errno(err, errno, "%s", p->prefix);
	at = strlen(p->stage_prefix);
	memcpy(name, p->stage_prefix, at);
	for (i = 0; i < RANDOM_LETTERS; i++)
		name[at++] = letters[random[i] % 32];
	name[at] = '\0';
	if (mkdirat(p->dir, name, 0700) != 0)
		return csn_fail_errno(err, errno, "%s", p->prefix);
	if (!take_stage(p, name))
		return csn_fail(err, COSIGN_E_IO,
		    "%s: its staging folder was taken away", p->prefix);
	if (mkdirat(p->stage, "old", 0700) != 0 ||
	    mkdirat(p->stage, "new", 0700) != 0 ||
	    symlinkat("old", p->stage, "now") != 0)
		return csn_fail_errno(err, errno, "%s", p->prefix);
	return COSIGN_OK;
}

static int
write_all(int fd, struct csn_span bytes)
{
	ssize_t n;

	for (; bytes.len > 0; bytes.p += n, bytes.len -= (size_t)n) {
		do
			n = write(fd, bytes.p, bytes.len);
		while (n < 0 && errno == EINTR);
		if (n < 0)
			return 0;
	}
	return 1;
}

/* The new half, and a second name for the old one if there is one. */
static cosign_rc_t
fill_half(
    struct pair *p, size_t half, struct csn_span bytes, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_OK;
	char to[16];
	int fd;

	(void)snprintf(to, sizeof(to), "new/%s", halves[half].name);
	fd = openat(p->stage, to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
	    halves[half].mode);
	if (fd < 0)
		return csn_fail_errno(err, errno, "%s", p->prefix);
	if (!write_all(fd, bytes) || fsync(fd) != 0)
		rc = csn_fail_errno(err, errno, "%s", p->prefix);
	if (close(fd) != 0 && rc == COSIGN_OK)
		rc = csn_fail_errno(err, errno, "%s", p->prefix);
	if (rc != COSIGN_OK)
		return rc;
	(void)snprintf(to, sizeof(to), "old/%s", halves[half].name);
	if (linkat(p->dir, p->names[half], p->stage, to, 0) != 0 &&
	    errno != ENOENT)
		return csn_fail_errno(err, errno, "%s", p->prefix);
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
	if (symlinkat("new", p->stage, "next") != 0 || fsync(p->stage) != 0 ||
	    fsync(p->dir) != 0 ||
	    renameat(p->stage, "next", p->stage, "now") != 0 ||
	    fsync(p->stage) != 0)
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
	CSN_TRY(recover(&p, err));
	CSN_TRY(check_names(&p, overwrite, err));
	CSN_TRY(make_stage(&p, err));
	CSN_TRY(fill_half(&p, 0, key, err));
	CSN_TRY(fill_half(&p, 1, pub, err));
	CSN_TRY(switch_pair(&p, err));
	rc = COSIGN_OK;
out:
	if (p.stage >= 0) {
		if (unstage(&p))
			remove_stage(&p);
		else if (rc == COSIGN_OK)
			rc = csn_fail_errno(err, errno, "%s", prefix);
	}
	pair_close(&p);
	return rc;
}
