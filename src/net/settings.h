/* What options say, and contexts keep. */
#ifndef CSN_NET_SETTINGS_H
#define CSN_NET_SETTINGS_H

#include "util/buf.h"

#include <cosign/http.h>

#include <stdatomic.h>

/* The caller's transport: of options and of contexts, counted. */
struct csn_transport {
	atomic_uint refs;
	cosign_transport_fn fn;
	void *user;
	void (*user_free)(void *user);
};

struct csn_settings {
	int is_forbidden;
	int is_insecure;
	int64_t operation_ms;
	int64_t connect_ms;
	uint32_t tries;
	uint32_t per_second; /* 0: no limit */
	uint32_t burst;
	uint32_t idle;
	char *user_agent;
	char *https_proxy; /* as csn_proxy_parse() writes them; NULL: none */
	char *http_proxy;
	char *no_proxy;
	struct csn_bytes authorities; /* PEM */
	struct csn_bytes chain;
	struct csn_bytes key; /* secret */
	char *server_name;
	struct csn_transport *transport; /* NULL: libcurl */
	cosign_observer_fn observer;
	void *observer_user;
};

struct cosign_http_options {
	struct csn_settings settings;
	cosign_rc_t failed; /* of functions that return nothing */
};

void csn_settings_init(struct csn_settings *settings);
cosign_rc_t csn_settings_copy(struct csn_settings *to,
    const struct csn_settings *from, cosign_error_t *err);
void csn_settings_dispose(struct csn_settings *settings);

#endif
