/*
 * What is known about registries, and requests to them with who we are. For
 * src/oci/registry alone.
 */
#ifndef CSN_OCI_REGISTRY_SESSION_H
#define CSN_OCI_REGISTRY_SESSION_H

#include "net/http.h"
#include "oci/registry/challenge.h"
#include "oci/registry/registry.h"
#include "util/limits.h"

#include <pthread.h>
#include <stdatomic.h>

enum csn_scheme {
	CSN_SCHEME_UNKNOWN,
	CSN_SCHEME_HTTP,
	CSN_SCHEME_HTTPS,
};

enum csn_referrers_api {
	CSN_REFERRERS_UNKNOWN,
	CSN_REFERRERS_PRESENT,
	CSN_REFERRERS_ABSENT, /* fallback tags in its place */
};

struct csn_grant;
struct csn_turn;

/* A registry; lives as long as the csn_registries. */
struct csn_host {
	struct csn_host *next;
	char *name;           /* "registry.example:5000" */
	pthread_mutex_t lock; /* of what follows */
	pthread_cond_t changed;
	enum csn_scheme scheme;
	int is_probing; /* somebody finds out the scheme */
	struct csn_challenge challenge;
	struct csn_grant *grants;
	enum csn_referrers_api referrers;
	struct csn_turn *turns;
	char *warnings[CSN_WARNINGS_MAX];
	size_t warning_count; /* that were heard */
	size_t told_count;    /* the first of them that were told */
};

struct csn_registries {
	cosign_http_t *http;
	struct csn_credentials *credentials;
	int allow_http;
	size_t piece;
	cosign_warning_fn warn; /* NULL: nobody wants to know */
	void *warn_user;
	pthread_mutex_t lock; /* of the list */
	struct csn_host *hosts;
};

struct csn_registry {
	struct csn_store store; /* first */
	struct csn_registries *all;
	struct csn_host *host;
	char *repository;
	atomic_int may_push; /* seen once */
};

static inline struct csn_registry *
csn_registry_of(struct csn_store *store)
{
	return (struct csn_registry *)store;
}

cosign_rc_t csn_host_find(struct csn_host **out, struct csn_registries *all,
    const char *name, cosign_error_t *err);
void csn_hosts_free(struct csn_host *hosts);

/* What is done in one place is done by one thread at a time. */
cosign_rc_t csn_turn_begin(
    struct csn_host *host, const char *place, cosign_error_t *err);
void csn_turn_end(struct csn_host *host, const char *place);

enum csn_referrers_api csn_host_referrers(struct csn_host *host);
void csn_host_set_referrers(
    struct csn_host *host, enum csn_referrers_api referrers);

/* What a token has to allow (E.4). */
#define CSN_PULL   "pull"
#define CSN_PUSH   "push,pull"
#define CSN_DELETE "push,pull,delete"

/* One operation of the caller. */
struct csn_op {
	struct csn_registry *registry;
	const char *actions;
	const char *from; /* repository to mount from; NULL without */
	int64_t deadline;
	char source[CSN_SOURCE_SIZE]; /* of the credentials that were used */
};
void csn_op_begin(
    struct csn_op *op, struct csn_registry *registry, const char *actions);

/* "https://registry.example": finds out the scheme if need be. */
cosign_rc_t csn_op_base(
    struct csn_op *op, struct csn_buf *out, cosign_error_t *err);
/* An initialised buffer becomes BASE/v2/REPOSITORY/ and the rest, with a NUL
   behind it. */
cosign_rc_t csn_op_url(struct csn_op *op, struct csn_buf *out,
    cosign_error_t *err, const char *fmt, ...) CSN_FORMAT(4, 5);

/* Most headers that a request of ours has. */
#define CSN_REQUEST_HEADERS_MAX 6

/*
 * csn_http_send() with who we are, if the URL is the registry's: asked again
 * once it is known how, with a new token if the one we have is refused, with a
 * wider one if that is asked for. The request's deadline is the operation's.
 * Every status is COSIGN_OK. *out is to be disposed of in any case.
 */
