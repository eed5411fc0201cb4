/* dockerfile verify, manifest verify: the images that a file names. */
#include "extract.h"
#include "image.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What is about images of the command line alone. */
static cosign_rc_t
check_options(struct cli *c)
{
	static const struct {
		enum cli_id id;
		const char *option;
	} rows[] = {
		{ CLI_OPT_LOCAL_IMAGE, "--local-image" },
		{ CLI_OPT_PAYLOAD, "--payload" },
		{ CLI_OPT_SIGNATURE, "--signature" },
	};
	size_t i;

	for (i = 0; i < CLI_ARRAY_LEN(rows); i++) {
		const bool flag = rows[i].id == CLI_OPT_LOCAL_IMAGE;

		if (flag ? cli_on(c, rows[i].id)
			 : cli_text(c, rows[i].id) != NULL)
			return cli_fail(c, COSIGN_E_CONFLICT,
			    "%s: is for an image of the command line, not for "
			    "those of a file",
			    rows[i].option);
	}
	return COSIGN_OK;
}

static void
tell_names(const struct cli *c, const struct cli_extract *found)
{
	char *text = NULL;
	size_t i, len;
	FILE *out;

	out = open_memstream(&text, &len);
	for (i = 0; i < found->count && out != NULL; i++)
		(void)fprintf(out, "%s%s", i > 0 ? ", " : "", found->names[i]);
	if (out != NULL && fclose(out) == 0)
		cli_info(c, "Extracted image(s): %s", text);
	free(text);
}

/* As if they stood on the command line. */
static cosign_rc_t
verify_names(struct cli *c, const struct cli_extract *found)
{
	char **const args = c->args;
	const size_t count = c->arg_count;
	cosign_rc_t rc;

	c->args = found->names;
	c->arg_count = found->count;
	rc = cli_verify(c);
	c->args = args;
	c->arg_count = count;
	return rc;
}

typedef bool (*extract_fn)(
    struct cli_extract *out, const char *text, size_t len);

static cosign_rc_t
verify_file(struct cli *c, extract_fn extract, const char *what)
{
	struct cli_extract found = { .names = NULL };
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	char *text = NULL;
	size_t len = 0;

	CLI_TRY(check_options(c));
	CLI_TRY(
	    cosign_file_load(&text, &len, c->args[0], CLI_CONFIG_MAX, c->err));
	if (!extract(&found, text, len)) {
		if (found.line > 0)
			rc = cli_fail(c, COSIGN_E_UNSUPPORTED,
			    "unable to extract the container image references "
			    "in the %s: %s: line %zu: %s",
			    what, c->args[0], found.line, found.why);
		else
			rc = cli_fail(
			    c, COSIGN_E_LIMIT, "%s: %s", c->args[0], found.why);
		goto out;
	}
	/* Another image of the index than the one that is built on. */
	if (found.platform_line > 0 && cli_text(c, CLI_OPT_PLATFORM) != NULL)
		CLI_TRY(cli_fail(c, COSIGN_E_CONFLICT,
		    "--platform: line %zu of %s has a platform of its own",
		    found.platform_line, c->args[0]));
	if (found.count == 0)
		CLI_TRY(cli_fail(c, COSIGN_E_NOT_FOUND,
		    "no images found in %s: %s", what, c->args[0]));
	tell_names(c, &found);
	CLI_TRY(verify_names(c, &found));
	rc = COSIGN_OK;
out:
	cli_extract_dispose(&found);
	cosign_free(text);
	return rc;
}

static bool
ends_with(const char *text, const char *end)
{
	const size_t len = strlen(text), n = strlen(end);

	return len >= n && strcmp(text + len - n, end) == 0;
}

cosign_rc_t
cli_manifest_verify(struct cli *c)
{
	if (!ends_with(c->args[0], ".yaml") && !ends_with(c->args[0], ".yml"))
		return cli_fail(c, COSIGN_E_UNSUPPORTED,
		    "%s: only [.yaml .yml] manifests are supported at this "
		    "time",
		    c->args[0]);
	return verify_file(c, cli_extract_manifest, "manifest");
}

cosign_rc_t
cli_dockerfile_verify(struct cli *c)
{
	return verify_file(c,
	    cli_on(c, CLI_OPT_BASE_IMAGE_ONLY) ? cli_extract_base
					       : cli_extract_dockerfile,
	    "Dockerfile");
}
