/* The result as a document: docs/result.md. Members are only ever added; a
   change of what one means raises the version. */
#include "verify/result.h"

#include "util/json_write.h"
#include "util/timefmt.h"

#include <cosign/policy.h>

#define RESULT_VERSION 1

/* These two are the member "issuer". */
#define FULCIO_ISSUER    1
#define FULCIO_ISSUER_V2 8

/* A result holds a handful of short texts, of which only the media type and
   the key hint come from outside: both lie within a bundle's limit, and six
   bytes are the most that escaping makes of one. */
#define RESULT_JSON_MAX ((size_t)512 * 1024 * 1024)

static const char check_names[CSN_CHECK_COUNT][16] = {
	[CSN_CHECK_SIGNER] = "signer",
	[CSN_CHECK_TLOG] = "transparencyLog",
	[CSN_CHECK_TIME] = "time",
	[CSN_CHECK_CERTIFICATE] = "certificate",
	[CSN_CHECK_SCT] = "certificateLog",
	[CSN_CHECK_KEY] = "key",
	[CSN_CHECK_SIGNATURE] = "signature",
	[CSN_CHECK_DIGEST] = "digest",
	[CSN_CHECK_STATEMENT] = "statement",
	[CSN_CHECK_PREDICATE] = "predicate",
	[CSN_CHECK_ANNOTATIONS] = "annotations",
	[CSN_CHECK_IDENTITY] = "identity",
};

static const char *
state_name(enum csn_check_state state)
{
	switch (state) {
	case CSN_CHECK_NOT_REACHED:
		return "notReached";
	case CSN_CHECK_PASSED:
		return "passed";
	case CSN_CHECK_FAILED:
		return "failed";
	case CSN_CHECK_SKIPPED:
		return "skipped";
	}
	return NULL;
}

static const char *
form_name(cosign_bundle_form_t form)
{
	switch (form) {
	case COSIGN_FORM_DETACHED:
		return "detached";
	case COSIGN_FORM_LEGACY:
		return "legacy";
	case COSIGN_FORM_SIGSTORE:
		return "sigstore";
	}
	return NULL;
}

static const char *
source_name(cosign_time_source_t source)
{
	switch (source) {
	case COSIGN_TIME_LOG:
		return "transparencyLog";
	case COSIGN_TIME_TIMESTAMP:
		return "timestampAuthority";
	case COSIGN_TIME_CLOCK:
		return "clock";
	case COSIGN_TIME_ANY:
		break;
	}
	return NULL;
}

static const char *
class_name(cosign_rc_t rc)
{
	switch (cosign_rc_class(rc)) {
	case COSIGN_CLASS_OK:
		return "ok";
	case COSIGN_CLASS_ARGUMENT:
		return "argument";
	case COSIGN_CLASS_MALFORMED:
		return "malformed";
	case COSIGN_CLASS_REJECTED:
		return "rejected";
	case COSIGN_CLASS_UNAVAILABLE:
		return "unavailable";
	case COSIGN_CLASS_INTERNAL:
		break;
	}
	return "internal";
}

static void
write_verdict(struct csn_json_writer *w, int accepted, cosign_rc_t code,
    const char *message, const char *hint)
{
	csn_jw_name(w, "accepted");
	csn_jw_bool(w, accepted);
	csn_jw_text(w, "code", cosign_rc_name(code));
	csn_jw_text(w, "class", class_name(code));
	csn_jw_text(w, "message", message);
	csn_jw_text(w, "hint", hint);
}

static void
write_digest(struct csn_json_writer *w, const struct csn_digest *d)
{
	csn_jw_name(w, cosign_hash_name(d->hash));
	csn_jw_hex(w, d->bytes, d->len);
}

static void
write_artifact(struct csn_json_writer *w, const cosign_result_t *r)
{
	size_t i;

	csn_jw_name(w, "artifact");
	csn_jw_object_begin(w);
	csn_jw_name(w, "size");
	if (r->was_read && !r->only_digest)
		csn_jw_uint(w, r->size);
	else
		csn_jw_null(w);
	csn_jw_name(w, "digests");
	csn_jw_object_begin(w);
	for (i = 0; i < CSN_ARRAY_LEN(r->digests); i++)
		if (r->digests[i].len > 0)
			write_digest(w, &r->digests[i]);
	csn_jw_object_end(w);
	csn_jw_object_end(w);
}

