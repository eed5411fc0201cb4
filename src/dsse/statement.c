#include "dsse/statement.h"

#include "spec/spec.h"
#include "util/hex.h"
#include "util/limits.h"

static const char *const types[] = { "https://in-toto.io/Statement/v1",
	"https://in-toto.io/Statement/v0.1" };

static cosign_rc_t
refuse(cosign_error_t *err, const char *why)
{
	return csn_fail(err, COSIGN_E_STATEMENT, "statement: %s", why);
}

/* What cannot be parsed is none. */
static cosign_rc_t
fail_parse(cosign_error_t *err, cosign_rc_t rc)
{
	if (cosign_rc_class(rc) == COSIGN_CLASS_MALFORMED)
		rc = csn_fail_as(err, COSIGN_E_STATEMENT);
	return csn_fail_at(err, rc, "statement");
}

static cosign_rc_t
parse(json_t **out, struct csn_span text, enum csn_statement_form form,
    cosign_error_t *err)
{
	cosign_rc_t rc;

	rc = csn_json_parse_passing(out, (const char *)text.p, text.len,
	    CSN_JSON_NUMBERS_PROTO, "predicate", err);
	if (rc == COSIGN_OK && form == CSN_STATEMENT_STRICT) {
		rc = csn_pj_check(*out, &csn_msg_statement, err);
		if (rc != COSIGN_OK) {
			json_decref(*out);
			*out = NULL;
		}
	}
	return rc == COSIGN_OK ? COSIGN_OK : fail_parse(err, rc);
}

/* Text without NUL; NULL if it is something else, "" if it is missing. */
static const char *
text_of(const json_t *o, const char *name)
{
	const json_t *v = json_object_get(o, name);

	if (v == NULL || json_is_null(v))
		return "";
	if (!json_is_string(v) ||
	    strlen(json_string_value(v)) != json_string_length(v))
		return NULL;
	return json_string_value(v);
}

static cosign_rc_t
check_type(const struct csn_statement *s, cosign_error_t *err)
{
	size_t i;

	for (i = 0; i < CSN_ARRAY_LEN(types); i++)
		if (s->type != NULL && strcmp(s->type, types[i]) == 0)
			return COSIGN_OK;
	return refuse(err, "_type is none of in-toto's v1 and v0.1");
}

/* protobuf JSON has maps of text there; the older forms are held to it. */
static cosign_rc_t
check_digests(const json_t *subject, cosign_error_t *err)
{
	const json_t *digests = json_object_get(subject, "digest"), *v;
	void *iter;

	if (digests == NULL || json_is_null(digests))
		return COSIGN_OK;
	if (!json_is_object(digests))
		return refuse(err, "digest is no object");
	if (json_object_size(digests) > CSN_SUBJECT_DIGESTS_MAX)
		return csn_fail(err, COSIGN_E_LIMIT,
		    "statement: more than %d digests of a subject",
		    CSN_SUBJECT_DIGESTS_MAX);
	for (iter = json_object_iter(csn_json_iterable(digests)); iter != NULL;
	     iter = json_object_iter_next(csn_json_iterable(digests), iter)) {
		v = json_object_iter_value(iter);
		if (!json_is_string(v))
			return refuse(err, "a digest is no text");
	}
	return COSIGN_OK;
}

static cosign_rc_t
read_subjects(struct csn_statement *s, cosign_error_t *err)
{
	cosign_rc_t rc;
	size_t i;

	s->subjects = json_object_get(s->root, "subject");
	if (!json_is_array(s->subjects) || json_array_size(s->subjects) == 0)
		return refuse(err, "no subject");
	if (json_array_size(s->subjects) > CSN_SUBJECTS_MAX)
		return csn_fail(err, COSIGN_E_LIMIT,
		    "statement: more than %d subjects", CSN_SUBJECTS_MAX);
	for (i = 0; i < json_array_size(s->subjects); i++) {
		const json_t *subject = json_array_get(s->subjects, i);

		if (!json_is_object(subject))
			return refuse(err, "a subject is no object");
		rc = check_digests(subject, err);
		if (rc != COSIGN_OK)
			return rc;
	}
	return COSIGN_OK;
}

