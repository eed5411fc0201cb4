/* What cosign verify prints of a signature. */
#include "image/signatures.h"

#include "dsse/statement.h"
#include "util/json_write.h"
#include "util/limits.h"

#include <stdlib.h>
#include <string.h>

/* Of a certificate, by cosign's names. Numbers: Fulcio's extensions; 0 is the
   subject, 1 the issuer. */
static const struct {
	const char *name;
	uint32_t number;
} facts[] = {
	{ "Subject", 0 },
	{ "Issuer", 1 },
	{ "1.3.6.1.4.1.57264.1.1", 1 },
	{ "githubWorkflowTrigger", 2 },
	{ "1.3.6.1.4.1.57264.1.2", 2 },
	{ "githubWorkflowSha", 3 },
	{ "1.3.6.1.4.1.57264.1.3", 3 },
	{ "githubWorkflowName", 4 },
	{ "1.3.6.1.4.1.57264.1.4", 4 },
	{ "githubWorkflowRepository", 5 },
	{ "1.3.6.1.4.1.57264.1.5", 5 },
	{ "githubWorkflowRef", 6 },
	{ "1.3.6.1.4.1.57264.1.6", 6 },
};

static const char *
fact_of(const cosign_candidate_t *c, uint32_t number)
{
	if (number == 0)
		return cosign_candidate_subject(c);
	if (number == 1)
		return cosign_candidate_issuer(c);
	return cosign_candidate_extension(c, number);
}

static cosign_rc_t
set_member(json_t *object, const char *name, json_t *value, cosign_error_t *err)
{
	return json_object_set_new(object, name, value) == 0
	    ? COSIGN_OK
	    : csn_fail_nomem(err);
}

/* What was written already becomes a member. */
static cosign_rc_t
set_text(
    json_t *object, const char *name, struct csn_buf *text, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	json_t *value = NULL;

	CSN_TRY(csn_buf_finish(text, err));
	CSN_TRY(csn_json_parse_max(&value, (const char *)text->p, text->len,
	    CSN_BUNDLE_MAX, name, err));
	rc = set_member(object, name, value, err);
out:
	return rc;
}

/* These take the place of members that were signed, as with cosign. */
static cosign_rc_t
add_evidence(json_t *optional, const cosign_candidate_t *candidate,
    const cosign_bundle_t *b, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_buf entry, timestamp;
	size_t i;

	csn_buf_init(&entry, CSN_BUNDLE_MAX);
	csn_buf_init(&timestamp, CSN_BUNDLE_MAX);
	for (i = 0; i < CSN_ARRAY_LEN(facts); i++) {
		const char *fact = fact_of(candidate, facts[i].number);

		if (fact != NULL)
			CSN_TRY(set_member(
			    optional, facts[i].name, json_string(fact), err));
	}
	if (b->entry_count > 0) {
		csn_note_entry_write(&entry, &b->entries[0]);
		CSN_TRY(set_text(optional, "Bundle", &entry, err));
	}
	if (b->timestamp_count > 0) {
		csn_note_timestamp_write(&timestamp, &b->timestamps[0]);
		CSN_TRY(
		    set_text(optional, "RFC3161Timestamp", &timestamp, err));
	}
	rc = COSIGN_OK;
out:
	csn_buf_dispose(&timestamp);
	csn_buf_dispose(&entry);
	return rc;
}

static void
write_critical(struct csn_json_writer *w, struct csn_span reference,
    struct csn_span digest, struct csn_span type)
{
	csn_jw_name(w, "critical");
	csn_jw_object_begin(w);
	csn_jw_name(w, "identity");
	csn_jw_object_begin(w);
	csn_jw_name(w, "docker-reference");
	csn_jw_string(w, reference.p, reference.len);
	csn_jw_object_end(w);
	csn_jw_name(w, "image");
	csn_jw_object_begin(w);
	csn_jw_name(w, "docker-manifest-digest");
	csn_jw_string(w, digest.p, digest.len);
	csn_jw_object_end(w);
	csn_jw_name(w, "type");
	csn_jw_string(w, type.p, type.len);
	csn_jw_object_end(w);
	csn_jw_name(w, "optional");
}

