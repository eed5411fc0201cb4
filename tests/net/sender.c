#include "sender.h"

#include <criterion/criterion.h>
#include <string.h>

struct fake fake;
cosign_error_t *err;
struct csn_response response;

void
sender_start(void)
{
	err = cosign_error_new();
	csn_response_init(&response);
}

void
sender_stop(void)
{
	csn_response_dispose(&response);
	cosign_error_free(err);
	fake_stop(&fake);
	cr_expect_eq(fake.frees, 1);
}

static struct csn_memory_body memory;
struct csn_body body;

cosign_rc_t
send_it(const struct csn_request *request)
{
	memory.at = 0;
	csn_response_dispose(&response);
	return csn_http_send(fake.http, request, &response, err);
}

static const struct csn_header headers[] = {
	{ "Accept", "text/plain", 0 },
	{ "Authorization", SECRET, 1 },
	{ "Content-Type", "text/x", 0 },
};

struct csn_request
request_of(const char *method)
{
	struct csn_request request = {
		.method = method,
		.url = "https://a.example/x?query=secret",
		.headers = headers,
		.header_count = COUNT(headers),
		.answer_max = 10,
	};

	memory.bytes = csn_span_str("hello world");
	csn_body_from_memory(&body, &memory);
	if (strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0)
		request.body = &body;
	return request;
}

void
expect_failure(cosign_rc_t rc, cosign_rc_t expected, const char *text)
{
	cr_expect_eq(rc, expected, "%s: %s", cosign_rc_name(rc),
	    cosign_error_message(err));
	cr_expect_str_eq(cosign_error_message(err), text);
	cr_expect_null(strstr(cosign_error_message(err), "secret"));
	cr_expect_eq(response.status, 0);
}
