/* Advisories of cosign. */
#include "attack.h"

#include <stdlib.h>
#include <string.h>

#define OTHER_SIGNATURE \
	"tlogEntries[0]: is about another signature than the bundle's"
#define OTHER_ARTIFACT "tlogEntries[0]: is about another artifact"
#define OTHER_PAYLOAD  "tlogEntries[0]: is about another payload"
#define OTHER_CERT \
	"tlogEntries[0]: is about another certificate than the bundle's"
#define OTHER_KEY "tlogEntries[0]: is about another key than the given one"
#define NOT_REBUILT \
	"tlogEntries[0]: is about another artifact, or not as the log writes"

/* clang-format off */

/* The entry that came with a signature was never compared with it. */
static const struct attack unrelated_entries[] = {
	{ TWIN("key"), .form = LEGACY, .key = VS_P256 },
	{ TWIN("certificate"), .form = LEGACY },
	{ BAD("same key, other artifact", ENTRY, OTHER_SIGNATURE),
		.form = LEGACY, .key = VS_P256,
		.change = entry_of_another_artifact },
	{ BAD("same key, other signature", ENTRY, OTHER_SIGNATURE),
		.form = LEGACY, .key = VS_P256,
		.change = entry_of_another_signature },
	{ BAD("other key, same artifact", ENTRY, OTHER_SIGNATURE),
		.form = LEGACY, .key = VS_P256,
		.change = entry_of_another_signer },
	{ BAD("same certificate, other artifact", ENTRY, OTHER_SIGNATURE),
		.form = LEGACY, .change = entry_of_another_artifact },
	{ BAD("other certificate, same artifact", ENTRY, OTHER_SIGNATURE),
		.form = LEGACY, .change = entry_of_another_signer },
};

Test(cosign, CVE_2022_23649)
{
	ATTACKS(unrelated_entries);
}

#define SPDX "https://spdx.dev/Document"
#define VULN "https://cosign.sigstore.dev/attestation/vuln/v1"
#define OF_TYPE(type)        \
	.sign = { .dsse = 1, \
		.statement = \
		    A(vs_statement_options, .predicate_type = (type)) }

/* An attestation of any type satisfied whoever asked for one type. */
static const struct attack types[] = {
	{ TWIN("spdx"), OF_TYPE(SPDX), .asked.predicate = SPDX },
	{ BAD("vuln", PREDICATE, "statement: predicate type is " VULN),
		OF_TYPE(VULN), .asked.predicate = SPDX },
	{ BAD("longer", PREDICATE, "statement: predicate type is " SPDX "/"),
		OF_TYPE(SPDX "/v2"), .asked.predicate = SPDX },
	{ BAD("shorter", PREDICATE, "statement: predicate type is "),
		OF_TYPE("https://spdx.dev"), .asked.predicate = SPDX },
	{ BAD("no type", PREDICATE, "statement: predicate type is "),
		OF_TYPE(""), .asked.predicate = SPDX },
	{ BAD("no attestation", PREDICATE, "signed is the artifact itself"),
		.asked.predicate = SPDX },
};

Test(cosign, CVE_2022_35929)
{
	ATTACKS(types);
}

/* No attestation at all is none of the wanted type. */
Test(cosign, CVE_2022_35929_of_nothing)
{
	cosign_policy_t *policy = policy_for(NULL);
	cosign_error_t *err = cosign_error_new();
	cosign_bundle_t *none[1] = { NULL };
	cosign_result_t *result = NULL;

	expect_error(err,
	    cosign_verify_bundles(&result, NULL, policy,
		(const cosign_bundle_t *const *)none, 0, NULL, err),
	    COSIGN_E_ARGUMENT, "policy or bundle is missing");
	cr_expect_not(cosign_result_accepted(result));
	cosign_error_free(err);
	cosign_policy_free(policy);
}

/* verify-blob believed an unrelated rekorBundle, passed over the identity with
   a bundle, and went on where an entry was no good. */
