/* Keys, signatures, stored forms and trusted roots. */
#include "bytes.h"
#include "vectors.h"
#include "virtual/virtual.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
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

TestSuite(virtual, .init = enter, .fini = leave);

static int
verifies(const struct vs_key *key, enum vs_scheme scheme, const char *digest,
    struct vs_bytes data, struct vs_bytes sig)
{
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	EVP_PKEY_CTX *ctx = NULL;
	int ok;

	cr_assert_eq(EVP_DigestVerifyInit_ex(md, &ctx,
			 key->kind == VS_ED25519 ? NULL : digest, NULL, NULL,
			 key->pkey, NULL),
	    1);
	if (scheme == VS_PSS)
		cr_assert_eq(
		    EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PSS_PADDING),
		    1);
	ok = EVP_DigestVerify(md, sig.p, sig.len, data.p, data.len) == 1;
	EVP_MD_CTX_free(md);
	return ok;
}

static int
same(struct vs_bytes a, struct vs_bytes b)
{
	return a.len == b.len && memcmp(a.p, b.p, a.len) == 0;
}

/* ---- keys ---- */

Test(virtual, keys_sign)
{
	const struct vs_bytes data = vs_of("data");
	enum vs_kind kind;

	for (kind = VS_P256; kind < VS_KIND_COUNT; kind++) {
		const struct vs_key *key = vs_key(vs, kind);
		const char *own = vs_key_digest(key);

		cr_expect(
		    verifies(key, VS_SCHEME_USUAL, own, data,
			vs_key_sign(vs, key, VS_SCHEME_USUAL, NULL, data)),
		    "%d", kind);
		cr_expect(
		    verifies(key, VS_SCHEME_USUAL, "SHA384", data,
			vs_key_sign(vs, key, VS_SCHEME_USUAL, "SHA384", data)),
		    "%d", kind);
		cr_expect(same(key->id, vs_digest(vs, "SHA256", key->spki)));
	}
}

Test(virtual, rsa_pss)
{
	const struct vs_key *key = vs_key(vs, VS_RSA2048);
	const struct vs_bytes data = vs_of("data");
	const struct vs_bytes sig = vs_key_sign(vs, key, VS_PSS, NULL, data);

	cr_expect(verifies(key, VS_PSS, "SHA256", data, sig));
	cr_expect_not(verifies(key, VS_SCHEME_USUAL, "SHA256", data, sig));
}

/* The first of RFC 8032, 7.3, the second by libsodium. */
static const struct {
	const char *seed, *message, *signature;
} ed25519ph[] = {
	{ "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
	    "abc",
	    "98a70222f0b8121aa9d30f813d683f809e462b469c7ff87639499bb94e6dae41"
	    "31f85042463c2a355a2003d062adf5aaa10b8c61e636062aaad11c2a2608340"
	    "6" },
	{ "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
	    "hello world\n",
	    "f3603aafd02b233fc571364e9cfa04e6e12af4287d15d44740d9fe608af80f91"
	    "d5b7424708e920c6b8eb6250d696e06912ceed93f4d2025899e3f5c92fce200"
	    "0" },
};

Test(virtual, ed25519ph)
{
	unsigned char seed[32];
	size_t i;

	for (i = 0; i < ARRAY_LEN(ed25519ph); i++) {
		struct vs_bytes sig;
		EVP_PKEY *pkey;

		(void)unhex(seed, sizeof(seed), ed25519ph[i].seed);
		pkey = EVP_PKEY_new_raw_private_key(
		    EVP_PKEY_ED25519, NULL, seed, sizeof(seed));
		sig = vs_key_sign(vs, vs_key_of(vs, VS_ED25519, pkey),
		    VS_PREHASH, NULL, vs_of(ed25519ph[i].message));
		expect_hex(sig.p, sig.len, ed25519ph[i].signature);
	}
}

Test(virtual, rsa_keys_are_lent)
{
	struct vs *a = vs_new(&(struct vs_options){ .empty = 1 });
	struct vs *b = vs_new(&(struct vs_options){ .empty = 1 });
	const struct vs_key *first = vs_key(a, VS_RSA1024);
	EVP_PKEY *pkey = first->pkey;

	cr_expect_neq(pkey, vs_key(a, VS_RSA1024)->pkey);
	cr_expect_neq(pkey, vs_key(b, VS_RSA1024)->pkey);
	vs_free(a);
	cr_expect_eq(pkey, vs_key(b, VS_RSA1024)->pkey);
	vs_free(b);
}

