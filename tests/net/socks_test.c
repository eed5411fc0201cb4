/* Through a proxy that speaks SOCKS5 (RFC 1928) with user and password
   (RFC 1929): one of a few lines, which answers in the host's place. */
#include "real.h"

#include "vectors.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

TestSuite(socks, .init = real_start, .fini = real_stop);

#define METHOD_NONE      0xff
#define METHOD_PASSWORD  2
#define HOST_UNREACHABLE 4
#define NOT_ALLOWED      2

struct socks {
	int fd;
	uint16_t port;
	pthread_t thread;
	/* What it says. */
	uint8_t method, password_status, reply;
	/* What it was told, to be read once it has stopped. */
	unsigned int connections;
	char user[32], password[32], host[64];
	unsigned int host_port;
	char request[512];
};

static int
take(int fd, void *p, size_t len)
{
	return recv(fd, p, len, MSG_WAITALL) == (ssize_t)len;
}

static int
give(int fd, const void *p, size_t len)
{
	return send(fd, p, len, MSG_NOSIGNAL) == (ssize_t)len;
}

/* A length in one byte, and a text so long. */
static int
take_text(int fd, char *out, size_t size)
{
	uint8_t len = 0;

	if (!take(fd, &len, 1) || len >= size || !take(fd, out, len))
		return 0;
	out[len] = '\0';
	return 1;
}

/* Greeting, and user with password. */
static int
let_in(struct socks *s, int fd)
{
	const uint8_t method[] = { 5, s->method };
	const uint8_t status[] = { 1, s->password_status };
	uint8_t head[2], methods[UINT8_MAX], version = 0;

	return take(fd, head, sizeof(head)) && head[0] == 5 &&
	    take(fd, methods, head[1]) &&
	    memchr(methods, METHOD_PASSWORD, head[1]) != NULL &&
	    give(fd, method, sizeof(method)) && s->method == METHOD_PASSWORD &&
	    take(fd, &version, 1) && version == 1 &&
	    take_text(fd, s->user, sizeof(s->user)) &&
	    take_text(fd, s->password, sizeof(s->password)) &&
	    give(fd, status, sizeof(status)) && s->password_status == 0;
}

/* CONNECT to a name, which is looked up by the proxy. */
static int
connect_to(struct socks *s, int fd)
{
	const uint8_t reply[] = { 5, s->reply, 0, 1, 127, 0, 0, 1, 0, 80 };
	static const uint8_t connect_name[] = { 5, 1, 0, 3 };
	uint8_t head[sizeof(connect_name)], port[2];

	if (!take(fd, head, sizeof(head)) ||
	    memcmp(head, connect_name, sizeof(head)) != 0 ||
	    !take_text(fd, s->host, sizeof(s->host)) ||
	    !take(fd, port, sizeof(port)))
		return 0;
	s->host_port = (unsigned int)(port[0] << 8 | port[1]);
	return give(fd, reply, sizeof(reply)) && s->reply == 0;
}

static void
answer(struct socks *s, int fd)
{
	static const char hello[] = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n"
				    "Connection: close\r\n\r\nhello";
	size_t at = 0;

	do {
		if (at + 1 >= sizeof(s->request) ||
		    !take(fd, s->request + at, 1))
			return;
		s->request[++at] = '\0';
	} while (strstr(s->request, "\r\n\r\n") == NULL);
	(void)give(fd, hello, strlen(hello));
}

static void *
run(void *user)
{
	struct socks *s = user;
	int fd;

	while ((fd = accept(s->fd, NULL, NULL)) >= 0) {
		s->connections++;
		if (let_in(s, fd) && connect_to(s, fd))
			answer(s, fd);
		(void)close(fd);
	}
	return NULL;
}

static void
socks_start(struct socks *s)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(address);

	s->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	cr_assert_eq(
	    bind(s->fd, (struct sockaddr *)&address, sizeof(address)), 0);
	cr_assert_eq(listen(s->fd, 8), 0);
	cr_assert_eq(getsockname(s->fd, (struct sockaddr *)&address, &len), 0);
	s->port = ntohs(address.sin_port);
	cr_assert_eq(pthread_create(&s->thread, NULL, run, s), 0);
}

static void
socks_stop(struct socks *s)
{
	(void)shutdown(s->fd, SHUT_RDWR);
	(void)pthread_join(s->thread, NULL);
	(void)close(s->fd);
}

static cosign_http_t *
through(const struct socks *s)
{
	cosign_http_options_t *options = new_options();
	char proxy[64];

	(void)snprintf(proxy, sizeof(proxy),
	    "socks5://user:se%%20cret@127.0.0.1:%u", s->port);
	MUST(cosign_http_options_set_proxy(options, NULL, proxy, NULL, NULL));
	return context(options);
}

Test(socks, leads_to_the_host)
{
	struct socks s = { .method = METHOD_PASSWORD };
	cosign_http_t *http;

	socks_start(&s);
	http = through(&s);
	expect_answer(get(http, "http://a.example:5000/x?y"), 200, "hello");
	cosign_http_free(http);
	socks_stop(&s);
	cr_expect_eq(s.connections, 1);
	cr_expect_str_eq(s.user, "user");
	cr_expect_str_eq(s.password, "se cret");
	cr_expect_str_eq(s.host, "a.example");
	cr_expect_eq(s.host_port, 5000);
	expect_prefix(s.request, "GET /x?y HTTP/1.1\r\n");
	cr_expect_not_null(strstr(s.request, "\r\nHost: a.example:5000\r\n"));
	cr_expect_null(strstr(s.request, "uthorization"));
}

struct refusal {
	struct socks socks;
	cosign_rc_t rc;
	unsigned int tries;
};

/* A host that it cannot reach may be reached later. It will not think better of
   who asks. */
Test(socks, may_refuse)
{
	static struct refusal rows[] = {
		{ { .method = METHOD_PASSWORD, .reply = HOST_UNREACHABLE },
		    COSIGN_E_CONNECT, 3 },
		{ { .method = METHOD_NONE }, COSIGN_E_UNAVAILABLE, 1 },
		{ { .method = METHOD_PASSWORD, .password_status = 1 },
		    COSIGN_E_UNAVAILABLE, 1 },
		{ { .method = METHOD_PASSWORD, .reply = NOT_ALLOWED },
		    COSIGN_E_UNAVAILABLE, 1 },
	};
	cosign_http_t *http;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		socks_start(&rows[i].socks);
		http = through(&rows[i].socks);
		expect_failure(get(http, "http://a.example/"), rows[i].rc,
		    "GET http://a.example/: ");
		cr_expect_eq(cosign_error_cause(err), COSIGN_CAUSE_CURL);
		cr_expect_eq(cosign_error_cause_code(err), 97);
		cr_expect_null(strstr(cosign_error_message(err), "se cret"));
		cosign_http_free(http);
		socks_stop(&rows[i].socks);
		cr_expect_eq(rows[i].socks.connections, rows[i].tries,
		    "row %zu: %s", i, cosign_error_message(err));
	}
}
