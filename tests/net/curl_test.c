/* libcurl against a server in this process. */
#include "real.h"

#include "vectors.h"

#include <criterion/criterion.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Says what came, or does what the target tells. */
static void
echo(void *user, const struct http_request *request, struct http_answer *answer)
{
	char text[256];

	(void)user;
	if (strcmp(request->target, "/chunked") == 0)
		answer->framing = HTTP_CHUNKED;
	if (strcmp(request->target, "/until-close") == 0)
		answer->framing = HTTP_UNTIL_CLOSE;
	if (strcmp(request->target, "/close") == 0)
		answer->close = 1;
	if (strcmp(request->target, "/404") == 0)
		answer->status = 404;
	if (strcmp(request->target, "/204") == 0)
		answer->status = 204;
	http_answer_header(answer, "X-One", "1");
	http_answer_header(answer, "x-one", "  two  ");
	http_answer_header(answer, "X-Empty", "");
	(void)snprintf(text, sizeof(text), "%s %s %.100s", request->method,
	    request->target,
	    request->body_len > 0 ? (const char *)request->body : "");
	http_answer_text(answer, text);
}

TestSuite(curl, .init = real_start, .fini = real_stop);

Test(curl, gets)
{
	struct http_server *server = serve(echo, NULL);
	cosign_http_t *http = context(new_options());
	const struct http_request *request;

	expect_answer(get(http, http_server_at(server, "/a?b=c%20d")), 200,
	    "GET /a?b=c%20d ");
	cr_expect_str_eq(csn_response_header(&response, "X-ONE", 0), "1");
	cr_expect_str_eq(csn_response_header(&response, "X-One", 1), "two");
	cr_expect_null(csn_response_header(&response, "X-One", 2));
	cr_expect_str_eq(csn_response_header(&response, "x-empty", 0), "");
	cr_expect_str_eq(response.url, http_server_at(server, "/a?b=c%20d"));
	request = http_server_request(server, 0);
	cr_expect_eq(request->header_count, 2);
	cr_expect_str_eq(http_request_header(request, "User-Agent"),
	    "libcosign/" COSIGN_VERSION);
	cr_expect_not_null(http_request_header(request, "Host"));

	expect_answer(get(http, http_server_at(server, "/chunked")), 200,
	    "GET /chunked ");
	expect_answer(get(http, http_server_at(server, "/until-close")), 200,
	    "GET /until-close ");
	expect_answer(
	    get(http, http_server_at(server, "/404")), 404, "GET /404 ");
	expect_answer(get(http, http_server_at(server, "/204")), 204, "");
	expect_answer(
	    send_to(http, "HEAD", http_server_at(server, "/x"), NULL, 0), 200,
	    "");
	cr_expect_str_eq(
	    csn_response_header(&response, "Content-Length", 0), "8");
	expect_answer(
	    send_to(http, "DELETE", http_server_at(server, "/x"), NULL, 0), 200,
	    "DELETE /x ");
	cosign_http_free(http);
	http_server_stop(server);
}

Test(curl, sends)
{
	struct http_server *server = serve(echo, NULL);
	cosign_http_t *http = context(new_options());
	struct csn_memory_body memory = { csn_span_str("hello"), 0 };
	struct csn_body body;

	csn_body_from_memory(&body, &memory);
	expect_answer(
	    send_to(http, "PUT", http_server_at(server, "/p"), &body, 0), 200,
	    "PUT /p hello");
	cr_expect_str_eq(http_request_header(
			     http_server_request(server, 0), "Content-Length"),
	    "5");
	cr_expect_null(
	    http_request_header(http_server_request(server, 0), "Expect"));

	/* of unknown length */
	memory.at = 0;
	body.size = -1;
	expect_answer(
	    send_to(http, "PATCH", http_server_at(server, "/p"), &body, 0), 200,
	    "PATCH /p hello");
	cr_expect(http_server_request(server, 1)->is_chunked);

	/* of none */
	expect_answer(
	    send_to(http, "POST", http_server_at(server, "/p"), NULL, 0), 200,
	    "POST /p ");
	cr_expect_str_eq(http_request_header(
			     http_server_request(server, 2), "Content-Length"),
	    "0");
	memory.bytes.len = memory.at = 0;
	body.size = 0;
	expect_answer(
	    send_to(http, "PUT", http_server_at(server, "/p"), &body, 0), 200,
	    "PUT /p ");
	cosign_http_free(http);
	http_server_stop(server);
}

