/*
 * Instructions at work at one place, none twice, in the order in which they
 * came. Emptying such a set takes no time.
 */
#ifndef CSN_REGEX_STATES_H
#define CSN_REGEX_STATES_H

#include <stddef.h>
#include <stdint.h>

struct csn_rx_states {
	uint16_t *list;
	uint16_t *place; /* of an instruction in the list, if it is there */
	size_t count;
};

static inline void
csn_rx_states_enter(struct csn_rx_states *s, uint32_t inst)
{
	const size_t at = s->place[inst];

	if (at < s->count && s->list[at] == inst)
		return;
	s->place[inst] = (uint16_t)s->count;
	s->list[s->count++] = (uint16_t)inst;
}

#endif
