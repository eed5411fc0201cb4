/* Each allocation of a request, with redirect and retry, fails in turn: an
   error, nothing leaked, no answer that is none. So does each of ours in one
   that libcurl sends; its own are its own. */
#include "alloc_fail.h"
#include "fake.h"
#include "http_server.h"

#include "vectors.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const struct fake_step steps[] = {
	{ .status = 503, .headers = { "Retry-After", "1" }, .body = "wait" },
	{ .status = 307, .headers = { "Location", "//b.example/../y z" } },
	{ .status = 200,
	    .headers = { "A", "b", "C", "d" },
	    .body = "0123456789abcdef",
	    .body_times = 50 },
};

static cosign_rc_t
set(cosign_http_options_t *options, cosign_error_t *err)
{
	static const char pem[] = "-----BEGIN CERTIFICATE-----",
			  key[] = "-----BEGIN PRIVATE KEY-----";
	cosign_rc_t rc;

	rc = cosign_http_options_set_user_agent(options, "agent", err);
	if (rc == COSIGN_OK)
		rc = cosign_http_options_set_proxy(
		    options, "a:1", "https://u@b", "c,d", err);
	if (rc == COSIGN_OK)
		rc = cosign_http_options_set_authorities(
		    options, pem, strlen(pem), err);
	if (rc == COSIGN_OK)
		rc = cosign_http_options_set_client_certificate(
		    options, pem, strlen(pem), key, strlen(key), err);
	if (rc == COSIGN_OK)
		rc = cosign_http_options_set_server_name(options, "n", err);
	if (rc == COSIGN_OK)
		cosign_http_options_set_rate(options, 1000, 1000);
	return rc;
}

/* A context with all that it may have. */
static cosign_rc_t
make_context(cosign_error_t *err)
{
	cosign_http_options_t *options;
	cosign_http_t *http = NULL;
	cosign_rc_t rc = cosign_http_options_new(&options, err);

	if (rc != COSIGN_OK)
		return rc;
	rc = set(options, err);
	if (rc == COSIGN_OK)
		rc = cosign_http_new(&http, options, err);
	cr_expect_eq(http != NULL, rc == COSIGN_OK);
	cosign_http_options_free(options);
	cosign_http_free(http);
	return rc;
}

static cosign_rc_t
send_all(cosign_error_t *err)
{
	static const struct csn_header header = { "Authorization", "x", 1 };
	struct csn_memory_body memory = { csn_span_str("hello"), 0 };
	struct csn_response response;
	struct csn_body body;
	static struct fake fake;
	const struct csn_request request = { .method = "PUT",
		.url = "https://user:secret@a.example/x",
		.headers = &header,
		.header_count = 1,
		.body = &body,
		.answer_max = 1000 };
	cosign_rc_t rc = fake_start_quietly(&fake, steps, COUNT(steps), err);

	if (rc == COSIGN_OK) {
		csn_body_from_memory(&body, &memory);
		rc = csn_http_send(fake.http, &request, &response, err);
		cr_expect_eq(response.status, rc == COSIGN_OK ? 200 : 0);
		cr_expect_eq(response.body.len, rc == COSIGN_OK ? 800 : 0);
		csn_response_dispose(&response);
		fake_stop(&fake);
	}
	return rc;
}

/* ---- by libcurl ---- */

static char url[64];

static void
answer(
    void *user, const struct http_request *request, struct http_answer *answer)
{
	(void)user;
	http_answer_header(answer, "A", "b");
	http_answer_header(answer, "Content-Type", "text/plain");
	http_answer_body(answer, request->body, request->body_len);
}

/* In a process of its own, whose allocations do not count. */
static pid_t
serve(void)
{
	const struct http_server_options options = { .handler = answer };
	const pid_t parent = getpid();
	pid_t pid;
	int fds[2];

	cr_assert_eq(pipe(fds), 0);
	pid = fork();
	cr_assert_geq(pid, 0);
	if (pid == 0) {
		const char *at;

		/* Ends with the test; which may be over by now. */
		if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 ||
		    getppid() != parent)
			_exit(1);
		(void)close(fds[0]);
		at = http_server_url(http_server_start(&options));
		if (write(fds[1], at, strlen(at)) != (ssize_t)strlen(at))
			_exit(1);
		for (;;)
			(void)pause();
	}
	(void)close(fds[1]);
	cr_assert_gt(read(fds[0], url, sizeof(url) - 1), 0);
	(void)close(fds[0]);
	return pid;
}

static cosign_rc_t
ask(cosign_http_t *http, cosign_error_t *err)
{
	static const struct csn_header headers[] = {
		{ "Authorization", "Basic x", 1 }, { "Empty", "", 0 }
	};
	struct csn_memory_body memory = { csn_span_str("hello"), 0 };
	struct csn_response response;
	struct csn_body body;
	const struct csn_request request = { .method = "PUT",
		.url = url,
		.headers = headers,
		.header_count = COUNT(headers),
		.body = &body,
		.answer_max = 1000 };
	cosign_rc_t rc;

	csn_body_from_memory(&body, &memory);
	rc = csn_http_send(http, &request, &response, err);
	cr_expect_eq(response.status, rc == COSIGN_OK ? 200 : 0);
	cr_expect_eq(response.body.len, rc == COSIGN_OK ? 5 : 0);
	csn_response_dispose(&response);
	return rc;
}

/* A connection that is made, and one that was kept. */
static cosign_rc_t
ask_twice(cosign_error_t *err)
{
	cosign_http_t *http = NULL;
	cosign_rc_t rc = cosign_http_new(&http, NULL, err);

	if (rc == COSIGN_OK)
		rc = ask(http, err);
	if (rc == COSIGN_OK)
		rc = ask(http, err);
	cosign_http_free(http);
	return rc;
}

static void
fail_each(cosign_rc_t (*operation)(cosign_error_t *err), size_t least)
{
	cosign_error_t *err = cosign_error_new();
	cosign_rc_t rc;
	size_t n;

	for (n = 1;; n++) {
		alloc_fail_arm(n);
		rc = operation(err);
		if (!alloc_fail_disarm())
			break;
		cr_expect_eq(rc, COSIGN_E_NOMEM, "allocation %zu: %s", n,
		    cosign_error_message(err));
		cr_expect_eq(cosign_error_code(err), COSIGN_E_NOMEM);
	}
	MUST(rc);
	cr_expect_gt(n, least);
	cosign_error_free(err);
}

Test(alloc, of_a_context)
{
	fail_each(make_context, 15);
}

Test(alloc, of_a_request)
{
	fail_each(send_all, 15);
}

Test(alloc, of_a_request_by_libcurl)
{
	const pid_t server = serve();

	/* What libcurl and libcrypto keep from their first use on. */
	MUST(ask_twice(NULL));
	fail_each(ask_twice, 30);
	(void)kill(server, SIGKILL);
	cr_expect_eq(waitpid(server, NULL, 0), server);
}
