#include "dsse/envelope.h"

#include "util/limits.h"
#include "vectors.h"
#include "virtual/virtual.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static cosign_rc_t
read_text(struct csn_envelope *e, const char *text, cosign_error_t *err)
{
	json_t *root = json_loads(text, JSON_DECODE_ANY, NULL);
	cosign_rc_t rc;

	cr_assert_not_null(root, "%s", text);
	rc = csn_envelope_read(e, root, err);
	json_decref(root);
	return rc;
}

struct row {
	char text[256];
	cosign_rc_t rc;
	char message[64]; /* behind "envelope: " */
};

#define OK        COSIGN_OK
#define MALFORMED COSIGN_E_MALFORMED
#define JSON      COSIGN_E_JSON
#define BASE64    COSIGN_E_BASE64

#define OF(type, payload, signatures)                    \
	"{\"payloadType\":" type ",\"payload\":" payload \
	",\"signatures\":" signatures "}"
#define T    "\"t\""
#define P    "\"e30=\""
#define S    "[{\"sig\":\"AQID\"}]"
#define A(t) "\"" t "\""

ParameterizedTestParameters(envelope, is_read)
{
	static struct row rows[] = {
		{ OF(T, P, S), OK, "" },
		{ "[]", JSON, "not an object" },
		{ "1", JSON, "not an object" },
		{ "{}", MALFORMED, "no payloadType" },
		{ OF("null", P, S), MALFORMED, "no payloadType" },
		{ OF("1", P, S), JSON, "payloadType: not a string" },
		{ OF("\"\"", P, S), OK, "" },
		{ "{\"payloadType\":\"t\"}", MALFORMED, "no payload" },
		{ OF(T, "1", S), JSON, "payload: not a string" },
		{ OF(T, "null", S), MALFORMED, "no payload" },
		/* of either alphabet, padded or not, and empty */
		{ OF(T, A("e30"), S), OK, "" },
		{ OF(T, A(""), S), OK, "" },
		{ OF(T, A("-_-_"), S), OK, "" },
		{ OF(T, A("+/+/"), S), OK, "" },
		{ OF(T, A("-/+_"), S), BASE64, "payload: " },
		{ OF(T, A("e30=="), S), BASE64, "payload: " },
		{ OF(T, A("e"), S), BASE64, "payload: " },
		{ OF(T, A("e30!"), S), BASE64, "payload: " },
		/* signatures */
		{ "{\"payloadType\":\"t\",\"payload\":\"\"}", MALFORMED,
		    "signatures: none" },
		{ OF(T, P, "null"), MALFORMED, "signatures: none" },
		{ OF(T, P, "[]"), MALFORMED, "signatures: none" },
		{ OF(T, P, "{}"), JSON, "signatures: not an array" },
		{ OF(T, P, "[1]"), JSON, "signatures[0]: not an object" },
		{ OF(T, P, "[{\"sig\":\"AQID\"},null]"), JSON,
		    "signatures[1]: not an object" },
		{ OF(T, P, "[{}]"), MALFORMED, "signatures[0]: no sig" },
		{ OF(T, P, "[{\"sig\":1}]"), JSON,
		    "signatures[0]: sig: not a string" },
		{ OF(T, P, "[{\"sig\":\"\"}]"), OK, "" },
		/* in the standard alphabet, padded, whatever its bits */
		{ OF(T, P, "[{\"sig\":\"A+/=\"}]"), OK, "" },
		{ OF(T, P, "[{\"sig\":\"AQ\\nID\"}]"), OK, "" },
		{ OF(T, P, "[{\"sig\":\"AR==\"}]"), OK, "" },
		{ OF(T, P, "[{\"sig\":\"AQ\"}]"), BASE64,
		    "signatures[0]: sig: " },
		{ OF(T, P, "[{\"sig\":\"A-_=\"}]"), BASE64,
		    "signatures[0]: sig: " },
		{ OF(T, P, "[{\"sig\":\"AQID\"},{\"sig\":\"!\"}]"), BASE64,
		    "signatures[1]: sig: " },
		/* what else is there is passed over */
		{ OF(T, P, "[{\"sig\":\"AQID\",\"keyid\":1,\"x\":2}]"), OK,
		    "" },
		{ "{\"x\":1," /* other members */
		  "\"payloadType\":\"t\",\"payload\":\"\",\"signatures\":" S
		  "}",
		    OK, "" },
	};

	return cr_make_param_array(struct row, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct row *row, envelope, is_read)
{
	cosign_error_t *err = cosign_error_new();
	char message[96] = "";
	struct csn_envelope e;

	if (row->rc != COSIGN_OK)
		(void)snprintf(
		    message, sizeof(message), "envelope: %s", row->message);
	expect_error(err, read_text(&e, row->text, err), row->rc, message);
	cr_expect_eq(e.count > 0, row->rc == COSIGN_OK);
	cr_expect_eq(e.payload_type.p != NULL, row->rc == COSIGN_OK);
	csn_envelope_dispose(&e);
	csn_envelope_dispose(&e);
	cosign_error_free(err);
}

static int
equals(struct csn_bytes bytes, const char *text)
{
	return csn_span_eq(csn_bytes_span(&bytes), csn_span_str(text));
}

Test(envelope, has_fields)
{
	struct csn_envelope e;

	MUST(read_text(&e,
	    OF("\"text/\\u00e9\"", "\"aGVsbG8\"",
		"[{\"sig\":\"Zmlyc3Q=\"},{\"sig\":\"c2Vjb25k\"}]"),
	    NULL));
	cr_expect(equals(e.payload, "hello"));
	cr_expect(equals(e.payload_type, "text/\xc3\xa9"));
	cr_assert_eq(e.count, 2);
	cr_expect(equals(e.signatures[0], "first"));
	cr_expect(equals(e.signatures[1], "second"));
	csn_envelope_dispose(&e);
	cr_expect_eq(e.count, 0);
	cr_expect_null(e.payload.p);
}

static cosign_rc_t
read_many(size_t count, cosign_error_t *err)
{
	char text[1024] =
	    "{\"payloadType\":\"t\",\"payload\":\"\",\"signatures\":[";
	struct csn_envelope e;
	cosign_rc_t rc;
	size_t i;

	for (i = 0; i < count; i++)
		(void)strcat(text,
		    i == 0 ? "{\"sig\":\"AQID\"}" : ",{\"sig\":\"AQID\"}");
	(void)strcat(text, "]}");
	rc = read_text(&e, text, err);
	csn_envelope_dispose(&e);
	return rc;
}

Test(envelope, has_at_most_32_signatures)
{
	cosign_error_t *err = cosign_error_new();

	MUST(read_many(CSN_ENVELOPE_SIGNATURES_MAX, err));
	expect_error(err, read_many(CSN_ENVELOPE_SIGNATURES_MAX + 1, err),
	    COSIGN_E_LIMIT, "envelope: signatures: 33, at most 32");
	cosign_error_free(err);
}

Test(envelope, is_known_by_its_type)
{
	static const struct {
		const char *text;
		int is_envelope;
	} rows[] = {
		{ "{\"payloadType\":\"t\"}", 1 },
		{ "{\"payloadType\":null}", 1 },
		{ "{\"payload\":\"\"}", 0 },
		{ "{\"PayloadType\":\"t\"}", 0 },
		{ "{}", 0 },
		{ "[]", 0 },
	};
	size_t i;

	for (i = 0; i < ARRAY_LEN(rows); i++) {
		json_t *root = json_loads(rows[i].text, 0, NULL);

		cr_expect_eq(csn_is_envelope(root), rows[i].is_envelope, "%s",
		    rows[i].text);
		json_decref(root);
	}
	cr_expect_eq(csn_is_envelope(NULL), 0);
}

/* As cosign writes it, in both of its orders. */
Test(envelope, of_others_is_read)
{
	const struct vs_sign_options o = { .dsse = 1 };
	struct vs *vs = vs_new(NULL);
	struct vs_signature *sig = vs_sign(vs, &o);
	int v2;

	for (v2 = 0; v2 < 2; v2++) {
		struct csn_envelope e;

		MUST(read_text(&e, vs_envelope(sig, v2), NULL));
		cr_expect(equals(e.payload, (const char *)sig->payload.p));
		cr_expect(equals(e.payload_type, VS_IN_TOTO));
		cr_assert_eq(e.count, 1);
		cr_expect(csn_span_eq(csn_bytes_span(&e.signatures[0]),
		    csn_span(sig->signature.p, sig->signature.len)));
		csn_envelope_dispose(&e);
	}
	vs_free(vs);
}
