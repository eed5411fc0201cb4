/*
 * Verification: a list of refusals, in the order of sigstore-go's verifier
 * (pkg/verify/signed_entity.go). Nothing in a bundle chooses a key, a hash or
 * an algorithm.
 */
#include "util/text.h"
#include "verify/case.h"
#include "verify/result.h"

#include <stdlib.h>

/* Where nobody is trusted. */
static const cosign_trust_t nobody = { 0 };

/* The steps for one bundle. */
static cosign_rc_t
verify(struct csn_case *v, cosign_error_t *err)
{
	cosign_candidate_t *c = v->c;
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	CSN_TRY(
	    csn_candidate_check(c, CSN_CHECK_SIGNER, csn_case_signer(v, err)));
	CSN_TRY(csn_candidate_check(c, CSN_CHECK_TLOG, csn_case_tlog(v, err)));
	CSN_TRY(csn_candidate_check(c, CSN_CHECK_TIME, csn_case_time(v, err)));
	if (v->has_certificate) {
		CSN_TRY(csn_candidate_check(
		    c, CSN_CHECK_CERTIFICATE, csn_case_certificate(v, err)));
		CSN_TRY(csn_candidate_check(
		    c, CSN_CHECK_SCT, csn_case_sct(v, err)));
	} else {
		CSN_TRY(csn_candidate_check(
		    c, CSN_CHECK_KEY, csn_case_key(v, err)));
	}
	CSN_TRY(csn_candidate_check(
	    c, CSN_CHECK_SIGNATURE, csn_case_signature(v, err)));
	CSN_TRY(
	    csn_candidate_check(c, CSN_CHECK_DIGEST, csn_case_digest(v, err)));
	CSN_TRY(csn_case_claims(v, err));
	if (v->has_certificate)
		CSN_TRY(csn_candidate_check(
		    c, CSN_CHECK_IDENTITY, csn_case_identity(v, err)));
	CSN_TRY(csn_case_keep(v, err));
	rc = COSIGN_OK;
out:
	return rc;
}

/* Steps that a bundle of this kind does not have. */
static void
skip_foreign_steps(struct csn_case *v)
{
	const int is_key = v->bundle->signer != CSN_SIGNER_CERTIFICATE;
	static const enum csn_check of_certificates[] = { CSN_CHECK_CERTIFICATE,
		CSN_CHECK_SCT, CSN_CHECK_IDENTITY };
	size_t i;

	if (!is_key) {
		csn_candidate_skip(
		    v->c, CSN_CHECK_KEY, "signed by a certificate");
		return;
	}
	for (i = 0; i < CSN_ARRAY_LEN(of_certificates); i++)
		csn_candidate_skip(v->c, of_certificates[i], "signed by a key");
}

static cosign_rc_t
verify_bundle(struct csn_case *v, cosign_error_t *err)
{
	v->c->claims = calloc(v->policy->count, 1);
	if (v->c->claims == NULL)
		return csn_fail_nomem(err);
	v->c->claim_count = v->policy->count;
	skip_foreign_steps(v);
	return verify(v, err);
}

cosign_rc_t
csn_case_evidence(cosign_rc_t rc, cosign_rc_t as, cosign_error_t *err)
{
	return cosign_rc_class(rc) == COSIGN_CLASS_MALFORMED
	    ? csn_fail_as(err, as)
	    : rc;
}

void
csn_case_dispose(struct csn_case *v)
{
	size_t i;

	cosign_artifact_free(v->payload.artifact);
	for (i = 0; i < v->untrusted_count; i++)
		csn_issuer_dispose(&v->untrusted[i]);
	free(v->untrusted);
	cosign_pubkey_free(v->key);
}

static cosign_rc_t
keep_times(struct csn_case *v, cosign_error_t *err)
{
	cosign_candidate_t *c = v->c;
	cosign_rc_t rc = COSIGN_OK;

	if (v->moment_count == 0)
		return COSIGN_OK;
	c->times = calloc(v->moment_count, sizeof(*c->times));
	if (c->times == NULL)
		return csn_fail_nomem(err);
	while (c->time_count < v->moment_count && rc == COSIGN_OK) {
		const struct csn_moment *m = &v->moments[c->time_count];
		struct csn_found_time *t = &c->times[c->time_count++];

		t->sec = m->time.sec;
		t->source = m->source;
		rc = csn_text_copy(&t->url, m->url, err);
	}
	return rc;
}

