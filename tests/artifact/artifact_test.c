#include "artifact/artifact_internal.h"

#include "bytes.h"
#include "scratch.h"
#include "vectors.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define SHA256 (1u << COSIGN_HASH_SHA256)
#define SHA384 (1u << COSIGN_HASH_SHA384)
#define SHA512 (1u << COSIGN_HASH_SHA512)

#define ABC_256 \
	"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
#define ABC_384                                            \
	"cb00753f45a35e8bb5a03d699ac65007272c32ab0eded163" \
	"1a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7"
#define ABC_512                                                            \
	"ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a" \
	"2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
#define EMPTY_256 \
	"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

static void
expect_digest(
    const cosign_artifact_t *a, cosign_hash_t hash, const char *digest)
{
	const uint8_t *p = cosign_artifact_digest(a, hash);

	cr_assert_not_null(p);
	expect_hex(p, cosign_hash_size(hash), digest);
}

/* It is "abc", of which SHA-256 and SHA-512 are made and all is kept. */
static void
expect_abc(cosign_artifact_t *a)
{
	cosign_error_t *err = cosign_error_new();
	struct csn_span bytes;
	cosign_rc_t rc;

	cr_expect_null(cosign_artifact_digest(a, COSIGN_HASH_SHA256));
	rc = csn_artifact_read(a, SHA256 | SHA512, 1, err);
	cr_assert_eq(rc, COSIGN_OK, "%s", cosign_error_message(err));
	expect_digest(a, COSIGN_HASH_SHA256, ABC_256);
	expect_digest(a, COSIGN_HASH_SHA512, ABC_512);
	cr_expect_null(cosign_artifact_digest(a, COSIGN_HASH_SHA384));
	cr_expect_null(cosign_artifact_digest(a, COSIGN_HASH_NONE));
	cr_expect_null(cosign_artifact_digest(a, (cosign_hash_t)4));
	cr_expect_eq(cosign_artifact_size(a), 3);
	cr_expect_eq(csn_artifact_given_hash(a), COSIGN_HASH_NONE);
	bytes = csn_artifact_bytes(a);
	cr_assert_eq(bytes.len, 3);
	cr_expect_arr_eq(bytes.p, "abc", 3);

	/* What is known may be asked for again. */
	MUST(csn_artifact_read(a, SHA256, 1, err));
	MUST(csn_artifact_read(a, SHA512, 0, err));
	cosign_error_free(err);
}

/* place: the file, if there is a name to it */
static void
expect_read_once(cosign_artifact_t *a, const char *place)
{
	cosign_error_t *err = cosign_error_new();
	char message[96];

	(void)snprintf(message, sizeof(message),
	    "%s%sthe bytes were read already", place,
	    place[0] != '\0' ? ": " : "");
	expect_error(err, csn_artifact_read(a, SHA256 | SHA384, 0, err),
	    COSIGN_E_NO_CONTENT, message);
	cosign_error_free(err);
}

Test(artifact, from_bytes_can_be_read_again)
{
	cosign_artifact_t *a = NULL;

	MUST(cosign_artifact_from_bytes(&a, "abc", 3, NULL));
	expect_abc(a);
	MUST(csn_artifact_read(a, SHA384, 0, NULL));
	expect_digest(a, COSIGN_HASH_SHA384, ABC_384);
	expect_digest(a, COSIGN_HASH_SHA256, ABC_256);
	cosign_artifact_free(a);

	MUST(cosign_artifact_from_bytes(&a, NULL, 0, NULL));
	MUST(csn_artifact_read(a, SHA256, 1, NULL));
	expect_digest(a, COSIGN_HASH_SHA256, EMPTY_256);
	cr_expect_eq(cosign_artifact_size(a), 0);
	cr_expect_eq(csn_artifact_bytes(a).len, 0);
	cosign_artifact_free(a);
}

