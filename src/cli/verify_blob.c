/* verify-blob: a file, its signature, public keys. */
#include "cli.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

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

static bool
ignores_tlog(const struct cli *c)
{
	return cli_on(c, CLI_OPT_IGNORE_TLOG) ||
	    cli_on(c, CLI_OPT_PRIVATE_INFRASTRUCTURE);
}

static cosign_rc_t
build_policy(struct cli *c, cosign_hash_t hash, cosign_policy_t **out)
{
	const char *reference = cli_text(c, CLI_OPT_KEY);
	cosign_keyring_t *ring = NULL;
	cosign_policy_t *policy = NULL;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	size_t i;

	CLI_TRY(cosign_keyring_load(&ring, reference, 0, c->err));
	CLI_TRY(cosign_policy_new(&policy, c->err));
	for (i = 0; i < cosign_keyring_count(ring); i++)
		CLI_TRY(cosign_policy_add_key(
		    policy, cosign_keyring_key(ring, i), c->err));
	CLI_TRY(cosign_policy_set_hash(policy, hash, c->err));
	if (ignores_tlog(c))
		cosign_policy_insecure_ignore_tlog(policy);
	*out = policy;
	policy = NULL;
	rc = COSIGN_OK;
out:
	cosign_policy_free(policy);
	cosign_keyring_free(ring);
	return rc;
}

/* Can only be a signature: it is base64, and no file has the name. */
static bool
is_literal(const char *text)
{
	static const char base64[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=";
	const size_t len = strlen(text);
	struct stat st;

	return len % 4 == 0 && strspn(text, base64) == len &&
	    stat(text, &st) != 0 &&
	    (errno == ENOENT || errno == ENOTDIR || errno == ENAMETOOLONG);
}

static cosign_rc_t
load_signature(struct cli *c, const char *text, cosign_bundle_t **out)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	char *data = NULL;
	size_t len;

	if (is_literal(text))
		return cosign_bundle_from_signature(
		    out, text, strlen(text), c->err);
	CLI_TRY(cli_load(c, text, cosign_bundle_max_size(), &data, &len));
	CLI_TRY(cli_fail_at(c,
	    cosign_bundle_from_signature(out, data, len, c->err), "%s", text));
	rc = COSIGN_OK;
out:
	cosign_free(data);
	return rc;
}

/* A bundle of either form. What is neither is told as a Sigstore bundle that
   does not parse, not as a bad signature. */
static cosign_rc_t
load_bundle(struct cli *c, const char *path, cosign_bundle_t **out)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	char *data = NULL;
	size_t len;

	CLI_TRY(cosign_file_load(
	    &data, &len, path, cosign_bundle_max_size(), c->err));
	rc = cosign_bundle_parse_any(out, data, len, c->err);
	if (rc == COSIGN_OK &&
	    cosign_bundle_form(*out) == COSIGN_FORM_DETACHED) {
		cosign_bundle_free(*out);
		*out = NULL;
		rc = cosign_bundle_parse(out, data, len, c->err);
	}
	rc = cli_fail_at(c, rc, "%s", path);
out:
	cosign_free(data);
	return rc;
}

static bool
same_signature(const cosign_bundle_t *a, const cosign_bundle_t *b)
{
	size_t a_len, b_len;
	const uint8_t *x = cosign_bundle_signature(a, &a_len);
	const uint8_t *y = cosign_bundle_signature(b, &b_len);

	return x != NULL && y != NULL && a_len == b_len &&
	    memcmp(x, y, a_len) == 0;
}

