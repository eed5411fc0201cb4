#include "bundle/log_entry.h"

#include "spec/spec.h"
#include "util/limits.h"

/* What Rekor v1 and v2 log that a bundle can hold: sigstore-go pkg/tlog. */
static const struct kind_version {
	const char *kind;
	const char *version;
} known_bodies[] = {
	{ "hashedrekord", "0.0.1" },
	{ "hashedrekord", "0.0.2" },
	{ "dsse", "0.0.1" },
	{ "intoto", "0.0.2" },
};

static const json_t *
member(const json_t *entry, const char *name)
{
	return csn_pj_find(entry, &csn_msg_tlog_entry, name);
}

/* Whether a bytes field holds something. */
static cosign_rc_t
require_bytes(const json_t *v, const char *name, cosign_error_t *err)
{
	if (csn_pj_string(v).len == 0)
		return csn_fail(err, COSIGN_E_MALFORMED, "no %s", name);
	return COSIGN_OK;
}

static cosign_rc_t
check_body_kind(const json_t *body, const json_t *entry, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	const json_t *kind_version = member(entry, "kindVersion"), *spec;
	struct csn_span kind, version;
	size_t i;

	CSN_TRY(csn_json_string(&kind, body, "kind", err));
	CSN_TRY(csn_json_string(&version, body, "apiVersion", err));
	for (i = 0; i < CSN_ARRAY_LEN(known_bodies); i++)
		if (csn_span_eq(kind, csn_span_str(known_bodies[i].kind)) &&
		    csn_span_eq(version, csn_span_str(known_bodies[i].version)))
			break;
	if (i == CSN_ARRAY_LEN(known_bodies))
		CSN_TRY(csn_fail(err, COSIGN_E_UNSUPPORTED,
		    "entries of kind %.*s %.*s are not supported",
		    (int)(kind.len < CSN_QUOTE_MAX ? kind.len : CSN_QUOTE_MAX),
		    (const char *)kind.p,
		    (int)(version.len < CSN_QUOTE_MAX ? version.len
						      : CSN_QUOTE_MAX),
		    (const char *)version.p));
	CSN_TRY(csn_json_object(&spec, body, "spec", err));
	/* cosign never compares these; what an entry says of itself twice
	   shall be the same. */
	if (!csn_span_eq(kind,
		csn_pj_string(csn_pj_find(
		    kind_version, &csn_msg_kind_version, "kind"))) ||
	    !csn_span_eq(version,
		csn_pj_string(csn_pj_find(
		    kind_version, &csn_msg_kind_version, "version"))))
		CSN_TRY(csn_fail(err, COSIGN_E_MALFORMED,
		    "kind or version differs from kindVersion"));
	rc = COSIGN_OK;
out:
	return rc;
}

static cosign_rc_t
check_body(const json_t *entry, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_buf text;
	json_t *body = NULL;

	csn_buf_init(&text, CSN_BUNDLE_MAX);
	CSN_TRY(csn_pj_bytes(&text, member(entry, "canonicalizedBody"), err));
	CSN_TRY(csn_json_parse(&body, (const char *)text.p, text.len, err));
	CSN_TRY(check_body_kind(body, entry, err));
	rc = COSIGN_OK;
out:
	json_decref(body);
	csn_buf_dispose(&text);
	return csn_fail_at(err, rc, "canonicalizedBody");
}

static cosign_rc_t
check_proof(const json_t *proof, cosign_error_t *err)
{
	const json_t *checkpoint =
	    csn_pj_find(proof, &csn_msg_inclusion_proof, "checkpoint");

	if (checkpoint == NULL ||
	    csn_pj_string(
		csn_pj_find(checkpoint, &csn_msg_checkpoint, "envelope"))
		    .len == 0)
		return csn_fail(
		    err, COSIGN_E_MALFORMED, "inclusionProof: no checkpoint");
	return COSIGN_OK;
}

cosign_rc_t
csn_log_entry_check(
    struct csn_log_entry *out, const json_t *entry, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	const json_t *log_id = member(entry, "logId");
	const json_t *promise = member(entry, "inclusionPromise");
	const json_t *proof = member(entry, "inclusionProof");

	CSN_TRY(require_bytes(
	    member(entry, "canonicalizedBody"), "canonicalizedBody", err));
	if (csn_pj_int(member(entry, "logIndex")) < 0)
		CSN_TRY(
		    csn_fail(err, COSIGN_E_MALFORMED, "logIndex: less than 0"));
	if (log_id == NULL)
		CSN_TRY(csn_fail(err, COSIGN_E_MALFORMED, "no logId"));
	CSN_TRY(require_bytes(
	    csn_pj_find(log_id, &csn_msg_log_id, "keyId"), "logId.keyId", err));
	if (member(entry, "kindVersion") == NULL)
		CSN_TRY(csn_fail(err, COSIGN_E_MALFORMED, "no kindVersion"));
	if (proof != NULL)
		CSN_TRY(check_proof(proof, err));
	CSN_TRY(check_body(entry, err));
	out->has_proof = proof != NULL;
	out->has_promise = promise != NULL &&
	    csn_pj_string(csn_pj_find(promise, &csn_msg_inclusion_promise,
			      "signedEntryTimestamp"))
		    .len > 0;
	rc = COSIGN_OK;
out:
	return rc;
}
