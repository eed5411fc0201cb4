/* What is refused for its size, and what a search costs. */
#include "regex/program.h"

#include "util/limits.h"

#include "vectors.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdlib.h>

/* Bytes that the memory of a compiled pattern stays below. */
#define MEMORY_MAX ((size_t)11 * 1024 * 1024 / 10)

static size_t
memory_of(const struct csn_regex *re)
{
	return re->code.cap + re->classes.cap + re->ranges.cap;
}

/* A pattern that grows; it is there until the next one. */
struct text {
	char p[4 * CSN_REGEX_PATTERN_MAX];
	size_t len;
};

static void
add(struct text *t, const char *s, size_t times)
{
	for (; times > 0; times--) {
		cr_assert_lt(t->len + strlen(s), sizeof(t->p));
		memcpy(t->p + t->len, s, strlen(s));
		t->len += strlen(s);
	}
}

static void
expect_taken(const struct text *t)
{
	struct csn_regex *re = NULL;

	MUST(csn_regex_new(&re, csn_span(t->p, t->len), NULL));
	cr_expect_lt(memory_of(re), MEMORY_MAX);
	csn_regex_free(re);
}

static void
expect_limit(const struct text *t, const char *message)
{
	cosign_error_t *err = cosign_error_new();
	struct csn_regex *re = (struct csn_regex *)err;
	cosign_rc_t rc = csn_regex_new(&re, csn_span(t->p, t->len), err);

	cr_expect_null(re);
	expect_error(err, rc, COSIGN_E_LIMIT, message);
	cosign_error_free(err);
}

Test(limits, bytes_of_a_pattern)
{
	static struct text t;

	add(&t, "a", CSN_REGEX_PATTERN_MAX);
	expect_taken(&t);
	add(&t, "a", 1);
	expect_limit(&t, "regular expression: 8193 bytes, at most 8192");
}

static void
expect_nesting(const char *open, const char *message)
{
	static struct text t;

	t.len = 0;
	add(&t, open, CSN_REGEX_NESTING_MAX - 1);
	add(&t, "a", 1);
	add(&t, ")", CSN_REGEX_NESTING_MAX - 1);
	expect_taken(&t);
	/* Beside each other they do not count. */
	add(&t, open, CSN_REGEX_NESTING_MAX - 1);
	add(&t, ")", CSN_REGEX_NESTING_MAX - 1);
	expect_taken(&t);
	t.len = 0;
	add(&t, open, CSN_REGEX_NESTING_MAX);
	add(&t, ")", CSN_REGEX_NESTING_MAX);
	expect_limit(&t, message);
}

Test(limits, groups_in_groups)
{
	expect_nesting(
	    "(", "regular expression: at byte 1000: groups nest too deep");
	expect_nesting(
	    "(?:", "regular expression: at byte 2998: groups nest too deep");
}

/* Depth that needs no groups, and what may have one group at each byte. */
Test(limits, deep_and_wide)
{
	static struct text t;
	size_t i;
	static const char *const often[] = { "|", "()", "()*", "a|", "(a|b)?",
		".", "\\b", "a{0}", "[^a]", "(?i)", "\\Q\\E" };

	add(&t, "a*", 1);
	add(&t, "(?i)*", 1600);
	expect_taken(&t);
	t.len = 0;
	add(&t, "(?:", 999);
	add(&t, "a*", 1);
	add(&t, ")*", 999);
	expect_taken(&t);
	for (i = 0; i < ARRAY_LEN(often); i++) {
		t.len = 0;
		add(&t, often[i], CSN_REGEX_PATTERN_MAX / strlen(often[i]));
		expect_taken(&t);
	}
	t.len = 0;
	add(&t, "(", CSN_REGEX_PATTERN_MAX);
	expect_limit(&t, "regular expression: at byte 1000: groups nest");
}

struct repeat {
	char pattern[40];
	char message[80]; /* "": it is taken */
};

