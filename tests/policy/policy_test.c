#include "policy/policy.h"

#include "util/limits.h"
#include "vectors.h"
#include "verifying.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static cosign_policy_t *policy;
static cosign_pubkey_t *key;
static cosign_error_t *err;

static void
enter(void)
{
	MUST(cosign_policy_new(&policy, NULL));
	key = pubkey_load("crypto/accepted", "p256.pub");
	err = cosign_error_new();
}

static void
leave(void)
{
	cosign_policy_free(policy);
	cosign_pubkey_free(key);
	cosign_error_free(err);
}

TestSuite(policy, .init = enter, .fini = leave);

static cosign_identity_t *
identity_new(void)
{
	cosign_identity_t *identity = NULL;

	MUST(cosign_identity_new(&identity, NULL));
	MUST(cosign_identity_add_subject(
	    identity, COSIGN_MATCH_EXACT, "a@b.c", NULL));
	MUST(cosign_identity_add_issuer(
	    identity, COSIGN_MATCH_EXACT, "https://a", NULL));
	return identity;
}

/* As it comes: all zero, which is the strictest. */
Test(policy, begins_strictly)
{
	size_t i;

	cr_expect_eq(policy->count, 0);
	cr_expect_eq(policy->signers, 0);
	cr_expect_eq(policy->hash, COSIGN_HASH_NONE);
	cr_expect_eq(policy->ignore_tlog, 0);
	cr_expect_eq(policy->ignore_scts, 0);
	cr_expect_eq(policy->ignore_claims, 0);
	cr_expect_eq(policy->allow_chain, 0);
	cr_expect_eq(policy->content, COSIGN_CONTENT_ANY);
	for (i = 0; i < ARRAY_LEN(policy->times); i++)
		cr_expect_eq(policy->times[i], 0);
	cr_expect_null(policy->predicate);
	cr_expect_eq(csn_policy_signers(policy), 1);
	cr_expect_eq(csn_policy_has_keys(policy), 0);
	cr_expect_eq(csn_policy_has_identities(policy), 0);
}

Test(policy, has_owners)
{
	cosign_policy_t *again = cosign_policy_ref(policy);

	cr_expect_eq(again, policy);
	cosign_policy_free(again);
	MUST(cosign_policy_add_key(policy, key, NULL));
	cr_expect_null(cosign_policy_ref(NULL));
	cosign_policy_free(NULL);
	expect_error(err, cosign_policy_new(NULL, err), COSIGN_E_ARGUMENT,
	    "policy: nowhere to write to");
}

/* All functions that change a policy and can say no. */
enum change {
	ADD_KEY,
	ADD_KEY_BETWEEN,
	ADD_IDENTITY,
	SET_SIGNERS,
	SET_HASH,
	SET_TLOGS,
	SET_SCTS,
	SET_TIMES,
	SET_CLOCK,
	SET_CONTENT,
	SET_PREDICATE,
	ADD_ANNOTATION,
	CHANGES
};

static cosign_rc_t
do_change(
    cosign_policy_t *p, enum change change, const cosign_identity_t *identity)
{
	switch (change) {
	case ADD_KEY:
		return cosign_policy_add_key(p, key, err);
	case ADD_KEY_BETWEEN:
		return cosign_policy_add_key_between(p, key, 0, 1, err);
	case ADD_IDENTITY:
		return cosign_policy_add_identity(p, identity, err);
	case SET_SIGNERS:
		return cosign_policy_set_signers(p, 1, err);
	case SET_HASH:
		return cosign_policy_set_hash(p, COSIGN_HASH_SHA256, err);
	case SET_TLOGS:
		return cosign_policy_set_tlogs(p, 1, err);
	case SET_SCTS:
		return cosign_policy_set_scts(p, 1, err);
	case SET_TIMES:
		return cosign_policy_set_times(p, COSIGN_TIME_ANY, 1, err);
	case SET_CLOCK:
		return cosign_policy_insecure_set_clock(p, 0, err);
	case SET_CONTENT:
		return cosign_policy_set_content(
		    p, COSIGN_CONTENT_SIGNATURE, err);
	case SET_PREDICATE:
		return cosign_policy_set_predicate(p, "p", err);
	case ADD_ANNOTATION:
		return cosign_policy_add_annotation(p, "a", "b", err);
	case CHANGES:
		break;
	}
	cr_assert_fail("no such change");
	return COSIGN_E_INTERNAL;
}

static void
insecure(cosign_policy_t *p)
{
	cosign_policy_insecure_ignore_tlog(p);
	cosign_policy_insecure_ignore_scts(p);
	cosign_policy_insecure_ignore_claims(p);
	cosign_policy_allow_chain(p);
}

