/*
 * A server of HTTP/1.1 on the loopback, in the test's own process. It owes
 * nothing to the library. Every request goes to a handler, which fills in the
 * answer and may spoil it:
 *
 *	static void
 *	answer(void *user, const struct http_request *request,
 *	    struct http_answer *answer)
 *	{
 *		http_answer_header(answer, "Content-Type", "text/plain");
 *		http_answer_text(answer, "hello\n");
 *	}
 *
 *	struct http_server_options options = { .handler = answer };
 *	struct http_server *server = http_server_start(&options);
 *	... http_server_url(server) is "http://127.0.0.1:PORT" ...
 *	http_server_stop(server);
 *
 * Whatever the server itself cannot do ends the process. It lives on threads
 * of its own, so that it must be started behind fork(): in the test, or in its
 * .init.
 */
#ifndef TESTS_SUPPORT_HTTP_SERVER_H
#define TESTS_SUPPORT_HTTP_SERVER_H

#include <stddef.h>
#include <stdint.h>

struct http_server;

struct http_header {
	char *name;
	char *value;
};

struct http_request {
	char *method;
	char *target; /* as it came: "/a?b"; to a proxy a whole URL */
	struct http_header *headers;
	size_t header_count;
	uint8_t *body;      /* whatever its coding was; NUL stands behind it */
	size_t body_len;    /* what was kept of it: at most options.body_keep */
	uint64_t body_size; /* all of it */
	uint8_t body_sha256[32]; /* of all of it */
	int is_chunked;
	unsigned int connection; /* number of its connection, from 1 */
	/* Of TLS; NULL without. */
	char *server_name; /* SNI */
	char *client;      /* common name of the client's certificate */
	char *alpn;        /* protocols it offered: "h2,http/1.1" */
	int is_resumed;    /* with a session from before */
};

/* The value of a header, whatever the case of its name; NULL without. */
const char *http_request_header(
    const struct http_request *request, const char *name);
/* The same, if there are several, by index. */
const char *http_request_header_at(
    const struct http_request *request, const char *name, size_t index);
int http_request_is(
    const struct http_request *request, const char *method, const char *target);

enum http_framing {
	HTTP_BY_LENGTH,   /* Content-Length */
	HTTP_CHUNKED,     /* Transfer-Encoding: chunked */
	HTTP_UNTIL_CLOSE, /* neither: the end of the connection tells */
};

struct http_answer {
	int status;         /* 200 */
	const char *reason; /* NULL: a common one */
	enum http_framing framing;
	size_t chunk_size; /* of HTTP_CHUNKED: 8192 */

	/* What is wrong with it. Cut means that the connection is closed. */
	int64_t claimed_length; /* Content-Length; -1: the true one */
	int64_t cut_after;      /* bytes of the body; -1: not cut */
	int drop;               /* cut before the first byte of the answer */
	int reset;              /* cut by RST instead of FIN */
	int delay_ms;           /* before the first byte */
	int64_t pause_after;    /* bytes of the body; -1: no pause */
	int pause_ms;
	int close; /* the connection afterwards; "Connection: close" */

	struct http_answer_parts *parts;
};

void http_answer_header(
    struct http_answer *answer, const char *name, const char *value);
void http_answer_headerf(struct http_answer *answer, const char *name,
    const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* The body: a copy of bytes, or of text. */
void http_answer_body(struct http_answer *answer, const void *p, size_t len);
void http_answer_text(struct http_answer *answer, const char *text);
/* Or size bytes of which nobody keeps more than a few: http_pattern(). */
void http_answer_pattern(struct http_answer *answer, uint64_t size);
/* Instead of all else, these bytes; then the connection is closed. */
void http_answer_raw(struct http_answer *answer, const void *p, size_t len);

/* The byte at a place of a pattern. */
static inline uint8_t
http_pattern(uint64_t at)
{
	return (uint8_t)(at ^ at >> 8 ^ at >> 16);
}

/* Called for one request at a time, whatever the connection, before any of its
   delays. A HEAD request is answered like GET: the body is left out, its
   length told. */
typedef void (*http_handler_fn)(
    void *user, const struct http_request *request, struct http_answer *answer);

struct http_server_options {
	http_handler_fn handler;
	void *user;
	size_t body_keep; /* bytes of a request's body; 0: 64 MiB */
	/* TLS, if there is a certificate: PEM of http_authority_issue(). */
	const char *certificate;
	const char *key;
	/* Ask for certificates of this authority (PEM), and insist. */
	const char *client_authority;
	int client_required;
	/* As a proxy: CONNECT, wherever to, is connected with this port of the
	   loopback, unless the handler gives a status other than 200. */
	uint16_t tunnel_port;
};

struct http_server *http_server_start(
    const struct http_server_options *options);
/* Ends its connections and threads, and frees it. NULL is fine. */
void http_server_stop(struct http_server *server);

uint16_t http_server_port(const struct http_server *server);
/* "http://127.0.0.1:PORT" or "https://localhost:PORT". */
const char *http_server_url(const struct http_server *server);
/* That URL and a path, in one of a few buffers that are used in turn: not from
   several threads. */
const char *http_server_at(const struct http_server *server, const char *path);

/* Connections so far, and those that are open. */
unsigned int http_server_connections(struct http_server *server);
unsigned int http_server_open(struct http_server *server);
/* Whole requests that came, and each: good until the server is stopped, or
   what it recorded is forgotten, while no request is being answered. */
size_t http_server_requests(struct http_server *server);
const struct http_request *http_server_request(
    struct http_server *server, size_t index);
void http_server_forget(struct http_server *server);
/* Close every open connection now; new ones are welcome. */
void http_server_drop_all(struct http_server *server);

#endif
