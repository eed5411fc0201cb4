/* Where a redirect leads, and what goes along. */
#include "sender.h"
#include "util/limits.h"

#include "vectors.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdio.h>
#include <string.h>

TestSuite(redirect, .init = sender_start, .fini = sender_stop);

struct hop {
	char method[8];
	int status;
	char location[64];
	/* what follows */
	char then_method[8];
	char then_url[64];
	int keeps_body;
	int keeps_secret;
};

ParameterizedTestParameters(redirect, follows_redirects)
{
	static struct hop rows[] = {
		{ "GET", 301, "/y", "GET", "https://a.example/y", 0, 1 },
		{ "GET", 302, "y?z#f", "GET", "https://a.example/y?z", 0, 1 },
		{ "GET", 303, "//a.example:443/", "GET", "https://a.example/",
		    0, 1 },
		{ "GET", 307, "https://A.EXAMPLE/y", "GET",
		    "https://A.EXAMPLE/y", 0, 1 },
		{ "GET", 308, "https://b.example/", "GET", "https://b.example/",
		    0, 0 },
		{ "GET", 307, "https://a.example:444/", "GET",
		    "https://a.example:444/", 0, 0 },
		{ "GET", 307, "https://a.example.b/", "GET",
		    "https://a.example.b/", 0, 0 },
		{ "HEAD", 303, "/y", "HEAD", "https://a.example/y", 0, 1 },
		{ "HEAD", 301, "/y", "HEAD", "https://a.example/y", 0, 1 },
		{ "POST", 301, "/y", "GET", "https://a.example/y", 0, 1 },
		{ "POST", 302, "/y", "GET", "https://a.example/y", 0, 1 },
		{ "POST", 303, "/y", "GET", "https://a.example/y", 0, 1 },
		{ "POST", 307, "/y", "POST", "https://a.example/y", 1, 1 },
		{ "POST", 308, "https://b.example/y", "POST",
		    "https://b.example/y", 1, 0 },
		{ "PUT", 301, "/y", "PUT", "https://a.example/y", 1, 1 },
		{ "PUT", 302, "/y", "PUT", "https://a.example/y", 1, 1 },
		{ "PUT", 303, "/y", "GET", "https://a.example/y", 0, 1 },
		{ "DELETE", 303, "/y", "GET", "https://a.example/y", 0, 1 },
	};
	return cr_make_param_array(struct hop, rows, COUNT(rows));
}

ParameterizedTest(struct hop *row, redirect, follows_redirects)
{
	const struct fake_step steps[] = {
		{ .status = row->status,
		    .headers = { "Location", row->location },
		    .body = "moved" },
		{ .status = 200, .body = "here" },
	};
	const struct csn_request request = request_of(row->method);

	fake_start(&fake, steps, COUNT(steps), NULL);
	MUST(send_it(&request));
	cr_expect_eq(response.status, 200);
	cr_expect_eq(response.body.len, 4);
	cr_expect_str_eq(response.url, row->then_url);
	cr_expect_null(csn_response_header(&response, "Location", 0));
	cr_expect_str_eq(fake.seen[1].method, row->then_method);
	cr_expect_str_eq(fake.seen[1].url, row->then_url);
	cr_expect_str_eq(
	    fake.seen[1].body, row->keeps_body ? "hello world" : "");
	cr_expect_eq(
	    fake_header(&fake, 1, "Authorization") != NULL, row->keeps_secret);
	cr_expect_not_null(fake_header(&fake, 1, "Accept"));
	cr_expect_eq(fake_header(&fake, 1, "Content-Type") != NULL,
	    request.body == NULL || row->keeps_body);
	cr_expect_eq(fake.wait_count, 0);
}

Test(redirect, credentials_do_not_come_back)
{
	static const struct fake_step steps[] = {
		{ .status = 307,
		    .headers = { "Location", "https://b.example/" } },
		{ .status = 307,
		    .headers = { "Location", "https://a.example/delete" } },
		{ .status = 200 },
	};
	const struct csn_request request = request_of("GET");

	fake_start(&fake, steps, COUNT(steps), NULL);
	MUST(send_it(&request));
	cr_expect_str_eq(fake_header(&fake, 0, "Authorization"), SECRET);
	cr_expect_null(fake_header(&fake, 1, "Authorization"));
	cr_expect_null(fake_header(&fake, 2, "Authorization"));
}

Test(redirect, redirects_that_are_answers)
{
	static const struct fake_step steps[] = {
		{ .status = 307, .headers = { "Location", "/y" }, .body = "x" },
		{ .status = 307 },
		{ .status = 300, .headers = { "Location", "/y" } },
		{ .status = 304, .headers = { "Location", "/y" } },
		{ .status = 201, .headers = { "Location", "/y" } },
	};
	struct csn_request request = request_of("GET");
	size_t i;

	fake_start(&fake, steps, COUNT(steps), NULL);
	for (i = 0; i < COUNT(steps); i++) {
		request.flags = i == 0 ? CSN_REQUEST_NO_REDIRECT : 0;
		MUST(send_it(&request));
		cr_expect_eq(response.status, steps[i].status);
		cr_expect_eq(fake.done, i + 1);
	}
}

