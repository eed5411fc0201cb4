/* Bundles put together: a signature, and pieces that belong to it (frames.h).
   What is read is there and nothing else is; what is accepted was signed. */
#include "frames.h"
#include "known.h"

#include "bundle/entity.h"
#include "util/limits.h"

#include <cosign/verify.h>

typedef cosign_rc_t (*add_fn)(cosign_bundle_builder_t *builder,
    const void *data, size_t len, cosign_error_t *err);

static cosign_rc_t
add_entry(cosign_bundle_builder_t *builder, const void *data, size_t len,
    cosign_error_t *err)
{
	return cosign_bundle_builder_add_entry(builder, data, len, err);
}

static cosign_rc_t
add_sct(cosign_bundle_builder_t *builder, const void *data, size_t len,
    cosign_error_t *err)
{
	return cosign_bundle_builder_add_sct(builder, data, len, err);
}

static const add_fn adds[] = { cosign_bundle_builder_add_certificates,
	add_entry, cosign_bundle_builder_add_timestamp, add_sct };

#define ADDS (sizeof(adds) / sizeof(adds[0]))

/* How often each succeeded. */
static int
add_all(
    cosign_bundle_builder_t *builder, struct csn_span in, size_t added[ADDS])
{
	cosign_error_t *err = cosign_error_new();
	cosign_rc_t rc = COSIGN_OK;
	struct csn_span piece;
	unsigned int use;

	HOLDS(err != NULL);
	while (rc == COSIGN_OK && next_frame(&in, &use, &piece)) {
		rc = adds[use % ADDS](builder, piece.p, piece.len, err);
		added[use % ADDS] += rc == COSIGN_OK ? 1 : 0;
		HOLDS(rc == COSIGN_OK || rc == COSIGN_E_CONFLICT ||
		    cosign_rc_class(rc) == COSIGN_CLASS_MALFORMED);
		HOLDS(
		    rc == COSIGN_OK || is_printable(cosign_error_message(err)));
	}
	cosign_error_free(err);
	return rc == COSIGN_OK;
}

static void
check_counts(const cosign_bundle_t *b, const size_t added[ADDS],
    const size_t before[ADDS])
{
	HOLDS(cosign_bundle_form(b) != COSIGN_FORM_SIGSTORE);
	HOLDS(cosign_bundle_has_certificate(b) == (added[0] + before[0] > 0));
	HOLDS(cosign_bundle_tlog_count(b) == added[1] + before[1]);
	HOLDS(cosign_bundle_tlog_count(b) <= 1);
	HOLDS(cosign_bundle_timestamp_count(b) == added[2] + before[2]);
	HOLDS(cosign_bundle_timestamp_count(b) <= CSN_TIMESTAMPS_MAX);
	HOLDS(b->sct.len == 0 || added[3] > 0);
	HOLDS(b->chain_count <= CSN_CHAIN_MAX);
}

static const cosign_policy_t *
policy(void)
{
	static cosign_policy_t *p;
	cosign_identity_t *identity = NULL;

	if (p != NULL)
		return p;
	HOLDS(cosign_identity_new(&identity, NULL) == COSIGN_OK);
	HOLDS(cosign_identity_add_subject(identity, COSIGN_MATCH_EXACT,
		  KNOWN_IDENTITY, NULL) == COSIGN_OK);
	HOLDS(cosign_identity_add_issuer(identity, COSIGN_MATCH_EXACT,
		  KNOWN_ISSUER, NULL) == COSIGN_OK);
	HOLDS(cosign_policy_new(&p, NULL) == COSIGN_OK);
	HOLDS(cosign_policy_add_identity(p, identity, NULL) == COSIGN_OK);
	cosign_identity_free(identity);
	return p;
}

/* The signature of a seed, which is its first piece, base64; and whether the
   bundle has it. */
static int
has_signature_of(const cosign_bundle_t *b, const char *seed)
{
	struct csn_span in = known("builder", seed), text;
	cosign_bundle_t *one = NULL;
	unsigned int use;
	int same;

	HOLDS(next_frame(&in, &use, &text));
	HOLDS(cosign_bundle_from_signature(&one, text.p, text.len, NULL) ==
	    COSIGN_OK);
	same = csn_span_eq(
	    csn_bytes_span(&one->signature), csn_bytes_span(&b->signature));
	cosign_bundle_free(one);
	return same;
}

static cosign_rc_t
check_verdict(const cosign_bundle_t *b)
{
	cosign_artifact_t *artifact = NULL;
	cosign_rc_t rc;

	HOLDS(cosign_artifact_from_bytes(&artifact, KNOWN_ARTIFACT,
		  sizeof(KNOWN_ARTIFACT) - 1, NULL) == COSIGN_OK);
	rc = cosign_verify_blob(
	    NULL, known_trust(), policy(), b, artifact, NULL);
	HOLDS(rc == COSIGN_OK || rc == COSIGN_E_UNSUPPORTED ||
	    rc == COSIGN_E_LIMIT ||
	    cosign_rc_class(rc) == COSIGN_CLASS_REJECTED);
	/* The older forms of attestations are known to keyless. */
	HOLDS(rc != COSIGN_OK || b->content == CSN_CONTENT_ENVELOPE ||
	    has_signature_of(b, "detached") ||
	    has_signature_of(b, "detached-sct"));
	cosign_artifact_free(artifact);
	return rc;
}

/* COSIGN_E_NO_SIGNATURE where nothing was put together. */
static cosign_rc_t
check(struct csn_span in)
{
	cosign_bundle_builder_t *builder = NULL;
	cosign_bundle_t *b = NULL, *alone = NULL;
	size_t added[ADDS] = { 0 }, before[ADDS] = { 0 };
	cosign_rc_t rc = COSIGN_E_NO_SIGNATURE;
	struct csn_span signature;
	unsigned int use;

	if (!next_frame(&in, &use, &signature) ||
	    cosign_bundle_builder_new(
		&builder, signature.p, signature.len, NULL) != COSIGN_OK)
		return rc;
	HOLDS(cosign_bundle_parse_any(
		  &alone, signature.p, signature.len, NULL) == COSIGN_OK);
	before[0] = (size_t)cosign_bundle_has_certificate(alone);
	before[1] = cosign_bundle_tlog_count(alone);
	before[2] = cosign_bundle_timestamp_count(alone);
	if (add_all(builder, in, added)) {
		HOLDS(cosign_bundle_builder_finish(builder, &b, NULL) ==
		    COSIGN_OK);
		check_counts(b, added, before);
		rc = check_verdict(b);
	}
	cosign_bundle_free(alone);
	cosign_bundle_free(b);
	cosign_bundle_builder_free(builder);
	return rc;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static int is_ready;

	if (!is_ready) {
		/* Otherwise nothing would be tested. */
		HOLDS(check(known("builder", "detached")) == COSIGN_OK);
		HOLDS(check(known("builder", "detached-sct")) == COSIGN_OK);
		is_ready = 1;
	}
	(void)check(csn_span(data, size));
	return 0;
}