Test(virtual, other_encodings_of_ecdsa)
{
	struct vs_key *key = vs_key(vs, VS_P521);
	const struct vs_bytes data = vs_of("data");
	const struct vs_bytes sig =
	    vs_key_sign(vs, key, VS_SCHEME_USUAL, NULL, data);
	struct vs_bytes other = sig, raw = sig;

	vs_other_s(vs, &other, key);
	cr_expect_not(same(sig, other));
	cr_expect(verifies(key, VS_SCHEME_USUAL, "SHA512", data, other));
	vs_raw_ecdsa(vs, &raw, key);
	cr_expect_eq(raw.len, 132);
}

Test(virtual, pem)
{
	const struct vs_key *key = vs_key(vs, VS_P256);
	const char *text = vs_key_private_pem(vs, key);
	const struct vs_cert *root = vs->ca->chain[1];
	BIO *bio = BIO_new_mem_buf(vs_key_pem(vs, key), -1);
	EVP_PKEY *pkey = PEM_read_bio_PUBKEY(bio, NULL, NULL, NULL);
	X509 *x509;

	cr_expect_eq(EVP_PKEY_eq(pkey, key->pkey), 1);
	EVP_PKEY_free(pkey);
	(void)BIO_free(bio);
	bio = BIO_new_mem_buf(text, -1);
	pkey = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);
	cr_expect_eq(EVP_PKEY_eq(pkey, key->pkey), 1);
	EVP_PKEY_free(pkey);
	(void)BIO_free(bio);
	bio = BIO_new_mem_buf(vs_roots_pem(vs), -1);
	x509 = PEM_read_bio_X509(bio, NULL, NULL, NULL);
	cr_expect_eq(X509_cmp(x509, root->x509), 0);
	X509_free(x509);
	(void)BIO_free(bio);
}

/* ---- signatures ---- */

Test(virtual, messages)
{
	struct vs_sign_options o = { .artifact = "a\000b", .artifact_len = 3 };
	struct vs_signature *sig = vs_sign(vs, &o);

	cr_expect_eq(sig->artifact.len, 3);
	cr_expect_not_null(sig->cert);
	cr_expect(verifies(sig->key, VS_SCHEME_USUAL, "SHA256", sig->artifact,
	    sig->signature));
	o.key = vs_key(vs, VS_P384);
	sig = vs_sign(vs, &o);
	cr_expect_null(sig->cert);
	cr_expect_str_eq(sig->digest, "SHA384");
	cr_expect(same(sig->hashed, vs_digest(vs, "SHA384", sig->artifact)));
	o.signed_data.to = "more";
	cr_expect(verifies(sig->key, VS_SCHEME_USUAL, "SHA384",
	    vs_join(vs,
		(struct vs_bytes[]){
		    sig->artifact, vs_of("more"), { NULL, 0 } }),
	    vs_sign(vs, &o)->signature));
}

Test(virtual, edits_write_to_copies)
{
	const struct vs_sign_options o = { .signed_data.fn = vs_flip };
	struct vs_signature *sig = vs_sign(vs, &o);

	cr_expect_str_eq((char *)sig->artifact.p, VS_ARTIFACT);
	cr_expect_not(verifies(sig->key, VS_SCHEME_USUAL, "SHA256",
	    sig->artifact, sig->signature));
}

Test(virtual, ed25519_messages)
{
	struct vs_leaf_options leaf = { .cert.kind = VS_ED25519 };
	struct vs_sign_options o = { .leaf = &leaf };
	struct vs_signature *sig = vs_sign(vs, &o);

	/* Prehashed with a certificate, else pure. */
	cr_expect_not(verifies(
	    sig->key, VS_SCHEME_USUAL, NULL, sig->artifact, sig->signature));
	o.dsse = 1;
	sig = vs_sign(vs, &o);
	cr_expect(verifies(sig->key, VS_SCHEME_USUAL, NULL,
	    vs_pae(vs, VS_IN_TOTO, sig->payload), sig->signature));
	o = (struct vs_sign_options){ .key = sig->key };
	sig = vs_sign(vs, &o);
	cr_expect(verifies(
	    sig->key, VS_SCHEME_USUAL, NULL, sig->artifact, sig->signature));
}

Test(virtual, pae)
{
	const struct vs_bytes pae =
	    vs_pae(vs, "\xc3\xa9", vs_copy(vs, "\0{}", 3));

	/* "DSSEv1 2 ", the type, " 3 ", the payload */
	expect_hex(pae.p, pae.len, "445353457631203220c3a9203320007b7d");
}

#define DIGEST \
	"a948904f2f0f479b8f8197694b30184b0d2ed1c1cd2a1ec0fb85d299a192a447"

