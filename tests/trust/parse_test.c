/* What stands in trusted roots, member by member. */
#include "json_edit.h"
#include "roots.h"
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

TestSuite(trust_parse, .init = enter, .fini = leave);

#define OK          COSIGN_OK
#define MALFORMED   COSIGN_E_MALFORMED
#define JSON        COSIGN_E_JSON
#define BASE64      COSIGN_E_BASE64
#define DER         COSIGN_E_DER
#define UNSUPPORTED COSIGN_E_UNSUPPORTED
#define MISMATCH    COSIGN_E_KEY_MISMATCH

/* One member that is another one; NULL: that is missing. */
struct row {
	const char *path;
	const char *text;
	cosign_rc_t rc;
	const char *message; /* behind "trusted root: " */
};

static void
expect_row(const json_t *good, const struct row *row)
{
	json_t *root = json_deep_copy(good);
	cosign_error_t *err = cosign_error_new();
	cosign_trust_t *trust = NULL;
	char message[160] = "";

	if (row->rc != COSIGN_OK)
		(void)snprintf(
		    message, sizeof(message), "trusted root: %s", row->message);
	json_edit(root, row->path, row->text);
	expect_error(err, parse_tree(&trust, root, err), row->rc, message);
	cosign_trust_free(trust);
	cosign_error_free(err);
	json_decref(root);
}

static void
expect_rows(const struct row *rows, size_t count)
{
	json_t *good = root_tree(vs);
	size_t i;

	for (i = 0; i < count; i++)
		expect_row(good, &rows[i]);
	json_decref(good);
}

/* The same in logs of both kinds. */
#define LOG_ROWS(list)                                                        \
	{ list ".0.baseUrl", NULL, OK, "" },                                  \
	    { list ".0.baseUrl", "1", JSON, list "[0]: baseUrl: not a str" }, \
	    { list ".0.operator", "\"any\"", OK, "" },                        \
	    { list ".0.checkpointKeyId", "{\"keyId\":\"AQID\"}", OK, "" },    \
	    { list ".0.hashAlgorithm", NULL, UNSUPPORTED,                     \
		    list "[0]: hashAlgorithm: 0 instead of SHA2_256" },       \
	    { list ".0.hashAlgorithm", "1", OK, "" },                         \
	    { list ".0.hashAlgorithm", "\"SHA2_512\"", UNSUPPORTED,           \
		    list "[0]: hashAlgorithm: 3 instead of SHA2_256" },       \
	    { list ".0.hashAlgorithm", "99", UNSUPPORTED,                     \
		    list "[0]: hashAlgorithm: 99 instead of SHA2_256" },      \
	    { list ".0.hashAlgorithm", "\"sha256\"", UNSUPPORTED,             \
		    list "[0]: hashAlgorithm: unknown value sha256" },        \
	    { list ".0.publicKey", NULL, MALFORMED,                           \
		    list "[0]: no publicKey" },                               \
	    { list ".0.publicKey.rawBytes", NULL, MALFORMED,                  \
		    list "[0]: publicKey: no PublicKey.rawBytes" },           \
	    { list ".0.publicKey.rawBytes", "\"\"", MALFORMED,                \
		    list "[0]: publicKey: no PublicKey.rawBytes" },           \
	    { list ".0.publicKey.rawBytes", "\"!\"", BASE64,                  \
		    list "[0]: publicKey: rawBytes: " },                      \
	    { list ".0.publicKey.rawBytes", "\"MAA=\"", DER,                  \
		    list "[0]: publicKey: " },                                \
	    { list ".0.publicKey.rawBytes", "\"MAMCAQE=\"", MALFORMED,        \
		    list "[0]: publicKey: public key: a private key, not" },  \
	    { list ".0.publicKey.keyDetails", "\"X\"", UNSUPPORTED,           \
		    list "[0]: publicKey: keyDetails: unknown value X" },     \
	    { list ".0.publicKey.validFor", NULL, MALFORMED,                  \
		    list "[0]: publicKey: no validFor.start" },               \
	    { list ".0.publicKey.validFor", "{}", MALFORMED,                  \
		    list "[0]: publicKey: no validFor.start" },               \
	    { list ".0.publicKey.validFor.start", "null", MALFORMED,          \
		    list "[0]: publicKey: no validFor.start" },               \
	    { list ".0.publicKey.validFor.start", "\"2025\"", MALFORMED,      \
		    list "[0]: publicKey: validFor: start: " },               \
	    { list ".0.publicKey.validFor.end", "\"x\"", MALFORMED,           \
		    list "[0]: publicKey: validFor: end: " },                 \
	    { list ".0.publicKey.validFor.end", "null", OK, "" },             \
	    { list ".0.logId", NULL, MALFORMED, list "[0]: no LogId.keyId" }, \
	    { list ".0.logId.keyId", NULL, MALFORMED,                         \
		    list "[0]: no LogId.keyId" },                             \
	    { list ".0.logId.keyId", "\"AQ==\"", OK, "" },                    \
	{                                                                     \
		list ".0.logId.keyId", "\"AQI!\"", BASE64,                    \
		    list "[0]: logId: keyId: "                                \
	}

