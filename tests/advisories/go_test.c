/* Advisories of Go's library, of rustls and of others that read what we read:
   protobuf JSON, DER, PEM, keys, names. */
#include "attack.h"

#include <cosign/bundle.h>

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>
#include <stdlib.h>
#include <string.h>

#define IN_CERT "bundle: verificationMaterial: certificate: "

/* clang-format off */

/* ---- JSON ---- */

static void
expect_no_cut(const char *json)
{
	size_t len = strlen(json), i;
	cosign_bundle_t *b = NULL;

	MUST(cosign_bundle_parse_any(&b, json, len, NULL));
	cosign_bundle_free(b);
	for (i = 1; i < len; i++) {
		cosign_error_t *err = cosign_error_new();
		const cosign_rc_t rc =
		    cosign_bundle_parse_any(&b, json, i, err);

		cr_expect_eq(rc, COSIGN_E_JSON, "%zu of %zu: %s", i, len,
		    cosign_error_message(err));
		cr_expect_null(b);
		cosign_error_free(err);
	}
}

/* A text that ended early was read for ever. */
Test(go, CVE_2024_24786)
{
	struct vs *vs = vs_new(NULL);
	const struct vs_entry_options v2 = { .log = vs->rekor2 };
	struct vs_signature *sig =
	    vs_sign(vs, &(struct vs_sign_options){ .dsse = 1 });

	(void)vs_log(sig, NULL);
	expect_no_cut(vs_legacy_bundle(sig, NULL));
	(void)vs_log(sig, &v2);
	(void)vs_stamp(sig, NULL);
	expect_no_cut(vs_bundle(sig, NULL));
	expect_no_cut(vs_envelope(sig, 0));
	vs_free(vs);
}

/* ---- DER ---- */

#define DEPTH 10000

/* So many sequences in each other, each of definite length. */
static struct vs_bytes
nested(struct vs *vs)
{
	struct vs_bytes all = { vs_copy(vs, "", 0).p, 0 };
	unsigned char *buffer = calloc(1, DEPTH * 4), *at;
	size_t i;

	cr_assert_not_null(buffer);
	at = buffer + DEPTH * 4;
	for (i = 0; i < DEPTH; i++) {
		const size_t len = (size_t)(buffer + DEPTH * 4 - at);

		if (len >= 0x100) {
			*--at = (unsigned char)len;
			*--at = (unsigned char)(len >> 8);
			*--at = 0x82;
		} else {
			*--at = (unsigned char)len;
			if (len >= 0x80)
				*--at = 0x81;
		}
		*--at = 0x30;
	}
	all = vs_copy(vs, at, (size_t)(buffer + DEPTH * 4 - at));
	free(buffer);
	return all;
}

static void
nested_as(struct vs *vs, struct attack *a, const char *oid)
{
	static struct vs_extension list[2];
	static struct vs_leaf_options leaf;
	const struct vs_bytes deep = nested(vs);

	list[0] = (struct vs_extension){ .oid = oid,
		.text = (const char *)deep.p,
		.len = deep.len,
		.encoding = VS_RAW };
	leaf = (struct vs_leaf_options){ .cert.extensions = list };
	if (strcmp(oid, "2.5.29.37") == 0)
		leaf.cert.eku = "";
	a->sign.leaf = &leaf;
}

static void
nested_unknown(struct vs *vs, struct attack *a)
{
	nested_as(vs, a, "1.2.3.4");
}

static void
nested_usage(struct vs *vs, struct attack *a)
{
	nested_as(vs, a, "2.5.29.37");
}

static void
nested_constraints(struct vs *vs, struct attack *a)
{
	nested_as(vs, a, "2.5.29.19");
}

static void
nested_name(struct vs *vs, struct attack *a)
{
	static struct vs_name names[2] = { { VS_NAME_DER, NULL, 0 },
		{ VS_NAME_END, NULL, 0 } };
	static struct vs_leaf_options leaf;
	const struct vs_bytes name = vs_der(vs, 0xa4, nested(vs));

	names[0].text = (const char *)name.p;
	names[0].len = name.len;
	leaf = (struct vs_leaf_options){ .cert.names = names };
	a->sign.leaf = &leaf;
}

