/* Who we are to a registry: what is sent where, and what is not. */
#include "reach.h"

#include <stdio.h>

static struct reach r;
static cosign_manifest_t *image, *found;

static void
setup(void)
{
	reach_start(&r);
	image = reach_image("one");
	(void)registry_put_manifest(r.registry, "app", "latest", IMAGE,
	    cosign_manifest_bytes(image, &(size_t){ 0 }));
	(void)registry_put_manifest(r.registry, "other", "latest", IMAGE,
	    cosign_manifest_bytes(image, &(size_t){ 0 }));
}

static void
teardown(void)
{
	cosign_manifest_free(found);
	cosign_manifest_free(image);
	reach_stop(&r);
}

TestSuite(registry_auth, .init = setup, .fini = teardown);

static cosign_rc_t
fetch_from(struct csn_store *store)
{
	const struct csn_name name = by_tag("latest");

	cosign_manifest_free(found);
	found = NULL;
	return store->ops->fetch(&found, store, &name, r.err);
}

static cosign_rc_t
fetch(void)
{
	if (r.store == NULL)
		reach_open(&r);
	return fetch_from(r.store);
}

static cosign_rc_t
push(void)
{
	const struct csn_name name = by_tag("v1");

	if (r.store == NULL)
		reach_open(&r);
	return r.store->ops->push(r.store, &name, image, r.err);
}

/* HOST in the text is the registry. */
static void
add_file(const char *name, const char *text)
{
	const char *place = strstr(text, "HOST");
	char whole[1024];

	(void)snprintf(whole, sizeof(whole), "%.*s%s%s", (int)(place - text),
	    text, registry_host(r.registry), place + strlen("HOST"));
	cr_assert_eq(csn_credentials_add(
			 r.credentials, name, whole, strlen(whole), r.err),
	    COSIGN_OK, "%s", cosign_error_message(r.err));
}

/* "user:secret" */
#define AUTH "{\"auths\":{\"HOST\":{\"auth\":\"dXNlcjpzZWNyZXQ=\"}}}"

static void
want_user(enum registry_auth auth)
{
	r.registry->auth = auth;
	r.registry->user = "user";
	r.registry->password = "secret";
}

static void
expect_no_secret(const char *secret)
{
	cr_expect_null(strstr(r.seen, secret), "%s", r.seen);
	cr_expect_null(strstr(cosign_error_message(r.err), secret));
}

Test(registry_auth, nobody_is_asked_for_where_nobody_asks)
{
	add_file("config.json", AUTH);
	cr_assert_eq(fetch(), COSIGN_OK);
	cr_expect_null(http_request_header(
	    registry_last(r.registry, NULL, "/v2/app/"), "Authorization"));
}

Test(registry_auth, a_password_is_sent_to_who_asks_for_one)
{
	want_user(REGISTRY_BASIC);
	add_file("config.json", AUTH);
	cr_assert_eq(fetch(), COSIGN_OK, "%s", cosign_error_message(r.err));
	cr_expect_str_eq(
	    http_request_header(
		registry_last(r.registry, NULL, "/v2/app/"), "Authorization"),
	    "Basic dXNlcjpzZWNyZXQ=");
	expect_no_secret("secret");
}

Test(registry_auth, a_wrong_password_is_sent_once)
{
	want_user(REGISTRY_BASIC);
	r.registry->password = "another";
	add_file("/home/me/config.json", AUTH);
	expect_failure(&r, fetch(), COSIGN_E_UNAUTHORIZED,
	    "manifest latest: status 401: UNAUTHORIZED: authentication "
	    "required (asked with the credentials of /home/me/config.json)");
	cr_expect_eq(registry_requests(r.registry, "GET", "/v2/app/"), 1);
	cr_expect_not_null(cosign_error_hint(r.err));
	expect_no_secret("secret");
	cr_expect_null(found);
}

