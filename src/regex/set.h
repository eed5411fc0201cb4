/*
 * Sets of code points, as ranges in any order. A failure is remembered in the
 * buffer (csn_buf_finish()).
 */
#ifndef CSN_REGEX_SET_H
#define CSN_REGEX_SET_H

#include "util/buf.h"

#define CSN_RX_POINT_MAX ((uint32_t)0x10ffff)

struct csn_rx_range {
	uint32_t first, last;
};

struct csn_rx_set {
	struct csn_buf ranges;
};

void csn_rx_set_init(struct csn_rx_set *set);
void csn_rx_set_dispose(struct csn_rx_set *set);
void csn_rx_set_clear(struct csn_rx_set *set);

size_t csn_rx_set_count(const struct csn_rx_set *set); /* of ranges */
const struct csn_rx_range *csn_rx_set_ranges(const struct csn_rx_set *set);

/* A range of its own; or one that may become part of the last one. */
void csn_rx_set_append(struct csn_rx_set *set, uint32_t first, uint32_t last);
void csn_rx_set_add(struct csn_rx_set *set, uint32_t first, uint32_t last);
void csn_rx_set_add_all(struct csn_rx_set *set, const struct csn_rx_set *other);

/* Sorted, nothing twice, nothing that one range could say for two. */
void csn_rx_set_tidy(struct csn_rx_set *set);

/* Of a set that is tidy. */
void csn_rx_set_negate(struct csn_rx_set *set);

/* Whether a point is in one of so many ranges, which are tidy. */
int csn_rx_ranges_have(
    const struct csn_rx_range *ranges, size_t n, uint32_t point);

#endif
