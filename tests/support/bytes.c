#include "bytes.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int
digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	cr_assert_fail("'%c' is no lower-case hexadecimal digit", c);
	return -1;
}

size_t
unhex(uint8_t *out, size_t size, const char *text)
{
	size_t len = 0;
	int high = -1;

	for (; *text != '\0'; text++) {
		if (*text == ' ')
			continue;
		if (high < 0) {
			high = digit(*text);
			continue;
		}
		cr_assert_lt(len, size);
		out[len++] = (uint8_t)(high << 4 | digit(*text));
		high = -1;
	}
	cr_assert_lt(high, 0, "an odd digit in the text");
	return len;
}

void
expect_hex(const void *p, size_t len, const char *text)
{
	const uint8_t *bytes = p;
	char *got = malloc(2 * len + 1);
	size_t i;

	cr_assert_not_null(got);
	got[0] = '\0';
	for (i = 0; i < len; i++)
		(void)snprintf(got + 2 * i, 3, "%02x", bytes[i]);
	cr_expect(strcmp(got, text) == 0, "%s instead of %s", got, text);
	free(got);
}
