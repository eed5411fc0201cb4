#include "net/curl.h"

#include "net/curl_handle.h"
#include "net/header.h"
#include "net/proxy.h"
#include "util/limits.h"

#include <openssl/crypto.h>
#include <openssl/err.h>

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Longest wait for something to happen: a cancelled context wakes it. */
#define POLL_MS 1000

/* What is read at once: blobs are large. */
#define BUFFER_SIZE 65536L

/* An option that libcurl has to have. */
#define SET(option, value)                                                   \
	do {                                                                 \
		if (h->lib->easy_setopt(h->easy, option, value) != CURLE_OK) \
			h->refused = 1;                                      \
	} while (0)

/* One that newer ones have: what it is for is done in other ways, too. */
#define TRY_SET(option, value) \
	((void)h->lib->easy_setopt(h->easy, option, value))

/* What libcurl calls. */

static size_t
read_body(char *to, size_t size, size_t count, void *user)
{
	struct csn_curl_handle *h = user;
	size_t got;

	if (cosign_exchange_body_read(h->exchange, (uint8_t *)to, size * count,
		&got, h->err) != COSIGN_OK)
		return CURL_READFUNC_ABORT;
	return got;
}

static int
seek_body(void *user, curl_off_t offset, int origin)
{
	struct csn_curl_handle *h = user;

	if (offset != 0 || origin != SEEK_SET ||
	    csn_exchange_rewind(h->exchange) != 0)
		return CURL_SEEKFUNC_FAIL;
	return CURL_SEEKFUNC_OK;
}

static size_t
write_body(char *p, size_t size, size_t count, void *user)
{
	struct csn_curl_handle *h = user;

	if (cosign_exchange_write(h->exchange, (const uint8_t *)p, size * count,
		h->err) != COSIGN_OK)
		return 0;
	return size * count;
}

static cosign_rc_t
read_header(struct csn_curl_handle *h, struct csn_span line)
{
	struct csn_span name, value;
	char *copy;
	cosign_rc_t rc;

	rc = csn_header_parse(&name, &value, line, h->err);
	if (rc != COSIGN_OK)
		return rc;
	copy = malloc(name.len + value.len + 2);
	if (copy == NULL)
		return csn_fail_nomem(h->err);
	memcpy(copy, name.p, name.len);
	copy[name.len] = '\0';
	if (value.len > 0)
		memcpy(copy + name.len + 1, value.p, value.len);
	copy[name.len + 1 + value.len] = '\0';
	rc = cosign_exchange_add_header(
	    h->exchange, copy, copy + name.len + 1, h->err);
	OPENSSL_cleanse(copy, name.len + value.len + 2);
	free(copy);
	return rc;
}

/* "HTTP/1.1 200 OK": libcurl has read the number before. */
static cosign_rc_t
read_status(struct csn_curl_handle *h)
{
	long status = 0;

	(void)h->lib->easy_getinfo(h->easy, CURLINFO_RESPONSE_CODE, &status);
	h->in_head = 1;
	/* 100 and others come before the answer. */
	h->is_final = status >= 200;
	return h->is_final
	    ? cosign_exchange_set_status(h->exchange, (int32_t)status, h->err)
	    : COSIGN_OK;
}

static size_t
read_line(char *p, size_t size, size_t count, void *user)
{
	struct csn_curl_handle *h = user;
	const struct csn_span line = csn_span(p, size * count);
	static const char status[] = "HTTP/";
	cosign_rc_t rc = COSIGN_OK;

	if (line.len == 0)
		return 0;
	if (!h->in_head && line.len > strlen(status) &&
	    memcmp(p, status, strlen(status)) == 0)
		rc = read_status(h);
	else if (p[0] == '\r' || p[0] == '\n')
		h->in_head = 0;
	else if (h->in_head && h->is_final)
		rc = read_header(h, line);
	/* else a trailer, which nobody asks for */
	if (rc != COSIGN_OK && h->exchange->failed == COSIGN_OK)
		h->exchange->failed = rc;
	return rc == COSIGN_OK ? line.len : 0;
}

