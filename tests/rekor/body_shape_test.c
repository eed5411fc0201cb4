/* Bodies of entries with one member that is odd. */
#include "rekor/body.h"

#include "json_edit.h"
#include "logs.h"
#include "vectors.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
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

TestSuite(body_shape, .init = enter, .fini = leave);

/* A good body of a kind, as a tree. */
static json_t *
body_of(enum vs_entry_kind kind)
{
	const struct vs_sign_options so = { .dsse = kind == VS_DSSE ||
		    kind == VS_INTOTO_1 || kind == VS_INTOTO_2 };
	const struct vs_entry_options eo = { .kind = kind };
	const struct vs_entry *entry = vs_log(vs_sign(vs, &so), &eo);
	json_t *root =
	    json_loadb((const char *)entry->body.p, entry->body.len, 0, NULL);

	cr_assert_not_null(root);
	return root;
}

static cosign_rc_t
read_tree(const json_t *root, cosign_error_t *err)
{
	char *text = json_dumps(root, JSON_COMPACT);
	struct csn_entry_body b;
	const cosign_rc_t rc = csn_entry_body_read(&b, csn_span_str(text), err);

	cr_expect_eq(b.verifier.p != NULL, rc == COSIGN_OK);
	csn_entry_body_dispose(&b);
	free(text);
	return rc;
}

static const char *const prefixes[] = {
	[VS_HASHEDREKORD] = "hashedrekord 0.0.1: ",
	[VS_DSSE] = "dsse 0.0.1: ",
	[VS_INTOTO_1] = "intoto 0.0.1: ",
	[VS_INTOTO_2] = "intoto 0.0.2: ",
	[VS_REKORD] = "rekord 0.0.1: ",
	[VS_HASHEDREKORD_2] = "hashedrekord 0.0.2: ",
};

struct row {
	const char *path;
	const char *text; /* JSON; NULL: without it */
	cosign_rc_t rc;
	const char *message; /* behind kind and version */
};

static void
expect_rows(enum vs_entry_kind kind, const struct row *rows, size_t count)
{
	json_t *good = body_of(kind);
	size_t i;

	for (i = 0; i < count; i++) {
		cosign_error_t *err = cosign_error_new();
		json_t *root = json_deep_copy(good);
		const char *prefix =
		    rows[i].rc == COSIGN_OK ? "" : prefixes[kind];

		json_edit(root, rows[i].path, rows[i].text);
		expect_error(err, read_tree(root, err), rows[i].rc,
		    vs_text(vs, "%s%s", prefix, rows[i].message));
		json_decref(root);
		cosign_error_free(err);
	}
	json_decref(good);
}

#define OK          COSIGN_OK
#define MALFORMED   COSIGN_E_MALFORMED
#define JSON        COSIGN_E_JSON
#define BASE64      COSIGN_E_BASE64
#define PEM         COSIGN_E_PEM
#define UNSUPPORTED COSIGN_E_UNSUPPORTED

/* {"algorithm":"sha256","value":HEX} at a path, under the place that it is
   reported at. */
#define HASH_ROWS(path, at)                                                 \
	{ path, NULL, MALFORMED, at ": no " at },                           \
	    { path, "null", MALFORMED, at ": no " at },                     \
	    { path, "[]", JSON, at ": " at ": not an object" },             \
	    { path ".x", "1", MALFORMED, at ": " at ": unknown member x" }, \
	    { path ".algorithm", NULL, MALFORMED, at ": no algorithm" },    \
	    { path ".algorithm", "1", JSON, at ": algorithm: not a str" },  \
	    { path ".algorithm", "\"\"", UNSUPPORTED,                       \
		    at ": algorithm is none of sha256, sha384, sha512" },   \
	    { path ".algorithm", "\"sha1\"", UNSUPPORTED,                   \
		    at ": algorithm is none of sha256, sha384, sha512" },   \
	    { path ".algorithm", "\"SHA256\"", UNSUPPORTED,                 \
		    at ": algorithm is none of sha256, sha384, sha512" },   \
	    { path ".algorithm", "\"sha512\"", MALFORMED, at ": " },        \
	    { path ".value", NULL, MALFORMED, at ": no value" },            \
	    { path ".value", "1", JSON, at ": value: not a string" },       \
	    { path ".value", "\"\"", MALFORMED, at ": " },                  \
	    { path ".value", "\"00\"", MALFORMED, at ": " },                \
	{                                                                   \
		path ".value",                                              \
		    "\"x9abcdef0123456789abcdef0123456789abcdef01234567"    \
		    "89abcdef01234567\"",                                   \
		    MALFORMED, at ": "                                      \
	}