Test(registry_auth, without_credentials_the_error_says_so)
{
	want_user(REGISTRY_BASIC);
	expect_failure(
	    &r, fetch(), COSIGN_E_UNAUTHORIZED, "(asked with no credentials)");
	cr_expect_eq(registry_requests(r.registry, "GET", "/v2/app/"), 1);
}

Test(registry_auth, an_anonymous_token_is_got_where_one_is_wanted)
{
	const struct http_request *request;

	r.registry->auth = REGISTRY_BEARER;
	cr_assert_eq(fetch(), COSIGN_OK, "%s", cosign_error_message(r.err));
	request = registry_last(r.registry, "GET", "/token");
	cr_expect_str_eq(request->target,
	    "/token?scope=repository%3Aapp%3Apull&service=test%20service");
	cr_expect_null(http_request_header(request, "Authorization"));
	cr_expect_eq(r.registry->tokens, 1);
	/* Neither the token nor what else the server of tokens said. */
	expect_no_secret("test-token");
}

Test(registry_auth, a_token_is_got_with_the_password)
{
	want_user(REGISTRY_BEARER);
	add_file("config.json", AUTH);
	cr_assert_eq(fetch(), COSIGN_OK, "%s", cosign_error_message(r.err));
	cr_expect_str_eq(
	    http_request_header(
		registry_last(r.registry, "GET", "/token"), "Authorization"),
	    "Basic dXNlcjpzZWNyZXQ=");
	cr_expect_str_eq(
	    http_request_header(
		registry_last(r.registry, NULL, "/v2/app/"), "Authorization"),
	    "Bearer test-token-0");
}

Test(registry_auth, a_token_is_got_once_for_what_it_allows)
{
	r.registry->auth = REGISTRY_BEARER;
	cr_assert_eq(fetch(), COSIGN_OK);
	cr_assert_eq(fetch(), COSIGN_OK);
	cr_expect_eq(r.registry->tokens, 1);
	cr_assert_eq(push(), COSIGN_OK);
	cr_assert_eq(push(), COSIGN_OK);
	cr_expect_eq(r.registry->tokens, 2);
	cr_expect_not_null(
	    strstr(registry_last(r.registry, NULL, "/token")->target,
		"scope=repository%3Aapp%3Apush%2Cpull&"));
}

Test(registry_auth, to_delete_is_asked_for_alone)
{
	const struct csn_name name = by_tag("latest");

	r.registry->auth = REGISTRY_BEARER;
	reach_open(&r);
	cr_assert_eq(r.store->ops->remove(r.store, &name, r.err), COSIGN_OK);
	cr_expect_not_null(
	    strstr(registry_last(r.registry, NULL, "/token")->target,
		"%3Apush%2Cpull%2Cdelete&"));
}

Test(registry_auth, another_repository_has_another_token)
{
	struct csn_store *other;

	r.registry->auth = REGISTRY_BEARER;
	cr_assert_eq(fetch(), COSIGN_OK);
	other = reach_other(&r, "other");
	cr_assert_eq(fetch_from(other), COSIGN_OK);
	csn_store_close(other);
	cr_expect_eq(r.registry->tokens, 2);
	/* How to ask is known by then. */
	cr_expect_eq(registry_requests(r.registry, NULL, "/v2/other/"), 1);
}

Test(registry_auth, a_token_that_expired_is_got_again)
{
	r.registry->auth = REGISTRY_BEARER;
	cr_assert_eq(fetch(), COSIGN_OK);
	registry_revoke(r.registry);
	cr_assert_eq(fetch(), COSIGN_OK, "%s", cosign_error_message(r.err));
	cr_expect_eq(r.registry->tokens, 2);
}

Test(registry_auth, bytes_are_sent_again_with_a_new_token)
{
	r.registry->auth = REGISTRY_BEARER;
	cr_assert_eq(push(), COSIGN_OK);
	registry_revoke(r.registry);
	cr_assert_eq(push(), COSIGN_OK, "%s", cosign_error_message(r.err));
	cr_expect_not_null(registry_manifest(r.registry, "app", "v1"));
}

