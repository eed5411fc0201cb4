/* Answers, and what is wrong with them. */
#include "http_internal.h"

#include <stdarg.h>
#include <string.h>
#include <strings.h>

#define HEADERS_MAX 1024
#define PIECE_SIZE  ((size_t)65536)

void
http_answer_init(struct http_answer *answer)
{
	memset(answer, 0, sizeof(*answer));
	answer->status = 200;
	answer->chunk_size = 8192;
	answer->claimed_length = answer->cut_after = answer->pause_after = -1;
	answer->parts = calloc(1, sizeof(*answer->parts));
	HTTP_NEED(answer->parts != NULL);
	answer->parts->headers =
	    calloc(HEADERS_MAX, sizeof(*answer->parts->headers));
	HTTP_NEED(answer->parts->headers != NULL);
}

void
http_answer_dispose(struct http_answer *answer)
{
	struct http_answer_parts *parts = answer->parts;
	size_t i;

	for (i = 0; i < parts->header_count; i++) {
		free(parts->headers[i].name);
		free(parts->headers[i].value);
	}
	free(parts->headers);
	free(parts->body);
	free(parts);
}

void
http_answer_header(
    struct http_answer *answer, const char *name, const char *value)
{
	struct http_header *header =
	    &answer->parts->headers[answer->parts->header_count];

	HTTP_NEED(answer->parts->header_count++ < HEADERS_MAX);
	header->name = http_copy(name, strlen(name));
	header->value = http_copy(value, strlen(value));
}

void
http_answer_headerf(
    struct http_answer *answer, const char *name, const char *fmt, ...)
{
	char *value = NULL;
	va_list ap;

	va_start(ap, fmt);
	HTTP_NEED(vasprintf(&value, fmt, ap) >= 0);
	va_end(ap);
	http_answer_header(answer, name, value);
	free(value);
}

void
http_answer_body(struct http_answer *answer, const void *p, size_t len)
{
	struct http_answer_parts *parts = answer->parts;

	free(parts->body);
	parts->body = (uint8_t *)http_copy(p, len);
	parts->len = len;
	parts->pattern = 0;
}

void
http_answer_text(struct http_answer *answer, const char *text)
{
	http_answer_body(answer, text, strlen(text));
}

void
http_answer_pattern(struct http_answer *answer, uint64_t size)
{
	answer->parts->pattern = size;
}

void
http_answer_raw(struct http_answer *answer, const void *p, size_t len)
{
	http_answer_body(answer, p, len);
	answer->parts->is_raw = 1;
}

static const char *
reason_of(int status)
{
	static const struct {
		int status;
		const char *reason;
	} rows[] = { { 200, "OK" }, { 201, "Created" }, { 202, "Accepted" },
		{ 204, "No Content" }, { 301, "Moved Permanently" },
		{ 302, "Found" }, { 307, "Temporary Redirect" },
		{ 401, "Unauthorized" }, { 403, "Forbidden" },
		{ 404, "Not Found" }, { 429, "Too Many Requests" },
		{ 500, "Internal Server Error" },
		{ 503, "Service Unavailable" } };
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].status == status)
			return rows[i].reason;
	return "Status";
}

static uint64_t
body_size(const struct http_answer *answer)
{
	return answer->parts->pattern > 0 ? answer->parts->pattern
					  : answer->parts->len;
}

static int
has_no_body(const struct http_answer *answer)
{
	return answer->status < 200 || answer->status == 204 ||
	    answer->status == 304;
}

static int
write_head(const struct http_answer *answer, struct http_wire *wire)
{
	const struct http_answer_parts *parts = answer->parts;
	char *head = NULL;
	size_t len = 0, i;
	FILE *f = open_memstream(&head, &len);
	int status;

	HTTP_NEED(f != NULL);
	(void)fprintf(f, "HTTP/1.1 %d %s\r\n", answer->status,
	    answer->reason != NULL ? answer->reason
				   : reason_of(answer->status));
	for (i = 0; i < parts->header_count; i++)
		(void)fprintf(f, "%s: %s\r\n", parts->headers[i].name,
		    parts->headers[i].value);
	if (answer->close || answer->framing == HTTP_UNTIL_CLOSE)
		(void)fprintf(f, "Connection: close\r\n");
	if (answer->framing == HTTP_CHUNKED && !has_no_body(answer))
		(void)fprintf(f, "Transfer-Encoding: chunked\r\n");
	else if (answer->framing == HTTP_BY_LENGTH && !has_no_body(answer))
		(void)fprintf(f, "Content-Length: %lld\r\n",
		    answer->claimed_length >= 0
			? (long long)answer->claimed_length
			: (long long)body_size(answer));
	(void)fprintf(f, "\r\n");
	HTTP_NEED(fclose(f) == 0);
	status = http_wire_write(wire, head, len);
	free(head);
	return status;
}

