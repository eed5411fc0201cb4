/* Advisories of Rekor and rekor-tiles, of what a log's client sees of them. */
#include "attack.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PLACE  "bundle: verificationMaterial: "
#define BODY0  PLACE "tlogEntries[0]: canonicalizedBody: "
#define UNREAD "tlogEntries[0]: its body cannot be read"

/* clang-format off */

#define INTOTO   DSSE, .entry.kind = VS_INTOTO_2
#define INTOTO_1 DSSE, .entry.kind = VS_INTOTO_1, .form = LEGACY
#define C        "spec.content."

/* A member that was missing in an entry about an attestation ended the log's
   server. */
static const struct attack intoto[] = {
	{ TWIN("0.0.2"), INTOTO },
	{ TWIN("0.0.1"), INTOTO_1 },
	{ BAD("no content", MALFORMED,
		BODY0 "intoto 0.0.2: no content"), INTOTO,
		.entry.body = MEMBER("spec.content", NULL) },
	{ BAD("no envelope", MALFORMED,
		BODY0 "intoto 0.0.2: envelope: no envelope"), INTOTO,
		.entry.body = MEMBER(C "envelope", NULL) },
	{ BAD("no payload hash", MALFORMED,
		BODY0 "intoto 0.0.2: payloadHash: no payloadHash"), INTOTO,
		.entry.body = MEMBER(C "payloadHash", NULL) },
	{ BAD("no hash", MALFORMED,
		BODY0 "intoto 0.0.2: hash: no hash"), INTOTO,
		.entry.body = MEMBER(C "hash", NULL) },
	{ BAD("no signatures", MALFORMED,
		BODY0 "intoto 0.0.2: envelope: signatures: 0 instead of one"), INTOTO,
		.entry.body = MEMBER(C "envelope.signatures", NULL) },
	{ BAD("empty signatures", MALFORMED,
		BODY0 "intoto 0.0.2: envelope: signatures: 0 instead of one"), INTOTO,
		.entry.body = MEMBER(C "envelope.signatures", "[]") },
	{ BAD("null for a signature", JSON,
		BODY0 "intoto 0.0.2: envelope: signatures: no object"), INTOTO,
		.entry.body = MEMBER(C "envelope.signatures", "[null]") },
	{ BAD("no key", MALFORMED,
		BODY0 "intoto 0.0.2: envelope: publicKey: no publicKey"), INTOTO,
		.entry.body = MEMBER(C "envelope.signatures.0.publicKey", NULL) },
	{ BAD("no key, 0.0.1", ENTRY, UNREAD), INTOTO_1,
		.entry.body = MEMBER("spec.publicKey", NULL) },
	{ BAD("no hash, 0.0.1", ENTRY, UNREAD), INTOTO_1,
		.entry.body = MEMBER(C "hash", NULL) },
	{ BAD("no content, 0.0.1", ENTRY, UNREAD), INTOTO_1,
		.entry.body = MEMBER("spec.content", "null") },
};

Test(rekor, CVE_2023_33199)
{
	ATTACKS(intoto);
}

#define KIND(json) .entry.body = MEMBER("kind", json)
#define OLD        .form = LEGACY

/* Kinds that have nothing to do with signatures of files were parsed. */
static const struct attack kinds[] = {
	{ TWIN("hashedrekord") },
	{ TWIN("hashedrekord, older form"), OLD },
	{ BAD("cose", UNSUPPORTED,
		BODY0 "entries of kind cose 0.0.1 are not supported"), KIND("\"cose\"") },
	{ BAD("alpine", UNSUPPORTED,
		BODY0 "entries of kind alpine 0.0.1 are not supported"), KIND("\"alpine\"") },
	{ BAD("helm", UNSUPPORTED,
		BODY0 "entries of kind helm 0.0.1 are not supported"), KIND("\"helm\"") },
	{ BAD("jar", UNSUPPORTED,
		BODY0 "entries of kind jar 0.0.1 are not supported"), KIND("\"jar\"") },
	{ BAD("rfc3161", UNSUPPORTED,
		BODY0 "entries of kind rfc3161 0.0.1 are not supported"), KIND("\"rfc3161\"") },
	{ BAD("rpm", UNSUPPORTED,
		BODY0 "entries of kind rpm 0.0.1 are not supported"), KIND("\"rpm\"") },
	{ BAD("tuf", UNSUPPORTED,
		BODY0 "entries of kind tuf 0.0.1 are not supported"), KIND("\"tuf\"") },
	{ BAD("capitals", UNSUPPORTED,
		BODY0 "entries of kind HashedRekord 0.0.1 are not supported"), KIND("\"HashedRekord\"") },
	{ BAD("rekord in a bundle", UNSUPPORTED,
		BODY0 "entries of kind rekord 0.0.1 are not supported"),
		.entry.kind = VS_REKORD },
	{ BAD("intoto 0.0.1 in a bundle", UNSUPPORTED,
		BODY0 "entries of kind intoto 0.0.1 are not supported"), DSSE,
		.entry.kind = VS_INTOTO_1 },
	{ BAD("cose, older form", ENTRY, UNREAD), OLD, KIND("\"cose\"") },
	{ BAD("alpine, older form", ENTRY, UNREAD), OLD, KIND("\"alpine\"") },
	{ BAD("of an artifact for an envelope", ENTRY,
		"tlogEntries[0]: of kind hashedrekord 0.0.1 is about something"),
		DSSE, .entry.kind = VS_HASHEDREKORD },
};