Test(registry_auth, a_scope_that_is_asked_for_besides_is_got)
{
	r.registry->auth = REGISTRY_BEARER;
	r.registry->extra_scope = "repository:base/image:pull";
	cr_assert_eq(fetch(), COSIGN_OK, "%s", cosign_error_message(r.err));
	cr_expect_eq(r.registry->tokens, 2);
	cr_expect_not_null(
	    strstr(registry_last(r.registry, NULL, "/token")->target,
		"scope=repository%3Abase%2Fimage%3Apull&"
		"scope=repository%3Aapp%3Apull"),
	    "%s", registry_last(r.registry, NULL, "/token")->target);
	/* It is remembered. */
	cr_assert_eq(fetch(), COSIGN_OK);
	cr_expect_eq(r.registry->tokens, 2);
}

Test(registry_auth, a_registry_that_always_asks_is_given_up)
{
	r.registry->auth = REGISTRY_BEARER;
	r.registry->refuses_all = 1;
	expect_failure(&r, fetch(), COSIGN_E_UNAUTHORIZED, "status 401");
	cr_expect_leq(registry_requests(r.registry, NULL, "/v2/app/"), 4);
	cr_expect_leq(r.registry->tokens, 3);
}

Test(registry_auth, a_refused_token_says_with_whose_credentials)
{
	want_user(REGISTRY_BEARER);
	r.registry->password = "another";
	add_file("config.json", AUTH);
	expect_failure(&r, fetch(), COSIGN_E_UNAUTHORIZED,
	    "/token: status 401 (asked with the credentials of config.json)");
	expect_no_secret("secret");
	expect_no_secret("dXNlcjpzZWNyZXQ");
}

#define IDENTITY "{\"auths\":{\"HOST\":{\"identitytoken\":\"my identity&\"}}}"

Test(registry_auth, an_identity_token_is_posted_for_another)
{
	const struct http_request *request;

	want_user(REGISTRY_BEARER);
	r.registry->identity_token = "my identity&";
	add_file("config.json", IDENTITY);
	cr_assert_eq(fetch(), COSIGN_OK, "%s", cosign_error_message(r.err));
	request = registry_last(r.registry, "POST", "/token");
	cr_expect_str_eq(request->target, "/token");
	cr_expect_str_eq((const char *)request->body,
	    "grant_type=refresh_token&client_id=go-containerregistry&"
	    "service=test%20service&scope=repository%3Aapp%3Apull&"
	    "refresh_token=my%20identity%26");
	cr_expect_str_eq(http_request_header(request, "Content-Type"),
	    "application/x-www-form-urlencoded");
	expect_no_secret("identity");
}

Test(registry_auth, a_server_without_post_is_asked_by_get)
{
	r.registry->auth = REGISTRY_BEARER;
	add_file("config.json", IDENTITY);
	cr_assert_eq(fetch(), COSIGN_OK, "%s", cosign_error_message(r.err));
	cr_expect_eq(registry_requests(r.registry, "POST", "/token"), 1);
	cr_expect_eq(registry_requests(r.registry, "GET", "/token"), 1);
}

static int
answer_400_to_get(struct registry *registry, const struct http_request *request,
    struct http_answer *answer)
{
	(void)registry;
	if (strncmp(request->target, "/token", 6) != 0 ||
	    strcmp(request->method, "GET") != 0)
		return 0;
	answer->status = 400;
	return 1;
}

/* 400 is about the token where the token was sent. */
Test(registry_auth, what_is_asked_by_get_is_not_about_the_identity_token)
{
	r.registry->auth = REGISTRY_BEARER;
	r.registry->before = answer_400_to_get;
	add_file("config.json", IDENTITY);
	expect_failure(&r, fetch(), COSIGN_E_HTTP, "/token: status 400");
}

