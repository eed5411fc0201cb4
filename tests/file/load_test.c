#include <cosign/file.h>

#include "scratch.h"
#include "vectors.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

Test(load, gives_all_bytes_and_a_nul, .init = scratch_enter,
    .fini = scratch_leave)
{
	const char bytes[] = { 'a', '\0', '\n', (char)0xff };
	char *data = NULL;
	size_t len = 0;

	scratch_write("f", bytes, sizeof(bytes));
	MUST(cosign_file_load(&data, &len, "f", 4, NULL));
	cr_expect_eq(len, sizeof(bytes));
	cr_expect_arr_eq(data, bytes, sizeof(bytes));
	cr_expect_eq(data[len], '\0');
	cosign_free(data);
}

struct size {
	size_t len, max;
	cosign_rc_t rc;
};

ParameterizedTestParameters(load, keeps_to_the_limit)
{
	static struct size rows[] = {
		{ 0, 0, COSIGN_OK },
		{ 1, 0, COSIGN_E_LIMIT },
		{ 100, 100, COSIGN_OK },
		{ 101, 100, COSIGN_E_LIMIT },
		{ 4095, 4095, COSIGN_OK },
		{ 4096, 4095, COSIGN_E_LIMIT },
		{ 65536, 65536, COSIGN_OK },
		{ 65537, 65536, COSIGN_E_LIMIT },
		{ 65536, 1 << 20, COSIGN_OK },
	};

	return cr_make_param_array(struct size, rows, ARRAY_LEN(rows));
}

/* From a file, which knows its size, and from a pipe, which does not. */
ParameterizedTest(struct size *row, load, keeps_to_the_limit,
    .init = scratch_enter, .fini = scratch_leave)
{
	static char bytes[65537];
	char path[32], *data;
	size_t len, i;
	int ends[2];

	memset(bytes, 'x', sizeof(bytes));
	scratch_write("f", bytes, row->len);
	cr_assert_eq(pipe(ends), 0);
	cr_assert_geq(fcntl(ends[1], F_SETPIPE_SZ, 1 << 17), 0);
	cr_assert_eq(write(ends[1], bytes, row->len), (ssize_t)row->len);
	(void)close(ends[1]);
	for (i = 0; i < 2; i++) {
		cosign_error_t *err = cosign_error_new();
		cosign_rc_t rc;

		(void)snprintf(
		    path, sizeof(path), i == 0 ? "f" : "/dev/fd/%d", ends[0]);
		rc = cosign_file_load(&data, &len, path, row->max, err);
		cr_expect_eq(rc, row->rc, "%s: %s", path, cosign_rc_name(rc));
		if (rc == COSIGN_OK) {
			cr_expect_eq(len, row->len);
			cr_expect_arr_eq(data, bytes, len);
		} else {
			cr_expect_null(data);
			cr_expect_eq(len, 0);
			expect_prefix(cosign_error_message(err), path);
		}
		cosign_free(data);
		cosign_error_free(err);
	}
}

struct refused {
	char path[16];
	cosign_rc_t rc;
	char message[48];
};

ParameterizedTestParameters(load, refuses)
{
	static struct refused rows[] = {
		{ "missing", COSIGN_E_NOT_FOUND, "missing: No such file" },
		{ "folder", COSIGN_E_DIRECTORY, "folder: is a directory" },
		{ "fifo", COSIGN_E_FILE_KIND, "fifo: is a FIFO" },
	};

	return cr_make_param_array(struct refused, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct refused *row, load, refuses, .init = scratch_enter,
    .fini = scratch_leave)
{
	cosign_error_t *err = cosign_error_new();
	char *data = NULL;
	size_t len = 1;

	cr_assert_eq(mkdir("folder", 0700), 0);
	cr_assert_eq(mkfifo("fifo", 0600), 0);
	expect_error(err, cosign_file_load(&data, &len, row->path, 10, err),
	    row->rc, row->message);
	cr_expect_null(data);
	cr_expect_eq(len, 0);
	cosign_error_free(err);
}

Test(load, wants_a_path)
{
	char *data = NULL;
	size_t len = 1;

	cr_expect_eq(
	    cosign_file_load(&data, &len, NULL, 10, NULL), COSIGN_E_ARGUMENT);
}
