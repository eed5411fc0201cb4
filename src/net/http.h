/*
 * Requests, for those who speak a protocol over HTTP. One call is one request
 * of theirs: redirects, retries, rates, the deadline and the observer are seen
 * to here (RFC 9110).
 */
#ifndef CSN_NET_HTTP_H
#define CSN_NET_HTTP_H

#include "util/buf.h"

#include <cosign/http.h>

struct csn_header {
	const char *name;
	const char *value;
	/* Authorization and such: to the origin of the first URL alone, no more
	   once a redirect left it, and never shown. */
	int is_secret;
};

/* A body that is sent; it may have to be sent again. */
struct csn_body {
	int64_t size; /* -1: not known */
	/* As cosign_read_fn. */
	int (*read)(void *user, uint8_t *buf, size_t size, size_t *got);
	/* From the beginning again: 0, or not 0 if that cannot be. NULL: it
	   cannot. */
	int (*rewind)(void *user);
	void *user;
};

/* Bytes in memory as a body; at is where reading stands. */
struct csn_memory_body {
	struct csn_span bytes;
	size_t at;
};
void csn_body_from_memory(struct csn_body *out, struct csn_memory_body *memory);

/* Where the body of an answer with a status of 200 to 299 goes while it comes.
   After restart() it comes from the beginning again. */
struct csn_sink {
	cosign_rc_t (*write)(
	    void *user, struct csn_span bytes, cosign_error_t *err);
	cosign_rc_t (*restart)(void *user, cosign_error_t *err);
	void *user;
};

enum csn_request_flag {
	/* Its effect would not be the same twice: POST of an upload. It is
	   repeated only where nothing can have arrived, or the answer is that
	   nothing was done (425, 429). */
	CSN_REQUEST_ONCE = 1 << 0,
	/* A redirect is an answer. */
	CSN_REQUEST_NO_REDIRECT = 1 << 1,
	/* It is sent once, whatever becomes of it: there is another way. */
	CSN_REQUEST_NO_RETRY = 1 << 2,
};

struct csn_request {
	const char *method;
	const char *url; /* http or https */
	const struct csn_header *headers;
	size_t header_count;
	struct csn_body *body;       /* NULL without */
	const struct csn_sink *sink; /* NULL: the answer is kept */
	size_t answer_max;           /* bytes of an answer that is kept */
	unsigned int flags;
	/* Milliseconds of csn_clock_ms(); 0: the context's own, from now. What
	   one operation of the caller sends shares one. */
	int64_t deadline;
};

/* A body with a status of 300 and above is kept up to CSN_REFUSAL_KEEP, and cut
   there; so is one that would go to a sink. */
struct csn_response {
	int status;
	char *url;              /* that answered, after redirects */
	struct csn_buf headers; /* internal: read by csn_response_header() */
	struct csn_buf body;    /* of what went to no sink */
};

/*
 * COSIGN_OK with every answer, whatever its status: also one that was answered
 * 429 or 503 to the last. COSIGN_E_OFFLINE, _TIMEOUT, _CANCELLED, _CONNECT,
 * _TLS, _LIMIT (an answer beyond answer_max), _PROTOCOL (redirects that loop,
 * lead to http from https, or nowhere), _CALLBACK, _NO_LIBRARY, _UNAVAILABLE
 * (any other reason, a proxy that does not let us through among them),
 * _ARGUMENT (URL, method, headers), _NOMEM; what the sink returned; _IO and
 * _INTERNAL of a transport of the caller's. The text names method and URL
 * without secrets. *out is to be disposed of in any case.
 *
 * A user in the URL goes as Basic credentials to its origin, as a secret header
 * does, unless there is an Authorization header.
 */
cosign_rc_t csn_http_send(cosign_http_t *http,
    const struct csn_request *request, struct csn_response *out,
    cosign_error_t *err);
void csn_response_init(struct csn_response *response);
void csn_response_dispose(struct csn_response *response);

/* The value of a header, whatever the case of its name; NULL without. Several
   of the same name: by index. */
const char *csn_response_header(
    const struct csn_response *response, const char *name, size_t index);

/* Of a clock that never goes back. */
int64_t csn_clock_ms(void);
/* The deadline of an operation of this context that begins now. */
int64_t csn_http_deadline(const cosign_http_t *http);

/* For whoever asks again by a rule of their own: what this context takes for
   the time, a wait that ends when it is cancelled (COSIGN_E_CANCELLED) and does
   not begin if the deadline would pass (_TIMEOUT, also where it did), and a
   number that nobody needs to know beforehand, below a limit. */
int64_t csn_http_now(const cosign_http_t *http);
cosign_rc_t csn_http_wait(
    cosign_http_t *http, int64_t ms, int64_t deadline, cosign_error_t *err);
int64_t csn_http_chance(const cosign_http_t *http, int64_t below);

#endif
