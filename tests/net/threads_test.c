/*
 * Many threads ask two servers by one context, one of them by TLS, from the
 * first use of libcurl on: each gets its own answers. Then one cancels, and all
 * of them stop.
 */
#include "http_authority.h"
#include "http_server.h"
#include "net/context.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define THREADS 8
#define ROUNDS  50

static struct http_server *servers[2];
static cosign_http_t *http;
static pthread_barrier_t together;
static atomic_int failures, observed;

#ifdef __SANITIZE_THREAD__
/* Neither is instrumented: that the last owner frees a TLS session is counted
   where ThreadSanitizer does not see it. */
const char *__tsan_default_suppressions(void);
__attribute__((visibility("default"))) const char *
__tsan_default_suppressions(void)
{
	return "race:libssl.so\nrace:libcrypto.so\n";
}
#endif

static void
check(int condition, const char *what)
{
	if (condition)
		return;
	(void)fprintf(stderr, "%s\n", what);
	atomic_fetch_add(&failures, 1);
}

static void
answer(
    void *user, const struct http_request *request, struct http_answer *answer)
{
	(void)user;
	if (strcmp(request->target, "/wait") == 0)
		answer->delay_ms = 600000;
	else if (strcmp(request->target, "/close") == 0)
		answer->close = 1;
	http_answer_body(answer, request->body, request->body_len);
}

static void
observe(void *user, const char *method, const char *url, int32_t status,
    uint64_t sent, uint64_t received, int64_t ms)
{
	(void)user;
	(void)method;
	(void)url;
	(void)status;
	(void)sent;
	(void)received;
	(void)ms;
	atomic_fetch_add(&observed, 1);
}

static void
ask(struct http_server *server, const char *path, const char *text)
{
	char url[128];
	struct csn_memory_body memory = { csn_span_str(text), 0 };
	struct csn_body body;
	struct csn_response response;
	const struct csn_request request = {
		.method = "PUT", .url = url, .body = &body, .answer_max = 100
	};

	(void)snprintf(url, sizeof(url), "%s%s", http_server_url(server), path);
	csn_body_from_memory(&body, &memory);
	check(csn_http_send(http, &request, &response, NULL) == COSIGN_OK &&
		response.status == 200 && response.body.len == strlen(text) &&
		memcmp(response.body.p, text, strlen(text)) == 0,
	    "another's answer");
	csn_response_dispose(&response);
}

static void
be_cancelled(struct http_server *server)
{
	char url[128];
	struct csn_response response;
	const struct csn_request request = { .method = "GET", .url = url };

	(void)snprintf(url, sizeof(url), "%s/wait", http_server_url(server));
	check(csn_http_send(http, &request, &response, NULL) ==
		COSIGN_E_CANCELLED,
	    "not cancelled");
	csn_response_dispose(&response);
}

static void *
run(void *user)
{
	const int *number = user;
	struct http_server *server = servers[*number % 2];
	char text[32];
	int i;

	(void)pthread_barrier_wait(&together);
	for (i = 0; i < ROUNDS; i++) {
		cosign_http_t *ref = cosign_http_ref(http);

		(void)snprintf(text, sizeof(text), "%d.%d", *number, i);
		ask(server, i % 10 == 9 ? "/close" : "/x", text);
		cosign_http_free(ref);
	}
	be_cancelled(server);
	return NULL;
}

static void
start(struct http_authority *authority)
{
	struct http_server_options options = { .handler = answer };
	const char *pem = http_authority_pem(authority);
	cosign_http_options_t *ours;

	servers[0] = http_server_start(&options);
	http_authority_issue(authority, "server", "DNS:localhost",
	    &options.certificate, &options.key);
	servers[1] = http_server_start(&options);
	if (cosign_http_options_new(&ours, NULL) != COSIGN_OK ||
	    cosign_http_options_set_authorities(ours, pem, strlen(pem), NULL) !=
		COSIGN_OK)
		abort();
	cosign_http_options_set_observer(ours, observe, NULL);
	cosign_http_options_set_rate(ours, 100000, 1000);
	if (cosign_http_new(&http, ours, NULL) != COSIGN_OK)
		abort();
	cosign_http_options_free(ours);
}

int
main(void)
{
	struct http_authority *authority = http_authority_new("Authority");
	pthread_t threads[THREADS];
	int numbers[THREADS], i;

	start(authority);
	(void)pthread_barrier_init(&together, NULL, THREADS);
	for (i = 0; i < THREADS; i++) {
		numbers[i] = i;
		if (pthread_create(&threads[i], NULL, run, &numbers[i]) != 0)
			return 1;
	}
	/* Each of them waits. */
	while (http_server_requests(servers[0]) +
		    http_server_requests(servers[1]) <
		THREADS * (ROUNDS + 1) &&
	    atomic_load(&failures) == 0)
		(void)usleep(1000);
	cosign_http_cancel(http);
	for (i = 0; i < THREADS; i++)
		(void)pthread_join(threads[i], NULL);
	check(atomic_load(&observed) == THREADS * (ROUNDS + 1),
	    "not all was observed");
	for (i = 0; i < 2; i++) {
		check(http_server_connections(servers[i]) <=
			THREADS / 2 * (ROUNDS / 10 + 2),
		    "connections were not kept");
		http_server_stop(servers[i]);
	}
	cosign_http_free(http);
	http_authority_free(authority);
	(void)pthread_barrier_destroy(&together);
	return atomic_load(&failures) == 0 ? 0 : 1;
}
