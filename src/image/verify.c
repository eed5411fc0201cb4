/* Verifying an image: every signature that is found is a candidate of one
   verification, whose artifact is the image's digest. */
#include "image/result.h"

#include "policy/policy.h"
#include "util/limits.h"
#include "util/text.h"

#include <cosign/verify.h>

#include <stdlib.h>
#include <string.h>

/* An attestation is no signature of an image, unless the caller says so. */
static cosign_policy_t
narrow_policy(
    const cosign_policy_t *policy, const cosign_image_options_t *options)
{
	static char signed_type[] = CSN_PREDICATE_SIGNED;
	cosign_policy_t narrowed = *policy;

	if (narrowed.predicate == NULL && !options->accept_attestations)
		narrowed.predicate = signed_type;
	return narrowed;
}

static cosign_rc_t
image_digest(cosign_artifact_t **out, const cosign_reference_t *image,
    cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_digest digest;

	CSN_TRY(csn_digest_parse(
	    &digest, csn_span_str(cosign_reference_digest(image)), err));
	CSN_TRY(cosign_artifact_from_digest(
	    out, digest.hash, digest.bytes, digest.len, err));
	rc = COSIGN_OK;
out:
	return rc;
}

/* A bundle over a message is over some artifact, never over an image: cosign
   refuses it, too. */
static void
refuse_message(struct csn_image_signature *row, cosign_error_t *err)
{
	const cosign_rc_t rc = csn_fail(
	    err, COSIGN_E_CONTENT, "a bundle of a file, not of an image");

	cosign_bundle_free(row->bundle);
	row->bundle = NULL;
	/* Without memory for the text the code has to do. */
	if (csn_signature_close(row, rc, err) != COSIGN_OK)
		row->code = rc;
}

/* None is left out: what was not looked at would count as refused. */
_Static_assert(CSN_IMAGE_ROWS_MAX <= CSN_BUNDLES_MAX,
    "all signatures of an image are verified together");

/* Bundles that can be looked at, and where each is. */
static size_t
gather(cosign_image_result_t *r, const cosign_bundle_t **bundles,
    cosign_error_t *err)
{
	size_t i, count = 0;

	for (i = 0; i < r->signatures->count; i++) {
		struct csn_image_signature *row = &r->signatures->list[i];

		r->candidates[i] = -1;
		if (row->bundle != NULL && row->form == COSIGN_IMAGE_BUNDLE &&
		    !cosign_bundle_has_envelope(row->bundle))
			refuse_message(row, err);
		if (row->bundle == NULL)
			continue;
		bundles[count] = row->bundle;
		r->candidates[i] = (int)count++;
	}
	return count;
}

/* What could not be found out, if anything; COSIGN_OK. */
static cosign_rc_t
find_unknown(const cosign_image_result_t *r, const char **message)
{
	size_t i;

	for (i = 0; i < r->signatures->count; i++) {
		const struct csn_image_signature *row = &r->signatures->list[i];

		if (cosign_rc_class(row->code) != COSIGN_CLASS_UNAVAILABLE)
			continue;
		*message = row->message;
		return row->code;
	}
	return COSIGN_OK;
}

/* The first reason why a signature did not count. */
static const char *
first_reason(const cosign_image_result_t *r)
{
	size_t i;

	for (i = 0; i < r->signatures->count; i++) {
		const cosign_candidate_t *c =
		    cosign_image_result_candidate(r, i);

		if (c != NULL && !cosign_candidate_accepted(c))
			return cosign_candidate_message(c);
		if (r->signatures->list[i].message != NULL)
			return r->signatures->list[i].message;
	}
	return NULL;
}

/* The verdict on the image from the one on its signatures. */
static cosign_rc_t
judge(const cosign_image_result_t *r, cosign_rc_t verdict, cosign_error_t *err)
{
	const char *image = cosign_reference_text(r->signatures->image);
	const char *message = NULL, *reason;
	cosign_rc_t unknown;

	if (verdict == COSIGN_OK)
		return COSIGN_OK;
	if (verdict != COSIGN_E_NO_MATCH &&
	    cosign_rc_class(verdict) != COSIGN_CLASS_REJECTED)
		return verdict;
	unknown = find_unknown(r, &message);
	if (unknown != COSIGN_OK)
		return csn_fail(err, unknown,
		    "%s: not every signature could be looked at: %s", image,
		    message != NULL ? message : "");
	if (r->signatures->count == 0)
		return csn_fail(
		    err, COSIGN_E_NO_SIGNATURE, "%s: no signature", image);
	reason = first_reason(r);
	if (r->verdict == NULL || r->signatures->count == 1)
		return csn_fail(err, COSIGN_E_NO_MATCH, "%s: %s", image,
		    reason != NULL ? reason : "");
	return csn_fail(err, COSIGN_E_NO_MATCH,
	    "%s: %s, %zu signatures seen%s%s", image,
	    cosign_result_message(r->verdict), r->signatures->count,
	    reason != NULL ? ": " : "", reason != NULL ? reason : "");
}

