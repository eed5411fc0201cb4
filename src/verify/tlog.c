/* Transparency logs: enough of them hold what was signed. */
#include "crypto/key_internal.h"
#include "dsse/pae.h"
#include "verify/case.h"

static cosign_rc_t
fail_entry(cosign_error_t *err, const char *what)
{
	return csn_fail(err, COSIGN_E_ENTRY, "%s", what);
}

/* A fault that says nothing about the entry, or one that does. */
static int
is_internal(cosign_rc_t rc)
{
	return cosign_rc_class(rc) == COSIGN_CLASS_INTERNAL;
}

static cosign_rc_t
check_duplicates(const cosign_bundle_t *b, cosign_error_t *err)
{
	size_t i, j;

	for (i = 0; i < b->entry_count; i++)
		for (j = 0; j < i; j++)
			if (b->entries[i].index == b->entries[j].index &&
			    csn_span_eq(csn_bytes_span(&b->entries[i].log_id),
				csn_bytes_span(&b->entries[j].log_id)))
				return csn_fail(err, COSIGN_E_DUPLICATE,
				    "tlogEntries[%zu]: the same as "
				    "tlogEntries[%zu]",
				    i, j);
	return COSIGN_OK;
}

/* The key as entries hold it: the certificate, or the key itself. */
static struct csn_span
verifier_of(const struct csn_case *v)
{
	struct csn_span der;

	if (v->has_certificate)
		return csn_bytes_span(&v->bundle->chain[0]);
	der.p = cosign_pubkey_der(v->key, &der.len);
	return der;
}

static cosign_rc_t
check_verifier(const struct csn_case *v, const struct csn_entry_body *body,
    cosign_error_t *err)
{
	if (body->has_certificate != v->has_certificate ||
	    !csn_span_eq(csn_bytes_span(&body->verifier), verifier_of(v)))
		return fail_entry(err,
		    v->has_certificate
			? "is about another certificate than the bundle's"
			: "is about another key than the given one");
	return COSIGN_OK;
}

/* Which of the bundle's signatures an entry is about: bits. */
static cosign_rc_t
check_signature(const struct csn_case *v, const struct csn_entry_body *body,
    uint32_t *about, cosign_error_t *err)
{
	size_t i;

	*about = 0;
	for (i = 0; i < csn_bundle_signature_count(v->bundle); i++)
		if (body->type == CSN_ENTRY_INTOTO_V001 ||
		    csn_span_eq(csn_bytes_span(&body->signature),
			csn_bundle_signature(v->bundle, i)))
			*about |= (uint32_t)1 << i;
	return *about != 0
	    ? COSIGN_OK
	    : fail_entry(err, "is about another signature than the bundle's");
}

static int
is_digest_of(const struct csn_digest *digest, struct csn_span text)
{
	struct csn_digest actual;

	csn_digest_bytes(&actual, digest->hash, text.p, text.len);
	return csn_span_eq(csn_span(digest->bytes, digest->len),
	    csn_span(actual.bytes, actual.len));
}

/* The older forms keep the text of an envelope, which was logged, too; of
   intoto 0.0.1 that is all that binds the signature. */
static cosign_rc_t
check_envelope_text(const struct csn_case *v, const struct csn_entry_body *body,
    cosign_error_t *err)
{
	const struct csn_span text = csn_bytes_span(&v->bundle->envelope_text);

	if (body->type == CSN_ENTRY_INTOTO_V001 && text.len == 0)
		return fail_entry(err, "keeps nothing of the signature");
	if (text.len > 0 && body->envelope.len > 0 &&
	    !is_digest_of(&body->envelope, text))
		return fail_entry(err, "is about another envelope");
	return COSIGN_OK;
}

static cosign_rc_t
check_payload(const struct csn_case *v, const struct csn_entry_body *body,
    cosign_error_t *err)
{
	const struct csn_envelope *e = &v->bundle->envelope;

	if (body->hash.hash != COSIGN_HASH_SHA256 ||
	    !is_digest_of(&body->hash, csn_bytes_span(&e->payload)))
		return fail_entry(
		    err, "is about another payload than the bundle's");
	if (body->payload.len > 0 &&
	    !csn_span_eq(
		csn_bytes_span(&body->payload), csn_bytes_span(&e->payload)))
		return fail_entry(err, "keeps another payload");
	if (body->type == CSN_ENTRY_INTOTO_V002 &&
	    !csn_span_eq(csn_bytes_span(&body->payload_type),
		csn_bytes_span(&e->payload_type)))
		return fail_entry(err, "is about another type of payload");
	return check_envelope_text(v, body, err);
}

