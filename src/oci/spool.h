/* Bytes that are kept for a moment: in memory while they are few, then in a
   file without a name. */
#ifndef CSN_OCI_SPOOL_H
#define CSN_OCI_SPOOL_H

#include "oci/blob.h"
#include "util/buf.h"

struct csn_spool {
	struct csn_buf memory;
	int fd; /* -1: all is in memory */
	int64_t size;
	struct csn_blob_sink sink; /* to be written to */
	struct csn_blob_memory reader;
	struct csn_blob_file file;
};

void csn_spool_init(struct csn_spool *spool);
void csn_spool_dispose(struct csn_spool *spool);
/* What was written, from its beginning. The spool must outlive it. */
void csn_spool_source(struct csn_blob_source *out, struct csn_spool *spool);

#endif
