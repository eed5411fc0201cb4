/*
 * Registries (OCI distribution specification 1.1): the stores that are reached
 * over HTTP. What was learnt about each registry - its scheme, how it asks who
 * is there, tokens, whether it lists referrers - is shared by all stores of one
 * csn_registries, on any thread.
 */
#ifndef CSN_OCI_REGISTRY_REGISTRY_H
#define CSN_OCI_REGISTRY_REGISTRY_H

#include "oci/registry/credentials.h"
#include "oci/store.h"

struct csn_registries;

struct csn_registry_options {
	cosign_http_t *http;                       /* kept by a reference */
	const struct csn_credentials *credentials; /* copied; NULL: none */
	int allow_http;
	/* Bytes of a blob that are sent at once; 0: CSN_UPLOAD_PIECE. */
	size_t piece;
	cosign_warning_fn warn; /* NULL: nobody is told */
	void *warn_user;
};

cosign_rc_t csn_registries_new(struct csn_registries **out,
    const struct csn_registry_options *options, cosign_error_t *err);
/* After the last of its stores was closed. NULL is fine. */
void csn_registries_free(struct csn_registries *registries);

/*
 * One repository. Nothing is asked yet. A store serves any number of threads.
 * An upload that failed is taken back.
 */
cosign_rc_t csn_registry_open(struct csn_store **out,
    struct csn_registries *registries, const char *registry,
    const char *repository, cosign_error_t *err);

#endif
