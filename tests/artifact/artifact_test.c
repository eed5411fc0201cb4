#include "artifact/artifact_internal.h"

#include "scratch.h"
#include "vectors.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SHA256_BIT (1u << COSIGN_HASH_SHA256)
#define SHA384_BIT (1u << COSIGN_HASH_SHA384)
#define SHA512_BIT (1u << COSIGN_HASH_SHA512)

TestSuite(artifact, .init = scratch_enter, .fini = scratch_leave);

/* SHA-256 of "hello world\n", formats.md 3.8 and any sha256sum. */
static const uint8_t hello_sha256[] = { 0xa9, 0x48, 0x90, 0x4f, 0x2f, 0x0f,
	0x47, 0x9b, 0x8f, 0x81, 0x97, 0x69, 0x4b, 0x30, 0x18, 0x4b, 0x0d, 0x2e,
	0xd1, 0xc1, 0xcd, 0x2a, 0x1e, 0xc0, 0xfb, 0x85, 0xd2, 0x99, 0xa1, 0x92,
	0xa4, 0x47 };
static const char hello[] = "hello world\n";
#define HELLO_LEN (sizeof(hello) - 1)

static void
expect_hello(cosign_artifact_t *a)
{
	const uint8_t *digest;

	MUST(csn_artifact_read(a, SHA256_BIT | SHA512_BIT, 0, NULL));
	cr_expect_eq(cosign_artifact_size(a), HELLO_LEN);
	digest = cosign_artifact_digest(a, COSIGN_HASH_SHA256);
	cr_assert_not_null(digest);
	cr_expect_arr_eq(digest, hello_sha256, sizeof(hello_sha256));
	cr_expect_not_null(cosign_artifact_digest(a, COSIGN_HASH_SHA512));
	cr_expect_null(cosign_artifact_digest(a, COSIGN_HASH_SHA384));
	cr_expect_null(cosign_artifact_digest(a, (cosign_hash_t)99));
	cosign_artifact_free(a);
}

Test(artifact, bytes_may_be_read_again)
{
	cosign_artifact_t *a;

	MUST(cosign_artifact_from_bytes(&a, hello, HELLO_LEN, NULL));
	MUST(csn_artifact_read(a, SHA384_BIT, 1, NULL));
	cr_expect_eq(csn_artifact_bytes(a).p, (const uint8_t *)hello);
	cosign_artifact_free(a);
	MUST(cosign_artifact_from_bytes(&a, hello, HELLO_LEN, NULL));
	MUST(csn_artifact_read(a, SHA256_BIT, 0, NULL));
	expect_hello(a);
}

Test(artifact, path)
{
	cosign_artifact_t *a;

	scratch_write("hello", hello, HELLO_LEN);
	MUST(cosign_artifact_from_path(&a, "hello", NULL));
	expect_hello(a);
}

Test(artifact, descriptor_from_where_it_stands)
{
	cosign_artifact_t *a;
	int fd;

	scratch_write("more", "skipped hello world\n", 8 + HELLO_LEN);
	fd = open("more", O_RDONLY);
	cr_assert_geq(fd, 0);
	cr_assert_eq(lseek(fd, 8, SEEK_SET), 8);
	MUST(cosign_artifact_from_fd(&a, fd, NULL));
	expect_hello(a);
	cr_expect_eq(fcntl(fd, F_GETFD) & ~FD_CLOEXEC, 0, "still open");
	(void)close(fd);
}

/* Gives a text in pieces of one byte. */
struct dripping {
	const char *text;
	size_t left;
	int fail_at_end;
};

static int
drip(void *user, uint8_t *buf, size_t size, size_t *got)
{
	struct dripping *d = user;

	(void)size;
	*got = 0;
	if (d->left == 0)
		return d->fail_at_end;
	*buf = (uint8_t)*d->text++;
	d->left--;
	*got = 1;
	return 0;
}

Test(artifact, reader)
{
	struct dripping d = { hello, HELLO_LEN, 0 };
	cosign_artifact_t *a;

	MUST(cosign_artifact_from_reader(&a, drip, &d, NULL));
	expect_hello(a);
}

