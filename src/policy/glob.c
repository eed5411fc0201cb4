#include "policy/glob.h"

#include <stdlib.h>

/* What separates the parts of a URL, host name, address or Git reference. */
static int
is_separator(uint8_t c)
{
	return c != 0 && strchr("/.@#?:", c) != NULL;
}

/* What a pattern has at a place. */
enum kind {
	KIND_END,
	KIND_ONE,  /* ? */
	KIND_SOME, /* * */
	KIND_ALL,  /* ** and more of them */
	KIND_LETTER,
};

static enum kind
kind_at(const char *pattern, size_t *len)
{
	*len = 1;
	switch (*pattern) {
	case '\0':
		return KIND_END;
	case '?':
		return KIND_ONE;
	case '*':
		*len = strspn(pattern, "*");
		return *len > 1 ? KIND_ALL : KIND_SOME;
	default:
		return KIND_LETTER;
	}
}

/* A place is reached: and, past stars that stand for nothing, what follows. */
static void
reach(uint8_t *places, const char *pattern, size_t at)
{
	enum kind kind;
	size_t len;

	do {
		places[at] = 1;
		kind = kind_at(pattern + at, &len);
		at += len;
	} while (kind == KIND_SOME || kind == KIND_ALL);
}

/* From the places before a byte to those behind it. */
static void
step(uint8_t *to, const uint8_t *from, const char *pattern, uint8_t c)
{
	size_t at, len;

	for (at = 0; pattern[at] != '\0'; at += len) {
		const enum kind kind = kind_at(pattern + at, &len);

		if (!from[at])
			continue;
		if (kind == KIND_ALL || (kind == KIND_SOME && !is_separator(c)))
			reach(to, pattern, at);
		else if ((kind == KIND_ONE && !is_separator(c)) ||
		    (kind == KIND_LETTER && (uint8_t)pattern[at] == c))
			reach(to, pattern, at + 1);
	}
}

cosign_rc_t
csn_glob_match(
    const char *pattern, struct csn_span text, int *found, cosign_error_t *err)
{
	const size_t len = strlen(pattern);
	uint8_t *places = calloc(2, len + 1), *from = places, *to;
	size_t i;

	*found = 0;
	if (places == NULL)
		return csn_fail_nomem(err);
	reach(from, pattern, 0);
	for (i = 0; i < text.len; i++) {
		to = from == places ? places + len + 1 : places;
		memset(to, 0, len + 1);
		step(to, from, pattern, text.p[i]);
		from = to;
	}
	*found = from[len];
	free(places);
	return COSIGN_OK;
}