static void
write_bundle(struct csn_json_writer *w, const cosign_candidate_t *c)
{
	csn_jw_name(w, "bundle");
	csn_jw_object_begin(w);
	csn_jw_text(w, "form", form_name(c->form));
	csn_jw_text(w, "mediaType", c->media_type);
	csn_jw_text(w, "keyHint", c->key_hint);
	csn_jw_name(w, "tlogEntries");
	csn_jw_uint(w, c->tlog_count);
	csn_jw_name(w, "timestamps");
	csn_jw_uint(w, c->timestamp_count);
	csn_jw_object_end(w);
}

static void
write_key(struct csn_json_writer *w, const cosign_candidate_t *c)
{
	const cosign_pubkey_t *key = cosign_candidate_key(c);

	csn_jw_name(w, "key");
	if (key == NULL) {
		csn_jw_null(w);
		return;
	}
	csn_jw_object_begin(w);
	csn_jw_text(
	    w, "algorithm", cosign_alg_name(cosign_pubkey_algorithm(key)));
	csn_jw_text(w, "hash", cosign_hash_name(c->hash));
	csn_jw_name(w, "fingerprint");
	csn_jw_hex(w, cosign_pubkey_fingerprint(key),
	    cosign_hash_size(COSIGN_HASH_SHA256));
	csn_jw_name(w, "hintMatches");
	if (c->key_hint != NULL)
		csn_jw_bool(
		    w, strcmp(c->key_hint, cosign_pubkey_hint(key)) == 0);
	else
		csn_jw_null(w);
	csn_jw_object_end(w);
}

static void
write_certificate(struct csn_json_writer *w, const cosign_candidate_t *c)
{
	uint32_t i;

	csn_jw_name(w, "certificate");
	if (cosign_candidate_subject(c) == NULL) {
		csn_jw_null(w);
		return;
	}
	csn_jw_object_begin(w);
	csn_jw_text(w, "subject", cosign_candidate_subject(c));
	csn_jw_text(w, "subjectKind", cosign_candidate_subject_kind(c));
	csn_jw_text(w, "issuer", cosign_candidate_issuer(c));
	csn_jw_name(w, "extensions");
	csn_jw_object_begin(w);
	for (i = 1; i <= CSN_FULCIO_MAX; i++)
		if (i != FULCIO_ISSUER && i != FULCIO_ISSUER_V2 &&
		    cosign_candidate_extension(c, i) != NULL)
			csn_jw_text(w, cosign_extension_name(i),
			    cosign_candidate_extension(c, i));
	csn_jw_object_end(w);
	csn_jw_name(w, "der");
	csn_jw_base64(w, c->certificate.p, c->certificate.len);
	csn_jw_object_end(w);
}

static void
write_times(struct csn_json_writer *w, const cosign_candidate_t *c)
{
	size_t i;

	csn_jw_name(w, "times");
	csn_jw_array_begin(w);
	for (i = 0; i < cosign_candidate_time_count(c); i++) {
		csn_jw_object_begin(w);
		csn_jw_text(w, "source",
		    source_name(cosign_candidate_time_source(c, i)));
		csn_jw_name(w, "time");
		csn_jw_time(
		    w, (struct csn_time){ cosign_candidate_time(c, i), 0 });
		csn_jw_text(w, "url", cosign_candidate_time_url(c, i));
		csn_jw_object_end(w);
	}
	csn_jw_array_end(w);
}

static void
write_entries(struct csn_json_writer *w, const cosign_candidate_t *c)
{
	size_t i;

	csn_jw_name(w, "tlogEntries");
	csn_jw_array_begin(w);
	for (i = 0; i < cosign_candidate_tlog_count(c); i++) {
		csn_jw_object_begin(w);
		csn_jw_name(w, "logIndex");
		csn_jw_int(w, cosign_candidate_tlog_index(c, i));
		csn_jw_text(w, "url", cosign_candidate_tlog_url(c, i));
		csn_jw_object_end(w);
	}
	csn_jw_array_end(w);
}