Test(artifact, reader_that_fails_stops_it)
{
	struct dripping d = { hello, HELLO_LEN, 1 };
	cosign_error_t *err = cosign_error_new();
	cosign_artifact_t *a;

	MUST(cosign_artifact_from_reader(&a, drip, &d, NULL));
	expect_error(err, csn_artifact_read(a, SHA256_BIT, 1, err),
	    COSIGN_E_CALLBACK, "stopped by the reader");
	cr_expect_null(cosign_artifact_digest(a, COSIGN_HASH_SHA256));
	cr_expect_eq(csn_artifact_bytes(a).len, 0);
	expect_error(err, csn_artifact_read(a, SHA256_BIT, 0, err),
	    COSIGN_E_NO_CONTENT, "the bytes were read already");
	cosign_artifact_free(a);
	cosign_error_free(err);
}

static int
lie(void *user, uint8_t *buf, size_t size, size_t *got)
{
	(void)user;
	(void)buf;
	*got = size + 1;
	return 0;
}

Test(artifact, reader_cannot_claim_more_than_there_was_room_for)
{
	cosign_error_t *err = cosign_error_new();
	cosign_artifact_t *a;

	MUST(cosign_artifact_from_reader(&a, lie, NULL, NULL));
	expect_error(err, csn_artifact_read(a, SHA256_BIT, 0, err),
	    COSIGN_E_ARGUMENT, "the reader gave more");
	cosign_artifact_free(a);
	cosign_error_free(err);
}

Test(artifact, whole_content_is_kept_for_ed25519)
{
	struct dripping d = { hello, HELLO_LEN, 0 };
	cosign_artifact_t *a;
	struct csn_span all;

	MUST(cosign_artifact_from_reader(&a, drip, &d, NULL));
	MUST(csn_artifact_read(a, 0, 1, NULL));
	all = csn_artifact_bytes(a);
	cr_assert_eq(all.len, HELLO_LEN);
	cr_expect_arr_eq(all.p, hello, HELLO_LEN);
	cosign_artifact_free(a);
}

static int
zeros(void *user, uint8_t *buf, size_t size, size_t *got)
{
	uint64_t *left = user;

	*got = *left < size ? (size_t)*left : size;
	memset(buf, 0, *got);
	*left -= *got;
	return 0;
}

Test(artifact, whole_content_has_a_limit)
{
	cosign_error_t *err = cosign_error_new();
	uint64_t left = cosign_artifact_memory_max();
	cosign_artifact_t *a;

	MUST(cosign_artifact_from_reader(&a, zeros, &left, NULL));
	MUST(csn_artifact_read(a, 0, 1, err));
	cosign_artifact_free(a);
	left = cosign_artifact_memory_max() + 1;
	MUST(cosign_artifact_from_reader(&a, zeros, &left, NULL));
	expect_error(err, csn_artifact_read(a, 0, 1, err), COSIGN_E_LIMIT,
	    "more than 134217728 bytes");
	cosign_artifact_free(a);
	/* Hashing alone has no limit. */
	left = cosign_artifact_memory_max() + 1;
	MUST(cosign_artifact_from_reader(&a, zeros, &left, NULL));
	MUST(csn_artifact_read(a, SHA256_BIT, 0, err));
	cosign_artifact_free(a);
	cosign_error_free(err);
}

Test(artifact, digest_serves_its_own_hash_alone)
{
	cosign_error_t *err = cosign_error_new();
	cosign_artifact_t *a;

	MUST(cosign_artifact_from_digest(
	    &a, COSIGN_HASH_SHA256, hello_sha256, sizeof(hello_sha256), NULL));
	cr_expect_eq(csn_artifact_given_hash(a), COSIGN_HASH_SHA256);
	MUST(csn_artifact_read(a, SHA256_BIT, 0, err));
	expect_error(err, csn_artifact_read(a, SHA384_BIT, 0, err),
	    COSIGN_E_ALGORITHM, "another digest than the given sha256");
	expect_error(err, csn_artifact_read(a, SHA256_BIT | SHA384_BIT, 0, err),
	    COSIGN_E_ALGORITHM, "another digest");
	expect_error(err, csn_artifact_read(a, SHA256_BIT, 1, err),
	    COSIGN_E_NO_CONTENT, "pure Ed25519 needs the content");
	cosign_artifact_free(a);
	expect_error(err,
	    cosign_artifact_from_digest(
		&a, COSIGN_HASH_SHA384, hello_sha256, 32, err),
	    COSIGN_E_ARGUMENT, "artifact: a sha384 digest has 48 bytes");
	cr_expect_null(a);
	expect_error(err,
	    cosign_artifact_from_digest(
		&a, COSIGN_HASH_NONE, hello_sha256, 32, err),
	    COSIGN_E_ARGUMENT, "artifact: no digest");
	cosign_error_free(err);
}

