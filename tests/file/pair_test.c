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

	cr_assert_eq(mkdir(".a.pair-abcdef", 0700), 0);
	fd = open(".a.pair-abcdef", O_RDONLY | O_DIRECTORY);
	cr_assert_eq(flock(fd, LOCK_EX), 0);
	cr_assert_eq(symlink(".a.pair-abcdef/now/key", "a.key"), 0);
	expect_error(err, csn_pair_check("a", 0, err), COSIGN_E_EXISTS,
	    "a.key: file exists");
	/* Once it is gone, so is what it left. */
	(void)close(fd);
	MUST(csn_pair_check("a", 0, err));
	cr_expect_neq(access(".a.pair-abcdef", F_OK), 0);
	cosign_error_free(err);
}

Test(pair, needs_a_folder_and_a_name)
{
	cosign_error_t *err = cosign_error_new();
	char name[300];

	expect_error(err, write_pair("missing/a", 0, err), COSIGN_E_NOT_FOUND,
	    "missing/: No such file");
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
