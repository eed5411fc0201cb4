#include "http_internal.h"

#include <openssl/err.h>
#include <openssl/pem.h>

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define BODY_KEEP   ((size_t)64 * 1024 * 1024)
#define URL_SIZE    1024
#define TUNNEL_SIZE ((size_t)65536)

struct connection {
	struct http_server *server;
	struct connection *next;
	pthread_t thread;
	unsigned int number;
	int fd; /* -1 once it is closed */
};

struct http_server {
	struct http_server_options options;
	SSL_CTX *tls; /* NULL: plain */
	int fd;
	uint16_t port;
	char url[64];
	pthread_t thread; /* accepts */

	pthread_mutex_t handling; /* one request at a time */
	pthread_mutex_t lock;     /* of what follows */
	int is_stopping;
	struct connection *connections;
	unsigned int connection_count, open_count;
	struct http_request **requests;
	size_t request_count, request_cap;
};

int
http_wire_write(struct http_wire *wire, const void *p, size_t len)
{
	const uint8_t *at = p;
	ssize_t n;

	while (len > 0) {
		const int some = len > 65536 ? 65536 : (int)len;

		if (wire->ssl != NULL)
			n = SSL_write(wire->ssl, at, some);
		else
			n = send(wire->fd, at, (size_t)some, MSG_NOSIGNAL);
		if (n < 0 && wire->ssl == NULL && errno == EINTR)
			continue;
		if (n <= 0)
			return -1;
		at += n;
		len -= (size_t)n;
	}
	return 0;
}

size_t
http_wire_read(struct http_wire *wire, void *p, size_t size)
{
	ssize_t n;

	if (wire->ssl != NULL) {
		n = SSL_read(wire->ssl, p, (int)size);
		ERR_clear_error();
		return n > 0 ? (size_t)n : 0;
	}
	do
		n = recv(wire->fd, p, size, 0);
	while (n < 0 && errno == EINTR);
	return n > 0 ? (size_t)n : 0;
}

void
http_wire_wait(struct http_wire *wire, int ms)
{
	struct pollfd fd = { wire->fd, POLLRDHUP, 0 };

	if (ms > 0)
		(void)poll(&fd, 1, ms);
}

/* Both ways, until one end is closed. */
static void
tunnel(struct http_wire *wire, uint16_t port)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
		.sin_port = htons(port) };
	struct pollfd fds[2];
	const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	uint8_t *buf = malloc(TUNNEL_SIZE);
	ssize_t n = 1;
	int i;

	HTTP_NEED(fd >= 0 && buf != NULL);
	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (connect(fd, (const struct sockaddr *)&to, sizeof(to)) != 0)
		n = 0;
	while (n > 0) {
		fds[0] = (struct pollfd){ wire->fd, POLLIN, 0 };
		fds[1] = (struct pollfd){ fd, POLLIN, 0 };
		if (poll(fds, 2, -1) < 0)
			break;
		for (i = 0; i < 2 && n > 0; i++) {
			if (fds[i].revents == 0)
				continue;
			n = recv(fds[i].fd, buf, TUNNEL_SIZE, 0);
			if (n > 0)
				n = send(fds[1 - i].fd, buf, (size_t)n,
				    MSG_NOSIGNAL);
		}
	}
	(void)close(fd);
	free(buf);
}

static void
record(struct http_server *server, struct http_request *request)
{
	HTTP_NEED(pthread_mutex_lock(&server->lock) == 0);
	if (server->request_count == server->request_cap) {
		server->request_cap = 2 * server->request_cap + 16;
		server->requests = realloc(server->requests,
		    server->request_cap * sizeof(struct http_request *));
		HTTP_NEED(server->requests != NULL);
	}
	server->requests[server->request_count++] = request;
	HTTP_NEED(pthread_mutex_unlock(&server->lock) == 0);
}

