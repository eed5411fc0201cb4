/* Advisories of sigstore-python, -js, -java, -ruby and -rs, and of
   rfc3161-client. */
#include "attack.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PLACE      "bundle: verificationMaterial: "
#define ENTRY0     PLACE "tlogEntries[0]: "
#define NOT_SIGNED "timestamps[0]: timestamp: not signed by the authority"
#define OTHER_CONTENT                                                     \
	"timestamps[0]: timestamp: signed attributes: digest of TSTInfo " \
	"differs"
#define NOT_BY_LOG "tlogEntries[0]: checkpoint: the log's signature does not"

/* clang-format off */

/* ---- rfc3161-client ---- */

/* A minute of genTime; nothing is signed anew. */
static void
gen_time(struct vs_signature *sig)
{
	vs_replace(sig->vs, &sig->timestamps[0]->der, vs_of("20250615150642Z"),
	    vs_of("20250615150542Z"));
}

static struct vs_bytes kept;

static void
keep(struct vs *vs, struct vs_bytes *bytes, void *user)
{
	(void)user;
	kept = vs_copy(vs, bytes->p, bytes->len);
}

/* All that was signed is of another second, the signature is the old one. */
static void
stale_signature(struct vs_signature *sig)
{
	struct vs_timestamp_options o = { .signature.fn = keep };

	sig->timestamp_count = 0;
	(void)vs_stamp(sig, &o);
	o = (struct vs_timestamp_options){ .time = VS_NOW + 1,
		.signature = { .fn = vs_put, .user = &kept } };
	sig->timestamp_count = 0;
	(void)vs_stamp(sig, &o);
}

/* The chain of certificates was looked at, the signature was not. */
static const struct attack unsigned_tokens[] = {
	{ TWIN("genuine"), STAMPED },
	{ BAD("a byte of genTime", TIMESTAMP, OTHER_CONTENT), STAMPED,
		.change = gen_time },
	{ BAD("digest made anew, signature stale", TIMESTAMP, NOT_SIGNED),
		STAMPED, .change = stale_signature },
	{ BAD("signature damaged", TIMESTAMP, NOT_SIGNED), STAMPED,
		.stamp.signature.fn = vs_flip },
	{ BAD("signature replaced", TIMESTAMP, NOT_SIGNED), STAMPED,
		.stamp.signature = { .fn = vs_put,
			.user = &(struct vs_bytes)BYTES(1, 2, 3) } },
};

Test(sigstore_python, CVE_2025_52556)
{
	ATTACKS(unsigned_tokens);
}

static const struct vs_cert *genuine[3];

/* Somebody else's token, with the certificate of the right authority beside
   his own. */
static void
by_attacker(struct vs *vs, struct attack *a)
{
	struct vs_authority *attacker = vs_tsa(vs, NULL);

	attacker->untrusted = 1;
	vs->tsa->cut_first = 1; /* signers come with the token */
	genuine[0] = vs->tsa->chain[0];
	genuine[1] = vs->tsa->chain[1];
	a->stamp.tsa = attacker;
}

static void
genuine_first(struct vs *vs, struct attack *a)
{
	by_attacker(vs, a);
	a->stamp.first = genuine;
}

static void
genuine_last(struct vs *vs, struct attack *a)
{
	by_attacker(vs, a);
	a->stamp.last = genuine;
}

/* He says that he is the right one. */
static void
in_its_name(struct vs *vs, struct attack *a)
{
	genuine_first(vs, a);
	a->stamp.named = genuine[0];
	a->stamp.ess_cert = genuine[0];
}

/* The token is the authority's, and somebody else's certificate comes first. */
static void
stranger_first(struct vs *vs, struct attack *a)
{
	by_attacker(vs, a);
	genuine[0] = a->stamp.tsa->chain[0];
	genuine[1] = NULL;
	a->stamp.first = genuine;
	a->stamp.tsa = vs->tsa;
}

#define NO_PATH                                                        \
	"timestamps[0]: timestamp: certificate: no path to a trusted " \
	"authority"

