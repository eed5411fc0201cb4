/*
 * cosign-conformance: the command protocol of the public conformance suite for
 * Sigstore clients (github.com/sigstore/sigstore-conformance,
 * docs/cli_protocol.md).
 *
 *   cosign-conformance verify-bundle [--staging] --bundle FILE
 *       (--certificate-identity SAN --certificate-oidc-issuer URL | --key FILE)
 *       [--trusted-root FILE] FILE|sha256:DIGEST
 *
 * Exit status 0: verified. 1: not, and the first word on standard error is the
 * code. 2: the command line is wrong.
 */
#include <cosign.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ROOT_MAX ((size_t)4 * 1024 * 1024)
#define TRY(expr)                    \
	do {                         \
		rc = (expr);         \
		if (rc != COSIGN_OK) \
			goto out;    \
	} while (0)

struct arguments {
	const char *bundle;
	const char *identity;
	const char *issuer;
	const char *key;
	const char *trusted_root;
	const char *artifact;
	int staging;
};

static int
usage(const char *what)
{
	(void)fprintf(stderr, "cosign-conformance: %s\n", what);
	return 2;
}

static const char **
option(struct arguments *a, const char *name)
{
	if (strcmp(name, "--bundle") == 0)
		return &a->bundle;
	if (strcmp(name, "--certificate-identity") == 0)
		return &a->identity;
	if (strcmp(name, "--certificate-oidc-issuer") == 0)
		return &a->issuer;
	if (strcmp(name, "--key") == 0)
		return &a->key;
	if (strcmp(name, "--trusted-root") == 0)
		return &a->trusted_root;
	return NULL;
}

static int
parse(struct arguments *a, int argc, char **argv)
{
	const char **value;
	int i;

	for (i = 2; i < argc; i++) {
		if (strcmp(argv[i], "--staging") == 0) {
			a->staging = 1;
			continue;
		}
		value = option(a, argv[i]);
		if (value == NULL && (argv[i][0] == '-' || i + 1 != argc))
			return usage("unknown argument");
		if (value == NULL)
			a->artifact = argv[i];
		else if (++i == argc)
			return usage("an option lacks its value");
		else
			*value = argv[i];
	}
	if (a->bundle == NULL || a->artifact == NULL)
		return usage("no bundle or no artifact");
	if (a->key == NULL && (a->identity == NULL || a->issuer == NULL))
		return usage("no key, and no identity with its issuer");
	return 0;
}

static cosign_rc_t
load_bundle(cosign_bundle_t **out, const char *path, cosign_error_t *err)
{
	char *data = NULL;
	cosign_rc_t rc;
	size_t len;

	TRY(cosign_file_load(&data, &len, path, cosign_bundle_max_size(), err));
	TRY(cosign_bundle_parse(out, data, len, err));
out:
	cosign_free(data);
	return rc;
}

static cosign_rc_t
load_trust(cosign_trust_t **out, const struct arguments *a, cosign_error_t *err)
{
	char *data = NULL;
	cosign_rc_t rc;
	size_t len;

	if (a->trusted_root == NULL)
		return a->staging ? COSIGN_E_UNSUPPORTED
				  : cosign_trust_public_good(out, err);
	TRY(cosign_file_load(&data, &len, a->trusted_root, ROOT_MAX, err));
	TRY(cosign_trust_parse(out, data, len, err));
out:
	cosign_free(data);
	return rc;
}

static cosign_rc_t
add_key(cosign_policy_t *policy, const char *path, cosign_error_t *err)
{
	cosign_keyring_t *ring = NULL;
	cosign_rc_t rc;

	TRY(cosign_keyring_load(&ring, path, 0, err));
	TRY(cosign_policy_add_key(policy, cosign_keyring_key(ring, 0), err));
out:
	cosign_keyring_free(ring);
	return rc;
}

