/* Bodies of entries. body_shape_test.c has what is refused. */
#include "rekor/body.h"

#include "bytes.h"
#include "cases.h"
#include "logs.h"
#include "vectors.h"

#include <criterion/criterion.h>
#include <jansson.h>
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

TestSuite(body, .init = enter, .fini = leave);

static const struct kind {
	enum vs_entry_kind kind;
	enum csn_entry_type type;
	int dsse;
	const char *name, *version;
} kinds[] = {
	{ VS_HASHEDREKORD, CSN_ENTRY_HASHEDREKORD_V001, 0, "hashedrekord",
	    "0.0.1" },
	{ VS_REKORD, CSN_ENTRY_REKORD_V001, 0, "rekord", "0.0.1" },
	{ VS_HASHEDREKORD_2, CSN_ENTRY_HASHEDREKORD_V002, 0, "hashedrekord",
	    "0.0.2" },
	{ VS_HASHEDREKORD_2, CSN_ENTRY_HASHEDREKORD_V002, 1, "hashedrekord",
	    "0.0.2" },
	{ VS_DSSE, CSN_ENTRY_DSSE_V001, 1, "dsse", "0.0.1" },
	{ VS_INTOTO_1, CSN_ENTRY_INTOTO_V001, 1, "intoto", "0.0.1" },
	{ VS_INTOTO_2, CSN_ENTRY_INTOTO_V002, 1, "intoto", "0.0.2" },
};

static int
equals(struct csn_bytes got, struct vs_bytes want)
{
	return csn_span_eq(csn_bytes_span(&got), span_of(want));
}

/* Of an entry that hashes the payload, or what was signed. */
static struct vs_bytes
hashed_by(const struct kind *kind, const struct vs_signature *sig)
{
	if (kind->dsse && kind->kind != VS_HASHEDREKORD_2)
		return vs_digest(vs, "SHA256", sig->payload);
	return sig->hashed;
}

static void
expect_body(const struct kind *kind, const struct vs_signature *sig,
    const struct csn_entry_body *b)
{
	const int has_envelope = kind->kind == VS_DSSE ||
	    kind->kind == VS_INTOTO_1 || kind->kind == VS_INTOTO_2;

	cr_expect_eq(b->type, kind->type);
	cr_expect(csn_span_eq(csn_span(b->hash.bytes, b->hash.len),
		      span_of(hashed_by(kind, sig))),
	    "%s %s", kind->name, kind->version);
	cr_expect_eq(b->has_certificate, sig->cert != NULL);
	cr_expect(equals(
	    b->verifier, sig->cert != NULL ? sig->cert->der : sig->key->spki));
	cr_expect(kind->kind == VS_INTOTO_1
		? b->signature.p == NULL
		: equals(b->signature, sig->signature));
	cr_expect_eq(b->envelope.len, has_envelope ? 32u : 0u);
	cr_expect(kind->kind == VS_INTOTO_2
		? equals(b->payload_type, vs_of(VS_IN_TOTO))
		: b->payload_type.p == NULL);
	cr_expect_null(b->payload.p);
}

static void
expect_kind(const struct kind *kind, struct vs_key *key, const char *digest)
{
	const struct vs_sign_options so = {
		.dsse = kind->dsse, .key = key, .digest = digest
	};
	const struct vs_entry_options eo = { .kind = kind->kind };
	struct vs_signature *sig = vs_sign(vs, &so);
	const struct vs_entry *entry = vs_log(sig, &eo);
	struct csn_entry_body b;

	MUST(csn_entry_body_read(&b, span_of(entry->body), NULL));
	expect_body(kind, sig, &b);
	cr_expect_str_eq(csn_entry_kind(b.type), kind->name);
	cr_expect_str_eq(csn_entry_version(b.type), kind->version);
	csn_entry_body_dispose(&b);
	cr_expect_null(b.verifier.p);
	csn_entry_body_dispose(&b);
}

/* Made by certificates and by keys. */
Test(body, keeps_what_is_compared)
{
	size_t i;

	for (i = 0; i < ARRAY_LEN(kinds); i++) {
		expect_kind(&kinds[i], NULL, NULL);
		expect_kind(&kinds[i], vs_key(vs, VS_P256), NULL);
	}
}

/* The larger hashes, where an entry names one. */
Test(body, may_have_a_larger_hash)
{
	static const char *const digests[] = { "SHA384", "SHA512" };
	size_t i, k;

	for (i = 0; i < ARRAY_LEN(kinds); i++)
		for (k = 0; k < ARRAY_LEN(digests); k++)
			expect_kind(&kinds[i], vs_key(vs, VS_P384), digests[k]);
}

static cosign_rc_t
read_text(struct csn_entry_body *b, const char *text, cosign_error_t *err)
{
	return csn_entry_body_read(b, csn_span_str(text), err);
}

