/* What every fuzz target has. */
#ifndef FUZZ_FUZZ_H
#define FUZZ_FUZZ_H

#include "util/utf8.h"

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A property that must hold for every input. */
#define HOLDS(condition)          \
	do {                      \
		if (!(condition)) \
			abort();  \
	} while (0)

/* One line of well-formed UTF-8 without control characters: what an error
   message must be, whatever it quotes. */
static inline int
is_printable(const char *message)
{
	const uint8_t *s = (const uint8_t *)message;
	size_t len = strlen(message), n;
	uint32_t point;

	for (; len > 0; s += n, len -= n) {
		n = csn_utf8_decode(&point, s, len);
		if (n == 0 || point < 0x20 || (point >= 0x7f && point < 0xa0))
			return 0;
	}
	return 1;
}

#endif
