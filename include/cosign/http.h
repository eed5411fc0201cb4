/*
 * HTTP, as everything that goes over a network uses it (libcosign only).
 *
 * A cosign_http_t is connections and what was agreed on them: TLS sessions,
 * limits, deadlines. It is made from options, never changes and serves any
 * number of threads; what it is given it copies. One is enough for a program.
 * Nothing here reads the environment: proxies are options like all else.
 *
 * The transport that moves bytes is libcurl, loaded on first use, or one of the
 * caller's own. What is done with an answer, redirects, retries, limits and
 * deadlines among it, is the same with either.
 */
#ifndef COSIGN_HTTP_H
#define COSIGN_HTTP_H

#include <cosign/error.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct cosign_http cosign_http_t;
typedef struct cosign_http_options cosign_http_options_t;
typedef struct cosign_exchange cosign_exchange_t;

COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_http_options_new(
    cosign_http_options_t **out, cosign_error_t *err);
COSIGN_API void cosign_http_options_free(cosign_http_options_t *options);

/** Every request is refused with COSIGN_E_OFFLINE, which names its URL. */
COSIGN_API void cosign_http_options_forbid(
    cosign_http_options_t *options, int forbidden);
/** Most milliseconds for an operation, with its redirects and retries, and for
 *  a connection. Default 5 minutes and 30 seconds; 0 leaves the default. */
COSIGN_API void cosign_http_options_set_timeouts(
    cosign_http_options_t *options, int64_t operation_ms, int64_t connect_ms);
/** How often a request is sent that fails in a way that may pass: default 3. */
COSIGN_API void cosign_http_options_set_tries(
    cosign_http_options_t *options, uint32_t tries);
/** Most requests a second to one host, and at once after a pause. 0, the
 *  default, is no limit. */
COSIGN_API void cosign_http_options_set_rate(
    cosign_http_options_t *options, uint32_t per_second, uint32_t burst);
/** Most connections kept open between requests: default 50. */
COSIGN_API void cosign_http_options_set_idle(
    cosign_http_options_t *options, uint32_t connections);

/* The strings and bytes are copied. _ARGUMENT, _MALFORMED for what is no such
   thing, _UNSUPPORTED for a proxy of another scheme, _LIMIT for what is too
   large, _NOMEM. */

/** "libcosign/0.1.0" otherwise. */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_http_options_set_user_agent(
    cosign_http_options_t *options, const char *text, cosign_error_t *err);
/** Proxies for https and http, and hosts without ("a.example,.b.example,
 *  10.0.0.0/8,*"), as HTTPS_PROXY, HTTP_PROXY and NO_PROXY have them. Each may
 *  be NULL. */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_http_options_set_proxy(
    cosign_http_options_t *options, const char *https, const char *http,
    const char *none, cosign_error_t *err);
/** Authorities (PEM) in place of the system's. */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_http_options_set_authorities(
    cosign_http_options_t *options, const char *pem, size_t len,
    cosign_error_t *err);
/** Who we are to servers that ask: a chain and its unencrypted key (PEM). */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t
cosign_http_options_set_client_certificate(cosign_http_options_t *options,
    const char *chain, size_t chain_len, const char *key, size_t key_len,
    cosign_error_t *err);
/** The name that servers must show in place of their host's. */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_http_options_set_server_name(
    cosign_http_options_t *options, const char *name, cosign_error_t *err);
/** Take any certificate: whoever is in between reads and writes along. */
COSIGN_API void cosign_http_options_set_insecure_tls(
    cosign_http_options_t *options, int insecure);

/**
 * Move one request and its answer, on the thread that asks; several threads may
 * ask at once. Send what the exchange holds, then give its status, its headers
 * and its body in this order. Redirects are not followed here.
 * @return COSIGN_OK once the answer is whole; what cosign_exchange_*() returned
 *   if that was no OK; _CONNECT, _TLS, _TIMEOUT, _OFFLINE, _PROTOCOL, _IO,
 *   _NO_LIBRARY, _CANCELLED, _LIMIT, _NOMEM, _INTERNAL or _UNAVAILABLE, with a
 *   text. Every other code becomes _UNAVAILABLE: what a server says is read
 *   from its answer, never from here.
 */
