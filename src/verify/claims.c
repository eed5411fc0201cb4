/* What an attestation says, and whose it is. */
#include "dsse/pae.h"
#include "dsse/statement.h"
#include "simple/payload.h"
#include "util/hex.h"
#include "util/text.h"
#include "verify/case.h"

/* An attestation that is being read; the signature over it is verified. */
struct claims {
	struct csn_case *v;
	struct csn_statement statement;
	const json_t *subject; /* the artifact; NULL if nobody asked */
	cosign_error_t *err;
};

static int
shown(struct csn_span text)
{
	return (int)(text.len < CSN_QUOTE_MAX ? text.len : CSN_QUOTE_MAX);
}

/* Whether anything of a statement is asked for. */
static int
is_asked(const cosign_policy_t *policy)
{
	return !policy->ignore_claims || policy->predicate != NULL ||
	    policy->annotation_count > 0;
}

static cosign_rc_t
read_statement(struct claims *c)
{
	const cosign_bundle_t *b = c->v->bundle;

	if (!csn_span_eq(csn_bytes_span(&b->envelope.payload_type),
		csn_span_str(CSN_PAYLOAD_TYPE_INTOTO)))
		return csn_fail(c->err, COSIGN_E_STATEMENT,
		    "statement: the payload is of type %.*s, not a statement",
		    shown(csn_bytes_span(&b->envelope.payload_type)),
		    (const char *)b->envelope.payload_type.p);
	return csn_case_evidence(
	    csn_statement_read(&c->statement,
		csn_bytes_span(&b->envelope.payload),
		b->form == COSIGN_FORM_SIGSTORE ? CSN_STATEMENT_STRICT
						: CSN_STATEMENT_LAX,
		c->err),
	    COSIGN_E_STATEMENT, c->err);
}

/* By each of the hashes that the statement's subjects have between them; of a
   ready digest there is one. */
static cosign_rc_t
find_subject(struct claims *c)
{
	const cosign_hash_t given = csn_reading_given(c->v->reading);
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	unsigned int set;
	int hash;

	if (given != COSIGN_HASH_NONE)
		set = csn_hash_bit(given);
	else
		CSN_TRY(csn_statement_hashes(&c->statement, &set, c->err));
	CSN_TRY(csn_reading_need(c->v->reading, set, 0, c->err));
	for (hash = COSIGN_HASH_SHA256;
	     hash <= COSIGN_HASH_SHA512 && c->subject == NULL; hash++) {
		if ((set & csn_hash_bit((cosign_hash_t)hash)) == 0)
			continue;
		c->v->c->digest =
		    csn_reading_digest(c->v->reading, (cosign_hash_t)hash);
		c->subject =
		    csn_statement_find(&c->statement, &c->v->c->digest);
	}
	if (c->subject == NULL)
		CSN_TRY(csn_fail(c->err, COSIGN_E_SUBJECT,
		    "statement: none of its subjects is the artifact"));
	rc = COSIGN_OK;
out:
	return rc;
}

static cosign_rc_t
check_statement(struct claims *c)
{
	cosign_rc_t rc = read_statement(c);

	if (rc != COSIGN_OK)
		return rc;
	if (c->v->policy->ignore_claims) {
		csn_candidate_skip(
		    c->v->c, CSN_CHECK_STATEMENT, "ignored by policy");
		return COSIGN_OK;
	}
	return find_subject(c);
}

static cosign_rc_t
check_predicate(struct claims *c)
{
	const char *wanted = c->v->policy->predicate;
	const char *type = c->statement.predicate_type;

	if (wanted == NULL) {
		csn_candidate_skip(
		    c->v->c, CSN_CHECK_PREDICATE, "not asked for");
		return COSIGN_OK;
	}
	if (type == NULL || strcmp(type, wanted) != 0)
		return csn_fail(c->err, COSIGN_E_PREDICATE,
		    "statement: predicate type is %.*s", CSN_QUOTE_MAX,
		    type == NULL ? "none" : type);
	return COSIGN_OK;
}

static const struct csn_wanted_annotation *
missing_annotation(const cosign_policy_t *policy, const json_t *subject)
{
	size_t i;

	for (i = 0; i < policy->annotation_count; i++)
		if (!csn_subject_has_annotation(subject,
			policy->annotations[i].name,
			policy->annotations[i].value))
			return &policy->annotations[i];
	return NULL;
}

