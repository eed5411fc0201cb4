/*
 * Answers what Go asks (vectors/regex/generate, -compare). Numbers have four
 * bytes, the lowest first. In come the length of a pattern, the pattern, how
 * many texts, and of each the length and the text; out goes a byte for each:
 * 1 or 0 for found or not, '-' for a pattern that is refused, 'L' for one that
 * exceeds a limit.
 */
#include "regex/regex.h"

#include <stdio.h>
#include <stdlib.h>

static int
read_number(uint32_t *v)
{
	uint8_t b[4];

	if (fread(b, 1, sizeof(b), stdin) != sizeof(b))
		return 0;
	*v = b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 |
	    (uint32_t)b[3] << 24;
	return 1;
}

static uint8_t *
read_bytes(uint32_t *len)
{
	uint8_t *p;

	if (!read_number(len))
		return NULL;
	p = malloc((size_t)*len + 1);
	if (p == NULL || fread(p, 1, *len, stdin) != *len)
		abort();
	return p;
}

static char
answer(const struct csn_regex *re, struct csn_span text)
{
	int found;

	if (csn_regex_search(re, text, &found, NULL) != COSIGN_OK)
		abort();
	return found ? '1' : '0';
}

int
main(void)
{
	struct csn_regex *re;
	uint32_t len, texts;
	uint8_t *p;
	cosign_rc_t rc;

	while ((p = read_bytes(&len)) != NULL) {
		rc = csn_regex_new(&re, csn_span(p, len), NULL);
		free(p);
		if (!read_number(&texts))
			abort();
		for (; texts > 0; texts--) {
			p = read_bytes(&len);
			if (p == NULL)
				abort();
			(void)putchar(rc == COSIGN_OK
				? answer(re, csn_span(p, len))
				: rc == COSIGN_E_LIMIT ? 'L'
						       : '-');
			free(p);
		}
		csn_regex_free(re);
		(void)fflush(stdout);
	}
	return 0;
}
