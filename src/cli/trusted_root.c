/* trusted-root create */
#include "cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What is said of one service; NULL: nothing. */
struct spec {
	const char *url;
	const char *chain; /* file, of an authority */
	const char *key;   /* file, of a log */
	const char *origin;
	const char *start;
	const char *end;
};

enum kind {
	KIND_FULCIO,
	KIND_CTFE,
	KIND_TSA,
	KIND_REKOR,
	KIND_COUNT,
};

static const struct {
	const char *name;
	enum cli_id option;
	enum cli_id without; /* of the default services */
	uint32_t trust;
	bool is_log;
	/* The same by options that belong together by their place. */
	enum cli_id file, url, start, end; /* CLI_OPT_COUNT: none */
} kinds[KIND_COUNT] = {
	[KIND_FULCIO] = { "fulcio", CLI_OPT_FULCIO, CLI_OPT_NO_DEFAULT_FULCIO,
	    COSIGN_TRUST_CA, false, CLI_OPT_CERTIFICATE_CHAIN,
	    CLI_OPT_FULCIO_URI, CLI_OPT_COUNT, CLI_OPT_COUNT },
	[KIND_CTFE] = { "ctfe", CLI_OPT_CTFE, CLI_OPT_NO_DEFAULT_CTFE,
	    COSIGN_TRUST_CTLOG, true, CLI_OPT_CTFE_KEY, CLI_OPT_CTFE_URL,
	    CLI_OPT_CTFE_START_TIME, CLI_OPT_CTFE_END_TIME },
	[KIND_TSA] = { "tsa", CLI_OPT_TSA, CLI_OPT_NO_DEFAULT_TSA,
	    COSIGN_TRUST_TSA, false, CLI_OPT_TIMESTAMP_CHAIN,
	    CLI_OPT_TIMESTAMP_URI, CLI_OPT_COUNT, CLI_OPT_COUNT },
	[KIND_REKOR] = { "rekor", CLI_OPT_REKOR, CLI_OPT_NO_DEFAULT_REKOR,
	    COSIGN_TRUST_TLOG, true, CLI_OPT_REKOR_KEY, CLI_OPT_REKOR_URL,
	    CLI_OPT_REKOR_START_TIME, CLI_OPT_REKOR_END_TIME },
};

/* Blanks around a text, which is written to. */
static char *
trim(char *text)
{
	size_t len;

	text += strspn(text, " \t\n");
	len = strlen(text);
	while (len > 0 && strchr(" \t\n", text[len - 1]) != NULL)
		text[--len] = '\0';
	return text;
}

static const char **
field(struct spec *spec, enum kind kind, const char *key)
{
	const bool is_log = kinds[kind].is_log;

	if (strcmp(key, "url") == 0)
		return &spec->url;
	if (strcmp(key, "start-time") == 0)
		return &spec->start;
	if (strcmp(key, "end-time") == 0)
		return &spec->end;
	if (!is_log && strcmp(key, "certificate-chain") == 0)
		return &spec->chain;
	if (is_log && strcmp(key, "public-key") == 0)
		return &spec->key;
	return is_log && strcmp(key, "origin") == 0 ? &spec->origin : NULL;
}

/* "KEY=VALUE,KEY=VALUE", which is cut to pieces. */
static cosign_rc_t
parse_spec(struct cli *c, struct spec *spec, enum kind kind, char *text)
{
	const char *name = kinds[kind].name;
	char *pair, *value;
	const char **to;

	while ((pair = strsep(&text, ",")) != NULL) {
		value = strchr(pair, '=');
		if (value == NULL)
			return cli_fail(c, COSIGN_E_ARGUMENT,
			    "parsing %s spec: invalid key-value pair: %s", name,
			    pair);
		*value++ = '\0';
		to = field(spec, kind, trim(pair));
		if (to == NULL)
			return cli_fail(c, COSIGN_E_ARGUMENT,
			    "parsing %s spec: no such key '%s'", name,
			    trim(pair));
		if (*to != NULL)
			return cli_fail(c, COSIGN_E_ARGUMENT,
			    "parsing %s spec: '%s' is given twice", name,
			    trim(pair));
		*to = trim(value);
	}
	return COSIGN_OK;
}