static const struct attack blobs[] = {
	{ TWIN("keyless"), .form = LEGACY },
	{ TWIN("key"), .form = LEGACY, .key = VS_P256 },
	{ BAD("a: unrelated entry", ENTRY, OTHER_SIGNATURE), .form = LEGACY,
		.change = entry_of_another_signer },
	{ BAD("b: wrong identity", IDENTITY, "signed by " VS_IDENTITY),
		.form = LEGACY, .asked.identity = "bob@example.com" },
	{ BAD("b: wrong issuer", IDENTITY, "signed by " VS_IDENTITY),
		.form = LEGACY, .asked.issuer = "https://other" },
	{ BAD("c: damaged promise", PROMISE,
		"tlogEntries[0]: inclusion promise: not signed by the log"),
		.form = LEGACY, .entry.set_signature.fn = vs_flip },
	{ BAD("c: damaged promise, key", PROMISE,
		"tlogEntries[0]: inclusion promise: not signed by the log"),
		.form = LEGACY, .key = VS_P256,
		.entry.set_signature.fn = vs_flip },
	{ BAD("d: digest of another blob", ENTRY, OTHER_ARTIFACT),
		.form = LEGACY, .change = logged_with_another_digest },
	{ BAD("d: digest of another blob, key", ENTRY, OTHER_ARTIFACT),
		.form = LEGACY, .key = VS_P256,
		.change = logged_with_another_digest },
};

Test(cosign, CVE_2022_36056)
{
	ATTACKS(blobs);
}

/* With a trusted root any entry of a trusted log was good enough: about another
   artifact, another key, another signature. */
#define UNBOUND(what, digest, verifier, ...)                                   \
	{ TWIN(what), __VA_ARGS__ },                                           \
	    { BAD(what ", other artifact", ENTRY, OTHER_SIGNATURE),            \
		    __VA_ARGS__, .change = entry_of_another_artifact },        \
	    { BAD(what ", other signature", ENTRY, OTHER_SIGNATURE),           \
		    __VA_ARGS__, .change = entry_of_another_signature },       \
	    { BAD(what ", other signer", ENTRY, OTHER_SIGNATURE), __VA_ARGS__, \
		    .change = entry_of_another_signer },                       \
	    { BAD(what ", other digest", ENTRY, digest), __VA_ARGS__,          \
		    .change = logged_with_another_digest },                    \
	{                                                                      \
		BAD(what ", other verifier", ENTRY, verifier), __VA_ARGS__,    \
		    .change = logged_with_another_key                          \
	}

static const struct attack unbound[] = {
	UNBOUND("keyless", OTHER_ARTIFACT, OTHER_CERT, .where = IN_V1),
	UNBOUND("keyless v2", NOT_REBUILT, OTHER_CERT, V2),
	UNBOUND("key", OTHER_ARTIFACT, OTHER_KEY, .key = VS_P256),
	UNBOUND("key v2", NOT_REBUILT, OTHER_KEY, .key = VS_P256, V2),
	UNBOUND("dsse", OTHER_PAYLOAD, OTHER_CERT, DSSE),
	UNBOUND("dsse v2", NOT_REBUILT, OTHER_CERT, DSSE, V2),
	UNBOUND("intoto", OTHER_PAYLOAD, OTHER_CERT, DSSE,
		.entry.kind = VS_INTOTO_2),
	UNBOUND("dsse key", OTHER_PAYLOAD, OTHER_KEY, DSSE, .key = VS_P256),
	UNBOUND("legacy", OTHER_ARTIFACT, OTHER_CERT, .form = LEGACY),
	UNBOUND("legacy key", OTHER_ARTIFACT, OTHER_KEY, .form = LEGACY,
		.key = VS_P256),
	UNBOUND("legacy dsse", OTHER_PAYLOAD, OTHER_CERT, .form = LEGACY,
		DSSE),
};

Test(cosign, CVE_2026_22703)
{
	ATTACKS(unbound);
}

#define ISSUER_UNTIL(time) \
	.stack.ca = CERTS({ .not_after = VS_NOW + (time) }, USUAL)
#define ROOT_UNTIL(time) \
	.stack.ca = CERTS(USUAL, { .not_after = VS_NOW + (time) })