Test(registry_auth, a_wrong_identity_token_is_not_tried_otherwise)
{
	want_user(REGISTRY_BEARER);
	r.registry->identity_token = "another";
	add_file("config.json", IDENTITY);
	expect_failure(&r, fetch(), COSIGN_E_UNAUTHORIZED,
	    "/token: status 401 (asked with the credentials of config.json)");
	cr_expect_eq(registry_requests(r.registry, "GET", "/token"), 0);
}

Test(registry_auth, a_registry_token_is_sent_as_it_is)
{
	want_user(REGISTRY_BEARER);
	r.registry->registry_token = "as-it-is";
	add_file("config.json",
	    "{\"auths\":{\"HOST\":{\"registrytoken\":\"as-it-is\"}}}");
	cr_assert_eq(fetch(), COSIGN_OK, "%s", cosign_error_message(r.err));
	cr_expect_eq(registry_requests(r.registry, NULL, "/token"), 0);
	expect_no_secret("as-it-is");
}

Test(registry_auth, what_was_given_counts_before_all_files)
{
	want_user(REGISTRY_BASIC);
	add_file("config.json", "{\"auths\":{\"HOST\":{\"auth\":\"YTpi\"}}}");
	cr_assert_eq(csn_credentials_set_password(
			 r.credentials, "user", "secret", r.err),
	    COSIGN_OK);
	cr_assert_eq(fetch(), COSIGN_OK);
	r.registry->password = "another";
	expect_failure(&r, fetch(), COSIGN_E_UNAUTHORIZED,
	    "(asked with the credentials that were given)");
}

/* ---- the server of tokens ---- */

struct realm {
	const char *realm;
	cosign_rc_t rc;
	const char *text;
};

static const struct realm realms[] = {
	{ "http://127.0.0.1:9/token", COSIGN_E_PROTOCOL,
	    "realm: an address of a private network: 127.0.0.1:9" },
	{ "http://127.1:9/token", COSIGN_E_PROTOCOL, "private network" },
	{ "http://0x7f000001:9/token", COSIGN_E_PROTOCOL, "private network" },
	{ "http://2130706433:9/token", COSIGN_E_PROTOCOL, "private network" },
	{ "https://10.1.2.3/token", COSIGN_E_PROTOCOL, "private network" },
	{ "https://169.254.169.254/token", COSIGN_E_PROTOCOL,
	    "private network" },
	{ "https://192.168.0.1/token", COSIGN_E_PROTOCOL, "private network" },
	{ "https://172.31.0.1/token", COSIGN_E_PROTOCOL, "private network" },
	{ "http://[::1]:9/token", COSIGN_E_PROTOCOL, "private network" },
	{ "http://[::ffff:127.0.0.1]:9/token", COSIGN_E_PROTOCOL,
	    "private network" },
	{ "http://[fd00::1]/token", COSIGN_E_PROTOCOL, "private network" },
	{ "http://user:pw@localhost:9/token", COSIGN_E_PROTOCOL,
	    "realm: a URL with a user in it" },
	{ "ftp://localhost/token", COSIGN_E_PROTOCOL, "realm" },
	{ "/token", COSIGN_E_PROTOCOL, "realm" },
	/* A name may be asked: nobody is there. */
	{ "http://localhost:1/token", COSIGN_E_CONNECT,
	    "token of http://localhost:1/token: GET http://localhost:1/token" },
};

Test(registry_auth, a_token_is_not_asked_for_anywhere)
{
	size_t i;

	want_user(REGISTRY_BEARER);
	add_file("config.json", AUTH);
	for (i = 0; i < CSN_ARRAY_LEN(realms); i++) {
		r.registry->realm = realms[i].realm;
		reach_open(&r);
		expect_failure(&r, fetch(), realms[i].rc, realms[i].text);
		cr_expect_eq(registry_requests(r.registry, NULL, "/token"), 0);
		expect_no_secret("pw@");
	}
}

