/*
 * A bundle may be hostile in every byte. Each of these is well signed where it
 * can be, and odd in one thing: as much as is taken, and more. What is refused
 * is refused with the place where it stands.
 */
#include "hostile.h"

#include "util/limits.h"

#include <criterion/criterion.h>
#include <string.h>

static struct vs *vs;

static void
enter(void)
{
	vs = vs_new(NULL);
}

static void
leave(void)
{
	vs_free(vs);
}

TestSuite(limits, .init = enter, .fini = leave);

#define OK       COSIGN_OK
#define LIMIT    COSIGN_E_LIMIT
#define JSON     COSIGN_E_JSON
#define MATERIAL "bundle: verificationMaterial: "
#define ENTRY    MATERIAL "tlogEntries[0]: "

/* ---- the document ---- */

/* An ordinary bundle in which from becomes to. */
static const char *
edited(const char *from, const char *to)
{
	const struct vs_bundle_options o = { .json = { from, to, NULL, NULL } };
	struct vs_signature *sig = vs_sign(vs, NULL);

	(void)vs_log(sig, NULL);
	return vs_bundle(sig, &o);
}

/* The same with a text of so many brackets, in an object, before all else. */
static const char *
nested(size_t depth)
{
	return edited("{\"mediaType\"",
	    vs_text(vs, "{\"x\":%s%s,\"mediaType\"",
		hostile_repeat(vs, "[", depth),
		hostile_repeat(vs, "]", depth)));
}

Test(limits, an_ordinary_bundle_is_accepted)
{
	hostile_expect(vs, "ordinary", edited(NULL, NULL), OK, "");
}

#define NESTED "nested deeper than 64 levels"

Test(limits, of_the_document)
{
	const char *eight = "0,0,0,0,0,0,0,0,";

	/* That x is no member is said of what was read. */
	hostile_expect(vs, "depth", nested(CSN_JSON_DEPTH_MAX - 1),
	    COSIGN_E_MALFORMED, "bundle: unknown member x of Bundle");
	hostile_expect(vs, "one deeper", nested(CSN_JSON_DEPTH_MAX), LIMIT,
	    "bundle: " NESTED);
	hostile_expect(vs, "brackets", hostile_repeat(vs, "{\"a\":[", 100000),
	    LIMIT, "bundle: " NESTED);
	hostile_expect(vs, "digits",
	    edited("{\"mediaType\"",
		vs_text(vs, "{\"x\":%s,\"mediaType\"",
		    hostile_repeat(vs, "9", 1000000))),
	    JSON, "bundle: line 1 column 6: number is too large");
	hostile_expect(vs, "exponent",
	    edited("{\"mediaType\"", "{\"x\":1e999999999,\"mediaType\""), JSON,
	    "bundle: line 1 column 6: number is too large");
	/* The object, its list and the last number are three more. */
	hostile_expect(vs, "values",
	    vs_text(vs, "{\"x\":[%s0]}",
		hostile_repeat(vs, eight, CSN_JSON_VALUES_MAX / 8 - 1)),
	    COSIGN_E_MALFORMED, "bundle: no mediaType");
	hostile_expect(vs, "more values",
	    vs_text(vs, "{\"x\":[%s0]}",
		hostile_repeat(vs, eight, CSN_JSON_VALUES_MAX / 8)),
	    LIMIT, "bundle: more than 131072 values");
}

Test(limits, members_stand_there_once)
{
	static const struct {
		const char *from, *to;
		cosign_rc_t rc;
		const char *message;
	} rows[] = {
		{ "{\"mediaType\"", "{\"mediaType\":\"\",\"mediaType\"", JSON,
		    "bundle: line 1 column #: member name is repeated" },
		{ "{\"mediaType\"", "{\"media\\u0054ype\":\"\",\"mediaType\"",
		    JSON, "bundle: line 1 column #: member name is repeated" },
		{ "{\"mediaType\"", "{\"media_type\":\"\",\"mediaType\"", JSON,
		    "bundle: mediaType is given in two spellings" },
		{ "\"integratedTime\"",
		    "\"integratedTime\":\"1\",\"integratedTime\"", JSON,
		    "bundle: line 1 column #: member name is repeated" },
		{ "\"integratedTime\"",
		    "\"integrated_time\":\"1\",\"integratedTime\"", JSON,
		    ENTRY "integratedTime is given in two spellings" },
		{ "\"treeSize\"", "\"treeSize\":\"1\",\"treeSize\"", JSON,
		    "bundle: line 1 column #: member name is repeated" },
		{ "\"signature\"", "\"signature\":\"\",\"signature\"", JSON,
		    "bundle: line 1 column #: member name is repeated" },
	};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		hostile_expect(vs, rows[i].to, edited(rows[i].from, rows[i].to),
		    rows[i].rc, rows[i].message);
}

