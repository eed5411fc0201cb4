/* Categories, scripts and folding against what Go says of each. */
#include "regex/program.h"
#include "regex/unicode.h"

#include "table.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

/* FNV-1a of the ranges of a tidy set, written in hexadecimal. */
static uint64_t
sum_of(const struct csn_rx_set *set)
{
	uint64_t sum = 0xcbf29ce484222325;
	char text[32], *p;
	size_t i;

	for (i = 0; i < csn_rx_set_count(set); i++) {
		const struct csn_rx_range r = csn_rx_set_ranges(set)[i];

		(void)snprintf(text, sizeof(text), "%x-%x,",
		    (unsigned int)r.first, (unsigned int)r.last);
		for (p = text; *p != '\0'; p++)
			sum = (sum ^ (uint8_t)*p) * 0x100000001b3;
	}
	return sum;
}

/* What the first instruction takes. */
static struct csn_rx_set
members_of(const struct csn_regex *re)
{
	const struct csn_rx_inst first = *csn_regex_code(re);
	const struct csn_rx_class *class;
	struct csn_rx_set set;
	uint32_t i;

	csn_rx_set_init(&set);
	if (first.op == CSN_RX_INST_CHAR) {
		csn_rx_set_add(&set, first.value, first.value);
		return set;
	}
	cr_assert_eq(first.op, CSN_RX_INST_CLASS);
	class = csn_regex_class(re, first.value);
	for (i = 0; i < class->count; i++)
		csn_rx_set_add(&set, csn_regex_ranges(re, class)[i].first,
		    csn_regex_ranges(re, class)[i].last);
	for (i = 0; i < 0x80; i++)
		cr_expect_eq(class->ascii[i / 64] >> i % 64 & 1,
		    (uint64_t)csn_rx_ranges_have(
			csn_rx_set_ranges(&set), csn_rx_set_count(&set), i));
	return set;
}

static void
expect_members(
    const char *before, const char *name, const char *after, const char *sum)
{
	char pattern[64], got[32] = "-";
	struct csn_regex *re = NULL;
	struct csn_rx_set set;

	(void)snprintf(pattern, sizeof(pattern), "%s%s%s", before, name, after);
	if (csn_regex_new(&re, csn_span_str(pattern), NULL) == COSIGN_OK) {
		set = members_of(re);
		(void)snprintf(got, sizeof(got), "%016llx",
		    (unsigned long long)sum_of(&set));
		csn_rx_set_dispose(&set);
		csn_regex_free(re);
	}
	cr_expect_str_eq(got, sum, "%s", pattern);
}

/* The columns name the class of every code point. */
Test(unicode, properties_have_the_members_that_go_gives_them)
{
	struct table t = table_open("regex/go", "property.tsv");

	while (table_row(&t, 3)) {
		expect_members("\\p{", t.column[0], "}", t.column[1]);
		expect_members("[\\p{", t.column[0], "}]", t.column[1]);
		expect_members("[^\\P{", t.column[0], "}]", t.column[1]);
		expect_members("(?i)\\p{", t.column[0], "}", t.column[2]);
		expect_members("(?i)[^\\P{", t.column[0], "}]", t.column[2]);
	}
	cr_expect_gt(t.line, 250);
	table_close(&t);
}

static void
expect_fold(uint32_t point, const struct csn_rx_set *group)
{
	struct csn_rx_set set;

	csn_rx_set_init(&set);
	csn_rx_set_add(&set, point, point);
	csn_unicode_fold(&set);
	MUST(csn_buf_finish(&set.ranges, NULL));
	cr_expect_eq(sum_of(&set), sum_of(group), "U+%04X", point);
	csn_rx_set_dispose(&set);
}

Test(unicode, folds_as_go_does)
{
	struct table t = table_open("regex/go", "fold.tsv");
	struct csn_rx_set group, all;
	uint32_t point, n = 0;
	char *at;
	size_t before;

	csn_rx_set_init(&group);
	csn_rx_set_init(&all);
	while (table_row(&t, 1)) {
		csn_rx_set_clear(&group);
		for (at = t.column[0]; *at != '\0'; n++) {
			point = (uint32_t)strtoul(at, &at, 16);
			csn_rx_set_add(&group, point, point);
			csn_rx_set_append(&all, point, point);
		}
		csn_rx_set_tidy(&group);
		for (at = t.column[0]; *at != '\0';)
			expect_fold((uint32_t)strtoul(at, &at, 16), &group);
	}
	cr_expect_eq(n, 2878);
	/* Nothing else does. */
	csn_rx_set_tidy(&all);
	csn_rx_set_negate(&all);
	before = csn_rx_set_count(&all);
	csn_unicode_fold(&all);
	cr_expect_eq(csn_rx_set_count(&all), before);
	csn_rx_set_dispose(&all);
	csn_rx_set_dispose(&group);
	table_close(&t);
}

/* Every code point has one category, and one script at most. */
Test(unicode, categories_share_out_all_characters)
{
	static const char names[][3] = { "Cc", "Cf", "Cn", "Co", "Cs", "Ll",
		"Lm", "Lo", "Lt", "Lu", "Mc", "Me", "Mn", "Nd", "Nl", "No",
		"Pc", "Pd", "Pe", "Pf", "Pi", "Po", "Ps", "Sc", "Sk", "Sm",
		"So", "Zl", "Zp", "Zs" };
	struct csn_unicode_class class;
	struct csn_rx_set set;
	uint64_t points = 0;
	size_t i, k;

	csn_rx_set_init(&set);
	for (i = 0; i < ARRAY_LEN(names); i++) {
		cr_assert(csn_unicode_find(&class, csn_span_str(names[i])));
		csn_rx_set_clear(&set);
		csn_unicode_add(&set, &class);
		for (k = 0; k < csn_rx_set_count(&set); k++)
			points += csn_rx_set_ranges(&set)[k].last -
			    csn_rx_set_ranges(&set)[k].first + 1;
	}
	cr_expect_eq(points, CSN_RX_POINT_MAX + 1);
	csn_rx_set_dispose(&set);
}
