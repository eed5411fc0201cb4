/* The certificate: trusted at the time of the signature, and logged. */
#include "verify/case.h"
#include "x509/sct.h"

#include <stdlib.h>

static int
is_internal(cosign_rc_t rc)
{
	return cosign_rc_class(rc) == COSIGN_CLASS_INTERNAL;
}

static cosign_rc_t
fail_usage(cosign_error_t *err, const char *what)
{
	return csn_fail(err, COSIGN_E_USAGE, "certificate: %s", what);
}

/* What Fulcio puts into a certificate for signatures, and a verifier that
   takes others by accident would miss. */
static cosign_rc_t
check_profile(const struct csn_certificate *leaf, cosign_error_t *err)
{
	if (leaf->is_ca)
		return fail_usage(err, "is a CA's");
	if (leaf->has_odd_time)
		return fail_usage(err,
		    "its validity is not written as it "
		    "has to be");
	if ((leaf->usages & CSN_EKU_CODE_SIGNING) == 0)
		return fail_usage(
		    err, "extended key usage is not for code signing");
	if ((leaf->present & CSN_EXT_KEY_USAGE) != 0 &&
	    (leaf->key_usage & CSN_KU_DIGITAL_SIGNATURE) == 0)
		return fail_usage(err, "key usage is not for signatures");
	return COSIGN_OK;
}

/* Certificates that came along, where they may help. */
static cosign_rc_t
read_chain(struct csn_case *v, cosign_error_t *err)
{
	const cosign_bundle_t *b = v->bundle;
	cosign_rc_t rc;
	size_t i;

	if (!v->policy->allow_chain)
		return COSIGN_OK;
	if (b->chain_count > 1) {
		v->untrusted =
		    calloc(b->chain_count - 1, sizeof(*v->untrusted));
		if (v->untrusted == NULL)
			return csn_fail_nomem(err);
	}
	/* What cannot be read helps nobody. */
	for (i = 1; i < b->chain_count; i++) {
		rc = csn_issuer_init(&v->untrusted[v->untrusted_count],
		    csn_bytes_span(&b->chain[i]), err);
		if (rc == COSIGN_OK)
			v->untrusted_count++;
		else if (is_internal(rc))
			return rc;
	}
	return COSIGN_OK;
}

/*
 * A path at one time, to any of the authorities. What is said of a failure is
 * the first rule that a path broke, or what was too much to look at, or that
 * there is no path: the others only say that they issued something else.
 */
static cosign_rc_t
check_at(struct csn_case *v, struct csn_time time, cosign_error_t *err)
{
	const struct csn_authority_list *cas = &v->trust->cas;
	struct csn_path_request request = { .leaf = v->bundle->leaf,
		.untrusted = v->untrusted,
		.untrusted_count = v->untrusted_count,
		.issued_by = v->issuer,
		.time = time,
		.usage = CSN_EKU_CODE_SIGNING,
		.budget = &v->budget };
	cosign_rc_t rc, broken = COSIGN_OK;
	size_t i;

	for (i = 0; i < cas->count; i++) {
		if (!csn_window_holds(&cas->items[i]->window, time))
			continue;
		request.authority = cas->items[i];
		rc = csn_path_verify(
		    &v->issuer, &request, broken == COSIGN_OK ? err : NULL);
		if (rc == COSIGN_OK)
			return rc;
		if (is_internal(rc))
			return broken == COSIGN_OK
			    ? rc
			    : csn_fail(err, rc, "%s", cosign_rc_text(rc));
		if (rc != COSIGN_E_UNTRUSTED && broken == COSIGN_OK)
			broken = csn_case_evidence(rc, COSIGN_E_UNTRUSTED, err);
	}
	if (broken != COSIGN_OK)
		return broken;
	return csn_fail(err, COSIGN_E_UNTRUSTED,
	    "certificate: no path to an authority that is trusted at the time "
	    "of the signature");
}

cosign_rc_t
csn_case_certificate(struct csn_case *v, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	size_t i;

	CSN_TRY(check_profile(v->bundle->leaf, err));
	CSN_TRY(read_chain(v, err));
	for (i = 0; i < v->moment_count; i++)
		CSN_TRY(check_at(v, v->moments[i].time, err));
	/* No time, no verdict: an earlier step made sure of it. */
	if (v->issuer == NULL)
		CSN_TRY(csn_fail(err, COSIGN_E_NO_TIME, "no time of signing"));
	cosign_error_clear(err); /* of other authorities */
	rc = COSIGN_OK;
out:
	return rc;
}

