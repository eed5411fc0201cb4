#include "oci/client.h"

#include "oci/layout/layout.h"
#include "oci/store.h"

#include <stdlib.h>

cosign_rc_t
cosign_oci_new(cosign_oci_t **out, cosign_http_t *http,
    const cosign_oci_options_t *options, cosign_error_t *err)
{
	if (out == NULL)
		return csn_fail(
		    err, COSIGN_E_ARGUMENT, "oci: nowhere to write to");
	*out = NULL;
	if (http != NULL || options != NULL)
		return csn_fail(err, COSIGN_E_UNSUPPORTED,
		    "oci: registries are not reached");
	*out = calloc(1, sizeof(**out));
	if (*out == NULL)
		return csn_fail_nomem(err);
	atomic_init(&(*out)->refs, 1);
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
	if (oci != NULL && atomic_fetch_sub(&oci->refs, 1) == 1)
		free(oci);
}

cosign_rc_t
csn_store_open(struct csn_store **out, cosign_oci_t *oci,
    const cosign_reference_t *ref, cosign_error_t *err)
{
	(void)oci;
	*out = NULL;
	if (cosign_reference_is_layout(ref))
		return csn_layout_open(
		    out, cosign_reference_repository(ref), err);
	return csn_fail(err, COSIGN_E_UNSUPPORTED,
	    "%s: registries are not reached", cosign_reference_text(ref));
}

void
csn_store_close(struct csn_store *store)
{
	if (store != NULL)
		store->ops->close(store);
}
