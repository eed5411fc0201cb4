/* Where the next page of a list is: Link (RFC 8288). */
#ifndef CSN_OCI_REGISTRY_LINK_H
#define CSN_OCI_REGISTRY_LINK_H

#include "util/util.h"

/*
 * The target of the first link whose relation is "next": *out is NULL if there
 * is none, else free(). COSIGN_E_MALFORMED, _LIMIT, _NOMEM.
 */
cosign_rc_t csn_link_next(char **out, const char *header, cosign_error_t *err);

#endif
