/* Advisories of Fulcio, policy-controller, gitsign, the Notary Project,
   in-toto and DSSE, of what a verifier sees of them. */
#include "attack.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* clang-format off */

/* ---- Fulcio ---- */

#define SAYS(who) LEAF(.issuer = (who)), UNLOGGED, NOW
#define GLOB(pattern) \
	.asked.match = COSIGN_MATCH_GLOB, .asked.issuer = (pattern)
#define BY_ALICE "signed by " VS_IDENTITY ", says "

/* A star in the pattern of an issuer went beyond the host's end. */
static const struct attack globs[] = {
	{ TWIN("one label"), SAYS("https://a.good.example"),
		GLOB("https://*.good.example") },
	{ TWIN("any"), SAYS("https://a.b.good.example"),
		GLOB("https://**.good.example") },
	{ BAD("path", IDENTITY, BY_ALICE "https://evil.example/"),
		SAYS("https://evil.example/x.good.example"),
		GLOB("https://*.good.example") },
	{ BAD("fragment", IDENTITY, BY_ALICE "https://evil#"),
		SAYS("https://evil#.good.example"),
		GLOB("https://*.good.example") },
	{ BAD("query", IDENTITY, BY_ALICE "https://evil?"),
		SAYS("https://evil?.good.example"),
		GLOB("https://*.good.example") },
	{ BAD("user", IDENTITY, BY_ALICE "https://evil@"),
		SAYS("https://evil@.good.example"),
		GLOB("https://*.good.example") },
	{ BAD("port", IDENTITY, BY_ALICE "https://evil:1"),
		SAYS("https://evil:1.good.example"),
		GLOB("https://*.good.example") },
	{ BAD("two labels", IDENTITY, BY_ALICE "https://a.b."),
		SAYS("https://a.b.good.example"),
		GLOB("https://*.good.example") },
	{ BAD("more behind", IDENTITY, BY_ALICE "https://a.good.example.evil"),
		SAYS("https://a.good.example.evil.example"),
		GLOB("https://*.good.example") },
	{ BAD("more before", IDENTITY, BY_ALICE "http://evil.example/?"),
		SAYS("http://evil.example/?https://a.good.example"),
		GLOB("https://*.good.example") },
	{ BAD("dot is a dot", IDENTITY, BY_ALICE "https://goodxexample"),
		SAYS("https://goodxexample"), GLOB("https://good.example") },
};

Test(fulcio, CVE_2026_22772)
{
	ATTACKS(globs);
	/* Of regular expressions it can be told. */
	cr_expect_eq(cosign_regex_doubts("https://good.example"),
	    COSIGN_REGEX_OPEN_START | COSIGN_REGEX_OPEN_END |
		COSIGN_REGEX_OPEN_DOT);
	cr_expect_eq(cosign_regex_doubts("^https://good\\.example"),
	    COSIGN_REGEX_OPEN_END);
	cr_expect_eq(cosign_regex_doubts("^https://good\\.example$"), 0);
}

/* ---- policy-controller ---- */

/* Where an attestation was asked for, a signature did. */
static const struct attack attestations[] = {
	{ TWIN("attestation"), DSSE,
		.asked.content = COSIGN_CONTENT_ATTESTATION },
	{ TWIN("attestation, key"), DSSE, .key = VS_P256,
		.asked.content = COSIGN_CONTENT_ATTESTATION },
	{ BAD("signature", CONTENT, "signed is the artifact itself, not a st"),
		.asked.content = COSIGN_CONTENT_ATTESTATION },
	{ BAD("signature, key", CONTENT, "signed is the artifact itself, not"),
		.key = VS_P256,
		.asked.content = COSIGN_CONTENT_ATTESTATION },
	{ BAD("signature, older form", CONTENT, "signed is the artifact itse"),
		.form = LEGACY,
		.asked.content = COSIGN_CONTENT_ATTESTATION },
};

Test(policy_controller, CVE_2022_35930)
{
	ATTACKS(attestations);
}

/* ---- gitsign ---- */

static void
log_of_nobody(struct vs *vs, struct attack *a)
{
	const struct vs_log_options o = { .url = "https://attacker.test" };

	a->entry.log = vs_rekor1(vs, &o);
	a->entry.log->untrusted = 1;
}

/* He has a log of his own, which says that it is the trusted one. */
static void
in_its_name(struct vs *vs, struct attack *a)
{
	log_of_nobody(vs, a);
	a->entry.log->id = vs->rekor1->id;
	a->entry.log->origin = vs->rekor1->origin;
	a->entry.log->host = vs->rekor1->host;
}

