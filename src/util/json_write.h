/*
 * Writing JSON byte for byte as Go's two encoders do. Fixed documents are
 * written member by member, straight into a buffer: no tree, no sorting.
 * Failures are remembered in the buffer (csn_buf_finish()).
 */
#ifndef CSN_UTIL_JSON_WRITE_H
#define CSN_UTIL_JSON_WRITE_H

#include "util/timefmt.h"

#include <jansson.h>

enum csn_json_style {
	CSN_JSON_GO,    /* encoding/json: < > & U+2028 U+2029 escaped */
	CSN_JSON_PROTO, /* protojson, compact: none of these */
};

struct csn_json_writer {
	struct csn_buf *out;
	enum csn_json_style style;
	int comma; /* one is due before the next element */
};

void csn_jw_init(
    struct csn_json_writer *w, struct csn_buf *out, enum csn_json_style style);
void csn_jw_object_begin(struct csn_json_writer *w);
void csn_jw_object_end(struct csn_json_writer *w);
void csn_jw_array_begin(struct csn_json_writer *w);
void csn_jw_array_end(struct csn_json_writer *w);
/* A member's name; its value follows. */
void csn_jw_name(struct csn_json_writer *w, const char *name);
void csn_jw_string(struct csn_json_writer *w, const void *text, size_t len);
void csn_jw_str(struct csn_json_writer *w, const char *text);
/* A member with its value; NULL: null. */
void csn_jw_text(struct csn_json_writer *w, const char *name, const char *text);
void csn_jw_base64(struct csn_json_writer *w, const void *p, size_t len);
void csn_jw_hex(struct csn_json_writer *w, const void *p, size_t len);
void csn_jw_int(struct csn_json_writer *w, int64_t v);
void csn_jw_uint(struct csn_json_writer *w, uint64_t v);
/* protojson's int64 and uint64: a decimal string */
void csn_jw_int_string(struct csn_json_writer *w, int64_t v);
void csn_jw_bool(struct csn_json_writer *w, int v);
void csn_jw_null(struct csn_json_writer *w);
/* A string: time.Time or Timestamp by the style. */
void csn_jw_time(struct csn_json_writer *w, struct csn_time t);
/* Shortest text that reads back the same, in Go's form. Not finite: the
   buffer fails. */
void csn_jw_double(struct csn_json_writer *w, double v);
/* A value that is written already. */
void csn_jw_json(struct csn_json_writer *w, const void *text, size_t len);
/* A parsed tree: members sorted by the bytes of their names, as Go writes
   maps; numbers of a PROTO tree are doubles, as in Struct. */
void csn_jw_tree(struct csn_json_writer *w, const json_t *v);

#endif
