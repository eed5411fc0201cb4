#include "dsse/statement.h"

#include "util/limits.h"
#include "vectors.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OK    COSIGN_OK
#define NONE  COSIGN_E_STATEMENT
#define LIMIT COSIGN_E_LIMIT

#define V1       "\"_type\":\"https://in-toto.io/Statement/v1\""
#define V01      "\"_type\":\"https://in-toto.io/Statement/v0.1\""
#define SUBJECT  "\"subject\":[{\"name\":\"a\",\"digest\":{\"sha256\":\"00\"}}]"
#define NO_TYPE  "statement: _type is none of in-toto's v1 and v0.1"
#define DIGEST_S "statement: digest is no object"

/* What is said in the strict form and in the lax one. */
struct row {
	char text[256];
	cosign_rc_t strict;
	char strict_message[72];
	cosign_rc_t lax;
	char lax_message[72];
};

#define BOTH(rc, message) rc, message, rc, message

ParameterizedTestParameters(statement, is_read)
{
	static struct row rows[] = {
		{ "{" V1 "," SUBJECT "}", BOTH(OK, "") },
		{ "{" V01 "," SUBJECT "}", BOTH(OK, "") },
		{ "{" V1 "," SUBJECT ",\"predicateType\":\"p\","
		  "\"predicate\":{\"x\":[1]}}",
		    BOTH(OK, "") },
		/* no JSON object */
		{ "", BOTH(NONE, "statement: line 1 column 1") },
		{ "{" V1 "," SUBJECT "} x", BOTH(NONE, "statement: line 1") },
		{ "[]", NONE, "statement: ", NONE, "statement: not an object" },
		{ "{\"_type\":\"a\",\"_type\":\"a\"}",
		    BOTH(NONE, "statement: line 1 column") },
		/* its type */
		{ "{}", BOTH(NONE, NO_TYPE) },
		{ "{" SUBJECT "}", BOTH(NONE, NO_TYPE) },
		{ "{\"_type\":null," SUBJECT "}", BOTH(NONE, NO_TYPE) },
		{ "{\"_type\":\"\"," SUBJECT "}", BOTH(NONE, NO_TYPE) },
		{ "{\"_type\":\"https://in-toto.io/Statement/v2\"," SUBJECT "}",
		    BOTH(NONE, NO_TYPE) },
		{ "{\"_type\":\"https://in-toto.io/Statement/v1/\"," SUBJECT
		  "}",
		    BOTH(NONE, NO_TYPE) },
		{ "{\"_type\":\"https://in-toto.io/Statement/V1\"," SUBJECT "}",
		    BOTH(NONE, NO_TYPE) },
		{ "{\"_type\":1," SUBJECT "}", NONE,
		    "statement: _type: not a string", NONE, NO_TYPE },
		{ "{\"type\":\"https://in-toto.io/Statement/v1\"," SUBJECT "}",
		    OK, "", NONE, NO_TYPE },
		{ "{\"type\":\"https://in-toto.io/Statement/v1\"," V1
		  "," SUBJECT "}",
		    NONE, "statement: ", OK, "" },
		/* what it claims */
		{ "{" V1 "," SUBJECT ",\"predicateType\":1}", NONE,
		    "statement: predicateType: not a string", NONE,
		    "statement: predicateType is no text" },
		{ "{" V1 "," SUBJECT ",\"predicate_type\":\"p\"}",
		    BOTH(OK, "") },
		{ "{" V1 "," SUBJECT ",\"predicate\":1}", NONE,
		    "statement: predicate: not an object", OK, "" },
		{ "{" V1 "," SUBJECT ",\"predicate\":[]}", NONE,
		    "statement: predicate: not an object", OK, "" },
		{ "{" V1 "," SUBJECT ",\"predicate\":{\"a\":1,\"a\":1}}",
		    BOTH(NONE, "statement: line 1 column") },
		{ "{" V1 "," SUBJECT ",\"predicate\":{\"a\":x}}",
		    BOTH(NONE, "statement: line 1 column") },
		{ "{" V1 "," SUBJECT ",\"predicate\":null}", BOTH(OK, "") },
		{ "{" V1 "," SUBJECT ",\"x\":1}", NONE,
		    "statement: unknown member x", OK, "" },
		/* about what */
		{ "{" V1 "}", BOTH(NONE, "statement: no subject") },
		{ "{" V1 ",\"subject\":null}",
		    BOTH(NONE, "statement: no subject") },
		{ "{" V1 ",\"subject\":[]}",
		    BOTH(NONE, "statement: no subject") },
		{ "{" V1 ",\"subject\":{}}", NONE,
		    "statement: subject: not an array", NONE,
		    "statement: no subject" },
		{ "{" V1 ",\"subject\":[1]}", NONE, "statement: subject[0]: ",
		    NONE, "statement: a subject is no object" },
		{ "{" V1 ",\"subject\":[{},null]}", NONE,
		    "statement: subject[1]: ", NONE,
		    "statement: a subject is no object" },
		{ "{" V1 ",\"subject\":[{}]}", BOTH(OK, "") },
		{ "{" V1 ",\"subject\":[{\"x\":1}]}", NONE,
		    "statement: subject[0]: unknown member x", OK, "" },
		{ "{" V1 ",\"subject\":[{\"name\":1}]}", NONE,
		    "statement: subject[0]: name: not a string", OK, "" },
		{ "{" V1 ",\"subject\":[{\"digest\":null}]}", BOTH(OK, "") },
		{ "{" V1 ",\"subject\":[{\"digest\":{}}]}", BOTH(OK, "") },
		{ "{" V1 ",\"subject\":[{\"digest\":[]}]}", NONE,
		    "statement: subject[0]: digest: not an object", NONE,
		    DIGEST_S },
		{ "{" V1 ",\"subject\":[{\"digest\":{\"a\":1}}]}", NONE,
		    "statement: subject[0]: digest: a: not a string", NONE,
		    "statement: a digest is no text" },
		{ "{" V1 ",\"subject\":[{\"digest\":{\"a\":null}}]}", NONE,
		    "statement: subject[0]: digest: a: not a string", NONE,
		    "statement: a digest is no text" },
		{ "{" V1 ",\"subject\":[{\"annotations\":[]}]}", NONE,
		    "statement: subject[0]: annotations: not an object", OK,
		    "" },
		{ "{" V1 ",\"subject\":[{\"uri\":\"u\",\"mediaType\":\"m\","
		  "\"content\":\"AQID\",\"download_location\":\"d\","
		  "\"annotations\":{}}]}",
		    BOTH(OK, "") },
	};

	return cr_make_param_array(struct row, rows, ARRAY_LEN(rows));
}

