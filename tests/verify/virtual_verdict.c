#include "virtual_verdict.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <string.h>

#define BUNDLES_MAX 8

cosign_trust_t *
virtual_trust(struct vs *vs)
{
	const char *root = vs_trusted_root(vs, NULL);
	cosign_trust_t *trust = NULL;

	MUST(cosign_trust_parse(&trust, root, strlen(root), NULL));
	return trust;
}

void
virtual_add(cosign_policy_t *policy, const char *subject)
{
	cosign_identity_t *identity = NULL;

	MUST(cosign_identity_new(&identity, NULL));
	MUST(cosign_identity_add_subject(
	    identity, COSIGN_MATCH_EXACT, subject, NULL));
	MUST(cosign_identity_add_issuer(
	    identity, COSIGN_MATCH_EXACT, VS_ISSUER, NULL));
	MUST(cosign_policy_add_identity(policy, identity, NULL));
	cosign_identity_free(identity);
}

cosign_policy_t *
virtual_policy(const char *subject)
{
	cosign_policy_t *policy = NULL;

	MUST(cosign_policy_new(&policy, NULL));
	if (subject != NULL)
		virtual_add(policy, subject);
	return policy;
}

void
virtual_expect_all(cosign_result_t **result, struct vs *vs,
    const cosign_policy_t *policy, const char *const *bundles, cosign_rc_t code,
    const char *message)
{
	cosign_bundle_t *parsed[BUNDLES_MAX] = { NULL };
	cosign_error_t *err = cosign_error_new();
	cosign_trust_t *trust = virtual_trust(vs);
	cosign_artifact_t *artifact = NULL;
	cosign_result_t *own = NULL;
	size_t count;
	cosign_rc_t rc;

	for (count = 0; bundles[count] != NULL; count++)
		MUST(cosign_bundle_parse_any(&parsed[count], bundles[count],
		    strlen(bundles[count]), NULL));
	MUST(cosign_artifact_from_bytes(
	    &artifact, VS_ARTIFACT, strlen(VS_ARTIFACT), NULL));
	rc = cosign_verify_bundles(&own, trust, policy,
	    (const cosign_bundle_t *const *)parsed, count, artifact, err);
	if (code == COSIGN_OK)
		cr_expect_eq(rc, COSIGN_OK, "%s: %s", cosign_rc_name(rc),
		    cosign_error_message(err));
	else
		expect_error(err, rc, code, message);
	cr_assert_not_null(own);
	cr_expect_eq(cosign_result_accepted(own), code == COSIGN_OK);
	cr_expect_eq(cosign_result_code(own), rc);
	if (result != NULL)
		*result = own;
	else
		cosign_result_free(own);
	while (count > 0)
		cosign_bundle_free(parsed[--count]);
	cosign_artifact_free(artifact);
	cosign_trust_free(trust);
	cosign_error_free(err);
}

void
virtual_expect(cosign_result_t **result, struct vs *vs,
    const cosign_policy_t *policy, const char *bundle, cosign_rc_t code,
    const char *message)
{
	virtual_expect_all(result, vs, policy,
	    (const char *const[]){ bundle, NULL }, code, message);
}

void
virtual_expect_ignored(const cosign_result_t *result, const char *what,
    size_t index, const char *code, const char *message)
{
	json_t *document, *rows, *row = NULL;
	char *text = NULL;
	size_t len, i;

	MUST(cosign_result_json(result, &text, &len, NULL));
	document = json_loads(text, 0, NULL);
	rows = json_object_get(
	    json_array_get(json_object_get(document, "bundles"), 0), "ignored");
	json_array_foreach(rows, i, row)
	{
		if (strcmp(json_string_value(json_object_get(row, "what")),
			what) == 0 &&
		    json_integer_value(json_object_get(row, "index")) ==
			(json_int_t)index)
			break;
	}
	cr_assert_lt(i, json_array_size(rows), "%s[%zu] is not ignored: %s",
	    what, index, text);
	cr_expect_str_eq(json_string_value(json_object_get(row, "code")), code);
	expect_prefix(
	    json_string_value(json_object_get(row, "message")), message);
	json_decref(document);
	cosign_free(text);
}