static cosign_rc_t
verify(cosign_image_result_t *r, const cosign_trust_t *trust,
    const cosign_policy_t *policy, const cosign_image_options_t *options,
    cosign_error_t *err)
{
	const cosign_policy_t narrowed = narrow_policy(policy, options);
	const cosign_bundle_t **bundles;
	cosign_artifact_t *artifact = NULL;
	cosign_rc_t rc = COSIGN_E_INTERNAL, verdict = COSIGN_E_NO_MATCH;
	size_t count;

	bundles =
	    calloc(r->signatures->count + 1, sizeof(const cosign_bundle_t *));
	r->candidates = calloc(r->signatures->count + 1, sizeof(int));
	if (bundles == NULL || r->candidates == NULL)
		CSN_TRY(csn_fail_nomem(err));
	count = gather(r, bundles, err);
	CSN_TRY(image_digest(&artifact, r->signatures->image, err));
	if (count > 0)
		verdict = cosign_verify_bundles(&r->verdict, trust, &narrowed,
		    bundles, count, artifact, err);
	rc = judge(r, verdict, err);
out:
	free(bundles);
	cosign_artifact_free(artifact);
	return rc;
}

/* What the caller may do wrong is said before anything is fetched. */
static cosign_rc_t
check_arguments(const cosign_oci_t *oci, const cosign_reference_t *image,
    const cosign_policy_t *policy, cosign_error_t *err)
{
	if (oci == NULL || image == NULL || policy == NULL)
		return csn_fail(err, COSIGN_E_ARGUMENT,
		    "image: client, reference or policy is missing");
	if (policy->count == 0)
		return csn_fail(
		    err, COSIGN_E_ARGUMENT, "the policy names no signer");
	return COSIGN_OK;
}

static int
is_verdict(cosign_rc_t rc)
{
	const cosign_rc_class_t class = cosign_rc_class(rc);

	return class == COSIGN_CLASS_OK || class == COSIGN_CLASS_REJECTED ||
	    class == COSIGN_CLASS_UNAVAILABLE;
}

/* The result as far as it came, whatever the answer. */
static cosign_rc_t
close_result(cosign_image_result_t *r, cosign_rc_t verdict, cosign_error_t *err)
{
	r->code = verdict;
	if (verdict == COSIGN_OK)
		return COSIGN_OK;
	return csn_text_copy(&r->message, cosign_error_message(err), err);
}

cosign_rc_t
cosign_image_verify(cosign_image_result_t **result, cosign_oci_t *oci,
    const cosign_reference_t *image, const cosign_trust_t *trust,
    const cosign_policy_t *policy, const cosign_image_options_t *options,
    cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL, verdict;
	cosign_image_result_t *r = NULL;
	cosign_error_t *own = NULL;

	if (result != NULL)
		*result = NULL;
	/* The result tells why, whether or not the caller wants to hear. */
	if (err == NULL) {
		err = own = cosign_error_new();
		if (own == NULL)
			return COSIGN_E_NOMEM;
	}
	CSN_TRY(check_arguments(oci, image, policy, err));
	r = calloc(1, sizeof(*r));
	if (r == NULL)
		CSN_TRY(csn_fail_nomem(err));
	CSN_TRY(cosign_image_signatures_fetch(
	    &r->signatures, oci, image, options, err));
	CSN_TRY(cosign_reference_parse(
	    &r->asked, cosign_reference_text(image), err));
	verdict = verify(r, trust, policy, csn_image_options(options), err);
	if (result != NULL && is_verdict(verdict)) {
		CSN_TRY(close_result(r, verdict, err));
		*result = r;
		r = NULL;
	}
	rc = verdict;
out:
	cosign_image_result_free(r);
	cosign_error_free(own);
	return rc;
}
