/*
 * The whole in a few sentences. None of them says that anything is so: each
 * begins with who claims it.
 */
#include "inspect/describe.h"
#include "inspect/value.h"
#include "dsse/pae.h"
#include "dsse/statement.h"
#include "policy/subject.h"
#include "util/hex.h"

/* Fulcio's extensions for who vouched. */
#define FULCIO_ISSUER    1
#define FULCIO_ISSUER_V2 8

static void
say(struct csn_report *r, const char *text)
{
	csn_buf_add_str(&r->out, text);
}

static void
say_text(struct csn_report *r, struct csn_span text)
{
	csn_report_escape(&r->out, text);
}

/* What is put together first. */
static void
say_written(struct csn_report *r,
    void (*write)(struct csn_buf *out, struct csn_span value),
    struct csn_span value)
{
	struct csn_buf text;

	csn_buf_init(&text, CSN_BUNDLE_MAX);
	write(&text, value);
	if (text.failed != COSIGN_OK)
		csn_buf_fail(&r->out, text.failed, NULL);
	say_text(r, csn_span(text.p, text.len));
	csn_buf_dispose(&text);
}

static void
say_more(struct csn_report *r, size_t shown, size_t count)
{
	if (count > shown)
		csn_buf_addf(&r->out, " and %zu more", count - shown);
}

/* ---- who ---- */

/* The name of a certificate authority: where it is known, its URL. */
static void
say_authority(struct csn_report *r, const struct csn_certificate *leaf)
{
	const char *url =
	    csn_value_ca_url(r->names, csn_value_authority_key_id(leaf));

	say(r, ", with a certificate of ");
	if (url != NULL)
		say_text(r, csn_span_str(url));
	else
		say_written(r, csn_value_name, leaf->issuer);
}

static void
say_holder(struct csn_report *r, const struct csn_certificate *leaf)
{
	const struct csn_span issuer = leaf->fulcio[FULCIO_ISSUER_V2].p != NULL
	    ? leaf->fulcio[FULCIO_ISSUER_V2]
	    : leaf->fulcio[FULCIO_ISSUER];
	struct csn_subject subject;

	subject.count = 0;
	(void)csn_subject_read(&subject, leaf, CSN_SUBJECT_ANY, NULL);
	say(r, "It claims to be signed by ");
	if (subject.count > 0)
		say_text(r, subject.names[0].text);
	else
		say(r, "somebody who is not named");
	say_more(r, 1, subject.count);
	if (issuer.p != NULL) {
		say(r, ", for whom ");
		say_text(r, issuer);
		say(r, " vouched");
	}
	say_authority(r, leaf);
	say(r, ".\n");
}

static void
say_signer(struct csn_report *r)
{
	const cosign_bundle_t *b = r->bundle;

	if (b->leaf != NULL) {
		say_holder(r, b->leaf);
	} else if (b->key_hint != NULL) {
		say(r, "It claims to be signed with the key ");
		say_written(r, csn_describe_hint, csn_span_str(b->key_hint));
		say(r, ".\n");
	} else {
		say(r, "It does not say who signed it.\n");
	}
}

/* ---- when, and where that is written ---- */

static int
is_date(struct csn_time t)
{
	return t.sec >= CSN_TIME_SEC_MIN && t.sec <= CSN_TIME_SEC_MAX;
}

/* To the second. */
static void
say_time(struct csn_report *r, struct csn_time t)
{
	csn_time_write_go(&r->out, (struct csn_time){ t.sec, 0 });
}

static void
say_entry(struct csn_report *r, const struct csn_entry *entry)
{
	const struct csn_span id = csn_bytes_span(&entry->log_id);
	const struct csn_time t = { entry->integrated_time, 0 };
	const char *url = csn_value_log_url(r->names, id);

	say(r, "It claims that ");
	if (url != NULL) {
		say(r, "the log ");
		say_text(r, csn_span_str(url));
	} else if (id.len > 0) {
		say(r, "the log ");
		say_written(r, csn_report_short_hex, id);
	} else {
		say(r, "some log");
	}
	csn_buf_addf(
	    &r->out, " recorded it at index %lld", (long long)entry->index);
	if (t.sec == 0 || !is_date(t)) {
		say(r, ", without saying when.\n");
		return;
	}
	say(r, ", at ");
	say_time(r, t);
	say(r, ".\n");
}

/* Who stamped it cannot be read: that is said in the tree. */
static void
say_timestamp(struct csn_report *r, const struct csn_bytes *response)
{
	struct csn_token token;
	const char *url;

	if (csn_token_read(&token, csn_bytes_span(response), NULL) !=
		COSIGN_OK ||
	    !is_date(token.time)) {
		say(r, "It has a timestamp that cannot be read.\n");
		return;
	}
	url = csn_value_tsa_url(r->names, token.issuer, token.signer_serial);
	say(r, "It claims that ");
	if (url != NULL) {
		say_text(r, csn_span_str(url));
	} else {
		say(r, "an authority with a certificate of ");
		say_written(r, csn_value_name, token.issuer);
	}
	say(r, " saw it at ");
	say_time(r, token.time);
	say(r, ".\n");
}

