/* Authorities, names and certificates. */
#include "http_authority.h"
#include "real.h"

#include "vectors.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static struct http_authority *authority, *other;

static void
start(void)
{
	real_start();
	authority = http_authority_new("Authority of the test");
	other = http_authority_new("Another authority");
}

static void
stop(void)
{
	http_authority_free(authority);
	http_authority_free(other);
	real_stop();
}

TestSuite(tls, .init = start, .fini = stop);

static void
answer(
    void *user, const struct http_request *request, struct http_answer *answer)
{
	(void)user;
	(void)request;
	http_answer_text(answer, "hello");
}

static struct http_server *
serve_names(const char *names, struct http_authority *clients, int required)
{
	struct http_server_options options = { .handler = answer,
		.client_required = required };

	if (clients != NULL)
		options.client_authority = http_authority_pem(clients);
	http_authority_issue(
	    authority, "server", names, &options.certificate, &options.key);
	return http_server_start(&options);
}

static cosign_http_options_t *
trusting(struct http_authority *trusted)
{
	cosign_http_options_t *options = new_options();
	const char *pem = http_authority_pem(trusted);

	MUST(cosign_http_options_set_authorities(
	    options, pem, strlen(pem), NULL));
	return options;
}

Test(tls, trusts_the_authority_it_was_given)
{
	struct http_server *server =
	    serve_names("DNS:localhost,IP:127.0.0.1", NULL, 0);
	cosign_http_t *http = context(trusting(authority));
	const struct http_request *request;
	int i;

	for (i = 0; i < 5; i++)
		expect_answer(
		    get(http, http_server_at(server, "/x")), 200, "hello");
	cr_expect_eq(http_server_connections(server), 1);
	request = http_server_request(server, 0);
	cr_expect_str_eq(request->server_name, "localhost");
	/* HTTP/2, where the server has it */
	cr_expect_str_eq(request->alpn, "h2,http/1.1");
	cr_expect_null(request->client);

	/* A second connection goes on with the session of the first. */
	http_server_drop_all(server);
	expect_answer(get(http, http_server_at(server, "/x")), 200, "hello");
	cr_expect(http_server_request(server, 5)->is_resumed);
	cosign_http_free(http);
	http_server_stop(server);
}

Test(tls, trusts_nobody_else)
{
	struct http_server *server = serve_names("DNS:localhost", NULL, 0);
	cosign_http_t *http = context(trusting(other));
	cosign_http_t *systems = context(new_options());

	expect_failure(get(http, http_server_at(server, "/x?secret")),
	    COSIGN_E_TLS, "/x: SSL certificate problem: ");
	cr_expect_eq(cosign_error_cause(err), COSIGN_CAUSE_CURL);
	cr_expect_eq(cosign_error_cause_code(err), 60);
	expect_failure(get(systems, http_server_at(server, "/x")), COSIGN_E_TLS,
	    "SSL certificate problem: ");
	cr_expect_eq(http_server_requests(server), 0);
	cr_expect_eq(http_server_connections(server), 2); /* not repeated */
	cosign_http_free(http);
	cosign_http_free(systems);
	http_server_stop(server);
}

Test(tls, insecure_trusts_everybody)
{
	struct http_server *server = serve_names("DNS:x.example", NULL, 0);
	cosign_http_options_t *options = trusting(other);
	cosign_http_t *http;

	cosign_http_options_set_insecure_tls(options, 1);
	http = context(options);
	expect_answer(get(http, http_server_at(server, "/x")), 200, "hello");
	cosign_http_free(http);
	http_server_stop(server);
}

Test(tls, wants_the_name_of_the_host)
{
	struct http_server *server =
	    serve_names("DNS:registry.example,IP:127.0.0.2", NULL, 0);
	cosign_http_t *http = context(trusting(authority));

	expect_failure(get(http, http_server_at(server, "/x")), COSIGN_E_TLS,
	    "no alternative certificate subject name matches");
	cr_expect_eq(http_server_requests(server), 0);
	cosign_http_free(http);
	http_server_stop(server);
}

Test(tls, wants_another_name_if_told)
{
	struct http_server *server =
	    serve_names("DNS:registry.example", NULL, 0);
	cosign_http_options_t *options = trusting(authority);
	cosign_http_t *http;
	const struct http_request *request;
	char host[64];

	MUST(cosign_http_options_set_server_name(
	    options, "registry.example", NULL));
	http = context(options);
	expect_answer(get(http, http_server_at(server, "/x")), 200, "hello");
	expect_answer(get(http, http_server_at(server, "/x")), 200, "hello");
	cr_expect_eq(http_server_connections(server), 1);
	request = http_server_request(server, 0);
	cr_expect_str_eq(request->server_name, "registry.example");
	(void)snprintf(
	    host, sizeof(host), "localhost:%u", http_server_port(server));
	cr_expect_str_eq(http_request_header(request, "Host"), host);
	cr_expect_null(http_request_header_at(request, "Host", 1));
	cr_expect_str_eq(response.url, http_server_at(server, "/x"));
	cosign_http_free(http);
	http_server_stop(server);

	/* and no longer the host's */
	server = serve_names("DNS:localhost,IP:127.0.0.1", NULL, 0);
	options = trusting(authority);
	MUST(cosign_http_options_set_server_name(
	    options, "registry.example", NULL));
	http = context(options);
	expect_failure(get(http, http_server_at(server, "/x")), COSIGN_E_TLS,
	    "'registry.example'");
	cosign_http_free(http);
	http_server_stop(server);
}

