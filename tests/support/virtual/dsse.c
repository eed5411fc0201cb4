/* DSSE: what is signed, and envelopes. */
#include "tools.h"

struct vs_bytes
vs_pae(struct vs *vs, const char *payload_type, struct vs_bytes payload)
{
	const struct vs_bytes type = vs_of(payload_type);

	return VS_CAT(vs,
	    vs_of(vs_text(
		vs, "DSSEv1 %zu %s %zu ", type.len, payload_type, payload.len)),
	    payload);
}

static json_t *
signatures(const struct vs_signature *sig, int v2)
{
	json_t *list = json_array();

	for (; sig != NULL; sig = sig->also) {
		const char *key_id =
		    v2 && sig->key_id == NULL ? "" : sig->key_id;
		json_t *value = vs_json_base64(sig->vs, sig->signature);

		VS_NEED(json_array_append_new(list,
			    v2 ? json_pack("{s:s*, s:o}", "keyid", key_id,
				     "sig", value)
			       : json_pack("{s:o, s:s*}", "sig", value, "keyid",
				     key_id)) == 0);
	}
	return list;
}

json_t *
vs_envelope_json(const struct vs_signature *sig, int v2)
{
	json_t *payload = vs_json_base64(sig->vs, sig->payload);

	if (v2)
		return json_pack("{s:s, s:o, s:o}", "payloadType",
		    sig->payload_type, "payload", payload, "signatures",
		    signatures(sig, v2));
	return json_pack("{s:o, s:s, s:o}", "payload", payload, "payloadType",
	    sig->payload_type, "signatures", signatures(sig, v2));
}

char *
vs_envelope(const struct vs_signature *sig, int v2)
{
	return vs_dump(sig->vs, vs_envelope_json(sig, v2), 0);
}
