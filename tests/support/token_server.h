/*
 * A server of tokens for registries, as Docker's distribution specifies them
 * (docs/spec/auth of distribution/distribution): JSON Web Tokens whose header
 * brings the certificate of the key that signed them.
 *
 *	struct token_server *tokens = token_server_start(
 *	    &(struct token_server_options){ .user = "u", .password = "p" });
 *	struct real *registry = real_start(vs, &(struct real_options){
 *	    .tokens = token_server_tokens(tokens) });
 *
 * It runs on a thread of the test's process, so it is started in the test.
 */
#ifndef TESTS_SUPPORT_TOKEN_SERVER_H
#define TESTS_SUPPORT_TOKEN_SERVER_H

#include "http_server.h"
#include "real.h"

struct token_server;

/* Of zero: nobody gets a token. */
struct token_server_options {
	/* Who gets all that is asked for, by GET with Basic credentials or by
	   POST of grant_type=password. */
	const char *user, *password;
	/* POST of grant_type=refresh_token, with this one. */
	const char *identity_token;
	/* Whoever shows no credentials may pull. */
	int anonymous_pull;
	/* Seconds that tokens are good for; 0: 300. Registries forgive 60. */
	int64_t lifetime;
	/* Of the key that signs: VS_P256 (ES256) or VS_RSA2048 (RS256). */
	enum vs_kind kind;
};

struct token_server *token_server_start(
    const struct token_server_options *options);
void token_server_stop(struct token_server *server); /* NULL is fine */

/* Good until it is stopped. */
const struct real_tokens *token_server_tokens(
    const struct token_server *server);
/* What it was asked. */
struct http_server *token_server_http(const struct token_server *server);

#endif
