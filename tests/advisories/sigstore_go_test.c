/* Advisories of sigstore-go and of sigstore/sigstore. */
#include "attack.h"

#include <stdlib.h>
#include <string.h>

#define PLACE  "bundle: verificationMaterial: "
#define ENTRY0 PLACE "tlogEntries[0]: "
#define BODY0  ENTRY0 "canonicalizedBody: "
#define NOT_REBUILT \
	"tlogEntries[0]: is about another artifact, or not as the log writes"

/* clang-format off */

/* ---- CVE-2024-45395: work without end ---- */

static void
log_31_more(struct vs_signature *sig)
{
	while (sig->entry_count < 32)
		(void)vs_log(sig, NULL);
}

static void
log_32_more(struct vs_signature *sig)
{
	log_31_more(sig);
	(void)vs_log(sig, NULL);
}

static void
stamp_32(struct vs_signature *sig)
{
	const struct vs_timestamp_options o = { .nonce = 1 };

	while (sig->timestamp_count < 32)
		(void)vs_stamp(sig, &o);
}

static void
stamp_33(struct vs_signature *sig)
{
	stamp_32(sig);
	(void)vs_stamp(sig, NULL);
}

/* So many subjects, the last of which is the artifact, with so many digests
   each. */
static void
state_subjects(struct vs *vs, struct attack *a, size_t subjects, size_t digests)
{
	static struct vs_subject rows[1200];
	static const struct vs_statement_options statement = { .subjects =
								   rows };
	size_t i, at = 0;

	for (i = 1; i < subjects; i++)
		rows[at++] = (struct vs_subject){ vs_text(vs, "s%zu", i),
			"sha256", "00" };
	for (i = 1; i < digests; i++)
		rows[at++] = (struct vs_subject){ i == 1 ? "last" : NULL,
			vs_text(vs, "d%zu", i), "00" };
	rows[at++] =
	    (struct vs_subject){ digests == 1 ? "last" : NULL, "sha256",
		    vs_hex(vs, vs_digest(vs, "SHA256", vs_of(VS_ARTIFACT))) };
	rows[at] = (struct vs_subject){ NULL, NULL, NULL };
	a->sign.statement = &statement;
	a->sign.dsse = 1;
}

#define SUBJECTS(name, subjects, digests)                 \
	static void name(struct vs *vs, struct attack *a) \
	{                                                 \
		state_subjects(vs, a, subjects, digests); \
	}
SUBJECTS(subjects_1024, 1024, 1)
SUBJECTS(subjects_1025, 1025, 1)
SUBJECTS(digests_32, 1, 32)
SUBJECTS(digests_33, 1, 33)

static const struct attack many[] = {
	{ TWIN("32 entries"), .change = log_31_more },
	{ BAD("33 entries", LIMIT, PLACE "tlogEntries: more than 32"),
		.change = log_32_more },
	{ TWIN("32 timestamps"), .change = stamp_32 },
	{ BAD("33 timestamps", LIMIT, PLACE "timestampVerificationData"),
		.change = stamp_33 },
	{ TWIN("1024 subjects"), .prepare = subjects_1024 },
	{ BAD("1025 subjects", STATEMENT, "statement: more than 1024 subjects"),
		.prepare = subjects_1025 },
	{ TWIN("32 digests"), .prepare = digests_32 },
	{ BAD("33 digests", STATEMENT, "statement: more than 32 digests"),
		.prepare = digests_33 },
};

Test(sigstore_go, CVE_2024_45395)
{
	ATTACKS(many);
}

/* A bundle whose entries are so many times the same JSON. */
static void
expect_refused_at_once(size_t count, const char *entry, const char *message)
{
	static const char head[] =
	    "{\"mediaType\":\"application/vnd.dev.sigstore.bundle.v0.3+json\","
	    "\"verificationMaterial\":{\"tlogEntries\":[";
	const size_t len = strlen(entry);
	char *json = malloc(sizeof(head) + count * (len + 1) + 8), *at = json;
	cosign_error_t *err = cosign_error_new();
	cosign_bundle_t *b = NULL;
	size_t i;

	cr_assert_not_null(json);
	at = stpcpy(at, head);
	for (i = 0; i < count; i++) {
		if (i > 0)
			*at++ = ',';
		at = stpcpy(at, entry);
	}
	at = stpcpy(at, "]}}");
	expect_error(err,
	    cosign_bundle_parse(&b, json, (size_t)(at - json), err),
	    COSIGN_E_LIMIT, message);
	cr_expect_null(b);
	cosign_error_free(err);
	free(json);
}

