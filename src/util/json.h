/*
 * Reading JSON into trees of jansson's, by a parser of our own (json_parse.c
 * says why). Trees are read-only for us and freed with json_decref().
 */
#ifndef CSN_UTIL_JSON_H
#define CSN_UTIL_JSON_H

#include "util/span.h"
#include "util/util.h"

#include <jansson.h>

/*
 * Parse a whole document: an object or array, UTF-8, no repeated name in any
 * object, no NUL, nesting of at most CSN_JSON_DEPTH_MAX, at most
 * CSN_JSON_VALUES_MAX values, integers within int64, nothing after it. *out is
 * NULL on failure.
 * COSIGN_OK, COSIGN_E_JSON ("line L column C: ..."), _LIMIT, _NOMEM.
 * Nothing of the text is quoted in the error, and on failure no string of it is
 * left in memory that was freed; names of members and numbers may be.
 */
cosign_rc_t csn_json_parse(
    json_t **out, const char *text, size_t len, cosign_error_t *err);

enum csn_json_numbers {
	/* An integer is what is written as one, within int64. */
	CSN_JSON_NUMBERS_PLAIN,
	/* protobuf JSON: 1.0 and 1e3 are the integers 1 and 1000, exactly;
	   what is beyond int64 is a double (in a Struct it may be). */
	CSN_JSON_NUMBERS_PROTO,
};

/* As above; numbers says which of them become integers of the tree. */
cosign_rc_t csn_json_parse_numbers(json_t **out, const char *text, size_t len,
    enum csn_json_numbers numbers, cosign_error_t *err);

/* As above; the member passed of the document, whatever it holds, is checked
   like the rest but not kept: it is an empty one of its type. For parts that
   are as large as somebody likes and concern nobody here. */
cosign_rc_t csn_json_parse_passing(json_t **out, const char *text, size_t len,
    enum csn_json_numbers numbers, const char *passed, cosign_error_t *err);

/* As csn_json_parse(), with a limit on size that is checked first. what names
   the document in the error. */
cosign_rc_t csn_json_parse_max(json_t **out, const char *text, size_t len,
    size_t max, const char *what, cosign_error_t *err);

/* Overwrite every text of a tree, which jansson frees as it is. NULL is fine.
 */
void csn_json_wipe(const json_t *v);

/* A member, or an element without a name, that may be secret: what there is no
   memory for jansson would free as it is. 0, or -1; the value is taken. */
int csn_json_put(json_t *into, const char *name, json_t *value);

/* jansson iterates over what is not const only, although nothing changes. */
static inline json_t *
csn_json_iterable(const json_t *v)
{
	union {
		const json_t *in;
		json_t *out;
	} u = { v };

	return u.out;
}

/*
 * Typed members of an object, borrowed. A missing member and null are the
 * same and give COSIGN_E_MALFORMED "no <name>"; another type gives
 * COSIGN_E_JSON "<name>: not a string" and so on. The _opt forms give NULL or
 * 0 and COSIGN_OK when it is missing.
 */
cosign_rc_t csn_json_object(
    const json_t **out, const json_t *o, const char *name, cosign_error_t *err);
cosign_rc_t csn_json_object_opt(
    const json_t **out, const json_t *o, const char *name, cosign_error_t *err);
cosign_rc_t csn_json_array_opt(
    const json_t **out, const json_t *o, const char *name, cosign_error_t *err);
cosign_rc_t csn_json_string(struct csn_span *out, const json_t *o,
    const char *name, cosign_error_t *err);
cosign_rc_t csn_json_string_opt(struct csn_span *out, const json_t *o,
    const char *name, cosign_error_t *err);
cosign_rc_t csn_json_int(
    int64_t *out, const json_t *o, const char *name, cosign_error_t *err);

#endif
