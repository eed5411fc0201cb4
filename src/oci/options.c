#include "oci/options.h"

#include <stdlib.h>

cosign_rc_t
cosign_oci_options_new(cosign_oci_options_t **out, cosign_error_t *err)
{
	cosign_oci_options_t *options = NULL;
	cosign_rc_t rc;

	if (out == NULL)
		return csn_fail(
		    err, COSIGN_E_ARGUMENT, "oci: nowhere to write to");
	*out = NULL;
	options = calloc(1, sizeof(*options));
	if (options == NULL)
		return csn_fail_nomem(err);
	rc = csn_credentials_new(&options->credentials, err);
	if (rc != COSIGN_OK) {
		free(options);
		return rc;
	}
	*out = options;
	return COSIGN_OK;
}

void
cosign_oci_options_free(cosign_oci_options_t *options)
{
	if (options == NULL)
		return;
	csn_credentials_free(options->credentials);
	free(options);
}

void
cosign_oci_options_allow_http(cosign_oci_options_t *options, int allowed)
{
	options->allow_http = allowed != 0;
}

cosign_rc_t
cosign_oci_options_set_password(cosign_oci_options_t *options, const char *user,
    const char *password, cosign_error_t *err)
{
	cosign_error_clear(err);
	return csn_fail_at(err,
	    csn_credentials_set_password(
		options->credentials, user, password, err),
	    "oci");
}

cosign_rc_t
cosign_oci_options_set_registry_token(
    cosign_oci_options_t *options, const char *token, cosign_error_t *err)
{
	cosign_error_clear(err);
	return csn_fail_at(err,
	    csn_credentials_set_registry_token(
		options->credentials, token, err),
	    "oci");
}

cosign_rc_t
cosign_oci_options_add_credentials(cosign_oci_options_t *options,
    const char *name, const char *json, size_t len, cosign_error_t *err)
{
	cosign_error_clear(err);
	if (name == NULL || (json == NULL && len > 0))
		return csn_fail(err, COSIGN_E_ARGUMENT,
		    "oci: credentials without a %s",
		    name == NULL ? "name" : "text");
	return csn_credentials_add(options->credentials, name, json, len, err);
}

void
cosign_oci_options_set_helper(
    cosign_oci_options_t *options, cosign_credential_helper_fn fn, void *user)
{
	csn_credentials_set_helper(options->credentials, fn, user);
}

void
cosign_oci_options_set_warning(
    cosign_oci_options_t *options, cosign_warning_fn fn, void *user)
{
	options->warn = fn;
	options->warn_user = user;
}
