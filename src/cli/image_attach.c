/* attach signature: one that was made elsewhere. */
#include "image.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct attaching {
	struct cli_images images;
	cosign_reference_t *image;
	char *text; /* of --bundle or --payload; NULL without */
	size_t len;
	const char *name; /* of its file */
};

static cosign_rc_t
load_text(struct cli *c, struct attaching *a)
{
	const char *payload = cli_text(c, CLI_OPT_PAYLOAD);
	const char *bundle = cli_text(c, CLI_OPT_BUNDLE);

	if (payload != NULL && bundle != NULL)
		return cli_fail(c, COSIGN_E_CONFLICT,
		    "--bundle and --payload: give one of them");
	a->name = bundle != NULL ? bundle : payload;
	if (a->name == NULL)
		return COSIGN_OK;
	return cosign_file_load(
	    &a->text, &a->len, a->name, cosign_bundle_max_size(), c->err);
}

/* Whether the text is a bundle. With --bundle it has to be one. */
static cosign_rc_t
is_bundle(struct cli *c, const struct attaching *a, bool *answer)
{
	cosign_bundle_t *bundle = NULL;
	cosign_rc_t rc = COSIGN_OK;

	*answer = false;
	if (a->text == NULL)
		return COSIGN_OK;
	rc = cosign_bundle_parse(&bundle, a->text, a->len, c->err);
	cosign_bundle_free(bundle);
	*answer = rc == COSIGN_OK;
	if (rc != COSIGN_OK && cli_text(c, CLI_OPT_BUNDLE) != NULL)
		return cli_fail_at(c, rc, "%s", a->name);
	return COSIGN_OK;
}

/* A bundle is whole: nothing can be added to it. */
static cosign_rc_t
check_pieces(struct cli *c, const struct attaching *a)
{
	static const struct {
		enum cli_id id;
		const char *option;
	} rows[] = {
		{ CLI_OPT_CERTIFICATE, "--certificate" },
		{ CLI_OPT_CERTIFICATE_CHAIN, "--certificate-chain" },
		{ CLI_OPT_REKOR_RESPONSE, "--rekor-response" },
		{ CLI_OPT_SIGNATURE, "--signature" },
		{ CLI_OPT_TAG_PREFIX, "--attachment-tag-prefix" },
		{ CLI_OPT_TSR, "--tsr" },
	};
	size_t i;

	for (i = 0; i < CLI_ARRAY_LEN(rows); i++)
		if (cli_text(c, rows[i].id) != NULL)
			return cli_fail(c, COSIGN_E_CONFLICT,
			    "%s: %s is a Sigstore bundle, which is whole",
			    rows[i].option, a->name);
	return COSIGN_OK;
}

/* ---- the older form ---- */

/* All of standard input, with a limit. */
static cosign_rc_t
read_input(struct cli *c, char **out, size_t *len)
{
	const size_t max = cosign_bundle_max_size();
	char *text = NULL, chunk[1024];
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	size_t n, text_len = 0;
	FILE *stream;

	stream = open_memstream(&text, &text_len);
	if (stream == NULL)
		return cli_fail(c, COSIGN_E_NOMEM, "out of memory");
	while ((n = fread(chunk, 1, sizeof(chunk), stdin)) > 0 &&
	    (size_t)ftell(stream) <= max)
		(void)fwrite(chunk, 1, n, stream);
	if (fclose(stream) != 0)
		CLI_TRY(cli_fail(c, COSIGN_E_NOMEM, "out of memory"));
	if (ferror(stdin) != 0)
		CLI_TRY(
		    cli_fail(c, COSIGN_E_IO, "standard input: cannot be read"));
	if (text_len > max)
		CLI_TRY(cli_fail(c, COSIGN_E_LIMIT,
		    "standard input: more than %zu bytes", max));
	*out = text;
	*len = text_len;
	text = NULL;
	rc = COSIGN_OK;
out:
	free(text);
	return rc;
}

/* --signature: base64 in a file, or on standard input. */
static cosign_rc_t
open_signature(struct cli *c, cosign_bundle_builder_t **out)
{
	const char *path = cli_text(c, CLI_OPT_SIGNATURE);
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	char *text = NULL;
	size_t len = 0;

	if (path == NULL)
		return cli_fail(c, COSIGN_E_ARGUMENT,
		    "give a signature with --signature, or a bundle with "
		    "--bundle");
	if (strcmp(path, "-") == 0)
		CLI_TRY(read_input(c, &text, &len));
	else
		CLI_TRY(
		    cli_load(c, path, cosign_bundle_max_size(), &text, &len));
	if (len == 0)
		CLI_TRY(cli_fail(c, COSIGN_E_NO_SIGNATURE,
		    "%s: empty signature", cli_payload_name(path)));
	CLI_TRY(
	    cli_fail_at(c, cosign_bundle_builder_new(out, text, len, c->err),
		"%s", cli_payload_name(path)));
	rc = COSIGN_OK;
out:
	cosign_free(text);
	return rc;
}

/* Text that others can stand behind: one in DER or base64 would end there, or
   be passed over. */
