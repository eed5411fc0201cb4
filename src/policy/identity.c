#include "policy/identity.h"

#include "policy/glob.h"

#include <stdlib.h>

/* Of Fulcio's numbers these are no extensions to wish for: who vouched has a
   function of its own, and 7 is a name. */
#define FULCIO_ISSUER    1
#define FULCIO_NAME      7
#define FULCIO_ISSUER_V2 8

static const char *const extension_names[CSN_FULCIO_MAX + 1] = {
	[1] = "issuer",
	[2] = "githubWorkflowTrigger",
	[3] = "githubWorkflowSHA",
	[4] = "githubWorkflowName",
	[5] = "githubWorkflowRepository",
	[6] = "githubWorkflowRef",
	[8] = "issuer",
	[9] = "buildSignerURI",
	[10] = "buildSignerDigest",
	[11] = "runnerEnvironment",
	[12] = "sourceRepositoryURI",
	[13] = "sourceRepositoryDigest",
	[14] = "sourceRepositoryRef",
	[15] = "sourceRepositoryIdentifier",
	[16] = "sourceRepositoryOwnerURI",
	[17] = "sourceRepositoryOwnerIdentifier",
	[18] = "buildConfigURI",
	[19] = "buildConfigDigest",
	[20] = "buildTrigger",
	[21] = "runInvocationURI",
	[22] = "sourceRepositoryVisibilityAtSigning",
	[23] = "deploymentEnvironment",
	[24] = "tokenSubject",
};

const char *
cosign_extension_name(uint32_t number)
{
	return number <= CSN_FULCIO_MAX ? extension_names[number] : NULL;
}

cosign_rc_t
cosign_identity_new(cosign_identity_t **out, cosign_error_t *err)
{
	if (out == NULL)
		return csn_fail(
		    err, COSIGN_E_ARGUMENT, "identity: nowhere to write to");
	*out = calloc(1, sizeof(**out));
	return *out != NULL ? COSIGN_OK : csn_fail_nomem(err);
}

static void
wish_unref(struct csn_wish *wish)
{
	if (wish == NULL || atomic_fetch_sub(&wish->refs, 1) != 1)
		return;
	csn_regex_free(wish->regex);
	free(wish->text);
	free(wish);
}

void
cosign_identity_free(cosign_identity_t *identity)
{
	size_t i;

	if (identity == NULL)
		return;
	for (i = 0; i < identity->count; i++)
		wish_unref(identity->wishes[i]);
	free(identity->wishes);
	free(identity);
}

static cosign_rc_t
check_wish(const cosign_identity_t *identity, cosign_match_t match,
    const char *text, cosign_error_t *err)
{
	if (identity == NULL)
		return csn_fail(
		    err, COSIGN_E_ARGUMENT, "identity: nowhere to write to");
	/* An empty text would be no wish at all. */
	if (text == NULL || *text == '\0')
		return csn_fail(err, COSIGN_E_ARGUMENT, "identity: empty");
	if (match != COSIGN_MATCH_EXACT && match != COSIGN_MATCH_REGEX &&
	    match != COSIGN_MATCH_GLOB)
		return csn_fail(err, COSIGN_E_ARGUMENT,
		    "identity: no way to compare has number %d", (int)match);
	if (match == COSIGN_MATCH_GLOB && strlen(text) > CSN_GLOB_MAX)
		return csn_fail(err, COSIGN_E_LIMIT,
		    "identity: pattern has %zu bytes, at most %zu",
		    strlen(text), CSN_GLOB_MAX);
	if (identity->count == CSN_WISHES_MAX)
		return csn_fail(err, COSIGN_E_LIMIT,
		    "identity: more than %d wishes", CSN_WISHES_MAX);
	return COSIGN_OK;
}

static cosign_rc_t
new_wish(struct csn_wish **out, uint32_t about, cosign_match_t match,
    const char *text, cosign_error_t *err)
{
	struct csn_wish *wish = calloc(1, sizeof(*wish));
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	*out = NULL;
	if (wish == NULL)
		return csn_fail_nomem(err);
	atomic_init(&wish->refs, 1);
	wish->about = about;
	wish->match = match;
	wish->text = strdup(text);
	if (wish->text == NULL)
		CSN_TRY(csn_fail_nomem(err));
	if (match == COSIGN_MATCH_REGEX)
		CSN_TRY(csn_regex_new(&wish->regex, csn_span_str(text), err));
	*out = wish;
	wish = NULL;
	rc = COSIGN_OK;
out:
	wish_unref(wish);
	return rc;
}

static cosign_rc_t
add_wish(cosign_identity_t *identity, uint32_t about, cosign_match_t match,
    const char *text, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_wish **more;

	CSN_TRY(check_wish(identity, match, text, err));
	more = realloc(identity->wishes, (identity->count + 1) * sizeof(*more));
	if (more == NULL)
		CSN_TRY(csn_fail_nomem(err));
	identity->wishes = more;
	CSN_TRY(new_wish(&more[identity->count], about, match, text, err));
	identity->count++;
	rc = COSIGN_OK;
out:
	return rc;
}

cosign_rc_t
cosign_identity_add_subject(cosign_identity_t *identity, cosign_match_t match,
    const char *text, cosign_error_t *err)
{
	return add_wish(identity, CSN_WISH_SUBJECT, match, text, err);
}

cosign_rc_t
cosign_identity_add_issuer(cosign_identity_t *identity, cosign_match_t match,
    const char *text, cosign_error_t *err)
{
	return add_wish(identity, CSN_WISH_ISSUER, match, text, err);
}

