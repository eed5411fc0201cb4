#include "regex/unicode.h"

/* Categories of characters that stand in pairs, written as one run. */
#define PAIRS_UPPER_FIRST 30
#define PAIRS_LOWER_FIRST 31

struct reader {
	const uint8_t *p;
	size_t left;
};

static uint8_t
read_byte(struct reader *r)
{
	r->left--;
	return *r->p++;
}

static uint32_t
read_number(struct reader *r)
{
	uint32_t v = 0, byte;
	unsigned int shift = 0;

	do {
		byte = read_byte(r);
		v |= (byte & 0x7f) << shift;
		shift += 7;
	} while (byte >= 0x80);
	return v;
}

/* Whether two names are the same one; the first is written as Unicode likes,
   the second in small letters. */
static int
same_name(struct csn_span name, const char *plain, size_t len)
{
	size_t i, at = 0;
	uint8_t c;

	for (i = 0; i < name.len; i++) {
		c = name.p[i];
		if (c == '_' || c == '-' || c == ' ')
			continue;
		if (c >= 'A' && c <= 'Z')
			c += 'a' - 'A';
		if (at == len || c != (uint8_t)plain[at++])
			return 0;
	}
	return at == len;
}

/* The place of a name in a list of them, counted from 1, or 0. */
static size_t
find_name(const char *list, struct csn_span name)
{
	const char *end;
	size_t i;

	for (i = 1; (end = strchr(list, ' ')) != NULL; i++) {
		if (same_name(name, list, (size_t)(end - list)))
			return i;
		list = end + 1;
	}
	return 0;
}

int
csn_unicode_find(struct csn_unicode_class *out, struct csn_span name)
{
	size_t i;

	memset(out, 0, sizeof(*out));
	i = find_name(csn_unicode_category_names, name);
	if (i > 0) {
		out->categories = csn_unicode_category_masks[i - 1];
		/* Go has no table of what its letters fold to. */
		out->no_fold = out->categories == csn_unicode_cased;
		return 1;
	}
	out->script = (uint8_t)find_name(csn_unicode_script_names, name);
	out->ascii = out->script == 0 && same_name(name, "ascii", 5);
	return out->script != 0 || out->ascii;
}

/* Every second one of n characters. */
static void
add_turns(struct csn_rx_set *set, uint32_t first, uint32_t n)
{
	uint32_t i;

	for (i = 0; i < n; i += 2)
		csn_rx_set_add(set, first + i, first + i);
}

static void
add_categories(struct csn_rx_set *set, uint32_t wanted)
{
	struct reader r = { csn_unicode_category_runs,
		csn_unicode_category_runs_len };
	const int upper = (wanted & csn_unicode_upper) != 0;
	const int lower = (wanted & csn_unicode_lower) != 0;
	uint32_t at = 0, n, byte, kind;

	for (; r.left > 0; at += n) {
		byte = read_byte(&r);
		kind = byte & 0x1f;
		n = byte >> 5;
		if (n == 0)
			n = read_number(&r);
		if (kind < PAIRS_UPPER_FIRST) {
			if ((wanted >> kind & 1) != 0)
				csn_rx_set_add(set, at, at + n - 1);
		} else if (upper && lower) {
			csn_rx_set_add(set, at, at + n - 1);
		} else if (upper || lower) {
			/* The wanted ones come first or second. */
			const uint32_t skip =
			    upper != (kind == PAIRS_UPPER_FIRST);

			add_turns(set, at + skip, n - skip);
		}
	}
}

static void
add_script(struct csn_rx_set *set, uint8_t wanted)
{
	struct reader r = { csn_unicode_script_runs,
		csn_unicode_script_runs_len };
	uint32_t at = 0, n;
	uint8_t script;

	for (; r.left > 0; at += n) {
		script = read_byte(&r);
		n = read_number(&r);
		if (script == wanted)
			csn_rx_set_add(set, at, at + n - 1);
	}
}

void
csn_unicode_add(struct csn_rx_set *set, const struct csn_unicode_class *c)
{
	if (c->ascii)
		csn_rx_set_add(set, 0, 0x7f);
	else if (c->categories != 0)
		add_categories(set, c->categories);
	else
		add_script(set, c->script);
}

/* Characters first to first + n - 1 that fold alike. */
struct fold_run {
	uint32_t first, n;
	uint32_t kind; /* as generate/ writes it */
};

static void
read_fold(struct reader *r, struct fold_run *run)
{
	run->first += run->n + read_number(r);
	run->n = read_number(r);
	run->kind = read_number(r);
}

/* The next one that is the same but for case; these go round in circles. */
static uint32_t
folded(const struct fold_run *run, uint32_t point)
{
	if (run->kind == 0)
		return (point - run->first) % 2 == 0 ? point + 1 : point - 1;
	if (run->kind % 2 == 0)
		return point + run->kind / 2;
	return point - run->kind / 2;
}

/* For each point of a run that is in the first n ranges, add the next one. */
static void
fold_run(
    struct csn_rx_set *set, size_t n, size_t at, const struct fold_run *run)
{
	const uint32_t last = run->first + run->n - 1;
	struct csn_rx_range range;
	uint32_t point, next;

	for (; at < n; at++) {
		range = csn_rx_set_ranges(set)[at];
		if (range.first > last)
			break;
		point = range.first > run->first ? range.first : run->first;
		for (; point <= range.last && point <= last; point++) {
			next = folded(run, point);
			if (!csn_rx_ranges_have(
				csn_rx_set_ranges(set), n, next))
				csn_rx_set_append(set, next, next);
		}
	}
}

void
csn_unicode_fold(struct csn_rx_set *set)
{
	struct fold_run run;
	struct reader r;
	size_t n, at;

	do {
		csn_rx_set_tidy(set);
		n = csn_rx_set_count(set);
		at = 0;
		memset(&run, 0, sizeof(run));
		r.p = csn_unicode_fold_runs;
		r.left = csn_unicode_fold_runs_len;
		while (r.left > 0 && at < n) {
			read_fold(&r, &run);
			while (at < n &&
			    csn_rx_set_ranges(set)[at].last < run.first)
				at++;
			fold_run(set, n, at, &run);
		}
	} while (csn_rx_set_count(set) > n);
}
