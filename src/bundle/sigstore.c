/*
 * Sigstore bundles, v0.1 to v0.3: sigstore_bundle.proto and the rules that
 * sigstore-go adds when it loads one (pkg/bundle/bundle.go), in its order but
 * for the upper bound of versions: a bundle of a version to come is called
 * that before anything in it is called wrong.
 */
#include "bundle/certificate.h"
#include "bundle/entity.h"
#include "bundle/log_entry.h"
#include "bundle/media_type.h"
#include "spec/spec.h"
#include "util/limits.h"

#include <stdlib.h>

static const json_t *
member(const json_t *o, const struct csn_pj_message *message, const char *name)
{
	return csn_pj_find(o, message, name);
}

const json_t *
csn_bundle_media_type_member(const json_t *root)
{
	const json_t *v = json_object_get(root, "mediaType");

	return v != NULL ? v : json_object_get(root, "media_type");
}

/* Before the rest of the document is looked at. */
static cosign_rc_t
read_version(
    struct csn_version *version, const json_t *root, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	const json_t *v = csn_bundle_media_type_member(root);
	struct csn_span type;

	if (v == NULL || json_is_null(v))
		CSN_TRY(csn_fail(err, COSIGN_E_MALFORMED, "no mediaType"));
	if (!json_is_string(v))
		CSN_TRY(
		    csn_fail(err, COSIGN_E_JSON, "mediaType: not a string"));
	type = csn_span(json_string_value(v), json_string_length(v));
	CSN_TRY(csn_media_type_version(version, type, err));
	rc = COSIGN_OK;
out:
	return rc;
}

static cosign_rc_t
read_bytes(struct csn_bytes *out, const json_t *v, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_buf bytes;

	csn_buf_init(&bytes, CSN_BUNDLE_MAX);
	CSN_TRY(csn_pj_bytes(&bytes, v, err));
	csn_bytes_take(out, &bytes);
	rc = COSIGN_OK;
out:
	csn_buf_dispose(&bytes);
	return rc;
}

static cosign_rc_t
read_string(char **out, const json_t *v, cosign_error_t *err)
{
	const struct csn_span text = csn_pj_string(v);

	*out = NULL;
	if (text.len == 0)
		return COSIGN_OK;
	*out = strndup((const char *)text.p, text.len);
	return *out != NULL ? COSIGN_OK : csn_fail_nomem(err);
}

/*
 * At least one entry has to carry what its version is made of: a promise in
 * v0.1, a proof from v0.2 on.
 */
static cosign_rc_t
read_log_entries(cosign_bundle_t *b, const json_t *material,
    const struct csn_version *version, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	const json_t *list = member(material, &csn_msg_material, "tlogEntries");
	size_t i, promises = 0, proofs = 0;

	b->tlog_count = json_array_size(list);
	for (i = 0; i < b->tlog_count; i++) {
		struct csn_log_entry entry;

		CSN_TRY(csn_fail_at(err,
		    csn_log_entry_check(&entry, json_array_get(list, i), err),
		    "tlogEntries[%zu]", i));
		promises += entry.has_promise ? 1 : 0;
		proofs += entry.has_proof ? 1 : 0;
	}
	if (b->tlog_count > 0 && csn_version_at_least(version, 2) &&
	    proofs == 0)
		CSN_TRY(csn_fail(err, COSIGN_E_MALFORMED,
		    "tlogEntries: none has an inclusionProof"));
	if (b->tlog_count > 0 && !csn_version_at_least(version, 2) &&
	    promises == 0)
		CSN_TRY(csn_fail(err, COSIGN_E_MALFORMED,
		    "tlogEntries: none has an inclusionPromise"));
	rc = COSIGN_OK;
out:
	return rc;
}

