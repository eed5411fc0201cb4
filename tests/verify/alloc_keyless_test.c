/* Each allocation of a keyless verification, from the trusted root to the
   document, fails in turn: nothing is accepted, nothing is called rejected,
   nothing leaks. */
#include "alloc_fail.h"
#include "vectors.h"
#include "virtual/virtual.h"

#include <cosign/verify.h>

#include <criterion/criterion.h>
#include <string.h>

/* What a verifier is handed. */
struct scene {
	struct vs *vs;
	const char *root, *bundle;
	uint32_t content, times; /* sources: a log, else timestamps */
};

struct verification {
	cosign_trust_t *trust;
	cosign_identity_t *identity;
	cosign_policy_t *policy;
	cosign_bundle_t *bundle;
	cosign_artifact_t *artifact;
	cosign_result_t *result;
	char *text;
};

static cosign_rc_t
set_policy(struct verification *v, const struct scene *s, cosign_error_t *err)
{
	cosign_rc_t rc = cosign_identity_new(&v->identity, err);

	if (rc == COSIGN_OK)
		rc = cosign_identity_add_subject(v->identity,
		    COSIGN_MATCH_REGEX, "^ali[a-z]+@example\\.com$", err);
	if (rc == COSIGN_OK)
		rc = cosign_identity_add_issuer(
		    v->identity, COSIGN_MATCH_EXACT, VS_ISSUER, err);
	if (rc == COSIGN_OK)
		rc = cosign_policy_new(&v->policy, err);
	if (rc == COSIGN_OK)
		rc = cosign_policy_add_identity(v->policy, v->identity, err);
	if (rc == COSIGN_OK)
		rc = cosign_policy_set_times(
		    v->policy, (cosign_time_source_t)s->times, 1, err);
	if (rc == COSIGN_OK)
		rc = cosign_policy_set_content(
		    v->policy, (cosign_content_t)s->content, err);
	return rc;
}

static cosign_rc_t
verify(struct verification *v, const struct scene *s, cosign_error_t *err)
{
	cosign_rc_t rc;
	size_t len;

	memset(v, 0, sizeof(*v));
	rc = cosign_trust_parse(&v->trust, s->root, strlen(s->root), err);
	if (rc == COSIGN_OK)
		rc = set_policy(v, s, err);
	if (rc == COSIGN_OK)
		rc = cosign_bundle_parse_any(
		    &v->bundle, s->bundle, strlen(s->bundle), err);
	if (rc == COSIGN_OK)
		rc = cosign_artifact_from_bytes(
		    &v->artifact, VS_ARTIFACT, strlen(VS_ARTIFACT), err);
	if (rc == COSIGN_OK)
		rc = cosign_verify_blob(&v->result, v->trust, v->policy,
		    v->bundle, v->artifact, err);
	if (rc == COSIGN_OK)
		rc = cosign_result_json(v->result, &v->text, &len, err);
	return rc;
}

static void
dispose(struct verification *v)
{
	cosign_free(v->text);
	cosign_result_free(v->result);
	cosign_artifact_free(v->artifact);
	cosign_bundle_free(v->bundle);
	cosign_policy_free(v->policy);
	cosign_identity_free(v->identity);
	cosign_trust_free(v->trust);
}

static void
fail_each(const struct scene *s, const char *name)
{
	cosign_error_t *err = cosign_error_new();
	struct verification v;
	cosign_rc_t rc;
	size_t n;
	int met;

	/* What is made once in a process has a test of its own. */
	MUST(verify(&v, s, err));
	dispose(&v);
	for (n = 1;; n++) {
		alloc_fail_arm(n);
		rc = verify(&v, s, err);
		met = alloc_fail_disarm();
		if (rc != COSIGN_OK) {
			cr_expect_eq(cosign_rc_class(rc), COSIGN_CLASS_INTERNAL,
			    "%s: allocation %zu: %s: %s", name, n,
			    cosign_rc_name(rc), cosign_error_message(err));
			cr_expect_eq(cosign_error_code(err), rc);
			cr_expect_null(v.text);
		}
		dispose(&v);
		if (!met)
			break;
	}
	cr_expect_eq(rc, COSIGN_OK, "%s: %s", name, cosign_error_message(err));
	cr_expect_gt(n, 100, "%s: %zu allocations", name, n);
	cosign_error_free(err);
}

static struct vs_signature *
signed_in(struct scene *s, int dsse)
{
	s->vs = vs_new(NULL);
	s->root = vs_trusted_root(s->vs, NULL);
	s->content =
	    dsse ? COSIGN_CONTENT_ATTESTATION : COSIGN_CONTENT_SIGNATURE;
	return vs_sign(s->vs, &(struct vs_sign_options){ .dsse = dsse });
}

Test(verify_alloc, keyless_with_an_entry_of_rekor_v1)
{
	struct scene s = { .times = COSIGN_TIME_LOG };
	struct vs_signature *sig = signed_in(&s, 0);

	vs_log(sig, NULL);
	s.bundle = vs_bundle(sig, NULL);
	fail_each(&s, "v0.3");
	s.bundle =
	    vs_bundle(sig, &(struct vs_bundle_options){ .version = VS_V01 });
	fail_each(&s, "v0.1");
	s.bundle = vs_legacy_bundle(sig, NULL);
	fail_each(&s, "legacy");
	vs_free(s.vs);
}

Test(verify_alloc, keyless_with_rekor_v2_and_a_timestamp)
{
	struct scene s = { .times = COSIGN_TIME_TIMESTAMP };
	struct vs_signature *sig = signed_in(&s, 0);

	vs_log(sig, &(struct vs_entry_options){ .log = s.vs->rekor2 });
	vs_stamp(sig, NULL);
	s.bundle = vs_bundle(sig, NULL);
	fail_each(&s, "v0.3");
	vs_free(s.vs);
}

Test(verify_alloc, keyless_attestations)
{
	static const enum vs_entry_kind kinds[] = { VS_DSSE, VS_INTOTO_2 };
	struct scene s = { .times = COSIGN_TIME_ANY };
	struct vs_signature *sig;
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		sig = signed_in(&s, 1);
		vs_log(sig, &(struct vs_entry_options){ .kind = kinds[i] });
		vs_stamp(sig, NULL);
		s.bundle = vs_bundle(sig, NULL);
		fail_each(&s, i == 0 ? "dsse" : "intoto");
		vs_free(s.vs);
	}
}

Test(verify_alloc, keyless_with_other_keys)
{
	static const enum vs_kind kinds[] = { VS_P384, VS_RSA2048, VS_ED25519 };
	struct scene s = { .times = COSIGN_TIME_LOG };
	struct vs_signature *sig;
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		s.vs = vs_new(NULL);
		s.root = vs_trusted_root(s.vs, NULL);
		sig = vs_sign(s.vs,
		    &(struct vs_sign_options){
			.leaf = &(struct vs_leaf_options){
			    .cert = { .kind = kinds[i] } } });
		vs_log(sig, NULL);
		s.bundle = vs_bundle(sig, NULL);
		fail_each(&s, i == 0 ? "P-384" : i == 1 ? "RSA" : "Ed25519");
		vs_free(s.vs);
	}
}