Test(trust_parse, minds_logs)
{
	static const struct row rows[] = {
		LOG_ROWS("tlogs"),
		LOG_ROWS("ctlogs"),
		{ "tlogs", "{}", JSON, "tlogs: not an array" },
		{ "tlogs", "null", OK, "" },
		{ "tlogs", NULL, OK, "" },
		{ "ctlogs", "[]", OK, "" },
	};

	expect_rows(rows, ARRAY_LEN(rows));
}

/* The same in authorities of both kinds. */
#define CHAIN(list) list ".0.certChain"
#define AUTHORITY_ROWS(list)                                                  \
	{ list ".0.uri", NULL, OK, "" }, { list ".0.subject", NULL, OK, "" }, \
	    { list ".0.subject.commonName", "\"other\"", OK, "" },            \
	    { list ".0.operator", "\"any\"", OK, "" },                        \
	    { list ".0.validFor", NULL, OK, "" },                             \
	    { list ".0.validFor", "{}", OK, "" },                             \
	    { list ".0.validFor.start", "\"x\"", MALFORMED,                   \
		    list "[0]: validFor: start: " },                          \
	    { list ".0.validFor.end", "\"2025-01-01\"", MALFORMED,            \
		    list "[0]: validFor: end: " },                            \
	    { CHAIN(list), NULL, MALFORMED,                                   \
		    list "[0]: certChain: no certificates" },                 \
	    { CHAIN(list) ".certificates", NULL, MALFORMED,                   \
		    list "[0]: certChain: no certificates" },                 \
	    { CHAIN(list) ".certificates", "[]", MALFORMED,                   \
		    list "[0]: certChain: no certificates" },                 \
	    { CHAIN(list) ".certificates.1", "{}", MALFORMED,                 \
		    list                                                      \
		    "[0]: certChain: certificates[1]: no X509Certificat" },   \
	    { CHAIN(list) ".certificates.0.rawBytes", "\"!\"", BASE64,        \
		    list "[0]: certChain: certificates[0]: rawBytes: " },     \
	    { CHAIN(list) ".certificates.0.rawBytes", "\"MAA=\"", DER,        \
		    list "[0]: certChain: certificates[0]: DER: cut" },       \
	    { CHAIN(list) ".certificates.1.rawBytes", "\"AQ==\"", DER,        \
		    list "[0]: certChain: certificates[1]: DER: cut" },       \
	{                                                                     \
		CHAIN(list)                                                   \
		".certificates", "[{},{},{},{},{},{},{},{},{},{},{}]",        \
		    COSIGN_E_LIMIT, list "[0]: certChain: certificates: "     \
	}

Test(trust_parse, minds_authorities)
{
	static const struct row rows[] = {
		AUTHORITY_ROWS("certificateAuthorities"),
		AUTHORITY_ROWS("timestampAuthorities"),
		/* without who signs, and without who issues */
		{ "timestampAuthorities.0.certChain.certificates.0", NULL, OK,
		    "" },
		{ "certificateAuthorities.0.certChain.certificates.1", NULL, OK,
		    "" },
	};

	expect_rows(rows, ARRAY_LEN(rows));
}