/* Lengths were believed, and each level called the next. */
static const struct attack depths[] = {
	{ TWIN("where nobody looks"), .prepare = nested_unknown },
	{ BAD("usages", DER, IN_CERT "extensions: extended key usage: DER: tag"),
		.prepare = nested_usage },
	{ BAD("constraints", DER, IN_CERT "extensions: basic constraints: DER"),
		.prepare = nested_constraints },
	{ BAD("name", IDENTITY, "certificate: no subject alternative name"),
		.prepare = nested_name },
};

Test(go, CVE_2025_58185)
{
	ATTACKS(depths);
}

/* ---- PEM ---- */

static void
expect_no_pem(const char *line, size_t size, cosign_rc_t rc, const char *of_key,
    const char *of_ring)
{
	const size_t len = strlen(line);
	char *text = malloc(size);
	cosign_error_t *err = cosign_error_new();
	cosign_pubkey_t *key = NULL;
	cosign_keyring_t *ring = NULL;
	size_t i;

	cr_assert_not_null(text);
	for (i = 0; i < size; i++)
		text[i] = line[i % len];
	expect_error(
	    err, cosign_pubkey_parse(&key, text, size, err), rc, of_key);
	expect_error(
	    err, cosign_keyring_parse(&ring, text, size, 0, err), rc, of_ring);
	cosign_error_free(err);
	free(text);
}

/* Garbage between blocks took time that grew with its square. */
Test(go, CVE_2025_61723)
{
	const size_t max = cosign_pubkey_max_size();

	expect_no_pem("-----BEGIN ", max, COSIGN_E_PEM,
	    "public key: PEM: BEGIN line is damaged",
	    "keyring: key 1: PEM: BEGIN line is damaged");
	expect_no_pem("-----BEGIN \n", max, COSIGN_E_PEM,
	    "public key: neither PEM nor DER", "keyring: neither PEM nor DER");
	expect_no_pem("-----BEGIN X-----\n", max, COSIGN_E_PEM,
	    "public key: PEM: BEGIN line inside a block",
	    "keyring: key 1: PEM: BEGIN line inside a block");
	expect_no_pem("-----BEGIN PUBLIC KEY-----\n", max, COSIGN_E_PEM,
	    "public key: PEM: BEGIN line inside a block",
	    "keyring: key 1: PEM: BEGIN line inside a block");
	expect_no_pem("-----BEGIN ", max + 1, COSIGN_E_LIMIT,
	    "public key: more than 1048576 bytes",
	    "keyring: more than 1048576 bytes");
}

/* ---- keys in certificates ---- */

static EVP_PKEY *
generate(const char *type, const char *name, int number)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
	EVP_PKEY *pkey = NULL;

	cr_assert_eq(EVP_PKEY_keygen_init(ctx), 1);
	if (name != NULL && number != 0)
		cr_assert_eq(
		    EVP_PKEY_CTX_set_params(ctx,
			(OSSL_PARAM[]){ OSSL_PARAM_construct_int(name, &number),
			    OSSL_PARAM_construct_end() }),
		    1);
	cr_assert_eq(EVP_PKEY_generate(ctx, &pkey), 1);
	EVP_PKEY_CTX_free(ctx);
	return pkey;
}

/* RSA of a modulus with so many bits, all set but the lowest if even. */
static EVP_PKEY *
rsa_of(int bits, int even, unsigned long exponent)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
	OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
	BIGNUM *n = BN_new(), *e = BN_new();
	EVP_PKEY *pkey = NULL;
	OSSL_PARAM *params;

	cr_assert_eq(BN_set_bit(n, bits), 1);
	cr_assert_eq(BN_sub_word(n, even ? 2 : 1), 1);
	cr_assert_eq(BN_set_word(e, exponent), 1);
	cr_assert_eq(OSSL_PARAM_BLD_push_BN(build, "n", n), 1);
	cr_assert_eq(OSSL_PARAM_BLD_push_BN(build, "e", e), 1);
	params = OSSL_PARAM_BLD_to_param(build);
	cr_assert_eq(EVP_PKEY_fromdata_init(ctx), 1);
	cr_assert_eq(
	    EVP_PKEY_fromdata(ctx, &pkey, EVP_PKEY_PUBLIC_KEY, params), 1);
	OSSL_PARAM_free(params);
	OSSL_PARAM_BLD_free(build);
	BN_free(n);
	BN_free(e);
	EVP_PKEY_CTX_free(ctx);
	return pkey;
}