/* libcurl is about to send the request. It repeats one by itself where a
   connection that it kept turns out to be gone. */
static int
before_request(void *user, char *to, char *from, int to_port, int from_port)
{
	struct csn_curl_handle *h = user;

	(void)to;
	(void)from;
	(void)to_port;
	(void)from_port;
	if (h->requests++ > 0 && h->exchange->is_once)
		return CURL_PREREQFUNC_ABORT;
	return CURL_PREREQFUNC_OK;
}

static int
watch(void *user, curl_off_t down_total, curl_off_t down, curl_off_t up_total,
    curl_off_t up)
{
	const struct csn_curl_handle *h = user;

	(void)down_total;
	(void)down;
	(void)up_total;
	(void)up;
	return cosign_exchange_is_cancelled(h->exchange);
}

/* What it is told. */

static cosign_rc_t
append(struct curl_slist **list, struct csn_curl_handle *h, const char *text,
    cosign_error_t *err)
{
	struct curl_slist *longer = h->lib->slist_append(*list, text);

	if (longer == NULL)
		return csn_fail_nomem(err);
	*list = longer;
	return COSIGN_OK;
}

static cosign_rc_t
add_header(struct csn_curl_handle *h, const char *name, const char *value,
    cosign_error_t *err)
{
	struct csn_buf line;
	cosign_rc_t rc;

	csn_buf_init(&line, SIZE_MAX);
	/* With a semicolon libcurl sends a header without a value. */
	csn_buf_addf(&line, value[0] == '\0' ? "%s;" : "%s: %s", name, value);
	rc = csn_buf_finish(&line, err);
	if (rc == COSIGN_OK)
		rc = append(&h->headers, h, (const char *)line.p, err);
	csn_buf_dispose_secret(&line);
	return rc;
}

/* Ours, and none of what libcurl adds by itself. */
static cosign_rc_t
set_headers(struct csn_curl_handle *h, cosign_error_t *err)
{
	const cosign_exchange_t *x = h->exchange;
	int has_accept = 0;
	size_t i;
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	for (i = 0; i < x->header_count; i++) {
		CSN_TRY(add_header(
		    h, x->headers[i].name, x->headers[i].value, err));
		has_accept |= csn_span_eq_nocase(
		    csn_span_str(x->headers[i].name), csn_span_str("Accept"));
	}
	if (!has_accept)
		CSN_TRY(append(&h->headers, h, "Accept:", err));
	/* It would wait a second for servers that do not know it. */
	CSN_TRY(append(&h->headers, h, "Expect:", err));
	rc = COSIGN_OK;
out:
	return rc;
}

static void
set_method(struct csn_curl_handle *h)
{
	const cosign_exchange_t *x = h->exchange;
	const int has_length = strcmp(x->method, "POST") == 0 ||
	    strcmp(x->method, "PUT") == 0 || strcmp(x->method, "PATCH") == 0;

	if (strcmp(x->method, "HEAD") == 0 && x->body == NULL) {
		SET(CURLOPT_NOBODY, 1L);
		return;
	}
	if (x->body != NULL || has_length) {
		SET(CURLOPT_UPLOAD, 1L);
		SET(CURLOPT_INFILESIZE_LARGE,
		    (curl_off_t)cosign_exchange_body_size(x));
		SET(CURLOPT_READFUNCTION, read_body);
		SET(CURLOPT_READDATA, h);
		SET(CURLOPT_SEEKFUNCTION, seek_body);
		SET(CURLOPT_SEEKDATA, h);
	}
	SET(CURLOPT_CUSTOMREQUEST, x->method);
}

static void
set_blob(
    struct csn_curl_handle *h, CURLoption option, const struct csn_bytes *bytes)
{
	struct curl_blob blob = { bytes->p, bytes->len, CURL_BLOB_NOCOPY };

	SET(option, &blob);
}