static cosign_rc_t
check_certificate(
    const json_t *certificate, int *self_issued, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_bytes der = { NULL, 0 };

	CSN_TRY(read_bytes(
	    &der, member(certificate, &csn_msg_certificate, "rawBytes"), err));
	if (der.len == 0)
		CSN_TRY(csn_fail(err, COSIGN_E_MALFORMED, "no rawBytes"));
	CSN_TRY(
	    csn_certificate_check(csn_span(der.p, der.len), self_issued, err));
	rc = COSIGN_OK;
out:
	free(der.p);
	return rc;
}

/* The bundle specification keeps roots out of chains: a verifier has its
   own. The leaf may be anything. */
static cosign_rc_t
check_chain(const json_t *chain, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	const json_t *list =
	    member(chain, &csn_msg_certificate_chain, "certificates");
	size_t i;

	if (json_array_size(list) == 0)
		CSN_TRY(csn_fail(err, COSIGN_E_MALFORMED,
		    "x509CertificateChain: no certificates"));
	for (i = 0; i < json_array_size(list); i++) {
		int self_issued = 0;

		CSN_TRY(csn_fail_at(err,
		    check_certificate(
			json_array_get(list, i), &self_issued, err),
		    "x509CertificateChain: certificates[%zu]", i));
		if (i > 0 && self_issued)
			CSN_TRY(csn_fail(err, COSIGN_E_MALFORMED,
			    "x509CertificateChain: certificates[%zu]: "
			    "self-signed",
			    i));
	}
	rc = COSIGN_OK;
out:
	return rc;
}

static cosign_rc_t
read_signer(cosign_bundle_t *b, const json_t *material,
    const struct csn_version *version, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	const json_t *key = member(material, &csn_msg_material, "publicKey");
	const json_t *chain =
	    member(material, &csn_msg_material, "x509CertificateChain");
	const json_t *certificate =
	    member(material, &csn_msg_material, "certificate");
	int self_issued;

	if (key != NULL) {
		b->signer = CSN_SIGNER_KEY;
		CSN_TRY(read_string(&b->key_hint,
		    member(key, &csn_msg_key_identifier, "hint"), err));
	} else if (certificate != NULL) {
		b->signer = CSN_SIGNER_CERTIFICATE;
		CSN_TRY(csn_fail_at(err,
		    check_certificate(certificate, &self_issued, err),
		    "certificate"));
	} else if (chain != NULL) {
		b->signer = CSN_SIGNER_CERTIFICATE;
		if (csn_version_at_least(version, 3))
			CSN_TRY(csn_fail(err, COSIGN_E_MALFORMED,
			    "x509CertificateChain: not allowed from v0.3 on"));
		CSN_TRY(check_chain(chain, err));
	} else {
		CSN_TRY(csn_fail(
		    err, COSIGN_E_MALFORMED, "no publicKey or certificate"));
	}
	rc = COSIGN_OK;
out:
	return rc;
}

static cosign_rc_t
read_material(cosign_bundle_t *b, const json_t *root,
    const struct csn_version *version, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	const json_t *material =
	    member(root, &csn_msg_bundle, "verificationMaterial");
	const json_t *timestamps;

	if (material == NULL)
		CSN_TRY(csn_fail(
		    err, COSIGN_E_MALFORMED, "no verificationMaterial"));
	CSN_TRY(csn_fail_at(err, read_log_entries(b, material, version, err),
	    "verificationMaterial"));
	CSN_TRY(csn_fail_at(err, read_signer(b, material, version, err),
	    "verificationMaterial"));
	timestamps =
	    member(material, &csn_msg_material, "timestampVerificationData");
	if (timestamps != NULL)
		b->timestamp_count = json_array_size(member(
		    timestamps, &csn_msg_timestamp_data, "rfc3161Timestamps"));
	rc = COSIGN_OK;
out:
	return rc;
}

/*
 * The claimed digest may be left out ("messageDigest":{}, as cosign does with
 * pure Ed25519), but one that is there has to be whole.
 */
