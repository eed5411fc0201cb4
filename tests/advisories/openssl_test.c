/* What is done wrong with OpenSSL: its own advisories, and calls whose answers
   are misread. */
#include "attack.h"

#include "scratch.h"

#include <openssl/err.h>
#include <stdlib.h>
#include <string.h>

#define IN_CERT   "bundle: verificationMaterial: certificate: "
#define NOT_UNDER "the signature does not verify under the key"
#define NO_NAME   "certificate: no subject alternative name that is an identity"

/* clang-format off */

/* ---- answers of -1, 0 and 1 ---- */

static void
nothing(struct vs *vs, struct vs_bytes *bytes, void *user)
{
	(void)user;
	*bytes = vs_copy(vs, "", 0);
}

static void
one_less(struct vs *vs, struct vs_bytes *bytes, void *user)
{
	(void)user;
	*bytes = vs_copy(vs, bytes->p, bytes->len - 1);
}

static void
garbage(struct vs *vs, struct vs_bytes *bytes, void *user)
{
	(void)user;
	*bytes = vs_copy(vs, "\x30\x84\xff\xff\xff\xff", 6);
}

static void
one_byte(struct vs *vs, struct vs_bytes *bytes, void *user)
{
	(void)user;
	*bytes = vs_copy(vs, "\x30", 1);
}

#define EMPTY                 \
	{                     \
		.fn = nothing \
	}
#define CUT                    \
	{                      \
		.fn = one_less \
	}
#define GARBAGE               \
	{                     \
		.fn = garbage \
	}
#define BYTE                   \
	{                      \
		.fn = one_byte \
	}
#define TAIL              \
	{                 \
		.to = "x" \
	}

/* A signature in one place that OpenSSL answers with -1, not with 0: cut, no
   DER, of one byte, with a tail; and one that is empty. */
#define DAMAGED(what, place, empty, of_empty, code, start, ...)               \
	{ BAD(what ", empty", empty, of_empty), place = EMPTY, __VA_ARGS__ }, \
	    { BAD(what ", cut", code, start), place = CUT, __VA_ARGS__ },     \
	    { BAD(what ", garbage", code, start), place = GARBAGE,            \
		    __VA_ARGS__ },                                            \
	    { BAD(what ", a byte", code, start), place = BYTE, __VA_ARGS__ }, \
	{                                                                     \
		BAD(what ", tail", code, start), place = TAIL, __VA_ARGS__    \
	}

#define IS_EMPTY   "the signature is empty"
#define NOTE       "tlogEntries[0]: checkpoint: "
#define NOT_BY_LOG NOTE "the log's signature does not verify"
#define NOT_BY_TSA "timestamps[0]: timestamp: not signed by the authority"
#define NO_PROMISE "tlogEntries[0]: inclusion promise: not signed by the log"