Test(artifact, from_fd_begins_where_it_stands_and_stays_open,
    .init = scratch_enter, .fini = scratch_leave)
{
	cosign_artifact_t *a = NULL;
	char c;
	int fd;

	scratch_write("file", "12345abc", 8);
	fd = open("file", O_RDONLY | O_CLOEXEC);
	cr_assert_geq(fd, 0);
	cr_assert_eq(lseek(fd, 5, SEEK_SET), 5);
	MUST(cosign_artifact_from_fd(&a, fd, NULL));
	expect_abc(a);
	expect_read_once(a, "");
	cosign_artifact_free(a);
	cr_expect_eq(read(fd, &c, 1), 0, "it was closed, or not read whole");
	cr_expect_eq(close(fd), 0);
}

Test(artifact, from_path, .init = scratch_enter, .fini = scratch_leave)
{
	cosign_artifact_t *a = NULL;

	scratch_write("file", "abc", 3);
	MUST(cosign_artifact_from_path(&a, "file", NULL));
	/* Opened already. */
	cr_assert_eq(unlink("file"), 0);
	expect_abc(a);
	expect_read_once(a, "file");
	cosign_artifact_free(a);

	scratch_write("empty", "", 0);
	MUST(cosign_artifact_from_path(&a, "empty", NULL));
	MUST(csn_artifact_read(a, SHA256, 1, NULL));
	expect_digest(a, COSIGN_HASH_SHA256, EMPTY_256);
	cr_expect_eq(csn_artifact_bytes(a).len, 0);
	cosign_artifact_free(a);
}

Test(artifact, from_path_reads_what_has_no_size)
{
	cosign_artifact_t *a = NULL;

	MUST(cosign_artifact_from_path(&a, "/dev/null", NULL));
	MUST(csn_artifact_read(a, SHA256, 0, NULL));
	expect_digest(a, COSIGN_HASH_SHA256, EMPTY_256);
	cosign_artifact_free(a);

	/* A regular file that says it is empty. */
	MUST(cosign_artifact_from_path(&a, "/proc/self/maps", NULL));
	MUST(csn_artifact_read(a, SHA256, 0, NULL));
	cr_expect_gt(cosign_artifact_size(a), 0);
	cosign_artifact_free(a);
}

/* The pipe of "cosignc verify-blob <(command)". */
Test(artifact, from_path_reads_a_pipe_of_the_shell)
{
	cosign_artifact_t *a = NULL;
	char path[32];
	int fds[2];

	cr_assert_eq(pipe2(fds, O_CLOEXEC), 0);
	cr_assert_eq(write(fds[1], "abc", 3), 3);
	(void)snprintf(path, sizeof(path), "/dev/fd/%d", fds[0]);
	MUST(cosign_artifact_from_path(&a, path, NULL));
	cr_assert_eq(close(fds[1]), 0);
	expect_abc(a);
	expect_read_once(a, path);
	cosign_artifact_free(a);
	cr_assert_eq(close(fds[0]), 0);
}

static void *
write_late(void *user)
{
	const int fd = *(const int *)user;
	const struct timespec pause = { 0, 20 * 1000 * 1000 };
	size_t i;

	for (i = 0; i < 3; i++) {
		(void)nanosleep(&pause, NULL);
		cr_assert_eq(write(fd, &"abc"[i], 1), 1);
	}
	cr_assert_eq(close(fd), 0);
	return NULL;
}

Test(artifact, from_fd_waits_also_where_the_descriptor_does_not)
{
	cosign_artifact_t *a = NULL;
	pthread_t thread;
	int fds[2];

	cr_assert_eq(pipe2(fds, O_CLOEXEC | O_NONBLOCK), 0);
	MUST(cosign_artifact_from_fd(&a, fds[0], NULL));
	cr_assert_eq(pthread_create(&thread, NULL, write_late, &fds[1]), 0);
	expect_abc(a);
	cr_assert_eq(pthread_join(thread, NULL), 0);
	cosign_artifact_free(a);
	cr_assert_eq(close(fds[0]), 0);
}