/* Who had signed was chosen from the certificates that came along. */
static const struct attack bags[] = {
	{ TWIN("stranger's certificate first"), STAMPED,
		.prepare = stranger_first },
	{ BAD("genuine one first", UNTRUSTED, NO_PATH), STAMPED,
		.prepare = genuine_first },
	{ BAD("genuine one last", UNTRUSTED, NO_PATH), STAMPED,
		.prepare = genuine_last },
	{ BAD("genuine one named", TIMESTAMP, NOT_SIGNED), STAMPED,
		.prepare = in_its_name },
};

Test(sigstore_python, CVE_2026_33753)
{
	ATTACKS(bags);
}

/* ---- sigstore-python ---- */

#define NOTE "tlogEntries[0]: checkpoint: "

static const char *note_now;

static void
set_note(struct vs_signature *sig)
{
	sig->entries[0]->checkpoint = vs_text(sig->vs, "%s", note_now);
}

static void
expect_note(const char *note, cosign_rc_t rc, const char *message)
{
	const struct attack a = { .label = note,
		.rc = rc,
		.message = message,
		.where = IN_V2,
		.stamps = 1,
		.change = set_note };
	cosign_error_t *err = cosign_error_new();

	note_now = note;
	attack_judge(&a, attack_try(&a, err), err);
	cosign_error_free(err);
}

#define TEXT "rekor.test\n5\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
#define DASH "\xe2\x80\x94 "
#define LINE DASH "rekor.test AAAAAAAAAAA=\n"

static const struct {
	const char *note, *message;
} notes[] = {
	{ "\n\n", NOTE "no signatures" },
	{ TEXT, NOTE "no empty line before signatures" },
	{ TEXT "\n", NOTE "no signatures" },
	{ "\n" LINE, NOTE "no empty line before signatures" },
	{ "rekor.test\n5\n\n" LINE, NOTE "not signed by the log" },
	{ "rekor.test\r\n5\r\nAAAA\r\n\r\n" LINE,
	    NOTE "not plain text in UTF-8" },
	{ "rekor.test\n\n" LINE, NOTE "not signed by the log" },
	{ TEXT "\n" DASH "rekor.test AAAAAAAAAAA=",
	    NOTE "last line has no end" },
	{ TEXT "\n" DASH "rekor.test \n", NOTE "a signature is too short" },
	{ TEXT "\n" DASH "rekor.test AA==\n", NOTE "a signature is too short" },
	{ TEXT "\n" DASH "rekor.test AAAAAA==\n",
	    NOTE "a signature is too short" },
	{ TEXT "\n" DASH "rekor.test AAAAAAA\n",
	    NOTE "a signature is no base64" },
	{ TEXT "\n" DASH "rekor test AAAAAAAAAAA=\n",
	    NOTE "a signature is no base64" },
	{ TEXT "\n" DASH "rekor+test AAAAAAAAAAA=\n",
	    NOTE "a signature without a proper name" },
	{ TEXT "\n" DASH " AAAAAAAAAAA=\n",
	    NOTE "a signature without a proper name" },
	{ TEXT "\n- rekor.test AAAAAAAAAAA=\n",
	    NOTE "a signature has no dash before it" },
	{ TEXT "\n\n" LINE, NOTE "not signed by the log" },
	{ TEXT "\n" LINE "\n" LINE, NOTE "not signed by the log" },
	{ TEXT "\x01\n" LINE, NOTE "not plain text in UTF-8" },
	{ TEXT "\n" LINE "\x07\n", NOTE "not plain text in UTF-8" },
};

/* A checkpoint that is none ended in whatever error came first. */
Test(sigstore_python, commit_f7342c66)
{
	size_t i;
	char *many = calloc(1, sizeof(TEXT) + 102 * sizeof(LINE));

	cr_assert_not_null(many);
	(void)strcpy(many, TEXT "\n");
	for (i = 0; i < 101; i++)
		(void)strcat(many, LINE);
	for (i = 0; i < ARRAY_LEN(notes); i++)
		expect_note(
		    notes[i].note, COSIGN_E_CHECKPOINT, notes[i].message);
	expect_note(many, COSIGN_E_CHECKPOINT, NOTE "more than 100 signatures");
	free(many);
	expect_note(
	    "", COSIGN_E_MALFORMED, ENTRY0 "inclusionProof: no checkpoint");
}

/* Extensions of an SCT were not read as part of what is signed, and the digest
   of a bundle was not compared. */
