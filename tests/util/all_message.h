/* One field of each type: the message that vectors/util/generate describes to
   Go's protojson, for ours. */
#ifndef TESTS_UTIL_ALL_MESSAGE_H
#define TESTS_UTIL_ALL_MESSAGE_H

#include "util/protojson.h"

extern const struct csn_pj_enum all_kinds[];
extern const struct csn_pj_field all_fields[];
extern const struct csn_pj_message all_message;

/*
 * Write what a checked document says, as protojson does: members in the order
 * of the table, nothing for what is empty. Reads by the engine's getters, so
 * that these are compared with Go as well.
 */
void all_write(struct csn_buf *out, const json_t *o);

#endif
