/* bundle inspect */
#include "cli.h"

#include <stdio.h>
#include <string.h>

/* Names of services come from a trusted root; without one they have ids. */
static cosign_rc_t
load_names(struct cli *c, cosign_trust_t **out)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	CLI_TRY(cli_load_trusted_root(c, out));
	if (*out != NULL)
		return COSIGN_OK;
	rc = cosign_trust_public_good(out, c->err);
	/* It was left out of the build: that is no reason to fail. */
	if (rc == COSIGN_E_UNSUPPORTED)
		rc = COSIGN_OK;
out:
	return rc;
}

cosign_rc_t
cli_bundle_inspect(struct cli *c)
{
	const bool json = strcmp(cli_text(c, CLI_OPT_OUTPUT), "json") == 0;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	char *data = NULL, *text = NULL;
	cosign_bundle_t *bundle = NULL;
	cosign_trust_t *names = NULL;
	size_t len;

	cli_warn(c,
	    "This command only inspects the contents of the bundle. It does "
	    "not verify anything.");
	CLI_TRY(load_names(c, &names));
	CLI_TRY(cosign_file_load(
	    &data, &len, c->args[0], cosign_bundle_max_size(), c->err));
	CLI_TRY(
	    cli_fail_at(c, cosign_bundle_parse_any(&bundle, data, len, c->err),
		"%s", c->args[0]));
	CLI_TRY(cosign_bundle_inspect(bundle, names,
	    json ? COSIGN_INSPECT_JSON : COSIGN_INSPECT_TEXT, &text, &len,
	    c->err));
	cli_print_json(text, len);
	if (json)
		(void)putchar('\n');
	rc = COSIGN_OK;
out:
	cosign_free(text);
	cosign_bundle_free(bundle);
	cosign_free(data);
	cosign_trust_free(names);
	return rc;
}