/* Whether another request may follow. */
static int
serve_one(struct connection *connection, struct http_wire *wire)
{
	struct http_server *server = connection->server;
	struct http_request *request = http_request_new();
	const struct linger at_once = { 1, 0 };
	struct http_answer answer;
	int goes_on, is_tunnel;

	if (http_request_read(request, wire, server->options.body_keep) != 0) {
		http_request_free(request);
		return 0;
	}
	request->connection = connection->number;
	http_answer_init(&answer);
	HTTP_NEED(pthread_mutex_lock(&server->handling) == 0);
	record(server, request);
	server->options.handler(server->options.user, request, &answer);
	is_tunnel = server->options.tunnel_port != 0 && answer.status == 200 &&
	    strcmp(request->method, "CONNECT") == 0;
	if (is_tunnel)
		http_answer_raw(&answer, "HTTP/1.1 200 OK\r\n\r\n", 19);
	HTTP_NEED(pthread_mutex_unlock(&server->handling) == 0);
	goes_on = http_answer_write(&answer, request, wire);
	if (is_tunnel)
		tunnel(wire, server->options.tunnel_port);
	if (answer.reset)
		(void)setsockopt(
		    wire->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
	http_answer_dispose(&answer);
	return goes_on;
}

static int
choose_protocol(SSL *ssl, const unsigned char **out, unsigned char *out_len,
    const unsigned char *in, unsigned int in_len, void *arg)
{
	struct http_wire *wire = SSL_get_app_data(ssl);
	static const unsigned char ours[] = "\x08http/1.1";
	unsigned int i, j;
	unsigned char *chosen;

	(void)arg;
	free(wire->alpn);
	wire->alpn = http_copy((const char *)in, in_len);
	for (i = 0; i < in_len; i = j) {
		j = i + 1U + in[i];
		if (i > 0)
			wire->alpn[i] = ',';
	}
	memmove(wire->alpn, wire->alpn + 1, in_len);
	if (SSL_select_next_proto(&chosen, out_len, ours, sizeof(ours) - 1, in,
		in_len) != OPENSSL_NPN_NEGOTIATED)
		return SSL_TLSEXT_ERR_NOACK;
	*out = chosen;
	return SSL_TLSEXT_ERR_OK;
}

/* Why it was refused, before the connection is reset: the other side may not
   know yet that there is something to read. */
static void
let_read(int fd)
{
	uint8_t buf[1024];

	(void)shutdown(fd, SHUT_WR);
	while (recv(fd, buf, sizeof(buf), 0) > 0)
		continue;
}

static void *
serve(void *user)
{
	struct connection *connection = user;
	struct http_server *server = connection->server;
	struct http_wire *wire = calloc(1, sizeof(*wire));
	int goes_on = 1;

	HTTP_NEED(wire != NULL);
	wire->fd = connection->fd;
	if (server->tls != NULL) {
		wire->ssl = SSL_new(server->tls);
		HTTP_NEED(wire->ssl != NULL);
		HTTP_NEED(SSL_set_app_data(wire->ssl, wire) == 1);
		HTTP_NEED(SSL_set_fd(wire->ssl, wire->fd) == 1);
		goes_on = SSL_accept(wire->ssl) == 1;
		ERR_clear_error();
		if (!goes_on)
			let_read(wire->fd);
	}
	while (goes_on)
		goes_on = serve_one(connection, wire);
	SSL_free(wire->ssl);
	free(wire->alpn);
	HTTP_NEED(pthread_mutex_lock(&server->lock) == 0);
	(void)close(wire->fd);
	connection->fd = -1;
	server->open_count--;
	HTTP_NEED(pthread_mutex_unlock(&server->lock) == 0);
	free(wire);
	return NULL;
}

static void
start_connection(struct http_server *server, int fd)
{
	struct connection *connection = calloc(1, sizeof(*connection));
	const int on = 1;

	HTTP_NEED(connection != NULL);
	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	connection->server = server;
	connection->fd = fd;
	HTTP_NEED(pthread_mutex_lock(&server->lock) == 0);
	if (server->is_stopping) {
		(void)close(fd);
		free(connection);
	} else {
		connection->number = ++server->connection_count;
		connection->next = server->connections;
		server->connections = connection;
		server->open_count++;
		HTTP_NEED(pthread_create(&connection->thread, NULL, serve,
			      connection) == 0);
	}
	HTTP_NEED(pthread_mutex_unlock(&server->lock) == 0);
}

static void *
accept_all(void *user)
{
	struct http_server *server = user;
	int fd;

	for (;;) {
		fd = accept4(server->fd, NULL, NULL, SOCK_CLOEXEC);
		if (fd >= 0)
			start_connection(server, fd);
		else if (errno != EINTR && errno != ECONNABORTED)
			return NULL; /* shut down */
	}
}

static BIO *
bio_of(const char *pem)
{
	BIO *bio = BIO_new_mem_buf(pem, -1);

	HTTP_NEED(bio != NULL);
	return bio;
}

static void
set_client_authority(SSL_CTX *tls, const struct http_server_options *options)
{
	BIO *bio = bio_of(options->client_authority);
	X509 *authority = PEM_read_bio_X509(bio, NULL, NULL, NULL);

	HTTP_NEED(authority != NULL);
	HTTP_NEED(
	    X509_STORE_add_cert(SSL_CTX_get_cert_store(tls), authority) == 1);
	HTTP_NEED(SSL_CTX_add_client_CA(tls, authority) == 1);
	SSL_CTX_set_verify(tls,
	    SSL_VERIFY_PEER |
		(options->client_required ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT
					  : 0),
	    NULL);
	X509_free(authority);
	BIO_free(bio);
}

static SSL_CTX *
make_tls(const struct http_server_options *options)
{
	SSL_CTX *tls = SSL_CTX_new(TLS_server_method());
	BIO *certificate = bio_of(options->certificate);
	BIO *key = bio_of(options->key);
	X509 *x509 = PEM_read_bio_X509(certificate, NULL, NULL, NULL);
	EVP_PKEY *pkey = PEM_read_bio_PrivateKey(key, NULL, NULL, NULL);

	HTTP_NEED(tls != NULL && x509 != NULL && pkey != NULL);
	HTTP_NEED(SSL_CTX_use_certificate(tls, x509) == 1);
	HTTP_NEED(SSL_CTX_use_PrivateKey(tls, pkey) == 1);
	HTTP_NEED(SSL_CTX_set_session_id_context(
		      tls, (const unsigned char *)"test", 4) == 1);
	SSL_CTX_set_alpn_select_cb(tls, choose_protocol, NULL);
	if (options->client_authority != NULL)
		set_client_authority(tls, options);
	X509_free(x509);
	EVP_PKEY_free(pkey);
	BIO_free(certificate);
	BIO_free(key);
	return tls;
}

static void
listen_somewhere(struct http_server *server)
{
	struct sockaddr_in at = { .sin_family = AF_INET };
	socklen_t size = sizeof(at);

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	server->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	HTTP_NEED(server->fd >= 0);
	HTTP_NEED(
	    bind(server->fd, (const struct sockaddr *)&at, sizeof(at)) == 0);
	HTTP_NEED(listen(server->fd, 128) == 0);
	HTTP_NEED(getsockname(server->fd, (struct sockaddr *)&at, &size) == 0);
	server->port = ntohs(at.sin_port);
	(void)snprintf(server->url, sizeof(server->url), "%s:%u",
	    server->tls == NULL ? "http://127.0.0.1" : "https://localhost",
	    server->port);
}

struct http_server *
http_server_start(const struct http_server_options *options)
{
	struct http_server *server = calloc(1, sizeof(*server));
	sigset_t all, before;

	HTTP_NEED(server != NULL && options->handler != NULL);
	server->options = *options;
	if (server->options.body_keep == 0)
		server->options.body_keep = BODY_KEEP;
	if (options->certificate != NULL)
		server->tls = make_tls(options);
	HTTP_NEED(pthread_mutex_init(&server->lock, NULL) == 0);
	HTTP_NEED(pthread_mutex_init(&server->handling, NULL) == 0);
	listen_somewhere(server);
	/* Signals are for the test's own threads; SIGPIPE is for nobody. */
	HTTP_NEED(sigfillset(&all) == 0);
	HTTP_NEED(pthread_sigmask(SIG_SETMASK, &all, &before) == 0);
	HTTP_NEED(
	    pthread_create(&server->thread, NULL, accept_all, server) == 0);
	HTTP_NEED(pthread_sigmask(SIG_SETMASK, &before, NULL) == 0);
	return server;
}

void
http_server_drop_all(struct http_server *server)
{
	struct connection *connection;

	HTTP_NEED(pthread_mutex_lock(&server->lock) == 0);
	for (connection = server->connections; connection != NULL;
	     connection = connection->next)
		if (connection->fd >= 0)
			(void)shutdown(connection->fd, SHUT_RDWR);
	HTTP_NEED(pthread_mutex_unlock(&server->lock) == 0);
}

void
http_server_stop(struct http_server *server)
{
	struct connection *connection;

	if (server == NULL)
		return;
	HTTP_NEED(pthread_mutex_lock(&server->lock) == 0);
	server->is_stopping = 1;
	HTTP_NEED(pthread_mutex_unlock(&server->lock) == 0);
	(void)shutdown(server->fd, SHUT_RDWR);
	HTTP_NEED(pthread_join(server->thread, NULL) == 0);
	(void)close(server->fd);
	http_server_drop_all(server);
	while ((connection = server->connections) != NULL) {
		server->connections = connection->next;
		HTTP_NEED(pthread_join(connection->thread, NULL) == 0);
		free(connection);
	}
	http_server_forget(server);
	free(server->requests);
	SSL_CTX_free(server->tls);
	(void)pthread_mutex_destroy(&server->lock);
	(void)pthread_mutex_destroy(&server->handling);
	free(server);
}

uint16_t
http_server_port(const struct http_server *server)
{
	return server->port;
}

const char *
http_server_url(const struct http_server *server)
{
	return server->url;
}

const char *
http_server_at(const struct http_server *server, const char *path)
{
	static char urls[8][URL_SIZE];
	static unsigned int next;
	char *url = urls[next++ % 8];

	HTTP_NEED(
	    snprintf(url, URL_SIZE, "%s%s", server->url, path) < URL_SIZE);
	return url;
}

unsigned int
http_server_connections(struct http_server *server)
{
	unsigned int n;

	HTTP_NEED(pthread_mutex_lock(&server->lock) == 0);
	n = server->connection_count;
	HTTP_NEED(pthread_mutex_unlock(&server->lock) == 0);
	return n;
}

unsigned int
http_server_open(struct http_server *server)
{
	unsigned int n;

	HTTP_NEED(pthread_mutex_lock(&server->lock) == 0);
	n = server->open_count;
	HTTP_NEED(pthread_mutex_unlock(&server->lock) == 0);
	return n;
}

size_t
http_server_requests(struct http_server *server)
{
	size_t n;

	HTTP_NEED(pthread_mutex_lock(&server->lock) == 0);
	n = server->request_count;
	HTTP_NEED(pthread_mutex_unlock(&server->lock) == 0);
	return n;
}

const struct http_request *
http_server_request(struct http_server *server, size_t index)
{
	const struct http_request *request = NULL;

	HTTP_NEED(pthread_mutex_lock(&server->lock) == 0);
	if (index < server->request_count)
		request = server->requests[index];
	HTTP_NEED(pthread_mutex_unlock(&server->lock) == 0);
	return request;
}

void
http_server_forget(struct http_server *server)
{
	HTTP_NEED(pthread_mutex_lock(&server->lock) == 0);
	while (server->request_count > 0)
		http_request_free(server->requests[--server->request_count]);
	HTTP_NEED(pthread_mutex_unlock(&server->lock) == 0);
}
