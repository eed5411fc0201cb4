/* Bytes that are kept for a moment. */
#include "oci/spool.h"

#include "call_fail.h"
#include "util/limits.h"
#include "vectors.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* One byte more than is kept in memory. */
#define SIZE (CSN_SPOOL_MEMORY_MAX + 1)

static uint8_t *
some_bytes(void)
{
	uint8_t *bytes = malloc(SIZE);
	size_t i;

	cr_assert_not_null(bytes);
	for (i = 0; i < SIZE; i++)
		bytes[i] = (uint8_t)(i * i >> 7);
	return bytes;
}

/* In two pieces, the first of which stays in memory. */
static cosign_rc_t
write_all(struct csn_spool *spool, const uint8_t *bytes, cosign_error_t *err)
{
	const struct csn_blob_sink *sink = &spool->sink;
	cosign_rc_t rc = sink->write(sink->user, csn_span(bytes, 1000), err);

	if (rc != COSIGN_OK)
		return rc;
	return sink->write(
	    sink->user, csn_span(bytes + 1000, SIZE - 1000), err);
}

static void
expect_source(struct csn_spool *spool, const uint8_t *bytes)
{
	uint8_t *is = malloc(SIZE);
	struct csn_blob_source source;
	size_t at = 0, got = 1;

	cr_assert_not_null(is);
	csn_spool_source(&source, spool);
	cr_expect_eq(source.size, (int64_t)SIZE);
	while (got > 0 && at < SIZE) {
		cr_assert_eq(
		    source.read(source.user, is + at, SIZE - at, &got), 0);
		at += got;
	}
	cr_expect_eq(at, SIZE);
	cr_expect_eq(memcmp(is, bytes, SIZE), 0);
	free(is);
}

/* What the first call says that opens a file: 0, or an errno. */
ParameterizedTestParameters(spool, no_file_without_a_name)
{
	static int rows[] = { 0, EOPNOTSUPP, EISDIR, ENOENT };

	return cr_make_param_array(int, rows, ARRAY_LEN(rows));
}

/* Nobody finds the file by a name, and nobody else may read it. */
ParameterizedTest(int *errnum, spool, no_file_without_a_name)
{
	uint8_t *bytes = some_bytes();
	struct csn_spool spool;
	struct stat st;

	csn_spool_init(&spool);
	if (*errnum != 0)
		call_fail_arm(1, *errnum);
	MUST(write_all(&spool, bytes, NULL));
	cr_expect_eq(call_fail_disarm(), *errnum != 0);
	cr_assert_eq(fstat(spool.fd, &st), 0);
	cr_expect_eq(st.st_nlink, 0);
	cr_expect_eq(st.st_mode & 0777, 0600);
	expect_source(&spool, bytes);
	csn_spool_dispose(&spool);
	free(bytes);
}

Test(spool, no_file_at_all)
{
	cosign_error_t *err = cosign_error_new();
	uint8_t *bytes = some_bytes();
	struct csn_spool spool;
	size_t n;

	for (n = 1; n < 3; n++) {
		csn_spool_init(&spool);
		call_fail_arm(n, ENOSPC);
		expect_error(err, write_all(&spool, bytes, err),
		    COSIGN_E_NO_SPACE, P_tmpdir ": temporary file: ");
		cr_expect(call_fail_disarm());
		csn_spool_dispose(&spool);
	}
	free(bytes);
	cosign_error_free(err);
}