/* Of the artifact; where claims are ignored, of any one subject. */
static cosign_rc_t
check_annotations(struct claims *c)
{
	const cosign_policy_t *policy = c->v->policy;
	const struct csn_wanted_annotation *missing = NULL;
	size_t i;

	if (policy->annotation_count == 0) {
		csn_candidate_skip(
		    c->v->c, CSN_CHECK_ANNOTATIONS, "not asked for");
		return COSIGN_OK;
	}
	for (i = 0; i < json_array_size(c->statement.subjects); i++) {
		const json_t *subject = c->subject != NULL
		    ? c->subject
		    : json_array_get(c->statement.subjects, i);

		missing = missing_annotation(policy, subject);
		if (missing == NULL)
			return COSIGN_OK;
	}
	return csn_fail(c->err, COSIGN_E_ANNOTATION,
	    "statement: the subject has no annotation %.*s of that value",
	    CSN_QUOTE_MAX, missing != NULL ? missing->name : "");
}

static cosign_rc_t
check_attestation(struct claims *c)
{
	cosign_candidate_t *found = c->v->c;
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	CSN_TRY(csn_candidate_check(
	    found, CSN_CHECK_STATEMENT, check_statement(c)));
	CSN_TRY(csn_candidate_check(
	    found, CSN_CHECK_PREDICATE, check_predicate(c)));
	CSN_TRY(csn_candidate_check(
	    found, CSN_CHECK_ANNOTATIONS, check_annotations(c)));
	CSN_TRY(csn_text_copy(
	    &found->predicate_type, c->statement.predicate_type, c->err));
	rc = COSIGN_OK;
out:
	return rc;
}

/* What nobody asks about may be anything. */
static void
skip_all(struct csn_case *v)
{
	csn_candidate_skip(v->c, CSN_CHECK_STATEMENT, "ignored by policy");
	csn_candidate_skip(v->c, CSN_CHECK_PREDICATE, "not asked for");
	csn_candidate_skip(v->c, CSN_CHECK_ANNOTATIONS, "not asked for");
}

/* Which image a payload is about. */
static cosign_rc_t
check_image(struct csn_case *v, const struct csn_simple_payload *payload,
    cosign_error_t *err)
{
	static const char prefix[] = "sha256:";
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_digest digest;
	struct csn_buf text;

	csn_buf_init(&text, sizeof(prefix) + 2 * sizeof(digest.bytes));
	if (v->policy->ignore_claims) {
		csn_candidate_skip(
		    v->c, CSN_CHECK_STATEMENT, "ignored by policy");
		return COSIGN_OK;
	}
	CSN_TRY(csn_reading_need(
	    v->reading, csn_hash_bit(COSIGN_HASH_SHA256), 0, err));
	digest = csn_reading_digest(v->reading, COSIGN_HASH_SHA256);
	csn_buf_add_str(&text, prefix);
	csn_hex_encode(&text, digest.bytes, digest.len);
	CSN_TRY(csn_buf_finish(&text, err));
	if (!csn_span_eq(payload->digest, csn_span(text.p, text.len)))
		CSN_TRY(csn_fail(err, COSIGN_E_SUBJECT,
		    "payload: about another image, %.*s",
		    shown(payload->digest), (const char *)payload->digest.p));
	v->c->digest = digest;
	rc = COSIGN_OK;
out:
	csn_buf_dispose(&text);
	return rc;
}

static cosign_rc_t
check_image_annotations(const struct csn_case *v,
    const struct csn_simple_payload *payload, cosign_error_t *err)
{
	const cosign_policy_t *policy = v->policy;
	size_t i;

	if (policy->annotation_count == 0)
		csn_candidate_skip(
		    v->c, CSN_CHECK_ANNOTATIONS, "not asked for");
	for (i = 0; i < policy->annotation_count; i++)
		if (!csn_simple_payload_has(payload,
			policy->annotations[i].name,
			policy->annotations[i].value))
			return csn_fail(err, COSIGN_E_ANNOTATION,
			    "payload: no annotation %.*s of that value",
			    CSN_QUOTE_MAX, policy->annotations[i].name);
	return COSIGN_OK;
}

/* A payload is what a statement of this type is in the newer form. */
static cosign_rc_t
check_image_predicate(const struct csn_case *v, cosign_error_t *err)
{
	const char *wanted = v->policy->predicate;

	if (wanted == NULL)
		csn_candidate_skip(v->c, CSN_CHECK_PREDICATE, "not asked for");
	else if (strcmp(wanted, CSN_PREDICATE_SIGNED) != 0)
		return csn_fail(err, COSIGN_E_PREDICATE,
		    "payload: signed is an image, not an attestation");
	return COSIGN_OK;
}