static const struct attack answers[] = {
	{ TWIN("key"), .key = VS_P256, UNLOGGED },
	{ TWIN("RSA"), .key = VS_RSA2048, UNLOGGED },
	{ TWIN("Ed25519"), .key = VS_ED25519, UNLOGGED },
	{ TWIN("certificate, log and timestamp"), STAMPED },
	DAMAGED("key", .sign.signature, NO_SIGNATURE, IS_EMPTY, SIGNATURE, "the signature does not verify",
		.key = VS_P256, UNLOGGED),
	DAMAGED("RSA", .sign.signature, NO_SIGNATURE, IS_EMPTY, SIGNATURE, "the signature does not verify",
		.key = VS_RSA2048, UNLOGGED),
	DAMAGED("Ed25519", .sign.signature, NO_SIGNATURE, IS_EMPTY, SIGNATURE,
		"the signature does not verify", .key = VS_ED25519, UNLOGGED),
	DAMAGED("P-521", .sign.signature, NO_SIGNATURE, IS_EMPTY, SIGNATURE,
		"the signature does not verify", .key = VS_P521, UNLOGGED),
	DAMAGED("certificate's key", .sign.signature, NO_SIGNATURE, IS_EMPTY, SIGNATURE,
		"the signature does not verify", UNLOGGED, NOW),
	{ BAD("promise, empty", NO_TIME, "nobody who is trusted says when"),
		.entry.set_signature = EMPTY },
	{ BAD("promise, cut", PROMISE, NO_PROMISE),
		.entry.set_signature = CUT },
	{ BAD("promise, garbage", PROMISE, NO_PROMISE),
		.entry.set_signature = GARBAGE },
	{ BAD("promise, a byte", PROMISE, NO_PROMISE),
		.entry.set_signature = BYTE },
	{ BAD("promise, tail", PROMISE, NO_PROMISE),
		.entry.set_signature = TAIL },
	DAMAGED("checkpoint", .entry.note.signature, CHECKPOINT,
		NOTE "a signature is too short", CHECKPOINT, NOT_BY_LOG,
		.where = IN_V1),
	DAMAGED("checkpoint of v2", .entry.note.signature, CHECKPOINT,
		NOTE "a signature is too short", CHECKPOINT, NOT_BY_LOG, V2),
	DAMAGED("timestamp", .stamp.signature, TIMESTAMP, NOT_BY_TSA,
		TIMESTAMP, NOT_BY_TSA, STAMPED),
	{ BAD("certificate, cut", UNTRUSTED, "certificate: no path to an"),
		CERT(.signature = CUT), UNLOGGED, NOW },
	{ BAD("certificate, garbage", UNTRUSTED, "certificate: no path to an"),
		CERT(.signature = GARBAGE), UNLOGGED, NOW },
	{ BAD("certificate, tail", UNTRUSTED, "certificate: no path to an aut"),
		CERT(.signature = TAIL), UNLOGGED, NOW },
	{ BAD("SCT, empty", SCT, "scts[0]: SCT: not signed by the log"), SCT(.signature = EMPTY) },
	{ BAD("SCT, cut", SCT, "scts[0]: SCT: not signed by the log"),
		SCT(.signature = CUT) },
	{ BAD("SCT, garbage", SCT, "scts[0]: SCT: not signed by the log"),
		SCT(.signature = GARBAGE) },
	{ BAD("SCT, tail", SCT, "scts[0]: SCT: not signed by the log"),
		SCT(.signature = TAIL) },
};

Test(openssl, answers_of_minus_one)
{
	ATTACKS(answers);
}

/* Somebody else's errors were taken for the answer. */
Test(openssl, stale_errors)
{
	static const struct attack good = { TWIN("good"), STAMPED };
	static const struct attack bad = { BAD("bad", SIGNATURE, NOT_UNDER),
		.key = VS_P256, UNLOGGED, .sign.signature.fn = vs_flip };
	cosign_error_t *err = cosign_error_new();

	ERR_clear_error();
	ERR_raise(ERR_LIB_X509, ERR_R_INTERNAL_ERROR);
	attack_judge(&good, attack_try(&good, err), err);
	attack_judge(&bad, attack_try(&bad, err), err);
	cr_expect_eq(
	    ERR_GET_REASON(ERR_peek_last_error()), ERR_R_INTERNAL_ERROR);
	cosign_error_free(err);
}

/* ---- anchors ---- */

static void
stranger(struct vs *vs, struct attack *a)
{
	static struct vs_leaf_options leaf;
	const char *pem;

	leaf.ca = vs_ca(vs, NULL);
	leaf.ca->untrusted = 1;
	a->sign.leaf = &leaf;
	pem = vs_chain_pem(leaf.ca);
	scratch_write("system.pem", pem, strlen(pem));
}

/* What a browser trusts signs no artifacts: the system's store is not
   looked at. */
static const struct attack stores[] = {
	{ TWIN("trusted root"), UNLOGGED, NOW },
	{ BAD("system's store", UNTRUSTED, "certificate: no path to an author"),
		UNLOGGED, NOW, .prepare = stranger },
};

Test(openssl, store_of_the_system, .init = scratch_enter, .fini = scratch_leave)
{
	cr_assert_eq(setenv("SSL_CERT_FILE", "system.pem", 1), 0);
	cr_assert_eq(setenv("SSL_CERT_DIR", ".", 1), 0);
	ATTACKS(stores);
}

static void
tsa_of_his_own(struct vs *vs, struct attack *a)
{
	a->stamp.tsa = vs_tsa(vs, NULL);
	a->stamp.tsa->untrusted = 1;
}

static void
tsa_leaf_unknown(struct vs *vs, struct attack *a)
{
	tsa_of_his_own(vs, a);
	vs->tsa->next->untrusted = 1;
	vs->tsa->cut_first = 1;
}

