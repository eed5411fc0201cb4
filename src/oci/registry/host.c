#include "oci/registry/session.h"

#include "net/url.h"
#include "util/limits.h"
#include "util/text.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

/* Where http is tried too, https has this long to answer. */
#define PROBE_MS 5000

static cosign_rc_t
host_new(struct csn_host **out, const char *name, cosign_error_t *err)
{
	struct csn_host *host = calloc(1, sizeof(*host));
	cosign_rc_t rc;

	*out = NULL;
	if (host == NULL)
		return csn_fail_nomem(err);
	rc = csn_text_copy(&host->name, name, err);
	if (rc != COSIGN_OK) {
		free(host);
		return rc;
	}
	(void)pthread_mutex_init(&host->lock, NULL);
	(void)pthread_cond_init(&host->changed, NULL);
	*out = host;
	return COSIGN_OK;
}

void
csn_hosts_free(struct csn_host *hosts)
{
	struct csn_host *host;

	while ((host = hosts) != NULL) {
		hosts = host->next;
		csn_grants_free(host->grants);
		csn_challenge_dispose(&host->challenge);
		while (host->warning_count > 0)
			free(host->warnings[--host->warning_count]);
		(void)pthread_cond_destroy(&host->changed);
		(void)pthread_mutex_destroy(&host->lock);
		free(host->name);
		free(host);
	}
}

cosign_rc_t
csn_host_find(struct csn_host **out, struct csn_registries *all,
    const char *name, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_OK;

	(void)pthread_mutex_lock(&all->lock);
	*out = all->hosts;
	while (*out != NULL && strcasecmp((*out)->name, name) != 0)
		*out = (*out)->next;
	if (*out == NULL) {
		rc = host_new(out, name, err);
		if (rc == COSIGN_OK) {
			(*out)->next = all->hosts;
			all->hosts = *out;
		}
	}
	(void)pthread_mutex_unlock(&all->lock);
	return rc;
}

enum csn_referrers_api
csn_host_referrers(struct csn_host *host)
{
	enum csn_referrers_api referrers;

	(void)pthread_mutex_lock(&host->lock);
	referrers = host->referrers;
	(void)pthread_mutex_unlock(&host->lock);
	return referrers;
}

void
csn_host_set_referrers(struct csn_host *host, enum csn_referrers_api referrers)
{
	(void)pthread_mutex_lock(&host->lock);
	host->referrers = referrers;
	(void)pthread_mutex_unlock(&host->lock);
}

/* ---- turns ---- */

struct csn_turn {
	struct csn_turn *next;
	char *place;
};

static struct csn_turn **
find_turn(struct csn_host *host, const char *place)
{
	struct csn_turn **at = &host->turns;

	while (*at != NULL && strcmp((*at)->place, place) != 0)
		at = &(*at)->next;
	return at;
}

cosign_rc_t
csn_turn_begin(struct csn_host *host, const char *place, cosign_error_t *err)
{
	struct csn_turn *turn = calloc(1, sizeof(*turn));
	cosign_rc_t rc;

	if (turn == NULL)
		return csn_fail_nomem(err);
	rc = csn_text_copy(&turn->place, place, err);
	if (rc != COSIGN_OK) {
		free(turn);
		return rc;
	}
	(void)pthread_mutex_lock(&host->lock);
	while (*find_turn(host, place) != NULL)
		(void)pthread_cond_wait(&host->changed, &host->lock);
	turn->next = host->turns;
	host->turns = turn;
	(void)pthread_mutex_unlock(&host->lock);
	return COSIGN_OK;
}

void
csn_turn_end(struct csn_host *host, const char *place)
{
	struct csn_turn **at, *turn;

	(void)pthread_mutex_lock(&host->lock);
	at = find_turn(host, place);
	turn = *at;
	if (turn != NULL) {
		*at = turn->next;
		free(turn->place);
		free(turn);
	}
	(void)pthread_cond_broadcast(&host->changed);
	(void)pthread_mutex_unlock(&host->lock);
}

