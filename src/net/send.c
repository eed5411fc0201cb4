#include "net/send.h"

#include "net/header.h"
#include "util/base64.h"
#include "util/limits.h"
#include "util/text.h"

#include <openssl/crypto.h>

#include <stdlib.h>
#include <string.h>

/* What a message has room for besides. */
#define SHOWN_MAX 300

/* Besides the caller's: User-Agent and Authorization. */
#define OWN_HEADERS 2

static int
read_memory(void *user, uint8_t *buf, size_t size, size_t *got)
{
	struct csn_memory_body *memory = user;
	const size_t left = memory->bytes.len - memory->at;

	*got = size < left ? size : left;
	if (*got > 0)
		memcpy(buf, memory->bytes.p + memory->at, *got);
	memory->at += *got;
	return 0;
}

static int
rewind_memory(void *user)
{
	struct csn_memory_body *memory = user;

	memory->at = 0;
	return 0;
}

void
csn_body_from_memory(struct csn_body *out, struct csn_memory_body *memory)
{
	memory->at = 0;
	out->size = (int64_t)memory->bytes.len;
	out->read = read_memory;
	out->rewind = rewind_memory;
	out->user = memory;
}

static size_t
body_max(size_t answer_max)
{
	return answer_max > CSN_REFUSAL_KEEP ? answer_max : CSN_REFUSAL_KEEP;
}

void
csn_response_init(struct csn_response *response)
{
	response->status = 0;
	response->url = NULL;
	csn_buf_init(&response->headers, CSN_HEADERS_MAX);
	csn_buf_init(&response->body, CSN_REFUSAL_KEEP);
}

/* Tokens come in bodies, and in URLs. */
void
csn_response_dispose(struct csn_response *response)
{
	csn_text_wipe(&response->url);
	csn_buf_dispose_secret(&response->headers);
	csn_buf_dispose_secret(&response->body);
	csn_response_init(response);
}

const char *
csn_response_header(
    const struct csn_response *response, const char *name, size_t index)
{
	return csn_headers_find(&response->headers, name, index);
}

static int
is_named(const struct csn_header *header, const char *name)
{
	return csn_span_eq_nocase(
	    csn_span_str(header->name), csn_span_str(name));
}

static cosign_rc_t
check_request(const struct csn_request *request, cosign_error_t *err)
{
	/* The transport says how long the body is, and to whom it goes. */
	static const char *const own[] = { "Connection", "Content-Length",
		"Host", "Transfer-Encoding" };
	size_t i, j;

	if (!csn_is_token(csn_span_str(request->method)))
		return csn_fail(
		    err, COSIGN_E_ARGUMENT, "a method that is none");
	for (i = 0; i < request->header_count; i++) {
		const struct csn_header *header = &request->headers[i];

		if (!csn_is_token(csn_span_str(header->name)) ||
		    !csn_is_header_value(csn_span_str(header->value)))
			return csn_fail(
			    err, COSIGN_E_ARGUMENT, "a header that is none");
		for (j = 0; j < CSN_ARRAY_LEN(own); j++)
			if (is_named(header, own[j]))
				return csn_fail(err, COSIGN_E_ARGUMENT,
				    "the header %s, which the transport writes",
				    own[j]);
	}
	return COSIGN_OK;
}

/* "user:password" of a URL as Basic credentials (RFC 7617). */
static cosign_rc_t
write_basic(struct csn_buf *out, struct csn_span user, cosign_error_t *err)
{
	struct csn_buf plain;
	char hex[3] = "";
	size_t i;
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	csn_buf_init(&plain, CSN_URL_MAX);
	for (i = 0; i < user.len; i++) {
		if (user.p[i] == '%') {
			memcpy(hex, user.p + i + 1, 2);
			csn_buf_add_char(&plain, (char)strtoul(hex, NULL, 16));
			i += 2;
		} else {
			csn_buf_add_char(&plain, (char)user.p[i]);
		}
	}
	if (memchr(user.p, ':', user.len) == NULL)
		csn_buf_add_char(&plain, ':');
	OPENSSL_cleanse(hex, sizeof(hex));
	CSN_TRY(csn_buf_finish(&plain, err));
	csn_buf_add_str(out, "Basic ");
	csn_base64_encode(out, plain.p, plain.len);
	CSN_TRY(csn_buf_finish(out, err));
	rc = COSIGN_OK;
out:
	csn_buf_dispose_secret(&plain);
	return rc;
}

