/* When it was signed, by those who are trusted to say so. */
#include "timestamp/token.h"
#include "verify/case.h"

static int
is_internal(cosign_rc_t rc)
{
	return cosign_rc_class(rc) == COSIGN_CLASS_INTERNAL;
}

/* What a timestamp has to be of: the signature; in the older forms of an
   attestation the envelope's text. */
static struct csn_span
stamped(const struct csn_case *v)
{
	const cosign_bundle_t *b = v->bundle;

	return b->envelope_text.len > 0 ? csn_bytes_span(&b->envelope_text)
					: csn_bundle_signature(b, v->signature);
}

static cosign_rc_t
read_token(const struct csn_case *v, struct csn_token *token, size_t i,
    cosign_error_t *err)
{
	cosign_rc_t rc = csn_token_read(
	    token, csn_bytes_span(&v->bundle->timestamps[i]), err);

	if (cosign_rc_class(rc) == COSIGN_CLASS_MALFORMED)
		rc = csn_fail_as(err, COSIGN_E_TIMESTAMP);
	return rc == COSIGN_OK ? csn_token_check_imprint(token, stamped(v), err)
			       : rc;
}

static cosign_rc_t
find_authority(const struct csn_case *v, const struct csn_token *token,
    const struct csn_authority **out, cosign_error_t *err)
{
	const struct csn_authority_list *tsas = &v->trust->tsas;
	cosign_rc_t rc = csn_fail(
	    err, COSIGN_E_UNTRUSTED, "no timestamp authority is trusted");
	size_t i;

	for (i = 0; i < tsas->count && rc != COSIGN_OK; i++) {
		*out = tsas->items[i];
		rc = csn_token_verify(token, tsas->items[i], err);
		if (is_internal(rc))
			return rc;
	}
	return rc;
}

static cosign_rc_t
take_timestamp(struct csn_case *v, size_t i, cosign_error_t *err)
{
	struct csn_moment *m = &v->moments[v->moment_count];
	const struct csn_authority *tsa = NULL;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_token token;

	CSN_TRY(read_token(v, &token, i, err));
	CSN_TRY(find_authority(v, &token, &tsa, err));
	m->time = token.time;
	m->source = COSIGN_TIME_TIMESTAMP;
	m->by = csn_span_str(tsa->uri != NULL ? tsa->uri : "");
	m->url = tsa->uri;
	v->moment_count++;
	rc = COSIGN_OK;
out:
	return rc;
}

/* The same one twice would count twice for a careless reader. */
static cosign_rc_t
check_duplicates(const cosign_bundle_t *b, cosign_error_t *err)
{
	size_t i, j;

	for (i = 0; i < b->timestamp_count; i++)
		for (j = 0; j < i; j++)
			if (csn_span_eq(csn_bytes_span(&b->timestamps[i]),
				csn_bytes_span(&b->timestamps[j])))
				return csn_fail(err, COSIGN_E_DUPLICATE,
				    "timestamps[%zu]: the same as "
				    "timestamps[%zu]",
				    i, j);
	return COSIGN_OK;
}

/* One that does not verify is one less. */
static cosign_rc_t
take_timestamps(struct csn_case *v, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL, one;
	size_t i;

	CSN_TRY(check_duplicates(v->bundle, err));
	for (i = 0; i < v->bundle->timestamp_count; i++) {
		one = take_timestamp(v, i, err);
		if (is_internal(one))
			CSN_TRY(one);
		if (one != COSIGN_OK)
			CSN_TRY(csn_candidate_pass_over(
			    v->c, "timestamps", i, one, err));
	}
	rc = COSIGN_OK;
out:
	return rc;
}

/* Whoever says it several times counts once. */
static size_t
count_sources(const struct csn_case *v)
{
	size_t i, j, count = 0;

	for (i = 0; i < v->moment_count; i++) {
		for (j = 0; j < i; j++)
			if (v->moments[i].source == v->moments[j].source &&
			    csn_span_eq(v->moments[i].by, v->moments[j].by))
				break;
		count += j == i ? 1 : 0;
	}
	return count;
}

/* How many times are needed, if any. */
static size_t
wanted_times(const struct csn_case *v)
{
	if (v->policy->times > 0)
		return v->policy->times;
	return v->has_certificate || csn_case_is_key_limited(v) ? 1 : 0;
}

static cosign_rc_t
fail_times(const struct csn_case *v, cosign_error_t *err)
{
	const int timestamps_only = v->policy->source == COSIGN_TIME_TIMESTAMP;
	const char *text = "nobody who is trusted says when it was signed";

	if (v->moment_count > 0)
		text = "fewer times of signing than the policy wants";
	else if (timestamps_only)
		text = "no signed timestamp in the bundle";
	return csn_candidate_fail_passed(v->c, "timestamps",
	    timestamps_only && v->bundle->timestamp_count == 0
		? COSIGN_E_NO_TIMESTAMP
		: COSIGN_E_NO_TIME,
	    text, err);
}

/* A log that did not say when has to have been one at that time. */
static cosign_rc_t
check_logs(const struct csn_case *v, cosign_error_t *err)
{
	size_t i;

	for (i = 0; i < v->bundle->entry_count; i++)
		if (v->logs[i] != NULL &&
		    v->bundle->entries[i].promise.len == 0 &&
		    !csn_case_is_in_window(v, &v->logs[i]->window))
			return csn_fail(err, COSIGN_E_EXPIRED,
			    "tlogEntries[%zu]: the log's key was not valid at "
			    "the time of the signature",
			    i);
	return COSIGN_OK;
}

int
csn_case_is_in_window(const struct csn_case *v, const struct csn_window *window)
{
	size_t i;

	for (i = 0; i < v->moment_count; i++)
		if (!csn_window_holds(window, v->moments[i].time))
			return 0;
	return 1;
}

static cosign_rc_t
collect(struct csn_case *v, cosign_error_t *err)
{
	struct csn_moment *m;

	switch (v->policy->source) {
	case COSIGN_TIME_LOG:
		return COSIGN_OK;
	case COSIGN_TIME_TIMESTAMP:
		v->moment_count = 0; /* of logs */
		return take_timestamps(v, err);
	case COSIGN_TIME_ANY:
		return take_timestamps(v, err);
	case COSIGN_TIME_CLOCK:
		v->moment_count = 0;
		m = &v->moments[v->moment_count++];
		*m = (struct csn_moment){ .time = v->policy->clock,
			.source = COSIGN_TIME_CLOCK };
		return COSIGN_OK;
	}
	return csn_fail(err, COSIGN_E_INTERNAL, "source of time");
}

cosign_rc_t
csn_case_time(struct csn_case *v, cosign_error_t *err)
{
	const size_t wanted = wanted_times(v);
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	if (wanted == 0) {
		csn_candidate_skip(v->c, CSN_CHECK_TIME, "not asked for");
		return COSIGN_OK;
	}
	CSN_TRY(collect(v, err));
	if (count_sources(v) < wanted)
		CSN_TRY(fail_times(v, err));
	CSN_TRY(check_logs(v, err));
	rc = COSIGN_OK;
out:
	return rc;
}
