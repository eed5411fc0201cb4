/* Log entries as Sigstore bundles hold them. */
#ifndef CSN_BUNDLE_LOG_ENTRY_H
#define CSN_BUNDLE_LOG_ENTRY_H

#include "rekor/entry.h"

#include <jansson.h>

/* Read an entry that fits csn_msg_tlog_entry into one that is zeroed. Whether
   it is true is another question. */
cosign_rc_t csn_log_entry_read(
    struct csn_entry *out, const json_t *entry, cosign_error_t *err);

#endif