static const struct attack before_4_2[] = {
	{ TWIN("extensions"),
		SCT(.extensions = BYTES(0, 0, 5, 101, 120, 116, 114, 97)) },
	{ TWIN("none"), SCT(.version = 0) },
	{ BAD("extensions not signed", SCT, "scts[0]: SCT: not signed by the"),
		SCT(.extensions = BYTES(0, 0, 5, 101, 120, 116, 114, 97),
		.signed_data = { "extra", "other", NULL, NULL }) },
	{ BAD("digest", DIGEST, "the bundle records another digest"),
		UNLOGGED, NOW,
		.bundle.digest = { (unsigned char[32]){ 1 }, 32 } },
};

Test(sigstore_python, release_4_2_0)
{
	ATTACKS(before_4_2);
}

#define TSA_UNTIL(n) .stack.tsa = CERTS({ .not_after = VS_NOW + (n) }, USUAL)

/* Ends of windows: both are included, of certificates and of authorities. */
static const struct attack ends[] = {
	{ TWIN("authority, end"), STAMPED,
		.stack.tsa = AUTHORITY(.end = VS_NOW + 2) },
	{ TWIN("authority, start"), STAMPED,
		.stack.tsa = AUTHORITY(.start = VS_NOW + 2) },
	{ TWIN("its certificate, end"), STAMPED, TSA_UNTIL(2) },
	{ TWIN("leaf, end"), STAMPED, CERT(.not_after = VS_NOW + 2) },
	{ TWIN("leaf, start"), STAMPED, CERT(.not_before = VS_NOW + 1) },
	{ BAD("authority, end", EXPIRED, "timestamps[0]: timestamp: the auth"),
		STAMPED, .stack.tsa = AUTHORITY(.end = VS_NOW + 1) },
	{ BAD("authority, start", EXPIRED, "timestamps[0]: timestamp: the au"),
		STAMPED, .stack.tsa = AUTHORITY(.start = VS_NOW + 3) },
	{ BAD("authority, a fraction", EXPIRED, "timestamps[0]: timestamp: th"),
		STAMPED, .stack.tsa = AUTHORITY(.end = VS_NOW + 2),
		.stamp.fraction = "5" },
	{ BAD("its certificate, end", TIMESTAMP,
		"timestamps[0]: timestamp: signed attributes: signing time is"),
		STAMPED, TSA_UNTIL(1) },
	{ BAD("its certificate, end, no signing time", EXPIRED,
		"timestamps[0]: timestamp: path: certificate: expired at"),
		STAMPED, TSA_UNTIL(1), .stamp.signing_time = VS_NONE },
	{ BAD("leaf, end", EXPIRED, "path: certificate: expired at the time"),
		STAMPED, CERT(.not_after = VS_NOW + 1) },
	{ BAD("leaf, start", EXPIRED, "tlogEntries[0]: logged while the cert"),
		STAMPED, CERT(.not_before = VS_NOW + 2) },
};

Test(sigstore_python, ends_of_windows)
{
	ATTACKS(ends);
}

/* ---- sigstore-js ---- */

/* The letter a, and one that is a in the lowest eight bits. */
#define WIDER "\xc5\xa1pplication/vnd.in-toto+json"

static void
widen(struct vs_signature *sig)
{
	sig->payload_type = WIDER;
}

static void
narrow(struct vs_signature *sig)
{
	sig->payload_type = VS_IN_TOTO;
}

#define ANY_TYPE  DSSE, .key = VS_P256, UNLOGGED, .asked.ignore_claims = 1
#define NOT_UNDER "the signature does not verify under the key"

/* Types were counted in characters and cut to eight bits: one signature was
   good for several of them. */
static const struct attack pae[] = {
	{ TWIN("usual"), ANY_TYPE },
	{ TWIN("wider letter"), ANY_TYPE, .sign.payload_type = WIDER },
	{ BAD("usual, presented as wider", SIGNATURE, NOT_UNDER), ANY_TYPE,
		.change = widen },
	{ BAD("wider, presented as usual", SIGNATURE, NOT_UNDER), ANY_TYPE,
		.sign.payload_type = WIDER, .change = narrow },
	{ BAD("not a statement's type", STATEMENT, "statement: the payload is"),
		DSSE, .key = VS_P256, UNLOGGED, .sign.payload_type = WIDER },
};

