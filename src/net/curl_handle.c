#include "net/curl_handle.h"

#include "util/text.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void
lock_shared(
    CURL *easy, curl_lock_data data, curl_lock_access access, void *user)
{
	struct csn_curl *curl = user;

	(void)easy;
	(void)access;
	(void)pthread_mutex_lock(&curl->shared[data]);
}

static void
unlock_shared(CURL *easy, curl_lock_data data, void *user)
{
	struct csn_curl *curl = user;

	(void)easy;
	(void)pthread_mutex_unlock(&curl->shared[data]);
}

cosign_rc_t
csn_curl_new(struct csn_curl **out, const struct csn_settings *settings,
    cosign_error_t *err)
{
	struct csn_curl *curl = calloc(1, sizeof(*curl));
	size_t i;

	*out = curl;
	if (curl == NULL)
		return csn_fail_nomem(err);
	curl->settings = settings;
	curl->pid = getpid();
	(void)pthread_mutex_init(&curl->lock, NULL);
	for (i = 0; i < CSN_ARRAY_LEN(curl->shared); i++)
		(void)pthread_mutex_init(&curl->shared[i], NULL);
	return COSIGN_OK;
}

static void
free_handle(struct csn_curl *curl, struct csn_curl_handle *handle)
{
	if (handle == NULL)
		return;
	if (handle->multi != NULL)
		(void)curl->lib->multi_cleanup(handle->multi);
	if (handle->easy != NULL)
		curl->lib->easy_cleanup(handle->easy);
	free(handle->origin);
	free(handle);
}

/*
 * In a child process the connections are the parent's, too: to close them
 * would tell the server so. They are forgotten.
 */
static void
forget_parents(struct csn_curl *curl)
{
	const pid_t pid = getpid();

	if (curl->pid == pid)
		return;
	curl->pid = pid;
	curl->idle = NULL;
	curl->idle_count = 0;
	curl->share = NULL;
}

void
csn_curl_free(struct csn_curl *curl)
{
	struct csn_curl_handle *handle;
	size_t i;

	if (curl == NULL)
		return;
	forget_parents(curl);
	while ((handle = curl->idle) != NULL) {
		curl->idle = handle->next;
		free_handle(curl, handle);
	}
	if (curl->share != NULL)
		(void)curl->lib->share_cleanup(curl->share);
	(void)pthread_mutex_destroy(&curl->lock);
	for (i = 0; i < CSN_ARRAY_LEN(curl->shared); i++)
		(void)pthread_mutex_destroy(&curl->shared[i]);
	free(curl);
}

/* Names that were looked up, and TLS sessions, for all handles. */
static cosign_rc_t
make_share(struct csn_curl *curl, cosign_error_t *err)
{
	const struct csn_libcurl *lib = curl->lib;

	if (curl->share != NULL)
		return COSIGN_OK;
	curl->share = lib->share_init();
	if (curl->share == NULL)
		return csn_fail_nomem(err);
	if (lib->share_setopt(curl->share, CURLSHOPT_LOCKFUNC, lock_shared) !=
		CURLSHE_OK ||
	    lib->share_setopt(curl->share, CURLSHOPT_UNLOCKFUNC,
		unlock_shared) != CURLSHE_OK ||
	    lib->share_setopt(curl->share, CURLSHOPT_USERDATA, curl) !=
		CURLSHE_OK ||
	    lib->share_setopt(curl->share, CURLSHOPT_SHARE,
		CURL_LOCK_DATA_DNS) != CURLSHE_OK ||
	    lib->share_setopt(curl->share, CURLSHOPT_SHARE,
		CURL_LOCK_DATA_SSL_SESSION) != CURLSHE_OK) {
		(void)lib->share_cleanup(curl->share);
		curl->share = NULL;
		return csn_fail_nomem(err);
	}
	return COSIGN_OK;
}

static cosign_rc_t
new_handle(
    struct csn_curl_handle **out, struct csn_curl *curl, cosign_error_t *err)
{
	struct csn_curl_handle *handle = calloc(1, sizeof(*handle));

	*out = NULL;
	if (handle == NULL)
		return csn_fail_nomem(err);
	handle->easy = curl->lib->easy_init();
	handle->multi = curl->lib->multi_init();
	if (handle->easy == NULL || handle->multi == NULL ||
	    curl->lib->multi_setopt(handle->multi, CURLMOPT_MAXCONNECTS, 1L) !=
		CURLM_OK) {
		free_handle(curl, handle);
		return csn_fail_nomem(err);
	}
	*out = handle;
	return COSIGN_OK;
}

/* Out of the list: one for this origin, or NULL. */
static struct csn_curl_handle *
take_idle(struct csn_curl *curl, const char *origin)
{
	struct csn_curl_handle **at, *handle;

	for (at = &curl->idle; (handle = *at) != NULL; at = &handle->next)
		if (handle->origin != NULL &&
		    strcmp(handle->origin, origin) == 0) {
			*at = handle->next;
			curl->idle_count--;
			return handle;
		}
	return NULL;
}

static cosign_rc_t
prepare(struct csn_curl *curl, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_OK;

	forget_parents(curl);
	if (curl->lib == NULL)
		rc = csn_libcurl_get(&curl->lib, err);
	return rc == COSIGN_OK ? make_share(curl, err) : rc;
}

cosign_rc_t
csn_curl_acquire(struct csn_curl_handle **out, struct csn_curl *curl,
    const char *origin, cosign_error_t *err)
{
	struct csn_curl_handle *handle = NULL;
	char *copy = NULL;
	cosign_rc_t rc;

	*out = NULL;
	(void)pthread_mutex_lock(&curl->lock);
	rc = prepare(curl, err);
	if (rc == COSIGN_OK)
		handle = take_idle(curl, origin);
	(void)pthread_mutex_unlock(&curl->lock);
	if (rc == COSIGN_OK && handle == NULL) {
		rc = csn_text_copy(&copy, origin, err);
		if (rc == COSIGN_OK)
			rc = new_handle(&handle, curl, err);
		if (rc != COSIGN_OK)
			free(copy);
		else
			handle->origin = copy;
	}
	if (handle != NULL)
		handle->lib = curl->lib;
	*out = handle;
	return rc;
}

void
csn_curl_release(struct csn_curl *curl, struct csn_curl_handle *handle)
{
	struct csn_curl_handle **at, *last = NULL;

	if (handle == NULL)
		return;
	(void)pthread_mutex_lock(&curl->lock);
	handle->next = curl->idle;
	curl->idle = handle;
	if (++curl->idle_count > curl->settings->idle) {
		for (at = &curl->idle; (*at)->next != NULL;)
			at = &(*at)->next;
		last = *at;
		*at = NULL;
		curl->idle_count--;
	}
	(void)pthread_mutex_unlock(&curl->lock);
	free_handle(curl, last);
}
