#include "file/pair.h"

#include "scratch.h"
#include "vectors.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <signal.h>
#include <unistd.h>

TestSuite(pair, .init = scratch_enter, .fini = scratch_leave);

static cosign_rc_t
write_pair(const char *prefix, int overwrite, cosign_error_t *err)
{
	return csn_pair_write(prefix, csn_span_str("private"),
	    csn_span_str("public"), overwrite, err);
}

Test(pair, is_written_below_a_folder)
{
	struct stat st;

	(void)umask(0);
	cr_assert_eq(mkdir("keys", 0700), 0);
	MUST(write_pair("keys/a", 0, NULL));
	cr_assert_eq(lstat("keys/a.key", &st), 0);
	cr_expect_eq(st.st_mode, S_IFREG | 0600);
	cr_expect_eq(st.st_size, 7);
	cr_assert_eq(lstat("keys/a.pub", &st), 0);
	cr_expect_eq(st.st_mode, S_IFREG | 0644);
}

struct in_the_way {
	char name[16];
	int folder;
	int overwrite;
	cosign_rc_t rc;
	char message[64];
};

ParameterizedTestParameters(pair, refuses_what_is_in_the_way)
{
	static struct in_the_way rows[] = {
		{ "a.key", 0, 0, COSIGN_E_EXISTS, "./a.key: file exists" },
		{ "a.pub", 0, 0, COSIGN_E_EXISTS, "./a.pub: file exists" },
		{ "a.key", 1, 1, COSIGN_E_DIRECTORY,
		    "./a.key: is a directory" },
		{ "a.pub", 1, 0, COSIGN_E_DIRECTORY,
		    "./a.pub: is a directory" },
	};

	return cr_make_param_array(struct in_the_way, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct in_the_way *row, pair, refuses_what_is_in_the_way)
{
	cosign_error_t *err = cosign_error_new();

	if (row->folder)
		cr_assert_eq(mkdir(row->name, 0700), 0);
	else
		scratch_write(row->name, "old", 3);
	expect_error(err, csn_pair_check("./a", row->overwrite, err), row->rc,
	    row->message);
	expect_error(
	    err, write_pair("./a", row->overwrite, err), row->rc, row->message);
	cosign_error_free(err);
}

Test(pair, does_not_replace_a_link_of_somebody_else)
{
	cosign_error_t *err = cosign_error_new();

	cr_assert_eq(symlink("elsewhere", "a.key"), 0);
	expect_error(err, csn_pair_check("a", 1, err), COSIGN_E_FILE_KIND,
	    "a.key: not a regular file");
	cosign_error_free(err);
}

Test(pair, leaves_a_living_process_alone)
{
	cosign_error_t *err = cosign_error_new();
	int fd;

	cr_assert_eq(mkdir(".a.pair", 0700), 0);
	fd = open(".a.pair", O_RDONLY | O_DIRECTORY);
	cr_assert_eq(flock(fd, LOCK_EX), 0);
	cr_assert_eq(symlink(".a.pair/now/key", "a.key"), 0);
	expect_error(err, csn_pair_check("a", 0, err), COSIGN_E_UNAVAILABLE,
	    "a: another process is writing this key pair");
	expect_error(err, write_pair("a", 1, err), COSIGN_E_UNAVAILABLE,
	    "a: another process is writing this key pair");
	/* Once it is gone, so is what it left. */
	(void)close(fd);
	MUST(csn_pair_check("a", 0, err));
	cr_expect_neq(access(".a.pair", F_OK), 0);
	cosign_error_free(err);
}

/* Who may write there could catch the key, or put another one in its place. */
Test(pair, uses_no_staging_folder_that_others_write_to)
{
	cosign_error_t *err = cosign_error_new();

	(void)umask(0);
	cr_assert_eq(mkdir(".a.pair", 0720), 0);
	expect_error(err, write_pair("a", 0, err), COSIGN_E_PERMISSION,
	    "a: its staging folder .a.pair is not ours alone");
	expect_error(err, csn_pair_check("a", 0, err), COSIGN_E_PERMISSION,
	    "a: its staging folder");
	cr_assert_eq(chmod(".a.pair", 0700), 0);
	if (geteuid() == 0) {
		cr_assert_eq(chown(".a.pair", 65534, 65534), 0);
		expect_error(err, write_pair("a", 0, err), COSIGN_E_PERMISSION,
		    "a: its staging folder");
	}
	cr_expect_neq(access("a.key", F_OK), 0);
	cosign_error_free(err);
}

#define WRITERS 8
#define ROUNDS  20

/* Each writer has its own generation; it may find another one at work. */
static void
write_often(char generation)
{
	const char text[2] = { generation, '\0' };
	cosign_rc_t rc;
	int i;

	for (i = 0; i < ROUNDS; i++) {
		rc = csn_pair_write(
		    "a", csn_span_str(text), csn_span_str(text), 1, NULL);
		if (rc != COSIGN_OK && rc != COSIGN_E_UNAVAILABLE)
			_exit((int)rc / 100);
	}
	_exit(0);
}

Test(pair, of_many_writers_never_mixes)
{
	char text[2] = { 'A', '\0' };
	pid_t children[WRITERS];
	int i, status, key, pub;
	char k, q;

	MUST(csn_pair_write(
	    "a", csn_span_str(text), csn_span_str(text), 0, NULL));
	for (i = 0; i < WRITERS; i++) {
		children[i] = fork();
		cr_assert_geq(children[i], 0);
		if (children[i] == 0)
			write_often((char)('B' + i));
	}
	for (i = 0; i < WRITERS; i++) {
		cr_assert_eq(waitpid(children[i], &status, 0), children[i]);
		cr_expect_eq(status, 0, "writer %d: status %#x", i, status);
	}
	key = open("a.key", O_RDONLY | O_NOFOLLOW);
	pub = open("a.pub", O_RDONLY | O_NOFOLLOW);
	cr_assert_eq(read(key, &k, 1), 1);
	cr_assert_eq(read(pub, &q, 1), 1);
	cr_expect_eq(k, q);
	cr_expect_neq(access(".a.pair", F_OK), 0);
	(void)close(key);
	(void)close(pub);
}

Test(pair, needs_a_folder_and_a_name)
{
	cosign_error_t *err = cosign_error_new();
	char name[300];

	expect_error(err, write_pair("missing/a", 0, err), COSIGN_E_NOT_FOUND,
	    "missing/a: folder: No such file");
	expect_error(err, write_pair("./", 0, err), COSIGN_E_ARGUMENT,
	    "./: no name for a key");
	memset(name, 'n', sizeof(name));
	name[sizeof(name) - 1] = '\0';
	expect_error(err, write_pair(name, 0, err), COSIGN_E_IO, "nnnn");
	cosign_error_free(err);
}

Test(pair, needs_the_right_to_write)
{
	cosign_error_t *err = cosign_error_new();

	cr_assert_eq(mkdir("locked", 0555), 0);
	if (geteuid() == 0) {
		cr_assert_eq(chmod(".", 0755), 0);
		cr_assert_eq(seteuid(65534), 0);
	}
	expect_error(err, write_pair("locked/a", 0, err), COSIGN_E_PERMISSION,
	    "locked/a: Permission denied");
	cr_assert_eq(seteuid(getuid()), 0);
	cosign_error_free(err);
}

Test(pair, on_a_full_disk_leaves_nothing)
{
	struct rlimit none = { 0, RLIM_INFINITY };
	cosign_error_t *err = cosign_error_new();

	(void)signal(SIGXFSZ, SIG_IGN);
	cr_assert_eq(getrlimit(RLIMIT_FSIZE, &none), 0);
	none.rlim_cur = 3;
	cr_assert_eq(setrlimit(RLIMIT_FSIZE, &none), 0);
	expect_error(
	    err, write_pair("a", 0, err), COSIGN_E_NO_SPACE, "a: File too");
	none.rlim_cur = none.rlim_max;
	cr_assert_eq(setrlimit(RLIMIT_FSIZE, &none), 0);
	cr_expect_neq(access("a.key", F_OK), 0);
	cr_expect_neq(access("a.pub", F_OK), 0);
	MUST(write_pair("a", 0, err));
	cosign_error_free(err);
}
