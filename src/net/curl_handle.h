/* Handles of libcurl, each with at most one connection, kept for the next
   request to the same place. */
#ifndef CSN_NET_CURL_HANDLE_H
#define CSN_NET_CURL_HANDLE_H

#include "net/curl.h"
#include "net/curl_library.h"
#include "net/exchange.h"

#include <pthread.h>
#include <sys/types.h>

struct csn_curl_handle {
	struct csn_curl_handle *next;
	CURL *easy;
	CURLM *multi; /* keeps the connection */
	char *origin; /* of the connection; NULL: none */
	char error[CURL_ERROR_SIZE];

	/* While it is in use. */
	const struct csn_libcurl *lib;
	cosign_exchange_t *exchange;
	cosign_error_t *err;
	struct curl_slist *headers;
	struct curl_slist *connect_to;
	int refused; /* an option: libcurl is not what it should be */
	/* The head of an answer: that of the last one counts. */
	int in_head;
	int is_final;
	unsigned int requests; /* sent, libcurl's own repeats among them */
};

struct csn_curl {
	const struct csn_settings *settings;
	pthread_mutex_t lock;          /* of what follows */
	const struct csn_libcurl *lib; /* NULL before the first use */
	CURLSH *share;
	pthread_mutex_t shared[CURL_LOCK_DATA_LAST];
	struct csn_curl_handle *idle; /* the one used last is the first */
	uint32_t idle_count;
	pid_t pid; /* of the process that the connections belong to */
};

/* One that was last used for this origin, or another. COSIGN_E_NO_LIBRARY,
   _NOMEM. */
cosign_rc_t csn_curl_acquire(struct csn_curl_handle **out,
    struct csn_curl *curl, const char *origin, cosign_error_t *err);
void csn_curl_release(struct csn_curl *curl, struct csn_curl_handle *handle);

#endif
