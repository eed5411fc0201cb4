/*
 * Verify a file that somebody signed without a key of their own, offline:
 *
 *	verify_keyless ROOT IDENTITY ISSUER BUNDLE FILE
 *
 * ROOT is a trusted_root.json, or - for Sigstore's public-good instance.
 * IDENTITY is who has to have signed, an e-mail address or a workflow's URI,
 * and ISSUER who has to have vouched for that. Exit status 0: accepted,
 * 1: rejected, 2: it could not be found out.
 */
#include <cosign.h>
#include <stdio.h>
#include <string.h>

static cosign_rc_t
load_trust(cosign_trust_t **out, const char *path, cosign_error_t *err)
{
	cosign_rc_t rc;
	char *json;
	size_t len;

	if (strcmp(path, "-") == 0)
		return cosign_trust_public_good(out, err);
	*out = NULL;
	rc = cosign_file_load(&json, &len, path, cosign_trust_max_size(), err);
	if (rc == COSIGN_OK)
		rc = cosign_trust_parse(out, json, len, err);
	cosign_free(json);
	return rc;
}

static cosign_rc_t
load_bundle(cosign_bundle_t **out, const char *path, cosign_error_t *err)
{
	cosign_rc_t rc;
	char *json;
	size_t len;

	*out = NULL;
	rc = cosign_file_load(&json, &len, path, cosign_bundle_max_size(), err);
	if (rc == COSIGN_OK)
		rc = cosign_bundle_parse_any(out, json, len, err);
	cosign_free(json);
	return rc;
}

/* One signer, whose name and issuer are known to the letter. */
static cosign_rc_t
make_policy(cosign_policy_t **out, const char *name, const char *issuer,
    cosign_error_t *err)
{
	cosign_identity_t *identity = NULL;
	cosign_rc_t rc;

	rc = cosign_policy_new(out, err);
	if (rc == COSIGN_OK)
		rc = cosign_identity_new(&identity, err);
	if (rc == COSIGN_OK)
		rc = cosign_identity_add_subject(
		    identity, COSIGN_MATCH_EXACT, name, err);
	if (rc == COSIGN_OK)
		rc = cosign_identity_add_issuer(
		    identity, COSIGN_MATCH_EXACT, issuer, err);
	if (rc == COSIGN_OK)
		rc = cosign_policy_add_identity(*out, identity, err);
	cosign_identity_free(identity);
	return rc;
}

static void
tell(const cosign_result_t *result)
{
	const cosign_candidate_t *signer = cosign_result_signer(result);

	printf("accepted: signed by %s, for whom %s vouched",
	    cosign_candidate_subject(signer), cosign_candidate_issuer(signer));
	if (cosign_candidate_time_count(signer) > 0)
		printf(
		    ", at %lld", (long long)cosign_candidate_time(signer, 0));
	if (cosign_candidate_tlog_count(signer) > 0)
		printf(", entry %lld of %s",
		    (long long)cosign_candidate_tlog_index(signer, 0),
		    cosign_candidate_tlog_url(signer, 0));
	printf("\n");
}

int
main(int argc, char **argv)
{
	cosign_error_t *err = cosign_error_new();
	cosign_result_t *result = NULL;
	cosign_policy_t *policy = NULL;
	cosign_bundle_t *bundle = NULL;
	cosign_artifact_t *file = NULL;
	cosign_trust_t *trust = NULL;
	cosign_rc_t rc = COSIGN_E_ARGUMENT;
	int status;

	if (argc == 6)
		rc = load_trust(&trust, argv[1], err);
	if (rc == COSIGN_OK)
		rc = make_policy(&policy, argv[2], argv[3], err);
	if (rc == COSIGN_OK)
		rc = load_bundle(&bundle, argv[4], err);
	if (rc == COSIGN_OK)
		rc = cosign_artifact_from_path(&file, argv[5], err);
	if (rc == COSIGN_OK)
		rc = cosign_verify_blob(
		    &result, trust, policy, bundle, file, err);
	if (rc == COSIGN_OK)
		tell(result);
	else if (argc == 6)
		printf("%s: %s\n", result != NULL ? "rejected" : "no verdict",
		    cosign_error_message(err));

	status = rc == COSIGN_OK ? 0 : result != NULL ? 1 : 2;
	cosign_result_free(result);
	cosign_artifact_free(file);
	cosign_bundle_free(bundle);
	cosign_policy_free(policy);
	cosign_trust_free(trust);
	cosign_error_free(err);
	return status;
}
