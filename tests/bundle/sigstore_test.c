#include "edit.h"
#include "util/base64.h"
#include "vectors.h"

#include <cosign/bundle.h>

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WORKED "worked/bundle.sigstore.json"
#define ENTRY  "worked/with-entry.sigstore.json"

Test(bundle_parse, reads_every_member)
{
	struct vector v = vector_load("bundle", ENTRY);
	cosign_bundle_t *b = NULL;
	cosign_hash_t hash;
	size_t len;

	MUST(cosign_bundle_parse(&b, v.data, v.len, NULL));
	cr_expect_eq(cosign_bundle_form(b), COSIGN_FORM_SIGSTORE);
	cr_expect_str_eq(cosign_bundle_media_type(b),
	    "application/vnd.dev.sigstore.bundle.v0.3+json");
	cr_expect_str_eq(cosign_bundle_key_hint(b),
	    "GSo0Dju+eW4/hYbDRXlAdVwMTt3ys+Y9YCpemll2qFY=");
	cr_expect(cosign_bundle_signature(b, &len) != NULL);
	cr_expect_eq(len, 70);
	cr_expect_eq(cosign_bundle_digest(b, &hash, &len)[0], 0xa9);
	cr_expect_eq(hash, COSIGN_HASH_SHA256);
	cr_expect_eq(len, 32);
	cr_expect_not(cosign_bundle_has_certificate(b));
	cr_expect_not(cosign_bundle_has_envelope(b));
	cr_expect_eq(cosign_bundle_tlog_count(b), 1);
	cr_expect_eq(cosign_bundle_timestamp_count(b), 1);
	cosign_bundle_free(b);
	vector_free(&v);
}

Test(bundle_parse, reads_an_envelope)
{
	struct vector v =
	    vector_load("bundle", "accepted/envelope-v3.sigstore.json");
	cosign_bundle_t *b = NULL;
	cosign_hash_t hash;
	size_t len;

	MUST(cosign_bundle_parse(&b, v.data, v.len, NULL));
	cr_expect(cosign_bundle_has_envelope(b));
	cr_expect(cosign_bundle_signature(b, &len) != NULL && len > 0);
	cr_expect_null(cosign_bundle_digest(b, &hash, &len));
	cr_expect_eq(hash, COSIGN_HASH_NONE);
	cosign_bundle_free(b);
	vector_free(&v);
}

Test(bundle_parse, knows_no_digest_where_cosign_wrote_none)
{
	struct vector v =
	    vector_load("bundle", "accepted/ed25519-v3.sigstore.json");
	cosign_bundle_t *b = NULL;
	cosign_hash_t hash;
	size_t len;

	MUST(cosign_bundle_parse(&b, v.data, v.len, NULL));
	cr_expect_null(cosign_bundle_digest(b, &hash, &len));
	cosign_bundle_free(b);
	vector_free(&v);
}

/* What cosign 3.1.3 refuses, with the reason that we give. */
struct rejected {
	char file[48];
	cosign_rc_t rc;
	char message[120];
};