static cosign_rc_t
add_identity(
    cosign_policy_t *policy, const struct arguments *a, cosign_error_t *err)
{
	cosign_identity_t *identity = NULL;
	cosign_rc_t rc;

	TRY(cosign_identity_new(&identity, err));
	TRY(cosign_identity_add_subject(
	    identity, COSIGN_MATCH_EXACT, a->identity, err));
	TRY(cosign_identity_add_issuer(
	    identity, COSIGN_MATCH_EXACT, a->issuer, err));
	TRY(cosign_policy_add_identity(policy, identity, err));
out:
	cosign_identity_free(identity);
	return rc;
}

/* Timestamps that are there have to verify, as the suite wants it. */
static cosign_rc_t
build_policy(cosign_policy_t **out, const struct arguments *a,
    const cosign_trust_t *trust, const cosign_bundle_t *bundle,
    cosign_error_t *err)
{
	cosign_rc_t rc;

	TRY(cosign_policy_new(out, err));
	if (a->key != NULL)
		TRY(add_key(*out, a->key, err));
	else
		TRY(add_identity(*out, a, err));
	if (cosign_bundle_timestamp_count(bundle) > 0 &&
	    cosign_trust_tsa_count(trust) > 0)
		TRY(cosign_policy_set_times(
		    *out, COSIGN_TIME_TIMESTAMP, 1, err));
out:
	return rc;
}

static int
digit(char c)
{
	const char *at = strchr("0123456789abcdef", c);

	return c == '\0' || at == NULL ? -1 : (int)(at - "0123456789abcdef");
}

/* "sha256:" and 64 digits, where no file has that name. */
static int
read_digest(uint8_t digest[32], const char *text)
{
	size_t i;

	if (strncmp(text, "sha256:", 7) != 0 || strlen(text) != 7 + 64 ||
	    access(text, F_OK) == 0)
		return 0;
	for (i = 0; i < 32; i++) {
		const int high = digit(text[7 + 2 * i]);
		const int low = digit(text[8 + 2 * i]);

		if (high < 0 || low < 0)
			return 0;
		digest[i] = (uint8_t)(high << 4 | low);
	}
	return 1;
}

static cosign_rc_t
open_artifact(cosign_artifact_t **out, const char *text, cosign_error_t *err)
{
	uint8_t digest[32];

	return read_digest(digest, text)
	    ? cosign_artifact_from_digest(
		  out, COSIGN_HASH_SHA256, digest, sizeof(digest), err)
	    : cosign_artifact_from_path(out, text, err);
}

static cosign_rc_t
verify(const struct arguments *a, cosign_error_t *err)
{
	cosign_artifact_t *artifact = NULL;
	cosign_bundle_t *bundle = NULL;
	cosign_policy_t *policy = NULL;
	cosign_trust_t *trust = NULL;
	cosign_rc_t rc;

	TRY(load_trust(&trust, a, err));
	TRY(load_bundle(&bundle, a->bundle, err));
	TRY(build_policy(&policy, a, trust, bundle, err));
	TRY(open_artifact(&artifact, a->artifact, err));
	TRY(cosign_verify_blob(NULL, trust, policy, bundle, artifact, err));
out:
	cosign_artifact_free(artifact);
	cosign_policy_free(policy);
	cosign_bundle_free(bundle);
	cosign_trust_free(trust);
	return rc;
}

int
main(int argc, char **argv)
{
	struct arguments a = { 0 };
	cosign_error_t *err;
	cosign_rc_t rc;
	int status;

	if (argc < 2 || strcmp(argv[1], "verify-bundle") != 0)
		return usage("verify-bundle is the only command");
	status = parse(&a, argc, argv);
	if (status != 0)
		return status;
	err = cosign_error_new();
	rc = verify(&a, err);
	if (rc != COSIGN_OK)
		(void)fprintf(stderr, "%s %s\n", cosign_rc_name(rc),
		    cosign_error_message(err));
	cosign_error_free(err);
	return rc == COSIGN_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}