Test(sigstore_js, CVE_2026_48758)
{
	ATTACKS(pae);
}

#define PAST CERT(.not_before = VS_NOW - 600, .not_after = VS_NOW + 1)

/* The log's time, which its promise alone signs, was believed of a proof. */
static const struct attack times[] = {
	{ TWIN("promise"), PAST },
	{ TWIN("proof and timestamp"), PAST, .entry.promise = VS_NONE,
		.stamps = 1, .stamp.time = VS_NOW },
	{ BAD("proof alone", NO_TIME, "nobody who is trusted says when"), PAST,
		.entry.promise = VS_NONE },
	{ BAD("proof alone, forged", NO_TIME, "nobody who is trusted says"),
		PAST, .entry = { .promise = VS_NONE, .time = VS_NOW - 1 } },
	{ BAD("forged beside a timestamp", EXPIRED, "path: certificate: exp"),
		PAST, .entry = { .promise = VS_NONE, .time = VS_NOW - 1 },
		.stamps = 1 },
	{ BAD("promise of another time", PROMISE,
		"tlogEntries[0]: inclusion promise: not signed by the log"),
		PAST, .entry.set = { "\"integratedTime\":175",
			"\"integratedTime\":185", NULL, NULL } },
	{ BAD("v2, which has no time", NO_TIME, "nobody who is trusted says"),
		PAST, .where = IN_V2, .entry.time = VS_NOW - 1 },
};

Test(sigstore_js, CVE_2026_48816)
{
	ATTACKS(times);
}

static void
expect_extension(uint32_t number)
{
	char oid[64];
	const struct vs_extension list[] = {
		{ .oid = oid,
		    .text = "right",
		    .encoding = number <= 6 ? VS_RAW : VS_UTF8 },
		{ .oid = NULL }
	};
	const struct vs_leaf_options leaf = { .cert.extensions = list };
	struct attack a = { .label = oid,
		.sign.leaf = &leaf,
		UNLOGGED,
		NOW,
		.asked.extension = number,
		.asked.value = "right" };
	cosign_error_t *err = cosign_error_new();

	(void)snprintf(oid, sizeof(oid), "1.3.6.1.4.1.57264.1.%u", number);
	attack_judge(&a, attack_try(&a, err), err);
	a.rc = COSIGN_E_IDENTITY;
	a.message = "signed by " VS_IDENTITY;
	a.asked.value = "wrong";
	attack_judge(&a, attack_try(&a, err), err);
	a.asked.value = "righ";
	attack_judge(&a, attack_try(&a, err), err);
	a.asked.value = "right";
	a.sign.leaf = NULL; /* without it */
	attack_judge(&a, attack_try(&a, err), err);
	cosign_error_free(err);
}

/* Of issuer and name there are wishes of their own; others are unknown. */
static void
expect_no_extension(uint32_t number)
{
	cosign_error_t *err = cosign_error_new();
	cosign_identity_t *id = NULL;

	MUST(cosign_identity_new(&id, NULL));
	expect_error(err,
	    cosign_identity_add_extension(
		id, number, COSIGN_MATCH_EXACT, "x", err),
	    COSIGN_E_ARGUMENT, "identity: no extension to wish for has number");
	cosign_identity_free(id);
	cosign_error_free(err);
}

/* What a policy asked of extensions was dropped without a word. */
Test(sigstore_js, CVE_2026_48815)
{
	uint32_t n;

	for (n = 0; n <= 25; n++)
		if (n >= 2 && n <= 24 && n != 7 && n != 8)
			expect_extension(n);
		else
			expect_no_extension(n);
}

/* Usages of a key as raw bytes, instead of the usual extension. */
#define KEY_USAGE(bytes)   CERT(.usage = "", EXTENSIONS(RAW("2.5.29.15", bytes)))
#define EKU(bytes)         CERT(.eku = "", EXTENSIONS(RAW("2.5.29.37", bytes)))
#define CONSTRAINTS(bytes) CERT(EXTENSIONS(RAW("2.5.29.19", bytes)))
#define CODE_SIGNING       "\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x03"
/* 1.2.3 and an arc of 2^53 */
#define LONG_ARC "\x06\x0a\x2a\x03\x90\x80\x80\x80\x80\x80\x80\x00"
#define IN_CERT  PLACE "certificate: "
#define IN_EKU   IN_CERT "extensions: extended key usage: DER: "
#define IN_USAGE IN_CERT "extensions: key usage: "
#define IN_BASIC IN_CERT "extensions: basic constraints: DER: "

