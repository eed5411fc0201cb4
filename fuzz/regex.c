/*
 * The first line is a pattern, the rest a text. A search costs what it may
 * cost, says the same twice, and the same of a pattern that means the same.
 */
#include "fuzz.h"

#include "regex/program.h"

#include "util/limits.h"

static void
check_refusal(
    cosign_rc_t rc, const struct csn_regex *re, const cosign_error_t *err)
{
	static const char place[] = "regular expression: ";
	const char *message = cosign_error_message(err);

	HOLDS(re == NULL);
	HOLDS(rc == COSIGN_E_ARGUMENT || rc == COSIGN_E_LIMIT);
	HOLDS(is_printable(message));
	HOLDS(strncmp(message, place, strlen(place)) == 0);
}

static void
check_size(const struct csn_regex *re)
{
	HOLDS(csn_regex_code_len(re) > 0);
	HOLDS(csn_regex_code_len(re) <= CSN_REGEX_CODE_MAX);
	HOLDS(re->ranges.len / sizeof(struct csn_rx_range) <=
	    CSN_REGEX_RANGES_MAX);
	HOLDS(re->classes.len / sizeof(struct csn_rx_class) <=
	    CSN_REGEX_PATTERN_MAX);
}

static int
search(const struct csn_regex *re, struct csn_span text)
{
	uint64_t steps;
	int found, again;

	HOLDS(csn_regex_run(re, text, &found, &steps, NULL) == COSIGN_OK);
	HOLDS(steps <= (text.len + 1) * (csn_regex_code_len(re) + 1));
	HOLDS(csn_regex_search(re, text, &again, NULL) == COSIGN_OK);
	HOLDS(found == again && (found == 0 || found == 1));
	return found;
}

/* Of a pattern with something around it; -1 if that exceeds a limit. */
static int
search_with(const char *before, struct csn_span pattern, const char *after,
    struct csn_span text)
{
	struct csn_regex *re = NULL;
	struct csn_buf around;
	cosign_rc_t rc;
	int found = -1;

	csn_buf_init(&around, SIZE_MAX);
	csn_buf_add_str(&around, before);
	csn_buf_add(&around, pattern.p, pattern.len);
	csn_buf_add_str(&around, after);
	HOLDS(csn_buf_finish(&around, NULL) == COSIGN_OK);
	rc = csn_regex_new(&re, csn_span(around.p, around.len), NULL);
	HOLDS(rc == COSIGN_OK || rc == COSIGN_E_LIMIT);
	if (rc == COSIGN_OK)
		found = search(re, text);
	csn_regex_free(re);
	csn_buf_dispose(&around);
	return found;
}

static int
has(struct csn_span text, const char *what)
{
	return text.len > 0 &&
	    memmem(text.p, text.len, what, strlen(what)) != NULL;
}

static void
check_same(struct csn_span pattern, struct csn_span text, int found)
{
	static const char *const around[][2] = {
		{ "(?:", ")" },
		{ "(?P<n>", "){1}" },
		{ "(?i-i:", "|(?:[^\\x00-\\x{10ffff}]))" },
		{ "(?s:.*)(?:", ")" },
		{ "(?s)^.*?(?-s:", ").*?\\z" },
		{ "(?:", "){1,2}?" },
	};
	size_t i;
	int same;

	for (i = 0; i < CSN_ARRAY_LEN(around); i++) {
		same = search_with(around[i][0], pattern, around[i][1], text);
		HOLDS(same == found || same < 0);
	}
	same = search_with("^(?:", pattern, ")$", text);
	HOLDS(same <= found);
}

/* Nothing can stand beside what is anchored. */
static void
check_lint(struct csn_span pattern, struct csn_span text)
{
	const uint32_t flags = csn_regex_lint(pattern);

	HOLDS((flags &
		  ~(uint32_t)(CSN_REGEX_OPEN_START | CSN_REGEX_OPEN_END |
		      CSN_REGEX_HOST_DOT)) == 0);
	if ((flags & CSN_REGEX_OPEN_START) == 0)
		HOLDS(search_with("(?s:.)(?:", pattern, ")", text) <= 0);
	if ((flags & CSN_REGEX_OPEN_END) == 0)
		HOLDS(search_with("(?:", pattern, ")(?s:.)", text) <= 0);
	if ((flags & CSN_REGEX_HOST_DOT) != 0)
		HOLDS(has(pattern, "."));
}

static int
is_utf8(struct csn_span text)
{
	uint32_t point;
	size_t n;

	for (; text.len > 0; text.p += n, text.len -= n) {
		n = csn_utf8_decode(&point, text.p, text.len);
		if (n == 0)
			return 0;
	}
	return 1;
}

/* A text that stands for itself is found in itself. */
static void
check_quoted(struct csn_span text)
{
	if (!is_utf8(text) || has(text, "\\E"))
		return;
	HOLDS(search_with("^\\Q", text, "\\E$", text) != 0);
	HOLDS(search_with("(?i)\\A(?:\\Q", text, "\\E)\\z", text) != 0);
	HOLDS(search_with("x\\Q", text, "\\E", text) <= 0);
}

/* Instructions times characters that a search may cost here. */
#define STEPS ((size_t)1 << 20)

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *end = size > 0 ? memchr(data, '\n', size) : NULL;
	const size_t len = end != NULL ? (size_t)(end - data) : size;
	const struct csn_span pattern = csn_span(data, len);
	struct csn_span text = csn_span(NULL, 0);
	cosign_error_t *err = cosign_error_new();
	struct csn_regex *re = NULL;
	cosign_rc_t rc;

	if (end != NULL)
		text = csn_span(end + 1, size - len - 1);
	check_quoted(pattern);
	check_quoted(text);
	rc = csn_regex_new(&re, pattern, err);
	if (rc == COSIGN_OK) {
		check_size(re);
		if (text.len > STEPS / csn_regex_code_len(re))
			text.len = STEPS / csn_regex_code_len(re);
		/* \Q may have no \E: then nothing can be put behind it. */
		if (!has(pattern, "\\Q")) {
			check_same(pattern, text, search(re, text));
			check_lint(pattern, text);
		}
	} else {
		check_refusal(rc, re, err);
		HOLDS(csn_regex_lint(pattern) == 0);
	}
	csn_regex_free(re);
	cosign_error_free(err);
	return 0;
}