/* Entries were read and decoded before anybody counted them. These could not
   be decoded, which is not what is said of them. */
Test(sigstore_go, commit_7e8ee0f)
{
	expect_refused_at_once(33, "{\"canonicalizedBody\":\"!\"}",
	    PLACE "tlogEntries: more than 32 elements");
	expect_refused_at_once(
	    100000, "{\"canonicalizedBody\":\"!\"}", "bundle: ");
	expect_refused_at_once(1000000, "{}", "bundle: ");
}

/* ---- thresholds ---- */

static void
two_ct_logs(struct vs *vs, struct attack *a)
{
	static struct vs_sct_options scts[2];
	static const struct vs_leaf_options leaf = { .scts = scts,
		.sct_count = 2 };

	scts[1].log = vs_ct(vs, NULL);
	a->sign.leaf = &leaf;
}

static void
again_in_the_same_log(struct vs_signature *sig)
{
	(void)vs_log(sig, NULL);
}

static void
in_another_log(struct vs_signature *sig)
{
	const struct vs_log_options o = { .url = "https://rekor2.test" };
	const struct vs_entry_options e = { .log = vs_rekor1(sig->vs, &o) };

	(void)vs_log(sig, &e);
}

static void
stamp_by_another(struct vs_signature *sig)
{
	const struct vs_authority_options o = { .uri = "https://tsa2.test" };
	const struct vs_timestamp_options t = { .tsa = vs_tsa(sig->vs, &o) };

	(void)vs_stamp(sig, &t);
}

/* A log, a certificate log or an authority that spoke twice counted twice. */
static const struct attack thresholds[] = {
	{ TWIN("two logs"), .asked.tlogs = 2, .change = in_another_log },
	{ BAD("one log twice", NO_TLOG, "entries of fewer transparency logs"),
		.asked.tlogs = 2, .change = again_in_the_same_log },
	{ TWIN("both kinds of log"), .asked.tlogs = 2, .where = IN_BOTH },
	{ TWIN("two certificate logs"), .asked.scts = 2,
		.prepare = two_ct_logs },
	{ BAD("one certificate log twice", SCT, "certificate: seen by fewer"),
		.asked.scts = 2, LEAF(.sct_count = 2) },
	{ TWIN("two authorities"), .stamps = 1, .asked.stamps = 2,
		.change = stamp_by_another },
	{ BAD("one authority twice", NO_TIME, "fewer times of signing"),
		.stamps = 2, .asked.stamps = 2 },
	{ TWIN("log and authority"), .stamps = 1, .asked.times = 2 },
	{ BAD("log's time twice", NO_TIME, "fewer times of signing"),
		.asked.times = 2, .change = again_in_the_same_log },
};

Test(sigstore_go, CVE_2026_49834)
{
	ATTACKS(thresholds);
}

/* None was a threshold that was always met. */
Test(sigstore_go, commit_607d023)
{
	cosign_policy_t *policy = policy_for(NULL);
	cosign_error_t *err = cosign_error_new();
	int source;

	expect_error(err, cosign_policy_set_tlogs(policy, 0, err),
	    COSIGN_E_ARGUMENT, "policy: ");
	expect_error(err, cosign_policy_set_scts(policy, 0, err),
	    COSIGN_E_ARGUMENT, "policy: ");
	expect_error(err, cosign_policy_set_signers(policy, 0, err),
	    COSIGN_E_ARGUMENT, "policy: ");
	for (source = COSIGN_TIME_ANY; source <= COSIGN_TIME_CLOCK; source++)
		expect_error(err,
		    cosign_policy_set_times(
			policy, (cosign_time_source_t)source, 0, err),
		    COSIGN_E_ARGUMENT, "policy: ");
	MUST(cosign_policy_set_tlogs(policy, 1, err));
	MUST(cosign_policy_set_scts(policy, 1, err));
	MUST(cosign_policy_set_signers(policy, 1, err));
	MUST(cosign_policy_set_times(policy, COSIGN_TIME_ANY, 1, err));
	cosign_error_free(err);
	cosign_policy_free(policy);
}

/* ---- windows of keys ---- */

#define ONLY_STAMPED .key = VS_P256, UNLOGGED, STAMPED

