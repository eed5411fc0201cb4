/* What a verification asks for, from the options. */
#include "verify.h"

#include <string.h>
#include <time.h>

bool
cli_ignores_tlog(const struct cli *c)
{
	return cli_on(c, CLI_OPT_IGNORE_TLOG) ||
	    cli_on(c, CLI_OPT_PRIVATE_INFRASTRUCTURE);
}

bool
cli_wants_timestamps(const struct cli *c)
{
	return cli_on(c, CLI_OPT_SIGNED_TIMESTAMPS) ||
	    cli_text(c, CLI_OPT_TIMESTAMP_CHAIN) != NULL;
}

bool
cli_is_in_pieces(const struct cli_verification *v)
{
	return cosign_bundle_form(v->bundle) != COSIGN_FORM_SIGSTORE;
}

/* The hash by cosign's names: any case, blanks around it. */
static cosign_rc_t
choose_hash(struct cli *c, cosign_hash_t *hash)
{
	const char *text = cli_text(c, CLI_OPT_DIGEST_ALGORITHM);
	char name[8];
	size_t len = 0, i;

	*hash = COSIGN_HASH_NONE;
	if (text == NULL)
		return COSIGN_OK;
	for (i = strspn(text, " \t\n"); text[i] != '\0'; i++) {
		if (len + 1 == sizeof(name))
			break;
		if (text[i] >= 'A' && text[i] <= 'Z')
			name[len++] = (char)(text[i] + ('a' - 'A'));
		else
			name[len++] = text[i];
	}
	while (len > 0 && strchr(" \t\n", name[len - 1]) != NULL)
		len--;
	name[len] = '\0';
	*hash = cosign_hash_from_name(name);
	if (*hash == COSIGN_HASH_NONE)
		return cli_fail(
		    c, COSIGN_E_ARGUMENT, "unknown digest algorithm: %s", text);
	return COSIGN_OK;
}

static int
count_given(const struct cli *c, const enum cli_id *ids, size_t count)
{
	int given = 0;
	size_t i;

	for (i = 0; i < count; i++)
		given += cli_text(c, ids[i]) != NULL ? 1 : 0;
	return given;
}

/* Options that exclude each other. */
static cosign_rc_t
check_exclusive(struct cli *c)
{
	static const enum cli_id signers[] = { CLI_OPT_KEY,
		CLI_OPT_CERTIFICATE_IDENTITY,
		CLI_OPT_CERTIFICATE_IDENTITY_REGEXP };
	static const enum cli_id evidence[] = { CLI_OPT_KEY,
		CLI_OPT_CERTIFICATE };
	static const enum cli_id roots[] = { CLI_OPT_CERTIFICATE_CHAIN,
		CLI_OPT_CA_ROOTS };
	static const enum cli_id intermediates[] = { CLI_OPT_CERTIFICATE_CHAIN,
		CLI_OPT_CA_INTERMEDIATES };

	if (count_given(c, roots, CLI_ARRAY_LEN(roots)) > 1 ||
	    count_given(c, intermediates, CLI_ARRAY_LEN(intermediates)) > 1)
		return cli_fail(c, COSIGN_E_CONFLICT,
		    "--certificate-chain excludes --ca-roots and "
		    "--ca-intermediates");
	if (count_given(c, signers, CLI_ARRAY_LEN(signers)) > 1)
		return cli_fail(c, COSIGN_E_CONFLICT,
		    "exactly one of: key reference (--key) or certificate "
		    "identity (--certificate-identity or "
		    "--certificate-identity-regexp), must be provided");
	if (count_given(c, evidence, CLI_ARRAY_LEN(evidence)) > 1)
		return cli_fail(c, COSIGN_E_CONFLICT,
		    "exactly one of: key reference (--key) or certificate "
		    "(--certificate) must be provided");
	return COSIGN_OK;
}

/* A number, as cosign wants one; there is one signature to verify. */
static cosign_rc_t
check_workers(struct cli *c)
{
	const char *text = cli_text(c, CLI_OPT_MAX_WORKERS);

	if (text != NULL && strlen(text) <= 9 &&
	    strspn(text, "0123456789") == strlen(text) &&
	    strspn(text, "0") != strlen(text))
		return COSIGN_OK;
	return cli_fail(c, COSIGN_E_ARGUMENT,
	    "--max-workers: \"%s\" is no number above 0",
	    text != NULL ? text : "");
}

static bool
names_signer(const struct cli *c)
{
	return cli_text(c, CLI_OPT_KEY) != NULL ||
	    cli_text(c, CLI_OPT_CERTIFICATE) != NULL ||
	    cli_text(c, CLI_OPT_BUNDLE) != NULL;
}

