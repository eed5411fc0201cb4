/* docker's config.json: whoever is found can stand in a header, a program's
   name in a path; an entry of exactly a registry is one of its host, too. */
#include "fuzz.h"

#include "oci/registry/docker_config.h"
#include "util/limits.h"

static const char *const keys[] = { "r.example", "r.example/a", "r.example/a/b",
	"https://index.docker.io/v1/", "" };

static void
check_text(const char *text)
{
	HOLDS(text == NULL ||
	    (*text != '\0' && strpbrk(text, "\r\n") == NULL &&
		strlen(text) <= CSN_CREDENTIAL_MAX));
}

static void
check_credential(const struct cosign_credential *who)
{
	if (who == NULL)
		return;
	HOLDS(!csn_credential_is_empty(who));
	check_text(who->user);
	check_text(who->password);
	check_text(who->identity_token);
	check_text(who->registry_token);
}

static void
check_helper(const char *name)
{
	HOLDS(name == NULL ||
	    (*name != '\0' && strpbrk(name, "/\\ \t\r\n;&|$`'\"") == NULL));
}

static void
check(const struct csn_docker_config *config)
{
	const struct cosign_credential *exact, *of_host;
	size_t i;

	for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		check_credential(csn_docker_config_entry(config, keys[i]));
		check_helper(csn_docker_config_helper(config, keys[i]));
	}
	exact = csn_docker_config_entry(config, "r.example");
	of_host = csn_docker_config_entry_of_host(config, "r.example", "a/b");
	check_credential(of_host);
	HOLDS(exact == NULL || of_host != NULL);
	exact = csn_docker_config_entry(config, "r.example/a/b");
	HOLDS(exact == NULL || of_host != NULL);
}

/* A login is found afterwards, and then forgotten, whatever the file is. */
static void
check_login(const char *json, size_t len)
{
	struct csn_docker_config *config = NULL;
	const struct cosign_credential *who;
	char *in = NULL, *out = NULL;
	size_t in_len = 0, out_len;
	cosign_rc_t rc;

	rc = cosign_login_store(
	    &in, &in_len, json, len, keys[0], "user", "password", NULL);
	HOLDS(rc == COSIGN_OK || rc == COSIGN_E_LIMIT);
	if (rc != COSIGN_OK)
		return;
	HOLDS(csn_docker_config_parse(&config, "in", in, in_len, NULL) ==
	    COSIGN_OK);
	who = csn_docker_config_entry(config, keys[0]);
	HOLDS(who != NULL && strcmp(who->user, "user") == 0 &&
	    strcmp(who->password, "password") == 0);
	csn_docker_config_free(config);
	HOLDS(cosign_login_erase(&out, &out_len, in, in_len, keys[0], NULL) ==
	    COSIGN_OK);
	HOLDS(out != NULL);
	HOLDS(csn_docker_config_parse(&config, "out", out, out_len, NULL) ==
	    COSIGN_OK);
	HOLDS(csn_docker_config_entry(config, keys[0]) == NULL);
	csn_docker_config_free(config);
	cosign_free(in);
	cosign_free(out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	cosign_error_t *err = cosign_error_new();
	struct csn_docker_config *config = NULL;
	cosign_rc_t rc;

	HOLDS(err != NULL);
	rc = csn_docker_config_parse(
	    &config, "config.json", (const char *)data, size, err);
	HOLDS((rc == COSIGN_OK) == (config != NULL));
	HOLDS(rc == COSIGN_OK || rc == COSIGN_E_JSON ||
	    rc == COSIGN_E_MALFORMED || rc == COSIGN_E_BASE64 ||
	    rc == COSIGN_E_LIMIT);
	HOLDS(is_printable(cosign_error_message(err)));
	if (config != NULL) {
		check(config);
		check_login((const char *)data, size);
	}
	csn_docker_config_free(config);
	cosign_error_free(err);
	return 0;
}
