#include "util/number.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* More than this either way no text of digits can balance. */
#define EXPONENT_MAX ((int64_t)1 << 48)

/* Digits of INT64_MAX. */
#define INT64_DIGITS 19

static size_t
count_digits(const char *text, size_t len)
{
	size_t n = 0;

	while (n < len && text[n] >= '0' && text[n] <= '9')
		n++;
	return n;
}

/* "e+12" at the start of the text; returns its length, 0 if malformed. */
static size_t
scan_exponent(int64_t *out, const char *text, size_t len)
{
	const int negative = len > 1 && text[1] == '-';
	const size_t sign = len > 1 && (text[1] == '-' || text[1] == '+');
	const size_t start = 1 + sign;
	const size_t n =
	    len > start ? count_digits(text + start, len - start) : 0;
	int64_t v = 0;
	size_t i;

	for (i = 0; i < n; i++) {
		v = v * 10 + (text[start + i] - '0');
		if (v > EXPONENT_MAX)
			v = EXPONENT_MAX;
	}
	*out = negative ? -v : v;
	return n == 0 ? 0 : start + n;
}

size_t
csn_number_scan(struct csn_number *n, const char *text, size_t len)
{
	size_t at, used;

	memset(n, 0, sizeof(*n));
	n->negative = len > 0 && text[0] == '-';
	n->plain = 1;
	at = n->negative ? 1 : 0;
	n->whole = text + at;
	n->whole_len = count_digits(text + at, len - at);
	if (n->whole_len == 0 || (n->whole_len > 1 && text[at] == '0'))
		return 0;
	at += n->whole_len;
	n->fraction = text + at;
	if (at < len && text[at] == '.') {
		n->plain = 0;
		n->fraction = text + ++at;
		n->fraction_len = count_digits(text + at, len - at);
		if (n->fraction_len == 0)
			return 0;
		at += n->fraction_len;
	}
	if (at < len && (text[at] == 'e' || text[at] == 'E')) {
		n->plain = 0;
		used = scan_exponent(&n->exponent, text + at, len - at);
		if (used == 0)
			return 0;
		at += used;
	}
	return at;
}

/* A digit, counted from the first of the whole part. */
static char
digit_at(const struct csn_number *n, size_t i)
{
	return i < n->whole_len ? n->whole[i] : n->fraction[i - n->whole_len];
}

int
csn_number_int(int64_t *out, const struct csn_number *n)
{
	const size_t total = n->whole_len + n->fraction_len;
	size_t first = 0, last = total;
	uint64_t v = 0;
	int64_t zeros; /* to be written after the last digit */

	*out = 0;
	while (first < total && digit_at(n, first) == '0')
		first++;
	if (first == total)
		return 1;
	while (digit_at(n, last - 1) == '0')
		last--;
	zeros =
	    n->exponent - (int64_t)n->fraction_len + (int64_t)(total - last);
	if (zeros < 0 || zeros > INT64_DIGITS ||
	    last - first + (size_t)zeros > INT64_DIGITS)
		return 0;
	for (; first < last; first++)
		v = v * 10 + (uint64_t)(digit_at(n, first) - '0');
	for (; zeros > 0; zeros--)
		v *= 10;
	if (v > (uint64_t)INT64_MAX + (n->negative ? 1 : 0))
		return 0;
	*out = n->negative ? (int64_t)(0 - v) : (int64_t)v;
	return 1;
}

cosign_rc_t
csn_number_double(double *out, const struct csn_number *n,
    struct csn_buf *scratch, cosign_error_t *err)
{
	cosign_rc_t rc;
	double v;

	*out = 0;
	scratch->len = 0;
	if (n->negative)
		csn_buf_add_char(scratch, '-');
	/* An integer and an exponent: no decimal point, so no locale. */
	csn_buf_add(scratch, n->whole, n->whole_len);
	csn_buf_add(scratch, n->fraction, n->fraction_len);
	csn_buf_addf(scratch, "e%lld",
	    (long long)(n->exponent - (int64_t)n->fraction_len));
	rc = csn_buf_finish(scratch, err);
	if (rc != COSIGN_OK)
		return rc;
	v = strtod((const char *)scratch->p, NULL);
	scratch->len = 0;
	if (!isfinite(v))
		return csn_fail(err, COSIGN_E_JSON, "number is too large");
	*out = v;
	return COSIGN_OK;
}

