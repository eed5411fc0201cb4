/*
 * A large layer as it streams in:
 *
 *	bench-blob MIB ROUNDS
 *
 * A process of its own serves a blob of MIB mebibytes. By turns libcurl with
 * SHA-256 over what comes, and the registry client, which checks digest and
 * size. Prints the speed of ours as a part of the other's, both in MB/s, and by
 * how many kB the peak of memory grew in all of ours.
 */
#include "measure.h"

#include <arpa/inet.h>
#include <cosign.h>
#include <curl/curl.h>
#include <openssl/evp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define PIECE      ((size_t)1 << 20)
#define ROUNDS_MAX 64
#define MANIFEST   "application/vnd.oci.image.manifest.v1+json"

static uint8_t piece[PIECE];

static void
must(cosign_rc_t rc, const cosign_error_t *err)
{
	if (rc != COSIGN_OK)
		bench_die(
		    "%s: %s", cosign_rc_name(rc), cosign_error_message(err));
}

/* ---- the server ---- */

static int
send_all(int fd, const void *p, size_t len)
{
	const char *from = p;

	while (len > 0) {
		const ssize_t n = send(fd, from, len, MSG_NOSIGNAL);

		if (n <= 0)
			return -1;
		from += n;
		len -= (size_t)n;
	}
	return 0;
}

/* To the end of the head of a request: there is no body. */
static int
read_head(int fd, char *head, size_t size)
{
	size_t len = 0;

	while (len + 1 < size) {
		const ssize_t n = recv(fd, head + len, size - 1 - len, 0);

		if (n <= 0)
			return -1;
		len += (size_t)n;
		head[len] = '\0';
		if (strstr(head, "\r\n\r\n") != NULL)
			return 0;
	}
	return -1;
}

static int
answer(int fd, const char *head, size_t mib)
{
	const int has_blob = strstr(head, "/blobs/") != NULL;
	char text[256];
	size_t i;

	(void)snprintf(text, sizeof(text),
	    "HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\n"
	    "Content-Length: %zu\r\n\r\n",
	    has_blob ? mib * PIECE : 0);
	if (send_all(fd, text, strlen(text)) != 0)
		return -1;
	for (i = 0; has_blob && i < mib; i++)
		if (send_all(fd, piece, PIECE) != 0)
			return -1;
	return 0;
}

_Noreturn static void
serve(int listener, size_t mib)
{
	static char head[8192];

	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (;;) {
		const int fd = accept(listener, NULL, NULL);

		if (fd < 0)
			_exit(1);
		/* One connection after the other: who is done closes. */
		while (read_head(fd, head, sizeof(head)) == 0 &&
		    answer(fd, head, mib) == 0)
			;
		(void)close(fd);
	}
}

/* The port. */
static unsigned int
start_server(size_t mib)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(at);
	const int fd = socket(AF_INET, SOCK_STREAM, 0);
	pid_t pid;

	if (fd < 0 || bind(fd, (struct sockaddr *)&at, len) != 0 ||
	    listen(fd, 8) != 0 ||
	    getsockname(fd, (struct sockaddr *)&at, &len) != 0)
		bench_die("no server");
	pid = fork();
	if (pid < 0)
		bench_die("no process");
	if (pid == 0)
		serve(fd, mib);
	(void)close(fd);
	return ntohs(at.sin_port);
}

/* ---- libcurl with a hash ---- */

static size_t
hash_more(char *p, size_t size, size_t n, void *user)
{
	return EVP_DigestUpdate(user, p, size * n) == 1 ? size * n : 0;
}

static double
with_curl(const char *url)
{
	const double begin = bench_now();
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	CURL *curl = curl_easy_init();
	uint8_t digest[EVP_MAX_MD_SIZE];

	if (ctx == NULL || curl == NULL ||
	    EVP_DigestInit_ex(ctx, EVP_sha256(), NULL) != 1 ||
	    curl_easy_setopt(curl, CURLOPT_URL, url) != CURLE_OK ||
	    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, hash_more) !=
		CURLE_OK ||
	    curl_easy_setopt(curl, CURLOPT_WRITEDATA, ctx) != CURLE_OK ||
	    curl_easy_perform(curl) != CURLE_OK ||
	    EVP_DigestFinal_ex(ctx, digest, NULL) != 1)
		bench_die("libcurl cannot fetch %s", url);
	curl_easy_cleanup(curl);
	EVP_MD_CTX_free(ctx);
	return bench_now() - begin;
}

/* ---- the registry client ---- */

static int
ignore(void *user, const uint8_t *p, size_t len)
{
	(void)user;
	(void)p;
	(void)len;
	return 0;
}

