/* trusted_root.json */
#include "tools.h"

static json_t *
window(struct vs *vs, int64_t start, int64_t end)
{
	return json_pack("{s:s*, s:s*}", "start",
	    start == VS_NONE ? NULL : vs_rfc3339(vs, start), "end",
	    end == VS_NONE ? NULL : vs_rfc3339(vs, end));
}

static void
add_logs(json_t *list, struct vs *vs, const struct vs_log *log)
{
	for (; log != NULL; log = log->next) {
		if (log->untrusted)
			continue;
		VS_NEED(json_array_append_new(list,
			    json_pack("{s:s*, s:s*, s:{s:o, s:s*, s:o}, "
				      "s:{s:o}}",
				"baseUrl", log->url, "hashAlgorithm",
				log->hash_algorithm, "publicKey", "rawBytes",
				vs_json_base64(vs, log->raw_key), "keyDetails",
				log->key_details, "validFor",
				window(vs, log->start, log->end), "logId",
				"keyId", vs_json_base64(vs, log->id))) == 0);
	}
}

static json_t *
certificates(const struct vs_authority *a)
{
	json_t *list = json_array();
	size_t i;

	for (i = a->cut_first; i + a->cut_last < a->depth; i++)
		VS_NEED(json_array_append_new(list,
			    json_pack("{s:o}", "rawBytes",
				vs_json_base64(a->vs, a->chain[i]->der))) == 0);
	return list;
}

static void
add_authorities(json_t *list, const struct vs_authority *a)
{
	for (; a != NULL; a = a->next) {
		if (a->untrusted)
			continue;
		VS_NEED(
		    json_array_append_new(list,
			json_pack("{s:{s:s, s:s}, s:s*, s:{s:o}, s:o}",
			    "subject", "organization", a->organization,
			    "commonName", a->common_name, "uri", a->uri,
			    "certChain", "certificates", certificates(a),
			    "validFor", window(a->vs, a->start, a->end))) == 0);
	}
}

char *
vs_trusted_root(struct vs *vs, const struct vs_root_options *o)
{
	const struct vs_root_options usual = { .media_type = NULL };
	json_t *tlogs = json_array(), *cas = json_array();
	json_t *ctlogs = json_array(), *tsas = json_array();
	struct vs_bytes text;

	if (o == NULL)
		o = &usual;
	add_logs(tlogs, vs, vs->rekor1);
	add_logs(tlogs, vs, vs->rekor2);
	add_authorities(cas, vs->ca);
	add_logs(ctlogs, vs, vs->ct);
	add_authorities(tsas, vs->tsa);
	text = vs_of(vs_dump(vs,
	    json_pack("{s:s, s:o, s:o, s:o, s:o}", "mediaType",
		o->media_type != NULL
		    ? o->media_type
		    : "application/vnd.dev.sigstore.trustedroot+json;"
		      "version=0.1",
		"tlogs", tlogs, "certificateAuthorities", cas, "ctlogs", ctlogs,
		"timestampAuthorities", tsas),
	    0));
	vs_edit(vs, &o->json, &text);
	return (char *)text.p;
}
