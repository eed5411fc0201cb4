#include "policy/identity.h"

#include "util/limits.h"
#include "vectors.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EXACT COSIGN_MATCH_EXACT
#define REGEX COSIGN_MATCH_REGEX
#define GLOB  COSIGN_MATCH_GLOB

#define SUBJECT CSN_WISH_SUBJECT
#define ISSUER  CSN_WISH_ISSUER

struct wish {
	uint32_t about; /* an extension's number, or these */
	cosign_match_t match;
	char text[40]; /* "": none */
};

static cosign_rc_t
add(cosign_identity_t *identity, const struct wish *w, cosign_error_t *err)
{
	if (w->about == SUBJECT)
		return cosign_identity_add_subject(
		    identity, w->match, w->text, err);
	if (w->about == ISSUER)
		return cosign_identity_add_issuer(
		    identity, w->match, w->text, err);
	return cosign_identity_add_extension(
	    identity, w->about, w->match, w->text, err);
}

static cosign_identity_t *
identity_of(const struct wish *wishes, size_t count)
{
	cosign_identity_t *identity = NULL;
	size_t i;

	MUST(cosign_identity_new(&identity, NULL));
	for (i = 0; i < count && wishes[i].text[0] != '\0'; i++)
		MUST(add(identity, &wishes[i], NULL));
	return identity;
}

/* A certificate of two names, an issuer, and some extensions. */
struct scene {
	struct csn_subject subject;
	struct csn_certificate leaf;
};

static struct scene *
scene_new(void)
{
	struct scene *s = calloc(1, sizeof(*s));

	cr_assert_not_null(s);
	s->subject.count = 2;
	s->subject.names[0].text = csn_span_str("alice@example.com");
	s->subject.names[1].text = csn_span_str("https://github.com/a/b");
	s->subject.issuer = csn_span_str("https://issuer.test");
	s->leaf.fulcio[2] = csn_span_str("push");
	s->leaf.fulcio[9] = csn_span_str("https://signer/x");
	s->leaf.fulcio[22] = csn_span_str("");
	s->leaf.fulcio[24] = csn_span_str("token");
	return s;
}

/* The name that is found, by its place; -1: none. */
static int
found_by(const cosign_identity_t *identity, const struct scene *s)
{
	const struct csn_subject_name *name = &s->subject.names[7];

	MUST(csn_identity_match(&name, identity, &s->subject, &s->leaf, NULL));
	return name == NULL ? -1 : (int)(name - s->subject.names);
}

struct row {
	struct wish wishes[4];
	int found;
};

#define ANY_SUBJECT                  \
	{                            \
		SUBJECT, REGEX, ".*" \
	}
#define ANY_ISSUER                  \
	{                           \
		ISSUER, REGEX, ".*" \
	}

