#include "policy/glob.h"

#include "vectors.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <string.h>

static int
matches(const char *pattern, struct csn_span text)
{
	int found = 77;

	MUST(csn_glob_match(pattern, text, &found, NULL));
	return found;
}

struct row {
	char pattern[64];
	char text[64];
	int found;
};

ParameterizedTestParameters(glob, matches)
{
	static struct row rows[] = {
		{ "", "", 1 },
		{ "", "a", 0 },
		{ "a", "", 0 },
		{ "a", "a", 1 },
		{ "a", "A", 0 },
		{ "a", "aa", 0 },
		{ "a@x.org", "a@x.org", 1 },
		{ "a@x.org", "a@xxorg", 0 },
		/* some characters other than separators */
		{ "*", "", 1 },
		{ "*", "abc", 1 },
		{ "*@x.org", "a@x.org", 1 },
		{ "*@x.org", "@x.org", 1 },
		{ "*@x.org", "a.b@x.org", 0 },
		{ "*@x.org", "a@b@x.org", 0 },
		{ "*@x.org", "a@x.orgs", 0 },
		{ "a@*.org", "a@x.org", 1 },
		{ "a@*.org", "a@y.x.org", 0 },
		{ "*", "a/b", 0 },
		{ "*", "a.b", 0 },
		{ "*", "a@b", 0 },
		{ "*", "a#b", 0 },
		{ "*", "a?b", 0 },
		{ "*", "a:b", 0 },
		{ "*", "a-b_c+d e%", 1 },
		{ "*", "\xc3\xa9\n", 1 },
		{ "a*", "a", 1 },
		{ "a*", "abc", 1 },
		{ "*c", "abc", 1 },
		{ "a*c", "abcbc", 1 },
		{ "a*b*c", "aXbYc", 1 },
		{ "a*b*c", "acb", 0 },
		/* any characters */
		{ "**", "", 1 },
		{ "**", "https://x.org/a?b#c", 1 },
		{ "***", "a/b", 1 },
		{ "https://x.org/**", "https://x.org/", 1 },
		{ "https://x.org/**", "https://x.org/a/b@c", 1 },
		{ "https://x.org/**", "https://x.org", 0 },
		{ "https://x.org/**", "https://y.org/", 0 },
		{ "**@x.org", "a.b@c@x.org", 1 },
		{ "a**b*c", "a/b/bxc", 1 },
		{ "a**b*c", "a/bx/c", 0 },
		/* one character other than separators */
		{ "?", "a", 1 },
		{ "?", "", 0 },
		{ "?", "ab", 0 },
		{ "?", "/", 0 },
		{ "?", "?", 0 },
		{ "a?c", "abc", 1 },
		{ "a?c", "a.c", 0 },
		{ "?*", "a", 1 },
		{ "*?", "", 0 },
		{ "**?", "/a", 1 },
		{ "**?", "a/", 0 },
		/* nothing else is special */
		{ "[a]", "a", 0 },
		{ "[a]", "[a]", 1 },
		{ "\\*", "\\abc", 1 },
		{ "{a,b}", "a", 0 },
		{ ".", "a", 0 },
	};

	return cr_make_param_array(struct row, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct row *row, glob, matches)
{
	cr_expect_eq(matches(row->pattern, csn_span_str(row->text)), row->found,
	    "\"%s\" and \"%s\"", row->pattern, row->text);
}

Test(glob, matches_workflows)
{
	static const char pattern[] = "https://github.com/org/*/.github/"
				      "workflows/*.yml@refs/tags/v*";

	cr_expect(matches(pattern,
	    csn_span_str("https://github.com/org/repo/.github/workflows/"
			 "release.yml@refs/tags/v1")));
	cr_expect_not(matches(pattern,
	    csn_span_str("https://github.com/org/repo/.github/workflows/"
			 "release.yml@refs/tags/v1.0")));
	cr_expect_not(matches(pattern,
	    csn_span_str("https://github.com/org/a/b/.github/workflows/"
			 "release.yml@refs/tags/v1")));
}

/* A text may hold any bytes. */
Test(glob, matches_bytes)
{
	cr_expect(matches("a*c", csn_span("a\0c", 3)));
	cr_expect(matches("a?c", csn_span("a\0c", 3)));
	cr_expect_not(matches("a", csn_span("a\0", 2)));
	cr_expect(matches("*", csn_span("\xff\xfe", 2)));
	cr_expect(matches("", csn_span(NULL, 0)));
}

/* By the definition, in as much time as it takes. */
static int
slowly(const char *pattern, const char *text)
{
	const int is_separator =
	    *text != '\0' && strchr("/.@#?:", *text) != NULL;
	size_t stars;

	if (*pattern == '\0')
		return *text == '\0';
	if (*pattern == '?')
		return *text != '\0' && !is_separator &&
		    slowly(pattern + 1, text + 1);
	if (*pattern != '*')
		return *pattern == *text && slowly(pattern + 1, text + 1);
	stars = strspn(pattern, "*");
	if (slowly(pattern + stars, text))
		return 1;
	return *text != '\0' && (stars > 1 || !is_separator) &&
	    slowly(pattern, text + 1);
}

/* The n-th text of these letters, counted by length; 0 is the empty one. */
static void
nth(char *out, size_t n, const char *letters)
{
	const size_t base = strlen(letters);
	size_t len = 0;

	for (; n > 0; n = (n - 1) / base)
		out[len++] = letters[(n - 1) % base];
	out[len] = '\0';
}

#define PATTERNS 1365 /* of up to 5 of 4 letters: 1 + 4 + ... + 1024 */
#define TEXTS    364  /* of up to 5 of 3 */

Test(glob, agrees_with_the_definition)
{
	char pattern[8], text[8];
	size_t i, k, wrong = 0;

	for (i = 0; i < PATTERNS; i++) {
		nth(pattern, i, "a/*?");
		for (k = 0; k < TEXTS; k++) {
			nth(text, k, "ab/");
			if (matches(pattern, csn_span_str(text)) ==
			    slowly(pattern, text))
				continue;
			cr_log_error("\"%s\" and \"%s\"", pattern, text);
			wrong++;
		}
	}
	cr_expect_eq(wrong, 0);
}
