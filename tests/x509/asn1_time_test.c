#include "x509/asn1_time.h"

#include "der_text.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdio.h>

typedef cosign_rc_t (*read_fn)(
    struct csn_span *in, struct csn_time *out, cosign_error_t *err);

/* What each reader says of one element. */
struct row {
	char der[96];
	cosign_rc_t x509, generalized, cms;
	int64_t sec;
	uint32_t nsec;
	char message[48]; /* where it is not NO_TIME */
};

#define OK        COSIGN_OK
#define DER       COSIGN_E_DER
#define MALFORMED COSIGN_E_MALFORMED
#define NO_TIME   "not a time of RFC 5280"

/* A UTCTime where a GeneralizedTime has to be. */
#define UTC "DER: tag 0x17 where 0x18 belongs"

ParameterizedTestParameters(asn1_time, is_read)
{
	static struct row rows[] = {
		{ "17'250615150640Z'", OK, DER, OK, 1750000000, 0, UTC },
		/* two digits: 1950 to 2049 */
		{ "17'491231235959Z'", OK, DER, OK, 2524607999, 0, UTC },
		{ "17'500101000000Z'", OK, DER, OK, -631152000, 0, UTC },
		{ "17'700101000000Z'", OK, DER, OK, 0, 0, UTC },
		{ "17'991231235959Z'", OK, DER, OK, 946684799, 0, UTC },
		{ "17'000101000000Z'", OK, DER, OK, 946684800, 0, UTC },
		{ "17'240229235959Z'", OK, DER, OK, 1709251199, 0, UTC },
		/* and four, also of years before 2050 */
		{ "18'20491231235959Z'", OK, OK, OK, 2524607999, 0, "" },
		{ "18'20500101000000Z'", OK, OK, OK, 2524608000, 0, "" },
		{ "18'20250615150640Z'", OK, OK, OK, 1750000000, 0, "" },
		{ "18'99991231235959Z'", OK, OK, OK, 253402300799, 0, "" },
		{ "18'00010101000000Z'", OK, OK, OK, -62135596800, 0, "" },
		/* fractions: none in certificates, elsewhere without zeros at
		   their end */
		{ "18'20500101000000.5Z'", MALFORMED, OK, OK, 2524608000,
		    500000000, "" },
		{ "18'20500101000000.000000001Z'", MALFORMED, OK, OK,
		    2524608000, 1, "" },
		{ "18'20500101000000.102Z'", MALFORMED, OK, OK, 2524608000,
		    102000000, "" },
		{ "18'20500101000000.123456789Z'", MALFORMED, OK, OK,
		    2524608000, 123456789, "" },
	};

	return cr_make_param_array(struct row, rows, ARRAY_LEN(rows));
}

static void
expect_read(read_fn fn, const struct row *row, cosign_rc_t rc, const char *what)
{
	struct vector der = der_text(row->der);
	struct csn_span in = der_view(&der);
	struct csn_time t = { 77, 77 };
	cosign_error_t *err = cosign_error_new();
	const cosign_rc_t got = fn(&in, &t, err);

	cr_expect(got == rc, "%s %s: %s", what, row->der, cosign_rc_name(got));
	if (rc == COSIGN_OK) {
		cr_expect_eq(t.sec, row->sec, "%s %s: %lld", what, row->der,
		    (long long)t.sec);
		cr_expect_eq(t.nsec, row->nsec, "%s %s: %u", what, row->der,
		    (unsigned int)t.nsec);
		cr_expect_eq(in.len, 0);
	} else {
		expect_error(
		    err, got, rc, rc == COSIGN_E_DER ? row->message : NO_TIME);
	}
	cosign_error_free(err);
	vector_free(&der);
}

static void
expect_row(const struct row *row)
{
	expect_read(csn_x509_time_read, row, row->x509, "x509");
	expect_read(
	    csn_generalized_time_read, row, row->generalized, "generalized");
	expect_read(csn_cms_time_read, row, row->cms, "cms");
}

ParameterizedTest(struct row *row, asn1_time, is_read)
{
	expect_row(row);
}

/* Nobody takes these. A UTCTime that is none is told by those who take it. */
static const char *const no_utc_times[] = {
	"17:",
	"17'Z'",
	"17'250615150640'",
	"17'2506151506Z'",       /* no seconds */
	"17'25061515064Z'",      /* one digit short */
	"17'2506151506400Z'",    /* one too many */
	"17'20250615150640Z'",   /* four of the year */
	"17'250615150640z'",     /* a small letter */
	"17'250615150640 '",     /* no letter */
	"17'250615150640+0000'", /* an offset */
	"17'25061515064.Z'",
	"17'250615150640.5Z'",
	"17'250015150640Z'",             /* no month */
	"17'251315150640Z'",             /* a 13th */
	"17'250600150640Z'",             /* no day */
	"17'250631150640Z'",             /* a 31st of June */
	"17'230229000000Z'",             /* no leap year */
	"17'250615240000Z'",             /* an hour too many */
	"17'250615236000Z'",             /* a minute */
	"17'250615235960Z'",             /* a second */
	"17' 50615150640Z'",             /* a blank */
	"17'-50615150640Z'",             /* a sign */
	"17'25061515064-Z'",             /* the same */
	"17'aa0615150640Z'",             /* letters */
	"17:3235303631353135303634300a", /* a line feed instead of Z */
	"17:3235303631353135303600345a", /* a NUL */
	"17:00000000000000000000000000",
};

