#include "attack.h"

#include <stdlib.h>
#include <string.h>

/* ---- policies ---- */

static void
ask_for_identity(cosign_policy_t *policy, const struct asked *asked)
{
	const cosign_match_t match =
	    asked->match != 0 ? asked->match : COSIGN_MATCH_EXACT;
	cosign_identity_t *identity = NULL;

	MUST(cosign_identity_new(&identity, NULL));
	MUST(cosign_identity_add_subject(identity, match,
	    asked->identity != NULL ? asked->identity : VS_IDENTITY, NULL));
	MUST(cosign_identity_add_issuer(identity, match,
	    asked->issuer != NULL ? asked->issuer : VS_ISSUER, NULL));
	if (asked->extension != 0)
		MUST(cosign_identity_add_extension(identity, asked->extension,
		    COSIGN_MATCH_EXACT, asked->value, NULL));
	MUST(cosign_policy_add_identity(policy, identity, NULL));
	cosign_identity_free(identity);
}

static void
ask_for_key(cosign_policy_t *policy, const struct vs_signature *sig,
    const struct asked *asked)
{
	const struct vs_key *wanted =
	    asked->another_key ? vs_key(sig->vs, VS_P256) : sig->key;
	const char *pem = vs_key_pem(sig->vs, wanted);
	cosign_pubkey_t *key = NULL;

	MUST(cosign_pubkey_parse(&key, pem, strlen(pem), NULL));
	if (asked->key_until != 0)
		MUST(cosign_policy_add_key_between(
		    policy, key, COSIGN_TIME_OPEN, asked->key_until, NULL));
	else
		MUST(cosign_policy_add_key(policy, key, NULL));
	cosign_pubkey_free(key);
}

static void
weaken(cosign_policy_t *policy, const struct asked *asked)
{
	if (asked->ignore_tlog)
		cosign_policy_insecure_ignore_tlog(policy);
	if (asked->ignore_scts)
		cosign_policy_insecure_ignore_scts(policy);
	if (asked->ignore_claims)
		cosign_policy_insecure_ignore_claims(policy);
	if (asked->clock != 0)
		MUST(cosign_policy_insecure_set_clock(
		    policy, asked->clock, NULL));
	if (asked->allow_chain)
		cosign_policy_allow_chain(policy);
}

static void
count(cosign_policy_t *policy, const struct asked *asked)
{
	if (asked->tlogs != 0)
		MUST(cosign_policy_set_tlogs(policy, asked->tlogs, NULL));
	if (asked->scts != 0)
		MUST(cosign_policy_set_scts(policy, asked->scts, NULL));
	if (asked->stamps != 0)
		MUST(cosign_policy_set_times(
		    policy, COSIGN_TIME_TIMESTAMP, asked->stamps, NULL));
	if (asked->times != 0)
		MUST(cosign_policy_set_times(
		    policy, COSIGN_TIME_ANY, asked->times, NULL));
}

static cosign_policy_t *
policy_of(const struct vs_signature *sig, const struct asked *asked)
{
	cosign_policy_t *policy = NULL;

	MUST(cosign_policy_new(&policy, NULL));
	if (asked->another_key || (sig->cert == NULL && !asked->no_key))
		ask_for_key(policy, sig, asked);
	else
		ask_for_identity(policy, asked);
	weaken(policy, asked);
	count(policy, asked);
	MUST(cosign_policy_set_content(policy, asked->content, NULL));
	if (asked->predicate != NULL)
		MUST(cosign_policy_set_predicate(
		    policy, asked->predicate, NULL));
	return policy;
}

/* ---- what is handed over ---- */

/* Older bundles have no place for timestamps. */
static cosign_rc_t
build(cosign_bundle_t **out, const struct vs_signature *sig, const char *text,
    cosign_error_t *err)
{
	cosign_bundle_builder_t *builder = NULL;
	cosign_rc_t rc;
	size_t i;

	*out = NULL;
	rc = cosign_bundle_builder_new(&builder, text, strlen(text), err);
	for (i = 0; i < sig->timestamp_count && rc == COSIGN_OK; i++)
		rc = cosign_bundle_builder_add_timestamp(builder,
		    sig->timestamps[i]->der.p, sig->timestamps[i]->der.len,
		    err);
	if (rc == COSIGN_OK)
		rc = cosign_bundle_builder_finish(builder, out, err);
	cosign_bundle_builder_free(builder);
	return rc;
}

static cosign_rc_t
read_bundle(cosign_bundle_t **out, const struct attack *a,
    const struct vs_signature *sig, cosign_error_t *err)
{
	const char *text;

	switch (a->form) {
	case SIGSTORE:
		text = vs_bundle(sig, &a->bundle);
		return cosign_bundle_parse(out, text, strlen(text), err);
	case LEGACY:
		return build(out, sig, vs_legacy_bundle(sig, &a->legacy), err);
	case ENVELOPE:
		return build(out, sig, vs_envelope(sig, 0), err);
	}
	return COSIGN_E_INTERNAL;
}

