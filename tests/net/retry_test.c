/* What is sent again, and when. */
#include "sender.h"

#include "vectors.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdio.h>
#include <string.h>

TestSuite(retry, .init = sender_start, .fini = sender_stop);

Test(retry, asks_again_what_may_pass)
{
	static const int statuses[] = { 408, 425, 429, 500, 502, 503, 504 };
	static struct fake_step steps[FAKE_STEPS];
	const struct csn_request request = request_of("PUT");
	size_t i;

	for (i = 0; i < COUNT(statuses); i++) {
		steps[3 * i] =
		    (struct fake_step){ .status = statuses[i], .body = "wait" };
		steps[3 * i + 1] = (struct fake_step){ .rc = COSIGN_E_CONNECT,
			.why = "reset" };
		steps[3 * i + 2] = (struct fake_step){ .status = 200 };
	}
	fake_start(&fake, steps, 3 * COUNT(statuses), NULL);
	for (i = 0; i < COUNT(statuses); i++) {
		MUST(send_it(&request));
		cr_expect_eq(response.status, 200);
		cr_expect_eq(response.body.len, 0);
		cr_expect_str_eq(fake.seen[3 * i + 2].body, "hello world");
		cr_expect_eq(fake.done, 3 * i + 3);
		cr_expect_eq(cosign_error_code(err), COSIGN_OK);
		cr_expect_eq(fake.waits[2 * i], 750);
		cr_expect_eq(fake.waits[2 * i + 1], 2250);
	}
}

Test(retry, waits_longer_each_time)
{
	static const struct fake_step step = { .status = 500 };
	static struct fake_step steps[8];
	static const int64_t most[] = { 1250, 3750, 11250, 33750, 37500, 37500,
		37500 };
	const struct csn_request request = request_of("GET");
	cosign_http_options_t *options;
	size_t i;

	for (i = 0; i < COUNT(steps); i++)
		steps[i] = step;
	MUST(cosign_http_options_new(&options, NULL));
	cosign_http_options_set_tries(options, 8);
	fake_start(&fake, steps, COUNT(steps), options);
	cosign_http_options_free(options);
	/* 500, 1500, 4500, 13500 and 15000 more than the least */
	fake.chance = 0;
	MUST(send_it(&request));
	cr_expect_eq(response.status, 500);
	cr_expect_eq(fake.wait_count, 7);
	for (i = 0; i < COUNT(most); i++)
		cr_expect_eq(fake.waits[i], most[i] / 5 * 3);
}

Test(retry, waits_by_chance)
{
	static const struct fake_step steps[] = {
		{ .status = 500 },
		{ .status = 500 },
		{ .status = 200 },
	};
	const struct csn_request request = request_of("GET");

	fake_start(&fake, steps, COUNT(steps), NULL);
	fake.chance = 500;
	MUST(send_it(&request));
	cr_expect_eq(fake.waits[0], 1250);
	cr_expect_eq(fake.waits[1], 2750);
}

Test(retry, gives_up_after_three_tries)
{
	static const struct fake_step steps[] = {
		{ .status = 503 },
		{ .rc = COSIGN_E_CONNECT, .why = "reset" },
		{ .status = 503, .body = "why" },
		{ .status = 503 },
		{ .status = 503 },
		{ .rc = COSIGN_E_CONNECT, .why = "connection reset" },
	};
	const struct csn_request request = request_of("GET");

	fake_start(&fake, steps, COUNT(steps), NULL);
	MUST(send_it(&request));
	cr_expect_eq(response.status, 503);
	cr_expect(csn_span_eq(
	    csn_span(response.body.p, response.body.len), csn_span_str("why")));
	cr_expect_eq(fake.done, 3);
	expect_failure(send_it(&request), COSIGN_E_CONNECT,
	    "GET https://a.example/x: connection reset");
	cr_expect_eq(fake.done, 6);
}

Test(retry, does_not_ask_again_what_lasts)
{
	static const struct fake_step steps[] = {
		{ .status = 400 },
		{ .status = 401 },
		{ .status = 403 },
		{ .status = 404 },
		{ .status = 409 },
		{ .status = 416 },
		{ .status = 501 },
		{ .status = 505 },
		{ .rc = COSIGN_E_TLS, .why = "no" },
		{ .rc = COSIGN_E_UNAVAILABLE, .why = "no" },
		{ .rc = COSIGN_E_CONNECT,
		    .why = "no",
		    .facts = CSN_FACT_LASTING },
	};
	const struct csn_request request = request_of("GET");
	size_t i;

	fake_start(&fake, steps, COUNT(steps), NULL);
	for (i = 0; i < COUNT(steps); i++) {
		cr_expect_eq(send_it(&request), steps[i].rc);
		cr_expect_eq(response.status, steps[i].status);
		cr_expect_eq(fake.done, i + 1);
	}
	cr_expect_eq(fake.wait_count, 0);
}

