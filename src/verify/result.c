#include "verify/result.h"

#include "policy/policy.h"
#include "util/text.h"

#include <stdlib.h>

cosign_rc_t
csn_result_new(cosign_result_t **out, size_t room, cosign_error_t *err)
{
	cosign_result_t *r = calloc(1, sizeof(*r));

	*out = NULL;
	if (r == NULL)
		return csn_fail_nomem(err);
	r->code = COSIGN_E_INTERNAL;
	r->candidates = calloc(room, sizeof(cosign_candidate_t *));
	if (r->candidates == NULL) {
		free(r);
		return csn_fail_nomem(err);
	}
	*out = r;
	return COSIGN_OK;
}

void
cosign_result_free(cosign_result_t *result)
{
	size_t i;

	if (result == NULL)
		return;
	for (i = 0; i < result->count; i++)
		csn_candidate_free(result->candidates[i]);
	free(result->candidates);
	free(result->message);
	free(result->hint);
	free(result);
}

cosign_rc_t
csn_result_add(cosign_candidate_t **out, cosign_result_t *result,
    const cosign_bundle_t *bundle, cosign_error_t *err)
{
	cosign_rc_t rc = csn_candidate_new(out, bundle, err);

	if (rc == COSIGN_OK)
		result->candidates[result->count++] = *out;
	return rc;
}

static int
is_same_text(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* Whether two bundles were signed by the same: with one key, whoever it is
   said to be, or as one identity with keys that change. */
static int
is_same_person(const cosign_candidate_t *a, const cosign_candidate_t *b)
{
	if (memcmp(cosign_pubkey_fingerprint(a->key),
		cosign_pubkey_fingerprint(b->key),
		cosign_hash_size(COSIGN_HASH_SHA256)) == 0)
		return 1;
	return a->certificate.len > 0 && b->certificate.len > 0 &&
	    is_same_text(a->subject, b->subject) &&
	    is_same_text(a->issuer, b->issuer);
}

/* Index among the people so far, or their number. */
static size_t
find_person(const cosign_candidate_t *const *people, size_t count,
    const cosign_candidate_t *who)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (is_same_person(people[i], who))
			break;
	return i;
}

/* What a person may stand for is all that their bundles say. */
static size_t
collect_people(const cosign_result_t *result, size_t wanted,
    const cosign_candidate_t **people, uint8_t *claims)
{
	size_t i, j, who, count = 0;

	for (i = 0; i < result->count; i++) {
		const cosign_candidate_t *c = result->candidates[i];

		if (!c->accepted)
			continue;
		who = find_person(people, count, c);
		if (who == count)
			people[count++] = c;
		for (j = 0; j < wanted; j++)
			claims[who * wanted + j] |= c->claims[j];
	}
	return count;
}

cosign_rc_t
csn_result_signers(size_t *out, const cosign_result_t *result, size_t wanted,
    cosign_error_t *err)
{
	const cosign_candidate_t **people =
	    calloc(result->count, sizeof(*people));
	uint8_t *claims = calloc(result->count, wanted);
	cosign_rc_t rc;
	size_t count;

	*out = 0;
	if (people == NULL || claims == NULL) {
		rc = csn_fail_nomem(err);
	} else {
		count = collect_people(result, wanted, people, claims);
		rc = csn_count_signers(out, claims, count, wanted, err);
	}
	free(people);
	free(claims);
	return rc;
}

static void
keep_artifact(cosign_result_t *r, const struct csn_reading *reading)
{
	int hash;

	if (!reading->is_done)
		return;
	r->was_read = 1;
	r->only_digest = csn_reading_given(reading) != COSIGN_HASH_NONE;
	r->size = cosign_artifact_size(reading->artifact);
	for (hash = COSIGN_HASH_SHA256; hash <= COSIGN_HASH_SHA512; hash++)
		r->digests[hash] =
		    csn_reading_digest(reading, (cosign_hash_t)hash);
}

cosign_rc_t
csn_result_close(cosign_result_t *result, cosign_rc_t rc,
    const struct csn_reading *reading, cosign_error_t *err)
{
	const char *message = cosign_rc_text(rc);

	keep_artifact(result, reading);
	result->code = rc;
	result->accepted = rc == COSIGN_OK;
	if (rc != COSIGN_OK) {
		message = cosign_error_message(err);
		if (csn_text_copy(&result->hint, cosign_error_hint(err),
			NULL) != COSIGN_OK)
			return csn_fail_nomem(err);
	}
	return csn_text_copy(&result->message, message, err);
}

int
cosign_result_accepted(const cosign_result_t *result)
{
	return result != NULL && result->accepted;
}

cosign_rc_t
cosign_result_code(const cosign_result_t *result)
{
	return result != NULL ? result->code : COSIGN_E_ARGUMENT;
}

const char *
cosign_result_message(const cosign_result_t *result)
{
	return result != NULL ? result->message : NULL;
}

size_t
cosign_result_count(const cosign_result_t *result)
{
	return result != NULL ? result->count : 0;
}

const cosign_candidate_t *
cosign_result_candidate(const cosign_result_t *result, size_t index)
{
	return index < cosign_result_count(result) ? result->candidates[index]
						   : NULL;
}

const cosign_candidate_t *
cosign_result_signer(const cosign_result_t *result)
{
	size_t i;

	if (!cosign_result_accepted(result))
		return NULL;
	for (i = 0; i < result->count; i++)
		if (result->candidates[i]->accepted)
			return result->candidates[i];
	return NULL;
}

const uint8_t *
cosign_result_digest(
    const cosign_result_t *result, cosign_hash_t *hash, size_t *len)
{
	return cosign_candidate_digest(cosign_result_signer(result), hash, len);
}