cosign_rc_t
csn_statement_read(struct csn_statement *out, struct csn_span text,
    enum csn_statement_form form, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	memset(out, 0, sizeof(*out));
	CSN_TRY(parse(&out->root, text, form, err));
	if (!json_is_object(out->root))
		CSN_TRY(refuse(err, "not an object"));
	out->type = text_of(out->root, "_type");
	/* The field's name in the specification; nobody writes it. */
	if (out->type != NULL && *out->type == '\0' &&
	    form == CSN_STATEMENT_STRICT)
		out->type = text_of(out->root, "type");
	CSN_TRY(check_type(out, err));
	out->predicate_type = text_of(out->root, "predicateType");
	if (out->predicate_type != NULL && *out->predicate_type == '\0' &&
	    form == CSN_STATEMENT_STRICT)
		out->predicate_type = text_of(out->root, "predicate_type");
	if (out->predicate_type == NULL)
		CSN_TRY(refuse(err, "predicateType is no text"));
	CSN_TRY(read_subjects(out, err));
	rc = COSIGN_OK;
out:
	if (rc != COSIGN_OK)
		csn_statement_dispose(out);
	return rc;
}

void
csn_statement_dispose(struct csn_statement *statement)
{
	json_decref(statement->root);
	memset(statement, 0, sizeof(*statement));
}

/* Strongest first. */
static const cosign_hash_t preferred[] = { COSIGN_HASH_SHA512,
	COSIGN_HASH_SHA384, COSIGN_HASH_SHA256 };

static const json_t *
digest_of(const json_t *subject, cosign_hash_t hash)
{
	return json_object_get(
	    json_object_get(subject, "digest"), cosign_hash_name(hash));
}

static unsigned int
hashes_of(const json_t *subject)
{
	unsigned int set = 0;
	size_t i;

	for (i = 0; i < CSN_ARRAY_LEN(preferred); i++)
		if (digest_of(subject, preferred[i]) != NULL)
			set |= csn_hash_bit(preferred[i]);
	return set;
}

cosign_rc_t
csn_statement_hashes(
    const struct csn_statement *s, unsigned int *set, cosign_error_t *err)
{
	size_t i, j;

	*set = 0;
	for (i = 0; i < json_array_size(s->subjects); i++) {
		const unsigned int has =
		    hashes_of(json_array_get(s->subjects, i));

		for (j = 0; j < CSN_ARRAY_LEN(preferred) && (has & *set) == 0;
		     j++)
			*set |= has & csn_hash_bit(preferred[j]);
	}
	if (*set == 0)
		return csn_fail(err, COSIGN_E_SUBJECT,
		    "statement: no subject has a digest of SHA-2");
	return COSIGN_OK;
}

/* Hexadecimal in either case; what is none equals nothing. */
static int
equals(const json_t *text, const struct csn_digest *digest)
{
	uint8_t bytes[COSIGN_DIGEST_MAX];

	return json_is_string(text) &&
	    csn_hex_decode(bytes, digest->len, json_string_value(text),
		json_string_length(text), NULL) == COSIGN_OK &&
	    memcmp(bytes, digest->bytes, digest->len) == 0;
}

const json_t *
csn_statement_find(
    const struct csn_statement *s, const struct csn_digest *digest)
{
	size_t i;

	if (digest->len == 0)
		return NULL;
	for (i = 0; i < json_array_size(s->subjects); i++) {
		const json_t *subject = json_array_get(s->subjects, i);

		if (equals(digest_of(subject, digest->hash), digest))
			return subject;
	}
	return NULL;
}

int
csn_subject_has_annotation(
    const json_t *subject, const char *name, const char *value)
{
	const json_t *v =
	    json_object_get(json_object_get(subject, "annotations"), name);

	return json_is_string(v) && json_string_length(v) == strlen(value) &&
	    memcmp(json_string_value(v), value, strlen(value)) == 0;
}
