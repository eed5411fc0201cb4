/* A pattern, a zero byte, and a text: what is found is what the rules say,
   read from the end of both. */
#include "fuzz.h"

#include "policy/glob.h"
#include "util/limits.h"

static int
is_separator(uint8_t c)
{
	return c == '/' || c == '.' || c == '@' || c == '#' || c == '?' ||
	    c == ':';
}

/* Whether pattern[i..] stands for text[j..]; what comes later in both is
   known. */
static uint8_t
fits(const uint8_t *known, const char *pattern, size_t patterns, size_t i,
    struct csn_span text, size_t j)
{
	const size_t row = text.len + 1;
	const int is_star = pattern[i] == '*';
	const int is_two = is_star && pattern[i + 1] == '*';
	const size_t width = is_two ? 2 : 1;
	const uint8_t *behind = known + (i + width) * row;

	HOLDS(i + width <= patterns);
	if (is_star && behind[j])
		return 1;
	if (j == text.len)
		return 0;
	if (is_two)
		return known[i * row + j + 1];
	if (is_star)
		return !is_separator(text.p[j]) && known[i * row + j + 1];
	if (pattern[i] == '?')
		return !is_separator(text.p[j]) && behind[j + 1];
	return (uint8_t)pattern[i] == text.p[j] && behind[j + 1];
}

/* Three stars are two and one more, which says the same. */
static int
expected(const char *pattern, struct csn_span text)
{
	const size_t len = strlen(pattern), row = text.len + 1;
	uint8_t *known = calloc(len + 1, row);
	size_t i, j;
	int found;

	HOLDS(known != NULL);
	known[len * row + text.len] = 1;
	for (i = len; i-- > 0;)
		for (j = row; j-- > 0;)
			known[i * row + j] =
			    fits(known, pattern, len, i, text, j);
	found = known[0];
	free(known);
	return found;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *end = memchr(data, 0, size);
	struct csn_span text;
	int found = 2;

	if (end == NULL || size > 2 * CSN_GLOB_MAX)
		return 0;
	text = csn_span(end + 1, size - (size_t)(end + 1 - data));
	HOLDS(csn_glob_match((const char *)data, text, &found, NULL) ==
	    COSIGN_OK);
	HOLDS(found == expected((const char *)data, text));
	return 0;
}
