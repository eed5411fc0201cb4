#include "edit.h"
#include "util/json_write.h"
#include "vectors.h"

#include <cosign/bundle.h>

#include <criterion/criterion.h>
#include <criterion/parameterized.h>

#define WORKED   "worked/bundle.legacy.json"
#define WITH_KEY "worked/with-key.legacy.json"
#define ENTRY    "worked/with-entry.legacy.json"

Test(bundle_legacy, reads_every_member)
{
	struct vector v = vector_load("bundle", ENTRY);
	cosign_bundle_t *b = NULL;
	cosign_hash_t hash;
	size_t len;

	MUST(cosign_bundle_parse_legacy(&b, v.data, v.len, NULL));
	cr_expect_eq(cosign_bundle_form(b), COSIGN_FORM_LEGACY);
	cr_expect_null(cosign_bundle_media_type(b));
	cr_expect_null(cosign_bundle_key_hint(b));
	cr_expect_null(cosign_bundle_digest(b, &hash, &len));
	cr_expect(cosign_bundle_signature(b, &len) != NULL);
	cr_expect_eq(len, 70);
	cr_expect(cosign_bundle_has_certificate(b));
	cr_expect_eq(cosign_bundle_tlog_count(b), 1);
	cosign_bundle_free(b);
	vector_free(&v);
}

/* GHSA-fx35-mq7g-6g98: a key in "cert" is nobody. */
Test(bundle_legacy, has_no_signer_where_cert_is_a_key)
{
	struct vector v = vector_load("bundle", WITH_KEY);
	cosign_bundle_t *b = NULL;

	MUST(cosign_bundle_parse_legacy(&b, v.data, v.len, NULL));
	cr_expect_not(cosign_bundle_has_certificate(b));
	cr_expect_null(cosign_bundle_key_hint(b));
	cosign_bundle_free(b);
	vector_free(&v);
}

Test(bundle_legacy, knows_an_envelope_by_what_it_holds)
{
	struct vector v =
	    vector_load("bundle", "accepted/envelope-v3.legacy.json");
	/* {"x":1} */
	static const char other[] = "{\"base64Signature\":\"eyJ4IjoxfQ==\"}";
	cosign_bundle_t *b = NULL;

	MUST(cosign_bundle_parse_legacy(&b, v.data, v.len, NULL));
	cr_expect(cosign_bundle_has_envelope(b));
	cosign_bundle_free(b);
	MUST(cosign_bundle_parse_legacy(&b, other, sizeof(other) - 1, NULL));
	cr_expect_not(cosign_bundle_has_envelope(b));
	cosign_bundle_free(b);
	vector_free(&v);
}

struct change {
	char file[32];
	char from[100];
	char to[200];
	cosign_rc_t rc;
	int has_certificate;
	char message[100];
};

#define PEM_KEY                                                           \
	"-----BEGIN PUBLIC KEY-----\\n"                                   \
	"MCowBQYDK2VwAyEAA6EHv/POEL4dcNMY55vAmWfk1jC6UN1fHdyGQSVTHbg=\\n" \
	"-----END PUBLIC KEY-----\\n"

