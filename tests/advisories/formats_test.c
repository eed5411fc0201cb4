/* What made other clients and servers end, and what is done wrong with JSON:
   members that are missing, null, repeated or of another type. */
#include "attack.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PLACE  "bundle: verificationMaterial: "
#define ENTRY0 PLACE "tlogEntries[0]: "

/* clang-format off */

/* ---- repeated names ---- */

static const struct {
	const char *from, *to;
} repeated[] = {
	{ "{\"mediaType\"", "{\"mediaType\":\"x\",\"mediaType\"" },
	{ "\"tlogEntries\":", "\"tlogEntries\":[],\"tlogEntries\":" },
	{ "[{\"logIndex\":", "[{\"log\\u0049ndex\":\"1\",\"logIndex\":" },
	{ "\"canonicalizedBody\":",
	    "\"canonicalizedBody\":\"\",\"canonicalizedBody\":" },
	{ "\"messageSignature\":{",
	    "\"messageSignature\":{\"signature\":\"\"," },
	{ "\"envelope\":", "\"\\u0065nvelope\":\"\",\"envelope\":" },
};

static const struct attack a_twin = { TWIN("as it is") };

/* The last of several members of one name was taken, by others the first. */
Test(jansson, repeated_names)
{
	struct attack a = { .label = "repeated",
		.rc = COSIGN_E_JSON,
		.message = "bundle: line 1 column " };
	cosign_error_t *err = cosign_error_new();
	size_t i;

	MUST(attack_try(&a_twin, err));
	for (i = 0; i < ARRAY_LEN(repeated); i++) {
		a.bundle.json = (struct vs_edit){ repeated[i].from,
			repeated[i].to, NULL, NULL };
		a.label = repeated[i].to;
		attack_judge(&a, attack_try(&a, err), err);
		cr_expect_not_null(strstr(cosign_error_message(err),
				       "member name is repeated"),
		    "%s", a.label);
	}
	cosign_error_free(err);
}

/* Both spellings of protobuf's names are one member. */
static const struct attack spellings[] = {
	{ TWIN("usual") },
	{ TWIN("the other one"), .bundle.json = { "\"mediaType\"",
		"\"media_type\"", NULL, NULL } },
	{ BAD("both", JSON, "bundle: mediaType is given in two sp"), .bundle.json = {
		"{\"mediaType\"", "{\"media_type\":\"x\",\"mediaType\"", NULL,
		NULL } },
	{ BAD("unknown", MALFORMED, "bundle: unknown member more"), .bundle.json = {
		"{\"mediaType\"", "{\"more\":1,\"mediaType\"", NULL, NULL } },
	{ BAD("in capitals", MALFORMED, "bundle: no mediaType"), .bundle.json = {
		"{\"mediaType\"", "{\"MediaType\"", NULL, NULL } },
};

Test(jansson, two_spellings)
{
	ATTACKS(spellings);
}

/* A NUL in a text ended it for some. */
static const struct attack nuls[] = {
	{ TWIN("none") },
	{ BAD("in a value", JSON,
		"bundle: line 1 column 21: NUL in a string"), .bundle.json = {
		"{\"mediaType\":\"", "{\"mediaType\":\"\\u0000", NULL, NULL } },
	{ BAD("in a name", JSON,
		"bundle: line 1 column 10: NUL in a string"), .bundle.json = {
		"{\"mediaType\":", "{\"a\\u0000\":1,\"mediaType\":", NULL,
		NULL } },
	{ BAD("in a checkpoint", JSON,
		"bundle: line 1 column "),
		.bundle.json = { "\"envelope\":\"", "\"envelope\":\"\\u0000",
		NULL, NULL } },
};

Test(jansson, nul)
{
	ATTACKS(nuls);
}

#define INDEX(value)   \
	.bundle.json = \
	    MEMBER("verificationMaterial.tlogEntries.0.logIndex", value)