/* The result says the same as the code. */
static cosign_rc_t
verify(const struct attack *a, const struct vs_signature *sig,
    const cosign_trust_t *trust, const cosign_bundle_t *bundle,
    cosign_error_t *err)
{
	const struct vs_bytes bytes =
	    a->artifact != NULL ? vs_of(a->artifact) : sig->artifact;
	cosign_policy_t *policy = policy_of(sig, &a->asked);
	cosign_artifact_t *artifact = NULL;
	cosign_result_t *result = NULL;
	cosign_rc_t rc;

	MUST(cosign_artifact_from_bytes(&artifact, bytes.p, bytes.len, NULL));
	rc = cosign_verify_blob(&result, trust, policy, bundle, artifact, err);
	cr_expect_eq(
	    cosign_result_accepted(result), rc == COSIGN_OK, "%s", a->label);
	if (result != NULL)
		cr_expect_eq(cosign_result_code(result), rc, "%s", a->label);
	cr_expect_eq(cosign_result_signer(result) != NULL, rc == COSIGN_OK);
	cosign_result_free(result);
	cosign_artifact_free(artifact);
	cosign_policy_free(policy);
	return rc;
}

/* In the older forms of attestations it is the envelope that is stamped. */
static void
stamp(struct vs_signature *sig, const struct attack *a)
{
	struct vs_timestamp_options o = a->stamp;

	if (a->form != SIGSTORE && sig->dsse && o.over.p == NULL)
		o.over = vs_of(vs_envelope(sig, a->legacy.v2_envelope));
	(void)vs_stamp(sig, &o);
}

static void
log_and_stamp(struct vs_signature *sig, const struct attack *a)
{
	struct vs_entry_options entry = a->entry;
	int i;

	if (a->where == IN_V1 || a->where == IN_BOTH)
		(void)vs_log(sig, &entry);
	entry.log = sig->vs->rekor2;
	if (a->where == IN_V2 || a->where == IN_BOTH)
		(void)vs_log(sig, &entry);
	for (i = 0; i < a->stamps; i++)
		stamp(sig, a);
}

static struct vs_signature *
sign(struct vs *vs, struct attack *a)
{
	struct vs_signature *sig;

	if (a->prepare != NULL)
		a->prepare(vs, a);
	if (a->key != VS_KIND_USUAL)
		a->sign.key = vs_key(vs, a->key);
	sig = vs_sign(vs, &a->sign);
	log_and_stamp(sig, a);
	if (a->change != NULL)
		a->change(sig);
	return sig;
}

static cosign_rc_t
try_in(struct vs *vs, struct attack *a, cosign_error_t *err)
{
	const struct vs_signature *sig = sign(vs, a);
	const char *root = vs_trusted_root(vs, &a->root);
	cosign_trust_t *trust = NULL;
	cosign_bundle_t *bundle = NULL;
	cosign_rc_t rc;

	rc = cosign_trust_parse(&trust, root, strlen(root), err);
	if (rc == COSIGN_OK)
		rc = read_bundle(&bundle, a, sig, err);
	cr_expect_eq(bundle != NULL, rc == COSIGN_OK, "%s", a->label);
	if (rc == COSIGN_OK)
		rc = verify(a, sig, trust, bundle, err);
	cosign_bundle_free(bundle);
	cosign_trust_free(trust);
	return rc;
}

cosign_rc_t
attack_try(const struct attack *given, cosign_error_t *err)
{
	struct vs *vs = vs_new(&given->stack);
	struct attack *a = malloc(sizeof(*a));
	cosign_rc_t rc;

	cr_assert_not_null(a);
	*a = *given; /* prepare() may change it */
	rc = try_in(vs, a, err);
	free(a);
	vs_free(vs);
	return rc;
}

void
attack_judge(const struct attack *a, cosign_rc_t got, const cosign_error_t *err)
{
	const char *said = cosign_error_message(err);
	const char *wanted = a->message != NULL ? a->message : "";

	cr_expect_eq(got, a->rc, "%s: %s instead of %s: %s", a->label,
	    cosign_rc_name(got), cosign_rc_name(a->rc), said);
	cr_expect(strncmp(said, wanted, strlen(wanted)) == 0, "%s: said: %s",
	    a->label, said);
	/* Nobody could tell a refusal for the wrong reason. */
	cr_expect(a->rc == COSIGN_OK || wanted[0] != '\0', "%s: said: %s",
	    a->label, said);
}

void
attacks(const struct attack *table, size_t n)
{
	cosign_error_t *err = cosign_error_new();
	size_t i, twins = 0;

	for (i = 0; i < n; i++) {
		cosign_error_clear(err);
		attack_judge(&table[i], attack_try(&table[i], err), err);
		twins += table[i].rc == COSIGN_OK ? 1 : 0;
	}
	cr_expect_gt(twins, 0, "nothing shows that the rest would be accepted");
	cosign_error_free(err);
}
