#include "util/source.h"

#include "vectors.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* A folder of its own for each test, removed by nobody: it is in /tmp. */
static char folder[] = "/tmp/cosign-source-XXXXXX";

static void
setup(void)
{
	cr_assert_not_null(mkdtemp(folder));
	cr_assert_eq(chdir(folder), 0);
}

static void
write_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	cr_assert_not_null(f);
	cr_assert_geq(fputs(text, f), 0);
	cr_assert_eq(fclose(f), 0);
}

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

ParameterizedTest(
    struct refused *row, source, refuses_what_is_no_file, .init = setup)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX,
		.sun_path = "socket" };
	cosign_error_t *err = cosign_error_new();
	int fd = 0, sock = socket(AF_UNIX, SOCK_STREAM, 0);

	write_file("file", "x");
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

Test(source, refuses_an_unreadable_file, .init = setup)
{
	cosign_error_t *err = cosign_error_new();
	int fd;

	write_file("secret", "x");
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

	write_file("file", "0123456789");
	MUST(csn_open_source(&fd, "file", NULL));
	MUST(csn_source_begin(&state, fd, NULL));
	cr_assert_eq(state.left, 10);
	if (text != NULL)
		write_file("file", text);
	rc = csn_source_unchanged(&state, fd, got, err);
	(void)close(fd);
	return rc;
}

Test(source, notices_a_change, .init = setup)
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
