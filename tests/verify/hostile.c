#include "hostile.h"

#include "bytes.h"
#include "vectors.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static cosign_policy_t *
new_policy(void)
{
	cosign_identity_t *identity = NULL;
	cosign_policy_t *policy = NULL;

	MUST(cosign_identity_new(&identity, NULL));
	MUST(cosign_identity_add_subject(
	    identity, COSIGN_MATCH_EXACT, VS_IDENTITY, NULL));
	MUST(cosign_identity_add_issuer(
	    identity, COSIGN_MATCH_EXACT, VS_ISSUER, NULL));
	MUST(cosign_policy_new(&policy, NULL));
	MUST(cosign_policy_add_identity(policy, identity, NULL));
	cosign_identity_free(identity);
	return policy;
}

cosign_rc_t
hostile_verify(struct vs *vs, const char *json, cosign_result_t **result,
    cosign_error_t *err)
{
	const char *root = vs_trusted_root(vs, NULL);
	cosign_policy_t *policy = new_policy();
	cosign_artifact_t *artifact = NULL;
	cosign_trust_t *trust = NULL;
	cosign_bundle_t *b = NULL;
	cosign_rc_t rc;

	if (result != NULL)
		*result = NULL;
	MUST(cosign_trust_parse(&trust, root, strlen(root), NULL));
	MUST(cosign_artifact_from_bytes(
	    &artifact, VS_ARTIFACT, sizeof(VS_ARTIFACT) - 1, NULL));
	rc = cosign_bundle_parse(&b, json, strlen(json), err);
	cr_expect_eq(b != NULL, rc == COSIGN_OK);
	if (rc == COSIGN_OK)
		rc =
		    cosign_verify_blob(result, trust, policy, b, artifact, err);
	cosign_bundle_free(b);
	cosign_artifact_free(artifact);
	cosign_trust_free(trust);
	cosign_policy_free(policy);
	return rc;
}

/* Whether a message starts so, where # stands for a number. */
static int
starts_so(const char *said, const char *message)
{
	for (; *message != '\0'; message++) {
		if (*message != '#') {
			if (*said++ != *message)
				return 0;
			continue;
		}
		if (strspn(said, "0123456789") == 0)
			return 0;
		said += strspn(said, "0123456789");
	}
	return 1;
}

void
hostile_expect(struct vs *vs, const char *what, const char *json,
    cosign_rc_t expected, const char *message)
{
	cosign_error_t *err = cosign_error_new();
	const cosign_rc_t rc = hostile_verify(vs, json, NULL, err);
	const char *said = cosign_error_message(err);

	cr_expect_eq(rc, expected, "%s: %s: %s", what, cosign_rc_name(rc),
	    rc != COSIGN_OK ? said : "accepted");
	if (expected != COSIGN_OK)
		cr_expect(starts_so(said, message), "%s: %s", what, said);
	cosign_error_free(err);
}

char *
hostile_repeat(struct vs *vs, const char *text, size_t times)
{
	const size_t len = strlen(text);
	char *all = malloc(len * times + 1);
	struct vs_bytes copy;
	size_t i;

	cr_assert_not_null(all);
	for (i = 0; i < times; i++)
		memcpy(all + i * len, text, len);
	all[len * times] = '\0';
	copy = vs_copy(vs, all, len * times);
	free(all);
	return (char *)copy.p;
}
