/* Timestamps as bytes, and what a log has signed. sct_verify_test.c has who
   signed it. */
#include "x509/sct.h"

#include "pieces.h"
#include "util/buf.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdio.h>
#include <string.h>

#define OK          COSIGN_OK
#define MALFORMED   COSIGN_E_MALFORMED
#define UNSUPPORTED COSIGN_E_UNSUPPORTED

#define LOG_ID \
	"=000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f "
#define TIME "=0000018e57c007a6 "
#define HEAD "=00 " LOG_ID TIME

struct row {
	char text[256];
	cosign_rc_t rc;
	enum csn_key_kind kind;
	size_t extensions, signature;
	char message[64];
};

ParameterizedTestParameters(sct, is_read)
{
	static struct row rows[] = {
		{ HEAD "=0000 =0403 =0002aabb", OK, CSN_KEY_P256, 0, 2, "" },
		{ HEAD "=0000 =0401 =0001aa", OK, CSN_KEY_RSA, 0, 1, "" },
		{ HEAD "=0003010203 =0403 =0000", OK, CSN_KEY_P256, 3, 0, "" },
		{ "=01 " LOG_ID TIME "=0000 =0403 =0000", UNSUPPORTED, 0, 0, 0,
		    "SCT: version is not 1" },
		{ "=ff", UNSUPPORTED, 0, 0, 0, "SCT: version is not 1" },
		/* hash and signature by their numbers in TLS */
		{ HEAD "=0000 =0503 =0000", UNSUPPORTED, 0, 0, 0,
		    "SCT: signature algorithm is none of" },
		{ HEAD "=0000 =0203 =0000", UNSUPPORTED, 0, 0, 0,
		    "SCT: signature algorithm is none of" },
		{ HEAD "=0000 =0003 =0000", UNSUPPORTED, 0, 0, 0,
		    "SCT: signature algorithm is none of" },
		{ HEAD "=0000 =0400 =0000", UNSUPPORTED, 0, 0, 0,
		    "SCT: signature algorithm is none of" },
		{ HEAD "=0000 =0402 =0000", UNSUPPORTED, 0, 0, 0,
		    "SCT: signature algorithm is none of" },
		{ HEAD "=0000 =0404 =0000", UNSUPPORTED, 0, 0, 0,
		    "SCT: signature algorithm is none of" },
		{ HEAD "=0000 =0807 =0000", UNSUPPORTED, 0, 0, 0,
		    "SCT: signature algorithm is none of" },
		/* lengths */
		{ HEAD "=0000 =0403 =0002aabb =00", MALFORMED, 0, 0, 0,
		    "SCT: 1 bytes too many at the end" },
		{ HEAD "=0000 =0403 =0001aabb", MALFORMED, 0, 0, 0,
		    "SCT: 1 bytes too many at the end" },
		{ HEAD "=0000 =0403 =0003aabb", MALFORMED, 0, 0, 0,
		    "SCT: cut" },
		{ HEAD "=ffff =0403 =0002aabb", MALFORMED, 0, 0, 0,
		    "SCT: cut" },
		{ HEAD "=0006 =0403 =0002aabb", MALFORMED, 0, 0, 0,
		    "SCT: cut" },
	};

	return cr_make_param_array(struct row, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct row *row, sct, is_read)
{
	struct vector bytes = der_text(row->text);
	cosign_error_t *err = cosign_error_new();
	struct csn_sct sct;
	const cosign_rc_t rc = csn_sct_read(&sct, der_view(&bytes), err);

	expect_error(err, rc, row->rc, row->message);
	if (rc == COSIGN_OK) {
		cr_expect_eq(sct.log_id.len, CSN_LOG_ID_SIZE);
		cr_expect_eq(sct.log_id.p[31], 0x1f);
		cr_expect_eq(sct.timestamp, 1710869186470);
		cr_expect_eq(sct.kind, row->kind);
		cr_expect_eq(sct.extensions.len, row->extensions);
		cr_expect_eq(sct.signature.len, row->signature);
	}
	cosign_error_free(err);
	vector_free(&bytes);
}

Test(sct, is_not_cut)
{
	struct vector bytes = der_text(HEAD "=000101 =0403 =0002aabb");
	cosign_error_t *err = cosign_error_new();
	struct csn_sct sct;
	size_t len;

	for (len = 0; len < bytes.len; len++)
		expect_error(err,
		    csn_sct_read(&sct, csn_span(bytes.data, len), err),
		    COSIGN_E_MALFORMED, "SCT: cut");
	MUST(csn_sct_read(&sct, der_view(&bytes), NULL));
	cr_expect_eq(sct.extensions.p[0], 0x01);
	cr_expect_eq(sct.signature.p[0], 0xaa);
	cosign_error_free(err);
	vector_free(&bytes);
}

#define SCT  HEAD "=0000 =0403 =0002aabb"
#define SIZE 49 /* bytes of that */

struct list {
	char text[320];
	cosign_rc_t rc;
	size_t count;
	char message[64];
};

ParameterizedTestParameters(sct_list, is_read)
{
	static struct list rows[] = {
		{ "=0033 =0031 " SCT, OK, 1, "" },
		{ "=0066 =0031 " SCT "=0031" SCT, OK, 2, "" },
		{ "", MALFORMED, 0, "SCT list: cut" },
		{ "=00", MALFORMED, 0, "SCT list: cut" },
		/* at least one */
		{ "=0000", MALFORMED, 0, "SCT list: cut" },
		{ "=0002 =0000", MALFORMED, 0, "SCT list: SCT: cut" },
		/* lengths that lie */
		{ "=0034 =0031 " SCT, MALFORMED, 0, "SCT list: cut" },
		{ "=0032 =0031 " SCT, MALFORMED, 0,
		    "SCT list: 1 bytes too many at the end" },
		{ "=0033 =0032 " SCT, MALFORMED, 0, "SCT list: cut" },
		{ "=0033 =0030 " SCT, MALFORMED, 0, "SCT list: SCT: cut" },
		{ "=0034 =0032 " SCT "=00", MALFORMED, 0,
		    "SCT list: SCT: 1 bytes too many at the end" },
		{ "=0034 =0031 " SCT "=00", MALFORMED, 0, "SCT list: cut" },
		{ "=0033 =0031 " SCT "=00", MALFORMED, 0,
		    "SCT list: 1 bytes too many at the end" },
	};

	return cr_make_param_array(struct list, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct list *row, sct_list, is_read)
{
	struct vector bytes = der_text(row->text);
	cosign_error_t *err = cosign_error_new();
	static struct csn_sct scts[CSN_SCTS_MAX];
	size_t count = 77;

	expect_error(err,
	    csn_sct_list_read(scts, &count, der_view(&bytes), err), row->rc,
	    row->message);
	if (row->rc == COSIGN_OK)
		cr_expect_eq(count, row->count);
	cosign_error_free(err);
	vector_free(&bytes);
}

/* Of a version or an algorithm to come: others count all the same. */
Test(sct_list, marks_what_is_unknown)
{
	struct vector bytes =
	    der_text("=009d =0031 " SCT " =0002 =01ff =0031 " HEAD
		     "=0000 =0503 =0002aabb"
		     " =0031 " SCT);
	static struct csn_sct scts[CSN_SCTS_MAX];
	cosign_error_t *err = cosign_error_new();
	size_t count = 0;

	MUST(csn_sct_list_read(scts, &count, der_view(&bytes), err));
	cr_expect_eq(cosign_error_code(err), COSIGN_OK);
	cr_assert_eq(count, 4);
	cr_expect_eq(scts[0].is_unknown, 0);
	cr_expect_eq(scts[1].is_unknown, 1);
	cr_expect_eq(scts[2].is_unknown, 1);
	cr_expect_eq(scts[3].is_unknown, 0);
	cr_expect_eq(scts[3].timestamp, 1710869186470);
	cosign_error_free(err);
	vector_free(&bytes);
}

static cosign_rc_t
read_many(size_t count, size_t *got, cosign_error_t *err)
{
	struct vector one = der_text("=0031 " SCT);
	static uint8_t list[2 + (CSN_SCTS_MAX + 1) * (SIZE + 2)];
	static struct csn_sct scts[CSN_SCTS_MAX];
	size_t i;

	cr_assert_eq(one.len, SIZE + 2);
	list[0] = (uint8_t)(count * one.len >> 8);
	list[1] = (uint8_t)(count * one.len);
	for (i = 0; i < count; i++)
		memcpy(list + 2 + i * one.len, one.data, one.len);
	vector_free(&one);
	return csn_sct_list_read(
	    scts, got, csn_span(list, 2 + count * (SIZE + 2)), err);
}

Test(sct_list, has_at_most_16)
{
	cosign_error_t *err = cosign_error_new();
	size_t count = 0;

	MUST(read_many(CSN_SCTS_MAX, &count, err));
	cr_expect_eq(count, CSN_SCTS_MAX);
	expect_error(err, read_many(CSN_SCTS_MAX + 1, &count, err),
	    COSIGN_E_LIMIT, "SCT list: more than 16");
	cosign_error_free(err);
}

/* A list as an extension, of so many bytes. */
#define SCTS(bytes)  "30{06:2b06010401d679020402 04{04:" bytes "}}"
#define BASIC        "30{06:551d13 04{30{}}}"
#define USAGE        "30{06:551d0f 01:ff 04{03:0780}}"
#define X32          "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define X128         X32 X32 X32 X32
#define OTHER(bytes) "30{06:2a03 04:" bytes "}"

static struct vector
with_extensions(const char *text)
{
	static char all[2048];

	(void)snprintf(all, sizeof(all), "a3{30{%s}}", text);
	return certificate_with(PIECE_EXTENSIONS, all);
}

/* Extensions with the list and without. What is left must be written with
   lengths of its own. */
Test(sct, is_left_out_of_what_is_signed)
{
	static const struct {
		const char *with, *without;
	} rows[] = {
		{ SCTS("00") BASIC, BASIC },
		{ BASIC SCTS("00"), BASIC },
		{ USAGE SCTS("0011") BASIC, USAGE BASIC },
		{ USAGE BASIC SCTS(""), USAGE BASIC },
		{ USAGE SCTS(X128) BASIC, USAGE BASIC },
		{ SCTS(X128 X128) USAGE BASIC, USAGE BASIC },
		{ OTHER(X128 X32) SCTS(X32) BASIC, OTHER(X128 X32) BASIC },
		{ OTHER(X32 X32) SCTS(X128 X32), OTHER(X32 X32) },
		{ OTHER(X128 X32 X32) SCTS(X128), OTHER(X128 X32 X32) },
		{ OTHER(X128 X128) SCTS(X128), OTHER(X128 X128) },
	};
	static struct csn_certificate with, without;
	size_t i;

	for (i = 0; i < ARRAY_LEN(rows); i++) {
		struct vector a = with_extensions(rows[i].with);
		struct vector b = with_extensions(rows[i].without);
		struct csn_buf tbs;

		csn_buf_init(&tbs, CSN_CERTIFICATE_MAX);
		MUST(csn_certificate_read(&with, der_view(&a), NULL));
		MUST(csn_certificate_read(&without, der_view(&b), NULL));
		MUST(csn_tbs_without_scts(&tbs, &with, NULL));
		cr_expect(csn_span_eq(csn_span(tbs.p, tbs.len), without.tbs),
		    "row %zu", i);
		csn_buf_dispose(&tbs);
		vector_free(&a);
		vector_free(&b);
	}
}

/* A certificate without a list, or with nothing else. */
Test(sct, is_among_other_extensions)
{
	static const char *const rows[] = { BASIC, USAGE BASIC, SCTS("00") };
	cosign_error_t *err = cosign_error_new();
	static struct csn_certificate c;
	struct csn_buf tbs;
	size_t i;

	csn_buf_init(&tbs, CSN_CERTIFICATE_MAX);
	for (i = 0; i <= ARRAY_LEN(rows); i++) {
		struct vector der = i < ARRAY_LEN(rows)
		    ? with_extensions(rows[i])
		    : certificate_with(PIECE_EXTENSIONS, "");

		MUST(csn_certificate_read(&c, der_view(&der), NULL));
		expect_error(err, csn_tbs_without_scts(&tbs, &c, err),
		    COSIGN_E_SCT, "no SCTs among other extensions");
		vector_free(&der);
	}
	csn_buf_dispose(&tbs);
	cosign_error_free(err);
}
