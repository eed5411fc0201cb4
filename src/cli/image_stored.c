/* triangulate, generate, download signature: what is, or would be, beside an
   image. */
#include "image.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The image of the command line, and its digest. */
struct target {
	struct cli_images images;
	cosign_reference_t *image;
	char *digest;
};

static void
close_target(struct target *t)
{
	cosign_free(t->digest);
	cosign_reference_free(t->image);
	cli_close_images(&t->images);
}

static cosign_rc_t
open_target(struct cli *c, struct target *t)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	memset(t, 0, sizeof(*t));
	CLI_TRY(cli_open_reference(c, &t->image, c->args[0]));
	CLI_TRY(cli_open_images(c, &t->images));
	CLI_TRY(cli_fail_at(c, cli_resolve(c, &t->images, t->image, &t->digest),
	    "%s", c->args[0]));
	rc = COSIGN_OK;
out:
	return rc;
}

/* ---- triangulate ---- */

/* The end of a tag; NULL for the digest itself. */
static cosign_rc_t
choose_suffix(struct cli *c, const char **suffix)
{
	static const struct {
		const char *type;
		const char *suffix;
	} rows[] = {
		{ "signature", "sig" },
		{ "attestation", "att" },
		{ "sbom", "sbom" },
		{ "digest", NULL },
	};
	const char *type = c->values[CLI_OPT_TYPE].text;
	size_t i;

	for (i = 0; i < CLI_ARRAY_LEN(rows); i++) {
		if (strcmp(rows[i].type, type) != 0)
			continue;
		*suffix = rows[i].suffix;
		return COSIGN_OK;
	}
	return cli_fail(
	    c, COSIGN_E_ARGUMENT, "unknown attachment type %s", type);
}

cosign_rc_t
cli_triangulate(struct cli *c)
{
	struct target t = { .image = NULL };
	cosign_reference_t *place = NULL;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	const char *suffix = NULL;

	CLI_TRY(choose_suffix(c, &suffix));
	if (suffix == NULL && cli_text(c, CLI_OPT_TAG_PREFIX) != NULL)
		CLI_TRY(cli_fail(c, COSIGN_E_CONFLICT,
		    "--attachment-tag-prefix: a digest is no tag"));
	CLI_TRY(open_target(c, &t));
	if (suffix != NULL)
		CLI_TRY(cosign_image_tag(&place, t.image, t.digest, suffix,
		    t.images.options, c->err));
	else
		CLI_TRY(cosign_reference_with_digest(
		    &place, t.image, t.digest, c->err));
	(void)puts(cosign_reference_text(place));
	rc = COSIGN_OK;
out:
	cosign_reference_free(place);
	close_target(&t);
	return rc;
}

/* ---- generate ---- */

cosign_rc_t
cli_generate(struct cli *c)
{
	struct target t = { .image = NULL };
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	char *payload = NULL;
	size_t len;

	CLI_TRY(open_target(c, &t));
	CLI_TRY(cli_add_annotations(c, t.images.options));
	CLI_TRY(cosign_image_payload(
	    &payload, &len, t.image, t.digest, t.images.options, c->err));
	(void)fwrite(payload, 1, len, stdout);
	rc = COSIGN_OK;
out:
	cosign_free(payload);
	close_target(&t);
	return rc;
}

/* ---- download signature ---- */

static bool
has_bundles(const cosign_image_signatures_t *found)
{
	size_t i;

	for (i = 0; i < cosign_image_signatures_count(found); i++)
		if (cosign_image_signature_form(found, i) ==
			COSIGN_IMAGE_BUNDLE &&
		    cosign_image_signature_bundle(found, i) != NULL)
			return true;
	return false;
}

/* Whether it is this one alone that nobody can read. */
static bool
is_unreadable(cosign_rc_t code)
{
	const cosign_rc_class_t kind = cosign_rc_class(code);

	return kind == COSIGN_CLASS_REJECTED ||
	    (kind == COSIGN_CLASS_MALFORMED && code != COSIGN_E_LIMIT);
}

/* One that cannot be read is told. What could not be fetched, or has no place,
   is what the command ends with. */
static cosign_rc_t
skip_one(struct cli *c, const cosign_image_signatures_t *found, size_t i)
{
	const cosign_rc_t code = cosign_image_signature_code(found, i);
	const char *message = cosign_image_signature_message(found, i);
	const char *place = cosign_image_signature_place(found, i);

	if (message == NULL)
		message = "";
	if (!is_unreadable(code))
		return cli_fail(c, code, "%s: %s", place, message);
	cli_warn(c, "%s is left out: %s", place, message);
	return COSIGN_OK;
}

static cosign_rc_t
print_one(struct cli *c, const cosign_image_signatures_t *found, size_t i)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	char *line = NULL;
	size_t len;

	CLI_TRY(cosign_image_signature_line(&line, &len, found, i, c->err));
	cli_print_json(line, len);
	(void)putchar('\n');
	rc = COSIGN_OK;
out:
	cosign_free(line);
	return rc;
}

/* As with cosign: where there are bundles, nothing else. */
static cosign_rc_t
print_all(struct cli *c, const cosign_image_signatures_t *found)
{
	const size_t count = cosign_image_signatures_count(found);
	const uint32_t form =
	    has_bundles(found) ? COSIGN_IMAGE_BUNDLE : COSIGN_IMAGE_LEGACY;
	cosign_rc_t first = COSIGN_OK, skipped = COSIGN_OK, rc;
	size_t i, printed = 0;

	for (i = 0; i < count; i++) {
		if (form == COSIGN_IMAGE_BUNDLE &&
		    cosign_image_signature_form(found, i) != form)
			continue;
		if (cosign_image_signature_bundle(found, i) != NULL) {
			rc = print_one(c, found, i);
			printed++;
		} else {
			/* The first failure is the one that is told. */
			rc = first == COSIGN_OK ? skip_one(c, found, i) : first;
			if (skipped == COSIGN_OK)
				skipped = cosign_image_signature_code(found, i);
		}
		if (first == COSIGN_OK)
			first = rc;
	}
	if (first == COSIGN_OK && printed == 0)
		return cli_fail(c, skipped,
		    "%s: none of the signatures can be read", c->args[0]);
	return first;
}

cosign_rc_t
cli_download_signature(struct cli *c)
{
	cosign_image_signatures_t *found = NULL;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct target t = { .image = NULL };

	CLI_TRY(open_target(c, &t));
	CLI_TRY(cli_fail_at(c,
	    cosign_image_signatures_fetch(
		&found, t.images.oci, t.image, t.images.options, c->err),
	    "%s", c->args[0]));
	if (cosign_image_signatures_count(found) == 0)
		CLI_TRY(cli_fail(c, COSIGN_E_NO_SIGNATURE,
		    "%s: no signatures associated", c->args[0]));
	CLI_TRY(print_all(c, found));
	rc = COSIGN_OK;
out:
	cosign_image_signatures_free(found);
	close_target(&t);
	return rc;
}
