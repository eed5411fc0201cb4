/* Which services signing shall use: none, and that has to be said. */
#include "cli.h"

static cosign_rc_t
refuse_log(struct cli *c)
{
	cli_hint(c,
	    "to sign without a transparency log, add "
	    "--tlog-upload=false, or --signing-config with a file "
	    "that lists no services");
	return cli_fail(c, COSIGN_E_UNSUPPORTED,
	    "%s: uploading to a transparency log is not supported",
	    c->command->name);
}

/* A signing config may ask for no service. Certificate authorities and
   identity providers in it are for signing without a key. */
static cosign_rc_t
check_signing_config(struct cli *c, const char *path)
{
	cosign_signing_config_t *config = NULL;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	size_t len, logs, authorities;
	char *json = NULL;

	CLI_TRY(cosign_file_load(&json, &len, path, CLI_CONFIG_MAX, c->err));
	CLI_TRY(cli_fail_at(c,
	    cosign_signing_config_parse(&config, json, len, c->err), "%s",
	    path));
	logs = cosign_signing_config_tlog_count(config);
	authorities = cosign_signing_config_tsa_count(config);
	if (logs == 0 && authorities == 0) {
		rc = COSIGN_OK;
		goto out;
	}
	cli_hint(c, "give a signing config without rekorTlogUrls and tsaUrls");
	rc = cli_fail(c, COSIGN_E_UNSUPPORTED,
	    "%s: %s%s%s listed: using them is not supported", path,
	    logs > 0 ? "transparency logs" : "",
	    logs > 0 && authorities > 0 ? " and " : "",
	    authorities > 0 ? "timestamp authorities" : "");
out:
	cosign_signing_config_free(config);
	cosign_free(json);
	return rc;
}

/*
 * Only signing without services is supported, and it has to be wished for.
 * cosign lets --signing-config, --use-signing-config and --tlog-upload
 * exclude each other; here wishes that come to the same may stand together.
 */
cosign_rc_t
cli_check_services(struct cli *c)
{
	const char *config = cli_text(c, CLI_OPT_SIGNING_CONFIG);
	const bool upload = cli_on(c, CLI_OPT_TLOG_UPLOAD);

	if (upload && (config == NULL || cli_given(c, CLI_OPT_TLOG_UPLOAD)))
		return refuse_log(c);
	return config == NULL ? COSIGN_OK : check_signing_config(c, config);
}
