/* Real registries take the tokens of support/token_server.h, as foreign clients
   fetch them, and of these none that is old. */
#include "layout.h"
#include "real_suite.h"
#include "token_server.h"
#include "vectors.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>

TestSuite(real_tokens, .init = real_enter, .fini = real_leave, .timeout = 120);

struct tokens {
	enum real_kind kind;
	enum vs_kind key;
};

ParameterizedTestParameters(real_tokens, are_taken)
{
	static struct tokens rows[] = {
		{ REAL_DOCKER_REGISTRY, VS_P256 },
		{ REAL_DOCKER_REGISTRY, VS_RSA2048 },
		{ REAL_DISTRIBUTION, VS_P256 },
		{ REAL_DISTRIBUTION, VS_RSA2048 },
	};

	return cr_make_param_array(struct tokens, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct tokens *row, real_tokens, are_taken)
{
	const struct token_server_options t = { .user = "me",
		.password = "pass:word",
		.anonymous_pull = 1,
		.kind = row->key };
	struct token_server *tokens = token_server_start(&t);
	const struct real_options o = { .kind = row->kind,
		.tokens = token_server_tokens(tokens) };
	struct real *r = real_start(real_vs, &o);

	(void)layout_write(real_vs, "layout", "one");
	real_expect(
	    REAL_RUN(r, "crane", "push", "layout", real_at(r, "%s/a/b:one")), 1,
	    "UNAUTHORIZED");
	real_log_in(r, "me", "pass:word");
	real_expect(
	    REAL_RUN(r, "crane", "push", "layout", real_at(r, "%s/a/b:one")), 0,
	    "sha256:");
	cr_expect_gt(http_server_requests(token_server_http(tokens)), 1);
	real_expect(
	    REAL_RUN(r, "skopeo", "list-tags", "--tls-verify=false", "--creds",
		"me:pass:word", real_at(r, "docker://%s/a/b")),
	    0, "\"one\"");
	real_expect(REAL_RUN(r, "skopeo", "list-tags", "--tls-verify=false",
			"--creds", "me:another", real_at(r, "docker://%s/a/b")),
	    1, "invalid username/password");
	/* Whom nobody knows. */
	real_expect(REAL_RUN(r, "skopeo", "list-tags", "--tls-verify=false",
			"--no-creds", real_at(r, "docker://%s/a/b")),
	    0, "\"one\"");
	real_stop(r);
	token_server_stop(tokens);
}

Test(real_tokens, expire)
{
	const struct token_server_options t = {
		.user = "me", .password = "pass:word", .lifetime = -3600
	};
	struct token_server *tokens = token_server_start(&t);
	const enum real_kind kinds[] = { REAL_DOCKER_REGISTRY,
		REAL_DISTRIBUTION };
	size_t i;

	(void)layout_write(real_vs, "layout", "one");
	for (i = 0; i < ARRAY_LEN(kinds); i++) {
		const struct real_options o = { .kind = kinds[i],
			.tokens = token_server_tokens(tokens) };
		struct real *r = real_start(real_vs, &o);

		real_log_in(r, "me", "pass:word");
		real_expect(REAL_RUN(r, "crane", "push", "layout",
				real_at(r, "%s/a/b:one")),
		    1, "401 Unauthorized");
		real_stop(r);
	}
	token_server_stop(tokens);
}