/* Bytes in base64. */
#define BYTES_ROWS(path, at)                           \
	{ path, NULL, MALFORMED, "no " at },           \
	    { path, "1", JSON, at ": not a string" },  \
	    { path, "\"\"", MALFORMED, at ": empty" }, \
	    { path, "\"AA\"", BASE64, at ": " },       \
	    { path, "\"AB==\"", BASE64, at ": " },     \
	    { path, "\"AA==\\n\"", BASE64, at ": " },  \
	{                                              \
		path, "\"-_AA\"", BASE64, at ": "      \
	}

/* A certificate or a key in PEM in base64. */
#define VERIFIER_ROWS(path, at)                                \
	{ path, NULL, MALFORMED, at ": no " at },              \
	    { path, "1", JSON, at ": " at ": not a string" },  \
	    { path, "\"\"", MALFORMED, at ": " at ": empty" }, \
	    { path, "\"AA\"", BASE64, at ": " at ": " },       \
	{                                                      \
		path, "\"eA==\"", PEM, at ": "                 \
	}

Test(body_shape, of_hashedrekord)
{
	static const struct row rows[] = {
		{ "spec.x", "1", MALFORMED, "unknown member x" },
		{ "spec.data", NULL, MALFORMED, "no data" },
		{ "spec.data", "\"\"", JSON, "data: not an object" },
		{ "spec.data.x", "{}", MALFORMED, "data: unknown member x" },
		HASH_ROWS("spec.data.hash", "hash"),
		{ "spec.signature", NULL, MALFORMED, "no signature" },
		{ "spec.signature", "[]", JSON, "signature: not an object" },
		{ "spec.signature.format", "\"x509\"", MALFORMED,
		    "signature: unknown member format" },
		BYTES_ROWS("spec.signature.content", "content"),
		{ "spec.signature.publicKey", NULL, MALFORMED, "no publicKey" },
		{ "spec.signature.publicKey", "[]", JSON,
		    "publicKey: not an object" },
		{ "spec.signature.publicKey.x", "1", MALFORMED,
		    "publicKey: unknown member x" },
		VERIFIER_ROWS("spec.signature.publicKey.content", "content"),
	};

	expect_rows(VS_HASHEDREKORD, rows, ARRAY_LEN(rows));
}

Test(body_shape, of_rekord)
{
	static const struct row rows[] = {
		{ "spec.x", "1", MALFORMED, "unknown member x" },
		{ "spec.data", NULL, MALFORMED, "no data" },
		{ "spec.data.content", "\"\"", MALFORMED,
		    "data: unknown member content" },
		HASH_ROWS("spec.data.hash", "hash"),
		{ "spec.signature", NULL, MALFORMED, "no signature" },
		{ "spec.signature.x", "1", MALFORMED,
		    "signature: unknown member x" },
		{ "spec.signature.format", NULL, MALFORMED, "no format" },
		{ "spec.signature.format", "1", JSON, "format: not a string" },
		{ "spec.signature.format", "\"pgp\"", UNSUPPORTED,
		    "signature: format is not x509" },
		BYTES_ROWS("spec.signature.content", "content"),
		{ "spec.signature.publicKey", NULL, MALFORMED, "no publicKey" },
		{ "spec.signature.publicKey.x", "1", MALFORMED,
		    "publicKey: unknown member x" },
		VERIFIER_ROWS("spec.signature.publicKey.content", "content"),
	};

	expect_rows(VS_REKORD, rows, ARRAY_LEN(rows));
}

Test(body_shape, of_dsse)
{
	static const struct row rows[] = {
		{ "spec.x", "1", MALFORMED, "unknown member x" },
		{ "spec.proposedContent", "{}", MALFORMED,
		    "unknown member proposedContent" },
		HASH_ROWS("spec.envelopeHash", "envelopeHash"),
		HASH_ROWS("spec.payloadHash", "payloadHash"),
		{ "spec.signatures", NULL, MALFORMED,
		    "signatures: 0 instead of one" },
		{ "spec.signatures", "[]", MALFORMED,
		    "signatures: 0 instead of one" },
		{ "spec.signatures", "[{},{}]", MALFORMED,
		    "signatures: 2 instead of one" },
		{ "spec.signatures", "{}", JSON, "signatures: not an array" },
		{ "spec.signatures.0", "[]", JSON, "signatures: no object" },
		{ "spec.signatures.0", "null", JSON, "signatures: no object" },
		{ "spec.signatures.0.x", "1", MALFORMED,
		    "signatures: unknown member x" },
		BYTES_ROWS("spec.signatures.0.signature", "signature"),
		VERIFIER_ROWS("spec.signatures.0.verifier", "verifier"),
	};

	expect_rows(VS_DSSE, rows, ARRAY_LEN(rows));
}

