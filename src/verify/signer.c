/* Of which kind who signed is, and with which key. */
#include "crypto/key_internal.h"
#include "verify/case.h"

static cosign_rc_t
fail_kind(cosign_error_t *err, const char *what)
{
	return csn_fail(err, COSIGN_E_SIGNER_KIND, "%s", what);
}

/* An artifact is signed with the prehashed Ed25519, an envelope or a payload
   with the pure one: a certificate cannot say, so Sigstore does. */
static cosign_rc_t
take_certificate_key(struct csn_case *v, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	cosign_pubkey_t *key = NULL;

	CSN_TRY(csn_fail_at(err,
	    csn_case_evidence(csn_certificate_key(&key, v->bundle->leaf, err),
		COSIGN_E_USAGE, err),
	    "certificate"));
	if (csn_pubkey_kind(key) == CSN_KEY_ED25519 &&
	    v->bundle->content == CSN_CONTENT_MESSAGE &&
	    v->bundle->payload.p == NULL) {
		CSN_TRY(cosign_pubkey_with_algorithm(
		    &v->key, key, COSIGN_ALG_ED25519_PH, err));
	} else {
		v->key = key;
		key = NULL;
	}
	csn_expect_key(v->message, v->policy, v->bundle, v->key);
	rc = COSIGN_OK;
out:
	cosign_pubkey_free(key);
	return rc;
}

static cosign_rc_t
check_certificate(struct csn_case *v, cosign_error_t *err)
{
	if (!csn_policy_has_identities(v->policy))
		return fail_kind(
		    err, "signed by a certificate, a key was asked for");
	if (v->bundle->chain_needs_consent && !v->policy->allow_chain)
		return csn_fail(err, COSIGN_E_CHAIN,
		    "the bundle has a chain of certificates instead of one");
	v->has_certificate = 1;
	return take_certificate_key(v, err);
}

static size_t
count_keys(const cosign_policy_t *policy, const cosign_pubkey_t **first)
{
	size_t i, count = 0;

	*first = NULL;
	for (i = 0; i < policy->count; i++) {
		if (policy->wanted[i].key == NULL)
			continue;
		if (count++ == 0)
			*first = policy->wanted[i].key;
	}
	return count;
}

/* Keys that could not be tried, for want of the content, might have said yes:
   that is no verdict. */
static cosign_rc_t
fail_untried(cosign_rc_t rc, cosign_error_t *err)
{
	return csn_fail(err, rc,
	    "the signature does not verify under the keys that could be tried, "
	    "and not every key could");
}

/* Which of the keys it is, the signature tells. What is not a plain "does not
   verify" ends the search: a failure of the machine is no verdict either. */
static cosign_rc_t
find_key(struct csn_case *v, cosign_error_t *err)
{
	const cosign_policy_t *policy = v->policy;
	cosign_rc_t rc, untried = COSIGN_OK;
	size_t i;

	csn_expect_keys(v->message, policy, v->bundle);
	for (i = 0; i < policy->count; i++) {
		if (policy->wanted[i].key == NULL)
			continue;
		rc = csn_case_try_key(v, policy->wanted[i].key, err);
		if (rc == COSIGN_OK) {
			cosign_error_clear(err); /* of other keys */
			v->key = cosign_pubkey_ref(policy->wanted[i].key);
			return COSIGN_OK;
		}
		if (rc == COSIGN_E_NO_CONTENT || rc == COSIGN_E_ALGORITHM ||
		    rc == COSIGN_E_LIMIT)
			untried = rc;
		else if (rc != COSIGN_E_SIGNATURE)
			return rc;
	}
	if (untried != COSIGN_OK)
		return fail_untried(untried, err);
	rc = csn_fail(err, COSIGN_E_SIGNATURE,
	    "the signature does not verify under any of the keys");
	csn_case_hint(v, err);
	return rc;
}

static cosign_rc_t
check_key(struct csn_case *v, cosign_error_t *err)
{
	const cosign_pubkey_t *key;

	if (!csn_policy_has_keys(v->policy))
		return fail_kind(err,
		    v->bundle->signer == CSN_SIGNER_KEY
			? "signed by a key, a certificate was asked for"
			: "there is no certificate, and no key was given");
	if (count_keys(v->policy, &key) > 1)
		return find_key(v, err);
	v->key = cosign_pubkey_ref(key);
	csn_expect_key(v->message, v->policy, v->bundle, key);
	return COSIGN_OK;
}

static cosign_rc_t
check_content(const struct csn_case *v, cosign_error_t *err)
{
	const int is_message = v->bundle->content == CSN_CONTENT_MESSAGE;

	if (v->policy->content == COSIGN_CONTENT_SIGNATURE && !is_message)
		return csn_fail(err, COSIGN_E_CONTENT,
		    "signed is a statement, not the artifact itself");
	if (v->policy->content == COSIGN_CONTENT_ATTESTATION && is_message)
		return csn_fail(err, COSIGN_E_CONTENT,
		    "signed is the artifact itself, not a statement");
	return COSIGN_OK;
}

/* A key was asked for: whoever a certificate names is somebody else. And the
   reverse. */
cosign_rc_t
csn_case_signer(struct csn_case *v, cosign_error_t *err)
{
	const cosign_rc_t rc = check_content(v, err);

	if (rc != COSIGN_OK)
		return rc;
	return v->bundle->signer == CSN_SIGNER_CERTIFICATE
	    ? check_certificate(v, err)
	    : check_key(v, err);
}

/* One who is wanted with that key. */
static cosign_rc_t
check_wanted_key(const struct csn_case *v, const struct csn_wanted *wanted,
    cosign_error_t *err)
{
	if (!wanted->has_window)
		return COSIGN_OK;
	if (v->moment_count == 0)
		return csn_fail(err, COSIGN_E_NO_TIME,
		    "the key is trusted for some time, and nobody who is "
		    "trusted says when it signed");
	if (!csn_case_is_in_window(v, &wanted->window))
		return csn_fail(err, COSIGN_E_EXPIRED,
		    "the key is not trusted at the time of the signature");
	return COSIGN_OK;
}

static int
is_same_key(const cosign_pubkey_t *a, const cosign_pubkey_t *b)
{
	return memcmp(cosign_pubkey_fingerprint(a),
		   cosign_pubkey_fingerprint(b),
		   cosign_hash_size(COSIGN_HASH_SHA256)) == 0;
}

int
csn_case_is_key_limited(const struct csn_case *v)
{
	const cosign_policy_t *policy = v->policy;
	size_t i;

	for (i = 0; i < policy->count; i++)
		if (policy->wanted[i].key != NULL &&
		    !policy->wanted[i].has_window &&
		    is_same_key(policy->wanted[i].key, v->key))
			return 0;
	return 1;
}

/* Which of the policy's keys it stands for; the same one may be there several
   times. */
cosign_rc_t
csn_case_key(struct csn_case *v, cosign_error_t *err)
{
	const cosign_policy_t *policy = v->policy;
	cosign_rc_t rc = COSIGN_E_EXPIRED, one;
	size_t i;

	for (i = 0; i < policy->count; i++) {
		if (policy->wanted[i].key == NULL ||
		    !is_same_key(policy->wanted[i].key, v->key))
			continue;
		one = check_wanted_key(v, &policy->wanted[i], err);
		v->c->claims[i] = one == COSIGN_OK;
		if (rc != COSIGN_OK)
			rc = one;
	}
	if (rc == COSIGN_OK)
		cosign_error_clear(err);
	return rc;
}