/* P-256, its curve written out instead of named. */
static EVP_PKEY *
explicit_curve(void)
{
	EVP_PKEY *pkey = EVP_EC_gen("P-256");

	cr_assert_eq(EVP_PKEY_set_utf8_string_param(
			 pkey, OSSL_PKEY_PARAM_EC_ENCODING, "explicit"),
	    1);
	return pkey;
}

/* The certificate has this key; somebody else's signature need not be looked
   at any more. */
static void
expect_no_key(EVP_PKEY *pkey, cosign_rc_t rc, const char *message)
{
	struct vs *vs = vs_new(NULL);
	const struct vs_leaf_options leaf = { .cert.key = vs_key_of(
						  vs, VS_KIND_USUAL, pkey) };
	const struct vs_sign_options o = { .key = vs_key(vs, VS_P256) };
	struct vs_signature *sig = vs_sign(vs, &o);
	const char *root = vs_trusted_root(vs, NULL), *text;
	cosign_error_t *err = cosign_error_new();
	cosign_identity_t *id = NULL;
	cosign_policy_t *policy = policy_for(NULL);
	cosign_trust_t *trust = NULL;
	cosign_bundle_t *b = NULL;
	cosign_artifact_t *a = NULL;
	cosign_rc_t got;

	sig->cert = vs_leaf(vs, &leaf);
	text = vs_bundle(sig, NULL);
	MUST(cosign_identity_new(&id, NULL));
	MUST(cosign_identity_add_subject(
	    id, COSIGN_MATCH_EXACT, VS_IDENTITY, NULL));
	MUST(cosign_identity_add_issuer(
	    id, COSIGN_MATCH_EXACT, VS_ISSUER, NULL));
	MUST(cosign_policy_add_identity(policy, id, NULL));
	MUST(cosign_policy_insecure_set_clock(policy, VS_NOW, NULL));
	MUST(cosign_trust_parse(&trust, root, strlen(root), NULL));
	MUST(cosign_artifact_from_bytes(
	    &a, VS_ARTIFACT, sizeof(VS_ARTIFACT) - 1, NULL));
	got = cosign_bundle_parse(&b, text, strlen(text), err);
	if (got == COSIGN_OK)
		got = cosign_verify_blob(NULL, trust, policy, b, a, err);
	expect_error(err, got, rc, message);
	cosign_artifact_free(a);
	cosign_bundle_free(b);
	cosign_trust_free(trust);
	cosign_policy_free(policy);
	cosign_identity_free(id);
	cosign_error_free(err);
	vs_free(vs);
}

static EVP_PKEY *
dsa(void)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "DSA", NULL);
	EVP_PKEY *params = NULL, *pkey = NULL;
	unsigned int bits = 1024;

	cr_assert_eq(EVP_PKEY_paramgen_init(ctx), 1);
	cr_assert_eq(
	    EVP_PKEY_CTX_set_params(ctx,
		(OSSL_PARAM[]){ OSSL_PARAM_construct_uint("pbits", &bits),
		    OSSL_PARAM_construct_end() }),
	    1);
	cr_assert_eq(EVP_PKEY_paramgen(ctx, &params), 1);
	EVP_PKEY_CTX_free(ctx);
	ctx = EVP_PKEY_CTX_new_from_pkey(NULL, params, NULL);
	cr_assert_eq(EVP_PKEY_keygen_init(ctx), 1);
	cr_assert_eq(EVP_PKEY_generate(ctx, &pkey), 1);
	EVP_PKEY_CTX_free(ctx);
	EVP_PKEY_free(params);
	return pkey;
}

#define KEY "certificate: public key: "

