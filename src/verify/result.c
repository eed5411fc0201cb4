#include "verify/result.h"

#include <stdlib.h>
#include <string.h>

/* NULL stays NULL. */
static cosign_rc_t
copy_text(char **out, const char *text, cosign_error_t *err)
{
	*out = NULL;
	if (text == NULL)
		return COSIGN_OK;
	*out = strdup(text);
	return *out != NULL ? COSIGN_OK : csn_fail_nomem(err);
}

cosign_rc_t
csn_result_new(
    cosign_result_t **out, const cosign_bundle_t *bundle, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	cosign_result_t *r;

	*out = NULL;
	r = calloc(1, sizeof(*r));
	if (r == NULL)
		return csn_fail_nomem(err);
	r->code = COSIGN_E_INTERNAL;
	r->form = bundle->form;
	r->tlog_count = bundle->tlog_count;
	r->timestamp_count = bundle->timestamp_count;
	CSN_TRY(copy_text(&r->media_type, bundle->media_type, err));
	CSN_TRY(copy_text(&r->key_hint, bundle->key_hint, err));
	*out = r;
	r = NULL;
	rc = COSIGN_OK;
out:
	cosign_result_free(r);
	return rc;
}

void
cosign_result_free(cosign_result_t *result)
{
	if (result == NULL)
		return;
	free(result->message);
	free(result->hint);
	free(result->media_type);
	free(result->key_hint);
	cosign_pubkey_free(result->key);
	free(result);
}

cosign_rc_t
csn_result_check(cosign_result_t *r, enum csn_check check, cosign_rc_t rc)
{
	struct csn_check_row *row = &r->checks[check];

	if (rc != COSIGN_OK)
		row->state = CSN_CHECK_FAILED;
	else if (row->state != CSN_CHECK_SKIPPED)
		row->state = CSN_CHECK_PASSED;
	return rc;
}

void
csn_result_skip(cosign_result_t *r, enum csn_check check, const char *reason)
{
	r->checks[check].state = CSN_CHECK_SKIPPED;
	r->checks[check].reason = reason;
}

cosign_rc_t
csn_result_close(cosign_result_t *r, cosign_rc_t rc, cosign_error_t *err)
{
	const char *message = cosign_rc_text(rc);

	r->code = rc;
	r->accepted = rc == COSIGN_OK;
	if (rc != COSIGN_OK) {
		message = cosign_error_message(err);
		if (copy_text(&r->hint, cosign_error_hint(err), NULL) !=
		    COSIGN_OK)
			return csn_fail_nomem(err);
	}
	return copy_text(&r->message, message, err);
}

int
cosign_result_accepted(const cosign_result_t *result)
{
	return result != NULL && result->accepted;
}

cosign_rc_t
cosign_result_code(const cosign_result_t *result)
{
	return result->code;
}

const cosign_pubkey_t *
cosign_result_key(const cosign_result_t *result)
{
	return result->accepted ? result->key : NULL;
}

cosign_hash_t
cosign_result_hash(const cosign_result_t *result)
{
	return result->accepted ? result->hash : COSIGN_HASH_NONE;
}

const uint8_t *
cosign_result_digest(
    const cosign_result_t *result, cosign_hash_t *hash, size_t *len)
{
	const struct csn_digest *d = &result->digests[result->verified];

	*hash = COSIGN_HASH_NONE;
	*len = 0;
	if (!result->accepted || d->len == 0)
		return NULL;
	*hash = d->hash;
	*len = d->len;
	return d->bytes;
}