/* Certificates that came along were put among those that are trusted. */
static const struct attack embedded[] = {
	{ TWIN("trusted authority's"), STAMPED,
		.stamp.embed = VS_EMBED_WITH_ROOT },
	{ BAD("his root", UNTRUSTED,
		"timestamps[0]: timestamp: signed by another than the author"),
		STAMPED, .stamp.embed = VS_EMBED_WITH_ROOT,
		.prepare = tsa_of_his_own },
	{ BAD("his root, signer unknown", UNTRUSTED,
		"timestamps[0]: timestamp: certificate: no path to a trusted"),
		STAMPED, .stamp.embed = VS_EMBED_WITH_ROOT,
		.prepare = tsa_leaf_unknown },
};

Test(openssl, embedded_anchors)
{
	ATTACKS(embedded);
}

/* ---- times and usages ---- */

#define AT(time) UNLOGGED, .asked.clock = VS_NOW + (time)
#define WINDOW   CERT(.not_before = VS_NOW, .not_after = VS_NOW + 100)

/* OpenSSL compares with the clock, and takes the end of a validity for
   over. */
static const struct attack edges[] = {
	{ TWIN("begin"), WINDOW, AT(0) },
	{ TWIN("end"), WINDOW, AT(100) },
	{ BAD("before", EXPIRED, "path: certificate: not yet valid at the tim"),
		WINDOW, AT(-1) },
	{ BAD("after", EXPIRED, "path: certificate: expired at the time of the"),
		WINDOW, AT(101) },
	{ TWIN("issuer's end"), AT(50),
		.stack.ca = CERTS({ .not_after = VS_NOW + 50 }, USUAL) },
	{ BAD("after the issuer's end", EXPIRED, "path: certificate 2 of the"),
		AT(51), .stack.ca = CERTS({ .not_after = VS_NOW + 50 }, USUAL) },
};

Test(openssl, edges_of_validity)
{
	ATTACKS(edges);
}

static const struct attack purposes[] = {
	{ TWIN("code signing"), UNLOGGED, NOW },
	{ BAD("leaf for servers", USAGE, "certificate: extended key usage is"),
		UNLOGGED, NOW, CERT(.eku = "serverAuth") },
	{ BAD("leaf for mail", USAGE, "certificate: extended key usage is not"),
		UNLOGGED, NOW, CERT(.eku = "emailProtection") },
	{ BAD("issuer for servers", USAGE, "path: certificate 2 of the chain:"),
		UNLOGGED, NOW, .stack.ca = CERTS({ .eku = "serverAuth" }, USUAL) },
};

Test(openssl, purposes)
{
	ATTACKS(purposes);
}

/* Whose leaf it is issues a certificate of its own. */
static void
leaf_as_issuer(struct vs *vs, struct attack *a)
{
	static struct vs_authority own;
	static struct vs_leaf_options leaf;

	own = *vs->ca;
	own.chain[0] = vs_leaf(vs, a->sign.leaf);
	leaf = (struct vs_leaf_options){ .ca = &own };
	a->sign.leaf = &leaf;
}

#define WITH_CHAIN \
	.asked.allow_chain = 1, .bundle = { .material = VS_CHAIN, .chain = 1 }
#define BY_LEAF UNLOGGED, NOW, WITH_CHAIN, .prepare = leaf_as_issuer

#define NO_CA                                                  \
	"bundle: verificationMaterial: x509CertificateChain: " \
	"certificates[1]: is no CA"

static const struct attack issuers[] = {
	{ TWIN("the authority"), UNLOGGED, NOW, WITH_CHAIN },
	{ BAD("a leaf", MALFORMED, NO_CA), BY_LEAF },
	{ BAD("a leaf that says it is none", MALFORMED, NO_CA),
		BY_LEAF, CERT(.basic = "critical,CA:FALSE") },
	{ BAD("a leaf that may sign certificates", MALFORMED, NO_CA),
		BY_LEAF, CERT(.usage = "critical,digitalSignature,keyCertSign") },
	{ BAD("no CA", USAGE, "path: certificate 2 of the chain: is no CA"), UNLOGGED,
		NOW, .stack.ca = CERTS({ .basic = "critical,CA:FALSE" }, USUAL) },
	{ BAD("below what is allowed", USAGE,
		"path: certificate 4 of the chain: path below it is too lo"),
		UNLOGGED, NOW, .stack.ca = CERTS(USUAL, USUAL,
		{ .basic = "critical,CA:TRUE,pathlen:0" }) },
};

