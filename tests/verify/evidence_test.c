/* How much evidence a policy wants, of whom, and from when: each threshold
   with what meets it and what is one too few. */
#include "virtual_verdict.h"

#include <criterion/criterion.h>
#include <string.h>

static struct vs *vs;
static cosign_policy_t *policy;

static void
enter(void)
{
	vs = vs_new(NULL);
	policy = virtual_policy(VS_IDENTITY);
}

static void
leave(void)
{
	cosign_policy_free(policy);
	vs_free(vs);
}

TestSuite(evidence, .init = enter, .fini = leave);

static void
accept(const struct vs_signature *sig)
{
	virtual_expect(NULL, vs, policy, vs_bundle(sig, NULL), COSIGN_OK, NULL);
}

static void
refuse(const struct vs_signature *sig, cosign_rc_t code, const char *message)
{
	virtual_expect(NULL, vs, policy, vs_bundle(sig, NULL), code, message);
}

/* Refused, and the bundle's own evidence was passed over for this. */
static void
ignored(const struct vs_signature *sig, cosign_rc_t verdict,
    const char *message, const char *what, const char *code, const char *why)
{
	cosign_result_t *result = NULL;

	virtual_expect(
	    &result, vs, policy, vs_bundle(sig, NULL), verdict, message);
	virtual_expect_ignored(result, what, 0, code, why);
	cosign_result_free(result);
}

static struct vs_signature *
logged_in(struct vs_log *const *logs)
{
	struct vs_signature *sig = vs_sign(vs, NULL);

	for (; *logs != NULL; logs++)
		vs_log(sig, &(struct vs_entry_options){ .log = *logs });
	return sig;
}

#define LOGGED_IN(...) logged_in((struct vs_log *const[]){ __VA_ARGS__, NULL })

/* ---- logs ---- */

Test(evidence, logs_are_counted)
{
	struct vs_log *other = vs_rekor1(
	    vs, &(struct vs_log_options){ .url = "https://other.rekor.test" });

	MUST(cosign_policy_set_tlogs(policy, 2, NULL));
	accept(LOGGED_IN(vs->rekor1, other));
	accept(LOGGED_IN(vs->rekor2, vs->rekor1));
	refuse(LOGGED_IN(vs->rekor1), COSIGN_E_NO_TLOG,
	    "entries of fewer transparency logs than the policy wants");
	MUST(cosign_policy_set_tlogs(policy, 3, NULL));
	refuse(LOGGED_IN(vs->rekor1, other), COSIGN_E_NO_TLOG,
	    "entries of fewer transparency logs than the policy wants");
	accept(LOGGED_IN(vs->rekor1, other, vs->rekor2));
}

Test(evidence, a_log_counts_once)
{
	MUST(cosign_policy_set_tlogs(policy, 2, NULL));
	refuse(LOGGED_IN(vs->rekor1, vs->rekor1), COSIGN_E_NO_TLOG,
	    "entries of fewer transparency logs than the policy wants");
}

Test(evidence, logs_that_are_not_trusted_count_for_nothing)
{
	struct vs_log *other = vs_rekor1(
	    vs, &(struct vs_log_options){ .url = "https://other.rekor.test" });

	other->untrusted = 1;
	accept(LOGGED_IN(other, vs->rekor1));
	ignored(LOGGED_IN(other), COSIGN_E_UNTRUSTED,
	    "tlogEntries[0]: of a log that is not trusted", "tlogEntries",
	    "COSIGN_E_UNTRUSTED", "tlogEntries[0]: of a log that is not");
	MUST(cosign_policy_set_tlogs(policy, 2, NULL));
	refuse(LOGGED_IN(other, vs->rekor1), COSIGN_E_UNTRUSTED,
	    "tlogEntries[0]: of a log that is not trusted");
}

Test(evidence, logs_have_windows)
{
	struct vs_signature *sig = LOGGED_IN(vs->rekor1);
	const int64_t logged = VS_NOW + 1;

	vs->rekor1->start = logged;
	vs->rekor1->end = logged;
	accept(sig);
	vs->rekor1->start = logged + 1;
	vs->rekor1->end = VS_NONE;
	refuse(sig, COSIGN_E_EXPIRED,
	    "tlogEntries[0]: inclusion promise: the log's key was not valid "
	    "then");
	vs->rekor1->start = 1;
	vs->rekor1->end = logged - 1;
	refuse(sig, COSIGN_E_EXPIRED,
	    "tlogEntries[0]: inclusion promise: the log's key was not valid "
	    "then");
}

/* Rekor v2 says no time: that of the timestamp has to be in its window. */
Test(evidence, logs_without_time_have_windows)
{
	struct vs_signature *sig = LOGGED_IN(vs->rekor2);
	const int64_t stamped = VS_NOW + 2;

	vs_stamp(sig, NULL);
	vs->rekor2->start = stamped;
	vs->rekor2->end = stamped;
	accept(sig);
	vs->rekor2->start = stamped + 1;
	vs->rekor2->end = VS_NONE;
	refuse(sig, COSIGN_E_EXPIRED,
	    "tlogEntries[0]: the log's key was not valid at the time of the "
	    "signature");
	vs->rekor2->start = 1;
	vs->rekor2->end = stamped - 1;
	refuse(sig, COSIGN_E_EXPIRED,
	    "tlogEntries[0]: the log's key was not valid at the time of the "
	    "signature");
}

