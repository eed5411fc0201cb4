/* How registries are reached, and by whom: options, variables, and the files
   of docker and podman. */
#include "image.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *
variable(const char *name)
{
	const char *text = getenv(name);

	return text != NULL && *text != '\0' ? text : NULL;
}

/* ---- the connection ---- */

/* Upper case comes first, as with Go. */
static const char *
either(const char *upper, const char *lower)
{
	const char *text = variable(upper);

	return text != NULL ? text : variable(lower);
}

static cosign_rc_t
set_proxies(struct cli *c, cosign_http_options_t *options)
{
	return cli_fail_at(c,
	    cosign_http_options_set_proxy(options,
		either("HTTPS_PROXY", "https_proxy"),
		either("HTTP_PROXY", "http_proxy"),
		either("NO_PROXY", "no_proxy"), c->err),
	    "HTTPS_PROXY, HTTP_PROXY, NO_PROXY");
}

static cosign_rc_t
set_authorities(struct cli *c, cosign_http_options_t *options)
{
	const char *path = cli_text(c, CLI_OPT_REGISTRY_CACERT);
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	char *pem = NULL;
	size_t len;

	if (path == NULL)
		return COSIGN_OK;
	CLI_TRY(cosign_file_load(&pem, &len, path, CLI_CONFIG_MAX, c->err));
	CLI_TRY(cli_fail_at(c,
	    cosign_http_options_set_authorities(options, pem, len, c->err),
	    "%s", path));
	rc = COSIGN_OK;
out:
	cosign_free(pem);
	return rc;
}

static cosign_rc_t
set_client(struct cli *c, cosign_http_options_t *options)
{
	const char *path = cli_text(c, CLI_OPT_REGISTRY_CLIENT_CERT);
	const char *key_path = cli_text(c, CLI_OPT_REGISTRY_CLIENT_KEY);
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	char *chain = NULL, *key = NULL;
	size_t chain_len = 0, key_len = 0;

	if (path == NULL && key_path == NULL)
		return COSIGN_OK;
	if (path == NULL || key_path == NULL)
		return cli_fail(c, COSIGN_E_ARGUMENT,
		    "--registry-client-cert and --registry-client-key: give "
		    "both");
	CLI_TRY(
	    cosign_file_load(&chain, &chain_len, path, CLI_CONFIG_MAX, c->err));
	CLI_TRY(
	    cosign_file_load(&key, &key_len, key_path, CLI_CONFIG_MAX, c->err));
	CLI_TRY(cli_fail_at(c,
	    cosign_http_options_set_client_certificate(
		options, chain, chain_len, key, key_len, c->err),
	    "%s, %s", path, key_path));
	rc = COSIGN_OK;
out:
	if (key != NULL)
		explicit_bzero(key, key_len);
	cosign_free(key);
	cosign_free(chain);
	return rc;
}

static cosign_rc_t
open_http(struct cli *c, cosign_http_t **out)
{
	const char *server = cli_text(c, CLI_OPT_REGISTRY_SERVER_NAME);
	cosign_http_options_t *options = NULL;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	char agent[64];

	CLI_TRY(cosign_http_options_new(&options, c->err));
	(void)snprintf(agent, sizeof(agent), CLI_NAME "/%s", cosign_version());
	CLI_TRY(cosign_http_options_set_user_agent(options, agent, c->err));
	CLI_TRY(set_proxies(c, options));
	CLI_TRY(set_authorities(c, options));
	CLI_TRY(set_client(c, options));
	if (server != NULL)
		CLI_TRY(cli_fail_at(c,
		    cosign_http_options_set_server_name(
			options, server, c->err),
		    "--registry-server-name"));
	cosign_http_options_set_insecure_tls(
	    options, cli_on(c, CLI_OPT_ALLOW_INSECURE_REGISTRY));
	rc = cosign_http_new(out, options, c->err);
out:
	cosign_http_options_free(options);
	return rc;
}

/* ---- credentials ---- */

static bool
is_file(const char *path)
{
	return path != NULL && access(path, F_OK) == 0;
}

/* "FOLDER/NAME", NULL without a folder or memory. */
static char *
path_in(const char *folder, const char *name)
{
	char *path = NULL;

	if (folder == NULL || asprintf(&path, "%s/%s", folder, name) < 0)
		return NULL;
	return path;
}

struct places {
	char *docker;      /* $DOCKER_CONFIG/config.json */
	char *docker_home; /* ~/.docker/config.json */
	char *runtime;     /* $XDG_RUNTIME_DIR/containers/auth.json */
	char *config;      /* $XDG_CONFIG_HOME or ~/.config, the same */
};

/*
 * The file that cosign takes: DOCKER_CONFIG hides the one at home even if it
 * has none, as long as that is there.
 */
static const char *
choose_file(const struct places *p)
{
	const char *auth = variable("REGISTRY_AUTH_FILE");

	if (is_file(p->docker) || is_file(p->docker_home)) {
		if (p->docker != NULL)
			return is_file(p->docker) ? p->docker : NULL;
		return p->docker_home;
	}
	if (is_file(auth))
		return auth;
	if (is_file(p->runtime))
		return p->runtime;
	return is_file(p->config) ? p->config : NULL;
}

static cosign_rc_t
add_file(struct cli *c, cosign_oci_options_t *options, const char *path)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	char *json = NULL;
	size_t len = 0;

	CLI_TRY(cosign_file_load(&json, &len, path, CLI_CONFIG_MAX, c->err));
	CLI_TRY(cosign_oci_options_add_credentials(
	    options, path, json, len, c->err));
	rc = COSIGN_OK;
