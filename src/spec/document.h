/* What the configuration documents of Sigstore have in common. */
#ifndef CSN_SPEC_DOCUMENT_H
#define CSN_SPEC_DOCUMENT_H

#include "util/protojson.h"

/*
 * Parse a document whose media type is one of a list that ends in NULL, and
 * check it against its message. The media type comes first: a document of a
 * version to come is called that before a member in it is called unknown.
 * COSIGN_OK, COSIGN_E_UNSUPPORTED, or what csn_pj_parse() returns.
 */
cosign_rc_t csn_document_parse(json_t **out, const char *json, size_t len,
    const char *const *media_types, const struct csn_pj_message *message,
    cosign_error_t *err);

#endif