ParameterizedTestParameters(identity, is_met)
{
	static struct row rows[] = {
		/* byte for byte */
		{ { { SUBJECT, EXACT, "alice@example.com" }, ANY_ISSUER }, 0 },
		{ { { SUBJECT, EXACT, "https://github.com/a/b" }, ANY_ISSUER },
		    1 },
		{ { { SUBJECT, EXACT, "Alice@example.com" }, ANY_ISSUER }, -1 },
		{ { { SUBJECT, EXACT, "alice@example.co" }, ANY_ISSUER }, -1 },
		{ { { SUBJECT, EXACT, "alice@example.com " }, ANY_ISSUER },
		    -1 },
		{ { { SUBJECT, EXACT, ".*" }, ANY_ISSUER }, -1 },
		/* a part suffices */
		{ { { SUBJECT, REGEX, "example" }, ANY_ISSUER }, 0 },
		{ { { SUBJECT, REGEX, "^https" }, ANY_ISSUER }, 1 },
		{ { { SUBJECT, REGEX, "^example" }, ANY_ISSUER }, -1 },
		{ { { SUBJECT, REGEX, "(?i)ALICE@" }, ANY_ISSUER }, 0 },
		{ { { SUBJECT, REGEX, "ALICE@" }, ANY_ISSUER }, -1 },
		{ { ANY_SUBJECT, ANY_ISSUER }, 0 },
		/* the whole */
		{ { { SUBJECT, GLOB, "*@example.com" }, ANY_ISSUER }, 0 },
		{ { { SUBJECT, GLOB, "*.com" }, ANY_ISSUER }, -1 },
		{ { { SUBJECT, GLOB, "*@example.*" }, ANY_ISSUER }, 0 },
		{ { { SUBJECT, GLOB, "https://github.com/*/b" }, ANY_ISSUER },
		    1 },
		{ { { SUBJECT, GLOB, "**" }, ANY_ISSUER }, 0 },
		{ { { SUBJECT, GLOB, "alice" }, ANY_ISSUER }, -1 },
		/* all wishes of one name */
		{ { { SUBJECT, REGEX, "alice" }, { SUBJECT, GLOB, "*@*.com" },
		      ANY_ISSUER },
		    0 },
		{ { { SUBJECT, REGEX, "alice" }, { SUBJECT, REGEX, "github" },
		      ANY_ISSUER },
		    -1 },
		{ { { SUBJECT, REGEX, "com" }, { SUBJECT, REGEX, "/a/" },
		      ANY_ISSUER },
		    1 },
		/* who vouched */
		{ { ANY_SUBJECT, { ISSUER, EXACT, "https://issuer.test" } },
		    0 },
		{ { ANY_SUBJECT, { ISSUER, EXACT, "https://issuer.test/" } },
		    -1 },
		{ { ANY_SUBJECT, { ISSUER, REGEX, "test$" } }, 0 },
		{ { ANY_SUBJECT, { ISSUER, REGEX, "^issuer" } }, -1 },
		{ { ANY_SUBJECT, { ISSUER, GLOB, "https://*.test" } }, 0 },
		{ { ANY_SUBJECT, { ISSUER, REGEX, "issuer" },
		      { ISSUER, EXACT, "issuer" } },
		    -1 },
		/* extensions: there, and as wished for */
		{ { ANY_SUBJECT, ANY_ISSUER, { 2, EXACT, "push" } }, 0 },
		{ { ANY_SUBJECT, ANY_ISSUER, { 2, EXACT, "pull" } }, -1 },
		{ { ANY_SUBJECT, ANY_ISSUER, { 9, GLOB, "https://signer/*" } },
		    0 },
		{ { ANY_SUBJECT, ANY_ISSUER, { 24, REGEX, "^tok" } }, 0 },
		{ { ANY_SUBJECT, ANY_ISSUER, { 24, REGEX, "^ok" } }, -1 },
		{ { ANY_SUBJECT, ANY_ISSUER, { 3, EXACT, "push" } }, -1 },
		{ { ANY_SUBJECT, ANY_ISSUER, { 3, REGEX, ".*" } }, -1 },
		{ { ANY_SUBJECT, ANY_ISSUER, { 3, GLOB, "**" } }, -1 },
		{ { ANY_SUBJECT, ANY_ISSUER, { 22, REGEX, "^$" } }, 0 },
		{ { ANY_SUBJECT, ANY_ISSUER, { 22, GLOB, "*" } }, 0 },
		{ { ANY_SUBJECT, ANY_ISSUER, { 2, EXACT, "push" },
		      { 24, EXACT, "push" } },
		    -1 },
		/* the name is told, whatever else is wished for */
		{ { { SUBJECT, REGEX, "github" }, ANY_ISSUER,
		      { 2, EXACT, "push" } },
		    1 },
	};

	return cr_make_param_array(struct row, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct row *row, identity, is_met)
{
	cosign_identity_t *identity =
	    identity_of(row->wishes, ARRAY_LEN(row->wishes));
	struct scene *s = scene_new();

	cr_expect_eq(found_by(identity, s), row->found, "%s and %s: %d",
	    row->wishes[0].text, row->wishes[1].text, found_by(identity, s));
	free(s);
	cosign_identity_free(identity);
}

/* Some authorities name no issuer: a pattern may say that none is fine. */
Test(identity, may_take_no_issuer)
{
	static const struct {
		struct wish issuer;
		int found;
	} rows[] = {
		{ { ISSUER, REGEX, ".*" }, 0 },
		{ { ISSUER, REGEX, "^$" }, 0 },
		{ { ISSUER, REGEX, "." }, -1 },
		{ { ISSUER, GLOB, "**" }, 0 },
		{ { ISSUER, GLOB, "?" }, -1 },
		{ { ISSUER, EXACT, "https://issuer.test" }, -1 },
	};
	struct scene *s = scene_new();
	size_t i;

	s->subject.issuer = csn_span(NULL, 0);
	for (i = 0; i < ARRAY_LEN(rows); i++) {
		const struct wish wishes[] = { ANY_SUBJECT, rows[i].issuer };
		cosign_identity_t *identity = identity_of(wishes, 2);

		cr_expect_eq(
		    found_by(identity, s), rows[i].found, "row %zu", i);
		cosign_identity_free(identity);
	}
	free(s);
}

/* Bytes behind a NUL count, and nobody without names is anybody. */
Test(identity, is_met_by_names)
{
	static const struct wish wishes[] = { { SUBJECT, EXACT, "a@b" },
		ANY_ISSUER };
	cosign_identity_t *identity = identity_of(wishes, 2);
	struct scene *s = scene_new();

	s->subject.names[1].text = csn_span("a@b", 3);
	cr_expect_eq(found_by(identity, s), 1);
	s->subject.names[1].text = csn_span("a@b\0c", 5);
	cr_expect_eq(found_by(identity, s), -1);
	s->subject.count = 0;
	cr_expect_eq(found_by(identity, s), -1);
	free(s);
	cosign_identity_free(identity);
}

/* Nothing wished for is met by the first name. */
Test(identity, may_wish_for_nothing)
{
	cosign_identity_t *identity = identity_of(NULL, 0);
	struct scene *s = scene_new();

	cr_expect_eq(found_by(identity, s), 0);
	free(s);
	cosign_identity_free(identity);
}

/* A wish that cannot be one. */
struct refused {
	struct wish wish;
	cosign_rc_t rc;
	char message[64];
};

ParameterizedTestParameters(identity, refuses)
{
	static struct refused rows[] = {
		{ { SUBJECT, EXACT, "" }, COSIGN_E_ARGUMENT,
		    "identity: empty" },
		{ { ISSUER, REGEX, "" }, COSIGN_E_ARGUMENT, "identity: empty" },
		{ { 2, GLOB, "" }, COSIGN_E_ARGUMENT, "identity: empty" },
		{ { SUBJECT, (cosign_match_t)0, "a" }, COSIGN_E_ARGUMENT,
		    "identity: no way to compare has number 0" },
		{ { ISSUER, (cosign_match_t)4, "a" }, COSIGN_E_ARGUMENT,
		    "identity: no way to compare has number 4" },
		{ { SUBJECT, REGEX, "a(" }, COSIGN_E_ARGUMENT,
		    "regular expression: at byte" },
		{ { ISSUER, REGEX, "(?=a)" }, COSIGN_E_ARGUMENT,
		    "regular expression: at byte" },
		{ { 24, REGEX, "a{1001}" }, COSIGN_E_LIMIT,
		    "regular expression: at byte" },
		{ { 1, EXACT, "a" }, COSIGN_E_ARGUMENT,
		    "identity: no extension to wish for has number 1" },
		{ { 7, EXACT, "a" }, COSIGN_E_ARGUMENT,
		    "identity: no extension to wish for has number 7" },
		{ { 8, EXACT, "a" }, COSIGN_E_ARGUMENT,
		    "identity: no extension to wish for has number 8" },
		{ { 26, EXACT, "a" }, COSIGN_E_ARGUMENT,
		    "identity: no extension to wish for has number 26" },
		{ { UINT32_MAX, EXACT, "a" }, COSIGN_E_ARGUMENT,
		    "identity: no extension to wish for has number "
		    "4294967295" },
	};

	return cr_make_param_array(struct refused, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct refused *row, identity, refuses)
{
	cosign_error_t *err = cosign_error_new();
	cosign_identity_t *identity = NULL;

	MUST(cosign_identity_new(&identity, NULL));
	expect_error(
	    err, add(identity, &row->wish, err), row->rc, row->message);
	cr_expect_eq(identity->count, 0);
	cosign_identity_free(identity);
	cosign_error_free(err);
}

/* Numbers that are no extensions, as the function has them; 0 and 25 are what
   wishes about subject and issuer are called inside. */
Test(identity, has_extensions_by_number)
{
	cosign_identity_t *identity = NULL;
	cosign_error_t *err = cosign_error_new();
	uint32_t n;

	MUST(cosign_identity_new(&identity, NULL));
	for (n = 0; n <= CSN_FULCIO_MAX + 1; n++) {
		const int may =
		    n >= 2 && n != 7 && n != 8 && n <= CSN_FULCIO_MAX;

		cr_expect_eq(
		    cosign_identity_add_extension(identity, n, EXACT, "a", err),
		    may ? COSIGN_OK : COSIGN_E_ARGUMENT, "%u", n);
	}
	cosign_identity_free(identity);
	cosign_error_free(err);
}

Test(identity, extensions_have_names)
{
	static const char *const names[CSN_FULCIO_MAX + 1] = { NULL, "issuer",
		"githubWorkflowTrigger", "githubWorkflowSHA",
		"githubWorkflowName", "githubWorkflowRepository",
		"githubWorkflowRef", NULL, "issuer", "buildSignerURI",
		"buildSignerDigest", "runnerEnvironment", "sourceRepositoryURI",
		"sourceRepositoryDigest", "sourceRepositoryRef",
		"sourceRepositoryIdentifier", "sourceRepositoryOwnerURI",
		"sourceRepositoryOwnerIdentifier", "buildConfigURI",
		"buildConfigDigest", "buildTrigger", "runInvocationURI",
		"sourceRepositoryVisibilityAtSigning", "deploymentEnvironment",
		"tokenSubject" };
	uint32_t n;

	for (n = 0; n < ARRAY_LEN(names); n++) {
		const char *name = cosign_extension_name(n);

		cr_assert_eq(name == NULL, names[n] == NULL, "%u", n);
		if (name != NULL)
			cr_expect_str_eq(name, names[n]);
	}
	cr_expect_null(cosign_extension_name(CSN_FULCIO_MAX + 1));
	cr_expect_null(cosign_extension_name(UINT32_MAX));
}

Test(identity, needs_its_arguments)
{
	cosign_identity_t *identity = NULL;
	cosign_error_t *err = cosign_error_new();

	expect_error(err, cosign_identity_new(NULL, err), COSIGN_E_ARGUMENT,
	    "identity: nowhere to write to");
	expect_error(err, cosign_identity_add_subject(NULL, EXACT, "a", err),
	    COSIGN_E_ARGUMENT, "identity: nowhere to write to");
	expect_error(err, cosign_identity_add_issuer(NULL, EXACT, "a", err),
	    COSIGN_E_ARGUMENT, "identity: nowhere to write to");
	expect_error(err,
	    cosign_identity_add_extension(NULL, 2, EXACT, "a", err),
	    COSIGN_E_ARGUMENT, "identity: nowhere to write to");
	MUST(cosign_identity_new(&identity, NULL));
	expect_error(err,
	    cosign_identity_add_subject(identity, EXACT, NULL, err),
	    COSIGN_E_ARGUMENT, "identity: empty");
	cosign_identity_free(identity);
	cosign_identity_free(NULL);
	cosign_error_free(err);
}

/* So many wishes, and patterns of so many bytes. */
Test(identity, has_limits)
{
	cosign_identity_t *identity = NULL;
	cosign_error_t *err = cosign_error_new();
	char *text = calloc(1, CSN_REGEX_PATTERN_MAX + 2);
	size_t i;

	cr_assert_not_null(text);
	MUST(cosign_identity_new(&identity, NULL));
	memset(text, 'a', CSN_GLOB_MAX + 1);
	expect_error(err,
	    cosign_identity_add_subject(identity, GLOB, text, err),
	    COSIGN_E_LIMIT, "identity: pattern has 1025 bytes, at most 1024");
	text[CSN_GLOB_MAX] = '\0';
	MUST(cosign_identity_add_subject(identity, GLOB, text, NULL));
	memset(text, 'a', CSN_REGEX_PATTERN_MAX + 1);
	expect_error(err,
	    cosign_identity_add_subject(identity, REGEX, text, err),
	    COSIGN_E_LIMIT, "regular expression: ");
	MUST(cosign_identity_add_subject(identity, EXACT, text, NULL));
	for (i = 2; i < CSN_WISHES_MAX; i++)
		MUST(cosign_identity_add_issuer(identity, EXACT, "a", NULL));
	expect_error(err, cosign_identity_add_issuer(identity, EXACT, "a", err),
	    COSIGN_E_LIMIT, "identity: more than 64 wishes");
	cosign_identity_free(identity);
	cosign_error_free(err);
	free(text);
}

/* Complete, and of its own: what is added later is not in the copy. */
Test(identity, is_copied)
{
	static const struct wish subject = ANY_SUBJECT, issuer = ANY_ISSUER;
	static const struct wish later = { 2, EXACT, "pull" };
	cosign_identity_t *identity = NULL, *copy = NULL;
	cosign_error_t *err = cosign_error_new();
	struct scene *s = scene_new();

	MUST(cosign_identity_new(&identity, NULL));
	expect_error(err, csn_identity_copy(&copy, identity, err),
	    COSIGN_E_ARGUMENT, "identity: no wish about the subject");
	cr_expect_null(copy);
	MUST(add(identity, &subject, NULL));
	expect_error(err, csn_identity_copy(&copy, identity, err),
	    COSIGN_E_ARGUMENT, "identity: no wish about the issuer");
	MUST(add(identity, &issuer, NULL));
	MUST(csn_identity_copy(&copy, identity, NULL));
	MUST(add(identity, &later, NULL));
	cr_expect_eq(found_by(identity, s), -1);
	cr_expect_eq(found_by(copy, s), 0);
	cosign_identity_free(identity);
	cr_expect_eq(found_by(copy, s), 0);
	cosign_identity_free(copy);
	free(s);
	cosign_error_free(err);
}

Test(identity, patterns_may_be_doubtful)
{
	static const struct {
		const char *pattern;
		uint32_t doubts;
	} rows[] = {
		{ "^a\\.b$", 0 },
		{ "\\Aa\\z", 0 },
		{ "a$", COSIGN_REGEX_OPEN_START },
		{ "^a", COSIGN_REGEX_OPEN_END },
		{ "^a.b$", COSIGN_REGEX_OPEN_DOT },
		{ "a.b",
		    COSIGN_REGEX_OPEN_START | COSIGN_REGEX_OPEN_END |
			COSIGN_REGEX_OPEN_DOT },
		{ "^a|b$", COSIGN_REGEX_OPEN_START | COSIGN_REGEX_OPEN_END },
		{ "", COSIGN_REGEX_OPEN_START | COSIGN_REGEX_OPEN_END },
		/* of no pattern nothing is said */
		{ "a(", 0 },
		{ NULL, 0 },
	};
	size_t i;

	for (i = 0; i < ARRAY_LEN(rows); i++)
		cr_expect_eq(cosign_regex_doubts(rows[i].pattern),
		    rows[i].doubts, "row %zu: %u", i,
		    cosign_regex_doubts(rows[i].pattern));
}