static void
set_tls(struct csn_curl_handle *h, const struct csn_settings *settings)
{
	const long verifies = settings->is_insecure ? 0L : 1L;
	const long names = settings->is_insecure ? 0L : 2L;

	SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	SET(CURLOPT_SSL_VERIFYPEER, verifies);
	SET(CURLOPT_SSL_VERIFYHOST, names);
	SET(CURLOPT_PROXY_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	SET(CURLOPT_PROXY_SSL_VERIFYPEER, verifies);
	SET(CURLOPT_PROXY_SSL_VERIFYHOST, names);
	if (settings->authorities.p != NULL) {
		/* In place of the system's, which libcurl would look for in
		   its folder as well. */
		SET(CURLOPT_CAINFO, NULL);
		SET(CURLOPT_CAPATH, NULL);
		SET(CURLOPT_PROXY_CAINFO, NULL);
		SET(CURLOPT_PROXY_CAPATH, NULL);
		set_blob(h, CURLOPT_CAINFO_BLOB, &settings->authorities);
		set_blob(h, CURLOPT_PROXY_CAINFO_BLOB, &settings->authorities);
	}
	if (settings->chain.p != NULL) {
		SET(CURLOPT_SSLCERTTYPE, "PEM");
		SET(CURLOPT_SSLKEYTYPE, "PEM");
		set_blob(h, CURLOPT_SSLCERT_BLOB, &settings->chain);
		set_blob(h, CURLOPT_SSLKEY_BLOB, &settings->key);
		/* OpenSSL would ask at the terminal. */
		SET(CURLOPT_KEYPASSWD, "");
	}
}

/* Both are always set: libcurl would look into the environment. */
static void
set_proxy(struct csn_curl_handle *h, const struct csn_settings *settings,
    const struct csn_url *url)
{
	const char *proxy =
	    url->is_https ? settings->https_proxy : settings->http_proxy;

	if (proxy == NULL || csn_proxy_is_bypassed(settings->no_proxy, url))
		proxy = "";
	SET(CURLOPT_PROXY, proxy);
	SET(CURLOPT_NOPROXY, "");
	SET(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
	SET(CURLOPT_HEADEROPT, (long)CURLHEADER_SEPARATE);
}

/*
 * The URL. What a server has to be called is the host of the URL, for libcurl,
 * in TLS's SNI and where it verifies: with another name that name stands there,
 * the connection is made to the host, and so is the Host header.
 */
static cosign_rc_t
set_url(struct csn_curl_handle *h, const struct csn_settings *settings,
    const struct csn_url *url, cosign_error_t *err)
{
	struct csn_url named = *url;
	struct csn_buf text, to, host;
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	csn_buf_init(&text, 2 * CSN_URL_MAX);
	csn_buf_init(&to, 2 * CSN_URL_MAX);
	csn_buf_init(&host, 2 * CSN_URL_MAX);
	if (settings->server_name != NULL && url->is_https) {
		named.host = csn_span_str(settings->server_name);
		csn_buf_add_str(&to, "::");
		csn_url_write_host(&to, url, 1);
		CSN_TRY(csn_buf_finish(&to, err));
		CSN_TRY(append(&h->connect_to, h, (const char *)to.p, err));
		csn_url_write_host(&host, url, 0);
		CSN_TRY(csn_buf_finish(&host, err));
		CSN_TRY(add_header(h, "Host", (const char *)host.p, err));
		SET(CURLOPT_CONNECT_TO, h->connect_to);
	}
	csn_url_write(&text, &named);
	CSN_TRY(csn_buf_finish(&text, err));
	SET(CURLOPT_URL, (const char *)text.p);
	rc = COSIGN_OK;
out:
	csn_buf_dispose_secret(&text);
	csn_buf_dispose(&to);
	csn_buf_dispose(&host);
	return rc;
}

static long
cut_to_long(int64_t ms)
{
	return ms < INT32_MAX ? (long)ms : INT32_MAX - 1L;
}

static void
set_rest(struct csn_curl_handle *h, const struct csn_curl *curl)
{
	SET(CURLOPT_NOSIGNAL, 1L);
	SET(CURLOPT_SHARE, curl->share);
	SET(CURLOPT_ERRORBUFFER, h->error);
	SET(CURLOPT_TCP_KEEPALIVE, 1L);
	SET(CURLOPT_FOLLOWLOCATION, 0L);
	SET(CURLOPT_PATH_AS_IS, 1L);
	SET(CURLOPT_HTTP09_ALLOWED, 0L);
	SET(CURLOPT_BUFFERSIZE, BUFFER_SIZE);
	SET(CURLOPT_NOPROGRESS, 0L);
	SET(CURLOPT_XFERINFOFUNCTION, watch);
	SET(CURLOPT_XFERINFODATA, h);
	SET(CURLOPT_HEADERFUNCTION, read_line);
	SET(CURLOPT_HEADERDATA, h);
	SET(CURLOPT_WRITEFUNCTION, write_body);
	SET(CURLOPT_WRITEDATA, h);
	SET(CURLOPT_PREREQFUNCTION, before_request);
	SET(CURLOPT_PREREQDATA, h);
	SET(CURLOPT_HTTPHEADER, h->headers);
	SET(CURLOPT_CONNECTTIMEOUT_MS, cut_to_long(curl->settings->connect_ms));
	/* One more, so that it is not seen before the deadline. */
	SET(CURLOPT_TIMEOUT_MS,
	    cut_to_long(cosign_exchange_time_left(h->exchange)) + 1L);
	/* One that was built without HTTP/2 refuses it. */
	TRY_SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
	/* Who looks up a name is not waited for. */
	TRY_SET(CURLOPT_QUICK_EXIT, 1L);
	/* URLs are made of parts, of which the scheme is one of these. */
	TRY_SET(CURLOPT_PROTOCOLS_STR, "http,https");
}

static cosign_rc_t
set_all(struct csn_curl_handle *h, const struct csn_curl *curl,
    const struct csn_url *url, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	CSN_TRY(set_headers(h, err));
	CSN_TRY(set_url(h, curl->settings, url, err));
	set_rest(h, curl);
	set_method(h);
	set_tls(h, curl->settings);
	set_proxy(h, curl->settings, url);
	if (h->refused) {
		rc = csn_fail(err, COSIGN_E_NO_LIBRARY,
		    "libcurl refuses an option: it was built without what is "
		    "needed, or is out of memory");
		goto out;
	}
	rc = COSIGN_OK;
out:
	return rc;
}

/* What it says. */

static const struct row {
	CURLcode code;
	cosign_rc_t rc;
	unsigned int facts;
} rows[] = {
	{ CURLE_COULDNT_RESOLVE_PROXY, COSIGN_E_CONNECT, CSN_FACT_LASTING },
	{ CURLE_COULDNT_RESOLVE_HOST, COSIGN_E_CONNECT, CSN_FACT_LASTING },
	{ CURLE_COULDNT_CONNECT, COSIGN_E_CONNECT, 0 },
	{ CURLE_OPERATION_TIMEDOUT, COSIGN_E_CONNECT, 0 },
	{ CURLE_HTTP2, COSIGN_E_CONNECT, 0 },
	{ CURLE_HTTP2_STREAM, COSIGN_E_CONNECT, 0 },
	{ CURLE_PARTIAL_FILE, COSIGN_E_CONNECT, 0 },
	{ CURLE_GOT_NOTHING, COSIGN_E_CONNECT, 0 },
	{ CURLE_SEND_ERROR, COSIGN_E_CONNECT, 0 },
	{ CURLE_RECV_ERROR, COSIGN_E_CONNECT, 0 },
	{ CURLE_SEND_FAIL_REWIND, COSIGN_E_CONNECT, 0 },
	{ CURLE_PROXY, COSIGN_E_CONNECT, 0 },
	/* before_request() */
	{ CURLE_ABORTED_BY_CALLBACK, COSIGN_E_CONNECT, 0 },
	{ CURLE_SSL_CONNECT_ERROR, COSIGN_E_TLS, 0 },
	{ CURLE_SSL_ENGINE_NOTFOUND, COSIGN_E_TLS, 0 },
	{ CURLE_SSL_ENGINE_SETFAILED, COSIGN_E_TLS, 0 },
	{ CURLE_SSL_CERTPROBLEM, COSIGN_E_TLS, 0 },
	{ CURLE_SSL_CIPHER, COSIGN_E_TLS, 0 },
	{ CURLE_PEER_FAILED_VERIFICATION, COSIGN_E_TLS, 0 },
	{ CURLE_USE_SSL_FAILED, COSIGN_E_TLS, 0 },
	{ CURLE_SSL_CACERT_BADFILE, COSIGN_E_TLS, 0 },
	{ CURLE_SSL_INVALIDCERTSTATUS, COSIGN_E_TLS, 0 },
	{ CURLE_SSL_PINNEDPUBKEYNOTMATCH, COSIGN_E_TLS, 0 },
	{ CURLE_SSL_CLIENTCERT, COSIGN_E_TLS, 0 },
	{ CURLE_UNSUPPORTED_PROTOCOL, COSIGN_E_PROTOCOL, 0 },
	{ CURLE_WEIRD_SERVER_REPLY, COSIGN_E_PROTOCOL, 0 },
	{ CURLE_OUT_OF_MEMORY, COSIGN_E_NOMEM, 0 },
};

/* A proxy that does not let us through ends as a lost connection: one of HTTP
   with a status, one of SOCKS with a reason. */
static int
is_refused_by_proxy(const struct csn_curl_handle *h)
{
	long status = 0, reason = CURLPX_OK;

	(void)h->lib->easy_getinfo(h->easy, CURLINFO_HTTP_CONNECTCODE, &status);
	(void)h->lib->easy_getinfo(h->easy, CURLINFO_PROXY_ERROR, &reason);
	return status >= 300 || reason == CURLPX_NO_AUTH ||
	    reason == CURLPX_USER_REJECTED ||
	    reason == CURLPX_REPLY_NOT_ALLOWED;
}

/* In TLS 1.3 a server may say only after the handshake that it wanted a
   certificate, or another one. */
static int
is_alert(const struct csn_curl_handle *h, CURLcode code)
{
	return code == CURLE_RECV_ERROR && strstr(h->error, " alert ") != NULL;
}

/* A line of a head is longer than libcurl takes, which it calls a lack of
   memory; newer ones have CURLE_TOO_LARGE. */
static int
is_too_long(const struct csn_curl_handle *h, CURLcode code)
{
	const CURLcode too_large = (CURLcode)100;

	return code == too_large || (code == CURLE_OUT_OF_MEMORY && h->in_head);
}

static cosign_rc_t
explain(struct csn_curl_handle *h, CURLcode code, cosign_error_t *err)
{
	cosign_exchange_t *x = h->exchange;
	cosign_rc_t rc = COSIGN_E_UNAVAILABLE;
	size_t i;

	if (x->failed != COSIGN_OK || x->is_enough)
		return COSIGN_E_UNAVAILABLE; /* whose text is there */
	for (i = 0; i < CSN_ARRAY_LEN(rows); i++)
		if (rows[i].code == code) {
			rc = rows[i].rc;
			x->facts |= rows[i].facts;
		}
	if (is_too_long(h, code))
		return csn_fail(err, COSIGN_E_LIMIT,
		    "answer with a header longer than libcurl takes");
	if (h->requests == 0)
		x->facts |= CSN_FACT_UNSENT;
	if (is_alert(h, code))
		rc = COSIGN_E_TLS;
	if (rc == COSIGN_E_CONNECT && is_refused_by_proxy(h))
		rc = COSIGN_E_UNAVAILABLE;
	(void)csn_fail(err, rc, "%s",
	    h->error[0] != '\0' ? h->error : h->lib->easy_strerror(code));
	csn_cause(err, COSIGN_CAUSE_CURL, (uint64_t)code);
	return rc;
}

/* The message that it is done, if it is. */
static int
is_done(const struct csn_curl_handle *h, CURLcode *code)
{
	CURLMsg *message;
	int left;

	while ((message = h->lib->multi_info_read(h->multi, &left)) != NULL)
		if (message->msg == CURLMSG_DONE) {
			*code = message->data.result;
			return 1;
		}
	return 0;
}

static CURLcode
perform(struct csn_curl_handle *h)
{
	cosign_http_t *http = h->exchange->http;
	struct curl_waitfd wake = { http->wake_fd, CURL_WAIT_POLLIN, 0 };
	CURLcode code = CURLE_OUT_OF_MEMORY;
	int running;

	if (h->lib->multi_add(h->multi, h->easy) != CURLM_OK)
		return code;
	while (h->lib->multi_perform(h->multi, &running) == CURLM_OK &&
	    !is_done(h, &code)) {
		if (csn_http_is_cancelled(http)) {
			code = CURLE_ABORTED_BY_CALLBACK;
			break;
		}
		wake.revents = 0;
		if (h->lib->multi_poll(h->multi, &wake, 1, POLL_MS, NULL) !=
		    CURLM_OK)
			break;
		if (wake.revents != 0)
			csn_http_woken(http);
	}
	(void)h->lib->multi_remove(h->multi, h->easy);
	return code;
}

/* Writing into a connection that the other side closed must not end the host.
   libcurl has it so itself only where it writes by itself, not TLS. */
static CURLcode
perform_without_sigpipe(struct csn_curl_handle *h)
{
	static const struct timespec now = { 0 };
	sigset_t pipe, before, pending;
	CURLcode code;
	int was_pending;

	(void)sigemptyset(&pipe);
	(void)sigaddset(&pipe, SIGPIPE);
	(void)sigpending(&pending);
	was_pending = sigismember(&pending, SIGPIPE);
	(void)pthread_sigmask(SIG_BLOCK, &pipe, &before);
	code = perform(h);
	if (!was_pending) {
		while (sigtimedwait(&pipe, NULL, &now) == SIGPIPE)
			continue;
	}
	(void)pthread_sigmask(SIG_SETMASK, &before, NULL);
	return code;
}

static void
free_list(struct csn_curl_handle *h, struct curl_slist **list)
{
	struct curl_slist *item;

	for (item = *list; item != NULL; item = item->next)
		OPENSSL_cleanse(item->data, strlen(item->data));
	h->lib->slist_free_all(*list);
	*list = NULL;
}

static cosign_rc_t
run(struct csn_curl_handle *h, const struct csn_curl *curl,
    const struct csn_url *url, cosign_error_t *err)
{
	CURLcode code;
	cosign_rc_t rc;

	h->refused = h->in_head = h->is_final = 0;
	h->requests = 0;
	h->error[0] = '\0';
	/* Its errors are its own; what it leaves in OpenSSL's queue would be
	   read as the host's. */
	(void)ERR_set_mark();
	rc = set_all(h, curl, url, err);
	if (rc == COSIGN_OK) {
		code = perform_without_sigpipe(h);
		/* libcurl takes a head that was cut for a whole one. */
		if (code == CURLE_OK && h->in_head)
			code = CURLE_PARTIAL_FILE;
		if (code != CURLE_OK)
			rc = explain(h, code, err);
	}
	h->lib->easy_reset(h->easy);
	(void)ERR_pop_to_mark();
	free_list(h, &h->headers);
	free_list(h, &h->connect_to);
	return rc;
}

cosign_rc_t
csn_curl_run(
    struct csn_curl *curl, cosign_exchange_t *exchange, cosign_error_t *err)
{
	struct csn_curl_handle *h = NULL;
	struct csn_buf origin;
	struct csn_url url;
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	csn_buf_init(&origin, CSN_URL_MAX);
	CSN_TRY(csn_url_parse(&url, exchange->url, err));
	csn_buf_add_str(&origin, url.is_https ? "https://" : "http://");
	csn_url_write_host(&origin, &url, 1);
	CSN_TRY(csn_buf_finish(&origin, err));
	rc = csn_curl_acquire(&h, curl, (const char *)origin.p, err);
	if (rc != COSIGN_OK)
		goto out;
	h->exchange = exchange;
	h->err = err;
	rc = run(h, curl, &url, err);
	h->exchange = NULL;
	h->err = NULL;
	csn_curl_release(curl, h);
out:
	csn_buf_dispose(&origin);
	return rc;
}
