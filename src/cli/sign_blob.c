/* sign-blob: files, a key, no service. */
#include "cli.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Where the signature of a file goes. */
struct outputs {
	const char *bundle; /* NULL: nowhere */
	cosign_encoding_t bundle_encoding;
	const char *signatures[2];
	size_t signature_count;
	cosign_encoding_t signature_encoding;
	bool print;
};

static cosign_rc_t
check_shared_output(struct cli *c, const char *flag, const char *path)
{
	size_t i;

	if (path == NULL)
		return COSIGN_OK;
	if (c->arg_count > 1)
		return cli_fail(c, COSIGN_E_CONFLICT,
		    "%s %s: %zu files cannot share it", flag, path,
		    c->arg_count);
	for (i = 0; i < c->arg_count; i++)
		if (strcmp(c->args[i], path) == 0)
			return cli_fail(c, COSIGN_E_CONFLICT,
			    "%s %s: that is the file to sign", flag, path);
	return COSIGN_OK;
}

/* Two results cannot be in one file. */
static cosign_rc_t
check_distinct(struct cli *c, const char *flag, const char *path,
    const char *other_flag, const char *other)
{
	if (path == NULL || other == NULL || strcmp(path, other) != 0)
		return COSIGN_OK;
	return cli_fail(c, COSIGN_E_CONFLICT, "%s %s: is also given as %s",
	    flag, path, other_flag);
}

static cosign_rc_t
plan_outputs(struct cli *c, struct outputs *o)
{
	const bool said = cli_given(c, CLI_OPT_NEW_BUNDLE_FORMAT);
	const bool older = said && !cli_on(c, CLI_OPT_NEW_BUNDLE_FORMAT);
	const char *signature = cli_text(c, CLI_OPT_OUTPUT_SIGNATURE);
	const char *output = cli_text(c, CLI_OPT_OUTPUT);
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	memset(o, 0, sizeof(*o));
	o->bundle = cli_text(c, CLI_OPT_BUNDLE);
	if (said && !older && o->bundle == NULL)
		return cli_fail(c, COSIGN_E_ARGUMENT,
		    "must specify --bundle with --new-bundle-format");
	CLI_TRY(check_shared_output(c, "--bundle", o->bundle));
	CLI_TRY(check_shared_output(c, "--output-signature", signature));
	CLI_TRY(check_shared_output(c, "--output", output));
	CLI_TRY(check_distinct(
	    c, "--output-signature", signature, "--bundle", o->bundle));
	CLI_TRY(check_distinct(c, "--output", output, "--bundle", o->bundle));
	CLI_TRY(check_distinct(
	    c, "--output", output, "--output-signature", signature));
	if (signature != NULL)
		o->signatures[o->signature_count++] = signature;
	if (output != NULL) {
		cli_warn(c,
		    "the '--output' flag is deprecated and will be "
		    "removed in the future. Use '--output-signature'");
		o->signatures[o->signature_count++] = output;
	}
	o->bundle_encoding = older ? COSIGN_ENCODE_LEGACY : COSIGN_ENCODE_V03;
	o->signature_encoding =
	    cli_on(c, CLI_OPT_B64) ? COSIGN_ENCODE_BASE64 : COSIGN_ENCODE_RAW;
	/* With the older bundle cosign prints the signature as well. */
	o->print = o->signature_count == 0 && (o->bundle == NULL || older);
	rc = COSIGN_OK;
out:
	return rc;
}

static cosign_rc_t
check_inputs(struct cli *c)
{
	bool piped = false;
	size_t i;

	for (i = 0; i < c->arg_count; i++) {
		if (strcmp(c->args[i], "-") != 0)
			continue;
		if (piped)
			return cli_fail(c, COSIGN_E_ARGUMENT,
			    "standard input: can be signed only once");
		piped = true;
	}
	if (!piped || !cli_password_is_piped())
		return COSIGN_OK;
	cli_hint(c, "set COSIGN_PASSWORD");
	return cli_fail(c, COSIGN_E_CONFLICT,
	    "standard input: cannot be both the payload and the password");
}

