#include "net/curl_library.h"

#include "loader/loader.h"

#define SONAME "libcurl.so.4"

/* CURLOPT_PREREQFUNCTION came with it, CURLOPT_CAINFO_BLOB before. */
#define OLDEST      0x075000
#define OLDEST_TEXT "7.80"

CSN_LOADER_NOTE("http", "Asking servers", SONAME);

static struct csn_libcurl table;

static int
is_new_enough(void *library)
{
	__typeof__(curl_version_info) *version;

	return csn_loader_find(library, "curl_version_info", &version) &&
	    version(CURLVERSION_NOW)->version_num >= OLDEST;
}

#define FIND(member, name) csn_loader_find(library, #name, &table.member)

static int
find_all(void *library)
{
	return is_new_enough(library) && FIND(easy_init, curl_easy_init) &&
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
start(void *library)
{
	__typeof__(curl_global_init) *init;

	return csn_loader_find(library, "curl_global_init", &init) &&
	    init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
}

static struct csn_loader loader = {
	.soname = SONAME,
	.hint = "networks need libcurl: install the package libcurl4 (Debian) "
		"or libcurl",
	.find_all = find_all,
	.oldest = OLDEST_TEXT,
	.start = start,
	.loading = PTHREAD_MUTEX_INITIALIZER,
};

cosign_rc_t
csn_libcurl_get(const struct csn_libcurl **out, cosign_error_t *err)
{
	const cosign_rc_t rc = csn_loader_get(&loader, err);

	*out = rc == COSIGN_OK ? &table : NULL;
	return rc;
}