Test(retry, once_is_once)
{
	static const struct fake_step steps[] = {
		{ .status = 503 },
		{ .status = 500 },
		{ .rc = COSIGN_E_CONNECT, .why = "reset" },
		/* and what cannot have been done */
		{ .rc = COSIGN_E_CONNECT,
		    .why = "x",
		    .facts = CSN_FACT_UNSENT },
		{ .status = 429 },
		{ .status = 200 },
		{ .status = 425 },
		{ .status = 307, .headers = { "Location", "/y" } },
		{ .status = 200 },
	};
	struct csn_request request = request_of("POST");
	size_t i;

	fake_start(&fake, steps, COUNT(steps), NULL);
	request.flags = CSN_REQUEST_ONCE;
	for (i = 0; i < 3; i++) {
		cr_expect_eq(send_it(&request), steps[i].rc);
		cr_expect_eq(fake.done, i + 1);
	}
	MUST(send_it(&request));
	cr_expect_eq(fake.done, 6);
	MUST(send_it(&request));
	cr_expect_eq(fake.done, 9);
	cr_expect_str_eq(fake.seen[8].method, "POST");
}

Test(retry, no_retry_is_none)
{
	static const struct fake_step steps[] = {
		{ .status = 429 },
		{ .rc = COSIGN_E_CONNECT,
		    .why = "x",
		    .facts = CSN_FACT_UNSENT },
	};
	struct csn_request request = request_of("GET");

	fake_start(&fake, steps, COUNT(steps), NULL);
	request.flags = CSN_REQUEST_NO_RETRY;
	MUST(send_it(&request));
	cr_expect_eq(response.status, 429);
	cr_expect_eq(send_it(&request), COSIGN_E_CONNECT);
}

struct after {
	char value[48];
	int64_t wait;
};

ParameterizedTestParameters(retry, obeys_retry_after)
{
	static struct after rows[] = {
		{ "0", 0 },
		{ "7", 7000 },
		{ "299", 299000 },
		{ "Sun, 08 Nov 2026 12:00:05 GMT", 5000 },
		{ "Sunday, 08-Nov-26 12:00:05 GMT", 5000 },
		{ "Sun Nov  8 12:00:05 2026", 5000 },
		{ "Sun, 08 Nov 2026 11:59:00 GMT", 0 },
		/* none: our own */
		{ "", 750 },
		{ "-1", 750 },
		{ "1.5", 750 },
		{ "soon", 750 },
		{ "Sun, 08 Nov 2026 12:00:05 CET", 750 },
		{ "Sun, 08 Nox 2026 12:00:05 GMT", 750 },
		{ "Sun, 32 Nov 2026 12:00:05 GMT", 750 },
		{ "Sun, 08 Nov 2026 24:00:05 GMT", 750 },
	};
	return cr_make_param_array(struct after, rows, COUNT(rows));
}

ParameterizedTest(struct after *row, retry, obeys_retry_after)
{
	const struct fake_step steps[] = {
		{ .status = 503, .headers = { "Retry-After", row->value } },
		{ .status = 200 },
	};
	const struct csn_request request = request_of("GET");

	fake_start(&fake, steps, COUNT(steps), NULL);
	MUST(send_it(&request));
	cr_expect_eq(response.status, 200);
	cr_expect_eq(fake.now, 1000 + row->wait);
}

Test(retry, waits_for_nothing_beyond_the_deadline)
{
	static const struct fake_step steps[] = {
		{ .status = 429,
		    .headers = { "Retry-After", "300" },
		    .body = "later" },
		{ .status = 503,
		    .headers = { "Retry-After", "99999999999999999999" } },
		{ .status = 503,
		    .headers = { "Retry-After",
			"Fri, 31 Dec 9999 23:59:59 GMT" } },
		{ .status = 503, .ms = 299500 },
		{ .rc = COSIGN_E_CONNECT, .why = "reset", .ms = 299500 },
	};
	const struct csn_request request = request_of("GET");
	size_t i;

	fake_start(&fake, steps, COUNT(steps), NULL);
	for (i = 0; i < COUNT(steps); i++) {
		cr_expect_eq(send_it(&request), steps[i].rc);
		cr_expect_eq(response.status, steps[i].status);
	}
	cr_expect_eq(fake.wait_count, 0);
}
