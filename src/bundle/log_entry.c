#include "bundle/log_entry.h"

#include "spec/spec.h"
#include "util/limits.h"

#include <stdlib.h>

static const json_t *
member(const json_t *entry, const char *name)
{
	return csn_pj_find(entry, &csn_msg_tlog_entry, name);
}

static cosign_rc_t
read_bytes(struct csn_bytes *out, const json_t *v, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_buf bytes;

	csn_buf_init(&bytes, CSN_BUNDLE_MAX);
	CSN_TRY(csn_pj_bytes(&bytes, v, err));
	csn_bytes_take(out, &bytes);
	rc = COSIGN_OK;
out:
	csn_buf_dispose(&bytes);
	return rc;
}

/* A bytes field that has to hold something. */
static cosign_rc_t
require_bytes(struct csn_bytes *out, const json_t *v, const char *name,
    cosign_error_t *err)
{
	if (csn_pj_string(v).len == 0)
		return csn_fail(err, COSIGN_E_MALFORMED, "no %s", name);
	return read_bytes(out, v, err);
}

/* What Rekor v1 and v2 log that a bundle can hold: sigstore-go pkg/tlog. */
static int
is_for_bundles(enum csn_entry_type type)
{
	return type == CSN_ENTRY_HASHEDREKORD_V001 ||
	    type == CSN_ENTRY_HASHEDREKORD_V002 ||
	    type == CSN_ENTRY_DSSE_V001 || type == CSN_ENTRY_INTOTO_V002;
}

/* cosign never compares these; what an entry says of itself twice shall be the
   same. */
static cosign_rc_t
check_kind(const struct csn_entry_body *body, const json_t *kind_version,
    cosign_error_t *err)
{
	const struct csn_span kind = csn_pj_string(
	    csn_pj_find(kind_version, &csn_msg_kind_version, "kind"));
	const struct csn_span version = csn_pj_string(
	    csn_pj_find(kind_version, &csn_msg_kind_version, "version"));

	if (!is_for_bundles(body->type))
		return csn_fail(err, COSIGN_E_UNSUPPORTED,
		    "entries of kind %s %s are not supported",
		    csn_entry_kind(body->type), csn_entry_version(body->type));
	if (!csn_span_eq(kind, csn_span_str(csn_entry_kind(body->type))) ||
	    !csn_span_eq(version, csn_span_str(csn_entry_version(body->type))))
		return csn_fail(err, COSIGN_E_MALFORMED,
		    "kind or version differs from kindVersion");
	return COSIGN_OK;
}

static cosign_rc_t
read_body(struct csn_entry *out, const json_t *entry, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	CSN_TRY(
	    csn_entry_body_read(&out->body, csn_bytes_span(&out->text), err));
	CSN_TRY(check_kind(&out->body, member(entry, "kindVersion"), err));
	out->is_readable = 1;
	rc = COSIGN_OK;
out:
	return csn_fail_at(err, rc, "canonicalizedBody");
}

static cosign_rc_t
read_hashes(
    struct csn_entry_proof *out, const json_t *list, cosign_error_t *err)
{
	const size_t count = json_array_size(list);
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_bytes hash = { NULL, 0 };

	if (count == 0)
		return COSIGN_OK;
	out->hashes = calloc(count, sizeof(*out->hashes));
	if (out->hashes == NULL)
		return csn_fail_nomem(err);
	for (; out->count < count; out->count++) {
		CSN_TRY(
		    read_bytes(&hash, json_array_get(list, out->count), err));
		if (hash.len != CSN_HASH_SIZE)
			CSN_TRY(csn_fail(err, COSIGN_E_MALFORMED,
			    "hashes[%zu]: %zu bytes instead of %d", out->count,
			    hash.len, CSN_HASH_SIZE));
		memcpy(out->hashes[out->count], hash.p, CSN_HASH_SIZE);
	}
	rc = COSIGN_OK;
out:
	free(hash.p);
	return rc;
}

static cosign_rc_t
read_checkpoint(
    struct csn_entry_proof *out, const json_t *proof, cosign_error_t *err)
{
	const json_t *checkpoint =
	    csn_pj_find(proof, &csn_msg_inclusion_proof, "checkpoint");
	struct csn_span envelope = { NULL, 0 };

	if (checkpoint != NULL)
		envelope = csn_pj_string(
		    csn_pj_find(checkpoint, &csn_msg_checkpoint, "envelope"));
	if (envelope.len == 0)
		return csn_fail(err, COSIGN_E_MALFORMED, "no checkpoint");
	return csn_bytes_copy(&out->checkpoint, envelope, err);
}

static cosign_rc_t
read_proof(struct csn_entry *entry, const json_t *proof, cosign_error_t *err)
{
	const struct csn_pj_message *message = &csn_msg_inclusion_proof;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_entry_proof *out = calloc(1, sizeof(*out));

	entry->proof = out;
	if (out == NULL)
		return csn_fail_nomem(err);
	CSN_TRY(read_checkpoint(out, proof, err));
	out->index = csn_pj_int(csn_pj_find(proof, message, "logIndex"));
	out->size = csn_pj_int(csn_pj_find(proof, message, "treeSize"));
	CSN_TRY(read_bytes(
	    &out->root, csn_pj_find(proof, message, "rootHash"), err));
	CSN_TRY(read_hashes(out, csn_pj_find(proof, message, "hashes"), err));
	rc = COSIGN_OK;
out:
	return csn_fail_at(err, rc, "inclusionProof");
}

cosign_rc_t
csn_log_entry_read(
    struct csn_entry *out, const json_t *entry, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	const json_t *log_id = member(entry, "logId");
	const json_t *promise = member(entry, "inclusionPromise");
	const json_t *proof = member(entry, "inclusionProof");

	CSN_TRY(require_bytes(&out->text, member(entry, "canonicalizedBody"),
	    "canonicalizedBody", err));
	out->index = csn_pj_int(member(entry, "logIndex"));
	if (out->index < 0)
		CSN_TRY(
		    csn_fail(err, COSIGN_E_MALFORMED, "logIndex: less than 0"));
	if (log_id == NULL)
		CSN_TRY(csn_fail(err, COSIGN_E_MALFORMED, "no logId"));
	CSN_TRY(require_bytes(&out->log_id,
	    csn_pj_find(log_id, &csn_msg_log_id, "keyId"), "logId.keyId", err));
	if (member(entry, "kindVersion") == NULL)
		CSN_TRY(csn_fail(err, COSIGN_E_MALFORMED, "no kindVersion"));
	out->integrated_time = csn_pj_int(member(entry, "integratedTime"));
	if (promise != NULL)
		CSN_TRY(read_bytes(&out->promise,
		    csn_pj_find(promise, &csn_msg_inclusion_promise,
			"signedEntryTimestamp"),
		    err));
	if (proof != NULL)
		CSN_TRY(read_proof(out, proof, err));
	CSN_TRY(read_body(out, entry, err));
	rc = COSIGN_OK;
out:
	return rc;
}
