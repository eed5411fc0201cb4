#include "loader/loader.h"

#include <dlfcn.h>
#include <string.h>

/* POSIX lets dlsym()'s result be a function; ISO C knows no such cast. */
int
csn_loader_find(void *library, const char *name, void *function)
{
	void *symbol = dlsym(library, name);

	memcpy(function, &symbol, sizeof(symbol));
	return symbol != NULL;
}

static cosign_rc_t
load(const struct csn_loader *loader, cosign_error_t *err)
{
	void *library = dlopen(loader->soname, RTLD_NOW | RTLD_LOCAL);

	if (library == NULL) {
		(void)csn_fail(err, COSIGN_E_NO_LIBRARY, "%s", dlerror());
		csn_hint(err, "%s", loader->hint);
		return COSIGN_E_NO_LIBRARY;
	}
	if (!loader->find_all(library)) {
		(void)dlclose(library);
		return csn_fail(err, COSIGN_E_NO_LIBRARY, "%s: older than %s",
		    loader->soname, loader->oldest);
	}
	if (!loader->start(library))
		return csn_fail(err, COSIGN_E_NO_LIBRARY,
		    "%s: cannot be initialised", loader->soname);
	return COSIGN_OK;
}

cosign_rc_t
csn_loader_get(struct csn_loader *loader, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_OK;

	if (atomic_load_explicit(&loader->is_ready, memory_order_acquire))
		return COSIGN_OK;
	(void)pthread_mutex_lock(&loader->loading);
	if (!atomic_load(&loader->is_ready)) {
		rc = load(loader, err);
		if (rc == COSIGN_OK)
			atomic_store(&loader->is_ready, 1);
	}
	(void)pthread_mutex_unlock(&loader->loading);
	return rc;
}
