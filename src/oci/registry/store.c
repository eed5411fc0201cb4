#include "oci/registry/operations.h"

#include "util/limits.h"
#include "util/text.h"

#include <stdlib.h>

cosign_rc_t
csn_registries_new(struct csn_registries **out,
    const struct csn_registry_options *options, cosign_error_t *err)
{
	struct csn_registries *all = calloc(1, sizeof(*all));
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	*out = NULL;
	if (all == NULL)
		return csn_fail_nomem(err);
	(void)pthread_mutex_init(&all->lock, NULL);
	all->allow_http = options->allow_http;
	all->piece = options->piece > 0 ? options->piece : CSN_UPLOAD_PIECE;
	all->warn = options->warn;
	all->warn_user = options->warn_user;
	if (options->credentials != NULL)
		CSN_TRY(csn_credentials_copy(
		    &all->credentials, options->credentials, err));
	else
		CSN_TRY(csn_credentials_new(&all->credentials, err));
	all->http = cosign_http_ref(options->http);

	*out = all;
	all = NULL;
	rc = COSIGN_OK;
out:
	csn_registries_free(all);
	return rc;
}

void
csn_registries_free(struct csn_registries *registries)
{
	if (registries == NULL)
		return;
	csn_hosts_free(registries->hosts);
	csn_credentials_free(registries->credentials);
	cosign_http_free(registries->http);
	(void)pthread_mutex_destroy(&registries->lock);
	free(registries);
}

static void
registry_close(struct csn_store *store)
{
	struct csn_registry *registry = csn_registry_of(store);

	free(registry->repository);
	free(registry);
}

static const struct csn_store_ops registry_ops = {
	.resolve = csn_registry_resolve,
	.fetch = csn_registry_fetch,
	.push = csn_registry_push,
	.remove = csn_registry_remove,
	.blob_exists = csn_registry_blob_exists,
	.blob_fetch = csn_registry_blob_fetch,
	.blob_push = csn_registry_blob_push,
	.blob_mount = csn_registry_blob_mount,
	.check_push = csn_registry_check_push,
	.tags = csn_registry_tags,
	.referrers = csn_registry_referrers,
	.update = csn_registry_update,
	.close = registry_close,
};

cosign_rc_t
csn_registry_open(struct csn_store **out, struct csn_registries *registries,
    const char *registry, const char *repository, cosign_error_t *err)
{
	struct csn_registry *made = calloc(1, sizeof(*made));
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	*out = NULL;
	if (made == NULL)
		return csn_fail_nomem(err);
	made->store.ops = &registry_ops;
	made->all = registries;
	CSN_TRY(csn_text_copy(&made->repository, repository, err));
	CSN_TRY(csn_host_find(&made->host, registries, registry, err));

	*out = &made->store;
	made = NULL;
	rc = COSIGN_OK;
out:
	if (made != NULL)
		registry_close(&made->store);
	return rc;
}
