/* Tokens and parameters, as several headers have them (RFC 9110 5.6). */
#ifndef CSN_OCI_REGISTRY_FIELD_H
#define CSN_OCI_REGISTRY_FIELD_H

#include "util/buf.h"

/* Blanks are taken away from the front. */
void csn_field_skip(struct csn_span *in);
/* The next character is taken if it is c. */
int csn_field_take(struct csn_span *in, char c);
/* Characters of a token, perhaps none. */
struct csn_span csn_field_token(struct csn_span *in);
/* A token or a quoted string, without quotes and backslashes. 0 if there is
   neither, or no end. */
int csn_field_value(struct csn_span *in, struct csn_buf *out);
/* Digits are taken away, 18 at most; *out is 0 without. */
int csn_field_number(struct csn_span *in, int64_t *out);
/* Whatever the case of its letters. */
int csn_field_is(struct csn_span text, const char *name);

#endif
