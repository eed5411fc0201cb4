/*
 * A compiled regular expression: instructions, of which many are at work on
 * one character at the same time, and the classes that they name.
 */
#ifndef CSN_REGEX_PROGRAM_H
#define CSN_REGEX_PROGRAM_H

#include "regex/regex.h"
#include "regex/set.h"

/* What may be asked of a place between characters; one bit each. */
enum csn_rx_place {
	CSN_RX_PLACE_TEXT_START = 1,
	CSN_RX_PLACE_TEXT_END = 2,
	CSN_RX_PLACE_LINE_START = 4,
	CSN_RX_PLACE_LINE_END = 8,
	CSN_RX_PLACE_BOUNDARY = 16, /* of an ASCII word */
	CSN_RX_PLACE_NO_BOUNDARY = 32,
};

enum csn_rx_inst_op {
	CSN_RX_INST_CHAR,  /* value: the code point that is taken */
	CSN_RX_INST_CLASS, /* value: number of the class that it is in */
	CSN_RX_INST_PLACE, /* value: an enum csn_rx_place */
	CSN_RX_INST_SPLIT, /* go on with the next one and with "to" */
	CSN_RX_INST_JUMP,  /* go on with "to" alone */
	CSN_RX_INST_MATCH,
};

struct csn_rx_inst {
	uint8_t op; /* enum csn_rx_inst_op */
	uint16_t to;
	uint32_t value;
};

struct csn_rx_class {
	uint64_t ascii[2]; /* a bit for each, which is quicker */
	uint32_t first;    /* of its ranges */
	uint32_t count;
};

struct csn_regex {
	struct csn_buf code;    /* struct csn_rx_inst */
	struct csn_buf classes; /* struct csn_rx_class */
	struct csn_buf ranges;  /* struct csn_rx_range */
};

static inline const struct csn_rx_inst *
csn_regex_code(const struct csn_regex *re)
{
	return (const struct csn_rx_inst *)re->code.p;
}

static inline size_t
csn_regex_code_len(const struct csn_regex *re)
{
	return re->code.len / sizeof(struct csn_rx_inst);
}

static inline const struct csn_rx_class *
csn_regex_class(const struct csn_regex *re, uint32_t number)
{
	return &((const struct csn_rx_class *)re->classes.p)[number];
}

static inline const struct csn_rx_range *
csn_regex_ranges(const struct csn_regex *re, const struct csn_rx_class *class)
{
	return (const struct csn_rx_range *)re->ranges.p + class->first;
}

/* The number of a class with these members; a tidy set. */
cosign_rc_t csn_regex_add_class(uint32_t *number, struct csn_regex *re,
    const struct csn_rx_set *set, cosign_error_t *err);

/* csn_regex_search() that tells its cost: places between characters that it
   came to, and instructions that it looked at there, none twice. */
cosign_rc_t csn_regex_run(const struct csn_regex *re, struct csn_span text,
    int *found, uint64_t *steps, cosign_error_t *err);

#endif
