/* Logs and entries of the virtual Sigstore, as the library holds them. */
#ifndef TESTS_REKOR_LOGS_H
#define TESTS_REKOR_LOGS_H

#include "rekor/entry.h"
#include "virtual/virtual.h"

struct csn_span span_of(struct vs_bytes bytes);

/* csn_log_unref() */
struct csn_log *log_of(const struct vs_log *log);

/* With its body, where that can be read. csn_entry_dispose() */
struct csn_entry entry_of(const struct vs_entry *entry);

#endif
