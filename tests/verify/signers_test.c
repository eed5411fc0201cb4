/* Whose signatures a policy accepts, how many of them, and what about. */
#include "virtual_verdict.h"

#include <criterion/criterion.h>
#include <string.h>

#define BOB   "bob@example.com"
#define CAROL "carol@example.com"

static struct vs *vs;
static cosign_policy_t *policy;

static void
enter(void)
{
	vs = vs_new(NULL);
	policy = virtual_policy(NULL);
}

static void
leave(void)
{
	cosign_policy_free(policy);
	vs_free(vs);
}

TestSuite(signers, .init = enter, .fini = leave);

static struct vs_signature *
signed_with(const struct vs_sign_options *options)
{
	struct vs_signature *sig = vs_sign(vs, options);

	vs_log(sig, NULL);
	return sig;
}

/* A bundle by whom this e-mail address belongs to. */
static const char *
by(const char *email)
{
	const struct vs_name names[] = { { VS_EMAIL, email, 0 },
		{ VS_NAME_END, NULL, 0 } };
	const struct vs_leaf_options leaf = { .cert.names = names };

	return vs_bundle(
	    signed_with(&(struct vs_sign_options){ .leaf = &leaf }), NULL);
}

static const char *
by_key(struct vs_key *key)
{
	return vs_bundle(
	    signed_with(&(struct vs_sign_options){ .key = key }), NULL);
}

static cosign_pubkey_t *
public_of(const struct vs_key *key)
{
	cosign_pubkey_t *out = NULL;

	MUST(cosign_pubkey_parse(&out, key->spki.p, key->spki.len, NULL));
	return out;
}

static void
add_key(const struct vs_key *key)
{
	cosign_pubkey_t *public = public_of(key);

	MUST(cosign_policy_add_key(policy, public, NULL));
	cosign_pubkey_free(public);
}

static void
expect(const char *const *bundles, cosign_rc_t code, const char *message)
{
	virtual_expect_all(NULL, vs, policy, bundles, code, message);
}

#define OF(...) ((const char *const[]){ __VA_ARGS__, NULL })

/* ---- how many ---- */

Test(signers, any_of_several_suffices)
{
	virtual_add(policy, VS_IDENTITY);
	virtual_add(policy, BOB);
	expect(OF(by(VS_IDENTITY)), COSIGN_OK, NULL);
	expect(OF(by(BOB)), COSIGN_OK, NULL);
	expect(OF(by(CAROL)), COSIGN_E_IDENTITY,
	    "signed by carol@example.com, says " VS_ISSUER);
}

Test(signers, are_wanted_in_a_number)
{
	virtual_add(policy, VS_IDENTITY);
	virtual_add(policy, BOB);
	virtual_add(policy, CAROL);
	MUST(cosign_policy_set_signers(policy, 2, NULL));
	expect(OF(by(BOB), by(CAROL)), COSIGN_OK, NULL);
	expect(OF(by("dave@example.com"), by(BOB), by(CAROL)), COSIGN_OK, NULL);
	expect(OF(by(BOB)), COSIGN_E_SIGNERS, "1 of 2 signers found");
	expect(OF(by(BOB), by("dave@example.com")), COSIGN_E_SIGNERS,
	    "1 of 2 signers found");
	MUST(cosign_policy_set_signers(policy, COSIGN_ALL_SIGNERS, NULL));
	expect(
	    OF(by(BOB), by(CAROL)), COSIGN_E_SIGNERS, "2 of 3 signers found");
	expect(OF(by(BOB), by(VS_IDENTITY), by(CAROL)), COSIGN_OK, NULL);
}

/* Two certificates of one person are one person, and so are two rows of the
   policy that one person meets. */
Test(signers, count_once)
{
	cosign_identity_t *anybody = NULL;

	virtual_add(policy, BOB);
	MUST(cosign_identity_new(&anybody, NULL));
	MUST(cosign_identity_add_subject(
	    anybody, COSIGN_MATCH_GLOB, "**", NULL));
	MUST(cosign_identity_add_issuer(
	    anybody, COSIGN_MATCH_EXACT, VS_ISSUER, NULL));
	MUST(cosign_policy_add_identity(policy, anybody, NULL));
	cosign_identity_free(anybody);
	MUST(cosign_policy_set_signers(policy, 2, NULL));
	expect(OF(by(BOB), by(BOB)), COSIGN_E_SIGNERS, "1 of 2 signers found");
	expect(OF(by(BOB)), COSIGN_E_SIGNERS, "1 of 2 signers found");
	expect(OF(by(CAROL), by(VS_IDENTITY)), COSIGN_E_SIGNERS,
	    "1 of 2 signers found");
	expect(OF(by(CAROL), by(BOB)), COSIGN_OK, NULL);
	expect(OF(by(BOB), by(CAROL)), COSIGN_OK, NULL);
}