/* Not there, open for changes, and with another owner. */
Test(policy, changes_until_it_is_shared)
{
	cosign_identity_t *identity = identity_new();
	cosign_policy_t *again;
	int change;

	for (change = 0; change < CHANGES; change++) {
		expect_error(err,
		    do_change(NULL, (enum change)change, identity),
		    COSIGN_E_ARGUMENT, "policy: nowhere to write to");
		cosign_error_clear(err);
		cr_expect_eq(do_change(policy, (enum change)change, identity),
		    COSIGN_OK, "%d: %s", change, cosign_error_message(err));
	}
	again = cosign_policy_ref(policy);
	for (change = 0; change < CHANGES; change++)
		expect_error(err,
		    do_change(policy, (enum change)change, identity),
		    COSIGN_E_CONFLICT, "policy: has another owner");
	insecure(NULL);
	insecure(policy);
	cr_expect_eq(policy->count, 3);
	cr_expect_eq(policy->annotation_count, 1);
	cr_expect_eq(policy->ignore_tlog, 0);
	cr_expect_eq(policy->ignore_scts, 0);
	cr_expect_eq(policy->ignore_claims, 0);
	cr_expect_eq(policy->allow_chain, 0);
	cosign_policy_free(again);
	cosign_identity_free(identity);
}

Test(policy, may_be_weakened)
{
	insecure(policy);
	cr_expect_eq(policy->ignore_tlog, 1);
	cr_expect_eq(policy->ignore_scts, 1);
	cr_expect_eq(policy->ignore_claims, 1);
	cr_expect_eq(policy->allow_chain, 1);
}

Test(policy, has_keys)
{
	expect_error(err, cosign_policy_add_key(policy, NULL, err),
	    COSIGN_E_ARGUMENT, "policy: no key");
	expect_error(err,
	    cosign_policy_add_key_between(policy, NULL, 0, 1, err),
	    COSIGN_E_ARGUMENT, "policy: no key");
	cr_expect_eq(policy->count, 0);
	MUST(cosign_policy_add_key(policy, key, NULL));
	cr_expect_eq(csn_policy_has_keys(policy), 1);
	cr_expect_eq(csn_policy_has_identities(policy), 0);
	cr_expect_eq(policy->wanted[0].key, key);
	cr_expect_eq(policy->wanted[0].has_window, 0);
	/* It is shared. */
	cosign_pubkey_free(key);
	key = cosign_pubkey_ref(policy->wanted[0].key);
	cr_expect_not_null(cosign_pubkey_fingerprint(key));
}

Test(policy, has_keys_of_a_time)
{
	const struct {
		int64_t start, end;
		cosign_rc_t rc;
		const char *message;
	} rows[] = {
		{ 0, 0, COSIGN_OK, "" },
		{ -5, 5, COSIGN_OK, "" },
		{ COSIGN_TIME_OPEN, COSIGN_TIME_OPEN, COSIGN_OK, "" },
		{ COSIGN_TIME_OPEN, 5, COSIGN_OK, "" },
		{ 5, COSIGN_TIME_OPEN, COSIGN_OK, "" },
		{ CSN_TIME_SEC_MIN, CSN_TIME_SEC_MAX, COSIGN_OK, "" },
		{ 1, 0, COSIGN_E_ARGUMENT,
		    "policy: a window of time without time" },
		{ CSN_TIME_SEC_MIN - 1, 0, COSIGN_E_ARGUMENT,
		    "policy: a time that is no date" },
		{ 0, CSN_TIME_SEC_MAX + 1, COSIGN_E_ARGUMENT,
		    "policy: a time that is no date" },
		{ INT64_MIN + 1, 0, COSIGN_E_ARGUMENT,
		    "policy: a time that is no date" },
		{ 0, INT64_MAX, COSIGN_E_ARGUMENT,
		    "policy: a time that is no date" },
	};
	size_t i, count = 0;

	cr_expect_eq(cosign_time_open(), COSIGN_TIME_OPEN);
	for (i = 0; i < ARRAY_LEN(rows); i++) {
		cosign_error_clear(err);
		expect_error(err,
		    cosign_policy_add_key_between(
			policy, key, rows[i].start, rows[i].end, err),
		    rows[i].rc, rows[i].message);
		count += rows[i].rc == COSIGN_OK ? 1 : 0;
		cr_expect_eq(policy->count, count);
	}
}

static int
holds(size_t i, int64_t sec, uint32_t nsec)
{
	return csn_window_holds(
	    &policy->wanted[i].window, (struct csn_time){ sec, nsec });
}