static cosign_rc_t
read_digest(cosign_bundle_t *b, const json_t *o, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	const int32_t number = csn_pj_enum_number(
	    member(o, &csn_msg_hash_output, "algorithm"), csn_enum_hash);
	const cosign_hash_t hash = (cosign_hash_t)number;
	struct csn_bytes digest = { NULL, 0 };

	CSN_TRY(read_bytes(
	    &digest, member(o, &csn_msg_hash_output, "digest"), err));
	if (number != 0 && cosign_hash_size(hash) == 0)
		CSN_TRY(csn_fail(err, COSIGN_E_UNSUPPORTED,
		    "algorithm %d is not supported", (int)number));
	if (number == 0 && digest.len > 0)
		CSN_TRY(csn_fail(err, COSIGN_E_MALFORMED, "no algorithm"));
	if (digest.len != cosign_hash_size(hash))
		CSN_TRY(csn_fail(err, COSIGN_E_MALFORMED,
		    "digest: %zu bytes instead of %zu", digest.len,
		    cosign_hash_size(hash)));
	b->digest.hash = hash;
	b->digest.len = digest.len;
	if (digest.len > 0)
		memcpy(b->digest.bytes, digest.p, digest.len);
	rc = COSIGN_OK;
out:
	free(digest.p);
	return rc;
}

static cosign_rc_t
read_message(cosign_bundle_t *b, const json_t *o, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	const json_t *digest =
	    member(o, &csn_msg_message_signature, "messageDigest");

	b->content = CSN_CONTENT_MESSAGE;
	if (digest == NULL)
		CSN_TRY(csn_fail(err, COSIGN_E_MALFORMED, "no messageDigest"));
	CSN_TRY(csn_fail_at(err, read_digest(b, digest, err), "messageDigest"));
	CSN_TRY(read_bytes(&b->signature,
	    member(o, &csn_msg_message_signature, "signature"), err));
	rc = COSIGN_OK;
out:
	return rc;
}

static cosign_rc_t
read_envelope(cosign_bundle_t *b, const json_t *o, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	const json_t *list = member(o, &csn_msg_envelope, "signatures");

	b->content = CSN_CONTENT_ENVELOPE;
	if (json_array_size(list) != 1)
		CSN_TRY(csn_fail(err, COSIGN_E_MALFORMED,
		    "%zu signatures instead of one", json_array_size(list)));
	CSN_TRY(read_bytes(&b->signature,
	    member(json_array_get(list, 0), &csn_msg_envelope_signature, "sig"),
	    err));
	rc = COSIGN_OK;
out:
	return rc;
}

static cosign_rc_t
read_content(cosign_bundle_t *b, const json_t *root, cosign_error_t *err)
{
	const json_t *message =
	    member(root, &csn_msg_bundle, "messageSignature");
	const json_t *envelope = member(root, &csn_msg_bundle, "dsseEnvelope");

	if (message != NULL)
		return csn_fail_at(
		    err, read_message(b, message, err), "messageSignature");
	if (envelope != NULL)
		return csn_fail_at(
		    err, read_envelope(b, envelope, err), "dsseEnvelope");
	return csn_fail(
	    err, COSIGN_E_MALFORMED, "no messageSignature or dsseEnvelope");
}

cosign_rc_t
csn_bundle_read_sigstore(
    cosign_bundle_t **out, const json_t *root, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	cosign_bundle_t *b = NULL;
	struct csn_version version;

	*out = NULL;
	CSN_TRY(read_version(&version, root, err));
	CSN_TRY(csn_pj_check(root, &csn_msg_bundle, err));
	CSN_TRY(csn_bundle_new(&b, COSIGN_FORM_SIGSTORE, err));
	CSN_TRY(read_string(
	    &b->media_type, member(root, &csn_msg_bundle, "mediaType"), err));
	CSN_TRY(read_material(b, root, &version, err));
	CSN_TRY(read_content(b, root, err));
	*out = b;
	b = NULL;
	rc = COSIGN_OK;
out:
	cosign_bundle_free(b);
	return csn_fail_at(err, rc, "bundle");
}
