/* Bodies that nobody has in memory. */
#include "real.h"

#include "vectors.h"

#include <criterion/criterion.h>
#include <openssl/sha.h>
#include <stdio.h>
#include <string.h>

#define SIZE   (50 * (uint64_t)MIB)
#define CUT_AT (20 * (int64_t)MIB)
/* What a process may grow by meanwhile. AddressSanitizer keeps what was freed.
 */
#ifdef __SANITIZE_ADDRESS__
#define GROWTH_MAX SIZE_MAX
#else
#define GROWTH_MAX (4 * MIB)
#endif

TestSuite(stream, .init = real_start, .fini = real_stop);

static size_t
memory_used(void)
{
	char line[128];
	FILE *f = fopen("/proc/self/status", "r");
	unsigned long kib = 0;

	cr_assert_not_null(f);
	while (fgets(line, sizeof(line), f) != NULL)
		if (sscanf(line, "VmHWM: %lu kB", &kib) == 1)
			break;
	(void)fclose(f);
	return kib * 1024;
}

/* What comes, or goes. */
struct flow {
	uint64_t at;
	int is_wrong;
	int restarts;
	size_t used; /* when it began */
};

static cosign_rc_t
take(void *user, struct csn_span bytes, cosign_error_t *e)
{
	struct flow *flow = user;
	size_t i;

	(void)e;
	if (flow->used == 0)
		flow->used = memory_used();
	for (i = 0; i < bytes.len; i++)
		flow->is_wrong |= bytes.p[i] != http_pattern(flow->at + i);
	flow->at += bytes.len;
	return COSIGN_OK;
}

static cosign_rc_t
take_again(void *user, cosign_error_t *e)
{
	struct flow *flow = user;

	(void)e;
	flow->at = 0;
	flow->restarts++;
	return COSIGN_OK;
}

static int
give(void *user, uint8_t *buf, size_t size, size_t *got)
{
	struct flow *flow = user;
	size_t i;

	if (flow->used == 0)
		flow->used = memory_used();
	*got = size < SIZE - flow->at ? size : (size_t)(SIZE - flow->at);
	for (i = 0; i < *got; i++)
		buf[i] = http_pattern(flow->at + i);
	flow->at += *got;
	return 0;
}

static int
give_again(void *user)
{
	struct flow *flow = user;

	flow->at = 0;
	flow->restarts++;
	return 0;
}

struct given {
	int cuts; /* so many answers */
	int busy; /* so many times */
};

static void
answer(
    void *user, const struct http_request *request, struct http_answer *answer)
{
	struct given *given = user;

	if (given->busy-- > 0) {
		answer->status = 503;
		return;
	}
	if (strcmp(request->method, "GET") != 0)
		return;
	http_answer_pattern(answer, SIZE);
	if (strcmp(request->target, "/chunked") == 0)
		answer->framing = HTTP_CHUNKED;
	if (given->cuts-- > 0)
		answer->cut_after = CUT_AT;
}

static struct http_server *
serve_streams(struct given *given)
{
	/* Of what comes next to nothing is kept. */
	const struct http_server_options options = {
		.handler = answer, .user = given, .body_keep = 16
	};

	return http_server_start(&options);
}

static void
expect_flat(const struct flow *flow)
{
	const size_t used = memory_used();

	cr_expect_leq(
	    used - flow->used, GROWTH_MAX, "%zu more bytes", used - flow->used);
}

Test(stream, comes_whole_in_little_memory)
{
	static const char *const paths[] = { "/length", "/chunked" };
	struct given given = { 0, 0 };
	struct http_server *server = serve_streams(&given);
	cosign_http_t *http = context(new_options());
	size_t i;

	for (i = 0; i < 2; i++) {
		struct flow flow = { 0 };
		const struct csn_sink sink = { take, take_again, &flow };
		const struct csn_request request = { .method = "GET",
			.url = http_server_at(server, paths[i]),
			.sink = &sink };

		csn_response_dispose(&response);
		MUST(csn_http_send(http, &request, &response, err));
		cr_expect_eq(flow.at, SIZE);
		cr_expect_not(flow.is_wrong);
		cr_expect_eq(flow.restarts, 0);
		expect_flat(&flow);
	}
	cr_expect_eq(http_server_connections(server), 1);
	cosign_http_free(http);
	http_server_stop(server);
}

Test(stream, begins_again_where_it_was_cut)
{
	struct given given = { .cuts = 2 };
	struct http_server *server = serve_streams(&given);
	cosign_http_t *http = context(new_options());
	struct flow flow = { 0 };
	const struct csn_sink sink = { take, take_again, &flow };
	const struct csn_request request = { .method = "GET",
		.url = http_server_at(server, "/x"),
		.sink = &sink };

	MUST(csn_http_send(http, &request, &response, err));
	cr_expect_eq(flow.at, SIZE);
	cr_expect_not(flow.is_wrong);
	cr_expect_eq(flow.restarts, 2);
	given.cuts = 3;
	csn_response_dispose(&response);
	expect_failure(csn_http_send(http, &request, &response, err),
	    COSIGN_E_CONNECT, "bytes remaining");
	cosign_http_free(http);
	http_server_stop(server);
}

Test(stream, goes_whole_in_little_memory)
{
	struct given given = { .busy = 1 };
	struct http_server *server = serve_streams(&given);
	cosign_http_t *http = context(new_options());
	uint8_t digests[2][32];
	size_t i;

	for (i = 0; i < 2; i++) {
		struct flow flow = { 0 };
		struct csn_body body = { i == 0 ? (int64_t)SIZE : -1, give,
			give_again, &flow };

		given.busy = 1;
		http_server_forget(server);
		MUST(send_to(
		    http, "PUT", http_server_at(server, "/x"), &body, 0));
		cr_expect_eq(response.status, 200);
		cr_expect_eq(flow.restarts, 1);
		cr_expect_eq(http_server_request(server, 1)->body_size, SIZE);
		memcpy(digests[i], http_server_request(server, 1)->body_sha256,
		    sizeof(digests[i]));
		expect_flat(&flow);
	}
	cr_expect_arr_eq(digests[0], digests[1], sizeof(digests[0]));
	cosign_http_free(http);
	http_server_stop(server);
}

static int
give_too_little(void *user, uint8_t *buf, size_t size, size_t *got)
{
	(void)user;
	(void)buf;
	(void)size;
	*got = 0;
	return 0;
}

Test(stream, what_cannot_be_read_is_not_sent)
{
	struct given given = { 0, 0 };
	struct http_server *server = serve_streams(&given);
	cosign_http_t *http = context(new_options());
	struct csn_body body = { 100, give_too_little, NULL, NULL };

	expect_failure(
	    send_to(http, "PUT", http_server_at(server, "/x"), &body, 0),
	    COSIGN_E_CALLBACK, "what is sent ends 100 bytes before its end");
	cr_expect_eq(http_server_requests(server), 0);
	cosign_http_free(http);
	http_server_stop(server);
}