static void
note_in_its_name(struct vs *vs, struct attack *a)
{
	a->entry.note.key = vs_key(vs, VS_P256);
}

static void
without_promise(struct vs *vs, struct attack *a)
{
	in_its_name(vs, a);
	a->entry.promise = VS_NONE;
}

/* A log's key was fetched from whoever answered at the log's address. */
static const struct attack log_keys[] = {
	{ TWIN("trusted log") },
	{ BAD("another log", UNTRUSTED, "tlogEntries[0]: of a log that is not"),
		.prepare = log_of_nobody },
	{ BAD("in its name", PROMISE,
		"tlogEntries[0]: inclusion promise: not signed by the log"),
		.prepare = in_its_name },
	{ BAD("in its name, no promise", CHECKPOINT,
		"tlogEntries[0]: checkpoint: the log's signature does not"),
		.stamps = 1, .prepare = without_promise },
	{ BAD("checkpoint in its name", CHECKPOINT,
		"tlogEntries[0]: checkpoint: the log's signature does not"),
		.prepare = note_in_its_name },
};

Test(gitsign, CVE_2023_47122)
{
	ATTACKS(log_keys);
}

/* The unrelated entry comes first. */
static void
unrelated_first(struct vs_signature *sig)
{
	sig->entries[1] = sig->entries[0];
	sig->entry_count = 2;
	entry_of_another_artifact(sig);
}

static void
unrelated_last(struct vs_signature *sig)
{
	struct vs_entry *own = sig->entries[0];

	unrelated_first(sig);
	sig->entries[1] = sig->entries[0];
	sig->entries[0] = own;
}

/* A search for entries gave some that matched the hash or the key, and the
   first was taken. In a bundle one that is about something else is a lie. */
static const struct attack searched[] = {
	{ TWIN("its own") },
	{ BAD("only an unrelated one", ENTRY,
		"tlogEntries[0]: is about another signature than the bundle's"),
		.change = entry_of_another_artifact },
	{ BAD("same artifact, other key", ENTRY,
		"tlogEntries[0]: is about another signature than the bundle's"),
		.change = entry_of_another_signer },
	{ BAD("an unrelated one first", ENTRY,
		"tlogEntries[0]: is about another signature than the bundle's"),
		.change = unrelated_first },
	{ BAD("an unrelated one last", ENTRY,
		"tlogEntries[1]: is about another signature than the bundle's"),
		.change = unrelated_last },
};

Test(gitsign, CVE_2024_51746)
{
	ATTACKS(searched);
}

static void
signer_comes_along(struct vs *vs, struct attack *a)
{
	(void)a;
	vs->tsa->cut_first = 1;
}

#define NO_SIGNER "timestamps[0]: timestamp: no certificate of its signer"

/* SignedData without certificates ended the process, with success. */
static const struct attack empty_bags[] = {
	{ TWIN("one certificate"), STAMPED, .prepare = signer_comes_along },
	{ TWIN("none is needed"), STAMPED, .stamp.embed = VS_EMBED_NOTHING },
	{ BAD("empty list", TIMESTAMP, NO_SIGNER), STAMPED,
		.stamp.embed = VS_EMBED_NOTHING,
		.prepare = signer_comes_along },
	{ BAD("no list", TIMESTAMP, NO_SIGNER), STAMPED,
		.stamp.embed = VS_EMBED_ABSENT,
		.prepare = signer_comes_along },
};

Test(gitsign, CVE_2026_44310)
{
	ATTACKS(empty_bags);
}

#define STATING(text)        \
	.sign = { .dsse = 1, \
		.payload = { (unsigned char[]){ text }, sizeof(text) - 1 } }
#define SUBJECT_OF(hex) "[{\"name\":\"a\",\"digest\":{\"sha256\":\"" hex "\"}}]"
#define RIGHT                                                                 \
	SUBJECT_OF("a948904f2f0f479b8f8197694b30184b0d2ed1c1cd2a1ec0fb85d299" \
		   "a192a447")
#define WRONG                                                                 \
	SUBJECT_OF("00000000000000000000000000000000000000000000000000000000" \
		   "00000000")
#define HEAD                                              \
	"{\"_type\":\"https://in-toto.io/Statement/v1\"," \
	"\"predicateType\":\"x\",\"predicate\":{},"