Test(signers, may_be_keys_and_people)
{
	struct vs_key *key = vs_key(vs, VS_P256);
	struct vs_key *other = vs_key(vs, VS_P384);

	virtual_add(policy, VS_IDENTITY);
	add_key(key);
	expect(OF(by_key(key)), COSIGN_OK, NULL);
	expect(OF(by(VS_IDENTITY)), COSIGN_OK, NULL);
	expect(OF(by_key(other)), COSIGN_E_ENTRY,
	    "tlogEntries[0]: is about another key than the given one");
	MUST(cosign_policy_set_signers(policy, 2, NULL));
	expect(OF(by_key(key), by(VS_IDENTITY)), COSIGN_OK, NULL);
	expect(OF(by_key(key), by_key(key)), COSIGN_E_SIGNERS,
	    "1 of 2 signers found");
	add_key(other);
	expect(OF(by_key(key), by_key(other)), COSIGN_OK, NULL);
}

Test(signers, with_one_key_are_one)
{
	struct vs_key *key = vs_key(vs, VS_P256);
	const struct vs_name bob[] = { { VS_EMAIL, BOB, 0 },
		{ VS_NAME_END, NULL, 0 } };
	const struct vs_leaf_options leaves[] = { { .cert.key = key },
		{ .cert = { .key = key, .names = bob } } };
	const char *bundles[3] = { NULL };
	size_t i;

	add_key(key);
	add_key(key);
	MUST(cosign_policy_set_signers(policy, 2, NULL));
	expect(OF(by_key(key), by_key(key)), COSIGN_E_SIGNERS,
	    "1 of 2 signers found");
	cosign_policy_free(policy);
	policy = virtual_policy(VS_IDENTITY);
	virtual_add(policy, BOB);
	MUST(cosign_policy_set_signers(policy, 2, NULL));
	for (i = 0; i < ARRAY_LEN(leaves); i++)
		bundles[i] = vs_bundle(signed_with(&(struct vs_sign_options){
					   .leaf = &leaves[i] }),
		    NULL);
	expect(bundles, COSIGN_E_SIGNERS, "1 of 2 signers found");
}

/* A certificate for the key that the policy names is no signature of that key's
   holder: and the reverse. */
Test(signers, are_of_the_kind_that_is_wanted)
{
	struct vs_key *key = vs_key(vs, VS_P256);
	const struct vs_leaf_options leaf = { .cert.key = key };
	struct vs_signature *sig =
	    signed_with(&(struct vs_sign_options){ .leaf = &leaf });

	add_key(key);
	expect(OF(vs_bundle(sig, NULL)), COSIGN_E_SIGNER_KIND,
	    "signed by a certificate, a key was asked for");
	cosign_policy_free(policy);
	policy = virtual_policy(VS_IDENTITY);
	expect(OF(by_key(key)), COSIGN_E_SIGNER_KIND,
	    "signed by a key, a certificate was asked for");
}

Test(signers, that_were_not_needed_may_be_anything)
{
	const char *unlogged = vs_bundle(vs_sign(vs, NULL), NULL);

	virtual_add(policy, VS_IDENTITY);
	expect(OF(unlogged, by(VS_IDENTITY)), COSIGN_OK, NULL);
	expect(OF(by(VS_IDENTITY), unlogged), COSIGN_OK, NULL);
	expect(OF(unlogged, by(BOB)), COSIGN_E_SIGNERS, "0 of 1 signers found");
	expect(OF(unlogged), COSIGN_E_NO_TLOG,
	    "no transparency log entry in the bundle");
}

/* ---- keys for some time ---- */

Test(signers, may_be_trusted_for_some_time)
{
	static const struct {
		int64_t start, end;
		cosign_rc_t code;
	} rows[] = {
		{ VS_NOW + 1, VS_NOW + 1, COSIGN_OK },
		{ COSIGN_TIME_OPEN, VS_NOW + 1, COSIGN_OK },
		{ VS_NOW + 1, COSIGN_TIME_OPEN, COSIGN_OK },
		{ VS_NOW + 2, COSIGN_TIME_OPEN, COSIGN_E_EXPIRED },
		{ COSIGN_TIME_OPEN, VS_NOW, COSIGN_E_EXPIRED },
	};
	struct vs_key *key = vs_key(vs, VS_P256);
	cosign_pubkey_t *public = public_of(key);
	size_t i;

	for (i = 0; i < ARRAY_LEN(rows); i++) {
		MUST(cosign_policy_add_key_between(
		    policy, public, rows[i].start, rows[i].end, NULL));
		expect(OF(by_key(key)), rows[i].code,
		    "the key is not trusted at the time of the signature");
		cosign_policy_free(policy);
		policy = virtual_policy(NULL);
	}
	cosign_pubkey_free(public);
}

