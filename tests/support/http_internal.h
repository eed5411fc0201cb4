/* What the files of the test server share: http_server.h is for others. */
#ifndef TESTS_SUPPORT_HTTP_INTERNAL_H
#define TESTS_SUPPORT_HTTP_INTERNAL_H

#include "http_server.h"

#include <openssl/ssl.h>

#include <stdio.h>
#include <stdlib.h>

#define HTTP_NEED(condition)                                           \
	do {                                                           \
		if (!(condition)) {                                    \
			(void)fprintf(stderr, "%s:%d: %s\n", __FILE__, \
			    __LINE__, #condition);                     \
			abort();                                       \
		}                                                      \
	} while (0)

/* One connection, plain or TLS, and what of it was read ahead. */
struct http_wire {
	int fd;
	SSL *ssl; /* NULL: plain */
	char *alpn;
	uint8_t ahead[16384];
	size_t at, end;
};

/* 0, or -1 at the end of the connection or after an error. */
int http_wire_write(struct http_wire *wire, const void *p, size_t len);
/* Bytes read, at least one; 0 at the end. */
size_t http_wire_read(struct http_wire *wire, void *p, size_t size);
/* Wait, but not for a connection that is gone. */
void http_wire_wait(struct http_wire *wire, int ms);

/* A whole request: 0; -1 if there is none any more, or it is none. */
int http_request_read(
    struct http_request *out, struct http_wire *wire, size_t body_keep);
struct http_request *http_request_new(void);
void http_request_free(struct http_request *request);

/* Headers and body of an answer. */
struct http_answer_parts {
	struct http_header *headers;
	size_t header_count;
	uint8_t *body;
	size_t len;
	uint64_t pattern; /* size; 0: none */
	int is_raw;
};
void http_answer_init(struct http_answer *answer);
void http_answer_dispose(struct http_answer *answer);
/* Whether the connection may be used again. */
int http_answer_write(struct http_answer *answer,
    const struct http_request *request, struct http_wire *wire);

char *http_copy(const char *text, size_t len);

#endif