/* What the log of Rekor v2 hashes follows from its parts, byte for byte. */
static void
expect_written_again(const struct vs_signature *sig, const char *details)
{
	const struct vs_entry_options eo = { .kind = VS_HASHEDREKORD_2 };
	const struct vs_entry *entry =
	    vs_log((struct vs_signature *)(uintptr_t)sig, &eo);
	struct csn_entry_v002 e = { .key_details = details };
	struct csn_entry_body b;
	struct csn_buf text;

	MUST(csn_entry_body_read(&b, span_of(entry->body), NULL));
	e.digest = b.hash;
	e.signature = csn_bytes_span(&b.signature);
	e.verifier = csn_bytes_span(&b.verifier);
	e.has_certificate = b.has_certificate;
	csn_buf_init(&text, CSN_BUNDLE_MAX);
	csn_entry_v002_write(&text, &e);
	MUST(csn_buf_finish(&text, NULL));
	cr_expect(csn_span_eq(csn_span(text.p, text.len), span_of(entry->body)),
	    "%s", (const char *)text.p);
	csn_buf_dispose(&text);
	csn_entry_body_dispose(&b);
}

Test(body, of_v2_is_written_again)
{
	static const struct {
		enum vs_kind kind;
		const char *details;
	} rows[] = {
		{ VS_P256, "PKIX_ECDSA_P256_SHA_256" },
		{ VS_P384, "PKIX_ECDSA_P384_SHA_384" },
		{ VS_P521, "PKIX_ECDSA_P521_SHA_512" },
		{ VS_RSA2048, "PKIX_RSA_PKCS1V15_2048_SHA256" },
		{ VS_ED25519, "PKIX_ED25519_PH" },
	};
	size_t i;
	int dsse;

	for (i = 0; i < ARRAY_LEN(rows); i++)
		for (dsse = 0; dsse < 2; dsse++) {
			const struct vs_sign_options key = { .dsse = dsse,
				.key = vs_key(vs, rows[i].kind) };
			const struct vs_leaf_options leaf = {
				.cert.kind = rows[i].kind
			};
			const struct vs_sign_options cert = { .dsse = dsse,
				.leaf = &leaf };

			expect_written_again(
			    vs_sign(vs, &key), rows[i].details);
			expect_written_again(
			    vs_sign(vs, &cert), rows[i].details);
		}
}

Test(body, of_v2_has_its_members_in_order)
{
	const struct csn_entry_v002 e = {
		.key_details = "DETAILS",
		.digest = { COSIGN_HASH_SHA256, 3, { 1, 2, 3 } },
		.signature = { (const uint8_t *)"sig", 3 },
		.verifier = { (const uint8_t *)"key", 3 },
	};
	struct csn_buf text;

	csn_buf_init(&text, 4096);
	csn_entry_v002_write(&text, &e);
	MUST(csn_buf_finish(&text, NULL));
	cr_expect_str_eq((const char *)text.p,
	    "{\"apiVersion\":\"0.0.2\",\"kind\":\"hashedrekord\",\"spec\":"
	    "{\"hashedRekordV002\":{\"data\":{\"algorithm\":\"SHA2_256\","
	    "\"digest\":\"AQID\"},\"signature\":{\"content\":\"c2ln\","
	    "\"verifier\":{\"keyDetails\":\"DETAILS\","
	    "\"publicKey\":{\"rawBytes\":\"a2V5\"}}}}}}");
	csn_buf_dispose(&text);
}

/* Each text of the second version says what it is. */
Test(body, is_of_a_known_kind)
{
	static const struct {
		const char *text;
		cosign_rc_t rc;
		const char *message;
	} rows[] = {
		{ "", COSIGN_E_JSON, "line 1 column 1" },
		{ "{", COSIGN_E_JSON, "line 1 column" },
		{ "[]", COSIGN_E_JSON, "not an object" },
		{ "{} ", COSIGN_E_MALFORMED, "no kind" },
		{ "{}x", COSIGN_E_JSON, "line 1 column 3" },
		{ "{\"kind\":1}", COSIGN_E_JSON, "kind: not a string" },
		{ "{\"kind\":\"dsse\"}", COSIGN_E_MALFORMED, "no apiVersion" },
		{ "{\"kind\":\"dsse\",\"apiVersion\":1}", COSIGN_E_JSON,
		    "apiVersion: not a string" },
		{ "{\"kind\":\"dsse\",\"apiVersion\":\"0.0.2\"}",
		    COSIGN_E_UNSUPPORTED,
		    "entries of kind dsse 0.0.2 are not supported" },
		{ "{\"kind\":\"hashedrekord\",\"apiVersion\":\"0.0.3\"}",
		    COSIGN_E_UNSUPPORTED,
		    "entries of kind hashedrekord 0.0.3 are not supported" },
		{ "{\"kind\":\"Dsse\",\"apiVersion\":\"0.0.1\"}",
		    COSIGN_E_UNSUPPORTED,
		    "entries of kind Dsse 0.0.1 are not supported" },
		{ "{\"kind\":\"\",\"apiVersion\":\"\"}", COSIGN_E_UNSUPPORTED,
		    "entries of kind   are not supported" },
		{ "{\"kind\":\"a\\nb\",\"apiVersion\":\"0\"}",
		    COSIGN_E_UNSUPPORTED,
		    "entries of kind a\\x0ab 0 are not supported" },
		{ "{\"kind\":\"dsse\",\"apiVersion\":\"0.0.1\"}",
		    COSIGN_E_MALFORMED, "no spec" },
		{ "{\"kind\":\"dsse\",\"apiVersion\":\"0.0.1\",\"spec\":[]}",
		    COSIGN_E_JSON, "spec: not an object" },
		{ "{\"kind\":\"dsse\",\"apiVersion\":\"0.0.1\",\"spec\":{},"
		  "\"x\":1}",
		    COSIGN_E_MALFORMED, "unknown member x" },
		{ "{\"kind\":\"dsse\",\"kind\":\"dsse\"}", COSIGN_E_JSON,
		    "line 1 column" },
	};
	cosign_error_t *err = cosign_error_new();
	struct csn_entry_body b;
	size_t i;

	for (i = 0; i < ARRAY_LEN(rows); i++) {
		expect_error(err, read_text(&b, rows[i].text, err), rows[i].rc,
		    rows[i].message);
		cr_expect_null(b.verifier.p);
		cr_expect_null(b.signature.p);
	}
	cosign_error_free(err);
}