/* Cuts or extends the file when half of it has passed. */
struct meddler {
	off_t new_size;
	uint64_t last;
};

static int
meddle(void *user, uint64_t done, uint64_t total)
{
	struct meddler *m = user;

	cr_expect_gt(done, m->last);
	m->last = done;
	cr_expect_eq(total, 1024 * 1024);
	if (m->new_size > 0)
		cr_assert_eq(truncate("big", m->new_size), 0);
	return 0;
}

static cosign_rc_t
read_big(off_t new_size, cosign_error_t *err)
{
	static char big[1024 * 1024];
	struct meddler m = { new_size, 0 };
	cosign_artifact_t *a;
	cosign_rc_t rc;

	scratch_write("big", big, sizeof(big));
	MUST(cosign_artifact_from_path(&a, "big", NULL));
	cosign_artifact_on_progress(a, meddle, &m);
	rc = csn_artifact_read(a, SHA256_BIT, 0, err);
	if (rc != COSIGN_OK)
		cr_expect_null(cosign_artifact_digest(a, COSIGN_HASH_SHA256));
	cosign_artifact_free(a);
	return rc;
}

Test(artifact, file_that_changes_while_it_is_read_is_refused)
{
	cosign_error_t *err = cosign_error_new();

	cr_expect_eq(read_big(0, err), COSIGN_OK);
	expect_error(err, read_big(512 * 1024, err), COSIGN_E_CHANGED,
	    "shrank while it was read: 524288 bytes of 1048576");
	expect_error(err, read_big(2 * 1024 * 1024, err), COSIGN_E_CHANGED,
	    "was written to");
	cosign_error_free(err);
}

static int
stop(void *user, uint64_t done, uint64_t total)
{
	(void)user;
	(void)done;
	(void)total;
	return 1;
}

Test(artifact, progress_can_stop_it)
{
	cosign_error_t *err = cosign_error_new();
	cosign_artifact_t *a;

	scratch_write("hello", hello, HELLO_LEN);
	MUST(cosign_artifact_from_path(&a, "hello", NULL));
	cosign_artifact_on_progress(a, stop, NULL);
	expect_error(err, csn_artifact_read(a, SHA256_BIT, 0, err),
	    COSIGN_E_CALLBACK, "stopped after 12 bytes");
	cosign_artifact_free(a);
	MUST(cosign_artifact_from_bytes(&a, hello, HELLO_LEN, NULL));
	cosign_artifact_on_progress(a, stop, NULL);
	expect_error(err, csn_artifact_read(a, SHA256_BIT, 0, err),
	    COSIGN_E_CALLBACK, "stopped");
	cosign_artifact_free(a);
	cosign_error_free(err);
}

Test(artifact, a_closed_descriptor_is_an_error)
{
	cosign_error_t *err = cosign_error_new();
	cosign_artifact_t *a;

	MUST(cosign_artifact_from_fd(&a, 999, NULL));
	expect_error(err, csn_artifact_read(a, SHA256_BIT, 0, err), COSIGN_E_IO,
	    "reading: Bad file descriptor");
	cosign_artifact_free(a);
	expect_error(err, cosign_artifact_from_fd(&a, -1, err),
	    COSIGN_E_ARGUMENT, "artifact: descriptor -1");
	expect_error(err, cosign_artifact_from_path(&a, ".", err),
	    COSIGN_E_DIRECTORY, ".: is a directory");
	expect_error(err, cosign_artifact_from_path(&a, NULL, err),
	    COSIGN_E_ARGUMENT, "artifact: no path");
	expect_error(err, cosign_artifact_from_bytes(&a, NULL, 1, err),
	    COSIGN_E_ARGUMENT, "artifact: no bytes");
	cosign_error_free(err);
}