cosign_rc_t
cosign_identity_add_extension(cosign_identity_t *identity, uint32_t number,
    cosign_match_t match, const char *text, cosign_error_t *err)
{
	if (number == FULCIO_ISSUER || number == FULCIO_NAME ||
	    number == FULCIO_ISSUER_V2 || cosign_extension_name(number) == NULL)
		return csn_fail(err, COSIGN_E_ARGUMENT,
		    "identity: no extension to wish for has number %lu",
		    (unsigned long)number);
	return add_wish(identity, number, match, text, err);
}

static int
has_wish(const cosign_identity_t *identity, uint32_t about)
{
	size_t i;

	for (i = 0; i < identity->count; i++)
		if (identity->wishes[i]->about == about)
			return 1;
	return 0;
}

cosign_rc_t
csn_identity_copy(struct cosign_identity **out,
    const struct cosign_identity *identity, cosign_error_t *err)
{
	struct cosign_identity *copy;

	*out = NULL;
	if (!has_wish(identity, CSN_WISH_SUBJECT))
		return csn_fail(err, COSIGN_E_ARGUMENT,
		    "identity: no wish about the subject");
	if (!has_wish(identity, CSN_WISH_ISSUER))
		return csn_fail(err, COSIGN_E_ARGUMENT,
		    "identity: no wish about the issuer");
	copy = calloc(1, sizeof(*copy));
	if (copy == NULL)
		return csn_fail_nomem(err);
	copy->wishes = calloc(identity->count, sizeof(*copy->wishes));
	if (copy->wishes == NULL) {
		free(copy);
		return csn_fail_nomem(err);
	}
	for (; copy->count < identity->count; copy->count++) {
		copy->wishes[copy->count] = identity->wishes[copy->count];
		(void)atomic_fetch_add(&copy->wishes[copy->count]->refs, 1);
	}
	*out = copy;
	return COSIGN_OK;
}

static cosign_rc_t
match_text(const struct csn_wish *wish, struct csn_span text, int *found,
    cosign_error_t *err)
{
	*found = 0;
	/* What is missing is not what was wished for; but some authorities
	   name no issuer, and a pattern may say that none is fine. */
	if (text.p == NULL &&
	    (wish->about != CSN_WISH_ISSUER ||
		wish->match == COSIGN_MATCH_EXACT))
		return COSIGN_OK;
	if (text.p == NULL)
		text = csn_span_str("");
	switch (wish->match) {
	case COSIGN_MATCH_EXACT:
		*found = csn_span_eq(text, csn_span_str(wish->text));
		return COSIGN_OK;
	case COSIGN_MATCH_REGEX:
		return csn_regex_search(wish->regex, text, found, err);
	case COSIGN_MATCH_GLOB:
		return csn_glob_match(wish->text, text, found, err);
	}
	return csn_fail(err, COSIGN_E_INTERNAL, "way to compare");
}

/* All wishes about one thing, of which this is the text. */
static cosign_rc_t
match_all(const cosign_identity_t *identity, uint32_t about,
    struct csn_span text, int *found, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_OK;
	size_t i;

	*found = 1;
	for (i = 0; i < identity->count && *found && rc == COSIGN_OK; i++)
		if (identity->wishes[i]->about == about)
			rc = match_text(identity->wishes[i], text, found, err);
	if (rc != COSIGN_OK)
		*found = 0;
	return rc;
}

static cosign_rc_t
match_names(const struct csn_subject_name **name,
    const cosign_identity_t *identity, const struct csn_subject *subject,
    cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_OK;
	int found = 0;
	size_t i;

	*name = NULL;
	for (i = 0; i < subject->count && !found && rc == COSIGN_OK; i++) {
		rc = match_all(identity, CSN_WISH_SUBJECT,
		    subject->names[i].text, &found, err);
		if (found)
			*name = &subject->names[i];
	}
	return rc;
}

/* All wishes but those about the subject. */
static cosign_rc_t
match_others(const cosign_identity_t *identity,
    const struct csn_subject *subject, const struct csn_certificate *leaf,
    int *found, cosign_error_t *err)
{
	cosign_rc_t rc =
	    match_all(identity, CSN_WISH_ISSUER, subject->issuer, found, err);
	uint32_t number;

	for (number = 1; number <= CSN_FULCIO_MAX && *found && rc == COSIGN_OK;
	     number++)
		rc = match_all(
		    identity, number, leaf->fulcio[number], found, err);
	return rc;
}

cosign_rc_t
csn_identity_match(const struct csn_subject_name **name,
    const struct cosign_identity *identity, const struct csn_subject *subject,
    const struct csn_certificate *leaf, cosign_error_t *err)
{
	cosign_rc_t rc = match_names(name, identity, subject, err);
	int found = 0;

	if (rc == COSIGN_OK && *name != NULL)
		rc = match_others(identity, subject, leaf, &found, err);
	if (rc != COSIGN_OK || !found)
		*name = NULL;
	return rc;
}

uint32_t
cosign_regex_doubts(const char *pattern)
{
	const uint32_t flags =
	    pattern != NULL ? csn_regex_lint(csn_span_str(pattern)) : 0;

	return ((flags & CSN_REGEX_OPEN_START) != 0 ? COSIGN_REGEX_OPEN_START
						    : 0) |
	    ((flags & CSN_REGEX_OPEN_END) != 0 ? COSIGN_REGEX_OPEN_END : 0) |
	    ((flags & CSN_REGEX_HOST_DOT) != 0 ? COSIGN_REGEX_OPEN_DOT : 0);
}
