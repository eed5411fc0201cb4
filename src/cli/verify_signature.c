/* The signature that is verified, from one file or from several. */
#include "verify.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

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

/* What --signature is about, as bytes. */
static cosign_rc_t
load_text(struct cli *c, const char *text, char **data, size_t *len)
{
	if (!is_literal(text))
		return cli_load(c, text, cosign_bundle_max_size(), data, len);
	*len = strlen(text);
	*data = strdup(text);
	return *data != NULL ? COSIGN_OK
			     : cli_fail(c, COSIGN_E_NOMEM, "out of memory");
}

/* Options for what is in a Sigstore bundle, or in a trusted root. */
static cosign_rc_t
check_pieces(struct cli *c, const struct cli_verification *v)
{
	static const struct {
		enum cli_id id;
		const char *text;
	} rows[] = {
		{ CLI_OPT_CERTIFICATE,
		    "certificate must be in bundle and may not be provided "
		    "using --certificate" },
		{ CLI_OPT_CERTIFICATE_CHAIN,
		    "certificate chain must be in bundle and may not be "
		    "provided using --certificate-chain" },
		{ CLI_OPT_CA_ROOTS,
		    "CA roots/intermediates must be provided using "
		    "--trusted-root" },
		{ CLI_OPT_CA_INTERMEDIATES,
		    "CA roots/intermediates must be provided using "
		    "--trusted-root" },
		{ CLI_OPT_TIMESTAMP_CHAIN,
		    "TSA certificate chain path may only be provided using "
		    "--trusted-root" },
		{ CLI_OPT_RFC3161_TIMESTAMP,
		    "RFC3161 timestamp may not be provided using "
		    "--rfc3161-timestamp" },
		{ CLI_OPT_SIGNATURE,
		    "signature may not be provided using --signature" },
		{ CLI_OPT_SCT, "SCT may not be provided using --sct" },
	};
	size_t i;

	(void)v;
	for (i = 0; i < CLI_ARRAY_LEN(rows); i++)
		if (cli_text(c, rows[i].id) != NULL)
			return cli_fail(c, COSIGN_E_CONFLICT,
			    "unsupported: %s when using --new-bundle-format",
			    rows[i].text);
	return COSIGN_OK;
}

/* Whether a file is a Sigstore bundle. What is neither that nor of the older
   forms is told as one that does not parse, not as a bad signature. */
static cosign_rc_t
parse_bundle(
    struct cli *c, struct cli_verification *v, const char *data, size_t len)
{
	cosign_rc_t rc = cosign_bundle_parse_any(&v->bundle, data, len, c->err);

	if (rc == COSIGN_OK &&
	    cosign_bundle_form(v->bundle) == COSIGN_FORM_DETACHED) {
		cosign_bundle_free(v->bundle);
		v->bundle = NULL;
		rc = cosign_bundle_parse(&v->bundle, data, len, c->err);
	}
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

/* --signature beside a bundle of the older form, which has one. */
static cosign_rc_t
compare_signature(
    struct cli *c, const struct cli_verification *v, const char *path)
{
	const char *text = cli_text(c, CLI_OPT_SIGNATURE);
	cosign_bundle_t *other = NULL;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	char *data = NULL;
	size_t len;

	if (text == NULL)
		return COSIGN_OK;
	CLI_TRY(load_text(c, text, &data, &len));
	CLI_TRY(cli_fail_at(
	    c, cosign_bundle_parse_any(&other, data, len, c->err), "%s", text));
	if (!same_signature(v->bundle, other))
		CLI_TRY(cli_fail(c, COSIGN_E_CONFLICT,
		    "--signature: is not the signature in %s", path));
	rc = COSIGN_OK;
out:
	cosign_bundle_free(other);
	cosign_free(data);
	return rc;
}

static cosign_rc_t
add_sct(cosign_bundle_builder_t *builder, const void *data, size_t len,
    cosign_error_t *err)
{
	return cosign_bundle_builder_add_sct(builder, data, len, err);
}

/* A signature, with what stands in other files. */
static cosign_rc_t
put_together(struct cli *c, struct cli_verification *v, const char *data,
    size_t len, const char *name)
{
	cosign_bundle_builder_t *builder = NULL;
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	if (v->keys != NULL && cli_typed(c, CLI_OPT_SCT))
		return cli_fail(c, COSIGN_E_CONFLICT,
		    "--sct: is about a certificate, and --key says who has to "
		    "have signed");
	CLI_TRY(cli_fail_at(c,
	    cosign_bundle_builder_new(&builder, data, len, c->err), "%s",
	    name));
	CLI_TRY(cli_add_part(c, builder, CLI_OPT_CERTIFICATE,
	    cosign_bundle_builder_add_certificates));
	CLI_TRY(cli_add_part(c, builder, CLI_OPT_RFC3161_TIMESTAMP,
	    cosign_bundle_builder_add_timestamp));
	if (v->keys == NULL)
		CLI_TRY(cli_add_part(c, builder, CLI_OPT_SCT, add_sct));
	if (v->payload != NULL)
		CLI_TRY(cosign_bundle_builder_set_payload(
		    builder, v->payload, v->payload_len, c->err));
	cosign_bundle_free(v->bundle);
	v->bundle = NULL;
	CLI_TRY(cosign_bundle_builder_finish(builder, &v->bundle, c->err));
	rc = COSIGN_OK;
out:
	cosign_bundle_builder_free(builder);
	return rc;
}

static cosign_rc_t
load_bundle(struct cli *c, struct cli_verification *v, const char *path)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	char *data = NULL;
	size_t len;

	CLI_TRY(cosign_file_load(
	    &data, &len, path, cosign_bundle_max_size(), c->err));
	CLI_TRY(cli_fail_at(c, parse_bundle(c, v, data, len), "%s", path));
	if (cosign_bundle_form(v->bundle) == COSIGN_FORM_SIGSTORE) {
		CLI_TRY(check_pieces(c, v));
	} else {
		CLI_TRY(compare_signature(c, v, path));
		CLI_TRY(put_together(c, v, data, len, path));
	}
	rc = COSIGN_OK;
out:
	cosign_free(data);
	return rc;
}

cosign_rc_t
cli_load_detached(struct cli *c, struct cli_verification *v, const char *text)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	char *data = NULL;
	size_t len;

	CLI_TRY(load_text(c, text, &data, &len));
	CLI_TRY(put_together(c, v, data, len, text));
	if (v->attestation && !cosign_bundle_has_envelope(v->bundle))
		CLI_TRY(cli_fail(
		    c, COSIGN_E_MALFORMED, "%s: is no DSSE envelope", text));
	rc = COSIGN_OK;
out:
	cosign_free(data);
	return rc;
}

cosign_rc_t
cli_load_signature(struct cli *c, struct cli_verification *v)
{
	const char *path = cli_text(c, CLI_OPT_BUNDLE);
	const char *text = cli_text(c, CLI_OPT_SIGNATURE);

	if (path != NULL)
		return load_bundle(c, v, path);
	if (text != NULL)
		return cli_load_detached(c, v, text);
	cli_hint(c, "give --bundle, or --signature");
	if (v->attestation)
		return cli_fail(c, COSIGN_E_ARGUMENT,
		    "please specify path to the DSSE envelope signature via "
		    "--signature or --bundle");
	return cli_fail(c, COSIGN_E_ARGUMENT, "missing flag '--signature'");
}
