/* The shape of a transparency-log entry in a bundle. */
#ifndef CSN_BUNDLE_LOG_ENTRY_H
#define CSN_BUNDLE_LOG_ENTRY_H

#include "util/util.h"

#include <jansson.h>

struct csn_log_entry {
	int has_promise;
	int has_proof;
};

/* Check an entry that fits csn_msg_tlog_entry. Whether it is true is another
   question. */
cosign_rc_t csn_log_entry_check(
    struct csn_log_entry *out, const json_t *entry, cosign_error_t *err);

#endif