static int
ask_with_long_service(struct registry *registry,
    const struct http_request *request, struct http_answer *answer)
{
	static char service[3001];

	(void)request;
	memset(service, '&', sizeof(service) - 1);
	service[sizeof(service) - 1] = '\0';
	answer->status = 401;
	http_answer_headerf(answer, "WWW-Authenticate",
	    "Bearer realm=\"http://%s/token\",service=\"%s\"",
	    registry_host(registry), service);
	return 1;
}

/* It is the registry that said too much, not the caller. */
Test(registry_auth, a_token_that_is_too_much_to_ask_for_is_not_asked_for)
{
	r.registry->before = ask_with_long_service;
	expect_failure(&r, fetch(), COSIGN_E_PROTOCOL,
	    "/token: realm: URL longer than 8192 bytes");
	cr_expect_eq(registry_requests(r.registry, NULL, "/token"), 0);
}

struct bad_token {
	int status;
	const char *body;
	cosign_rc_t rc;
	const char *text;
};

static const struct bad_token bad_tokens[] = {
	{ 200, "<html>Log in</html>", COSIGN_E_PROTOCOL, "/token: line 1" },
	{ 200, "[]", COSIGN_E_PROTOCOL, "/token: not an object" },
	{ 200, "{}", COSIGN_E_PROTOCOL,
	    "/token: there is no token in the answer" },
	{ 200, "{\"token\":7}", COSIGN_E_PROTOCOL, "token: not a string" },
	{ 200, "{\"token\":\"a\\r\\nX: y\"}", COSIGN_E_PROTOCOL,
	    "there is no token in the answer" },
	{ 403, "", COSIGN_E_UNAUTHORIZED, "/token: status 403" },
	{ 418, "{\"token\":\"x\"}", COSIGN_E_HTTP, "/token: status 418" },
};

static int
give_bad_token(struct registry *registry, const struct http_request *request,
    struct http_answer *answer)
{
	const struct bad_token *bad = registry->user_data;

	if (strncmp(request->target, "/token", 6) != 0)
		return 0;
	answer->status = bad->status;
	http_answer_text(answer, bad->body);
	return 1;
}

Test(registry_auth, what_is_no_token_is_refused)
{
	struct bad_token bad;
	size_t i;

	r.registry->auth = REGISTRY_BEARER;
	r.registry->before = give_bad_token;
	r.registry->user_data = &bad;
	for (i = 0; i < CSN_ARRAY_LEN(bad_tokens); i++) {
		bad = bad_tokens[i];
		reach_open(&r);
		expect_failure(&r, fetch(), bad.rc, bad.text);
		cr_expect_null(found);
	}
}

static int
give_endless_token(struct registry *registry,
    const struct http_request *request, struct http_answer *answer)
{
	(void)registry;
	if (strncmp(request->target, "/token", 6) != 0)
		return 0;
	http_answer_pattern(answer, (uint64_t)1 << 40);
	return 1;
}

Test(registry_auth, an_endless_token_is_not_read_to_its_end)
{
	r.registry->auth = REGISTRY_BEARER;
	r.registry->before = give_endless_token;
	expect_failure(&r, fetch(), COSIGN_E_LIMIT, "more than 65536 bytes");
}

static int
redirect_token(struct registry *registry, const struct http_request *request,
    struct http_answer *answer)
{
	if (strncmp(request->target, "/token", 6) != 0 ||
	    strstr(request->target, "redirected") != NULL)
		return 0;
	answer->status = 307;
	http_answer_header(answer, "Location", registry->user_data);
	return 1;
}

Test(registry_auth, a_redirected_token_is_judged_like_the_first)
{
	static char elsewhere[] = "https://169.254.169.254/latest";
	static char here[] = "/token?redirected=1&scope=repository:app:pull";

	want_user(REGISTRY_BEARER);
	add_file("config.json", AUTH);
	r.registry->before = redirect_token;
	r.registry->user_data = elsewhere;
	expect_failure(&r, fetch(), COSIGN_E_PROTOCOL,
	    "redirect: an address of a private network");
	r.registry->user_data = here;
	cr_assert_eq(fetch(), COSIGN_OK, "%s", cosign_error_message(r.err));
}

