#include "policy/policy.h"

#include <stdlib.h>

int64_t
cosign_time_open(void)
{
	return COSIGN_TIME_OPEN;
}

uint32_t
cosign_all_signers(void)
{
	return COSIGN_ALL_SIGNERS;
}

cosign_rc_t
cosign_policy_new(cosign_policy_t **out, cosign_error_t *err)
{
	if (out == NULL)
		return csn_fail(
		    err, COSIGN_E_ARGUMENT, "policy: nowhere to write to");
	*out = calloc(1, sizeof(**out));
	if (*out == NULL)
		return csn_fail_nomem(err);
	(*out)->self = *out;
	atomic_init(&(*out)->refs, 1);
	return COSIGN_OK;
}

cosign_policy_t *
cosign_policy_ref(const cosign_policy_t *policy)
{
	if (policy == NULL)
		return NULL;
	(void)atomic_fetch_add(&policy->self->refs, 1);
	return policy->self;
}

void
cosign_policy_free(cosign_policy_t *policy)
{
	size_t i;

	if (policy == NULL || atomic_fetch_sub(&policy->refs, 1) != 1)
		return;
	for (i = 0; i < policy->count; i++) {
		cosign_pubkey_free(policy->wanted[i].key);
		cosign_identity_free(policy->wanted[i].identity);
	}
	free(policy->wanted);
	for (i = 0; i < policy->annotation_count; i++) {
		free(policy->annotations[i].name);
		free(policy->annotations[i].value);
	}
	free(policy->annotations);
	free(policy->predicate);
	free(policy);
}

static cosign_rc_t
fail_argument(cosign_error_t *err, const char *what)
{
	return csn_fail(err, COSIGN_E_ARGUMENT, "policy: %s", what);
}

/* What others read already does not change. */
static int
is_shared(const cosign_policy_t *policy)
{
	return atomic_load(&policy->self->refs) > 1;
}

static cosign_rc_t
check_policy(const cosign_policy_t *policy, cosign_error_t *err)
{
	if (policy == NULL)
		return fail_argument(err, "nowhere to write to");
	if (is_shared(policy))
		return csn_fail(err, COSIGN_E_CONFLICT,
		    "policy: has another owner, and is finished therefore");
	return COSIGN_OK;
}

/* Room for one more signer, zeroed and not yet counted. */
static cosign_rc_t
add_wanted(
    struct csn_wanted **out, cosign_policy_t *policy, cosign_error_t *err)
{
	struct csn_wanted *more;

	if (policy->count == CSN_SIGNERS_MAX)
		return csn_fail(err, COSIGN_E_LIMIT,
		    "policy: more than %d signers", CSN_SIGNERS_MAX);
	more = realloc(policy->wanted, (policy->count + 1) * sizeof(*more));
	if (more == NULL)
		return csn_fail_nomem(err);
	policy->wanted = more;
	*out = &more[policy->count];
	memset(*out, 0, sizeof(**out));
	return COSIGN_OK;
}

cosign_rc_t
cosign_policy_add_key(
    cosign_policy_t *policy, const cosign_pubkey_t *key, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_wanted *wanted;

	CSN_TRY(check_policy(policy, err));
	if (key == NULL)
		CSN_TRY(fail_argument(err, "no key"));
	CSN_TRY(add_wanted(&wanted, policy, err));
	wanted->key = cosign_pubkey_ref(key);
	policy->count++;
	rc = COSIGN_OK;
out:
	return rc;
}

static cosign_rc_t
check_window_end(int64_t t, cosign_error_t *err)
{
	if (t != COSIGN_TIME_OPEN &&
	    (t < CSN_TIME_SEC_MIN || t > CSN_TIME_SEC_MAX))
		return fail_argument(err, "a time that is no date");
	return COSIGN_OK;
}

cosign_rc_t
cosign_policy_add_key_between(cosign_policy_t *policy,
    const cosign_pubkey_t *key, int64_t start, int64_t end, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_wanted *wanted;

	CSN_TRY(check_window_end(start, err));
	CSN_TRY(check_window_end(end, err));
	if (start != COSIGN_TIME_OPEN && end != COSIGN_TIME_OPEN && start > end)
		CSN_TRY(fail_argument(err, "a window of time without time"));
	CSN_TRY(cosign_policy_add_key(policy, key, err));
	wanted = &policy->wanted[policy->count - 1];
	wanted->has_window = 1;
	wanted->window.has_start = start != COSIGN_TIME_OPEN;
	wanted->window.start.sec = start;
	/* The whole of its last second. */
	wanted->window.has_end = end != COSIGN_TIME_OPEN;
	wanted->window.end = (struct csn_time){ end, 999999999 };
	rc = COSIGN_OK;
out:
	return rc;
}

cosign_rc_t
cosign_policy_add_identity(cosign_policy_t *policy,
    const cosign_identity_t *identity, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_wanted *wanted;

	CSN_TRY(check_policy(policy, err));
	if (identity == NULL)
		CSN_TRY(fail_argument(err, "no identity"));
	CSN_TRY(add_wanted(&wanted, policy, err));
	CSN_TRY(csn_identity_copy(&wanted->identity, identity, err));
	policy->count++;
	rc = COSIGN_OK;
out:
	return rc;
}

/* None at all has to be said in another way. */
static cosign_rc_t
check_count(const cosign_policy_t *policy, uint32_t count, cosign_error_t *err)
{
	cosign_rc_t rc = check_policy(policy, err);

	if (rc == COSIGN_OK && count == 0)
		rc = fail_argument(err, "a count of none");
	return rc;
}

