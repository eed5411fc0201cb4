/* Copies of text, which end in NUL: free(). */
#ifndef CSN_UTIL_TEXT_H
#define CSN_UTIL_TEXT_H

#include "util/span.h"
#include "util/util.h"

/* NULL stays NULL. COSIGN_E_NOMEM. */
cosign_rc_t csn_text_copy(char **out, const char *text, cosign_error_t *err);
/* Nothing becomes NULL. COSIGN_E_NOMEM. */
cosign_rc_t csn_text_from_span(
    char **out, struct csn_span text, cosign_error_t *err);
/* A secret is overwritten and freed; *text is NULL then. NULL is fine. */
void csn_text_wipe(char **text);

#endif
