#include "artifact/artifact_internal.h"
#include "bundle/entity.h"

#include <cosign/sign.h>

/* What a bundle records of an artifact: its digest under the hash that is
   signed; SHA-256 beside pure Ed25519, which has none but without which cosign
   refuses the bundle. */
static cosign_hash_t
recorded_hash(cosign_hash_t signed_hash)
{
	return signed_hash != COSIGN_HASH_NONE ? signed_hash
					       : COSIGN_HASH_SHA256;
}

static cosign_rc_t
sign(const cosign_key_t *key, const cosign_artifact_t *artifact,
    const struct csn_digest *digest, int pure, uint8_t *signature, size_t size,
    size_t *len, cosign_error_t *err)
{
	struct csn_span message;

	if (!pure)
		return cosign_key_sign_digest(
		    key, digest->bytes, digest->len, signature, size, len, err);
	message = csn_artifact_bytes(artifact);
	return cosign_key_sign_message(
	    key, message.p, message.len, signature, size, len, err);
}

cosign_rc_t
cosign_sign_blob(cosign_bundle_t **out, const cosign_key_t *key,
    cosign_artifact_t *artifact, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	uint8_t signature[COSIGN_SIGNATURE_MAX];
	struct csn_digest digest;
	cosign_hash_t hash;
	const uint8_t *p;
	size_t len;

	if (out != NULL)
		*out = NULL;
	if (out == NULL || key == NULL || artifact == NULL)
		return csn_fail(
		    err, COSIGN_E_ARGUMENT, "key or artifact is missing");
	hash = cosign_alg_hash(cosign_key_algorithm(key));
	digest.hash = recorded_hash(hash);
	digest.len = cosign_hash_size(digest.hash);
	CSN_TRY(csn_artifact_read(
	    artifact, 1u << digest.hash, hash == COSIGN_HASH_NONE, err));
	p = cosign_artifact_digest(artifact, digest.hash);
	if (p == NULL)
		CSN_TRY(csn_fail(
		    err, COSIGN_E_INTERNAL, "the artifact has no digest"));
	memcpy(digest.bytes, p, digest.len);
	CSN_TRY(sign(key, artifact, &digest, hash == COSIGN_HASH_NONE,
	    signature, sizeof(signature), &len, err));
	CSN_TRY(csn_bundle_new_signed(out, csn_span(signature, len), &digest,
	    cosign_pubkey_hint(cosign_key_public(key)), err));
	rc = COSIGN_OK;
out:
	return rc;
}