ParameterizedTestParameters(bundle_parse, rejects)
{
	static struct rejected rows[] = {
		{ "array", COSIGN_E_MALFORMED, "bundle: no mediaType" },
		{ "null", COSIGN_E_JSON, "bundle: line 1" },
		{ "cut", COSIGN_E_JSON, "bundle: line 1" },
		{ "tail", COSIGN_E_JSON, "bundle: line 1" },
		{ "repeated-member", COSIGN_E_JSON, "bundle: line 1" },
		{ "media-type-empty", COSIGN_E_UNSUPPORTED,
		    "bundle: media type \"\" is none of a bundle" },
		{ "media-type-unknown", COSIGN_E_UNSUPPORTED,
		    "bundle: media type \"application/json\" is none of" },
		{ "media-type-upper-case", COSIGN_E_UNSUPPORTED,
		    "bundle: media type \"APPLICATION/VND" },
		{ "media-type-v0.03", COSIGN_E_UNSUPPORTED,
		    "bundle: media type \"application/vnd.dev.sigstore."
		    "bundle.v0.03+json\" is none of" },
		{ "media-type-v0.1-prerelease", COSIGN_E_UNSUPPORTED,
		    "bundle: media type \"application/vnd.dev.sigstore."
		    "bundle.v0.1.0-rc1+json\" is none of" },
		{ "media-type-v0.4", COSIGN_E_UNSUPPORTED,
		    "bundle: media type \"application/vnd.dev.sigstore."
		    "bundle.v0.4+json\" is none of" },
		{ "media-type-version-99.9", COSIGN_E_UNSUPPORTED,
		    "bundle: media type \"application/vnd.dev.sigstore."
		    "bundle+json;version=99.9\" is none of" },
		{ "unknown-member", COSIGN_E_MALFORMED,
		    "bundle: unknown member x" },
		{ "unknown-member-in-material", COSIGN_E_MALFORMED,
		    "bundle: verificationMaterial: unknown member x" },
		{ "unknown-member-in-digest", COSIGN_E_MALFORMED,
		    "bundle: messageSignature: messageDigest: "
		    "unknown member x" },
		{ "both-contents", COSIGN_E_MALFORMED,
		    "bundle: messageSignature and dsseEnvelope exclude" },
		{ "both-signers", COSIGN_E_MALFORMED,
		    "bundle: verificationMaterial: publicKey and certificate "
		    "exclude" },
		{ "both-spellings", COSIGN_E_JSON,
		    "bundle: mediaType is given in two spellings" },
		{ "no-content", COSIGN_E_MALFORMED,
		    "bundle: no messageSignature or dsseEnvelope" },
		{ "no-material", COSIGN_E_MALFORMED,
		    "bundle: no verificationMaterial" },
		{ "no-signer", COSIGN_E_MALFORMED,
		    "bundle: verificationMaterial: no publicKey" },
		{ "no-digest-object", COSIGN_E_MALFORMED,
		    "bundle: messageSignature: no messageDigest" },
		{ "digest-without-algorithm", COSIGN_E_MALFORMED,
		    "bundle: messageSignature: messageDigest: no algorithm" },
		{ "algorithm-without-digest", COSIGN_E_MALFORMED,
		    "bundle: messageSignature: messageDigest: digest: "
		    "0 bytes instead of 32" },
		{ "digest-too-short", COSIGN_E_MALFORMED,
		    "bundle: messageSignature: messageDigest: digest: "
		    "3 bytes instead of 32" },
		{ "digest-sha3", COSIGN_E_UNSUPPORTED,
		    "bundle: messageSignature: messageDigest: algorithm 4 "
		    "is not supported" },
		{ "signature-not-base64", COSIGN_E_BASE64,
		    "bundle: messageSignature: signature: " },
		{ "signature-a-number", COSIGN_E_JSON,
		    "bundle: messageSignature: signature: " },
		{ "chain-empty", COSIGN_E_MALFORMED,
		    "bundle: verificationMaterial: x509CertificateChain: "
		    "no certificates" },
		{ "certificate-with-tail", COSIGN_E_DER,
		    "bundle: verificationMaterial: certificate: " },
		{ "entry-without-body", COSIGN_E_MALFORMED,
		    "bundle: verificationMaterial: tlogEntries[0]: "
		    "no canonicalizedBody" },
		{ "entry-without-log-id", COSIGN_E_MALFORMED,
		    "bundle: verificationMaterial: tlogEntries[0]: no logId" },
		{ "entry-with-empty-log-id", COSIGN_E_MALFORMED,
		    "bundle: verificationMaterial: tlogEntries[0]: "
		    "no logId.keyId" },
		{ "entry-without-kind", COSIGN_E_MALFORMED,
		    "bundle: verificationMaterial: tlogEntries[0]: "
		    "no kindVersion" },
		{ "entry-with-negative-index", COSIGN_E_MALFORMED,
		    "bundle: verificationMaterial: tlogEntries[0]: logIndex: "
		    "less than 0" },
		{ "entry-without-checkpoint", COSIGN_E_MALFORMED,
		    "bundle: verificationMaterial: tlogEntries[0]: "
		    "inclusionProof: no checkpoint" },
		{ "entry-without-proof", COSIGN_E_MALFORMED,
		    "bundle: verificationMaterial: tlogEntries: none has an "
		    "inclusionProof" },
		{ "entry-body-not-json", COSIGN_E_JSON,
		    "bundle: verificationMaterial: tlogEntries[0]: "
		    "canonicalizedBody: line 1" },
		{ "entry-null", COSIGN_E_JSON,
		    "bundle: verificationMaterial: tlogEntries[0]: " },
		{ "entries-33", COSIGN_E_LIMIT,
		    "bundle: verificationMaterial: tlogEntries: " },
	};

	return cr_make_param_array(struct rejected, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct rejected *row, bundle_parse, rejects)
{
	char name[64];
	struct vector v;
	cosign_bundle_t *b = NULL;
	cosign_error_t *err = cosign_error_new();

	(void)snprintf(name, sizeof(name), "%s.json", row->file);
	v = vector_load("bundle/rejected", name);
	expect_error(err, cosign_bundle_parse(&b, v.data, v.len, err), row->rc,
	    row->message);
	cr_expect_null(b);
	cosign_error_free(err);
	vector_free(&v);
}

/* One change to a document; what becomes of it. */
struct change {
	char file[48];
	char from[120];
	char to[400];
	cosign_rc_t rc;
	char message[120];
};

#define SPELT "\"mediaType\":\"application/vnd.dev.sigstore.bundle.v0.3+json\""
#define HINT  "{\"hint\":\"GSo0Dju+eW4/hYbDRXlAdVwMTt3ys+Y9YCpemll2qFY=\"}"
/* Stands for the body of the log entry, whatever it is. */
#define BODY "@"

ParameterizedTestParameters(bundle_parse, minds_each_member)
{
	static struct change rows[] = {
		{ WORKED, SPELT, "\"mediaType\":1", COSIGN_E_JSON,
		    "bundle: mediaType: not a string" },
		{ WORKED, SPELT, "\"mediaType\":null", COSIGN_E_MALFORMED,
		    "bundle: no mediaType" },
		{ WORKED, SPELT, "\"x\":1", COSIGN_E_MALFORMED,
		    "bundle: no mediaType" },
		/* a version to come is called that first */
		{ WORKED, SPELT,
		    "\"x\":1,\"mediaType\":"
		    "\"application/vnd.dev.sigstore.bundle.v0.4+json\"",
		    COSIGN_E_UNSUPPORTED, "bundle: media type" },
		{ WORKED, HINT, "{}", COSIGN_OK, "" },
		{ WORKED, HINT, "{\"hint\":null}", COSIGN_OK, "" },
		{ WORKED, HINT, "{\"hint\":1}", COSIGN_E_JSON,
		    "bundle: verificationMaterial: publicKey: hint" },
		{ WORKED, HINT, "null", COSIGN_E_MALFORMED,
		    "bundle: verificationMaterial: no publicKey" },
		{ WORKED, HINT, "1", COSIGN_E_JSON,
		    "bundle: verificationMaterial: publicKey" },
		{ WORKED, HINT, HINT ",\"tlogEntries\":[]", COSIGN_OK, "" },
		{ WORKED, HINT, HINT ",\"tlogEntries\":{}", COSIGN_E_JSON,
		    "bundle: verificationMaterial: tlogEntries" },
		{ WORKED, HINT, HINT ",\"timestampVerificationData\":{}",
		    COSIGN_OK, "" },
		{ WORKED, "\"SHA2_256\"", "1", COSIGN_OK, "" },
		{ WORKED, "\"SHA2_256\"", "\"SHA2_512\"", COSIGN_E_MALFORMED,
		    "bundle: messageSignature: messageDigest: digest: "
		    "32 bytes instead of 64" },
		{ WORKED, "\"SHA2_256\"", "\"sha2_256\"", COSIGN_E_UNSUPPORTED,
		    "bundle: messageSignature: messageDigest: algorithm" },
		{ WORKED, "\"SHA2_256\"", "-1", COSIGN_E_UNSUPPORTED,
		    "bundle: messageSignature: messageDigest: algorithm -1" },
		{ WORKED, "\"SHA2_256\"", "2147483648", COSIGN_E_MALFORMED,
		    "bundle: messageSignature: messageDigest: algorithm" },

		{ ENTRY, "\"logIndex\":\"7\",\"logId\"",
		    "\"logIndex\":7,\"logId\"", COSIGN_OK, "" },
		{ ENTRY, "\"logIndex\":\"7\",\"logId\"", "\"logId\"", COSIGN_OK,
		    "" },
		{ ENTRY, "\"keyId\":\"AAAA\"", "\"keyId\":\"\"",
		    COSIGN_E_MALFORMED,
		    "bundle: verificationMaterial: tlogEntries[0]: no "
		    "logId.keyId" },
		{ ENTRY, "\"envelope\":\"x\"", "\"envelope\":\"\"",
		    COSIGN_E_MALFORMED,
		    "bundle: verificationMaterial: tlogEntries[0]: "
		    "inclusionProof: no checkpoint" },
		{ ENTRY, "{\"envelope\":\"x\"}", "null", COSIGN_E_MALFORMED,
		    "bundle: verificationMaterial: tlogEntries[0]: "
		    "inclusionProof: no checkpoint" },
		{ ENTRY, "{\"signedEntryTimestamp\":\"AAAA\"}", "null",
		    COSIGN_OK, "" },
		{ ENTRY, ",\"version\":\"0.0.1\"", "", COSIGN_E_MALFORMED,
		    "bundle: verificationMaterial: tlogEntries[0]: "
		    "canonicalizedBody: kind or version differs" },
		{ ENTRY, "\"version\":\"0.0.1\"", "\"version\":\"0.0.2\"",
		    COSIGN_E_MALFORMED,
		    "bundle: verificationMaterial: tlogEntries[0]: "
		    "canonicalizedBody: kind or version differs" },
		{ ENTRY, "\"kind\":\"hashedrekord\"", "\"kind\":\"dsse\"",
		    COSIGN_E_MALFORMED,
		    "bundle: verificationMaterial: tlogEntries[0]: "
		    "canonicalizedBody: kind or version differs" },
		/* {} */
		{ ENTRY, BODY, "e30=", COSIGN_E_MALFORMED,
		    "bundle: verificationMaterial: tlogEntries[0]: "
		    "canonicalizedBody: no kind" },
		/* [] */
		{ ENTRY, BODY, "W10=", COSIGN_E_JSON,
		    "bundle: verificationMaterial: tlogEntries[0]: "
		    "canonicalizedBody: not an object" },
		/* {"kind":1} */
		{ ENTRY, BODY, "eyJraW5kIjoxfQ==", COSIGN_E_JSON,
		    "bundle: verificationMaterial: tlogEntries[0]: "
		    "canonicalizedBody: kind: not a string" },
		/* {"kind":"rekord","apiVersion":"0.0.1"} */
		{ ENTRY, BODY,
		    "eyJraW5kIjoicmVrb3JkIiwiYXBpVmVyc2lvbiI6IjAuMC4xIn0=",
		    COSIGN_E_MALFORMED,
		    "bundle: verificationMaterial: tlogEntries[0]: "
		    "canonicalizedBody: no spec" },
		/* {"kind":"intoto","apiVersion":"0.0.1"} */
		{ ENTRY, BODY,
		    "eyJraW5kIjoiaW50b3RvIiwiYXBpVmVyc2lvbiI6IjAuMC4xIn0=",
		    COSIGN_E_MALFORMED,
		    "bundle: verificationMaterial: tlogEntries[0]: "
		    "canonicalizedBody: no spec" },
		/* {"kind":"helm","apiVersion":"0.0.1","spec":{}} */
		{ ENTRY, BODY,
		    "eyJraW5kIjoiaGVsbSIsImFwaVZlcnNpb24iOiIwLjAuMSIsIn"
		    "NwZWMiOnt9fQ==",
		    COSIGN_E_UNSUPPORTED,
		    "bundle: verificationMaterial: tlogEntries[0]: "
		    "canonicalizedBody: entries of kind helm 0.0.1" },
		/* {"kind":"hashedrekord","apiVersion":"0.0.1"} */
		{ ENTRY, BODY,
		    "eyJraW5kIjoiaGFzaGVkcmVrb3JkIiwiYXBpVmVyc2lvbiI6Ij"
		    "AuMC4xIn0=",
		    COSIGN_E_MALFORMED,
		    "bundle: verificationMaterial: tlogEntries[0]: "
		    "canonicalizedBody: no spec" },
	};

	return cr_make_param_array(struct change, rows, ARRAY_LEN(rows));
}

static char *
body_of(const struct vector *v)
{
	static const char name[] = "\"canonicalizedBody\":\"";
	const char *at = strstr(v->data, name);

	if (at == NULL)
		return strdup("");
	at += strlen(name);
	return strndup(at, strcspn(at, "\""));
}

static void
expect_change(const struct change *row)
{
	struct vector v = vector_load("bundle", row->file);
	char *body = body_of(&v);
	struct vector changed =
	    edit(&v, strcmp(row->from, BODY) == 0 ? body : row->from, row->to);
	cosign_bundle_t *b = NULL;
	cosign_error_t *err = cosign_error_new();

	expect_error(err,
	    cosign_bundle_parse(&b, changed.data, changed.len, err), row->rc,
	    row->message);
	cr_expect_eq(b != NULL, row->rc == COSIGN_OK);
	cosign_bundle_free(b);
	cosign_error_free(err);
	free(body);
	vector_free(&changed);
	vector_free(&v);
}

ParameterizedTest(struct change *row, bundle_parse, minds_each_member)
{
	expect_change(row);
}

/* Both spellings of a name, numbers and base64 in all of protobuf's ways. */
ParameterizedTestParameters(bundle_parse, reads_protobuf_spellings)
{
	static struct change rows[] = {
		{ WORKED, "mediaType", "media_type", COSIGN_OK, "" },
		{ WORKED, "verificationMaterial", "verification_material",
		    COSIGN_OK, "" },
		{ WORKED, "messageDigest", "message_digest", COSIGN_OK, "" },
		{ WORKED, "publicKey", "public_key", COSIGN_OK, "" },
		{ ENTRY, "\"treeSize\":\"8\"", "\"tree_size\":8.0", COSIGN_OK,
		    "" },
		{ ENTRY, "\"treeSize\":\"8\"", "\"treeSize\":1e1", COSIGN_OK,
		    "" },
		{ ENTRY,
		    "\"rootHash\":"
		    "\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\"",
		    "\"rootHash\":\"_-8\"", COSIGN_OK, "" },
		{ WORKED, "publicKey", "publickey", COSIGN_E_MALFORMED,
		    "bundle: verificationMaterial: unknown member publickey" },
	};

	return cr_make_param_array(struct change, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct change *row, bundle_parse, reads_protobuf_spellings)
{
	expect_change(row);
}

/* sigstore-go takes any semantic version of 0.1 or later, before 0.4. */
struct type {
	char type[80];
	int ok;
};

ParameterizedTestParameters(bundle_parse, media_type)
{
	static struct type rows[] = {
		{ "application/vnd.dev.sigstore.bundle+json;version=0.1", 1 },
		{ "application/vnd.dev.sigstore.bundle+json;version=0.2", 1 },
		{ "application/vnd.dev.sigstore.bundle+json;version=0.3", 1 },
		{ "application/vnd.dev.sigstore.bundle+json;version=0.4", 0 },
		{ "application/vnd.dev.sigstore.bundle+json;version=0.3.0", 0 },
		{ "application/vnd.dev.sigstore.bundle+json", 0 },
		{ "application/vnd.dev.sigstore.bundle.v0.1+json", 1 },
		{ "application/vnd.dev.sigstore.bundle.v0.2+json", 1 },
		{ "application/vnd.dev.sigstore.bundle.v0.3.0+json", 1 },
		{ "application/vnd.dev.sigstore.bundle.v0.3.1+json", 1 },
		{ "application/vnd.dev.sigstore.bundle.v0.3.99+json", 1 },
		{ "application/vnd.dev.sigstore.bundle.v0.3.0-rc1+json", 1 },
		{ "application/vnd.dev.sigstore.bundle.v0.3.0-a.1+json", 1 },
		{ "application/vnd.dev.sigstore.bundle.v0.3.0-0a+json", 1 },
		{ "application/vnd.dev.sigstore.bundle.v0.3.0-01+json", 0 },
		{ "application/vnd.dev.sigstore.bundle.v0.3.0-+json", 0 },
		{ "application/vnd.dev.sigstore.bundle.v0.3.0-a..b+json", 0 },
		{ "application/vnd.dev.sigstore.bundle.v0.3.0-a_b+json", 0 },
		{ "application/vnd.dev.sigstore.bundle.v0.3.0+x+json", 1 },
		{ "application/vnd.dev.sigstore.bundle.v0.3.0+01+json", 1 },
		{ "application/vnd.dev.sigstore.bundle.v0.3.0++json", 0 },
		{ "application/vnd.dev.sigstore.bundle.v0.4.0-alpha+json", 1 },
		{ "application/vnd.dev.sigstore.bundle.v0.4.0+json", 0 },
		{ "application/vnd.dev.sigstore.bundle.v0.4+json", 0 },
		{ "application/vnd.dev.sigstore.bundle.v1.0.0-rc1+json", 0 },
		{ "application/vnd.dev.sigstore.bundle.v1+json", 0 },
		{ "application/vnd.dev.sigstore.bundle.v4294967296.3+json", 0 },
		{ "application/vnd.dev.sigstore.bundle.v0.4294967299+json", 0 },
		{ "application/vnd.dev.sigstore.bundle.v0+json", 0 },
		{ "application/vnd.dev.sigstore.bundle.v0.0.9+json", 0 },
		{ "application/vnd.dev.sigstore.bundle.v0.1.0-rc1+json", 0 },
		{ "application/vnd.dev.sigstore.bundle.v0.3-rc1+json", 0 },
		{ "application/vnd.dev.sigstore.bundle.v0.3.+json", 0 },
		{ "application/vnd.dev.sigstore.bundle.v.3+json", 0 },
		{ "application/vnd.dev.sigstore.bundle.v+json", 0 },
		{ "application/vnd.dev.sigstore.bundle.v0.3", 0 },
		{ "application/vnd.dev.sigstore.bundle.v00.3+json", 0 },
		{ "application/vnd.dev.sigstore.bundle.v0.3.0.0+json", 0 },
		{ " application/vnd.dev.sigstore.bundle.v0.3+json", 0 },
	};

	return cr_make_param_array(struct type, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct type *row, bundle_parse, media_type)
{
	struct vector v = vector_load("bundle", WORKED);
	struct vector changed = edit(
	    &v, "application/vnd.dev.sigstore.bundle.v0.3+json", row->type);
	cosign_bundle_t *b = NULL;
	const cosign_rc_t rc =
	    cosign_bundle_parse(&b, changed.data, changed.len, NULL);

	cr_expect_eq(rc, row->ok ? COSIGN_OK : COSIGN_E_UNSUPPORTED, "%s: %s",
	    row->type, cosign_rc_name(rc));
	cosign_bundle_free(b);
	vector_free(&changed);
	vector_free(&v);
}

/*
 * Documents too long for a row: a bundle of a version, with a material made
 * of pieces.
 */
static void
begin(struct csn_buf *text, const char *version)
{
	csn_buf_init(text, 1024 * 1024);
	csn_buf_addf(text,
	    "{\"mediaType\":\"application/vnd.dev.sigstore.bundle+json;"
	    "version=%s\",\"messageSignature\":{\"messageDigest\":{},"
	    "\"signature\":\"AA==\"},\"verificationMaterial\":{",
	    version);
}

static cosign_rc_t
end(struct csn_buf *text, cosign_error_t *err)
{
	cosign_bundle_t *b = NULL;
	cosign_rc_t rc;

	csn_buf_add_str(text, "}}");
	MUST(csn_buf_finish(text, NULL));
	rc = cosign_bundle_parse(&b, (char *)text->p, text->len, err);
	cr_expect_eq(b != NULL, rc == COSIGN_OK);
	cosign_bundle_free(b);
	csn_buf_dispose(text);
	return rc;
}

static void
add_list(struct csn_buf *text, const char *item, size_t count)
{
	size_t i;

	csn_buf_add_char(text, '[');
	for (i = 0; i < count; i++) {
		if (i > 0)
			csn_buf_add_char(text, ',');
		csn_buf_add_str(text, item);
	}
	csn_buf_add_char(text, ']');
}

/* A hashedrekord 0.0.1 of zeros. */
#define ZERO_BODY                                                         \
	"eyJhcGlWZXJzaW9uIjoiMC4wLjEiLCJraW5kIjoiaGFzaGVkcmVrb3JkIiwic3B" \
	"lYyI6eyJkYXRhIjp7Imhhc2giOnsiYWxnb3JpdGhtIjoic2hhMjU2IiwidmFsdW" \
	"UiOiIwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwM" \
	"DAwMDAwMDAwMDAwMDAwMDAwMDAwIn19LCJzaWduYXR1cmUiOnsiY29udGVudCI6" \
	"IkFBQUEiLCJwdWJsaWNLZXkiOnsiY29udGVudCI6IkxTMHRMUzFDUlVkSlRpQlF" \
	"WVUpNU1VNZ1MwVlpMUzB0TFMwS1FVRkJRUW90TFMwdExVVk9SQ0JRVlVKTVNVTW" \
	"dTMFZaTFMwdExTMEsifX19fQ=="
#define ENTRY_WITH(more)                                             \
	"{\"logId\":{\"keyId\":\"AAAA\"},\"kindVersion\":{\"kind\":" \
	"\"hashedrekord\",\"version\":\"0.0.1\"}," more              \
	"\"canonicalizedBody\":\"" ZERO_BODY "\"}"
#define PROMISE "\"inclusionPromise\":{\"signedEntryTimestamp\":\"AAAA\"},"
#define PROOF   "\"inclusionProof\":{\"checkpoint\":{\"envelope\":\"x\"}},"

static cosign_rc_t
parse_entries(
    const char *version, const char *entry, size_t count, cosign_error_t *err)
{
	struct csn_buf text;

	begin(&text, version);
	csn_buf_add_str(&text, "\"publicKey\":{},\"tlogEntries\":");
	add_list(&text, entry, count);
	return end(&text, err);
}

Test(bundle_parse, takes_32_entries_and_no_more)
{
	cosign_error_t *err = cosign_error_new();

	MUST(parse_entries("0.3", ENTRY_WITH(PROOF), 32, err));
	expect_error(err, parse_entries("0.3", ENTRY_WITH(PROOF), 33, err),
	    COSIGN_E_LIMIT, "bundle: verificationMaterial: tlogEntries");
	cosign_error_free(err);
}

static cosign_rc_t
parse_timestamps(size_t count, cosign_error_t *err)
{
	struct csn_buf text;

	begin(&text, "0.3");
	csn_buf_add_str(&text,
	    "\"publicKey\":{},\"timestampVerificationData\":"
	    "{\"rfc3161Timestamps\":");
	add_list(&text, "{\"signedTimestamp\":\"AAAA\"}", count);
	csn_buf_add_char(&text, '}');
	return end(&text, err);
}

Test(bundle_parse, takes_32_timestamps_and_no_more)
{
	cosign_error_t *err = cosign_error_new();

	MUST(parse_timestamps(32, err));
	expect_error(err, parse_timestamps(33, err), COSIGN_E_LIMIT,
	    "bundle: verificationMaterial: timestampVerificationData: "
	    "rfc3161Timestamps");
	cosign_error_free(err);
}

#define ZERO_HASH "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="

static cosign_rc_t
parse_hashes(size_t count, cosign_error_t *err)
{
	struct csn_buf text;

	begin(&text, "0.3");
	csn_buf_add_str(&text,
	    "\"publicKey\":{},\"tlogEntries\":[{\"logId\":{\"keyId\":\"AAAA\"},"
	    "\"kindVersion\":{\"kind\":\"hashedrekord\",\"version\":\"0.0.1\"},"
	    "\"canonicalizedBody\":\"" ZERO_BODY "\",\"inclusionProof\":{"
	    "\"checkpoint\":{\"envelope\":\"x\"},\"hashes\":");
	add_list(&text, "\"" ZERO_HASH "\"", count);
	csn_buf_add_str(&text, "}}]");
	return end(&text, err);
}

Test(bundle_parse, takes_64_proof_hashes_and_no_more)
{
	cosign_error_t *err = cosign_error_new();

	MUST(parse_hashes(64, err));
	expect_error(err, parse_hashes(65, err), COSIGN_E_LIMIT,
	    "bundle: verificationMaterial: tlogEntries[0]: inclusionProof: "
	    "hashes");
	cosign_error_free(err);
}

Test(bundle_parse, asks_a_promise_of_v01_and_a_proof_later)
{
	cosign_error_t *err = cosign_error_new();

	MUST(parse_entries("0.1", ENTRY_WITH(PROMISE), 1, err));
	MUST(parse_entries("0.2", ENTRY_WITH(PROOF), 1, err));
	MUST(parse_entries("0.3", ENTRY_WITH(PROOF), 1, err));
	expect_error(err, parse_entries("0.1", ENTRY_WITH(PROOF), 1, err),
	    COSIGN_E_MALFORMED,
	    "bundle: verificationMaterial: tlogEntries: none has an "
	    "inclusionPromise");
	expect_error(err, parse_entries("0.2", ENTRY_WITH(PROMISE), 1, err),
	    COSIGN_E_MALFORMED,
	    "bundle: verificationMaterial: tlogEntries: none has an "
	    "inclusionProof");
	/* One with a proof is enough, wherever it stands. */
	MUST(
	    parse_entries("0.2", ENTRY_WITH("") "," ENTRY_WITH(PROOF), 1, err));
	cosign_error_free(err);
}

/* x509CertificateChain of the leaf and then more. */
static cosign_rc_t
parse_chain(const char *version, const char *const *files, size_t count,
    cosign_error_t *err)
{
	struct csn_buf text;
	size_t i;

	begin(&text, version);
	csn_buf_add_str(&text, "\"x509CertificateChain\":{\"certificates\":[");
	for (i = 0; i < count; i++) {
		struct vector der = vector_load("bundle/accepted", files[i]);

		csn_buf_addf(&text, "%s{\"rawBytes\":\"", i > 0 ? "," : "");
		csn_base64_encode(&text, der.data, der.len);
		csn_buf_add_str(&text, "\"}");
		vector_free(&der);
	}
	csn_buf_add_str(&text, "]}");
	return end(&text, err);
}

Test(bundle_parse, takes_chains_without_roots_before_v03)
{
	static const char *const files[] = { "leaf.der", "leaf.der", "root.der",
		"root.der", "leaf.pem" };
	cosign_error_t *err = cosign_error_new();

	MUST(parse_chain("0.1", files, 1, err));
	MUST(parse_chain("0.2", files, 2, err));
	MUST(parse_chain("0.2", files + 2, 1, err)); /* as leaf */
	MUST(parse_chain("0.3", files, 1, err));     /* the policy decides */
	expect_error(err, parse_chain("0.3", files, 2, err), COSIGN_E_MALFORMED,
	    "bundle: verificationMaterial: x509CertificateChain: "
	    "certificates[1]: is no CA");
	expect_error(err, parse_chain("0.2", files, 3, err), COSIGN_E_MALFORMED,
	    "bundle: verificationMaterial: x509CertificateChain: "
	    "certificates[2]: self-signed");
	expect_error(err, parse_chain("0.2", files + 2, 2, err),
	    COSIGN_E_MALFORMED,
	    "bundle: verificationMaterial: x509CertificateChain: "
	    "certificates[1]: self-signed");
	expect_error(err, parse_chain("0.2", files + 4, 1, err), COSIGN_E_DER,
	    "bundle: verificationMaterial: x509CertificateChain: "
	    "certificates[0]: ");
	cosign_error_free(err);
}

Test(bundle_parse, takes_10_certificates_and_no_more)
{
	static const char *const files[] = { "leaf.der", "leaf.der", "leaf.der",
		"leaf.der", "leaf.der", "leaf.der", "leaf.der", "leaf.der",
		"leaf.der", "leaf.der", "leaf.der" };
	cosign_error_t *err = cosign_error_new();

	MUST(parse_chain("0.2", files, 10, err));
	expect_error(err, parse_chain("0.2", files, 11, err), COSIGN_E_LIMIT,
	    "bundle: verificationMaterial: x509CertificateChain: "
	    "certificates");
	cosign_error_free(err);
}

static cosign_rc_t
parse_envelope(size_t signatures, cosign_error_t *err)
{
	struct csn_buf text;
	cosign_bundle_t *b = NULL;
	cosign_rc_t rc;

	csn_buf_init(&text, 4096);
	csn_buf_add_str(&text,
	    "{\"mediaType\":\"application/vnd.dev.sigstore.bundle.v0.3+json\","
	    "\"verificationMaterial\":{\"publicKey\":{}},\"dsseEnvelope\":{"
	    "\"payload\":\"e30=\",\"payloadType\":\"x\",\"signatures\":");
	add_list(&text, "{\"sig\":\"AAAA\"}", signatures);
	csn_buf_add_str(&text, "}}");
	MUST(csn_buf_finish(&text, NULL));
	rc = cosign_bundle_parse(&b, (char *)text.p, text.len, err);
	cosign_bundle_free(b);
	csn_buf_dispose(&text);
	return rc;
}

Test(bundle_parse, takes_envelopes_of_one_signature)
{
	cosign_error_t *err = cosign_error_new();

	MUST(parse_envelope(1, err));
	expect_error(err, parse_envelope(0, err), COSIGN_E_MALFORMED,
	    "bundle: dsseEnvelope: 0 signatures instead of one");
	expect_error(err, parse_envelope(2, err), COSIGN_E_MALFORMED,
	    "bundle: dsseEnvelope: 2 signatures instead of one");
	cosign_error_free(err);
}

Test(bundle_parse, takes_what_a_file_may_hold_and_no_more)
{
	const size_t max = cosign_bundle_max_size();
	struct vector v = vector_load("bundle", WORKED);
	char *text = malloc(max + 1);
	cosign_bundle_t *b = NULL;
	cosign_error_t *err = cosign_error_new();

	cr_assert(text != NULL);
	memset(text, ' ', max + 1);
	memcpy(text, v.data, v.len);
	MUST(cosign_bundle_parse(&b, text, max, err));
	cosign_bundle_free(b);
	expect_error(err, cosign_bundle_parse(&b, text, max + 1, err),
	    COSIGN_E_LIMIT, "bundle: ");
	cr_expect_null(b);
	free(text);
	cosign_error_free(err);
	vector_free(&v);
}

/* Every prefix of a bundle is refused, and at once (CVE-2024-24786). */
Test(bundle_parse, refuses_every_cut)
{
	struct vector v = vector_load("bundle", ENTRY);
	cosign_bundle_t *b = NULL;
	size_t len;

	for (len = 0; len < v.len; len++) {
		cr_expect_eq(cosign_bundle_parse(&b, v.data, len, NULL),
		    COSIGN_E_JSON, "%zu bytes", len);
		cr_expect_null(b);
	}
	vector_free(&v);
}

Test(bundle_parse, needs_its_arguments)
{
	cosign_bundle_t *b = (void *)1;
	cosign_error_t *err = cosign_error_new();

	expect_error(err, cosign_bundle_parse(NULL, "{}", 2, err),
	    COSIGN_E_ARGUMENT, "bundle: ");
	expect_error(err, cosign_bundle_parse(&b, NULL, 0, err),
	    COSIGN_E_ARGUMENT, "bundle: ");
	cr_expect_null(b);
	cosign_error_free(err);
	cosign_bundle_free(NULL);
}
