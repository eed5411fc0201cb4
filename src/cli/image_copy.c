/* copy, save, load: images with what is stored beside them, as a whole. */
#include "image.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Two places, and what is asked for between them. */
struct transfer {
	struct cli_images images;
	cosign_reference_t *from, *to;
	uint32_t kinds, flags;
};

static void
close_transfer(struct transfer *t)
{
	cosign_reference_free(t->to);
	cosign_reference_free(t->from);
	cli_close_images(&t->images);
}

/* As cosign says it, whatever tag it is that another image has. */
static cosign_rc_t
tell_failure(struct cli *c, cosign_rc_t rc, const char *name)
{
	if (rc != COSIGN_E_EXISTS)
		return cli_fail_at(c, rc, "%s", name);
	return cli_fail(c, rc,
	    "image \"%s\" already exists. Use `-f` to overwrite: %s", name,
	    cosign_error_message(c->err));
}

static uint32_t
copy_flags(const struct cli *c)
{
	return cli_on(c, CLI_OPT_FORCE) ? COSIGN_COPY_OVERWRITE : 0;
}

/* ---- copy ---- */

static int
tell_copied(void *user, const char *from, const char *to)
{
	cli_info(user, "Copying %s to %s...", from, to);
	return 0;
}

static cosign_rc_t
add_kind(struct cli *c, void *user, char *entry)
{
	static const struct {
		const char *word;
		uint32_t kind;
	} rows[] = {
		{ "sig", COSIGN_STORED_SIGNATURES },
		{ "att", COSIGN_STORED_ATTESTATIONS },
		{ "sbom", COSIGN_STORED_SBOMS },
	};
	struct transfer *t = user;
	size_t i;

	for (i = 0; i < CLI_ARRAY_LEN(rows); i++) {
		if (strcmp(rows[i].word, entry) != 0)
			continue;
		t->kinds |= rows[i].kind;
		return COSIGN_OK;
	}
	return cli_fail(c, COSIGN_E_ARGUMENT,
	    "--only: %s: must be one of sig, att, sbom", entry);
}

static cosign_rc_t
open_copy(struct cli *c, struct transfer *t)
{
	const char *platform = cli_text(c, CLI_OPT_PLATFORM);
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	CLI_TRY(cli_each_entry(c, CLI_OPT_ONLY, add_kind, t));
	if (cli_on(c, CLI_OPT_SIG_ONLY))
		t->kinds |= COSIGN_STORED_SIGNATURES;
	t->flags = copy_flags(c);
	CLI_TRY(cli_open_reference(c, &t->from, c->args[0]));
	CLI_TRY(cli_open_reference(c, &t->to, c->args[1]));
	CLI_TRY(cli_open_images(c, &t->images));
	if (platform != NULL)
		CLI_TRY(cli_fail_at(c,
		    cosign_image_options_set_platform(
			t->images.options, platform, c->err),
		    "--platform"));
	rc = COSIGN_OK;
out:
	return rc;
}

cosign_rc_t
cli_copy(struct cli *c)
{
	struct transfer t = { .from = NULL };
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	CLI_TRY(open_copy(c, &t));
	rc = cosign_image_copy(t.images.oci, t.from, t.to, t.kinds, t.flags,
	    t.images.options, tell_copied, c, c->err);
	if (rc != COSIGN_OK)
		rc =
		    tell_failure(c, rc, c->args[rc == COSIGN_E_EXISTS ? 1 : 0]);
out:
	close_transfer(&t);
	return rc;
}

/* ---- save, load ---- */

/* The image of the command line, and the layout that --dir names. */
static cosign_rc_t
open_layout(struct cli *c, struct transfer *t, cosign_reference_t **image,
    cosign_reference_t **layout)
{
	const char *folder = cli_text(c, CLI_OPT_DIR);
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	char *name = NULL;

	if (folder == NULL)
		return cli_fail(
		    c, COSIGN_E_ARGUMENT, "required flag(s) \"dir\" not set");
	if (asprintf(&name, "oci:%s", folder) < 0) {
		name = NULL;
		CLI_TRY(cli_fail(c, COSIGN_E_NOMEM, "out of memory"));
	}
	CLI_TRY(cli_open_reference(c, image, c->args[0]));
	CLI_TRY(cli_fail_at(
	    c, cosign_reference_parse(layout, name, c->err), "--dir"));
	if (cosign_reference_tag(*layout) != NULL ||
	    cosign_reference_digest(*layout) != NULL)
		CLI_TRY(cli_fail(c, COSIGN_E_REFERENCE,
		    "--dir: %s: the folder's name may not have a colon or "
		    "an \"@\" in it",
		    folder));
	CLI_TRY(cli_open_images(c, &t->images));
	rc = COSIGN_OK;
out:
	free(name);
	return rc;
}

cosign_rc_t
cli_save_image(struct cli *c)
{
	struct transfer t = { .from = NULL };
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	CLI_TRY(open_layout(c, &t, &t.from, &t.to));
	rc = cli_fail_at(c,
	    cosign_image_save(t.images.oci, t.from, t.to, t.images.options,
		NULL, NULL, c->err),
	    "%s", c->args[0]);
out:
	close_transfer(&t);
	return rc;
}

cosign_rc_t
cli_load_image(struct cli *c)
{
	struct transfer t = { .from = NULL };
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	CLI_TRY(open_layout(c, &t, &t.to, &t.from));
	if (t.images.repository != NULL) {
		cli_hint(c, "unset it, or copy what was loaded");
		CLI_TRY(cli_fail(c, COSIGN_E_UNSUPPORTED,
		    "COSIGN_REPOSITORY: what belongs to an image is loaded "
		    "beside it"));
	}
	rc = cosign_image_load(t.images.oci, t.from, t.to, copy_flags(c),
	    t.images.options, NULL, NULL, c->err);
	if (rc != COSIGN_OK)
		rc = tell_failure(c, rc,
		    rc == COSIGN_E_EXISTS ? c->args[0]
					  : cli_text(c, CLI_OPT_DIR));
out:
	close_transfer(&t);
	return rc;
}