static cosign_rc_t
require(struct cli *c, enum kind kind, const char *key, const char *value)
{
	if (value != NULL && *value != '\0')
		return COSIGN_OK;
	return cli_fail(c, COSIGN_E_ARGUMENT,
	    "parsing %s spec: missing or empty required key '%s' in %s spec",
	    kinds[kind].name, key, kinds[kind].name);
}

static cosign_rc_t
check_spec(struct cli *c, const struct spec *spec, enum kind kind)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	CLI_TRY(require(c, kind, "url", spec->url));
	if (kinds[kind].is_log) {
		CLI_TRY(require(c, kind, "public-key", spec->key));
		CLI_TRY(require(c, kind, "start-time", spec->start));
	} else {
		CLI_TRY(require(c, kind, "certificate-chain", spec->chain));
	}
	rc = COSIGN_OK;
out:
	return rc;
}

static cosign_rc_t
add_authority(struct cli *c, cosign_trust_builder_t *builder,
    const struct spec *spec, enum kind kind)
{
	/* Without a start: from when its certificate is valid. */
	const char *start = spec->start != NULL ? spec->start : "";
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	char *pem = NULL;
	size_t len;

	CLI_TRY(
	    cosign_file_load(&pem, &len, spec->chain, CLI_CONFIG_MAX, c->err));
	rc = kind == KIND_TSA ? cosign_trust_builder_add_tsa(builder, pem, len,
				    spec->url, start, spec->end, c->err)
			      : cosign_trust_builder_add_ca(builder, pem, len,
				    spec->url, start, spec->end, c->err);
	rc = cli_fail_at(c, rc, "%s", spec->chain);
out:
	cosign_free(pem);
	return rc;
}

static cosign_rc_t
add_log(struct cli *c, cosign_trust_builder_t *builder, const struct spec *spec,
    enum kind kind)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	cosign_keyring_t *ring = NULL;
	const cosign_pubkey_t *key;

	CLI_TRY(cosign_keyring_load(&ring, spec->key, 0, c->err));
	key = cosign_keyring_key(ring, 0);
	if (cosign_keyring_count(ring) != 1)
		CLI_TRY(cli_fail(c, COSIGN_E_MALFORMED,
		    "%s: more than one public key", spec->key));
	rc = kind == KIND_REKOR
	    ? cosign_trust_builder_add_tlog(builder, key, spec->url,
		  spec->origin, spec->start, spec->end, c->err)
	    : cosign_trust_builder_add_ctlog(
		  builder, key, spec->url, spec->start, spec->end, c->err);
	rc = cli_fail_at(c, rc, "%s", spec->key);
out:
	cosign_keyring_free(ring);
	return rc;
}

static cosign_rc_t
add_service(struct cli *c, cosign_trust_builder_t *builder,
    const struct spec *spec, enum kind kind)
{
	return kinds[kind].is_log ? add_log(c, builder, spec, kind)
				  : add_authority(c, builder, spec, kind);
}

static cosign_rc_t
add_by_list(
    struct cli *c, cosign_trust_builder_t *builder, enum kind kind, size_t n)
{
	struct spec spec = { 0 };
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	char *copy = strdup(cli_list(c, kinds[kind].option, n));

	if (copy == NULL)
		return cli_fail(c, COSIGN_E_NOMEM, "out of memory");
	CLI_TRY(parse_spec(c, &spec, kind, copy));
	CLI_TRY(check_spec(c, &spec, kind));
	CLI_TRY(add_service(c, builder, &spec, kind));
	rc = COSIGN_OK;
out:
	free(copy);
	return rc;
}

/* The n-th of options that belong together by their place; NULL: none. */
static const char *
at_place(const struct cli *c, enum cli_id id, size_t n)
{
	const char *text = id == CLI_OPT_COUNT ? NULL : cli_list(c, id, n);

	return text != NULL && *text != '\0' ? text : NULL;
}

