#include "registry_internal.h"

#include <openssl/evp.h>

#define TOKENS_MAX 64

/* Scopes of the tokens of this process; a token is its number. */
static struct {
	const struct registry *registry;
	char scopes[1024];
} tokens[TOKENS_MAX];

void
registry_revoke(struct registry *registry)
{
	size_t i;

	for (i = 0; i < TOKENS_MAX; i++)
		if (tokens[i].registry == registry)
			tokens[i].scopes[0] = '\0';
}

static void
ask(struct registry *registry, const char *repository, const char *actions,
    struct http_answer *answer)
{
	char realm[300];

	answer->status = 401;
	http_answer_header(answer, "Content-Type", "application/json");
	http_answer_text(answer,
	    "{\"errors\":[{\"code\":\"UNAUTHORIZED\",\"message\":"
	    "\"authentication required\",\"detail\":null}]}");
	if (registry->auth == REGISTRY_BASIC) {
		http_answer_header(
		    answer, "WWW-Authenticate", "Basic realm=\"test\"");
		return;
	}
	(void)snprintf(realm, sizeof(realm), "%s/token",
	    http_server_url(registry->server));
	http_answer_headerf(answer, "WWW-Authenticate",
	    "Bearer realm=\"%s\",service=\"test service\","
	    "scope=\"repository:%s:%s%s%s\"",
	    registry->realm == NULL ? realm : registry->realm, repository,
	    actions, registry->extra_scope == NULL ? "" : " ",
	    registry->extra_scope == NULL ? "" : registry->extra_scope);
}

/* The header is that of the user. */
static int
is_user(const struct registry *registry, const char *header)
{
	char plain[512], encoded[1024];
	int n;

	if (registry->user == NULL || header == NULL)
		return registry->user == NULL;
	n = snprintf(
	    plain, sizeof(plain), "%s:%s", registry->user, registry->password);
	memcpy(encoded, "Basic ", 6);
	(void)EVP_EncodeBlock(
	    (unsigned char *)encoded + 6, (unsigned char *)plain, n);
	return strcmp(header, encoded) == 0;
}

static int
has_scope(const char *scopes, const char *repository, const char *actions)
{
	char wanted[400];
	const char *at;
	size_t len;

	(void)snprintf(wanted, sizeof(wanted), "repository:%s:", repository);
	at = strstr(scopes, wanted);
	if (at == NULL)
		return 0;
	at += strlen(wanted);
	len = strcspn(at, " ");
	for (; *actions != '\0';
	     actions += strcspn(actions, ","), actions += *actions == ',') {
		const size_t n = strcspn(actions, ",");
		size_t i, found = 0;

		for (i = 0; i + n <= len; i++)
			found |= strncmp(at + i, actions, n) == 0;
		if (!found)
			return 0;
	}
	return 1;
}

static int
is_token(const struct registry *registry, const char *header,
    const char *repository, const char *actions)
{
	const char *token;
	unsigned long number;

	if (header == NULL || strncmp(header, "Bearer ", 7) != 0)
		return 0;
	token = header + 7;
	if (registry->registry_token != NULL &&
	    strcmp(token, registry->registry_token) == 0)
		return 1;
	if (strncmp(token, "test-token-", 11) != 0)
		return 0;
	number = strtoul(token + 11, NULL, 10) % TOKENS_MAX;
	if (tokens[number].registry != registry ||
	    (registry->extra_scope != NULL &&
		strstr(tokens[number].scopes, registry->extra_scope) == NULL))
		return 0;
	return *repository == '\0' ||
	    has_scope(tokens[number].scopes, repository, actions);
}

static const char *
actions_of(const struct http_request *request)
{
	if (strcmp(request->method, "DELETE") == 0 &&
	    strstr(request->target, "/uploads/") == NULL)
		return "delete";
	if (strcmp(request->method, "GET") == 0 ||
	    strcmp(request->method, "HEAD") == 0)
		return "pull";
	return "pull,push";
}

int
auth_check(struct registry *registry, const struct http_request *request,
    const char *repository, struct http_answer *answer)
{
	const char *header = http_request_header(request, "Authorization");
	const char *actions = actions_of(request);

	if (registry->auth == REGISTRY_OPEN)
		return 1;
	if (registry->may_read && *repository != '\0' &&
	    strcmp(actions, "pull") == 0)
		return 1;
	if (!registry->refuses_all &&
	    (registry->auth == REGISTRY_BASIC
		    ? header != NULL && is_user(registry, header)
		    : is_token(registry, header, repository, actions)))
		return 1;
	ask(registry, repository, actions, answer);
	return 0;
}

static void
add_scopes(char *out, size_t size, const char *query)
{
	const char *at = query;
	char one[512];
	size_t used;

	while ((at = strstr(at, "scope=")) != NULL) {
		unescape(one, sizeof(one), at + 6);
		used = strlen(out);
		(void)snprintf(
		    out + used, size - used, "%s%s", used > 0 ? " " : "", one);
		at += 6;
	}
}

/* POST: an identity token for another one. */
static int
is_identity(const struct registry *registry, const char *form)
{
	char token[512] = "";
	const char *at = strstr(form, "refresh_token=");

	/* "grant_type=refresh_token&..." is another one. */
	at = strstr(form, "&refresh_token=");
	if (at != NULL)
		unescape(token, sizeof(token), at + 15);
	return strncmp(form, "grant_type=refresh_token&", 25) == 0 &&
	    strcmp(token, registry->identity_token) == 0;
}

void
auth_give_token(struct registry *registry, const struct http_request *request,
    struct http_answer *answer)
{
	const int is_post = strcmp(request->method, "POST") == 0;
	const char *form =
	    is_post ? (const char *)request->body : request->target;
	const unsigned int number = registry->tokens % TOKENS_MAX;
	char token[64];
	int is_known;

	if (is_post && registry->identity_token == NULL) {
		answer->status = 404;
		return;
	}
	is_known = is_post
	    ? is_identity(registry, form)
	    : is_user(registry, http_request_header(request, "Authorization"));
	http_answer_header(answer, "Content-Type", "application/json");
	if (!is_known) {
		answer->status = 401;
		http_answer_text(answer, "{\"details\":\"who?\"}");
		return;
	}
	registry->tokens++;
	tokens[number].registry = registry;
	tokens[number].scopes[0] = '\0';
	add_scopes(tokens[number].scopes, sizeof(tokens[number].scopes), form);
	(void)snprintf(token, sizeof(token), "test-token-%u", number);
	answer_json(answer,
	    json_pack("{s:s, s:s, s:i}", is_post ? "access_token" : "token",
		token, "refresh_token", "never-used", "expires_in", 60));
}