Test(rekor, CVE_2026_23831)
{
	ATTACKS(kinds);
}

#define URL "\"http://169.254.169.254/\""

/* The log fetched what an entry named. Nobody fetches anything here, and an
   entry that asks for it is none. */
static const struct attack urls[] = {
	{ TWIN("without") },
	{ TWIN("rekord, without"), OLD, .entry.kind = VS_REKORD },
	{ BAD("of the artifact", MALFORMED,
		BODY0 "hashedrekord 0.0.1: data: unknown member url"),
		.entry.body = MEMBER("spec.data.url", URL) },
	{ BAD("of the signature", MALFORMED,
		BODY0 "hashedrekord 0.0.1: signature: unknown member url"),
		.entry.body = MEMBER("spec.signature.url", URL) },
	{ BAD("of the key", MALFORMED,
		BODY0 "hashedrekord 0.0.1: publicKey: unknown member url"),
		.entry.body = MEMBER("spec.signature.publicKey.url", URL) },
	{ BAD("of the key, instead of it", MALFORMED,
		BODY0 "hashedrekord 0.0.1: publicKey: unknown member url"),
		.entry.body = MEMBER("spec.signature.publicKey",
		"{\"url\":" URL "}") },
	{ BAD("rekord, of the artifact", ENTRY, UNREAD), OLD,
		.entry = { .kind = VS_REKORD,
			.body = MEMBER("spec.data.url", URL) } },
	{ BAD("rekord, of the key", ENTRY, UNREAD), OLD,
		.entry = { .kind = VS_REKORD,
			.body = MEMBER("spec.signature.publicKey",
			"{\"url\":" URL "}") } },
};

Test(rekor, CVE_2026_24117)
{
	ATTACKS(urls);
}

/* ---- every member of every kind ---- */

/* One of Rekor's kinds, how it is stored, and what is said of a body that is
   not of it. */
struct shape {
	const char *name;
	struct attack twin;
	cosign_rc_t rc; /* COSIGN_OK: says what is wrong */
	const char *message;
	size_t members;
};

static const struct shape shapes[] = {
	{ "hashedrekord 0.0.1", { .where = IN_V1 }, COSIGN_OK, BODY0, 11 },
	{ "hashedrekord 0.0.2", { V2 }, COSIGN_OK, BODY0, 13 },
	{ "dsse 0.0.1", { DSSE }, COSIGN_OK, BODY0, 13 },
	{ "intoto 0.0.2", { INTOTO }, COSIGN_OK, BODY0, 16 },
	{ "intoto 0.0.1", { INTOTO_1 }, COSIGN_E_ENTRY, UNREAD, 11 },
	{ "rekord 0.0.1", { OLD, .entry.kind = VS_REKORD }, COSIGN_E_ENTRY,
	    UNREAD, 12 },
};

static const struct {
	const char *path, *message;
} compared[] = {
	{ "spec.hashedRekordV002.signature.verifier.keyDetails",
	    "tlogEntries[0]: is about another artifact, or not as the log" },
	{ "spec.content.envelope.payloadType",
	    "tlogEntries[0]: is about another type of payload" },
};

/* One whose value is JSON instead. */
static void
expect_no_entry(const struct shape *shape, const char *path, const char *json,
    cosign_rc_t rc, const char *message)
{
	struct member m = { path, json };
	struct attack a = shape->twin;
	cosign_error_t *err = cosign_error_new();

	a.label = path;
	a.rc = shape->rc != COSIGN_OK ? shape->rc : rc;
	a.message = shape->rc != COSIGN_OK ? shape->message : message;
	a.entry.body = (struct vs_edit){ .fn = set_member, .user = &m };
	attack_judge(&a, attack_try(&a, err), err);
	cosign_error_free(err);
}

