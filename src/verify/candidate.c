#include "verify/candidate.h"

#include "util/text.h"

#include <stdlib.h>

cosign_rc_t
csn_candidate_new(cosign_candidate_t **out, const cosign_bundle_t *bundle,
    cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	cosign_candidate_t *c = calloc(1, sizeof(*c));

	*out = NULL;
	if (c == NULL)
		return csn_fail_nomem(err);
	c->code = COSIGN_E_INTERNAL;
	c->form = bundle->form;
	c->tlog_count = bundle->entry_count;
	c->timestamp_count = bundle->timestamp_count;
	CSN_TRY(csn_text_copy(&c->media_type, bundle->media_type, err));
	CSN_TRY(csn_text_copy(&c->key_hint, bundle->key_hint, err));
	*out = c;
	c = NULL;
	rc = COSIGN_OK;
out:
	csn_candidate_free(c);
	return rc;
}

void
csn_candidate_free(cosign_candidate_t *c)
{
	size_t i;

	if (c == NULL)
		return;
	free(c->message);
	free(c->hint);
	for (i = 0; i < c->skipped_count; i++)
		free(c->skipped[i].message);
	free(c->skipped);
	free(c->media_type);
	free(c->key_hint);
	cosign_pubkey_free(c->key);
	free(c->claims);
	free(c->certificate.p);
	free(c->subject);
	free(c->issuer);
	for (i = 0; i < CSN_ARRAY_LEN(c->extensions); i++)
		free(c->extensions[i]);
	for (i = 0; i < c->time_count; i++)
		free(c->times[i].url);
	free(c->times);
	for (i = 0; i < c->entry_count; i++) {
		free(c->entries[i].url);
		free(c->entries[i].log_id.p);
	}
	free(c->entries);
	free(c->payload.p);
	free(c->predicate_type);
	free(c);
}

cosign_rc_t
csn_candidate_check(cosign_candidate_t *c, enum csn_check check, cosign_rc_t rc)
{
	struct csn_check_row *row = &c->checks[check];

	if (rc != COSIGN_OK)
		row->state = CSN_CHECK_FAILED;
	else if (row->state != CSN_CHECK_SKIPPED)
		row->state = CSN_CHECK_PASSED;
	return rc;
}

void
csn_candidate_skip(
    cosign_candidate_t *c, enum csn_check check, const char *reason)
{
	c->checks[check].state = CSN_CHECK_SKIPPED;
	c->checks[check].reason = reason;
}

cosign_rc_t
csn_candidate_pass_over(cosign_candidate_t *c, const char *what, size_t index,
    cosign_rc_t why, cosign_error_t *err)
{
	struct csn_skipped *more = realloc(c->skipped,
			       (c->skipped_count + 1) * sizeof(*more)),
			   *row;

	if (more == NULL)
		return csn_fail_nomem(err);
	c->skipped = more;
	row = &more[c->skipped_count++];
	*row = (struct csn_skipped){ what, index, why, NULL };
	(void)csn_fail_at(err, why, "%s[%zu]", what, index);
	if (err == NULL)
		return COSIGN_OK;
	return csn_text_copy(&row->message, cosign_error_message(err), err);
}

cosign_rc_t
csn_candidate_fail_passed(const cosign_candidate_t *c, const char *what,
    cosign_rc_t rc, const char *text, cosign_error_t *err)
{
	size_t i;

	for (i = c->skipped_count; i > 0; i--) {
		const struct csn_skipped *row = &c->skipped[i - 1];

		if (strcmp(row->what, what) != 0)
			continue;
		return csn_fail(err, row->code, "%s",
		    row->message != NULL ? row->message
					 : cosign_rc_text(row->code));
	}
	return csn_fail(err, rc, "%s", text);
}

cosign_rc_t
csn_candidate_close(cosign_candidate_t *c, cosign_rc_t rc, cosign_error_t *err)
{
	const char *message = cosign_rc_text(rc);

	c->code = rc;
	c->accepted = rc == COSIGN_OK;
	if (rc != COSIGN_OK && err != NULL) {
		message = cosign_error_message(err);
		if (csn_text_copy(&c->hint, cosign_error_hint(err), NULL) !=
		    COSIGN_OK)
			return csn_fail_nomem(err);
	}
	return csn_text_copy(&c->message, message, err);
}

int
cosign_candidate_accepted(const cosign_candidate_t *candidate)
{
	return candidate != NULL && candidate->accepted;
}

cosign_rc_t
cosign_candidate_code(const cosign_candidate_t *candidate)
{
	return candidate != NULL ? candidate->code : COSIGN_E_ARGUMENT;
}

const char *
cosign_candidate_message(const cosign_candidate_t *candidate)
{
	return candidate != NULL ? candidate->message : NULL;
}

const char *
cosign_candidate_hint(const cosign_candidate_t *candidate)
{
	return candidate != NULL ? candidate->hint : NULL;
}

