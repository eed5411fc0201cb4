/*
 * What contradicts itself, or the rest of the bundle, so that nobody has to
 * verify it to know that something is wrong. Neither a key nor a trusted root
 * is asked: what is not mentioned here need not be true.
 */
#include "inspect/describe.h"
#include "dsse/pae.h"
#include "policy/subject.h"

/* Fulcio gives one name; the older forms are as lax as cosign is there. */
static enum csn_subject_form
subject_form(const cosign_bundle_t *b)
{
	return b->form == COSIGN_FORM_SIGSTORE ? CSN_SUBJECT_ONE
					       : CSN_SUBJECT_ANY;
}

void
csn_check_signer(struct csn_report *r)
{
	const cosign_bundle_t *b = r->bundle;
	struct csn_subject subject;

	if (b->signer == CSN_SIGNER_KEY && b->key_hint == NULL)
		csn_report_warn(r, "the key has no name");
	if (b->leaf == NULL)
		return;
	(void)csn_report_refused(
	    r, csn_subject_read(&subject, b->leaf, subject_form(b), r->reason));
	if (b->chain_needs_consent)
		csn_report_warn(
		    r, "a chain, where a v0.3 bundle has one certificate");
}

/* ---- times ---- */

void
csn_check_time(struct csn_report *r, const char *what, struct csn_time time)
{
	const struct csn_certificate *leaf = r->bundle->leaf;

	if (leaf != NULL &&
	    (csn_time_cmp(time, leaf->not_before) < 0 ||
		csn_time_cmp(time, leaf->not_after) > 0))
		csn_report_warn(
		    r, "%s while the certificate was not valid", what);
}

static int
is_stamped(const cosign_bundle_t *b, const struct csn_token *token)
{
	size_t i;

	/* Of an attestation in the older forms, all of its text is. */
	if (b->envelope_text.len > 0 &&
	    csn_token_check_imprint(
		token, csn_bytes_span(&b->envelope_text), NULL) == COSIGN_OK)
		return 1;
	for (i = 0; i < csn_bundle_signature_count(b); i++)
		if (csn_token_check_imprint(
			token, csn_bundle_signature(b, i), NULL) == COSIGN_OK)
			return 1;
	return 0;
}

void
csn_check_timestamp(
    struct csn_report *r, size_t index, const struct csn_token *token)
{
	const struct csn_bytes *all = r->bundle->timestamps;
	size_t i;

	for (i = 0; i < index; i++)
		if (csn_span_eq(
			csn_bytes_span(&all[i]), csn_bytes_span(&all[index])))
			csn_report_warn(r, "the same as Timestamp [%zu]", i);
	if (!is_stamped(r->bundle, token))
		csn_report_warn(r, "of another signature than the bundle's");
	csn_check_time(r, "made", token->time);
}

/* ---- log entries ---- */

static void
check_duplicates(struct csn_report *r, size_t index)
{
	const struct csn_entry *all = r->bundle->entries;
	size_t i;

	for (i = 0; i < index; i++)
		if (all[i].index == all[index].index &&
		    csn_span_eq(csn_bytes_span(&all[i].log_id),
			csn_bytes_span(&all[index].log_id)))
			csn_report_warn(r, "the same as Entry [%zu]", i);
}

/* Whoever reads one of the older forms keeps no reason. */
static void
check_readable(struct csn_report *r, const struct csn_entry *entry)
{
	const struct csn_span text = csn_bytes_span(&entry->text);
	struct csn_entry_body body;

	memset(&body, 0, sizeof(body));
	if (entry->log_id.len == 0)
		csn_report_warn(r, "the log's id cannot be read");
	else if (text.len == 0)
		csn_report_warn(r, "the body cannot be read");
	else
		(void)csn_report_refused(
		    r, csn_entry_body_read(&body, text, r->reason));
	csn_entry_body_dispose(&body);
}

