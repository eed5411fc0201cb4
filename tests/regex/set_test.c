#include "regex/set.h"

#include "vectors.h"

#include <criterion/criterion.h>
#include <stdio.h>

/* The ranges as "1-2,5-5". */
static const char *
shown(const struct csn_rx_set *set)
{
	static char text[512];
	size_t i, at = 0;

	text[0] = '\0';
	for (i = 0; i < csn_rx_set_count(set); i++)
		at += (size_t)snprintf(text + at, sizeof(text) - at, "%s%x-%x",
		    i > 0 ? "," : "",
		    (unsigned int)csn_rx_set_ranges(set)[i].first,
		    (unsigned int)csn_rx_set_ranges(set)[i].last);
	return text;
}

Test(set, tidies)
{
	struct csn_rx_set set;

	csn_rx_set_init(&set);
	csn_rx_set_tidy(&set);
	cr_expect_str_eq(shown(&set), "");
	csn_rx_set_add(&set, 9, 9);
	csn_rx_set_add(&set, 5, 7);
	csn_rx_set_add(&set, 1, 2);
	csn_rx_set_add(&set, 3, 3);
	csn_rx_set_add(&set, 6, 6);
	csn_rx_set_add(&set, 0x20, 0x30);
	csn_rx_set_add(&set, 0x21, 0x2f);
	csn_rx_set_append(&set, 0x31, 0x31);
	csn_rx_set_tidy(&set);
	cr_expect_str_eq(shown(&set), "1-3,5-7,9-9,20-31");
	csn_rx_set_dispose(&set);
}

Test(set, negates)
{
	struct csn_rx_set set;

	csn_rx_set_init(&set);
	csn_rx_set_negate(&set);
	cr_expect_str_eq(shown(&set), "0-10ffff");
	csn_rx_set_negate(&set);
	cr_expect_str_eq(shown(&set), "");
	csn_rx_set_add(&set, 0, 4);
	csn_rx_set_add(&set, 6, 6);
	csn_rx_set_negate(&set);
	cr_expect_str_eq(shown(&set), "5-5,7-10ffff");
	csn_rx_set_negate(&set);
	cr_expect_str_eq(shown(&set), "0-4,6-6");
	csn_rx_set_add(&set, 0x10ffff, 0x10ffff);
	csn_rx_set_negate(&set);
	cr_expect_str_eq(shown(&set), "5-5,7-10fffe");
	csn_rx_set_dispose(&set);
}

Test(set, looks_up)
{
	static const struct csn_rx_range ranges[] = { { 2, 3 }, { 5, 5 },
		{ 9, CSN_RX_POINT_MAX } };
	static const char members[] = "0011010001";
	uint32_t point;

	for (point = 0; point < sizeof(members) - 1; point++)
		cr_expect_eq(csn_rx_ranges_have(ranges, 3, point),
		    members[point] == '1', "%u", point);
	cr_expect(csn_rx_ranges_have(ranges, 3, CSN_RX_POINT_MAX));
	cr_expect(!csn_rx_ranges_have(ranges, 3, CSN_RX_POINT_MAX + 1));
	cr_expect(!csn_rx_ranges_have(ranges, 0, 1));
}

/* However often the same is said, it takes no more room. */
Test(set, stays_small)
{
	struct csn_rx_set set, other;
	uint32_t i;

	csn_rx_set_init(&set);
	csn_rx_set_init(&other);
	for (i = 0; i < 5000; i++)
		csn_rx_set_add(&other, 2 * i, 2 * i);
	for (i = 0; i < 50; i++)
		csn_rx_set_add_all(&set, &other);
	MUST(csn_buf_finish(&set.ranges, NULL));
	csn_rx_set_tidy(&set);
	cr_expect_eq(csn_rx_set_count(&set), 5000);
	csn_rx_set_dispose(&other);
	csn_rx_set_dispose(&set);
}