const cosign_pubkey_t *
cosign_candidate_key(const cosign_candidate_t *candidate)
{
	return cosign_candidate_accepted(candidate) ? candidate->key : NULL;
}

cosign_hash_t
cosign_candidate_hash(const cosign_candidate_t *candidate)
{
	return cosign_candidate_accepted(candidate) ? candidate->hash
						    : COSIGN_HASH_NONE;
}

/* Bytes that were verified; NULL for none. */
static const uint8_t *
give_bytes(const uint8_t *p, size_t n, size_t *len)
{
	if (len != NULL)
		*len = n;
	return p;
}

const uint8_t *
cosign_candidate_certificate(const cosign_candidate_t *candidate, size_t *len)
{
	if (!cosign_candidate_accepted(candidate))
		return give_bytes(NULL, 0, len);
	return give_bytes(
	    candidate->certificate.p, candidate->certificate.len, len);
}

const uint8_t *
cosign_candidate_payload(const cosign_candidate_t *candidate, size_t *len)
{
	if (!cosign_candidate_accepted(candidate))
		return give_bytes(NULL, 0, len);
	return give_bytes(candidate->payload.p, candidate->payload.len, len);
}

const uint8_t *
cosign_candidate_digest(
    const cosign_candidate_t *candidate, cosign_hash_t *hash, size_t *len)
{
	const int has =
	    cosign_candidate_accepted(candidate) && candidate->digest.len > 0;

	if (hash != NULL)
		*hash = has ? candidate->digest.hash : COSIGN_HASH_NONE;
	return has
	    ? give_bytes(candidate->digest.bytes, candidate->digest.len, len)
	    : give_bytes(NULL, 0, len);
}

int
cosign_candidate_is_signer(const cosign_candidate_t *candidate, size_t index)
{
	return cosign_candidate_accepted(candidate) &&
	    index < candidate->claim_count && candidate->claims[index];
}

const char *
cosign_candidate_subject(const cosign_candidate_t *candidate)
{
	return cosign_candidate_accepted(candidate) ? candidate->subject : NULL;
}

const char *
cosign_candidate_subject_kind(const cosign_candidate_t *candidate)
{
	return cosign_candidate_accepted(candidate) ? candidate->subject_kind
						    : NULL;
}

const char *
cosign_candidate_issuer(const cosign_candidate_t *candidate)
{
	return cosign_candidate_accepted(candidate) ? candidate->issuer : NULL;
}

const char *
cosign_candidate_extension(const cosign_candidate_t *candidate, uint32_t number)
{
	return cosign_candidate_accepted(candidate) && number <= CSN_FULCIO_MAX
	    ? candidate->extensions[number]
	    : NULL;
}

size_t
cosign_candidate_time_count(const cosign_candidate_t *candidate)
{
	return cosign_candidate_accepted(candidate) ? candidate->time_count : 0;
}

static const struct csn_found_time *
time_at(const cosign_candidate_t *candidate, size_t index)
{
	return index < cosign_candidate_time_count(candidate)
	    ? &candidate->times[index]
	    : NULL;
}

int64_t
cosign_candidate_time(const cosign_candidate_t *candidate, size_t index)
{
	const struct csn_found_time *t = time_at(candidate, index);

	return t != NULL ? t->sec : 0;
}

cosign_time_source_t
cosign_candidate_time_source(const cosign_candidate_t *candidate, size_t index)
{
	const struct csn_found_time *t = time_at(candidate, index);

	return t != NULL ? t->source : COSIGN_TIME_ANY;
}

const char *
cosign_candidate_time_url(const cosign_candidate_t *candidate, size_t index)
{
	const struct csn_found_time *t = time_at(candidate, index);

	return t != NULL ? t->url : NULL;
}

size_t
cosign_candidate_tlog_count(const cosign_candidate_t *candidate)
{
	return cosign_candidate_accepted(candidate) ? candidate->entry_count
						    : 0;
}

int64_t
cosign_candidate_tlog_index(const cosign_candidate_t *candidate, size_t index)
{
	return index < cosign_candidate_tlog_count(candidate)
	    ? candidate->entries[index].index
	    : 0;
}

const char *
cosign_candidate_tlog_url(const cosign_candidate_t *candidate, size_t index)
{
	return index < cosign_candidate_tlog_count(candidate)
	    ? candidate->entries[index].url
	    : NULL;
}

const uint8_t *
cosign_candidate_tlog_id(
    const cosign_candidate_t *candidate, size_t index, size_t *len)
{
	if (index >= cosign_candidate_tlog_count(candidate))
		return give_bytes(NULL, 0, len);
	return give_bytes(candidate->entries[index].log_id.p,
	    candidate->entries[index].log_id.len, len);
}

const char *
cosign_candidate_predicate_type(const cosign_candidate_t *candidate)
{
	return cosign_candidate_accepted(candidate) ? candidate->predicate_type
						    : NULL;
}