/* --bundle, --signature, or both where the bundle is of the older form. */
static cosign_rc_t
find_signature(struct cli *c, cosign_bundle_t **out)
{
	const char *path = cli_text(c, CLI_OPT_BUNDLE);
	const char *text = cli_text(c, CLI_OPT_SIGNATURE);
	cosign_bundle_t *bundle = NULL, *detached = NULL;
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	if (path == NULL && text == NULL) {
		cli_hint(c, "give --bundle, or --signature");
		return cli_fail(
		    c, COSIGN_E_ARGUMENT, "missing flag '--signature'");
	}
	if (path != NULL)
		CLI_TRY(load_bundle(c, path, &bundle));
	if (text != NULL && bundle != NULL &&
	    cosign_bundle_form(bundle) == COSIGN_FORM_SIGSTORE) {
		rc = cli_fail(c, COSIGN_E_CONFLICT,
		    "unsupported: signature may not be provided using "
		    "--signature when using --new-bundle-format");
		goto out;
	}
	if (text != NULL)
		CLI_TRY(load_signature(c, text, &detached));
	if (bundle != NULL && detached != NULL &&
	    !same_signature(bundle, detached)) {
		rc = cli_fail(c, COSIGN_E_CONFLICT,
		    "--signature: is not the signature in %s", path);
		goto out;
	}
	*out = bundle != NULL ? bundle : detached;
	if (bundle != NULL)
		bundle = NULL;
	else
		detached = NULL;
	rc = COSIGN_OK;
out:
	cosign_bundle_free(bundle);
	cosign_bundle_free(detached);
	return rc;
}

static cosign_rc_t
print_result(struct cli *c, const cosign_result_t *result)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	char *json = NULL;
	size_t len;

	if (result == NULL || strcmp(cli_text(c, CLI_OPT_OUTPUT), "json") != 0)
		return COSIGN_OK;
	CLI_TRY(cosign_result_json(result, &json, &len, c->err));
	(void)fwrite(json, 1, len, stdout);
	(void)putchar('\n');
	rc = COSIGN_OK;
out:
	cosign_free(json);
	return rc;
}

static cosign_rc_t
verify(struct cli *c, const cosign_trust_t *trust,
    const cosign_policy_t *policy, const cosign_bundle_t *bundle,
    const char *blob)
{
	cosign_artifact_t *artifact = NULL;
	cosign_result_t *result = NULL;
	cosign_rc_t rc = COSIGN_E_INTERNAL, printed;
	struct cli_progress progress;

	CLI_TRY(cli_open_blob(c, &artifact, blob));
	cli_progress_start(&progress, c, artifact, cli_payload_name(blob));
	rc = cosign_verify_blob(
	    &result, trust, policy, bundle, artifact, c->err);
	cli_progress_end(&progress);
	if (rc != COSIGN_OK) {
		rc = cli_fail_at(c, rc, "%s", cli_payload_name(blob));
		if (!ignores_tlog(c) &&
		    (rc == COSIGN_E_NO_TLOG || rc == COSIGN_E_UNSUPPORTED))
			cli_hint(c,
			    "if the signature was made without a "
			    "transparency log, add "
			    "--insecure-ignore-tlog");
	}
	printed = print_result(c, result);
	if (rc == COSIGN_OK)
		rc = printed;
out:
	cosign_result_free(result);
	cosign_artifact_free(artifact);
	return rc;
}

cosign_rc_t
cli_verify_blob(struct cli *c)
{
	cosign_bundle_t *bundle = NULL;
	cosign_policy_t *policy = NULL;
	cosign_trust_t *trust = NULL;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	cosign_hash_t hash;

	CLI_TRY(choose_hash(c, &hash));
	if (cli_on(c, CLI_OPT_IGNORE_TLOG) &&
	    !cli_on(c, CLI_OPT_PRIVATE_INFRASTRUCTURE))
		cli_warn(c,
		    "Skipping tlog verification is an insecure "
		    "practice that lacks transparency and "
		    "auditability verification for the blob.");
	if (cli_text(c, CLI_OPT_KEY) == NULL) {
		cli_hint(c, "certificates (keyless) are not supported");
		return cli_fail(
		    c, COSIGN_E_ARGUMENT, "provide a key with --key");
	}
	CLI_TRY(build_policy(c, hash, &policy));
	CLI_TRY(cli_load_trusted_root(c, &trust));
	CLI_TRY(find_signature(c, &bundle));
	CLI_TRY(verify(c, trust, policy, bundle, c->args[0]));
	cli_success(c, "Verified OK");
	rc = COSIGN_OK;
out:
	cosign_bundle_free(bundle);
	cosign_policy_free(policy);
	cosign_trust_free(trust);
	return rc;
}
