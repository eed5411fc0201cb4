/*
 * Verification of a blob by keys: a list of refusals, in the order of
 * sigstore-go's verifier (pkg/verify/signed_entity.go). Nothing in a bundle
 * chooses a key, a hash or an algorithm.
 */
#include "artifact/artifact_internal.h"
#include "bundle/entity.h"
#include "crypto/key_internal.h"
#include "util/limits.h"
#include "verify/policy.h"
#include "verify/result.h"

#define ED25519_SIGNATURE_SIZE 64

static cosign_rc_t
check_arguments(const cosign_policy_t *policy, const cosign_bundle_t *bundle,
    const cosign_artifact_t *artifact, cosign_error_t *err)
{
	if (policy == NULL || bundle == NULL || artifact == NULL)
		return csn_fail(err, COSIGN_E_ARGUMENT,
		    "policy, bundle or artifact is missing");
	if (policy->key_count == 0)
		return csn_fail(
		    err, COSIGN_E_ARGUMENT, "the policy names no signer");
	return COSIGN_OK;
}

static cosign_rc_t
check_content(const cosign_bundle_t *bundle, cosign_error_t *err)
{
	if (bundle->content != CSN_CONTENT_MESSAGE)
		return csn_fail(err, COSIGN_E_UNSUPPORTED,
		    "DSSE envelopes cannot be verified yet");
	return COSIGN_OK;
}

/* A key was asked for: whoever a certificate names is somebody else. */
static cosign_rc_t
check_signer(const cosign_bundle_t *bundle, cosign_error_t *err)
{
	if (bundle->signer == CSN_SIGNER_CERTIFICATE)
		return csn_fail(err, COSIGN_E_SIGNER_KIND,
		    "signed by a certificate, a key was asked for");
	return COSIGN_OK;
}

static cosign_rc_t
check_tlog(const cosign_policy_t *policy, const cosign_bundle_t *bundle,
    cosign_result_t *r, cosign_error_t *err)
{
	cosign_rc_t rc;

	if (policy->ignore_tlog) {
		csn_result_skip(r, CSN_CHECK_TLOG, "ignored by policy");
		return COSIGN_OK;
	}
	if (bundle->tlog_count == 0)
		rc = csn_fail(err, COSIGN_E_NO_TLOG,
		    "no transparency log entry in the bundle");
	else
		rc = csn_fail(err, COSIGN_E_UNSUPPORTED,
		    "transparency log entries cannot be verified yet");
	csn_hint(err,
	    "to rely on the key alone, let the policy ignore "
	    "transparency logs");
	return rc;
}

/* No policy can ask for one yet, and a key signature needs none. */
static cosign_rc_t
check_timestamp(cosign_result_t *r)
{
	csn_result_skip(r, CSN_CHECK_TIMESTAMP, "not asked for");
	return COSIGN_OK;
}

static cosign_rc_t
check_present(const cosign_bundle_t *bundle, cosign_error_t *err)
{
	if (bundle->signature.len == 0)
		return csn_fail(
		    err, COSIGN_E_NO_SIGNATURE, "the signature is empty");
	return COSIGN_OK;
}

/*
 * The n-th hash that a key's signature may be over; 0 when there are no more.
 * A hash that the policy names is the only one. P-384 and P-521 have SHA-256
 * after their own, for signers that hash so whatever the curve.
 */
static int
candidate(const cosign_policy_t *policy, const cosign_pubkey_t *key,
    unsigned int n, cosign_hash_t *hash)
{
	const struct csn_alg *alg = csn_pubkey_alg(key);
	const int has_choice = alg->kind != CSN_KEY_ED25519;

	if (n == 0) {
		*hash = has_choice && policy->hash != COSIGN_HASH_NONE
		    ? policy->hash
		    : alg->hash;
		return 1;
	}
	*hash = COSIGN_HASH_SHA256;
	return n == 1 && policy->hash == COSIGN_HASH_NONE &&
	    (alg->kind == CSN_KEY_P384 || alg->kind == CSN_KEY_P521) &&
	    alg->hash != COSIGN_HASH_SHA256;
}

/* Pure Ed25519 (no hash) has signatures of one length: those of another need
   not be tried, nor the artifact be held in memory for it. */
static int
may_fit(cosign_hash_t hash, const cosign_bundle_t *bundle)
{
	return hash != COSIGN_HASH_NONE ||
	    bundle->signature.len == ED25519_SIGNATURE_SIZE;
}

/* With a ready digest only its own hash can be tried. */
static int
is_within(cosign_hash_t hash, cosign_hash_t given)
{
	return given == COSIGN_HASH_NONE || given == hash;
}

/* All that will be looked at, since an artifact is read once. */
static void
collect_needs(const cosign_policy_t *policy, const cosign_bundle_t *bundle,
    cosign_hash_t given, unsigned int *set, int *whole)
{
	cosign_hash_t hash;
	unsigned int n;
	size_t i;

	*set = 0;
	*whole = 0;
	for (i = 0; i < policy->key_count; i++) {
		for (n = 0; candidate(policy, policy->keys[i], n, &hash); n++) {
			if (!may_fit(hash, bundle) || !is_within(hash, given))
				continue;
			if (hash == COSIGN_HASH_NONE)
				*whole = 1;
			else
				*set |= 1u << hash;
		}
	}
}

