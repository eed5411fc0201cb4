#include "util/hex.h"

void
csn_hex_encode(struct csn_buf *out, const void *p, size_t len)
{
	static const char digits[] = "0123456789abcdef";
	const uint8_t *bytes = p;
	size_t i;

	if (len > SIZE_MAX / 2) {
		csn_buf_fail(out, COSIGN_E_LIMIT, NULL);
		return;
	}
	csn_buf_reserve(out, len * 2);
	if (out->failed != COSIGN_OK)
		return;
	for (i = 0; i < len; i++) {
		out->p[out->len++] = (uint8_t)digits[bytes[i] >> 4];
		out->p[out->len++] = (uint8_t)digits[bytes[i] & 0x0f];
	}
}

static int
nibble(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

cosign_rc_t
csn_hex_decode(uint8_t *out, size_t out_len, const char *text, size_t len,
    cosign_error_t *err)
{
	size_t i;
	int high, low;

	if (out_len > 0)
		memset(out, 0, out_len);
	if (len / 2 != out_len || len % 2 != 0)
		return csn_fail(err, COSIGN_E_MALFORMED,
		    "hex: %zu characters instead of %zu", len, out_len * 2);
	for (i = 0; i < out_len; i++) {
		high = nibble(text[2 * i]);
		low = nibble(text[2 * i + 1]);
		if (high < 0 || low < 0) {
			memset(out, 0, out_len);
			return csn_fail(err, COSIGN_E_MALFORMED,
			    "hex: foreign character at %zu",
			    2 * i + (high >= 0));
		}
		out[i] = (uint8_t)(high << 4 | low);
	}
	return COSIGN_OK;
}
