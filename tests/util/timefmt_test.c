#include "util/json_write.h"
#include "util/timefmt.h"

#include "table.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

static void
expect_written(struct csn_time t, enum csn_json_style style, const char *text)
{
	struct csn_json_writer w;
	struct csn_buf buf;

	csn_buf_init(&buf, 64);
	csn_jw_init(&w, &buf, style);
	csn_jw_time(&w, t);
	MUST(csn_buf_finish(&buf, NULL));
	cr_expect_str_eq((const char *)buf.p, text);
	csn_buf_dispose(&buf);
}

Test(time, written_as_go_does)
{
	struct table t = table_open("util/go", "times.tsv");

	while (table_row(&t, 4)) {
		struct csn_time time = { strtoll(t.column[0], NULL, 10),
			(uint32_t)strtoul(t.column[1], NULL, 10) };
		struct csn_time back;
		const char *text = t.column[2];

		expect_written(time, CSN_JSON_GO, text);
		expect_written(time, CSN_JSON_PROTO, t.column[3]);
		/* between the quotes */
		MUST(csn_time_parse(&back, text + 1, strlen(text) - 2, NULL));
		cr_expect_eq(csn_time_cmp(back, time), 0, "%s", text);
	}
	cr_expect_gt(t.line, 130);
	table_close(&t);
}

/* What Go's time.Parse takes although RFC 3339 has it otherwise. */
static int
is_lax(const char *text)
{
	static const char rows[][32] = {
		"2024-01-01T1:00:00Z",
		"2024-01-01T00:00:00,5Z",
		"2024-01-01T00:00:00+24:00",
		"2024-01-01T00:00:00+00:60",
	};
	size_t i;

	for (i = 0; i < ARRAY_LEN(rows); i++)
		if (strcmp(rows[i], text) == 0)
			return 1;
	return 0;
}

Test(time, read_as_go_does)
{
	struct table t = table_open("util/go", "time-parse.tsv");
	cosign_error_t *err = cosign_error_new();

	while (table_row(&t, 2)) {
		const char *text = t.column[0];
		struct csn_time time = { 1, 1 };
		char result[64] = "-";
		cosign_rc_t rc = csn_time_parse(&time, text, strlen(text), err);

		if (rc == COSIGN_OK) {
			(void)snprintf(result, sizeof(result), "%lld %u",
			    (long long)time.sec, (unsigned int)time.nsec);
		} else {
			expect_error(err, rc, COSIGN_E_MALFORMED, "");
			cr_expect(time.sec == 0 && time.nsec == 0);
		}
		cr_expect_str_eq(
		    result, is_lax(text) ? "-" : t.column[1], "%s", text);
	}
	cr_expect_gt(t.line, 50);
	cosign_error_free(err);
	table_close(&t);
}

Test(time, refused_in_words)
{
	static const char early[] = "0000-12-31T23:59:59Z";
	static const char late[] = "9999-12-31T23:59:59-00:01";
	cosign_error_t *err = cosign_error_new();
	struct csn_time t;

	expect_error(err, csn_time_parse(&t, "soon", 4, err),
	    COSIGN_E_MALFORMED, "not a time of RFC 3339");
	expect_error(err, csn_time_parse(&t, early, strlen(early), err),
	    COSIGN_E_MALFORMED, "time outside of the years 0001 to 9999");
	expect_error(err, csn_time_parse(&t, late, strlen(late), err),
	    COSIGN_E_MALFORMED, "time outside of the years 0001 to 9999");
	expect_error(err, csn_time_parse(&t, "2024-01-01T00:00:00Z", 21, err),
	    COSIGN_E_MALFORMED, "not a time of RFC 3339");
	cosign_error_free(err);
}

/* Every 29th day: each day of the month and of the year comes up. */
Test(time, ten_thousand_years_there_and_back)
{
	struct csn_time t = { CSN_TIME_SEC_MIN, 0 }, back;
	struct csn_buf buf;

	for (; t.sec <= CSN_TIME_SEC_MAX; t.sec += (int64_t)29 * 86400) {
		csn_buf_init(&buf, 32);
		csn_time_write_proto(&buf, t);
		MUST(csn_buf_finish(&buf, NULL));
		MUST(csn_time_parse(&back, (const char *)buf.p, buf.len, NULL));
		cr_assert_eq(back.sec, t.sec, "%s", (const char *)buf.p);
		csn_buf_dispose(&buf);
	}
}

Test(time, not_written_out_of_range)
{
	static const struct csn_time rows[] = {
		{ CSN_TIME_SEC_MIN - 1, 0 },
		{ CSN_TIME_SEC_MAX + 1, 0 },
		{ 0, 1000000000 },
		{ INT64_MIN, 0 },
		{ INT64_MAX, 0 },
	};
	cosign_error_t *err = cosign_error_new();
	struct csn_buf buf;
	size_t i;

	for (i = 0; i < ARRAY_LEN(rows); i++) {
		csn_buf_init(&buf, 64);
		csn_time_write_go(&buf, rows[i]);
		csn_time_write_proto(&buf, rows[i]);
		expect_error(err, csn_buf_finish(&buf, err), COSIGN_E_ARGUMENT,
		    "time out of range");
		csn_buf_dispose(&buf);
	}
	cosign_error_free(err);
}

Test(time, compared)
{
	const struct csn_time a = { 5, 1 }, b = { 5, 2 }, c = { 6, 0 };

	cr_expect_eq(csn_time_cmp(a, a), 0);
	cr_expect_eq(csn_time_cmp(a, b), -1);
	cr_expect_eq(csn_time_cmp(b, a), 1);
	cr_expect_eq(csn_time_cmp(b, c), -1);
	cr_expect_eq(csn_time_cmp(c, b), 1);
}