Test(virtual, statements)
{
	static const struct vs_subject subjects[] = {
		{ "a", "sha256", "00" },
		{ NULL, "sha512", "11" },
		{ "b", "sha1", "22" },
		{ NULL, NULL, NULL },
	};
	const struct vs_statement_options o = { .type = VS_STATEMENT_V1,
		.subjects = subjects,
		.predicate_type = "p:",
		.predicate = "\"text\"" };

	cr_expect_str_eq(vs_statement(vs, vs_of(VS_ARTIFACT), NULL),
	    "{\"_type\":\"https://in-toto.io/Statement/v0.1\",\"subject\":"
	    "[{\"name\":\"artifact\",\"digest\":{\"sha256\":\"" DIGEST
	    "\"}}],\"predicateType\":"
	    "\"https://cosign.sigstore.dev/attestation/v1\",\"predicate\":"
	    "{\"Data\":\"data\",\"Timestamp\":\"2025-06-15T15:06:40Z\"}}");
	cr_expect_str_eq(vs_statement(vs, vs_of(""), &o),
	    "{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":"
	    "[{\"name\":\"a\",\"digest\":{\"sha256\":\"00\","
	    "\"sha512\":\"11\"}},{\"name\":\"b\",\"digest\":"
	    "{\"sha1\":\"22\"}}],\"predicateType\":\"p:\","
	    "\"predicate\":\"text\"}");
}

/* ---- stored forms ---- */

static json_t *
parse(const char *text)
{
	json_error_t error;
	json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, &error);

	cr_assert_not_null(root, "%s: %s", error.text, text);
	return root;
}

/* The names of the members at a path between dots, such as "a,b". */
static void
expect_members(const char *text, const char *path, const char *names)
{
	json_t *root = parse(text), *at = root, *value;
	char *copy = vs_text(vs, "%s", path), *rest = NULL, *name;
	const char *got = "", *key;

	for (name = strtok_r(copy, ".", &rest); name != NULL;
	     name = strtok_r(NULL, ".", &rest))
		at = json_is_array(at)
		    ? json_array_get(at, (size_t)(name[0] - '0'))
		    : json_object_get(at, name);
	json_object_foreach(at, key, value) got =
	    vs_text(vs, "%s%s%s", got, got[0] == '\0' ? "" : ",", key);
	cr_expect_str_eq(got, names, "%s", path);
	json_decref(root);
}

static void
expect_text(const char *text, const char *name, const char *value)
{
	json_t *root = parse(text);

	cr_expect_str_eq(json_string_value(json_object_get(root, name)), value);
	json_decref(root);
}

#define MATERIAL "verificationMaterial"
#define ENTRY    MATERIAL ".tlogEntries.0"

Test(virtual, bundle)
{
	struct vs_signature *sig = vs_sign(vs, NULL);
	const char *text;

	(void)vs_log(sig, NULL);
	(void)vs_stamp(sig, NULL);
	text = vs_bundle(sig, NULL);
	expect_text(
	    text, "mediaType", "application/vnd.dev.sigstore.bundle.v0.3+json");
	expect_members(text, "", "mediaType," MATERIAL ",messageSignature");
	expect_members(text, MATERIAL,
	    "certificate,tlogEntries,timestampVerificationData");
	expect_members(text, ENTRY,
	    "logIndex,logId,kindVersion,integratedTime,inclusionPromise,"
	    "inclusionProof,canonicalizedBody");
	expect_members(text, ENTRY ".inclusionProof",
	    "logIndex,rootHash,treeSize,hashes,checkpoint");
	expect_members(text, "messageSignature", "messageDigest,signature");
}

Test(virtual, bundle_v2)
{
	const struct vs_entry_options v2 = { .log = vs->rekor2 };
	struct vs_signature *sig =
	    vs_sign(vs, &(struct vs_sign_options){ .dsse = 1 });
	const char *text;

	(void)vs_log(sig, &v2);
	text = vs_bundle(sig, NULL);
	expect_members(text, "", "mediaType," MATERIAL ",dsseEnvelope");
	expect_members(text, MATERIAL, "certificate,tlogEntries");
	expect_members(text, ENTRY,
	    "logIndex,logId,kindVersion,inclusionProof,canonicalizedBody");
	expect_members(text, "dsseEnvelope", "payload,payloadType,signatures");
	expect_members(text, "dsseEnvelope.signatures.0", "sig");
	sig->entries[0]->checkpoint = NULL;
	expect_members(vs_bundle(sig, NULL), ENTRY ".inclusionProof",
	    "logIndex,rootHash,treeSize,hashes");
}