/* null without members, as Go writes a map that was never made. */
static void
write_optional(struct csn_json_writer *w, const json_t *signed_one,
    const json_t *with_evidence)
{
	if (signed_one == NULL && json_object_size(with_evidence) == 0)
		csn_jw_null(w);
	else
		csn_jw_tree(w, with_evidence);
}

static cosign_rc_t
write_payload(struct csn_json_writer *w, const cosign_candidate_t *candidate,
    const cosign_bundle_t *b, cosign_error_t *err)
{
	struct csn_simple_payload payload = { 0 };
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_span type = { 0 };
	json_t *optional = NULL;

	CSN_TRY(csn_simple_payload_read(
	    &payload, csn_bytes_span(&b->payload), err));
	CSN_TRY(csn_json_string_opt(
	    &type, json_object_get(payload.root, "critical"), "type", err));
	optional = payload.optional != NULL ? json_deep_copy(payload.optional)
					    : json_object();
	if (optional == NULL)
		CSN_TRY(csn_fail_nomem(err));
	CSN_TRY(add_evidence(optional, candidate, b, err));
	csn_jw_object_begin(w);
	write_critical(w, payload.reference, payload.digest, type);
	write_optional(w, payload.optional, optional);
	csn_jw_object_end(w);
	rc = COSIGN_OK;
out:
	json_decref(optional);
	csn_simple_payload_dispose(&payload);
	return rc;
}

static cosign_rc_t
write_statement(struct csn_json_writer *w, const cosign_bundle_t *b,
    const cosign_reference_t *image, const char *digest, cosign_error_t *err)
{
	struct csn_statement statement = { 0 };
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	const json_t *annotations;
	struct csn_digest wanted;

	CSN_TRY(csn_digest_parse(&wanted, csn_span_str(digest), err));
	CSN_TRY(csn_statement_read(&statement,
	    csn_bytes_span(&b->envelope.payload), CSN_STATEMENT_LAX, err));
	annotations = json_object_get(
	    csn_statement_find(&statement, &wanted), "annotations");
	csn_jw_object_begin(w);
	write_critical(w, csn_span_str(cosign_reference_text(image)),
	    csn_span_str(digest), csn_span_str(statement.predicate_type));
	if (json_is_object(annotations)) {
		csn_jw_tree(w, annotations);
	} else {
		csn_jw_object_begin(w);
		csn_jw_object_end(w);
	}
	csn_jw_object_end(w);
	rc = COSIGN_OK;
out:
	csn_statement_dispose(&statement);
	return rc;
}

cosign_rc_t
cosign_image_claim(char **out, size_t *len, const cosign_candidate_t *candidate,
    const cosign_bundle_t *bundle, const cosign_reference_t *image,
    const char *digest, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_json_writer w;
	struct csn_buf text;

	if (out != NULL)
		*out = NULL;
	if (out == NULL || bundle == NULL || image == NULL || digest == NULL ||
	    !cosign_candidate_accepted(candidate))
		return csn_fail(err, COSIGN_E_ARGUMENT,
		    "claim: nothing that was accepted, or nowhere to write "
		    "to");
	csn_buf_init(&text, CSN_BUNDLE_MAX);
	csn_jw_init(&w, &text, CSN_JSON_GO);
	if (bundle->content == CSN_CONTENT_ENVELOPE)
		CSN_TRY(write_statement(&w, bundle, image, digest, err));
	else
		CSN_TRY(write_payload(&w, candidate, bundle, err));
	CSN_TRY(csn_buf_take(&text, out, len, err));
	rc = COSIGN_OK;
out:
	csn_buf_dispose(&text);
	return rc;
}