/* That an issuer is one was not looked at once curves were. */
Test(openssl, CVE_2021_3450)
{
	ATTACKS(issuers);
}

/* ---- extensions ---- */

static const struct attack critical[] = {
	{ TWIN("unknown"), UNLOGGED, NOW, CERT(EXTENSIONS({ .oid = "1.2.3",
		.text = "x" })) },
	{ BAD("unknown and critical", USAGE,
		"path: certificate: has a critical extension that is not"),
		UNLOGGED, NOW, CERT(EXTENSIONS({ .oid = "1.2.3", .text = "x",
		.critical = 1 })) },
	{ BAD("poison", USAGE, "path: certificate: is a precertificate"), UNLOGGED, NOW,
		LEAF(.poison = 1) },
	{ BAD("of the issuer", USAGE,
		"path: certificate 2 of the chain: has a critical extensio"),
		UNLOGGED, NOW, .stack.ca = CERTS({ EXTENSIONS({ .oid = "1.2.3",
		.text = "x", .critical = 1 }) }, USUAL) },
};

Test(openssl, critical_extensions)
{
	ATTACKS(critical);
}

#define TWICE        IN_CERT "extensions: an extension stands there twice"
#define CODE_SIGNING "\x30\x0a\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x03"

/* Of what stood there twice OpenSSL gave neither, which was taken for none. */
static const struct attack duplicates[] = {
	{ TWIN("none"), UNLOGGED, NOW },
	{ BAD("names", MALFORMED, TWICE), UNLOGGED, NOW,
		CERT(EXTENSIONS(RAW("2.5.29.17", "\x30\x05\x81\x03" "a@b"))) },
	{ BAD("extended usages", MALFORMED, TWICE), UNLOGGED, NOW,
		CERT(EXTENSIONS(RAW("2.5.29.37", CODE_SIGNING))) },
	{ BAD("usages", MALFORMED, TWICE), UNLOGGED, NOW,
		CERT(EXTENSIONS(RAW("2.5.29.15", "\x03\x02\x07\x80"))) },
	{ BAD("SCTs", MALFORMED, TWICE), UNLOGGED, NOW,
		CERT(EXTENSIONS(RAW("1.3.6.1.4.1.11129.2.4.2",
		"\x04\x02\x00\x00"))) },
	{ BAD("issuers", MALFORMED, TWICE), UNLOGGED, NOW,
		CERT(EXTENSIONS({ .oid = VS_FULCIO(8), .text = VS_ISSUER })) },
	{ BAD("old issuers", MALFORMED, TWICE), UNLOGGED, NOW,
		CERT(EXTENSIONS({ .oid = VS_FULCIO(1), .text = VS_ISSUER,
		.encoding = VS_RAW })) },
};

Test(openssl, repeated_extensions)
{
	ATTACKS(duplicates);
}

/* ---- what comes after the end ---- */

static void
tail_of_certificate(struct vs_signature *sig)
{
	const struct vs_bytes parts[] = { sig->cert->der, vs_of("x"),
		{ NULL, 0 } };

	sig->cert->der = vs_join(sig->vs, parts);
}

static void
tail_of_log_key(struct vs *vs, struct attack *a)
{
	const struct vs_bytes parts[] = { vs->rekor1->raw_key, vs_of("x"),
		{ NULL, 0 } };

	(void)a;
	vs->rekor1->raw_key = vs_join(vs, parts);
}

static void
tail_of_root(struct vs *vs, struct attack *a)
{
	struct vs_cert *root = vs->ca->chain[1];
	const struct vs_bytes parts[] = { root->der, vs_of("x"), { NULL, 0 } };

	(void)a;
	root->der = vs_join(vs, parts);
}

