/*
 * Regular expressions as Go's package regexp reads them (RE2's syntax), since
 * cosign looks for identities with it. The answer is yes or no: there are no
 * captures, and greed makes no difference. Where they differ: Go lets U+FFFD
 * pass for a surrogate (\x{d800}) that an anchored pattern begins with; here no
 * text has a surrogate.
 *
 * A search takes time in proportion to the text, whatever the pattern: all
 * ways through it are followed side by side, and none twice at one place.
 */
#ifndef CSN_REGEX_REGEX_H
#define CSN_REGEX_REGEX_H

#include "util/span.h"
#include "util/util.h"

/* Never changes once made: any number of threads may search at a time. */
struct csn_regex;

/*
 * Compile a pattern; it is not kept. *out is NULL on failure:
 * COSIGN_E_ARGUMENT for bad syntax ("regular expression: at byte 7: ...",
 * counted from 1), _LIMIT for what limits.h does not allow, _NOMEM. Nothing of
 * the pattern is quoted.
 */
cosign_rc_t csn_regex_new(
    struct csn_regex **out, struct csn_span pattern, cosign_error_t *err);

/*
 * Is there a match anywhere in the text? Bytes that are not UTF-8 count as
 * U+FFFD each. Takes one piece of memory, of eight bytes for an instruction.
 * COSIGN_OK and *found, or COSIGN_E_NOMEM and *found is 0.
 */
cosign_rc_t csn_regex_search(const struct csn_regex *re, struct csn_span text,
    int *found, cosign_error_t *err);

void csn_regex_free(struct csn_regex *re); /* NULL is fine */

/* What makes a pattern for an identity match more than was meant. */
enum csn_regex_lint {
	/* Something may stand before a match, or after it: there is no ^ or
	   \A, $ or \z on every way through the pattern, as in ^a|b$. */
	CSN_REGEX_OPEN_START = 1,
	CSN_REGEX_OPEN_END = 2,
	/* A dot between what looks like parts of a host name: letters, digits
	   or hyphens. It stands for any character. */
	CSN_REGEX_HOST_DOT = 4,
};

/* Those that hold; 0 of a pattern that cannot be compiled. */
uint32_t csn_regex_lint(struct csn_span pattern);

#endif