static cosign_rc_t
check_identity(struct cli *c)
{
	if (cli_text(c, CLI_OPT_CERTIFICATE_IDENTITY) == NULL &&
	    cli_text(c, CLI_OPT_CERTIFICATE_IDENTITY_REGEXP) == NULL) {
		cli_hint(c, "for a signature by a key, give --key");
		return cli_fail(c, COSIGN_E_ARGUMENT,
		    "--certificate-identity or --certificate-identity-regexp "
		    "is required for verification in keyless mode");
	}
	if (cli_text(c, CLI_OPT_CERTIFICATE_ISSUER) == NULL &&
	    cli_text(c, CLI_OPT_CERTIFICATE_ISSUER_REGEXP) == NULL)
		return cli_fail(c, COSIGN_E_ARGUMENT,
		    "--certificate-oidc-issuer or "
		    "--certificate-oidc-issuer-regexp is required for "
		    "verification in keyless mode");
	return COSIGN_OK;
}

struct wish {
	const char *option;
	enum cli_id id;
	cosign_match_t match;
	uint32_t extension; /* 0: the subject or the issuer */
	bool issuer;
};

/* Numbers: Fulcio's extensions for GitHub workflows. */
static const struct wish wishes[] = {
	{ "--certificate-identity", CLI_OPT_CERTIFICATE_IDENTITY,
	    COSIGN_MATCH_EXACT, 0, false },
	{ "--certificate-identity-regexp", CLI_OPT_CERTIFICATE_IDENTITY_REGEXP,
	    COSIGN_MATCH_REGEX, 0, false },
	{ "--certificate-oidc-issuer", CLI_OPT_CERTIFICATE_ISSUER,
	    COSIGN_MATCH_EXACT, 0, true },
	{ "--certificate-oidc-issuer-regexp", CLI_OPT_CERTIFICATE_ISSUER_REGEXP,
	    COSIGN_MATCH_REGEX, 0, true },
	{ "--certificate-github-workflow-trigger", CLI_OPT_WORKFLOW_TRIGGER,
	    COSIGN_MATCH_EXACT, 2, false },
	{ "--certificate-github-workflow-sha", CLI_OPT_WORKFLOW_SHA,
	    COSIGN_MATCH_EXACT, 3, false },
	{ "--certificate-github-workflow-name", CLI_OPT_WORKFLOW_NAME,
	    COSIGN_MATCH_EXACT, 4, false },
	{ "--certificate-github-workflow-repository",
	    CLI_OPT_WORKFLOW_REPOSITORY, COSIGN_MATCH_EXACT, 5, false },
	{ "--certificate-github-workflow-ref", CLI_OPT_WORKFLOW_REF,
	    COSIGN_MATCH_EXACT, 6, false },
};

/* A key is nobody's: what is asked of a certificate would be asked of none. */
static cosign_rc_t
check_key(struct cli *c)
{
	size_t i;

	for (i = 0; i < CLI_ARRAY_LEN(wishes); i++)
		if (cli_typed(c, wishes[i].id))
			return cli_fail(c, COSIGN_E_CONFLICT,
			    "%s: is about a certificate, and --key says who "
			    "has to have signed",
			    wishes[i].option);
	return COSIGN_OK;
}

cosign_rc_t
cli_check_signer(struct cli *c, struct cli_verification *v)
{
	const char *key = cli_text(c, CLI_OPT_KEY);
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	CLI_TRY(choose_hash(c, &v->hash));
	CLI_TRY(check_workers(c));
	if (!v->image && !names_signer(c))
		CLI_TRY(cli_fail(c, COSIGN_E_ARGUMENT,
		    "provide a key with --key, a certificate to verify "
		    "against with --certificate, or a bundle with --bundle"));
	CLI_TRY(check_exclusive(c));
	CLI_TRY(key != NULL ? check_key(c) : check_identity(c));
	if (key != NULL)
		CLI_TRY(cosign_keyring_load(&v->keys, key, 0, c->err));
	rc = COSIGN_OK;
out:
	return rc;
}

/* A pattern that says more than was meant lets strangers in. */
static void
warn_of_pattern(const struct cli *c, const char *option, const char *pattern)
{
	const uint32_t doubts = cosign_regex_doubts(pattern);

	if ((doubts & (COSIGN_REGEX_OPEN_START | COSIGN_REGEX_OPEN_END)) != 0)
		cli_warn(c,
		    "%s matches any name that contains it: to mean the "
		    "whole, start with ^ and end with $",
		    option);
	if ((doubts & COSIGN_REGEX_OPEN_DOT) != 0)
		cli_warn(c,
		    "%s: a dot in a host name stands for any character: "
		    "write \\.",
		    option);
}

static cosign_rc_t
add_wish(struct cli *c, cosign_identity_t *identity, const struct wish *wish)
{
	const char *text = cli_text(c, wish->id);
	cosign_rc_t rc;

	if (text == NULL)
		return COSIGN_OK;
	if (wish->extension != 0)
		rc = cosign_identity_add_extension(
		    identity, wish->extension, wish->match, text, c->err);
	else if (wish->issuer)
		rc = cosign_identity_add_issuer(
		    identity, wish->match, text, c->err);
	else
		rc = cosign_identity_add_subject(
		    identity, wish->match, text, c->err);
	if (rc == COSIGN_OK && wish->match == COSIGN_MATCH_REGEX)
		warn_of_pattern(c, wish->option, text);
	return cli_fail_at(c, rc, "%s", wish->option);
}