/* The next piece of the body, from a place on, which pauses and cuts end. */
static size_t
piece_of(
    const struct http_answer *answer, uint64_t at, uint8_t *buf, size_t size)
{
	uint64_t left = body_size(answer) - at, i;

	if (answer->pause_after >= 0 && at < (uint64_t)answer->pause_after &&
	    left > (uint64_t)answer->pause_after - at)
		left = (uint64_t)answer->pause_after - at;
	if (answer->cut_after >= 0 && left > (uint64_t)answer->cut_after - at)
		left = (uint64_t)answer->cut_after - at;
	if (answer->framing == HTTP_CHUNKED && left > answer->chunk_size)
		left = answer->chunk_size;
	if (left > size)
		left = size;
	if (answer->parts->pattern == 0)
		memcpy(buf, answer->parts->body + at, (size_t)left);
	else
		for (i = 0; i < left; i++)
			buf[i] = http_pattern(at + i);
	return (size_t)left;
}

static int
write_piece(const struct http_answer *answer, struct http_wire *wire,
    const uint8_t *p, size_t len)
{
	char size[32];

	if (answer->framing != HTTP_CHUNKED)
		return http_wire_write(wire, p, len);
	(void)snprintf(size, sizeof(size), "%zx\r\n", len);
	return http_wire_write(wire, size, strlen(size)) == 0 &&
		http_wire_write(wire, p, len) == 0 &&
		http_wire_write(wire, "\r\n", 2) == 0
	    ? 0
	    : -1;
}

/* 0 if it was written whole. */
static int
write_pieces(const struct http_answer *answer, struct http_wire *wire,
    uint8_t *buf, size_t size)
{
	uint64_t at = 0;
	size_t n;

	for (;;) {
		if (answer->pause_after >= 0 &&
		    at == (uint64_t)answer->pause_after)
			http_wire_wait(wire, answer->pause_ms);
		if (answer->cut_after >= 0 && at == (uint64_t)answer->cut_after)
			return -1;
		if (at == body_size(answer))
			return 0;
		n = piece_of(answer, at, buf, size);
		if (write_piece(answer, wire, buf, n) != 0)
			return -1;
		at += n;
	}
}

static int
write_body(const struct http_answer *answer, struct http_wire *wire)
{
	uint8_t *buf = malloc(PIECE_SIZE);
	int status;

	HTTP_NEED(buf != NULL);
	status = write_pieces(answer, wire, buf, PIECE_SIZE);
	if (status == 0 && answer->framing == HTTP_CHUNKED)
		status = http_wire_write(wire, "0\r\n\r\n", 5);
	free(buf);
	return status;
}

int
http_answer_write(struct http_answer *answer,
    const struct http_request *request, struct http_wire *wire)
{
	/* Who has read the answer may have the request forgotten. */
	const char *connection = http_request_header(request, "Connection");
	const int goes_on = !answer->close &&
	    answer->framing != HTTP_UNTIL_CLOSE &&
	    (connection == NULL || strcasecmp(connection, "close") != 0);
	const int is_head = strcmp(request->method, "HEAD") == 0;

	http_wire_wait(wire, answer->delay_ms);
	if (answer->drop)
		return 0;
	if (answer->parts->is_raw) {
		(void)http_wire_write(
		    wire, answer->parts->body, answer->parts->len);
		return 0;
	}
	if (write_head(answer, wire) != 0)
		return 0;
	if (!has_no_body(answer) && !is_head && write_body(answer, wire) != 0)
		return 0;
	return goes_on;
}