/* A long name is quoted in part. */
Test(body, is_quoted_in_part)
{
	char name[121], text[256], message[160];
	cosign_error_t *err = cosign_error_new();
	struct csn_entry_body b;

	memset(name, 'a', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	(void)snprintf(text, sizeof(text),
	    "{\"kind\":\"%s\",\"apiVersion\":\"0.0.1\"}", name);
	(void)snprintf(message, sizeof(message),
	    "entries of kind %.80s 0.0.1 are not supported", name);
	expect_error(
	    err, read_text(&b, text, err), COSIGN_E_UNSUPPORTED, message);
	cosign_error_free(err);
}

#define FOLDER "sigstore-conformance/bundle-verify"

/* The body of a recorded bundle's entry. */
static struct vs_bytes
recorded_body(const char *name)
{
	char path[128];
	struct vector text;
	struct vs_bytes body;
	const char *base64;
	json_t *root;

	(void)snprintf(path, sizeof(path), "%s/bundle.sigstore.json", name);
	text = cases_load(FOLDER, path);
	root = json_loadb(text.data, text.len, 0, NULL);
	cr_assert_eq(
	    json_unpack(root, "{s:{s:[{s:s}]}}", "verificationMaterial",
		"tlogEntries", "canonicalizedBody", &base64),
	    0);
	body = vs_copy(vs, base64, strlen(base64));
	cr_assert_geq(EVP_DecodeBlock(body.p, (const unsigned char *)base64,
			  (int)strlen(base64)),
	    0);
	body.len = strcspn(base64, "=") * 3 / 4;
	json_decref(root);
	vector_free(&text);
	return body;
}

/* Recorded from public logs: size, digest and hash as a leaf. */
Test(body, agrees_with_what_others_recorded)
{
	static const struct {
		const char *name;
		size_t size;
		const char *digest, *leaf;
		enum csn_entry_type type;
	} rows[] = {
		{ "happy-path-v0.3", 4189,
		    "bf1f39d246b98aca94a0c31ae447b3c40aab34bebcb128d48a941413"
		    "f5b64c2d",
		    "aee3c920bb1132e929ed20e1c194579a60e95849f7a554e0033fdd26"
		    "ee221629",
		    CSN_ENTRY_HASHEDREKORD_V001 },
		{ "rekor2-happy-path", 3175,
		    "d299177f83a7bf2b2533aa4df0f630cb0f0f728d52b35474056aba06"
		    "01d7c832",
		    "78470eff2921878c2141726b650bf349099c37850a731f287a6accf3"
		    "5d40441f",
		    CSN_ENTRY_HASHEDREKORD_V002 },
	};
	size_t i;

	cases_require(FOLDER);
	for (i = 0; i < ARRAY_LEN(rows); i++) {
		const struct vs_bytes body = recorded_body(rows[i].name);
		uint8_t leaf[CSN_HASH_SIZE];
		struct csn_entry_body b;

		cr_expect_eq(body.len, rows[i].size);
		expect_hex(vs_digest(vs, "SHA256", body).p, 32, rows[i].digest);
		csn_leaf_hash(leaf, span_of(body));
		expect_hex(leaf, sizeof(leaf), rows[i].leaf);
		MUST(csn_entry_body_read(&b, span_of(body), NULL));
		cr_expect_eq(b.type, rows[i].type);
		cr_expect_eq(b.has_certificate, 1);
		csn_entry_body_dispose(&b);
	}
}