/* ---- addresses ---- */

static int
is_private_v4(uint32_t a)
{
	return a >> 24 == 10 || a >> 24 == 127 || a >> 24 == 0 ||
	    a >> 20 == 0xac1 || a >> 16 == 0xc0a8 || a >> 16 == 0xa9fe;
}

static int
is_private_v6(const struct in6_addr *a)
{
	const uint8_t *b = a->s6_addr;

	if (IN6_IS_ADDR_V4MAPPED(a) || IN6_IS_ADDR_V4COMPAT(a))
		return is_private_v4((uint32_t)b[12] << 24 |
		    (uint32_t)b[13] << 16 | (uint32_t)b[14] << 8 | b[15]);
	return (b[0] & 0xfe) == 0xfc || IN6_IS_ADDR_LINKLOCAL(a) ||
	    IN6_IS_ADDR_LOOPBACK(a) || IN6_IS_ADDR_UNSPECIFIED(a);
}

/* Also in the forms that libraries still understand: "127.1", "0x7f000001". */
static int
is_private_literal(struct csn_span host)
{
	struct in_addr v4;
	struct in6_addr v6;
	char text[64];
	char *zone;

	if (host.len >= sizeof(text))
		return 0;
	memcpy(text, host.p, host.len);
	text[host.len] = '\0';
	if (inet_aton(text, &v4) != 0)
		return is_private_v4(ntohl(v4.s_addr));
	zone = strchr(text, '%');
	if (zone != NULL)
		*zone = '\0';
	return inet_pton(AF_INET6, text, &v6) == 1 && is_private_v6(&v6);
}

/* The host of a registry's name, without port and brackets. */
static struct csn_span
host_of(const char *name)
{
	const char *end;

	if (*name == '[' && (end = strchr(name, ']')) != NULL)
		return csn_span(name + 1, (size_t)(end - name - 1));
	return csn_span(name, strcspn(name, ":"));
}

static int
is_loopback_literal(struct csn_span host)
{
	const char *text = (const char *)host.p;
	struct in_addr v4;
	char copy[INET_ADDRSTRLEN];

	if (host.len == 3 && memcmp(text, "::1", 3) == 0)
		return 1;
	if (host.len >= sizeof(copy))
		return 0;
	memcpy(copy, text, host.len);
	copy[host.len] = '\0';
	return inet_pton(AF_INET, copy, &v4) == 1 &&
	    ntohl(v4.s_addr) >> 24 == 127;
}

static int
is_private_network(struct csn_span host)
{
	struct in_addr v4;
	char copy[INET_ADDRSTRLEN];
	uint32_t a;

	if (host.len >= sizeof(copy))
		return 0;
	memcpy(copy, host.p, host.len);
	copy[host.len] = '\0';
	if (inet_pton(AF_INET, copy, &v4) != 1)
		return 0;
	a = ntohl(v4.s_addr); /* RFC 1918 */
	return a >> 24 == 10 || a >> 20 == 0xac1 || a >> 16 == 0xc0a8;
}

static int
is_localhost_name(const char *name)
{
	static const char suffix[] = ".localhost";
	const struct csn_span host = host_of(name);
	const size_t len = sizeof(suffix) - 1;

	/* "localhost" alone, without a port, is asked by https. */
	return strncmp(name, "localhost:", 10) == 0 ||
	    (host.len > len &&
		memcmp(host.p + host.len - len, suffix, len) == 0);
}

/* ---- the scheme ---- */

static cosign_rc_t
write_base(struct csn_buf *out, enum csn_scheme scheme, const char *name)
{
	csn_buf_add_str(
	    out, scheme == CSN_SCHEME_HTTP ? "http://" : "https://");
	csn_buf_add_str(out, name);
	return out->failed;
}

/* GET /v2/: anything that https answers is a registry's word; what http answers
   is one if it is 200 or 401. */
