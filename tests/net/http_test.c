/* What is done with answers, whatever moves them. */
#include "sender.h"
#include "util/limits.h"

#include "vectors.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdio.h>
#include <string.h>

TestSuite(http, .init = sender_start, .fini = sender_stop);

Test(http, gives_and_takes)
{
	static const struct fake_step steps[] = {
		{ .status = 201,
		    .headers = { "Location", "/y", "A", "1", "a", "2" },
		    .body = "0123456789" },
	};
	const struct csn_request request = request_of("PUT");

	fake_start(&fake, steps, COUNT(steps), NULL);
	MUST(send_it(&request));
	cr_expect_eq(response.status, 201);
	cr_expect_str_eq(response.url, "https://a.example/x?query=secret");
	cr_expect_str_eq(csn_response_header(&response, "a", 1), "2");
	cr_expect(csn_span_eq(csn_span(response.body.p, response.body.len),
	    csn_span_str("0123456789")));
	cr_expect_str_eq(fake.seen[0].method, "PUT");
	cr_expect_str_eq(fake.seen[0].url, "https://a.example/x?query=secret");
	cr_expect_str_eq(fake.seen[0].body, "hello world");
	cr_expect_eq(fake.seen[0].body_size, 11);
	cr_expect_eq(fake.seen[0].time_left, 300000);
	cr_expect_eq(fake.seen[0].header_count, 4);
	cr_expect_str_eq(fake_header(&fake, 0, "authorization"), SECRET);
	cr_expect_str_eq(
	    fake_header(&fake, 0, "user-agent"), "libcosign/" COSIGN_VERSION);
	cr_expect_eq(fake.wait_count, 0);
}

Test(http, user_of_a_url_is_basic_credentials)
{
	static const struct fake_step steps[] = {
		{ .status = 302,
		    .headers = { "Location", "https://u:p@b.example/" } },
		{ .status = 200 },
		{ .status = 200 },
	};
	struct csn_request request = request_of("GET");

	fake_start(&fake, steps, COUNT(steps), NULL);
	request.url = "https://us%65r:se%3acret@a.example/x#fragment";
	request.header_count = 1;
	MUST(send_it(&request));
	cr_expect_str_eq(fake.seen[0].url, "https://a.example/x");
	cr_expect_str_eq(
	    fake_header(&fake, 0, "Authorization"), "Basic dXNlcjpzZTpjcmV0");
	cr_expect_str_eq(fake.seen[1].url, "https://b.example/");
	cr_expect_null(fake_header(&fake, 1, "Authorization"));
	request.header_count = 3;
	MUST(send_it(&request));
	cr_expect_str_eq(fake_header(&fake, 2, "Authorization"), SECRET);
	cr_expect_eq(fake.seen[2].header_count, 4);
}

Test(http, refuses_what_is_no_request)
{
	static const struct csn_header bad[] = {
		{ "A B", "", 0 },
		{ "", "", 0 },
		{ "A", "b\r\nC: d", 1 },
		{ "host", "b", 0 },
		{ "Content-Length", "1", 0 },
	};
	static const char *const texts[] = {
		"a header that is none",
		"a header that is none",
		"a header that is none",
		"the header Host, which the transport writes",
		"the header Content-Length, which the transport writes",
	};
	struct csn_request request = request_of("GET");
	char text[128];
	size_t i;

	fake_start(&fake, NULL, 0, NULL);
	request.header_count = 1;
	for (i = 0; i < COUNT(bad); i++) {
		request.headers = &bad[i];
		(void)snprintf(text, sizeof(text),
		    "GET https://a.example/x: %s", texts[i]);
		expect_failure(send_it(&request), COSIGN_E_ARGUMENT, text);
	}
	request.header_count = 0;
	request.method = "G T";
	expect_failure(send_it(&request), COSIGN_E_ARGUMENT,
	    "G T https://a.example/x: a method that is none");
	request.method = "GET";
	request.url = "ftp://user:secret@a/?secret";
	expect_failure(send_it(&request), COSIGN_E_ARGUMENT,
	    "GET a/: URL of scheme ftp: neither http nor https");
}

