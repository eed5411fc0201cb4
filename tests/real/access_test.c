/* cosignc signs and verifies where not everybody may: with passwords, under an
   authority of the registry's own, with tokens. */
#include "layout.h"
#include "real_suite.h"
#include "token_server.h"
#include "vectors.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NO_LOG "--use-signing-config=false", "--tlog-upload=false", "--yes"
#define TOGETHER \
	"--key", "cosign.pub", "--insecure-ignore-tlog", "--registry-cacert"

static void
push(const struct real *r)
{
	(void)layout_write(real_vs, "layout", "one");
	real_expect(
	    REAL_RUN(r, "crane", "push", "layout", real_at(r, "%s/a/b:one")), 0,
	    "sha256:");
}

static void
enter(void)
{
	real_enter();
	real_expect(REAL_RUN(NULL, "cosignc", "generate-key-pair"), 0, "");
}

TestSuite(real_access, .init = enter, .fini = real_leave, .timeout = 300);

static struct process_result
log_in(const struct real *r, const char *password)
{
	return REAL_RUN(NULL, "cosignc", "login", "--username", "me",
	    "--password", password, r->host);
}

static struct process_result
sign(const struct real *r, const char *format)
{
	return REAL_RUN(NULL, "cosignc", "sign", "--key", "cosign.key", NO_LOG,
	    "--format", format, real_at(r, "%s/a/b:one"));
}

static struct process_result
verify(const struct real *r, const char *program)
{
	return REAL_RUN(r, program, "verify", "--key", "cosign.pub",
	    "--insecure-ignore-tlog", real_at(r, "%s/a/b:one"));
}

ParameterizedTestParameters(real_access, passwords)
{
	static struct real_options rows[] = { { .kind = REAL_DOCKER_REGISTRY },
		{ .kind = REAL_DISTRIBUTION } };

	return cr_make_param_array(struct real_options, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct real_options *row, real_access, passwords)
{
	const struct real_options o = {
		.kind = row->kind, .user = "me", .password = "pass:word"
	};
	struct real *r = real_start(real_vs, &o);

	/* As with cosign, what is wrong shows when it is used. */
	real_expect(log_in(r, "another"), 0, "logged in");
	real_expect(sign(r, "both"), 1, "UNAUTHORIZED");
	real_expect(log_in(r, "pass:word"), 0, "logged in");
	push(r);
	real_expect(sign(r, "both"), 0, "@sha256:");
	real_expect(verify(r, "cosignc"), 0, "sha256:");
	real_expect(verify(r, "cosign"), 0, "sha256:");
	real_expect(
	    REAL_RUN(NULL, "cosignc", "logout", r->host), 0, "logged out");
	real_expect(verify(r, "cosignc"), 1, "UNAUTHORIZED");
	real_stop(r);
}

ParameterizedTestParameters(real_access, tokens)
{
	static struct real_options rows[] = { { .kind = REAL_DOCKER_REGISTRY },
		{ .kind = REAL_DISTRIBUTION } };

	return cr_make_param_array(struct real_options, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct real_options *row, real_access, tokens)
{
	const struct token_server_options t = { .user = "me",
		.password = "pass:word",
		.anonymous_pull = 1,
		.kind = VS_P256 };
	struct token_server *tokens = token_server_start(&t);
	const struct real_options o = { .kind = row->kind,
		.tokens = token_server_tokens(tokens) };
	struct real *r = real_start(real_vs, &o);
	struct http_server *asked = token_server_http(tokens);
	size_t before;

	/* As with cosign, what is wrong shows when it is used. */
	real_expect(log_in(r, "another"), 0, "logged in");
	real_expect(sign(r, "both"), 1,
	    "token: status 401 (asked with the credentials of "
	    "docker/config.json");
	real_expect(log_in(r, "pass:word"), 0, "logged in");
	push(r);
	real_expect(sign(r, "both"), 0, "@sha256:");
	/* One token reads all that verifying asks for. */
	before = http_server_requests(asked);
	real_expect(verify(r, "cosignc"), 0, "sha256:");
	cr_expect_eq(http_server_requests(asked), before + 1);
	real_expect(verify(r, "cosign"), 0, "sha256:");
	/* Whom nobody knows may read, and no more. */
	real_expect(
	    REAL_RUN(NULL, "cosignc", "logout", r->host), 0, "logged out");
	real_expect(verify(r, "cosignc"), 0, "sha256:");
	real_expect(sign(r, "bundle"), 1, "UNAUTHORIZED");
	real_stop(r);
	token_server_stop(tokens);
}

/* How often cosignc asked by this version of HTTP, as the registry logs it. */
static size_t
asked_by(const struct real *r, const char *version)
{
	FILE *f = fopen(r->log, "r");
	size_t size = 0, count = 0;
	char *line = NULL;

	cr_assert_not_null(f);
	while (getline(&line, &size, f) > 0)
		count += strstr(line, version) != NULL &&
		    strstr(line, "\"cosignc/") != NULL;
	free(line);
	(void)fclose(f);
	return count;
}

Test(real_access, own_authority_and_passwords)
{
	const struct real_options o = { .kind = REAL_DISTRIBUTION,
		.tls = 1,
		.user = "me",
		.password = "pass:word" };
	struct real *r = real_start(real_vs, &o);
	const char *image = real_at(r, "%s/a/b:one");

	real_log_in(r, "me", "pass:word");
	push(r);
	real_expect(sign(r, "both"), 1, "certificate problem");
	real_expect(REAL_RUN(NULL, "cosignc", "sign", "--key", "cosign.key",
			NO_LOG, "--registry-cacert", r->ca_file, image),
	    0, "@sha256:");
	real_expect(
	    REAL_RUN(NULL, "cosignc", "verify", TOGETHER, r->ca_file, image), 0,
	    "sha256:");
	real_expect(verify(r, "cosign"), 0, "sha256:");
	/* Which TLS agrees on with a server that knows it. */
	cr_expect_gt(asked_by(r, " HTTP/2.0\""), 15);
	cr_expect_eq(asked_by(r, " HTTP/1.1\""), 0);
	real_stop(r);
}
