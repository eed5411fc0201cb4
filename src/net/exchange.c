#include "net/exchange.h"

#include "net/curl.h"
#include "net/header.h"
#include "util/limits.h"

#define STATUS_MIN 200
#define STATUS_MAX 999

const char *
cosign_exchange_method(const cosign_exchange_t *exchange)
{
	return exchange->method;
}

const char *
cosign_exchange_url(const cosign_exchange_t *exchange)
{
	return exchange->url;
}

size_t
cosign_exchange_header_count(const cosign_exchange_t *exchange)
{
	return exchange->header_count;
}

const char *
cosign_exchange_header_name(const cosign_exchange_t *exchange, size_t index)
{
	return index < exchange->header_count ? exchange->headers[index].name
					      : NULL;
}

const char *
cosign_exchange_header_value(const cosign_exchange_t *exchange, size_t index)
{
	return index < exchange->header_count ? exchange->headers[index].value
					      : NULL;
}

int64_t
cosign_exchange_body_size(const cosign_exchange_t *exchange)
{
	return exchange->body == NULL ? 0 : exchange->body->size;
}

/* The first failure stays, whatever the transport makes of it. */
static cosign_rc_t
failed(cosign_exchange_t *exchange, cosign_rc_t rc)
{
	if (exchange->failed == COSIGN_OK)
		exchange->failed = rc;
	return rc;
}

cosign_rc_t
cosign_exchange_body_read(cosign_exchange_t *exchange, uint8_t *buf,
    size_t size, size_t *got, cosign_error_t *err)
{
	struct csn_body *body = exchange->body;
	const uint64_t left = body == NULL ? 0
	    : body->size < 0               ? UINT64_MAX
			     : (uint64_t)body->size - exchange->sent;

	*got = 0;
	exchange->has_read = 1;
	if (size > left)
		size = (size_t)left;
	if (size == 0)
		return COSIGN_OK;
	if (body->read(body->user, buf, size, got) != 0 || *got > size) {
		*got = 0;
		return failed(exchange,
		    csn_fail(
			err, COSIGN_E_CALLBACK, "what is sent cannot be read"));
	}
	if (*got == 0 && body->size >= 0)
		return failed(exchange,
		    csn_fail(err, COSIGN_E_CALLBACK,
			"what is sent ends %llu bytes before its end",
			(unsigned long long)left));
	exchange->sent += *got;
	return COSIGN_OK;
}

int
csn_exchange_rewind(cosign_exchange_t *exchange)
{
	if (exchange->sent > 0 &&
	    (exchange->is_once || exchange->body->rewind == NULL ||
		exchange->body->rewind(exchange->body->user) != 0))
		return -1;
	exchange->sent = 0;
	return 0;
}

int64_t
cosign_exchange_time_left(const cosign_exchange_t *exchange)
{
	const int64_t left = exchange->deadline - csn_http_now(exchange->http);

	return left > 0 ? left : 1;
}

int
cosign_exchange_is_cancelled(const cosign_exchange_t *exchange)
{
	return csn_http_is_cancelled(exchange->http);
}

cosign_rc_t
cosign_exchange_set_status(
    cosign_exchange_t *exchange, int32_t status, cosign_error_t *err)
{
	if (exchange->response->status != 0 || status < STATUS_MIN ||
	    status > STATUS_MAX)
		return failed(exchange,
		    csn_fail(err, COSIGN_E_PROTOCOL, "answer of status %d",
			(int)status));
	exchange->response->status = status;
	return COSIGN_OK;
}

cosign_rc_t
cosign_exchange_add_header(cosign_exchange_t *exchange, const char *name,
    const char *value, cosign_error_t *err)
{
	struct csn_buf *headers = &exchange->response->headers;

	if (exchange->response->status == 0 ||
	    !csn_is_token(csn_span_str(name)) ||
	    !csn_is_header_value(csn_span_str(value)))
		return failed(exchange,
		    csn_fail(err, COSIGN_E_PROTOCOL,
			"answer with a line that is no header"));
	csn_headers_add(headers, csn_span_str(name), csn_span_str(value));
	if (headers->failed == COSIGN_OK)
		return COSIGN_OK;
	if (headers->failed == COSIGN_E_NOMEM)
		return failed(exchange, csn_fail_nomem(err));
	return failed(exchange,
	    csn_fail(err, COSIGN_E_LIMIT,
		"answer with headers of more than "
		"%zu bytes",
		CSN_HEADERS_MAX));
}

