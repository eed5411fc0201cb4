/* What a bundle says, for callers; of NULL nothing. */
#include "bundle/entity.h"

/* Bytes of the bundle; NULL for none. */
static const uint8_t *
give_bytes(struct csn_span bytes, size_t *len)
{
	if (len != NULL)
		*len = bytes.len;
	return bytes.len > 0 ? bytes.p : NULL;
}

cosign_bundle_form_t
cosign_bundle_form(const cosign_bundle_t *bundle)
{
	return bundle != NULL ? bundle->form : (cosign_bundle_form_t)0;
}

const char *
cosign_bundle_media_type(const cosign_bundle_t *bundle)
{
	return bundle != NULL ? bundle->media_type : NULL;
}

const uint8_t *
cosign_bundle_signature(const cosign_bundle_t *bundle, size_t *len)
{
	return give_bytes(bundle != NULL ? csn_bundle_signature(bundle, 0)
					 : csn_span(NULL, 0),
	    len);
}

const char *
cosign_bundle_key_hint(const cosign_bundle_t *bundle)
{
	return bundle != NULL ? bundle->key_hint : NULL;
}

const uint8_t *
cosign_bundle_digest(
    const cosign_bundle_t *bundle, cosign_hash_t *hash, size_t *len)
{
	if (hash != NULL)
		*hash = bundle != NULL ? bundle->digest.hash : COSIGN_HASH_NONE;
	return give_bytes(bundle != NULL
		? csn_span(bundle->digest.bytes, bundle->digest.len)
		: csn_span(NULL, 0),
	    len);
}

int
cosign_bundle_has_certificate(const cosign_bundle_t *bundle)
{
	return bundle != NULL && bundle->signer == CSN_SIGNER_CERTIFICATE;
}

const uint8_t *
cosign_bundle_certificate(const cosign_bundle_t *bundle, size_t *len)
{
	return give_bytes(cosign_bundle_has_certificate(bundle)
		? csn_bytes_span(&bundle->chain[0])
		: csn_span(NULL, 0),
	    len);
}

int
cosign_bundle_has_envelope(const cosign_bundle_t *bundle)
{
	return bundle != NULL && bundle->content == CSN_CONTENT_ENVELOPE;
}

const uint8_t *
cosign_bundle_payload(const cosign_bundle_t *bundle, size_t *len)
{
	if (bundle == NULL)
		return give_bytes(csn_span(NULL, 0), len);
	return give_bytes(csn_bytes_span(cosign_bundle_has_envelope(bundle)
				  ? &bundle->envelope.payload
				  : &bundle->payload),
	    len);
}

size_t
cosign_bundle_tlog_count(const cosign_bundle_t *bundle)
{
	return bundle != NULL ? bundle->entry_count : 0;
}

int64_t
cosign_bundle_tlog_index(const cosign_bundle_t *bundle, size_t entry)
{
	return entry < cosign_bundle_tlog_count(bundle)
	    ? bundle->entries[entry].index
	    : 0;
}

int64_t
cosign_bundle_tlog_time(const cosign_bundle_t *bundle, size_t entry)
{
	return entry < cosign_bundle_tlog_count(bundle)
	    ? bundle->entries[entry].integrated_time
	    : 0;
}

size_t
cosign_bundle_timestamp_count(const cosign_bundle_t *bundle)
{
	return bundle != NULL ? bundle->timestamp_count : 0;
}