#define PATH_EXPIRED "path: certificate 2 of the chain: expired at the time"
#define ROOT_EXPIRED "path: certificate 3 of the chain: expired at the time"

/* Who issued the certificate was asked for at its beginning alone: signatures
   made after an intermediate had expired passed. */
static const struct attack expired_issuers[] = {
	{ TWIN("clock"), ISSUER_UNTIL(100), UNLOGGED,
		.asked.clock = VS_NOW + 100 },
	{ TWIN("timestamp"), ISSUER_UNTIL(100), UNLOGGED, STAMPED,
		.stamp.time = VS_NOW + 100 },
	{ TWIN("log"), ISSUER_UNTIL(100), .entry.time = VS_NOW + 100 },
	{ BAD("clock", EXPIRED, PATH_EXPIRED), ISSUER_UNTIL(100), UNLOGGED,
		.asked.clock = VS_NOW + 101 },
	{ BAD("timestamp", EXPIRED, PATH_EXPIRED), ISSUER_UNTIL(100), UNLOGGED,
		STAMPED, .stamp.time = VS_NOW + 101 },
	{ BAD("log", EXPIRED, PATH_EXPIRED), ISSUER_UNTIL(100),
		.entry.time = VS_NOW + 101 },
	{ BAD("root, clock", EXPIRED, ROOT_EXPIRED), ROOT_UNTIL(100), UNLOGGED,
		.asked.clock = VS_NOW + 101 },
	{ BAD("root, timestamp", EXPIRED, ROOT_EXPIRED), ROOT_UNTIL(100),
		UNLOGGED, STAMPED, .stamp.time = VS_NOW + 101 },
	{ BAD("one time of two", EXPIRED, PATH_EXPIRED), ISSUER_UNTIL(100),
		.stamps = 1, .stamp.time = VS_NOW + 101 },
};

Test(cosign, CVE_2026_24122)
{
	ATTACKS(expired_issuers);
}

#define PAYLOAD(text)        \
	.sign = { .dsse = 1, \
		.payload = { (unsigned char[]){ text }, sizeof(text) - 1 } }
#define CUSTOM "https://cosign.sigstore.dev/attestation/v1"

/* An attestation that could not be read satisfied whoever asked for one, and
   its type was not looked at. */
#define UNREADABLE(what, ...)                                                 \
	{ TWIN(what), DSSE, .asked.predicate = CUSTOM, __VA_ARGS__ },         \
	    { BAD(what ", no JSON", STATEMENT, "statement: line 1"),          \
		    PAYLOAD("no JSON"), .asked.predicate = CUSTOM,            \
		    __VA_ARGS__ },                                            \
	    { BAD(what ", empty", STATEMENT, "statement: "), PAYLOAD(""),     \
		    .asked.predicate = CUSTOM, __VA_ARGS__ },                 \
	    { BAD(what ", no statement", STATEMENT, "statement: "),           \
		    PAYLOAD("{}"), .asked.predicate = CUSTOM, __VA_ARGS__ },  \
	    { BAD(what ", an array", STATEMENT, "statement: not an object"),  \
		    PAYLOAD("[]"), .asked.predicate = CUSTOM, __VA_ARGS__ },  \
	    { BAD(what ", null", STATEMENT, "statement: "), PAYLOAD("null"),  \
		    .asked.predicate = CUSTOM, __VA_ARGS__ },                 \
	    { BAD(what ", other type", PREDICATE,                             \
		  "statement: predicate type is "),                           \
		    DSSE, .asked.predicate = SPDX, __VA_ARGS__ },             \
	{                                                                     \
		BAD(what ", not asked for a type", STATEMENT, "statement: "), \
		    PAYLOAD("{}"), __VA_ARGS__                                \
	}

static const struct attack unreadable[] = {
	UNREADABLE("bundle", .where = IN_V1),
	UNREADABLE("bundle v2", V2),
	UNREADABLE("legacy", .form = LEGACY),
	UNREADABLE("envelope", .form = ENVELOPE, .key = VS_P256, UNLOGGED),
};

