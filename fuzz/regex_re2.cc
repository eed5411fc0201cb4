/* RE2's answer, for a target that is written in C. */
#include "regex_re2.h"

#include <re2/re2.h>

int
re2_answer(const void *pattern, size_t len, const void *text, size_t text_len)
{
	const re2::StringPiece p(static_cast<const char *>(pattern), len);
	const re2::StringPiece t(static_cast<const char *>(text), text_len);
	RE2::Options options(RE2::Quiet);

	options.set_max_mem(64 << 20);
	const RE2 re(p, options);
	switch (re.error_code()) {
	case RE2::NoError:
		return RE2::PartialMatch(t, re) ? RE2_FOUND : RE2_NOT_FOUND;
	case RE2::ErrorPatternTooLarge:
		return RE2_TOO_LARGE;
	case RE2::ErrorBadPerlOp:
		return RE2_BAD_GROUP;
	case RE2::ErrorBadNamedCapture:
		return RE2_BAD_NAME;
	case RE2::ErrorRepeatSize:
		return RE2_BAD_COUNT;
	case RE2::ErrorBadCharRange:
		return RE2_BAD_CLASS;
	default:
		return RE2_REFUSED;
	}
}
