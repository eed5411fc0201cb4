#include "oci/client.h"

#include "oci/layout/layout.h"
#include "oci/options.h"
#include "oci/registry/registry.h"

#include <stdlib.h>

static cosign_rc_t
open_registries(cosign_oci_t *oci, cosign_http_t *http,
    const cosign_oci_options_t *options, cosign_error_t *err)
{
	struct csn_registry_options all = { .http = http };

	if (http == NULL)
		return COSIGN_OK;
	if (options != NULL) {
		all.credentials = options->credentials;
		all.allow_http = options->allow_http;
		all.warn = options->warn;
		all.warn_user = options->warn_user;
	}
	return csn_registries_new(&oci->registries, &all, err);
}

cosign_rc_t
cosign_oci_new(cosign_oci_t **out, cosign_http_t *http,
    const cosign_oci_options_t *options, cosign_error_t *err)
{
	cosign_oci_t *oci = NULL;
	cosign_rc_t rc;

	cosign_error_clear(err);
	if (out == NULL)
		return csn_fail(
		    err, COSIGN_E_ARGUMENT, "oci: nowhere to write to");
	*out = NULL;
	oci = calloc(1, sizeof(*oci));
	if (oci == NULL)
		return csn_fail_nomem(err);
	atomic_init(&oci->refs, 1);
	rc = open_registries(oci, http, options, err);
	if (rc != COSIGN_OK) {
		free(oci);
		return rc;
	}
	*out = oci;
	return COSIGN_OK;
}

cosign_oci_t *
cosign_oci_ref(cosign_oci_t *oci)
{
	(void)atomic_fetch_add(&oci->refs, 1);
	return oci;
}

void
cosign_oci_free(cosign_oci_t *oci)
{
	if (oci == NULL || atomic_fetch_sub(&oci->refs, 1) > 1)
		return;
	csn_registries_free(oci->registries);
	free(oci);
}

cosign_rc_t
csn_store_open(struct csn_store **out, cosign_oci_t *oci,
    const cosign_reference_t *ref, cosign_error_t *err)
{
	*out = NULL;
	if (cosign_reference_is_layout(ref))
		return csn_layout_open(
		    out, cosign_reference_repository(ref), err);
	if (oci->registries == NULL)
		return csn_fail(err, COSIGN_E_ARGUMENT,
		    "%s: a client without HTTP reaches no registry",
		    cosign_reference_text(ref));
	return csn_registry_open(out, oci->registries,
	    cosign_reference_registry(ref), cosign_reference_repository(ref),
	    err);
}

void
csn_store_close(struct csn_store *store)
{
	if (store != NULL)
		store->ops->close(store);
}