/* Keys of a log, and what is said of them. */
struct details {
	enum vs_kind kind;
	int pkcs1;
	const char *text;
	cosign_rc_t rc;
	size_t skipped;
};

static const struct details details[] = {
	{ VS_P256, 0, "\"PKIX_ECDSA_P256_SHA_256\"", OK, 0 },
	{ VS_P256, 0, "5", OK, 0 },
	{ VS_P384, 0, "\"PKIX_ECDSA_P384_SHA_384\"", OK, 0 },
	{ VS_P521, 0, "\"PKIX_ECDSA_P521_SHA_512\"", OK, 0 },
	{ VS_ED25519, 0, "\"PKIX_ED25519\"", OK, 0 },
	{ VS_RSA2048, 0, "\"PKIX_RSA_PKCS1V15_2048_SHA256\"", OK, 0 },
	{ VS_RSA3072, 0, "\"PKIX_RSA_PKCS1V15_3072_SHA256\"", OK, 0 },
	{ VS_RSA2048, 0, "\"PKIX_RSA_PKCS1V5\"", OK, 0 },
	{ VS_RSA2048, 1, "\"PKCS1_RSA_PKCS1V5\"", OK, 0 },
	/* of another kind or size */
	{ VS_P256, 0, "\"PKIX_ECDSA_P384_SHA_384\"", MISMATCH, 0 },
	{ VS_P384, 0, "\"PKIX_ECDSA_P256_SHA_256\"", MISMATCH, 0 },
	{ VS_P256, 0, "\"PKIX_ED25519\"", MISMATCH, 0 },
	{ VS_ED25519, 0, "\"PKIX_ECDSA_P256_SHA_256\"", MISMATCH, 0 },
	{ VS_P256, 0, "\"PKCS1_RSA_PKCS1V5\"", MISMATCH, 0 },
	{ VS_P256, 0, "\"PKIX_RSA_PKCS1V5\"", MISMATCH, 0 },
	{ VS_RSA2048, 0, "\"PKIX_RSA_PKCS1V15_3072_SHA256\"", MISMATCH, 0 },
	{ VS_RSA3072, 0, "\"PKIX_RSA_PKCS1V15_2048_SHA256\"", MISMATCH, 0 },
	/* of algorithms that nobody verifies logs with: left out */
	{ VS_P256, 0, NULL, OK, 1 },
	{ VS_P256, 0, "\"PUBLIC_KEY_DETAILS_UNSPECIFIED\"", OK, 1 },
	{ VS_P256, 0, "\"ML_DSA_65\"", OK, 1 },
	{ VS_P256, 0, "\"LMS_SHA256\"", OK, 1 },
	{ VS_P256, 0, "99999", OK, 1 },
	{ VS_P256, 0, "-1", OK, 1 },
	{ VS_RSA2048, 0, "\"PKIX_RSA_PSS_2048_SHA256\"", OK, 1 },
	{ VS_ED25519, 0, "\"PKIX_ED25519_PH\"", OK, 1 },
};

static void
expect_details(const struct details *row, const char *list)
{
	json_t *root = root_tree(vs);
	struct vs_key *key = vs_key(vs, row->kind);
	const struct vs_bytes bytes =
	    row->pkcs1 ? vs_key_pkcs1(vs, key) : key->spki;
	cosign_error_t *err = cosign_error_new();
	cosign_trust_t *trust = NULL;

	json_edit(root, vs_text(vs, "%s.0.publicKey.rawBytes", list),
	    vs_text(vs, "\"%s\"", vs_base64(vs, bytes)));
	json_edit(
	    root, vs_text(vs, "%s.0.publicKey.keyDetails", list), row->text);
	expect_error(err, parse_tree(&trust, root, err), row->rc,
	    row->rc == OK ? ""
			  : vs_text(vs,
				"trusted root: %s[0]: publicKey: keyDetails "
				"are of another kind of key",
				list));
	if (row->rc == OK) {
		const int is_tlog = strcmp(list, "tlogs") == 0;

		cr_expect_eq(cosign_trust_skipped_count(trust), row->skipped);
		expect_counts(trust, is_tlog ? 2 - row->skipped : 2, 1,
		    is_tlog ? 1 : 1 - row->skipped, 1);
	}
	cosign_trust_free(trust);
	cosign_error_free(err);
	json_decref(root);
}

