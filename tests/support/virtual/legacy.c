/* What cosign stored before Sigstore's bundles. */
#include "tools.h"

static json_t *
rekor_bundle(struct vs *vs, const struct vs_entry *e)
{
	return json_pack("{s:o, s:{s:o, s:I, s:I, s:s}}",
	    "SignedEntryTimestamp", vs_json_base64(vs, e->set), "Payload",
	    "body", vs_json_base64(vs, e->body), "integratedTime",
	    (json_int_t)e->time, "logIndex", (json_int_t)e->log_index, "logID",
	    vs_hex(vs, e->log_id));
}

char *
vs_rekor_bundle(struct vs *vs, const struct vs_entry *entry)
{
	return vs_dump(vs, rekor_bundle(vs, entry), 0);
}

char *
vs_rfc3161_json(struct vs *vs, const struct vs_timestamp *timestamp)
{
	return vs_dump(vs,
	    json_pack("{s:o}", "SignedRFC3161Timestamp",
		vs_json_base64(vs, timestamp->der)),
	    0);
}

static json_t *
cert_of(const struct vs_signature *sig, enum vs_legacy_cert how)
{
	struct vs_bytes bytes = VS_NOTHING;

	if (how == VS_CERT_KEY)
		bytes = vs_of(vs_key_pem(sig->vs, sig->key));
	else if (how == VS_CERT_NONE || sig->cert == NULL)
		return NULL;
	else if (how == VS_CERT_DER)
		bytes = sig->cert->der;
	else
		bytes = vs_of(vs_cert_pem(sig->vs, sig->cert));
	return vs_json_base64(sig->vs, bytes);
}

char *
vs_legacy_bundle(
    const struct vs_signature *sig, const struct vs_legacy_options *o)
{
	const struct vs_legacy_options usual = { .cert = VS_CERT_PEM };
	struct vs_bytes signature = sig->signature, text;

	if (o == NULL)
		o = &usual;
	if (sig->dsse)
		signature = vs_of(vs_envelope(sig, o->v2_envelope));
	text = vs_of(vs_dump(sig->vs,
	    json_pack("{s:o, s:o*, s:o*}", "base64Signature",
		vs_json_base64(sig->vs, signature), "cert",
		cert_of(sig, o->cert), "rekorBundle",
		sig->entry_count == 0 ? NULL
				      : rekor_bundle(sig->vs, sig->entries[0])),
	    0));
	vs_edit(sig->vs, &o->json, &text);
	return (char *)text.p;
}
