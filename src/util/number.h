/* Decimal numbers as JSON writes them, independent of the locale. */
#ifndef CSN_UTIL_NUMBER_H
#define CSN_UTIL_NUMBER_H

#include "util/buf.h"

/* The parts of one number; they point into the text. */
struct csn_number {
	int negative;
	int plain; /* neither point nor exponent */
	const char *whole;
	size_t whole_len;
	const char *fraction;
	size_t fraction_len;
	int64_t exponent; /* cut to what no text can make up for */
};

/* Length of the number that the text starts with; 0 if it is none. */
size_t csn_number_scan(struct csn_number *n, const char *text, size_t len);

/* 1 if the value is an integer, written in whatever way, within int64. */
int csn_number_int(int64_t *out, const struct csn_number *n);

/* The nearest double; the scratch buffer is emptied. COSIGN_OK, _E_JSON (too
   large) or _NOMEM. */
cosign_rc_t csn_number_double(double *out, const struct csn_number *n,
    struct csn_buf *scratch, cosign_error_t *err);

/* The fewest digits that read back as the same double, in Go's form. It must
   be finite. */
void csn_number_write(struct csn_buf *out, double v);

#endif
