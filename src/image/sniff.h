/* What a file is by what it begins with. */
#ifndef CSN_IMAGE_SNIFF_H
#define CSN_IMAGE_SNIFF_H

#include "util/span.h"

/* Bytes that are looked at (WHATWG MIME Sniffing, 5.2 and Go's net/http). */
#define CSN_SNIFF_SIZE ((size_t)512)

/* One of those that cosign_upload_add_file() lists. */
const char *csn_sniff(struct csn_span start);

#endif
