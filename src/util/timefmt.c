#include "util/timefmt.h"

#include <stdio.h>

#define SECONDS_OF_DAY    86400
#define DAYS_OF_400_YEARS 146097
#define DAYS_TO_1970      719162 /* from 0001-01-01 */

struct date {
	int year, month, day; /* month and day from 1 */
};

static int
is_leap(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

/* Days before a month in its year; month 13 gives the days of the year. */
static int
days_before_month(int year, int month)
{
	static const int before[] = { 0, 31, 59, 90, 120, 151, 181, 212, 243,
		273, 304, 334, 365 };

	/* Every caller has 1 to 13, which the analyzer loses sight of.
	   NOLINTNEXTLINE(clang-analyzer-core.UndefinedBinaryOperatorResult) */
	return before[month - 1] + (month > 2 && is_leap(year));
}

/* Days from 0001-01-01 to the first day of a year. */
static int
days_before_year(int year)
{
	/* 400 years on: of year 0, which an offset may lead out of, the
	   quotients would round the other way. */
	const int y = year - 1 + 400;

	return y * 365 + y / 4 - y / 100 + y / 400 - DAYS_OF_400_YEARS;
}

static int
days_of(struct date d)
{
	return days_before_year(d.year) + days_before_month(d.year, d.month) +
	    d.day - 1;
}

static struct date
date_of(int days)
{
	/* A guess, which the length of single years may put one off. */
	struct date d = { (int)((int64_t)days * 400 / DAYS_OF_400_YEARS) + 1, 1,
		1 };
	int rest;

	while (days_before_year(d.year + 1) <= days)
		d.year++;
	while (days_before_year(d.year) > days)
		d.year--;
	rest = days - days_before_year(d.year);
	while (d.month < 12 && days_before_month(d.year, d.month + 1) <= rest)
		d.month++;
	d.day = rest - days_before_month(d.year, d.month) + 1;
	return d;
}

/* With this many digits of fraction, or none. */
static void
write_time(struct csn_buf *out, struct csn_time t, int digits)
{
	/* From 0001-01-01, so that nothing is negative. */
	const int64_t since = t.sec - CSN_TIME_SEC_MIN;
	const int second = (int)(since % SECONDS_OF_DAY);
	const struct date d = date_of((int)(since / SECONDS_OF_DAY));
	char fraction[16];

	csn_buf_addf(out, "%04d-%02d-%02dT%02d:%02d:%02d", d.year, d.month,
	    d.day, second / 3600, second / 60 % 60, second % 60);
	if (digits > 0) {
		(void)snprintf(
		    fraction, sizeof(fraction), ".%09u", (unsigned int)t.nsec);
		csn_buf_add(out, fraction, (size_t)digits + 1);
	}
	csn_buf_add_char(out, 'Z');
}

static int
check_range(struct csn_buf *out, struct csn_time t)
{
	if (t.sec >= CSN_TIME_SEC_MIN && t.sec <= CSN_TIME_SEC_MAX &&
	    t.nsec < 1000000000)
		return 1;
	csn_buf_fail(out, COSIGN_E_ARGUMENT, "time out of range");
	return 0;
}

void
csn_time_write_go(struct csn_buf *out, struct csn_time t)
{
	uint32_t rest = t.nsec;
	int digits = 9;

	if (!check_range(out, t))
		return;
	for (; digits > 0 && rest % 10 == 0; rest /= 10)
		digits--;
	write_time(out, t, digits);
}

void
csn_time_write_proto(struct csn_buf *out, struct csn_time t)
{
	int digits = 9;

	if (!check_range(out, t))
		return;
	if (t.nsec == 0)
		digits = 0;
	else if (t.nsec % 1000000 == 0)
		digits = 3;
	else if (t.nsec % 1000 == 0)
		digits = 6;
	write_time(out, t, digits);
}

/* What is left of a text that is read from the front. */
struct reader {
	const char *p;
	size_t len;
	int ok;
};

static void
expect(struct reader *r, char c)
{
	if (r->len == 0 || *r->p != c) {
		r->ok = 0;
		return;
	}
	r->p++;
	r->len--;
}

/* Exactly this many digits, and a number in the range. */
static int
read_number(struct reader *r, int digits, int least, int most)
{
	int v = 0;

	for (; digits > 0; digits--, r->p++, r->len--) {
		if (r->len == 0 || *r->p < '0' || *r->p > '9') {
			r->ok = 0;
			return least;
		}
		v = v * 10 + (*r->p - '0');
	}
	if (v >= least && v <= most)
		return v;
	r->ok = 0;
	return least;
}

static struct date
read_date(struct reader *r)
{
	struct date d;

	d.year = read_number(r, 4, 0, 9999);
	expect(r, '-');
	d.month = read_number(r, 2, 1, 12);
	expect(r, '-');
	d.day = read_number(r, 2, 1,
	    days_before_month(d.year, d.month + 1) -
		days_before_month(d.year, d.month));
	return d;
}

/* Seconds since midnight. */
static int
read_clock(struct reader *r)
{
	int hour, minute;

	hour = read_number(r, 2, 0, 23);
	expect(r, ':');
	minute = read_number(r, 2, 0, 59);
	expect(r, ':');
	return hour * 3600 + minute * 60 + read_number(r, 2, 0, 59);
}

static uint32_t
read_fraction(struct reader *r)
{
	uint32_t v = 0, unit = 100000000;

	if (r->len == 0 || *r->p != '.')
		return 0;
	expect(r, '.');
	if (r->len == 0 || *r->p < '0' || *r->p > '9')
		r->ok = 0;
	for (; r->len > 0 && *r->p >= '0' && *r->p <= '9'; r->p++, r->len--) {
		if (unit == 0)
			r->ok = 0;
		v += (uint32_t)(*r->p - '0') * unit;
		unit /= 10;
	}
	return v;
}

/* Seconds that the local time is ahead of UTC. */
static int
read_offset(struct reader *r)
{
	int sign, seconds;

	if (r->len > 0 && *r->p == 'Z') {
		expect(r, 'Z');
		return 0;
	}
	sign = r->len > 0 && *r->p == '-' ? -1 : 1;
	expect(r, sign < 0 ? '-' : '+');
	seconds = read_number(r, 2, 0, 23) * 3600;
	expect(r, ':');
	return sign * (seconds + read_number(r, 2, 0, 59) * 60);
}

cosign_rc_t
csn_time_parse(
    struct csn_time *out, const char *text, size_t len, cosign_error_t *err)
{
	struct reader r = { text, len, 1 };
	struct csn_time t;
	struct date d;

	out->sec = 0;
	out->nsec = 0;
	d = read_date(&r);
	expect(&r, 'T');
	t.sec = ((int64_t)days_of(d) - DAYS_TO_1970) * SECONDS_OF_DAY;
	t.sec += read_clock(&r);
	t.nsec = read_fraction(&r);
	t.sec -= read_offset(&r);
	if (!r.ok || r.len != 0)
		return csn_fail(
		    err, COSIGN_E_MALFORMED, "not a time of RFC 3339");
	if (t.sec < CSN_TIME_SEC_MIN || t.sec > CSN_TIME_SEC_MAX)
		return csn_fail(err, COSIGN_E_MALFORMED,
		    "time outside of the years 0001 to 9999");
	*out = t;
	return COSIGN_OK;
}

int
csn_time_cmp(struct csn_time a, struct csn_time b)
{
	if (a.sec != b.sec)
		return a.sec < b.sec ? -1 : 1;
	return (a.nsec > b.nsec) - (a.nsec < b.nsec);
}

int
csn_window_holds(const struct csn_window *window, struct csn_time t)
{
	return (!window->has_start || csn_time_cmp(window->start, t) <= 0) &&
	    (!window->has_end || csn_time_cmp(t, window->end) <= 0);
}
