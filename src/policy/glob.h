/* Patterns as people know them from files, for identities. */
#ifndef CSN_POLICY_GLOB_H
#define CSN_POLICY_GLOB_H

#include "util/span.h"
#include "util/util.h"

/*
 * Whether a pattern stands for the whole text: * for any number of characters
 * other than / . @ # ? and colon, ** for any characters, ? for one other than
 * those. Takes time in proportion to both lengths multiplied, at most.
 * COSIGN_OK and *found, or COSIGN_E_NOMEM.
 */
cosign_rc_t csn_glob_match(
    const char *pattern, struct csn_span text, int *found, cosign_error_t *err);

#endif
