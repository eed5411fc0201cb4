#include "regex/regex.h"

#include "vectors.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>

#define START CSN_REGEX_OPEN_START
#define END   CSN_REGEX_OPEN_END
#define DOT   CSN_REGEX_HOST_DOT

struct lint {
	char pattern[64];
	uint32_t flags;
};

ParameterizedTestParameters(lint, tells)
{
	static struct lint rows[] = {
		/* anchors */
		{ "^a$", 0 },
		{ "\\Aa\\z", 0 },
		{ "^$", 0 },
		{ "a", START | END },
		{ "", START | END },
		{ "^a", END },
		{ "a$", START },
		{ "^.*$", 0 },
		{ ".*", START | END },
		/* of every alternative */
		{ "^a|b$", START | END },
		{ "^(a|b)$", 0 },
		{ "^(?:a|b)$", 0 },
		{ "(^a|^b)c$", 0 },
		{ "^a$|^b$", 0 },
		{ "^a$|^b", END },
		{ "(^a|b)c$", START },
		{ "^a(b$|c)", END },
		{ "^|a$", START | END },
		{ "(^a|)$", START },
		{ "^(a$|)", END },
		/* anchors that may be passed by */
		{ "^?a$", START },
		{ "^*a$", START },
		{ "^+a$", 0 },
		{ "(^){2}a$", 0 },
		{ "(^){0}a$", START },
		{ "^a$?", END },
		{ "x*^a$", START },
		{ "\\b^a$\\b", 0 },
		/* lines are not the text */
		{ "(?m)^a$", START | END },
		{ "(?m)\\Aa\\z", 0 },
		{ "(?m:^)a$", START },
		/* what only looks like an anchor */
		{ "\\^a\\$", START | END },
		{ "[^a]$", START },
		{ "\\Q^a$\\E", START | END },
		{ "(?i)^a$", 0 },
		/* dots in hosts */
		{ "^github.com$", DOT },
		{ "^github\\.com$", 0 },
		{ "^github[.]com$", 0 },
		{ "^\\Qgithub.com\\E$", 0 },
		{ "^accounts.google\\.com$", DOT },
		{ "^accounts\\.google.com$", DOT },
		{ "^https://github.com/org/.*$", DOT },
		{ "^(https://github.com/|x)$", DOT },
		{ "^((a|b.c)d)+$", DOT },
		{ "(?i)^github.com$", DOT },
		{ "(?s)^github.com$", DOT },
		{ "^a-.1$", DOT },
		{ "^(github|gitlab).com$", DOT },
		{ "^github.(com|org)$", DOT },
		{ "^((a)b|).((c)|d)$", DOT },
		{ "^[a-z]+.example\\.com$", DOT },
		{ "^(?i)[k-s].k$", DOT },
		{ "^a\\d*.\\x41$", DOT },
		{ "^[a-z.]+.example$", 0 },
		{ "^\\w.a$", 0 },
		{ "^().a$", 0 },
		{ "^a.(|b)$", 0 },
		{ "^a.(/|b)$", 0 },
		{ "^(a/).b$", 0 },
		{ "github.com", START | END | DOT },
		{ "^a.*b$", 0 },
		{ "^a.+b$", 0 },
		{ "^a.?b$", 0 },
		{ "^a.{1}b$", 0 },
		{ "^a./b$", 0 },
		{ "^/.b$", 0 },
		{ "^a.$", 0 },
		{ "^.b$", 0 },
		{ "^a..b$", 0 },
		{ "^a.|b$", START | END },
		{ "^\xc3\xa9.b$", 0 },
		/* what cannot be compiled says nothing */
		{ "a(", 0 },
		{ "github.com(", 0 },
	};

	return cr_make_param_array(struct lint, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct lint *row, lint, tells)
{
	cr_expect_eq(csn_regex_lint(csn_span_str(row->pattern)), row->flags,
	    "%s: %u instead of %u", row->pattern,
	    csn_regex_lint(csn_span_str(row->pattern)), row->flags);
}
