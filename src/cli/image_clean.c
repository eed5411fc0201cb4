/* clean: what belongs to an image goes. */
#include "image.h"

#include <string.h>

/* What a word of --type stands for, and what cosign asks before. */
static const struct cleaning {
	const char *word;
	uint32_t kinds, forms; /* 0: the library's own */
	const char *warning;
} cleanings[] = {
	{ "all", 0, 0,
	    "this will remove all signatures, SBOMs and attestations from the "
	    "image" },
	{ "attestation", COSIGN_STORED_ATTESTATIONS, 0,
	    "this will remove all attestations from the image" },
	{ "referrer", 0, COSIGN_CLEAN_REFERRERS,
	    "this will remove all referrer attestations and/or signatures from "
	    "the image" },
	{ "sbom", COSIGN_STORED_SBOMS, 0,
	    "this will remove all SBOMs from the image" },
	{ "signature", COSIGN_STORED_SIGNATURES, 0,
	    "this will remove all signatures from the image" },
};

static cosign_rc_t
find_cleaning(struct cli *c, const struct cleaning **out)
{
	const char *type = c->values[CLI_OPT_TYPE].text;
	size_t i;

	for (i = 0; i < CLI_ARRAY_LEN(cleanings); i++) {
		*out = &cleanings[i];
		if (strcmp(cleanings[i].word, type) == 0)
			return COSIGN_OK;
	}
	return cli_fail(c, COSIGN_E_ARGUMENT,
	    "--type: %s: must be one of \"signature\", \"attestation\", "
	    "\"referrer\", \"sbom\", or \"all\"",
	    type);
}

static int
tell_deleted(void *user, uint32_t kinds, const char *place)
{
	struct cli *c = user;

	(void)kinds;
	cli_info(c, "Removed %s from %s", place, c->args[0]);
	return 0;
}

cosign_rc_t
cli_clean(struct cli *c)
{
	struct cli_images images = { .oci = NULL };
	const struct cleaning *cleaning = NULL;
	cosign_reference_t *image = NULL;
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	CLI_TRY(find_cleaning(c, &cleaning));
	if (cleaning->forms == COSIGN_CLEAN_REFERRERS &&
	    cli_text(c, CLI_OPT_TAG_PREFIX) != NULL)
		CLI_TRY(cli_fail(c, COSIGN_E_CONFLICT,
		    "--attachment-tag-prefix: what refers to the image has no "
		    "tag"));
	CLI_TRY(cli_open_reference(c, &image, c->args[0]));
	if (!cli_on(c, CLI_OPT_FORCE)) {
		cli_warn(c, "%s", cleaning->warning);
		CLI_TRY(cli_confirm(c));
	}
	CLI_TRY(cli_open_images(c, &images));
	rc = cli_fail_at(c,
	    cosign_image_clean(images.oci, image, cleaning->kinds,
		cleaning->forms, images.options, tell_deleted, c, c->err),
	    "%s", c->args[0]);
out:
	cosign_reference_free(image);
	cli_close_images(&images);
	return rc;
}
