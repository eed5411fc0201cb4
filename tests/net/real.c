#include "real.h"

#include "vectors.h"

#include <criterion/criterion.h>
#include <string.h>

/* Waits are none. */
static int64_t
now(void *user)
{
	(void)user;
	return csn_clock_ms();
}

static int64_t
date(void *user)
{
	(void)user;
	return 0;
}

atomic_int waits;

static void
no_wait(void *user, int64_t ms)
{
	(void)user;
	(void)ms;
	atomic_fetch_add(&waits, 1);
}

static uint32_t
no_chance(void *user)
{
	(void)user;
	return 0;
}

cosign_http_t *
context(cosign_http_options_t *options)
{
	static const struct csn_http_hooks hooks = { now, date, no_wait,
		no_chance, NULL };
	cosign_http_t *http;

	MUST(cosign_http_new(&http, options, NULL));
	csn_http_set_hooks(http, &hooks);
	cosign_http_options_free(options);
	return http;
}

cosign_http_options_t *
new_options(void)
{
	cosign_http_options_t *options;

	MUST(cosign_http_options_new(&options, NULL));
	return options;
}

cosign_error_t *err;
struct csn_response response;

void
real_start(void)
{
	err = cosign_error_new();
	csn_response_init(&response);
}

void
real_stop(void)
{
	csn_response_dispose(&response);
	cosign_error_free(err);
}

cosign_rc_t
send_to(cosign_http_t *http, const char *method, const char *url,
    struct csn_body *body, unsigned int flags)
{
	const struct csn_request request = {
		.method = method,
		.url = url,
		.body = body,
		.answer_max = MIB,
		.flags = flags,
	};

	csn_response_dispose(&response);
	return csn_http_send(http, &request, &response, err);
}

cosign_rc_t
get(cosign_http_t *http, const char *url)
{
	return send_to(http, "GET", url, NULL, 0);
}

void
expect_answer(cosign_rc_t rc, int status, const char *body)
{
	cr_assert_eq(rc, COSIGN_OK, "%s", cosign_error_message(err));
	cr_expect_eq(response.status, status, "status %d", response.status);
	cr_expect_eq(response.body.len, strlen(body));
	if (response.body.len > 0)
		cr_expect_arr_eq(response.body.p, body, strlen(body));
	cr_expect_eq(cosign_error_code(err), COSIGN_OK);
}

void
expect_failure(cosign_rc_t rc, cosign_rc_t expected, const char *text)
{
	cr_expect_eq(rc, expected, "%s: %s", cosign_rc_name(rc),
	    cosign_error_message(err));
	cr_expect_not_null(strstr(cosign_error_message(err), text),
	    "%s is not in: %s", text, cosign_error_message(err));
	cr_expect_eq(response.status, 0);
}

struct http_server *
serve(http_handler_fn handler, void *user)
{
	const struct http_server_options options = { .handler = handler,
		.user = user };

	return http_server_start(&options);
}