static void
one_byte_more(struct vs_signature *sig)
{
	const struct vs_bytes parts[] = { sig->cert->der, vs_of("x"),
		{ NULL, 0 } };

	sig->cert->der = vs_join(sig->vs, parts);
}

/* DER was read as BER is, and more freely. */
static const struct attack der[] = {
	{ TWIN("usage"), KEY_USAGE("\x03\x02\x07\x80") },
	{ TWIN("extended usage"), EKU("\x30\x0a" CODE_SIGNING) },
	{ TWIN("no CA"), CONSTRAINTS("\x30\x00") },
	{ TWIN("long arc"), EKU("\x30\x16" LONG_ARC CODE_SIGNING) },
	{ BAD("long arc alone", USAGE, "certificate: extended key usage is"),
		EKU("\x30\x0c" LONG_ARC) },
	{ BAD("long length", DER, IN_EKU "length is not minimal"), EKU("\x30\x81\x0a" CODE_SIGNING) },
	{ BAD("indefinite length", DER, IN_EKU "indefinite length"),
		EKU("\x30\x80" CODE_SIGNING "\x00\x00") },
	{ BAD("boolean of 1", DER, IN_BASIC "damaged BOOLEAN"),
		CONSTRAINTS("\x30\x03\x01\x01\x01") },
	/* Go and OpenSSL take it, and issuers write it. */
	{ TWIN("boolean that is the default"),
		CONSTRAINTS("\x30\x03\x01\x01\x00") },
	{ BAD("byte too many", DER, IN_EKU "1 bytes too many at"),
		EKU("\x30\x0a" CODE_SIGNING "\x00") },
	{ BAD("8 unused bits", DER, IN_USAGE "DER: unused bits"), KEY_USAGE("\x03\x02\x08\x80") },
	{ BAD("unused bits that are set", DER, IN_USAGE "DER: unused"),
		KEY_USAGE("\x03\x02\x07\x81") },
	{ BAD("empty bit string", MALFORMED, IN_USAGE "not of 1 to 9"), KEY_USAGE("\x03\x00") },
	{ BAD("no bits", MALFORMED, IN_USAGE "not of 1 to 9 bits"),
		KEY_USAGE("\x03\x01\x00") },
	{ BAD("identifier in another way", USAGE,
		"certificate: extended key usage is not for code signing"),
		EKU("\x30\x0b\x06\x09\x80\x2b\x06\x01\x05\x05\x07\x03\x03") },
	{ BAD("empty identifier", DER, IN_EKU "empty OID"), EKU("\x30\x02\x06\x00") },
	{ BAD("byte after what is signed", DER, IN_CERT "DER: tag 0x78 where"),
		CERT(.tbs.to = "x") },
	{ BAD("byte after the certificate", DER, IN_CERT "DER: 1 bytes too ma"),
		.change = one_byte_more },
};

Test(sigstore_js, commit_04ea25a5)
{
	ATTACKS(der);
}

static void
no_json(struct vs *vs, struct vs_bytes *bytes, void *user)
{
	*bytes = vs_of(vs_text(vs, "%s", (const char *)user));
}

/* The checkpoint's second line, its size, is signed as it stands here. */
static void
size_line(struct vs *vs, struct vs_bytes *bytes, void *user)
{
	const char *text = (const char *)bytes->p;
	const char *first = strchr(text, '\n'), *second;

	cr_assert_not_null(first);
	second = strchr(first + 1, '\n');
	cr_assert_not_null(second);
	*bytes = vs_of(vs_text(vs, "%.*s\n%s%s", (int)(first - text), text,
	    (const char *)user, second));
}

#define SIZE(line) \
	.entry.note.text = { .fn = size_line, .user = (char[]){ line } }
#define NOT_A_SIZE NOTE "size of the tree is no number"

/* The name in a checkpoint was used as a pattern, and numbers were read as
   JavaScript reads them. */