static cosign_rc_t
keep(cosign_exchange_t *exchange, struct csn_span bytes, cosign_error_t *err)
{
	struct csn_buf *body = &exchange->response->body;

	if (bytes.len > exchange->answer_max - body->len)
		return failed(exchange,
		    csn_fail(err, COSIGN_E_LIMIT,
			"answer of more than %zu bytes", exchange->answer_max));
	csn_buf_add(body, bytes.p, bytes.len);
	return body->failed == COSIGN_OK
	    ? COSIGN_OK
	    : failed(exchange, csn_fail_nomem(err));
}

/* The beginning; of the rest as much is read as keeps the connection. */
static cosign_rc_t
keep_refusal(
    cosign_exchange_t *exchange, struct csn_span bytes, cosign_error_t *err)
{
	struct csn_buf *body = &exchange->response->body;
	const size_t room = CSN_REFUSAL_KEEP - body->len;

	if (exchange->received > CSN_REFUSAL_MAX) {
		exchange->is_enough = 1;
		return csn_fail(err, COSIGN_E_LIMIT,
		    "answer of more than %zu bytes", CSN_REFUSAL_MAX);
	}
	csn_buf_add(body, bytes.p, bytes.len < room ? bytes.len : room);
	return body->failed == COSIGN_OK
	    ? COSIGN_OK
	    : failed(exchange, csn_fail_nomem(err));
}

cosign_rc_t
cosign_exchange_write(cosign_exchange_t *exchange, const uint8_t *p, size_t len,
    cosign_error_t *err)
{
	const struct csn_span bytes = csn_span(p, len);
	const int status = exchange->response->status;

	if (exchange->failed != COSIGN_OK)
		return exchange->failed;
	if (status == 0)
		return failed(exchange,
		    csn_fail(err, COSIGN_E_PROTOCOL,
			"answer whose body came before its status"));
	if (len == 0)
		return COSIGN_OK;
	exchange->received += len;
	if (status > 299)
		return keep_refusal(exchange, bytes, err);
	if (exchange->sink == NULL)
		return keep(exchange, bytes, err);
	exchange->has_written = 1;
	return failed(
	    exchange, exchange->sink->write(exchange->sink->user, bytes, err));
}

cosign_rc_t
cosign_exchange_fail(cosign_exchange_t *exchange, cosign_rc_t rc,
    const char *text, cosign_error_t *err)
{
	(void)exchange;
	return csn_fail(err, rc, "%s", text != NULL ? text : "failed");
}

/* What another's transport may say. The rest means that it is broken: above
   all what others read as a server's word, that there is no such image. */
static int
is_sayable(cosign_rc_t rc)
{
	static const cosign_rc_t sayable[] = { COSIGN_E_UNAVAILABLE,
		COSIGN_E_IO, COSIGN_E_NO_LIBRARY, COSIGN_E_OFFLINE,
		COSIGN_E_TIMEOUT, COSIGN_E_CONNECT, COSIGN_E_TLS,
		COSIGN_E_PROTOCOL, COSIGN_E_CANCELLED, COSIGN_E_LIMIT,
		COSIGN_E_NOMEM, COSIGN_E_INTERNAL };
	size_t i;

	for (i = 0; i < CSN_ARRAY_LEN(sayable); i++)
		if (sayable[i] == rc)
			return 1;
	return 0;
}

static cosign_rc_t
judge(cosign_exchange_t *exchange, cosign_rc_t rc, cosign_error_t *err)
{
	if (exchange->failed != COSIGN_OK) {
		if (cosign_error_code(err) == exchange->failed)
			return exchange->failed; /* with its text */
		return csn_fail(err, exchange->failed, "stopped");
	}
	if (exchange->is_enough)
		return COSIGN_OK;
	if (rc == COSIGN_OK)
		return exchange->response->status != 0
		    ? COSIGN_OK
		    : csn_fail(err, COSIGN_E_PROTOCOL,
			  "the transport gave no status");
	if (csn_http_is_cancelled(exchange->http))
		return csn_fail(err, COSIGN_E_CANCELLED, "cancelled");
	if (rc != COSIGN_E_CANCELLED && rc != COSIGN_E_NOMEM &&
	    csn_http_now(exchange->http) >= exchange->deadline)
		return csn_fail(err, COSIGN_E_TIMEOUT, "the deadline passed");
	if (cosign_error_code(err) != rc)
		(void)csn_fail(err, rc, "the transport failed");
	return is_sayable(rc) ? rc : csn_fail_as(err, COSIGN_E_UNAVAILABLE);
}

cosign_rc_t
csn_exchange_run(cosign_exchange_t *exchange, cosign_error_t *err)
{
	const struct csn_transport *transport =
	    exchange->http->settings.transport;
	cosign_rc_t rc;

	cosign_error_clear(err);
	if (transport != NULL)
		rc = transport->fn(transport->user, exchange, err);
	else
		rc = csn_curl_run(exchange->http->curl, exchange, err);
	return judge(exchange, rc, err);
}