/* Whether a key was good was asked of log times alone. */
static const struct attack windows[] = {
	{ TWIN("key, timestamp"), ONLY_STAMPED, .asked.key_until = VS_NOW + 2 },
	{ BAD("key, timestamp", EXPIRED, "the key is not trusted at the time"),
		ONLY_STAMPED, .asked.key_until = VS_NOW + 1 },
	{ TWIN("key, log"), .key = VS_P256, .asked.key_until = VS_NOW + 1 },
	{ BAD("key, log", EXPIRED, "the key is not trusted at the time"),
		.key = VS_P256, .asked.key_until = VS_NOW },
	{ BAD("key, no time", NO_TIME, "nobody who is trusted says when"),
		.key = VS_P256, UNLOGGED, .asked.key_until = VS_NOW + 9 },
	{ BAD("key, one time of two", EXPIRED, "the key is not trusted at"),
		.key = VS_P256, .stamps = 1, .asked.key_until = VS_NOW + 1 },
	{ TWIN("log's key, timestamp"), STAMPED, .entry.promise = VS_NONE,
		.stack.rekor1 = LOG(.end = VS_NOW + 2) },
	{ BAD("log's key, timestamp", EXPIRED, "tlogEntries[0]: the log's key"),
		STAMPED, .entry.promise = VS_NONE,
		.stack.rekor1 = LOG(.end = VS_NOW + 1) },
	{ TWIN("key of v2, timestamp"), V2,
		.stack.rekor2 = LOG(.end = VS_NOW + 2) },
	{ BAD("key of v2, timestamp", EXPIRED, "tlogEntries[0]: the log's key"),
		V2, .stack.rekor2 = LOG(.end = VS_NOW + 1) },
	{ TWIN("authority, timestamp"), STAMPED,
		.stack.tsa = AUTHORITY(.end = VS_NOW + 2) },
	{ BAD("authority, timestamp", EXPIRED,
		"timestamps[0]: timestamp: the authority is not trusted at"),
		STAMPED, .stack.tsa = AUTHORITY(.end = VS_NOW + 1) },
	{ TWIN("certificate log"), .stack.ct = LOG(.end = VS_NOW) },
	{ BAD("certificate log", SCT, "scts[0]: the log's key was not valid"),
		.stack.ct = LOG(.end = VS_NOW - 1) },
};

Test(sigstore_go, CVE_2026_54787)
{
	ATTACKS(windows);
}

/* ---- identities that say nothing ---- */

static void
expect_no_identity(const char *subject, const char *issuer, const char *message)
{
	cosign_policy_t *policy = policy_for(NULL);
	cosign_error_t *err = cosign_error_new();
	cosign_identity_t *id = NULL;

	MUST(cosign_identity_new(&id, NULL));
	if (subject != NULL)
		MUST(cosign_identity_add_subject(
		    id, COSIGN_MATCH_EXACT, subject, NULL));
	if (issuer != NULL)
		MUST(cosign_identity_add_issuer(
		    id, COSIGN_MATCH_EXACT, issuer, NULL));
	expect_error(err, cosign_policy_add_identity(policy, id, err),
	    COSIGN_E_ARGUMENT, message);
	cosign_identity_free(id);
	cosign_error_free(err);
	cosign_policy_free(policy);
}

/* An identity without subject or issuer was anybody. */
Test(sigstore_go, release_1_2_2)
{
	cosign_error_t *err = cosign_error_new();
	cosign_identity_t *id = NULL;
	cosign_match_t match;

	expect_no_identity(NULL, NULL, "identity: ");
	expect_no_identity("a@b", NULL, "identity: ");
	expect_no_identity(NULL, "https://a", "identity: ");
	MUST(cosign_identity_new(&id, NULL));
	for (match = COSIGN_MATCH_EXACT; match <= COSIGN_MATCH_GLOB; match++) {
		expect_error(err,
		    cosign_identity_add_subject(id, match, "", err),
		    COSIGN_E_ARGUMENT, "identity: ");
		expect_error(err,
		    cosign_identity_add_issuer(id, match, "", err),
		    COSIGN_E_ARGUMENT, "identity: ");
	}
	cosign_identity_free(id);
	cosign_error_free(err);
}

/* ---- what is compared with the artifact ---- */

static void
other_digest_everywhere(struct vs_signature *sig)
{
	sig->hashed = vs_digest(sig->vs, "SHA256", vs_of("other"));
	logged_with_another_digest(sig);
}