Test(body_shape, of_intoto_1)
{
	static const struct row rows[] = {
		{ "spec.x", "1", MALFORMED, "unknown member x" },
		{ "spec.content", NULL, MALFORMED, "no content" },
		{ "spec.content", "[]", JSON, "content: not an object" },
		{ "spec.content.envelope", "{}", MALFORMED,
		    "content: unknown member envelope" },
		HASH_ROWS("spec.content.hash", "hash"),
		HASH_ROWS("spec.content.payloadHash", "payloadHash"),
		VERIFIER_ROWS("spec.publicKey", "publicKey"),
	};

	expect_rows(VS_INTOTO_1, rows, ARRAY_LEN(rows));
}

#define ENVELOPE  "spec.content.envelope"
#define SIGNATURE ENVELOPE ".signatures.0"

Test(body_shape, of_intoto_2)
{
	static const struct row rows[] = {
		{ "spec.publicKey", "\"\"", MALFORMED,
		    "unknown member publicKey" },
		{ "spec.content", NULL, MALFORMED, "no content" },
		{ "spec.content", "[]", JSON, "content: not an object" },
		{ "spec.content.x", "1", MALFORMED,
		    "content: unknown member x" },
		HASH_ROWS("spec.content.hash", "hash"),
		HASH_ROWS("spec.content.payloadHash", "payloadHash"),
		{ ENVELOPE, NULL, MALFORMED, "envelope: no envelope" },
		{ ENVELOPE, "[]", JSON, "envelope: envelope: not an object" },
		{ ENVELOPE ".x", "1", MALFORMED,
		    "envelope: envelope: unknown member x" },
		{ ENVELOPE ".payloadType", NULL, MALFORMED,
		    "envelope: no payloadType" },
		{ ENVELOPE ".payloadType", "1", JSON,
		    "envelope: payloadType: not a string" },
		/* twice in base64, where it is */
		{ ENVELOPE ".payload", "\"WlhnPQ==\"", OK, "" },
		{ ENVELOPE ".payload", "1", JSON,
		    "envelope: payload: not a string" },
		{ ENVELOPE ".payload", "\"\"", MALFORMED,
		    "envelope: payload: empty" },
		{ ENVELOPE ".payload", "\"ZXg=\"", BASE64,
		    "envelope: payload: base64 inside: " },
		{ ENVELOPE ".signatures", NULL, MALFORMED,
		    "envelope: signatures: 0 instead of one" },
		{ ENVELOPE ".signatures", "[{},{}]", MALFORMED,
		    "envelope: signatures: 2 instead of one" },
		{ SIGNATURE, "1", JSON, "envelope: signatures: no object" },
		{ SIGNATURE ".x", "1", MALFORMED,
		    "envelope: signatures: unknown member x" },
		{ SIGNATURE ".keyid", "\"any\"", OK, "" },
	};

	expect_rows(VS_INTOTO_2, rows, ARRAY_LEN(rows));
}

Test(body_shape, of_intoto_2_has_a_signature)
{
	static const struct row rows[] = {
		{ SIGNATURE ".sig", NULL, MALFORMED, "envelope: no sig" },
		{ SIGNATURE ".sig", "1", JSON, "envelope: sig: not a string" },
		{ SIGNATURE ".sig", "\"\"", MALFORMED, "envelope: sig: empty" },
		{ SIGNATURE ".sig", "\"AA\"", BASE64, "envelope: sig: " },
		/* once in base64 */
		{ SIGNATURE ".sig", "\"AQID\"", BASE64,
		    "envelope: sig: base64 inside: " },
		{ SIGNATURE ".publicKey", NULL, MALFORMED,
		    "envelope: publicKey: no publicKey" },
		{ SIGNATURE ".publicKey", "\"eA==\"", PEM,
		    "envelope: publicKey: " },
	};

	expect_rows(VS_INTOTO_2, rows, ARRAY_LEN(rows));
}