/* Both ends are included, the last second whole. */
Test(policy, has_keys_between_times)
{
	MUST(cosign_policy_add_key_between(policy, key, 5, 7, NULL));
	MUST(cosign_policy_add_key_between(
	    policy, key, COSIGN_TIME_OPEN, 7, NULL));
	MUST(cosign_policy_add_key_between(
	    policy, key, 5, COSIGN_TIME_OPEN, NULL));
	cr_expect_eq(policy->wanted[0].has_window, 1);
	cr_expect(!holds(0, 4, 999999999) && holds(0, 5, 0));
	cr_expect(holds(0, 7, 999999999) && !holds(0, 8, 0));
	cr_expect(holds(1, -1000, 0) && !holds(1, 8, 0));
	cr_expect(!holds(2, 4, 0) && holds(2, 1000000, 0));
}

Test(policy, has_identities)
{
	cosign_identity_t *identity = NULL;

	expect_error(err, cosign_policy_add_identity(policy, NULL, err),
	    COSIGN_E_ARGUMENT, "policy: no identity");
	MUST(cosign_identity_new(&identity, NULL));
	expect_error(err, cosign_policy_add_identity(policy, identity, err),
	    COSIGN_E_ARGUMENT, "identity: no wish about the subject");
	MUST(cosign_identity_add_subject(
	    identity, COSIGN_MATCH_REGEX, ".", NULL));
	expect_error(err, cosign_policy_add_identity(policy, identity, err),
	    COSIGN_E_ARGUMENT, "identity: no wish about the issuer");
	cr_expect_eq(policy->count, 0);
	MUST(
	    cosign_identity_add_issuer(identity, COSIGN_MATCH_GLOB, "*", NULL));
	MUST(cosign_policy_add_identity(policy, identity, NULL));
	cosign_identity_free(identity);
	cr_expect_eq(csn_policy_has_keys(policy), 0);
	cr_expect_eq(csn_policy_has_identities(policy), 1);
	cr_expect_eq(policy->wanted[0].identity->count, 2);
}

Test(policy, has_at_most_1024_signers)
{
	cosign_identity_t *identity = identity_new();
	size_t i;

	for (i = 0; i < CSN_SIGNERS_MAX; i++)
		MUST(i % 2 == 0
			? cosign_policy_add_key(policy, key, NULL)
			: cosign_policy_add_identity(policy, identity, NULL));
	expect_error(err, cosign_policy_add_key(policy, key, err),
	    COSIGN_E_LIMIT, "policy: more than 1024 signers");
	expect_error(err, cosign_policy_add_key_between(policy, key, 0, 1, err),
	    COSIGN_E_LIMIT, "policy: more than 1024 signers");
	expect_error(err, cosign_policy_add_identity(policy, identity, err),
	    COSIGN_E_LIMIT, "policy: more than 1024 signers");
	cr_expect_eq(policy->count, CSN_SIGNERS_MAX);
	cosign_identity_free(identity);
}

/* None at all has to be said in another way. */
Test(policy, counts_from_one)
{
	expect_error(err, cosign_policy_set_signers(policy, 0, err),
	    COSIGN_E_ARGUMENT, "policy: a count of none");
	expect_error(err, cosign_policy_set_tlogs(policy, 0, err),
	    COSIGN_E_ARGUMENT, "policy: a count of none");
	expect_error(err, cosign_policy_set_scts(policy, 0, err),
	    COSIGN_E_ARGUMENT, "policy: a count of none");
	expect_error(err,
	    cosign_policy_set_times(policy, COSIGN_TIME_LOG, 0, err),
	    COSIGN_E_ARGUMENT, "policy: a count of none");
	MUST(cosign_policy_set_tlogs(policy, 3, NULL));
	MUST(cosign_policy_set_scts(policy, UINT32_MAX, NULL));
	cr_expect_eq(policy->tlogs, 3);
	cr_expect_eq(policy->scts, UINT32_MAX);
}

Test(policy, wants_signers)
{
	cr_expect_eq(cosign_all_signers(), COSIGN_ALL_SIGNERS);
	cr_expect_eq(csn_policy_signers(policy), 1);
	MUST(cosign_policy_set_signers(policy, 5, NULL));
	cr_expect_eq(csn_policy_signers(policy), 5);
	MUST(cosign_policy_set_signers(policy, COSIGN_ALL_SIGNERS, NULL));
	cr_expect_eq(csn_policy_signers(policy), 0);
	MUST(cosign_policy_add_key(policy, key, NULL));
	MUST(cosign_policy_add_key(policy, key, NULL));
	cr_expect_eq(csn_policy_signers(policy), 2);
}

Test(policy, has_a_hash)
{
	static const cosign_hash_t hashes[] = { COSIGN_HASH_SHA256,
		COSIGN_HASH_SHA384, COSIGN_HASH_SHA512, COSIGN_HASH_NONE };
	size_t i;

	for (i = 0; i < ARRAY_LEN(hashes); i++) {
		MUST(cosign_policy_set_hash(policy, hashes[i], NULL));
		cr_expect_eq(policy->hash, hashes[i]);
	}
	expect_error(err,
	    cosign_policy_set_hash(policy, (cosign_hash_t)99, err),
	    COSIGN_E_ARGUMENT, "policy: no hash has number 99");
	cr_expect_eq(policy->hash, COSIGN_HASH_NONE);
}