static const struct attack names[] = {
	{ TWIN("v2"), V2 },
	{ TWIN("size as it is"), V2, SIZE("9"), .entry.size = 9,
		.entry.index = 8 },
	{ BAD("all", CHECKPOINT, NOTE "not signed by the log"), V2,
		.entry.note.name = ".*" },
	{ BAD("part", CHECKPOINT, NOTE "not signed by the log"), V2,
		.entry.note.name = "log" },
	{ BAD("any letter", CHECKPOINT, NOTE "not signed by the log"), V2,
		.entry.note.name = "log.sigstore.tes." },
	{ BAD("no pattern", CHECKPOINT, NOTE "not signed by the log"), V2,
		.entry.note.name = "(" },
	{ BAD("none", CHECKPOINT, NOTE "a signature without a proper"), V2, .entry.note.name = "" },
	{ BAD("hexadecimal", CHECKPOINT, NOT_A_SIZE), V2, SIZE("0x10") },
	{ BAD("negative", CHECKPOINT, NOT_A_SIZE), V2, SIZE("-1") },
	{ BAD("exponent", CHECKPOINT, NOT_A_SIZE), V2, SIZE("1e3") },
	{ BAD("empty", CHECKPOINT, NOT_A_SIZE), V2, SIZE("") },
	{ BAD("blank", CHECKPOINT, NOT_A_SIZE), V2, SIZE(" 9") },
	{ BAD("sign", CHECKPOINT, NOT_A_SIZE), V2, SIZE("+9") },
	{ BAD("leading zero", CHECKPOINT, NOT_A_SIZE), V2, SIZE("09") },
	{ BAD("10^30", CHECKPOINT, NOT_A_SIZE), V2,
		SIZE("1000000000000000000000000000000") },
	{ BAD("2^64", CHECKPOINT, NOT_A_SIZE), V2,
		SIZE("18446744073709551616") },
	{ BAD("body is no JSON", JSON, ENTRY0 "canonicalizedBody: line 1"), V2,
		.entry.body = { .fn = no_json, .user = (char[]){ "body" } } },
	{ BAD("body is half of it", JSON,
		ENTRY0 "canonicalizedBody: line 1 column 6: the text"), V2,
		.entry.body = { .fn = no_json, .user = (char[]){ "{\"a\":" } } },
};

Test(sigstore_js, commit_e66d99f0)
{
	ATTACKS(names);
}

/* ---- sigstore-java ---- */

/* An entry of another signature was as good as this one's. */
static const struct attack of_others[] = {
	{ TWIN("its own") },
	{ TWIN("its own, envelope"), DSSE },
	{ BAD("another's", ENTRY, "tlogEntries[0]: is about another signature"),
		.change = entry_of_another_signature },
	{ BAD("another's, envelope", ENTRY, "tlogEntries[0]: is about another"),
		DSSE, .change = entry_of_another_signature },
};

Test(sigstore_java, CVE_2024_53267)
{
	ATTACKS(of_others);
}

/* Signed is the root hash by itself, as it was verified there. */
static void
sign_root(struct vs *vs, struct vs_bytes *bytes, void *user)
{
	(void)user;
	*bytes = vs_key_sign(
	    vs, vs->rekor1->key, VS_SCHEME_USUAL, "SHA256", vs_of("root hash"));
}

/* Whether the log had signed the checkpoint was computed, and not looked
   at. */
static const struct attack signatures_of_notes[] = {
	{ TWIN("v1") },
	{ TWIN("v2"), V2 },
	{ BAD("damaged", CHECKPOINT, NOT_BY_LOG),
		.entry.note.signature.fn = vs_flip },
	{ BAD("damaged, v2", CHECKPOINT, NOT_BY_LOG), V2,
		.entry.note.signature.fn = vs_flip },
	{ BAD("of something else", CHECKPOINT, NOT_BY_LOG),
		.entry.note.signature.fn = sign_root },
	{ BAD("random", CHECKPOINT, NOT_BY_LOG),
		.entry.note.signature = { .fn = vs_put,
			.user = &(struct vs_bytes)BYTES(9, 8, 7, 6, 5) } },
	{ BAD("text changed", CHECKPOINT, NOT_BY_LOG), V2,
		.entry.note.signature.fn = keep, .entry.note.before = "" ,
		.bundle.json = { "\\n\\n\xe2\x80\x94", "\\nx\\n\\n\xe2\x80\x94",
			NULL, NULL } },
};