out:
	if (json != NULL)
		explicit_bzero(json, len);
	cosign_free(json);
	return rc;
}

static cosign_rc_t
add_found_file(struct cli *c, cosign_oci_options_t *options)
{
	const char *home = variable("HOME"), *path;
	const char *config = variable("XDG_CONFIG_HOME");
	struct places p = {
		.docker = path_in(variable("DOCKER_CONFIG"), "config.json"),
		.docker_home = path_in(home, ".docker/config.json"),
		.runtime = path_in(
		    variable("XDG_RUNTIME_DIR"), "containers/auth.json"),
		.config = config != NULL
		    ? path_in(config, "containers/auth.json")
		    : path_in(home, ".config/containers/auth.json"),
	};
	cosign_rc_t rc = COSIGN_OK;

	path = choose_file(&p);
	if (path != NULL)
		rc = add_file(c, options, path);
	free(p.docker);
	free(p.docker_home);
	free(p.runtime);
	free(p.config);
	return rc;
}

/* A variable goes before the files, as with docker. */
static cosign_rc_t
add_configured(struct cli *c, cosign_oci_options_t *options)
{
	const char *json = variable("DOCKER_AUTH_CONFIG");
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	if (json != NULL)
		CLI_TRY(cosign_oci_options_add_credentials(
		    options, "DOCKER_AUTH_CONFIG", json, strlen(json), c->err));
	CLI_TRY(add_found_file(c, options));
	cosign_oci_options_set_helper(options, cli_run_helper, c);
	rc = COSIGN_OK;
out:
	return rc;
}

static cosign_rc_t
set_credentials(struct cli *c, cosign_oci_options_t *options)
{
	const char *user = cli_text(c, CLI_OPT_REGISTRY_USERNAME);
	const char *password = cli_text(c, CLI_OPT_REGISTRY_PASSWORD);
	const char *token = cli_text(c, CLI_OPT_REGISTRY_TOKEN);

	if (user != NULL)
		return cli_fail_at(c,
		    cosign_oci_options_set_password(
			options, user, password, c->err),
		    "--registry-username, --registry-password");
	if (token != NULL)
		return cli_fail_at(c,
		    cosign_oci_options_set_registry_token(
			options, token, c->err),
		    "--registry-token");
	return add_configured(c, options);
}

static void
tell_warning(void *user, const char *registry, const char *text)
{
	cli_warn(user, "%s: %s", registry, text);
}

/* Said also where no registry is asked. */
static cosign_rc_t
check_options(struct cli *c)
{
	const bool user = cli_text(c, CLI_OPT_REGISTRY_USERNAME) != NULL;
	const bool password = cli_text(c, CLI_OPT_REGISTRY_PASSWORD) != NULL;

	if (cli_on(c, CLI_OPT_K8S_KEYCHAIN)) {
		cli_hint(c,
		    "give --registry-username and --registry-password, or a "
		    "file of docker's or podman's");
		return cli_fail(c, COSIGN_E_UNSUPPORTED,
		    "--k8s-keychain: credentials of cloud providers are not "
		    "supported");
	}
	if (user != password)
		return cli_fail(c, COSIGN_E_ARGUMENT,
		    "--registry-username and --registry-password: give both");
	if (user && cli_text(c, CLI_OPT_REGISTRY_TOKEN) != NULL)
		return cli_fail(c, COSIGN_E_CONFLICT,
		    "--registry-username and --registry-token: give one of "
		    "them");
	return COSIGN_OK;
}

/* What is given and changes nothing is said to change nothing; variables are
   for other commands, too. */
static void
warn_of_unused(const struct cli *c)
{
	static const struct {
		enum cli_id id;
		const char *option;
	} rows[] = {
		{ CLI_OPT_ALLOW_HTTP_REGISTRY, "--allow-http-registry" },
		{ CLI_OPT_ALLOW_INSECURE_REGISTRY,
		    "--allow-insecure-registry" },
		{ CLI_OPT_REGISTRY_CACERT, "--registry-cacert" },
		{ CLI_OPT_REGISTRY_CLIENT_CERT, "--registry-client-cert" },
		{ CLI_OPT_REGISTRY_CLIENT_KEY, "--registry-client-key" },
		{ CLI_OPT_REGISTRY_SERVER_NAME, "--registry-server-name" },
		{ CLI_OPT_REGISTRY_TOKEN, "--registry-token" },
		{ CLI_OPT_REGISTRY_USERNAME, "--registry-username" },
	};
	size_t i;

	for (i = 0; i < CLI_ARRAY_LEN(rows); i++)
		if (cli_typed(c, rows[i].id))
			cli_warn(c, "%s is not looked at: no registry is asked",
			    rows[i].option);
}

cosign_rc_t
cli_open_registries(struct cli *c, cosign_oci_t **out, bool needed)
{
	cosign_oci_options_t *options = NULL;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	cosign_http_t *http = NULL;

	CLI_TRY(check_options(c));
	if (!needed) {
		warn_of_unused(c);
		return cosign_oci_new(out, NULL, NULL, c->err);
	}
	CLI_TRY(open_http(c, &http));
	CLI_TRY(cosign_oci_options_new(&options, c->err));
	cosign_oci_options_allow_http(options,
	    cli_on(c, CLI_OPT_ALLOW_HTTP_REGISTRY) ||
		cli_on(c, CLI_OPT_ALLOW_INSECURE_REGISTRY));
	cosign_oci_options_set_warning(options, tell_warning, c);
	CLI_TRY(set_credentials(c, options));
	rc = cosign_oci_new(out, http, options, c->err);
out:
	cosign_oci_options_free(options);
	cosign_http_free(http);
	return rc;
}
