/*
 * Sigstore bundles, v0.1 to v0.3: sigstore_bundle.proto and the rules that
 * sigstore-go adds when it loads one (pkg/bundle/bundle.go). A bundle of a
 * version to come is called that before anything in it is called wrong.
 */
#include "bundle/entity.h"
#include "bundle/log_entry.h"
#include "bundle/media_type.h"
#include "spec/spec.h"
#include "util/limits.h"
#include "util/text.h"

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
	struct csn_entry *entry;

	/* The table of the message allows no more than CSN_TLOG_ENTRIES_MAX. */
	b->needs_proof = csn_version_at_least(version, 2);
	for (i = 0; i < json_array_size(list); i++) {
		entry = csn_bundle_add_entry(b, err);
		if (entry == NULL)
			CSN_TRY(COSIGN_E_NOMEM);
		CSN_TRY(csn_fail_at(err,
		    csn_log_entry_read(entry, json_array_get(list, i), err),
		    "tlogEntries[%zu]", i));
		promises += entry->promise.len > 0 ? 1 : 0;
		proofs += entry->proof != NULL ? 1 : 0;
	}
	if (i > 0 && csn_version_at_least(version, 2) && proofs == 0)
		CSN_TRY(csn_fail(err, COSIGN_E_MALFORMED,
		    "tlogEntries: none has an inclusionProof"));
	if (i > 0 && !csn_version_at_least(version, 2) && promises == 0)
		CSN_TRY(csn_fail(err, COSIGN_E_MALFORMED,
		    "tlogEntries: none has an inclusionPromise"));
	rc = COSIGN_OK;
out:
	return rc;
}

static cosign_rc_t
read_certificate(
    cosign_bundle_t *b, const json_t *certificate, cosign_error_t *err)
{
	const json_t *v = member(certificate, &csn_msg_certificate, "rawBytes");
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_buf der;

	csn_buf_init(&der, CSN_BUNDLE_MAX);
	CSN_TRY(csn_pj_bytes(&der, v, err));
	if (der.len == 0)
		CSN_TRY(csn_fail(err, COSIGN_E_MALFORMED, "no rawBytes"));
	CSN_TRY(csn_bundle_add_certificate(b, &der, err));
	rc = COSIGN_OK;
out:
	csn_buf_dispose(&der);
	return rc;
}

/* With a key that can be used: whatever is wrong with it, there is none. */
static cosign_rc_t
check_key(const struct csn_certificate *c, cosign_error_t *err)
{
	cosign_pubkey_t *key = NULL;
	const cosign_rc_t rc = csn_certificate_key(&key, c, err);

	cosign_pubkey_free(key);
	return cosign_rc_class(rc) == COSIGN_CLASS_MALFORMED
	    ? csn_fail_as(err, COSIGN_E_UNSUPPORTED)
	    : rc;
}

/*
 * The bundle specification keeps roots out of chains: a verifier has its own.
 * Where a chain counts, from v0.3 on, whoever stands in it has to be a CA.
 */
static cosign_rc_t
check_above_leaf(const struct csn_bytes *der, int counts, cosign_error_t *err)
{
	struct csn_certificate *c = malloc(sizeof(*c));
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	if (c == NULL)
		return csn_fail_nomem(err);
	CSN_TRY(csn_certificate_read(c, csn_bytes_span(der), err));
	CSN_TRY(check_key(c, err));
	if (csn_certificate_is_self_issued(c))
		CSN_TRY(csn_fail(err, COSIGN_E_MALFORMED, "self-signed"));
	if (counts && !c->is_ca)
		CSN_TRY(csn_fail(err, COSIGN_E_MALFORMED, "is no CA"));
	rc = COSIGN_OK;
out:
	free(c);
	return rc;
}

/* The leaf may be anything. */
static cosign_rc_t
read_link(cosign_bundle_t *b, const json_t *list, size_t i, cosign_error_t *err)
{
	cosign_rc_t rc = read_certificate(b, json_array_get(list, i), err);

	if (rc == COSIGN_OK && i > 0)
		rc = check_above_leaf(
		    &b->chain[b->chain_count - 1], b->chain_needs_consent, err);
	return csn_fail_at(err, rc, "certificates[%zu]", i);
}