/* Seconds and the rest of milliseconds. */
static struct csn_time
time_of(const struct csn_sct *sct)
{
	const uint64_t sec = sct->timestamp / 1000;
	const struct csn_time t = { sec > CSN_TIME_SEC_MAX ? CSN_TIME_SEC_MAX
							   : (int64_t)sec,
		(uint32_t)(sct->timestamp % 1000) * 1000000 };

	return t;
}

static cosign_rc_t
check_sct(struct csn_case *v, const struct csn_sct *sct,
    enum csn_sct_entry entry, cosign_error_t *err)
{
	const struct csn_log_list *logs = &v->trust->ctlogs;
	cosign_rc_t rc = csn_fail(
	    err, COSIGN_E_SCT, "of a certificate log that is not trusted");
	size_t i;

	if (sct->is_unknown)
		return csn_fail(err, COSIGN_E_SCT,
		    "of a version or an algorithm that is not known");

	for (i = 0; i < logs->count && rc != COSIGN_OK; i++) {
		if (!csn_span_eq(
			csn_bytes_span(&logs->items[i]->id), sct->log_id))
			continue;
		if (csn_window_holds(&logs->items[i]->window, time_of(sct)))
			rc = csn_sct_verify(sct, logs->items[i]->key,
			    v->bundle->leaf, entry, v->issuer->certificate.spki,
			    err);
		else
			rc = csn_fail(err, COSIGN_E_SCT,
			    "the log's key was not valid then");
		if (is_internal(rc))
			return rc;
	}
	return rc;
}

/* Different logs that saw the certificate; others are passed over. */
static cosign_rc_t
count_scts(struct csn_case *v, const struct csn_sct *scts, size_t count,
    enum csn_sct_entry entry, size_t *logs, cosign_error_t *err)
{
	uint32_t good = 0; /* one bit for each */
	size_t i, j;
	cosign_rc_t rc;

	*logs = 0;
	for (i = 0; i < count; i++) {
		rc = check_sct(v, &scts[i], entry, err);
		if (is_internal(rc))
			return rc;
		if (rc != COSIGN_OK) {
			rc = csn_candidate_pass_over(v->c, "scts", i, rc, err);
			if (rc != COSIGN_OK)
				return rc;
			continue;
		}
		good |= (uint32_t)1 << i;
		for (j = 0; j < i; j++)
			if ((good & (uint32_t)1 << j) != 0 &&
			    csn_span_eq(scts[j].log_id, scts[i].log_id))
				break;
		*logs += j == i ? 1 : 0;
	}
	return COSIGN_OK;
}

cosign_rc_t
csn_case_sct(struct csn_case *v, cosign_error_t *err)
{
	const size_t wanted = v->policy->scts > 0 ? v->policy->scts : 1;
	const struct csn_span detached = csn_bytes_span(&v->bundle->sct);
	const struct csn_span embedded = v->bundle->leaf->scts;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_sct scts[CSN_SCTS_MAX];
	size_t count = 0, logs = 0;

	if (v->policy->ignore_scts) {
		csn_candidate_skip(v->c, CSN_CHECK_SCT, "ignored by policy");
		return COSIGN_OK;
	}
	if (embedded.p != NULL) {
		CSN_TRY(csn_case_evidence(
		    csn_sct_list_read(scts, &count, embedded, err),
		    COSIGN_E_SCT, err));
		CSN_TRY(
		    count_scts(v, scts, count, CSN_SCT_EMBEDDED, &logs, err));
	} else if (detached.len > 0) {
		CSN_TRY(csn_case_evidence(
		    csn_sct_read(&scts[0], detached, err), COSIGN_E_SCT, err));
		CSN_TRY(count_scts(v, scts, 1, CSN_SCT_DETACHED, &logs, err));
	}
	if (logs < wanted)
		CSN_TRY(csn_candidate_fail_passed(v->c, "scts", COSIGN_E_SCT,
		    logs > 0 ? "certificate: seen by fewer certificate logs "
			       "than the policy wants"
			     : "certificate: no signed certificate timestamp",
		    err));
	cosign_error_clear(err); /* of other logs */
	rc = COSIGN_OK;
out:
	return rc;
}
