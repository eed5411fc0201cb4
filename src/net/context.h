/* The HTTP context, for the files of this folder and for tests. */
#ifndef CSN_NET_CONTEXT_H
#define CSN_NET_CONTEXT_H

#include "net/http.h"
#include "net/rate.h"
#include "net/settings.h"

/* Time and chance, as tests have them. */
struct csn_http_hooks {
	/* Milliseconds of a clock that never goes back. */
	int64_t (*now)(void *user);
	/* Seconds since 1970. */
	int64_t (*date)(void *user);
	void (*wait)(void *user, int64_t ms);
	uint32_t (*chance)(void *user);
	void *user;
};

struct csn_curl;

struct cosign_http {
	atomic_uint refs;
	struct csn_settings settings;
	struct csn_curl *curl; /* NULL with a transport of the caller */
	struct csn_rates rates;
	struct csn_http_hooks hooks;
	atomic_int is_cancelled;
	int wake_fd; /* readable once it is */
};

/* Before the first request. */
void csn_http_set_hooks(
    cosign_http_t *http, const struct csn_http_hooks *hooks);

int csn_http_is_cancelled(cosign_http_t *http);
/* COSIGN_E_CANCELLED once it is; COSIGN_E_TIMEOUT from the deadline on. */
cosign_rc_t csn_http_check_time(
    cosign_http_t *http, int64_t deadline, cosign_error_t *err);
/* wake_fd was readable: not cancelled is what another process, which this one
   was forked from or forked, is then. */
void csn_http_woken(cosign_http_t *http);

#endif