static cosign_rc_t
read_chain(cosign_bundle_t *b, const json_t *chain,
    const struct csn_version *version, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	const json_t *list =
	    member(chain, &csn_msg_certificate_chain, "certificates");
	size_t i;

	if (json_array_size(list) == 0)
		CSN_TRY(csn_fail(err, COSIGN_E_MALFORMED, "no certificates"));
	b->chain_needs_consent = csn_version_at_least(version, 3);
	for (i = 0; i < json_array_size(list); i++)
		CSN_TRY(read_link(b, list, i, err));
	rc = COSIGN_OK;
out:
	return csn_fail_at(err, rc, "x509CertificateChain");
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

	if (key != NULL) {
		b->signer = CSN_SIGNER_KEY;
		CSN_TRY(csn_text_from_span(&b->key_hint,
		    csn_pj_string(member(key, &csn_msg_key_identifier, "hint")),
		    err));
	} else if (certificate != NULL) {
		CSN_TRY(csn_fail_at(
		    err, read_certificate(b, certificate, err), "certificate"));
	} else if (chain != NULL) {
		CSN_TRY(read_chain(b, chain, version, err));
	} else {
		CSN_TRY(csn_fail(
		    err, COSIGN_E_MALFORMED, "no publicKey or certificate"));
	}
	rc = COSIGN_OK;
out:
	return rc;
}

static cosign_rc_t
read_timestamps(cosign_bundle_t *b, const json_t *data, cosign_error_t *err)
{
	const json_t *list =
	    member(data, &csn_msg_timestamp_data, "rfc3161Timestamps");
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_buf der;
	size_t i;

	csn_buf_init(&der, CSN_BUNDLE_MAX);
	for (i = 0; i < json_array_size(list); i++) {
		CSN_TRY(csn_pj_bytes(&der,
		    member(json_array_get(list, i), &csn_msg_timestamp,
			"signedTimestamp"),
		    err));
		CSN_TRY(csn_bundle_add_timestamp(b, &der, err));
	}
	rc = COSIGN_OK;
out:
	csn_buf_dispose(&der);
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
	CSN_TRY(csn_fail_at(err, read_signer(b, material, version, err),
	    "verificationMaterial"));
	CSN_TRY(csn_fail_at(err, read_log_entries(b, material, version, err),
	    "verificationMaterial"));
	timestamps =
	    member(material, &csn_msg_material, "timestampVerificationData");
	if (timestamps != NULL)
		CSN_TRY(csn_fail_at(err, read_timestamps(b, timestamps, err),
		    "verificationMaterial: timestampVerificationData"));
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
	struct csn_envelope *e = &b->envelope;

	b->content = CSN_CONTENT_ENVELOPE;
	if (json_array_size(list) != 1)
		CSN_TRY(csn_fail(err, COSIGN_E_MALFORMED,
		    "%zu signatures instead of one", json_array_size(list)));
	e->signatures = calloc(1, sizeof(*e->signatures));
	if (e->signatures == NULL)
		CSN_TRY(csn_fail_nomem(err));
	e->count = 1;
	CSN_TRY(read_bytes(&e->signatures[0],
	    member(json_array_get(list, 0), &csn_msg_envelope_signature, "sig"),
	    err));
	CSN_TRY(read_bytes(
	    &e->payload, member(o, &csn_msg_envelope, "payload"), err));
	CSN_TRY(csn_bytes_copy(&e->payload_type,
	    csn_pj_string(member(o, &csn_msg_envelope, "payloadType")), err));
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
	CSN_TRY(csn_text_from_span(&b->media_type,
	    csn_pj_string(member(root, &csn_msg_bundle, "mediaType")), err));
	CSN_TRY(read_material(b, root, &version, err));
	CSN_TRY(read_content(b, root, err));
	*out = b;
	b = NULL;
	rc = COSIGN_OK;
out:
	cosign_bundle_free(b);
	return csn_fail_at(err, rc, "bundle");
}