#define TYPE "application/vnd.dev.sigstore.bundle"

Test(virtual, bundle_versions)
{
	static const struct {
		struct vs_bundle_options o;
		const char *type, *material;
	} rows[] = {
		{ { .version = VS_V01 }, TYPE "+json;version=0.1",
		    "x509CertificateChain" },
		{ { .version = VS_V01, .other_spelling = 1 }, TYPE ".v0.1+json",
		    "x509CertificateChain" },
		{ { .version = VS_V02, .material = VS_CERTIFICATE },
		    TYPE "+json;version=0.2", "certificate" },
		{ { .version = VS_V02, .other_spelling = 1 }, TYPE ".v0.2+json",
		    "x509CertificateChain" },
		{ { .other_spelling = 1 }, TYPE "+json;version=0.3",
		    "certificate" },
		{ { .material = VS_CHAIN, .chain = 2 }, TYPE ".v0.3+json",
		    "x509CertificateChain" },
		{ { .material = VS_PUBLIC_KEY, .media_type = "x" }, "x",
		    "publicKey" },
	};
	struct vs_signature *sig = vs_sign(vs, NULL);
	size_t i;

	for (i = 0; i < ARRAY_LEN(rows); i++) {
		const char *text = vs_bundle(sig, &rows[i].o);

		expect_text(text, "mediaType", rows[i].type);
		expect_members(text, MATERIAL, rows[i].material);
	}
	sig = vs_sign(vs, &(struct vs_sign_options){ .key = sig->key });
	expect_members(vs_bundle(sig, NULL), MATERIAL, "publicKey");
}

Test(virtual, odd_bundles)
{
	struct vs_signature *sig = vs_sign(vs, NULL);
	struct vs_bundle_options o = { .no_digest = 1 };

	expect_members(
	    vs_bundle(sig, &o), "messageSignature.messageDigest", "");
	o = (struct vs_bundle_options){ .json = {
					    "mediaType", "x", NULL, NULL } };
	expect_members(
	    vs_bundle(sig, &o), "", "x," MATERIAL ",messageSignature");
	o = (struct vs_bundle_options){ .digest_algorithm = "SHA2_512",
		.digest = vs_of("d") };
	cr_expect_not_null(strstr(vs_bundle(sig, &o),
	    "{\"algorithm\":\"SHA2_512\",\"digest\":\"ZA==\"}"));
}

Test(virtual, envelopes)
{
	const struct vs_sign_options o = { .payload = vs_of("{}"),
		.payload_type = "t" };
	struct vs_signature *sig = vs_sign(vs, &o), *second = vs_sign(vs, &o);
	const char *a = vs_base64(vs, sig->signature);
	const char *b = vs_base64(vs, second->signature);

	cr_expect_str_eq(vs_envelope(sig, 0),
	    vs_text(vs,
		"{\"payload\":\"e30=\",\"payloadType\":\"t\","
		"\"signatures\":[{\"sig\":\"%s\"}]}",
		a));
	cr_expect_str_eq(vs_envelope(sig, 1),
	    vs_text(vs,
		"{\"payloadType\":\"t\",\"payload\":\"e30=\","
		"\"signatures\":[{\"keyid\":\"\",\"sig\":\"%s\"}]}",
		a));
	second->key_id = "k";
	sig->also = second;
	cr_expect_str_eq(vs_envelope(sig, 0),
	    vs_text(vs,
		"{\"payload\":\"e30=\",\"payloadType\":\"t\","
		"\"signatures\":[{\"sig\":\"%s\"},"
		"{\"sig\":\"%s\",\"keyid\":\"k\"}]}",
		a, b));
}

