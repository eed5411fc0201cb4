/* What was signed, and the signatures over it. */
#include "inspect/describe.h"
#include "dsse/pae.h"
#include "dsse/statement.h"

static void
report_digest(struct csn_report *r, const struct csn_digest *digest)
{
	if (digest->len == 0) {
		csn_report_null(r, "messageDigest");
		return;
	}
	csn_report_open(r, "Message Digest", "messageDigest");
	csn_report_str(
	    r, "Algorithm", NULL, cosign_hash_spec_name(digest->hash));
	csn_report_str(r, NULL, "algorithm", cosign_hash_name(digest->hash));
	csn_report_textf(r, "Digest", "Present (%zu bytes)", digest->len);
	csn_report_hex(r, NULL, "digest", csn_span(digest->bytes, digest->len));
	csn_report_close(r);
}

/* ---- statements ---- */

/* Trees hold no NUL. */
static const char *
text_of(const json_t *o, const char *name)
{
	return json_string_value(json_object_get(o, name));
}

static void
report_subject_digest(
    struct csn_report *r, const char *algorithm, const char *digest)
{
	if (r->is_json) {
		csn_jw_name(&r->json, algorithm);
		csn_jw_str(&r->json, digest);
	} else {
		csn_report_line(
		    r, csn_span_str(algorithm), csn_span_str(digest));
	}
}

static void
report_digests(struct csn_report *r, const json_t *digests)
{
	const char *algorithm;
	size_t count = 0;
	json_t *v;

	csn_report_object(r, "digests");
	json_object_foreach(csn_json_iterable(digests), algorithm, v)
	{
		if (json_is_string(v) && count++ < CSN_SUBJECT_DIGESTS_MAX)
			report_subject_digest(
			    r, algorithm, json_string_value(v));
	}
	csn_report_object_end(r);
}

static void
report_subject(struct csn_report *r, const json_t *subject)
{
	csn_report_object(r, NULL);
	csn_report_str(r, NULL, "name", text_of(subject, "name"));
	csn_report_heading(r, "Name", text_of(subject, "name"));
	report_digests(r, json_object_get(subject, "digest"));
	csn_report_heading_end(r);
	csn_report_object_end(r);
}

static void
report_subjects(struct csn_report *r, const json_t *subjects)
{
	const size_t count = json_array_size(subjects);
	size_t i;

	csn_report_list(r, "Subjects", "subjects", count);
	for (i = 0; i < count && i < CSN_SUBJECTS_MAX; i++)
		report_subject(r, json_array_get(subjects, i));
	csn_report_list_end(r);
}

/* As much as can be seen; and whether it is a statement at all. */
static void
report_statement(struct csn_report *r, struct csn_span payload)
{
	const enum csn_statement_form form =
	    r->bundle->form == COSIGN_FORM_SIGSTORE ? CSN_STATEMENT_STRICT
						    : CSN_STATEMENT_LAX;
	struct csn_statement statement;
	json_t *root = NULL;

	if (csn_report_refused(r,
		csn_json_parse_numbers(&root, (const char *)payload.p,
		    payload.len, CSN_JSON_NUMBERS_PROTO, r->reason))) {
		csn_report_null(r, "statement");
		return;
	}
	csn_report_open(r, "Payload Content (in-toto)", "statement");
	csn_report_str(r, NULL, "type", text_of(root, "_type"));
	csn_report_str(r, "Predicate Type", "predicateType",
	    text_of(root, "predicateType"));
	report_subjects(r, json_object_get(root, "subject"));
	if (!csn_report_refused(
		r, csn_statement_read(&statement, payload, form, r->reason)))
		csn_statement_dispose(&statement);
	csn_report_close(r);
	json_decref(root);
}

static void
report_envelope(struct csn_report *r, const struct csn_envelope *envelope)
{
	const struct csn_span type = csn_bytes_span(&envelope->payload_type);
	const struct csn_span payload = csn_bytes_span(&envelope->payload);
	const struct csn_span in_toto = csn_span_str(CSN_PAYLOAD_TYPE_INTOTO);

	csn_report_text(r, "Payload Type", "payloadType", type);
	csn_report_present(r, "Payload", "payload", payload);
	if (csn_span_eq(type, in_toto))
		report_statement(r, payload);
	else
		csn_report_null(r, "statement");
}

/* ---- signatures ---- */

static void
report_signature(struct csn_report *r, size_t index)
{
	const struct csn_span signature =
	    csn_bundle_signature(r->bundle, index);

	csn_report_textf(r, "Signature", "Present (%zu bytes)", signature.len);
	if (r->is_json)
		csn_jw_base64(&r->json, signature.p, signature.len);
	if (signature.len == 0)
		csn_report_warn(r, "signature: empty");
}

static void
report_signatures(struct csn_report *r)
{
	const size_t count = csn_bundle_signature_count(r->bundle);
	size_t i;

	if (r->bundle->content == CSN_CONTENT_MESSAGE) {
		csn_report_flat_list(r, NULL, "signatures", count);
		report_signature(r, 0);
		csn_report_flat_list_end(r);
		return;
	}
	csn_report_list(r, "Signatures", "signatures", count);
	for (i = 0; i < count; i++) {
		csn_report_numbered(r, "Signature", i);
		report_signature(r, i);
		csn_report_heading_end(r);
	}
	csn_report_list_end(r);
}

void
csn_describe_content(struct csn_report *r)
{
	const cosign_bundle_t *b = r->bundle;

	csn_report_place(r, "content");
	csn_report_open(r, "Content", "content");
	if (b->content == CSN_CONTENT_ENVELOPE) {
		csn_report_str(r, "Type", NULL, "DSSE Envelope");
		csn_report_str(r, NULL, "type", "dsseEnvelope");
		csn_report_null(r, "messageDigest");
		report_envelope(r, &b->envelope);
	} else {
		csn_report_str(r, "Type", NULL, "Message Signature");
		csn_report_str(r, NULL, "type", "messageSignature");
		report_digest(r, &b->digest);
		csn_report_null(r, "payloadType");
		csn_report_null(r, "payload");
		csn_report_null(r, "statement");
	}
	report_signatures(r);
	csn_report_close(r);
}