struct refused {
	char path[16];
	cosign_rc_t rc;
	char message[64];
};

ParameterizedTestParameters(artifact, from_path_refuses)
{
	static struct refused rows[] = {
		{ "missing", COSIGN_E_NOT_FOUND, "missing: No such file" },
		{ "folder", COSIGN_E_DIRECTORY, "folder: is a directory" },
		{ "fifo", COSIGN_E_FILE_KIND, "fifo: is a FIFO, not a file" },
		{ "", COSIGN_E_NOT_FOUND, ": No such file" },
	};

	return cr_make_param_array(struct refused, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct refused *row, artifact, from_path_refuses,
    .init = scratch_enter, .fini = scratch_leave)
{
	cosign_error_t *err = cosign_error_new();
	cosign_artifact_t *a = NULL;

	cr_assert_eq(mkdir("folder", 0700), 0);
	cr_assert_eq(mkfifo("fifo", 0600), 0);
	expect_error(err, cosign_artifact_from_path(&a, row->path, err),
	    row->rc, row->message);
	cr_expect_null(a);
	cosign_error_free(err);
}

Test(artifact, from_fd_refuses_when_it_reads)
{
	cosign_error_t *err = cosign_error_new();
	cosign_artifact_t *a = NULL;
	int fd = open("/", O_RDONLY | O_CLOEXEC);

	cr_assert_geq(fd, 0);
	MUST(cosign_artifact_from_fd(&a, fd, err));
	expect_error(err, csn_artifact_read(a, SHA256, 0, err),
	    COSIGN_E_DIRECTORY, "reading: is a directory");
	cosign_artifact_free(a);

	cr_assert_eq(close(fd), 0);
	MUST(cosign_artifact_from_fd(&a, fd, err));
	expect_error(err, csn_artifact_read(a, SHA256, 0, err), COSIGN_E_IO,
	    "reading: Bad file descriptor");
	/* The failed reading was the only one. */
	expect_read_once(a, "");
	expect_error(err, csn_artifact_read(a, 0, 0, err), COSIGN_E_NO_CONTENT,
	    "the bytes were read already");
	cosign_artifact_free(a);

	fd = open("/dev/null", O_WRONLY | O_CLOEXEC);
	cr_assert_geq(fd, 0);
	MUST(cosign_artifact_from_fd(&a, fd, err));
	expect_error(err, csn_artifact_read(a, SHA256, 0, err), COSIGN_E_IO,
	    "reading: Bad file descriptor");
	cosign_artifact_free(a);
	cr_assert_eq(close(fd), 0);
	cosign_error_free(err);
}

/* What happens to a file while it is read. */
enum change { SHRINK, GROW, GROW_FOR_EVER, REWRITE, TOUCH_OTHER };

#define CHANGING_SIZE ((off_t)1024 * 1024)

static int
change_file(void *user, uint64_t done, uint64_t total)
{
	const struct timespec now[2] = { { 0, UTIME_OMIT }, { 0, 0 } };

	cr_expect_eq(total, CHANGING_SIZE);
	switch (*(enum change *)user) {
	case SHRINK:
		cr_assert_eq(truncate("file", CHANGING_SIZE / 2), 0);
		break;
	case GROW:
		cr_assert_eq(truncate("file", CHANGING_SIZE + 1), 0);
		break;
	case GROW_FOR_EVER:
		cr_assert_eq(truncate("file", (off_t)done + CHANGING_SIZE), 0);
		break;
	case REWRITE:
		/* Whoever writes changes the time; no clock is waited for. */
		cr_assert_eq(utimensat(AT_FDCWD, "file", now, 0), 0);
		break;
	case TOUCH_OTHER:
		cr_assert_eq(chmod("file", 0600), 0);
		break;
	}
	return 0;
}

struct changing {
	enum change change;
	cosign_rc_t rc;
	char message[64];
};

ParameterizedTestParameters(artifact, notices_changes)
{
	static struct changing rows[] = {
		{ SHRINK, COSIGN_E_CHANGED,
		    "file: shrank while it was read: 524288 bytes of 1048576" },
		{ GROW, COSIGN_E_CHANGED, "file: was written to while" },
		{ GROW_FOR_EVER, COSIGN_E_CHANGED,
		    "file: was written to while" },
		{ REWRITE, COSIGN_E_CHANGED, "file: was written to while" },
		{ TOUCH_OTHER, COSIGN_OK, "" },
	};

	return cr_make_param_array(struct changing, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct changing *row, artifact, notices_changes,
    .init = scratch_enter, .fini = scratch_leave)
{
	cosign_error_t *err = cosign_error_new();
	cosign_artifact_t *a = NULL;
	cosign_rc_t rc;

	scratch_write("file", "", 0);
	cr_assert_eq(truncate("file", CHANGING_SIZE), 0);
	MUST(cosign_artifact_from_path(&a, "file", err));
	cosign_artifact_on_progress(a, change_file, &row->change);
	rc = csn_artifact_read(a, SHA256, 0, err);
	if (row->rc == COSIGN_OK)
		MUST(rc);
	else
		expect_error(err, rc, row->rc, row->message);
	cr_expect_eq(
	    cosign_artifact_digest(a, COSIGN_HASH_SHA256) == NULL, rc != 0);
	cosign_artifact_free(a);
	cosign_error_free(err);
}

/* A reader of "abc", a byte at a time, that then says what it is told to. */
struct reader {
	size_t at;
	int answer;
	size_t lie;
};

static int
read_abc(void *user, uint8_t *buf, size_t size, size_t *got)
{
	struct reader *r = user;

	cr_expect_gt(size, 1);
	if (r->at == 3) {
		*got = r->lie;
		return r->answer;
	}
	buf[0] = (uint8_t) "abc"[r->at++];
	*got = 1;
	return 0;
}

Test(artifact, from_reader)
{
	struct reader r = { 0, 0, 0 };
	cosign_artifact_t *a = NULL;

	MUST(cosign_artifact_from_reader(&a, read_abc, &r, NULL));
	expect_abc(a);
	expect_read_once(a, "");
	cosign_artifact_free(a);
}

Test(artifact, from_reader_stops)
{
	struct reader stopped = { 0, -1, 0 };
	struct reader lying = { 0, 0, 1024 * 1024 * 1024 };
	cosign_error_t *err = cosign_error_new();
	cosign_artifact_t *a = NULL;

	MUST(cosign_artifact_from_reader(&a, read_abc, &stopped, err));
	expect_error(err, csn_artifact_read(a, SHA256, 1, err),
	    COSIGN_E_CALLBACK, "stopped by the reader");
	cr_expect_null(cosign_artifact_digest(a, COSIGN_HASH_SHA256));
	cr_expect_eq(csn_artifact_bytes(a).len, 0);
	cosign_artifact_free(a);

	MUST(cosign_artifact_from_reader(&a, read_abc, &lying, err));
	expect_error(err, csn_artifact_read(a, SHA256, 0, err),
	    COSIGN_E_ARGUMENT, "the reader gave more than it was asked for");
	cosign_artifact_free(a);
	cosign_error_free(err);
}

Test(artifact, from_digest)
{
	uint8_t digest[32];
	cosign_error_t *err = cosign_error_new();
	cosign_artifact_t *a = NULL;

	cr_assert_eq(unhex(digest, sizeof(digest), ABC_256), 32);
	MUST(cosign_artifact_from_digest(
	    &a, COSIGN_HASH_SHA256, digest, 32, err));
	memset(digest, 0, sizeof(digest));
	cr_expect_eq(csn_artifact_given_hash(a), COSIGN_HASH_SHA256);
	MUST(csn_artifact_read(a, SHA256, 0, err));
	MUST(csn_artifact_read(a, 0, 0, err));
	expect_digest(a, COSIGN_HASH_SHA256, ABC_256);
	expect_error(err, csn_artifact_read(a, SHA512, 0, err),
	    COSIGN_E_ALGORITHM, "another digest than the given sha256");
	expect_error(err, csn_artifact_read(a, SHA256 | SHA512, 0, err),
	    COSIGN_E_ALGORITHM, "another digest than the given sha256");
	expect_error(err, csn_artifact_read(a, 0, 1, err), COSIGN_E_NO_CONTENT,
	    "pure Ed25519 needs the content, not its digest");
	cr_expect_eq(cosign_artifact_size(a), 0);
	cosign_artifact_free(a);

	expect_error(err,
	    cosign_artifact_from_digest(
		&a, COSIGN_HASH_SHA512, digest, 32, err),
	    COSIGN_E_ARGUMENT, "artifact: a sha512 digest has 64 bytes");
	cr_expect_null(a);
	expect_error(err,
	    cosign_artifact_from_digest(&a, COSIGN_HASH_NONE, digest, 0, err),
	    COSIGN_E_ARGUMENT, "artifact: no digest");
	expect_error(err,
	    cosign_artifact_from_digest(&a, COSIGN_HASH_SHA256, NULL, 32, err),
	    COSIGN_E_ARGUMENT, "artifact: no digest");
	cosign_error_free(err);
}

struct progress {
	unsigned int calls;
	uint64_t done;
	uint64_t total;
	unsigned int stop_at; /* call; 0: never */
};

static int
watch(void *user, uint64_t done, uint64_t total)
{
	struct progress *p = user;

	cr_expect_gt(done, p->done);
	p->done = done;
	p->total = total;
	return ++p->calls == p->stop_at;
}

Test(artifact, tells_progress, .init = scratch_enter, .fini = scratch_leave)
{
	const off_t size = 1000 * 1000;
	struct progress p = { 0, 0, 0, 0 };
	cosign_error_t *err = cosign_error_new();
	cosign_artifact_t *a = NULL;

	scratch_write("file", "", 0);
	cr_assert_eq(truncate("file", size), 0);
	MUST(cosign_artifact_from_path(&a, "file", err));
	cosign_artifact_on_progress(a, watch, &p);
	MUST(csn_artifact_read(a, SHA256, 0, err));
	cr_expect_gt(p.calls, 1);
	cr_expect_eq(p.done, size);
	cr_expect_eq(p.total, size);
	cosign_artifact_free(a);

	p = (struct progress){ 0, 0, 0, 2 };
	MUST(cosign_artifact_from_path(&a, "file", err));
	cosign_artifact_on_progress(a, watch, &p);
	expect_error(err, csn_artifact_read(a, SHA256, 0, err),
	    COSIGN_E_CALLBACK, "file: stopped after 262144 bytes");
	cr_expect_eq(p.calls, 2);
	cosign_artifact_free(a);

	p = (struct progress){ 0, 0, 0, 1 };
	MUST(cosign_artifact_from_bytes(&a, "abc", 3, err));
	cosign_artifact_on_progress(a, watch, &p);
	expect_error(err, csn_artifact_read(a, SHA256, 0, err),
	    COSIGN_E_CALLBACK, "stopped after 3 bytes");
	cosign_artifact_on_progress(a, NULL, NULL);
	MUST(csn_artifact_read(a, SHA256, 0, err));
	cosign_artifact_free(a);
	cosign_artifact_on_progress(NULL, watch, &p);
	cosign_error_free(err);
}

static int
read_zeros(void *user, uint8_t *buf, size_t size, size_t *got)
{
	size_t *left = user;

	*got = *left < size ? *left : size;
	memset(buf, 0, *got);
	*left -= *got;
	return 0;
}

Test(artifact, keeps_so_much_in_memory_and_no_more, .init = scratch_enter,
    .fini = scratch_leave)
{
	const size_t max = cosign_artifact_memory_max();
	cosign_error_t *err = cosign_error_new();
	cosign_artifact_t *a = NULL;
	size_t left;

	left = max;
	MUST(cosign_artifact_from_reader(&a, read_zeros, &left, err));
	MUST(csn_artifact_read(a, 0, 1, err));
	cr_expect_eq(csn_artifact_bytes(a).len, max);
	cosign_artifact_free(a);

	left = max + 1;
	MUST(cosign_artifact_from_reader(&a, read_zeros, &left, err));
	expect_error(err, csn_artifact_read(a, 0, 1, err), COSIGN_E_LIMIT,
	    "more than 134217728 bytes, which pure Ed25519 needs");
	cr_expect_eq(csn_artifact_bytes(a).len, 0);
	cosign_artifact_free(a);

	/* Hashing alone has no limit. */
	left = max + 1;
	MUST(cosign_artifact_from_reader(&a, read_zeros, &left, err));
	MUST(csn_artifact_read(a, SHA256, 0, err));
	cosign_artifact_free(a);

	/* The digest that came of it still serves who asks for no more. */
	scratch_write("file", "", 0);
	cr_assert_eq(truncate("file", (off_t)max + 1), 0);
	MUST(cosign_artifact_from_path(&a, "file", err));
	expect_error(err, csn_artifact_read(a, SHA256, 1, err), COSIGN_E_LIMIT,
	    "file: more than 134217728 bytes, which pure Ed25519 needs");
	cr_expect_eq(cosign_artifact_size(a), max + 1);
	MUST(csn_artifact_read(a, SHA256, 0, err));
	expect_error(err, csn_artifact_read(a, SHA256, 1, err), COSIGN_E_LIMIT,
	    "file: more than 134217728 bytes, which pure Ed25519 needs");
	cosign_artifact_free(a);

	/* Of a file, nothing is read if no digest is wanted. */
	MUST(cosign_artifact_from_path(&a, "file", err));
	expect_error(err, csn_artifact_read(a, 0, 1, err), COSIGN_E_LIMIT,
	    "file: more than 134217728 bytes, which pure Ed25519 needs");
	cr_expect_eq(cosign_artifact_size(a), 0);
	cosign_artifact_free(a);
	cosign_error_free(err);
}

Test(artifact, wants_arguments)
{
	cosign_error_t *err = cosign_error_new();
	cosign_artifact_t *a = NULL;

	expect_error(err, cosign_artifact_from_bytes(NULL, "", 0, err),
	    COSIGN_E_ARGUMENT, "artifact: no out");
	expect_error(err, cosign_artifact_from_fd(NULL, 0, err),
	    COSIGN_E_ARGUMENT, "artifact: no out");
	expect_error(err, cosign_artifact_from_path(NULL, "x", err),
	    COSIGN_E_ARGUMENT, "artifact: no out");
	expect_error(err,
	    cosign_artifact_from_reader(NULL, read_abc, NULL, err),
	    COSIGN_E_ARGUMENT, "artifact: no out");
	expect_error(err,
	    cosign_artifact_from_digest(NULL, COSIGN_HASH_SHA256, NULL, 0, err),
	    COSIGN_E_ARGUMENT, "artifact: no out");
	expect_error(err, cosign_artifact_from_bytes(&a, NULL, 1, err),
	    COSIGN_E_ARGUMENT, "artifact: no bytes");
	expect_error(err, cosign_artifact_from_fd(&a, -1, err),
	    COSIGN_E_ARGUMENT, "artifact: descriptor -1");
	expect_error(err, cosign_artifact_from_path(&a, NULL, err),
	    COSIGN_E_ARGUMENT, "artifact: no path");
	expect_error(err, cosign_artifact_from_reader(&a, NULL, NULL, err),
	    COSIGN_E_ARGUMENT, "artifact: no reader");
	cr_expect_null(a);
	cr_expect_null(cosign_artifact_digest(NULL, COSIGN_HASH_SHA256));
	cr_expect_eq(cosign_artifact_size(NULL), 0);
	cosign_artifact_free(NULL);
	cosign_error_free(err);
}
