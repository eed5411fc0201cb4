/* Cases of the public conformance suite as subjects. */
#include "keyless.h"

#include "cases.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

/* Who signed most of the cases. */
#define IDENTITY                                                         \
	"https://github.com/sigstore-conformance/extremely-dangerous-"   \
	"public-oidc-beacon/.github/workflows/extremely-dangerous-oidc-" \
	"beacon.yml@refs/heads/main"
#define ISSUER "https://token.actions.githubusercontent.com"

/* A file of the case, as the subject's own; p NULL: it has none. */
static struct vs_bytes
file_of(const struct subject *s, const char *file)
{
	struct vs_bytes bytes = { NULL, 0 };
	struct vector v;
	char path[256];

	(void)snprintf(path, sizeof(path), "%s/%s", s->name, file);
	if (!cases_has(CASES_FOLDER, path))
		return bytes;
	v = cases_load(CASES_FOLDER, path);
	bytes = vs_copy(s->vs, v.data, v.len);
	vector_free(&v);
	return bytes;
}

static struct vs_bytes
artifact_of(const struct subject *s)
{
	struct vs_bytes bytes = file_of(s, "artifact");
	struct vector v;

	if (bytes.p != NULL)
		return bytes;
	v = cases_load("sigstore-conformance", "a.txt");
	bytes = vs_copy(s->vs, v.data, v.len);
	vector_free(&v);
	return bytes;
}

static void
add_signer(const struct subject *s)
{
	cosign_identity_t *identity = NULL;

	MUST(cosign_identity_new(&identity, NULL));
	MUST(cosign_identity_add_subject(
	    identity, COSIGN_MATCH_EXACT, IDENTITY, NULL));
	MUST(cosign_identity_add_issuer(
	    identity, COSIGN_MATCH_EXACT, ISSUER, NULL));
	MUST(cosign_policy_add_identity(s->policy, identity, NULL));
	cosign_identity_free(identity);
}

static void
add_key(const struct subject *s, struct vs_bytes pem)
{
	cosign_pubkey_t *key = NULL;

	MUST(cosign_pubkey_parse(&key, pem.p, pem.len, NULL));
	MUST(cosign_policy_add_key(s->policy, key, NULL));
	cosign_pubkey_free(key);
}

/* The suite wants timestamps to verify where they are. */
static void
make_policy(struct subject *s)
{
	const struct vs_bytes key = file_of(s, "key.pub");

	MUST(cosign_policy_new(&s->policy, NULL));
	if (key.p != NULL)
		add_key(s, key);
	else
		add_signer(s);
	if (strstr(s->text, "\"signedTimestamp\"") != NULL &&
	    cosign_trust_tsa_count(s->trust) > 0)
		MUST(cosign_policy_set_times(
		    s->policy, COSIGN_TIME_TIMESTAMP, 1, NULL));
}

int
subject_of_case(struct subject *s, const char *name)
{
	const size_t len = strlen(name);
	const struct vs_options empty = { .empty = 1 };

	*s = (struct subject){ .name = name, .vs = vs_new(&empty) };
	s->text = (const char *)file_of(s, "bundle.sigstore.json").p;
	if (s->text == NULL ||
	    (len > 5 && strcmp(name + len - 5, "_fail") == 0)) {
		vs_free(s->vs);
		return 0;
	}
	s->root = (const char *)file_of(s, "trusted_root.json").p;
	s->artifact = artifact_of(s);
	if (s->root == NULL)
		MUST(cosign_trust_public_good(&s->trust, NULL));
	else
		MUST(cosign_trust_parse(
		    &s->trust, s->root, strlen(s->root), NULL));
	make_policy(s);
	return 1;
}