/* Keys that are unknown, in part or odd ended the process or took it long. */
Test(go, CVE_2024_24783)
{
	expect_no_key(EVP_EC_gen("P-256"), COSIGN_E_SIGNATURE,
	    "the signature does not verify under the certificate's key");
	expect_no_key(
	    dsa(), COSIGN_E_USAGE, KEY "algorithm: algorithm is none of");
	expect_no_key(generate("ED448", NULL, 0), COSIGN_E_USAGE,
	    KEY "algorithm: algorithm is none of");
	expect_no_key(generate("X25519", NULL, 0), COSIGN_E_USAGE,
	    KEY "algorithm: algorithm is none of");
	expect_no_key(generate("RSA-PSS", "bits", 2048), COSIGN_E_USAGE,
	    KEY "algorithm: key is bound to RSASSA-PSS");
	expect_no_key(EVP_EC_gen("secp256k1"), COSIGN_E_USAGE,
	    KEY "algorithm: curve is none of");
	expect_no_key(EVP_EC_gen("P-224"), COSIGN_E_USAGE,
	    KEY "algorithm: curve is none of");
	expect_no_key(explicit_curve(), COSIGN_E_USAGE,
	    KEY "algorithm: curve is given by explicit parameters");
	expect_no_key(
	    rsa_of(512, 0, 65537), COSIGN_E_USAGE, KEY "RSA of 512 bits");
	expect_no_key(
	    rsa_of(16384, 0, 65537), COSIGN_E_USAGE, KEY "RSA of 16384 bits");
	expect_no_key(
	    rsa_of(2048, 0, 1), COSIGN_E_USAGE, KEY "RSA exponent is not odd");
	expect_no_key(rsa_of(2048, 0, 65536), COSIGN_E_USAGE,
	    KEY "RSA exponent is not odd");
	expect_no_key(
	    rsa_of(2048, 1, 65537), COSIGN_E_USAGE, KEY "RSA modulus is even");
	expect_no_key(
	    rsa_of(2049, 0, 65537), COSIGN_E_USAGE, KEY "RSA of 2049 bits");
}

/* ---- names and usages ---- */

#define PERMITTED(text) \
	.stack.ca = CERTS({ .constraints = "critical,permitted;" text }, USUAL)
#define EXCLUDED(text) \
	.stack.ca = CERTS({ .constraints = "critical,excluded;" text }, USUAL)
#define NAMED(type, text) NAMES({ type, text, 0 }), .asked.identity = text
#define IN_PATH           "path: certificate 2 of the chain: name constraints: a name "
#define NOT_PERMITTED     IN_PATH "is not among those permitted"
#define EXCLUDED_NAME     IN_PATH "is excluded"
#define NOT_COMPARED      IN_PATH "that cannot be compared"

/* What an issuer may not vouch for was vouched for in other letters. */
static const struct attack constraints[] = {
	{ TWIN("permitted mail"), PERMITTED("email:good.example"),
		NAMED(VS_EMAIL, "a@good.example") },
	{ TWIN("permitted host"), PERMITTED("URI:good.example"),
		NAMED(VS_URI, "https://good.example/x") },
	{ TWIN("not excluded"), EXCLUDED("URI:evil.example"),
		NAMED(VS_URI, "https://good.example/x") },
	{ BAD("mail not permitted", USAGE, NOT_PERMITTED),
		PERMITTED("email:good.example"),
		NAMED(VS_EMAIL, "a@evil.example") },
	{ BAD("excluded mail", USAGE, EXCLUDED_NAME), EXCLUDED("email:evil.example"),
		NAMED(VS_EMAIL, "a@evil.example") },
	{ BAD("excluded mail in capitals", USAGE, EXCLUDED_NAME),
		EXCLUDED("email:evil.example"),
		NAMED(VS_EMAIL, "a@EVIL.example") },
	{ BAD("excluded mail with a dot", USAGE, NOT_COMPARED),
		EXCLUDED("email:evil.example"),
		NAMED(VS_EMAIL, "a@evil.example.") },
	{ BAD("excluded host in capitals", USAGE, EXCLUDED_NAME),
		EXCLUDED("URI:evil.example"),
		NAMED(VS_URI, "https://EVIL.example/x") },
	{ BAD("excluded host with a dot", USAGE, NOT_COMPARED),
		EXCLUDED("URI:evil.example"),
		NAMED(VS_URI, "https://evil.example./x") },
	{ BAD("user before the host", USAGE, NOT_PERMITTED),
		PERMITTED("URI:good.example"),
		NAMED(VS_URI, "https://good.example@evil.example/x") },
	{ BAD("no host", USAGE, NOT_COMPARED), PERMITTED("URI:good.example"),
		NAMED(VS_URI, "urn:good.example") },
};