#define ZEROS                                \
	{                                    \
		(unsigned char[32]){ 0 }, 32 \
	}

/* The digest that an entry or a bundle tells was compared with nothing. */
static const struct attack told_digests[] = {
	{ TWIN("as it is") },
	{ BAD("no digest in the bundle", DIGEST, "the bundle records no"),
		.bundle.no_digest = 1 },
	{ BAD("in the bundle", ENTRY, "tlogEntries[0]: is about another art"),
		.bundle.digest = ZEROS },
	{ BAD("in the bundle, no log", DIGEST, "the bundle records another"),
		UNLOGGED, NOW, .bundle.digest = ZEROS },
	{ BAD("in the body", ENTRY, "tlogEntries[0]: is about another artifact"),
		.change = logged_with_another_digest },
	{ BAD("in the body, none in the bundle", ENTRY,
		"tlogEntries[0]: is about another artifact"),
		.change = logged_with_another_digest, .bundle.no_digest = 1 },
	{ BAD("in both alike", DIGEST, "the bundle records another digest"),
		.change = other_digest_everywhere },
	{ BAD("in both alike, v2", DIGEST, "the bundle records another digest"),
		V2, .change = other_digest_everywhere },
	{ BAD("algorithm in the bundle", ENTRY,
		"tlogEntries[0]: has a digest of another kind"),
		.bundle.digest_algorithm = "SHA2_512",
		.bundle.digest = { (unsigned char[64]){ 0 }, 64 } },
	{ BAD("other artifact", SIGNATURE, "the signature does not verify"),
		.artifact = "hello World\n" },
	{ BAD("other artifact, key", SIGNATURE, "the signature does not verify"),
		.key = VS_P256, .artifact = "" },
};

Test(sigstore_go, commit_60a1fd5)
{
	ATTACKS(told_digests);
}

#define STATING(text)        \
	.sign = { .dsse = 1, \
		.payload = { (unsigned char[]){ text }, sizeof(text) - 1 } }
#define ABOUT(subjects)                                                        \
	"{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":" subjects \
	",\"predicateType\":\"x\",\"predicate\":{}}"

/* Where a list of digests was empty, nothing was compared. */
static const struct attack about_nothing[] = {
	{ TWIN("one subject"), DSSE },
	{ BAD("no subject", STATEMENT, "statement: no subject"),
		STATING(ABOUT("[]")) },
	{ BAD("no digest", SUBJECT, "statement: no subject has a digest"),
		STATING(ABOUT("[{\"name\":\"a\",\"digest\":{}}]")) },
	{ BAD("empty digest", SUBJECT, "statement: none of its subjects is"),
		STATING(ABOUT("[{\"name\":\"a\",\"digest\":{\"sha256\":"
			"\"\"}}]")) },
};

Test(sigstore_go, commit_618325f)
{
	cosign_error_t *err = cosign_error_new();
	cosign_artifact_t *a = NULL;

	ATTACKS(about_nothing);
	expect_error(err,
	    cosign_artifact_from_digest(
		&a, COSIGN_HASH_SHA256, (const uint8_t *)"", 0, err),
	    COSIGN_E_ARGUMENT, "artifact: ");
	cr_expect_null(a);
	expect_error(err,
	    cosign_artifact_from_digest(&a, COSIGN_HASH_SHA256, NULL, 32, err),
	    COSIGN_E_ARGUMENT, "artifact: ");
	cosign_error_free(err);
}

/* And where there was no artifact. */
Test(sigstore_go, commit_618325f_without_an_artifact)
{
	cosign_pubkey_t *key = pubkey_load("bundle/worked", "key.pub");
	cosign_policy_t *policy = policy_for(key);
	cosign_bundle_t *b =
	    bundle_load("bundle/worked", "bundle.sigstore.json");
	cosign_error_t *err = cosign_error_new();
	cosign_result_t *result = NULL;

	expect_error(err,
	    cosign_verify_blob(&result, NULL, policy, b, NULL, err),
	    COSIGN_E_ARGUMENT, "artifact is missing");
	cr_expect_null(result);
	MUST(verify_bytes(
	    NULL, policy, b, VS_ARTIFACT, sizeof(VS_ARTIFACT) - 1, err));
	cosign_error_free(err);
	cosign_bundle_free(b);
	cosign_policy_free(policy);
	cosign_pubkey_free(key);
}

/* ---- entries of Rekor v2 ---- */

