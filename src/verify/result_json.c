/* The result as a document: docs/result.md. Members are only ever added; a
   change of what one means raises the version. */
#include "verify/result.h"

#include "util/json_write.h"

#define RESULT_VERSION 1

/* A result holds a handful of short texts, of which only the media type and
   the key hint come from outside: both lie within a bundle's limit, and six
   bytes are the most that escaping makes of one. */
#define RESULT_JSON_MAX ((size_t)512 * 1024 * 1024)

static const char *const check_names[CSN_CHECK_COUNT] = {
	[CSN_CHECK_SIGNER] = "signer",
	[CSN_CHECK_TLOG] = "transparencyLog",
	[CSN_CHECK_TIMESTAMP] = "timestamp",
	[CSN_CHECK_SIGNATURE] = "signature",
	[CSN_CHECK_DIGEST] = "digest",
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

static void
write_text(struct csn_json_writer *w, const char *name, const char *text)
{
	csn_jw_name(w, name);
	if (text != NULL)
		csn_jw_str(w, text);
	else
		csn_jw_null(w);
}

static void
write_verdict(struct csn_json_writer *w, const cosign_result_t *r)
{
	csn_jw_name(w, "version");
	csn_jw_uint(w, RESULT_VERSION);
	csn_jw_name(w, "accepted");
	csn_jw_bool(w, r->accepted);
	write_text(w, "code", cosign_rc_name(r->code));
	write_text(w, "class", r->accepted ? "ok" : "rejected");
	write_text(w, "message", r->message);
	write_text(w, "hint", r->hint);
}

static void
write_bundle(struct csn_json_writer *w, const cosign_result_t *r)
{
	csn_jw_name(w, "bundle");
	csn_jw_object_begin(w);
	write_text(w, "form", form_name(r->form));
	write_text(w, "mediaType", r->media_type);
	write_text(w, "keyHint", r->key_hint);
	csn_jw_name(w, "tlogEntries");
	csn_jw_uint(w, r->tlog_count);
	csn_jw_name(w, "timestamps");
	csn_jw_uint(w, r->timestamp_count);
	csn_jw_object_end(w);
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
	for (i = 0; i < CSN_ARRAY_LEN(r->digests); i++) {
		const struct csn_digest *d = &r->digests[i];

		if (d->len == 0)
			continue;
		csn_jw_name(w, cosign_hash_name(d->hash));
		csn_jw_hex(w, d->bytes, d->len);
	}
	csn_jw_object_end(w);
	csn_jw_object_end(w);
}

static void
write_key(struct csn_json_writer *w, const cosign_result_t *r)
{
	const cosign_pubkey_t *key = cosign_result_key(r);

	csn_jw_name(w, "key");
	if (key == NULL) {
		csn_jw_null(w);
		return;
	}
	csn_jw_object_begin(w);
	write_text(
	    w, "algorithm", cosign_alg_name(cosign_pubkey_algorithm(key)));
	write_text(w, "hash", cosign_hash_name(r->hash));
	csn_jw_name(w, "fingerprint");
	csn_jw_hex(w, cosign_pubkey_fingerprint(key),
	    cosign_hash_size(COSIGN_HASH_SHA256));
	csn_jw_name(w, "hintMatches");
	if (r->key_hint != NULL)
		csn_jw_bool(
		    w, strcmp(r->key_hint, cosign_pubkey_hint(key)) == 0);
	else
		csn_jw_null(w);
	csn_jw_object_end(w);
}

static void
write_checks(struct csn_json_writer *w, const cosign_result_t *r)
{
	size_t i;

	csn_jw_name(w, "checks");
	csn_jw_array_begin(w);
	for (i = 0; i < CSN_CHECK_COUNT; i++) {
		csn_jw_object_begin(w);
		write_text(w, "check", check_names[i]);
		write_text(w, "result", state_name(r->checks[i].state));
		if (r->checks[i].reason != NULL)
			write_text(w, "reason", r->checks[i].reason);
		csn_jw_object_end(w);
	}
	csn_jw_array_end(w);
}

cosign_rc_t
cosign_result_json(
    const cosign_result_t *result, char **out, size_t *len, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_json_writer w;
	struct csn_buf text;

	if (out == NULL || len == NULL)
		return csn_fail(
		    err, COSIGN_E_ARGUMENT, "result: nowhere to write to");
	*out = NULL;
	*len = 0;
	if (result == NULL)
		return csn_fail(
		    err, COSIGN_E_ARGUMENT, "result: nothing to write");
	csn_buf_init(&text, RESULT_JSON_MAX);
	csn_jw_init(&w, &text, CSN_JSON_GO);
	csn_jw_object_begin(&w);
	write_verdict(&w, result);
	write_bundle(&w, result);
	write_artifact(&w, result);
	write_key(&w, result);
	write_checks(&w, result);
	csn_jw_object_end(&w);
	CSN_TRY(csn_buf_take(&text, out, len, err));
	rc = COSIGN_OK;
out:
	csn_buf_dispose(&text);
	return rc;
}