static cosign_rc_t
add_identity(struct cli *c, cosign_policy_t *policy)
{
	cosign_identity_t *identity = NULL;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	size_t i;

	CLI_TRY(cosign_identity_new(&identity, c->err));
	for (i = 0; i < CLI_ARRAY_LEN(wishes); i++)
		CLI_TRY(add_wish(c, identity, &wishes[i]));
	CLI_TRY(cosign_policy_add_identity(policy, identity, c->err));
	rc = COSIGN_OK;
out:
	cosign_identity_free(identity);
	return rc;
}

static cosign_rc_t
add_signers(struct cli *c, const struct cli_verification *v)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	size_t i;

	if (v->keys == NULL)
		return add_identity(c, v->policy);
	for (i = 0; i < cosign_keyring_count(v->keys); i++)
		CLI_TRY(cosign_policy_add_key(
		    v->policy, cosign_keyring_key(v->keys, i), c->err));
	rc = COSIGN_OK;
out:
	return rc;
}

/* Rekor v2 does not say when: there are entries, and none has a time. */
static bool
has_no_log_time(const cosign_bundle_t *bundle)
{
	const size_t count = cosign_bundle_tlog_count(bundle);
	size_t i;

	for (i = 0; i < count; i++)
		if (cosign_bundle_tlog_time(bundle, i) != 0)
			return false;
	return count > 0;
}

/*
 * cosign's rules: timestamps if they are asked for, or if nobody else says
 * when; the log's word for certificates; today without a log.
 */
static cosign_rc_t
set_times(struct cli *c, const struct cli_verification *v)
{
	const bool ignores_tlog = cli_ignores_tlog(c);

	if (cli_wants_timestamps(c))
		return cosign_policy_set_times(
		    v->policy, COSIGN_TIME_TIMESTAMP, 1, c->err);
	if (v->keys != NULL)
		return COSIGN_OK;
	if (ignores_tlog)
		return cosign_policy_insecure_set_clock(
		    v->policy, (int64_t)time(NULL), c->err);
	/* Of an image there may be several, and of any kind. */
	if (v->bundle == NULL)
		return COSIGN_OK;
	return cosign_policy_set_times(v->policy,
	    has_no_log_time(v->bundle) ? COSIGN_TIME_TIMESTAMP
				       : COSIGN_TIME_LOG,
	    1, c->err);
}

/* Words for predicate types; what is none is one itself. */
static const char *
predicate_type(const char *word)
{
	static const struct {
		const char *word;
		const char *type;
	} rows[] = {
		{ "custom", "https://cosign.sigstore.dev/attestation/v1" },
		{ "slsaprovenance", "https://slsa.dev/provenance/v0.2" },
		{ "slsaprovenance02", "https://slsa.dev/provenance/v0.2" },
		{ "slsaprovenance1", "https://slsa.dev/provenance/v1" },
		{ "spdx", "https://spdx.dev/Document" },
		{ "spdxjson", "https://spdx.dev/Document" },
		{ "cyclonedx", "https://cyclonedx.org/bom" },
		{ "link", "https://in-toto.io/Link/v1" },
		{ "vuln", "https://cosign.sigstore.dev/attestation/vuln/v1" },
		{ "openvex", "https://openvex.dev/ns" },
	};
	size_t i;

	for (i = 0; i < CLI_ARRAY_LEN(rows); i++)
		if (strcmp(rows[i].word, word) == 0)
			return rows[i].type;
	return word;
}

static cosign_rc_t
set_claims(struct cli *c, const struct cli_verification *v)
{
	const char *type = cli_text(c, CLI_OPT_TYPE);
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	if (!v->attestation)
		return COSIGN_OK;
	if (type == NULL)
		return cli_fail(
		    c, COSIGN_E_ARGUMENT, "--type: no predicate type");
	/* Said before the file is read, or where there is none. */
	CLI_TRY(cosign_policy_set_content(
	    v->policy, COSIGN_CONTENT_ATTESTATION, c->err));
	if (!cli_on(c, CLI_OPT_CHECK_CLAIMS))
		cosign_policy_insecure_ignore_claims(v->policy);
	CLI_TRY(cosign_policy_set_predicate(
	    v->policy, predicate_type(type), c->err));
	rc = COSIGN_OK;
out:
	return rc;
}

cosign_rc_t
cli_build_policy(struct cli *c, struct cli_verification *v)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	CLI_TRY(cosign_policy_new(&v->policy, c->err));
	CLI_TRY(add_signers(c, v));
	/* A certificate's key has a hash of its own. */
	if (v->keys != NULL)
		CLI_TRY(cosign_policy_set_hash(v->policy, v->hash, c->err));
	if (cli_ignores_tlog(c))
		cosign_policy_insecure_ignore_tlog(v->policy);
	if (cli_on(c, CLI_OPT_IGNORE_SCT))
		cosign_policy_insecure_ignore_scts(v->policy);
	if (cli_on(c, CLI_OPT_ALLOW_CHAIN))
		cosign_policy_allow_chain(v->policy);
	CLI_TRY(set_times(c, v));
	CLI_TRY(set_claims(c, v));
	rc = COSIGN_OK;
out:
	return rc;
}