Test(cosign, CVE_2026_39395)
{
	ATTACKS(unreadable);
}

/* A public key in "cert" was verified with, instead of whom the caller named:
   whoever made the bundle had signed it. */
static void
pem_itself(struct vs *vs, struct vs_bytes *bytes, void *user)
{
	struct vs_signature *sig = *(struct vs_signature **)user;
	const char *pem = vs_key_pem(vs, sig->key);
	const char *at;
	char *escaped = vs_text(vs, "%s", "");

	for (at = pem; *at != '\0'; at++)
		escaped = *at == '\n' ? vs_text(vs, "%s\\n", escaped)
				      : vs_text(vs, "%s%c", escaped, *at);
	vs_replace(vs, bytes, vs_of(vs_base64(vs, vs_of(pem))), vs_of(escaped));
}

static struct vs_signature *attacker;

static void
remember(struct vs_signature *sig)
{
	attacker = sig;
}

#define KEY_INSIDE .form = LEGACY, .key = VS_P256, .legacy.cert = VS_CERT_KEY
#define NOT_HIS    "the signature does not verify under the key"
#define NOBODY     "there is no certificate, and no key was given"

static const struct attack keys_inside[] = {
	{ TWIN("his own key"), KEY_INSIDE },
	{ TWIN("his own key, attestation"), KEY_INSIDE, DSSE },
	{ BAD("identity", SIGNER_KIND, NOBODY), KEY_INSIDE, .asked.no_key = 1 },
	{ BAD("key", ENTRY, OTHER_KEY), KEY_INSIDE, .asked.another_key = 1 },
	{ BAD("key, no log", SIGNATURE, NOT_HIS), KEY_INSIDE, UNLOGGED,
		.asked.another_key = 1 },
	{ TWIN("PEM itself"), KEY_INSIDE, .change = remember,
		.legacy.json = { .fn = pem_itself, .user = &attacker } },
	{ BAD("identity, PEM itself", SIGNER_KIND, NOBODY), KEY_INSIDE,
		.asked.no_key = 1, .change = remember,
		.legacy.json = { .fn = pem_itself, .user = &attacker } },
	{ BAD("key, PEM itself", ENTRY, OTHER_KEY), KEY_INSIDE,
		.asked.another_key = 1, .change = remember,
		.legacy.json = { .fn = pem_itself, .user = &attacker } },
	{ BAD("attestation, identity", SIGNER_KIND, NOBODY), KEY_INSIDE, DSSE,
		.asked.no_key = 1 },
	{ BAD("attestation, key", ENTRY, OTHER_KEY), KEY_INSIDE, DSSE,
		.asked.another_key = 1 },
	{ BAD("attestation, key, no log", SIGNATURE, NOT_HIS), KEY_INSIDE,
		DSSE, UNLOGGED, .asked.another_key = 1 },
};

Test(cosign, GHSA_fx35_mq7g_6g98)
{
	ATTACKS(keys_inside);
}

/* Which Ed25519 it is was left to chance: of an artifact, with a certificate,
   the prehashed one, of an envelope the pure one. */
static void
sign_purely(struct vs_signature *sig)
{
	sig->signature = vs_key_sign(
	    sig->vs, sig->key, VS_SCHEME_USUAL, NULL, sig->artifact);
}

#define ED25519   .leaf = A(vs_leaf_options, .cert.kind = VS_ED25519)
#define NOT_CERTS "the signature does not verify under the certificate's key"

static const struct attack ed25519[] = {
	{ TWIN("prehashed, message"), .sign = { ED25519 }, UNLOGGED, NOW },
	{ TWIN("pure, envelope"), .sign = { .dsse = 1, ED25519 }, UNLOGGED,
		NOW },
	{ TWIN("pure, message, key"), .key = VS_ED25519, UNLOGGED },
	{ BAD("pure, message", SIGNATURE, NOT_CERTS), .sign = { ED25519 },
		UNLOGGED, NOW, .change = sign_purely },
	{ BAD("prehashed, envelope", SIGNATURE, NOT_CERTS),
		.sign = { .dsse = 1, ED25519, .scheme = VS_PREHASH }, UNLOGGED,
		NOW },
	{ BAD("prehashed, message, key", SIGNATURE, NOT_HIS),
		.key = VS_ED25519, .sign.scheme = VS_PREHASH, UNLOGGED },
};

