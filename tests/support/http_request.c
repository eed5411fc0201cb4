/* Requests as they come. */
#include "http_internal.h"

#include <openssl/evp.h>

#include <string.h>
#include <strings.h>

#define LINE_SIZE   65536
#define HEADERS_MAX 256

char *
http_copy(const char *text, size_t len)
{
	char *copy = malloc(len + 1);

	HTTP_NEED(copy != NULL);
	memcpy(copy, text, len);
	copy[len] = '\0';
	return copy;
}

struct http_request *
http_request_new(void)
{
	struct http_request *request = calloc(1, sizeof(*request));

	HTTP_NEED(request != NULL);
	return request;
}

void
http_request_free(struct http_request *request)
{
	size_t i;

	if (request == NULL)
		return;
	for (i = 0; i < request->header_count; i++) {
		free(request->headers[i].name);
		free(request->headers[i].value);
	}
	free(request->headers);
	free(request->method);
	free(request->target);
	free(request->body);
	free(request->server_name);
	free(request->client);
	free(request->alpn);
	free(request);
}

const char *
http_request_header_at(
    const struct http_request *request, const char *name, size_t index)
{
	size_t i;

	for (i = 0; i < request->header_count; i++)
		if (strcasecmp(request->headers[i].name, name) == 0 &&
		    index-- == 0)
			return request->headers[i].value;
	return NULL;
}

const char *
http_request_header(const struct http_request *request, const char *name)
{
	return http_request_header_at(request, name, 0);
}

int
http_request_is(
    const struct http_request *request, const char *method, const char *target)
{
	return strcmp(request->method, method) == 0 &&
	    strcmp(request->target, target) == 0;
}

/* One byte, or -1. */
static int
next(struct http_wire *wire)
{
	if (wire->at == wire->end) {
		wire->at = 0;
		wire->end =
		    http_wire_read(wire, wire->ahead, sizeof(wire->ahead));
		if (wire->end == 0)
			return -1;
	}
	return wire->ahead[wire->at++];
}

/* A line without its end: yours; NULL without one. */
static char *
read_line(struct http_wire *wire)
{
	char *line = malloc(LINE_SIZE);
	size_t len = 0;
	int c;

	HTTP_NEED(line != NULL);
	while ((c = next(wire)) >= 0 && c != '\n' && len < LINE_SIZE - 1)
		line[len++] = (char)c;
	if (c != '\n') {
		free(line);
		return NULL;
	}
	if (len > 0 && line[len - 1] == '\r')
		len--;
	line[len] = '\0';
	return line;
}

static int
read_start(struct http_request *out, struct http_wire *wire)
{
	char *line = read_line(wire), *first, *second;
	int status = -1;

	if (line == NULL)
		return -1;
	first = strchr(line, ' ');
	second = first == NULL ? NULL : strchr(first + 1, ' ');
	if (second != NULL && strcmp(second, " HTTP/1.1") == 0) {
		out->method = http_copy(line, (size_t)(first - line));
		out->target =
		    http_copy(first + 1, (size_t)(second - first - 1));
		status = 0;
	}
	free(line);
	return status;
}

static int
add_header(struct http_request *out, char *line)
{
	char *colon = strchr(line, ':'), *value;
	size_t len;

	if (colon == NULL || out->header_count == HEADERS_MAX)
		return -1;
	value = colon + 1 + strspn(colon + 1, " \t");
	for (len = strlen(value);
	     len > 0 && (value[len - 1] == ' ' || value[len - 1] == '\t');)
		len--;
	out->headers[out->header_count].name =
	    http_copy(line, (size_t)(colon - line));
	out->headers[out->header_count++].value = http_copy(value, len);
	return 0;
}

static int
read_headers(struct http_request *out, struct http_wire *wire)
{
	char *line;
	int status = 0, is_last = 0;

	if (out->headers == NULL)
		out->headers = calloc(HEADERS_MAX, sizeof(*out->headers));
	HTTP_NEED(out->headers != NULL);
	while (status == 0 && !is_last) {
		line = read_line(wire);
		if (line == NULL)
			return -1;
		is_last = line[0] == '\0';
		if (!is_last)
			status = add_header(out, line);
		free(line);
	}
	return status;
}

