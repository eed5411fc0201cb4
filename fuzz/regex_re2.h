/* What RE2 says of a pattern and a text. */
#ifndef FUZZ_REGEX_RE2_H
#define FUZZ_REGEX_RE2_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
	RE2_NOT_FOUND,
	RE2_FOUND,
	/* from here on the pattern is refused */
	RE2_REFUSED,
	RE2_TOO_LARGE,
	RE2_BAD_GROUP, /* (?... */
	RE2_BAD_NAME,  /* (?P<... */
	RE2_BAD_COUNT, /* {n,m} */
	RE2_BAD_CLASS, /* \p{...}, [:...:], a range */
};

int re2_answer(
    const void *pattern, size_t len, const void *text, size_t text_len);

#ifdef __cplusplus
}
#endif

#endif