Test(go, CVE_2026_27138)
{
	ATTACKS(constraints);
}

/* URI constraints were not looked at, and a star was permitted what it stands
   for. */
static const struct attack uris[] = {
	{ TWIN("permitted"), PERMITTED("URI:good.example"),
		NAMED(VS_URI, "https://good.example/x") },
	{ BAD("not permitted", USAGE, NOT_PERMITTED), PERMITTED("URI:good.example"),
		NAMED(VS_URI, "https://evil.example/x") },
	{ BAD("excluded", USAGE, EXCLUDED_NAME), EXCLUDED("URI:evil.example"),
		NAMED(VS_URI, "https://evil.example/x") },
	{ BAD("a star", USAGE, NOT_COMPARED), PERMITTED("URI:good.example"),
		NAMED(VS_URI, "https://*.example/x") },
};

Test(rustls_webpki, RUSTSEC_2026_0098)
{
	ATTACKS(uris);
}

#define NOT_FOR_CODE "certificate: extended key usage is not for code signing"

/* "Any usage" turned the check off. */
static const struct attack usages[] = {
	{ TWIN("code signing") },
	{ TWIN("code signing and others"), CERT(.eku = "codeSigning,1.2.3") },
	{ BAD("any", USAGE, NOT_FOR_CODE), CERT(.eku = "anyExtendedKeyUsage") },
	{ BAD("any and servers", USAGE, NOT_FOR_CODE),
		CERT(.eku = "anyExtendedKeyUsage,serverAuth") },
	{ BAD("none", USAGE, NOT_FOR_CODE), CERT(.eku = "") },
	{ BAD("servers", USAGE, NOT_FOR_CODE), CERT(.eku = "serverAuth") },
	{ TWIN("any, of the issuer"),
		.stack.ca = CERTS({ .eku = "anyExtendedKeyUsage" }, USUAL) },
	{ BAD("servers, of the issuer", USAGE, "path: certificate 2 of the"),
		.stack.ca = CERTS({ .eku = "serverAuth" }, USUAL) },
};

Test(go, CVE_2025_22874)
{
	ATTACKS(usages);
}

/* ---- texts ---- */

#define RED "\033[31m\r\n\x7f"

static void
expect_escaped(const struct attack *a, const char *shown)
{
	cosign_error_t *err = cosign_error_new();
	const char *said, *at;

	attack_judge(a, attack_try(a, err), err);
	said = cosign_error_message(err);
	cr_expect_not_null(strstr(said, shown), "%s: %s", a->label, said);
	for (at = said; *at != '\0'; at++)
		cr_expect((unsigned char)*at >= 0x20 && *at != 0x7f,
		    "%s: byte %d", a->label, *at);
	cosign_error_free(err);
}

static const struct attack escaped[] = {
	{ BAD("name", IDENTITY, "signed by a\\x1b[31m\\x0d\\x0a\\x7f@b"),
		NAMES({ VS_EMAIL, "a" RED "@b", 0 }), UNLOGGED, NOW },
	{ BAD("issuer", IDENTITY, "signed by " VS_IDENTITY ", says https:"),
		LEAF(.issuer = "https://" RED), UNLOGGED, NOW },
	{ BAD("payload type", STATEMENT, "statement: the payload is of type"),
		DSSE, .sign.payload_type = RED, UNLOGGED, NOW },
	{ BAD("predicate type", PREDICATE, "statement: predicate type is "),
		.sign = { .dsse = 1, .statement = A(vs_statement_options,
			.predicate_type = RED) }, UNLOGGED, NOW,
		.asked.predicate = "x" },
	{ BAD("kind of entry", UNSUPPORTED, "bundle: verificationMaterial: "),
		.entry.body = MEMBER("kind", "\"\\u001b[31m\\r\\n\\u007f\"") },
	{ BAD("media type", UNSUPPORTED, "bundle: media type "),
		.bundle.media_type = RED },
};

/* Bytes of others reached the terminal as they were. */
Test(go, CVE_2026_42507)
{
	size_t i;

	for (i = 0; i < ARRAY_LEN(escaped); i++)
		expect_escaped(&escaped[i], "\\x1b[31m\\x0d\\x0a\\x7f");
}