cosign_rc_t
cosign_policy_set_signers(
    cosign_policy_t *policy, uint32_t count, cosign_error_t *err)
{
	cosign_rc_t rc = check_count(policy, count, err);

	if (rc == COSIGN_OK)
		policy->signers = count;
	return rc;
}

cosign_rc_t
cosign_policy_set_hash(
    cosign_policy_t *policy, cosign_hash_t hash, cosign_error_t *err)
{
	cosign_rc_t rc = check_policy(policy, err);

	if (rc != COSIGN_OK)
		return rc;
	if (hash != COSIGN_HASH_NONE && cosign_hash_size(hash) == 0)
		return csn_fail(err, COSIGN_E_ARGUMENT,
		    "policy: no hash has number %d", (int)hash);
	policy->hash = hash;
	return COSIGN_OK;
}

cosign_rc_t
cosign_policy_set_tlogs(
    cosign_policy_t *policy, uint32_t count, cosign_error_t *err)
{
	cosign_rc_t rc = check_count(policy, count, err);

	if (rc == COSIGN_OK)
		policy->tlogs = count;
	return rc;
}

void
cosign_policy_insecure_ignore_tlog(cosign_policy_t *policy)
{
	if (policy != NULL && !is_shared(policy))
		policy->ignore_tlog = 1;
}

cosign_rc_t
cosign_policy_set_scts(
    cosign_policy_t *policy, uint32_t count, cosign_error_t *err)
{
	cosign_rc_t rc = check_count(policy, count, err);

	if (rc == COSIGN_OK)
		policy->scts = count;
	return rc;
}

void
cosign_policy_insecure_ignore_scts(cosign_policy_t *policy)
{
	if (policy != NULL && !is_shared(policy))
		policy->ignore_scts = 1;
}

cosign_rc_t
cosign_policy_set_times(cosign_policy_t *policy, cosign_time_source_t source,
    uint32_t count, cosign_error_t *err)
{
	cosign_rc_t rc = check_count(policy, count, err);

	if (rc == COSIGN_OK && source != COSIGN_TIME_ANY &&
	    source != COSIGN_TIME_LOG && source != COSIGN_TIME_TIMESTAMP)
		rc = fail_argument(err, "no such source of time");
	if (rc == COSIGN_OK)
		policy->times[source] = count;
	return rc;
}

cosign_rc_t
cosign_policy_insecure_set_clock(
    cosign_policy_t *policy, int64_t now, cosign_error_t *err)
{
	cosign_rc_t rc = check_policy(policy, err);

	if (rc == COSIGN_OK &&
	    (now < CSN_TIME_SEC_MIN || now > CSN_TIME_SEC_MAX))
		rc = fail_argument(err, "a time that is no date");
	if (rc == COSIGN_OK) {
		policy->clock = (struct csn_time){ now, 0 };
		policy->times[COSIGN_TIME_CLOCK] = 1;
	}
	return rc;
}

void
cosign_policy_allow_chain(cosign_policy_t *policy)
{
	if (policy != NULL && !is_shared(policy))
		policy->allow_chain = 1;
}

cosign_rc_t
cosign_policy_set_content(
    cosign_policy_t *policy, cosign_content_t content, cosign_error_t *err)
{
	cosign_rc_t rc = check_policy(policy, err);

	if (rc == COSIGN_OK && content != COSIGN_CONTENT_ANY &&
	    content != COSIGN_CONTENT_SIGNATURE &&
	    content != COSIGN_CONTENT_ATTESTATION)
		rc = fail_argument(err, "no such content");
	if (rc == COSIGN_OK)
		policy->content = content;
	return rc;
}

cosign_rc_t
cosign_policy_set_predicate(
    cosign_policy_t *policy, const char *type, cosign_error_t *err)
{
	cosign_rc_t rc = check_policy(policy, err);
	char *copy;

	if (rc == COSIGN_OK && (type == NULL || *type == '\0'))
		rc = fail_argument(err, "no predicate type");
	if (rc != COSIGN_OK)
		return rc;
	copy = strdup(type);
	if (copy == NULL)
		return csn_fail_nomem(err);
	free(policy->predicate);
	policy->predicate = copy;
	return COSIGN_OK;
}

cosign_rc_t
cosign_policy_add_annotation(cosign_policy_t *policy, const char *name,
    const char *value, cosign_error_t *err)
{
	cosign_rc_t rc = check_policy(policy, err);
	struct csn_wanted_annotation *more, *one;

	if (rc == COSIGN_OK && (name == NULL || value == NULL))
		rc = fail_argument(err, "annotation without name or value");
	if (rc == COSIGN_OK && policy->annotation_count == CSN_WISHES_MAX)
		rc = csn_fail(err, COSIGN_E_LIMIT,
		    "policy: more than %d annotations", CSN_WISHES_MAX);
	if (rc != COSIGN_OK)
		return rc;
	more = realloc(policy->annotations,
	    (policy->annotation_count + 1) * sizeof(*more));
	if (more == NULL)
		return csn_fail_nomem(err);
	policy->annotations = more;
	one = &more[policy->annotation_count];
	one->name = strdup(name);
	one->value = strdup(value);
	if (one->name == NULL || one->value == NULL) {
		free(one->name);
		free(one->value);
		return csn_fail_nomem(err);
	}
	policy->annotation_count++;
	return COSIGN_OK;
}

void
cosign_policy_insecure_ignore_claims(cosign_policy_t *policy)
{
	if (policy != NULL && !is_shared(policy))
		policy->ignore_claims = 1;
}