static double
with_client(const cosign_reference_t *ref, const cosign_descriptor_t *blob)
{
	const double begin = bench_now();
	cosign_error_t *err = cosign_error_new();
	cosign_http_options_t *options = NULL;
	cosign_http_t *http = NULL;
	cosign_oci_t *oci = NULL;

	must(cosign_http_options_new(&options, err), err);
	must(cosign_http_new(&http, options, err), err);
	must(cosign_oci_new(&oci, http, NULL, err), err);
	must(cosign_oci_blob_fetch(oci, ref, blob, ignore, NULL, err), err);
	cosign_oci_free(oci);
	cosign_http_free(http);
	cosign_http_options_free(options);
	cosign_error_free(err);
	return bench_now() - begin;
}

/* "sha256:...", of what the server has. */
static void
hash_blob(char *text, size_t size, size_t mib)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	uint8_t digest[EVP_MAX_MD_SIZE];
	size_t i, n;

	if (ctx == NULL || EVP_DigestInit_ex(ctx, EVP_sha256(), NULL) != 1)
		bench_die("no SHA-256");
	for (i = 0; i < mib; i++)
		if (EVP_DigestUpdate(ctx, piece, PIECE) != 1)
			bench_die("no SHA-256");
	if (EVP_DigestFinal_ex(ctx, digest, NULL) != 1)
		bench_die("no SHA-256");
	EVP_MD_CTX_free(ctx);
	n = (size_t)snprintf(text, size, "sha256:");
	for (i = 0; i < 32; i++)
		n += (size_t)snprintf(text + n, size - n, "%02x", digest[i]);
}

static cosign_manifest_t *
manifest_of(const char *digest, size_t mib)
{
	cosign_error_t *err = cosign_error_new();
	cosign_manifest_t *manifest = NULL;
	char text[1024];

	(void)snprintf(text, sizeof(text),
	    "{\"schemaVersion\":2,\"mediaType\":\"" MANIFEST "\",\"config\":{"
	    "\"mediaType\":\"application/vnd.oci.image.config.v1+json\","
	    "\"size\":2,\"digest\":\"%s\"},\"layers\":[{\"mediaType\":"
	    "\"application/vnd.oci.image.layer.v1.tar\",\"size\":%zu,"
	    "\"digest\":\"%s\"}]}",
	    digest, mib * PIECE, digest);
	must(cosign_manifest_parse(&manifest, text, strlen(text), err), err);
	cosign_error_free(err);
	return manifest;
}

static long
peak_kb(void)
{
	struct rusage usage;

	if (getrusage(RUSAGE_SELF, &usage) != 0)
		bench_die("no resource usage");
	return usage.ru_maxrss;
}

static size_t
number(const char *text)
{
	const long n = strtol(text, NULL, 10);

	if (n <= 0)
		bench_die("%s is no number", text);
	return (size_t)n;
}

int
main(int argc, char **argv)
{
	static double curl[ROUNDS_MAX], ours[ROUNDS_MAX], part[ROUNDS_MAX];
	double mb;
	cosign_reference_t *ref = NULL;
	cosign_manifest_t *manifest;
	char digest[128], url[256], name[128];
	size_t mib, rounds, i;
	unsigned int port;
	const cosign_descriptor_t *layer;
	long peak;

	if (argc != 3)
		bench_die("blob: MIB ROUNDS");
	mib = number(argv[1]);
	rounds = number(argv[2]);
	if (rounds > ROUNDS_MAX)
		bench_die("no more than %d rounds", ROUNDS_MAX);
	memset(piece, 'x', sizeof(piece));
	port = start_server(mib);
	hash_blob(digest, sizeof(digest), mib);
	manifest = manifest_of(digest, mib);
	layer = cosign_descriptors_at(cosign_manifest_children(manifest), 0);
	(void)snprintf(name, sizeof(name), "127.0.0.1:%u/a/b", port);
	(void)snprintf(url, sizeof(url), "http://127.0.0.1:%u/v2/a/b/blobs/%s",
	    port, digest);
	must(cosign_reference_parse(&ref, name, NULL), NULL);
	(void)with_curl(url);
	peak = peak_kb();
	for (i = 0; i < rounds; i++) {
		curl[i] = with_curl(url);
		ours[i] = with_client(ref, layer);
		part[i] = curl[i] / ours[i];
	}
	peak = peak_kb() - peak;
	mb = (double)(mib * PIECE) * 1e3;
	printf("blob %.3f %.0f %.0f %ld\n", bench_median(part, rounds),
	    mb / bench_median(ours, rounds), mb / bench_median(curl, rounds),
	    peak);
	cosign_manifest_free(manifest);
	cosign_reference_free(ref);
	return 0;
}
