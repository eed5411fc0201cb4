/* The transport that is used unless the caller has one: libcurl. */
#ifndef CSN_NET_CURL_H
#define CSN_NET_CURL_H

#include "net/settings.h"

/* Handles with their connections, shared by threads. The settings are
   borrowed. libcurl is not loaded yet. */
struct csn_curl;
cosign_rc_t csn_curl_new(struct csn_curl **out,
    const struct csn_settings *settings, cosign_error_t *err);
void csn_curl_free(struct csn_curl *curl); /* NULL is fine */

/* As cosign_transport_fn; also COSIGN_E_NO_LIBRARY. */
cosign_rc_t csn_curl_run(
    struct csn_curl *curl, cosign_exchange_t *exchange, cosign_error_t *err);

#endif