static void
expect_read(const char *text, enum csn_statement_form form, cosign_rc_t rc,
    const char *message)
{
	cosign_error_t *err = cosign_error_new();
	struct csn_statement s;

	expect_error(err, csn_statement_read(&s, csn_span_str(text), form, err),
	    rc, message);
	cr_expect_eq(s.root != NULL, rc == COSIGN_OK);
	csn_statement_dispose(&s);
	csn_statement_dispose(&s);
	cosign_error_free(err);
}

ParameterizedTest(struct row *row, statement, is_read)
{
	expect_read(
	    row->text, CSN_STATEMENT_STRICT, row->strict, row->strict_message);
	expect_read(row->text, CSN_STATEMENT_LAX, row->lax, row->lax_message);
}

static void
must_read(
    struct csn_statement *s, const char *text, enum csn_statement_form form)
{
	MUST(csn_statement_read(s, csn_span_str(text), form, NULL));
}

Test(statement, has_types)
{
	struct csn_statement s;

	must_read(&s, "{" V01 "," SUBJECT ",\"predicateType\":\"p/v1\"}",
	    CSN_STATEMENT_STRICT);
	cr_expect_str_eq(s.type, "https://in-toto.io/Statement/v0.1");
	cr_expect_str_eq(s.predicate_type, "p/v1");
	cr_expect_eq(json_array_size(s.subjects), 1);
	csn_statement_dispose(&s);
	must_read(&s, "{" V1 "," SUBJECT ",\"predicate_type\":\"p/v1\"}",
	    CSN_STATEMENT_STRICT);
	cr_expect_str_eq(s.predicate_type, "p/v1");
	csn_statement_dispose(&s);
	/* a member of no meaning in the older forms */
	must_read(&s, "{" V1 "," SUBJECT ",\"predicate_type\":\"p/v1\"}",
	    CSN_STATEMENT_LAX);
	cr_expect_str_eq(s.predicate_type, "");
	csn_statement_dispose(&s);
}

/* So many subjects, one of them with so many digests. */
static char *
large(size_t subjects, size_t digests)
{
	const size_t size = 64 * (subjects + digests) + 256;
	char *text = malloc(size), *at = text;
	size_t i;

	cr_assert_not_null(text);
	at += sprintf(at, "{" V1 ",\"subject\":[{\"digest\":{");
	for (i = 0; i < digests; i++)
		at += sprintf(at, "%s\"d%zu\":\"00\"", i == 0 ? "" : ",", i);
	at += sprintf(at, "}}");
	for (i = 1; i < subjects; i++)
		at += sprintf(at, ",{}");
	(void)sprintf(at, "]}");
	return text;
}