static cosign_rc_t
ping(struct csn_op *op, enum csn_scheme scheme, int64_t deadline,
    cosign_error_t *err)
{
	struct csn_request request = { .method = "GET" };
	struct csn_challenge challenge = { CSN_AUTH_NONE, NULL, NULL, NULL };
	struct csn_response response;
	struct csn_buf url;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	int found;

	csn_response_init(&response);
	csn_buf_init(&url, CSN_REGISTRY_URL_MAX);
	(void)write_base(&url, scheme, op->registry->host->name);
	csn_buf_add_str(&url, "/v2/");
	CSN_TRY(csn_buf_finish(&url, err));
	request.url = (const char *)url.p;
	request.answer_max = CSN_REGISTRY_ERROR_MAX;
	request.flags = CSN_REQUEST_NO_REDIRECT | CSN_REQUEST_NO_RETRY;
	request.deadline = deadline;
	CSN_TRY(
	    csn_http_send(op->registry->all->http, &request, &response, err));
	/* What cannot be read now is read, and told of, with the answer to
	   what is really asked for. */
	if (response.status == 401)
		(void)csn_challenge_learn(
		    op, &response, &challenge, &found, NULL);
	else if (response.status != 200 && scheme == CSN_SCHEME_HTTP) {
		rc = csn_op_fail(op, &response, err);
		goto out;
	}
	csn_host_hear(op->registry->all, op->registry->host, &response);
	rc = COSIGN_OK;
out:
	csn_challenge_dispose(&challenge);
	csn_response_dispose(&response);
	csn_buf_dispose(&url);
	return rc;
}

static int
is_worth_another(cosign_rc_t rc)
{
	return rc != COSIGN_OK && rc != COSIGN_E_CANCELLED &&
	    rc != COSIGN_E_OFFLINE && rc != COSIGN_E_NOMEM &&
	    rc != COSIGN_E_NO_LIBRARY;
}

/* http, where https failed for its certificate, or for no TLS at all: that is
   what is told if neither does, with what http said. */
static cosign_rc_t
ping_instead(struct csn_op *op, cosign_error_t *err)
{
	cosign_error_t *second = cosign_error_new();
	const cosign_rc_t rc = ping(op, CSN_SCHEME_HTTP, op->deadline, second);
	const char *text = cosign_error_message(second);
	cosign_rc_t told = COSIGN_E_TLS;

	if (is_worth_another(rc)) {
		told = csn_fail_at(err, told, "neither https nor http (%.*s)",
		    CSN_QUOTE_MAX, text);
	} else {
		cosign_error_clear(err);
		told = rc == COSIGN_OK ? rc : csn_fail(err, rc, "%s", text);
	}
	cosign_error_free(second);
	return told;
}

/* One scheme, then the other. On the loopback http is first: nobody is in
   between, and no program there waits in vain for the end of a line. */
static cosign_rc_t
probe(struct csn_op *op, enum csn_scheme *out, cosign_error_t *err)
{
	const int64_t soon = csn_http_now(op->registry->all->http) + PROBE_MS;
	const int loopback =
	    is_loopback_literal(host_of(op->registry->host->name));
	cosign_rc_t rc;

	*out = loopback ? CSN_SCHEME_HTTP : CSN_SCHEME_HTTPS;
	rc = ping(op, *out, soon < op->deadline ? soon : op->deadline, err);
	if (!is_worth_another(rc))
		return rc;
	*out = loopback ? CSN_SCHEME_HTTPS : CSN_SCHEME_HTTP;
	if (rc == COSIGN_E_TLS && !loopback)
		return ping_instead(op, err);
	cosign_error_clear(err);
	return csn_fail_at(
	    err, ping(op, *out, op->deadline, err), "neither https nor http");
}

static int
may_be_http(const struct csn_op *op)
{
	const char *name = op->registry->host->name;
	const struct csn_span host = host_of(name);

	return op->registry->all->allow_http || is_localhost_name(name) ||
	    is_loopback_literal(host) || is_private_network(host);
}