static cosign_rc_t
check_pem(struct cli *c, const char *name, const char *text, size_t len)
{
	static const char begin[] = "-----BEGIN ";

	if (memchr(text, '\0', len) != NULL ||
	    memmem(text, len, begin, sizeof(begin) - 1) == NULL)
		return cli_fail(c, COSIGN_E_PEM,
		    "%s: not PEM, as it has to be with --certificate-chain",
		    name);
	return COSIGN_OK;
}

/* The certificate, and behind it those of the chain. */
static cosign_rc_t
add_certificates(struct cli *c, cosign_bundle_builder_t *builder)
{
	const char *path = cli_text(c, CLI_OPT_CERTIFICATE);
	const char *chain = cli_text(c, CLI_OPT_CERTIFICATE_CHAIN);
	char *text = NULL, *more = NULL, *both = NULL;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	size_t len, more_len;

	if (path == NULL && chain == NULL)
		return COSIGN_OK;
	if (path == NULL)
		return cli_fail(c, COSIGN_E_ARGUMENT,
		    "--certificate-chain: is for a signer's --certificate");
	CLI_TRY(cli_load(c, path, CLI_CONFIG_MAX, &text, &len));
	if (chain == NULL) {
		rc = cli_fail_at(c,
		    cosign_bundle_builder_add_certificates(
			builder, text, len, c->err),
		    "%s", path);
		goto out;
	}
	CLI_TRY(cli_load(c, chain, CLI_CONFIG_MAX, &more, &more_len));
	CLI_TRY(check_pem(c, path, text, len));
	CLI_TRY(check_pem(c, chain, more, more_len));
	if (asprintf(&both, "%s\n%s", text, more) < 0)
		both = NULL;
	if (both == NULL) {
		rc = cli_fail(c, COSIGN_E_NOMEM, "out of memory");
		goto out;
	}
	rc = cli_fail_at(c,
	    cosign_bundle_builder_add_certificates(
		builder, both, strlen(both), c->err),
	    "%s, %s", path, chain);
out:
	free(both);
	cosign_free(more);
	cosign_free(text);
	return rc;
}

static cosign_rc_t
add_entry(cosign_bundle_builder_t *builder, const void *data, size_t len,
    cosign_error_t *err)
{
	return cosign_bundle_builder_add_entry(builder, data, len, err);
}

/* What it is over, if no --payload says so. */
static cosign_rc_t
imply_payload(struct cli *c, struct attaching *a)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	char *digest = NULL;

	if (a->text != NULL)
		return COSIGN_OK;
	cli_warn(c,
	    "no --payload is given: the signature is stored with what cosign "
	    "signs for the name and digest of the image");
	CLI_TRY(cli_fail_at(c, cli_resolve(c, &a->images, a->image, &digest),
	    "%s", c->args[0]));
	CLI_TRY(cosign_image_payload(
	    &a->text, &a->len, a->image, digest, NULL, c->err));
	rc = COSIGN_OK;
out:
	cosign_free(digest);
	return rc;
}

static cosign_rc_t
attach_pieces(struct cli *c, struct attaching *a)
{
	cosign_bundle_builder_t *builder = NULL;
	cosign_bundle_t *bundle = NULL;
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	CLI_TRY(open_signature(c, &builder));
	CLI_TRY(add_certificates(c, builder));
	CLI_TRY(cli_add_part(c, builder, CLI_OPT_REKOR_RESPONSE, add_entry));
	CLI_TRY(cli_add_part(
	    c, builder, CLI_OPT_TSR, cosign_bundle_builder_add_timestamp));
	CLI_TRY(imply_payload(c, a));
	CLI_TRY(cosign_bundle_builder_set_payload(
	    builder, a->text, a->len, c->err));
	CLI_TRY(cosign_bundle_builder_finish(builder, &bundle, c->err));
	CLI_TRY(cli_fail_at(c,
	    cosign_image_attach_signature(
		a->images.oci, a->image, bundle, a->images.options, c->err),
	    "%s", c->args[0]));
	rc = COSIGN_OK;
out:
	cosign_bundle_free(bundle);
	cosign_bundle_builder_free(builder);
	return rc;
}

cosign_rc_t
cli_attach_signature(struct cli *c)
{
	struct attaching a = { .text = NULL };
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	bool whole;

	CLI_TRY(load_text(c, &a));
	CLI_TRY(is_bundle(c, &a, &whole));
	if (whole)
		CLI_TRY(check_pieces(c, &a));
	CLI_TRY(cli_open_reference(c, &a.image, c->args[0]));
	CLI_TRY(cli_open_images(c, &a.images));
	if (whole)
		CLI_TRY(cli_fail_at(c,
		    cosign_image_attach_bundle(a.images.oci, a.image, a.text,
			a.len, a.images.options, c->err),
		    "%s", c->args[0]));
	else
		CLI_TRY(attach_pieces(c, &a));
	rc = COSIGN_OK;
out:
	cosign_reference_free(a.image);
	cosign_free(a.text);
	cli_close_images(&a.images);
	return rc;
}