/* Each source has a count of its own. */
Test(policy, wants_times)
{
	MUST(cosign_policy_set_times(policy, COSIGN_TIME_ANY, 1, NULL));
	MUST(cosign_policy_set_times(policy, COSIGN_TIME_LOG, 2, NULL));
	MUST(cosign_policy_set_times(policy, COSIGN_TIME_TIMESTAMP, 3, NULL));
	MUST(cosign_policy_set_times(policy, COSIGN_TIME_LOG, 4, NULL));
	cr_expect_eq(policy->times[COSIGN_TIME_ANY], 1);
	cr_expect_eq(policy->times[COSIGN_TIME_LOG], 4);
	cr_expect_eq(policy->times[COSIGN_TIME_TIMESTAMP], 3);
	cr_expect_eq(policy->times[COSIGN_TIME_CLOCK], 0);
	expect_error(err,
	    cosign_policy_set_times(policy, COSIGN_TIME_CLOCK, 1, err),
	    COSIGN_E_ARGUMENT, "policy: no such source of time");
	expect_error(err,
	    cosign_policy_set_times(policy, (cosign_time_source_t)4, 1, err),
	    COSIGN_E_ARGUMENT, "policy: no such source of time");
	expect_error(err,
	    cosign_policy_set_times(policy, (cosign_time_source_t)-1, 1, err),
	    COSIGN_E_ARGUMENT, "policy: no such source of time");
	cr_expect_eq(policy->times[COSIGN_TIME_CLOCK], 0);
}

Test(policy, may_have_a_clock)
{
	expect_error(err,
	    cosign_policy_insecure_set_clock(policy, CSN_TIME_SEC_MIN - 1, err),
	    COSIGN_E_ARGUMENT, "policy: a time that is no date");
	expect_error(err,
	    cosign_policy_insecure_set_clock(policy, CSN_TIME_SEC_MAX + 1, err),
	    COSIGN_E_ARGUMENT, "policy: a time that is no date");
	cr_expect_eq(policy->times[COSIGN_TIME_CLOCK], 0);
	MUST(cosign_policy_insecure_set_clock(policy, 1750000000, NULL));
	cr_expect_eq(policy->times[COSIGN_TIME_CLOCK], 1);
	cr_expect_eq(policy->clock.sec, 1750000000);
	cr_expect_eq(policy->clock.nsec, 0);
}

Test(policy, wants_content)
{
	int content;

	for (content = 0; content < 3; content++) {
		MUST(cosign_policy_set_content(
		    policy, (cosign_content_t)content, NULL));
		cr_expect_eq((int)policy->content, content);
	}
	expect_error(err,
	    cosign_policy_set_content(policy, (cosign_content_t)3, err),
	    COSIGN_E_ARGUMENT, "policy: no such content");
	cr_expect_eq((int)policy->content, 2);
}

/* A copy; the last one counts. */
Test(policy, wants_a_predicate)
{
	char type[] = "https://a";

	expect_error(err, cosign_policy_set_predicate(policy, NULL, err),
	    COSIGN_E_ARGUMENT, "policy: no predicate type");
	expect_error(err, cosign_policy_set_predicate(policy, "", err),
	    COSIGN_E_ARGUMENT, "policy: no predicate type");
	cr_expect_null(policy->predicate);
	MUST(cosign_policy_set_predicate(policy, "https://b", NULL));
	MUST(cosign_policy_set_predicate(policy, type, NULL));
	type[0] = 'x';
	cr_expect_str_eq(policy->predicate, "https://a");
}

Test(policy, wants_annotations)
{
	char name[16] = "a";
	size_t i;

	expect_error(err, cosign_policy_add_annotation(policy, NULL, "b", err),
	    COSIGN_E_ARGUMENT, "policy: annotation without name or value");
	expect_error(err, cosign_policy_add_annotation(policy, "a", NULL, err),
	    COSIGN_E_ARGUMENT, "policy: annotation without name or value");
	MUST(cosign_policy_add_annotation(policy, name, "", NULL));
	name[0] = 'x';
	cr_expect_str_eq(policy->annotations[0].name, "a");
	cr_expect_str_eq(policy->annotations[0].value, "");
	for (i = 1; i < CSN_WISHES_MAX; i++) {
		(void)snprintf(name, sizeof(name), "%zu", i);
		MUST(cosign_policy_add_annotation(policy, name, "b", NULL));
	}
	expect_error(err, cosign_policy_add_annotation(policy, "a", "b", err),
	    COSIGN_E_LIMIT, "policy: more than 64 annotations");
	cr_expect_eq(policy->annotation_count, CSN_WISHES_MAX);
}
