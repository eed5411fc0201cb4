#include <cosign/file.h>

#include "call_fail.h"
#include "scratch.h"
#include "vectors.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static void
setup(void)
{
	scratch_enter();
	(void)umask(022);
}

static cosign_rc_t
save(const char *path, const char *text, cosign_error_t *err)
{
	return cosign_file_save(path, text, strlen(text), 0644, err);
}

static void
expect_content(const char *path, const char *text)
{
	char *data = NULL;
	size_t len = 0;

	MUST(cosign_file_load(&data, &len, path, 1 << 20, NULL));
	cr_expect_str_eq(data, text);
	cosign_free(data);
}

static unsigned int
mode_of(const char *path)
{
	struct stat st;

	cr_assert_eq(lstat(path, &st), 0);
	return st.st_mode & 07777u;
}

/* Names in a folder, "." and ".." left out. */
static int
count_names(const char *path)
{
	DIR *d = opendir(path);
	struct dirent *e;
	int n = 0;

	cr_assert_not_null(d);
	while ((e = readdir(d)) != NULL)
		n +=
		    strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0;
	(void)closedir(d);
	return n;
}

Test(save, makes_a_file_with_the_mode_less_the_umask, .init = setup,
    .fini = scratch_leave)
{
	MUST(cosign_file_save("open", "x", 1, 0666, NULL));
	MUST(cosign_file_save("private", "x", 1, 0600, NULL));
	MUST(cosign_file_save("empty", NULL, 0, 0644, NULL));
	cr_expect_eq(mode_of("open"), 0644);
	cr_expect_eq(mode_of("private"), 0600);
	expect_content("open", "x");
	expect_content("empty", "");
	cr_expect_eq(count_names("."), 3);
}

Test(save, keeps_the_mode_of_an_existing_file, .init = setup,
    .fini = scratch_leave)
{
	MUST(save("f", "a longer text", NULL));
	cr_assert_eq(chmod("f", 0640), 0);
	MUST(save("f", "new", NULL));
	expect_content("f", "new");
	cr_expect_eq(mode_of("f"), 0640);
	cr_expect_eq(count_names("."), 1);
}

/* Whoever has the old file open keeps reading the old one, whole. */
Test(save, does_not_touch_the_old_file, .init = setup, .fini = scratch_leave)
{
	char text[8] = "";
	int fd;

	MUST(save("f", "old", NULL));
	fd = open("f", O_RDONLY);
	MUST(save("f", "new", NULL));
	cr_expect_eq(read(fd, text, sizeof(text) - 1), 3);
	cr_expect_str_eq(text, "old");
	(void)close(fd);
}

struct through {
	char link[16], to[16], target[16];
	int exists;
};