#define ENTRY    "spec.hashedRekordV002"
#define VERIFIER ENTRY ".signature.verifier"

Test(body_shape, of_hashedrekord_2)
{
	static const struct row rows[] = {
		{ "spec.x", "1", MALFORMED, "unknown member x" },
		{ ENTRY, NULL, MALFORMED, "no hashedRekordV002" },
		{ ENTRY, "[]", JSON, "hashedRekordV002: not an object" },
		{ ENTRY ".x", "1", MALFORMED,
		    "hashedRekordV002: unknown member x" },
		{ ENTRY ".data", NULL, MALFORMED, "data: no data" },
		{ ENTRY ".data", "[]", JSON, "data: data: not an object" },
		{ ENTRY ".data.x", "1", MALFORMED,
		    "data: data: unknown member x" },
		{ ENTRY ".data.algorithm", NULL, MALFORMED,
		    "data: no algorithm" },
		{ ENTRY ".data.algorithm", "1", JSON,
		    "data: algorithm: not a string" },
		{ ENTRY ".data.algorithm", "\"sha256\"", UNSUPPORTED,
		    "data: algorithm is none of SHA2_256, SHA2_384, SHA2_512" },
		{ ENTRY ".data.algorithm", "\"SHA2_512\"", MALFORMED,
		    "data: digest: 32 bytes instead of 64" },
		{ ENTRY ".data.digest", NULL, MALFORMED, "data: no digest" },
		{ ENTRY ".data.digest", "1", JSON,
		    "data: digest: not a string" },
		{ ENTRY ".data.digest", "\"\"", MALFORMED,
		    "data: digest: empty" },
		{ ENTRY ".data.digest", "\"AQID\"", MALFORMED,
		    "data: digest: 3 bytes instead of 32" },
		{ ENTRY ".data.digest", "\"AQI\"", BASE64, "data: digest: " },
		{ ENTRY ".signature", NULL, MALFORMED, "no signature" },
		{ ENTRY ".signature.x", "1", MALFORMED,
		    "signature: unknown member x" },
		BYTES_ROWS(ENTRY ".signature.content", "content"),
	};

	expect_rows(VS_HASHEDREKORD_2, rows, ARRAY_LEN(rows));
}

Test(body_shape, of_hashedrekord_2_has_a_verifier)
{
	static const struct row rows[] = {
		{ VERIFIER, NULL, MALFORMED, "verifier: no verifier" },
		{ VERIFIER, "[]", JSON, "verifier: verifier: not an object" },
		{ VERIFIER ".x", "1", MALFORMED,
		    "verifier: verifier: unknown member x" },
		{ VERIFIER ".keyDetails", NULL, MALFORMED,
		    "verifier: no keyDetails" },
		{ VERIFIER ".keyDetails", "1", JSON,
		    "verifier: keyDetails: not a string" },
		{ VERIFIER ".keyDetails", "\"any\"", OK, "" },
		{ VERIFIER ".x509Certificate", NULL, MALFORMED,
		    "verifier: not one of x509Certificate and publicKey" },
		{ VERIFIER ".x509Certificate", "[]", JSON,
		    "verifier: x509Certificate: not an object" },
		{ VERIFIER ".publicKey", "{}", MALFORMED,
		    "verifier: not one of x509Certificate and publicKey" },
		{ VERIFIER ".publicKey", "[]", JSON,
		    "verifier: publicKey: not an object" },
		{ VERIFIER ".publicKey", "null", OK, "" },
		{ VERIFIER ".x509Certificate.x", "1", MALFORMED,
		    "verifier: unknown member x" },
		{ VERIFIER ".x509Certificate.rawBytes", NULL, MALFORMED,
		    "verifier: no rawBytes" },
		{ VERIFIER ".x509Certificate.rawBytes", "1", JSON,
		    "verifier: rawBytes: not a string" },
		{ VERIFIER ".x509Certificate.rawBytes", "\"\"", MALFORMED,
		    "verifier: rawBytes: empty" },
		{ VERIFIER ".x509Certificate.rawBytes", "\"AA\"", BASE64,
		    "verifier: rawBytes: " },
	};

	expect_rows(VS_HASHEDREKORD_2, rows, ARRAY_LEN(rows));
}