/* What was verified had been written anew, so that what it said twice counted
   once. */
static const struct attack twice[] = {
	{ TWIN("once"), STATING(HEAD "\"subject\":" RIGHT "}") },
	{ TWIN("with blanks"), STATING(HEAD " \n\"subject\" : " RIGHT "\t}\n") },
	{ BAD("subjects twice", STATEMENT, "statement: line 1 column "),
		STATING(HEAD "\"subject\":" WRONG ",\"subject\":" RIGHT "}") },
	{ BAD("subjects twice, turned", STATEMENT, "statement: line 1 column "),
		STATING(HEAD "\"subject\":" RIGHT ",\"subject\":" WRONG "}") },
	{ BAD("with an escape", STATEMENT, "statement: line 1 column "),
		STATING(HEAD "\"subject\":" RIGHT ",\"\\u0073ubject\":" WRONG
		"}") },
	{ BAD("digest twice", STATEMENT, "statement: line 1 column "),
		STATING(HEAD "\"subject\":[{\"name\":\"a\",\"digest\":{},"
		"\"digest\":{}}]}") },
};

Test(gitsign, CVE_2026_44309)
{
	ATTACKS(twice);
}

/* ---- the Notary Project, in-toto ---- */

/* Names of certificates were parsed as text. */
static const struct attack subjects[] = {
	{ TWIN("usual") },
	{ TWIN("hexadecimal"), CERT(.common_name = "#04820fff", .organization =
		"=#,+\\") },
	{ BAD("name of a person", IDENTITY, "signed by " VS_IDENTITY),
		CERT(.common_name = "bob@example.com"),
		.asked.identity = "bob@example.com" },
};

Test(notation, CVE_2023_25656)
{
	ATTACKS(subjects);
}

#define NAMED(name)                                                            \
	.sign = { .dsse = 1,                                                   \
		.statement = A(vs_statement_options,                           \
		    .subjects = (const struct vs_subject[]){                   \
			{ name, "sha256",                                      \
			    "a948904f2f0f479b8f8197694b30184b0d2ed1c1cd2a1ec0" \
			    "fb85d299a192"                                     \
			    "a447" },                                          \
			{ NULL, NULL, NULL } }) }

/* Names of subjects were taken for paths. Here they are names, whatever they
   are, and the digest decides. */
static const struct attack paths[] = {
	{ TWIN("name"), NAMED("artifact") },
	{ TWIN("path"), NAMED("foo/../../../etc/passwd") },
	{ TWIN("absolute"), NAMED("/dev/stdin") },
	{ TWIN("none"), NAMED("") },
	{ BAD("of the artifact, with another digest", SUBJECT,
		"statement: none of its subjects is the artifact"),
		NAMED("artifact"), .artifact = "other" },
};

Test(in_toto_golang, CVE_2021_41087)
{
	ATTACKS(paths);
}

/* What a bracket means in a pattern depends on who reads it. Here it is a
   bracket. */
static const struct attack brackets[] = {
	{ TWIN("itself"), SAYS("https://[!a].example"),
		GLOB("https://[!a].example") },
	{ BAD("one that is no a", IDENTITY, BY_ALICE "https://b.example"),
		SAYS("https://b.example"), GLOB("https://[!a].example") },
	{ BAD("one that is no a, with ^", IDENTITY, BY_ALICE),
		SAYS("https://b.example"), GLOB("https://[^a].example") },
	{ BAD("one of a few", IDENTITY, BY_ALICE),
		SAYS("https://b.example"), GLOB("https://[abc].example") },
};

Test(in_toto_golang, GHSA_pmwq_pjrm_6p5r)
{
	ATTACKS(brackets);
}

static void
by_himself(struct vs_signature *sig)
{
	struct vs_cert_options o = { .key = sig->key,
		.eku = "codeSigning",
		.usage = "critical,digitalSignature",
		.names = (const struct vs_name[]){ { VS_EMAIL, VS_IDENTITY, 0 },
		    { VS_NAME_END, NULL, 0 } },
		.extensions =
		    (const struct vs_extension[]){
			{ .oid = VS_FULCIO(8), .text = VS_ISSUER },
			{ .oid = NULL } },
		.serial = 1,
		.not_before = VS_NOW,
		.not_after = VS_NOW + 600 };

	sig->cert = vs_cert(sig->vs, NULL, &o);
}