/* What is said of an empty text depends on its place. */
static void
expect_no_entry_of_nothing(const struct shape *shape, const char *path)
{
	struct member m = { path, "\"\"" };
	struct attack a = shape->twin;
	cosign_error_t *err = cosign_error_new();
	cosign_rc_t rc;

	a.label = path;
	a.entry.body = (struct vs_edit){ .fn = set_member, .user = &m };
	rc = attack_try(&a, err);
	cr_expect_eq(cosign_rc_class(rc),
	    shape->rc != COSIGN_OK ? COSIGN_CLASS_REJECTED
				   : COSIGN_CLASS_MALFORMED,
	    "%s: %s", path, cosign_rc_name(rc));
	expect_prefix(cosign_error_message(err), shape->message);
	cosign_error_free(err);
}

/* Texts that are read whatever they say, and compared. */
static int
is_compared(const struct shape *shape, const char *path)
{
	size_t i;

	for (i = 0; i < ARRAY_LEN(compared); i++)
		if (strcmp(path, compared[i].path) == 0 &&
		    shape->rc == COSIGN_OK) {
			expect_no_entry(shape, path, "\"\"", COSIGN_E_ENTRY,
			    compared[i].message);
			return 1;
		}
	return 0;
}

/* Without it, with null, and with something of each other kind. */
static void
replace(const char *path, char begins, void *user)
{
	static const char *const others[] = { "1", "true", "\"\"", "{}", "[]" };
	const struct shape *shape = user;
	const int is_element = path[strlen(path) - 1] == '0';
	size_t i;

	expect_no_entry(shape, path, NULL, COSIGN_E_MALFORMED, BODY0);
	expect_no_entry(shape, path, "null",
	    is_element ? COSIGN_E_JSON : COSIGN_E_MALFORMED, BODY0);
	for (i = 0; i < ARRAY_LEN(others); i++)
		if (begins != '"' || others[i][0] != begins)
			expect_no_entry(shape, path, others[i],
			    others[i][0] == begins ? COSIGN_E_MALFORMED
						   : COSIGN_E_JSON,
			    BODY0);
		else if (!is_compared(shape, path))
			expect_no_entry_of_nothing(shape, path);
}

static char *
body_of(struct vs *vs, const struct attack *a)
{
	struct vs_signature *sig = vs_sign(vs, &a->sign);
	struct vs_entry_options o = a->entry;

	o.log = a->where == IN_V2 ? vs->rekor2 : vs->rekor1;
	return (char *)vs_log(sig, &o)->body.p;
}

/* A null where something belongs ended the server, for each kind of entry. */
Test(rekor, GHSA_843x_px86_vq42)
{
	struct vs *vs = vs_new(NULL);
	size_t i, members;

	for (i = 0; i < ARRAY_LEN(shapes); i++) {
		struct shape shape = shapes[i];

		MUST(attack_try(&shape.twin, NULL));
		members =
		    each_member(body_of(vs, &shape.twin), replace, &shape);
		cr_expect_eq(
		    members, shape.members, "%s: %zu", shape.name, members);
	}
	vs_free(vs);
}

/* ---- rekor-tiles ---- */

#define SPEC "spec.hashedRekordV002."
#define NOT_REBUILT \
	"tlogEntries[0]: is about another artifact, or not as the log writes"
#define ED25519 .leaf = A(vs_leaf_options, .cert.kind = VS_ED25519)
#define DETAILS(name) \
	.entry.body = \
	    MEMBER(SPEC "signature.verifier.keyDetails", "\"" name "\"")

/* A log that takes digests cannot verify pure Ed25519. */
static const struct attack ed25519[] = {
	{ TWIN("prehashed"), .sign = { ED25519 }, V2 },
	{ TWIN("envelope"), .sign = { .dsse = 1, ED25519 }, V2 },
	{ BAD("pure", ENTRY, NOT_REBUILT), .sign = { ED25519 }, V2,
		DETAILS("PKIX_ED25519") },
	{ BAD("pure, envelope", ENTRY, NOT_REBUILT),
		.sign = { .dsse = 1, ED25519 }, V2, DETAILS("PKIX_ED25519") },
	{ BAD("unknown", ENTRY, NOT_REBUILT), .sign = { ED25519 }, V2,
		DETAILS("PKIX_ED448") },
};

Test(rekor_tiles, commit_0e3a969)
{
	ATTACKS(ed25519);
}

static void
second_signature(struct vs_signature *sig)
{
	const struct vs_sign_options o = { .dsse = 1,
		.cert = sig->cert,
		.key = sig->cert == NULL ? sig->key : NULL };

	sig->also = vs_sign(sig->vs, &o);
}