/* What stands in the PEM of a verifier, and how often. */
Test(body_shape, has_one_verifier)
{
	const char *cert = vs_cert_pem(vs, vs_leaf(vs, NULL));
	const char *key = vs_key_pem(vs, vs_key(vs, VS_P256));
	const char *private = vs_key_private_pem(vs, vs_key(vs, VS_P256));
	const struct {
		const char *text;
		cosign_rc_t rc;
		const char *message;
	} rows[] = {
		{ cert, OK, "" },
		{ key, OK, "" },
		{ vs_text(vs, "\n%s\n\n", key), OK, "" },
		{ vs_text(vs, "%s%s", cert, cert), MALFORMED,
		    "more than one PEM block" },
		{ vs_text(vs, "%s%s", key, cert), MALFORMED,
		    "more than one PEM block" },
		{ private, MALFORMED,
		    "neither a certificate nor a public key" },
		{ "-----BEGIN PUBLIC KEY-----\n", PEM, "" },
		{ "-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----\n", PEM,
		    "PEM: nothing inside" },
		/* a line with a colon is a header */
		{ "-----BEGIN PUBLIC KEY-----\nAAAA:\n"
		  "-----END PUBLIC KEY-----\n",
		    PEM, "PEM: nothing inside" },
		{ "text", PEM, "" },
	};
	size_t i;

	for (i = 0; i < ARRAY_LEN(rows); i++) {
		const struct row row = { "spec.signature.publicKey.content",
			vs_text(
			    vs, "\"%s\"", vs_base64(vs, vs_of(rows[i].text))),
			rows[i].rc,
			rows[i].rc == OK
			    ? ""
			    : vs_text(vs, "content: %s", rows[i].message) };

		expect_rows(VS_HASHEDREKORD, &row, 1);
	}
}

/* Upper-case hexadecimal is the same digest. */
Test(body_shape, has_hexadecimal_of_either_case)
{
	static const struct row row = { "spec.data.hash.value",
		"\"ABCDEF0123456789abcdef0123456789ABCDEF0123456789abcdef01"
		"23456789\"",
		OK, "" };

	expect_rows(VS_HASHEDREKORD, &row, 1);
}

/* A member taken away, then of another type; v is a part of root. */
static void
expect_member_matters(json_t *root, json_t *v, const char *name)
{
	cosign_error_t *err = cosign_error_new();
	json_t *kept = json_incref(json_object_get(v, name));

	cr_assert_eq(json_object_del(v, name), 0);
	cr_expect_neq(read_tree(root, err), OK, "no %s", name);
	cr_assert_eq(json_object_set_new(v, name, json_true()), 0);
	cr_expect_eq(read_tree(root, err), JSON, "%s: true", name);
	cr_assert_eq(json_object_set_new(v, name, kept), 0);
	cosign_error_free(err);
}

static void
expect_nothing_is_added(json_t *root, json_t *v, const char *prefix)
{
	cosign_error_t *err = cosign_error_new();

	cr_assert_eq(json_object_set_new(v, "x", json_true()), 0);
	expect_error(err, read_tree(root, err), MALFORMED,
	    v == root ? "unknown member x" : prefix);
	cr_expect_not_null(
	    strstr(cosign_error_message(err), "unknown member x"));
	cr_assert_eq(json_object_del(v, "x"), 0);
	cosign_error_free(err);
}

/* All that the tables above may have left out: without any of its members,
   with another one, or with one more there is no body. */
static void
expect_all_matter(json_t *root, json_t *v, const char *prefix)
{
	const char *names[16];
	size_t count = 0, i;
	const char *name;
	json_t *item;

	for (i = 0; i < json_array_size(v); i++)
		expect_all_matter(root, json_array_get(v, i), prefix);
	if (!json_is_object(v))
		return;
	json_object_foreach(v, name, item)
	{
		cr_assert_lt(count, ARRAY_LEN(names));
		names[count++] = vs_text(vs, "%s", name);
		expect_all_matter(root, item, prefix);
	}
	for (i = 0; i < count; i++)
		expect_member_matters(root, v, names[i]);
	expect_nothing_is_added(root, v, prefix);
}

Test(body_shape, has_no_member_that_does_not_matter)
{
	static const enum vs_entry_kind kinds[] = { VS_HASHEDREKORD, VS_DSSE,
		VS_INTOTO_1, VS_INTOTO_2, VS_REKORD, VS_HASHEDREKORD_2 };
	size_t i;

	for (i = 0; i < ARRAY_LEN(kinds); i++) {
		json_t *root = body_of(kinds[i]);

		expect_all_matter(root, root, prefixes[kinds[i]]);
		cr_expect_eq(read_tree(root, NULL), OK);
		json_decref(root);
	}
}
