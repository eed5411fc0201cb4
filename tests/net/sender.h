/* Sending by a fake transport: what the tests of it share. */
#ifndef TESTS_NET_SENDER_H
#define TESTS_NET_SENDER_H

#include "fake.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* The Authorization of a request; no message has the word. */
#define SECRET "Bearer secret"

extern struct fake fake;
extern cosign_error_t *err;
extern struct csn_response response;
extern struct csn_body body; /* of the last request_of() */

/* .init and .fini: the test calls fake_start() itself. */
void sender_start(void);
void sender_stop(void);

/* For https://a.example/x?query=secret, answered with at most 10 bytes: with
   "hello world" as body if the method has one, and three headers, which are
   Accept, Authorization and Content-Type. */
struct csn_request request_of(const char *method);
cosign_rc_t send_it(const struct csn_request *request);

/* This code, exactly this text, and no answer. */
void expect_failure(cosign_rc_t rc, cosign_rc_t expected, const char *text);

#endif