/* A ready digest has to be of the hash that is needed; another one would say
   nothing about the artifact, neither yes nor no. */
static cosign_rc_t
check_given(const cosign_policy_t *policy, const cosign_bundle_t *bundle,
    cosign_hash_t given, unsigned int set, cosign_error_t *err)
{
	size_t i;

	if (given == COSIGN_HASH_NONE)
		return COSIGN_OK;
	if (bundle->digest.len > 0 && bundle->digest.hash != given)
		return csn_fail(err, COSIGN_E_ALGORITHM,
		    "the bundle records a %s digest, a %s digest was given",
		    cosign_hash_name(bundle->digest.hash),
		    cosign_hash_name(given));
	if (set != 0)
		return COSIGN_OK;
	for (i = 0; i < policy->key_count; i++)
		if (csn_pubkey_alg(policy->keys[i])->hash == COSIGN_HASH_NONE)
			return csn_fail(err, COSIGN_E_NO_CONTENT,
			    "pure Ed25519 needs the artifact, not its digest");
	return csn_fail(err, COSIGN_E_ALGORITHM,
	    "no key signs over a %s digest", cosign_hash_name(given));
}

static void
keep_digests(cosign_result_t *r, const cosign_artifact_t *artifact)
{
	size_t i;

	r->was_read = 1;
	r->size = cosign_artifact_size(artifact);
	for (i = 1; i < CSN_ARRAY_LEN(r->digests); i++) {
		const cosign_hash_t hash = (cosign_hash_t)i;
		const uint8_t *p = cosign_artifact_digest(artifact, hash);

		if (p == NULL)
			continue;
		r->digests[i].hash = hash;
		r->digests[i].len = cosign_hash_size(hash);
		memcpy(r->digests[i].bytes, p, r->digests[i].len);
	}
}

static cosign_rc_t
read_artifact(const cosign_policy_t *policy, const cosign_bundle_t *bundle,
    cosign_artifact_t *artifact, cosign_result_t *r, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	const cosign_hash_t given = csn_artifact_given_hash(artifact);
	unsigned int set;
	int whole;

	collect_needs(policy, bundle, given, &set, &whole);
	CSN_TRY(check_given(policy, bundle, given, set, err));
	if (bundle->digest.len > 0)
		set |= 1u << bundle->digest.hash;
	CSN_TRY(csn_artifact_read(artifact, set, whole, err));
	r->only_digest = given != COSIGN_HASH_NONE;
	keep_digests(r, artifact);
	rc = COSIGN_OK;
out:
	return rc;
}

/* Whether the artifact is the one that the bundle claims; 1 if it claims
   nothing. */
static int
digest_fits(const cosign_bundle_t *bundle, const cosign_result_t *r)
{
	const struct csn_digest *claimed = &bundle->digest;
	const struct csn_digest *actual = &r->digests[claimed->hash];

	return claimed->len == 0 ||
	    csn_span_eq(csn_span(claimed->bytes, claimed->len),
		csn_span(actual->bytes, actual->len));
}

static void
hint_at_cause(const cosign_policy_t *policy, const cosign_bundle_t *bundle,
    const cosign_result_t *r, cosign_error_t *err)
{
	size_t i;

	if (!digest_fits(bundle, r)) {
		csn_hint(err,
		    "the artifact is not the one that was signed: "
		    "its digest differs from the bundle's");
		return;
	}
	if (bundle->key_hint == NULL)
		return;
	for (i = 0; i < policy->key_count; i++)
		if (strcmp(bundle->key_hint,
			cosign_pubkey_hint(policy->keys[i])) == 0)
			return;
	csn_hint(err, "the bundle names another key, of hint %.*s",
	    CSN_QUOTE_MAX, bundle->key_hint);
}

static cosign_rc_t
try_key(const cosign_pubkey_t *key, cosign_hash_t hash,
    const cosign_bundle_t *bundle, const cosign_artifact_t *artifact,
    const cosign_result_t *r, cosign_error_t *err)
{
	const struct csn_digest *digest = &r->digests[hash];
	struct csn_span message;

	if (hash == COSIGN_HASH_NONE) {
		message = csn_artifact_bytes(artifact);
		return cosign_pubkey_verify_message(key, hash, message.p,
		    message.len, bundle->signature.p, bundle->signature.len,
		    err);
	}
	return cosign_pubkey_verify_digest(key, hash, digest->bytes,
	    digest->len, bundle->signature.p, bundle->signature.len, err);
}

static void
keep_signer(cosign_result_t *r, const cosign_pubkey_t *key, cosign_hash_t hash,
    const cosign_bundle_t *bundle)
{
	r->key = cosign_pubkey_ref(key);
	r->hash = hash;
	r->verified = hash != COSIGN_HASH_NONE ? hash : bundle->digest.hash;
}

