#include "regex/regex.h"

#include "vectors.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>

struct search {
	char pattern[48];
	char text[48];
	int found;
};

ParameterizedTestParameters(regex, finds)
{
	static struct search rows[] = {
		/* what stands for itself */
		{ "", "", 1 },
		{ "", "a", 1 },
		{ "b", "abc", 1 },
		{ "ac", "abc", 0 },
		{ "\xc3\xa9", "caf\xc3\xa9", 1 },
		{ "a{", "a{", 1 },
		{ "a{,2}", "a{,2}", 1 },
		{ "a{01}", "a", 0 },
		{ "]}", "]}", 1 },
		/* any character, and any but the end of a line */
		{ "^.$", "a", 1 },
		{ "^.$", "\xf0\x9f\x98\x80", 1 },
		{ "^.$", "\n", 0 },
		{ "(?s)^.$", "\n", 1 },
		{ "^.$", "", 0 },
		/* bytes that are no UTF-8 */
		{ "^..$", "\xe2\x82", 1 },
		{ "^\xef\xbf\xbd{3}$", "\xed\xa0\x80", 1 },
		{ "^\\x{fffd}$", "\xff", 1 },
		{ "\\x{e9}", "\xe9", 0 },
		/* alternatives, also empty ones */
		{ "^(a|bc|d)$", "bc", 1 },
		{ "^(a|bc|d)$", "d", 1 },
		{ "^(a|bc|d)$", "b", 0 },
		{ "^a|b$", "xb", 1 },
		{ "^a|b$", "ax", 1 },
		{ "^(|a)$", "", 1 },
		{ "^(a||b)$", "", 1 },
		{ "|", "x", 1 },
		{ "^()$", "x", 0 },
		/* repetitions */
		{ "^a*$", "", 1 },
		{ "^a*$", "aaa", 1 },
		{ "^a*$", "aab", 0 },
		{ "^a+$", "", 0 },
		{ "^a+$", "aa", 1 },
		{ "^a?$", "a", 1 },
		{ "^a?$", "aa", 0 },
		{ "^a{2}$", "aa", 1 },
		{ "^a{2}$", "aaa", 0 },
		{ "^a{2,}$", "a", 0 },
		{ "^a{2,}$", "aaaa", 1 },
		{ "^a{1,3}$", "", 0 },
		{ "^a{1,3}$", "aaa", 1 },
		{ "^a{1,3}$", "aaaa", 0 },
		{ "^a{0}b$", "b", 1 },
		{ "^a{0}b$", "ab", 0 },
		{ "^a{0,}$", "aa", 1 },
		{ "^(ab|c){2,3}$", "abcab", 1 },
		{ "^(ab|c){2,3}$", "ab", 0 },
		{ "^(a{2}){3}$", "aaaaaa", 1 },
		{ "^(a{2}){3}$", "aaaaa", 0 },
		{ "^(a*)*$", "aaa", 1 },
		{ "^(|a)+$", "aaa", 1 },
		{ "^ab*$", "abb", 1 },
		{ "^(?:ab)*$", "abab", 1 },
		/* greed makes no difference */
		{ "^a*?$", "aa", 1 },
		{ "^a+?b??$", "aab", 1 },
		{ "^a{1,2}?$", "aa", 1 },
		{ "(?U)^a*$", "aa", 1 },
		/* groups and names */
		{ "^(?P<n>a)(?<m>b)$", "ab", 1 },
		{ "^(?P<n>a)(?P<n>b)$", "ab", 1 },
		{ "^(?:a)$", "a", 1 },
		/* places */
		{ "^b", "ab", 0 },
		{ "a$", "ab", 0 },
		{ "a$", "a\n", 0 },
		{ "(?m)a$", "a\nb", 1 },
		{ "(?m)^b", "a\nb", 1 },
		{ "(?m)\\Ab", "a\nb", 0 },
		{ "(?m)a\\z", "a\nb", 0 },
		{ "(?m)^$", "a\n", 1 },
		{ "\\Aa\\z", "a", 1 },
		{ "\\ba\\b", "x a y", 1 },
		{ "\\ba\\b", "xay", 0 },
		{ "\\ba\\b",
		    "\xc3\xa9"
		    "a\xc3\xa9",
		    1 },
		{ "x\\By", "xy", 1 },
		{ "\\B", "", 1 },
		{ "\\b", "", 0 },
		{ "a^b", "ab", 0 },
		/* flags and how far they reach */
		{ "(?i)aB", "Ab", 1 },
		{ "(?i:a)b", "Ab", 1 },
		{ "(?i:a)b", "AB", 0 },
		{ "((?i)a)b", "AB", 0 },
		{ "a(?i)b", "aB", 1 },
		{ "a(?i)b", "AB", 0 },
		{ "(?i)a(?-i)b", "AB", 0 },
		{ "(?i)a|b", "B", 1 },
		{ "(?i-s:A).", "a\n", 0 },
		{ "(?s-i).", "\n", 1 },
		{ "(?)a", "a", 1 },
		{ "a(?i)*b", "aab", 1 },
		/* escapes */
		{ "^\\a\\f\\n\\r\\t\\v$", "\a\f\n\r\t\v", 1 },
		{ "^\\.\\*\\_\\-\\\\$", ".*_-\\", 1 },
		{ "^\\.$", "a", 0 },
		{ "^\\x41\\x{42}\\103\\0103$", "ABC\b3", 1 },
		{ "^\\x{10FFFF}$", "\xf4\x8f\xbf\xbf", 1 },
		{ "^\\377$", "\xc3\xbf", 1 },
		{ "\\x{d800}", "\xed\xa0\x80", 0 },
		{ "^\\Qa.*\\E+$", "a.**", 1 },
		{ "^\\Qa.*", "a.*", 1 },
		{ "^\\Q\\\\E$", "\\", 1 },
		{ "a\\Q\\E*b", "aab", 1 },
		/* classes */
		{ "^[abc]$", "b", 1 },
		{ "^[abc]$", "d", 0 },
		{ "^[^abc]$", "d", 1 },
		{ "^[^abc]$", "\n", 1 },
		{ "^[a-c]$", "b", 1 },
		{ "^[a-c]$", "-", 0 },
		{ "^[a-]$", "-", 1 },
		{ "^[-a]$", "-", 1 },
		{ "^[a-b-c]+$", "b-c", 1 },
		{ "^[]a]$", "]", 1 },
		{ "^[^]a]$", "]", 0 },
		{ "^[.*]$", "a", 0 },
		{ "^[[]$", "[", 1 },
		{ "^[a^]$", "^", 1 },
		{ "^[\\x{3b1}-\\x{3c9}]$", "\xce\xb2", 1 },
		{ "^[\\d\\-.]+$", "1-2.3", 1 },
		{ "^[^\\d]$", "1", 0 },
		{ "^[\\D]$", "1", 0 },
		{ "^[[:alpha:][:digit:]]+$", "a1", 1 },
		{ "^[[:^alpha:]]$", "a", 0 },
		{ "^[[:word:]]$", "_", 1 },
		{ "^[:alpha:]+$", "lap:", 1 },
		{ "^[[:a]+$", "[:a", 1 },
		{ "^\\d\\s\\w$", "1 _", 1 },
		{ "^\\D\\S\\W$", "a1-", 1 },
		{ "^\\s$", "\v", 0 },
		{ "^[[:space:]]$", "\v", 1 },
		{ "^\\d$", "\xd9\xa0", 0 },
		{ "^[^\\x00-\\x{10FFFF}]*$", "", 1 },
		{ "[^\\x00-\\x{10FFFF}]", "a", 0 },
		/* categories and scripts */
		{ "^\\pL\\PL$",
		    "\xc3\xa9"
		    "1",
		    1 },
		{ "^\\p{Lu}\\p{lowercase letter}$", "Aa", 1 },
		{ "^\\p{Greek}$", "\xce\xb1", 1 },
		{ "^\\p{gr-E_e k}$", "\xce\xb1", 1 },
		{ "^\\p{^Greek}$", "a", 1 },
		{ "^\\P{^Greek}$", "a", 0 },
		{ "^[\\p{Nd}\\p{Han}]+$", "1\xe4\xb8\x80", 1 },
		{ "^\\p{Any}$", "\n", 1 },
		{ "^\\p{ASCII}$", "\xc2\x80", 0 },
		{ "^\\p{Cn}$", "\xcd\xb8", 1 },
		/* case */
		{ "^(?i)k$", "\xe2\x84\xaa", 1 },
		{ "^(?i)\xe2\x84\xaa$", "k", 1 },
		{ "^(?i)S$", "\xc5\xbf", 1 },
		{ "^(?i)[a-z]$", "\xc5\xbf", 1 },
		{ "^(?i)[^k]$", "\xe2\x84\xaa", 0 },
		{ "^(?i)\xcf\x83$", "\xcf\x82", 1 },
		{ "^(?i)\xc3\x9f$", "\xe1\xba\x9e", 1 },
		{ "^(?i)\xc3\x9f$", "ss", 0 },
		{ "^(?i)i$", "\xc4\xb1", 0 },
		{ "^(?i)\\w$", "\xc5\xbf", 1 },
		{ "^(?i)\\W$", "\xc5\xbf", 0 },
		{ "^(?i)\\p{Lu}$", "a", 1 },
		{ "^(?i)\\P{Lu}$", "a", 0 },
		{ "^(?i)[[:upper:]]$", "a", 1 },
		{ "^(?i)\\Qa.\\E$", "A.", 1 },
		{ "^(?i)\\p{LC}$", "\xcd\x85", 0 },
	};

	return cr_make_param_array(struct search, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct search *row, regex, finds)
{
	struct csn_regex *re = NULL;
	int found = 2;

	MUST(csn_regex_new(&re, csn_span_str(row->pattern), NULL));
	MUST(csn_regex_search(re, csn_span_str(row->text), &found, NULL));
	cr_expect_eq(
	    found, row->found, "%s on \"%s\"", row->pattern, row->text);
	csn_regex_free(re);
}

/* A NUL is a character like any other, in pattern and text. */
Test(regex, nul)
{
	static const char pattern[] = "^a\0[\0-\x01]\\x00\\0$";
	struct csn_regex *re = NULL;
	int found = 0;

	MUST(csn_regex_new(&re, csn_span(pattern, sizeof(pattern) - 1), NULL));
	MUST(csn_regex_search(re, csn_span("a\0\0\0\0", 5), &found, NULL));
	cr_expect_eq(found, 1);
	MUST(csn_regex_search(re, csn_span("a\0\1\0\0", 5), &found, NULL));
	cr_expect_eq(found, 1);
	MUST(csn_regex_search(re, csn_span("a\0\0\0", 4), &found, NULL));
	cr_expect_eq(found, 0);
	csn_regex_free(re);
}

Test(regex, nothing_to_search)
{
	struct csn_regex *re = NULL;
	int found = 0;

	MUST(csn_regex_new(&re, csn_span(NULL, 0), NULL));
	MUST(csn_regex_search(re, csn_span(NULL, 0), &found, NULL));
	cr_expect_eq(found, 1);
	csn_regex_free(re);
	csn_regex_free(NULL);
}

struct refusal {
	char pattern[40];
	char message[64]; /* behind "regular expression: " */
};

ParameterizedTestParameters(regex, refuses)
{
	static struct refusal rows[] = {
		/* groups */
		{ "ab)", "at byte 3: ) without its (" },
		{ "(a))", "at byte 4: ) without its (" },
		{ "a(b", "at byte 2: ( is not closed" },
		{ "(a(b)", "at byte 1: ( is not closed" },
		{ "(?i:a", "at byte 1: ( is not closed" },
		{ "a(?", "at byte 2: unknown kind of group" },
		{ "(?i", "at byte 1: unknown kind of group" },
		{ "(?x)a", "at byte 1: unknown kind of group" },
		{ "(?i-)a", "at byte 1: unknown kind of group" },
		{ "(?-)a", "at byte 1: unknown kind of group" },
		{ "(?i--s)a", "at byte 1: unknown kind of group" },
		{ "a(?=b)", "at byte 2: unknown kind of group" },
		{ "a(?!b)", "at byte 2: unknown kind of group" },
		{ "(?>a)", "at byte 1: unknown kind of group" },
		{ "(?#a)", "at byte 1: unknown kind of group" },
		{ "(?'n'a)", "at byte 1: unknown kind of group" },
		{ "(?P=n)", "at byte 1: unknown kind of group" },
		{ "(?P>n)", "at byte 1: unknown kind of group" },
		{ "(?<=a)b", "at byte 1: malformed group name" },
		{ "(?<!a)b", "at byte 1: malformed group name" },
		{ "(?P<>a)", "at byte 1: malformed group name" },
		{ "a(?P<n-m>a)", "at byte 2: malformed group name" },
		{ "(?<n", "at byte 1: malformed group name" },
		{ "(?P<\xc3\xa9>a)", "at byte 1: malformed group name" },
		/* repetitions */
		{ "*", "at byte 1: nothing to repeat" },
		{ "a|*", "at byte 3: nothing to repeat" },
		{ "(+a)", "at byte 2: nothing to repeat" },
		{ "(?i)?", "at byte 5: nothing to repeat" },
		{ "{2}", "at byte 1: nothing to repeat" },
		{ "\\Q\\E*", "at byte 5: nothing to repeat" },
		{ "a**", "at byte 3: repetition is repeated" },
		{ "a++", "at byte 3: repetition is repeated" },
		{ "ab?+", "at byte 4: repetition is repeated" },
		{ "a*?*", "at byte 4: repetition is repeated" },
		{ "a{2}{3}", "at byte 5: repetition is repeated" },
		{ "a{2}*", "at byte 5: repetition is repeated" },
		{ "xa{2,1}",
		    "at byte 3: repeat counts are the wrong way round" },
		/* escapes */
		{ "a\\", "at byte 2: backslash at the end" },
		{ "[\\", "at byte 2: backslash at the end" },
		{ "a\\C", "at byte 2: unknown escape" },
		{ "\\Z", "at byte 1: unknown escape" },
		{ "\\G", "at byte 1: unknown escape" },
		{ "\\E", "at byte 1: unknown escape" },
		{ "(a)\\1", "at byte 4: unknown escape" },
		{ "\\8", "at byte 1: unknown escape" },
		{ "\\18", "at byte 1: unknown escape" },
		{ "\\u0041", "at byte 1: unknown escape" },
		{ "\\\xc3\xa9", "at byte 1: unknown escape" },
		{ "[\\b]", "at byte 2: unknown escape" },
		{ "[\\Qa\\E]", "at byte 2: unknown escape" },
		{ "[a-\\d]", "at byte 4: unknown escape" },
		{ "\\x", "at byte 1: \\x without its digits" },
		{ "\\x4", "at byte 1: \\x without its digits" },
		{ "\\x4g", "at byte 1: \\x without its digits" },
		{ "\\x{}", "at byte 1: \\x without its digits" },
		{ "\\x{4g}", "at byte 1: \\x{ is not closed" },
		{ "\\x{41", "at byte 1: \\x{ is not closed" },
		{ "a\\x{110000}", "at byte 2: no character has this number" },
		{ "\\x{100000000}", "at byte 1: no character has this number" },
		/* classes */
		{ "a[b", "at byte 2: [ is not closed" },
		{ "[", "at byte 1: [ is not closed" },
		{ "[]", "at byte 1: [ is not closed" },
		{ "[^]", "at byte 1: [ is not closed" },
		{ "[a-", "at byte 1: [ is not closed" },
		{ "[xb-a]", "at byte 3: range goes backwards" },
		{ "[[:foo:]]", "at byte 2: unknown class name" },
		{ "[a[:d:]]", "at byte 3: unknown class name" },
		{ "[[::]]", "at byte 2: unknown class name" },
		{ "\\p", "at byte 1: unknown Unicode class" },
		{ "\\p{}", "at byte 1: unknown Unicode class" },
		{ "\\p{Foo}", "at byte 1: unknown Unicode class" },
		{ "a\\p{^^L}", "at byte 2: unknown Unicode class" },
		{ "[\\p{Foo}]", "at byte 2: unknown Unicode class" },
		{ "\\p{sc=Greek}", "at byte 1: unknown Unicode class" },
		{ "\\p{Old_Italic}", "at byte 1: unknown Unicode class" },
		{ "\\p{L", "at byte 1: \\p{ is not closed" },
		/* UTF-8, before everything else */
		{ "ab\xff", "at byte 3: not UTF-8" },
		{ "\xed\xa0\x80", "at byte 1: not UTF-8" },
		{ "*\xc3", "at byte 2: not UTF-8" },
	};

	return cr_make_param_array(struct refusal, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct refusal *row, regex, refuses)
{
	static const char place[] = "regular expression: ";
	cosign_error_t *err = cosign_error_new();
	struct csn_regex *re = (struct csn_regex *)err;
	cosign_rc_t rc = csn_regex_new(&re, csn_span_str(row->pattern), err);

	cr_expect_null(re, "%s", row->pattern);
	expect_error(err, rc, COSIGN_E_ARGUMENT, place);
	cr_expect_str_eq(
	    cosign_error_message(err) + strlen(place), row->message);
	cosign_error_free(err);
}