static void
check_evidence(struct csn_report *r, const struct csn_entry *entry)
{
	const cosign_bundle_t *b = r->bundle;
	const int is_v2 = entry->is_readable && csn_entry_is_v2(entry);

	if (entry->promise.len == 0 && entry->proof == NULL)
		csn_report_warn(
		    r, "neither an inclusion proof nor an inclusion promise");
	else if (entry->proof == NULL && (b->needs_proof || is_v2))
		csn_report_warn(
		    r, "an inclusion promise, but no inclusion proof");
	else if (entry->promise.len == 0 && b->form == COSIGN_FORM_SIGSTORE &&
	    !b->needs_proof && !is_v2)
		csn_report_warn(r,
		    "an inclusion proof, but no inclusion promise, which a "
		    "v0.1 bundle has");
	if (entry->promise.len > 0 && is_v2)
		csn_report_warn(
		    r, "an inclusion promise, which Rekor v2 does not make");
}

static void
check_proof(struct csn_report *r, const struct csn_entry_proof *proof)
{
	if (proof != NULL && (proof->index < 0 || proof->index >= proof->size))
		csn_report_warn(r, "inclusion proof: index %lld of %lld",
		    (long long)proof->index, (long long)proof->size);
}

static int
has_signature(const cosign_bundle_t *b, const struct csn_entry_body *body)
{
	size_t i;

	for (i = 0; i < csn_bundle_signature_count(b); i++)
		if (csn_span_eq(csn_bytes_span(&body->signature),
			csn_bundle_signature(b, i)))
			return 1;
	return body->type == CSN_ENTRY_INTOTO_V001;
}

static int
is_digest_of(const struct csn_digest *digest, const struct csn_digest *actual)
{
	return csn_span_eq(csn_span(digest->bytes, digest->len),
	    csn_span(actual->bytes, actual->len));
}

/* What an entry says of what was signed, as far as the bundle holds that. */
static int
is_about_content(const cosign_bundle_t *b, const struct csn_entry_body *body)
{
	const struct csn_envelope *e = &b->envelope;
	const struct csn_span payload = csn_bytes_span(&e->payload);
	const cosign_hash_t hash = body->hash.hash;
	struct csn_digest actual;

	if (b->content == CSN_CONTENT_MESSAGE)
		return b->digest.len == 0 || b->digest.hash != hash ||
		    is_digest_of(&body->hash, &b->digest);
	if (body->type == CSN_ENTRY_HASHEDREKORD_V002)
		csn_pae_digest(
		    &actual, hash, csn_bytes_span(&e->payload_type), payload);
	else
		csn_digest_bytes(&actual, hash, payload.p, payload.len);
	return is_digest_of(&body->hash, &actual);
}

static void
check_body(struct csn_report *r, const struct csn_entry_body *body)
{
	const cosign_bundle_t *b = r->bundle;

	if (!csn_entry_may_be_of(
		body->type, b->content == CSN_CONTENT_ENVELOPE)) {
		csn_report_warn(
		    r, "of a kind that is not for what the bundle holds");
		return;
	}
	if (!has_signature(b, body))
		csn_report_warn(r, "about another signature than the bundle's");
	if (!is_about_content(b, body))
		csn_report_warn(r,
		    b->content == CSN_CONTENT_MESSAGE
			? "about another digest than the bundle's"
			: "about another payload than the bundle's");
	if (b->leaf != NULL &&
	    !csn_span_eq(csn_bytes_span(&body->verifier), b->leaf->der))
		csn_report_warn(
		    r, "about another certificate than the bundle's");
	if (b->signer == CSN_SIGNER_KEY && body->has_certificate)
		csn_report_warn(
		    r, "about a certificate, where the bundle has a key");
}

void
csn_check_entry(struct csn_report *r, size_t index)
{
	const struct csn_entry *entry = &r->bundle->entries[index];

	check_duplicates(r, index);
	if (entry->is_readable)
		check_body(r, &entry->body);
	else
		check_readable(r, entry);
	check_evidence(r, entry);
	check_proof(r, entry->proof);
	if (entry->integrated_time != 0)
		csn_check_time(r, "logged",
		    (struct csn_time){ entry->integrated_time, 0 });
}
