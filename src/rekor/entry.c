#include "rekor/entry.h"

#include "rekor/checkpoint.h"
#include "util/base64.h"
#include "util/hex.h"

#include <stdlib.h>

void
csn_entry_dispose(struct csn_entry *entry)
{
	free(entry->log_id.p);
	free(entry->promise.p);
	free(entry->text.p);
	csn_entry_body_dispose(&entry->body);
	if (entry->proof != NULL) {
		free(entry->proof->root.p);
		free(entry->proof->checkpoint.p);
		free(entry->proof->hashes);
		free(entry->proof);
	}
	memset(entry, 0, sizeof(*entry));
}

int
csn_entry_is_v2(const struct csn_entry *entry)
{
	return entry->body.type == CSN_ENTRY_HASHEDREKORD_V002;
}

/*
 * RFC 8785 of {body, integratedTime, logID, logIndex}, in that order. Numbers
 * are those of ECMAScript there, which are exact up to here.
 */
#define EXACT_MAX ((int64_t)1 << 53)

static void
write_promised(struct csn_buf *out, const struct csn_entry *entry)
{
	csn_buf_reserve(out, csn_base64_size(entry->text.len) + 256);
	csn_buf_add_str(out, "{\"body\":\"");
	csn_base64_encode(out, entry->text.p, entry->text.len);
	csn_buf_addf(out, "\",\"integratedTime\":%lld,\"logID\":\"",
	    (long long)entry->integrated_time);
	csn_hex_encode(out, entry->log_id.p, entry->log_id.len);
	csn_buf_addf(out, "\",\"logIndex\":%lld}", (long long)entry->index);
}

static cosign_rc_t
check_promise_signature(const struct csn_entry *entry,
    const struct csn_log *log, cosign_error_t *err)
{
	const struct csn_span promise = csn_bytes_span(&entry->promise);
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_buf text;

	csn_buf_init(&text, 2 * CSN_BUNDLE_MAX);
	write_promised(&text, entry);
	CSN_TRY(csn_buf_finish(&text, err));
	rc = csn_pubkey_verify_as(log->key, COSIGN_HASH_SHA256, 0,
	    csn_span(text.p, text.len), promise, err);
	if (rc == COSIGN_E_SIGNATURE || rc == COSIGN_E_ALGORITHM)
		rc = csn_fail(err, COSIGN_E_PROMISE,
		    "inclusion promise: not signed by the log");
out:
	csn_buf_dispose(&text);
	return rc;
}

cosign_rc_t
csn_entry_verify_promise(const struct csn_entry *entry,
    const struct csn_log *log, cosign_error_t *err)
{
	const struct csn_time t = { entry->integrated_time, 0 };

	if (entry->integrated_time < 0 || entry->integrated_time > EXACT_MAX ||
	    entry->index > EXACT_MAX)
		return csn_fail(err, COSIGN_E_PROMISE,
		    "inclusion promise: time or index out of range");
	if (!csn_window_holds(&log->window, t))
		return csn_fail(err, COSIGN_E_EXPIRED,
		    "inclusion promise: the log's key was not valid then");
	/* cosign knows promises of ECDSA logs alone. */
	if (csn_pubkey_kind(log->key) == CSN_KEY_RSA ||
	    csn_pubkey_kind(log->key) == CSN_KEY_ED25519)
		return csn_fail(err, COSIGN_E_PROMISE,
		    "inclusion promise: the log's key is not ECDSA");
	return check_promise_signature(entry, log, err);
}

static cosign_rc_t
verify_inclusion(const struct csn_entry_proof *proof, uint64_t index,
    const struct csn_checkpoint *checkpoint, struct csn_span text,
    cosign_error_t *err)
{
	/* C11 has no conversion to pointers to constant arrays. */
	const struct csn_inclusion inclusion = { index, checkpoint->size,
		(const uint8_t(*)[CSN_HASH_SIZE])proof->hashes, proof->count };
	uint8_t leaf[CSN_HASH_SIZE];

	csn_leaf_hash(leaf, text);
	return csn_inclusion_verify(
	    &inclusion, leaf, csn_span(checkpoint->root, CSN_HASH_SIZE), err);
}

/* What the proof repeats has to be what the checkpoint says: nobody signed the
   proof, and readers take its numbers from there. Of Rekor v2 it may be
   missing. */
static cosign_rc_t
check_repeated(const struct csn_entry_proof *proof,
    const struct csn_checkpoint *checkpoint, int may_lack, cosign_error_t *err)
{
	if ((!may_lack || proof->root.len > 0) &&
	    !csn_span_eq(csn_bytes_span(&proof->root),
		csn_span(checkpoint->root, CSN_HASH_SIZE)))
		return csn_fail(err, COSIGN_E_CHECKPOINT,
		    "checkpoint: is of another root hash than the proof");
	if ((!may_lack || proof->size != 0) &&
	    (proof->size < 0 || (uint64_t)proof->size != checkpoint->size))
		return csn_fail(err, COSIGN_E_CHECKPOINT,
		    "checkpoint: is of another size than the proof");
	return COSIGN_OK;
}

cosign_rc_t
csn_entry_verify_proof(const struct csn_entry *entry, const struct csn_log *log,
    struct csn_span text, cosign_error_t *err)
{
	const struct csn_entry_proof *proof = entry->proof;
	const int v2 = csn_entry_is_v2(entry);
	const int64_t index = v2 ? entry->index : proof->index;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_checkpoint checkpoint;

	if (v2)
		CSN_TRY(csn_checkpoint_verify_v2(
		    &checkpoint, csn_bytes_span(&proof->checkpoint), log, err));
	else
		CSN_TRY(csn_checkpoint_verify_v1(
		    &checkpoint, csn_bytes_span(&proof->checkpoint), log, err));
	CSN_TRY(check_repeated(proof, &checkpoint, v2, err));
	if (index < 0 || (v2 && proof->index != 0 && proof->index != index))
		CSN_TRY(csn_fail(err, COSIGN_E_PROOF,
		    "inclusion proof: index is not the entry's"));
	CSN_TRY(
	    verify_inclusion(proof, (uint64_t)index, &checkpoint, text, err));
	rc = COSIGN_OK;
out:
	return rc;
}