/* The signature just made, once more as a verifier would see it. */
static cosign_rc_t
verify_own(struct cli *c, const cosign_key_t *key,
    const cosign_bundle_t *bundle, const cosign_artifact_t *signed_artifact,
    const char *file)
{
	const cosign_hash_t hash = cosign_alg_hash(cosign_key_algorithm(key));
	cosign_artifact_t *artifact = NULL;
	cosign_policy_t *policy = NULL;
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	CLI_TRY(cosign_policy_new(&policy, c->err));
	CLI_TRY(cosign_policy_add_key(policy, cosign_key_public(key), c->err));
	cosign_policy_insecure_ignore_tlog(policy);
	if (hash == COSIGN_HASH_NONE)
		CLI_TRY(cli_open_file(c, &artifact, file));
	else
		CLI_TRY(cosign_artifact_from_digest(&artifact, hash,
		    cosign_artifact_digest(signed_artifact, hash),
		    cosign_hash_size(hash), c->err));
	CLI_TRY(
	    cosign_verify_blob(NULL, NULL, policy, bundle, artifact, c->err));
	rc = COSIGN_OK;
out:
	cosign_artifact_free(artifact);
	cosign_policy_free(policy);
	return rc;
}

static cosign_rc_t
save_as(struct cli *c, const cosign_bundle_t *bundle,
    cosign_encoding_t encoding, const char *path, const char *what)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	char *text = NULL;
	size_t len;

	CLI_TRY(cosign_bundle_encode(bundle, encoding, &text, &len, c->err));
	CLI_TRY(cli_save(c, path, text, len, 0600));
	cli_info(c, "Wrote %s to file %s", what, path);
	rc = COSIGN_OK;
out:
	cosign_free(text);
	return rc;
}

static cosign_rc_t
print_signature(
    struct cli *c, const cosign_bundle_t *bundle, cosign_encoding_t encoding)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	char *text = NULL;
	size_t len;

	CLI_TRY(cosign_bundle_encode(bundle, encoding, &text, &len, c->err));
	(void)fwrite(text, 1, len, stdout);
	if (encoding == COSIGN_ENCODE_BASE64)
		(void)putchar('\n');
	rc = COSIGN_OK;
out:
	cosign_free(text);
	return rc;
}

static cosign_rc_t
write_outputs(
    struct cli *c, const struct outputs *o, const cosign_bundle_t *bundle)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	size_t i;

	if (o->bundle != NULL)
		CLI_TRY(save_as(
		    c, bundle, o->bundle_encoding, o->bundle, "bundle"));
	for (i = 0; i < o->signature_count; i++)
		CLI_TRY(save_as(c, bundle, o->signature_encoding,
		    o->signatures[i], "signature"));
	if (o->print)
		CLI_TRY(print_signature(c, bundle, o->signature_encoding));
	rc = COSIGN_OK;
out:
	return rc;
}

static cosign_rc_t
sign_one(struct cli *c, const struct outputs *o, const cosign_key_t *key,
    const char *file)
{
	cosign_artifact_t *artifact = NULL;
	cosign_bundle_t *bundle = NULL;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct cli_progress progress;

	if (strcmp(file, "-") != 0)
		cli_info(c, "Using payload from: %s", file);
	CLI_TRY(cli_open_file(c, &artifact, file));
	/* cosign has a spinner on a terminal, and this line elsewhere. */
	if (isatty(STDERR_FILENO) != 1)
		cli_info(c, "Signing artifact...");
	cli_progress_start(&progress, c, artifact, cli_payload_name(file));
	rc = cosign_sign_blob(&bundle, key, artifact, c->err);
	cli_progress_end(&progress);
	if (rc == COSIGN_OK && cli_text(c, CLI_OPT_TRUSTED_ROOT) != NULL)
		rc = verify_own(c, key, bundle, artifact, file);
	CLI_TRY(cli_fail_at(c, rc, "%s", cli_payload_name(file)));
	CLI_TRY(write_outputs(c, o, bundle));
	rc = COSIGN_OK;
out:
	cosign_bundle_free(bundle);
	cosign_artifact_free(artifact);
	return rc;
}

cosign_rc_t
cli_sign_blob(struct cli *c)
{
	const char *reference = cli_text(c, CLI_OPT_KEY);
	struct cli_asker asker = { c, NULL };
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	cosign_trust_t *trust = NULL;
	cosign_key_t *key = NULL;
	struct outputs outputs;
	size_t i;

	CLI_TRY(plan_outputs(c, &outputs));
	if (reference == NULL) {
		cli_hint(c, "give a private key with --key");
		return cli_fail(c, COSIGN_E_UNSUPPORTED,
		    "sign-blob: signing without a key is not supported");
	}
	CLI_TRY(cli_check_services(c));
	CLI_TRY(cli_load_trusted_root(c, &trust));
	CLI_TRY(check_inputs(c));
	CLI_TRY(cosign_key_load(&key, reference, cli_password, &asker, c->err));
	for (i = 0; i < c->arg_count; i++)
		CLI_TRY(sign_one(c, &outputs, key, c->args[i]));
	rc = COSIGN_OK;
out:
	cosign_trust_free(trust);
	cosign_key_free(key);
	return rc;
}
