#include "regex/program.h"
#include "regex/states.h"

#include "util/utf8.h"

#include <stdlib.h>

/* What stands before the text and behind it. */
#define NOTHING UINT32_MAX

/* What Go makes of bytes that are no UTF-8. */
#define REPLACEMENT 0xfffd

struct search {
	const struct csn_regex *re;
	struct csn_rx_states now;  /* before the character that comes next */
	struct csn_rx_states then; /* behind it */
	uint64_t steps;
};

static uint32_t
take(struct csn_span *text)
{
	uint32_t point;
	size_t n;

	if (text->len == 0)
		return NOTHING;
	n = csn_utf8_decode(&point, text->p, text->len);
	if (n == 0) {
		point = REPLACEMENT;
		n = 1;
	}
	text->p += n;
	text->len -= n;
	return point;
}

static int
in_class(const struct csn_regex *re, uint32_t number, uint32_t point)
{
	const struct csn_rx_class *class = csn_regex_class(re, number);

	if (point < 0x80)
		return (class->ascii[point / 64] >> point % 64 & 1) != 0;
	return csn_rx_ranges_have(
	    (const struct csn_rx_range *)re->ranges.p + class->first,
	    class->count, point);
}

static int
is_word(uint32_t point)
{
	return (point >= '0' && point <= '9') ||
	    (point >= 'A' && point <= 'Z') || (point >= 'a' && point <= 'z') ||
	    point == '_';
}

/* All that holds between two characters: enum csn_rx_place. */
static uint32_t
places_between(uint32_t before, uint32_t after)
{
	uint32_t places = is_word(before) != is_word(after)
	    ? CSN_RX_PLACE_BOUNDARY
	    : CSN_RX_PLACE_NO_BOUNDARY;

	if (before == NOTHING)
		places |= CSN_RX_PLACE_TEXT_START | CSN_RX_PLACE_LINE_START;
	else if (before == '\n')
		places |= CSN_RX_PLACE_LINE_START;
	if (after == NOTHING)
		places |= CSN_RX_PLACE_TEXT_END | CSN_RX_PLACE_LINE_END;
	else if (after == '\n')
		places |= CSN_RX_PLACE_LINE_END;
	return places;
}

/* Follow every way as far as the next character, and over it. 1 if one is at
   its end. */
static int
step(struct search *s, uint32_t point, uint32_t places)
{
	const struct csn_rx_inst *code = csn_regex_code(s->re);
	size_t i;

	/* What is entered on the way is looked at in the same loop. */
	for (i = 0; i < s->now.count; i++) {
		const uint32_t at = s->now.list[i];

		s->steps++;
		switch ((enum csn_rx_inst_op)code[at].op) {
		case CSN_RX_INST_CHAR:
			if (code[at].value == point)
				csn_rx_states_enter(&s->then, at + 1);
			break;
		case CSN_RX_INST_CLASS:
			if (in_class(s->re, code[at].value, point))
				csn_rx_states_enter(&s->then, at + 1);
			break;
		case CSN_RX_INST_PLACE:
			if ((code[at].value & places) != 0)
				csn_rx_states_enter(&s->now, at + 1);
			break;
		case CSN_RX_INST_SPLIT:
			csn_rx_states_enter(&s->now, at + 1);
			csn_rx_states_enter(&s->now, code[at].to);
			break;
		case CSN_RX_INST_JUMP:
			csn_rx_states_enter(&s->now, code[at].to);
			break;
		case CSN_RX_INST_MATCH:
			return 1;
		}
	}
	return 0;
}

static int
run(struct search *s, struct csn_span text)
{
	const struct csn_rx_inst *first = csn_regex_code(s->re);
	const int anchored = first->op == CSN_RX_INST_PLACE &&
	    first->value == CSN_RX_PLACE_TEXT_START;
	uint32_t before = NOTHING, after;
	struct csn_rx_states swap;

	csn_rx_states_enter(&s->now, 0);
	for (;;) {
		s->steps++;
		after = take(&text);
		if (step(s, after, places_between(before, after)))
			return 1;
		if (after == NOTHING || (anchored && s->then.count == 0))
			return 0;
		swap = s->now;
		s->now = s->then;
		s->then = swap;
		s->then.count = 0;
		if (!anchored)
			csn_rx_states_enter(&s->now, 0);
		before = after;
	}
}

cosign_rc_t
csn_regex_run(const struct csn_regex *re, struct csn_span text, int *found,
    uint64_t *steps, cosign_error_t *err)
{
	const size_t n = csn_regex_code_len(re);
	struct search s = { .re = re };
	uint16_t *memory;

	*found = 0;
	*steps = 0;
	memory = calloc(4 * n, sizeof(*memory));
	if (memory == NULL)
		return csn_fail_nomem(err);
	s.now.list = memory;
	s.now.place = memory + n;
	s.then.list = memory + 2 * n;
	s.then.place = memory + 3 * n;
	*found = run(&s, text);
	*steps = s.steps;
	free(memory);
	return COSIGN_OK;
}

cosign_rc_t
csn_regex_search(const struct csn_regex *re, struct csn_span text, int *found,
    cosign_error_t *err)
{
	uint64_t steps;

	return csn_regex_run(re, text, found, &steps, err);
}