Test(registry_auth, a_secret_is_not_redirected)
{
	static char other[100];
	struct registry *evil = registry_start();

	want_user(REGISTRY_BEARER);
	add_file("config.json", AUTH);
	r.registry->before = redirect_token;
	r.registry->user_data = other;
	(void)snprintf(other, sizeof(other),
	    "http://localhost:%u/token?x=redirected",
	    http_server_port(evil->server));
	(void)fetch();
	cr_assert_geq(registry_requests(evil, "GET", "/token"), 1, "%s",
	    cosign_error_message(r.err));
	cr_expect_null(http_request_header(
	    registry_last(evil, "GET", "/token"), "Authorization"));
	registry_stop(evil);
}

Test(registry_auth, an_identity_token_is_not_redirected)
{
	static char other[100];
	struct registry *evil = registry_start();

	r.registry->auth = REGISTRY_BEARER;
	add_file("config.json", IDENTITY);
	r.registry->before = redirect_token;
	r.registry->user_data = other;
	(void)snprintf(other, sizeof(other), "http://localhost:%u/token",
	    http_server_port(evil->server));
	expect_failure(&r, fetch(), COSIGN_E_PROTOCOL,
	    "status 307: redirected, where it cannot be");
	cr_expect_eq(registry_requests(evil, NULL, "/"), 0);
	registry_stop(evil);
}

/* ---- elsewhere ---- */

static int
redirect_all(struct registry *registry, const struct http_request *request,
    struct http_answer *answer)
{
	struct registry *other = registry->user_data;

	if (strncmp(request->target, "/v2/app/", 8) != 0 ||
	    http_request_header(request, "Authorization") == NULL)
		return 0;
	answer->status = 307;
	http_answer_headerf(answer, "Location", "http://localhost:%u%s",
	    http_server_port(other->server), request->target);
	return 1;
}

Test(registry_auth, a_token_goes_to_its_registry_alone)
{
	struct registry *other = registry_start();

	(void)registry_put_manifest(other, "app", "latest", IMAGE,
	    cosign_manifest_bytes(image, &(size_t){ 0 }));
	r.registry->auth = REGISTRY_BEARER;
	r.registry->before = redirect_all;
	r.registry->user_data = other;
	cr_assert_eq(fetch(), COSIGN_OK, "%s", cosign_error_message(r.err));
	cr_assert_eq(registry_requests(other, NULL, "/v2/app/"), 1);
	cr_expect_null(http_request_header(
	    registry_last(other, NULL, "/v2/app/"), "Authorization"));

	/* Who asks there is not told who we are. */
	other->auth = REGISTRY_BASIC;
	other->user = "user";
	other->password = "secret";
	expect_failure(&r, fetch(), COSIGN_E_UNAUTHORIZED, "status 401");
	cr_expect_null(http_request_header(
	    registry_last(other, NULL, "/v2/app/"), "Authorization"));
	registry_stop(other);
}

/* Who asks there has its own server of tokens, which would like to know our
   password. */
Test(registry_auth, who_asks_elsewhere_is_not_told_who_we_are)
{
	struct registry *other = registry_start();
	char realm[100];

	(void)snprintf(realm, sizeof(realm), "http://localhost:%u/token",
	    http_server_port(other->server));
	other->auth = REGISTRY_BEARER;
	other->realm = realm;
	want_user(REGISTRY_BEARER);
	add_file("config.json", AUTH);
	r.registry->before = redirect_all;
	r.registry->user_data = other;
	expect_failure(&r, fetch(), COSIGN_E_UNAUTHORIZED, "status 401");
	cr_expect_eq(registry_requests(other, NULL, "/v2/app/"), 1);
	cr_expect_eq(registry_requests(other, NULL, "/token"), 0);
	registry_stop(other);
}