/* A number of an entry, as text, which no signature covers yet. */
static const char *
with_number(const char *name, int64_t is, const char *to)
{
	struct vs_signature *sig = vs_sign(vs, NULL);
	const struct vs_entry *entry = vs_log(sig, NULL);
	const int64_t value = is != 0 ? is : entry->log_index;
	const struct vs_bundle_options o = {
		.json = { vs_text(
			      vs, "\"%s\":\"%lld\"", name, (long long)value),
		    vs_text(vs, "\"%s\":%s", name, to), NULL, NULL }
	};

	return vs_bundle(sig, &o);
}

#define NO_INT64 ENTRY "integratedTime: not an integer of 64 bits"

Test(limits, of_numbers)
{
	static const struct {
		const char *to;
		cosign_rc_t rc;
		const char *message;
	} rows[] = {
		{ "\"-1\"", COSIGN_E_PROMISE,
		    "tlogEntries[0]: inclusion promise: time or index out of "
		    "range" },
		{ "\"9007199254740993\"", COSIGN_E_PROMISE,
		    "tlogEntries[0]: inclusion promise: time or index out of "
		    "range" },
		{ "\"253402300800\"", COSIGN_E_PROMISE,
		    "tlogEntries[0]: inclusion promise: not signed by the "
		    "log" },
		{ "\"9223372036854775807\"", COSIGN_E_PROMISE,
		    "tlogEntries[0]: inclusion promise: time or index out of "
		    "range" },
		{ "\"-9223372036854775808\"", COSIGN_E_PROMISE,
		    "tlogEntries[0]: inclusion promise: time or index out of "
		    "range" },
		{ "\"9223372036854775808\"", COSIGN_E_MALFORMED, NO_INT64 },
		{ "\"-9223372036854775809\"", COSIGN_E_MALFORMED, NO_INT64 },
		{ "1e19", COSIGN_E_MALFORMED, NO_INT64 },
		{ "1e400", JSON,
		    "bundle: line 1 column #: number is too large" },
		{ "\"0x10\"", COSIGN_E_MALFORMED, NO_INT64 },
		{ "\"1.5\"", COSIGN_E_MALFORMED, NO_INT64 },
		{ "\"\"", COSIGN_E_MALFORMED, NO_INT64 },
		{ "\" 1\"", COSIGN_E_MALFORMED, NO_INT64 },
	};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		hostile_expect(vs, rows[i].to,
		    with_number("integratedTime", VS_NOW + 1, rows[i].to),
		    rows[i].rc, rows[i].message);
	hostile_expect(vs, "index", with_number("logIndex", 0, "\"-1\""),
	    COSIGN_E_MALFORMED, ENTRY "logIndex: less than 0");
	hostile_expect(vs, "large index",
	    with_number("logIndex", 0, "\"9223372036854775808\""),
	    COSIGN_E_MALFORMED, ENTRY "logIndex: not an integer of 64 bits");
}

/* ---- texts ---- */

#define NUL "bundle: line 1 column #: NUL in a string"

Test(limits, of_texts)
{
	static const struct {
		const char *from, *to;
		cosign_rc_t rc;
		const char *message;
	} rows[] = {
		{ "bundle.v0.3+json\"", "bundle.v0.3+json\\u0000\"", JSON,
		    NUL },
		{ "\"kind\":\"hashedrekord\"",
		    "\"kind\":\"hashedrekord\\u0000\"", JSON, NUL },
		{ "\"envelope\":\"", "\"envelope\":\"\\u0000", JSON, NUL },
		{ "\"envelope\":\"", "\"envelope\":\"\\u0001",
		    COSIGN_E_CHECKPOINT,
		    "tlogEntries[0]: checkpoint: not plain text in UTF-8" },
		{ "\"envelope\":\"", "\"envelope\":\"\\ud800", JSON,
		    "bundle: line 1 column #: half of a surrogate pair" },
		{ "\"envelope\":\"", "\"envelope\":\"\xff", JSON,
		    "bundle: line 1 column " },
		{ "\"signature\":\"", "\"signature\":\"*", COSIGN_E_BASE64,
		    "bundle: messageSignature: signature: base64: foreign "
		    "character at 0" },
		{ "\"signature\":\"", "\"signature\":\"\\u0000", JSON, NUL },
		{ "\"canonicalizedBody\":\"",
		    "\"canonicalizedBody\":\"=", COSIGN_E_BASE64,
		    ENTRY "canonicalizedBody: base64: foreign character at 0" },
	};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		hostile_expect(vs, rows[i].to, edited(rows[i].from, rows[i].to),
		    rows[i].rc, rows[i].message);
}

/* ---- entries ---- */

static const char *
with_entries(size_t count)
{
	struct vs_signature *sig = vs_sign(vs, NULL);
	size_t i;

	for (i = 0; i < count; i++)
		(void)vs_log(sig, NULL);
	return vs_bundle(sig, NULL);
}