Test(http, has_one_deadline_for_all)
{
	static const struct fake_step steps[] = {
		{ .status = 302, .headers = { "Location", "/y" }, .ms = 1000 },
		{ .status = 503, .ms = 1000 },
		{ .status = 200, .ms = 1000 },
		{ .rc = COSIGN_E_CONNECT, .why = "x", .ms = 10000 },
		{ .status = 302, .headers = { "Location", "/y" }, .ms = 10000 },
	};
	struct csn_request request = request_of("GET");
	cosign_http_options_t *options;

	MUST(cosign_http_options_new(&options, NULL));
	cosign_http_options_set_timeouts(options, 10000, 0);
	fake_start(&fake, steps, COUNT(steps), options);
	cosign_http_options_free(options);
	request.header_count = 0;
	MUST(send_it(&request));
	cr_expect_eq(fake.seen[0].time_left, 10000);
	cr_expect_eq(fake.seen[1].time_left, 9000);
	cr_expect_eq(fake.seen[2].time_left, 7250);
	expect_failure(send_it(&request), COSIGN_E_TIMEOUT,
	    "GET https://a.example/x: the deadline passed");
	expect_failure(send_it(&request), COSIGN_E_TIMEOUT,
	    "GET https://a.example/y: the deadline passed");
	cr_expect_eq(fake.done, 5);
	/* one that others share */
	request.deadline = fake.now;
	expect_failure(send_it(&request), COSIGN_E_TIMEOUT,
	    "GET https://a.example/x: the deadline passed");
	cr_expect_eq(fake.done, 5);
	cr_expect_eq(csn_http_deadline(fake.http), fake.now + 10000);
}

Test(http, is_cancelled)
{
	static const struct fake_step steps[] = {
		{ .rc = COSIGN_E_CONNECT, .why = "x", .cancels = 1 },
	};
	const struct csn_request request = request_of("GET");

	fake_start(&fake, steps, COUNT(steps), NULL);
	expect_failure(send_it(&request), COSIGN_E_CANCELLED,
	    "GET https://a.example/x: cancelled");
	expect_failure(send_it(&request), COSIGN_E_CANCELLED,
	    "GET https://a.example/x: cancelled");
	cr_expect_eq(fake.done, 1);
}

Test(http, cancelled_is_not_repeated)
{
	static const struct fake_step steps[] = {
		{ .status = 503, .cancels = 1 },
	};
	const struct csn_request request = request_of("GET");

	fake_start(&fake, steps, COUNT(steps), NULL);
	expect_failure(send_it(&request), COSIGN_E_CANCELLED,
	    "GET https://a.example/x: cancelled");
}

Test(http, forbidden_is_offline)
{
	static const struct fake_step steps[1];
	struct csn_request request = request_of("GET");
	cosign_http_options_t *options;

	MUST(cosign_http_options_new(&options, NULL));
	cosign_http_options_forbid(options, 1);
	fake_start(&fake, steps, COUNT(steps), options);
	cosign_http_options_free(options);
	request.url = "https://user:secret@a.example:8443/x?secret";
	expect_failure(send_it(&request), COSIGN_E_OFFLINE,
	    "GET https://a.example:8443/x: the network is not allowed to be "
	    "used");
	cr_expect_eq(fake.done, 0);
}

Test(http, keeps_a_rate_for_each_host)
{
	static struct fake_step steps[8];
	struct csn_request request = request_of("GET");
	cosign_http_options_t *options;
	size_t i;

	for (i = 0; i < COUNT(steps); i++)
		steps[i] = (struct fake_step){ .status = 200 };
	MUST(cosign_http_options_new(&options, NULL));
	cosign_http_options_set_rate(options, 2, 3);
	cosign_http_options_set_timeouts(options, 1200, 0);
	fake_start(&fake, steps, COUNT(steps), options);
	cosign_http_options_free(options);
	for (i = 0; i < 5; i++)
		MUST(send_it(&request));
	cr_expect_eq(fake.wait_count, 2);
	cr_expect_eq(fake.waits[0], 500);
	cr_expect_eq(fake.waits[1], 500);
	request.url = "https://b.example/";
	MUST(send_it(&request));
	cr_expect_eq(fake.wait_count, 2);
	/* Not what would come too late, which does not count. */
	request.url = "https://A.example/";
	request.deadline = fake.now + 499;
	expect_failure(send_it(&request), COSIGN_E_TIMEOUT,
	    "GET https://A.example/: the deadline passes before this host may "
	    "be asked again");
	request.deadline = 0;
	MUST(send_it(&request));
	cr_expect_eq(fake.waits[2], 500);
	/* After a pause it is as at the beginning. */
	fake.now += 100000;
	MUST(send_it(&request));
	cr_expect_eq(fake.wait_count, 3);
}

struct notes {
	char text[1024];
};

static void
note(void *user, const char *method, const char *url, int32_t status,
    uint64_t sent, uint64_t received, int64_t ms)
{
	struct notes *notes = user;
	const size_t len = strlen(notes->text);

	(void)snprintf(notes->text + len, sizeof(notes->text) - len,
	    "%s %s %d %llu %llu %lld\n", method, url, (int)status,
	    (unsigned long long)sent, (unsigned long long)received,
	    (long long)ms);
}