/* 0.d1d2d3... times ten to the exponent; d1 is not 0, nor is the last. */
struct decimal {
	char digits[20];
	int count;
	int exponent;
};

/*
 * Take apart what printf wrote as "d.ddde+dd". The decimal point is the
 * locale's, of any length: whatever is no digit is passed over.
 */
static void
read_decimal(struct decimal *d, const char *text)
{
	const char *exponent = strchr(text, 'e');

	d->count = 0;
	for (; text < exponent; text++)
		if (*text >= '0' && *text <= '9')
			d->digits[d->count++] = *text;
	d->exponent = (int)strtol(exponent + 1, NULL, 10) + 1;
	while (d->count > 1 && d->digits[d->count - 1] == '0')
		d->count--;
}

static double
double_of(const struct decimal *d)
{
	char text[40];

	/* An integer and an exponent: no decimal point, so no locale. */
	(void)snprintf(text, sizeof(text), "%.*se%d", d->count, d->digits,
	    d->exponent - d->count);
	return strtod(text, NULL);
}

/* One more in the last place. */
static void
step_up(struct decimal *d)
{
	while (d->count > 0 && d->digits[d->count - 1] == '9')
		d->count--;
	if (d->count > 0) {
		d->digits[d->count - 1]++;
		return;
	}
	d->digits[0] = '1';
	d->count = 1;
	d->exponent++;
}

/*
 * The fewest digits that read back as v > 0, and of these the nearest. The
 * nearest decimal of a length may fail where the next one up does not: just
 * above a power of two the neighbours stand twice as far apart as below.
 */
static void
shortest(struct decimal *d, double v)
{
	char text[48];
	struct decimal up;
	int precision;

	for (precision = 0; precision < 17; precision++) {
		(void)snprintf(text, sizeof(text), "%.*e", precision, v);
		read_decimal(d, text);
		if (double_of(d) == v)
			return;
		up = *d;
		/* Trailing zeros were cut: the last place is theirs. */
		while (up.count <= precision)
			up.digits[up.count++] = '0';
		step_up(&up);
		if (double_of(&up) == v) {
			*d = up;
			return;
		}
	}
}

static void
add_zeros(struct csn_buf *out, int n)
{
	for (; n > 0; n--)
		csn_buf_add_char(out, '0');
}

/* Without an exponent: 1e-6 <= v < 1e21. */
static void
add_fixed(struct csn_buf *out, const struct decimal *d)
{
	const int whole = d->exponent < d->count ? d->exponent : d->count;

	if (d->exponent <= 0) {
		csn_buf_add_str(out, "0.");
		add_zeros(out, -d->exponent);
		csn_buf_add(out, d->digits, (size_t)d->count);
		return;
	}
	csn_buf_add(out, d->digits, (size_t)whole);
	add_zeros(out, d->exponent - d->count);
	if (d->count > whole) {
		csn_buf_add_char(out, '.');
		csn_buf_add(out, d->digits + whole, (size_t)(d->count - whole));
	}
}

static void
add_exponential(struct csn_buf *out, const struct decimal *d)
{
	const int exponent = d->exponent - 1;

	csn_buf_add_char(out, d->digits[0]);
	if (d->count > 1) {
		csn_buf_add_char(out, '.');
		csn_buf_add(out, d->digits + 1, (size_t)d->count - 1);
	}
	csn_buf_addf(out, "e%c%d", exponent < 0 ? '-' : '+', abs(exponent));
}

void
csn_number_write(struct csn_buf *out, double v)
{
	struct decimal d;

	if (signbit(v))
		csn_buf_add_char(out, '-');
	v = fabs(v);
	if (v == 0) {
		csn_buf_add_char(out, '0');
		return;
	}
	shortest(&d, v);
	if (v < 1e-6 || v >= 1e21)
		add_exponential(out, &d);
	else
		add_fixed(out, &d);
}