/* A URL that is none is the caller's fault. */
static cosign_rc_t
read_url(
    struct csn_url *out, const struct csn_request *request, cosign_error_t *err)
{
	if (csn_url_parse(out, request->url, err) == COSIGN_OK)
		return COSIGN_OK;
	return csn_fail_as(err, COSIGN_E_ARGUMENT);
}

static cosign_rc_t
begin(struct csn_sending *s, cosign_error_t *err)
{
	const struct csn_request *request = s->request;
	struct csn_url url;
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	CSN_TRY(read_url(&url, request, err));
	CSN_TRY(check_request(request, err));
	csn_url_write(&s->url, &url);
	CSN_TRY(csn_buf_finish(&s->url, err));
	if (url.user.len > 0)
		CSN_TRY(write_basic(&s->authorization, url.user, err));
	s->headers =
	    calloc(request->header_count + OWN_HEADERS, sizeof(*s->headers));
	if (s->headers == NULL) {
		rc = csn_fail_nomem(err);
		goto out;
	}
	rc = COSIGN_OK;
out:
	return rc;
}

/* What says of a body what it is, and goes with it. */
static int
is_about_body(const struct csn_header *header)
{
	static const char prefix[] = "Content-";
	const struct csn_span name = csn_span_str(header->name);

	return name.len > strlen(prefix) &&
	    csn_span_eq_nocase(
		csn_span(name.p, strlen(prefix)), csn_span_str(prefix));
}

static size_t
choose_headers(struct csn_sending *s)
{
	const struct csn_request *request = s->request;
	int has_agent = 0, has_authorization = s->authorization.len == 0;
	size_t i, n = 0;

	for (i = 0; i < request->header_count; i++) {
		const struct csn_header *header = &request->headers[i];

		if (header->is_secret && s->has_left)
			continue;
		if (is_about_body(header) && request->body != NULL &&
		    s->body == NULL)
			continue;
		has_agent |= is_named(header, "User-Agent");
		has_authorization |= is_named(header, "Authorization");
		s->headers[n++] = *header;
	}
	if (!has_agent)
		s->headers[n++] = (struct csn_header){ "User-Agent",
			s->http->settings.user_agent, 0 };
	if (!has_authorization && !s->has_left)
		s->headers[n++] = (struct csn_header){ "Authorization",
			(const char *)s->authorization.p, 1 };
	return n;
}

/* Body and sink stand at the beginning, the answer is none yet. */
static cosign_rc_t
rewind_all(struct csn_sending *s, cosign_error_t *err)
{
	const struct csn_sink *sink = s->request->sink;

	csn_response_dispose(s->out);
	csn_buf_init(&s->out->body, body_max(s->request->answer_max));
	if (s->has_read && s->body != NULL &&
	    (s->body->rewind == NULL || s->body->rewind(s->body->user) != 0))
		return csn_fail(err, COSIGN_E_CALLBACK,
		    "what is sent cannot be sent again");
	s->has_read = 0;
	if (s->has_written) {
		s->has_written = 0;
		return sink->restart(sink->user, err);
	}
	return COSIGN_OK;
}

/* Until this host may be asked. */
static cosign_rc_t
wait_for_turn(const struct csn_sending *s, cosign_error_t *err)
{
	const int64_t now = csn_http_now(s->http), left = s->deadline - now;
	struct csn_url url;
	int64_t ms;
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	CSN_TRY(csn_url_parse(&url, (const char *)s->url.p, err));
	CSN_TRY(csn_rate_take(&ms, &s->http->rates, url.host, now, left, err));
	if (ms > left) {
		rc = csn_fail(err, COSIGN_E_TIMEOUT,
		    "the deadline passes before this host may be asked again");
		goto out;
	}
	CSN_TRY(csn_http_wait(s->http, ms, s->deadline, err));
	rc = COSIGN_OK;
out:
	return rc;
}

static void
show(struct csn_buf *out, const struct csn_sending *s)
{
	/* Without memory it may have no end. */
	const int is_whole = s->url.len > 0 && s->url.failed == COSIGN_OK;

	csn_url_show(out, is_whole ? (const char *)s->url.p : s->request->url);
	(void)csn_buf_finish(out, NULL);
}