Test(signers, that_are_trusted_for_some_time_need_a_time)
{
	struct vs_key *key = vs_key(vs, VS_P256);
	cosign_pubkey_t *public = public_of(key);
	struct vs_signature *sig =
	    vs_sign(vs, &(struct vs_sign_options){ .key = key });

	MUST(cosign_policy_add_key_between(
	    policy, public, VS_NOW, VS_NOW + 60, NULL));
	cosign_policy_insecure_ignore_tlog(policy);
	expect(OF(vs_bundle(sig, NULL)), COSIGN_E_NO_TIME,
	    "nobody who is trusted says when it was signed");
	vs_stamp(sig, NULL);
	expect(OF(vs_bundle(sig, NULL)), COSIGN_OK, NULL);
	vs_stamp(sig, &(struct vs_timestamp_options){ .time = VS_NOW + 61 });
	expect(OF(vs_bundle(sig, NULL)), COSIGN_E_EXPIRED,
	    "the key is not trusted at the time of the signature");
	cosign_pubkey_free(public);
}

/* ---- what about ---- */

static const char *
attesting(const struct vs_statement_options *statement)
{
	return vs_bundle(signed_with(&(struct vs_sign_options){
			     .dsse = 1, .statement = statement }),
	    NULL);
}

#define TYPE  "https://slsa.dev/provenance/v1"
#define OTHER "https://example.com/other"

Test(signers, may_be_wanted_to_say_something)
{
	const struct vs_statement_options slsa = { .type = VS_STATEMENT_V1,
		.predicate_type = TYPE };

	virtual_add(policy, VS_IDENTITY);
	expect(OF(attesting(&slsa)), COSIGN_OK, NULL);
	MUST(cosign_policy_set_content(policy, COSIGN_CONTENT_SIGNATURE, NULL));
	expect(OF(attesting(&slsa)), COSIGN_E_CONTENT,
	    "signed is a statement, not the artifact itself");
	expect(OF(by(VS_IDENTITY)), COSIGN_OK, NULL);
	MUST(cosign_policy_set_content(
	    policy, COSIGN_CONTENT_ATTESTATION, NULL));
	expect(OF(attesting(&slsa)), COSIGN_OK, NULL);
	expect(OF(by(VS_IDENTITY)), COSIGN_E_CONTENT,
	    "signed is the artifact itself, not a statement");
	MUST(cosign_policy_set_predicate(policy, TYPE, NULL));
	expect(OF(attesting(&slsa)), COSIGN_OK, NULL);
	MUST(cosign_policy_set_predicate(policy, OTHER, NULL));
	expect(OF(attesting(&slsa)), COSIGN_E_PREDICATE,
	    "statement: predicate type is " TYPE);
}

Test(signers, may_speak_of_other_artifacts)
{
	const struct vs_subject elsewhere[] = { { "x", "sha256",
						    "e3b0c44298fc1c149afbf4c89"
						    "96fb92427ae41e4649b934ca4"
						    "95991b7852b855" },
		{ NULL, NULL, NULL } };
	const struct vs_statement_options other = { .subjects = elsewhere };

	virtual_add(policy, VS_IDENTITY);
	expect(OF(attesting(&other)), COSIGN_E_SUBJECT,
	    "statement: none of its subjects is the artifact");
	cosign_policy_insecure_ignore_claims(policy);
	expect(OF(attesting(&other)), COSIGN_OK, NULL);
	MUST(cosign_policy_set_predicate(policy, OTHER, NULL));
	expect(OF(attesting(&other)), COSIGN_E_PREDICATE,
	    "statement: predicate type is ");
}

/* A statement v1 with an annotation of its subject, which the options of the
   virtual Sigstore do not know. */
static const char *
annotated(const char *annotations)
{
	char *text = vs_text(vs,
	    "{\"_type\":\"%s\",\"subject\":[{\"name\":\"x\",\"digest\":{"
	    "\"sha256\":\"%s\"},\"annotations\":{%s}}],\"predicateType\":\"%s\""
	    ",\"predicate\":{}}",
	    VS_STATEMENT_V1,
	    vs_hex(vs, vs_digest(vs, "SHA256", vs_of(VS_ARTIFACT))),
	    annotations, TYPE);

	return vs_bundle(signed_with(&(struct vs_sign_options){
			     .dsse = 1, .payload = vs_of(text) }),
	    NULL);
}

Test(signers, may_be_wanted_to_annotate)
{
	virtual_add(policy, VS_IDENTITY);
	MUST(cosign_policy_add_annotation(policy, "env", "prod", NULL));
	expect(
	    OF(annotated("\"env\":\"prod\",\"team\":\"a\"")), COSIGN_OK, NULL);
	expect(OF(annotated("\"env\":\"production\"")), COSIGN_E_ANNOTATION,
	    "statement: the subject has no annotation env of that value");
	expect(OF(annotated("")), COSIGN_E_ANNOTATION,
	    "statement: the subject has no annotation env of that value");
	expect(OF(by(VS_IDENTITY)), COSIGN_E_ANNOTATION,
	    "signed is the artifact itself, which has no annotations");
	MUST(cosign_policy_add_annotation(policy, "team", "b", NULL));
	expect(OF(annotated("\"env\":\"prod\",\"team\":\"a\"")),
	    COSIGN_E_ANNOTATION,
	    "statement: the subject has no annotation team of that value");
}
