/* Small images in OCI layouts, written without any library. */
#ifndef TESTS_SUPPORT_LAYOUT_H
#define TESTS_SUPPORT_LAYOUT_H

#include "virtual/virtual.h"

/* A new folder with one image of one empty layer. The label, which goes into
   its configuration and in as its tag, tells it from others: the same label
   makes the same bytes. The digest of the manifest, "sha256:...". */
const char *layout_write(struct vs *vs, const char *folder, const char *label);

#endif
