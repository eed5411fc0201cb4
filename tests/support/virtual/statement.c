/* in-toto statements. */
#include "tools.h"

static const struct vs_subject *
usual_subjects(struct vs *vs, struct vs_bytes artifact)
{
	struct vs_subject *rows = vs_alloc(vs, 2 * sizeof(*rows));

	rows[0].name = "artifact";
	rows[0].algorithm = "sha256";
	rows[0].digest = vs_hex(vs, vs_digest(vs, "SHA256", artifact));
	return rows;
}

static json_t *
subjects(const struct vs_subject *row)
{
	json_t *list = json_array(), *subject = NULL;

	for (; row->algorithm != NULL; row++) {
		if (row->name != NULL || subject == NULL) {
			subject = json_pack(
			    "{s:s*, s:{}}", "name", row->name, "digest");
			VS_NEED(json_array_append_new(list, subject) == 0);
		}
		VS_NEED(json_object_set_new(json_object_get(subject, "digest"),
			    row->algorithm, json_string(row->digest)) == 0);
	}
	return list;
}

char *
vs_statement(struct vs *vs, struct vs_bytes artifact,
    const struct vs_statement_options *o)
{
	const struct vs_statement_options usual = { .type = NULL };
	const char *predicate;
	json_t *parsed;

	if (o == NULL)
		o = &usual;
	predicate = o->predicate != NULL
	    ? o->predicate
	    : "{\"Data\":\"data\",\"Timestamp\":\"2025-06-15T15:06:40Z\"}";
	parsed = json_loads(predicate, JSON_DECODE_ANY, NULL);
	return vs_dump(vs,
	    json_pack("{s:s, s:o, s:s, s:o}", "_type",
		o->type != NULL ? o->type : "https://in-toto.io/Statement/v0.1",
		"subject",
		subjects(o->subjects != NULL ? o->subjects
					     : usual_subjects(vs, artifact)),
		"predicateType",
		o->predicate_type != NULL
		    ? o->predicate_type
		    : "https://cosign.sigstore.dev/attestation/v1",
		"predicate", parsed),
	    0);
}