/* Numbers that are none, or that are written in another way. */
static const struct attack numbers[] = {
	{ TWIN("as it is") },
	{ BAD("fraction", MALFORMED, ENTRY0 "logIndex: not an i"), INDEX("1.5") },
	{ BAD("blank", MALFORMED, ENTRY0 "logIndex: not an i"), INDEX("\"1 \"") },
	{ BAD("sign", MALFORMED, ENTRY0 "logIndex: not an i"), INDEX("\"+1\"") },
	{ BAD("hexadecimal", MALFORMED, ENTRY0 "logIndex: not an i"), INDEX("\"0x1\"") },
	{ BAD("leading zero", MALFORMED, ENTRY0 "logIndex: not an i"), INDEX("\"01\"") },
	{ BAD("empty", MALFORMED, ENTRY0 "logIndex: not an i"), INDEX("\"\"") },
	{ BAD("2^63", MALFORMED, ENTRY0 "logIndex: not an i"),
		INDEX("\"9223372036854775808\"") },
	{ BAD("1.0 is 1, another index", PROMISE,
		"tlogEntries[0]: inclusion promise: not signed by the log"),
		INDEX("1.0") },
	{ BAD("1e2 is 100, another index", PROMISE,
		"tlogEntries[0]: inclusion promise: not signed by the log"),
		INDEX("1e2") },
	{ BAD("negative", MALFORMED, ENTRY0 "logIndex: less than 0"),
		INDEX("-1") },
	{ BAD("true", JSON, ENTRY0 "logIndex: not a number"), INDEX("true") },
	{ BAD("a list", JSON, ENTRY0 "logIndex: not a number"), INDEX("[1]") },
};

Test(jansson, numbers)
{
	ATTACKS(numbers);
}

#define TEXT(bytes)                                                           \
	.bundle.json = { "{\"mediaType\":", "{" bytes "\"mediaType\":", NULL, \
		NULL }

/* Texts that are no JSON, or no UTF-8. */
static const struct attack texts[] = {
	{ TWIN("usual") },
	{ TWIN("blanks"), TEXT(" \t\r\n") },
	{ BAD("no UTF-8", JSON,
		"bundle: line 1 column 3: not UTF-8"), TEXT("\"\xff\":1,") },
	{ BAD("overlong", JSON,
		"bundle: line 1 column 3: not UTF-8"),
		TEXT("\"\xc0\xaf\":1,") },
	{ BAD("half a pair", JSON,
		"bundle: line 1 column 9: half of a surrogate pair"),
		TEXT("\"\\ud800\":1,") },
	{ BAD("half a pair, written out", JSON,
		"bundle: line 1 column 3: not UTF-8"),
		TEXT("\"\xed\xa0\x80\":1,") },
	{ BAD("beyond Unicode", JSON,
		"bundle: line 1 column 3: not UTF-8"),
		TEXT("\"\xf4\x90\x80\x80\":1,") },
	{ BAD("control character", JSON,
		"bundle: line 1 column 3: control character in a string"),
		TEXT("\"\x01\":1,") },
	{ BAD("comment", JSON,
		"bundle: line 1 column 2: member name is missing"), TEXT("/* x */") },
	{ BAD("comma too many", JSON,
		"bundle: line 1 column 8: member name is missing"),
		TEXT("\"a\":1,,") },
	{ BAD("single quotes", JSON,
		"bundle: line 1 column 2: member name is missing"), TEXT("'a':1,") },
	{ BAD("byte order mark", JSON,
		"bundle: line 1 column 1: neither an object nor an array"),
		.bundle.json = { "{\"mediaType\":",
		"\xef\xbb\xbf{\"mediaType\":", NULL, NULL } },
	{ BAD("something behind", JSON,
		"bundle: line 1 column "),
		.bundle.json.to = "x" },
	{ BAD("another document behind", JSON,
		"bundle: line 1 column "),
		.bundle.json.to = "{}" },
};

Test(jansson, no_json)
{
	ATTACKS(texts);
}

#define OLD(from, to) .form = LEGACY, .legacy.json = { from, to, NULL, NULL }

/* Names of older documents are read in any case by Go. */
static const struct attack cases[] = {
	{ TWIN("usual"), .form = LEGACY },
	{ BAD("payload", MALFORMED, "legacy bundle: rekorBundle: payload: the"),
		OLD("\"Payload\":", "\"payload\":") },
	{ BAD("both", MALFORMED, "legacy bundle: rekorBundle: payload: the na"),
		OLD("\"Payload\":", "\"payload\":{},\"Payload\":") },
	{ BAD("cert", MALFORMED, "legacy bundle: Cert: the name is cert"),
		OLD("\"cert\":", "\"Cert\":\"\",\"cert\":") },
	{ BAD("long s", MALFORMED, "legacy bundle: ba\xc5\xbf"
		"e64Signature: the name is base64Signature"),
		OLD("\"cert\":", "\"ba\xc5\xbf" "e64Signature\":\"\",\"cert\":") },
};

