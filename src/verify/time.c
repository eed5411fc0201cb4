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
take_timestamp(struct csn_case *v, size_t i, cosign_error_t *err)
{
	struct csn_moment *m = &v->moments[v->moment_count];
	const struct csn_authority *tsa = NULL;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_token token;

	CSN_TRY(read_token(v, &token, i, err));
	CSN_TRY(
	    csn_token_verify(&tsa, &token, &v->trust->tsas, &v->budget, err));
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
count_sources(const struct csn_case *v, cosign_time_source_t source)
{
	size_t i, j, count = 0;

	for (i = 0; i < v->moment_count; i++) {
		const struct csn_moment *m = &v->moments[i];

		if (source != COSIGN_TIME_ANY && m->source != source)
			continue;
		for (j = 0; j < i; j++)
			if (m->source == v->moments[j].source &&
			    csn_span_eq(m->by, v->moments[j].by))
				break;
		count += j == i ? 1 : 0;
	}
	return count;
}

/* Whether the policy names sources, and this one. */
static int
names_source(const cosign_policy_t *policy, cosign_time_source_t source)
{
	return policy->times[source] > 0;
}

static int
names_any_source(const cosign_policy_t *policy)
{
	size_t i;

	for (i = 0; i < CSN_ARRAY_LEN(policy->times); i++)
		if (policy->times[i] > 0)
			return 1;
	return 0;
}

/* Whether times of a source are looked at. */
static int
is_asked(const struct csn_case *v, cosign_time_source_t source)
{
	const cosign_policy_t *policy = v->policy;

	if (names_source(policy, COSIGN_TIME_CLOCK))
		return source == COSIGN_TIME_CLOCK;
	if (!names_any_source(policy) || names_source(policy, COSIGN_TIME_ANY))
		return source != COSIGN_TIME_CLOCK;
	return names_source(policy, source);
}

/* How many are needed of a source. */
static size_t
wanted_times(const struct csn_case *v, cosign_time_source_t source)
{
	if (names_any_source(v->policy))
		return v->policy->times[source];
	return source == COSIGN_TIME_ANY &&
		(v->has_certificate || csn_case_is_key_limited(v))
	    ? 1
	    : 0;
}

static cosign_rc_t
fail_times(
    const struct csn_case *v, cosign_time_source_t source, cosign_error_t *err)
{
	const int is_timestamp = source == COSIGN_TIME_TIMESTAMP;
	const char *text = "nobody who is trusted says when it was signed";

	if (count_sources(v, source) > 0)
		text = "fewer times of signing than the policy wants";
	else if (is_timestamp)
		text = "no signed timestamp in the bundle";
	else if (source == COSIGN_TIME_LOG)
		text = "no log that is trusted says when it was signed";
	return csn_candidate_fail_passed(v->c,
	    source == COSIGN_TIME_LOG ? "tlogEntries" : "timestamps",
	    is_timestamp && v->bundle->timestamp_count == 0
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

/* What nobody asked for is not looked at. */
static void
forget_logs(struct csn_case *v)
{
	if (!is_asked(v, COSIGN_TIME_LOG))
		v->moment_count = 0;
}

static void
take_clock(struct csn_case *v)
{
	struct csn_moment *m = &v->moments[v->moment_count++];

	*m = (struct csn_moment){ .time = v->policy->clock,
		.source = COSIGN_TIME_CLOCK };
}

/* Before it is known what is there: whether anything is asked for. */
static int
is_any_wanted(const struct csn_case *v)
{
	return names_any_source(v->policy) ||
	    wanted_times(v, COSIGN_TIME_ANY) > 0;
}

cosign_rc_t
csn_case_time(struct csn_case *v, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	int source;

	if (!is_any_wanted(v)) {
		csn_candidate_skip(v->c, CSN_CHECK_TIME, "not asked for");
		return COSIGN_OK;
	}
	forget_logs(v);
	if (is_asked(v, COSIGN_TIME_TIMESTAMP))
		CSN_TRY(take_timestamps(v, err));
	if (is_asked(v, COSIGN_TIME_CLOCK))
		take_clock(v);
	for (source = COSIGN_TIME_ANY; source <= COSIGN_TIME_CLOCK; source++)
		if (count_sources(v, (cosign_time_source_t)source) <
		    wanted_times(v, (cosign_time_source_t)source))
			CSN_TRY(
			    fail_times(v, (cosign_time_source_t)source, err));
	CSN_TRY(check_logs(v, err));
	rc = COSIGN_OK;
out:
	return rc;
}