Test(curl, keeps_connections)
{
	struct http_server *server = serve(echo, NULL);
	struct http_server *other = serve(echo, NULL);
	cosign_http_t *http = context(new_options());
	struct csn_memory_body memory = { csn_span_str("hello"), 0 };
	struct csn_body body;
	int i;

	csn_body_from_memory(&body, &memory);
	for (i = 0; i < 10; i++) {
		memory.at = 0;
		MUST(get(http, http_server_at(server, "/a")));
		MUST(get(http, http_server_at(other, "/b")));
		MUST(get(http, http_server_at(server, "/404")));
		MUST(get(http, http_server_at(server, "/chunked")));
		MUST(send_to(
		    http, "HEAD", http_server_at(server, "/c"), NULL, 0));
		MUST(send_to(
		    http, "PUT", http_server_at(server, "/d"), &body, 0));
	}
	cr_expect_eq(http_server_connections(server), 1);
	cr_expect_eq(http_server_connections(other), 1);
	cr_expect_eq(http_server_requests(server), 50);

	/* One that the server closed meanwhile is no failure. */
	http_server_drop_all(server);
	while (http_server_open(server) > 0)
		(void)usleep(1000);
	MUST(get(http, http_server_at(server, "/a")));
	cr_expect_eq(http_server_connections(server), 2);
	cosign_http_free(http);
	http_server_stop(server);
	http_server_stop(other);
}

Test(curl, keeps_no_more_connections_than_told)
{
	struct http_server *server = serve(echo, NULL);
	struct http_server *other = serve(echo, NULL);
	cosign_http_options_t *options = new_options();
	cosign_http_t *http;
	int i;

	cosign_http_options_set_idle(options, 1);
	http = context(options);
	for (i = 0; i < 3; i++) {
		MUST(get(http, http_server_at(server, "/a")));
		MUST(get(http, http_server_at(server, "/a")));
		MUST(get(http, http_server_at(other, "/b")));
	}
	cr_expect_eq(http_server_connections(server), 3);
	cr_expect_eq(http_server_connections(other), 3);
	cosign_http_free(http);
	http_server_stop(server);
	http_server_stop(other);
}

/* Spoils the first so many answers. */
struct spoilt {
	int times;
	int status;
	int drop;
	int reset;
	int64_t cut_after;
	int delay_ms;
	int pause_ms;
	const char *raw;
};

static void
spoil(
    void *user, const struct http_request *request, struct http_answer *answer)
{
	struct spoilt *spoilt = user;

	(void)request;
	http_answer_text(answer, "hello");
	if (spoilt->times-- <= 0)
		return;
	answer->drop = spoilt->drop;
	answer->reset = spoilt->reset;
	answer->cut_after = spoilt->cut_after;
	answer->delay_ms = spoilt->delay_ms;
	if (spoilt->pause_ms != 0)
		answer->pause_after = 2;
	answer->pause_ms = spoilt->pause_ms;
	if (spoilt->status != 0)
		answer->status = spoilt->status;
	if (spoilt->raw != NULL)
		http_answer_raw(answer, spoilt->raw, strlen(spoilt->raw));
}

Test(curl, asks_again_after_a_lost_connection)
{
	static const struct spoilt rows[] = {
		{ .drop = 1, .cut_after = -1 },
		{ .drop = 1, .reset = 1, .cut_after = -1 },
		{ .cut_after = 0 },
		{ .cut_after = 3 },
		{ .cut_after = 3, .reset = 1 },
		{ .cut_after = -1, .status = 503 },
		{ .cut_after = -1, .raw = "HTTP/1.1 200 OK\r\nContent-Le" },
	};
	struct spoilt spoilt;
	struct http_server *server = serve(spoil, &spoilt);
	cosign_http_t *http = context(new_options());
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		spoilt = rows[i];
		spoilt.times = 2;
		atomic_store(&waits, 0);
		http_server_forget(server);
		expect_answer(get(http, http_server_at(server, "/x?secret")),
		    200, "hello");
		/* libcurl sends once more by itself where a connection that it
		   kept is gone. */
		cr_expect_geq(atomic_load(&waits), 1, "row %zu", i);
		cr_expect_eq(http_server_requests(server), 3, "row %zu", i);
	}
	for (i = 0; i < 5; i++) {
		spoilt = rows[i];
		spoilt.times = 100;
		expect_failure(get(http, http_server_at(server, "/x?secret")),
		    COSIGN_E_CONNECT, "GET http://127.0.0.1:");
		cr_expect_null(strstr(cosign_error_message(err), "secret"));
		cr_expect_eq(cosign_error_cause(err), COSIGN_CAUSE_CURL);
	}
	cosign_http_free(http);
	http_server_stop(server);
}