ParameterizedTestParameters(save, writes_through_links)
{
	static struct through rows[] = {
		{ "link", "f", "f", 1 },
		{ "link", "sub/f", "sub/f", 1 },
		{ "link", "sub/f", "sub/f", 0 },
		{ "sub/link", "f", "sub/f", 1 },
		{ "sub/link", "../f", "f", 0 },
		{ "link", "sub/two", "sub/f", 1 },
	};

	return cr_make_param_array(struct through, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct through *row, save, writes_through_links,
    .init = setup, .fini = scratch_leave)
{
	struct stat st;

	cr_assert_eq(mkdir("sub", 0700), 0);
	cr_assert_eq(symlink("f", "sub/two"), 0);
	cr_assert_eq(symlink(row->to, row->link), 0);
	if (row->exists)
		MUST(save(row->target, "old", NULL));
	MUST(save(row->link, "new", NULL));
	expect_content(row->target, "new");
	cr_assert_eq(lstat(row->link, &st), 0);
	cr_expect(S_ISLNK(st.st_mode));
}

struct refused {
	char path[16];
	cosign_rc_t rc;
	char message[48];
};

ParameterizedTestParameters(save, refuses)
{
	static struct refused rows[] = {
		{ "", COSIGN_E_ARGUMENT, "file: no path" },
		{ "missing/f", COSIGN_E_NOT_FOUND, "missing/f: folder: No" },
		{ "file/f", COSIGN_E_NOT_FOUND, "file/f: folder: Not a dir" },
		{ "folder", COSIGN_E_DIRECTORY, "folder: Is a directory" },
		{ "folder/", COSIGN_E_DIRECTORY, "folder/: Is a directory" },
		{ "loop", COSIGN_E_IO, "loop: Too many levels" },
		{ "fifo", COSIGN_E_FILE_KIND, "fifo: is a socket, or a FIFO" },
		{ "/dev/full", COSIGN_E_NO_SPACE, "/dev/full: No space" },
		{ "/dev/fd/77", COSIGN_E_IO, "/dev/fd/77: Bad file desc" },
	};

	return cr_make_param_array(struct refused, rows, ARRAY_LEN(rows));
}

ParameterizedTest(
    struct refused *row, save, refuses, .init = setup, .fini = scratch_leave)
{
	cosign_error_t *err = cosign_error_new();

	cr_assert_eq(mkdir("folder", 0700), 0);
	cr_assert_eq(mkfifo("fifo", 0600), 0);
	cr_assert_eq(symlink("loop", "loop"), 0);
	MUST(save("file", "x", NULL));
	expect_error(err, save(row->path, "x", err), row->rc, row->message);
	cr_expect_eq(count_names("."), 4);
	cr_expect_eq(count_names("folder"), 0);
	cosign_error_free(err);
}

Test(save, obeys_permissions, .init = setup, .fini = scratch_leave)
{
	cosign_error_t *err = cosign_error_new();

	MUST(save("read-only", "x", NULL));
	cr_assert_eq(chmod("read-only", 0444), 0);
	cr_assert_eq(mkdir("folder", 0755), 0);
	cr_assert_eq(chmod("folder", 0555), 0);
	cr_assert_eq(chmod(".", 0777), 0);
	if (geteuid() == 0)
		cr_assert_eq(seteuid(65534), 0);
	expect_error(err, save("read-only", "y", err), COSIGN_E_PERMISSION,
	    "read-only: Permission denied");
	expect_error(err, save("folder/f", "y", err), COSIGN_E_PERMISSION,
	    "folder/f: Permission denied");
	expect_content("read-only", "x");
	cr_expect_eq(seteuid(getuid()), 0);
	cosign_error_free(err);
}

/* The group's rights were meant for the old file's group. */
Test(save, gives_a_foreign_files_rights_to_no_other_group, .init = setup,
    .fini = scratch_leave)
{
	struct stat st;

	if (geteuid() != 0)
		cr_skip("needs root to make another user's file");
	MUST(save("f", "x", NULL));
	cr_assert_eq(chown("f", 12345, 12346), 0);
	cr_assert_eq(chmod("f", 0666), 0);
	MUST(save("f", "y", NULL));
	cr_assert_eq(stat("f", &st), 0);
	cr_expect_eq(st.st_uid, 12345);
	cr_expect_eq(st.st_gid, 12346);
	cr_expect_eq(st.st_mode & 0777u, 0666);
	cr_assert_eq(chmod(".", 0777), 0);
	cr_assert_eq(seteuid(65534), 0);
	MUST(save("f", "z", NULL));
	cr_assert_eq(stat("f", &st), 0);
	cr_expect_eq(st.st_uid, 65534);
	cr_expect_eq(st.st_mode & 0777u, 0606);
	cr_expect_eq(seteuid(getuid()), 0);
}

Test(save, writes_where_a_descriptor_stands, .init = setup,
    .fini = scratch_leave)
{
	char path[32];
	int fd = open("f", O_WRONLY | O_CREAT, 0600);

	cr_assert_eq(write(fd, "one ", 4), 4);
	(void)snprintf(path, sizeof(path), "/dev/fd/%d", fd);
	MUST(save(path, "two ", NULL));
	cr_assert_eq(write(fd, "three", 5), 5);
	(void)close(fd);
	expect_content("f", "one two three");
}

Test(save, fills_a_fifo_that_has_a_reader, .init = setup, .fini = scratch_leave)
{
	char text[8] = "";
	int fd;

	cr_assert_eq(mkfifo("fifo", 0600), 0);
	fd = open("fifo", O_RDONLY | O_NONBLOCK);
	MUST(save("fifo", "text", NULL));
	cr_expect_eq(read(fd, text, sizeof(text) - 1), 4);
	cr_expect_str_eq(text, "text");
	(void)close(fd);
}

Test(save, leaves_the_old_file_where_a_size_limit_ends, .init = setup,
    .fini = scratch_leave)
{
	const struct rlimit limit = { 1000, 1000 };
	static char text[2000];
	cosign_error_t *err = cosign_error_new();

	MUST(save("f", "old", NULL));
	(void)signal(SIGXFSZ, SIG_IGN);
	cr_assert_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
	expect_error(err, cosign_file_save("f", text, sizeof(text), 0644, err),
	    COSIGN_E_NO_SPACE, "f: File too large");
	expect_content("f", "old");
	cr_expect_eq(count_names("."), 1);
	cosign_error_free(err);
}

Test(save, leaves_the_old_file_on_a_full_disk, .init = setup,
    .fini = scratch_leave)
{
	static char text[64 * 1024];
	cosign_error_t *err = cosign_error_new();

	cr_assert_eq(mkdir("disk", 0700), 0);
	if (mount("none", "disk", "tmpfs", 0, "size=16k") != 0)
		cr_skip("needs the right to mount a small file system");
	MUST(save("disk/f", "old", NULL));
	expect_error(err,
	    cosign_file_save("disk/f", text, sizeof(text), 0644, err),
	    COSIGN_E_NO_SPACE, "disk/f: No space left");
	expect_content("disk/f", "old");
	cr_expect_eq(count_names("disk"), 1);
	cr_expect_eq(umount("disk"), 0);
	cosign_error_free(err);
}

Test(save, leaves_nothing_behind_when_a_call_fails, .init = setup,
    .fini = scratch_leave)
{
	cosign_error_t *err = cosign_error_new();
	cosign_rc_t rc;
	size_t n;

	for (n = 1;; n++) {
		MUST(save("f", "old", NULL));
		call_fail_arm(n, ENOSPC);
		rc = save("f", "new", err);
		if (!call_fail_disarm())
			break;
		expect_error(err, rc, COSIGN_E_NO_SPACE, "f: ");
		cr_expect_eq(count_names("."), 1, "call %zu", n);
	}
	MUST(rc);
	cr_expect_gt(n, 5);
	cosign_error_free(err);
}

static void
save_and_be_killed(const char *path, size_t n)
{
	int status = 0;
	pid_t pid = fork();

	cr_assert_geq(pid, 0);
	if (pid == 0) {
		call_fail_arm(n, CALL_FAIL_KILL);
		_exit(save(path, "new", NULL) == COSIGN_OK ? 0 : 1);
	}
	cr_assert_eq(waitpid(pid, &status, 0), pid);
	cr_expect(WIFSIGNALED(status) ? WTERMSIG(status) == SIGKILL
				      : WEXITSTATUS(status) == 0);
}

/* 1 if the file has the new text, 0 if the old one. */
static int
is_new(const char *path)
{
	char *data = NULL;
	size_t len = 0;
	int new;

	MUST(cosign_file_load(&data, &len, path, 100, NULL));
	new = strcmp(data, "new") == 0;
	cr_expect(new || strcmp(data, "old") == 0, "%s", data);
	cosign_free(data);
	return new;
}

Test(save, leaves_old_or_new_when_killed, .init = setup, .fini = scratch_leave)
{
	size_t n;

	MUST(save("f", "old", NULL));
	for (n = 1; n < 50 && !is_new("f"); n++)
		save_and_be_killed("f", n);
	cr_expect_gt(n, 4);
	cr_expect_lt(n, 50);
}
