#include "keyless.h"

#include "measure.h"

#define FILE_MAX ((size_t)1 << 20)
#define WARM     32

static cosign_error_t *err;

static void
must(cosign_rc_t rc, const char *what)
{
	if (rc != COSIGN_OK)
		bench_die("%s: %s", what, cosign_error_message(err));
}

static void
init_policy(cosign_policy_t **out, const char *subject, const char *issuer)
{
	cosign_identity_t *identity = NULL;

	must(cosign_identity_new(&identity, err), "identity");
	must(cosign_identity_add_subject(
		 identity, COSIGN_MATCH_EXACT, subject, err),
	    "subject");
	must(cosign_identity_add_issuer(
		 identity, COSIGN_MATCH_EXACT, issuer, err),
	    "issuer");
	must(cosign_policy_new(out, err), "policy");
	must(cosign_policy_add_identity(*out, identity, err), "policy");
	cosign_identity_free(identity);
}

void
bench_keyless_init(struct bench_keyless *k, char **argv)
{
	char *root = NULL;
	size_t len = 0;

	err = cosign_error_new();
	if (err == NULL)
		bench_die("no memory");
	must(cosign_file_load(&root, &len, argv[0], FILE_MAX, err), argv[0]);
	must(cosign_trust_parse(&k->trust, root, len, err), argv[0]);
	cosign_free(root);
	must(cosign_file_load(&k->json, &k->json_len, argv[1], FILE_MAX, err),
	    argv[1]);
	must(cosign_file_load(&k->file, &k->file_len, argv[2], FILE_MAX, err),
	    argv[2]);
	init_policy(&k->policy, argv[3], argv[4]);
}

void
bench_keyless_dispose(struct bench_keyless *k)
{
	cosign_policy_free(k->policy);
	cosign_trust_free(k->trust);
	cosign_free(k->json);
	cosign_free(k->file);
	cosign_error_free(err);
}

void
bench_keyless_verify(void *data)
{
	const struct bench_keyless *k = data;
	cosign_artifact_t *artifact = NULL;
	cosign_bundle_t *bundle = NULL;
	cosign_result_t *result = NULL;

	if (cosign_bundle_parse_any(&bundle, k->json, k->json_len, NULL) !=
		COSIGN_OK ||
	    cosign_artifact_from_bytes(&artifact, k->file, k->file_len, NULL) !=
		COSIGN_OK ||
	    cosign_verify_blob(&result, k->trust, k->policy, bundle, artifact,
		NULL) != COSIGN_OK)
		bench_die("not verified: %s", cosign_result_message(result));
	cosign_result_free(result);
	cosign_artifact_free(artifact);
	cosign_bundle_free(bundle);
}

void
bench_keyless_warm(struct bench_keyless *k)
{
	for (int i = 0; i < WARM; i++)
		bench_keyless_verify(k);
}

__attribute__((noinline)) void
bench_once(struct bench_keyless *k)
{
	bench_keyless_verify(k);
}
