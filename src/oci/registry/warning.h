/* What a registry has to say to people: Warning (RFC 7234 5.5). */
#ifndef CSN_OCI_REGISTRY_WARNING_H
#define CSN_OCI_REGISTRY_WARNING_H

#include "util/buf.h"

/*
 * The next of a list of warnings: its text into an initialised buffer, with a
 * NUL behind it. 0 if there is none, or one that no registry may send: what
 * follows that is not read.
 */
int csn_warning_next(struct csn_span *in, struct csn_buf *text);

#endif