/* The log verified the signature with a hash alone, before it took it. */
static cosign_rc_t
check_artifact(
    struct csn_case *v, const struct csn_entry_body *body, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_digest digest;

	if (csn_pubkey_alg(v->key)->hash == COSIGN_HASH_NONE)
		CSN_TRY(fail_entry(err,
		    "holds a pure Ed25519 signature, which such a log cannot "
		    "have verified"));
	CSN_TRY(csn_case_artifact_digest(v, body->hash.hash, &digest, err));
	if (!csn_span_eq(csn_span(digest.bytes, digest.len),
		csn_span(body->hash.bytes, body->hash.len)))
		CSN_TRY(fail_entry(err, "is about another artifact"));
	rc = COSIGN_OK;
out:
	return rc;
}

/* Rekor v1: what was logged is what the bundle holds, field by field. */
static cosign_rc_t
check_body_v1(struct csn_case *v, const struct csn_entry_body *body,
    uint32_t *about, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	CSN_TRY(check_signature(v, body, about, err));
	CSN_TRY(check_verifier(v, body, err));
	if (v->bundle->content == CSN_CONTENT_ENVELOPE)
		CSN_TRY(check_payload(v, body, err));
	else
		CSN_TRY(check_artifact(v, body, err));
	rc = COSIGN_OK;
out:
	return rc;
}

/* What Rekor v2 logs for a key: Ed25519 is always the prehashed one there. */
static cosign_alg_t
logged_algorithm(const cosign_pubkey_t *key)
{
	return csn_pubkey_kind(key) == CSN_KEY_ED25519
	    ? COSIGN_ALG_ED25519_PH
	    : cosign_pubkey_algorithm(key);
}

static cosign_rc_t
signed_digest(struct csn_case *v, cosign_hash_t hash, struct csn_digest *out,
    cosign_error_t *err)
{
	const struct csn_envelope *e = &v->bundle->envelope;

	if (v->bundle->content == CSN_CONTENT_MESSAGE)
		return csn_case_artifact_digest(v, hash, out, err);
	csn_pae_digest(out, hash, csn_bytes_span(&e->payload_type),
	    csn_bytes_span(&e->payload));
	return COSIGN_OK;
}

/*
 * Rekor v2: the entry is written anew from what the bundle holds, and is to be
 * the logged one byte for byte.
 */
static cosign_rc_t
check_body_v2(struct csn_case *v, const struct csn_entry *entry,
    uint32_t *about, cosign_error_t *err)
{
	const cosign_alg_t alg = logged_algorithm(v->key);
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_entry_v002 written = { 0 };
	struct csn_buf text;

	csn_buf_init(&text, CSN_BUNDLE_MAX);
	CSN_TRY(check_signature(v, &entry->body, about, err));
	CSN_TRY(check_verifier(v, &entry->body, err));
	CSN_TRY(signed_digest(v, cosign_alg_hash(alg), &written.digest, err));
	written.key_details = cosign_alg_spec_name(alg);
	written.signature = csn_bytes_span(&entry->body.signature);
	written.verifier = verifier_of(v);
	written.has_certificate = v->has_certificate;
	csn_entry_v002_write(&text, &written);
	CSN_TRY(csn_buf_finish(&text, err));
	if (!csn_span_eq(
		csn_span(text.p, text.len), csn_bytes_span(&entry->text)))
		CSN_TRY(fail_entry(err,
		    "is about another artifact, or not as the log writes it"));
	rc = COSIGN_OK;
out:
	csn_buf_dispose(&text);
	return rc;
}

static int
is_by(const struct csn_entry *entry, const struct csn_log *log)
{
	return csn_span_eq(
	    csn_bytes_span(&log->id), csn_bytes_span(&entry->log_id));
}