Test(redirect, follows_ten_redirects)
{
	static struct fake_step steps[FAKE_STEPS];
	const struct csn_request request = request_of("GET");
	size_t i;

	for (i = 0; i < COUNT(steps); i++)
		steps[i] = (struct fake_step){ .status = 302,
			.headers = { "Location", "https://a.example/x" } };
	steps[CSN_REDIRECTS_MAX] = (struct fake_step){ .status = 200 };
	fake_start(&fake, steps, COUNT(steps), NULL);
	MUST(send_it(&request));
	cr_expect_eq(fake.done, 11);
	expect_failure(send_it(&request), COSIGN_E_PROTOCOL,
	    "GET https://a.example/x: more than 10 redirects");
	cr_expect_eq(fake.done, 22);
}

struct nowhere {
	char location[64];
	cosign_rc_t rc;
	char message[128];
};

ParameterizedTestParameters(redirect, follows_no_bad_redirect)
{
	static struct nowhere rows[] = {
		{ "http://a.example/", COSIGN_E_PROTOCOL,
		    "redirect from https to http: a.example" },
		{ "file:///etc/passwd", COSIGN_E_PROTOCOL,
		    "redirect: URL of scheme file: neither http nor https" },
		{ "https://?secret", COSIGN_E_PROTOCOL,
		    "redirect: URL without host" },
		{ "https://u:secret@/", COSIGN_E_PROTOCOL,
		    "redirect: URL without host" },
	};
	return cr_make_param_array(struct nowhere, rows, COUNT(rows));
}

ParameterizedTest(struct nowhere *row, redirect, follows_no_bad_redirect)
{
	const struct fake_step steps[] = {
		{ .status = 302, .headers = { "Location", row->location } },
	};
	const struct csn_request request = request_of("GET");
	char text[256];

	fake_start(&fake, steps, COUNT(steps), NULL);
	(void)snprintf(
	    text, sizeof(text), "GET https://a.example/x: %s", row->message);
	expect_failure(send_it(&request), row->rc, text);
}

Test(redirect, from_http_to_https_is_fine)
{
	static const struct fake_step steps[] = {
		{ .status = 302,
		    .headers = { "Location", "https://a.example/" } },
		{ .status = 200 },
	};
	struct csn_request request = request_of("GET");

	fake_start(&fake, steps, COUNT(steps), NULL);
	request.url = "http://a.example/";
	MUST(send_it(&request));
	cr_expect_null(fake_header(&fake, 1, "Authorization"));
}

Test(redirect, body_that_cannot_be_rewound)
{
	static const struct fake_step steps[] = {
		{ .status = 307, .headers = { "Location", "/y" } },
		{ .status = 307,
		    .headers = { "Location", "/y" },
		    .leaves_body = 1 },
		{ .status = 200 },
		{ .status = 503 },
		{ .rc = COSIGN_E_CONNECT, .why = "cut" },
		{ .rc = COSIGN_E_CONNECT, .why = "cut", .leaves_body = 1 },
		{ .status = 200 },
	};
	struct csn_request request = request_of("PUT");

	fake_start(&fake, steps, COUNT(steps), NULL);
	body.rewind = NULL;
	expect_failure(send_it(&request), COSIGN_E_UNAVAILABLE,
	    "PUT https://a.example/x: redirect of a body that cannot be sent "
	    "again");
	/* where nothing of it was sent, it need not be */
	MUST(send_it(&request));
	cr_expect_str_eq(fake.seen[2].body, "hello world");
	MUST(send_it(&request));
	cr_expect_eq(response.status, 503);
	expect_failure(send_it(&request), COSIGN_E_CONNECT,
	    "PUT https://a.example/x: cut");
	MUST(send_it(&request));
	cr_expect_str_eq(fake.seen[6].body, "hello world");
	cr_expect_eq(fake.wait_count, 1);
}

static int
never(void *user)
{
	(void)user;
	return -1;
}

static int
never_read(void *user, uint8_t *buf, size_t size, size_t *got)
{
	(void)user;
	(void)buf;
	(void)size;
	*got = 0;
	return -1;
}

Test(redirect, body_that_fails)
{
	static const struct fake_step steps[] = {
		{ .status = 503 },
		{ .status = 200 },
		{ .status = 200 },
		{ .status = 200 },
	};
	struct csn_request request = request_of("PUT");

	fake_start(&fake, steps, COUNT(steps), NULL);
	body.rewind = never;
	expect_failure(send_it(&request), COSIGN_E_CALLBACK,
	    "PUT https://a.example/x: what is sent cannot be sent again");
	request = request_of("PUT");
	body.read = never_read;
	expect_failure(send_it(&request), COSIGN_E_CALLBACK,
	    "PUT https://a.example/x: what is sent cannot be read");
	request = request_of("PUT");
	body.size = 20;
	expect_failure(send_it(&request), COSIGN_E_CALLBACK,
	    "PUT https://a.example/x: what is sent ends 9 bytes before its "
	    "end");
	request = request_of("PUT");
	body.size = 5;
	MUST(send_it(&request));
	cr_expect_str_eq(fake.seen[3].body, "hello");
}
