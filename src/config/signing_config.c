#include "spec/spec.h"
#include "spec/document.h"

#include <cosign/config.h>

#include <stdlib.h>

struct cosign_signing_config {
	size_t ca_count;
	size_t oidc_count;
	size_t tlog_count;
	size_t tsa_count;
};

static const char *const media_types[] = {
	"application/vnd.dev.sigstore.signingconfig.v0.2+json", NULL
};

static const json_t *
member(const json_t *root, const char *name)
{
	return csn_pj_find(root, &csn_msg_signing_config, name);
}

static size_t
count(const json_t *root, const char *name)
{
	return json_array_size(member(root, name));
}

/* Which of several services to use has to be said where there are any. */
static cosign_rc_t
require_choice(
    size_t services, const json_t *root, const char *name, cosign_error_t *err)
{
	if (services > 0 && member(root, name) == NULL)
		return csn_fail(err, COSIGN_E_MALFORMED, "no %s", name);
	return COSIGN_OK;
}

cosign_rc_t
cosign_signing_config_parse(cosign_signing_config_t **out, const char *json,
    size_t len, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	cosign_signing_config_t *c = NULL;
	json_t *root = NULL;

	if (out == NULL)
		return csn_fail(err, COSIGN_E_ARGUMENT,
		    "signing config: nowhere to write to");
	*out = NULL;
	CSN_TRY(csn_document_parse(
	    &root, json, len, media_types, &csn_msg_signing_config, err));
	c = calloc(1, sizeof(*c));
	if (c == NULL) {
		rc = csn_fail_nomem(err);
		goto out;
	}
	c->ca_count = count(root, "caUrls");
	c->oidc_count = count(root, "oidcUrls");
	c->tlog_count = count(root, "rekorTlogUrls");
	c->tsa_count = count(root, "tsaUrls");
	CSN_TRY(require_choice(c->tlog_count, root, "rekorTlogConfig", err));
	CSN_TRY(require_choice(c->tsa_count, root, "tsaConfig", err));
	*out = c;
	c = NULL;
	rc = COSIGN_OK;
out:
	cosign_signing_config_free(c);
	json_decref(root);
	return csn_fail_at(err, rc, "signing config");
}

void
cosign_signing_config_free(cosign_signing_config_t *config)
{
	free(config);
}

size_t
cosign_signing_config_ca_count(const cosign_signing_config_t *config)
{
	return config->ca_count;
}

size_t
cosign_signing_config_oidc_count(const cosign_signing_config_t *config)
{
	return config->oidc_count;
}

size_t
cosign_signing_config_tlog_count(const cosign_signing_config_t *config)
{
	return config->tlog_count;
}

size_t
cosign_signing_config_tsa_count(const cosign_signing_config_t *config)
{
	return config->tsa_count;
}
