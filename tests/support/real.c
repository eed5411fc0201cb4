#include "real.h"

#include "virtual/tools.h"

#include <arpa/inet.h>
#include <crypt.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define TRIES     3000 /* of 10 ms: servers start in a tenth of a second */
#define LISTENING "listening on 127.0.0.1:"
#define HOUR      3600

const char *
real_program(const char *name)
{
	static const char older[] = "cosign-";
	static char paths[16][512];
	const int is_older = strncmp(name, older, strlen(older)) == 0;
	const char *folder =
	    getenv(is_older || strcmp(name, "cosign") == 0 ? "COSIGN_ORACLE"
							   : "COSIGN_REAL");
	size_t i;

	if (strcmp(name, "skopeo") == 0)
		return "skopeo";
	if (strcmp(name, "cosignc") == 0) {
		VS_NEED(getenv("COSIGNC") != NULL);
		return getenv("COSIGNC");
	}
	VS_NEED(folder != NULL);
	for (i = 0; i < VS_COUNT(paths); i++) {
		char path[sizeof(paths[0])];

		if (is_older)
			(void)snprintf(path, sizeof(path), "%s/../%s/cosign",
			    folder, name + strlen(older));
		else
			(void)snprintf(
			    path, sizeof(path), "%s/%s", folder, name);
		if (paths[i][0] == '\0')
			(void)strcpy(paths[i], path);
		if (strcmp(paths[i], path) == 0)
			return paths[i];
	}
	vs_stop("so many programs", __FILE__, __LINE__);
}

/* ---- what a server reads ---- */

static void
write_file(const struct real *r, const char *name, const char *text)
{
	char path[128];
	FILE *f;

	(void)snprintf(path, sizeof(path), "%s/%s", r->folder, name);
	f = fopen(path, "w");
	VS_NEED(f != NULL && fputs(text, f) >= 0 && fclose(f) == 0);
}

/* Names and time are the only things about these that are ever refused. */
static void
write_certificates(struct vs *vs, const struct real *r)
{
	const struct vs_name names[] = { { .type = VS_DNS,
					     .text = "localhost" },
		{ .type = VS_IP, .text = "\x7f\0\0\1", .len = 4 },
		{ .type = VS_NAME_END } };
	struct vs_cert_options o = { .kind = VS_P256,
		.common_name = "registry authority",
		.not_before = time(NULL) - HOUR,
		.not_after = time(NULL) + 24 * HOUR,
		.basic = "critical,CA:TRUE",
		.usage = "critical,keyCertSign,cRLSign" };
	struct vs_cert *ca = vs_cert(vs, NULL, &o), *server;

	o.common_name = "registry";
	o.basic = "critical,CA:FALSE";
	o.usage = "critical,digitalSignature";
	o.eku = "serverAuth";
	o.names = names;
	server = vs_cert(vs, ca, &o);
	write_file(r, "ca/ca.crt", vs_cert_pem(vs, ca));
	write_file(r, "server.pem", vs_cert_pem(vs, server));
	write_file(r, "server.key", vs_key_private_pem(vs, server->key));
}

static void
write_htpasswd(
    struct vs *vs, const struct real *r, const char *user, const char *password)
{
	static const char salt[16] = "not any secret";
	static struct crypt_data data; /* 32 kB */
	char setting[CRYPT_GENSALT_OUTPUT_SIZE];
	const char *hash;

	/* bcrypt alone is taken; of its costs the least. */
	VS_NEED(crypt_gensalt_rn("$2y$", 4, salt, sizeof(salt), setting,
		    sizeof(setting)) != NULL);
	hash = crypt_r(password, setting, &data);
	VS_NEED(hash != NULL && hash[0] == '$');
	write_file(r, "htpasswd", vs_text(vs, "%s:%s\n", user, hash));
}

static void
write_config(struct vs *vs, const struct real *r, const struct real_options *o)
{
	const struct real_tokens *t = o->tokens;
	char *text = vs_text(vs,
	    "version: 0.1\n"
	    "storage:\n"
	    "  inmemory: {}\n"
	    "  delete: { enabled: true }\n"
	    "http:\n"
	    "  addr: \"127.0.0.1:0\"\n");

	if (o->tls)
		text = vs_text(vs,
		    "%s  tls: { certificate: \"%s/server.pem\", "
		    "key: \"%s/server.key\" }\n",
		    text, r->folder, r->folder);
	if (o->user != NULL)
		text = vs_text(vs,
		    "%sauth: { htpasswd: { realm: \"real\", path: "
		    "\"%s/htpasswd\" } }\n",
		    text, r->folder);
	if (t != NULL)
		text = vs_text(vs,
		    "%sauth: { token: { realm: \"%s\", service: \"%s\", "
		    "issuer: \"%s\", rootcertbundle: \"%s/tokens.pem\" } }\n",
		    text, t->realm, t->service, t->issuer, r->folder);
	write_file(r, "config.yml", text);
}

static void
write_files(struct vs *vs, const struct real *r, const struct real_options *o)
{
	if (o->tls)
		write_certificates(vs, r);
	if (o->user != NULL)
		write_htpasswd(vs, r, o->user, o->password);
	if (o->tokens != NULL)
		write_file(r, "tokens.pem", o->tokens->authority);
	write_config(vs, r, o);
}