struct body {
	struct http_request *request;
	EVP_MD_CTX *md;
	size_t cap, keep;
};

static void
keep_some(struct body *body, const uint8_t *p, size_t len)
{
	struct http_request *request = body->request;
	size_t kept = body->keep - request->body_len;

	HTTP_NEED(EVP_DigestUpdate(body->md, p, len) == 1);
	request->body_size += len;
	kept = len < kept ? len : kept;
	if (request->body_len + kept + 1 > body->cap) {
		body->cap = 2 * body->cap + kept + 1024;
		request->body = realloc(request->body, body->cap);
		HTTP_NEED(request->body != NULL);
	}
	memcpy(request->body + request->body_len, p, kept);
	request->body_len += kept;
	request->body[request->body_len] = '\0';
}

static int
read_exactly(struct body *body, struct http_wire *wire, uint64_t len)
{
	uint64_t n;

	while (len > 0) {
		if (wire->at == wire->end) {
			if (next(wire) < 0)
				return -1;
			wire->at--;
		}
		n = wire->end - wire->at;
		n = n < len ? n : len;
		keep_some(body, wire->ahead + wire->at, (size_t)n);
		wire->at += (size_t)n;
		len -= n;
	}
	return 0;
}

static int
read_chunks(struct body *body, struct http_wire *wire)
{
	unsigned long long size;
	char *line, *end;

	do {
		line = read_line(wire);
		if (line == NULL)
			return -1;
		size = strtoull(line, &end, 16);
		if (end == line || (*end != '\0' && *end != ';')) {
			free(line);
			return -1;
		}
		free(line);
		if (size == 0)
			return read_headers(body->request, wire);
		if (read_exactly(body, wire, size) != 0)
			return -1;
		line = read_line(wire);
		free(line);
	} while (line != NULL);
	return -1;
}

static int
read_body(struct http_request *out, struct http_wire *wire, size_t body_keep)
{
	const char *length = http_request_header(out, "Content-Length"),
		   *coding = http_request_header(out, "Transfer-Encoding"),
		   *expect = http_request_header(out, "Expect");
	static const char go_on[] = "HTTP/1.1 100 Continue\r\n\r\n";
	struct body body = { out, EVP_MD_CTX_new(), 0, body_keep };
	int status = 0;

	HTTP_NEED(body.md != NULL &&
	    EVP_DigestInit_ex(body.md, EVP_sha256(), NULL) == 1);
	keep_some(&body, (const uint8_t *)"", 0);
	if (expect != NULL && strcasecmp(expect, "100-continue") == 0)
		status = http_wire_write(wire, go_on, strlen(go_on));
	out->is_chunked = coding != NULL && strcasecmp(coding, "chunked") == 0;
	if (status == 0 && out->is_chunked)
		status = read_chunks(&body, wire);
	else if (status == 0 && length != NULL)
		status = read_exactly(&body, wire, strtoull(length, NULL, 10));
	HTTP_NEED(EVP_DigestFinal_ex(body.md, out->body_sha256, NULL) == 1);
	EVP_MD_CTX_free(body.md);
	return status;
}

static void
read_tls(struct http_request *out, const struct http_wire *wire)
{
	const char *name =
	    SSL_get_servername(wire->ssl, TLSEXT_NAMETYPE_host_name);
	X509 *peer = SSL_get0_peer_certificate(wire->ssl);
	char text[256];

	if (name != NULL)
		out->server_name = http_copy(name, strlen(name));
	if (wire->alpn != NULL)
		out->alpn = http_copy(wire->alpn, strlen(wire->alpn));
	out->is_resumed = SSL_session_reused(wire->ssl);
	if (peer != NULL &&
	    X509_NAME_get_text_by_NID(X509_get_subject_name(peer),
		NID_commonName, text, sizeof(text)) > 0)
		out->client = http_copy(text, strlen(text));
}

int
http_request_read(
    struct http_request *out, struct http_wire *wire, size_t body_keep)
{
	if (read_start(out, wire) != 0 || read_headers(out, wire) != 0 ||
	    read_body(out, wire, body_keep) != 0)
		return -1;
	if (wire->ssl != NULL)
		read_tls(out, wire);
	return 0;
}
