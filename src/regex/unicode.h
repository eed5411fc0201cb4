/*
 * What the regular expressions need of Unicode: categories, scripts, and which
 * characters differ in case alone.
 */
#ifndef CSN_REGEX_UNICODE_H
#define CSN_REGEX_UNICODE_H

#include "regex/set.h"

/* What stands in \p{...}. */
struct csn_unicode_class {
	uint32_t categories; /* a bit for each, or 0: a script */
	uint8_t script;
	uint8_t ascii;   /* neither of these: U+0000 to U+007F */
	uint8_t no_fold; /* (?i) changes nothing */
};

/* 1 if there is one of this name. Case, blanks, '_' and '-' do not count. */
int csn_unicode_find(struct csn_unicode_class *out, struct csn_span name);

/* Add its characters. */
void csn_unicode_add(struct csn_rx_set *set, const struct csn_unicode_class *c);

/* Add what is the same as a member but for case, by simple folding. The set
   is tidied. */
void csn_unicode_fold(struct csn_rx_set *set);

/* unicode_data.c; generate/ says how runs are written. */
extern const char csn_unicode_category_names[]; /* each with a NUL */
extern const uint32_t csn_unicode_category_masks[];
extern const uint32_t csn_unicode_upper;
extern const uint32_t csn_unicode_lower;
extern const uint32_t csn_unicode_cased;
extern const uint8_t csn_unicode_category_runs[];
extern const size_t csn_unicode_category_runs_len;
extern const char csn_unicode_script_names[];
extern const uint8_t csn_unicode_script_runs[];
extern const size_t csn_unicode_script_runs_len;
extern const uint8_t csn_unicode_fold_runs[];
extern const size_t csn_unicode_fold_runs_len;

#endif
