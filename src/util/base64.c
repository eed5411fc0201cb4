#include "util/base64.h"

static const char standard[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void
csn_base64_encode(struct csn_buf *out, const void *p, size_t len)
{
	const uint8_t *in = p;
	char quad[4];
	size_t n;

	if (len > SIZE_MAX / 4 * 3 - 3) {
		out->failed = COSIGN_E_LIMIT;
		return;
	}
	csn_buf_reserve(out, csn_base64_size(len));
	for (; len > 0; len -= n, in += n) {
		uint32_t v = (uint32_t)in[0] << 16;

		n = len < 3 ? len : 3;
		if (n > 1)
			v |= (uint32_t)in[1] << 8;
		if (n > 2)
			v |= in[2];
		quad[0] = standard[v >> 18 & 63];
		quad[1] = standard[v >> 12 & 63];
		quad[2] = n > 1 ? standard[v >> 6 & 63] : '=';
		quad[3] = n > 2 ? standard[v & 63] : '=';
		csn_buf_add(out, quad, sizeof(quad));
	}
}

/* Value of a character, or -1. */
static int
value_of(char c, int url)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == (url ? '-' : '+'))
		return 62;
	if (c == (url ? '_' : '/'))
		return 63;
	return -1;
}

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

	switch (mode) {
	case CSN_BASE64_STRICT:
		break;
	case CSN_BASE64_GO:
		d.skip_newlines = 1;
		d.loose_bits = 1;
		break;
	case CSN_BASE64_PROTO:
		/* protojson: the alphabet by what occurs, padding by the
		   length with line ends counted. */
		d.url = len > 0 &&
		    (memchr(text, '-', len) != NULL ||
			memchr(text, '_', len) != NULL);
		d.padded = len % 4 == 0;
		d.skip_newlines = 1;
		d.loose_bits = 1;
		break;
	}
	return d;
}

static cosign_rc_t
foreign(cosign_error_t *err, size_t at)
{
	return csn_fail(
	    err, COSIGN_E_BASE64, "base64: foreign character at %zu", at);
}

/* From the first '=' on only padding and skipped line ends may follow. */
static cosign_rc_t
check_padding(const char *text, size_t len, size_t at, size_t have,
    const struct dialect *d, cosign_error_t *err)
{
	size_t want = 4 - have, i;

	if (have < 2 || !d->padded)
		return foreign(err, at);
	for (i = at; i < len; i++) {
		if (d->skip_newlines && (text[i] == '\r' || text[i] == '\n'))
			continue;
		if (text[i] != '=' || want == 0)
			return foreign(err, i);
		want--;
	}
	if (want != 0)
		return csn_fail(err, COSIGN_E_BASE64, "base64: padding is cut");
	return COSIGN_OK;
}

/* The last 2 or 3 characters give 1 or 2 bytes. */
static cosign_rc_t
add_tail(struct csn_buf *out, uint32_t bits, size_t have,
    const struct dialect *d, cosign_error_t *err)
{
	uint8_t bytes[2];
	uint32_t unused;

	if (have == 1)
		return csn_fail(err, COSIGN_E_BASE64, "base64: cut");
	unused = have == 2 ? bits & 0x0f : bits & 0x03;
	if (unused != 0 && !d->loose_bits)
		return csn_fail(
		    err, COSIGN_E_BASE64, "base64: unused bits are set");
	bits <<= (4 - have) * 6;
	bytes[0] = (uint8_t)(bits >> 16);
	bytes[1] = (uint8_t)(bits >> 8);
	csn_buf_add(out, bytes, have - 1);
	return COSIGN_OK;
}

cosign_rc_t
csn_base64_decode(struct csn_buf *out, const char *text, size_t len,
    enum csn_base64_mode mode, cosign_error_t *err)
{
	const struct dialect d = dialect_of(text, len, mode);
	uint32_t bits = 0;
	size_t have = 0, i;
	cosign_rc_t rc;

	csn_buf_reserve(out, csn_base64_decoded_max(len));
	for (i = 0; i < len; i++) {
		int v = value_of(text[i], d.url);

		if (v >= 0) {
			bits = bits << 6 | (uint32_t)v;
			if (++have == 4) {
				uint8_t bytes[3] = { (uint8_t)(bits >> 16),
					(uint8_t)(bits >> 8), (uint8_t)bits };

				csn_buf_add(out, bytes, sizeof(bytes));
				bits = 0;
				have = 0;
			}
		} else if (d.skip_newlines &&
		    (text[i] == '\r' || text[i] == '\n')) {
			continue;
		} else if (text[i] == '=') {
			rc = check_padding(text, len, i, have, &d, err);
			if (rc != COSIGN_OK)
				return rc;
			break;
		} else {
			return foreign(err, i);
		}
	}
	if (i == len && have != 0 && d.padded)
		return csn_fail(
		    err, COSIGN_E_BASE64, "base64: padding is missing");
	if (have != 0) {
		rc = add_tail(out, bits, have, &d, err);
		if (rc != COSIGN_OK)
			return rc;
	}
	return csn_buf_finish(out, err);
}