static void
write_attestation(struct csn_json_writer *w, const cosign_candidate_t *c)
{
	size_t len;
	const uint8_t *payload = cosign_candidate_payload(c, &len);

	csn_jw_name(w, "attestation");
	if (payload == NULL) {
		csn_jw_null(w);
		return;
	}
	csn_jw_object_begin(w);
	csn_jw_text(w, "predicateType", cosign_candidate_predicate_type(c));
	csn_jw_name(w, "payload");
	csn_jw_base64(w, payload, len);
	csn_jw_object_end(w);
}

static void
write_checks(struct csn_json_writer *w, const cosign_candidate_t *c)
{
	size_t i;

	csn_jw_name(w, "checks");
	csn_jw_array_begin(w);
	for (i = 0; i < CSN_CHECK_COUNT; i++) {
		csn_jw_object_begin(w);
		csn_jw_text(w, "check", check_names[i]);
		csn_jw_text(w, "result", state_name(c->checks[i].state));
		if (c->checks[i].reason != NULL)
			csn_jw_text(w, "reason", c->checks[i].reason);
		csn_jw_object_end(w);
	}
	csn_jw_array_end(w);
}

/* Evidence that does not count. */
static void
write_ignored(struct csn_json_writer *w, const cosign_candidate_t *c)
{
	size_t i;

	csn_jw_name(w, "ignored");
	csn_jw_array_begin(w);
	for (i = 0; i < c->skipped_count; i++) {
		csn_jw_object_begin(w);
		csn_jw_text(w, "what", c->skipped[i].what);
		csn_jw_name(w, "index");
		csn_jw_uint(w, c->skipped[i].index);
		csn_jw_text(w, "code", cosign_rc_name(c->skipped[i].code));
		csn_jw_text(w, "message", c->skipped[i].message);
		csn_jw_object_end(w);
	}
	csn_jw_array_end(w);
}

static void
write_candidate(struct csn_json_writer *w, const cosign_candidate_t *c)
{
	csn_jw_object_begin(w);
	write_verdict(w, c->accepted, c->code, c->message, c->hint);
	write_bundle(w, c);
	write_key(w, c);
	write_certificate(w, c);
	write_times(w, c);
	write_entries(w, c);
	write_attestation(w, c);
	write_checks(w, c);
	write_ignored(w, c);
	csn_jw_object_end(w);
}

static void
write_candidates(struct csn_json_writer *w, const cosign_result_t *r)
{
	size_t i;

	csn_jw_name(w, "bundles");
	csn_jw_array_begin(w);
	for (i = 0; i < r->count; i++)
		write_candidate(w, r->candidates[i]);
	csn_jw_array_end(w);
}

cosign_rc_t
cosign_result_json(
    const cosign_result_t *result, char **out, size_t *len, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_json_writer w;
	struct csn_buf text;

	if (out != NULL)
		*out = NULL;
	if (len != NULL)
		*len = 0;
	if (out == NULL || len == NULL)
		return csn_fail(
		    err, COSIGN_E_ARGUMENT, "result: nowhere to write to");
	if (result == NULL)
		return csn_fail(
		    err, COSIGN_E_ARGUMENT, "result: nothing to write");
	csn_buf_init(&text, RESULT_JSON_MAX);
	csn_jw_init(&w, &text, CSN_JSON_GO);
	csn_jw_object_begin(&w);
	csn_jw_name(&w, "version");
	csn_jw_uint(&w, RESULT_VERSION);
	write_verdict(
	    &w, result->accepted, result->code, result->message, result->hint);
	write_artifact(&w, result);
	write_candidates(&w, result);
	csn_jw_object_end(&w);
	CSN_TRY(csn_buf_take(&text, out, len, err));
	rc = COSIGN_OK;
out:
	csn_buf_dispose(&text);
	return rc;
}