Test(curl, sends_once_what_is_meant_once)
{
	struct spoilt spoilt = { .times = 1, .drop = 1, .cut_after = -1 };
	struct http_server *server = serve(spoil, &spoilt);
	cosign_http_t *http = context(new_options());

	expect_failure(send_to(http, "POST", http_server_at(server, "/x"), NULL,
			   CSN_REQUEST_ONCE),
	    COSIGN_E_CONNECT, "POST http://");
	cr_expect_eq(http_server_requests(server), 1);

	/* Nor does libcurl by itself, on a connection that was there before. */
	expect_answer(get(http, http_server_at(server, "/x")), 200, "hello");
	spoilt.times = 1;
	expect_failure(send_to(http, "POST", http_server_at(server, "/x"), NULL,
			   CSN_REQUEST_ONCE),
	    COSIGN_E_CONNECT, "POST http://");
	cr_expect_eq(http_server_requests(server), 3);
	cosign_http_free(http);
	http_server_stop(server);
}

Test(curl, asks_again_where_nobody_listens)
{
	struct http_server *server = serve(echo, NULL);
	cosign_http_t *http = context(new_options());
	char url[64];

	(void)snprintf(url, sizeof(url), "%s/x", http_server_url(server));
	http_server_stop(server);
	atomic_store(&waits, 0);
	expect_failure(send_to(http, "POST", url, NULL, CSN_REQUEST_ONCE),
	    COSIGN_E_CONNECT, "onnect");
	cr_expect_eq(atomic_load(&waits), 2);
	cr_expect_eq(cosign_error_cause_code(err), 7);
	atomic_store(&waits, 0);
	expect_failure(send_to(http, "GET", url, NULL, CSN_REQUEST_NO_RETRY),
	    COSIGN_E_CONNECT, "onnect");
	cr_expect_eq(atomic_load(&waits), 0);

	/* A name that nobody has will not be there in a second either. */
	expect_failure(get(http, "http://nobody.invalid/"), COSIGN_E_CONNECT,
	    "nobody.invalid");
	cr_expect_eq(atomic_load(&waits), 0);
	cosign_http_free(http);
}

Test(curl, takes_answers_that_are_none_for_what_they_are)
{
	static const struct {
		const char *raw;
		cosign_rc_t rc;
		const char *text;
	} rows[] = {
		{ "hello\r\n\r\n", COSIGN_E_PROTOCOL, "HTTP/0.9" },
		{ "HTTP/1.1 200 OK\r\nno header\r\n\r\n", COSIGN_E_PROTOCOL,
		    "Header without colon" },
		{ "HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n", COSIGN_E_PROTOCOL,
		    "a line that is no header" },
		{ "HTTP/1.1 200 OK\r\nA: b\x01\r\n\r\n", COSIGN_E_PROTOCOL,
		    "a control character in its header A" },
	};
	struct spoilt spoilt = { .cut_after = -1 };
	struct http_server *server = serve(spoil, &spoilt);
	cosign_http_t *http = context(new_options());
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		spoilt.times = 1;
		spoilt.raw = rows[i].raw;
		expect_failure(get(http, http_server_at(server, "/x")),
		    rows[i].rc, rows[i].text);
	}
	/* Answers before the answer, and trailers, are for nobody. */
	spoilt.times = 1;
	spoilt.raw = "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"
		     "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
		     "2\r\nhi\r\n0\r\nTrailer: x\r\n\r\n";
	expect_answer(get(http, http_server_at(server, "/x")), 200, "hi");
	cr_expect_null(csn_response_header(&response, "Link", 0));
	cr_expect_null(csn_response_header(&response, "Trailer", 0));
	cosign_http_free(http);
	http_server_stop(server);
}

Test(curl, has_a_deadline)
{
	struct spoilt spoilt = {
		.times = 1, .cut_after = -1, .delay_ms = 60000
	};
	struct http_server *server = serve(spoil, &spoilt);
	cosign_http_options_t *options = new_options();
	cosign_http_t *http;

	cosign_http_options_set_timeouts(options, 100, 0);
	http = context(options);
	expect_failure(get(http, http_server_at(server, "/x")),
	    COSIGN_E_TIMEOUT, "the deadline passed");
	/* also in the middle of a body */
	spoilt =
	    (struct spoilt){ .times = 1, .cut_after = -1, .pause_ms = 60000 };
	expect_failure(get(http, http_server_at(server, "/x")),
	    COSIGN_E_TIMEOUT, "the deadline passed");
	cosign_http_free(http);
	http_server_stop(server);
}