Test(cosign, commit_9146e3fd)
{
	ATTACKS(ed25519);
}

#define SHA256_OF \
	"a948904f2f0f479b8f8197694b30184b0d2ed1c1cd2a1ec0fb85d299a192a447"
#define SHA512_OF                                                          \
	"db3974a97f2407b7cae1ae637c0030687a11913274d578492558e39c16c017de" \
	"84eacdc8c62fe34ee4e12b4b1428817f09b6a2760c3f8a664ceae94d2434a593"
#define ZEROS "0000000000000000000000000000000000000000000000000000000000000000"
#define SUBJECTS(...)                                        \
	.sign = { .dsse = 1,                                 \
		.statement = A(vs_statement_options,         \
		    .subjects = (const struct vs_subject[]){ \
			__VA_ARGS__, { NULL, NULL, NULL } }) }

/* The digest's algorithm that was asked for was not the one compared. */
static const struct attack digests[] = {
	{ TWIN("sha256"), SUBJECTS({ "a", "sha256", SHA256_OF }) },
	{ TWIN("sha512"), SUBJECTS({ "a", "sha512", SHA512_OF }) },
	{ TWIN("both"), SUBJECTS({ "a", "sha256", SHA256_OF },
		{ NULL, "sha512", SHA512_OF }) },
	{ BAD("sha512, wrong", SUBJECT, "statement: none of its subjects"),
		SUBJECTS({ "a", "sha512", ZEROS ZEROS }) },
	{ BAD("sha256 called sha512", SUBJECT, "statement: none of its subj"),
		SUBJECTS({ "a", "sha512", SHA256_OF }) },
	{ BAD("sha512 called sha256", SUBJECT, "statement: none of its subj"),
		SUBJECTS({ "a", "sha256", SHA512_OF }) },
	{ BAD("cut", SUBJECT, "statement: none of its subjects"),
		SUBJECTS({ "a", "sha256", "a948904f" }) },
	{ BAD("one of two wrong", SUBJECT, "statement: none of its subjects"),
		SUBJECTS({ "a", "sha256", SHA256_OF },
		{ NULL, "sha512", ZEROS ZEROS }) },
	/* the stronger one decides, as with sigstore-go */
	{ TWIN("the weaker of two wrong"),
		SUBJECTS({ "a", "sha256", ZEROS },
		{ NULL, "sha512", SHA512_OF }) },
	{ BAD("unknown algorithm", SUBJECT, "statement: no subject has a dig"),
		SUBJECTS({ "a", "sha1", SHA256_OF }) },
};

Test(cosign, commit_394ab4da)
{
	ATTACKS(digests);
}

/* What cosign leaves to its caller, and is to be strict here: an attestation
   may be asked for, and a timestamp that is asked for has to be there. */
static const struct attack strict[] = {
	{ TWIN("attestation"), DSSE,
		.asked.content = COSIGN_CONTENT_ATTESTATION },
	{ BAD("signature", CONTENT, "signed is the artifact itself"),
		.asked.content = COSIGN_CONTENT_ATTESTATION },
	{ BAD("attestation as signature", CONTENT, "signed is a statement"),
		DSSE, .asked.content = COSIGN_CONTENT_SIGNATURE },
	{ TWIN("timestamp"), .form = LEGACY, STAMPED },
	{ BAD("no timestamp", NO_TIMESTAMP, "no signed timestamp"),
		.form = LEGACY, .asked.stamps = 1 },
	{ BAD("checkpoint of nobody", CHECKPOINT,
		"tlogEntries[0]: checkpoint: the log's signature does not"),
		.entry.note.signature.fn = vs_flip },
};

Test(cosign, strict_where_cosign_is_not)
{
	ATTACKS(strict);
}