Test(jansson, names_in_another_case)
{
	ATTACKS(cases);
}

/* ---- every member of a bundle ---- */

static cosign_trust_t *trust;
static cosign_policy_t *policy;
static const char *document;
static size_t accepted;

static void
set_up(struct vs *vs)
{
	const char *root = vs_trusted_root(vs, NULL);
	cosign_identity_t *id = NULL;

	MUST(cosign_policy_new(&policy, NULL));
	MUST(cosign_identity_new(&id, NULL));
	MUST(cosign_identity_add_subject(
	    id, COSIGN_MATCH_EXACT, VS_IDENTITY, NULL));
	MUST(cosign_identity_add_issuer(
	    id, COSIGN_MATCH_EXACT, VS_ISSUER, NULL));
	MUST(cosign_policy_add_identity(policy, id, NULL));
	cosign_identity_free(id);
	MUST(cosign_policy_set_times(policy, COSIGN_TIME_ANY, 2, NULL));
	MUST(cosign_trust_parse(&trust, root, strlen(root), NULL));
}

static int
is_accepted(const char *json)
{
	cosign_artifact_t *a = NULL;
	cosign_bundle_t *b = NULL;
	cosign_rc_t rc = cosign_bundle_parse(&b, json, strlen(json), NULL);

	MUST(cosign_artifact_from_bytes(
	    &a, VS_ARTIFACT, sizeof(VS_ARTIFACT) - 1, NULL));
	if (rc == COSIGN_OK)
		rc = cosign_verify_blob(NULL, trust, policy, b, a, NULL);
	cosign_artifact_free(a);
	cosign_bundle_free(b);
	return rc == COSIGN_OK;
}

/* What is accepted, and why. */
static const struct {
	const char *path, *json, *why;
} harmless[] = {
	{ "messageSignature.messageDigest.algorithm", "1",
	    "the number of SHA-256" },
};

static int
is_harmless(const char *path, const char *json)
{
	size_t i;

	for (i = 0; i < ARRAY_LEN(harmless); i++)
		if (strcmp(path, harmless[i].path) == 0 && json != NULL &&
		    strcmp(json, harmless[i].json) == 0)
			return 1;
	return 0;
}

static void
change(const char *path, char begins, void *user)
{
	static const char *const instead[] = { NULL, "null", "1", "-1", "true",
		"\"\"", "\"x\"", "{}", "[]", "[null]" };
	struct vs *vs = user;
	size_t i;

	(void)begins;
	for (i = 0; i < ARRAY_LEN(instead); i++) {
		struct member m = { path, instead[i] };
		struct vs_bytes text = vs_of(document);
		int ok;

		set_member(vs, &text, &m);
		ok = is_accepted((char *)text.p);
		cr_expect_eq(ok, is_harmless(path, instead[i]), "%s: %s", path,
		    instead[i] == NULL ? "without" : instead[i]);
		accepted += ok ? 1 : 0;
	}
}

static void
expect_all_needed(
    struct vs *vs, const struct vs_signature *sig, size_t members, size_t taken)
{
	size_t found;

	document = vs_bundle(sig, NULL);
	cr_assert(is_accepted(document));
	accepted = 0;
	found = each_member(document, change, vs);
	cr_expect_eq(found, members, "%zu", found);
	cr_expect_eq(accepted, taken, "%zu", accepted);
}

/* A member that was null, or of another type, was read as nothing. */
Test(jansson, every_member)
{
	struct vs *vs = vs_new(NULL);
	const struct vs_sign_options dsse = { .dsse = 1 };
	struct vs_signature *sig = vs_sign(vs, NULL);

	set_up(vs);
	(void)vs_log(sig, NULL);
	(void)vs_stamp(sig, NULL);
	expect_all_needed(vs, sig, 37, 1);
	sig = vs_sign(vs, &dsse);
	(void)vs_log(sig, NULL);
	(void)vs_stamp(sig, NULL);
	expect_all_needed(vs, sig, 39, 0);
	cosign_trust_free(trust);
	cosign_policy_free(policy);
	vs_free(vs);
}

