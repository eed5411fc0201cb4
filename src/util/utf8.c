#include "util/utf8.h"

size_t
csn_utf8_decode(uint32_t *point, const uint8_t *s, size_t len)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	uint32_t c;
	size_t n, i;

	*point = s[0];
	if (s[0] < 0x80)
		return 1;
	if (s[0] < 0xc2 || s[0] > 0xf4)
		return 0;
	n = s[0] >= 0xf0 ? 4 : s[0] >= 0xe0 ? 3 : 2;
	if (n > len)
		return 0;
	c = s[0] & (0xffu >> (n + 1));
	for (i = 1; i < n; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (s[i] & 0x3fu);
	}
	if (c < least[n] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return 0;
	*point = c;
	return n;
}

size_t
csn_utf8_encode(uint8_t out[4], uint32_t point)
{
	static const uint8_t first[] = { 0, 0, 0xc0, 0xe0, 0xf0 };
	size_t n, i;

	if (point < 0x80) {
		out[0] = (uint8_t)point;
		return 1;
	}
	n = point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
	for (i = n - 1; i > 0; i--) {
		out[i] = (uint8_t)(0x80 | (point & 0x3f));
		point >>= 6;
	}
	out[0] = (uint8_t)(first[n] | point);
	return n;
}

int
csn_utf8_is_valid(const uint8_t *s, size_t len)
{
	uint32_t point;
	size_t n;

	for (; len > 0; s += n, len -= n) {
		n = csn_utf8_decode(&point, s, len);
		if (n == 0)
			return 0;
	}
	return 1;
}