/* ---- times ---- */

Test(evidence, a_certificate_needs_a_time)
{
	refuse(LOGGED_IN(vs->rekor2), COSIGN_E_NO_TIME,
	    "nobody who is trusted says when it was signed");
	cosign_policy_insecure_ignore_tlog(policy);
	refuse(LOGGED_IN(vs->rekor1), COSIGN_E_NO_TIME,
	    "nobody who is trusted says when it was signed");
}

Test(evidence, a_log_says_when_by_its_promise_alone)
{
	struct vs_signature *sig = vs_sign(vs, NULL);

	vs_log(sig, &(struct vs_entry_options){ .promise = VS_NONE });
	refuse(sig, COSIGN_E_NO_TIME,
	    "nobody who is trusted says when it was signed");
	vs_stamp(sig, NULL);
	accept(sig);
	MUST(cosign_policy_set_times(policy, COSIGN_TIME_LOG, 1, NULL));
	refuse(sig, COSIGN_E_NO_TIME,
	    "no log that is trusted says when it was signed");
}

Test(evidence, authorities_are_counted)
{
	struct vs_authority *other = vs_tsa(
	    vs, &(struct vs_authority_options){ .uri = "https://2.tsa.test" });
	struct vs_signature *sig = LOGGED_IN(vs->rekor2);

	MUST(cosign_policy_set_times(policy, COSIGN_TIME_TIMESTAMP, 2, NULL));
	refuse(sig, COSIGN_E_NO_TIMESTAMP, "no signed timestamp in the bundle");
	vs_stamp(sig, NULL);
	refuse(sig, COSIGN_E_NO_TIME,
	    "fewer times of signing than the policy wants");
	vs_stamp(sig, &(struct vs_timestamp_options){ .time = VS_NOW + 5 });
	refuse(sig, COSIGN_E_NO_TIME,
	    "fewer times of signing than the policy wants");
	vs_stamp(sig, &(struct vs_timestamp_options){ .tsa = other });
	accept(sig);
}

Test(evidence, each_source_has_a_count)
{
	struct vs_signature *both = LOGGED_IN(vs->rekor1);
	struct vs_signature *stamped = LOGGED_IN(vs->rekor2);

	vs_stamp(both, NULL);
	vs_stamp(stamped, NULL);
	MUST(cosign_policy_set_times(policy, COSIGN_TIME_ANY, 2, NULL));
	accept(both);
	refuse(stamped, COSIGN_E_NO_TIME,
	    "fewer times of signing than the policy wants");
	MUST(cosign_policy_set_times(policy, COSIGN_TIME_LOG, 1, NULL));
	MUST(cosign_policy_set_times(policy, COSIGN_TIME_TIMESTAMP, 1, NULL));
	accept(both);
	refuse(stamped, COSIGN_E_NO_TIME,
	    "fewer times of signing than the policy wants");
}

Test(evidence, timestamps_that_do_not_verify_count_for_nothing)
{
	struct vs_authority *other = vs_tsa(
	    vs, &(struct vs_authority_options){ .uri = "https://2.tsa.test" });
	struct vs_signature *sig = LOGGED_IN(vs->rekor2);

	other->untrusted = 1;
	vs_stamp(sig, &(struct vs_timestamp_options){ .tsa = other });
	ignored(sig, COSIGN_E_UNTRUSTED,
	    "timestamps[0]: timestamp: ", "timestamps", "COSIGN_E_UNTRUSTED",
	    "timestamps[0]: timestamp: ");
	vs_stamp(sig, NULL);
	accept(sig);
}

Test(evidence, authorities_have_windows)
{
	struct vs_signature *sig = LOGGED_IN(vs->rekor2);

	vs_stamp(sig, NULL);
	vs->tsa->start = vs->tsa->end = VS_NOW + 2;
	accept(sig);
	vs->tsa->start = VS_NOW + 3;
	vs->tsa->end = VS_NONE;
	refuse(sig, COSIGN_E_EXPIRED,
	    "timestamps[0]: timestamp: the authority is not trusted at that "
	    "time");
	vs->tsa->start = 1;
	vs->tsa->end = VS_NOW + 1;
	refuse(sig, COSIGN_E_EXPIRED,
	    "timestamps[0]: timestamp: the authority is not trusted at that "
	    "time");
}