static cosign_rc_t
keep_entry(struct csn_found_entry *out, const struct csn_entry *entry,
    const struct csn_log *log, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	out->index = entry->index;
	CSN_TRY(csn_bytes_copy(&out->log_id, csn_bytes_span(&log->id), err));
	CSN_TRY(csn_text_copy(&out->url, log->url, err));
	rc = COSIGN_OK;
out:
	return rc;
}

static cosign_rc_t
keep_entries(struct csn_case *v, cosign_error_t *err)
{
	const cosign_bundle_t *b = v->bundle;
	cosign_candidate_t *c = v->c;
	cosign_rc_t rc = COSIGN_OK;
	size_t i;

	if (v->log_count == 0)
		return COSIGN_OK;
	c->entries = calloc(b->entry_count, sizeof(*c->entries));
	if (c->entries == NULL)
		return csn_fail_nomem(err);
	for (i = 0; i < b->entry_count && rc == COSIGN_OK; i++) {
		if (v->logs[i] == NULL)
			continue;
		rc = keep_entry(&c->entries[c->entry_count++], &b->entries[i],
		    v->logs[i], err);
	}
	return rc;
}

cosign_rc_t
csn_case_keep(struct csn_case *v, cosign_error_t *err)
{
	cosign_candidate_t *c = v->c;
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	c->key = cosign_pubkey_ref(v->key);
	c->hash = v->hash;
	if (v->has_certificate)
		CSN_TRY(csn_bytes_copy(&c->certificate,
		    csn_bytes_span(&v->bundle->chain[0]), err));
	if (v->bundle->content == CSN_CONTENT_ENVELOPE)
		CSN_TRY(csn_bytes_copy(&c->payload,
		    csn_bytes_span(&v->bundle->envelope.payload), err));
	else if (v->bundle->payload.p != NULL)
		CSN_TRY(csn_bytes_copy(
		    &c->payload, csn_bytes_span(&v->bundle->payload), err));
	CSN_TRY(keep_times(v, err));
	CSN_TRY(keep_entries(v, err));
	rc = COSIGN_OK;
out:
	return rc;
}

/* What is asked of a caller. */
static cosign_rc_t
check_arguments(const cosign_policy_t *policy,
    const cosign_bundle_t *const *bundles, size_t count,
    const cosign_artifact_t *artifact, cosign_error_t *err)
{
	size_t i;

	if (policy == NULL || bundles == NULL || count == 0)
		return csn_fail(
		    err, COSIGN_E_ARGUMENT, "policy or bundle is missing");
	for (i = 0; i < count; i++)
		if (bundles[i] == NULL)
			return csn_fail(
			    err, COSIGN_E_ARGUMENT, "bundle is missing");
	if (artifact == NULL && !policy->ignore_claims)
		return csn_fail(err, COSIGN_E_ARGUMENT, "artifact is missing");
	if (policy->count == 0)
		return csn_fail(
		    err, COSIGN_E_ARGUMENT, "the policy names no signer");
	if (csn_policy_signers(policy) > policy->count)
		return csn_fail(err, COSIGN_E_ARGUMENT,
		    "the policy wants more signers than it names");
	if (count > CSN_BUNDLES_MAX)
		return csn_fail(err, COSIGN_E_LIMIT, "more than %d bundles",
		    CSN_BUNDLES_MAX);
	return COSIGN_OK;
}

/* A whole verification. */
struct request {
	const cosign_trust_t *trust;
	const cosign_policy_t *policy;
	const cosign_bundle_t *const *bundles;
	size_t count;
	struct csn_reading reading;
	cosign_result_t *result;
	/* What said neither yes nor no of a bundle. */
	cosign_rc_t unknown;
};

/* What is no statement about a bundle, but about the machine or the
   artifact. */
static int
ends_all(cosign_rc_t rc)
{
	const cosign_rc_class_t class = cosign_rc_class(rc);

	return class == COSIGN_CLASS_INTERNAL ||
	    class == COSIGN_CLASS_UNAVAILABLE || rc == COSIGN_E_CALLBACK;
}

/* The artifact was not there in a form that would have told: a digest of
   another hash, or more bytes than fit. */
static int
says_nothing(cosign_rc_t rc)
{
	return cosign_rc_class(rc) == COSIGN_CLASS_ARGUMENT ||
	    rc == COSIGN_E_LIMIT;
}

/* What a signature over a message of the bundle is over. */
static cosign_rc_t
open_message(struct csn_case *v, cosign_error_t *err)
{
	const struct csn_bytes *payload = &v->bundle->payload;

	v->message = v->reading;
	if (payload->p == NULL)
		return COSIGN_OK;
	v->message = &v->payload;
	return cosign_artifact_from_bytes(
	    &v->payload.artifact, payload->p, payload->len, err);
}

