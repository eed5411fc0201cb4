/* What the files that read a pattern share. */
#ifndef CSN_REGEX_PARSER_H
#define CSN_REGEX_PARSER_H

#include "regex/tree.h"

/* (?i), (?m) and (?s); (?U) is read and makes no difference. */
enum csn_rx_flag {
	CSN_RX_FLAG_FOLD = 1,
	CSN_RX_FLAG_LINES = 2,
	CSN_RX_FLAG_DOT_ALL = 4,
};

struct csn_rx_parser {
	struct csn_span text; /* UTF-8 */
	size_t at;            /* of the next byte */
	uint32_t flags;       /* in force */
	struct csn_regex *re;
	struct csn_rx_tree *tree;
	struct csn_buf groups;  /* that are open, the innermost last */
	struct csn_rx_set set;  /* the class that is read */
	struct csn_rx_set item; /* one element of it */
	cosign_error_t *err;
};

/* The byte so far ahead, or -1 behind the end. */
static inline int
csn_rx_parser_peek(const struct csn_rx_parser *p, size_t ahead)
{
	return ahead < p->text.len - p->at ? p->text.p[p->at + ahead] : -1;
}

/* The next character, which there must be. */
uint32_t csn_rx_parser_take(struct csn_rx_parser *p);

/* COSIGN_E_ARGUMENT with the place of a byte of the pattern. */
cosign_rc_t csn_rx_parser_fail(
    const struct csn_rx_parser *p, size_t at, const char *what);

/* escape.c: from a backslash on, what stands for a single character. */
cosign_rc_t csn_rx_parser_escape(struct csn_rx_parser *p, uint32_t *point);

/* class.c: from a bracket on, into the set. */
cosign_rc_t csn_rx_parser_brackets(struct csn_rx_parser *p);
/* The same from a backslash on, added to the set, if what follows is a class:
   \d, \pL and so on. *taken tells. */
cosign_rc_t csn_rx_parser_class_escape(struct csn_rx_parser *p, int *taken);

/* group.c: from "(?" on. *flags hold in the group, which *opens or, if not,
   in what follows. */
cosign_rc_t csn_rx_parser_group(
    struct csn_rx_parser *p, uint32_t *flags, int *opens);

#endif