static int
has_time(const cosign_bundle_t *b)
{
	size_t i;

	for (i = 0; i < b->entry_count; i++)
		if (b->entries[i].integrated_time != 0)
			return 1;
	return b->timestamp_count > 0;
}

static void
say_evidence(struct csn_report *r)
{
	const cosign_bundle_t *b = r->bundle;
	size_t i;

	for (i = 0; i < b->entry_count; i++)
		say_entry(r, &b->entries[i]);
	if (b->entry_count == 0)
		say(r, "It claims no entry in a transparency log.\n");
	for (i = 0; i < b->timestamp_count; i++)
		say_timestamp(r, &b->timestamps[i]);
	if (!has_time(b))
		say(r, "It does not say when it was signed.\n");
}

/* ---- what ---- */

/* What a message's log entry says, where the bundle does not. */
static const struct csn_digest *
logged_digest(const cosign_bundle_t *b)
{
	size_t i;

	for (i = 0; i < b->entry_count; i++)
		if (b->entries[i].is_readable &&
		    b->entries[i].body.hash.len > 0)
			return &b->entries[i].body.hash;
	return NULL;
}

static void
say_message(struct csn_report *r)
{
	const cosign_bundle_t *b = r->bundle;
	const struct csn_digest *digest =
	    b->digest.len > 0 ? &b->digest : logged_digest(b);

	if (digest == NULL) {
		say(r, "It does not say what was signed.\n");
		return;
	}
	csn_buf_addf(&r->out,
	    "It claims that what was signed has the %s digest ",
	    csn_value_hash(digest->hash));
	csn_hex_encode(&r->out, digest->bytes, digest->len);
	say(r, ".\n");
}

/* Subjects that are named; one digest of the first of them. */
static void
say_subjects(struct csn_report *r, const json_t *subjects)
{
	const json_t *first = json_array_get(subjects, 0);
	const char *name = json_string_value(json_object_get(first, "name"));
	const char *sha256 = json_string_value(
	    json_object_get(json_object_get(first, "digest"), "sha256"));

	if (name == NULL && sha256 == NULL)
		return;
	say(r, " about ");
	if (name != NULL && *name != '\0')
		say_text(r, csn_span_str(name));
	else
		say(r, "something without a name");
	if (sha256 != NULL) {
		say(r, " with the SHA-256 digest ");
		say_text(r, csn_span_str(sha256));
	}
	say_more(r, 1, json_array_size(subjects));
}

static void
say_statement(struct csn_report *r, const json_t *statement)
{
	const char *type =
	    json_string_value(json_object_get(statement, "predicateType"));

	say(r, "It claims that what was signed is an attestation");
	if (type != NULL) {
		say(r, " of the type ");
		say_text(r, csn_span_str(type));
	}
	say_subjects(r, json_object_get(statement, "subject"));
	say(r, ".\n");
}

static void
say_envelope(struct csn_report *r)
{
	const struct csn_envelope *e = &r->bundle->envelope;
	const struct csn_span type = csn_bytes_span(&e->payload_type);
	json_t *statement = NULL;
	cosign_rc_t rc = COSIGN_E_MALFORMED;

	if (csn_span_eq(type, csn_span_str(CSN_PAYLOAD_TYPE_INTOTO)))
		rc = csn_json_parse_numbers(&statement,
		    (const char *)e->payload.p, e->payload.len,
		    CSN_JSON_NUMBERS_PROTO, NULL);
	if (cosign_rc_class(rc) == COSIGN_CLASS_INTERNAL) {
		csn_buf_fail(&r->out, rc, NULL);
	} else if (rc == COSIGN_OK) {
		say_statement(r, statement);
	} else {
		csn_buf_addf(&r->out,
		    "It claims that what was signed are %zu bytes of the type ",
		    e->payload.len);
		say_text(r, type);
		say(r, ".\n");
	}
	json_decref(statement);
}

void
csn_describe_summary(struct csn_report *r)
{
	say(r, "This is what the bundle claims. Nothing of it was verified.\n");
	say_signer(r);
	say_evidence(r);
	if (r->bundle->content == CSN_CONTENT_ENVELOPE)
		say_envelope(r);
	else
		say_message(r);
	if (r->warnings > 0)
		csn_buf_addf(&r->out,
		    "It has %zu problem%s, marked with [!].\n", r->warnings,
		    r->warnings == 1 ? "" : "s");
	say(r, "\n");
}