struct canceller {
	struct http_server *server;
	cosign_http_t *http;
};

/* Once the request is there. */
static void *
cancel(void *user)
{
	struct canceller *canceller = user;

	while (http_server_requests(canceller->server) == 0)
		(void)usleep(1000);
	cosign_http_cancel(canceller->http);
	return NULL;
}

Test(curl, is_cancelled)
{
	struct spoilt spoilt = {
		.times = 1, .cut_after = -1, .delay_ms = 600000
	};
	struct http_server *server = serve(spoil, &spoilt);
	cosign_http_t *http = context(new_options());
	struct canceller canceller = { server, http };
	pthread_t thread;

	cr_assert_eq(pthread_create(&thread, NULL, cancel, &canceller), 0);
	expect_failure(get(http, http_server_at(server, "/x")),
	    COSIGN_E_CANCELLED, "cancelled");
	cr_assert_eq(pthread_join(thread, NULL), 0);
	/* for good */
	expect_failure(get(http, http_server_at(server, "/x")),
	    COSIGN_E_CANCELLED, "cancelled");
	cr_expect_eq(http_server_requests(server), 1);
	cosign_http_free(http);
	http_server_stop(server);
}

static cosign_http_t *signalled;

static void
cancel_by_signal(int number)
{
	(void)number;
	cosign_http_cancel(signalled);
}

static void
answer_with_signal(
    void *user, const struct http_request *request, struct http_answer *answer)
{
	(void)user;
	(void)request;
	answer->delay_ms = 600000;
	(void)kill(getpid(), SIGUSR1);
}

Test(curl, is_cancelled_by_a_signal_handler)
{
	struct http_server *server = serve(answer_with_signal, NULL);
	const struct sigaction action = { .sa_handler = cancel_by_signal };

	signalled = context(new_options());
	cr_assert_eq(sigaction(SIGUSR1, &action, NULL), 0);
	expect_failure(get(signalled, http_server_at(server, "/x")),
	    COSIGN_E_CANCELLED, "cancelled");
	cosign_http_free(signalled);
	http_server_stop(server);
}

Test(curl, has_connections_of_its_own_after_fork)
{
	struct http_server *server = serve(echo, NULL);
	cosign_http_t *http = context(new_options());
	int status = -1;
	pid_t child;

	MUST(get(http, http_server_at(server, "/parent")));
	child = fork();
	if (child == 0) {
		status =
		    get(http, http_server_at(server, "/child")) == COSIGN_OK &&
		    response.status == 200;
		cosign_http_cancel(http);
		cosign_http_free(http);
		_exit(status ? 0 : 1);
	}
	cr_assert_eq(waitpid(child, &status, 0), child);
	cr_expect_eq(status, 0);
	cr_expect_eq(http_server_connections(server), 2);
	MUST(get(http, http_server_at(server, "/parent")));
	cr_expect_eq(http_server_connections(server), 2);
	cosign_http_free(http);
	http_server_stop(server);
}

static void
answer_at_length(
    void *user, const struct http_request *request, struct http_answer *answer)
{
	const size_t *count = user;
	static char value[60000];
	size_t i;

	memset(value, 'x', sizeof(value) - 1);
	for (i = 0; i < *count; i++)
		http_answer_header(answer, "A", value);
	if (strcmp(request->target, "/long") == 0)
		http_answer_headerf(answer, "B", "%s%s", value, value);
	http_answer_text(answer, "hello");
}

Test(curl, has_limits_for_headers)
{
	size_t count = 4;
	struct http_server *server = serve(answer_at_length, &count);
	cosign_http_t *http = context(new_options());

	expect_answer(get(http, http_server_at(server, "/x")), 200, "hello");
	count = 5;
	expect_failure(get(http, http_server_at(server, "/x")), COSIGN_E_LIMIT,
	    "answer with headers of more than 262144 bytes");
	/* libcurl's own */
	count = 0;
	expect_failure(get(http, http_server_at(server, "/long")),
	    COSIGN_E_LIMIT, "answer with a header");
	cosign_http_free(http);
	http_server_stop(server);
}
