/* What is signed or verified, and files that help. */
#include "cli.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *
cli_payload_name(const char *file)
{
	return strcmp(file, "-") == 0 ? "standard input" : file;
}

/* The value of env://NAME in *value; false if text is no such reference. */
static bool
is_variable(const char *text, const char **value)
{
	static const char scheme[] = "env://";

	if (strncmp(text, scheme, sizeof(scheme) - 1) != 0)
		return false;
	*value = getenv(text + sizeof(scheme) - 1);
	return true;
}

static bool
is_url(const char *text)
{
	return strncmp(text, "https://", 8) == 0 ||
	    strncmp(text, "http://", 7) == 0;
}

static cosign_rc_t
no_variable(struct cli *c, const char *name)
{
	return cli_fail(
	    c, COSIGN_E_REFERENCE, "%s: the variable is not set", name);
}

static cosign_rc_t
no_url(struct cli *c, const char *name)
{
	return cli_fail(c, COSIGN_E_UNSUPPORTED,
	    "%s: reading from a URL is not supported", name);
}

cosign_rc_t
cli_open_file(struct cli *c, cosign_artifact_t **out, const char *file)
{
	if (strcmp(file, "-") == 0)
		return cosign_artifact_from_fd(out, STDIN_FILENO, c->err);
	return cosign_artifact_from_path(out, file, c->err);
}

static int
hex_digit(char digit)
{
	static const char digits[] = "0123456789abcdefABCDEF";
	const char *at = digit == '\0' ? NULL : strchr(digits, digit);

	if (at == NULL)
		return -1;
	return at - digits < 16 ? (int)(at - digits) : (int)(at - digits) - 6;
}

/* "sha256:HEX" of the right length. */
static bool
parse_digest(const char *text, cosign_hash_t *hash,
    uint8_t digest[COSIGN_DIGEST_MAX], size_t *len)
{
	const char *colon = strchr(text, ':'), *hex;
	char name[8];
	size_t i;

	if (colon == NULL || (size_t)(colon - text) >= sizeof(name))
		return false;
	memcpy(name, text, (size_t)(colon - text));
	name[colon - text] = '\0';
	*hash = cosign_hash_from_name(name);
	*len = cosign_hash_size(*hash);
	hex = colon + 1;
	if (*hash == COSIGN_HASH_NONE || strlen(hex) != 2 * *len)
		return false;
	for (i = 0; i < *len; i++) {
		const int high = hex_digit(hex[2 * i]);
		const int low = hex_digit(hex[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		digest[i] = (uint8_t)(high * 16 + low);
	}
	return true;
}

bool
cli_open_digest(struct cli *c, cosign_artifact_t **out, const char *text)
{
	uint8_t digest[COSIGN_DIGEST_MAX];
	cosign_hash_t hash;
	size_t len;

	return parse_digest(text, &hash, digest, &len) &&
	    cosign_artifact_from_digest(out, hash, digest, len, c->err) ==
	    COSIGN_OK;
}

cosign_rc_t
cli_open_blob(struct cli *c, cosign_artifact_t **out, const char *blob)
{
	const char *value;
	cosign_rc_t rc;

	if (is_variable(blob, &value)) {
		if (value == NULL)
			return no_variable(c, blob);
		return cosign_artifact_from_bytes(
		    out, value, strlen(value), c->err);
	}
	if (is_url(blob))
		return no_url(c, blob);
	rc = cli_open_file(c, out, blob);
	if (rc == COSIGN_E_NOT_FOUND && cli_open_digest(c, out, blob))
		return COSIGN_OK;
	return rc;
}

cosign_rc_t
cli_load(struct cli *c, const char *name, size_t max, char **out, size_t *len)
{
	const char *value;

	if (is_url(name))
		return no_url(c, name);
	if (!is_variable(name, &value))
		return cosign_file_load(out, len, name, max, c->err);
	if (value == NULL)
		return no_variable(c, name);
	*len = strlen(value);
	*out = strdup(value);
	if (*out == NULL)
		return cli_fail(c, COSIGN_E_NOMEM, "out of memory");
	return COSIGN_OK;
}

cosign_rc_t
cli_load_trusted_root(struct cli *c, cosign_trust_t **out)
{
	const char *path = cli_text(c, CLI_OPT_TRUSTED_ROOT);
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	char *json = NULL;
	size_t len;

	*out = NULL;
	if (path == NULL)
		return COSIGN_OK;
	CLI_TRY(cosign_file_load(&json, &len, path, CLI_CONFIG_MAX, c->err));
	CLI_TRY(cli_fail_at(
	    c, cosign_trust_parse(out, json, len, c->err), "%s", path));
	rc = COSIGN_OK;
out:
	cosign_free(json);
	return rc;
}

cosign_rc_t
cli_add_part(struct cli *c, cosign_bundle_builder_t *builder, enum cli_id id,
    cli_part_fn add)
{
	const char *path = cli_text(c, id);
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	char *data = NULL;
	size_t len = 0;

	if (path == NULL)
		return COSIGN_OK;
	CLI_TRY(cli_load(c, path, cosign_bundle_max_size(), &data, &len));
	CLI_TRY(cli_fail_at(c, add(builder, data, len, c->err), "%s", path));
	rc = COSIGN_OK;
out:
	cosign_free(data);
	return rc;
}
