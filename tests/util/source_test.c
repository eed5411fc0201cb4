#include "util/source.h"

#include "scratch.h"
#include "vectors.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

struct refused {
	char path[32];
	cosign_rc_t rc;
	char message[64];
};

ParameterizedTestParameters(source, refuses_what_is_no_file)
{
	static struct refused rows[] = {
		{ "missing", COSIGN_E_NOT_FOUND, "missing: No such file" },
		{ "folder", COSIGN_E_DIRECTORY, "folder: is a directory" },
		{ "fifo", COSIGN_E_FILE_KIND, "fifo: is a FIFO" },
		{ "socket", COSIGN_E_FILE_KIND, "socket: " },
		{ "file/below", COSIGN_E_NOT_FOUND, "file/below: Not a dir" },
		{ "", COSIGN_E_NOT_FOUND, ": No such file" },
	};

	return cr_make_param_array(struct refused, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct refused *row, source, refuses_what_is_no_file,
    .init = scratch_enter, .fini = scratch_leave)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX,
		.sun_path = "socket" };
	cosign_error_t *err = cosign_error_new();
	int fd = 0, sock = socket(AF_UNIX, SOCK_STREAM, 0);

	scratch_write("file", "x", strlen("x"));
	cr_assert_eq(mkdir("folder", 0700), 0);
	cr_assert_eq(mkfifo("fifo", 0600), 0);
	cr_assert_eq(
	    bind(sock, (struct sockaddr *)&address, sizeof(address)), 0);
	expect_error(
	    err, csn_open_source(&fd, row->path, err), row->rc, row->message);
	cr_expect_eq(fd, -1);
	cosign_error_free(err);
	(void)close(sock);
}

Test(source, refuses_an_unreadable_file, .init = scratch_enter,
    .fini = scratch_leave)
{
	cosign_error_t *err = cosign_error_new();
	int fd;

	scratch_write("secret", "x", strlen("x"));
	cr_assert_eq(chmod("secret", 0), 0);
	if (geteuid() == 0) {
		/* Root reads everything: become somebody else. */
		cr_assert_eq(chmod(".", 0755), 0);
		cr_assert_eq(seteuid(65534), 0);
	}
	expect_error(err, csn_open_source(&fd, "secret", err),
	    COSIGN_E_PERMISSION, "secret: Permission denied");
	cr_expect_eq(cosign_error_cause(err), COSIGN_CAUSE_ERRNO);
	cosign_error_free(err);
}

Test(source, reads_a_pipe_that_a_shell_names)
{
	char path[32], byte = 0;
	int ends[2], fd = -1;

	cr_assert_eq(pipe(ends), 0);
	(void)snprintf(path, sizeof(path), "/dev/fd/%d", ends[0]);
	MUST(csn_open_source(&fd, path, NULL));
	cr_expect_eq(fcntl(fd, F_GETFL) & O_NONBLOCK, 0);
	cr_assert_eq(write(ends[1], "x", 1), 1);
	cr_expect_eq(read(fd, &byte, 1), 1);
	cr_expect_eq(byte, 'x');
}

static cosign_rc_t
state_after(const char *text, uint64_t got, cosign_error_t *err)
{
	struct csn_source_state state;
	cosign_rc_t rc;
	int fd = -1;

	scratch_write("file", "0123456789", strlen("0123456789"));
	MUST(csn_open_source(&fd, "file", NULL));
	MUST(csn_source_begin(&state, fd, NULL));
	cr_assert_eq(state.left, 10);
	if (text != NULL)
		scratch_write("file", text, strlen(text));
	rc = csn_source_unchanged(&state, fd, got, err);
	(void)close(fd);
	return rc;
}

Test(source, notices_a_change, .init = scratch_enter, .fini = scratch_leave)
{
	cosign_error_t *err = cosign_error_new();

	cr_expect_eq(state_after(NULL, 10, err), COSIGN_OK);
	expect_error(err, state_after("01234", 5, err), COSIGN_E_CHANGED,
	    "shrank while it was read: 5 bytes of 10");
	expect_error(err, state_after("0123456789ab", 12, err),
	    COSIGN_E_CHANGED, "was written to");
	expect_error(err, state_after("9876543210abc", 10, err),
	    COSIGN_E_CHANGED, "was written to");
	cosign_error_free(err);
}

Test(source, believes_no_size_of_proc)
{
	struct csn_source_state state;
	int fd = -1;

	MUST(csn_open_source(&fd, "/proc/self/status", NULL));
	MUST(csn_source_begin(&state, fd, NULL));
	cr_expect_eq(csn_source_unchanged(&state, fd, 100, NULL), COSIGN_OK);
}