static void
expect_large(
    size_t subjects, size_t digests, cosign_rc_t rc, const char *message)
{
	char *text = large(subjects, digests);

	expect_read(text, CSN_STATEMENT_STRICT, rc, message);
	expect_read(text, CSN_STATEMENT_LAX, rc, message);
	free(text);
}

Test(statement, has_limits)
{
	expect_large(CSN_SUBJECTS_MAX, CSN_SUBJECT_DIGESTS_MAX, OK, "");
	expect_large(CSN_SUBJECTS_MAX + 1, 1, LIMIT,
	    "statement: more than 1024 subjects");
	expect_large(1, CSN_SUBJECT_DIGESTS_MAX + 1, LIMIT,
	    "statement: more than 32 digests of a subject");
}

/* Deeper than any JSON is read. */
Test(statement, is_not_too_deep)
{
	char text[512] = "{" V1 "," SUBJECT ",\"predicate\":{\"x\":";
	size_t i;

	for (i = 0; i < CSN_JSON_DEPTH_MAX; i++)
		(void)strcat(text, "[");
	expect_read(text, CSN_STATEMENT_STRICT, NONE,
	    "statement: nested deeper than 64 levels");
	expect_read(text, CSN_STATEMENT_LAX, NONE,
	    "statement: nested deeper than 64 levels");
}

#define B256 1u
#define B384 2u
#define B512 4u

/* By which hashes a file is looked for. */
struct hashes {
	char subjects[160];
	unsigned int set;
};

#define D256        "\"sha256\":\"00\""
#define D384        "\"sha384\":\"00\""
#define D512        "\"sha512\":\"00\""
#define D1          "\"sha1\":\"00\",\"gitCommit\":\"00\",\"SHA256\":\"00\""
#define OF(digests) "{\"digest\":{" digests "}}"

ParameterizedTestParameters(statement, has_hashes)
{
	static struct hashes rows[] = {
		{ OF(D256), B256 },
		{ OF(D384), B384 },
		{ OF(D512), B512 },
		/* the strongest of each */
		{ OF(D256 "," D512), B512 },
		{ OF(D256 "," D384), B384 },
		{ OF(D384 "," D512 "," D256), B512 },
		{ OF(D256) "," OF(D512), B256 | B512 },
		{ OF(D256) "," OF(D384) "," OF(D512), B256 | B384 | B512 },
		/* unless one that was chosen will do */
		{ OF(D256) "," OF(D256 "," D512), B256 },
		{ OF(D256 "," D512) "," OF(D256), B256 | B512 },
		{ OF(D384) "," OF(D256) "," OF(D256 "," D384 "," D512),
		    B256 | B384 },
		/* others are passed over */
		{ OF(D1) "," OF(D256), B256 },
		{ OF(D1 "," D384), B384 },
		{ "{}," OF(D256), B256 },
		{ OF(D1), 0 },
		{ OF(""), 0 },
		{ "{}", 0 },
		{ "{\"digest\":null}", 0 },
	};

	return cr_make_param_array(struct hashes, rows, ARRAY_LEN(rows));
}

static unsigned int
bits_of(unsigned int set)
{
	return ((set & csn_hash_bit(COSIGN_HASH_SHA256)) != 0 ? B256 : 0) |
	    ((set & csn_hash_bit(COSIGN_HASH_SHA384)) != 0 ? B384 : 0) |
	    ((set & csn_hash_bit(COSIGN_HASH_SHA512)) != 0 ? B512 : 0);
}

ParameterizedTest(struct hashes *row, statement, has_hashes)
{
	cosign_error_t *err = cosign_error_new();
	struct csn_statement s;
	unsigned int set = 77;
	char text[256];
	cosign_rc_t rc;

	(void)snprintf(
	    text, sizeof(text), "{" V1 ",\"subject\":[%s]}", row->subjects);
	must_read(&s, text, CSN_STATEMENT_STRICT);
	rc = csn_statement_hashes(&s, &set, err);
	cr_expect_eq(bits_of(set), row->set, "%s: %u", row->subjects, set);
	if (row->set == 0)
		expect_error(err, rc, COSIGN_E_SUBJECT,
		    "statement: no subject has a digest of SHA-2");
	else
		cr_expect_eq(rc, COSIGN_OK);
	csn_statement_dispose(&s);
	cosign_error_free(err);
}

