#include "util/base64.h"

static const char alphabet[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void
csn_base64_encode(struct csn_buf *out, const void *p, size_t len)
{
	const uint8_t *in = p;
	uint8_t *to;

	if (len > SIZE_MAX / 4 * 3 - 3) {
		csn_buf_fail(out, COSIGN_E_LIMIT, NULL);
		return;
	}
	csn_buf_reserve(out, csn_base64_size(len));
	if (out->failed != COSIGN_OK)
		return;
	to = out->p + out->len;
	out->len += csn_base64_size(len);
	for (; len >= 3; len -= 3, in += 3) {
		*to++ = (uint8_t)alphabet[in[0] >> 2];
		*to++ = (uint8_t)alphabet[(in[0] & 3) << 4 | in[1] >> 4];
		*to++ = (uint8_t)alphabet[(in[1] & 15) << 2 | in[2] >> 6];
		*to++ = (uint8_t)alphabet[in[2] & 63];
	}
	if (len == 0)
		return;
	*to++ = (uint8_t)alphabet[in[0] >> 2];
	*to++ =
	    (uint8_t)alphabet[(in[0] & 3) << 4 | (len > 1 ? in[1] >> 4 : 0)];
	*to++ = (uint8_t)(len > 1 ? alphabet[(in[1] & 15) << 2] : '=');
	*to = '=';
}

/* A character's value plus one; 0 for what neither alphabet has. */
static const uint8_t values[256] = {
	['A'] = 1,
	['B'] = 2,
	['C'] = 3,
	['D'] = 4,
	['E'] = 5,
	['F'] = 6,
	['G'] = 7,
	['H'] = 8,
	['I'] = 9,
	['J'] = 10,
	['K'] = 11,
	['L'] = 12,
	['M'] = 13,
	['N'] = 14,
	['O'] = 15,
	['P'] = 16,
	['Q'] = 17,
	['R'] = 18,
	['S'] = 19,
	['T'] = 20,
	['U'] = 21,
	['V'] = 22,
	['W'] = 23,
	['X'] = 24,
	['Y'] = 25,
	['Z'] = 26,
	['a'] = 27,
	['b'] = 28,
	['c'] = 29,
	['d'] = 30,
	['e'] = 31,
	['f'] = 32,
	['g'] = 33,
	['h'] = 34,
	['i'] = 35,
	['j'] = 36,
	['k'] = 37,
	['l'] = 38,
	['m'] = 39,
	['n'] = 40,
	['o'] = 41,
	['p'] = 42,
	['q'] = 43,
	['r'] = 44,
	['s'] = 45,
	['t'] = 46,
	['u'] = 47,
	['v'] = 48,
	['w'] = 49,
	['x'] = 50,
	['y'] = 51,
	['z'] = 52,
	['0'] = 53,
	['1'] = 54,
	['2'] = 55,
	['3'] = 56,
	['4'] = 57,
	['5'] = 58,
	['6'] = 59,
	['7'] = 60,
	['8'] = 61,
	['9'] = 62,
	['+'] = 63,
	['-'] = 63,
	['/'] = 64,
	['_'] = 64,
};

/* What a mode allows, worked out once per text. */
struct dialect {
	int url;    /* '-' and '_' instead of '+' and '/' */
	int padded; /* '=' up to a multiple of four; else none at all */
	int skip_newlines;
	int loose_bits; /* unused bits may be set */
};

static struct dialect
dialect_of(const char *text, size_t len, enum csn_base64_mode mode)
{
	struct dialect d = { 0, 1, 0, 0 };

	if (mode == CSN_BASE64_STRICT)
		return d;
	d.skip_newlines = 1;
	d.loose_bits = 1;
	if (mode == CSN_BASE64_PROTO && len > 0) {
		/* The alphabet by what occurs; padding by the length, in
		   which line ends count although they are skipped. */
		d.url = memchr(text, '-', len) != NULL ||
		    memchr(text, '_', len) != NULL;
		d.padded = len % 4 == 0;
	}
	return d;
}

/* The character's value, or -1 if the dialect does not have it. */
static inline int
value_of(const struct dialect *d, char c)
{
	const int v = (int)values[(uint8_t)c] - 1;

	/* The last two are written differently in the two alphabets. */
	if (v >= 62 && (c == '-' || c == '_') != d->url)
		return -1;
	return v;
}

/* The 24 bits of four characters, or -1 unless all are digits. */
static inline int32_t
quad_of(const struct dialect *d, const char *text)
{
	const int a = value_of(d, text[0]), b = value_of(d, text[1]);
	const int c = value_of(d, text[2]), e = value_of(d, text[3]);

	return (a | b | c | e) < 0 ? -1 : a << 18 | b << 12 | c << 6 | e;
}

static int
is_skipped(const struct dialect *d, char c)
{
	return d->skip_newlines && (c == '\r' || c == '\n');
}

static cosign_rc_t
foreign(cosign_error_t *err, size_t at)
{
	return csn_fail(
	    err, COSIGN_E_BASE64, "base64: foreign character at %zu", at);
}

/* From the first '=' on only padding and skipped line ends may follow. */
static cosign_rc_t
check_padding(const struct dialect *d, const char *text, size_t len, size_t at,
    size_t digits, cosign_error_t *err)
{
	size_t want = 4 - digits % 4, i;

	if (digits % 4 < 2 || !d->padded)
		return foreign(err, at);
	for (i = at; i < len; i++) {
		if (is_skipped(d, text[i]))
			continue;
		if (text[i] != '=' || want == 0)
			return foreign(err, i);
		want--;
	}
	if (want != 0)
		return csn_fail(err, COSIGN_E_BASE64, "base64: padding is cut");
	return COSIGN_OK;
}

/* The whole text is of this dialect; counts the digits in it. */
static cosign_rc_t
check(size_t *digits, const struct dialect *d, const char *text, size_t len,
    cosign_error_t *err)
{
	size_t i = 0;
	int last = 0;

	while (len - i >= 4 && quad_of(d, text + i) >= 0)
		i += 4;
	*digits = i;
	for (; i < len && text[i] != '='; i++) {
		const int v = value_of(d, text[i]);

		if (v >= 0) {
			last = v;
			(*digits)++;
		} else if (!is_skipped(d, text[i])) {
			return foreign(err, i);
		}
	}
	if (i < len) {
		cosign_rc_t rc = check_padding(d, text, len, i, *digits, err);

		if (rc != COSIGN_OK)
			return rc;
	} else if (*digits % 4 == 1) {
		return csn_fail(err, COSIGN_E_BASE64, "base64: cut");
	} else if (*digits % 4 != 0 && d->padded) {
		return csn_fail(
		    err, COSIGN_E_BASE64, "base64: padding is missing");
	}
	if (!d->loose_bits &&
	    ((*digits % 4 == 2 && (last & 15) != 0) ||
		(*digits % 4 == 3 && (last & 3) != 0)))
		return csn_fail(
		    err, COSIGN_E_BASE64, "base64: unused bits are set");
	return COSIGN_OK;
}

cosign_rc_t
csn_base64_check(const char *text, size_t len, enum csn_base64_mode mode,
    cosign_error_t *err)
{
	const struct dialect d = dialect_of(text, len, mode);
	size_t digits;

	return check(&digits, &d, text, len, err);
}

cosign_rc_t
csn_base64_decode(struct csn_buf *out, const char *text, size_t len,
    enum csn_base64_mode mode, cosign_error_t *err)
{
	const struct dialect d = dialect_of(text, len, mode);
	size_t digits, size, n = 0;
	uint32_t bits = 0;
	unsigned int have = 0;
	uint8_t *to;
	cosign_rc_t rc;

	rc = check(&digits, &d, text, len, err);
	if (rc != COSIGN_OK)
		return rc;
	size = digits / 4 * 3 + digits % 4 * 3 / 4;
	csn_buf_reserve(out, size);
	rc = csn_buf_finish(out, err);
	if (rc != COSIGN_OK)
		return rc;
	to = out->p + out->len;
	for (; size - n >= 3; n += 3, text += 4) {
		const int32_t quad = quad_of(&d, text);

		if (quad < 0)
			break;
		to[n] = (uint8_t)(quad >> 16);
		to[n + 1] = (uint8_t)(quad >> 8);
		to[n + 2] = (uint8_t)quad;
	}
	for (; n < size; text++) {
		const int v = value_of(&d, *text);

		if (v < 0)
			continue; /* a line end: the rest was checked */
		bits = bits << 6 | (uint32_t)v;
		have += 6;
		if (have >= 8) {
			have -= 8;
			to[n++] = (uint8_t)(bits >> have);
		}
	}
	out->len += size;
	return csn_buf_finish(out, err);
}
