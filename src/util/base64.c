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

/* A character's value beside the alphabets that have it. */
#define STANDARD 0x40
#define URL      0x80
#define DIGIT    (STANDARD | URL)
#define VALUE    0x3f

#define COMMON_DIGITS                                               \
	['A'] = DIGIT | 0, ['B'] = DIGIT | 1, ['C'] = DIGIT | 2,    \
	['D'] = DIGIT | 3, ['E'] = DIGIT | 4, ['F'] = DIGIT | 5,    \
	['G'] = DIGIT | 6, ['H'] = DIGIT | 7, ['I'] = DIGIT | 8,    \
	['J'] = DIGIT | 9, ['K'] = DIGIT | 10, ['L'] = DIGIT | 11,  \
	['M'] = DIGIT | 12, ['N'] = DIGIT | 13, ['O'] = DIGIT | 14, \
	['P'] = DIGIT | 15, ['Q'] = DIGIT | 16, ['R'] = DIGIT | 17, \
	['S'] = DIGIT | 18, ['T'] = DIGIT | 19, ['U'] = DIGIT | 20, \
	['V'] = DIGIT | 21, ['W'] = DIGIT | 22, ['X'] = DIGIT | 23, \
	['Y'] = DIGIT | 24, ['Z'] = DIGIT | 25, ['a'] = DIGIT | 26, \
	['b'] = DIGIT | 27, ['c'] = DIGIT | 28, ['d'] = DIGIT | 29, \
	['e'] = DIGIT | 30, ['f'] = DIGIT | 31, ['g'] = DIGIT | 32, \
	['h'] = DIGIT | 33, ['i'] = DIGIT | 34, ['j'] = DIGIT | 35, \
	['k'] = DIGIT | 36, ['l'] = DIGIT | 37, ['m'] = DIGIT | 38, \
	['n'] = DIGIT | 39, ['o'] = DIGIT | 40, ['p'] = DIGIT | 41, \
	['q'] = DIGIT | 42, ['r'] = DIGIT | 43, ['s'] = DIGIT | 44, \
	['t'] = DIGIT | 45, ['u'] = DIGIT | 46, ['v'] = DIGIT | 47, \
	['w'] = DIGIT | 48, ['x'] = DIGIT | 49, ['y'] = DIGIT | 50, \
	['z'] = DIGIT | 51, ['0'] = DIGIT | 52, ['1'] = DIGIT | 53, \
	['2'] = DIGIT | 54, ['3'] = DIGIT | 55, ['4'] = DIGIT | 56, \
	['5'] = DIGIT | 57, ['6'] = DIGIT | 58, ['7'] = DIGIT | 59, \
	['8'] = DIGIT | 60, ['9'] = DIGIT | 61

static const uint8_t values[256] = {
	COMMON_DIGITS,
	['+'] = STANDARD | 62,
	['/'] = STANDARD | 63,
	['-'] = URL | 62,
	['_'] = URL | 63,
};

/* What a mode allows, worked out once per text. */
struct dialect {
	int kind;   /* STANDARD or URL */
	int padded; /* '=' up to a multiple of four; else none at all */
	int skip_newlines;
	int loose_bits; /* unused bits may be set */
};

static struct dialect
dialect_of(const char *text, size_t len, enum csn_base64_mode mode)
{
	struct dialect d = { STANDARD, 1, 0, 0 };

	if (mode == CSN_BASE64_STRICT)
		return d;
	d.skip_newlines = 1;
	d.loose_bits = 1;
	if (mode == CSN_BASE64_PROTO && len > 0) {
		/* The alphabet by what occurs; padding by the length, in
		   which line ends count although they are skipped. */
		if (memchr(text, '-', len) != NULL ||
		    memchr(text, '_', len) != NULL)
			d.kind = URL;
		d.padded = len % 4 == 0;
	}
	return d;
}

/* The character's value, or -1 if the dialect does not have it. */
static inline int
value_of(const struct dialect *d, char c)
{
	const int v = values[(uint8_t)c];

	return (v & d->kind) != 0 ? v & VALUE : -1;
}