static void
kind_version(struct vs_signature *sig)
{
	sig->entries[0]->version = "0.0.1";
}

static void
kind_of_another(struct vs_signature *sig)
{
	sig->entries[0]->kind = "dsse";
}

/* What was of no known version was taken for one, in part. */
static const struct attack versions[] = {
	{ TWIN("0.0.2"), V2 },
	{ BAD("no known version", UNSUPPORTED,
		BODY0 "entries of kind hashedrekord 0.0.3 are not supported"), V2,
		.entry.body = MEMBER("apiVersion", "\"0.0.3\"") },
	{ BAD("version of v1", MALFORMED,
		BODY0 "hashedrekord 0.0.1: unknown member hashedRekordV002"), V2,
		.entry.body = MEMBER("apiVersion", "\"0.0.1\"") },
	{ BAD("no version", MALFORMED,
		BODY0 "no apiVersion"), V2,
		.entry.body = MEMBER("apiVersion", NULL) },
	{ BAD("version is a number", JSON, BODY0 "apiVersion: not a s"), V2,
		.entry.body = MEMBER("apiVersion", "2") },
	{ BAD("unknown spec", MALFORMED,
		BODY0 "hashedrekord 0.0.2: unknown member hashedRekordV003"), V2,
		.entry.body = MEMBER("spec", "{\"hashedRekordV003\":{}}") },
	{ BAD("empty spec", MALFORMED,
		BODY0 "hashedrekord 0.0.2: no hashedRekordV002"), V2,
		.entry.body = MEMBER("spec", "{}") },
	{ BAD("null inside", MALFORMED,
		BODY0 "hashedrekord 0.0.2: no hashedRekordV002"), V2,
		.entry.body = MEMBER("spec.hashedRekordV002", "null") },
	{ BAD("two specs", MALFORMED,
		BODY0 "hashedrekord 0.0.2: unknown member dsseV002"), V2,
		.entry.body = MEMBER("spec.dsseV002", "{}") },
	{ BAD("other kind", UNSUPPORTED,
		BODY0 "entries of kind hashedrekord2 0.0.2 are not supported"), V2,
		.entry.body = MEMBER("kind", "\"hashedrekord2\"") },
	{ BAD("kindVersion", MALFORMED,
		BODY0 "kind or version differs from kindVersion"), V2,
		.change = kind_version },
	{ BAD("kind in kindVersion", MALFORMED,
		BODY0 "kind or version differs from kindVersion"), V2,
		.change = kind_of_another },
	{ BAD("dsse 0.0.2", UNSUPPORTED,
		BODY0 "entries of kind dsse 0.0.2 are not supported"), DSSE, V2,
		.entry.kind = VS_DSSE_2 },
};

Test(sigstore_go, commit_d061433)
{
	ATTACKS(versions);
}

static void
with_a_blank(struct vs *vs, struct vs_bytes *bytes, void *user)
{
	(void)user;
	vs_replace(
	    vs, bytes, vs_of("{\"apiVersion\":"), vs_of("{ \"apiVersion\":"));
}

#define SPEC "spec.hashedRekordV002."

/* The body that a log had really taken was replaced by one that was made of
   the bundle: it might have been any. */
static const struct attack rebuilt[] = {
	{ TWIN("as the log writes it"), V2 },
	{ TWIN("envelope"), DSSE, V2 },
	{ BAD("a blank", ENTRY, NOT_REBUILT), V2,
		.entry.body.fn = with_a_blank },
	{ BAD("another digest", ENTRY, NOT_REBUILT), V2, .entry.body = MEMBER(
		SPEC "data.digest",
		"\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\"") },
	{ BAD("another algorithm", ENTRY, NOT_REBUILT), V2, .entry.body =
		MEMBER(SPEC "signature.verifier.keyDetails",
		"\"PKIX_ECDSA_P384_SHA_384\"") },
	{ BAD("another member", MALFORMED,
		BODY0 "hashedrekord 0.0.2: unknown member more"), V2,
		.entry.body = MEMBER("spec.more", "1") },
	{ BAD("envelope, another digest", ENTRY, NOT_REBUILT), DSSE, V2,
		.entry.body = MEMBER(SPEC "data.digest",
		"\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\"") },
};

Test(sigstore_go, commit_56c2528)
{
	ATTACKS(rebuilt);
}

static void
no_checkpoint(struct vs_signature *sig)
{
	sig->entries[0]->checkpoint = NULL;
}