static void
by_a_stranger(struct vs *vs, struct attack *a)
{
	static struct vs_leaf_options leaf;

	leaf.ca = vs_ca(vs, NULL);
	leaf.ca->untrusted = 1;
	a->sign.leaf = &leaf;
}

#define NO_PATH "certificate: no path to an authority that is trusted"

/* A document said who had signed it, and nobody asked whether that was so. */
static const struct attack unvouched[] = {
	{ TWIN("by the authority"), UNLOGGED, NOW },
	{ BAD("by himself", UNTRUSTED, NO_PATH), UNLOGGED, NOW,
		.change = by_himself },
	{ BAD("by a stranger", UNTRUSTED, NO_PATH), UNLOGGED, NOW,
		.prepare = by_a_stranger },
	{ BAD("by a stranger who comes along", UNTRUSTED, NO_PATH), UNLOGGED,
		NOW, .prepare = by_a_stranger, .asked.allow_chain = 1,
		.bundle = { .material = VS_CHAIN, .chain = 1 } },
	{ BAD("with his root", MALFORMED,
		"bundle: verificationMaterial: x509CertificateChain: certific"),
		UNLOGGED, NOW, .prepare = by_a_stranger,
		.asked.allow_chain = 1,
		.bundle = { .material = VS_CHAIN, .chain = 2 } },
};

Test(go_witness, CVE_2025_62375)
{
	ATTACKS(unvouched);
}

/* ---- DSSE ---- */

/* The envelope was read again after it was verified, by another reader. What
   is handed over here is what was verified. */
Test(dsse, release_1_0_2)
{
	static const char text[] = HEAD " \n\"subject\":" RIGHT "}\n";
	struct vs *vs = vs_new(NULL);
	const struct vs_sign_options o = {
		.dsse = 1, .key = vs_key(vs, VS_P256), .payload = vs_of(text)
	};
	const struct vs_signature *sig = vs_sign(vs, &o);
	const char *pem = vs_key_pem(vs, sig->key);
	cosign_bundle_t *b = bundle_of(vs_bundle(sig, NULL), 0);
	cosign_result_t *result = NULL;
	cosign_pubkey_t *key = NULL;
	cosign_policy_t *policy;
	const uint8_t *payload;
	size_t len = 0;

	MUST(cosign_pubkey_parse(&key, pem, strlen(pem), NULL));
	policy = policy_for(key);
	MUST(verify_bytes(
	    &result, policy, b, VS_ARTIFACT, sizeof(VS_ARTIFACT) - 1, NULL));
	cosign_bundle_free(b);
	payload = cosign_candidate_payload(cosign_result_signer(result), &len);
	cr_assert_eq(len, sizeof(text) - 1);
	cr_expect_arr_eq(payload, text, len);
	cosign_result_free(result);
	cosign_policy_free(policy);
	cosign_pubkey_free(key);
	vs_free(vs);
}

static void
key_id(struct vs_signature *sig)
{
	sig->key_id = "the one that you trust";
}

static void
second_signature(struct vs_signature *sig)
{
	const struct vs_sign_options o = { .dsse = 1, .key = sig->key };

	sig->also = vs_sign(sig->vs, &o);
}

static void
empty_signature(struct vs_signature *sig)
{
	sig->signature.len = 0;
}

#define KEYED     DSSE, .key = VS_P256, UNLOGGED
#define NOT_UNDER "the signature does not verify under the key"

/* Key ids chose the key, and empty lists of signatures were verified. */
static const struct attack envelopes[] = {
	{ TWIN("no key id"), KEYED },
	{ TWIN("key id"), KEYED, .change = key_id },
	{ BAD("key id of somebody else", SIGNATURE, NOT_UNDER), KEYED,
		.change = key_id, .asked.another_key = 1 },
	{ BAD("no signatures", MALFORMED, "bundle: dsseEnvelope: 0 signature"),
		KEYED, .bundle.json = MEMBER("dsseEnvelope.signatures",
		"[]") },
	{ BAD("no list of them", MALFORMED, "bundle: dsseEnvelope: 0 signat"),
		KEYED, .bundle.json = MEMBER("dsseEnvelope.signatures",
		NULL) },
	{ BAD("empty signature", NO_SIGNATURE, "the signature is empty"),
		KEYED, .change = empty_signature },
	{ BAD("two", MALFORMED, "bundle: dsseEnvelope: 2 signatures instead"),
		KEYED, .change = second_signature },
};

Test(dsse, key_ids_and_lists_of_signatures)
{
	ATTACKS(envelopes);
}
