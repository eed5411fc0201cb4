/*
 * Real registries, each a process of its own on a free port of the loopback,
 * in memory. scripts/install-real.sh gets the programs; tests that need them
 * are declared with cosign_real_test() (tests/real/CMakeLists.txt), which
 * skips them where one is missing.
 *
 *	struct vs *vs = vs_new(NULL);
 *	struct real *registry = real_start(vs, &(struct real_options){
 *	    .kind = REAL_REFERRERS });
 *
 *	... registry->host ...
 *	real_stop(registry);
 *	vs_free(vs);
 *
 * What cannot be done ends the process, with the server's own words. A server
 * ends with the test that started it, however that ends.
 */
#ifndef TESTS_SUPPORT_REAL_H
#define TESTS_SUPPORT_REAL_H

#include "virtual/virtual.h"

#include <sys/types.h>

enum real_kind {
	REAL_DOCKER_REGISTRY, /* 2.8: no referrers API */
	REAL_DISTRIBUTION,    /* 3.1: none either */
	REAL_REFERRERS /* go-containerregistry's: has one; no passwords */
};

/* Whose tokens a registry takes, as support/token_server.h has it. */
struct real_tokens {
	const char *realm; /* URL, with a name for its host: not an address */
	const char *service, *issuer;
	const char *authority; /* PEM of what signs the tokens' certificates */
};

/* Of zero: no encryption, and for everybody. */
struct real_options {
	enum real_kind kind;
	int tls;                     /* under an authority of its own */
	const char *user, *password; /* Basic */
	const struct real_tokens *tokens;
};

struct real {
	char host[32];    /* "127.0.0.1:40123"; localhost is as good */
	char folder[32];  /* its files, in the folder that the test is in */
	char ca_dir[48];  /* holds ca.crt alone, as skopeo wants it */
	char ca_file[64]; /* the authority, with tls; else "" */
	char log[48];     /* what it said */
	pid_t pid;
};

/* Answers to /v2/ when this returns. Only one thread may start servers, and
   must live as long as they do. */
struct real *real_start(struct vs *vs, const struct real_options *options);
void real_stop(struct real *real); /* NULL is fine */

/* A program that scripts/install-real.sh gets: "crane", "oras", "policy",
   "registry", "distribution", "docker-registry", "buildah"; "skopeo", "cosign"
   (3.1.3), "cosign-2.6.5", and "cosignc", our own. What it is called by. */
const char *real_program(const char *name);

#endif