/* The 24 bits of four characters, or -1 unless all are digits. */
static inline int32_t
quad_of(int kind, const uint8_t *text)
{
	const int32_t a = values[text[0]], b = values[text[1]];
	const int32_t c = values[text[2]], e = values[text[3]];

	if ((a & b & c & e & kind) == 0)
		return -1;
	return (a & VALUE) << 18 | (b & VALUE) << 12 | (c & VALUE) << 6 |
	    (e & VALUE);
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

/* How far a text was read, and how many digits there were: by fours. */
struct progress {
	size_t at;
	size_t digits;
};

/* The rest of the text is of this dialect; counts the digits in all. */
static cosign_rc_t
check(size_t *digits, const struct dialect *d, const char *text, size_t len,
    struct progress done, cosign_error_t *err)
{
	size_t i = done.at;
	int last = 0;

	*digits = done.digits;
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
	struct progress done = { 0, 0 };
	size_t digits;

	while (len - done.at >= 4 &&
	    quad_of(d.kind, (const uint8_t *)text + done.at) >= 0)
		done.at += 4;
	done.digits = done.at;
	return check(&digits, &d, text, len, done, err);
}

/* Fours of digits, as many as there are in a row. */
static size_t
decode_row(uint8_t *to, int kind, const uint8_t *text, size_t fours)
{
	int32_t quad;
	size_t i;

	for (i = 0; i < fours; i++, text += 4, to += 3) {
		quad = quad_of(kind, text);
		if (quad < 0)
			break;
		to[0] = (uint8_t)(quad >> 16);
		to[1] = (uint8_t)(quad >> 8);
		to[2] = (uint8_t)quad;
	}
	return i;
}

/* Digits by fours, which nearly all of a text are: lines have a multiple of
   four. At most so many fours. */
static struct progress
decode_fours(uint8_t *to, const struct dialect *d, const char *text, size_t len,
    size_t most)
{
	struct progress done = { 0, 0 };
	size_t fours;

	if (len == 0) /* no text may be NULL */
		return done;
	for (;; done.at++) {
		fours = (len - done.at) / 4;
		if (fours > most - done.digits / 4)
			fours = most - done.digits / 4;
		fours = decode_row(to + done.digits / 4 * 3, d->kind,
		    (const uint8_t *)text + done.at, fours);
		done.at += fours * 4;
		done.digits += fours * 4;
		if (done.at == len || !is_skipped(d, text[done.at]))
			return done;
	}
}

/* The rest, which was checked: what is no digit is skipped. */
static void
decode_rest(uint8_t *to, size_t size, const struct dialect *d, const char *text)
{
	unsigned int have = 0;
	uint32_t bits = 0;
	size_t n = 0;

	for (; n < size; text++) {
		const int v = value_of(d, *text);

		if (v < 0)
			continue;
		bits = bits << 6 | (uint32_t)v;
		have += 6;
		if (have >= 8) {
			have -= 8;
			to[n++] = (uint8_t)(bits >> have);
		}
	}
}

cosign_rc_t
csn_base64_decode(struct csn_buf *out, const char *text, size_t len,
    enum csn_base64_mode mode, cosign_error_t *err)
{
	const struct dialect d = dialect_of(text, len, mode);
	size_t room = csn_base64_decoded_max(len);
	size_t digits, size, written;
	struct progress done;
	cosign_rc_t rc;

	/* All of it: a buffer that grew would lose what is not counted yet.
	   Line ends make the text longer than what it stands for. */
	if (room > out->max - out->len)
		room = out->max - out->len;
	csn_buf_reserve(out, room);
	rc = csn_buf_finish(out, err);
	if (rc != COSIGN_OK)
		return rc;
	done = decode_fours(out->p + out->len, &d, text, len, room / 3);
	rc = check(&digits, &d, text, len, done, err);
	if (rc != COSIGN_OK)
		return rc;
	size = digits / 4 * 3 + digits % 4 * 3 / 4;
	written = done.digits / 4 * 3;
	csn_buf_reserve(out, size);
	/* Not csn_buf_finish(), which writes behind what was there before. */
	if (out->failed != COSIGN_OK)
		return csn_buf_finish(out, err);
	if (size > written)
		decode_rest(out->p + out->len + written, size - written, &d,
		    text + done.at);
	out->len += size;
	return csn_buf_finish(out, err);
}