static const struct attack tails[] = {
	{ TWIN("none"), STAMPED },
	{ BAD("certificate", DER, IN_CERT "DER: 1 bytes too many at the end"),
		STAMPED, .change = tail_of_certificate },
	{ BAD("timestamp", TIMESTAMP, "timestamps[0]: timestamp: DER: 1 bytes"),
		STAMPED, .stamp.response.to = "x" },
	{ BAD("signature", SIGNATURE, NOT_UNDER), .key = VS_P256, UNLOGGED,
		.sign.signature.to = "x" },
	{ BAD("log's key", DER, "trusted root: tlogs[0]: publicKey: public ke"),
		STAMPED, .prepare = tail_of_log_key },
	{ BAD("root", DER,
		"trusted root: certificateAuthorities[0]: certChain: certif"),
		STAMPED, .prepare = tail_of_root },
};

Test(openssl, trailing_bytes)
{
	ATTACKS(tails);
}

/* ---- names ---- */

#define WITH_NUL(text) text "\0.evil", sizeof(text "\0.evil") - 1

/* Texts ended at a NUL, and where there was none, nowhere. */
#define NOT_TEXT IN_CERT "extensions: subject alternative name: name is not"

static const struct attack nuls[] = {
	{ TWIN("none"), NAMES({ VS_EMAIL, "a@good.example", 0 }), UNLOGGED, NOW,
		.asked.identity = "a@good.example" },
	{ BAD("mail", MALFORMED, NOT_TEXT),
		NAMES({ VS_EMAIL, WITH_NUL("a@good.example") }), UNLOGGED, NOW,
		.asked.identity = "a@good.example" },
	{ BAD("URI", MALFORMED, NOT_TEXT),
		NAMES({ VS_URI, WITH_NUL("https://good.example") }), UNLOGGED,
		NOW, .asked.identity = "https://good.example" },
	{ BAD("username", IDENTITY, NO_NAME),
		NAMES({ VS_USERNAME, WITH_NUL("good!a") }), UNLOGGED, NOW,
		.asked.identity = "good!a" },
	{ BAD("issuer", MALFORMED,
		IN_CERT "extensions: 1.3.6.1.4.1.57264.1.8: not text in U"),
		LEAF(.issuer_v2 = "", .cert = { EXTENSIONS({
		.oid = VS_FULCIO(8), .text = VS_ISSUER "\0x",
		.len = sizeof(VS_ISSUER) + 1 }) }), UNLOGGED, NOW },
	{ BAD("old issuer", MALFORMED,
		IN_CERT "extensions: 1.3.6.1.4.1.57264.1.1: not text in U"),
		LEAF(.issuer_v1 = "", .issuer_v2 = "", .cert = { EXTENSIONS(
		RAW(VS_FULCIO(1), VS_ISSUER "\0x")) }), UNLOGGED, NOW },
};

Test(openssl, CVE_2021_3712)
{
	ATTACKS(nuls);
}

#define GENERAL(bytes)                                                   \
	NAMES({ VS_NAME_DER, bytes, sizeof(bytes) - 1 }), UNLOGGED, NOW, \
	    .asked.identity = "u!t"
#define FULCIO_NAME "\x06\x0a\x2b\x06\x01\x04\x01\x83\xbf\x30\x01\x07"

/* Names of other kinds were taken for what they were not. */
static const struct attack other_names[] = {
	{ TWIN("username"), GENERAL("\xa0\x13" FULCIO_NAME
		"\xa0\x05\x0c\x03" "u!t") },
	{ BAD("other kind", IDENTITY, NO_NAME), GENERAL("\xa0\x0c"
		"\x06\x03\x2a\x03\x04\xa0\x05\x0c\x03" "u!t") },
	{ BAD("text of another kind", IDENTITY, NO_NAME),
		GENERAL("\xa0\x13" FULCIO_NAME "\xa0\x05\x13\x03" "u!t") },
	{ BAD("in two bytes a letter", IDENTITY, NO_NAME),
		GENERAL("\xa0\x16" FULCIO_NAME
		"\xa0\x08\x1e\x06\0u\0!\0t") },
	{ BAD("not wrapped", IDENTITY, NO_NAME),
		GENERAL("\xa0\x11" FULCIO_NAME "\x0c\x03" "u!t") },
};

Test(openssl, names_of_other_kinds)
{
	ATTACKS(other_names);
}

