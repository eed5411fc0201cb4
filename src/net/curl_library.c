#include "net/curl_library.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#define SONAME "libcurl.so.4"

/* CURLOPT_PREREQFUNCTION came with it, CURLOPT_CAINFO_BLOB before. */
#define OLDEST      0x075000
#define OLDEST_TEXT "7.80"

/*
 * What package builders read to find libraries that no DT_NEEDED names
 * (systemd.io/ELF_DLOPEN_METADATA): an ELF note of type 0x407c0c0a.
 */
#define NOTE                                                         \
	"[{\"feature\":\"http\",\"description\":\"Asking servers\"," \
	"\"priority\":\"recommended\",\"soname\":[\"" SONAME "\"]}]"
static const struct {
	uint32_t owner_size, text_size, type;
	char owner[4];
	char text[(sizeof(NOTE) + 3) / 4 * 4];
} note __attribute__((used, aligned(4), section(".note.dlopen"))) = {
	sizeof("FDO"), sizeof(NOTE), 0x407c0c0a, "FDO", NOTE
};

static struct csn_libcurl table;
/* &table once it is filled. */
static _Atomic(const struct csn_libcurl *) ready;
static pthread_mutex_t loading = PTHREAD_MUTEX_INITIALIZER;

/* POSIX lets dlsym()'s result be a function; ISO C knows no such cast. */
static int
find(void *library, const char *name, void *function)
{
	void *symbol = dlsym(library, name);

	memcpy(function, &symbol, sizeof(symbol));
	return symbol != NULL;
}

#define FIND(member, name) find(library, #name, &c->member)

static int
find_all(struct csn_libcurl *c, void *library)
{
	return FIND(easy_init, curl_easy_init) &&
	    FIND(easy_reset, curl_easy_reset) &&
	    FIND(easy_cleanup, curl_easy_cleanup) &&
	    FIND(easy_setopt, curl_easy_setopt) &&
	    FIND(easy_getinfo, curl_easy_getinfo) &&
	    FIND(easy_strerror, curl_easy_strerror) &&
	    FIND(multi_init, curl_multi_init) &&
	    FIND(multi_cleanup, curl_multi_cleanup) &&
	    FIND(multi_setopt, curl_multi_setopt) &&
	    FIND(multi_add, curl_multi_add_handle) &&
	    FIND(multi_remove, curl_multi_remove_handle) &&
	    FIND(multi_perform, curl_multi_perform) &&
	    FIND(multi_poll, curl_multi_poll) &&
	    FIND(multi_info_read, curl_multi_info_read) &&
	    FIND(share_init, curl_share_init) &&
	    FIND(share_setopt, curl_share_setopt) &&
	    FIND(share_cleanup, curl_share_cleanup) &&
	    FIND(slist_append, curl_slist_append) &&
	    FIND(slist_free_all, curl_slist_free_all);
}

/* The host may have done it already; it counts. Never undone: the host may go
   on to use it. */
static int
initialize(void *library)
{
	__typeof__(curl_global_init) *init;

	return find(library, "curl_global_init", &init) &&
	    init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
}

static int
is_new_enough(void *library)
{
	__typeof__(curl_version_info) *version;

	return find(library, "curl_version_info", &version) &&
	    version(CURLVERSION_NOW)->version_num >= OLDEST;
}

static cosign_rc_t
load(cosign_error_t *err)
{
	void *library = dlopen(SONAME, RTLD_NOW | RTLD_LOCAL);
	cosign_rc_t rc;

	if (library == NULL) {
		rc = csn_fail(err, COSIGN_E_NO_LIBRARY, "%s", dlerror());
		csn_hint(err,
		    "networks need libcurl: install the package "
		    "libcurl4 (Debian) or libcurl");
		return rc;
	}
	if (!is_new_enough(library) || !find_all(&table, library)) {
		(void)dlclose(library);
		return csn_fail(err, COSIGN_E_NO_LIBRARY,
		    SONAME ": older than " OLDEST_TEXT);
	}
	if (!initialize(library))
		return csn_fail(
		    err, COSIGN_E_NO_LIBRARY, SONAME ": cannot be initialised");
	/* Stays loaded, as whatever it has set up does. */
	atomic_store(&ready, &table);
	return COSIGN_OK;
}

cosign_rc_t
csn_libcurl_get(const struct csn_libcurl **out, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_OK;

	*out = atomic_load_explicit(&ready, memory_order_acquire);
	if (*out != NULL)
		return COSIGN_OK;
	(void)pthread_mutex_lock(&loading);
	if (atomic_load(&ready) == NULL)
		rc = load(err);
	(void)pthread_mutex_unlock(&loading);
	if (rc == COSIGN_OK)
		*out = &table;
	return rc;
}
