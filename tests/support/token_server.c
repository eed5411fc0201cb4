#include "token_server.h"

#include "virtual/tools.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define SERVICE "registry of tests"
#define ISSUER  "token server of tests"
#define HOUR    3600

struct token_server {
	struct token_server_options options;
	/* Used by the handler alone once the server runs: one thread. */
	struct vs *vs;
	struct vs_cert *ca, *signer;
	struct http_server *http;
	struct real_tokens tokens;
	unsigned count;
};

/* ---- what was asked ---- */

struct form {
	const char *grant, *refresh, *user, *password, *service;
	const char *scopes[8];
	size_t scope_count;
};

static char *
decode(struct vs *vs, const char *text, size_t len)
{
	char *out = vs_text(vs, "%.*s", (int)len, text), *to = out;
	const char *at;

	for (at = out; *at != '\0'; at++, to++) {
		char hex[3] = { 0 };

		*to = *at == '+' ? ' ' : *at;
		if (*at != '%' || at[1] == '\0' || at[2] == '\0')
			continue;
		memcpy(hex, at + 1, 2);
		*to = (char)strtol(hex, NULL, 16);
		at += 2;
	}
	*to = '\0';
	return out;
}

static void
set_field(struct form *form, const char *name, const char *value)
{
	const struct {
		const char *name;
		const char **to;
	} rows[] = {
		{ "grant_type", &form->grant },
		{ "refresh_token", &form->refresh },
		{ "username", &form->user },
		{ "password", &form->password },
		{ "service", &form->service },
	};
	size_t i;

	for (i = 0; i < VS_COUNT(rows); i++)
		if (strcmp(name, rows[i].name) == 0)
			*rows[i].to = value;
	if (strcmp(name, "scope") != 0)
		return;
	VS_NEED(form->scope_count < VS_COUNT(form->scopes));
	form->scopes[form->scope_count++] = value;
}

/* name=value&name=value, of a query or of a body. */
static void
read_form(struct vs *vs, struct form *form, const char *text)
{
	while (*text != '\0') {
		const size_t len = strcspn(text, "&");
		const size_t name = strcspn(text, "=&");

		if (name < len)
			set_field(form, decode(vs, text, name),
			    decode(vs, text + name + 1, len - name - 1));
		text += len + (text[len] == '&');
	}
}

/* ---- who asks ---- */

enum rights { RIGHTS_NONE, RIGHTS_PULL, RIGHTS_ALL };

static int
same(const char *got, const char *want)
{
	return got != NULL && want != NULL && strcmp(got, want) == 0;
}

static enum rights
rights_of(const struct token_server *s, const struct http_request *request,
    const struct form *form)
{
	const struct token_server_options *o = &s->options;
	const char *basic = http_request_header(request, "Authorization");
	const char *good = NULL;

	if (same(form->grant, "refresh_token"))
		return same(form->refresh, o->identity_token) ? RIGHTS_ALL
							      : RIGHTS_NONE;
	if (same(form->grant, "password"))
		return same(form->user, o->user) &&
			same(form->password, o->password)
		    ? RIGHTS_ALL
		    : RIGHTS_NONE;
	if (basic == NULL)
		return o->anonymous_pull ? RIGHTS_PULL : RIGHTS_NONE;
	if (o->user != NULL)
		good = vs_text(s->vs, "Basic %s",
		    vs_base64(s->vs,
			vs_of(vs_text(s->vs, "%s:%s", o->user, o->password))));
	return same(basic, good) ? RIGHTS_ALL : RIGHTS_NONE;
}

/* ---- tokens ---- */

/* "repository:name:pull,push": a name may have colons of its own. */
static void
add_access(struct vs *vs, json_t *access, const char *scope, enum rights rights)
{
	const char *first = strchr(scope, ':'), *last = strrchr(scope, ':');
	json_t *actions = json_array();
	char *list, *action, *rest = NULL;

	if (first == NULL || first == last) {
		json_decref(actions);
		return;
	}
	list = vs_text(vs, "%s", last + 1);
	for (action = strtok_r(list, ",", &rest); action != NULL;
	     action = strtok_r(NULL, ",", &rest))
		if (rights == RIGHTS_ALL || strcmp(action, "pull") == 0)
			(void)json_array_append_new(
			    actions, json_string(action));
	(void)json_array_append_new(access,
	    json_pack("{s:s#, s:s#, s:o}", "type", scope, (int)(first - scope),
		"name", first + 1, (int)(last - first - 1), "actions",
		actions));
}

static json_t *
access_of(struct vs *vs, const struct form *form, enum rights rights)
{
	json_t *access = json_array();
	size_t i;

	/* Several in one, with blanks between them, or each for itself. */
	for (i = 0; i < form->scope_count; i++) {
		char *list = vs_text(vs, "%s", form->scopes[i]), *scope;
		char *rest = NULL;

		for (scope = strtok_r(list, " ", &rest); scope != NULL;
		     scope = strtok_r(NULL, " ", &rest))
			add_access(vs, access, scope, rights);
	}
	return access;
}

static char *
base64url(struct vs *vs, struct vs_bytes bytes)
{
	char *text = vs_base64(vs, bytes), *p;

	for (p = text; *p != '\0'; p++)
		*p = *p == '+' ? '-' : *p == '/' ? '_' : *p;
	text[strcspn(text, "=")] = '\0';
	return text;
}

static char *
part(struct vs *vs, json_t *value)
{
	return base64url(vs, vs_of(vs_dump(vs, value, 0)));
}