static cosign_rc_t
add_by_place(
    struct cli *c, cosign_trust_builder_t *builder, enum kind kind, size_t n)
{
	struct spec spec = { .url = at_place(c, kinds[kind].url, n),
		.start = at_place(c, kinds[kind].start, n),
		.end = at_place(c, kinds[kind].end, n) };
	char *copy = strdup(cli_list(c, kinds[kind].file, n)), *comma;
	cosign_rc_t rc;

	if (copy == NULL)
		return cli_fail(c, COSIGN_E_NOMEM, "out of memory");
	if (kinds[kind].is_log) {
		comma = kind == KIND_REKOR ? strchr(copy, ',') : NULL;
		if (comma != NULL) {
			*comma = '\0';
			spec.origin = comma + 1;
		}
		spec.key = copy;
		if (spec.start == NULL)
			spec.start = "1970-01-01T00:00:00Z";
	} else {
		spec.chain = copy;
	}
	rc = add_service(c, builder, &spec, kind);
	free(copy);
	return rc;
}

static cosign_rc_t
add_services(struct cli *c, cosign_trust_builder_t *builder, enum kind kind)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	size_t n;

	if (cli_list(c, kinds[kind].option, 0) != NULL &&
	    cli_list(c, kinds[kind].file, 0) != NULL)
		CLI_TRY(cli_fail(c, COSIGN_E_CONFLICT,
		    "cannot use --%s and old %s flags at the same time",
		    kinds[kind].name, kinds[kind].name));
	for (n = 0; cli_list(c, kinds[kind].option, n) != NULL; n++)
		CLI_TRY(add_by_list(c, builder, kind, n));
	for (n = 0; cli_list(c, kinds[kind].file, n) != NULL; n++)
		CLI_TRY(add_by_place(c, builder, kind, n));
	rc = COSIGN_OK;
out:
	return rc;
}

static cosign_rc_t
add_defaults(struct cli *c, cosign_trust_builder_t *builder)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	uint32_t wanted = COSIGN_TRUST_ALL;
	cosign_trust_t *defaults = NULL;
	size_t i;

	if (!cli_on(c, CLI_OPT_WITH_DEFAULT_SERVICES))
		return COSIGN_OK;
	for (i = 0; i < KIND_COUNT; i++)
		if (cli_on(c, kinds[i].without))
			wanted &= ~kinds[i].trust;
	CLI_TRY(cosign_trust_public_good(&defaults, c->err));
	CLI_TRY(cosign_trust_builder_add(builder, defaults, wanted, c->err));
	rc = COSIGN_OK;
out:
	cosign_trust_free(defaults);
	return rc;
}

static cosign_rc_t
write_root(struct cli *c, const cosign_trust_t *trust)
{
	const char *path = cli_text(c, CLI_OPT_OUT);
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	char *json = NULL;
	size_t len;

	CLI_TRY(cosign_trust_encode(trust, &json, &len, c->err));
	if (path != NULL) {
		CLI_TRY(cli_save(c, path, json, len, 0600));
	} else {
		(void)fwrite(json, 1, len, stdout);
		(void)putchar('\n');
	}
	rc = COSIGN_OK;
out:
	cosign_free(json);
	return rc;
}

cosign_rc_t
cli_trusted_root_create(struct cli *c)
{
	cosign_trust_builder_t *builder = NULL;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	cosign_trust_t *trust = NULL;
	int kind;

	CLI_TRY(cosign_trust_builder_new(&builder, c->err));
	CLI_TRY(add_defaults(c, builder));
	for (kind = 0; kind < KIND_COUNT; kind++)
		CLI_TRY(add_services(c, builder, (enum kind)kind));
	CLI_TRY(cosign_trust_builder_finish(builder, &trust, c->err));
	CLI_TRY(write_root(c, trust));
	rc = COSIGN_OK;
out:
	cosign_trust_free(trust);
	cosign_trust_builder_free(builder);
	return rc;
}