/* Whether a log is to be asked at all: one that is trusted, about an entry
   that may count. */
static cosign_rc_t
check_log(const struct csn_case *v, const struct csn_entry *entry,
    cosign_error_t *err)
{
	const struct csn_log_list *logs = &v->trust->tlogs;
	size_t i;

	for (i = 0; i < logs->count; i++)
		if (is_by(entry, logs->items[i]))
			break;
	if (i == logs->count)
		return csn_fail(
		    err, COSIGN_E_UNTRUSTED, "of a log that is not trusted");
	if (entry->proof == NULL && entry->promise.len > 0 &&
	    v->bundle->needs_proof)
		return csn_fail(
		    err, COSIGN_E_PROOF, "a promise without inclusion proof");
	return COSIGN_OK;
}

/* What an entry has to have before a log is asked. */
static cosign_rc_t
check_shape(const struct csn_case *v, const struct csn_entry *entry,
    cosign_error_t *err)
{
	if (!entry->is_readable)
		return fail_entry(err, "its body cannot be read");
	if (!csn_entry_may_be_of(
		entry->body.type, v->bundle->content == CSN_CONTENT_ENVELOPE))
		return csn_fail(err, COSIGN_E_ENTRY,
		    "of kind %s %s is about something else than the bundle "
		    "holds",
		    csn_entry_kind(entry->body.type),
		    csn_entry_version(entry->body.type));
	if (entry->proof == NULL && entry->promise.len == 0)
		return csn_fail(err, COSIGN_E_PROOF,
		    "neither an inclusion proof nor a promise");
	if (entry->proof == NULL && csn_entry_is_v2(entry))
		return csn_fail(err, COSIGN_E_PROOF, "no inclusion proof");
	return COSIGN_OK;
}

/*
 * One log's word for an entry. A promise that is not the log's makes the entry
 * none of it: *is_passable. A proof that fails is a lie.
 */
static cosign_rc_t
ask_log(const struct csn_entry *entry, const struct csn_log *log,
    int *is_passable, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_OK;

	*is_passable = 1;
	if (entry->promise.len > 0)
		rc = csn_entry_is_v2(entry)
		    ? csn_fail(err, COSIGN_E_PROMISE,
			  "a promise, which Rekor v2 does not make")
		    : csn_entry_verify_promise(entry, log, err);
	if (rc != COSIGN_OK)
		return rc;
	*is_passable = 0;
	if (entry->proof != NULL)
		rc = csn_entry_verify_proof(
		    entry, log, csn_bytes_span(&entry->text), err);
	return rc;
}

/* Logs may share an id, one after the other. */
static cosign_rc_t
find_log(const struct csn_case *v, const struct csn_entry *entry,
    const struct csn_log **out, int *is_passable, cosign_error_t *err)
{
	const struct csn_log_list *logs = &v->trust->tlogs;
	cosign_rc_t rc = COSIGN_E_UNTRUSTED;
	size_t i;

	*out = NULL;
	*is_passable = 1;
	for (i = 0; i < logs->count && rc != COSIGN_OK; i++) {
		if (!is_by(entry, logs->items[i]))
			continue;
		rc = ask_log(entry, logs->items[i], is_passable, err);
		if (is_internal(rc))
			return rc;
		*out = logs->items[i];
	}
	return rc;
}

/* Believed or not, a time of logging has to be one at which it was possible to
   sign. */
static cosign_rc_t
check_integrated_time(const struct csn_case *v, const struct csn_entry *entry,
    cosign_error_t *err)
{
	const struct csn_time t = { entry->integrated_time, 0 };
	const struct csn_certificate *leaf = v->bundle->leaf;

	if (t.sec == 0 || !v->has_certificate)
		return COSIGN_OK;
	if (csn_time_cmp(t, leaf->not_before) < 0 ||
	    csn_time_cmp(t, leaf->not_after) > 0)
		return csn_fail(err, COSIGN_E_EXPIRED,
		    "logged while the certificate was not valid");
	return COSIGN_OK;
}