ParameterizedTestParameters(limits, repeat_counts)
{
	static struct repeat rows[] = {
		{ "a{1000}", "" },
		{ "a{1000,}", "" },
		{ "a{0,1000}", "" },
		{ "a{1001}", "at byte 2: repeat count is too high" },
		{ "a{1001,}", "at byte 2: repeat count is too high" },
		{ "a{0,1001}", "at byte 2: repeat count is too high" },
		{ "a{4294967297}", "at byte 2: repeat count is too high" },
		{ "ab{18446744073709551617,2}",
		    "at byte 3: repeat count is too high" },
		{ "(a{500}){2}", "" },
		{ "(a{500}){3}",
		    "at byte 9: nested repeat counts are too high" },
		{ "((a{10}){10}){10}", "" },
		{ "((a{10}){10}){11}",
		    "at byte 14: nested repeat counts are too high" },
		/* the greatest of all parts counts, whichever comes last */
		{ "(b{501}a){2}",
		    "at byte 10: nested repeat counts are too high" },
		{ "(ab{501}){2}",
		    "at byte 10: nested repeat counts are too high" },
		{ "(b{501}|a){2}",
		    "at byte 11: nested repeat counts are too high" },
		{ "(b{501}a|(c)){2}",
		    "at byte 14: nested repeat counts are too high" },
		{ "((){1000}){2}",
		    "at byte 11: nested repeat counts are too high" },
		{ "(a{1000}b{1000}){1}", "" },
		/* the least count counts where there is no most */
		{ "(a{1000,}){1,}", "" },
		{ "(a{501,}){2,}",
		    "at byte 10: nested repeat counts are too high" },
		/* what is written once or not at all does not multiply */
		{ "(a{1000})*", "" },
		{ "(a{1000})?", "" },
		{ "(a{1000}){0,1}", "" },
		{ "(a{0,}){1000}", "" },
		{ "((a{1000}){0}){1000}", "" },
	};

	return cr_make_param_array(struct repeat, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct repeat *row, limits, repeat_counts)
{
	static const char place[] = "regular expression: ";
	static struct text t;

	add(&t, row->pattern, 1);
	if (row->message[0] == '\0') {
		expect_taken(&t);
	} else {
		char message[128] = "";

		(void)strcat(strcat(message, place), row->message);
		expect_limit(&t, message);
	}
}

/* The last instruction is the match. */
Test(limits, instructions)
{
	static struct text t;
	struct csn_regex *re = NULL;

	add(&t, "a{1000}", (CSN_REGEX_CODE_MAX - 1) / 1000);
	add(&t, "a", (CSN_REGEX_CODE_MAX - 1) % 1000);
	MUST(csn_regex_new(&re, csn_span(t.p, t.len), NULL));
	cr_expect_eq(csn_regex_code_len(re), CSN_REGEX_CODE_MAX);
	cr_expect_lt(memory_of(re), MEMORY_MAX);
	csn_regex_free(re);
	add(&t, "a", 1);
	expect_limit(&t, "regular expression: compiled it is too large");
	add(&t, "(?:a*|[bc]+){1000}", 60);
	expect_limit(&t, "regular expression: compiled it is too large");
}

/* Far jumps, forwards and backwards, over everything that there can be. */
Test(limits, far_jumps)
{
	static struct text t;
	struct csn_regex *re = NULL;
	static char a[64001];
	int found;

	add(&t, "^(?:x|", 1);
	add(&t, "a{1000}", 64);
	add(&t, ")+b$", 1);
	MUST(csn_regex_new(&re, csn_span(t.p, t.len), NULL));
	memset(a, 'a', 64000);
	a[64000] = 'b';
	MUST(csn_regex_search(re, csn_span(a, 64001), &found, NULL));
	cr_expect_eq(found, 1);
	MUST(csn_regex_search(re, csn_span(a, 64000), &found, NULL));
	cr_expect_eq(found, 0);
	MUST(csn_regex_search(re, csn_span_str("xxb"), &found, NULL));
	cr_expect_eq(found, 1);
	csn_regex_free(re);
}

/* Characters that no other class has, so that all are different; each is a
   range of its own. */
static void
add_private(struct text *t, uint32_t first, size_t n)
{
	char s[4] = "";

	for (; n > 0; n--, first += 2) {
		s[0] = (char)(0xe0 | first >> 12);
		s[1] = (char)(0x80 | (first >> 6 & 0x3f));
		s[2] = (char)(0x80 | (first & 0x3f));
		add(t, s, 1);
	}
}

Test(limits, ranges_of_all_classes)
{
	static struct text t;
	struct csn_regex *re = NULL;
	size_t each, i;

	MUST(csn_regex_new(&re, csn_span_str("[\\pL\xee\x80\x80]"), NULL));
	each = re->ranges.len / sizeof(struct csn_rx_range);
	csn_regex_free(re);
	for (i = 0; i < CSN_REGEX_RANGES_MAX / each; i++) {
		add(&t, "[\\pL", 1);
		add_private(&t, (uint32_t)(0xe000 + 2 * i), 1);
		add(&t, "]", 1);
	}
	add(&t, "[", 1);
	add_private(&t, 0xe000, CSN_REGEX_RANGES_MAX % each);
	add(&t, "]", 1);
	expect_taken(&t);
	/* What was there before takes no room. */
	add(&t, "[\\pL\xee\x80\x80]", 1);
	expect_taken(&t);
	add(&t, "[\xee\x80\x80\xee\x80\x82]", 1);
	expect_limit(&t, "regular expression: its classes are too large");
}

/* One class that says as much as a pattern can. */
Test(limits, ranges_of_one_class)
{
	static const char *const often[] = { "\\pL", "\\PL", "\\p{Cn}\\p{M}",
		"\\p{Lu}\\p{So}\\p{Greek}", "[:^alpha:]", "\xee\x80\x80z" };
	static struct text t;
	size_t i;

	for (i = 0; i < ARRAY_LEN(often); i++) {
		t.len = 0;
		add(&t, "(?i)[^", 1);
		add(&t, often[i], (8192 - 7) / strlen(often[i]));
		add(&t, "]", 1);
		expect_taken(&t);
	}
	t.len = 0;
	add(&t, "[", 1);
	add_private(&t, 0xa000, 2600);
	add(&t, "]", 1);
	expect_taken(&t);
}

static uint64_t
steps_of(const char *pattern, const char *piece, size_t times, size_t *code)
{
	struct csn_regex *re = NULL;
	char *text = malloc(strlen(piece) * times + 1);
	uint64_t steps;
	size_t i;
	int found;

	cr_assert_not_null(text);
	for (i = 0; i < times; i++)
		memcpy(text + i * strlen(piece), piece, strlen(piece));
	MUST(csn_regex_new(&re, csn_span_str(pattern), NULL));
	*code = csn_regex_code_len(re);
	MUST(csn_regex_run(
	    re, csn_span(text, strlen(piece) * times), &found, &steps, NULL));
	cr_expect_eq(found, 0, "%s", pattern);
	csn_regex_free(re);
	free(text);
	return steps;
}

struct cost {
	char pattern[40];
	char piece[8];
};

ParameterizedTestParameters(limits, time)
{
	/* Each takes a time beyond measure where one way is tried after the
	   other. */
	static struct cost rows[] = {
		{ "^(a*)*b$", "a" },
		{ "(a*)*b", "a" },
		{ "(a|a)*b", "a" },
		{ "^(a|aa)+$b", "a" },
		{ "(a+)+b", "a" },
		{ "(x+x+)+y", "x" },
		{ "(.*)(.*)(.*)(.*)(.*)=", "ab" },
		{ "(?:a?){30}a{30}b", "a" },
		{ "(?i)(\\w|\\pL|[^x])+\\d",
		    "\xc3\xa9"
		    "a" },
		{ "((a{0,9}){0,9}){0,9}b", "a" },
		{ "(?m)(^|$|\\b|\\B|a)+b", "a\n" },
		{ "(|a)*(|a)*(|a)*b", "a" },
	};

	return cr_make_param_array(struct cost, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct cost *row, limits, time)
{
	const size_t n = 2000 / strlen(row->piece);
	size_t code;
	uint64_t one, two;

	one = steps_of(row->pattern, row->piece, n, &code);
	two = steps_of(row->pattern, row->piece, 2 * n, &code);
	cr_expect_leq(one, 2001 * (code + 1), "%s", row->pattern);
	cr_expect_leq(two, 4001 * (code + 1), "%s", row->pattern);
	/* Twice the text, twice the steps, but for its beginning. */
	cr_expect_leq(two, 2 * one + 100 * code, "%s", row->pattern);
}

/* An anchored one is done with where no way goes on. */
Test(limits, time_after_an_anchor)
{
	size_t code;

	cr_expect_lt(steps_of("^ab", "ax", 50000, &code), 20);
	cr_expect_lt(steps_of("\\Aab", "ax", 50000, &code), 20);
	cr_expect_lt(steps_of("^(ab|ac)", "ax", 50000, &code), 20);
	cr_expect_gt(steps_of("ab", "ax", 50000, &code), 100000);
}
