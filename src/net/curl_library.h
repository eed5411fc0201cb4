/*
 * libcurl, loaded on first use: a program that asks no server never pays for
 * it. Only the files of this folder named curl* know that it exists.
 */
#ifndef CSN_NET_CURL_LIBRARY_H
#define CSN_NET_CURL_LIBRARY_H

#include "util/util.h"

/* What it checks at compile time hides that these are functions. */
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>

struct csn_libcurl {
	__typeof__(curl_easy_init) *easy_init;
	__typeof__(curl_easy_reset) *easy_reset;
	__typeof__(curl_easy_cleanup) *easy_cleanup;
	CURLcode (*easy_setopt)(CURL *easy, CURLoption option, ...);
	CURLcode (*easy_getinfo)(CURL *easy, CURLINFO info, ...);
	__typeof__(curl_easy_strerror) *easy_strerror;
	__typeof__(curl_multi_init) *multi_init;
	__typeof__(curl_multi_cleanup) *multi_cleanup;
	CURLMcode (*multi_setopt)(CURLM *multi, CURLMoption option, ...);
	__typeof__(curl_multi_add_handle) *multi_add;
	__typeof__(curl_multi_remove_handle) *multi_remove;
	__typeof__(curl_multi_perform) *multi_perform;
	__typeof__(curl_multi_poll) *multi_poll;
	__typeof__(curl_multi_info_read) *multi_info_read;
	__typeof__(curl_share_init) *share_init;
	CURLSHcode (*share_setopt)(CURLSH *share, CURLSHoption option, ...);
	__typeof__(curl_share_cleanup) *share_cleanup;
	__typeof__(curl_slist_append) *slist_append;
	__typeof__(curl_slist_free_all) *slist_free_all;
};

/* COSIGN_OK or COSIGN_E_NO_LIBRARY. Cheap after the first call; a failure is
   not remembered, so that a host may install the library and go on. */
cosign_rc_t csn_libcurl_get(
    const struct csn_libcurl **out, cosign_error_t *err);

#endif