/* ---- the process ---- */

__attribute__((noreturn)) static void
become(const struct real *r, const char *const *argv, pid_t parent)
{
	const int in = open("/dev/null", O_RDONLY);
	const int out = open(r->log, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	/* Ends with the test; which may be over by now. */
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent)
		_exit(126);
	if (in < 0 || out < 0 || dup2(in, 0) < 0 || dup2(out, 1) < 0 ||
	    dup2(out, 2) < 0 || close_range(3, ~0u, 0) != 0)
		_exit(126);
	(void)execv(argv[0], (char *const *)(uintptr_t)argv);
	_exit(127);
}

static void
start(struct vs *vs, struct real *r, const struct real_options *o)
{
	const char *const referrers[] = { real_program("registry"),
		o->tls ? "-tls" : NULL, r->folder, NULL };
	const char *const other[] = { real_program(o->kind == REAL_DISTRIBUTION
					      ? "distribution"
					      : "docker-registry"),
		"serve", vs_text(vs, "%s/config.yml", r->folder), NULL };
	const pid_t parent = getpid();

	(void)fflush(NULL);
	r->pid = fork();
	VS_NEED(r->pid >= 0);
	if (r->pid == 0)
		become(
		    r, o->kind == REAL_REFERRERS ? referrers : other, parent);
}

__attribute__((noreturn)) static void
fail(const struct real *r, const char *why)
{
	char line[1024];
	FILE *f = fopen(r->log, "r");

	(void)fprintf(stderr, "%s: %s; it said:\n", r->folder, why);
	while (f != NULL && fgets(line, sizeof(line), f) != NULL)
		(void)fputs(line, stderr);
	exit(1);
}

/* The port, as the server names it once it listens; 0: not yet. */
static unsigned
port_of(const struct real *r)
{
	char line[1024];
	const char *at = NULL;
	unsigned port = 0;
	FILE *f = fopen(r->log, "r");

	if (f == NULL)
		return 0;
	while (at == NULL && fgets(line, sizeof(line), f) != NULL)
		/* A line that is only half there has no end. */
		if (strchr(line, '\n') != NULL)
			at = strstr(line, LISTENING);
	if (at != NULL)
		port = (unsigned)strtoul(at + strlen(LISTENING), NULL, 10);
	(void)fclose(f);
	return port;
}

static void
pause_a_little(void)
{
	const struct timespec ten = { .tv_nsec = 10 * 1000 * 1000 };

	(void)nanosleep(&ten, NULL);
}

static unsigned
wait_for_port(const struct real *r)
{
	unsigned port, i;
	int status;

	for (i = 0; i < TRIES; i++) {
		port = port_of(r);
		if (port != 0)
			return port;
		if (waitpid(r->pid, &status, WNOHANG) != 0)
			fail(r, "ended at once");
		pause_a_little();
	}
	fail(r, "does not listen");
}

/* The answer to one request without TLS is one of HTTP. To a server with TLS
   it is a 400 that says so, from Go at least. */
static void
expect_answer(const struct real *r, unsigned port)
{
	static const char request[] = "GET /v2/ HTTP/1.0\r\nHost: localhost\r\n"
				      "\r\n";
	struct sockaddr_in to = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	char answer[8] = "";
	const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof(to)) != 0 ||
	    send(fd, request, strlen(request), MSG_NOSIGNAL) < 0 ||
	    recv(fd, answer, 5, MSG_WAITALL) != 5 ||
	    memcmp(answer, "HTTP/", 5) != 0)
		fail(r, "does not answer");
	(void)close(fd);
}

struct real *
real_start(struct vs *vs, const struct real_options *o)
{
	static unsigned count;
	struct real *r = vs_alloc(vs, sizeof(*r));
	unsigned port;

	VS_NEED(o->kind != REAL_REFERRERS ||
	    (o->user == NULL && o->tokens == NULL));
	VS_NEED((o->user == NULL) == (o->password == NULL));
	VS_NEED(o->user == NULL || o->tokens == NULL);
	(void)snprintf(r->folder, sizeof(r->folder), "real-%u", ++count);
	(void)snprintf(r->ca_dir, sizeof(r->ca_dir), "%s/ca", r->folder);
	(void)snprintf(r->log, sizeof(r->log), "%s/log", r->folder);
	if (o->tls)
		(void)snprintf(
		    r->ca_file, sizeof(r->ca_file), "%s/ca.crt", r->ca_dir);
	VS_NEED(mkdir(r->folder, 0700) == 0 && mkdir(r->ca_dir, 0700) == 0);
	write_files(vs, r, o);
	start(vs, r, o);
	port = wait_for_port(r);
	expect_answer(r, port);
	(void)snprintf(r->host, sizeof(r->host), "127.0.0.1:%u", port);
	return r;
}

void
real_stop(struct real *r)
{
	int status;

	if (r == NULL || r->pid == 0)
		return;
	(void)kill(r->pid, SIGTERM);
	(void)waitpid(r->pid, &status, 0);
	r->pid = 0;
}
