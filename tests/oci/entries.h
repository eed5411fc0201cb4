/* An index.json by hand, of entries for the vectors. */
#ifndef TESTS_OCI_ENTRIES_H
#define TESTS_OCI_ENTRIES_H

#include "place.h"

#define ENTRY(digest, size, more)                                        \
	"{\"mediaType\":\"" OCI_MANIFEST "\",\"digest\":\"" digest "\"," \
	"\"size\":" #size more "}"
#define NOTES(text)     ",\"annotations\":{" text "}"
#define REF_NAME(name)  "\"org.opencontainers.image.ref.name\":\"" name "\""
#define KIND(kind)      "\"kind\":\"dev.cosignproject.cosign/" kind "\""
#define INDEX(entries)  "{\"schemaVersion\":2,\"manifests\":[" entries "]}"
#define IMAGE(more)     ENTRY(IMAGE_DIGEST, 247, more)
#define SIGNATURE(more) ENTRY(SIGNATURE_DIGEST, 558, more)
#define BUNDLE(more)    ENTRY(BUNDLE_DIGEST, 877, more)

#endif