Test(http, is_observed)
{
	static const struct fake_step steps[] = {
		{ .rc = COSIGN_E_CONNECT, .why = "x", .ms = 5 },
		{ .status = 503, .body = "no", .ms = 6 },
		{ .status = 303, .headers = { "Location", "/y?secret" } },
		{ .status = 200, .body = "yes", .ms = 7 },
		{ .rc = COSIGN_E_TLS, .why = "x", .leaves_body = 1 },
	};
	struct csn_request request = request_of("PUT");
	cosign_http_options_t *options;
	struct notes notes = { "" };

	MUST(cosign_http_options_new(&options, NULL));
	cosign_http_options_set_observer(options, note, &notes);
	fake_start(&fake, steps, COUNT(steps), options);
	cosign_http_options_free(options);
	request.url = "https://user:secret@a.example/x?secret";
	MUST(send_it(&request));
	cr_expect_str_eq(notes.text,
	    "PUT https://a.example/x 0 11 0 5\n"
	    "PUT https://a.example/x 503 11 2 6\n"
	    "PUT https://a.example/x 303 11 0 0\n"
	    "GET https://a.example/y 200 0 3 7\n");

	/* one of which nothing was sent, too; but not one that is refused */
	notes.text[0] = '\0';
	expect_failure(
	    send_it(&request), COSIGN_E_TLS, "PUT https://a.example/x: x");
	request.deadline = fake.now;
	expect_failure(send_it(&request), COSIGN_E_TIMEOUT,
	    "PUT https://a.example/x: the deadline passed");
	cr_expect_str_eq(notes.text, "PUT https://a.example/x 0 0 0 0\n");
}

/* Limits. */

Test(http, answers_have_a_length)
{
	static const struct fake_step steps[] = {
		{ .status = 200, .body = "0123456789" },
		{ .status = 200, .body = "01234", .body_times = 3 },
		{ .status = 200, .body = "01234567890" },
	};
	const struct csn_request request = request_of("GET");

	fake_start(&fake, steps, COUNT(steps), NULL);
	MUST(send_it(&request));
	cr_expect_eq(response.body.len, 10);
	expect_failure(send_it(&request), COSIGN_E_LIMIT,
	    "GET https://a.example/x: answer of more than 10 bytes");
	expect_failure(send_it(&request), COSIGN_E_LIMIT,
	    "GET https://a.example/x: answer of more than 10 bytes");
	cr_expect_eq(fake.wait_count, 0);
}

Test(http, refusals_are_cut)
{
	static const struct fake_step steps[] = {
		{ .status = 404,
		    .body = "0123456789abcdef",
		    .body_times = CSN_REFUSAL_KEEP / 16 + 1 },
		{ .status = 404,
		    .body = "0123456789abcdef",
		    .body_times = CSN_REFUSAL_MAX },
	};
	const struct csn_request request = request_of("GET");
	size_t i;

	fake_start(&fake, steps, COUNT(steps), NULL);
	for (i = 0; i < COUNT(steps); i++) {
		MUST(send_it(&request));
		cr_expect_eq(response.status, 404);
		cr_expect_eq(response.body.len, CSN_REFUSAL_KEEP);
		cr_expect_eq(cosign_error_code(err), COSIGN_OK);
	}
}

Test(http, headers_have_a_length)
{
	static char value[CSN_HEADERS_MAX];
	const struct fake_step steps[] = {
		{ .status = 200, .headers = { "A", value } },
		{ .status = 200, .headers = { "A", value, "B", "" } },
	};
	const struct csn_request request = request_of("GET");

	memset(value, 'x', sizeof(value));
	value[sizeof(value) - 3] = '\0';
	fake_start(&fake, steps, COUNT(steps), NULL);
	MUST(send_it(&request));
	expect_failure(send_it(&request), COSIGN_E_LIMIT,
	    "GET https://a.example/x: answer with headers of more than 262144 "
	    "bytes");
}

struct taken {
	char text[64];
	int restarts;
	cosign_rc_t rc, restart_rc;
};

static cosign_rc_t
take(void *user, struct csn_span bytes, cosign_error_t *e)
{
	struct taken *taken = user;

	(void)strncat(taken->text, (const char *)bytes.p, bytes.len);
	return taken->rc == COSIGN_OK ? COSIGN_OK
				      : csn_fail(e, taken->rc, "taken no more");
}

static cosign_rc_t
take_again(void *user, cosign_error_t *e)
{
	struct taken *taken = user;

	taken->text[0] = '\0';
	taken->restarts++;
	return taken->restart_rc == COSIGN_OK
	    ? COSIGN_OK
	    : csn_fail(e, taken->restart_rc, "not again");
}