ParameterizedTestParameters(bundle_legacy, minds_each_member)
{
	static struct change rows[] = {
		{ WORKED, "", "null", COSIGN_E_JSON, 0, "bundle: line 1" },
		{ WORKED, "", "[]", COSIGN_E_JSON, 0,
		    "legacy bundle: not an object" },
		{ WORKED, "", "{}", COSIGN_E_MALFORMED, 0,
		    "legacy bundle: no base64Signature" },
		{ WORKED, "", "{\"base64Signature\":null}", COSIGN_E_MALFORMED,
		    0, "legacy bundle: no base64Signature" },
		{ WORKED, "", "{\"base64Signature\":1}", COSIGN_E_JSON, 0,
		    "legacy bundle: base64Signature: not a string" },
		{ WORKED, "", "{\"base64Signature\":\"AA-_\"}", COSIGN_E_BASE64,
		    0, "legacy bundle: base64Signature: " },
		{ WORKED, "", "{\"base64Signature\":\"AA\"}", COSIGN_E_BASE64,
		    0, "legacy bundle: base64Signature: " },
		{ WORKED, "", "{\"base64Signature\":\"AA==\\n\"}", COSIGN_OK, 0,
		    "" },
		{ WORKED, "", "{\"base64Signature\":\"\"}", COSIGN_OK, 0, "" },
		{ WORKED, "", "{\"base64Signature\":\"AA==\",\"x\":[{}]}",
		    COSIGN_OK, 0, "" },
		{ WORKED, "",
		    "{\"base64Signature\":\"AA==\",\"base64Signature\":\"\"}",
		    COSIGN_E_JSON, 0, "bundle: line 1" },
		{ WORKED, "base64Signature", "Base64Signature",
		    COSIGN_E_MALFORMED, 0,
		    "legacy bundle: Base64Signature: the name is "
		    "base64Signature" },
		/* a long s folds to s, as it does for Go */
		{ WORKED, "base64Signature",
		    "ba\xc5\xbf"
		    "e64Signature",
		    COSIGN_E_MALFORMED, 0,
		    "legacy bundle: ba\xc5\xbf"
		    "e64Signature: the name is" },
		{ ENTRY, "rekorBundle", "re\xe2\x84\xaaorBundle",
		    COSIGN_E_MALFORMED, 0,
		    "legacy bundle: re\xe2\x84\xaaorBundle: the name is" },
		{ WORKED, "base64Signature", "base64Signatures",
		    COSIGN_E_MALFORMED, 0,
		    "legacy bundle: no base64Signature" },

		{ WORKED, "", "{\"base64Signature\":\"AA==\",\"cert\":\"\"}",
		    COSIGN_OK, 0, "" },
		{ WORKED, "", "{\"base64Signature\":\"AA==\",\"cert\":null}",
		    COSIGN_OK, 0, "" },
		{ WORKED, "", "{\"base64Signature\":\"AA==\",\"cert\":1}",
		    COSIGN_E_JSON, 0, "legacy bundle: cert: not a string" },
		{ WORKED, "", "{\"base64Signature\":\"AA==\",\"cert\":\"x\"}",
		    COSIGN_E_BASE64, 0, "legacy bundle: cert: " },
		{ WORKED, "",
		    "{\"base64Signature\":\"AA==\",\"cert\":\"AAAA\"}",
		    COSIGN_E_DER, 0, "legacy bundle: cert: " },
		{ WORKED, "", "{\"base64Signature\":\"AA==\",\"cert\":\"\\n\"}",
		    COSIGN_E_DER, 0, "legacy bundle: cert: " },
		{ WORKED, "",
		    "{\"base64Signature\":\"AA==\",\"cert\":\"" PEM_KEY "\"}",
		    COSIGN_OK, 0, "" },
		{ WORKED, "",
		    "{\"base64Signature\":\"AA==\",\"cert\":"
		    "\"-----BEGIN X-----\\nAAAA\\n-----END X-----\\n\"}",
		    COSIGN_E_MALFORMED, 0,
		    "legacy bundle: cert: not a certificate" },
		{ WORKED, "",
		    "{\"base64Signature\":\"AA==\",\"cert\":"
		    "\"-----BEGIN CERTIFICATE-----\\nAAAA\\n"
		    "-----END CERTIFICATE-----\\n\"}",
		    COSIGN_E_DER, 0, "legacy bundle: cert: " },
		{ WORKED, "",
		    "{\"base64Signature\":\"AA==\",\"cert\":"
		    "\"-----BEGIN CERTIFICATE-----\\nAAAA\\n\"}",
		    COSIGN_E_PEM, 0, "legacy bundle: cert: " },

		{ ENTRY, "\"SignedEntryTimestamp\":\"AAAA\"", "\"x\":1",
		    COSIGN_E_MALFORMED, 0,
		    "legacy bundle: rekorBundle: no SignedEntryTimestamp" },
		{ ENTRY, "\"AAAA\"", "\"AA!A\"", COSIGN_E_BASE64, 0,
		    "legacy bundle: rekorBundle: SignedEntryTimestamp: " },
		{ ENTRY, "SignedEntryTimestamp", "signedEntryTimestamp",
		    COSIGN_E_MALFORMED, 0,
		    "legacy bundle: rekorBundle: signedEntryTimestamp: the "
		    "name is" },
		{ ENTRY, "Payload", "payload", COSIGN_E_MALFORMED, 0,
		    "legacy bundle: rekorBundle: payload: the name is" },
		{ ENTRY, "\"Payload\"", "\"x\"", COSIGN_E_MALFORMED, 0,
		    "legacy bundle: rekorBundle: no Payload" },
		{ ENTRY, "\"integratedTime\":1700000000", "\"x\":1",
		    COSIGN_E_MALFORMED, 0,
		    "legacy bundle: rekorBundle: Payload: no integratedTime" },
		{ ENTRY, "1700000000", "\"1700000000\"", COSIGN_E_JSON, 0,
		    "legacy bundle: rekorBundle: Payload: integratedTime: " },
		{ ENTRY, "\"logIndex\":7", "\"logIndex\":-1",
		    COSIGN_E_MALFORMED, 0,
		    "legacy bundle: rekorBundle: Payload: logIndex: less" },
		{ ENTRY, "\"body\":", "\"x\":", COSIGN_E_MALFORMED, 0,
		    "legacy bundle: rekorBundle: Payload: no body" },
		{ ENTRY, "\"body\":", "\"body\":1,\"x\":", COSIGN_E_JSON, 0,
		    "legacy bundle: rekorBundle: Payload: body: not a" },
		{ ENTRY, "\"logID\":", "\"logId\":", COSIGN_E_MALFORMED, 0,
		    "legacy bundle: rekorBundle: Payload: logId: the name" },
		{ ENTRY, "\"logID\":", "\"x\":", COSIGN_E_MALFORMED, 0,
		    "legacy bundle: rekorBundle: Payload: no logID" },
	};

	return cr_make_param_array(struct change, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct change *row, bundle_legacy, minds_each_member)
{
	struct vector v = vector_load("bundle", row->file);
	struct vector changed = edit(&v, row->from, row->to);
	cosign_bundle_t *b = NULL;
	cosign_error_t *err = cosign_error_new();

	expect_error(err,
	    cosign_bundle_parse_legacy(&b, changed.data, changed.len, err),
	    row->rc, row->message);
	cr_assert_eq(b != NULL, row->rc == COSIGN_OK);
	if (b != NULL)
		cr_expect_eq(
		    cosign_bundle_has_certificate(b), row->has_certificate);
	cosign_bundle_free(b);
	cosign_error_free(err);
	vector_free(&changed);
	vector_free(&v);
}

/* cert as PEM, base64 of PEM, and base64 of DER. */
static void
expect_certificate(const char *cert, size_t len, int as_json_text)
{
	struct csn_buf text;
	struct csn_json_writer w;
	cosign_bundle_t *b = NULL;

	csn_buf_init(&text, 1024 * 1024);
	csn_jw_init(&w, &text, CSN_JSON_GO);
	csn_jw_object_begin(&w);
	csn_jw_name(&w, "base64Signature");
	csn_jw_str(&w, "AA==");
	csn_jw_name(&w, "cert");
	if (as_json_text)
		csn_jw_string(&w, cert, len);
	else
		csn_jw_base64(&w, cert, len);
	csn_jw_object_end(&w);
	MUST(csn_buf_finish(&text, NULL));
	MUST(cosign_bundle_parse_legacy(&b, (char *)text.p, text.len, NULL));
	cr_expect(cosign_bundle_has_certificate(b));
	cosign_bundle_free(b);
	csn_buf_dispose(&text);
}

Test(bundle_legacy, reads_certificates_in_three_ways)
{
	struct vector pem = vector_load("bundle/accepted", "leaf.pem");
	struct vector der = vector_load("bundle/accepted", "leaf.der");

	expect_certificate(pem.data, pem.len, 1);
	expect_certificate(pem.data, pem.len, 0);
	expect_certificate(der.data, der.len, 0);
	vector_free(&pem);
	vector_free(&der);
}