Test(tls, shows_its_certificate)
{
	struct http_server *server = serve_names("DNS:localhost", other, 1);
	cosign_http_options_t *options = trusting(authority);
	const char *certificate, *key;
	cosign_http_t *http;

	http_authority_issue(
	    other, "client of the test", NULL, &certificate, &key);
	MUST(cosign_http_options_set_client_certificate(
	    options, certificate, strlen(certificate), key, strlen(key), NULL));
	http = context(options);
	expect_answer(get(http, http_server_at(server, "/x")), 200, "hello");
	expect_answer(get(http, http_server_at(server, "/x")), 200, "hello");
	cr_expect_str_eq(
	    http_server_request(server, 0)->client, "client of the test");
	cosign_http_free(http);

	/* Without, the server does not let it in; TLS 1.3 says so after the
	   request. */
	http = context(trusting(authority));
	atomic_store(&waits, 0);
	expect_failure(get(http, http_server_at(server, "/x")), COSIGN_E_TLS,
	    "alert certificate required");
	cr_expect_eq(atomic_load(&waits), 0);
	cosign_http_free(http);
	http_server_stop(server);
}

Test(tls, key_has_to_be_that_of_the_certificate)
{
	struct http_server *server = serve_names("DNS:localhost", other, 1);
	cosign_http_options_t *options = trusting(authority);
	const char *certificate, *key, *another, *another_key;
	cosign_http_t *http;

	http_authority_issue(other, "client", NULL, &certificate, &key);
	http_authority_issue(other, "client", NULL, &another, &another_key);
	MUST(cosign_http_options_set_client_certificate(options, certificate,
	    strlen(certificate), another_key, strlen(another_key), NULL));
	http = context(options);
	expect_failure(get(http, http_server_at(server, "/x")), COSIGN_E_TLS,
	    "unable to set private key");
	cosign_http_free(http);
	http_server_stop(server);
}

/* It would be a question at the terminal. */
Test(tls, encrypted_key_is_no_question)
{
	static const char encrypted[] =
	    "-----BEGIN ENCRYPTED PRIVATE KEY-----\n",
			  old[] = "-----BEGIN EC PRIVATE KEY-----\n"
				  "Proc-Type: 4,ENCRYPTED\n",
			  none[] = "hello";
	cosign_http_options_t *options = new_options();
	const char *certificate, *key;

	http_authority_issue(other, "client", NULL, &certificate, &key);
	cr_expect_eq(
	    cosign_http_options_set_client_certificate(options, certificate,
		strlen(certificate), encrypted, strlen(encrypted), err),
	    COSIGN_E_MALFORMED);
	cr_expect_str_eq(cosign_error_message(err),
	    "client key: encrypted, where the key itself is needed");
	cr_expect_eq(
	    cosign_http_options_set_client_certificate(options, certificate,
		strlen(certificate), old, strlen(old), err),
	    COSIGN_E_MALFORMED);
	cr_expect_eq(
	    cosign_http_options_set_client_certificate(options, certificate,
		strlen(certificate), none, strlen(none), err),
	    COSIGN_E_MALFORMED);
	cr_expect_str_eq(
	    cosign_error_message(err), "client key: no PEM of any");
	cr_expect_eq(cosign_http_options_set_client_certificate(
			 options, none, strlen(none), key, strlen(key), err),
	    COSIGN_E_MALFORMED);
	cr_expect_str_eq(
	    cosign_error_message(err), "client certificate: no PEM of any");
	cr_expect_eq(cosign_http_options_set_authorities(
			 options, none, strlen(none), err),
	    COSIGN_E_MALFORMED);
	cr_expect_str_eq(
	    cosign_error_message(err), "authorities: no PEM of any");
	cosign_http_options_free(options);
}

Test(tls, plain_answers_are_no_tls)
{
	struct http_server *server = serve(answer, NULL);
	cosign_http_t *http = context(trusting(authority));
	char url[64];

	(void)snprintf(url, sizeof(url), "https://localhost:%u/",
	    http_server_port(server));
	atomic_store(&waits, 0);
	expect_failure(get(http, url), COSIGN_E_TLS, "SSL");
	cr_expect_eq(atomic_load(&waits), 0);
	cosign_http_free(http);
	http_server_stop(server);
}

/* The connection has a time of its own, the handshake in it: of the minutes
   that there are for everything, nobody who says nothing gets all. */
Test(tls, handshake_does_not_wait_for_the_deadline)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	cosign_http_options_t *options = new_options();
	socklen_t len = sizeof(address);
	cosign_http_t *http;
	char url[64];

	/* Connections are made by the kernel: nobody takes them. */
	cr_assert_eq(bind(fd, (struct sockaddr *)&address, len), 0);
	cr_assert_eq(listen(fd, 8), 0);
	cr_assert_eq(getsockname(fd, (struct sockaddr *)&address, &len), 0);
	(void)snprintf(
	    url, sizeof(url), "https://127.0.0.1:%u/", ntohs(address.sin_port));
	cosign_http_options_set_timeouts(options, 0, 200);
	http = context(options);
	atomic_store(&waits, 0);
	expect_failure(get(http, url), COSIGN_E_CONNECT, "time");
	cr_expect_eq(cosign_error_cause(err), COSIGN_CAUSE_CURL);
	cr_expect_eq(cosign_error_cause_code(err), 28);
	cr_expect_eq(atomic_load(&waits), 2);
	cosign_http_free(http);
	(void)close(fd);
}