static void
empty_checkpoint(struct vs_signature *sig)
{
	static char none[] = "";

	sig->entries[0]->checkpoint = none;
}

#define MATERIAL "verificationMaterial.tlogEntries.0.inclusionProof."

/* A proof without checkpoint ended the process. */
static const struct attack checkpoints[] = {
	{ TWIN("v1") },
	{ TWIN("v2"), V2 },
	{ BAD("none", MALFORMED, ENTRY0 "inclusionProof: no checkpoint"),
		.change = no_checkpoint },
	{ BAD("none, v2", MALFORMED, ENTRY0 "inclusionProof: no checkpoint"),
		V2, .change = no_checkpoint },
	{ BAD("no envelope", MALFORMED, ENTRY0 "inclusionProof: no checkpoint"),
		.bundle.json = MEMBER(MATERIAL "checkpoint", "{}") },
	{ BAD("null", MALFORMED, ENTRY0 "inclusionProof: no checkpoint"),
		.bundle.json = MEMBER(MATERIAL "checkpoint", "null") },
	{ BAD("empty", MALFORMED, ENTRY0 "inclusionProof: no checkpoint"),
		.change = empty_checkpoint },
	{ BAD("empty proof", MALFORMED, ENTRY0), .bundle.json = MEMBER(
		"verificationMaterial.tlogEntries.0.inclusionProof", "{}") },
};

Test(sigstore_go, commit_d19dc5b)
{
	ATTACKS(checkpoints);
}

#define KEY1     "spec.signature.publicKey.content"
#define VERIFIER SPEC "signature.verifier"

/* "-----BEGIN X-----\nAAAA\n-----END X-----\n" and such, in base64. */
#define OTHER_PEM "\"LS0tLS1CRUdJTiBYLS0tLS0KQUFBQQotLS0tLUVORCBYLS0tLS0K\""
#define EMPTY_PEM                                                            \
	"\"LS0tLS1CRUdJTiBQVUJMSUMgS0VZLS0tLS0KLS0tLS1FTkQgUFVCTElDIEtFWS0t" \
	"LS0tCg==\""

static void
second_block(struct vs *vs, struct vs_bytes *bytes, void *user)
{
	const char *before = "\"publicKey\":{\"content\":\"";
	char *text = vs_text(vs, "%s", (const char *)bytes->p);
	char *at = strstr(text, before), *end, *pem;
	size_t len;

	(void)user;
	cr_assert_not_null(at);
	at += strlen(before);
	end = strchr(at, '"');
	cr_assert_not_null(end);
	len = (size_t)(end - at);
	pem = (char *)vs_copy(vs, at, len).p;
	/* Base64 that ends in no padding may be put before more of it. */
	cr_assert(strchr(pem, '=') == NULL || len % 4 == 0);
	while (pem[strlen(pem) - 1] == '=')
		pem[strlen(pem) - 1] = '\0';
	pem = vs_base64(vs,
	    vs_of(vs_text(vs, "%s%s", vs_key_pem(vs, vs_key(vs, VS_P256)),
		vs_key_pem(vs, vs_key(vs, VS_P256)))));
	*bytes =
	    vs_of(vs_text(vs, "%.*s%s%s", (int)(at - text), text, pem, end));
}

/* An entry had a key although the place for it was empty or could not be
   read. */