/* An X.400 address was compared as something else. */
static const struct attack x400[] = {
	{ TWIN("mail") },
	{ BAD("X.400 address", IDENTITY, NO_NAME),
		GENERAL("\xa3\x02\x30\x00") },
	{ BAD("empty", IDENTITY, NO_NAME), GENERAL("\xa3\x00") },
	{ BAD("EDI party", IDENTITY, NO_NAME), GENERAL("\xa5\x02\x30\x00") },
};

Test(openssl, CVE_2023_0286)
{
	ATTACKS(x400);
}

/* Mail in Unicode was written out beyond its place. */
static const struct attack unicode_mail[] = {
	{ TWIN("mail"), .stack.ca = CERTS({ .constraints =
		"critical,permitted;email:example.com" }, USUAL) },
	{ BAD("in Unicode", IDENTITY, NO_NAME),
		.stack.ca = CERTS({ .constraints =
		"critical,permitted;email:example.com" }, USUAL),
		GENERAL("\xa0\x19\x06\x08\x2b\x06\x01\x05\x05\x07\x08\x09"
		"\xa0\x0d\x0c\x0b" "a@xn--a.com") },
};

Test(openssl, CVE_2022_3602)
{
	ATTACKS(unicode_mail);
}

/* ---- keys ---- */

static void
details_of_rsa(struct vs *vs, struct attack *a)
{
	(void)a;
	vs->rekor1->key_details = "PKIX_RSA_PKCS1V15_2048_SHA256";
}

static void
details_of_p384(struct vs *vs, struct attack *a)
{
	(void)a;
	vs->rekor1->key_details = "PKIX_ECDSA_P384_SHA_384";
}

static void
details_of_ed25519(struct vs *vs, struct attack *a)
{
	(void)a;
	vs->ct->key_details = "PKIX_ED25519";
}

static void
unknown_details(struct vs *vs, struct attack *a)
{
	(void)a;
	vs->rekor1->key_details = "PKIX_ED448";
}

static const struct attack details[] = {
	{ TWIN("right") },
	{ BAD("RSA", KEY_MISMATCH, "trusted root: tlogs[0]: publicKey: keyDe"),
		.prepare = details_of_rsa },
	{ BAD("another curve", KEY_MISMATCH, "trusted root: tlogs[0]: publicKey: k"),
		.prepare = details_of_p384 },
	{ BAD("Ed25519", KEY_MISMATCH, "trusted root: ctlogs[0]: publicKey: k"),
		.prepare = details_of_ed25519 },
	{ BAD("unknown", UNSUPPORTED, "trusted root: tlogs[0]: publicKey: keyD"),
		.prepare = unknown_details },
};

Test(openssl, keys_of_another_kind)
{
	ATTACKS(details);
}

static void
explicit_curve(struct vs *vs, struct attack *a)
{
	EVP_PKEY *pkey = EVP_EC_gen("P-256");
	struct vs_key *key;

	cr_assert_eq(
	    EVP_PKEY_set_utf8_string_param(pkey, "encoding", "explicit"), 1);
	key = vs_key_of(vs, VS_P256, pkey);
	(void)a;
	vs->rekor1->key = key;
	vs->rekor1->raw_key = key->spki;
	vs->rekor1->id = key->id;
}

/* The numbers of a curve that came with a key were worked with for ever. A key
   of no use is left out of the trusted root. */
static const struct attack curves[] = {
	{ TWIN("named") },
	{ BAD("explicit", UNTRUSTED, "tlogEntries[0]: of a log that is not tr"),
		.prepare = explicit_curve },
};

Test(openssl, CVE_2022_0778)
{
	ATTACKS(curves);
}

/* Object identifiers without end were written out in time that grew with
   their square. */
#define TEN   "\x81\x82\x83\x84\x85\x86\x87\x88\x89\x0a"
#define SIXTY TEN TEN TEN TEN TEN TEN
#define IDENTIFIERS(bytes) \
	CERT(.eku = "", EXTENSIONS(RAW("2.5.29.37", bytes))), UNLOGGED, NOW

static const struct attack identifiers[] = {
	{ TWIN("64 bytes"), IDENTIFIERS("\x30\x4c\x06\x40" SIXTY
		"\x01\x02\x03\x04\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x03") },
	{ BAD("65 bytes", LIMIT,
		IN_CERT "extensions: extended key usage: OID of 65 bytes"),
		IDENTIFIERS("\x30\x4d\x06\x41" SIXTY
		"\x01\x02\x03\x04\x05\x06\x08\x2b\x06\x01\x05\x05\x07\x03"
		"\x03") },
};