Test(trust_parse, minds_the_details_of_keys)
{
	size_t i;

	for (i = 0; i < ARRAY_LEN(details); i++) {
		expect_details(&details[i], "tlogs");
		expect_details(&details[i], "ctlogs");
	}
}

/* How many are trusted and left out with one member changed. */
static void
expect_left_out(const char *path, const char *text, size_t tlogs, size_t tsas)
{
	json_t *root = root_tree(vs);
	cosign_trust_t *trust = NULL;

	json_edit(root, path, text);
	MUST(parse_tree(&trust, root, NULL));
	expect_counts(trust, tlogs, 1, 1, tsas);
	cr_expect_eq(cosign_trust_skipped_count(trust), 1);
	cosign_trust_free(trust);
	json_decref(root);
}

static const char *
quoted(struct vs_bytes bytes)
{
	return vs_text(vs, "\"%s\"", vs_base64(vs, bytes));
}

#define TSA_CERTIFICATES "timestampAuthorities.0.certChain.certificates"

/* Timestamp authorities that cannot be one: without a root, or below somebody
   who may not issue. */
Test(trust_parse, leaves_out_authorities_of_no_use)
{
	expect_left_out(TSA_CERTIFICATES ".1", NULL, 2, 0);
	expect_left_out(TSA_CERTIFICATES ".1.rawBytes",
	    quoted(vs_leaf(vs, NULL)->der), 2, 0);
}

/* Keys that are too weak, whatever their details say. */
Test(trust_parse, leaves_out_keys_of_no_use)
{
	expect_left_out("tlogs.0.publicKey.rawBytes",
	    quoted(vs_key(vs, VS_SECP256K1)->spki), 1, 1);
	expect_left_out("tlogs.0.publicKey.rawBytes",
	    quoted(vs_key(vs, VS_RSA1024)->spki), 1, 1);
}

/* How certificates are signed is looked at when it matters. */
Test(trust_parse, keeps_authorities_that_are_signed_in_an_unknown_way)
{
	const struct vs_cert_options certs[] = { { .kind = VS_P256 },
		{ .digest = "SHA1" } };
	const struct vs_authority_options o = { .certs = certs };
	cosign_trust_t *trust;

	(void)vs_ca(vs, &o);
	(void)vs_tsa(vs, &o);
	trust = must_parse(vs_trusted_root(vs, NULL));
	expect_counts(trust, 2, 2, 1, 2);
	cr_expect_eq(cosign_trust_skipped_count(trust), 0);
	cosign_trust_free(trust);
}

/* Several of a kind, two of the same id: all of them. */
Test(trust_parse, keeps_all)
{
	const struct vs_log_options same = { .key = vs->rekor1->key };
	cosign_trust_t *trust;

	(void)vs_rekor1(vs, &same);
	(void)vs_rekor2(vs, NULL);
	(void)vs_ct(vs, NULL);
	(void)vs_ca(vs, NULL);
	(void)vs_tsa(vs, NULL);
	(void)vs_tsa(vs, NULL);
	trust = must_parse(vs_trusted_root(vs, NULL));
	expect_counts(trust, 4, 2, 2, 3);
	cr_expect_eq(cosign_trust_skipped_count(trust), 0);
	cosign_trust_free(trust);
}

static void
expect_time(struct csn_time t, int64_t sec, uint32_t nsec)
{
	cr_expect_eq(t.sec, sec, "%lld", (long long)t.sec);
	cr_expect_eq(t.nsec, nsec);
}