static cosign_rc_t
verify_one(struct request *q, size_t i, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL, verdict;
	struct csn_case *v = calloc(1, sizeof(*v));

	if (v == NULL)
		return csn_fail_nomem(err);
	v->trust = q->trust != NULL ? q->trust : &nobody;
	v->policy = q->policy;
	v->bundle = q->bundles[i];
	v->reading = &q->reading;
	v->budget = CSN_BUNDLE_CHECKS_MAX;
	CSN_TRY(open_message(v, err));
	CSN_TRY(csn_result_add(&v->c, q->result, v->bundle, err));
	verdict = verify_bundle(v, err);
	if (ends_all(verdict))
		CSN_TRY(verdict);
	if (says_nothing(verdict))
		q->unknown = verdict;
	rc = csn_candidate_close(v->c, verdict, err);
	/* Of one bundle the verdict is all there is to say. */
	if (rc == COSIGN_OK && q->count == 1)
		rc = verdict;
out:
	csn_case_dispose(v);
	free(v);
	return rc;
}

/* Several bundles can want different things of what can be read once: all that
   any of them may want. What statements want is known later. */
static void
expect_all(struct request *q)
{
	int hash;
	size_t i;

	for (hash = COSIGN_HASH_SHA256; hash <= COSIGN_HASH_SHA512; hash++)
		csn_reading_expect(
		    &q->reading, csn_hash_bit((cosign_hash_t)hash), 0);
	for (i = 0; i < q->count; i++)
		if (q->bundles[i]->payload.p == NULL)
			csn_expect_keys(&q->reading, q->policy, q->bundles[i]);
}

static cosign_rc_t
check_signers(struct request *q, cosign_error_t *err)
{
	const size_t wanted = csn_policy_signers(q->policy);
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	size_t found;

	CSN_TRY(csn_result_signers(&found, q->result, q->policy->count, err));
	if (found >= wanted)
		return COSIGN_OK;
	if (q->unknown != COSIGN_OK)
		CSN_TRY(csn_fail(err, q->unknown,
		    "%zu of %zu signers found, and not every bundle could be "
		    "looked at",
		    found, wanted));
	rc = csn_fail(
	    err, COSIGN_E_SIGNERS, "%zu of %zu signers found", found, wanted);
out:
	return rc;
}

static cosign_rc_t
verify_all(struct request *q, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	size_t i;

	if (q->count > 1)
		expect_all(q);
	for (i = 0; i < q->count; i++)
		CSN_TRY(verify_one(q, i, err));
	CSN_TRY(check_signers(q, err));
	cosign_error_clear(err); /* of bundles that were not needed */
	rc = COSIGN_OK;
out:
	return rc;
}

static int
is_verdict(cosign_rc_t rc)
{
	return rc == COSIGN_OK || cosign_rc_class(rc) == COSIGN_CLASS_REJECTED;
}

cosign_rc_t
cosign_verify_bundles(cosign_result_t **result, const cosign_trust_t *trust,
    const cosign_policy_t *policy, const cosign_bundle_t *const *bundles,
    size_t count, cosign_artifact_t *artifact, cosign_error_t *err)
{
	struct request q = { trust, policy, bundles, count,
		{ artifact, 0, 0, 0 }, NULL, COSIGN_OK };
	cosign_rc_t rc = COSIGN_E_INTERNAL, verdict;
	cosign_error_t *own = NULL;

	if (result != NULL)
		*result = NULL;
	/* The result tells why, whether or not the caller wants to hear. */
	if (err == NULL && result != NULL) {
		err = own = cosign_error_new();
		if (own == NULL)
			return COSIGN_E_NOMEM;
	}
	CSN_TRY(check_arguments(policy, bundles, count, artifact, err));
	CSN_TRY(csn_result_new(&q.result, count, err));
	verdict = verify_all(&q, err);
	if (result != NULL && is_verdict(verdict)) {
		CSN_TRY(csn_result_close(q.result, verdict, &q.reading, err));
		*result = q.result;
		q.result = NULL;
	}
	rc = verdict;
out:
	cosign_result_free(q.result);
	cosign_error_free(own);
	return rc;
}

cosign_rc_t
cosign_verify_blob(cosign_result_t **result, const cosign_trust_t *trust,
    const cosign_policy_t *policy, const cosign_bundle_t *bundle,
    cosign_artifact_t *artifact, cosign_error_t *err)
{
	return cosign_verify_bundles(
	    result, trust, policy, &bundle, 1, artifact, err);
}