/* The keys that a ready digest leaves untried might have said yes: that is no
   verdict. */
static cosign_rc_t
fail_untried(cosign_rc_t rc, cosign_hash_t given, cosign_error_t *err)
{
	return csn_fail(err, rc,
	    "the signature does not verify over the %s digest, and not every "
	    "key can be tried with it",
	    cosign_hash_name(given));
}

/* Any one key suffices. What is not a plain "does not verify" ends the search:
   a failure of the machine is no verdict either. */
static cosign_rc_t
check_signature(const cosign_policy_t *policy, const cosign_bundle_t *bundle,
    const cosign_artifact_t *artifact, cosign_result_t *r, cosign_error_t *err)
{
	const cosign_hash_t given = csn_artifact_given_hash(artifact);
	cosign_rc_t rc, untried = COSIGN_OK;
	cosign_hash_t hash;
	unsigned int n;
	size_t i;

	for (i = 0; i < policy->key_count; i++) {
		for (n = 0; candidate(policy, policy->keys[i], n, &hash); n++) {
			if (!may_fit(hash, bundle))
				continue;
			if (!is_within(hash, given)) {
				untried = hash == COSIGN_HASH_NONE
				    ? COSIGN_E_NO_CONTENT
				    : COSIGN_E_ALGORITHM;
				continue;
			}
			rc = try_key(
			    policy->keys[i], hash, bundle, artifact, r, err);
			if (rc == COSIGN_OK) {
				cosign_error_clear(err); /* of other keys */
				keep_signer(r, policy->keys[i], hash, bundle);
				return COSIGN_OK;
			}
			if (rc != COSIGN_E_SIGNATURE)
				return rc;
		}
	}
	if (untried != COSIGN_OK)
		return fail_untried(untried, given, err);
	rc = csn_fail(err, COSIGN_E_SIGNATURE,
	    policy->key_count == 1
		? "the signature does not verify under the key"
		: "the signature does not verify under any of the keys");
	hint_at_cause(policy, bundle, r, err);
	return rc;
}

/* The claim is not signed; a false one still means that somebody was told
   something else than what was verified. */
static cosign_rc_t
check_digest(
    const cosign_bundle_t *bundle, cosign_result_t *r, cosign_error_t *err)
{
	if (bundle->digest.len == 0) {
		csn_result_skip(r, CSN_CHECK_DIGEST, "the bundle records none");
		return COSIGN_OK;
	}
	if (!digest_fits(bundle, r))
		return csn_fail(err, COSIGN_E_DIGEST,
		    "the bundle records another digest of the artifact");
	return COSIGN_OK;
}

/* The list of refusals. */
static cosign_rc_t
verify(const cosign_policy_t *policy, const cosign_bundle_t *bundle,
    cosign_artifact_t *artifact, cosign_result_t *r, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	CSN_TRY(check_content(bundle, err));
	CSN_TRY(
	    csn_result_check(r, CSN_CHECK_SIGNER, check_signer(bundle, err)));
	CSN_TRY(csn_result_check(
	    r, CSN_CHECK_TLOG, check_tlog(policy, bundle, r, err)));
	CSN_TRY(csn_result_check(r, CSN_CHECK_TIMESTAMP, check_timestamp(r)));
	CSN_TRY(csn_result_check(
	    r, CSN_CHECK_SIGNATURE, check_present(bundle, err)));
	CSN_TRY(read_artifact(policy, bundle, artifact, r, err));
	CSN_TRY(csn_result_check(r, CSN_CHECK_SIGNATURE,
	    check_signature(policy, bundle, artifact, r, err)));
	CSN_TRY(csn_result_check(
	    r, CSN_CHECK_DIGEST, check_digest(bundle, r, err)));
	rc = COSIGN_OK;
out:
	return rc;
}

cosign_rc_t
cosign_verify_blob(cosign_result_t **result, const cosign_policy_t *policy,
    const cosign_bundle_t *bundle, cosign_artifact_t *artifact,
    cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL, verdict;
	cosign_error_t *own = NULL;
	cosign_result_t *r = NULL;

	if (result != NULL)
		*result = NULL;
	/* The result tells why, whether or not the caller wants to hear. */
	if (err == NULL && result != NULL) {
		err = own = cosign_error_new();
		if (own == NULL)
			CSN_TRY(COSIGN_E_NOMEM);
	}
	CSN_TRY(check_arguments(policy, bundle, artifact, err));
	CSN_TRY(csn_result_new(&r, bundle, err));
	verdict = verify(policy, bundle, artifact, r, err);
	if (result != NULL &&
	    (verdict == COSIGN_OK ||
		cosign_rc_class(verdict) == COSIGN_CLASS_REJECTED)) {
		CSN_TRY(csn_result_close(r, verdict, err));
		*result = r;
		r = NULL;
	}
	rc = verdict;
out:
	cosign_result_free(r);
	cosign_error_free(own);
	return rc;
}