/* A digest of 32 bytes, all alike but the last one. */
#define HEX30 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static struct csn_digest
digest_of(cosign_hash_t hash, uint8_t last)
{
	struct csn_digest digest = { .hash = hash,
		.len = cosign_hash_size(hash) };

	memset(digest.bytes, 0xaa, digest.len);
	digest.bytes[digest.len - 1] = last;
	return digest;
}

static int
found_at(const struct csn_statement *s, cosign_hash_t hash, uint8_t last)
{
	const struct csn_digest digest = digest_of(hash, last);
	const json_t *subject = csn_statement_find(s, &digest);
	size_t i;

	for (i = 0; i < json_array_size(s->subjects); i++)
		if (json_array_get(s->subjects, i) == subject)
			return (int)i;
	cr_expect_null(subject);
	return -1;
}

Test(statement, is_about_subjects)
{
	static const char text[] =
	    "{" V1 ",\"subject\":["
	    "{\"digest\":{\"sha256\":\"" HEX30 "aa01\"}},"
	    "{\"digest\":{\"sha256\":\"" HEX30 "AA02\"}},"
	    "{\"digest\":{\"sha256\":\"" HEX30 "aa0\","
	    "\"sha1\":\"" HEX30 "aa03\"}},"
	    "{\"digest\":{\"sha256\":\"" HEX30 "aag4\"}},"
	    "{\"digest\":{\"SHA256\":\"" HEX30 "aa05\"}},"
	    "{\"digest\":{\"sha384\":\"" HEX30 "aa06\"}},"
	    "{},"
	    "{\"digest\":{\"sha256\":\"" HEX30 "aa01\"}},"
	    "{\"digest\":{\"sha384\":\"" HEX30
	    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa07\"}}]}";
	const struct csn_digest empty = { .hash = COSIGN_HASH_SHA256 };
	struct csn_statement s;

	must_read(&s, text, CSN_STATEMENT_STRICT);
	/* the first of several; hexadecimal of either case */
	cr_expect_eq(found_at(&s, COSIGN_HASH_SHA256, 1), 0);
	cr_expect_eq(found_at(&s, COSIGN_HASH_SHA256, 2), 1);
	cr_expect_eq(found_at(&s, COSIGN_HASH_SHA384, 7), 8);
	/* too short, too long, by another name, not hexadecimal */
	cr_expect_eq(found_at(&s, COSIGN_HASH_SHA256, 0), -1);
	cr_expect_eq(found_at(&s, COSIGN_HASH_SHA256, 3), -1);
	cr_expect_eq(found_at(&s, COSIGN_HASH_SHA256, 4), -1);
	cr_expect_eq(found_at(&s, COSIGN_HASH_SHA256, 5), -1);
	cr_expect_eq(found_at(&s, COSIGN_HASH_SHA384, 6), -1);
	cr_expect_eq(found_at(&s, COSIGN_HASH_SHA256, 7), -1);
	cr_expect_null(csn_statement_find(&s, &empty));
	csn_statement_dispose(&s);
}

Test(statement, subjects_have_annotations)
{
	static const struct {
		const char *subject, *name, *value;
		int has;
	} rows[] = {
		{ "{\"annotations\":{\"a\":\"b\"}}", "a", "b", 1 },
		{ "{\"annotations\":{\"a\":\"\"}}", "a", "", 1 },
		{ "{\"annotations\":{\"x\":\"y\",\"a\":\"b\"}}", "a", "b", 1 },
		{ "{\"annotations\":{\"a\":\"b\"}}", "a", "B", 0 },
		{ "{\"annotations\":{\"a\":\"bc\"}}", "a", "b", 0 },
		{ "{\"annotations\":{\"a\":\"b\"}}", "a", "bc", 0 },
		{ "{\"annotations\":{\"a\":\"b\"}}", "b", "a", 0 },
		{ "{\"annotations\":{\"A\":\"b\"}}", "a", "b", 0 },
		{ "{\"annotations\":{\"a\":1}}", "a", "1", 0 },
		{ "{\"annotations\":{\"a\":null}}", "a", "", 0 },
		{ "{\"annotations\":[\"a\"]}", "a", "b", 0 },
		{ "{\"annotations\":null}", "a", "b", 0 },
		{ "{}", "a", "", 0 },
	};
	size_t i;

	for (i = 0; i < ARRAY_LEN(rows); i++) {
		json_t *subject = json_loads(rows[i].subject, 0, NULL);

		cr_expect_eq(csn_subject_has_annotation(
				 subject, rows[i].name, rows[i].value),
		    rows[i].has, "%s", rows[i].subject);
		json_decref(subject);
	}
	cr_expect_eq(csn_subject_has_annotation(NULL, "a", "b"), 0);
}