Test(openssl, CVE_2023_2650)
{
	ATTACKS(identifiers);
}

/* ---- PEM ---- */

static void
expect_no_pem(const char *text, cosign_rc_t rc, const char *message)
{
	cosign_error_t *err = cosign_error_new();
	cosign_pubkey_t *key = NULL;

	expect_error(err, cosign_pubkey_parse(&key, text, strlen(text), err),
	    rc, message);
	cr_expect_null(key);
	cosign_error_free(err);
}

/* A block without contents was freed twice. */
Test(openssl, CVE_2022_4450)
{
	expect_no_pem("-----BEGIN PUBLIC KEY-----\n"
		      "-----END PUBLIC KEY-----\n",
	    COSIGN_E_DER, "public key: DER: cut");
	expect_no_pem("-----BEGIN PUBLIC KEY-----\nA: b\n\n"
		      "-----END PUBLIC KEY-----\n",
	    COSIGN_E_DER, "public key: DER: cut");
	expect_no_pem("-----BEGIN CERTIFICATE-----\n"
		      "-----END CERTIFICATE-----\n",
	    COSIGN_E_KEY_KIND, "public key: a certif");
}

/* ---- digests ---- */

#define STAMP "timestamps[0]: timestamp: "

/* A token says with which digest it was signed. */
static const struct attack digests[] = {
	{ TWIN("SHA-256"), STAMPED, .stamp.digest = "SHA256" },
	{ TWIN("SHA-384"), STAMPED, .stamp.digest = "SHA384" },
	{ TWIN("SHA-512"), STAMPED, .stamp.digest = "SHA512" },
	{ BAD("SHA-1", TIMESTAMP, STAMP "SignerInfo: hash is none of"), STAMPED,
		.stamp.digest = "SHA1" },
	{ BAD("SHA-224", TIMESTAMP, STAMP "SignerInfo: hash is none of"),
		STAMPED, .stamp.digest = "SHA224" },
	{ BAD("MD5", TIMESTAMP, STAMP "SignerInfo: hash is none of"), STAMPED,
		.stamp.digest = "MD5", .stack.tsa = AUTHORITY(.kind =
		VS_RSA2048), .stamp.signature_oid = "1.2.840.113549.1.1.1" },
	{ BAD("SHA-1 of a certificate", UNTRUSTED, "certificate: no path to a"),
		UNLOGGED, NOW, .stack.ca = CERTS({ .digest = "SHA1" }, USUAL) },
};

Test(openssl, digests_of_their_choice)
{
	ATTACKS(digests);
}

/* ---- base64 ---- */

#define SIGNED(text)                                                         \
	.bundle.json = MEMBER("messageSignature.signature", "\"" text "\""), \
	.key = VS_P256, UNLOGGED
#define NO_BASE64 "bundle: messageSignature: signature: base64: "

/* EVP_DecodeBlock reads beyond padding and past what is no base64. */
static const struct attack base64[] = {
	{ TWIN("usual"), .key = VS_P256, UNLOGGED },
	{ BAD("two ends", BASE64, NO_BASE64), SIGNED("QQ==QQ==") },
	{ BAD("three", BASE64, NO_BASE64), SIGNED("Q===") },
	{ BAD("no end", SIGNATURE, NOT_UNDER), SIGNED("QUJ") },
	{ BAD("of URLs", SIGNATURE, NOT_UNDER), SIGNED("QU-_") },
	{ BAD("both alphabets", BASE64, NO_BASE64), SIGNED("QU+_") },
	{ BAD("bits at the end", SIGNATURE, NOT_UNDER), SIGNED("QR==") },
	{ BAD("blank", BASE64, NO_BASE64), SIGNED("QU JD") },
	/* which Go passes over */
	{ BAD("line end", SIGNATURE, NOT_UNDER), SIGNED("QUJD\\n") },
	{ BAD("one letter", BASE64, NO_BASE64), SIGNED("Q") },
	{ BAD("letters beyond ASCII", BASE64, NO_BASE64), SIGNED("QU\u0141D") },
};

Test(openssl, base64)
{
	ATTACKS(base64);
}
