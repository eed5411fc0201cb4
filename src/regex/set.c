#include "regex/set.h"

#include "util/limits.h"

#include <stdlib.h>

void
csn_rx_set_init(struct csn_rx_set *set)
{
	csn_buf_init(
	    &set->ranges, CSN_REGEX_SET_MAX * sizeof(struct csn_rx_range));
}

void
csn_rx_set_dispose(struct csn_rx_set *set)
{
	csn_buf_dispose(&set->ranges);
}

void
csn_rx_set_clear(struct csn_rx_set *set)
{
	set->ranges.len = 0;
}

size_t
csn_rx_set_count(const struct csn_rx_set *set)
{
	return set->ranges.len / sizeof(struct csn_rx_range);
}

const struct csn_rx_range *
csn_rx_set_ranges(const struct csn_rx_set *set)
{
	return (const struct csn_rx_range *)set->ranges.p;
}

static struct csn_rx_range *
ranges_of(struct csn_rx_set *set)
{
	return (struct csn_rx_range *)set->ranges.p;
}

void
csn_rx_set_append(struct csn_rx_set *set, uint32_t first, uint32_t last)
{
	const struct csn_rx_range range = { first, last };

	csn_buf_add(&set->ranges, &range, sizeof(range));
}

void
csn_rx_set_add(struct csn_rx_set *set, uint32_t first, uint32_t last)
{
	const size_t n = csn_rx_set_count(set);
	struct csn_rx_range *before;

	if (n > 0) {
		/* Most sets are written in order, point by point. */
		before = &ranges_of(set)[n - 1];
		if (first == before->last + 1) {
			before->last = last;
			return;
		}
	}
	csn_rx_set_append(set, first, last);
}

void
csn_rx_set_add_all(struct csn_rx_set *set, const struct csn_rx_set *other)
{
	/* Saying the same again and again takes no more room than once. */
	if (csn_rx_set_count(set) + csn_rx_set_count(other) > CSN_REGEX_SET_MAX)
		csn_rx_set_tidy(set);
	csn_buf_add(&set->ranges, other->ranges.p, other->ranges.len);
}

static int
compare(const void *a, const void *b)
{
	const struct csn_rx_range *x = a, *y = b;

	return (x->first > y->first) - (x->first < y->first);
}

void
csn_rx_set_tidy(struct csn_rx_set *set)
{
	const size_t n = csn_rx_set_count(set);
	struct csn_rx_range *r = ranges_of(set);
	size_t i, kept = 0;

	if (n < 2)
		return;
	qsort(r, n, sizeof(*r), compare);
	for (i = 1; i < n; i++) {
		if (r[i].first > r[kept].last + 1)
			r[++kept] = r[i];
		else if (r[i].last > r[kept].last)
			r[kept].last = r[i].last;
	}
	set->ranges.len = (kept + 1) * sizeof(*r);
}

void
csn_rx_set_negate(struct csn_rx_set *set)
{
	const size_t n = csn_rx_set_count(set);
	struct csn_rx_range *r = ranges_of(set), range;
	uint32_t next = 0;
	size_t i, kept = 0;

	for (i = 0; i < n; i++) {
		range = r[i];
		if (range.first > next) {
			r[kept].first = next;
			r[kept++].last = range.first - 1;
		}
		next = range.last + 1;
	}
	set->ranges.len = kept * sizeof(*r);
	if (next <= CSN_RX_POINT_MAX)
		csn_rx_set_add(set, next, CSN_RX_POINT_MAX);
}

int
csn_rx_ranges_have(const struct csn_rx_range *ranges, size_t n, uint32_t point)
{
	size_t low = 0, high = n, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (point > ranges[middle].last)
			low = middle + 1;
		else
			high = middle;
	}
	return low < n && point >= ranges[low].first;
}