static void
second_of_another(struct vs_signature *sig)
{
	const struct vs_sign_options o = { .dsse = 1 };

	sig->also = vs_sign(sig->vs, &o);
}

static void
thirty_two_more(struct vs_signature *sig)
{
	const struct vs_sign_options o = { .dsse = 1, .key = sig->key };
	struct vs_signature *at = sig;
	int i;

	for (i = 0; i < 32; i++) {
		struct vs_signature *next = vs_sign(sig->vs, &o);

		at->also = next;
		at = next;
	}
}

/* Envelopes with several signatures were logged as who knows what. */
static const struct attack several[] = {
	{ TWIN("one"), DSSE, V2 },
	{ TWIN("envelope by itself with two"), DSSE, .key = VS_P256, UNLOGGED,
		.form = ENVELOPE, .change = second_signature },
	{ BAD("two", MALFORMED, "bundle: dsseEnvelope: 2 signatures instead of"),
		DSSE, V2, .change = second_signature },
	{ BAD("two, v1", MALFORMED, "bundle: dsseEnvelope: 2 signatures instead"),
		DSSE, .change = second_signature },
	{ BAD("two signers", MALFORMED, "bundle: dsseEnvelope: 2 signatures instead"),
		DSSE, V2, .change = second_of_another },
	{ BAD("none", MALFORMED, "bundle: dsseEnvelope: 0 signatures instead"),
		DSSE, V2, .bundle.json = MEMBER("dsseEnvelope.signatures",
		"[]") },
	{ BAD("33 in an envelope", LIMIT, "envelope: signatures: 33, at"), DSSE, .key = VS_P256,
		UNLOGGED, .form = ENVELOPE, .change = thirty_two_more },
};

Test(rekor_tiles, commit_511cd6c)
{
	ATTACKS(several);
}

static unsigned char zeros[64];

#define DIGEST(n)          \
	{                  \
		zeros, (n) \
	}
#define OF_SHA256 "bundle: messageSignature: messageDigest: digest: "

/* Lengths of digests were not looked at. */
static const struct attack lengths[] = {
	{ TWIN("32 bytes"), V2 },
	{ BAD("1", MALFORMED, OF_SHA256 "1 bytes instead of 32"), V2,
		.bundle.digest = DIGEST(1) },
	{ BAD("31", MALFORMED, OF_SHA256 "31 bytes instead of 32"), V2,
		.bundle.digest = DIGEST(31) },
	{ BAD("33", MALFORMED, OF_SHA256 "33 bytes instead of 32"), V2,
		.bundle.digest = DIGEST(33) },
	{ BAD("64", MALFORMED, OF_SHA256 "64 bytes instead of 32"), V2,
		.bundle.digest = DIGEST(64) },
	{ BAD("0", MALFORMED, OF_SHA256 "0 bytes instead of"), V2,
		.bundle.json = MEMBER("messageSignature.messageDigest.digest",
		"\"\"") },
	{ BAD("none", MALFORMED, OF_SHA256 "0 bytes instead of"),
		V2, .bundle.json = MEMBER(
		"messageSignature.messageDigest.digest", NULL) },
	{ BAD("31, body of v2", MALFORMED,
		BODY0 "hashedrekord 0.0.2: data: digest: 31 bytes instead of 32"), V2, .entry.body =
		MEMBER(SPEC "data.digest",
		"\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==\"") },
	{ BAD("0, body of v2", MALFORMED,
		BODY0 "hashedrekord 0.0.2: data: digest: empty"), V2,
		.entry.body = MEMBER(SPEC "data.digest", "\"\"") },
	{ BAD("cut, body of v1", MALFORMED,
		BODY0 "hashedrekord 0.0.1: hash: hex: 4 characters instead of 64"),
		.entry.body = MEMBER("spec.data.hash.value", "\"a948\"") },
	{ BAD("63 digits, body of v1", MALFORMED,
		BODY0 "hashedrekord 0.0.1: hash: hex: 63 characters instead of 64"),
		.entry.body = MEMBER("spec.data.hash.value",
		"\"a948904f2f0f479b8f8197694b30184b0d2ed1c1cd2a1ec0fb85d299"
		"a192a44\"") },
	{ BAD("with its algorithm, body of v1", MALFORMED,
		BODY0 "hashedrekord 0.0.1: hash: hex: 71 characters instead of 64"),
		.entry.body = MEMBER("spec.data.hash.value",
		"\"sha256:a948904f2f0f479b8f8197694b30184b0d2ed1c1cd2a1ec0fb"
		"85d299a192a447\"") },
};

Test(rekor_tiles, commit_7687c8d)
{
	ATTACKS(lengths);
}
