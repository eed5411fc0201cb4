#include "crypto/digits.h"

#include <string.h>

static int
bit_of(struct csn_span factor, size_t i)
{
	if (i >= 8 * factor.len)
		return 0;
	return factor.p[factor.len - 1 - i / 8] >> i % 8 & 1;
}

void
csn_digits(int8_t *digits, size_t count, struct csn_span factor, int window)
{
	int digit, above = 0, j;
	size_t i = 0;

	memset(digits, 0, count);
	while (i < count) {
		if (bit_of(factor, i) == above) {
			i++;
			continue;
		}
		digit = above;
		for (j = 0; j < window; j++)
			digit += bit_of(factor, i + (size_t)j) << j;
		above = digit >= 1 << (window - 1);
		digits[i] = (int8_t)(digit - (above << window));
		i += (size_t)window;
	}
}