static int
ask_strangely(struct registry *registry, const struct http_request *request,
    struct http_answer *answer)
{
	(void)request;
	answer->status = 401;
	http_answer_header(answer, "WWW-Authenticate", registry->user_data);
	return 1;
}

Test(registry_auth, a_challenge_that_is_none_is_refused)
{
	static char no_realm[] = "Bearer service=\"x\"";
	static char unknown[] = "Negotiate abc==";

	r.registry->before = ask_strangely;
	r.registry->user_data = no_realm;
	expect_failure(&r, fetch(), COSIGN_E_PROTOCOL,
	    "WWW-Authenticate: Bearer without realm");
	r.registry->user_data = unknown;
	reach_open(&r);
	expect_failure(&r, fetch(), COSIGN_E_UNAUTHORIZED,
	    "status 401 (asked with no credentials)");
}

/* ---- programs that have credentials ---- */

struct helper {
	unsigned int asked;
	cosign_rc_t rc;
	const char *user, *secret;
	char key[300], name[100];
};

static cosign_rc_t
help(void *user, const char *name, const char *key,
    cosign_credential_t *credential, cosign_error_t *err)
{
	struct helper *helper = user;

	helper->asked++;
	(void)snprintf(helper->key, sizeof(helper->key), "%s", key);
	(void)snprintf(helper->name, sizeof(helper->name), "%s", name);
	if (helper->rc != COSIGN_OK)
		return helper->rc;
	if (helper->user == NULL || strchr(key, '/') != NULL)
		return COSIGN_OK;
	return cosign_credential_set_password(
	    credential, helper->user, helper->secret, err);
}

#define HELPERS "{\"credHelpers\":{\"HOST\":\"pass\"}}"

Test(registry_auth, a_helper_is_asked_through_the_caller)
{
	struct helper helper = { .user = "user", .secret = "secret" };

	want_user(REGISTRY_BASIC);
	add_file("config.json", HELPERS);
	csn_credentials_set_helper(r.credentials, help, &helper);
	cr_assert_eq(fetch(), COSIGN_OK, "%s", cosign_error_message(r.err));
	cr_expect_str_eq(helper.name, "pass");
	cr_expect_str_eq(helper.key, registry_host(r.registry));
	cr_expect_eq(helper.asked, 1);
	cr_assert_eq(fetch(), COSIGN_OK);
	cr_expect_eq(helper.asked, 1);
	r.registry->password = "another";
	expect_failure(&r, fetch(), COSIGN_E_UNAUTHORIZED,
	    "(asked with the credentials of the helper pass)");
	expect_no_secret("secret");
}

Test(registry_auth, a_helper_that_knows_nobody_is_no_failure)
{
	struct helper helper = { .user = NULL };

	want_user(REGISTRY_BASIC);
	add_file("config.json",
	    "{\"auths\":{\"HOST\":{}},\"credsStore\":\"desktop\"}");
	add_file("auth.json", AUTH);
	csn_credentials_set_helper(r.credentials, help, &helper);
	cr_assert_eq(fetch(), COSIGN_OK, "%s", cosign_error_message(r.err));
	/* For the repository, then for the registry. */
	cr_expect_eq(helper.asked, 2);
}

Test(registry_auth, a_helper_that_fails_is_a_failure)
{
	struct helper helper = { .rc = COSIGN_E_IO };

	want_user(REGISTRY_BASIC);
	add_file("config.json", HELPERS);
	add_file("auth.json", AUTH);
	csn_credentials_set_helper(r.credentials, help, &helper);
	expect_failure(&r, fetch(), COSIGN_E_CREDENTIALS,
	    "config.json: the helper pass: cannot be asked");
}

Test(registry_auth, a_helper_that_nobody_runs_is_a_failure)
{
	want_user(REGISTRY_BASIC);
	add_file("config.json", HELPERS);
	expect_failure(&r, fetch(), COSIGN_E_CREDENTIALS,
	    "config.json: the helper pass has the credentials");
}
