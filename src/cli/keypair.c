/* generate-key-pair, import-key-pair, public-key. */
#include "cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Names that lead nowhere do not count: a run that was killed leaves such
   ones, and the library removes them. */
static bool
exists(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0;
}

/*
 * Ask before any password is asked whether an existing pair may go. The
 * library looks again: a file that appears meanwhile is not overwritten.
 */
static cosign_rc_t
allow_overwriting(
    struct cli *c, const char *key_path, const char *pub_path, uint32_t *flags)
{
	const char *path = exists(key_path) ? key_path : pub_path;
	cosign_rc_t rc;

	*flags = 0;
	if (!exists(path))
		return COSIGN_OK;
	cli_warn(c, "File %s already exists. Overwrite?", path);
	if (!cli_on(c, CLI_OPT_YES)) {
		rc = cli_confirm(c);
		if (rc != COSIGN_OK)
			return rc;
	}
	*flags = COSIGN_SAVE_OVERWRITE;
	return COSIGN_OK;
}

struct pair {
	const char *prefix;
	char *key_path;
	char *pub_path;
	uint32_t flags;
};

static cosign_rc_t
pair_open(struct cli *c, struct pair *p)
{
	memset(p, 0, sizeof(*p));
	p->prefix = cli_text(c, CLI_OPT_KEY_PREFIX);
	if (p->prefix == NULL)
		p->prefix = "";
	if (asprintf(&p->key_path, "%s.key", p->prefix) < 0) {
		p->key_path = NULL;
		return cli_fail(c, COSIGN_E_NOMEM, "out of memory");
	}
	if (asprintf(&p->pub_path, "%s.pub", p->prefix) < 0) {
		p->pub_path = NULL;
		return cli_fail(c, COSIGN_E_NOMEM, "out of memory");
	}
	return allow_overwriting(c, p->key_path, p->pub_path, &p->flags);
}

static cosign_rc_t
pair_write(struct cli *c, const struct pair *p, const cosign_key_t *key)
{
	struct cli_asker asker = { c, NULL };
	cosign_rc_t rc;

	rc = cosign_key_save_pair(
	    key, p->prefix, p->flags, cli_password, &asker, c->err);
	if (rc != COSIGN_OK)
		return rc;
	cli_info(c, "Private key written to %s", p->key_path);
	cli_info(c, "Public key written to %s", p->pub_path);
	return COSIGN_OK;
}

static void
pair_close(struct pair *p)
{
	free(p->key_path);
	free(p->pub_path);
}

/* cosign keeps keys in Kubernetes, GitHub and GitLab by such references. */
static cosign_rc_t
refuse_provider(struct cli *c, const char *reference)
{
	const char *scheme_end = strstr(reference, "://");

	if (scheme_end == NULL)
		return cli_fail(c, COSIGN_E_REFERENCE,
		    "could not parse scheme, use <scheme>://<ref> format");
	return cli_fail(c, COSIGN_E_REFERENCE, "undefined provider: %.*s",
	    (int)(scheme_end - reference), reference);
}

/* "a, b, c" in the error, as cosign has it. */
static cosign_rc_t
bad_algorithm(struct cli *c, const char *words, const char *name)
{
	char list[512];
	const char *word;
	size_t at = 0, len;

	list[0] = '\0';
	while ((word = cli_next_word(&words, &len)) != NULL &&
	    at + len + 3 < sizeof(list))
		at += (size_t)snprintf(list + at, sizeof(list) - at, "%s%.*s",
		    at == 0 ? "" : ", ", (int)len, word);
	return cli_fail(c, COSIGN_E_ARGUMENT,
	    "invalid signing algorithm: %s. Supported algorithms are: %s", name,
	    list);
}

static cosign_rc_t
algorithm_of(struct cli *c, cosign_alg_t *alg)
{
	const char *name = cli_text(c, CLI_OPT_SIGNING_ALGORITHM);
	const struct cli_option *o = c->command->options;

	while (o->id != CLI_OPT_SIGNING_ALGORITHM)
		o++;
	if (name == NULL)
		name = "";
	*alg = cosign_alg_from_name(name);
	if (*alg == COSIGN_ALG_NONE || !cli_is_word(o->words, name))
		return bad_algorithm(c, o->words, name);
	return COSIGN_OK;
}

cosign_rc_t
cli_generate_key_pair(struct cli *c)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	cosign_key_t *key = NULL;
	struct pair pair = { 0 };
	cosign_alg_t alg;

	CLI_TRY(algorithm_of(c, &alg));
	if (c->arg_count > 0)
		CLI_TRY(refuse_provider(c, c->args[0]));
	CLI_TRY(pair_open(c, &pair));
	CLI_TRY(cosign_key_generate(&key, alg, c->err));
	CLI_TRY(pair_write(c, &pair, key));
	rc = COSIGN_OK;
out:
	cosign_key_free(key);
	pair_close(&pair);
	return rc;
}

cosign_rc_t
cli_import_key_pair(struct cli *c)
{
	struct cli_asker asker = { c, "Enter password of the key to import: " };
	const char *reference = cli_text(c, CLI_OPT_KEY);
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	cosign_key_t *key = NULL;
	struct pair pair = { 0 };

	if (reference == NULL)
		return cli_fail(
		    c, COSIGN_E_ARGUMENT, "required flag(s) \"key\" not set");
	CLI_TRY(pair_open(c, &pair));
	CLI_TRY(cosign_key_import_load(
	    &key, reference, cli_password, &asker, c->err));
	CLI_TRY(pair_write(c, &pair, key));
	rc = COSIGN_OK;
out:
	cosign_key_free(key);
	pair_close(&pair);
	return rc;
}

cosign_rc_t
cli_public_key(struct cli *c)
{
	const char *reference = cli_text(c, CLI_OPT_KEY);
	const char *path = cli_text(c, CLI_OPT_OUTFILE), *pem;
	struct cli_asker asker = { c, NULL };
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	cosign_key_t *key = NULL;

	if (reference == NULL)
		return cli_fail(
		    c, COSIGN_E_ARGUMENT, "required flag(s) \"key\" not set");
	CLI_TRY(cosign_key_load(&key, reference, cli_password, &asker, c->err));
	pem = cosign_pubkey_pem(cosign_key_public(key));
	if (path == NULL) {
		(void)fputs(pem, stdout);
	} else {
		CLI_TRY(cli_save(c, path, pem, strlen(pem), 0600));
		cli_info(c, "Public key written to %s", path);
	}
	rc = COSIGN_OK;
out:
	cosign_key_free(key);
	return rc;
}
