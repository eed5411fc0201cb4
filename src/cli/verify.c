/* verify-blob and verify-blob-attestation. */
#include "verify.h"

#include <stdio.h>
#include <string.h>

static void
dispose(struct cli_verification *v)
{
	cosign_artifact_free(v->artifact);
	cosign_policy_free(v->policy);
	cosign_trust_free(v->trust);
	cosign_bundle_free(v->bundle);
	cosign_keyring_free(v->keys);
}

void
cli_warn_of_tlog(const struct cli *c, const char *what)
{
	if (cli_on(c, CLI_OPT_IGNORE_TLOG) &&
	    !cli_on(c, CLI_OPT_PRIVATE_INFRASTRUCTURE))
		cli_warn(c,
		    "Skipping tlog verification is an insecure "
		    "practice that lacks transparency and "
		    "auditability verification for the %s.",
		    what);
}

/* --rfc3161-timestamp and the wish for one belong together. */
static cosign_rc_t
check_timestamp(struct cli *c, const struct cli_verification *v)
{
	const bool given = cli_text(c, CLI_OPT_RFC3161_TIMESTAMP) != NULL;

	if (!cli_is_in_pieces(v) || given == cli_wants_timestamps(c))
		return COSIGN_OK;
	if (given)
		return cli_fail(c, COSIGN_E_ARGUMENT,
		    "when specifying --rfc3161-timestamp, you must also "
		    "specify --use-signed-timestamps or "
		    "--timestamp-certificate-chain");
	return cli_fail(c, COSIGN_E_ARGUMENT,
	    "when specifying --use-signed-timestamps or "
	    "--timestamp-certificate-chain, you must also specify "
	    "--rfc3161-timestamp");
}

static cosign_rc_t
check_certificate(struct cli *c, const struct cli_verification *v)
{
	if (!cli_is_in_pieces(v) || v->keys != NULL ||
	    cosign_bundle_has_certificate(v->bundle))
		return COSIGN_OK;
	return cli_fail(c, COSIGN_E_SIGNER_KIND,
	    "bundle does not contain cert for verification, please provide "
	    "public key");
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
	cli_print_json(json, len);
	(void)putchar('\n');
	rc = COSIGN_OK;
out:
	cosign_free(json);
	return rc;
}

void
cli_hint_at_options(
    struct cli *c, const struct cli_verification *v, cosign_rc_t rc)
{
	if (rc == COSIGN_E_NO_TLOG && v->keys != NULL && !cli_ignores_tlog(c))
		cli_hint(c,
		    "if the signature was made without a transparency log, "
		    "add --insecure-ignore-tlog");
	else if (rc == COSIGN_E_CHAIN)
		cli_hint(c,
		    "if the signer is known to use one, add "
		    "--allow-certificate-chain");
	else if (rc == COSIGN_E_UNTRUSTED &&
	    cli_text(c, CLI_OPT_TRUSTED_ROOT) == NULL)
		cli_hint(c, "%s",
		    cli_trusts_pieces(c)
			? "trusted is what options and variables name, and "
			  "for all else Sigstore's public-good instance"
			: "trusted is Sigstore's public-good instance; for "
			  "another one, give --trusted-root");
}

static cosign_rc_t
decide(struct cli *c, struct cli_verification *v)
{
	cosign_result_t *result = NULL;
	cosign_rc_t rc, printed;
	struct cli_progress progress;

	if (v->artifact != NULL)
		cli_progress_start(&progress, c, v->artifact, v->name);
	rc = cosign_verify_blob(
	    &result, v->trust, v->policy, v->bundle, v->artifact, c->err);
	if (v->artifact != NULL)
		cli_progress_end(&progress);
	if (rc != COSIGN_OK) {
		rc = cli_fail_at(c, rc, "%s", v->name);
		cli_hint_at_options(c, v, rc);
	}
	printed = print_result(c, result);
	if (rc == COSIGN_OK)
		rc = printed;
	if (rc == COSIGN_OK)
		cli_success(c, "Verified OK");
	cosign_result_free(result);
	return rc;
}

/* All but the artifact, in the order in which people give it. */
static cosign_rc_t
prepare(struct cli *c, struct cli_verification *v)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	cli_warn_of_tlog(c, v->attestation ? "blob attestation" : "blob");
	CLI_TRY(cli_check_signer(c, v));
	CLI_TRY(cli_load_signature(c, v));
	CLI_TRY(check_timestamp(c, v));
	CLI_TRY(check_certificate(c, v));
	CLI_TRY(cli_load_trust(c, v));
	CLI_TRY(cli_build_policy(c, v));
	rc = COSIGN_OK;
out:
	return rc;
}

cosign_rc_t
cli_verify_blob(struct cli *c)
{
	struct cli_verification v = { .attestation = false };
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	CLI_TRY(prepare(c, &v));
	v.name = cli_payload_name(c->args[0]);
	CLI_TRY(cli_open_blob(c, &v.artifact, c->args[0]));
	CLI_TRY(decide(c, &v));
	rc = COSIGN_OK;
out:
	dispose(&v);
	return rc;
}

/* --digest and --digestAlg, as one text. */
static cosign_rc_t
open_digest(struct cli *c, cosign_artifact_t **out)
{
	const char *digest = cli_text(c, CLI_OPT_DIGEST);
	const char *name = cli_text(c, CLI_OPT_DIGEST_ALG);
	char text[16 + 2 * COSIGN_DIGEST_MAX];
	const int len = snprintf(text, sizeof(text), "%s:%s", name, digest);

	if (cosign_hash_from_name(name) == COSIGN_HASH_NONE)
		return cli_fail(c, COSIGN_E_ARGUMENT,
		    "unsupported --digestAlg \"%s\"; supported values are "
		    "sha256, sha384, sha512",
		    name);
	if (len < 0 || (size_t)len >= sizeof(text) ||
	    !cli_open_digest(c, out, text))
		return cli_fail(c, COSIGN_E_ARGUMENT,
		    "--digest: not the hexadecimal digits of a %s digest",
		    name);
	return COSIGN_OK;
}

/* What the attestation shall be about; nothing, if that is not asked. */
static cosign_rc_t
open_subject(struct cli *c, struct cli_verification *v)
{
	const char *digest = cli_text(c, CLI_OPT_DIGEST);
	const char *name = cli_text(c, CLI_OPT_DIGEST_ALG);

	v->name = "attestation";
	if (!cli_on(c, CLI_OPT_CHECK_CLAIMS))
		return COSIGN_OK;
	if (c->arg_count > 0) {
		if (digest != NULL || name != NULL)
			return cli_fail(c, COSIGN_E_CONFLICT,
			    "give the file, or --digest and --digestAlg");
		v->name = c->args[0];
		return cosign_artifact_from_path(
		    &v->artifact, c->args[0], c->err);
	}
	if (digest == NULL || name == NULL)
		return cli_fail(c, COSIGN_E_ARGUMENT,
		    "must provide path to blob or digest and digestAlg; run "
		    "`" CLI_NAME " verify-blob-attestation -h` for more help");
	v->name = digest;
	return open_digest(c, &v->artifact);
}

cosign_rc_t
cli_verify_blob_attestation(struct cli *c)
{
	struct cli_verification v = { .attestation = true };
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	CLI_TRY(open_subject(c, &v));
	CLI_TRY(prepare(c, &v));
	CLI_TRY(decide(c, &v));
	rc = COSIGN_OK;
out:
	dispose(&v);
	return rc;
}