/* A log says when by its promise alone, and once. */
static void
take_time(struct csn_case *v, const struct csn_entry *entry,
    const struct csn_log *log)
{
	struct csn_moment *m = &v->moments[v->moment_count];

	if (entry->promise.len == 0)
		return;
	m->time = (struct csn_time){ entry->integrated_time, 0 };
	m->source = COSIGN_TIME_LOG;
	m->by = csn_bytes_span(&log->id);
	m->url = log->url;
	v->moment_count++;
}

static int
is_counted(const struct csn_case *v, size_t before)
{
	size_t i;

	for (i = 0; i < before; i++)
		if (v->logs[i] != NULL &&
		    csn_span_eq(csn_bytes_span(&v->logs[i]->id),
			csn_bytes_span(&v->logs[before]->id)))
			return 1;
	return 0;
}

static cosign_rc_t
check_body(struct csn_case *v, const struct csn_entry *entry, uint32_t *about,
    cosign_error_t *err)
{
	return csn_entry_is_v2(entry)
	    ? check_body_v2(v, entry, about, err)
	    : check_body_v1(v, &entry->body, about, err);
}

/* What a log that is trusted has said must be about this bundle. */
static cosign_rc_t
check_logged(struct csn_case *v, const struct csn_entry *entry, uint32_t *about,
    cosign_error_t *err)
{
	const cosign_rc_t rc = check_body(v, entry, about, err);

	return rc != COSIGN_OK ? rc : check_integrated_time(v, entry, err);
}

/* An entry that its log does not stand for counts for nothing. About something
   else it is not even that. */
static cosign_rc_t
pass_over(struct csn_case *v, size_t i, cosign_rc_t why, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	uint32_t about;

	CSN_TRY(csn_candidate_pass_over(v->c, "tlogEntries", i, why, err));
	CSN_TRY(check_body(v, &v->bundle->entries[i], &about, err));
	rc = COSIGN_OK;
out:
	return rc;
}

static cosign_rc_t
check_entry(struct csn_case *v, size_t i, cosign_error_t *err)
{
	const struct csn_entry *entry = &v->bundle->entries[i];
	const struct csn_log *log = NULL;
	int is_passable = 1;
	uint32_t about = 0;
	cosign_rc_t rc;

	rc = check_log(v, entry, err);
	if (rc != COSIGN_OK)
		return csn_candidate_pass_over(v->c, "tlogEntries", i, rc, err);
	rc = check_shape(v, entry, err);
	if (rc != COSIGN_OK)
		return rc;
	rc = find_log(v, entry, &log, &is_passable, err);
	if (rc != COSIGN_OK)
		return is_passable && !is_internal(rc)
		    ? pass_over(v, i, rc, err)
		    : rc;
	rc = check_logged(v, entry, &about, err);
	if (rc != COSIGN_OK)
		return rc;
	if (log == NULL)
		return csn_fail(err, COSIGN_E_INTERNAL, "no log");
	v->logged |= about;
	v->logs[i] = log;
	v->log_count += is_counted(v, i) ? 0 : 1;
	take_time(v, entry, log);
	return COSIGN_OK;
}

cosign_rc_t
csn_case_tlog(struct csn_case *v, cosign_error_t *err)
{
	const cosign_bundle_t *b = v->bundle;
	const size_t wanted = v->policy->tlogs > 0 ? v->policy->tlogs : 1;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	size_t i;

	if (v->policy->ignore_tlog) {
		csn_candidate_skip(v->c, CSN_CHECK_TLOG, "ignored by policy");
		return COSIGN_OK;
	}
	CSN_TRY(check_duplicates(b, err));
	for (i = 0; i < b->entry_count; i++)
		CSN_TRY(csn_fail_at(err,
		    csn_case_evidence(
			check_entry(v, i, err), COSIGN_E_CHECKPOINT, err),
		    "tlogEntries[%zu]", i));
	v->has_asked_logs = 1;
	if (v->log_count >= wanted)
		return COSIGN_OK;
	rc = csn_candidate_fail_passed(v->c, "tlogEntries", COSIGN_E_NO_TLOG,
	    v->log_count > 0
		? "entries of fewer transparency logs than the policy wants"
		: "no transparency log entry in the bundle",
	    err);
	if (b->entry_count == 0 && !v->has_certificate)
		csn_hint(err,
		    "to rely on the key alone, let the policy ignore "
		    "transparency logs");
out:
	return rc;
}
