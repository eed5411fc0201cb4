/* The signature, over the artifact or over an envelope. */
#include "crypto/key_internal.h"
#include "dsse/pae.h"
#include "verify/case.h"

#define ED25519_SIGNATURE_SIZE 64

/*
 * The n-th hash that a key's signature may be over; 0 when there are no more.
 * A hash that the policy names is the only one. P-384 and P-521 have SHA-256
 * after their own, for signers that hash so whatever the curve.
 */
static int
next_hash(const cosign_policy_t *policy, const cosign_pubkey_t *key,
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
may_fit(cosign_hash_t hash, struct csn_span signature)
{
	return hash != COSIGN_HASH_NONE ||
	    signature.len == ED25519_SIGNATURE_SIZE;
}

/* With a ready digest only its own hash can be tried. */
static int
is_within(cosign_hash_t hash, cosign_hash_t given)
{
	return given == COSIGN_HASH_NONE || given == hash;
}

/* What log entries say of the artifact is compared with what the bundle claims
   or, without a claim, with the artifact. */
static void
expect_entries(struct csn_reading *reading, const cosign_policy_t *policy,
    const cosign_bundle_t *b)
{
	size_t i;

	if (policy->ignore_tlog || b->digest.len > 0)
		return;
	for (i = 0; i < b->entry_count; i++)
		csn_reading_expect(
		    reading, csn_hash_bit(b->entries[i].body.hash.hash), 0);
}

void
csn_expect_key(struct csn_reading *reading, const cosign_policy_t *policy,
    const cosign_bundle_t *b, const cosign_pubkey_t *key)
{
	const struct csn_span signature = csn_bundle_signature(b, 0);
	cosign_hash_t hash;
	unsigned int n;

	if (b->content != CSN_CONTENT_MESSAGE)
		return;
	for (n = 0; next_hash(policy, key, n, &hash); n++)
		if (may_fit(hash, signature))
			csn_reading_expect(reading, csn_hash_bit(hash),
			    hash == COSIGN_HASH_NONE);
	csn_reading_expect(reading, csn_hash_bit(b->digest.hash), 0);
	expect_entries(reading, policy, b);
}

void
csn_expect_keys(struct csn_reading *reading, const cosign_policy_t *policy,
    const cosign_bundle_t *b)
{
	size_t i;

	for (i = 0; i < policy->count; i++)
		if (policy->wanted[i].key != NULL)
			csn_expect_key(
			    reading, policy, b, policy->wanted[i].key);
}

/* What a ready digest leaves untried might have said yes: that is no
   verdict. */
static cosign_rc_t
fail_untried(const cosign_pubkey_t *key, cosign_hash_t given, int tried,
    cosign_error_t *err)
{
	if (csn_pubkey_alg(key)->hash == COSIGN_HASH_NONE)
		return csn_fail(err, COSIGN_E_NO_CONTENT,
		    "pure Ed25519 needs the artifact, not its digest");
	if (!tried)
		return csn_fail(err, COSIGN_E_ALGORITHM,
		    "the key does not sign over a %s digest",
		    cosign_hash_name(given));
	return csn_fail(err, COSIGN_E_ALGORITHM,
	    "the signature does not verify over the %s digest, and the key "
	    "can sign over another",
	    cosign_hash_name(given));
}

/* Over the artifact. */
static cosign_rc_t
try_message(struct csn_case *v, const cosign_pubkey_t *key, cosign_hash_t hash,
    struct csn_span signature, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_digest digest;
	struct csn_span message;

	CSN_TRY(csn_reading_need(
	    v->message, csn_hash_bit(hash), hash == COSIGN_HASH_NONE, err));
	if (hash == COSIGN_HASH_NONE) {
		message = csn_artifact_bytes(v->message->artifact);
		return cosign_pubkey_verify_message(key, hash, message.p,
		    message.len, signature.p, signature.len, err);
	}
	digest = csn_reading_digest(v->message, hash);
	rc = cosign_pubkey_verify_digest(key, hash, digest.bytes, digest.len,
	    signature.p, signature.len, err);
out:
	return rc;
}

/* Over an envelope. */
static cosign_rc_t
try_envelope(struct csn_case *v, const cosign_pubkey_t *key, cosign_hash_t hash,
    struct csn_span signature, cosign_error_t *err)
{
	const struct csn_span type =
	    csn_bytes_span(&v->bundle->envelope.payload_type);
	const struct csn_span payload =
	    csn_bytes_span(&v->bundle->envelope.payload);
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_digest digest;
	struct csn_buf pae;

	if (hash != COSIGN_HASH_NONE) {
		csn_pae_digest(&digest, hash, type, payload);
		return cosign_pubkey_verify_digest(key, hash, digest.bytes,
		    digest.len, signature.p, signature.len, err);
	}
	csn_buf_init(&pae, 2 * CSN_BUNDLE_MAX);
	csn_pae_write(&pae, type, payload);
	CSN_TRY(csn_buf_finish(&pae, err));
	rc = cosign_pubkey_verify_message(
	    key, hash, pae.p, pae.len, signature.p, signature.len, err);
out:
	csn_buf_dispose(&pae);
	return rc;
}

/* One key, one signature, each hash. */
static cosign_rc_t
try_signature(struct csn_case *v, const cosign_pubkey_t *key,
    struct csn_span signature, cosign_error_t *err)
{
	const int is_message = v->bundle->content == CSN_CONTENT_MESSAGE;
	const cosign_hash_t given =
	    is_message ? csn_reading_given(v->message) : COSIGN_HASH_NONE;
	cosign_rc_t rc = COSIGN_E_SIGNATURE;
	cosign_hash_t hash;
	int tried = 0, untried = 0;
	unsigned int n;

	for (n = 0; next_hash(v->policy, key, n, &hash); n++) {
		if (!may_fit(hash, signature))
			continue;
		if (!is_within(hash, given)) {
			untried = 1;
			continue;
		}
		tried = 1;
		rc = is_message ? try_message(v, key, hash, signature, err)
				: try_envelope(v, key, hash, signature, err);
		if (rc == COSIGN_OK)
			v->hash = hash;
		if (rc != COSIGN_E_SIGNATURE)
			return rc;
	}
	return untried ? fail_untried(key, given, tried, err) : rc;
}

cosign_rc_t
csn_case_try_key(
    struct csn_case *v, const cosign_pubkey_t *key, cosign_error_t *err)
{
	cosign_rc_t rc;
	size_t i;

	for (i = 0; i < csn_bundle_signature_count(v->bundle); i++) {
		const struct csn_span signature =
		    csn_bundle_signature(v->bundle, i);

		if (signature.len == 0)
			return csn_fail(err, COSIGN_E_NO_SIGNATURE,
			    "the signature is empty");
		if (!csn_case_is_logged(v, i))
			continue;
		rc = try_signature(v, key, signature, err);
		if (rc == COSIGN_OK) {
			v->is_verified = 1;
			v->signature = i;
		}
		if (rc != COSIGN_E_SIGNATURE)
			return rc;
	}
	return COSIGN_E_SIGNATURE;
}

int
csn_case_is_logged(const struct csn_case *v, size_t signature)
{
	return v->policy->ignore_tlog || !v->has_asked_logs ||
	    (v->logged & (uint32_t)1 << signature) != 0;
}

/* Whether the artifact, as far as it was read, is the one that the bundle
   claims; 1 if it claims nothing. */
static int
digest_fits(const struct csn_case *v)
{
	const struct csn_digest *claimed = &v->bundle->digest;
	const struct csn_digest actual =
	    csn_reading_digest(v->message, claimed->hash);

	return claimed->len == 0 || actual.len == 0 ||
	    csn_span_eq(csn_span(claimed->bytes, claimed->len),
		csn_span(actual.bytes, actual.len));
}

void
csn_case_hint(const struct csn_case *v, cosign_error_t *err)
{
	const char *hint = v->bundle->key_hint;
	size_t i;

	if (!digest_fits(v)) {
		csn_hint(err,
		    "the artifact is not the one that was signed: "
		    "its digest differs from the bundle's");
		return;
	}
	if (hint == NULL || v->has_certificate)
		return;
	for (i = 0; i < v->policy->count; i++)
		if (v->policy->wanted[i].key != NULL &&
		    strcmp(hint,
			cosign_pubkey_hint(v->policy->wanted[i].key)) == 0)
			return;
	csn_hint(err, "the bundle names another key, of hint %.*s",
	    CSN_QUOTE_MAX, hint);
}

cosign_rc_t
csn_case_signature(struct csn_case *v, cosign_error_t *err)
{
	cosign_rc_t rc;

	if (v->is_verified && csn_case_is_logged(v, v->signature))
		return COSIGN_OK;
	rc = csn_case_try_key(v, v->key, err);
	if (rc == COSIGN_OK)
		cosign_error_clear(err); /* of other hashes */
	if (rc != COSIGN_E_SIGNATURE)
		return rc;
	rc = csn_fail(err, COSIGN_E_SIGNATURE,
	    "the signature does not verify under the %skey",
	    v->has_certificate ? "certificate's " : "");
	csn_case_hint(v, err);
	return rc;
}

/* cosign writes no digest with pure Ed25519 keys and no log; nobody leaves it
   out of what others vouch for. */
static int
may_lack_digest(const struct csn_case *v)
{
	return v->bundle->form != COSIGN_FORM_SIGSTORE ||
	    (!v->has_certificate && v->log_count == 0);
}

/* The claim is not signed; a false one still means that somebody was told
   something else than what was verified. */
cosign_rc_t
csn_case_digest(struct csn_case *v, cosign_error_t *err)
{
	const struct csn_digest *claimed = &v->bundle->digest;
	const cosign_hash_t given = csn_reading_given(v->message);
	cosign_rc_t rc;

	if (v->bundle->content != CSN_CONTENT_MESSAGE ||
	    v->bundle->payload.p != NULL) {
		csn_candidate_skip(v->c, CSN_CHECK_DIGEST,
		    v->bundle->payload.p != NULL ? "signed is a payload"
						 : "signed is a statement");
		return COSIGN_OK;
	}
	if (claimed->len == 0 && !may_lack_digest(v))
		return csn_fail(
		    err, COSIGN_E_DIGEST, "the bundle records no digest");
	if (claimed->len == 0) {
		csn_candidate_skip(
		    v->c, CSN_CHECK_DIGEST, "the bundle records none");
		v->c->digest = csn_reading_digest(v->message, v->hash);
		return COSIGN_OK;
	}
	if (given != COSIGN_HASH_NONE && given != claimed->hash)
		return csn_fail(err, COSIGN_E_DIGEST,
		    "the bundle records a %s digest, a %s digest was given",
		    cosign_hash_name(claimed->hash), cosign_hash_name(given));
	rc = csn_reading_need(v->message, csn_hash_bit(claimed->hash), 0, err);
	if (rc != COSIGN_OK)
		return rc;
	if (!digest_fits(v))
		return csn_fail(err, COSIGN_E_DIGEST,
		    "the bundle records another digest of the artifact");
	v->c->digest = csn_reading_digest(
	    v->message, v->hash != COSIGN_HASH_NONE ? v->hash : claimed->hash);
	return COSIGN_OK;
}

cosign_rc_t
csn_case_artifact_digest(struct csn_case *v, cosign_hash_t hash,
    struct csn_digest *out, cosign_error_t *err)
{
	const struct csn_digest *claimed = &v->bundle->digest;
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	if (claimed->len > 0) {
		*out = *claimed;
		if (claimed->hash == hash)
			return COSIGN_OK;
		return csn_fail(err, COSIGN_E_ENTRY,
		    "has a digest of another kind than the bundle");
	}
	CSN_TRY(csn_reading_need(v->message, csn_hash_bit(hash), 0, err));
	*out = csn_reading_digest(v->message, hash);
	rc = COSIGN_OK;
out:
	return rc;
}