static const char *const no_generalized_times[] = {
	"18:",
	"18'Z'",
	"18'20500101000000'",
	"18'205001010000Z'",       /* no seconds */
	"18'2050010100000Z'",      /* one digit short */
	"18'205001010000000Z'",    /* one too many */
	"18'20500101000000z'",     /* a small letter */
	"18'20500101000000+0000'", /* an offset */
	"18'20500101000000+00:00'",
	"18'20500101000000.5+00:00'",
	"18'20500101000000.Z'",  /* an empty fraction */
	"18'20500101000000.0Z'", /* zeros */
	"18'20500101000000.50Z'",
	"18'20500101000000.000000000Z'",
	"18'20500101000000.1234567891Z'", /* finer than a nanosecond */
	"18'20500101000000.0000000001Z'",
	"18'20500101000000,5Z'", /* a comma */
	"18'20500101000000.5'",
	"18'20500101000000.5 Z'",
	"18'20500101000000.-5Z'",
	"18'20501301000000Z'",
	"18'20500132000000Z'",
	"18'21000229000000Z'", /* a hundred years, no leap year */
	"18'20500101240000Z'",
	"18'20500101006000Z'",
	"18'20500101000060Z'",
	"18'00000101000000Z'", /* no year */
	"18'-2500101000000Z'",
	"18:32303530303130313030303030005a", /* a NUL */
	"18:0000000000000000000000000000005a",
	"18'20500101000000.1111111111111111111111111111111111111111Z'",
	"18'20500101000000.11111111111111111111111111111111111111111Z'",
	"18'20500101000000.111111111111111111111111111111111111111111111Z'",
};

Test(asn1_time, is_refused)
{
	struct row row = { .message = UTC };
	size_t i;

	for (i = 0; i < ARRAY_LEN(no_utc_times); i++) {
		(void)snprintf(row.der, sizeof(row.der), "%s", no_utc_times[i]);
		row.x509 = row.cms = COSIGN_E_MALFORMED;
		row.generalized = COSIGN_E_DER;
		expect_row(&row);
	}
	for (i = 0; i < ARRAY_LEN(no_generalized_times); i++) {
		(void)snprintf(
		    row.der, sizeof(row.der), "%s", no_generalized_times[i]);
		row.x509 = row.generalized = row.cms = COSIGN_E_MALFORMED;
		expect_row(&row);
	}
}

/* What is no element of such a type. */
Test(asn1_time, has_a_tag)
{
	static const struct {
		const char *der;
		read_fn read;
		const char *message;
	} rows[] = {
		{ "", csn_x509_time_read, "DER: cut" },
		{ "", csn_generalized_time_read, "DER: cut" },
		{ "", csn_cms_time_read, "DER: cut" },
		{ "=17", csn_x509_time_read, "DER: cut" },
		{ "=170d32", csn_cms_time_read, "DER: cut" },
		{ "=180f32", csn_x509_time_read, "DER: cut" },
		{ "16'250615150640Z'", csn_x509_time_read,
		    "DER: tag 0x16 where 0x17 belongs" },
		{ "16'250615150640Z'", csn_generalized_time_read,
		    "DER: tag 0x16 where 0x18 belongs" },
		{ "16'250615150640Z'", csn_cms_time_read,
		    "DER: tag 0x16 where 0x18 belongs" },
		{ "37'250615150640Z'", csn_x509_time_read,
		    "DER: tag 0x37 where 0x17 belongs" },
	};
	cosign_error_t *err = cosign_error_new();
	struct csn_time t;
	size_t i;

	for (i = 0; i < ARRAY_LEN(rows); i++) {
		struct vector der = der_text(rows[i].der);
		struct csn_span in = der_view(&der);

		expect_error(err, rows[i].read(&in, &t, err), COSIGN_E_DER,
		    rows[i].message);
		vector_free(&der);
	}
	cosign_error_free(err);
}

Test(asn1_time, leaves_what_follows)
{
	struct vector der = der_text("17'250615150640Z' "
				     "18'20500101000000Z' "
				     "18'20250615150640.25Z' 05:");
	struct csn_span in = der_view(&der);
	struct csn_time t;

	MUST(csn_x509_time_read(&in, &t, NULL));
	cr_expect_eq(t.sec, 1750000000);
	MUST(csn_cms_time_read(&in, &t, NULL));
	cr_expect_eq(t.sec, 2524608000);
	MUST(csn_generalized_time_read(&in, &t, NULL));
	cr_expect_eq(t.sec, 1750000000);
	cr_expect_eq(t.nsec, 250000000);
	cr_expect_eq(in.len, 2);
	cr_expect_eq(in.p[0], 0x05);
	vector_free(&der);
}