Test(http, goes_to_a_sink)
{
	static const struct fake_step steps[] = {
		{ .status = 503, .body = "no" },
		{ .status = 200,
		    .body = "01234567",
		    .rc = COSIGN_E_CONNECT,
		    .why = "cut" },
		{ .status = 200, .body = "01234567", .body_times = 4 },
		{ .status = 404, .body = "no" },
		{ .status = 200, .body = "x" },
		{ .status = 200,
		    .body = "x",
		    .rc = COSIGN_E_CONNECT,
		    .why = "cut" },
		{ .status = 200,
		    .body = "x",
		    .rc = COSIGN_E_CONNECT,
		    .why = "cut" },
	};
	struct taken taken = { "", 0, COSIGN_OK, COSIGN_OK };
	struct csn_sink sink = { take, take_again, &taken };
	struct csn_request request = request_of("GET");

	fake_start(&fake, steps, COUNT(steps), NULL);
	request.sink = &sink;
	request.answer_max = 0;
	MUST(send_it(&request));
	cr_expect_str_eq(taken.text, "01234567012345670123456701234567");
	cr_expect_eq(taken.restarts, 1);
	cr_expect_eq(response.body.len, 0);

	MUST(send_it(&request));
	cr_expect_eq(response.status, 404);
	cr_expect_eq(response.body.len, 2);
	cr_expect_eq(taken.restarts, 1);

	taken.rc = COSIGN_E_DIGEST;
	expect_failure(send_it(&request), COSIGN_E_DIGEST,
	    "GET https://a.example/x: taken no more");
	taken.rc = COSIGN_OK;
	taken.restart_rc = COSIGN_E_IO;
	expect_failure(send_it(&request), COSIGN_E_IO,
	    "GET https://a.example/x: not again");
	/* one that cannot begin again */
	sink.restart = NULL;
	expect_failure(send_it(&request), COSIGN_E_CONNECT,
	    "GET https://a.example/x: cut");
}

/* Transports of others. */

Test(http, transports_may_be_broken)
{
	static const struct {
		struct fake_step step;
		cosign_rc_t rc;
		const char *text;
	} rows[] = {
		{ { .rc = COSIGN_OK }, COSIGN_E_PROTOCOL,
		    "the transport gave no status" },
		{ { .status = 100 }, COSIGN_E_PROTOCOL,
		    "answer of status 100" },
		{ { .status = 1000 }, COSIGN_E_PROTOCOL,
		    "answer of status 1000" },
		{ { .body = "x" }, COSIGN_E_PROTOCOL,
		    "answer whose body came before its status" },
		{ { .headers = { "A", "b" } }, COSIGN_E_PROTOCOL,
		    "answer with a line that is no header" },
		{ { .status = 200, .headers = { "A:", "b" } },
		    COSIGN_E_PROTOCOL, "answer with a line that is no header" },
		{ { .status = 200, .headers = { "A", "b\nC: d" } },
		    COSIGN_E_PROTOCOL, "answer with a line that is no header" },
		/* what a network cannot know */
		{ { .rc = COSIGN_E_SIGNATURE, .why = "x" },
		    COSIGN_E_UNAVAILABLE, "x" },
		{ { .rc = COSIGN_E_MALFORMED }, COSIGN_E_UNAVAILABLE,
		    "the transport failed" },
		{ { .rc = COSIGN_E_NO_IMAGE, .why = "x" }, COSIGN_E_UNAVAILABLE,
		    "x" },
		{ { .rc = COSIGN_E_UNAUTHORIZED, .why = "x" },
		    COSIGN_E_UNAVAILABLE, "x" },
		{ { .rc = COSIGN_E_HTTP }, COSIGN_E_UNAVAILABLE,
		    "the transport failed" },
		{ { .rc = COSIGN_E_CONTENTION }, COSIGN_E_UNAVAILABLE,
		    "the transport failed" },
		{ { .rc = (cosign_rc_t)12345, .why = "x" },
		    COSIGN_E_UNAVAILABLE, "x" },
		{ { .rc = COSIGN_E_TLS }, COSIGN_E_TLS,
		    "the transport failed" },
		{ { .rc = COSIGN_E_NOMEM, .why = "x" }, COSIGN_E_NOMEM, "x" },
	};
	static struct fake_step steps[COUNT(rows)];
	const struct csn_request request = request_of("GET");
	char text[128];
	size_t i;

	for (i = 0; i < COUNT(rows); i++)
		steps[i] = rows[i].step;
	fake_start(&fake, steps, COUNT(rows), NULL);
	for (i = 0; i < COUNT(rows); i++) {
		(void)snprintf(text, sizeof(text),
		    "GET https://a.example/x: %s", rows[i].text);
		expect_failure(send_it(&request), rows[i].rc, text);
	}
}