/* Windows to the nanosecond; what is missing is open. */
Test(trust_parse, has_windows)
{
	json_t *root = root_tree(vs);
	cosign_trust_t *trust = NULL;
	const struct csn_window *w;

	json_edit(root, "tlogs.0.publicKey.validFor",
	    "{\"start\":\"2025-06-15T15:06:40.5Z\","
	    "\"end\":\"2025-06-15T17:06:41.000000001+02:00\"}");
	json_edit(root, "ctlogs.0.publicKey.validFor",
	    "{\"start\":\"0001-01-01T00:00:00Z\",\"end\":null}");
	json_edit(root, "certificateAuthorities.0.validFor",
	    "{\"end\":\"9999-12-31T23:59:59.999999999Z\"}");
	json_edit(root, "timestampAuthorities.0.validFor", "null");
	MUST(parse_tree(&trust, root, NULL));
	w = &trust->tlogs.items[0]->window;
	cr_expect(w->has_start && w->has_end);
	expect_time(w->start, 1750000000, 500000000);
	expect_time(w->end, 1750000001, 1);
	w = &trust->ctlogs.items[0]->window;
	cr_expect(w->has_start && !w->has_end);
	expect_time(w->start, CSN_TIME_SEC_MIN, 0);
	w = &trust->cas.items[0]->window;
	cr_expect(!w->has_start && w->has_end);
	expect_time(w->end, CSN_TIME_SEC_MAX, 999999999);
	w = &trust->tsas.items[0]->window;
	cr_expect(!w->has_start && !w->has_end);
	cosign_trust_free(trust);
	json_decref(root);
}

/* So many copies of the first element of a list. */
static cosign_rc_t
parse_many(const char *list, size_t count, cosign_error_t *err)
{
	json_t *root = root_tree(vs);
	json_t *all = json_array();
	cosign_trust_t *trust = NULL;
	cosign_rc_t rc;
	size_t i;

	for (i = 0; i < count; i++)
		cr_assert_eq(
		    json_array_append(
			all, json_array_get(json_object_get(root, list), 0)),
		    0);
	cr_assert_eq(json_object_set_new(root, list, all), 0);
	rc = parse_tree(&trust, root, err);
	cosign_trust_free(trust);
	json_decref(root);
	return rc;
}

Test(trust_parse, takes_256_of_a_kind)
{
	static const char *const lists[] = { "tlogs", "ctlogs",
		"certificateAuthorities", "timestampAuthorities" };
	cosign_error_t *err = cosign_error_new();
	size_t i;

	for (i = 0; i < ARRAY_LEN(lists); i++) {
		cosign_error_clear(err);
		MUST(parse_many(lists[i], CSN_TRUST_LIST_MAX, err));
		expect_error(err,
		    parse_many(lists[i], CSN_TRUST_LIST_MAX + 1, err),
		    COSIGN_E_LIMIT,
		    vs_text(vs, "trusted root: %s: ", lists[i]));
	}
	cosign_error_free(err);
}

/* Blanks fill it up. */
static cosign_rc_t
parse_large(size_t size, cosign_error_t *err)
{
	const char *text = vs_trusted_root(vs, NULL);
	char *large = malloc(size);
	cosign_trust_t *trust = NULL;
	cosign_rc_t rc;

	cr_assert_not_null(large);
	memset(large, ' ', size);
	memcpy(large, text, strlen(text));
	rc = cosign_trust_parse(&trust, large, size, err);
	cosign_trust_free(trust);
	free(large);
	return rc;
}

Test(trust_parse, takes_4_mib)
{
	cosign_error_t *err = cosign_error_new();

	cr_expect_eq(cosign_trust_max_size(), 4 * 1024 * 1024);
	MUST(parse_large(cosign_trust_max_size(), err));
	expect_error(err, parse_large(cosign_trust_max_size() + 1, err),
	    COSIGN_E_LIMIT, "trusted root: 4194305 bytes, at most 4194304");
	cosign_error_free(err);
}

Test(trust_parse, needs_its_arguments)
{
	cosign_error_t *err = cosign_error_new();
	cosign_trust_t *trust = NULL;

	expect_error(err, cosign_trust_parse(NULL, "{}", 2, err),
	    COSIGN_E_ARGUMENT, "trusted root: nowhere to write to");
	expect_error(err, cosign_trust_parse(&trust, NULL, 0, err),
	    COSIGN_E_ARGUMENT, "trusted root: nothing to read");
	expect_error(err, cosign_trust_parse(&trust, "", 0, err), JSON,
	    "trusted root: line 1 column 1");
	cr_expect_null(trust);
	cosign_error_free(err);
}