static const char *
with_entry(const struct vs_entry_options *o)
{
	struct vs_signature *sig = vs_sign(vs, NULL);

	(void)vs_log(sig, o);
	return vs_bundle(sig, NULL);
}

/* In the canonicalized body, which the log signs. */
static const char *
with_body(const char *from, const char *to)
{
	const struct vs_entry_options o = { .body = { from, to, NULL, NULL } };

	return with_entry(&o);
}

Test(limits, of_entries)
{
	const char *deep = vs_text(vs, "{\"x\":%s%s,\"apiVersion\"",
	    hostile_repeat(vs, "[", CSN_JSON_DEPTH_MAX),
	    hostile_repeat(vs, "]", CSN_JSON_DEPTH_MAX));

	hostile_expect(vs, "most", with_entries(CSN_TLOG_ENTRIES_MAX), OK, "");
	hostile_expect(vs, "one more", with_entries(CSN_TLOG_ENTRIES_MAX + 1),
	    LIMIT, MATERIAL "tlogEntries: more than 32 elements");
	hostile_expect(vs, "deep body", with_body("{\"apiVersion\"", deep),
	    LIMIT, ENTRY "canonicalizedBody: " NESTED);
	hostile_expect(vs, "twice in the body",
	    with_body("{\"apiVersion\"", "{\"kind\":\"a\",\"apiVersion\""),
	    JSON,
	    ENTRY
	    "canonicalizedBody: line 1 column #: member name is repeated");
	hostile_expect(vs, "more in the body",
	    with_body("{\"apiVersion\"", "{\"x\":1,\"apiVersion\""),
	    COSIGN_E_MALFORMED, ENTRY "canonicalizedBody: unknown member x");
	hostile_expect(vs, "body with a tail", with_body(NULL, "x"), JSON,
	    ENTRY "canonicalizedBody: line 1 column #: something follows the "
		  "document");
	hostile_expect(vs, "body with a NUL",
	    with_body("\"hashedrekord\"", "\"hashedrekord\\u0000\""), JSON,
	    ENTRY "canonicalizedBody: line 1 column #: NUL in a string");
}

Test(limits, of_checkpoints)
{
	const struct vs_note_options none = { .origin = NULL };
	struct vs_entry_options o = { .note = none };
	size_t room;

	o.note.extensions = hostile_repeat(vs, "x\n", 1000000);
	hostile_expect(vs, "a million lines", with_entry(&o),
	    COSIGN_E_CHECKPOINT,
	    "tlogEntries[0]: checkpoint: # bytes, at most 65536");
	o.note = none;
	room = CSN_CHECKPOINT_MAX -
	    strlen(vs_log(vs_sign(vs, NULL), &o)->checkpoint) - 300;
	o.note.extensions = hostile_repeat(vs, "x\n", room / 2);
	hostile_expect(vs, "thousands of lines", with_entry(&o), OK, "");
	o.note = none;
	o.note.after = hostile_repeat(
	    vs, "\xe2\x80\x94 n AAAAAAA=\n", CSN_NOTE_SIGNATURES_MAX - 1);
	hostile_expect(vs, "most signatures", with_entry(&o), OK, "");
	o.note.after = hostile_repeat(
	    vs, "\xe2\x80\x94 n AAAAAAA=\n", CSN_NOTE_SIGNATURES_MAX);
	hostile_expect(vs, "one more", with_entry(&o), COSIGN_E_CHECKPOINT,
	    "tlogEntries[0]: checkpoint: more than 100 signatures");
}

Test(limits, of_proofs)
{
	struct vs_signature *sig = vs_sign(vs, NULL);
	struct vs_entry *entry = vs_log(sig, NULL);
	const struct vs_bytes all =
	    vs_of(hostile_repeat(vs, "x", (CSN_PROOF_HASHES_MAX + 1) * 32));

	entry->hashes = all;
	hostile_expect(vs, "one hash more", vs_bundle(sig, NULL), LIMIT,
	    ENTRY "inclusionProof: hashes: more than 64 elements");
	entry->hashes.len -= 32;
	hostile_expect(vs, "most hashes", vs_bundle(sig, NULL), COSIGN_E_PROOF,
	    "tlogEntries[0]: inclusion proof: 64 hashes "
	    "instead of ");
	entry->hashes.len = 0;
	hostile_expect(vs, "no hash", vs_bundle(sig, NULL), COSIGN_E_PROOF,
	    "tlogEntries[0]: inclusion proof: 0 hashes instead of ");
	entry->tree_size = -1;
	hostile_expect(vs, "negative tree", vs_bundle(sig, NULL),
	    COSIGN_E_CHECKPOINT,
	    "tlogEntries[0]: checkpoint: is of another size than the proof");
	entry->tree_index = -1;
	hostile_expect(vs, "negative index", vs_bundle(sig, NULL),
	    COSIGN_E_CHECKPOINT,
	    "tlogEntries[0]: checkpoint: is of another size than the proof");
}
