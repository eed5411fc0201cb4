/* Distinguished names (RFC 5280 4.1.2.4), for people to read. Nothing is
   decided by what stands in them. */
#ifndef CSN_X509_NAME_H
#define CSN_X509_NAME_H

#include "util/span.h"

/* Attributes, by the last number of their OID (2.5.4.n). */
#define CSN_NAME_COMMON_NAME  3
#define CSN_NAME_COUNTRY      6
#define CSN_NAME_ORGANIZATION 10

/* The last attribute of a type that is text in UTF-8 or ASCII; empty if there
   is none. name is a whole Name that a certificate was read with. */
struct csn_span csn_name_attribute(struct csn_span name, int type);

/* Whether a value of this tag is text in UTF-8 or ASCII. */
int csn_name_is_text(int tag, struct csn_span value);

#endif
