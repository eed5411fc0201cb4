/*
 * A registry in the test's own process (OCI distribution specification 1.1),
 * over http_server.h. It owes nothing to the library; it behaves, and does not,
 * as the test says:
 *
 *	struct registry *registry = registry_start();
 *	registry->has_referrers = 0;
 *	registry_put_manifest(registry, "app", "latest", type, text);
 *	... registry_host(registry) is "127.0.0.1:PORT" ...
 *	registry_stop(registry);
 *
 * Settings are changed while no request runs.
 */
#ifndef TESTS_SUPPORT_REGISTRY_H
#define TESTS_SUPPORT_REGISTRY_H

#include "http_server.h"

enum registry_auth {
	REGISTRY_OPEN,
	REGISTRY_BASIC,
	REGISTRY_BEARER, /* /token gives tokens */
};

struct registry_contents;

struct registry {
	struct http_server *server;
	struct registry_contents *contents;

	/* Who may. */
	enum registry_auth auth;
	const char *user, *password; /* NULL: anybody, for a token */
	const char *identity_token;  /* NULL: POST /token is 404 */
	const char *registry_token;  /* taken as it is; NULL: none */
	const char *realm;           /* NULL: /token here */
	const char *extra_scope;     /* without it a token is not enough */
	int refuses_all;             /* whatever token */
	int may_read;                /* without a token */

	/* What it can. */
	int has_referrers;      /* 1; else 404 */
	int has_subject_header; /* 1: OCI-Subject */
	int filters_referrers;  /* 1 */
	int lists_config_type;  /* as artifactType, like ggcr's registry */
	int deletes;            /* 1 */
	int mounts;             /* 1 */
	int takes_pieces;       /* 1; else PATCH is 405 */
	unsigned int piece_min; /* OCI-Chunk-Min-Length; 0: none */
	unsigned int page;      /* entries of a page; 0: all */
	int pages_go_round;

	/* How it says where an upload goes on. */
	int location_is_absolute;
	int location_has_query;
	const char *location_prefix; /* "http://elsewhere"; NULL: here */

	/* Before anything is done; 1: the answer is filled in. */
	int (*before)(struct registry *registry,
	    const struct http_request *request, struct http_answer *answer);
	/* When the answer is filled in. */
	void (*after)(struct registry *registry,
	    const struct http_request *request, struct http_answer *answer);
	void *user_data;
	unsigned int counter; /* for these two */

	unsigned int tokens; /* that were given */
};

struct registry *registry_start(void);
void registry_stop(struct registry *registry);
const char *registry_host(const struct registry *registry);

/* What it would answer: for before(). */
void registry_serve(struct registry *registry,
    const struct http_request *request, struct http_answer *answer);

/* Contents: put without a request. The digest is borrowed. */
const char *registry_put_blob(
    struct registry *registry, const char *repository, const char *text);
const char *registry_put_manifest(struct registry *registry,
    const char *repository, const char *tag, const char *type,
    const char *text);
/* NULL if it is not there; name is a digest, or a tag. */
const char *registry_manifest(
    struct registry *registry, const char *repository, const char *name);
int registry_has_blob(
    struct registry *registry, const char *repository, const char *digest);
/* Uploads that were begun and neither finished nor cancelled. */
unsigned int registry_uploads(struct registry *registry);
/* No token is good any more. */
void registry_revoke(struct registry *registry);

/* Whole requests that came: of a method (NULL: any) whose target begins so. */
unsigned int registry_requests(
    struct registry *registry, const char *method, const char *prefix);
/* The last of these; NULL without. */
const struct http_request *registry_last(
    struct registry *registry, const char *method, const char *prefix);

#endif