Test(sigstore_java, GHSA_jp26_88mw_89qr)
{
	ATTACKS(signatures_of_notes);
}

/* ---- sigstore-ruby ---- */

/* What an attestation is about was compared, and the outcome not used. */
static const struct attack subjects[] = {
	{ TWIN("keyless"), DSSE },
	{ TWIN("key"), DSSE, .key = VS_P256 },
	{ TWIN("v2"), DSSE, V2 },
	{ BAD("keyless", SUBJECT, "statement: none of its subjects"), DSSE,
		.artifact = "unrelated" },
	{ BAD("key", SUBJECT, "statement: none of its subjects"), DSSE,
		.key = VS_P256, .artifact = "unrelated" },
	{ BAD("v2", SUBJECT, "statement: none of its subjects"), DSSE, V2,
		.artifact = "unrelated" },
	{ BAD("legacy", SUBJECT, "statement: none of its subjects"), DSSE,
		.form = LEGACY, .artifact = "" },
};

static void
expect_by_digest(const char *artifact, cosign_rc_t rc, const char *message)
{
	struct vs *vs = vs_new(NULL);
	const struct vs_sign_options o = { .dsse = 1,
		.key = vs_key(vs, VS_P256) };
	const struct vs_signature *sig = vs_sign(vs, &o);
	const struct vs_bytes digest = vs_digest(vs, "SHA256", vs_of(artifact));
	const char *pem = vs_key_pem(vs, sig->key);
	cosign_bundle_t *b = bundle_of(vs_bundle(sig, NULL), 0);
	cosign_error_t *err = cosign_error_new();
	cosign_artifact_t *a = NULL;
	cosign_pubkey_t *key = NULL;
	cosign_policy_t *policy;

	MUST(cosign_pubkey_parse(&key, pem, strlen(pem), NULL));
	policy = policy_for(key);
	MUST(cosign_artifact_from_digest(
	    &a, COSIGN_HASH_SHA256, digest.p, digest.len, NULL));
	expect_error(err, cosign_verify_blob(NULL, NULL, policy, b, a, err), rc,
	    message);
	cosign_artifact_free(a);
	cosign_error_free(err);
	cosign_bundle_free(b);
	cosign_policy_free(policy);
	cosign_pubkey_free(key);
	vs_free(vs);
}

Test(sigstore_ruby, CVE_2026_31830)
{
	ATTACKS(subjects);
	expect_by_digest(VS_ARTIFACT, COSIGN_OK, "");
	expect_by_digest("unrelated", COSIGN_E_SUBJECT,
	    "statement: none of its subjects is the artifact");
}

/* ---- sigstore-rs ---- */

#define PROOF "verificationMaterial.tlogEntries.0.inclusionProof."

/* The size of a tree was turned into a number of another kind. */
static const struct attack sizes[] = {
	{ TWIN("as it is") },
	{ BAD("-1", CHECKPOINT, NOTE "is of another size than the proof"),
		.bundle.json = MEMBER(PROOF "treeSize", "\"-1\"") },
	{ BAD("0", CHECKPOINT, NOTE "is of another size than the proof"),
		.bundle.json = MEMBER(PROOF "treeSize", "\"0\"") },
	{ BAD("2^63 - 1", CHECKPOINT, NOTE "is of another size than the proof"),
		.bundle.json = MEMBER(PROOF "treeSize",
		"\"9223372036854775807\"") },
	{ BAD("2^63", MALFORMED, ENTRY0 "inclusionProof: treeSize: not an"),
		.bundle.json = MEMBER(PROOF "treeSize",
		"\"9223372036854775808\"") },
	{ BAD("2^64 - 1", MALFORMED, ENTRY0 "inclusionProof: treeSize: not"),
		.bundle.json = MEMBER(PROOF "treeSize",
		"\"18446744073709551615\"") },
	{ BAD("index of the size", PROOF,
		"tlogEntries[0]: inclusion proof: index is beyond the size"),
		.bundle.json = MEMBER(PROOF "logIndex", "\"1235\"") },
	{ BAD("index, -1", PROOF, "tlogEntries[0]: inclusion proof: index is"),
		.bundle.json = MEMBER(PROOF "logIndex", "\"-1\"") },
};

Test(sigstore_rs, commit_a50c230)
{
	ATTACKS(sizes);
}