static char *
sign(const struct token_server *s, json_t *claims)
{
	struct vs *vs = s->vs;
	struct vs_key *key = s->signer->key;
	const int is_rsa = vs_kind_is_rsa(key->kind);
	json_t *header = json_pack("{s:s, s:s, s:[s]}", "typ", "JWT", "alg",
	    is_rsa ? "RS256" : "ES256", "x5c", vs_base64(vs, s->signer->der));
	char *text = vs_text(vs, "%s.%s", part(vs, header), part(vs, claims));
	struct vs_bytes signature =
	    vs_key_sign(vs, key, VS_SCHEME_USUAL, "SHA256", vs_of(text));

	if (!is_rsa)
		vs_raw_ecdsa(vs, &signature, key);
	return vs_text(vs, "%s.%s", text, base64url(vs, signature));
}

static char *
token(struct token_server *s, const struct form *form, enum rights rights)
{
	const int64_t now = (int64_t)time(NULL);
	const int64_t lifetime =
	    s->options.lifetime == 0 ? 300 : s->options.lifetime;
	/* Good since before it ended, however long ago that was. */
	const int64_t since = lifetime < 0 ? now + lifetime - 1 : now;

	return sign(s,
	    json_pack("{s:s, s:s, s:s, s:I, s:I, s:I, s:s, s:o}", "iss", ISSUER,
		"sub", s->options.user == NULL ? "" : s->options.user, "aud",
		form->service == NULL ? "" : form->service, "exp",
		(json_int_t)(now + lifetime), "nbf", (json_int_t)since, "iat",
		(json_int_t)since, "jti",
		vs_text(s->vs, "token %u", ++s->count), "access",
		access_of(s->vs, form, rights)));
}

/* ---- the server ---- */

static void
refuse(struct http_answer *answer, int status, const char *code)
{
	char text[256];

	answer->status = status;
	http_answer_header(answer, "Content-Type", "application/json");
	(void)snprintf(text, sizeof(text),
	    "{\"errors\":[{\"code\":\"%s\",\"message\":\"no token\"}]}\n",
	    code);
	http_answer_text(answer, text);
}

static void
answer_token(struct token_server *s, const struct http_request *request,
    struct http_answer *answer)
{
	const char *query = strchr(request->target, '?');
	struct form form = { 0 };
	enum rights rights;
	char *jwt;

	if (query != NULL)
		read_form(s->vs, &form, query + 1);
	if (strcmp(request->method, "POST") == 0)
		read_form(s->vs, &form, (const char *)request->body);
	rights = rights_of(s, request, &form);
	if (rights == RIGHTS_NONE) {
		refuse(answer, 401, "UNAUTHORIZED");
		return;
	}
	jwt = token(s, &form, rights);
	http_answer_header(answer, "Content-Type", "application/json");
	http_answer_text(answer,
	    vs_dump(s->vs,
		json_pack("{s:s, s:s, s:I}", "token", jwt, "access_token", jwt,
		    "expires_in",
		    (json_int_t)(s->options.lifetime == 0
			    ? 300
			    : s->options.lifetime)),
		0));
}

static void
handle(
    void *user, const struct http_request *request, struct http_answer *answer)
{
	const size_t path = strcspn(request->target, "?");

	if (path != strlen("/token") ||
	    memcmp(request->target, "/token", path) != 0)
		refuse(answer, 404, "UNKNOWN");
	else
		answer_token(user, request, answer);
}

static void
make_certificates(struct token_server *s)
{
	struct vs_cert_options o = { .kind = VS_P256,
		.common_name = "token authority",
		.not_before = time(NULL) - HOUR,
		.not_after = time(NULL) + 24 * HOUR,
		.basic = "critical,CA:TRUE",
		.usage = "critical,keyCertSign,cRLSign" };

	s->ca = vs_cert(s->vs, NULL, &o);
	o.kind = s->options.kind == VS_KIND_USUAL ? VS_P256 : s->options.kind;
	VS_NEED(o.kind == VS_P256 || o.kind == VS_RSA2048);
	o.common_name = "token signer";
	o.basic = "critical,CA:FALSE";
	o.usage = "critical,digitalSignature";
	s->signer = vs_cert(s->vs, s->ca, &o);
}

struct token_server *
token_server_start(const struct token_server_options *options)
{
	struct token_server *s = calloc(1, sizeof(*s));
	struct http_server_options http = { .handler = handle, .user = s };

	VS_NEED(s != NULL);
	VS_NEED((options->user == NULL) == (options->password == NULL));
	s->options = *options;
	s->vs = vs_new(&(struct vs_options){ .empty = 1 });
	make_certificates(s);
	s->tokens.service = SERVICE;
	s->tokens.issuer = ISSUER;
	s->tokens.authority = vs_cert_pem(s->vs, s->ca);
	s->http = http_server_start(&http);
	/* go-containerregistry follows no realm at an address of the loopback
	   that is not the registry's own. The handler has not been called. */
	s->tokens.realm = vs_text(s->vs, "http://localhost:%u/token",
	    (unsigned)http_server_port(s->http));
	return s;
}

void
token_server_stop(struct token_server *s)
{
	if (s == NULL)
		return;
	http_server_stop(s->http);
	vs_free(s->vs);
	free(s);
}

const struct real_tokens *
token_server_tokens(const struct token_server *s)
{
	return &s->tokens;
}

struct http_server *
token_server_http(const struct token_server *s)
{
	return s->http;
}