static void
observe(const struct csn_sending *s, const cosign_exchange_t *exchange,
    int64_t start)
{
	const struct csn_settings *settings = &s->http->settings;
	struct csn_buf shown;

	if (settings->observer == NULL)
		return;
	csn_buf_init(&shown, CSN_URL_MAX);
	show(&shown, s);
	settings->observer(settings->observer_user, s->method,
	    shown.p != NULL ? (const char *)shown.p : "", s->out->status,
	    exchange->sent, exchange->received, csn_http_now(s->http) - start);
	csn_buf_dispose(&shown);
}

/* One request and its answer. */
static cosign_rc_t
exchange_once(struct csn_sending *s, cosign_error_t *err)
{
	cosign_exchange_t exchange = {
		.http = s->http,
		.method = s->method,
		.url = (const char *)s->url.p,
		.headers = s->headers,
		.header_count = choose_headers(s),
		.body = s->body,
		.is_once = (s->request->flags & CSN_REQUEST_ONCE) != 0,
		.deadline = s->deadline,
		.response = s->out,
		.sink = s->request->sink,
		.answer_max = s->request->answer_max,
	};
	int64_t start;
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	s->facts = 0;
	CSN_TRY(rewind_all(s, err));
	CSN_TRY(wait_for_turn(s, err));
	start = csn_http_now(s->http);
	rc = csn_exchange_run(&exchange, err);
	s->facts = exchange.facts;
	s->has_read = exchange.has_read;
	s->has_written = exchange.has_written;
	observe(s, &exchange, start);
out:
	return rc;
}

/* Until there is an answer, or none is to be had. */
static cosign_rc_t
exchange_all(struct csn_sending *s, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL, answer;
	int64_t ms;

	CSN_TRY(csn_http_check_time(s->http, s->deadline, err));
	for (;;) {
		answer = exchange_once(s, err);
		if (answer == COSIGN_OK && csn_is_redirect(s)) {
			CSN_TRY(csn_redirect(s, err));
			continue;
		}
		ms = csn_retry_wait(s, answer);
		if (ms < 0)
			break;
		CSN_TRY(csn_http_wait(s->http, ms, s->deadline, err));
	}
	CSN_TRY(answer);
	CSN_TRY(csn_text_copy(&s->out->url, (const char *)s->url.p, err));
	cosign_error_clear(err); /* of what failed before */
	rc = COSIGN_OK;
out:
	return rc;
}

/* The place of an error: what was asked for, without what is secret. */
static cosign_rc_t
place(const struct csn_sending *s, cosign_rc_t rc, cosign_error_t *err)
{
	struct csn_buf shown;

	if (rc == COSIGN_OK || err == NULL)
		return rc;
	csn_buf_init(&shown, CSN_URL_MAX);
	show(&shown, s);
	(void)csn_fail_at(err, rc, "%s %.*s%s", s->method,
	    (int)(shown.len < SHOWN_MAX ? shown.len : SHOWN_MAX),
	    shown.p != NULL ? (const char *)shown.p : "",
	    shown.len < SHOWN_MAX ? "" : "...");
	csn_buf_dispose(&shown);
	return rc;
}

cosign_rc_t
csn_http_send(cosign_http_t *http, const struct csn_request *request,
    struct csn_response *out, cosign_error_t *err)
{
	struct csn_sending s = {
		.http = http,
		.request = request,
		.out = out,
		.method = request->method,
		.body = request->body,
	};
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	csn_response_init(out);
	csn_buf_init(&s.url, CSN_URL_MAX);
	csn_buf_init(&s.authorization, 2 * CSN_URL_MAX);
	s.deadline = request->deadline != 0 ? request->deadline
					    : csn_http_deadline(http);
	CSN_TRY(begin(&s, err));
	if (http->settings.is_forbidden) {
		rc = csn_fail(err, COSIGN_E_OFFLINE,
		    "the network is not allowed to be used");
		goto out;
	}
	CSN_TRY(exchange_all(&s, err));
	rc = COSIGN_OK;
out:
	free(s.headers);
	rc = place(&s, rc, err);
	if (rc != COSIGN_OK)
		csn_response_dispose(out);
	csn_buf_dispose_secret(&s.authorization);
	csn_buf_dispose_secret(&s.url);
	return rc;
}
