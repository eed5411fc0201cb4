/* Trusted roots side by side, combined, or put together from parts: what one
   instance signed is worth nothing where only another is trusted. */
#include "virtual_verdict.h"

#include <criterion/criterion.h>
#include <string.h>

static struct vs *here, *there;
static cosign_policy_t *policy;

static void
enter(void)
{
	here = vs_new(NULL);
	there = vs_new(NULL);
	policy = virtual_policy(VS_IDENTITY);
}

static void
leave(void)
{
	cosign_policy_free(policy);
	vs_free(here);
	vs_free(there);
}

TestSuite(instances, .init = enter, .fini = leave);

static const char *
signed_at(struct vs *vs)
{
	struct vs_signature *sig = vs_sign(vs, NULL);

	vs_log(sig, NULL);
	return vs_bundle(sig, NULL);
}

/* Signed here, logged there. */
static const char *
signed_across(void)
{
	struct vs_signature *sig = vs_sign(here, NULL);

	vs_log(sig, &(struct vs_entry_options){ .log = there->rekor1 });
	return vs_bundle(sig, NULL);
}

static void
verify(const cosign_trust_t *trust, const char *text, cosign_rc_t code,
    const char *message)
{
	cosign_error_t *err = cosign_error_new();
	cosign_artifact_t *artifact = NULL;
	cosign_bundle_t *bundle = NULL;
	cosign_rc_t rc;

	MUST(cosign_bundle_parse(&bundle, text, strlen(text), NULL));
	MUST(cosign_artifact_from_bytes(
	    &artifact, VS_ARTIFACT, strlen(VS_ARTIFACT), NULL));
	rc = cosign_verify_blob(NULL, trust, policy, bundle, artifact, err);
	if (code == COSIGN_OK)
		cr_expect_eq(rc, code, "%s", cosign_error_message(err));
	else
		expect_error(err, rc, code, message);
	cosign_artifact_free(artifact);
	cosign_bundle_free(bundle);
	cosign_error_free(err);
}

Test(instances, are_kept_apart)
{
	cosign_trust_t *trust = virtual_trust(here);

	verify(trust, signed_at(here), COSIGN_OK, NULL);
	verify(trust, signed_at(there), COSIGN_E_UNTRUSTED,
	    "tlogEntries[0]: of a log that is not trusted");
	verify(trust, signed_across(), COSIGN_E_UNTRUSTED,
	    "tlogEntries[0]: of a log that is not trusted");
	verify(NULL, signed_at(here), COSIGN_E_UNTRUSTED,
	    "tlogEntries[0]: of a log that is not trusted");
	cosign_trust_free(trust);
}

Test(instances, may_be_combined)
{
	cosign_trust_t *parts[2], *all = NULL;

	parts[0] = virtual_trust(here);
	parts[1] = virtual_trust(there);
	MUST(cosign_trust_combine(
	    &all, (const cosign_trust_t *const *)parts, 2, NULL));
	cosign_trust_free(parts[0]);
	cosign_trust_free(parts[1]);
	verify(all, signed_at(here), COSIGN_OK, NULL);
	verify(all, signed_at(there), COSIGN_OK, NULL);
	/* Whoever trusts both logs trusts either for any certificate. */
	verify(all, signed_across(), COSIGN_OK, NULL);
	cosign_trust_free(all);
}

/* Own authorities with somebody else's log, as a company might have it. */
Test(instances, may_be_put_together)
{
	cosign_trust_t *ours = virtual_trust(here);
	cosign_trust_t *theirs = virtual_trust(there), *mixed = NULL;
	cosign_trust_builder_t *builder = NULL;

	MUST(cosign_trust_builder_new(&builder, NULL));
	MUST(cosign_trust_builder_add(
	    builder, ours, COSIGN_TRUST_CA | COSIGN_TRUST_CTLOG, NULL));
	MUST(
	    cosign_trust_builder_add(builder, theirs, COSIGN_TRUST_TLOG, NULL));
	MUST(cosign_trust_builder_finish(builder, &mixed, NULL));
	cosign_trust_builder_free(builder);
	verify(mixed, signed_across(), COSIGN_OK, NULL);
	verify(mixed, signed_at(here), COSIGN_E_UNTRUSTED,
	    "tlogEntries[0]: of a log that is not trusted");
	verify(mixed, signed_at(there), COSIGN_E_UNTRUSTED,
	    "certificate: no path to an authority that is trusted at the time "
	    "of the signature");
	cosign_trust_free(mixed);
	cosign_trust_free(theirs);
	cosign_trust_free(ours);
}

Test(instances, may_be_made_of_pem)
{
	const char *chain = vs_chain_pem(here->ca);
	cosign_pubkey_t *rekor = NULL, *ct = NULL;
	cosign_trust_builder_t *builder = NULL;
	cosign_trust_t *trust = NULL;

	MUST(cosign_pubkey_parse(&rekor, here->rekor1->key->spki.p,
	    here->rekor1->key->spki.len, NULL));
	MUST(cosign_pubkey_parse(
	    &ct, here->ct->key->spki.p, here->ct->key->spki.len, NULL));
	MUST(cosign_trust_builder_new(&builder, NULL));
	MUST(cosign_trust_builder_add_ca(
	    builder, chain, strlen(chain), NULL, NULL, NULL, NULL));
	MUST(cosign_trust_builder_add_tlog(
	    builder, rekor, NULL, NULL, NULL, NULL, NULL));
	MUST(cosign_trust_builder_add_ctlog(
	    builder, ct, NULL, NULL, NULL, NULL));
	MUST(cosign_trust_builder_finish(builder, &trust, NULL));
	cosign_trust_builder_free(builder);
	verify(trust, signed_at(here), COSIGN_OK, NULL);
	verify(trust, signed_at(there), COSIGN_E_UNTRUSTED, "tlogEntries[0]");
	cosign_trust_free(trust);
	cosign_pubkey_free(rekor);
	cosign_pubkey_free(ct);
}