static cosign_rc_t
find_scheme(struct csn_op *op, enum csn_scheme *out, cosign_error_t *err)
{
	struct csn_host *host = op->registry->host;
	cosign_rc_t rc = COSIGN_OK;
	int probed = 0;

	*out = CSN_SCHEME_HTTPS;
	if (!may_be_http(op))
		return COSIGN_OK;
	(void)pthread_mutex_lock(&host->lock);
	while (host->is_probing)
		(void)pthread_cond_wait(&host->changed, &host->lock);
	if (host->scheme == CSN_SCHEME_UNKNOWN) {
		host->is_probing = probed = 1;
		(void)pthread_mutex_unlock(&host->lock);
		rc = probe(op, out, err);
		(void)pthread_mutex_lock(&host->lock);
		if (rc == COSIGN_OK)
			host->scheme = *out;
		host->is_probing = 0;
		(void)pthread_cond_broadcast(&host->changed);
	}
	*out = host->scheme;
	(void)pthread_mutex_unlock(&host->lock);
	if (probed)
		csn_host_tell(op->registry->all, host);
	return rc;
}

cosign_rc_t
csn_op_base(struct csn_op *op, struct csn_buf *out, cosign_error_t *err)
{
	enum csn_scheme scheme = CSN_SCHEME_UNKNOWN;
	const cosign_rc_t rc = find_scheme(op, &scheme, err);

	if (rc != COSIGN_OK)
		return rc;
	(void)write_base(out, scheme, op->registry->host->name);
	return csn_buf_finish(out, err);
}

/* ---- URLs that others name ---- */

#define BASE_SIZE (sizeof("https://") + CSN_REGISTRY_MAX)

/* The same without memory, once the scheme is known. */
static cosign_rc_t
parse_base(struct csn_url *out, struct csn_op *op, char base[BASE_SIZE],
    cosign_error_t *err)
{
	enum csn_scheme scheme = CSN_SCHEME_UNKNOWN;
	const cosign_rc_t rc = find_scheme(op, &scheme, err);

	if (rc != COSIGN_OK)
		return rc;
	(void)snprintf(base, BASE_SIZE, "%s%s",
	    scheme == CSN_SCHEME_HTTP ? "http://" : "https://",
	    op->registry->host->name);
	return csn_url_parse(out, base, err);
}

int
csn_op_is_ours(struct csn_op *op, const char *url)
{
	struct csn_url theirs, ours;
	char base[BASE_SIZE];

	return url != NULL && parse_base(&ours, op, base, NULL) == COSIGN_OK &&
	    csn_url_parse(&theirs, url, NULL) == COSIGN_OK &&
	    csn_url_is_same_origin(&ours, &theirs);
}

static cosign_rc_t
check_origin(const struct csn_url *theirs, const struct csn_url *ours,
    const char *what, cosign_error_t *err)
{
	if (theirs->user.len > 0)
		return csn_fail(err, COSIGN_E_PROTOCOL,
		    "%s: a URL with a user in it", what);
	if (ours->is_https && !theirs->is_https)
		return csn_fail(err, COSIGN_E_PROTOCOL,
		    "%s: http, where the registry itself has https", what);
	if (is_private_literal(theirs->host) &&
	    (theirs->port != ours->port ||
		!csn_span_eq(theirs->host, ours->host)))
		return csn_fail(err, COSIGN_E_PROTOCOL,
		    "%s: an address of a private network: %.*s:%u", what,
		    (int)theirs->host.len, (const char *)theirs->host.p,
		    theirs->port);
	return COSIGN_OK;
}

cosign_rc_t
csn_op_check_url(
    struct csn_op *op, const char *url, const char *what, cosign_error_t *err)
{
	struct csn_url theirs, ours;
	char base[BASE_SIZE];
	cosign_rc_t rc;

	rc = parse_base(&ours, op, base, err);
	if (rc != COSIGN_OK)
		return rc;
	rc = csn_url_parse(&theirs, url, err);
	if (rc != COSIGN_OK)
		return csn_fail_at(
		    err, csn_fail_as(err, COSIGN_E_PROTOCOL), "%s", what);
	return check_origin(&theirs, &ours, what, err);
}