typedef cosign_rc_t (*cosign_transport_fn)(
    void *user, cosign_exchange_t *exchange, cosign_error_t *err);
/** In place of libcurl. Proxies, authorities, certificates and names are then
 *  the transport's business. user_free may be NULL. */
COSIGN_API void cosign_http_options_set_transport(
    cosign_http_options_t *options, cosign_transport_fn fn, void *user,
    void (*user_free)(void *user));

/**
 * Called each time that a request was handed to the transport, once it is over,
 * on the thread that asks: one that is repeated is several, and one counts also
 * if nobody could be reached and nothing was sent. What is refused before, for
 * want of a network, a rate or time, does not.
 * @param url     without user, password and query.
 * @param status  0 if there was no answer.
 * @param sent, received  bytes of bodies.
 */
typedef void (*cosign_observer_fn)(void *user, const char *method,
    const char *url, int32_t status, uint64_t sent, uint64_t received,
    int64_t ms);
COSIGN_API void cosign_http_options_set_observer(
    cosign_http_options_t *options, cosign_observer_fn fn, void *user);

/* What a transport sees of a request. Borrowed. */
COSIGN_API const char *cosign_exchange_method(
    const cosign_exchange_t *exchange);
COSIGN_API const char *cosign_exchange_url(const cosign_exchange_t *exchange);
COSIGN_API size_t cosign_exchange_header_count(
    const cosign_exchange_t *exchange);
COSIGN_API const char *cosign_exchange_header_name(
    const cosign_exchange_t *exchange, size_t index);
COSIGN_API const char *cosign_exchange_header_value(
    const cosign_exchange_t *exchange, size_t index);
/** Bytes of the body; -1 if that is not known before it ends. */
COSIGN_API int64_t cosign_exchange_body_size(const cosign_exchange_t *exchange);
/** The next bytes of the body; *got is 0 at its end. */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_exchange_body_read(
    cosign_exchange_t *exchange, uint8_t *buf, size_t size, size_t *got,
    cosign_error_t *err);
/** What is left until the deadline, in milliseconds: at least 1. */
COSIGN_API int64_t cosign_exchange_time_left(const cosign_exchange_t *exchange);
/** 1 once the operation was cancelled. */
COSIGN_API int cosign_exchange_is_cancelled(const cosign_exchange_t *exchange);

/* What a transport tells of the answer. _LIMIT, _CALLBACK, _PROTOCOL, _NOMEM:
   to be returned. */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_exchange_set_status(
    cosign_exchange_t *exchange, int32_t status, cosign_error_t *err);
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_exchange_add_header(
    cosign_exchange_t *exchange, const char *name, const char *value,
    cosign_error_t *err);
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_exchange_write(
    cosign_exchange_t *exchange, const uint8_t *p, size_t len,
    cosign_error_t *err);
/** Say why there is no answer. @return rc, to be returned. */
COSIGN_API cosign_rc_t cosign_exchange_fail(cosign_exchange_t *exchange,
    cosign_rc_t rc, const char *text, cosign_error_t *err);

/** @return COSIGN_OK, _ARGUMENT, _NOMEM. */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_http_new(cosign_http_t **out,
    const cosign_http_options_t *options, cosign_error_t *err);
COSIGN_API cosign_http_t *cosign_http_ref(cosign_http_t *http);
/** Operations that run, and later ones, end with COSIGN_E_CANCELLED. Any
 *  thread, also from a signal handler. */
COSIGN_API void cosign_http_cancel(cosign_http_t *http);
COSIGN_API void cosign_http_free(cosign_http_t *http); /* NULL is fine */

#ifdef __cplusplus
}
#endif

#endif