/* Of an image: by simple signing. */
static cosign_rc_t
check_payload(struct csn_case *v, cosign_error_t *err)
{
	struct csn_simple_payload payload = { 0 };
	cosign_rc_t rc = COSIGN_E_INTERNAL, read;

	if (!is_asked(v->policy)) {
		skip_all(v);
		return COSIGN_OK;
	}
	read = csn_case_evidence(csn_simple_payload_read(&payload,
				     csn_bytes_span(&v->bundle->payload), err),
	    COSIGN_E_STATEMENT, err);
	CSN_TRY(csn_candidate_check(v->c, CSN_CHECK_STATEMENT,
	    read != COSIGN_OK ? read : check_image(v, &payload, err)));
	CSN_TRY(csn_candidate_check(
	    v->c, CSN_CHECK_PREDICATE, check_image_predicate(v, err)));
	CSN_TRY(csn_candidate_check(v->c, CSN_CHECK_ANNOTATIONS,
	    check_image_annotations(v, &payload, err)));
	rc = COSIGN_OK;
out:
	csn_simple_payload_dispose(&payload);
	return rc;
}

/* A signature of the artifact itself says nothing more. */
static cosign_rc_t
check_message(struct csn_case *v, cosign_error_t *err)
{
	const cosign_policy_t *policy = v->policy;
	cosign_rc_t rc = COSIGN_OK;

	csn_candidate_skip(
	    v->c, CSN_CHECK_STATEMENT, "signed is the artifact itself");
	csn_candidate_skip(v->c, CSN_CHECK_PREDICATE, "not asked for");
	csn_candidate_skip(v->c, CSN_CHECK_ANNOTATIONS, "not asked for");
	if (policy->predicate != NULL)
		rc = csn_candidate_check(v->c, CSN_CHECK_PREDICATE,
		    csn_fail(err, COSIGN_E_PREDICATE,
			"signed is the artifact itself, not an attestation"));
	else if (policy->annotation_count > 0)
		rc = csn_candidate_check(v->c, CSN_CHECK_ANNOTATIONS,
		    csn_fail(err, COSIGN_E_ANNOTATION,
			"signed is the artifact itself, which has no "
			"annotations"));
	return rc;
}

cosign_rc_t
csn_case_claims(struct csn_case *v, cosign_error_t *err)
{
	struct claims c = { .v = v, .err = err };
	cosign_rc_t rc;

	if (v->bundle->payload.p != NULL)
		return check_payload(v, err);
	if (v->bundle->content == CSN_CONTENT_MESSAGE)
		return check_message(v, err);
	if (!is_asked(v->policy)) {
		skip_all(v);
		return COSIGN_OK;
	}
	rc = check_attestation(&c);
	csn_statement_dispose(&c.statement);
	return rc;
}

/* Who it is instead. */
static cosign_rc_t
fail_identity(const struct csn_subject *subject, cosign_error_t *err)
{
	const struct csn_span name = subject->names[0].text;
	const struct csn_span issuer = subject->issuer;

	if (issuer.p == NULL)
		return csn_fail(err, COSIGN_E_IDENTITY,
		    "signed by %.*s, whom nobody vouched for", shown(name),
		    (const char *)name.p);
	return csn_fail(err, COSIGN_E_IDENTITY, "signed by %.*s, says %.*s",
	    shown(name), (const char *)name.p, shown(issuer),
	    (const char *)issuer.p);
}

static cosign_rc_t
keep_subject(struct csn_case *v, const struct csn_subject *subject,
    const struct csn_subject_name *name, cosign_error_t *err)
{
	const struct csn_certificate *leaf = v->bundle->leaf;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	size_t i;

	CSN_TRY(csn_text_from_span(&v->c->subject, name->text, err));
	v->c->subject_kind = name->kind;
	CSN_TRY(csn_text_from_span(&v->c->issuer, subject->issuer, err));
	for (i = 0; i <= CSN_FULCIO_MAX; i++)
		CSN_TRY(csn_text_from_span(
		    &v->c->extensions[i], leaf->fulcio[i], err));
	rc = COSIGN_OK;
out:
	return rc;
}

cosign_rc_t
csn_case_identity(struct csn_case *v, cosign_error_t *err)
{
	const cosign_policy_t *policy = v->policy;
	const struct csn_certificate *leaf = v->bundle->leaf;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_subject subject;
	const struct csn_subject_name *name, *first = NULL;
	size_t i;

	CSN_TRY(csn_subject_read(&subject, leaf,
	    v->bundle->form == COSIGN_FORM_SIGSTORE ? CSN_SUBJECT_ONE
						    : CSN_SUBJECT_ANY,
	    err));
	for (i = 0; i < policy->count; i++) {
		if (policy->wanted[i].identity == NULL)
			continue;
		CSN_TRY(csn_identity_match(
		    &name, policy->wanted[i].identity, &subject, leaf, err));
		v->c->claims[i] = name != NULL;
		if (first == NULL)
			first = name;
	}
	if (first == NULL)
		CSN_TRY(fail_identity(&subject, err));
	CSN_TRY(keep_subject(v, &subject, first, err));
	rc = COSIGN_OK;
out:
	return rc;
}