static const struct attack verifiers[] = {
	{ TWIN("v1"), .key = VS_P256 },
	{ TWIN("v2"), .key = VS_P256, V2 },
	{ BAD("none", MALFORMED,
		BODY0 "hashedrekord 0.0.1: content: no content"), .entry.body = MEMBER(KEY1, NULL) },
	{ BAD("empty", MALFORMED,
		BODY0 "hashedrekord 0.0.1: content: content: empty"), .entry.body = MEMBER(KEY1, "\"\"") },
	{ BAD("no PEM", PEM,
		BODY0 "hashedrekord 0.0.1: content: no PEM"), .entry.body = MEMBER(KEY1, "\"YWJj\"") },
	{ BAD("other PEM", MALFORMED,
		BODY0 "hashedrekord 0.0.1: content: neither a certificate nor a pub"),
		.entry.body = MEMBER(KEY1, OTHER_PEM) },
	{ BAD("empty PEM", PEM,
		BODY0 "hashedrekord 0.0.1: content: PEM: nothing inside"),
		.entry.body = MEMBER(KEY1, EMPTY_PEM) },
	{ BAD("two blocks", MALFORMED,
		BODY0 "hashedrekord 0.0.1: content: more than one PEM block"), .key = VS_P256,
		.entry.body.fn = second_block },
	{ BAD("no verifier, v2", MALFORMED,
		BODY0 "hashedrekord 0.0.2: verifier: no verifier"), V2,
		.entry.body = MEMBER(VERIFIER, NULL) },
	{ BAD("null, v2", MALFORMED,
		BODY0 "hashedrekord 0.0.2: verifier: no verifier"), V2,
		.entry.body = MEMBER(VERIFIER, "null") },
	{ BAD("empty, v2", MALFORMED,
		BODY0 "hashedrekord 0.0.2: verifier: no keyDetails"), V2,
		.entry.body = MEMBER(VERIFIER, "{}") },
	{ BAD("empty rawBytes", MALFORMED,
		BODY0 "hashedrekord 0.0.2: verifier: rawBytes: empty"), V2,
		.entry.body = MEMBER(VERIFIER ".x509Certificate",
		"{\"rawBytes\":\"\"}") },
	{ BAD("empty rawBytes of a key", MALFORMED,
		BODY0 "hashedrekord 0.0.2: verifier: rawBytes: empty"), .key = VS_P256, V2,
		.entry.body = MEMBER(VERIFIER ".publicKey",
		"{\"rawBytes\":\"\"}") },
	{ BAD("both", MALFORMED,
		BODY0 "hashedrekord 0.0.2: verifier: not one of x509Certificate and"), V2,
		.entry.body = MEMBER(VERIFIER ".publicKey",
		"{\"rawBytes\":\"AAAA\"}") },
};

Test(sigstore_go, commit_732d3cf)
{
	ATTACKS(verifiers);
}

/* ---- a promise that stands alone ---- */

static void
promise_alone(struct vs_signature *sig)
{
	const struct vs_entry_options e = { .proof = VS_NONE };

	(void)vs_log(sig, &e);
}

static void
promise_of_nobody(struct vs_signature *sig)
{
	const struct vs_log_options o = { .url = "https://nobody.test" };
	const struct vs_entry_options e = { .log = vs_rekor1(sig->vs, &o),
		.proof = VS_NONE };

	e.log->untrusted = 1;
	(void)vs_log(sig, &e);
}

/* One entry's proof vouched for all the others. */
static const struct attack promises[] = {
	{ TWIN("both have proofs"), .asked.tlogs = 2,
		.change = in_another_log },
	{ TWIN("one has, one is wanted"), .change = promise_of_nobody },
	{ BAD("one has, two are wanted", UNTRUSTED,
		"tlogEntries[1]: of a log that is not trusted"),
		.asked.tlogs = 2, .change = promise_of_nobody },
	{ BAD("of the same log", PROOF,
		"tlogEntries[1]: a promise without inclusion proof"),
		.asked.tlogs = 2, .change = promise_alone },
	{ BAD("none has", MALFORMED, PLACE "tlogEntries: none has an"),
		.entry.proof = VS_NONE },
};

Test(sigstore_go, commit_6d84685)
{
	ATTACKS(promises);
}

/* ---- keys ---- */

static void
expect_ed25519(size_t raw, int ok)
{
	uint8_t spki[64] = { 0x30, (uint8_t)(10 + raw), 0x30, 0x05, 0x06, 0x03,
		0x2b, 0x65, 0x70, 0x03, (uint8_t)(raw + 1), 0x00 };
	cosign_error_t *err = cosign_error_new();
	cosign_pubkey_t *key = NULL;
	cosign_rc_t rc;

	if (raw > 0) { /* the base point */
		memset(spki + 12, 0x66, raw);
		spki[12] = 0x58;
	}
	rc = cosign_pubkey_parse(&key, spki, 12 + raw, err);
	if (ok)
		cr_expect_eq(rc, COSIGN_OK, "%s", cosign_error_message(err));
	else
		expect_error(err, rc, COSIGN_E_MALFORMED, "public key: ");
	cosign_pubkey_free(key);
	cosign_error_free(err);
}

/* A key of another length than Ed25519's reached the signature's check. */
Test(sigstore_go, commit_aa0100d5)
{
	expect_ed25519(32, 1);
	expect_ed25519(0, 0);
	expect_ed25519(31, 0);
	expect_ed25519(33, 0);
}
