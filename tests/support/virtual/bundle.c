/* Sigstore bundles, in the order of members that protobuf's JSON has. */
#include "tools.h"

static const char *const media_types[][2] = {
	[VS_V01] = { "application/vnd.dev.sigstore.bundle+json;version=0.1",
	    "application/vnd.dev.sigstore.bundle.v0.1+json" },
	[VS_V02] = { "application/vnd.dev.sigstore.bundle+json;version=0.2",
	    "application/vnd.dev.sigstore.bundle.v0.2+json" },
	[VS_V03] = { "application/vnd.dev.sigstore.bundle.v0.3+json",
	    "application/vnd.dev.sigstore.bundle+json;version=0.3" },
};

static json_t *
raw_bytes(const struct vs_signature *sig, struct vs_bytes bytes)
{
	return json_pack("{s:o}", "rawBytes", vs_json_base64(sig->vs, bytes));
}

static json_t *
chain(const struct vs_signature *sig, int further)
{
	json_t *list = json_pack("[o]", raw_bytes(sig, sig->cert->der));
	const struct vs_cert *cert = sig->cert;

	for (; further > 0; further--) {
		cert = cert->issuer;
		VS_NEED(cert != NULL &&
		    json_array_append_new(list, raw_bytes(sig, cert->der)) ==
			0);
	}
	return json_pack("{s:o}", "certificates", list);
}

static void
add_material(json_t *material, const struct vs_signature *sig,
    const struct vs_bundle_options *o)
{
	enum vs_material m = o->material;
	const char *hint =
	    o->hint != NULL ? o->hint : vs_base64(sig->vs, sig->key->id);
	int rc = -1;

	if (m == VS_MATERIAL_USUAL)
		m = sig->cert == NULL      ? VS_PUBLIC_KEY
		    : o->version == VS_V03 ? VS_CERTIFICATE
					   : VS_CHAIN;
	if (m == VS_PUBLIC_KEY)
		rc = json_object_set_new(
		    material, "publicKey", json_pack("{s:s}", "hint", hint));
	else if (m == VS_CHAIN)
		rc = json_object_set_new(
		    material, "x509CertificateChain", chain(sig, o->chain));
	else
		rc = json_object_set_new(
		    material, "certificate", raw_bytes(sig, sig->cert->der));
	VS_NEED(rc == 0);
}

static json_t *
hashes(struct vs *vs, struct vs_bytes all)
{
	json_t *list = json_array();
	size_t at;

	for (at = 0; at + 32 <= all.len; at += 32) {
		const struct vs_bytes hash = { all.p + at, 32 };

		VS_NEED(
		    json_array_append_new(list, vs_json_base64(vs, hash)) == 0);
	}
	return list;
}

static json_t *
proof(struct vs *vs, const struct vs_entry *e)
{
	json_t *checkpoint = NULL;

	if (!e->proof)
		return NULL;
	if (e->checkpoint != NULL)
		checkpoint = json_pack("{s:s}", "envelope", e->checkpoint);
	return json_pack("{s:o, s:o, s:o, s:o, s:o*}", "logIndex",
	    vs_json_int64(vs, e->tree_index), "rootHash",
	    vs_json_base64(vs, e->root), "treeSize",
	    vs_json_int64(vs, e->tree_size), "hashes", hashes(vs, e->hashes),
	    "checkpoint", checkpoint);
}

static json_t *
entry_json(struct vs *vs, const struct vs_entry *e)
{
	json_t *promise = NULL, *time = NULL;

	if (e->set.p != NULL)
		promise = json_pack("{s:o}", "signedEntryTimestamp",
		    vs_json_base64(vs, e->set));
	if (e->time != VS_NONE)
		time = vs_json_int64(vs, e->time);
	return json_pack("{s:o, s:{s:o}, s:{s:s, s:s}, s:o*, s:o*, s:o*, s:o}",
	    "logIndex", vs_json_int64(vs, e->log_index), "logId", "keyId",
	    vs_json_base64(vs, e->log_id), "kindVersion", "kind", e->kind,
	    "version", e->version, "integratedTime", time, "inclusionPromise",
	    promise, "inclusionProof", proof(vs, e), "canonicalizedBody",
	    vs_json_base64(vs, e->body));
}

static void
add_entries(json_t *material, const struct vs_signature *sig)
{
	json_t *list;
	size_t i;

	if (sig->entry_count == 0)
		return;
	list = json_array();
	for (i = 0; i < sig->entry_count; i++)
		VS_NEED(json_array_append_new(
			    list, entry_json(sig->vs, sig->entries[i])) == 0);
	VS_NEED(json_object_set_new(material, "tlogEntries", list) == 0);
}

static void
add_timestamps(json_t *material, const struct vs_signature *sig)
{
	json_t *list;
	size_t i;

	if (sig->timestamp_count == 0)
		return;
	list = json_array();
	for (i = 0; i < sig->timestamp_count; i++)
		VS_NEED(json_array_append_new(list,
			    json_pack("{s:o}", "signedTimestamp",
				vs_json_base64(
				    sig->vs, sig->timestamps[i]->der))) == 0);
	VS_NEED(json_object_set_new(material, "timestampVerificationData",
		    json_pack("{s:o}", "rfc3161Timestamps", list)) == 0);
}

static json_t *
message(const struct vs_signature *sig, const struct vs_bundle_options *o)
{
	struct vs *vs = sig->vs;
	json_t *digest;

	if (o->no_digest)
		digest = json_object();
	else
		digest = json_pack("{s:s, s:o}", "algorithm",
		    o->digest_algorithm != NULL
			? o->digest_algorithm
			: vs_digest_enum(vs, sig->digest),
		    "digest",
		    vs_json_base64(
			vs, o->digest.p != NULL ? o->digest : sig->hashed));
	return json_pack("{s:o, s:o}", "messageDigest", digest, "signature",
	    vs_json_base64(vs, sig->signature));
}

char *
vs_bundle(const struct vs_signature *sig, const struct vs_bundle_options *o)
{
	const struct vs_bundle_options usual = { .media_type = NULL };
	json_t *material = json_object();
	struct vs_bytes text;

	if (o == NULL)
		o = &usual;
	add_material(material, sig, o);
	add_entries(material, sig);
	add_timestamps(material, sig);
	text = vs_of(vs_dump(sig->vs,
	    json_pack("{s:s, s:o, s:o}", "mediaType",
		o->media_type != NULL
		    ? o->media_type
		    : media_types[o->version][o->other_spelling != 0],
		"verificationMaterial", material,
		sig->dsse ? "dsseEnvelope" : "messageSignature",
		sig->dsse ? vs_envelope_json(sig, 0) : message(sig, o)),
	    0));
	vs_edit(sig->vs, &o->json, &text);
	return (char *)text.p;
}