Test(evidence, the_callers_clock_is_asked_alone)
{
	struct vs_signature *sig = LOGGED_IN(vs->rekor1);

	MUST(cosign_policy_insecure_set_clock(policy, VS_NOW, NULL));
	accept(sig);
	MUST(cosign_policy_insecure_set_clock(policy, VS_NOW + 86400, NULL));
	refuse(sig, COSIGN_E_EXPIRED,
	    "path: certificate: expired at the time of the signature");
	MUST(cosign_policy_insecure_set_clock(policy, VS_NOW - 86400, NULL));
	refuse(sig, COSIGN_E_EXPIRED,
	    "path: certificate: not yet valid at the time of the signature");
	MUST(cosign_policy_insecure_set_clock(policy, VS_NOW, NULL));
	refuse(vs_sign(vs, NULL), COSIGN_E_NO_TLOG,
	    "no transparency log entry in the bundle");
	cosign_policy_insecure_ignore_tlog(policy);
	accept(vs_sign(vs, NULL));
}

/* A certificate has to be valid at every time that was verified, not at one of
   them. */
Test(evidence, every_time_has_to_be_within_the_certificates)
{
	struct vs_signature *sig = LOGGED_IN(vs->rekor1);

	vs_stamp(sig, &(struct vs_timestamp_options){ .time = VS_NOW + 86400 });
	refuse(sig, COSIGN_E_EXPIRED,
	    "path: certificate: expired at the time of the signature");
	MUST(cosign_policy_set_times(policy, COSIGN_TIME_LOG, 1, NULL));
	accept(sig);
}

/* ---- certificate logs ---- */

static struct vs_signature *
seen_by(const struct vs_sct_options *scts, int count)
{
	struct vs_signature *sig = vs_sign(vs,
	    &(struct vs_sign_options){
		.leaf = &(struct vs_leaf_options){
		    .scts = scts, .sct_count = count } });

	vs_log(sig, NULL);
	return sig;
}

Test(evidence, certificate_logs_are_counted)
{
	struct vs_log *other =
	    vs_ct(vs, &(struct vs_log_options){ .url = "https://2.ct.test" });
	const struct vs_sct_options two[] = { { .log = vs->ct },
		{ .log = other } };
	const struct vs_sct_options same[] = { { .log = vs->ct },
		{ .log = vs->ct, .timestamp = (uint64_t)VS_NOW * 1000 } };

	MUST(cosign_policy_set_scts(policy, 2, NULL));
	accept(seen_by(two, 2));
	refuse(seen_by(two, 1), COSIGN_E_SCT,
	    "certificate: seen by fewer certificate logs than the policy "
	    "wants");
	refuse(seen_by(same, 2), COSIGN_E_SCT,
	    "certificate: seen by fewer certificate logs than the policy "
	    "wants");
	other->untrusted = 1;
	refuse(seen_by(two, 2), COSIGN_E_SCT,
	    "scts[1]: of a certificate log that is not trusted");
	MUST(cosign_policy_set_scts(policy, 1, NULL));
	accept(seen_by(two, 2));
}

Test(evidence, certificate_logs_may_be_ignored)
{
	refuse(seen_by(NULL, VS_NONE), COSIGN_E_SCT,
	    "certificate: no signed certificate timestamp");
	cosign_policy_insecure_ignore_scts(policy);
	accept(seen_by(NULL, VS_NONE));
}

Test(evidence, certificate_logs_have_windows)
{
	const uint64_t seen = (uint64_t)VS_NOW * 1000 + 999;
	const struct vs_sct_options sct = { .timestamp = seen };
	struct vs_signature *sig = seen_by(&sct, 1);

	vs->ct->start = VS_NOW;
	vs->ct->end = VS_NOW + 1;
	accept(sig);
	vs->ct->start = VS_NOW + 1;
	ignored(sig, COSIGN_E_SCT, "scts[0]: the log's key was not valid then",
	    "scts", "COSIGN_E_SCT", "scts[0]: the log's key was not valid");
	vs->ct->start = 1;
	vs->ct->end = VS_NOW;
	refuse(sig, COSIGN_E_SCT, "scts[0]: the log's key was not valid then");
}

/* ---- authorities ---- */

Test(evidence, certificate_authorities_have_windows)
{
	struct vs_signature *sig = LOGGED_IN(vs->rekor1);

	vs->ca->start = vs->ca->end = VS_NOW + 1;
	accept(sig);
	vs->ca->start = VS_NOW + 2;
	vs->ca->end = VS_NONE;
	refuse(sig, COSIGN_E_UNTRUSTED,
	    "certificate: no path to an authority that is trusted at the time "
	    "of the signature");
	vs->ca->start = 1;
	vs->ca->end = VS_NOW;
	refuse(sig, COSIGN_E_UNTRUSTED,
	    "certificate: no path to an authority that is trusted at the time "
	    "of the signature");
}

Test(evidence, of_several_authorities_any_may_have_issued)
{
	struct vs_authority *other = vs_ca(vs, NULL);
	struct vs_signature *sig = vs_sign(vs,
	    &(struct vs_sign_options){
		.leaf = &(struct vs_leaf_options){ .ca = other } });

	vs_log(sig, NULL);
	accept(sig);
	accept(LOGGED_IN(vs->rekor1));
	other->untrusted = 1;
	refuse(sig, COSIGN_E_UNTRUSTED,
	    "certificate: no path to an authority that is trusted at the time "
	    "of the signature");
}
