/*
 * Reading protobuf JSON by a table: a message is a list of fields; a document
 * is checked against it once, then its members are read by their
 * lowerCamelCase name whichever of the two spellings was used.
 *
 * Refused: unknown names (COSIGN_E_MALFORMED), both spellings of one field and
 * wrong types (_JSON), two fields of one oneof, numbers out of range and bad
 * times (_MALFORMED), bad bytes (_BASE64), unknown names of an enum
 * (_UNSUPPORTED), more elements than allowed (_LIMIT). null means "not set".
 */
#ifndef CSN_UTIL_PROTOJSON_H
#define CSN_UTIL_PROTOJSON_H

#include "util/buf.h"
#include "util/json.h"
#include "util/timefmt.h"

enum csn_pj_type {
	CSN_PJ_STRING,
	CSN_PJ_BYTES,
	CSN_PJ_INT64,
	CSN_PJ_INT32,
	CSN_PJ_UINT32,
	CSN_PJ_BOOL,
	CSN_PJ_ENUM,
	CSN_PJ_TIMESTAMP,
	CSN_PJ_MESSAGE,
	CSN_PJ_STRING_MAP, /* map<string, string> */
	CSN_PJ_STRUCT,     /* google.protobuf.Struct: any object */
};

struct csn_pj_enum {
	const char *name;
	int32_t number;
};

struct csn_pj_message;

struct csn_pj_field {
	const char *name;  /* lowerCamelCase */
	const char *proto; /* snake_case; NULL where it is the same */
	enum csn_pj_type type;
	int repeated;
	size_t max; /* most elements of a repeated field or map; 0: no limit */
	int oneof;  /* fields with the same number > 0 exclude each
	               other */
	const struct csn_pj_message *message; /* CSN_PJ_MESSAGE */
	const struct csn_pj_enum *values;     /* CSN_PJ_ENUM; ends in NULL */
};

struct csn_pj_message {
	const char *name;                  /* for errors */
	const struct csn_pj_field *fields; /* ends with a NULL name; up to 64 */
};

/* Check an object and everything below it. The place in the error is the path
   of names: "tlogEntries[1]: logId: unknown member x of LogId". The tree is
   one that csn_pj_parse() or csn_json_parse_numbers() made. */
cosign_rc_t csn_pj_check(
    const json_t *o, const struct csn_pj_message *message, cosign_error_t *err);

/* Parse a document of at most max bytes and check it. *out is NULL on
   failure. */
cosign_rc_t csn_pj_parse(json_t **out, const char *text, size_t len, size_t max,
    const struct csn_pj_message *message, cosign_error_t *err);

/*
 * Members of a checked object. A field that is not set gives NULL, an empty
 * span, 0: as in protobuf. Borrowed from the tree.
 */
const json_t *csn_pj_get(const json_t *o, const struct csn_pj_field *field);
const json_t *csn_pj_find(
    const json_t *o, const struct csn_pj_message *message, const char *name);
struct csn_span csn_pj_string(const json_t *v);
int64_t csn_pj_int(const json_t *v);
/* Append decoded bytes. The check has proved them to be base64. */
cosign_rc_t csn_pj_bytes(
    struct csn_buf *out, const json_t *v, cosign_error_t *err);
/* Number of a known name, or the integer itself: it may be an unknown one. */
int32_t csn_pj_enum_number(const json_t *v, const struct csn_pj_enum *values);
cosign_rc_t csn_pj_time(
    struct csn_time *out, const json_t *v, cosign_error_t *err);

#endif
