/* Sending by libcurl to a server in this process: what its tests share. */
#ifndef TESTS_NET_REAL_H
#define TESTS_NET_REAL_H

#include "http_server.h"
#include "net/context.h"

#include <stdatomic.h>

#define MIB ((size_t)1024 * 1024)

extern cosign_error_t *err;
extern struct csn_response response;
extern atomic_int waits; /* between tries: they take no time */

/* .init and .fini */
void real_start(void);
void real_stop(void);

cosign_http_options_t *new_options(void);
/* Takes the options over. */
cosign_http_t *context(cosign_http_options_t *options);
struct http_server *serve(http_handler_fn handler, void *user);

/* The answer is in "response": at most 1 MiB. */
cosign_rc_t send_to(cosign_http_t *http, const char *method, const char *url,
    struct csn_body *body, unsigned int flags);
cosign_rc_t get(cosign_http_t *http, const char *url);

/* An answer with this body, and nothing recorded. */
void expect_answer(cosign_rc_t rc, int status, const char *body);
/* This code, this text somewhere, and no answer. */
void expect_failure(cosign_rc_t rc, cosign_rc_t expected, const char *text);

#endif
