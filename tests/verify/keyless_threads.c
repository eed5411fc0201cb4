/*
 * Threads that share one trusted root and one policy, with bundles of their
 * own and shared ones. A program of its own, since Criterion does not start
 * under the thread sanitizer.
 */
#include "virtual/virtual.h"

#include <cosign/verify.h>

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#define THREADS 8
#define ROUNDS  12

enum { IN_REKOR1, IN_REKOR2, ATTESTED, FORMS };

static struct {
	cosign_trust_t *trust;
	cosign_policy_t *alice, *bob;
	cosign_bundle_t *bundles[FORMS];
	char *texts[FORMS];
} shared;
static atomic_int failures;

static void
check(int condition, const char *what)
{
	if (condition)
		return;
	(void)fprintf(stderr, "%s\n", what);
	atomic_fetch_add(&failures, 1);
}

static void
must(cosign_rc_t rc, const char *what)
{
	check(rc == COSIGN_OK, what);
}

static cosign_policy_t *
policy_for_identity(const char *pattern)
{
	cosign_identity_t *identity = NULL;
	cosign_policy_t *policy = NULL;

	must(cosign_identity_new(&identity, NULL), "identity");
	must(cosign_identity_add_subject(
		 identity, COSIGN_MATCH_REGEX, pattern, NULL),
	    "subject");
	must(cosign_identity_add_issuer(
		 identity, COSIGN_MATCH_EXACT, VS_ISSUER, NULL),
	    "issuer");
	must(cosign_policy_new(&policy, NULL), "policy");
	must(cosign_policy_add_identity(policy, identity, NULL), "identity");
	cosign_identity_free(identity);
	return policy;
}

/* The authorities' keys are P-384, as in the public instance: they are used
   often enough to get their tables while all threads verify. */
static struct vs *
set_up(void)
{
	const struct vs_authority_options authority = { .kind = VS_P384 };
	struct vs *vs =
	    vs_new(&(struct vs_options){ .ca = &authority, .tsa = &authority });
	struct vs_signature *sig;
	char *root;
	size_t i;

	for (i = 0; i < FORMS; i++) {
		sig = vs_sign(
		    vs, &(struct vs_sign_options){ .dsse = i == ATTESTED });
		vs_log(sig,
		    i == IN_REKOR2
			? &(struct vs_entry_options){ .log = vs->rekor2 }
			: NULL);
		vs_stamp(sig, NULL);
		shared.texts[i] = vs_bundle(sig, NULL);
		must(cosign_bundle_parse(&shared.bundles[i], shared.texts[i],
			 strlen(shared.texts[i]), NULL),
		    "bundle");
	}
	root = vs_trusted_root(vs, NULL);
	must(cosign_trust_parse(&shared.trust, root, strlen(root), NULL),
	    "trusted root");
	shared.alice = policy_for_identity("^alice@example\\.com$");
	shared.bob = policy_for_identity("^bob@");
	return vs;
}

static void
verify_as(const cosign_policy_t *policy, const cosign_bundle_t *bundle,
    const char *data, cosign_rc_t expected)
{
	cosign_artifact_t *artifact = NULL;
	cosign_result_t *result = NULL;
	char *text = NULL;
	cosign_rc_t rc;
	size_t len;

	must(cosign_artifact_from_bytes(&artifact, data, strlen(data), NULL),
	    "artifact");
	rc = cosign_verify_blob(
	    &result, shared.trust, policy, bundle, artifact, NULL);
	check(rc == expected, cosign_rc_name(rc));
	must(cosign_result_json(result, &text, &len, NULL), "document");
	cosign_free(text);
	cosign_result_free(result);
	cosign_artifact_free(artifact);
}

static void *
verify_many(void *arg)
{
	cosign_bundle_t *own = NULL;
	size_t round, i;

	for (round = 0; round < ROUNDS; round++) {
		i = round % FORMS;
		must(cosign_bundle_parse_any(
			 &own, shared.texts[i], strlen(shared.texts[i]), NULL),
		    "own bundle");
		verify_as(shared.alice, own, VS_ARTIFACT, COSIGN_OK);
		verify_as(
		    shared.alice, shared.bundles[i], VS_ARTIFACT, COSIGN_OK);
		verify_as(shared.bob, shared.bundles[i], VS_ARTIFACT,
		    COSIGN_E_IDENTITY);
		verify_as(shared.alice, shared.bundles[i], "hello\n",
		    i == ATTESTED ? COSIGN_E_SUBJECT : COSIGN_E_SIGNATURE);
		cosign_bundle_free(own);
	}
	return arg;
}

int
main(void)
{
	pthread_t threads[THREADS];
	struct vs *vs = set_up();
	size_t i;

	for (i = 0; i < THREADS; i++)
		check(pthread_create(&threads[i], NULL, verify_many, NULL) == 0,
		    "thread");
	for (i = 0; i < THREADS; i++)
		check(pthread_join(threads[i], NULL) == 0, "join");
	for (i = 0; i < FORMS; i++)
		cosign_bundle_free(shared.bundles[i]);
	cosign_policy_free(shared.alice);
	cosign_policy_free(shared.bob);
	cosign_trust_free(shared.trust);
	vs_free(vs);
	return atomic_load(&failures) == 0 ? 0 : 1;
}