/* ---- what ended others ---- */

#define BODY(value) \
	.form = LEGACY, .legacy.json = MEMBER("rekorBundle.Payload.body", value)
#define IN_PAYLOAD "legacy bundle: rekorBundle: Payload: body: "

/* An entry whose body is no text. */
static const struct attack bodies[] = {
	{ TWIN("text"), .form = LEGACY },
	{ BAD("object", JSON, IN_PAYLOAD "not a string"), BODY("{}") },
	{ BAD("number", JSON, IN_PAYLOAD "not a string"), BODY("123") },
	{ BAD("list", JSON, IN_PAYLOAD "not a string"), BODY("[]") },
	{ BAD("null", MALFORMED, "legacy bundle: rekorBundle: Payload: no b"),
		BODY("null") },
	{ BAD("none", MALFORMED, "legacy bundle: rekorBundle: Payload: no b"),
		BODY(NULL) },
};

Test(cosign, commit_98663a21)
{
	ATTACKS(bodies);
}

static void
expect_no_envelope(const char *json, cosign_rc_t rc, const char *message)
{
	cosign_error_t *err = cosign_error_new();
	cosign_bundle_t *b = NULL;

	expect_error(err,
	    cosign_bundle_from_envelope(&b, json, strlen(json), err), rc,
	    message);
	cr_expect_null(b);
	cosign_error_free(err);
}

#define SIGNED "\"payloadType\":\"x\",\"signatures\":[{\"sig\":\"AA==\"}]"

/* A payload that is no text. */
Test(cosign, commit_47643e0b)
{
	cosign_bundle_t *b = NULL;
	const char twin[] = "{\"payload\":\"AA==\"," SIGNED "}";

	MUST(cosign_bundle_from_envelope(&b, twin, sizeof(twin) - 1, NULL));
	cosign_bundle_free(b);
	expect_no_envelope("{\"payload\":1," SIGNED "}", COSIGN_E_JSON,
	    "envelope: payload: not a string");
	expect_no_envelope("{\"payload\":{}," SIGNED "}", COSIGN_E_JSON,
	    "envelope: payload: not a string");
	expect_no_envelope("{\"payload\":null," SIGNED "}", COSIGN_E_MALFORMED,
	    "envelope: no payload");
	expect_no_envelope("{\"payload\":\"AA==\",\"payloadType\":\"x\","
			   "\"signatures\":[null]}",
	    COSIGN_E_JSON, "envelope: signatures[0]: not an object");
	expect_no_envelope("null", COSIGN_E_JSON,
	    "bundle: line 1 column 1: neither an object nor an array");
}

/* The first of no timestamps. */
static const struct attack none_good[] = {
	{ TWIN("one"), STAMPED },
	{ BAD("one that fails", TIMESTAMP, "timestamps[0]: timestamp: not sig"),
		STAMPED, .stamp.signature.fn = vs_flip },
	{ BAD("none", NO_TIMESTAMP, "no signed timestamp in the bundle"),
		.asked.stamps = 1 },
	{ BAD("empty list", NO_TIMESTAMP, "no signed timestamp in the bundle"),
		STAMPED, .bundle.json = MEMBER(
		"verificationMaterial.timestampVerificationData", "{}") },
};

Test(cosign, commit_6ea2f187)
{
	ATTACKS(none_good);
}

#define STATING(text)        \
	.sign = { .dsse = 1, \
		.payload = { (unsigned char[]){ text }, sizeof(text) - 1 } }
#define ABOUT(subjects)                                      \
	STATING("{\"_type\":\"https://in-toto.io/Statement/" \
		"v1\",\"predicateType\":"                    \
		"\"x\",\"predicate\":{},\"subject\":" subjects "}")