Test(virtual, legacy)
{
	struct vs_signature *sig = vs_sign(vs, NULL);
	struct vs_legacy_options o = { .cert = VS_CERT_NONE };
	struct vs_entry *e;
	const char *text;

	expect_members(vs_legacy_bundle(sig, NULL), "", "base64Signature,cert");
	e = vs_log(sig, NULL);
	text = vs_legacy_bundle(sig, NULL);
	expect_members(text, "", "base64Signature,cert,rekorBundle");
	expect_text(text, "base64Signature", vs_base64(vs, sig->signature));
	expect_text(
	    text, "cert", vs_base64(vs, vs_of(vs_cert_pem(vs, sig->cert))));
	cr_expect_not_null(strstr(text, vs_rekor_bundle(vs, e)));
	expect_members(text, "rekorBundle", "SignedEntryTimestamp,Payload");
	expect_members(
	    text, "rekorBundle.Payload", "body,integratedTime,logIndex,logID");
	expect_members(
	    vs_legacy_bundle(sig, &o), "", "base64Signature,rekorBundle");
	o.cert = VS_CERT_DER;
	expect_text(
	    vs_legacy_bundle(sig, &o), "cert", vs_base64(vs, sig->cert->der));
	o.cert = VS_CERT_KEY;
	expect_text(vs_legacy_bundle(sig, &o), "cert",
	    vs_base64(vs, vs_of(vs_key_pem(vs, sig->key))));
	sig = vs_sign(vs, &(struct vs_sign_options){ .dsse = 1 });
	expect_text(vs_legacy_bundle(sig, NULL), "base64Signature",
	    vs_base64(vs, vs_of(vs_envelope(sig, 0))));
	expect_members(vs_rfc3161_json(vs, vs_stamp(sig, NULL)), "",
	    "SignedRFC3161Timestamp");
}

/* ---- trust ---- */

static void
expect_counts(
    const char *text, size_t tlogs, size_t cas, size_t ctlogs, size_t tsas)
{
	json_t *root = parse(text);

	cr_expect_eq(json_array_size(json_object_get(root, "tlogs")), tlogs);
	cr_expect_eq(
	    json_array_size(json_object_get(root, "certificateAuthorities")),
	    cas);
	cr_expect_eq(json_array_size(json_object_get(root, "ctlogs")), ctlogs);
	cr_expect_eq(
	    json_array_size(json_object_get(root, "timestampAuthorities")),
	    tsas);
	json_decref(root);
}

Test(virtual, trusted_root)
{
	const char *text = vs_trusted_root(vs, NULL);

	expect_counts(text, 2, 1, 1, 1);
	expect_members(text, "",
	    "mediaType,tlogs,certificateAuthorities,ctlogs,"
	    "timestampAuthorities");
	expect_members(
	    text, "tlogs.1", "baseUrl,hashAlgorithm,publicKey,logId");
	expect_members(
	    text, "ctlogs.0.publicKey", "rawBytes,keyDetails,validFor");
	expect_members(
	    text, "certificateAuthorities.0", "subject,uri,certChain,validFor");
	cr_expect_not_null(
	    strstr(text, "\"validFor\":{\"start\":\"2024-06-15T15:06:40Z\"}"));
	cr_expect_not_null(strstr(text,
	    vs_text(vs, "[{\"rawBytes\":\"%s\"},{\"rawBytes\":\"%s\"}]",
		vs_base64(vs, vs->tsa->chain[0]->der),
		vs_base64(vs, vs->tsa->chain[1]->der))));
}

Test(virtual, other_roots)
{
	const struct vs_authority_options window = { .start = VS_NONE,
		.end = VS_NOW };
	const struct vs_root_options o = { .media_type = "t",
		.json = { "\"end\"", "\"End\"", NULL, NULL } };
	const char *text;

	(void)vs_ca(vs, &window);
	vs->rekor1->untrusted = vs->tsa->untrusted = 1;
	vs->rekor2->url = NULL;
	vs->ca->cut_first = 1;
	vs->ct->key_details = "PKIX_ED25519";
	text = vs_trusted_root(vs, &o);
	expect_counts(text, 1, 2, 1, 0);
	expect_text(text, "mediaType", "t");
	expect_members(text, "tlogs.0", "hashAlgorithm,publicKey,logId");
	cr_expect_not_null(
	    strstr(text, "\"validFor\":{\"End\":\"2025-06-15T15:06:40Z\"}"));
	cr_expect_not_null(strstr(text,
	    vs_text(vs, "\"certificates\":[{\"rawBytes\":\"%s\"}]",
		vs_base64(vs, vs->ca->chain[1]->der))));
	cr_expect_not_null(strstr(text, "PKIX_ED25519"));
}

Test(virtual, another_time)
{
	struct vs *late = vs_new(&(struct vs_options){ .now = 4102444800 });
	struct vs_signature *sig = vs_sign(late, NULL);

	cr_expect_eq(vs_log(sig, NULL)->time, 4102444801);
	cr_expect_not_null(
	    strstr(vs_trusted_root(late, NULL), "2099-01-01T00:00:00Z"));
	vs_free(late);
}

Test(virtual, empty)
{
	struct vs *empty = vs_new(&(struct vs_options){ .empty = 1 });

	expect_counts(vs_trusted_root(empty, NULL), 0, 0, 0, 0);
	vs_free(empty);
	vs_free(NULL);
}
