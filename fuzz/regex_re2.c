/*
 * The first line is a pattern, the rest a text: libre2 says the same. Where it
 * and Go differ, Go is right for us, and the input is passed over.
 */
#include "fuzz.h"

#include "regex/regex.h"
#include "regex_re2.h"

/* Of a text, so that the largest pattern takes no second. */
#define TEXT_MAX 1024

static int
has(struct csn_span text, const char *what)
{
	return text.len > 0 &&
	    memmem(text.p, text.len, what, strlen(what)) != NULL;
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

/* \p{...} in whatever way */
static int
has_property(struct csn_span pattern)
{
	return has(pattern, "\\p") || has(pattern, "\\P");
}

/* Go takes a pattern that libre2 20220601 refuses. */
static int
is_refused_by_re2_alone(struct csn_span pattern, int answer)
{
	switch (answer) {
	case RE2_TOO_LARGE: /* it counts memory otherwise */
		return 1;
	case RE2_BAD_GROUP: /* (?<name>...) came in 2023 */
		return has(pattern, "(?<");
	case RE2_BAD_NAME: /* two groups of one name */
		return has(pattern, "(?P<");
	case RE2_BAD_COUNT: /* (?:x{501}){0} counts where it is in y{2} */
		return has(pattern, "{0}") || has(pattern, "{0,0}");
	case RE2_BAD_CLASS: /* Letter, LC, Cn, ASCII, any spelling but one */
		return has_property(pattern);
	default:
		return 0;
	}
}

/* A count of ten digits or more is no count for libre2: it is text. */
static int
has_long_count(struct csn_span pattern)
{
	size_t i, digits = 0;

	for (i = 0; i < pattern.len && digits < 10; i++)
		digits =
		    pattern.p[i] >= '0' && pattern.p[i] <= '9' ? digits + 1 : 0;
	return digits == 10;
}

/* Go refuses a pattern that libre2 takes; the message is ours. */
static int
is_refused_by_go_alone(
    struct csn_span pattern, cosign_rc_t rc, const char *message)
{
	/* Our limits are lower, but for those that are Go's own. */
	if (rc == COSIGN_E_LIMIT)
		return strstr(message, "repeat count") == NULL ||
		    has_long_count(pattern);
	if (strstr(message, "unknown escape") != NULL)
		return has(pattern, "\\C"); /* any byte */
	/* A script of several words; a name with other letters than ASCII's; a
	   surrogate in three bytes. */
	return strstr(message, "unknown Unicode class") != NULL ||
	    strstr(message, "malformed group name") != NULL ||
	    strstr(message, "not UTF-8") != NULL;
}

/* libre2 has Unicode 14, and its \pC has no unassigned characters. */
static int
is_unassigned_for_re2(struct csn_span text)
{
	static const char pattern[] =
	    "[^\\pL\\pM\\pN\\pP\\pS\\pZ\\p{Cc}\\p{Cf}\\p{Co}]";

	return re2_answer(pattern, strlen(pattern), text.p, text.len) ==
	    RE2_FOUND;
}

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
	int found = 0, answer;

	if (end != NULL)
		text = csn_span(end + 1, size - len - 1);
	if (text.len > TEXT_MAX)
		text.len = TEXT_MAX;
	rc = csn_regex_new(&re, pattern, err);
	answer = re2_answer(pattern.p, pattern.len, text.p, text.len);
	if (rc == COSIGN_OK && answer >= RE2_REFUSED) {
		HOLDS(is_refused_by_re2_alone(pattern, answer));
	} else if (rc == COSIGN_OK) {
		HOLDS(csn_regex_search(re, text, &found, NULL) == COSIGN_OK);
		/* Bytes that are no UTF-8 are nothing at all to libre2. */
		HOLDS(found == (answer == RE2_FOUND) || !is_utf8(text) ||
		    (has_property(pattern) && is_unassigned_for_re2(text)));
	} else if (answer < RE2_REFUSED) {
		HOLDS(is_refused_by_go_alone(
		    pattern, rc, cosign_error_message(err)));
	}
	csn_regex_free(re);
	cosign_error_free(err);
	return 0;
}