/* Subjects that are none. */
static const struct attack subjects[] = {
	{ TWIN("one"), DSSE },
	{ BAD("null", STATEMENT, "statement: subject[0]: not an object"), ABOUT("[null]") },
	{ BAD("null for all", STATEMENT, "statement: no subject"),
		ABOUT("null") },
	{ BAD("an object", STATEMENT, "statement: subject: not an array"), ABOUT("{}") },
	{ BAD("null for a digest", SUBJECT, "statement: no subject has a dig"),
		ABOUT("[{\"digest\":null}]") },
	{ BAD("no digest", SUBJECT, "statement: no subject has a digest of S"),
		ABOUT("[{\"name\":\"a\"}]") },
	{ BAD("digest is a text", STATEMENT, "statement: subject[0]: digest: not an ob"),
		ABOUT("[{\"digest\":\"sha256\"}]") },
	{ BAD("digest is a number", STATEMENT, "statement: subject[0]: digest: sha256: n"),
		ABOUT("[{\"digest\":{\"sha256\":1}}]") },
	{ BAD("digest is null", STATEMENT, "statement: subject[0]: digest: sha256: not"),
		ABOUT("[{\"digest\":{\"sha256\":null}}]") },
};

Test(cosign, commit_d996ce12)
{
	ATTACKS(subjects);
}

#define CERTIFICATE(value) .form = LEGACY, .legacy.json = MEMBER("cert", value)

/* Certificates that are none. */
static const struct attack certificates[] = {
	{ TWIN("one"), .form = LEGACY },
	{ BAD("empty", SIGNER_KIND, "there is no certificate, and no key"),
		CERTIFICATE("\"\"") },
	{ BAD("null", SIGNER_KIND, "there is no certificate, and no key was"),
		CERTIFICATE("null") },
	{ BAD("blanks", BASE64, "legacy bundle: cert: base64: foreign"),
		CERTIFICATE("\" \\n\"") },
	{ BAD("blanks in base64", DER, "legacy bundle: cert: DER: cut"),
		CERTIFICATE("\"IAo=\"") },
	{ BAD("other PEM", MALFORMED, "legacy bundle: cert: not a certifica"),
		CERTIFICATE("\"-----BEGIN X-----\\nAAAA\\n-----END X-----\\n\"") },
	{ BAD("PEM of nothing", DER, "legacy bundle: cert: DER: cut"),
		CERTIFICATE("\"-----BEGIN CERTIFICATE-----\\n"
		"-----END CERTIFICATE-----\\n\"") },
	{ BAD("a number", JSON, "legacy bundle: cert: not a string"),
		CERTIFICATE("1") },
};

Test(cosign, commit_eb3bb86f)
{
	ATTACKS(certificates);
}

static void
expect_no_bundle(const char *text, cosign_rc_t rc, const char *message)
{
	cosign_error_t *err = cosign_error_new();
	const char *said = cosign_error_message(err);
	cosign_bundle_t *b = NULL;
	cosign_trust_t *t = NULL;

	cr_expect_eq(cosign_bundle_parse(&b, text, strlen(text), err), rc);
	cr_expect_not_null(strstr(said, message), "%s: %s", text, said);
	cr_expect_eq(cosign_trust_parse(&t, text, strlen(text), err), rc);
	cr_expect_not_null(strstr(said, message), "%s: %s", text, said);
	cr_expect(b == NULL && t == NULL);
	cosign_error_free(err);
}

static void
expect_no_older_bundle(const char *text, const char *message)
{
	cosign_error_t *err = cosign_error_new();
	cosign_bundle_t *b = NULL;

	expect_error(err,
	    cosign_bundle_parse_legacy(&b, text, strlen(text), err),
	    COSIGN_E_JSON, message);
	cr_expect_null(b);
	cosign_error_free(err);
}

/* Null for a whole document. */
Test(go_tuf, commit_3288aeb)
{
	static const char *const scalars[] = { "null", "true", "1", "\"\"" };
	static const char *const lists[] = { "[]", "[null]" };
	size_t i;

	for (i = 0; i < ARRAY_LEN(scalars); i++) {
		expect_no_bundle(scalars[i], COSIGN_E_JSON,
		    ": line 1 column 1: neither an object nor an array");
		expect_no_older_bundle(scalars[i],
		    "bundle: line 1 column 1: neither an object nor an");
	}
	for (i = 0; i < ARRAY_LEN(lists); i++) {
		expect_no_bundle(
		    lists[i], COSIGN_E_MALFORMED, ": no mediaType");
		expect_no_older_bundle(
		    lists[i], "legacy bundle: not an object");
	}
}
