/* Times in headers (RFC 9110 5.6.7, 10.2.3). */
#ifndef CSN_NET_DATE_H
#define CSN_NET_DATE_H

#include <stdint.h>

/* Any of the three forms of a date: 1 and seconds since 1970, or 0. */
int csn_http_date_parse(int64_t *out, const char *text);

/* What Retry-After asks for, in milliseconds from now (seconds since 1970), at
   least 0: 1, or 0 if it is neither a number nor a date. */
int csn_retry_after_parse(int64_t *ms, const char *text, int64_t now);

#endif