cosign_rc_t csn_op_send(struct csn_op *op, const struct csn_request *request,
    struct csn_response *out, cosign_error_t *err);
/* The same for a request without a body and an answer that is kept. */
cosign_rc_t csn_op_ask(struct csn_op *op, const char *method, const char *url,
    const char *accept, size_t answer_max, struct csn_response *out,
    cosign_error_t *err);

/* Whether a URL is the registry's own. The scheme is known by now. */
int csn_op_is_ours(struct csn_op *op, const char *url);
/*
 * Whether a URL that a server gave may be asked: not http from https, no user
 * in it, no address of a private network but the registry's own.
 * COSIGN_E_PROTOCOL, of which what is the place.
 */
cosign_rc_t csn_op_check_url(
    struct csn_op *op, const char *url, const char *what, cosign_error_t *err);

/* ---- pass: what is sent as Authorization ---- */

struct csn_pass {
	char *header; /* NULL: nothing is sent */
	/* Where it was got, and as which one there. */
	const struct csn_grant *grant;
	uint64_t generation;
};
void csn_pass_dispose(struct csn_pass *pass);
/*
 * What the operation needs in place of what pass has (nothing, or what was
 * refused), from what is there already or new; one thread gets it for all that
 * wait. extra is a scope that was asked for besides, NULL without.
 */
cosign_rc_t csn_pass_get(struct csn_pass *pass, struct csn_op *op,
    const char *extra, cosign_error_t *err);
/* Whether what was got for the operation includes a scope. */
int csn_pass_holds(struct csn_op *op, const char *scope);
void csn_grants_free(struct csn_grant *grants);

/* How the registry asks, learnt from an answer; *found is 0 if it does not. */
cosign_rc_t csn_challenge_learn(struct csn_op *op,
    const struct csn_response *response, struct csn_challenge *out, int *found,
    cosign_error_t *err);

/* ---- token: OAuth 2 ---- */

/* "Basic ..." of a user, into an initialised buffer, with a NUL behind it. */
cosign_rc_t csn_basic_write(
    struct csn_buf *header, const struct csn_login *login, cosign_error_t *err);
/* "Bearer ..." into an initialised buffer, with a NUL behind it. scopes are
   separated by blanks. */
cosign_rc_t csn_token_fetch(struct csn_buf *header, struct csn_op *op,
    const struct csn_challenge *challenge, const struct csn_login *login,
    const char *scopes, cosign_error_t *err);

/* ---- warning ---- */

/* What the registry says in its answer is kept for whoever wants to know. */
void csn_host_hear(const struct csn_registries *all, struct csn_host *host,
    const struct csn_response *response);
/*
 * What was heard is told, each once, unless somebody finds out the scheme or
 * has a turn: who is told may use the client, and would wait for himself. So
 * this is to be called again when that ends.
 */
void csn_host_tell(const struct csn_registries *all, struct csn_host *host);
/* Both, of an answer that may be another server's. The scheme is known by
   now. */
void csn_op_warn(struct csn_op *op, const struct csn_response *response);

/* ---- failure: answers that are none of those expected ---- */

/* COSIGN_E_UNAUTHORIZED, _NO_IMAGE (404), _UNSUPPORTED (405), _HTTP, with what
   the registry says. */
cosign_rc_t csn_op_fail(struct csn_op *op, const struct csn_response *response,
    cosign_error_t *err);
/* Whether the registry's errors have a code, "NAME_UNKNOWN"; NULL: any. */
int csn_response_has_code(
    const struct csn_response *response, const char *code);

/* ---- response ---- */

/* Content-Type without its parameters; nothing without. */
struct csn_span csn_response_type(const struct csn_response *response);
/* Whether the media type in Content-Type is this one. */
int csn_response_is(const struct csn_response *response, const char *type);
/* Whether there is a header that is a number and nothing else. */
int csn_response_number(
    const struct csn_response *response, const char *name, int64_t *out);

#endif
